//! How far the past of every account is kept, as programs see it. Never a record itself.

use super::millis;
use desk::HistoryState;
use serde::Serialize;
use utoipa::ToSchema;

/// Every history that was ever read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoriesView {
    /// Account by account, kind by kind.
    histories: Vec<HistoryView>,
}

/// One history of one account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryView {
    /// The account's number.
    #[schema(example = 1)]
    account: u64,
    /// `spot` or `usd-m`.
    #[schema(example = "spot")]
    product: &'static str,
    /// What it tells of: `trades`, `deposits`, `withdrawals`, `transfers`, `dividends`, `dust`, `conversions`, `snapshots`,
    /// `income`, `forced-orders`.
    #[schema(example = "deposits")]
    kind: String,
    /// What of that kind, a symbol or a route of the venue; `null` where there is one history of the kind.
    #[schema(example = "BTCUSDT")]
    subject: Option<String>,
    /// `reading`, `whole`, `still` or `not-served`.
    #[schema(example = "whole")]
    standing: &'static str,
    /// From when on it was asked for; where the venue numbers its records, everything is asked for.
    since: i64,
    /// Up to when everything is kept; `null` before the first walk reached its end.
    whole_until: Option<i64>,
    /// Pages read.
    pages: u64,
    /// Records kept.
    records: u64,
    /// Times a kept record was told otherwise later.
    changed: u64,
    /// Things found wrong with pages.
    breaks: u64,
    /// The last of them, in words.
    break_last: Option<String>,
    /// When the last page arrived.
    page_last: Option<i64>,
    /// Why it stands still, in words.
    trouble: Option<String>,
    /// Until when it is not asked for.
    rests_until: Option<i64>,
}

impl HistoriesView {
    pub(crate) fn of(states: &[HistoryState]) -> Self {
        Self {
            histories: states.iter().map(HistoryView::from).collect(),
        }
    }
}

impl From<&HistoryState> for HistoryView {
    fn from(state: &HistoryState) -> Self {
        let walk = &state.walk;
        let subject = Some(walk.name.subject.clone());
        Self {
            account: walk.name.account.get(),
            product: state.product.name(),
            kind: walk.name.kind.clone(),
            subject: subject.filter(|subject| !subject.is_empty()),
            standing: state.standing.name(),
            since: millis(walk.since),
            whole_until: walk.whole_until.map(millis),
            pages: walk.pages,
            records: walk.records,
            changed: walk.changed,
            breaks: walk.breaks,
            break_last: walk.break_last.clone(),
            page_last: walk.page_last.map(millis),
            trouble: walk.trouble.clone(),
            rests_until: walk.rests_until.map(millis),
        }
    }
}
