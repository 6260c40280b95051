//! Sessions of the WebSocket API: the same operations as REST by other names. Never an operation's own rule.

mod refusal;
mod request;
mod session;
pub(crate) mod sessions;

pub(crate) use refusal::SessionRefusal;

use super::admin::market::Service;
use super::call::{Answer, Body, Call};
use super::dispatch::Delayed;
use super::faults::{Strike, Struck, spoil};
use super::keys::{Asker, Signer};
use super::limits::{Cost, Used};
use super::params::{CHOICE, Params};
use super::rate_limits::retry_at;
use super::refusal::Refusal;
use super::route::{Product, Right, Route, Security};
use super::sockets::ConnId;
use super::{Out, Venue, front, sockets};
use domain::Span;
use request::{Malformed, Request};
use serde_json::{Value, json};
use sessions::LimitsShown;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// What opening a session costs of its address's weight.
const OPENING_WEIGHT: u32 = 2;
/// What a session is told while the service is under maintenance.
const OPEN_IN_MAINTENANCE: &[&str] = &["ping", "time", "exchangeInfo"];

/// What is known of a request when its answer is written.
struct Asked {
    product: Product,
    id: Value,
    limits: LimitsShown,
    /// Weight its address used in this minute.
    used: u32,
    /// Unfilled orders of the account, where the request is about orders.
    orders: Option<(u32, u32)>,
    /// The fault that struck it.
    struck: Option<Struck>,
    /// Whether faults may strike it.
    open: OpenToFaults,
}

/// Whether faults may strike a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenToFaults {
    Yes,
    /// One has struck it already.
    No,
}

impl Venue {
    /// Counts the opening of a session.
    pub(super) fn session_opened(&mut self, product: Product, conn: ConnId) {
        let now = self.now();
        if let Some(peer) = self.sessions.get(conn).map(|session| session.peer) {
            // A session that opens above the limit is refused with its first request.
            let cost = Cost::Address(OPENING_WEIGHT);
            drop(self.limits.admit(now, (product, peer), cost));
        }
    }

    /// Answers a request of a session.
    pub(super) fn session_request(&mut self, product: Product, conn: ConnId, text: &str) {
        let Some((asked, done)) = self.session_done(product, (conn, text), OpenToFaults::Yes)
        else {
            return;
        };
        let banned = done.as_ref().is_err_and(Refusal::bans);
        match asked.struck.as_ref().map(|struck| struck.strike) {
            None => {
                let answer = self.session_answer(&asked, done);
                self.say(conn, &answer);
            }
            Some(strike) => self.session_struck((conn, text), strike, (&asked, done)),
        }
        self.session_ends(conn);
        if banned {
            self.close(conn);
        }
    }

    /// Does what a fault held back until now; nobody waits for the answer.
    pub(super) fn session_late(&mut self, conn: ConnId, text: &str) {
        if let Some(sockets::Kind::Api(product)) = self.sockets.kind(conn) {
            drop(self.session_done(product, (conn, text), OpenToFaults::No));
        }
    }

    /// Lets a fault have its way with an answer.
    fn session_struck(
        &mut self,
        (conn, text): (ConnId, &str),
        strike: Strike,
        (asked, done): (&Asked, Result<Answer, Refusal>),
    ) {
        let now = self.machine();
        let answer = self.session_answer(asked, done).to_string();
        match strike {
            Strike::LostAnswer => {}
            Strike::LateExecution(span) => {
                self.delay(now.plus(span), Delayed::Session(conn, text.into()));
            }
            Strike::LateAnswer(span) | Strike::SlowBody(span) => {
                self.delay(now.plus(span), Delayed::Text(conn, answer.into()));
            }
            Strike::CutAnswer => {
                let half: String = answer.chars().take(answer.chars().count() / 2).collect();
                self.out.push(Out::Text(conn, half.into()));
                self.close(conn);
            }
            Strike::Disconnect => self.close(conn),
            Strike::Page(_) => self
                .out
                .push(Out::Text(conn, Arc::from(front::BAD_GATEWAY))),
            Strike::EmptyBody => self.out.push(Out::Text(conn, Arc::from(""))),
            Strike::Trouble(..)
            | Strike::Unavailable(_)
            | Strike::TooManyRequests(_)
            | Strike::Banned(_)
            | Strike::WrongType
            | Strike::OmittedRow(_)
            | Strike::AlteredRow(_)
            | Strike::DoubledRow(_)
            | Strike::ReversedRows => self.out.push(Out::Text(conn, answer.into())),
        }
    }

    /// Does what a session asks; nothing when the text is no request.
    fn session_done(
        &mut self,
        product: Product,
        (conn, text): (ConnId, &str),
        open: OpenToFaults,
    ) -> Option<(Asked, Result<Answer, Refusal>)> {
        let mut request = match Request::read(text) {
            Ok(request) => request,
            Err(malformed) => {
                let refusal = match malformed {
                    Malformed::Json => SessionRefusal::Json,
                    Malformed::Id => SessionRefusal::Id,
                };
                self.say(conn, &bare(&Refusal::Session(refusal)));
                return None;
            }
        };
        let session = self.sessions.get(conn);
        let mut asked = Asked {
            product,
            id: std::mem::take(&mut request.id),
            limits: session.map_or(LimitsShown::Yes, |session| session.limits),
            used: 0,
            orders: None,
            struck: None,
            open,
        };
        let done = request
            .params()
            .and_then(|params| self.session_asked(conn, (&request.method, &params), &mut asked));
        Some((asked, done))
    }

    pub(super) fn say(&mut self, conn: ConnId, what: &Value) {
        let text = Arc::from(what.to_string());
        let on_its_way = self.latency.draw(&mut self.chance);
        if on_its_way > Span::ZERO {
            return self.delay(self.machine().plus(on_its_way), Delayed::Text(conn, text));
        }
        self.out.push(Out::Text(conn, text));
    }

    /// Weighs a request and does it.
    fn session_asked(
        &mut self,
        conn: ConnId,
        (method, params): (&str, &Params),
        asked: &mut Asked,
    ) -> Result<Answer, Refusal> {
        match params.optional("returnRateLimits")? {
            Some("true") => asked.limits = LimitsShown::Yes,
            Some("false") => asked.limits = LimitsShown::No,
            Some(_) => return Err(Refusal::Illegal("returnRateLimits", CHOICE)),
            None => {}
        }
        let routes = Arc::clone(&self.routes);
        let own = session::method(method);
        let route = routes.find_ws(asked.product, method);
        let cost = match (own, route) {
            (Some(_), _) => Cost::Address(session::WEIGHT),
            (None, Some(route)) => route.weight.of(params),
            (None, None) => Cost::Address(1),
        };
        let whose = (self.peer(conn), None);
        let weighed = self.weigh_cost(asked.product, whose, cost);
        let (Used::Address(used) | Used::Account(used)) = match &weighed {
            Ok(used) | Err((_, used)) => *used,
        };
        asked.used = used;
        weighed.map_err(|(shut, _)| shut.refusal)?;
        if self.service == Service::Closed && !OPEN_IN_MAINTENANCE.contains(&method) {
            return Err(Refusal::Stopping);
        }
        match (own, route) {
            (Some(own), _) => own(self, conn, params),
            (None, Some(route)) => self.session_beset(route, (conn, params), asked),
            (None, None) => {
                let method = method.chars().take(64).collect();
                Err(Refusal::Session(SessionRefusal::UnknownMethod(method)))
            }
        }
    }

    /// Does an operation under whatever fault strikes it, and notes it.
    fn session_beset(
        &mut self,
        route: &'static Route,
        (conn, params): (ConnId, &Params),
        asked: &mut Asked,
    ) -> Result<Answer, Refusal> {
        let logon = self.sessions.get(conn).and_then(|s| s.logon.as_ref());
        let own = logon.map(|logon| logon.key.clone());
        let key = params.raw("apiKey").or(own.as_deref());
        if asked.open == OpenToFaults::Yes {
            asked.struck = self.struck_by(route, key, Some(params));
        }
        let strike = asked.struck.as_ref().map(|struck| struck.strike);
        let words = strike.and_then(|strike| self.words_of((route, self.peer(conn)), strike));
        let waits = matches!(strike, Some(Strike::LateExecution(_)));
        let done = match (strike, words) {
            (Some(strike), words) if waits || !strike.is_done() => {
                Err(words.unwrap_or(Refusal::Stopping))
            }
            (_, words) => {
                let done = self.session_call(route, (conn, params), asked);
                words.map_or(done, Err)
            }
        };
        let done = match (done, strike) {
            (Ok(mut answer), Some(strike)) => {
                let spoilt = spoil::rows(answer.body.into_text(), strike);
                answer.body = Body::Text(spoilt);
                Ok(answer)
            }
            (done, _) => done,
        };
        let (status, code) = match &done {
            Ok(answer) => (answer.status, 0),
            Err(refusal) => (refusal.status(), refusal.code()),
        };
        let told = (status, code, asked.struck.clone());
        let name = route.ws.unwrap_or(route.path);
        self.note_asked(("WS", name), (key, Some(params)), told);
        done
    }

    /// Does an operation that REST has too.
    fn session_call(
        &mut self,
        route: &Route,
        (conn, params): (ConnId, &Params),
        asked: &mut Asked,
    ) -> Result<Answer, Refusal> {
        let now = self.now();
        let signer = match route.security {
            Security::Open | Security::Key => None,
            Security::Signed(right) => Some(self.session_signer(conn, params, right)?),
        };
        let key = self.session_key(conn, params);
        let call = Call {
            now,
            params,
            signer,
            key: key.as_deref(),
            unit: self.sessions.unit(conn),
            peer: self.peer(conn),
        };
        let done = (route.handler)(self, &call);
        if let (Some(signer), Security::Signed(Right::SpotTrade | Right::Futures)) =
            (signer, route.security)
        {
            let counts = self.limits.orders(now, asked.product, signer.account);
            asked.orders = Some(counts);
        }
        done
    }

    /// The key a request names, or the one the session logged on with.
    fn session_key(&self, conn: ConnId, params: &Params) -> Option<String> {
        let named = params.optional("apiKey").ok().flatten();
        let logon = || self.sessions.get(conn).and_then(|s| s.logon.as_ref());
        named
            .map(ToOwned::to_owned)
            .or_else(|| logon().map(|logon| logon.key.clone()))
    }

    /// Who signed a request: the key it names, or the one the session logged on with.
    fn session_signer(
        &mut self,
        conn: ConnId,
        params: &Params,
        right: Right,
    ) -> Result<Signer, Refusal> {
        let now = self.now();
        let (peer, right) = (self.peer(conn), Some(right));
        let logon = self.sessions.get(conn).and_then(|s| s.logon.as_ref());
        let Some(logon) = logon.filter(|_| !params.has("signature") && !params.has("apiKey"))
        else {
            return self.keys.check_session(params, (right, peer), now);
        };
        let key = Some(logon.key.as_str());
        let known = self.keys.account(&logon.key).is_some();
        let signer = self
            .keys
            .check_logged_on(params, Asker { key, right, peer }, now);
        if !known {
            self.log_off(conn);
        }
        signer
    }

    pub(super) fn peer(&self, conn: ConnId) -> IpAddr {
        let session = self.sessions.get(conn);
        session.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |session| session.peer)
    }

    /// The text of an answer: its result or its error, and the limits it touched.
    fn session_answer(&self, asked: &Asked, done: Result<Answer, Refusal>) -> Value {
        let (status, name, body) = match done {
            Ok(answer) if answer.status == 200 => (200, "result", answer.body.into_value()),
            Ok(answer) => (answer.status, "error", answer.body.into_value()),
            Err(refusal) => (refusal.status(), "error", self.session_error(&refusal)),
        };
        let mut text = json!({ "id": asked.id, "status": status, name: body });
        if asked.limits == LimitsShown::Yes
            && let Some(text) = text.as_object_mut()
        {
            let orders = asked
                .orders
                .map(|counts| self.order_limits(asked.product, counts));
            let mut limits: Vec<Value> = orders.into_iter().flatten().collect();
            limits.push(self.weight_limit(asked.product, asked.used));
            text.insert("rateLimits".to_owned(), limits.into());
        }
        text
    }

    fn session_error(&self, refusal: &Refusal) -> Value {
        let now = self.now();
        let mut body = refusal.body();
        if let Some(again) = retry_at(refusal, now)
            && let Some(body) = body.as_object_mut()
        {
            let data = json!({ "serverTime": now.millis(), "retryAfter": again.millis() });
            body.insert("data".to_owned(), data);
        }
        body
    }
}

/// The error of a text whose id cannot be told back.
fn bare(refusal: &Refusal) -> Value {
    json!({ "id": null, "status": refusal.status(), "error": refusal.body() })
}
