//! What trading wants done. Nothing that leaves the house may be done before the turn's records are on disk.

use crate::event::Event;
use crate::failover::NotTaken;
use crate::input::RequestId;
use crate::proposals::{NotProposed, ProposalStage};
use crate::stopping::NotFlattened;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{
    AccountId, AmendOrder, CancelAll, CancelOrder, ClientOrderId, NewOco, NewOrder, OrderId,
    OrderKind, PressId, ReplaceOrder, Scope, SettingChange, Symbol, Time, VenueOrderId,
    VenueTradeId,
};
use gate::{Cleared, Refusal};

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Write this down first.
    Record(Event),
    /// Send this order, once.
    Place {
        /// The order, let through by the gate.
        cleared: Cleared<NewOrder>,
        /// After this instant it must not be sent any more: answer [`crate::NotSentReason::TooLate`].
        send_by: Time,
        /// When the request's own life ends.
        deadline: Time,
    },
    /// Send this pair, once.
    PlaceOco {
        /// The pair, let through by the gate.
        cleared: Cleared<NewOco>,
        /// After this instant it must not be sent any more: answer [`crate::NotSentReason::TooLate`] for both orders.
        send_by: Time,
        /// When the request's own life ends.
        deadline: Time,
    },
    /// Send this replacement, once: the venue ends the old order, and only if it did takes the new one in.
    Replace {
        /// Both halves, let through by the gate.
        cleared: Cleared<ReplaceOrder>,
        /// After this instant it must not be sent any more: answer [`crate::NotSentReason::TooLate`] for the new order.
        send_by: Time,
        /// When the request's own life ends.
        deadline: Time,
    },
    /// Send this reduction of a working order, once.
    Amend {
        /// What it shall become, let through by the gate.
        cleared: Cleared<AmendOrder>,
        /// After this instant it must not be sent any more: answer [`crate::NotSentReason::TooLate`].
        send_by: Time,
        /// When the request's own life ends.
        deadline: Time,
    },
    /// Send this cancel; it may be sent more than once.
    Cancel {
        /// The cancel, let through by the gate.
        cleared: Cleared<CancelOrder>,
        /// What kind of order it ends: some venues keep conditional ones apart.
        kind: OrderKind,
    },
    /// Send the end of everything open in a symbol; it may be sent more than once.
    CancelAll {
        /// What ends, let through by the gate.
        cleared: Cleared<CancelAll>,
        /// The orders of ours that shall end by it, each with its kind; each is answered for itself.
        orders: Vec<(CancelOrder, OrderKind)>,
    },
    /// Ask the venue where an order stands.
    Query {
        /// Which.
        order: OrderId,
        /// Its id at the venue.
        client_id: ClientOrderId,
        /// On which account.
        account: AccountId,
        /// Its symbol.
        symbol: Symbol,
        /// Its kind.
        kind: OrderKind,
    },
    /// Ask the venue for all fills of an order.
    FetchFills {
        /// Which.
        order: OrderId,
        /// Its id at the venue.
        client_id: ClientOrderId,
        /// The venue's id, where known.
        venue_id: Option<VenueOrderId>,
        /// On which account.
        account: AccountId,
        /// Its symbol.
        symbol: Symbol,
        /// Its kind.
        kind: OrderKind,
    },
    /// Ask the venue for everything an account holds ([`gate::BalanceCoverage::Whole`]).
    FetchBalances {
        /// Which account.
        account: AccountId,
    },
    /// Ask the venue for a whole round about an account: its balances first, then its trades, then its open orders.
    FetchStatement {
        /// Which account.
        account: AccountId,
        /// The symbols whose trades are wanted, and from where on.
        trades: Vec<(Symbol, TradesFrom)>,
        /// From when on, by the venue's clock, movements of money are wanted that are of no trade; `None` wants none.
        payments: Option<Time>,
        /// Whether anything waits for it.
        haste: Haste,
    },
    /// Send this setting, once.
    Set {
        /// The setting, let through by the gate.
        cleared: Cleared<SettingChange>,
        /// After this instant it must not be sent any more.
        send_by: Time,
        /// When the request's own life ends.
        deadline: Time,
    },
    /// Tell whoever asked.
    Answer {
        /// Whose request.
        request: RequestId,
        /// What to say.
        answer: Answer,
    },
}

/// Whether anything waits for a round about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// Nothing may open before it is taken.
    OpensTheStartGate,
    /// Everything goes on meanwhile: what it asks leaves room for all other requests.
    CanWait,
}

/// From where on the own trades of a symbol are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TradesFrom {
    /// The latest the venue gives in one page.
    Latest,
    /// Those at or after this instant of the venue's clock.
    Since(Time),
    /// After this one.
    After(VenueTradeId),
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The order is cleared and will be sent.
    Accepted {
        /// Its number.
        order: OrderId,
        /// Its id at the venue.
        client_id: ClientOrderId,
    },
    /// The pair is cleared and will be sent.
    OcoAccepted(Box<NewOco>),
    /// The gate refused.
    Refused {
        /// The number the wish got.
        order: OrderId,
        /// Why.
        refusal: Refusal,
    },
    /// The gate refused a setting.
    NotSet(Refusal),
    /// The ends of these orders are asked for.
    CancelsAsked(Vec<OrderId>),
    /// The switch was pressed, under this number; what comes of it is told of the press.
    Pressed(PressId),
    /// A flatten did not begin.
    NotFlattened(NotFlattened),
    /// It is done, or will be sent.
    Done,
    /// There is no such order in memory: it never was, or ended long ago.
    UnknownOrder(OrderId),
    /// No order of this number waits for a second word of this person: it never did, was confirmed, or its time is over.
    NoTicket(OrderId),
    /// The order is over.
    AlreadyEnded(OrderId),
    /// The venue does not deny the order, so it ends by the venue's word and not by a person's.
    NotDenied(OrderId),
    /// The order cannot be replaced: the venue's word of it is not known, or it is one of a pair.
    NotReplaceable(OrderId),
    /// The order cannot be reduced to this: it is no working limit order, its end is asked for, it is one of a pair or holds a
    /// position, or it is of no more, or has traded as much.
    NotAmendable(OrderId),
    /// The scope is not halted.
    NotHalted(Scope),
    /// There is no such disagreement.
    NoSuchBreak,
    /// A wish about a backup was not taken.
    NotTaken(NotTaken),
    /// A change of controls, and where it stands now.
    Proposed {
        /// Its number.
        number: u64,
        /// Where it stands.
        stage: ProposalStage,
    },
    /// A wish about controls was not taken.
    NotProposed(NotProposed),
}
