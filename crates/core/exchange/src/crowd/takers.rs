//! Those who take: they come in clusters, most with little, some with much, and rather with the move than against it.

use super::ladder::round;
use super::symbols::Profile;
use super::temper::Manner;
use super::walk::Quote;
use crate::chance::{Chance, Hit, Odds};
use crate::ids::Tag;
use crate::input::{Input, Take};
use alloc::vec::Vec;
use domain::{Side, Symbol};

/// How likely a taker comes at a quiet move, in parts of a million.
const QUIET: u32 = 220_000;
/// How much likelier each taker makes the next one, and the share of that which stays after a move, in parts of eight.
const EXCITED: u32 = 260_000;
const STAYS_EIGHTHS: u32 = 5;
/// How likely a taker goes with the last move, in parts of a million.
const WITH_MOVE: Odds = Odds::per_million(580_000);
/// How many usual gaps beyond the best price a taker still pays.
const REACH_GAPS: u64 = 6;

/// How excited takers are.
#[derive(Debug, Clone)]
pub(super) struct Takers {
    excited: u32,
    manner: Manner,
}

/// One taker's wish in ticks and lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    side: Side,
    lots: u64,
    limit: u64,
}

impl Wish {
    pub(super) fn input(self, profile: &Profile, symbol: Symbol) -> Option<Input> {
        Some(Input::Take(Take {
            tag: Tag::new(0),
            symbol,
            side: self.side,
            qty: profile.qty(self.lots)?,
            limit: Some(profile.price(self.limit)?),
        }))
    }
}

impl Takers {
    pub(super) const fn new(manner: Manner) -> Self {
        Self { excited: 0, manner }
    }

    /// Who comes at this move.
    pub(super) fn come(
        &mut self,
        profile: &Profile,
        quote: &Quote,
        trend: i128,
        chance: &mut Chance,
    ) -> Vec<Wish> {
        let mut wishes = Vec::new();
        self.excited = self.excited / 8 * STAYS_EIGHTHS;
        while wishes.len() < self.manner.takers_at_once {
            let odds = Odds::per_million(self.manner.odds(QUIET.saturating_add(self.excited)));
            if chance.hits(odds) == Hit::No {
                break;
            }
            self.excited = self.excited.saturating_add(EXCITED).min(EXCITED * 2);
            wishes.push(wish(profile, quote, trend, chance));
        }
        wishes
    }
}

fn wish(profile: &Profile, quote: &Quote, trend: i128, chance: &mut Chance) -> Wish {
    let (with, against) = if trend >= 0 {
        (Side::Buy, Side::Sell)
    } else {
        (Side::Sell, Side::Buy)
    };
    let side = match chance.hits(WITH_MOVE) {
        Hit::Yes => with,
        Hit::No => against,
    };
    let reach = quote.gap.saturating_mul(REACH_GAPS);
    let limit = match side {
        Side::Buy => quote.ask.saturating_add(reach),
        Side::Sell => quote.bid.saturating_sub(reach).max(1),
    };
    Wish {
        side,
        lots: lots(profile, chance),
        limit,
    }
}

/// Most take a sliver of a level, some a level, few several.
fn lots(profile: &Profile, chance: &mut Chance) -> u64 {
    let thousandths = match chance.below(100) {
        0..=59 => chance.between(2, 60),
        60..=89 => chance.between(60, 500),
        90..=97 => chance.between(500, 2_000),
        _ => chance.between(2_000, 8_000),
    };
    let lots = profile.level_lots.saturating_mul(thousandths) / 1_000;
    match chance.below(2) {
        0 => round(lots).max(1),
        _ => lots.max(1),
    }
}
