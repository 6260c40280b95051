//! The page of a venue and its backup, as text ready to be shown. Never presses anything.

use super::view_shell::{Moment, Shell};

use askama::Template;

/// How the venue and its backup stand.
#[derive(Debug, Clone, Template)]
#[template(path = "failover.html")]
pub(crate) struct FailoverPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// When this was true.
    pub(crate) as_of: Moment,
    /// `none`, `home`, `away` or `coming-home`.
    pub(crate) state: &'static str,
    /// Tone of that word.
    pub(crate) tone: &'static str,
    /// The venue; `None` without a backup.
    pub(crate) venue: Option<String>,
    /// When the account was last compared with it.
    pub(crate) compared: Option<Moment>,
    /// Its being away.
    pub(crate) away: Option<AwayPanel>,
    /// The backup.
    pub(crate) backup: Option<BackupPanel>,
}

/// A venue that is away.
#[derive(Debug, Clone)]
pub(crate) struct AwayPanel {
    /// Since when.
    pub(crate) since: Moment,
    /// Why.
    pub(crate) cause: String,
    /// Since when it answers again.
    pub(crate) answers: Option<Moment>,
    /// Whether a person wished it home.
    pub(crate) release_asked: bool,
    /// Positions for which nothing is placed.
    pub(crate) stays: Vec<StayRow>,
    /// What exits sold meanwhile.
    pub(crate) sold: Vec<SoldRow>,
}

/// A position for which nothing is placed.
#[derive(Debug, Clone)]
pub(crate) struct StayRow {
    /// The order that opened it.
    pub(crate) order: String,
    /// Why.
    pub(crate) why: &'static str,
}

/// What exits of a symbol sold.
#[derive(Debug, Clone)]
pub(crate) struct SoldRow {
    /// The symbol.
    pub(crate) symbol: String,
    /// At the backup.
    pub(crate) backup: String,
    /// At the venue.
    pub(crate) home: String,
    /// At both.
    pub(crate) doubled: String,
}

/// A backup and its account.
#[derive(Debug, Clone)]
pub(crate) struct BackupPanel {
    /// Its name.
    pub(crate) venue: String,
    /// The account there.
    pub(crate) account: String,
    /// When it was last compared.
    pub(crate) compared: Option<Moment>,
    /// Silence after which the venue is away.
    pub(crate) away_after: String,
    /// Steady signs after which it is back.
    pub(crate) back_after: String,
    /// What is done, symbol by symbol.
    pub(crate) policies: Vec<PolicyRow>,
    /// Orders of the house there.
    pub(crate) orders: Vec<MovedRow>,
    /// What the account has.
    pub(crate) balances: Vec<HeldRow>,
}

/// What is done for a symbol.
#[derive(Debug, Clone)]
pub(crate) struct PolicyRow {
    /// The symbol.
    pub(crate) symbol: String,
    /// `stay` or `move`.
    pub(crate) reads: &'static str,
    /// `freeze`, `move` or `move-within-holding`.
    pub(crate) exits: &'static str,
    /// Where its market is shown from at this moment.
    pub(crate) shown: &'static str,
}

/// An order at the backup.
#[derive(Debug, Clone)]
pub(crate) struct MovedRow {
    /// Its number.
    pub(crate) order: String,
    /// The symbol.
    pub(crate) symbol: String,
    /// The side.
    pub(crate) side: String,
    /// The quantity.
    pub(crate) qty: String,
    /// Where it stands.
    pub(crate) state: &'static str,
}

/// What is held of an asset at the backup.
#[derive(Debug, Clone)]
pub(crate) struct HeldRow {
    /// The asset.
    pub(crate) asset: String,
    /// Free.
    pub(crate) free: String,
    /// Locked.
    pub(crate) locked: String,
}
