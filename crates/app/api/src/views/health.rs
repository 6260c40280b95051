//! The house's health as programs see it. Strangers see one word, never a part.

use super::millis;
use desk::{ConnectionLog, Gap, GapState, Health};
use domain::{Symbol, Time};
use serde::Serialize;
use utoipa::ToSchema;

/// One word for whoever watches the process.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": "live"}))]
pub(crate) struct LiveView {
    /// `live` or `ready`.
    pub(crate) status: &'static str,
}

/// Every part with its grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// `healthy`, `degraded` or `unhealthy`: the worst of the parts.
    #[schema(example = "healthy")]
    overall: &'static str,
    /// When this was looked at.
    as_of: i64,
    /// All parts.
    parts: Vec<PartView>,
    /// The streams of the venue, each with its cuts.
    connections: Vec<ConnectionView>,
    /// Spans of kept candles that may lack something, and the last that were made whole.
    candle_gaps: Vec<CandleGapView>,
}

/// A span of kept candles that may have lacked something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CandleGapView {
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
    /// Why, in words.
    #[schema(example = "the stream was cut")]
    reason: &'static str,
    /// When it was found.
    found: i64,
    /// Questions for it that failed.
    failures: u32,
    /// When all of it was answered; `null` while some of it is still asked for.
    closed: Option<i64>,
    /// Candles the venue had for it; `null` while some of it is still asked for.
    candles: Option<u64>,
}

/// One stream of the venue, kept open by its supervisor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionView {
    /// `market-stream` or `account-stream`.
    #[schema(example = "market-stream")]
    name: &'static str,
    /// Since when it stands without a break; `null` while it does not.
    standing_since: Option<i64>,
    /// Cuts since the desk started.
    cut_count: u64,
    /// Times a successor took over without a break since the desk started.
    renewed_count: u64,
    /// The last cuts, newest first.
    cuts: Vec<CutView>,
}

/// One time without a connection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CutView {
    /// Since when.
    since: i64,
    /// Until when; `null` while it lasts.
    until: Option<i64>,
    /// How long it lasted, or has lasted so far, in milliseconds.
    duration_ms: i64,
    /// Why, in words.
    #[schema(example = "the venue closed the connection")]
    reason: String,
    /// Attempts that failed before one stood.
    failed_attempts: u32,
}

/// One part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartView {
    /// Its fixed name.
    #[schema(example = "database")]
    name: String,
    /// `healthy`, `degraded` or `unhealthy`.
    grade: &'static str,
    /// Figures when well; what is wrong and what still works when not.
    detail: String,
    /// When it last gave a sign of life.
    last_seen: Option<i64>,
}

impl CandleGapView {
    fn new((symbol, gap): &(Symbol, Gap)) -> Self {
        let (closed, candles) = match gap.state {
            GapState::Open => (None, None),
            GapState::Closed { at, candles } => (Some(millis(at)), Some(candles)),
        };
        Self {
            symbol: symbol.to_string(),
            interval: gap.interval.name(),
            from: millis(gap.from),
            until: millis(gap.until),
            reason: gap.reason.words(),
            found: millis(gap.found),
            failures: gap.failures,
            closed,
            candles,
        }
    }
}

impl ConnectionView {
    fn new(log: &ConnectionLog, now: Time) -> Self {
        let cuts = log.cuts.iter().rev().map(|cut| CutView {
            since: millis(cut.since),
            until: cut.until.map(millis),
            duration_ms: cut.lasted(now).millis(),
            reason: cut.reason.clone(),
            failed_attempts: cut.failed_attempts,
        });
        Self {
            name: log.name,
            standing_since: log.standing_since.map(millis),
            cut_count: log.cut_count,
            renewed_count: log.renewed_count,
            cuts: cuts.collect(),
        }
    }
}

impl From<&Health> for HealthView {
    fn from(health: &Health) -> Self {
        let parts = health
            .parts
            .iter()
            .map(|part| PartView {
                name: part.name.clone(),
                grade: part.grade.name(),
                detail: part.detail.clone(),
                last_seen: part.last_seen.map(millis),
            })
            .collect();
        let connections = health.connections.iter();
        Self {
            overall: health.overall.name(),
            as_of: millis(health.as_of),
            parts,
            connections: connections
                .map(|log| ConnectionView::new(log, health.as_of))
                .collect(),
            candle_gaps: health.gaps.iter().map(CandleGapView::new).collect(),
        }
    }
}
