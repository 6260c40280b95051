//! The page of a venue and its backup: how both stand, and the two buttons. The desk does it.

use super::frame::{self, PageName, Said, html, shell};
use super::moment::moment;
use super::view_failover::{
    AwayPanel, BackupPanel, FailoverPage, HeldRow, MovedRow, PolicyRow, SoldRow, StayRow,
};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::rest::halts::reason;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{reads_name, state_name};
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{BackupView, FailoverView, LinkRole, Stage, exits_name};
use identity::{Halt, Release};
use serde::Deserialize;

/// What both forms say.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FailoverFields {
    #[serde(default)]
    reason: String,
}

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct FailoverQuery {
    said: Option<Said>,
}

/// How the venue and its backup stand.
///
/// # Errors
/// The person may not see trading.
// ORD-13
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<FailoverQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let standing = portfolio.failover.as_ref();
    let page = PageName {
        title: "Failover",
        entry: "connections",
        symbol: None,
        said: query.said,
    };
    let name = state_name(standing);
    html(&FailoverPage {
        shell: shell(&state, &signed, page)?,
        as_of: moment(portfolio.as_of),
        tone: match name {
            "home" => "up",
            "none" => "",
            _ => "down",
        },
        state: name,
        venue: standing.map(|one| one.venue.to_string()),
        compared: standing.and_then(|one| one.compared).map(moment),
        away: standing.and_then(away),
        backup: standing
            .and_then(|one| one.backup.as_ref())
            .map(|backup| panel(&state, backup)),
    })
}

/// Calls the venue away.
///
/// # Errors
/// No reason; the person may not; it is away already; the journal cannot be written.
pub(crate) async fn call(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<FailoverFields>,
) -> Result<Redirect, Problem> {
    let (desk, reason) = (state.desk(), reason(&fields.reason)?);
    let permit = signed.permit::<Halt>()?;
    desk.call_away(permit, desk.account(), reason).await?;
    Ok(Redirect::to("/failover?said=venue-wished"))
}

/// Wishes the venue home.
///
/// # Errors
/// No reason; the person may not; it is not away; the journal cannot be written.
pub(crate) async fn release(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<FailoverFields>,
) -> Result<Redirect, Problem> {
    let (desk, reason) = (state.desk(), reason(&fields.reason)?);
    let permit = signed.permit::<Release>()?;
    desk.bring_home(permit, desk.account(), reason).await?;
    Ok(Redirect::to("/failover?said=venue-wished"))
}

fn away(standing: &FailoverView) -> Option<AwayPanel> {
    let away = standing.away.as_ref()?;
    Some(AwayPanel {
        since: moment(away.since),
        cause: standing.cause().unwrap_or_default(),
        answers: match away.stage {
            Stage::Gone => None,
            Stage::Answers(since) => Some(moment(since)),
        },
        release_asked: away.release.is_some(),
        stays: away
            .stays
            .iter()
            .map(|(order, why)| StayRow {
                order: order.to_string(),
                why: why.words(),
            })
            .collect(),
        sold: away
            .sold
            .iter()
            .map(|(symbol, sold)| SoldRow {
                symbol: symbol.to_string(),
                backup: sold.backup.to_string(),
                home: sold.home.to_string(),
                doubled: sold.doubled.to_string(),
            })
            .collect(),
    })
}

fn panel(state: &AppState, backup: &BackupView) -> BackupPanel {
    let shown = |symbol| match state.desk().source(symbol).map(|source| source.role) {
        Some(LinkRole::Backup) => "the backup",
        Some(LinkRole::Home) | None => "the venue",
    };
    BackupPanel {
        venue: backup.venue.to_string(),
        account: backup.account.to_string(),
        compared: backup.compared.map(moment),
        away_after: format!("{} s", backup.rules.away_after.millis() / 1_000),
        back_after: format!("{} s", backup.rules.back_after.millis() / 1_000),
        policies: backup
            .symbols
            .iter()
            .map(|(symbol, policy)| PolicyRow {
                symbol: symbol.to_string(),
                reads: reads_name(policy.reads),
                exits: exits_name(policy.exits),
                shown: shown(*symbol),
            })
            .collect(),
        orders: backup
            .orders
            .iter()
            .map(|order| MovedRow {
                order: order.order.id().to_string(),
                symbol: order.order.terms().symbol.to_string(),
                side: order.order.terms().side.to_string(),
                qty: order.order.terms().qty.to_string(),
                state: order.state.name(),
            })
            .collect(),
        balances: backup
            .balances
            .iter()
            .map(|balance| HeldRow {
                asset: balance.asset.to_string(),
                free: balance.free.to_string(),
                locked: balance.locked.to_string(),
            })
            .collect(),
    }
}
