//! The seeded perpetuals with their grids, bands, brackets and funding, and the assets that stand as margin. Data only.

use crate::crowd::symbols::Profile;
use crate::futures::{
    Bracket, FundingTerms, FuturesLimits, FuturesListing, MarginAsset, MarginUse, MarketLot,
    PriceBands,
};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Rate, Span, Symbol, Text,
    Time, VenueId,
};

/// Open orders one account may have in a contract.
const OPEN_MAX: u32 = 200;
/// Conditional orders one account may have waiting in a contract.
const ALGO_MAX: u32 = 200;

/// Every perpetual.
pub(super) const PROFILES: [Profile; 2] = [
    Profile {
        symbol: "BTC/USDT:USDT",
        venue_symbol: "BTCUSDT",
        base: "BTC",
        quote: "USDT",
        tick_units: 1,
        tick_places: 1,
        lot_units: 1,
        lot_places: 3,
        start_ticks: 642_500,
        price_max: "4529764",
        qty_max: "1000",
        market_qty_max: "120",
        notional_min: "100",
        notional_max: "1800000000",
        level_lots: 900,
        half_spread: 8_000,
        gap: 40_000,
        cross: None,
    },
    Profile {
        symbol: "ETH/USDT:USDT",
        venue_symbol: "ETHUSDT",
        base: "ETH",
        quote: "USDT",
        tick_units: 1,
        tick_places: 2,
        lot_units: 1,
        lot_places: 3,
        start_ticks: 264_300,
        price_max: "306177",
        qty_max: "10000",
        market_qty_max: "2000",
        notional_min: "20",
        notional_max: "1200000000",
        level_lots: 16_000,
        half_spread: 10_000,
        gap: 50_000,
        cross: None,
    },
];

/// What a profile does not say: bands, brackets and the lowest price.
struct Terms {
    symbol: &'static str,
    /// The spot symbol whose price is the index.
    index: &'static str,
    price_min: &'static str,
    onboarded: Time,
    /// Cap, leverage and maintenance rate of each bracket.
    brackets: &'static [(&'static str, u32, &'static str)],
}

const TERMS: [Terms; 2] = [
    Terms {
        symbol: "BTC/USDT:USDT",
        index: "BTC/USDT",
        price_min: "556.8",
        onboarded: Time::from_millis(1_569_398_400_000),
        brackets: &[
            ("300000", 150, "0.004"),
            ("800000", 100, "0.005"),
            ("3000000", 75, "0.0065"),
            ("12000000", 50, "0.01"),
            ("70000000", 25, "0.02"),
            ("100000000", 20, "0.025"),
            ("230000000", 10, "0.05"),
            ("480000000", 5, "0.1"),
            ("600000000", 4, "0.125"),
            ("800000000", 3, "0.15"),
            ("1200000000", 2, "0.25"),
            ("1800000000", 1, "0.5"),
        ],
    },
    Terms {
        symbol: "ETH/USDT:USDT",
        index: "ETH/USDT",
        price_min: "39.86",
        onboarded: Time::from_millis(1_569_398_400_000),
        brackets: &[
            ("300000", 150, "0.004"),
            ("800000", 100, "0.005"),
            ("3000000", 75, "0.0065"),
            ("12000000", 50, "0.01"),
            ("50000000", 25, "0.02"),
            ("65000000", 20, "0.025"),
            ("150000000", 10, "0.05"),
            ("320000000", 5, "0.1"),
            ("400000000", 4, "0.125"),
            ("530000000", 3, "0.15"),
            ("800000000", 2, "0.25"),
            ("1200000000", 1, "0.5"),
        ],
    },
];

/// One margin asset: its name, first index, buffer in multi-assets mode, and the debt that is covered by itself.
struct Margin {
    name: &'static str,
    index: &'static str,
    buffer: &'static str,
    exchange_buffer: &'static str,
    auto_exchange: &'static str,
}

const MARGINS: [Margin; 5] = [
    Margin {
        name: "USDT",
        index: "1",
        buffer: "0",
        exchange_buffer: "0",
        auto_exchange: "-10000",
    },
    Margin {
        name: "BTC",
        index: "64250",
        buffer: "0.05",
        exchange_buffer: "0.025",
        auto_exchange: "-0.1",
    },
    Margin {
        name: "BNB",
        index: "587.6",
        buffer: "0.1",
        exchange_buffer: "0.05",
        auto_exchange: "-10",
    },
    Margin {
        name: "ETH",
        index: "2643",
        buffer: "0.05",
        exchange_buffer: "0.025",
        auto_exchange: "-3",
    },
    Margin {
        name: "USDC",
        index: "1",
        buffer: "0.01",
        exchange_buffer: "0.005",
        auto_exchange: "-10000",
    },
];

pub(super) fn listings(venue: VenueId) -> Vec<(FuturesListing, Symbol)> {
    let listed = PROFILES.iter().zip(&TERMS);
    listed
        .filter(|(profile, terms)| profile.symbol == terms.symbol)
        .filter_map(|(profile, terms)| listing(profile, terms, venue))
        .collect()
}

fn listing(profile: &Profile, terms: &Terms, venue: VenueId) -> Option<(FuturesListing, Symbol)> {
    let step = profile.qty(1)?;
    let market_max = Qty::parse(profile.market_qty_max).ok()?;
    let listing = FuturesListing {
        instrument: instrument(profile, terms, venue)?,
        market_lot: MarketLot {
            min: step,
            max: market_max,
            step,
        },
        limits: FuturesLimits {
            open_max: OPEN_MAX,
            algo_max: ALGO_MAX,
        },
        bands: PriceBands {
            multiplier_up: Amount::parse("1.05").ok()?,
            multiplier_down: Amount::parse("0.95").ok()?,
            market_take_bound: Rate::parse("0.05").ok()?,
            trigger_protect: Rate::parse("0.05").ok()?,
        },
        brackets: brackets(terms)?,
        funding: FundingTerms {
            interval: Span::from_secs(8 * 3_600),
            cap: Rate::parse("0.02").ok()?,
            floor: Rate::parse("-0.02").ok()?,
            interest: Rate::parse("0.0001").ok()?,
            impact_notional: Amount::parse("25000").ok()?,
        },
        liquidation_fee: Rate::parse("0.0125").ok()?,
        onboarded: terms.onboarded,
    };
    Some((listing, Symbol::new(terms.index).ok()?))
}

fn instrument(profile: &Profile, terms: &Terms, venue: VenueId) -> Option<Instrument> {
    let step = profile.qty(1)?;
    Some(Instrument {
        venue,
        symbol: Symbol::new(profile.symbol).ok()?,
        venue_symbol: Text::new(profile.venue_symbol).ok()?,
        base: Asset::new(profile.base).ok()?,
        quote: Asset::new(profile.quote).ok()?,
        kind: ContractKind::Linear {
            size: Qty::parse("1").ok()?,
            settle: Asset::new(profile.quote).ok()?,
        },
        rules: InstrumentRules {
            price_tick: profile.price(1)?,
            price_min: Price::parse(terms.price_min).ok()?,
            price_max: Price::parse(profile.price_max).ok()?,
            qty_step: step,
            qty_min: step,
            qty_max: Qty::parse(profile.qty_max).ok()?,
            market_qty_max: Qty::parse(profile.market_qty_max).ok()?,
            notional_min: Amount::parse(profile.notional_min).ok()?,
            notional_max: Amount::parse(profile.notional_max).ok()?,
        },
    })
}

fn brackets(terms: &Terms) -> Option<Vec<Bracket>> {
    let mut floor = Amount::ZERO;
    let mut brackets = Vec::new();
    for (cap, leverage, maintenance) in terms.brackets {
        let cap = Amount::parse(cap).ok()?;
        brackets.push(Bracket {
            floor,
            cap,
            leverage: *leverage,
            maintenance: Rate::parse(maintenance).ok()?,
            cum: Amount::ZERO,
        });
        floor = cap;
    }
    Some(brackets)
}

pub(super) fn margin_assets() -> Vec<(MarginAsset, Price)> {
    let one = |margin: &Margin| {
        let asset = MarginAsset {
            asset: Asset::new(margin.name).ok()?,
            bid_buffer: Rate::parse(margin.buffer).ok()?,
            ask_buffer: Rate::parse(margin.buffer).ok()?,
            exchange_bid_buffer: Rate::parse(margin.exchange_buffer).ok()?,
            exchange_ask_buffer: Rate::parse(margin.exchange_buffer).ok()?,
            margin: MarginUse::Counts,
            auto_exchange: Amount::parse(margin.auto_exchange).ok()?,
        };
        Some((asset, Price::parse(margin.index).ok()?))
    };
    MARGINS.iter().filter_map(one).collect()
}
