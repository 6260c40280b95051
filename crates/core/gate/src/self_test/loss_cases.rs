//! Bad orders for the limits of losses: each comes after one loss that has come to its limit, or after one that nobody can tell. Where no
//! such limit is set they are not applicable.

use super::bench::{Bench, Provoked, Scratch, Skip};
use crate::losses::{LossStanding, SymbolDay};
use domain::{Amount, Scope};

const NO_LOSS: Skip = Skip::NotApplicable("no loss of a day is limited");
const NO_DRAWDOWN: Skip = Skip::NotApplicable("no drawdown is limited");
const NO_STOP: Skip = Skip::NotApplicable("no hard stop of this kind is set for symbols");

/// The sound order after a part of trading has lost this much.
fn lost(mut scratch: Scratch, scope: Scope, (loss, drop): (Amount, Amount)) -> Provoked {
    let standing = LossStanding {
        loss,
        drawdown: Some((drop, Amount::ONE)),
        at: scratch.now,
    };
    scratch.gate.set_loss(scope, Some(standing));
    scratch.clear_sound()
}

pub(super) fn daily_loss(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.each(|set| set.daily_loss_max).next();
    let (scope, limit) = limit.ok_or(NO_LOSS)?;
    lost(scratch, scope, (limit, Amount::ZERO))
}

/// All of the highest equity is gone.
pub(super) fn drawdown(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.each(|set| set.drawdown_max).next();
    let (scope, _) = limit.ok_or(NO_DRAWDOWN)?;
    lost(scratch, scope, (Amount::ZERO, Amount::ONE))
}

pub(super) fn loss_unknown(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let limits = scratch.limits()?;
    let daily = limits
        .each(|set| set.daily_loss_max)
        .map(|(scope, _)| scope);
    let drawdown = limits.each(|set| set.drawdown_max).map(|(scope, _)| scope);
    let scope = daily.chain(drawdown).next().ok_or(NO_LOSS)?;
    scratch.gate.set_loss(scope, None);
    scratch.clear_sound()
}

/// The sound order on a day of its symbol that went like this.
fn on_day(mut scratch: Scratch, change: impl FnOnce(&mut SymbolDay)) -> Provoked {
    let mut day = SymbolDay::new(scratch.now);
    change(&mut day);
    scratch
        .gate
        .set_symbol_day(scratch.stage.instrument.symbol, day);
    scratch.clear_sound()
}

pub(super) fn symbol_trades(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.least(|set| set.symbol_trades_max);
    let limit = limit.ok_or(NO_STOP)?.1;
    on_day(scratch, |day| day.trades = limit)
}

pub(super) fn symbol_losses(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.least(|set| set.symbol_losses_max);
    let limit = limit.ok_or(NO_STOP)?.1;
    on_day(scratch, |day| day.losses_in_row = limit)
}

pub(super) fn symbol_loss(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    let limit = scratch.limits()?.least(|set| set.symbol_loss_max);
    let limit = limit.ok_or(NO_STOP)?.1;
    on_day(scratch, |day| day.result = limit.negated())
}
