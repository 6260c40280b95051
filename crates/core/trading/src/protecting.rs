//! Keeping exits at the venue for what protected orders open, and what is done when they cannot be had: the position is
//! closed at the market, or a person is told and the symbol halted. Never sends an exit again whose fate is not known.

mod on_margin;

use crate::effect::Effect;
use crate::event::Event;
use crate::guard::{BareCause, EntryLife, Guard, GuardStep, Purpose, Standing};
use crate::input::RequestId;
use crate::trading::Trading;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use domain::{
    AccountId, ExitTerms, IfBare, OrderId, OrderKind, OrderState, OrderTerms, Origin, Price,
    Protection, Qty, Rounding, Side, Span, Time,
};

/// How long what an order opened may be without exits before the policy holds.
pub const BARE_MAX: Span = Span::from_secs(5);
/// How long the fills of an order that still trades are gathered before exits are placed for them.
pub const GATHER: Span = Span::from_secs(1);
/// Pause after an exit that the gate refused or that never left.
pub const EXIT_PAUSE: Span = Span::from_millis(500);
/// Pause between exits once a person knows that they are late.
pub const LATE_PAUSE: Span = Span::from_secs(8);
/// Most exits that stand beside each other for one order; then one is ended and placed anew for more.
pub const EXITS_MAX: usize = 3;
/// How often it is tried to close a position at the market before a person is told that it cannot be done.
pub const FLATTENS_MAX: u32 = 3;

/// What is kept beside the journal about positions that are not covered, and when to look next.
#[derive(Debug, Clone, Default)]
pub(crate) struct GuardWatch(BTreeMap<OrderId, Watch>);

#[derive(Debug, Clone, Copy)]
struct Watch {
    /// Since when something is not covered.
    bare_since: Option<Time>,
    /// No exit is placed before this.
    not_before: Time,
    next: Option<Time>,
    /// How often the gate refused to close it at the market.
    refused: u32,
}

/// What is known of a position when it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Facts {
    now: Time,
    /// What no exit covers, on the venue's grid; nothing where it is too little to be an order.
    bare: Qty,
    bare_since: Time,
    not_before: Time,
    /// Since when an exit is asked of which the venue has said nothing.
    asked_since: Option<Time>,
    /// Whether the end of the order itself is asked for.
    entry_wished_away: bool,
    /// An exit on margin that has nothing left to hold: the other of its pair is over, or the position is.
    idle: Option<OrderId>,
}

/// What is to be done about a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Nothing before an instant.
    Wait(Time),
    /// Nothing until something happens.
    Rest,
    /// It is over.
    Finish,
    /// All of it is held again.
    SayCovered,
    /// A person is told.
    SayBare(BareCause),
    /// Exits are placed for what is bare.
    Protect,
    /// An exit on margin that has nothing left to hold is ended.
    EndIdle(OrderId),
    /// The last exit is ended, to place one for more.
    Withdraw,
    /// What is bare is closed at the market.
    Flatten,
    /// The order itself is ended, so that it opens no more.
    EndEntry,
}

impl GuardWatch {
    pub(crate) fn next_due(&self) -> Option<Time> {
        self.0.values().filter_map(|watch| watch.next).min()
    }

    fn due(&self, now: Time) -> impl Iterator<Item = OrderId> + '_ {
        let due = move |watch: &Watch| watch.next.is_some_and(|next| next <= now);
        let entries = self.0.iter().filter(move |(_, watch)| due(watch));
        entries.map(|(entry, _)| *entry)
    }

    /// Before when no exit of a position is placed.
    pub(crate) fn not_before(&self, entry: OrderId, now: Time) -> Time {
        self.0.get(&entry).map_or(now, |watch| watch.not_before)
    }

    /// No exit of a position is placed for a while.
    pub(crate) fn set_not_before(&mut self, entry: OrderId, now: Time, pause: Span) {
        self.of(entry, now).not_before = now.plus(pause);
    }

    /// A position is looked at as if it were new: what was watched while its venue was away says nothing.
    pub(crate) fn begin_anew(&mut self, entry: OrderId) {
        self.0.remove(&entry);
    }

    fn of(&mut self, entry: OrderId, now: Time) -> &mut Watch {
        self.0.entry(entry).or_insert(Watch {
            bare_since: None,
            not_before: now,
            next: None,
            refused: 0,
        })
    }
}

/// What is done about a position: from facts alone.
fn determine(guard: &Guard, facts: &Facts) -> Action {
    if let Some(order) = facts.idle {
        return Action::EndIdle(order);
    }
    if facts.bare.is_zero() {
        return determine_covered(guard, facts);
    }
    let late = facts.bare_since.plus(BARE_MAX);
    match guard.standing {
        Standing::Lifted if is_over(guard) => Action::Finish,
        Standing::Lifted => Action::Rest,
        Standing::Bare => {
            if guard.told.is_none() {
                return Action::SayBare(BareCause::ExitEnded);
            }
            if guard.entry_life == EntryLife::Open && !facts.entry_wished_away {
                return Action::EndEntry;
            }
            match guard.protection.if_bare() {
                IfBare::Alarm => Action::Rest,
                IfBare::Flatten if guard.flattens > FLATTENS_MAX => Action::Rest,
                IfBare::Flatten if facts.now < facts.not_before => Action::Wait(facts.not_before),
                IfBare::Flatten => Action::Flatten,
            }
        }
        Standing::Kept => {
            let gathers = guard.entry_life == EntryLife::Open;
            let gathered = facts.bare_since.plus(GATHER);
            let told = guard.told.is_some();
            if facts.now >= late && !told {
                Action::SayBare(BareCause::Late)
            } else if !guard.is_settled() {
                if told {
                    Action::Rest
                } else {
                    Action::Wait(late)
                }
            } else if gathers && facts.now < gathered {
                Action::Wait(gathered)
            } else if facts.now < facts.not_before {
                Action::Wait(facts.not_before)
            } else if guard.exits.len() >= EXITS_MAX {
                Action::Withdraw
            } else {
                Action::Protect
            }
        }
    }
}

/// What is done about a position that exits cover, or of which too little is left to be an order.
fn determine_covered(guard: &Guard, facts: &Facts) -> Action {
    let unknown = facts.asked_since.map(|since| since.plus(BARE_MAX));
    match unknown {
        Some(late) if facts.now >= late && guard.told.is_none() => {
            return Action::SayBare(BareCause::Unknown);
        }
        Some(late) if facts.now < late => return Action::Wait(late),
        Some(_) => return Action::Rest,
        None => {}
    }
    let waits = guard
        .exits
        .iter()
        .all(|exit| exit.purpose == Purpose::Protect);
    if guard.told.is_some() && waits && guard.is_settled() {
        return Action::SayCovered;
    }
    if is_over(guard) {
        Action::Finish
    } else {
        Action::Rest
    }
}

/// Whether nothing can come of a position any more.
fn is_over(guard: &Guard) -> bool {
    guard.exits.is_empty() && guard.entry_life == EntryLife::Over
}

impl Trading {
    /// Somebody wishes for an order whose position exits shall hold at the venue.
    pub(crate) fn place_protected(
        &mut self,
        now: Time,
        request: RequestId,
        (account, origin, terms, protection): (AccountId, Origin, OrderTerms, Protection),
        out: &mut Vec<Effect>,
    ) {
        let entry = self.state.order_next;
        self.place(now, request, (account, origin, terms), out);
        if self.is_open(entry) {
            let step = GuardStep::Wished(protection);
            self.guard_step(now, entry, step, out);
        }
    }

    /// All protected positions, by the order that opens them.
    pub fn guards(&self) -> impl Iterator<Item = &Guard> + '_ {
        self.state.guards.values()
    }

    /// Looks at the protected positions about which something happened, or whose time has come.
    pub(crate) fn look_at_guards(&mut self, now: Time, out: &mut Vec<Effect>) {
        let mut entries = self.state.take_touched();
        entries.extend(self.guard_watch.due(now));
        for entry in entries {
            // Each look ends in a rest or a wait after few deeds: an exit, a word, an end of the order.
            let done = (0..LOOKS_MAX).find(|_| self.look_at_guard(now, entry, out).is_none());
            if done.is_none() {
                self.guard_watch.of(entry, now).next = Some(now.plus(EXIT_PAUSE));
            }
        }
        self.state.take_touched();
    }

    /// Does the next thing for a position; `None` when there is nothing more to do at this instant.
    fn look_at_guard(&mut self, now: Time, entry: OrderId, out: &mut Vec<Effect>) -> Option<()> {
        let Some(guard) = self.state.guards.get(&entry).cloned() else {
            self.guard_watch.0.remove(&entry);
            return None;
        };
        // What is closed at the market is not protected meanwhile; what is left of it is looked at once that is over.
        if self.state.presses.is_flattening(guard.position()) {
            self.guard_watch.of(entry, now).next = None;
            return None;
        }
        if self.state.away.contains_key(&guard.account) {
            let mut next = None;
            let done = self.look_while_away(now, (&guard, &mut next), out);
            self.guard_watch.of(entry, now).next = next;
            return done;
        }
        let facts = self.facts(now, &guard);
        let action = determine(&guard, &facts);
        self.guard_watch.of(entry, now).next = match action {
            Action::Wait(until) => Some(until),
            Action::Rest
            | Action::Finish
            | Action::SayCovered
            | Action::SayBare(_)
            | Action::Protect
            | Action::EndIdle(_)
            | Action::Withdraw
            | Action::Flatten
            | Action::EndEntry => None,
        };
        match action {
            Action::Wait(_) | Action::Rest => return None,
            Action::Finish => self.guard_step(now, entry, GuardStep::Over, out),
            Action::SayCovered => self.guard_step(now, entry, GuardStep::Covered, out),
            Action::SayBare(cause) => self.say_bare(now, &guard, (cause, facts.bare), out),
            Action::EndEntry => self.ask_cancel(now, entry, Origin::House, out),
            Action::EndIdle(order) => self.ask_cancel(now, order, Origin::House, out),
            Action::Withdraw => {
                if let Some(last) = guard.exits.last() {
                    self.ask_cancel(now, last.order, Origin::House, out);
                }
            }
            Action::Protect => self.protect(now, &guard, facts.bare, out),
            Action::Flatten => self.flatten(now, &guard, facts.bare, out),
        }
        Some(())
    }

    fn facts(&mut self, now: Time, guard: &Guard) -> Facts {
        let bare = self.bare(guard);
        let asked = guard.exits.iter().flat_map(|exit| &exit.open);
        let asked = asked.filter_map(|order| match self.order(*order)?.state {
            OrderState::Asked { .. } => Some(self.order(*order)?.opened),
            OrderState::Working { .. } | OrderState::Ended { .. } => None,
        });
        let asked_since = asked.min();
        let entry = self.order(guard.entry);
        let entry_wished_away = entry.is_some_and(|o| o.cancel_asked.is_some());
        let watch = self.guard_watch.of(guard.entry, now);
        let not_before = watch.not_before;
        // An exit that is only asked may yet turn out never to have left: the time goes on until the venue shows it.
        let bare_since = if bare.is_zero() && asked_since.is_none() {
            watch.bare_since = None;
            watch.refused = 0;
            now
        } else {
            *watch.bare_since.get_or_insert(now)
        };
        Facts {
            now,
            bare,
            bare_since,
            not_before,
            asked_since,
            entry_wished_away,
            idle: self.idle(guard),
        }
    }

    /// What of a position no exit covers, on the grid; nothing where the venue would take no order for it.
    fn bare(&self, guard: &Guard) -> Qty {
        let Some(instrument) = self.gate.instrument(guard.account, guard.terms.symbol) else {
            return Qty::ZERO;
        };
        let rules = &instrument.rules;
        let covered = guard.covered().unwrap_or(Qty::ZERO);
        let exposed = if self.gate.is_margined(guard.account) {
            guard.exposed().min(self.held_on_margin(guard))
        } else {
            guard.exposed()
        };
        let bare = exposed.minus(covered).unwrap_or(Qty::ZERO);
        let bare = bare.to_step(rules.qty_step, Rounding::Down);
        let bare = bare.unwrap_or(Qty::ZERO);
        let value = self.worth(guard).map(|price| price.times(bare));
        let too_small = match value {
            Some(Ok(value)) => value < instrument.close_notional_min(),
            Some(Err(_)) | None => false,
        };
        if too_small || bare < rules.qty_min {
            return Qty::ZERO;
        }
        bare
    }

    /// A price to value a position by: the market's, or the exits' own.
    fn worth(&self, guard: &Guard) -> Option<Price> {
        let venue = self.gate.account(guard.account)?.venue;
        let quote = self.gate.quote_of(venue, guard.terms.symbol);
        let market = quote.and_then(|quote| quote.bid.or(quote.last));
        let named = |kind: OrderKind| kind.limit_price().or(kind.trigger());
        let protection = &guard.protection;
        let exits = [protection.stop(), protection.target()];
        market.or_else(|| exits.into_iter().flatten().find_map(named))
    }

    fn guard_step(&mut self, now: Time, entry: OrderId, step: GuardStep, out: &mut Vec<Effect>) {
        self.record(
            Event::Guard {
                entry,
                step,
                at: now,
            },
            out,
        );
    }

    /// Tells a person; where nothing else is done about it, the symbol is halted for what is new.
    fn say_bare(
        &mut self,
        now: Time,
        guard: &Guard,
        (cause, qty): (BareCause, Qty),
        out: &mut Vec<Effect>,
    ) {
        let qty = if cause == BareCause::Unknown {
            guard.exposed()
        } else {
            qty
        };
        self.guard_watch.of(guard.entry, now).not_before = now;
        self.guard_step(now, guard.entry, GuardStep::Bare { cause, qty }, out);
        let alarms = match (cause, guard.protection.if_bare()) {
            (BareCause::Unknown | BareCause::NotFlattened, _) | (_, IfBare::Alarm) => true,
            (BareCause::ExitEnded | BareCause::Late, IfBare::Flatten) => false,
        };
        if alarms {
            let reason = format!(
                "the position of order {} is not protected: {}",
                guard.entry,
                cause.words()
            );
            self.halt_symbol(now, guard.terms.symbol, reason, out);
        }
    }

    /// Places exits for what is bare. Where the account's position is less than what the order opened, the exits cannot be
    /// reduce-only and are judged as any order.
    fn protect(&mut self, now: Time, guard: &Guard, bare: Qty, out: &mut Vec<Effect>) {
        let pause = match guard.told {
            None => EXIT_PAUSE,
            Some(_) => LATE_PAUSE,
        };
        self.guard_watch.of(guard.entry, now).not_before = now.plus(pause);
        for effect in self.effects(guard).iter().copied() {
            let Ok(terms) = guard.protection.terms(&guard.terms, bare, effect) else {
                return;
            };
            let placed = match terms {
                ExitTerms::One(terms) => self
                    .open_order(now, (guard.account, Origin::House, terms), out)
                    .ok(),
                ExitTerms::Pair(terms) if self.gate.is_margined(guard.account) => {
                    self.open_exits(now, (guard.account, &terms), out).ok()
                }
                ExitTerms::Pair(terms) => self
                    .open_pair(now, (guard.account, Origin::House, &terms), out)
                    .ok(),
            };
            if let Some(order) = placed {
                let purpose = Purpose::Protect;
                return self.exit_sent(now, guard.entry, (order, purpose), out);
            }
        }
    }

    /// Closes what is bare at the market.
    fn flatten(&mut self, now: Time, guard: &Guard, bare: Qty, out: &mut Vec<Effect>) {
        let watch = self.guard_watch.of(guard.entry, now);
        watch.not_before = now.plus(EXIT_PAUSE);
        if guard.flattens.max(watch.refused) >= FLATTENS_MAX {
            let told = (BareCause::NotFlattened, bare);
            return self.say_bare(now, guard, told, out);
        }
        let side = match guard.terms.side {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        };
        for effect in self.effects(guard).iter().copied() {
            let terms = OrderTerms {
                side,
                qty: bare,
                kind: OrderKind::Market,
                effect,
                ..guard.terms
            };
            if let Ok(order) = self.open_order(now, (guard.account, Origin::House, terms), out) {
                let purpose = Purpose::Flatten;
                return self.exit_sent(now, guard.entry, (order, purpose), out);
            }
        }
        let watch = self.guard_watch.of(guard.entry, now);
        watch.refused = watch.refused.saturating_add(1);
    }

    pub(crate) fn exit_sent(
        &mut self,
        now: Time,
        entry: OrderId,
        (order, purpose): (OrderId, Purpose),
        out: &mut Vec<Effect>,
    ) {
        let step = GuardStep::ExitSent { order, purpose };
        self.guard_step(now, entry, step, out);
        // What holds a position is never stale.
        let other = self.other_of_pair(order);
        for order in [Some(order), other].into_iter().flatten() {
            self.watch_times(order);
        }
    }
}

/// Most deeds for one position in one look.
const LOOKS_MAX: usize = 8;

impl BareCause {
    /// The cause in plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ExitEnded => "the venue refused its exit or ended it",
            Self::Late => "no exit could be placed for it in time",
            Self::Unknown => "it is not known whether the venue has its exit",
            Self::NotFlattened => "it could not be closed at the market",
        }
    }
}

#[cfg(test)]
mod tests;
