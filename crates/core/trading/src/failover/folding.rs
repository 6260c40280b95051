//! What happened to venues with a backup, folded into the state; the gate is told what must not pass. Never decides.

use super::{Away, FailoverEvent, Sold, Stage};
use crate::state::State;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, Fill, OrderId, Qty};
use gate::Gate;

impl State {
    pub(crate) fn apply_failover(&mut self, gate: &mut Gate, event: &FailoverEvent) {
        let account = event.account();
        match event {
            FailoverEvent::WentAway { cause, at, .. } => {
                let away = Away {
                    account,
                    cause: cause.clone(),
                    since: *at,
                    stage: Stage::Gone,
                    release: None,
                    sold: BTreeMap::new(),
                    stays: BTreeMap::new(),
                };
                self.away.insert(account, away);
                gate.venue_away(account);
            }
            FailoverEvent::CameHome { .. } => {
                self.away.remove(&account);
                gate.venue_home(account);
            }
            FailoverEvent::Stays { entry, why, .. } => {
                if let Some(away) = self.away.get_mut(&account) {
                    away.stays.insert(*entry, *why);
                }
            }
            FailoverEvent::ReleaseAsked { cause, .. } => {
                if let Some(away) = self.away.get_mut(&account) {
                    away.release = Some(cause.clone());
                }
            }
            FailoverEvent::Answers { at, .. } => {
                if let Some(away) = self.away.get_mut(&account) {
                    away.stage = Stage::Answers(*at);
                }
            }
            FailoverEvent::SilentAgain { .. } => {
                if let Some(away) = self.away.get_mut(&account) {
                    away.stage = Stage::Gone;
                }
            }
        }
        // Every protected position of the account is looked at again, except by the word that came of such a look.
        match event {
            FailoverEvent::Stays { .. } => {}
            FailoverEvent::WentAway { .. }
            | FailoverEvent::CameHome { .. }
            | FailoverEvent::ReleaseAsked { .. }
            | FailoverEvent::Answers { .. }
            | FailoverEvent::SilentAgain { .. } => self.touch_account(account),
        }
    }

    fn touch_account(&mut self, account: AccountId) {
        let entries = self.guards.values().filter(|g| g.account == account);
        let entries: Vec<OrderId> = entries.map(|guard| guard.entry).collect();
        self.guards_touched.extend(entries);
    }

    /// Takes venues that were away back from a snapshot.
    pub(crate) fn take_back_away(&mut self, gate: &mut Gate, away: Vec<Away>) {
        for one in away {
            gate.venue_away(one.account);
            self.away.insert(one.account, one);
        }
    }

    /// Counts what an exit sold while the venue of its position was away. The position has taken the fill already.
    pub(crate) fn count_sold(&mut self, fill: &Fill) {
        if !self.is_exit(fill.order) {
            return;
        }
        let Some(guard) = self.guard_of(fill.order) else {
            return;
        };
        let account = guard.account;
        let excess = guard.closed.minus(guard.opened).unwrap_or(Qty::ZERO);
        let doubled = excess.min(fill.qty);
        let Some(away) = self.away.get_mut(&account) else {
            return;
        };
        let sold = away.sold.entry(fill.symbol).or_insert(Sold::NOTHING);
        let part = if fill.account == account {
            &mut sold.home
        } else {
            &mut sold.backup
        };
        *part = part.plus(fill.qty).unwrap_or(*part);
        sold.doubled = sold.doubled.plus(doubled).unwrap_or(sold.doubled);
    }
}
