//! The signs of life of a venue: when it last answered, when a stream last carried something, whether all of it stands.
//! Never judges them: whether a venue is away is decided in `trading`.

use super::VenueLink;
use crate::product::Product;
use domain::Time;
use protocols::{binance_spot, binance_usdm};
use std::sync::{Mutex, PoisonError};
use trading::{Streams, VenueSigns};
use wire::BreakerState;

/// When the venue last answered with something that is no server's failure.
#[derive(Debug, Default)]
pub(super) struct Answered(Mutex<Option<Time>>);

impl VenueLink {
    /// The venue answered.
    pub(super) fn note_answer(&self) {
        let mut last = self
            .answered
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(self.clock.now());
    }

    /// What was heard of the venue.
    pub(crate) fn signs(&self) -> VenueSigns {
        let answered = *self
            .answered
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let streams = self
            .health
            .streams(&[self.market_name(), self.stream_name()]);
        let rests = match self.client.breaker() {
            BreakerState::Closed => false,
            BreakerState::Open { .. } | BreakerState::Probing { .. } => true,
        };
        VenueSigns {
            answered,
            heard: streams.heard,
            streams: if streams.all_stand && !rests {
                Streams::Stand
            } else {
                Streams::Broken
            },
        }
    }

    /// Asks the venue for its time, so that there is an answer or there is none.
    pub(crate) async fn probe(&self) {
        let manners = match self.product {
            Product::Spot => binance_spot::facts::MANNERS,
            Product::UsdM => binance_usdm::facts::MANNERS,
        };
        self.read_call((manners.ask_time)()).await;
    }
}
