//! The people of the seeded perpetuals: makers who show levels around the index with a basis of their own, and takers.
//! Gives inputs by time from a seed; never touches an account and never reads a clock.

mod listed;

use super::CrowdPlan;
use super::ladder;
use super::symbols::Profile;
use super::takers::Takers;
use super::walk::Quote;
use crate::chance::Chance;
use crate::futures::{Futures, FuturesInput, FuturesListing, FuturesStatus, MarginAsset};
use crate::ids::Tag;
use crate::input::{Input, Refill, SetLevels};
use alloc::vec::Vec;
use domain::{Price, Span, Symbol, Time, VenueId};
use listed::PROFILES;

/// One whole, in billionths.
const WHOLE: i128 = 1_000_000_000;
/// Points in one unit of price.
const POINT_PLACES: u32 = 8;
/// The usual step of the basis at one move, in billionths of the index.
const BASIS_STEP: i128 = 45_000;
/// One part of this of the basis is walked back at each move.
const BASIS_PULL: i128 = 40;
/// The widest basis, in billionths: 0.3 %.
const BASIS_MOST: i128 = 3_000_000;
/// The lowest fair price, in ticks: below it a ladder of levels finds no room.
const LOWEST_TICKS: i128 = 400;

/// The crowd of all perpetuals.
#[derive(Debug, Clone)]
pub struct PerpetualCrowd {
    pace: Span,
    members: Vec<Member>,
}

/// The crowd at one contract.
#[derive(Debug, Clone)]
struct Member {
    symbol: Symbol,
    profile: Profile,
    takers: Takers,
    chance: Chance,
    /// How far the crowd stands from the index, in billionths of it.
    basis: i128,
    /// The fair price of the last move, in billionths of a tick.
    fair: i128,
    next: Time,
}

impl PerpetualCrowd {
    /// A crowd that begins at an instant.
    #[must_use]
    pub fn new(plan: CrowdPlan, start: Time) -> Self {
        let root = Chance::new(plan.seed).branch(u64::MAX);
        let manner = plan.temper.manner();
        let members = PROFILES.iter().zip(1_u64..).filter_map(|(profile, label)| {
            Some(Member {
                symbol: Symbol::new(profile.symbol).ok()?,
                profile: manner.of(profile),
                takers: Takers::new(manner),
                chance: root.branch(label),
                basis: 0,
                fair: 0,
                next: start,
            })
        });
        Self {
            pace: plan.pace,
            members: members.collect(),
        }
    }

    /// What the crowd's venue lists: contract and the spot symbol whose price is its index.
    #[must_use]
    pub fn listings(venue: VenueId) -> Vec<(FuturesListing, Symbol)> {
        listed::listings(venue)
    }

    /// The margin assets of the crowd's venue with their first index prices.
    #[must_use]
    pub fn margin_assets() -> Vec<(MarginAsset, Price)> {
        listed::margin_assets()
    }

    /// The first index price of a contract, where nobody knows better.
    #[must_use]
    pub fn first_price(symbol: Symbol) -> Option<Price> {
        let found = PROFILES.iter().find(|p| p.symbol == symbol.as_str())?;
        found.price(found.start_ticks)
    }

    /// When the crowd next wants to move.
    #[must_use]
    pub fn wake_at(&self) -> Option<Time> {
        self.members.iter().map(|member| member.next).min()
    }

    /// What the crowd does up to this instant, given the exchange as it stands. Moves that were missed are not made up for.
    pub fn step(&mut self, now: Time, futures: &Futures, out: &mut impl Extend<FuturesInput>) {
        let pace = self.pace;
        for member in self.members.iter_mut().filter(|m| m.next <= now) {
            member.act(futures, out);
            member.next = now.plus(member.rest(pace));
        }
    }
}

impl Member {
    fn act(&mut self, futures: &Futures, out: &mut impl Extend<FuturesInput>) {
        let Some(arena) = futures
            .symbols
            .get(&self.symbol)
            .and_then(|index| futures.markets.get(*index))
            .filter(|arena| arena.status == FuturesStatus::Trading)
        else {
            return;
        };
        let Some(index) = self.index_ticks(arena.prices.index) else {
            return;
        };
        let before = self.fair;
        let fair = self.walk(index);
        let quote = self.quote(fair);
        let levels = ladder::moved(&arena.book, &self.profile, &quote, &mut self.chance);
        if !levels.is_empty() {
            out.extend(Some(FuturesInput::SetLevels(SetLevels {
                tag: Tag::new(0),
                symbol: self.symbol,
                refill: Refill::Named,
                levels,
            })));
        }
        let trend = if before == 0 {
            0
        } else {
            fair.saturating_sub(before)
        };
        let wishes = self
            .takers
            .come(&self.profile, &quote, trend, &mut self.chance);
        for wish in wishes {
            if let Some(Input::Take(take)) = wish.input(&self.profile, self.symbol) {
                out.extend(Some(FuturesInput::Take(take)));
            }
        }
    }

    /// An index price in points as billionths of a tick.
    fn index_ticks(&self, points: i128) -> Option<i128> {
        let finer = POINT_PLACES.checked_sub(self.profile.tick_places)?;
        let tick = i128::from(self.profile.tick_units).checked_mul(10_i128.checked_pow(finer)?)?;
        points.checked_mul(WHOLE)?.checked_div(tick)
    }

    /// Moves the basis and gives the fair price, in billionths of a tick.
    fn walk(&mut self, index: i128) -> i128 {
        let drawn = BASIS_STEP.saturating_mul(i128::from(self.chance.bell())) / 1_000_000;
        let pull = self.basis / BASIS_PULL;
        self.basis = self
            .basis
            .saturating_sub(pull)
            .saturating_add(drawn)
            .clamp(-BASIS_MOST, BASIS_MOST);
        let fair = index.saturating_add(share(index, self.basis));
        self.fair = fair.max(WHOLE.saturating_mul(LOWEST_TICKS));
        self.fair
    }

    fn quote(&self, fair: i128) -> Quote {
        let half = share(fair, i128::from(self.profile.half_spread));
        let bid = ticks(fair.saturating_sub(half));
        let ask = ticks(fair.saturating_add(half).saturating_add(WHOLE));
        Quote {
            bid,
            ask: ask.max(bid.saturating_add(1)),
            gap: ticks(share(fair, i128::from(self.profile.gap))).max(1),
        }
    }

    /// How long to rest: half to one and a half times the pace.
    fn rest(&mut self, pace: Span) -> Span {
        let millis = u64::try_from(pace.millis()).unwrap_or(0).max(2);
        let most = millis.saturating_add(millis / 2);
        let drawn = self.chance.between(millis / 2, most);
        Span::from_millis(i64::try_from(drawn).unwrap_or(1))
    }
}

/// `part` billionths of a value.
const fn share(value: i128, part: i128) -> i128 {
    value.saturating_mul(part) / WHOLE
}

fn ticks(value: i128) -> u64 {
    u64::try_from(value / WHOLE).unwrap_or(0)
}

#[cfg(test)]
mod tests;
