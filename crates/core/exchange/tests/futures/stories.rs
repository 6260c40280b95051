//! Random stories over the whole vocabulary, with every account counted after every step.

mod judging;

use crate::stage::{Stage, TAG, amount, asset, btc, eth, rate, stage, who};
use domain::{Amount, Price, Qty, SelfTradePrevention, Side, Span, Symbol, Time};
use exchange::chance::Chance;
use exchange::futures::{
    AlgoKind, AlgoPrice, AlgoStatus, AmendOrder, AmendPrice, AssetsMode, FeeBurn, FuturesEffect,
    FuturesFact, FuturesInput, FuturesLife, FuturesReport, IncomeQuery, MarginType, OrderOrigin,
    OrderPrice, PlaceAlgo, PlaceOrder, PositionMode, PositionSide, PriceMatch, Protect, Reduce,
    Transfer, Working,
};
use exchange::{HouseLevel, OrderKey, Refill, SetLevels, Take};
use std::collections::BTreeMap;

/// Accounts in a story.
pub(crate) const PEOPLE: u64 = 4;

/// A teller of one story.
pub(crate) struct Teller {
    pub(crate) stage: Stage,
    pub(crate) chance: Chance,
    /// Everything kept, as lines.
    pub(crate) kept: Vec<String>,
    /// How often each kind of thing happened.
    pub(crate) seen: BTreeMap<&'static str, u64>,
    /// Cash of each account and contract by its trades.
    cash: BTreeMap<(u64, Symbol), Amount>,
}

fn pick<T: Copy>(chance: &mut Chance, all: &[T]) -> T {
    let place = usize::try_from(chance.below(u64::try_from(all.len()).unwrap())).unwrap();
    all[place]
}

fn ticks(units: i128, symbol: Symbol) -> Price {
    let places = if symbol == btc() { 1 } else { 2 };
    Price::from_parts(units, places).unwrap()
}

impl Teller {
    pub(crate) fn new(seed: u64) -> Self {
        let mut teller = Self {
            stage: stage(),
            chance: Chance::new(seed),
            kept: Vec::new(),
            seen: BTreeMap::new(),
            cash: BTreeMap::new(),
        };
        // The stage's own beginning is told again, so that its facts are kept.
        teller.stage.futures = exchange::futures::Futures::new();
        for input in crate::restoring::beginnings() {
            teller.tell(input);
        }
        for number in 1..=PEOPLE {
            for (name, much) in [("USDT", 20_000), ("BNB", 2), ("BTC", 1)] {
                let much = teller.chance.below(much) + 1;
                teller.tell(FuturesInput::Transfer(Transfer {
                    tag: TAG,
                    account: who(number),
                    asset: asset(name),
                    amount: amount(&much.to_string()),
                }));
            }
            for symbol in [btc(), eth()] {
                let leverage = pick(&mut teller.chance, &[20, 100, 125]);
                teller.tell(FuturesInput::SetLeverage {
                    tag: TAG,
                    account: who(number),
                    symbol,
                    leverage,
                });
                if number % 2 == 0 {
                    teller.tell(FuturesInput::SetMarginType {
                        tag: TAG,
                        account: who(number),
                        symbol,
                        margin: MarginType::Isolated,
                    });
                }
            }
        }
        teller
    }

    pub(crate) fn tell(&mut self, input: FuturesInput) {
        self.stage.step(input);
        let said = std::mem::take(&mut self.stage.said);
        for effect in &said {
            self.kept
                .extend(FuturesFact::of(effect).map(|fact| fact.to_string()));
            self.note(effect);
        }
    }

    fn note(&mut self, effect: &FuturesEffect) {
        let name = if let FuturesEffect::Refused { .. } = effect {
            "refused"
        } else if let FuturesEffect::Liquidation(order) = effect {
            if order.origin == OrderOrigin::Deleveraging {
                "deleveraged"
            } else {
                "liquidated"
            }
        } else if let FuturesEffect::AlgoReport(algo) = effect {
            if algo.status == AlgoStatus::Finished {
                "woken"
            } else if algo.status == AlgoStatus::Rejected {
                "rejected"
            } else {
                "algo"
            }
        } else if let FuturesEffect::Amended { .. } = effect {
            "amended"
        } else if let FuturesEffect::Funding(_) = effect {
            "funded"
        } else if let FuturesEffect::Report(report) = effect {
            self.note_trade(report);
            "reported"
        } else {
            return;
        };
        *self.seen.entry(name).or_insert(0) += 1;
    }

    fn note_trade(&mut self, report: &FuturesReport) {
        let Some(trade) = report.trade() else {
            return;
        };
        let cash = self
            .cash
            .entry((trade.account.get(), trade.symbol))
            .or_insert(Amount::ZERO);
        let quote = match trade.side {
            Side::Buy => trade.fill.quote.negated(),
            Side::Sell => trade.fill.quote,
        };
        *cash = cash.plus(quote).unwrap();
        *self.seen.entry("traded").or_insert(0) += 1;
    }

    fn symbol(&mut self) -> Symbol {
        pick(&mut self.chance, &[btc(), btc(), btc(), eth()])
    }

    /// A price within some parts of a thousand of the mark price.
    fn near(&mut self, symbol: Symbol, reach: u64) -> Price {
        let mark = self.stage.futures.mark_price(symbol).unwrap().mark;
        let (units, places) = mark.parts();
        let wanted = if symbol == btc() { 1 } else { 2 };
        let units = units * 10_i128.pow(8 - places) / 10_i128.pow(8 - wanted);
        let off = i128::from(self.chance.below(2 * reach + 1)) - i128::from(reach);
        ticks((units + units * off / 1_000).max(1_000), symbol)
    }

    fn lots(&mut self, symbol: Symbol) -> Qty {
        let most = if symbol == btc() { 600 } else { 9_000 };
        Qty::from_parts(i128::from(self.chance.below(most) + 1), 3).unwrap()
    }

    fn side(&mut self) -> Side {
        pick(&mut self.chance, &[Side::Buy, Side::Sell])
    }

    fn position_side(&mut self) -> PositionSide {
        let all = [
            PositionSide::Both,
            PositionSide::Both,
            PositionSide::Long,
            PositionSide::Short,
        ];
        pick(&mut self.chance, &all)
    }

    fn levels(&mut self) {
        let symbol = self.symbol();
        let count = self.chance.below(6) + 1;
        let mut levels = Vec::new();
        for _ in 0..count {
            let side = self.side();
            let price = self.near(symbol, 4);
            let mut qty = self.lots(symbol);
            if self.chance.below(4) == 0 {
                qty = Qty::ZERO;
            }
            levels.push(HouseLevel { side, price, qty });
        }
        let refill = pick(&mut self.chance, &[Refill::Named, Refill::Taken]);
        self.tell(FuturesInput::SetLevels(SetLevels {
            tag: TAG,
            symbol,
            refill,
            levels,
        }));
    }

    fn order(&mut self) -> PlaceOrder {
        let symbol = self.symbol();
        let until = self.stage.now.plus(Span::from_secs(700));
        let life = [
            FuturesLife::Gtc,
            FuturesLife::Gtc,
            FuturesLife::Ioc,
            FuturesLife::Fok,
            FuturesLife::Gtx,
            FuturesLife::Gtd(until),
        ];
        let life = pick(&mut self.chance, &life);
        let price = self.near(symbol, 8);
        let matches = [PriceMatch::Opponent, PriceMatch::Queue, PriceMatch::Queue5];
        let price_match = pick(&mut self.chance, &matches);
        PlaceOrder {
            tag: TAG,
            account: who(self.chance.below(PEOPLE) + 1),
            client_id: None,
            symbol,
            side: self.side(),
            position_side: self.position_side(),
            price: match self.chance.below(5) {
                0 => OrderPrice::Market,
                1 => OrderPrice::Matched { price_match, life },
                _ => OrderPrice::Limit { price, life },
            },
            qty: self.lots(symbol),
            reduce: pick(
                &mut self.chance,
                &[Reduce::Free, Reduce::Free, Reduce::Only],
            ),
            self_trade: pick(
                &mut self.chance,
                &[
                    SelfTradePrevention::Allow,
                    SelfTradePrevention::ExpireTaker,
                    SelfTradePrevention::ExpireMaker,
                    SelfTradePrevention::ExpireBoth,
                ],
            ),
        }
    }

    fn algo(&mut self) -> PlaceAlgo {
        let symbol = self.symbol();
        let (trigger, price) = (self.near(symbol, 10), self.near(symbol, 10));
        let kinds = [
            AlgoKind::Stop {
                trigger,
                price: AlgoPrice::At(price),
            },
            AlgoKind::TakeProfit {
                trigger,
                price: AlgoPrice::Matched(PriceMatch::Opponent),
            },
            AlgoKind::StopMarket { trigger },
            AlgoKind::TakeProfitMarket { trigger },
            AlgoKind::TrailingStopMarket {
                activation: None,
                callback: rate("0.002"),
            },
        ];
        let lots = self.lots(symbol);
        PlaceAlgo {
            tag: TAG,
            account: who(self.chance.below(PEOPLE) + 1),
            client_id: None,
            symbol,
            side: self.side(),
            position_side: self.position_side(),
            kind: pick(&mut self.chance, &kinds),
            qty: (self.chance.below(4) > 0).then_some(lots),
            life: FuturesLife::Gtc,
            working: pick(&mut self.chance, &[Working::Mark, Working::Contract]),
            protect: pick(&mut self.chance, &[Protect::On, Protect::Off]),
            reduce: pick(&mut self.chance, &[Reduce::Free, Reduce::Only]),
            self_trade: SelfTradePrevention::ExpireMaker,
            good_till: None,
        }
    }

    fn amend(&mut self) {
        let account = who(self.chance.below(PEOPLE) + 1);
        let open = self.stage.futures.open_orders(account, None);
        if open.is_empty() {
            return;
        }
        let place = usize::try_from(self.chance.below(u64::try_from(open.len()).unwrap())).unwrap();
        let order = open[place];
        let (price, qty) = (self.near(order.symbol, 6), self.lots(order.symbol));
        let price = pick(&mut self.chance, &[price, order.price.unwrap()]);
        self.tell(FuturesInput::Amend(AmendOrder {
            tag: TAG,
            account,
            symbol: order.symbol,
            order: OrderKey::Exchange(order.id),
            side: order.side,
            qty,
            price: AmendPrice::At(price),
        }));
    }

    fn setting(&mut self) -> FuturesInput {
        let account = who(self.chance.below(PEOPLE) + 1);
        let symbol = self.symbol();
        match self.chance.below(7) {
            0 => FuturesInput::SetPositionMode {
                tag: TAG,
                account,
                mode: pick(
                    &mut self.chance,
                    &[PositionMode::OneWay, PositionMode::Hedge],
                ),
            },
            1 => FuturesInput::SetAssetsMode {
                tag: TAG,
                account,
                mode: pick(&mut self.chance, &[AssetsMode::Single, AssetsMode::Multi]),
            },
            2 => FuturesInput::SetLeverage {
                tag: TAG,
                account,
                symbol,
                leverage: pick(&mut self.chance, &[5, 20, 50, 100, 125]),
            },
            3 => FuturesInput::SetMarginType {
                tag: TAG,
                account,
                symbol,
                margin: pick(&mut self.chance, &[MarginType::Cross, MarginType::Isolated]),
            },
            4 => FuturesInput::AdjustMargin {
                tag: TAG,
                account,
                symbol,
                position_side: self.position_side(),
                amount: amount(pick(
                    &mut self.chance,
                    &["10", "-10", "250.5", "-0.00000001"],
                )),
            },
            5 => FuturesInput::SetFeeBurn {
                tag: TAG,
                account,
                burn: pick(&mut self.chance, &[FeeBurn::On, FeeBurn::Off]),
            },
            _ => FuturesInput::Transfer(Transfer {
                tag: TAG,
                account,
                asset: asset(pick(&mut self.chance, &["USDT", "BTC", "BNB"])),
                amount: amount(pick(&mut self.chance, &["100", "-50", "-3000", "0.01"])),
            }),
        }
    }

    fn end_orders(&mut self) -> FuturesInput {
        let (account, symbol) = (who(self.chance.below(PEOPLE) + 1), self.symbol());
        if self.chance.below(3) == 0 {
            return FuturesInput::Countdown {
                tag: TAG,
                account,
                symbol,
                after: Span::from_millis(700),
            };
        }
        FuturesInput::CancelAll {
            tag: TAG,
            account,
            symbol,
        }
    }

    /// One thing happens.
    pub(crate) fn turn(&mut self) {
        self.stage.now = self.stage.now.plus(Span::from_millis(
            i64::try_from(self.chance.below(400)).unwrap(),
        ));
        match self.chance.below(100) {
            0..=24 => self.levels(),
            25..=59 => {
                let order = self.order();
                self.tell(FuturesInput::Place(order));
            }
            60..=69 => {
                let algo = self.algo();
                self.tell(FuturesInput::PlaceAlgo(algo));
            }
            70..=75 => self.amend(),
            76..=81 => {
                let input = self.setting();
                self.tell(input);
            }
            82..=87 => {
                let symbol = self.symbol();
                let reach = pick(&mut self.chance, &[3, 12, 12, 40]);
                let price = self.near(symbol, reach);
                self.tell(FuturesInput::SetIndex {
                    tag: TAG,
                    symbol,
                    price,
                });
            }
            88..=91 => {
                let (symbol, side) = (self.symbol(), self.side());
                let qty = self.lots(symbol);
                self.tell(FuturesInput::Take(Take {
                    tag: TAG,
                    symbol,
                    side,
                    qty,
                    limit: None,
                }));
            }
            92..=94 => {
                let input = self.end_orders();
                self.tell(input);
            }
            95 => {
                let hours = i64::try_from(self.chance.below(3)).unwrap();
                self.stage.now = self.stage.now.plus(Span::from_secs(hours * 3_600));
                self.tell(FuturesInput::Wake);
            }
            _ => self.tell(FuturesInput::Wake),
        }
    }
}

#[test]
fn f54_in_any_story_no_atom_is_lost_and_every_bound_holds() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 1..=24 {
        let mut teller = Teller::new(seed);
        for _ in 0..500 {
            teller.turn();
            teller.judge();
        }
        teller.close_all();
        for (name, times) in &teller.seen {
            *seen.entry(name).or_insert(0) += times;
        }
    }
    // A story in which nothing happens proves nothing.
    for name in [
        "traded",
        "liquidated",
        "woken",
        "rejected",
        "amended",
        "funded",
        "refused",
    ] {
        assert!(seen.get(name).copied().unwrap_or(0) > 5, "{name}: {seen:?}");
    }
    assert!(seen.contains_key("deleveraged"), "{seen:?}");
}

#[test]
fn f55_one_story_is_one_story() {
    let told = |seed| {
        let mut teller = Teller::new(seed);
        (0..300).for_each(|_| teller.turn());
        teller.kept
    };
    assert_eq!(told(5), told(5));
    assert_ne!(told(5), told(6));
}
