//! The state of trading as the fold of its events: the same code runs live and when the journal is read back.
//! Never decides, never asks a clock; an event that does not follow from the state is an error.

use crate::account_book::AccountBook;
use crate::breaks::{Break, BreakKey};
use crate::config::{ENDED_KEPT_MAX, REPORT_WINDOW, TradingConfig};
use crate::event::{Event, TimeBound};
use crate::failover::Away;
use crate::guard::Guard;
use crate::losses::{Before, Losses};
use crate::proposals::Controls;
use crate::recover_error::RecoverError;
use crate::snapshot::{BalanceKnown, HaltInForce};
use crate::stopping::Presses;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{
    AccountId, Asset, ClientOrderId, EndReason, Fill, ListId, NewOrder, Order, OrderId, OrderState,
    Position, PositionKey, Price, Qty, Scope, Time, VenueOrderId, VenueTradeId,
};
use gate::{BalanceCoverage, BalanceReport, Gate, Hold, MarginReport, SwitchOf, SwitchPosition};

/// An order in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    pub(crate) order: Order,
    pub(crate) venue_id: Option<VenueOrderId>,
    pub(crate) hold: Hold,
    pub(crate) fills: BTreeMap<VenueTradeId, (Price, Qty)>,
}

/// Everything that events decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) order_next: OrderId,
    pub(crate) orders: BTreeMap<OrderId, Tracked>,
    pub(crate) by_client_id: BTreeMap<ClientOrderId, OrderId>,
    /// Orders the venue has said nothing of yet.
    pub(crate) asked: BTreeSet<OrderId>,
    /// Ended orders in memory, by when they ended.
    pub(crate) ended: BTreeSet<(Time, OrderId)>,
    /// Orders that left memory and that nobody has noticed yet.
    pub(crate) forgotten: Vec<OrderId>,
    pub(crate) positions: BTreeMap<PositionKey, Position>,
    /// Protected positions by the order that opens them, and the exits of each.
    pub(crate) guards: BTreeMap<OrderId, Guard>,
    pub(crate) guard_entries: BTreeMap<OrderId, OrderId>,
    /// Protected positions about which something happened that nobody has looked at yet.
    pub(crate) guards_touched: BTreeSet<OrderId>,
    pub(crate) halts: BTreeMap<Scope, HaltInForce>,
    pub(crate) switches_off: BTreeSet<SwitchOf>,
    pub(crate) balances: BTreeMap<(AccountId, Asset), BalanceKnown>,
    pub(crate) books: BTreeMap<AccountId, AccountBook>,
    pub(crate) breaks: BTreeMap<(AccountId, BreakKey), Break>,
    /// What venues last said of accounts on margin, liquidation prices as of then.
    pub(crate) margins: BTreeMap<AccountId, MarginReport>,
    /// Venues that are away, by account.
    pub(crate) away: BTreeMap<AccountId, Away>,
    /// Days, heights and breakers.
    pub(crate) losses: Losses,
    /// Changes of controls, and the limits that people set.
    pub(crate) controls: Controls,
    /// Presses of the switch and what came of them.
    pub(crate) presses: Presses,
    pub(crate) as_of: Time,
}

impl Tracked {
    pub(crate) const fn wish(&self) -> &NewOrder {
        &self.order.order
    }

    pub(crate) const fn filled(&self) -> Qty {
        self.order.state.filled()
    }
}

impl State {
    /// Takes one event; the gate is told what it must know.
    pub(crate) fn apply(
        &mut self,
        config: TradingConfig,
        gate: &mut Gate,
        event: &Event,
    ) -> Result<(), RecoverError> {
        let before = self.before(event);
        match event {
            Event::Opened {
                order,
                hold,
                list,
                at,
                deadline,
            } => self.opened(gate, (*order, *list), *hold, (*at, *deadline))?,
            Event::Reaffirmed {
                order,
                at,
                deadline,
            } => self.reaffirmed(*order, *at, *deadline)?,
            Event::Refused { order, .. } => self.numbered(*order),
            Event::Accepted {
                order, venue_id, ..
            } => {
                self.accepted(*order, *venue_id)?;
                if config.frees_holds_early() {
                    gate.ended(*order);
                }
            }
            Event::CancelAsked { order, at, .. } => {
                self.get_mut(*order)?.order.cancel_asked = Some(*at);
            }
            Event::TimeUp { order, bound, at } => self.time_up(*order, *bound, *at)?,
            Event::FillBooked { fill, .. } => self.filled(gate, fill)?,
            Event::Ended {
                order, reason, at, ..
            } => self.end(gate, *order, *reason, *at)?,
            Event::Reopened {
                order, venue_id, ..
            } => self.reopened(gate, *order, *venue_id)?,
            Event::Settled { order, at, .. } => self.end(gate, *order, EndReason::Settled, *at)?,
            Event::Unresolved { .. }
            | Event::ReplaceAsked { .. }
            | Event::Guard { .. }
            | Event::Foreign { .. }
            | Event::Breaker(_)
            | Event::Confirmed { .. }
            | Event::Stop(_)
            | Event::Broken { .. } => {}
            Event::Amend(event) => self.apply_amendment(gate, event)?,
            Event::Contract(event) => self.apply_contract(gate, event)?,
            Event::Failover(event) => self.apply_failover(gate, event),
            Event::Proposal(event) => self.apply_proposal(gate, event),
            Event::Halted { .. }
            | Event::Released { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. } => self.apply_control(gate, event),
            Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. } => self.apply_comparison(gate, event)?,
        }
        self.count_after((config, gate), event, &before);
        Ok(())
    }

    /// What is counted once an event has moved everything.
    fn count_after(
        &mut self,
        (config, gate): (TradingConfig, &mut Gate),
        event: &Event,
        before: &Before,
    ) {
        self.follow(config, gate, event);
        self.follow_presses(event);
        self.as_of = self.as_of.max(event.at());
        self.tell_lately(gate, event);
        self.count_losses(gate, event, before);
        self.forget_old();
    }

    /// The events that are about no order.
    fn apply_control(&mut self, gate: &mut Gate, event: &Event) {
        match event {
            Event::Halted {
                scope,
                reach,
                cause,
                at,
            } => {
                gate.halt(*scope);
                let halt = HaltInForce {
                    scope: *scope,
                    reach: *reach,
                    cause: cause.clone(),
                    at: *at,
                };
                self.halts.insert(*scope, halt);
            }
            Event::Released { scope, .. } => {
                gate.release(*scope);
                self.halts.remove(scope);
            }
            Event::SwitchSet {
                switch, position, ..
            } => {
                gate.set_switch(*switch, *position);
                match position {
                    SwitchPosition::On => self.switches_off.remove(switch),
                    SwitchPosition::Off => self.switches_off.insert(*switch),
                };
            }
            Event::BalancesSeen { report, .. } => self.balances_seen(report),
            Event::Opened { .. }
            | Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::CancelAsked { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Guard { .. }
            | Event::FillBooked { .. }
            | Event::Ended { .. }
            | Event::Unresolved { .. }
            | Event::Settled { .. }
            | Event::Reopened { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. }
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. }
            | Event::Amend(_)
            | Event::Contract(_)
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_) => {}
        }
    }

    fn opened(
        &mut self,
        gate: &mut Gate,
        (order, list): (NewOrder, Option<ListId>),
        hold: Hold,
        (at, deadline): (Time, Time),
    ) -> Result<(), RecoverError> {
        let id = order.id();
        if self.orders.contains_key(&id) || id < self.order_next {
            return Err(RecoverError::OutOfOrder(id));
        }
        let all = order.terms().qty;
        let held = match list {
            None => gate.rehold(order, hold, all),
            Some(list) => gate.rehold_of_pair((order, list.other(id)), hold, all),
        };
        held.map_err(|_| RecoverError::NotHeld(id))?;
        self.numbered(id);
        self.by_client_id.insert(order.client_id(), id);
        let since = at;
        let tracked = Tracked {
            order: Order {
                order,
                opened: at,
                state: OrderState::Asked { since, deadline },
                cancel_asked: None,
                stale_since: None,
                list,
            },
            venue_id: None,
            hold,
            fills: BTreeMap::new(),
        };
        self.orders.insert(id, tracked);
        self.asked.insert(id);
        Ok(())
    }

    fn reaffirmed(&mut self, id: OrderId, since: Time, deadline: Time) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        match tracked.order.state {
            OrderState::Asked { .. } => {
                tracked.order.state = OrderState::Asked { since, deadline };
                Ok(())
            }
            OrderState::Working { .. } | OrderState::Ended { .. } => {
                Err(RecoverError::OutOfOrder(id))
            }
        }
    }

    fn accepted(&mut self, id: OrderId, venue_id: VenueOrderId) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        match tracked.order.state {
            OrderState::Asked { .. } => {
                let filled = Qty::ZERO;
                tracked.order.state = OrderState::Working { venue_id, filled };
                tracked.venue_id = Some(venue_id);
                self.asked.remove(&id);
                Ok(())
            }
            OrderState::Working { .. } | OrderState::Ended { .. } => {
                Err(RecoverError::OutOfOrder(id))
            }
        }
    }

    fn time_up(&mut self, id: OrderId, bound: TimeBound, at: Time) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        match bound {
            TimeBound::StaleWarning => tracked.order.stale_since = Some(at),
            TimeBound::StaleEnd | TimeBound::GoodTill => {}
        }
        Ok(())
    }

    fn filled(&mut self, gate: &mut Gate, fill: &Fill) -> Result<(), RecoverError> {
        let id = fill.order;
        let tracked = self.get_mut(id)?;
        let sum = |filled: Qty| filled.plus(fill.qty);
        let sum = |filled| sum(filled).map_err(|_| RecoverError::Arithmetic(id));
        tracked.order.state = match tracked.order.state {
            OrderState::Asked { .. } => return Err(RecoverError::OutOfOrder(id)),
            OrderState::Working { venue_id, filled } => OrderState::Working {
                venue_id,
                filled: sum(filled)?,
            },
            OrderState::Ended { filled, reason, at } => OrderState::Ended {
                filled: sum(filled)?,
                reason,
                at,
            },
        };
        tracked.fills.insert(fill.trade, (fill.price, fill.qty));
        if self.was_foreign(fill) {
            gate.filled_only(fill);
            return Ok(());
        }
        self.book_fill(gate, fill);
        if let Some(moved) = self.position_after(gate, fill) {
            self.positions.insert(fill.key(), moved);
        }
        gate.fill(fill);
        Ok(())
    }

    /// The position after a fill; `None` when a sum does not fit and it stands unchanged.
    pub(crate) fn position_after(&self, gate: &Gate, fill: &Fill) -> Option<Position> {
        let instrument = gate.instrument(fill.account, fill.symbol)?;
        let held = self.positions.get(&fill.key()).copied();
        let held = held.unwrap_or(Position::flat(fill.key()));
        held.after_fill(fill, instrument).ok()
    }

    fn end(
        &mut self,
        gate: &mut Gate,
        id: OrderId,
        reason: EndReason,
        at: Time,
    ) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        if tracked.order.state.is_ended() {
            return Err(RecoverError::OutOfOrder(id));
        }
        let filled = tracked.filled();
        tracked.order.state = OrderState::Ended { filled, reason, at };
        tracked.order.cancel_asked = None;
        self.asked.remove(&id);
        self.ended.insert((at, id));
        gate.ended(id);
        Ok(())
    }

    fn reopened(
        &mut self,
        gate: &mut Gate,
        id: OrderId,
        venue_id: VenueOrderId,
    ) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        let OrderState::Ended { filled, at, .. } = tracked.order.state else {
            return Err(RecoverError::OutOfOrder(id));
        };
        tracked.order.state = OrderState::Working { venue_id, filled };
        tracked.venue_id = Some(venue_id);
        self.ended.remove(&(at, id));
        self.hold_again(gate, id)
    }

    /// Has the gate count an open order as the state knows it.
    pub(crate) fn hold_again(&self, gate: &mut Gate, id: OrderId) -> Result<(), RecoverError> {
        let tracked = self.orders.get(&id).ok_or(RecoverError::UnknownOrder(id))?;
        let (wish, hold) = (*tracked.wish(), tracked.hold);
        let ordered = wish.terms().qty;
        let remaining = ordered.minus(self.filled_of_pair(tracked));
        let remaining = remaining.unwrap_or(Qty::ZERO);
        let held = match tracked.order.list {
            None => gate.rehold(wish, hold, remaining),
            Some(list) => gate.rehold_of_pair((wish, list.other(id)), hold, remaining),
        };
        held.map_err(|_| RecoverError::NotHeld(id))
    }

    /// What an order has traded; of a pair, both together.
    pub(crate) fn filled_of_pair(&self, tracked: &Tracked) -> Qty {
        let other = tracked
            .order
            .list
            .map(|list| list.other(tracked.wish().id()));
        let other = other.and_then(|other| self.orders.get(&other));
        let filled = other.map_or(Qty::ZERO, Tracked::filled);
        tracked.filled().plus(filled).unwrap_or(tracked.filled())
    }

    fn balances_seen(&mut self, report: &BalanceReport) {
        let (account, as_of) = (report.account, report.as_of);
        let is_news = |known: &BalanceKnown| known.as_of <= as_of;
        match report.coverage {
            BalanceCoverage::Whole => self.balances.retain(|(holder, asset), known| {
                let listed = report.balances.iter().any(|b| b.asset == *asset);
                *holder != account || listed || !is_news(known)
            }),
            BalanceCoverage::Changed => {}
        }
        for balance in &report.balances {
            let key = (account, balance.asset);
            if self.balances.get(&key).is_none_or(is_news) {
                let balance = *balance;
                let known = BalanceKnown {
                    account,
                    balance,
                    as_of,
                };
                self.balances.insert(key, known);
            }
        }
    }

    fn numbered(&mut self, order: OrderId) {
        let next = OrderId::new(order.get().saturating_add(1));
        self.order_next = self.order_next.max(next);
    }

    pub(crate) fn get_mut(&mut self, order: OrderId) -> Result<&mut Tracked, RecoverError> {
        self.orders
            .get_mut(&order)
            .ok_or(RecoverError::UnknownOrder(order))
    }

    /// Lets go of orders that ended so long ago that no report of them is expected.
    fn forget_old(&mut self) {
        while let Some((at, id)) = self.ended.first().copied() {
            let is_old = at.plus(REPORT_WINDOW) < self.as_of;
            if !is_old && self.ended.len() <= ENDED_KEPT_MAX {
                return;
            }
            self.ended.remove(&(at, id));
            self.forgotten.push(id);
            if let Some(gone) = self.orders.remove(&id) {
                self.by_client_id.remove(&gone.wish().client_id());
            }
        }
    }
}
