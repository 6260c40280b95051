//! A venue that does not answer and the backup beside it: what is done by policy, what is known, what is recorded.
//! Holds words only; the rule is in `signs`, the deeds in `deeds` and `exits`.

mod deeds;
mod event;
mod exits;
mod folding;
mod signs;

pub use event::{AwayCause, FailoverEvent, Sold, Stays};
pub use exits::MOVED_PAUSE;
pub use signs::{SIGN_GAP_MAX, SignRules, Streams, VenueSigns};

pub(crate) use deeds::Vigils;

use crate::input::{Cause, RequestId};
use alloc::collections::BTreeMap;
use domain::{AccountId, OrderId, Symbol, Time};
use gate::Doubling;

/// What is done for one account while its venue is away, as the operator says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlan {
    /// The account whose venue may be away.
    pub account: AccountId,
    /// The account at the backup.
    pub backup: AccountId,
    /// Symbol by symbol; what is not named stays as it is.
    pub symbols: BTreeMap<Symbol, BackupPolicy>,
    /// When a venue counts as away and as back.
    pub rules: SignRules,
}

/// What is done for one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackupPolicy {
    /// Where prices, book and candles come from.
    pub reads: ReadsPolicy,
    /// What becomes of exits.
    pub exits: ExitsPolicy,
}

/// Where market data come from while a venue is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ReadsPolicy {
    /// From nowhere else: what was last known is shown with its age.
    #[default]
    Stay,
    /// From the backup, named as such.
    Move,
}

/// What becomes of the exits of protected positions while a venue is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ExitsPolicy {
    /// Nothing is sent; a person is told what cannot be known.
    #[default]
    Freeze,
    /// Exits are placed at the backup, for what the word about doubling allows.
    Move(Doubling),
}

/// A venue that is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// The account there.
    pub account: AccountId,
    /// Why it counts as away.
    pub cause: AwayCause,
    /// Since when, as recorded.
    pub since: Time,
    /// How far it is on its way home.
    pub stage: Stage,
    /// Whether a person wishes it home: what a person called ends by a person's word.
    pub release: Option<Cause>,
    /// What exits sold meanwhile, symbol by symbol.
    pub sold: BTreeMap<Symbol, Sold>,
    /// Protected positions that stay as they are, with the reason last told.
    pub stays: BTreeMap<OrderId, Stays>,
}

/// How far a venue that was away is on its way home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It does not answer, or not for long enough.
    Gone,
    /// It answers since this instant: its account is compared, and exits at the backup are taken back.
    Answers(Time),
}

/// What may happen about a venue with a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailoverInput {
    /// What was heard of the venue of an account; told every second.
    Signs {
        /// The account.
        account: AccountId,
        /// What was heard.
        signs: VenueSigns,
    },
    /// A person says that the venue of an account counts as away.
    Call {
        /// Where the answer goes.
        request: RequestId,
        /// The account.
        account: AccountId,
        /// Who and why.
        cause: Cause,
    },
    /// A person wishes the venue of an account home.
    Release {
        /// Where the answer goes.
        request: RequestId,
        /// The account.
        account: AccountId,
        /// Who and why.
        cause: Cause,
    },
}

/// Why a wish about a backup was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotTaken {
    /// The account has no backup.
    NoBackup,
    /// Its venue counts as away already.
    AwayAlready,
    /// Its venue is not away.
    NotAway,
}

impl BackupPlan {
    /// What is done for a symbol.
    #[must_use]
    pub fn policy(&self, symbol: Symbol) -> BackupPolicy {
        self.symbols.get(&symbol).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
