//! The public trades of one symbol, single and aggregated, the latest so many of them. Never an account's name.

use super::candles::Candle;
use super::figures;
use domain::{Side, Time};
use std::collections::VecDeque;

/// One trade. Price and quantity in hundred-millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TapeTrade {
    pub(crate) id: u64,
    pub(crate) price: i64,
    pub(crate) qty: i64,
    pub(crate) at: Time,
    /// The side that took.
    pub(crate) taker: Side,
    /// The taking order, where it is an account's.
    pub(crate) order: Option<u64>,
}

/// What one taker traded at one price at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aggregate {
    pub(crate) id: u64,
    pub(crate) price: i64,
    pub(crate) qty: i128,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) at: Time,
    pub(crate) taker: Side,
    order: Option<u64>,
}

/// The latest trades.
#[derive(Debug)]
pub(crate) struct Tape {
    trades: VecDeque<TapeTrade>,
    aggregates: VecDeque<Aggregate>,
    /// The aggregate that further trades of the same step may join.
    open: Option<Aggregate>,
    next: Option<u64>,
    /// Trades kept for those who ask, and as many aggregates.
    most: usize,
}

impl TapeTrade {
    /// The trade as a candle of its own.
    pub(crate) fn candle(&self) -> Candle {
        let value = figures::value(self.price, self.qty);
        let qty = i128::from(self.qty);
        let (taker_volume, taker_value) = match self.taker {
            Side::Buy => (qty, value),
            Side::Sell => (0, 0),
        };
        Candle {
            start: self.at.millis(),
            open: self.price,
            high: self.price,
            low: self.price,
            close: self.price,
            volume: qty,
            value,
            taker_volume,
            taker_value,
            count: 1,
            trades: Some((self.id, self.id)),
        }
    }
}

fn keep<T>(rows: &mut VecDeque<T>, row: T, most: usize) {
    if rows.len() >= most {
        rows.pop_front();
    }
    rows.push_back(row);
}

impl Tape {
    /// An empty tape that keeps so many trades.
    pub(crate) const fn keeping(most: usize) -> Self {
        Self {
            trades: VecDeque::new(),
            aggregates: VecDeque::new(),
            open: None,
            next: None,
            most,
        }
    }

    /// Takes a trade; the aggregate that can no longer grow by it, if there was one.
    pub(crate) fn push(&mut self, trade: TapeTrade) -> Option<Aggregate> {
        keep(&mut self.trades, trade, self.most);
        if let Some(open) = &mut self.open
            && (open.price, open.taker, open.at, open.order)
                == (trade.price, trade.taker, trade.at, trade.order)
        {
            open.qty = open.qty.saturating_add(i128::from(trade.qty));
            open.last = trade.id;
            return None;
        }
        let done = self.close();
        // Aggregates are never more than trades, so that a later run begins above this one's numbers.
        let id = self.next.unwrap_or(trade.id);
        self.next = Some(id.saturating_add(1));
        self.open = Some(Aggregate {
            id,
            price: trade.price,
            qty: i128::from(trade.qty),
            first: trade.id,
            last: trade.id,
            at: trade.at,
            taker: trade.taker,
            order: trade.order,
        });
        done
    }

    /// The step is over: no other trade belongs to the aggregate in hand.
    pub(crate) fn close(&mut self) -> Option<Aggregate> {
        let done = self.open.take()?;
        keep(&mut self.aggregates, done, self.most);
        Some(done)
    }

    /// The latest trade.
    pub(crate) fn last(&self) -> Option<&TapeTrade> {
        self.trades.back()
    }

    /// The latest trades, oldest first.
    pub(crate) fn latest(&self, rows: usize) -> Vec<TapeTrade> {
        let skip = self.trades.len().saturating_sub(rows);
        self.trades.iter().skip(skip).copied().collect()
    }

    /// Trades from a number on, oldest first.
    pub(crate) fn from(&self, id: u64, rows: usize) -> Vec<TapeTrade> {
        let first = self.trades.partition_point(|trade| trade.id < id);
        self.trades.range(first..).take(rows).copied().collect()
    }

    /// The latest aggregates, oldest first.
    pub(crate) fn latest_aggregates(&self, rows: usize) -> Vec<Aggregate> {
        let skip = self.aggregates.len().saturating_sub(rows);
        self.aggregates.iter().skip(skip).copied().collect()
    }

    /// Aggregates from a number on, oldest first.
    pub(crate) fn aggregates_from(&self, id: u64, rows: usize) -> Vec<Aggregate> {
        let first = self.aggregates.partition_point(|one| one.id < id);
        self.aggregates.range(first..).take(rows).copied().collect()
    }

    /// Aggregates between two instants in milliseconds, both included, oldest first.
    pub(crate) fn aggregates_between(&self, from: i64, until: i64, rows: usize) -> Vec<Aggregate> {
        let inside = |one: &&Aggregate| (from..=until).contains(&one.at.millis());
        self.aggregates
            .iter()
            .filter(inside)
            .take(rows)
            .copied()
            .collect()
    }

    /// The latest aggregates up to an instant in milliseconds, oldest first.
    pub(crate) fn aggregates_until(&self, until: i64, rows: usize) -> Vec<Aggregate> {
        let inside = |one: &&Aggregate| one.at.millis() <= until;
        let found = self.aggregates.iter().rev().filter(inside).take(rows);
        let mut found: Vec<Aggregate> = found.copied().collect();
        found.reverse();
        found
    }
}
