//! Where our book, the venue's word and the sum of the trades part company: what, by how much, and how it ended.
//! Never a judgement of who is right.

use crate::input::Cause;
use alloc::format;
use alloc::string::String;
use core::fmt;
use domain::{
    AccountId, Amount, Asset, OrderId, PositionSide, Scope, Symbol, Time, VenueOrderId,
    VenueTradeId,
};

/// What two sides disagree about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakKey {
    /// What has traded of an order of ours, or whether it is open at all.
    Order(Symbol, OrderId),
    /// A trade that is booked.
    Trade(Symbol, VenueTradeId),
    /// An open order at the venue that is not ours.
    ForeignOrder(Symbol, VenueOrderId),
    /// A trade at the venue that is of no order of ours.
    ForeignTrade(Symbol, VenueTradeId),
    /// What the account holds of an asset.
    Balance(Asset),
    /// What the account holds of a contract.
    Position(Symbol, PositionSide),
}

/// The three sides. A side that has nothing to say is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Our book.
    pub ours: Option<Amount>,
    /// The venue's own number.
    pub venue: Option<Amount>,
    /// Of money and positions: what the first numbers and the trades alone come to, without movements and what a person
    /// accepted.
    pub trades: Option<Amount>,
}

/// A disagreement that two rounds of questions in a row have shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The account.
    pub account: AccountId,
    /// About what.
    pub key: BreakKey,
    /// Who says what.
    pub sides: Sides,
    /// When the round that showed it first was asked for: the place in the raw records to look at.
    pub first_seen: Time,
    /// When it was recorded.
    pub at: Time,
}

/// How a disagreement ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BreakEnd {
    /// The sides say the same again.
    Agreed,
    /// A person took the venue's word for it.
    Accepted(Cause),
}

impl BreakKey {
    /// What is paused while a person has not looked: the symbol, or for money the account.
    #[must_use]
    pub const fn scope(&self, account: AccountId) -> Scope {
        match self {
            Self::Order(symbol, _)
            | Self::Trade(symbol, _)
            | Self::ForeignOrder(symbol, _)
            | Self::ForeignTrade(symbol, _)
            | Self::Position(symbol, _) => Scope::Symbol(*symbol),
            Self::Balance(_) => Scope::Account(account),
        }
    }
}

/// A text that names no disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotABreak;

impl fmt::Display for NotABreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it must be like balance:USDT, order:BTC/USDT:12, trade:BTC/USDT:345 or position:BTC/USDT:USDT:both")
    }
}

impl core::error::Error for NotABreak {}

impl BreakKey {
    /// The short name by which programs and forms refer to it: `balance:USDT`, `order:BTC/USDT:12`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Order(symbol, order) => format!("order:{symbol}:{order}"),
            Self::Trade(symbol, trade) => format!("trade:{symbol}:{trade}"),
            Self::ForeignOrder(symbol, order) => format!("foreign-order:{symbol}:{order}"),
            Self::ForeignTrade(symbol, trade) => format!("foreign-trade:{symbol}:{trade}"),
            Self::Balance(asset) => format!("balance:{asset}"),
            Self::Position(symbol, side) => format!("position:{symbol}:{side}"),
        }
    }
}

impl core::str::FromStr for BreakKey {
    type Err = NotABreak;

    fn from_str(text: &str) -> Result<Self, NotABreak> {
        let (kind, rest) = text.split_once(':').ok_or(NotABreak)?;
        if kind == "balance" {
            return Asset::new(rest).map(Self::Balance).map_err(|_| NotABreak);
        }
        let (symbol, id) = rest.rsplit_once(':').ok_or(NotABreak)?;
        let symbol = Symbol::new(symbol).map_err(|_| NotABreak)?;
        let order = || VenueOrderId::new(id).map_err(|_| NotABreak);
        let trade = || VenueTradeId::new(id).map_err(|_| NotABreak);
        match kind {
            "order" => {
                let number = id.parse::<u64>().map_err(|_| NotABreak)?;
                Ok(Self::Order(symbol, OrderId::new(number)))
            }
            "trade" => Ok(Self::Trade(symbol, trade()?)),
            "foreign-order" => Ok(Self::ForeignOrder(symbol, order()?)),
            "foreign-trade" => Ok(Self::ForeignTrade(symbol, trade()?)),
            "position" => {
                let side = id.parse().map_err(|_| NotABreak)?;
                Ok(Self::Position(symbol, side))
            }
            _ => Err(NotABreak),
        }
    }
}

impl fmt::Display for BreakKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(symbol, order) => write!(f, "order {order} in {symbol}"),
            Self::Trade(symbol, trade) => write!(f, "trade {trade} in {symbol}"),
            Self::ForeignOrder(symbol, order) => {
                write!(
                    f,
                    "an open order in {symbol} that is not ours (venue id {order})"
                )
            }
            Self::ForeignTrade(symbol, trade) => {
                write!(f, "trade {trade} in {symbol}, of no order of ours")
            }
            Self::Balance(asset) => write!(f, "the balance of {asset}"),
            Self::Position(symbol, PositionSide::Both) => write!(f, "the position in {symbol}"),
            Self::Position(symbol, side) => {
                write!(f, "the {side} position in {symbol}")
            }
        }
    }
}

impl fmt::Display for Sides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<Amount>| side.map_or("nothing".into(), |a| format!("{a}"));
        write!(
            f,
            "our book: {}, the venue: {}",
            side(self.ours),
            side(self.venue)
        )?;
        match self.trades {
            Some(amount) => write!(f, ", the trades: {amount}"),
            None => Ok(()),
        }
    }
}
