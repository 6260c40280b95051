//! What the loop is made of: its ends of every queue, and what it shares. Decides nothing.

use crate::boards::Boards;
use crate::clock::Clock;
use crate::command::Command;
use crate::inbox::Arrival;
use crate::lease::Hold;
use crate::live::Live;
use crate::portfolio::Portfolio;
use crate::venue_link::VenueLink;
use domain::{AccountId, Asset};
use std::sync::Arc;
use store::{Location, Reader};
use tokio::sync::{broadcast, mpsc, watch};
use trading::Effect;

/// What a loop is made of.
#[derive(Debug)]
pub(crate) struct TurnParts {
    pub(crate) location: Location,
    pub(crate) reader: Reader,
    pub(crate) commands: mpsc::Receiver<Command>,
    /// What only stops something.
    pub(crate) stops: mpsc::Receiver<Command>,
    pub(crate) arrivals: mpsc::Receiver<Arrival>,
    pub(crate) link: Arc<VenueLink>,
    /// The account on margin beside the one on spot, where there is one.
    pub(crate) margined: Option<Arc<VenueLink>>,
    /// The account at the backup of the one on spot, where there is one.
    pub(crate) backup: Option<Arc<VenueLink>>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) live: broadcast::Sender<Live>,
    pub(crate) portfolio: watch::Sender<Arc<Portfolio>>,
    pub(crate) boards: Boards,
    pub(crate) equity_asset: Asset,
    pub(crate) hold: Hold,
}

impl TurnParts {
    /// The way to the venue of an account.
    pub(crate) fn link_of(&self, account: AccountId) -> Option<&Arc<VenueLink>> {
        self.links().find(|link| link.account == account)
    }

    /// The ways of all accounts.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Arc<VenueLink>> {
        let links = [
            Some(&self.link),
            self.margined.as_ref(),
            self.backup.as_ref(),
        ];
        links.into_iter().flatten()
    }

    /// Every account at which something may open; a backup is compared for itself.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = AccountId> + Clone + '_ {
        let links = [Some(&self.link), self.margined.as_ref()];
        links.into_iter().flatten().map(|link| link.account)
    }

    /// Starts what an effect asks for, on the way of the account it is about.
    pub(crate) fn hand_out(&self, effect: Effect) {
        let account = match &effect {
            Effect::Place { cleared, .. } => cleared.get().account(),
            Effect::PlaceOco { cleared, .. } => cleared.get().target().account(),
            Effect::Replace { cleared, .. } => cleared.get().order.account(),
            Effect::Amend { cleared, .. } => cleared.get().account,
            Effect::Cancel { cleared, .. } => cleared.get().account,
            Effect::CancelAll { cleared, .. } => cleared.get().account,
            Effect::Set { cleared, .. } => cleared.get().account,
            Effect::Query { account, .. }
            | Effect::FetchFills { account, .. }
            | Effect::FetchStatement { account, .. }
            | Effect::FetchBalances { account } => *account,
            Effect::Record(_) | Effect::Answer { .. } => return,
        };
        match self.link_of(account) {
            Some(link) => link.hand_out(effect),
            None => tracing::error!(account = %account, "an effect of an account that is not here"),
        }
    }
}
