//! What assets are worth in dollars and in bitcoin by the venue's own market. Never a price from outside.

use crate::venue::Venue;
use domain::{Amount, Asset, Price, Qty, Rounding, Symbol};
use exchange::crowd::Crowd;

/// Assets that count as dollars.
const DOLLARS: [&str; 2] = ["USDT", "USDC"];
/// Decimal places of a worth.
const WORTH_PLACES: u32 = 8;

impl Venue {
    /// One unit of an asset in dollars; none while it has no market against one.
    pub(super) fn dollars(&self, asset: Asset) -> Option<Price> {
        if DOLLARS.contains(&asset.as_str()) {
            return Price::from_parts(1, 0).ok();
        }
        DOLLARS.iter().find_map(|dollar| {
            let symbol = Symbol::spot(asset, Asset::new(dollar).ok()?).ok()?;
            let best = self.spot.best(symbol);
            let last = self.spot.last_price(symbol);
            let bid = || best.and_then(|best| best.bid.map(|(price, _)| price));
            last.or_else(bid).or_else(|| Crowd::first_price(symbol))
        })
    }

    /// A quantity of an asset in dollars, cut to eight places; nothing while it has no market.
    pub(super) fn in_dollars(&self, asset: Asset, qty: Qty) -> Amount {
        let worth = self
            .dollars(asset)
            .and_then(|price| price.times(qty).ok())
            .unwrap_or(Amount::ZERO);
        worth.rounded(WORTH_PLACES, Rounding::Down)
    }

    /// A quantity of an asset in another, cut to eight places; nothing while either has no market.
    pub(super) fn in_asset(&self, (asset, qty): (Asset, Qty), target: Asset) -> Amount {
        if asset == target {
            return qty.amount();
        }
        let dollars = self.in_dollars(asset, qty);
        self.dollars_as(dollars, target)
    }

    /// Dollars in an asset, cut to eight places; nothing while it has no market.
    pub(super) fn dollars_as(&self, dollars: Amount, target: Asset) -> Amount {
        let unit = self
            .dollars(target)
            .and_then(|price| price.amount().qty().ok());
        let size = dollars.size();
        let worth = unit
            .and_then(|unit| size.per(unit, (WORTH_PLACES, Rounding::Down)).ok())
            .map_or(Amount::ZERO, Price::amount);
        if dollars.is_negative() {
            worth.negated()
        } else {
            worth
        }
    }

    /// A quantity of an asset in bitcoin, cut to eight places.
    pub(super) fn in_bitcoin(&self, asset: Asset, qty: Qty) -> Amount {
        Asset::new("BTC").map_or(Amount::ZERO, |bitcoin| self.in_asset((asset, qty), bitcoin))
    }

    /// One unit of an asset in another, cut to eight places; none while either has no market.
    pub(super) fn rate(&self, asset: Asset, target: Asset) -> Option<Price> {
        let (from, to) = (self.dollars(asset)?, self.dollars(target)?);
        let unit = to.amount().qty().ok()?;
        from.amount().per(unit, (WORTH_PLACES, Rounding::Down)).ok()
    }
}
