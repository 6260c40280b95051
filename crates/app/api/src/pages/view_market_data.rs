//! The page of market data, as text ready to be shown. Never asks the desk.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// How market data stands.
#[derive(Debug, Clone, Template)]
#[template(path = "market_data.html")]
pub(crate) struct MarketDataPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The colour of the standing.
    pub(crate) tone: &'static str,
    /// The standing in a word or two.
    pub(crate) standing: &'static str,
    /// The perpetual contracts here.
    pub(crate) contracts: Vec<ContractLine>,
    /// Gaps that last, or of which some is still to be fetched.
    pub(crate) open: Vec<GapLine>,
    /// Gaps that are over, the last found first.
    pub(crate) closed: Vec<GapLine>,
    /// Checks of kept candles, newest first.
    pub(crate) checks: Vec<CheckLine>,
    /// Flaws, the last found first.
    pub(crate) flaws: Vec<FlawLine>,
}

/// What is told of one perpetual contract.
#[derive(Debug, Clone)]
pub(crate) struct ContractLine {
    /// Its symbol.
    pub(crate) symbol: String,
    /// The price positions are valued at.
    pub(crate) mark: String,
    /// How old the mark is, and whether it is stale.
    pub(crate) mark_age: String,
    /// The rate that would be paid next.
    pub(crate) funding: String,
    /// When it is paid next.
    pub(crate) next_funding: Option<Moment>,
    /// How much of it is held.
    pub(crate) open_interest: String,
    /// How old that is, and whether it is stale.
    pub(crate) open_interest_age: String,
    /// The last liquidation.
    pub(crate) liquidation: String,
    /// When that was.
    pub(crate) liquidation_at: Option<Moment>,
    /// The sign of its freshness.
    pub(crate) tone: &'static str,
}

/// One gap.
#[derive(Debug, Clone)]
pub(crate) struct GapLine {
    /// Symbol and interval, or symbol and kind.
    pub(crate) about: String,
    /// Since when.
    pub(crate) from: Moment,
    /// Until when; none while it lasts.
    pub(crate) until: Option<Moment>,
    /// Why, as a fixed word.
    pub(crate) reason: String,
    /// `open`, `repaired` or `absent`.
    pub(crate) standing: &'static str,
    /// Questions that failed.
    pub(crate) failures: u32,
    /// Candles the venue had for it.
    pub(crate) candles: String,
}

/// One check.
#[derive(Debug, Clone)]
pub(crate) struct CheckLine {
    /// When it began.
    pub(crate) began: Moment,
    /// Who asked.
    pub(crate) asked_by: String,
    /// From where on it looked.
    pub(crate) since: Moment,
    /// Kept candles that were looked at.
    pub(crate) looked: u64,
    /// The venue's.
    pub(crate) compared: u64,
    /// Flaws.
    pub(crate) flaws: u64,
    /// Flaws that were repaired.
    pub(crate) repaired: u64,
    /// Pages that did not come.
    pub(crate) unasked: u64,
}

/// One flaw.
#[derive(Debug, Clone)]
pub(crate) struct FlawLine {
    /// Symbol and interval.
    pub(crate) about: String,
    /// Start of its first candle.
    pub(crate) from: Moment,
    /// What is wrong, as a fixed word.
    pub(crate) flaw: String,
    /// `repaired` or `standing`.
    pub(crate) state: &'static str,
    /// What was kept.
    pub(crate) kept: String,
    /// What the venue says.
    pub(crate) venue: String,
}
