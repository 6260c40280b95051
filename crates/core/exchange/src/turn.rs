//! What one step has said and touched so far. Effects keep their order; levels and balances are told once, at the end.

use crate::accounts::Accounts;
use crate::effect::{Effect, Execution, LevelChange, OrderReport, OrderView};
use crate::grid::Grid;
use crate::ids::{Tag, UpdateId};
use crate::market::Market;
use crate::order::Order;
use crate::refusal::RefuseReason;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{Price, Side, Time};

/// A level that was touched, with what was displayed before the step.
#[derive(Debug, Clone, Copy)]
struct Touched {
    side: Side,
    ticks: u64,
    price: Price,
    before: u64,
}

/// One step at one instant.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) now: Time,
    effects: Vec<Effect>,
    levels: Vec<Touched>,
    balances: Vec<(usize, usize)>,
    /// Lowest and highest price traded since stop orders were last looked at.
    traded: Option<(u64, u64)>,
}

impl Turn {
    pub(crate) const fn new() -> Self {
        Self {
            now: Time::from_nanos(0),
            effects: Vec::new(),
            levels: Vec::new(),
            balances: Vec::new(),
            traded: None,
        }
    }

    pub(crate) fn say(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn refuse(&mut self, tag: Tag, reason: RefuseReason) {
        self.say(Effect::Refused { tag, reason });
    }

    /// Reports on an order; gives back how it stands.
    pub(crate) fn report(&mut self, grid: &Grid, order: &Order, execution: Execution) -> OrderView {
        let order = order.view(grid);
        let report = OrderReport {
            order,
            execution,
            at: self.now,
        };
        self.say(Effect::Report(Box::new(report)));
        order
    }

    /// Notes that a level is about to change.
    pub(crate) fn touch(&mut self, market: &Market, side: Side, (ticks, price): (u64, Price)) {
        let before = market.book.displayed(side, ticks);
        self.levels.push(Touched {
            side,
            ticks,
            price,
            before,
        });
    }

    /// Notes that what an account holds of an asset changes.
    pub(crate) fn touch_balance(&mut self, account: usize, asset: usize) {
        let touched = (account, asset);
        if !self.balances.contains(&touched) {
            self.balances.push(touched);
        }
    }

    pub(crate) fn note_traded(&mut self, ticks: u64) {
        let (low, high) = self.traded.unwrap_or((ticks, ticks));
        self.traded = Some((low.min(ticks), high.max(ticks)));
    }

    pub(crate) fn take_traded(&mut self) -> Option<(u64, u64)> {
        self.traded.take()
    }

    /// Tells every touched level that differs from before: what shrank first, so that no reader sees a crossed book.
    pub(crate) fn tell_levels(&mut self, market: &mut Market) {
        let mut levels = core::mem::take(&mut self.levels);
        // A stable sort keeps the first note of each level in front: it knows what was displayed before the step.
        levels.sort_by_key(|level| (level.side, level.ticks));
        levels.dedup_by_key(|level| (level.side, level.ticks));
        for shrank in [true, false] {
            for level in &levels {
                let displayed = market.book.displayed(level.side, level.ticks);
                if displayed == level.before || (displayed < level.before) != shrank {
                    continue;
                }
                let change = LevelChange {
                    symbol: market.listing.instrument.symbol,
                    side: level.side,
                    price: level.price,
                    qty: market.grid.qty(displayed),
                    update_id: UpdateId::new(market.ids.next_update()),
                    at: self.now,
                };
                self.effects.push(Effect::LevelChanged(change));
            }
        }
        levels.clear();
        self.levels = levels;
    }

    /// Tells every touched balance once.
    pub(crate) fn tell_balances(&mut self, accounts: &Accounts) {
        for (account, asset) in self.balances.drain(..) {
            if let Some((account, balance)) = accounts.balance(account, asset) {
                let at = self.now;
                self.effects.push(Effect::BalanceChanged {
                    account,
                    balance,
                    at,
                });
            }
        }
    }

    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Effect> {
        self.effects.drain(..)
    }
}
