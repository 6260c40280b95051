//! Bad orders for the venue's grid and for the limits: each breaks exactly one number. Never another one on the way.

use super::bench::{Bench, ORDER, Provoked, Scratch, Skip, order, said};
use super::stage::Stage;
use crate::holds::Hold;
use crate::limit_sets::LimitSet;
use domain::{
    Amount, Asset, InstrumentRules, OrderTerms, PositionKey, Price, Qty, Rounding, Scope, Side,
    Symbol,
};

/// Most positions or orders that are made up to reach a count. A limit above it is reached by nobody.
const COUNT_MAX: u64 = 10_000;

/// The sound order on a grid that does not take it.
pub(super) fn on_grid(
    bench: &Bench,
    change: impl FnOnce(&mut InstrumentRules, &Stage) -> Result<(), Skip>,
) -> Provoked {
    let stage = bench.any()?;
    let mut changed = Ok(());
    let mut scratch = bench.on_grid(stage, |rules| changed = change(rules, &stage))?;
    changed?;
    scratch.clear_sound()
}

/// The price of a scratch gate's tick.
fn tick(scratch: &Scratch) -> Result<Price, Skip> {
    let stage = scratch.stage;
    let instrument = scratch
        .gate
        .instrument(stage.account.account, stage.instrument.symbol);
    Ok(instrument.ok_or(Skip::Unmade)?.rules.price_tick)
}

fn middle(scratch: &Scratch) -> Result<Price, Skip> {
    let stage = scratch.stage;
    let quote = scratch
        .gate
        .quote_of(stage.account.venue, stage.instrument.symbol);
    let quote = quote.ok_or(Skip::Unmade)?;
    let (bid, ask) = quote.bid.zip(quote.ask).ok_or(Skip::Unmade)?;
    Ok(bid.middle(ask)?)
}

/// The first tick over the collar.
pub(super) fn collar_high(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let collar = scratch.limits()?.price_collar().1;
    let tick = tick(&scratch)?;
    let edge = middle(&scratch)?
        .moved(collar)?
        .to_tick(tick, Rounding::Up)?;
    let over = edge.amount().plus(tick.amount())?;
    let terms = scratch.buy_at(Price::new(over.get())?);
    scratch.clear(terms)
}

/// The first tick under the collar.
pub(super) fn collar_low(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let collar = scratch.limits()?.price_collar().1;
    let tick = tick(&scratch)?;
    let edge = middle(&scratch)?.moved(collar.negated())?;
    let under = edge
        .to_tick(tick, Rounding::Down)?
        .amount()
        .minus(tick.amount())?;
    let terms = scratch.buy_at(Price::new(under.get())?);
    scratch.clear(terms)
}

/// A quantity of this value and a step more.
fn just_over(scratch: &Scratch, value: Amount) -> Result<Qty, Skip> {
    let step = Qty::from_parts(1, 8)?;
    Ok(value.affords(scratch.stage.price, step)?.plus(step)?)
}

fn sized(scratch: &mut Scratch, qty: Qty) -> Provoked {
    let terms = scratch.buy();
    scratch.clear(OrderTerms { qty, ..terms })
}

/// Holds so much already.
fn holding(scratch: &mut Scratch, qty: Qty) {
    let account = scratch.stage.account.account;
    let key = PositionKey {
        side: position_side(scratch),
        ..PositionKey::both(account, scratch.stage.instrument.symbol)
    };
    scratch.gate.restore_position(key, qty.amount());
}

fn position_side(scratch: &Scratch) -> domain::PositionSide {
    let order = scratch.order(ORDER, scratch.buy());
    order.map_or(domain::PositionSide::Both, |order| order.position().side)
}

pub(super) fn order_value(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.order_value().1;
    let qty = just_over(&scratch, limit)?;
    sized(&mut scratch, qty)
}

pub(super) fn order_qty(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.order_qty();
    let limit = limit.ok_or(Skip::NotApplicable(
        "no largest quantity of an order is set",
    ))?;
    let qty = limit.1.plus(Qty::from_parts(1, 8)?)?;
    sized(&mut scratch, qty)
}

/// As much is held as may be, and a sound order more is wished.
pub(super) fn position_value(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.position_value().1;
    let qty = just_over(&scratch, limit)?;
    holding(&mut scratch, qty);
    scratch.clear_sound()
}

pub(super) fn position_qty(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.position_qty();
    let limit = limit.ok_or(Skip::NotApplicable(
        "no largest quantity of a position is set",
    ))?;
    holding(&mut scratch, limit.1);
    scratch.clear_sound()
}

fn countable(count: u64) -> Result<u64, Skip> {
    if count > COUNT_MAX {
        return Err(Skip::Unmade);
    }
    Ok(count)
}

/// As many positions are open as may be.
pub(super) fn open_positions(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let stage = scratch.stage;
    let limits = scratch.limits()?;
    let most = limits.global().open_positions_max;
    let least = limits.counts(most, |set: &LimitSet| set.open_positions_max);
    let least = least.filter(|(scope, _)| !matches!(scope, Scope::Symbol(_)));
    let count = countable(least.map(|(_, count)| count).min().unwrap_or(most))?;
    for number in 0..count {
        let base = Asset::new(&alloc::format!("T{number}"))?;
        let symbol = Symbol::spot(base, stage.instrument.quote)?;
        let key = PositionKey::both(stage.account.account, symbol);
        // Short, so that nothing is held beside which the sound order could move.
        scratch.gate.restore_position(key, Amount::ONE.negated());
    }
    scratch.clear_sound()
}

/// As many orders are open as may be: sales far above the market, which hold nothing.
pub(super) fn open_orders(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let stage = scratch.stage;
    let limits = scratch.limits()?;
    let global = *limits.global();
    let scoped = limits.counts(global.open_orders_max, |set: &LimitSet| set.open_orders_max);
    let here = [
        global.open_orders_per_account_max,
        global.open_orders_per_symbol_max,
    ];
    let least = scoped.map(|(_, count)| count).chain(here).min();
    let count = countable(least.unwrap_or(global.open_orders_max))?;
    let hold = Hold {
        asset: stage.instrument.base,
        unit: Amount::ZERO,
    };
    let far = stage.price.amount().plus(stage.price.amount())?;
    let terms = OrderTerms {
        side: Side::Sell,
        ..scratch.buy_at(Price::new(far.get())?)
    };
    for number in 0..count {
        let id = ORDER.saturating_add(1).saturating_add(number);
        let open = order(scratch.now, (id, stage.account.account), terms)?;
        scratch.gate.rehold(open, hold, stage.qty)?;
    }
    let found = scratch.order(ORDER, scratch.buy())?;
    Ok(said(&scratch.gate.clear(scratch.now, found)))
}
