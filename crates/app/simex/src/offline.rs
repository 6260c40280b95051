//! The simulated exchange without ports, for tools and tests that live in virtual time. Never reads a clock and never
//! touches a disk: accounts live as long as the value.

use crate::config::Config;
use crate::floor::Floor;
use crate::start::StartError;
use crate::venue::admin::{self, Lever};
use crate::venue::http::{Accepts, Delivery, HttpRequest, Method, Reply, TimeUnit};
use crate::venue::route::{self, Product, Route};
use crate::venue::sockets::Sign;
use crate::venue::{Out, Venue};
use domain::{Price, Span, Symbol, Time};
use exchange::LedgerView;
use std::net::{IpAddr, Ipv4Addr};

/// A simulated exchange that is stepped by hand.
pub struct Offline {
    venue: Venue,
    now: Time,
    next: u64,
    /// What a lever brought about, told with whatever happens next.
    kept: Vec<Happened>,
}

/// One operation that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The method of its request.
    pub method: &'static str,
    /// The path of its request.
    pub path: &'static str,
    /// Where sessions ask for it and by which name, where they may.
    pub session: Option<(&'static str, &'static str)>,
}

/// Something the exchange let out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// An answer that came later than its request; none when it was lost on the way.
    Answer {
        /// The request's number.
        request: u64,
        /// Status and body.
        answer: Option<(u16, String)>,
    },
    /// A text on a socket.
    Text(u64, String),
    /// A ping on a socket.
    Ping(u64),
    /// The end of a socket.
    Closed(u64),
}

impl Offline {
    /// A simulated exchange at an instant. Ports, folder and captures of the configuration are not used.
    ///
    /// # Errors
    /// A listing or account of the configuration makes no sense.
    pub fn new(config: &Config, now: Time) -> Result<Self, StartError> {
        let venue = Floor::fresh(config, now)?;
        let mut offline = Self {
            venue,
            now,
            next: 0,
            kept: Vec::new(),
        };
        offline.venue.advance(now);
        drop(offline.venue.drain());
        Ok(offline)
    }

    /// Every operation that is served.
    #[must_use]
    pub fn operations() -> Vec<Operation> {
        let sessions = |product| match product {
            Product::Spot | Product::Wallet => "/ws-api/v3",
            Product::Usdm => "/ws-fapi/v1",
        };
        let operation = |route: &Route| Operation {
            method: route.method.name(),
            path: route.path,
            session: route.ws.map(|name| (sessions(route.product), name)),
        };
        route::every().map(operation).collect()
    }

    /// Method and path of every lever that answers at once.
    #[must_use]
    pub fn levers() -> Vec<(&'static str, &'static str)> {
        let name = |lever: &Lever| (lever.method.name(), lever.path);
        admin::levers().map(name).collect()
    }

    /// The instant it stands at.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// Sends a request; status and body of its answer, or nothing when no whole answer came back at once.
    /// `target` is the path with its query; `key` goes where `X-MBX-APIKEY` goes.
    pub fn request(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        key: Option<&str>,
    ) -> (Option<(u16, String)>, Vec<Happened>) {
        let Some(request) = asked(method, target, body, key) else {
            return (Some((405, String::new())), Vec::new());
        };
        let ticket = self.number();
        self.venue.http(self.now, ticket, request);
        self.answered(ticket)
    }

    /// Sends a request whose answer comes with whatever happens, at once or later; its number, and what happened at once.
    pub fn send(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        key: Option<&str>,
    ) -> (u64, Vec<Happened>) {
        let ticket = self.number();
        if let Some(request) = asked(method, target, body, key) {
            self.venue.http(self.now, ticket, request);
            self.venue.advance(self.now);
        }
        (ticket, self.happened())
    }

    /// From here on its crowds rest at least so long between two moves.
    pub fn crowds_rest(&mut self, rest: Span) {
        self.venue.crowds_rest(rest);
    }

    /// Pulls a lever; what it brings about on sockets is told with whatever happens next.
    pub fn lever(&mut self, method: &str, target: &str, body: &str) -> Option<(u16, String)> {
        let request = asked(method, target, body, None)?;
        let ticket = self.number();
        self.venue.lever(self.now, ticket, &request);
        let (answer, others) = self.answered(ticket);
        self.kept = others;
        answer
    }

    /// Opens a socket at a path with its query; its number.
    ///
    /// # Errors
    /// Status and body of what refuses it.
    pub fn open(&mut self, target: &str) -> Result<u64, (u16, String)> {
        let at = asked("GET", target, "", None).ok_or((405_u16, String::new()))?;
        let conn = self.number();
        let opened = self.venue.open(self.now, conn, &at);
        let refused = |reply: Reply| (reply.status, reply.body);
        opened.map(|()| conn).map_err(refused)
    }

    /// Says something on a socket; what came of it at once.
    pub fn say(&mut self, conn: u64, text: &str) -> Vec<Happened> {
        self.venue.text(self.now, conn, text);
        self.happened()
    }

    /// Closes a socket.
    pub fn close(&mut self, conn: u64) {
        self.venue.closed(conn);
    }

    /// Lets time pass: everything due on the way happens at its own instant. Pings are answered.
    pub fn advance(&mut self, by: Span) -> Vec<Happened> {
        let end = self.now.plus(by);
        let mut all = Vec::new();
        loop {
            let due = self.venue.wake_at().filter(|due| *due <= end);
            self.now = due.unwrap_or(end).max(self.now);
            self.venue.advance(self.now);
            all.extend(self.happened());
            if due.is_none() {
                return all;
            }
        }
    }

    /// Best bid and ask of every spot symbol that has both.
    #[must_use]
    pub fn touches(&self) -> Vec<(Symbol, Price, Price)> {
        let spot = &self.venue.spot;
        spot.listings()
            .filter_map(|listing| {
                let symbol = listing.instrument.symbol;
                let best = spot.best(symbol)?;
                Some((symbol, best.bid?.0, best.ask?.0))
            })
            .collect()
    }

    /// Where all of every asset of spot is: what came in is held, paid as fees, or with the house.
    #[must_use]
    pub fn sums(&self) -> Vec<LedgerView> {
        self.venue.spot.ledger()
    }

    fn number(&mut self) -> u64 {
        self.next = self.next.saturating_add(1);
        self.next
    }

    fn answered(&mut self, ticket: u64) -> (Option<(u16, String)>, Vec<Happened>) {
        self.venue.advance(self.now);
        let mut others = self.happened();
        let at = others
            .iter()
            .position(|one| matches!(one, Happened::Answer { request, .. } if *request == ticket));
        match at.map(|at| others.remove(at)) {
            Some(Happened::Answer { answer, .. }) => (answer, others),
            Some(_) | None => (None, others),
        }
    }

    fn happened(&mut self) -> Vec<Happened> {
        drop(self.venue.drain_facts());
        let mut all = std::mem::take(&mut self.kept);
        for out in self.venue.drain() {
            all.push(match out {
                Out::Reply(request, reply) => Happened::Answer {
                    request,
                    answer: arrived(reply),
                },
                Out::Text(conn, text) => Happened::Text(conn, text.to_string()),
                Out::Ping(conn) => {
                    self.venue.heard(self.now, conn, Sign::Pong);
                    Happened::Ping(conn)
                }
                Out::Close(conn) => Happened::Closed(conn),
            });
        }
        all
    }
}

/// What of an answer arrives whole.
fn arrived(reply: Reply) -> Option<(u16, String)> {
    match reply.delivery {
        Delivery::Whole | Delivery::Slow(_) => Some((reply.status, reply.body)),
        Delivery::Cut | Delivery::Lost => None,
    }
}

fn asked(method: &str, target: &str, body: &str, key: Option<&str>) -> Option<HttpRequest> {
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        _ => return None,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(HttpRequest {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.to_owned(),
        key: key.map(ToOwned::to_owned),
        unit: Some(TimeUnit::Millis),
        accepts: Accepts::Anything,
        peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
    })
}
