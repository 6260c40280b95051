//! Whether an order list may come in, and whether its pending orders may when their moment comes. Judges only.

use crate::ids::ExchangeOrderId;
use crate::input::{Leg, ListShape, Pair, Place, PlaceList, Single};
use crate::order::{Order, Trailing};
use crate::order_type::{OrderQty, OrderType, Trigger};
use crate::pit::admit::Role;
use crate::pit::filters::{self, Adds};
use crate::pit::pairs::{self, PairRole};
use crate::pit::sight::Sight;
use crate::pit::stops::priceless;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::view::ListKind;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{Qty, Side};

/// A list that may come in: the working order first, and of a pair the stop-loss order before the other.
pub(super) struct Draft {
    pub(super) kind: ListKind,
    #[expect(
        clippy::vec_box,
        reason = "an order keeps its box through all its places; taking it out would copy it"
    )]
    pub(super) orders: Vec<Box<Order>>,
}

/// One order of a list as an order asked for, and when it comes.
type Asked = (Place, Role);

/// A pair without a quantity has it from the working order.
#[derive(Debug, Clone, Copy)]
struct Sides {
    side: Side,
    size: Option<Qty>,
    role: Role,
}

impl Sight<'_> {
    /// The orders of a list with what they need, if every rule lets it in.
    pub(super) fn list_drafted(
        &self,
        ask: &PlaceList,
        owner: usize,
    ) -> Result<Draft, RefuseReason> {
        let (kind, asked) = asked(ask)?;
        let mut orders = Vec::new();
        let mut next = self.next.get();
        for (place, role) in &asked {
            let id = ExchangeOrderId::new(next);
            orders.push(self.draft(place, (owner, id), *role)?);
            next = next.saturating_add(1);
        }
        let adds = Adds {
            lists: 1,
            ..orders
                .iter()
                .fold(Adds::default(), |adds, order| adds.and(order))
        };
        let open = u32::try_from(orders.len()).unwrap_or(u32::MAX);
        self.check_counts(owner, Adds { open, ..adds })?;
        for order in &orders {
            self.check_position(order)?;
        }
        self.check_list(ask, (owner, kind), (&asked, &orders))?;
        Ok(Draft { kind, orders })
    }

    /// What the engine itself forbids: status, permission, names, prices, the moment, money.
    fn check_list(
        &self,
        ask: &PlaceList,
        (owner, kind): (usize, ListKind),
        (asked, orders): (&[Asked], &[Box<Order>]),
    ) -> Result<(), RefuseReason> {
        self.check_status()?;
        self.check_permission(owner)?;
        self.check_list_name(ask, owner)?;
        for (at, (place, _)) in asked.iter().enumerate() {
            self.check_name(owner, place.client_id)?;
            let earlier = asked.iter().take(at);
            let mut named = earlier.filter_map(|(other, _)| other.client_id);
            if named.any(|name| Some(name) == place.client_id) {
                return Err(RefuseReason::DuplicateClientId);
            }
        }
        match (kind, orders) {
            (ListKind::Oco, [stop, other]) => self.check_between(stop, other)?,
            (ListKind::Otoco | ListKind::Opoco, [_, stop, other]) => {
                pairs::check_order(stop, other)?;
            }
            (
                ListKind::Oco | ListKind::Oto | ListKind::Otoco | ListKind::Opo | ListKind::Opoco,
                _,
            ) => {}
        }
        for ((_, role), order) in asked.iter().zip(orders) {
            if *role == Role::Comes {
                self.check_moment(order)?;
            }
        }
        let needs = needs(kind, orders);
        self.check_money(owner, (Side::Buy, needs.0))?;
        self.check_money(owner, (Side::Sell, needs.1))
    }

    fn check_list_name(&self, ask: &PlaceList, owner: usize) -> Result<(), RefuseReason> {
        let taken = ask.client_id.and_then(|name| {
            let account = self.accounts.get(owner)?;
            let id = account.list_names.get(&name)?;
            account.open_lists.get(id)
        });
        taken.map_or(Ok(()), |_| Err(RefuseReason::DuplicateListId))
    }

    /// Whether a pending order may come in at this moment.
    pub(super) fn judged_pending(&self, slot: Slot) -> Result<(), RefuseReason> {
        let unknown = RefuseReason::UnknownOrder;
        let order = self.market.book.orders.get(slot).ok_or(unknown)?;
        let mut order = order.clone();
        filters::check_lots(&self.market.grid, order.lots, priceless(&order))?;
        if let (Some(peg), None) = (order.kind.peg(), order.kind.wakes()) {
            self.peg(&mut order, peg)?;
        }
        if let Some(iceberg) = order.iceberg {
            self.slice(iceberg.min(order.qty), order.lots)?;
        }
        if let Some(limit) = order.limit {
            self.check_band(order.side, limit)?;
        }
        self.check_value(&order, None)?;
        self.check_moment(&order)?;
        let pays_now = order.side == Side::Buy && order.kind == OrderType::Market;
        if pays_now {
            self.check_money(order.owner, (order.side, self.needed(&order)))?;
        }
        Ok(())
    }

    /// Whether the prices of a pending pair lie around the last price.
    pub(super) fn judged_pair(&self, slots: &[Slot]) -> Result<(), RefuseReason> {
        let order = |slot: &Slot| self.market.book.orders.get(*slot);
        match slots {
            [stop, other] => match (order(stop), order(other)) {
                (Some(stop), Some(other)) => self.check_between(stop, other),
                (Some(_) | None, None) | (None, Some(_)) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A trailing order that comes in later follows the price from then on.
    pub(super) fn start_trailing(&self, order: &mut Order) {
        if let Some(Trigger::Trailing { from: None, .. }) = order.kind.wakes() {
            order.trail = Some(Trailing {
                since: self.now,
                best: self.market.last.map(|(ticks, _)| ticks),
            });
        }
    }
}

/// What a list needs, of quote and of base: a pair needs the larger of its two needs.
fn needs(kind: ListKind, orders: &[Box<Order>]) -> (i128, i128) {
    let need = |order: &Order, side: Side| {
        if order.side == side {
            order.reserved
        } else {
            0
        }
    };
    let of = |side: Side| {
        let needs = orders.iter().map(|order| need(order, side));
        match kind {
            ListKind::Oco => needs.max().unwrap_or(0),
            ListKind::Oto | ListKind::Opo => needs.fold(0, i128::saturating_add),
            ListKind::Otoco | ListKind::Opoco => {
                let mut needs = needs;
                let working = needs.next().unwrap_or(0);
                working.saturating_add(needs.max().unwrap_or(0))
            }
        }
    };
    (of(Side::Buy), of(Side::Sell))
}

/// The orders of a list as orders asked for, in the order they are numbered.
fn asked(ask: &PlaceList) -> Result<(ListKind, Vec<Asked>), RefuseReason> {
    let mut orders = Vec::new();
    let kind = match ask.shape {
        ListShape::Oco(pair) => {
            orders.extend(pair_of(ask, pair, Role::Comes)?);
            ListKind::Oco
        }
        ListShape::Oto { working, pending } => {
            orders.push(working_of(ask, working)?);
            orders.push(single_of(ask, pending, Role::Waits));
            ListKind::Oto
        }
        ListShape::Otoco { working, pending } => {
            orders.push(working_of(ask, working)?);
            orders.extend(pair_of(ask, pending, Role::Waits)?);
            ListKind::Otoco
        }
        ListShape::Opo {
            working,
            side,
            pending,
        } => {
            orders.push(working_of(ask, working)?);
            orders.push(place_of(ask, pending, paid_by(working.side, side)?));
            ListKind::Opo
        }
        ListShape::Opoco {
            working,
            side,
            above,
            below,
        } => {
            orders.push(working_of(ask, working)?);
            let sides = paid_by(working.side, side)?;
            orders.extend(legs_of(ask, (above, below), sides)?);
            ListKind::Opoco
        }
    };
    Ok((kind, orders))
}

fn single_of(ask: &PlaceList, single: Single, role: Role) -> Asked {
    let sides = Sides {
        side: single.side,
        size: Some(single.qty),
        role,
    };
    place_of(ask, single.leg, sides)
}

/// Only a limit order can be the working one.
fn working_of(ask: &PlaceList, working: Single) -> Result<Asked, RefuseReason> {
    match working.leg.kind {
        OrderType::Limit { .. } | OrderType::LimitMaker { .. } => {
            Ok(single_of(ask, working, Role::Comes))
        }
        OrderType::Market
        | OrderType::StopLoss { .. }
        | OrderType::StopLossLimit { .. }
        | OrderType::TakeProfit { .. }
        | OrderType::TakeProfitLimit { .. } => Err(RefuseReason::ListTypeUnsupported),
    }
}

fn pair_of(ask: &PlaceList, pair: Pair, role: Role) -> Result<[Asked; 2], RefuseReason> {
    let sides = Sides {
        side: pair.side,
        size: Some(pair.qty),
        role,
    };
    legs_of(ask, (pair.above, pair.below), sides)
}

/// What one buys the other sells.
const fn paid_by(working: Side, pending: Side) -> Result<Sides, RefuseReason> {
    match (working, pending) {
        (Side::Buy, Side::Sell) => Ok(Sides {
            side: pending,
            size: None,
            role: Role::WaitsUnsized,
        }),
        (Side::Buy, Side::Buy) | (Side::Sell, Side::Buy | Side::Sell) => {
            Err(RefuseReason::OpoSideUnsupported)
        }
    }
}

/// Both orders of a pair, the stop-loss order first.
fn legs_of(
    ask: &PlaceList,
    (above, below): (Leg, Leg),
    sides: Sides,
) -> Result<[Asked; 2], RefuseReason> {
    pairs::check_types(sides.side, &above.kind, &below.kind)?;
    let (first, second) = match pairs::role(&above.kind)? {
        PairRole::StopLoss => (above, below),
        PairRole::Maker | PairRole::TakeProfit => (below, above),
    };
    Ok([place_of(ask, first, sides), place_of(ask, second, sides)])
}

fn place_of(ask: &PlaceList, leg: Leg, sides: Sides) -> Asked {
    let place = Place {
        tag: ask.tag,
        account: ask.account,
        client_id: leg.client_id,
        symbol: ask.symbol,
        side: sides.side,
        kind: leg.kind,
        size: OrderQty::Base(sides.size.unwrap_or(Qty::ZERO)),
        iceberg: leg.iceberg,
        self_trade: ask.self_trade,
        labels: leg.labels,
    };
    (place, sides.role)
}
