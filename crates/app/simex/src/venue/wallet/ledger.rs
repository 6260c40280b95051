//! Everything the wallet knows of an account, for the ledger that tests compare with. Never part of Binance's surface.

use crate::venue::Venue;
use domain::AccountId;
use exchange::wallet::{Deposit, DustConversion, FamilyTransfer, Withdrawal};
use serde_json::{Value, json};

impl Venue {
    /// What an account holds in its funding wallet, and every movement of money that the wallet remembers of it.
    pub(crate) fn wallet_state(&self, account: AccountId) -> Value {
        let wallet = &self.wallet;
        let Some(member) = wallet.find(account) else {
            return Value::Null;
        };
        let funding = wallet
            .funding(account)
            .map(|held| json!({ "asset": held.asset.as_str(), "free": held.free.to_string() }));
        let transfers = wallet.transfers(account).map(|row| {
            json!({
                "tranId": row.id, "from": row.from.as_str(), "to": row.to.as_str(),
                "asset": row.asset.as_str(), "amount": row.qty.to_string(),
            })
        });
        let family = wallet.family_transfers(member.master.unwrap_or(account));
        let family = family.filter(|row| row.from == account || row.to == account);
        let dividends = wallet.dividends(account).map(|row| {
            json!({ "id": row.id, "asset": row.asset.as_str(), "amount": row.qty.to_string() })
        });
        let conversions = wallet.conversions(account).map(|row| {
            let quote = &row.quote;
            json!({
                "orderId": row.id, "quoteId": quote.id, "wallet": quote.purse.as_str(),
                "fromAsset": quote.from.as_str(), "fromAmount": quote.from_qty.to_string(),
                "toAsset": quote.to.as_str(), "toAmount": quote.to_qty.to_string(),
            })
        });
        json!({
            "funding": funding.collect::<Value>(),
            "deposits": wallet.deposits(account).map(deposit).collect::<Value>(),
            "withdrawals": wallet.withdrawals(account).map(withdrawal).collect::<Value>(),
            "transfers": transfers.collect::<Value>(),
            "familyTransfers": family.map(family_transfer).collect::<Value>(),
            "dividends": dividends.collect::<Value>(),
            "dust": wallet.dust_conversions(account).flat_map(dust).collect::<Value>(),
            "conversions": conversions.collect::<Value>(),
        })
    }
}

fn deposit(row: &Deposit) -> Value {
    json!({
        "id": row.id, "wallet": row.purse.as_str(), "asset": row.asset.as_str(),
        "amount": row.qty.to_string(), "state": row.state.as_str(), "txId": row.tx,
        "credited": row.credited.is_some(),
    })
}

fn withdrawal(row: &Withdrawal) -> Value {
    json!({
        "id": row.id, "withdrawOrderId": row.order_id, "wallet": row.purse.as_str(),
        "asset": row.asset.as_str(), "amount": row.qty.to_string(), "fee": row.fee.to_string(),
        "state": row.state.as_str(), "txId": row.tx,
    })
}

fn family_transfer(row: &FamilyTransfer) -> Value {
    json!({
        "tranId": row.id, "clientTranId": row.client_id, "asset": row.asset.as_str(),
        "amount": row.qty.to_string(), "from": row.from.get(), "fromWallet": row.from_purse.as_str(),
        "to": row.to.get(), "toWallet": row.to_purse.as_str(),
    })
}

/// Each balance that was turned into another asset.
fn dust(row: &DustConversion) -> impl Iterator<Item = Value> + '_ {
    row.parts.iter().map(|part| {
        json!({
            "transId": part.id, "fromAsset": part.asset.as_str(), "amount": part.qty.to_string(),
            "targetAsset": row.target.as_str(), "got": part.got.to_string(), "charge": part.charge.to_string(),
        })
    })
}
