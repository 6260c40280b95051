//! Completes a request on a WebSocket session: key, time and signature. Never shows a secret.

use crate::client::Client;
use crate::clock;
use crate::order_session::{OrderSession, Told};
use crate::outcome::{NotSent, Outcome};
use domain::Time;
use protocols::{Call, SessionCall, SessionManners};
use std::sync::atomic::{AtomicU64, Ordering};

/// The counts an answer told, by the headers in which REST tells them.
pub(crate) type Counts = Vec<(&'static str, u32)>;

/// Numbers the requests of this process; an id is unique on its connection.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Client {
    /// The frame that makes `call` on a session of this client's account.
    pub(crate) fn session_frame(&self, call: &SessionCall) -> Result<String, NotSent> {
        let name = self.config.key.ok_or(NotSent::NoKey)?;
        let key = self.config.vault.public_key(name)?;
        let venue_now = self.clock.at(clock::now()).ok_or(NotSent::ClockUnknown)?;
        let payload = call.payload(key, venue_now);
        let signature = self.config.vault.sign(name, payload.as_bytes())?;
        Ok(call.frame(key, venue_now, signature.as_str()))
    }

    /// From here on orders are placed, cancelled and asked for on a session of their own whenever one stands; while none
    /// does, and for all other calls, REST is used. A call goes one way only, whatever becomes of it. Asked for a second
    /// time, nothing changes.
    pub fn open_order_session(&self, manners: SessionManners) {
        crate::client::install_tls();
        let url = self.hosts().session().to_owned();
        self.order_session
            .get_or_init(|| OrderSession::open(url, manners));
    }

    /// Whether a session for orders stands.
    #[must_use]
    pub fn order_session_stands(&self) -> bool {
        self.order_session.get().is_some_and(OrderSession::stands)
    }

    /// What became of a call that was said on the session; `None` when it goes by REST.
    pub(crate) async fn on_session(&self, call: &Call, begun: Time) -> Option<(Outcome, Counts)> {
        let session = self
            .order_session
            .get()
            .filter(|session| session.stands())?;
        let Some(life) = call.life_at(begun) else {
            return Some((Outcome::NotSent(NotSent::TooLate), Counts::new()));
        };
        let id = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        let said = (session.manners().say)(call, &id, life)?;
        let frame = match self.session_frame(&said) {
            Ok(frame) => frame,
            Err(why) => return Some((Outcome::NotSent(why), Counts::new())),
        };
        let conditions = self.conditions(call);
        let patience = self.config.limits.answer;
        Some(match session.say((id, frame), conditions, patience).await {
            Told::Answered(answer) => (Outcome::Answer(answer.answer), answer.counts),
            Told::NotSent(why) => (Outcome::NotSent(why), Counts::new()),
            Told::Lost(why) => (Outcome::Unknown(why), Counts::new()),
        })
    }
}
