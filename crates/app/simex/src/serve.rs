//! Accepts connections and runs a router on them, within bounds. Never holds a request's meaning.

use crate::patient::Patient;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tower::ServiceExt;

/// Connections served at the same time, per port.
pub(crate) const CONNECTIONS_MAX: usize = 512;
/// Time for a request's head to arrive, and longest idle time of a kept connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time the other side may take nothing of what is written to it.
const READER_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest request head, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Most header fields of a request.
const HEADERS_MAX: usize = 64;
/// Pause after the system refused a connection (no more descriptors).
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Put into a response that must not be sent: its connection is closed instead, as if the answer was lost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Withheld;

/// The answer was withheld on purpose.
#[derive(Debug, thiserror::Error)]
#[error("the answer was withheld")]
struct Lost;

/// Whether a connection has brought a whole request; until then it is the first to go when places run out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spoken(Arc<AtomicBool>);

impl Spoken {
    /// A whole request has come.
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The connections of a port, oldest first.
#[derive(Debug, Default)]
struct Places {
    taken: BTreeMap<u64, (Spoken, AbortHandle)>,
    next: u64,
}

/// Every place is taken by somebody who spoke.
#[derive(Debug)]
struct Full;

impl Places {
    /// Makes room for one more: where all places are taken, the oldest silent connection goes.
    fn make_room(&mut self) -> Result<(), Full> {
        if self.taken.len() < CONNECTIONS_MAX {
            return Ok(());
        }
        let silent = self.taken.iter().find(|(_, (spoken, _))| !spoken.is_so());
        let number = silent.map(|(number, _)| *number).ok_or(Full)?;
        if let Some((_, task)) = self.taken.remove(&number) {
            task.abort();
        }
        Ok(())
    }

    /// Forgets connections that ended.
    fn forget_ended(&mut self) {
        self.taken.retain(|_, (_, task)| !task.is_finished());
    }
}

/// Serves `router` on `listener` until told to stop; open connections are then closed.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut places = Places::default();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stopped(&mut stop) => break,
            Some(ended) = connections.join_next() => {
                match ended {
                    Ok(number) => drop(places.taken.remove(&number)),
                    Err(_) => places.forget_ended(),
                }
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        if places.make_room().is_err() {
            tracing::debug!(%peer, "a connection was refused: as many as allowed are open");
            continue;
        }
        places.next = places.next.saturating_add(1);
        let (number, router, spoken) = (places.next, router.clone(), Spoken::default());
        let heard = spoken.clone();
        let task = connections.spawn(async move {
            connection((stream, peer), router, heard).await;
            number
        });
        places.taken.insert(number, (spoken, task));
    }
}

/// Waits until the exchange is told to stop, or is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stopped| *stopped).await);
}

async fn connection((stream, peer): (TcpStream, SocketAddr), router: Router, spoken: Spoken) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, spoken) = (router.clone(), spoken.clone());
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(spoken);
            let response: Response<Body> = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<Withheld>().is_some() {
                return Err(Lost);
            }
            Ok(response)
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        // The venue dates its answers by its own clock.
        .auto_date_header(false)
        // Whoever has said all and closed the way there still reads.
        .half_close(true)
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(Patient::new(stream, READER_TIMEOUT)), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}
