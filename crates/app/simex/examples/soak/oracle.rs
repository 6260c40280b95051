//! What must hold: books in order, sums of money over the whole exchange, and of every account every order, list and
//! movement, and every wallet to the last digit. Never asks for anything but what happened.

mod fates;
mod purses;
pub(crate) mod told;

use crate::accounts::{ACCOUNTS, key};
use crate::caller::Callers;
use crate::load::Load;
use anyhow::{Context as _, Result, ensure};
use domain::Amount;
use serde_json::Value;
use simex::Offline;

/// No book is crossed, and of every asset all that came in is somewhere.
pub(crate) fn look(exchange: &Offline) -> Result<()> {
    for (symbol, bid, ask) in exchange.touches() {
        ensure!(
            bid < ask,
            "the book of {symbol} is crossed: {bid} and {ask}"
        );
    }
    for sum in exchange.sums() {
        let found = sum.held.plus(sum.fees)?.plus(sum.house)?;
        ensure!(
            found == sum.deposited,
            "{}: {} came in, {} held, {} fees, {} with the house",
            sum.asset,
            sum.deposited,
            sum.held,
            sum.fees,
            sum.house
        );
    }
    Ok(())
}

/// What each of two sides adds up from.
type Sides = (&'static [&'static str], &'static [&'static str]);

/// The sums of the futures engine and of the wallet.
const POOLS: [(&str, Sides); 2] = [
    (
        "/_sim/futures/pools",
        (
            &["deposited"],
            &["wallets", "fees", "funding", "insurance", "house"],
        ),
    ),
    (
        "/_sim/wallet",
        (
            &["deposited", "granted"],
            &[
                "withdrawn",
                "fees",
                "desk",
                "spot",
                "futures",
                "funding",
                "transit",
                "withdrawing",
            ],
        ),
    ),
];

/// Of every asset, what came into each part of the exchange is what is there.
pub(crate) fn pools(callers: &mut Callers) -> Result<()> {
    for (target, (came_in, there)) in POOLS {
        let pools = callers.lever("GET", target, &Value::Null)?;
        for row in pools.as_array().context("no pools")? {
            let (came_in, there) = (sum(row, came_in)?, sum(row, there)?);
            ensure!(
                came_in == there,
                "{target}: {came_in} came in, {there} is there: {row}"
            );
        }
    }
    Ok(())
}

fn sum(row: &Value, names: &[&str]) -> Result<Amount> {
    let mut sum = Amount::ZERO;
    for name in names {
        sum = sum.plus(Amount::parse(text(row, name)?)?)?;
    }
    Ok(sum)
}

/// What is known from one judgement to the next.
#[derive(Debug)]
pub(crate) struct Known {
    seen: fates::Seen,
    purses: Vec<purses::Purse>,
}

impl Known {
    /// Nothing but what accounts begin with.
    pub(crate) fn new() -> Result<Self> {
        let purses = (0..ACCOUNTS).map(purses::Purse::new);
        Ok(Self {
            seen: fates::Seen::new(),
            purses: purses.collect::<Result<_>>()?,
        })
    }

    /// Every wallet is the sum of what happened, at any instant: records are counted before they are forgotten.
    pub(crate) fn wallets(&mut self, callers: &mut Callers) -> Result<()> {
        for (account, purse) in self.purses.iter_mut().enumerate() {
            purse.judge(account, &ledger(callers, account)?)?;
        }
        Ok(())
    }

    /// Judges everything's fate since the last time, and every wallet; then what was asked for is forgotten.
    pub(crate) fn judge(&mut self, callers: &mut Callers, load: &mut Load) -> Result<()> {
        look(&callers.exchange)?;
        pools(callers)?;
        for (account, purse) in self.purses.iter_mut().enumerate() {
            let ledger = &ledger(callers, account)?;
            let seen = &mut self.seen;
            let judge = fates::Judge {
                load,
                seen,
                account,
                ledger,
            };
            judge.all()?;
            purse.judge(account, ledger)?;
        }
        load.fates.clear();
        Ok(())
    }
}

/// Everything the exchange knows of an account.
fn ledger(callers: &mut Callers, account: usize) -> Result<Value> {
    let target = format!("/_sim/ledger?key={}", key(account));
    callers.lever("GET", &target, &Value::Null)
}

/// Rows at a place of the ledger, its names parted by dots.
fn rows<'a>(ledger: &'a Value, place: &str) -> Result<&'a Vec<Value>> {
    let mut at = Some(ledger);
    for name in place.split('.') {
        at = at.and_then(|at| at.get(name));
    }
    at.and_then(Value::as_array)
        .with_context(|| format!("the ledger has no {place}"))
}

fn text<'a>(row: &'a Value, name: &str) -> Result<&'a str> {
    row.get(name)
        .and_then(Value::as_str)
        .with_context(|| format!("a row has no {name}: {row}"))
}

fn number(row: &Value, name: &str) -> Result<u64> {
    row.get(name)
        .and_then(Value::as_u64)
        .with_context(|| format!("a row has no {name}: {row}"))
}
