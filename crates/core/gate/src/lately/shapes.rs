//! How often the same order was sent lately: the same origin, account, symbol, side and quantity. Never judged here.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{
    AccountId, NewOrder, Origin, Qty, Scope, Side, Span, StrategyId, Symbol, Time, UserId,
};

/// Most instants kept of one shape: more than any limit names.
const KEPT_MAX: usize = 1_000;
/// With more shapes than this those that are over are swept out.
const SHAPES_SWEPT: usize = 256;

/// Who repeats an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShapeOrigin {
    /// A person by hand.
    Person(UserId),
    /// A program of a person.
    Program(UserId),
    /// A strategy.
    Strategy(StrategyId),
    /// The house.
    House,
}

/// What makes two orders the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// Who.
    pub origin: ShapeOrigin,
    /// On which account.
    pub account: AccountId,
    /// Of what.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// How much.
    pub qty: Qty,
}

/// A shape with the instants at which it was sent, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptShape {
    /// The shape.
    pub shape: Shape,
    /// When.
    pub sent: Vec<Time>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shapes {
    sent: BTreeMap<Shape, VecDeque<Time>>,
}

impl Shape {
    pub(crate) const fn of(order: &NewOrder) -> Self {
        let terms = order.terms();
        let origin = match order.origin() {
            Origin::Person(user) => ShapeOrigin::Person(user),
            Origin::Program(user) => ShapeOrigin::Program(user),
            Origin::Strategy(strategy, _) => ShapeOrigin::Strategy(strategy),
            Origin::House => ShapeOrigin::House,
        };
        Self {
            origin,
            account: order.account(),
            symbol: terms.symbol,
            side: terms.side,
            qty: terms.qty,
        }
    }

    /// What is switched off when it was repeated too often.
    pub(crate) const fn scope(&self) -> Scope {
        match self.origin {
            ShapeOrigin::Person(user) | ShapeOrigin::Program(user) => Scope::User(user),
            ShapeOrigin::Strategy(strategy) => Scope::Strategy(strategy),
            ShapeOrigin::House => Scope::Symbol(self.symbol),
        }
    }

    fn lies_in(&self, scope: Scope) -> bool {
        match scope {
            Scope::Global => true,
            Scope::Account(account) => self.account == account,
            Scope::Symbol(symbol) => self.symbol == symbol,
            Scope::User(_) | Scope::Strategy(_) | Scope::Venue(_) => self.scope() == scope,
        }
    }
}

impl Shapes {
    pub(crate) fn count(&mut self, at: Time, window: Span, shape: Shape) {
        let is_over = |sent: &Time| at.since(*sent) > window;
        if self.sent.len() > SHAPES_SWEPT {
            self.sent.retain(|_, sent| !sent.back().is_none_or(is_over));
        }
        let sent = self.sent.entry(shape).or_default();
        while sent.front().is_some_and(is_over) || sent.len() >= KEPT_MAX {
            sent.pop_front();
        }
        sent.push_back(at);
    }

    /// How often a shape was sent within the window that ends now.
    pub(crate) fn sent(&self, (now, window): (Time, Span), shape: &Shape) -> u64 {
        let Some(sent) = self.sent.get(shape) else {
            return 0;
        };
        let within = sent.iter().filter(|sent| now.since(**sent) <= window);
        u64::try_from(within.count()).unwrap_or(u64::MAX)
    }

    pub(crate) fn forget(&mut self, scope: Scope) {
        self.sent.retain(|shape, _| !shape.lies_in(scope));
    }

    pub(crate) fn kept(&self) -> Vec<KeptShape> {
        let kept = self.sent.iter().map(|(shape, sent)| KeptShape {
            shape: *shape,
            sent: sent.iter().copied().collect(),
        });
        kept.collect()
    }

    pub(crate) fn of(kept: Vec<KeptShape>) -> Self {
        let sent = kept.into_iter().map(|kept| (kept.shape, kept.sent.into()));
        Self {
            sent: sent.collect(),
        }
    }
}
