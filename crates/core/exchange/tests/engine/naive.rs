//! A slow matcher that anyone can read: one list, searched from end to end for each meeting. The engine must agree with it.

use crate::random::{Cast, story};
use crate::script::{TAG, account_input, listing, step};
use domain::{AccountId, ClientOrderId, Price, Qty, Side, TimeInForce};
use exchange::{
    Effect, Exchange, ExchangeOrderId, Input, OrderKey, OrderQty, OrderType, Place, SelfTradeMode,
};
use proptest::prelude::*;

/// An order in the list; those that came first stand first.
#[derive(Debug, Clone)]
struct Standing {
    id: u64,
    name: Option<ClientOrderId>,
    account: AccountId,
    side: Side,
    price: Price,
    left: Qty,
}

/// Buyer, seller, price, quantity.
type Meeting = (u64, u64, Price, Qty);

#[derive(Default)]
struct Naive {
    list: Vec<Standing>,
    next: u64,
}

impl Naive {
    /// The best order of the other side that a taker reaches.
    fn best(&self, side: Side, limit: Option<Price>) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (index, other) in self.list.iter().enumerate() {
            let reached = other.side != side
                && limit.is_none_or(|limit| match side {
                    Side::Buy => other.price <= limit,
                    Side::Sell => other.price >= limit,
                });
            let better = best.is_none_or(|at| match side {
                Side::Buy => other.price < self.list[at].price,
                Side::Sell => other.price > self.list[at].price,
            });
            if reached && better {
                best = Some(index);
            }
        }
        best
    }

    /// Whether a fill-or-kill order would fill, tried out on a copy.
    fn would_fill(&self, place: &Place, limit: Option<Price>) -> bool {
        let mut copy = Naive {
            list: self.list.clone(),
            next: 0,
        };
        copy.meet(place, limit, 0).1.is_zero()
    }

    /// Meetings of a taker, what is left of it, and whether a self-trade ended it.
    fn meet(&mut self, place: &Place, limit: Option<Price>, id: u64) -> (Vec<Meeting>, Qty, bool) {
        let mut meetings = Vec::new();
        let OrderQty::Base(mut left) = place.size else {
            panic!("sized by quote: {place:?}")
        };
        while !left.is_zero() {
            let Some(at) = self.best(place.side, limit) else {
                break;
            };
            if self.list[at].account == place.account {
                match place.self_trade {
                    SelfTradeMode::Allow => {}
                    SelfTradeMode::ExpireTaker => return (meetings, left, true),
                    SelfTradeMode::ExpireMaker => {
                        self.list.remove(at);
                        continue;
                    }
                    SelfTradeMode::ExpireBoth => {
                        self.list.remove(at);
                        return (meetings, left, true);
                    }
                    SelfTradeMode::Decrement | SelfTradeMode::Transfer => {
                        let other = &mut self.list[at];
                        let lost = left.min(other.left);
                        left = left.minus(lost).unwrap();
                        other.left = other.left.minus(lost).unwrap();
                        if other.left.is_zero() {
                            self.list.remove(at);
                        }
                        continue;
                    }
                }
            }
            let other = &mut self.list[at];
            let qty = left.min(other.left);
            let (buyer, seller) = match place.side {
                Side::Buy => (id, other.id),
                Side::Sell => (other.id, id),
            };
            meetings.push((buyer, seller, other.price, qty));
            left = left.minus(qty).unwrap();
            other.left = other.left.minus(qty).unwrap();
            if other.left.is_zero() {
                self.list.remove(at);
            }
        }
        (meetings, left, false)
    }

    fn place(&mut self, place: &Place) -> Vec<Meeting> {
        let limit = place.kind.limit_price();
        let named = |s: &&Standing| s.account == place.account && s.name == place.client_id;
        let taken = place.client_id.is_some() && self.list.iter().any(|s| named(&s));
        let crosses = self.best(place.side, limit).is_some();
        let maker = matches!(place.kind, OrderType::LimitMaker { .. });
        if taken || (maker && crosses) {
            return Vec::new();
        }
        self.next += 1;
        let id = self.next;
        let life = if let OrderType::Limit { time_in_force, .. } = place.kind {
            Some(time_in_force)
        } else {
            None
        };
        if life == Some(TimeInForce::Fok) && !self.would_fill(place, limit) {
            return Vec::new();
        }
        let (meetings, left, ended) = self.meet(place, limit, id);
        let rests = maker || life == Some(TimeInForce::Gtc);
        if let (Some(price), true, false, false) = (limit, rests, left.is_zero(), ended) {
            self.list.push(Standing {
                id,
                name: place.client_id,
                account: place.account,
                side: place.side,
                price,
                left,
            });
        }
        meetings
    }

    fn hear(&mut self, input: &Input) -> Vec<Meeting> {
        if let Input::Place(place) = input {
            return self.place(place);
        }
        if let Input::Cancel(cancel) = input {
            self.list.retain(|s| {
                let meant = match cancel.order {
                    OrderKey::Exchange(id) => s.id == id.get(),
                    OrderKey::Client(name) => s.name == Some(name),
                    OrderKey::Both(id, name) => s.id == id.get() && s.name == Some(name),
                };
                !(meant && s.account == cancel.account)
            });
        }
        if let Input::CancelAll { account, .. } = input {
            self.list.retain(|s| s.account != *account);
        }
        Vec::new()
    }
}

fn tape(effects: &[Effect]) -> Vec<Meeting> {
    let number = |id: Option<ExchangeOrderId>| id.map_or(0, ExchangeOrderId::get);
    let trades = effects.iter().filter_map(|effect| {
        let Effect::Trade(t) = effect else {
            return None;
        };
        Some((number(t.buyer), number(t.seller), t.price, t.qty))
    });
    trades.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// X3: the engine makes the same meetings in the same order as the slow matcher, and keeps the same orders.
    #[test]
    fn x3_the_engine_agrees_with_the_slow_matcher(story in story(Cast::Accounts, 120)) {
        // Enough of everything, so that money and bounds on open orders never decide.
        let mut exchange = Exchange::new();
        let mut listing = listing();
        listing.limits.open_max = 1_000;
        step(&mut exchange, Input::AddInstrument { tag: TAG, listing });
        for number in 1..=3 {
            step(&mut exchange, account_input(number, "1000000", "1000000"));
        }
        let mut naive = Naive::default();
        for input in story {
            let expected = naive.hear(&input);
            let effects = step(&mut exchange, input.clone());
            prop_assert_eq!(tape(&effects), expected, "{:?}\n{:?}", input, effects);
        }
        let mut open: Vec<u64> = (1..=3)
            .flat_map(|n| exchange.open_orders(AccountId::new(n), None))
            .map(|order| order.id.get())
            .collect();
        open.sort_unstable();
        let mut standing: Vec<u64> = naive.list.iter().map(|s| s.id).collect();
        standing.sort_unstable();
        prop_assert_eq!(open, standing);
    }
}
