//! The indexes of the margin assets as the public sees them, and the messages of the streams that tell them.
//! Never an account's money.

use super::board::Heard;
use super::figures::{self, Places, UNIT_PLACES};
use super::text::Text;
use super::wish::{Wish, WishOfAll};
use super::{Boards, Books};
use crate::venue::route::Product;
use crate::venue::sockets::{Feed, Interest};
use domain::{Price, Rate, Time};
use exchange::futures::MarginAsset;
use std::sync::Arc;

/// What a margin asset is worth, what is cut from that or added to it, and what comes out; all in hundred-millionths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AssetIndex {
    /// `BTCUSD`.
    pub(crate) name: String,
    pub(crate) index: i64,
    pub(crate) bid: Buffered,
    pub(crate) ask: Buffered,
    pub(crate) exchange_bid: Buffered,
    pub(crate) exchange_ask: Buffered,
}

/// A buffer and the price it makes of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Buffered {
    pub(crate) buffer: i64,
    pub(crate) rate: i64,
}

impl Buffered {
    fn of(index: i64, buffer: Rate, sign: i64) -> Option<Self> {
        let buffer = figures::units(buffer.parts());
        let one = figures::power(UNIT_PLACES);
        let times = one.checked_add(i128::from(buffer.checked_mul(sign)?))?;
        let rate = figures::nearest(i128::from(index).checked_mul(times)?, one);
        Some(Self {
            buffer,
            rate: i64::try_from(rate).ok()?,
        })
    }
}

impl AssetIndex {
    /// What an index price makes of a margin asset; none beyond what numbers hold.
    pub(crate) fn of(asset: &MarginAsset, index: Price) -> Option<Self> {
        let index = figures::of_price(index);
        Some(Self {
            name: format!("{}USD", asset.asset),
            index,
            bid: Buffered::of(index, asset.bid_buffer, -1)?,
            ask: Buffered::of(index, asset.ask_buffer, 1)?,
            exchange_bid: Buffered::of(index, asset.exchange_bid_buffer, -1)?,
            exchange_ask: Buffered::of(index, asset.exchange_ask_buffer, 1)?,
        })
    }

    fn put(&self, text: &mut Text, at: Time) {
        text.open('{').name("e").quoted("assetIndexUpdate");
        text.name("E").time(at).name("s").quoted(&self.name);
        text.name("i").fine(self.index);
        text.name("b").fine(self.bid.buffer);
        text.name("a").fine(self.ask.buffer);
        text.name("B").fine(self.bid.rate);
        text.name("A").fine(self.ask.rate);
        text.name("q").fine(self.exchange_bid.buffer);
        text.name("g").fine(self.exchange_ask.buffer);
        text.name("Q").fine(self.exchange_bid.rate);
        text.name("G").fine(self.exchange_ask.rate).close('}');
    }
}

impl Boards {
    /// Takes note of who listens to the index of one asset.
    pub(super) fn heed_asset(
        &mut self,
        asset: String,
        (feed, name): (Feed, Arc<str>),
        interest: Interest,
    ) {
        self.count(Wish::AssetIndex.pace(Product::Usdm), interest);
        match interest {
            Interest::Begun => self.assets.entry(asset).or_default().join(feed, name),
            Interest::Ended => {
                let heard = self.assets.get_mut(&asset);
                if heard.is_some_and(|heard| !heard.leave(&name)) {
                    self.assets.remove(&asset);
                }
            }
        }
    }

    /// Tells the index of each asset somebody listens to, and all of them in one message.
    pub(super) fn tell_assets(&mut self, now: Time, books: &impl Books) {
        let all = self.of_all.get(&(Product::Usdm, WishOfAll::AssetIndexes));
        if self.assets.is_empty() && all.is_none() {
            return;
        }
        let indexes = books.indexes();
        for index in &indexes {
            if let Some(heard) = self.assets.get(&index.name.to_lowercase()) {
                self.press
                    .tell(&heard.names, Places::SPOT, |text| index.put(text, now));
            }
        }
        let names = all.map_or(&[][..], |heard: &Heard| &heard.names);
        self.press.tell(names, Places::SPOT, |text| {
            text.open('[');
            for index in &indexes {
                index.put(text, now);
            }
            text.close(']');
        });
    }
}
