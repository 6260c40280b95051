//! The document of the interface (OpenAPI 3.1), made from the route table and the views. Never written by hand.

use crate::problem::ProblemView;
use crate::route_table::{Access, Answer, Csrf, Row, Verb, rows};
use crate::views;
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

mod parameters;

/// The whole document.
pub(crate) fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cofferdam",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Trading through one gate. Money is text, instants are milliseconds UTC. Problems are application/problem+json (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths(),
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "cofferdam",
                    "description": "Set by POST /api/v1/session; named __Host-cofferdam behind TLS.",
                },
            },
        },
    })
}

/// The routes that programs use: JSON and the stream.
pub(crate) fn described() -> impl Iterator<Item = &'static Row> {
    rows().filter(|row| matches!(row.answer, Answer::Json | Answer::Stream))
}

fn paths() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for row in described() {
        let item = paths.entry(row.path).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(row.verb.name().to_ascii_lowercase(), operation(row));
        }
    }
    Value::Object(paths)
}

fn operation(row: &Row) -> Value {
    let mut operation = Map::new();
    operation.insert("summary".into(), json!(row.summary));
    operation.insert("operationId".into(), json!(operation_id(row)));
    operation.insert("x-permission".into(), json!(row.access.name()));
    operation.insert("x-limit-class".into(), json!(row.limit.name()));
    operation.insert(
        "security".into(),
        match row.access {
            Access::Public => json!([]),
            Access::Signed | Access::Needs(_) => json!([{"session": []}]),
        },
    );
    let parameters = parameters::of(row);
    if !parameters.is_empty() {
        operation.insert("parameters".into(), Value::Array(parameters));
    }
    if let Some(view) = row.takes {
        operation.insert(
            "requestBody".into(),
            json!({"required": true, "content": {"application/json": {"schema": reference(view)}}}),
        );
    }
    operation.insert("responses".into(), responses(row));
    Value::Object(operation)
}

/// `GET /api/v1/orders/{id}` is `get_orders_id`; `GET /live` is `get_root_live`.
fn operation_id(row: &Row) -> String {
    let (first, path) = match row.path.strip_prefix("/api/v1") {
        Some(path) => (None, path),
        None => (Some("root".to_owned()), row.path),
    };
    let words = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    std::iter::once(row.verb.name().to_ascii_lowercase())
        .chain(first)
        .chain(words.map(str::to_owned))
        .collect::<Vec<_>>()
        .join("_")
}

fn responses(row: &Row) -> Value {
    let mut responses = Map::new();
    let success = match row.gives {
        Some(view) if !view.is_empty() => {
            json!({"description": "Done", "content": {"application/json": {"schema": reference(view)}}})
        }
        Some(_) => json!({"description": "Done", "content": {"application/json": {}}}),
        None => json!({"description": "Done"}),
    };
    responses.insert(row.status.to_string(), success);
    for (status, words) in problems(row) {
        responses.insert(
            status.to_owned(),
            json!({
                "description": words,
                "content": {"application/problem+json": {"schema": reference("ProblemView")}},
            }),
        );
    }
    Value::Object(responses)
}

/// The problems that a row can answer with because of what it is.
fn problems(row: &Row) -> Vec<(&'static str, &'static str)> {
    let mut problems = vec![
        ("421", "The request names a host that is not this house's"),
        ("429", "The limit of this class is reached; see Retry-After"),
    ];
    match row.access {
        Access::Public => {}
        Access::Signed => problems.push(("401", "Nobody is signed in")),
        Access::Needs(_) => {
            problems.push(("401", "Nobody is signed in"));
            problems.push((
                "403",
                "The role may not do this, or the request came from another site",
            ));
        }
    }
    if row.takes.is_some() {
        problems.push(("400", "The body could not be read"));
        problems.push(("413", "The body is larger than 16 KiB"));
        problems.push(("415", "The body is not application/json"));
        problems.push(("422", "A value is wrong, or the gate refused"));
    }
    let changes = match (row.verb, row.csrf) {
        (Verb::Post | Verb::Delete, _) | (Verb::Get, Csrf::Origin) => true,
        (Verb::Get, Csrf::Safe | Csrf::Json | Csrf::Form) => false,
    };
    if changes {
        problems.push((
            "403",
            "The role may not do this, or the request came from another site",
        ));
        problems.push((
            "503",
            "The desk is busy or stopping, or the journal cannot be written; nothing was done",
        ));
    }
    if row.path.ends_with("/health") || row.path == "/ready" {
        problems.push(("503", "A part that trading needs does not serve"));
    }
    if row.path.contains('{') {
        problems.push(("404", "There is no such thing"));
    }
    problems
}

fn reference(view: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{view}")})
}

/// Views by name, with those they hold.
type Found = Vec<(String, RefOr<Schema>)>;

macro_rules! add {
    ($found:ident, $($view:ty),+ $(,)?) => {$(
        $found.push((<$view as ToSchema>::name().into_owned(), <$view as PartialSchema>::schema()));
        <$view as ToSchema>::schemas($found);
    )+};
}

/// The schemas of all views, with those they hold.
fn schemas() -> Value {
    let mut found = Found::new();
    of_trading(&mut found);
    of_house(&mut found);
    let schemas: Map<String, Value> = found
        .into_iter()
        .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
        .collect();
    Value::Object(schemas)
}

/// Views of markets, orders and what the accounts hold.
fn of_trading(found: &mut Found) {
    add!(
        found,
        ProblemView,
        views::InstrumentsView,
        views::BookView,
        views::TradesView,
        views::CandlesView,
        views::ContractsView,
        views::GapsView,
        views::ChecksView,
        views::CheckBody,
        views::OrdersView,
        views::OrderLifeView,
        views::MessageView,
        views::BelongingView,
        views::FillsView,
        views::PlaceBody,
        views::PlacedView,
        views::OcoBody,
        views::AmendBody,
        views::LegBody,
        views::ProtectBody,
        views::OcoPlacedView,
        views::CancelsView,
        views::TicketsView,
        views::VerdictView,
        views::PositionsView,
        views::BalancesView,
        views::HaltsView,
        views::LimitsView,
        views::ProposedView,
        views::PressesView,
        views::PressView,
        views::ReconciliationView,
        views::AcceptBody,
        views::FindingsView,
        views::ExplainBody,
        views::FailoverView,
        views::FailoverBody,
    );
}

/// Views of the house: its keys, parts, people.
fn of_house(found: &mut Found) {
    add!(
        found,
        views::HouseView,
        views::CampaignView,
        views::SettingBody,
        views::HaltBody,
        views::LimitsBody,
        views::SwitchBody,
        views::AgreeBody,
        views::WithdrawBody,
        views::StopBody,
        views::ReleaseBody,
        views::SettleBody,
        views::CredentialsView,
        views::CredentialRowView,
        views::KeyReportView,
        views::ProbeView,
        views::TestKeyBody,
        views::AddKeyBody,
        views::RotateKeyBody,
        views::RemoveKeyBody,
        views::HealthView,
        views::AccountsView,
        views::HistoriesView,
        views::LossesView,
        views::VenuesView,
        views::LiveView,
        views::SessionView,
        views::SignInBody,
        views::SetUpBody,
    );
}

#[cfg(test)]
mod tests;
