//! Whether an order asked for may come in. Judges and prepares; changes nothing.

use super::Futures;
use super::account::{ACCOUNT_OPEN_MAX, Account};
use super::arena::Arena;
use super::input::{OrderPrice, PlaceOrder};
use super::listing::FuturesStatus;
use super::margin::{Extra, seat_risk};
use super::order::Order;
use super::refusal::FuturesRefusal;
use super::rules::Rules;
use super::units::{self, WHOLE};
use super::view::{
    FuturesLife, FuturesOrderStatus, OrderOrigin, PositionMode, PositionSide, PriceMatch, Reduce,
};
use crate::book::{Links, reaches};
use crate::grid::{ORDER_ATOMS_MAX, OffGrid};
use crate::ids::ExchangeOrderId;
use alloc::format;
use domain::{ClientOrderId, OrderId, Price, Side, Span, Time};

/// The nearest date an order may end at.
const GOOD_TILL_LEAST: Span = Span::from_secs(600);

/// The price of an order on the grid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced {
    pub(crate) limit: Option<u64>,
    pub(crate) price: Option<Price>,
    pub(crate) life: FuturesLife,
    pub(crate) price_match: Option<PriceMatch>,
}

impl Futures {
    /// Whether an order would be let in as things stand; nothing changes.
    ///
    /// # Errors
    /// Why not.
    pub fn try_place(&self, place: &PlaceOrder) -> Result<(), FuturesRefusal> {
        let at = self.at((place.account, place.symbol))?;
        self.admit(at, place, OrderOrigin::Account).map(drop)
    }

    /// The order, if every rule lets it in; it has the next number and has not used it.
    pub(crate) fn admit(
        &self,
        (owner, market): (usize, usize),
        place: &PlaceOrder,
        origin: OrderOrigin,
    ) -> Result<Order, FuturesRefusal> {
        let account = self
            .accounts
            .get(owner)
            .ok_or(FuturesRefusal::UnknownAccount)?;
        let arena = self
            .markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)?;
        check_mode(account, place.position_side, place.reduce)?;
        let priced = priced(arena, place.side, place.price)?;
        self.check_life(priced.life, origin)?;
        let lots = lots(&arena.rules, place)?;
        let mut order = self.prepared(owner, place, (priced, lots), origin);
        check_status(arena, &order)?;
        check_value(arena, &order)?;
        check_counts(account, arena, &order)?;
        if place
            .client_id
            .is_some_and(|name| is_open(account, market, name))
        {
            return Err(FuturesRefusal::DuplicateClientId);
        }
        order.lots = reducible(account, market, &order)?;
        self.check_book(arena, &order)?;
        self.check_margin(account, arena, &order)?;
        Ok(order)
    }

    fn check_life(&self, life: FuturesLife, origin: OrderOrigin) -> Result<(), FuturesRefusal> {
        let FuturesLife::Gtd(until) = life else {
            return Ok(());
        };
        let soon = match origin {
            OrderOrigin::Account => until < self.turn.now.plus(GOOD_TILL_LEAST),
            // A conditional order's date was checked when it was placed.
            OrderOrigin::Algo { .. }
            | OrderOrigin::Liquidation
            | OrderOrigin::Deleveraging
            | OrderOrigin::Settlement => until <= self.turn.now,
        };
        if soon {
            return Err(FuturesRefusal::GoodTillTooSoon);
        }
        Ok(())
    }

    /// Whether a date is far enough away for an order to end at.
    pub(crate) fn check_date(&self, until: Option<Time>) -> Result<(), FuturesRefusal> {
        until.map_or(Ok(()), |until| {
            self.check_life(FuturesLife::Gtd(until), OrderOrigin::Account)
        })
    }

    fn prepared(
        &self,
        owner: usize,
        place: &PlaceOrder,
        (priced, lots): (Priced, u64),
        origin: OrderOrigin,
    ) -> Order {
        let now = self.turn.now;
        let id = ExchangeOrderId::new(self.ids.order.next());
        Order {
            id,
            client_id: place.client_id.unwrap_or_else(|| {
                ClientOrderId::new(&format!("f-{id}")).unwrap_or_else(|_| {
                    ClientOrderId::of(now, place.account, OrderId::new(id.get()))
                })
            }),
            account: place.account,
            owner,
            symbol: place.symbol,
            side: place.side,
            position_side: place.position_side,
            price: priced.price,
            limit: priced.limit,
            life: priced.life,
            price_match: priced.price_match,
            reduce: place.reduce,
            self_trade: place.self_trade,
            origin,
            status: FuturesOrderStatus::New,
            lots,
            filled: 0,
            quote: 0,
            opened: now,
            updated: now,
            priority: self.ids.priority,
            amendments: 0,
            links: Links::default(),
        }
    }

    /// What the book forbids at this moment.
    pub(crate) fn check_book(&self, arena: &Arena, order: &Order) -> Result<(), FuturesRefusal> {
        let across = arena.book.best(order.side.opposite());
        let meets = across.is_some_and(|(ticks, _)| reaches(order.side, order.limit, ticks));
        if order.price.is_none() {
            return if meets {
                Ok(())
            } else {
                Err(FuturesRefusal::NoMarketPrice)
            };
        }
        match order.life {
            FuturesLife::Gtx if meets => Err(FuturesRefusal::WouldTake),
            FuturesLife::Fok if self.probe(arena, order).lots < order.left() => {
                Err(FuturesRefusal::WouldNotFill)
            }
            FuturesLife::Gtc
            | FuturesLife::Ioc
            | FuturesLife::Fok
            | FuturesLife::Gtx
            | FuturesLife::Gtd(_) => Ok(()),
        }
    }

    /// Whether what is available covers the order's margin and the loss it would begin with.
    pub(crate) fn check_margin(
        &self,
        account: &Account,
        arena: &Arena,
        order: &Order,
    ) -> Result<(), FuturesRefusal> {
        if order.reduces() {
            return Ok(());
        }
        let lots = order.left();
        let value = match order.price {
            Some(_) => arena.rules.grid.quote(order.limit.unwrap_or(0), lots),
            None => self.probe(arena, order).value,
        };
        let extra = extra(order, value);
        let fresh = super::account::Seat::default();
        let seat = account.seat(arena.index).unwrap_or(&fresh);
        let (before, after) = (
            seat_risk(arena, seat, None),
            seat_risk(arena, seat, Some(extra)),
        );
        if after.reach > arena.rules.notional_max(seat.leverage) && after.reach > before.reach {
            return Err(FuturesRefusal::LeverageCap);
        }
        let margin = after.order_margin.saturating_sub(before.order_margin);
        let opens = lots.saturating_sub(
            seat.position(order.position_side)
                .closable(order.side)
                .min(lots),
        );
        let at_mark = arena.rules.value(opens, arena.prices.mark);
        let at_price = units::scaled(value, i128::from(opens), i128::from(lots.max(1)));
        let loss = match order.side {
            Side::Buy => at_price.saturating_sub(at_mark),
            Side::Sell => at_mark.saturating_sub(at_price),
        };
        let needed = margin.saturating_add(loss.max(0));
        if margin > 0 && needed > self.available(account, arena.asset) {
            return Err(FuturesRefusal::InsufficientMargin);
        }
        Ok(())
    }
}

/// What an order of a value adds to the resting ones of its position.
pub(crate) const fn extra(order: &Order, value: i128) -> Extra {
    let (bids, asks) = match order.side {
        Side::Buy => (value, 0),
        Side::Sell => (0, value),
    };
    Extra {
        side: order.position_side,
        bids,
        asks,
    }
}

/// Whether the position side goes with the mode, and reduce-only with both.
pub(crate) const fn check_mode(
    account: &Account,
    side: PositionSide,
    reduce: Reduce,
) -> Result<(), FuturesRefusal> {
    match (account.position_mode, side, reduce) {
        (PositionMode::OneWay, PositionSide::Both, _)
        | (PositionMode::Hedge, PositionSide::Long | PositionSide::Short, Reduce::Free) => Ok(()),
        (PositionMode::Hedge, PositionSide::Long | PositionSide::Short, Reduce::Only) => {
            Err(FuturesRefusal::ReduceOnlyConflict)
        }
        (PositionMode::OneWay, PositionSide::Long | PositionSide::Short, _)
        | (PositionMode::Hedge, PositionSide::Both, _) => Err(FuturesRefusal::PositionSideMismatch),
    }
}

fn check_status(arena: &Arena, order: &Order) -> Result<(), FuturesRefusal> {
    match arena.status {
        FuturesStatus::Trading => Ok(()),
        FuturesStatus::PreSettle if order.reduces() => Ok(()),
        FuturesStatus::PreSettle => Err(FuturesRefusal::ReduceOnlyStatus),
        FuturesStatus::PendingTrading | FuturesStatus::Settling | FuturesStatus::Closed => {
            Err(FuturesRefusal::NotTrading)
        }
    }
}

/// The order's price on the grid: its limit, the book's, or the market bound.
fn priced(arena: &Arena, side: Side, price: OrderPrice) -> Result<Priced, FuturesRefusal> {
    let (limit, price, life, price_match) = match price {
        OrderPrice::Market => {
            return Ok(Priced {
                limit: Some(market_bound(arena, side)),
                price: None,
                life: FuturesLife::Gtc,
                price_match: None,
            });
        }
        OrderPrice::Limit { price, life } => (limit_ticks(arena, price)?, price, life, None),
        OrderPrice::Matched { price_match, life } => {
            let (ticks, price) = matched(arena, side, price_match)?;
            (ticks, price, life, Some(price_match))
        }
    };
    Ok(Priced {
        limit: Some(limit),
        price: Some(price),
        life,
        price_match,
    })
}

/// The worst price of an order without one.
pub(crate) fn market_bound(arena: &Arena, side: Side) -> u64 {
    let way = match side {
        Side::Buy => arena.rules.take_bound,
        Side::Sell => arena.rules.take_bound.saturating_neg(),
    };
    let bound = units::scaled(arena.prices.mark, WHOLE.saturating_add(way), WHOLE);
    arena.rules.ticks_within(side, bound).max(1)
}

/// A limit in ticks, inside the bounds of the contract.
pub(crate) fn limit_ticks(arena: &Arena, price: Price) -> Result<u64, FuturesRefusal> {
    let ticks = arena.rules.grid.ticks(price).map_err(|error| match error {
        OffGrid::Between => FuturesRefusal::PriceOffTick,
        OffGrid::TooLarge => FuturesRefusal::PriceTooHigh,
    })?;
    if arena.rules.grid.in_range(ticks) {
        Ok(ticks)
    } else if price < arena.listing.instrument.rules.price_min {
        Err(FuturesRefusal::PriceTooLow)
    } else {
        Err(FuturesRefusal::PriceTooHigh)
    }
}

/// A price taken from the book.
pub(crate) fn matched(
    arena: &Arena,
    side: Side,
    price_match: PriceMatch,
) -> Result<(u64, Price), FuturesRefusal> {
    let (from, place) = match price_match {
        PriceMatch::Opponent => (side.opposite(), 1),
        PriceMatch::Opponent5 => (side.opposite(), 5),
        PriceMatch::Opponent10 => (side.opposite(), 10),
        PriceMatch::Opponent20 => (side.opposite(), 20),
        PriceMatch::Queue => (side, 1),
        PriceMatch::Queue5 => (side, 5),
        PriceMatch::Queue10 => (side, 10),
        PriceMatch::Queue20 => (side, 20),
    };
    let level = arena.book.levels(from).nth(place - 1);
    level
        .map(|(ticks, level)| (ticks, level.price))
        .ok_or(FuturesRefusal::NoMatchPrice)
}

fn lots(rules: &Rules, place: &PlaceOrder) -> Result<u64, FuturesRefusal> {
    let market = match place.price {
        OrderPrice::Market => Market::Yes,
        OrderPrice::Limit { .. } | OrderPrice::Matched { .. } => Market::No,
    };
    lots_of(rules, place.qty, market)
}

/// Whether a quantity is of an order without a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Market {
    Yes,
    No,
}

/// A quantity in lots, on the step and inside the bounds.
pub(crate) fn lots_of(
    rules: &Rules,
    qty: domain::Qty,
    market: Market,
) -> Result<u64, FuturesRefusal> {
    let lots = rules.grid.step_lots(qty).map_err(|error| match error {
        OffGrid::Between => FuturesRefusal::QtyOffStep,
        OffGrid::TooLarge => FuturesRefusal::QtyTooLarge,
    })?;
    let on_market_step = lots.checked_rem(rules.market_step_lots) == Some(0);
    let (small, large) = match market {
        Market::Yes if !on_market_step => return Err(FuturesRefusal::QtyOffStep),
        Market::Yes => (lots < rules.market_lots_min, lots > rules.market_lots_max),
        Market::No => (false, false),
    };
    if small || rules.grid.is_below_min(lots) {
        return Err(FuturesRefusal::QtyTooSmall);
    }
    if large || rules.grid.is_above_max(lots) {
        return Err(FuturesRefusal::QtyTooLarge);
    }
    Ok(lots)
}

/// The price band around the mark price, and the smallest value.
pub(crate) fn check_value(arena: &Arena, order: &Order) -> Result<(), FuturesRefusal> {
    let (rules, mark) = (&arena.rules, arena.prices.mark);
    let ticks = order.limit.unwrap_or(0);
    let value = match order.price {
        Some(_) => {
            let points = rules.points(ticks);
            match order.side {
                Side::Buy if points > units::scaled(mark, rules.up, WHOLE) => {
                    return Err(FuturesRefusal::PriceAboveBand);
                }
                Side::Sell if points < units::scaled(mark, rules.down, WHOLE) => {
                    return Err(FuturesRefusal::PriceBelowBand);
                }
                Side::Buy | Side::Sell => {}
            }
            rules.grid.quote(ticks, order.left())
        }
        None => rules.value(order.left(), mark),
    };
    if value > ORDER_ATOMS_MAX {
        return Err(FuturesRefusal::TooLarge);
    }
    if value < rules.notional_min && !order.reduces() {
        return Err(FuturesRefusal::NotionalTooSmall);
    }
    Ok(())
}

/// Bounds on open orders, for an order that may stay.
fn check_counts(account: &Account, arena: &Arena, order: &Order) -> Result<(), FuturesRefusal> {
    let stays = match (order.price, order.life) {
        (None, _) | (_, FuturesLife::Ioc | FuturesLife::Fok) => false,
        (Some(_), FuturesLife::Gtc | FuturesLife::Gtx | FuturesLife::Gtd(_)) => true,
    };
    if !stays {
        return Ok(());
    }
    let open = account.seat(arena.index).map_or(0, |seat| seat.open);
    if open >= arena.listing.limits.open_max {
        return Err(FuturesRefusal::TooManyOrders);
    }
    if account.open.len() >= ACCOUNT_OPEN_MAX {
        return Err(FuturesRefusal::TooManyOrdersOfAccount);
    }
    Ok(())
}

/// Whether an open order of the account bears a name.
pub(crate) fn is_open(account: &Account, market: usize, name: ClientOrderId) -> bool {
    let id = account.names.get(&(market, name));
    id.is_some_and(|id| account.open.contains_key(id))
}

/// The lots of an order after its position has been asked: all of them, or what it may close.
fn reducible(account: &Account, market: usize, order: &Order) -> Result<u64, FuturesRefusal> {
    if !order.reduces() {
        return Ok(order.lots);
    }
    let position = account.position(market, order.position_side);
    let closable = position.closable(order.side);
    let whole = match order.position_side {
        PositionSide::Both => closable > 0,
        PositionSide::Long | PositionSide::Short => closable >= order.lots,
    };
    if whole {
        Ok(order.lots.min(closable))
    } else {
        Err(FuturesRefusal::ReduceOnlyRejected)
    }
}
