//! Symbols as people write them down: grid, bounds and assets, for symbols beyond the built-in ones. Never a market.

use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol, Text, VenueId,
};
use exchange::{Filters, Listing, OrderLimits};
use serde::Deserialize;

/// Open orders one account may have in a symbol.
const OPEN_MAX: u32 = 200;
/// Sleeping stop orders one account may have in a symbol.
const STOP_MAX: u32 = 5;

/// A symbol as it is written down.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SymbolSpec {
    /// The name requests use: `DOGEUSDT`.
    pub symbol: String,
    /// What is traded.
    pub base: Asset,
    /// What it is priced in.
    pub quote: Asset,
    /// Prices are multiples of this.
    pub tick_size: Price,
    /// Quantities are multiples of this.
    pub step_size: Qty,
    /// Highest price.
    pub max_price: Price,
    /// Largest quantity.
    pub max_qty: Qty,
    /// Smallest value in quote.
    pub min_notional: Amount,
    /// Largest value in quote.
    pub max_notional: Amount,
    /// The price its crowd begins at, where nobody traded it yet; any that fits where absent.
    pub price: Option<Price>,
    /// The most of the base an account may hold and have on order; no bound where absent.
    #[serde(default)]
    pub max_position: Option<Qty>,
}

/// A file of symbols.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SymbolFile {
    #[serde(default)]
    symbol: Vec<SymbolSpec>,
}

/// Why symbols cannot be listed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SymbolError {
    /// The file is no file of symbols.
    #[error("the file of symbols cannot be read: {0}")]
    Form(String),
    /// A name is too long or empty.
    #[error("`{0}` is no name of a symbol")]
    Name(String),
}

impl SymbolSpec {
    /// Reads a file of `[[symbol]]` tables.
    ///
    /// # Errors
    /// It is no such file.
    pub fn read_file(text: &str) -> Result<Vec<Self>, SymbolError> {
        let read: Result<SymbolFile, _> = toml::from_str(text);
        let read = read.map_err(|error| SymbolError::Form(error.to_string()));
        read.map(|file| file.symbol)
    }

    /// The price it begins at, by its symbol.
    pub(crate) fn first_price(&self) -> Option<(Symbol, Price)> {
        let symbol = Symbol::spot(self.base, self.quote).ok()?;
        Some((symbol, self.price?))
    }

    /// The listing it asks for.
    pub(crate) fn listing(&self) -> Result<Listing, SymbolError> {
        let name = || SymbolError::Name(self.symbol.clone());
        let canonical = format!("{}/{}", self.base.as_str(), self.quote.as_str());
        let instrument = Instrument {
            venue: VenueId::new(crate::floor::VENUE).map_err(|_| name())?,
            symbol: Symbol::new(&canonical).map_err(|_| name())?,
            venue_symbol: Text::new(&self.symbol).map_err(|_| name())?,
            base: self.base,
            quote: self.quote,
            kind: ContractKind::Spot,
            rules: InstrumentRules {
                price_tick: self.tick_size,
                price_min: self.tick_size,
                price_max: self.max_price,
                qty_step: self.step_size,
                qty_min: self.step_size,
                qty_max: self.max_qty,
                market_qty_max: self.max_qty,
                notional_min: self.min_notional,
                notional_max: self.max_notional,
            },
        };
        Ok(Listing {
            instrument,
            limits: OrderLimits::usual(OPEN_MAX, STOP_MAX),
            filters: Filters {
                position_max: self.max_position,
                ..Filters::USUAL
            },
        })
    }
}
