//! How fast the engine is: steps of a mixed day on one thread, with every check, fee, report and balance in them.
//! Prints orders per second and how long single steps take. Never a test of what is right.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark is the one thing in a core that must read the clock"
)]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark with a wrong word in it shall stop"
)]

use domain::{
    AccountId, Asset, Machine, OrderKind, Price, Qty, Rate, SelfTradePrevention, Side, Span,
    Symbol, Time, TimeInForce, VenueId,
};
use exchange::chance::Chance;
use exchange::crowd::{Crowd, CrowdPlan, Temper};
use exchange::{
    AccountTerms, Cancel, Effect, Exchange, ExchangeOrderId, Fact, Input, OrderKey, Place, Tag,
};
use std::time::Instant;

const ACCOUNTS: u64 = 16;
const STEPS: usize = 1_000_000;
const WARM_UP: usize = 100_000;
/// A step that takes longer was interrupted: none touches more than a few hundred orders.
const STOLEN_NANOS: u64 = 200_000;
const OPEN_EACH_MAX: usize = 150;

struct Day {
    exchange: Exchange,
    chance: Chance,
    symbol: Symbol,
    /// Open orders of each account, as the effects told.
    open: Vec<Vec<ExchangeOrderId>>,
    now: Time,
}

impl Day {
    fn new() -> Self {
        let symbol = Symbol::new("BTC/USDT").unwrap();
        let mut exchange = Exchange::new();
        let mut out = Vec::new();
        let now = Time::from_millis(0);
        for listing in Crowd::listings(VenueId::new("simex").unwrap()) {
            let tag = Tag::new(0);
            exchange.step(now, Input::AddInstrument { tag, listing }, &mut out);
        }
        for account in 1..=ACCOUNTS {
            let balances = vec![
                (Asset::new("BTC").unwrap(), Qty::parse("1000000").unwrap()),
                (
                    Asset::new("USDT").unwrap(),
                    Qty::parse("100000000000").unwrap(),
                ),
            ];
            let account = AccountTerms::plain(
                AccountId::new(account),
                Rate::parse("0.0008").unwrap(),
                Rate::parse("0.001").unwrap(),
            );
            let tag = Tag::new(0);
            let input = Input::AddAccount {
                tag,
                account,
                balances,
            };
            exchange.step(now, input, &mut out);
        }
        Self {
            exchange,
            chance: Chance::new(42),
            symbol,
            open: vec![Vec::new(); usize::try_from(ACCOUNTS).unwrap()],
            now,
        }
    }

    /// Six in ten rest or cross around the middle, three cancel, one takes at market.
    fn input(&mut self, tag: u64) -> Input {
        let account = self.chance.below(ACCOUNTS);
        let open = &mut self.open[usize::try_from(account).unwrap()];
        let full = open.len() >= OPEN_EACH_MAX;
        let die = self.chance.below(10);
        let (account, tag) = (AccountId::new(account + 1), Tag::new(tag));
        if (full || die >= 7) && !open.is_empty() {
            let index = usize::try_from(self.chance.below(open.len() as u64)).unwrap();
            let order = OrderKey::Exchange(open.swap_remove(index));
            return Input::Cancel(Cancel::plain(tag, (account, self.symbol), order));
        }
        let side = [Side::Buy, Side::Sell][usize::try_from(self.chance.below(2)).unwrap()];
        let ticks = 6_400_000 + self.chance.below(2_000);
        let away = 900;
        let ticks = match side {
            Side::Buy => ticks - away,
            Side::Sell => ticks + away,
        };
        let price = Price::from_parts(i128::from(ticks), 2).unwrap();
        let kind = match die {
            6 => OrderKind::Market,
            _ => OrderKind::Limit {
                price,
                time_in_force: TimeInForce::Gtc,
            },
        };
        let lots = i128::from(self.chance.between(20, 50_000));
        Input::Place(Place::plain(
            tag,
            (account, None),
            self.symbol,
            (side, Qty::from_parts(lots, 5).unwrap()),
            (kind, SelfTradePrevention::ExpireMaker),
        ))
    }

    fn learn(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Report(report) = effect else {
                continue;
            };
            let order = &report.order;
            let open = &mut self.open[usize::try_from(order.account.get() - 1).unwrap()];
            if !order.status.is_open() {
                open.retain(|id| *id != order.id);
            } else if !open.contains(&order.id) {
                open.push(order.id);
            }
        }
    }
}

fn engine() {
    let mut day = Day::new();
    let mut effects: Vec<Effect> = Vec::new();
    let mut nanos: Vec<u64> = Vec::with_capacity(STEPS);
    let (mut trades, mut said) = (0_u64, 0_u64);
    for step in 0..WARM_UP + STEPS {
        let input = day.input(step as u64);
        day.now = day.now.plus(Span::from_nanos(1_000));
        effects.clear();
        let begun = Instant::now();
        day.exchange.step(day.now, input, &mut effects);
        let took = begun.elapsed();
        if step >= WARM_UP {
            nanos.push(u64::try_from(took.as_nanos()).unwrap());
            said += effects.len() as u64;
            trades += effects
                .iter()
                .filter(|e| matches!(e, Effect::Trade(_)))
                .count() as u64;
        }
        day.learn(&effects);
    }
    let sum: u64 = nanos.iter().sum();
    nanos.sort_unstable();
    let at = |thousandths: usize| nanos[(nanos.len() - 1) * thousandths / 1_000];
    let calm: Vec<u64> = nanos
        .iter()
        .copied()
        .filter(|n| *n < STOLEN_NANOS)
        .collect();
    let calm_sum: u64 = calm.iter().sum();
    let rate = |count: usize, nanos: u64| count as u64 * 1_000_000_000 / nanos.max(1);
    println!(
        "engine: {} orders/s  p50 {} ns  p90 {} ns  p99 {} ns  p99.9 {} ns  ({STEPS} steps, {trades} trades, {said} effects)",
        rate(STEPS, sum),
        at(500),
        at(900),
        at(990),
        at(999),
    );
    println!(
        "engine: {} orders/s without the {} steps of over {} us, which took {} ms: the machine was elsewhere",
        rate(calm.len(), calm_sum),
        nanos.len() - calm.len(),
        STOLEN_NANOS / 1_000,
        (sum - calm_sum) / 1_000_000,
    );
    let begun = Instant::now();
    let facts = day.exchange.facts();
    let count = facts.len();
    let lines: Vec<String> = facts.iter().map(ToString::to_string).collect();
    let written = begun.elapsed();
    let begun = Instant::now();
    let read = lines.iter().map(|line| line.parse::<Fact>().unwrap());
    Exchange::restore(read).unwrap();
    println!(
        "restore: {count} facts written in {} ms, read and restored in {} ms",
        written.as_millis(),
        begun.elapsed().as_millis()
    );
}

fn crowd() {
    let mut day = Day::new();
    let plan = CrowdPlan::of(1, Temper::Lively);
    let mut crowd = Crowd::new(plan, day.now, &[]);
    let (mut inputs, mut effects) = (Vec::new(), Vec::new());
    let (mut count, mut changes) = (0_u64, 0_usize);
    let begun = Instant::now();
    while let Some(now) = crowd.wake_at() {
        if now > Time::from_millis(600_000) {
            break;
        }
        crowd.step(now, &day.exchange, &mut inputs);
        for input in inputs.drain(..) {
            day.exchange.step(now, input, &mut effects);
        }
        changes += effects.len();
        effects.clear();
        count += 1;
    }
    let micros = begun.elapsed().as_micros();
    println!(
        "crowd: {count} moves of ten minutes over five symbols in {} ms, {} us each, {changes} effects",
        micros / 1_000,
        micros / u128::from(count.max(1))
    );
}

fn main() {
    engine();
    crowd();
}
