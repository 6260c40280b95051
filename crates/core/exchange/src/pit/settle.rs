//! What a trade does to its two sides: money, fees, what is left of the orders. Every atom given is an atom received.

use super::Pit;
use super::sweep::Deal;
use crate::accounts::{Accounts, Count};
use crate::effect::{AccountTrade, Execute, Execution};
use crate::fees;
use crate::grid::{self, Grid};
use crate::market::{Market, SpotIds};
use crate::order::Order;
use crate::prices::Prices;
use crate::slab::Slot;
use crate::turn::{Ended, Turn};
use crate::view::{ExpireReason, ListKind, OrderStatus};
use domain::{Liquidity, Side};

/// Where the two assets of a market stand.
#[derive(Clone, Copy)]
struct Assets {
    base: usize,
    quote: usize,
}

/// A fee, and where its asset stands.
#[derive(Clone, Copy)]
struct Fee {
    asset: usize,
    atoms: i128,
}

/// What settling one side of a trade touches.
struct Till<'a> {
    grid: &'a Grid,
    ids: &'a mut SpotIds,
    assets: Assets,
    market: usize,
    accounts: &'a mut Accounts,
    prices: &'a Prices,
    /// The next place in time priority.
    priority: &'a mut u64,
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
            index,
            ids,
            ..
        } = &mut *self.market;
        let till = Till {
            grid,
            ids,
            assets: Assets {
                base: *base,
                quote: *quote,
            },
            market: *index,
            accounts: self.accounts,
            prices: self.prices,
            priority: &mut self.ids.priority,
            turn: self.turn,
        };
        let order = slot.and_then(|slot| book.orders.get_mut(slot));
        (till, order.map(AsMut::as_mut))
    }

    pub(super) fn fill_taker(&mut self, order: &mut Order, deal: &Deal) {
        self.till(None).0.settle(order, deal, Liquidity::Taker);
    }

    /// Fills an order that rests; shows the next slice of an iceberg, and takes the order away when nothing is left.
    pub(super) fn fill_resting(&mut self, slot: Slot, deal: &Deal) {
        self.resolve_pair(slot);
        let (mut till, order) = self.till(Some(slot));
        let Some(order) = order else {
            return;
        };
        let (seating, slice_ends) = (order.seating(), order.showing() == deal.lots);
        till.settle(order, deal, Liquidity::Maker);
        let (side, owner, id, left) = (order.side, order.owner, order.id, order.left());
        let level = order.limit.unwrap_or(deal.ticks);
        self.market.book.shrink((side, level), deal.lots);
        if !slice_ends {
            return;
        }
        if left > 0 {
            return self.show_next(slot, (level, deal.price));
        }
        self.market.book.leave(level, slot);
        self.seat(seating, Count::Down);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.remove(&id);
        }
        self.market.book.orders.remove(slot);
    }

    /// The next slice of an iceberg stands behind all that stands at its price.
    fn show_next(&mut self, slot: Slot, at: (u64, domain::Price)) {
        // The level has let go of the slice that traded, and does not know of the next one yet.
        if let Some(order) = self.market.book.orders.get_mut(slot) {
            order.hidden = order.left();
        }
        self.market.book.leave(at.0, slot);
        if let Some(order) = self.market.book.orders.get_mut(slot) {
            order.show_slice();
        }
        self.market.book.join(at, slot);
    }

    /// Moves both assets of one side of a prevented match between accounts of a group.
    pub(super) fn hand_over(&mut self, (owner, side): (usize, Side), deal: &Deal) {
        let base = self.market.grid.base(deal.lots);
        let quote = self.market.grid.quote(deal.ticks, deal.lots);
        let (base, quote) = match side {
            Side::Buy => (base, quote.saturating_neg()),
            Side::Sell => (base.saturating_neg(), quote),
        };
        for (asset, atoms) in [(self.market.base, base), (self.market.quote, quote)] {
            if let Some(account) = self.accounts.get_mut(owner) {
                account.add_free(asset, atoms);
            }
            self.turn.touch_balance(owner, asset);
        }
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
    /// Moves the money of one side, takes the fee, and reports.
    fn settle(&mut self, order: &mut Order, deal: &Deal, liquidity: Liquidity) {
        let base = self.grid.base(deal.lots);
        let quote = self.grid.quote(deal.ticks, deal.lots);
        let Assets { base: b, quote: q } = self.assets;
        let (given, paid, gained, received) = match order.side {
            Side::Buy => (q, quote, b, base),
            Side::Sell => (b, base, q, quote),
        };
        let released = match (order.side, order.limit) {
            (Side::Sell, _) => base,
            (Side::Buy, Some(limit)) => self.grid.quote(limit, deal.lots),
            (Side::Buy, None) => 0,
        };
        let pays = self.pays_for_list(order);
        let Some(account) = self.accounts.get_mut(order.owner) else {
            return;
        };
        account.lock(given, released.min(order.reserved).saturating_neg());
        account.add_free(given, paid.saturating_neg());
        let fee = self.fee(order, (gained, received), liquidity);
        let Some(account) = self.accounts.get_mut(order.owner) else {
            return;
        };
        let spare = account.holding(gained).free;
        account.add_free(gained, received);
        account.add_free(fee.asset, fee.atoms.saturating_neg());
        if pays {
            // The fee comes out of what was free before, where that suffices.
            let covered =
                fee.asset != gained || (spare >= fee.atoms && !account.fees.is_paid_in(gained));
            let held = if covered {
                received
            } else {
                received.saturating_sub(fee.atoms)
            };
            account.lock(gained, held);
            order.held = order.held.saturating_add(held);
        }
        order.reserved = order.reserved.saturating_sub(released).max(0);
        order.filled = order.filled.saturating_add(deal.lots);
        order.quote = order.quote.saturating_add(quote);
        order.last_trade = Some(deal.trade);
        order.updated = self.turn.now;
        order.status = status_after(order);
        if liquidity == Liquidity::Taker {
            order.show_slice();
        } else if order.showing() == 0 && order.left() > 0 {
            order.show_slice();
            order.priority = Some(*self.priority);
            *self.priority = self.priority.saturating_add(1);
        }
        if let Some(pool) = self.accounts.pool_mut(fee.asset) {
            pool.fees = pool.fees.saturating_add(fee.atoms);
        }
        for asset in [given, gained, fee.asset] {
            self.turn.touch_balance(order.owner, asset);
        }
        self.tell(order, deal, (quote, fee), liquidity);
    }

    /// The fee in the asset the account takes a discount for, where there is a price for it and enough of it is free; else in what is received.
    fn fee(&self, order: &Order, (gained, received): (usize, i128), liquidity: Liquidity) -> Fee {
        let role = (order.side, liquidity);
        let Some(account) = self.accounts.get(order.owner) else {
            return Fee {
                asset: gained,
                atoms: 0,
            };
        };
        let discounted = account.fees.discounted(received, role);
        let other = discounted.and_then(|(asset, atoms)| {
            let atoms = fees::cut(self.prices.convert(atoms, (gained, asset))?);
            // What the trade itself brings is there to pay with.
            let brought = if asset == gained { received } else { 0 };
            let free = account.holding(asset).free.saturating_add(brought);
            (atoms <= free).then_some(Fee { asset, atoms })
        });
        other.unwrap_or_else(|| Fee {
            asset: gained,
            atoms: account.fees.full(received, role),
        })
    }

    /// Whether what an order buys is locked for the pending orders of its list.
    fn pays_for_list(&self, order: &Order) -> bool {
        let account = self.accounts.get(order.owner);
        let list = order
            .list
            .and_then(|list| account.and_then(|account| account.open_lists.get(&list)));
        list.is_some_and(|(_, list)| match list.kind {
            ListKind::Opo | ListKind::Opoco => list.orders.first().id == order.id,
            ListKind::Oco | ListKind::Oto | ListKind::Otoco => false,
        })
    }

    fn tell(
        &mut self,
        order: &Order,
        deal: &Deal,
        (quote, fee): (i128, Fee),
        liquidity: Liquidity,
    ) {
        let Some(fee_asset) = self.accounts.asset_name(fee.asset) else {
            return;
        };
        let execution = Execute {
            trade: deal.trade,
            price: deal.price,
            qty: self.grid.qty(deal.lots),
            quote: grid::amount_of(quote),
            fee: grid::amount_of(fee.atoms),
            fee_asset,
            liquidity,
        };
        let at = self.turn.now;
        let told = self
            .turn
            .report((self.grid, self.ids), order, Execution::Trade(execution));
        let trade = AccountTrade {
            account: order.account,
            symbol: order.symbol,
            order: order.id,
            client_id: order.client_id,
            side: order.side,
            execution,
            at,
        };
        let Some(account) = self.accounts.get_mut(order.owner) else {
            return;
        };
        if let Some(report) = told.filter(|report| !report.order.status.is_open()) {
            account.remember(self.market, &report.order);
        }
        account.remember_trade(self.market, trade);
        if order.status.is_open() {
            return;
        }
        if let Some(list) = order.list {
            self.turn.ended.push_back(Ended {
                owner: order.owner,
                list,
                order: order.id,
                status: order.status,
                held: order.held,
                cancel_id: None,
            });
        }
    }
}

/// Where an order stands after a trade: filled only when all that was ordered has traded.
const fn status_after(order: &Order) -> OrderStatus {
    if order.left() > 0 {
        OrderStatus::PartiallyFilled
    } else if order.prevented > 0 {
        OrderStatus::Expired(ExpireReason::SelfTrade)
    } else {
        OrderStatus::Filled
    }
}
