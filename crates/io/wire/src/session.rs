//! Completes a request on a WebSocket session: key, time and signature. Never shows a secret.

use crate::backoff;
use crate::client::Client;
use crate::clock;
use crate::limiter::Heard;
use crate::order_session::{OrderSession, PATIENCE, Told, Unheard};
use crate::outcome::{NotSent, Outcome};
use crate::stream::StreamEvent;
use domain::Time;
use protocols::{Answer, Call, Demand, SessionAnswer, SessionCall, SessionManners};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;

/// The counts an answer told, by the headers in which REST tells them.
pub(crate) type Counts = Vec<(&'static str, u32)>;

/// Looks a count up by its header.
pub(crate) fn told_by(counts: &Counts) -> impl Fn(&str) -> Option<u32> {
    |name| {
        let found = counts.iter().find(|(header, _)| *header == name);
        found.map(|(_, count)| *count)
    }
}

/// Numbers the requests of this process; with the number of the process before it an id is of no other one.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// An answer that was not there in time and may yet come, on the connection on which it was asked for.
#[derive(Debug)]
pub struct LateAnswer {
    unheard: Unheard,
    begun: Time,
}

/// What is known after one attempt, and the answer that may yet come.
pub type Heeded = (Outcome, Option<LateAnswer>);

/// What became of a call on the session.
pub(crate) enum Said {
    /// It was not said, and goes by REST.
    ByRest,
    /// What is known of it.
    So(Outcome, Counts, Option<LateAnswer>),
}

impl Said {
    fn not_sent(why: NotSent) -> Self {
        Self::So(Outcome::NotSent(why), Counts::new(), None)
    }
}

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
    /// does, and for all other calls, REST is used. A call that was said goes no other way, whatever becomes of it. `events`
    /// is told of every connection that stands or ends. Asked for a second time, nothing changes.
    pub fn open_order_session(&self, manners: SessionManners, events: mpsc::Sender<StreamEvent>) {
        crate::client::install_tls();
        let url = self.hosts().session().to_owned();
        self.order_session
            .get_or_init(|| OrderSession::open(url, manners, events));
    }

    /// Whether a session for orders stands.
    #[must_use]
    pub fn order_session_stands(&self) -> bool {
        self.order_session.get().is_some_and(OrderSession::stands)
    }

    /// What became of a call on the session. Each request is signed for itself, so that a connection owes nothing to the one
    /// before it and every kind of key will do.
    pub(crate) async fn on_session(&self, call: &Call, begun: Time) -> Said {
        let session = self.order_session.get();
        let Some(session) = session.filter(|session| session.stands()) else {
            return Said::ByRest;
        };
        let Some(life) = call.life_at(begun) else {
            return Said::not_sent(NotSent::TooLate);
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:x}-{number}", std::process::id());
        let Some(said) = (session.manners().say)(call, &id, life) else {
            return Said::ByRest;
        };
        let frame = match self.session_frame(&said) {
            Ok(frame) => frame,
            Err(why) => return Said::not_sent(why),
        };
        let conditions = self.conditions(call);
        let patience = self.config.limits.answer.min(PATIENCE);
        let (told, unheard) = session.say((id, frame), conditions, patience).await;
        let late = unheard.map(|unheard| LateAnswer { unheard, begun });
        match told {
            Told::Answered(SessionAnswer { answer, counts, .. }) => {
                Said::So(Outcome::Answer(answer), counts, None)
            }
            Told::Withheld(why) => Said::not_sent(why),
            Told::NeverSaid => Said::ByRest,
            Told::Lost(why) => Said::So(Outcome::Unknown(why), Counts::new(), late),
        }
    }

    /// The late answer, when it comes; what it demands is obeyed and what it counts is counted. Nothing when it never comes.
    pub async fn late(&self, late: LateAnswer) -> Option<Answer> {
        let SessionAnswer { answer, counts, .. } = late.unheard.answer().await?;
        let now = clock::now();
        let demand = (self.config.address.manners().demand)(&answer);
        if demand == Demand::MendClock {
            self.mend_clock();
        }
        let heard = Heard {
            status: answer.status,
            demand,
            header: &told_by(&counts),
        };
        self.config.address.with(|limiter| {
            limiter.told_late(now, &heard);
            if answer.status < 500 {
                limiter.worked(late.begun);
            } else {
                limiter.failed(now, backoff::scatter());
            }
        });
        self.with_account(|limiter| limiter.told_late(now, &heard));
        Some(answer)
    }
}
