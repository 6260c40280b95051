//! What each account has lost since its day began, as the fold of events: its own count of money, what came and went without a
//! trade, heights, warnings and trips. Never reads a price: what a thing was worth stands in the event.

use crate::breaker_event::{Breaker, BreakerEvent, Trip};
use crate::breaks::BreakKey;
use crate::contract_event::ContractEvent;
use crate::event::Event;
use crate::payment::PaymentKind;
use crate::state::State;
use crate::statement::NO_ORDER;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Fill, OrderId, Position, PositionKey, Scope, Symbol, Time};
use gate::{Gate, SymbolDay};

mod looking;
pub(crate) mod symbols;

pub use looking::DayResult;
pub(crate) use looking::LossWatch;

/// One account's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossLedger {
    /// The account.
    pub account: AccountId,
    /// The instant from which its day counts.
    pub day: Time,
    /// When somebody first could tell what it was worth on that day.
    pub opened: Time,
    /// What it was worth then.
    pub equity: Amount,
    /// What came (or below zero went) without a trade since, at its worth when it moved.
    pub transfers: Amount,
    /// What came or went and could not be valued yet.
    pub pending: Vec<(Asset, Amount)>,
    /// The money of an account on margin by our own count; of one on spot it is in its book.
    pub money: BTreeMap<Asset, Amount>,
    /// The venue's instant up to which everything was in the first of that money.
    pub since: Time,
    /// Assets in which a fee was taken and which nobody here can value.
    pub unvalued: BTreeSet<Asset>,
}

/// Everything about losses that events decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Losses {
    pub(crate) ledgers: BTreeMap<AccountId, LossLedger>,
    pub(crate) highest: BTreeMap<Scope, Amount>,
    pub(crate) warned: BTreeSet<(Scope, Breaker)>,
    pub(crate) trips: BTreeMap<(Scope, Breaker), Trip>,
    /// Scopes that a person released while their day's loss stood at its limit: the limit still holds, the breaker rests.
    pub(crate) excused: BTreeSet<Scope>,
    pub(crate) days: BTreeMap<Symbol, SymbolDay>,
    /// Open orders that were counted as trades to come.
    pub(crate) pending: BTreeMap<Symbol, BTreeSet<OrderId>>,
    /// What a position had realised when it was last flat.
    pub(crate) rounds: BTreeMap<PositionKey, Amount>,
}

/// The same as plain data, for a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LossesKept {
    /// The accounts' days.
    pub ledgers: Vec<LossLedger>,
    /// The highest equity of each scope that is watched for it.
    pub highest: Vec<(Scope, Amount)>,
    /// What was warned of.
    pub warned: Vec<(Scope, Breaker)>,
    /// Breakers that wait for a person.
    pub trips: Vec<Trip>,
    /// Scopes released while their loss stood at its limit.
    pub excused: Vec<Scope>,
    /// How each symbol's day went.
    pub days: Vec<(Symbol, SymbolDay)>,
    /// Open orders that were counted as trades to come.
    pub pending: Vec<(Symbol, Vec<OrderId>)>,
    /// What each position had realised when it was last flat.
    pub rounds: Vec<(PositionKey, Amount)>,
}

/// What the state was before an event that losses are counted by.
pub(crate) enum Before {
    /// The event moves no money.
    Nothing,
    /// A trade that counts moves this position.
    Trade(Position),
}

/// The scopes in which an account's losses count.
pub(crate) fn scopes_of(gate: &Gate, account: AccountId) -> Vec<Scope> {
    let venue = gate.account(account).map(|a| Scope::Venue(a.venue));
    let scopes = [Some(Scope::Global), venue, Some(Scope::Account(account))];
    scopes.into_iter().flatten().collect()
}

impl State {
    /// What the event will move, looked at before it does.
    pub(crate) fn before(&self, event: &Event) -> Before {
        let key = if let Event::FillBooked { fill, .. } = event
            && !self.was_foreign(fill)
        {
            fill.key()
        } else if let Event::ForeignTrade { account, trade, .. } = event {
            trade.as_fill(*account, NO_ORDER).key()
        } else {
            return Before::Nothing;
        };
        let held = self.positions.get(&key).copied();
        Before::Trade(held.unwrap_or(Position::flat(key)))
    }

    /// Counts what an event did to money, days and symbols. A sum that does not fit leaves the account without a count.
    pub(crate) fn count_losses(&mut self, gate: &mut Gate, event: &Event, before: &Before) {
        match event {
            Event::Breaker(event) => self.breaker_event(gate, event),
            Event::Released { scope, .. } => self.losses.released(*scope),
            Event::FillBooked { fill, .. } => self.count_trade(gate, fill, before),
            Event::ForeignTrade { account, trade, .. } => {
                let fill = trade.as_fill(*account, NO_ORDER);
                self.count_trade(gate, &fill, before);
            }
            Event::Moved {
                account, movement, ..
            } => self
                .losses
                .moved(*account, (movement.asset, movement.amount)),
            Event::BreakEnded {
                account,
                key,
                adjusted,
                ..
            } => self.losses.adjusted(*account, *key, *adjusted),
            Event::BookOpened { account, .. } => {
                self.losses.ledgers.remove(account);
            }
            Event::Contract(event) => self.losses.contract_event(event),
            Event::Opened { order, list, .. } => self.count_opened(gate, order, *list),
            Event::Reopened { order, .. } => self.count_reopened(gate, *order),
            Event::Ended { order, .. } | Event::Settled { order, .. } => {
                self.count_ended(gate, *order);
            }
            Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::CancelAsked { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Guard { .. }
            | Event::Amend(_)
            | Event::Unresolved { .. }
            | Event::Halted { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. }
            | Event::Failover(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_)
            | Event::Compared { .. }
            | Event::BreakFound { .. } => {}
        }
    }

    fn count_trade(&mut self, gate: &mut Gate, fill: &Fill, before: &Before) {
        let before = match before {
            Before::Nothing => return self.count_filled(gate, fill),
            Before::Trade(before) => *before,
        };
        let after = self.positions.get(&fill.key()).copied();
        let after = after.unwrap_or(before);
        let gain = after.realised.minus(before.realised);
        // A trade that moves no position is one whose sums did not fit.
        let Some(gain) = gain.ok().filter(|_| after != before) else {
            return self.losses.lost_count(fill.account, fill.fee_asset);
        };
        self.count_money(gate, fill, gain);
        self.count_filled(gate, fill);
        self.count_result(gate, fill, (&before, &after, gain));
    }

    /// The wallet of an account on margin moves by profit and fees; on spot the book has counted the trade already.
    fn count_money(&mut self, gate: &Gate, fill: &Fill, gain: Amount) {
        let Some(account) = gate.account(fill.account) else {
            return;
        };
        let Some(ledger) = self.losses.ledgers.get_mut(&fill.account) else {
            return;
        };
        let is_named = |asset| gate.names(account.venue, asset);
        if !fill.fee.is_zero() && !is_named(fill.fee_asset) {
            ledger.unvalued.insert(fill.fee_asset);
        }
        let settle = gate.settle(fill.account, fill.symbol);
        let (Some(settle), true) = (settle, fill.at > ledger.since) else {
            return;
        };
        let fee = (fill.fee_asset, fill.fee.negated());
        // A fee in the asset of the contract is in what was realised.
        let fee = (fill.fee_asset != settle).then_some(fee);
        let moves: Vec<_> = fee.into_iter().chain([(settle, gain)]).collect();
        self.losses.earned(fill.account, &moves);
    }

    fn breaker_event(&mut self, gate: &Gate, event: &BreakerEvent) {
        match event {
            BreakerEvent::DayOpened {
                account,
                day,
                equity,
                at,
            } => self.open_day(gate, *account, (*day, *equity, *at)),
            BreakerEvent::Transferred {
                account,
                asset,
                amount,
                value,
                ..
            } => self.transferred(gate, *account, ((*asset, *amount), *value)),
            BreakerEvent::Highest { scope, equity, .. } => {
                self.losses.highest.insert(*scope, *equity);
            }
            BreakerEvent::Warned { trip } => {
                self.losses.warned.insert((trip.scope, trip.breaker));
            }
            BreakerEvent::Tripped { trip } => {
                self.losses.excused.remove(&trip.scope);
                self.losses.trips.insert((trip.scope, trip.breaker), *trip);
            }
        }
    }

    fn open_day(
        &mut self,
        gate: &Gate,
        account: AccountId,
        (day, equity, at): (Time, Amount, Time),
    ) {
        let scopes = scopes_of(gate, account);
        let losses = &mut self.losses;
        losses.warned.retain(|(scope, _)| !scopes.contains(scope));
        losses.excused.retain(|scope| !scopes.contains(scope));
        let before = losses.ledgers.remove(&account);
        let (money, since) = match before {
            Some(before) => (before.money, before.since),
            None => {
                // It joins what is counted together with others: that is no profit of theirs.
                for scope in scopes.iter().filter(|s| **s != Scope::Account(account)) {
                    if let Some(highest) = losses.highest.get_mut(scope) {
                        *highest = highest.plus(equity).unwrap_or(*highest);
                    }
                }
                self.first_money(account)
            }
        };
        let ledger = LossLedger {
            account,
            day,
            opened: at,
            equity,
            transfers: Amount::ZERO,
            pending: Vec::new(),
            money,
            since,
            unvalued: BTreeSet::new(),
        };
        self.losses.ledgers.insert(account, ledger);
    }

    /// The wallet of an account as the venue last said, and the instant of its word.
    pub(crate) fn first_money(&self, account: AccountId) -> (BTreeMap<Asset, Amount>, Time) {
        let of_account = self.balances.values().filter(|b| b.account == account);
        let mut since = Time::from_nanos(i64::MIN);
        let mut money = BTreeMap::new();
        for known in of_account {
            since = since.max(known.as_of);
            if let Ok(total) = known.balance.total() {
                money.insert(known.balance.asset, total.amount());
            }
        }
        (money, since)
    }

    fn transferred(
        &mut self,
        gate: &Gate,
        account: AccountId,
        (moved, value): ((Asset, Amount), Amount),
    ) {
        let Some(ledger) = self.losses.ledgers.get_mut(&account) else {
            return;
        };
        if let Some(found) = ledger.pending.iter().position(|one| *one == moved) {
            ledger.pending.remove(found);
        }
        let Ok(sum) = ledger.transfers.plus(value) else {
            return self.losses.lost_count(account, moved.0);
        };
        ledger.transfers = sum;
        for scope in scopes_of(gate, account) {
            if let Some(highest) = self.losses.highest.get_mut(&scope) {
                *highest = highest.plus(value).unwrap_or(*highest);
            }
        }
    }
}

impl Losses {
    /// What an account lost can no longer be told on this day.
    fn lost_count(&mut self, account: AccountId, asset: Asset) {
        if let Some(ledger) = self.ledgers.get_mut(&account) {
            ledger.unvalued.insert(asset);
        }
    }

    /// A person took the venue's number for an asset: what that moved is neither won nor lost.
    fn adjusted(&mut self, account: AccountId, key: BreakKey, by: Option<Amount>) {
        if let (BreakKey::Balance(asset), Some(by)) = (key, by) {
            self.moved(account, (asset, by));
        }
    }

    /// Money that the venue moved without a trade: won or lost, unless it only went between wallets.
    fn contract_event(&mut self, event: &ContractEvent) {
        let ContractEvent::Paid {
            account, payment, ..
        } = event
        else {
            return;
        };
        let known = self.ledgers.get(account).map(|ledger| ledger.since);
        if known.is_none_or(|since| payment.at <= since) {
            return;
        }
        let moved = (payment.asset, payment.amount);
        self.earned(*account, &[moved]);
        match payment.kind {
            PaymentKind::Transfer => self.moved(*account, moved),
            PaymentKind::Funding
            | PaymentKind::Insurance
            | PaymentKind::Exchange
            | PaymentKind::Other => {}
        }
    }

    /// Money that came or went without a trade.
    fn moved(&mut self, account: AccountId, moved: (Asset, Amount)) {
        if let Some(ledger) = self.ledgers.get_mut(&account) {
            ledger.pending.push(moved);
        }
    }

    /// The wallet of an account on margin moved.
    fn earned(&mut self, account: AccountId, moves: &[(Asset, Amount)]) {
        let Some(ledger) = self.ledgers.get_mut(&account) else {
            return;
        };
        for (asset, amount) in moves {
            let held = ledger.money.get(asset).copied().unwrap_or(Amount::ZERO);
            match held.plus(*amount) {
                Ok(sum) => {
                    ledger.money.insert(*asset, sum);
                }
                Err(_) => {
                    ledger.unvalued.insert(*asset);
                }
            }
        }
    }

    /// A person released a scope: its breakers rest, and a drawdown is counted anew from what is there.
    fn released(&mut self, scope: Scope) {
        for breaker in Breaker::ALL {
            if self.trips.remove(&(scope, breaker)).is_none() {
                continue;
            }
            match breaker {
                Breaker::DailyLoss => {
                    self.excused.insert(scope);
                }
                Breaker::Drawdown => {
                    self.highest.remove(&scope);
                }
                Breaker::Refusals | Breaker::Errors | Breaker::Latency => {}
            }
        }
    }

    pub(crate) fn kept(&self) -> LossesKept {
        LossesKept {
            ledgers: self.ledgers.values().cloned().collect(),
            highest: self.highest.iter().map(|(s, a)| (*s, *a)).collect(),
            warned: self.warned.iter().copied().collect(),
            trips: self.trips.values().copied().collect(),
            excused: self.excused.iter().copied().collect(),
            days: self.days.iter().map(|(s, d)| (*s, *d)).collect(),
            pending: self
                .pending
                .iter()
                .map(|(symbol, orders)| (*symbol, orders.iter().copied().collect()))
                .collect(),
            rounds: self.rounds.iter().map(|(k, a)| (*k, *a)).collect(),
        }
    }

    /// The same after a start; the gate is told how the symbols' days went.
    pub(crate) fn of(kept: LossesKept, gate: &mut Gate) -> Self {
        for (symbol, day) in &kept.days {
            gate.set_symbol_day(*symbol, *day);
        }
        let pending = kept.pending.into_iter();
        Self {
            ledgers: kept.ledgers.into_iter().map(|l| (l.account, l)).collect(),
            highest: kept.highest.into_iter().collect(),
            warned: kept.warned.into_iter().collect(),
            trips: kept
                .trips
                .into_iter()
                .map(|trip| ((trip.scope, trip.breaker), trip))
                .collect(),
            excused: kept.excused.into_iter().collect(),
            days: kept.days.into_iter().collect(),
            pending: pending
                .map(|(s, orders)| (s, orders.into_iter().collect()))
                .collect(),
            rounds: kept.rounds.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests;
