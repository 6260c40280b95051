//! Keeps one WebSocket connection alive and hands its frames over in order, telling of every cut.
//! Never reads a frame's meaning, never buffers past its channel: a slow reader slows the socket.

use crate::backoff::Backoff;
use crate::client::{Client, install_tls};
use crate::clock;
use bytes::Bytes;
use domain::{Span, Time};
use futures_util::{SinkExt, StreamExt};
use protocols::SessionCall;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Largest frame accepted, in bytes.
const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Time to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection on which nothing arrives this long, pings included, is dead.
pub(crate) const SILENCE_MAX: Duration = Duration::from_secs(60);
/// A connection is replaced before the venue ends it at 24 hours.
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
    /// The connection, or an attempt to make one, is over.
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
    /// It was replaced before the venue would have ended it.
    #[error("the connection was replaced because of its age")]
    Aged,
    /// The holder of the handle asked for a fresh connection.
    #[error("a fresh connection was asked for")]
    Asked,
}

/// Holds a stream open; dropping it ends the stream.
#[derive(Debug)]
pub struct StreamHandle {
    task: JoinHandle<()>,
    fresh: Arc<Notify>,
}

impl StreamHandle {
    /// Asks for a fresh connection: after a gap, an unreadable frame, or an ended subscription.
    pub fn reconnect(&self) {
        self.fresh.notify_one();
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Supervisor {
    client: Arc<Client>,
    url: String,
    hello: Option<fn(&str) -> SessionCall>,
    out: mpsc::Sender<StreamEvent>,
    fresh: Arc<Notify>,
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
        self.supervise(url, None, out)
    }

    /// Opens the private session of this client's account and keeps it open; `hello` builds the opening request.
    #[must_use]
    pub fn account_stream(
        self: &Arc<Self>,
        hello: fn(&str) -> SessionCall,
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        let url = self.hosts().session().to_owned();
        self.supervise(url, Some(hello), out)
    }

    fn supervise(
        self: &Arc<Self>,
        url: String,
        hello: Option<fn(&str) -> SessionCall>,
        out: mpsc::Sender<StreamEvent>,
    ) -> StreamHandle {
        install_tls();
        let fresh = Arc::new(Notify::new());
        let supervisor = Supervisor {
            client: Arc::clone(self),
            url,
            hello,
            out,
            fresh: Arc::clone(&fresh),
        };
        StreamHandle {
            task: tokio::spawn(supervisor.run()),
            fresh,
        }
    }
}

impl Supervisor {
    async fn run(self) {
        let mut backoff = Backoff::default();
        for connection in 1_u64.. {
            let Ok(reason) = self.live(connection, &mut backoff).await else {
                return;
            };
            let retry_in = match reason {
                CutReason::Aged | CutReason::Asked => Span::ZERO,
                CutReason::Refused(_)
                | CutReason::Unsigned(_)
                | CutReason::Closed
                | CutReason::Broken(_)
                | CutReason::Silent => backoff.next(),
            };
            tracing::info!(connection, reason = %reason, retry_in_ms = retry_in.millis(), "a stream of the venue was cut");
            let cut = StreamEvent::Cut {
                connection,
                at: clock::now(),
                reason,
                retry_in,
            };
            if self.out.send(cut).await.is_err() {
                return;
            }
            let wait = u64::try_from(retry_in.millis()).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
    }

    /// One connection from its making to its end.
    async fn live(&self, connection: u64, backoff: &mut Backoff) -> Result<CutReason, Deaf> {
        let mut socket = match self.open().await {
            Ok(socket) => socket,
            Err(reason) => return Ok(reason),
        };
        let at = clock::now();
        self.tell(StreamEvent::Opened { connection, at }).await?;
        let oldest = Instant::now() + AGE_MAX;
        loop {
            let message = tokio::select! {
                () = self.fresh.notified() => return Ok(CutReason::Asked),
                () = tokio::time::sleep_until(oldest) => return Ok(CutReason::Aged),
                message = timeout(SILENCE_MAX, socket.next()) => message,
            };
            let received = clock::now();
            let text = match message {
                Err(_) => return Ok(CutReason::Silent),
                Ok(None | Some(Ok(Message::Close(_)))) => return Ok(CutReason::Closed),
                Ok(Some(Err(error))) => return Ok(CutReason::Broken(error.to_string())),
                Ok(Some(Ok(Message::Text(text)))) => text,
                Ok(Some(Ok(_))) => continue,
            };
            backoff.worked();
            let bytes = Bytes::from(text);
            self.tell(StreamEvent::Frame {
                connection,
                received,
                bytes,
            })
            .await?;
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

    async fn tell(&self, event: StreamEvent) -> Result<(), Deaf> {
        self.out.send(event).await.map_err(|_| Deaf)
    }
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
