//! The credentials of venues for programs. A secret comes in by the body and never goes out.

use crate::key_deeds::{
    GivenDraft, GivenKey, GivenUse, added, name, probed, removed, ring, rotated, tested,
};
use crate::problem::Problem;
use crate::request::{JsonBody, Path};
use crate::session::{Signed, Source};
use crate::state::AppState;
use crate::views::{
    AddKeyBody, CredentialRowView, CredentialsView, KeyReportView, ProbeView, RemoveKeyBody,
    RotateKeyBody, TestKeyBody,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use identity::ManageKeys;

// KEY-06
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<CredentialsView>, Problem> {
    let ring = ring(&state)?;
    let all = ring.list(signed.permit::<ManageKeys>()?).await?;
    Ok(Json(CredentialsView::of(&all, (ring, state.now()))))
}

// KEY-08
pub(crate) async fn test(
    State(state): State<AppState>,
    signed: Signed,
    JsonBody(body): JsonBody<TestKeyBody>,
) -> Result<Json<KeyReportView>, Problem> {
    let wanted = GivenUse {
        product: &body.product,
        environment: &body.environment,
    };
    let key = GivenKey {
        public: body.public,
        secret: body.secret,
    };
    let (report, wanted) = tested(&state, &signed, (wanted, key)).await?;
    Ok(Json(KeyReportView::of(&report, wanted)))
}

// KEY-06 KEY-07
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    JsonBody(body): JsonBody<AddKeyBody>,
) -> Result<(StatusCode, Json<CredentialRowView>), Problem> {
    let given = GivenDraft {
        name: &body.name,
        label: &body.label,
        wanted: GivenUse {
            product: &body.product,
            environment: &body.environment,
        },
        key: GivenKey {
            public: body.public,
            secret: body.secret,
        },
    };
    let view = added(&state, (&signed, &source), (given, &body.password)).await?;
    let row = CredentialRowView::of(&view, (ring(&state)?, state.now()));
    Ok((StatusCode::CREATED, Json(row)))
}

// KEY-05
pub(crate) async fn rotate(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    Path(called): Path<String>,
    JsonBody(body): JsonBody<RotateKeyBody>,
) -> Result<Json<CredentialRowView>, Problem> {
    let key = GivenKey {
        public: body.public,
        secret: body.secret,
    };
    let wish = (name(&called)?, key, body.password.as_str());
    let view = rotated(&state, (&signed, &source), wish).await?;
    let row = CredentialRowView::of(&view, (ring(&state)?, state.now()));
    Ok(Json(row))
}

pub(crate) async fn probe(
    State(state): State<AppState>,
    signed: Signed,
    Path(called): Path<String>,
) -> Result<Json<ProbeView>, Problem> {
    let (found, view) = probed(&state, &signed, name(&called)?).await?;
    let row = CredentialRowView::of(&view, (ring(&state)?, state.now()));
    Ok(Json(ProbeView::of(found.to_string(), row)))
}

pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    source: Source,
    Path(called): Path<String>,
    JsonBody(body): JsonBody<RemoveKeyBody>,
) -> Result<StatusCode, Problem> {
    let wish = (name(&called)?, body.password.as_str());
    removed(&state, (&signed, &source), wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
