//! What the ports ask of the one task that owns the venue, and the ways answers go back. Never touches the venue.

use crate::venue::http::{HttpRequest, Reply};
use crate::venue::sockets::{ConnId, Sign};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot};

/// Questions that may wait for the venue.
pub(crate) const INBOX_MAX: usize = 4_096;

/// What goes out on a socket.
#[derive(Debug)]
pub(crate) enum ToSocket {
    /// A text.
    Text(Arc<str>),
    /// A ping.
    Ping,
    /// Nothing more: the socket is to be closed.
    Close,
}

/// One question.
pub(crate) enum Ask {
    /// A request on the public port.
    Http(HttpRequest, oneshot::Sender<Reply>),
    /// A request for the levers.
    Lever(HttpRequest, oneshot::Sender<Reply>),
    /// A socket wants to be opened.
    Open {
        conn: ConnId,
        at: HttpRequest,
        to: mpsc::Sender<ToSocket>,
        done: oneshot::Sender<Result<(), Reply>>,
    },
    /// A text arrived on a socket.
    Text(ConnId, String),
    /// A ping or pong on a socket.
    Heard(ConnId, Sign),
    /// A socket is gone.
    Closed(ConnId),
}

/// The venue's task is gone: the exchange is stopping.
#[derive(Debug)]
pub(crate) struct Gone;

/// The way to the venue.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    inbox: mpsc::Sender<Ask>,
    conns: Arc<AtomicU64>,
}

impl Engine {
    pub(crate) fn channel() -> (Self, mpsc::Receiver<Ask>) {
        let (inbox, receiver) = mpsc::channel(INBOX_MAX);
        let conns = Arc::new(AtomicU64::new(1));
        (Self { inbox, conns }, receiver)
    }

    /// A number for a socket.
    pub(crate) fn conn(&self) -> ConnId {
        self.conns.fetch_add(1, Ordering::Relaxed)
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<T>) -> Ask,
    ) -> Result<T, Gone> {
        let (sender, receiver) = oneshot::channel();
        self.tell(question(sender)).await?;
        receiver.await.map_err(|_| Gone)
    }

    /// Says something that nobody answers.
    pub(crate) async fn tell(&self, ask: Ask) -> Result<(), Gone> {
        self.inbox.send(ask).await.map_err(|_| Gone)
    }
}
