//! The rules of a listing that need no money and no meeting: shape, grid, band, value, icebergs, trailing, counts.
//! Judges only.

use super::sight::Sight;
use crate::average::Reference;
use crate::grid::{Grid, ORDER_ATOMS_MAX, OffGrid, Priceless};
use crate::input::Place;
use crate::listing::{Applies, Multiplier};
use crate::order::{Iceberg, Order, Waits};
use crate::order_type::{Approach, LimitPrice, OrderQty, OrderType, PEG_LEVEL_MAX, Peg, PegSide};
use crate::refusal::RefuseReason;
use domain::{Price, Qty, Side, TimeInForce};

/// Open orders an account may have over all symbols.
pub const ACCOUNT_OPEN_MAX: usize = 2_000;

/// The prices an account named, in ticks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Named {
    /// The limit; none for a pegged one.
    pub(super) limit: Option<(u64, Price)>,
    /// The cap of a peg.
    pub(super) cap: Option<u64>,
    /// The stop price.
    pub(super) trigger: Option<u64>,
}

/// What some orders would add to what an account has open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Adds {
    pub(super) open: u32,
    pub(super) waiting: u32,
    pub(super) icebergs: u32,
    pub(super) lists: u32,
}

impl Adds {
    /// Adds an order that may stay.
    pub(super) const fn and(self, order: &Order) -> Self {
        let stays = may_stay(&order.kind);
        let seating = order.seating();
        Self {
            open: self.open.saturating_add(if stays { 1 } else { 0 }),
            waiting: self.waiting.saturating_add(match seating.waits {
                Waits::ForTrigger => 1,
                Waits::No => 0,
            }),
            icebergs: self.icebergs.saturating_add(match seating.iceberg {
                Iceberg::Yes => 1,
                Iceberg::No => 0,
            }),
            lists: self.lists,
        }
    }
}

/// Whether an order of this kind can be open after the step that took it in.
const fn may_stay(kind: &OrderType) -> bool {
    match kind {
        OrderType::Market => false,
        OrderType::Limit { time_in_force, .. } => matches!(time_in_force, TimeInForce::Gtc),
        OrderType::LimitMaker { .. }
        | OrderType::StopLoss { .. }
        | OrderType::StopLossLimit { .. }
        | OrderType::TakeProfit { .. }
        | OrderType::TakeProfitLimit { .. } => true,
    }
}

/// Whether type, size, iceberg and life go together.
pub(super) fn check_shape(place: &Place) -> Result<(), RefuseReason> {
    let by_quote = matches!(place.size, OrderQty::Quote(_));
    if by_quote && place.kind != OrderType::Market {
        return Err(RefuseReason::UnsupportedCombination);
    }
    let lives = place.kind.time_in_force().unwrap_or(TimeInForce::Gtc);
    let may_hide = place.kind.limit().is_some() && lives == TimeInForce::Gtc;
    if place.iceberg.is_some() && !may_hide {
        return Err(RefuseReason::UnsupportedCombination);
    }
    place
        .kind
        .peg()
        .map_or(Ok(()), |peg| check_peg(&place.kind, peg))
}

fn check_peg(kind: &OrderType, peg: Peg) -> Result<(), RefuseReason> {
    let primary_only = match kind {
        OrderType::LimitMaker { .. } => true,
        OrderType::Limit { time_in_force, .. } => {
            if peg.side == PegSide::Primary && *time_in_force != TimeInForce::Gtc {
                return Err(RefuseReason::PegSideUnsupported);
            }
            false
        }
        OrderType::Market
        | OrderType::StopLoss { .. }
        | OrderType::StopLossLimit { .. }
        | OrderType::TakeProfit { .. }
        | OrderType::TakeProfitLimit { .. } => false,
    };
    if primary_only && peg.side == PegSide::Market {
        return Err(RefuseReason::PegSideUnsupported);
    }
    if peg.level.is_some_and(|level| level > PEG_LEVEL_MAX) {
        return Err(RefuseReason::PegTooDeep);
    }
    Ok(())
}

/// The prices of an order in ticks, on the grid and inside the bounds.
pub(super) fn named(grid: &Grid, kind: &OrderType) -> Result<Named, RefuseReason> {
    let on_grid = |price: Price, (off, out): (RefuseReason, RefuseReason)| {
        let ticks = grid.step_ticks(price).map_err(|error| match error {
            OffGrid::Between => off,
            OffGrid::TooLarge => out,
        })?;
        if grid.in_range(ticks) {
            Ok(ticks)
        } else {
            Err(out)
        }
    };
    let limit = (RefuseReason::PriceOffTick, RefuseReason::PriceOutOfRange);
    let trigger = (
        RefuseReason::TriggerOffTick,
        RefuseReason::TriggerOutOfRange,
    );
    let mut named = Named::default();
    match kind.limit() {
        Some(LimitPrice::At(price)) => named.limit = Some((on_grid(price, limit)?, price)),
        Some(LimitPrice::Pegged(peg)) => {
            named.cap = peg.cap.map(|cap| on_grid(cap, limit)).transpose()?;
        }
        None => {}
    }
    named.trigger = kind.trigger().map(|p| on_grid(p, trigger)).transpose()?;
    Ok(named)
}

/// A quantity in lots: on the step, and from smallest to largest.
pub(super) fn lots(grid: &Grid, qty: Qty, priceless: Priceless) -> Result<u64, RefuseReason> {
    let lots = grid.step_lots(qty).map_err(|error| match error {
        OffGrid::Between => RefuseReason::QtyOffStep,
        OffGrid::TooLarge => RefuseReason::QtyTooLarge,
    })?;
    check_lots(grid, lots, priceless)?;
    Ok(lots)
}

pub(super) fn check_lots(grid: &Grid, lots: u64, priceless: Priceless) -> Result<(), RefuseReason> {
    if grid.is_below_min(lots) {
        return Err(RefuseReason::QtyTooSmall);
    }
    if grid.is_above_max(lots) {
        return Err(RefuseReason::QtyTooLarge);
    }
    match priceless {
        Priceless::Yes if grid.is_above_market_max(lots) => Err(RefuseReason::MarketQtyTooLarge),
        Priceless::Yes | Priceless::No => Ok(()),
    }
}

impl Sight<'_> {
    /// What an iceberg shows at a time, in lots.
    pub(super) fn slice(&self, iceberg: Qty, all: u64) -> Result<u64, RefuseReason> {
        let slice = lots(&self.market.grid, iceberg, Priceless::No)?;
        if slice > all {
            return Err(RefuseReason::IcebergTooLarge);
        }
        let parts = u64::from(self.market.listing.filters.iceberg_parts_max);
        if all.div_ceil(slice.max(1)) > parts {
            return Err(RefuseReason::IcebergTooManyParts);
        }
        Ok(slice)
    }

    /// A trailing distance within the bounds of the side of the market the stop price lies on.
    pub(super) fn check_trailing(&self, kind: &OrderType, side: Side) -> Result<(), RefuseReason> {
        let (Some(bips), Some(approach)) = (kind.trailing_bips(), kind.approach(side)) else {
            return Ok(());
        };
        let bounds = self.market.listing.filters.trailing;
        let (min, max) = match approach {
            Approach::Rising => (bounds.above_min, bounds.above_max),
            Approach::Falling => (bounds.below_min, bounds.below_max),
        };
        if bips == 0 || bips < min || bips > max {
            return Err(RefuseReason::TrailingOutOfRange);
        }
        Ok(())
    }

    /// A price within the band around the average price.
    pub(super) fn check_band(&self, side: Side, ticks: u64) -> Result<(), RefuseReason> {
        let Some(band) = self.market.listing.filters.band else {
            return Ok(());
        };
        let Some(reference) = self.market.reference(self.now) else {
            return Ok(());
        };
        let (up, down) = match side {
            Side::Buy => (band.bid_up, band.bid_down),
            Side::Sell => (band.ask_up, band.ask_down),
        };
        let scaled = i128::from(ticks)
            .saturating_mul(reference.lots)
            .saturating_mul(10_000);
        let bound = |times: Multiplier| reference.value.saturating_mul(i128::from(times.get()));
        if scaled > bound(up) || scaled < bound(down) {
            return Err(RefuseReason::PriceOutOfBand);
        }
        Ok(())
    }

    /// The order's value in quote, inside the symbol's bounds; zero when nothing values it.
    pub(super) fn check_value(
        &self,
        order: &Order,
        quoted: Option<i128>,
    ) -> Result<i128, RefuseReason> {
        let grid = &self.market.grid;
        let across = self.market.book.best(order.side.opposite());
        let across = across.map(|(ticks, _)| Reference::at(ticks));
        let named = order.limit.or(order.trigger).map(Reference::at);
        let reference = named.or_else(|| self.market.reference(self.now)).or(across);
        let value_at = |reference: Reference| {
            let value = grid.quote(1, order.lots).saturating_mul(reference.value);
            match reference.lots {
                // Wide division is dear, and most references are whole prices.
                1 => value,
                lots => value.checked_div(lots).unwrap_or(i128::MAX),
            }
        };
        let value = quoted.unwrap_or_else(|| reference.map_or(0, value_at));
        let most = across.map_or(value, |across| value.max(value_at(across)));
        if most > ORDER_ATOMS_MAX || grid.base(order.lots) > ORDER_ATOMS_MAX {
            return Err(RefuseReason::TooLarge);
        }
        let (min, max) = grid.notional_bounds();
        let filters = self.market.listing.filters;
        let binds = |rule: Applies| order.kind != OrderType::Market || rule == Applies::Yes;
        let valued = quoted.is_some() || reference.is_some();
        if valued && binds(filters.min_to_market) && value < min {
            return Err(RefuseReason::NotionalTooSmall);
        }
        if binds(filters.max_to_market) && value > max {
            return Err(RefuseReason::NotionalTooLarge);
        }
        Ok(value)
    }

    /// Bounds on open orders and lists, for orders that may stay.
    pub(super) fn check_counts(&self, owner: usize, adds: Adds) -> Result<(), RefuseReason> {
        if adds.open == 0 {
            return Ok(());
        }
        let limits = self.market.listing.limits;
        let account = self.accounts.get(owner);
        let account = account.ok_or(RefuseReason::UnknownAccount)?;
        let seat = account.seat(self.market.index);
        let have = seat.map_or((0, 0, 0, 0), |s| (s.open, s.waiting, s.icebergs, s.lists));
        let past = |have: u32, more: u32, most: u32| more > 0 && have.saturating_add(more) > most;
        if past(have.0, adds.open, limits.open_max) {
            return Err(RefuseReason::TooManyOrders);
        }
        let more = usize::try_from(adds.open).unwrap_or(usize::MAX);
        if account.open.len().saturating_add(more) > ACCOUNT_OPEN_MAX {
            return Err(RefuseReason::TooManyOrdersOfAccount);
        }
        if past(have.1, adds.waiting, limits.stop_max) {
            return Err(RefuseReason::TooManyStops);
        }
        if past(have.2, adds.icebergs, limits.iceberg_max) {
            return Err(RefuseReason::TooManyIcebergs);
        }
        if past(have.3, adds.lists, limits.list_max) {
            return Err(RefuseReason::TooManyLists);
        }
        Ok(())
    }

    /// What a buyer would hold and have on order, within the bound of the symbol.
    pub(super) fn check_position(&self, order: &Order) -> Result<(), RefuseReason> {
        let Some(most) = self.market.listing.filters.position_max else {
            return Ok(());
        };
        let account = self.accounts.get(order.owner);
        let (Some(account), Side::Buy) = (account, order.side) else {
            return Ok(());
        };
        let most = crate::grid::whole_atoms(most.parts())?;
        let held = account.holding(self.market.base);
        let open = account
            .open
            .values()
            .filter(|(at, _)| *at == self.market.index);
        let orders = open.filter_map(|(_, slot)| self.market.book.orders.get(*slot));
        let bought = orders
            .filter(|other| other.side == Side::Buy)
            .fold(order.left(), |sum, other| sum.saturating_add(other.left()));
        let position = held
            .free
            .saturating_add(held.locked)
            .saturating_add(self.market.grid.base(bought));
        if position > most {
            return Err(RefuseReason::PositionTooLarge);
        }
        Ok(())
    }
}
