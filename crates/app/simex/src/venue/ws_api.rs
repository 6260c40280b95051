//! Sessions of the WebSocket API: the same operations as REST by other names. Never an operation's own rule.

mod refusal;
mod request;
mod session;
pub(crate) mod sessions;

pub(crate) use refusal::SessionRefusal;

use super::call::{Answer, Call};
use super::keys::{Asker, Signer};
use super::limits::{Cost, Used};
use super::params::Params;
use super::rate_limits::retry_at;
use super::refusal::Refusal;
use super::route::{Product, Right, Route, Security};
use super::sockets::ConnId;
use super::{Out, Venue};
use request::{Malformed, Request};
use serde_json::{Value, json};
use sessions::LimitsShown;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// What opening a session costs of its address's weight.
const OPENING_WEIGHT: u32 = 2;

/// What is known of a request when its answer is written.
struct Asked {
    product: Product,
    id: Value,
    limits: LimitsShown,
    /// Weight its address used in this minute.
    used: u32,
    /// Unfilled orders of the account, where the request is about orders.
    orders: Option<(u32, u32)>,
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
        let mut request = match Request::read(text) {
            Ok(request) => request,
            Err(malformed) => {
                let refusal = match malformed {
                    Malformed::Json => SessionRefusal::Json,
                    Malformed::Id => SessionRefusal::Id,
                };
                return self.say(conn, &bare(&Refusal::Session(refusal)));
            }
        };
        let session = self.sessions.get(conn);
        let mut asked = Asked {
            product,
            id: std::mem::take(&mut request.id),
            limits: session.map_or(LimitsShown::Yes, |session| session.limits),
            used: 0,
            orders: None,
        };
        let done = request
            .params()
            .and_then(|params| self.session_asked(conn, (&request.method, &params), &mut asked));
        let answer = self.session_answer(&asked, done);
        self.say(conn, &answer);
        self.session_ends(conn);
    }

    pub(super) fn say(&mut self, conn: ConnId, what: &Value) {
        let text = Arc::from(what.to_string());
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
            Some(_) => return Err(Refusal::IllegalCharacters("returnRateLimits")),
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
        match (own, route) {
            (Some(own), _) => own(self, conn, params),
            (None, Some(route)) => self.session_call(route, (conn, params), asked),
            (None, None) => {
                let method = method.chars().take(64).collect();
                Err(Refusal::Session(SessionRefusal::UnknownMethod(method)))
            }
        }
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
