//! Judges the house by what the venue really did, counted apart from the house's own counting. Never helps it.

use crate::plan::Figures;
use crate::venue::{Venue, base_moved};
use domain::{
    Amount, ClientOrderId, EndReason, Fill, NewOrder, OrderId, PositionEffect, Qty, Scope, Side,
    Span, Symbol, Time,
};
use exchange::{AccountTrade, OrderStatus};
use std::collections::{BTreeMap, BTreeSet};
use trading::{Event, Trading, UNRESOLVED_MAX};

/// What the oracle has counted.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    /// Orders on disk.
    journalled: BTreeMap<ClientOrderId, NewOrder>,
    /// How often the venue took each order in.
    taken: BTreeMap<ClientOrderId, u32>,
    /// Halts on disk, by when they became so.
    halts: BTreeMap<Scope, Time>,
    /// Base moved by the venue's trades.
    net: BTreeMap<Symbol, Amount>,
    /// Ends and fills on disk.
    ends: BTreeMap<OrderId, (EndReason, Qty)>,
    booked: BTreeMap<OrderId, Qty>,
    /// Symbols of orders called unresolved that have yet to be halted in the same turn.
    untripped: BTreeSet<Scope>,
}

/// What is wrong, in one line.
pub(crate) type Verdict = Result<(), String>;

fn broken(order: OrderId, breach: &trading::Breach) -> String {
    format!("the house itself saw order {order} broken: {breach:?}")
}

impl Oracle {
    /// Events became durable at `truth`.
    #[expect(clippy::too_many_lines, reason = "one arm a kind of event")]
    pub(crate) fn recorded(&mut self, truth: Time, events: &[Event]) -> Verdict {
        for event in events {
            Self::is_explained(event)?;
            match event {
                Event::Opened { order, .. } => {
                    let twice = self.journalled.insert(order.client_id(), *order).is_some();
                    check(!twice, || format!("order {} was opened twice", order.id()))?;
                }
                Event::Ended {
                    order,
                    reason,
                    filled,
                    ..
                } => {
                    self.ends.insert(*order, (*reason, *filled));
                }
                Event::Settled { order, filled, .. } => {
                    self.ends.insert(*order, (EndReason::Settled, *filled));
                }
                Event::Reopened { order, .. } => {
                    self.ends.remove(order);
                }
                Event::FillBooked { fill, .. } => self.fill_booked(fill)?,
                Event::Halted { scope, .. } => {
                    self.halts.insert(*scope, truth);
                    self.untripped.remove(scope);
                }
                Event::Released { scope, .. } => {
                    self.halts.remove(scope);
                }
                Event::Unresolved { order, since, at } => {
                    self.unresolved(*order, at.since(*since))?;
                }
                Event::Broken { order, breach, .. } => return Err(broken(*order, breach)),
                Event::Contract(_)
                | Event::Failover(_)
                | Event::Breaker(_)
                | Event::Proposal(_)
                | Event::Confirmed { .. }
                | Event::Stop(_)
                | Event::BreakFound { .. }
                | Event::ForeignTrade { .. }
                | Event::BookOpened { .. }
                | Event::Compared { .. }
                | Event::Moved { .. }
                | Event::BreakEnded { .. }
                | Event::Reaffirmed { .. }
                | Event::Refused { .. }
                | Event::Accepted { .. }
                | Event::CancelAsked { .. }
                | Event::TimeUp { .. }
                | Event::ReplaceAsked { .. }
                | Event::Amend(_)
                | Event::Guard { .. }
                | Event::SwitchSet { .. }
                | Event::BalancesSeen { .. }
                | Event::Foreign { .. } => {}
            }
        }
        match self.untripped.first() {
            Some(scope) => Err(format!("an unresolved order did not trip {scope}")),
            None => Ok(()),
        }
    }

    /// In a storm without planted breaks the three-way check has nothing to find.
    fn is_explained(event: &Event) -> Verdict {
        if let Event::ForeignTrade { trade, .. } = event {
            return Err(format!("the house took trade {} for nobody's", trade.trade));
        }
        let Event::BreakFound { found } = event else {
            return Ok(());
        };
        // Reports of an order may be lost for longer than the check's patience; money never is.
        check(matches!(found.key, trading::BreakKey::Order(..)), || {
            let (key, sides) = (found.key, found.sides);
            format!("the house saw a break that is none: {key}: {sides}")
        })
    }

    fn fill_booked(&mut self, fill: &Fill) -> Verdict {
        let booked = self.booked.entry(fill.order).or_insert(Qty::ZERO);
        *booked = booked.plus(fill.qty).map_err(|e| e.to_string())?;
        Ok(())
    }

    /// An order was called unresolved after so long; its symbol must be halted in the same turn.
    fn unresolved(&mut self, order: OrderId, unknown: Span) -> Verdict {
        let wish = self.journalled.values().find(|wish| wish.id() == order);
        let scope = wish.map(|wish| Scope::Symbol(wish.terms().symbol));
        let untripped = scope.filter(|scope| !self.halts.contains_key(scope));
        self.untripped.extend(untripped);
        check(unknown >= UNRESOLVED_MAX, || {
            let millis = unknown.millis();
            format!("order {order} was called unresolved after {millis} ms")
        })
    }

    /// An order that left at `sent` reaches the venue.
    pub(crate) fn arrives(&self, order: &NewOrder, sent: Time) -> Verdict {
        let known = self.journalled.get(&order.client_id()) == Some(order);
        check(known, || {
            format!("order {} left although it is not on disk", order.id())
        })?;
        if order.terms().effect == PositionEffect::ReduceOnly {
            return Ok(());
        }
        let covering = [Scope::Global, Scope::Symbol(order.terms().symbol)];
        let halted = covering.iter().find(|scope| {
            self.halts
                .get(scope)
                .is_some_and(|halted_at| *halted_at < sent)
        });
        match halted {
            Some(scope) => Err(format!(
                "order {} left after the halt of {scope}",
                order.id()
            )),
            None => Ok(()),
        }
    }

    /// The venue took an order in.
    pub(crate) fn taken(&mut self, order: &NewOrder, figures: &Figures) -> Verdict {
        let count = self.taken.entry(order.client_id()).or_insert(0);
        *count = count.saturating_add(1);
        check(*count == 1, || {
            format!("the venue took order {} in twice", order.id())
        })?;
        let terms = order.terms();
        if let Some(price) = terms.kind.limit_price() {
            let value = price.times(terms.qty).map_err(|e| e.to_string())?;
            check(value <= figures.order_value_max, || {
                format!("order {} is worth {value}, over the limit", order.id())
            })?;
        }
        Ok(())
    }

    /// The venue traded for us.
    pub(crate) fn traded(&mut self, trades: &[AccountTrade], figures: &Figures) -> Verdict {
        for trade in trades {
            let base = figures
                .instrument(trade.symbol)
                .map(|instrument| instrument.base)
                .ok_or("a trade in an unlisted symbol")?;
            let moved = base_moved(trade, base).ok_or("a trade that does not fit")?;
            let net = self.net.entry(trade.symbol).or_insert(Amount::ZERO);
            *net = net.plus(moved).map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    fn reduces(&self, client_id: &ClientOrderId) -> bool {
        let order = self.journalled.get(client_id);
        order.is_some_and(|order| order.terms().effect == PositionEffect::ReduceOnly)
    }

    /// The venue is within every limit right now.
    pub(crate) fn within_limits(&self, venue: &Venue, figures: &Figures) -> Verdict {
        let open = venue.exchange.open_orders(figures.account, None);
        // What reduces may always leave (G9), so only the others are bound in number.
        let opening = open.iter().filter(|order| !self.reduces(&order.client_id));
        let count = u64::try_from(opening.count()).unwrap_or(u64::MAX);
        check(count <= figures.open_orders_max, || {
            format!("{count} orders that may open are at the venue, over the limit")
        })?;
        for (symbol, most) in &figures.position_qty_max {
            let (mut buys, mut sells) = (Amount::ZERO, Amount::ZERO);
            let mut pairs = BTreeSet::new();
            for order in open.iter().filter(|order| order.symbol == *symbol) {
                // Only one order of a pair can trade, and both are for the same quantity.
                if order.list.is_some_and(|list| !pairs.insert(list)) {
                    continue;
                }
                let rest = order.qty.minus(order.filled).map_err(|e| e.to_string())?;
                let sum = match order.side {
                    Side::Buy => &mut buys,
                    Side::Sell => &mut sells,
                };
                *sum = sum.plus(rest.amount()).map_err(|e| e.to_string())?;
            }
            let net = self.net.get(symbol).copied().unwrap_or(Amount::ZERO);
            let long = net.plus(buys).map_err(|e| e.to_string())?;
            let short = net.minus(sells).map_err(|e| e.to_string())?;
            let worst = long.size().max(short.size());
            check(worst <= most.amount(), || {
                format!("the position in {symbol} could become {worst}, over the limit of {most}")
            })?;
        }
        Ok(())
    }

    /// No hold of the house is negative.
    pub(crate) fn holds(trading: &Trading, figures: &Figures) -> Verdict {
        for (asset, held) in trading.gate().holds(figures.account) {
            check(!held.is_negative(), || {
                format!("the hold in {asset} is {held}, below zero")
            })?;
        }
        Ok(())
    }

    /// After the storm: the house knows exactly what the venue knows.
    pub(crate) fn day_end(&self, trading: &Trading, venue: &Venue, figures: &Figures) -> Verdict {
        for order in self.journalled.values() {
            self.same_end(order, venue)?;
        }
        for symbol in figures.position_qty_max.keys() {
            let ours = trading
                .position(figures.account, *symbol)
                .map_or(Amount::ZERO, domain::Position::net);
            let theirs = self.net.get(symbol).copied().unwrap_or(Amount::ZERO);
            check(ours == theirs, || {
                format!("our position in {symbol} is {ours}, the venue's trades make {theirs}")
            })?;
        }
        for balance in venue.exchange.balances(figures.account).unwrap_or_default() {
            let ours = trading
                .balances()
                .find(|known| known.balance.asset == balance.asset)
                .map(|known| known.balance);
            check(ours == Some(balance), || {
                format!("our balance is {ours:?}, the venue's {balance:?}")
            })?;
        }
        let broken: Vec<_> = trading.breaks().map(|found| found.key).collect();
        check(broken.is_empty(), || {
            format!("everything is over and {broken:?} is still a break")
        })?;
        let held: Vec<_> = trading
            .gate()
            .holds(figures.account)
            .into_iter()
            .filter(|(_, held)| !held.is_zero())
            .collect();
        check(held.is_empty(), || {
            format!("everything is over and {held:?} is still held")
        })
    }

    fn same_end(&self, order: &NewOrder, venue: &Venue) -> Verdict {
        let id = order.id();
        let (reason, filled) = *self
            .ends
            .get(&id)
            .ok_or_else(|| format!("order {id} has no end"))?;
        let booked = self.booked.get(&id).copied().unwrap_or(Qty::ZERO);
        check(booked == filled, || {
            format!("order {id} ended with {filled} filled, {booked} is booked")
        })?;
        match venue.order(order.terms().symbol, order.client_id()) {
            None => check(
                matches!(
                    reason,
                    EndReason::NeverSeen
                        | EndReason::NotSent
                        | EndReason::Rejected
                        | EndReason::Settled
                ) && filled.is_zero(),
                || format!("order {id} ended {reason} with {filled}, the venue never took it in"),
            ),
            Some(view) => {
                let same = match view.status {
                    OrderStatus::Filled => reason == EndReason::Filled,
                    OrderStatus::Cancelled => reason == EndReason::Cancelled,
                    OrderStatus::Expired(_) => reason == EndReason::Expired,
                    OrderStatus::Pending
                    | OrderStatus::Sleeping
                    | OrderStatus::New
                    | OrderStatus::PartiallyFilled => false,
                };
                check(same && view.filled == filled, || {
                    format!(
                        "order {id} ended {reason} with {filled}, at the venue it is {:?} with {}",
                        view.status, view.filled
                    )
                })
            }
        }
    }
}

#[expect(
    clippy::fn_params_excessive_bools,
    reason = "the condition of an assertion is a bool, as in `assert!`"
)]
fn check(good: bool, words: impl FnOnce() -> String) -> Verdict {
    if good { Ok(()) } else { Err(words()) }
}
