//! A reader of the venue: keeps a book from what the streams say and refuses gaps and crossed books.

use domain::{Price, Qty};
use protocols::binance_spot::DepthSnapshot;
use protocols::binance_spot::feed::MarketFact;
use std::collections::BTreeMap;

type Level = (Price, Qty);

/// A book kept from a snapshot and the diffs after it, as any reader of the venue keeps it.
pub(crate) struct Mirror {
    bids: BTreeMap<Price, Qty>,
    asks: BTreeMap<Price, Qty>,
    pub(crate) last: u64,
    pub(crate) diffs: u32,
}

fn put(side: &mut BTreeMap<Price, Qty>, levels: &[(Price, Qty)]) {
    for (price, qty) in levels {
        if qty.is_zero() {
            side.remove(price);
        } else {
            side.insert(*price, *qty);
        }
    }
}

impl Mirror {
    pub(crate) fn of(snapshot: &DepthSnapshot) -> Self {
        let mut mirror = Self {
            bids: BTreeMap::new(),
            asks: BTreeMap::new(),
            last: snapshot.last_update,
            diffs: 0,
        };
        put(&mut mirror.bids, &snapshot.bids);
        put(&mut mirror.asks, &snapshot.asks);
        mirror
    }

    /// Applies a depth message; any other fact is passed over.
    pub(crate) fn hear(&mut self, fact: &MarketFact) {
        let MarketFact::Depth {
            first_update,
            last_update,
            bids,
            asks,
            ..
        } = fact
        else {
            return;
        };
        if *last_update <= self.last {
            return;
        }
        let follows = match self.diffs {
            0 => *first_update <= self.last + 1,
            _ => *first_update == self.last + 1,
        };
        assert!(follows, "a gap between {} and {first_update}", self.last);
        self.last = *last_update;
        self.diffs += 1;
        put(&mut self.bids, bids);
        put(&mut self.asks, asks);
        let touch = (self.bids.last_key_value(), self.asks.first_key_value());
        assert!(
            touch.0.unwrap().0 < touch.1.unwrap().0,
            "crossed: {touch:?}"
        );
    }

    /// The best twenty levels of each side.
    pub(crate) fn top(&self) -> (Vec<Level>, Vec<Level>) {
        let level = |(price, qty): (&Price, &Qty)| (*price, *qty);
        let bids = self.bids.iter().rev().take(20).map(level);
        let asks = self.asks.iter().take(20).map(level);
        (bids.collect(), asks.collect())
    }
}
