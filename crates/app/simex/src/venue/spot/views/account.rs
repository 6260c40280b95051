//! Balances, rates and rights of an account, asked for or told. Never an order.

use super::{NO_PRICE, amount, qty};
use crate::venue::http::TimeUnit;
use domain::{AccountId, Amount, Asset, Balance, Rate, Side, Time};
use exchange::{AccountTerms, FeeRates, TradePermission};
use serde_json::{Value, json};

/// Basis points in one, as places after the point.
const BIPS_PLACES: u32 = 4;
/// What fees may be taken in at a discount.
const DISCOUNT_ASSET: &str = "BNB";

/// The private message of balances that changed.
pub(crate) fn account_position(balances: &[Balance], at: Time, unit: TimeUnit) -> Value {
    let rows = balances.iter().map(|balance| {
        json!({ "a": balance.asset.as_str(), "f": qty(balance.free), "l": qty(balance.locked) })
    });
    let at = unit.show(at);
    json!({ "e": "outboundAccountPosition", "E": at, "u": at, "B": rows.collect::<Value>() })
}

/// The private message of money that came or went otherwise than by trading.
pub(crate) fn balance_update((asset, delta): (Asset, Amount), at: Time, unit: TimeUnit) -> Value {
    let at = unit.show(at);
    json!({ "e": "balanceUpdate", "E": at, "a": asset.as_str(), "d": amount(delta), "T": at })
}

/// Balances, rates and rights of an account.
pub(crate) fn account(terms: &AccountTerms, balances: &[Balance], updated: i64) -> Value {
    let rows = balances.iter().map(|balance| {
        json!({ "asset": balance.asset.as_str(), "free": qty(balance.free), "locked": qty(balance.locked) })
    });
    let rates = &terms.standard;
    let mut view = json!({
        "makerCommission": bips(rates.maker), "takerCommission": bips(rates.taker),
        "buyerCommission": bips(rates.buyer), "sellerCommission": bips(rates.seller),
        "commissionRates": four(rates),
        "canTrade": terms.permission == TradePermission::Trades, "canWithdraw": true,
        "canDeposit": true, "brokered": false, "requireSelfTradePrevention": false,
        "preventSor": false, "updateTime": updated, "accountType": "SPOT",
        "balances": rows.collect::<Value>(), "permissions": ["SPOT"], "uid": uid(terms.account),
    });
    if let (Some(group), Some(view)) = (terms.group, view.as_object_mut()) {
        view.insert("tradeGroupId".to_owned(), group.into());
    }
    view
}

/// The number an account is known by outside.
pub(crate) const fn uid(account: AccountId) -> u64 {
    account.get()
}

/// A rate in basis points, rounded down.
fn bips(rate: Rate) -> i128 {
    let (units, places) = rate.parts();
    let shift = |by: u32| 10_i128.checked_pow(by).unwrap_or(1);
    if places >= BIPS_PLACES {
        units.div_euclid(shift(places.saturating_sub(BIPS_PLACES)))
    } else {
        units.saturating_mul(shift(BIPS_PLACES.saturating_sub(places)))
    }
}

fn rate(rate: Rate) -> String {
    super::fixed(rate.parts())
}

fn four(rates: &FeeRates) -> Value {
    json!({
        "maker": rate(rates.maker), "taker": rate(rates.taker),
        "buyer": rate(rates.buyer), "seller": rate(rates.seller),
    })
}

/// What an account pays in a symbol.
pub(crate) fn commission(symbol: &str, terms: &AccountTerms) -> Value {
    json!({
        "symbol": symbol,
        "standardCommission": four(&terms.standard),
        "specialCommission": four(&terms.special),
        "taxCommission": four(&terms.tax),
        "discount": discount(terms),
    })
}

/// What an account would pay for an order on a side.
pub(crate) fn commission_of_order(side: Side, terms: &AccountTerms) -> Value {
    let both = |rates: &FeeRates| {
        let own = match side {
            Side::Buy => rates.buyer,
            Side::Sell => rates.seller,
        };
        let sum = |rate: Rate| super::fixed(plus(rate.parts(), own.parts()));
        json!({ "maker": sum(rates.maker), "taker": sum(rates.taker) })
    };
    json!({
        "standardCommissionForOrder": both(&terms.standard),
        "specialCommissionForOrder": both(&terms.special),
        "taxCommissionForOrder": both(&terms.tax),
        "discount": discount(terms),
    })
}

/// Two exact decimals added.
fn plus((one, places): (i128, u32), (other, other_places): (i128, u32)) -> (i128, u32) {
    let all = places.max(other_places);
    let grown = |units: i128, places: u32| {
        let factor = 10_i128.checked_pow(all.saturating_sub(places));
        factor.map_or(units, |factor| units.saturating_mul(factor))
    };
    (
        grown(one, places).saturating_add(grown(other, other_places)),
        all,
    )
}

fn discount(terms: &AccountTerms) -> Value {
    let off = terms.discount.map(|discount| rate(discount.off));
    let asset = terms.discount.map(|discount| discount.asset);
    json!({
        "enabledForAccount": terms.discount.is_some(),
        "enabledForSymbol": true,
        "discountAsset": asset.as_ref().map_or(DISCOUNT_ASSET, Asset::as_str),
        "discount": off.unwrap_or_else(|| NO_PRICE.to_owned()),
    })
}
