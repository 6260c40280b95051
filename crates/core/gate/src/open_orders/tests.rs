//! The kept sums always equal the sums over the orders, whatever comes in whatever order.

use super::{OpenOrder, OpenOrders, Working, scopes};
use crate::fixture::*;
use crate::holds::Hold;
use alloc::collections::BTreeMap;
use domain::{Amount, OrderId, Origin, Qty, Scope, Side, StrategyId, UserId};
use proptest::prelude::*;

#[derive(Debug, Clone, Copy)]
enum Step {
    Add(u64, usize, i128),
    Trade(u64, i128),
    Remove(u64),
    /// Order `id + 12` becomes the other of a pair with order `id`.
    Join(u64, usize),
}

const SHAPES: [&str; 4] = [
    "buy 5 BTC/USDT limit 100",
    "sell 5 BTC/USDT limit 100",
    "buy 5 ETH/USDT limit 99",
    "sell 5 ETH/BTC limit 1",
];

fn open(id: u64, shape: usize, units: i128) -> OpenOrder {
    let origin = match id % 3 {
        0 => PERSON,
        1 => Origin::House,
        _ => Origin::Strategy(StrategyId::new(4), UserId::new(8)),
    };
    let account = if id.is_multiple_of(2) { PAPER } else { OTHER };
    let order = order(id, account, origin, SHAPES[shape]);
    let hold = match order.terms().side {
        Side::Buy => Hold {
            asset: asset("USDT"),
            unit: amount("100.1"),
        },
        Side::Sell => Hold {
            asset: asset("BTC"),
            unit: amount("1"),
        },
    };
    let remaining = Qty::from_parts(units, 2).unwrap();
    OpenOrder {
        order,
        second: None,
        venue: venue(),
        hold,
        remaining,
    }
}

/// Every sum, made anew from the orders.
fn recount(orders: &OpenOrders) -> OpenOrders {
    let mut fresh = OpenOrders {
        orders: orders.orders.clone(),
        ..OpenOrders::default()
    };
    let mut counts: BTreeMap<Scope, u64> = BTreeMap::new();
    for open in orders.orders.values() {
        fresh.client_ids.insert(open.order.client_id());
        fresh.own.add(open.venue, &open.order);
        if let Some(second) = open.second {
            fresh.own.add(open.venue, &second);
            fresh.client_ids.insert(second.client_id());
            fresh.counted_as.insert(second.id(), open.order.id());
        }
        let working = fresh.working.entry(open.key()).or_insert(Working::NONE);
        match open.side() {
            Side::Buy => working.buys = working.buys.plus(open.remaining).unwrap(),
            Side::Sell => working.sells = working.sells.plus(open.remaining).unwrap(),
        }
        let at_venue = if open.second.is_some() { 2 } else { 1 };
        working.count += at_venue;
        for scope in scopes(&open.order, open.venue).into_iter().flatten() {
            *counts.entry(scope).or_default() += at_venue;
        }
        let key = (open.order.account(), open.hold.asset);
        let held = fresh.held(key.0, key.1).plus(open.held().unwrap()).unwrap();
        fresh.set_held(key, held);
    }
    fresh.counts = counts;
    fresh
}

fn step() -> impl Strategy<Value = Step> {
    let id = 0_u64..24;
    prop_oneof![
        3 => (id.clone(), 0..SHAPES.len(), 0_i128..500).prop_map(|(id, shape, units)| Step::Add(id, shape, units)),
        3 => (id.clone(), 0_i128..700).prop_map(|(id, units)| Step::Trade(id, units)),
        1 => id.clone().prop_map(Step::Remove),
        2 => (0_u64..12, 0..SHAPES.len()).prop_map(|(id, shape)| Step::Join(id, shape)),
    ]
}

proptest! {
    // GATE-07
    #[test]
    fn g7_sums_equal_the_orders_and_end_at_nothing(steps in prop::collection::vec(step(), 0..60)) {
        let mut orders = OpenOrders::default();
        for step in steps {
            match step {
                Step::Add(id, shape, units) => orders.add(open(id, shape, units)).unwrap(),
                Step::Trade(id, units) => {
                    orders.traded(OrderId::new(id), Qty::from_parts(units, 2).unwrap()).unwrap();
                }
                Step::Join(id, shape) => {
                    orders.join(open(id + 12, shape, 0).order, OrderId::new(id));
                }
                Step::Remove(id) => orders.remove(OrderId::new(id)).unwrap(),
            }
            prop_assert_eq!(&recount(&orders), &orders);
            prop_assert!(orders.holds.values().all(|held| *held > Amount::ZERO));
        }
        for id in 0..24 {
            orders.remove(OrderId::new(id)).unwrap();
        }
        prop_assert_eq!(orders, OpenOrders::default());
    }
}
