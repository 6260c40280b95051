//! From the texts of a ticket or a JSON body to the terms of an order. Every wrong text is named by its field;
//! nothing is guessed and nothing has a hidden default.

use crate::problem::Problem;
use crate::request::traded_symbol;
use crate::state::AppState;
use domain::{
    NumberError, OrderKind, OrderTerms, PositionEffect, Price, Qty, SelfTradePrevention, Side,
    TimeInForce,
};
use serde::Deserialize;
use std::str::FromStr;
use utoipa::ToSchema;

/// The terms of an order as texts. Money is text: a JSON number would pass through binary floating point.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.01", "price": "60000"}))]
pub(crate) struct TermsText {
    /// `BTC-USDT` or `BTC/USDT`.
    pub symbol: String,
    /// `buy` or `sell`.
    pub side: String,
    /// `market`, `limit`, `limit-maker`, `stop` or `stop-limit`.
    pub kind: String,
    /// Quantity of base.
    pub qty: String,
    /// Worst price; for `limit`, `limit-maker` and `stop-limit` only.
    #[serde(default)]
    pub price: Option<String>,
    /// The price that wakes the order; for `stop` and `stop-limit` only.
    #[serde(default)]
    pub trigger: Option<String>,
    /// `gtc` (as without it), `ioc` or `fok`; for `limit` and `stop-limit` only.
    #[serde(default)]
    pub time_in_force: Option<String>,
    /// `expire-taker` (as without it), `expire-maker`, `expire-both` or `allow`.
    #[serde(default)]
    pub self_trade: Option<String>,
    /// `any` (as without it) or `reduce-only`.
    #[serde(default)]
    pub effect: Option<String>,
}

impl TermsText {
    /// The terms these texts mean.
    ///
    /// # Errors
    /// The first text that is wrong, missing, or has no place in an order of this kind.
    pub(crate) fn read(&self, state: &AppState) -> Result<OrderTerms, Problem> {
        let symbol = traded_symbol(state, self.symbol.trim())?;
        let side: Side = word("side", &self.side, "buy or sell")?;
        let qty = number("qty", &self.qty, Qty::parse)?;
        if qty.is_zero() {
            return Err(Problem::value("qty", NumberError::NotPositive));
        }
        let self_trade = self.self_trade.as_deref().and_then(given).map_or(
            Ok(SelfTradePrevention::ExpireTaker),
            |text| {
                word(
                    "self_trade",
                    text,
                    "expire-taker, expire-maker, expire-both or allow",
                )
            },
        )?;
        let effect = self
            .effect
            .as_deref()
            .and_then(given)
            .map_or(Ok(PositionEffect::Any), |text| {
                word("effect", text, "any or reduce-only")
            })?;
        Ok(OrderTerms {
            symbol,
            side,
            qty,
            kind: self.order_kind()?,
            self_trade,
            effect,
        })
    }

    fn order_kind(&self) -> Result<OrderKind, Problem> {
        match self.kind.trim() {
            "market" => {
                self.no_price("market")?;
                self.no_trigger("market")?;
                self.no_time_in_force("market")?;
                Ok(OrderKind::Market)
            }
            "limit" => {
                self.no_trigger("limit")?;
                Ok(OrderKind::Limit {
                    price: self.needed_price("limit")?,
                    time_in_force: self.time_in_force()?,
                })
            }
            "limit-maker" => {
                self.no_trigger("limit-maker")?;
                self.no_time_in_force("limit-maker")?;
                Ok(OrderKind::LimitMaker {
                    price: self.needed_price("limit-maker")?,
                })
            }
            "stop" => {
                self.no_price("stop")?;
                self.no_time_in_force("stop")?;
                Ok(OrderKind::Stop {
                    trigger: self.needed_trigger("stop")?,
                })
            }
            "stop-limit" => Ok(OrderKind::StopLimit {
                trigger: self.needed_trigger("stop-limit")?,
                price: self.needed_price("stop-limit")?,
                time_in_force: self.time_in_force()?,
            }),
            _ => Err(Problem::value(
                "kind",
                "must be market, limit, limit-maker, stop or stop-limit",
            )),
        }
    }

    fn needed_price(&self, kind: &str) -> Result<Price, Problem> {
        needed("price", self.price.as_deref(), kind)
            .and_then(|text| number("price", text, Price::parse))
    }

    fn needed_trigger(&self, kind: &str) -> Result<Price, Problem> {
        needed("trigger", self.trigger.as_deref(), kind)
            .and_then(|text| number("trigger", text, Price::parse))
    }

    fn time_in_force(&self) -> Result<TimeInForce, Problem> {
        self.time_in_force
            .as_deref()
            .and_then(given)
            .map_or(Ok(TimeInForce::Gtc), |text| {
                word("time_in_force", text, "gtc, ioc or fok")
            })
    }

    fn no_price(&self, kind: &str) -> Result<(), Problem> {
        absent("price", self.price.as_deref(), kind)
    }

    fn no_trigger(&self, kind: &str) -> Result<(), Problem> {
        absent("trigger", self.trigger.as_deref(), kind)
    }

    fn no_time_in_force(&self, kind: &str) -> Result<(), Problem> {
        absent("time_in_force", self.time_in_force.as_deref(), kind)
    }
}

/// An empty field of a form is a field that was not given.
fn given(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

fn needed<'a>(field: &'static str, text: Option<&'a str>, kind: &str) -> Result<&'a str, Problem> {
    text.and_then(given)
        .ok_or_else(|| Problem::value(field, format_args!("a {kind} order needs it")))
}

fn absent(field: &'static str, text: Option<&str>, kind: &str) -> Result<(), Problem> {
    match text.and_then(given) {
        None => Ok(()),
        Some(_) => Err(Problem::value(
            field,
            format_args!("a {kind} order has none; leave it out"),
        )),
    }
}

fn word<T: FromStr>(field: &'static str, text: &str, words: &str) -> Result<T, Problem> {
    text.trim()
        .parse()
        .map_err(|_| Problem::value(field, format_args!("must be {words}")))
}

fn number<T>(
    field: &'static str,
    text: &str,
    parse: fn(&str) -> Result<T, NumberError>,
) -> Result<T, Problem> {
    parse(text.trim()).map_err(|why| Problem::value(field, why))
}
