//! The reference price of a symbol, which price bands and the range of execution are measured from where there is one, and
//! that range. Never an average by quantity: each trade counts once.

use crate::average::Reference;
use crate::grid::{ATOM_PLACES, Grid};
use crate::listing::Multiplier;
use alloc::collections::VecDeque;
use domain::{Price, Side, Span, Symbol, Time};

/// Decimal places a reference price is reckoned in.
const PRICE_PLACES: u32 = 8;
/// Further places of a bucket's sum and count, so that a part of a bucket can be taken away.
const PART: i128 = 10_000;
/// Most buckets a mean may look back on.
pub const BUCKETS_MAX: u32 = 3_600;

/// Where a reference price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceSource {
    /// The mean of the latest trades' prices, each counted once.
    Mean {
        /// Trades are gathered over this long, at whole multiples of itself since the epoch.
        bucket: Span,
        /// So many of them make the window.
        count: u32,
    },
    /// It is told from outside.
    Outside {
        /// The number of the method by which others reckon it.
        method: u32,
        /// The price; none while there is none.
        price: Option<Price>,
    },
}

/// How far from the reference price a taker may trade; a multiple that is not set binds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PriceRange {
    /// Highest price of a buyer.
    pub bid_up: Option<Multiplier>,
    /// Lowest price of a buyer.
    pub bid_down: Option<Multiplier>,
    /// Highest price of a seller.
    pub ask_up: Option<Multiplier>,
    /// Lowest price of a seller.
    pub ask_down: Option<Multiplier>,
}

/// The rules of a symbol that hold when an order trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExecutionRules {
    /// Where.
    pub symbol: Symbol,
    /// What sets its reference price; none where nothing does.
    pub reference: Option<ReferenceSource>,
    /// How far from it trades may be; none where the symbol has no such rule.
    pub range: Option<PriceRange>,
    /// Since when.
    pub since: Time,
}

/// A reference price at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceView {
    /// The price, cut to eight decimal places; none while there is none.
    pub price: Option<Price>,
    /// When it held.
    pub at: Time,
}

/// Trades of one stretch of time, in parts of a trade.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    open: i64,
    count: i128,
    sum: i128,
}

/// The ticks a taker may trade at, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

/// What a market knows of its reference price.
#[derive(Debug, Clone)]
pub(crate) struct References {
    pub(crate) rules: ExecutionRules,
    buckets: VecDeque<Bucket>,
}

impl Reach {
    /// No bound at all.
    pub(crate) const FREE: Self = Self {
        low: 0,
        high: u64::MAX,
    };

    pub(crate) const fn holds(self, ticks: u64) -> bool {
        self.low <= ticks && ticks <= self.high
    }
}

impl ReferenceSource {
    /// Whether a market can follow it.
    pub(crate) fn is_sound(self) -> bool {
        match self {
            Self::Mean { bucket, count } => {
                let whole = bucket.nanos() > 0 && bucket.millis() > 0;
                whole && count > 0 && count <= BUCKETS_MAX
            }
            Self::Outside { price, .. } => price.is_none_or(|price| units(price).is_some()),
        }
    }
}

impl References {
    pub(crate) const fn new(symbol: Symbol) -> Self {
        Self {
            rules: ExecutionRules {
                symbol,
                reference: None,
                range: None,
                since: Time::from_nanos(0),
            },
            buckets: VecDeque::new(),
        }
    }

    /// Other rules from here on. A mean begins anew where its window is another.
    pub(crate) fn set(&mut self, rules: ExecutionRules) {
        if rules.reference != self.rules.reference {
            self.buckets.clear();
        }
        self.rules = rules;
    }

    /// A trade at a price.
    pub(crate) fn add(&mut self, now: Time, price: Price) {
        let Some(ReferenceSource::Mean { bucket, count }) = self.rules.reference else {
            return;
        };
        let Some(units) = units(price) else {
            return;
        };
        let open = now.floor_to(bucket).nanos();
        let sum = units.saturating_mul(PART);
        match self.buckets.back_mut() {
            Some(last) if last.open >= open => {
                last.count = last.count.saturating_add(PART);
                last.sum = last.sum.saturating_add(sum);
            }
            Some(_) | None => self.buckets.push_back(Bucket {
                open,
                count: PART,
                sum,
            }),
        }
        let kept = usize::try_from(count).unwrap_or(0).saturating_add(1);
        while self.buckets.len() > kept {
            self.buckets.pop_front();
        }
    }

    /// The reference price at an instant, in units of the eighth place; none while there is none.
    fn units_at(&self, now: Time) -> Option<i128> {
        match self.rules.reference? {
            ReferenceSource::Outside { price, .. } => units(price?),
            ReferenceSource::Mean { bucket, count } => {
                let width = bucket.nanos();
                let window = width.saturating_mul(i64::from(count));
                let cutoff = now.nanos().saturating_sub(window);
                let (mut sum, mut trades) = (0_i128, 0_i128);
                for one in &self.buckets {
                    let left = one.open.saturating_add(width).saturating_sub(cutoff);
                    let share = i128::from(left.clamp(0, width));
                    let part = |all: i128| {
                        let over = all.saturating_mul(share);
                        over.checked_div(i128::from(width)).unwrap_or(0)
                    };
                    sum = sum.saturating_add(part(one.sum));
                    trades = trades.saturating_add(part(one.count));
                }
                sum.checked_div(trades)
            }
        }
    }

    /// The reference price at an instant as a number of ticks; none while there is none.
    pub(crate) fn at(&self, grid: &Grid, now: Time) -> Option<Reference> {
        Some(Reference {
            value: self.units_at(now)?.saturating_mul(FINER),
            lots: grid.tick_atoms(),
        })
    }

    /// The reference price at an instant for those who ask; none where nothing ever set one.
    pub(crate) fn view(&self, now: Time) -> Option<ReferenceView> {
        let source = self.rules.reference?;
        let price = self.units_at(now);
        Some(ReferenceView {
            price: price.and_then(|units| Price::from_parts(units, PRICE_PLACES).ok()),
            at: match source {
                ReferenceSource::Mean { .. } => now,
                ReferenceSource::Outside { .. } => self.rules.since,
            },
        })
    }

    /// Where a taker of this side may trade that begins at an instant.
    pub(crate) fn reach(&self, grid: &Grid, (side, now): (Side, Time)) -> Reach {
        let Some(range) = self.rules.range else {
            return Reach::FREE;
        };
        let Some(units) = self.units_at(now) else {
            return Reach::FREE;
        };
        let (up, down) = match side {
            Side::Buy => (range.bid_up, range.bid_down),
            Side::Sell => (range.ask_up, range.ask_down),
        };
        // Units of the eighth place times ten-thousandths are atoms of a price.
        let bound = |times: Multiplier| units.saturating_mul(i128::from(times.get()));
        let tick = grid.tick_atoms();
        let floor = |atoms: i128| ticks(atoms.checked_div(tick));
        let ceiling = |atoms: i128| {
            let above = atoms.saturating_add(tick.saturating_sub(1));
            ticks(above.checked_div(tick))
        };
        Reach {
            low: down.map_or(0, |times| ceiling(bound(times))),
            high: up.map_or(u64::MAX, |times| floor(bound(times))),
        }
    }
}

/// Atoms of a price in one unit of the eighth place.
const FINER: i128 = 10_i128.pow(ATOM_PLACES - PRICE_PLACES);

fn ticks(count: Option<i128>) -> u64 {
    count.map_or(u64::MAX, |count| u64::try_from(count).unwrap_or(u64::MAX))
}

/// A price in units of the eighth place, cut there.
fn units(price: Price) -> Option<i128> {
    let (mantissa, places) = price.parts();
    match PRICE_PLACES.checked_sub(places) {
        Some(missing) => mantissa.checked_mul(10_i128.checked_pow(missing)?),
        None => {
            let finer = places.checked_sub(PRICE_PLACES)?;
            mantissa.checked_div(10_i128.checked_pow(finer)?)
        }
    }
}
