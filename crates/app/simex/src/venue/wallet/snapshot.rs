//! What one account holds right now, in the form in which the wallet keeps the end of a day. Reads only.

use crate::venue::Venue;
use domain::{AccountId, Amount, Qty, Time};
use exchange::wallet::{Purse, Snapshot, SnapshotBalance, SnapshotMargin};

/// What an account holds on spot and for futures, as the snapshot of an instant.
pub(super) fn of(venue: &Venue, account: AccountId, at: Time) -> Snapshot {
    let held = venue.held(account, Purse::Spot);
    let total_btc = held.iter().fold(Amount::ZERO, |sum, row| {
        let whole = row.free.plus(row.locked).unwrap_or(row.free);
        let worth = venue.in_bitcoin(row.asset, whole);
        sum.plus(worth).unwrap_or(sum)
    });
    let balances = held
        .iter()
        .filter(|row| row.free > Qty::ZERO || row.locked > Qty::ZERO)
        .map(|row| SnapshotBalance {
            asset: row.asset,
            free: row.free,
            locked: row.locked,
        })
        .collect();
    let margins = venue.futures_wallets(account);
    let margins = margins.iter().map(|row| SnapshotMargin {
        asset: row.asset,
        margin_balance: row.margin_balance,
        wallet_balance: row.wallet_balance,
    });
    Snapshot {
        account,
        at,
        total_btc,
        balances,
        margins: margins.collect(),
        positions: venue.futures_positions(account),
    }
}
