//! Closing positions at the market, one leg each: what stands in the way is ended first, each order is sent once and waited for,
//! and what brought nothing is tried again a bounded number of times. Never two closes of one position at a time.
// GATE-11

use super::event::StopEvent;
use super::press::{Leg, LegOutcome};
use crate::effect::Effect;
use crate::event::Event;
use crate::trading::Trading;
use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, OrderId, OrderKind, OrderTerms, Origin, PositionEffect, PositionKey,
    PressId, Price, Qty, Rounding, SelfTradePrevention, Side, Time,
};

/// When legs that wait are looked at next; kept beside the journal.
pub(crate) type LegWatch = BTreeMap<(PressId, PositionKey), Time>;

/// Most deeds for one leg in one look.
const LOOKS_MAX: usize = 4;
/// How often an order is halved that is worth more than the venue takes.
const HALVINGS_MAX: usize = 40;

/// What is known of a leg when it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    now: Time,
    /// Open orders about the position that nobody asked to end, and that do not close it under a press.
    in_the_way: Vec<OrderId>,
    /// Whether any order about the position may still trade.
    is_busy: bool,
    held: Amount,
    /// Whether there is nothing to close.
    is_flat: bool,
    /// What one order may close of it; nothing where the venue would take none.
    closable: Qty,
}

/// What is to be done about a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    /// Nothing until something happens.
    Rest,
    /// Nothing before an instant.
    Wait(Time),
    /// These orders are ended first.
    Clear(Vec<OrderId>),
    /// So much is closed.
    Close(Qty),
    /// It is over.
    End(LegOutcome),
}

/// What is done about a leg: from facts alone.
fn determine(leg: &Leg, facts: &Facts) -> Action {
    if !facts.in_the_way.is_empty() {
        return Action::Clear(facts.in_the_way.clone());
    }
    // Whatever may still trade could close it too: an order of unknown fate is asked for, and nothing is sent beside it.
    if facts.is_busy {
        return Action::Rest;
    }
    if facts.is_flat {
        return Action::End(LegOutcome::Flat);
    }
    if facts.closable.is_zero() {
        return Action::End(LegOutcome::Dust);
    }
    if !leg.may_try() {
        return Action::End(LegOutcome::GivenUp);
    }
    if facts.now < leg.not_before {
        return Action::Wait(leg.not_before);
    }
    Action::Close(facts.closable)
}

impl Trading {
    /// Has the legs of a press looked at in this step, or at once after a start.
    pub(crate) fn watch_legs(&mut self, now: Time, press: PressId) {
        let keys = self.active_legs(press);
        self.leg_watch
            .extend(keys.into_iter().map(|key| ((press, key), now)));
    }

    /// Does what is due about every position that is being closed.
    pub(crate) fn look_at_legs(&mut self, now: Time, out: &mut Vec<Effect>) {
        if self.state.presses.flattening.is_empty() {
            self.leg_watch.clear();
            return;
        }
        let presses: Vec<PressId> = self.state.presses.flattening.iter().copied().collect();
        let mut seen: Vec<PositionKey> = Vec::new();
        for press in presses {
            for key in self.active_legs(press) {
                self.leg_watch.remove(&(press, key));
                // Of two presses that cover a position the earlier one closes it; the later one then finds it flat.
                if seen.contains(&key) {
                    continue;
                }
                let done =
                    (0..LOOKS_MAX).find(|_| self.look_at_leg(now, (press, key), out).is_none());
                if done.is_none() {
                    self.leg_watch
                        .insert((press, key), now.plus(crate::EXIT_PAUSE));
                }
                if self.active_legs(press).contains(&key) {
                    seen.push(key);
                }
            }
        }
    }

    fn active_legs(&self, press: PressId) -> Vec<PositionKey> {
        let press = self.state.presses.kept.get(&press);
        let legs = press.into_iter().flat_map(|press| &press.legs);
        let active = legs.filter(|leg| leg.end.is_none());
        active.map(|leg| leg.key).collect()
    }

    /// Does the next thing for a leg; `None` when there is nothing more to do at this instant.
    fn look_at_leg(
        &mut self,
        now: Time,
        (press, key): (PressId, PositionKey),
        out: &mut Vec<Effect>,
    ) -> Option<()> {
        let (leg, origin) = {
            let found = self.state.presses.kept.get(&press)?;
            let leg = found.legs.iter().find(|leg| leg.key == key)?;
            (leg.clone(), found.cause.origin)
        };
        if leg.end.is_some() {
            return None;
        }
        let facts = self.leg_facts(now, key);
        match determine(&leg, &facts) {
            Action::Rest => None,
            Action::Wait(until) => {
                self.leg_watch.insert((press, key), until);
                None
            }
            Action::Clear(orders) => {
                self.clear_way(now, (orders, origin), out);
                Some(())
            }
            Action::Close(qty) => {
                self.close_leg(now, (press, key), (qty, facts.held, origin), out);
                Some(())
            }
            Action::End(outcome) => {
                let event = StopEvent::LegEnded {
                    press,
                    key,
                    outcome,
                    left: facts.held,
                    at: now,
                };
                self.record(Event::Stop(event), out);
                None
            }
        }
    }

    fn leg_facts(&self, now: Time, key: PositionKey) -> Facts {
        let about = self.open_orders().filter(|o| o.order.position() == key);
        let mut is_busy = false;
        let mut in_the_way = Vec::new();
        for order in about {
            is_busy = true;
            let id = order.order.id();
            if order.cancel_asked.is_none() && !self.state.presses.is_of_leg(id) {
                in_the_way.push(id);
            }
        }
        let held = self.gate.held(key);
        Facts {
            now,
            in_the_way,
            is_busy,
            held,
            is_flat: self.is_flat(key.account, held),
            closable: self.closable(key, held),
        }
    }

    /// Exits are ended by the house, so that they come back where the position could not be closed; all else by whoever pressed.
    fn clear_way(
        &mut self,
        now: Time,
        (orders, origin): (Vec<OrderId>, Origin),
        out: &mut Vec<Effect>,
    ) {
        let (exits, others): (Vec<OrderId>, Vec<OrderId>) =
            orders.into_iter().partition(|o| self.state.is_exit(*o));
        self.end_all(now, (others, origin), out);
        for exit in exits {
            // The end of one order of a pair may have asked for the other's already.
            if self.order(exit).is_some_and(|o| o.cancel_asked.is_none()) {
                self.ask_cancel(now, exit, Origin::House, out);
            }
        }
    }

    fn close_leg(
        &mut self,
        now: Time,
        (press, key): (PressId, PositionKey),
        (qty, held, origin): (Qty, Amount, Origin),
        out: &mut Vec<Effect>,
    ) {
        let terms = OrderTerms {
            symbol: key.symbol,
            side: closed_by(held),
            qty,
            kind: OrderKind::Market,
            // Nothing of ours may stand in the way of a close.
            self_trade: SelfTradePrevention::ExpireMaker,
            effect: match key.side.hedge() {
                Some(side) => PositionEffect::Of(side),
                None => PositionEffect::ReduceOnly,
            },
        };
        let event = match self.open_order(now, (key.account, origin, terms), out) {
            Ok(order) => StopEvent::LegSent {
                press,
                key,
                order,
                at: now,
            },
            Err((_, refusal)) => StopEvent::LegRefused {
                press,
                key,
                words: crate::wishes::bounded(refusal.to_string()),
                at: now,
            },
        };
        self.record(Event::Stop(event), out);
    }

    /// Whether there is nothing to close. On spot only what our own trades brought in is closed: below zero means that base was
    /// sold that came from elsewhere, and that is nobody's position.
    pub(super) fn is_flat(&self, account: AccountId, held: Amount) -> bool {
        held.is_zero() || (held.is_negative() && !self.gate.is_margined(account))
    }

    /// What one order at the market may close of a position, on the venue's grid; nothing where the venue would take none.
    fn closable(&self, key: PositionKey, held: Amount) -> Qty {
        let Some(instrument) = self.gate.instrument(key.account, key.symbol) else {
            return held.size().qty().unwrap_or(Qty::ZERO);
        };
        let rules = &instrument.rules;
        let whole = held.size().qty().unwrap_or(Qty::ZERO);
        let whole = match self.gate.is_margined(key.account) {
            true => whole,
            // Less may be there than our trades brought in: what was taken away by hand cannot be sold.
            false => self
                .there(key.account, instrument.base)
                .map_or(whole, |there| {
                    if there < rules.qty_min {
                        whole
                    } else {
                        whole.min(there)
                    }
                }),
        };
        let most = rules.market_qty_max.min(rules.qty_max);
        let on_grid = |qty: Qty| {
            qty.to_step(rules.qty_step, Rounding::Down)
                .unwrap_or(Qty::ZERO)
        };
        let mut qty = on_grid(whole.min(most));
        if let Some(price) = self.price_of(key, held) {
            let worth = |qty: Qty| price.times(qty).ok();
            for _ in 0..HALVINGS_MAX {
                if worth(qty).is_some_and(|worth| worth <= rules.notional_max) {
                    break;
                }
                qty = on_grid(halved(qty));
            }
            if worth(qty).is_some_and(|worth| worth < instrument.close_notional_min()) {
                return Qty::ZERO;
            }
        }
        if qty < rules.qty_min { Qty::ZERO } else { qty }
    }

    /// What of an asset an account can sell; `None` while it is not known.
    fn there(&self, account: AccountId, asset: domain::Asset) -> Option<Qty> {
        self.gate.available(account, asset)?.qty().ok()
    }

    /// A price to value a position by: what it would be closed at, or what the venue values it at.
    fn price_of(&self, key: PositionKey, held: Amount) -> Option<Price> {
        let venue = self.gate.account(key.account)?.venue;
        let quote = self.gate.quote_of(venue, key.symbol);
        let quoted = quote.and_then(|quote| match closed_by(held) {
            Side::Sell => quote.bid.or(quote.last),
            Side::Buy => quote.ask.or(quote.last),
        });
        quoted.or_else(|| Some(self.gate.mark_of(venue, key.symbol)?.price))
    }
}

/// The side of an order that closes what is held.
fn closed_by(held: Amount) -> Side {
    if held.is_negative() {
        Side::Buy
    } else {
        Side::Sell
    }
}

fn halved(qty: Qty) -> Qty {
    let (units, places) = qty.parts();
    Qty::from_parts(units / 2, places).unwrap_or(Qty::ZERO)
}
