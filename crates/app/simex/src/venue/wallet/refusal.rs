//! The wallet's refusals in Binance's codes and words. Never an internal text.

use crate::venue::refusal::Refusal;
use domain::Span;
use exchange::wallet::WalletRefusal;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

fn no(code: i32, text: impl Into<String>) -> Refusal {
    Refusal::Wallet {
        code,
        text: text.into(),
    }
}

/// A parameter whose value makes no sense.
pub(super) fn bad_value(name: &'static str) -> Refusal {
    no(
        -1130,
        format!("Data sent for parameter '{name}' is not valid."),
    )
}

/// Two times too far apart.
pub(super) fn too_long(most: Span) -> Refusal {
    let days = most.millis() / DAY_MS;
    no(-4047, format!("Time interval must be within 0-{days} days"))
}

/// No account of this person has this address of mail.
pub(super) fn no_family() -> Refusal {
    no(-5021, "This parent sub have no relation")
}

/// A key whose account may not do this.
pub(super) fn master_only() -> Refusal {
    no(-4006, "Only support main account")
}

/// A transfer kind the venue does not have.
pub(super) fn no_such_transfer() -> Refusal {
    no(
        -1102,
        "Mandatory parameter 'type' was not sent, was empty/null, or malformed.",
    )
}

/// A conversion without a price.
pub(super) fn no_price() -> Refusal {
    no(
        345_239,
        "Your quotation is not available now. Please try again later.",
    )
}

/// What the wallet's word is in Binance's.
pub(crate) fn worded(reason: WalletRefusal) -> Refusal {
    use WalletRefusal as W;
    match reason {
        W::UnknownAccount => Refusal::UnknownKey,
        W::UnknownEmail | W::NotFamily => no_family(),
        W::AccountTaken => no(-1130, "The sub-account exists already."),
        W::BadEmail => bad_value("email"),
        W::MasterOnly => master_only(),
        W::SubOnly => no(-4006, "Only support sub account"),
        W::TooManySubs => no(-4045, "The number of sub-accounts has reached its limit."),
        W::Frozen => no(-4005, "The account is frozen."),
        W::FuturesOff => no(-5011, "future account not exists."),
        W::UnknownAsset => no(-4018, "We don't have this asset"),
        W::UnknownNetwork => no(-4019, "Current asset is not open for withdrawal"),
        W::BadAddress => no(-4007, "Address validation is not passed"),
        W::BadTag => no(-4008, "Address tag validation is not passed"),
        W::NotListed => no(
            -4035,
            "This address is not on the whitelist. Please join and try again",
        ),
        W::BadQty => bad_value("amount"),
        W::BelowMin { min } => no(
            -4022,
            format!("Not less than the minimum pick-up quantity {min}"),
        ),
        W::AboveMax { max } => no(
            -4023,
            format!("The withdrawal exceeds the maximum amount {max}"),
        ),
        W::OffStep { step } => no(
            -4021,
            format!("Asset withdrawal must be an integer multiple of {step}"),
        ),
        W::OverQuota => no(
            -4023,
            "Within 24 hours, the withdrawal exceeds the maximum amount",
        ),
        W::OrderIdTaken => no(-4104, "The withdrawOrderId was used already."),
        W::ClientIdTaken => no(
            -1130,
            "Data sent for parameter 'clientTranId' is not valid.",
        ),
        W::SamePurse => no(-1130, "Data sent for parameter 'type' is not valid."),
        W::Insufficient => no(-4026, "User has insufficient balance"),
        W::NotTaken => no(-5010, "Asset transfer fail."),
        W::UnknownRecord => no(-4029, "The withdrawal record does not exist"),
        W::WrongState => no(
            -4031,
            "The record is in a state in which this cannot be done.",
        ),
        W::BadDust
        | W::DustTooLarge
        | W::DustTooSmall
        | W::SameAsset
        | W::QuoteTooSmall
        | W::QuoteTooLarge
        | W::TooManyQuotes
        | W::UnknownQuote
        | W::QuoteExpired { .. } => conversion(reason),
    }
}

/// The words on dust and conversions; those on money in general are above.
fn conversion(reason: WalletRefusal) -> Refusal {
    use WalletRefusal as W;
    const EXPIRED: &str =
        "System failed to execute the quote, which has expired. Please request for quote again.";
    let (code, text) = match reason {
        W::BadDust => (-1130, "Data sent for parameter 'asset' is not valid."),
        W::DustTooLarge => (
            -5004,
            "The residual balances of the assets have exceeded 0.001BTC, Please re-choose.",
        ),
        W::DustTooSmall => (
            -5005,
            "The residual balances of the assets is too low, Please re-choose.",
        ),
        W::SameAsset => (-1130, "Data sent for parameter 'toAsset' is not valid."),
        W::QuoteTooSmall => (345_103, "The amount is below the minimum of the pair."),
        W::QuoteTooLarge => (345_104, "The amount is above the maximum of the pair."),
        W::TooManyQuotes => (345_105, "Too many quotes are open. Please try again later."),
        W::UnknownQuote => (345_106, "The quote does not exist."),
        W::QuoteExpired { .. } => (345_231, EXPIRED),
        W::UnknownAccount
        | W::UnknownEmail
        | W::NotFamily
        | W::AccountTaken
        | W::BadEmail
        | W::MasterOnly
        | W::SubOnly
        | W::TooManySubs
        | W::Frozen
        | W::FuturesOff
        | W::UnknownAsset
        | W::UnknownNetwork
        | W::BadAddress
        | W::BadTag
        | W::NotListed
        | W::BadQty
        | W::OverQuota
        | W::OrderIdTaken
        | W::ClientIdTaken
        | W::SamePurse
        | W::Insufficient
        | W::NotTaken
        | W::UnknownRecord
        | W::WrongState
        | W::BelowMin { .. }
        | W::AboveMax { .. }
        | W::OffStep { .. } => (
            -1000,
            "An unknown error occurred while processing the request.",
        ),
    };
    no(code, text)
}

/// The same for transfers, whose lack of money has a code of its own.
pub(crate) fn worded_transfer(reason: WalletRefusal) -> Refusal {
    if reason == WalletRefusal::Insufficient {
        return no(-5013, "Asset transfer failed: insufficient balance");
    }
    worded(reason)
}
