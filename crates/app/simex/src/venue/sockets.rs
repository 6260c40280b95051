//! The open sockets as values: what each listens to, when it was last heard, how much it may still say.
//! Never the socket itself, and never what a text means.

mod manners;
mod tuning;

use super::http::Reply;
use super::route::Product;
use domain::{AccountId, Span, Time};
use manners::AGE_MAX;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tuning::{Texts, Tuning};

pub(crate) use tuning::{Feed, Interest, Publication, Tuned, Wrapping};

/// Sockets open at the same time.
const SOCKETS_MAX: usize = 1_024;
/// Accounts one session may follow at a time.
const SUBSCRIPTIONS_MAX: usize = 1_000;
/// Subscriptions one session may begin in its life.
const SUBSCRIPTIONS_EVER_MAX: u64 = 65_535;
/// Streams one socket may carry.
pub(super) const STREAMS_MAX: usize = 1_024;

/// A socket's number, given by whoever holds it.
pub(crate) type ConnId = u64;

/// What a socket is for.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Market streams.
    Market(Tuned),
    /// Private streams of futures; what it hears is kept where those are.
    Private,
    /// A session of the WebSocket API of a product.
    Api(Product),
}

/// Which open sockets are cut on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutOf {
    /// Market streams.
    Market,
    /// Sessions and private streams.
    Account,
    /// All of them.
    All,
}

/// What the pulse of this instant asks for.
#[derive(Debug, Default)]
pub(crate) struct Beat {
    pub(crate) pings: Vec<ConnId>,
    pub(crate) dead: Vec<ConnId>,
}

/// A socket said more than it may.
#[derive(Debug)]
pub(crate) struct Spent;

/// Why a session does not follow an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotFollowed {
    /// It does already.
    Already,
    /// It follows as many as it may.
    TooMany,
    /// It has used up its subscription numbers, or is gone.
    UsedUp,
}

/// What a socket's client sent beside texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A ping of its own.
    Ping,
    /// The answer to a ping, or one that nobody asked for.
    Pong,
}

/// Whether a ping waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pinged {
    Yes,
    No,
}

#[derive(Debug)]
struct Conn {
    kind: Kind,
    born: Time,
    /// When it last answered a ping, or was opened.
    heard: Time,
    /// Whether a ping waits for its answer.
    pinged: Pinged,
    pulse: Time,
    second: Time,
    said: u32,
    next_subscription: u64,
}

/// All open sockets.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    open: BTreeMap<ConnId, Conn>,
    tuning: Tuning,
    by_account: BTreeMap<AccountId, BTreeSet<(ConnId, u64)>>,
    pulses: BTreeSet<(Time, ConnId)>,
}

impl Sockets {
    pub(super) fn open(&mut self, now: Time, conn: ConnId, kind: Kind) -> Result<(), Reply> {
        if self.open.len() >= SOCKETS_MAX {
            return Err(Reply::empty(503));
        }
        if let Kind::Market(tuned) = &kind {
            self.tuning.came(conn, tuned);
        }
        let pulse = now.plus(kind.manners().ping_every);
        self.pulses.insert((pulse, conn));
        self.open.insert(
            conn,
            Conn {
                kind,
                born: now,
                heard: now,
                pinged: Pinged::No,
                pulse,
                second: now,
                said: 0,
                next_subscription: 0,
            },
        );
        Ok(())
    }

    pub(super) fn forget(&mut self, conn: ConnId) {
        let Some(gone) = self.open.remove(&conn) else {
            return;
        };
        self.pulses.remove(&(gone.pulse, conn));
        if let Kind::Market(tuned) = &gone.kind {
            self.tuning.went(conn, tuned);
        }
        self.by_account.retain(|_, holders| {
            holders.retain(|(holder, _)| *holder != conn);
            !holders.is_empty()
        });
    }

    /// What a socket is for: a copy without its streams.
    pub(super) fn kind(&self, conn: ConnId) -> Option<Kind> {
        self.open.get(&conn).map(|conn| match &conn.kind {
            Kind::Market(tuned) => Kind::Market(Tuned {
                streams: BTreeSet::new(),
                ..*tuned
            }),
            Kind::Private => Kind::Private,
            Kind::Api(product) => Kind::Api(*product),
        })
    }

    /// Notes a ping or pong of a socket. Only the answer to a ping is a sign of life.
    pub(super) fn heard(&mut self, now: Time, conn: ConnId, sign: Sign) {
        if let Some(conn) = self.open.get_mut(&conn)
            && (sign, conn.pinged) == (Sign::Pong, Pinged::Yes)
        {
            conn.pinged = Pinged::No;
            conn.heard = now;
        }
    }

    /// Counts a message of a socket.
    pub(super) fn spend(&mut self, now: Time, conn: ConnId) -> Result<(), Spent> {
        let Some(conn) = self.open.get_mut(&conn) else {
            return Err(Spent);
        };
        let Some(most) = conn.kind.manners().messages_per_second else {
            return Ok(());
        };
        if now.since(conn.second) >= Span::from_secs(1) {
            conn.second = now;
            conn.said = 0;
        }
        conn.said = conn.said.saturating_add(1);
        if conn.said > most { Err(Spent) } else { Ok(()) }
    }

    /// Pings that are due, and sockets that are dead or too old.
    pub(super) fn beat(&mut self, now: Time) -> Beat {
        let mut beat = Beat::default();
        while let Some((due, id)) = self.pulses.first().copied() {
            if due > now {
                break;
            }
            self.pulses.remove(&(due, id));
            let Some(conn) = self.open.get_mut(&id) else {
                continue;
            };
            let manners = conn.kind.manners();
            let silent = now.since(conn.heard) >= manners.silence_max;
            if (silent && conn.pinged == Pinged::Yes) || now.since(conn.born) >= AGE_MAX {
                beat.dead.push(id);
                continue;
            }
            conn.pinged = Pinged::Yes;
            conn.pulse = now.plus(manners.ping_every);
            self.pulses.insert((conn.pulse, id));
            beat.pings.push(id);
        }
        beat
    }

    /// When the next pulse is due.
    pub(super) fn due(&self) -> Option<Time> {
        self.pulses.first().map(|(due, _)| *due)
    }

    /// The sockets of a kind.
    pub(super) fn of(&self, which: CutOf) -> Vec<ConnId> {
        let wanted = |kind: &Kind| match (which, kind) {
            (CutOf::All, _) | (CutOf::Market, Kind::Market(_)) => true,
            (CutOf::Account, Kind::Api(_) | Kind::Private) => true,
            (CutOf::Market, Kind::Api(_) | Kind::Private) | (CutOf::Account, Kind::Market(_)) => {
                false
            }
        };
        let found = self.open.iter().filter(|(_, conn)| wanted(&conn.kind));
        found.map(|(id, _)| *id).collect()
    }

    /// Streams that began or ceased to be listened to since last asked.
    pub(super) fn take_changes(&mut self) -> Vec<(Feed, Arc<str>, Interest)> {
        self.tuning.take_changes()
    }

    /// Whether any listener of market streams wants microseconds.
    pub(super) fn wants_micros(&self) -> bool {
        self.tuning.wants_micros()
    }

    /// Whether any socket is for market streams.
    pub(super) fn has_market(&self) -> bool {
        let mut open = self.open.values();
        open.any(|conn| matches!(conn.kind, Kind::Market(_)))
    }

    /// Who listens to a stream, with the message as each of them gets it.
    pub(super) fn listeners(&self, of: &Publication) -> Vec<(ConnId, Arc<str>)> {
        let Some(listeners) = self.tuning.listeners(of.feed, &of.stream) else {
            return Vec::new();
        };
        let mut texts = Texts::new(of);
        let told = listeners.iter().filter_map(|id| {
            let tuned = self.tuned(*id)?;
            Some((*id, texts.told(tuned)))
        });
        told.collect()
    }

    /// Every socket of spot, with a text for all of them as each of them gets it.
    pub(super) fn everybody(&self, stream: &str, json: &str) -> Vec<(ConnId, Arc<str>)> {
        let text = |kind: &Kind| match kind {
            Kind::Market(tuned) => match (tuned.feed, tuned.wrapping) {
                (Feed::Spot, Wrapping::Raw) => Some(Arc::from(json)),
                (Feed::Spot, Wrapping::Combined) => {
                    let text = format!(r#"{{"stream":"{stream}","data":{json}}}"#);
                    Some(Arc::from(text))
                }
                (Feed::UsdmPublic | Feed::UsdmMarket, _) => None,
            },
            Kind::Api(Product::Spot) => Some(Arc::from(format!(r#"{{"event":{json}}}"#))),
            Kind::Api(Product::Wallet | Product::Usdm) | Kind::Private => None,
        };
        let open = self.open.iter();
        open.filter_map(|(id, conn)| Some((*id, text(&conn.kind)?)))
            .collect()
    }

    /// What a socket of market streams listens to.
    pub(super) fn tuned(&self, conn: ConnId) -> Option<&Tuned> {
        match &self.open.get(&conn)?.kind {
            Kind::Market(tuned) => Some(tuned),
            Kind::Api(_) | Kind::Private => None,
        }
    }

    fn tuned_mut(&mut self, conn: ConnId) -> Option<&mut Tuned> {
        match &mut self.open.get_mut(&conn)?.kind {
            Kind::Market(tuned) => Some(tuned),
            Kind::Api(_) | Kind::Private => None,
        }
    }

    /// Wraps the messages of a socket another way.
    pub(super) fn wrap(&mut self, conn: ConnId, wrapping: Wrapping) {
        if let Some(tuned) = self.tuned_mut(conn) {
            tuned.wrapping = wrapping;
        }
    }

    /// Adds streams to a socket, all or, when they would be too many, none.
    pub(super) fn subscribe(
        &mut self,
        conn: ConnId,
        more: BTreeSet<Arc<str>>,
    ) -> Result<(), Spent> {
        let tuned = self.tuned_mut(conn).ok_or(Spent)?;
        let added: Vec<Arc<str>> = more.difference(&tuned.streams).cloned().collect();
        if tuned.streams.len().saturating_add(added.len()) > STREAMS_MAX {
            return Err(Spent);
        }
        let feed = tuned.feed;
        tuned.streams.extend(added.iter().cloned());
        for stream in &added {
            self.tuning.join(conn, feed, stream);
        }
        Ok(())
    }

    /// Takes streams from a socket.
    pub(super) fn unsubscribe(&mut self, conn: ConnId, less: &[String]) {
        for stream in less {
            let Some(tuned) = self.tuned_mut(conn) else {
                return;
            };
            let feed = tuned.feed;
            if let Some(stream) = tuned.streams.take(stream.as_str()) {
                self.tuning.leave(conn, feed, &stream);
            }
        }
    }

    /// Who gets the events of an account, with the number of each subscription.
    pub(super) fn subscribers(&self, account: AccountId) -> Vec<(ConnId, u64)> {
        let holders = self.by_account.get(&account);
        holders.map_or_else(Vec::new, |holders| holders.iter().copied().collect())
    }

    /// The subscriptions of a session, by number.
    pub(super) fn subscriptions(&self, conn: ConnId) -> Vec<u64> {
        let held = self.by_account.values().flatten();
        let mut held: Vec<u64> = held
            .filter(|(holder, _)| *holder == conn)
            .map(|(_, id)| *id)
            .collect();
        held.sort_unstable();
        held
    }

    /// Whether anybody gets the events of an account.
    pub(super) fn followed(&self, account: AccountId) -> bool {
        self.by_account.contains_key(&account)
    }

    /// Subscribes a session to an account; the subscription's number.
    pub(super) fn follow(&mut self, conn: ConnId, account: AccountId) -> Result<u64, NotFollowed> {
        let followers = self.by_account.get(&account);
        if followers.is_some_and(|held| held.iter().any(|(holder, _)| *holder == conn)) {
            return Err(NotFollowed::Already);
        }
        if self.subscriptions(conn).len() >= SUBSCRIPTIONS_MAX {
            return Err(NotFollowed::TooMany);
        }
        let session = self.open.get_mut(&conn).ok_or(NotFollowed::UsedUp)?;
        let id = session.next_subscription;
        if id >= SUBSCRIPTIONS_EVER_MAX {
            return Err(NotFollowed::UsedUp);
        }
        session.next_subscription = id.saturating_add(1);
        self.by_account
            .entry(account)
            .or_default()
            .insert((conn, id));
        Ok(id)
    }

    /// Ends one subscription of a session, or all of them; those that ended.
    pub(super) fn unfollow(&mut self, conn: ConnId, which: Option<u64>) -> Vec<u64> {
        let mut ended = self.subscriptions(conn);
        ended.retain(|id| which.is_none_or(|which| which == *id));
        self.by_account.retain(|_, holders| {
            holders.retain(|(holder, id)| *holder != conn || !ended.contains(id));
            !holders.is_empty()
        });
        ended
    }
}
