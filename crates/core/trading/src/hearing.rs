//! Which part of trading an input is for: wishes about orders, words about trading as a whole, what venues and markets say.
//! Decides nothing itself.

use crate::answers;
use crate::effect::Effect;
use crate::input::Input;
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::Time;

impl Trading {
    /// What people and programs wish of orders.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of input; a list to be read, not a deed to be cut"
    )]
    pub(crate) fn take(&mut self, now: Time, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Place {
                request,
                account,
                origin,
                terms,
            } => self.place(now, request, (account, origin, terms), out),
            Input::PlaceProtected {
                request,
                account,
                origin,
                terms,
                protection,
            } => self.place_protected(now, request, (account, origin, terms, protection), out),
            Input::PlaceOco {
                request,
                account,
                origin,
                terms,
            } => self.place_oco(now, request, (account, origin, &terms), out),
            Input::Replace {
                request,
                order,
                origin,
                terms,
            } => self.replace(now, request, (order, origin, terms), out),
            Input::Confirm {
                request,
                order,
                origin,
            } => self.confirm(now, request, (order, origin), out),
            Input::Amend(input) => self.amendment(now, input, out),
            Input::Cancel {
                request,
                order,
                origin,
            } => self.cancel(now, request, (order, origin), out),
            Input::CancelAll {
                request,
                account,
                symbol,
                origin,
            } => self.cancel_all(now, request, (account, symbol, origin), out),
            Input::Settle { .. }
            | Input::Halt { .. }
            | Input::Release { .. }
            | Input::SetSwitch { .. }
            | Input::CheckNow { .. }
            | Input::AcceptBreak { .. }
            | Input::Answered { .. }
            | Input::CancelAnswered { .. }
            | Input::Queried { .. }
            | Input::Fills { .. }
            | Input::Venue(_)
            | Input::Balances(_)
            | Input::Quote(_)
            | Input::QuoteLost { .. }
            | Input::ReportsMissed { .. }
            | Input::Stated { .. }
            | Input::Moved { .. }
            | Input::Contract(_)
            | Input::Failover(_)
            | Input::Proposal(_)
            | Input::Stop(_)
            | Input::Listed { .. }
            | Input::Wake => self.steer(now, input, out),
        }
    }

    /// What people say about trading as a whole; the rest is heard.
    fn steer(&mut self, now: Time, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Settle {
                request,
                order,
                cause,
            } => self.settle_by_hand(now, request, (order, cause), out),
            Input::Halt {
                request,
                scope,
                reach,
                cause,
            } => self.halt(now, request, (scope, reach, cause), out),
            Input::Stop(input) => self.stop(now, input, out),
            Input::Release {
                request,
                scope,
                cause,
            } => self.release_by(now, request, (scope, cause), out),
            Input::SetSwitch {
                request,
                switch,
                position,
                cause,
            } => self.set_switch(now, request, (switch, position, cause), out),
            Input::CheckNow { request, account } => self.check_now(now, (request, account), out),
            Input::AcceptBreak {
                request,
                account,
                key,
                cause,
            } => self.accept_break(now, request, (account, key, cause), out),
            Input::Place { .. }
            | Input::PlaceProtected { .. }
            | Input::PlaceOco { .. }
            | Input::Replace { .. }
            | Input::Confirm { .. }
            | Input::Amend(_)
            | Input::Cancel { .. }
            | Input::CancelAll { .. }
            | Input::Answered { .. }
            | Input::CancelAnswered { .. }
            | Input::Queried { .. }
            | Input::Fills { .. }
            | Input::Venue(_)
            | Input::Balances(_)
            | Input::Quote(_)
            | Input::QuoteLost { .. }
            | Input::ReportsMissed { .. }
            | Input::Stated { .. }
            | Input::Moved { .. }
            | Input::Contract(_)
            | Input::Failover(_)
            | Input::Proposal(_)
            | Input::Listed { .. }
            | Input::Wake => self.hear(now, input, out),
        }
    }

    /// What venues and markets say, and time.
    fn hear(&mut self, now: Time, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Answered { order, answer } => self.place_answered(now, order, answer, out),
            Input::CancelAnswered { order, answer } => {
                self.cancel_answered(now, order, answer, out)
            }
            Input::Queried {
                order,
                asked_at,
                answer,
            } => self.queried(now, order, answers::Asked { asked_at, answer }, out),
            Input::Fills { order, answer } => self.fills_answered(now, order, &answer, out),
            Input::Venue(report) => self.reported(now, &report, out),
            Input::Balances(report) => self.balances_reported(now, report, out),
            Input::Quote(quote) => self.gate.quote(quote),
            Input::QuoteLost { venue, symbol } => self.gate.quote_lost(venue, symbol),
            Input::ReportsMissed { account } => self.reports_missed(now, account),
            Input::Stated { account, answer } => self.stated(now, account, &answer, out),
            Input::Moved { account, movement } => self.moved(now, account, movement, out),
            Input::Contract(input) => self.contract(now, input, out),
            Input::Failover(input) => self.failover(now, input, out),
            Input::Proposal(input) => self.proposal(now, input, out),
            Input::Listed { venue, found } => self.listed(venue, &found),
            Input::Place { .. }
            | Input::PlaceProtected { .. }
            | Input::PlaceOco { .. }
            | Input::Replace { .. }
            | Input::Confirm { .. }
            | Input::Amend(_)
            | Input::Cancel { .. }
            | Input::CancelAll { .. }
            | Input::Settle { .. }
            | Input::Halt { .. }
            | Input::Release { .. }
            | Input::Stop(_)
            | Input::SetSwitch { .. }
            | Input::CheckNow { .. }
            | Input::AcceptBreak { .. }
            | Input::Wake => {}
        }
    }
}
