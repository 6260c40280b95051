//! Calls for pages of the account's past: by id where the venue has one, else by time. Never a page without a cursor.

use super::{Params, SIGNED, read, symbol};
use crate::binance_usdm::IncomeKind;
use crate::binance_usdm::facts::{
    ALGO_PAGE_MAX, FORCED_PAGE_MAX, FORCED_WINDOW, PAGE_MAX, TRADES_WINDOW, weight,
};
use crate::call::Call;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use domain::{Instrument, Time, VenueOrderId};

/// The executions of one order, by the venue's id of it.
#[must_use]
pub fn fills_of(instrument: &Instrument, order: VenueOrderId) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("orderId", order.to_string()));
    params.push(("limit", PAGE_MAX.to_string()));
    read("/fapi/v1/userTrades", params, (SIGNED, weight::ACCOUNT)).before_other_reading()
}

/// The latest page of the executions of a contract.
#[must_use]
pub fn fills_latest(instrument: &Instrument) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("limit", PAGE_MAX.to_string()));
    read("/fapi/v1/userTrades", params, (SIGNED, weight::ACCOUNT))
}

/// A page of the executions of a contract at or after an instant of the venue's clock, for [`TRADES_WINDOW`]: the venue
/// looks no further at once.
#[must_use]
pub fn fills_since(instrument: &Instrument, since: Time) -> Call {
    let mut params = vec![symbol(instrument)];
    let until = since.plus(TRADES_WINDOW);
    params.push(("startTime", since.millis().to_string()));
    params.push(("endTime", until.millis().to_string()));
    params.push(("limit", PAGE_MAX.to_string()));
    read("/fapi/v1/userTrades", params, (SIGNED, weight::ACCOUNT))
}

/// A page of the executions of a contract, from a trade id on.
#[must_use]
pub fn fills_from(instrument: &Instrument, trade: u64) -> Call {
    let params = paged(instrument, ("fromId", trade), PAGE_MAX);
    read("/fapi/v1/userTrades", params, (SIGNED, weight::ACCOUNT))
}

/// A page of the orders of a contract, from an order id on.
#[must_use]
pub fn orders_from(instrument: &Instrument, order: u64) -> Call {
    let params = paged(instrument, ("orderId", order), PAGE_MAX);
    read("/fapi/v1/allOrders", params, (SIGNED, weight::ACCOUNT))
}

/// A page of the conditional orders of a contract, from an id of theirs on.
#[must_use]
pub fn algos_from(instrument: &Instrument, algo: u64) -> Call {
    let params = paged(instrument, ("algoId", algo), ALGO_PAGE_MAX);
    read("/fapi/v1/allAlgoOrders", params, (SIGNED, weight::ACCOUNT))
}

/// A page of the account's movements of money from an instant on, of one kind or of all. A kind without a word asks for all.
#[must_use]
pub fn income(from: Time, only: Option<IncomeKind>) -> Call {
    let mut params: Params = Vec::new();
    if let Some(word) = only.and_then(IncomeKind::word) {
        params.push(("incomeType", word.to_string()));
    }
    params.push(("startTime", from.millis().to_string()));
    params.push(("limit", PAGE_MAX.to_string()));
    read("/fapi/v1/income", params, (SIGNED, weight::INCOME))
}

/// A page of the orders by which the venue closed positions of a contract, from an instant on for [`FORCED_WINDOW`]: the
/// venue looks no further at once.
#[must_use]
pub fn forced_orders(instrument: &Instrument, from: Time) -> Call {
    let mut params = vec![symbol(instrument)];
    let until = from.plus(FORCED_WINDOW);
    params.push(("startTime", from.millis().to_string()));
    params.push(("endTime", until.millis().to_string()));
    params.push(("limit", FORCED_PAGE_MAX.to_string()));
    read("/fapi/v1/forceOrders", params, (SIGNED, weight::FORCED))
}

fn paged(instrument: &Instrument, (name, id): (&'static str, u64), limit: usize) -> Params {
    let mut params = vec![symbol(instrument)];
    params.push((name, id.to_string()));
    params.push(("limit", limit.to_string()));
    params
}
