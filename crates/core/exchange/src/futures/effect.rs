//! What the futures exchange says. Facts in the order in which they became true; never a wish.

use super::fact::FuturesFact;
use super::ids::AlgoId;
use super::listing::FuturesStatus;
use super::refusal::FuturesRefusal;
use super::view::{
    AlgoOrder, AssetsMode, FundingView, FuturesFill, FuturesOrder, FuturesTrade, Income,
    MarginType, MarkView, PositionSide, PositionView,
};
use crate::effect::{LevelChange, Trade};
use crate::ids::{ExchangeOrderId, Tag};
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Price, Symbol, Time};

/// One thing the futures exchange says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FuturesEffect {
    /// An input that is no order was done.
    Done {
        /// Of the input.
        tag: Tag,
    },
    /// The order asked for stands or has stood; its reports follow in the same step.
    Accepted {
        /// Of the request.
        tag: Tag,
        /// The order's number.
        order: ExchangeOrderId,
    },
    /// The order was amended, or cancelled by the amendment as its report says.
    Amended {
        /// Of the request.
        tag: Tag,
        /// The order's number.
        order: ExchangeOrderId,
    },
    /// The order asked to end has ended.
    Cancelled {
        /// Of the request.
        tag: Tag,
        /// The order's number.
        order: ExchangeOrderId,
    },
    /// The conditional order asked for waits.
    AlgoAccepted {
        /// Of the request.
        tag: Tag,
        /// Its number.
        algo: AlgoId,
    },
    /// The conditional order asked to end has ended.
    AlgoCancelled {
        /// Of the request.
        tag: Tag,
        /// Its number.
        algo: AlgoId,
    },
    /// An input was refused and changed nothing.
    Refused {
        /// Of the input.
        tag: Tag,
        /// Why.
        reason: FuturesRefusal,
    },
    /// Something happened to an account's order.
    Report(Box<FuturesReport>),
    /// Something happened to an account's conditional order.
    AlgoReport(Box<AlgoOrder>),
    /// Money or positions of an account changed.
    Account(Box<AccountUpdate>),
    /// A setting of an account changed.
    Config {
        /// Who.
        account: AccountId,
        /// What.
        change: ConfigChange,
        /// When.
        at: Time,
    },
    /// An account's money moved, as its income shows it.
    Income(Box<Income>),
    /// An account is close to having positions closed.
    MarginCall(Box<MarginCall>),
    /// A position was closed by the exchange for lack of margin.
    Liquidation(Box<FuturesOrder>),
    /// A trade, for everyone to see.
    Trade(Trade),
    /// One displayed level changed; each such effect raises the symbol's update id by one.
    LevelChanged(LevelChange),
    /// The mark price of a contract, each second.
    Mark(MarkView),
    /// Funding was paid.
    Funding(FundingView),
    /// A contract opened, halted or closed.
    Status {
        /// Which.
        symbol: Symbol,
        /// How it stands.
        status: FuturesStatus,
        /// When.
        at: Time,
    },
    /// Something to keep for a restart; all of one step stand or fall together.
    Keep(Box<FuturesFact>),
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuturesExecution {
    /// It was taken in.
    New,
    /// It traded.
    Trade(FuturesFill),
    /// Its price or quantity was changed: by the account, or because its position shrank.
    Amended,
    /// The account ended it.
    Cancelled,
    /// The exchange ended it, for the reason in its status.
    Expired,
}

/// Something that happened to an account's order, with the order after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesReport {
    /// The order, after.
    pub order: FuturesOrder,
    /// What happened.
    pub execution: FuturesExecution,
    /// When.
    pub at: Time,
}

/// Why money or positions changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateReason {
    /// Money came in.
    Deposit,
    /// Money went out.
    Withdraw,
    /// An order traded.
    Order,
    /// Funding was paid.
    FundingFee,
    /// Isolated margin was moved.
    MarginTransfer,
    /// Cross became isolated or the reverse.
    MarginTypeChange,
    /// To the insurance fund, or from it.
    InsuranceClear,
    /// The venue gave.
    AdminDeposit,
    /// The venue took.
    AdminWithdraw,
    /// A correction.
    Adjustment,
    /// One asset became another.
    AssetTransfer,
    /// A debt was covered from other assets.
    AutoExchange,
    /// An asset taken in exchange.
    SwapDeposit,
    /// An asset given in exchange.
    SwapWithdraw,
}

/// What of an account changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountUpdate {
    /// Who.
    pub account: AccountId,
    /// Why.
    pub reason: UpdateReason,
    /// The wallets that changed.
    pub balances: Vec<BalanceChange>,
    /// The positions that changed, after.
    pub positions: Vec<PositionChange>,
    /// When.
    pub at: Time,
}

/// A wallet that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceChange {
    /// Of what.
    pub asset: Asset,
    /// All that is there.
    pub wallet: Amount,
    /// Without isolated margin.
    pub cross_wallet: Amount,
    /// By how much, profits of trades and fees apart.
    pub change: Amount,
}

/// A position that changed, after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionChange {
    /// What.
    pub symbol: Symbol,
    /// Which position.
    pub position_side: PositionSide,
    /// Size; below zero is short.
    pub qty: Amount,
    /// Average entry price; none while flat.
    pub entry: Option<Price>,
    /// Price at which fees, funding and profits are earned back; none while flat or when not positive.
    pub breakeven: Option<Price>,
    /// Profit made real since the account opened, fees apart.
    pub realised: Amount,
    /// Profit at the mark price.
    pub unrealised: Amount,
    /// Cross or isolated.
    pub margin_type: MarginType,
    /// Money set aside; zero for cross.
    pub isolated_wallet: Amount,
    /// What it is settled in.
    pub margin_asset: Asset,
}

/// A setting that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigChange {
    /// The leverage of a contract.
    Leverage {
        /// Which.
        symbol: Symbol,
        /// How many times.
        leverage: u32,
    },
    /// Single or multi-assets mode.
    Assets(AssetsMode),
}

/// An account whose margin runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginCall {
    /// Who.
    pub account: AccountId,
    /// Its cross wallet; none when the positions are isolated ones.
    pub cross_wallet: Option<Amount>,
    /// The positions.
    pub positions: Vec<PositionView>,
    /// When.
    pub at: Time,
}

impl FuturesReport {
    /// The row this report adds to the account's list of trades, if it is one.
    #[must_use]
    pub const fn trade(&self) -> Option<FuturesTrade> {
        match self.execution {
            FuturesExecution::Trade(fill) => Some(FuturesTrade {
                account: self.order.account,
                symbol: self.order.symbol,
                order: self.order.id,
                client_id: self.order.client_id,
                side: self.order.side,
                position_side: self.order.position_side,
                fill,
                at: self.at,
            }),
            FuturesExecution::New
            | FuturesExecution::Amended
            | FuturesExecution::Cancelled
            | FuturesExecution::Expired => None,
        }
    }
}
