//! What must be kept to rebuild the wallet after a sudden end: the last word on each record and sum. One line each.
//! The facts of one turn stand or fall together with those of the engines it moved money in.

use super::book::Pool;
use super::records::{
    Conversion, Deposit, Dividend, DustConversion, FamilyTransfer, Member, SavedAddress, Settings,
    Transfer, Withdrawal,
};
use super::snapshot::Snapshot;
use super::words::{WalletFactError, Worded, Words, record};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;
use domain::{AccountId, Asset, Time};

/// The first word of every line.
const FIRST_WORD: &str = "wallet";

record! {
    /// What an account holds of one asset in its funding wallet, in atoms of twelve places.
    FundingBalance {
        /// Whose.
        account: AccountId,
        /// What.
        asset: Asset,
        /// How much.
        atoms: i128,
    }
}

record! {
    /// Where all atoms of one asset are that passed the wallet, in atoms of twelve places.
    PoolBalance {
        /// What.
        asset: Asset,
        /// Came from outside.
        deposited: i128,
        /// The venue gave.
        granted: i128,
        /// Went out.
        withdrawn: i128,
        /// Fees of withdrawals.
        fees: i128,
        /// What the conversion desk gained.
        desk: i128,
        /// Given to the spot engine on balance.
        spot: i128,
        /// Given to the futures engine on balance.
        futures: i128,
        /// In the funding wallets.
        funding: i128,
        /// Taken and not yet given.
        transit: i128,
        /// In withdrawals that are not out yet.
        withdrawing: i128,
    }
}

impl PoolBalance {
    pub(crate) const fn of(asset: Asset, pool: Pool) -> Self {
        Self {
            asset,
            deposited: pool.deposited,
            granted: pool.granted,
            withdrawn: pool.withdrawn,
            fees: pool.fees,
            desk: pool.desk,
            spot: pool.spot,
            futures: pool.futures,
            funding: pool.funding,
            transit: pool.transit,
            withdrawing: pool.withdrawing,
        }
    }

    pub(crate) const fn pool(&self) -> Pool {
        Pool {
            deposited: self.deposited,
            granted: self.granted,
            withdrawn: self.withdrawn,
            fees: self.fees,
            desk: self.desk,
            spot: self.spot,
            futures: self.futures,
            funding: self.funding,
            transit: self.transit,
            withdrawing: self.withdrawing,
        }
    }
}

macro_rules! wallet_facts {
    ($( $(#[$doc:meta])* $variant:ident($kind:ty) = $word:literal ),* $(,)?) => {
        /// One thing to keep. Its text is one line without a line end, beginning with `wallet`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum WalletFact {
            $( $(#[$doc])* $variant($kind), )*
        }

        impl fmt::Display for WalletFact {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut line = String::from(FIRST_WORD);
                match self {
                    $( Self::$variant(value) => {
                        line.push_str(concat!(" ", $word));
                        Worded::write(value, &mut line);
                    } )*
                }
                f.write_str(&line)
            }
        }

        impl FromStr for WalletFact {
            type Err = WalletFactError;

            fn from_str(line: &str) -> Result<Self, WalletFactError> {
                let mut words = Words::of(line);
                if words.word()? != FIRST_WORD {
                    return Err(WalletFactError::UnknownKind);
                }
                let fact = match words.word()? {
                    $( $word => Self::$variant(Worded::read(&mut words)?), )*
                    _ => return Err(WalletFactError::UnknownKind),
                };
                words.end()?;
                Ok(fact)
            }
        }
    };
}

wallet_facts! {
    /// An account as it stands from here on.
    Member(Member) = "member",
    /// Its settings from here on.
    Settings(Settings) = "settings",
    /// An address as it is written down from here on.
    Address(SavedAddress) = "address",
    /// A funding balance from here on.
    Funding(FundingBalance) = "funding",
    /// The sums of an asset from here on.
    Pool(PoolBalance) = "pool",
    /// A deposit as it stands from here on.
    Deposit(Deposit) = "deposit",
    /// A withdrawal as it stands from here on.
    Withdrawal(Withdrawal) = "withdrawal",
    /// A transfer that happened.
    Transfer(Transfer) = "transfer",
    /// A transfer between accounts that happened.
    Family(FamilyTransfer) = "family",
    /// A gift of the venue.
    Dividend(Dividend) = "dividend",
    /// A conversion of small balances.
    Dust(DustConversion) = "dust",
    /// A conversion.
    Conversion(Conversion) = "conversion",
    /// An end of a day.
    Snapshot(Snapshot) = "snapshot",
    /// Numbers below this may have been used.
    Numbers(u64) = "numbers",
    /// The next end of a day to be written down.
    Midnight(Time) = "midnight",
    /// Whether withdrawals wait for a verdict.
    OnVerdict(bool) = "on-verdict",
}
