//! The exits that shall hold what an order opens, as programs wish for them. Never a state: each exit is an order of its own.

use super::pair::LegBody;
use crate::problem::Problem;
use crate::state::AppState;
use crate::terms::TermsText;
use domain::{IfBare, OrderKind, OrderTerms, Protection, Side};
use serde::Deserialize;
use utoipa::ToSchema;

/// Exits that are placed at the venue as soon as the order has traded: a stop, a target, or both as a pair.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"stop": {"kind": "stop", "trigger": "55000"}, "target": {"kind": "limit-maker", "price": "70000"}, "if_bare": "flatten"}))]
pub(crate) struct ProtectBody {
    /// What bounds the loss: `stop`, `stop-limit` or `trailing-stop`.
    #[serde(default)]
    pub(crate) stop: Option<LegBody>,
    /// What takes the profit: `limit-maker`, `take-profit` or `take-profit-limit`.
    #[serde(default)]
    pub(crate) target: Option<LegBody>,
    /// What is done when the exits cannot be had within 5 s, are refused or end from outside: `flatten` closes the
    /// position at the market, `alarm` halts the symbol until a person looks.
    pub(crate) if_bare: String,
}

impl ProtectBody {
    /// The protection of what `entry` opens.
    ///
    /// # Errors
    /// The first text that is wrong, or why these exits do not protect it.
    pub(crate) fn read(self, state: &AppState, entry: &OrderTerms) -> Result<Protection, Problem> {
        let if_bare = self.if_bare.parse::<IfBare>();
        let if_bare = if_bare.map_err(|_| Problem::value("if_bare", "must be flatten or alarm"))?;
        let kind = |leg: Option<LegBody>| leg.map(|leg| kind_of(leg, state, entry)).transpose();
        let exits = (kind(self.stop)?, kind(self.target)?);
        Protection::new(entry, exits, if_bare).map_err(|why| Problem::value("protect", why))
    }
}

fn kind_of(leg: LegBody, state: &AppState, entry: &OrderTerms) -> Result<OrderKind, Problem> {
    let side = match entry.side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    };
    let texts = TermsText {
        symbol: entry.symbol.to_string(),
        side: side.to_string(),
        kind: leg.kind,
        qty: entry.qty.to_string(),
        price: leg.price,
        trigger: leg.trigger,
        time_in_force: None,
        good_till: None,
        trailing_delta: leg.trailing_delta,
        self_trade: None,
        effect: None,
    };
    Ok(texts.read(state)?.kind)
}
