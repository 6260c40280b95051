//! Who trades: masters and their sub-accounts, their keys, what they begin with. Never what they ask for.

use anyhow::Result;
use domain::{AccountId, Asset, Qty};
use exchange::Retention;
use serde_json::{Value, json};
use simex::{AccountSeed, Config, Keep, Market, VenueLimits};

/// Accounts of their own.
pub(crate) const MASTERS: usize = 6;
/// Sub-accounts under each of the first masters.
const SUBS_EACH: usize = 2;
/// Masters that have sub-accounts.
const PARENTS: usize = 2;
/// All accounts: masters first.
pub(crate) const ACCOUNTS: usize = MASTERS + PARENTS * SUBS_EACH;
/// What each master holds on spot at first.
pub(crate) const HOLDINGS: [(&str, &str); 5] = [
    ("USDT", "200000"),
    ("BTC", "3"),
    ("ETH", "40"),
    ("BNB", "50"),
    ("LTC", "200"),
];
/// What each master holds on futures at first, in USDT.
pub(crate) const FUTURES_USDT: &str = "20000";

/// What the exchange remembers of each account: more than comes between two counts of it, and little enough to be full
/// within hours, so that memory must then be level.
pub(crate) const KEEP: Keep = Keep {
    retention: Retention {
        ended_orders: 400,
        ended_lists: 150,
        ended_algos: 60,
        trades: 300,
        prevented: 200,
        income: 400,
        amendments: 200,
        margin_changes: 200,
        wallet_records: 120,
    },
    public_trades: 2_000,
    ledger_entries: 8_192,
};

pub(crate) fn key(account: usize) -> String {
    format!("soak-key-{account}")
}

pub(crate) fn secret(account: usize) -> String {
    format!("soak-secret-{account}")
}

/// The number the exchange gives an account.
pub(crate) fn number(account: usize) -> Result<u64> {
    Ok(u64::try_from(account)?.saturating_add(1))
}

/// The address of mail the exchange knows an account by.
pub(crate) fn email(account: usize) -> String {
    format!("account{}@simex.invalid", account.saturating_add(1))
}

/// Whose sub-account it is.
pub(crate) fn master_of(account: usize) -> Option<usize> {
    let sub = account.checked_sub(MASTERS)?;
    sub.checked_div(SUBS_EACH)
}

/// The accounts under a master.
pub(crate) fn subs_of(master: usize) -> impl Iterator<Item = usize> {
    (MASTERS..ACCOUNTS).filter(move |sub| master_of(*sub) == Some(master))
}

/// An exchange with the masters; limits that a load like this one would meet are wide.
pub(crate) fn config(seed: u64) -> Result<Config> {
    let holdings = HOLDINGS.iter();
    let balances = holdings
        .map(|(asset, qty)| Ok((Asset::new(asset)?, Qty::parse(qty)?)))
        .collect::<Result<Vec<_>>>()?;
    let accounts = (0..MASTERS)
        .map(|account| {
            Ok(AccountSeed {
                account: AccountId::new(number(account)?),
                key: key(account),
                secret: secret(account),
                balances: balances.clone(),
                futures: vec![(Asset::new("USDT")?, Qty::parse(FUTURES_USDT)?)],
                more_keys: Vec::new(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Config {
        market: Market::Crowd { seed },
        seed,
        accounts,
        keep: KEEP,
        limits: VenueLimits {
            weight_per_minute: u32::MAX,
            orders_per_ten_seconds: 1_000,
            wallet_weight_per_minute: u32::MAX,
            wallet_account_weight_per_minute: u32::MAX,
            futures_weight_per_minute: u32::MAX,
            ..VenueLimits::default()
        },
        ..Config::default()
    })
}

/// Levers that open the sub-accounts and let every key do everything, in their order.
pub(crate) fn openings() -> Result<Vec<(&'static str, &'static str, Value)>> {
    let mut levers = Vec::new();
    for sub in MASTERS..ACCOUNTS {
        let master = number(master_of(sub).unwrap_or(0))?;
        let opening = json!({ "key": key(sub), "secret": secret(sub), "master": master });
        levers.push(("POST", "/_sim/accounts", opening));
    }
    for account in 0..ACCOUNTS {
        let rights = [
            "read",
            "spotTrade",
            "futures",
            "withdraw",
            "internalTransfer",
            "universalTransfer",
        ];
        let change = json!({ "key": key(account), "rights": rights });
        levers.push(("PUT", "/_sim/keys", change));
    }
    Ok(levers)
}
