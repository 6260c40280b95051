//! Reads exchange information into instruments. Never trades a symbol whose filters it does not understand.

use super::super::replies::{Listing, SkippedSymbol, VenueSymbol};
use super::millis;
use crate::binance::RawLimit;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol, Time, VenueId,
};
use serde::Deserialize;

/// Stands for "no bound" where the venue gives none: the largest value our numbers hold with eight places to spare.
const UNBOUNDED: i128 = 1_000_000_000_000_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawListing {
    #[serde(deserialize_with = "millis")]
    server_time: Time,
    #[serde(default)]
    rate_limits: Vec<RawLimit>,
    symbols: Vec<RawSymbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSymbol {
    symbol: String,
    status: String,
    base_asset: String,
    quote_asset: String,
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
    #[serde(rename = "MIN_NOTIONAL", rename_all = "camelCase")]
    MinNotional { min_notional: Amount },
    #[serde(rename = "NOTIONAL", rename_all = "camelCase")]
    Notional {
        min_notional: Amount,
        max_notional: Amount,
    },
    #[serde(other)]
    Other,
}

impl RawListing {
    pub(super) fn listing(self, venue: VenueId) -> Listing {
        let mut listing = Listing {
            server_time: self.server_time,
            instruments: Vec::new(),
            skipped: Vec::new(),
            limits: self
                .rate_limits
                .iter()
                .filter_map(RawLimit::listed)
                .collect(),
        };
        for raw in self.symbols {
            match raw.instrument(venue) {
                Ok(instrument) => listing.instruments.push(instrument),
                Err(reason) => listing.skipped.push(SkippedSymbol {
                    symbol: raw.symbol,
                    reason,
                }),
            }
        }
        listing
    }
}

impl RawSymbol {
    fn instrument(&self, venue: VenueId) -> Result<Instrument, String> {
        if self.status != "TRADING" {
            return Err(alloc::format!("its status is {}", self.status));
        }
        let said = |error: domain::TextError| error.to_string();
        let base = Asset::new(&self.base_asset).map_err(said)?;
        let quote = Asset::new(&self.quote_asset).map_err(said)?;
        Ok(Instrument {
            venue,
            symbol: Symbol::spot(base, quote).map_err(said)?,
            venue_symbol: VenueSymbol::new(&self.symbol).map_err(said)?,
            base,
            quote,
            kind: ContractKind::Spot,
            rules: self.rules()?,
        })
    }

    fn rules(&self) -> Result<InstrumentRules, String> {
        let number = |error: domain::NumberError| error.to_string();
        let mut prices = None;
        let mut lots = None;
        let mut market_max = None;
        let mut notional = (
            Amount::ZERO,
            Amount::from_parts(UNBOUNDED, 0).map_err(number)?,
        );
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
                RawFilter::MinNotional { min_notional } => notional.0 = *min_notional,
                RawFilter::Notional {
                    min_notional,
                    max_notional,
                } => notional = (*min_notional, *max_notional),
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
            notional_min: notional.0,
            notional_max: notional.1,
        })
    }
}
