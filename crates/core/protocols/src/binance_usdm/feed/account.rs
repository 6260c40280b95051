//! Frames of the private stream: orders, conditional orders, money, positions, margin, settings. Never a sum of our own.

use super::super::read::{fields, words};
use super::super::replies::VenueSymbol;
use super::super::replies::order::{
    AlgoStatus, OrderLife, OrderOrigin, OrderStatus, OrderType, VenueAlgo, VenueFill, VenueOrder,
};
use super::{FrameError, event};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, AssetsMode, ClientOrderId, Leverage, Liquidity, MarginMode, PositionEffect,
    PositionSide, Price, Qty, Side, Time, VenueOrderId, VenueTradeId,
};
use serde::Deserialize;

mod raw;

/// Why money or positions changed, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateReason {
    /// Money came.
    Deposit,
    /// Money went.
    Withdraw,
    /// An order traded.
    Order,
    /// Funding was paid or received.
    FundingFee,
    /// Money that had been taken back was given again.
    WithdrawReject,
    /// A correction by the venue.
    Adjustment,
    /// A liquidation was settled with the insurance fund.
    InsuranceClear,
    /// Money came from the venue.
    AdminDeposit,
    /// Money was taken by the venue.
    AdminWithdraw,
    /// Money moved between the wallet and a position.
    MarginTransfer,
    /// Cross became isolated, or the other way round.
    MarginTypeChange,
    /// Money moved between wallets.
    AssetTransfer,
    /// The premium of an option.
    OptionsPremiumFee,
    /// What an option paid.
    OptionsSettleProfit,
    /// One asset was turned into another to settle a debt.
    AutoExchange,
    /// One asset was turned into another: what came.
    SwapDeposit,
    /// One asset was turned into another: what went.
    SwapWithdraw,
    /// A word that is not among those.
    Other,
}

impl UpdateReason {
    /// The venue's words and what they mean.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("DEPOSIT", Self::Deposit),
        ("WITHDRAW", Self::Withdraw),
        ("ORDER", Self::Order),
        ("FUNDING_FEE", Self::FundingFee),
        ("WITHDRAW_REJECT", Self::WithdrawReject),
        ("ADJUSTMENT", Self::Adjustment),
        ("INSURANCE_CLEAR", Self::InsuranceClear),
        ("ADMIN_DEPOSIT", Self::AdminDeposit),
        ("ADMIN_WITHDRAW", Self::AdminWithdraw),
        ("MARGIN_TRANSFER", Self::MarginTransfer),
        ("MARGIN_TYPE_CHANGE", Self::MarginTypeChange),
        ("ASSET_TRANSFER", Self::AssetTransfer),
        ("OPTIONS_PREMIUM_FEE", Self::OptionsPremiumFee),
        ("OPTIONS_SETTLE_PROFIT", Self::OptionsSettleProfit),
        ("AUTO_EXCHANGE", Self::AutoExchange),
        ("COIN_SWAP_DEPOSIT", Self::SwapDeposit),
        ("COIN_SWAP_WITHDRAW", Self::SwapWithdraw),
    ];

    fn of(word: &str) -> Self {
        let found = Self::WORDS.iter().find(|(known, _)| *known == word);
        found.map_or(Self::Other, |(_, reason)| *reason)
    }
}

/// A wallet that changed, as it stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceMove {
    /// The asset.
    pub asset: Asset,
    /// What is in the wallet.
    pub wallet: Amount,
    /// What of it stands for positions on cross margin.
    pub cross_wallet: Amount,
    /// What came or went, profit and fees of trades left out.
    pub change: Amount,
}

/// A position that changed, as it stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionMove {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Which of its positions.
    pub position: PositionSide,
    /// Base held: above zero long, below zero short.
    pub qty: Amount,
    /// Average price it was opened at; absent when it is flat.
    pub entry: Option<Price>,
    /// Profit realised since the venue counts, before fees.
    pub realised: Amount,
    /// Profit if it were closed at the mark.
    pub unrealised: Amount,
    /// Cross or isolated.
    pub margin: MarginMode,
    /// Money set aside for it, when it is isolated.
    pub isolated_wallet: Amount,
}

/// A position whose margin runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledPosition {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Which of its positions.
    pub position: PositionSide,
    /// Base held: above zero long, below zero short.
    pub qty: Amount,
    /// Cross or isolated.
    pub margin: MarginMode,
    /// The price it is valued at.
    pub mark: Price,
    /// Profit if it were closed at the mark.
    pub unrealised: Amount,
    /// Margin below which it is liquidated.
    pub maintenance: Amount,
}

/// An execution in the short form that comes first: without fee and profit, which come with the order's own event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiteFill {
    /// The venue's id of the trade, unique within the contract.
    pub trade: VenueTradeId,
    /// The venue's id of the order.
    pub venue_order: VenueOrderId,
    /// The order's id by whoever made it.
    pub client_id: ClientOrderId,
    /// The contract.
    pub symbol: VenueSymbol,
    /// The order's side.
    pub side: Side,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

/// One private fact of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountFact {
    /// An order moved.
    Order {
        /// The order as it stands after the move.
        order: VenueOrder,
        /// The execution, when the move was one.
        fill: Option<VenueFill>,
    },
    /// An execution in the short form.
    Lite(LiteFill),
    /// A conditional order moved.
    Algo(VenueAlgo),
    /// The engine refused the order a conditional one became.
    AlgoRefused {
        /// The contract.
        symbol: VenueSymbol,
        /// The venue's id of it.
        id: VenueOrderId,
        /// The venue's words.
        reason: String,
        /// When, by the venue's clock.
        at: Time,
    },
    /// Money or positions changed.
    Account {
        /// Why.
        reason: UpdateReason,
        /// Wallets that changed.
        balances: Vec<BalanceMove>,
        /// Positions that changed.
        positions: Vec<PositionMove>,
        /// When, by the venue's clock.
        at: Time,
    },
    /// Margin runs out: what is not closed or topped up will be liquidated.
    MarginCall {
        /// The wallet for positions on cross margin, when it is they that are called.
        cross_wallet: Option<Amount>,
        /// The positions.
        positions: Vec<CalledPosition>,
        /// When, by the venue's clock.
        at: Time,
    },
    /// The leverage of a contract is another.
    Leverage {
        /// The contract.
        symbol: VenueSymbol,
        /// Its leverage.
        leverage: Leverage,
    },
    /// Whether margin assets stand for each other is another.
    Assets(AssetsMode),
    /// The venue ended the private stream: a key must be asked for again.
    Ended,
}

/// A frame of the private stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
pub enum AccountFrame {
    /// A fact.
    Fact(AccountFact),
    /// Something this house does not use: answers to subscriptions, other events.
    Unused,
}

/// Reads one frame of the private stream.
///
/// # Errors
/// It is no JSON, or a fact of ours lacks a field or holds a number or a word we refuse.
pub fn account(frame: &[u8]) -> Result<AccountFrame, FrameError> {
    let Some((name, data)) = event(frame)? else {
        return Ok(AccountFrame::Unused);
    };
    let fact = match name {
        "ORDER_TRADE_UPDATE" => serde_json::from_str::<raw::OrderEvent>(data)?.fact()?,
        "TRADE_LITE" => AccountFact::Lite(serde_json::from_str::<raw::Lite>(data)?.fill()),
        "ALGO_UPDATE" => AccountFact::Algo(serde_json::from_str::<raw::AlgoEvent>(data)?.algo()),
        "CONDITIONAL_ORDER_TRIGGER_REJECT" => {
            serde_json::from_str::<raw::AlgoRefused>(data)?.fact()
        }
        "ACCOUNT_UPDATE" => serde_json::from_str::<raw::AccountEvent>(data)?.fact(),
        "MARGIN_CALL" => serde_json::from_str::<raw::MarginCall>(data)?.fact(),
        "ACCOUNT_CONFIG_UPDATE" => match serde_json::from_str::<raw::Config>(data)?.fact() {
            Some(fact) => fact,
            None => return Ok(AccountFrame::Unused),
        },
        "listenKeyExpired" => AccountFact::Ended,
        _ => return Ok(AccountFrame::Unused),
    };
    Ok(AccountFrame::Fact(fact))
}
