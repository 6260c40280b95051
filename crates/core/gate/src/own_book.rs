//! Our own asked and working orders by the prices at which they may trade, so that the nearest is found without a scan.
//! Counts prices only; never judges.

use alloc::collections::BTreeMap;
use domain::{NewOrder, OrderId, OrderKind, Price, Side, Symbol, TrailingDelta, VenueId};

/// The orders of ours in every symbol of every venue, whatever account they are of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OwnBook {
    symbols: BTreeMap<(VenueId, Symbol), OwnSides>,
}

/// The orders of ours in one symbol.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OwnSides {
    /// How many orders stand, or may stand, in the venue's book at a price.
    buys: BTreeMap<Price, u64>,
    sells: BTreeMap<Price, u64>,
    /// Orders that wait for a price; few beside those that stand.
    waiting: BTreeMap<OrderId, (Side, Wait)>,
}

/// What an order waits for, and what it will do then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Nothing: it trades as soon as it arrives, and is over then.
    Nothing,
    /// A price, then the market.
    Stop(Price),
    /// A price, then the market with a limit.
    StopLimit(Price, Price),
    /// The market to come back from its best price.
    Trailing(TrailingDelta),
}

/// How an order meets others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meets {
    /// As one that stands in the book at a price. A take-profit with a limit counts as one: whether its price was met
    /// already cannot be seen.
    At(Price),
    /// Once what it waits for is there.
    After(Wait),
}

impl Meets {
    pub(crate) const fn of(kind: &OrderKind) -> Self {
        match kind {
            OrderKind::Market => Self::After(Wait::Nothing),
            OrderKind::Limit { price, .. }
            | OrderKind::LimitMaker { price }
            | OrderKind::TakeProfitLimit { price, .. } => Self::At(*price),
            OrderKind::Stop { trigger } | OrderKind::TakeProfit { trigger } => {
                Self::After(Wait::Stop(*trigger))
            }
            OrderKind::StopLimit { trigger, price, .. } => {
                Self::After(Wait::StopLimit(*trigger, *price))
            }
            OrderKind::TrailingStop { delta } => Self::After(Wait::Trailing(*delta)),
        }
    }
}

impl OwnSides {
    /// The price of our own orders on `side` that whoever trades against them meets first.
    pub(crate) fn best(&self, side: Side) -> Option<Price> {
        let at = match side {
            Side::Buy => self.buys.last_key_value(),
            Side::Sell => self.sells.first_key_value(),
        };
        at.map(|(price, _)| *price)
    }

    /// A price of our own orders on `side` that lies within bounds, both included.
    pub(crate) fn within(&self, side: Side, (low, high): (Price, Price)) -> Option<Price> {
        if low > high {
            return None;
        }
        let standing = match side {
            Side::Buy => &self.buys,
            Side::Sell => &self.sells,
        };
        standing.range(low..=high).next().map(|(price, _)| *price)
    }

    /// Our own orders on `side` that wait for a price.
    pub(crate) fn waiting(&self, side: Side) -> impl Iterator<Item = Wait> + '_ {
        let waiting = self.waiting.values();
        waiting.filter_map(move |(of, wait)| (*of == side).then_some(*wait))
    }

    fn is_empty(&self) -> bool {
        self.buys.is_empty() && self.sells.is_empty() && self.waiting.is_empty()
    }
}

impl OwnBook {
    pub(crate) fn at(&self, venue: VenueId, symbol: Symbol) -> Option<&OwnSides> {
        self.symbols.get(&(venue, symbol))
    }

    /// One order more.
    pub(crate) fn add(&mut self, venue: VenueId, order: &NewOrder) {
        let (terms, id) = (order.terms(), order.id());
        let sides = self.symbols.entry((venue, terms.symbol)).or_default();
        match Meets::of(&terms.kind) {
            Meets::At(price) => {
                let standing = sides.standing(terms.side);
                let count = standing.entry(price).or_default();
                *count = count.saturating_add(1);
            }
            Meets::After(wait) => {
                sides.waiting.insert(id, (terms.side, wait));
            }
        }
    }

    /// One order less.
    pub(crate) fn remove(&mut self, venue: VenueId, order: &NewOrder) {
        let terms = order.terms();
        let at = (venue, terms.symbol);
        let Some(sides) = self.symbols.get_mut(&at) else {
            return;
        };
        match Meets::of(&terms.kind) {
            Meets::At(price) => {
                let standing = sides.standing(terms.side);
                let left = standing.get(&price).map_or(0, |n| n.saturating_sub(1));
                if left == 0 {
                    standing.remove(&price);
                } else {
                    standing.insert(price, left);
                }
            }
            Meets::After(_) => {
                sides.waiting.remove(&order.id());
            }
        }
        if sides.is_empty() {
            self.symbols.remove(&at);
        }
    }
}

impl OwnSides {
    const fn standing(&mut self, side: Side) -> &mut BTreeMap<Price, u64> {
        match side {
            Side::Buy => &mut self.buys,
            Side::Sell => &mut self.sells,
        }
    }
}
