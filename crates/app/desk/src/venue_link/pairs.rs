//! Calls that place two orders as one, or one in the place of another: built with `protocols`, sent with `wire`, once.
//! Never decides what an answer means for an order, never sends one again.

use super::{VenueLink, answers, not_sent as reason_of, take_up_by};
use domain::{NewOco, ReplaceOrder, Time};
use gate::Cleared;
use protocols::Answer;
use protocols::binance_spot::{ask, read};
use trading::{Input, NotSentReason, PlaceAnswer};
use wire::Outcome;

impl VenueLink {
    pub(super) async fn place_oco(&self, cleared: Cleared<NewOco>, send_by: Time, deadline: Time) {
        let pair = *cleared.get();
        let not_sent = |why| answers::of_both(&pair, &PlaceAnswer::NotSent(why));
        let Ok(_place) = self.placing.acquire().await else {
            return self.bring_all(not_sent(NotSentReason::NotBuilt)).await;
        };
        if self.clock.now() > send_by {
            return self.bring_all(not_sent(NotSentReason::TooLate)).await;
        }
        let call = self
            .instrument(pair.target().terms().symbol)
            .ok_or(())
            .and_then(|instrument| {
                ask::place_oco(cleared, instrument, take_up_by(deadline)).map_err(|_| ())
            });
        let Ok(call) = call else {
            return self.bring_all(not_sent(NotSentReason::NotBuilt)).await;
        };
        let inputs = match self.send(call).await {
            Outcome::Answer(answer) => answers::oco_placed(self, &pair, &read::place_oco(&answer)),
            Outcome::NotSent(why) => {
                tracing::warn!(list.id = %pair.list(), reason = %why, "a pair was not sent");
                not_sent(reason_of(&why))
            }
            Outcome::Unknown(why) => {
                tracing::warn!(list.id = %pair.list(), reason = %why, "the answer to a pair is lost; both orders will be asked for");
                answers::of_both(&pair, &PlaceAnswer::Unknown)
            }
        };
        self.bring_all(inputs).await;
    }

    pub(super) async fn replace(
        &self,
        cleared: Cleared<ReplaceOrder>,
        send_by: Time,
        deadline: Time,
    ) {
        let both = *cleared.get();
        let not_sent = |why| {
            vec![Input::Answered {
                order: both.order.id(),
                answer: PlaceAnswer::NotSent(why),
            }]
        };
        let Ok(place) = self.placing.acquire().await else {
            return self.bring_all(not_sent(NotSentReason::NotBuilt)).await;
        };
        if self.clock.now() > send_by {
            return self.bring_all(not_sent(NotSentReason::TooLate)).await;
        }
        let call = self
            .instrument(both.order.terms().symbol)
            .ok_or(())
            .and_then(|instrument| {
                ask::replace(cleared, instrument, take_up_by(deadline)).map_err(|_| ())
            });
        let Ok(call) = call else {
            return self.bring_all(not_sent(NotSentReason::NotBuilt)).await;
        };
        let replaced = |answer: &Answer| answers::replaced(self, &both, &read::replace(answer));
        let (outcome, late) = self.send_heeding(&[], call).await;
        let inputs = match outcome {
            Outcome::Answer(answer) => replaced(&answer),
            Outcome::NotSent(why) => {
                tracing::warn!(order.id = %both.order.id(), reason = %why, "a replacement was not sent");
                not_sent(reason_of(&why))
            }
            Outcome::Unknown(why) => {
                tracing::warn!(order.id = %both.order.id(), reason = %why, "the answer to a replacement is lost; both orders will be asked for");
                answers::replacement_lost(&both)
            }
        };
        self.bring_all(inputs).await;
        drop(place);
        if let Some(answer) = self.late(late).await {
            self.bring_all(replaced(&answer)).await;
        }
    }
}
