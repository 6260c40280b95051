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

use domain::{Amount, Price, Qty, Side};

/// Places every number is written with.
const PLACES: u32 = 8;
/// What makers and takers pay.
pub(crate) const FEE_TEXT: &str = "0.00100000";
/// What stands where there is no price.
const NO_PRICE: &str = "0.00000000";

/// A number with at least eight places, exact.
fn fixed((units, places): (i128, u32)) -> String {
    let missing = PLACES.saturating_sub(places);
    let scaled = 10_i128
        .checked_pow(missing)
        .and_then(|factor| units.checked_mul(factor));
    let (units, places) = match scaled {
        Some(scaled) => (scaled, places.saturating_add(missing)),
        None => (units, places),
    };
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(places).unwrap_or(0);
    let digits = format!("{:0>1$}", units.unsigned_abs(), width.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(width));
    if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
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
