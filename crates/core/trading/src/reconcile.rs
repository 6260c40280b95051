//! The three-way check: our book, the venue's word and the sum of the trades. What two rounds in a row show becomes a
//! break and pauses its symbol or account until a person has looked. Never mends a number by itself.

use crate::ForeignPolicy;
use crate::account_book::Movement;
use crate::breaks::{Break, BreakEnd, BreakKey, Sides};
use crate::checks::Suspect;
use crate::config::{
    BALANCE_PATIENCE, BALANCE_ROUNDS_MAX, CONFIRM_DELAYS, FOREIGN_WORDS, ORDER_PATIENCE,
};
use crate::effect::Effect;
use crate::event::Event;
use crate::input::{Cause, HaltReach};
use crate::statement::{StatedOrder, Statement, StatementAnswer};
use crate::trading::Trading;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, OrderId, OrderState, Origin, Symbol, Time};

mod open_orders;
mod persons;
mod positions;
mod questions;
mod trades;

/// One disagreement of one round.
type Finding = (BreakKey, Sides);

/// A round of one account while it is compared.
struct Round<'a> {
    account: AccountId,
    now: Time,
    statement: &'a Statement,
}

impl Trading {
    /// A round of questions came to an end.
    pub(crate) fn stated(
        &mut self,
        now: Time,
        account: AccountId,
        answer: &StatementAnswer,
        out: &mut Vec<Effect>,
    ) {
        let statement = match answer {
            StatementAnswer::NoAnswer => return,
            StatementAnswer::Complete(statement) => statement,
        };
        if statement.balances.account != account || self.checks.get(account).is_none() {
            return;
        }
        let round = Round {
            account,
            now,
            statement,
        };
        self.balances_reported(now, statement.balances.clone(), out);
        if !self.state.books.contains_key(&account) {
            self.open_book(&round, out);
        }
        self.take_venue_deeds(&round, out);
        let mut findings = Vec::new();
        for list in &statement.trades {
            self.compare_trades(&round, list, &mut findings, out);
        }
        self.compare_orders(&round, &mut findings, out);
        let disputed: BTreeSet<BreakKey> = findings.iter().map(|(key, _)| *key).collect();
        let mut suspects = self.judge(&round, findings, out);
        let unexplained = suspects.keys().any(|key| match key {
            BreakKey::Trade(..) | BreakKey::ForeignTrade(..) => true,
            BreakKey::Order(..)
            | BreakKey::ForeignOrder(..)
            | BreakKey::Balance(_)
            | BreakKey::Position(..) => false,
        });
        // A trade that is not placed yet moves what is right: balances and positions are looked at when it is.
        if !unexplained {
            let mut findings = self.compare_balances(&round);
            findings.extend(self.compare_positions(&round));
            suspects.extend(self.judge(&round, findings, out));
        }
        self.end_agreed(&round, &disputed, out);
        self.weigh_doubts(now, account);
        self.round_done(&round, suspects);
    }

    fn round_done(&mut self, round: &Round<'_>, suspects: BTreeMap<BreakKey, Suspect>) {
        let Some(check) = self.checks.get_mut(round.account) else {
            return;
        };
        check.suspects = suspects;
        check.done(round.now, round.statement.asked_at);
        if check.has_settled(round.now) && !self.unguarded.contains(&round.account) {
            self.gate.compared(round.account);
        }
    }

    /// The first word of the venue about an account begins its book.
    fn open_book(&mut self, round: &Round<'_>, out: &mut Vec<Effect>) {
        let since = round.statement.balances.as_of;
        let mut balances = Vec::new();
        for balance in &round.statement.balances.balances {
            let total = balance.total().map(domain::Qty::amount);
            balances.push((balance.asset, total.unwrap_or(Amount::ZERO)));
        }
        let cursors = round.statement.trades.iter().filter_map(|list| {
            let known = list.trades.iter().rfind(|trade| trade.at <= since)?;
            Some((list.symbol, known.trade))
        });
        let event = Event::BookOpened {
            account: round.account,
            since,
            balances,
            cursors: cursors.collect(),
            at: round.now,
        };
        self.record(event, out);
        self.take_positions(round, out);
    }

    fn compare_balances(&self, round: &Round<'_>) -> Vec<Finding> {
        let report = &round.statement.balances;
        // What a contract earns is reckoned by the venue: there is no count of ours to hold against its wallet.
        if self.gate.is_margined(round.account) {
            return Vec::new();
        }
        let Some(book) = self.state.books.get(&round.account) else {
            return Vec::new();
        };
        let stated: BTreeMap<Asset, Amount> = report
            .balances
            .iter()
            .filter_map(|balance| Some((balance.asset, balance.total().ok()?.amount())))
            .collect();
        let assets: BTreeSet<Asset> = stated.keys().chain(book.balances.keys()).copied().collect();
        let assets_of = |symbol: Symbol| {
            let instrument = self.gate.instrument(round.account, symbol)?;
            Some((instrument.base, instrument.quote))
        };
        let differing = assets.into_iter().filter_map(|asset| {
            let counted = book.balance_at(asset, report.as_of, &assets_of).ok();
            let venue = stated.get(&asset).copied().unwrap_or(Amount::ZERO);
            let sides = Sides {
                ours: counted.map(|(ours, _)| ours),
                venue: Some(venue),
                trades: counted.map(|(_, trades)| trades),
            };
            (sides.ours != Some(venue)).then_some((BreakKey::Balance(asset), sides))
        });
        differing.collect()
    }

    /// Sorts findings: confirmed ones become facts of the journal, the others wait for the next round.
    fn judge(
        &mut self,
        round: &Round<'_>,
        findings: Vec<Finding>,
        out: &mut Vec<Effect>,
    ) -> BTreeMap<BreakKey, Suspect> {
        let mut suspects = BTreeMap::new();
        for (key, sides) in findings {
            if self.state.breaks.contains_key(&(round.account, key)) {
                continue;
            }
            let before = self.checks.get(round.account);
            let before = before.and_then(|check| check.suspects.get(&key)).copied();
            let suspect = Suspect {
                sides,
                first_seen: before.map_or(round.statement.asked_at, |b| b.first_seen),
                answered: round.now,
                rounds: before.map_or(1, |b| b.rounds.saturating_add(1)),
            };
            if self.confirms(round, key, &suspect, before.as_ref()) {
                self.confirmed(round, key, &suspect, out);
            } else {
                suspects.insert(key, suspect);
            }
        }
        suspects
    }

    fn confirms(
        &self,
        round: &Round<'_>,
        key: BreakKey,
        suspect: &Suspect,
        before: Option<&Suspect>,
    ) -> bool {
        let Some(before) = before else { return false };
        if round.statement.asked_at < before.answered {
            return false;
        }
        let age = round.now.since(suspect.first_seen);
        match key {
            BreakKey::Balance(_) | BreakKey::Position(..) => {
                let off = |sides: &Sides| sides.venue?.minus(sides.ours?).ok();
                let is_steady = off(&suspect.sides) == off(&before.sides);
                (is_steady && age >= BALANCE_PATIENCE) || suspect.rounds >= BALANCE_ROUNDS_MAX
            }
            // It may be of an order whose answer is still under way.
            BreakKey::ForeignTrade(symbol, _) => !self.open_orders().any(|o| {
                matches!(o.state, OrderState::Asked { .. }) && o.order.terms().symbol == symbol
            }),
            BreakKey::Order(..) | BreakKey::Trade(..) => age >= ORDER_PATIENCE,
            BreakKey::ForeignOrder(..) => true,
        }
    }

    fn confirmed(
        &mut self,
        round: &Round<'_>,
        key: BreakKey,
        suspect: &Suspect,
        out: &mut Vec<Effect>,
    ) {
        if let BreakKey::ForeignTrade(symbol, id) = key {
            let lists = round.statement.trades.iter();
            let mut trades = lists
                .filter(|list| list.symbol == symbol)
                .flat_map(|list| &list.trades);
            if let Some(trade) = trades.find(|trade| trade.trade == id).copied() {
                let (account, at) = (round.account, round.now);
                let event = Event::ForeignTrade { account, trade, at };
                self.record(event, out);
            }
            match self.config.foreign_policy() {
                ForeignPolicy::Adopt => return,
                ForeignPolicy::Block => {}
            }
        }
        let found = Break {
            account: round.account,
            key,
            sides: suspect.sides,
            first_seen: suspect.first_seen,
            at: round.now,
        };
        self.record(Event::BreakFound { found }, out);
        self.pause(round, key, &suspect.sides, out);
    }

    /// Nothing new in what a break is about, until a person releases it.
    fn pause(&mut self, round: &Round<'_>, key: BreakKey, sides: &Sides, out: &mut Vec<Effect>) {
        let scope = key.scope(round.account);
        if self.state.halts.contains_key(&scope) {
            return;
        }
        let event = Event::Halted {
            scope,
            reach: HaltReach::NewOnly,
            cause: Cause {
                origin: Origin::House,
                reason: words(key, sides),
            },
            at: round.now,
        };
        self.record(event, out);
    }

    /// Breaks that this round no longer shows are over, where agreement can be seen; the pause stays for a person.
    fn end_agreed(
        &mut self,
        round: &Round<'_>,
        disputed: &BTreeSet<BreakKey>,
        out: &mut Vec<Effect>,
    ) {
        let account = round.account;
        let shown: BTreeSet<BreakKey> = self.shown(round).collect();
        let listed: BTreeSet<Symbol> = round.statement.trades.iter().map(|l| l.symbol).collect();
        let over = self.state.breaks.keys().filter(|(holder, key)| {
            let may_agree = match key {
                BreakKey::Order(..)
                | BreakKey::ForeignOrder(..)
                | BreakKey::Balance(_)
                | BreakKey::Position(..) => true,
                BreakKey::Trade(symbol, _) => listed.contains(symbol),
                BreakKey::ForeignTrade(..) => false,
            };
            *holder == account && may_agree && !shown.contains(key) && !disputed.contains(key)
        });
        let over: Vec<BreakKey> = over.map(|(_, key)| *key).collect();
        for key in over {
            let event = Event::BreakEnded {
                account,
                key,
                end: BreakEnd::Agreed,
                adjusted: None,
                at: round.now,
            };
            self.record(event, out);
        }
    }

    /// Which disagreements the sides still show at the end of a round.
    fn shown(&self, round: &Round<'_>) -> impl Iterator<Item = BreakKey> + '_ {
        let stated = &round.statement.open_orders;
        let listed: BTreeMap<OrderId, &StatedOrder> = stated
            .iter()
            .filter_map(|s| Some((self.order_by_client_id(s.client_id)?.order.id(), s)))
            .collect();
        let unlisted = self.open_orders().filter_map(|o| {
            let id = o.order.id();
            let is_working = matches!(o.state, OrderState::Working { .. });
            (is_working && !listed.contains_key(&id))
                .then_some(BreakKey::Order(o.order.terms().symbol, id))
        });
        let differing = listed
            .iter()
            .filter_map(|(id, stated)| Some(self.differs(*id, stated)?.0));
        let mut shown: Vec<BreakKey> = unlisted.chain(differing).collect();
        let foreign = stated
            .iter()
            .filter(|s| self.order_by_client_id(s.client_id).is_none());
        shown.extend(foreign.map(|s| BreakKey::ForeignOrder(s.symbol, s.venue_id)));
        shown.extend(self.compare_balances(round).into_iter().map(|(key, _)| key));
        shown.extend(
            self.compare_positions(round)
                .into_iter()
                .map(|(key, _)| key),
        );
        shown.into_iter()
    }

    /// A venue told a movement of money that is no trade.
    pub(crate) fn moved(
        &mut self,
        now: Time,
        account: AccountId,
        movement: Movement,
        out: &mut Vec<Effect>,
    ) {
        let known = self.state.books.get(&account);
        let is_news = known
            .is_some_and(|book| movement.at > book.since && !book.movements.contains(&movement));
        if is_news {
            let event = Event::Moved {
                account,
                movement,
                at: now,
            };
            self.record(event, out);
        }
        self.refresh.want(account, now);
    }

    /// A report of an order that is not ours: the account is compared soon.
    pub(crate) fn saw_foreign(&mut self, now: Time, account: AccountId) {
        let [soon, ..] = CONFIRM_DELAYS;
        self.checks.want(account, now.plus(soon));
    }

    /// Disagreements in force.
    pub fn breaks(&self) -> impl Iterator<Item = &Break> + '_ {
        self.state.breaks.values()
    }

    /// How the comparison of an account stands: when the last round was asked for, how many disagreements wait to be
    /// confirmed, and the open orders at the venue that are not ours.
    #[must_use]
    pub fn comparison(&self, account: AccountId) -> Comparison<'_> {
        let check = self.checks.get(account);
        Comparison {
            asked_at: check.and_then(|check| check.last),
            suspects: check.map_or(0, |check| check.suspects.len()),
            foreign: check.map_or(&[], |check| &check.foreign),
        }
    }
}

/// How the comparison of one account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// When the last whole round was asked for; `None` before the first since the start.
    pub asked_at: Option<Time>,
    /// Disagreements that one round showed and the next has to confirm.
    pub suspects: usize,
    /// Open orders at the venue that are not ours.
    pub foreign: &'a [StatedOrder],
}

fn words(key: BreakKey, sides: &Sides) -> String {
    match key {
        BreakKey::ForeignOrder(..) | BreakKey::ForeignTrade(..) => {
            format!("{FOREIGN_WORDS}: {key}")
        }
        BreakKey::Order(..)
        | BreakKey::Trade(..)
        | BreakKey::Balance(_)
        | BreakKey::Position(..) => {
            format!("the three-way check found a break in {key}: {sides}")
        }
    }
}

#[cfg(test)]
mod position_tests;
#[cfg(test)]
mod tests;
