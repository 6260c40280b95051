//! What everything is worth with each price that comes, and what follows: days that begin, warnings, trips. Decides by the
//! state and the gate's prices only; what nobody can value is not guessed.

use super::scopes_of;
use crate::breaker_event::{Breaker, BreakerEvent, Trip};
use crate::config::OnLoss;
use crate::effect::Effect;
use crate::event::Event;
use crate::input::{Cause, HaltReach};
use crate::stopping::NotFlattened;
use crate::trading::Trading;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Rate, Scope, Span, Time, VenueId};
use gate::{Figure, Gate, LOSS_AGE_MAX, LimitSet, LossStanding, allowed};

/// The length of an account's day.
const DAY: Span = Span::from_secs(86_400);
/// The part of a limit at which a person is warned: four fifths.
const WARN_TENTHS: i128 = 8;
/// A higher equity is written down when it is higher by this part of what may be lost: a hundredth.
const HEIGHT_HUNDREDTHS: i128 = 1;

/// What an account was last worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    equity: Amount,
    at: Time,
}

/// What is known of losses beside the journal: it comes again with the first prices after a start.
#[derive(Debug, Clone, Default)]
pub(crate) struct LossWatch {
    told: BTreeMap<AccountId, Told>,
    /// How far the equity has been above the highest that is written down.
    above: BTreeMap<Scope, Amount>,
    /// Scopes whose loss was below its limit again after a person had released them.
    rearmed: BTreeSet<Scope>,
    /// The assets that the instruments of a venue name, and so can be valued.
    named: BTreeMap<VenueId, BTreeSet<Asset>>,
}

/// One account or several together.
#[derive(Debug, Clone, Copy)]
struct Pool {
    equity: Amount,
    loss: Amount,
    at: Time,
}

/// How one account's day went, for whoever wants to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayResult {
    /// The account, or everything.
    pub scope: Scope,
    /// The instant from which the day counts; `None` of everything.
    pub day: Option<Time>,
    /// What it was worth as the day began.
    pub opening: Amount,
    /// What came or went without a trade since.
    pub transfers: Amount,
    /// What it is worth; `None` while somebody cannot tell.
    pub equity: Option<Amount>,
    /// What was won, or below zero lost; `None` while nobody can tell.
    pub result: Option<Amount>,
    /// What a day may lose there, where that is limited.
    pub limit: Option<Amount>,
    /// How far it is below its highest, and that highest, where that is limited.
    pub drawdown: Option<(Amount, Amount)>,
    /// The share of the highest that it may fall, where that is limited.
    pub drawdown_max: Option<Rate>,
}

impl LossWatch {
    pub(crate) fn of(gate: &Gate) -> Self {
        let mut named: BTreeMap<VenueId, BTreeSet<Asset>> = BTreeMap::new();
        for instrument in &gate.config().instruments {
            let here = named.entry(instrument.venue).or_default();
            here.extend([instrument.base, instrument.quote]);
        }
        Self {
            named,
            ..Self::default()
        }
    }
}

impl Trading {
    /// Counts what everything is worth, and stops what has lost too much.
    pub(crate) fn look_at_losses(&mut self, now: Time, out: &mut Vec<Effect>) {
        let Some(offset) = self.config.day_offset() else {
            return;
        };
        let accounts = self.gate.config().accounts.iter();
        let accounts: Vec<AccountId> = accounts.map(|account| account.account).collect();
        for account in &accounts {
            self.look_at_account(now, *account, offset, out);
        }
        let limits = self.gate.limit_sets().into_iter();
        let limited: Vec<(Scope, LimitSet)> = limits
            .filter(|(_, set)| set.daily_loss_max.is_some() || set.drawdown_max.is_some())
            .collect();
        for (scope, set) in limited {
            self.weigh_losses(now, (scope, &set), out);
        }
    }

    fn look_at_account(
        &mut self,
        now: Time,
        account: AccountId,
        offset: Span,
        out: &mut Vec<Effect>,
    ) {
        let Some(equity) = self.equity_of(now, account) else {
            return;
        };
        let day = now.plus(offset).floor_to(DAY);
        let day = Time::from_nanos(day.nanos().saturating_sub(offset.nanos()));
        let known = self
            .state
            .losses
            .ledgers
            .get(&account)
            .map(|known| known.day);
        if known.is_none_or(|known| known < day) {
            let event = BreakerEvent::DayOpened {
                account,
                day,
                equity,
                at: now,
            };
            self.record(Event::Breaker(event), out);
        }
        self.value_transfers(now, account, out);
        let Some(ledger) = self.state.losses.ledgers.get(&account) else {
            return;
        };
        if !ledger.unvalued.is_empty() {
            self.loss_watch.told.remove(&account);
        } else if ledger.pending.is_empty() {
            let told = Told { equity, at: now };
            self.loss_watch.told.insert(account, told);
        }
    }

    /// Values what came and went without a trade, where somebody can tell its worth.
    fn value_transfers(&mut self, now: Time, account: AccountId, out: &mut Vec<Effect>) {
        let Some(venue) = self.gate.account(account).map(|account| account.venue) else {
            return;
        };
        let ledger = self.state.losses.ledgers.get(&account);
        let pending = ledger.map(|ledger| ledger.pending.clone());
        for (asset, amount) in pending.unwrap_or_default() {
            let is_counted = self.is_named(venue, asset);
            let worth = self.gate.worth(now, (venue, asset), LOSS_AGE_MAX);
            let value = match worth {
                // What is not counted among the money is no transfer of it either.
                _ if !is_counted => Some(Amount::ZERO),
                Some(price) => amount.valued(price).ok(),
                None => None,
            };
            let Some(value) = value else { continue };
            let event = BreakerEvent::Transferred {
                account,
                asset,
                amount,
                value,
                at: now,
            };
            self.record(Event::Breaker(event), out);
        }
    }

    fn is_named(&self, venue: VenueId, asset: Asset) -> bool {
        let named = self.loss_watch.named.get(&venue);
        named.is_some_and(|named| named.contains(&asset))
    }

    /// What an account is worth at the middle of its venue's prices, and at the marks of its contracts, in the value asset.
    fn equity_of(&self, now: Time, account: AccountId) -> Option<Amount> {
        let venue = self.gate.account(account)?.venue;
        let book = self.state.books.get(&account)?;
        let is_margined = self.gate.is_margined(account);
        let first;
        let money = match self.state.losses.ledgers.get(&account) {
            _ if !is_margined => &book.balances,
            Some(ledger) => &ledger.money,
            None => {
                first = self.state.first_money(account).0;
                &first
            }
        };
        let mut equity = Amount::ZERO;
        for asset in self.loss_watch.named.get(&venue)? {
            let held = money.get(asset).copied().unwrap_or(Amount::ZERO);
            if !held.is_zero() {
                let price = self.gate.worth(now, (venue, *asset), LOSS_AGE_MAX)?;
                equity = equity.plus(held.valued(price).ok()?).ok()?;
            }
        }
        if is_margined {
            equity = equity
                .plus(self.unrealised_of(now, (account, venue))?)
                .ok()?;
        }
        Some(equity)
    }

    /// What the positions of an account on margin would bring at their marks.
    fn unrealised_of(&self, now: Time, (account, venue): (AccountId, VenueId)) -> Option<Amount> {
        let mut sum = Amount::ZERO;
        let held = self.state.positions.values();
        for position in held.filter(|p| p.account == account && !p.net().is_zero()) {
            let settle = self.gate.settle(account, position.symbol)?;
            let mark = self.gate.mark_of(venue, position.symbol)?;
            if mark.received > now || now.since(mark.received) > LOSS_AGE_MAX {
                return None;
            }
            let price = self.gate.worth(now, (venue, settle), LOSS_AGE_MAX)?;
            let profit = position.unrealised(mark.price).ok()?;
            sum = sum.plus(profit.valued(price).ok()?).ok()?;
        }
        Some(sum)
    }

    /// The accounts of a scope together; `None` while of one of them nobody can tell.
    fn pool(&self, scope: Scope) -> Option<Pool> {
        let accounts = self.gate.config().accounts.iter();
        let within = accounts.filter(|a| scopes_of(&self.gate, a.account).contains(&scope));
        let mut pool = None;
        for account in within.map(|a| a.account) {
            let Some(ledger) = self.state.losses.ledgers.get(&account) else {
                // Nobody told what it holds: nothing was traded on it either.
                if self.state.books.contains_key(&account) {
                    return None;
                }
                continue;
            };
            let told = self.loss_watch.told.get(&account)?;
            let before = ledger.equity.plus(ledger.transfers).ok()?;
            let loss = before.minus(told.equity).ok()?;
            pool = Some(match pool {
                None => Pool {
                    equity: told.equity,
                    loss,
                    at: told.at,
                },
                Some(Pool {
                    equity,
                    loss: sum,
                    at,
                }) => Pool {
                    equity: equity.plus(told.equity).ok()?,
                    loss: sum.plus(loss).ok()?,
                    at: told.at.min(at),
                },
            });
        }
        pool
    }

    fn weigh_losses(&mut self, now: Time, (scope, set): (Scope, &LimitSet), out: &mut Vec<Effect>) {
        let Some(pool) = self.pool(scope) else {
            return self.gate.set_loss(scope, None);
        };
        let drawdown = set.drawdown_max.and_then(|share| {
            let highest = self.highest(now, scope, (pool.equity, share), out)?;
            Some((highest.minus(pool.equity).ok()?, highest))
        });
        let standing = LossStanding {
            loss: pool.loss,
            drawdown,
            at: pool.at,
        };
        self.gate.set_loss(scope, Some(standing));
        // What was last told too long ago is no ground to stop for: the gate refuses by its age.
        if now.since(pool.at) > LOSS_AGE_MAX {
            return;
        }
        if let Some(limit) = set.daily_loss_max {
            self.weigh_day(now, scope, (pool.loss, limit), out);
        }
        let bound = set.drawdown_max.zip(drawdown);
        let bound =
            bound.and_then(|(share, (drop, highest))| Some((drop, allowed(highest, share).ok()?)));
        if let Some(bound) = bound {
            self.weigh_against(now, (scope, Breaker::Drawdown), bound, out);
        }
    }

    fn weigh_day(
        &mut self,
        now: Time,
        scope: Scope,
        (loss, limit): (Amount, Amount),
        out: &mut Vec<Effect>,
    ) {
        if loss < limit {
            if self.state.losses.excused.contains(&scope) {
                self.loss_watch.rearmed.insert(scope);
            }
        } else if self.state.losses.excused.contains(&scope)
            && !self.loss_watch.rearmed.contains(&scope)
        {
            return;
        }
        self.weigh_against(now, (scope, Breaker::DailyLoss), (loss, limit), out);
        if loss >= limit {
            self.loss_watch.rearmed.remove(&scope);
        }
    }

    /// Warns of what is near to its limit and stops what has come to it, each once.
    fn weigh_against(
        &mut self,
        now: Time,
        (scope, breaker): (Scope, Breaker),
        (value, limit): (Amount, Amount),
        out: &mut Vec<Effect>,
    ) {
        let asset = self.gate.config().value_asset;
        let trip = Trip {
            scope,
            breaker,
            value: Figure::Amount(value, asset),
            limit: Figure::Amount(limit, asset),
            at: now,
        };
        let key = (scope, breaker);
        if value >= limit {
            self.trip_breaker(trip, out);
        } else if is_near(value, limit) && !self.state.losses.warned.contains(&key) {
            self.record(Event::Breaker(BreakerEvent::Warned { trip }), out);
        }
    }

    /// Stops a scope until a person releases it, and closes what is held there if losses are to end so. A halt that stands
    /// there stays as it is; the breaker is known beside it.
    pub(crate) fn trip_breaker(&mut self, trip: Trip, out: &mut Vec<Effect>) {
        let Trip {
            scope, breaker, at, ..
        } = trip;
        if self.state.losses.trips.contains_key(&(scope, breaker)) {
            return;
        }
        self.record(Event::Breaker(BreakerEvent::Tripped { trip }), out);
        let reason: String = format!(
            "{}: {}, the limit is {}",
            breaker.words(),
            trip.value,
            trip.limit
        );
        let cause = Cause::house(reason).bounded();
        match self.on_trip(breaker) {
            OnLoss::Halt => {}
            // One that runs in this scope goes on, and its halt stands.
            OnLoss::Flatten => match self.flatten_scope(at, scope, cause.clone(), out) {
                Ok(_) => return,
                Err(NotFlattened::Runs(_) | NotFlattened::NotOfPositions(_)) => {}
            },
        }
        if self.state.halts.contains_key(&scope) {
            return;
        }
        let event = Event::Halted {
            scope,
            reach: HaltReach::NewOnly,
            cause,
            at,
        };
        self.record(event, out);
    }

    const fn on_trip(&self, breaker: Breaker) -> OnLoss {
        match breaker {
            Breaker::DailyLoss | Breaker::Drawdown => self.config.on_loss(),
            // A venue that fails is no place to sell in haste.
            Breaker::Refusals | Breaker::Errors | Breaker::Latency => OnLoss::Halt,
        }
    }

    /// The highest that a scope was worth since its last reset, with what is worth now. Written down when it has grown by a
    /// hundredth of what may be lost, so a start forgets at most that.
    fn highest(
        &mut self,
        now: Time,
        scope: Scope,
        (equity, share): (Amount, Rate),
        out: &mut Vec<Effect>,
    ) -> Option<Amount> {
        let kept = self.state.losses.highest.get(&scope).copied();
        let Some(kept) = kept else {
            self.loss_watch.above.remove(&scope);
            return self.rise(now, scope, equity, out);
        };
        let risen = equity.minus(kept).ok()?;
        let step = times(allowed(kept, share).ok()?, (HEIGHT_HUNDREDTHS, 2))?;
        if risen > Amount::ZERO && risen >= step {
            self.loss_watch.above.remove(&scope);
            return self.rise(now, scope, equity, out);
        }
        let above = self.loss_watch.above.entry(scope).or_insert(Amount::ZERO);
        *above = risen.max(*above);
        kept.plus(*above).ok()
    }

    fn rise(
        &mut self,
        now: Time,
        scope: Scope,
        equity: Amount,
        out: &mut Vec<Effect>,
    ) -> Option<Amount> {
        let event = BreakerEvent::Highest {
            scope,
            equity,
            at: now,
        };
        self.record(Event::Breaker(event), out);
        Some(equity)
    }

    /// Breakers that wait for a person.
    pub fn trips(&self) -> impl Iterator<Item = &Trip> + '_ {
        self.state.losses.trips.values()
    }

    /// How the day of every account went, and of everything together, as far as it can be told.
    #[must_use]
    pub fn day_results(&self) -> Vec<DayResult> {
        let ledgers = self.state.losses.ledgers.values();
        let known = ledgers.filter(|ledger| self.gate.account(ledger.account).is_some());
        let mut opening = Some(Amount::ZERO);
        let mut transfers = Some(Amount::ZERO);
        let mut results = Vec::new();
        for ledger in known {
            opening = opening.and_then(|sum| sum.plus(ledger.equity).ok());
            transfers = transfers.and_then(|sum| sum.plus(ledger.transfers).ok());
            let begun = (Some(ledger.day), ledger.equity, ledger.transfers);
            results.push(self.day_result(Scope::Account(ledger.account), begun));
        }
        if let (Some(opening), Some(transfers), false) = (opening, transfers, results.is_empty()) {
            results.insert(
                0,
                self.day_result(Scope::Global, (None, opening, transfers)),
            );
        }
        results
    }

    fn day_result(
        &self,
        scope: Scope,
        (day, opening, transfers): (Option<Time>, Amount, Amount),
    ) -> DayResult {
        let pool = self.pool(scope);
        let now = self.stepped;
        let pool = pool.filter(|pool| now.is_some_and(|now| now.since(pool.at) <= LOSS_AGE_MAX));
        let sets = self.gate.limit_sets();
        let set = sets.get(&scope);
        DayResult {
            scope,
            day,
            opening,
            transfers,
            equity: pool.map(|pool| pool.equity),
            result: pool.map(|pool| pool.loss.negated()),
            limit: set.and_then(|set| set.daily_loss_max),
            drawdown: self.gate.loss_of(scope).and_then(|told| told.drawdown),
            drawdown_max: set.and_then(|set| set.drawdown_max),
        }
    }
}

/// Whether a loss has come to four fifths of its limit.
fn is_near(value: Amount, limit: Amount) -> bool {
    times(limit, (WARN_TENTHS, 1)).is_some_and(|near| value >= near)
}

/// So many tenths, or hundredths, of an amount.
fn times(amount: Amount, (units, places): (i128, u32)) -> Option<Amount> {
    amount.share(Rate::from_parts(units, places).ok()?).ok()
}
