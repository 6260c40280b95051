//! The engine's own words for an order: its type with exactly the prices it has, its size, its labels. Never a judgement.

use core::fmt;
use core::str::FromStr;
use domain::{Amount, OrderKind, Price, Qty, SelfTradePrevention, Side, TimeInForce};

/// Deepest level of the book a peg may name.
pub const PEG_LEVEL_MAX: u8 = 100;
/// Basis points in one whole.
pub const BIPS: u32 = 10_000;

/// The type of an order, with exactly the prices that type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderType {
    /// At whatever the book gives.
    Market,
    /// At a price or better.
    Limit {
        /// Worst acceptable price.
        price: LimitPrice,
        /// How long it may live.
        time_in_force: TimeInForce,
    },
    /// Only as maker; refused when it would trade at once.
    LimitMaker {
        /// The price it rests at.
        price: LimitPrice,
    },
    /// Becomes a market order when the price moves against its holder.
    StopLoss {
        /// What wakes it.
        trigger: Trigger,
    },
    /// Becomes a limit order when the price moves against its holder.
    StopLossLimit {
        /// What wakes it.
        trigger: Trigger,
        /// Worst acceptable price once awake.
        price: LimitPrice,
        /// How long it may live once awake.
        time_in_force: TimeInForce,
    },
    /// Becomes a market order when the price moves its holder's way.
    TakeProfit {
        /// What wakes it.
        trigger: Trigger,
    },
    /// Becomes a limit order when the price moves its holder's way.
    TakeProfitLimit {
        /// What wakes it.
        trigger: Trigger,
        /// Worst acceptable price once awake.
        price: LimitPrice,
        /// How long it may live once awake.
        time_in_force: TimeInForce,
    },
}

/// Where the price of a limit order comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitPrice {
    /// Named by the account.
    At(Price),
    /// Read from the book at the moment the order begins to work.
    Pegged(Peg),
}

/// A price to be read from the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peg {
    /// Which side of the book.
    pub side: PegSide,
    /// How many existing levels deeper than the best; at most [`PEG_LEVEL_MAX`]. Absent is none, and not the same words as zero.
    pub level: Option<u8>,
    /// The worst price the account accepts whatever the book says.
    pub cap: Option<Price>,
}

/// The side of the book a peg reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PegSide {
    /// The order's own side (`PRIMARY_PEG`).
    Primary,
    /// The side across (`MARKET_PEG`).
    Market,
}

/// What wakes a sleeping order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The last price reaches this.
    At(Price),
    /// The last price comes back from its best so far by so much.
    Trailing {
        /// How far it must come back, in basis points.
        bips: u32,
        /// The last price that starts the tracking; absent, tracking starts at once.
        from: Option<Price>,
    },
}

/// Which way the last price must go to reach a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approach {
    /// Reached at the trigger or above it.
    Rising,
    /// Reached at the trigger or below it.
    Falling,
}

/// How large an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderQty {
    /// So much base.
    Base(Qty),
    /// As much base as so much quote pays for, or as brings so much quote: market orders only.
    Quote(Amount),
}

/// What an order is labelled with, beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Labels {
    /// The account's number for the strategy the order belongs to.
    pub strategy_id: Option<u64>,
    /// The account's number for the kind of strategy.
    pub strategy_type: Option<u32>,
}

/// What happens when an order would meet another of the same account or trade group; the arriving order's mode decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SelfTradeMode {
    /// They trade with each other.
    Allow,
    /// The arriving order ends.
    ExpireTaker,
    /// The resting order ends.
    ExpireMaker,
    /// Both end.
    ExpireBoth,
    /// Both lose what they would have traded; the smaller one ends.
    Decrement,
    /// As `Decrement`, and between two accounts of a trade group what would have been traded changes hands without a fee.
    Transfer,
}

impl OrderType {
    /// The price the account named: the limit, or the cap of a peg.
    #[must_use]
    pub const fn limit_price(&self) -> Option<Price> {
        match self.limit() {
            Some(LimitPrice::At(price)) => Some(price),
            Some(LimitPrice::Pegged(peg)) => peg.cap,
            None => None,
        }
    }

    /// Where its limit comes from, if it has one.
    #[must_use]
    pub const fn limit(&self) -> Option<LimitPrice> {
        match self {
            Self::Limit { price, .. }
            | Self::LimitMaker { price }
            | Self::StopLossLimit { price, .. }
            | Self::TakeProfitLimit { price, .. } => Some(*price),
            Self::Market | Self::StopLoss { .. } | Self::TakeProfit { .. } => None,
        }
    }

    /// How its price is pegged, if it is.
    #[must_use]
    pub const fn peg(&self) -> Option<Peg> {
        match self.limit() {
            Some(LimitPrice::Pegged(peg)) => Some(peg),
            Some(LimitPrice::At(_)) | None => None,
        }
    }

    /// What wakes it, where it sleeps.
    #[must_use]
    pub const fn wakes(&self) -> Option<Trigger> {
        match self {
            Self::StopLoss { trigger }
            | Self::StopLossLimit { trigger, .. }
            | Self::TakeProfit { trigger }
            | Self::TakeProfitLimit { trigger, .. } => Some(*trigger),
            Self::Market | Self::Limit { .. } | Self::LimitMaker { .. } => None,
        }
    }

    /// The stop price the account named: the trigger, or what starts the tracking.
    #[must_use]
    pub const fn trigger(&self) -> Option<Price> {
        match self.wakes() {
            Some(Trigger::At(price)) => Some(price),
            Some(Trigger::Trailing { from, .. }) => from,
            None => None,
        }
    }

    /// How far the price must come back, for a trailing order; in basis points.
    #[must_use]
    pub const fn trailing_bips(&self) -> Option<u32> {
        match self.wakes() {
            Some(Trigger::Trailing { bips, .. }) => Some(bips),
            Some(Trigger::At(_)) | None => None,
        }
    }

    /// How long it lives as a limit order; absent for types without a choice.
    #[must_use]
    pub const fn time_in_force(&self) -> Option<TimeInForce> {
        match self {
            Self::Limit { time_in_force, .. }
            | Self::StopLossLimit { time_in_force, .. }
            | Self::TakeProfitLimit { time_in_force, .. } => Some(*time_in_force),
            Self::Market
            | Self::LimitMaker { .. }
            | Self::StopLoss { .. }
            | Self::TakeProfit { .. } => None,
        }
    }

    /// Which way the last price must go to reach the stop price of such an order on this side.
    #[must_use]
    pub const fn approach(&self, side: Side) -> Option<Approach> {
        match (self, side) {
            (Self::StopLoss { .. } | Self::StopLossLimit { .. }, Side::Buy)
            | (Self::TakeProfit { .. } | Self::TakeProfitLimit { .. }, Side::Sell) => {
                Some(Approach::Rising)
            }
            (Self::StopLoss { .. } | Self::StopLossLimit { .. }, Side::Sell)
            | (Self::TakeProfit { .. } | Self::TakeProfitLimit { .. }, Side::Buy) => {
                Some(Approach::Falling)
            }
            (Self::Market | Self::Limit { .. } | Self::LimitMaker { .. }, _) => None,
        }
    }

    /// The short name: `market`, `limit`, `limit-maker`, `stop`, `stop-limit`, `take`, `take-limit`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Limit { .. } => "limit",
            Self::LimitMaker { .. } => "limit-maker",
            Self::StopLoss { .. } => "stop",
            Self::StopLossLimit { .. } => "stop-limit",
            Self::TakeProfit { .. } => "take",
            Self::TakeProfitLimit { .. } => "take-limit",
        }
    }
}

impl From<OrderKind> for OrderType {
    fn from(kind: OrderKind) -> Self {
        match kind {
            OrderKind::Market => Self::Market,
            OrderKind::Limit {
                price,
                time_in_force,
            } => Self::Limit {
                price: LimitPrice::At(price),
                time_in_force: at_venue(time_in_force),
            },
            OrderKind::LimitMaker { price } => Self::LimitMaker {
                price: LimitPrice::At(price),
            },
            OrderKind::Stop { trigger } => Self::StopLoss {
                trigger: Trigger::At(trigger),
            },
            OrderKind::StopLimit {
                trigger,
                price,
                time_in_force,
            } => Self::StopLossLimit {
                trigger: Trigger::At(trigger),
                price: LimitPrice::At(price),
                time_in_force: at_venue(time_in_force),
            },
            OrderKind::TakeProfit { trigger } => Self::TakeProfit {
                trigger: Trigger::At(trigger),
            },
            OrderKind::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            } => Self::TakeProfitLimit {
                trigger: Trigger::At(trigger),
                price: LimitPrice::At(price),
                time_in_force: at_venue(time_in_force),
            },
            OrderKind::TrailingStop { delta } => Self::StopLoss {
                trigger: Trigger::Trailing {
                    bips: delta.bips(),
                    from: None,
                },
            },
        }
    }
}

/// The venue's own word: it knows no end at an instant, so such an order is good till cancelled there.
const fn at_venue(time_in_force: TimeInForce) -> TimeInForce {
    match time_in_force {
        TimeInForce::Gtc | TimeInForce::Gtd(_) => TimeInForce::Gtc,
        TimeInForce::Ioc => TimeInForce::Ioc,
        TimeInForce::Fok => TimeInForce::Fok,
    }
}

impl From<Qty> for OrderQty {
    fn from(qty: Qty) -> Self {
        Self::Base(qty)
    }
}

impl From<SelfTradePrevention> for SelfTradeMode {
    fn from(mode: SelfTradePrevention) -> Self {
        match mode {
            SelfTradePrevention::Allow => Self::Allow,
            SelfTradePrevention::ExpireTaker => Self::ExpireTaker,
            SelfTradePrevention::ExpireMaker => Self::ExpireMaker,
            SelfTradePrevention::ExpireBoth => Self::ExpireBoth,
        }
    }
}

/// A text that names nothing of the engine's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such word")
    }
}

impl core::error::Error for UnknownWord {}

/// Gives a plain enum its words, written and read.
macro_rules! words {
    ($name:ident, $($variant:ident = $word:literal),+ $(,)?) => {
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),+ })
            }
        }
        impl core::str::FromStr for $name {
            type Err = $crate::order_type::UnknownWord;
            fn from_str(text: &str) -> Result<Self, $crate::order_type::UnknownWord> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::order_type::UnknownWord),
                }
            }
        }
    };
}
pub(crate) use words;

words!(
    SelfTradeMode,
    Allow = "allow",
    ExpireTaker = "expire-taker",
    ExpireMaker = "expire-maker",
    ExpireBoth = "expire-both",
    Decrement = "decrement",
    Transfer = "transfer",
);

impl fmt::Display for LimitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(price) => price.fmt(f),
            Self::Pegged(peg) => {
                f.write_str(match peg.side {
                    PegSide::Primary => "primary",
                    PegSide::Market => "market",
                })?;
                if let Some(level) = peg.level {
                    write!(f, "+{level}")?;
                }
                peg.cap.map_or(Ok(()), |cap| write!(f, "/{cap}"))
            }
        }
    }
}

impl FromStr for LimitPrice {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        if let Ok(price) = text.parse() {
            return Ok(Self::At(price));
        }
        let (place, cap) = match text.split_once('/') {
            Some((place, cap)) => (place, Some(cap.parse().map_err(|_| UnknownWord)?)),
            None => (text, None),
        };
        let (side, level) = match place.split_once('+') {
            Some((side, level)) => (side, Some(level.parse().map_err(|_| UnknownWord)?)),
            None => (place, None),
        };
        let side = match side {
            "primary" => PegSide::Primary,
            "market" => PegSide::Market,
            _ => return Err(UnknownWord),
        };
        Ok(Self::Pegged(Peg { side, level, cap }))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(price) => price.fmt(f),
            Self::Trailing { bips, from } => {
                write!(f, "trail+{bips}")?;
                from.map_or(Ok(()), |from| write!(f, "/{from}"))
            }
        }
    }
}

impl FromStr for Trigger {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let Some(trail) = text.strip_prefix("trail+") else {
            return text.parse().map(Self::At).map_err(|_| UnknownWord);
        };
        let (bips, from) = match trail.split_once('/') {
            Some((bips, from)) => (bips, Some(from.parse().map_err(|_| UnknownWord)?)),
            None => (trail, None),
        };
        let bips = bips.parse().map_err(|_| UnknownWord)?;
        Ok(Self::Trailing { bips, from })
    }
}

impl fmt::Display for OrderType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if let Some(trigger) = self.wakes() {
            write!(f, ":{trigger}")?;
        }
        if let Some(price) = self.limit() {
            write!(f, ":{price}")?;
        }
        self.time_in_force()
            .map_or(Ok(()), |life| write!(f, ":{life}"))
    }
}

impl FromStr for OrderType {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        fn read<T: FromStr>(word: &str) -> Result<T, UnknownWord> {
            word.parse().map_err(|_| UnknownWord)
        }
        let mut parts = text.split(':');
        let name = parts.next().ok_or(UnknownWord)?;
        let (one, two, three) = (parts.next(), parts.next(), parts.next());
        match (name, one, two, three, parts.next()) {
            ("market", None, None, None, None) => Ok(Self::Market),
            ("limit", Some(price), Some(life), None, None) => Ok(Self::Limit {
                price: read(price)?,
                time_in_force: read(life)?,
            }),
            ("limit-maker", Some(price), None, None, None) => Ok(Self::LimitMaker {
                price: read(price)?,
            }),
            ("stop", Some(trigger), None, None, None) => Ok(Self::StopLoss {
                trigger: read(trigger)?,
            }),
            ("take", Some(trigger), None, None, None) => Ok(Self::TakeProfit {
                trigger: read(trigger)?,
            }),
            ("stop-limit", Some(trigger), Some(price), Some(life), None) => {
                Ok(Self::StopLossLimit {
                    trigger: read(trigger)?,
                    price: read(price)?,
                    time_in_force: read(life)?,
                })
            }
            ("take-limit", Some(trigger), Some(price), Some(life), None) => {
                Ok(Self::TakeProfitLimit {
                    trigger: read(trigger)?,
                    price: read(price)?,
                    time_in_force: read(life)?,
                })
            }
            _ => Err(UnknownWord),
        }
    }
}

#[cfg(test)]
mod tests;
