//! What the desk shows, as text ready to be shown: figures, chart, book, tape, rows. Never a number that is still to be formatted.

use super::view_shell::{Moment, Shell, Signed};
use super::view_ticket::TicketPart;
use askama::Template;

/// The whole desk.
#[derive(Debug, Clone, Template)]
#[template(path = "desk.html")]
pub(crate) struct DeskPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The market on the chart.
    pub(crate) market: MarketHead,
    /// Figures across the top.
    pub(crate) figures: Figures,
    /// The book.
    pub(crate) book: BookPart,
    /// Last trades.
    pub(crate) tape: TapePart,
    /// The ticket.
    pub(crate) ticket: TicketPart,
    /// Open orders.
    pub(crate) open_orders: OpenOrders,
    /// Positions.
    pub(crate) positions: Positions,
    /// Latest fills.
    pub(crate) fills: Fills,
    /// Balances.
    pub(crate) balances: Balances,
}

/// The market whose chart, book and tape are shown.
#[derive(Debug, Clone)]
pub(crate) struct MarketHead {
    /// Its symbol.
    pub(crate) symbol: String,
    /// What is traded.
    pub(crate) base: String,
    /// What it is priced in.
    pub(crate) quote: String,
    /// Interval of the chart.
    pub(crate) interval: &'static str,
    /// Intervals to choose from.
    pub(crate) intervals: Vec<&'static str>,
    /// Decimal places of a price.
    pub(crate) price_places: u32,
    /// Decimal places of a quantity.
    pub(crate) qty_places: u32,
    /// Price step.
    pub(crate) price_tick: String,
    /// Quantity step.
    pub(crate) qty_step: String,
    /// Last price; a dash while unknown.
    pub(crate) last: String,
    /// `up`, `down` or nothing: the way of the last trade.
    pub(crate) way: &'static str,
    /// When the book was last heard of.
    pub(crate) received: Moment,
    /// Where book and prices come from, where that is not the venue; empty otherwise.
    pub(crate) source: String,
    /// The chart's licence line, up to its link.
    pub(crate) credit_before: &'static str,
}

/// The figures across the top.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/figures.html")]
pub(crate) struct Figures {
    /// When they were true.
    pub(crate) as_of: Moment,
    /// Five of them.
    pub(crate) figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) name: &'static str,
    /// The number.
    pub(crate) value: String,
    /// Its asset or unit; may be empty.
    pub(crate) unit: String,
    /// `up`, `down` or nothing.
    pub(crate) tone: &'static str,
    /// A line beneath.
    pub(crate) note: String,
}

/// The book with its market.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/book.html")]
pub(crate) struct BookPart {
    /// The market.
    pub(crate) market: MarketHead,
    /// Its book.
    pub(crate) book: BookRows,
}

/// Last trades of a market.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/tape.html")]
pub(crate) struct TapePart {
    /// The market.
    pub(crate) market: MarketHead,
    /// Latest first.
    pub(crate) trades: Vec<TapeRow>,
}

/// The book, best prices at the middle.
#[derive(Debug, Clone)]
pub(crate) struct BookRows {
    /// Highest first, so that the best stands at the bottom.
    pub(crate) asks: Vec<BookRow>,
    /// Highest first, so that the best stands at the top.
    pub(crate) bids: Vec<BookRow>,
    /// Distance between the best two; a dash while unknown.
    pub(crate) spread: String,
}

/// One level of the book.
#[derive(Debug, Clone)]
pub(crate) struct BookRow {
    /// Price.
    pub(crate) price: String,
    /// Quantity at it.
    pub(crate) qty: String,
    /// Quantity at it and all better ones.
    pub(crate) sum: String,
    /// Its sum as twentieths of the deepest shown.
    pub(crate) twentieths: u8,
}

/// A trade at the venue.
#[derive(Debug, Clone)]
pub(crate) struct TapeRow {
    /// Price.
    pub(crate) price: String,
    /// Quantity.
    pub(crate) qty: String,
    /// `buy` or `sell`: the side that took.
    pub(crate) taker: &'static str,
    /// When, by the venue's clock.
    pub(crate) at: Moment,
}

/// Orders that may still trade.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/open_orders.html")]
pub(crate) struct OpenOrders {
    /// Token of the session.
    pub(crate) csrf: String,
    /// Latest first.
    pub(crate) rows: Vec<OrderRow>,
}

/// One order in a list.
#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    /// Its number.
    pub(crate) id: String,
    /// When it was opened.
    pub(crate) opened: Moment,
    /// Its symbol.
    pub(crate) symbol: String,
    /// `Buy` or `Sell`.
    pub(crate) side: &'static str,
    /// `up` or `down`.
    pub(crate) side_tone: &'static str,
    /// Kind with its life: `limit gtc`.
    pub(crate) kind: String,
    /// `buy` or `sell`.
    pub(crate) side_key: &'static str,
    /// Price, trigger or both.
    pub(crate) price: String,
    /// Price or trigger as a plain number for the chart; empty for a market order.
    pub(crate) price_plain: String,
    /// Quantity asked.
    pub(crate) qty: String,
    /// Quantity traded.
    pub(crate) filled: String,
    /// Short name of its state.
    pub(crate) state: &'static str,
    /// Tone of the state.
    pub(crate) state_tone: &'static str,
    /// What the state means, in one sentence.
    pub(crate) state_means: &'static str,
    /// Who wished for it.
    pub(crate) by: String,
    /// The order in one phrase: `buy 0.1 BTC/USDT at 94,000.00`.
    pub(crate) says: String,
    /// Whether it can still be cancelled.
    pub(crate) cancellable: bool,
}

/// Positions.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/positions.html")]
pub(crate) struct Positions {
    /// When they were true.
    pub(crate) as_of: Moment,
    /// One for each symbol ever traded.
    pub(crate) rows: Vec<PositionRow>,
}

/// One position.
#[derive(Debug, Clone)]
pub(crate) struct PositionRow {
    /// Its symbol.
    pub(crate) symbol: String,
    /// `Long`, `Short` or `Flat`.
    pub(crate) side: &'static str,
    /// Tone of the side.
    pub(crate) side_tone: &'static str,
    /// Base held or owed.
    pub(crate) size: String,
    /// Average price.
    pub(crate) entry: String,
    /// The same as a plain number for the chart; empty when flat.
    pub(crate) entry_plain: String,
    /// Mark; a dash while there is none.
    pub(crate) mark: String,
    /// Profit at the mark.
    pub(crate) unrealised: Signed,
    /// Profit of what was closed.
    pub(crate) realised: Signed,
    /// Fees paid, with their assets.
    pub(crate) fees: String,
    /// Of a contract its leverage, margin and liquidation price, in one phrase; empty on spot.
    pub(crate) margin: String,
}

/// Latest fills.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/fills.html")]
pub(crate) struct Fills {
    /// Latest first.
    pub(crate) rows: Vec<FillRow>,
}

/// One fill.
#[derive(Debug, Clone)]
pub(crate) struct FillRow {
    /// When, by the venue's clock.
    pub(crate) at: Moment,
    /// Its symbol.
    pub(crate) symbol: String,
    /// `Buy` or `Sell`.
    pub(crate) side: &'static str,
    /// `up` or `down`.
    pub(crate) side_tone: &'static str,
    /// Price.
    pub(crate) price: String,
    /// Quantity.
    pub(crate) qty: String,
    /// Price times quantity.
    pub(crate) value: String,
    /// Fee with its asset.
    pub(crate) fee: String,
    /// `maker` or `taker`.
    pub(crate) liquidity: &'static str,
    /// The venue's id of the trade.
    pub(crate) trade: String,
    /// Number of the order.
    pub(crate) order: String,
}

/// Balances.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/balances.html")]
pub(crate) struct Balances {
    /// When they were true.
    pub(crate) as_of: Moment,
    /// One for each asset.
    pub(crate) rows: Vec<BalanceRow>,
}

/// One balance.
#[derive(Debug, Clone)]
pub(crate) struct BalanceRow {
    /// The asset.
    pub(crate) asset: String,
    /// Free at the venue.
    pub(crate) free: String,
    /// Locked at the venue.
    pub(crate) locked: String,
    /// Held by our open orders.
    pub(crate) held: String,
    /// What may be used.
    pub(crate) available: String,
    /// The same as a plain number for the script.
    pub(crate) available_plain: String,
}
