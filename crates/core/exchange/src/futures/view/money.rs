//! Positions, wallets, income and settings as others see them. Values only; never a judgement.

use super::{AssetsMode, FeeBurn, MarginType, PositionMode, PositionSide};
use crate::futures::ids::TranId;
use crate::ids::ExchangeTradeId;
use domain::{AccountId, Amount, Asset, Price, Qty, Rate, Symbol, Time};

/// What a movement of money is recorded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncomeKind {
    /// From or to another wallet.
    Transfer,
    /// A gift to a beginner.
    WelcomeBonus,
    /// Profit or loss of a trade.
    RealizedPnl,
    /// Funding.
    FundingFee,
    /// Fee of a trade.
    Commission,
    /// To the insurance fund, or from it.
    InsuranceClear,
    /// Part of the fee of those one has brought.
    ReferralKickback,
    /// Part of the fee of those one has brought, as a partner.
    CommissionRebate,
    /// Part of the fee, through an application.
    ApiRebate,
    /// A prize.
    ContestReward,
    /// Cross-collateral out.
    CrossCollateralTransfer,
    /// Fee of an option.
    OptionsPremiumFee,
    /// Profit of an option.
    OptionsSettleProfit,
    /// Between the account and its owner.
    InternalTransfer,
    /// A debt covered from other assets.
    AutoExchange,
    /// Settlement of a contract that ended.
    DeliveredSettlement,
    /// An asset taken in exchange for another.
    SwapDeposit,
    /// An asset given in exchange for another.
    SwapWithdraw,
    /// Fee for a higher position limit.
    PositionLimitIncreaseFee,
    /// To or from a strategy.
    StrategyUmFuturesTransfer,
    /// A voucher.
    FuturesPresent,
    /// A correction by the venue.
    FeeReturn,
    /// Yield of a margin asset.
    BfusdReward,
}

/// One movement of an account's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Income {
    /// Its number.
    pub id: TranId,
    /// Who.
    pub account: AccountId,
    /// The contract it belongs to, where any.
    pub symbol: Option<Symbol>,
    /// What it is.
    pub kind: IncomeKind,
    /// How much; below zero was taken.
    pub amount: Amount,
    /// Of what.
    pub asset: Asset,
    /// The trade it belongs to, where any.
    pub trade: Option<ExchangeTradeId>,
    /// When.
    pub at: Time,
}

/// Which movements are asked for; oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncomeQuery {
    /// Who.
    pub account: AccountId,
    /// Only of this contract.
    pub symbol: Option<Symbol>,
    /// Only of this kind.
    pub kind: Option<IncomeKind>,
    /// From this instant, included.
    pub from: Time,
    /// To this instant, included.
    pub to: Time,
    /// Those before this page are skipped: so many.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
}

/// Whose hand moved isolated margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarginChangeKind {
    /// The account asked for it.
    UserAdjust,
    /// A trade opened or closed part of the position.
    Trade,
}

/// One movement of isolated margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarginChange {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which position.
    pub position_side: PositionSide,
    /// Whose hand.
    pub kind: MarginChangeKind,
    /// How much; below zero was taken out.
    pub amount: Amount,
    /// Of what.
    pub asset: Asset,
    /// When.
    pub at: Time,
}

/// A position with all that is reckoned from it. Money at eight decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionView {
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// Which position.
    pub position_side: PositionSide,
    /// Size; below zero is short.
    pub qty: Amount,
    /// Average entry price, to eight decimal places, half to even; none while flat.
    pub entry: Option<Price>,
    /// Price at which fees, funding and profits since it opened are earned back; none while flat or when not positive.
    pub breakeven: Option<Price>,
    /// The mark price.
    pub mark: Price,
    /// Profit at the mark price, down to eight decimal places.
    pub unrealised: Amount,
    /// Profit made real since the account opened, fees apart.
    pub realised: Amount,
    /// Value at the mark price; below zero is short.
    pub notional: Amount,
    /// Leverage of the contract.
    pub leverage: u32,
    /// Largest notional at this leverage.
    pub notional_max: Amount,
    /// Cross or isolated.
    pub margin_type: MarginType,
    /// Money set aside, its profit apart; zero for cross.
    pub isolated_wallet: Amount,
    /// Money set aside with its profit; zero for cross.
    pub isolated_margin: Amount,
    /// Margin of the position alone.
    pub position_margin: Amount,
    /// Margin of the open orders beyond it.
    pub order_margin: Amount,
    /// Margin below which it is closed.
    pub maintenance: Amount,
    /// Mark price at which it is closed; none when no positive price does.
    pub liquidation: Option<Price>,
    /// Value of resting buys.
    pub bid_notional: Amount,
    /// Value of resting sells.
    pub ask_notional: Amount,
    /// How soon it would be closed against another's loss: 0 last, 4 first.
    pub adl: u8,
    /// What it is settled in.
    pub margin_asset: Asset,
    /// When it last changed; none for one that never was.
    pub updated: Option<Time>,
}

/// Who holds a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldersView {
    /// Positions of accounts that are long.
    pub long_accounts: u32,
    /// Positions of accounts that are short.
    pub short_accounts: u32,
    /// What they are long together.
    pub long: Qty,
    /// What they are short together.
    pub short: Qty,
}

impl Default for HoldersView {
    fn default() -> Self {
        Self {
            long_accounts: 0,
            short_accounts: 0,
            long: Qty::ZERO,
            short: Qty::ZERO,
        }
    }
}

/// One asset of an account with all that is reckoned from it. Money at eight decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetView {
    /// Which.
    pub asset: Asset,
    /// All that is there, isolated margin included, profits apart.
    pub wallet: Amount,
    /// Profit of all positions settled in it.
    pub unrealised: Amount,
    /// Wallet with profit.
    pub margin_balance: Amount,
    /// Maintenance margin of all positions settled in it.
    pub maintenance: Amount,
    /// Margin of positions and orders.
    pub initial: Amount,
    /// Margin of positions.
    pub position_initial: Amount,
    /// Margin of orders.
    pub order_initial: Amount,
    /// Wallet without isolated margin.
    pub cross_wallet: Amount,
    /// Profit of cross positions.
    pub cross_unrealised: Amount,
    /// What new orders may use.
    pub available: Amount,
    /// What may leave.
    pub withdrawable: Amount,
    /// When it last changed; none for one that never was.
    pub updated: Option<Time>,
}

/// The sums of an account: of the margin asset alone, or of all in dollars in multi-assets mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountTotals {
    /// Margin of positions and orders.
    pub initial: Amount,
    /// Maintenance margin.
    pub maintenance: Amount,
    /// Wallets.
    pub wallet: Amount,
    /// Profit.
    pub unrealised: Amount,
    /// Wallets with profit.
    pub margin_balance: Amount,
    /// Margin of positions.
    pub position_initial: Amount,
    /// Margin of orders.
    pub order_initial: Amount,
    /// Wallets without isolated margin.
    pub cross_wallet: Amount,
    /// Profit of cross positions.
    pub cross_unrealised: Amount,
    /// What new orders may use.
    pub available: Amount,
    /// What may leave.
    pub withdrawable: Amount,
}

/// The settings of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountConfig {
    /// Who.
    pub account: AccountId,
    /// Fee tier.
    pub fee_tier: u8,
    /// Fee of resting orders.
    pub maker: Rate,
    /// Fee of taking orders.
    pub taker: Rate,
    /// Whether fees are paid in BNB.
    pub fee_burn: FeeBurn,
    /// One net position or two.
    pub position_mode: PositionMode,
    /// Each margin asset for itself or all together.
    pub assets_mode: AssetsMode,
    /// When a setting last changed.
    pub updated: Option<Time>,
}

/// The settings of an account for one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymbolConfig {
    /// Which.
    pub symbol: Symbol,
    /// Cross or isolated.
    pub margin_type: MarginType,
    /// How many times the margin.
    pub leverage: u32,
    /// Largest notional at this leverage.
    pub notional_max: Amount,
}

/// The prices of a contract at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkView {
    /// Which.
    pub symbol: Symbol,
    /// Mark price, eight decimal places.
    pub mark: Price,
    /// Index price, eight decimal places.
    pub index: Price,
    /// The rate the next payment would have as things stand.
    pub rate: Rate,
    /// The rate of the last payment.
    pub last_rate: Rate,
    /// Interest of one interval.
    pub interest: Rate,
    /// When the next payment is.
    pub next_funding: Time,
    /// When the mark price was set.
    pub at: Time,
}

/// One payment of funding of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundingView {
    /// Which.
    pub symbol: Symbol,
    /// Longs paid this share of their notional; below zero shorts paid.
    pub rate: Rate,
    /// The mark price it was reckoned at.
    pub mark: Price,
    /// When.
    pub at: Time,
}

/// How soon a contract's positions would be closed against others' losses: 0 last, 4 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdlView {
    /// Which.
    pub symbol: Symbol,
    /// The net position, where there is one.
    pub both: Option<u8>,
    /// The long one.
    pub long: Option<u8>,
    /// The short one.
    pub short: Option<u8>,
}

/// Where all of an asset is: `deposited = wallets + fees + funding + insurance + house`, to the last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesLedger {
    /// Which.
    pub asset: Asset,
    /// What came in less what went out, grants included.
    pub deposited: Amount,
    /// All wallets.
    pub wallets: Amount,
    /// What the exchange took as fees.
    pub fees: Amount,
    /// What funding took and did not give.
    pub funding: Amount,
    /// The insurance fund.
    pub insurance: Amount,
    /// What anonymous traders gained or lost in cash, less what open positions of accounts cost.
    pub house: Amount,
}
