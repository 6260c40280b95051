//! `/sapi/v1/asset/transfer`: money between the wallets of one account. Never to another account.

use super::page::{self, PageRule, WindowRule, days};
use super::reading;
use super::refusal::worded_transfer;
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Right, Route, Security, Weight};
use exchange::wallet::{Purse, Transfer, WalletInput};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/asset/transfer",
        security: Security::Signed(Right::Transfer),
        weight: Weight::Account(300),
        handler: transfer,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/transfer",
        handler: transfers,
        ..READ
    },
];

/// The kinds of transfer the venue serves. Others, for wallets it does not have, are refused.
const KINDS: [(&str, Purse, Purse); 6] = [
    ("MAIN_UMFUTURE", Purse::Spot, Purse::UmFutures),
    ("UMFUTURE_MAIN", Purse::UmFutures, Purse::Spot),
    ("MAIN_FUNDING", Purse::Spot, Purse::Funding),
    ("FUNDING_MAIN", Purse::Funding, Purse::Spot),
    ("FUNDING_UMFUTURE", Purse::Funding, Purse::UmFutures),
    ("UMFUTURE_FUNDING", Purse::UmFutures, Purse::Funding),
];

fn kind(params: &Params) -> Result<(&'static str, Purse, Purse), Refusal> {
    let name = params.required("type")?;
    let found = KINDS.iter().find(|(known, ..)| *known == name);
    found.copied().ok_or(Refusal::MissingParameter("type"))
}

fn transfer(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let (_, from, to) = kind(call.params)?;
    let asset = reading::some_asset(call.params, "asset")?;
    let qty = reading::some_qty(call.params, "amount")?;
    let outcome = venue.wish(|tag| WalletInput::Transfer {
        tag,
        account,
        between: (from, to),
        asset,
        qty,
    });
    let outcome = outcome.map_err(worded_transfer)?;
    Ok(json!({ "tranId": outcome.number() }).into())
}

fn transfers(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "size",
        usual: 10,
        most: 100,
    };
    const WINDOW: WindowRule = WindowRule {
        usual: days(7),
        most: None,
        reach: Some(days(182)),
    };
    let (name, from, to) = kind(call.params)?;
    let window = page::window(call, &WINDOW)?;
    let page = page::numbered(call.params, "current", ROWS)?;
    let rows = venue.wallet.transfers(call.account()?).rev();
    let rows: Vec<&Transfer> = rows
        .filter(|row| (row.from, row.to) == (from, to) && window.has(row.at))
        .collect();
    let total = rows.len();
    let rows = page.of(rows.into_iter()).map(|row| {
        json!({
            "asset": row.asset.as_str(), "amount": row.qty.to_string(), "type": name,
            "status": "CONFIRMED", "tranId": row.id, "timestamp": row.at.millis(),
        })
    });
    Ok(json!({ "total": total, "rows": rows.collect::<Value>() }).into())
}
