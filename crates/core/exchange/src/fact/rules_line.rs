//! The words of a symbol's grid and bounds, and the line of its rules of execution. Never a guess at a word.

use super::line::{FactError, Maybe, Words};
use crate::listing::Multiplier;
use crate::reference::{ExecutionRules, PriceRange, ReferenceSource};
use core::fmt;
use domain::{InstrumentRules, Span, Time};

pub(super) fn write_grid(f: &mut fmt::Formatter<'_>, rules: &InstrumentRules) -> fmt::Result {
    write!(
        f,
        " {} {} {}",
        rules.price_tick, rules.price_min, rules.price_max
    )?;
    write!(
        f,
        " {} {} {} {}",
        rules.qty_step, rules.qty_min, rules.qty_max, rules.market_qty_max
    )?;
    write!(f, " {} {}", rules.notional_min, rules.notional_max)
}

pub(super) fn read_grid(words: &mut Words<'_>) -> Result<InstrumentRules, FactError> {
    Ok(InstrumentRules {
        price_tick: words.read()?,
        price_min: words.read()?,
        price_max: words.read()?,
        qty_step: words.read()?,
        qty_min: words.read()?,
        qty_max: words.read()?,
        market_qty_max: words.read()?,
        notional_min: words.read()?,
        notional_max: words.read()?,
    })
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, rules: &ExecutionRules) -> fmt::Result {
    write!(f, "execution {} {} ", rules.symbol, rules.since.nanos())?;
    match rules.reference {
        None => f.write_str("no-reference - -")?,
        Some(ReferenceSource::Mean { bucket, count }) => {
            write!(f, "mean {} {count}", bucket.nanos())?;
        }
        Some(ReferenceSource::Outside { method, price }) => {
            write!(f, "outside {method} {}", Maybe(price))?;
        }
    }
    let range = rules.range.unwrap_or_default();
    let times = |times: Option<Multiplier>| Maybe(times.map(Multiplier::get));
    let word = if rules.range.is_some() {
        "range"
    } else {
        "free"
    };
    write!(
        f,
        " {word} {} {} {} {}",
        times(range.bid_up),
        times(range.bid_down),
        times(range.ask_up),
        times(range.ask_down)
    )
}

/// The words of a reference, by the first of them.
#[derive(Clone, Copy)]
enum Kind {
    Nothing,
    Mean,
    Outside,
}

pub(super) fn read(words: &mut Words<'_>) -> Result<ExecutionRules, FactError> {
    let (symbol, since) = (words.read()?, Time::from_nanos(words.read()?));
    let kind = words.with(|word| match word {
        "no-reference" => Some(Kind::Nothing),
        "mean" => Some(Kind::Mean),
        "outside" => Some(Kind::Outside),
        _ => None,
    })?;
    let reference = match kind {
        Kind::Nothing => {
            let absent: [Option<u32>; 2] = [words.optional()?, words.optional()?];
            absent
                .iter()
                .flatten()
                .next()
                .map_or(Ok(None), |_| Err(words.bad()))?
        }
        Kind::Mean => Some(ReferenceSource::Mean {
            bucket: Span::from_nanos(words.read()?),
            count: words.read()?,
        }),
        Kind::Outside => Some(ReferenceSource::Outside {
            method: words.read()?,
            price: words.optional()?,
        }),
    };
    let is_bound = words.with(|word| match word {
        "range" => Some(true),
        "free" => Some(false),
        _ => None,
    })?;
    let mut times = || Ok(words.optional()?.map(Multiplier::new));
    let range = PriceRange {
        bid_up: times()?,
        bid_down: times()?,
        ask_up: times()?,
        ask_down: times()?,
    };
    Ok(ExecutionRules {
        symbol,
        reference,
        range: is_bound.then_some(range),
        since,
    })
}
