//! A pair of orders of which only one may trade, as programs wish for it. Never a state: each order has its own.

use crate::problem::Problem;
use crate::state::AppState;
use crate::terms::TermsText;
use desk::{OcoPlaced, Repeated};
use domain::OcoTerms;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wish for a pair.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"symbol": "BTC-USDT", "side": "sell", "qty": "0.01", "target": {"kind": "limit-maker", "price": "110000"}, "stop": {"kind": "stop", "trigger": "90000"}}))]
pub(crate) struct OcoBody {
    /// `BTC-USDT` or `BTC/USDT`.
    symbol: String,
    /// `buy` or `sell`.
    side: String,
    /// Quantity of base, as text; both orders are for all of it, and one of them trades it.
    qty: String,
    /// What takes the profit: `limit-maker`, `take-profit` or `take-profit-limit`.
    target: LegBody,
    /// What bounds the loss: `stop`, `stop-limit` or `trailing-stop`.
    stop: LegBody,
    /// `expire-taker` (as without it), `expire-maker`, `expire-both` or `allow`.
    #[serde(default)]
    self_trade: Option<String>,
    /// `any` (as without it) or `reduce-only`.
    #[serde(default)]
    effect: Option<String>,
    /// The account; as without it, the desk's own.
    #[serde(default)]
    pub(crate) account: Option<u64>,
    /// Your name for this request (1 to 64 visible characters): asked again, it is answered again and never doubled.
    /// The header `Idempotency-Key` says the same.
    #[serde(default)]
    pub(crate) request_id: Option<String>,
}

/// One order of a pair.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LegBody {
    /// Its kind.
    pub(crate) kind: String,
    /// Worst price, for the kinds that have one.
    #[serde(default)]
    pub(crate) price: Option<String>,
    /// The price that wakes it, for the kinds that sleep.
    #[serde(default)]
    pub(crate) trigger: Option<String>,
    /// Basis points, for `trailing-stop`.
    #[serde(default)]
    pub(crate) trailing_delta: Option<String>,
}

/// A pair that passed the gate and is on disk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"list": 12, "client_id": "cf01JD7Q8ZK4000001000000000C", "target": 13, "stop": 14, "repeated": false}))]
pub(crate) struct OcoPlacedView {
    /// Its number.
    list: u64,
    /// Its id at the venue.
    client_id: String,
    /// The order that takes the profit.
    target: u64,
    /// The order that bounds the loss.
    stop: u64,
    /// Whether this repeats an earlier answer to the same request key; nothing was sent this time.
    repeated: bool,
}

impl OcoBody {
    /// The terms of both orders.
    ///
    /// # Errors
    /// The first text that is wrong, or why the two make no pair.
    pub(crate) fn terms(self, state: &AppState) -> Result<OcoTerms, Problem> {
        let texts = |leg: LegBody| TermsText {
            symbol: self.symbol.clone(),
            side: self.side.clone(),
            kind: leg.kind,
            qty: self.qty.clone(),
            price: leg.price,
            trigger: leg.trigger,
            time_in_force: None,
            good_till: None,
            trailing_delta: leg.trailing_delta,
            self_trade: self.self_trade.clone(),
            effect: self.effect.clone(),
        };
        let (target, stop) = (texts(self.target), texts(self.stop));
        let (target, stop) = (target.read(state)?, stop.read(state)?);
        OcoTerms::new(target, stop).map_err(|why| Problem::value("target and stop", why))
    }
}

impl From<OcoPlaced> for OcoPlacedView {
    fn from(placed: OcoPlaced) -> Self {
        Self {
            list: placed.list.get(),
            client_id: placed.client_id.to_string(),
            target: placed.list.target().get(),
            stop: placed.list.stop().get(),
            repeated: match placed.repeated {
                Repeated::Yes => true,
                Repeated::No => false,
            },
        }
    }
}
