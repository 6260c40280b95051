//! The whole simulated venue as one value: requests, texts of sockets and instants go in; answers, events and facts to
//! keep come out. The same inputs give the same bytes. Never a socket, a file, a thread or a clock.

pub(crate) mod admin;
pub(crate) mod boards;
pub(crate) mod call;
pub(crate) mod crowd;
mod decimal;
pub(crate) mod dispatch;
pub(crate) mod engine;
pub(crate) mod faults;
mod front;
pub(crate) mod http;
pub(crate) mod keys;
pub(crate) mod ledger;
pub(crate) mod limits;
pub(crate) mod market_params;
pub(crate) mod market_refusal;
mod outlet;
pub(crate) mod params;
pub(crate) mod private;
pub(crate) mod rate_limits;
pub(crate) mod refusal;
pub(crate) mod route;
pub(crate) mod sockets;
pub(crate) mod spot;
pub(crate) mod stepping;
mod streams;
pub(crate) mod usdm;
pub(crate) mod wallet;
pub(crate) mod wording;
mod ws_api;

use crate::keep::Keep;
use crate::latency::Latency;
use crate::replay::ReplayReport;
use admin::market::Service;
use boards::Boards;
use boards::figures::Places;
use crowd::CrowdDriver;
use dispatch::Delayed;
use domain::{AccountId, Span, Symbol, Time};
use engine::BooksOf;
use exchange::chance::Chance;
use exchange::crowd::{FIRST_TRADE, PastMarket};
use exchange::futures::Futures;
use exchange::wallet::Wallet;
use exchange::{Exchange, Fact, Tag};
use faults::Faults;
use http::{HttpRequest, Reply, Ticket};
use keys::Keys;
use ledger::Ledger;
use limits::Limits;
use outlet::Outlet;
use route::Product;
use route::Routes;
use sockets::{ConnId, Publication, Sockets};
use spot::order_params::Listings;
use std::collections::BTreeMap;
use std::sync::Arc;
use stepping::Stepping;
use usdm::Usdm;
use usdm::crowd::FuturesCrowd;
use usdm::listen_keys::ListenKeys;
pub use wording::{Wording, wordings};
use ws_api::sessions::Sessions;

/// The last prices are kept this often, for the market to go on from.
const PRICES_EVERY: Span = Span::from_secs(10);

/// Something that leaves the venue, once the facts of its turn are kept.
#[derive(Debug)]
pub(crate) enum Out {
    /// The answer to a request.
    Reply(Ticket, Reply),
    /// A text on a socket.
    Text(ConnId, Arc<str>),
    /// A ping on a socket.
    Ping(ConnId),
    /// The end of a socket: everything sent before it still goes out.
    Close(ConnId),
}

/// The venue.
pub(crate) struct Venue {
    /// The machine's instant of the turn in hand.
    machine: Time,
    pub(crate) spot: Exchange,
    pub(crate) wallet: Wallet,
    pub(crate) futures: Futures,
    /// What is known of futures beside the engine.
    pub(crate) usdm: Usdm,
    pub(crate) boards: Boards,
    pub(crate) keys: Keys,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) ledger: Ledger,
    /// Whether the service is open.
    pub(crate) service: Service,
    /// How long answers are on their way.
    pub(crate) latency: Latency,
    /// Draws latencies.
    chance: Chance,
    pub(crate) sockets: Sockets,
    /// Spot instruments by the name requests use.
    pub(crate) listings: Listings,
    /// The names requests use.
    pub(crate) names: BTreeMap<Symbol, String>,
    /// The one symbol that has a market, while a capture is played.
    pub(crate) only: Option<Symbol>,
    /// How far the capture is, while one is played.
    pub(crate) replay: ReplayReport,
    /// Whoever wants everything as it was at the start, and waits to hear it.
    reset: Option<Ticket>,
    /// Whose time it lives in, and how far that is to go.
    stepping: Stepping,
    crowd: Option<Box<CrowdDriver>>,
    routes: Arc<Routes>,
    delayed: BTreeMap<(Time, u64), Delayed>,
    /// What sessions of the WebSocket API told about themselves.
    pub(crate) sessions: Sessions,
    /// When something of each account last changed.
    pub(crate) touched: BTreeMap<AccountId, Time>,
    private: Vec<(AccountId, private::Event)>,
    to_accounts: Outlet<(AccountId, private::Event)>,
    to_public: Outlet<Publication>,
    /// Lines to keep; the lines of one step stand or fall together.
    facts: Vec<Vec<String>>,
    out: Vec<Out>,
    next_number: u64,
    prices_kept: Time,
}

/// What a venue begins with.
pub(crate) struct Start {
    /// The engine with its listings and accounts.
    pub(crate) spot: Exchange,
    /// The wallet with the same accounts.
    pub(crate) wallet: Wallet,
    /// The same for futures.
    pub(crate) futures: Futures,
    pub(crate) futures_crowd: Option<FuturesCrowd>,
    pub(crate) keys: Keys,
    pub(crate) listen_keys: ListenKeys,
    /// When something of each account last changed in an earlier life.
    pub(crate) touched: BTreeMap<AccountId, Time>,
    pub(crate) limits: Limits,
    pub(crate) crowd: Option<CrowdDriver>,
    pub(crate) only: Option<Symbol>,
    pub(crate) now: Time,
    /// What chance is drawn from.
    pub(crate) seed: u64,
    pub(crate) latency: Latency,
    pub(crate) keep: Keep,
}

impl Venue {
    pub(crate) fn new(mut start: Start) -> Self {
        let mut boards = Boards::keeping(start.keep.public_trades);
        let mut names = BTreeMap::new();
        let mut listings = Listings::new();
        for listing in start.spot.listings() {
            let name = listing.instrument.venue_symbol.as_str();
            let at = (Product::Spot, listing.instrument.symbol);
            boards.list(at, name, Places::SPOT);
            names.insert(listing.instrument.symbol, name.to_owned());
            let mut listing = *listing;
            if let Some(rules) = start.spot.rules(listing.instrument.symbol) {
                listing.instrument.rules = rules;
            }
            listings.insert(name.to_owned(), listing);
        }
        for (listing, _) in start.futures.listings() {
            boards.list_contract(listing);
        }
        if let Some(crowd) = &start.crowd {
            let pasts = crowd.past(start.now, &start.spot);
            remember(&mut boards, (&mut start.spot, &mut start.futures), &pasts);
        }
        Self {
            machine: start.now,
            spot: start.spot,
            wallet: start.wallet,
            usdm: Usdm::new(&start.futures, start.futures_crowd, start.listen_keys),
            futures: start.futures,
            boards,
            keys: start.keys,
            limits: start.limits,
            faults: Faults::none(start.seed),
            ledger: Ledger::keeping(start.keep.ledger_entries),
            service: Service::Open,
            latency: start.latency,
            chance: Chance::new(start.seed).branch(0x1a7e),
            sockets: Sockets::default(),
            listings,
            names,
            only: start.only,
            replay: ReplayReport::default(),
            reset: None,
            stepping: Stepping::default(),
            crowd: start.crowd.map(Box::new),
            routes: Arc::new(Routes::all()),
            delayed: BTreeMap::new(),
            sessions: Sessions::default(),
            touched: start.touched,
            private: Vec::new(),
            to_accounts: Outlet::default(),
            to_public: Outlet::default(),
            facts: Vec::new(),
            out: Vec::new(),
            next_number: 0,
            prices_kept: start.now,
        }
    }

    /// The exchange's instant: the machine's, moved by whatever skew was ordered.
    pub(crate) fn now(&self) -> Time {
        self.faults.clock(self.machine)
    }

    /// The machine's instant of the turn in hand.
    pub(crate) const fn machine(&self) -> Time {
        self.machine
    }

    /// A request arrives.
    pub(crate) fn http(&mut self, now: Time, ticket: Ticket, request: HttpRequest) {
        self.machine = now;
        self.take_request(ticket, request);
    }

    /// A request for the levers arrives.
    pub(crate) fn lever(&mut self, now: Time, ticket: Ticket, request: &HttpRequest) {
        self.machine = now;
        if let Some(reply) = admin::answer(self, ticket, request) {
            self.out.push(Out::Reply(ticket, reply));
        }
    }

    /// A socket wants to be opened at a path with its query.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub(crate) fn open(&mut self, now: Time, conn: ConnId, at: &HttpRequest) -> Result<(), Reply> {
        self.machine = now;
        let heard = usdm::private::hearing(at);
        let kind = match &heard {
            Some(_) => sockets::Kind::Private,
            None => streams::kind(at)?,
        };
        let product = kind.product();
        let admitted = self.limits.admit_connection(self.now(), (product, at.peer));
        admitted.map_err(|shut| dispatch::shut_out(&shut))?;
        let session = match &kind {
            sockets::Kind::Api(product) => Some(*product),
            sockets::Kind::Market(_) | sockets::Kind::Private => None,
        };
        self.sockets.open(now, conn, kind)?;
        if let Some(heard) = heard {
            self.usdm.streams.open(conn, heard);
        }
        if let Some(product) = session {
            self.sessions.open(self.now(), conn, at);
            self.session_opened(product, conn);
        }
        self.heed_listeners();
        Ok(())
    }

    /// A text arrived on a socket.
    pub(crate) fn text(&mut self, now: Time, conn: ConnId, text: &str) {
        self.machine = now;
        if self.sockets.spend(now, conn).is_err() {
            return self.close(conn);
        }
        let answer = match self.sockets.kind(conn) {
            None => return,
            Some(sockets::Kind::Market(_)) => streams::answer(&mut self.sockets, conn, text),
            Some(sockets::Kind::Private) => self.usdm.streams.answer(conn, text),
            Some(sockets::Kind::Api(product)) => {
                return self.session_request(product, conn, text);
            }
        };
        self.heed_listeners();
        self.out
            .push(Out::Text(conn, Arc::from(answer.to_string())));
    }

    /// A ping or pong arrived on a socket.
    pub(crate) fn heard(&mut self, now: Time, conn: ConnId, sign: sockets::Sign) {
        self.machine = now;
        if self.sockets.spend(now, conn).is_err() {
            return self.close(conn);
        }
        self.sockets.heard(now, conn, sign);
    }

    /// A socket is gone.
    pub(crate) fn closed(&mut self, conn: ConnId) {
        self.sockets.forget(conn);
        self.usdm.streams.forget(conn);
        self.sessions.close(conn);
    }

    /// The venue closes a socket.
    fn close(&mut self, conn: ConnId) {
        self.closed(conn);
        self.out.push(Out::Close(conn));
    }

    /// Says on every socket that the server is about to end; how many were told.
    pub(crate) fn announce_shutdown(&mut self) -> usize {
        let at = self.now().millis();
        let event = format!(r#"{{"e":"serverShutdown","E":{at}}}"#);
        let texts = self.sockets.everybody("!serverShutdown", &event);
        let told = texts.len();
        self.out
            .extend(texts.into_iter().map(|(conn, text)| Out::Text(conn, text)));
        told
    }

    /// Closes every socket of a kind.
    pub(crate) fn cut(&mut self, which: sockets::CutOf) {
        for conn in self.sockets.of(which) {
            self.close(conn);
        }
    }

    /// Lets time come: what is due happens, and what happened is told.
    pub(crate) fn advance(&mut self, now: Time) {
        self.machine = now;
        self.serve_delayed();
        self.advance_wallet();
        self.move_crowd();
        self.advance_futures();
        self.heed_listeners();
        let server = self.now();
        let books = BooksOf {
            spot: &self.spot,
            futures: &self.futures,
        };
        self.boards.tell(server, &books);
        if server.floor_to(PRICES_EVERY) != self.prices_kept {
            self.prices_kept = server.floor_to(PRICES_EVERY);
            let prices: Vec<_> = self.spot.last_prices().collect();
            self.keep(prices.iter());
        }
        let pulse = self.sockets.beat(now);
        self.out.extend(pulse.pings.into_iter().map(Out::Ping));
        for dead in pulse.dead {
            self.close(dead);
        }
        self.let_out();
    }

    /// When something is due next, by the machine's clock.
    pub(crate) fn wake_at(&self) -> Option<Time> {
        let server = self.now();
        let told = self.boards.due(server);
        let tick = told.map(|due| self.machine.plus(due.since(server)));
        let due = [
            tick,
            self.crowd.as_ref().and_then(|crowd| crowd.due()),
            self.delayed.keys().next().map(|(due, _)| *due),
            self.to_accounts.due(),
            self.futures_due(),
            self.to_public.due(),
            self.sockets.due(),
            self.wallet_due(),
        ];
        due.into_iter().flatten().min()
    }

    /// Whoever wants a new start.
    pub(crate) const fn wants_reset(&mut self) -> Option<Ticket> {
        self.reset.take()
    }

    /// Everything to let out once the facts are kept, in order.
    pub(crate) fn drain(&mut self) -> Vec<Out> {
        std::mem::take(&mut self.out)
    }

    /// The facts to keep, step by step.
    pub(crate) fn drain_facts(&mut self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.facts)
    }

    /// Notes facts that stand or fall together.
    fn keep<'a>(&mut self, facts: impl Iterator<Item = &'a Fact>) {
        let lines: Vec<String> = facts.map(ToString::to_string).collect();
        if !lines.is_empty() {
            self.facts.push(lines);
        }
    }

    /// A number never given out before in this life.
    fn number(&mut self) -> u64 {
        self.next_number = self.next_number.saturating_add(1);
        self.next_number
    }

    fn tag(&mut self) -> Tag {
        Tag::new(self.number())
    }
}

/// Shows every symbol and contract what its market looked like before the start.
fn remember(
    boards: &mut Boards,
    (spot, futures): (&mut Exchange, &mut Futures),
    pasts: &[PastMarket],
) {
    for past in pasts {
        spot.begin_trades(past.symbol, FIRST_TRADE);
        boards.remember(Product::Spot, past, spot.next_trade(past.symbol));
        let contracts: Vec<_> = futures
            .listings()
            .map(|(listing, _)| listing.instrument)
            .filter(|contract| {
                let same = spot.listing(past.symbol).map(|listing| listing.instrument);
                same.is_some_and(|same| (same.base, same.quote) == (contract.base, contract.quote))
            })
            .collect();
        for contract in contracts {
            let (symbol, rules) = (contract.symbol, &contract.rules);
            if let Some(own) = past.on_grid(symbol, rules.price_tick, rules.qty_step) {
                futures.begin_trades(symbol, FIRST_TRADE);
                boards.remember(Product::Usdm, &own, futures.next_trade(symbol));
            }
            boards.remember_index(symbol, past);
        }
    }
}
