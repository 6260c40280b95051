//! Why the wallet says no. Values only; whoever speaks to strangers finds the words.

use domain::{Qty, Time};

/// Why a wish was refused. A refusal changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletRefusal {
    /// No account has this number.
    UnknownAccount,
    /// No account has this address of mail.
    UnknownEmail,
    /// An account has this number or address of mail already.
    AccountTaken,
    /// The address of mail is empty, too long, or none.
    BadEmail,
    /// Only a master account may do this.
    MasterOnly,
    /// Only a sub-account may do this.
    SubOnly,
    /// The account is not under this master.
    NotFamily,
    /// A master has as many sub-accounts as it may.
    TooManySubs,
    /// The account was stopped by its owner.
    Frozen,
    /// Futures were never switched on for the account.
    FuturesOff,
    /// The venue has no such asset.
    UnknownAsset,
    /// The asset does not travel over this network.
    UnknownNetwork,
    /// Not an address of this network.
    BadAddress,
    /// The network asks for a tag, or knows none.
    BadTag,
    /// The address is not on the owner's list.
    NotListed,
    /// Zero, or finer or larger than the venue counts.
    BadQty,
    /// Less than may be withdrawn.
    BelowMin {
        /// The least.
        min: Qty,
    },
    /// More than may be withdrawn.
    AboveMax {
        /// The most.
        max: Qty,
    },
    /// No multiple of the step.
    OffStep {
        /// The step.
        step: Qty,
    },
    /// More in one day than the venue lets out.
    OverQuota,
    /// The owner used this name for another withdrawal.
    OrderIdTaken,
    /// The asker used this name for another transfer.
    ClientIdTaken,
    /// Out of a wallet into itself.
    SamePurse,
    /// What may be taken does not cover it.
    Insufficient,
    /// The receiving wallet would not take it.
    NotTaken,
    /// There is no such deposit or withdrawal.
    UnknownRecord,
    /// It is in a state in which this cannot happen.
    WrongState,
    /// No asset was named, or too many, or one twice, or the target itself.
    BadDust,
    /// A balance is worth too much to be dust.
    DustTooLarge,
    /// A balance is worth nothing in the target.
    DustTooSmall,
    /// The two assets are the same.
    SameAsset,
    /// Worth less than the venue converts.
    QuoteTooSmall,
    /// Worth more than the venue converts.
    QuoteTooLarge,
    /// Too many quotes of the account are open.
    TooManyQuotes,
    /// There is no such quote.
    UnknownQuote,
    /// The quote's time is over.
    QuoteExpired {
        /// Its last instant.
        valid_until: Time,
    },
}
