//! Who listens to what: hands published messages to every open stream. Never waits for a slow listener: it is cut.

use crate::driver::Listeners;
use domain::AccountId;
use std::sync::Arc;
use tokio::sync::broadcast;

/// Messages a listener may be behind before it is cut.
const BACKLOG_MAX: usize = 16_384;
/// Messages behind which a replay at full speed waits for its slowest listener.
const BACKLOG_CALM: usize = 2_048;

/// One message of one market stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarketMessage {
    /// The stream's name: `btcusdt@trade`.
    pub(crate) stream: Arc<str>,
    /// Its data as JSON.
    pub(crate) json: String,
}

/// One private message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountMessage {
    /// Whose.
    pub(crate) account: AccountId,
    /// The event as JSON.
    pub(crate) json: String,
}

/// Which open streams are cut on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutOf {
    /// Market streams.
    Market,
    /// Private sessions.
    Account,
    /// All of them.
    All,
}

/// The streams.
#[derive(Debug, Clone)]
pub(crate) struct Hub {
    market: broadcast::Sender<Arc<MarketMessage>>,
    account: broadcast::Sender<Arc<AccountMessage>>,
    cuts: broadcast::Sender<CutOf>,
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            market: broadcast::channel(BACKLOG_MAX).0,
            account: broadcast::channel(BACKLOG_MAX).0,
            cuts: broadcast::channel(16).0,
        }
    }

    pub(crate) fn publish_market(&self, stream: &Arc<str>, json: String) {
        // An error means only that nobody listens.
        drop(self.market.send(Arc::new(MarketMessage {
            stream: Arc::clone(stream),
            json,
        })));
    }

    pub(crate) fn publish_account(&self, account: AccountId, json: String) {
        drop(
            self.account
                .send(Arc::new(AccountMessage { account, json })),
        );
    }

    pub(crate) fn cut(&self, which: CutOf) {
        drop(self.cuts.send(which));
    }

    pub(crate) fn listen_market(&self) -> broadcast::Receiver<Arc<MarketMessage>> {
        self.market.subscribe()
    }

    pub(crate) fn listen_account(&self) -> broadcast::Receiver<Arc<AccountMessage>> {
        self.account.subscribe()
    }

    pub(crate) fn listen_cuts(&self) -> broadcast::Receiver<CutOf> {
        self.cuts.subscribe()
    }

    /// Whether every listener of the market keeps up.
    pub(crate) fn listeners(&self) -> Listeners {
        if self.market.receiver_count() == 0 {
            Listeners::Nobody
        } else if self.market.len() < BACKLOG_CALM {
            Listeners::Calm
        } else {
            Listeners::Behind
        }
    }
}
