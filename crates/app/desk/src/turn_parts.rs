//! What the loop is made of: its ends of every queue, and what it shares. Holds no deed.

use crate::Board;
use crate::clock::Clock;
use crate::command::Command;
use crate::inbox::Arrival;
use crate::live::Live;
use crate::portfolio::Portfolio;
use crate::venue_link::VenueLink;
use domain::Asset;
use std::sync::Arc;
use store::{Location, Reader};
use tokio::sync::{broadcast, mpsc, watch};

/// What a loop is made of.
#[derive(Debug)]
pub(crate) struct TurnParts {
    pub(crate) location: Location,
    pub(crate) reader: Reader,
    pub(crate) commands: mpsc::Receiver<Command>,
    pub(crate) arrivals: mpsc::Receiver<Arrival>,
    pub(crate) link: Arc<VenueLink>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) live: broadcast::Sender<Live>,
    pub(crate) portfolio: watch::Sender<Arc<Portfolio>>,
    pub(crate) board: Board,
    pub(crate) equity_asset: Asset,
}
