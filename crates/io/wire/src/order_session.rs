//! The session on which orders are placed, cancelled and asked for, each said once: keeps a connection, makes the next one, and
//! hands back what was never said. Never says anything again.

use crate::backoff::Backoff;
use crate::clock;
use crate::last_look::Conditions;
use crate::order_line::{End, Line};
use crate::outcome::{Lost, NotSent};
use crate::stream::{self, CutReason, StreamEvent};
use domain::Span;
use protocols::{SessionAnswer, SessionManners};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};

/// Requests that may wait to be said.
const WAITING_MAX: usize = 256;
/// A request that was not said within this time is not said any more.
const SAY_WITHIN: Duration = Duration::from_secs(2);
/// An answer that has not come after this long is asked for by a question; it is still taken in when it comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// An answer that has not come after this long is not waited for any more; it outlasts the venue's own engine.
pub(crate) const ANSWER_LIFE: Duration = Duration::from_secs(30);

/// A request to be said.
pub(crate) struct Saying {
    pub(crate) id: String,
    pub(crate) frame: String,
    /// What an order must still satisfy when it leaves.
    pub(crate) conditions: Option<Conditions>,
    /// After this it must not be said any more.
    pub(crate) say_by: Instant,
    pub(crate) told: oneshot::Sender<Told>,
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Told {
    /// The venue answered it.
    Answered(SessionAnswer),
    /// The last look held it back: it must not leave by any way.
    Withheld(NotSent),
    /// No byte of it left, and it may go another way.
    NeverSaid,
    /// It may have left, and no answer came.
    Lost(Lost),
}

/// An answer that may yet come.
#[derive(Debug)]
pub(crate) struct Unheard {
    tells: oneshot::Receiver<Told>,
    over: Instant,
}

impl Unheard {
    /// The answer when it comes; nothing when its time is over, or its connection.
    pub(crate) async fn answer(self) -> Option<SessionAnswer> {
        match timeout_at(self.over, self.tells).await {
            Ok(Ok(Told::Answered(answer))) => Some(answer),
            Ok(Ok(Told::Withheld(_) | Told::NeverSaid | Told::Lost(_)) | Err(_)) | Err(_) => None,
        }
    }
}

/// The way onto the session.
#[derive(Debug)]
pub(crate) struct OrderSession {
    sayings: mpsc::Sender<Saying>,
    standing: Arc<AtomicBool>,
    manners: SessionManners,
    task: JoinHandle<()>,
}

impl Drop for OrderSession {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OrderSession {
    /// Keeps a connection to `url` from here on, and tells `events` of every one that stands or ends.
    pub(crate) fn open(
        url: String,
        manners: SessionManners,
        events: mpsc::Sender<StreamEvent>,
    ) -> Self {
        Self::renewed_at(stream::AGE_MAX, url, manners, events)
    }

    /// The same; each connection is replaced at this age.
    fn renewed_at(
        age: Duration,
        url: String,
        manners: SessionManners,
        events: mpsc::Sender<StreamEvent>,
    ) -> Self {
        let (sayings, said) = mpsc::channel(WAITING_MAX);
        let standing = Arc::new(AtomicBool::new(false));
        let keeper = Keeper {
            url,
            age,
            manners,
            said,
            standing: Arc::clone(&standing),
            events,
            connection: 0,
            retired: JoinSet::new(),
        };
        Self {
            sayings,
            standing,
            manners,
            task: tokio::spawn(keeper.run()),
        }
    }

    /// Whether a connection stands.
    pub(crate) fn stands(&self) -> bool {
        self.standing.load(Ordering::SeqCst)
    }

    pub(crate) const fn manners(&self) -> &SessionManners {
        &self.manners
    }

    /// Says a request; what is known of it is told within `patience`, with what may yet be heard.
    pub(crate) async fn say(
        &self,
        (id, frame): (String, String),
        conditions: Option<Conditions>,
        patience: Duration,
    ) -> (Told, Option<Unheard>) {
        let (told, mut tells) = oneshot::channel();
        let begun = Instant::now();
        let saying = Saying {
            id,
            frame,
            conditions,
            say_by: begun + SAY_WITHIN,
            told,
        };
        // As many wait already, or nobody says anything any more: another way is as good.
        if self.sayings.try_send(saying).is_err() {
            return (Told::NeverSaid, None);
        }
        match timeout(patience, &mut tells).await {
            Ok(Ok(told)) => (told, None),
            Ok(Err(_)) => (Told::Lost(ended()), None),
            Err(_) => {
                let over = begun + ANSWER_LIFE;
                let unheard = Unheard { tells, over };
                (Told::Lost(Lost::Timeout), Some(unheard))
            }
        }
    }
}

fn ended() -> Lost {
    Lost::Broken("the session ended".to_owned())
}

/// Keeps one connection after the other.
struct Keeper {
    url: String,
    age: Duration,
    manners: SessionManners,
    said: mpsc::Receiver<Saying>,
    standing: Arc<AtomicBool>,
    events: mpsc::Sender<StreamEvent>,
    /// Counts the connections from 1.
    connection: u64,
    /// Connections on which nothing is said any more and answers are waited for.
    retired: JoinSet<()>,
}

/// Nobody can say anything any more.
struct Abandoned;

impl Keeper {
    async fn run(mut self) {
        let mut backoff = Backoff::default();
        let mut before = None;
        loop {
            while self.retired.try_join_next().is_some() {}
            self.connection = self.connection.saturating_add(1);
            let reason = match self.connected().await {
                Err(Abandoned) => return,
                Ok(Err(reason)) => reason,
                Ok(Ok(mut line)) => {
                    self.tell_opened(before.take());
                    self.standing.store(true, Ordering::SeqCst);
                    let end = line.serve(&mut self.said, &mut backoff).await;
                    self.standing.store(false, Ordering::SeqCst);
                    match end {
                        End::Abandoned => return,
                        End::Cut(reason) => reason,
                        End::Retired => {
                            before = Some(self.connection);
                            let steady = line.was_steady();
                            self.retired.spawn(line.drain());
                            if steady || self.rest(backoff.next()).await.is_ok() {
                                continue;
                            }
                            return;
                        }
                    }
                }
            };
            let wait = backoff.next();
            self.tell_cut(reason, wait);
            if self.rest(wait).await.is_err() {
                return;
            }
        }
    }

    /// The next connection. What is to be said meanwhile may go another way.
    async fn connected(&mut self) -> Result<Result<Line, CutReason>, Abandoned> {
        let url = self.url.clone();
        let connecting = stream::connect(&url);
        tokio::pin!(connecting);
        loop {
            tokio::select! {
                made = &mut connecting => {
                    return Ok(made.map(|socket| Line::new(socket, self.manners, self.age)));
                }
                saying = self.said.recv() => match saying {
                    Some(saying) => saying.hand_back(),
                    None => return Err(Abandoned),
                },
            }
        }
    }

    /// Waits before the next attempt. What is to be said meanwhile may go another way.
    async fn rest(&mut self, wait: Span) -> Result<(), Abandoned> {
        let wait = Duration::from_millis(u64::try_from(wait.millis()).unwrap_or(0));
        let over = Instant::now() + wait;
        while let Ok(saying) = timeout_at(over, self.said.recv()).await {
            saying.ok_or(Abandoned)?.hand_back();
        }
        Ok(())
    }

    fn tell_opened(&self, before: Option<u64>) {
        let (connection, at) = (self.connection, clock::now());
        self.tell(match before {
            None => StreamEvent::Opened { connection, at },
            Some(before) => {
                tracing::info!(
                    connection,
                    before,
                    "the session for orders goes on with a successor"
                );
                StreamEvent::Renewed {
                    connection,
                    before,
                    at,
                }
            }
        });
    }

    fn tell_cut(&self, reason: CutReason, retry_in: Span) {
        tracing::info!(reason = %reason, retry_in_ms = retry_in.millis(), "the session for orders was cut");
        self.tell(StreamEvent::Cut {
            connection: self.connection,
            at: clock::now(),
            reason,
            retry_in,
        });
    }

    /// A slow listener never holds up an order.
    fn tell(&self, event: StreamEvent) {
        if self.events.try_send(event).is_err() {
            tracing::debug!("nobody takes in how the session for orders stands");
        }
    }
}

impl Saying {
    /// Nothing of it left.
    pub(crate) fn hand_back(self) {
        drop(self.told.send(Told::NeverSaid));
    }
}

#[cfg(test)]
mod tests;
