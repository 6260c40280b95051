//! Whether a conditional order asked for may wait. Judges and prepares; changes nothing.

use super::{Algo, Wake, wake_of};
use crate::futures::Futures;
use crate::futures::account::{ACCOUNT_ALGOS_MAX, Account};
use crate::futures::admit::{Market, check_mode, limit_ticks, lots_of};
use crate::futures::arena::Arena;
use crate::futures::ids::AlgoId;
use crate::futures::input::PlaceAlgo;
use crate::futures::listing::FuturesStatus;
use crate::futures::order::reduces;
use crate::futures::refusal::FuturesRefusal;
use crate::futures::units;
use crate::futures::view::{AlgoKind, AlgoOrder, AlgoPrice, AlgoStatus, Reduce};
use crate::grid::OffGrid;
use alloc::format;
use domain::{ClientOrderId, OrderId, Price, Side};

/// Smallest callback, and its step, in parts: 0.1 %.
const CALLBACK_STEP: i128 = units::WHOLE / 1_000;
/// Largest callback, in parts: 10 %.
const CALLBACK_MOST: i128 = units::WHOLE / 10;

impl Futures {
    /// The conditional order, if every rule lets it wait; its number is the next one.
    pub(super) fn judge_algo(
        &self,
        (owner, market): (usize, usize),
        place: &PlaceAlgo,
    ) -> Result<Algo, FuturesRefusal> {
        let account = self
            .accounts
            .get(owner)
            .ok_or(FuturesRefusal::UnknownAccount)?;
        let arena = self
            .markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)?;
        check_mode(account, place.position_side, place.reduce)?;
        match arena.status {
            FuturesStatus::Trading | FuturesStatus::PreSettle => {}
            FuturesStatus::PendingTrading | FuturesStatus::Settling | FuturesStatus::Closed => {
                return Err(FuturesRefusal::NotTrading);
            }
        }
        check_qty(arena, place)?;
        check_prices(arena, place)?;
        self.check_date(place.good_till)?;
        check_counts(account, arena)?;
        check_closing(account, arena, place)?;
        if place.client_id.is_some_and(|name| {
            let id = account.algo_names.get(&name);
            id.is_some_and(|id| account.algos.contains_key(id))
        }) {
            return Err(FuturesRefusal::DuplicateClientId);
        }
        let wake = wake_of(&place.kind, place.side).ok_or(FuturesRefusal::TriggerOutOfRange)?;
        check_moment(arena, place, wake)?;
        Ok(Algo {
            view: self.prepared_algo(place),
            owner,
            wake,
        })
    }

    fn prepared_algo(&self, place: &PlaceAlgo) -> AlgoOrder {
        let now = self.turn.now;
        let id = AlgoId::new(self.ids.algo.next());
        AlgoOrder {
            id,
            client_id: place.client_id.unwrap_or_else(|| {
                ClientOrderId::new(&format!("a-{id}")).unwrap_or_else(|_| {
                    ClientOrderId::of(now, place.account, OrderId::new(id.get()))
                })
            }),
            account: place.account,
            symbol: place.symbol,
            side: place.side,
            position_side: place.position_side,
            kind: place.kind,
            qty: place.qty,
            life: place.life,
            working: place.working,
            protect: place.protect,
            reduce: place.reduce,
            self_trade: place.self_trade,
            good_till: place.good_till,
            status: AlgoStatus::New,
            refusal: None,
            actual: None,
            extreme: None,
            opened: now,
            updated: now,
            triggered: None,
        }
    }
}

/// A quantity on the step with enough value, or the whole position at the market.
fn check_qty(arena: &Arena, place: &PlaceAlgo) -> Result<(), FuturesRefusal> {
    let market = match place.kind {
        AlgoKind::StopMarket { .. } | AlgoKind::TakeProfitMarket { .. } => true,
        AlgoKind::TrailingStopMarket { .. } if place.qty.is_none() => {
            return Err(FuturesRefusal::QtyMissing);
        }
        AlgoKind::TrailingStopMarket { .. } => true,
        AlgoKind::Stop { .. } | AlgoKind::TakeProfit { .. } => false,
    };
    let Some(qty) = place.qty else {
        return match (market, place.reduce) {
            (false, _) => Err(FuturesRefusal::CloseNeedsMarket),
            (true, Reduce::Only) => Err(FuturesRefusal::ReduceOnlyConflict),
            (true, Reduce::Free) => Ok(()),
        };
    };
    let kind = if market { Market::Yes } else { Market::No };
    let lots = lots_of(&arena.rules, qty, kind)?;
    let limit = match place.kind.price() {
        Some(AlgoPrice::At(price)) => Some(price),
        Some(AlgoPrice::Matched(_)) | None => None,
    };
    let price = limit.or(place.kind.trigger()).and_then(units::points);
    let value = arena.rules.value(lots, price.unwrap_or(arena.prices.mark));
    if value < arena.rules.notional_min && !reduces(place.position_side, place.side, place.reduce) {
        return Err(FuturesRefusal::NotionalTooSmall);
    }
    Ok(())
}

fn check_prices(arena: &Arena, place: &PlaceAlgo) -> Result<(), FuturesRefusal> {
    let trigger = |price: Price| {
        let ticks = arena.rules.grid.ticks(price).map_err(|error| match error {
            OffGrid::Between => FuturesRefusal::TriggerOffTick,
            OffGrid::TooLarge => FuturesRefusal::TriggerOutOfRange,
        })?;
        if arena.rules.grid.in_range(ticks) {
            Ok(())
        } else {
            Err(FuturesRefusal::TriggerOutOfRange)
        }
    };
    if let Some(price) = place.kind.trigger() {
        trigger(price)?;
    }
    if let Some(AlgoPrice::At(price)) = place.kind.price() {
        limit_ticks(arena, price)?;
    }
    if let AlgoKind::TrailingStopMarket {
        activation,
        callback,
    } = place.kind
    {
        if let Some(price) = activation {
            trigger(price)?;
        }
        let parts = units::parts(callback).unwrap_or(0);
        let fits = (CALLBACK_STEP..=CALLBACK_MOST).contains(&parts) && parts % CALLBACK_STEP == 0;
        if !fits {
            return Err(FuturesRefusal::CallbackOutOfRange);
        }
    }
    Ok(())
}

fn check_counts(account: &Account, arena: &Arena) -> Result<(), FuturesRefusal> {
    let here = account.seat(arena.index).map_or(0, |seat| seat.algos);
    if here >= arena.listing.limits.algo_max || account.algos.len() >= ACCOUNT_ALGOS_MAX {
        return Err(FuturesRefusal::TooManyAlgos);
    }
    Ok(())
}

/// One order of a kind closes the whole position in a direction, not two.
fn check_closing(
    account: &Account,
    arena: &Arena,
    place: &PlaceAlgo,
) -> Result<(), FuturesRefusal> {
    if place.qty.is_some() {
        return Ok(());
    }
    let stops = |kind: &AlgoKind| match kind {
        AlgoKind::Stop { .. }
        | AlgoKind::StopMarket { .. }
        | AlgoKind::TrailingStopMarket { .. } => true,
        AlgoKind::TakeProfit { .. } | AlgoKind::TakeProfitMarket { .. } => false,
    };
    let twin = account.algos.keys().any(|id| {
        arena.shelf.algos.get(id).is_some_and(|other| {
            let other = &other.view;
            other.qty.is_none()
                && other.side == place.side
                && other.position_side == place.position_side
                && stops(&other.kind) == stops(&place.kind)
        })
    });
    if twin {
        Err(FuturesRefusal::CloseExists)
    } else {
        Ok(())
    }
}

/// What the price forbids at this moment: a trigger that has been reached, an activation already passed.
fn check_moment(arena: &Arena, place: &PlaceAlgo, wake: Wake) -> Result<(), FuturesRefusal> {
    let price = arena.working_points(place.working);
    let reached = match (wake, place.side) {
        (Wake::Rising(at), _) => price >= at,
        (Wake::Falling(at), _) => price <= at,
        (Wake::Trailing { activation, .. }, Side::Sell) => {
            activation.is_some_and(|from| price >= from)
        }
        (Wake::Trailing { activation, .. }, Side::Buy) => {
            activation.is_some_and(|from| price <= from)
        }
    };
    if reached {
        Err(FuturesRefusal::WouldTrigger)
    } else {
        Ok(())
    }
}
