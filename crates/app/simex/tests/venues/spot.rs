//! Binance spot, as the cases meet it.

use crate::cases::{Asked, Ended, Party, Placed, Row, Stage, Told};
use crate::house::House;
use domain::{ClientOrderId, Instrument, VenueId};
use protocols::Rejection;
use protocols::binance_spot::feed::{AccountFact, AccountFrame, account};
use protocols::binance_spot::{
    CancelReply, OrderStatus, PlaceReply, QueryReply, VenueFill, ask, read,
};

pub(crate) struct Spot {
    house: House,
    conn: u64,
}

const fn stage(status: OrderStatus) -> Stage {
    match status {
        OrderStatus::New => Stage::New,
        OrderStatus::PartiallyFilled => Stage::Partly,
        OrderStatus::Filled => Stage::Filled,
        OrderStatus::Cancelled => Stage::Cancelled,
        OrderStatus::Rejected | OrderStatus::Expired => Stage::Over,
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

impl Spot {
    pub(crate) fn new() -> Self {
        let mut house = House::new(ask::instruments(), |answer| {
            let listing = read::instruments(answer, VenueId::new("simex").unwrap()).unwrap();
            let mut all = listing.instruments.into_iter();
            all.find(|one| one.venue_symbol.as_str() == "BTCUSDT")
                .unwrap()
        });
        let conn = house.exchange.open("/ws-api/v3").unwrap();
        house.say(conn, &ask::subscribe_account("private"));
        let heard = house.heard(conn);
        let answered = account(heard[0].as_bytes()).unwrap();
        assert!(matches!(
            answered,
            AccountFrame::Answered {
                outcome: Ok(()),
                ..
            }
        ));
        Self { house, conn }
    }
}

impl Party for Spot {
    fn house(&mut self) -> &mut House {
        &mut self.house
    }

    fn instrument(&self) -> Instrument {
        self.house.instrument
    }

    fn place(&mut self, words: &str) -> (Placed, ClientOrderId) {
        let (cleared, id) = self.house.cleared(words);
        let deadline = self.house.deadline();
        let call = ask::place(cleared, &self.house.instrument, deadline).unwrap();
        let placed = match self
            .house
            .try_send(&call)
            .map(|answer| read::place(&answer))
        {
            None => Placed::Silence,
            Some(PlaceReply::Placed { order, .. }) => Placed::Stands(stage(order.status)),
            Some(PlaceReply::Refused(trouble)) => Placed::Refused(trouble.disposition),
            Some(PlaceReply::NotTaken(trouble)) => Placed::NotTaken(trouble.disposition),
            Some(PlaceReply::Unknown(trouble)) => Placed::Unknown(trouble.disposition),
        };
        (placed, id)
    }

    fn cancel(&mut self, id: ClientOrderId) -> Ended {
        let call = ask::cancel(self.house.cancelling(id), &self.house.instrument).unwrap();
        match read::cancel(&self.house.send(call)) {
            CancelReply::Cancelled(_) => Ended::Cancelled,
            CancelReply::NotOpen(_) => Ended::NotOpen,
            CancelReply::NotTaken(_) | CancelReply::Unknown(_) => Ended::Other,
        }
    }

    fn query(&mut self, id: ClientOrderId) -> Asked {
        let call = ask::query(&self.house.instrument, id);
        match read::query(&self.house.send(call)) {
            QueryReply::Found(order) => Asked::Found(stage(order.status), order.filled),
            QueryReply::NeverSeen => Asked::NeverSeen,
            QueryReply::NoAnswer(_) => Asked::NoAnswer,
        }
    }

    fn waits(&mut self, id: ClientOrderId) -> bool {
        matches!(self.query(id), Asked::Found(Stage::New, _))
    }

    fn open(&mut self) -> Vec<ClientOrderId> {
        let call = ask::open_orders_of(&self.house.instrument);
        let open = read::open_orders(&self.house.send(call)).unwrap();
        open.iter().map(|order| order.client_id).collect()
    }

    fn fills(&mut self) -> Vec<Row> {
        let call = ask::fills_from(&self.house.instrument, 0);
        let fills = read::fills(&self.house.send(call)).unwrap();
        fills.iter().map(row).collect()
    }

    fn told(&mut self) -> Vec<Told> {
        self.house.pass(0);
        let heard = self.house.heard(self.conn);
        let facts = heard.iter().map(|text| account(text.as_bytes()).unwrap());
        facts
            .filter_map(|frame| match frame {
                AccountFrame::Fact(AccountFact::Order { order, fill, .. }) => Some(Told {
                    id: order.client_id,
                    stage: stage(order.status),
                    fill: fill.as_ref().map(row),
                }),
                AccountFrame::Fact(AccountFact::Balances { .. }) => None,
                AccountFrame::Fact(AccountFact::Ended | AccountFact::Moved { .. })
                | AccountFrame::Answered { .. }
                | AccountFrame::Ending
                | AccountFrame::Unused => panic!("{frame:?}"),
            })
            .collect()
    }

    fn other(&mut self, who: &str, words: &str) {
        let [side, qty, price] = words.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{words}");
        };
        let asked = format!(
            "POST /api/v3/order?symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&side={side}&quantity={qty}&price={price}"
        );
        self.house.by_hand(who, &asked);
    }

    fn by_holder(&mut self, id: &str) {
        let asked = format!(
            "POST /api/v3/order?symbol=BTCUSDT&type=LIMIT&timeInForce=GTC&side=BUY&quantity=0.01&price=58000&newClientOrderId={id}"
        );
        self.house.by_hand("ann", &asked);
    }

    fn refusals(&self) -> Vec<(&'static str, Rejection)> {
        vec![
            ("buy 1 limit 60000", Rejection::Balance),
            ("buy 0.01 maker 61000", Rejection::WouldMatch),
            ("sell 0.01 stop 61000", Rejection::WouldTrigger),
            ("buy 0.0001 limit 40000", Rejection::Filter),
        ]
    }
}
