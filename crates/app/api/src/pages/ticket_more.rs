//! What the ticket may wish beyond a single order: exits for what it buys, a pair of which only one may trade, an order in the
//! place of a working one. Sends nothing.

use super::numbers::Places;
use super::rows::terms_words;
use super::ticket_form::{TicketFields, number_text, wish};
use super::view_shell::Line;
use crate::problem::Problem;
use crate::state::AppState;
use desk::{OcoWish, RequestKey, Via, Wish};
use domain::{
    IfBare, Instrument, OcoTerms, OrderId, OrderKind, OrderTerms, Price, Protection, TimeInForce,
};

/// What the ticket's form calls a pair.
pub(super) const PAIR: &str = "oco";

/// What a ticket asks the desk for.
#[derive(Debug)]
pub(super) enum Sending {
    /// One order, perhaps with exits.
    Order(Wish),
    /// One order in the place of a working one.
    Replacement(OrderId, Wish),
    /// Two orders of which only one may trade.
    Pair(OcoWish),
}

impl Sending {
    /// The terms that the gate is asked about first: of a pair, its target.
    pub(super) const fn terms(&self) -> &OrderTerms {
        match self {
            Self::Order(wish) | Self::Replacement(_, wish) => &wish.terms,
            Self::Pair(wish) => wish.terms.target(),
        }
    }

    /// What a review says beyond the terms.
    pub(super) fn lines(&self, instrument: &Instrument) -> Vec<Line> {
        let places = Places::of(&instrument.rules);
        let line = |name: &str, value: String| Line {
            name: name.to_owned(),
            value,
        };
        match self {
            Self::Pair(pair) => vec![
                line("Or else", terms_words(pair.terms.stop(), places)),
                line(
                    "Pair",
                    "as soon as one trades, the venue ends the other".to_owned(),
                ),
            ],
            Self::Replacement(old, _) => vec![line(
                "In the place of",
                format!("order {old}, only if that one can be ended"),
            )],
            Self::Order(wish) => wish.protection.map_or_else(Vec::new, |protection| {
                let exit = |kind: OrderKind| {
                    let told = (kind.trigger(), kind.limit_price());
                    match told {
                        (Some(trigger), None) => format!("at the market once {trigger} trades"),
                        (Some(trigger), Some(price)) => format!("at {price} once {trigger} trades"),
                        (None, Some(price)) => format!("at {price}"),
                        (None, None) => "at the market".to_owned(),
                    }
                };
                let policy = match protection.if_bare() {
                    IfBare::Flatten => "close at the market",
                    IfBare::Alarm => "halt the symbol and tell a person",
                };
                let stop = protection
                    .stop()
                    .map(|kind| line("Stop held at the venue", exit(kind)));
                let target = protection
                    .target()
                    .map(|kind| line("Target held at the venue", exit(kind)));
                let policy = line("If it cannot be held", policy.to_owned());
                stop.into_iter().chain(target).chain([policy]).collect()
            }),
        }
    }
}

impl TicketFields {
    /// What these fields ask for.
    ///
    /// # Errors
    /// The first text that is wrong, missing, or has no place beside the others.
    pub(super) fn sending(&self, state: &AppState) -> Result<Sending, Problem> {
        let request_key = self.key()?;
        let terms = self.terms_text().read(state)?;
        let replaces = self.replaces.trim();
        if self.kind == PAIR {
            if !replaces.is_empty() {
                return Err(Problem::value("replaces", "a pair takes no order's place"));
            }
            let wish = wish(state.desk(), terms);
            return Ok(Sending::Pair(OcoWish {
                account: wish.account,
                terms: self.pair(terms)?,
                via: Via::Page,
                request_key,
            }));
        }
        let wish = Wish {
            request_key,
            protection: self.protection(&terms)?,
            ..wish(state.desk(), terms)
        };
        if replaces.is_empty() {
            return Ok(Sending::Order(wish));
        }
        if wish.protection.is_some() {
            return Err(Problem::value(
                "exit_stop",
                "a replacement has no exits of its own",
            ));
        }
        let old = replaces.parse();
        let old = old.map_err(|_| Problem::value("replaces", "must be the number of an order"))?;
        Ok(Sending::Replacement(old, wish))
    }

    fn key(&self) -> Result<Option<RequestKey>, Problem> {
        if self.request_key.is_empty() {
            return Ok(None);
        }
        let key = RequestKey::new(&self.request_key);
        key.map(Some)
            .map_err(|why| Problem::value("request_key", why))
    }

    /// The pair: the target as read, and beside it the stop.
    fn pair(&self, target: OrderTerms) -> Result<OcoTerms, Problem> {
        let trigger = price("trigger", &self.trigger)?
            .ok_or_else(|| Problem::value("trigger", "a pair needs the price of its stop"))?;
        let kind = stop(trigger, price("stop_limit", &self.stop_limit)?);
        OcoTerms::new(target, OrderTerms { kind, ..target })
            .map_err(|why| Problem::value("trigger", why))
    }

    /// The exits of what the order opens, where any was typed.
    fn protection(&self, entry: &OrderTerms) -> Result<Option<Protection>, Problem> {
        let trigger = price("exit_stop", &self.exit_stop)?;
        let limit = price("exit_stop_limit", &self.exit_stop_limit)?;
        let target = price("exit_target", &self.exit_target)?;
        if limit.is_some() && trigger.is_none() {
            return Err(Problem::value(
                "exit_stop",
                "a limit after the stop needs the stop",
            ));
        }
        let exits = (
            trigger.map(|trigger| stop(trigger, limit)),
            target.map(|price| OrderKind::LimitMaker { price }),
        );
        if exits == (None, None) {
            return Ok(None);
        }
        let if_bare = match self.if_bare.as_str() {
            "" | "flatten" => IfBare::Flatten,
            "alarm" => IfBare::Alarm,
            _ => return Err(Problem::value("if_bare", "must be flatten or alarm")),
        };
        Protection::new(entry, exits, if_bare)
            .map(Some)
            .map_err(|why| Problem::value("exit_stop", why))
    }
}

const fn stop(trigger: Price, limit: Option<Price>) -> OrderKind {
    match limit {
        None => OrderKind::Stop { trigger },
        Some(price) => OrderKind::StopLimit {
            trigger,
            price,
            time_in_force: TimeInForce::Gtc,
        },
    }
}

/// A price that need not be given.
fn price(field: &'static str, text: &str) -> Result<Option<Price>, Problem> {
    let text = number_text(text);
    if text.is_empty() {
        return Ok(None);
    }
    let read = Price::parse(&text);
    read.map(Some).map_err(|why| Problem::value(field, why))
}
