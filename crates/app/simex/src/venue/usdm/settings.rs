//! The settings of a futures account: leverage, margin type, position and assets mode, fees in BNB, isolated margin.
//! Reads a request, steps the engine, shows what came of it.

use super::orders::READ;
use super::params::{Flag, Numbered, amount, flag, position_side, rows, stretch};
use super::refusal::No;
use super::trade::{TRADE, accepted};
use super::views::money as views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use exchange::faults::Endpoint;
use exchange::futures::{
    AssetsMode, FeeBurn, FuturesInput, FuturesRefusal, MarginType, PositionMode,
};
use serde_json::{Value, json};

const SET: Route = Route {
    door: Endpoint::Account,
    ..TRADE
};
const SHOW: Route = Route {
    door: Endpoint::Account,
    weight: Weight::Fixed(30),
    ..READ
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/fapi/v1/leverage",
        handler: leverage,
        ..SET
    },
    Route {
        path: "/fapi/v1/marginType",
        handler: margin_type,
        ..SET
    },
    Route {
        path: "/fapi/v1/positionMargin",
        handler: position_margin,
        ..SET
    },
    Route {
        path: "/fapi/v1/positionMargin/history",
        method: Method::Get,
        weight: Weight::Fixed(1),
        handler: margin_history,
        ..READ
    },
    Route {
        path: "/fapi/v1/positionSide/dual",
        handler: set_position_mode,
        ..SET
    },
    Route {
        path: "/fapi/v1/positionSide/dual",
        handler: position_mode,
        ..SHOW
    },
    Route {
        path: "/fapi/v1/multiAssetsMargin",
        handler: set_assets_mode,
        ..SET
    },
    Route {
        path: "/fapi/v1/multiAssetsMargin",
        handler: assets_mode,
        ..SHOW
    },
    Route {
        path: "/fapi/v1/feeBurn",
        handler: set_fee_burn,
        ..SET
    },
    Route {
        path: "/fapi/v1/feeBurn",
        handler: fee_burn,
        ..SHOW
    },
];

fn success() -> Answer {
    json!({ "code": 200, "msg": "success" }).into()
}

fn leverage(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let sent = call.params.number("leverage")?;
    let sent = sent.ok_or(Refusal::MissingParameter("leverage"))?;
    call.params.nothing_left()?;
    let leverage = u32::try_from(sent).map_err(|_| No::Leverage(sent))?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::SetLeverage {
        tag,
        account,
        symbol: contract.symbol,
        leverage,
    });
    match super::trade::refusal(&effects) {
        None => {}
        Some(FuturesRefusal::LeverageOutOfRange) => return Err(No::Leverage(sent).into()),
        Some(reason) => return Err(No::Engine(reason).into()),
    }
    let config = venue.futures.symbol_config(account, contract.symbol);
    let config = config.ok_or(Refusal::Stopping)?;
    Ok(json!({
        "leverage": config.leverage,
        "maxNotionalValue": super::numbers::short(config.notional_max),
        "symbol": contract.name,
    })
    .into())
}

fn margin_type(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let margin = match call.params.required("marginType")? {
        "ISOLATED" => MarginType::Isolated,
        "CROSSED" | "CROSS" => MarginType::Cross,
        _ => return Err(No::Value("marginType").into()),
    };
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::SetMarginType {
        tag,
        account,
        symbol: contract.symbol,
        margin,
    });
    accepted(&effects)?;
    Ok(success())
}

fn position_margin(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let position_side = position_side(call.params)?;
    let amount = amount(call.params)?;
    let direction = call.params.number("type")?;
    let signed = match direction {
        Some(1) => amount,
        Some(2) => amount.negated(),
        Some(_) => return Err(No::Value("type").into()),
        None => return Err(Refusal::MissingParameter("type")),
    };
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::AdjustMargin {
        tag,
        account,
        symbol: contract.symbol,
        position_side,
        amount: signed,
    });
    accepted(&effects)?;
    Ok(json!({
        "amount": views::amount_number(amount),
        "code": 200,
        "msg": "Successfully modify position margin.",
        "type": direction,
    })
    .into())
}

fn margin_history(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let only = match call.params.number("type")? {
        None => None,
        Some(kind @ (1 | 2)) => Some(kind == 2),
        Some(_) => return Err(No::Value("type").into()),
    };
    let stretch = stretch(call.params, call.now, 30)?;
    let limit = rows(call.params, (500, 500))?;
    call.params.nothing_left()?;
    let times = (stretch.from, stretch.to);
    let mut found = venue
        .futures
        .margin_changes(account, contract.symbol, times);
    found.retain(|change| only.is_none_or(|out| change.amount.is_negative() == out));
    let found = stretch.cut(found, (0, limit), Numbered::No);
    let rows = found
        .iter()
        .map(|change| views::margin_change(&contract, change));
    Ok(rows.collect::<Value>().into())
}

/// A switch that must be there.
fn switch(call: &Call<'_>, name: &'static str) -> Result<Flag, Refusal> {
    let flag = flag(call.params, name)?.ok_or(Refusal::MissingParameter(name))?;
    call.params.nothing_left()?;
    Ok(flag)
}

fn set_position_mode(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mode = match switch(call, "dualSidePosition")? {
        Flag::True => PositionMode::Hedge,
        Flag::False => PositionMode::OneWay,
    };
    let (tag, account) = (venue.tag(), call.account()?);
    let effects = venue.step_futures(FuturesInput::SetPositionMode { tag, account, mode });
    accepted(&effects)?;
    Ok(success())
}

fn set_assets_mode(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mode = match switch(call, "multiAssetsMargin")? {
        Flag::True => AssetsMode::Multi,
        Flag::False => AssetsMode::Single,
    };
    let (tag, account) = (venue.tag(), call.account()?);
    let effects = venue.step_futures(FuturesInput::SetAssetsMode { tag, account, mode });
    accepted(&effects)?;
    Ok(success())
}

fn set_fee_burn(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let burn = match switch(call, "feeBurn")? {
        Flag::True => FeeBurn::On,
        Flag::False => FeeBurn::Off,
    };
    let (tag, account) = (venue.tag(), call.account()?);
    let effects = venue.step_futures(FuturesInput::SetFeeBurn { tag, account, burn });
    match super::trade::refusal(&effects) {
        // Asking for what is so already is no mistake here.
        None | Some(FuturesRefusal::SameFeeBurn) => Ok(success()),
        Some(reason) => Err(No::Engine(reason).into()),
    }
}

fn position_mode(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let config = venue.futures_config(call)?;
    Ok(json!({ "dualSidePosition": config.position_mode == PositionMode::Hedge }).into())
}

fn assets_mode(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let config = venue.futures_config(call)?;
    Ok(json!({ "multiAssetsMargin": config.assets_mode == AssetsMode::Multi }).into())
}

fn fee_burn(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let config = venue.futures_config(call)?;
    Ok(json!({ "feeBurn": config.fee_burn == FeeBurn::On }).into())
}
