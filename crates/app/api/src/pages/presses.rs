//! Cancelling and flattening from pages, and what came of every press. Says what exactly will happen before it does; the desk
//! does it.
// GATE-10 GATE-11

use super::frame::{self, PageName, html, scope_says, shell};
use super::halts::{reason, scope};
use super::moment::moment;
use super::rows::by;
use super::view_presses::{FlattenPage, PressRow, Presses};
use crate::problem::Problem;
use crate::request::{Form, Query};
use crate::session::Signed;
use crate::state::AppState;
use crate::views::leg_state;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{HaltReach, Leg, Portfolio, Press, StopVerb};
use domain::{PositionSide, Scope, UserId};
use identity::{Cancel, Halt};
use serde::Deserialize;

/// Presses that a page shows.
const SHOWN_MAX: usize = 10;

/// What the forms say.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct StopFields {
    scope: String,
    #[serde(default)]
    reason: String,
}

/// What the address of the page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct StopQuery {
    scope: Option<String>,
}

/// What a flatten will do, and its button.
///
/// # Errors
/// The scope is no such word; the person may not see trading.
pub(crate) async fn flatten_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<StopQuery>,
) -> Result<Html<String>, Problem> {
    let scope = scope(query.scope.as_deref().unwrap_or("global"))?;
    let portfolio = frame::portfolio(state.desk(), &signed)?;
    let page = PageName {
        title: "Flatten",
        entry: "halt",
        symbol: None,
        said: None,
    };
    let form = frame::halt_form(state.desk(), &signed, ("page", &portfolio));
    html(&FlattenPage {
        shell: shell(&state, &signed, page)?,
        scopes: form.scopes,
        scope: scope.to_string(),
        scope_says: scope_says(scope),
        positions: positions(&portfolio, (state.desk().account(), scope)),
        orders: match scope {
            Scope::Global => portfolio.open_orders.to_string(),
            Scope::Venue(_)
            | Scope::Account(_)
            | Scope::User(_)
            | Scope::Strategy(_)
            | Scope::Symbol(_) => format!("those of {}", scope_says(scope)),
        },
    })
}

/// Flattens.
///
/// # Errors
/// No reason; the scope is no such word or has no positions of its own; the person may not; the journal cannot be written.
pub(crate) async fn flatten(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<StopFields>,
) -> Result<Redirect, Problem> {
    let (scope, reason) = (scope(&fields.scope)?, required(&fields.reason)?);
    let permit = signed.permit::<Halt>()?;
    state.desk().flatten(permit, scope, reason).await?;
    Ok(Redirect::to("/halt?said=flattening"))
}

/// Cancels everything open in a scope.
///
/// # Errors
/// The scope is no such word; the person may not; the journal cannot be written.
pub(crate) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<StopFields>,
) -> Result<Redirect, Problem> {
    let scope = scope(&fields.scope)?;
    let reason = match reason(&fields.reason)? {
        "" => super::halts::NO_REASON,
        given => given,
    };
    let permit = signed.permit::<Cancel>()?;
    state.desk().cancel_scope(permit, scope, reason).await?;
    Ok(Redirect::to("/halt?said=cancelling"))
}

fn required(text: &str) -> Result<&str, Problem> {
    match reason(text)? {
        "" => Err(Problem::value("reason", "say why; the journal keeps it")),
        given => Ok(given),
    }
}

/// The latest presses and what came of each.
pub(super) fn presses(portfolio: &Portfolio, reader: Option<UserId>) -> Presses {
    let latest = portfolio.presses.iter().rev().take(SHOWN_MAX);
    Presses {
        presses: latest.map(|press| row(press, reader)).collect(),
    }
}

fn row(press: &Press, reader: Option<UserId>) -> PressRow {
    let gave_up = press.legs.iter().any(|leg| leg_state(leg) == "given-up");
    PressRow {
        number: press.id.to_string(),
        verb: match press.verb {
            StopVerb::Halt(HaltReach::NewOnly) => "Halt",
            StopVerb::Halt(HaltReach::AndCancel) => "Halt and cancel",
            StopVerb::Cancel => "Cancel",
            StopVerb::Flatten => "Flatten",
        },
        scope: scope_says(press.scope),
        by: by(press.cause.origin, reader),
        reason: press.cause.reason.clone(),
        at: moment(press.at),
        standing: standing(press),
        tone: match (gave_up, press.is_settled()) {
            (true, _) => "bad",
            (false, true) => "good",
            (false, false) => "warn",
        },
        legs: press.legs.iter().map(leg).collect(),
    }
}

/// How the orders of a press stand, in one sentence.
fn standing(press: &Press) -> String {
    let tally = press.tally();
    if tally.covered == 0 {
        return match press.verb {
            StopVerb::Halt(HaltReach::NewOnly) => "Nothing new leaves; working orders stay.",
            StopVerb::Halt(HaltReach::AndCancel) | StopVerb::Cancel | StopVerb::Flatten => {
                "No order was open there."
            }
        }
        .to_owned();
    }
    let mut text = format!(
        "Of {} orders the venue cancelled {}, {} traded whole, {} ended otherwise",
        tally.covered, tally.cancelled, tally.filled, tally.otherwise
    );
    match (tally.asked, tally.last_end) {
        (0, Some(last)) => {
            let took = last.since(press.at).millis();
            text.push_str(&format!("; the last was over after {took} ms."));
        }
        (0, None) => text.push('.'),
        (asked, _) => text.push_str(&format!("; {asked} are asked and not known to be over.")),
    }
    text
}

fn leg(leg: &Leg) -> String {
    let place = place(leg);
    let done = format!(
        "held {}, sent {}, traded {}",
        leg.wanted, leg.sent, leg.filled
    );
    let said = leg.said.as_deref();
    let said = said.map_or_else(String::new, |said| format!(" Last said: {said}."));
    match leg.end {
        None => format!("{place}: being closed; {done}.{said}"),
        Some(end) => {
            let (state, left) = (end.outcome.name(), end.left);
            let state = state.replace('-', " ");
            format!("{place}: {state}; {done}, left {left}.{said}")
        }
    }
}

fn place(leg: &Leg) -> String {
    let symbol = leg.key.symbol;
    match leg.key.side {
        PositionSide::Both => symbol.to_string(),
        PositionSide::Long => format!("{symbol} long"),
        PositionSide::Short => format!("{symbol} short"),
    }
}

/// Every position that a flatten of a scope would close, one sentence each.
fn positions(portfolio: &Portfolio, (spot, scope): (domain::AccountId, Scope)) -> Vec<String> {
    let margined = portfolio.margined.iter().flat_map(|m| &m.contracts);
    let contracts = margined.map(|contract| contract.position);
    let spots = portfolio.positions.iter().map(|marked| marked.position);
    let all = spots.chain(contracts).filter(|position| {
        let net = position.net();
        let is_nobodys = net.is_negative() && position.account == spot;
        let is_open = !net.is_zero() && !is_nobodys;
        is_open
            && match scope {
                // One venue has one account of each product here; which it is the desk knows when it does it.
                Scope::Global | Scope::Venue(_) => true,
                Scope::Account(account) => position.account == account,
                Scope::Symbol(symbol) => position.symbol == symbol,
                Scope::User(_) | Scope::Strategy(_) => false,
            }
    });
    let told = all.map(|position| {
        let (net, symbol) = (position.net(), position.symbol);
        let deed = if net.is_negative() { "Buy" } else { "Sell" };
        format!(
            "{deed} {} of {symbol} on account {}",
            net.size(),
            position.account
        )
    });
    told.collect()
}
