//! Movements of money, brackets and rates as answers show them. Never a number as a float.

use crate::venue::usdm::contracts::{Contract, Contracts};
use crate::venue::usdm::numbers::{money, rate};
use crate::venue::usdm::words;
use domain::{Amount, Rate};
use exchange::futures::{
    AccountConfig, AdlView, Bracket, Income, IncomeKind, MarginChange, MarginChangeKind,
};
use serde_json::{Map, Number, Value, json};

/// What makers of hidden price improvement pay.
const RPI_RATE: &str = "0.00005";

/// A movement of money.
pub(crate) fn income(contracts: &Contracts, income: &Income) -> Value {
    let symbol = income.symbol.and_then(|symbol| contracts.of(symbol));
    let trade = income.trade.map_or_else(String::new, |id| id.to_string());
    let of_trade = matches!(
        income.kind,
        IncomeKind::Commission | IncomeKind::RealizedPnl
    );
    let info = if of_trade {
        trade.clone()
    } else {
        words::income(income.kind).to_owned()
    };
    json!({
        "symbol": symbol.map_or("", |contract| contract.name.as_str()),
        "incomeType": words::income(income.kind),
        "income": money(income.amount),
        "asset": income.asset.as_str(),
        "info": info,
        "time": income.at.millis(),
        "tranId": income.id.get(),
        "tradeId": trade,
    })
}

/// A movement of isolated margin: type 1 came in, type 2 went out.
pub(crate) fn margin_change(contract: &Contract, change: &MarginChange) -> Value {
    json!({
        "symbol": contract.name,
        "type": if change.amount.is_negative() { 2 } else { 1 },
        "deltaType": match change.kind {
            MarginChangeKind::UserAdjust => "USER_ADJUST",
            MarginChangeKind::Trade => "TRADE",
        },
        "amount": money(change.amount.size()),
        "asset": change.asset.as_str(),
        "time": change.at.millis(),
        "positionSide": words::position_side(change.position_side),
    })
}

/// A number as JSON holds it, exact as far as its text goes.
fn number(text: &str) -> Value {
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

pub(crate) fn amount_number(amount: Amount) -> Value {
    number(&amount.to_string())
}

/// The brackets of a contract.
pub(crate) fn brackets(contract: &Contract, brackets: &[Bracket]) -> Value {
    let rows: Vec<Value> = brackets
        .iter()
        .zip(1_u32..)
        .map(|(bracket, place)| {
            json!({
                "bracket": place,
                "initialLeverage": bracket.leverage,
                "notionalCap": amount_number(bracket.cap),
                "notionalFloor": amount_number(bracket.floor),
                "maintMarginRatio": number(&rate(bracket.maintenance, 1)),
                "cum": amount_number(bracket.cum),
            })
        })
        .collect();
    json!({ "symbol": contract.name, "notionalCoef": 1, "brackets": rows })
}

/// What an account pays for trades in a contract.
pub(crate) fn commission(contract: &Contract, config: &AccountConfig) -> Value {
    let text = |share: Rate| rate(share, 4);
    json!({
        "symbol": contract.name,
        "makerCommissionRate": text(config.maker),
        "takerCommissionRate": text(config.taker),
        "rpiCommissionRate": RPI_RATE,
    })
}

/// How soon positions would be closed against others' losses.
pub(crate) fn adl(contract: &Contract, adl: &AdlView) -> Value {
    let mut places = Map::new();
    // The sides of a net position stand beside it and mean nothing.
    for (name, place) in [("LONG", adl.long), ("SHORT", adl.short)] {
        places.insert(name.to_owned(), place.unwrap_or(0).into());
    }
    if let Some(place) = adl.both {
        places.insert("BOTH".to_owned(), place.into());
    }
    json!({ "symbol": contract.name, "adlQuantile": places })
}
