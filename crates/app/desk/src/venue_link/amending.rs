//! The call that reduces a working order where it stands, sent once, and what venues say of what quantity orders are.
//! Never decides what an order is of.

use super::answers::words;
use super::contracts::status;
use super::{VenueLink, not_sent, take_up_by};
use crate::product::Product;
use domain::{AmendOrder, ClientOrderId, Qty, Time};
use gate::Cleared;
use protocols::binance_spot::{self, AmendReply};
use protocols::{Answer, Call, binance_usdm};
use trading::{AmendAnswer, AmendInput, Input, NotSentReason, VenueReport, VenueStatus};
use wire::Outcome;

/// What an answer says: how the call ended, and of what the order is where it says so.
struct Said {
    answer: AmendAnswer,
    qty: Option<Qty>,
}

impl Said {
    const fn plainly(answer: AmendAnswer) -> Self {
        Self { answer, qty: None }
    }

    /// An answer about another order says nothing of this one.
    fn done(wish: &AmendOrder, (client_id, qty): (ClientOrderId, Qty)) -> Self {
        if client_id == wish.client_id {
            Self {
                answer: AmendAnswer::Done,
                qty: Some(qty),
            }
        } else {
            Self::plainly(AmendAnswer::Unknown)
        }
    }
}

fn is_working(of: binance_usdm::OrderStatus) -> bool {
    status(of) == VenueStatus::Working
}

impl VenueLink {
    pub(super) async fn amend(&self, cleared: Cleared<AmendOrder>, send_by: Time, deadline: Time) {
        let wish = *cleared.get();
        let not = |reason| Said::plainly(AmendAnswer::NotSent(reason));
        let Ok(place) = self.placing.acquire().await else {
            return self.said(&wish, not(NotSentReason::NotBuilt)).await;
        };
        if self.clock.now() > send_by {
            return self.said(&wish, not(NotSentReason::TooLate)).await;
        }
        let Some(call) = self.amend_call(cleared, take_up_by(deadline)) else {
            return self.said(&wish, not(NotSentReason::NotBuilt)).await;
        };
        let (outcome, late) = self.send_heeding(&[], call).await;
        let said = match outcome {
            Outcome::Answer(answer) => self.amended(&wish, &answer),
            Outcome::NotSent(why) => {
                tracing::warn!(order.id = %wish.id, reason = %why, "a reduction was not sent");
                not(not_sent(&why))
            }
            Outcome::Unknown(why) => {
                tracing::warn!(order.id = %wish.id, reason = %why, "the answer to a reduction is lost; the order will be asked for");
                Said::plainly(AmendAnswer::Unknown)
            }
        };
        self.said(&wish, said).await;
        drop(place);
        if let Some(answer) = self.late(late).await {
            self.said(&wish, self.amended(&wish, &answer)).await;
        }
    }

    fn amend_call(&self, cleared: Cleared<AmendOrder>, deadline: Time) -> Option<Call> {
        let instrument = self.instrument(cleared.get().symbol)?;
        match self.product {
            Product::Spot => binance_spot::ask::amend(cleared, instrument, deadline).ok(),
            Product::UsdM => binance_usdm::ask::amend(cleared, instrument, deadline).ok(),
        }
    }

    fn amended(&self, wish: &AmendOrder, answer: &Answer) -> Said {
        match self.product {
            Product::Spot => match binance_spot::read::amend(answer) {
                AmendReply::Amended { client_id, qty } => Said::done(wish, (client_id, qty)),
                AmendReply::NotOpen(_) => Said::plainly(AmendAnswer::NotOpen),
                AmendReply::Refused(trouble) => {
                    Said::plainly(AmendAnswer::Refused(words(&trouble)))
                }
                AmendReply::Unknown(_) => Said::plainly(AmendAnswer::Unknown),
            },
            Product::UsdM => match binance_usdm::read::amend(answer) {
                // What had traded as much is over by it: the question tells.
                binance_usdm::AmendReply::Amended(order) if !is_working(order.status) => {
                    Said::plainly(AmendAnswer::NotOpen)
                }
                binance_usdm::AmendReply::Amended(order) => {
                    Said::done(wish, (order.client_id, order.qty))
                }
                binance_usdm::AmendReply::NotOpen(_) => Said::plainly(AmendAnswer::NotOpen),
                // It is of what it was wished to be, or was: the question tells.
                binance_usdm::AmendReply::Unchanged(_) | binance_usdm::AmendReply::Unknown(_) => {
                    Said::plainly(AmendAnswer::Unknown)
                }
                binance_usdm::AmendReply::Refused(trouble) => {
                    Said::plainly(AmendAnswer::Refused(words(&trouble)))
                }
            },
        }
    }

    /// Of what the order is comes first, so that the end of the call finds it so.
    async fn said(&self, wish: &AmendOrder, said: Said) {
        if let Some(qty) = said.qty {
            self.tell_qty(wish.client_id, (qty, Qty::ZERO)).await;
        }
        let (order, answer) = (wish.id, said.answer);
        let answered = AmendInput::Answered { order, answer };
        self.bring(Input::Amend(answered)).await;
    }

    /// A report says of what quantity an order is when it is no trade, as a reduction is none, and when it is the last.
    pub(crate) async fn tell_qty_by(&self, report: &VenueReport, qty: Qty) {
        if report.fill.is_none() || report.status != VenueStatus::Working {
            self.tell_qty(report.client_id, (qty, report.filled_total))
                .await;
        }
    }

    /// The venue said of what quantity an order is, and what of it has traded. An order that was made smaller than what had
    /// traded is over, and was of more: nothing is told.
    pub(crate) async fn tell_qty(&self, client_id: ClientOrderId, (qty, filled): (Qty, Qty)) {
        if filled > qty {
            return;
        }
        let account = self.account;
        let told = AmendInput::Told {
            account,
            client_id,
            qty,
        };
        self.bring(Input::Amend(told)).await;
    }
}
