//! Random inputs for the properties: few prices and small books, so that everything meets everything.

use crate::script::{TAG, account, asset, symbol};
use domain::{ClientOrderId, OrderKind, Price, Qty, SelfTradePrevention, Side, Time, TimeInForce};
use exchange::{
    Cancel, ExchangeOrderId, ExchangeTradeId, HouseLevel, Input, OrderKey, Place, Print, Refill,
    SetLevels, Take,
};
use proptest::prelude::*;

/// Which inputs a story may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    /// Orders without triggers and cancels of accounts.
    Accounts,
    /// Accounts with everything they can ask.
    Whole,
    /// That and the house, and symbols that stop trading.
    WholeWorld,
}

pub(crate) fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

pub(crate) fn price() -> impl Strategy<Value = Price> {
    (9_600_i128..=10_400, 0_u8..4).prop_map(|(cents, fine)| {
        let cents = if fine == 0 { cents } else { cents / 100 * 100 };
        Price::from_parts(cents, 2).unwrap()
    })
}

pub(crate) fn qty() -> impl Strategy<Value = Qty> {
    prop_oneof![
        (1_i128..=40).prop_map(|tenths| Qty::from_parts(tenths, 1).unwrap()),
        (11_i128..=9_000).prop_map(|fine| Qty::from_parts(fine, 3).unwrap()),
    ]
}

fn life() -> impl Strategy<Value = TimeInForce> {
    prop_oneof![
        4 => Just(TimeInForce::Gtc),
        1 => Just(TimeInForce::Ioc),
        1 => Just(TimeInForce::Fok),
    ]
}

fn mode() -> impl Strategy<Value = SelfTradePrevention> {
    prop_oneof![
        Just(SelfTradePrevention::Allow),
        Just(SelfTradePrevention::ExpireTaker),
        Just(SelfTradePrevention::ExpireMaker),
        Just(SelfTradePrevention::ExpireBoth),
    ]
}

pub(crate) fn name() -> impl Strategy<Value = ClientOrderId> {
    (0_u8..6).prop_map(|n| ClientOrderId::new(&format!("name-{n}")).unwrap())
}

fn kind(cast: Cast) -> BoxedStrategy<OrderKind> {
    let limit = (price(), life()).prop_map(|(price, time_in_force)| OrderKind::Limit {
        price,
        time_in_force,
    });
    let plain = prop_oneof![
        6 => limit,
        1 => Just(OrderKind::Market),
        2 => price().prop_map(|price| OrderKind::LimitMaker { price }),
    ];
    if cast == Cast::Accounts {
        return plain.boxed();
    }
    let stop_limit = (price(), price(), life()).prop_map(|(trigger, price, time_in_force)| {
        OrderKind::StopLimit {
            trigger,
            price,
            time_in_force,
        }
    });
    prop_oneof![
        4 => plain,
        1 => price().prop_map(|trigger| OrderKind::Stop { trigger }),
        1 => stop_limit,
    ]
    .boxed()
}

fn place(cast: Cast) -> impl Strategy<Value = Input> {
    let who = (1_u64..=3, proptest::option::weighted(0.4, name()));
    (who, side(), kind(cast), qty(), mode()).prop_map(
        |((number, client_id), side, kind, qty, self_trade)| {
            Input::Place(Place::plain(
                TAG,
                (account(number), client_id),
                symbol(),
                (side, qty),
                (kind, self_trade),
            ))
        },
    )
}

fn cancel() -> impl Strategy<Value = Input> {
    let order = prop_oneof![
        name().prop_map(OrderKey::Client),
        (1_u64..60).prop_map(|id| OrderKey::Exchange(ExchangeOrderId::new(id))),
    ];
    (1_u64..=3, order).prop_map(|(number, order)| {
        Input::Cancel(Cancel::plain(TAG, (account(number), symbol()), order))
    })
}

fn cancel_all() -> impl Strategy<Value = Input> {
    (1_u64..=3).prop_map(|number| Input::CancelAll {
        tag: TAG,
        account: account(number),
        symbol: symbol(),
    })
}

fn deposit() -> impl Strategy<Value = Input> {
    (1_u64..=3, prop_oneof![Just("B"), Just("Q")], qty()).prop_map(|(number, name, qty)| {
        Input::Deposit {
            tag: TAG,
            account: account(number),
            asset: asset(name),
            qty,
        }
    })
}

fn levels() -> impl Strategy<Value = Input> {
    let gone = prop_oneof![2 => qty(), 1 => Just(Qty::ZERO)];
    let level =
        (side(), price(), gone).prop_map(|(side, price, qty)| HouseLevel { side, price, qty });
    let refill = prop_oneof![Just(Refill::Taken), Just(Refill::Named)];
    (refill, proptest::collection::vec(level, 0..8)).prop_map(|(refill, levels)| {
        Input::SetLevels(SetLevels {
            tag: TAG,
            symbol: symbol(),
            refill,
            levels,
        })
    })
}

fn print() -> impl Strategy<Value = Input> {
    (side(), price(), qty()).prop_map(|(taker, price, qty)| {
        Input::Print(Print {
            tag: TAG,
            symbol: symbol(),
            id: ExchangeTradeId::new(900),
            price,
            qty,
            taker,
            at: Time::from_millis(5),
        })
    })
}

fn take() -> impl Strategy<Value = Input> {
    (side(), qty(), proptest::option::of(price())).prop_map(|(side, qty, limit)| {
        Input::Take(Take {
            tag: TAG,
            symbol: symbol(),
            side,
            qty,
            limit,
        })
    })
}

fn one(cast: Cast) -> BoxedStrategy<Input> {
    let own = prop_oneof![10 => place(cast), 3 => cancel(), 1 => cancel_all()];
    match cast {
        Cast::Accounts => own.boxed(),
        Cast::Whole => prop_oneof![8 => crate::whole::one(), 1 => own, 1 => deposit()].boxed(),
        Cast::WholeWorld => prop_oneof![
            14 => crate::whole::one(),
            1 => own,
            1 => deposit(),
            3 => levels(),
            3 => print(),
            2 => take(),
            1 => crate::whole::keeper(),
        ]
        .boxed(),
    }
}

/// A story of up to so many inputs.
pub(crate) fn story(cast: Cast, most: usize) -> impl Strategy<Value = Vec<Input>> {
    proptest::collection::vec(one(cast), 1..most)
}
