//! The form that reduces a working order where it stands, and who may be shown it. Needs no script; decides nothing.

use super::view_orders::Reducible;
use crate::problem::Problem;
use crate::request::{Form, Path};
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Redirect;
use desk::{OrderRow, Via};
use domain::{OrderKind, OrderState, Qty};
use serde::Deserialize;

/// What the form says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendFields {
    qty: String,
}

/// Asks the venue to make an order smaller.
///
/// # Errors
/// As [`crate::rest::amend::asked`].
pub(crate) async fn send(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(fields): Form<AmendFields>,
) -> Result<Redirect, Problem> {
    let wish = (number.as_str(), fields.qty.as_str());
    crate::rest::amend::asked(&state, &signed, wish, Via::Page).await?;
    Ok(Redirect::to(&format!("/orders/{number}?said=amend-asked")))
}

/// What the form stands on, for an order that stands for itself; nothing where it may not be reduced.
pub(super) fn reducible(row: &OrderRow) -> Option<Reducible> {
    let terms = row.order.order.terms();
    let OrderState::Working { filled, .. } = row.order.state else {
        return None;
    };
    let rests = match terms.kind {
        OrderKind::Limit { .. } | OrderKind::LimitMaker { .. } => true,
        OrderKind::Market
        | OrderKind::Stop { .. }
        | OrderKind::StopLimit { .. }
        | OrderKind::TakeProfit { .. }
        | OrderKind::TakeProfitLimit { .. }
        | OrderKind::TrailingStop { .. } => false,
    };
    (rests && filled < terms.qty).then(|| Reducible {
        qty: terms.qty.to_string(),
        filled: (filled > Qty::ZERO).then(|| filled.to_string()),
    })
}
