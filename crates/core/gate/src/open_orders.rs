//! Every order that is asked or working, with the sums the rules need. Never forgets an order without a report.

use crate::holds::Hold;
use crate::own_book::{OwnBook, OwnSides};
use alloc::collections::{BTreeMap, BTreeSet};
use domain::{
    AccountId, Amount, Asset, ClientOrderId, NewOrder, NumberError, OrderId, Origin, PositionKey,
    Qty, Scope, Side, Symbol, VenueId,
};

/// An order that is counted, or a pair of which only one can trade: it may trade and holds once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenOrder {
    pub(crate) order: NewOrder,
    /// The other order of a pair, while both are open.
    pub(crate) second: Option<NewOrder>,
    pub(crate) venue: VenueId,
    pub(crate) hold: Hold,
    pub(crate) remaining: Qty,
}

/// Whether an order is counted with the other of its pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joined {
    Counted,
    Alone,
}

/// What may still trade about one position of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Working {
    pub(crate) buys: Qty,
    pub(crate) sells: Qty,
    /// What of both the house keeps as exits of positions.
    exits: (Qty, Qty),
    pub(crate) count: u64,
}

/// All counted orders. The sums always equal those over `orders`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OpenOrders {
    orders: BTreeMap<OrderId, OpenOrder>,
    /// The order under which a pair is counted, by its other one.
    counted_as: BTreeMap<OrderId, OrderId>,
    client_ids: BTreeSet<ClientOrderId>,
    working: BTreeMap<PositionKey, Working>,
    counts: BTreeMap<Scope, u64>,
    holds: BTreeMap<(AccountId, Asset), Amount>,
    /// The same orders by the prices at which they may trade.
    own: OwnBook,
}

impl Working {
    pub(crate) const NONE: Self = Self {
        buys: Qty::ZERO,
        sells: Qty::ZERO,
        exits: (Qty::ZERO, Qty::ZERO),
        count: 0,
    };

    /// What may still trade on one side.
    pub(crate) const fn on(&self, side: Side) -> Qty {
        match side {
            Side::Buy => self.buys,
            Side::Sell => self.sells,
        }
    }

    /// What may still trade on one side and is no exit.
    pub(crate) fn on_beside_exits(&self, side: Side) -> Qty {
        let exits = match side {
            Side::Buy => self.exits.0,
            Side::Sell => self.exits.1,
        };
        self.on(side).minus(exits).unwrap_or(Qty::ZERO)
    }

    /// With another quantity of an order in place of one that it had.
    fn changed(mut self, open: &OpenOrder, (from, to): (Qty, Qty)) -> Result<Self, NumberError> {
        let moved = |all: Qty| all.plus(to)?.minus(from);
        let exit = is_exit(&open.order);
        match open.side() {
            Side::Buy => {
                self.buys = moved(self.buys)?;
                self.exits.0 = if exit {
                    moved(self.exits.0)?
                } else {
                    self.exits.0
                };
            }
            Side::Sell => {
                self.sells = moved(self.sells)?;
                self.exits.1 = if exit {
                    moved(self.exits.1)?
                } else {
                    self.exits.1
                };
            }
        }
        Ok(self)
    }
}

impl OpenOrder {
    fn key(&self) -> PositionKey {
        self.order.position()
    }

    fn side(&self) -> Side {
        self.order.terms().side
    }

    fn held(&self) -> Result<Amount, NumberError> {
        self.hold.amount(self.remaining)
    }

    /// Whether both orders count in the same places.
    fn pairs_with(&self, other: &NewOrder) -> bool {
        let (terms, others) = (self.order.terms(), other.terms());
        self.order.account() == other.account()
            && self.order.origin() == other.origin()
            && (terms.symbol, terms.side, terms.effect)
                == (others.symbol, others.side, others.effect)
    }
}

/// Whether the house keeps it to close what another order opened: only the house places such orders for itself.
pub(crate) fn is_exit(order: &NewOrder) -> bool {
    order.origin() == Origin::House && order.terms().only_closes()
}

/// The scopes an order lies in, widest first.
pub(crate) fn scopes(order: &NewOrder, venue: VenueId) -> [Option<Scope>; 6] {
    let strategy = match order.origin() {
        Origin::Strategy(strategy, _) => Some(Scope::Strategy(strategy)),
        Origin::Person(_) | Origin::Program(_) | Origin::House => None,
    };
    [
        Some(Scope::Global),
        Some(Scope::Venue(venue)),
        Some(Scope::Account(order.account())),
        order.origin().user().map(Scope::User),
        strategy,
        Some(Scope::Symbol(order.terms().symbol)),
    ]
}

impl OpenOrders {
    pub(crate) fn get(&self, order: OrderId) -> Option<&OpenOrder> {
        let counted_as = self.counted_as.get(&order).copied().unwrap_or(order);
        self.orders.get(&counted_as)
    }

    /// Whether the order's number or its id at the venue is in use.
    pub(crate) fn knows(&self, order: &NewOrder) -> bool {
        self.get(order.id()).is_some() || self.client_ids.contains(&order.client_id())
    }

    pub(crate) fn working(&self, key: PositionKey) -> Working {
        let found = self.working.get(&key);
        found.copied().unwrap_or(Working::NONE)
    }

    /// How many orders may still trade in a symbol of an account, about whichever of its positions.
    pub(crate) fn count_in(&self, account: AccountId, symbol: Symbol) -> u64 {
        let counts = PositionKey::all(account, symbol).map(|key| self.working(key).count);
        counts.into_iter().fold(0, u64::saturating_add)
    }

    /// Every position about which an order may still trade.
    pub(crate) fn places(&self) -> impl Iterator<Item = PositionKey> + '_ {
        self.working.keys().copied()
    }

    /// Our own orders in a symbol at a venue, by the prices at which they may trade.
    pub(crate) fn own_at(&self, venue: VenueId, symbol: Symbol) -> Option<&OwnSides> {
        self.own.at(venue, symbol)
    }

    pub(crate) fn count(&self, scope: Scope) -> u64 {
        self.counts.get(&scope).copied().unwrap_or_default()
    }

    pub(crate) fn held(&self, account: AccountId, asset: Asset) -> Amount {
        let found = self.holds.get(&(account, asset));
        found.copied().unwrap_or(Amount::ZERO)
    }

    /// Holds of an account per asset.
    pub(crate) fn holds(&self, account: AccountId) -> impl Iterator<Item = (Asset, Amount)> + '_ {
        self.holds
            .iter()
            .filter(move |((holder, _), _)| *holder == account)
            .map(|((_, asset), amount)| (*asset, *amount))
    }

    /// Counts an order; one that is counted already stays as it is. All or nothing.
    pub(crate) fn add(&mut self, open: OpenOrder) -> Result<(), NumberError> {
        if self.get(open.order.id()).is_some() {
            return Ok(());
        }
        let key = open.key();
        let asset = (open.order.account(), open.hold.asset);
        let held = self.held(asset.0, asset.1).plus(open.held()?)?;
        let working = self.working(key);
        let working = working.changed(&open, (Qty::ZERO, open.remaining))?;
        self.working.insert(key, working);
        self.set_held(asset, held);
        self.count_up(&open);
        self.client_ids.insert(open.order.client_id());
        self.own.add(open.venue, &open.order);
        if let Some(second) = open.second {
            self.own.add(open.venue, &second);
            self.count_up(&open);
            self.client_ids.insert(second.client_id());
            self.counted_as.insert(second.id(), open.order.id());
        }
        self.orders.insert(open.order.id(), open);
        Ok(())
    }

    /// Counts an order as the other of a pair with one that is counted; says whether that one was there.
    pub(crate) fn join(&mut self, order: NewOrder, with: OrderId) -> Joined {
        if self.get(order.id()).is_some() {
            return Joined::Counted;
        }
        match self.orders.get(&with).copied() {
            Some(open) if open.second.is_none() && open.pairs_with(&order) => {
                let second = Some(order);
                self.orders.insert(with, OpenOrder { second, ..open });
                self.count_up(&open);
                self.own.add(open.venue, &order);
                self.client_ids.insert(order.client_id());
                self.counted_as.insert(order.id(), with);
                Joined::Counted
            }
            Some(_) | None => Joined::Alone,
        }
    }

    /// Takes one order out of a pair that goes on with the other; what it holds stays. Says whether it was one.
    fn leave_pair(&mut self, order: OrderId) -> Option<()> {
        let counted_as = self.counted_as.get(&order).copied().unwrap_or(order);
        let mut open = self.orders.get(&counted_as).copied()?;
        let second = open.second.take()?;
        self.count_down(&open);
        self.counted_as.remove(&second.id());
        if counted_as == order {
            self.client_ids.remove(&open.order.client_id());
            self.own.remove(open.venue, &open.order);
            self.orders.remove(&counted_as);
            open.order = second;
        } else {
            self.own.remove(open.venue, &second);
            self.client_ids.remove(&second.client_id());
        }
        self.orders.insert(open.order.id(), open);
        Some(())
    }

    /// Frees the part of a hold that traded; never more than remains. Unknown orders hold nothing.
    pub(crate) fn traded(&mut self, order: OrderId, qty: Qty) -> Result<(), NumberError> {
        let Some(open) = self.get(order).copied() else {
            return Ok(());
        };
        self.shrink(open, open.remaining.minus(qty.min(open.remaining))?)
    }

    /// Frees the rest of a hold and forgets the order; the hold of a pair only with its last order.
    pub(crate) fn remove(&mut self, order: OrderId) -> Result<(), NumberError> {
        if self.leave_pair(order).is_some() {
            return Ok(());
        }
        let Some(open) = self.orders.get(&order).copied() else {
            return Ok(());
        };
        self.shrink(open, Qty::ZERO)?;
        self.orders.remove(&order);
        self.own.remove(open.venue, &open.order);
        self.client_ids.remove(&open.order.client_id());
        self.count_down(&open);
        Ok(())
    }

    /// One more order at the venue.
    fn count_up(&mut self, open: &OpenOrder) {
        for scope in scopes(&open.order, open.venue).into_iter().flatten() {
            let count = self.counts.entry(scope).or_default();
            *count = count.saturating_add(1);
        }
        let working = self.working.entry(open.key()).or_insert(Working::NONE);
        working.count = working.count.saturating_add(1);
    }

    /// One order less at the venue.
    fn count_down(&mut self, open: &OpenOrder) {
        for scope in scopes(&open.order, open.venue).into_iter().flatten() {
            let left = self.count(scope).saturating_sub(1);
            if left == 0 {
                self.counts.remove(&scope);
            } else {
                self.counts.insert(scope, left);
            }
        }
        let key = open.key();
        let mut working = self.working(key);
        working.count = working.count.saturating_sub(1);
        if working.count == 0 {
            self.working.remove(&key);
        } else {
            self.working.insert(key, working);
        }
    }

    fn shrink(&mut self, open: OpenOrder, remaining: Qty) -> Result<(), NumberError> {
        let key = open.key();
        let asset = (open.order.account(), open.hold.asset);
        let freed = open.held()?.minus(open.hold.amount(remaining)?)?;
        let held = self.held(asset.0, asset.1).minus(freed)?;
        let working = self.working(key);
        let working = working.changed(&open, (open.remaining, remaining))?;
        self.working.insert(key, working);
        self.set_held(asset, held);
        if let Some(order) = self.orders.get_mut(&open.order.id()) {
            order.remaining = remaining;
        }
        Ok(())
    }

    fn set_held(&mut self, key: (AccountId, Asset), held: Amount) {
        if held.is_zero() {
            self.holds.remove(&key);
        } else {
            self.holds.insert(key, held);
        }
    }
}

#[cfg(test)]
mod tests;
