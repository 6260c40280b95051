//! The pages of accounts and connections, as text ready to be shown. Never asks the desk.

use super::view_shell::{Moment, Shell, Signed};
use askama::Template;

/// Every account.
#[derive(Debug, Clone, Template)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// One for each account, spot first.
    pub(crate) accounts: Vec<AccountRow>,
    /// What the day brought, everything first.
    pub(crate) days: Vec<DayRow>,
    /// Breakers that wait for a person.
    pub(crate) trips: Vec<TripRow>,
    /// How far the past of each is kept.
    pub(crate) histories: Vec<HistoryRow>,
}

/// One account's day, or that of everything.
#[derive(Debug, Clone)]
pub(crate) struct DayRow {
    /// What it is of, in words.
    pub(crate) scope: String,
    /// From when on it counts.
    pub(crate) since: Option<Moment>,
    /// What it was worth as it began.
    pub(crate) opening: String,
    /// What came and went without a trade.
    pub(crate) transfers: String,
    /// What it is worth.
    pub(crate) equity: String,
    /// What it brought.
    pub(crate) result: Signed,
    /// What it may lose, in words.
    pub(crate) limit: String,
    /// How much of that is lost, in whole per cent of at most a hundred, for the bar; `None` where nothing is limited.
    pub(crate) used: Option<String>,
    /// The same with its digits, in words.
    pub(crate) used_says: String,
    /// How far it is below its highest, in words; empty where that is not limited.
    pub(crate) drawdown: String,
}

/// A breaker that waits for a person.
#[derive(Debug, Clone)]
pub(crate) struct TripRow {
    /// What it stopped.
    pub(crate) scope: String,
    /// Its fixed name.
    pub(crate) breaker: &'static str,
    /// What it found, in words.
    pub(crate) found: String,
    /// What that may come to.
    pub(crate) limit: String,
    /// When.
    pub(crate) at: Moment,
}

/// One history of one account.
#[derive(Debug, Clone)]
pub(crate) struct HistoryRow {
    /// The account's number.
    pub(crate) account: String,
    /// What it tells of.
    pub(crate) title: String,
    /// The colour of its standing.
    pub(crate) tone: &'static str,
    /// Whether it is read, in a word.
    pub(crate) standing: &'static str,
    /// Up to when everything is kept.
    pub(crate) until: Option<Moment>,
    /// Pages read.
    pub(crate) pages: u64,
    /// Records kept.
    pub(crate) records: u64,
    /// Times a kept record was told otherwise later.
    pub(crate) changed: u64,
    /// Things found wrong with pages.
    pub(crate) breaks: u64,
    /// Why it stands still, or what was last found wrong.
    pub(crate) trouble: String,
}

/// One account.
#[derive(Debug, Clone)]
pub(crate) struct AccountRow {
    /// Its number.
    pub(crate) account: String,
    /// Its venue.
    pub(crate) venue: String,
    /// Whose money.
    pub(crate) environment: &'static str,
    /// What it trades.
    pub(crate) product: &'static str,
    /// The name of its key.
    pub(crate) key: String,
    /// The colour of its gate.
    pub(crate) tone: &'static str,
    /// Whether what opens may pass, in words.
    pub(crate) gate: String,
    /// When it was last compared with its venue.
    pub(crate) compared: Option<Moment>,
    /// Disagreements in force.
    pub(crate) breaks: usize,
    /// What it is worth.
    pub(crate) equity: String,
}

/// Every connection.
#[derive(Debug, Clone, Template)]
#[template(path = "connections.html")]
pub(crate) struct ConnectionsPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// When this was looked at.
    pub(crate) as_of: Moment,
    /// The streams.
    pub(crate) streams: Vec<StreamRow>,
    /// The ways of the accounts.
    pub(crate) ways: Vec<WayRow>,
    /// Symbols with open gaps in their candles, and how many.
    pub(crate) gaps: Vec<(String, usize)>,
}

/// One stream.
#[derive(Debug, Clone)]
pub(crate) struct StreamRow {
    /// Its fixed name.
    pub(crate) name: &'static str,
    /// The colour of its state.
    pub(crate) tone: &'static str,
    /// Its state in a word.
    pub(crate) state: &'static str,
    /// Since when it stands.
    pub(crate) since: Option<Moment>,
    /// How long ago it last said something.
    pub(crate) age: String,
    /// Cuts in the last day.
    pub(crate) cuts_day: usize,
    /// Cuts since the start.
    pub(crate) cuts: u64,
    /// Times a successor took over without a break.
    pub(crate) renewed: u64,
    /// Why it was last cut.
    pub(crate) last_cut: String,
}

/// One account's way to its venue.
#[derive(Debug, Clone)]
pub(crate) struct WayRow {
    /// Whether it is a backup.
    pub(crate) is_backup: bool,
    /// The account's number.
    pub(crate) account: String,
    /// The venue.
    pub(crate) venue: String,
    /// What is traded.
    pub(crate) product: &'static str,
    /// How orders leave.
    pub(crate) order_entry: &'static str,
    /// How far the venue's clock is ahead.
    pub(crate) offset: String,
    /// The breaker in a word.
    pub(crate) breaker: &'static str,
    /// Its colour.
    pub(crate) breaker_tone: &'static str,
    /// The limits.
    pub(crate) limits: Vec<LimitRow>,
    /// The operations.
    pub(crate) fields: Vec<FieldRow>,
    /// When the list was last read.
    pub(crate) read: Option<Moment>,
    /// Versions of it kept since the start.
    pub(crate) versions: u64,
    /// Symbols that do not trade.
    pub(crate) closed: Vec<String>,
    /// Its last changes, newest first.
    pub(crate) changes: Vec<ChangeRow>,
}

/// One limit.
#[derive(Debug, Clone)]
pub(crate) struct LimitRow {
    /// What it counts.
    pub(crate) counts: &'static str,
    /// Its window.
    pub(crate) every: String,
    /// Taken.
    pub(crate) used: u32,
    /// What may be taken.
    pub(crate) most: u32,
    /// Kept back for cancels.
    pub(crate) reserve: u32,
}

/// The answers of one operation.
#[derive(Debug, Clone)]
pub(crate) struct FieldRow {
    /// Method and path.
    pub(crate) operation: String,
    /// Answers looked at.
    pub(crate) answers: u64,
    /// Unknown fields.
    pub(crate) unknown: u64,
    /// The first of them.
    pub(crate) unknown_first: String,
    /// Answers that lacked a field.
    pub(crate) lacking: u64,
    /// The first such field.
    pub(crate) missing_first: String,
}

/// One change of a list.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRow {
    /// When it was seen.
    pub(crate) at: Moment,
    /// The symbol.
    pub(crate) symbol: String,
    /// What, in words.
    pub(crate) words: String,
}
