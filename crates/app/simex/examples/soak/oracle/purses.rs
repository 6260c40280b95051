//! Every wallet of an account, asset by asset: what it began with, what came, went, was traded and paid is what it holds.

use super::{rows, text};
use crate::accounts::{FUTURES_USDT, HOLDINGS, MASTERS, number};
use crate::spot::MARKETS;
use anyhow::{Context as _, Result, ensure};
use domain::Amount;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Amounts by wallet and asset.
#[derive(Debug, Default)]
struct Sums(BTreeMap<(String, String), Amount>);

impl Sums {
    fn add(&mut self, (wallet, asset): (&str, &str), amount: Amount) -> Result<()> {
        let at = (wallet.to_owned(), asset.to_owned());
        let sum = self.0.entry(at).or_insert(Amount::ZERO);
        *sum = sum.plus(amount)?;
        Ok(())
    }

    fn take(&mut self, at: (&str, &str), amount: Amount) -> Result<()> {
        self.add(at, amount.negated())
    }
}

const SPOT: &str = "SPOT";
const FUNDING: &str = "FUNDING";
const FUTURES: &str = "USDT_FUTURE";

pub(super) fn all(account: usize, ledger: &Value) -> Result<()> {
    let mut expected = Sums::default();
    if account < MASTERS {
        for (asset, qty) in HOLDINGS {
            expected.add((SPOT, asset), Amount::parse(qty)?)?;
        }
        expected.add((FUTURES, "USDT"), Amount::parse(FUTURES_USDT)?)?;
    }
    traded(&mut expected, ledger)?;
    moved(&mut expected, ledger)?;
    between_accounts(&mut expected, (account, ledger))?;
    changed(&mut expected, ledger)?;
    let transfers = income(&mut expected, ledger)?;
    let held = held(ledger)?;
    let mut places: Vec<&(String, String)> = expected.0.keys().chain(held.0.keys()).collect();
    places.sort_unstable();
    places.dedup();
    for at in places {
        let of = |sums: &Sums| sums.0.get(at).copied().unwrap_or(Amount::ZERO);
        ensure!(
            of(&held) == of(&expected),
            "account {account} holds {} of {at:?}, what happened says {}",
            of(&held),
            of(&expected)
        );
    }
    // The futures engine's own word on what moved in and out of it.
    for ((wallet, asset), amount) in &transfers.0 {
        ensure!(
            amount.is_zero(),
            "account {account}: {wallet} tells other transfers of {asset} than the wallet, by {amount}"
        );
    }
    Ok(())
}

fn amount(row: &Value, name: &str) -> Result<Amount> {
    Ok(Amount::parse(text(row, name)?)?)
}

/// Trades of spot with their commission.
fn traded(sums: &mut Sums, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "trades")? {
        let symbol = text(row, "symbol")?;
        let market = MARKETS.iter().find(|market| market.symbol == symbol);
        let market = market.with_context(|| format!("nobody traded {symbol}"))?;
        let (base, quote) = ((SPOT, market.base), (SPOT, market.quote));
        let (qty, paid) = (amount(row, "qty")?, amount(row, "quoteQty")?);
        if row.get("isBuyer") == Some(&json!(true)) {
            sums.add(base, qty)?;
            sums.take(quote, paid)?;
        } else {
            sums.take(base, qty)?;
            sums.add(quote, paid)?;
        }
        let fee = (SPOT, text(row, "commissionAsset")?);
        sums.take(fee, amount(row, "commission")?)?;
    }
    Ok(())
}

/// In, out, and between the account's own wallets.
fn moved(sums: &mut Sums, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "wallet.deposits")? {
        if row.get("credited") == Some(&json!(true)) {
            sums.add(
                (text(row, "wallet")?, text(row, "asset")?),
                amount(row, "amount")?,
            )?;
        }
    }
    for row in rows(ledger, "wallet.withdrawals")? {
        let came_back = ["cancelled", "rejected", "failure"];
        if !came_back.contains(&text(row, "state")?) {
            let from = (text(row, "wallet")?, text(row, "asset")?);
            sums.take(from, amount(row, "amount")?.plus(amount(row, "fee")?)?)?;
        }
    }
    for row in rows(ledger, "wallet.transfers")? {
        let (asset, qty) = (text(row, "asset")?, amount(row, "amount")?);
        sums.take((text(row, "from")?, asset), qty)?;
        sums.add((text(row, "to")?, asset), qty)?;
    }
    Ok(())
}

fn between_accounts(sums: &mut Sums, (account, ledger): (usize, &Value)) -> Result<()> {
    let own = number(account)?;
    for row in rows(ledger, "wallet.familyTransfers")? {
        let (asset, qty) = (text(row, "asset")?, amount(row, "amount")?);
        if super::number(row, "from")? == own {
            sums.take((text(row, "fromWallet")?, asset), qty)?;
        }
        if super::number(row, "to")? == own {
            sums.add((text(row, "toWallet")?, asset), qty)?;
        }
    }
    Ok(())
}

/// Gifts, and what became another asset.
fn changed(sums: &mut Sums, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "wallet.dividends")? {
        sums.add((SPOT, text(row, "asset")?), amount(row, "amount")?)?;
    }
    for row in rows(ledger, "wallet.dust")? {
        sums.take((SPOT, text(row, "fromAsset")?), amount(row, "amount")?)?;
        sums.add((SPOT, text(row, "targetAsset")?), amount(row, "got")?)?;
    }
    for row in rows(ledger, "wallet.conversions")? {
        let wallet = text(row, "wallet")?;
        sums.take(
            (wallet, text(row, "fromAsset")?),
            amount(row, "fromAmount")?,
        )?;
        sums.add((wallet, text(row, "toAsset")?), amount(row, "toAmount")?)?;
    }
    Ok(())
}

/// Adds the income of futures that is no transfer; by how much its transfers differ from the wallet's word.
fn income(sums: &mut Sums, ledger: &Value) -> Result<Sums> {
    let mut transfers = Sums::default();
    let by_wallet = sums.0.iter().filter(|((wallet, _), _)| wallet == FUTURES);
    for ((wallet, asset), amount) in by_wallet {
        transfers.add((wallet, asset), *amount)?;
    }
    for row in rows(ledger, "futures.income")? {
        let at = (FUTURES, text(row, "asset")?);
        let income = amount(row, "income")?;
        if text(row, "incomeType")? == "TRANSFER" {
            transfers.take(at, income)?;
        } else {
            sums.add(at, income)?;
        }
    }
    Ok(transfers)
}

/// What is in every wallet.
fn held(ledger: &Value) -> Result<Sums> {
    let mut held = Sums::default();
    for row in rows(ledger, "balances")? {
        let both = amount(row, "free")?.plus(amount(row, "locked")?)?;
        held.add((SPOT, text(row, "asset")?), both)?;
    }
    for row in rows(ledger, "wallet.funding")? {
        held.add((FUNDING, text(row, "asset")?), amount(row, "free")?)?;
    }
    for row in rows(ledger, "futures.wallets")? {
        held.add((FUTURES, text(row, "asset")?), amount(row, "balance")?)?;
    }
    Ok(held)
}
