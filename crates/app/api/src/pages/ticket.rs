//! From the ticket to the desk in two steps that work without a script: review, then send. The gate judges, not the page.

use super::desk::instrument;
use super::frame::{PageName, html, mode_meaning, shell};
use super::orders::Nothing;
use super::rows::{effect_words, kind_words, side_key, side_word};
use super::ticket_form::{
    TicketFields, field_words, rule_words, saying, terms_say, ticket_again, verdict_of,
};
use super::ticket_more::Sending;
use super::view_shell::Line;
use super::view_ticket::{RefusedPage, ReviewPage, ReviewPart, TicketPage, VerdictPart};
use crate::log::RequestId;
use crate::problem::{Problem, Refusal};
use crate::request::{Form, Path};
use crate::session::Signed;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::{CommandError, Repeated, Via};
use domain::{Instrument, OrderId, OrderTerms, SelfTradePrevention};
use identity::{Permit, Place};

/// The script asks with this header and gets a part in place of a page.
const PART_HEADER: &str = "x-part";
/// Number of the order that was made, for the script.
const ORDER_HEADER: HeaderName = HeaderName::from_static("x-order");

/// Whether the script asks for a part, or a browser for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Page,
    Part,
}

impl Wanted {
    fn by(headers: &HeaderMap) -> Self {
        if headers.contains_key(PART_HEADER) {
            Self::Part
        } else {
            Self::Page
        }
    }
}

/// What the gate would say. Holds and sends nothing.
///
/// # Errors
/// Unknown symbol, or the desk does not answer.
pub(crate) async fn verdict_part(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<TicketFields>,
) -> Result<Html<String>, Problem> {
    html(&verdict_of(&state, &signed, &fields).await?)
}

/// The order to be read once more, with the gate's verdict and the button that sends it. Holds and sends nothing.
///
/// # Errors
/// Unknown symbol, or the desk does not answer.
pub(crate) async fn review_page(
    State(state): State<AppState>,
    signed: Signed,
    id: RequestId,
    headers: HeaderMap,
    Form(fields): Form<TicketFields>,
) -> Result<Response, Problem> {
    let wanted = Wanted::by(&headers);
    let instrument = instrument(&state, Some(&fields.symbol))?;
    let sending = match fields.sending(&state) {
        Ok(sending) => sending,
        Err(problem) => return unread(&state, &signed, (&instrument, fields, wanted), problem),
    };
    let terms = *sending.terms();
    let mut lines = terms_lines(&terms, &instrument);
    lines.extend(sending.lines(&instrument));
    let verdict = verdict_of(&state, &signed, &fields).await?;
    let review = ReviewPart {
        csrf: signed.csrf.to_string(),
        says: terms_say(&terms, &instrument),
        mode_says: mode_meaning(state.config().mode).to_owned(),
        side: side_key(terms.side),
        request_key: id.as_str().to_owned(),
        fields: fields.carried(),
        lines,
        sendable: verdict.tone == "up" || verdict.asks_twice,
        verdict,
        back: fields.back(),
        confirm: None,
    };
    match wanted {
        Wanted::Part => Ok(html(&review)?.into_response()),
        Wanted::Page => {
            let shell = shell(&state, &signed, page("Review order", &instrument))?;
            Ok(html(&ReviewPage { shell, review })?.into_response())
        }
    }
}

fn page<'a>(title: &'a str, instrument: &Instrument) -> PageName<'a> {
    PageName {
        title,
        entry: "desk",
        symbol: Some(instrument.symbol),
        said: None,
    }
}

fn terms_lines(terms: &OrderTerms, instrument: &Instrument) -> Vec<Line> {
    let line = |name: &str, value: String| Line {
        name: name.to_owned(),
        value,
    };
    let price = |value: domain::Price| format!("{value} {}", instrument.quote);
    let mut lines = vec![
        line("Side", side_word(terms.side).to_owned()),
        line("Quantity", format!("{} {}", terms.qty, instrument.base)),
        line("Kind", kind_words(terms.kind)),
    ];
    lines.extend(
        terms
            .kind
            .trailing()
            .map(|delta| line("Trailing distance", format!("{delta} basis points"))),
    );
    lines.extend(terms.kind.trigger().map(|at| line("Trigger", price(at))));
    lines.extend(terms.kind.limit_price().map(|at| line("Price", price(at))));
    if terms.self_trade != SelfTradePrevention::ExpireTaker {
        lines.push(line("Self-trade prevention", terms.self_trade.to_string()));
    }
    if terms.effect != domain::PositionEffect::Any {
        lines.push(line("Effect", effect_words(terms)));
    }
    lines.push(line("Venue", instrument.venue.to_string()));
    lines
}

/// The ticket again with the field that could not be read.
fn unread(
    state: &AppState,
    signed: &Signed,
    (instrument, fields, wanted): (&Instrument, TicketFields, Wanted),
    problem: Problem,
) -> Result<Response, Problem> {
    let Problem::Value { field, why } = problem else {
        return Err(problem);
    };
    let says = format!("{}: {why}.", field_words(field));
    if wanted == Wanted::Part {
        let part = unsendable("Nothing was sent", &fields, saying("down", says));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&part)?).into_response());
    }
    let ticket = ticket_again(state.desk(), signed, (instrument, fields), (field, why))?;
    let page = TicketPage {
        shell: shell(state, signed, page("Order ticket", instrument))?,
        says,
        symbol: instrument.symbol.to_string(),
        ticket,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// A sheet that tells why nothing was sent.
fn unsendable(says: &str, fields: &TicketFields, verdict: VerdictPart) -> ReviewPart {
    ReviewPart {
        csrf: String::new(),
        says: says.to_owned(),
        mode_says: String::new(),
        side: "buy",
        request_key: String::new(),
        fields: Vec::new(),
        lines: Vec::new(),
        verdict,
        sendable: false,
        back: fields.back(),
        confirm: None,
    }
}

/// Sends the order to the gate, and by it to the venue.
///
/// # Errors
/// The desk is busy or stopping, or the journal cannot be written; nothing was sent.
pub(crate) async fn send(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<TicketFields>,
) -> Result<Response, Problem> {
    let wanted = Wanted::by(&headers);
    let instrument = instrument(&state, Some(&fields.symbol))?;
    let sending = match fields.sending(&state) {
        Ok(sending) => sending,
        Err(problem) => return unread(&state, &signed, (&instrument, fields, wanted), problem),
    };
    let terms = *sending.terms();
    match sent(&state, signed.permit::<Place>()?, sending).await {
        Ok(placed) if wanted == Wanted::Part => {
            let number = HeaderValue::from(placed.order.get());
            let says = format!("Order {} is on its way.", placed.order);
            Ok(([(ORDER_HEADER, number)], Html(says)).into_response())
        }
        Ok(placed) => {
            let said = match placed.repeated {
                Repeated::No => "sent",
                Repeated::Yes => "sent-before",
            };
            let to = format!("/orders/{}?said={said}", placed.order);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let problem = Problem::from(error);
            not_sent(
                &state,
                &signed,
                (&instrument, &terms, &fields, wanted),
                problem,
            )
        }
    }
}

/// Says the second word for an order that waits for it.
///
/// # Errors
/// No such order waits for this person; the gate refuses; the person may not; the desk does not answer. Nothing was sent.
pub(crate) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Problem> {
    let placed = crate::rest::tickets::confirmed(&state, &signed, &number, Via::Page).await?;
    Ok(Redirect::to(&format!("/orders/{}?said=sent", placed.order)))
}

/// The order that a ticket made.
struct Made {
    order: OrderId,
    repeated: Repeated,
}

/// Asks the desk for what the ticket wishes; of a pair the target is told.
async fn sent(
    state: &AppState,
    permit: Permit<Place>,
    sending: Sending,
) -> Result<Made, CommandError> {
    let desk = state.desk();
    let placed = match sending {
        Sending::Order(wish) => desk.place(permit, wish).await?,
        Sending::Replacement(old, wish) => desk.replace(permit, old, wish).await?,
        Sending::Pair(wish) => {
            let pair = desk.place_oco(permit, wish).await?;
            return Ok(Made {
                order: pair.list.target(),
                repeated: pair.repeated,
            });
        }
    };
    Ok(Made {
        order: placed.order,
        repeated: placed.repeated,
    })
}

/// What to say when the desk did not take the order.
fn not_sent(
    state: &AppState,
    signed: &Signed,
    (instrument, terms, fields, wanted): (&Instrument, &OrderTerms, &TicketFields, Wanted),
    problem: Problem,
) -> Result<Response, Problem> {
    let status = problem.status();
    if wanted == Wanted::Part {
        let waits = if let Problem::Refused(refusal) = &problem {
            refusal.waits.clone()
        } else {
            None
        };
        let (title, says) = if let Problem::Refused(refusal) = &problem {
            let says = format!("{} [{}]", told(refusal), refusal.rule);
            let title = match refusal.waits {
                Some(_) => "It waits for your second word".to_owned(),
                None => format!("Refused: {}", rule_words(&refusal.rule)),
            };
            (title, says)
        } else {
            ("Nothing was sent".to_owned(), problem.detail())
        };
        let part = ReviewPart {
            csrf: signed.csrf.to_string(),
            confirm: waits,
            ..unsendable(&title, fields, saying("down", says))
        };
        return Ok((status, html(&part)?).into_response());
    }
    let Problem::Refused(refusal) = problem else {
        return Err(problem);
    };
    let line = |name: &str, value: String| Line {
        name: name.to_owned(),
        value,
    };
    let mut lines = vec![line("Rule", rule_words(&refusal.rule))];
    lines.extend(refusal.value.clone().map(|value| line("This order", value)));
    lines.extend(refusal.limit.clone().map(|limit| line("Limit", limit)));
    lines.push(line("Order", terms_say(terms, instrument)));
    let page = RefusedPage {
        shell: shell(state, signed, page("Refused", instrument))?,
        says: told(&refusal),
        code: refusal.rule,
        lines,
        back: fields.back(),
        confirm: refusal.waits,
    };
    Ok((status, html(&page)?).into_response())
}

/// The gate's sentence as a sentence: with a full stop and without the code that stands beside it.
fn told(refusal: &Refusal) -> String {
    let code = format!(" [{}]", refusal.rule);
    let sentence = refusal.sentence.trim_end_matches('.');
    let sentence = sentence.strip_suffix(&code).unwrap_or(sentence);
    format!("{sentence}.")
}
