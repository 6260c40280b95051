//! What happened, as it stands in the journal. The state of trading is the fold of these and of nothing else.

use crate::account_book::Movement;
use crate::amendment::AmendEvent;
use crate::breaker_event::BreakerEvent;
use crate::breaks::{Break, BreakEnd, BreakKey};
use crate::contract_event::ContractEvent;
use crate::failover::FailoverEvent;
use crate::guard::GuardStep;
use crate::input::{Cause, HaltReach, VenueReport, VenueWords};
use crate::proposals::ProposalEvent;
use crate::statement::StatedTrade;
use crate::stopping::StopEvent;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, EndReason, Fill, ListId, NewOrder, OrderId, OrderTerms, Origin,
    Price, Qty, Scope, Symbol, Time, VenueOrderId, VenueTradeId,
};
use gate::{BalanceReport, Hold, Refusal, SwitchOf, SwitchPosition};

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An order was cleared and will be sent.
    Opened {
        /// The order.
        order: NewOrder,
        /// What it sets aside per unit; a pair sets aside once.
        hold: Hold,
        /// The pair it belongs to, if it does.
        list: Option<ListId>,
        /// When, by our clock.
        at: Time,
        /// When its request's own life ends.
        deadline: Time,
    },
    /// A halt stopped the order on its way out; the gate agreed again and it will be sent.
    Reaffirmed {
        /// Which.
        order: OrderId,
        /// When.
        at: Time,
        /// When the new request's own life ends.
        deadline: Time,
    },
    /// A wish that was refused for want of a second word was said again, and became an order.
    Confirmed {
        /// The number of the refused wish.
        refused: OrderId,
        /// The order, or the first of a pair.
        order: OrderId,
        /// Who said it again.
        origin: Origin,
        /// When.
        at: Time,
    },
    /// A wish was refused by the gate.
    Refused {
        /// The number it got.
        order: OrderId,
        /// On which account.
        account: AccountId,
        /// Who.
        origin: Origin,
        /// What.
        terms: OrderTerms,
        /// Why.
        refusal: Refusal,
        /// When.
        at: Time,
    },
    /// The venue has the order.
    Accepted {
        /// Which.
        order: OrderId,
        /// The venue's id.
        venue_id: VenueOrderId,
        /// When we learned it.
        at: Time,
    },
    /// Somebody asked for the order's end.
    CancelAsked {
        /// Which.
        order: OrderId,
        /// Who.
        origin: Origin,
        /// When.
        at: Time,
    },
    /// Somebody asked for another order in the place of a working one. The old order ends only by a report.
    ReplaceAsked {
        /// The order that shall end.
        order: OrderId,
        /// The order that takes its place.
        by: OrderId,
        /// Who.
        origin: Origin,
        /// When.
        at: Time,
    },
    /// Something happened to a wish to reduce a working order.
    Amend(AmendEvent),
    /// Something happened to the protection of the position that an order opens.
    Guard {
        /// The order that opens it.
        entry: OrderId,
        /// What.
        step: GuardStep,
        /// When.
        at: Time,
    },
    /// A time set for an open order is over; where it is the end, the cancel follows.
    TimeUp {
        /// Which.
        order: OrderId,
        /// Which time.
        bound: TimeBound,
        /// When we saw it.
        at: Time,
    },
    /// Some of the order traded.
    FillBooked {
        /// The execution.
        fill: Fill,
        /// Whether the order was over already.
        timing: FillTiming,
        /// When we learned it.
        at: Time,
    },
    /// The order is over, and all its fills are booked.
    Ended {
        /// Which.
        order: OrderId,
        /// Why.
        reason: EndReason,
        /// What traded in all.
        filled: Qty,
        /// The venue's words where it refused; ours (code 0) where it never left.
        words: Option<VenueWords>,
        /// When we learned it.
        at: Time,
    },
    /// For a minute nobody could tell where the order stands; what it may still cost stays held.
    Unresolved {
        /// Which.
        order: OrderId,
        /// Since when it is not known.
        since: Time,
        /// When this was said.
        at: Time,
    },
    /// A person declared over an order that the venue had and denies; what is booked of it stands.
    Settled {
        /// Which.
        order: OrderId,
        /// What had traded in all.
        filled: Qty,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// An order that was taken for over lives at the venue; it is counted again.
    Reopened {
        /// Which.
        order: OrderId,
        /// The venue's id.
        venue_id: VenueOrderId,
        /// When we learned it.
        at: Time,
    },
    /// Nothing new in a scope.
    Halted {
        /// What it covers.
        scope: Scope,
        /// Whether working orders were asked to be cancelled.
        reach: HaltReach,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// A halt was ended by a person.
    Released {
        /// What it covered.
        scope: Scope,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// A trading switch was set.
    SwitchSet {
        /// Which.
        switch: SwitchOf,
        /// On or off.
        position: SwitchPosition,
        /// Who and why.
        cause: Cause,
        /// When.
        at: Time,
    },
    /// The venue said what an account holds, and it differs from what was known.
    BalancesSeen {
        /// The numbers.
        report: BalanceReport,
        /// When we learned it.
        at: Time,
    },
    /// A venue reported an order that is not ours, or ended too long ago to be in memory.
    Foreign {
        /// The report.
        report: VenueReport,
        /// When we learned it.
        at: Time,
    },
    /// Something that must not happen was seen; a person should look.
    Broken {
        /// Which order.
        order: OrderId,
        /// What.
        breach: Breach,
        /// When.
        at: Time,
    },
    /// Something about an account on margin.
    Contract(ContractEvent),
    /// Something about a venue with a backup.
    Failover(FailoverEvent),
    /// Something about losses and breakers.
    Breaker(BreakerEvent),
    /// Something about a change of controls.
    Proposal(ProposalEvent),
    /// Something about a press of the switch.
    Stop(StopEvent),
    /// The first word of the venue about an account: its book begins.
    BookOpened {
        /// The account.
        account: AccountId,
        /// The venue's instant from which on the book counts.
        since: Time,
        /// What was there.
        balances: Vec<(Asset, Amount)>,
        /// The last trade of each symbol that those numbers contain.
        cursors: Vec<(Symbol, VenueTradeId)>,
        /// When we learned it.
        at: Time,
    },
    /// Trades of the venue's list were compared with the book.
    Compared {
        /// The account.
        account: AccountId,
        /// Which.
        trades: ComparedTrades,
        /// When.
        at: Time,
    },
    /// Something traded on the account that is of no order of ours; position and book count it.
    ForeignTrade {
        /// The account.
        account: AccountId,
        /// The trade.
        trade: StatedTrade,
        /// When we were sure.
        at: Time,
    },
    /// The venue told a movement of money that is no trade.
    Moved {
        /// The account.
        account: AccountId,
        /// The movement.
        movement: Movement,
        /// When we learned it.
        at: Time,
    },
    /// Our book, the venue's word and the sum of the trades disagree.
    BreakFound {
        /// About what.
        found: Break,
    },
    /// A disagreement is over.
    BreakEnded {
        /// The account.
        account: AccountId,
        /// About what.
        key: BreakKey,
        /// How.
        end: BreakEnd,
        /// By how much our book was moved to the venue's number.
        adjusted: Option<Amount>,
        /// When.
        at: Time,
    },
}

/// Trades of one symbol that a round compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedTrades {
    /// The symbol.
    pub symbol: Symbol,
    /// The last of them: the next round goes on after it.
    pub last: VenueTradeId,
    /// All of them.
    pub seen: Vec<VenueTradeId>,
}

impl Event {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::Opened { at, .. }
            | Self::Reaffirmed { at, .. }
            | Self::Refused { at, .. }
            | Self::Confirmed { at, .. }
            | Self::Accepted { at, .. }
            | Self::CancelAsked { at, .. }
            | Self::TimeUp { at, .. }
            | Self::ReplaceAsked { at, .. }
            | Self::Guard { at, .. }
            | Self::FillBooked { at, .. }
            | Self::Ended { at, .. }
            | Self::Unresolved { at, .. }
            | Self::Settled { at, .. }
            | Self::Reopened { at, .. }
            | Self::Halted { at, .. }
            | Self::Released { at, .. }
            | Self::SwitchSet { at, .. }
            | Self::BalancesSeen { at, .. }
            | Self::Foreign { at, .. }
            | Self::Broken { at, .. }
            | Self::BookOpened { at, .. }
            | Self::Compared { at, .. }
            | Self::ForeignTrade { at, .. }
            | Self::Moved { at, .. }
            | Self::BreakEnded { at, .. } => *at,
            Self::BreakFound { found } => found.at,
            Self::Amend(event) => event.at(),
            Self::Contract(event) => event.at(),
            Self::Failover(event) => event.at(),
            Self::Breaker(event) => event.at(),
            Self::Proposal(event) => event.at(),
            Self::Stop(event) => event.at(),
        }
    }

    /// The order it is about, if it is about one of ours.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Opened { order, .. } => Some(order.id()),
            Self::Reaffirmed { order, .. }
            | Self::Refused { order, .. }
            | Self::Confirmed { order, .. }
            | Self::Accepted { order, .. }
            | Self::CancelAsked { order, .. }
            | Self::TimeUp { order, .. }
            | Self::ReplaceAsked { order, .. }
            | Self::Ended { order, .. }
            | Self::Unresolved { order, .. }
            | Self::Settled { order, .. }
            | Self::Reopened { order, .. }
            | Self::Broken { order, .. } => Some(*order),
            Self::FillBooked { fill, .. } => Some(fill.order),
            Self::Guard { entry, .. } => Some(*entry),
            Self::Halted { .. }
            | Self::Released { .. }
            | Self::SwitchSet { .. }
            | Self::BalancesSeen { .. }
            | Self::Foreign { .. }
            | Self::BookOpened { .. }
            | Self::Compared { .. }
            | Self::ForeignTrade { .. }
            | Self::Moved { .. }
            | Self::BreakEnded { .. }
            | Self::Breaker(_) => None,
            Self::BreakFound { found } => match found.key {
                BreakKey::Order(_, order) => Some(order),
                BreakKey::Trade(..)
                | BreakKey::ForeignOrder(..)
                | BreakKey::ForeignTrade(..)
                | BreakKey::Balance(_)
                | BreakKey::Position(..) => None,
            },
            Self::Amend(event) => Some(event.order()),
            Self::Contract(event) => event.order(),
            Self::Failover(event) => event.order(),
            Self::Proposal(_) => None,
            Self::Stop(event) => event.order(),
        }
    }
}

/// A time set for an open order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeBound {
    /// It has been open so long that a person should look; it stays.
    StaleWarning,
    /// It has been open so long that the house ends it.
    StaleEnd,
    /// The instant till which it was wished to be good.
    GoodTill,
}

/// When a fill was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FillTiming {
    /// While the order was open.
    InLife,
    /// After its end had been booked.
    AfterEnd,
}

/// What must not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// More traded than was ordered.
    Overfilled {
        /// What traded.
        filled: Qty,
        /// What was ordered.
        ordered: Qty,
    },
    /// More is booked than the venue says has traded in all.
    FilledBeyondReport {
        /// What is booked.
        booked: Qty,
        /// What the venue says.
        reported: Qty,
    },
    /// The venue tells another price or quantity of a trade that is booked.
    FillDiffers {
        /// The trade.
        trade: VenueTradeId,
        /// The price it tells.
        price: Price,
        /// The quantity it tells.
        qty: Qty,
    },
    /// The venue denies an order it had accepted.
    Denied,
    /// The order was taken for never sent or never seen, and the venue has it.
    SentAfterAll,
    /// The venue refused an order that it also reported as its own.
    RefusedButSeen,
    /// The venue gave the order another id than before.
    OtherVenueId {
        /// The id it gave.
        venue_id: VenueOrderId,
    },
    /// A sum no longer fits; the position stands without this amount.
    Arithmetic {
        /// What could not be added.
        amount: Amount,
    },
}
