//! Pages of an account's past. Never a page that hides that there is more.

use super::VenueSymbol;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Amount, Asset, Time, VenueTradeId};

/// Where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// There is none: this page was not full.
    End,
    /// From this id on.
    From(u64),
    /// From this instant on; rows of that very instant come again and are known by their ids.
    At(Time),
    /// The whole page is of this one instant and there may be more of it: it must be asked for kind by kind.
    Crowded(Time),
}

/// Rows, oldest first, and where the next ones are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The next page.
    pub next: Next,
}

macro_rules! income_kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)+) => {
        /// Why money of the account moved, in the venue's words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum IncomeKind {
            $($(#[$doc])* $variant,)+
            /// A word that is not among those; it is kept beside the row.
            Other,
        }

        impl IncomeKind {
            /// All kinds that have a word.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The venue's word; none for a kind that is not known.
            #[must_use]
            pub const fn word(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($word),)+
                    Self::Other => None,
                }
            }
        }
    };
}

income_kinds! {
    /// Between wallets of the same holder.
    Transfer = "TRANSFER";
    /// A gift to a beginner.
    WelcomeBonus = "WELCOME_BONUS";
    /// Profit or loss of a position that was closed.
    RealisedPnl = "REALIZED_PNL";
    /// Funding paid or received.
    FundingFee = "FUNDING_FEE";
    /// A fee of a trade.
    Commission = "COMMISSION";
    /// What a liquidation cost or the insurance fund covered.
    InsuranceClear = "INSURANCE_CLEAR";
    /// A share of the fees of people who were brought.
    ReferralKickback = "REFERRAL_KICKBACK";
    /// A share of fees given back to those people.
    CommissionRebate = "COMMISSION_REBATE";
    /// A share of fees given back to a program.
    ApiRebate = "API_REBATE";
    /// A prize.
    ContestReward = "CONTEST_REWARD";
    /// Collateral of another product.
    CrossCollateralTransfer = "CROSS_COLLATERAL_TRANSFER";
    /// The premium of an option.
    OptionsPremiumFee = "OPTIONS_PREMIUM_FEE";
    /// What an option paid.
    OptionsSettleProfit = "OPTIONS_SETTLE_PROFIT";
    /// Between accounts of the same family.
    InternalTransfer = "INTERNAL_TRANSFER";
    /// One asset turned into another by the venue, to settle a debt.
    AutoExchange = "AUTO_EXCHANGE";
    /// What a delivered contract paid.
    DeliveredSettlement = "DELIVERED_SETTELMENT";
    /// One asset turned into another: what came.
    SwapDeposit = "COIN_SWAP_DEPOSIT";
    /// One asset turned into another: what went.
    SwapWithdraw = "COIN_SWAP_WITHDRAW";
    /// A fee for a higher limit of positions.
    PositionLimitIncreaseFee = "POSITION_LIMIT_INCREASE_FEE";
    /// Between a strategy of the venue and the wallet.
    StrategyTransfer = "STRATEGY_UMFUTURES_TRANSFER";
    /// A gift.
    FuturesPresent = "FUTURES_PRESENT";
    /// A fee given back.
    FeeReturn = "FEE_RETURN";
    /// Interest of a margin asset that bears some.
    BfusdReward = "BFUSD_REWARD";
}

impl IncomeKind {
    /// The kind of a word of the venue.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.word() == Some(word))
            .unwrap_or(Self::Other)
    }
}

/// One movement of the account's money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Income {
    /// The venue's number of the movement, unique within its kind.
    pub id: u64,
    /// Why.
    pub kind: IncomeKind,
    /// The venue's word for why.
    pub word: String,
    /// The contract it is about, if any.
    pub symbol: Option<VenueSymbol>,
    /// What came, or below zero what went.
    pub amount: Amount,
    /// The asset.
    pub asset: Asset,
    /// The trade it belongs to, if any.
    pub trade: Option<VenueTradeId>,
    /// When.
    pub at: Time,
}
