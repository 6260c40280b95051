//! The page of the account on margin: what is set and held, what the venue did by itself, and the forms that set it.

use super::frame::{self, PageName, Said, html, shell};
use super::moment::moment;
use super::view_contracts::{AccountFacts, CloseRow, ContractRow, ContractsPage, PaymentRow};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::rest::contracts::change;
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{ContractPosition, Margined, Payment, Portfolio, VenueClose};
use domain::{Amount, PositionSide, Rounding};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What is shown of a number that is not known.
const UNKNOWN: &str = "–";
/// Decimal places of money.
const MONEY_PLACES: u32 = 4;
/// Decimal places of a price that nobody can trade at.
const PRICE_PLACES: u32 = 2;

/// What a form of a setting says: what to set, of which contract, to what.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SettingFields {
    kind: String,
    #[serde(default)]
    symbol: String,
    value: String,
    #[serde(default)]
    reason: String,
}

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ContractsQuery {
    said: Option<Said>,
}

/// The account on margin.
///
/// # Errors
/// The person may not see trading.
// ORD-06
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ContractsQuery>,
) -> Result<Html<String>, Problem> {
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let name = PageName {
        title: "Contracts",
        entry: "contracts",
        symbol: None,
        said: query.said,
    };
    let margined = portfolio.margined.iter();
    html(&ContractsPage {
        shell: shell(&state, &signed, name)?,
        account: portfolio
            .margined
            .as_ref()
            .map(|margined| facts(&portfolio, margined)),
        symbols: margined
            .clone()
            .flat_map(|m| m.contracts.iter().map(|c| c.position.symbol))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|symbol| symbol.to_string())
            .collect(),
        contracts: margined
            .clone()
            .flat_map(|m| m.contracts.iter().map(contract_row))
            .collect(),
        payments: margined
            .clone()
            .flat_map(|m| m.payments.iter().map(payment_row))
            .collect(),
        closes: margined
            .flat_map(|m| m.closes.iter().map(close_row))
            .collect(),
    })
}

/// Sets leverage, margin or position mode.
///
/// # Errors
/// Not a setting; no reason; refused by the gate; the person may not; the journal cannot be written.
// GATE-04
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<SettingFields>,
) -> Result<Redirect, Problem> {
    let (kind, symbol, value) = (&fields.kind, &fields.symbol, fields.value.trim());
    let setting = if symbol.is_empty() {
        format!("{kind}:{value}")
    } else {
        format!("{kind}:{symbol}:{value}")
    };
    change(&state, &signed, (&setting, &fields.reason)).await?;
    Ok(Redirect::to("/contracts?said=setting-asked"))
}

fn facts(portfolio: &Portfolio, margined: &Margined) -> AccountFacts {
    AccountFacts {
        number: margined.account.to_string(),
        mode: margined
            .position_mode
            .map_or_else(|| UNKNOWN.to_owned(), |mode| mode.to_string()),
        free: money(margined.available),
        equity: money(margined.equity),
        asset: portfolio.equity_asset.to_string(),
    }
}

fn contract_row(contract: &ContractPosition) -> ContractRow {
    let terms = contract.terms.as_ref();
    let unknown = || UNKNOWN.to_owned();
    let at = |price: Option<domain::Price>| {
        let rounded = price.and_then(|price| {
            let tick = domain::Price::from_parts(1, PRICE_PLACES).ok()?;
            price.to_tick(tick, Rounding::HalfEven).ok()
        });
        rounded.map_or_else(unknown, |price| price.to_string())
    };
    let (side, side_tone) = side_words(contract.position.side);
    ContractRow {
        symbol: contract.position.symbol.to_string(),
        side,
        side_tone,
        held: contract.position.net().to_string(),
        venue: terms.map_or_else(unknown, |terms| terms.held.to_string()),
        entry: at(contract.position.average_price()),
        mark: at(contract.mark),
        unrealised: money(contract.unrealised),
        margin: money(contract.margin),
        liquidation: at(terms.and_then(|terms| terms.liquidation)),
        leverage: terms.map_or_else(unknown, |terms| format!("{}×", terms.leverage)),
        mode: terms.map_or_else(unknown, |terms| terms.margin.to_string()),
        in_doubt: contract.in_doubt,
    }
}

/// Which position of a contract, and the tone of it.
const fn side_words(side: PositionSide) -> (&'static str, &'static str) {
    match side {
        PositionSide::Both => ("", ""),
        PositionSide::Long => ("long", "up"),
        PositionSide::Short => ("short", "down"),
    }
}

fn payment_row(payment: &Payment) -> PaymentRow {
    PaymentRow {
        at: moment(payment.at),
        kind: payment.kind.name(),
        symbol: payment
            .symbol
            .map_or_else(|| UNKNOWN.to_owned(), |symbol| symbol.to_string()),
        amount: payment.amount.to_string(),
        asset: payment.asset.to_string(),
    }
}

fn close_row(close: &VenueClose) -> CloseRow {
    CloseRow {
        at: moment(close.at),
        symbol: match close.side {
            PositionSide::Both => close.symbol.to_string(),
            PositionSide::Long | PositionSide::Short => {
                format!("{} {}", close.symbol, close.side)
            }
        },
        reason: close.kind.words(),
        venue_order: close.venue_order.to_string(),
    }
}

fn money(sum: Option<Amount>) -> String {
    let rounded = sum.map(|sum| sum.rounded(MONEY_PLACES, Rounding::HalfEven));
    rounded.map_or_else(|| UNKNOWN.to_owned(), |sum| sum.to_string())
}
