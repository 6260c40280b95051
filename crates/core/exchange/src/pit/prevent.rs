//! Orders of one account or trade group that would meet: what the arriving one's mode makes of it, and the record of it.
//! Moves money only in transfer mode, between two accounts of a group, and never for a fee.

use super::Pit;
use super::ending::Ending;
use super::sight::OwnOrder;
use super::sweep::Deal;
use crate::effect::{Effect, Execution, Prevention};
use crate::grid;
use crate::ids::{ExchangeOrderId, ExchangeTradeId, PreventedMatchId};
use crate::order::Order;
use crate::order_type::SelfTradeMode;
use crate::slab::Slot;
use crate::view::{ExpireReason, OrderStatus, PreventedMatch};
use alloc::boxed::Box;
use domain::{Price, Qty, Side};

/// What a prevented match takes from whom.
#[derive(Debug, Clone, Copy)]
struct Losses {
    mode: SelfTradeMode,
    taker: u64,
    maker: u64,
    /// What would have been traded.
    lots: u64,
}

/// The order that stands in the way, as far as the record needs it.
#[derive(Debug, Clone, Copy)]
struct Standing {
    slot: Slot,
    id: ExchangeOrderId,
    owner: usize,
    ticks: u64,
    price: Price,
}

impl Pit<'_> {
    pub(super) fn is_own_order(&self, order: &Order, maker: Slot) -> bool {
        let other = self.market.book.orders.get(maker);
        other.is_some_and(|other| self.sight().is_own(order.owner, other.owner))
    }

    /// Keeps an arriving order from trading with one of its own, the way the arriving one asks.
    pub(super) fn prevent(
        &mut self,
        taker: &mut Order,
        slot: Slot,
        (ticks, price): (u64, Price),
    ) -> (OwnOrder, Option<Prevention>) {
        let Some((standing, losses)) = self.market.book.orders.get(slot).and_then(|maker| {
            let standing = Standing {
                slot,
                id: maker.id,
                owner: maker.owner,
                ticks,
                price,
            };
            Some((standing, losses(taker, maker)?))
        }) else {
            return (OwnOrder::Trades, None);
        };
        let id = PreventedMatchId::new(self.market.ids.next_prevented());
        self.record(id, taker, standing, losses);
        let of_maker = self.prevention(id, taker.id, (standing, losses), losses.maker);
        let of_taker = self.prevention(id, standing.id, (standing, losses), losses.taker);
        if losses.maker > 0 {
            self.lose_resting(standing, losses, of_maker);
        }
        if losses.mode == SelfTradeMode::Transfer && standing.owner != taker.owner {
            self.transfer(taker, standing, losses.lots);
        }
        if losses.taker == 0 {
            return (OwnOrder::Leaves, None);
        }
        self.lose(taker, losses.taker, id);
        if taker.left() == 0 {
            return (OwnOrder::Stops, Some(of_taker));
        }
        taker.updated = self.turn.now;
        taker.show_slice();
        self.report(taker, Execution::Prevented(of_taker));
        (OwnOrder::Leaves, None)
    }

    fn prevention(
        &self,
        id: PreventedMatchId,
        counter: ExchangeOrderId,
        (standing, losses): (Standing, Losses),
        lost: u64,
    ) -> Prevention {
        let grid = &self.market.grid;
        Prevention {
            id,
            counter,
            lost: grid.qty(lost),
            price: standing.price,
            qty: grid.qty(losses.lots),
            quote: grid::amount_of(grid.quote(standing.ticks, losses.lots)),
        }
    }

    fn record(&mut self, id: PreventedMatchId, taker: &Order, standing: Standing, losses: Losses) {
        let grid = &self.market.grid;
        let lost = |lots: u64| -> Option<Qty> { (lots > 0).then(|| grid.qty(lots)) };
        let Some(maker) = self.accounts.get(standing.owner) else {
            return;
        };
        let maker = maker.terms.account;
        let group = self.accounts.get(taker.owner).and_then(|a| a.terms.group);
        let prevented = PreventedMatch {
            id,
            symbol: taker.symbol,
            taker: taker.account,
            taker_order: taker.id,
            maker,
            maker_order: standing.id,
            group,
            mode: losses.mode,
            price: standing.price,
            taker_lost: lost(losses.taker),
            maker_lost: lost(losses.maker),
            at: self.turn.now,
        };
        self.turn.say(Effect::Prevented(Box::new(prevented)));
        let market = self.market.index;
        if let Some(account) = self.accounts.get_mut(taker.owner) {
            account.remember_prevented(market, prevented);
        }
        if standing.owner != taker.owner
            && let Some(account) = self.accounts.get_mut(standing.owner)
        {
            account.remember_prevented(market, prevented);
        }
    }

    /// Takes what an order loses out of its quantity and out of what is locked for it.
    fn lose(&mut self, order: &mut Order, lots: u64, id: PreventedMatchId) {
        let grid = &self.market.grid;
        let need = match (order.side, order.limit) {
            (Side::Sell, _) => grid.base(lots),
            (Side::Buy, Some(limit)) => grid.quote(limit, lots),
            (Side::Buy, None) => 0,
        };
        order.prevented = order.prevented.saturating_add(lots);
        order.prevented_match = Some(id);
        let freed = need.min(order.reserved);
        order.reserved = order.reserved.saturating_sub(freed);
        if freed == 0 {
            return;
        }
        let given = self.market.given(order.side);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(given, freed.saturating_neg());
        }
        self.turn.touch_balance(order.owner, given);
    }

    /// The order that stands in the way loses quantity, or ends.
    fn lose_resting(&mut self, standing: Standing, losses: Losses, prevention: Prevention) {
        self.resolve_pair(standing.slot);
        let Some(mut maker) = self.market.book.orders.get(standing.slot).cloned() else {
            return;
        };
        if losses.maker >= maker.left() {
            let Some(mut maker) = self.lift(standing.slot) else {
                return;
            };
            self.lose(&mut maker, losses.maker, prevention.id);
            self.end_prevented(maker, prevention);
            return;
        }
        let side = maker.side;
        self.turn
            .touch(self.market, side, (standing.ticks, standing.price));
        let shown = maker.showing();
        self.lose(&mut maker, losses.maker, prevention.id);
        // What is hidden goes first.
        let shows = shown.min(maker.left());
        maker.hidden = maker.left().saturating_sub(shows);
        maker.updated = self.turn.now;
        self.market
            .book
            .shrink((side, standing.ticks), shown.saturating_sub(shows));
        self.report(&maker, Execution::Prevented(prevention));
        if let Some(place) = self.market.book.orders.get_mut(standing.slot) {
            *place = maker;
        }
    }

    /// Ends an order that a prevented match left without quantity.
    pub(super) fn end_prevented(&mut self, order: Box<Order>, prevention: Prevention) {
        self.end(
            order,
            Ending {
                status: OrderStatus::Expired(ExpireReason::SelfTrade),
                execution: Execution::Prevented(prevention),
                cancel_id: None,
            },
        );
    }

    /// What two accounts of a group would have traded changes hands, without a trade and without a fee.
    fn transfer(&mut self, taker: &Order, standing: Standing, lots: u64) {
        let deal = Deal {
            trade: ExchangeTradeId::new(0),
            ticks: standing.ticks,
            price: standing.price,
            lots,
        };
        self.hand_over((taker.owner, taker.side), &deal);
        self.hand_over((standing.owner, taker.side.opposite()), &deal);
    }
}

/// What a prevented match of these two takes from them; none when they may trade.
const fn losses(taker: &Order, maker: &Order) -> Option<Losses> {
    let (of_taker, of_maker) = (taker.left(), maker.left());
    let lots = if of_taker < of_maker {
        of_taker
    } else {
        of_maker
    };
    let mode = match (taker.self_trade, maker.self_trade) {
        // A buyer without a price has nothing locked that could change hands.
        (SelfTradeMode::Transfer, SelfTradeMode::Transfer) => match (taker.side, taker.limit) {
            (Side::Buy, None) => SelfTradeMode::Decrement,
            (Side::Buy, Some(_)) | (Side::Sell, _) => SelfTradeMode::Transfer,
        },
        (SelfTradeMode::Transfer, _) => SelfTradeMode::Decrement,
        (mode, _) => mode,
    };
    let (taker, maker) = match mode {
        SelfTradeMode::Allow => return None,
        SelfTradeMode::ExpireTaker => (of_taker, 0),
        SelfTradeMode::ExpireMaker => (0, of_maker),
        SelfTradeMode::ExpireBoth => (of_taker, of_maker),
        SelfTradeMode::Decrement | SelfTradeMode::Transfer => (lots, lots),
    };
    Some(Losses {
        mode,
        taker,
        maker,
        lots,
    })
}
