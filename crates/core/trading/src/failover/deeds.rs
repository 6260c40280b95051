//! What is done when a venue falls silent and when it comes back: recorded, told, and taken home only with proof.
//! Never opens anything; exits are in `exits`.

use super::signs::{Judged, Vigil};
use super::{
    Away, AwayCause, BackupPlan, FailoverEvent, FailoverInput, NotTaken, SignRules, Stage,
    VenueSigns,
};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::guard::{Course, Guard};
use crate::input::{Cause, RequestId};
use crate::trading::Trading;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, OrderId, Origin, Qty, Time};

/// What is remembered of every watched venue; kept beside the journal.
pub(crate) type Vigils = BTreeMap<AccountId, Vigil>;

impl Trading {
    /// Trading with a backup for one account. Without a plan nothing ever moves; a venue that was away stays so until it
    /// answers and its account was compared.
    #[must_use]
    pub fn with_backup(mut self, plan: Option<BackupPlan>) -> Self {
        self.backup = plan;
        self
    }

    /// The plan for a backup, where there is one.
    #[must_use]
    pub const fn backup(&self) -> Option<&BackupPlan> {
        self.backup.as_ref()
    }

    /// The venues that are away, by account.
    pub fn away(&self) -> impl Iterator<Item = &Away> + '_ {
        self.state.away.values()
    }

    /// Something happened about a venue with a backup.
    pub(crate) fn failover(&mut self, now: Time, input: FailoverInput, out: &mut Vec<Effect>) {
        match input {
            FailoverInput::Signs { account, signs } => self.signs(now, account, &signs, out),
            FailoverInput::Call {
                request,
                account,
                cause,
            } => {
                let taken = self.call_away(now, account, cause, out);
                Self::answer_wish(request, taken, out);
            }
            FailoverInput::Release {
                request,
                account,
                cause,
            } => {
                let taken = self.wish_home(now, account, cause, out);
                Self::answer_wish(request, taken, out);
            }
        }
    }

    fn answer_wish(request: RequestId, taken: Result<(), NotTaken>, out: &mut Vec<Effect>) {
        let answer = match taken {
            Ok(()) => Answer::Done,
            Err(why) => Answer::NotTaken(why),
        };
        Self::answer(request, answer, out);
    }

    fn call_away(
        &mut self,
        now: Time,
        account: AccountId,
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> Result<(), NotTaken> {
        if self.plan_of(account).is_none() {
            return Err(NotTaken::NoBackup);
        }
        if self.state.away.contains_key(&account) {
            return Err(NotTaken::AwayAlready);
        }
        let cause = AwayCause::Called(cause.bounded());
        self.went_away(now, account, cause, out);
        Ok(())
    }

    fn wish_home(
        &mut self,
        now: Time,
        account: AccountId,
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> Result<(), NotTaken> {
        if !self.state.away.contains_key(&account) {
            return Err(NotTaken::NotAway);
        }
        let event = FailoverEvent::ReleaseAsked {
            account,
            cause: cause.bounded(),
            at: now,
        };
        self.record(Event::Failover(event), out);
        Ok(())
    }

    pub(super) fn plan_of(&self, account: AccountId) -> Option<&BackupPlan> {
        self.backup.as_ref().filter(|plan| plan.account == account)
    }

    fn went_away(
        &mut self,
        now: Time,
        account: AccountId,
        cause: AwayCause,
        out: &mut Vec<Effect>,
    ) {
        let event = FailoverEvent::WentAway {
            account,
            cause,
            at: now,
        };
        self.record(Event::Failover(event), out);
    }

    /// What was heard of a venue: it goes away, answers again, or falls silent on its way home.
    fn signs(&mut self, now: Time, account: AccountId, signs: &VenueSigns, out: &mut Vec<Effect>) {
        let plan = self.plan_of(account);
        let has_plan = plan.is_some();
        let rules = plan.map_or(SignRules::default(), |plan| plan.rules);
        let vigil = self.vigils.entry(account).or_insert(Vigil::new(now));
        let judged = vigil.judge(now, rules, signs);
        let Some(away) = self.state.away.get(&account) else {
            if let (true, Judged::Silent(since)) = (has_plan, judged) {
                self.went_away(now, account, AwayCause::Silence { since }, out);
            }
            return;
        };
        let waits_for_person = match away.cause {
            AwayCause::Silence { .. } => false,
            AwayCause::Called(_) => away.release.is_none(),
        };
        match (away.stage, judged) {
            (Stage::Gone, Judged::Speaks) if !waits_for_person => {
                let event = FailoverEvent::Answers { account, at: now };
                self.record(Event::Failover(event), out);
                self.checks.want(account, now);
            }
            (Stage::Answers(_), Judged::Silent(_)) => {
                let event = FailoverEvent::SilentAgain { account, at: now };
                self.record(Event::Failover(event), out);
            }
            (Stage::Gone, Judged::Speaks | Judged::Wavers | Judged::Silent(_))
            | (Stage::Answers(_), Judged::Speaks | Judged::Wavers) => {}
        }
    }

    /// Takes venues home that answer: first the account is compared, then exits at the backup are ended, and when the last
    /// is known to be over it is recorded.
    pub(crate) fn look_homeward(&mut self, now: Time, out: &mut Vec<Effect>) {
        let answering = self
            .state
            .away
            .values()
            .filter_map(|away| match away.stage {
                Stage::Gone => None,
                Stage::Answers(since) => Some((away.account, since)),
            });
        let answering: Vec<(AccountId, Time)> = answering.collect();
        for (account, since) in answering {
            let Some(compared) = self.compared_since(account, since) else {
                continue;
            };
            let moved = self.moved_exits(account);
            for (order, course) in &moved {
                if *course != Course::Withdrawn {
                    self.ask_cancel(now, *order, Origin::House, out);
                }
            }
            let surplus = self.surplus_exits(account);
            for order in &surplus {
                self.ask_cancel(now, *order, Origin::House, out);
            }
            let guards = self.state.guards.values();
            let guards: Vec<&Guard> = guards.filter(|guard| guard.account == account).collect();
            let settled = guards.iter().all(|guard| guard.is_settled());
            if moved.is_empty() && surplus.is_empty() && settled {
                let entries: Vec<OrderId> = guards.iter().map(|guard| guard.entry).collect();
                for entry in entries {
                    self.guard_watch.begin_anew(entry);
                }
                let event = FailoverEvent::CameHome {
                    account,
                    compared,
                    at: now,
                };
                self.record(Event::Failover(event), out);
            }
        }
    }

    /// When the round was asked for that compared an account after an instant and left nothing to be confirmed.
    fn compared_since(&self, account: AccountId, since: Time) -> Option<Time> {
        let check = self.checks.get(account)?;
        let asked = check.last.filter(|asked| *asked >= since)?;
        let agreed = check.suspects.is_empty() && self.gate.is_compared(account);
        agreed.then_some(asked)
    }

    /// Exits at the venue itself that would close more than is left open of their positions, for a part was sold at the
    /// backup; those whose end is asked for already are left out.
    fn surplus_exits(&self, account: AccountId) -> Vec<OrderId> {
        let guards = self.state.guards.values();
        let over = guards.filter(|guard| guard.account == account && guard.is_settled());
        let over = over.filter(|guard| {
            let covered = guard.covered().unwrap_or(Qty::ZERO);
            guard.closed > Qty::ZERO && covered > guard.exposed()
        });
        let exits = over.flat_map(|guard| guard.exits.iter().rev().take(1));
        exits
            .filter_map(|exit| exit.open.first().copied())
            .collect()
    }

    /// Exits of an account's positions that may still trade at another account, by their first open order.
    fn moved_exits(&self, account: AccountId) -> Vec<(OrderId, Course)> {
        let guards = self.state.guards.values();
        let exits = guards
            .filter(|guard| guard.account == account)
            .flat_map(|guard| &guard.exits)
            .filter(|exit| self.is_elsewhere(exit, account));
        let open = exits.filter_map(|exit| Some((*exit.open.first()?, exit.course)));
        open.collect()
    }
}
