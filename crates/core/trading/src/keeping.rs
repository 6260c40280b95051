//! The state as a snapshot and back. A snapshot holds again what was open; it never clears anything.

use crate::breaks::Break;
use crate::guard::Guard;
use crate::losses::Losses;
use crate::proposals::Controls;
use crate::recover_error::RecoverError;
use crate::snapshot::{BalanceKnown, BookKept, HaltInForce, OrderSnapshot, Snapshot};
use crate::state::{State, Tracked};
use crate::stopping::Presses;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{OrderId, OrderState};
use gate::{Gate, LatelyKept, SwitchPosition};

impl State {
    /// All but what the gate knows of the last minutes.
    pub(crate) fn to_snapshot(&self) -> Snapshot {
        let orders = self.orders.values().map(|tracked| OrderSnapshot {
            order: tracked.order,
            venue_id: tracked.venue_id,
            hold: tracked.hold,
            fills: tracked
                .fills
                .iter()
                .map(|(trade, (price, qty))| (*trade, *price, *qty))
                .collect(),
        });
        Snapshot {
            order_next: self.order_next,
            orders: orders.collect(),
            positions: self.positions.values().copied().collect(),
            halts: self.halts.values().cloned().collect(),
            switches_off: self.switches_off.iter().copied().collect(),
            balances: self.balances.values().copied().collect(),
            books: self
                .books
                .iter()
                .map(|(account, book)| BookKept {
                    account: *account,
                    book: book.clone(),
                })
                .collect(),
            breaks: self.breaks.values().copied().collect(),
            guards: self.guards.values().cloned().collect(),
            margins: self.margins.values().cloned().collect(),
            away: self.away.values().cloned().collect(),
            losses: self.losses.kept(),
            lately: LatelyKept::NOTHING,
            controls: self.controls.clone(),
            press_next: self.presses.next,
            presses: self.presses.kept.values().map(|p| (**p).clone()).collect(),
            as_of: self.as_of,
        }
    }

    /// The state of a snapshot, with a gate that has seen nothing told what it must know.
    pub(crate) fn from_snapshot(snapshot: Snapshot, gate: &mut Gate) -> Result<Self, RecoverError> {
        let margins = snapshot.margins.into_iter();
        let mut state = Self {
            order_next: snapshot.order_next,
            orders: BTreeMap::new(),
            by_client_id: BTreeMap::new(),
            asked: BTreeSet::new(),
            ended: BTreeSet::new(),
            forgotten: Vec::new(),
            positions: BTreeMap::new(),
            halts: BTreeMap::new(),
            switches_off: BTreeSet::new(),
            balances: BTreeMap::new(),
            books: BTreeMap::new(),
            breaks: BTreeMap::new(),
            guards: BTreeMap::new(),
            guard_entries: BTreeMap::new(),
            guards_touched: BTreeSet::new(),
            margins: margins.map(|told| (told.account, told)).collect(),
            away: BTreeMap::new(),
            losses: Losses::of(snapshot.losses, gate),
            controls: Controls::none(),
            presses: Presses::new(snapshot.press_next, snapshot.presses),
            as_of: snapshot.as_of,
        };
        gate.restore_lately(snapshot.lately);
        state.take_back_away(gate, snapshot.away);
        state.take_back_controls(gate, snapshot.controls);
        for order in snapshot.orders {
            state.take_back(order);
        }
        // Held once all are there: a pair holds what neither of its orders has traded.
        let open: Vec<OrderId> = state
            .orders
            .iter()
            .filter(|(_, tracked)| !tracked.order.state.is_ended())
            .map(|(id, _)| *id)
            .collect();
        for order in open {
            state.hold_again(gate, order)?;
        }
        state.take_back_guards(snapshot.guards);
        for position in snapshot.positions {
            gate.restore(&position);
            state.positions.insert(position.key(), position);
        }
        state.take_back_halts(gate, snapshot.halts);
        for switch in snapshot.switches_off {
            gate.set_switch(switch, SwitchPosition::Off);
            state.switches_off.insert(switch);
        }
        state.take_back_money(snapshot.balances, snapshot.books, snapshot.breaks);
        Ok(state)
    }

    fn take_back_money(
        &mut self,
        balances: Vec<BalanceKnown>,
        books: Vec<BookKept>,
        breaks: Vec<Break>,
    ) {
        for known in balances {
            let key = (known.account, known.balance.asset);
            self.balances.insert(key, known);
        }
        for kept in books {
            self.books.insert(kept.account, kept.book);
        }
        for found in breaks {
            self.breaks.insert((found.account, found.key), found);
        }
    }

    fn take_back_halts(&mut self, gate: &mut Gate, halts: Vec<HaltInForce>) {
        for halt in halts {
            gate.halt(halt.scope);
            self.halts.insert(halt.scope, halt);
        }
    }

    fn take_back_guards(&mut self, guards: Vec<Guard>) {
        for guard in guards {
            let orders = guard.orders.iter().map(|order| (*order, guard.entry));
            self.guard_entries.extend(orders);
            // Every protected position is looked at after a start.
            self.guards_touched.insert(guard.entry);
            self.guards.insert(guard.entry, guard);
        }
    }

    fn take_back(&mut self, kept: OrderSnapshot) {
        let wish = kept.order.order;
        let id = wish.id();
        match kept.order.state {
            OrderState::Asked { .. } | OrderState::Working { .. } => {}
            OrderState::Ended { at, .. } => {
                self.ended.insert((at, id));
            }
        }
        if matches!(kept.order.state, OrderState::Asked { .. }) {
            self.asked.insert(id);
        }
        self.by_client_id.insert(wish.client_id(), id);
        let fills = kept.fills.into_iter();
        let tracked = Tracked {
            order: kept.order,
            venue_id: kept.venue_id,
            hold: kept.hold,
            fills: fills
                .map(|(trade, price, qty)| (trade, (price, qty)))
                .collect(),
        };
        self.orders.insert(id, tracked);
    }
}
