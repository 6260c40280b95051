//! Who listens to which market stream, and how each of them wants it told. Never what a stream says.

use super::ConnId;
use crate::venue::http::TimeUnit;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which hub of market streams a socket is on; the same name is another stream on another hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feed {
    /// `/ws` and `/stream`.
    Spot,
    /// `/public`: books and trades of futures.
    UsdmPublic,
    /// `/market`: everything else of futures.
    UsdmMarket,
}

/// How messages of market streams are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// The data alone.
    Raw,
    /// With the stream's name.
    Combined,
}

/// What a socket of market streams listens to.
#[derive(Debug, Clone)]
pub(crate) struct Tuned {
    pub(crate) feed: Feed,
    pub(crate) wrapping: Wrapping,
    pub(crate) unit: TimeUnit,
    pub(crate) streams: BTreeSet<Arc<str>>,
}

/// Whether somebody listens to a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    /// The first listener came.
    Begun,
    /// The last listener left.
    Ended,
}

/// Something for the public: one stream's message in each unit of time that is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    pub(crate) feed: Feed,
    /// The stream's name.
    pub(crate) stream: Arc<str>,
    /// Its data as JSON, times in milliseconds.
    pub(crate) json: Arc<str>,
    /// The same with times in microseconds, when anybody wants those.
    pub(crate) micros: Option<Arc<str>>,
}

/// Listeners by stream.
#[derive(Debug, Default)]
pub(super) struct Tuning {
    by_stream: BTreeMap<(Feed, Arc<str>), BTreeSet<ConnId>>,
    /// Streams that began or ceased to be listened to since last asked.
    changes: Vec<(Feed, Arc<str>, Interest)>,
    /// Sockets that want microseconds.
    micros: BTreeSet<ConnId>,
}

impl Tuning {
    /// A socket of market streams is open.
    pub(super) fn came(&mut self, conn: ConnId, tuned: &Tuned) {
        if tuned.unit == TimeUnit::Micros {
            self.micros.insert(conn);
        }
        for stream in &tuned.streams {
            self.join(conn, tuned.feed, stream);
        }
    }

    /// A socket of market streams is gone.
    pub(super) fn went(&mut self, conn: ConnId, tuned: &Tuned) {
        self.micros.remove(&conn);
        for stream in &tuned.streams {
            self.leave(conn, tuned.feed, stream);
        }
    }

    pub(super) fn join(&mut self, conn: ConnId, feed: Feed, stream: &Arc<str>) {
        let at = (feed, Arc::clone(stream));
        let listeners = self.by_stream.entry(at).or_default();
        if listeners.is_empty() {
            self.changes
                .push((feed, Arc::clone(stream), Interest::Begun));
        }
        listeners.insert(conn);
    }

    pub(super) fn leave(&mut self, conn: ConnId, feed: Feed, stream: &Arc<str>) {
        let at = (feed, Arc::clone(stream));
        if let Some(listeners) = self.by_stream.get_mut(&at) {
            listeners.remove(&conn);
            if listeners.is_empty() {
                self.by_stream.remove(&at);
                self.changes
                    .push((feed, Arc::clone(stream), Interest::Ended));
            }
        }
    }

    pub(super) fn listeners(&self, feed: Feed, stream: &Arc<str>) -> Option<&BTreeSet<ConnId>> {
        self.by_stream.get(&(feed, Arc::clone(stream)))
    }

    pub(super) fn take_changes(&mut self) -> Vec<(Feed, Arc<str>, Interest)> {
        std::mem::take(&mut self.changes)
    }

    pub(super) fn wants_micros(&self) -> bool {
        !self.micros.is_empty()
    }
}

/// The texts of one message, each made once however many get it.
#[derive(Debug)]
pub(super) struct Texts<'a> {
    of: &'a Publication,
    combined: [Option<Arc<str>>; 2],
}

impl<'a> Texts<'a> {
    pub(super) const fn new(of: &'a Publication) -> Self {
        Self {
            of,
            combined: [None, None],
        }
    }

    /// The message as this socket gets it.
    pub(super) fn told(&mut self, to: &Tuned) -> Arc<str> {
        let [millis, micros] = &mut self.combined;
        let (json, combined) = match (to.unit, &self.of.micros) {
            (TimeUnit::Micros, Some(json)) => (json, micros),
            (TimeUnit::Micros | TimeUnit::Millis, _) => (&self.of.json, millis),
        };
        match to.wrapping {
            Wrapping::Raw => Arc::clone(json),
            Wrapping::Combined => Arc::clone(combined.get_or_insert_with(|| {
                let stream = &self.of.stream;
                Arc::from(format!(r#"{{"stream":"{stream}","data":{json}}}"#))
            })),
        }
    }
}
