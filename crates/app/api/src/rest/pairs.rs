//! Pairs of orders for programs: place. Never sends twice for one request key.

use super::orders::request_key;
use crate::problem::Problem;
use crate::request::JsonBody;
use crate::session::Signed;
use crate::state::AppState;
use crate::views::{OcoBody, OcoPlacedView};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use desk::{OcoWish, Repeated, Via};
use domain::AccountId;
use identity::Place;

// ORD-04
pub(crate) async fn place(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(mut body): JsonBody<OcoBody>,
) -> Result<(StatusCode, Json<OcoPlacedView>), Problem> {
    let own = state.desk().account();
    let account = body.account.map_or(own, AccountId::new);
    if account != own {
        return Err(Problem::UnknownAccount(account.to_string()));
    }
    let request_key = request_key(&headers, body.request_id.take().as_deref())?;
    let wish = OcoWish {
        account,
        terms: body.terms(&state)?,
        via: Via::Program,
        request_key,
    };
    let placed = state
        .desk()
        .place_oco(signed.permit::<Place>()?, wish)
        .await
        .map_err(Problem::from)?;
    let status = match placed.repeated {
        Repeated::No => StatusCode::CREATED,
        Repeated::Yes => StatusCode::OK,
    };
    Ok((status, Json(OcoPlacedView::from(placed))))
}
