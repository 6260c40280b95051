//! How far the past of every account is kept, as others see it. Never changes anything but when the next round begins.

use crate::handle::Desk;
use crate::product::Product;
use domain::{AccountId, Time};
use identity::{Permit, ReadTrading};
use store::{HistoryWalkRow, StoreError};

/// Most histories that are shown.
const SHOWN_MAX: u32 = 500;

/// Whether a history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryStanding {
    /// Its first walk is under way.
    Reading,
    /// Everything up to an instant is kept.
    Whole,
    /// Its last walk stood still; the next round goes on.
    Still,
    /// The venue does not serve it to this key; it is asked for again a day later.
    NotServed,
}

/// One history and how far it is kept.
#[derive(Debug, Clone)]
pub struct HistoryState {
    /// What its account trades.
    pub product: Product,
    /// Whether it is read.
    pub standing: HistoryStanding,
    /// Where it stands.
    pub walk: HistoryWalkRow,
}

impl HistoryStanding {
    /// The short name: `reading`, `whole`, `still`, `not-served`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Whole => "whole",
            Self::Still => "still",
            Self::NotServed => "not-served",
        }
    }

    fn of(walk: &HistoryWalkRow, now: Time) -> Self {
        match (&walk.trouble, walk.rests_until, walk.whole_until) {
            (Some(_), Some(until), _) if now < until => Self::NotServed,
            (Some(_), _, _) => Self::Still,
            (None, _, Some(_)) => Self::Whole,
            (None, _, None) => Self::Reading,
        }
    }
}

impl Desk {
    /// Every history that was ever read, account by account.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn histories(
        &self,
        _permit: Permit<ReadTrading>,
    ) -> Result<Vec<HistoryState>, StoreError> {
        let first = AccountId::new(0);
        let walks = self.shared.reader.history_walks(first, SHOWN_MAX).await?;
        let now = self.now();
        let state = |walk: HistoryWalkRow| {
            // A backup's past belongs to the books too.
            let mut all = self.shared.links.iter();
            let link = all.find(|link| link.account == walk.name.account)?;
            Some(HistoryState {
                product: link.product,
                standing: HistoryStanding::of(&walk, now),
                walk,
            })
        };
        Ok(walks.into_iter().filter_map(state).collect())
    }

    /// Has the histories of every account read on at once, or after the round that is under way.
    pub fn read_histories(&self, _permit: Permit<ReadTrading>) {
        for link in &self.shared.links {
            link.histories.ring();
        }
    }
}
