//! What an account held at the end of a day, as the wallet remembers it: values only. Never worked out afterwards.

use super::words::record;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Qty, Time};

record! {
    /// What an account held of one asset on spot.
    SnapshotBalance {
        /// What.
        asset: Asset,
        /// What might be spent.
        free: Qty,
        /// What open orders held.
        locked: Qty,
    }
}

record! {
    /// What an account held of one asset for futures.
    SnapshotMargin {
        /// What.
        asset: Asset,
        /// With unrealised profit.
        margin_balance: Amount,
        /// Without it.
        wallet_balance: Amount,
    }
}

record! {
    /// A futures position of a snapshot.
    SnapshotPosition {
        /// The venue's symbol.
        symbol: String,
        /// Average price of its opening.
        entry: Amount,
        /// The mark price then.
        mark: Amount,
        /// Below zero when short.
        qty: Amount,
        /// Unrealised profit.
        profit: Amount,
    }
}

record! {
    /// What an account held at the end of a UTC day.
    Snapshot {
        /// Whose.
        account: AccountId,
        /// The last second of the day.
        at: Time,
        /// All of spot in bitcoin.
        total_btc: Amount,
        /// Spot.
        balances: Vec<SnapshotBalance>,
        /// Futures.
        margins: Vec<SnapshotMargin>,
        /// Futures positions.
        positions: Vec<SnapshotPosition>,
    }
}
