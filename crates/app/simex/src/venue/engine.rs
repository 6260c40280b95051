//! The venue's way to its engine: every step is taken here, and everything a step says is filed here. Never a route.

use super::boards::assets::AssetIndex;
use super::boards::board::{self, Top};
use super::boards::press::Micros;
use super::boards::{Books, MarketTime};
use super::faults::Telling;
use super::ledger::{self, Note};
use super::outlet::Aside;
use super::route::Product;
use super::sockets::CutOf;
use super::spot;
use super::{Out, Venue};
use crate::driver::{Listeners, Move};
use domain::{AccountId, Balance, Machine, Symbol, Time};
use exchange::faults::EventFault;
use exchange::futures::Futures;
use exchange::{Effect, Exchange, Execution, Fact, Input, OrderReport, ReferenceView};
use std::collections::{BTreeMap, BTreeSet};

impl Venue {
    /// Steps the spot engine and files everything it said.
    pub(super) fn step(&mut self, input: Input) -> Vec<Effect> {
        let now = self.now();
        let mut effects = Vec::new();
        let moved = spot::tell::moved(&input);
        self.spot.step(now, input, &mut effects);
        let facts: Vec<Fact> = effects.iter().flat_map(Fact::of).collect();
        self.keep(facts.iter());
        let mut touched = BTreeSet::new();
        let mut balances: BTreeMap<AccountId, Vec<Balance>> = BTreeMap::new();
        for effect in &effects {
            match effect {
                Effect::Report(report) => {
                    self.ledger.note(now, Note::Order(report.clone()));
                    self.count_fill(report);
                    self.tell_report(report);
                }
                Effect::Trade(trade) => self.boards.trade(Product::Spot, trade),
                Effect::LevelChanged(change) => {
                    touched.insert(change.symbol);
                    self.boards.level(Product::Spot, change);
                }
                Effect::BalanceChanged {
                    account, balance, ..
                } => {
                    self.ledger.note(now, Note::Balance(*account, *balance));
                    balances.entry(*account).or_default().push(*balance);
                }
                Effect::Listed(listing) => self.boards.list_spot(&listing.instrument),
                Effect::List(report) => self.tell_list(report),
                Effect::AccountOpened(_)
                | Effect::TermsSet(_)
                | Effect::StatusSet(_)
                | Effect::RulesSet(_)
                | Effect::ExecutionSet(_)
                | Effect::Accepted { .. }
                | Effect::Cancelled { .. }
                | Effect::ListAccepted { .. }
                | Effect::ListCancelled { .. }
                | Effect::Replaced(_)
                | Effect::Amended { .. }
                | Effect::Prevented(_)
                | Effect::Trailed(_)
                | Effect::Refused { .. }
                | Effect::IdsReserved(_) => {}
            }
        }
        self.boards.end_step();
        for symbol in touched {
            if let Some(best) = self.spot.best(symbol) {
                self.boards.tell_touch(Product::Spot, symbol, &best);
            }
        }
        for (account, held) in balances {
            self.tell_balances(account, &held);
        }
        if let Some(moved) = moved {
            self.tell_moved(moved, &effects);
        }
        effects
    }

    /// An order that trades for the first time no longer counts as unfilled.
    fn count_fill(&mut self, report: &OrderReport) {
        if let Execution::Trade(trade) = &report.execution
            && trade.qty == report.order.filled
        {
            let account = report.order.account;
            self.limits.first_fill(self.now(), account, trade.liquidity);
        }
    }

    /// Lets the crowd do what is due.
    pub(super) fn move_crowd(&mut self) {
        let Some(mut crowd) = self.crowd.take() else {
            return;
        };
        for one in crowd.moves(self.machine, &self.spot) {
            self.move_market(one);
        }
        self.crowd = Some(crowd);
    }

    /// One input of the market; says why the engine refused it, if it did.
    pub(crate) fn move_market(&mut self, one: Move) -> Option<exchange::RefuseReason> {
        let Move {
            symbol,
            input,
            captured,
        } = one;
        if let Some(at) = captured {
            self.boards.set_time(symbol, MarketTime::Capture(at));
        }
        let effects = self.step(input);
        if let Some(at) = captured {
            self.boards.tell_depth(symbol, at);
        }
        spot::trade::refusal(&effects)
    }

    /// Takes note of who came to listen to the market and who left.
    pub(super) fn heed_listeners(&mut self) {
        let micros = if self.sockets.wants_micros() {
            Micros::Wanted
        } else {
            Micros::Unwanted
        };
        self.boards.heed(self.sockets.take_changes(), micros);
    }

    /// Hands events to the streams, under whatever faults were ordered for them.
    pub(super) fn let_out(&mut self) {
        let now = self.machine;
        for event in std::mem::take(&mut self.private) {
            let telling = Telling::Account(event.0, event.1.name());
            let fault = self.fault_of(&telling, event.1.plain());
            match self.to_accounts.push(now, event, fault) {
                Aside::Nothing => {}
                Aside::Cut => self.cut(CutOf::Account),
            }
        }
        for event in self.boards.release() {
            let fault = self.fault_of(&Telling::Market(&event.stream), &event.json);
            match self.to_public.push(now, event, fault) {
                Aside::Nothing => {}
                Aside::Cut => self.cut(CutOf::Market),
            }
        }
        self.let_futures_out();
        while let Some((account, event)) = self.to_accounts.pop(now) {
            for (conn, subscription) in self.sockets.subscribers(account) {
                let text = event.of(subscription, self.sessions.unit(conn));
                self.out.push(Out::Text(conn, text));
            }
        }
        while let Some(event) = self.to_public.pop(now) {
            for (conn, text) in self.sockets.listeners(&event) {
                self.out.push(Out::Text(conn, text));
            }
        }
    }

    /// What a fault makes of an event; one that is struck is noted.
    pub(super) fn fault_of(&mut self, telling: &Telling<'_>, event: &str) -> EventFault {
        let Some(struck) = self.faults.on_event(self.machine, telling) else {
            return EventFault::None;
        };
        let now = self.now();
        let note = ledger::of_struck(telling, event, &struck);
        self.ledger.note(now, note);
        struck.fault
    }

    /// Whether anybody listens to the market.
    pub(crate) fn audience(&self) -> Listeners {
        if self.sockets.has_market() {
            Listeners::Calm
        } else {
            Listeners::Nobody
        }
    }
}

/// The books of all products, as the boards look them up.
pub(crate) struct BooksOf<'a> {
    pub(crate) spot: &'a Exchange,
    pub(crate) futures: &'a Futures,
}

impl Books for BooksOf<'_> {
    fn top(&self, product: Product, symbol: Symbol, levels: usize) -> Top {
        let book = match product {
            Product::Spot => self.spot.book(symbol, levels),
            Product::Usdm => self.futures.book(symbol, levels),
            Product::Wallet => None,
        };
        book.map_or_else(Top::default, |book| Top {
            update: book.update_id.get(),
            bids: book.bids.into_iter().map(board::level).collect(),
            asks: book.asks.into_iter().map(board::level).collect(),
        })
    }

    fn reference(&self, symbol: Symbol, now: Time) -> Option<ReferenceView> {
        self.spot.reference_price(symbol, now)
    }

    fn indexes(&self) -> Vec<AssetIndex> {
        let assets = self.futures.margin_assets();
        assets
            .filter_map(|(asset, index)| AssetIndex::of(&asset, index?))
            .collect()
    }
}
