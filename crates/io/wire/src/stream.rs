//! Keeps one WebSocket stream alive and hands its frames over in order, telling of every cut and every successor.
//! Never reads a frame's meaning, never buffers past its channel: a slow reader slows the socket.

use crate::backoff::scatter;
use crate::client::{Client, install_tls};
use crate::clock;
use crate::supervision::{LineEffect, LineInput, Patience, Supervision};
use bytes::Bytes;
use domain::{Span, Time};
use futures_util::{SinkExt, StreamExt};
use protocols::SessionCall;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Largest frame accepted, in bytes.
const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Time to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Frames of one connection that may wait to be passed on.
const FRAMES_WAITING_MAX: usize = 64;
/// Wishes of the holder that may wait.
const WISHES_MAX: usize = 8;
/// A session on which nothing arrives this long, pings included, is dead.
pub(crate) const SILENCE_MAX: Duration = Duration::from_secs(60);
/// A session is replaced before the venue ends it at 24 hours.
pub(crate) const AGE_MAX: Duration = Duration::from_secs(23 * 3_600 + 50 * 60);

/// What a stream tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// A connection stands; what was missed before it must be asked for.
    Opened {
        /// Counts the connections of this stream from 1.
        connection: u64,
        /// When.
        at: Time,
    },
    /// A text frame.
    Frame {
        /// The connection it came on.
        connection: u64,
        /// When it arrived, by our clock.
        received: Time,
        /// Its bytes.
        bytes: Bytes,
    },
    /// A successor took over while the connection before still stood: nothing was missed, some frames may come twice.
    Renewed {
        /// The successor.
        connection: u64,
        /// Whose place it took.
        before: u64,
        /// When.
        at: Time,
    },
    /// No connection stands any more, or an attempt to make one failed.
    Cut {
        /// The connection that ended.
        connection: u64,
        /// When.
        at: Time,
        /// Why.
        reason: CutReason,
        /// How long until the next attempt.
        retry_in: Span,
    },
}

/// Why a connection is over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CutReason {
    /// It could not be made.
    #[error("no connection could be made: {0}")]
    Refused(String),
    /// The request that opens the session could not be signed.
    #[error("the session could not be opened: {0}")]
    Unsigned(String),
    /// The venue closed it.
    #[error("the venue closed the connection")]
    Closed,
    /// It broke, or brought a frame that is too large or malformed.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// Nothing arrived for a minute, not even a ping.
    #[error("nothing arrived for a minute")]
    Silent,
    /// It owed an answer and gave no sign of life, although it was asked for one.
    #[error("an answer was due and no sign of life came")]
    Mute,
    /// The socket took nothing more.
    #[error("the socket took nothing more")]
    Full,
    /// The holder of the handle asked for a fresh connection.
    #[error("a fresh connection was asked for")]
    Asked,
}

/// Holds a stream open; dropping it ends the stream.
#[derive(Debug)]
pub struct StreamHandle {
    task: Option<JoinHandle<()>>,
    wishes: mpsc::Sender<LineInput>,
}

impl StreamHandle {
    /// The handle of a stream whose sockets are somebody else's: wishes come out of the channel's other end.
    #[must_use]
    pub const fn led_by(wishes: mpsc::Sender<LineInput>) -> Self {
        Self { task: None, wishes }
    }

    /// Asks for a fresh connection at once: after an unreadable frame, or an ended subscription.
    pub fn reconnect(&self) {
        self.wish(LineInput::Fresh);
    }

    /// Asks for a successor while the connection still serves: its end was announced.
    pub fn renew(&self) {
        self.wish(LineInput::Renew);
    }

    fn wish(&self, wish: LineInput) {
        if self.wishes.try_send(wish).is_err() {
            tracing::debug!("a wish is left out: as many wait already, or the stream has ended");
        }
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Builds the request that opens a session.
type Hello = fn(&str) -> SessionCall;

/// What a connection needs to be made.
#[derive(Debug, Clone)]
struct Recipe {
    client: Arc<Client>,
    url: String,
    hello: Option<Hello>,
}

/// What a connection brings.
enum News {
    Up,
    Sign,
    Frame(Bytes),
    Down(CutReason),
}

struct Supervisor {
    recipe: Recipe,
    supervision: Supervision,
    begun: (Time, Instant),
    lines: BTreeMap<u64, Line>,
    out: mpsc::Sender<StreamEvent>,
}

/// One connection: its task, which ends with it.
struct Line(JoinHandle<()>);

impl Drop for Line {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The reader of the channel is gone: the stream ends.
struct Deaf;

impl Client {
    /// Opens the market stream at `path` (built by `protocols`) and keeps it open.
    #[must_use]
    pub fn market_stream(
        self: &Arc<Self>,
        path: &str,
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        let url = format!("{}{path}", self.hosts().streams());
        self.supervise(url, (None, Patience::USUAL), out)
    }

    /// Opens the private stream at `path`, which bears the key that opens it, and keeps it open. On it the venue pings
    /// every three minutes only.
    #[must_use]
    pub fn private_stream(
        self: &Arc<Self>,
        path: &str,
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        let url = format!("{}{path}", self.hosts().streams());
        self.supervise(url, (None, Patience::PRIVATE), out)
    }

    /// Opens the private session of this client's account and keeps it open; `hello` builds the opening request.
    #[must_use]
    pub fn account_stream(
        self: &Arc<Self>,
        hello: fn(&str) -> SessionCall,
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        let url = self.hosts().session().to_owned();
        self.supervise(url, (Some(hello), Patience::USUAL), out)
    }

    fn supervise(
        self: &Arc<Self>,
        url: String,
        (hello, patience): (Option<Hello>, Patience),
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        install_tls();
        let recipe = Recipe {
            client: Arc::clone(self),
            url,
            hello,
        };
        let begun = (clock::now(), Instant::now());
        let supervisor = Supervisor {
            recipe,
            supervision: Supervision::new(patience, begun.0),
            begun,
            lines: BTreeMap::new(),
            out,
        };
        let (wishes, wished) = mpsc::channel(WISHES_MAX);
        StreamHandle {
            task: Some(tokio::spawn(supervisor.run(wished))),
            wishes,
        }
    }
}

impl Supervisor {
    async fn run(mut self, mut wished: mpsc::Receiver<LineInput>) {
        let (news_in, mut news) = mpsc::channel(FRAMES_WAITING_MAX);
        let mut input = LineInput::Wake;
        let mut frame = None;
        loop {
            if self.turn(input, frame.take(), &news_in).await.is_err() {
                return;
            }
            let wake = self.wake_at();
            input = tokio::select! {
                Some(wish) = wished.recv() => wish,
                Some((line, told)) = news.recv() => match told {
                    News::Up => LineInput::Up(line),
                    News::Sign => LineInput::Heard(line),
                    News::Down(reason) => LineInput::Down(line, reason),
                    News::Frame(bytes) => {
                        frame = Some((line, bytes));
                        LineInput::Heard(line)
                    }
                },
                () = tokio::time::sleep_until(wake) => LineInput::Wake,
            };
        }
    }

    /// One input, what it asks for, and then the frame that came with it.
    async fn turn(
        &mut self,
        input: LineInput,
        frame: Option<(u64, Bytes)>,
        news: &mpsc::Sender<(u64, News)>,
    ) -> Result<(), Deaf> {
        let mut effects = Vec::new();
        let now = self.now();
        self.supervision.step(now, scatter(), input, &mut effects);
        for effect in effects {
            let at = clock::now();
            match effect {
                LineEffect::Connect(line) => {
                    let (recipe, news) = (self.recipe.clone(), news.clone());
                    let task = tokio::spawn(async move { recipe.live(line, news).await });
                    self.lines.insert(line, Line(task));
                }
                LineEffect::Drop(line) => drop(self.lines.remove(&line)),
                LineEffect::Opened(connection) => {
                    self.tell(StreamEvent::Opened { connection, at }).await?;
                }
                LineEffect::Renewed { connection, before } => {
                    tracing::info!(
                        connection,
                        before,
                        "a stream of the venue goes on with a successor"
                    );
                    let renewed = StreamEvent::Renewed {
                        connection,
                        before,
                        at,
                    };
                    self.tell(renewed).await?;
                }
                LineEffect::Cut {
                    connection,
                    reason,
                    retry_in,
                } => {
                    tracing::info!(connection, reason = %reason, retry_in_ms = retry_in.millis(), "a stream of the venue was cut");
                    self.lines.remove(&connection);
                    let cut = StreamEvent::Cut {
                        connection,
                        at,
                        reason,
                        retry_in,
                    };
                    self.tell(cut).await?;
                }
            }
        }
        match frame {
            Some((connection, bytes)) if self.supervision.carries(connection) => {
                let received = clock::now();
                let frame = StreamEvent::Frame {
                    connection,
                    received,
                    bytes,
                };
                self.tell(frame).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Time that only goes forwards: ages and silences are of this clock.
    fn now(&self) -> Time {
        let passed = i64::try_from(self.begun.1.elapsed().as_nanos()).unwrap_or(i64::MAX);
        self.begun.0.plus(Span::from_nanos(passed))
    }

    fn wake_at(&self) -> Instant {
        let wait = self.supervision.wake_at().map_or(SILENCE_MAX, |at| {
            let nanos = at.since(self.now()).nanos().max(0);
            Duration::from_nanos(nanos.unsigned_abs())
        });
        Instant::now() + wait
    }

    async fn tell(&self, event: StreamEvent) -> Result<(), Deaf> {
        self.out.send(event).await.map_err(|_| Deaf)
    }
}

impl Recipe {
    /// One connection from its making to its end.
    async fn live(self, line: u64, news: mpsc::Sender<(u64, News)>) {
        let reason = match self.open().await {
            Ok(socket) => read(socket, line, &news).await,
            Err(reason) => reason,
        };
        if news.send((line, News::Down(reason))).await.is_err() {
            tracing::debug!("nobody waits for the end of a connection any more");
        }
    }

    async fn open(&self) -> Result<Socket, CutReason> {
        let mut socket = connect(&self.url).await?;
        if let Some(hello) = self.hello {
            let frame = self
                .client
                .session_frame(&hello("account"))
                .map_err(|error| CutReason::Unsigned(error.to_string()))?;
            socket
                .send(Message::text(frame))
                .await
                .map_err(|error| CutReason::Broken(error.to_string()))?;
        }
        Ok(socket)
    }
}

/// Reads a connection to its end, and why it ended. A reader that is gone ends the task with the stream.
async fn read(mut socket: Socket, line: u64, news: &mpsc::Sender<(u64, News)>) -> CutReason {
    let mut told = News::Up;
    while news.send((line, told)).await.is_ok() {
        told = match socket.next().await {
            None | Some(Ok(Message::Close(_))) => return CutReason::Closed,
            Some(Err(error)) => return CutReason::Broken(error.to_string()),
            Some(Ok(Message::Text(text))) => News::Frame(Bytes::from(text)),
            Some(Ok(_)) => News::Sign,
        };
    }
    CutReason::Closed
}

/// A connection to an address.
pub(crate) async fn connect(url: &str) -> Result<Socket, CutReason> {
    let bounds = WebSocketConfig::default()
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX));
    let connecting = tokio_tungstenite::connect_async_with_config(url, Some(bounds), true);
    let (socket, _) = timeout(CONNECT_TIMEOUT, connecting)
        .await
        .map_err(|_| CutReason::Refused("no answer in time".to_owned()))?
        .map_err(|error| CutReason::Refused(error.to_string()))?;
    Ok(socket)
}

#[cfg(test)]
mod tests;
