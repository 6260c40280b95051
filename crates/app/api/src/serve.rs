//! The listener: bounded connections, bounded time for headers, and an end that lets running answers finish.

use crate::router::router;
use crate::state::{AppState, STREAMS_MAX};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

/// Most connections open at once.
const CONNECTIONS_MAX: usize = 1_024;
/// Longest time a client may take to send its headers, also between two requests.
const HEADERS_SECS_MAX: u64 = 30;
/// Most bytes of one request's headers.
const HEADER_BYTES_MAX: usize = 32 * 1_024;
/// How long running answers may take to finish when the house stops.
const DRAIN_SECS_MAX: u64 = 5;
/// Pause after the system refuses a connection (too many open files), so that the loop does not spin.
const ACCEPT_PAUSE_MS: u64 = 100;

/// Serves until `shutdown` is ready, then lets running answers finish.
///
/// # Errors
/// The listener cannot be read.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let app = router(state.clone());
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let (stop, stopping) = watch::channel(());
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = connection(stream, peer, (app.clone(), stopping.clone()));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
            }
        }
    }
    drop((listener, stop));
    state.close();
    let gone = async {
        drained(&places, CONNECTIONS_MAX).await;
        drained(&state.streams(), STREAMS_MAX).await;
    };
    let patience = Duration::from_secs(DRAIN_SECS_MAX);
    if tokio::time::timeout(patience, gone).await.is_err() {
        tracing::warn!("some connections were cut while the house stopped");
    }
    Ok(())
}

/// Ready when all places are free again.
async fn drained(places: &Semaphore, count: usize) {
    let all = u32::try_from(count).unwrap_or(u32::MAX);
    drop(places.acquire_many(all).await);
}

/// Serves one connection until it ends, or until the answer that runs when the house stops is given.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    (app, mut stopping): (Router, watch::Receiver<()>),
) -> Result<(), hyper::Error> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps small packets back");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADERS_SECS_MAX))
        .max_buf_size(HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        ended = &mut connection => return ended,
        _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}
