//! Paths of the streams, and the life of the key that opens the private one. Never a socket.

use super::{Unsayable, interval_word};
use crate::binance_usdm::ListenKey;
use crate::binance_usdm::facts::{
    self, KEY_HEADER, MARKET_PATH, PRIVATE_PATH, PUBLIC_PATH, weight,
};
use crate::call::{Auth, Call, Method, Purpose};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Instrument, Interval};

/// Asks for the account's listen key; while one lives, the same comes again.
#[must_use]
pub fn open_listen_key() -> Call {
    keyed(Method::Post)
}

/// Keeps the listen key alive for [`facts::LISTEN_KEY_LIFE`] more.
#[must_use]
pub fn keep_listen_key() -> Call {
    keyed(Method::Put)
}

/// Ends the listen key and the streams it opened.
#[must_use]
pub fn close_listen_key() -> Call {
    keyed(Method::Delete)
}

fn keyed(method: Method) -> Call {
    Call {
        method,
        path: "/fapi/v1/listenKey",
        params: Vec::new(),
        auth: Auth::Key { header: KEY_HEADER },
        purpose: Purpose::Question,
        life: facts::REQUEST_LIFE,
        weight: weight::LISTEN_KEY,
    }
}

/// Path and query of the account's private stream.
#[must_use]
pub fn private_stream(key: &ListenKey) -> String {
    format!("{PRIVATE_PATH}/ws?listenKey={}", key.expose())
}

/// Path and query of the combined stream of books: each change of depth each 100 ms, best bid and ask.
#[must_use]
pub fn public_streams(instruments: &[Instrument]) -> String {
    let names = instruments
        .iter()
        .map(lower)
        .map(|name| format!("{name}@depth@100ms/{name}@bookTicker"));
    combined(PUBLIC_PATH, names)
}

/// Path and query of the combined stream of trades, marks each second, liquidations and candles of one length.
///
/// # Errors
/// The venue has no candles of that length.
pub fn market_streams(instruments: &[Instrument], interval: Interval) -> Result<String, Unsayable> {
    let word = interval_word(interval)?;
    let names = instruments.iter().map(lower).map(|name| {
        format!("{name}@aggTrade/{name}@markPrice@1s/{name}@forceOrder/{name}@kline_{word}")
    });
    Ok(combined(MARKET_PATH, names))
}

fn lower(instrument: &Instrument) -> String {
    instrument.venue_symbol.as_str().to_ascii_lowercase()
}

fn combined(below: &str, names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    format!("{below}/stream?streams={}", names.join("/"))
}
