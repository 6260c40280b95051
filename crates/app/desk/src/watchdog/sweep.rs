//! Ends what is open at one account's venue, and believes only what the venue says afterwards. Exits that the store knows stay.
//! Builds calls that ask and calls that end, and no other.
// Control 5 of the trading controls.

use crate::belonging::{Belonging, belonging};
use crate::product::Product;
use domain::{
    AccountId, CancelAll, CancelOrder, ClientOrderId, Instrument, OrderId, Symbol, VenueId,
};
use gate::Gate;
use protocols::binance::Listing;
use protocols::binance_usdm::facts::Door;
use protocols::{Answer, Call, Trouble, binance_spot, binance_usdm};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Reader;
use vault::{KeyName, Vault};
use wire::{AddressLimits, Client, ClientConfig, Hosts, Limits, Outcome};

/// Links of one order that are read at most.
const LINKS_MAX: u32 = 50;

/// What a sweeper is made of.
pub struct SweepConfig {
    /// The account.
    pub account: AccountId,
    /// What it trades.
    pub product: Product,
    /// The venue's name in this house.
    pub venue: VenueId,
    /// Where its hosts are.
    pub hosts: Hosts,
    /// Where its key is.
    pub vault: Arc<Vault>,
    /// The key.
    pub key: KeyName,
    /// A gate of nobody: it knows no account, so it clears ends of orders and nothing else.
    pub gate: Gate,
}

/// The watchdog's way to one account.
#[derive(Debug)]
pub struct Sweeper {
    account: AccountId,
    product: Product,
    client: Client,
    gate: Gate,
    instruments: BTreeMap<Symbol, Instrument>,
}

/// What one sweep found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Orders that were asked to end.
    pub ended: usize,
    /// Exits that hold a position, and stay.
    pub exits: usize,
    /// Orders that cannot be ended here, with the reason.
    pub failed: Vec<String>,
}

/// An open order at the venue.
#[derive(Debug, Clone, Copy)]
struct Open {
    symbol: Symbol,
    client_id: ClientOrderId,
}

impl Swept {
    /// Whether nothing but exits was open.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.ended == 0 && self.failed.is_empty()
    }
}

impl Sweeper {
    /// A way that knows the venue's clock and instruments already: there may be little time later.
    ///
    /// # Errors
    /// The venue does not answer, or its list cannot be read; in words.
    pub async fn ready(config: SweepConfig) -> Result<Self, String> {
        let manners = match config.product {
            Product::Spot => binance_spot::facts::MANNERS,
            Product::UsdM => binance_usdm::facts::MANNERS,
        };
        let client = Client::new(ClientConfig {
            hosts: config.hosts,
            vault: config.vault,
            key: Some(config.key),
            halts: config.gate.halt_watch(),
            limits: Limits::default(),
            address: AddressLimits::new(manners),
        });
        let client = client.map_err(|error| error.to_string())?;
        let mut sweeper = Self {
            account: config.account,
            product: config.product,
            client,
            gate: config.gate,
            instruments: BTreeMap::new(),
        };
        sweeper.learn_clock().await?;
        let listing = sweeper.listing(config.venue).await?;
        let known = listing.instruments.into_iter().map(|i| (i.symbol, i));
        sweeper.instruments = known.collect();
        Ok(sweeper)
    }

    /// Learns the venue's clock again; signed calls need it.
    ///
    /// # Errors
    /// The venue does not answer.
    pub async fn learn_clock(&self) -> Result<(), String> {
        let synced = match self.product {
            Product::Spot => {
                let ask = binance_spot::ask::server_time;
                self.client
                    .sync_clock(ask, binance_spot::read::server_time)
                    .await
            }
            Product::UsdM => {
                let ask = binance_usdm::ask::server_time;
                self.client
                    .sync_clock(ask, binance_usdm::read::server_time)
                    .await
            }
        };
        synced.map(drop).map_err(|error| error.to_string())
    }

    async fn listing(&self, venue: VenueId) -> Result<Listing, String> {
        let answer = self.asked(crate::listing_watch::ask(self.product)).await?;
        let listing = crate::listing_watch::read(self.product, &answer, venue);
        listing.map_err(|trouble| trouble.to_string())
    }

    async fn asked(&self, call: Call) -> Result<Answer, String> {
        match self.client.send(call).await {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::NotSent(why) => Err(why.to_string()),
            Outcome::Unknown(why) => Err(why.to_string()),
        }
    }

    /// Which account it is for.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Asks what is open and asks for the end of it. What it is told is the venue's word from before: clear is only what a
    /// further sweep finds clear.
    ///
    /// # Errors
    /// The venue does not say what is open.
    pub async fn sweep(&self, store: Option<&Reader>) -> Result<Swept, String> {
        let mut swept = Swept::default();
        let mut by_symbol: BTreeMap<Symbol, (Vec<Open>, usize)> = BTreeMap::new();
        for (open, symbol) in self.open(&mut swept).await? {
            let (ends, exits) = by_symbol.entry(symbol).or_default();
            if is_exit(store, open.client_id).await {
                *exits = exits.saturating_add(1);
            } else {
                ends.push(open);
            }
        }
        for (symbol, (ends, exits)) in by_symbol {
            swept.exits = swept.exits.saturating_add(exits);
            swept.ended = swept.ended.saturating_add(ends.len());
            let done = match (ends.is_empty(), exits) {
                (true, _) => Ok(()),
                (false, 0) => self.end_all(symbol).await,
                (false, _) => self.end_each(&ends).await,
            };
            swept
                .failed
                .extend(done.err().map(|why| format!("{symbol}: {why}")));
        }
        Ok(swept)
    }

    /// What the venue says is open; of contracts in the books: what waits for a price holds positions, and stays.
    async fn open(&self, swept: &mut Swept) -> Result<Vec<(Open, Symbol)>, String> {
        let told = |trouble: Trouble| trouble.to_string();
        let rows: Vec<_> = match self.product {
            Product::Spot => {
                let answer = self.asked(binance_spot::ask::open_orders()).await?;
                let rows = binance_spot::read::open_orders(&answer).map_err(told)?;
                rows.into_iter()
                    .map(|row| (row.symbol, row.client_id))
                    .collect()
            }
            Product::UsdM => {
                let answer = self
                    .asked(binance_usdm::ask::open_orders(Door::Book))
                    .await?;
                let rows = binance_usdm::read::open_orders(&answer).map_err(told)?;
                rows.into_iter()
                    .map(|row| (row.symbol, row.client_id))
                    .collect()
            }
        };
        let mut open = Vec::new();
        for (venue_symbol, client_id) in rows {
            let known = self
                .instruments
                .values()
                .find(|i| i.venue_symbol == venue_symbol);
            match known {
                Some(known) => {
                    let symbol = known.symbol;
                    open.push((Open { symbol, client_id }, symbol));
                }
                None => swept
                    .failed
                    .push(format!("{venue_symbol} is not in the venue's list")),
            }
        }
        Ok(open)
    }

    /// Ends everything of a symbol by the venue's one call.
    async fn end_all(&self, symbol: Symbol) -> Result<(), String> {
        let instrument = self.instruments.get(&symbol).ok_or("it is not listed")?;
        let account = self.account;
        let call = match self.product {
            Product::Spot => {
                let cleared = self.gate.clear_cancel_all(CancelAll { account, symbol });
                let call = binance_spot::ask::cancel_all(cleared, instrument);
                call.map_err(|error| error.to_string())?
            }
            Product::UsdM => binance_usdm::ask::cancel_all(instrument, Door::Book),
        };
        self.asked(call).await.map(drop)
    }

    /// Ends these and no other.
    async fn end_each(&self, orders: &[Open]) -> Result<(), String> {
        let mut first = Ok(());
        for open in orders {
            let instrument = self
                .instruments
                .get(&open.symbol)
                .ok_or("it is not listed")?;
            let cancel = CancelOrder {
                // The venue knows it by the other id.
                id: OrderId::new(0),
                client_id: open.client_id,
                account: self.account,
                symbol: open.symbol,
            };
            let cleared = self.gate.clear_cancel(cancel);
            let call = match self.product {
                Product::Spot => binance_spot::ask::cancel(cleared, instrument)
                    .map_err(|error| error.to_string())?,
                Product::UsdM => binance_usdm::ask::cancel(cleared, instrument, Door::Book)
                    .map_err(|error| error.to_string())?,
            };
            let done = self.asked(call).await.map(drop);
            first = first.and(done);
        }
        first
    }
}

/// Whether the store knows an order as an exit that holds a position. What cannot be read is none: an order that nobody watches
/// is the greater danger.
async fn is_exit(store: Option<&Reader>, client_id: ClientOrderId) -> bool {
    let Some(store) = store else { return false };
    let Ok(Some(row)) = store.order_by_client_id(client_id).await else {
        return false;
    };
    let links = store.links_of_order(row.order.order.id(), LINKS_MAX).await;
    let all = belonging(&row, &links.unwrap_or_default());
    all.iter().any(|(how, _)| *how == Belonging::ExitOf)
}
