//! Whether an order asked for may come in: the listing's rules first, then what the engine itself forbids at this moment.
//! Judges and prepares; changes nothing.

use super::Pit;
use super::filters::{self, Adds};
use super::sight::{Sight, Want};
use super::stops::priceless;
use crate::book::{Links, reaches};
use crate::grid::{self, BALANCE_ATOMS_MAX};
use crate::ids::ExchangeOrderId;
use crate::input::Place;
use crate::listing::SymbolStatus;
use crate::order::{Order, Trailing};
use crate::order_type::{Approach, OrderQty, OrderType, Peg, Trigger};
use crate::refusal::RefuseReason;
use crate::terms::TradePermission;
use crate::view::OrderStatus;
use alloc::boxed::Box;
use alloc::format;
use domain::{ClientOrderId, OrderId, Qty, Side};

/// What an order is when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It works or sleeps at once.
    Comes,
    /// It waits for the working order of its list.
    Waits,
    /// It waits, and for its quantity too.
    WaitsUnsized,
}

impl Sight<'_> {
    /// The order with what it needs, if every rule lets it in.
    pub(crate) fn judged(&self, place: &Place, owner: usize) -> Result<Box<Order>, RefuseReason> {
        let order = self.filtered(place, owner)?;
        self.check_engine(&order, place.client_id)?;
        Ok(order)
    }

    /// The order, if the listing's rules let it in.
    pub(crate) fn filtered(&self, place: &Place, owner: usize) -> Result<Box<Order>, RefuseReason> {
        let order = self.draft(place, (owner, self.next), Role::Comes)?;
        self.check_counts(owner, Adds::default().and(&order))?;
        self.check_position(&order)?;
        Ok(order)
    }

    /// The order, if its own prices and quantities keep the listing's rules.
    pub(super) fn draft(
        &self,
        place: &Place,
        (owner, id): (usize, ExchangeOrderId),
        role: Role,
    ) -> Result<Box<Order>, RefuseReason> {
        filters::check_shape(place)?;
        let named = filters::named(&self.market.grid, &place.kind)?;
        let mut order = self.blank(place, (owner, id));
        (order.limit, order.price) = named.limit.unzip();
        order.trigger = named.trigger;
        if let (Some(peg), Role::Comes, None) = (order.kind.peg(), role, order.kind.wakes()) {
            self.peg(&mut order, peg)?;
        }
        let quoted = self.size(&mut order, place, role)?;
        if let Some(iceberg) = place.iceberg
            && role != Role::WaitsUnsized
        {
            order.slice = self.slice(iceberg, order.lots)?;
        }
        let mut bound = order.limit.into_iter().chain(named.cap);
        bound.try_for_each(|ticks| self.check_band(order.side, ticks))?;
        self.check_trailing(&order.kind, order.side)?;
        if role == Role::WaitsUnsized {
            return Ok(order);
        }
        if let Some(cap) = named.cap {
            let mut capped = order.clone();
            capped.limit = Some(cap);
            self.check_value(&capped, None)?;
        }
        self.check_value(&order, quoted)?;
        order.reserved = self.need(&order, named.cap);
        Ok(order)
    }

    /// Reads the book for an order that begins to work.
    ///
    /// # Errors
    /// The book has no such level, or its price breaks a rule of the listing.
    pub(super) fn peg(&self, order: &mut Order, peg: Peg) -> Result<(), RefuseReason> {
        let (ticks, price) = self.pegged(order.side, peg)?;
        if !self.market.grid.in_range(ticks) {
            return Err(RefuseReason::PriceOutOfRange);
        }
        self.check_band(order.side, ticks)?;
        (order.limit, order.price) = (Some(ticks), Some(price));
        Ok(())
    }

    /// Gives an order its lots; what it is worth where that is how its size was named.
    fn size(
        &self,
        order: &mut Order,
        place: &Place,
        role: Role,
    ) -> Result<Option<i128>, RefuseReason> {
        let grid = &self.market.grid;
        match (place.size, role) {
            (_, Role::WaitsUnsized) => Ok(None),
            (OrderQty::Base(qty), _) => {
                order.lots = filters::lots(grid, qty, priceless(order))?;
                order.qty = qty;
                Ok(None)
            }
            (OrderQty::Quote(_), Role::Waits) => Err(RefuseReason::UnsupportedCombination),
            (OrderQty::Quote(amount), Role::Comes) => {
                let quote = grid::atoms(amount.parts())?;
                if quote <= 0 {
                    return Err(RefuseReason::NotionalTooSmall);
                }
                let lots = self.lots_by_quote(Want::of(order), quote)?;
                if grid.is_below_min(lots) {
                    return Err(RefuseReason::BookTooThin);
                }
                filters::check_lots(grid, lots, priceless(order))?;
                order.lots = lots;
                order.qty = grid.qty(lots);
                order.quote_ordered = Some(amount);
                Ok(Some(quote))
            }
        }
    }

    /// What must be locked for an order, in atoms of what it gives.
    pub(super) fn need(&self, order: &Order, cap: Option<u64>) -> i128 {
        let grid = &self.market.grid;
        let at = match (order.side, order.kind) {
            (Side::Sell, _) => return grid.base(order.left()),
            (Side::Buy, OrderType::Market) => return 0,
            (Side::Buy, _) => order.limit.or(cap).or(order.trigger),
        };
        // Nothing is named: the last price is the nearest there is to what it will cost.
        let last = || self.market.last.map(|(ticks, _)| ticks);
        at.or_else(last)
            .map_or(0, |ticks| grid.quote(ticks, order.left()))
    }

    /// What the engine itself forbids: status, permission, names, the moment, money; in this order.
    pub(crate) fn check_engine(
        &self,
        order: &Order,
        client_id: Option<ClientOrderId>,
    ) -> Result<(), RefuseReason> {
        self.check_status()?;
        self.check_permission(order.owner)?;
        self.check_name(order.owner, client_id)?;
        self.check_moment(order)?;
        self.check_money(order.owner, (order.side, self.needed(order)))
    }

    pub(crate) const fn check_status(&self) -> Result<(), RefuseReason> {
        match self.market.status {
            SymbolStatus::Trading => Ok(()),
            SymbolStatus::Break | SymbolStatus::CancelOnly => Err(RefuseReason::MarketClosed),
        }
    }

    /// Whether orders may be ended and made smaller.
    pub(crate) fn check_may_cancel(&self, owner: usize) -> Result<(), RefuseReason> {
        match self.market.status {
            SymbolStatus::Trading | SymbolStatus::CancelOnly => self.check_permission(owner),
            SymbolStatus::Break => Err(RefuseReason::MarketClosed),
        }
    }

    pub(super) fn check_permission(&self, owner: usize) -> Result<(), RefuseReason> {
        let account = self.accounts.get(owner);
        let account = account.ok_or(RefuseReason::UnknownAccount)?;
        match account.terms.permission {
            TradePermission::Trades => Ok(()),
            TradePermission::Barred => Err(RefuseReason::AccountBarred),
        }
    }

    /// A name is free again once the order that bore it has ended.
    pub(super) fn check_name(
        &self,
        owner: usize,
        client_id: Option<ClientOrderId>,
    ) -> Result<(), RefuseReason> {
        let taken = client_id.and_then(|name| {
            let account = self.accounts.get(owner)?;
            let id = account.names.get(&(self.market.index, name))?;
            account.open.get(id)
        });
        taken.map_or(Ok(()), |_| Err(RefuseReason::DuplicateClientId))
    }

    /// What the book and the last price forbid at this moment.
    pub(super) fn check_moment(&self, order: &Order) -> Result<(), RefuseReason> {
        let approach = order.kind.approach(order.side);
        if let (Some(approach), Some(trigger), Some((last, _))) =
            (approach, order.trigger, self.market.last)
        {
            let reached = match approach {
                Approach::Rising => last >= trigger,
                Approach::Falling => last <= trigger,
            };
            if reached {
                return Err(RefuseReason::WouldTrigger);
            }
        }
        let maker_only = match order.kind {
            OrderType::LimitMaker { .. } => true,
            OrderType::Market
            | OrderType::Limit { .. }
            | OrderType::StopLoss { .. }
            | OrderType::StopLossLimit { .. }
            | OrderType::TakeProfit { .. }
            | OrderType::TakeProfitLimit { .. } => false,
        };
        let across = self.market.book.best(order.side.opposite());
        let meets = across.is_some_and(|(ticks, _)| reaches(order.side, order.limit, ticks));
        if maker_only && meets {
            return Err(RefuseReason::WouldMatch);
        }
        Ok(())
    }

    /// What must be free for an order that comes at once, in atoms of what it gives.
    pub(super) fn needed(&self, order: &Order) -> i128 {
        if order.side == Side::Buy && order.kind == OrderType::Market {
            self.probe(Want::of(order)).cost
        } else {
            order.reserved
        }
    }

    /// Whether what is free covers a need, and what the order may bring stays countable.
    pub(super) fn check_money(
        &self,
        owner: usize,
        (side, needed): (Side, i128),
    ) -> Result<(), RefuseReason> {
        let account = self.accounts.get(owner);
        let account = account.ok_or(RefuseReason::UnknownAccount)?;
        if needed > account.holding(self.market.given(side)).free {
            return Err(RefuseReason::InsufficientBalance);
        }
        let received = account.holding(self.market.given(side.opposite()));
        if received.free.saturating_add(received.locked) > BALANCE_ATOMS_MAX {
            return Err(RefuseReason::TooLarge);
        }
        Ok(())
    }

    /// The order as it was asked for, without prices and lots.
    fn blank(&self, place: &Place, (owner, id): (usize, ExchangeOrderId)) -> Box<Order> {
        let trail = match place.kind.wakes() {
            Some(Trigger::Trailing { from: None, .. }) => Some(Trailing {
                since: self.now,
                best: self.market.last.map(|(ticks, _)| ticks),
            }),
            Some(Trigger::Trailing { from: Some(_), .. } | Trigger::At(_)) | None => None,
        };
        Box::new(Order {
            id,
            client_id: place.client_id.unwrap_or_else(|| {
                ClientOrderId::new(&format!("x-{id}")).unwrap_or_else(|_| {
                    ClientOrderId::of(self.now, place.account, OrderId::new(id.get()))
                })
            }),
            account: place.account,
            owner,
            symbol: place.symbol,
            side: place.side,
            kind: place.kind,
            qty: Qty::ZERO,
            quote_ordered: None,
            iceberg: place.iceberg,
            self_trade: place.self_trade,
            labels: place.labels,
            list: None,
            status: OrderStatus::Sleeping,
            limit: None,
            price: None,
            trigger: None,
            trail,
            lots: 0,
            filled: 0,
            prevented: 0,
            slice: 0,
            hidden: 0,
            quote: 0,
            reserved: 0,
            held: 0,
            last_trade: None,
            prevented_match: None,
            amends: 0,
            opened: self.now,
            updated: self.now,
            working_since: None,
            priority: None,
            links: Links::default(),
        })
    }
}

impl Pit<'_> {
    /// Gives an order its number and its name; one that is refused uses none.
    pub(super) fn numbered(&mut self, mut order: Box<Order>) -> Box<Order> {
        order.id = ExchangeOrderId::new(self.ids.order.take());
        let name = (self.market.index, order.client_id);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.names.insert(name, order.id);
        }
        order
    }

    /// Reads the book for an order that begins to work, and locks what it needs at that price.
    pub(super) fn peg_now(&mut self, order: &mut Order, peg: Peg) -> Result<(), RefuseReason> {
        self.sight().peg(order, peg)?;
        self.sight().check_value(order, None)?;
        let need = self.sight().need(order, None);
        self.relock(order, need)
    }
}
