//! Money between the accounts of one master, and the four histories of it. Never to a stranger.

use super::family::{master, of_family};
use super::page::{self, PageRule, Window, WindowRule, days};
use super::reading;
use super::refusal::{bad_value, no_family, worded_transfer};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Right, Route, Security, Weight};
use domain::AccountId;
use exchange::Tag;
use exchange::wallet::{Channel, FamilyRequest, FamilyTransfer, Purse, WalletInput};
use serde_json::{Value, json};

const MOVE: Route = Route {
    security: Security::Signed(Right::Transfer),
    ..WRITE
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/sub-account/universalTransfer",
        weight: Weight::Fixed(1),
        handler: universal,
        ..MOVE
    },
    Route {
        path: "/sapi/v1/sub-account/futures/transfer",
        handler: futures,
        ..MOVE
    },
    Route {
        path: "/sapi/v1/sub-account/futures/internalTransfer",
        handler: internal,
        ..MOVE
    },
    Route {
        path: "/sapi/v1/sub-account/transfer/subToMaster",
        handler: to_master,
        ..MOVE
    },
    Route {
        path: "/sapi/v1/sub-account/transfer/subToSub",
        handler: to_sub,
        ..MOVE
    },
    Route {
        path: "/sapi/v1/sub-account/universalTransfer",
        handler: universal_history,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/sub/transfer/history",
        handler: spot_history,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/transfer/subUserHistory",
        handler: own_history,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/futures/internalTransfer",
        handler: internal_history,
        ..READ
    },
];

/// The window of all four histories.
const MONTH: WindowRule = WindowRule {
    usual: days(30),
    most: Some(days(30)),
    reach: Some(days(120)),
};

/// What is asked to move, and by which door.
struct Asked {
    by: AccountId,
    from: (AccountId, Purse),
    to: (AccountId, Purse),
    channel: Channel,
}

fn moved(venue: &mut Venue, params: &Params, asked: Asked) -> Result<u64, Refusal> {
    let request = FamilyRequest {
        tag: Tag::new(0),
        by: asked.by,
        from: asked.from,
        to: asked.to,
        asset: reading::some_asset(params, "asset")?,
        qty: reading::some_qty(params, "amount")?,
        client_id: params.optional("clientTranId")?.map(ToOwned::to_owned),
        channel: asked.channel,
    };
    let outcome = venue.wish(|tag| WalletInput::FamilyTransfer(FamilyRequest { tag, ..request }));
    Ok(outcome.map_err(worded_transfer)?.number().unwrap_or(0))
}

fn purse(params: &Params, name: &'static str) -> Result<Purse, Refusal> {
    Purse::of_word(params.required(name)?)
        .filter(|purse| *purse != Purse::Funding)
        .ok_or_else(|| bad_value(name))
}

fn universal(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let by = master(venue, call)?;
    let from_email = params.optional("fromEmail")?;
    let to_email = params.optional("toEmail")?;
    if from_email.is_none() && to_email.is_none() {
        return Err(Refusal::MissingEither("fromEmail", "toEmail"));
    }
    let account = |email: Option<&str>| match email {
        None => Ok(by),
        Some(email) => of_family(venue, by, email).map(|member| member.account),
    };
    let from = (account(from_email)?, purse(params, "fromAccountType")?);
    let to = (account(to_email)?, purse(params, "toAccountType")?);
    let id = moved(
        venue,
        params,
        Asked {
            by,
            from,
            to,
            channel: Channel::Universal,
        },
    )?;
    let mut value = json!({ "tranId": id, "txnId": id.to_string() });
    if let (Some(name), Some(fields)) = (params.optional("clientTranId")?, value.as_object_mut()) {
        fields.insert("clientTranId".to_owned(), json!(name));
    }
    Ok(value.into())
}

fn futures(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let by = master(venue, call)?;
    let email = call.params.required("email")?;
    let account = of_family(venue, by, email)?.account;
    let (spot, futures) = ((account, Purse::Spot), (account, Purse::UmFutures));
    let (from, to) = match call.params.number("type")? {
        Some(1) => (spot, futures),
        Some(2) => (futures, spot),
        None => return Err(Refusal::MissingParameter("type")),
        Some(_) => return Err(bad_value("type")),
    };
    txn(
        venue,
        call.params,
        Asked {
            by,
            from,
            to,
            channel: Channel::Futures,
        },
    )
}

fn txn(venue: &mut Venue, params: &Params, asked: Asked) -> Result<Answer, Refusal> {
    let id = moved(venue, params, asked)?;
    Ok(json!({ "txnId": id.to_string() }).into())
}

fn internal(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let by = master(venue, call)?;
    futures_type(params)?;
    let from = of_family(venue, by, params.required("fromEmail")?)?.account;
    let to = of_family(venue, by, params.required("toEmail")?)?.account;
    let id = moved(
        venue,
        params,
        Asked {
            by,
            from: (from, Purse::UmFutures),
            to: (to, Purse::UmFutures),
            channel: Channel::FuturesInternal,
        },
    )?;
    Ok(json!({ "success": true, "txnId": id.to_string() }).into())
}

/// `futuresType`: 1 is USDT margined, the only one here.
fn futures_type(params: &Params) -> Result<u64, Refusal> {
    match params.number("futuresType")? {
        Some(1) => Ok(1),
        None => Err(Refusal::MissingParameter("futuresType")),
        Some(_) => Err(bad_value("futuresType")),
    }
}

fn to_master(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let by = call.account()?;
    let master = venue.wallet.find(by).and_then(|member| member.master);
    let to = master.ok_or_else(no_family)?;
    txn(
        venue,
        call.params,
        Asked {
            by,
            from: (by, Purse::Spot),
            to: (to, Purse::Spot),
            channel: Channel::SubToMaster,
        },
    )
}

fn to_sub(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let by = call.account()?;
    let master = venue.wallet.find(by).and_then(|member| member.master);
    let master = master.ok_or_else(no_family)?;
    let to = of_family(venue, master, call.params.required("toEmail")?)?.account;
    txn(
        venue,
        call.params,
        Asked {
            by,
            from: (by, Purse::Spot),
            to: (to, Purse::Spot),
            channel: Channel::SubToSub,
        },
    )
}

fn email(venue: &Venue, account: AccountId) -> &str {
    let member = venue.wallet.find(account);
    member.map_or("", |member| member.email.as_str())
}

/// Which ends of a transfer are looked for.
struct Ends<'p> {
    from: Option<&'p str>,
    to: Option<&'p str>,
}

impl<'p> Ends<'p> {
    fn of(params: &'p Params) -> Result<Self, Refusal> {
        let from = params.optional("fromEmail")?;
        let to = params.optional("toEmail")?;
        if from.is_some() && to.is_some() {
            return Err(Refusal::NotRequired("toEmail"));
        }
        Ok(Self { from, to })
    }

    fn has(&self, venue: &Venue, row: &FamilyTransfer) -> bool {
        self.from.is_none_or(|from| email(venue, row.from) == from)
            && self.to.is_none_or(|to| email(venue, row.to) == to)
    }
}

fn rows(venue: &Venue, master: AccountId, window: Window) -> impl Iterator<Item = &FamilyTransfer> {
    let all = venue.wallet.family_transfers(master).rev();
    all.filter(move |row| window.has(row.at))
}

fn universal_history(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 500,
        most: 500,
    };
    let params = call.params;
    let master = master(venue, call)?;
    let ends = Ends::of(params)?;
    let name = params.optional("clientTranId")?;
    let window = page::window(call, &MONTH)?;
    let page = page::numbered(params, "page", ROWS)?;
    let all: Vec<&FamilyTransfer> = rows(venue, master, window)
        .filter(|row| row.channel == Channel::Universal && ends.has(venue, row))
        .filter(|row| name.is_none_or(|name| row.client_id.as_deref() == Some(name)))
        .collect();
    let total = all.len();
    let shown = page.of(all.into_iter()).map(|row| {
        json!({
            "tranId": row.id, "fromEmail": email(venue, row.from), "toEmail": email(venue, row.to),
            "asset": row.asset.as_str(), "amount": row.qty.to_string(),
            "createTimeStamp": row.at.millis(), "fromAccountType": row.from_purse.as_str(),
            "toAccountType": row.to_purse.as_str(), "status": "SUCCESS",
            "clientTranId": row.client_id.clone().unwrap_or_default(),
        })
    });
    Ok(json!({ "result": shown.collect::<Value>(), "totalCount": total }).into())
}

fn spot_history(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 500,
        most: 500,
    };
    let master = master(venue, call)?;
    let ends = Ends::of(call.params)?;
    let window = page::window(call, &MONTH)?;
    let page = page::numbered(call.params, "page", ROWS)?;
    let all = rows(venue, master, window).filter(|row| {
        (row.from_purse, row.to_purse) == (Purse::Spot, Purse::Spot) && ends.has(venue, row)
    });
    let shown = page.of(all).map(|row| {
        json!({
            "from": email(venue, row.from), "to": email(venue, row.to), "asset": row.asset.as_str(),
            "qty": row.qty.to_string(), "status": "SUCCESS", "tranId": row.id,
            "time": row.at.millis(),
        })
    });
    Ok(shown.collect::<Value>().into())
}

fn own_history(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 500,
        most: 500,
    };
    const IN: u64 = 1;
    const OUT: u64 = 2;
    let own = call.account()?;
    let member = venue.wallet.find(own);
    let master = member.and_then(|member| member.master);
    let master = master.ok_or_else(no_family)?;
    let asset = reading::asset(call.params, "asset")?;
    let way = call.params.number("type")?;
    if way.is_some_and(|way| way != IN && way != OUT) {
        return Err(bad_value("type"));
    }
    reading::flag(call.params, "returnFailHistory")?;
    let window = page::window(call, &MONTH)?;
    let limit = page::rows(call.params, ROWS)?;
    let shown = rows(venue, master, window)
        .filter(|row| asset.is_none_or(|asset| row.asset == asset))
        .filter_map(|row| {
            let (number, other) = match (row.to == own, row.from == own) {
                (true, false) => (IN, row.from),
                (false, true) => (OUT, row.to),
                (true, true) | (false, false) => return None,
            };
            let party = if other == master {
                "master"
            } else {
                "subAccount"
            };
            way.is_none_or(|way| way == number).then(|| {
                json!({
                    "counterParty": party, "email": email(venue, other), "type": number,
                    "asset": row.asset.as_str(), "qty": row.qty.to_string(),
                    "fromAccountType": row.from_purse.as_str(),
                    "toAccountType": row.to_purse.as_str(), "status": "SUCCESS", "tranId": row.id,
                    "time": row.at.millis(),
                })
            })
        });
    Ok(shown.take(limit).collect::<Value>().into())
}

fn internal_history(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 50,
        most: 500,
    };
    let master = master(venue, call)?;
    let number = futures_type(call.params)?;
    let account = of_family(venue, master, call.params.required("email")?)?.account;
    let window = page::window(call, &MONTH)?;
    let page = page::numbered(call.params, "page", ROWS)?;
    let all = rows(venue, master, window).filter(|row| {
        row.channel == Channel::FuturesInternal && (row.from == account || row.to == account)
    });
    let shown = page.of(all).map(|row| {
        json!({
            "from": email(venue, row.from), "to": email(venue, row.to), "asset": row.asset.as_str(),
            "qty": row.qty.to_string(), "tranId": row.id, "time": row.at.millis(),
        })
    });
    let shown: Value = shown.collect();
    Ok(json!({ "success": true, "futuresType": number, "transfers": shown }).into())
}
