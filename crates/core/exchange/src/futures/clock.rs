//! What happens by time: mark prices each second, funding, countdowns, dates. Instants are arguments; nothing is read.

use super::Futures;
use super::ids::AlgoId;
use super::view::{FuturesExpiry, FuturesOrderStatus};
use crate::ids::ExchangeOrderId;
use domain::{Span, Time};

/// How often mark prices are set.
const TICK: Span = Span::from_secs(1);

/// Something that is due at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// All open orders of an account in a contract end.
    Countdown(usize, usize),
    /// An order of an account ends.
    Order(usize, ExchangeOrderId),
    /// A conditional order of an account ends.
    Algo(usize, AlgoId),
}

impl Futures {
    /// Does all that is due up to an instant, in the order it is due.
    ///
    /// Seconds that nobody looked at are marked once, by the last of them; funding is paid for every interval.
    pub(crate) fn run_until(&mut self, now: Time) {
        while let Some(due) = self.due(now) {
            self.turn.now = due.max(self.turn.now);
            self.ring(due);
            if self.next_tick.is_some_and(|tick| tick <= due) {
                self.tick(due);
            }
            self.wake_by_trades();
        }
    }

    /// The earliest thing that is due.
    fn due(&self, now: Time) -> Option<Time> {
        let timer = self.timers.first().map(|(due, _)| *due);
        let tick = self
            .next_tick
            .filter(|tick| *tick <= now)
            .map(|tick| tick.max(now.floor_to(TICK)));
        let funding = self
            .markets
            .iter()
            .filter(|arena| arena.status != super::listing::FuturesStatus::Closed)
            .map(|arena| arena.prices.next_funding)
            .min();
        let due = [timer, tick, funding].into_iter().flatten().min();
        due.filter(|due| *due <= now)
    }

    /// Sets the next second, when something is listed.
    pub(crate) fn schedule_tick(&mut self) {
        if !self.markets.is_empty() {
            self.next_tick = Some(self.turn.now.floor_to(TICK).plus(TICK));
        }
    }

    /// Timers that are due.
    fn ring(&mut self, due: Time) {
        while let Some((at, timer)) = self.timers.first().copied() {
            if at > due {
                return;
            }
            self.timers.remove(&(at, timer));
            match timer {
                Timer::Countdown(owner, market) => {
                    self.set_countdown((owner, market), None);
                    self.sweep_away((owner, market), FuturesOrderStatus::Cancelled);
                }
                Timer::Order(owner, id) => {
                    let open = self.accounts.get(owner).and_then(|a| a.open.get(&id));
                    if let Some((market, slot)) = open.copied()
                        && let Some(order) = self.lift(market, slot)
                    {
                        self.expire(order, FuturesExpiry::GoodTillDate);
                    }
                }
                Timer::Algo(owner, id) => self.expire_algo(owner, id),
            }
        }
    }

    /// Mark prices, then what they wake, then funding, then margins.
    fn tick(&mut self, due: Time) {
        self.next_tick = Some(due.floor_to(TICK).plus(TICK));
        for market in 0..self.markets.len() {
            self.mark(market);
        }
        for market in 0..self.markets.len() {
            self.wake_by_mark(market);
        }
        self.wake_by_trades();
        for market in self.funding_due(due) {
            self.fund(market);
        }
        self.check_margins();
    }
}
