//! Whose profitable positions are closed against a loss that nobody else bears, and in which order.

use super::Held;
use crate::futures::Futures;
use crate::futures::account::{SIDES, Seat};
use crate::futures::arena::Arena;
use crate::futures::effect::{FuturesEffect, FuturesExecution};
use crate::futures::margin::side_risk;
use crate::futures::order::Order;
use crate::futures::units::{self, WHOLE};
use crate::futures::view::{OrderOrigin, PositionSide};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::Reverse;
use domain::{Liquidity, Side};

/// Most marks of the queue: 0 last, 4 first.
const QUANTILES: usize = 5;

impl Futures {
    /// Closes others' positions against an order at its price, the most profitable first; what is left goes to the house.
    pub(super) fn deleverage(&mut self, market: usize, order: &mut Order, ticks: u64) {
        let against = order.side;
        for (held, _) in self.ranked(market, against) {
            if order.left() == 0 {
                return;
            }
            if held.owner == order.owner {
                continue;
            }
            self.deleverage_one(market, (order, held), ticks);
        }
        if order.left() == 0 {
            return;
        }
        // Whoever stands against accounts beyond other accounts is the house: it gives up its profit too.
        let lots = order.left();
        if let Some(deal) = self.private_deal(market, ticks, lots) {
            self.settle(market, order, (&deal, Liquidity::Taker));
            self.settle_house(market, against.opposite(), &deal);
        }
    }

    fn deleverage_one(&mut self, market: usize, (order, held): (&mut Order, Held), ticks: u64) {
        let size = self
            .accounts
            .get(held.owner)
            .map_or(0, |a| a.position(market, held.side).size());
        let lots = order.left().min(size);
        let closing = (order.side.opposite(), lots);
        let origin = (OrderOrigin::Deleveraging, ticks);
        let Some(mut other) = self.forced(held, closing, origin) else {
            return;
        };
        let Some(deal) = self.private_deal(market, ticks, lots) else {
            return;
        };
        self.settle(market, order, (&deal, Liquidity::Taker));
        self.report(market, &other, FuturesExecution::New);
        self.settle(market, &mut other, (&deal, Liquidity::Maker));
        self.shrink_reducing(held.owner, market);
        if let Some(view) = self.view(market, &other) {
            self.turn.say(FuturesEffect::Liquidation(Box::new(view)));
        }
        self.forget(market, &other);
    }

    /// Every position of a direction in a contract with its score, the highest first.
    pub(crate) fn ranked(&self, market: usize, direction: Side) -> Vec<(Held, i128)> {
        let mut ranked: Vec<(Held, i128)> = self.scored(market, direction).collect();
        ranked.sort_by_key(place_of);
        ranked
    }

    /// Every position of a direction in a contract with its score, by account.
    fn scored(&self, market: usize, direction: Side) -> impl Iterator<Item = (Held, i128)> {
        let arena = self.markets.get(market);
        let accounts = self.accounts.iter().enumerate();
        let seats = accounts
            .filter_map(move |(owner, account)| Some((owner, arena?, account.seat(market)?)));
        seats.flat_map(move |(owner, arena, seat)| {
            let held = SIDES
                .iter()
                .filter(move |side| seat.position(**side).side() == Some(direction));
            held.map(move |side| {
                let held = Held {
                    owner,
                    market,
                    side: *side,
                };
                (held, score(arena, seat, *side))
            })
        })
    }

    /// Which fifth of its direction's queue a position is in: 4 is closed first.
    pub(crate) fn quantile(&self, held: Held, direction: Side) -> u8 {
        let own = self
            .scored(held.market, direction)
            .find(|(other, _)| *other == held);
        let (mut before, mut all) = (0_usize, 0_usize);
        for other in self.scored(held.market, direction) {
            all = all.saturating_add(1);
            if own
                .as_ref()
                .is_some_and(|own| place_of(&other) < place_of(own))
            {
                before = before.saturating_add(1);
            }
        }
        let fifth = before
            .saturating_mul(QUANTILES)
            .checked_div(all.max(1))
            .unwrap_or(0);
        u8::try_from(QUANTILES.saturating_sub(1).saturating_sub(fifth)).unwrap_or(0)
    }
}

/// What decides who is first: the score, then the account's place, then the side.
const fn place_of((held, score): &(Held, i128)) -> (Reverse<i128>, usize, PositionSide) {
    (Reverse(*score), held.owner, held.side)
}

/// Profit over cost, times leverage; a loss over leverage.
fn score(arena: &Arena, seat: &Seat, side: PositionSide) -> i128 {
    let position = seat.position(side);
    let risk = side_risk(&arena.rules, seat, arena.prices.mark, side);
    let profit = units::scaled(risk.unrealised, WHOLE, position.cost.max(1));
    let leverage = i128::from(seat.leverage.max(1));
    if profit > 0 {
        profit.saturating_mul(leverage)
    } else {
        profit.checked_div(leverage).unwrap_or(0)
    }
}
