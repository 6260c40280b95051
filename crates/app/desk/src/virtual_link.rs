//! The link of one account for days in virtual time: the same calls, readings and questions, carried by whoever lives the day.
//! Never opens a socket, never reads a clock.

use crate::contract_streams::{self, Stream};
use crate::health::HealthBoard;
use crate::inbox::Arrival;
use crate::venue_link::{LinkParts, VenueLink};
use crate::venues::OrderEntry;
use crate::{Clock, LinkRole, Product};
use domain::{AccountId, Instrument, Time, VenueId};
use protocols::Call;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use trading::{Effect, Input};
use vault::KeyName;
use wire::{Client, Outcome};

/// Arrivals that may wait to be taken.
const ARRIVALS_MAX: usize = 100_000;

/// Whose link it is.
#[derive(Debug)]
pub struct VirtualAccount {
    /// The venue.
    pub venue: VenueId,
    /// The account.
    pub account: AccountId,
    /// What it trades.
    pub product: Product,
    /// What may be traded.
    pub instruments: Arc<[Instrument]>,
    /// A client that is never called.
    pub client: Arc<Client>,
    /// The name of its key.
    pub key: KeyName,
}

/// What a frame of the private stream says of the stream itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamSays {
    /// It goes on.
    GoesOn,
    /// It goes on, and what is set or held is another: the venue is to be asked soon.
    Moved,
    /// It is over and begins anew.
    Over,
}

/// One account's link.
#[derive(Debug)]
pub struct VirtualLink {
    link: Arc<VenueLink>,
    arrivals: mpsc::Receiver<Arrival>,
    clock: Arc<Clock>,
}

impl VirtualLink {
    /// A link whose calls go by `carry`.
    pub fn new<F, C>(of: VirtualAccount, carry: F) -> Self
    where
        F: Fn(Call) -> C + Send + Sync + 'static,
        C: Future<Output = Outcome> + Send + 'static,
    {
        let clock = Arc::new(Clock::by_hand());
        let (arrivals_in, arrivals) = mpsc::channel(ARRIVALS_MAX);
        let link = VenueLink::new(LinkParts {
            client: of.client,
            venue: of.venue,
            account: of.account,
            product: of.product,
            role: LinkRole::Home,
            instruments: of.instruments,
            arrivals: arrivals_in,
            clock: Arc::clone(&clock),
            health: HealthBoard::default(),
            key: of.key,
            order_entry: OrderEntry::Rest,
        });
        link.send_over(
            move |call| -> Pin<Box<dyn Future<Output = Outcome> + Send>> { Box::pin(carry(call)) },
        );
        Self {
            link,
            arrivals,
            clock,
        }
    }

    /// From here on it is this late, by the house's clock; never earlier than before.
    pub fn move_to(&self, now: Time) {
        self.clock.move_to(now);
    }

    /// Starts what an effect asks for. Must be called inside a runtime.
    pub fn hand_out(&self, effect: Effect) {
        self.link.hand_out(effect);
    }

    /// Starts to ask for wallets or balances, settings and positions. Must be called inside a runtime.
    pub fn look(&self) {
        let link = Arc::clone(&self.link);
        tokio::spawn(async move { link.fetch_balances().await });
    }

    /// The private stream stands: what was told while nobody listened is not known. Must be called inside a runtime.
    pub fn opened(&self) {
        let link = Arc::clone(&self.link);
        tokio::spawn(async move {
            link.settings_moved();
            link.fetch_balances().await;
            let account = link.account;
            link.bring(Input::ReportsMissed { account }).await;
        });
    }

    /// Takes a frame of the private stream of contracts.
    pub async fn frame(&self, received: Time, bytes: &[u8]) -> StreamSays {
        match contract_streams::frame(&self.link, received, bytes).await {
            Stream::GoesOn => StreamSays::GoesOn,
            Stream::Moved => StreamSays::Moved,
            Stream::Over => StreamSays::Over,
        }
    }

    /// What has arrived for trading since the last time, in order.
    pub fn arrived(&mut self) -> Vec<Input> {
        let mut inputs = Vec::new();
        while let Ok(arrival) = self.arrivals.try_recv() {
            match arrival {
                Arrival::Trading(input) => inputs.push(*input),
                Arrival::History(_)
                | Arrival::Raw(_)
                | Arrival::Message(_)
                | Arrival::Candle(_)
                | Arrival::Market(_) => {}
            }
        }
        inputs
    }
}
