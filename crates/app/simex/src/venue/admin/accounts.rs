//! Levers for accounts and what they pay. Never a request of Binance's surface.

use super::{Lever, done, read, refused, wrong};
use crate::config::AccountSeed;
use crate::venue::Venue;
use crate::venue::http::{HttpRequest, Method, Reply};
use crate::venue::keys::{Permissions, Secret};
use crate::venue::refusal::Refusal;
use crate::venue::spot::trade;
use crate::venue::spot::views::FEE_TEXT;
use crate::venue::usdm;
use crate::venue::wallet::worded;
use domain::{AccountId, Asset, Qty, Rate};
use exchange::wallet::{Endowment, OpenMember, WalletInput, asset_info};
use exchange::{AccountTerms, Discount, FeeRates, Input, TradePermission};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Accounts that may be open at the same time.
const ACCOUNTS_MAX: usize = 100_000;

/// The levers of this file.
pub(super) const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Get,
        path: "/_sim/accounts",
        pull: list,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/accounts",
        pull: open,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/terms",
        pull: terms,
    },
];

fn list(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let rows = venue.spot.accounts().map(|terms| {
        let account = terms.account;
        let keys = venue.keys.all().filter(|(_, key)| key.account == account);
        let held = venue.spot.balances(account).unwrap_or_default();
        let held: BTreeMap<String, Value> = held
            .iter()
            .map(|one| {
                let value =
                    json!({ "free": one.free.to_string(), "locked": one.locked.to_string() });
                (one.asset.as_str().to_owned(), value)
            })
            .collect();
        json!({
            "account": account.get(),
            "keys": keys.map(|(name, _)| name).collect::<Vec<_>>(),
            "maker": terms.standard.maker.to_string(),
            "taker": terms.standard.taker.to_string(),
            "trades": terms.permission == TradePermission::Trades,
            "spot": held,
        })
    });
    done(&rows.collect())
}

/// An account to be opened.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Opening {
    /// Its first key; without one, make some by `/_sim/keys`.
    key: Option<String>,
    secret: Option<String>,
    #[serde(default)]
    spot: BTreeMap<Asset, Qty>,
    #[serde(default)]
    futures: BTreeMap<Asset, Qty>,
    #[serde(default)]
    funding: BTreeMap<Asset, Qty>,
    /// The account it belongs under; it then pays what that one pays and begins with nothing.
    master: Option<u64>,
    /// What a sub-account is called; made up where absent.
    email: Option<String>,
}

fn open(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Opening = read(request)?;
    judge(venue, &wish)?;
    let before = venue.facts_noted();
    let account = venue.next_account();
    let seed = AccountSeed {
        account,
        key: String::new(),
        secret: String::new(),
        balances: wish.spot.into_iter().collect(),
        futures: wish.futures.into_iter().collect(),
        more_keys: Vec::new(),
    };
    let email = wish
        .email
        .unwrap_or_else(|| format!("account{account}@simex.invalid"));
    let opened = match wish.master.map(AccountId::new) {
        None => venue.open_account(&seed, email),
        Some(master) => venue.open_sub((master, account), &email, ""),
    };
    opened.map_err(|refusal| refused(&refusal))?;
    for (asset, qty) in wish.funding {
        let endowed = venue.wish(|tag| {
            WalletInput::Endow(Endowment {
                tag,
                account,
                asset,
                qty,
            })
        });
        endowed.map_err(|reason| wrong(&format!("`funding` of {asset}: {reason:?}")))?;
    }
    let mut secret = None;
    if let Some(key) = &wish.key {
        let text = wish.secret.unwrap_or_else(|| venue.invented("secret"));
        let made = Secret::Hmac(text.as_bytes().to_vec());
        let holder = (account, Permissions::trader(venue.now()));
        let made = venue.keys.create(key, made, holder);
        made.map_err(|error| wrong(&error.to_string()))?;
        venue.keep_key(key);
        secret = Some(text);
    }
    // An account stands or falls with everything it begins with.
    venue.join_facts(before);
    done(&json!({ "account": account.get(), "key": wish.key, "secret": secret }))
}

/// Refuses what cannot be opened, before anything is.
fn judge(venue: &Venue, wish: &Opening) -> Result<(), Reply> {
    if venue.spot.accounts().count() >= ACCOUNTS_MAX {
        return Err(wrong("there are 100000 accounts already"));
    }
    match &wish.key {
        None if wish.secret.is_some() => return Err(wrong("a secret without its key")),
        None => {}
        Some(key) => {
            let vacant = venue.keys.vacant(key);
            vacant.map_err(|error| wrong(&error.to_string()))?;
        }
    }
    let empty = wish.spot.is_empty() && wish.futures.is_empty() && wish.funding.is_empty();
    if wish.master.is_some() && !empty {
        return Err(wrong("a sub-account begins with nothing"));
    }
    let margin = |asset: &Asset| {
        let mut all = venue.futures.margin_assets();
        all.any(|(terms, _)| terms.asset == *asset)
    };
    if let Some(asset) = wish.futures.keys().find(|asset| !margin(asset)) {
        return Err(wrong(&format!("{asset} is no margin of futures")));
    }
    let known = |asset: &Asset| asset_info(*asset).is_some();
    if let Some(asset) = wish.funding.keys().find(|asset| !known(asset)) {
        return Err(wrong(&format!("the wallet does not know {asset}")));
    }
    Ok(())
}

/// What an account pays from here on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Terms {
    account: u64,
    maker: Option<Rate>,
    taker: Option<Rate>,
    /// Added to every trade, with no discount.
    tax: Option<Rate>,
    /// `BNB`, or `""` to pay in what is received.
    discount_asset: Option<String>,
    /// The share of the fee that is let off.
    discount: Option<Rate>,
    /// Whether it may place and cancel orders.
    trades: Option<bool>,
}

fn terms(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Terms = read(request)?;
    let account = AccountId::new(wish.account);
    let known = venue.spot.accounts().find(|terms| terms.account == account);
    let mut terms: AccountTerms = known.ok_or_else(|| wrong("no such account"))?;
    terms.standard.maker = wish.maker.unwrap_or(terms.standard.maker);
    terms.standard.taker = wish.taker.unwrap_or(terms.standard.taker);
    if let Some(tax) = wish.tax {
        terms.tax = FeeRates::new(tax, tax);
    }
    match wish.discount_asset.as_deref() {
        None => {}
        Some("") => terms.discount = None,
        Some(asset) => {
            let asset = Asset::new(asset).map_err(|_| wrong("no such asset"))?;
            let off = wish
                .discount
                .ok_or_else(|| wrong("`discount` is missing"))?;
            terms.discount = Some(Discount { asset, off });
        }
    }
    match wish.trades {
        None => {}
        Some(true) => terms.permission = TradePermission::Trades,
        Some(false) => terms.permission = TradePermission::Barred,
    }
    let tag = venue.tag();
    let effects = venue.step(Input::SetTerms { tag, terms });
    match trade::refusal(&effects) {
        None => done(&json!({})),
        Some(reason) => Err(wrong(reason.name())),
    }
}

impl Venue {
    /// Opens an account everywhere, on the usual terms.
    fn open_account(&mut self, seed: &AccountSeed, email: String) -> Result<(), Refusal> {
        let fee = Rate::parse(FEE_TEXT).map_err(|_| Refusal::Stopping)?;
        let account = seed.account;
        // The wallet is the one that may say no.
        let member = |tag| {
            WalletInput::Open(OpenMember {
                tag,
                account,
                master: None,
                email,
                remark: String::new(),
            })
        };
        self.wish(member).map_err(worded)?;
        let tag = self.tag();
        let effects = self.step(Input::AddAccount {
            tag,
            account: AccountTerms::plain(account, fee, fee),
            balances: seed.balances.clone(),
        });
        if let Some(reason) = trade::refusal(&effects) {
            return Err(Refusal::from(reason));
        }
        for input in usdm::furnish::opened(seed).map_err(|_| Refusal::Stopping)? {
            let effects = self.step_futures(input);
            usdm::trade::accepted(&effects)?;
        }
        Ok(())
    }
}
