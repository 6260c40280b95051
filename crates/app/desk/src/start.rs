//! Starts a desk: opens the store, learns the venue's instruments, folds the journal, connects, and lets the loop run.

mod keeping;
mod ways;

use crate::backup::{self, BackupConfig};
use crate::boards::Boards;
use crate::candle_check::CHECKS_WAITING_MAX;
use crate::clock::Clock;
use crate::command::Command;
use crate::contract_streams;
use crate::day::DayStart;
use crate::dead_man;
use crate::handle::{Desk, LIVE_BACKLOG_MAX, Shared};
use crate::health::HealthBoard;
use crate::histories::{self, Kept};
use crate::inbox::{ARRIVALS_MAX, STOPS_MAX};
use crate::lease;
use crate::link_role::LinkRole;
use crate::listing_watch;
use crate::live::Live;
use crate::market_feed::{Known, MarketFeed, tell};
use crate::market_keeping::MarketKeeping;
use crate::portfolio::{Health, Portfolio};
use crate::product::Product;
use crate::running::Running;
use crate::streams;
use crate::turn::{RecoveryError, Remembered, Turns};
use crate::turn_parts::TurnParts;
use crate::venue_link::VenueLink;
use crate::venues::Upkeep;
use domain::{AccountId, Amount, Asset, Instrument, Interval, Symbol, Time, VenueId};
use gate::Gate;
use keeping::look_after;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{CandleRange, CommitError, GapStanding, Location, Reader, Store, StoreError};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use trading::{Trading, TradingConfig};
use vault::{KeyName, Vault};
use ways::{LinkCommon, Links, Traded};
use wire::{Hosts, WireError};

/// How often the venue's clock is learned anew.
const CLOCK_EVERY: Duration = Duration::from_secs(60);
/// How often health is looked at and told.
const HEALTH_EVERY: Duration = Duration::from_millis(1_000);
/// How long the venue is asked for its list before a start gives up; shorter where a list of before is kept.
const PATIENCE_WITHOUT: Duration = Duration::from_secs(10);
const PATIENCE_WITH_A_LIST: Duration = Duration::from_secs(4);
const LISTING_PAUSE: Duration = Duration::from_millis(250);
/// Closed minutes read back at start: one day.
const MINUTES_READ_BACK: u32 = 1_440;
/// Open gaps read back at start: the newest.
const OPEN_GAPS_READ_BACK: u32 = 5_000;

/// What a desk is started with. The gate is made by whoever wires the house.
pub struct DeskConfig {
    /// Where the store lies.
    pub location: Location,
    /// The venue's name in this house.
    pub venue: VenueId,
    /// Where its hosts are.
    pub hosts: Hosts,
    /// The account traded on.
    pub account: AccountId,
    /// The keys, and which of them is the account's.
    pub vault: Arc<Vault>,
    /// The account's key.
    pub key: KeyName,
    /// What is watched and traded, of what the venue lists; empty means all.
    pub symbols: Vec<Symbol>,
    /// The asset in which equity is counted.
    pub equity_asset: Asset,
    /// An account on margin beside it, where there is one.
    pub margined: Option<MarginedConfig>,
    /// The backup of the venue on spot, where there is one.
    pub backup: Option<BackupConfig>,
    /// How orders leave and how often the venue's list is asked for.
    pub upkeep: Upkeep,
    /// What trading does with open orders by itself.
    pub trading: TradingConfig,
    /// How long market data is kept.
    pub market: MarketKeeping,
    /// Makes the gate for these instruments.
    pub gate: Box<dyn Fn(Vec<Instrument>) -> Gate + Send>,
}

/// An account that trades perpetual contracts at the same venue.
#[derive(Debug, Clone)]
pub struct MarginedConfig {
    /// The account.
    pub account: AccountId,
    /// Where the venue's hosts for contracts are.
    pub hosts: Hosts,
    /// Its key.
    pub key: KeyName,
    /// The contracts watched and traded, of what the venue lists; empty means all.
    pub symbols: Vec<Symbol>,
}

/// Why a desk did not start. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// That this engine has the store cannot be written.
    #[error("the lease of the store cannot be written: {0}")]
    Lease(#[from] CommitError),
    /// What is stored cannot be made a state again.
    #[error("the journal cannot be read back: {0}")]
    History(String),
    /// The way to the venue cannot be made on this machine.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The venue does not list its instruments.
    #[error("the venue {venue} does not answer: {reason}; is it running?")]
    Venue {
        /// The venue.
        venue: VenueId,
        /// What it said, or that it said nothing.
        reason: String,
    },
    /// The journal has orders of an account that the settings do not name.
    #[error(
        "the journal has orders of account {account}, and the settings name no such account: what may still trade there \
         would not be counted. Put its section back ([backup] for account 3, venue.contracts for account 2), with the same \
         venue; a backup whose lists of symbols are empty moves nothing"
    )]
    Forgotten {
        /// The account.
        account: AccountId,
    },
    /// A symbol of the settings is not traded there.
    #[error("{symbol} is not traded at {venue}; it lists {listed}")]
    UnknownSymbol {
        /// The symbol.
        symbol: Symbol,
        /// The venue.
        venue: VenueId,
        /// What is listed.
        listed: String,
    },
}

impl From<RecoveryError> for StartError {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::Store(error) => Self::Store(error),
            other @ (RecoveryError::Row { .. }
            | RecoveryError::State(_)
            | RecoveryError::Superseded { .. }
            | RecoveryError::History(_)) => Self::History(other.to_string()),
        }
    }
}

impl Desk {
    /// Starts a desk.
    ///
    /// # Errors
    /// Why it did not start, in words for the operator; nothing was sent.
    pub async fn start(config: DeskConfig) -> Result<Running, StartError> {
        let clock = Arc::new(Clock::default());
        let (mut writer, reader) = Store::open(config.location.clone()).await?;
        let (traded, trading, day) = recovered(&config, &reader, clock.now()).await?;
        let hold = lease::taken(&mut writer, &config.location, clock.now()).await?;
        let is_watched = config.backup.is_some() || trading.away().next().is_some();
        let health = HealthBoard::beginning_with("database", clock.now());
        let (arrivals_in, arrivals) = mpsc::channel(ARRIVALS_MAX);
        let common = LinkCommon {
            halts: trading.halt_watch(),
            arrivals: arrivals_in,
            clock: Arc::clone(&clock),
            health: health.clone(),
            hold: hold.clone(),
        };
        let links = Links::of(&config, &traded, &common)?;
        let ((commands_in, commands), (stops_in, stops)) = lanes(config.upkeep);
        let (live, _) = broadcast::channel(LIVE_BACKLOG_MAX);
        let (portfolio_in, portfolio) = portfolio(clock.now(), config.equity_asset);
        let (health_in, health_out) = watch::channel(Arc::new(health.look(clock.now())));
        let (checks_in, checks) = mpsc::channel(CHECKS_WAITING_MAX);
        let shared = Shared {
            commands: commands_in,
            stops: stops_in,
            checks: checks_in,
            live: live.clone(),
            portfolio,
            health: health_out,
            boards: Boards::default(),
            reader: reader.clone(),
            instruments: tradable(&traded),
            account: config.account,
            margined: config.margined.as_ref().map(|margined| margined.account),
            clock: Arc::clone(&clock),
            links: links.all(),
        };
        let mut helpers = connect_all(&links, &traded, &shared, config.upkeep).await?;
        let kept = (links.of_homes(), config.market);
        helpers.push(look_after(kept, &shared, checks));
        helpers.extend(is_watched.then(|| tokio::spawn(backup::watch(Arc::clone(&links.spot)))));
        let parts = TurnParts {
            location: config.location,
            reader,
            commands,
            stops,
            arrivals,
            link: links.spot,
            margined: links.margined,
            backup: links.backup,
            clock: Arc::clone(&clock),
            live: live.clone(),
            portfolio: portfolio_in,
            boards: shared.boards.clone(),
            equity_asset: config.equity_asset,
            hold,
        };
        let turns = Turns::new(trading, day, writer, parts);
        helpers.push(tokio::spawn(watch_health(health, clock, health_in, live)));
        Ok(Running::with(Desk::of(shared), turns, helpers))
    }
}

/// The two ends of a lane of commands.
type Lane = (mpsc::Sender<Command>, mpsc::Receiver<Command>);

/// The lane of all commands, and the one of what only stops something.
fn lanes(upkeep: Upkeep) -> (Lane, Lane) {
    let all = mpsc::channel(upkeep.commands_waiting_max.max(1));
    (all, mpsc::channel(STOPS_MAX))
}

/// What is traded, and the state that the journal tells.
async fn recovered<'a>(
    config: &'a DeskConfig,
    reader: &Reader,
    now: Time,
) -> Result<(Vec<Traded<'a>>, Trading, DayStart), StartError> {
    let remembered = Remembered::read(reader).await?;
    nobody_forgotten(&remembered, config)?;
    let traded = Traded::of_all(config, reader).await?;
    let gate = || (config.gate)(every_instrument(&traded));
    let (trading, day) = remembered.into_trading((now, config.trading), &gate)?;
    let plan = config
        .backup
        .as_ref()
        .map(|backup| backup.plan(config.account));
    Ok((traded, trading.with_backup(plan), day))
}

/// What is listed on every way.
fn every_instrument(traded: &[Traded<'_>]) -> Vec<Instrument> {
    let all = traded.iter().flat_map(|traded| traded.instruments.iter());
    all.copied().collect()
}

/// What can be traded here: at the accounts' own venues.
fn tradable(traded: &[Traded<'_>]) -> Arc<[Instrument]> {
    let homes = traded
        .iter()
        .filter(|traded| traded.way.role == LinkRole::Home);
    let all = homes.flat_map(|traded| traded.instruments.iter());
    all.copied().collect()
}

/// No account that has orders in the journal may be missing in the settings: what may still trade there would not be counted.
fn nobody_forgotten(remembered: &Remembered, config: &DeskConfig) -> Result<(), StartError> {
    let gate = (config.gate)(Vec::new());
    let accounts = gate.config().accounts.iter();
    let known: Vec<AccountId> = accounts.map(|account| account.account).collect();
    match remembered.stranger(&known) {
        Some(account) => Err(StartError::Forgotten { account }),
        None => Ok(()),
    }
}

/// Opens the streams of every account.
async fn connect_all(
    links: &Links,
    traded: &[Traded<'_>],
    shared: &Shared,
    upkeep: Upkeep,
) -> Result<Vec<JoinHandle<()>>, StoreError> {
    let mut helpers = Vec::new();
    for traded in traded {
        let Some(link) = links.of_account(traded.way.account) else {
            continue;
        };
        let feed = market_feed(shared, (&traded.instruments, link)).await?;
        let instruments = Arc::clone(&traded.instruments);
        helpers.push(tokio::spawn(connect(Arc::clone(link), feed, instruments)));
        let listing = listing_watch::keep(Arc::clone(link), upkeep.listing_every);
        helpers.push(tokio::spawn(listing));
        if let Some(rules) = upkeep.histories {
            let kept = histories::keep(Arc::clone(link), Kept::of(shared), rules);
            helpers.push(tokio::spawn(kept));
        }
    }
    let margined = links.margined.as_ref();
    helpers.extend(dead_man::begin(margined, shared, upkeep.dead_man));
    Ok(helpers)
}

/// Where the portfolio is told, with nothing known yet.
fn portfolio(
    now: Time,
    equity_asset: Asset,
) -> (
    watch::Sender<Arc<Portfolio>>,
    watch::Receiver<Arc<Portfolio>>,
) {
    watch::channel(Arc::new(Portfolio::nothing(now, equity_asset)))
}

/// The market feed, with the closed minutes of the last day given back to it.
async fn market_feed(
    shared: &Shared,
    (traded, link): (&[Instrument], &VenueLink),
) -> Result<MarketFeed, StoreError> {
    let symbols = traded.iter().map(|i| i.symbol);
    let boards = (link.role, shared.boards.clone());
    let mut feed = MarketFeed::new(symbols, boards, shared.live.clone());
    feed.pace_for(link.product);
    if link.role == LinkRole::Backup {
        return Ok(feed);
    }
    let minutes = minutes(&shared.reader, traded).await?;
    feed.restore(shared.clock.now(), &minutes);
    let open = Some(GapStanding::Open);
    feed.remember(Known {
        kept: kept_until(&shared.reader, traded).await?,
        open: shared
            .reader
            .market_gaps(open, (None, OPEN_GAPS_READ_BACK))
            .await?,
    });
    Ok(feed)
}

/// Closed minutes of the last day on disk, oldest first.
async fn minutes(
    reader: &Reader,
    instruments: &[Instrument],
) -> Result<Vec<domain::Candle>, StoreError> {
    let mut all = Vec::new();
    for instrument in instruments {
        let range = CandleRange {
            symbol: instrument.symbol,
            interval: Interval::M1,
            from: Time::from_nanos(i64::MIN),
            to: Time::from_nanos(i64::MAX),
            limit: MINUTES_READ_BACK,
        };
        all.extend(reader.candles(&range).await?);
    }
    Ok(all)
}

/// The end of the newest kept candle of each symbol and interval.
async fn kept_until(
    reader: &Reader,
    instruments: &[Instrument],
) -> Result<BTreeMap<(Symbol, Interval), Time>, StoreError> {
    let mut kept = BTreeMap::new();
    for instrument in instruments {
        for interval in Interval::ALL {
            let range = CandleRange {
                symbol: instrument.symbol,
                interval,
                from: Time::from_nanos(i64::MIN),
                to: Time::from_nanos(i64::MAX),
                limit: 1,
            };
            if let Some(newest) = reader.candles(&range).await?.last() {
                let end = newest.open_time.plus(interval.span());
                kept.insert((instrument.symbol, interval), end);
            }
        }
    }
    Ok(kept)
}

/// Learns the venue's clock and opens the streams; ends when it is dropped.
async fn connect(link: Arc<VenueLink>, feed: MarketFeed, instruments: Arc<[Instrument]>) {
    let (known_in, known) = oneshot::channel();
    let account = async {
        // Its first message is signed.
        if known.await.is_ok() {
            match link.product {
                Product::Spot => streams::account(Arc::clone(&link)).await,
                Product::UsdM => contract_streams::account(Arc::clone(&link)).await,
            }
        }
    };
    let market = async {
        match link.product {
            Product::Spot => streams::market(Arc::clone(&link), feed, instruments).await,
            Product::UsdM => {
                contract_streams::market(Arc::clone(&link), feed, instruments).await;
            }
        }
    };
    tokio::join!(
        market,
        account,
        streams::clock(Arc::clone(&link), CLOCK_EVERY, known_in),
    );
}

async fn watch_health(
    board: HealthBoard,
    clock: Arc<Clock>,
    told: watch::Sender<Arc<Health>>,
    live: broadcast::Sender<Live>,
) {
    loop {
        let health = Arc::new(board.look(clock.now()));
        if told.borrow().parts != health.parts {
            tell(&live, Live::Health(Arc::clone(&health)));
        }
        told.send_replace(health);
        tokio::time::sleep(HEALTH_EVERY).await;
    }
}

impl Portfolio {
    /// Before anything is known.
    fn nothing(as_of: Time, equity_asset: Asset) -> Self {
        Self {
            as_of,
            balances: Vec::new(),
            holds: Vec::new(),
            positions: Vec::new(),
            margined: None,
            halts: Vec::new(),
            controls: crate::ControlsView::unknown(),
            presses: Vec::new(),
            reconciliation: crate::portfolio::Reconciliation {
                start_gate: crate::portfolio::StartGate::Closed,
                asked_at: None,
                suspects: 0,
                breaks: Vec::new(),
                foreign: Vec::new(),
            },
            failover: None,
            open_orders: 0,
            equity: None,
            equity_asset,
            realised_today: Amount::ZERO,
            losses: Vec::new(),
            trips: Vec::new(),
        }
    }
}
