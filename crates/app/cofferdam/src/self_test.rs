//! The self-test of the gate that these settings make: a bad order for every rule, before anything is started. No venue is asked
//! what it lists, and no gate that runs is touched.
// GATE-12

use crate::settings::Settings;
use crate::wiring;
use anyhow::{Context, Result};
use desk::Clock;
use desk::credentials::Place;
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol, Text, VenueId,
};
use gate::SelfTest;

/// What is tested where the settings name no symbol, which means all that the venue lists.
const ANY_SYMBOL: &str = "BTC/USDT";

/// Tries every rule of the gate of these settings.
///
/// # Errors
/// A symbol of the settings names no base and quote.
pub(crate) fn of(settings: &Settings, place: &Place) -> Result<SelfTest> {
    let named = settings
        .venue
        .symbols
        .iter()
        .chain(&settings.venue.contracts);
    let mut symbols: Vec<String> = named.map(ToString::to_string).collect();
    if settings.venue.symbols.is_empty() {
        symbols.push(ANY_SYMBOL.to_owned());
    }
    let venue = wiring::venue_of(place)?;
    let instruments = symbols.iter().map(|name| instrument(name, venue));
    let instruments = instruments.collect::<Result<Vec<_>>>()?;
    let config = wiring::told(settings, place, instruments)?;
    let told = (&config, &settings.judging.rules);
    Ok(SelfTest::of(told, Clock::default().now()))
}

/// An instrument by its name, on a grid that the self-test replaces.
fn instrument(name: &str, venue: VenueId) -> Result<Instrument> {
    let (pair, settle) = match name.split_once(':') {
        Some((pair, settle)) => (pair, Some(settle)),
        None => (name, None),
    };
    let split = pair.split_once('/');
    let (base, quote) = split.with_context(|| format!("{name} names no base and quote"))?;
    let (tick, unit) = (Price::from_parts(1, 0)?, Qty::from_parts(1, 0)?);
    let kind = match settle {
        None => ContractKind::Spot,
        Some(settle) => ContractKind::Linear {
            size: unit,
            settle: Asset::new(settle)?,
        },
    };
    Ok(Instrument {
        venue,
        symbol: Symbol::new(name)?,
        venue_symbol: Text::new(&pair.replace('/', ""))?,
        base: Asset::new(base)?,
        quote: Asset::new(quote)?,
        kind,
        rules: InstrumentRules {
            price_tick: tick,
            price_min: tick,
            price_max: tick,
            qty_step: unit,
            qty_min: unit,
            qty_max: unit,
            market_qty_max: unit,
            notional_min: Amount::ZERO,
            notional_max: Amount::ONE,
        },
    })
}
