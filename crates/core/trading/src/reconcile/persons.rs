//! What a person does about the three-way check: asks for a round, takes the venue's word. Never releases a pause.

use crate::breaks::{BreakEnd, BreakKey};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, RequestId};
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{AccountId, Time};

impl Trading {
    /// A person wants an account compared at once.
    pub(crate) fn check_now(
        &mut self,
        now: Time,
        (request, account): (RequestId, AccountId),
        out: &mut Vec<Effect>,
    ) {
        self.checks.want(account, now);
        Self::answer(request, Answer::Done, out);
    }

    /// A person takes the venue's word: the break is over, and where it was about money or a position ours is moved to it.
    pub(crate) fn accept_break(
        &mut self,
        now: Time,
        request: RequestId,
        (account, key, cause): (AccountId, BreakKey, Cause),
        out: &mut Vec<Effect>,
    ) {
        let Some(found) = self.state.breaks.get(&(account, key)).copied() else {
            return Self::answer(request, Answer::NoSuchBreak, out);
        };
        let adjusted = match key {
            BreakKey::Balance(_) | BreakKey::Position(..) => found
                .sides
                .venue
                .zip(found.sides.ours)
                .and_then(|(venue, ours)| venue.minus(ours).ok()),
            BreakKey::Order(..)
            | BreakKey::Trade(..)
            | BreakKey::ForeignOrder(..)
            | BreakKey::ForeignTrade(..) => None,
        };
        let event = Event::BreakEnded {
            account,
            key,
            end: BreakEnd::Accepted(cause.bounded()),
            adjusted,
            at: now,
        };
        self.record(event, out);
        self.checks.want(account, now);
        Self::answer(request, Answer::Done, out);
    }
}
