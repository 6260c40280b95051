//! Judges protected positions by what is on disk, counted apart from the house's own counting: nothing that an order could
//! close is without an exit for long unless a person was told. Never helps the house.

use crate::oracle::Verdict;
use crate::plan::Figures;
use domain::{Amount, Fill, ListId, OrderId, Origin, Qty, Rate, Span, Symbol, Time};
use std::collections::{BTreeMap, BTreeSet};
use trading::{Event, GuardStep};

/// The promise is five seconds; the house's clock may stand still for as long when the machine's was set back.
const BARE_MAX: Span = Span::from_secs(12);

/// What is counted of one protected order.
#[derive(Debug)]
struct Protected {
    symbol: Symbol,
    opened: Amount,
    closed: Amount,
    /// Exits on disk that are not over.
    open: BTreeSet<OrderId>,
    /// Whether a person knows that it is bare.
    told: Told,
    bare_since: Option<Time>,
    /// Whether the house says that nothing of it is left.
    over: Over,
}

/// Whether a protected position is said to be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    No,
    Yes,
}

/// What a person knows or wishes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    No,
    Yes,
    /// They ended an exit themselves.
    Lifted,
}

/// What the oracle has counted.
#[derive(Debug, Default)]
pub(crate) struct GuardOracle {
    protected: BTreeMap<OrderId, Protected>,
    /// The protected order of each exit.
    entries: BTreeMap<OrderId, OrderId>,
    /// Symbol, pair, and quantity of every order on disk, and what of it is booked.
    orders: BTreeMap<OrderId, (Symbol, Option<ListId>, Qty, Qty)>,
    life: u64,
}

impl GuardOracle {
    /// Events became durable.
    pub(crate) fn recorded(&mut self, events: &[Event], figures: &Figures) -> Verdict {
        for event in events {
            self.take(event, figures)?;
        }
        Ok(())
    }

    fn take(&mut self, event: &Event, figures: &Figures) -> Verdict {
        match event {
            Event::Opened { order, list, .. } => {
                let (symbol, qty) = (order.terms().symbol, order.terms().qty);
                self.orders
                    .insert(order.id(), (symbol, *list, qty, Qty::ZERO));
            }
            Event::Guard { entry, step, .. } => self.step(*entry, step),
            Event::FillBooked { fill, .. } => self.fill(fill, figures)?,
            Event::Ended { order, .. } | Event::Settled { order, .. } => {
                if let Some(protected) = self.of(*order) {
                    protected.open.remove(order);
                }
            }
            Event::Reopened { order, .. } => {
                if let Some(protected) = self.of(*order) {
                    protected.open.insert(*order);
                }
            }
            Event::CancelAsked { order, origin, .. } => {
                let lifts = *origin != Origin::House && self.entries.contains_key(order);
                if let Some(protected) = self.of(*order).filter(|_| lifts) {
                    protected.told = Told::Lifted;
                }
            }
            Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::ReplaceAsked { .. }
            | Event::Amend(_)
            | Event::TimeUp { .. }
            | Event::Unresolved { .. }
            | Event::Halted { .. }
            | Event::Released { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. }
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. }
            | Event::Contract(_)
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_) => {}
        }
        Ok(())
    }

    fn of(&mut self, exit: OrderId) -> Option<&mut Protected> {
        self.protected.get_mut(self.entries.get(&exit)?)
    }

    fn step(&mut self, entry: OrderId, step: &GuardStep) {
        let symbol = self.orders.get(&entry).map(|(symbol, ..)| *symbol);
        match step {
            GuardStep::Wished(_) => {
                let made = symbol.map(|symbol| Protected {
                    symbol,
                    opened: Amount::ZERO,
                    closed: Amount::ZERO,
                    open: BTreeSet::new(),
                    told: Told::No,
                    bare_since: None,
                    over: Over::No,
                });
                self.protected.extend(made.map(|made| (entry, made)));
            }
            GuardStep::ExitSent { order, .. } => {
                let list = self.orders.get(order).and_then(|(_, list, ..)| *list);
                let other = list.map(|list| list.other(*order));
                for exit in [Some(*order), other].into_iter().flatten() {
                    self.entries.insert(exit, entry);
                    if let Some(protected) = self.protected.get_mut(&entry) {
                        protected.open.insert(exit);
                    }
                }
            }
            GuardStep::Bare { .. } => self.tell(entry, Told::Yes),
            GuardStep::Covered => self.tell(entry, Told::No),
            GuardStep::Over => {
                if let Some(protected) = self.protected.get_mut(&entry) {
                    protected.over = Over::Yes;
                }
            }
        }
    }

    fn tell(&mut self, entry: OrderId, told: Told) {
        let protected = self.protected.get_mut(&entry);
        if let Some(protected) = protected.filter(|protected| protected.told != Told::Lifted) {
            protected.told = told;
        }
    }

    fn fill(&mut self, fill: &Fill, figures: &Figures) -> Verdict {
        if let Some((.., booked)) = self.orders.get_mut(&fill.order) {
            *booked = booked.plus(fill.qty).map_err(|e| e.to_string())?;
        }
        let base = figures.instrument(fill.symbol).map(|i| i.base);
        let fee = if base == Some(fill.fee_asset) {
            fill.fee
        } else {
            Amount::ZERO
        };
        if let Some(protected) = self.protected.get_mut(&fill.order) {
            let brought = fill.qty.amount().minus(fee).map_err(|e| e.to_string())?;
            protected.opened = protected.opened.plus(brought).map_err(|e| e.to_string())?;
        } else if let Some(protected) = self.of(fill.order) {
            let closed = protected.closed.plus(fill.qty.amount());
            protected.closed = closed.map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    /// Nothing that an order could close is without an exit for too long. `worth` is the last price of a symbol, `held` what
    /// of it is there to close at most.
    pub(crate) fn covered(
        &mut self,
        (truth, life): (Time, u64),
        figures: &Figures,
        worth: impl Fn(Symbol) -> Option<domain::Price>,
        held: impl Fn(Symbol) -> Held,
    ) -> Verdict {
        if self.life != life {
            // What was bare when the process died could not be seen by it.
            self.life = life;
            for protected in self.protected.values_mut() {
                protected.bare_since = None;
            }
        }
        let left = self.left(&held)?;
        let orders = &self.orders;
        for (entry, protected) in &mut self.protected {
            let mut bare = bare(protected, orders)?;
            if let Some(left) = left.get(&protected.symbol) {
                bare = bare.min(*left);
            }
            let is_order = tradable(bare, protected.symbol, figures, &worth);
            if !is_order || protected.told != Told::No {
                protected.bare_since = None;
                continue;
            }
            if protected.over == Over::Yes && left.contains_key(&protected.symbol) {
                return Err(format!("{bare} of order {entry} is bare and called over"));
            }
            let since = *protected.bare_since.get_or_insert(truth);
            let lasts = truth.since(since);
            if lasts > BARE_MAX {
                let millis = lasts.millis();
                return Err(format!(
                    "{bare} of order {entry} had no exit for {millis} ms and nobody was told"
                ));
            }
        }
        // On margin another order may have closed it; what is held of the symbol from here on is not of it, but for what a
        // person left there without an exit, as long as anything is held.
        self.protected.retain(|_, protected| {
            let stays = match protected.told {
                Told::Lifted => held(protected.symbol) != Held::AtMost(Amount::ZERO),
                Told::No | Told::Yes => !left.contains_key(&protected.symbol),
            };
            protected.over == Over::No || stays
        });
        Ok(())
    }

    /// What exits leave of each position that other orders may have made smaller. What a person knows of or wished without an
    /// exit takes its whole part first: of the rest alone it can be said that nobody knows.
    fn left(&self, held: &impl Fn(Symbol) -> Held) -> Result<BTreeMap<Symbol, Amount>, String> {
        let mut left = BTreeMap::new();
        for protected in self.protected.values() {
            let Held::AtMost(most) = held(protected.symbol) else {
                continue;
            };
            let left = left.entry(protected.symbol).or_insert(most);
            let opened = protected.opened.minus(protected.closed);
            let untold = match protected.told {
                Told::No => bare(protected, &self.orders)?,
                Told::Yes | Told::Lifted => Amount::ZERO,
            };
            let accounted = opened.and_then(|opened| opened.minus(untold));
            let accounted = accounted.map_err(|e| e.to_string())?;
            *left = left.minus(accounted).map_err(|e| e.to_string())?;
        }
        Ok(left)
    }
}

/// What there is to close of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Whatever was opened: on spot nothing else takes from it.
    Opened,
    /// This position at most: on margin any order on the other side makes it smaller.
    AtMost(Amount),
}

/// What no exit covers; a pair covers once.
fn bare(
    protected: &Protected,
    orders: &BTreeMap<OrderId, (Symbol, Option<ListId>, Qty, Qty)>,
) -> Result<Amount, String> {
    let mut bare = protected
        .opened
        .minus(protected.closed)
        .map_err(|e| e.to_string())?;
    let mut pairs = BTreeSet::new();
    for exit in &protected.open {
        let Some((_, list, qty, booked)) = orders.get(exit) else {
            continue;
        };
        let mut traded = *booked;
        if let Some(list) = list {
            if !pairs.insert(*list) {
                continue;
            }
            let other = orders.get(&list.other(*exit));
            let more = other.map_or(Qty::ZERO, |(.., booked)| *booked);
            traded = traded.plus(more).map_err(|e| e.to_string())?;
        }
        let rest = qty.minus(traded).unwrap_or(Qty::ZERO);
        bare = bare.minus(rest.amount()).map_err(|e| e.to_string())?;
    }
    Ok(bare)
}

/// Whether the venue would take an order for it whatever the price does meanwhile.
fn tradable(
    bare: Amount,
    symbol: Symbol,
    figures: &Figures,
    worth: impl Fn(Symbol) -> Option<domain::Price>,
) -> bool {
    let Some((instrument, price)) = figures.instrument(symbol).zip(worth(symbol)) else {
        return false;
    };
    let rules = &instrument.rules;
    let half = Rate::from_parts(5, 1);
    let value = bare.qty().ok().and_then(|qty| price.times(qty).ok());
    let value = value
        .zip(half.ok())
        .and_then(|(value, half)| value.share(half).ok());
    let twice = rules.qty_min.plus(rules.qty_step);
    twice.is_ok_and(|least| bare >= least.amount())
        && value.is_some_and(|value| value >= rules.notional_min)
}
