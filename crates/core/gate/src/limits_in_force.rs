//! The limits in force: those of the configuration, which are the ceiling, and those that people set beside them, with how much
//! of each is used. The tightest holds. Never lets people's limits widen what the configuration says.
// GATE-02 GATE-03 GATE-19

use crate::config::GlobalLimits;
use crate::gate::Gate;
use crate::limit_sets::{LimitFault, LimitKind, LimitSet, LimitValue};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{Amount, HedgeSide, NumberError, PositionKey, Scope, Side};

/// One limit of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitInForce {
    /// How far it reaches.
    pub scope: Scope,
    /// Which.
    pub kind: LimitKind,
    /// What the configuration says.
    pub configured: Option<LimitValue>,
    /// What people set.
    pub of_people: Option<LimitValue>,
    /// How much of it is used at this moment, of a limit that has a use beyond a single order, where it can be told.
    pub used: Option<LimitValue>,
}

impl LimitInForce {
    /// The tighter of the two.
    #[must_use]
    pub fn value(&self) -> Option<LimitValue> {
        if self.of_people.is_some() && self.kind.as_tight(self.of_people, self.configured) {
            self.of_people
        } else {
            self.configured
        }
    }
}

impl GlobalLimits {
    /// The limit of a kind, of those that stand here.
    #[must_use]
    pub const fn get(&self, kind: LimitKind) -> Option<LimitValue> {
        match kind {
            LimitKind::OrderValueMax => Some(LimitValue::Amount(self.order_value_max)),
            LimitKind::PositionValueMax => Some(LimitValue::Amount(self.position_value_max)),
            LimitKind::OpenPositionsMax => Some(LimitValue::Count(self.open_positions_max)),
            LimitKind::OpenOrdersMax => Some(LimitValue::Count(self.open_orders_max)),
            LimitKind::PriceCollar => Some(LimitValue::Rate(self.price_collar)),
            LimitKind::OrderQtyMax
            | LimitKind::PositionQtyMax
            | LimitKind::DailyLossMax
            | LimitKind::DrawdownMax
            | LimitKind::SymbolTradesMax
            | LimitKind::SymbolLossesMax
            | LimitKind::SymbolLossMax
            | LimitKind::MessagesPerSecondMax
            | LimitKind::MessagesPerMinuteMax
            | LimitKind::MessagesPerDayMax
            | LimitKind::DriftCollar
            | LimitKind::SameOrdersMax
            | LimitKind::SameOrdersByHandMax
            | LimitKind::AssetShareMax
            | LimitKind::ClassShareMax
            | LimitKind::CorrelationMax
            | LimitKind::LiquidityMin
            | LimitKind::NewSymbolOrderValueMax
            | LimitKind::UnconfirmedOrderValueMax => None,
        }
    }
}

impl Gate {
    /// Sets or takes away a limit that people may set. Where the configuration is tighter, that one goes on to hold.
    ///
    /// # Errors
    /// The number is of another form or outside its bounds; nothing is changed.
    pub fn set_limit(
        &mut self,
        (scope, kind): (Scope, LimitKind),
        value: Option<LimitValue>,
    ) -> Result<(), LimitFault> {
        let mut set = self.people_set(scope);
        set.set(kind, value)?;
        if set.is_empty() {
            self.limits_of_people.remove(&scope);
        } else {
            self.limits_of_people.insert(scope, set);
        }
        Ok(())
    }

    /// What people set of a kind in exactly this scope.
    #[must_use]
    pub fn limit_of_people(&self, scope: Scope, kind: LimitKind) -> Option<LimitValue> {
        self.people_set(scope).get(kind)
    }

    /// The tightest that the configuration says of orders in a scope: what people set there cannot be looser.
    #[must_use]
    pub fn ceiling(&self, scope: Scope, kind: LimitKind) -> Option<LimitValue> {
        let everywhere = self.configured(Scope::Global, kind);
        let here = self.configured(scope, kind);
        if kind.as_tight(here, everywhere) && here.is_some() {
            here
        } else {
            everywhere
        }
    }

    /// The tighter of what the configuration and people say, of every scope that has a limit.
    #[must_use]
    pub fn limit_sets(&self) -> BTreeMap<Scope, LimitSet> {
        let mut all = self.config().limits_by_scope.clone();
        for (scope, of_people) in &self.limits_of_people {
            let set = all.entry(*scope).or_default();
            for kind in LimitKind::ALL {
                let value = of_people.get(*kind);
                if value.is_some() && kind.as_tight(value, set.get(*kind)) {
                    let kept = set.set(*kind, value);
                    debug_assert!(kept.is_ok(), "{kept:?}");
                }
            }
        }
        all
    }

    /// Every limit that the configuration or people have set, widest scope first.
    #[must_use]
    pub fn limits_in_force(&self) -> Vec<LimitInForce> {
        let configured = self.config().limits_by_scope.keys();
        let of_people = self.limits_of_people.keys();
        let mut scopes: BTreeSet<Scope> = configured.chain(of_people).copied().collect();
        scopes.insert(Scope::Global);
        let kinds = |scope| LimitKind::ALL.iter().map(move |kind| (scope, *kind));
        let all = scopes.into_iter().flat_map(kinds);
        all.filter_map(|(scope, kind)| {
            let limit = LimitInForce {
                scope,
                kind,
                configured: self.configured(scope, kind),
                of_people: self.limit_of_people(scope, kind),
                used: None,
            };
            limit.value()?;
            let used = self.limit_used(scope, kind);
            Some(LimitInForce { used, ..limit })
        })
        .collect()
    }

    fn people_set(&self, scope: Scope) -> LimitSet {
        let set = self.limits_of_people.get(&scope);
        set.copied().unwrap_or_default()
    }

    /// What the configuration says of exactly this scope.
    fn configured(&self, scope: Scope, kind: LimitKind) -> Option<LimitValue> {
        let set = self.config().limits_by_scope.get(&scope);
        let set = set.and_then(|set| set.get(kind));
        let global = (scope == Scope::Global).then(|| self.config().limits.get(kind));
        let global = global.flatten();
        if kind.as_tight(set, global) {
            set
        } else {
            global
        }
    }

    /// How much of a limit is used.
    fn limit_used(&self, scope: Scope, kind: LimitKind) -> Option<LimitValue> {
        match kind {
            LimitKind::OpenOrdersMax => Some(LimitValue::Count(self.orders.count(scope))),
            LimitKind::OpenPositionsMax => self.positions_used(scope).map(LimitValue::Count),
            LimitKind::PositionValueMax => self.largest_position(scope).map(LimitValue::Amount),
            LimitKind::DailyLossMax => {
                let standing = self.loss_of(scope)?;
                Some(LimitValue::Amount(standing.loss.max(Amount::ZERO)))
            }
            LimitKind::OrderValueMax
            | LimitKind::OrderQtyMax
            | LimitKind::PositionQtyMax
            | LimitKind::PriceCollar
            | LimitKind::DrawdownMax
            | LimitKind::SymbolTradesMax
            | LimitKind::SymbolLossesMax
            | LimitKind::SymbolLossMax
            | LimitKind::MessagesPerSecondMax
            | LimitKind::MessagesPerMinuteMax
            | LimitKind::MessagesPerDayMax
            | LimitKind::DriftCollar
            | LimitKind::SameOrdersMax
            | LimitKind::SameOrdersByHandMax
            | LimitKind::AssetShareMax
            | LimitKind::ClassShareMax
            | LimitKind::CorrelationMax
            | LimitKind::LiquidityMin
            | LimitKind::NewSymbolOrderValueMax
            | LimitKind::UnconfirmedOrderValueMax => None,
        }
    }

    /// How many positions are open in a scope that has its own.
    fn positions_used(&self, scope: Scope) -> Option<u64> {
        match scope {
            Scope::Account(account) => Some(self.positions_open(scope, account)),
            Scope::Global | Scope::Venue(_) | Scope::Symbol(_) => {
                let any = self.config().accounts.first()?;
                Some(self.positions_open(scope, any.account))
            }
            Scope::User(_) | Scope::Strategy(_) => None,
        }
    }

    /// The value of the largest position in a scope at its worst, in the value asset; `None` while a price is missing.
    fn largest_position(&self, scope: Scope) -> Option<Amount> {
        let held = self.positions.keys().copied();
        let keys: BTreeSet<PositionKey> = held.chain(self.orders.places()).collect();
        let mut largest = Amount::ZERO;
        for key in keys {
            let venue = self.account(key.account)?.venue;
            let within = match scope {
                Scope::Global => true,
                Scope::Venue(of) => of == venue,
                Scope::Account(of) => of == key.account,
                Scope::Symbol(of) => of == key.symbol,
                Scope::User(_) | Scope::Strategy(_) => return None,
            };
            if within {
                largest = largest.max(self.worst_value(key, venue)?.ok()?);
            }
        }
        Some(largest)
    }

    /// A position at its worst, valued at the ask.
    fn worst_value(
        &self,
        key: PositionKey,
        venue: domain::VenueId,
    ) -> Option<Result<Amount, NumberError>> {
        let instrument = self.instrument_at(venue, key.symbol)?;
        let sides = [HedgeSide::Long, HedgeSide::Short].map(HedgeSide::opened_by);
        let worst = |side: Side| self.worst_on(key, side);
        let ask = self.quote_of(venue, key.symbol)?.ask?;
        if instrument.quote != self.config().value_asset {
            return None;
        }
        let [long, short] = sides.map(worst);
        Some(long.and_then(|long| {
            let size = long.max(short?).max(Amount::ZERO);
            size.valued(ask)
        }))
    }
}

#[cfg(test)]
mod tests;
