//! The JSON that Binance's clients expect, made from the engine's facts: numbers and sides. Never a number as a float.

mod account;
mod list;
mod listing;
mod order;
mod report;

pub(crate) use account::{
    account, account_position, balance_update, commission, commission_of_order,
};
pub(crate) use list::{list, list_event, reported, status as list_status};
pub(crate) use listing::{Standing, exchange_filters, filters, listed};
pub(crate) use order::{
    AnswerKind, Frame, Placed, amended, amendment, cancelled, order, own_trade, placed, prevented,
};
pub(crate) use report::{execution_report, rejected};

use crate::venue::decimal::exact;
use domain::{Amount, Price, Qty, Side};

/// Places every number is written with.
const PLACES: u32 = 8;
/// What makers and takers pay.
pub(crate) const FEE_TEXT: &str = "0.00100000";
/// What stands where there is no price.
const NO_PRICE: &str = "0.00000000";

/// A number with at least eight places, exact.
fn fixed(parts: (i128, u32)) -> String {
    exact(parts, PLACES)
}

pub(crate) fn price(price: Price) -> String {
    fixed(price.parts())
}

pub(crate) fn qty(qty: Qty) -> String {
    fixed(qty.parts())
}

pub(crate) fn amount(amount: Amount) -> String {
    fixed(amount.parts())
}

fn optional_price(value: Option<Price>) -> String {
    value.map_or_else(|| NO_PRICE.to_owned(), price)
}

pub(crate) const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

#[cfg(test)]
mod tests;
