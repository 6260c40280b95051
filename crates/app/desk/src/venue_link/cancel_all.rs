//! The end of everything open in a symbol by the venue's own call, and what its answer says of each order of ours. What it
//! does not name is asked about. Never sends a cancel of a single order.

use super::{VenueLink, answers};
use crate::product::Product;
use domain::{CancelAll, CancelOrder, ClientOrderId, OrderKind};
use gate::Cleared;
use protocols::binance_spot::{CancelReply, VenueOrder, ask, read};
use protocols::binance_usdm;
use protocols::binance_usdm::facts::{Door, door};
use trading::{CancelAnswer, Input};
use wire::Outcome;

impl VenueLink {
    pub(super) async fn cancel_all(
        &self,
        cleared: Cleared<CancelAll>,
        orders: &[(CancelOrder, OrderKind)],
    ) {
        let _place = self.place_to_cancel().await;
        match self.product {
            Product::Spot => {
                let ids: Vec<ClientOrderId> = orders.iter().map(|(one, _)| one.client_id).collect();
                let ended = self.spot_ended(cleared, &ids).await;
                for (one, _) in orders {
                    self.tell_cancelled(one, said_of(&ended, one.client_id))
                        .await;
                }
            }
            Product::UsdM => {
                for at in [Door::Book, Door::Conditional] {
                    let at_door = orders.iter().filter(|(_, kind)| door(kind) == at);
                    let at_door: Vec<CancelOrder> = at_door.map(|(one, _)| *one).collect();
                    if !at_door.is_empty() {
                        self.contracts_ended(cleared.get(), at, &at_door).await;
                    }
                }
            }
        }
    }

    /// Sends the one call of spot: the orders that it ended, or what is known of each.
    async fn spot_ended(
        &self,
        cleared: Cleared<CancelAll>,
        ids: &[ClientOrderId],
    ) -> Result<Vec<VenueOrder>, CancelAnswer> {
        let call = self
            .instrument(cleared.get().symbol)
            .and_then(|instrument| ask::cancel_all(cleared, instrument).ok())
            .ok_or(CancelAnswer::NotSent)?;
        match self.send_about(ids, call).await {
            Outcome::Answer(answer) => {
                read::cancel_all(&answer).map_err(|reply| answers::cancelled(&reply))
            }
            Outcome::NotSent(_) => Err(CancelAnswer::NotSent),
            Outcome::Unknown(_) => Err(CancelAnswer::Unknown),
        }
    }

    /// Sends the call of one door of contracts. Its answer names no order, so each is asked about.
    async fn contracts_ended(&self, all: &CancelAll, at: Door, orders: &[CancelOrder]) {
        let ids: Vec<ClientOrderId> = orders.iter().map(|one| one.client_id).collect();
        let told = match self.instrument(all.symbol) {
            None => CancelAnswer::NotSent,
            Some(instrument) => {
                let call = binance_usdm::ask::cancel_all(instrument, at);
                match self.send_about(&ids, call).await {
                    Outcome::Answer(answer) => match binance_usdm::read::cancel_all(&answer) {
                        Ok(()) => CancelAnswer::NotOpen,
                        Err(_) => CancelAnswer::Unknown,
                    },
                    Outcome::NotSent(_) => CancelAnswer::NotSent,
                    Outcome::Unknown(_) => CancelAnswer::Unknown,
                }
            }
        };
        for one in orders {
            self.tell_cancelled(one, told.clone()).await;
        }
    }

    async fn tell_cancelled(&self, one: &CancelOrder, answer: CancelAnswer) {
        let order = one.id;
        self.bring(Input::CancelAnswered { order, answer }).await;
    }
}

/// What the answer to the one call says of an order.
fn said_of(ended: &Result<Vec<VenueOrder>, CancelAnswer>, id: ClientOrderId) -> CancelAnswer {
    match ended {
        Err(told) => told.clone(),
        Ok(ended) => ended
            .iter()
            .find(|order| order.client_id == id)
            // It had ended before, or is not there yet: a question tells which.
            .map_or(CancelAnswer::NotOpen, |order| {
                answers::cancelled(&CancelReply::Cancelled(order.clone()))
            }),
    }
}
