//! Which house this is, and its last campaign, for programs. Never a report that the house did not sign.

use crate::config::AccountPlace;
use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{CampaignView, ConditionView, HouseAccountView, HouseView, LastCampaignView};
use axum::Json;
use axum::extract::State;
use desk::campaign::{CampaignShelf, ShelfTrouble, Verified, judge};
use domain::Time;
use identity::ReadTrading;

/// What is known of the last campaign.
pub(crate) enum Last {
    /// There was none.
    None,
    /// Its report verifies.
    Verified(Box<Verified>, String),
    /// There is a report that is not shown, and why.
    Trouble(String),
}

/// Reads the last report.
///
/// # Errors
/// The file could not be read because the house stops.
pub(crate) async fn read(state: &AppState) -> Result<Last, Problem> {
    let Some(shelf) = state.config().about.campaigns.clone() else {
        return Ok(Last::None);
    };
    let read = tokio::task::spawn_blocking(move || CampaignShelf::last(&shelf)).await;
    Ok(match read.map_err(|_| Problem::Internal)? {
        Ok(None) => Last::None,
        Ok(Some((verified, document))) => Last::Verified(Box::new(verified), document),
        Err(trouble) => Last::Trouble(words(&trouble)),
    })
}

/// Why a report is not shown; no path of the machine is told.
fn words(trouble: &ShelfTrouble) -> String {
    match trouble {
        ShelfTrouble::File { .. } | ShelfTrouble::Key(_) => {
            tracing::error!(error = %trouble, "the last campaign cannot be read");
            "a file of the report cannot be used; the log says which".to_owned()
        }
        ShelfTrouble::NoKey | ShelfTrouble::Document(_) => trouble.to_string(),
    }
}

// GATE-12
pub(crate) async fn house(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<HouseView>, Problem> {
    signed.permit::<ReadTrading>()?;
    let about = &state.config().about;
    let build = tokio::task::spawn_blocking(about.build).await;
    let traded = state.desk().accounts();
    let account = |place: &AccountPlace| {
        let of_account = traded.iter().find(|(account, _)| *account == place.account);
        HouseAccountView::new(place, of_account.map(|(_, product)| product.name()))
    };
    Ok(Json(HouseView {
        instance: about.instance.clone(),
        version: env!("CARGO_PKG_VERSION"),
        build: build.map_err(|_| Problem::Internal)?,
        settings: about.settings.clone(),
        mode: state.config().mode.badge(),
        accounts: about.accounts.iter().map(account).collect(),
    }))
}

// ORD-12
pub(crate) async fn last(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<CampaignView>, Problem> {
    signed.permit::<ReadTrading>()?;
    Ok(Json(match read(&state).await? {
        Last::None => CampaignView {
            last: None,
            trouble: None,
        },
        Last::Trouble(words) => CampaignView {
            last: None,
            trouble: Some(words),
        },
        Last::Verified(verified, document) => CampaignView {
            last: Some(view(&verified, &document, state.now())?),
            trouble: None,
        },
    }))
}

fn view(verified: &Verified, document: &str, now: Time) -> Result<LastCampaignView, Problem> {
    let report = verified.report();
    let judged = judge(report, now);
    Ok(LastCampaignView {
        run: report.run.clone(),
        account: report.place.account.get(),
        host: report.place.host.clone(),
        ended: report.ended.millis(),
        passed: verified.passed(now).is_ok(),
        conditions: judged.iter().map(ConditionView::from).collect(),
        signed_by: verified.signed_by().to_string(),
        document: serde_json::from_str(document).map_err(|_| Problem::Internal)?,
    })
}
