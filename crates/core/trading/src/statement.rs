//! What a venue says about one account in one round of questions: balances, positions, own trades, open orders. Never
//! compared here.

use crate::payment::{Payment, VenueClose};
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Fill, Liquidity, NumberError, OrderId, PositionSide,
    Price, Qty, Side, Symbol, Time, VenueOrderId, VenueTradeId,
};
use gate::BalanceReport;

/// One open order as the venue lists it, ours or a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedOrder {
    /// The id it bears.
    pub client_id: ClientOrderId,
    /// The venue's id.
    pub venue_id: VenueOrderId,
    /// Its symbol.
    pub symbol: Symbol,
    /// Its side.
    pub side: Side,
    /// Its limit price, where it has one.
    pub price: Option<Price>,
    /// What was ordered.
    pub qty: Qty,
    /// What has traded of it.
    pub filled: Qty,
    /// When the venue last touched it.
    pub at: Time,
}

/// One own trade as the venue lists it, of an order of ours or of a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedTrade {
    /// The venue's id of the trade, unique within the symbol.
    pub trade: VenueTradeId,
    /// The venue's id of its order.
    pub venue_order: VenueOrderId,
    /// What was traded.
    pub symbol: Symbol,
    /// The account's side.
    pub side: Side,
    /// The position it moved.
    pub position: PositionSide,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// What the venue charged (negative is a rebate), in `fee_asset`.
    pub fee: Amount,
    /// The asset the fee was taken in.
    pub fee_asset: Asset,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

/// The trades of one symbol after the last one that was compared, in the venue's order, none left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeList {
    /// The symbol.
    pub symbol: Symbol,
    /// Its trades.
    pub trades: Vec<StatedTrade>,
}

/// A position of an account on margin as the venue states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedPosition {
    /// The contract.
    pub symbol: Symbol,
    /// Which of its positions.
    pub side: PositionSide,
    /// Base held: above zero long, below zero short.
    pub held: Amount,
    /// Average price it was opened at; absent when the venue says none.
    pub entry: Option<Price>,
    /// When it last changed, by the venue's clock.
    pub at: Time,
}

/// What the venue says of an account on margin beside its wallets and trades.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatedMargin {
    /// Every position; a contract that is not listed is flat. As of the same instant as the wallets.
    pub positions: Vec<StatedPosition>,
    /// Movements of money that are of no trade, oldest first.
    pub payments: Vec<Payment>,
    /// Orders by which the venue itself closed a position.
    pub closes: Vec<VenueClose>,
}

/// One whole round. Balances are asked for first, then trades, then open orders, so that every trade that the balances
/// contain is in the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Before the first question left, by our clock.
    pub asked_at: Time,
    /// Everything the account holds.
    pub balances: BalanceReport,
    /// The trades, for each symbol that was asked about.
    pub trades: Vec<TradeList>,
    /// Every open order of the account.
    pub open_orders: Vec<StatedOrder>,
    /// What is beside them on an account on margin; empty on any other.
    pub margin: StatedMargin,
}

/// How a round of questions ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementAnswer {
    /// All of it was answered.
    Complete(Statement),
    /// Some of it was not.
    NoAnswer,
}

impl StatedTrade {
    /// The same as an execution of `order`.
    #[must_use]
    pub const fn as_fill(&self, account: AccountId, order: OrderId) -> Fill {
        Fill {
            trade: self.trade,
            order,
            account,
            symbol: self.symbol,
            side: self.side,
            position: self.position,
            price: self.price,
            qty: self.qty,
            fee: self.fee,
            fee_asset: self.fee_asset,
            liquidity: self.liquidity,
            at: self.at,
        }
    }
}

/// The number that no order bears: of a trade that is of no order of ours.
pub(crate) const NO_ORDER: OrderId = OrderId::new(0);

/// What an execution moves of an account: base, quote and fee.
pub(crate) fn moves(
    fill: &Fill,
    (base, quote): (Asset, Asset),
) -> Result<[(Asset, Amount); 3], NumberError> {
    let value = fill.price.times(fill.qty)?;
    let (bought, paid) = match fill.side {
        Side::Buy => (fill.qty.amount(), value.negated()),
        Side::Sell => (fill.qty.amount().negated(), value),
    };
    Ok([
        (base, bought),
        (quote, paid),
        (fill.fee_asset, fill.fee.negated()),
    ])
}
