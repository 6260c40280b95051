//! Days of one spot account and one on margin, told as tables: what happened, and what the day has brought since. Every row is
//! held against a recount from the journal, and against a start from it.

use crate::fixture::*;
use crate::*;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::*;

mod breaking;
mod generated;
mod stops;

/// 00:00 UTC of the day after the first, in seconds of the fixture's clock, which begins at 08:00.
const MIDNIGHT: i64 = 16 * 3_600;

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

/// A house with both accounts, and prices that move together.
struct Life {
    house: House,
    now: i64,
    price: String,
    deeds: u64,
    payments: Vec<Payment>,
}

/// What a journal alone comes to: money and contracts, without any notion of cost.
#[derive(Debug, Default)]
struct Recount {
    spot: BTreeMap<Asset, Amount>,
    wallet: Sum,
    contracts: Sum,
    days: BTreeMap<AccountId, (Amount, Amount)>,
}

/// A sum that begins at nothing.
#[derive(Debug, Clone, Copy)]
struct Sum(Amount);

impl Default for Sum {
    fn default() -> Self {
        Self(Amount::ZERO)
    }
}

impl Sum {
    fn add(&mut self, amount: Amount) {
        self.0 = self.0.plus(amount).unwrap();
    }
}

impl Recount {
    fn of(journal: &[Event]) -> Self {
        let mut sums = Self::default();
        for event in journal {
            sums.take(event);
        }
        sums
    }

    fn spot(&mut self, name: Asset, amount: Amount) {
        let held = self.spot.entry(name).or_insert(Amount::ZERO);
        *held = held.plus(amount).unwrap();
    }

    fn take(&mut self, event: &Event) {
        if let Event::BookOpened {
            account, balances, ..
        } = event
        {
            if *account == PAPER {
                self.spot = balances.iter().copied().collect();
            } else {
                self.wallet = Sum(balances[0].1);
            }
        } else if let Event::Moved { movement, .. } = event {
            self.spot(movement.asset, movement.amount);
        } else if let Event::Contract(ContractEvent::Paid { payment, .. }) = event {
            self.wallet.add(payment.amount);
        } else if let Event::FillBooked { fill, .. } = event {
            self.fill(fill);
        } else if let Event::Breaker(event) = event {
            self.day(event);
        }
    }

    fn day(&mut self, event: &BreakerEvent) {
        if let BreakerEvent::DayOpened {
            account, equity, ..
        } = event
        {
            self.days.insert(*account, (*equity, Amount::ZERO));
        } else if let BreakerEvent::Transferred { account, value, .. } = event {
            let day = self.days.get_mut(account).unwrap();
            day.1 = day.1.plus(*value).unwrap();
        }
    }

    fn fill(&mut self, fill: &Fill) {
        let value = fill.price.times(fill.qty).unwrap();
        let (base, quote) = match fill.side {
            Side::Buy => (fill.qty.amount(), value.negated()),
            Side::Sell => (fill.qty.amount().negated(), value),
        };
        if fill.account == PAPER {
            self.spot(asset("BTC"), base);
            self.spot(asset("USDT"), quote);
            self.spot(fill.fee_asset, fill.fee.negated());
        } else {
            self.contracts.add(base);
            self.wallet.add(quote);
            self.wallet.add(fill.fee.negated());
        }
    }

    fn result(&self, account: AccountId, btc: Price) -> Option<Amount> {
        let equity = if account == PAPER {
            let worth = |(name, held): (&Asset, &Amount)| match name.as_str() {
                "BTC" => held.valued(btc).unwrap(),
                "ETH" => held.valued(price("100")).unwrap(),
                _ => *held,
            };
            let worths = self.spot.iter().map(worth);
            worths.fold(Amount::ZERO, |sum, one| sum.plus(one).unwrap())
        } else {
            let held = self.contracts.0.valued(btc).unwrap();
            self.wallet.0.plus(held).unwrap()
        };
        let (opening, transfers) = *self.days.get(&account)?;
        Some(equity.minus(opening).unwrap().minus(transfers).unwrap())
    }
}

/// Limits far away, so that rows are about what they say.
fn far_gate() -> Gate {
    gate_with(&[])
}

fn gate_with(limits: &[(&str, &str, &str)]) -> Gate {
    let mut config = margined_gate().config().clone();
    config.limits.order_value_max = amount("1000000");
    config.limits.position_value_max = amount("1000000");
    config.limits_by_scope.clear();
    for (scope, kind, value) in limits {
        let kind: LimitKind = kind.parse().unwrap();
        let set = config.limits_by_scope.entry(scope.parse().unwrap());
        set.or_default()
            .set(kind, Some(kind.parse(value).unwrap()))
            .unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
    Gate::new(config)
}

impl Life {
    fn new() -> Self {
        Self::behind(far_gate, Span::ZERO)
    }

    fn behind(make_gate: fn() -> Gate, offset: Span) -> Self {
        Self::of(TradingConfig::default().with_losses(offset), make_gate)
    }

    fn of(config: TradingConfig, make_gate: fn() -> Gate) -> Self {
        let mut life = Self {
            house: House::unmet(config, make_gate),
            now: 0,
            price: "100".into(),
            deeds: 0,
            payments: Vec::new(),
        };
        life.quotes();
        life.states();
        life.told(Input::Wake);
        life
    }

    fn told(&mut self, input: Input) -> Vec<String> {
        self.house.step(at(self.now), input)
    }

    /// All prices, of this very moment; the mark comes first.
    fn quotes(&mut self) -> Vec<String> {
        let (half, received) = (amount("0.01"), at(self.now));
        let middle = price(&self.price);
        let mark = MarkPrice {
            price: middle,
            received,
        };
        let (venue, symbol) = (venue(), perpetual());
        let mut told = self.told(Input::Contract(ContractInput::Mark {
            venue,
            symbol,
            mark,
        }));
        for name in ["ETH/USDT", "BTC/USDT:USDT", "BTC/USDT"] {
            let middle = if name == "ETH/USDT" {
                price("100")
            } else {
                middle
            };
            let near = |by: Amount| Price::new(middle.amount().plus(by).unwrap().get()).ok();
            told.extend(self.told(Input::Quote(Quote {
                bid: near(half.negated()),
                ask: near(half),
                received,
                ..quote(name)
            })));
        }
        told
    }

    /// Both accounts as the venue has them: a round of questions each.
    fn states(&mut self) -> Vec<String> {
        let sums = Recount::of(&self.house.journal);
        let is_first = sums.spot.is_empty();
        let spot: Vec<(String, String)> = if is_first {
            [("BTC", "100"), ("ETH", "100"), ("USDT", "100000")]
                .map(|(name, held)| (name.into(), held.into()))
                .into()
        } else {
            let held = sums.spot.iter().filter(|(_, held)| !held.is_zero());
            held.map(|(name, held)| (name.to_string(), held.to_string()))
                .collect()
        };
        let wallet = if is_first {
            amount("10000")
        } else {
            self.wallet(&sums)
        };
        let as_of = if is_first { -1 } else { self.now };
        let spot: Vec<(&str, &str)> = spot.iter().map(|(n, h)| (n.as_str(), h.as_str())).collect();
        let mut told = self.stated(PAPER, balances(at(as_of), &spot), StatedMargin::default());
        let held = sums.contracts.0;
        let positions = (!held.is_zero()).then(|| StatedPosition {
            symbol: perpetual(),
            side: PositionSide::Both,
            held,
            entry: Some(price(&self.price)),
            at: at(self.now),
        });
        let margin = StatedMargin {
            positions: positions.into_iter().collect(),
            payments: self.payments.clone(),
            closes: Vec::new(),
        };
        let wallet = BalanceReport {
            account: MARGINED,
            ..balances(at(as_of), &[("USDT", &wallet.to_string())])
        };
        told.extend(self.stated(MARGINED, wallet, margin));
        let report = MarginReport {
            account: MARGINED,
            positions: PositionMode::OneWay,
            assets: AssetsMode::Single,
            contracts: vec![ContractTerms {
                side: PositionSide::Both,
                symbol: perpetual(),
                leverage: Leverage::new(5).unwrap(),
                margin: MarginMode::Cross,
                held,
                entry: None,
                isolated: Amount::ZERO,
                liquidation: None,
            }],
        };
        told.extend(self.told(Input::Contract(ContractInput::Margin(report))));
        told
    }

    /// The venue's wallet: what is realised, and not what contracts are worth.
    fn wallet(&self, sums: &Recount) -> Amount {
        let position = self.house.trading.position(MARGINED, perpetual());
        let value = match position.map(|held| held.exposure) {
            None | Some(Exposure::Flat) => Amount::ZERO,
            Some(Exposure::Long { cost, .. }) => cost,
            Some(Exposure::Short { proceeds, .. }) => proceeds.negated(),
        };
        sums.wallet.0.plus(value).unwrap()
    }

    fn stated(
        &mut self,
        account: AccountId,
        balances: BalanceReport,
        margin: StatedMargin,
    ) -> Vec<String> {
        let answer = StatementAnswer::Complete(Statement {
            asked_at: at(self.now),
            balances,
            trades: Vec::new(),
            open_orders: Vec::new(),
            margin,
        });
        self.told(Input::Stated { account, answer })
    }

    /// An order that fills at once, at the middle, with a fee.
    fn trade(&mut self, (account, side): (AccountId, &str), size: &str, fee: &str) -> Vec<String> {
        let name = if account == PAPER {
            "BTC/USDT"
        } else {
            "BTC/USDT:USDT"
        };
        let terms = terms(&format!("{side} {size} {name} {}", self.price));
        let (request, origin) = (RequestId(1), PERSON);
        let order = self.house.trading.order_next();
        let mut told = self.told(Input::Place {
            request,
            account,
            origin,
            terms,
        });
        if self.house.trading.order(order).is_some() {
            told.extend(self.fill(order, fee));
        }
        told
    }

    fn fill(&mut self, order: OrderId, fee: &str) -> Vec<String> {
        let found = *self.house.trading.order(order).unwrap();
        let (fee, fee_asset) = fee.split_once(' ').unwrap_or((fee, "USDT"));
        self.deeds += 1;
        let qty = found.order.terms().qty;
        let fill = VenueFill {
            trade: VenueTradeId::new(&self.deeds.to_string()).unwrap(),
            price: price(&self.price),
            qty,
            fee: amount(fee),
            fee_asset: asset(fee_asset),
            liquidity: Liquidity::Taker,
            at: at(self.now),
        };
        self.told(Input::Venue(VenueReport {
            account: found.order.account(),
            client_id: found.order.client_id(),
            venue_id: venue_id(order.get()),
            symbol: found.order.terms().symbol,
            status: VenueStatus::Filled,
            filled_total: qty,
            fill: Some(fill),
            at: at(self.now),
        }))
    }

    /// Money of the spot account that came or went, or that the venue moved on the account on margin.
    fn money(&mut self, words: &str) -> Vec<String> {
        self.deeds += 1;
        let (kind, rest) = words.split_once(' ').unwrap();
        let (sum, name) = rest.split_once(' ').unwrap_or((rest, "USDT"));
        let (asset, amount, when) = (asset(name), amount(sum), at(self.now));
        if kind == "moved" {
            let account = PAPER;
            let movement = Movement {
                asset,
                amount,
                at: when,
            };
            return self.told(Input::Moved { account, movement });
        }
        self.payments.push(Payment {
            at: when,
            id: self.deeds,
            kind: match kind {
                "funding" => PaymentKind::Funding,
                "transfer" => PaymentKind::Transfer,
                other => panic!("{other}"),
            },
            symbol: None,
            asset,
            amount,
        });
        self.states()
    }

    /// One deed in words; what the breakers said to it.
    fn deed(&mut self, words: &str) -> Vec<String> {
        self.now += 1;
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        let parts: Vec<&str> = rest.splitn(2, " fee ").collect();
        let fee = parts.get(1).copied().unwrap_or("0");
        let mut told = match verb {
            "price" => {
                self.price = rest.into();
                Vec::new()
            }
            "buy" | "sell" => self.trade((PAPER, verb), parts[0], fee),
            "long" => self.trade((MARGINED, "buy"), parts[0], fee),
            "short" => self.trade((MARGINED, "sell"), parts[0], fee),
            "moved" | "funding" | "transfer" => self.money(words),
            "wait" => {
                self.now += rest.parse::<i64>().unwrap();
                Vec::new()
            }
            "until" => {
                self.now = MIDNIGHT + rest.parse::<i64>().unwrap();
                Vec::new()
            }
            "restart" => {
                self.house = self.house.restarted();
                self.quotes();
                self.states()
            }
            "release" => {
                let (request, cause) = (RequestId(9), cause());
                let scope = rest.parse().unwrap();
                self.told(Input::Release {
                    request,
                    scope,
                    cause,
                })
            }
            "silence" => return self.told(Input::Wake),
            other => panic!("{other}"),
        };
        told.extend(self.quotes());
        let words = [
            "day",
            "transferred",
            "highest",
            "warned",
            "tripped",
            "halted",
            "refused",
            "released",
        ];
        told.retain(|line| words.iter().any(|word| line.starts_with(word)));
        told
    }

    fn result(&self, scope: Scope) -> String {
        let results = self.house.trading.day_results();
        let found = results.into_iter().find(|one| one.scope == scope);
        let result = found.and_then(|found| found.result);
        result.map_or("unknown".into(), |result| result.to_string())
    }

    /// The day of both accounts against a recount, and the house against its journal.
    fn check(&self, words: &str) {
        let sums = Recount::of(&self.house.journal);
        for account in [PAPER, MARGINED] {
            let counted = self.result(Scope::Account(account));
            let again = sums.result(account, price(&self.price));
            assert_eq!(Some(counted), again.map(|sum| sum.to_string()), "{words}");
        }
        self.house.check_replay();
    }
}

/// Rows of a deed and what the day has then brought: of the spot account, and of the one on margin.
fn check(rows: &[(&str, &str, &str)]) -> Life {
    let mut life = Life::new();
    for (words, spot, margin) in rows {
        life.deed(words);
        let told = [PAPER, MARGINED].map(|account| life.result(Scope::Account(account)));
        assert_eq!(told, [*spot, *margin], "after {words}");
        life.check(words);
    }
    life
}

// GATE-08, control 17
#[test]
fn n1_the_days_result_counts_profit_loss_fees_and_funding() {
    check(&[
        // 100 BTC were there before.
        ("price 101", "100", "0"),
        ("price 99", "-100", "0"),
        ("price 100", "0", "0"),
        ("buy 2 fee 0.2", "-0.2", "0"),
        ("price 110", "1019.8", "0"),
        ("sell 2 fee 0.22", "1019.58", "0"),
        ("buy 1 fee 0.001 BTC", "1019.47", "0"),
        ("price 100", "9.48", "0"),
        ("long 3 fee 0.15", "9.48", "-0.15"),
        ("price 90", "-1000.51", "-30.15"),
        ("funding -1.5", "-1000.51", "-31.65"),
        ("funding 0.5", "-1000.51", "-31.15"),
        ("short 5 fee 0.2", "-1000.51", "-31.35"),
        ("price 80", "-2010.5", "-11.35"),
        ("long 2", "-2010.5", "-11.35"),
        ("price 100", "9.48", "-11.35"),
    ]);
}

// GATE-08: transfers excluded.
#[test]
fn n2_what_comes_and_goes_without_a_trade_moves_no_result() {
    let mut life = check(&[
        ("price 90", "-1000", "0"),
        ("moved 5000", "-1000", "0"),
        ("moved -20000", "-1000", "0"),
        ("moved 10 BTC", "-1000", "0"),
        ("moved -60 BTC", "-1000", "0"),
        // 50 BTC are left, and what was taken out is nobody's gain.
        ("price 100", "-500", "0"),
        ("transfer 500", "-500", "0"),
        ("transfer -900", "-500", "0"),
        ("funding -1", "-500", "-1"),
    ]);
    assert_eq!(life.deed("moved 1 BTC"), ["transferred 1 for 100"]);
}

// GATE-08: a day begins at 00:00 of the set zone, and a house that was started within it goes on.
#[test]
fn n5_a_start_within_a_day_goes_on_and_midnight_begins_anew() {
    let mut life = Life::new();
    for (words, told, result) in [
        ("price 97", &[][..], "-300"),
        ("restart", &[], "-300"),
        ("price 96", &[], "-400"),
        ("until -2", &[], "-400"),
        ("price 95", &[], "-500"),
        (
            "price 95",
            &["day of 1 at 119500", "day of 2 at 10000"],
            "0",
        ),
        ("price 94", &[], "-100"),
        ("restart", &[], "-100"),
    ] {
        assert_eq!(life.deed(words), told, "{words}");
        assert_eq!(life.result(Scope::Account(PAPER)), result, "{words}");
        life.check(words);
    }
}

#[test]
fn n5_the_zone_moves_the_beginning_of_the_day_and_nothing_else() {
    for (minutes, begins) in [
        (0, MIDNIGHT),
        (120, MIDNIGHT - 7_200),
        (-330, MIDNIGHT + 19_800),
    ] {
        let mut life = Life::behind(far_gate, Span::from_secs(minutes * 60));
        life.now = begins - 3;
        assert_eq!(life.deed("price 99"), [""; 0], "{minutes}");
        assert_eq!(life.deed("price 99").len(), 0, "{minutes}");
        assert_eq!(life.deed("price 99").len(), 2, "{minutes}");
        let day = life.house.trading.day_results()[1].day;
        assert_eq!(day, Some(at(begins)), "{minutes}");
    }
}
