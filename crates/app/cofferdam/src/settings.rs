//! Configuration: defaults, then a TOML file, then `COFFERDAM__…` variables, then flags. Never half-valid: every bad key is named.

pub(crate) mod backup;
mod breath;
pub(crate) mod history;
pub(crate) mod judging;
pub(crate) mod layers;
mod limit_keys;
pub(crate) mod live;
pub(crate) mod losses;
pub(crate) mod surveillance;
mod waiting;

use crate::commands::Place;
use crate::venue_place::{At, VenuePlace};
use desk::MarketKeeping;
use domain::{Amount, Leverage, PositionMode, Qty, Rate, Span};
use layers::Layers;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// All settings, parsed and inside their bounds.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) server: Server,
    pub(crate) data_folder: PathBuf,
    pub(crate) venue: Venue,
    pub(crate) vault: VaultPlace,
    pub(crate) limits: Limits,
    pub(crate) judging: judging::Judging,
    pub(crate) orders: Orders,
    pub(crate) live: live::Live,
    pub(crate) surveillance: surveillance::Surveillance,
    pub(crate) market: MarketKeeping,
    pub(crate) log: Log,
    /// SHA-256 of all values in force, in hexadecimal digits.
    pub(crate) digest: String,
}

/// Where the pages and the API are served.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) hosts: Vec<String>,
    /// TLS proxies that stand before it; empty: none.
    pub(crate) proxies: Vec<std::net::IpAddr>,
    pub(crate) per_minute: PerMinute,
    /// Commands that may wait for the desk.
    pub(crate) commands_waiting_max: usize,
}

/// Requests a minute of one person or source, by class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PerMinute {
    pub(crate) auth: u32,
    pub(crate) trading: u32,
    pub(crate) safety: u32,
    pub(crate) data: u32,
    pub(crate) page: u32,
    pub(crate) public: u32,
    pub(crate) stream: u32,
}

/// Which venue the one account of this desk trades on.
#[derive(Debug, Clone)]
pub(crate) struct Venue {
    /// Where orders go.
    pub(crate) place: VenuePlace,
    pub(crate) symbols: Vec<domain::Symbol>,
    /// How orders leave.
    pub(crate) order_entry: desk::OrderEntry,
    /// How often the venue's list of symbols and filters is asked for.
    pub(crate) listing_every: Span,
    /// From when on and how often the accounts' past is asked for.
    pub(crate) histories: desk::HistoryRules,
    /// The credential the account trades with; none: the play key of a simulated exchange.
    pub(crate) credential: Option<String>,
    /// The same for the account on margin.
    pub(crate) contracts_credential: Option<String>,
    /// Contracts traded on an account on margin; none: there is no such account.
    pub(crate) contracts: Vec<domain::Symbol>,
    /// The backup of the venue on spot, where there is one.
    pub(crate) backup: Option<backup::Backup>,
}

/// Where the master key of sealed credentials lies.
#[derive(Debug, Clone)]
pub(crate) struct VaultPlace {
    pub(crate) master_key_file: Option<PathBuf>,
}

/// What the gate lets through (RTS 6 article 15 names these controls).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) order_value_max: Amount,
    pub(crate) order_qty_max: Qty,
    pub(crate) position_value_max: Amount,
    pub(crate) open_orders_max: u32,
    pub(crate) open_positions_max: u32,
    pub(crate) collar: Rate,
    pub(crate) slippage: Rate,
    pub(crate) quote_age_max: Span,
    pub(crate) taker_fee: Rate,
    pub(crate) contract_taker_fee: Rate,
    pub(crate) leverage_max: Leverage,
    pub(crate) liquidation_distance_min: Rate,
    /// The one position mode the account on margin may be in; none: whichever the venue says.
    pub(crate) position_mode: Option<PositionMode>,
    /// What may be lost, and what stops by itself.
    pub(crate) losses: losses::Losses,
}

/// What the desk does with open orders by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders {
    pub(crate) stale_warn_after: Span,
    pub(crate) stale_cancel_after: Span,
    /// How long a large order waits for its second word.
    pub(crate) ticket_life: Span,
    /// What is done about orders and trades that are not this desk's.
    pub(crate) foreign: Foreign,
    /// How many persons it takes to make the house looser.
    pub(crate) persons: desk::Persons,
    /// How long the venue of contracts waits for a sign of this desk; none: it does not.
    pub(crate) dead_man: Option<Span>,
}

/// What is done about orders and trades on the account that are not this desk's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// They count and are shown.
    Adopt,
    /// The same, and each pauses its symbol.
    Block,
}

/// How the program talks about itself.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

/// One JSON object a line, or words for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Json,
    Text,
}

/// Everything that is wrong with a configuration, one line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is not usable; nothing was started:\n{}", .problems.join("\n"))]
pub(crate) struct SettingsError {
    pub(crate) problems: Vec<String>,
}

impl FromStr for LogFormat {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("must be json or text".to_owned()),
        }
    }
}

/// The word for how orders leave.
struct OrderEntryWord(desk::OrderEntry);

impl FromStr for OrderEntryWord {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let all = [desk::OrderEntry::Rest, desk::OrderEntry::WebSocket];
        let found = all.into_iter().find(|entry| entry.name() == text);
        found
            .map(Self)
            .ok_or_else(|| "must be rest or websocket".to_owned())
    }
}

/// The position mode that is fixed; none where nothing is said.
struct FixedMode(Option<PositionMode>);

impl FromStr for FixedMode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self(None)),
            word => word
                .parse()
                .map(|mode| Self(Some(mode)))
                .map_err(|_| "must be one-way, hedge or nothing".to_owned()),
        }
    }
}

/// Whole minutes between two looks at the venue's list.
struct ListingMinutes(Span);

impl FromStr for ListingMinutes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(minutes @ 1..=1_440) => Ok(Self(Span::from_secs(60).times(minutes))),
            Ok(_) | Err(_) => Err("must be 1 to 1440 minutes".to_owned()),
        }
    }
}

/// The word for how many persons it takes.
struct PersonsWord(desk::Persons);

impl FromStr for PersonsWord {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "one" => Ok(Self(desk::Persons::One)),
            "two" => Ok(Self(desk::Persons::Two)),
            _ => Err("must be one or two".to_owned()),
        }
    }
}

impl FromStr for Foreign {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "adopt" => Ok(Self::Adopt),
            "block" => Ok(Self::Block),
            _ => Err("must be adopt or block".to_owned()),
        }
    }
}

impl Settings {
    /// Reads the layers of a command. `habits` are the command's own defaults, `overrides` its flags, which win.
    ///
    /// # Errors
    /// Every unknown key and every value that does not parse, by name.
    pub(crate) fn of(
        place: &Place,
        habits: &[(&str, &str)],
        overrides: &[(&str, String)],
    ) -> Result<Self, SettingsError> {
        let mut flags = overrides.to_vec();
        if let Some(data) = &place.data {
            flags.push(("data.folder", data.display().to_string()));
        }
        let mut layers = Layers::defaults(habits);
        if let Some(path) = &place.config {
            layers.read_file(path);
        }
        layers.read_variables(std::env::vars());
        layers.read_flags(&flags);
        Self::from_layers(layers)
    }

    fn from_layers(mut layers: Layers) -> Result<Self, SettingsError> {
        let server = server(&mut layers);
        let data_folder = layers.text("data.folder").map(PathBuf::from);
        let venue = venue(&mut layers);
        let vault = vault(&mut layers);
        let limits = limits(&mut layers).zip(judging::read(&mut layers));
        let orders = orders(&mut layers);
        let live = live::read(&mut layers);
        let surveillance = surveillance::read(&mut layers);
        let market = market(&mut layers);
        let level = layers.text("log.level");
        let format = layers.take("log.format");
        let digest = layers.digest();
        let parts = (
            server,
            data_folder,
            venue,
            vault,
            limits,
            orders.zip(live).zip(surveillance),
            market,
            level.zip(format),
        );
        let problems = layers.finish();
        match parts {
            (
                Some(server),
                Some(data_folder),
                Some(venue),
                Some(vault),
                Some((limits, judging)),
                Some(((orders, live), surveillance)),
                Some(market),
                Some((level, format)),
            ) if problems.is_empty() => Ok(Self {
                server,
                data_folder,
                venue,
                vault,
                limits,
                judging,
                orders,
                live,
                surveillance,
                market,
                log: Log { level, format },
                digest,
            }),
            _ => Err(SettingsError { problems }),
        }
    }
}

fn server(layers: &mut Layers) -> Option<Server> {
    let listen = layers.take("server.listen");
    let hosts = layers.list("server.hosts");
    let proxies = layers.list("server.proxies");
    let auth = layers.take("server.auth_per_minute");
    let trading = layers.take("server.trading_per_minute");
    let safety = layers.take("server.safety_per_minute");
    let data = layers.take("server.data_per_minute");
    let page = layers.take("server.page_per_minute");
    let public = layers.take("server.public_per_minute");
    let stream = layers.take("server.streams_per_minute");
    let commands_waiting: Option<waiting::CommandsWaiting> =
        layers.take("server.commands_waiting_max");
    Some(Server {
        listen: listen?,
        hosts: hosts?,
        proxies: proxies?,
        commands_waiting_max: commands_waiting?.0,
        per_minute: PerMinute {
            auth: auth?,
            trading: trading?,
            safety: safety?,
            data: data?,
            page: page?,
            public: public?,
            stream: stream?,
        },
    })
}

fn venue(layers: &mut Layers) -> Option<Venue> {
    let place = place(layers);
    let symbols = layers.list("venue.symbols");
    let contracts = layers.list("venue.contracts");
    let backup = backup::read(layers, symbols.as_deref());
    let credential = layers.text("venue.credential");
    let contracts_credential = layers.text("venue.contracts_credential");
    let order_entry: Option<OrderEntryWord> = layers.take("venue.order_entry");
    let listing_minutes: Option<ListingMinutes> = layers.take("venue.listing_minutes");
    let histories = history::rules(layers);
    Some(Venue {
        order_entry: order_entry?.0,
        listing_every: listing_minutes?.0,
        place: place?,
        histories: histories?,
        symbols: symbols?,
        contracts: contracts?,
        backup: backup?,
        credential: credential.filter(|name| !name.is_empty()),
        contracts_credential: contracts_credential.filter(|name| !name.is_empty()),
    })
}

/// Where orders go, with the credentials that it needs.
fn place(layers: &mut Layers) -> Option<VenuePlace> {
    let at: At = layers.take("venue.at")?;
    let url = layers.text("venue.url").filter(|url| !url.is_empty());
    let place = match (at, url) {
        (At::Simulated, url) => return Some(VenuePlace::Simulated { url }),
        (At::Testnet | At::Demo | At::Live, Some(url)) => {
            layers.wrong(format!(
                "venue.url = \"{url}\": is for a simulated exchange; the hosts of a venue are built in"
            ));
            return None;
        }
        (At::Testnet, None) => VenuePlace::Testnet,
        (At::Demo, None) => VenuePlace::Demo,
        (At::Live, None) => VenuePlace::Live,
    };
    let contracts = layers.text("venue.contracts").unwrap_or_default();
    let mut complete = Some(place);
    for (key, wanted, is_needed) in [
        ("venue.credential", "spot", true),
        (
            "venue.contracts_credential",
            "futures",
            !contracts.trim().is_empty(),
        ),
    ] {
        if is_needed && layers.text(key).unwrap_or_default().is_empty() {
            layers.wrong(format!(
                "{key}: nothing trades there without a key; keep one with `cofferdam keys add --at {at} --for {wanted}` \
                 and name it here"
            ));
            complete = None;
        }
    }
    complete
}

fn vault(layers: &mut Layers) -> Option<VaultPlace> {
    let file = layers.text("vault.master_key_file")?;
    Some(VaultPlace {
        master_key_file: (!file.is_empty()).then(|| PathBuf::from(file)),
    })
}

fn limits(layers: &mut Layers) -> Option<Limits> {
    let order_value_max = layers.take("limits.order_value_max");
    let order_qty_max = layers.take("limits.order_qty_max");
    let position_value_max = layers.take("limits.position_value_max");
    let open_orders_max = layers.take("limits.open_orders_max");
    let open_positions_max = layers.take("limits.open_positions_max");
    let collar = layers.take("limits.collar");
    let slippage = layers.take("limits.slippage");
    let quote_age_ms: Option<i64> = layers.take("limits.quote_age_ms_max");
    let taker_fee = layers.take("limits.taker_fee");
    let contract_taker_fee = layers.take("limits.contract_taker_fee");
    let leverage_max = layers.take("limits.leverage_max");
    let liquidation_distance_min = layers.take("limits.liquidation_distance_min");
    let position_mode: Option<FixedMode> = layers.take("limits.position_mode");
    let losses = losses::read(layers);
    Some(Limits {
        order_value_max: order_value_max?,
        order_qty_max: order_qty_max?,
        position_value_max: position_value_max?,
        open_orders_max: open_orders_max?,
        open_positions_max: open_positions_max?,
        collar: collar?,
        slippage: slippage?,
        quote_age_max: Span::from_millis(quote_age_ms?),
        taker_fee: taker_fee?,
        contract_taker_fee: contract_taker_fee?,
        leverage_max: leverage_max?,
        liquidation_distance_min: liquidation_distance_min?,
        position_mode: position_mode?.0,
        losses: losses?,
    })
}

fn orders(layers: &mut Layers) -> Option<Orders> {
    let warn: Option<std::num::NonZeroU16> = layers.take("orders.stale_warn_hours");
    let cancel: Option<std::num::NonZeroU16> = layers.take("orders.stale_cancel_hours");
    let confirm: Option<std::num::NonZeroU16> = layers.take("orders.confirm_within_seconds");
    let hours = |count: std::num::NonZeroU16| Span::from_secs(3_600).times(i64::from(count.get()));
    let foreign = layers.take("orders.foreign");
    let persons: Option<PersonsWord> = layers.take("controls.persons");
    let dead_man: Option<breath::DeadManSeconds> = layers.take("orders.dead_man_seconds");
    Some(Orders {
        foreign: foreign?,
        persons: persons?.0,
        dead_man: dead_man?.0,
        stale_warn_after: hours(warn?),
        stale_cancel_after: hours(cancel?),
        ticket_life: Span::from_secs(i64::from(confirm?.get())),
    })
}

/// How long market data is kept.
fn market(layers: &mut Layers) -> Option<MarketKeeping> {
    let seconds: Option<std::num::NonZeroU16> = layers.take("market.seconds_days");
    let seconds_rows: Option<std::num::NonZeroU32> = layers.take("market.seconds_max");
    let pages: Option<std::num::NonZeroU16> = layers.take("market.evidence_days");
    let pages_mib: Option<std::num::NonZeroU16> = layers.take("market.evidence_mib_max");
    let gaps: Option<std::num::NonZeroU16> = layers.take("market.gaps_days");
    let days = |count: std::num::NonZeroU16| Span::from_secs(86_400).times(i64::from(count.get()));
    Some(MarketKeeping {
        seconds: days(seconds?),
        seconds_rows_max: u64::from(seconds_rows?.get()),
        pages: days(pages?),
        pages_bytes_max: u64::from(pages_mib?.get()).saturating_mul(1_024 * 1_024),
        gaps: days(gaps?),
    })
}

#[cfg(test)]
mod tests;
