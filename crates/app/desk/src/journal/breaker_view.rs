//! Events about losses and breakers, and what is kept of them, in the journal's own form. Never judges a loss.

use super::{JournalError, position_side};
use domain::{AccountId, Amount, Asset, OrderId, PositionKey, PositionSide, Scope, Symbol, Time};
use gate::{Figure, SymbolDay};
use serde::{Deserialize, Serialize};
use trading::{Breaker, BreakerEvent, LossLedger, LossesKept, Trip};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum BreakerView {
    DayOpened {
        account: AccountId,
        day: Time,
        equity: Amount,
        at: Time,
    },
    Transferred {
        account: AccountId,
        asset: Asset,
        amount: Amount,
        value: Amount,
        at: Time,
    },
    Highest {
        scope: Scope,
        equity: Amount,
        at: Time,
    },
    Warned {
        trip: TripView,
    },
    Tripped {
        trip: TripView,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TripView {
    scope: Scope,
    breaker: String,
    value: String,
    limit: String,
    at: Time,
}

/// Everything kept of losses. A snapshot without it is of a program that counted none.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LossesView {
    ledgers: Vec<LedgerView>,
    highest: Vec<(Scope, Amount)>,
    warned: Vec<(Scope, String)>,
    trips: Vec<TripView>,
    excused: Vec<Scope>,
    days: Vec<DayView>,
    pending: Vec<(Symbol, Vec<OrderId>)>,
    rounds: Vec<RoundView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerView {
    account: AccountId,
    day: Time,
    opened: Time,
    equity: Amount,
    transfers: Amount,
    pending: Vec<(Asset, Amount)>,
    money: Vec<(Asset, Amount)>,
    since: Time,
    unvalued: Vec<Asset>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DayView {
    symbol: Symbol,
    from: Time,
    trades: u64,
    pending: u64,
    losses_in_row: u64,
    result: Amount,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoundView {
    account: AccountId,
    symbol: Symbol,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    side: PositionSide,
    realised: Amount,
}

fn breaker_of(name: &str) -> Result<Breaker, JournalError> {
    Breaker::of(name).ok_or(JournalError::Value { what: "breaker" })
}

impl TripView {
    fn of(trip: &Trip) -> Self {
        Self {
            scope: trip.scope,
            breaker: trip.breaker.name().to_owned(),
            value: trip.value.canonical(),
            limit: trip.limit.canonical(),
            at: trip.at,
        }
    }

    fn trip(&self) -> Result<Trip, JournalError> {
        let figure = |text: &str| {
            let what = "figure";
            text.parse::<Figure>()
                .map_err(|_| JournalError::Value { what })
        };
        Ok(Trip {
            scope: self.scope,
            breaker: breaker_of(&self.breaker)?,
            value: figure(&self.value)?,
            limit: figure(&self.limit)?,
            at: self.at,
        })
    }
}

impl BreakerView {
    pub(super) fn of(event: &BreakerEvent) -> Self {
        match event {
            BreakerEvent::DayOpened {
                account,
                day,
                equity,
                at,
            } => Self::DayOpened {
                account: *account,
                day: *day,
                equity: *equity,
                at: *at,
            },
            BreakerEvent::Transferred {
                account,
                asset,
                amount,
                value,
                at,
            } => Self::Transferred {
                account: *account,
                asset: *asset,
                amount: *amount,
                value: *value,
                at: *at,
            },
            BreakerEvent::Highest { scope, equity, at } => Self::Highest {
                scope: *scope,
                equity: *equity,
                at: *at,
            },
            BreakerEvent::Warned { trip } => Self::Warned {
                trip: TripView::of(trip),
            },
            BreakerEvent::Tripped { trip } => Self::Tripped {
                trip: TripView::of(trip),
            },
        }
    }

    pub(super) fn event(self) -> Result<BreakerEvent, JournalError> {
        Ok(match self {
            Self::DayOpened {
                account,
                day,
                equity,
                at,
            } => BreakerEvent::DayOpened {
                account,
                day,
                equity,
                at,
            },
            Self::Transferred {
                account,
                asset,
                amount,
                value,
                at,
            } => BreakerEvent::Transferred {
                account,
                asset,
                amount,
                value,
                at,
            },
            Self::Highest { scope, equity, at } => BreakerEvent::Highest { scope, equity, at },
            Self::Warned { trip } => BreakerEvent::Warned { trip: trip.trip()? },
            Self::Tripped { trip } => BreakerEvent::Tripped { trip: trip.trip()? },
        })
    }
}

impl LedgerView {
    fn of(ledger: &LossLedger) -> Self {
        Self {
            account: ledger.account,
            day: ledger.day,
            opened: ledger.opened,
            equity: ledger.equity,
            transfers: ledger.transfers,
            pending: ledger.pending.clone(),
            money: ledger.money.iter().map(|(a, held)| (*a, *held)).collect(),
            since: ledger.since,
            unvalued: ledger.unvalued.iter().copied().collect(),
        }
    }

    fn ledger(self) -> LossLedger {
        LossLedger {
            account: self.account,
            day: self.day,
            opened: self.opened,
            equity: self.equity,
            transfers: self.transfers,
            pending: self.pending,
            money: self.money.into_iter().collect(),
            since: self.since,
            unvalued: self.unvalued.into_iter().collect(),
        }
    }
}

impl LossesView {
    pub(super) fn of(losses: &LossesKept) -> Self {
        let warned = losses.warned.iter();
        let days = losses.days.iter().map(|(symbol, day)| DayView {
            symbol: *symbol,
            from: day.from,
            trades: day.trades,
            pending: day.pending,
            losses_in_row: day.losses_in_row,
            result: day.result,
        });
        let rounds = losses.rounds.iter().map(|(key, realised)| RoundView {
            account: key.account,
            symbol: key.symbol,
            side: key.side,
            realised: *realised,
        });
        Self {
            ledgers: losses.ledgers.iter().map(LedgerView::of).collect(),
            highest: losses.highest.clone(),
            warned: warned.map(|(s, b)| (*s, b.name().to_owned())).collect(),
            trips: losses.trips.iter().map(TripView::of).collect(),
            excused: losses.excused.clone(),
            days: days.collect(),
            pending: losses.pending.clone(),
            rounds: rounds.collect(),
        }
    }

    pub(super) fn losses(self) -> Result<LossesKept, JournalError> {
        let warned = self.warned.iter();
        let days = self.days.into_iter().map(|view| {
            let day = SymbolDay {
                from: view.from,
                trades: view.trades,
                pending: view.pending,
                losses_in_row: view.losses_in_row,
                result: view.result,
            };
            (view.symbol, day)
        });
        let rounds = self.rounds.into_iter().map(|view| {
            let key = PositionKey {
                account: view.account,
                symbol: view.symbol,
                side: view.side,
            };
            (key, view.realised)
        });
        Ok(LossesKept {
            ledgers: self.ledgers.into_iter().map(LedgerView::ledger).collect(),
            highest: self.highest,
            warned: warned
                .map(|(scope, name)| Ok((*scope, breaker_of(name)?)))
                .collect::<Result<_, JournalError>>()?,
            trips: self
                .trips
                .iter()
                .map(TripView::trip)
                .collect::<Result<_, _>>()?,
            excused: self.excused,
            days: days.collect(),
            pending: self.pending,
            rounds: rounds.collect(),
        })
    }
}

#[cfg(test)]
pub(in crate::journal) mod tests;
