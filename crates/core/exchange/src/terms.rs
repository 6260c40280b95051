//! What an account pays, in what, with whom it counts as one, and whether it may trade. Values only.

use crate::order_type::words;
use domain::{AccountId, Asset, Rate};

/// An account and the terms it trades on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountTerms {
    /// Who.
    pub account: AccountId,
    /// What every trade costs.
    pub standard: FeeRates,
    /// What is added in special circumstances; no discount applies.
    pub special: FeeRates,
    /// Tax; no discount applies.
    pub tax: FeeRates,
    /// Another asset that fees are taken in while there is enough of it.
    pub discount: Option<Discount>,
    /// Accounts of one group do not trade with each other unless both wish it.
    pub group: Option<u32>,
    /// Whether it may place orders.
    pub permission: TradePermission,
}

/// Shares of what is received. A rate below zero is a rebate; each has at most 8 decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeRates {
    /// When its order rested.
    pub maker: Rate,
    /// When its order took.
    pub taker: Rate,
    /// Added when it bought.
    pub buyer: Rate,
    /// Added when it sold.
    pub seller: Rate,
}

/// Fees taken in another asset, at less than the standard rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discount {
    /// What fees are taken in.
    pub asset: Asset,
    /// The share of the standard fee that is let off: 0.25 takes three quarters. At most 4 decimal places.
    pub off: Rate,
}

/// Whether an account may place orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TradePermission {
    /// It may.
    Trades,
    /// It may neither place nor end orders.
    Barred,
}

words!(TradePermission, Trades = "trades", Barred = "barred");

impl FeeRates {
    /// Nothing.
    pub const NONE: Self = Self::new(Rate::ZERO, Rate::ZERO);

    /// These maker and taker rates, whichever way the account trades.
    #[must_use]
    pub const fn new(maker: Rate, taker: Rate) -> Self {
        Self {
            maker,
            taker,
            buyer: Rate::ZERO,
            seller: Rate::ZERO,
        }
    }
}

impl AccountTerms {
    /// An account that pays these standard rates in what it receives, alone and free to trade.
    #[must_use]
    pub const fn plain(account: AccountId, maker: Rate, taker: Rate) -> Self {
        Self {
            account,
            standard: FeeRates::new(maker, taker),
            special: FeeRates::NONE,
            tax: FeeRates::NONE,
            discount: None,
            group: None,
            permission: TradePermission::Trades,
        }
    }
}
