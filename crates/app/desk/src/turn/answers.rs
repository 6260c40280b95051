//! Commands on their way through a turn, and the answers they get once the turn is on disk. Never an early answer.

use super::keys::{Known, Wished};
use super::replies::{cancels, confirmed, done, oco_placed, placed, pressed, proposed};
use super::stopping::give_unrecorded;
use super::{Turn, Turns};
use crate::command::{
    Answer, Command, CommandError, Kept, OcoPlaced, OcoWish, Placed, Repeated, RequestKey,
    StopWord, Wish,
};
use crate::controls::Proposed;
use domain::{AccountId, OcoTerms, OrderId, Origin, PressId, Qty, Setting, Symbol, UserId};
use std::collections::BTreeMap;
use store::RequestKeyRow;
use tokio::sync::oneshot;
use trading::{AmendInput, Cause, ContractInput, Effect, Input, RequestId};

/// Who waits for the answer to a request.
#[derive(Debug)]
pub(super) enum Pending {
    Place(Box<PlacePending>),
    Oco(OcoPending),
    Confirm(Answer<Placed>),
    Cancels(Answer<Vec<OrderId>>),
    Proposed(Answer<Proposed>),
    Press(Answer<PressId>),
    Done(Answer<()>),
}

impl Pending {
    /// Whoever waits for an order.
    fn placing(&mut self) -> Option<&mut PlacePending> {
        match self {
            Self::Place(place) => Some(place),
            Self::Oco(_)
            | Self::Confirm(_)
            | Self::Cancels(_)
            | Self::Proposed(_)
            | Self::Press(_)
            | Self::Done(_) => None,
        }
    }
}

/// Whoever waits for an order, and the name they gave the request.
#[derive(Debug)]
pub(super) struct PlacePending {
    answers: Vec<(Answer<Placed>, Repeated)>,
    key: Option<(UserId, RequestKey)>,
    wished: Wished,
}

/// Whoever waits for a pair, and the name they gave the request.
#[derive(Debug)]
pub(super) struct OcoPending {
    answer: Answer<OcoPlaced>,
    key: Option<(UserId, RequestKey)>,
}

/// Gives an answer; that nobody waits any more is no error.
pub(super) fn give<T>(answer: Answer<T>, value: Result<T, CommandError>) {
    if answer.send(value).is_err() {
        tracing::debug!("nobody waits for this answer any more");
    }
}

impl Turns {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of command; a list to be read, not a deed to be cut"
    )]
    pub(super) async fn take_command(&mut self, turn: &mut Turn, command: Command) {
        match command {
            Command::Place(wish, origin, answer) => {
                self.place(turn, (None, wish), origin, answer).await;
            }
            Command::Replace(old, wish, origin, answer) => {
                self.place(turn, (Some(old), wish), origin, answer).await;
            }
            Command::PlaceOco(wish, origin, answer) => {
                self.place_oco(turn, &wish, origin, answer).await;
            }
            Command::Amend(order, qty, origin, answer) => {
                self.amend(turn, (order, qty, origin), answer);
            }
            Command::Confirm(order, origin, answer) => {
                let request = self.request(Pending::Confirm(answer));
                let input = Input::Confirm {
                    request,
                    order,
                    origin,
                };
                self.step(turn, input);
            }
            Command::Cancel(order, origin, answer) => {
                self.stop_order(turn, (order, origin), Pending::Done(answer));
            }
            Command::CancelAll(account, symbol, origin, answer) => {
                self.cancel_all(turn, (account, symbol, origin), answer);
            }
            Command::Settle(order, cause, answer) => {
                self.ask(turn, answer, |request| Input::Settle {
                    request,
                    order,
                    cause,
                });
            }
            Command::Halt(halt, answer) => {
                let asked = (StopWord::Halt, Pending::Press(answer));
                self.stop(turn, asked, |request| halt.input(request));
            }
            Command::Stop(wish, cause, answer) => {
                let asked = (wish.word(), Pending::Press(answer));
                self.stop(turn, asked, |request| {
                    Input::Stop(wish.input(request, cause))
                });
            }
            Command::Release(halt, answer) => {
                self.ask(turn, answer, |request| halt.release(request));
            }
            Command::Propose(wish, cause, answer) => {
                let request = self.request(Pending::Proposed(answer));
                self.step(turn, Input::Proposal(wish.input(request, cause)));
            }
            Command::Compare(answer) => self.compare(turn, answer),
            Command::AcceptBreak(key, cause, answer) => {
                let account = self.holder_of(key);
                self.ask(turn, answer, |request| Input::AcceptBreak {
                    request,
                    account,
                    key,
                    cause,
                });
            }
            Command::Set(account, setting, cause, answer) => {
                self.set(turn, (account, setting, cause), answer);
            }
            Command::Venue(account, wish, cause, answer) => self.ask(turn, answer, |request| {
                Input::Failover(wish.input((request, account), cause))
            }),
            Command::Verdict(wish, origin, answer) => {
                let trading = &self.trading;
                let verdict = trading.verdict(turn.now, wish.account, origin, wish.terms);
                give(answer, Ok(verdict));
            }
            Command::People(changes, answer) => turn.people.push((changes, answer)),
            Command::Own(own, answer) => turn.own.push((own, answer)),
        }
    }

    fn amend(
        &mut self,
        turn: &mut Turn,
        (order, qty, origin): (OrderId, Qty, Origin),
        answer: Answer<()>,
    ) {
        self.ask(turn, answer, |request| {
            Input::Amend(AmendInput::Wish {
                request,
                order,
                qty,
                origin,
            })
        });
    }

    /// Has every account compared.
    fn compare(&mut self, turn: &mut Turn, answer: Answer<()>) {
        let beside = [self.parts.margined.as_ref(), self.parts.backup.as_ref()];
        let beside = beside.map(|link| link.map(|link| link.account));
        for account in beside.into_iter().flatten() {
            // One answer is enough: what came of it is shown in the portfolio.
            let (unheard, _) = oneshot::channel();
            self.ask(turn, unheard, |request| Input::CheckNow {
                request,
                account,
            });
        }
        let account = self.parts.link.account;
        self.ask(turn, answer, |request| Input::CheckNow { request, account });
    }

    /// The account that a break is about; of one that is not in force, the account on spot.
    fn holder_of(&self, key: trading::BreakKey) -> AccountId {
        let mut breaks = self.trading.breaks();
        let found = breaks.find(|found| found.key == key);
        found.map_or(self.parts.link.account, |found| found.account)
    }

    /// Steps trading with a wish that is answered when it is done.
    fn ask(&mut self, turn: &mut Turn, answer: Answer<()>, input: impl FnOnce(RequestId) -> Input) {
        let request = self.request(Pending::Done(answer));
        self.step(turn, input(request));
    }

    fn set(
        &mut self,
        turn: &mut Turn,
        (account, setting, cause): (AccountId, Setting, Cause),
        answer: Answer<()>,
    ) {
        if self.parts.link_of(account).is_none() {
            return give(answer, Err(CommandError::UnknownAccount(account)));
        }
        self.ask(turn, answer, |request| {
            Input::Contract(ContractInput::Set {
                request,
                account,
                setting,
                cause,
            })
        });
    }

    fn cancel_all(
        &mut self,
        turn: &mut Turn,
        (account, symbol, origin): (AccountId, Option<Symbol>, Origin),
        answer: Answer<Vec<OrderId>>,
    ) {
        if self.parts.link_of(account).is_none() {
            return give(answer, Err(CommandError::UnknownAccount(account)));
        }
        let asked = (StopWord::Cancel, Pending::Cancels(answer));
        self.stop(turn, asked, |request| Input::CancelAll {
            request,
            account,
            symbol,
            origin,
        });
    }

    /// A wish to trade: beside what works, or in the place of an order.
    async fn place(
        &mut self,
        turn: &mut Turn,
        (old, wish): (Option<OrderId>, Wish),
        origin: Origin,
        answer: Answer<Placed>,
    ) {
        if self.parts.link_of(wish.account).is_none() {
            return give(answer, Err(CommandError::UnknownAccount(wish.account)));
        }
        let key = origin.user().zip(wish.request_key);
        let wished = Wished::of(&wish, old);
        if let Some(key) = key {
            // The same key may wait in this very turn: both get the one answer.
            let mut waiting = self.pending.values_mut();
            let waiting =
                waiting.find_map(|pending| pending.placing().filter(|p| p.key == Some(key)));
            if let Some(place) = waiting {
                if place.wished == wished {
                    place.answers.push((answer, Repeated::Yes));
                } else {
                    give(answer, Err(CommandError::KeyReused));
                }
                return;
            }
            match self.known(key).await {
                Ok(Some(known)) => return give(answer, known.repeated(&wished)),
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(error = %error, "request keys cannot be read");
                    return give(answer, Err(CommandError::NotRecorded));
                }
            }
        }
        let request = self.request(Pending::Place(Box::new(PlacePending {
            answers: vec![(answer, Repeated::No)],
            key,
            wished,
        })));
        let input = match (old, wish.protection) {
            (None, None) => Input::Place {
                request,
                account: wish.account,
                origin,
                terms: wish.terms,
            },
            (None, Some(protection)) => Input::PlaceProtected {
                request,
                account: wish.account,
                origin,
                terms: wish.terms,
                protection,
            },
            (Some(order), _) => Input::Replace {
                request,
                order,
                origin,
                terms: wish.terms,
            },
        };
        self.step(turn, input);
    }

    async fn place_oco(
        &mut self,
        turn: &mut Turn,
        wish: &OcoWish,
        origin: Origin,
        answer: Answer<OcoPlaced>,
    ) {
        if wish.account != self.parts.link.account {
            return give(answer, Err(CommandError::UnknownAccount(wish.account)));
        }
        let key = origin.user().zip(wish.request_key);
        if let Some(key) = key {
            let waiting = self.pending.values().any(|pending| match pending {
                Pending::Place(place) => place.key == Some(key),
                Pending::Oco(pending) => pending.key == Some(key),
                Pending::Confirm(_)
                | Pending::Cancels(_)
                | Pending::Proposed(_)
                | Pending::Press(_)
                | Pending::Done(_) => false,
            });
            if waiting {
                // The first of both is being written in this very turn; asked again, it is found there.
                return give(answer, Err(CommandError::Busy));
            }
            match self.known(key).await {
                Ok(Some(known)) => {
                    let told = self.oco_repeated(&known, &wish.terms).await;
                    return give(answer, told);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(error = %error, "request keys cannot be read");
                    return give(answer, Err(CommandError::NotRecorded));
                }
            }
        }
        let request = self.request(Pending::Oco(OcoPending { answer, key }));
        let input = Input::PlaceOco {
            request,
            account: wish.account,
            origin,
            terms: Box::new(wish.terms),
        };
        self.step(turn, input);
    }

    /// The pair that a request of this name made before, where it is the same wish.
    async fn oco_repeated(
        &self,
        known: &Known,
        terms: &OcoTerms,
    ) -> Result<OcoPlaced, CommandError> {
        let list = known.list.filter(|_| known.wished.terms == *terms.target());
        let list = list.ok_or(CommandError::KeyReused)?;
        let row = self.parts.reader.order(list.stop()).await;
        let row = row.map_err(|_| CommandError::NotRecorded)?;
        let row = row.filter(|row| row.order.order.terms() == terms.stop());
        let row = row.ok_or(CommandError::KeyReused)?;
        Ok(OcoPlaced {
            list,
            client_id: list.client_id(row.order.opened, row.order.order.account()),
            repeated: Repeated::Yes,
        })
    }

    pub(super) fn request(&mut self, pending: Pending) -> RequestId {
        let request = RequestId(self.request_next);
        self.request_next = self.request_next.saturating_add(1);
        self.pending.insert(request, pending);
        request
    }

    /// Puts the request keys of orders accepted in this turn beside the orders, in memory and on disk.
    pub(super) fn settle_keys(&mut self, turn: &mut Turn) {
        for effect in &turn.effects {
            let Effect::Answer { request, answer } = effect else {
                continue;
            };
            let Some((key, known)) = self
                .pending
                .get(request)
                .and_then(|pending| made(pending, answer))
            else {
                continue;
            };
            self.keys.insert(key, known);
            turn.rows.batch.request_keys.push(RequestKeyRow {
                user: key.0,
                name: key.1.as_str().to_owned(),
                order: known.order,
            });
        }
    }

    /// Gives the answer of trading to whoever asked; its turn is on disk.
    pub(super) fn answer(&mut self, request: RequestId, answer: trading::Answer) {
        match self.pending.remove(&request) {
            Some(Pending::Place(place)) => {
                for (waiting, repeated) in place.answers {
                    give(waiting, placed(answer.clone(), repeated));
                }
            }
            Some(Pending::Oco(pending)) => give(pending.answer, oco_placed(answer)),
            Some(Pending::Confirm(waiting)) => give(waiting, confirmed(answer)),
            Some(Pending::Cancels(waiting)) => give(waiting, cancels(answer)),
            Some(Pending::Proposed(waiting)) => give(waiting, proposed(answer)),
            Some(Pending::Press(waiting)) => give(waiting, pressed(answer)),
            Some(Pending::Done(waiting)) => give(waiting, done(answer)),
            None => tracing::debug!(request = request.0, "nobody waits for this answer"),
        }
    }

    /// Tells everybody who waits that it is not on disk, and what holds all the same.
    pub(super) fn answer_all_unrecorded(
        &mut self,
        taken: &BTreeMap<RequestId, StopWord>,
        kept: Kept,
    ) {
        let lost = std::mem::take(&mut self.pending);
        let keys: Vec<_> = lost
            .values()
            .filter_map(|pending| match pending {
                Pending::Place(place) => place.key,
                Pending::Oco(pending) => pending.key,
                Pending::Confirm(_)
                | Pending::Cancels(_)
                | Pending::Proposed(_)
                | Pending::Press(_)
                | Pending::Done(_) => None,
            })
            .collect();
        self.keys.forget(keys.into_iter());
        for (request, pending) in lost {
            let stopped = (taken.get(&request).copied(), kept);
            match pending {
                Pending::Place(place) => place
                    .answers
                    .into_iter()
                    .for_each(|(waiting, _)| give(waiting, Err(CommandError::NotRecorded))),
                Pending::Oco(pending) => give(pending.answer, Err(CommandError::NotRecorded)),
                Pending::Confirm(waiting) => give(waiting, Err(CommandError::NotRecorded)),
                Pending::Cancels(waiting) => give_unrecorded(waiting, stopped),
                Pending::Proposed(waiting) => give(waiting, Err(CommandError::NotRecorded)),
                Pending::Press(waiting) => give_unrecorded(waiting, stopped),
                Pending::Done(waiting) => give_unrecorded(waiting, stopped),
            }
        }
    }
}

/// What an accepted request with a name has made.
fn made(pending: &Pending, answer: &trading::Answer) -> Option<((UserId, RequestKey), Known)> {
    match (pending, answer) {
        (Pending::Place(place), trading::Answer::Accepted { order, client_id }) => {
            let known = Known {
                order: *order,
                list: None,
                client_id: *client_id,
                wished: place.wished,
            };
            place.key.map(|key| (key, known))
        }
        (Pending::Oco(pending), trading::Answer::OcoAccepted(pair)) => {
            let known = Known {
                order: pair.target().id(),
                list: Some(pair.list()),
                client_id: pair.target().client_id(),
                wished: Wished::plain(*pair.target().terms()),
            };
            pending.key.map(|key| (key, known))
        }
        (
            Pending::Place(_)
            | Pending::Oco(_)
            | Pending::Confirm(_)
            | Pending::Cancels(_)
            | Pending::Proposed(_)
            | Pending::Press(_)
            | Pending::Done(_),
            _,
        ) => None,
    }
}
