//! The limits that hold for one order, the tightest of each kind first. Judges nothing.

use crate::config::GlobalLimits;
use crate::gate::Gate;
use crate::limit_sets::LimitSet;
use alloc::collections::BTreeMap;
use domain::{Amount, Qty, Rate, Scope};

/// A limit with how far it reaches.
pub(crate) type Bound<T> = (Scope, T);

/// All limits that hold for one order.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    global: &'a GlobalLimits,
    sets: [Option<(Scope, &'a LimitSet)>; 12],
}

impl<'a> Limits<'a> {
    /// The limits of the configuration and those that people set, of every scope that an order lies in.
    pub(crate) fn new(gate: &'a Gate, scopes: [Option<Scope>; 6]) -> Self {
        let config = gate.config();
        let found = |by_scope: &'a BTreeMap<Scope, LimitSet>, scope: Option<Scope>| {
            let scope = scope?;
            by_scope.get(&scope).map(|set| (scope, set))
        };
        let [a, b, c, d, e, f] = scopes.map(|scope| found(&config.limits_by_scope, scope));
        let [g, h, i, j, k, l] = scopes.map(|scope| found(&gate.limits_of_people, scope));
        let global = &config.limits;
        Self {
            global,
            sets: [a, b, c, d, e, f, g, h, i, j, k, l],
        }
    }

    pub(crate) fn order_value(&self) -> Bound<Amount> {
        self.tightest(self.global.order_value_max, |set| set.order_value_max)
    }

    pub(crate) fn order_qty(&self) -> Option<Bound<Qty>> {
        self.tightest_of_sets(|set| set.order_qty_max)
    }

    pub(crate) fn position_value(&self) -> Bound<Amount> {
        self.tightest(self.global.position_value_max, |set| set.position_value_max)
    }

    pub(crate) fn position_qty(&self) -> Option<Bound<Qty>> {
        self.tightest_of_sets(|set| set.position_qty_max)
    }

    pub(crate) fn price_collar(&self) -> Bound<Rate> {
        self.tightest(self.global.price_collar, |set| set.price_collar)
    }

    /// Every limit on a count, for the caller counts differ from scope to scope.
    pub(crate) fn counts(
        &self,
        global: u64,
        pick: fn(&LimitSet) -> Option<u64>,
    ) -> impl Iterator<Item = Bound<u64>> + use<'_, 'a> {
        core::iter::once((Scope::Global, global)).chain(self.of_sets(pick))
    }

    /// Every limit of a kind that only sets have.
    pub(crate) fn of_sets<T>(
        &self,
        pick: fn(&LimitSet) -> Option<T>,
    ) -> impl Iterator<Item = Bound<T>> + use<'_, 'a, T> {
        let sets = self.sets.iter().flatten();
        sets.filter_map(move |(scope, set)| Some((*scope, pick(set)?)))
    }

    /// A limit of every scope that has one.
    pub(crate) fn each<T>(
        &self,
        pick: fn(&LimitSet) -> Option<T>,
    ) -> impl Iterator<Item = Bound<T>> + use<'_, 'a, T> {
        let sets = self.sets.iter().flatten();
        sets.filter_map(move |(scope, set)| Some((*scope, pick(set)?)))
    }

    /// The tightest of a limit that not every house has.
    pub(crate) fn least<T: Ord>(&self, pick: fn(&LimitSet) -> Option<T>) -> Option<Bound<T>> {
        self.tightest_of_sets(pick)
    }

    pub(crate) const fn global(&self) -> &GlobalLimits {
        self.global
    }

    fn tightest<T: Ord>(&self, global: T, pick: fn(&LimitSet) -> Option<T>) -> Bound<T> {
        match self.tightest_of_sets(pick) {
            Some((scope, limit)) if limit < global => (scope, limit),
            Some(_) | None => (Scope::Global, global),
        }
    }

    /// Of limits that say what there must be at least, the highest is the tightest.
    pub(crate) fn highest_of_sets<T: Ord>(
        &self,
        pick: fn(&LimitSet) -> Option<T>,
    ) -> Option<Bound<T>> {
        let bounds = self.of_sets(pick);
        bounds.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    pub(crate) fn tightest_of_sets<T: Ord>(
        &self,
        pick: fn(&LimitSet) -> Option<T>,
    ) -> Option<Bound<T>> {
        let sets = self.sets.iter().flatten();
        let bounds = sets.filter_map(|(scope, set)| Some((*scope, pick(set)?)));
        bounds.reduce(|best, next| if next.1 < best.1 { next } else { best })
    }
}
