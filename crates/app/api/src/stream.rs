//! The one stream: live values as text frames of JSON `[topic, data]`. Never a value without a live session behind it,
//! never more than a slow reader can take.
//!
//! Frames, money as text and instants as milliseconds UTC: `book` of the wanted symbol, at most 20 a second, the latest
//! wins; `trades` of all symbols, oldest first; `candle` of the wanted symbol and interval; `order` with the number of an
//! order that changed; `portfolio` and `health` when they changed; `lagged` when changes were lost and all must be read anew.

use crate::problem::Problem;
use crate::request::{Query, traded_symbol};
use crate::session::{Signed, load};
use crate::state::AppState;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use desk::Live;
use domain::{Interval, Symbol};
use identity::ReadTrading;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

mod frames;
use frames::{Frames, Wanted};

/// Longest a send may take before the reader counts as too slow and is dropped.
const SEND_SECS_MAX: u64 = 5;
/// How often the session behind a stream is looked at, beside each sign-out.
const SESSION_LOOK_SECS: u64 = 15;
/// How often a stream without any other frame is pinged.
const PING_SECS: u64 = 20;
/// Without a pong or any other frame for this long, the reader is gone.
const SILENCE_SECS_MAX: u64 = 60;
/// Books and candles are sent at most this often; the latest wins.
const FLUSH_MS: u64 = 50;
/// How long a change of an order waits for others of the same turn.
const ORDER_WAIT: Duration = Duration::from_millis(2);
/// Least span between two flushes that orders ask for.
const ORDER_EVERY: Duration = Duration::from_millis(5);
/// Largest frame taken from a reader, in bytes; none is needed but control frames.
const FRAME_BYTES_MAX: usize = 1_024;

/// What the reader wants to see.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    #[serde(default)]
    symbol: Option<String>,
    #[serde(default)]
    interval: Option<String>,
}

/// Why a stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The session is over, revoked, or may no longer see trading.
    NoSession,
    /// The reader went away or sent what nobody asked for.
    Gone,
    /// The reader cannot keep up.
    TooSlow,
    /// The desk stops.
    Stopping,
}

/// Opens the stream. Session, right, origin and limit were checked before the upgrade.
// AUTH-20
pub(crate) async fn open(
    State(state): State<AppState>,
    signed: Signed,
    Query(what): Query<What>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|_| Problem::UpgradeRequired)?;
    let wanted = wanted(&state, &what)?;
    let live = state.desk().live(signed.permit::<ReadTrading>()?);
    let place = state
        .streams()
        .try_acquire_owned()
        .map_err(|_| Problem::Busy)?;
    Ok(upgrade
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| run(socket, state, (signed, wanted), (live, place))))
}

fn wanted(state: &AppState, what: &What) -> Result<Wanted, Problem> {
    let first = || {
        state
            .desk()
            .instruments()
            .first()
            .map(|instrument| instrument.symbol)
    };
    let symbol: Option<Symbol> = match what.symbol.as_deref() {
        Some(text) => Some(traded_symbol(state, text)?),
        None => first(),
    };
    let interval = match what.interval.as_deref() {
        Some(text) => text
            .parse()
            .map_err(|_| Problem::value("interval", "must be 1s to 1d"))?,
        None => Interval::M1,
    };
    Ok(Wanted { symbol, interval })
}

async fn run(
    mut socket: WebSocket,
    state: AppState,
    (signed, wanted): (Signed, Wanted),
    (live, place): (broadcast::Receiver<Live>, OwnedSemaphorePermit),
) {
    let ended = state.sessions_ended();
    let end = feed(&mut socket, &state, (&signed, wanted), (live, ended)).await;
    let (code, reason) = match end {
        End::NoSession => (close_code::POLICY, "the session is over; sign in again"),
        End::TooSlow => (close_code::POLICY, "the reader cannot keep up"),
        End::Stopping => (close_code::AWAY, "the house is stopping"),
        End::Gone => (close_code::NORMAL, ""),
    };
    tracing::debug!(actor = %signed.actor, ?end, "a stream ended");
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    };
    let close = socket.send(Message::Close(Some(frame)));
    if timeout(Duration::from_secs(1), close).await.is_err() {
        tracing::debug!("a stream's reader did not take the close");
    }
    drop(place);
}

async fn feed(
    socket: &mut WebSocket,
    state: &AppState,
    (signed, wanted): (&Signed, Wanted),
    (mut live, mut ended): (broadcast::Receiver<Live>, watch::Receiver<u64>),
) -> End {
    let mut frames = Frames::new(wanted);
    frames.start(state);
    let mut flush = every(Duration::from_millis(FLUSH_MS));
    let mut look = every(Duration::from_secs(SESSION_LOOK_SECS));
    let mut ping = every(Duration::from_secs(PING_SECS));
    let (mut heard, mut urgent) = (Instant::now(), Instant::now());
    let mut closed = std::pin::pin!(state.closed());
    loop {
        let step = tokio::select! {
            change = live.recv() => {
                // What happens to an order is told at once; only the market waits for the next flush.
                if matches!(change, Ok(Live::Order(_))) && urgent.elapsed() >= ORDER_EVERY {
                    urgent = Instant::now();
                    flush.reset_after(ORDER_WAIT);
                }
                taken(change, &mut frames)
            }
            _ = flush.tick() => send_all(socket, frames.flush()).await,
            _ = look.tick() => still_signed(state, signed).await,
            changed = ended.changed() => match changed {
                Ok(()) => still_signed(state, signed).await,
                Err(_) => Err(End::Stopping),
            },
            () = &mut closed => Err(End::Stopping),
            _ = ping.tick() => match heard.elapsed() < Duration::from_secs(SILENCE_SECS_MAX) {
                true => send(socket, Message::Ping(axum::body::Bytes::new())).await,
                false => Err(End::Gone),
            },
            said = socket.recv() => {
                heard = Instant::now();
                listened(said)
            }
        };
        if let Err(end) = step {
            return end;
        }
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn taken(change: Result<Live, RecvError>, frames: &mut Frames) -> Result<(), End> {
    match change {
        Ok(live) => {
            frames.take(&live);
            Ok(())
        }
        Err(RecvError::Lagged(missed)) => {
            frames.lagged(missed);
            Ok(())
        }
        Err(RecvError::Closed) => Err(End::Stopping),
    }
}

/// Readers have nothing to say but control frames.
fn listened(said: Option<Result<Message, axum::Error>>) -> Result<(), End> {
    match said {
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
        Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Close(_)) | Err(_)) | None => {
            Err(End::Gone)
        }
    }
}

async fn still_signed(state: &AppState, signed: &Signed) -> Result<(), End> {
    match load(state, Arc::clone(&signed.secret)).await {
        Ok(now) => now
            .permit::<ReadTrading>()
            .map(|_| ())
            .map_err(|_| End::NoSession),
        Err(Problem::DatabaseSilent) => Ok(()),
        Err(_) => Err(End::NoSession),
    }
}

async fn send_all(socket: &mut WebSocket, frames: Vec<String>) -> Result<(), End> {
    for frame in frames {
        send(socket, Message::Text(frame.into())).await?;
    }
    Ok(())
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(Duration::from_secs(SEND_SECS_MAX), socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::TooSlow),
    }
}
