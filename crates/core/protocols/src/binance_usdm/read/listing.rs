//! Reads exchange information into instruments. Never trades a contract whose filters it does not understand.

use super::super::replies::VenueSymbol;
use super::super::replies::market::{Listing, SkippedSymbol};
use super::{fields, parsed};
use crate::answer::Answer;
use crate::binance::RawLimit;
use crate::trouble::Trouble;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, NumberError, Price, Qty, Symbol,
    TextError, Time, VenueId,
};
use serde::Deserialize;

/// Stands for "no bound" where the venue gives none: the largest value our numbers hold with eight places to spare.
const UNBOUNDED: i128 = 1_000_000_000_000_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawListing {
    #[serde(deserialize_with = "fields::millis")]
    server_time: Time,
    #[serde(default)]
    rate_limits: Vec<RawLimit>,
    symbols: Vec<RawSymbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSymbol {
    symbol: String,
    contract_type: String,
    status: String,
    base_asset: String,
    quote_asset: String,
    margin_asset: String,
    filters: Vec<RawFilter>,
}

#[derive(Deserialize)]
#[serde(tag = "filterType")]
enum RawFilter {
    #[serde(rename = "PRICE_FILTER", rename_all = "camelCase")]
    Price {
        min_price: Qty,
        max_price: Qty,
        tick_size: Qty,
    },
    #[serde(rename = "LOT_SIZE", rename_all = "camelCase")]
    Lot {
        min_qty: Qty,
        max_qty: Qty,
        step_size: Qty,
    },
    #[serde(rename = "MARKET_LOT_SIZE", rename_all = "camelCase")]
    MarketLot { max_qty: Qty },
    #[serde(rename = "MIN_NOTIONAL")]
    MinNotional { notional: Amount },
    #[serde(other)]
    Other,
}

/// What can be traded at `venue`; a contract that is not perpetual, not trading or has filters that cannot be read is left
/// out with its reason.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn instruments(answer: &Answer, venue: VenueId) -> Result<Listing, Trouble> {
    let raw = parsed::<RawListing>(answer)?;
    let mut listing = Listing {
        server_time: raw.server_time,
        instruments: Vec::new(),
        skipped: Vec::new(),
        limits: raw
            .rate_limits
            .iter()
            .filter_map(RawLimit::listed)
            .collect(),
    };
    for symbol in raw.symbols {
        match symbol.instrument(venue) {
            Ok(instrument) => listing.instruments.push(instrument),
            Err(reason) => listing.skipped.push(SkippedSymbol {
                symbol: symbol.symbol,
                reason,
            }),
        }
    }
    Ok(listing)
}

impl RawSymbol {
    fn instrument(&self, venue: VenueId) -> Result<Instrument, String> {
        if self.contract_type != "PERPETUAL" {
            return Err(alloc::format!("its contract is {}", self.contract_type));
        }
        if self.status != "TRADING" {
            return Err(alloc::format!("its status is {}", self.status));
        }
        let said = |error: TextError| error.to_string();
        let base = Asset::new(&self.base_asset).map_err(said)?;
        let quote = Asset::new(&self.quote_asset).map_err(said)?;
        let settle = Asset::new(&self.margin_asset).map_err(said)?;
        let symbol = alloc::format!("{base}/{quote}:{settle}");
        let size = Qty::from_parts(1, 0).map_err(|error| error.to_string())?;
        Ok(Instrument {
            venue,
            symbol: Symbol::new(&symbol).map_err(said)?,
            venue_symbol: VenueSymbol::new(&self.symbol).map_err(said)?,
            base,
            quote,
            kind: ContractKind::Linear { size, settle },
            rules: self.rules()?,
        })
    }

    fn rules(&self) -> Result<InstrumentRules, String> {
        let number = |error: NumberError| error.to_string();
        let mut prices = None;
        let mut lots = None;
        let mut market_max = None;
        let mut notional_min = Amount::ZERO;
        for filter in &self.filters {
            match filter {
                RawFilter::Price {
                    min_price,
                    max_price,
                    tick_size,
                } => prices = Some((*min_price, *max_price, *tick_size)),
                RawFilter::Lot {
                    min_qty,
                    max_qty,
                    step_size,
                } => lots = Some((*min_qty, *max_qty, *step_size)),
                RawFilter::MarketLot { max_qty } => market_max = Some(*max_qty),
                RawFilter::MinNotional { notional } => notional_min = *notional,
                RawFilter::Other => {}
            }
        }
        let (price_min, price_max, tick) = prices.ok_or("it has no PRICE_FILTER")?;
        let (qty_min, qty_max, qty_step) = lots.ok_or("it has no LOT_SIZE")?;
        let price_tick =
            Price::new(tick.get()).map_err(|_| "its PRICE_FILTER has no tick".to_string())?;
        let price_max = if price_max.is_zero() {
            Price::from_parts(UNBOUNDED, 0).map_err(number)?
        } else {
            Price::new(price_max.get()).map_err(number)?
        };
        Ok(InstrumentRules {
            price_tick,
            price_min: Price::new(price_min.get()).unwrap_or(price_tick),
            price_max,
            qty_step,
            qty_min,
            qty_max,
            market_qty_max: market_max.filter(|max| !max.is_zero()).unwrap_or(qty_max),
            notional_min,
            notional_max: Amount::from_parts(UNBOUNDED, 0).map_err(number)?,
        })
    }
}
