//! The wallet's refusals in Binance's codes and words. Never an internal text.

use crate::venue::refusal::{Refusal, ServerTrouble};
use crate::venue::wording::refusals;
use domain::{Qty, Span};
use exchange::wallet::WalletRefusal;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

refusals! {
    /// Why a request of the wallet was refused.
    WalletNo {
        /// A parameter whose value makes no sense.
        BadValue(name: &'static str) = 400, -1130, "Data sent for parameter '{name}' is not valid.";
        /// The owner stopped the account.
        Frozen = 400, -3022, "You account's trading is banned.";
        /// A key whose account may not do this.
        MasterOnly = 400, -4006, "Support main account only.";
        /// Not an address of this network.
        BadAddress = 400, -4007, "Address validation is not passed.";
        /// The network asks for a tag, or knows none.
        BadTag = 400, -4008, "Address tag validation is not passed.";
        /// The venue has no such asset.
        UnknownAsset = 400, -4018, "We don't have this asset.";
        /// The asset does not travel over this network.
        UnknownNetwork = 400, -4019, "Current asset is not open for withdrawal.";
        /// No multiple of the step.
        OffStep(step: Qty) = 400, -4021, "Asset withdrawal must be an integer multiple of {step}.";
        /// Less than may be withdrawn.
        BelowMin(min: Qty) = 400, -4022, "Not less than the minimum pick-up quantity {min}.";
        /// More than may be withdrawn, at once or in a day.
        AboveMax = 400, -4023, "Within 24 hours, the withdrawal exceeds the maximum amount.";
        /// What may be withdrawn or converted does not cover it.
        Insufficient = 400, -4026, "You have insufficient balance.";
        /// The address is not on the owner's list.
        NotListed = 400, -4035,
            "This address is not on the whitelist. Please join and try again.";
        /// Two times too far apart: how many days they may be.
        TooLong(days: i64) = 400, -4047, "Time interval must be within 0-{days} days";
        /// A balance is worth too much to be dust.
        DustTooLarge = 400, -5004,
            "The residual balances have exceeded 0.001BTC, Please re-choose.";
        /// A balance is worth nothing in the target.
        DustTooSmall = 400, -5005, "The residual balances of the BTC is too low";
        /// The receiving wallet would not take it.
        NotTaken = 400, -5010, "Asset transfer fail.";
        /// Futures were never switched on for the account.
        FuturesOff = 400, -5011, "future account not exists.";
        /// What may be transferred does not cover it.
        NothingToTransfer = 400, -5013, "Asset transfer failed: insufficient balance";
        /// No account of this person has this address of mail, or this one is under nobody.
        NoFamily = 400, -5021, "This parent sub have no relation";
        /// A master has as many sub-accounts as it may. Binance documents no code of its own for that; the code is the
        /// one its sub-accounts answer with when they cannot serve.
        TooManySubs = 400, -9000, "The number of sub-accounts has reached its limit.";
        /// Too many quotes of the account are open.
        TooManyQuotes = 400, 345_103,
            "Your hourly quotation limit is reached. Please try again later in the next hour.";
        /// The quote's time is over.
        QuoteExpired = 400, 345_231,
            "System failed to execute the quote, which has expired. Please request for quote again.";
    }
}

impl From<WalletNo> for Refusal {
    fn from(no: WalletNo) -> Self {
        Self::Wallet(no)
    }
}

/// A parameter whose value makes no sense.
pub(super) fn bad_value(name: &'static str) -> Refusal {
    WalletNo::BadValue(name).into()
}

/// Two times too far apart.
pub(super) fn too_long(most: Span) -> Refusal {
    WalletNo::TooLong(most.millis() / DAY_MS).into()
}

/// No account of this person has this address of mail.
pub(super) fn no_family() -> Refusal {
    WalletNo::NoFamily.into()
}

/// What the wallet's word is in Binance's.
pub(crate) fn worded(reason: WalletRefusal) -> Refusal {
    use WalletRefusal as W;
    let no = match reason {
        W::UnknownAccount => return Refusal::UnknownKey,
        // The surface looks for these itself before the wallet does, or only levers bring them about.
        W::AccountTaken | W::SubOnly | W::UnknownRecord | W::WrongState => {
            return Refusal::Server(ServerTrouble::Unknown);
        }
        W::UnknownEmail | W::NotFamily => WalletNo::NoFamily,
        W::BadEmail => WalletNo::BadValue("email"),
        W::MasterOnly => WalletNo::MasterOnly,
        W::TooManySubs => WalletNo::TooManySubs,
        W::Frozen => WalletNo::Frozen,
        W::FuturesOff => WalletNo::FuturesOff,
        W::UnknownAsset => WalletNo::UnknownAsset,
        W::UnknownNetwork => WalletNo::UnknownNetwork,
        W::BadAddress => WalletNo::BadAddress,
        W::BadTag => WalletNo::BadTag,
        W::NotListed => WalletNo::NotListed,
        W::BadQty => WalletNo::BadValue("amount"),
        W::BelowMin { min } => WalletNo::BelowMin(min),
        W::AboveMax { .. } | W::OverQuota => WalletNo::AboveMax,
        W::OffStep { step } => WalletNo::OffStep(step),
        W::OrderIdTaken => WalletNo::BadValue("withdrawOrderId"),
        W::ClientIdTaken => WalletNo::BadValue("clientTranId"),
        W::SamePurse => WalletNo::BadValue("type"),
        W::Insufficient => WalletNo::Insufficient,
        W::NotTaken => WalletNo::NotTaken,
        W::BadDust => WalletNo::BadValue("asset"),
        W::DustTooLarge => WalletNo::DustTooLarge,
        W::DustTooSmall => WalletNo::DustTooSmall,
        W::SameAsset => WalletNo::BadValue("toAsset"),
        W::QuoteTooSmall | W::QuoteTooLarge => WalletNo::BadValue("fromAmount"),
        W::TooManyQuotes => WalletNo::TooManyQuotes,
        W::UnknownQuote => WalletNo::BadValue("quoteId"),
        W::QuoteExpired { .. } => WalletNo::QuoteExpired,
    };
    no.into()
}

/// The same for transfers, whose lack of money has a code of its own.
pub(crate) fn worded_transfer(reason: WalletRefusal) -> Refusal {
    if reason == WalletRefusal::Insufficient {
        return WalletNo::NothingToTransfer.into();
    }
    worded(reason)
}
