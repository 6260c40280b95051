//! What becomes of the exits of a protected position while its venue is away: it stays as it is and a person is told, or
//! what is bare for certain is given exits at the backup. Never places one for what may be sold elsewhere, unless the
//! operator allowed exactly that.

use super::{Away, BackupPlan, ExitsPolicy, FailoverEvent, Stage, Stays};
use crate::effect::Effect;
use crate::event::Event;
use crate::guard::{EntryLife, Exit, Guard, GuardStep, Purpose, Standing};
use crate::protecting::FLATTENS_MAX;
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{
    AccountId, ExitTerms, Exits, IfBare, OrderKind, OrderTerms, Origin, PositionEffect, Protection,
    Qty, Rounding, Side, Span, Time,
};
use gate::{Doubling, Moved, Refusal};

/// Pause after the gate refused an exit at the backup, or after one that did not come to stand.
pub const MOVED_PAUSE: Span = Span::from_secs(30);

/// What is known of a position whose venue is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Facts {
    now: Time,
    policy: ExitsPolicy,
    stage: Stage,
    /// What nothing covers that counts by the policy, on the backup's grid.
    bare: Qty,
    /// Exits of it that may stand at the silent venue.
    at_home: usize,
    /// Why it stays, as last told.
    told: Option<Stays>,
    /// No exit is placed before this.
    not_before: Time,
}

/// What is to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// Nothing until something happens.
    Rest,
    /// Nothing before an instant.
    Wait(Time),
    /// Nothing is left of it.
    Finish,
    /// A person is told that it stays, and why.
    Tell(Stays),
    /// Exits are placed at the backup.
    Protect,
    /// It is closed at the backup's market.
    Flatten,
}

/// What is done about a position whose venue is away: from facts alone.
fn determine(guard: &Guard, facts: &Facts) -> Action {
    if guard.exits.is_empty() && guard.entry_life == EntryLife::Over && guard.exposed().is_zero() {
        return Action::Finish;
    }
    if guard.standing == Standing::Lifted || guard.exposed().is_zero() {
        return Action::Rest;
    }
    let tell = |why: Stays| {
        if facts.told == Some(why) {
            Action::Rest
        } else {
            Action::Tell(why)
        }
    };
    match (facts.policy, facts.stage) {
        (ExitsPolicy::Freeze, _) => tell(Stays::Policy),
        (ExitsPolicy::Move(_), Stage::Answers(_)) => Action::Rest,
        (ExitsPolicy::Move(_), Stage::Gone) if !guard.is_settled() => Action::Rest,
        (ExitsPolicy::Move(Doubling::Never), Stage::Gone)
            if facts.bare.is_zero() && facts.at_home > 0 =>
        {
            tell(Stays::MayStand)
        }
        (ExitsPolicy::Move(_), Stage::Gone) if facts.bare.is_zero() => Action::Rest,
        (ExitsPolicy::Move(_), Stage::Gone) if facts.now < facts.not_before => {
            Action::Wait(facts.not_before)
        }
        (ExitsPolicy::Move(_), Stage::Gone) => match (guard.standing, guard.protection.if_bare()) {
            (Standing::Bare, IfBare::Alarm) => tell(Stays::Alarm),
            (Standing::Bare, IfBare::Flatten) if guard.flattens > FLATTENS_MAX => {
                tell(Stays::Alarm)
            }
            (Standing::Bare, IfBare::Flatten) => Action::Flatten,
            (Standing::Kept | Standing::Lifted, _) => Action::Protect,
        },
    }
}

impl Trading {
    /// Whether an exit was placed at another account than this.
    pub(super) fn is_elsewhere(&self, exit: &Exit, account: AccountId) -> bool {
        let mut orders = exit.open.iter().chain([&exit.order]);
        let found = orders.find_map(|order| self.order(*order));
        found.is_some_and(|order| order.order.account() != account)
    }

    /// Does the next thing for a position whose venue is away; `None` when there is nothing more to do at this instant.
    /// The instant to look next is set.
    pub(crate) fn look_while_away(
        &mut self,
        now: Time,
        (guard, next): (&Guard, &mut Option<Time>),
        out: &mut Vec<Effect>,
    ) -> Option<()> {
        let away = self.state.away.get(&guard.account)?;
        let facts = self.away_facts(now, guard, away);
        *next = None;
        match determine(guard, &facts) {
            Action::Rest => return None,
            Action::Wait(until) => {
                *next = Some(until);
                return None;
            }
            Action::Finish => {
                let (entry, step) = (guard.entry, GuardStep::Over);
                let at = now;
                self.record(Event::Guard { entry, step, at }, out);
            }
            Action::Tell(why) => self.tell_stays(now, guard, why, out),
            Action::Protect => self.protect_elsewhere(now, guard, facts.bare, out),
            Action::Flatten => self.flatten_elsewhere(now, guard, facts.bare, out),
        }
        Some(())
    }

    fn away_facts(&self, now: Time, guard: &Guard, away: &Away) -> Facts {
        let plan = self.plan_of(guard.account);
        let policy = plan.map_or(ExitsPolicy::Freeze, |plan| {
            plan.policy(guard.terms.symbol).exits
        });
        let bare = match (plan, policy) {
            (Some(plan), ExitsPolicy::Move(doubling)) => self.bare_elsewhere(guard, plan, doubling),
            (None, _) | (Some(_), ExitsPolicy::Freeze) => Qty::ZERO,
        };
        Facts {
            now,
            policy,
            stage: away.stage,
            bare,
            at_home: guard
                .exits
                .iter()
                .filter(|exit| !self.is_elsewhere(exit, guard.account))
                .count(),
            told: away.stays.get(&guard.entry).copied(),
            not_before: self.guard_watch.not_before(guard.entry, now),
        }
    }

    /// What of a position nothing covers, on the backup's grid; nothing where the backup would take no order for it.
    /// Where nothing may be doubled, every exit counts that may stand anywhere.
    fn bare_elsewhere(&self, guard: &Guard, plan: &BackupPlan, doubling: Doubling) -> Qty {
        let Some(instrument) = self.gate.instrument(plan.backup, guard.terms.symbol) else {
            return Qty::ZERO;
        };
        let counts = |exit: &&Exit| match doubling {
            Doubling::Never => true,
            Doubling::WithinHolding => self.is_elsewhere(exit, guard.account),
        };
        let mut exits = guard.exits.iter().filter(counts);
        let covered = exits.try_fold(Qty::ZERO, |sum, exit| {
            sum.plus(exit.qty.minus(exit.filled).unwrap_or(Qty::ZERO))
        });
        let covered = covered.unwrap_or(guard.exposed());
        let bare = guard.exposed().minus(covered).unwrap_or(Qty::ZERO);
        let rules = &instrument.rules;
        let bare = bare.to_step(rules.qty_step, Rounding::Down);
        let bare = bare.unwrap_or(Qty::ZERO);
        if bare < rules.qty_min {
            return Qty::ZERO;
        }
        bare
    }

    fn tell_stays(&mut self, now: Time, guard: &Guard, why: Stays, out: &mut Vec<Effect>) {
        let event = FailoverEvent::Stays {
            account: guard.account,
            entry: guard.entry,
            why,
            qty: guard.exposed(),
            at: now,
        };
        self.record(Event::Failover(event), out);
    }

    /// Where a position's exits are placed while its venue is away.
    fn elsewhere(&self, guard: &Guard) -> Option<(AccountId, Moved)> {
        let plan = self.plan_of(guard.account)?;
        let doubling = match plan.policy(guard.terms.symbol).exits {
            ExitsPolicy::Move(doubling) => doubling,
            ExitsPolicy::Freeze => return None,
        };
        let from = guard.account;
        Some((plan.backup, Moved { from, doubling }))
    }

    /// Places the wished exits at the backup for what is bare, on the backup's grid.
    fn protect_elsewhere(&mut self, now: Time, guard: &Guard, bare: Qty, out: &mut Vec<Effect>) {
        let Some((backup, moved)) = self.elsewhere(guard) else {
            return;
        };
        self.guard_watch
            .set_not_before(guard.entry, now, MOVED_PAUSE);
        let fitted = self.fitted(guard, backup).unwrap_or(guard.protection);
        let Ok(terms) = fitted.terms(&guard.terms, bare, PositionEffect::ReduceOnly) else {
            return;
        };
        let wish = (backup, Origin::House);
        let placed = match terms {
            ExitTerms::One(terms) => {
                self.open_order_by(now, (wish.0, wish.1, terms), Some(moved), out)
            }
            ExitTerms::Pair(terms) => {
                self.open_pair_by(now, (wish.0, wish.1, &terms), Some(moved), out)
            }
        };
        match placed {
            Ok(order) => self.exit_sent(now, guard.entry, (order, Purpose::Protect), out),
            Err((_, refusal)) => self.tell_refused(now, guard, &refusal, out),
        }
    }

    fn tell_refused(&mut self, now: Time, guard: &Guard, refusal: &Refusal, out: &mut Vec<Effect>) {
        let why = Stays::Refused(refusal.rule);
        let away = self.state.away.get(&guard.account);
        let told = away.and_then(|away| away.stays.get(&guard.entry));
        if told != Some(&why) {
            self.tell_stays(now, guard, why, out);
        }
    }

    /// The wished exits with their prices on the backup's grid.
    fn fitted(&self, guard: &Guard, backup: AccountId) -> Option<Protection> {
        let instrument = self.gate.instrument(backup, guard.terms.symbol)?;
        let side = opposite(guard.terms.side);
        let on_grid = |kind: OrderKind| {
            let terms = OrderTerms {
                side,
                kind,
                qty: instrument.rules.qty_max,
                ..guard.terms
            };
            instrument.on_grid(terms).ok().map(|terms| terms.kind)
        };
        let exits = match guard.protection.exits() {
            Exits::Stop(stop) => Exits::Stop(on_grid(stop)?),
            Exits::Target(target) => Exits::Target(on_grid(target)?),
            Exits::Both { target, stop } => Exits::Both {
                target: on_grid(target)?,
                stop: on_grid(stop)?,
            },
        };
        Protection::from_parts(exits, guard.protection.if_bare()).ok()
    }

    /// Closes what is bare at the backup's market.
    fn flatten_elsewhere(&mut self, now: Time, guard: &Guard, bare: Qty, out: &mut Vec<Effect>) {
        let Some((backup, moved)) = self.elsewhere(guard) else {
            return;
        };
        self.guard_watch
            .set_not_before(guard.entry, now, MOVED_PAUSE);
        let terms = OrderTerms {
            side: opposite(guard.terms.side),
            qty: bare,
            kind: OrderKind::Market,
            effect: PositionEffect::ReduceOnly,
            ..guard.terms
        };
        match self.open_order_by(now, (backup, Origin::House, terms), Some(moved), out) {
            Ok(order) => self.exit_sent(now, guard.entry, (order, Purpose::Flatten), out),
            Err((_, refusal)) => self.tell_refused(now, guard, &refusal, out),
        }
    }
}

const fn opposite(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}
