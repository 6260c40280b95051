//! What trading's answers say to whoever asked. Never an answer of its own.

use crate::command::{CommandError, OcoPlaced, Placed, Repeated};
use crate::controls::Proposed;
use domain::{OrderId, PressId};
use trading::{NotFlattened, ProposalStage};

pub(super) fn placed(answer: trading::Answer, repeated: Repeated) -> Result<Placed, CommandError> {
    match answer {
        trading::Answer::Accepted { order, client_id } => Ok(Placed {
            order,
            client_id,
            repeated,
        }),
        trading::Answer::Refused { order, refusal } => Err(refused(order, refusal)),
        trading::Answer::NoTicket(order) => Err(CommandError::NoTicket(order)),
        trading::Answer::UnknownOrder(order) => Err(CommandError::UnknownOrder(order)),
        trading::Answer::NotReplaceable(order) => Err(CommandError::NotReplaceable(order)),
        trading::Answer::NotAmendable(order) => Err(CommandError::NotAmendable(order)),
        trading::Answer::AlreadyEnded(order) => Err(CommandError::AlreadyEnded(order)),
        trading::Answer::NotDenied(order) => Err(CommandError::NotDenied(order)),
        trading::Answer::NotSet(refusal) => Err(CommandError::Refused(refusal)),
        trading::Answer::Done
        | trading::Answer::CancelsAsked(_)
        | trading::Answer::OcoAccepted(_)
        | trading::Answer::NotHalted(_)
        | trading::Answer::NotTaken(_)
        | trading::Answer::Pressed(_)
        | trading::Answer::NotFlattened(_)
        | trading::Answer::Proposed { .. }
        | trading::Answer::NotProposed(_)
        | trading::Answer::NoSuchBreak => Err(CommandError::Conflict),
    }
}

/// The order of a second word; of a pair the target is told.
pub(super) fn confirmed(answer: trading::Answer) -> Result<Placed, CommandError> {
    if let trading::Answer::OcoAccepted(pair) = answer {
        return Ok(Placed {
            order: pair.target().id(),
            client_id: pair.target().client_id(),
            repeated: Repeated::No,
        });
    }
    placed(answer, Repeated::No)
}

/// A refusal; one for want of a second word says under which number the order waits.
fn refused(order: OrderId, refusal: gate::Refusal) -> CommandError {
    if refusal.rule == gate::Rule::Unconfirmed {
        return CommandError::Unconfirmed(order, refusal);
    }
    CommandError::Refused(refusal)
}

pub(super) fn oco_placed(answer: trading::Answer) -> Result<OcoPlaced, CommandError> {
    match answer {
        trading::Answer::OcoAccepted(pair) => Ok(OcoPlaced {
            list: pair.list(),
            client_id: pair.client_id(),
            repeated: Repeated::No,
        }),
        trading::Answer::Refused { order, refusal } => Err(refused(order, refusal)),
        trading::Answer::NotSet(refusal) => Err(CommandError::Refused(refusal)),
        trading::Answer::Accepted { .. }
        | trading::Answer::NoTicket(_)
        | trading::Answer::CancelsAsked(_)
        | trading::Answer::Done
        | trading::Answer::UnknownOrder(_)
        | trading::Answer::AlreadyEnded(_)
        | trading::Answer::NotReplaceable(_)
        | trading::Answer::NotAmendable(_)
        | trading::Answer::NotDenied(_)
        | trading::Answer::NotHalted(_)
        | trading::Answer::NotTaken(_)
        | trading::Answer::Pressed(_)
        | trading::Answer::NotFlattened(_)
        | trading::Answer::Proposed { .. }
        | trading::Answer::NotProposed(_)
        | trading::Answer::NoSuchBreak => Err(CommandError::Conflict),
    }
}

pub(super) fn cancels(answer: trading::Answer) -> Result<Vec<OrderId>, CommandError> {
    match answer {
        trading::Answer::CancelsAsked(orders) => Ok(orders),
        trading::Answer::Accepted { .. }
        | trading::Answer::NoTicket(_)
        | trading::Answer::OcoAccepted(_)
        | trading::Answer::Refused { .. }
        | trading::Answer::Done
        | trading::Answer::UnknownOrder(_)
        | trading::Answer::AlreadyEnded(_)
        | trading::Answer::NotDenied(_)
        | trading::Answer::NotReplaceable(_)
        | trading::Answer::NotAmendable(_)
        | trading::Answer::NotHalted(_)
        | trading::Answer::NotSet(_)
        | trading::Answer::NotTaken(_)
        | trading::Answer::Pressed(_)
        | trading::Answer::NotFlattened(_)
        | trading::Answer::Proposed { .. }
        | trading::Answer::NotProposed(_)
        | trading::Answer::NoSuchBreak => Err(CommandError::Conflict),
    }
}

pub(super) fn proposed(answer: trading::Answer) -> Result<Proposed, CommandError> {
    match answer {
        trading::Answer::Proposed { number, stage } => Ok(Proposed { number, stage }),
        trading::Answer::NotProposed(why) => Err(CommandError::NotProposed(why)),
        trading::Answer::Refused { refusal, .. } | trading::Answer::NotSet(refusal) => {
            Err(CommandError::Refused(refusal))
        }
        trading::Answer::Accepted { .. }
        | trading::Answer::NoTicket(_)
        | trading::Answer::CancelsAsked(_)
        | trading::Answer::OcoAccepted(_)
        | trading::Answer::Done
        | trading::Answer::UnknownOrder(_)
        | trading::Answer::AlreadyEnded(_)
        | trading::Answer::NotReplaceable(_)
        | trading::Answer::NotAmendable(_)
        | trading::Answer::NotDenied(_)
        | trading::Answer::NotHalted(_)
        | trading::Answer::NotTaken(_)
        | trading::Answer::Pressed(_)
        | trading::Answer::NotFlattened(_)
        | trading::Answer::NoSuchBreak => Err(CommandError::Conflict),
    }
}

pub(super) fn done(answer: trading::Answer) -> Result<(), CommandError> {
    match answer {
        trading::Answer::Done
        | trading::Answer::CancelsAsked(_)
        | trading::Answer::Accepted { .. }
        | trading::Answer::Pressed(_)
        | trading::Answer::OcoAccepted(_) => Ok(()),
        trading::Answer::Refused { refusal, .. } | trading::Answer::NotSet(refusal) => {
            Err(CommandError::Refused(refusal))
        }
        trading::Answer::NoTicket(order) => Err(CommandError::NoTicket(order)),
        trading::Answer::UnknownOrder(order) => Err(CommandError::UnknownOrder(order)),
        trading::Answer::NotReplaceable(order) => Err(CommandError::NotReplaceable(order)),
        trading::Answer::NotAmendable(order) => Err(CommandError::NotAmendable(order)),
        trading::Answer::AlreadyEnded(order) => Err(CommandError::AlreadyEnded(order)),
        trading::Answer::NotDenied(order) => Err(CommandError::NotDenied(order)),
        trading::Answer::NotHalted(scope) => Err(CommandError::NotHalted(scope)),
        trading::Answer::NoSuchBreak => Err(CommandError::NoSuchBreak),
        trading::Answer::NotFlattened(why) => Err(not_flattened(why)),
        trading::Answer::NotTaken(why) => Err(CommandError::NotTaken(why)),
        trading::Answer::Proposed { number, stage } => match stage {
            ProposalStage::InForce { .. } => Ok(()),
            ProposalStage::Open
            | ProposalStage::Agreed { .. }
            | ProposalStage::Withdrawn { .. }
            | ProposalStage::Void { .. } => Err(CommandError::SecondPerson(number)),
        },
        trading::Answer::NotProposed(why) => Err(CommandError::NotProposed(why)),
    }
}

/// The number of a press.
pub(super) fn pressed(answer: trading::Answer) -> Result<PressId, CommandError> {
    match answer {
        trading::Answer::Pressed(press) => Ok(press),
        other @ (trading::Answer::Accepted { .. }
        | trading::Answer::NoTicket(_)
        | trading::Answer::OcoAccepted(_)
        | trading::Answer::Refused { .. }
        | trading::Answer::NotSet(_)
        | trading::Answer::CancelsAsked(_)
        | trading::Answer::Done
        | trading::Answer::NotFlattened(_)
        | trading::Answer::UnknownOrder(_)
        | trading::Answer::AlreadyEnded(_)
        | trading::Answer::NotDenied(_)
        | trading::Answer::NotReplaceable(_)
        | trading::Answer::NotAmendable(_)
        | trading::Answer::NotHalted(_)
        | trading::Answer::NoSuchBreak
        | trading::Answer::NotTaken(_)
        | trading::Answer::Proposed { .. }
        | trading::Answer::NotProposed(_)) => done(other).and(Err(CommandError::Conflict)),
    }
}

const fn not_flattened(why: NotFlattened) -> CommandError {
    match why {
        NotFlattened::Runs(press) => CommandError::Flattening(press),
        NotFlattened::NotOfPositions(scope) => CommandError::NotOfPositions(scope),
    }
}
