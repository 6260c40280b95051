//! One connection on which orders are said: the last look, the frame, the answers by their ids, signs of life, and the end.
//! What was said on a connection that ends without an answer may have been executed; what was not said certainly was not.

use crate::backoff::Backoff;
use crate::clock;
use crate::order_session::{ANSWER_LIFE, Saying, Told};
use crate::outcome::Lost;
use crate::stream::{CutReason, SILENCE_MAX, Socket};
use futures_util::{Sink, SinkExt, StreamExt};
use protocols::SessionManners;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

/// Requests that were said and are not answered; while there are as many, others go another way.
const UNANSWERED_MAX: usize = 1_024;
/// A connection that owes an answer and is silent for this long is asked for a sign of life.
const PING_AFTER: Duration = Duration::from_secs(2);
/// A connection that owes an answer and gives no sign of life for this long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(5);
/// A frame that the socket does not take within this time ends the connection.
const WRITE_MAX: Duration = Duration::from_secs(2);
/// A connection that stood this long is replaced at once; one that was to be replaced sooner counts as a failure.
const STEADY_AFTER: Duration = Duration::from_secs(10);
/// Time for a proper goodbye.
const GOODBYE_MAX: Duration = Duration::from_secs(1);

/// A connection and what it owes.
pub(crate) struct Line {
    socket: Socket,
    manners: SessionManners,
    unanswered: BTreeMap<String, Unanswered>,
    /// When anything last arrived.
    heard: Instant,
    /// When a sign of life was last asked for.
    pinged: Option<Instant>,
    /// When it is replaced because of its age.
    oldest: Instant,
    begun: Instant,
}

/// A request that was said.
struct Unanswered {
    told: oneshot::Sender<Told>,
    said: Instant,
}

/// Why nothing more is said on a connection.
pub(crate) enum End {
    /// Nobody can say anything any more.
    Abandoned,
    /// It is to be replaced; answers may still come on it.
    Retired,
    /// It ended.
    Cut(CutReason),
}

impl Line {
    pub(crate) fn new(socket: Socket, manners: SessionManners, age: Duration) -> Self {
        let now = Instant::now();
        Self {
            socket,
            manners,
            unanswered: BTreeMap::new(),
            heard: now,
            pinged: None,
            oldest: now + age,
            begun: now,
        }
    }

    /// Whether it stood long enough to forgive the failures before it.
    pub(crate) fn was_steady(&self) -> bool {
        self.begun.elapsed() >= STEADY_AFTER
    }

    /// Says what there is to say until it ends or is to be replaced. What arrived is read before more is said.
    pub(crate) async fn serve(
        &mut self,
        said: &mut mpsc::Receiver<Saying>,
        backoff: &mut Backoff,
    ) -> End {
        loop {
            let wake = self.wake_at();
            let end = tokio::select! {
                biased;
                frame = self.socket.next() => {
                    if let Some(Ok(Message::Text(_))) = &frame {
                        backoff.worked();
                    }
                    self.take_in(frame)
                }
                saying = said.recv() => match saying {
                    Some(saying) => self.say(saying).await.err().map(End::Cut),
                    None => Some(End::Abandoned),
                },
                () = sleep_until(wake) => self.look().await,
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// Takes in the answers that are still owed, and says goodbye.
    pub(crate) async fn drain(mut self) {
        let over = Instant::now() + ANSWER_LIFE;
        while !self.unanswered.is_empty() {
            let Ok(frame) = timeout_at(over, self.socket.next()).await else {
                break;
            };
            match self.take_in(frame) {
                None | Some(End::Retired) => self.forget(Instant::now()),
                Some(End::Abandoned | End::Cut(_)) => return,
            }
        }
        let goodbye = timeout(GOODBYE_MAX, self.socket.close(None));
        if goodbye.await.is_err() {
            tracing::debug!("a retired session for orders was left without a goodbye");
        }
    }

    /// The last look, and the frame. What is held back or was not written can not be executed; what was can.
    async fn say(&mut self, saying: Saying) -> Result<(), CutReason> {
        let now = Instant::now();
        self.forget(now);
        if now > saying.say_by || self.unanswered.len() >= UNANSWERED_MAX {
            saying.hand_back();
            return Ok(());
        }
        let ready = poll_fn(|context| Pin::new(&mut self.socket).poll_ready(context));
        match timeout(WRITE_MAX, ready).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                saying.hand_back();
                return Err(CutReason::Broken(error.to_string()));
            }
            Err(_) => {
                saying.hand_back();
                return Err(CutReason::Full);
            }
        }
        if let Some(Err(why)) = saying.conditions.as_ref().map(|all| all.look()) {
            drop(saying.told.send(Told::Withheld(why)));
            return Ok(());
        }
        let Saying {
            id, frame, told, ..
        } = saying;
        if let Err(error) = Pin::new(&mut self.socket).start_send(Message::text(frame)) {
            let fate = if is_unwritten(&error) {
                Told::NeverSaid
            } else {
                Told::Lost(Lost::Broken(error.to_string()))
            };
            drop(told.send(fate));
            return Err(CutReason::Broken(error.to_string()));
        }
        let said = Instant::now();
        self.unanswered.insert(id, Unanswered { told, said });
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), CutReason> {
        match timeout(WRITE_MAX, SinkExt::<Message>::flush(&mut self.socket)).await {
            Ok(written) => written.map_err(|error| CutReason::Broken(error.to_string())),
            Err(_) => Err(CutReason::Full),
        }
    }

    fn take_in(&mut self, frame: Option<Result<Message, Error>>) -> Option<End> {
        self.heard = Instant::now();
        match frame {
            None | Some(Ok(Message::Close(_))) => Some(End::Cut(CutReason::Closed)),
            Some(Err(error)) => Some(End::Cut(CutReason::Broken(error.to_string()))),
            Some(Ok(Message::Text(text))) => self.hear(text.as_bytes()),
            Some(Ok(_)) => None,
        }
    }

    /// An answer goes to whoever waits for it; one that nobody waits for, or of another connection, goes to nobody.
    fn hear(&mut self, frame: &[u8]) -> Option<End> {
        let Some(answer) = (self.manners.read)(frame, clock::now()) else {
            return (self.manners.farewell)(frame).then_some(End::Retired);
        };
        match self.unanswered.remove(&answer.id) {
            Some(waiting) => drop(waiting.told.send(Told::Answered(answer))),
            None => tracing::debug!("an answer on the session for orders answers nothing"),
        }
        None
    }

    /// Looks at the time: age, silence, and what is not waited for any more.
    async fn look(&mut self) -> Option<End> {
        let now = Instant::now();
        self.forget(now);
        if now >= self.oldest {
            return Some(End::Retired);
        }
        if now >= self.heard + SILENCE_MAX {
            return Some(End::Cut(CutReason::Silent));
        }
        let (ping, dead) = self.doubts()?;
        if now >= dead {
            return Some(End::Cut(CutReason::Mute));
        }
        if now >= ping && self.pinged.is_none_or(|at| at < ping) {
            self.pinged = Some(now);
            let asked = Pin::new(&mut self.socket).start_send(Message::Ping(Bytes::new()));
            if let Err(error) = asked {
                return Some(End::Cut(CutReason::Broken(error.to_string())));
            }
            return self.flush().await.err().map(End::Cut);
        }
        None
    }

    /// When a sign of life is asked for, and when it is dead without one; nothing while no answer is owed.
    fn doubts(&self) -> Option<(Instant, Instant)> {
        let owed = self.unanswered.values().map(|one| one.said).min()?;
        let silent = self.heard.max(owed);
        Some((silent + PING_AFTER, silent + DEAD_AFTER))
    }

    fn wake_at(&self) -> Instant {
        let forget = self.unanswered.values().map(|one| one.said).min();
        let forget = forget.map(|said| said + ANSWER_LIFE);
        let doubt = self.doubts().map(|(ping, dead)| {
            let asked = self.pinged.is_some_and(|at| at >= ping);
            if asked { dead } else { ping }
        });
        let silent = self.heard + SILENCE_MAX;
        let soonest = [forget, doubt].into_iter().flatten().min();
        soonest.map_or(self.oldest.min(silent), |at| {
            at.min(self.oldest).min(silent)
        })
    }

    fn forget(&mut self, now: Instant) {
        self.unanswered
            .retain(|_, waiting| !waiting.told.is_closed() && now < waiting.said + ANSWER_LIFE);
    }
}

/// Whether a frame was refused before any of it was taken.
fn is_unwritten(error: &Error) -> bool {
    matches!(
        error,
        Error::ConnectionClosed
            | Error::AlreadyClosed
            | Error::Protocol(ProtocolError::SendAfterClosing)
    )
}
