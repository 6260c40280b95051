//! What one step has said and touched so far. Effects keep their order; levels and kept facts are told once, at the end.

use super::effect::FuturesEffect;
use super::refusal::FuturesRefusal;
use super::view::PositionSide;
use crate::ids::Tag;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{Price, Side, Time};

/// A level that was touched, with what was displayed before the step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TouchedLevel {
    pub(crate) market: usize,
    pub(crate) side: Side,
    pub(crate) ticks: u64,
    pub(crate) price: Price,
    pub(crate) before: u64,
}

/// Something whose final state of the step is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Touched {
    Settings(usize),
    Seat(usize, usize),
    Wallet(usize, usize),
    Position(usize, usize, PositionSide),
    Countdown(usize, usize),
    Pool(usize),
    Prices(usize),
}

/// One step at one instant.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) now: Time,
    effects: Vec<FuturesEffect>,
    levels: Vec<TouchedLevel>,
    kept: BTreeSet<Touched>,
}

impl Turn {
    pub(crate) const fn new() -> Self {
        Self {
            now: Time::from_nanos(0),
            effects: Vec::new(),
            levels: Vec::new(),
            kept: BTreeSet::new(),
        }
    }

    pub(crate) fn say(&mut self, effect: FuturesEffect) {
        self.effects.push(effect);
    }

    pub(crate) fn refuse(&mut self, tag: Tag, reason: FuturesRefusal) {
        self.say(FuturesEffect::Refused { tag, reason });
    }

    pub(crate) fn touch_level(&mut self, level: TouchedLevel) {
        self.levels.push(level);
    }

    pub(crate) fn keep(&mut self, touched: Touched) {
        self.kept.insert(touched);
    }

    /// The touched levels, each once with what was displayed first; by market, side and price.
    pub(crate) fn take_levels(&mut self) -> Vec<TouchedLevel> {
        let mut levels = core::mem::take(&mut self.levels);
        // A stable sort keeps the first note of each level in front.
        levels.sort_by_key(|level| (level.market, level.side, level.ticks));
        levels.dedup_by_key(|level| (level.market, level.side, level.ticks));
        levels
    }

    pub(crate) fn take_kept(&mut self) -> BTreeSet<Touched> {
        core::mem::take(&mut self.kept)
    }

    pub(crate) fn drain(&mut self) -> impl Iterator<Item = FuturesEffect> {
        self.effects.drain(..)
    }
}
