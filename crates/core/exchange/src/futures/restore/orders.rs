//! Orders and conditional orders back into their places. Never re-judges one.

use super::{FuturesRestoreError, LastWords, Restored};
use crate::book::Links;
use crate::futures::Futures;
use crate::futures::admit::limit_ticks;
use crate::futures::algos::{Algo, Wake, wake_of};
use crate::futures::clock::Timer;
use crate::futures::order::Order;
use crate::futures::rules::Rules;
use crate::futures::units;
use crate::futures::view::{AlgoOrder, FuturesOrder};
use crate::grid;
use alloc::vec::Vec;

impl Futures {
    /// Orders by their place in time: those that are open rest again, the others are remembered.
    pub(super) fn restore_orders(&mut self, words: &LastWords) -> Restored {
        for order in words.orders.values() {
            let (owner, market) = (self.owner_at(order.account)?, self.market_at(order.symbol)?);
            let after = order.priority.saturating_add(1);
            self.ids.priority = self.ids.priority.max(after);
            // They come by rising number, so the latest order of each name stays.
            if let Some(account) = self.accounts.get_mut(owner) {
                account.names.insert((market, order.client_id), order.id);
            }
        }
        let mut orders: Vec<FuturesOrder> = words.orders.values().copied().collect();
        orders.sort_by_key(|order| (order.status.is_open(), order.priority, order.id));
        for view in orders {
            let (owner, market) = (self.owner_at(view.account)?, self.market_at(view.symbol)?);
            if view.status.is_open() {
                let bad = FuturesRestoreError::BadOrder(view.id);
                let arena = self.markets.get(market).ok_or(bad)?;
                let price = view.price.ok_or(bad)?;
                let ticks = limit_ticks(arena, price).map_err(|_| bad)?;
                let order = revived(&view, owner, (&arena.rules, ticks)).ok_or(bad)?;
                self.rest(market, order);
            } else if let Some(account) = self.accounts.get_mut(owner) {
                account.remember(market, view);
            }
        }
        Ok(())
    }

    /// Conditional orders by number: those that wait wait again, the others are remembered.
    pub(super) fn restore_algos(&mut self, words: &LastWords) -> Restored {
        for view in words.algos.values() {
            let (owner, market) = (self.owner_at(view.account)?, self.market_at(view.symbol)?);
            let Some(account) = self.accounts.get_mut(owner) else {
                return Err(FuturesRestoreError::UnknownAccount(view.account));
            };
            account.algo_names.insert(view.client_id, view.id);
            if !view.status.is_waiting() {
                account.remember_algo(*view);
                continue;
            }
            account.algos.insert(view.id, market);
            let seat = account.seat_mut(market);
            seat.algos = seat.algos.saturating_add(1);
            if let Some(until) = view.good_till {
                self.timers.insert((until, Timer::Algo(owner, view.id)));
            }
            let wake = wake(view).ok_or(FuturesRestoreError::BadAlgo(view.id))?;
            if let Some(arena) = self.markets.get_mut(market) {
                arena.shelf.add(Algo {
                    view: *view,
                    owner,
                    wake,
                });
            }
        }
        Ok(())
    }
}

/// What wakes a kept conditional order, with how far a trailing one has followed.
fn wake(view: &AlgoOrder) -> Option<Wake> {
    match wake_of(&view.kind, view.side)? {
        Wake::Trailing {
            activation,
            callback,
            ..
        } => Some(Wake::Trailing {
            activation,
            extreme: view.extreme.and_then(units::points),
            callback,
        }),
        plain @ (Wake::Rising(_) | Wake::Falling(_)) => Some(plain),
    }
}

/// An open order from its kept form.
fn revived(view: &FuturesOrder, owner: usize, (rules, ticks): (&Rules, u64)) -> Option<Order> {
    let lots = rules.grid.step_lots(view.qty).ok()?;
    let filled = rules.grid.step_lots(view.filled).ok()?;
    if filled >= lots {
        return None;
    }
    Some(Order {
        id: view.id,
        client_id: view.client_id,
        account: view.account,
        owner,
        symbol: view.symbol,
        side: view.side,
        position_side: view.position_side,
        price: view.price,
        limit: Some(ticks),
        life: view.life,
        price_match: view.price_match,
        reduce: view.reduce,
        self_trade: view.self_trade,
        origin: view.origin,
        status: view.status,
        lots,
        filled,
        quote: grid::whole_atoms(view.quote_filled.parts()).ok()?,
        opened: view.opened,
        updated: view.updated,
        priority: view.priority,
        amendments: view.amendments,
        links: Links::default(),
    })
}
