//! Events in the journal's own form: one tagged JSON object each.

use super::comparison_view::{BreakView, ComparisonView, MovementView, TradeView, compared};
use super::event_parts::{
    BalancesView, BoundView, BreachView, CauseView, HoldView, PositionOfSwitch, ReachView,
    RefusalView, ReportView, SwitchView, TimingView, WordsView,
};
use super::order_rows::{AcceptedRow, ConfirmedRow};
use super::order_view::{FillView, NewOrderView, TermsView};
use super::stop_view::StopView;
use super::{JournalError, contract_view::ContractView, guard_view::GuardRow};
use super::{amend_view::AmendView, breaker_view::BreakerView};
use super::{failover_view::FailoverView, proposal_view::ProposalView};
use domain::{AccountId, EndReason, ListId, OrderId, Origin, Qty, Scope, Time, VenueOrderId};
use serde::{Deserialize, Serialize};
use trading::Event;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum EventView {
    Opened {
        order: NewOrderView,
        hold: HoldView,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<ListId>,
        at: Time,
        deadline: Time,
    },
    Reaffirmed {
        order: OrderId,
        at: Time,
        deadline: Time,
    },
    Refused {
        order: OrderId,
        account: AccountId,
        origin: Origin,
        terms: TermsView,
        refusal: RefusalView,
        at: Time,
    },
    Confirmed(ConfirmedRow),
    Accepted(AcceptedRow),
    CancelAsked {
        order: OrderId,
        origin: Origin,
        at: Time,
    },
    ReplaceAsked {
        order: OrderId,
        by: OrderId,
        origin: Origin,
        at: Time,
    },
    Guard(GuardRow),
    TimeUp {
        order: OrderId,
        bound: BoundView,
        at: Time,
    },
    FillBooked {
        fill: FillView,
        timing: TimingView,
        at: Time,
    },
    Ended {
        order: OrderId,
        reason: EndReason,
        filled: Qty,
        words: Option<WordsView>,
        at: Time,
    },
    Unresolved {
        order: OrderId,
        since: Time,
        at: Time,
    },
    Settled {
        order: OrderId,
        filled: Qty,
        cause: CauseView,
        at: Time,
    },
    Reopened {
        order: OrderId,
        venue_id: VenueOrderId,
        at: Time,
    },
    Halted {
        scope: Scope,
        reach: ReachView,
        cause: CauseView,
        at: Time,
    },
    Released {
        scope: Scope,
        cause: CauseView,
        at: Time,
    },
    SwitchSet {
        switch: SwitchView,
        position: PositionOfSwitch,
        cause: CauseView,
        at: Time,
    },
    BalancesSeen {
        report: BalancesView,
        at: Time,
    },
    Foreign {
        report: ReportView,
        at: Time,
    },
    Broken {
        order: OrderId,
        breach: BreachView,
        at: Time,
    },
    Comparison(ComparisonView),
    Contract(ContractView),
    Amend(AmendView),
    Failover(FailoverView),
    Breaker(BreakerView),
    Proposal(ProposalView),
    Stop(StopView),
}

impl EventView {
    #[expect(clippy::too_many_lines, reason = "one arm a kind of event")]
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::Opened {
                order,
                hold,
                list,
                at,
                deadline,
            } => Self::Opened {
                order: NewOrderView::of(order),
                hold: HoldView::of(hold),
                list: *list,
                at: *at,
                deadline: *deadline,
            },
            Event::Reaffirmed {
                order,
                at,
                deadline,
            } => Self::Reaffirmed {
                order: *order,
                at: *at,
                deadline: *deadline,
            },
            Event::Refused {
                order,
                account,
                origin,
                terms,
                refusal,
                at,
            } => Self::Refused {
                order: *order,
                account: *account,
                origin: *origin,
                terms: TermsView::of(terms),
                refusal: RefusalView::of(refusal),
                at: *at,
            },
            Event::Confirmed {
                refused,
                order,
                origin,
                at,
            } => Self::Confirmed(ConfirmedRow::of((*refused, *order), *origin, *at)),
            Event::Accepted {
                order,
                venue_id,
                at,
            } => Self::Accepted(AcceptedRow::of(*order, *venue_id, *at)),
            Event::CancelAsked { order, origin, at } => Self::CancelAsked {
                order: *order,
                origin: *origin,
                at: *at,
            },
            Event::ReplaceAsked {
                order,
                by,
                origin,
                at,
            } => Self::ReplaceAsked {
                order: *order,
                by: *by,
                origin: *origin,
                at: *at,
            },
            Event::Guard { entry, step, at } => Self::Guard(GuardRow::of(*entry, step, *at)),
            Event::TimeUp { order, bound, at } => Self::TimeUp {
                order: *order,
                bound: BoundView::of(*bound),
                at: *at,
            },
            Event::FillBooked { fill, timing, at } => Self::FillBooked {
                fill: FillView::of(fill),
                timing: TimingView::of(*timing),
                at: *at,
            },
            Event::Ended {
                order,
                reason,
                filled,
                words,
                at,
            } => Self::Ended {
                order: *order,
                reason: *reason,
                filled: *filled,
                words: words.as_ref().map(WordsView::of),
                at: *at,
            },
            Event::Unresolved { order, since, at } => Self::Unresolved {
                order: *order,
                since: *since,
                at: *at,
            },
            Event::Settled {
                order,
                filled,
                cause,
                at,
            } => Self::Settled {
                order: *order,
                filled: *filled,
                cause: CauseView::of(cause),
                at: *at,
            },
            Event::Reopened {
                order,
                venue_id,
                at,
            } => Self::Reopened {
                order: *order,
                venue_id: *venue_id,
                at: *at,
            },
            Event::Halted {
                scope,
                reach,
                cause,
                at,
            } => Self::Halted {
                scope: *scope,
                reach: ReachView::of(*reach),
                cause: CauseView::of(cause),
                at: *at,
            },
            Event::Released { scope, cause, at } => Self::Released {
                scope: *scope,
                cause: CauseView::of(cause),
                at: *at,
            },
            Event::SwitchSet {
                switch,
                position,
                cause,
                at,
            } => Self::SwitchSet {
                switch: SwitchView::of(switch),
                position: PositionOfSwitch::of(*position),
                cause: CauseView::of(cause),
                at: *at,
            },
            Event::BalancesSeen { report, at } => Self::BalancesSeen {
                report: BalancesView::of(report),
                at: *at,
            },
            Event::Foreign { report, at } => Self::Foreign {
                report: ReportView::of(report),
                at: *at,
            },
            Event::Broken { order, breach, at } => Self::Broken {
                order: *order,
                breach: BreachView::of(breach),
                at: *at,
            },
            Event::BookOpened {
                account,
                since,
                balances,
                cursors,
                at,
            } => Self::Comparison(ComparisonView::BookOpened {
                account: *account,
                since: *since,
                balances: balances.clone(),
                cursors: cursors.clone(),
                at: *at,
            }),
            Event::Compared {
                account,
                trades,
                at,
            } => Self::Comparison(compared(*account, trades, *at)),
            Event::ForeignTrade { account, trade, at } => {
                Self::Comparison(ComparisonView::ForeignTrade {
                    account: *account,
                    trade: TradeView::of(trade),
                    at: *at,
                })
            }
            Event::Moved {
                account,
                movement,
                at,
            } => Self::Comparison(ComparisonView::Moved {
                account: *account,
                movement: MovementView::of(*movement),
                at: *at,
            }),
            Event::BreakFound { found } => Self::Comparison(ComparisonView::BreakFound {
                found: BreakView::of(found),
            }),
            Event::BreakEnded {
                account,
                key,
                end,
                adjusted,
                at,
            } => Self::Comparison(ComparisonView::ended(
                (*account, *key),
                end,
                (*adjusted, *at),
            )),
            Event::Contract(event) => Self::Contract(ContractView::of(event)),
            Event::Amend(event) => Self::Amend(AmendView::of(event)),
            Event::Failover(event) => Self::Failover(FailoverView::of(event)),
            Event::Breaker(event) => Self::Breaker(BreakerView::of(event)),
            Event::Proposal(event) => Self::Proposal(ProposalView::of(event)),
            Event::Stop(event) => Self::Stop(StopView::of(event)),
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of event; a list to be read, not a deed to be cut"
    )]
    pub(super) fn event(self) -> Result<Event, JournalError> {
        Ok(match self {
            Self::Opened {
                order,
                hold,
                list,
                at,
                deadline,
            } => Event::Opened {
                order: order.order()?,
                hold: hold.hold(),
                list,
                at,
                deadline,
            },
            Self::Reaffirmed {
                order,
                at,
                deadline,
            } => Event::Reaffirmed {
                order,
                at,
                deadline,
            },
            Self::Refused {
                order,
                account,
                origin,
                terms,
                refusal,
                at,
            } => Event::Refused {
                order,
                account,
                origin,
                terms: terms.terms(),
                refusal: refusal.refusal()?,
                at,
            },
            Self::Confirmed(row) => row.event(),
            Self::Accepted(row) => row.event(),
            Self::CancelAsked { order, origin, at } => Event::CancelAsked { order, origin, at },
            Self::ReplaceAsked {
                order,
                by,
                origin,
                at,
            } => Event::ReplaceAsked {
                order,
                by,
                origin,
                at,
            },
            Self::Guard(row) => row.event()?,
            Self::TimeUp { order, bound, at } => Event::TimeUp {
                order,
                bound: bound.bound(),
                at,
            },
            Self::FillBooked { fill, timing, at } => Event::FillBooked {
                fill: fill.fill(),
                timing: timing.timing(),
                at,
            },
            Self::Ended {
                order,
                reason,
                filled,
                words,
                at,
            } => Event::Ended {
                order,
                reason,
                filled,
                words: words.map(WordsView::words),
                at,
            },
            Self::Unresolved { order, since, at } => Event::Unresolved { order, since, at },
            Self::Settled {
                order,
                filled,
                cause,
                at,
            } => Event::Settled {
                order,
                filled,
                cause: cause.cause(),
                at,
            },
            Self::Reopened {
                order,
                venue_id,
                at,
            } => Event::Reopened {
                order,
                venue_id,
                at,
            },
            Self::Halted {
                scope,
                reach,
                cause,
                at,
            } => Event::Halted {
                scope,
                reach: reach.reach(),
                cause: cause.cause(),
                at,
            },
            Self::Released { scope, cause, at } => Event::Released {
                scope,
                cause: cause.cause(),
                at,
            },
            Self::SwitchSet {
                switch,
                position,
                cause,
                at,
            } => Event::SwitchSet {
                switch: switch.switch(),
                position: position.position(),
                cause: cause.cause(),
                at,
            },
            Self::BalancesSeen { report, at } => Event::BalancesSeen {
                report: report.report(),
                at,
            },
            Self::Foreign { report, at } => Event::Foreign {
                report: report.report(),
                at,
            },
            Self::Broken { order, breach, at } => Event::Broken {
                order,
                breach: breach.breach(),
                at,
            },
            Self::Comparison(found) => found.event(),
            Self::Contract(found) => Event::Contract(found.event()?),
            Self::Amend(found) => Event::Amend(found.event()),
            Self::Failover(found) => Event::Failover(found.event()?),
            Self::Breaker(found) => Event::Breaker(found.event()?),
            Self::Proposal(found) => Event::Proposal(found.event()?),
            Self::Stop(found) => Event::Stop(found.event()),
        })
    }
}
