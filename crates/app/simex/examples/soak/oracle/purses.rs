//! Every wallet of an account, asset by asset: what it began with, what came, went, was traded and paid is what it holds.
//! What was counted at one judgement is not counted at the next, whether it is still remembered or not.

use super::{number, rows, text};
use crate::accounts::{FUTURES_USDT, HOLDINGS, MASTERS};
use crate::spot::MARKETS;
use anyhow::{Context as _, Result, ensure};
use domain::Amount;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Amounts by wallet and asset.
#[derive(Debug, Clone, Default)]
struct Sums(BTreeMap<(String, String), Amount>);

impl Sums {
    fn add(&mut self, (wallet, asset): (&str, &str), amount: Amount) -> Result<()> {
        let at = (wallet.to_owned(), asset.to_owned());
        let sum = self.0.entry(at).or_insert(Amount::ZERO);
        *sum = sum.plus(amount)?;
        Ok(())
    }

    fn of(&self, at: &(String, String)) -> Amount {
        self.0.get(at).copied().unwrap_or(Amount::ZERO)
    }
}

/// What happened to an account's money.
#[derive(Debug, Clone, Default)]
struct Sheet {
    /// All of it.
    sums: Sums,
    /// What the wallet says moved in and out of futures, less what futures says.
    transfers: Sums,
}

impl Sheet {
    /// Something but income of futures came to a wallet.
    fn add(&mut self, (wallet, asset): (&str, &str), amount: Amount) -> Result<()> {
        if wallet == FUTURES {
            self.transfers.add((wallet, asset), amount)?;
        }
        self.sums.add((wallet, asset), amount)
    }

    fn take(&mut self, at: (&str, &str), amount: Amount) -> Result<()> {
        self.add(at, amount.negated())
    }
}

/// Whether a record can still change.
#[derive(Debug, Clone, Copy)]
enum Standing {
    Over,
    Open,
}

/// The money of one account: what was counted, and the records that were and are still remembered.
#[derive(Debug)]
pub(crate) struct Purse {
    counted: Sheet,
    records: BTreeSet<String>,
}

/// One judgement of it.
struct Count<'p> {
    purse: &'p mut Purse,
    /// What records that can still change say.
    open: Sheet,
    there: BTreeSet<String>,
}

impl Count<'_> {
    /// Where a record is to be counted; nowhere when it was.
    fn sheet(&mut self, record: String, standing: Standing) -> Result<Option<&mut Sheet>> {
        Ok(match standing {
            Standing::Open => Some(&mut self.open),
            Standing::Over => {
                ensure!(!self.there.contains(&record), "{record} is told twice");
                let counted = self.purse.records.contains(&record);
                self.there.insert(record);
                (!counted).then_some(&mut self.purse.counted)
            }
        })
    }
}

const SPOT: &str = "SPOT";
const FUNDING: &str = "FUNDING";
const FUTURES: &str = "USDT_FUTURE";

impl Purse {
    /// What an account begins with.
    pub(crate) fn new(account: usize) -> Result<Self> {
        let mut counted = Sheet::default();
        if account < MASTERS {
            for (asset, qty) in HOLDINGS {
                counted.add((SPOT, asset), Amount::parse(qty)?)?;
            }
            let margin = Amount::parse(FUTURES_USDT)?;
            counted.add((FUTURES, "USDT"), margin)?;
        }
        Ok(Self {
            counted,
            records: BTreeSet::new(),
        })
    }

    /// Counts what happened since, and holds the sum against what the account holds.
    pub(crate) fn judge(&mut self, account: usize, ledger: &Value) -> Result<()> {
        let open = self.count(account, ledger)?;
        let mut expected = self.counted.clone();
        for ((wallet, asset), amount) in &open.sums.0 {
            expected.sums.add((wallet, asset), *amount)?;
        }
        for ((wallet, asset), amount) in &open.transfers.0 {
            expected.transfers.add((wallet, asset), *amount)?;
        }
        compare(account, &expected, &held(ledger)?)
    }

    /// Counts what happened since; what can still change is given back and not counted.
    fn count(&mut self, account: usize, ledger: &Value) -> Result<Sheet> {
        let mut count = Count {
            purse: self,
            open: Sheet::default(),
            there: BTreeSet::new(),
        };
        traded(&mut count, ledger)?;
        moved(&mut count, ledger)?;
        between_accounts(&mut count, (account, ledger))?;
        changed(&mut count, ledger)?;
        income(&mut count, ledger)?;
        let (open, there) = (count.open, count.there);
        self.records = there;
        Ok(open)
    }
}

fn compare(account: usize, expected: &Sheet, held: &Sums) -> Result<()> {
    let places = expected.sums.0.keys().chain(held.0.keys());
    let places: BTreeSet<&(String, String)> = places.collect();
    for at in places {
        ensure!(
            held.of(at) == expected.sums.of(at),
            "account {account} holds {} of {at:?}, what happened says {}",
            held.of(at),
            expected.sums.of(at)
        );
    }
    // The futures engine's own word on what moved in and out of it.
    for ((wallet, asset), amount) in &expected.transfers.0 {
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
fn traded(count: &mut Count<'_>, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "trades")? {
        let symbol = text(row, "symbol")?;
        let market = MARKETS.iter().find(|market| market.symbol == symbol);
        let market = market.with_context(|| format!("nobody traded {symbol}"))?;
        let record = format!(
            "trade {symbol} {} {}",
            number(row, "id")?,
            number(row, "orderId")?
        );
        let Some(sheet) = count.sheet(record, Standing::Over)? else {
            continue;
        };
        let (base, quote) = ((SPOT, market.base), (SPOT, market.quote));
        let (qty, paid) = (amount(row, "qty")?, amount(row, "quoteQty")?);
        if row.get("isBuyer") == Some(&json!(true)) {
            sheet.add(base, qty)?;
            sheet.take(quote, paid)?;
        } else {
            sheet.take(base, qty)?;
            sheet.add(quote, paid)?;
        }
        let fee = (SPOT, text(row, "commissionAsset")?);
        sheet.take(fee, amount(row, "commission")?)?;
    }
    Ok(())
}

/// In, out, and between the account's own wallets.
fn moved(count: &mut Count<'_>, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "wallet.deposits")? {
        let record = format!("deposit {}", number(row, "id")?);
        if row.get("credited") == Some(&json!(true))
            && let Some(sheet) = count.sheet(record, Standing::Over)?
        {
            let at = (text(row, "wallet")?, text(row, "asset")?);
            sheet.add(at, amount(row, "amount")?)?;
        }
    }
    for row in rows(ledger, "wallet.withdrawals")? {
        let state = text(row, "state")?;
        let came_back = ["cancelled", "rejected", "failure"].contains(&state);
        let standing = if came_back || state == "completed" {
            Standing::Over
        } else {
            Standing::Open
        };
        let record = format!("withdrawal {}", text(row, "id")?);
        if let Some(sheet) = count.sheet(record, standing)?
            && !came_back
        {
            let from = (text(row, "wallet")?, text(row, "asset")?);
            sheet.take(from, amount(row, "amount")?.plus(amount(row, "fee")?)?)?;
        }
    }
    for row in rows(ledger, "wallet.transfers")? {
        let record = format!("transfer {}", number(row, "tranId")?);
        if let Some(sheet) = count.sheet(record, Standing::Over)? {
            let (asset, qty) = (text(row, "asset")?, amount(row, "amount")?);
            sheet.take((text(row, "from")?, asset), qty)?;
            sheet.add((text(row, "to")?, asset), qty)?;
        }
    }
    Ok(())
}

fn between_accounts(count: &mut Count<'_>, (account, ledger): (usize, &Value)) -> Result<()> {
    let own = crate::accounts::number(account)?;
    for row in rows(ledger, "wallet.familyTransfers")? {
        let record = format!("family {}", number(row, "tranId")?);
        let Some(sheet) = count.sheet(record, Standing::Over)? else {
            continue;
        };
        let (asset, qty) = (text(row, "asset")?, amount(row, "amount")?);
        if number(row, "from")? == own {
            sheet.take((text(row, "fromWallet")?, asset), qty)?;
        }
        if number(row, "to")? == own {
            sheet.add((text(row, "toWallet")?, asset), qty)?;
        }
    }
    Ok(())
}

/// Gifts, and what became another asset.
fn changed(count: &mut Count<'_>, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "wallet.dividends")? {
        let record = format!("dividend {}", number(row, "id")?);
        if let Some(sheet) = count.sheet(record, Standing::Over)? {
            sheet.add((SPOT, text(row, "asset")?), amount(row, "amount")?)?;
        }
    }
    for row in rows(ledger, "wallet.dust")? {
        let record = format!("dust {}", number(row, "transId")?);
        if let Some(sheet) = count.sheet(record, Standing::Over)? {
            sheet.take((SPOT, text(row, "fromAsset")?), amount(row, "amount")?)?;
            sheet.add((SPOT, text(row, "targetAsset")?), amount(row, "got")?)?;
        }
    }
    for row in rows(ledger, "wallet.conversions")? {
        let record = format!("conversion {}", number(row, "orderId")?);
        if let Some(sheet) = count.sheet(record, Standing::Over)? {
            let wallet = text(row, "wallet")?;
            let from = (wallet, text(row, "fromAsset")?);
            sheet.take(from, amount(row, "fromAmount")?)?;
            let to = (wallet, text(row, "toAsset")?);
            sheet.add(to, amount(row, "toAmount")?)?;
        }
    }
    Ok(())
}

/// Income of futures; what it tells of transfers is held against the wallet's word on them.
fn income(count: &mut Count<'_>, ledger: &Value) -> Result<()> {
    for row in rows(ledger, "futures.income")? {
        let record = format!("income {}", number(row, "tranId")?);
        let Some(sheet) = count.sheet(record, Standing::Over)? else {
            continue;
        };
        let at = (FUTURES, text(row, "asset")?);
        let income = amount(row, "income")?;
        if text(row, "incomeType")? == "TRANSFER" {
            sheet.transfers.add(at, income.negated())?;
        } else {
            sheet.sums.add(at, income)?;
        }
    }
    Ok(())
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
