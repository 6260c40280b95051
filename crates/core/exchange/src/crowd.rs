//! The people of the seeded market: makers who show levels around a wandering fair price, takers who come in clusters.
//! Gives inputs by time from a seed; never touches an account and never reads a clock.

mod ladder;
mod past;
pub mod perpetual;
mod symbols;
mod takers;
mod temper;
mod walk;

pub use past::{FIRST_TRADE, PastBar, PastMarket, PastTrade, past};
pub use temper::Temper;

use crate::chance::Chance;
use crate::exchange::Exchange;
use crate::ids::Tag;
use crate::input::{Input, Refill, SetLevels};
use crate::listing::Listing;
use alloc::vec::Vec;
use domain::{Price, Span, Symbol, Time, VenueId};
use symbols::{PROFILES, Profile};
use takers::Takers;
use temper::Manner;
use walk::Walk;

/// The fewest levels a side that the crowd keeps showing.
pub const LEVELS_MIN: usize = 20;

/// Where the chance of symbols that join later branches off.
const LATER: u64 = u64::MAX - 2;

/// How the crowd behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrowdPlan {
    /// The same seed, the same market.
    pub seed: u64,
    /// How long a symbol rests between two moves of the crowd, on average.
    pub pace: Span,
    /// How it behaves.
    pub temper: Temper,
}

/// The crowd of all its symbols.
#[derive(Debug, Clone)]
pub struct Crowd {
    pace: Span,
    manner: Manner,
    /// Draws for symbols that come later.
    later: Chance,
    members: Vec<Member>,
}

/// The crowd at one symbol.
#[derive(Debug, Clone)]
struct Member {
    symbol: Symbol,
    profile: Profile,
    walk: Walk,
    takers: Takers,
    chance: Chance,
    next: Time,
}

impl CrowdPlan {
    /// The pace of a lively market: five moves a second and symbol.
    pub const LIVELY: Span = Temper::Lively.pace();

    /// A crowd of a temper, at that temper's pace.
    #[must_use]
    pub const fn of(seed: u64, temper: Temper) -> Self {
        Self {
            seed,
            pace: temper.pace(),
            temper,
        }
    }
}

impl Crowd {
    /// A crowd that begins at an instant; `last` gives the prices it goes on from, where any.
    #[must_use]
    pub fn new(plan: CrowdPlan, start: Time, last: &[(Symbol, Price)]) -> Self {
        let root = Chance::new(plan.seed);
        let manner = plan.temper.manner();
        let members = PROFILES.iter().zip(1_u64..).filter_map(|(profile, label)| {
            let symbol = Symbol::new(profile.symbol).ok()?;
            let known = last.iter().find(|(name, _)| *name == symbol);
            let first = profile.ticks_of(known.map(|(_, price)| *price))?;
            Some(Member {
                symbol,
                profile: manner.of(profile),
                walk: Walk::new(first, profile.start_ticks, (plan.pace, manner)),
                takers: Takers::new(manner),
                chance: root.branch(label),
                next: start,
            })
        });
        Self {
            pace: plan.pace,
            manner,
            later: root.branch(LATER),
            members: members.collect(),
        }
    }

    /// Trades one more symbol from an instant on, from a price or from any that fits; whether it does. It does not where it
    /// trades the symbol already, or where the grid leaves no room for a book.
    pub fn join(&mut self, now: Time, listing: &Listing, first: Option<Price>) -> bool {
        let symbol = listing.instrument.symbol;
        if self.members.iter().any(|member| member.symbol == symbol) {
            return false;
        }
        let Some(profile) = Profile::of_listing(listing, first) else {
            return false;
        };
        let label = u64::try_from(self.members.len()).unwrap_or(u64::MAX);
        self.members.push(Member {
            symbol,
            profile: self.manner.of(&profile),
            walk: Walk::new(
                profile.start_ticks,
                profile.start_ticks,
                (self.pace, self.manner),
            ),
            takers: Takers::new(self.manner),
            chance: self.later.branch(label),
            next: now,
        });
        true
    }

    /// What the crowd's venue lists.
    #[must_use]
    pub fn listings(venue: VenueId) -> Vec<Listing> {
        PROFILES
            .iter()
            .filter_map(|profile| profile.listing(venue))
            .collect()
    }

    /// The price a symbol begins with, before anybody traded.
    #[must_use]
    pub fn first_price(symbol: Symbol) -> Option<Price> {
        let name = symbol.as_str();
        let profile = PROFILES.iter().find(|profile| profile.symbol == name)?;
        profile.price(profile.start_ticks)
    }

    /// Moves the fair price of a symbol at once, by so many thousandths; whether the crowd trades it. Symbols crossed
    /// from it follow.
    pub fn shock(&mut self, symbol: Symbol, thousandths: i64) -> bool {
        let mut members = self.members.iter_mut();
        let Some(member) = members.find(|member| member.symbol == symbol) else {
            return false;
        };
        member.walk.shift(thousandths);
        true
    }

    /// When the crowd next wants to move.
    #[must_use]
    pub fn wake_at(&self) -> Option<Time> {
        self.members.iter().map(|member| member.next).min()
    }

    /// What the crowd does up to this instant, given the exchange as it stands. Moves that were missed are not made up for.
    pub fn step(&mut self, now: Time, exchange: &Exchange, out: &mut impl Extend<Input>) {
        for index in 0..self.members.len() {
            let pace = self.pace;
            let crossed = self.crossed(index);
            if let Some(member) = self.members.get_mut(index)
                && member.next <= now
            {
                member.act(exchange, crossed, out);
                member.next = now.plus(member.rest(pace));
            }
        }
    }

    /// The fair price of a symbol in nano-ticks of two others, where its profile says so: no free lunch across the three.
    fn crossed(&self, index: usize) -> Option<i128> {
        let member = self.members.get(index)?;
        let (above, below) = member.profile.cross?;
        let fair = |name: &str| {
            let found = self.members.iter().find(|m| m.profile.symbol == name)?;
            Some((found.walk.fair(), found.profile))
        };
        crossed(&member.profile, fair(above)?, fair(below)?)
    }
}

/// The fair price of a symbol in nano-ticks of two others, each given in its own.
fn crossed(
    profile: &Profile,
    (above, above_in): (i128, Profile),
    (below, below_in): (i128, Profile),
) -> Option<i128> {
    let ratio = above
        .checked_mul(i128::from(above_in.tick_units))?
        .checked_mul(walk::TICK)?
        .checked_div(below.checked_mul(i128::from(below_in.tick_units))?)?;
    ratio
        .checked_mul(10_i128.checked_pow(profile.tick_places)?)?
        .checked_div(i128::from(profile.tick_units))
}

impl Member {
    fn act(&mut self, exchange: &Exchange, crossed: Option<i128>, out: &mut impl Extend<Input>) {
        let Some(market) = exchange
            .symbols
            .get(&self.symbol)
            .and_then(|index| exchange.markets.get(*index))
        else {
            return;
        };
        let last = market.last.map(|(ticks, _)| ticks);
        self.walk.advance(&mut self.chance, crossed, last);
        let quote = self.walk.quote(&self.profile);
        let levels = ladder::moved(&market.book, &self.profile, &quote, &mut self.chance);
        if !levels.is_empty() {
            out.extend(Some(Input::SetLevels(SetLevels {
                tag: Tag::new(0),
                symbol: self.symbol,
                refill: Refill::Named,
                levels,
            })));
        }
        let trend = self.walk.last_move();
        let takes = self
            .takers
            .come(&self.profile, &quote, trend, &mut self.chance);
        out.extend(
            takes
                .into_iter()
                .filter_map(|take| take.input(&self.profile, self.symbol)),
        );
    }

    /// How long to rest: half to one and a half times the pace.
    fn rest(&mut self, pace: Span) -> Span {
        let millis = u64::try_from(pace.millis()).unwrap_or(0).max(2);
        let drawn = self
            .chance
            .between(millis / 2, millis.saturating_add(millis / 2));
        Span::from_millis(i64::try_from(drawn).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests;
