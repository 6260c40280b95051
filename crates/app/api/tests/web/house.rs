//! A house for tests: its exchange, its desk, its router, and people of every role.

use crate::client::{Asked, Client};
use api::{ApiConfig, AppState, Front, Limits, Mode};
use desk::credentials::{Draft, KeyRing, KeyUse, Place, RingConfig};
use desk::{Desk, DeskConfig, MarginedConfig, PeopleChange, SetupTokenRow, TokenHash, UserRow};
use domain::{AccountId, Amount, Asset, Instrument, Qty, Rate, Span, UserId, VenueId};
use gate::{
    AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, LimitSet, MarginRules, Product,
    ReferenceRules,
};
use identity::{Actor, NewPassword, PasswordHash, Permit, Role, SET_UP_LIFE, Secret, SystemTask};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The account on margin, in houses that have one.
pub(crate) const MARGINED: AccountId = AccountId::new(2);
/// The account at a backup, in houses that have one, and the backup's name.
pub(crate) const BACKUP: AccountId = AccountId::new(3);
pub(crate) const BACKUP_VENUE: &str = "second";
/// The password of everyone in these houses.
pub(crate) const PASSWORD: &str = "plum ladder orbit tin";
/// Counts set-up tokens, so that no two are the same; each has letters in its text.
static TOKENS: AtomicU8 = AtomicU8::new(0xa1);
/// Longest wait for something that must come by itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running house.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) desk: Desk,
    pub(crate) exchange: simex::Running,
    /// Where its credentials and their master key lie.
    pub(crate) folder: tempfile::TempDir,
    running: Option<desk::Running>,
    stop: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// What a test changes of a house.
pub(crate) struct Wants {
    pub(crate) limits: Limits,
    pub(crate) sessions: identity::SessionRules,
    /// What stands before the door, and the names it is reached by.
    pub(crate) front: (Front, Vec<String>),
    /// What trading does with open orders by itself.
    pub(crate) trading: desk::TradingConfig,
    /// What a day may lose of everything, where that is limited.
    pub(crate) daily_loss_max: Option<Amount>,
    /// Faults of the exchange, ordered before the desk starts.
    pub(crate) faults: Vec<serde_json::Value>,
    /// The rules of an account on margin beside the one on spot, where there is one.
    pub(crate) margin: Option<MarginRules>,
    /// How orders leave and how often the list is asked for.
    pub(crate) upkeep: desk::Upkeep,
    /// A backup of the venue on spot, where there is one.
    pub(crate) backup: Option<desk::BackupConfig>,
    /// Where the journal lies.
    pub(crate) journal: Journal,
    /// A key that is kept as the credential `main` before the desk starts, and traded with.
    pub(crate) key: Option<Made>,
}

/// Where the journal of a house lies.
pub(crate) enum Journal {
    /// Where nobody can reach it.
    Memory,
    /// In the folder `desk` of the house's own.
    Folder,
}

/// A key as the exchange is told of it, and as its owner holds it.
pub(crate) struct Made {
    /// What the exchange is told.
    pub(crate) lever: serde_json::Value,
    /// What its owner holds.
    pub(crate) key: vault::KeyMaterial,
}

impl Default for Wants {
    fn default() -> Self {
        let plenty = 100_000;
        Self {
            limits: Limits {
                auth: plenty,
                trading: plenty,
                safety: plenty,
                data: plenty,
                page: plenty,
                public: plenty,
                stream: plenty,
            },
            sessions: identity::SessionRules::HOUSE,
            front: (Front::Plain, Vec::new()),
            trading: desk::TradingConfig::default(),
            daily_loss_max: None,
            faults: Vec::new(),
            margin: None,
            backup: None,
            key: None,
            journal: Journal::Memory,
            upkeep: desk::Upkeep::default(),
        }
    }
}

impl House {
    /// A house with its owner and one person of each other role: `owner@house.test`, `trader@house.test` …
    pub(crate) async fn with_people(wants: Wants) -> Self {
        let house = Self::empty(wants).await;
        let password = NewPassword::new(PASSWORD, &[]).unwrap();
        let hash = PasswordHash::new(&password, [7; 16]).unwrap().to_text();
        let people = Role::ALL
            .into_iter()
            .zip(1..)
            .map(|(role, number)| {
                PeopleChange::AddUser(UserRow {
                    id: UserId::new(number),
                    email: format!("{role}@house.test"),
                    name: role.name().to_owned(),
                    password: desk::PasswordHash::new(hash.clone()),
                    role: role.name().to_owned(),
                    created: house.desk.now(),
                    disabled: None,
                })
            })
            .collect();
        house.change(people).await;
        house
    }

    /// A house nobody was ever added to.
    pub(crate) async fn empty(wants: Wants) -> Self {
        let exchange = simex::Simex::start(simex::Config::default()).await.unwrap();
        for fault in &wants.faults {
            let mut levers = Client::new(exchange.admin_addr());
            let answer = levers.post("/_sim/faults", fault.clone()).await;
            assert!(answer.status < 300, "{}", answer.text());
        }
        let url = format!("http://{}", exchange.public_addr());
        let folder = tempfile::tempdir().unwrap();
        let ring = ring(&folder, &url);
        let config = DeskConfig {
            upkeep: wants.upkeep,
            backup: wants.backup,
            ..desk_config(&url, wants.trading, wants.margin)
        };
        let config = lying(config, &wants.journal, &folder);
        let config = losing_at_most(config, wants.daily_loss_max);
        let config = match wants.key {
            None => config,
            Some(made) => {
                let mut levers = Client::new(exchange.admin_addr());
                let answer = levers.post("/_sim/keys", made.lever).await;
                assert!(answer.status < 300, "{}", answer.text());
                trading_with(config, (&ring, &url), made.key).await
            }
        };
        let running = Desk::start(config).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = ApiConfig {
            limits: wants.limits,
            sessions: wants.sessions,
            front: wants.front.0,
            names: wants.front.1,
            keys: Some(ring),
            ..ApiConfig::loopback(address, Mode::Paper)
        };
        let desk = running.desk.clone();
        let state = AppState::new(desk.clone(), config, address).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let door = tokio::spawn(async move {
            let stopped = async {
                drop(stopped.await);
            };
            api::serve(listener, state, stopped).await.unwrap();
        });
        Self {
            address,
            desk,
            exchange,
            folder,
            running: Some(running),
            stop: Some((stop, door)),
        }
    }

    /// Prints a set-up token, as a start does.
    pub(crate) async fn set_up_token(&self, age: Span) -> String {
        let secret = Secret::new([TOKENS.fetch_add(1, Ordering::Relaxed); 32]);
        let created = self.desk.now().plus(age.times(-1));
        let row = SetupTokenRow {
            token: TokenHash(*secret.hash().bytes()),
            created,
            expires: created.plus(SET_UP_LIFE),
            used: None,
        };
        self.change(vec![PeopleChange::IssueSetupToken(row)]).await;
        secret.reveal().to_string()
    }

    /// Changes people as the terminal does.
    pub(crate) async fn change(&self, changes: Vec<PeopleChange>) {
        let permit = Permit::ask(&terminal()).unwrap();
        self.desk.change_people(permit, changes).await.unwrap();
    }

    /// A program without a session.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// A program signed in as the person of this role.
    pub(crate) async fn signed(&self, role: Role) -> Client {
        let mut client = self.stranger();
        let body = serde_json::json!({"email": format!("{role}@house.test"), "password": PASSWORD});
        let answer = client
            .send(Asked::post("/api/v1/session").json(&body))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        client
    }

    /// Waits until the market is there, the venue has said what the account holds, and both were compared.
    pub(crate) async fn open_market(&self, client: &mut Client) {
        self.until(|| async {
            let mut asking = client.clone();
            let book = asking.get("/api/v1/book/BTC-USDT").await;
            let balances = asking.get("/api/v1/balances").await;
            let known = balances.json()["balances"]
                .as_array()
                .is_some_and(|all| !all.is_empty());
            let compared = asking.get("/api/v1/reconciliation").await;
            let open = compared.json()["start_gate"] == "open";
            let asks = book.status == 200 && !book.json()["asks"].as_array().unwrap().is_empty();
            asks && known && open && judged(&mut asking).await
        })
        .await;
    }

    /// Asks again and again until it is so; fails after a fixed patience.
    pub(crate) async fn until<F: Future<Output = bool>>(&self, is_so: impl Fn() -> F) {
        let begun = Instant::now();
        while !is_so().await {
            assert!(begun.elapsed() < PATIENCE, "it never came to be");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Closes the door, and waits until all its visitors are gone.
    pub(crate) async fn close(&mut self) {
        if let Some((stop, door)) = self.stop.take() {
            assert!(stop.send(()).is_ok(), "the door was open");
            door.await.unwrap();
        }
    }

    /// Closes the door and stops the desk.
    pub(crate) async fn stop(mut self) {
        self.close().await;
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test house adds its people as the terminal does"
)]
pub(crate) fn terminal() -> Actor {
    Actor::system(SystemTask::Terminal)
}

/// The credentials of a house in a folder; `main` is what account 1 trades with.
fn ring(folder: &tempfile::TempDir, url: &str) -> KeyRing {
    let master = folder.path().join("master");
    vault::write_private(&master, &vault::MasterKey::invent().unwrap()).unwrap();
    let (venue, account) = (VenueId::new("simex").unwrap(), AccountId::new(1));
    KeyRing::of(RingConfig {
        file: folder.path().join("credentials.json"),
        master: Some(master),
        exchange: Some(url.to_owned()),
        halts: gate(Vec::new(), venue, (account, None)).halt_watch(),
        used: BTreeMap::from([(vault::KeyName::new("main").unwrap(), account)]),
    })
}

/// A desk that trades with a key of its own, which went the whole way: asked about, kept sealed, loaded.
async fn trading_with(
    config: DeskConfig,
    (ring, url): (&KeyRing, &str),
    key: vault::KeyMaterial,
) -> DeskConfig {
    let (name, place) = (
        vault::KeyName::new("main").unwrap(),
        Place::Simulated(url.to_owned()),
    );
    let draft = Draft {
        name,
        label: "the desk's own".to_owned(),
        wanted: KeyUse::Spot,
        place: place.clone(),
        key,
    };
    let proven = ring.prove(draft).await.unwrap();
    ring.keep(proven).await.unwrap();
    let mut vault = vault::Vault::new();
    let all = ring.open().await.unwrap();
    all.load(&mut vault, name, (KeyUse::Spot, &place)).unwrap();
    DeskConfig {
        vault: Arc::new(vault),
        key: name,
        ..config
    }
}

pub(crate) fn desk_config(
    url: &str,
    trading: desk::TradingConfig,
    margin: Option<MarginRules>,
) -> DeskConfig {
    let key = vault::KeyName::new("paper").unwrap();
    let mut vault = vault::Vault::new();
    vault
        .insert(
            key,
            simex::DEFAULT_KEY.to_owned(),
            zeroize::Zeroizing::new(simex::DEFAULT_SECRET.to_owned()),
        )
        .unwrap();
    let (venue, account) = (VenueId::new("simex").unwrap(), AccountId::new(1));
    DeskConfig {
        location: store::Location::Memory,
        venue,
        hosts: wire::Hosts::simulated(url).unwrap(),
        account,
        vault: Arc::new(vault),
        key,
        symbols: Vec::new(),
        equity_asset: Asset::new("USDT").unwrap(),
        margined: margin.map(|_| MarginedConfig {
            account: MARGINED,
            hosts: wire::Hosts::simulated_contracts(url).unwrap(),
            key,
            symbols: Vec::new(),
        }),
        backup: None,
        upkeep: desk::Upkeep::default(),
        trading,
        market: desk::MarketKeeping::USUAL,
        gate: Box::new(move |instruments| gate(instruments, venue, (account, margin))),
    }
}

/// The same where a day may lose so much.
/// With its journal where it is wanted.
fn lying(config: DeskConfig, journal: &Journal, folder: &tempfile::TempDir) -> DeskConfig {
    match journal {
        Journal::Memory => config,
        Journal::Folder => {
            let desk = folder.path().join("desk");
            std::fs::create_dir(&desk).unwrap();
            let location = store::Location::Sqlite(desk);
            DeskConfig { location, ..config }
        }
    }
}

fn losing_at_most(config: DeskConfig, daily_loss_max: Option<Amount>) -> DeskConfig {
    let gate = config.gate;
    let limited = move |instruments| {
        let mut config = gate(instruments).config().clone();
        let everywhere = config.limits_by_scope.entry(domain::Scope::Global);
        everywhere.or_default().daily_loss_max = daily_loss_max;
        make(config)
    };
    DeskConfig {
        gate: Box::new(limited),
        ..config
    }
}

/// A gate that knows of no account at a backup.
pub(crate) fn gate_without_backup() -> Box<dyn Fn(Vec<Instrument>) -> Gate + Send> {
    let (venue, account) = (VenueId::new("simex").unwrap(), AccountId::new(1));
    Box::new(move |instruments| {
        let known = gate(instruments, venue, (account, None));
        let mut config = known.config().clone();
        config.accounts.retain(|one| one.account == account);
        make(config)
    })
}

fn gate(
    instruments: Vec<Instrument>,
    venue: VenueId,
    (account, margin): (AccountId, Option<MarginRules>),
) -> Gate {
    let spot = AccountConfig {
        account,
        venue,
        kind: AccountKind::Paper,
        taker_fee: Rate::parse("0.001").unwrap(),
        product: Product::Spot,
    };
    // Known everywhere, and in use only where a house has a backup.
    let backup = AccountConfig {
        account: BACKUP,
        venue: VenueId::new(BACKUP_VENUE).unwrap(),
        ..spot
    };
    let margined = margin.map(|rules| AccountConfig {
        account: MARGINED,
        product: Product::Linear(rules),
        ..spot
    });
    let config = GateConfig {
        accounts: [Some(spot), margined, Some(backup)]
            .into_iter()
            .flatten()
            .collect(),
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
        limits_by_scope: BTreeMap::from([(
            domain::Scope::Global,
            LimitSet {
                order_qty_max: Some(Qty::parse("1000").unwrap()),
                ..LimitSet::default()
            },
        )]),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(30),
            market_slippage: Rate::parse("0.05").unwrap(),
        },
        live_consents: Vec::new(),
    };
    make(config)
}

#[expect(clippy::disallowed_methods, reason = "a test house has its own gate")]
fn make(config: GateConfig) -> Gate {
    Gate::new(config)
}

/// Whether the gate has a price to judge by: it learns one a turn after the book is shown.
async fn judged(asking: &mut Client) -> bool {
    let order = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "market", "qty": "0.001"});
    let verdict = asking.post("/api/v1/verdict", order).await.json();
    let rule = verdict["refusal"]["rule"].as_str().unwrap_or_default();
    !rule.contains("reference-")
}
