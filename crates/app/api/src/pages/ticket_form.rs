//! The ticket's fields as typed, what they mean, and what the gate says to them. Sends nothing.

use super::frame;
use super::numbers::{Places, amount, asset_places, holding, units};
use super::rows::{available, terms_words};
use super::ticket_margin::{Hedged, is_hedged, on_margin};
use super::ticket_more::PAIR;
use super::view_shell::{Choice, Line};
use super::view_ticket::{KINDS, LimitUse, TicketForm, TicketPart, VerdictPart};
use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use crate::terms::TermsText;
use desk::{Desk, Figure, Money, Refusal, Rule, RuleUse, Standing, Verdict, Via, Wish};
use domain::{Asset, Instrument, OrderTerms};
use identity::Place;
use serde::Deserialize;

/// Rules that a share of a limit can be drawn for: how much, how many, how large.
const DRAWN_RULES: [&str; 3] = ["GATE-02.", "GATE-03.", "GATE-07.collateral"];

/// Kinds with a choice of how long they live.
const LIVED: [&str; 3] = ["limit", "stop-limit", "take-profit-limit"];

/// The fields of the ticket, as the form sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct TicketFields {
    pub(super) symbol: String,
    pub(super) side: String,
    pub(super) kind: String,
    pub(super) price: String,
    pub(super) trigger: String,
    pub(super) qty: String,
    pub(super) time_in_force: String,
    pub(super) good_till: String,
    pub(super) trailing_delta: String,
    pub(super) self_trade: String,
    pub(super) effect: String,
    /// Of a pair: the limit after its stop; empty for a stop at the market.
    pub(super) stop_limit: String,
    pub(super) exit_stop: String,
    pub(super) exit_stop_limit: String,
    pub(super) exit_target: String,
    pub(super) if_bare: String,
    /// The working order whose place it shall take.
    pub(super) replaces: String,
    /// The page's own name for this one request.
    pub(super) request_key: String,
}

impl TicketFields {
    /// The texts of the terms. A form also sends the fields that the chosen kind hides; those are left out here.
    pub(super) fn terms_text(&self) -> TermsText {
        let kind = match word_or(&self.kind, "limit") {
            // A pair is read as its target; its stop is read beside it.
            PAIR => "limit-maker",
            single => single,
        };
        let when = |kinds: &[&str], text: &str| kinds.contains(&kind).then(|| number_text(text));
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        TermsText {
            symbol: self.symbol.clone(),
            side: word_or(&self.side, "buy").to_owned(),
            kind: kind.to_owned(),
            qty: number_text(&self.qty),
            price: when(
                &["limit", "limit-maker", "stop-limit", "take-profit-limit"],
                &self.price,
            ),
            trigger: when(
                &["stop", "stop-limit", "take-profit", "take-profit-limit"],
                &self.trigger,
            ),
            time_in_force: when(&LIVED, &self.time_in_force),
            good_till: when(&LIVED, &self.good_till).filter(|_| self.time_in_force == "gtd"),
            trailing_delta: when(&["trailing-stop"], &self.trailing_delta),
            self_trade: given(&self.self_trade),
            effect: given(&self.effect),
        }
    }

    /// The fields as hidden fields of the next form.
    pub(super) fn carried(&self) -> Vec<Line> {
        self.pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| Line {
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .collect()
    }

    /// The desk with these fields typed in.
    pub(super) fn back(&self) -> String {
        let query: Vec<String> = self
            .pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        format!("/desk?{}#ticket", query.join("&"))
    }

    fn pairs(&self) -> [(&'static str, &str); 17] {
        [
            ("symbol", &self.symbol),
            ("side", &self.side),
            ("kind", &self.kind),
            ("price", &self.price),
            ("trigger", &self.trigger),
            ("qty", &self.qty),
            ("time_in_force", &self.time_in_force),
            ("good_till", &self.good_till),
            ("trailing_delta", &self.trailing_delta),
            ("self_trade", &self.self_trade),
            ("effect", &self.effect),
            ("stop_limit", &self.stop_limit),
            ("exit_stop", &self.exit_stop),
            ("exit_stop_limit", &self.exit_stop_limit),
            ("exit_target", &self.exit_target),
            ("if_bare", &self.if_bare),
            ("replaces", &self.replaces),
        ]
    }

    fn form(self, wrong: Vec<(&'static str, String)>) -> TicketForm {
        TicketForm {
            side: word_or(&self.side, "buy").to_owned(),
            kind: word_or(&self.kind, "limit").to_owned(),
            time_in_force: word_or(&self.time_in_force, "gtc").to_owned(),
            self_trade: word_or(&self.self_trade, "expire-taker").to_owned(),
            symbol: self.symbol,
            price: self.price,
            trigger: self.trigger,
            qty: self.qty,
            good_till: self.good_till,
            trailing_delta: self.trailing_delta,
            effect: self.effect,
            stop_limit: self.stop_limit,
            exit_stop: self.exit_stop,
            exit_stop_limit: self.exit_stop_limit,
            exit_target: self.exit_target,
            if_bare: word_or(&self.if_bare, "flatten").to_owned(),
            replaces: self.replaces,
            wrong,
        }
    }
}

fn word_or<'a>(text: &'a str, usual: &'a str) -> &'a str {
    if text.is_empty() { usual } else { text }
}

/// Thousands apart are how pages show numbers, so people paste them back.
pub(super) fn number_text(text: &str) -> String {
    text.trim().replace(',', "")
}

/// Text that may stand in a query.
pub(super) fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// The ticket with what is typed into it.
///
/// # Errors
/// The person may not see trading.
pub(super) fn ticket_part(
    desk: &Desk,
    signed: &Signed,
    (instrument, fields, verdict): (&Instrument, TicketFields, VerdictPart),
) -> Result<TicketPart, Problem> {
    ticket_with(desk, signed, (instrument, fields.form(Vec::new()), verdict))
}

/// The ticket again, with one field marked wrong.
///
/// # Errors
/// The person may not see trading.
pub(super) fn ticket_again(
    desk: &Desk,
    signed: &Signed,
    (instrument, fields): (&Instrument, TicketFields),
    (field, why): (&'static str, String),
) -> Result<TicketPart, Problem> {
    let form = fields.form(vec![(field, why)]);
    ticket_with(desk, signed, (instrument, form, nothing_yet()))
}

fn ticket_with(
    desk: &Desk,
    signed: &Signed,
    (instrument, form, verdict): (&Instrument, TicketForm, VerdictPart),
) -> Result<TicketPart, Problem> {
    let portfolio = frame::portfolio(desk, signed)?;
    let free = |asset| {
        let places = asset_places(desk.instruments(), asset);
        format!("{} {asset}", holding(available(&portfolio, asset), places))
    };
    let (margin, held) = on_margin(desk, &portfolio, instrument).unzip();
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    Ok(TicketPart {
        csrf: signed.csrf.to_string(),
        form,
        kinds: &KINDS,
        times_in_force: vec![
            choice("gtc", "Good till cancelled"),
            choice("ioc", "Immediate or cancel"),
            choice("fok", "Fill or kill: all or nothing"),
            choice("gtd", "Good till an instant"),
        ],
        self_trades: vec![
            choice("expire-taker", "End the arriving order"),
            choice("expire-maker", "End the resting order"),
            choice("expire-both", "End both"),
            choice("allow", "Let them trade with each other"),
        ],
        positions: match is_hedged(&portfolio, instrument) {
            Hedged::Yes => vec![choice("long", "Long"), choice("short", "Short")],
            Hedged::No => Vec::new(),
        },
        base: instrument.base.to_string(),
        quote: instrument.quote.to_string(),
        available_quote: margin.unwrap_or_else(|| free(instrument.quote)),
        available_base: held.unwrap_or_else(|| free(instrument.base)),
        verdict,
    })
}

/// A wish of a person at a page.
pub(super) fn wish(desk: &Desk, terms: OrderTerms) -> Wish {
    Wish {
        account: desk.account_of(terms.symbol),
        terms,
        protection: None,
        via: Via::Page,
        request_key: None,
    }
}

/// What the gate says to the fields as they stand.
///
/// # Errors
/// The desk does not answer.
pub(super) async fn verdict_of(
    state: &AppState,
    signed: &Signed,
    fields: &TicketFields,
) -> Result<VerdictPart, Problem> {
    if fields.qty.trim().is_empty() {
        return Ok(nothing_yet());
    }
    let Ok(permit) = signed.permit::<Place>() else {
        return Ok(saying("", "Your role may look and not trade.".to_owned()));
    };
    let terms = match fields.sending(state) {
        Ok(sending) => *sending.terms(),
        Err(Problem::Value { field, why }) => {
            return Ok(saying("", format!("{}: {why}.", field_words(field))));
        }
        Err(problem) => return Err(problem),
    };
    let verdict = state
        .desk()
        .verdict(permit, wish(state.desk(), terms))
        .await?;
    Ok(verdict_part(&verdict, state.desk().instruments()))
}

/// What people call a field.
pub(super) fn field_words(field: &'static str) -> &'static str {
    match field {
        "qty" => "Quantity",
        "price" => "Price",
        "trigger" => "Trigger price",
        "time_in_force" => "Time in force",
        "good_till" => "Good till",
        "trailing_delta" => "Trailing distance",
        "self_trade" => "Self-trade prevention",
        "stop_limit" => "Limit after the stop",
        "exit_stop" => "Stop that holds it",
        "exit_stop_limit" => "Limit after the stop that holds it",
        "exit_target" => "Target that holds it",
        "if_bare" => "If it cannot be held",
        "replaces" => "Order to be replaced",
        "effect" => "Position",
        "request_key" => "Request",
        other => other,
    }
}

fn nothing_yet() -> VerdictPart {
    saying(
        "",
        "Type a quantity, and the gate says what it would do.".to_owned(),
    )
}

pub(super) fn saying(tone: &'static str, says: String) -> VerdictPart {
    VerdictPart {
        tone,
        says,
        lines: Vec::new(),
        uses: Vec::new(),
        asks_twice: false,
    }
}

/// A refusal in its own sentence, without the code that stands elsewhere.
pub(super) fn sentence(refusal: &Refusal) -> String {
    let text = refusal.to_string();
    let code = format!(" [{}]", refusal.rule);
    text.strip_suffix(&code).unwrap_or(&text).to_owned()
}

/// The gate's verdict as lines and shares.
pub(super) fn verdict_part(verdict: &Verdict, instruments: &[Instrument]) -> VerdictPart {
    let asks_twice = verdict
        .refusal
        .as_ref()
        .is_some_and(|no| no.rule == Rule::Unconfirmed);
    let (tone, says) = match &verdict.refusal {
        None => ("up", "The gate would clear this order.".to_owned()),
        Some(refusal) if asks_twice => (
            "",
            format!(
                "The gate would ask you a second time. {}.",
                sentence(refusal)
            ),
        ),
        Some(refusal) => (
            "down",
            format!("The gate would refuse this order. {}.", sentence(refusal)),
        ),
    };
    let money = |name: &str, money: Option<Money>| {
        money.map(|money| Line {
            name: name.to_owned(),
            value: money_words(money, instruments),
        })
    };
    VerdictPart {
        tone,
        says,
        lines: [
            money("Value", verdict.value),
            money("Held until it ends", verdict.hold),
            money("Available", verdict.available),
            money("Fee, at most", verdict.fee),
        ]
        .into_iter()
        .flatten()
        .collect(),
        uses: limit_uses(&verdict.uses, instruments),
        asks_twice,
    }
}

fn money_words(money: Money, instruments: &[Instrument]) -> String {
    let places = asset_places(instruments, money.asset);
    format!("{} {}", amount(money.amount, places), money.asset)
}

/// Each rule once, by the limit of its that is nearest: the same rule holds in several scopes.
fn limit_uses(rules: &[RuleUse], instruments: &[Instrument]) -> Vec<LimitUse> {
    let mut uses: Vec<LimitUse> = Vec::new();
    for found in rules.iter().filter_map(|rule| limit_use(rule, instruments)) {
        match uses.iter_mut().find(|known| known.name == found.name) {
            Some(known) if (known.over, known.percent) < (found.over, found.percent) => {
                *known = found;
            }
            Some(_) => {}
            None => uses.push(found),
        }
    }
    uses
}

fn limit_use(rule: &RuleUse, instruments: &[Instrument]) -> Option<LimitUse> {
    let code = rule.rule.code();
    if !DRAWN_RULES.iter().any(|drawn| code.starts_with(drawn)) {
        return None;
    }
    let (value, limit) = (parts(&rule.value)?, parts(&rule.limit)?);
    let places = value.1.max(limit.1);
    let (used, all) = (units(value, places), units(limit, places));
    let percent = used.saturating_mul(100).checked_div(all).unwrap_or(100);
    let unit = unit(&rule.limit).map_or_else(String::new, |unit| format!(" {unit}"));
    Some(LimitUse {
        name: rule_words(code),
        value: figure_words(&rule.value, instruments),
        limit: format!("{}{unit}", figure_words(&rule.limit, instruments)),
        percent: u8::try_from(percent.clamp(0, 100)).unwrap_or(100),
        over: rule.standing == Standing::Broken,
    })
}

/// `GATE-02.order-value` as people say it: `Order value`.
pub(super) fn rule_words(code: &str) -> String {
    let name = code.split_once('.').map_or(code, |(_, name)| name);
    let name = name.replace('-', " ").replace("qty", "quantity");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn parts(figure: &Figure) -> Option<(i128, u32)> {
    match figure {
        Figure::Amount(sum, _) => Some(sum.parts()),
        Figure::Qty(qty, _) => Some(qty.parts()),
        Figure::Count(count) => Some((i128::from(*count), 0)),
        Figure::Nothing
        | Figure::Price(..)
        | Figure::Rate(_)
        | Figure::Span(_)
        | Figure::Time(_)
        | Figure::Order(_) => None,
    }
}

/// What a figure is counted in.
fn unit(figure: &Figure) -> Option<Asset> {
    match figure {
        Figure::Amount(_, asset) | Figure::Qty(_, asset) | Figure::Price(_, asset) => Some(*asset),
        Figure::Nothing
        | Figure::Count(_)
        | Figure::Rate(_)
        | Figure::Span(_)
        | Figure::Time(_)
        | Figure::Order(_) => None,
    }
}

/// A figure without its unit and without zeros that say nothing.
fn figure_words(figure: &Figure, instruments: &[Instrument]) -> String {
    let places = |asset| asset_places(instruments, asset);
    match figure {
        Figure::Amount(sum, asset) => short(&amount(*sum, places(*asset))),
        Figure::Qty(qty, asset) => short(&amount(qty.amount(), places(*asset))),
        Figure::Nothing
        | Figure::Count(_)
        | Figure::Price(..)
        | Figure::Rate(_)
        | Figure::Span(_)
        | Figure::Time(_)
        | Figure::Order(_) => figure.to_string(),
    }
}

fn short(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// The terms in one phrase that begins a sentence: `Buy 0.1 BTC/USDT at 94,120.00`.
pub(super) fn terms_say(terms: &OrderTerms, instrument: &Instrument) -> String {
    let words = terms_words(terms, Places::of(&instrument.rules));
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
