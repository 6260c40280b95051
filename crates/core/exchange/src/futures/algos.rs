//! Conditional orders: where they wait, what wakes them, and what becomes of them. The orders they become live elsewhere.

mod judge;

use super::Futures;
use super::clock::Timer;
use super::effect::FuturesEffect;
use super::fact::FuturesFact;
use super::ids::AlgoId;
use super::input::{AlgoKey, OrderPrice, PlaceAlgo, PlaceOrder};
use super::refusal::FuturesRefusal;
use super::units::{self, WHOLE};
use super::view::{
    AlgoKind, AlgoOrder, AlgoPrice, AlgoStatus, OrderOrigin, PositionSide, Protect, Reduce, Working,
};
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, Side, Symbol};

/// A waiting conditional order with its prices in points.
#[derive(Debug, Clone)]
pub(crate) struct Algo {
    pub(crate) view: AlgoOrder,
    pub(crate) owner: usize,
    pub(crate) wake: Wake,
}

/// What wakes a conditional order, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// The price comes up to this.
    Rising(i128),
    /// The price comes down to this.
    Falling(i128),
    /// The price turns from its best.
    Trailing {
        /// It follows once the price has come to this.
        activation: Option<i128>,
        /// The best price since it follows.
        extreme: Option<i128>,
        /// By how much it must turn, in parts.
        callback: i128,
    },
}

/// The conditional orders that look at one price.
#[derive(Debug, Clone, Default)]
struct Watch {
    rising: BTreeSet<(i128, AlgoId)>,
    falling: BTreeSet<(i128, AlgoId)>,
    trailing: BTreeSet<AlgoId>,
}

/// All waiting conditional orders of a contract.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    pub(crate) algos: BTreeMap<AlgoId, Algo>,
    mark: Watch,
    contract: Watch,
}

impl Watch {
    const fn new() -> Self {
        Self {
            rising: BTreeSet::new(),
            falling: BTreeSet::new(),
            trailing: BTreeSet::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.rising.is_empty() && self.falling.is_empty() && self.trailing.is_empty()
    }

    fn add(&mut self, id: AlgoId, wake: Wake) {
        match wake {
            Wake::Rising(at) => self.rising.insert((at, id)),
            Wake::Falling(at) => self.falling.insert((at, id)),
            Wake::Trailing { .. } => self.trailing.insert(id),
        };
    }

    fn remove(&mut self, id: AlgoId, wake: Wake) {
        match wake {
            Wake::Rising(at) => self.rising.remove(&(at, id)),
            Wake::Falling(at) => self.falling.remove(&(at, id)),
            Wake::Trailing { .. } => self.trailing.remove(&id),
        };
    }
}

impl Shelf {
    pub(crate) const fn new() -> Self {
        Self {
            algos: BTreeMap::new(),
            mark: Watch::new(),
            contract: Watch::new(),
        }
    }

    /// Whether any trade could wake something.
    pub(crate) fn watches_trades(&self) -> bool {
        !self.contract.is_empty()
    }

    const fn watch(&mut self, working: Working) -> &mut Watch {
        match working {
            Working::Mark => &mut self.mark,
            Working::Contract => &mut self.contract,
        }
    }

    pub(crate) fn add(&mut self, algo: Algo) {
        self.watch(algo.view.working).add(algo.view.id, algo.wake);
        self.algos.insert(algo.view.id, algo);
    }

    pub(crate) fn remove(&mut self, id: AlgoId) -> Option<Algo> {
        let algo = self.algos.remove(&id)?;
        self.watch(algo.view.working).remove(id, algo.wake);
        Some(algo)
    }

    /// Those that a price wakes, the one placed first first, and those that followed it further.
    fn woken(&mut self, working: Working, price: i128) -> (Vec<AlgoId>, Vec<AlgoOrder>) {
        let last = AlgoId::new(u64::MAX);
        let watch = self.watch(working);
        let risen = watch.rising.range(..=(price, last)).map(|(_, id)| *id);
        let mut woken: Vec<AlgoId> = risen.collect();
        let first = AlgoId::new(0);
        woken.extend(watch.falling.range((price, first)..).map(|(_, id)| *id));
        let trailing: Vec<AlgoId> = watch.trailing.iter().copied().collect();
        let mut moved = Vec::new();
        for id in trailing {
            let Some(algo) = self.algos.get_mut(&id) else {
                continue;
            };
            let before = algo.view.extreme;
            if algo.follow(price) == Turned::Yes {
                woken.push(id);
            } else if algo.view.extreme != before {
                moved.push(algo.view);
            }
        }
        woken.sort_unstable();
        (woken, moved)
    }
}

/// Whether the price has turned far enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turned {
    Yes,
    No,
}

impl Algo {
    /// A trailing order looks at a price.
    fn follow(&mut self, price: i128) -> Turned {
        let side = self.view.side;
        let Wake::Trailing {
            activation,
            extreme,
            callback,
        } = &mut self.wake
        else {
            return Turned::No;
        };
        let Some(best) = extreme.as_mut() else {
            let follows = match (side, *activation) {
                (_, None) => true,
                (Side::Sell, Some(from)) => price >= from,
                (Side::Buy, Some(from)) => price <= from,
            };
            if follows {
                *extreme = Some(price);
                self.view.extreme = units::price(price);
            }
            return Turned::No;
        };
        let (better, turn) = match side {
            Side::Sell => (price > *best, WHOLE.saturating_sub(*callback)),
            Side::Buy => (price < *best, WHOLE.saturating_add(*callback)),
        };
        if better {
            *best = price;
            self.view.extreme = units::price(price);
            return Turned::No;
        }
        let bound = units::scaled(*best, turn, WHOLE);
        let turned = match side {
            Side::Sell => price <= bound,
            Side::Buy => price >= bound,
        };
        if turned { Turned::Yes } else { Turned::No }
    }
}

impl Futures {
    /// Wakes what the trades of this step reached, and what those orders' trades reach.
    pub(crate) fn wake_by_trades(&mut self) {
        loop {
            let mut quiet = true;
            for market in 0..self.markets.len() {
                let Some(arena) = self.markets.get_mut(market) else {
                    continue;
                };
                let traded = core::mem::take(&mut arena.traded);
                for ticks in traded {
                    quiet = false;
                    let points = self
                        .markets
                        .get(market)
                        .map_or(0, |arena| arena.rules.points(ticks));
                    self.wake(market, Working::Contract, points);
                }
            }
            if quiet {
                return;
            }
        }
    }

    pub(crate) fn wake_by_mark(&mut self, market: usize) {
        let mark = self.markets.get(market).map(|arena| arena.prices.mark);
        if let Some(mark) = mark {
            self.wake(market, Working::Mark, mark);
        }
    }

    fn wake(&mut self, market: usize, working: Working, price: i128) {
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let (woken, moved) = arena.shelf.woken(working, price);
        for view in moved {
            let fact = FuturesFact::Algo(view);
            self.turn.say(FuturesEffect::Keep(Box::new(fact)));
        }
        for id in woken {
            if let Some(algo) = self.unshelve(market, id) {
                self.trigger(market, algo);
            }
        }
    }

    /// Takes a conditional order from where it waits.
    fn unshelve(&mut self, market: usize, id: AlgoId) -> Option<Algo> {
        let algo = self.markets.get_mut(market)?.shelf.remove(id)?;
        if let Some(account) = self.accounts.get_mut(algo.owner) {
            account.algos.remove(&id);
            let seat = account.seat_mut(market);
            seat.algos = seat.algos.saturating_sub(1);
        }
        if let Some(until) = algo.view.good_till {
            self.timers.remove(&(until, Timer::Algo(algo.owner, id)));
        }
        Some(algo)
    }

    fn say_algo(&mut self, view: AlgoOrder) {
        self.turn.say(FuturesEffect::AlgoReport(Box::new(view)));
    }

    /// Ends a conditional order that waits no more.
    fn end_algo(&mut self, mut algo: Algo, status: AlgoStatus) {
        algo.view.status = status;
        algo.view.updated = self.turn.now;
        self.say_algo(algo.view);
        if let Some(account) = self.accounts.get_mut(algo.owner) {
            account.remember_algo(algo.view);
        }
    }

    /// A conditional order becomes an order, or ends.
    fn trigger(&mut self, market: usize, mut algo: Algo) {
        algo.view.status = AlgoStatus::Triggering;
        algo.view.triggered = Some(self.turn.now);
        algo.view.updated = self.turn.now;
        self.say_algo(algo.view);
        let Some(place) = self.order_of(market, &algo) else {
            return self.end_algo(algo, AlgoStatus::Expired);
        };
        let origin = OrderOrigin::Algo {
            id: algo.view.id,
            kind: algo.view.kind,
        };
        match self.admit((algo.owner, market), &place, origin) {
            Ok(order) => {
                algo.view.actual = Some(order.id);
                self.end_algo(algo, AlgoStatus::Triggered);
                self.take_in(market, order);
            }
            Err(reason) => {
                algo.view.refusal = Some(reason);
                self.end_algo(algo, AlgoStatus::Rejected);
            }
        }
    }

    /// The order a conditional order becomes; none when protection forbids it or nothing is left to close.
    fn order_of(&self, market: usize, algo: &Algo) -> Option<PlaceOrder> {
        let arena = self.markets.get(market)?;
        let account = self.accounts.get(algo.owner)?;
        let view = &algo.view;
        let mark = arena.prices.mark;
        let apart = arena.last_points().saturating_sub(mark).saturating_abs();
        let too_far = apart > units::scaled(mark, arena.rules.protect, WHOLE);
        if view.protect == Protect::On && too_far {
            return None;
        }
        let closable = account
            .position(market, view.position_side)
            .closable(view.side);
        let (qty, reduce) = match view.qty {
            Some(qty) => (qty, view.reduce),
            None if closable == 0 => return None,
            None => {
                let reduce = match view.position_side {
                    PositionSide::Both => Reduce::Only,
                    PositionSide::Long | PositionSide::Short => Reduce::Free,
                };
                (arena.rules.grid.qty(closable), reduce)
            }
        };
        let taken = super::admit::is_open(account, market, view.client_id);
        Some(PlaceOrder {
            tag: Tag::new(0),
            account: view.account,
            client_id: (!taken).then_some(view.client_id),
            symbol: view.symbol,
            side: view.side,
            position_side: view.position_side,
            price: match view.kind.price() {
                None => OrderPrice::Market,
                Some(AlgoPrice::At(price)) => OrderPrice::Limit {
                    price,
                    life: view.life,
                },
                Some(AlgoPrice::Matched(price_match)) => OrderPrice::Matched {
                    price_match,
                    life: view.life,
                },
            },
            qty,
            reduce,
            self_trade: view.self_trade,
        })
    }

    /// The order a conditional order became has ended.
    pub(crate) fn finish_algo(&mut self, owner: usize, id: AlgoId) {
        let now = self.turn.now;
        let found = self.accounts.get_mut(owner);
        if let Some(view) = found.and_then(|account| account.ended_algo_mut(id))
            && view.status == AlgoStatus::Triggered
        {
            view.status = AlgoStatus::Finished;
            view.updated = now;
            let view = *view;
            self.say_algo(view);
        }
    }

    /// An account asks for a conditional order.
    pub(crate) fn place_algo(&mut self, place: &PlaceAlgo) {
        let judged = self
            .at((place.account, place.symbol))
            .and_then(|at| Ok((at.1, self.judge_algo(at, place)?)));
        let (market, mut algo) = match judged {
            Ok(judged) => judged,
            Err(reason) => return self.turn.refuse(place.tag, reason),
        };
        let id = AlgoId::new(self.ids.algo.take());
        algo.view.id = id;
        if let Some(account) = self.accounts.get_mut(algo.owner) {
            account.algos.insert(id, market);
            account.algo_names.insert(algo.view.client_id, id);
            let seat = account.seat_mut(market);
            seat.algos = seat.algos.saturating_add(1);
        }
        if let Some(until) = algo.view.good_till {
            self.timers.insert((until, Timer::Algo(algo.owner, id)));
        }
        self.turn.say(FuturesEffect::AlgoAccepted {
            tag: place.tag,
            algo: id,
        });
        let price = self
            .markets
            .get(market)
            .map_or(0, |arena| arena.working_points(algo.view.working));
        // A trailing one follows from the price at its placing, which cannot turn it; no other looks.
        algo.follow(price);
        self.say_algo(algo.view);
        if let Some(arena) = self.markets.get_mut(market) {
            arena.shelf.add(algo);
        }
    }

    /// An account asks for the end of a conditional order.
    pub(crate) fn cancel_algo(&mut self, tag: Tag, account: AccountId, key: AlgoKey) {
        let found = self.owner(account).and_then(|owner| {
            let unknown = FuturesRefusal::UnknownAlgo;
            let account = self.accounts.get(owner).ok_or(unknown)?;
            let id = match key {
                AlgoKey::Exchange(id) => id,
                AlgoKey::Client(name) => *account.algo_names.get(&name).ok_or(unknown)?,
            };
            Ok((*account.algos.get(&id).ok_or(unknown)?, id))
        });
        match found {
            Ok((market, id)) => self.drop_algo(tag, market, id),
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    fn drop_algo(&mut self, tag: Tag, market: usize, id: AlgoId) {
        if let Some(algo) = self.unshelve(market, id) {
            self.turn
                .say(FuturesEffect::AlgoCancelled { tag, algo: id });
            self.end_algo(algo, AlgoStatus::Cancelled);
        }
    }

    /// Ends all conditional orders of an account in a contract. It is done also when there are none.
    pub(crate) fn cancel_all_algos(&mut self, tag: Tag, at: (AccountId, Symbol)) {
        match self.at(at) {
            Ok(at) => {
                for id in self.waiting(at) {
                    self.drop_algo(tag, at.1, id);
                }
                self.turn.say(FuturesEffect::Done { tag });
            }
            Err(reason) => self.turn.refuse(tag, reason),
        }
    }

    fn waiting(&self, (owner, market): (usize, usize)) -> Vec<AlgoId> {
        self.accounts.get(owner).map_or_else(Vec::new, |account| {
            let here = account.algos.iter().filter(|(_, at)| **at == market);
            here.map(|(id, _)| *id).collect()
        })
    }

    /// Ends all conditional orders of an account in a contract for a reason of the exchange.
    pub(crate) fn expire_algos(&mut self, at: (usize, usize)) {
        for id in self.waiting(at) {
            if let Some(algo) = self.unshelve(at.1, id) {
                self.end_algo(algo, AlgoStatus::Expired);
            }
        }
    }

    /// Ends a conditional order whose date has come.
    pub(crate) fn expire_algo(&mut self, owner: usize, id: AlgoId) {
        let market = self.accounts.get(owner).and_then(|a| a.algos.get(&id));
        if let Some(market) = market.copied()
            && let Some(algo) = self.unshelve(market, id)
        {
            self.end_algo(algo, AlgoStatus::Expired);
        }
    }
}

/// What wakes a conditional order of a kind, in points.
pub(crate) fn wake_of(kind: &AlgoKind, side: Side) -> Option<Wake> {
    let trigger = kind.trigger().and_then(units::points);
    match (kind, side) {
        (AlgoKind::Stop { .. } | AlgoKind::StopMarket { .. }, Side::Buy)
        | (AlgoKind::TakeProfit { .. } | AlgoKind::TakeProfitMarket { .. }, Side::Sell) => {
            trigger.map(Wake::Rising)
        }
        (AlgoKind::Stop { .. } | AlgoKind::StopMarket { .. }, Side::Sell)
        | (AlgoKind::TakeProfit { .. } | AlgoKind::TakeProfitMarket { .. }, Side::Buy) => {
            trigger.map(Wake::Falling)
        }
        (
            AlgoKind::TrailingStopMarket {
                activation,
                callback,
            },
            _,
        ) => Some(Wake::Trailing {
            activation: activation.and_then(units::points),
            extreme: None,
            callback: units::parts(*callback)?,
        }),
    }
}
