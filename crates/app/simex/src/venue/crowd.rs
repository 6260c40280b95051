//! Lets the exchange's own crowd trade by the clock. Never a trader of its own.

use crate::driver::Move;
use domain::{Price, Span, Symbol, Time};
use exchange::crowd::{self, Crowd, CrowdPlan, PastMarket};
use exchange::{Exchange, Input, Listing};

/// Whether the crowd stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paused {
    Yes,
    No,
}

/// The crowd and when it moves.
#[derive(Debug)]
pub(crate) struct CrowdDriver {
    crowd: Crowd,
    plan: CrowdPlan,
    /// How long it rests at least, and since when.
    rest: Span,
    paused: Paused,
    moved: Time,
}

impl CrowdDriver {
    /// A crowd that goes on from the last prices the exchange knows; `first` gives the prices of symbols beyond its own
    /// that nobody traded yet.
    pub(crate) fn new(
        plan: CrowdPlan,
        now: Time,
        exchange: &Exchange,
        first: &[(Symbol, Price)],
    ) -> Self {
        let mut crowd = Crowd::new(plan, now, &last_prices(exchange));
        for listing in exchange.listings() {
            let symbol = listing.instrument.symbol;
            let named = first.iter().find(|(name, _)| *name == symbol);
            let named = named.map(|(_, price)| *price);
            // One that it trades already does not join again.
            crowd.join(now, listing, exchange.last_price(symbol).or(named));
        }
        Self {
            crowd,
            plan,
            rest: Span::ZERO,
            paused: Paused::No,
            moved: now,
        }
    }

    /// Trades one more symbol from here on; whether it does.
    pub(crate) fn join(&mut self, now: Time, listing: &Listing, first: Option<Price>) -> bool {
        self.crowd.join(now, listing, first)
    }

    /// What its market looked like before an instant, ending at the prices it goes on from.
    pub(crate) fn past(&self, now: Time, exchange: &Exchange) -> Vec<PastMarket> {
        crowd::past(self.plan, now, &last_prices(exchange))
    }

    pub(crate) fn due(&self) -> Option<Time> {
        if self.paused == Paused::Yes {
            return None;
        }
        let wish = self.crowd.wake_at()?;
        Some(wish.max(self.moved.plus(self.rest)))
    }

    /// Moves a fair price at once, by so many thousandths; whether it trades that symbol.
    pub(crate) fn shock(&mut self, symbol: Symbol, thousandths: i64) -> bool {
        self.crowd.shock(symbol, thousandths)
    }

    /// Lets it stand still, or go on from here.
    pub(crate) const fn set_paused(&mut self, now: Time, paused: Paused) {
        self.paused = paused;
        self.moved = now;
    }

    /// Makes it rest longer than it would: a long way of time is passed in few moves.
    pub(crate) const fn rest_at_least(&mut self, rest: Span) {
        self.rest = rest;
    }

    pub(crate) fn moves(&mut self, now: Time, exchange: &Exchange) -> Vec<Move> {
        if self.due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        self.moved = now;
        let mut inputs = Vec::new();
        self.crowd.step(now, exchange, &mut inputs);
        inputs
            .into_iter()
            .filter_map(|input| {
                let symbol = symbol_of(&input)?;
                Some(Move {
                    symbol,
                    input,
                    captured: None,
                })
            })
            .collect()
    }
}

/// Where an input of the market happens.
const fn symbol_of(input: &Input) -> Option<Symbol> {
    match input {
        Input::SetLevels(batch) => Some(batch.symbol),
        Input::Print(print) => Some(print.symbol),
        Input::Take(take) => Some(take.symbol),
        Input::Place(place) => Some(place.symbol),
        Input::Cancel(cancel) => Some(cancel.symbol),
        Input::PlaceList(ask) => Some(ask.symbol),
        Input::CancelList(ask) => Some(ask.symbol),
        Input::Replace(ask) => Some(ask.place.symbol),
        Input::Amend(ask) => Some(ask.symbol),
        Input::CancelAll { symbol, .. }
        | Input::SetStatus { symbol, .. }
        | Input::ExpireAll { symbol, .. } => Some(*symbol),
        Input::SetRules { rules, .. } => Some(rules.symbol),
        Input::SetExecution { rules, .. } => Some(rules.symbol),
        Input::AddInstrument { listing, .. } => Some(listing.instrument.symbol),
        Input::AddAccount { .. }
        | Input::Deposit { .. }
        | Input::Withdraw { .. }
        | Input::SetTerms { .. } => None,
    }
}

fn last_prices(exchange: &Exchange) -> Vec<(Symbol, Price)> {
    let symbols = exchange.listings().map(|listing| listing.instrument.symbol);
    symbols
        .filter_map(|symbol| Some((symbol, exchange.last_price(symbol)?)))
        .collect()
}
