//! `/sapi/v1/sub-account`: the accounts under a master, what they hold and may do. Never a key: those are the levers'.

use super::capital;
use super::page::{self, PageRule};
use super::reading::eight;
use super::refusal::{WalletNo, bad_value, no_family, worded};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use domain::{AccountId, Amount, Asset};
use exchange::Tag;
use exchange::chance::Chance;
use exchange::wallet::{
    Member, MemberChange, MemberKind, OpenMember, Purse, WalletInput, asset_info,
};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/sub-account/list",
        handler: list,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/virtualSubAccount",
        handler: create,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/sub-account/status",
        weight: Weight::Fixed(10),
        handler: status,
        ..READ
    },
    Route {
        path: "/sapi/v3/sub-account/assets",
        weight: Weight::Account(60),
        handler: numbers,
        ..READ
    },
    Route {
        path: "/sapi/v4/sub-account/assets",
        weight: Weight::Account(60),
        handler: texts,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/spotSummary",
        handler: summary,
        ..READ
    },
    Route {
        path: "/sapi/v1/sub-account/futures/enable",
        handler: enable_futures,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/sub-account/futures/account",
        weight: Weight::Fixed(10),
        handler: futures,
        ..READ
    },
    Route {
        path: "/sapi/v2/sub-account/futures/account",
        handler: futures_of_type,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/deposit/subAddress",
        handler: |venue, call| {
            let account = named(venue, call)?.account;
            capital::address_of(venue, call, account)
        },
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/deposit/subHisrec",
        handler: deposits,
        ..READ
    },
];

/// Longest word a master may give a new account, in bytes.
const WORD_BYTES_MAX: usize = 20;

/// The caller as a master.
pub(super) fn master(venue: &Venue, call: &Call<'_>) -> Result<AccountId, Refusal> {
    let account = call.account()?;
    match venue.wallet.find(account).map(Member::kind) {
        Some(MemberKind::Master) => Ok(account),
        Some(MemberKind::Sub) => Err(WalletNo::MasterOnly.into()),
        None => Err(Refusal::UnknownKey),
    }
}

/// An account of the master's, or the master itself, by its address of mail.
pub(super) fn of_family<'v>(
    venue: &'v Venue,
    master: AccountId,
    email: &str,
) -> Result<&'v Member, Refusal> {
    let member = venue.wallet.find_email(email).ok_or_else(no_family)?;
    let head = member.master.unwrap_or(member.account);
    if head == master {
        Ok(member)
    } else {
        Err(no_family())
    }
}

/// The sub-account that `email` names.
fn named<'v>(venue: &'v Venue, call: &Call<'_>) -> Result<&'v Member, Refusal> {
    let master = master(venue, call)?;
    let member = of_family(venue, master, call.params.required("email")?)?;
    match member.kind() {
        MemberKind::Sub => Ok(member),
        MemberKind::Master => Err(no_family()),
    }
}

fn list(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 1,
        most: 200,
    };
    let master = master(venue, call)?;
    let email = call.params.optional("email")?;
    let frozen = call.params.optional("isFreeze")?;
    let page = page::numbered(call.params, "page", ROWS)?;
    let rows = venue.wallet.subs(master).filter(|member| {
        email.is_none_or(|email| member.email == email)
            && frozen.is_none_or(|frozen| (frozen == "true") == member.frozen)
    });
    let rows = page.of(rows).map(|member| {
        json!({
            "subUserId": member.account.get(), "email": member.email, "remark": member.remark,
            "isFreeze": member.frozen, "createTime": member.opened.millis(),
            "isManagedSubAccount": false, "isAssetManagementSubAccount": false,
        })
    });
    Ok(json!({ "subAccounts": rows.collect::<Value>() }).into())
}

fn create(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let master = master(venue, call)?;
    let word = call.params.required("subAccountString")?;
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plain || word.len() > WORD_BYTES_MAX {
        return Err(bad_value("subAccountString"));
    }
    let account = venue.next_account();
    let host = Chance::new(account.get()).branch(1).below(1 << 40);
    let email = format!("{word}_virtual@{host:010x}noemail.com");
    venue.open_sub((master, account), &email, word)?;
    Ok(json!({ "email": email }).into())
}

/// Deposits of a sub-account: in fewer words than its own.
fn deposits(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = named(venue, call)?.account;
    let mut rows = capital::deposit_rows(venue, call, account)?;
    for fields in rows.iter_mut().filter_map(Value::as_object_mut) {
        fields.remove("completeTime");
        fields.remove("travelRuleStatus");
    }
    Ok(Value::from(rows).into())
}

impl Venue {
    /// The number after every account's.
    pub(crate) fn next_account(&self) -> AccountId {
        let spot = self.spot.accounts().map(|terms| terms.account.get());
        let wallet = self.wallet.members().map(|member| member.account.get());
        let last = spot.chain(wallet).max().unwrap_or(0);
        AccountId::new(last.saturating_add(1))
    }

    /// Opens an account under a master everywhere: with the master's terms on spot, with nothing in it.
    pub(crate) fn open_sub(
        &mut self,
        (master, account): (AccountId, AccountId),
        email: &str,
        remark: &str,
    ) -> Result<(), Refusal> {
        self.open_engines(master, account)?;
        let (email, remark) = (email.to_owned(), remark.to_owned());
        self.wish(|tag: Tag| {
            WalletInput::Open(OpenMember {
                tag,
                account,
                master: Some(master),
                email,
                remark,
            })
        })
        .map_err(worded)
        .map(drop)
    }
}

fn status(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let master = master(venue, call)?;
    let email = call.params.optional("email")?;
    let rows = venue
        .wallet
        .subs(master)
        .filter(|member| email.is_none_or(|email| member.email == email));
    let rows = rows.map(|member| {
        json!({
            "email": member.email, "isSubUserEnabled": !member.frozen, "isUserActive": !member.frozen,
            "insertTime": member.opened.millis(), "isMarginEnabled": member.margin,
            "isFutureEnabled": member.futures, "mobile": 0,
        })
    });
    Ok(rows.collect::<Value>().into())
}

fn numbers(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let number = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    held(venue, call, number)
}

fn texts(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    held(venue, call, Value::String)
}

fn held(
    venue: &Venue,
    call: &Call<'_>,
    shown: impl Fn(String) -> Value,
) -> Result<Answer, Refusal> {
    let account = named(venue, call)?.account;
    let held = venue.held(account, Purse::Spot);
    let rows = held.iter().map(|row| {
        json!({
            "freeze": shown("0".to_owned()), "withdrawing": shown(row.withdrawing.to_string()),
            "asset": row.asset.as_str(), "free": shown(row.free.to_string()),
            "locked": shown(row.locked.to_string()),
        })
    });
    Ok(json!({ "balances": rows.collect::<Value>() }).into())
}

fn summary(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "size",
        usual: 10,
        most: 20,
    };
    let master = master(venue, call)?;
    let email = call.params.optional("email")?;
    let page = page::numbered(call.params, "page", ROWS)?;
    let worth = |account: AccountId| {
        let held = venue.held(account, Purse::Spot);
        let sum = held.iter().fold(Amount::ZERO, |sum, row| {
            let whole = row.free.plus(row.locked).unwrap_or(row.free);
            sum.plus(venue.in_bitcoin(row.asset, whole)).unwrap_or(sum)
        });
        eight(sum)
    };
    let all = || {
        let subs = venue.wallet.subs(master);
        subs.filter(|member| email.is_none_or(|email| member.email == email))
    };
    let rows = page
        .of(all())
        .map(|member| json!({ "email": member.email, "totalAsset": worth(member.account) }));
    let rows: Value = rows.collect();
    Ok(json!({
        "totalCount": all().count(), "masterAccountTotalAsset": worth(master),
        "spotSubUserAssetBtcVoList": rows,
    })
    .into())
}

fn enable_futures(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let member = named(venue, call)?;
    let (account, email) = (member.account, member.email.clone());
    venue
        .wish(|tag| WalletInput::Allow {
            tag,
            account,
            change: MemberChange::EnableFutures,
        })
        .map_err(worded)?;
    Ok(json!({ "email": email, "isFuturesEnabled": true }).into())
}

fn futures(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let member = named(venue, call)?;
    let mut value = futures_value(venue, member, call);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("asset".to_owned(), json!("USDT"));
    }
    Ok(value.into())
}

fn futures_of_type(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    // 1 is USDT margined, 2 coin margined, which this venue does not have.
    if call.params.number("futuresType")? != Some(1) {
        return Err(bad_value("futuresType"));
    }
    let member = named(venue, call)?;
    let value = futures_value(venue, member, call);
    Ok(json!({ "futureAccountResp": value }).into())
}

fn futures_value(venue: &Venue, member: &Member, call: &Call<'_>) -> Value {
    let wallets = venue.futures_wallets(member.account);
    let dollar = |asset: Asset| asset_info(asset).is_some_and(|info| info.asset == "USDT");
    let rows = wallets.iter().map(|row| {
        let margin = row.position_margin.plus(row.order_margin);
        json!({
            "asset": row.asset.as_str(), "initialMargin": eight(margin.unwrap_or(Amount::ZERO)),
            "maintenanceMargin": eight(row.maintenance), "marginBalance": eight(row.margin_balance),
            "maxWithdrawAmount": eight(row.free), "openOrderInitialMargin": eight(row.order_margin),
            "positionInitialMargin": eight(row.position_margin),
            "unrealizedProfit": eight(row.profit), "walletBalance": eight(row.wallet_balance),
        })
    });
    let rows: Value = rows.collect();
    let total = |of: fn(&super::futures::FuturesWallet) -> Amount| {
        let dollars = wallets.iter().filter(|row| dollar(row.asset));
        eight(dollars.fold(Amount::ZERO, |sum, row| sum.plus(of(row)).unwrap_or(sum)))
    };
    let initial = |row: &super::futures::FuturesWallet| {
        let sum = row.position_margin.plus(row.order_margin);
        sum.unwrap_or(Amount::ZERO)
    };
    json!({
        "email": member.email, "assets": rows, "canDeposit": true, "canTrade": !member.frozen,
        "canWithdraw": !member.frozen, "feeTier": 0, "maxWithdrawAmount": total(|row| row.free),
        "totalInitialMargin": total(initial),
        "totalMaintenanceMargin": total(|row| row.maintenance),
        "totalMarginBalance": total(|row| row.margin_balance),
        "totalOpenOrderInitialMargin": total(|row| row.order_margin),
        "totalPositionInitialMargin": total(|row| row.position_margin),
        "totalUnrealizedProfit": total(|row| row.profit),
        "totalWalletBalance": total(|row| row.wallet_balance), "updateTime": call.now.millis(),
    })
}
