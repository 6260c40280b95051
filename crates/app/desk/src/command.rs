//! What may be asked of the desk, and how it answers. Holds no rule: the cores decide.

use crate::controls::{ControlWish, Proposed};
use crate::own_commit::OwnCommit;
use domain::{
    AccountId, ClientOrderId, ListId, OcoTerms, OrderId, OrderTerms, Origin, PressId, Protection,
    Qty, Scope, Setting, Symbol, Text, Time,
};
use tokio::sync::oneshot;
pub use trading::HaltReach;
use trading::{FailoverInput, NotProposed, NotTaken};

/// A caller's own name for a request, so that asking again is answered again and never doubled.
pub type RequestKey = Text<64>;

/// A wish to trade, before the gate has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The account.
    pub account: AccountId,
    /// The terms.
    pub terms: OrderTerms,
    /// The exits that shall hold what it opens, if any. A replacement has none.
    pub protection: Option<Protection>,
    /// By page or by program.
    pub via: Via,
    /// The caller's name for this request, if it gave one.
    pub request_key: Option<RequestKey>,
}

/// A wish for a pair of orders of which only one may trade, before the gate has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OcoWish {
    /// The account.
    pub account: AccountId,
    /// The terms of both.
    pub terms: OcoTerms,
    /// By page or by program.
    pub via: Via,
    /// The caller's name for this request, if it gave one.
    pub request_key: Option<RequestKey>,
}

/// A pair that passed the gate and is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OcoPlaced {
    /// The pair's number.
    pub list: ListId,
    /// The pair's id at the venue.
    pub client_id: ClientOrderId,
    /// Whether this answer repeats an earlier one to the same request key.
    pub repeated: Repeated,
}

/// The way a wish came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A person at a page or a terminal.
    Page,
    /// A program, through the API.
    Program,
}

/// An order that passed the gate and is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub order: OrderId,
    /// Its id at the venue.
    pub client_id: ClientOrderId,
    /// Whether this answer repeats an earlier one to the same request key.
    pub repeated: Repeated,
}

/// Whether an answer was given before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// The first time.
    No,
    /// The same request key was answered before; nothing happened this time.
    Yes,
}

/// Why a command was not done. Nothing was sent to the venue because of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The gate refused; its words name rule, value and limit.
    #[error("{0}")]
    Refused(gate::Refusal),
    /// The gate refused for want of a second word: the order waits under this number for whoever wished it.
    #[error("{1}; say `confirm {0}` in time to have it sent as it stands; nothing was sent")]
    Unconfirmed(OrderId, gate::Refusal),
    /// No order of this number waits for a second word of this person.
    #[error(
        "no order {0} waits for a second word of yours: it never did, its time is over, or it was confirmed before; this word sent nothing; look at the orders before wishing it again"
    )]
    NoTicket(OrderId),
    /// More commands wait than the desk takes.
    #[error("the desk is busy; nothing was done; try again in a moment")]
    Busy,
    /// The journal could not be written, so nothing was done.
    #[error("the journal could not be written; nothing was sent; see the health page")]
    NotRecorded,
    /// The journal could not be written: what is new is stopped all the same, and the cancels left.
    #[error("halted, {}; the journal could not be written", .0.words())]
    HeldByLatch(Kept),
    /// The journal could not be written; the cancels left all the same.
    #[error("the cancels left, but the journal could not be written, so no press tells of them")]
    CancelledUnrecorded,
    /// The journal could not be written, so no position was closed.
    #[error(
        "halted, but the journal could not be written, so no position was closed; press again once it can be"
    )]
    HaltedNotFlattened,
    /// The desk is stopping.
    #[error("the desk is stopping; nothing was done")]
    Closed,
    /// There is no such order.
    #[error("there is no order {0}")]
    UnknownOrder(OrderId),
    /// The order is over, so there is nothing to cancel.
    #[error("order {0} is over already; there is nothing to cancel")]
    AlreadyEnded(OrderId),
    /// The venue does not deny the order, so a person's word does not end it.
    #[error("the venue does not deny order {0}; it ends by the venue's word; nothing was changed")]
    NotDenied(OrderId),
    /// The order cannot be replaced as it stands.
    #[error(
        "order {0} cannot be replaced: the venue's word of it is not known yet, its end is asked for, it is one of a pair, or the new order is in another symbol; nothing was sent"
    )]
    NotReplaceable(OrderId),
    /// The order cannot be reduced as asked.
    #[error(
        "order {0} cannot be reduced to this: it is no working limit order of its own, its end is asked for, or it is of no more or has traded as much; nothing was sent"
    )]
    NotAmendable(OrderId),
    /// The scope is not halted, so there is nothing to release.
    #[error("{0} is not halted; nothing was changed")]
    NotHalted(Scope),
    /// A flatten of this scope runs already.
    #[error("a flatten of this scope runs already, as press {0}; nothing more was done")]
    Flattening(PressId),
    /// Positions cannot be flattened by person or strategy.
    #[error(
        "positions are kept by account, so {0} cannot be flattened; halt it and cancel its orders, or flatten an account or a symbol; nothing was done"
    )]
    NotOfPositions(Scope),
    /// There is no such disagreement with the venue, or it is over.
    #[error("there is no such break in force; nothing was changed")]
    NoSuchBreak,
    /// What was wished of a venue with a backup does not fit how it stands.
    #[error("{}; nothing was changed", not_taken(.0))]
    NotTaken(NotTaken),
    /// A change of controls was not taken.
    #[error("{0}; nothing was changed")]
    NotProposed(NotProposed),
    /// Two persons are needed for it; it was recorded as a proposal.
    #[error(
        "a second person has to agree: this was recorded as proposal {0}; nothing was changed yet"
    )]
    SecondPerson(u64),
    /// There is no such account at this desk.
    #[error("there is no account {0} at this desk")]
    UnknownAccount(AccountId),
    /// The request key was used before for another order.
    #[error("this request key was used for another order; nothing was sent; use a new key")]
    KeyReused,
    /// The same e-mail or name is taken, or the row to change is not there.
    #[error("the change does not fit what is stored; nothing was changed")]
    Conflict,
}

/// Whether a halt that the journal does not have would be found by the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The file of halts has it.
    InFile,
    /// Nothing has it: it stands for as long as this process lives.
    Nowhere,
}

impl Kept {
    const fn words(self) -> &'static str {
        match self {
            Self::InFile => "held by the latch beside the database, also over a restart",
            Self::Nowhere => {
                "in memory only: the latch could not be written either, so do not restart, a restart would forget it"
            }
        }
    }
}

/// Why a wish about a venue with a backup was not taken, in words.
const fn not_taken(why: &NotTaken) -> &'static str {
    match why {
        NotTaken::NoBackup => "this account has no backup in the settings",
        NotTaken::AwayAlready => "this venue counts as away already",
        NotTaken::NotAway => "this venue does not count as away",
    }
}

/// What a person wishes of a venue with a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VenueWish {
    /// It counts as away from here on.
    CallAway,
    /// It comes home, once it answers and its account was compared.
    BringHome,
}

impl VenueWish {
    /// The wish for trading.
    pub(crate) fn input(
        self,
        (request, account): (trading::RequestId, AccountId),
        cause: trading::Cause,
    ) -> FailoverInput {
        match self {
            Self::CallAway => FailoverInput::Call {
                request,
                account,
                cause,
            },
            Self::BringHome => FailoverInput::Release {
                request,
                account,
                cause,
            },
        }
    }
}

/// A wish about the switch that is no halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopWish {
    /// Everything open in the scope ends.
    Cancel(Scope),
    /// Everything held in the scope is closed.
    Flatten(Scope),
}

impl StopWish {
    /// The wish for trading.
    pub(crate) const fn input(
        self,
        request: trading::RequestId,
        cause: trading::Cause,
    ) -> trading::StopInput {
        match self {
            Self::Cancel(scope) => trading::StopInput::Cancel {
                request,
                scope,
                cause,
            },
            Self::Flatten(scope) => trading::StopInput::Flatten {
                request,
                scope,
                cause,
            },
        }
    }
}

/// What a press of the switch, or a cancel, asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopWord {
    Halt,
    Cancel,
    Flatten,
}

impl StopWish {
    pub(crate) const fn word(self) -> StopWord {
        match self {
            Self::Cancel(_) => StopWord::Cancel,
            Self::Flatten(_) => StopWord::Flatten,
        }
    }
}

/// A command in the inbox with the place its answer goes to.
#[derive(Debug)]
pub(crate) enum Command {
    Place(Wish, Origin, Answer<Placed>),
    PlaceOco(Box<OcoWish>, Origin, Answer<OcoPlaced>),
    Replace(OrderId, Wish, Origin, Answer<Placed>),
    Amend(OrderId, Qty, Origin, Answer<()>),
    Confirm(OrderId, Origin, Answer<Placed>),
    Cancel(OrderId, Origin, Answer<()>),
    CancelAll(AccountId, Option<Symbol>, Origin, Answer<Vec<OrderId>>),
    Settle(OrderId, trading::Cause, Answer<()>),
    Halt(HaltOrder, Answer<PressId>),
    Stop(StopWish, trading::Cause, Answer<PressId>),
    Release(HaltOrder, Answer<()>),
    Compare(Answer<()>),
    AcceptBreak(trading::BreakKey, trading::Cause, Answer<()>),
    Set(AccountId, Setting, trading::Cause, Answer<()>),
    Propose(ControlWish, trading::Cause, Answer<Proposed>),
    Venue(AccountId, VenueWish, trading::Cause, Answer<()>),
    Verdict(Wish, Origin, Answer<gate::Verdict>),
    People(Vec<store::PeopleChange>, Answer<()>),
    Own(OwnCommit, Answer<()>),
}

impl Command {
    /// Tells whoever asked that nothing was done.
    pub(crate) fn refuse(self, why: &CommandError) {
        let told = match self {
            Self::Place(_, _, answer)
            | Self::Replace(_, _, _, answer)
            | Self::Confirm(_, _, answer) => answer.send(Err(why.clone())).is_ok(),
            Self::CancelAll(_, _, _, answer) => answer.send(Err(why.clone())).is_ok(),
            Self::Propose(_, _, answer) => answer.send(Err(why.clone())).is_ok(),
            Self::Halt(_, answer) | Self::Stop(_, _, answer) => {
                answer.send(Err(why.clone())).is_ok()
            }
            Self::PlaceOco(_, _, answer) => answer.send(Err(why.clone())).is_ok(),
            Self::Amend(_, _, _, answer)
            | Self::Cancel(_, _, answer)
            | Self::Settle(_, _, answer)
            | Self::Release(_, answer)
            | Self::Compare(answer)
            | Self::AcceptBreak(_, _, answer)
            | Self::Set(_, _, _, answer)
            | Self::Venue(_, _, _, answer)
            | Self::People(_, answer)
            | Self::Own(_, answer) => answer.send(Err(why.clone())).is_ok(),
            Self::Verdict(_, _, answer) => answer.send(Err(why.clone())).is_ok(),
        };
        if !told {
            tracing::debug!("nobody waits for this answer any more");
        }
    }
}

pub(crate) type Answer<T> = oneshot::Sender<Result<T, CommandError>>;

/// Who halts or releases what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HaltOrder {
    pub(crate) scope: Scope,
    pub(crate) reach: HaltReach,
    pub(crate) origin: Origin,
    pub(crate) reason: String,
    pub(crate) asked: Time,
}

impl HaltOrder {
    /// The wish to halt.
    pub(crate) fn input(self, request: trading::RequestId) -> trading::Input {
        let (scope, reach) = (self.scope, self.reach);
        trading::Input::Halt {
            request,
            scope,
            reach,
            cause: self.cause(),
        }
    }

    /// The wish to end the halt.
    pub(crate) fn release(self, request: trading::RequestId) -> trading::Input {
        let scope = self.scope;
        trading::Input::Release {
            request,
            scope,
            cause: self.cause(),
        }
    }

    /// Who and why.
    fn cause(self) -> trading::Cause {
        trading::Cause {
            origin: self.origin,
            reason: self.reason,
        }
    }
}
