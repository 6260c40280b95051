//! A slow model of what wakes and when: every sleeping order looks at every price by itself. The engine must agree with it.

use crate::script::{TAG, account, account_input, input, listing, price, qty, step, symbol};
use domain::{Price, Side};
use exchange::{Effect, Exchange, Execution, Input, OrderQty, OrderType, Place, Trigger};
use proptest::prelude::*;

/// A sleeping order as the model knows it.
#[derive(Debug, Clone)]
struct Sleeper {
    id: u64,
    side: Side,
    kind: OrderType,
    /// The best price seen since tracking began.
    best: Option<Price>,
    tracks: bool,
}

impl Sleeper {
    fn rises(&self) -> bool {
        let loss = matches!(
            self.kind,
            OrderType::StopLoss { .. } | OrderType::StopLossLimit { .. }
        );
        loss == (self.side == Side::Buy)
    }

    fn reaches(&self, at: Price, last: Price) -> bool {
        if self.rises() { last >= at } else { last <= at }
    }

    /// Whether this price wakes it.
    fn sees(&mut self, last: Price) -> bool {
        match self.kind.wakes().unwrap() {
            Trigger::At(at) => self.reaches(at, last),
            Trigger::Trailing { bips, from } => {
                if !self.tracks {
                    if from.is_none_or(|from| self.reaches(from, last)) {
                        (self.tracks, self.best) = (true, Some(last));
                    }
                    return false;
                }
                let better = |best: Price| match self.side {
                    Side::Buy => best.min(last),
                    Side::Sell => best.max(last),
                };
                let best = self.best.map_or(last, better);
                self.best = Some(best);
                // In hundredths of a cent's cent: last × 10,000 against best × (10,000 ± bips).
                let whole =
                    |price: Price, times: u32| price.times(qty(&times.to_string())).unwrap();
                match self.side {
                    Side::Buy => whole(last, 10_000) >= whole(best, 10_000 + bips),
                    Side::Sell => whole(last, 10_000) <= whole(best, 10_000 - bips),
                }
            }
        }
    }
}

fn kind() -> impl Strategy<Value = OrderType> {
    let at = (9_000_i128..11_000).prop_map(|cents| Price::from_parts(cents, 2).unwrap());
    let from =
        proptest::option::of((9_500_i128..10_500).prop_map(|c| Price::from_parts(c, 2).unwrap()));
    let trigger = prop_oneof![
        at.prop_map(Trigger::At),
        (10_u32..1_000, from).prop_map(|(bips, from)| Trigger::Trailing { bips, from }),
    ];
    (trigger, any::<bool>()).prop_map(|(trigger, loss)| match loss {
        true => OrderType::StopLoss { trigger },
        false => OrderType::TakeProfit { trigger },
    })
}

/// A sleeping order or a traded price in cents.
#[derive(Debug, Clone)]
enum Happening {
    Sleeps(Side, OrderType),
    Trades(i128),
}

fn happening() -> impl Strategy<Value = Happening> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    prop_oneof![
        1 => (side, kind()).prop_map(|(side, kind)| Happening::Sleeps(side, kind)),
        3 => (9_000_i128..11_000).prop_map(Happening::Trades),
    ]
}

fn woken(effects: &[Effect]) -> Vec<u64> {
    let reports = effects.iter().filter_map(|effect| {
        if let Effect::Report(report) = effect
            && report.execution == Execution::Triggered
        {
            Some(report.order.id.get())
        } else {
            None
        }
    });
    reports.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// X65: the engine wakes the same orders at the same prices in the same order as the slow model.
    #[test]
    fn x65_the_engine_wakes_as_the_slow_model_does(
        happenings in proptest::collection::vec(happening(), 1..120),
    ) {
        let mut exchange = Exchange::new();
        let mut listing = listing();
        (listing.limits.open_max, listing.limits.stop_max) = (1_000, 1_000);
        step(&mut exchange, Input::AddInstrument { tag: TAG, listing });
        step(&mut exchange, account_input(1, "10000", "10000000"));
        let mut sleepers: Vec<Sleeper> = Vec::new();
        let mut last: Option<Price> = None;
        for happening in happenings {
            match happening {
                Happening::Sleeps(side, kind) => {
                    let Input::Place(place) = input("1 sell 1 market") else { panic!("no order") };
                    let place = Place { side, kind, size: OrderQty::Base(qty("0.1")), account: account(1), symbol: symbol(), ..place };
                    let effects = step(&mut exchange, Input::Place(place));
                    let taken = effects.iter().find_map(|effect| if let Effect::Accepted { order, .. } = effect { Some(order.get()) } else { None });
                    let mut sleeper = Sleeper { id: 0, side, kind, best: None, tracks: false };
                    let named = kind.trigger();
                    let passed = named.is_some_and(|at| last.is_some_and(|last| sleeper.reaches(at, last)));
                    prop_assert_eq!(taken.is_none(), passed, "{:?} at {:?}: {:?}", kind, last, effects);
                    if let Some(id) = taken {
                        sleeper.id = id;
                        if matches!(kind.wakes(), Some(Trigger::Trailing { from: None, .. })) {
                            (sleeper.tracks, sleeper.best) = (true, last);
                        }
                        sleepers.push(sleeper);
                    }
                }
                Happening::Trades(cents) => {
                    let text = format!("{}.{:02}", cents / 100, cents % 100);
                    let effects = step(&mut exchange, input(&format!("print buy 1@{text}")));
                    let now = price(&text);
                    last = Some(now);
                    let mut expected = Vec::new();
                    sleepers.retain_mut(|sleeper| {
                        let wakes = sleeper.sees(now);
                        if wakes {
                            expected.push(sleeper.id);
                        }
                        !wakes
                    });
                    prop_assert_eq!(woken(&effects), expected, "at {}", text);
                }
            }
        }
    }
}
