//! What the venue tells of its perpetual contracts: marks, funding, open interest and liquidations, each with when it came.
//! Never decides whether an order may use it: that is the gate's.

use domain::{Price, Qty, Rate, Side, Span, Symbol, Time};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Liquidations of one contract that are remembered.
pub const LIQUIDATIONS_MAX: usize = 50;
/// A mark is told each second: an older one is stale.
const MARK_FRESH: Span = Span::from_secs(5);
/// Open interest is asked for each minute: after three it is stale.
const OPEN_INTEREST_FRESH: Span = Span::from_secs(180);

/// The mark of a contract and its funding, as the venue last said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkFact {
    /// The price positions are valued at.
    pub mark: Price,
    /// The price of what the contract is on; absent where there is none.
    pub index: Option<Price>,
    /// The rate that would be paid next; absent for a contract without funding.
    pub funding: Option<Rate>,
    /// When it is paid next.
    pub next_funding: Option<Time>,
    /// When the venue said it.
    pub at: Time,
    /// When it arrived, by our clock.
    pub received: Time,
}

/// How much of a contract is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenInterestFact {
    /// Base held long, which is as much as is held short.
    pub qty: Qty,
    /// When the venue said it.
    pub at: Time,
    /// When it arrived, by our clock.
    pub received: Time,
}

/// An order by which the venue liquidated somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiquidationFact {
    /// Bought back or sold.
    pub side: Side,
    /// How much.
    pub qty: Qty,
    /// At what price on average.
    pub average: Option<Price>,
    /// When the venue said it.
    pub at: Time,
    /// When it arrived, by our clock.
    pub received: Time,
}

/// Whether something was said lately enough to be gone by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It was.
    Fresh,
    /// It was not, or never.
    Stale,
}

impl Freshness {
    /// Its fixed word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
        }
    }

    fn of(received: Option<Time>, now: Time, bound: Span) -> Self {
        match received {
            Some(received) if now.since(received) <= bound => Self::Fresh,
            Some(_) | None => Self::Stale,
        }
    }
}

/// Everything the venue told of one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractFacts {
    /// The contract.
    pub symbol: Symbol,
    /// Its mark and funding.
    pub mark: Option<MarkFact>,
    /// How much of it is held.
    pub open_interest: Option<OpenInterestFact>,
    /// The last liquidations, oldest first.
    pub liquidations: VecDeque<LiquidationFact>,
    /// When the stream that tells marks and liquidations was last heard.
    pub heard: Option<Time>,
}

impl ContractFacts {
    const fn new(symbol: Symbol) -> Self {
        Self {
            symbol,
            mark: None,
            open_interest: None,
            liquidations: VecDeque::new(),
            heard: None,
        }
    }

    /// Whether the mark and the funding may be gone by.
    #[must_use]
    pub fn mark_freshness(&self, now: Time) -> Freshness {
        Freshness::of(self.mark.map(|mark| mark.received), now, MARK_FRESH)
    }

    /// Whether the open interest may be gone by.
    #[must_use]
    pub fn open_interest_freshness(&self, now: Time) -> Freshness {
        let received = self.open_interest.map(|told| told.received);
        Freshness::of(received, now, OPEN_INTEREST_FRESH)
    }

    /// Whether a liquidation would have been heard: the stream that tells them was heard lately.
    #[must_use]
    pub fn liquidations_freshness(&self, now: Time) -> Freshness {
        Freshness::of(self.heard, now, MARK_FRESH)
    }
}

/// What was told of all contracts; shared by who hears it and who shows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ContractMarket {
    facts: Arc<Mutex<BTreeMap<Symbol, ContractFacts>>>,
}

impl ContractMarket {
    /// A mark was told.
    pub(crate) fn mark(&self, symbol: Symbol, mark: MarkFact) {
        self.with(symbol, |facts| {
            facts.heard = Some(mark.received);
            // A frame of the stream that is being replaced may come after a newer one.
            if facts.mark.is_none_or(|known| known.at <= mark.at) {
                facts.mark = Some(mark);
            }
        });
    }

    /// Open interest was told.
    pub(crate) fn open_interest(&self, symbol: Symbol, told: OpenInterestFact) {
        self.with(symbol, |facts| {
            if facts.open_interest.is_none_or(|known| known.at <= told.at) {
                facts.open_interest = Some(told);
            }
        });
    }

    /// A liquidation was told; one that two streams told is there once.
    pub(crate) fn liquidation(&self, symbol: Symbol, told: LiquidationFact) {
        self.with(symbol, |facts| {
            let same = |known: &LiquidationFact| {
                (known.side, known.qty, known.average, known.at)
                    == (told.side, told.qty, told.average, told.at)
            };
            if facts.liquidations.iter().any(same) {
                return;
            }
            if facts.liquidations.len() >= LIQUIDATIONS_MAX {
                facts.liquidations.pop_front();
            }
            facts.liquidations.push_back(told);
        });
    }

    /// What was told of every contract.
    pub(crate) fn all(&self) -> Vec<ContractFacts> {
        self.locked().values().cloned().collect()
    }

    fn with(&self, symbol: Symbol, change: impl FnOnce(&mut ContractFacts)) {
        let mut all = self.locked();
        change(
            all.entry(symbol)
                .or_insert_with(|| ContractFacts::new(symbol)),
        );
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<Symbol, ContractFacts>> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_millis(1_800_000_000_000 + seconds * 1_000)
    }

    fn mark(said: i64, received: i64) -> MarkFact {
        MarkFact {
            mark: Price::parse("60000").unwrap(),
            index: None,
            funding: Some(Rate::parse("0.0001").unwrap()),
            next_funding: Some(at(28_800)),
            at: at(said),
            received: at(received),
        }
    }

    fn forced(said: i64) -> LiquidationFact {
        LiquidationFact {
            side: Side::Sell,
            qty: Qty::parse("0.5").unwrap(),
            average: None,
            at: at(said),
            received: at(said),
        }
    }

    // MKT-05: whatever is shown says whether it may be gone by.
    #[test]
    fn m22_each_datum_goes_stale_by_its_own_bound() {
        let symbol = Symbol::new("BTC/USDT:USDT").unwrap();
        let market = ContractMarket::default();
        let mark_at = |said: i64, received: i64| market.mark(symbol, mark(said, received));
        let facts = || market.all().pop().unwrap();
        let standing = |now: Time| {
            let facts = facts();
            [
                facts.mark_freshness(now),
                facts.open_interest_freshness(now),
                facts.liquidations_freshness(now),
            ]
        };
        let (fresh, stale) = (Freshness::Fresh, Freshness::Stale);
        assert_eq!(market.all(), []);
        mark_at(0, 0);
        market.open_interest(
            symbol,
            OpenInterestFact {
                qty: Qty::parse("100").unwrap(),
                at: at(0),
                received: at(0),
            },
        );
        assert_eq!(standing(at(5)), [fresh, fresh, fresh]);
        assert_eq!(standing(at(6)), [stale, fresh, stale]);
        assert_eq!(standing(at(181)), [stale, stale, stale]);
        // What is older than what is known is heard, and changes nothing.
        mark_at(-3, 7);
        assert_eq!(facts().mark, Some(mark(0, 0)));
        assert_eq!(standing(at(8)), [stale, fresh, fresh]);
    }

    #[test]
    fn m22_liquidations_are_bounded_and_told_once() {
        let symbol = Symbol::new("BTC/USDT:USDT").unwrap();
        let market = ContractMarket::default();
        for said in 0..60 {
            market.liquidation(symbol, forced(said));
            market.liquidation(symbol, forced(said));
        }
        let facts = market.all().pop().unwrap();
        assert_eq!(facts.liquidations.len(), LIQUIDATIONS_MAX);
        assert_eq!(facts.liquidations.front(), Some(&forced(10)));
        assert_eq!(facts.liquidations.back(), Some(&forced(59)));
    }
}
