//! From the texts of a ticket or a JSON body to the terms of an order. Every wrong text is named by its field;
//! nothing is guessed and nothing has a hidden default.

use crate::instant;
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
    /// `market`, `limit`, `limit-maker`, `stop`, `stop-limit`, `take-profit`, `take-profit-limit` or `trailing-stop`.
    pub kind: String,
    /// Quantity of base.
    pub qty: String,
    /// Worst price; for `limit`, `limit-maker`, `stop-limit` and `take-profit-limit` only.
    #[serde(default)]
    pub price: Option<String>,
    /// The price that wakes the order; for `stop`, `stop-limit`, `take-profit` and `take-profit-limit` only.
    #[serde(default)]
    pub trigger: Option<String>,
    /// `gtc` (as without it), `ioc`, `fok` or `gtd`; for `limit`, `stop-limit` and `take-profit-limit` only.
    #[serde(default)]
    pub time_in_force: Option<String>,
    /// The instant at which the desk cancels what is left; with `gtd` only: milliseconds since 1970, or UTC as
    /// `2026-11-21T20:30:00Z`.
    #[serde(default)]
    pub good_till: Option<String>,
    /// How far the last price must come back from its best, in basis points (10 to 2000); for `trailing-stop` only.
    #[serde(default)]
    pub trailing_delta: Option<String>,
    /// `expire-taker` (as without it), `expire-maker`, `expire-both` or `allow`.
    #[serde(default)]
    pub self_trade: Option<String>,
    /// `any` (as without it) or `reduce-only`; on an account in hedge mode `long` or `short`: the position the order opens or
    /// closes, as its side says.
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
                word("effect", text, "any, reduce-only, long or short")
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
        let kind = self.kind.trim();
        let fields = KindFields::of(kind)?;
        fields.refuse_others(self, kind)?;
        Ok(match fields {
            KindFields::Market => OrderKind::Market,
            KindFields::Limit => OrderKind::Limit {
                price: self.needed_price(kind)?,
                time_in_force: self.time_in_force()?,
            },
            KindFields::LimitMaker => OrderKind::LimitMaker {
                price: self.needed_price(kind)?,
            },
            KindFields::Stop => OrderKind::Stop {
                trigger: self.needed_trigger(kind)?,
            },
            KindFields::StopLimit => OrderKind::StopLimit {
                trigger: self.needed_trigger(kind)?,
                price: self.needed_price(kind)?,
                time_in_force: self.time_in_force()?,
            },
            KindFields::TakeProfit => OrderKind::TakeProfit {
                trigger: self.needed_trigger(kind)?,
            },
            KindFields::TakeProfitLimit => OrderKind::TakeProfitLimit {
                trigger: self.needed_trigger(kind)?,
                price: self.needed_price(kind)?,
                time_in_force: self.time_in_force()?,
            },
            KindFields::TrailingStop => OrderKind::TrailingStop {
                delta: needed("trailing_delta", self.trailing_delta.as_deref(), kind).and_then(
                    |text| {
                        word(
                            "trailing_delta",
                            text,
                            "10 to 2000 basis points, a whole number",
                        )
                    },
                )?,
            },
        })
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
        let life = self.time_in_force.as_deref().and_then(given);
        let till = self.good_till.as_deref().and_then(given);
        match (life, till) {
            (Some("gtd"), Some(text)) => instant::read(text)
                .map(TimeInForce::Gtd)
                .ok_or_else(|| Problem::value("good_till", "must be an instant of UTC")),
            (Some("gtd"), None) => Err(Problem::value("good_till", "a gtd order needs it")),
            (_, Some(_)) => Err(Problem::value("good_till", "only a gtd order has one")),
            (None | Some("gtc"), None) => Ok(TimeInForce::Gtc),
            (Some("ioc"), None) => Ok(TimeInForce::Ioc),
            (Some("fok"), None) => Ok(TimeInForce::Fok),
            (Some(_), None) => Err(Problem::value(
                "time_in_force",
                "must be gtc, ioc, fok or gtd",
            )),
        }
    }
}

/// A kind by its name, before its prices are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindFields {
    Market,
    Limit,
    LimitMaker,
    Stop,
    StopLimit,
    TakeProfit,
    TakeProfitLimit,
    TrailingStop,
}

impl KindFields {
    fn of(name: &str) -> Result<Self, Problem> {
        match name {
            "market" => Ok(Self::Market),
            "limit" => Ok(Self::Limit),
            "limit-maker" => Ok(Self::LimitMaker),
            "stop" => Ok(Self::Stop),
            "stop-limit" => Ok(Self::StopLimit),
            "take-profit" => Ok(Self::TakeProfit),
            "take-profit-limit" => Ok(Self::TakeProfitLimit),
            "trailing-stop" => Ok(Self::TrailingStop),
            _ => Err(Problem::value(
                "kind",
                "must be market, limit, limit-maker, stop, stop-limit, take-profit, take-profit-limit or trailing-stop",
            )),
        }
    }

    /// The fields this kind has: price, trigger, life, distance.
    const fn has(self) -> [Has; 4] {
        use Has::{No, Yes};
        match self {
            Self::Market => [No, No, No, No],
            Self::Limit => [Yes, No, Yes, No],
            Self::LimitMaker => [Yes, No, No, No],
            Self::Stop | Self::TakeProfit => [No, Yes, No, No],
            Self::StopLimit | Self::TakeProfitLimit => [Yes, Yes, Yes, No],
            Self::TrailingStop => [No, No, No, Yes],
        }
    }

    /// A field that this kind does not have must not be given: it would be silently ignored.
    fn refuse_others(self, terms: &TermsText, kind: &str) -> Result<(), Problem> {
        let [price, trigger, life, delta] = self.has();
        for (field, text, has) in [
            ("price", &terms.price, price),
            ("trigger", &terms.trigger, trigger),
            ("time_in_force", &terms.time_in_force, life),
            ("good_till", &terms.good_till, life),
            ("trailing_delta", &terms.trailing_delta, delta),
        ] {
            match has {
                Has::Yes => {}
                Has::No => absent(field, text.as_deref(), kind)?,
            }
        }
        Ok(())
    }
}

/// Whether a kind has a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Has {
    Yes,
    No,
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
