//! What the ledger tells of the wallet: each record with its state, as it stands from then on. Never a number of its own.

use super::{Note, Written};
use domain::{AccountId, Qty};
use exchange::wallet::{
    Conversion, Deposit, Dividend, DustConversion, FamilyTransfer, FundingBalance, Transfer,
    WalletFact, Withdrawal,
};
use serde_json::{Value, json};

/// Decimal places of the wallet's atoms.
const ATOM_PLACES: u32 = 12;

/// The note that a fact of the wallet leaves, if it is one that happens to an account.
pub(crate) fn note(fact: &WalletFact) -> Option<Note> {
    let (account, what, told) = match fact {
        WalletFact::Funding(held) => (held.account, "fundingBalance", funding(held)),
        WalletFact::Deposit(row) => (row.account, "deposit", deposit(row)),
        WalletFact::Withdrawal(row) => (row.account, "withdrawal", withdrawal(row)),
        WalletFact::Transfer(row) => (row.account, "transfer", transfer(row)),
        WalletFact::Family(row) => (row.master, "familyTransfer", family(row)),
        WalletFact::Dividend(row) => (row.account, "dividend", dividend(row)),
        WalletFact::Dust(row) => (row.account, "dust", dust(row)),
        WalletFact::Conversion(row) => (row.quote.account, "conversion", conversion(row)),
        WalletFact::Member(_)
        | WalletFact::Settings(_)
        | WalletFact::Address(_)
        | WalletFact::Pool(_)
        | WalletFact::Snapshot(_)
        | WalletFact::Numbers(_)
        | WalletFact::Midnight(_)
        | WalletFact::OnVerdict(_) => return None,
    };
    Some(Note::Told(Some(account), what, Written::of(&told)))
}

fn funding(held: &FundingBalance) -> Value {
    let balance = Qty::from_parts(held.atoms, ATOM_PLACES).unwrap_or(Qty::ZERO);
    json!({ "asset": held.asset.as_str(), "balance": balance.to_string() })
}

fn deposit(row: &Deposit) -> Value {
    json!({
        "id": row.id.to_string(), "asset": row.asset.as_str(), "qty": row.qty.to_string(),
        "wallet": row.purse.as_str(), "network": row.network, "txId": row.tx,
        "state": row.state.as_str(), "status": row.state.code(), "travels": row.passage.as_str(),
    })
}

fn withdrawal(row: &Withdrawal) -> Value {
    json!({
        "id": row.id, "asset": row.asset.as_str(), "qty": row.qty.to_string(),
        "fee": row.fee.to_string(), "wallet": row.purse.as_str(), "network": row.network,
        "address": row.address, "txId": row.tx, "withdrawOrderId": row.order_id,
        "state": row.state.as_str(), "status": row.state.code(), "travels": row.passage.as_str(),
    })
}

fn transfer(row: &Transfer) -> Value {
    json!({
        "tranId": row.id, "from": row.from.as_str(), "to": row.to.as_str(),
        "asset": row.asset.as_str(), "qty": row.qty.to_string(),
    })
}

fn family(row: &FamilyTransfer) -> Value {
    let end = |account: AccountId| account.get();
    json!({
        "tranId": row.id, "from": end(row.from), "fromWallet": row.from_purse.as_str(),
        "to": end(row.to), "toWallet": row.to_purse.as_str(), "asset": row.asset.as_str(),
        "qty": row.qty.to_string(), "clientTranId": row.client_id, "by": row.channel.as_str(),
    })
}

fn dividend(row: &Dividend) -> Value {
    json!({
        "id": row.id, "tranId": row.tran, "asset": row.asset.as_str(),
        "qty": row.qty.to_string(), "info": row.info,
    })
}

fn dust(row: &DustConversion) -> Value {
    let part = |part: &exchange::wallet::DustPart| {
        json!({
            "id": part.id, "asset": part.asset.as_str(), "qty": part.qty.to_string(),
            "got": part.got.to_string(), "charge": part.charge.to_string(),
        })
    };
    let parts: Vec<Value> = row.parts.iter().map(part).collect();
    json!({ "id": row.id, "target": row.target.as_str(), "parts": parts })
}

fn conversion(row: &Conversion) -> Value {
    json!({
        "orderId": row.id, "quoteId": row.quote.id,
        "from": row.quote.from.as_str(), "fromQty": row.quote.from_qty.to_string(),
        "to": row.quote.to.as_str(), "toQty": row.quote.to_qty.to_string(),
    })
}
