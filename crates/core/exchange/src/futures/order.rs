//! An order of futures inside the engine: whole ticks, lots and atoms. Never decides.

use super::rules::Rules;
use super::units;
use super::view::{
    FuturesLife, FuturesOrder, FuturesOrderStatus, OrderOrigin, PositionSide, PriceMatch, Reduce,
};
use crate::book::{Links, Queued};
use crate::grid;
use crate::ids::ExchangeOrderId;
use domain::{AccountId, ClientOrderId, Price, SelfTradePrevention, Side, Symbol, Time};

/// An order that may still trade, or that has just ended.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: ExchangeOrderId,
    pub(crate) client_id: ClientOrderId,
    pub(crate) account: AccountId,
    /// Where the account stands in the list of accounts.
    pub(crate) owner: usize,
    pub(crate) symbol: Symbol,
    pub(crate) side: Side,
    pub(crate) position_side: PositionSide,
    /// What its owner named, or the book gave; none for a market order.
    pub(crate) price: Option<Price>,
    /// Worst price in ticks: the limit, or the market bound.
    pub(crate) limit: Option<u64>,
    pub(crate) life: FuturesLife,
    pub(crate) price_match: Option<PriceMatch>,
    pub(crate) reduce: Reduce,
    pub(crate) self_trade: SelfTradePrevention,
    pub(crate) origin: OrderOrigin,
    pub(crate) status: FuturesOrderStatus,
    /// All that was ordered, in lots.
    pub(crate) lots: u64,
    /// What has traded, in lots.
    pub(crate) filled: u64,
    /// What has traded, in atoms of quote.
    pub(crate) quote: i128,
    pub(crate) opened: Time,
    pub(crate) updated: Time,
    pub(crate) priority: u64,
    pub(crate) amendments: u32,
    pub(crate) links: Links,
}

impl Queued for Order {
    fn side(&self) -> Side {
        self.side
    }

    fn shown(&self) -> u64 {
        self.left()
    }

    fn links(&self) -> &Links {
        &self.links
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.links
    }
}

impl Order {
    /// Lots that may still trade.
    pub(crate) const fn left(&self) -> u64 {
        self.lots.saturating_sub(self.filled)
    }

    /// Whether it can only make its position smaller: by its own word, or because it sells a long or buys a short.
    pub(crate) const fn reduces(&self) -> bool {
        reduces(self.position_side, self.side, self.reduce)
    }

    /// The order as others see it.
    pub(crate) fn view(&self, rules: &Rules) -> FuturesOrder {
        FuturesOrder {
            id: self.id,
            client_id: self.client_id,
            account: self.account,
            symbol: self.symbol,
            side: self.side,
            position_side: self.position_side,
            price: self.price,
            life: self.life,
            price_match: self.price_match,
            qty: rules.grid.qty(self.lots),
            filled: rules.grid.qty(self.filled),
            quote_filled: grid::amount_of(self.quote),
            average: units::average(self.quote, rules.grid.base(self.filled)),
            reduce: self.reduce,
            self_trade: self.self_trade,
            origin: self.origin,
            status: self.status,
            opened: self.opened,
            updated: self.updated,
            priority: self.priority,
            amendments: self.amendments,
        }
    }
}

/// Whether an order of these words can only make its position smaller.
pub(super) const fn reduces(position: PositionSide, side: Side, reduce: Reduce) -> bool {
    match (position, side) {
        (PositionSide::Both, _) => matches!(reduce, Reduce::Only),
        (PositionSide::Long, side) => matches!(side, Side::Sell),
        (PositionSide::Short, side) => matches!(side, Side::Buy),
    }
}
