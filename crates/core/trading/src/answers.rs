//! How calls of ours ended. Silence changes nothing but when to ask; only a positive word moves an order.

use crate::breaker_event::Breaker;
use crate::config::{NEVER_SEEN_COUNT, REAFFIRM_COUNT_MAX, REQUEST_LIFE};
use crate::effect::Effect;
use crate::event::{Breach, Event};
use crate::input::{
    CancelAnswer, FillsAnswer, NotSentReason, PlaceAnswer, QueryAnswer, VenueStatus, VenueWords,
};
use crate::pursuit::{Deed, Denial, delay};
use crate::reports::Told;
use crate::trading::Trading;
use crate::wishes::bounded;
use alloc::string::ToString;
use alloc::vec::Vec;
use domain::{EndReason, OrderId, OrderState, Qty, Time};

/// A question with its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) asked_at: Time,
    pub(crate) answer: QueryAnswer,
}

impl Trading {
    pub(crate) fn place_answered(
        &mut self,
        now: Time,
        order: OrderId,
        answer: PlaceAnswer,
        out: &mut Vec<Effect>,
    ) {
        let Some(state) = self.order(order).map(|order| order.state) else {
            return;
        };
        self.notice_answer(now, order, &answer, out);
        match (answer, state) {
            (PlaceAnswer::Accepted { venue_id, .. }, _) => {
                let told = Told::working(venue_id);
                self.told(now, order, &told, out);
            }
            (PlaceAnswer::Refused(words), OrderState::Asked { .. }) => {
                self.end(now, order, (EndReason::Rejected, Some(words)), out);
            }
            (PlaceAnswer::Refused(_), OrderState::Working { .. }) => {
                self.breach(now, order, Breach::RefusedButSeen, out);
                self.pursuits.change(order, |p| p.ask.start_by(now));
            }
            (PlaceAnswer::NotSent(reason), OrderState::Asked { .. }) => {
                self.not_sent(now, order, reason, out);
            }
            (PlaceAnswer::NotSent(_), OrderState::Working { .. }) => {
                self.breach(now, order, Breach::SentAfterAll, out);
                self.pursuits.change(order, |p| p.ask.start_by(now));
            }
            (PlaceAnswer::Unknown, OrderState::Asked { .. }) => {
                if self.config.takes_timeouts_for_rejections() {
                    return self.end(now, order, (EndReason::Rejected, None), out);
                }
                self.pursuits
                    .change(order, |p| p.ask.start_by(now.plus(delay(0))));
            }
            (PlaceAnswer::Unknown, OrderState::Working { .. })
            | (
                PlaceAnswer::Refused(_) | PlaceAnswer::NotSent(_) | PlaceAnswer::Unknown,
                OrderState::Ended { .. },
            ) => {}
        }
    }

    /// How the venue served is counted, whatever the answer means for the order.
    fn notice_answer(
        &mut self,
        now: Time,
        order: OrderId,
        answer: &PlaceAnswer,
        out: &mut Vec<Effect>,
    ) {
        match answer {
            PlaceAnswer::Accepted { .. } => self.taken_after(now, order, out),
            PlaceAnswer::Refused(_) => self.order_failed(now, (order, Breaker::Refusals), out),
            PlaceAnswer::Unknown | PlaceAnswer::NotSent(NotSentReason::NoConnection) => {
                self.order_failed(now, (order, Breaker::Errors), out);
            }
            PlaceAnswer::NotSent(
                NotSentReason::Halted
                | NotSentReason::TooLate
                | NotSentReason::OverBudget
                | NotSentReason::NotBuilt,
            ) => {}
        }
    }

    /// The request certainly never left. After a halt the gate is asked again, for it may cover others only.
    fn not_sent(
        &mut self,
        now: Time,
        order: OrderId,
        reason: NotSentReason,
        out: &mut Vec<Effect>,
    ) {
        let wished_away = self.order(order).is_some_and(|o| o.cancel_asked.is_some());
        // A pair leaves in one request, so one of its orders cannot be sent on for itself; exits on margin leave apart.
        let in_one =
            |o: &domain::Order| o.list.is_some() && !self.gate.is_margined(o.order.account());
        let of_pair = self.order(order).is_some_and(in_one);
        let tried = self.pursuits.get(order).map_or(0, |p| p.reaffirms);
        let again = match reason {
            NotSentReason::Halted if !wished_away && !of_pair && tried < REAFFIRM_COUNT_MAX => {
                self.gate.reaffirm(order).map_err(|no| no.to_string())
            }
            NotSentReason::Halted
            | NotSentReason::TooLate
            | NotSentReason::OverBudget
            | NotSentReason::NoConnection
            | NotSentReason::NotBuilt => Err(reason.words().into()),
        };
        let cleared = match again {
            Ok(cleared) => cleared,
            Err(text) => {
                let words = VenueWords { code: 0, text };
                return self.end(now, order, (EndReason::NotSent, Some(words)), out);
            }
        };
        let deadline = now.plus(REQUEST_LIFE);
        let at = now;
        let event = Event::Reaffirmed {
            order,
            at,
            deadline,
        };
        self.record(event, out);
        self.pursuits.change(order, |p| {
            p.reaffirms = p.reaffirms.saturating_add(1);
            p.believe_after = deadline;
            p.ask.start(deadline);
            p.known();
            p.unknown_from(now);
        });
        Self::send(now, cleared, out);
    }

    pub(crate) fn cancel_answered(
        &mut self,
        now: Time,
        order: OrderId,
        answer: CancelAnswer,
        out: &mut Vec<Effect>,
    ) {
        match answer {
            CancelAnswer::Cancelled {
                venue_id,
                filled_total,
                ..
            } => {
                let told = Told {
                    venue_id,
                    status: VenueStatus::Cancelled,
                    filled_total,
                };
                self.told(now, order, &told, out);
            }
            // It ended, or its request has not arrived yet: the question tells, and the wish to cancel stands.
            CancelAnswer::NotOpen => self.ask_if_open(order, now),
            CancelAnswer::Unknown => {
                self.order_failed(now, (order, Breaker::Errors), out);
                self.ask_if_open(order, now.plus(delay(0)));
            }
            CancelAnswer::NotSent => {
                if self.is_open(order) {
                    self.pursuits.change(order, |p| p.cancel.go_on(now));
                }
            }
        }
    }

    fn ask_if_open(&mut self, order: OrderId, at: Time) {
        if self.is_open(order) {
            self.pursuits.change(order, |p| p.ask.start_by(at));
        }
    }

    pub(crate) fn is_open(&self, order: OrderId) -> bool {
        self.order(order).is_some_and(|o| !o.state.is_ended())
    }

    pub(crate) fn queried(
        &mut self,
        now: Time,
        order: OrderId,
        asked: Asked,
        out: &mut Vec<Effect>,
    ) {
        match asked.answer {
            QueryAnswer::Found {
                venue_id,
                status,
                filled_total,
                ..
            } => {
                let told = Told {
                    venue_id,
                    status,
                    filled_total,
                };
                self.told(now, order, &told, out);
                self.cancel_again(now, order, status);
            }
            QueryAnswer::NeverSeen => self.never_seen(now, order, asked.asked_at, out),
            QueryAnswer::NoAnswer => {
                self.pursuits.change(order, |p| p.never_seen = 0);
            }
        }
    }

    /// A cancel that was sent and yet found the order working is sent again, with growing pauses.
    fn cancel_again(&mut self, now: Time, order: OrderId, status: VenueStatus) {
        let wished_away = self.order(order).is_some_and(|o| o.cancel_asked.is_some());
        match status {
            VenueStatus::Working if wished_away => {
                self.pursuits.change(order, |p| {
                    if p.cancel.at().is_none() && p.end_seen.is_none() {
                        p.cancel.go_on(now);
                    }
                });
            }
            VenueStatus::Working
            | VenueStatus::Filled
            | VenueStatus::Cancelled
            | VenueStatus::Expired
            | VenueStatus::Rejected => {}
        }
    }

    /// "Never seen" is believed of an asked order only: asked after the request's own life, and so often in a row.
    fn never_seen(&mut self, now: Time, order: OrderId, asked_at: Time, out: &mut Vec<Effect>) {
        let Some(state) = self.order(order).map(|order| order.state) else {
            return;
        };
        // Of what is over it says nothing more, whoever asked before it ended.
        if state.is_ended() {
            return;
        }
        let early = self.config.believes_never_seen_early();
        let count = self.pursuits.change(order, |p| {
            let is_later = p.never_seen_asked.is_none_or(|last| asked_at > last);
            if asked_at > p.believe_after && is_later {
                p.never_seen = p.never_seen.saturating_add(1);
                p.never_seen_asked = Some(asked_at);
                p.ask.start(now.plus(delay(0)));
            }
            p.never_seen
        });
        let enough = early || count >= Some(NEVER_SEEN_COUNT);
        match state {
            OrderState::Asked { .. } if enough => {
                self.end(now, order, (EndReason::NeverSeen, None), out);
            }
            OrderState::Working { .. } if enough => {
                self.breach(now, order, Breach::Denied, out);
                let silence_max = self.silence_max();
                self.pursuits.change(order, |p| {
                    p.never_seen = 0;
                    p.denial = Denial::Standing;
                    p.ask.start(now.plus(silence_max));
                });
            }
            OrderState::Asked { .. } | OrderState::Working { .. } | OrderState::Ended { .. } => {}
        }
    }

    pub(crate) fn fills_answered(
        &mut self,
        now: Time,
        order: OrderId,
        answer: &FillsAnswer,
        out: &mut Vec<Effect>,
    ) {
        match answer {
            FillsAnswer::NoAnswer => {}
            FillsAnswer::Complete(fills) => {
                let asked = self
                    .order(order)
                    .is_some_and(|o| matches!(o.state, OrderState::Asked { .. }));
                if asked {
                    return;
                }
                for fill in fills {
                    self.book(now, order, fill, out);
                }
                if let Some(account) = self.order(order).map(|o| o.order.account()) {
                    // These fills came past the stream, so whether the balances contain them is not known.
                    self.refresh.want(account, now);
                }
                self.settle(now, order, out);
            }
        }
    }

    /// Books the end of an order: its hold is freed, and nothing more is done about it.
    pub(crate) fn end(
        &mut self,
        now: Time,
        order: OrderId,
        (reason, words): (EndReason, Option<VenueWords>),
        out: &mut Vec<Effect>,
    ) {
        let filled = self.order(order).map_or(Qty::ZERO, |o| o.state.filled());
        let words = words.map(|words| VenueWords {
            code: words.code,
            text: bounded(words.text),
        });
        let event = Event::Ended {
            order,
            reason,
            filled,
            words,
            at: now,
        };
        self.record(event, out);
        self.rest_of(now, order);
    }

    /// Nothing more is done about an order that is over.
    pub(crate) fn rest_of(&mut self, now: Time, order: OrderId) {
        self.pursuits.change(order, |p| {
            p.ask.stop();
            p.fetch.stop();
            p.cancel.stop();
            p.time_up = None;
            p.end_seen = None;
            p.never_seen = 0;
            p.known();
        });
        self.ask_for_other(now, order);
    }

    /// Hands out a cancel and makes sure that its fate is asked for, should no answer come.
    pub(crate) fn send_cancel(&mut self, now: Time, order: OrderId, out: &mut Vec<Effect>) {
        self.pursuits.change(order, |p| {
            p.cancel.sent();
            p.ask.start_by(now.plus(delay(3)));
        });
        self.act(order, Deed::Cancel, out);
    }
}

impl NotSentReason {
    /// The reason in plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Halted => "a halt came before it was sent",
            Self::TooLate => "it could not be sent in time",
            Self::OverBudget => "the venue's rate budget was used up",
            Self::NoConnection => "no connection to the venue could be made",
            Self::NotBuilt => "the request could not be built or signed",
        }
    }
}
