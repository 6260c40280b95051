//! The integer form of a contract's rules: grid, bands, brackets, funding. Never looks at an account.

use super::listing::{BRACKETS_MAX, Bracket, FuturesListing};
use super::refusal::FuturesRefusal;
use super::units::{self, PLACES, WHOLE};
use crate::grid::{self, Grid};
use alloc::vec::Vec;
use domain::{ContractKind, Price, Side};

/// One bracket in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tier {
    /// Notional from which it holds, in atoms.
    pub(crate) floor: i128,
    /// Notional up to which it holds, in atoms.
    pub(crate) cap: i128,
    pub(crate) leverage: u32,
    /// Maintenance rate in parts.
    pub(crate) maintenance: i128,
    /// What is taken off, in atoms.
    pub(crate) cum: i128,
}

/// The integer form of a listing.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) grid: Grid,
    /// Points in one tick.
    tick_points: i128,
    pub(crate) market_lots_min: u64,
    pub(crate) market_lots_max: u64,
    pub(crate) market_step_lots: u64,
    pub(crate) notional_min: i128,
    pub(crate) up: i128,
    pub(crate) down: i128,
    pub(crate) take_bound: i128,
    pub(crate) protect: i128,
    pub(crate) liquidation_fee: i128,
    pub(crate) tiers: Vec<Tier>,
    pub(crate) interval_hours: i128,
    pub(crate) rate_cap: i128,
    pub(crate) rate_floor: i128,
    pub(crate) interest: i128,
    pub(crate) impact_notional: i128,
}

const NANOS_PER_HOUR: i64 = 3_600_000_000_000;
/// Hours that the interest rate is of.
pub(crate) const INTEREST_HOURS: i128 = 8;

impl Rules {
    /// The rules of a listing, whose brackets' `cum` it reckons and writes back.
    ///
    /// # Errors
    /// The listing contradicts itself, or is finer than the exchange counts.
    pub(crate) fn of(listing: &mut FuturesListing) -> Result<Self, FuturesRefusal> {
        Self::built(listing).ok_or(FuturesRefusal::BadListing)
    }

    fn built(listing: &mut FuturesListing) -> Option<Self> {
        let instrument = &listing.instrument;
        let ContractKind::Linear { size, settle } = instrument.kind else {
            return None;
        };
        let grid = Grid::of_instrument(instrument).ok()?;
        let (tick, tick_places) = instrument.rules.price_tick.parts();
        let (_, step_places) = instrument.rules.qty_step.parts();
        // Every notional is then a whole number of the eighth place, and so is every movement of money.
        let exact = tick_places.saturating_add(step_places) <= PLACES;
        let whole_contract = size.parts() == (1, 0) && settle == instrument.quote;
        let lots = |qty| grid.step_lots(qty).ok();
        let (bands, funding) = (listing.bands, listing.funding);
        let interval = funding.interval.nanos();
        let whole_hours = interval > 0 && interval % NANOS_PER_HOUR == 0;
        if !(exact && whole_contract && whole_hours) {
            return None;
        }
        let tiers = tiers(&listing.brackets)?;
        for (bracket, tier) in listing.brackets.iter_mut().zip(&tiers) {
            bracket.cum = grid::amount_of(tier.cum);
        }
        Some(Self {
            tick_points: tick
                .checked_mul(10_i128.checked_pow(PLACES.checked_sub(tick_places)?)?)?,
            market_lots_min: lots(listing.market_lot.min)?.max(1),
            market_lots_max: lots(listing.market_lot.max)?,
            market_step_lots: lots(listing.market_lot.step)?.max(1),
            notional_min: grid::atoms(listing.instrument.rules.notional_min.parts()).ok()?,
            up: units::parts_of(bands.multiplier_up).filter(|up| *up >= WHOLE)?,
            down: units::parts_of(bands.multiplier_down).filter(|d| *d <= WHOLE && *d >= 0)?,
            take_bound: units::parts(bands.market_take_bound).filter(|b| *b > 0)?,
            protect: units::parts(bands.trigger_protect).filter(|p| *p >= 0)?,
            liquidation_fee: units::parts(listing.liquidation_fee).filter(|f| *f >= 0)?,
            tiers,
            interval_hours: i128::from(interval / NANOS_PER_HOUR),
            rate_cap: units::parts(funding.cap).filter(|cap| *cap >= 0)?,
            rate_floor: units::parts(funding.floor).filter(|floor| *floor <= 0)?,
            interest: units::parts(funding.interest)?,
            impact_notional: grid::atoms(funding.impact_notional.parts()).ok()?,
            grid,
        })
    }

    /// A price in ticks as a price.
    pub(crate) fn price(&self, ticks: u64) -> Option<Price> {
        units::price(self.points(ticks))
    }

    /// A price in ticks, in points.
    pub(crate) fn points(&self, ticks: u64) -> i128 {
        i128::from(ticks).saturating_mul(self.tick_points)
    }

    /// The nearest tick at or below (for a buyer) or at or above (for a seller) so many points.
    pub(crate) fn ticks_within(&self, side: Side, points: i128) -> u64 {
        let down = points.max(0).checked_div(self.tick_points).unwrap_or(0);
        let exact = points.checked_rem(self.tick_points) == Some(0);
        let ticks = match side {
            Side::Buy => down,
            Side::Sell if exact => down,
            Side::Sell => down.saturating_add(1),
        };
        u64::try_from(ticks).unwrap_or(u64::MAX)
    }

    /// What so many lots are worth at a price in points, in atoms, towards zero.
    pub(crate) fn value(&self, lots: u64, points: i128) -> i128 {
        units::scaled(self.grid.base(lots), points, WHOLE)
    }

    /// The bracket of a notional; the last one beyond all.
    pub(crate) fn tier(&self, notional: i128) -> Option<&Tier> {
        let found = self.tiers.iter().find(|tier| notional <= tier.cap);
        found.or(self.tiers.last())
    }

    /// Maintenance margin of a notional, in atoms.
    pub(crate) fn maintenance(&self, notional: i128) -> i128 {
        self.tier(notional).map_or(0, |tier| {
            units::scaled(notional, tier.maintenance, WHOLE)
                .saturating_sub(tier.cum)
                .max(0)
        })
    }

    /// The highest leverage of all brackets.
    pub(crate) fn leverage_max(&self) -> u32 {
        self.tiers.first().map_or(1, |tier| tier.leverage)
    }

    /// The largest notional at a leverage, in atoms.
    pub(crate) fn notional_max(&self, leverage: u32) -> i128 {
        let fits = self.tiers.iter().rev().find(|t| t.leverage >= leverage);
        fits.map_or(0, |tier| tier.cap)
    }
}

/// The brackets in whole numbers: rising without gaps, ever less leverage, ever more maintenance.
fn tiers(brackets: &[Bracket]) -> Option<Vec<Tier>> {
    if brackets.is_empty() || brackets.len() > BRACKETS_MAX {
        return None;
    }
    let mut tiers: Vec<Tier> = Vec::new();
    for bracket in brackets {
        let mut tier = Tier {
            floor: grid::atoms(bracket.floor.parts()).ok()?,
            cap: grid::atoms(bracket.cap.parts()).ok()?,
            leverage: bracket.leverage,
            maintenance: units::parts(bracket.maintenance)?,
            cum: 0,
        };
        let (floor, leverage, maintenance) = match tiers.last() {
            None => (0, u32::MAX, 0),
            Some(last) => (last.cap, last.leverage, last.maintenance),
        };
        let follows = tier.floor == floor
            && tier.cap > tier.floor
            && tier.leverage >= 1
            && tier.leverage <= leverage
            && tier.maintenance > maintenance
            && tier.maintenance < WHOLE;
        if !follows {
            return None;
        }
        if let Some(last) = tiers.last() {
            let step = tier.maintenance.saturating_sub(last.maintenance);
            tier.cum = last
                .cum
                .saturating_add(units::scaled(tier.floor, step, WHOLE));
        }
        tiers.push(tier);
    }
    Some(tiers)
}
