//! The symbols of the seeded market with their grids, first prices and typical sizes. Data only.

use crate::listing::{Filters, Listing, OrderLimits};
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol, Text, VenueId,
};

/// Open orders one account may have in a symbol.
const OPEN_MAX: u32 = 200;
/// Sleeping stop orders one account may have in a symbol.
const STOP_MAX: u32 = 5;

/// One symbol of the seeded market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) symbol: &'static str,
    pub(super) venue_symbol: &'static str,
    pub(super) base: &'static str,
    pub(super) quote: &'static str,
    /// A tick is so many units of its last decimal place.
    pub(super) tick_units: u32,
    pub(super) tick_places: u32,
    /// A lot is one unit of this decimal place.
    pub(super) lot_places: u32,
    /// The first fair price, in ticks.
    pub(super) start_ticks: u64,
    pub(super) price_max: &'static str,
    pub(super) qty_max: &'static str,
    pub(super) market_qty_max: &'static str,
    pub(super) notional_min: &'static str,
    pub(super) notional_max: &'static str,
    /// Lots a maker typically shows at one level near the best price.
    pub(super) level_lots: u64,
    /// Half the usual spread, in billionths of the price.
    pub(super) half_spread: u64,
    /// The usual gap between two levels, in billionths of the price.
    pub(super) gap: u64,
    /// The symbols whose quotient is this one's fair price.
    pub(super) cross: Option<(&'static str, &'static str)>,
}

/// Every symbol, those that others are crossed from first.
pub(super) const PROFILES: [Profile; 5] = [
    Profile {
        symbol: "BTC/USDT",
        venue_symbol: "BTCUSDT",
        base: "BTC",
        quote: "USDT",
        tick_units: 1,
        tick_places: 2,
        lot_places: 5,
        start_ticks: 6_425_000,
        price_max: "1000000",
        qty_max: "9000",
        market_qty_max: "120",
        notional_min: "5",
        notional_max: "9000000",
        level_lots: 30_000,
        half_spread: 15_000,
        gap: 60_000,
        cross: None,
    },
    Profile {
        symbol: "ETH/USDT",
        venue_symbol: "ETHUSDT",
        base: "ETH",
        quote: "USDT",
        tick_units: 1,
        tick_places: 2,
        lot_places: 4,
        start_ticks: 264_300,
        price_max: "1000000",
        qty_max: "9000",
        market_qty_max: "1500",
        notional_min: "5",
        notional_max: "9000000",
        level_lots: 50_000,
        half_spread: 20_000,
        gap: 80_000,
        cross: None,
    },
    Profile {
        symbol: "LTC/USDT",
        venue_symbol: "LTCUSDT",
        base: "LTC",
        quote: "USDT",
        tick_units: 1,
        tick_places: 2,
        lot_places: 3,
        start_ticks: 8_412,
        price_max: "100000",
        qty_max: "90000",
        market_qty_max: "9000",
        notional_min: "5",
        notional_max: "9000000",
        level_lots: 60_000,
        half_spread: 60_000,
        gap: 120_000,
        cross: None,
    },
    Profile {
        symbol: "BNB/USDT",
        venue_symbol: "BNBUSDT",
        base: "BNB",
        quote: "USDT",
        tick_units: 1,
        tick_places: 2,
        lot_places: 3,
        start_ticks: 58_760,
        price_max: "100000",
        qty_max: "90000",
        market_qty_max: "5000",
        notional_min: "5",
        notional_max: "9000000",
        level_lots: 12_000,
        half_spread: 30_000,
        gap: 90_000,
        cross: None,
    },
    Profile {
        symbol: "ETH/BTC",
        venue_symbol: "ETHBTC",
        base: "ETH",
        quote: "BTC",
        tick_units: 1,
        tick_places: 5,
        lot_places: 3,
        start_ticks: 4_114,
        price_max: "1000",
        qty_max: "9000",
        market_qty_max: "900",
        notional_min: "0.0001",
        notional_max: "150",
        level_lots: 4_000,
        half_spread: 110_000,
        gap: 260_000,
        cross: Some(("ETH/USDT", "BTC/USDT")),
    },
];

impl Profile {
    /// A price of so many ticks.
    pub(super) fn price(&self, ticks: u64) -> Option<Price> {
        let units = i128::from(ticks).checked_mul(i128::from(self.tick_units))?;
        Price::from_parts(units, self.tick_places).ok()
    }

    /// A quantity of so many lots.
    pub(super) fn qty(&self, lots: u64) -> Option<Qty> {
        Qty::from_parts(i128::from(lots), self.lot_places).ok()
    }

    /// The ticks of a price, or of the first price when there is none.
    pub(super) fn ticks_of(&self, price: Option<Price>) -> Option<u64> {
        let Some(price) = price else {
            return Some(self.start_ticks);
        };
        let (units, places) = price.parts();
        let finer = self.tick_places.checked_sub(places)?;
        let units = units.checked_mul(10_i128.checked_pow(finer)?)?;
        let ticks = units.checked_div(i128::from(self.tick_units))?;
        u64::try_from(ticks).ok()
    }

    /// The listing of this symbol at a venue.
    pub(super) fn listing(&self, venue: VenueId) -> Option<Listing> {
        let tick = self.price(1)?;
        let step = self.qty(1)?;
        let instrument = Instrument {
            venue,
            symbol: Symbol::new(self.symbol).ok()?,
            venue_symbol: Text::new(self.venue_symbol).ok()?,
            base: Asset::new(self.base).ok()?,
            quote: Asset::new(self.quote).ok()?,
            kind: ContractKind::Spot,
            rules: InstrumentRules {
                price_tick: tick,
                price_min: tick,
                price_max: Price::parse(self.price_max).ok()?,
                qty_step: step,
                qty_min: step,
                qty_max: Qty::parse(self.qty_max).ok()?,
                market_qty_max: Qty::parse(self.market_qty_max).ok()?,
                notional_min: Amount::parse(self.notional_min).ok()?,
                notional_max: Amount::parse(self.notional_max).ok()?,
            },
        };
        Some(Listing {
            instrument,
            limits: OrderLimits::usual(OPEN_MAX, STOP_MAX),
            filters: Filters::USUAL,
        })
    }
}
