//! What somebody wishes to trade, before anyone has judged it. Never an answer, never a state.

use crate::asset::Symbol;
use crate::decimal::NumberError;
use crate::hedge::{PositionEffect, PositionKey};
use crate::ids::{AccountId, ClientOrderId, OrderId, StrategyId, UserId};
use crate::money::{Price, Qty, Rate};
use crate::text::{TextError, scalar_text};
use crate::time::Time;
use core::fmt;

/// Buy or sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Gives quote, gets base.
    Buy,
    /// Gives base, gets quote.
    Sell,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

/// How long a limit order may live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeInForce {
    /// Good till cancelled.
    Gtc,
    /// Immediate or cancel: what does not fill at once ends.
    Ioc,
    /// Fill or kill: all at once or nothing.
    Fok,
    /// Good till this instant: where the venue has no word for it, the house cancels what is left.
    Gtd(Time),
}

/// How far a trailing trigger keeps behind the best price so far, in basis points: 10 to 2,000 (0.1 % to 20 %).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrailingDelta(u32);

impl TrailingDelta {
    /// Smallest distance that venues take.
    pub const MIN_BIPS: u32 = 10;
    /// Largest distance that venues take.
    pub const MAX_BIPS: u32 = 2_000;

    /// A distance of this many basis points.
    ///
    /// # Errors
    /// Below the smallest or above the largest.
    pub const fn new(bips: u32) -> Result<Self, TextError> {
        if bips < Self::MIN_BIPS || bips > Self::MAX_BIPS {
            return Err(TextError::BadCharacter);
        }
        Ok(Self(bips))
    }

    /// Basis points.
    #[must_use]
    pub const fn bips(self) -> u32 {
        self.0
    }

    /// The same as a share: 100 basis points are 0.01.
    ///
    /// # Errors
    /// Never for a distance within its bounds.
    pub fn share(self) -> Result<Rate, NumberError> {
        Rate::from_parts(i128::from(self.0), 4)
    }
}

/// The kind of an order, with exactly the prices that kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// At whatever the book gives.
    Market,
    /// At `price` or better.
    Limit {
        /// Worst acceptable price.
        price: Price,
        /// How long it may live.
        time_in_force: TimeInForce,
    },
    /// At `price` and only as maker; refused when it would match at once (post-only).
    LimitMaker {
        /// The price it rests at.
        price: Price,
    },
    /// Becomes a market order when the last price reaches `trigger` against the holder (stop-loss).
    Stop {
        /// The price that wakes it.
        trigger: Price,
    },
    /// Becomes a limit order when the last price reaches `trigger`.
    StopLimit {
        /// The price that wakes it.
        trigger: Price,
        /// Worst acceptable price once awake.
        price: Price,
        /// How long it may live once awake.
        time_in_force: TimeInForce,
    },
    /// Becomes a market order when the last price reaches `trigger` the holder's way.
    TakeProfit {
        /// The price that wakes it.
        trigger: Price,
    },
    /// Becomes a limit order when the last price reaches `trigger` the holder's way.
    TakeProfitLimit {
        /// The price that wakes it.
        trigger: Price,
        /// Worst acceptable price once awake.
        price: Price,
        /// How long it may live once awake.
        time_in_force: TimeInForce,
    },
    /// Becomes a market order when the last price has come back by `delta` from its best since the order was placed.
    TrailingStop {
        /// How far it must come back.
        delta: TrailingDelta,
    },
}

impl OrderKind {
    /// The worst price the order may trade at, where it names one.
    #[must_use]
    pub const fn limit_price(&self) -> Option<Price> {
        match self {
            Self::Limit { price, .. }
            | Self::LimitMaker { price }
            | Self::StopLimit { price, .. }
            | Self::TakeProfitLimit { price, .. } => Some(*price),
            Self::Market
            | Self::Stop { .. }
            | Self::TakeProfit { .. }
            | Self::TrailingStop { .. } => None,
        }
    }

    /// The price that wakes the order, where it names one.
    #[must_use]
    pub const fn trigger(&self) -> Option<Price> {
        match self {
            Self::Stop { trigger }
            | Self::StopLimit { trigger, .. }
            | Self::TakeProfit { trigger }
            | Self::TakeProfitLimit { trigger, .. } => Some(*trigger),
            Self::Market
            | Self::Limit { .. }
            | Self::LimitMaker { .. }
            | Self::TrailingStop { .. } => None,
        }
    }

    /// How far its trigger trails the price, where it does.
    #[must_use]
    pub const fn trailing(&self) -> Option<TrailingDelta> {
        match self {
            Self::TrailingStop { delta } => Some(*delta),
            Self::Market
            | Self::Limit { .. }
            | Self::LimitMaker { .. }
            | Self::Stop { .. }
            | Self::StopLimit { .. }
            | Self::TakeProfit { .. }
            | Self::TakeProfitLimit { .. } => None,
        }
    }

    /// How long it may live as a limit order, where it has the choice.
    #[must_use]
    pub const fn time_in_force(&self) -> Option<TimeInForce> {
        match self {
            Self::Limit { time_in_force, .. }
            | Self::StopLimit { time_in_force, .. }
            | Self::TakeProfitLimit { time_in_force, .. } => Some(*time_in_force),
            Self::Market
            | Self::LimitMaker { .. }
            | Self::Stop { .. }
            | Self::TakeProfit { .. }
            | Self::TrailingStop { .. } => None,
        }
    }

    /// The instant at which the house ends it, where it names one.
    #[must_use]
    pub const fn good_till(&self) -> Option<Time> {
        match self.time_in_force() {
            Some(TimeInForce::Gtd(until)) => Some(until),
            Some(TimeInForce::Gtc | TimeInForce::Ioc | TimeInForce::Fok) | None => None,
        }
    }

    /// The short name of the kind: `market`, `limit`, `limit-maker`, `stop`, `stop-limit`, `take-profit`,
    /// `take-profit-limit`, `trailing-stop`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Limit { .. } => "limit",
            Self::LimitMaker { .. } => "limit-maker",
            Self::Stop { .. } => "stop",
            Self::StopLimit { .. } => "stop-limit",
            Self::TakeProfit { .. } => "take-profit",
            Self::TakeProfitLimit { .. } => "take-profit-limit",
            Self::TrailingStop { .. } => "trailing-stop",
        }
    }
}

/// What the venue does when an order would match another of the same account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SelfTradePrevention {
    /// They trade with each other.
    Allow,
    /// The arriving order ends.
    ExpireTaker,
    /// The resting order ends.
    ExpireMaker,
    /// Both end.
    ExpireBoth,
}

/// Who or what wished for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A person at a page or a terminal.
    Person(UserId),
    /// A program of a person, through the API.
    Program(UserId),
    /// A strategy run for a person.
    Strategy(StrategyId, UserId),
    /// The house itself (protective exits).
    House,
}

impl Origin {
    /// The person who answers for the order, if any.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(user) | Self::Program(user) | Self::Strategy(_, user) => Some(*user),
            Self::House => None,
        }
    }
}

/// The terms of an order: what goes to the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderTerms {
    /// What to trade.
    pub symbol: Symbol,
    /// Buy or sell.
    pub side: Side,
    /// How much base; greater than zero.
    pub qty: Qty,
    /// The kind with its prices.
    pub kind: OrderKind,
    /// Self-trade prevention mode.
    pub self_trade: SelfTradePrevention,
    /// Whether it may open or only reduce.
    pub effect: PositionEffect,
}

impl OrderTerms {
    /// Whether it may only make its position smaller.
    #[must_use]
    pub fn only_closes(&self) -> bool {
        match self.effect {
            PositionEffect::Any => false,
            PositionEffect::ReduceOnly => true,
            PositionEffect::Of(position) => self.side == position.closed_by(),
        }
    }
}

/// A wish to trade: terms, the account, and who asked. Numbered when the desk takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewOrder {
    id: OrderId,
    client_id: ClientOrderId,
    account: AccountId,
    origin: Origin,
    terms: OrderTerms,
}

/// Why terms are no order at all, whatever the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderShapeError {
    /// The quantity is zero.
    NoQty,
}

impl fmt::Display for OrderShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoQty => f.write_str("the quantity must be greater than zero"),
        }
    }
}

impl core::error::Error for OrderShapeError {}

impl NewOrder {
    /// An order with its number and its id at the venue.
    ///
    /// # Errors
    /// The terms are no order (zero quantity).
    pub fn new(
        (id, client_id): (OrderId, ClientOrderId),
        account: AccountId,
        origin: Origin,
        terms: OrderTerms,
    ) -> Result<Self, OrderShapeError> {
        if terms.qty.is_zero() {
            return Err(OrderShapeError::NoQty);
        }
        Ok(Self {
            id,
            client_id,
            account,
            origin,
            terms,
        })
    }

    /// The same order, of another whole quantity.
    ///
    /// # Errors
    /// The quantity is zero.
    pub fn reduced_to(self, qty: Qty) -> Result<Self, OrderShapeError> {
        let terms = OrderTerms { qty, ..self.terms };
        Self::new((self.id, self.client_id), self.account, self.origin, terms)
    }

    /// Its number in our journal.
    #[must_use]
    pub const fn id(&self) -> OrderId {
        self.id
    }

    /// Its id at the venue.
    #[must_use]
    pub const fn client_id(&self) -> ClientOrderId {
        self.client_id
    }

    /// The account it trades on.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Who wished for it.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// Its terms.
    #[must_use]
    pub const fn terms(&self) -> &OrderTerms {
        &self.terms
    }

    /// The position it is about.
    #[must_use]
    pub const fn position(&self) -> PositionKey {
        PositionKey {
            account: self.account,
            symbol: self.terms.symbol,
            side: self.terms.effect.position(),
        }
    }
}

/// A wish to end a working order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelOrder {
    /// Our order.
    pub id: OrderId,
    /// Its id at the venue.
    pub client_id: ClientOrderId,
    /// The account it stands on.
    pub account: AccountId,
    /// Its symbol.
    pub symbol: Symbol,
}

macro_rules! words {
    ($name:ty, $($variant:ident = $word:literal),+) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),+ })
            }
        }
        scalar_text!($name, TextError, |text| match text {
            $($word => Ok(Self::$variant),)+
            _ => Err(TextError::BadCharacter),
        });
    };
}

words!(Side, Buy = "buy", Sell = "sell");
words!(
    SelfTradePrevention,
    Allow = "allow",
    ExpireTaker = "expire-taker",
    ExpireMaker = "expire-maker",
    ExpireBoth = "expire-both"
);

impl fmt::Display for TimeInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gtc => f.write_str("gtc"),
            Self::Ioc => f.write_str("ioc"),
            Self::Fok => f.write_str("fok"),
            Self::Gtd(until) => write!(f, "gtd@{until}"),
        }
    }
}

scalar_text!(TimeInForce, TextError, |text| match text {
    "gtc" => Ok(Self::Gtc),
    "ioc" => Ok(Self::Ioc),
    "fok" => Ok(Self::Fok),
    _ => {
        let until = text.strip_prefix("gtd@").ok_or(TextError::BadCharacter)?;
        until.parse().map(Self::Gtd)
    }
});

impl fmt::Display for TrailingDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

scalar_text!(TrailingDelta, TextError, |text| {
    let bips: u32 = text.parse().map_err(|_| TextError::BadCharacter)?;
    if text.starts_with(['0', '+']) {
        return Err(TextError::BadCharacter);
    }
    Self::new(bips)
});

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(user) => write!(f, "person:{user}"),
            Self::Program(user) => write!(f, "program:{user}"),
            Self::Strategy(strategy, user) => write!(f, "strategy:{strategy}:{user}"),
            Self::House => f.write_str("house"),
        }
    }
}

scalar_text!(Origin, TextError, |text| {
    if text == "house" {
        return Ok(Self::House);
    }
    let (kind, rest) = text.split_once(':').ok_or(TextError::BadCharacter)?;
    match kind {
        "person" => rest.parse().map(Self::Person),
        "program" => rest.parse().map(Self::Program),
        "strategy" => {
            let (strategy, user) = rest.split_once(':').ok_or(TextError::BadCharacter)?;
            Ok(Self::Strategy(strategy.parse()?, user.parse()?))
        }
        _ => Err(TextError::BadCharacter),
    }
});

#[cfg(test)]
mod tests;
