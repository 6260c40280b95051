//! How each symbol's day goes: orders that open, positions that are closed, what they brought (GATE-15). Folded from events.

use crate::state::State;
use domain::{Amount, Fill, ListId, NewOrder, OrderId, Position, PositionKey, Side, Symbol, Time};
use gate::{Gate, SymbolDay};

impl State {
    /// An order that may open something is counted the moment it is cleared.
    pub(super) fn count_opened(&mut self, gate: &mut Gate, order: &NewOrder, list: Option<ListId>) {
        // A pair trades once: its first order stands for both.
        let is_second = list.is_some_and(|list| list.stop() == order.id());
        if is_second || !self.may_open(order) {
            return;
        }
        let symbol = order.terms().symbol;
        self.losses
            .pending
            .entry(symbol)
            .or_default()
            .insert(order.id());
        self.tell_day(gate, symbol, self.as_of);
    }

    /// An order that was taken for over and lives may trade after all.
    pub(super) fn count_reopened(&mut self, gate: &mut Gate, order: OrderId) {
        let found = self.orders.get(&order);
        let found = found.filter(|tracked| tracked.filled().is_zero());
        if let Some(found) = found.map(|tracked| tracked.order) {
            self.count_opened(gate, &found.order, found.list);
        }
    }

    fn may_open(&self, order: &NewOrder) -> bool {
        let terms = order.terms();
        if terms.only_closes() {
            return false;
        }
        let held = self.positions.get(&order.position());
        let held = held.map_or(Amount::ZERO, Position::net);
        let closable = match terms.side {
            Side::Sell => held,
            Side::Buy => held.negated(),
        };
        closable < terms.qty.amount()
    }

    /// An order that traded is a trade of the day on which it first did.
    pub(super) fn count_filled(&mut self, gate: &mut Gate, fill: &Fill) {
        let list = self.orders.get(&fill.order).and_then(|o| o.order.list);
        let counted = list.map_or(fill.order, ListId::target);
        let Some(pending) = self.losses.pending.get_mut(&fill.symbol) else {
            return;
        };
        if pending.remove(&counted) {
            let day = self.day_of(fill.symbol, self.as_of);
            let trades = day.trades.saturating_add(1);
            let day = SymbolDay { trades, ..day };
            self.losses.days.insert(fill.symbol, day);
            self.tell_day(gate, fill.symbol, self.as_of);
        }
    }

    /// An order that is over without a trade is none.
    pub(super) fn count_ended(&mut self, gate: &mut Gate, order: OrderId) {
        let Some(ended) = self.orders.get(&order).map(|tracked| tracked.order) else {
            return;
        };
        let symbol = ended.order.terms().symbol;
        let other = ended.list.map(|list| list.other(order));
        let other = other.and_then(|other| self.orders.get(&other));
        if other.is_some_and(|other| !other.order.state.is_ended()) {
            return;
        }
        let counted = ended.list.map_or(order, ListId::target);
        let pending = self.losses.pending.get_mut(&symbol);
        if pending.is_some_and(|pending| pending.remove(&counted)) {
            self.tell_day(gate, symbol, self.as_of);
        }
    }

    /// What a trade realised, and whether with it a position was closed.
    pub(super) fn count_result(
        &mut self,
        gate: &mut Gate,
        fill: &Fill,
        (before, after, gain): (&Position, &Position, Amount),
    ) {
        let key = fill.key();
        let dust = gate
            .instrument(key.account, key.symbol)
            .map(|i| i.rules.qty_min.amount());
        let is_flat = |held: &Position| {
            let size = held.net().size();
            size.is_zero() || dust.is_some_and(|dust| size < dust)
        };
        if is_flat(before) {
            self.losses.rounds.insert(key, before.realised);
        }
        let day = self.day_of(fill.symbol, self.as_of);
        // A sum that does not fit leaves the day as it was; the account's own loss is without a count then.
        let result = day.result.plus(gain).unwrap_or(day.result);
        let turned = before.net().is_negative() != after.net().is_negative();
        let is_closed = !is_flat(before) && (is_flat(after) || turned);
        let losses_in_row = match self.round_result(key, after).filter(|_| is_closed) {
            Some(result) if result.is_negative() => day.losses_in_row.saturating_add(1),
            Some(result) if !result.is_zero() => 0,
            Some(_) | None => day.losses_in_row,
        };
        if is_closed {
            self.losses.rounds.insert(key, after.realised);
        }
        let day = SymbolDay {
            result,
            losses_in_row,
            ..day
        };
        self.losses.days.insert(fill.symbol, day);
        self.tell_day(gate, fill.symbol, self.as_of);
    }

    /// What a position brought since it was last flat.
    fn round_result(&self, key: PositionKey, after: &Position) -> Option<Amount> {
        let from = self.losses.rounds.get(&key)?;
        after.realised.minus(*from).ok()
    }

    fn day_of(&self, symbol: Symbol, now: Time) -> SymbolDay {
        let today = SymbolDay::new(now);
        let known = self.losses.days.get(&symbol).copied();
        known.filter(|day| day.from >= today.from).unwrap_or(today)
    }

    fn tell_day(&mut self, gate: &mut Gate, symbol: Symbol, now: Time) {
        let pending = self
            .losses
            .pending
            .get(&symbol)
            .map_or(0, |orders| orders.len());
        let day = SymbolDay {
            pending: u64::try_from(pending).unwrap_or(u64::MAX),
            ..self.day_of(symbol, now)
        };
        if pending == 0 {
            self.losses.pending.remove(&symbol);
        }
        self.losses.days.insert(symbol, day);
        gate.set_symbol_day(symbol, day);
    }
}
