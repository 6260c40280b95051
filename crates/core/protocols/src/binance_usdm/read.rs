//! Reads the answers of Binance USD-M futures. Never guesses: what is missing or malformed is a trouble, and doubt stays
//! doubt.

use super::refusals::{trouble, unreadable};
use super::replies::ListenKey;
use crate::answer::Answer;
use crate::limits::Demand;
use crate::trouble::Trouble;
use alloc::string::String;
use domain::Time;
use serde::Deserialize;

mod account;
mod drift;
pub(super) mod fields;
mod history;
mod listing;
mod market;
mod order;
pub(super) mod words;

pub use account::{account, account_settings, balances, fees, positions, set, symbol_settings};
pub use drift::{Drift, drift};
pub use history::{algos, fills, forced_orders, income, orders};
pub use listing::instruments;
pub use market::{candles, depth, funding_paid, funding_rules, mark, marks, open_interest};
pub use order::{
    amend, cancel, cancel_algo, cancel_all, dead_man, open_algos, open_orders, place, place_algo,
    query, query_algo,
};

/// What the venue demands of its caller by an answer.
#[must_use]
pub fn demand(answer: &Answer) -> Demand {
    crate::binance::demand(answer)
}

/// The venue's clock.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn server_time(answer: &Answer) -> Result<Time, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::millis")]
        server_time: Time,
    }
    parsed::<Raw>(answer).map(|raw| raw.server_time)
}

/// The key of the private stream, as opening and keeping it answer.
///
/// # Errors
/// The answer is no success or cannot be read; after keeping, a no means that the key has ended.
pub fn listen_key(answer: &Answer) -> Result<ListenKey, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        listen_key: String,
    }
    parsed::<Raw>(answer).map(|raw| ListenKey::new(&raw.listen_key))
}

fn parsed<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, Trouble> {
    if !answer.is_success() {
        return Err(trouble(answer));
    }
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(answer, &error))
}

#[cfg(test)]
mod tests;
