//! Answers of the API as a campaign reads them. Fields it does not need are left out, so that the API may grow.

use desk::campaign::TradedKind;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, OrderId, Price, Qty, Side, Symbol, Time, VenueId,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::time::Duration;
use wire::DeskAnswer;

/// Before the short name of each problem.
const PROBLEM_PREFIX: &str = "urn:cofferdam:problem:";

/// A no of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct No {
    pub(crate) status: u16,
    /// The problem's short name.
    pub(crate) problem: String,
    /// The gate's rule, where the gate said it.
    pub(crate) rule: Option<String>,
    pub(crate) detail: String,
}

#[derive(Deserialize)]
struct ProblemFacts {
    r#type: String,
    detail: String,
    #[serde(default)]
    rule: Option<String>,
}

impl No {
    pub(crate) fn read(answer: &DeskAnswer) -> Self {
        let read = serde_json::from_str::<ProblemFacts>(&answer.body);
        match read {
            Ok(facts) => Self {
                status: answer.status,
                problem: facts.r#type.trim_start_matches(PROBLEM_PREFIX).to_owned(),
                rule: facts.rule,
                detail: facts.detail,
            },
            Err(_) => Self {
                status: answer.status,
                problem: format!("status {}", answer.status),
                rule: None,
                detail: "the answer has no words".to_owned(),
            },
        }
    }

    /// The rule where there is one, else the problem.
    pub(crate) fn code(&self) -> &str {
        self.rule.as_deref().unwrap_or(&self.problem)
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) mode: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct House {
    pub(crate) instance: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) settings: String,
    pub(crate) accounts: Vec<AccountFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AccountFacts {
    #[serde(deserialize_with = "account_id")]
    pub(crate) account: AccountId,
    pub(crate) venue: VenueId,
    pub(crate) host: String,
    pub(crate) environment: String,
    pub(crate) product: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct InstrumentsFacts {
    pub(crate) instruments: Vec<InstrumentFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct InstrumentFacts {
    pub(crate) symbol: Symbol,
    pub(crate) kind: String,
    pub(crate) base: Asset,
    pub(crate) quote: Asset,
    pub(crate) price_tick: Price,
    pub(crate) price_max: Price,
    pub(crate) qty_step: Qty,
    pub(crate) qty_min: Qty,
    pub(crate) qty_max: Qty,
    pub(crate) market_qty_max: Qty,
    pub(crate) notional_min: Amount,
    pub(crate) notional_max: Amount,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BalancesFacts {
    pub(crate) balances: Vec<BalanceFacts>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct BalanceFacts {
    pub(crate) asset: Asset,
    pub(crate) free: Qty,
    pub(crate) locked: Qty,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PositionsFacts {
    pub(crate) margined: Option<MarginedFacts>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct MarginedFacts {
    pub(crate) wallets: Vec<WalletFacts>,
    pub(crate) payments: Vec<PaymentFacts>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct WalletFacts {
    pub(crate) asset: Asset,
    pub(crate) total: Qty,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PaymentFacts {
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) symbol: Option<Symbol>,
    pub(crate) asset: Asset,
    pub(crate) amount: Amount,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BookFacts {
    pub(crate) bids: Vec<(Price, Qty)>,
    pub(crate) asks: Vec<(Price, Qty)>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TradesFacts {
    pub(crate) trades: Vec<TradeFacts>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TradeFacts {
    pub(crate) price: Price,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OrdersFacts {
    pub(crate) orders: Vec<OrderFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OrderFacts {
    #[serde(deserialize_with = "order_id")]
    pub(crate) id: OrderId,
    pub(crate) client_id: ClientOrderId,
    pub(crate) venue_id: Option<String>,
    pub(crate) origin: String,
    pub(crate) side: Side,
    pub(crate) kind: String,
    pub(crate) qty: Qty,
    pub(crate) price: Option<Price>,
    pub(crate) trigger: Option<Price>,
    pub(crate) time_in_force: Option<String>,
    pub(crate) state: String,
    pub(crate) filled: Qty,
    pub(crate) opened: i64,
    pub(crate) ended: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FillFacts {
    pub(crate) price: Price,
    pub(crate) qty: Qty,
    pub(crate) fee: Amount,
    pub(crate) fee_asset: Asset,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct EventFacts {
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) body: Value,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LifeFacts {
    pub(crate) order: OrderFacts,
    pub(crate) fills: Vec<FillFacts>,
    pub(crate) life: Vec<EventFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Placed {
    #[serde(deserialize_with = "order_id")]
    pub(crate) order: OrderId,
    pub(crate) repeated: bool,
    #[serde(skip)]
    pub(crate) took: Duration,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PlacedPair {
    #[serde(deserialize_with = "order_id")]
    pub(crate) target: OrderId,
    #[serde(deserialize_with = "order_id")]
    pub(crate) stop: OrderId,
    #[serde(skip)]
    pub(crate) took: Duration,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReconciliationFacts {
    pub(crate) start_gate: String,
    pub(crate) compared_at: Option<i64>,
    pub(crate) suspects: u32,
    pub(crate) breaks: Vec<BreakFacts>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct BreakFacts {
    pub(crate) name: String,
}

impl InstrumentFacts {
    /// What a campaign that trades it trades; `None` where it is of a kind that is not traded.
    pub(crate) fn traded(&self) -> Option<TradedKind> {
        match self.kind.as_str() {
            "spot" => Some(TradedKind::Asset),
            "linear" => Some(TradedKind::Contract),
            _ => None,
        }
    }
}

impl OrderFacts {
    pub(crate) const fn is_over(&self) -> bool {
        self.ended.is_some()
    }
}

impl EventFacts {
    /// When it happened, to the nanosecond where the journal says it.
    pub(crate) fn time(&self) -> Time {
        let exact = self.body.get("at").and_then(Value::as_str);
        let exact = exact.and_then(|text| text.parse().ok());
        exact.unwrap_or(Time::from_millis(self.at))
    }
}

/// The API counts orders with numbers.
fn order_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OrderId, D::Error> {
    u64::deserialize(deserializer).map(OrderId::new)
}

fn account_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountId, D::Error> {
    u64::deserialize(deserializer).map(AccountId::new)
}
