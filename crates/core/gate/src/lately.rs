//! What our orders did lately: messages per scope, prices per side, orders of the same shape; and which symbols are known. Moved by what happened, at the
//! instant it happened; never by a clock, and never judged here.

pub(crate) mod messages;
pub(crate) mod prices;
pub(crate) mod shapes;
pub(crate) mod symbols;

use crate::gate::Gate;
use crate::open_orders::scopes;
use alloc::vec::Vec;
use domain::{Fill, NewOrder, Scope, Symbol, Time};
use messages::Messages;
pub use messages::{CountedMessages, Message};
use prices::Prices;
pub use prices::{KeptPrices, SeenPrice};
use shapes::Shapes;
pub use shapes::{KeptShape, Shape, ShapeOrigin};
pub use symbols::KnownSymbol;
use symbols::Symbols;

/// Everything of the last minutes and of the day that rules need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lately {
    pub(crate) messages: Messages,
    pub(crate) prices: Prices,
    pub(crate) shapes: Shapes,
    pub(crate) symbols: Symbols,
}

/// The same as plain data, so that a start goes on where the last life ended. Every list is in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LatelyKept {
    /// Messages by scope.
    pub messages: Vec<CountedMessages>,
    /// Prices by symbol and side.
    pub prices: Vec<KeptPrices>,
    /// Orders by shape.
    pub shapes: Vec<KeptShape>,
    /// Trades by account and symbol.
    pub symbols: Vec<KnownSymbol>,
    /// Symbols that a person confirmed.
    pub confirmed: Vec<Symbol>,
}

impl LatelyKept {
    /// Nothing happened lately.
    pub const NOTHING: Self = Self {
        messages: Vec::new(),
        prices: Vec::new(),
        shapes: Vec::new(),
        symbols: Vec::new(),
        confirmed: Vec::new(),
    };
}

impl Gate {
    /// Counts a message about an order that leaves the house: towards the rates of every scope it lies in.
    pub fn sent(&mut self, at: Time, message: Message, order: &NewOrder) {
        let Some(account) = self.account(order.account()).copied() else {
            return;
        };
        for scope in scopes(order, account.venue).into_iter().flatten() {
            self.lately.messages.count(at, message, scope);
        }
        if message == Message::Placed && !order.terms().only_closes() {
            self.lately
                .shapes
                .count(at, self.rules.same_orders_window, Shape::of(order));
            if let Some(price) = prices::shown_by(order.terms()) {
                let at = (at, self.rules.drift_window);
                let side = (account.venue, order.terms().symbol, order.terms().side);
                self.lately.prices.see(at, side, price);
            }
        }
    }

    /// Takes the price of a trade of an order that may open.
    pub fn traded(&mut self, at: Time, order: &NewOrder, fill: &Fill) {
        if order.terms().only_closes() {
            return;
        }
        if let Some(account) = self.account(order.account()) {
            let side = (account.venue, fill.symbol, fill.side);
            let at = (at, self.rules.drift_window);
            self.lately.prices.see(at, side, fill.price);
        }
        self.lately.symbols.traded(order.account(), fill.symbol);
    }

    /// A person said that a symbol may be traded like any other.
    pub fn symbol_confirmed(&mut self, symbol: Symbol) {
        self.lately.symbols.confirm(symbol);
    }

    /// A person took that back.
    pub fn symbol_doubted(&mut self, symbol: Symbol) {
        self.lately.symbols.doubt(symbol);
    }

    /// A person looked at a scope and released it: what of the same shape was counted in it begins anew.
    pub fn looked_at(&mut self, scope: Scope) {
        self.lately.shapes.forget(scope);
    }

    /// What happened lately, as plain data.
    #[must_use]
    pub fn lately(&self) -> LatelyKept {
        let (symbols, confirmed) = self.lately.symbols.kept();
        LatelyKept {
            symbols,
            confirmed,
            messages: self.lately.messages.kept(),
            prices: self.lately.prices.kept(),
            shapes: self.lately.shapes.kept(),
        }
    }

    /// Goes on from what happened lately in an earlier life.
    pub fn restore_lately(&mut self, kept: LatelyKept) {
        self.lately = Lately {
            messages: Messages::of(kept.messages),
            prices: Prices::of(kept.prices),
            shapes: Shapes::of(kept.shapes),
            symbols: Symbols::of(kept.symbols, kept.confirmed),
        };
    }
}
