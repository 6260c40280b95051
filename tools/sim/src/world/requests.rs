//! The way of a request: last look, wire, venue, answer. Where each can be lost is decided by the network.

use super::{Happening, Leaving, Question, Refused, Request, World, Wrong, amending};
use crate::network::{ANSWER_LIFE, AnswerFate, Fate};
use crate::venue::{Placed, fill, status, venue_id};
use domain::{NewOco, NewOrder, ReplaceOrder, Span, Time};
use exchange::{AccountTrade, OrderView};
use gate::Cleared;
use protocols::binance_spot::{ask, facts};
use trading::{
    CLOCK_SLACK, CancelAnswer, FillsAnswer, Input, NotSentReason, PlaceAnswer, QueryAnswer,
    VENUE_TIMEOUT, VenueReport, VenueStatus,
};

/// A time stamp this far ahead of the venue's clock is refused.
const AHEAD_MAX: Span = facts::AHEAD_MAX;

impl World {
    /// An effect reaches the socket of the life that made it.
    pub(super) fn left(&mut self, life: u64, leaving: Leaving) -> Result<(), Wrong> {
        if life != self.house.life || self.house.trading().is_none() {
            self.trace.tally.count("effect of a dead process");
            return Ok(());
        }
        match leaving {
            Leaving::Place {
                cleared,
                send_by,
                deadline,
            } => self.send_order(cleared, send_by, deadline),
            Leaving::PlaceOco {
                cleared,
                send_by,
                deadline,
            } => self.send_pair(cleared, send_by, deadline),
            Leaving::Replace {
                cleared,
                send_by,
                deadline,
            } => self.send_replacement(cleared, send_by, deadline),
            Leaving::Amend {
                cleared,
                send_by,
                deadline,
            } => self.send_amendment(cleared, send_by, deadline),
            Leaving::Other(question) => {
                self.send(question, facts::REQUEST_LIFE);
                Ok(())
            }
        }
    }

    /// The last look, then the call that only a cleared order makes.
    fn send_order(
        &mut self,
        cleared: Cleared<NewOrder>,
        send_by: Time,
        deadline: Time,
    ) -> Result<(), Wrong> {
        let order = *cleared.get();
        let now = self.house.clock(self.truth);
        let moved = self
            .house
            .trading()
            .is_some_and(|t| t.halt_watch().moved_since(cleared.halt_epoch()));
        let not_sent = |reason| Input::Answered {
            order: order.id(),
            answer: PlaceAnswer::NotSent(reason),
        };
        if now > send_by {
            return self.turn(vec![not_sent(NotSentReason::TooLate)]);
        }
        if moved {
            self.trace.tally.count("stopped by the last look");
            return self.turn(vec![not_sent(NotSentReason::Halted)]);
        }
        let take_up = take_up_by(deadline);
        let Some(instrument) = self.figures.instrument(order.terms().symbol) else {
            return self.turn(vec![not_sent(NotSentReason::NotBuilt)]);
        };
        let Ok(call) = ask::place(cleared, instrument, take_up) else {
            return self.turn(vec![not_sent(NotSentReason::NotBuilt)]);
        };
        let window = Span::from_nanos(take_up.since(now).nanos()).min(call.life());
        let payload = call.payload(self.truth, window);
        let says = payload.contains(&format!("newClientOrderId={}", order.client_id()))
            && payload.contains(&format!("quantity={}&", order.terms().qty));
        if !says {
            return Err(Wrong(format!("the call does not say the order: {payload}")));
        }
        self.send(Question::Place(order), window);
        Ok(())
    }

    /// The last look, then the one call that a cleared pair makes.
    fn send_pair(
        &mut self,
        cleared: Cleared<NewOco>,
        send_by: Time,
        deadline: Time,
    ) -> Result<(), Wrong> {
        let pair = *cleared.get();
        let now = self.house.clock(self.truth);
        let moved = self
            .house
            .trading()
            .is_some_and(|t| t.halt_watch().moved_since(cleared.halt_epoch()));
        let not_sent = |reason| of_both(&pair, &PlaceAnswer::NotSent(reason));
        if now > send_by {
            return self.turn(not_sent(NotSentReason::TooLate));
        }
        if moved {
            self.trace.tally.count("stopped by the last look");
            return self.turn(not_sent(NotSentReason::Halted));
        }
        let take_up = take_up_by(deadline);
        let symbol = pair.target().terms().symbol;
        let call = self
            .figures
            .instrument(symbol)
            .and_then(|instrument| ask::place_oco(cleared, instrument, take_up).ok());
        let Some(call) = call else {
            return self.turn(not_sent(NotSentReason::NotBuilt));
        };
        let window = Span::from_nanos(take_up.since(now).nanos()).min(call.life());
        let payload = call.payload(self.truth, window);
        let ids = [
            pair.client_id(),
            pair.target().client_id(),
            pair.stop().client_id(),
        ];
        if !ids.iter().all(|id| payload.contains(&id.to_string())) {
            return Err(Wrong(format!("the call does not say the pair: {payload}")));
        }
        self.send(Question::PlaceOco(pair), window);
        Ok(())
    }

    /// The last look, then the one call that a cleared replacement makes.
    fn send_replacement(
        &mut self,
        cleared: Cleared<ReplaceOrder>,
        send_by: Time,
        deadline: Time,
    ) -> Result<(), Wrong> {
        let both = *cleared.get();
        let now = self.house.clock(self.truth);
        let moved = self
            .house
            .trading()
            .is_some_and(|t| t.halt_watch().moved_since(cleared.halt_epoch()));
        let not_sent = |reason| {
            vec![Input::Answered {
                order: both.order.id(),
                answer: PlaceAnswer::NotSent(reason),
            }]
        };
        if now > send_by {
            return self.turn(not_sent(NotSentReason::TooLate));
        }
        if moved {
            self.trace.tally.count("stopped by the last look");
            return self.turn(not_sent(NotSentReason::Halted));
        }
        let take_up = take_up_by(deadline);
        let call = self
            .figures
            .instrument(both.cancel.symbol)
            .and_then(|instrument| ask::replace(cleared, instrument, take_up).ok());
        let Some(call) = call else {
            return self.turn(not_sent(NotSentReason::NotBuilt));
        };
        let window = Span::from_nanos(take_up.since(now).nanos()).min(call.life());
        self.send(Question::Replace(both), window);
        Ok(())
    }

    pub(super) fn send(&mut self, question: Question, window: Span) {
        let fate = self.network.request(self.truth);
        if !matches!(
            fate,
            Fate::Executed {
                answer: AnswerFate::Comes(_),
                ..
            }
        ) {
            self.trace
                .say(self.truth, "request-fate", &(fate, question));
        }
        let asked_at = self.house.clock(self.truth);
        let stamp = self.house.venue_time(self.truth);
        let mut request = Request {
            question,
            life: self.house.life,
            sent: self.truth,
            asked_at,
            stamp,
            window,
            answer: AnswerFate::Lost,
            engine: Span::ZERO,
            refused: Refused::No,
        };
        match fate {
            Fate::NotSent => {
                let inputs = unheard(&request, HeardNothing::NotSent);
                let life = self.house.life;
                self.after(Span::from_millis(900), Happening::Hear(life, inputs));
            }
            Fate::Lost => self.answer_lost(&request),
            Fate::Refused { travel } => {
                request.refused = Refused::Yes;
                request.answer = AnswerFate::Comes(Span::from_millis(2));
                self.after(travel, Happening::Arrive(Box::new(request)));
            }
            Fate::Executed {
                travel,
                engine,
                answer,
            } => {
                request.engine = engine;
                request.answer = answer;
                self.after(travel, Happening::Arrive(Box::new(request)));
            }
        }
    }

    fn answer_lost(&mut self, request: &Request) {
        let inputs = unheard(request, HeardNothing::Unknown);
        let (life, sent) = (request.life, request.sent);
        self.at(sent.plus(ANSWER_LIFE), Happening::Hear(life, inputs));
    }

    /// A request reaches the venue: its time stamp is judged before the engine looks.
    pub(super) fn arrived(&mut self, request: Request) -> Result<(), Wrong> {
        let ahead = request.stamp.since(self.truth) >= AHEAD_MAX;
        let stale = self.truth.since(request.stamp) > request.window;
        if ahead || stale || request.refused == Refused::Yes {
            self.trace.tally.count("refused before the engine");
            let inputs = unheard(&request, HeardNothing::Unknown);
            self.answer(&request, inputs);
            return Ok(());
        }
        let engine = request.engine;
        self.after(engine, Happening::Engine(Box::new(request)));
        Ok(())
    }

    /// The engine takes a request up.
    pub(super) fn executed(&mut self, request: Request) -> Result<(), Wrong> {
        let inputs = match request.question {
            Question::Place(order) => return self.executed_order(&request, &order),
            Question::PlaceOco(pair) => return self.executed_pair(&request, &pair),
            Question::Replace(both) => return self.executed_replacement(&request, &both),
            Question::Cancel(cancel) => {
                let (answer, said) = self.venue.cancel(self.truth, &cancel);
                self.spread(said)?;
                vec![Input::CancelAnswered {
                    order: cancel.id,
                    answer,
                }]
            }
            Question::Amend(amend) => self.executed_amendment(&amend)?,
            Question::Query(order, client_id, symbol) => {
                let told = self.qty_of(symbol, client_id);
                let queried = Input::Queried {
                    order,
                    asked_at: request.asked_at,
                    answer: self.venue.query(symbol, client_id),
                };
                told.into_iter().chain([queried]).collect()
            }
            Question::Fills(order, client_id, symbol) => vec![Input::Fills {
                order,
                answer: FillsAnswer::Complete(self.venue.fills(symbol, client_id)),
            }],
            Question::Balances => vec![Input::Balances(self.venue.balances(self.truth))],
            Question::Stated(id) => self.answer_round(&request, id),
        };
        self.answer(&request, inputs);
        Ok(())
    }

    fn executed_order(&mut self, request: &Request, order: &NewOrder) -> Result<(), Wrong> {
        self.oracle.arrives(order, request.sent)?;
        let (placed, said) = self.venue.place(self.truth, order);
        let answered = |answer| Input::Answered {
            order: order.id(),
            answer,
        };
        let inputs = match placed {
            Placed::Refused(words) => {
                self.trace.say(self.truth, "venue-refused", &words);
                vec![answered(PlaceAnswer::Refused(words))]
            }
            Placed::Taken(view, trades) => {
                self.oracle.taken(order, &self.figures)?;
                self.trace
                    .say(self.truth, "venue-took", &(view.client_id, view.status));
                let mut inputs = vec![answered(PlaceAnswer::Accepted {
                    venue_id: venue_id(view.id),
                    at: self.truth,
                })];
                inputs.extend(standing(order, &view, &trades));
                inputs
            }
        };
        self.spread(said)?;
        self.answer(request, inputs);
        Ok(())
    }

    fn executed_pair(&mut self, request: &Request, pair: &NewOco) -> Result<(), Wrong> {
        let orders = [pair.target(), pair.stop()];
        for order in orders {
            self.oracle.arrives(order, request.sent)?;
        }
        let (placed, said) = self.venue.place_oco(self.truth, pair);
        let inputs = match placed {
            Err(words) => {
                self.trace.say(self.truth, "venue-refused-pair", &words);
                of_both(pair, &PlaceAnswer::Refused(words))
            }
            Ok(views) => {
                self.trace.tally.count("pairs taken in");
                let mut inputs = Vec::new();
                for (order, view) in orders.into_iter().zip(&views) {
                    self.oracle.taken(order, &self.figures)?;
                    inputs.push(Input::Answered {
                        order: order.id(),
                        answer: PlaceAnswer::Accepted {
                            venue_id: venue_id(view.id),
                            at: self.truth,
                        },
                    });
                    inputs.extend(standing(order, view, &[]));
                }
                inputs
            }
        };
        self.spread(said)?;
        self.answer(request, inputs);
        Ok(())
    }

    fn executed_replacement(
        &mut self,
        request: &Request,
        both: &ReplaceOrder,
    ) -> Result<(), Wrong> {
        self.oracle.arrives(&both.order, request.sent)?;
        let (cancel, placed, said) = self.venue.replace(self.truth, both);
        let mut inputs = vec![Input::CancelAnswered {
            order: both.cancel.id,
            answer: cancel,
        }];
        let order = both.order.id();
        match placed {
            Placed::Refused(words) => {
                self.trace.say(self.truth, "venue-refused-place", &words);
                let answer = PlaceAnswer::Refused(words);
                inputs.push(Input::Answered { order, answer });
            }
            Placed::Taken(view, trades) => {
                self.oracle.taken(&both.order, &self.figures)?;
                self.trace.tally.count("replacements taken in");
                let answer = PlaceAnswer::Accepted {
                    venue_id: venue_id(view.id),
                    at: self.truth,
                };
                inputs.push(Input::Answered { order, answer });
                inputs.extend(standing(&both.order, &view, &trades));
            }
        }
        self.spread(said)?;
        self.answer(request, inputs);
        Ok(())
    }

    fn answer(&mut self, request: &Request, inputs: Vec<Input>) {
        match request.answer {
            AnswerFate::Comes(span) if self.truth.plus(span).since(request.sent) < ANSWER_LIFE => {
                self.after(span, Happening::Hear(request.life, inputs));
            }
            AnswerFate::Comes(_) | AnswerFate::Lost => {
                self.trace.tally.count("answer lost");
                self.answer_lost(request);
            }
        }
    }
}

/// What a full answer says beside "taken": its fills, and where the order stands after them.
fn standing(order: &NewOrder, view: &OrderView, trades: &[AccountTrade]) -> Vec<Input> {
    let report = |status, filled_total, execution: Option<&AccountTrade>| {
        Input::Venue(VenueReport {
            account: order.account(),
            client_id: order.client_id(),
            venue_id: venue_id(view.id),
            symbol: order.terms().symbol,
            status,
            filled_total,
            fill: execution.map(fill),
            at: view.updated,
        })
    };
    let mut traded = domain::Qty::ZERO;
    let mut inputs = Vec::new();
    for trade in trades {
        traded = traded.plus(trade.execution.qty).unwrap_or(view.filled);
        inputs.push(report(VenueStatus::Working, traded, Some(trade)));
    }
    inputs.push(report(status(view.status), view.filled, None));
    inputs
}

/// When the venue must have taken a request up at the latest.
pub(super) fn take_up_by(deadline: Time) -> Time {
    let engine = VENUE_TIMEOUT.nanos().saturating_add(CLOCK_SLACK.nanos());
    deadline.plus(Span::from_nanos(engine.saturating_neg()))
}

/// The same answer for both orders of a pair.
fn of_both(pair: &NewOco, answer: &PlaceAnswer) -> Vec<Input> {
    [pair.target(), pair.stop()]
        .map(|order| Input::Answered {
            order: order.id(),
            answer: answer.clone(),
        })
        .into()
}

/// Why the house heard nothing of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeardNothing {
    /// It knows that the request never left.
    NotSent,
    /// It knows nothing.
    Unknown,
}

fn unheard(request: &Request, heard: HeardNothing) -> Vec<Input> {
    let input = match (request.question, heard) {
        (Question::PlaceOco(pair), HeardNothing::NotSent) => {
            return of_both(&pair, &PlaceAnswer::NotSent(NotSentReason::NoConnection));
        }
        (Question::Replace(both), HeardNothing::NotSent) => Input::Answered {
            order: both.order.id(),
            answer: PlaceAnswer::NotSent(NotSentReason::NoConnection),
        },
        (Question::Replace(both), HeardNothing::Unknown) => {
            return vec![
                Input::CancelAnswered {
                    order: both.cancel.id,
                    answer: CancelAnswer::Unknown,
                },
                Input::Answered {
                    order: both.order.id(),
                    answer: PlaceAnswer::Unknown,
                },
            ];
        }
        (Question::PlaceOco(pair), HeardNothing::Unknown) => {
            return of_both(&pair, &PlaceAnswer::Unknown);
        }
        (Question::Amend(amend), heard) => amending::unheard(&amend, heard),
        (Question::Place(order), HeardNothing::NotSent) => Input::Answered {
            order: order.id(),
            answer: PlaceAnswer::NotSent(NotSentReason::NoConnection),
        },
        (Question::Place(order), HeardNothing::Unknown) => Input::Answered {
            order: order.id(),
            answer: PlaceAnswer::Unknown,
        },
        (Question::Cancel(cancel), HeardNothing::NotSent) => Input::CancelAnswered {
            order: cancel.id,
            answer: CancelAnswer::NotSent,
        },
        (Question::Cancel(cancel), HeardNothing::Unknown) => Input::CancelAnswered {
            order: cancel.id,
            answer: CancelAnswer::Unknown,
        },
        (Question::Query(order, ..), _) => Input::Queried {
            order,
            asked_at: request.asked_at,
            answer: QueryAnswer::NoAnswer,
        },
        (Question::Fills(order, ..), _) => Input::Fills {
            order,
            answer: FillsAnswer::NoAnswer,
        },
        (Question::Balances | Question::Stated(_), _) => Input::Wake,
    };
    vec![input]
}
