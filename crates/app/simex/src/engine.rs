//! The one task that owns the venue: hands it what arrived, puts its facts on disk, then lets answers and events out.
//! Never answers before the turn is durable, and never knows what a request means.

use crate::account_log::LogError;
use crate::ask::{Ask, ToSocket};
use crate::clock::{Clock, machine_now};
use crate::config::Config;
use crate::driver::{Driver, Listeners};
use crate::floor::Floor;
use crate::keeper::Keeper;
use crate::replay::ReplayReport;
use crate::serve::stopped;
use crate::venue::http::{Reply, Ticket};
use crate::venue::sockets::{ConnId, CutOf};
use crate::venue::{Out, Venue};
use domain::Time;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

/// Questions taken in one turn.
const TURN_ASKS_MAX: usize = 256;
/// How long sockets may take to hear that the exchange stops.
const FAREWELL_MAX: Duration = Duration::from_secs(1);
/// The longest sleep without anything to do.
const IDLE_MAX: Duration = Duration::from_secs(1);
/// Messages that may wait for a socket before it is cut.
pub(crate) const BACKLOG_MAX: usize = 16_384;
/// Messages behind which a replay at full speed waits for its slowest listener.
const BACKLOG_CALM: usize = 2_048;

/// How long pongs are waited for while virtual time passes: far more than an honest client takes.
const PONG_PATIENCE: Duration = Duration::from_millis(250);
/// How soon time looks again whether it may pass.
const HELD_UP_LOOK: Duration = Duration::from_millis(2);

/// Whether a socket may open, and who waits to hear it.
type Opened = (oneshot::Sender<Result<(), Reply>>, Result<(), Reply>);

/// The venue and all it needs.
pub(crate) struct EngineTask {
    venue: Venue,
    keeper: Keeper,
    driver: Driver,
    replay: watch::Receiver<ReplayReport>,
    /// The instant it lives at, where no clock is read.
    stands: Option<Time>,
    /// Sockets that were pinged while time passed, and how long their pongs are waited for.
    pinged: BTreeSet<ConnId>,
    patience: Instant,
    /// What it was started with.
    config: Config,
    waiting: BTreeMap<Ticket, oneshot::Sender<Reply>>,
    sockets: BTreeMap<ConnId, mpsc::Sender<ToSocket>>,
    next_ticket: Ticket,
}

impl EngineTask {
    pub(crate) fn new(
        venue: Venue,
        keeper: Keeper,
        (driver, replay): (Driver, watch::Receiver<ReplayReport>),
        config: Config,
    ) -> Self {
        let stands = match config.clock {
            Clock::Wall => None,
            Clock::Virtual { start } => Some(start),
        };
        Self {
            venue,
            keeper,
            driver,
            replay,
            stands,
            pinged: BTreeSet::new(),
            patience: Instant::now(),
            config,
            waiting: BTreeMap::new(),
            sockets: BTreeMap::new(),
            next_ticket: 0,
        }
    }

    /// Runs until told to stop, or until accounts can no longer be kept.
    pub(crate) async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Ask>,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), LogError> {
        let mut asks = Vec::with_capacity(TURN_ASKS_MAX);
        loop {
            let wait = self.wait();
            tokio::select! {
                biased;
                () = stopped(&mut stop) => return self.farewell().await,
                count = inbox.recv_many(&mut asks, TURN_ASKS_MAX) => {
                    if count == 0 {
                        return self.keeper.commit().await;
                    }
                }
                () = self.driver.ready(), if wait > Duration::ZERO => {}
                () = tokio::time::sleep(wait) => {}
            }
            self.turn(&mut asks).await?;
        }
    }

    /// Keeps what is staged, tells every socket that the exchange goes, and lets it hear so.
    async fn farewell(mut self) -> Result<(), LogError> {
        self.keeper.commit().await?;
        self.venue.announce_shutdown();
        for out in self.venue.drain() {
            self.let_out(out);
        }
        let sockets = std::mem::take(&mut self.sockets);
        for to in sockets.values() {
            // A socket too far behind to take this is ended without it.
            drop(to.try_send(ToSocket::Close));
        }
        let all_gone = async {
            for to in sockets.into_values() {
                to.closed().await;
            }
        };
        if tokio::time::timeout(FAREWELL_MAX, all_gone).await.is_err() {
            tracing::warn!("a socket did not hear in time that the exchange stopped");
        }
        Ok(())
    }

    /// One turn: take everything in, commit once, let everything out.
    async fn turn(&mut self, asks: &mut Vec<Ask>) -> Result<(), LogError> {
        let mut opened = Vec::new();
        for ask in asks.drain(..) {
            self.take(ask, &mut opened);
        }
        let now = self.now();
        self.move_market(now);
        self.venue.advance(now);
        self.pass();
        for step in self.venue.drain_facts() {
            self.keeper.stage_lines(&step)?;
        }
        self.keeper.commit().await?;
        for (done, answer) in opened {
            // An error means only that the asker went away.
            drop(done.send(answer));
        }
        for out in self.venue.drain() {
            self.let_out(out);
        }
        if let Some(ticket) = self.venue.wants_reset() {
            self.reset(ticket);
        }
        Ok(())
    }

    /// Puts everything back to how it was started, where nothing is kept on disk and no capture is played.
    fn reset(&mut self, ticket: Ticket) {
        let fresh = match (&self.keeper, &self.driver) {
            (Keeper::Memory, Driver::Still) => {
                let now = self.config.clock.begin();
                Floor::fresh(&self.config, now).map(|venue| (venue, now))
            }
            (Keeper::Disk(_), _) | (_, Driver::Replay(_)) => {
                let text = r#"{"error":"accounts on disk and captures are not put back"}"#;
                return self.let_out(Out::Reply(ticket, Reply::text(409, text.to_owned())));
            }
        };
        let reply = match fresh {
            Ok((venue, now)) => {
                self.venue.cut(CutOf::All);
                for out in self.venue.drain() {
                    self.let_out(out);
                }
                self.venue = venue;
                self.stands = self.stands.map(|_| now);
                self.pinged.clear();
                Reply::text(200, "{}".to_owned())
            }
            Err(error) => Reply::json(500, &serde_json::json!({ "error": error.to_string() })),
        };
        self.let_out(Out::Reply(ticket, reply));
    }

    /// The instant of this turn.
    fn now(&self) -> Time {
        self.stands.unwrap_or_else(machine_now)
    }

    /// Lets virtual time pass, as long as nobody is behind.
    fn pass(&mut self) {
        if self.stands.is_some() && self.venue.is_passing() && !self.is_held_up() {
            self.pinged.clear();
            self.stands = Some(self.venue.pass());
        }
    }

    /// Whether time must not pass yet: somebody has too much to read, or was pinged and has not answered.
    fn is_held_up(&self) -> bool {
        let behind = |to: &mpsc::Sender<ToSocket>| {
            to.max_capacity().saturating_sub(to.capacity()) >= BACKLOG_CALM
        };
        let unanswered = !self.pinged.is_empty() && Instant::now() < self.patience;
        unanswered || self.sockets.values().any(behind)
    }

    fn take(&mut self, ask: Ask, opened: &mut Vec<Opened>) {
        let now = self.now();
        match ask {
            Ask::Http(request, to) => {
                let ticket = self.ticket(to);
                self.venue.http(now, ticket, request);
            }
            Ask::Lever(request, to) => {
                let ticket = self.ticket(to);
                self.venue.lever(now, ticket, &request);
            }
            Ask::Open { conn, at, to, done } => {
                let answer = self.venue.open(now, conn, &at);
                if answer.is_ok() {
                    self.sockets.insert(conn, to);
                }
                opened.push((done, answer));
            }
            Ask::Text(conn, text) => self.venue.text(now, conn, &text),
            Ask::Heard(conn, sign) => {
                self.pinged.remove(&conn);
                self.venue.heard(now, conn, sign);
            }
            Ask::Closed(conn) => {
                self.pinged.remove(&conn);
                self.sockets.remove(&conn);
                self.venue.closed(conn);
            }
        }
    }

    fn ticket(&mut self, to: oneshot::Sender<Reply>) -> Ticket {
        self.next_ticket = self.next_ticket.saturating_add(1);
        self.waiting.insert(self.next_ticket, to);
        self.next_ticket
    }

    fn move_market(&mut self, now: Time) {
        let listeners = self.listeners();
        for one in self.driver.moves(now, listeners) {
            let symbol = one.symbol;
            let refused = self.venue.move_market(one);
            if let Some(best) = self.venue.spot.best(symbol) {
                self.driver.look(&best, refused);
            }
        }
        if self.replay.has_changed().unwrap_or(false) {
            self.venue.replay = self.replay.borrow_and_update().clone();
        }
    }

    /// Whether every listener of the market keeps up.
    fn listeners(&self) -> Listeners {
        let lags = |to: &mpsc::Sender<ToSocket>| {
            to.max_capacity().saturating_sub(to.capacity()) >= BACKLOG_CALM
        };
        match self.venue.audience() {
            Listeners::Nobody => Listeners::Nobody,
            Listeners::Calm | Listeners::Behind if self.sockets.values().any(lags) => {
                Listeners::Behind
            }
            Listeners::Calm | Listeners::Behind => Listeners::Calm,
        }
    }

    fn let_out(&mut self, out: Out) {
        match out {
            Out::Reply(ticket, reply) => {
                if let Some(to) = self.waiting.remove(&ticket) {
                    drop(to.send(reply));
                }
            }
            Out::Text(conn, text) => self.send(conn, ToSocket::Text(text)),
            Out::Ping(conn) => {
                if self.venue.is_passing() {
                    self.pinged.insert(conn);
                    self.patience = Instant::now() + PONG_PATIENCE;
                }
                self.send(conn, ToSocket::Ping);
            }
            Out::Close(conn) => {
                self.pinged.remove(&conn);
                self.send(conn, ToSocket::Close);
                self.sockets.remove(&conn);
            }
        }
    }

    /// Never waits for a slow reader: it is cut.
    fn send(&mut self, conn: ConnId, what: ToSocket) {
        let Some(to) = self.sockets.get(&conn) else {
            return;
        };
        if to.try_send(what).is_err() {
            tracing::warn!(conn, "a socket was cut: its reader is too slow or gone");
            self.sockets.remove(&conn);
            self.venue.closed(conn);
        }
    }

    /// How long nothing is due.
    fn wait(&self) -> Duration {
        if self.stands.is_some() {
            return match (self.venue.is_passing(), self.is_held_up()) {
                (false, _) => IDLE_MAX,
                (true, false) => Duration::ZERO,
                (true, true) => HELD_UP_LOOK,
            };
        }
        let now = machine_now();
        let due = [self.venue.wake_at(), self.driver.due(now)];
        due.into_iter().flatten().min().map_or(IDLE_MAX, |due| {
            let nanos = u64::try_from(due.since(now).nanos()).unwrap_or(0);
            Duration::from_nanos(nanos).min(IDLE_MAX)
        })
    }
}
