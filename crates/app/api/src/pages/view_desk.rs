//! What the desk shows, as text ready to be shown: figures, chart, book, tape, rows. Never a number that is still to be formatted.

use super::view_shell::{Moment, Shell, Signed};
use super::view_ticket::TicketPart;
use askama::Template;

/// The whole desk.
#[derive(Debug, Clone, Template)]
#[template(path = "desk.html")]
pub struct DeskPage {
    /// The frame.
    pub shell: Shell,
    /// The market on the chart.
    pub market: MarketHead,
    /// Figures across the top.
    pub figures: Figures,
    /// The book.
    pub book: BookRows,
    /// Last trades, latest first.
    pub tape: Vec<TapeRow>,
    /// The ticket.
    pub ticket: TicketPart,
    /// Open orders.
    pub open_orders: OpenOrders,
    /// Positions.
    pub positions: Positions,
    /// Latest fills.
    pub fills: Fills,
    /// Balances.
    pub balances: Balances,
}

/// The market whose chart, book and tape are shown.
#[derive(Debug, Clone)]
pub struct MarketHead {
    /// Its symbol.
    pub symbol: String,
    /// What is traded.
    pub base: String,
    /// What it is priced in.
    pub quote: String,
    /// Interval of the chart.
    pub interval: &'static str,
    /// Intervals to choose from.
    pub intervals: Vec<&'static str>,
    /// Decimal places of a price.
    pub price_places: u32,
    /// Decimal places of a quantity.
    pub qty_places: u32,
    /// Price step.
    pub price_tick: String,
    /// Quantity step.
    pub qty_step: String,
    /// Last price; a dash while unknown.
    pub last: String,
    /// `up`, `down` or nothing: the way of the last trade.
    pub way: &'static str,
    /// When the book was last heard of.
    pub received: Moment,
    /// The chart's licence line, up to its link.
    pub credit_before: &'static str,
}

/// The figures across the top.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/figures.html")]
pub struct Figures {
    /// When they were true.
    pub as_of: Moment,
    /// Five of them.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it is.
    pub name: &'static str,
    /// The number.
    pub value: String,
    /// Its asset or unit; may be empty.
    pub unit: String,
    /// `up`, `down` or nothing.
    pub tone: &'static str,
    /// A line beneath.
    pub note: String,
}

/// The book, best prices at the middle.
#[derive(Debug, Clone)]
pub struct BookRows {
    /// Highest first, so that the best stands at the bottom.
    pub asks: Vec<BookRow>,
    /// Highest first, so that the best stands at the top.
    pub bids: Vec<BookRow>,
    /// Distance between the best two; a dash while unknown.
    pub spread: String,
}

/// One level of the book.
#[derive(Debug, Clone)]
pub struct BookRow {
    /// Price.
    pub price: String,
    /// Quantity at it.
    pub qty: String,
    /// Quantity at it and all better ones.
    pub sum: String,
    /// Its sum as twentieths of the deepest shown.
    pub twentieths: u8,
}

/// A trade at the venue.
#[derive(Debug, Clone)]
pub struct TapeRow {
    /// Price.
    pub price: String,
    /// Quantity.
    pub qty: String,
    /// `buy` or `sell`: the side that took.
    pub taker: &'static str,
    /// When, by the venue's clock.
    pub at: Moment,
}

/// Orders that may still trade.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/open_orders.html")]
pub struct OpenOrders {
    /// Token of the session.
    pub csrf: String,
    /// Latest first.
    pub rows: Vec<OrderRow>,
}

/// One order in a list.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its number.
    pub id: String,
    /// When it was opened.
    pub opened: Moment,
    /// Its symbol.
    pub symbol: String,
    /// `Buy` or `Sell`.
    pub side: &'static str,
    /// `up` or `down`.
    pub side_tone: &'static str,
    /// Kind with its life: `limit gtc`.
    pub kind: String,
    /// `buy` or `sell`.
    pub side_key: &'static str,
    /// Price, trigger or both.
    pub price: String,
    /// Price or trigger as a plain number for the chart; empty for a market order.
    pub price_plain: String,
    /// Quantity asked.
    pub qty: String,
    /// Quantity traded.
    pub filled: String,
    /// Short name of its state.
    pub state: &'static str,
    /// Tone of the state.
    pub state_tone: &'static str,
    /// What the state means, in one sentence.
    pub state_means: &'static str,
    /// Who wished for it.
    pub by: String,
    /// The order in one phrase: `buy 0.1 BTC/USDT at 94,000.00`.
    pub says: String,
    /// Whether it can still be cancelled.
    pub cancellable: bool,
}

/// Positions.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/positions.html")]
pub struct Positions {
    /// When they were true.
    pub as_of: Moment,
    /// One for each symbol ever traded.
    pub rows: Vec<PositionRow>,
}

/// One position.
#[derive(Debug, Clone)]
pub struct PositionRow {
    /// Its symbol.
    pub symbol: String,
    /// `Long`, `Short` or `Flat`.
    pub side: &'static str,
    /// Tone of the side.
    pub side_tone: &'static str,
    /// Base held or owed.
    pub size: String,
    /// Average price.
    pub entry: String,
    /// The same as a plain number for the chart; empty when flat.
    pub entry_plain: String,
    /// Mark; a dash while there is none.
    pub mark: String,
    /// Profit at the mark.
    pub unrealised: Signed,
    /// Profit of what was closed.
    pub realised: Signed,
    /// Fees paid, with their assets.
    pub fees: String,
}

/// Latest fills.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/fills.html")]
pub struct Fills {
    /// Latest first.
    pub rows: Vec<FillRow>,
}

/// One fill.
#[derive(Debug, Clone)]
pub struct FillRow {
    /// When, by the venue's clock.
    pub at: Moment,
    /// Its symbol.
    pub symbol: String,
    /// `Buy` or `Sell`.
    pub side: &'static str,
    /// `up` or `down`.
    pub side_tone: &'static str,
    /// Price.
    pub price: String,
    /// Quantity.
    pub qty: String,
    /// Price times quantity.
    pub value: String,
    /// Fee with its asset.
    pub fee: String,
    /// `maker` or `taker`.
    pub liquidity: &'static str,
    /// The venue's id of the trade.
    pub trade: String,
    /// Number of the order.
    pub order: String,
}

/// Balances.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/balances.html")]
pub struct Balances {
    /// When they were true.
    pub as_of: Moment,
    /// One for each asset.
    pub rows: Vec<BalanceRow>,
}

/// One balance.
#[derive(Debug, Clone)]
pub struct BalanceRow {
    /// The asset.
    pub asset: String,
    /// Free at the venue.
    pub free: String,
    /// Locked at the venue.
    pub locked: String,
    /// Held by our open orders.
    pub held: String,
    /// What may be used, as a plain number for the script.
    pub available_plain: String,
}
