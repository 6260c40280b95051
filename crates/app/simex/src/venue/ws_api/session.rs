//! What a session may ask about itself: logging on and off, and the accounts it follows. Never an order.

use super::SessionRefusal;
use super::sessions::{LimitsShown, Logon};
use crate::venue::Venue;
use crate::venue::call::Answer;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::Right;
use crate::venue::sockets::{ConnId, NotFollowed};
use domain::AccountId;
use serde_json::{Value, json};

/// What each of these requests costs of its address's weight.
pub(super) const WEIGHT: u32 = 2;

/// Does what a session asks about itself.
pub(super) type Method = fn(&mut Venue, ConnId, &Params) -> Result<Answer, Refusal>;

/// The request of this name.
pub(super) fn method(name: &str) -> Option<Method> {
    match name {
        "session.logon" => Some(log_on),
        "session.status" => Some(status),
        "session.logout" => Some(log_out),
        "session.subscriptions" => Some(subscriptions),
        "userDataStream.subscribe" => Some(follow_own),
        "userDataStream.subscribe.signature" => Some(follow_signed),
        "userDataStream.unsubscribe" => Some(unfollow),
        _ => None,
    }
}

fn log_on(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    let now = venue.now();
    let from = (None, venue.peer(conn));
    let signer = venue.keys.check_session(params, from, now)?;
    let key = params.required("apiKey")?.to_owned();
    params.nothing_left()?;
    if let Some(kind) = venue.keys.kind_unfit_for_sessions(&key) {
        return Err(Refusal::Session(SessionRefusal::KeyKind(kind)));
    }
    let logon = Logon {
        key,
        account: signer.account,
        since: now,
        subscription: None,
    };
    if let Some(session) = venue.sessions.get_mut(conn) {
        // Another key takes the place of the first; what was followed in its name goes on.
        let subscription = session.logon.as_ref().and_then(|old| old.subscription);
        session.logon = Some(Logon {
            subscription,
            ..logon
        });
    }
    venue.session_status(conn)
}

fn status(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    params.nothing_left()?;
    venue.session_status(conn)
}

fn log_out(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    params.nothing_left()?;
    venue.log_off(conn);
    venue.session_status(conn)
}

fn subscriptions(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    params.nothing_left()?;
    let held = venue.sockets.subscriptions(conn);
    let rows = held.into_iter().map(|id| json!({ "subscriptionId": id }));
    Ok(rows.collect::<Value>().into())
}

fn follow_own(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    params.nothing_left()?;
    let logon = venue.sessions.get(conn).and_then(|s| s.logon.as_ref());
    let account = logon.ok_or(Refusal::MissingParameter("apiKey"))?.account;
    let id = venue.follow(conn, account)?;
    if let Some(logon) = venue.sessions.get_mut(conn).and_then(|s| s.logon.as_mut()) {
        logon.subscription = Some(id);
    }
    Ok(json!({ "subscriptionId": id }).into())
}

fn follow_signed(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    let now = venue.now();
    let from = (Some(Right::Read), venue.peer(conn));
    let signer = venue.keys.check_session(params, from, now)?;
    params.nothing_left()?;
    let id = venue.follow(conn, signer.account)?;
    Ok(json!({ "subscriptionId": id }).into())
}

fn unfollow(venue: &mut Venue, conn: ConnId, params: &Params) -> Result<Answer, Refusal> {
    let which = params.number("subscriptionId")?;
    params.nothing_left()?;
    let ended = venue.sockets.unfollow(conn, which);
    if ended.is_empty() {
        return Err(Refusal::Session(SessionRefusal::SubscriptionInactive));
    }
    venue.subscriptions_ended(conn, ended);
    Ok(json!({}).into())
}

impl Venue {
    fn session_status(&self, conn: ConnId) -> Result<Answer, Refusal> {
        let session = self.sessions.get(conn).ok_or(Refusal::Stopping)?;
        let shown = |at| session.unit.show(at);
        let logon = session.logon.as_ref();
        Ok(json!({
            "apiKey": logon.map(|logon| &logon.key),
            "authorizedSince": logon.map(|logon| shown(logon.since)),
            "connectedSince": shown(session.since),
            "returnRateLimits": session.limits == LimitsShown::Yes,
            "serverTime": shown(self.now()),
            "userDataStream": !self.sockets.subscriptions(conn).is_empty(),
        })
        .into())
    }

    /// Forgets the key of a session, and ends what it followed in that key's name.
    pub(super) fn log_off(&mut self, conn: ConnId) {
        let logon = self.sessions.get_mut(conn).and_then(|s| s.logon.take());
        if let Some(id) = logon.and_then(|logon| logon.subscription) {
            let ended = self.sockets.unfollow(conn, Some(id));
            self.subscriptions_ended(conn, ended);
        }
    }

    fn follow(&mut self, conn: ConnId, account: AccountId) -> Result<u64, Refusal> {
        self.sockets.follow(conn, account).map_err(|why| {
            Refusal::Session(match why {
                NotFollowed::Already => SessionRefusal::SubscriptionActive,
                NotFollowed::TooMany => SessionRefusal::TooManySubscriptions,
                NotFollowed::UsedUp => SessionRefusal::SubscriptionsUsedUp,
            })
        })
    }

    /// Notes subscriptions that ended, to be told once their request is answered.
    fn subscriptions_ended(&mut self, conn: ConnId, ended: Vec<u64>) {
        if let Some(session) = self.sessions.get_mut(conn) {
            if let Some(logon) = &mut session.logon {
                logon.subscription = logon.subscription.filter(|id| !ended.contains(id));
            }
            session.ended.extend(ended);
        }
    }

    /// Tells a session which of its subscriptions ended.
    pub(super) fn session_ends(&mut self, conn: ConnId) {
        let now = self.now();
        let Some(session) = self.sessions.get_mut(conn) else {
            return;
        };
        let at = session.unit.show(now);
        for id in std::mem::take(&mut session.ended) {
            let event = json!({ "e": "eventStreamTerminated", "E": at });
            self.say(conn, &json!({ "subscriptionId": id, "event": event }));
        }
    }
}
