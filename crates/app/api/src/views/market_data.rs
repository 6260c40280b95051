//! The quality of market data as programs see it. Never a type of a core.

use super::millis;
use desk::{Absence, CheckRow, FlawRow, GapRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Spans of market data that lacked something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapsView {
    /// Gaps, the last found first.
    gaps: Vec<GapView>,
    /// Spans of which the venue has no candle because nobody traded, the last told first.
    absences: Vec<AbsenceView>,
}

/// A span of candles, trades or a book that lacked something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapView {
    /// `candles`, `trades` or `depth`.
    #[schema(example = "candles")]
    kind: &'static str,
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// The length of the candles; `null` for trades and books.
    #[schema(example = "1m")]
    interval: Option<&'static str>,
    /// Since when.
    from: i64,
    /// Until when; `null` while it lasts.
    until: Option<i64>,
    /// Why: `before-first-start`, `down`, `cut`, `partial`, `unsound`, `sequence-gap`, `crossed` or `numbers-restarted`.
    #[schema(example = "cut")]
    reason: String,
    /// `open`, `repaired`, or `absent`: the venue was asked and has nothing.
    #[schema(example = "repaired")]
    state: &'static str,
    /// When it was found.
    found: i64,
    /// Questions for it that failed.
    failures: u32,
    /// When it was closed.
    closed: Option<i64>,
    /// Candles the venue had for it.
    candles: Option<u64>,
}

/// A span of which the venue has no candle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbsenceView {
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// The length of the candles.
    #[schema(example = "1m")]
    interval: &'static str,
    /// Start of the first.
    from: i64,
    /// End of the last.
    until: i64,
    /// When the venue first said so.
    told: i64,
}

/// Checks of kept candles, and what they found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChecksView {
    /// Checks, newest first.
    checks: Vec<CheckView>,
    /// Flaws, the last found first.
    flaws: Vec<FlawView>,
}

/// One check of kept candles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// Its number.
    number: u64,
    /// `schedule` or `person`.
    #[schema(example = "schedule")]
    asked_by: String,
    /// When it began.
    began: i64,
    /// When it ended.
    ended: i64,
    /// Candles from here on were looked at.
    since: i64,
    /// Symbols that were looked at.
    symbols: u64,
    /// Kept candles that were looked at.
    looked: u64,
    /// The venue's candles that they were compared with.
    compared: u64,
    /// Flaws.
    flaws: u64,
    /// Flaws that were repaired.
    repaired: u64,
    /// Pages of the venue that did not come.
    unasked: u64,
}

/// Something wrong with kept candles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlawView {
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// The length of the candles.
    #[schema(example = "1m")]
    interval: &'static str,
    /// Start of the first.
    from: i64,
    /// End of the last.
    until: i64,
    /// `hole`, `misaligned`, `contradiction`, `sum`, `differs` or `surplus`.
    #[schema(example = "hole")]
    flaw: String,
    /// When it was found.
    found: i64,
    /// What was kept, in words.
    kept: Option<String>,
    /// What the venue says, in words.
    venue: Option<String>,
    /// SHA-256 of the venue's page that shows it.
    page: Option<String>,
    /// `repaired` or `standing`.
    #[schema(example = "repaired")]
    state: &'static str,
}

/// A wish for a check of kept candles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"days": 1}))]
pub(crate) struct CheckBody {
    /// Whole days to look back, 1 to 90.
    pub(crate) days: u32,
}

impl GapsView {
    pub(crate) fn new(gaps: &[GapRow], absences: &[Absence]) -> Self {
        let absence = |absence: &Absence| AbsenceView {
            symbol: absence.symbol.to_string(),
            interval: absence.interval.name(),
            from: millis(absence.from),
            until: millis(absence.until),
            told: millis(absence.told),
        };
        Self {
            gaps: gaps.iter().map(GapView::from).collect(),
            absences: absences.iter().map(absence).collect(),
        }
    }
}

impl From<&GapRow> for GapView {
    fn from(gap: &GapRow) -> Self {
        Self {
            kind: gap.kind.name(),
            symbol: gap.symbol.to_string(),
            interval: gap.interval.map(domain::Interval::name),
            from: millis(gap.from),
            until: gap.until.map(millis),
            reason: gap.reason.clone(),
            state: gap.standing.name(),
            found: millis(gap.found),
            failures: gap.failures,
            closed: gap.closed.map(millis),
            candles: gap.candles,
        }
    }
}

impl ChecksView {
    pub(crate) fn new(checks: &[CheckRow], flaws: &[FlawRow]) -> Self {
        Self {
            checks: checks.iter().map(CheckView::from).collect(),
            flaws: flaws.iter().map(FlawView::from).collect(),
        }
    }
}

impl From<&CheckRow> for CheckView {
    fn from(row: &CheckRow) -> Self {
        Self {
            number: row.number,
            asked_by: row.asked_by.clone(),
            began: millis(row.began),
            ended: millis(row.ended),
            since: millis(row.since),
            symbols: row.symbols,
            looked: row.looked,
            compared: row.compared,
            flaws: row.flaws,
            repaired: row.repaired,
            unasked: row.unasked,
        }
    }
}

impl From<&FlawRow> for FlawView {
    fn from(row: &FlawRow) -> Self {
        Self {
            symbol: row.symbol.to_string(),
            interval: row.interval.name(),
            from: millis(row.from),
            until: millis(row.until),
            flaw: row.flaw.clone(),
            found: millis(row.found),
            kept: row.kept.clone(),
            venue: row.venue.clone(),
            page: row.page.map(|page| page.to_string()),
            state: row.state.name(),
        }
    }
}
