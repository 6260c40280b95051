//! The private events of an account's stream. Never a number as a float.

use super::{algo, join, order};
use crate::venue::usdm::contracts::Contract;
use crate::venue::usdm::numbers::{average, money, short, short_price};
use crate::venue::usdm::refusal::No;
use crate::venue::usdm::{algo_params, words};
use domain::{Amount, Liquidity, Time};
use exchange::futures::{
    AccountUpdate, AlgoOrder, AssetsMode, BalanceChange, FuturesExecution, FuturesFill,
    FuturesOrder, FuturesRefusal, FuturesReport, MarginCall, MarginType, OrderOrigin,
    PositionChange, PositionView, Protect, Reduce,
};
use serde_json::{Value, json};

/// What an account's open orders of a contract are worth, on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resting {
    pub(crate) bids: Amount,
    pub(crate) asks: Amount,
}

const fn execution(report: &FuturesReport) -> &'static str {
    match report.execution {
        FuturesExecution::New => "NEW",
        FuturesExecution::Trade(_) => match report.order.origin {
            OrderOrigin::Liquidation | OrderOrigin::Deleveraging => "CALCULATED",
            OrderOrigin::Account | OrderOrigin::Algo { .. } | OrderOrigin::Settlement => "TRADE",
        },
        FuturesExecution::Amended => "AMENDMENT",
        FuturesExecution::Cancelled => "CANCELED",
        FuturesExecution::Expired => "EXPIRED",
    }
}

const fn fill(report: &FuturesReport) -> Option<&FuturesFill> {
    match &report.execution {
        FuturesExecution::Trade(fill) => Some(fill),
        FuturesExecution::New
        | FuturesExecution::Amended
        | FuturesExecution::Cancelled
        | FuturesExecution::Expired => None,
    }
}

/// An order moved.
pub(crate) fn order_update(contract: &Contract, report: &FuturesReport, resting: Resting) -> Value {
    let (digits, order, at) = (contract.digits, &report.order, report.at.millis());
    let fill = fill(report);
    let view = json!({
        "s": contract.name, "c": order.client_id.as_str(), "S": words::side(order.side),
        "o": words::kind(order), "f": words::life(order.life), "q": digits.qty(order.qty),
        "p": digits.price_or_zero(order.price), "ap": average(order.average),
        "sp": digits.price_or_zero(order::trigger(order)), "x": execution(report),
        "X": words::status(order.status), "i": order.id.get(),
        "l": fill.map_or_else(|| "0".to_owned(), |fill| digits.qty(fill.qty)),
        "z": digits.qty(order.filled), "L": digits.price_or_zero(fill.map(|fill| fill.price)),
        "n": fill.map_or_else(|| "0".to_owned(), |fill| short(fill.fee)),
        "N": fill.map_or(contract.margin_asset.as_str(), |fill| fill.fee_asset.as_str()),
        "T": at, "t": fill.map_or(0, |fill| fill.trade.get()),
        "b": short(resting.bids), "a": short(resting.asks),
    });
    let rest = json!({
        "m": fill.is_some_and(|fill| fill.liquidity == Liquidity::Maker),
        "R": order.reduce == Reduce::Only, "wt": "CONTRACT_PRICE",
        "ot": words::original_kind(order), "ps": words::position_side(order.position_side),
        "cp": false, "pP": false, "si": 0, "ss": 0,
        "rp": fill.map_or_else(|| "0".to_owned(), |fill| money(fill.realised)),
        "V": words::self_trade(order.self_trade), "pm": words::price_match(order.price_match),
        "gtd": words::good_till(order.life), "er": words::expiry(order.status),
    });
    let mut view = join(view, rest);
    if let Some((activation, callback)) = order::trailing(order) {
        let trail = json!({
            "AP": digits.price_or_zero(activation), "cr": order::percent(callback),
        });
        view = join(view, trail);
    }
    json!({ "e": "ORDER_TRADE_UPDATE", "E": at, "T": at, "o": view })
}

/// An order traded: the short form.
pub(crate) fn trade_lite(contract: &Contract, report: &FuturesReport) -> Option<Value> {
    let (digits, order, fill) = (contract.digits, &report.order, fill(report)?);
    Some(json!({
        "e": "TRADE_LITE", "E": report.at.millis(), "T": report.at.millis(),
        "s": contract.name, "q": digits.qty(order.qty), "p": digits.price_or_zero(order.price),
        "m": fill.liquidity == Liquidity::Maker, "c": order.client_id.as_str(),
        "S": words::side(order.side), "L": digits.price(fill.price), "l": digits.qty(fill.qty),
        "t": fill.trade.get(), "i": order.id.get(),
    }))
}

/// A conditional order moved; with the order it became, once there is one.
pub(crate) fn algo_update(
    contract: &Contract,
    algo: &AlgoOrder,
    became: Option<&FuturesOrder>,
) -> Value {
    let (digits, at) = (contract.digits, algo.updated.millis());
    let mut view = json!({
        "caid": algo.client_id.as_str(), "aid": algo.id.get(), "at": "CONDITIONAL",
        "o": algo_params::word(&algo.kind), "s": contract.name, "S": words::side(algo.side),
        "ps": words::position_side(algo.position_side), "f": algo::life(algo),
        "q": algo.qty.map_or_else(|| "0".to_owned(), |qty| digits.qty(qty)),
        "X": words::algo_status(algo.status),
        "ai": algo.actual.map_or_else(String::new, |id| id.to_string()),
        "tp": digits.price_or_zero(algo.kind.trigger()), "p": digits.price_or_zero(algo::limit(algo)),
        "V": words::self_trade(algo.self_trade), "wt": words::working(algo.working),
        "pm": words::price_match(algo::place(algo)), "cp": algo.qty.is_none(),
        "pP": algo.protect == Protect::On, "R": algo::reduces(algo),
        "tt": algo.triggered.map_or(0, |at| at.millis()), "gtd": algo::good_till(algo),
    });
    if let Some(order) = became {
        let actual = json!({
            "ap": average(order.average), "aq": digits.qty(order.filled), "act": words::kind(order),
        });
        view = join(view, actual);
    }
    if let Some((activation, callback)) = order::trailing_of(&algo.kind) {
        let trail = json!({
            "AP": digits.price_or_zero(activation), "cr": order::percent(callback),
        });
        view = join(view, trail);
    }
    if let Some(reason) = why_refused(contract, algo) {
        view = join(view, json!({ "rm": reason }));
    }
    json!({ "e": "ALGO_UPDATE", "T": at, "E": at, "o": view })
}

/// Why the engine refused the order a conditional one became.
fn why_refused(contract: &Contract, algo: &AlgoOrder) -> Option<String> {
    let reason = algo.refusal?;
    let no = if reason == FuturesRefusal::NotionalTooSmall {
        No::Notional(contract.notional_min)
    } else {
        No::Engine(reason)
    };
    Some(no.said().words)
}

/// The engine refused the order a conditional one became.
pub(crate) fn trigger_reject(contract: &Contract, algo: &AlgoOrder) -> Option<Value> {
    let at = algo.updated.millis();
    let reason = why_refused(contract, algo)?;
    Some(json!({
        "e": "CONDITIONAL_ORDER_TRIGGER_REJECT", "E": at, "T": at,
        "or": { "s": contract.name, "i": algo.id.get(), "r": reason },
    }))
}

fn changed_balance(change: &BalanceChange) -> Value {
    json!({
        "a": change.asset.as_str(), "wb": money(change.wallet), "cw": money(change.cross_wallet),
        "bc": short(change.change),
    })
}

fn changed_position(contract: &Contract, change: &PositionChange) -> Value {
    json!({
        "s": contract.name, "pa": contract.digits.size(change.qty), "ep": short_price(change.entry),
        "bep": short_price(change.breakeven), "cr": short(change.realised),
        "up": short(change.unrealised), "mt": words::margin(change.margin_type),
        "iw": short(change.isolated_wallet), "ps": words::position_side(change.position_side),
        "ma": change.margin_asset.as_str(),
    })
}

/// Money or positions changed.
pub(crate) fn account_update<'a>(
    update: &AccountUpdate,
    contract: impl Fn(&PositionChange) -> Option<&'a Contract>,
) -> Value {
    let balances: Vec<Value> = update.balances.iter().map(changed_balance).collect();
    let positions = update
        .positions
        .iter()
        .filter_map(|change| Some(changed_position(contract(change)?, change)));
    let positions: Vec<Value> = positions.collect();
    let at = update.at.millis();
    json!({
        "e": "ACCOUNT_UPDATE", "E": at, "T": at,
        "a": { "m": words::reason(update.reason), "B": balances, "P": positions },
    })
}

/// The leverage of a contract changed.
pub(crate) fn leverage(contract: &Contract, leverage: u32, at: Time) -> Value {
    let at = at.millis();
    json!({
        "e": "ACCOUNT_CONFIG_UPDATE", "E": at, "T": at,
        "ac": { "s": contract.name, "l": leverage },
    })
}

/// Single or multi-assets mode was chosen.
pub(crate) fn assets_mode(mode: AssetsMode, at: Time) -> Value {
    let at = at.millis();
    json!({
        "e": "ACCOUNT_CONFIG_UPDATE", "E": at, "T": at,
        "ai": { "j": mode == AssetsMode::Multi },
    })
}

fn called_position(contract: &Contract, position: &PositionView) -> Value {
    json!({
        "s": contract.name, "ps": words::position_side(position.position_side),
        "pa": contract.digits.size(position.qty),
        "mt": match position.margin_type {
            MarginType::Cross => "CROSSED",
            MarginType::Isolated => "ISOLATED",
        },
        "iw": short(position.isolated_wallet), "mp": short_price(Some(position.mark)),
        "up": short(position.unrealised), "mm": short(position.maintenance),
    })
}

/// The margin of an account runs out.
pub(crate) fn margin_call<'a>(
    call: &MarginCall,
    contract: impl Fn(&PositionView) -> Option<&'a Contract>,
) -> Value {
    let positions = call
        .positions
        .iter()
        .filter_map(|position| Some(called_position(contract(position)?, position)));
    let positions: Vec<Value> = positions.collect();
    let mut view = json!({ "e": "MARGIN_CALL", "E": call.at.millis(), "p": positions });
    if let Some(cross) = call.cross_wallet {
        view = join(view, json!({ "cw": short(cross) }));
    }
    view
}

/// A listen key has ended.
pub(crate) fn key_expired(key: &str, at: Time) -> Value {
    json!({ "e": "listenKeyExpired", "E": at.millis(), "listenKey": key })
}
