//! The symbols of the seeded market with their grids, first prices and typical sizes. Data only.

use crate::listing::{Filters, Listing, OrderLimits};
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol, Text, VenueId,
};

/// What a maker shows at one level of a symbol that nobody wrote down, as a multiple of the smallest order.
const LEVEL_ORDERS: i128 = 2_000;
/// The fewest lots a maker shows there.
const LEVEL_LOTS_MIN: i128 = 20;
/// The first price of a symbol whose price nobody knows, in ticks.
const UNKNOWN_TICKS: u64 = 10_000;
/// The lowest first price in ticks: below it a ladder of levels finds no room.
const FIRST_TICKS_MIN: u64 = 400;
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
    /// A lot is so many units of its last decimal place.
    pub(super) lot_units: u32,
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
        lot_units: 1,
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
        lot_units: 1,
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
        lot_units: 1,
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
        lot_units: 1,
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
        lot_units: 1,
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
    /// The habits of a crowd at a symbol of any grid, beginning at a price or at any that fits; nothing when the grid leaves
    /// no room for a ladder of levels. It bears no names: its listing does.
    pub(super) fn of_listing(listing: &Listing, first: Option<Price>) -> Option<Self> {
        let rules = &listing.instrument.rules;
        let ((tick, tick_places), (lot, lot_places)) =
            (rules.price_tick.parts(), rules.qty_step.parts());
        let bare = Self {
            symbol: "",
            venue_symbol: "",
            base: "",
            quote: "",
            tick_units: u32::try_from(tick).ok()?,
            tick_places,
            lot_units: u32::try_from(lot).ok()?,
            lot_places,
            start_ticks: 0,
            price_max: "",
            qty_max: "",
            market_qty_max: "",
            notional_min: "",
            notional_max: "",
            level_lots: 1,
            half_spread: 30_000,
            gap: 90_000,
            cross: None,
        };
        let highest = bare.ticks_of(Some(rules.price_max))?;
        let start_ticks = match first {
            Some(price) => bare.ticks_of(Some(price))?,
            None => UNKNOWN_TICKS.min(highest / 2),
        };
        let fits = (FIRST_TICKS_MIN..=highest / 2).contains(&start_ticks);
        fits.then_some(())?;
        let level_lots = level_lots(rules, bare.price(start_ticks)?)?;
        Some(Self {
            start_ticks,
            level_lots,
            ..bare
        })
    }

    /// A price of so many ticks.
    pub(super) fn price(&self, ticks: u64) -> Option<Price> {
        let units = i128::from(ticks).checked_mul(i128::from(self.tick_units))?;
        Price::from_parts(units, self.tick_places).ok()
    }

    /// A quantity of so many lots.
    pub(super) fn qty(&self, lots: u64) -> Option<Qty> {
        let units = i128::from(lots).checked_mul(i128::from(self.lot_units))?;
        Qty::from_parts(units, self.lot_places).ok()
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

/// Lots at one level: worth so many smallest orders, and a small part of the largest order.
fn level_lots(rules: &InstrumentRules, price: Price) -> Option<u64> {
    let ((worth, worth_places), (price, price_places)) =
        (rules.notional_min.parts(), price.parts());
    let ((lot, lot_places), (most, most_places)) = (rules.qty_step.parts(), rules.qty_max.parts());
    let tens = |places: u32| 10_i128.checked_pow(places);
    let above = worth
        .checked_mul(LEVEL_ORDERS)?
        .checked_mul(tens(price_places.checked_add(lot_places)?)?)?;
    let below = price.checked_mul(lot)?.checked_mul(tens(worth_places)?)?;
    let lots_max = most
        .checked_mul(tens(lot_places)?)?
        .checked_div(lot.checked_mul(tens(most_places)?)?)?;
    let lots = above
        .checked_div(below)?
        .min(lots_max / 100)
        .max(LEVEL_LOTS_MIN);
    u64::try_from(lots).ok()
}
