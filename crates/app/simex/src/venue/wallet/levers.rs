//! The wallet's levers: money that arrives, verdicts over withdrawals, gifts, addresses. On the loopback address alone.

use crate::venue::Venue;
use crate::venue::admin::{Lever, done, read, refused, wrong};
use crate::venue::http::{HttpRequest, Method, Reply};
use crate::venue::refusal::Refusal;
use crate::venue::spot::trade;
use domain::{AccountId, Asset, Qty};
use exchange::Input;
use exchange::wallet::{
    Arrival, Choice, DepositState, MemberChange, Outcome, Pace, Passage, Purse, SavedAddress,
    SettingChange, Verdict, WalletInput, WalletRefusal, asset_info,
};
use serde::Deserialize;
use serde_json::json;

/// The levers of this file.
pub(crate) const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Post,
        path: "/_sim/deposit",
        pull: deposit,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/deposit/state",
        pull: deposit_state,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/withdrawal",
        pull: withdrawal,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/withdrawal/pace",
        pull: pace,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/dividend",
        pull: dividend,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/freeze",
        pull: freeze,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/address",
        pull: address,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/wallet",
        pull: sums,
    },
];

fn holder(venue: &Venue, key: &str) -> Result<AccountId, Reply> {
    let account = venue.keys.account(key);
    account.ok_or_else(|| refused(&Refusal::UnknownKey))
}

fn said(outcome: Result<Outcome, WalletRefusal>) -> Result<Outcome, Reply> {
    outcome.map_err(|reason| {
        if reason == WalletRefusal::UnknownRecord {
            wrong("no such record")
        } else if reason == WalletRefusal::WrongState {
            wrong("the record is in a state in which this cannot be done")
        } else {
            refused(&super::refusal::worded(reason))
        }
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Deposit {
    key: String,
    asset: Asset,
    qty: Qty,
    #[serde(default)]
    network: Option<String>,
    #[serde(default)]
    tx_id: Option<String>,
    /// `SPOT` or `FUNDING`.
    #[serde(default)]
    wallet: Option<String>,
    /// `pending` lets it be confirmed block by block; without it, it is final at once.
    #[serde(default)]
    state: Option<String>,
}

/// A deposit that is final at once unless another state is named.
fn deposit(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Deposit = read(request)?;
    let account = holder(venue, &wish.key)?;
    if asset_info(wish.asset).is_none() {
        return unlisted(venue, account, &wish);
    }
    let purse = match wish.wallet.as_deref() {
        None => Purse::Spot,
        Some(word) => Purse::of_word(word).ok_or_else(|| wrong("wallet is SPOT or FUNDING"))?,
    };
    let state = match wish.state.as_deref() {
        None => DepositState::Success,
        Some(word) => DepositState::of_word(word).ok_or_else(|| wrong("no such state"))?,
    };
    let arrival = Arrival {
        tag: exchange::Tag::new(0),
        account,
        purse,
        asset: wish.asset,
        qty: wish.qty,
        network: wish.network,
        tx: wish.tx_id,
        passage: Passage::Chain,
    };
    let outcome = said(venue.wish(|tag| WalletInput::Arrive(Arrival { tag, ..arrival })))?;
    let id = outcome.number().unwrap_or(0);
    if state != DepositState::Pending {
        said(venue.wish(|tag| WalletInput::Settle {
            tag,
            deposit: id,
            state,
        }))?;
    }
    done(&json!({ "id": id.to_string() }))
}

/// An asset that knows no network comes to spot from nowhere.
fn unlisted(venue: &mut Venue, account: AccountId, wish: &Deposit) -> Result<Reply, Reply> {
    let tag = venue.tag();
    let effects = venue.step(Input::Deposit {
        tag,
        account,
        asset: wish.asset,
        qty: wish.qty,
    });
    match trade::refusal(&effects) {
        None => done(&json!({})),
        Some(reason) => Err(refused(&Refusal::from(reason))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    id: String,
    state: String,
}

fn deposit_state(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Settle = read(request)?;
    let deposit = wish.id.parse().map_err(|_| wrong("id is a number"))?;
    let state = DepositState::of_word(&wish.state).ok_or_else(|| wrong("no such state"))?;
    said(venue.wish(|tag| WalletInput::Settle {
        tag,
        deposit,
        state,
    }))?;
    done(&json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Decide {
    id: String,
    /// `approve`, `reject`, `fail`, `complete` or `cancel`.
    verdict: String,
    #[serde(default)]
    info: String,
    #[serde(default)]
    tx_id: Option<String>,
}

fn withdrawal(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Decide = read(request)?;
    let number = venue
        .wallet
        .members()
        .flat_map(|member| venue.wallet.withdrawals(member.account))
        .find(|row| row.id == wish.id)
        .map(|row| row.number);
    let withdrawal = number.ok_or_else(|| wrong("no such withdrawal"))?;
    let verdict = match wish.verdict.as_str() {
        "approve" => Verdict::Approve,
        "reject" => Verdict::Reject { info: wish.info },
        "fail" => Verdict::Fail { info: wish.info },
        "complete" => Verdict::Complete { tx: wish.tx_id },
        "cancel" => Verdict::Cancel,
        _ => {
            return Err(wrong(
                "verdict is approve, reject, fail, complete or cancel",
            ));
        }
    };
    said(venue.wish(|tag| WalletInput::Decide {
        tag,
        withdrawal,
        verdict,
    }))?;
    done(&json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetPace {
    on_verdict: bool,
}

fn pace(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: SetPace = read(request)?;
    let pace = if wish.on_verdict {
        Pace::OnVerdict
    } else {
        Pace::ByItself
    };
    venue.set_pace(pace);
    done(&json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gift {
    key: String,
    asset: Asset,
    qty: Qty,
    #[serde(default)]
    info: String,
}

fn dividend(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Gift = read(request)?;
    let account = holder(venue, &wish.key)?;
    let outcome = said(venue.wish(|tag| WalletInput::Grant {
        tag,
        account,
        asset: wish.asset,
        qty: wish.qty,
        info: wish.info,
    }))?;
    done(&json!({ "id": outcome.number() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Freeze {
    account: u64,
    frozen: bool,
}

/// Whether an account may move money.
fn freeze(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Freeze = read(request)?;
    let account = AccountId::new(wish.account);
    let change = if wish.frozen {
        MemberChange::Freeze
    } else {
        MemberChange::Thaw
    };
    said(venue.wish(|tag| WalletInput::Allow {
        tag,
        account,
        change,
    }))?;
    done(&json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Address {
    key: String,
    asset: Asset,
    network: String,
    address: String,
    #[serde(default)]
    address_tag: String,
    #[serde(default)]
    name: String,
    listed: bool,
    /// Whether the account sends to listed addresses only; unchanged when absent.
    #[serde(default)]
    listed_only: Option<bool>,
}

fn address(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Address = read(request)?;
    let account = holder(venue, &wish.key)?;
    let address = SavedAddress {
        account,
        asset: wish.asset,
        network: wish.network,
        address: wish.address,
        address_tag: wish.address_tag,
        name: wish.name,
        listed: wish.listed,
    };
    said(venue.wish(|tag| WalletInput::SaveAddress { tag, address }))?;
    if let Some(only) = wish.listed_only {
        let choice = if only { Choice::On } else { Choice::Off };
        said(venue.wish(|tag| WalletInput::Set {
            tag,
            account,
            change: SettingChange::ListedOnly(choice),
        }))?;
    }
    done(&json!({}))
}

/// Where all money is that passed the wallet, by asset.
fn sums(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let rows = venue.wallet.money().map(|row| {
        json!({
            "asset": row.asset.as_str(), "deposited": row.deposited, "granted": row.granted,
            "withdrawn": row.withdrawn, "fees": row.fees, "desk": row.desk, "spot": row.spot,
            "futures": row.futures, "funding": row.funding, "transit": row.transit,
            "withdrawing": row.withdrawing,
        })
    });
    done(&rows.collect())
}
