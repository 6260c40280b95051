//! Random inputs over everything the engine can be asked: every type of order, lists, amendments, replacements, terms and status.

use crate::random::{name, price, qty, side};
use crate::script::{TAG, account, asset, symbol, terms};
use domain::{Amount, ClientOrderId, Price, Qty, Symbol, TimeInForce};
use exchange::{
    Amend, Cancel, CancelList, CancelRestriction, ExchangeOrderId, ExchangeTradeId, Input, Labels,
    Leg, LimitPrice, ListKey, ListShape, OrderKey, OrderListId, OrderQty, OrderType, Pair, Peg,
    PegSide, Place, PlaceList, Print, Replace, ReplaceMode, SelfTradeMode, Single, SymbolStatus,
    Trigger,
};
use proptest::prelude::*;

/// The symbol that gives the third asset its price.
pub(crate) fn third() -> Symbol {
    Symbol::new("N/Q").unwrap()
}

fn life() -> BoxedStrategy<TimeInForce> {
    prop_oneof![
        6 => Just(TimeInForce::Gtc),
        1 => Just(TimeInForce::Ioc),
        1 => Just(TimeInForce::Fok),
    ]
    .boxed()
}

fn mode() -> BoxedStrategy<SelfTradeMode> {
    prop_oneof![
        1 => Just(SelfTradeMode::Allow),
        1 => Just(SelfTradeMode::ExpireTaker),
        1 => Just(SelfTradeMode::ExpireMaker),
        1 => Just(SelfTradeMode::ExpireBoth),
        2 => Just(SelfTradeMode::Decrement),
        2 => Just(SelfTradeMode::Transfer),
    ]
    .boxed()
}

fn limit() -> BoxedStrategy<LimitPrice> {
    let peg = (
        prop_oneof![Just(PegSide::Primary), Just(PegSide::Market)],
        proptest::option::weighted(0.4, 0_u8..3),
        proptest::option::weighted(0.3, price()),
    );
    prop_oneof![
        8 => price().prop_map(LimitPrice::At),
        1 => peg.prop_map(|(side, level, cap)| LimitPrice::Pegged(Peg { side, level, cap })),
    ]
    .boxed()
}

fn trigger() -> BoxedStrategy<Trigger> {
    prop_oneof![
        2 => price().prop_map(Trigger::At),
        1 => (10_u32..200, proptest::option::of(price()))
            .prop_map(|(bips, from)| Trigger::Trailing { bips, from }),
    ]
    .boxed()
}

fn waiting() -> BoxedStrategy<OrderType> {
    prop_oneof![
        trigger().prop_map(|trigger| OrderType::StopLoss { trigger }),
        trigger().prop_map(|trigger| OrderType::TakeProfit { trigger }),
        (trigger(), limit(), life()).prop_map(|(trigger, price, time_in_force)| {
            OrderType::StopLossLimit {
                trigger,
                price,
                time_in_force,
            }
        }),
        (trigger(), limit(), life()).prop_map(|(trigger, price, time_in_force)| {
            OrderType::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            }
        }),
    ]
    .boxed()
}

fn plain_limit() -> BoxedStrategy<OrderType> {
    prop_oneof![
        4 => (limit(), life())
            .prop_map(|(price, time_in_force)| OrderType::Limit { price, time_in_force }),
        1 => limit().prop_map(|price| OrderType::LimitMaker { price }),
    ]
    .boxed()
}

fn kind() -> BoxedStrategy<OrderType> {
    prop_oneof![
        5 => plain_limit(),
        1 => Just(OrderType::Market),
        3 => waiting(),
    ]
    .boxed()
}

fn leg(kind: BoxedStrategy<OrderType>) -> BoxedStrategy<Leg> {
    let iceberg = proptest::option::weighted(0.2, qty());
    (proptest::option::weighted(0.4, name()), kind, iceberg)
        .prop_map(|(client_id, kind, iceberg)| Leg {
            client_id,
            kind,
            iceberg,
            labels: Labels::default(),
        })
        .boxed()
}

fn size() -> BoxedStrategy<OrderQty> {
    let quote = (1_i128..90_000).prop_map(|cents| Amount::from_parts(cents, 2).unwrap());
    prop_oneof![8 => qty().prop_map(OrderQty::Base), 1 => quote.prop_map(OrderQty::Quote)].boxed()
}

fn place() -> BoxedStrategy<Place> {
    (1_u64..=3, side(), size(), leg(kind()), mode())
        .prop_map(|(number, side, size, leg, self_trade)| {
            let by_quote = matches!(size, OrderQty::Quote(_));
            Place {
                tag: TAG,
                account: account(number),
                client_id: leg.client_id,
                symbol: symbol(),
                side,
                kind: if by_quote {
                    OrderType::Market
                } else {
                    leg.kind
                },
                size,
                iceberg: leg.iceberg.filter(|_| !by_quote),
                self_trade,
                labels: leg.labels,
            }
        })
        .boxed()
}

fn single() -> BoxedStrategy<Single> {
    (side(), qty(), leg(kind()))
        .prop_map(|(side, qty, leg)| Single { side, qty, leg })
        .boxed()
}

fn working() -> BoxedStrategy<Single> {
    (side(), qty(), leg(plain_limit()))
        .prop_map(|(side, qty, leg)| Single { side, qty, leg })
        .boxed()
}

/// Two orders around a middle, the way they must lie for the side.
fn pair() -> BoxedStrategy<Pair> {
    let maker = leg(limit()
        .prop_map(|price| OrderType::LimitMaker { price })
        .boxed());
    let stop = leg(trigger()
        .prop_map(|trigger| OrderType::StopLoss { trigger })
        .boxed());
    let stop_limit = (trigger(), limit(), life()).prop_map(|(trigger, price, time_in_force)| {
        OrderType::StopLossLimit {
            trigger,
            price,
            time_in_force,
        }
    });
    let stop_limit = leg(stop_limit.boxed());
    let take = leg(trigger()
        .prop_map(|trigger| OrderType::TakeProfit { trigger })
        .boxed());
    let profits = prop_oneof![2 => maker, 1 => take];
    let losses = prop_oneof![stop, stop_limit];
    (side(), qty(), profits, losses)
        .prop_map(|(side, qty, profit, loss)| {
            let (above, below) = match side {
                domain::Side::Buy => (loss, profit),
                domain::Side::Sell => (profit, loss),
            };
            Pair {
                side,
                qty,
                above,
                below,
            }
        })
        .boxed()
}

fn shape() -> BoxedStrategy<ListShape> {
    let sells = domain::Side::Sell;
    let buys = |single: Single| Single {
        side: domain::Side::Buy,
        ..single
    };
    prop_oneof![
        3 => pair().prop_map(ListShape::Oco),
        2 => (working(), single())
            .prop_map(|(working, pending)| ListShape::Oto { working, pending }),
        1 => (working(), pair())
            .prop_map(|(working, pending)| ListShape::Otoco { working, pending }),
        1 => (working(), leg(kind())).prop_map(move |(working, pending)| ListShape::Opo {
            working: buys(working), side: sells, pending,
        }),
        1 => (working(), pair()).prop_map(move |(working, pair)| {
            let (above, below) = match pair.side {
                domain::Side::Sell => (pair.above, pair.below),
                domain::Side::Buy => (pair.below, pair.above),
            };
            ListShape::Opoco { working: buys(working), side: sells, above, below }
        }),
    ]
    .boxed()
}

fn list_name() -> BoxedStrategy<ClientOrderId> {
    (0_u8..4)
        .prop_map(|n| ClientOrderId::new(&format!("list-{n}")).unwrap())
        .boxed()
}

fn list() -> BoxedStrategy<Input> {
    (
        1_u64..=3,
        proptest::option::of(list_name()),
        mode(),
        shape(),
    )
        .prop_map(|(number, client_id, self_trade, shape)| {
            Input::PlaceList(Box::new(PlaceList {
                tag: TAG,
                account: account(number),
                client_id,
                symbol: symbol(),
                self_trade,
                shape,
            }))
        })
        .boxed()
}

fn key() -> BoxedStrategy<OrderKey> {
    prop_oneof![
        3 => name().prop_map(OrderKey::Client),
        2 => (1_u64..80).prop_map(|id| OrderKey::Exchange(ExchangeOrderId::new(id))),
    ]
    .boxed()
}

fn cancel() -> BoxedStrategy<Cancel> {
    let restriction = prop_oneof![
        6 => Just(CancelRestriction::Any),
        1 => Just(CancelRestriction::OnlyNew),
        1 => Just(CancelRestriction::OnlyPartiallyFilled),
    ];
    (1_u64..=3, key(), restriction)
        .prop_map(|(number, order, restriction)| Cancel {
            restriction,
            ..Cancel::plain(TAG, (account(number), symbol()), order)
        })
        .boxed()
}

fn cancel_list() -> BoxedStrategy<Input> {
    let key = prop_oneof![
        list_name().prop_map(ListKey::Client),
        (1_u64..20).prop_map(|id| ListKey::Exchange(OrderListId::new(id))),
    ];
    (1_u64..=3, key)
        .prop_map(|(number, list)| {
            Input::CancelList(CancelList {
                tag: TAG,
                account: account(number),
                symbol: symbol(),
                list,
                cancel_id: None,
            })
        })
        .boxed()
}

fn replace() -> BoxedStrategy<Input> {
    let mode = prop_oneof![
        Just(ReplaceMode::StopOnFailure),
        Just(ReplaceMode::AllowFailure)
    ];
    (mode, cancel(), place())
        .prop_map(|(mode, cancel, place)| {
            let cancel = Cancel {
                account: place.account,
                ..cancel
            };
            Input::Replace(Box::new(Replace {
                mode,
                cancel,
                place,
            }))
        })
        .boxed()
}

fn amend() -> BoxedStrategy<Input> {
    (1_u64..=3, key(), proptest::option::of(name()), qty())
        .prop_map(|(number, order, client_id, qty)| {
            Input::Amend(Amend {
                tag: TAG,
                account: account(number),
                symbol: symbol(),
                order,
                client_id,
                qty,
            })
        })
        .boxed()
}

fn withdraw() -> BoxedStrategy<Input> {
    let what = prop_oneof![Just("B"), Just("Q"), Just("N")];
    (1_u64..=3, what, qty())
        .prop_map(|(number, name, qty)| Input::Withdraw {
            tag: TAG,
            account: account(number),
            asset: asset(name),
            qty,
        })
        .boxed()
}

fn set_terms() -> BoxedStrategy<Input> {
    let how = prop_oneof![
        3 => Just(vec!["bnb"]),
        2 => Just(vec!["group", "3"]),
        2 => Just(vec!["bnb", "group", "3"]),
        1 => Just(vec![]),
        1 => Just(vec!["barred"]),
    ];
    (1_u64..=3, how)
        .prop_map(|(number, how)| Input::SetTerms {
            tag: TAG,
            terms: terms(account(number), &how),
        })
        .boxed()
}

fn status() -> BoxedStrategy<Input> {
    let status = prop_oneof![
        4 => Just(SymbolStatus::Trading),
        1 => Just(SymbolStatus::Break),
        1 => Just(SymbolStatus::CancelOnly),
    ];
    status
        .prop_map(|status| Input::SetStatus {
            tag: TAG,
            symbol: symbol(),
            status,
        })
        .boxed()
}

/// A trade that gives the third asset a price.
fn third_price() -> BoxedStrategy<Input> {
    (1_i128..50_000)
        .prop_map(|cents| {
            Input::Print(Print {
                tag: TAG,
                symbol: third(),
                id: ExchangeTradeId::new(900),
                price: Price::from_parts(cents, 2).unwrap(),
                qty: Qty::parse("1").unwrap(),
                taker: domain::Side::Buy,
                at: domain::Time::from_millis(5),
            })
        })
        .boxed()
}

/// One input of accounts, or of those who run the exchange.
pub(crate) fn one() -> BoxedStrategy<Input> {
    prop_oneof![
        18 => place().prop_map(Input::Place),
        8 => list(),
        3 => cancel().prop_map(Input::Cancel),
        1 => cancel_list(),
        3 => replace(),
        4 => amend(),
        1 => withdraw(),
        2 => set_terms(),
        1 => third_price(),
    ]
    .boxed()
}

/// What those who run the exchange do now and then.
pub(crate) fn keeper() -> BoxedStrategy<Input> {
    let all = Just(Input::ExpireAll {
        tag: TAG,
        symbol: symbol(),
    });
    prop_oneof![6 => status(), 1 => all].boxed()
}

/// Whether an input names an order or list by its number, which means another one after a restart.
pub(crate) fn names_a_number(input: &Input) -> bool {
    let numbered = |key: &OrderKey| !matches!(key, OrderKey::Client(_));
    match input {
        Input::Cancel(ask) => numbered(&ask.order),
        Input::Amend(ask) => numbered(&ask.order),
        Input::Replace(ask) => numbered(&ask.cancel.order),
        Input::CancelList(ask) => !matches!(ask.list, ListKey::Client(_)),
        Input::AddInstrument { .. }
        | Input::AddAccount { .. }
        | Input::Deposit { .. }
        | Input::Withdraw { .. }
        | Input::SetTerms { .. }
        | Input::SetStatus { .. }
        | Input::ExpireAll { .. }
        | Input::Place(_)
        | Input::PlaceList(_)
        | Input::CancelAll { .. }
        | Input::SetLevels(_)
        | Input::Print(_)
        | Input::Take(_)
        | Input::SetRules { .. }
        | Input::SetExecution { .. } => false,
    }
}
