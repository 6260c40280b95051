//! How fast the venue is asked for candles: never more than a part of what it allows in a minute. Never drops an ask.

use crate::product::Product;
use domain::{Interval, Span, Symbol, Time};
use std::collections::VecDeque;

/// Time between asks on the long run, so that together with the checks of kept candles less than half of the venue's weight is
/// used. A page of spot weighs 2 of 6,000 a minute, one of contracts 5 of 2,400.
const SPOT_EVERY: Span = Span::from_nanos(66_666_667);
const CONTRACTS_EVERY: Span = Span::from_millis(500);
/// Asks that may leave at once after a quiet time.
const BURST: i64 = 30;

/// Asks for candles that wait for their turn.
#[derive(Debug)]
pub(super) struct Pace {
    every: Span,
    waiting: VecDeque<(Symbol, Interval, Time)>,
    /// When the next ask has its place; a place in the past is still free.
    place: Option<Time>,
}

impl Pace {
    /// The pace of a product.
    pub(super) const fn of(product: Product) -> Self {
        Self {
            every: match product {
                Product::Spot => SPOT_EVERY,
                Product::UsdM => CONTRACTS_EVERY,
            },
            waiting: VecDeque::new(),
            place: None,
        }
    }

    pub(super) fn push(&mut self, symbol: Symbol, (interval, from): (Interval, Time)) {
        self.waiting.push_back((symbol, interval, from));
    }

    /// The next ask whose turn it is.
    pub(super) fn next(&mut self, now: Time) -> Option<(Symbol, Interval, Time)> {
        let oldest = now.plus(self.every.times(1 - BURST));
        let place = self.place.map_or(oldest, |place| place.max(oldest));
        if place > now {
            return None;
        }
        let ask = self.waiting.pop_front()?;
        self.place = Some(place.plus(self.every));
        Some(ask)
    }

    /// When the next ask has its turn; `None` while none waits.
    pub(super) fn wake_at(&self) -> Option<Time> {
        self.waiting.front().and(self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The asks that left within the first minute of many that wait at once.
    fn first_minute(product: Product) -> usize {
        let symbol = Symbol::new("BTC/USDT").unwrap();
        let mut pace = Pace::of(product);
        let mut now = Time::from_millis(1_800_000_000_000);
        for cell in 0..2_000 {
            pace.push(symbol, (Interval::M1, Time::from_millis(cell)));
        }
        let (start, mut left, mut early) = (now, Vec::new(), 0);
        while left.len() < 2_000 {
            now = pace.wake_at().map_or(now, |at| now.max(at));
            while let Some((_, _, from)) = pace.next(now) {
                left.push(from);
                early += usize::from(now.since(start) < Span::from_secs(60));
            }
        }
        assert!(left.is_sorted());
        assert_eq!(pace.wake_at(), None);
        early
    }

    // MKT-01
    #[test]
    fn asks_leave_in_their_order_and_never_faster_than_their_part() {
        let spot = first_minute(Product::Spot);
        assert!((900..=930).contains(&spot), "{spot}");
        let contracts = first_minute(Product::UsdM);
        assert!((120..=150).contains(&contracts), "{contracts}");
    }
}
