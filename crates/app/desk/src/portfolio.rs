//! What the desk holds right now, ready to be shown. A copy; never the truth itself, which is the journal.

use crate::backup::FailoverView;
use crate::connections::ConnectionLog;
use crate::controls::ControlsView;
use domain::{
    AccountId, Amount, Asset, Balance, Position, PositionMode, Price, Qty, Scope, Symbol, Time,
};
use market::Gap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Balances, positions, holds and halts as of one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// When this was true, by our clock.
    pub as_of: Time,
    /// What the venue says the account has.
    pub balances: Vec<Balance>,
    /// What our open orders hold, per asset.
    pub holds: Vec<(Asset, Qty)>,
    /// One per symbol ever traded on spot.
    pub positions: Vec<MarkedPosition>,
    /// The account on margin, where there is one.
    pub margined: Option<Margined>,
    /// Scopes in which nothing may open, with who pressed and why.
    pub halts: Vec<HaltView>,
    /// Limits, switches, and changes of both.
    pub controls: ControlsView,
    /// The latest presses of the switch and what came of each, oldest first.
    pub presses: Vec<Arc<trading::Press>>,
    /// How the three-way check stands.
    pub reconciliation: Reconciliation,
    /// How the account on spot, its venue and its backup stand; `None` where there is no backup and nothing is away.
    pub failover: Option<FailoverView>,
    /// Orders that may still trade.
    pub open_orders: usize,
    /// Everything valued in `equity_asset` at the last mid price; `None` while a price is missing.
    pub equity: Option<Amount>,
    /// The asset equity is counted in.
    pub equity_asset: Asset,
    /// Realised profit since 00:00 UTC, summed over symbols quoted in `equity_asset`.
    pub realised_today: Amount,
    /// How the day of everything and of each account went, against what it may lose.
    pub losses: Vec<trading::DayResult>,
    /// Breakers that wait for a person.
    pub trips: Vec<trading::Trip>,
}

/// How our book, the venue's word and the sum of the trades stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Whether the account was compared since the start; what opens waits for it.
    pub start_gate: StartGate,
    /// When the last whole round was asked for.
    pub asked_at: Option<Time>,
    /// Disagreements that one round showed and the next has to confirm.
    pub suspects: usize,
    /// Disagreements in force.
    pub breaks: Vec<trading::Break>,
    /// Open orders at the venue that are not ours.
    pub foreign: Vec<trading::StatedOrder>,
}

/// Whether what opens may pass since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartGate {
    /// The account was not compared yet.
    Closed,
    /// It was.
    Open,
}

impl Reconciliation {
    /// How it stands, for the health of the house. A break degrades: what it is about is paused, the rest trades on.
    pub(crate) fn standing(&self) -> (Grade, String) {
        match (self.start_gate, self.breaks.len(), self.suspects) {
            (StartGate::Closed, _, _) => (
                Grade::Degraded,
                "not compared with the venue since the start; nothing may open yet".to_owned(),
            ),
            (StartGate::Open, 0, 0) => (
                Grade::Healthy,
                "our book, the venue and the trades agree".to_owned(),
            ),
            (StartGate::Open, 0, suspects) => (
                Grade::Healthy,
                format!("differences seen once, to be confirmed: {suspects}"),
            ),
            (StartGate::Open, breaks, _) => (
                Grade::Degraded,
                format!("our book and the venue disagree; breaks: {breaks}"),
            ),
        }
    }
}

impl Portfolio {
    /// How losses and breakers stand, for the health of the house: what tripped, and limits of which nobody can tell.
    pub(crate) fn standing_of_losses(&self) -> (Grade, String) {
        let tripped: Vec<String> = self
            .trips
            .iter()
            .map(|trip| {
                let (name, scope) = (trip.breaker.name(), trip.scope);
                format!("{name} of {scope}: {} of {}", trip.value, trip.limit)
            })
            .collect();
        if !tripped.is_empty() {
            let words = format!("stopped until a person releases: {}", tripped.join("; "));
            return (Grade::Degraded, words);
        }
        let is_limited =
            |one: &&trading::DayResult| one.limit.is_some() || one.drawdown_max.is_some();
        match self
            .losses
            .iter()
            .find(|one| is_limited(one) && one.result.is_none())
        {
            Some(unknown) => (
                Grade::Degraded,
                format!(
                    "the loss of {} cannot be told; nothing opens there",
                    unknown.scope
                ),
            ),
            None => (Grade::Healthy, "no breaker has tripped".to_owned()),
        }
    }
}

/// A position and its value at the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPosition {
    /// The position.
    pub position: Position,
    /// Mid price it is marked at; `None` while there is no fresh quote.
    pub mark: Option<Price>,
    /// Profit if closed at the mark; `None` while there is no mark.
    pub unrealised: Option<Amount>,
}

/// An account on margin: its wallets, and every contract with what is set, held and at stake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margined {
    /// The account.
    pub account: AccountId,
    /// Its wallets as the venue says.
    pub wallets: Vec<Balance>,
    /// What may stand for something new in the asset that equity is counted in; `None` while something of it is unknown.
    pub available: Option<Amount>,
    /// Wallet with the profit and loss of all positions at their marks; `None` while a mark is missing.
    pub equity: Option<Amount>,
    /// What our open orders hold, per asset.
    pub holds: Vec<(Asset, Qty)>,
    /// One net position per contract, or two; `None` before the venue has said.
    pub position_mode: Option<PositionMode>,
    /// Contract by contract; in hedge mode the long and the short position of each.
    pub contracts: Vec<ContractPosition>,
    /// Contracts in whose book at the venue orders are open or asked for; not those that wait for a price.
    pub in_the_book: BTreeSet<Symbol>,
    /// The latest movements of its money that were of no trade, newest first.
    pub payments: Vec<trading::Payment>,
    /// The latest positions that the venue closed by itself, newest first.
    pub closes: Vec<trading::VenueClose>,
}

/// A contract of an account on margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractPosition {
    /// Our own count of the position.
    pub position: Position,
    /// The price the venue values it at, not older than the gate allows; `None` without one.
    pub mark: Option<Price>,
    /// Profit if it were closed at the mark, fees left out; `None` while there is no mark.
    pub unrealised: Option<Amount>,
    /// What the venue last said is set and held; `None` before it has.
    pub terms: Option<gate::ContractTerms>,
    /// Margin it takes at its leverage, rounded up; `None` while mark or leverage is unknown.
    pub margin: Option<Amount>,
    /// Whether the venue counts another position than we do.
    pub in_doubt: bool,
}

impl ContractPosition {
    /// Whether it is held or was ever traded.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        let position = &self.position;
        *position != Position::flat(position.key()) || self.in_doubt
    }

    /// The position with its value, as any other is shown.
    #[must_use]
    pub const fn marked(&self) -> MarkedPosition {
        MarkedPosition {
            position: self.position,
            mark: self.mark,
            unrealised: self.unrealised,
        }
    }
}

/// A halt in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltView {
    /// What it covers.
    pub scope: Scope,
    /// Who pressed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Time,
}

/// One part of the house or the world outside, and whether it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// When this was looked at.
    pub as_of: Time,
    /// The worst of the parts.
    pub overall: Grade,
    /// Parts by fixed names: `database`, `venue`, `account-stream`, `clock`, `market:BTC/USDT` …
    pub parts: Vec<Part>,
    /// The streams of the venue, each with its cuts.
    pub connections: Vec<ConnectionLog>,
    /// Spans of kept candles that may lack something: every open one, and the last that were closed.
    pub gaps: Vec<(Symbol, Gap)>,
}

/// How well a part serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should.
    Healthy,
    /// It serves, with something missing; what is missing is said.
    Degraded,
    /// It does not serve.
    Unhealthy,
}

/// One part with its grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Fixed name.
    pub name: String,
    /// How well it serves.
    pub grade: Grade,
    /// Plain words: figures when well, what is wrong and what still works when not.
    pub detail: String,
    /// When it last gave a sign of life.
    pub last_seen: Option<Time>,
}

impl Grade {
    /// The short name: `healthy`, `degraded`, `unhealthy`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// The fields of one symbol that pages show at first sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteView {
    /// The symbol.
    pub symbol: Symbol,
    /// Best bid.
    pub bid: Price,
    /// Best ask.
    pub ask: Price,
    /// Last trade's price.
    pub last: Option<Price>,
    /// When it arrived.
    pub received: Time,
}
