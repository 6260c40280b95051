//! Every account with its way to the venue, as it stands at this moment: what pages, programs and the terminal show of accounts
//! and connections. Never changes anything.

use crate::Desk;
use crate::handle::INBOX_COMMANDS_MAX;
use crate::histories::HistoryRules;
use crate::link_role::LinkRole;
use crate::product::Product;
use crate::sight::{FieldCount, ListingState};
use crate::venue_link::VenueLink;
use domain::{AccountId, Span, VenueId};
use identity::{Permit, ReadTrading};
use wire::{BreakerState, Environment, Usage};

/// By which way the orders of an account leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderEntry {
    /// A request of its own for each.
    Rest,
    /// Messages on one WebSocket connection; by REST while none stands.
    WebSocket,
}

impl OrderEntry {
    /// The short name: `rest`, `websocket`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::WebSocket => "websocket",
        }
    }
}

/// What a desk does by itself to keep its ways to the venue in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upkeep {
    /// How orders leave.
    pub order_entry: OrderEntry,
    /// How often the venue's list of symbols and filters is asked for; scattered by a tenth.
    pub listing_every: Span,
    /// From when on and how often the histories of the accounts are read; none: they are not kept.
    pub histories: Option<HistoryRules>,
    /// How many commands may wait before the next one is told that the desk is busy; what stops something has a lane of its own.
    pub commands_waiting_max: usize,
    /// How long the venue of contracts waits for a sign of this desk before it ends what is in its books; none: it does not.
    pub dead_man: Option<Span>,
}

impl Default for Upkeep {
    /// Orders by REST, the list every hour, no histories, no countdown.
    fn default() -> Self {
        Self {
            order_entry: OrderEntry::Rest,
            listing_every: Span::from_secs(3_600),
            histories: None,
            commands_waiting_max: INBOX_COMMANDS_MAX,
            dead_man: None,
        }
    }
}

/// Whether the connection on which orders leave stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionStanding {
    /// Orders leave by REST.
    NotUsed,
    /// It stands.
    Stands,
    /// It does not; orders leave by REST until it does.
    Away,
}

/// One account and its way to its venue.
#[derive(Debug, Clone)]
pub struct VenueState {
    /// The account.
    pub account: AccountId,
    /// Its venue's name in this house.
    pub venue: VenueId,
    /// What it trades.
    pub product: Product,
    /// Whether it is the account's own venue or a backup.
    pub role: LinkRole,
    /// Whose money: the simulated exchange's, a test network's, or real.
    pub environment: Environment,
    /// The name of its key in the vault.
    pub key: String,
    /// How its orders leave.
    pub order_entry: SessionStanding,
    /// How far the venue's clock is ahead of ours, once known.
    pub clock_offset: Option<Span>,
    /// Whether the venue is let rest.
    pub breaker: BreakerState,
    /// What is taken of every limit.
    pub usage: Vec<Usage>,
    /// What the answers of every operation were like.
    pub fields: Vec<FieldCount>,
    /// The venue's list as last read.
    pub listing: ListingState,
}

impl VenueLink {
    /// How it stands at this moment.
    fn state(&self) -> VenueState {
        let stands = self.client.order_session_stands();
        let order_entry = match self.order_entry {
            OrderEntry::WebSocket if stands => SessionStanding::Stands,
            OrderEntry::WebSocket => SessionStanding::Away,
            OrderEntry::Rest => SessionStanding::NotUsed,
        };
        VenueState {
            account: self.account,
            venue: self.venue,
            product: self.product,
            role: self.role,
            environment: self.client.hosts().environment(),
            key: self.key.to_string(),
            order_entry,
            clock_offset: self.client.clock_offset(),
            breaker: self.client.breaker(),
            usage: self.client.usage(),
            fields: self.sight.fields(),
            listing: self.sight.listing(),
        }
    }
}

impl Desk {
    /// Every account with its way to the venue.
    #[must_use]
    pub fn venues(&self, _permit: Permit<ReadTrading>) -> Vec<VenueState> {
        let links = self.shared.links.iter();
        links.map(|link| link.state()).collect()
    }

    /// The instruments of this desk with the rules their venues last told.
    #[must_use]
    pub fn listed_now(&self) -> Vec<domain::Instrument> {
        let mut all = self.shared.instruments.to_vec();
        for instrument in &mut all {
            let mut links = self.shared.links.iter();
            let told = links.find_map(|link| {
                link.instrument(instrument.symbol)?;
                link.sight.rules(instrument.symbol)
            });
            if let Some(rules) = told {
                instrument.rules = rules;
            }
        }
        all
    }
}
