//! Bad orders for the rules over time, beside our own orders, of shares and of unknown symbols: each comes after a little history that is
//! made up. Where the operator set no such limit they are not applicable.

use super::bench::{Bench, ORDER, Provoked, Scratch, Skip, order, said};
use crate::holds::Hold;
use crate::judge_rules::OwnCrossing;
use crate::lately::{CountedMessages, LatelyKept, Shape};
use crate::limit_sets::LimitSet;
use crate::quote::Depth;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{
    Amount, Asset, Balance, NewOrder, OrderTerms, Origin, Position, PositionKey, Price, Qty, Rate,
    Scope, Side, Span, Symbol, Time, UserId, VenueId,
};

/// Most orders of one shape that a gate remembers: a limit above it is reached by nobody.
const SHAPES_MAX: u64 = 1_000;
const UNSET: Skip = Skip::NotApplicable("no such limit is set");
/// Minutes of prices that a correlation is measured on, and the one before.
const MINUTES: i64 = 31;
const MINUTE: Span = Span::from_secs(60);

/// An own sale rests where a buy of ours would meet it.
pub(super) fn own_crossing(bench: &Bench) -> Provoked {
    match bench.rules.own_crossing {
        OwnCrossing::Refused => {}
        OwnCrossing::LeftToVenue => {
            return Err(Skip::NotApplicable("own orders are left to the venue"));
        }
    }
    let mut scratch = bench.scratch(bench.any()?)?;
    let stage = scratch.stage;
    let terms = OrderTerms {
        side: Side::Sell,
        ..scratch.buy()
    };
    let id = ORDER.saturating_add(1);
    let own = order(scratch.now, (id, stage.account.account), terms)?;
    let hold = Hold {
        asset: stage.instrument.base,
        unit: Amount::ZERO,
    };
    scratch.gate.rehold(own, hold, stage.qty)?;
    scratch.clear_sound()
}

/// What a scope has sent.
fn sent(scope: Scope, now: Time) -> CountedMessages {
    let day = now.nanos().div_euclid(Span::from_secs(86_400).nanos());
    CountedMessages {
        scope,
        day,
        of_day: 0,
        cancels_of_day: 0,
        by_tenth: Vec::new(),
        by_second: Vec::new(),
    }
}

fn after_messages(
    bench: &Bench,
    pick: fn(&LimitSet) -> Option<u64>,
    change: fn(&mut CountedMessages, Time, u64),
) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.of_sets(pick).min_by_key(|bound| bound.1);
    let (scope, limit) = limit.ok_or(UNSET)?;
    let mut messages = sent(scope, scratch.now);
    change(&mut messages, scratch.now, limit);
    let confirmed = alloc::vec![scratch.stage.instrument.symbol];
    scratch.gate.restore_lately(LatelyKept {
        messages: alloc::vec![messages],
        confirmed,
        ..LatelyKept::NOTHING
    });
    scratch.clear_sound()
}

pub(super) fn per_second(bench: &Bench) -> Provoked {
    after_messages(
        bench,
        |set| set.messages_per_second_max,
        |messages, now, limit| {
            let tenth = now.nanos().div_euclid(Span::from_millis(100).nanos());
            messages.by_tenth = alloc::vec![(tenth, limit)];
        },
    )
}

pub(super) fn per_minute(bench: &Bench) -> Provoked {
    after_messages(
        bench,
        |set| set.messages_per_minute_max,
        |messages, now, limit| {
            let second = now.nanos().div_euclid(Span::from_secs(1).nanos());
            messages.by_second = alloc::vec![(second, limit)];
        },
    )
}

pub(super) fn per_day(bench: &Bench) -> Provoked {
    after_messages(
        bench,
        |set| set.messages_per_day_max,
        |messages, _, limit| messages.of_day = limit,
    )
}

/// The first own order of the window was at a quarter of the price.
pub(super) fn drift(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.tightest_of_sets(|set| set.drift_collar);
    limit.ok_or(UNSET)?;
    let stage = scratch.stage;
    let side = (stage.account.venue, stage.instrument.symbol, Side::Buy);
    let first = stage.price.moved(Rate::from_parts(-75, 2)?)?;
    let at = (scratch.now, scratch.gate.rules.drift_window);
    scratch.gate.lately.prices.see(at, side, first);
    scratch.clear_sound()
}

/// The same order as often as it may be sent.
pub(super) fn repeated(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch
        .limits()?
        .tightest_of_sets(|set| set.same_orders_max);
    let limit = limit.ok_or(UNSET)?.1;
    if limit > SHAPES_MAX {
        return Err(Skip::Unmade);
    }
    let order = scratch.order(ORDER, scratch.buy())?;
    let window = scratch.gate.rules.same_orders_window;
    for _ in 0..limit {
        let shapes = &mut scratch.gate.lately.shapes;
        shapes.count(scratch.now, window, Shape::of(&order));
    }
    scratch.clear_sound()
}

/// The symbol is in no list of those that may be traded.
pub(super) fn not_allowed(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let allowed = &mut scratch.gate.rules.symbols_allowed;
    allowed.insert(Scope::Global, BTreeSet::new());
    scratch.clear_sound()
}

/// Nobody stands in the book.
pub(super) fn liquidity(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let floor = scratch.limits()?.highest_of_sets(|set| set.liquidity_min);
    floor.ok_or(UNSET)?;
    let stage = scratch.stage;
    let quote = scratch
        .gate
        .quote_of(stage.account.venue, stage.instrument.symbol);
    let mut quote = quote.cloned().ok_or(Skip::Unmade)?;
    quote.depth = Depth::default();
    scratch.gate.quote(quote);
    scratch.clear_sound()
}

/// More than a first step in a symbol that nobody confirmed.
pub(super) fn new_symbol(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limits = scratch.limits()?;
    let most = limits.tightest_of_sets(|set| set.new_symbol_order_value_max);
    let most = most.ok_or(UNSET)?.1;
    if most >= limits.order_value().1 {
        return Err(Skip::NotApplicable("every order is bounded as tightly"));
    }
    if bench.rules.new_symbol_trades == 0 {
        return Err(Skip::NotApplicable("every symbol counts as known"));
    }
    let step = Qty::from_parts(1, 8)?;
    let qty = most.affords(scratch.stage.price, step)?.plus(step)?;
    scratch.gate.symbol_doubted(scratch.stage.instrument.symbol);
    let terms = scratch.buy();
    scratch.clear(OrderTerms { qty, ..terms })
}

/// More than goes without a second word that nobody gave.
pub(super) fn unconfirmed(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limits = scratch.limits()?;
    let most = limits.tightest_of_sets(|set| set.unconfirmed_order_value_max);
    let most = most.ok_or(UNSET)?.1;
    if most >= limits.order_value().1 {
        return Err(Skip::NotApplicable("every order is bounded as tightly"));
    }
    let step = Qty::from_parts(1, 8)?;
    let qty = most.affords(scratch.stage.price, step)?.plus(step)?;
    let terms = OrderTerms {
        qty,
        ..scratch.buy()
    };
    let order = scratch.order(ORDER, terms)?;
    // The house asks nobody: the rule is for people.
    let person = Origin::Person(UserId::new(1));
    let named = (order.id(), order.client_id());
    let order = NewOrder::new(named, order.account(), person, terms)?;
    Ok(said(&scratch.gate.clear(scratch.now, order)))
}

/// What the account holds of some assets: as much of each.
fn holding(scratch: &mut Scratch, assets: &[Asset]) -> Result<(), Skip> {
    let total = Qty::from_parts(1_000_000_000, 0)?;
    let balance = |asset: &Asset| Balance {
        asset: *asset,
        free: total,
        locked: Qty::ZERO,
    };
    scratch.tell_balances(assets.iter().map(balance).collect());
    Ok(())
}

/// Next to nothing but the order's own asset is held.
pub(super) fn asset_share(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch
        .limits()?
        .tightest_of_sets(|set| set.asset_share_max);
    limit.ok_or(UNSET)?;
    let instrument = scratch.stage.instrument;
    holding(&mut scratch, &[instrument.base, instrument.quote])?;
    scratch.clear_sound()
}

/// Next to nothing but another asset of the same class is held.
pub(super) fn class_share(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch
        .limits()?
        .tightest_of_sets(|set| set.class_share_max);
    limit.ok_or(UNSET)?;
    let stage = scratch.stage;
    let mates = scratch.gate.class_mates.get(&stage.instrument.base);
    let mate = mates.and_then(|mates| mates.first()).copied();
    let mate = mate.ok_or(Skip::NotApplicable("no two assets of a class are traded"))?;
    let value = scratch.gate.config().value_asset;
    scratch.tell_price((Symbol::spot(mate, value)?, stage.price), scratch.now)?;
    holding(&mut scratch, &[mate, stage.instrument.quote])?;
    scratch.clear_sound()
}

/// A position of which nobody knows the price.
pub(super) fn equity_unknown(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limits = scratch.limits()?;
    let asset = limits.tightest_of_sets(|set| set.asset_share_max);
    asset
        .or(limits.tightest_of_sets(|set| set.class_share_max))
        .ok_or(UNSET)?;
    let key = PositionKey::both(scratch.stage.account.account, unlisted(&scratch)?);
    let positions = &mut scratch.gate.contracts.positions;
    positions.insert(key, Position::flat(key));
    scratch.clear_sound()
}

/// A symbol that nobody lists.
fn unlisted(scratch: &Scratch) -> Result<Symbol, Skip> {
    let quote = scratch.stage.instrument.quote;
    Ok(Symbol::spot(Asset::new("NOBODYS")?, quote)?)
}

/// Something is held that moves as the order's symbol does, minute by minute.
pub(super) fn correlation(bench: &Bench) -> Provoked {
    let mut scratch = correlated(bench)?;
    let (venue, symbol) = (scratch.stage.account.venue, scratch.stage.instrument.symbol);
    let mut instruments = scratch.gate.config().instruments.iter();
    let other = instruments
        .find(|one| one.symbol != symbol)
        .map(|one| (one.venue, one.symbol));
    let other = other.ok_or(Skip::NotApplicable("only one symbol is traded"))?;
    for at in [(venue, symbol), other] {
        moving(&mut scratch, at)?;
    }
    let key = PositionKey::both(scratch.stage.account.account, other.1);
    scratch.gate.restore_position(key, Amount::ONE);
    scratch.clear_sound()
}

/// Something is held of which nobody knows how it moves.
pub(super) fn correlation_unknown(bench: &Bench) -> Provoked {
    let mut scratch = correlated(bench)?;
    let key = PositionKey::both(scratch.stage.account.account, unlisted(&scratch)?);
    scratch.gate.restore_position(key, Amount::ONE);
    scratch.clear_sound()
}

fn correlated(bench: &Bench) -> Result<Scratch, Skip> {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch
        .limits()?
        .tightest_of_sets(|set| set.correlation_max);
    limit.ok_or(UNSET)?;
    Ok(scratch)
}

/// Up and down, one minute after the other, for as long as is looked at.
fn moving(scratch: &mut Scratch, (venue, symbol): (VenueId, Symbol)) -> Result<(), Skip> {
    let (low, high) = (Price::from_parts(100, 0)?, Price::from_parts(101, 0)?);
    for back in (1..=MINUTES).rev() {
        let at = scratch.now.plus(MINUTE.times(back.saturating_neg()));
        let price = if back.rem_euclid(2) == 0 { low } else { high };
        scratch.gate.observe_close(venue, symbol, (at, price));
    }
    Ok(())
}
