//! What all WebSockets share: bounds, the pulse that finds dead ones, the quota of messages in. Never their meaning.

use axum::extract::ws::{Message, WebSocketUpgrade};
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// Largest message accepted, in bytes.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// A ping goes out this often.
const PING_EVERY: Duration = Duration::from_secs(20);
/// A connection that stays silent this long is dead.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// A connection ends at this age.
const AGE_MAX: Duration = Duration::from_secs(86_400);
/// Messages accepted per second.
const MESSAGES_PER_SECOND: u32 = 5;

/// The upgrade with its bounds.
pub(crate) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
}

/// Pings, and the ends that only a clock can see.
#[derive(Debug)]
pub(crate) struct Pulse {
    pings: Interval,
    heard: Instant,
    born: Instant,
}

impl Pulse {
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        let mut pings = interval_at(now + PING_EVERY, PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            pings,
            heard: now,
            born: now,
        }
    }

    /// Something arrived.
    pub(crate) fn heard(&mut self) {
        self.heard = Instant::now();
    }

    /// The next ping; `None` when the connection is dead or too old.
    pub(crate) async fn beat(&mut self) -> Option<Message> {
        self.pings.tick().await;
        let alive = self.heard.elapsed() < SILENCE_MAX && self.born.elapsed() < AGE_MAX;
        alive.then(|| Message::Ping(axum::body::Bytes::new()))
    }
}

/// Messages a connection may still send in this second.
#[derive(Debug)]
pub(crate) struct Quota {
    second: Instant,
    count: u32,
}

/// The quota is spent.
#[derive(Debug)]
pub(crate) struct Spent;

impl Quota {
    pub(crate) fn start() -> Self {
        Self {
            second: Instant::now(),
            count: 0,
        }
    }

    /// Counts one message.
    pub(crate) fn spend(&mut self) -> Result<(), Spent> {
        if self.second.elapsed() >= Duration::from_secs(1) {
            *self = Self::start();
        }
        self.count = self.count.saturating_add(1);
        if self.count > MESSAGES_PER_SECOND {
            return Err(Spent);
        }
        Ok(())
    }
}
