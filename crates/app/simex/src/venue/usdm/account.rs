//! A futures account's own view: wallets, positions, risk, movements of money, what it pays. Reads only.

use super::contracts::Contract;
use super::orders::READ;
use super::params::{instant, rows};
use super::refusal::No;
use super::views::{account as views, money};
use super::words;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Weight};
use domain::{Span, Time};
use exchange::faults::Endpoint;
use exchange::futures::{AccountConfig, IncomeQuery, PositionView};
use serde_json::{Value, json};

/// How far back movements of money go when no time is named.
const RECENT: Span = Span::from_secs(7 * 86_400);

const ACCOUNT: Route = Route {
    weight: Weight::Fixed(5),
    door: Endpoint::Account,
    ..READ
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/fapi/v2/account",
        ws: Some("account.status"),
        handler: account_second,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v3/account",
        ws: Some("v2/account.status"),
        handler: account_third,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v2/balance",
        ws: Some("account.balance"),
        handler: balance,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v3/balance",
        ws: Some("v2/account.balance"),
        handler: balance,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v2/positionRisk",
        ws: Some("account.position"),
        handler: risk_second,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v3/positionRisk",
        ws: Some("v2/account.position"),
        handler: risk_third,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/accountConfig",
        handler: account_config,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/symbolConfig",
        handler: symbol_config,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/leverageBracket",
        weight: Weight::Fixed(1),
        handler: brackets,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/commissionRate",
        weight: Weight::Fixed(20),
        handler: commission,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/income",
        weight: Weight::Fixed(30),
        handler: income,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/adlQuantile",
        handler: adl,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/apiTradingStatus",
        weight: Weight::By(trading_status_weight),
        handler: trading_status,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/rateLimit/order",
        weight: Weight::Fixed(1),
        handler: rate_limit,
        ..ACCOUNT
    },
    Route {
        path: "/fapi/v1/pmAccountInfo",
        handler: portfolio,
        ..ACCOUNT
    },
];

fn trading_status_weight(params: &Params) -> u32 {
    if params.has("symbol") { 1 } else { 10 }
}

impl Venue {
    /// The settings of the account that asks.
    pub(super) fn futures_config(&self, call: &Call<'_>) -> Result<AccountConfig, Refusal> {
        let config = self.futures.config(call.account()?);
        config.ok_or(Refusal::UnknownKey)
    }

    /// Positions with the contracts they are in, by name.
    pub(super) fn positions_held<'a>(
        &'a self,
        positions: &'a [PositionView],
    ) -> Vec<views::Held<'a>> {
        let mut held: Vec<views::Held<'a>> = positions
            .iter()
            .filter_map(|position| Some((self.usdm.contracts.of(position.symbol)?, position)))
            .collect();
        held.sort_by_key(|(contract, position)| (contract.name.as_str(), position.position_side));
        held
    }
}

/// Whether a position or an order of it is open.
pub(super) fn is_live(position: &PositionView) -> bool {
    !position.qty.is_zero() || !position.bid_notional.is_zero() || !position.ask_notional.is_zero()
}

fn account_second(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let (account, config) = (call.account()?, venue.futures_config(call)?);
    let assets = venue.futures.wallets(account);
    let totals = venue.futures.totals(account).ok_or(Refusal::UnknownKey)?;
    let positions = venue.futures.positions(account, None);
    let held = venue.positions_held(&positions);
    Ok(views::second(&config, (&totals, &assets), &held).into())
}

fn account_third(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let account = call.account()?;
    let assets = venue.futures.wallets(account);
    let totals = venue.futures.totals(account).ok_or(Refusal::UnknownKey)?;
    let mut positions = venue.futures.positions(account, None);
    positions.retain(is_live);
    let held = venue.positions_held(&positions);
    Ok(views::third((&totals, &assets), &held).into())
}

fn balance(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let (account, config) = (call.account()?, venue.futures_config(call)?);
    let alias = alias(account.get());
    let assets = venue.futures.wallets(account);
    let rows = assets
        .iter()
        .map(|asset| views::balance(&alias, asset, &config));
    Ok(rows.collect::<Value>().into())
}

/// A short name of an account, as Binance shows one: letters that tell the number.
fn alias(mut number: u64) -> String {
    let mut letters = String::from("Sg");
    while number > 0 {
        let letter = u8::try_from(number % 26).unwrap_or(0);
        letters.push(char::from(b'A'.saturating_add(letter)));
        number /= 26;
    }
    letters
}

fn risk_second(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let only = only.map(|only| only.symbol);
    let positions = venue.futures.positions(call.account()?, only);
    let held = venue.positions_held(&positions);
    Ok(held
        .iter()
        .map(views::risk_second)
        .collect::<Value>()
        .into())
}

fn risk_third(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let only = only.map(|only| only.symbol);
    let mut positions = venue.futures.positions(call.account()?, only);
    positions.retain(is_live);
    let held = venue.positions_held(&positions);
    Ok(held.iter().map(views::risk_third).collect::<Value>().into())
}

fn account_config(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    Ok(views::config(&venue.futures_config(call)?).into())
}

/// The contracts a request is about: the one it names, or all.
fn contracts(venue: &Venue, call: &Call<'_>) -> Result<Vec<Contract>, Refusal> {
    let only = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    Ok(match only {
        Some(only) => vec![only],
        None => venue.usdm.contracts.all().cloned().collect(),
    })
}

fn symbol_config(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let row = |contract: &Contract| {
        let config = venue.futures.symbol_config(account, contract.symbol)?;
        Some(views::symbol_config(contract, &config))
    };
    let contracts = contracts(venue, call)?;
    Ok(contracts.iter().filter_map(row).collect::<Value>().into())
}

fn brackets(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let row = |contract: &Contract| {
        let (listing, _) = venue.futures.listing(contract.symbol)?;
        Some(money::brackets(contract, &listing.brackets))
    };
    let contracts = contracts(venue, call)?;
    Ok(contracts.iter().filter_map(row).collect::<Value>().into())
}

fn commission(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    call.params.nothing_left()?;
    Ok(money::commission(&contract, &venue.futures_config(call)?).into())
}

fn income(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, only) = (call.account()?, venue.usdm.contracts.optional(call.params)?);
    let kind = call
        .params
        .optional("incomeType")?
        .map(|word| words::income_kind(word).ok_or(No::Value("incomeType")))
        .transpose()?;
    let (start, end) = (
        instant(call.params, "startTime")?,
        instant(call.params, "endTime")?,
    );
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Err(No::StartAfterEnd.into());
    }
    let limit = rows(call.params, (100, 1_000))?;
    let page = call.params.number("page")?.unwrap_or(1).max(1);
    call.params.nothing_left()?;
    let recent = call
        .now
        .plus(Span::from_nanos(RECENT.nanos().saturating_neg()));
    let from = match (start, end) {
        (Some(start), _) => start,
        (None, Some(_)) => Time::from_nanos(i64::MIN),
        (None, None) => recent,
    };
    let skip = usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX);
    let found = venue.futures.income(&IncomeQuery {
        account,
        symbol: only.map(|only| only.symbol),
        kind,
        from,
        to: end.unwrap_or(call.now),
        skip: skip.saturating_mul(limit),
        limit,
    });
    let rows = found
        .iter()
        .map(|row| money::income(&venue.usdm.contracts, row));
    Ok(rows.collect::<Value>().into())
}

fn adl(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let wanted = contracts(venue, call)?;
    let found = venue.futures.adl(account);
    let row = |contract: &Contract| {
        let place = found.iter().find(|place| place.symbol == contract.symbol)?;
        Some(money::adl(contract, place))
    };
    Ok(wanted.iter().filter_map(row).collect::<Value>().into())
}

/// No account of this venue was ever locked for how it trades: the lists are empty.
fn trading_status(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    contracts(venue, call)?;
    Ok(json!({ "indicators": {}, "updateTime": call.now.millis() }).into())
}

fn rate_limit(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let (short, long) = venue.limits.orders_max(Product::Usdm);
    Ok(json!([
        { "rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": short },
        { "rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": long },
    ])
    .into())
}

/// No account of this venue has portfolio margin.
fn portfolio(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.required("asset")?;
    call.params.nothing_left()?;
    Err(No::NotPortfolio.into())
}
