//! What assets cost on each day of a past: a walk backwards from the prices the market begins with. Never below a cent.

use domain::{Asset, Price, Symbol};
use exchange::chance::Chance;
use exchange::crowd::Crowd;

/// Assets with a price in dollars.
pub(super) const PRICED: [&str; 4] = ["BTC", "ETH", "LTC", "BNB"];
/// Decimal places of a price in dollars.
const PLACES: u32 = 2;
/// A usual daily move, in parts of a million.
const MOVE_PARTS: i128 = 22_000;
/// The largest daily move, in parts of a million.
const MOVE_PARTS_MAX: i128 = 90_000;
/// One, in parts of a million.
const WHOLE: i128 = 1_000_000;
/// The lowest price, in cents.
const CENTS_MIN: i128 = 500;

/// Cents per asset and day.
pub(super) struct Prices(Vec<(Asset, Vec<i128>)>);

impl Prices {
    pub(super) fn new(chance: &Chance, days: usize) -> Self {
        let rows = PRICED.iter().zip(1..).filter_map(|(name, label)| {
            let asset = Asset::new(name).ok()?;
            let symbol = Symbol::spot(asset, Asset::new("USDT").ok()?).ok()?;
            let (units, places) = Crowd::first_price(symbol)?.parts();
            let finer = PLACES.checked_sub(places)?;
            let last = units.checked_mul(10_i128.checked_pow(finer)?)?;
            Some((asset, walk(&mut chance.branch(label << 32), last, days)))
        });
        Self(rows.collect())
    }

    /// An asset's cents on a day; a dollar's own are a hundred.
    pub(super) fn cents(&self, asset: Asset, day: usize) -> Option<i128> {
        if asset.as_str() == "USDT" {
            return Some(100);
        }
        let (_, walk) = self.0.iter().find(|(name, _)| *name == asset)?;
        walk.get(day).or(walk.last()).copied()
    }

    /// An asset's price in dollars on a day.
    pub(super) fn dollars(&self, asset: Asset, day: usize) -> Option<Price> {
        Price::from_parts(self.cents(asset, day)?, PLACES).ok()
    }
}

fn walk(chance: &mut Chance, last: i128, days: usize) -> Vec<i128> {
    let mut cents = Vec::with_capacity(days);
    let mut now = last;
    for _ in 0..days {
        cents.push(now);
        let drawn = i128::from(chance.bell()).saturating_mul(MOVE_PARTS) / WHOLE;
        let moved = drawn.clamp(-MOVE_PARTS_MAX, MOVE_PARTS_MAX);
        now = (now.saturating_mul(WHOLE.saturating_add(moved)) / WHOLE).max(CENTS_MIN);
    }
    cents.reverse();
    cents
}
