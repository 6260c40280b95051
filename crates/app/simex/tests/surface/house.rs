//! What every test here starts: an exchange on free ports, a gate, a client of the house.

use domain::*;
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Cleared, Depth, Gate, GateConfig,
    GlobalLimits, JudgeRules, OwnCrossing, Quote, ReferenceRules,
};
use protocols::binance_spot::{DepthSnapshot, PlaceReply, QueryReply, ask, read};
use protocols::{Answer, Call};
use simex::{Config, Market, Running, Simex};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::{KeyName, Vault};
use wire::{Client, ClientConfig, Hosts, Limits, Outcome};
use zeroize::Zeroizing;

pub(crate) const ACCOUNT: AccountId = AccountId::new(1);

/// An exchange, and the house's way to it.
pub(crate) struct House {
    pub(crate) exchange: Running,
    pub(crate) client: Arc<Client>,
    pub(crate) gate: Gate,
    pub(crate) instrument: Instrument,
    next: u64,
}

pub(crate) fn still() -> Config {
    Config {
        market: Market::Still,
        ..Config::default()
    }
}

pub(crate) fn crowd() -> Config {
    Config {
        market: Market::Crowd { seed: 7 },
        ..Config::default()
    }
}

/// A folder that is removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("simex-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn keys(secret: &str) -> (Arc<Vault>, KeyName) {
    let name = KeyName::new("paper").unwrap();
    let mut vault = Vault::new();
    let secret = Zeroizing::new(secret.to_owned());
    vault
        .insert(name, simex::DEFAULT_KEY.into(), secret)
        .unwrap();
    (Arc::new(vault), name)
}

/// A client of an address, whatever is there.
pub(crate) fn client_of(address: std::net::SocketAddr, gate: &Gate, secret: &str) -> Client {
    client_with(address, gate, keys(secret))
}

/// A client that signs with a key of this vault.
pub(crate) fn client_with(
    address: std::net::SocketAddr,
    gate: &Gate,
    (vault, key): (Arc<Vault>, KeyName),
) -> Client {
    Client::new(ClientConfig {
        hosts: Hosts::simulated(&format!("http://{address}")).unwrap(),
        vault,
        key: Some(key),
        halts: gate.halt_watch(),
        limits: Limits {
            answer: std::time::Duration::from_millis(1_500),
            ..Limits::default()
        },
        address: wire::AddressLimits::new(protocols::binance_spot::facts::MANNERS),
    })
    .unwrap()
}

pub(crate) async fn send(client: &Client, call: Call) -> Answer {
    match client.send(call).await {
        Outcome::Answer(answer) => answer,
        other @ (Outcome::NotSent(_) | Outcome::Unknown(_)) => panic!("no answer: {other:?}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
pub(crate) fn gate_of(instrument: Instrument) -> Gate {
    let amount = |text| Amount::parse(text).unwrap();
    let gate = Gate::new(GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: instrument.venue,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
            product: gate::Product::Spot,
        }],
        instruments: vec![instrument],
        value_asset: instrument.quote,
        limits: GlobalLimits {
            order_value_max: amount("100000000"),
            position_value_max: amount("100000000"),
            open_positions_max: 5,
            open_orders_max: 10_000,
            open_orders_per_account_max: 10_000,
            open_orders_per_symbol_max: 10_000,
            price_collar: Rate::parse("0.99").unwrap(),
        },
        limits_by_scope: std::collections::BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(60),
            market_slippage: Rate::parse("0.01").unwrap(),
        },
        live_consents: Vec::new(),
    });
    let mut gate = left_to_the_exchange(gate);
    gate.compared(ACCOUNT);
    let million = Qty::parse("1000000").unwrap();
    let balance = |asset| Balance {
        asset,
        free: million,
        locked: Qty::ZERO,
    };
    gate.balances(&BalanceReport {
        account: ACCOUNT,
        as_of: wire::now(),
        coverage: BalanceCoverage::Whole,
        balances: vec![balance(instrument.base), balance(instrument.quote)],
    });
    gate
}

impl House {
    pub(crate) async fn start(config: Config) -> Self {
        let exchange = Simex::start(config).await.unwrap();
        let open = gate_of(any_instrument());
        let client = client_of(exchange.public_addr(), &open, simex::DEFAULT_SECRET);
        let listing = send(&client, ask::instruments()).await;
        let listing = read::instruments(&listing, VenueId::new("simex").unwrap()).unwrap();
        assert!(listing.skipped.iter().all(|s| s.reason.contains("BREAK")));
        let btc = |i: &&Instrument| i.venue_symbol.as_str() == "BTCUSDT";
        let instrument = *listing.instruments.iter().find(btc).unwrap();
        let gate = gate_of(instrument);
        let client = client_of(exchange.public_addr(), &gate, simex::DEFAULT_SECRET);
        client
            .sync_clock(ask::server_time, read::server_time)
            .await
            .unwrap();
        Self {
            exchange,
            client: Arc::new(client),
            gate,
            instrument,
            next: 0,
        }
    }

    /// Terms like `buy 0.01 limit 60000`, `sell 0.5 market`, `sell 1 stop 59000`, `buy 1 maker 5`.
    pub(crate) fn cleared(&mut self, words: &str) -> Cleared<NewOrder> {
        self.next += 1;
        let number = OrderId::new(self.next);
        let client_id = ClientOrderId::of(wire::now(), ACCOUNT, number);
        self.cleared_as(words, client_id)
    }

    pub(crate) fn cleared_as(
        &mut self,
        words: &str,
        client_id: ClientOrderId,
    ) -> Cleared<NewOrder> {
        self.next += 1;
        let order = NewOrder::new(
            (OrderId::new(self.next), client_id),
            ACCOUNT,
            Origin::House,
            terms(self.instrument.symbol, words),
        )
        .unwrap();
        let price = order
            .terms()
            .kind
            .limit_price()
            .or(order.terms().kind.trigger());
        let touch = price.unwrap_or_else(|| Price::parse("60000").unwrap());
        let now = wire::now();
        self.gate.quote(Quote {
            venue: self.instrument.venue,
            symbol: self.instrument.symbol,
            bid: Some(touch),
            ask: Some(
                touch
                    .to_tick(self.instrument.rules.price_tick, Rounding::Up)
                    .unwrap()
                    .moved(Rate::parse("0.0001").unwrap())
                    .unwrap(),
            ),
            last: Some(touch),
            received: now,
            depth: Depth::default(),
        });
        self.gate.clear(now, order).unwrap()
    }

    pub(crate) fn placing(&mut self, words: &str) -> (Call, ClientOrderId) {
        let cleared = self.cleared(words);
        let id = cleared.get().client_id();
        (self.call(cleared), id)
    }

    pub(crate) fn call(&self, cleared: Cleared<NewOrder>) -> Call {
        let deadline = wire::now().plus(Span::from_secs(5));
        ask::place(cleared, &self.instrument, deadline).unwrap()
    }

    pub(crate) async fn place(&mut self, words: &str) -> PlaceReply {
        let (call, _) = self.placing(words);
        read::place(&send(&self.client, call).await)
    }

    pub(crate) async fn query(&self, id: ClientOrderId) -> QueryReply {
        read::query(&send(&self.client, ask::query(&self.instrument, id)).await)
    }

    pub(crate) async fn depth(&self) -> DepthSnapshot {
        read::depth(&send(&self.client, ask::depth(&self.instrument)).await).unwrap()
    }

    /// Free and locked of an asset, as text.
    pub(crate) async fn held(&self, asset: &str) -> (String, String) {
        let state = read::account(&send(&self.client, ask::account()).await).unwrap();
        let found = state.balances.iter().find(|b| b.asset.as_str() == asset);
        found.map_or_else(
            || ("0".to_owned(), "0".to_owned()),
            |b| (b.free.to_string(), b.locked.to_string()),
        )
    }

    /// Pulls a lever of the exchange.
    pub(crate) async fn lever(&self, path: &str, body: &str) -> serde_json::Value {
        let url = format!("http://{}{path}", self.exchange.admin_addr());
        let sent = reqwest::Client::new().post(url).body(body.to_owned());
        let answer = sent.send().await.unwrap();
        assert!(answer.status().is_success(), "{path} {body}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Reads what the exchange itself knows.
    pub(crate) async fn admin(&self, path: &str) -> serde_json::Value {
        let url = format!("http://{}{path}", self.exchange.admin_addr());
        let answer = reqwest::Client::new().get(url).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }
}

fn any_instrument() -> Instrument {
    let venue = VenueId::new("simex").unwrap();
    exchange::crowd::Crowd::listings(venue)[0].instrument
}

fn terms(symbol: Symbol, words: &str) -> OrderTerms {
    let words: Vec<&str> = words.split(' ').collect();
    let price = |index: usize| Price::parse(words[index]).unwrap();
    let kind = match words[2] {
        "market" => OrderKind::Market,
        "limit" => OrderKind::Limit {
            price: price(3),
            time_in_force: words
                .get(4)
                .map_or(TimeInForce::Gtc, |w| w.parse().unwrap()),
        },
        "maker" => OrderKind::LimitMaker { price: price(3) },
        "stop" => OrderKind::Stop { trigger: price(3) },
        "stop-limit" => OrderKind::StopLimit {
            trigger: price(3),
            price: price(4),
            time_in_force: TimeInForce::Gtc,
        },
        other => panic!("{other}"),
    };
    OrderTerms {
        symbol,
        side: words[0].parse().unwrap(),
        qty: Qty::parse(words[1]).unwrap(),
        kind,
        self_trade: SelfTradePrevention::Allow,
        effect: PositionEffect::Any,
    }
}

/// A gate that leaves orders which could meet our own to the exchange: its own prevention is what is tried.
fn left_to_the_exchange(gate: Gate) -> Gate {
    gate.with_rules(JudgeRules {
        own_crossing: OwnCrossing::LeftToVenue,
        ..JudgeRules::default()
    })
}
