//! The whole state of trading in the journal's own form.

use super::JournalError;
use super::breaker_view::LossesView;
use super::comparison_view::{BookView, BreakView};
use super::contract_view::MarginView;
use super::event_parts::{CauseView, HoldView, ReachView, SwitchView};
use super::failover_view::AwayView;
use super::guard_view::GuardView;
use super::lately_view::LatelyView;
use super::order_view::{BalanceView, OrderView, PositionView};
use super::proposal_view::ControlsView;
use super::stop_view::PressView;
use domain::{AccountId, OrderId, PressId, Price, Qty, Scope, Time, VenueOrderId, VenueTradeId};
use serde::{Deserialize, Serialize};
use trading::{BalanceKnown, HaltInForce, OrderSnapshot, Snapshot};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotView {
    order_next: OrderId,
    orders: Vec<OrderSnapshotView>,
    positions: Vec<PositionView>,
    halts: Vec<HaltView>,
    switches_off: Vec<SwitchView>,
    balances: Vec<KnownView>,
    /// Absent in snapshots of programs that did not compare accounts: their books begin anew.
    #[serde(default)]
    books: Vec<BookView>,
    #[serde(default)]
    breaks: Vec<BreakView>,
    #[serde(default)]
    guards: Vec<GuardView>,
    #[serde(default)]
    margins: Vec<MarginView>,
    #[serde(default)]
    away: Vec<AwayView>,
    #[serde(default)]
    losses: LossesView,
    /// Absent in snapshots of programs that did not count it.
    #[serde(default)]
    lately: LatelyView,
    #[serde(default)]
    controls: ControlsView,
    /// Absent in snapshots of programs whose presses had no number.
    #[serde(default = "first_press")]
    press_next: PressId,
    #[serde(default)]
    presses: Vec<PressView>,
    as_of: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderSnapshotView {
    order: OrderView,
    venue_id: Option<VenueOrderId>,
    hold: HoldView,
    fills: Vec<(VenueTradeId, Price, Qty)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HaltView {
    scope: Scope,
    reach: ReachView,
    cause: CauseView,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownView {
    account: AccountId,
    balance: BalanceView,
    as_of: Time,
}

const fn first_press() -> PressId {
    PressId::new(1)
}

impl KnownView {
    const fn of(known: &BalanceKnown) -> Self {
        Self {
            account: known.account,
            balance: BalanceView::of(&known.balance),
            as_of: known.as_of,
        }
    }

    const fn known(self) -> BalanceKnown {
        BalanceKnown {
            account: self.account,
            balance: self.balance.balance(),
            as_of: self.as_of,
        }
    }
}

impl SnapshotView {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        Self {
            order_next: snapshot.order_next,
            orders: snapshot.orders.iter().map(OrderSnapshotView::of).collect(),
            positions: snapshot.positions.iter().map(PositionView::of).collect(),
            halts: snapshot.halts.iter().map(HaltView::of).collect(),
            switches_off: snapshot.switches_off.iter().map(SwitchView::of).collect(),
            balances: snapshot.balances.iter().map(KnownView::of).collect(),
            books: snapshot.books.iter().map(BookView::of).collect(),
            breaks: snapshot.breaks.iter().map(BreakView::of).collect(),
            guards: snapshot.guards.iter().map(GuardView::of).collect(),
            margins: snapshot.margins.iter().map(MarginView::of).collect(),
            away: snapshot.away.iter().map(AwayView::of).collect(),
            losses: LossesView::of(&snapshot.losses),
            lately: LatelyView::of(&snapshot.lately),
            controls: ControlsView::of(&snapshot.controls),
            press_next: snapshot.press_next,
            presses: snapshot.presses.iter().map(PressView::of).collect(),
            as_of: snapshot.as_of,
        }
    }

    pub(super) fn snapshot(self) -> Result<Snapshot, JournalError> {
        Ok(Snapshot {
            order_next: self.order_next,
            orders: self
                .orders
                .into_iter()
                .map(OrderSnapshotView::order)
                .collect::<Result<_, _>>()?,
            positions: self
                .positions
                .into_iter()
                .map(PositionView::position)
                .collect(),
            halts: self.halts.into_iter().map(HaltView::halt).collect(),
            switches_off: self
                .switches_off
                .into_iter()
                .map(SwitchView::switch)
                .collect(),
            balances: self.balances.into_iter().map(KnownView::known).collect(),
            books: self.books.into_iter().map(BookView::kept).collect(),
            breaks: self.breaks.into_iter().map(BreakView::found).collect(),
            guards: self
                .guards
                .into_iter()
                .map(GuardView::guard)
                .collect::<Result<_, _>>()?,
            margins: self.margins.into_iter().map(MarginView::report).collect(),
            away: self
                .away
                .into_iter()
                .map(AwayView::away)
                .collect::<Result<_, _>>()?,
            losses: self.losses.losses()?,
            lately: self.lately.kept(),
            controls: self.controls.controls()?,
            press_next: self.press_next,
            presses: self
                .presses
                .into_iter()
                .map(PressView::press)
                .collect::<Result<_, _>>()?,
            as_of: self.as_of,
        })
    }
}

impl OrderSnapshotView {
    fn of(order: &OrderSnapshot) -> Self {
        Self {
            order: OrderView::of(&order.order),
            venue_id: order.venue_id,
            hold: HoldView::of(&order.hold),
            fills: order.fills.clone(),
        }
    }

    fn order(self) -> Result<OrderSnapshot, JournalError> {
        Ok(OrderSnapshot {
            order: self.order.order()?,
            venue_id: self.venue_id,
            hold: self.hold.hold(),
            fills: self.fills,
        })
    }
}

impl HaltView {
    fn of(halt: &HaltInForce) -> Self {
        Self {
            scope: halt.scope,
            reach: ReachView::of(halt.reach),
            cause: CauseView::of(&halt.cause),
            at: halt.at,
        }
    }

    fn halt(self) -> HaltInForce {
        HaltInForce {
            scope: self.scope,
            reach: self.reach.reach(),
            cause: self.cause.cause(),
            at: self.at,
        }
    }
}
