//! What accounts held at the end of each UTC day. The engines are asked at midnight; nothing is worked out afterwards.

use super::Wallet;
use super::book::SNAPSHOT_DAYS_MAX;
use super::deposits::millis;
use super::fact::WalletFact;
use super::input::WalletEffect;
use super::snapshot::Snapshot;
use alloc::vec::Vec;
use domain::{Span, Time};

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// From midnight back to the last second of the day, in milliseconds.
const LAST_SECOND_MS: i64 = 1_000;

impl Wallet {
    /// Days are written down from the first account on.
    pub(crate) fn begin_days(&mut self) {
        if self.midnight.is_none() {
            let day = Span::from_millis(DAY_MS);
            self.set_midnight(self.now().floor_to(day).plus(day));
        }
    }

    fn set_midnight(&mut self, midnight: Time) {
        self.midnight = Some(midnight);
        self.keep(WalletFact::Midnight(midnight));
    }

    /// Asks for the end of every day that is over. While the venue stood still nothing changed, so days missed then are asked
    /// for too, as many as are kept.
    pub(crate) fn end_days(&mut self) {
        let day = Span::from_millis(DAY_MS);
        let kept = Span::from_millis(DAY_MS)
            .times(millis(u64::try_from(SNAPSHOT_DAYS_MAX).unwrap_or(u64::MAX)));
        let Some(mut midnight) = self.midnight.filter(|midnight| *midnight <= self.now()) else {
            return;
        };
        let oldest = self
            .now()
            .floor_to(day)
            .plus(Span::from_nanos(kept.nanos().saturating_neg()));
        midnight = midnight.max(oldest);
        while midnight <= self.now() {
            let at = midnight.plus(Span::from_millis(-LAST_SECOND_MS));
            self.say(WalletEffect::SnapshotDue { at });
            midnight = midnight.plus(day);
        }
        self.set_midnight(midnight);
    }

    pub(crate) fn remember_snapshots(&mut self, rows: Vec<Snapshot>) {
        for row in rows {
            if self.members.contains_key(&row.account) {
                self.keep(WalletFact::Snapshot(row.clone()));
                self.note_snapshot(row);
            }
        }
    }

    pub(crate) fn note_snapshot(&mut self, row: Snapshot) {
        let snapshots = &mut self.book_mut(row.account).snapshots;
        snapshots.insert(row.at.millis(), row);
        while snapshots.len() > SNAPSHOT_DAYS_MAX {
            snapshots.pop_first();
        }
    }
}
