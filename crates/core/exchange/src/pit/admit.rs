//! Whether an order asked for may come in. Judges and prepares; changes nothing but the order's number.

use super::Pit;
use crate::book::Links;
use crate::effect::OrderStatus;
use crate::grid::{BALANCE_ATOMS_MAX, Grid, ORDER_ATOMS_MAX, OffGrid};
use crate::ids::ExchangeOrderId;
use crate::input::Place;
use crate::order::Order;
use crate::refusal::RefuseReason;
use alloc::format;
use domain::{ClientOrderId, OrderId, OrderKind, Price, Side, TimeInForce};

/// Open orders an account may have over all symbols.
pub(crate) const ACCOUNT_OPEN_MAX: usize = 2_000;

/// The prices of an order in ticks.
#[derive(Debug, Clone, Copy)]
struct Prices {
    limit: Option<u64>,
    trigger: Option<u64>,
}

impl Pit<'_> {
    /// The order with what it needs locked, if every rule lets it in.
    pub(super) fn admit(&mut self, place: &Place, owner: usize) -> Result<Order, RefuseReason> {
        let grid = &self.market.grid;
        let prices = prices(grid, &place.kind)?;
        let lots = lots(grid, place)?;
        let value = self.check_value(place.side, prices, lots)?;
        self.check_counts(place, owner)?;
        self.check_name(place, owner)?;
        self.check_moment(place, prices)?;
        let reserved = match (place.side, place.kind) {
            (Side::Sell, _) => self.market.grid.base(lots),
            (Side::Buy, OrderKind::Market) => 0,
            (Side::Buy, _) => value,
        };
        let mut order = self.prepared(place, owner, (prices, lots));
        order.reserved = reserved;
        self.check_money(&order, reserved)?;
        self.number(&mut order);
        Ok(order)
    }

    /// The order's value in quote, inside the symbol's bounds; zero when nothing values it.
    fn check_value(&self, side: Side, prices: Prices, lots: u64) -> Result<i128, RefuseReason> {
        let grid = &self.market.grid;
        let across = self.market.book.best(side.opposite()).map(|(t, _)| t);
        let last = self.market.last.map(|(ticks, _)| ticks);
        let reference = prices.limit.or(prices.trigger).or(last).or(across);
        let value = reference.map_or(0, |ticks| grid.quote(ticks, lots));
        let most = across.map_or(value, |ticks| value.max(grid.quote(ticks, lots)));
        if most > ORDER_ATOMS_MAX || grid.base(lots) > ORDER_ATOMS_MAX {
            return Err(RefuseReason::TooLarge);
        }
        let (min, max) = grid.notional_bounds();
        if reference.is_some() && value < min {
            return Err(RefuseReason::NotionalTooSmall);
        }
        if value > max {
            return Err(RefuseReason::NotionalTooLarge);
        }
        Ok(value)
    }

    /// Bounds on open orders, for an order that may stay.
    fn check_counts(&self, place: &Place, owner: usize) -> Result<(), RefuseReason> {
        let limits = self.market.listing.limits;
        let Some(account) = self.accounts.get(owner) else {
            return Err(RefuseReason::UnknownAccount);
        };
        let (open, sleeping) = account
            .seat(self.market.index)
            .map_or((0, 0), |seat| (seat.open, seat.sleeping));
        if !may_stay(&place.kind) {
            return Ok(());
        }
        if open >= limits.open_max {
            return Err(RefuseReason::TooManyOrders);
        }
        if account.open.len() >= ACCOUNT_OPEN_MAX {
            return Err(RefuseReason::TooManyOrdersOfAccount);
        }
        if place.kind.trigger().is_some() && sleeping >= limits.stop_max {
            return Err(RefuseReason::TooManyStops);
        }
        Ok(())
    }

    /// A name is free again once the order that bore it has ended.
    fn check_name(&self, place: &Place, owner: usize) -> Result<(), RefuseReason> {
        let taken = place.client_id.and_then(|name| {
            let account = self.accounts.get(owner)?;
            let id = account.names.get(&(self.market.index, name))?;
            account.open.get(id)
        });
        taken.map_or(Ok(()), |_| Err(RefuseReason::DuplicateClientId))
    }

    /// What the book and the last price forbid at this moment.
    fn check_moment(&self, place: &Place, prices: Prices) -> Result<(), RefuseReason> {
        if let (Some(trigger), Some((last, _))) = (prices.trigger, self.market.last) {
            let reached = match place.side {
                Side::Buy => last >= trigger,
                Side::Sell => last <= trigger,
            };
            if reached {
                return Err(RefuseReason::WouldTrigger);
            }
        }
        let across = self.market.book.best(place.side.opposite());
        let meets =
            across.is_some_and(|(ticks, _)| crate::book::reaches(place.side, prices.limit, ticks));
        match place.kind {
            OrderKind::LimitMaker { .. } if meets => Err(RefuseReason::WouldMatch),
            OrderKind::LimitMaker { .. }
            | OrderKind::Market
            | OrderKind::Limit { .. }
            | OrderKind::Stop { .. }
            | OrderKind::StopLimit { .. } => Ok(()),
        }
    }

    /// Whether what is free covers the order, and what it may bring stays countable.
    fn check_money(&self, order: &Order, reserved: i128) -> Result<(), RefuseReason> {
        let account = self
            .accounts
            .get(order.owner)
            .ok_or(RefuseReason::UnknownAccount)?;
        let needed = if reserved == 0 {
            self.probe(order).cost
        } else {
            reserved
        };
        if needed > account.holding(self.market.given(order.side)).free {
            return Err(RefuseReason::InsufficientBalance);
        }
        let received = account.holding(self.market.given(order.side.opposite()));
        if received.free.saturating_add(received.locked) > BALANCE_ATOMS_MAX {
            return Err(RefuseReason::TooLarge);
        }
        Ok(())
    }

    fn prepared(&self, place: &Place, owner: usize, (prices, lots): (Prices, u64)) -> Order {
        let now = self.turn.now;
        let id = ExchangeOrderId::new(self.ids.order.next());
        Order {
            id,
            client_id: place.client_id.unwrap_or_else(|| {
                ClientOrderId::new(&format!("x-{id}")).unwrap_or_else(|_| {
                    ClientOrderId::of(now, place.account, OrderId::new(id.get()))
                })
            }),
            account: place.account,
            owner,
            symbol: place.symbol,
            side: place.side,
            kind: place.kind,
            qty: place.qty,
            self_trade: place.self_trade,
            status: OrderStatus::Sleeping,
            limit: prices.limit,
            trigger: prices.trigger,
            lots,
            filled: 0,
            quote: 0,
            reserved: 0,
            opened: now,
            updated: now,
            working_since: None,
            priority: None,
            links: Links::default(),
        }
    }

    /// Gives the order the next number; one that is refused uses none.
    fn number(&mut self, order: &mut Order) {
        order.id = ExchangeOrderId::new(self.ids.order.take());
    }
}

/// Whether an order of this kind can be open after the step that took it in.
const fn may_stay(kind: &OrderKind) -> bool {
    match kind {
        OrderKind::Market => false,
        OrderKind::Limit { time_in_force, .. } => matches!(time_in_force, TimeInForce::Gtc),
        OrderKind::LimitMaker { .. } | OrderKind::Stop { .. } | OrderKind::StopLimit { .. } => true,
    }
}

fn prices(grid: &Grid, kind: &OrderKind) -> Result<Prices, RefuseReason> {
    let on_grid = |price: Price, (off, out): (RefuseReason, RefuseReason)| {
        let ticks = grid.ticks(price).map_err(|error| match error {
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
    Ok(Prices {
        limit: kind.limit_price().map(|p| on_grid(p, limit)).transpose()?,
        trigger: kind.trigger().map(|p| on_grid(p, trigger)).transpose()?,
    })
}

fn lots(grid: &Grid, place: &Place) -> Result<u64, RefuseReason> {
    let lots = grid.step_lots(place.qty).map_err(|error| match error {
        OffGrid::Between => RefuseReason::QtyOffStep,
        OffGrid::TooLarge => RefuseReason::QtyTooLarge,
    })?;
    if grid.is_below_min(lots) {
        return Err(RefuseReason::QtyTooSmall);
    }
    if grid.is_above_max(lots) {
        return Err(RefuseReason::QtyTooLarge);
    }
    let priceless = match place.kind {
        OrderKind::Market | OrderKind::Stop { .. } => grid.is_above_market_max(lots),
        OrderKind::Limit { .. } | OrderKind::LimitMaker { .. } | OrderKind::StopLimit { .. } => {
            false
        }
    };
    if priceless {
        return Err(RefuseReason::MarketQtyTooLarge);
    }
    Ok(lots)
}
