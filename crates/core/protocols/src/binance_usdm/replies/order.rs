//! Orders, conditional orders and executions as the venue reports them. Never a wish of ours.

use super::VenueSymbol;
use alloc::string::String;
use domain::{
    Amount, Asset, ClientOrderId, Liquidity, PositionEffect, PositionSide, Price, Qty, Side, Time,
    VenueOrderId, VenueTradeId,
};

/// Where an order stands, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// In the book.
    New,
    /// Some of it traded, the rest is in the book.
    PartiallyFilled,
    /// All of it traded.
    Filled,
    /// Cancelled by its holder.
    Cancelled,
    /// Refused by the engine.
    Rejected,
    /// Ended by the venue: unfilled rest, self-trade prevention, its date, a liquidation, the end of the contract.
    Expired,
    /// A liquidation that the insurance fund took over.
    Insured,
    /// A liquidation that was traded away against another's position.
    Deleveraged,
}

impl OrderStatus {
    /// Whether some of it may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::New | Self::PartiallyFilled => true,
            Self::Filled
            | Self::Cancelled
            | Self::Rejected
            | Self::Expired
            | Self::Insured
            | Self::Deleveraged => false,
        }
    }
}

/// The kind of an order, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderType {
    /// At a price or better.
    Limit,
    /// At whatever the book gives.
    Market,
    /// A limit order that sleeps until the price moves against its holder.
    Stop,
    /// A market order that sleeps until the price moves against its holder.
    StopMarket,
    /// A limit order that sleeps until the price moves for its holder.
    TakeProfit,
    /// A market order that sleeps until the price moves for its holder.
    TakeProfitMarket,
    /// A market order that follows the price and sleeps until it turns.
    TrailingStopMarket,
    /// An order of the venue itself that closes a position.
    Liquidation,
    /// A word that is not among those.
    Other,
}

/// How long an order may live, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderLife {
    /// Until cancelled.
    Gtc,
    /// Immediate or cancel.
    Ioc,
    /// All at once or nothing.
    Fok,
    /// Until cancelled, and only as maker.
    Gtx,
    /// Until a date.
    Gtd,
    /// Until cancelled or the position is closed.
    GteGtc,
    /// Hidden price improvement, only as maker.
    Rpi,
    /// A word that is not among those.
    Other,
}

/// Who wished an order, told by its client order id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderOrigin {
    /// This house.
    House,
    /// The holder of the account, not through this house.
    Foreign,
    /// The venue, for lack of margin.
    Liquidation,
    /// The venue, to carry another's loss.
    Deleveraging,
    /// The venue, because the contract was delisted.
    Settlement,
    /// The venue, because the contract was delivered.
    Delivery,
}

impl OrderOrigin {
    /// Who wished the order of this id.
    #[must_use]
    pub fn of(client_id: &ClientOrderId) -> Self {
        let text = client_id.as_str();
        if client_id.is_ours() {
            return Self::House;
        }
        [
            ("autoclose-", Self::Liquidation),
            ("adl_autoclose", Self::Deleveraging),
            ("settlement_autoclose-", Self::Settlement),
            ("delivery_autoclose-", Self::Delivery),
        ]
        .into_iter()
        .find(|(prefix, _)| text.starts_with(prefix))
        .map_or(Self::Foreign, |(_, origin)| origin)
    }

    /// Whether the venue itself made it.
    #[must_use]
    pub const fn is_forced(self) -> bool {
        match self {
            Self::House | Self::Foreign => false,
            Self::Liquidation | Self::Deleveraging | Self::Settlement | Self::Delivery => true,
        }
    }
}

/// One order as the venue reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueOrder {
    /// The contract.
    pub symbol: VenueSymbol,
    /// The order's id by whoever made it.
    pub client_id: ClientOrderId,
    /// Who made it.
    pub origin: OrderOrigin,
    /// The venue's id of the order.
    pub venue_id: VenueOrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Its kind.
    pub kind: OrderType,
    /// How long it may live.
    pub life: OrderLife,
    /// Its side.
    pub side: Side,
    /// The position it is about.
    pub position: PositionSide,
    /// Whether it may only reduce.
    pub effect: PositionEffect,
    /// What was ordered, in base.
    pub qty: Qty,
    /// What has traded, in base.
    pub filled: Qty,
    /// What has traded, in quote; absent where the venue does not say.
    pub quote_filled: Option<Amount>,
    /// The average price of what traded; absent where nothing did or the venue does not say.
    pub average: Option<Price>,
    /// Its limit price, where it has one.
    pub price: Option<Price>,
    /// When the venue took it, where it says.
    pub opened: Option<Time>,
    /// When the venue last touched it.
    pub at: Time,
}

/// Where a conditional order stands, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlgoStatus {
    /// Waiting for its price.
    New,
    /// Woken; the order it becomes is on its way to the engine.
    Triggering,
    /// The engine has the order it became.
    Triggered,
    /// The order it became is over.
    Finished,
    /// Cancelled by its holder.
    Cancelled,
    /// The engine refused the order it became.
    Rejected,
    /// Ended by the venue.
    Expired,
}

impl AlgoStatus {
    /// Whether it, or the order it becomes, may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::New | Self::Triggering | Self::Triggered => true,
            Self::Finished | Self::Cancelled | Self::Rejected | Self::Expired => false,
        }
    }
}

/// One conditional order as the venue reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueAlgo {
    /// The contract.
    pub symbol: VenueSymbol,
    /// The order's id by whoever made it.
    pub client_id: ClientOrderId,
    /// The venue's id of the conditional order, from a count of its own.
    pub algo_id: VenueOrderId,
    /// Where it stands.
    pub status: AlgoStatus,
    /// Its kind.
    pub kind: OrderType,
    /// How long the order it becomes may live.
    pub life: OrderLife,
    /// Its side.
    pub side: Side,
    /// The position it is about.
    pub position: PositionSide,
    /// Whether it may only reduce.
    pub effect: PositionEffect,
    /// What was ordered, in base; absent when it closes the whole position.
    pub qty: Option<Qty>,
    /// The price that wakes it; absent while one that trails has not begun to.
    pub trigger: Option<Price>,
    /// The limit price of the order it becomes, where it has one.
    pub price: Option<Price>,
    /// The venue's id of the order it became.
    pub became: Option<VenueOrderId>,
    /// The venue's words when the engine refused the order it became.
    pub refusal: Option<String>,
    /// When the venue last touched it.
    pub at: Time,
}

/// One execution of an order of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueFill {
    /// The venue's id of the trade, unique within the contract.
    pub trade: VenueTradeId,
    /// The venue's id of the order.
    pub venue_order: VenueOrderId,
    /// The contract.
    pub symbol: VenueSymbol,
    /// The order's side.
    pub side: Side,
    /// The position it changed.
    pub position: PositionSide,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// What was charged, in `fee_asset`.
    pub fee: Amount,
    /// The asset the fee was taken in; absent when nothing was charged and none was named.
    pub fee_asset: Option<Asset>,
    /// Profit of what it closed, before the fee, in the margin asset.
    pub realised: Amount,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}
