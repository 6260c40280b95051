//! What a trade does to its two sides: money, fees, what is left of the orders. Every atom given is an atom received.

use super::sweep::Deal;
use super::{Count, Pit};
use crate::accounts::Accounts;
use crate::effect::{AccountTrade, Execute, Execution, OrderStatus};
use crate::grid::{self, Grid};
use crate::market::Market;
use crate::order::Order;
use crate::slab::Slot;
use crate::turn::Turn;
use domain::{Asset, Liquidity, Side};

/// Where the two assets of a market stand, with their names.
#[derive(Clone, Copy)]
struct Pair {
    base: usize,
    quote: usize,
    base_name: Asset,
    quote_name: Asset,
}

/// What settling one side of a trade touches.
struct Till<'a> {
    grid: &'a Grid,
    pair: Pair,
    market: usize,
    accounts: &'a mut Accounts,
    turn: &'a mut Turn,
}

impl Pit<'_> {
    /// The till, and beside it the order at a place of the book.
    fn till(&mut self, slot: Option<Slot>) -> (Till<'_>, Option<&mut Order>) {
        let Market {
            grid,
            book,
            base,
            quote,
            listing,
            index,
            ..
        } = &mut *self.market;
        let pair = Pair {
            base: *base,
            quote: *quote,
            base_name: listing.instrument.base,
            quote_name: listing.instrument.quote,
        };
        let till = Till {
            grid,
            pair,
            market: *index,
            accounts: self.accounts,
            turn: self.turn,
        };
        (till, slot.and_then(|slot| book.orders.get_mut(slot)))
    }

    pub(super) fn fill_taker(&mut self, order: &mut Order, deal: &Deal) {
        self.till(None).0.settle(order, deal, Liquidity::Taker);
    }

    /// Fills an order that rests, and takes it away when nothing is left.
    pub(super) fn fill_resting(&mut self, slot: Slot, deal: &Deal) {
        let (mut till, order) = self.till(Some(slot));
        let Some(order) = order else {
            return;
        };
        till.settle(order, deal, Liquidity::Maker);
        let (side, owner, id, left) = (order.side, order.owner, order.id, order.left());
        let level = order.limit.unwrap_or(deal.ticks);
        self.market.book.shrink((side, level), deal.lots);
        if left > 0 {
            return;
        }
        self.market.book.leave(level, slot);
        self.seat_resting(owner, side, Count::Down);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.remove(&id);
        }
        self.market.book.orders.remove(slot);
    }

    /// Books one side of a trade to the anonymous traders of the house.
    pub(super) fn settle_house(&mut self, side: Side, deal: &Deal) {
        let base = self.market.grid.base(deal.lots);
        let quote = self.market.grid.quote(deal.ticks, deal.lots);
        let (base, quote) = match side {
            Side::Buy => (base, quote.saturating_neg()),
            Side::Sell => (base.saturating_neg(), quote),
        };
        for (asset, gained) in [(self.market.base, base), (self.market.quote, quote)] {
            if let Some(pool) = self.accounts.pool_mut(asset) {
                pool.house = pool.house.saturating_add(gained);
            }
        }
    }
}

impl Till<'_> {
    /// Moves the money of one side, takes the fee from what is received, and reports.
    fn settle(&mut self, order: &mut Order, deal: &Deal, liquidity: Liquidity) {
        let base = self.grid.base(deal.lots);
        let quote = self.grid.quote(deal.ticks, deal.lots);
        let pair = self.pair;
        let (given, paid, gained, received) = match order.side {
            Side::Buy => (pair.quote, quote, pair.base, base),
            Side::Sell => (pair.base, base, pair.quote, quote),
        };
        let released = match (order.side, order.limit) {
            (Side::Sell, _) => base,
            (Side::Buy, Some(limit)) => self.grid.quote(limit, deal.lots),
            (Side::Buy, None) => 0,
        };
        let Some(account) = self.accounts.get_mut(order.owner) else {
            return;
        };
        let fee = account.fee(received, liquidity);
        account.lock(given, released.saturating_neg());
        account.add_free(given, paid.saturating_neg());
        account.add_free(gained, received.saturating_sub(fee));
        order.reserved = order.reserved.saturating_sub(released);
        order.filled = order.filled.saturating_add(deal.lots);
        order.quote = order.quote.saturating_add(quote);
        order.updated = self.turn.now;
        order.status = if order.left() == 0 {
            OrderStatus::Filled
        } else {
            OrderStatus::PartiallyFilled
        };
        if let Some(pool) = self.accounts.pool_mut(gained) {
            pool.fees = pool.fees.saturating_add(fee);
        }
        self.turn.touch_balance(order.owner, given);
        self.turn.touch_balance(order.owner, gained);
        self.tell(order, deal, (quote, fee), liquidity);
    }

    fn tell(
        &mut self,
        order: &Order,
        deal: &Deal,
        (quote, fee): (i128, i128),
        liquidity: Liquidity,
    ) {
        let execution = Execute {
            trade: deal.trade,
            price: deal.price,
            qty: self.grid.qty(deal.lots),
            quote: grid::amount_of(quote),
            fee: grid::amount_of(fee),
            fee_asset: match order.side {
                Side::Buy => self.pair.base_name,
                Side::Sell => self.pair.quote_name,
            },
            liquidity,
        };
        let view = self
            .turn
            .report(self.grid, order, Execution::Trade(execution));
        let trade = AccountTrade {
            account: order.account,
            symbol: order.symbol,
            order: order.id,
            client_id: order.client_id,
            side: order.side,
            execution,
            at: self.turn.now,
        };
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.remember_trade(self.market, trade);
            if !view.status.is_open() {
                account.remember(self.market, view);
            }
        }
    }
}
