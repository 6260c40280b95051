//! The crowd's market: deep from its first step, moving in spells, in agreement with itself, the same for the same seed.

use super::{Crowd, CrowdPlan, LEVELS_MIN, Temper};
use crate::effect::Effect;
use crate::exchange::Exchange;
use crate::ids::Tag;
use crate::input::Input;
use crate::listing::Listing;
use crate::query::BestView;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{Amount, Asset, Machine, Price, Qty, Side, Symbol, Text, Time, VenueId};

const NAMES: [&str; 5] = ["BTC/USDT", "ETH/USDT", "LTC/USDT", "BNB/USDT", "ETH/BTC"];

struct Market {
    exchange: Exchange,
    crowd: Crowd,
    effects: Vec<Effect>,
}

fn symbol(name: &str) -> Symbol {
    Symbol::new(name).unwrap()
}

fn market(seed: u64, last: &[(Symbol, Price)]) -> Market {
    let plan = CrowdPlan::of(seed, Temper::Lively);
    let start = Time::from_millis(0);
    let mut exchange = Exchange::new();
    let mut effects = Vec::new();
    for listing in Crowd::listings(VenueId::new("simex").unwrap()) {
        let tag = Tag::new(0);
        exchange.step(start, Input::AddInstrument { tag, listing }, &mut effects);
    }
    Market {
        exchange,
        crowd: Crowd::new(plan, start, last),
        effects,
    }
}

impl Market {
    /// One wake of the crowd; its effects.
    fn wake(&mut self) -> Vec<Effect> {
        let now = self.crowd.wake_at().unwrap();
        let mut inputs = Vec::new();
        self.crowd.step(now, &self.exchange, &mut inputs);
        let mut effects = Vec::new();
        for input in inputs {
            self.exchange.step(now, input, &mut effects);
        }
        effects
    }

    fn run(&mut self, millis: i64) {
        while self.crowd.wake_at().unwrap() < Time::from_millis(millis) {
            let effects = self.wake();
            self.effects.extend(effects);
        }
    }
}

/// A price in hundred-millionths.
fn units(price: Price) -> i128 {
    let (units, places) = price.parts();
    units * 10_i128.pow(8 - places)
}

fn middle(best: &BestView) -> i128 {
    (units(best.bid.unwrap().0) + units(best.ask.unwrap().0)) / 2
}

#[test]
fn x40_the_first_step_shows_twenty_levels_a_side_everywhere() {
    let mut market = market(1, &[]);
    market.wake();
    for name in NAMES {
        for side in [Side::Buy, Side::Sell] {
            let levels = market.exchange.house_levels(symbol(name), side);
            assert!(levels >= LEVELS_MIN, "{name} {side}: {levels}");
        }
    }
}

#[test]
fn x40_depth_spread_and_order_hold_for_twenty_minutes() {
    let mut market = market(2, &[]);
    let mut widest: BTreeMap<&str, i128> = BTreeMap::new();
    while market.crowd.wake_at().unwrap() < Time::from_millis(1_200_000) {
        let effects = market.wake();
        assert!(
            !effects.iter().any(|e| matches!(e, Effect::Refused { .. })),
            "{effects:?}"
        );
        for name in NAMES {
            let best = market.exchange.best(symbol(name)).unwrap();
            let (bid, ask) = (units(best.bid.unwrap().0), units(best.ask.unwrap().0));
            assert!(bid < ask, "{name} crossed: {bid} {ask}");
            let spread = (ask - bid) * 1_000_000 / bid;
            let most = widest.entry(name).or_insert(0);
            *most = (*most).max(spread);
            for side in [Side::Buy, Side::Sell] {
                let levels = market.exchange.house_levels(symbol(name), side);
                assert!(levels >= LEVELS_MIN, "{name} {side}: {levels}");
            }
        }
    }
    // In millionths: half a per cent is the widest a believable large pair shows, and only for a moment.
    assert!(widest.values().all(|spread| *spread < 5_000), "{widest:?}");
}

#[test]
fn x40_moves_come_in_spells() {
    let mut market = market(3, &[]);
    let mut prices = Vec::new();
    for second in 1..=3_600 {
        market.run(second * 1_000);
        prices.push(middle(&market.exchange.best(symbol("BTC/USDT")).unwrap()));
    }
    let sizes: Vec<i128> = prices
        .windows(2)
        .map(|pair| ((pair[1] - pair[0]) * 1_000_000_000 / pair[0]).abs() / 1_000)
        .collect();
    let count = i128::try_from(sizes.len()).unwrap();
    let mean = sizes.iter().sum::<i128>() / count;
    let lagged = |lag: usize| -> i128 {
        let pairs = sizes.iter().zip(sizes.iter().skip(lag));
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let correlation = lagged(5) * 1_000 / lagged(0);
    assert!(
        correlation > 100,
        "size of moves five seconds apart: {correlation}/1000"
    );
    assert!(
        (20..200).contains(&mean),
        "mean move a second, in parts of a million: {mean}"
    );
    let largest = sizes.iter().max().unwrap();
    assert!(
        *largest > mean * 6,
        "no wild second: {largest} against {mean}"
    );
}

#[test]
fn x40_trades_have_mixed_sizes_on_both_sides() {
    let mut market = market(4, &[]);
    market.run(900_000);
    for name in NAMES {
        let mut sizes = Vec::new();
        let mut buys = 0;
        for effect in &market.effects {
            if let Effect::Trade(trade) = effect
                && trade.symbol == symbol(name)
            {
                let (units, places) = trade.qty.parts();
                sizes.push(units * 10_i128.pow(8 - places));
                buys += i32::from(trade.taker == Side::Buy);
            }
        }
        sizes.sort_unstable();
        let count = sizes.len();
        assert!(count > 500, "{name}: {count} trades");
        let (low, high) = (sizes[count / 10], sizes[count * 99 / 100]);
        assert!(high > low * 20, "{name}: sizes all alike, {low} … {high}");
        let share = buys * 100 / i32::try_from(count).unwrap();
        assert!((35..=65).contains(&share), "{name}: {share} % buys");
    }
}

#[test]
fn x40_the_cross_agrees_with_its_two_symbols() {
    let mut market = market(5, &[]);
    for minute in 1..=40 {
        market.run(minute * 60_000);
        let mid = |name| middle(&market.exchange.best(symbol(name)).unwrap());
        let (cross, eth, btc) = (mid("ETH/BTC"), mid("ETH/USDT"), mid("BTC/USDT"));
        let implied = eth * 100_000_000 / btc;
        let off = (cross - implied).abs() * 10_000 / implied;
        assert!(off <= 25, "minute {minute}: {cross} against {implied}");
    }
}

#[test]
fn x40_the_same_seed_is_the_same_market() {
    let told = |seed| {
        let mut market = market(seed, &[]);
        market.run(60_000);
        market.effects
    };
    assert_eq!(told(6), told(6));
    assert_ne!(told(6), told(7));
}

#[test]
fn x40_the_crowd_goes_on_from_the_last_price() {
    let last = Price::parse("81234.56").unwrap();
    let mut market = market(8, &[(symbol("BTC/USDT"), last)]);
    market.wake();
    let first = middle(&market.exchange.best(symbol("BTC/USDT")).unwrap());
    let off = (first - units(last)).abs() * 10_000 / units(last);
    assert!(off < 20, "{first}");
}

#[test]
fn x40_missed_moves_are_not_made_up_for() {
    let mut market = market(9, &[]);
    market.wake();
    let mut inputs = Vec::new();
    let late = Time::from_millis(3_600_000);
    market.crowd.step(late, &market.exchange, &mut inputs);
    assert!(inputs.len() < 40, "{}", inputs.len());
    assert!(market.crowd.wake_at().unwrap() > late);
}

fn tempered(seed: u64, temper: Temper) -> Market {
    let mut market = market(seed, &[]);
    market.crowd = Crowd::new(CrowdPlan::of(seed, temper), Time::from_millis(0), &[]);
    market
}

/// How often a market's character is looked at.
const SAMPLES: i64 = 60;

/// Mean spread and mean move in five seconds, in millionths, trades, and what the best bid shows.
fn character(temper: Temper) -> (i128, i128, usize, i128) {
    let mut market = tempered(11, temper);
    let btc = symbol("BTC/USDT");
    let (mut spread, mut moves, mut shown, mut before) = (0, 0, 0, None);
    for look in 1..=SAMPLES {
        market.run(look * 5_000);
        let best = market.exchange.best(btc).unwrap();
        let (bid, ask) = (best.bid.unwrap(), best.ask.unwrap());
        spread += (units(ask.0) - units(bid.0)) * 1_000_000 / units(bid.0);
        shown += bid.1.parts().0 * 10_i128.pow(8 - bid.1.parts().1);
        let price = middle(&best);
        if let Some(before) = before.replace(price) {
            moves += (price - before).abs() * 1_000_000 / before;
        }
        for side in [Side::Buy, Side::Sell] {
            let levels = market.exchange.house_levels(btc, side);
            assert!(levels >= LEVELS_MIN, "{temper:?} {side}: {levels}");
        }
    }
    let trades = market
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Trade(trade) if trade.symbol == btc))
        .count();
    let count = i128::from(SAMPLES);
    (spread / count, moves / count, trades, shown / count)
}

#[test]
fn p4_a_calm_market_is_slow_a_fast_one_quick_and_a_thin_one_thin() {
    let calm = character(Temper::Calm);
    let lively = character(Temper::Lively);
    let fast = character(Temper::Fast);
    let thin = character(Temper::Thin);
    assert!(
        calm.1 * 3 < lively.1 * 2 && lively.1 * 3 < fast.1 * 2,
        "moves {calm:?} {lively:?} {fast:?}"
    );
    assert!(
        calm.2 * 2 < lively.2 && lively.2 * 4 < fast.2,
        "trades {calm:?} {lively:?} {fast:?}"
    );
    assert!(thin.0 > lively.0 * 3, "spreads {thin:?} {lively:?}");
    assert!(thin.3 * 8 < lively.3, "levels {thin:?} {lively:?}");
}

#[test]
fn p4_every_temper_shows_twenty_levels_a_side_from_its_first_step() {
    for temper in [Temper::Lively, Temper::Calm, Temper::Fast, Temper::Thin] {
        assert_eq!(Temper::named(temper.name()), Some(temper));
        let mut market = tempered(12, temper);
        let refused = market.wake();
        assert!(!refused.iter().any(|e| matches!(e, Effect::Refused { .. })));
        for name in NAMES {
            for side in [Side::Buy, Side::Sell] {
                let levels = market.exchange.house_levels(symbol(name), side);
                assert!(levels >= LEVELS_MIN, "{temper:?} {name} {side}: {levels}");
            }
        }
    }
    assert_eq!(Temper::named("wild"), None);
}

/// A listing on a grid of its own.
fn listing(name: &str, [tick, step, price_max, qty_max, notional_min]: [&str; 5]) -> Listing {
    let mut listing = Crowd::listings(VenueId::new("simex").unwrap())[0];
    let (base, _) = name.split_once('/').unwrap();
    let instrument = &mut listing.instrument;
    instrument.symbol = symbol(name);
    instrument.base = Asset::new(base).unwrap();
    instrument.venue_symbol = Text::new(&name.replace('/', "")).unwrap();
    let rules = &mut instrument.rules;
    (rules.price_tick, rules.price_min) = (price(tick), price(tick));
    rules.price_max = price(price_max);
    (rules.qty_step, rules.qty_min) = (qty(step), qty(step));
    (rules.qty_max, rules.market_qty_max) = (qty(qty_max), qty(qty_max));
    rules.notional_min = Amount::parse(notional_min).unwrap();
    listing
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

#[test]
fn x40_a_symbol_that_joins_has_a_book_and_trades_from_its_first_step() {
    let cases = [
        (
            "DOGE/USDT",
            ["0.00001", "1", "1000", "9000000", "1"],
            Some("0.2"),
        ),
        (
            "PEPE/USDT",
            ["0.00000001", "100", "1", "9000000000", "1"],
            Some("0.00001"),
        ),
        ("ANY/USDT", ["0.0005", "0.25", "100000", "90000", "5"], None),
    ];
    for (name, grid, first) in cases {
        let mut market = market(4, &[]);
        let tag = Tag::new(0);
        let listing = listing(name, grid);
        let mut effects = Vec::new();
        let now = market.crowd.wake_at().unwrap();
        let add = Input::AddInstrument { tag, listing };
        market.exchange.step(now, add, &mut effects);
        let first = first.map(price);
        assert!(market.crowd.join(now, &listing, first), "{name}");
        assert!(!market.crowd.join(now, &listing, first), "{name}");
        market.wake();
        let best = market.exchange.best(symbol(name)).unwrap();
        let begin = units(first.unwrap_or(price("5")));
        assert!(
            (middle(&best) - begin).abs() * 100 < begin,
            "{name}: {best:?}"
        );
        let mut trades = 0;
        while market.crowd.wake_at().unwrap() < Time::from_millis(60_000) {
            let effects = market.wake();
            let refused = effects.iter().find(|e| matches!(e, Effect::Refused { .. }));
            assert_eq!(refused, None, "{name}");
            let own =
                |e: &&Effect| matches!(e, Effect::Trade(trade) if trade.symbol == symbol(name));
            trades += effects.iter().filter(own).count();
            for side in [Side::Buy, Side::Sell] {
                let levels = market.exchange.house_levels(symbol(name), side);
                assert!(levels >= LEVELS_MIN, "{name} {side}: {levels}");
            }
        }
        assert!(trades > 10, "{name}: {trades}");
    }
    let mut market = market(4, &[]);
    let coarse = listing("TINY/USDT", ["1", "1", "100", "1000", "1"]);
    assert!(!market.crowd.join(Time::from_millis(0), &coarse, None));
}
