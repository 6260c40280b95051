//! The end of everything open, for programs. Exits that hold a position stay; a halt stops none of it.

use crate::problem::Problem;
use crate::request::{Query, traded_symbol};
use crate::session::Signed;
use crate::state::AppState;
use crate::views::CancelsView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AccountId, OrderId, Symbol};
use identity::Cancel;
use serde::Deserialize;

/// What shall end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichEnd {
    #[serde(default)]
    symbol: Option<String>,
    #[serde(default)]
    account: Option<u64>,
}

// ORD-02
pub(crate) async fn cancel_all(
    State(state): State<AppState>,
    signed: Signed,
    Query(which): Query<WhichEnd>,
) -> Result<(StatusCode, Json<CancelsView>), Problem> {
    let symbol = which.symbol.as_deref();
    let symbol = symbol.map(|text| traded_symbol(&state, text)).transpose()?;
    let account = which.account.map(AccountId::new);
    let orders = all_ended(&state, &signed, (account, symbol)).await?;
    Ok((StatusCode::ACCEPTED, Json(CancelsView::from(orders))))
}

/// Asks for the end of everything open: of one account or of each, of one symbol or of all.
///
/// # Errors
/// No such account; the person may not cancel; the desk does not answer.
pub(crate) async fn all_ended(
    state: &AppState,
    signed: &Signed,
    (account, symbol): (Option<AccountId>, Option<Symbol>),
) -> Result<Vec<OrderId>, Problem> {
    let desk = state.desk();
    let accounts: Vec<AccountId> = match (account, symbol) {
        (Some(account), _) => vec![account],
        (None, Some(symbol)) => vec![desk.account_of(symbol)],
        (None, None) => desk.accounts().into_iter().map(|(id, _)| id).collect(),
    };
    let mut orders = Vec::new();
    for account in accounts {
        let permit = signed.permit::<Cancel>()?;
        orders.extend(desk.cancel_all(permit, (account, symbol)).await?);
    }
    Ok(orders)
}
