//! What surveillance found, as programs see it. Never says more than was kept.

use super::millis;
use desk::FindingRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was found, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingsView {
    /// Findings.
    findings: Vec<FindingView>,
}

/// One pattern of our own trading.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// The name by which it is explained.
    #[schema(example = "layering:BTC/USDT:12")]
    name: String,
    /// `wash`, `layering`, `order-to-trade` or `momentum-ignition`.
    #[schema(example = "layering")]
    kind: String,
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// When it was found.
    found: i64,
    /// When the pattern began.
    from: i64,
    /// When it ended.
    until: i64,
    /// Numbers of its orders, at most 50.
    orders: Vec<u64>,
    /// How much was found.
    value: u64,
    /// From how much on it is a finding.
    limit: u64,
    /// The finding in one sentence.
    words: String,
    /// A person's word about it; `null` while it is open.
    explained: Option<ExplainedView>,
}

/// A person's word about a finding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplainedView {
    /// When it was given.
    at: i64,
    /// By whom.
    by: String,
    /// Why.
    reason: String,
}

/// A person's word that a finding is explained.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"finding": "layering:BTC/USDT:12", "reason": "quotes pulled while the link was cut"}))]
pub(crate) struct ExplainBody {
    /// The name of the finding.
    pub(crate) finding: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

impl From<&[FindingRow]> for FindingsView {
    fn from(rows: &[FindingRow]) -> Self {
        Self {
            findings: rows.iter().map(FindingView::from).collect(),
        }
    }
}

impl From<&FindingRow> for FindingView {
    fn from(row: &FindingRow) -> Self {
        Self {
            name: row.name.clone(),
            kind: row.kind.clone(),
            symbol: row.symbol.to_string(),
            found: millis(row.found),
            from: millis(row.from),
            until: millis(row.until),
            orders: row.orders.iter().map(|order| order.get()).collect(),
            value: row.value,
            limit: row.limit,
            words: row.words.clone(),
            explained: row.word.as_ref().map(|word| ExplainedView {
                at: millis(word.at),
                by: word.by.clone(),
                reason: word.reason.clone(),
            }),
        }
    }
}
