//! Binance USD-M futures, as the cases meet it.

use crate::cases::{Asked, Ended, Party, Placed, Row, Stage, Told};
use crate::house::House;
use domain::{ClientOrderId, Instrument, PositionSide, VenueId};
use protocols::Rejection;
use protocols::binance_usdm::facts::{Door, door};
use protocols::binance_usdm::feed::{AccountFact, AccountFrame, account};
use protocols::binance_usdm::{
    CancelReply, Next, OrderStatus, PlaceReply, QueryReply, VenueFill, ask, read,
};

pub(crate) struct Usdm {
    pub(crate) house: House,
    pub(crate) conn: u64,
}

pub(crate) const fn stage(status: OrderStatus) -> Stage {
    match status {
        OrderStatus::New => Stage::New,
        OrderStatus::PartiallyFilled => Stage::Partly,
        OrderStatus::Filled => Stage::Filled,
        OrderStatus::Cancelled => Stage::Cancelled,
        OrderStatus::Rejected
        | OrderStatus::Expired
        | OrderStatus::Insured
        | OrderStatus::Deleveraged => Stage::Over,
    }
}

fn row(fill: &VenueFill) -> Row {
    Row {
        trade: fill.trade.to_string(),
        qty: fill.qty,
        price: fill.price.to_string(),
        fee: fill.fee,
    }
}

impl Usdm {
    pub(crate) fn new() -> Self {
        let mut house = House::new(ask::instruments(), |answer| {
            let listing = read::instruments(answer, VenueId::new("simex").unwrap()).unwrap();
            let mosts: Vec<u32> = listing.limits.iter().map(|limit| limit.most).collect();
            assert!(
                mosts.contains(&2_400) && mosts.contains(&1_200),
                "{mosts:?}"
            );
            let mut all = listing.instruments.into_iter();
            all.find(|one| one.venue_symbol.as_str() == "BTCUSDT")
                .unwrap()
        });
        let index = r#"{"symbol":"BTCUSDT","price":"60000"}"#;
        house.lever("POST", "/_sim/futures/index", index);
        house.pass(2_000);
        let key = read::listen_key(&house.send(ask::open_listen_key())).unwrap();
        let conn = house.exchange.open(&ask::private_stream(&key)).unwrap();
        Self { house, conn }
    }

    /// Places an order for one of the positions.
    pub(crate) fn place_for(
        &mut self,
        words: &str,
        position: PositionSide,
    ) -> (Placed, ClientOrderId) {
        let (cleared, id) = match position.hedge() {
            None => self.house.cleared(words),
            Some(side) => self.house.hedged(words, side),
        };
        let door = door(&cleared.get().terms().kind);
        let deadline = self.house.deadline();
        let call = ask::place(cleared, &self.house.instrument, deadline).unwrap();
        let Some(answer) = self.house.try_send(&call) else {
            return (Placed::Silence, id);
        };
        let placed = match door {
            Door::Book => match read::place(&answer) {
                PlaceReply::Placed(order) => Placed::Stands(stage(order.status)),
                PlaceReply::Refused(trouble) => Placed::Refused(trouble.disposition),
                PlaceReply::NotTaken(trouble) => Placed::NotTaken(trouble.disposition),
                PlaceReply::Unknown(trouble) => Placed::Unknown(trouble.disposition),
            },
            Door::Conditional => match read::place_algo(&answer) {
                PlaceReply::Placed(algo) => {
                    assert!(algo.status.is_open(), "{algo:?}");
                    Placed::Stands(Stage::New)
                }
                PlaceReply::Refused(trouble) => Placed::Refused(trouble.disposition),
                PlaceReply::NotTaken(trouble) => Placed::NotTaken(trouble.disposition),
                PlaceReply::Unknown(trouble) => Placed::Unknown(trouble.disposition),
            },
        };
        (placed, id)
    }

    /// Every private fact since last asked; a frame that cannot be read, or says nothing, is a loss.
    pub(crate) fn facts(&mut self) -> Vec<AccountFact> {
        self.house.pass(0);
        let heard = self.house.heard(self.conn);
        let facts = heard.iter().map(|text| match account(text.as_bytes()) {
            Ok(AccountFrame::Fact(fact)) => fact,
            other => panic!("{text}: {other:?}"),
        });
        facts.collect()
    }

    /// All own executions, page by page.
    pub(crate) fn executions(&mut self) -> Vec<VenueFill> {
        let (mut all, mut from) = (Vec::new(), 0);
        loop {
            let call = ask::fills_from(&self.house.instrument, from);
            let page = read::fills(&self.house.send(call)).unwrap();
            all.extend(page.rows);
            match page.next {
                Next::From(next) => from = next,
                Next::End => return all,
                Next::At(_) | Next::Crowded(_) => panic!("{:?}", page.next),
            }
        }
    }
}

impl Party for Usdm {
    fn house(&mut self) -> &mut House {
        &mut self.house
    }

    fn instrument(&self) -> Instrument {
        self.house.instrument
    }

    fn place(&mut self, words: &str) -> (Placed, ClientOrderId) {
        self.place_for(words, PositionSide::Both)
    }

    fn cancel(&mut self, id: ClientOrderId) -> Ended {
        let cleared = self.house.cancelling(id);
        let call = ask::cancel(cleared, &self.house.instrument, Door::Book).unwrap();
        match read::cancel(&self.house.send(call)) {
            CancelReply::Cancelled(_) => Ended::Cancelled,
            CancelReply::NotOpen(_) => Ended::NotOpen,
            CancelReply::NotTaken(_) | CancelReply::Unknown(_) => Ended::Other,
        }
    }

    fn query(&mut self, id: ClientOrderId) -> Asked {
        let call = ask::query(&self.house.instrument, id, Door::Book);
        match read::query(&self.house.send(call)) {
            QueryReply::Found(order) => Asked::Found(stage(order.status), order.filled),
            QueryReply::NeverSeen => Asked::NeverSeen,
            QueryReply::NoAnswer(_) => Asked::NoAnswer,
        }
    }

    fn waits(&mut self, id: ClientOrderId) -> bool {
        let call = ask::query(&self.house.instrument, id, Door::Conditional);
        let QueryReply::Found(algo) = read::query_algo(&self.house.send(call)) else {
            panic!("{id} is not there");
        };
        algo.status == protocols::binance_usdm::AlgoStatus::New
    }

    fn open(&mut self) -> Vec<ClientOrderId> {
        let call = ask::open_orders_of(&self.house.instrument, Door::Book);
        let open = read::open_orders(&self.house.send(call)).unwrap();
        open.iter().map(|order| order.client_id).collect()
    }

    fn fills(&mut self) -> Vec<Row> {
        self.executions().iter().map(row).collect()
    }

    fn told(&mut self) -> Vec<Told> {
        let orders = self.facts().into_iter().filter_map(|fact| match fact {
            AccountFact::Order { order, fill } => Some(Told {
                id: order.client_id,
                stage: stage(order.status),
                fill: fill.as_ref().map(row),
            }),
            AccountFact::Lite(_)
            | AccountFact::Algo(_)
            | AccountFact::AlgoRefused { .. }
            | AccountFact::Account { .. }
            | AccountFact::MarginCall { .. }
            | AccountFact::Leverage { .. }
            | AccountFact::Assets(_)
            | AccountFact::Ended => None,
        });
        orders.collect()
    }

    fn other(&mut self, who: &str, words: &str) {
        let [side, qty, price] = words.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{words}");
        };
        let asked = format!(
            "POST /fapi/v1/order?symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&side={side}&quantity={qty}&price={price}"
        );
        self.house.by_hand(who, &asked);
    }

    fn by_holder(&mut self, id: &str) {
        let asked = format!(
            "POST /fapi/v1/order?symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&side=BUY&quantity=0.01&price=58000&newClientOrderId={id}"
        );
        self.house.by_hand("ann", &asked);
    }

    fn refusals(&self) -> Vec<(&'static str, Rejection)> {
        vec![
            ("buy 9 limit 60000", Rejection::Balance),
            ("buy 0.01 maker 61000", Rejection::WouldMatch),
            ("buy 0.01 limit 60500 fok", Rejection::WouldNotFill),
            ("buy 0.01 limit 66000", Rejection::Filter),
            ("buy 0.001 limit 58000", Rejection::Filter),
        ]
    }
}
