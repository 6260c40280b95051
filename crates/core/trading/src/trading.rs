//! The machine: inputs in, effects out. Owns the gate and the state; every change of the state is an event first.

use crate::checks::Checks;
use crate::config::{
    QUESTIONS_PAUSE, QUESTIONS_PER_STEP_MAX, TradingConfig, WORKING_SILENCE_MAX,
    WORKING_SILENCE_PER_ORDER,
};
use crate::effect::{Answer, Effect, Haste};
use crate::event::Event;
use crate::failover::{BackupPlan, Vigils};
use crate::input::{Input, RequestId};
use crate::losses::LossWatch;
use crate::proposals::{Controls, Persons};
use crate::protecting::GuardWatch;
use crate::pursuit::{Deed, Pursuit, Pursuits};
use crate::recover_error::RecoverError;
use crate::refresh::Refresh;
use crate::snapshot::{BalanceKnown, HaltInForce, Snapshot};
use crate::state::State;
use crate::stopping::LegWatch;
use crate::tickets::Tickets;
use crate::time_bounds::next_bound;
use crate::venue_breaker::VenueWatch;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{
    AccountId, CancelOrder, ClientOrderId, Machine, NewOrder, Order, OrderId, OrderState,
    OrderTerms, Origin, Position, PositionKey, Scope, Span, Symbol, Time,
};
use gate::{Figure, Gate, HaltWatch, Refusal, Rule, SwitchOf, Verdict};

/// The life of orders and positions. Owns the gate.
#[derive(Debug)]
pub struct Trading {
    pub(crate) config: TradingConfig,
    pub(crate) gate: Gate,
    pub(crate) state: State,
    pub(crate) pursuits: Pursuits,
    pub(crate) refresh: Refresh,
    pub(crate) checks: Checks,
    pub(crate) guard_watch: GuardWatch,
    pub(crate) leg_watch: LegWatch,
    /// What is done while a venue is away, where there is a backup.
    pub(crate) backup: Option<BackupPlan>,
    pub(crate) vigils: Vigils,
    pub(crate) loss_watch: LossWatch,
    pub(crate) venue_watch: VenueWatch,
    pub(crate) tickets: Tickets,
    /// Accounts of which a countdown at the venue may have run out.
    pub(crate) unguarded: BTreeSet<AccountId>,
    /// Before this, no more questions are handed out.
    pub(crate) paused_until: Option<Time>,
    /// The latest step.
    pub(crate) stepped: Option<Time>,
}

impl Trading {
    /// Trading as the journal left it. Open orders are held again, never cleared again; they are asked about at once.
    ///
    /// # Errors
    /// The events are not the history of one house.
    pub fn recover(
        config: TradingConfig,
        gate: Gate,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        Self::restore(config, gate, Snapshot::empty(), events)
    }

    /// Trading from a snapshot and the events after it: the same as from all events.
    ///
    /// # Errors
    /// The snapshot is not of this house, or the events do not follow from it.
    pub fn restore(
        config: TradingConfig,
        mut gate: Gate,
        snapshot: Snapshot,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        let mut state = State::from_snapshot(snapshot, &mut gate)?;
        for event in events {
            state.apply(config, &mut gate, &event)?;
            state.forgotten.clear();
        }
        let mut pursuits = Pursuits::default();
        for (id, tracked) in &state.orders {
            let believe_after = match tracked.order.state {
                OrderState::Asked { deadline, .. } => deadline,
                OrderState::Working { .. } | OrderState::Ended { .. } => state.as_of,
            };
            let mut pursuit = Pursuit::new(believe_after);
            if !tracked.order.state.is_ended() {
                pursuit.ask.start(state.as_of);
                if tracked.order.cancel_asked.is_some() {
                    pursuit.cancel.start(state.as_of);
                }
                let bound = next_bound(&tracked.order, config.stale);
                let bound = bound.filter(|_| !state.is_exit(*id));
                pursuit.time_up = bound.map(|(at, _)| at);
            }
            pursuits.insert(*id, pursuit);
        }
        let accounts = gate.config().accounts.iter();
        let refresh = Refresh::of_all(accounts.clone().map(|a| a.account), state.as_of);
        let checks = Checks::of_all(accounts.map(|a| a.account), state.as_of);
        let loss_watch = LossWatch::of(&gate);
        // What was being closed is looked at at once.
        let leg_watch = state.presses.due_legs(state.as_of);
        Ok(Self {
            config,
            gate,
            state,
            pursuits,
            refresh,
            checks,
            guard_watch: GuardWatch::default(),
            leg_watch,
            backup: None,
            vigils: Vigils::new(),
            loss_watch,
            venue_watch: VenueWatch::default(),
            tickets: Tickets::default(),
            unguarded: BTreeSet::new(),
            paused_until: None,
            stepped: None,
        })
    }

    /// Takes the house back to a snapshot and the events after it, after a turn that could not be written down.
    /// Whatever that turn cleared is out of date: the watch has moved.
    ///
    /// # Errors
    /// The events do not follow from the snapshot.
    pub fn rebuild(
        self,
        snapshot: Snapshot,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        // What was bare is bare for as long as before: the commit that failed gives it no second five seconds.
        let guard_watch = self.guard_watch;
        let backup = self.backup;
        let rebuilt = Self::restore(self.config, self.gate.reset(), snapshot, events)?;
        let rebuilt = Self {
            guard_watch,
            ..rebuilt
        };
        Ok(rebuilt.with_backup(backup))
    }

    /// The whole state as plain data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            lately: self.gate.lately(),
            ..self.state.to_snapshot()
        }
    }

    /// The gate, to look at.
    #[must_use]
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The read handle to the count of halts.
    #[must_use]
    pub fn halt_watch(&self) -> HaltWatch {
        self.gate.halt_watch()
    }

    /// What the gate would say to a wish. Nothing is held.
    #[must_use]
    pub fn verdict(
        &self,
        now: Time,
        account: AccountId,
        origin: Origin,
        terms: OrderTerms,
    ) -> Verdict {
        match self.numbered(now, account, origin, terms) {
            Ok(order) => self.gate.verdict(now, &order),
            Err(refusal) => Verdict {
                refusal: Some(refusal),
                price: None,
                value: None,
                hold: None,
                available: None,
                fee: None,
                uses: Vec::new(),
            },
        }
    }

    /// An order in memory: open, or ended lately.
    #[must_use]
    pub fn order(&self, order: OrderId) -> Option<&Order> {
        self.state.orders.get(&order).map(|tracked| &tracked.order)
    }

    /// An order in memory by its id at the venue.
    #[must_use]
    pub fn order_by_client_id(&self, client_id: ClientOrderId) -> Option<&Order> {
        self.order(*self.state.by_client_id.get(&client_id)?)
    }

    /// All orders in memory, oldest first.
    pub fn orders(&self) -> impl Iterator<Item = &Order> + '_ {
        self.state.orders.values().map(|tracked| &tracked.order)
    }

    /// Orders that may still trade, oldest first.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> + '_ {
        self.orders().filter(|order| !order.state.is_ended())
    }

    /// Every position that was ever traded.
    pub fn positions(&self) -> impl Iterator<Item = &Position> + '_ {
        self.state.positions.values()
    }

    /// The one net position of an account in a symbol; `None` when it never traded.
    #[must_use]
    pub fn position(&self, account: AccountId, symbol: Symbol) -> Option<&Position> {
        self.position_of(PositionKey::both(account, symbol))
    }

    /// A position; `None` when it never traded.
    #[must_use]
    pub fn position_of(&self, key: PositionKey) -> Option<&Position> {
        self.state.positions.get(&key)
    }

    /// Halts in force.
    pub fn halts(&self) -> impl Iterator<Item = &HaltInForce> + '_ {
        self.state.halts.values()
    }

    /// Balances as the venue last said.
    pub fn balances(&self) -> impl Iterator<Item = &BalanceKnown> + '_ {
        self.state.balances.values()
    }

    /// Changes of controls, and the limits that people set.
    #[must_use]
    pub const fn controls(&self) -> &Controls {
        &self.state.controls
    }

    /// How many persons a change takes that makes the house looser.
    #[must_use]
    pub const fn persons(&self) -> Persons {
        self.config.persons
    }

    /// The switches that are off.
    pub fn switches_off(&self) -> impl Iterator<Item = SwitchOf> + '_ {
        self.state.switches_off.iter().copied()
    }

    /// The number the next wish gets.
    #[must_use]
    pub const fn order_next(&self) -> OrderId {
        self.state.order_next
    }

    /// A wish with the number and the venue's id it would get.
    pub(crate) fn numbered(
        &self,
        now: Time,
        account: AccountId,
        origin: Origin,
        terms: OrderTerms,
    ) -> Result<NewOrder, Refusal> {
        let id = self.state.order_next;
        let client_id = ClientOrderId::of(now, account, id);
        NewOrder::new((id, client_id), account, origin, terms).map_err(|_| {
            let scope = Scope::Account(account);
            Refusal::new(Rule::NoQty, scope, Figure::Count(0), Figure::Count(1))
        })
    }

    /// Makes an event true and has it written down.
    pub(crate) fn record(&mut self, event: Event, out: &mut Vec<Effect>) {
        let applied = self.state.apply(self.config, &mut self.gate, &event);
        debug_assert!(applied.is_ok(), "{applied:?} of {event:?}");
        if applied.is_ok() {
            out.push(Effect::Record(event));
        }
    }

    pub(crate) fn answer(request: RequestId, answer: Answer, out: &mut Vec<Effect>) {
        out.push(Effect::Answer { request, answer });
    }

    /// How long a working order may be silent: longer when there are many, for questions use up the venue's budget.
    pub(crate) fn silence_max(&self) -> Span {
        let open = self
            .state
            .orders
            .len()
            .saturating_sub(self.state.ended.len());
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        WORKING_SILENCE_MAX.max(WORKING_SILENCE_PER_ORDER.times(open))
    }

    /// Hands out what is due: every cancel, and not too many questions at once.
    fn pursue(&mut self, now: Time, out: &mut Vec<Effect>) {
        for account in self.refresh.take_due(now) {
            out.push(Effect::FetchBalances { account });
        }
        self.look_at_times(now, out);
        for account in self.checks.take_due(now) {
            let trades = self.trades_wanted(account);
            let payments = self.payments_wanted(account);
            let haste = if self.gate.is_compared(account) {
                Haste::CanWait
            } else {
                Haste::OpensTheStartGate
            };
            out.push(Effect::FetchStatement {
                account,
                trades,
                payments,
                haste,
            });
        }
        for order in self.pursuits.take_cancels(now) {
            self.act(order, Deed::Cancel, out);
        }
        if self.paused_until.is_some_and(|until| now < until) {
            return;
        }
        self.paused_until = None;
        let deeds = self.pursuits.take_questions(now, QUESTIONS_PER_STEP_MAX);
        if deeds.len() >= QUESTIONS_PER_STEP_MAX {
            self.paused_until = Some(now.plus(QUESTIONS_PAUSE));
        }
        for (order, deed) in deeds {
            self.act(order, deed, out);
        }
    }

    pub(crate) fn act(&mut self, order: OrderId, deed: Deed, out: &mut Vec<Effect>) {
        let Some(tracked) = self.state.orders.get(&order) else {
            return;
        };
        let wish = *tracked.wish();
        let (client_id, account, symbol) = (wish.client_id(), wish.account(), wish.terms().symbol);
        let kind = wish.terms().kind;
        out.push(match deed {
            Deed::Ask => Effect::Query {
                order,
                client_id,
                account,
                symbol,
                kind,
            },
            Deed::FetchFills => Effect::FetchFills {
                order,
                client_id,
                venue_id: tracked.venue_id,
                account,
                symbol,
                kind,
            },
            Deed::Cancel => {
                let id = order;
                let cleared = self.gate.clear_cancel(CancelOrder {
                    id,
                    client_id,
                    account,
                    symbol,
                });
                Effect::Cancel { cleared, kind }
            }
        });
    }

    fn forget_pursuits(&mut self) {
        for order in self.state.forgotten.drain(..) {
            self.pursuits.remove(order);
        }
    }
}

impl Machine for Trading {
    type Input = Input;
    type Effect = Effect;

    fn step(&mut self, now: Time, input: Input, out: &mut impl Extend<Effect>) {
        let mut effects = Vec::new();
        self.look_at_clock(now);
        self.take_wish(now, input, &mut effects);
        self.alarm(now, &mut effects);
        self.look_at_proposals(now, &mut effects);
        self.look_homeward(now, &mut effects);
        self.look_at_losses(now, &mut effects);
        self.look_at_legs(now, &mut effects);
        self.look_at_guards(now, &mut effects);
        self.pursue(now, &mut effects);
        self.forget_pursuits();
        out.extend(effects);
    }

    fn wake_at(&self) -> Option<Time> {
        self.planned()
    }
}

#[cfg(test)]
mod tests;
