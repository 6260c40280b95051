//! One WebSocket connection on which orders are placed, cancelled and asked for, each said once. What was said on a connection
//! that ends without an answer may have been executed; what was not said certainly was not. Never says anything again.

use crate::backoff::Backoff;
use crate::clock;
use crate::last_look::Conditions;
use crate::outcome::{Lost, NotSent};
use crate::stream::{self, Socket};
use futures_util::{SinkExt, StreamExt};
use protocols::{SessionAnswer, SessionManners};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

/// Requests that may wait to be said.
const WAITING_MAX: usize = 256;
/// Requests that were said and are not answered; past this many, those nobody waits for are forgotten.
const UNANSWERED_MAX: usize = 1_024;

/// A request to be said.
pub(crate) struct Saying {
    pub(crate) id: String,
    pub(crate) frame: String,
    /// What an order must still satisfy when it leaves.
    pub(crate) conditions: Option<Conditions>,
    pub(crate) told: oneshot::Sender<Told>,
}

/// What became of a request.
pub(crate) enum Told {
    Answered(SessionAnswer),
    NotSent(NotSent),
    Lost(Lost),
}

/// The way onto the connection.
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
    /// Keeps a connection to `url` from here on.
    pub(crate) fn open(url: String, manners: SessionManners) -> Self {
        let (sayings, said) = mpsc::channel(WAITING_MAX);
        let standing = Arc::new(AtomicBool::new(false));
        let keeper = Keeper {
            url,
            manners,
            said,
            standing: Arc::clone(&standing),
            unanswered: BTreeMap::new(),
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

    /// Says a request; what becomes of it is told within `patience`.
    pub(crate) async fn say(
        &self,
        (id, frame): (String, String),
        conditions: Option<Conditions>,
        patience: Duration,
    ) -> Told {
        let (told, tells) = oneshot::channel();
        let saying = Saying {
            id,
            frame,
            conditions,
            told,
        };
        if self.sayings.send(saying).await.is_err() {
            return Told::NotSent(none_stands());
        }
        match timeout(patience, tells).await {
            Ok(Ok(told)) => told,
            Ok(Err(_)) => Told::Lost(Lost::Broken("the session ended".to_owned())),
            Err(_) => Told::Lost(Lost::Timeout),
        }
    }
}

fn none_stands() -> NotSent {
    NotSent::Connect("no session stands".to_owned())
}

/// Holds the connection.
struct Keeper {
    url: String,
    manners: SessionManners,
    said: mpsc::Receiver<Saying>,
    standing: Arc<AtomicBool>,
    unanswered: BTreeMap<String, oneshot::Sender<Told>>,
}

/// Nobody can say anything any more.
struct Abandoned;

impl Keeper {
    async fn run(mut self) {
        let mut backoff = Backoff::default();
        loop {
            let url = self.url.clone();
            let connecting = stream::connect(&url);
            tokio::pin!(connecting);
            let connected = loop {
                tokio::select! {
                    connected = &mut connecting => break connected,
                    saying = self.said.recv() => match saying {
                        Some(saying) => saying.refuse(),
                        None => return,
                    },
                }
            };
            let why = match connected {
                Ok(socket) => {
                    self.standing.store(true, Ordering::SeqCst);
                    let ended = self.serve(socket, &mut backoff).await;
                    self.standing.store(false, Ordering::SeqCst);
                    for (_, told) in std::mem::take(&mut self.unanswered) {
                        let lost = Lost::Broken("the session ended".to_owned());
                        drop(told.send(Told::Lost(lost)));
                    }
                    match ended {
                        Ok(why) => why,
                        Err(Abandoned) => return,
                    }
                }
                Err(reason) => reason.to_string(),
            };
            let wait = backoff.next();
            tracing::info!(
                reason = why,
                retry_in_ms = wait.millis(),
                "the session for orders was cut"
            );
            let over =
                Instant::now() + Duration::from_millis(u64::try_from(wait.millis()).unwrap_or(0));
            while let Ok(saying) = tokio::time::timeout_at(over, self.said.recv()).await {
                match saying {
                    Some(saying) => saying.refuse(),
                    None => return,
                }
            }
        }
    }

    /// One connection to its end, and why it ended.
    async fn serve(&mut self, socket: Socket, backoff: &mut Backoff) -> Result<String, Abandoned> {
        let (mut out, mut frames) = socket.split();
        let oldest = Instant::now() + stream::AGE_MAX;
        loop {
            tokio::select! {
                saying = self.said.recv() => {
                    let Some(saying) = saying else { return Err(Abandoned) };
                    if let Some(message) = self.ready(saying)
                        && let Err(error) = out.send(message).await
                    {
                        return Ok(error.to_string());
                    }
                }
                frame = timeout(stream::SILENCE_MAX, frames.next()) => match frame {
                    Err(_) => return Ok("nothing arrived for a minute".to_owned()),
                    Ok(None | Some(Ok(Message::Close(_)))) => return Ok("the venue closed it".to_owned()),
                    Ok(Some(Err(error))) => return Ok(error.to_string()),
                    Ok(Some(Ok(Message::Text(text)))) => {
                        backoff.worked();
                        self.hear(text.as_bytes());
                    }
                    Ok(Some(Ok(_))) => {}
                },
                () = tokio::time::sleep_until(oldest), if self.unanswered.is_empty() => {
                    return Ok("it was replaced because of its age".to_owned());
                }
            }
        }
    }

    /// The last look: the message that is said from here on, or nothing when the request may no longer leave.
    fn ready(&mut self, saying: Saying) -> Option<Message> {
        if let Some(conditions) = &saying.conditions
            && let Err(why) = conditions.look()
        {
            drop(saying.told.send(Told::NotSent(why)));
            return None;
        }
        if self.unanswered.len() >= UNANSWERED_MAX {
            self.unanswered.retain(|_, told| !told.is_closed());
        }
        self.unanswered.insert(saying.id, saying.told);
        Some(Message::text(saying.frame))
    }

    fn hear(&mut self, frame: &[u8]) {
        let Some(answer) = (self.manners.read)(frame, clock::now()) else {
            return;
        };
        if let Some(told) = self.unanswered.remove(&answer.id) {
            drop(told.send(Told::Answered(answer)));
        }
    }
}

impl Saying {
    /// Nothing of it left.
    fn refuse(self) {
        drop(self.told.send(Told::NotSent(none_stands())));
    }
}
