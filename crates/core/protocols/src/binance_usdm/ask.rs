//! Builds the calls to Binance USD-M futures. Never sends, never signs; a call that places, changes or sets anything is made
//! only from what the gate cleared.

use super::facts::{self, KEY_HEADER, weight};
use crate::call::{Auth, Call, Method, Purpose};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use domain::{Instrument, Interval, PositionSide, Side, Symbol, Time};

mod account;
mod history;
mod order;
mod streams;

pub use account::{
    account, account_settings, balances, fees, positions, positions_of, set, symbol_settings,
};
pub use history::{
    algos_from, fills_from, fills_latest, fills_of, fills_since, forced_orders, income, orders_from,
};
pub use order::{amend, cancel, cancel_all, dead_man, open_orders, open_orders_of, place, query};
pub use streams::{
    close_listen_key, keep_listen_key, market_streams, open_listen_key, private_stream,
    public_streams,
};

const SIGNED: Auth = Auth::Signed { header: KEY_HEADER };

type Params = Vec<(&'static str, String)>;

/// Why something cannot be said to this venue; nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsayable {
    /// The instrument given is not the one it is about.
    OtherInstrument {
        /// What it is about.
        about: Symbol,
        /// The instrument's symbol.
        instrument: Symbol,
    },
    /// It is about a contract and none was given, or about none and one was given.
    Instrument,
    /// The venue has no candles of this length for contracts.
    NoSuchInterval(Interval),
}

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherInstrument { about, instrument } => {
                write!(f, "it is about {about}, the instrument is {instrument}")
            }
            Self::Instrument => f.write_str("the contract is missing, or there is none to name"),
            Self::NoSuchInterval(interval) => {
                write!(f, "the venue has no candles of {interval} for contracts")
            }
        }
    }
}

impl core::error::Error for Unsayable {}

/// The venue's clock.
#[must_use]
pub fn server_time() -> Call {
    read("/fapi/v1/time", Vec::new(), (Auth::Open, weight::ONE)).before_other_reading()
}

/// All contracts with their filters.
#[must_use]
pub fn instruments() -> Call {
    let cost = (Auth::Open, weight::INSTRUMENTS);
    read("/fapi/v1/exchangeInfo", Vec::new(), cost)
}

/// The book of one contract.
#[must_use]
pub fn depth(instrument: &Instrument) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("limit", facts::DEPTH_LEVELS.to_string()));
    read("/fapi/v1/depth", params, (Auth::Open, weight::DEPTH))
}

/// A page of candles from an instant on.
///
/// # Errors
/// The venue has no candles of that length.
pub fn candles(instrument: &Instrument, interval: Interval, from: Time) -> Result<Call, Unsayable> {
    let mut params = vec![symbol(instrument)];
    params.push(("interval", interval_word(interval)?.to_string()));
    params.push(("startTime", from.millis().to_string()));
    params.push(("limit", facts::CANDLES_PAGE_MAX.to_string()));
    let cost = (Auth::Open, weight::CANDLES);
    Ok(read("/fapi/v1/klines", params, cost))
}

/// The mark, index and funding of one contract.
#[must_use]
pub fn mark(instrument: &Instrument) -> Call {
    let params = vec![symbol(instrument)];
    read("/fapi/v1/premiumIndex", params, (Auth::Open, weight::ONE))
}

/// The marks, indexes and funding of all contracts.
#[must_use]
pub fn marks() -> Call {
    let cost = (Auth::Open, weight::MARKS_ALL);
    read("/fapi/v1/premiumIndex", Vec::new(), cost)
}

/// A page of what funding was paid, from an instant on.
#[must_use]
pub fn funding_paid(instrument: &Instrument, from: Time) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("startTime", from.millis().to_string()));
    params.push(("limit", facts::FUNDING_PAGE_MAX.to_string()));
    read("/fapi/v1/fundingRate", params, (Auth::Open, weight::ONE))
}

/// The funding rules of contracts that have their own.
#[must_use]
pub fn funding_rules() -> Call {
    read(
        "/fapi/v1/fundingInfo",
        Vec::new(),
        (Auth::Open, weight::ONE),
    )
}

/// How much of a contract is held.
#[must_use]
pub fn open_interest(instrument: &Instrument) -> Call {
    let params = vec![symbol(instrument)];
    read("/fapi/v1/openInterest", params, (Auth::Open, weight::ONE))
}

fn read(path: &'static str, params: Params, (auth, weight): (Auth, u32)) -> Call {
    Call {
        method: Method::Get,
        path,
        params,
        auth,
        purpose: Purpose::Read,
        life: facts::REQUEST_LIFE,
        weight,
    }
}

fn symbol(instrument: &Instrument) -> (&'static str, String) {
    ("symbol", instrument.venue_symbol.to_string())
}

fn same(about: Symbol, instrument: &Instrument) -> Result<(), Unsayable> {
    if about == instrument.symbol {
        return Ok(());
    }
    Err(Unsayable::OtherInstrument {
        about,
        instrument: instrument.symbol,
    })
}

const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

const fn position_word(position: PositionSide) -> &'static str {
    match position {
        PositionSide::Both => "BOTH",
        PositionSide::Long => "LONG",
        PositionSide::Short => "SHORT",
    }
}

/// The venue's word for a length of candles.
pub(super) const fn interval_word(interval: Interval) -> Result<&'static str, Unsayable> {
    match interval {
        Interval::S1 => Err(Unsayable::NoSuchInterval(interval)),
        Interval::M1
        | Interval::M5
        | Interval::M15
        | Interval::M30
        | Interval::H1
        | Interval::H2
        | Interval::H4
        | Interval::D1 => Ok(interval.name()),
    }
}

#[cfg(test)]
mod tests;
