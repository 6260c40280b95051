//! Whole ticks, lots and atoms of one listing, and the way back to the words of the house. Never rounds.

use crate::listing::Listing;
use crate::refusal::RefuseReason;
use domain::{Amount, Instrument, InstrumentRules, Price, Qty};

/// Decimal places of one atom: every balance is a whole number of atoms.
pub(crate) const ATOM_PLACES: u32 = 12;
/// Largest value of one order on either side of the trade, in atoms (twenty million million units).
pub(crate) const ORDER_ATOMS_MAX: i128 = 20_000_000_000_000_000_000_000_000;
/// Largest balance an account may be given, in atoms; with all its orders filled it stays below 2^96.
pub(crate) const BALANCE_ATOMS_MAX: i128 = 10_000_000_000_000_000_000_000_000_000;
/// Largest mantissa of a tick or a step.
const UNIT_MANTISSA_MAX: i128 = 1_000_000_000;
/// Decimal places of a lot, where nothing forbids.
const LOT_PLACES: u32 = 8;
/// Largest count of ticks or lots a listing may allow in one order.
const COUNT_MAX: u64 = 1 << 62;

/// A tick or a step as `mantissa` counted at `places` decimals.
#[derive(Debug, Clone, Copy)]
struct Unit {
    mantissa: i128,
    places: u32,
}

/// The integer form of a listing's grid and bounds.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    tick: Unit,
    /// Ticks in one tick of accounts: books are counted in what the symbol was listed with.
    step_ticks: u64,
    /// What quantities are counted in: as fine as eight places where atoms allow, since captures hold dust finer than the step.
    lot: Unit,
    /// Lots in one step: accounts order whole steps.
    step_lots: u64,
    lot_atoms: i128,
    value_atoms: i128,
    ticks_min: u64,
    ticks_max: u64,
    lots_min: u64,
    lots_max: u64,
    market_lots_max: u64,
    notional_min: i128,
    notional_max: i128,
}

/// Whether an order trades at whatever the book gives once it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priceless {
    Yes,
    No,
}

/// Why a value is no whole count of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OffGrid {
    /// It lies between two counts.
    Between,
    /// The count does not fit.
    TooLarge,
}

impl Unit {
    fn new((mantissa, places): (i128, u32)) -> Option<Self> {
        let fine = mantissa > 0 && mantissa <= UNIT_MANTISSA_MAX && places <= ATOM_PLACES;
        fine.then_some(Self { mantissa, places })
    }

    /// A step's own lot: one unit of its eighth place, or of the last place that keeps values whole atoms.
    fn finer(self, tick: Self, most: Qty) -> Self {
        let places = LOT_PLACES.min(ATOM_PLACES.saturating_sub(tick.places));
        let lot = Self {
            mantissa: 1,
            places,
        };
        let fits = lot.count_down(most.parts()).is_some_and(|n| n <= COUNT_MAX);
        if places > self.places && fits {
            lot
        } else {
            self
        }
    }

    /// How many whole units a value is, and whether something is left over.
    fn count(self, (mantissa, places): (i128, u32)) -> Result<u64, OffGrid> {
        if let Some(finer) = places.checked_sub(self.places).filter(|more| *more > 0) {
            let scale = 10_i128.checked_pow(finer).ok_or(OffGrid::Between)?;
            if mantissa % scale != 0 {
                return Err(OffGrid::Between);
            }
            return self.whole(mantissa / scale);
        }
        let scale = 10_i128
            .checked_pow(self.places.saturating_sub(places))
            .ok_or(OffGrid::TooLarge)?;
        self.whole(mantissa.checked_mul(scale).ok_or(OffGrid::TooLarge)?)
    }

    fn whole(self, mantissa: i128) -> Result<u64, OffGrid> {
        // Nearly every value fits 64 bits, where division is an order of magnitude cheaper.
        if let (Ok(narrow), Ok(unit)) = (u64::try_from(mantissa), u64::try_from(self.mantissa)) {
            return match narrow.checked_rem(unit) {
                Some(0) => narrow.checked_div(unit).ok_or(OffGrid::TooLarge),
                Some(_) | None => Err(OffGrid::Between),
            };
        }
        if mantissa % self.mantissa != 0 {
            return Err(OffGrid::Between);
        }
        u64::try_from(mantissa / self.mantissa).map_err(|_| OffGrid::TooLarge)
    }

    /// The smallest count that is not below the value.
    fn count_up(self, (mantissa, places): (i128, u32)) -> Option<u64> {
        match self.count((mantissa, places)) {
            Ok(count) => Some(count),
            Err(OffGrid::TooLarge) => None,
            Err(OffGrid::Between) => self.count_down((mantissa, places))?.checked_add(1),
        }
    }

    /// The largest count that is not above the value.
    fn count_down(self, (mantissa, places): (i128, u32)) -> Option<u64> {
        let places_most = places.max(self.places);
        let scaled = |mantissa: i128, places: u32| {
            mantissa.checked_mul(10_i128.checked_pow(places_most.checked_sub(places)?)?)
        };
        let value = scaled(mantissa, places)?;
        let unit = scaled(self.mantissa, self.places)?;
        u64::try_from(value.checked_div(unit)?).ok()
    }
}

impl Grid {
    /// The grid of a listing.
    ///
    /// # Errors
    /// Bounds that contradict each other, or a unit finer than an atom.
    pub(crate) fn of(listing: &Listing) -> Result<Self, RefuseReason> {
        Self::of_instrument(&listing.instrument)
    }

    /// The grid of an instrument of any kind.
    ///
    /// # Errors
    /// Bounds that contradict each other, or a unit finer than an atom.
    pub(crate) fn of_instrument(instrument: &Instrument) -> Result<Self, RefuseReason> {
        Self::built(instrument).ok_or(RefuseReason::BadListing)
    }

    fn built(instrument: &Instrument) -> Option<Self> {
        let rules = &instrument.rules;
        let tick = Unit::new(rules.price_tick.parts())?;
        let step = Unit::new(rules.qty_step.parts())?;
        let lot = step.finer(tick, rules.qty_max);
        let finest = tick.places.checked_add(lot.places)?;
        let factor = |places: u32| 10_i128.checked_pow(ATOM_PLACES.checked_sub(places)?);
        let lot_atoms = lot.mantissa.checked_mul(factor(lot.places)?)?;
        let value_atoms = tick
            .mantissa
            .checked_mul(lot.mantissa)?
            .checked_mul(factor(finest)?)?;
        let grid = Self {
            tick,
            step_ticks: 1,
            lot,
            step_lots: lot.count(rules.qty_step.parts()).ok()?,
            lot_atoms,
            value_atoms,
            ticks_min: tick.count_up(rules.price_min.parts())?,
            ticks_max: tick.count_down(rules.price_max.parts())?,
            lots_min: lot.count_up(rules.qty_min.parts())?.max(1),
            lots_max: lot.count_down(rules.qty_max.parts())?,
            market_lots_max: lot.count_down(rules.market_qty_max.min(rules.qty_max).parts())?,
            notional_min: atoms(rules.notional_min.parts()).ok()?,
            notional_max: atoms(rules.notional_max.parts()).ok()?,
        };
        (grid.agrees() && instrument.base != instrument.quote).then_some(grid)
    }

    /// The same units with other rules for accounts.
    ///
    /// # Errors
    /// Bounds that contradict each other, or a tick or step that is no whole number of units.
    pub(crate) fn with_rules(&self, rules: &InstrumentRules) -> Result<Self, RefuseReason> {
        self.kept(rules).ok_or(RefuseReason::BadListing)
    }

    fn kept(&self, rules: &InstrumentRules) -> Option<Self> {
        let (tick, lot) = (self.tick, self.lot);
        let grid = Self {
            step_ticks: tick.count(rules.price_tick.parts()).ok()?,
            step_lots: lot.count(rules.qty_step.parts()).ok()?,
            ticks_min: tick.count_up(rules.price_min.parts())?,
            ticks_max: tick.count_down(rules.price_max.parts())?,
            lots_min: lot.count_up(rules.qty_min.parts())?.max(1),
            lots_max: lot.count_down(rules.qty_max.parts())?,
            market_lots_max: lot.count_down(rules.market_qty_max.min(rules.qty_max).parts())?,
            notional_min: atoms(rules.notional_min.parts()).ok()?,
            notional_max: atoms(rules.notional_max.parts()).ok()?,
            ..self.clone()
        };
        let whole = grid.step_ticks > 0 && grid.step_lots > 0;
        (whole && grid.agrees()).then_some(grid)
    }

    /// Whether its bounds contradict nothing.
    const fn agrees(&self) -> bool {
        self.ticks_min <= self.ticks_max
            && self.ticks_max <= COUNT_MAX
            && self.lots_min <= self.lots_max
            && self.lots_max <= COUNT_MAX
            && self.notional_min <= self.notional_max
    }

    /// A price that lies on the tick of accounts, in ticks.
    pub(crate) fn step_ticks(&self, price: Price) -> Result<u64, OffGrid> {
        let ticks = self.ticks(price)?;
        match ticks.checked_rem(self.step_ticks) {
            Some(0) => Ok(ticks),
            Some(_) | None => Err(OffGrid::Between),
        }
    }

    /// A price in ticks.
    pub(crate) fn ticks(&self, price: Price) -> Result<u64, OffGrid> {
        self.tick.count(price.parts())
    }

    /// A count of ticks as a price; none for zero and for what the house cannot write.
    pub(crate) fn price(&self, ticks: u64) -> Option<Price> {
        let units = i128::from(ticks).checked_mul(self.tick.mantissa)?;
        Price::from_parts(units, self.tick.places).ok()
    }

    /// A price of `value / lots` ticks, cut to eight decimal places towards zero.
    pub(crate) fn price_of(&self, value: i128, lots: i128) -> Option<Price> {
        let scale =
            10_i128.checked_pow(LOT_PLACES.checked_sub(self.tick.places.min(LOT_PLACES))?)?;
        let places = self.tick.places.max(LOT_PLACES);
        let units = value
            .checked_mul(self.tick.mantissa)?
            .checked_mul(scale)?
            .checked_div(lots)?;
        Price::from_parts(units, places).ok()
    }

    /// One tick as a count of the twelfth place.
    pub(crate) fn tick_atoms(&self) -> i128 {
        let finer = 10_i128.checked_pow(ATOM_PLACES.saturating_sub(self.tick.places));
        self.tick.mantissa.saturating_mul(finer.unwrap_or(1)).max(1)
    }

    /// Lots cut down to whole steps.
    pub(crate) fn whole_steps(&self, lots: u64) -> u64 {
        lots.saturating_sub(lots.checked_rem(self.step_lots).unwrap_or(0))
    }

    /// How many lots so many atoms of base are, cut down to whole steps.
    pub(crate) fn lots_of(&self, atoms: i128) -> u64 {
        let lots = atoms.max(0).checked_div(self.lot_atoms).unwrap_or(0);
        self.whole_steps(u64::try_from(lots).unwrap_or(u64::MAX))
    }

    /// Largest order, in lots; of one without a price where that is smaller.
    pub(crate) const fn largest(&self, priceless: Priceless) -> u64 {
        match priceless {
            Priceless::Yes => self.market_lots_max,
            Priceless::No => self.lots_max,
        }
    }

    /// Whether a price in ticks lies inside the bounds.
    pub(crate) const fn in_range(&self, ticks: u64) -> bool {
        self.ticks_min <= ticks && ticks <= self.ticks_max
    }

    /// A quantity that lies on the step, in lots.
    pub(crate) fn step_lots(&self, qty: Qty) -> Result<u64, OffGrid> {
        let lots = self.lots(qty)?;
        match lots.checked_rem(self.step_lots) {
            Some(0) => Ok(lots),
            Some(_) | None => Err(OffGrid::Between),
        }
    }

    /// A quantity in lots, however it lies to the step.
    pub(crate) fn lots(&self, qty: Qty) -> Result<u64, OffGrid> {
        self.lot.count(qty.parts())
    }

    /// Whether so many lots are fewer than the smallest order.
    pub(crate) const fn is_below_min(&self, lots: u64) -> bool {
        lots < self.lots_min
    }

    /// Whether so many lots are more than the largest order.
    pub(crate) const fn is_above_max(&self, lots: u64) -> bool {
        lots > self.lots_max
    }

    /// Whether so many lots are more than the largest order without a price.
    pub(crate) const fn is_above_market_max(&self, lots: u64) -> bool {
        lots > self.market_lots_max
    }

    /// Smallest and largest order value, in atoms of quote.
    pub(crate) const fn notional_bounds(&self) -> (i128, i128) {
        (self.notional_min, self.notional_max)
    }

    /// Base in so many lots, in atoms; held at the end of the range.
    pub(crate) fn base(&self, lots: u64) -> i128 {
        i128::from(lots).saturating_mul(self.lot_atoms)
    }

    /// Quote that so many lots cost at a price, in atoms; held at the end of the range.
    pub(crate) fn quote(&self, ticks: u64, lots: u64) -> i128 {
        i128::from(ticks)
            .saturating_mul(i128::from(lots))
            .saturating_mul(self.value_atoms)
    }

    /// How many lots, in whole steps, so much quote buys at a price.
    pub(crate) fn lots_for(&self, quote: i128, ticks: u64) -> u64 {
        self.whole_steps(self.dust_for(quote, ticks))
    }

    /// How many lots, however they lie to the step, so much quote buys at a price.
    pub(crate) fn dust_for(&self, quote: i128, ticks: u64) -> u64 {
        let lot = i128::from(ticks).saturating_mul(self.value_atoms);
        let lots = quote.max(0).checked_div(lot).unwrap_or(0);
        u64::try_from(lots).unwrap_or(u64::MAX)
    }

    /// So many lots as a quantity; held at the largest quantity the house can write.
    pub(crate) fn qty(&self, lots: u64) -> Qty {
        let units = i128::from(lots).saturating_mul(self.lot.mantissa);
        held(Qty::from_parts(units, self.lot.places), || {
            Qty::from_parts(LARGEST, self.lot.places)
        })
        .unwrap_or(Qty::ZERO)
    }
}

/// Largest mantissa of a decimal of the house.
const LARGEST: i128 = (1 << 96) - 1;

fn held<T, E>(value: Result<T, E>, largest: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    value.or_else(|_| largest())
}

/// A decimal in atoms.
///
/// # Errors
/// It is finer than an atom, or larger than the exchange counts.
pub(crate) fn atoms(parts: (i128, u32)) -> Result<i128, RefuseReason> {
    let atoms = whole_atoms(parts)?;
    if atoms.saturating_abs() > BALANCE_ATOMS_MAX {
        return Err(RefuseReason::TooLarge);
    }
    Ok(atoms)
}

/// A decimal in atoms, however large.
///
/// # Errors
/// It is finer than an atom, or does not fit.
pub(crate) fn whole_atoms((mantissa, places): (i128, u32)) -> Result<i128, RefuseReason> {
    let missing = ATOM_PLACES
        .checked_sub(places)
        .ok_or(RefuseReason::TooFine)?;
    10_i128
        .checked_pow(missing)
        .and_then(|factor| mantissa.checked_mul(factor))
        .ok_or(RefuseReason::TooLarge)
}

/// Atoms as a balance; held at the largest the house can write.
pub(crate) fn qty_of(atoms: i128) -> Qty {
    let (units, places) = trimmed(atoms.max(0));
    held(Qty::from_parts(units, places), || {
        Qty::from_parts(LARGEST, ATOM_PLACES)
    })
    .unwrap_or(Qty::ZERO)
}

/// Atoms as a signed amount; held at the largest the house can write.
pub(crate) fn amount_of(atoms: i128) -> Amount {
    if atoms == 0 {
        return Amount::ZERO;
    }
    let (units, places) = trimmed(atoms);
    held(Amount::from_parts(units, places), || {
        Amount::from_parts(atoms.signum().saturating_mul(LARGEST), ATOM_PLACES)
    })
    .unwrap_or(Amount::ZERO)
}

/// The same value without trailing zeros, which the house's decimals would else strip one costly digit at a time.
fn trimmed(atoms: i128) -> (i128, u32) {
    let (mut units, mut places) = match i64::try_from(atoms) {
        Ok(narrow) => return trimmed_narrow(narrow),
        Err(_) => (atoms, ATOM_PLACES),
    };
    while places > 0 && units % 10 == 0 {
        units /= 10;
        places -= 1;
    }
    (units, places)
}

fn trimmed_narrow(mut units: i64) -> (i128, u32) {
    let mut places = ATOM_PLACES;
    while places >= 4 && units % 10_000 == 0 {
        units /= 10_000;
        places -= 4;
    }
    while places > 0 && units % 10 == 0 {
        units /= 10;
        places -= 1;
    }
    (i128::from(units), places)
}

#[cfg(test)]
mod tests;
