//! The venue's way to its futures engine: every step is taken here, and everything a step says is filed here.
//! Never a route.

use super::contracts::Contract;
use super::crowd::FuturesCrowd;
use super::views::event::{self, Resting};
use super::views::money;
use crate::keeper::futures::kept;
use crate::venue::boards::figures;
use crate::venue::boards::marks::Holdings;
use crate::venue::faults::Telling;
use crate::venue::ledger::{self, Note, Written};
use crate::venue::outlet::Aside;
use crate::venue::route::Product;
use crate::venue::sockets::CutOf;
use crate::venue::{Out, Venue};
use domain::{AccountId, Machine, Price, Span, Symbol, Time};
use exchange::OrderKey;
use exchange::futures::{
    AlgoOrder, ConfigChange, FuturesEffect, FuturesFact, FuturesInput, FuturesReport,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Index prices are told this often.
const INDEX_EVERY: Span = Span::from_secs(1);

/// A private event on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    account: AccountId,
    /// The listen key by which it is heard, where that is not the account's any more.
    key: Option<String>,
    /// The event's name.
    event: &'static str,
    json: String,
}

impl Venue {
    /// Steps the futures engine and files everything it said.
    pub(crate) fn step_futures(&mut self, input: FuturesInput) -> Vec<FuturesEffect> {
        let now = self.now();
        let mut effects = Vec::new();
        self.futures.step(now, input, &mut effects);
        let facts = kept(&effects);
        if !facts.is_empty() {
            self.facts.push(facts);
        }
        let mut touched = BTreeSet::new();
        for effect in &effects {
            if let FuturesEffect::LevelChanged(change) = effect {
                touched.insert(change.symbol);
            }
            self.file_futures(effect);
        }
        self.boards.end_step();
        for symbol in touched {
            if let Some(best) = self.futures.best(symbol) {
                self.boards.tell_touch(Product::Usdm, symbol, &best);
            }
        }
        effects
    }

    fn file_futures(&mut self, effect: &FuturesEffect) {
        match effect {
            FuturesEffect::Report(report) => self.tell_order(report),
            FuturesEffect::AlgoReport(algo) => self.tell_algo(algo),
            FuturesEffect::Account(update) => self.tell_futures(update.account, |venue| {
                let json = event::account_update(update, |change| venue.contract(change.symbol));
                vec![("ACCOUNT_UPDATE", json)]
            }),
            FuturesEffect::Config {
                account,
                change,
                at,
            } => self.tell_futures(*account, |venue| venue.config_events(*change, *at)),
            FuturesEffect::MarginCall(call) => self.tell_futures(call.account, |venue| {
                let json = event::margin_call(call, |position| venue.contract(position.symbol));
                vec![("MARGIN_CALL", json)]
            }),
            FuturesEffect::Keep(fact) => {
                if let FuturesFact::Listed(listing, status) = &**fact {
                    self.usdm.contracts.list(listing);
                    self.boards.list_contract(listing);
                    let now = self.now();
                    self.boards.contract((listing, *status), now);
                }
            }
            FuturesEffect::Trade(trade) => self.boards.trade(Product::Usdm, trade),
            FuturesEffect::LevelChanged(change) => self.boards.level(Product::Usdm, change),
            FuturesEffect::Mark(view) => {
                let held = self.holdings(view.symbol);
                self.boards.mark(view, held);
            }
            FuturesEffect::Liquidation(order) => self.boards.liquidation(order),
            FuturesEffect::Income(income) => {
                let told = money::income(&self.usdm.contracts, income);
                self.note_futures(Some(income.account), "income", &told);
            }
            FuturesEffect::Funding(paid) => {
                let told = json!({
                    "symbol": self.contract(paid.symbol).map(|contract| contract.name.as_str()),
                    "fundingRate": paid.rate.to_string(),
                    "markPrice": paid.mark.to_string(),
                    "fundingTime": paid.at.millis(),
                });
                self.note_futures(None, "funding", &told);
            }
            FuturesEffect::Done { .. }
            | FuturesEffect::Accepted { .. }
            | FuturesEffect::Amended { .. }
            | FuturesEffect::Cancelled { .. }
            | FuturesEffect::AlgoAccepted { .. }
            | FuturesEffect::AlgoCancelled { .. }
            | FuturesEffect::Refused { .. }
            | FuturesEffect::Status { .. } => {}
        }
    }

    fn note_futures(&mut self, account: Option<AccountId>, what: &'static str, told: &Value) {
        let now = self.now();
        self.ledger
            .note(now, Note::Told(account, what, Written::of(told)));
    }

    /// What accounts hold of a contract.
    fn holdings(&self, symbol: Symbol) -> Holdings {
        let holders = self.futures.holders(symbol);
        let (long, short) = (
            figures::of_qty(holders.long),
            figures::of_qty(holders.short),
        );
        Holdings {
            interest: long.max(short),
            accounts: (holders.long_accounts, holders.short_accounts),
            contracts: (long, short),
        }
    }

    fn contract(&self, symbol: Symbol) -> Option<&Contract> {
        self.usdm.contracts.of(symbol)
    }

    /// Notes private events of an account in the ledger, and for its stream if it has a listen key by which they can be heard.
    fn tell_futures(
        &mut self,
        account: AccountId,
        make: impl Fn(&Self) -> Vec<(&'static str, Value)>,
    ) {
        let now = self.now();
        let events = make(self);
        for (event, json) in &events {
            for note in ledger::of_futures(account, event, json) {
                self.ledger.note(now, note);
            }
        }
        if self.usdm.keys.of(account).is_none() {
            return;
        }
        let events = events.into_iter().map(|(event, json)| Told {
            account,
            key: None,
            event,
            json: json.to_string(),
        });
        self.usdm.told.extend(events);
    }

    fn tell_order(&mut self, report: &FuturesReport) {
        let order = &report.order;
        self.tell_futures(order.account, |venue| {
            let Some(contract) = venue.contract(order.symbol) else {
                return Vec::new();
            };
            let resting = venue.resting(order.account, order.symbol);
            let lite = event::trade_lite(contract, report);
            let full = event::order_update(contract, report, resting);
            let lite = lite.map(|lite| ("TRADE_LITE", lite));
            lite.into_iter()
                .chain([("ORDER_TRADE_UPDATE", full)])
                .collect()
        });
    }

    /// What an account's open orders of a contract are worth.
    fn resting(&self, account: AccountId, symbol: Symbol) -> Resting {
        let (bids, asks) = self.futures.resting_notional(account, symbol);
        Resting { bids, asks }
    }

    fn tell_algo(&mut self, algo: &AlgoOrder) {
        self.tell_futures(algo.account, |venue| {
            let Some(contract) = venue.contract(algo.symbol) else {
                return Vec::new();
            };
            let became = venue.became(algo);
            let update = event::algo_update(contract, algo, became.as_ref());
            let reject = event::trigger_reject(contract, algo)
                .map(|reject| ("CONDITIONAL_ORDER_TRIGGER_REJECT", reject));
            [("ALGO_UPDATE", update)]
                .into_iter()
                .chain(reject)
                .collect()
        });
    }

    fn config_events(&self, change: ConfigChange, at: Time) -> Vec<(&'static str, Value)> {
        let json = match change {
            ConfigChange::Leverage { symbol, leverage } => self
                .contract(symbol)
                .map(|contract| event::leverage(contract, leverage, at)),
            ConfigChange::Assets(mode) => Some(event::assets_mode(mode, at)),
        };
        json.map(|json| ("ACCOUNT_CONFIG_UPDATE", json))
            .into_iter()
            .collect()
    }

    /// Lets what is due on futures happen: index prices, the crowd, marks, funding, countdowns, the ends of listen keys.
    pub(in crate::venue) fn advance_futures(&mut self) {
        let now = self.now();
        self.tell_indexes(now);
        self.move_futures_crowd();
        if self.futures.wake_at().is_some_and(|due| due <= now) {
            self.step_futures(FuturesInput::Wake);
        }
        for (account, key) in self.usdm.keys.expire(now) {
            self.keep_listen_key(account);
            let json = event::key_expired(&key, now).to_string();
            self.usdm.told.push(Told {
                account,
                key: Some(key),
                event: "listenKeyExpired",
                json,
            });
        }
    }

    /// Lets the crowd of the perpetuals do what is due.
    fn move_futures_crowd(&mut self) {
        let Some(mut crowd) = self.usdm.crowd.take() else {
            return;
        };
        for input in crowd.moves(self.machine, &self.futures) {
            self.step_futures(input);
        }
        self.usdm.crowd = Some(crowd);
    }

    /// Index prices follow the middle of the spot book.
    fn tell_indexes(&mut self, now: Time) {
        let second = now.floor_to(INDEX_EVERY);
        if self.usdm.index_told == Some(second) {
            return;
        }
        self.usdm.index_told = Some(second);
        let contracts: Vec<(Symbol, Symbol)> = self
            .futures
            .listings()
            .filter(|(listing, _)| !self.usdm.held.contains(&listing.instrument.symbol))
            .filter_map(|(listing, _)| {
                let instrument = &listing.instrument;
                let spot = Symbol::spot(instrument.base, instrument.quote).ok()?;
                Some((instrument.symbol, spot))
            })
            .collect();
        for (symbol, spot) in contracts {
            if let Some(price) = self.spot_middle(spot) {
                let tag = self.tag();
                self.step_futures(FuturesInput::SetIndex { tag, symbol, price });
            }
        }
        let assets: Vec<_> = self.futures.margin_assets().collect();
        for (asset, _) in assets {
            let spot = Symbol::new(&format!("{}/USDT", asset.asset)).ok();
            if let Some(price) = spot.and_then(|spot| self.spot_middle(spot)) {
                let (tag, asset) = (self.tag(), asset.asset);
                self.step_futures(FuturesInput::SetAssetIndex { tag, asset, price });
            }
        }
    }

    fn spot_middle(&self, symbol: Symbol) -> Option<Price> {
        let best = self.spot.best(symbol)?;
        let ((bid, _), (ask, _)) = (best.bid?, best.ask?);
        bid.middle(ask).ok()
    }

    /// When something is due on futures, by the machine's clock.
    pub(in crate::venue) fn futures_due(&self) -> Option<Time> {
        let server = self.now();
        let due = [self.futures.wake_at(), self.usdm.keys.due()];
        let due = due.into_iter().flatten().min();
        let due = due.map(|due| self.machine.plus(due.since(server)));
        let crowd = self.usdm.crowd.as_deref().and_then(FuturesCrowd::due);
        [due, crowd, self.usdm.to_accounts.due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Hands private events to the streams, under whatever faults were ordered for them.
    pub(in crate::venue) fn let_futures_out(&mut self) {
        let now = self.machine;
        for event in std::mem::take(&mut self.usdm.told) {
            let telling = Telling::Account(event.account, event.event);
            let fault = self.fault_of(&telling, &event.json);
            match self.usdm.to_accounts.push(now, event, fault) {
                Aside::Nothing => {}
                Aside::Cut => self.cut(CutOf::Account),
            }
        }
        while let Some(told) = self.usdm.to_accounts.pop(now) {
            let own = || self.usdm.keys.of(told.account);
            let Some(key) = told.key.as_deref().or_else(own) else {
                continue;
            };
            for (conn, text) in self.usdm.streams.listeners(key, (told.event, &told.json)) {
                self.out.push(Out::Text(conn, text));
            }
        }
    }

    /// The order a conditional one became.
    pub(super) fn became(&self, algo: &AlgoOrder) -> Option<exchange::futures::FuturesOrder> {
        let id = OrderKey::Exchange(algo.actual?);
        self.futures.order(algo.account, algo.symbol, id)
    }
}
