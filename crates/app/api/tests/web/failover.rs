//! A venue that dies under a running desk, and the backup beside it: two simulated exchanges on loopback sockets.

use crate::client::Client;
use crate::house::{BACKUP, BACKUP_VENUE, House, Wants, desk_config, terminal};
use desk::{
    BackupConfig, BackupPolicy, CommandError, Desk, DeskConfig, Event, ExitsPolicy, FailoverEvent,
    FailoverView, ReadsPolicy, SignRules, Stage, StartError, Stays, Via, Wish,
};
use domain::{
    AccountId, IfBare, Order, OrderId, OrderKind, OrderTerms, PositionEffect, Price, Protection,
    Qty, SelfTradePrevention, Side, Span, Symbol, TimeInForce, VenueId,
};
use gate::Doubling;
use identity::{Permit, Role};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use store::Location;

const HOME: AccountId = AccountId::new(1);
/// Longest wait for something that must come by itself.
const PATIENCE: Duration = Duration::from_secs(90);
const RULES: SignRules = SignRules {
    away_after: Span::from_secs(3),
    back_after: Span::from_secs(3),
};

fn btc() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

/// Two exchanges and a desk that trades at the first.
struct Twin {
    folder: tempfile::TempDir,
    first: Option<simex::Running>,
    first_at: SocketAddr,
    second: simex::Running,
    policy: BackupPolicy,
    running: Option<desk::Running>,
}

impl Twin {
    async fn new(policy: BackupPolicy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut twin = Self {
            first: None,
            first_at: SocketAddr::from(([127, 0, 0, 1], 0)),
            second: simex::Simex::start(simex::Config::default()).await.unwrap(),
            policy,
            running: None,
            folder,
        };
        twin.revive().await;
        twin.start().await.unwrap();
        twin
    }

    fn config(&self) -> DeskConfig {
        let base = desk_config(
            &format!("http://{}", self.first_at),
            desk::TradingConfig::default(),
            None,
        );
        let second = format!("http://{}", self.second.public_addr());
        DeskConfig {
            location: Location::Sqlite(self.folder.path().join("desk")),
            symbols: vec![btc(), Symbol::new("ETH/USDT").unwrap()],
            backup: Some(backup(&second, self.policy)),
            ..base
        }
    }

    async fn start(&mut self) -> Result<(), StartError> {
        std::fs::create_dir_all(self.folder.path().join("desk")).unwrap();
        self.running = Some(Desk::start(self.config()).await?);
        Ok(())
    }

    async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    /// The first exchange dies.
    async fn kill(&mut self) {
        self.first.take().unwrap().stop().await.unwrap();
    }

    /// The first exchange lives again, on its port and with its accounts.
    async fn revive(&mut self) {
        let config = simex::Config {
            public: self.first_at,
            data: Some(self.folder.path().join("first")),
            ..simex::Config::default()
        };
        let running = simex::Simex::start(config).await.unwrap();
        self.first_at = running.public_addr();
        self.first = Some(running);
    }

    fn desk(&self) -> &Desk {
        &self.running.as_ref().unwrap().desk
    }

    fn failover(&self) -> FailoverView {
        let permit = Permit::ask(&terminal()).unwrap();
        self.desk().portfolio(permit).failover.clone().unwrap()
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "{what}: {:?}", self.failover());
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits until both accounts were compared and both markets are there.
    async fn open(&self) {
        self.until("both compared", || {
            let view = self.failover();
            let backup = view.backup.unwrap();
            view.compared.is_some() && backup.compared.is_some() && !backup.balances.is_empty()
        })
        .await;
        self.until("a market at both", || {
            let health = self.desk().health();
            let mut parts = health.parts.iter();
            let backup = parts.find(|part| part.name == "backup-market:BTC/USDT");
            let stands = backup.is_some_and(|part| part.grade == desk::Grade::Healthy);
            stands && self.desk().quote(btc()).is_some()
        })
        .await;
        let begun = Instant::now();
        while let Err(refused) = self.verdict(market("0.001", Side::Buy)).await {
            assert!(begun.elapsed() < PATIENCE, "{refused}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    async fn verdict(&self, terms: OrderTerms) -> Result<(), String> {
        let permit = Permit::ask(&terminal()).unwrap();
        let verdict = self.desk().verdict(permit, wish(terms, None)).await;
        match verdict.unwrap().refusal {
            Some(refusal) => Err(refusal.to_string()),
            None => Ok(()),
        }
    }

    async fn place(
        &self,
        terms: OrderTerms,
        protection: Option<Protection>,
    ) -> Result<OrderId, CommandError> {
        let permit = Permit::ask(&terminal()).unwrap();
        let placed = self.desk().place(permit, wish(terms, protection)).await;
        placed.map(|placed| placed.order)
    }

    async fn call(&self) -> Result<(), CommandError> {
        let permit = Permit::ask(&terminal()).unwrap();
        self.desk().call_away(permit, HOME, "a test of it").await
    }

    async fn release(&self) -> Result<(), CommandError> {
        let permit = Permit::ask(&terminal()).unwrap();
        self.desk().bring_home(permit, HOME, "it is well").await
    }

    /// Every order of the house at an account, oldest first.
    async fn orders(&self, account: AccountId) -> Vec<Order> {
        let permit = Permit::ask(&terminal()).unwrap();
        let filter = desk::OrderFilter {
            account: Some(account),
            ..desk::OrderFilter::newest(100)
        };
        let rows = self.desk().records(permit).orders(&filter).await.unwrap();
        let mut orders: Vec<Order> = rows.into_iter().map(|row| row.order).collect();
        orders.sort_by_key(|order| order.order.id());
        orders
    }

    /// What is open of them.
    async fn open_orders(&self, account: AccountId) -> Vec<Order> {
        let all = self.orders(account).await;
        all.into_iter()
            .filter(|order| !order.state.is_ended())
            .collect()
    }

    async fn until_open(&self, account: AccountId, count: usize) -> Vec<Order> {
        let begun = Instant::now();
        loop {
            let open = self.open_orders(account).await;
            let all_working = open.iter().all(|order| order.state.name() == "working");
            if open.len() == count && all_working {
                return open;
            }
            let all = self.orders(account).await;
            assert!(begun.elapsed() < PATIENCE, "{all:#?} {:?}", self.failover());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the journal says of the venue and its backup.
    async fn told(&self) -> Vec<FailoverEvent> {
        let permit = Permit::ask(&terminal()).unwrap();
        let reader = self.desk().records(permit);
        let rows = reader.journal_from(store::Seq::ZERO, 10_000).await.unwrap();
        let events = rows
            .iter()
            .map(|entry| desk::journal::event(&entry.row.body).unwrap());
        let told = events.filter_map(|event| {
            let Event::Failover(event) = event else {
                return None;
            };
            Some(event)
        });
        told.collect()
    }

    fn best_bid(&self) -> Price {
        self.desk().quote(btc()).unwrap().bid
    }
}

/// A backup at this address with one policy, for BTC/USDT.
fn backup(url: &str, policy: BackupPolicy) -> BackupConfig {
    BackupConfig {
        account: BACKUP,
        venue: VenueId::new(BACKUP_VENUE).unwrap(),
        hosts: wire::Hosts::simulated(url).unwrap(),
        key: vault::KeyName::new("paper").unwrap(),
        symbols: BTreeMap::from([(btc(), policy)]),
        rules: RULES,
    }
}

fn wish(terms: OrderTerms, protection: Option<Protection>) -> Wish {
    Wish {
        account: HOME,
        terms,
        protection,
        via: Via::Page,
        request_key: None,
    }
}

fn market(qty: &str, side: Side) -> OrderTerms {
    OrderTerms {
        symbol: btc(),
        side,
        qty: Qty::parse(qty).unwrap(),
        kind: OrderKind::Market,
        self_trade: SelfTradePrevention::Allow,
        effect: PositionEffect::Any,
    }
}

/// A share of a price on the exchange's tick.
fn share(price: Price, percent: i64) -> Price {
    let text = price.to_string();
    let whole: i64 = text.split('.').next().unwrap().parse().unwrap();
    Price::parse(&(whole * percent / 100).to_string()).unwrap()
}

/// Exits far enough from the market that none of them trades by itself.
fn far_exits(best: Price) -> Protection {
    let terms = market("0.01", Side::Buy);
    let stop = OrderKind::StopLimit {
        trigger: share(best, 90),
        price: share(best, 89),
        time_in_force: TimeInForce::Gtc,
    };
    let target = OrderKind::LimitMaker {
        price: share(best, 110),
    };
    Protection::new(&terms, (Some(stop), Some(target)), IfBare::Flatten).unwrap()
}

const fn moves(doubling: Doubling) -> BackupPolicy {
    BackupPolicy {
        reads: ReadsPolicy::Move,
        exits: ExitsPolicy::Move(doubling),
    }
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b7_exits_that_may_stand_at_a_dead_venue_are_told_and_never_doubled() {
    let mut twin = Twin::new(moves(Doubling::Never)).await;
    twin.open().await;
    let protection = far_exits(twin.best_bid());
    let entry = twin
        .place(market("0.01", Side::Buy), Some(protection))
        .await;
    let entry = entry.unwrap();
    let before = twin.until_open(HOME, 2).await;
    twin.kill().await;
    twin.until("away", || twin.failover().away.is_some()).await;
    let refused = twin
        .place(market("0.01", Side::Buy), None)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("is away"), "{refused}");
    // Reads move, with their source.
    twin.until("reads", || twin.desk().quote(btc()).is_some())
        .await;
    let (source, since) = (
        twin.desk().source(btc()).unwrap(),
        twin.failover().away.unwrap().since,
    );
    assert_eq!(source.venue.as_str(), BACKUP_VENUE);
    twin.until("a fresh book", || {
        twin.desk()
            .book(btc())
            .is_some_and(|book| book.received > since)
    })
    .await;
    twin.until("told", || {
        twin.failover()
            .away
            .is_some_and(|away| away.stays.get(&entry) == Some(&Stays::MayStand))
    })
    .await;
    assert!(twin.orders(BACKUP).await.is_empty(), "nothing was placed");
    twin.revive().await;
    twin.until("home", || twin.failover().away.is_none()).await;
    let after = twin.until_open(HOME, 2).await;
    let ids = |orders: &[Order]| -> Vec<OrderId> { orders.iter().map(|o| o.order.id()).collect() };
    assert_eq!(ids(&before), ids(&after), "the same exits stand");
    assert!(twin.orders(BACKUP).await.is_empty(), "nothing was placed");
    assert_eq!(twin.desk().source(btc()).unwrap().venue.as_str(), "simex");
    let kinds: Vec<&str> = twin.told().await.iter().map(FailoverEvent::kind).collect();
    assert_eq!(
        kinds,
        ["venue-away", "exit-stays", "venue-answers", "venue-home"]
    );
    twin.stop().await;
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b10_exits_at_both_venues_by_word_only_are_taken_back_before_home() {
    let mut twin = Twin::new(moves(Doubling::WithinHolding)).await;
    twin.open().await;
    let protection = far_exits(twin.best_bid());
    twin.place(market("0.01", Side::Buy), Some(protection))
        .await
        .unwrap();
    twin.until_open(HOME, 2).await;
    twin.kill().await;
    let moved = twin.until_open(BACKUP, 2).await;
    let at_backup = |order: &Order| {
        (
            order.order.terms().side,
            order.order.terms().qty.to_string(),
        )
    };
    for order in &moved {
        assert_eq!(at_backup(order), (Side::Sell, "0.00999".to_owned()));
    }
    // A death of the desk in between places nothing a second time.
    twin.stop().await;
    twin.start().await.unwrap();
    let again = twin.until_open(BACKUP, 2).await;
    assert_eq!(
        moved.first().unwrap().order.id(),
        again.first().unwrap().order.id()
    );
    assert!(
        twin.failover().away.is_some(),
        "it stays away through a start"
    );
    twin.revive().await;
    twin.until("home", || twin.failover().away.is_none()).await;
    assert!(twin.open_orders(BACKUP).await.is_empty());
    twin.until_open(HOME, 2).await;
    assert_eq!(twin.orders(BACKUP).await.len(), 2, "one pair in all");
    assert_eq!(twin.orders(HOME).await.len(), 3, "the entry and its exits");
    let filled = twin
        .orders(BACKUP)
        .await
        .iter()
        .any(|o| !o.state.filled().is_zero());
    assert!(!filled, "nothing was sold there");
    twin.stop().await;
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b8_what_is_bare_for_certain_gets_its_exits_at_the_backup_and_then_at_home() {
    let mut twin = Twin::new(moves(Doubling::Never)).await;
    twin.open().await;
    let best = twin.best_bid();
    let terms = OrderTerms {
        kind: OrderKind::Limit {
            price: share(best, 98),
            time_in_force: TimeInForce::Gtc,
        },
        ..market("0.01", Side::Buy)
    };
    let entry = twin.place(terms, Some(far_exits(best))).await.unwrap();
    // The venue is called away while it still answers: what the entry buys from here on is known, and its exits go elsewhere.
    twin.call().await.unwrap();
    assert!(matches!(twin.call().await, Err(CommandError::NotTaken(_))));
    let mut levers = Client::new(twin.first.as_ref().unwrap().admin_addr());
    let fall = json!({"symbol": "BTCUSDT", "thousandths": -50});
    let answer = levers.post("/_sim/shock", fall).await;
    assert!(answer.status < 300, "{}", answer.text());
    let moved = twin.until_open(BACKUP, 2).await;
    assert!(
        twin.open_orders(HOME).await.is_empty(),
        "entry {entry} is over"
    );
    twin.until("the view", || {
        twin.failover().backup.unwrap().orders.len() == 2
    })
    .await;
    twin.release().await.unwrap();
    twin.until("home", || twin.failover().away.is_none()).await;
    let home = twin.until_open(HOME, 2).await;
    let qty = |orders: &[Order]| orders.first().unwrap().order.terms().qty;
    assert_eq!(qty(&moved), qty(&home));
    assert!(twin.open_orders(BACKUP).await.is_empty());
    assert_eq!(twin.orders(BACKUP).await.len(), 2);
    twin.stop().await;
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b15_a_desk_starts_beside_a_dead_venue_and_opens_nothing() {
    let mut twin = Twin::new(moves(Doubling::Never)).await;
    twin.open().await;
    twin.stop().await;
    twin.kill().await;
    twin.start().await.unwrap();
    twin.until("away", || twin.failover().away.is_some()).await;
    twin.until("an unhealthy house", || {
        let health = twin.desk().health();
        let part = health.parts.iter().find(|part| part.name == "failover");
        part.unwrap().grade == desk::Grade::Unhealthy
    })
    .await;
    let refused = twin
        .place(market("0.01", Side::Buy), None)
        .await
        .unwrap_err();
    assert!(matches!(refused, CommandError::Refused(_)), "{refused}");
    twin.until("reads", || twin.desk().quote(btc()).is_some())
        .await;
    assert_eq!(twin.failover().away.unwrap().stage, Stage::Gone);
    twin.revive().await;
    twin.until("home", || twin.failover().away.is_none()).await;
    twin.open().await;
    twin.place(market("0.01", Side::Buy), None).await.unwrap();
    twin.stop().await;
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b16_a_backup_with_orders_in_the_journal_cannot_be_forgotten() {
    let mut twin = Twin::new(moves(Doubling::WithinHolding)).await;
    twin.open().await;
    let protection = far_exits(twin.best_bid());
    twin.place(market("0.01", Side::Buy), Some(protection))
        .await
        .unwrap();
    twin.until_open(HOME, 2).await;
    twin.kill().await;
    twin.until_open(BACKUP, 2).await;
    twin.stop().await;
    let without = DeskConfig {
        backup: None,
        gate: crate::house::gate_without_backup(),
        ..twin.config()
    };
    let refused = Desk::start(without).await.unwrap_err();
    assert!(matches!(refused, StartError::Forgotten { account } if account == BACKUP));
    assert!(refused.to_string().contains("[backup]"), "{refused}");
    twin.revive().await;
    twin.start().await.unwrap();
    twin.until("home", || twin.failover().away.is_none()).await;
    twin.stop().await;
}

/// The state that programs are told.
async fn state(client: &Client) -> String {
    let shown = client.clone().get("/api/v1/failover").await.json();
    shown["state"].as_str().unwrap().to_owned()
}

/// What pages and lists show of a venue that was called away.
async fn pages_tell(owner: &mut Client) {
    for (page, words) in [
        ("/desk", "simex is away"),
        ("/desk?symbol=BTC-USDT", "from the backup second"),
        ("/failover", "Wish it home"),
        ("/failover", "its matching is down"),
        ("/connections", "backup-market-stream"),
    ] {
        let text = owner.get(page).await.text();
        assert!(text.contains(words), "{words} in {page}: {text}");
    }
    let told = owner.get("/api/v1/accounts").await.json();
    assert_eq!(told["accounts"].as_array().unwrap().len(), 1, "{told}");
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn b17_programs_and_pages_show_how_both_stand_and_take_the_same_two_words() {
    let second = simex::Simex::start(simex::Config::default()).await.unwrap();
    let url = format!("http://{}", second.public_addr());
    let house = House::with_people(Wants {
        backup: Some(backup(&url, moves(Doubling::Never))),
        ..Wants::default()
    })
    .await;
    let mut owner = house.signed(Role::Owner).await;
    house.open_market(&mut owner).await;
    let shown = owner.get("/api/v1/failover").await.json();
    assert_eq!(shown["state"], "home");
    assert_eq!(shown["backup"]["policies"][0]["exits"], "move");
    let why = json!({"reason": "its matching is down"});
    let early = owner.post("/api/v1/failover/release", why.clone()).await;
    assert_eq!(
        (
            early.status,
            early.json()["type"].as_str().unwrap().ends_with("not-away")
        ),
        (409, true)
    );
    let mut viewer = house.signed(Role::Viewer).await;
    assert_eq!(
        viewer
            .post("/api/v1/failover/call", why.clone())
            .await
            .status,
        403
    );
    assert_eq!(
        state(&owner).await,
        "home",
        "who may not has changed nothing"
    );
    let called = owner.post("/api/v1/failover/call", why.clone()).await;
    assert_eq!(called.status, 202, "{}", called.text());
    assert_eq!(state(&owner).await, "away");
    let order = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.001"});
    let refused = owner.post("/api/v1/orders", order).await;
    assert!(
        refused.text().contains("ORD-13.venue-away"),
        "{}",
        refused.text()
    );
    house
        .until(|| async {
            let book = owner.clone().get("/api/v1/book/BTC-USDT").await;
            book.status == 200 && book.json()["source"] == BACKUP_VENUE
        })
        .await;
    let other = owner.get("/api/v1/book/ETH-USDT").await.json();
    assert_eq!(other["source"], "simex", "its reads stay");
    pages_tell(&mut owner).await;
    let wished = owner.post("/api/v1/failover/release", why).await;
    assert_eq!(wished.status, 202, "{}", wished.text());
    house
        .until(|| async { state(&owner).await == "home" })
        .await;
    assert!(owner.get("/failover").await.text().contains("Call it away"));
    house.stop().await;
}

// ORD-13
#[tokio::test(flavor = "multi_thread")]
async fn a_house_without_a_backup_says_so_and_calls_nothing_away() {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    assert_eq!(owner.get("/api/v1/failover").await.json()["state"], "none");
    let called = owner
        .post("/api/v1/failover/call", json!({"reason": "why not"}))
        .await;
    assert_eq!(called.status, 404, "{}", called.text());
    let page = owner.get("/failover").await.text();
    assert!(page.contains("No backup is named"), "{page}");
    house.stop().await;
}
