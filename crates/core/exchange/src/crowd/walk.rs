//! The wandering of a fair price: calm and wild spells follow each other, rare jumps, a slow pull back to where it began.
//! Whole numbers only: prices in billionths of a tick, moves in billionths of the price.

use super::symbols::Profile;
use super::temper::Manner;
use crate::chance::{Chance, Hit, Odds};
use domain::Span;

/// One tick in the walk's own unit.
pub(super) const TICK: i128 = 1_000_000_000;
/// One whole, in billionths.
const WHOLE: i128 = 1_000_000_000;
/// Usual move in one second: 0.009 % is about half of the price in a year.
const SECOND_MOVE: i128 = 90_000;
/// No move is larger: 2 %.
const MOVE_MAX: i128 = 20_000_000;
/// The wildest spell, as a multiple of the calm variance.
const VARIANCE_TIMES_MAX: i128 = 60;
/// What the next variance is made of, in parts: the calm one, the square of the last move, the last variance.
const CALMING: i128 = 5;
const EXCITING: i128 = 55;
const LASTING: i128 = 940;
/// How often news strikes, and how many times a usual move it is.
const JUMP_ODDS: Odds = Odds::per_million(1_500);
const JUMP_TIMES: i128 = 5;
/// One part of this of the distance to the first price is walked back at each move.
const PULL_PARTS: i128 = 60_000;
/// One part of this of the distance to a price that others paid is followed.
const IMPACT_PARTS: i128 = 25;
/// One part of this of the distance to the crossed price is left after a move.
const CROSS_PARTS: i128 = 4;

/// The fair price of one symbol and its present temper.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    fair: i128,
    anchor: i128,
    calm: i128,
    variance: i128,
    moved: i128,
}

/// The prices between which the crowd would trade, in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) bid: u64,
    pub(super) ask: u64,
    /// The usual gap between two levels.
    pub(super) gap: u64,
}

impl Walk {
    pub(super) fn new(first: u64, anchor: u64, wander: (Span, Manner)) -> Self {
        Self::standing(i128::from(first).saturating_mul(TICK), anchor, wander)
    }

    /// A walk that stands at a fair price of its own unit.
    pub(super) fn standing(fair: i128, anchor: u64, (pace, manner): (Span, Manner)) -> Self {
        let calm = calm(pace, manner);
        Self {
            fair,
            anchor: i128::from(anchor).saturating_mul(TICK),
            calm,
            variance: calm,
            moved: 0,
        }
    }

    /// The same walk in steps of another length.
    pub(super) fn at_pace(&self, pace: Span, manner: Manner) -> Self {
        let calm = calm(pace, manner);
        Self {
            calm,
            variance: calm,
            ..self.clone()
        }
    }

    /// Moves the fair price, and where it is pulled back to, by so many thousandths.
    pub(super) fn shift(&mut self, thousandths: i64) {
        let moved = |price: i128| {
            let by = price.saturating_mul(i128::from(thousandths)) / 1_000;
            let lowest = TICK.saturating_mul(LOWEST_TICKS);
            price.saturating_add(by).max(lowest)
        };
        self.fair = moved(self.fair);
        self.anchor = moved(self.anchor);
    }

    pub(super) const fn fair(&self) -> i128 {
        self.fair
    }

    /// The last move, in billionths of the price.
    pub(super) const fn last_move(&self) -> i128 {
        self.moved
    }

    /// One move: by chance, towards what others paid, and for a crossed symbol towards the quotient of the two.
    pub(super) fn advance(
        &mut self,
        chance: &mut Chance,
        crossed: Option<i128>,
        paid: Option<u64>,
    ) {
        let width = self.variance.max(0).isqrt();
        let mut drawn = width.saturating_mul(i128::from(chance.bell())) / 1_000_000;
        if chance.hits(JUMP_ODDS) == Hit::Yes {
            drawn = drawn.saturating_mul(JUMP_TIMES);
        }
        let drawn = drawn.clamp(-MOVE_MAX, MOVE_MAX);
        self.cluster(drawn);
        let before = self.fair;
        if let Some(crossed) = crossed {
            let off = self.fair.saturating_sub(crossed);
            self.fair = crossed
                .saturating_add(off / CROSS_PARTS)
                .saturating_add(share(crossed, drawn / 4));
        } else {
            self.fair = self.fair.saturating_add(share(self.fair, drawn));
            let home = self.anchor.saturating_sub(self.fair);
            self.fair = self.fair.saturating_add(home / PULL_PARTS);
            if let Some(paid) = paid {
                let pull = i128::from(paid)
                    .saturating_mul(TICK)
                    .saturating_sub(self.fair);
                self.fair = self.fair.saturating_add(pull / IMPACT_PARTS);
            }
        }
        self.fair = self.fair.max(TICK.saturating_mul(LOWEST_TICKS));
        let change = self.fair.saturating_sub(before).saturating_mul(WHOLE);
        self.moved = change.checked_div(before.max(1)).unwrap_or(0);
    }

    /// A large move makes the next ones larger; calm returns by itself.
    fn cluster(&mut self, drawn: i128) {
        let square = drawn.saturating_mul(drawn);
        let next = self
            .calm
            .saturating_mul(CALMING)
            .saturating_add(square.saturating_mul(EXCITING))
            .saturating_add(self.variance.saturating_mul(LASTING))
            / (CALMING + EXCITING + LASTING);
        self.variance = next.min(self.calm.saturating_mul(VARIANCE_TIMES_MAX));
    }

    /// Where the crowd stands: wider when the market is wild.
    pub(super) fn quote(&self, profile: &Profile) -> Quote {
        let temper = self.variance.max(0).isqrt() / 3;
        let half = share(
            self.fair,
            i128::from(profile.half_spread).saturating_add(temper),
        );
        let bid = ticks(self.fair.saturating_sub(half));
        let ask = ticks(self.fair.saturating_add(half).saturating_add(TICK));
        let gap = share(self.fair, i128::from(profile.gap).saturating_add(temper));
        Quote {
            bid,
            ask: ask.max(bid.saturating_add(1)),
            gap: ticks(gap).max(1),
        }
    }
}

/// The variance of one calm step of so long.
fn calm(pace: Span, manner: Manner) -> i128 {
    let millis = i128::from(pace.millis().max(1));
    let second = SECOND_MOVE.saturating_mul(i128::from(manner.wander)) / 100;
    second.saturating_mul(second).saturating_mul(millis) / 1_000
}

/// The lowest fair price, in ticks: below it a ladder of levels finds no room.
const LOWEST_TICKS: i128 = 400;

/// `part` billionths of a value.
const fn share(value: i128, part: i128) -> i128 {
    value.saturating_mul(part) / WHOLE
}

pub(super) fn ticks(value: i128) -> u64 {
    u64::try_from(value / TICK).unwrap_or(0)
}
