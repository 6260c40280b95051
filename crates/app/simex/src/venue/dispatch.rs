//! The way of a request: its weight, its fault, its rights, its handler, its answer. Never what an operation does.

use super::admin::market::Service;
use super::call::{Answer, Call};
use super::faults::{Passing, Strike, Struck, spoil};
use super::http::{Content, Delivery, HttpRequest, Reply, Ticket};
use super::keys::Asker;
use super::ledger::{Asked, Note};
use super::limits::{Cost, ORDER_WINDOW, Shut, Used};
use super::params::Params;
use super::refusal::Refusal;
use super::route::{Found, Product, Route, Security};
use super::sockets::ConnId;
use super::{Out, Venue, admin, front};
use domain::{AccountId, Span, Time};
use std::net::IpAddr;
use std::sync::Arc;

/// Something that a fault held back.
pub(crate) enum Delayed {
    /// A request that is executed late; nobody waits for its answer any more.
    Execution(&'static Route, Box<HttpRequest>),
    /// An answer that leaves late.
    Answer(Ticket, Box<Reply>),
    /// A lever of a scenario, and its instant has come.
    Lever(Box<HttpRequest>),
    /// A session's request that is executed late; nobody waits for its answer any more.
    Session(ConnId, Box<str>),
    /// A text that leaves late.
    Text(ConnId, Arc<str>),
}

/// Where requests name an order of their client's.
pub(super) const CLIENT_IDS: &[&str] = &[
    "newClientOrderId",
    "origClientOrderId",
    "listClientOrderId",
    "clientAlgoId",
];

impl Venue {
    pub(super) fn take_request(&mut self, ticket: Ticket, request: HttpRequest) {
        if let Some(turned_away) = front::turned_away(&request) {
            return self.answer(ticket, turned_away);
        }
        if self.service == Service::Closed && !front::open_in_maintenance(&request.path) {
            return self.answer(ticket, refused(&Refusal::Stopping));
        }
        let routes = Arc::clone(&self.routes);
        let found = routes.find(request.method, &request.path);
        let (Found::Route(route), product) = (found, front::product(&request.path)) else {
            let admitted = self.charge(front::product(&request.path), &request);
            let reply = match admitted {
                Ok(_) => front::nothing_there(&request, found),
                Err(shut) => shut_out(&shut),
            };
            return self.answer(ticket, reply);
        };
        debug_assert_eq!(route.product, product, "{}", route.path);
        let used = match self.weigh(route, &request) {
            Ok(used) => used,
            Err((shut, used)) => {
                let reply = weighed(shut_out(&shut), route.product, used);
                return self.answer(ticket, reply);
            }
        };
        self.beset(ticket, used, (route, request));
    }

    /// What a request to nowhere costs.
    fn charge(&mut self, product: Product, request: &HttpRequest) -> Result<Used, Shut> {
        let now = self.now();
        self.limits
            .admit(now, (product, request.peer), Cost::Address(1))
    }

    /// Counts a request; what is used up by it.
    fn weigh(&mut self, route: &Route, request: &HttpRequest) -> Result<Used, (Shut, Used)> {
        let cost = Params::parse(&request.query, &request.body)
            .map_or(Cost::Address(1), |params| route.weight.of(&params));
        let account = request
            .key
            .as_deref()
            .and_then(|key| self.keys.account(key));
        self.weigh_cost(route.product, (request.peer, account), cost)
    }

    /// Counts the cost of a request of an address, and of an account where it is known.
    pub(super) fn weigh_cost(
        &mut self,
        product: Product,
        (peer, account): (IpAddr, Option<AccountId>),
        cost: Cost,
    ) -> Result<Used, (Shut, Used)> {
        let now = self.now();
        let used = self.limits.admit(now, (product, peer), cost);
        let used = used.map_err(|shut| {
            let used = self.limits.used(now, product, peer);
            (shut, Used::Address(used))
        })?;
        match (cost, account) {
            (Cost::Account(weight), Some(account)) => self
                .limits
                .admit_account(now, account, weight)
                .map_err(|shut| (shut, used)),
            (Cost::Account(_), None) | (Cost::Address(_), _) => Ok(used),
        }
    }

    /// Hands an answer out as every answer leaves.
    fn answer(&mut self, ticket: Ticket, reply: Reply) {
        let number = self.number();
        let reply = front::signed_off(reply, self.now(), number);
        let on_its_way = self.latency.draw(&mut self.chance);
        if on_its_way > Span::ZERO {
            let due = self.machine.plus(on_its_way);
            return self.delay(due, Delayed::Answer(ticket, Box::new(reply)));
        }
        self.out.push(Out::Reply(ticket, reply));
    }

    /// Serves a request under whatever fault strikes it.
    fn beset(
        &mut self,
        ticket: Ticket,
        used: Used,
        (route, request): (&'static Route, HttpRequest),
    ) {
        let struck = self.struck(route, &request);
        let machine = self.machine();
        if let Some(Strike::LateExecution(span)) = struck.as_ref().map(|struck| struck.strike) {
            self.note_request(route, &request, &Reply::empty(0), struck);
            self.delay(
                machine.plus(span),
                Delayed::Execution(route, Box::new(request)),
            );
            let lost = Reply::empty(200).delivered(Delivery::Lost);
            return self.answer(ticket, lost);
        }
        let strike = struck.as_ref().map(|struck| struck.strike);
        let reply = match strike {
            Some(strike) if !strike.is_done() => self.undone((route, request.peer), strike),
            Some(strike) => {
                let served = self.served(route, &request);
                spoilt(served, strike)
            }
            None => self.served(route, &request),
        };
        self.note_request(route, &request, &reply, struck);
        let reply = weighed(reply, route.product, used);
        match strike {
            Some(Strike::LateAnswer(span)) => {
                let number = self.number();
                let reply = front::signed_off(reply, self.now().plus(span), number);
                self.delay(machine.plus(span), Delayed::Answer(ticket, Box::new(reply)));
            }
            Some(_) | None => self.answer(ticket, reply),
        }
    }

    /// The fault that strikes a request, if one does.
    fn struck(&mut self, route: &'static Route, request: &HttpRequest) -> Option<Struck> {
        let params = Params::parse(&request.query, &request.body).ok();
        self.struck_by(route, request.key.as_deref(), params.as_ref())
    }

    /// The fault that strikes an operation asked for with a key and parameters.
    pub(super) fn struck_by(
        &mut self,
        route: &'static Route,
        key: Option<&str>,
        params: Option<&Params>,
    ) -> Option<Struck> {
        let raw = |name: &str| params.and_then(|params| params.raw(name));
        let passing = Passing {
            route,
            account: key.and_then(|key| self.keys.account(key)),
            symbol: raw("symbol"),
            client_id: CLIENT_IDS.iter().find_map(|name| raw(name)),
        };
        self.faults.on_request(self.machine, &passing)
    }

    /// The answer to a request that a fault keeps from being done.
    fn undone(&self, (route, peer): (&Route, IpAddr), strike: Strike) -> Reply {
        match (strike, self.words_of((route, peer), strike)) {
            (Strike::TooManyRequests(after) | Strike::Banned(after), Some(refusal)) => {
                shut_out(&Shut { refusal, after })
            }
            (_, Some(refusal)) => refused(&refusal),
            (Strike::Page(_), None) => front::bad_gateway(),
            (_, None) => Reply::empty(200).delivered(Delivery::Lost),
        }
    }

    /// What the venue says in the name of a fault, where the fault makes it say something.
    pub(super) fn words_of(
        &self,
        (route, peer): (&Route, IpAddr),
        strike: Strike,
    ) -> Option<Refusal> {
        match strike {
            Strike::Trouble(trouble, _) => Some(Refusal::Server(trouble)),
            Strike::Unavailable(_) => Some(Refusal::Stopping),
            Strike::TooManyRequests(_) => {
                let most = self.limits.weight_max(route.product);
                Some(Refusal::TooMuchWeight { most }.of(route.product, peer))
            }
            Strike::Banned(after) => {
                let until = self.now().plus(after);
                Some(Refusal::Banned { until }.of(route.product, peer))
            }
            Strike::Page(_)
            | Strike::Disconnect
            | Strike::LostAnswer
            | Strike::LateAnswer(_)
            | Strike::LateExecution(_)
            | Strike::CutAnswer
            | Strike::SlowBody(_)
            | Strike::WrongType
            | Strike::EmptyBody
            | Strike::OmittedRow(_)
            | Strike::AlteredRow(_)
            | Strike::DoubledRow(_)
            | Strike::ReversedRows => None,
        }
    }

    fn note_request(
        &mut self,
        route: &Route,
        request: &HttpRequest,
        reply: &Reply,
        struck: Option<Struck>,
    ) {
        let params = Params::parse(&request.query, &request.body).ok();
        let from = (request.key.as_deref(), params.as_ref());
        let told = (reply.status, reply.code, struck);
        self.note_asked((route.method.name(), route.path), from, told);
    }

    /// Notes a request and its outcome in the ledger.
    pub(super) fn note_asked(
        &mut self,
        (method, path): (&'static str, &'static str),
        (key, params): (Option<&str>, Option<&Params>),
        (status, code, struck): (u16, i32, Option<Struck>),
    ) {
        let raw = |name: &&str| params.and_then(|params| params.raw(name));
        let asked = Asked {
            method,
            path,
            account: key.and_then(|key| self.keys.account(key)),
            client_id: CLIENT_IDS.iter().find_map(raw).map(ToOwned::to_owned),
            status,
            code,
            fault: struck.map(|struck| format!("{}: {:?}", struck.name, struck.strike)),
        };
        let now = self.now();
        self.ledger.note(now, Note::Request(Box::new(asked)));
    }

    pub(super) fn delay(&mut self, due: Time, what: Delayed) {
        let number = self.number();
        self.delayed.insert((due, number), what);
    }

    /// Does what was held back until now.
    pub(super) fn serve_delayed(&mut self) {
        while let Some(entry) = self.delayed.first_entry() {
            if entry.key().0 > self.machine {
                return;
            }
            match entry.remove() {
                Delayed::Answer(ticket, reply) => self.out.push(Out::Reply(ticket, *reply)),
                Delayed::Execution(route, request) => {
                    let reply = self.served(route, &request);
                    self.note_request(route, &request, &reply, None);
                }
                Delayed::Lever(request) => {
                    let pulled = admin::answer(self, 0, &request);
                    if let Some(reply) = pulled.filter(|reply| reply.status != 200) {
                        tracing::warn!(body = reply.body, "a lever of the scenario did not move");
                    }
                }
                Delayed::Session(conn, text) => self.session_late(conn, &text),
                Delayed::Text(conn, text) => self.out.push(Out::Text(conn, text)),
            }
        }
    }

    fn served(&mut self, route: &'static Route, request: &HttpRequest) -> Reply {
        let now = self.now();
        match self.rest_call(route, request) {
            Ok(answer) => {
                let mut reply = Reply::text(answer.status, answer.body.into_text());
                if let Some((short, day)) = answer.orders {
                    reply = order_counts(reply, route.product, (short, day));
                }
                reply
            }
            Err(refusal @ Refusal::TooManyOrders { .. }) => {
                let after = now.floor_to(ORDER_WINDOW).plus(ORDER_WINDOW).since(now);
                shut_out(&Shut { refusal, after })
            }
            Err(refusal) => refused(&refusal),
        }
    }

    fn rest_call(&mut self, route: &Route, request: &HttpRequest) -> Result<Answer, Refusal> {
        let now = self.now();
        let key = request.key.as_deref();
        let text = (request.query.as_str(), request.body.as_str());
        let unit = request.unit.ok_or(Refusal::BadTimeUnit)?;
        let asker = |right| Asker {
            key,
            right,
            peer: request.peer,
        };
        let (signer, params) = match route.security {
            Security::Open => (None, Params::parse(text.0, text.1)?),
            Security::Key => {
                self.keys.known(asker(None))?;
                (None, Params::parse(text.0, text.1)?)
            }
            Security::Signed(right) => {
                let (signer, params) = self.keys.check_rest(asker(Some(right)), text, now)?;
                (Some(signer), params)
            }
        };
        let call = Call {
            now,
            params: &params,
            signer,
            key,
            unit,
            peer: request.peer,
        };
        (route.handler)(self, &call)
    }
}

fn weighed(reply: Reply, product: Product, used: Used) -> Reply {
    match (product, used) {
        (Product::Spot, Used::Address(used)) => reply
            .with("x-mbx-used-weight", used)
            .with("x-mbx-used-weight-1m", used),
        (Product::Usdm, Used::Address(used)) => reply.with("x-mbx-used-weight-1m", used),
        (Product::Wallet, Used::Address(used)) => reply.with("x-sapi-used-ip-weight-1m", used),
        (_, Used::Account(used)) => reply.with("x-sapi-used-uid-weight-1m", used),
    }
}

fn order_counts(reply: Reply, product: Product, (short, long): (u32, u32)) -> Reply {
    let reply = reply.with("x-mbx-order-count-10s", short);
    match product {
        Product::Spot | Product::Wallet => reply.with("x-mbx-order-count-1d", long),
        Product::Usdm => reply.with("x-mbx-order-count-1m", long),
    }
}

pub(crate) fn refused(refusal: &Refusal) -> Reply {
    tracing::debug!(code = refusal.code(), "a request was refused");
    let mut reply = Reply::json(refusal.status(), &refusal.body());
    reply.code = refusal.code();
    reply
}

/// The answer to a request that was done, as a fault leaves it.
fn spoilt(mut reply: Reply, strike: Strike) -> Reply {
    match strike {
        Strike::LostAnswer | Strike::LateExecution(_) => reply.delivered(Delivery::Lost),
        Strike::CutAnswer => reply.delivered(Delivery::Cut),
        Strike::SlowBody(span) => reply.delivered(Delivery::Slow(span)),
        Strike::Trouble(trouble, _) => refused(&Refusal::Server(trouble)),
        Strike::Unavailable(_) => refused(&Refusal::Stopping),
        Strike::Page(_) => front::bad_gateway(),
        Strike::WrongType => reply.of(Content::Html),
        Strike::EmptyBody => {
            reply.body.clear();
            reply
        }
        Strike::OmittedRow(_)
        | Strike::AlteredRow(_)
        | Strike::DoubledRow(_)
        | Strike::ReversedRows => {
            reply.body = spoil::rows(reply.body, strike);
            reply
        }
        Strike::LateAnswer(_)
        | Strike::TooManyRequests(_)
        | Strike::Banned(_)
        | Strike::Disconnect => reply,
    }
}

/// A refusal that says when to come back.
pub(super) fn shut_out(shut: &Shut) -> Reply {
    refused(&shut.refusal).retry_after(shut.after.max(Span::from_millis(1)))
}
