//! The pages of accounts and of connections: what is traded where and with which key, how far its past is kept, and how every
//! way to a venue serves. Never changes anything but when a venue is asked.

use super::frame::{self, PageName, Said, html, shell};
use super::losses;
use super::moment::moment;
use super::view_venues::{
    AccountRow, AccountsPage, ChangeRow, ConnectionsPage, FieldRow, HistoryRow, LimitRow,
    StreamRow, WayRow,
};
use crate::problem::Problem;
use crate::request::Query;
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::{
    breaker, counted, environment, equity, gate, halts_over, open_gaps, order_entry,
};
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{
    BreakerState, ConnectionLog, FieldCount, HistoryStanding, HistoryState, LinkRole, Portfolio,
    Usage, VenueState,
};
use domain::{Span, Time};
use identity::ReadTrading;
use serde::Deserialize;

/// What stands where nothing is known.
const UNKNOWN: &str = "–";
/// How far back cuts are counted on the page.
const DAY: Span = Span::from_secs(86_400);

/// What the address of the page of accounts says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct AccountsQuery {
    said: Option<Said>,
}

/// Has the past of every account read on at once.
///
/// # Errors
/// The person may not see trading.
pub(crate) async fn read_histories(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Redirect, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    state.desk().read_histories(permit);
    Ok(Redirect::to("/accounts?said=histories-asked"))
}

/// Every account.
///
/// # Errors
/// The person may not see trading; the database does not answer.
pub(crate) async fn accounts(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AccountsQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let states = state.desk().venues(signed.permit::<ReadTrading>()?);
    let kept = state.desk().histories(signed.permit::<ReadTrading>()?);
    let kept = kept.await.map_err(database_silent)?;
    let name = PageName {
        said: query.said,
        ..name("Accounts", "accounts")
    };
    html(&AccountsPage {
        shell: shell(&state, &signed, name)?,
        days: losses::day_rows(&portfolio),
        trips: losses::trip_rows(&portfolio),
        histories: kept.iter().map(history_row).collect(),
        accounts: states
            .iter()
            .filter(|state| state.role == LinkRole::Home)
            .map(|state| account_row(&portfolio, state))
            .collect(),
    })
}

/// Every connection.
///
/// # Errors
/// The person may not see trading.
// OBS-06
pub(crate) async fn connections(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Html<String>, Problem> {
    let states = state.desk().venues(signed.permit::<ReadTrading>()?);
    let health = state.desk().health();
    let now = health.as_of;
    html(&ConnectionsPage {
        shell: shell(&state, &signed, name("Connections", "connections"))?,
        as_of: moment(now),
        streams: health
            .connections
            .iter()
            .map(|log| stream_row(log, now))
            .collect(),
        ways: states.iter().map(way_row).collect(),
        gaps: open_gaps(&health).collect(),
    })
}

const fn name(title: &'static str, entry: &'static str) -> PageName<'static> {
    PageName {
        title,
        entry,
        symbol: None,
        said: None,
    }
}

fn account_row(portfolio: &Portfolio, state: &VenueState) -> AccountRow {
    let halts = halts_over(portfolio, state);
    let word = gate(portfolio, &halts);
    let (tone, standing) = match word {
        "open" => ("up", "open".to_owned()),
        "halted" => ("down", format!("halted: {}", halts.join(", "))),
        _ => ("warn", "not compared since the start".to_owned()),
    };
    let breaks = portfolio.reconciliation.breaks.len();
    AccountRow {
        account: state.account.to_string(),
        venue: state.venue.to_string(),
        environment: environment(state.environment),
        product: state.product.name(),
        key: state.key.clone(),
        tone,
        gate: standing,
        compared: portfolio.reconciliation.asked_at.map(moment),
        breaks,
        equity: equity(portfolio, state.account, state.product).map_or_else(
            || UNKNOWN.to_owned(),
            |equity| format!("{equity} {}", portfolio.equity_asset),
        ),
    }
}

fn history_row(state: &HistoryState) -> HistoryRow {
    let walk = &state.walk;
    let tone = match (state.standing, walk.breaks) {
        (HistoryStanding::Whole, 0) => "up",
        (HistoryStanding::Whole, _) | (HistoryStanding::Still, _) => "warn",
        (HistoryStanding::Reading, _) | (HistoryStanding::NotServed, _) => "mute",
    };
    let told = walk.trouble.as_ref().or(walk.break_last.as_ref());
    HistoryRow {
        account: walk.name.account.to_string(),
        title: format!("{} {}", walk.name.kind, walk.name.subject),
        tone,
        standing: state.standing.name(),
        until: walk.whole_until.map(moment),
        pages: walk.pages,
        records: walk.records,
        changed: walk.changed,
        breaks: walk.breaks,
        trouble: told.map_or_else(|| UNKNOWN.to_owned(), Clone::clone),
    }
}

fn stream_row(log: &ConnectionLog, now: Time) -> StreamRow {
    let recent = log.cuts.iter().filter(|cut| {
        let lasted_into = cut.until.unwrap_or(now);
        lasted_into > now.plus(Span::from_nanos(DAY.nanos().saturating_neg()))
    });
    let stands = log.standing_since.is_some();
    StreamRow {
        name: log.name,
        tone: if stands { "up" } else { "down" },
        state: if stands { "stands" } else { "away" },
        since: log.standing_since.map(moment),
        age: log
            .heard
            .map_or_else(|| UNKNOWN.to_owned(), |heard| ago(now.since(heard))),
        cuts_day: recent.count(),
        cuts: log.cut_count,
        renewed: log.renewed_count,
        last_cut: log
            .cuts
            .back()
            .map_or_else(|| UNKNOWN.to_owned(), |cut| cut.reason.clone()),
    }
}

/// A span in the unit that suits it.
fn ago(span: Span) -> String {
    let millis = span.millis().max(0);
    match millis {
        0..10_000 => format!("{millis} ms"),
        10_000..600_000 => format!("{} s", millis / 1_000),
        _ => format!("{} min", millis / 60_000),
    }
}

fn way_row(state: &VenueState) -> WayRow {
    let resting = state.breaker != BreakerState::Closed;
    WayRow {
        is_backup: state.role == LinkRole::Backup,
        account: state.account.to_string(),
        venue: state.venue.to_string(),
        product: state.product.name(),
        order_entry: order_entry(state.order_entry),
        offset: state.clock_offset.map_or_else(
            || "not known yet".to_owned(),
            |offset| format!("{} ms", offset.millis()),
        ),
        breaker: breaker(state.breaker),
        breaker_tone: if resting { "down" } else { "up" },
        limits: state.usage.iter().map(limit_row).collect(),
        fields: state.fields.iter().map(field_row).collect(),
        read: state.listing.read.map(moment),
        versions: state.listing.versions,
        closed: state
            .listing
            .closed
            .iter()
            .map(ToString::to_string)
            .collect(),
        changes: state
            .listing
            .changes
            .iter()
            .rev()
            .map(|change| ChangeRow {
                at: moment(change.at),
                symbol: change.symbol.to_string(),
                words: change.words.clone(),
            })
            .collect(),
    }
}

fn limit_row(usage: &Usage) -> LimitRow {
    LimitRow {
        counts: counted(usage.charge),
        every: format!("{} s", usage.every.millis() / 1_000),
        used: usage.used,
        most: usage.most,
        reserve: usage.reserve,
    }
}

fn field_row(count: &FieldCount) -> FieldRow {
    FieldRow {
        operation: count.operation.clone(),
        answers: count.answers,
        unknown: count.unknown,
        unknown_first: count.unknown_first.clone().unwrap_or_default(),
        lacking: count.lacking,
        missing_first: count.missing_first.clone().unwrap_or_default(),
    }
}
