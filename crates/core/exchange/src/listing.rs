//! What is listed and on which rules: grid, bounds on open orders, price band, values, icebergs, trailing. Values only.

use crate::order_type::words;
use domain::{Instrument, InstrumentRules, Qty, Symbol};

/// An instrument with the rules orders in it must keep beside its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// Grid, bounds, assets.
    pub instrument: Instrument,
    /// Bounds on open orders.
    pub limits: OrderLimits,
    /// Rules on prices, values and quantities.
    pub filters: Filters,
}

/// How many orders one account may have open in the symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLimits {
    /// Open orders, sleeping and pending ones included (`MAX_NUM_ORDERS`).
    pub open_max: u32,
    /// Orders that wait for a trigger (`MAX_NUM_ALGO_ORDERS`).
    pub stop_max: u32,
    /// Open icebergs (`MAX_NUM_ICEBERG_ORDERS`).
    pub iceberg_max: u32,
    /// Open order lists (`MAX_NUM_ORDER_LISTS`).
    pub list_max: u32,
    /// Amendments of one order (`MAX_NUM_ORDER_AMENDS`).
    pub amend_max: u32,
}

/// Rules on prices, values and quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filters {
    /// Minutes the average price looks back; zero takes the last price (`avgPriceMins`). At most [`AVERAGE_MINUTES_MAX`].
    pub average_minutes: u32,
    /// How far prices may lie from the average (`PERCENT_PRICE_BY_SIDE`).
    pub band: Option<Collar>,
    /// Whether the smallest value binds market orders (`applyMinToMarket`).
    pub min_to_market: Applies,
    /// Whether the largest value binds market orders (`applyMaxToMarket`).
    pub max_to_market: Applies,
    /// Slices an iceberg may have (`ICEBERG_PARTS`).
    pub iceberg_parts_max: u32,
    /// Bounds of a trailing distance (`TRAILING_DELTA`).
    pub trailing: TrailingBounds,
    /// Base an account may hold and have on order (`MAX_POSITION`).
    pub position_max: Option<Qty>,
}

/// Longest look back of an average price, in minutes.
pub const AVERAGE_MINUTES_MAX: u32 = 60;

/// Whether a rule binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applies {
    /// It does.
    Yes,
    /// It does not.
    No,
}

words!(Applies, Yes = "yes", No = "no");

/// How far from the average price orders may be priced, by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collar {
    /// Highest price of a buyer.
    pub bid_up: Multiplier,
    /// Lowest price of a buyer.
    pub bid_down: Multiplier,
    /// Highest price of a seller.
    pub ask_up: Multiplier,
    /// Lowest price of a seller.
    pub ask_down: Multiplier,
}

/// A multiple of the average price, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Multiplier(u32);

/// Smallest and largest trailing distance, in basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailingBounds {
    /// Smallest, for orders whose stop price lies above the market.
    pub above_min: u32,
    /// Largest, for orders whose stop price lies above the market.
    pub above_max: u32,
    /// Smallest, for orders whose stop price lies below the market.
    pub below_min: u32,
    /// Largest, for orders whose stop price lies below the market.
    pub below_max: u32,
}

/// Whether a symbol trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SymbolStatus {
    /// It does.
    Trading,
    /// Nothing happens: no order comes in and none is ended by its account.
    Break,
    /// Orders may be ended and made smaller, and nothing trades.
    CancelOnly,
}

words!(
    SymbolStatus,
    Trading = "trading",
    Break = "break",
    CancelOnly = "cancel-only"
);

/// A symbol's status and since when, for those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymbolState {
    /// Where.
    pub symbol: Symbol,
    /// Whether it trades.
    pub status: SymbolStatus,
}

/// The grid and bounds that a symbol's accounts must keep from some instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymbolRules {
    /// Where.
    pub symbol: Symbol,
    /// All of them.
    pub rules: InstrumentRules,
}

impl Multiplier {
    /// So many ten-thousandths of the average price.
    #[must_use]
    pub const fn new(ten_thousandths: u32) -> Self {
        Self(ten_thousandths)
    }

    /// In ten-thousandths.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl OrderLimits {
    /// The venue's usual bounds on lists, icebergs and amendments, with these on open and on sleeping orders.
    #[must_use]
    pub const fn usual(open_max: u32, stop_max: u32) -> Self {
        Self {
            open_max,
            stop_max,
            iceberg_max: 10,
            list_max: 20,
            amend_max: 10,
        }
    }
}

impl Filters {
    /// The venue's usual rules: prices within a fifth to five times the five-minute average, largest values free for market orders.
    pub const USUAL: Self = Self {
        average_minutes: 5,
        band: Some(Collar {
            bid_up: Multiplier::new(50_000),
            bid_down: Multiplier::new(2_000),
            ask_up: Multiplier::new(50_000),
            ask_down: Multiplier::new(2_000),
        }),
        min_to_market: Applies::Yes,
        max_to_market: Applies::No,
        iceberg_parts_max: 100,
        trailing: TrailingBounds::USUAL,
        position_max: None,
    };

    /// No band, and values that bind every order at the last price.
    pub const PLAIN: Self = Self {
        average_minutes: 0,
        band: None,
        min_to_market: Applies::Yes,
        max_to_market: Applies::Yes,
        iceberg_parts_max: 100,
        trailing: TrailingBounds::USUAL,
        position_max: None,
    };
}

impl TrailingBounds {
    /// From a tenth of a per cent to a fifth.
    pub const USUAL: Self = Self {
        above_min: 10,
        above_max: 2_000,
        below_min: 10,
        below_max: 2_000,
    };
}
