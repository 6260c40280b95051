//! What is other about exits on margin: two orders of which the venue ends neither for the other, each reduce-only, and a
//! position that may go without them. Decides nothing; `protecting` does.

use crate::guard::{Guard, Purpose};
use crate::trading::Trading;
use domain::{HedgeSide, OrderId, PositionEffect, PositionKey, Qty, Side};

impl Trading {
    /// What an account on margin holds in the direction of a guarded order, less what exits of other orders hold of it.
    pub(super) fn held_on_margin(&self, guard: &Guard) -> Qty {
        let of = opened(guard);
        let net = self.gate.held(of);
        let there = match guard.terms.side {
            Side::Buy => net,
            Side::Sell => net.negated(),
        };
        let there = there.qty().unwrap_or(Qty::ZERO);
        let others = self.guards().filter(|other| {
            opened(other) == of
                && other.entry != guard.entry
                && other.terms.side == guard.terms.side
        });
        others.fold(there, |left, other| {
            let covered = other.covered().unwrap_or(Qty::ZERO);
            left.minus(covered).unwrap_or(Qty::ZERO)
        })
    }

    /// An exit on margin of which the other is over, or whose position is: the venue lets it stand, so the house ends it.
    pub(super) fn idle(&self, guard: &Guard) -> Option<OrderId> {
        if !self.gate.is_margined(guard.account) {
            return None;
        }
        let net = self.gate.held(opened(guard));
        let is_closed = match guard.terms.side {
            Side::Buy => net.is_zero() || net.is_negative(),
            Side::Sell => net.is_zero() || !net.is_negative(),
        };
        let exits = guard.exits.iter();
        let mut waiting = exits.filter(|exit| exit.purpose == Purpose::Protect);
        waiting.find_map(|exit| {
            let open = exit.open.iter().copied();
            let mut open = open.filter_map(|order| self.order(order));
            let alone = exit.open.len() == 1;
            let idle = open.find(|order| {
                let is_of_two = order.list.is_some();
                order.cancel_asked.is_none() && (is_closed || (alone && is_of_two))
            });
            idle.map(|order| order.order.id())
        })
    }

    /// Whether what an order closes could also open: on spot it may be sold from what else is there, on margin never. In hedge
    /// mode the side of an exit says already that it closes.
    pub(super) fn effects(&self, guard: &Guard) -> &'static [PositionEffect] {
        const LONG: PositionEffect = PositionEffect::Of(HedgeSide::Long);
        const SHORT: PositionEffect = PositionEffect::Of(HedgeSide::Short);
        match guard.terms.effect {
            PositionEffect::Of(HedgeSide::Long) => &[LONG],
            PositionEffect::Of(HedgeSide::Short) => &[SHORT],
            PositionEffect::Any | PositionEffect::ReduceOnly => {
                if self.gate.is_margined(guard.account) {
                    &[PositionEffect::ReduceOnly]
                } else {
                    &[PositionEffect::ReduceOnly, PositionEffect::Any]
                }
            }
        }
    }
}

/// The position that a guarded order opens.
const fn opened(guard: &Guard) -> PositionKey {
    PositionKey {
        account: guard.account,
        symbol: guard.terms.symbol,
        side: guard.terms.effect.position(),
    }
}

#[cfg(test)]
mod tests;
