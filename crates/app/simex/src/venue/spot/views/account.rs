//! Balances and rights of an account, asked for or told. Never an order.

use super::{FEE_TEXT, NO_PRICE, qty};
use domain::{Balance, Time};
use serde_json::{Value, json};

/// The private message of balances that changed.
pub(crate) fn account_position(balances: &[Balance], at: Time) -> Value {
    let rows: Vec<Value> = balances
        .iter()
        .map(|balance| {
            json!({ "a": balance.asset.as_str(), "f": qty(balance.free), "l": qty(balance.locked) })
        })
        .collect();
    json!({ "e": "outboundAccountPosition", "E": at.millis(), "u": at.millis(), "B": rows })
}

/// Balances and rights of an account.
pub(crate) fn account(balances: &[Balance], at: Time) -> Value {
    let rows: Vec<Value> = balances
        .iter()
        .map(|balance| {
            json!({ "asset": balance.asset.as_str(), "free": qty(balance.free), "locked": qty(balance.locked) })
        })
        .collect();
    json!({
        "makerCommission": 10, "takerCommission": 10, "buyerCommission": 0, "sellerCommission": 0,
        "commissionRates": { "maker": FEE_TEXT, "taker": FEE_TEXT, "buyer": NO_PRICE, "seller": NO_PRICE },
        "canTrade": true, "canWithdraw": false, "canDeposit": true, "brokered": false,
        "requireSelfTradePrevention": false, "preventSor": false, "updateTime": at.millis(),
        "accountType": "SPOT", "balances": rows, "permissions": ["SPOT"], "uid": 1,
    })
}
