//! Listen keys on request: start, keep alive, stop. Never the stream itself.

use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Security, Weight};
use crate::venue::usdm::refusal::No;
use domain::AccountId;
use exchange::faults::Endpoint;
use serde_json::json;

const KEY: Route = Route {
    product: Product::Usdm,
    method: Method::Post,
    path: "/fapi/v1/listenKey",
    ws: Some("userDataStream.start"),
    security: Security::Key,
    weight: Weight::Fixed(1),
    door: Endpoint::Account,
    handler: start,
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    KEY,
    Route {
        method: Method::Put,
        ws: Some("userDataStream.ping"),
        handler: keep,
        ..KEY
    },
    Route {
        method: Method::Delete,
        ws: Some("userDataStream.stop"),
        handler: stop,
        ..KEY
    },
];

/// The account of the key that asks. Nothing is made of a parameter: clients send some along, and Binance reads none.
fn holder(venue: &Venue, call: &Call<'_>) -> Result<AccountId, Refusal> {
    let account = call.key.and_then(|key| venue.keys.account(key));
    account.ok_or(Refusal::UnknownKey)
}

fn start(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = holder(venue, call)?;
    let key = venue.usdm.keys.start(account, call.now);
    venue.keep_listen_key(account);
    Ok(json!({ "listenKey": key }).into())
}

fn keep(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = holder(venue, call)?;
    let key = venue.usdm.keys.keep(account, call.now);
    let key = key.ok_or(No::ListenKey)?;
    venue.keep_listen_key(account);
    Ok(json!({ "listenKey": key }).into())
}

/// Ends the key; sockets that hear nothing else are closed.
fn stop(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = holder(venue, call)?;
    let key = venue.usdm.keys.stop(account).ok_or(No::ListenKey)?;
    venue.keep_listen_key(account);
    for conn in venue.usdm.streams.only(&key) {
        venue.close(conn);
    }
    Ok(json!({}).into())
}

impl Venue {
    /// Notes how an account's listen key stands, for a restart.
    pub(super) fn keep_listen_key(&mut self, account: AccountId) {
        let line = self.usdm.keys.word_on(account).line();
        self.facts.push(vec![line]);
    }
}
