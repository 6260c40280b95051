//! How makers move their levels when the fair price has moved: stale ones go, a few change, gaps are filled, depth is kept.

use super::LEVELS_MIN;
use super::symbols::Profile;
use super::walk::Quote;
use crate::book::{Book, Level, Queued};
use crate::chance::{Chance, Hit, Odds};
use crate::input::HouseLevel;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::Side;

/// Levels a side that makers keep: more than the least, so that takers never eat it down between two moves.
const LEVELS_KEPT: usize = LEVELS_MIN * 3;
/// Most levels a side before the far ones go.
const LEVELS_MAX: usize = LEVELS_KEPT + 8;
/// Levels further from the best than so many usual gaps go.
const FAR_GAPS_MAX: usize = LEVELS_MAX * 2;
/// How often a standing level changes its quantity, or goes.
const CHANGE_ODDS: Odds = Odds::per_million(60_000);
const LEAVE_ODDS: Odds = Odds::per_million(15_000);

/// One side of the ladder while it is moved: ticks and lots.
struct Rungs {
    side: Side,
    standing: BTreeMap<u64, u64>,
    wanted: BTreeMap<u64, u64>,
}

/// The changes that bring the house's levels to where the crowd stands.
pub(super) fn moved<O: Queued>(
    book: &Book<O>,
    profile: &Profile,
    quote: &Quote,
    chance: &mut Chance,
) -> Vec<HouseLevel> {
    let mut changes = Vec::new();
    for side in [Side::Buy, Side::Sell] {
        let mut rungs = Rungs::standing(book, side, quote);
        rungs.stir(profile, quote, chance);
        rungs.fill(profile, quote, chance);
        changes.extend(rungs.changes(profile));
    }
    changes
}

/// Lots at the level with this place from the best: few at the top, more below, never all alike.
fn lots_at(profile: &Profile, place: usize, chance: &mut Chance) -> u64 {
    let place = u64::try_from(place).unwrap_or(0);
    let usual = profile
        .level_lots
        .saturating_mul(place.min(24).saturating_add(4))
        / 10;
    let sixteenths = match chance.below(10) {
        0..=2 => chance.between(1, 4),
        3..=7 => chance.between(4, 20),
        _ => chance.between(20, 64),
    };
    let lots = usual.saturating_mul(sixteenths) / 16;
    match chance.below(3) {
        0 => round(lots).max(1),
        _ => lots.max(1),
    }
}

/// People like round numbers: the first two digits, then zeros.
pub(super) fn round(lots: u64) -> u64 {
    let mut unit: u64 = 1;
    while lots / unit >= 100 {
        unit = unit.saturating_mul(10);
    }
    (lots / unit).saturating_mul(unit)
}

impl Rungs {
    fn standing<O: Queued>(book: &Book<O>, side: Side, quote: &Quote) -> Self {
        let house = |level: &Level| level.house;
        let levels = book.levels(side);
        let standing: BTreeMap<u64, u64> = levels
            .filter(|(_, level)| level.house > 0)
            .map(|(ticks, level)| (ticks, house(level)))
            .collect();
        let mut wanted = standing.clone();
        wanted.retain(|ticks, _| match side {
            Side::Buy => *ticks <= quote.bid,
            Side::Sell => *ticks >= quote.ask,
        });
        Self {
            side,
            standing,
            wanted,
        }
    }

    /// Some makers think again.
    fn stir(&mut self, profile: &Profile, quote: &Quote, chance: &mut Chance) {
        let mut gone = Vec::new();
        for (ticks, lots) in &mut self.wanted {
            let distance = match self.side {
                Side::Buy => quote.bid.saturating_sub(*ticks),
                Side::Sell => ticks.saturating_sub(quote.ask),
            };
            let place = usize::try_from(distance.checked_div(quote.gap).unwrap_or(0));
            let place = place.unwrap_or(usize::MAX);
            if place > FAR_GAPS_MAX || chance.hits(LEAVE_ODDS) == Hit::Yes {
                gone.push(*ticks);
            } else if chance.hits(CHANGE_ODDS) == Hit::Yes {
                *lots = lots_at(profile, place, chance);
            }
        }
        for ticks in gone {
            self.wanted.remove(&ticks);
        }
        while self.wanted.len() > LEVELS_MAX {
            match self.side {
                Side::Buy => self.wanted.pop_first(),
                Side::Sell => self.wanted.pop_last(),
            };
        }
    }

    /// The top is taken up again, holes near it are filled, and the far end is drawn out until there is depth enough.
    fn fill(&mut self, profile: &Profile, quote: &Quote, chance: &mut Chance) {
        let top = match self.side {
            Side::Buy => quote.bid,
            Side::Sell => quote.ask,
        };
        let best = match self.side {
            Side::Buy => self.wanted.last_key_value(),
            Side::Sell => self.wanted.first_key_value(),
        };
        let stale = best.is_none_or(|(ticks, _)| ticks.abs_diff(top) > quote.gap / 2);
        if stale {
            self.wanted.insert(top, lots_at(profile, 0, chance));
        }
        let mut ticks = top;
        for place in 1..LEVELS_MAX.saturating_mul(4) {
            if self.wanted.len() >= LEVELS_KEPT {
                return;
            }
            let gap = chance.between(quote.gap.div_ceil(3), quote.gap.saturating_mul(5) / 3);
            ticks = match self.side {
                Side::Buy => ticks.saturating_sub(gap.max(1)).max(1),
                Side::Sell => ticks.saturating_add(gap.max(1)),
            };
            let lots = lots_at(profile, place, chance);
            self.wanted.entry(ticks).or_insert(lots);
        }
    }

    fn changes(self, profile: &Profile) -> Vec<HouseLevel> {
        let side = self.side;
        let level = |ticks: u64, lots: u64| {
            Some(HouseLevel {
                side,
                price: profile.price(ticks)?,
                qty: profile.qty(lots)?,
            })
        };
        let gone = self
            .standing
            .keys()
            .filter(|ticks| !self.wanted.contains_key(ticks))
            .filter_map(|ticks| level(*ticks, 0));
        let set = self
            .wanted
            .iter()
            .filter(|(ticks, lots)| self.standing.get(ticks) != Some(lots))
            .filter_map(|(ticks, lots)| level(*ticks, *lots));
        gone.chain(set).collect()
    }
}
