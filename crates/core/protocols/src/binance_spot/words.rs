//! The words of Binance spot for states, types and ends of orders, read into ours. An unknown state is never guessed.

/// Where an order stands, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// In the book, or waiting for its trigger.
    New,
    /// Some of it traded, the rest is in the book.
    PartiallyFilled,
    /// All of it traded.
    Filled,
    /// Cancelled by its holder.
    Cancelled,
    /// Refused by the engine.
    Rejected,
    /// Ended by the venue: unfilled rest, or self-trade prevention.
    Expired,
}

impl OrderStatus {
    /// Whether some of it may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::New | Self::PartiallyFilled => true,
            Self::Filled | Self::Cancelled | Self::Rejected | Self::Expired => false,
        }
    }
}

impl OrderStatus {
    /// The words that are known.
    pub(super) const WORDS: &'static [&'static str] = &[
        "NEW",
        "PENDING_NEW",
        "PARTIALLY_FILLED",
        "PENDING_CANCEL",
        "FILLED",
        "CANCELED",
        "REJECTED",
        "EXPIRED",
        "EXPIRED_IN_MATCH",
    ];

    /// Reads the venue's word; `None` for one that is not known.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "NEW" | "PENDING_NEW" => Some(Self::New),
            "PARTIALLY_FILLED" | "PENDING_CANCEL" => Some(Self::PartiallyFilled),
            "FILLED" => Some(Self::Filled),
            "CANCELED" => Some(Self::Cancelled),
            "REJECTED" => Some(Self::Rejected),
            "EXPIRED" | "EXPIRED_IN_MATCH" => Some(Self::Expired),
            _ => None,
        }
    }
}

/// The type of an order, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VenueKind {
    /// At any price.
    Market,
    /// At its price or better.
    Limit,
    /// At its price, and only as a maker.
    LimitMaker,
    /// A market order when the price turned against its holder.
    StopLoss,
    /// A limit order when the price turned against its holder.
    StopLossLimit,
    /// A market order when the price turned for its holder.
    TakeProfit,
    /// A limit order when the price turned for its holder.
    TakeProfitLimit,
    /// A type that is not known here.
    Other,
}

impl VenueKind {
    /// Reads the venue's word.
    #[must_use]
    pub fn read(word: &str) -> Self {
        match word {
            "MARKET" => Self::Market,
            "LIMIT" => Self::Limit,
            "LIMIT_MAKER" => Self::LimitMaker,
            "STOP_LOSS" => Self::StopLoss,
            "STOP_LOSS_LIMIT" => Self::StopLossLimit,
            "TAKE_PROFIT" => Self::TakeProfit,
            "TAKE_PROFIT_LIMIT" => Self::TakeProfitLimit,
            _ => Self::Other,
        }
    }
}

/// Why the venue ended an order by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpiryReason {
    /// It was refused after it was taken.
    Rejected,
    /// The venue cancelled it.
    ExchangeCancelled,
    /// The other order of its pair was triggered or traded.
    OcoTrigger,
    /// The order it waited for expired.
    WorkingExpired,
    /// What an immediate order did not fill at once.
    Immediate,
    /// It could not be filled whole at once.
    FillOrKill,
    /// The book was too thin.
    Liquidity,
    /// Its price left the range the venue allows.
    PriceRange,
    /// A reason that is not known here.
    Other,
}

impl ExpiryReason {
    /// Reads the venue's word.
    #[must_use]
    pub fn read(word: &str) -> Self {
        match word {
            "REJECTED" => Self::Rejected,
            "EXCHANGE_CANCELED" => Self::ExchangeCancelled,
            "OCO_TRIGGER" => Self::OcoTrigger,
            "OTO_PHASE_ONE_EXPIRED" => Self::WorkingExpired,
            "UNFILLED_IOC_QUANTITY_EXPIRED" => Self::Immediate,
            "UNFILLED_FOK_ORDER_EXPIRED" => Self::FillOrKill,
            "INSUFFICIENT_LIQUIDITY" => Self::Liquidity,
            "EXECUTION_RULE_PRICE_RANGE_EXCEEDED" => Self::PriceRange,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests;
