//! A simulated exchange with its levers, a desk that keeps its histories over sockets, and what it kept.

use super::by_id;
use crate::{
    Desk, DeskConfig, HistoryRules, HistoryStanding, HistoryState, HistoryVersions, HistoryWalkRow,
    MarginedConfig, Part, Running, Upkeep,
};
use domain::{AccountId, Amount, Asset, Leverage, Rate, Span, VenueId};
use gate::{
    AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, MarginRules, Product,
    ReferenceRules,
};
use identity::{Actor, Permit, ReadTrading, SystemTask};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Location;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vault::{KeyName, Vault};

/// Longest wait for something that must come by itself.
const PATIENCE: Duration = Duration::from_secs(90);

/// The account on margin.
pub(super) const CONTRACTS: AccountId = AccountId::new(2);
/// The account on spot.
const SPOT: AccountId = AccountId::new(1);

/// What a desk trades on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accounts {
    SpotOnly,
    SpotAndContracts,
}

/// A simulated exchange.
pub(super) struct Exchange {
    running: simex::Running,
    folder: tempfile::TempDir,
    vault: Vault,
}

/// A desk over it.
pub(super) struct House {
    running: Running,
}

/// Everything that was kept, history by history.
pub(super) struct Kept {
    all: BTreeMap<(String, String), Vec<(String, Value)>>,
}

pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn amount(value: &Value) -> Amount {
    Amount::parse(&text(value)).unwrap()
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

impl Exchange {
    pub(super) async fn plain() -> Self {
        Self::of(simex::Config::default().market, None).await
    }

    /// One where nobody trades by himself.
    pub(super) async fn still() -> Self {
        Self::of(simex::Market::Still, None).await
    }

    /// One whose first account has lived so many years.
    pub(super) async fn with_past(years: u32, seed: u64) -> Self {
        Self::of(simex::Config::default().market, Some((years, seed))).await
    }

    async fn of(market: simex::Market, past: Option<(u32, u64)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = simex::Config {
            market,
            history: past.map(|(years, seed)| simex::History {
                years,
                seed,
                truth: Some(folder.path().join("truth.json")),
            }),
            // Lives that follow each other within a minute share its weight.
            limits: simex::VenueLimits {
                weight_per_minute: 60_000,
                ..simex::VenueLimits::default()
            },
            ..simex::Config::default()
        };
        let running = simex::Simex::start(config).await.unwrap();
        let mut vault = Vault::new();
        for (name, key, secret) in [
            ("paper", simex::DEFAULT_KEY, simex::DEFAULT_SECRET),
            ("money", "moneykey", "moneysecret"),
        ] {
            let name = KeyName::new(name).unwrap();
            let secret = zeroize::Zeroizing::new(secret.to_owned());
            vault.insert(name, key.to_owned(), secret).unwrap();
        }
        let exchange = Self {
            running,
            folder,
            vault,
        };
        let rights = [
            "read",
            "spotTrade",
            "futures",
            "withdraw",
            "universalTransfer",
        ];
        let key = json!({"account": 1, "key": "moneykey", "secret": "moneysecret", "rights": rights, "addresses": ["127.0.0.1"]});
        exchange.lever("/_sim/keys", key).await;
        exchange
    }

    pub(super) fn truth(&self) -> Value {
        let bytes = std::fs::read(self.folder.path().join("truth.json")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    pub(super) async fn lever(&self, path: &str, body: Value) -> Value {
        let head = format!("POST {path} HTTP/1.1\r\ncontent-type: application/json\r\n");
        let (status, answer) = ask(self.running.admin_addr(), &head, &body.to_string()).await;
        assert!(status < 300, "{path}: {answer}");
        serde_json::from_str(&answer).unwrap_or(Value::Null)
    }

    async fn signed(&self, method: &str, path: &str, params: &str) -> Value {
        let (status, answer) = self.asked(method, path, params).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    async fn asked(&self, method: &str, path: &str, params: &str) -> (u16, Value) {
        let now = crate::Clock::default().now().millis();
        let params = match params {
            "" => format!("timestamp={now}"),
            some => format!("{some}&timestamp={now}"),
        };
        let name = KeyName::new("money").unwrap();
        let signature = self.vault.sign(name, params.as_bytes()).unwrap();
        let signature = signature.as_str();
        let head = format!(
            "{method} {path}?{params}&signature={signature} HTTP/1.1\r\nx-mbx-apikey: moneykey\r\n"
        );
        let (status, answer) = ask(self.running.public_addr(), &head, "").await;
        (status, serde_json::from_str(&answer).unwrap())
    }

    /// What the spot wallet holds, free or not.
    pub(super) async fn balances(&self) -> BTreeMap<String, Amount> {
        let account = self.signed("GET", "/api/v3/account", "").await;
        let mut all = BTreeMap::new();
        for row in account["balances"].as_array().unwrap() {
            let sum = amount(&row["free"]).plus(amount(&row["locked"])).unwrap();
            if !sum.is_zero() {
                all.insert(text(&row["asset"]), sum);
            }
        }
        all
    }

    /// Places an order that fills at once; crowd and prices may need a moment to be there.
    pub(super) async fn trade(&self, params: &str) {
        self.trade_at("/api/v3/order", params).await;
    }

    /// The same at a door of its own.
    pub(super) async fn trade_at(&self, path: &str, params: &str) {
        let mut said = Value::Null;
        for _ in 0..200 {
            let (_, placed) = self.asked("POST", path, params).await;
            if placed["status"] == "FILLED" {
                return;
            }
            said = placed;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nobody traded {params}: {said}");
    }

    pub(super) async fn move_money(&self, path: &str, params: &str) {
        self.post(&format!("/sapi/v1/{path}"), params).await;
    }

    pub(super) async fn post(&self, path: &str, params: &str) {
        self.signed("POST", path, params).await;
    }

    pub(super) async fn get(&self, path: &str, params: &str) -> Value {
        self.signed("GET", path, params).await
    }
}

async fn ask(address: SocketAddr, head: &str, body: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{head}host: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

impl House {
    pub(super) async fn start(
        exchange: &Exchange,
        location: Location,
        rules: HistoryRules,
    ) -> Self {
        Self::with(exchange, (location, Accounts::SpotOnly), rules).await
    }

    pub(super) async fn with(
        exchange: &Exchange,
        (location, accounts): (Location, Accounts),
        rules: HistoryRules,
    ) -> Self {
        let url = format!("http://{}", exchange.running.public_addr());
        let mut vault = Vault::new();
        let key = KeyName::new("paper").unwrap();
        let secret = zeroize::Zeroizing::new(simex::DEFAULT_SECRET.to_owned());
        vault
            .insert(key, simex::DEFAULT_KEY.to_owned(), secret)
            .unwrap();
        let config = DeskConfig {
            location,
            venue: VenueId::new("simex").unwrap(),
            hosts: wire::Hosts::simulated(&url).unwrap(),
            account: SPOT,
            vault: Arc::new(vault),
            key,
            symbols: Vec::new(),
            equity_asset: Asset::new("USDT").unwrap(),
            margined: (accounts == Accounts::SpotAndContracts).then(|| MarginedConfig {
                account: CONTRACTS,
                hosts: wire::Hosts::simulated_contracts(&url).unwrap(),
                key,
                symbols: Vec::new(),
            }),
            backup: None,
            upkeep: Upkeep {
                histories: Some(rules),
                ..Upkeep::default()
            },
            trading: crate::TradingConfig::default(),
            market: crate::MarketKeeping::USUAL,
            gate: Box::new(move |instruments| gate(accounts, instruments)),
        };
        Self {
            running: Desk::start(config).await.unwrap(),
        }
    }

    pub(super) const fn desk(&self) -> &Desk {
        &self.running.desk
    }

    pub(super) async fn states(&self) -> Vec<HistoryState> {
        self.desk().histories(permit()).await.unwrap()
    }

    /// Waits until the walks are so.
    pub(super) async fn until(&self, is_so: impl Fn(&[HistoryWalkRow]) -> bool) {
        let begun = Instant::now();
        loop {
            let states = self.states().await;
            let walks: Vec<_> = states.into_iter().map(|state| state.walk).collect();
            if is_so(&walks) {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it never came to be: {walks:#?}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a round over an account is over, as health names it.
    pub(super) async fn until_told(&self, part: &str) {
        let begun = Instant::now();
        while self.told(part).is_none() {
            assert!(begun.elapsed() < PATIENCE, "no round came to its end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for state in self.states().await {
            let walk = &state.walk;
            assert_ne!(state.standing, HistoryStanding::Still, "{walk:?}");
        }
    }

    /// The same of the account on spot.
    pub(super) async fn until_whole(&self) {
        self.until_told("histories").await;
    }

    /// Waits until this house has asked for a history.
    pub(super) async fn until_asked(&self, kind: &str) {
        let begun = self.desk().now();
        let asked = |walk: &HistoryWalkRow| walk.page_last.is_some_and(|last| last >= begun);
        let of_kind = |walk: &&HistoryWalkRow| walk.name.kind == kind;
        self.until(|walks| walks.iter().filter(of_kind).any(asked))
            .await;
    }

    /// What health says of the histories, once a round is over.
    fn told(&self, name: &str) -> Option<Part> {
        let health = self.desk().health();
        let mut parts = health.parts.iter();
        parts.find(|part| part.name == name).cloned()
    }

    pub(super) fn part(&self, name: &str) -> Part {
        self.told(name).unwrap()
    }

    /// Asks for a round and waits until it is over: health says anew since when it stands.
    pub(super) async fn ring_and_wait(&self, part: &str) {
        self.until_told(part).await;
        let before = self.part(part).detail;
        self.desk().read_histories(permit());
        let begun = Instant::now();
        while self.part(part).detail == before {
            assert!(begun.elapsed() < PATIENCE, "no second round: {before}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(super) async fn pages(&self) -> u64 {
        let states = self.states().await;
        states.iter().map(|state| state.walk.pages).sum()
    }

    /// What is kept of the account on spot.
    pub(super) async fn kept(&self) -> Kept {
        self.kept_of(SPOT).await
    }

    pub(super) async fn kept_of(&self, account: AccountId) -> Kept {
        let reader = self.desk().records(permit());
        let mut all = BTreeMap::new();
        for state in self.states().await {
            let name = state.walk.name;
            if name.account != account {
                continue;
            }
            let mut rows = Vec::new();
            let mut after = None;
            loop {
                let of = (&name, HistoryVersions::All);
                let page = reader.history_records(of, after, 500).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.number);
                for row in &page {
                    let bytes = reader.history_bytes(row).await.unwrap();
                    let value: Value = serde_json::from_slice(&bytes).unwrap();
                    rows.push((row.id.clone(), value));
                }
            }
            all.insert((name.kind, name.subject), rows);
        }
        Kept { all }
    }

    pub(super) async fn stop(self) {
        self.running.stop().await;
    }
}

impl Kept {
    /// The ids of a kind, in all its histories; each must be there once, in one version or several.
    pub(super) fn once(&self, kind: &str) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for ((_, subject), rows) in self.all.iter().filter(|((of, _), _)| of == kind) {
            for (id, versions) in by_id(rows) {
                let distinct: BTreeSet<String> = versions.iter().map(Value::to_string).collect();
                assert_eq!(
                    distinct.len(),
                    versions.len(),
                    "{kind} {subject} {id} is doubled"
                );
                assert!(ids.insert(id));
            }
        }
        ids
    }

    /// Symbol and id of every trade; none may be there twice.
    pub(super) fn trades(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for ((_, subject), rows) in self.all.iter().filter(|((of, _), _)| of == "trades") {
            for (id, _) in rows {
                assert!(
                    all.insert(format!("{subject} {id}")),
                    "{subject} {id} is doubled"
                );
            }
        }
        all
    }

    /// What a record said, version by version.
    pub(super) fn versions(&self, kind: &str, id: &str) -> Vec<Value> {
        let rows = self.of(kind);
        let rows = rows.into_iter().filter(|(of, _)| of == id);
        rows.map(|(_, value)| value).collect()
    }

    /// What counts: of each record what was told last.
    pub(super) fn counting(&self, kind: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for (_, rows) in self.all.iter().filter(|((of, _), _)| of == kind) {
            let rows = by_id(rows).into_values();
            all.extend(rows.filter_map(|versions| versions.last().cloned()));
        }
        all
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.all.values().map(Vec::len).sum()
    }

    fn of(&self, kind: &str) -> Vec<(String, Value)> {
        let rows = self.all.iter().filter(|((of, _), _)| of == kind);
        rows.flat_map(|(_, rows)| rows.clone()).collect()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks as the terminal does"
)]
fn permit() -> Permit<ReadTrading> {
    Permit::ask(&Actor::system(SystemTask::Terminal)).unwrap()
}

fn gate(accounts: Accounts, instruments: Vec<domain::Instrument>) -> Gate {
    let spot = AccountConfig {
        account: SPOT,
        venue: VenueId::new("simex").unwrap(),
        kind: AccountKind::Paper,
        taker_fee: Rate::parse("0.001").unwrap(),
        product: Product::Spot,
    };
    let contracts = AccountConfig {
        account: CONTRACTS,
        product: Product::Linear(MarginRules {
            leverage_max: Leverage::new(20).unwrap(),
            margin: None,
            positions: None,
            mark_age_max: Span::from_secs(30),
            liquidation_distance_min: Rate::ZERO,
        }),
        ..spot
    };
    let config = GateConfig {
        accounts: match accounts {
            Accounts::SpotOnly => vec![spot],
            Accounts::SpotAndContracts => vec![spot, contracts],
        },
        instruments,
        value_asset: Asset::new("USDT").unwrap(),
        limits: GlobalLimits {
            order_value_max: Amount::parse("5000").unwrap(),
            position_value_max: Amount::parse("1000000").unwrap(),
            open_positions_max: 50,
            open_orders_max: 200,
            open_orders_per_account_max: 200,
            open_orders_per_symbol_max: 200,
            price_collar: Rate::parse("0.5").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(30),
            market_slippage: Rate::parse("0.05").unwrap(),
        },
        live_consents: Vec::new(),
    };
    #[expect(clippy::disallowed_methods, reason = "a test house has its own gate")]
    Gate::new(config)
}
