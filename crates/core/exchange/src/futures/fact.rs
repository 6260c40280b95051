//! What must be kept to rebuild the futures exchange after a sudden end. Never the house: its levels come back with its market.

mod line;
mod records;
mod words;

use super::effect::FuturesEffect;
use super::ids::{AlgoId, AmendmentId, TranId};
use super::input::FuturesTerms;
use super::listing::{FuturesListing, FuturesStatus, MarginAsset};
use super::view::{
    AlgoOrder, Amendment, AssetsMode, FeeBurn, FundingView, FuturesOrder, FuturesTrade, Income,
    MarginChange, MarginType, PositionMode, PositionSide,
};
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use alloc::boxed::Box;
use domain::{AccountId, Amount, Asset, Price, Qty, Rate, Symbol, Time};

pub use line::FuturesFactError;

/// One thing to keep. Its text is one line without a line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FuturesFact {
    /// An asset can stand as margin.
    Asset(MarginAsset),
    /// A contract is listed, with its status.
    Listed(Box<FuturesListing>, FuturesStatus),
    /// An account is open and pays these fees from here on.
    Terms(FuturesTerms),
    /// The settings of an account from here on.
    Settings(SettingsFact),
    /// The settings of an account for a contract from here on.
    Seat(SeatFact),
    /// What a wallet holds from here on.
    Wallet(WalletFact),
    /// A position from here on.
    Position(PositionFact),
    /// An order as it stands from here on.
    Order(FuturesOrder),
    /// A conditional order as it stands from here on.
    Algo(AlgoOrder),
    /// A trade of an account.
    Trade(FuturesTrade),
    /// A movement of money.
    Income(Income),
    /// A change of an order.
    Amendment(Amendment),
    /// A movement of isolated margin.
    MarginChange(MarginChange),
    /// A countdown from here on; none when it was stopped or has run out.
    Countdown(CountdownFact),
    /// Where an asset's money is beside the wallets.
    Pool(PoolFact),
    /// The prices of a contract.
    Prices(PricesFact),
    /// The index price of a margin asset.
    AssetIndex(Asset, Price),
    /// Funding was paid.
    Funding(FundingView),
    /// Numbers below these may have been used.
    Ids(FuturesMarks),
}

/// The settings of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsFact {
    /// Who.
    pub account: AccountId,
    /// One net position or two.
    pub position_mode: PositionMode,
    /// Each margin asset for itself or all together.
    pub assets_mode: AssetsMode,
    /// Whether fees are paid in BNB.
    pub fee_burn: FeeBurn,
    /// When a setting last changed.
    pub updated: Option<Time>,
}

/// The settings of an account for a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatFact {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// How many times the margin.
    pub leverage: u32,
    /// Cross or isolated.
    pub margin: MarginType,
}

/// A wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalletFact {
    /// Who.
    pub account: AccountId,
    /// Of what.
    pub asset: Asset,
    /// How much, isolated margin included.
    pub balance: Amount,
    /// When it last changed.
    pub updated: Time,
}

/// A position, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionFact {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which.
    pub position_side: PositionSide,
    /// Size; below zero is short.
    pub qty: Amount,
    /// What it cost to enter.
    pub cost: Amount,
    /// What it cost when it last grew.
    pub basis_cost: Amount,
    /// Its size when it last grew.
    pub basis_qty: Qty,
    /// Money set aside for it.
    pub isolated: Amount,
    /// Profit made real since the account opened.
    pub realised: Amount,
    /// Fees and funding paid less profit made since it was last flat.
    pub sunk: Amount,
    /// When it last changed.
    pub updated: Time,
}

/// A countdown of an account and a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountdownFact {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// When it runs out.
    pub due: Option<Time>,
}

/// Where an asset's money is beside the wallets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolFact {
    /// Which.
    pub asset: Asset,
    /// What came in less what went out.
    pub deposited: Amount,
    /// Fees taken.
    pub fees: Amount,
    /// Funding taken and not given.
    pub funding: Amount,
    /// The insurance fund.
    pub insurance: Amount,
    /// Cash the anonymous traders gained by trading.
    pub house: Amount,
}

/// The prices of a contract, and what its next funding is reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricesFact {
    /// Which.
    pub symbol: Symbol,
    /// Index price.
    pub index: Price,
    /// Mark price.
    pub mark: Price,
    /// Price of the last trade.
    pub last: Option<Price>,
    /// Weighted sum of premiums since the last payment, in units of a hundred-millionth.
    pub premium_sum: i128,
    /// How many premiums were taken since the last payment.
    pub premium_count: u64,
    /// When the next payment is.
    pub next_funding: Time,
    /// The rate of the last payment.
    pub last_rate: Rate,
}

/// Numbers that no later run may use below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesMarks {
    /// The symbol the trade and update marks belong to.
    pub symbol: Symbol,
    /// Next order id, over all symbols.
    pub order: ExchangeOrderId,
    /// Next conditional order id.
    pub algo: AlgoId,
    /// Next movement of money.
    pub tran: TranId,
    /// Next amendment.
    pub amendment: AmendmentId,
    /// Next trade id of the symbol.
    pub trade: ExchangeTradeId,
    /// Next update id of the symbol.
    pub update: UpdateId,
}

impl FuturesFact {
    /// What an effect leaves to be kept; most of them nothing.
    pub fn of(effect: &FuturesEffect) -> impl Iterator<Item = Self> + use<> {
        let (first, second) = match effect {
            FuturesEffect::Report(report) => (
                Some(Self::Order(report.order)),
                report.trade().map(Self::Trade),
            ),
            FuturesEffect::AlgoReport(algo) => (Some(Self::Algo(**algo)), None),
            FuturesEffect::Income(income) => (Some(Self::Income(**income)), None),
            FuturesEffect::Funding(funding) => (Some(Self::Funding(*funding)), None),
            FuturesEffect::Keep(fact) => (Some((**fact).clone()), None),
            FuturesEffect::Done { .. }
            | FuturesEffect::Accepted { .. }
            | FuturesEffect::Amended { .. }
            | FuturesEffect::Cancelled { .. }
            | FuturesEffect::AlgoAccepted { .. }
            | FuturesEffect::AlgoCancelled { .. }
            | FuturesEffect::Refused { .. }
            | FuturesEffect::Account(_)
            | FuturesEffect::Config { .. }
            | FuturesEffect::MarginCall(_)
            | FuturesEffect::Liquidation(_)
            | FuturesEffect::Trade(_)
            | FuturesEffect::LevelChanged(_)
            | FuturesEffect::Mark(_)
            | FuturesEffect::Status { .. } => (None, None),
        };
        first.into_iter().chain(second)
    }
}
