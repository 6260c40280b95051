//! Values of every known key from defaults, file, environment and flags. Never interprets a value beyond its own type.

use super::limit_keys::LIMIT_KEYS;
use config::{Config, Environment, File, FileFormat, ValueKind};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

/// Most bytes a configuration file may have.
const FILE_BYTES_MAX: u64 = 256 * 1_024;
/// Prefix of the environment variables that set keys: `COFFERDAM__LIMITS__COLLAR=0.02`.
const VARIABLE_PREFIX: &str = "COFFERDAM";

/// A key with its default and what it means.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    pub(crate) meaning: &'static str,
}

pub(super) const fn key(name: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key {
        name,
        default,
        meaning,
    }
}

/// Every key there is. The sample file and the list of `cofferdam check` are made from it.
pub(crate) fn keys() -> impl Iterator<Item = &'static Key> {
    let more = LIMIT_KEYS.iter().chain(super::losses::KEYS);
    KEYS.iter().chain(more).chain(super::waiting::KEYS)
}

/// Every key but those of limits.
const KEYS: &[Key] = &[
    key(
        "server.listen",
        "127.0.0.1:8620",
        "address and port of the pages and the API; a public address needs TLS in front and is refused",
    ),
    key(
        "server.hosts",
        "",
        "further Host names accepted beside the listening address, comma separated",
    ),
    key(
        "server.proxies",
        "",
        "addresses of the TLS proxy that stands in front, comma separated; needed for a public address",
    ),
    key(
        "server.auth_per_minute",
        "10",
        "sign-in tries a minute from one source (AUTH-22)",
    ),
    key(
        "server.trading_per_minute",
        "30",
        "orders a minute of one person (AUTH-22)",
    ),
    key(
        "server.safety_per_minute",
        "300",
        "cancels, halts and releases a minute of one person",
    ),
    key(
        "server.data_per_minute",
        "100",
        "reads a minute of one person through the API (AUTH-22)",
    ),
    key(
        "server.page_per_minute",
        "1200",
        "pages and parts of pages a minute of one person",
    ),
    key(
        "server.public_per_minute",
        "200",
        "requests a minute from one source for public files (AUTH-22)",
    ),
    key(
        "server.streams_per_minute",
        "5",
        "stream connections a minute of one person (AUTH-22)",
    ),
    key(
        "data.folder",
        "data",
        "where journal, records and the simulated exchange keep their files",
    ),
    key(
        "venue.at",
        "simulated",
        "where the desk trades: simulated, or Binance's testnet, demo or live, each with credentials of its own; live only through the latch (GATE-12)",
    ),
    key(
        "venue.url",
        "",
        "address of a simulated exchange that runs by itself; empty: one is embedded",
    ),
    key(
        "venue.symbols",
        "BTC/USDT,ETH/USDT,LTC/USDT,BNB/USDT,ETH/BTC",
        "symbols this desk watches and trades",
    ),
    key(
        "venue.order_entry",
        "rest",
        "how spot orders leave: rest, or websocket for one connection that carries them all; rest while it does not stand",
    ),
    key(
        "venue.listing_minutes",
        "60",
        "how often the venue's list of symbols and filters is asked for anew (1 to 1440); a filter's refusal asks at once",
    ),
    key(
        "venue.history_since",
        "2017-07-14",
        "from which day on the accounts' past is kept, in UTC: the day the venue opened, or a later one",
    ),
    key(
        "venue.history_minutes",
        "60",
        "how often the venue is asked for what the accounts' past has gained (5 to 1440); 0: only when a person asks",
    ),
    key(
        "venue.contracts",
        "BTC/USDT:USDT,ETH/USDT:USDT",
        "perpetual contracts traded on an account on margin; empty: there is no such account",
    ),
    key(
        "venue.credential",
        "",
        "name of the credential the account trades with (`cofferdam keys`); empty: the play key of a simulated exchange",
    ),
    key(
        "venue.contracts_credential",
        "",
        "name of the credential the account on margin trades with; empty: the play key of a simulated exchange",
    ),
    key(
        "backup.name",
        "",
        "name of a backup venue for the account on spot; empty: there is none (ORD-13)",
    ),
    key(
        "backup.url",
        "",
        "address of the backup: a simulated exchange beside the first one",
    ),
    key(
        "backup.credential",
        "",
        "name of the credential of the account there; empty: the play key of a simulated exchange",
    ),
    key(
        "backup.reads_move",
        "",
        "symbols whose book and prices are shown from the backup while the venue is away; others stay as last known",
    ),
    key(
        "backup.exits_move",
        "",
        "symbols of which what is bare for certain gets its exits at the backup; others freeze: nothing is sent",
    ),
    key(
        "backup.exits_move_within_holding",
        "",
        "symbols whose exits may stand at the backup beside those at the silent venue: both may sell",
    ),
    key(
        "backup.away_seconds",
        "15",
        "seconds without a sign after which the venue counts as away (2 to 3600)",
    ),
    key(
        "backup.back_seconds",
        "30",
        "seconds of steady signs after which it counts as back (2 to 3600)",
    ),
    key(
        "vault.master_key_file",
        "",
        "file of the master key that opens sealed credentials, closed to others (KEY-04)",
    ),
    key(
        "controls.persons",
        "one",
        "how many persons it takes to loosen a limit, turn a switch on or release a halt: one or two (GATE-13)",
    ),
    key(
        "orders.stale_warn_hours",
        "24",
        "after this an open order without an end of its own is shown as stale (ORD-20)",
    ),
    key(
        "orders.stale_cancel_hours",
        "48",
        "after this the desk cancels it (ORD-20)",
    ),
    key(
        "orders.confirm_within_seconds",
        "60",
        "how long a large order waits for its second word (GATE-14; 1 to 65535)",
    ),
    key(
        "orders.dead_man_seconds",
        "120",
        "seconds after which the venue of contracts ends the orders in its books when it hears nothing of this desk (10 to 3600; 0: never)",
    ),
    key(
        "live.venue_terms",
        "",
        "venues whose terms the operator has read and accepted, comma separated; one fact of the live latch (GATE-12)",
    ),
    key(
        "live.instance",
        "",
        "id of the house that may trade real money, as `cofferdam latch` shows it; one fact of the live latch (GATE-12)",
    ),
    key(
        "live.campaign_folder",
        "",
        "data folder of the house whose signed campaign on the test exchange counts; one fact of the live latch (GATE-12)",
    ),
    key(
        "surveillance.every_minutes",
        "5",
        "how often the desk looks at its own orders and trades of the last two hours",
    ),
    key(
        "surveillance.wash_apart_ms",
        "1000",
        "an own buy and an own sell of one price and quantity no further apart than this count as a meeting",
    ),
    key(
        "surveillance.wash_meetings_min",
        "3",
        "such meetings that are a finding; one trade with ourselves always is",
    ),
    key(
        "surveillance.layer_window_seconds",
        "60",
        "how long the orders of one pattern of layering may be spread",
    ),
    key(
        "surveillance.layer_orders_min",
        "4",
        "untraded orders of one side, withdrawn while the other side trades, that are a finding",
    ),
    key(
        "surveillance.layer_life_seconds_max",
        "10",
        "how long such an order lives at most",
    ),
    key(
        "surveillance.layer_times_min",
        "3",
        "how many times more is withdrawn on that side than is withdrawn and traded on the other",
    ),
    key(
        "surveillance.messages_min",
        "200",
        "orders and cancels within an hour from which their ratio to trades is looked at",
    ),
    key(
        "surveillance.messages_per_trade_max",
        "50",
        "orders and cancels for each trade above which it is a finding",
    ),
    key(
        "surveillance.burst_seconds",
        "10",
        "how long a burst of taking orders may last",
    ),
    key(
        "surveillance.burst_orders_min",
        "5",
        "taking orders of one side within it that are a finding, if they move the price and are traded back",
    ),
    key(
        "surveillance.burst_move_min",
        "0.005",
        "how far such a burst moves the price it trades at; 0.005 is 0.5 %",
    ),
    key(
        "surveillance.reversal_seconds",
        "60",
        "how soon after it at least half is traded back at a gain",
    ),
    key(
        "market.seconds_days",
        "7",
        "days that candles of one second are kept; longer ones are kept for ever",
    ),
    key(
        "market.seconds_max",
        "10000000",
        "most candles of one second of all symbols together; the oldest end first",
    ),
    key(
        "market.evidence_days",
        "365",
        "days that the venue's public page which showed a flaw in kept candles is kept; the flaw itself stays",
    ),
    key(
        "market.evidence_mib_max",
        "256",
        "most mebibytes of such pages; the oldest end first. Raw records of the books are not among them and never end",
    ),
    key(
        "market.gaps_days",
        "365",
        "days that a closed gap of market data is kept in the registry",
    ),
    key(
        "orders.foreign",
        "adopt",
        "orders and trades on the account that are not this desk's: adopt (they count and are shown) or block (each also pauses its symbol)",
    ),
    key(
        "log.level",
        "info",
        "error, warn, info, debug or trace, or a filter such as desk=debug,info",
    ),
    key(
        "log.format",
        "json",
        "json: one object a line; text: for a terminal",
    ),
];

/// The values, each still text, and what was found wrong so far.
pub(crate) struct Layers {
    values: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Layers {
    /// The defaults, with those of one command over them. What is read after it wins.
    pub(crate) fn defaults(habits: &[(&str, &str)]) -> Self {
        let mut layers = Self {
            values: keys()
                .map(|key| (key.name.to_owned(), key.default.to_owned()))
                .collect(),
            problems: Vec::new(),
        };
        for (name, value) in habits {
            layers.set((*name).to_owned(), (*value).to_owned(), "the command");
        }
        layers
    }

    /// Takes flags of the command line.
    pub(crate) fn read_flags(&mut self, flags: &[(&str, String)]) {
        for (name, value) in flags {
            self.set((*name).to_owned(), value.clone(), "the command line");
        }
    }

    /// Takes a TOML file.
    pub(crate) fn read_file(&mut self, path: &Path) {
        let shown = path.display();
        let text = match std::fs::metadata(path) {
            Ok(found) if found.len() > FILE_BYTES_MAX => {
                return self.problems.push(format!("{shown}: larger than 256 KiB"));
            }
            Ok(_) => std::fs::read_to_string(path),
            Err(error) => Err(error),
        };
        let text = match text {
            Ok(text) => text,
            Err(error) => return self.problems.push(format!("{shown}: {error}")),
        };
        let parsed = Config::builder()
            .add_source(File::from_str(&text, FileFormat::Toml))
            .build();
        match parsed {
            Ok(parsed) => self.add_table(parsed, &shown.to_string()),
            Err(error) => self.problems.push(format!("{shown}: {error}")),
        }
    }

    /// Takes variables of the environment that begin with `COFFERDAM__`.
    pub(crate) fn read_variables(&mut self, variables: impl Iterator<Item = (String, String)>) {
        let ours: HashMap<String, String> = variables
            .filter(|(name, _)| name.starts_with("COFFERDAM__"))
            .collect();
        let source = Environment::with_prefix(VARIABLE_PREFIX)
            .prefix_separator("__")
            .separator("__")
            .source(Some(ours));
        match Config::builder().add_source(source).build() {
            Ok(parsed) => self.add_table(parsed, "the environment"),
            Err(error) => self.problems.push(format!("the environment: {error}")),
        }
    }

    fn add_table(&mut self, parsed: Config, place: &str) {
        let mut open = vec![(String::new(), parsed.cache)];
        while let Some((name, value)) = open.pop() {
            match value.kind {
                ValueKind::Table(table) => open.extend(table.into_iter().map(|(part, value)| {
                    let name = if name.is_empty() { part } else { format!("{name}.{part}") };
                    (name, value)
                })),
                ValueKind::Array(items) => {
                    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                    self.set(name, items.join(","), place);
                }
                ValueKind::Nil => self.set(name, String::new(), place),
                ValueKind::Boolean(_)
                | ValueKind::I64(_)
                | ValueKind::I128(_)
                | ValueKind::U64(_)
                | ValueKind::U128(_)
                | ValueKind::String(_) => self.set(name, value.to_string(), place),
                ValueKind::Float(_) => self.problems.push(format!(
                    "{name}: a decimal number stands in quotes, so that no digit is lost (in {place})"
                )),
            }
        }
    }

    fn set(&mut self, name: String, value: String, place: &str) {
        match self.values.get_mut(&name) {
            Some(slot) => *slot = value,
            None => self.problems.push(format!(
                "{name}: no such key (in {place}); `cofferdam check --keys` lists all"
            )),
        }
    }

    /// The text of a key.
    pub(crate) fn text(&self, name: &'static str) -> Option<String> {
        self.values.get(name).cloned()
    }

    /// A key as its own type; a value that does not parse becomes a problem that names it.
    pub(crate) fn take<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(format!("{name} = \"{text}\": {error}"));
                None
            }
        }
    }

    /// Something that no key alone makes wrong.
    pub(crate) fn wrong(&mut self, words: String) {
        self.problems.push(words);
    }

    /// A key that lists values, comma separated.
    pub(crate) fn list<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<Vec<T>> {
        let text = self.text(name)?;
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let (mut values, mut good) = (Vec::new(), Some(()));
        for part in parts {
            match part.parse() {
                Ok(value) => values.push(value),
                Err(error) => {
                    self.problems.push(format!("{name}: \"{part}\": {error}"));
                    good = None;
                }
            }
        }
        good.map(|()| values)
    }

    /// Something is wrong that no single value shows.
    pub(crate) fn refuse(&mut self, problem: &str) {
        self.problems.push(problem.to_owned());
    }

    /// SHA-256 of every key with its value, a line each, in the order of the keys' names.
    pub(crate) fn digest(&self) -> String {
        let lines = self.values.iter();
        let lines: String = lines
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect();
        // Reading from memory cannot fail.
        vault::digest(lines.as_bytes()).unwrap_or_default()
    }

    /// What is wrong, in the order of the keys' names.
    pub(crate) fn finish(self) -> Vec<String> {
        let mut problems = self.problems;
        problems.sort();
        problems
    }
}
