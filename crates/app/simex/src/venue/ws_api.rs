//! Sessions of the WebSocket API: the same operations as REST by other names, and subscriptions to private events.
//! Never an operation of its own beside the session's.

use super::Venue;
use super::call::{Answer, Call};
use super::http::TimeUnit;
use super::params::Params;
use super::refusal::Refusal;
use super::route::{Product, Route, Security};
use super::sockets::ConnId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

#[derive(Deserialize)]
struct Request {
    id: Option<Value>,
    method: String,
    #[serde(default)]
    params: Map<String, Value>,
}

impl Venue {
    /// Answers a request of a session.
    pub(super) fn session_request(&mut self, product: Product, conn: ConnId, text: &str) -> Value {
        let Ok(request) = serde_json::from_str::<Request>(text) else {
            return refused(None, &Refusal::Malformed);
        };
        let pairs = request.params.into_iter();
        let params = Params::from_pairs(pairs.map(|(name, value)| (name, plain(value))));
        let done = params.and_then(|params| match request.method.as_str() {
            "userDataStream.subscribe.signature" => self.follow(conn, &params),
            "userDataStream.unsubscribe" => self.unfollow(conn, &params),
            method => {
                let routes = Arc::clone(&self.routes);
                let route = routes.find_ws(product, method);
                self.session_call(route.ok_or(Refusal::UnknownMethod)?, &params)
            }
        });
        match done {
            Ok(answer) => json!({
                "id": request.id,
                "status": answer.status,
                "result": answer.body.into_value(),
                "rateLimits": [],
            }),
            Err(refusal) => refused(request.id, &refusal),
        }
    }

    /// Does an operation that REST has too.
    fn session_call(&mut self, route: &Route, params: &Params) -> Result<Answer, Refusal> {
        let now = self.now();
        let signer = match route.security {
            Security::Open | Security::Key => None,
            Security::Signed(_) => Some(self.keys.check_session(params, now)?),
        };
        let call = Call {
            now,
            params,
            signer,
            key: None,
            unit: TimeUnit::Millis,
            peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        (route.handler)(self, &call)
    }

    fn follow(&mut self, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
        let signer = self.keys.check_session(params, self.now())?;
        params.nothing_left()?;
        let id = self
            .sockets
            .follow(conn, signer.account)
            .map_err(|_| Refusal::TooManyParameters)?;
        Ok(json!({ "subscriptionId": id }).into())
    }

    fn unfollow(&mut self, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
        let which = params.number("subscriptionId")?;
        self.sockets.unfollow(conn, which);
        Ok(json!({}).into())
    }
}

/// The text of a parameter as it is signed.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_)) => other.to_string(),
    }
}

fn refused(id: Option<Value>, refusal: &Refusal) -> Value {
    json!({
        "id": id,
        "status": refusal.status(),
        "error": refusal.body(),
        "rateLimits": [],
    })
}
