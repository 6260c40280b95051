//! Judges the house that trades contracts by the exchange's own ledger, counted apart from the house's own counting.
//! Never helps it.

use super::world::World;
use crate::oracle::Verdict;
use crate::world::Wrong;
use domain::{
    Amount, ClientOrderId, EndReason, Fill, NewOrder, OrderId, PositionKey, PositionSide, Qty,
    Scope, Span, Time, VenueTradeId,
};
use protocols::Call;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use trading::{ContractEvent, Event, Trading, UNRESOLVED_MAX};

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Judge {
    /// Orders on disk.
    journalled: BTreeMap<ClientOrderId, NewOrder>,
    /// Halts on disk, by when they became so.
    halts: BTreeMap<Scope, Time>,
    /// Ends and fills on disk.
    ends: BTreeMap<OrderId, (EndReason, Qty)>,
    booked: BTreeMap<OrderId, Qty>,
    /// Trades on disk: the contract's name at the house and the exchange's number.
    trades: BTreeSet<(String, VenueTradeId)>,
    /// Symbols of orders called unresolved that have yet to be halted in the same turn.
    untripped: BTreeSet<Scope>,
}

/// The text under a name.
fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or("")
}

fn rows<'a>(all: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    let rows = all.get(name).and_then(Value::as_array);
    rows.map(Vec::as_slice).unwrap_or_default().iter()
}

fn number(row: &Value, name: &str) -> u64 {
    row.get(name).and_then(Value::as_u64).unwrap_or(0)
}

impl Judge {
    /// Events became durable at `truth`.
    pub(super) fn recorded(&mut self, truth: Time, events: &[Event]) -> Verdict {
        for event in events {
            self.take(truth, event)?;
        }
        match self.untripped.first() {
            Some(scope) => Err(format!("an unresolved order did not trip {scope}")),
            None => Ok(()),
        }
    }

    fn take(&mut self, truth: Time, event: &Event) -> Verdict {
        match event {
            Event::Opened { order, .. } => self.opened(*order)?,
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
            Event::Broken { order, breach, .. } => {
                return Err(format!(
                    "the house itself saw order {order} broken: {breach:?}"
                ));
            }
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
        Ok(())
    }

    fn fill_booked(&mut self, fill: &Fill) -> Verdict {
        if !self.trades.insert((fill.symbol.to_string(), fill.trade)) {
            return Err(format!("trade {} was booked twice", fill.trade));
        }
        let booked = self.booked.entry(fill.order).or_insert(Qty::ZERO);
        *booked = booked.plus(fill.qty).map_err(|e| e.to_string())?;
        Ok(())
    }

    fn opened(&mut self, order: NewOrder) -> Verdict {
        match self.journalled.insert(order.client_id(), order) {
            None => Ok(()),
            Some(_) => Err(format!("order {} was opened twice", order.id())),
        }
    }

    /// An order was called unresolved after so long; its symbol must be halted in the same turn.
    fn unresolved(&mut self, order: OrderId, unknown: Span) -> Verdict {
        let wish = self.journalled.values().find(|wish| wish.id() == order);
        let scope = wish.map(|wish| Scope::Symbol(wish.terms().symbol));
        let untripped = scope.filter(|scope| !self.halts.contains_key(scope));
        self.untripped.extend(untripped);
        if unknown >= UNRESOLVED_MAX {
            return Ok(());
        }
        let millis = unknown.millis();
        Err(format!(
            "order {order} was called unresolved after {millis} ms"
        ))
    }

    /// A placing call that left at `sent` reaches the exchange.
    pub(super) fn arrives(&self, call: &Call, sent: Time) -> Verdict {
        for id in call.client_ids() {
            let known = self
                .journalled
                .iter()
                .find(|(client_id, _)| client_id.as_str() == id);
            let Some((_, order)) = known else {
                return Err(format!("order {id} left although it is not on disk"));
            };
            if order.terms().only_closes() {
                continue;
            }
            let covering = [Scope::Global, Scope::Symbol(order.terms().symbol)];
            let halted = covering
                .iter()
                .find(|scope| self.halts.get(scope).is_some_and(|at| *at < sent));
            if let Some(scope) = halted {
                return Err(format!(
                    "order {} left after the halt of {scope}",
                    order.id()
                ));
            }
        }
        Ok(())
    }

    /// Whether an order ended as the exchange says, with exactly its fills; and that it was placed there once at most.
    fn same_end(&self, order: &NewOrder, all: &Value) -> Verdict {
        let (id, client_id) = (order.id(), order.client_id());
        let ended = self.ends.get(&id);
        let (reason, filled) = *ended.ok_or_else(|| format!("order {id} has no end"))?;
        let booked = self.booked.get(&id).copied().unwrap_or(Qty::ZERO);
        if booked != filled {
            return Err(format!(
                "order {id} ended with {filled}, {booked} is booked"
            ));
        }
        let bears = |name: &'static str| move |row: &&Value| text(row, name) == client_id.as_str();
        let asleep: Vec<_> = rows(all, "algoOrders")
            .filter(bears("clientAlgoId"))
            .collect();
        let plain: Vec<_> = rows(all, "orders").filter(bears("clientOrderId")).collect();
        if asleep.len() > 1 || plain.len() > 1 {
            return Err(format!("order {id} is at the exchange more than once"));
        }
        let (status, traded) = match (plain.first(), asleep.first()) {
            (Some(row), _) => (text(row, "status"), text(row, "executedQty")),
            (None, Some(row)) => (text(row, "algoStatus"), "0"),
            (None, None) => ("", "0"),
        };
        let same = match status {
            "FILLED" => reason == EndReason::Filled,
            "CANCELED" => reason == EndReason::Cancelled,
            "EXPIRED" | "EXPIRED_IN_MATCH" => reason == EndReason::Expired,
            "REJECTED" => reason == EndReason::Rejected,
            "" => matches!(
                reason,
                EndReason::NeverSeen
                    | EndReason::NotSent
                    | EndReason::Rejected
                    | EndReason::Settled
            ),
            _ => false,
        };
        let traded = Qty::parse(traded).map_err(|e| e.to_string())?;
        if same && traded == filled {
            return Ok(());
        }
        Err(format!(
            "order {id} ended {reason} with {filled}, at the exchange it is `{status}` with {traded}"
        ))
    }
}

impl World {
    /// Counts the faults that struck, by the exchange's ledger.
    pub(super) fn struck(&mut self) -> Result<(), Wrong> {
        let mut from = 0;
        loop {
            let page = self.surface.ledger(&format!("from={from}"))?;
            for row in rows(&page, "events") {
                let body = row.get(text(row, "what"));
                let name = body.map_or("", |body| text(body, "fault"));
                // Of a request the ledger tells beside it how it was struck.
                let name = name.split_once(": ").map_or(name, |(name, _)| name);
                let named = super::faults::ROWS.iter().find(|row| row.name == name);
                if let Some(row) = named {
                    self.trace.tally.count(row.name);
                }
            }
            let next = number(&page, "next");
            if next <= from {
                return Ok(());
            }
            from = next;
        }
    }

    /// After the storm: the house knows exactly what the exchange knows.
    pub(super) fn day_end(&mut self) -> Result<(), Wrong> {
        let all = self.surface.everything()?;
        let trading = self
            .house
            .trading()
            .ok_or_else(|| "the house is down after the calm".to_owned())?;
        for order in self.judge.journalled.values() {
            self.judge.same_end(order, &all)?;
        }
        self.same_trades(&all)?;
        self.same_positions(trading, &all)?;
        self.same_wallets(trading, &all)?;
        let broken: Vec<_> = trading.breaks().map(|found| found.key).collect();
        if !broken.is_empty() {
            let words = format!("everything is over and {broken:?} is still a break");
            return Err(Wrong(words));
        }
        let held = trading.gate().holds(self.figures.account);
        let held: Vec<_> = held
            .into_iter()
            .filter(|(_, held)| !held.is_zero())
            .collect();
        if held.is_empty() {
            return Ok(());
        }
        Err(Wrong(format!(
            "everything is over and {held:?} is still held"
        )))
    }

    /// Every trade of an order of ours is booked, and no other.
    fn same_trades(&self, all: &Value) -> Verdict {
        let ours: BTreeSet<&str> = self
            .judge
            .journalled
            .keys()
            .map(ClientOrderId::as_str)
            .collect();
        let ids: BTreeSet<u64> = rows(all, "orders")
            .filter(|row| ours.contains(text(row, "clientOrderId")))
            .map(|row| number(row, "orderId"))
            .collect();
        let mut theirs = BTreeSet::new();
        for row in rows(all, "trades").filter(|row| ids.contains(&number(row, "orderId"))) {
            let found = self
                .instruments
                .iter()
                .find(|one| one.venue_symbol.as_str() == text(row, "symbol"));
            let symbol = found
                .ok_or("a trade in a contract that nobody trades")?
                .symbol;
            let trade = VenueTradeId::new(&number(row, "id").to_string());
            theirs.insert((symbol.to_string(), trade.map_err(|e| e.to_string())?));
        }
        if theirs == self.judge.trades {
            return Ok(());
        }
        let lost: Vec<_> = theirs.difference(&self.judge.trades).collect();
        let invented: Vec<_> = self.judge.trades.difference(&theirs).collect();
        Err(format!(
            "trades {lost:?} are not booked, {invented:?} are booked and never were"
        ))
    }

    fn same_positions(&self, trading: &Trading, all: &Value) -> Verdict {
        for instrument in &self.instruments {
            for side in PositionSide::ALL {
                let word = match side {
                    PositionSide::Both => "BOTH",
                    PositionSide::Long => "LONG",
                    PositionSide::Short => "SHORT",
                };
                let theirs = rows(all, "positions").find(|row| {
                    text(row, "symbol") == instrument.venue_symbol.as_str()
                        && text(row, "positionSide") == word
                });
                let theirs = theirs.map_or(Ok(Amount::ZERO), |row| {
                    Amount::parse(text(row, "positionAmt")).map_err(|e| e.to_string())
                })?;
                let key = PositionKey {
                    account: self.figures.account,
                    symbol: instrument.symbol,
                    side,
                };
                let ours = trading
                    .position_of(key)
                    .map_or(Amount::ZERO, domain::Position::net);
                if ours != theirs {
                    return Err(format!(
                        "our position in {} ({word}) is {ours}, the exchange's {theirs}",
                        instrument.symbol
                    ));
                }
            }
        }
        Ok(())
    }

    fn same_wallets(&self, trading: &Trading, all: &Value) -> Verdict {
        for row in rows(all, "wallets") {
            let theirs = Amount::parse(text(row, "balance")).map_err(|e| e.to_string())?;
            let known = trading
                .balances()
                .find(|known| known.balance.asset.as_str() == text(row, "asset"));
            let ours = known.map_or(Amount::ZERO, |known| known.balance.free.amount());
            // A wallet that owes has nothing in it for us.
            let theirs = if theirs.is_negative() {
                Amount::ZERO
            } else {
                theirs
            };
            if ours != theirs {
                let asset = text(row, "asset");
                return Err(format!(
                    "our wallet of {asset} is {ours}, the exchange's {theirs}"
                ));
            }
        }
        Ok(())
    }

    /// What a day on contracts has lived beside orders.
    pub(super) fn lived(&mut self, event: &Event) {
        if let Event::Contract(event) = event {
            let what = match event {
                ContractEvent::Paid { .. } => "payments booked",
                ContractEvent::ClosedByVenue { .. } => "positions closed by the exchange",
                ContractEvent::Called { .. } => "calls for margin",
                ContractEvent::Woken { .. } => "conditional orders woken",
                ContractEvent::SettingAsked { .. }
                | ContractEvent::SettingRefused { .. }
                | ContractEvent::SettingAnswered { .. }
                | ContractEvent::MarginSeen { .. }
                | ContractEvent::PositionTaken { .. } => return,
            };
            self.trace.tally.count(what);
        }
    }
}
