//! What the venue tells of its perpetual contracts as programs see it, each datum with its age. Never a type of a core.

use super::millis;
use desk::{ContractFacts, LiquidationFact, MarkFact, OpenInterestFact};
use domain::Time;
use serde::Serialize;
use utoipa::ToSchema;

/// Marks, funding, open interest and liquidations of all contracts here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContractsView {
    /// When this was looked at; ages are counted back from here.
    as_of: i64,
    /// One row for each contract, by symbol.
    contracts: Vec<ContractMarketView>,
}

/// One contract.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContractMarketView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT:USDT")]
    symbol: String,
    /// Its mark and funding; `null` before the first one.
    mark: Option<MarkView>,
    /// `fresh`, or `stale` when the mark is older than 5 s: the gate has its own bound and refuses an order on an old one.
    #[schema(example = "fresh")]
    mark_state: &'static str,
    /// How much of it is held; `null` before the first answer.
    open_interest: Option<OpenInterestView>,
    /// `fresh`, or `stale` when it is older than 3 minutes.
    #[schema(example = "fresh")]
    open_interest_state: &'static str,
    /// The last 50 liquidations, newest first.
    liquidations: Vec<LiquidationView>,
    /// `fresh`, or `stale` when the stream that tells them was not heard for 5 s.
    #[schema(example = "fresh")]
    liquidations_state: &'static str,
}

/// The mark of a contract and its funding.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarkView {
    /// The price positions are valued at.
    mark: String,
    /// The price of what the contract is on.
    index: Option<String>,
    /// The rate that would be paid next: longs pay where it is above zero.
    #[schema(example = "0.0001")]
    funding_rate: Option<String>,
    /// When it is paid next.
    next_funding: Option<i64>,
    /// When the venue said it.
    at: i64,
    /// When it arrived.
    received: i64,
    /// How old it is, in milliseconds since it arrived.
    age_ms: i64,
}

/// How much of a contract is held.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenInterestView {
    /// Base held long, which is as much as is held short.
    qty: String,
    /// When the venue said it.
    at: i64,
    /// When it arrived.
    received: i64,
    /// How old it is, in milliseconds since it arrived.
    age_ms: i64,
}

/// An order by which the venue liquidated somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiquidationView {
    /// `buy` or `sell`.
    #[schema(example = "sell")]
    side: String,
    /// How much.
    qty: String,
    /// At what price on average.
    average: Option<String>,
    /// When the venue said it.
    at: i64,
    /// When it arrived.
    received: i64,
}

impl ContractsView {
    pub(crate) fn new(contracts: &[ContractFacts], now: Time) -> Self {
        let all = contracts.iter();
        Self {
            as_of: millis(now),
            contracts: all
                .map(|facts| ContractMarketView::new(facts, now))
                .collect(),
        }
    }
}

impl ContractMarketView {
    fn new(facts: &ContractFacts, now: Time) -> Self {
        let liquidations = facts.liquidations.iter().rev();
        Self {
            symbol: facts.symbol.to_string(),
            mark: facts.mark.map(|mark| MarkView::new(mark, now)),
            mark_state: facts.mark_freshness(now).name(),
            open_interest: facts
                .open_interest
                .map(|told| OpenInterestView::new(told, now)),
            open_interest_state: facts.open_interest_freshness(now).name(),
            liquidations: liquidations.copied().map(LiquidationView::from).collect(),
            liquidations_state: facts.liquidations_freshness(now).name(),
        }
    }
}

impl MarkView {
    fn new(mark: MarkFact, now: Time) -> Self {
        Self {
            mark: mark.mark.to_string(),
            index: mark.index.map(|index| index.to_string()),
            funding_rate: mark.funding.map(|rate| rate.to_string()),
            next_funding: mark.next_funding.map(millis),
            at: millis(mark.at),
            received: millis(mark.received),
            age_ms: now.since(mark.received).millis(),
        }
    }
}

impl OpenInterestView {
    fn new(told: OpenInterestFact, now: Time) -> Self {
        Self {
            qty: told.qty.to_string(),
            at: millis(told.at),
            received: millis(told.received),
            age_ms: now.since(told.received).millis(),
        }
    }
}

impl From<LiquidationFact> for LiquidationView {
    fn from(told: LiquidationFact) -> Self {
        Self {
            side: told.side.to_string(),
            qty: told.qty.to_string(),
            average: told.average.map(|price| price.to_string()),
            at: millis(told.at),
            received: millis(told.received),
        }
    }
}
