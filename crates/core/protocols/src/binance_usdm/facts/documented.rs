//! What the venue's documents say of the answers to each path: the fields that may stand there, and those that no answer lacks.
//! Never which of them are used.

use super::fields::Shape;
use crate::drift::Documented;

/// What the documents say of the answers of a path; `None` for one whose answers are lists of numbers or empty.
#[must_use]
pub fn documented(path: &str) -> Option<Documented> {
    let (shape, required) = match path {
        "/fapi/v1/order" | "/fapi/v1/openOrders" => (Shape::Order, ORDER),
        "/fapi/v1/openAlgoOrders" => (Shape::Algo, ALGO),
        // The end of a conditional order is answered with its ids alone.
        "/fapi/v1/algoOrder" => (Shape::Algo, ALGO_NAMED),
        "/fapi/v1/userTrades" => (Shape::Fills, FILLS),
        "/fapi/v1/income" => (Shape::Income, INCOME),
        "/fapi/v3/balance" => (Shape::Balances, BALANCE),
        "/fapi/v3/account" => (Shape::Account, ACCOUNT),
        "/fapi/v3/positionRisk" => (Shape::Positions, POSITION),
        "/fapi/v1/symbolConfig" => (Shape::Settings, SYMBOL),
        "/fapi/v1/accountConfig" => (Shape::Settings, MODES),
        "/fapi/v1/exchangeInfo" => (Shape::Listing, LISTING),
        "/fapi/v1/depth" => (Shape::Market, DEPTH),
        "/fapi/v1/time" => (Shape::Market, TIME),
        "/fapi/v1/premiumIndex" => (Shape::Market, MARK),
        _ => return None,
    };
    Some(Documented {
        known: shape.fields(),
        required,
    })
}

const ORDER: &[&str] = &[
    "symbol",
    "orderId",
    "clientOrderId",
    "origQty",
    "executedQty",
    "status",
    "side",
    "updateTime",
];
const ALGO: &[&str] = &["algoId", "clientAlgoId", "symbol", "side", "algoStatus"];
const ALGO_NAMED: &[&str] = &["algoId", "clientAlgoId"];
const FILLS: &[&str] = &[
    "symbol",
    "id",
    "orderId",
    "price",
    "qty",
    "commission",
    "commissionAsset",
    "side",
    "time",
];
const INCOME: &[&str] = &["incomeType", "income", "asset", "time"];
const BALANCE: &[&str] = &["asset", "balance", "availableBalance"];
const ACCOUNT: &[&str] = &["totalWalletBalance", "assets", "positions"];
const POSITION: &[&str] = &["symbol", "positionSide", "positionAmt", "entryPrice"];
const SYMBOL: &[&str] = &["symbol", "marginType", "leverage"];
const MODES: &[&str] = &["dualSidePosition", "multiAssetsMargin"];
const LISTING: &[&str] = &["serverTime", "rateLimits", "symbols"];
const DEPTH: &[&str] = &["lastUpdateId", "bids", "asks"];
const TIME: &[&str] = &["serverTime"];
const MARK: &[&str] = &["symbol", "markPrice", "time"];
