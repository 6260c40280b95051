//! What every answer of a venue is looked through for, whoever asked: fields that are not as documented, and refusals that say
//! its list has changed. Never changes what an answer means.

use super::VenueLink;
use crate::portfolio::Grade;
use crate::product::Product;
use crate::sight::Alarm;
use domain::Time;
use protocols::{
    Answer, Call, Disposition, Documented, Drift, Method, Purpose, Rejection, Trouble,
    binance_spot, binance_usdm,
};
use wire::{NotSent, Outcome};

/// Answers larger than this are lists of everything; they are held against their documents when they are read.
const BODY_BYTES_MAX: usize = 64 * 1_024;

/// What of a call its answer is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    method: &'static str,
    path: &'static str,
    purpose: Purpose,
}

impl Asked {
    pub(super) const fn by(call: &Call) -> Self {
        let method = match call.method() {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        Self {
            method,
            path: call.path(),
            purpose: call.purpose(),
        }
    }
}

impl VenueLink {
    /// A question that is asked again, within bounds, while it is not answered; an answer of any status, or none.
    // ORD-07
    pub(crate) async fn ask(&self, call: Call) -> Option<Answer> {
        let _place = self.asking.acquire().await.ok()?;
        let asked = Asked::by(&call);
        let outcome = self.carry_question(call).await;
        self.heard(asked, &outcome);
        match outcome {
            Outcome::Answer(answer) => Some(answer),
            Outcome::NotSent(_) | Outcome::Unknown(_) => None,
        }
    }

    /// What an outcome says of the way to the venue.
    pub(super) fn heard(&self, asked: Asked, outcome: &Outcome) {
        if let Outcome::Answer(answer) = outcome {
            self.notice(asked, answer);
        }
        match outcome {
            Outcome::Answer(answer) if answer.status < 500 => {
                self.note_answer();
                self.health.alive(self.parts_name(), self.clock.now());
            }
            Outcome::Answer(answer) => {
                let words = format!("the venue answers {}", answer.status);
                self.health.trouble(self.parts_name(), &words);
            }
            Outcome::NotSent(NotSent::Halted | NotSent::TooLate) => {}
            Outcome::NotSent(why) => self.health.trouble(self.parts_name(), &why.to_string()),
            Outcome::Unknown(why) => self.health.trouble(self.parts_name(), &why.to_string()),
        }
    }

    /// Looks through an answer.
    fn notice(&self, asked: Asked, answer: &Answer) {
        if answer.is_success() {
            if answer.body.len() <= BODY_BYTES_MAX
                && let Some(documented) = self.documented(asked)
            {
                let drift = Drift::of(&documented, &answer.body);
                let operation = (asked.method, asked.path);
                self.sight.answered(answer.received, operation, &drift);
                self.tell_alarm(answer.received);
            }
            return;
        }
        let placed = matches!(asked.purpose, Purpose::Place { .. });
        if placed
            && self
                .refusal(answer)
                .is_some_and(|trouble| doubts_listing(&trouble))
        {
            self.sight.listing_doubted.notify_one();
        }
    }

    /// Answers that lack what every answer has are shown as a part that serves badly, for an hour after the last of them.
    // OBS-06
    fn tell_alarm(&self, now: Time) {
        let name = self.answers_name();
        match self.sight.alarm(now) {
            Alarm::Quiet => {}
            Alarm::Raised(words) => self.health.say(name, Grade::Degraded, words, Some(now)),
            Alarm::Over => {
                let words = "as documented again".to_owned();
                self.health.say(name, Grade::Healthy, words, Some(now));
            }
        }
    }

    fn documented(&self, asked: Asked) -> Option<Documented> {
        match self.product {
            Product::Spot => binance_spot::facts::fields::documented(asked.method, asked.path),
            Product::UsdM => binance_usdm::facts::documented(asked.path),
        }
    }

    fn refusal(&self, answer: &Answer) -> Option<Trouble> {
        match self.product {
            Product::Spot => match binance_spot::read::place(answer) {
                binance_spot::PlaceReply::Refused(trouble) => Some(trouble),
                binance_spot::PlaceReply::Placed { .. }
                | binance_spot::PlaceReply::NotTaken(_)
                | binance_spot::PlaceReply::Unknown(_) => None,
            },
            Product::UsdM => match binance_usdm::read::place(answer) {
                binance_usdm::PlaceReply::Refused(trouble) => Some(trouble),
                binance_usdm::PlaceReply::Placed(_)
                | binance_usdm::PlaceReply::NotTaken(_)
                | binance_usdm::PlaceReply::Unknown(_) => None,
            },
        }
    }
}

/// Whether a refusal says that the rules known here are not the venue's.
fn doubts_listing(trouble: &Trouble) -> bool {
    // Excess precision is the same doubt as a filter's no: the grid is another.
    let precision = trouble.code == Some(-1111);
    let rejected = matches!(
        trouble.disposition,
        Disposition::Rejected(Rejection::Filter | Rejection::Closed)
    );
    rejected || precision
}
