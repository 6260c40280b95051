//! What one step has said and touched so far. Effects keep their order; levels and balances are told once, at the end.

use crate::accounts::Accounts;
use crate::effect::{Effect, Execution, LevelChange, OrderReport};
use crate::grid::Grid;
use crate::ids::{ExchangeOrderId, ExecutionId, OrderListId, Tag, UpdateId};
use crate::market::{Market, SpotIds};
use crate::order::Order;
use crate::refusal::RefuseReason;
use crate::view::OrderStatus;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use domain::{ClientOrderId, Price, Side, Time};

/// A level that was touched, with what was displayed before the step.
#[derive(Debug, Clone, Copy)]
struct Touched {
    side: Side,
    ticks: u64,
    price: Price,
    before: u64,
}

/// Whether anybody follows the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    Yes,
    No,
}

/// An order of a list that has ended, whose list has not heard of it yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ended {
    pub(crate) owner: usize,
    pub(crate) list: OrderListId,
    pub(crate) order: ExchangeOrderId,
    pub(crate) status: OrderStatus,
    /// What it has bought that is locked for the list, in atoms of base.
    pub(crate) held: i128,
    /// The name of the cancel that ended it.
    pub(crate) cancel_id: Option<ClientOrderId>,
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
    /// Every price traded since trailing orders were last looked at, in order.
    path: Vec<u64>,
    /// Ended orders whose lists have not heard of it yet.
    pub(crate) ended: VecDeque<Ended>,
}

impl Turn {
    pub(crate) const fn new() -> Self {
        Self {
            now: Time::from_nanos(0),
            effects: Vec::new(),
            levels: Vec::new(),
            balances: Vec::new(),
            traded: None,
            path: Vec::new(),
            ended: VecDeque::new(),
        }
    }

    pub(crate) fn say(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn refuse(&mut self, tag: Tag, reason: RefuseReason) {
        self.say(Effect::Refused { tag, reason });
    }

    /// Reports on an order; gives back what it said.
    pub(crate) fn report(
        &mut self,
        (grid, ids): (&Grid, &mut SpotIds),
        order: &Order,
        execution: Execution,
    ) -> Option<&OrderReport> {
        let report = Box::new(OrderReport {
            order: order.view(grid),
            execution,
            id: ExecutionId::new(ids.next_execution()),
            at: self.now,
        });
        self.say(Effect::Report(report));
        match self.effects.last() {
            Some(Effect::Report(report)) => Some(report),
            _ => None,
        }
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

    /// Notes a price that was traded; trailing orders need each of them.
    pub(crate) fn note_traded(&mut self, ticks: u64, trail: Followed) {
        let (low, high) = self.traded.unwrap_or((ticks, ticks));
        self.traded = Some((low.min(ticks), high.max(ticks)));
        if trail == Followed::Yes && self.path.last() != Some(&ticks) {
            self.path.push(ticks);
        }
    }

    /// Lowest and highest price traded since the last look, and every price in order.
    pub(crate) fn take_traded(&mut self) -> Option<((u64, u64), Vec<u64>)> {
        let range = self.traded.take()?;
        Some((range, core::mem::take(&mut self.path)))
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
