//! Sends a call of a link, once, and keeps what was said about our orders beside them. Never judges an answer.

use super::VenueLink;
use super::noticing::Asked;
use crate::inbox::Arrival;
use crate::messages::{Asking, Message};
use domain::ClientOrderId;
use protocols::{Answer, Call};
use wire::{LateAnswer, Outcome};

/// An answer that may yet come, and what it answers.
pub(super) struct Late {
    answer: LateAnswer,
    asked: Asked,
    asking: Option<Asking>,
}

impl VenueLink {
    pub(super) async fn send(&self, call: Call) -> Outcome {
        self.send_about(&[], call).await
    }

    /// Sends a call and keeps it, with what came of it, beside the orders that it names and these.
    pub(super) async fn send_about(&self, also: &[ClientOrderId], call: Call) -> Outcome {
        self.send_heeding(also, call).await.0
    }

    /// The same, with the answer that may yet come where none came in time.
    pub(super) async fn send_heeding(
        &self,
        also: &[ClientOrderId],
        call: Call,
    ) -> (Outcome, Option<Late>) {
        let asked = Asked::by(&call);
        let asking = Asking::of(&call, also, self.clock.now());
        let (outcome, answer) = self.carry(call).await;
        self.keep_said(asking.clone(), &outcome).await;
        self.heard(asked, &outcome);
        let late = answer.map(|answer| Late {
            answer,
            asked,
            asking,
        });
        (outcome, late)
    }

    /// An answer that came after it was given up, kept as any other; nothing when it never comes.
    pub(super) async fn late(&self, late: Option<Late>) -> Option<Answer> {
        let Late {
            answer,
            asked,
            asking,
        } = late?;
        let outcome = Outcome::Answer(self.client.late(answer).await?);
        self.keep_said(asking, &outcome).await;
        self.heard(asked, &outcome);
        match outcome {
            Outcome::Answer(answer) => Some(answer),
            Outcome::NotSent(_) | Outcome::Unknown(_) => None,
        }
    }

    async fn keep_said(&self, asking: Option<Asking>, outcome: &Outcome) {
        let Some(asking) = asking else { return };
        let message = asking.ended(outcome, self.clock.now());
        if let Outcome::Answer(answer) = outcome {
            self.bring_raw(self.raw(message.deed(), answer)).await;
        }
        self.bring_message(message).await;
    }

    /// A call that only reads; an answer of any status, or none.
    pub(crate) async fn read_call(&self, call: Call) -> Option<Answer> {
        self.read_about(&[], call).await
    }

    /// A call that only reads, about orders that it does not name by our ids.
    pub(super) async fn read_about(&self, orders: &[ClientOrderId], call: Call) -> Option<Answer> {
        let _place = self.asking.acquire().await.ok()?;
        match self.send_about(orders, call).await {
            Outcome::Answer(answer) => Some(answer),
            Outcome::NotSent(_) | Outcome::Unknown(_) => None,
        }
    }

    /// Keeps what was said about orders of ours; its bytes are kept before it.
    pub(crate) async fn bring_message(&self, message: Message) {
        let arrival = Arrival::Message(Box::new(message));
        if self.arrivals.send(arrival).await.is_err() {
            tracing::debug!("the desk has stopped; a message is not kept");
        }
    }
}
