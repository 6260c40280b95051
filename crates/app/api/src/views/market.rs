//! Instruments, books, trades and candles as programs see them. Never a price without its symbol.

use super::millis;
use domain::{Candle, ContractKind, Instrument, Price, Qty};
use serde::Serialize;
use utoipa::ToSchema;

/// What can be traded here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentsView {
    /// All instruments.
    pub(crate) instruments: Vec<InstrumentView>,
}

/// One thing that can be traded, with the venue's grid and bounds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstrumentView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// The form that paths take.
    #[schema(example = "BTC-USDT")]
    path_symbol: String,
    /// The venue.
    #[schema(example = "simex")]
    venue: String,
    /// `spot` or `linear`.
    kind: &'static str,
    /// What is traded.
    #[schema(example = "BTC")]
    base: String,
    /// What it is priced in.
    #[schema(example = "USDT")]
    quote: String,
    /// Prices are multiples of this.
    #[schema(example = "0.01")]
    price_tick: String,
    /// Lowest price.
    price_min: String,
    /// Highest price.
    price_max: String,
    /// Quantities are multiples of this.
    #[schema(example = "0.00001")]
    qty_step: String,
    /// Smallest quantity.
    qty_min: String,
    /// Largest quantity of a limit order.
    qty_max: String,
    /// Largest quantity of a market order.
    market_qty_max: String,
    /// Smallest value in quote.
    notional_min: String,
    /// Largest value in quote.
    notional_max: String,
}

/// The top of a book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    pub(crate) symbol: String,
    /// Price and quantity, best first.
    pub(crate) bids: Vec<LevelView>,
    /// Price and quantity, best first.
    pub(crate) asks: Vec<LevelView>,
    /// The venue's number of the last change in it.
    pub(crate) update_id: u64,
    /// When that change arrived.
    pub(crate) received: i64,
    /// The venue it is of: while the account's own is away, perhaps its backup.
    #[schema(example = "simex")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
}

/// Price and quantity of one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!(["60000.01", "0.52"]))]
pub(crate) struct LevelView(String, String);

/// The last trades at the venue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TradesView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    pub(crate) symbol: String,
    /// Oldest first.
    pub(crate) trades: Vec<TradeView>,
}

/// One trade at the venue, ours or not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TradeView {
    /// The venue's id.
    id: u64,
    /// Price.
    #[schema(example = "60000.01")]
    price: String,
    /// Quantity of base.
    #[schema(example = "0.02")]
    qty: String,
    /// The side that took: `buy` or `sell`.
    taker: String,
    /// When, by the venue's clock.
    at: i64,
}

/// Candles of one symbol and interval.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CandlesView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    pub(crate) symbol: String,
    /// `1s`, `1m`, `5m`, `15m`, `30m`, `1h`, `2h`, `4h` or `1d`.
    #[schema(example = "1m")]
    pub(crate) interval: String,
    /// Oldest first; the last one may still be forming.
    pub(crate) candles: Vec<CandleView>,
}

/// One candle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CandleView {
    /// Start of the interval.
    pub(crate) open_time: i64,
    /// First price.
    pub(crate) open: String,
    /// Highest price.
    pub(crate) high: String,
    /// Lowest price.
    pub(crate) low: String,
    /// Last price.
    pub(crate) close: String,
    /// Base traded.
    pub(crate) volume: String,
    /// Quote traded.
    pub(crate) quote_volume: String,
    /// Number of trades.
    pub(crate) trade_count: u64,
}

impl From<&Instrument> for InstrumentView {
    fn from(instrument: &Instrument) -> Self {
        let rules = &instrument.rules;
        Self {
            symbol: instrument.symbol.to_string(),
            path_symbol: instrument.symbol.as_str().replace('/', "-"),
            venue: instrument.venue.to_string(),
            kind: match instrument.kind {
                ContractKind::Spot => "spot",
                ContractKind::Linear { .. } => "linear",
            },
            base: instrument.base.to_string(),
            quote: instrument.quote.to_string(),
            price_tick: rules.price_tick.to_string(),
            price_min: rules.price_min.to_string(),
            price_max: rules.price_max.to_string(),
            qty_step: rules.qty_step.to_string(),
            qty_min: rules.qty_min.to_string(),
            qty_max: rules.qty_max.to_string(),
            market_qty_max: rules.market_qty_max.to_string(),
            notional_min: rules.notional_min.to_string(),
            notional_max: rules.notional_max.to_string(),
        }
    }
}

impl From<&desk::BookView> for BookView {
    fn from(book: &desk::BookView) -> Self {
        let levels = |side: &[(Price, Qty)]| {
            side.iter()
                .map(|(price, qty)| LevelView(price.to_string(), qty.to_string()))
                .collect()
        };
        Self {
            symbol: book.symbol.to_string(),
            bids: levels(&book.bids),
            asks: levels(&book.asks),
            update_id: book.update_id,
            received: millis(book.received),
            source: None,
        }
    }
}

impl BookView {
    /// A book with the venue it is of.
    pub(crate) fn of(book: &desk::BookView, desk: &desk::Desk) -> Self {
        let source = desk.source(book.symbol);
        Self {
            source: source.map(|source| source.venue.to_string()),
            ..Self::from(book)
        }
    }
}

impl From<&desk::TapeTrade> for TradeView {
    fn from(trade: &desk::TapeTrade) -> Self {
        Self {
            id: trade.id,
            price: trade.price.to_string(),
            qty: trade.qty.to_string(),
            taker: trade.taker.to_string(),
            at: millis(trade.at),
        }
    }
}

impl From<&Candle> for CandleView {
    fn from(candle: &Candle) -> Self {
        Self {
            open_time: millis(candle.open_time),
            open: candle.open.to_string(),
            high: candle.high.to_string(),
            low: candle.low.to_string(),
            close: candle.close.to_string(),
            volume: candle.volume.to_string(),
            quote_volume: candle.quote_volume.to_string(),
            trade_count: candle.trade_count,
        }
    }
}
