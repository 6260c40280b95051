//! The three-way check through the door: money, orders and trades that this house did not do, a fill told otherwise, and
//! what people do about it. The venue is asked over sockets; another program trades beside with the same key.

use crate::client::{Asked, Client};
use crate::house::{House, Wants};
use desk::{ForeignPolicy, TradingConfig};
use domain::Amount;
use identity::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A whole confirmation: an order or a trade told otherwise is believed after half a minute.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(60);
const CHECK: &str = "/api/v1/reconciliation/check";

impl House {
    /// Another program or a person with the same key, on the exchange itself.
    pub(crate) async fn outside(&self, method: &str, path: &str, parameters: &str) -> Value {
        let name = vault::KeyName::new("outside").unwrap();
        let mut vault = vault::Vault::new();
        let secret = zeroize::Zeroizing::new(simex::DEFAULT_SECRET.to_owned());
        vault
            .insert(name, simex::DEFAULT_KEY.to_owned(), secret)
            .unwrap();
        let now = self.desk.now().millis();
        let query = format!("{parameters}&timestamp={now}&recvWindow=60000");
        let signature = vault.sign(name, query.as_bytes()).unwrap();
        let path = format!("{path}?{query}&signature={}", signature.as_str());
        let asked = Asked::new(method, &path).header("x-mbx-apikey", simex::DEFAULT_KEY);
        let answer = Client::new(self.exchange.public_addr()).send(asked).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Pulls a lever of the exchange.
    pub(crate) async fn lever(&self, method: &str, path: &str, body: Value) {
        let mut levers = Client::new(self.exchange.admin_addr());
        let answer = levers.send(Asked::new(method, path).json(&body)).await;
        assert!(answer.status < 300, "{}", answer.text());
    }

    /// A whole round that was asked for from here on, and how the sides stand after it.
    async fn round(&self, client: &Client) -> Value {
        let asked = self.desk.now().millis();
        let answer = client.clone().post(CHECK, json!({})).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        self.until(|| async { standing(client).await["compared_at"].as_i64() >= Some(asked) })
            .await;
        standing(client).await
    }

    /// The standing, once it is as wished; rounds go on by themselves.
    async fn standing_until(&self, client: &Client, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let told = standing(client).await;
            if is_so(&told) {
                return told;
            }
            assert!(begun.elapsed() < CONFIRMED_WITHIN, "{told}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn standing(client: &Client) -> Value {
    client.clone().get("/api/v1/reconciliation").await.json()
}

/// The names of the breaks in force.
fn names(told: &Value) -> Vec<String> {
    let breaks = told["breaks"].as_array().unwrap().iter();
    breaks
        .map(|found| found["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn balance(client: &Client, asset: &str) -> Amount {
    let all = client.clone().get("/api/v1/balances").await.json();
    let rows = all["balances"].as_array().unwrap();
    let row = rows.iter().find(|row| row["asset"] == asset).unwrap();
    Amount::parse(row["free"].as_str().unwrap()).unwrap()
}

/// Base held in a symbol, negative when owed.
async fn net(client: &Client, symbol: &str) -> Amount {
    let all = client.clone().get("/api/v1/positions").await.json();
    let rows = all["positions"].as_array().unwrap();
    let Some(row) = rows.iter().find(|row| row["symbol"] == symbol) else {
        return Amount::ZERO;
    };
    let qty = Amount::parse(row["qty"].as_str().unwrap()).unwrap();
    if row["exposure"] == "short" {
        qty.negated()
    } else {
        qty
    }
}

async fn place(client: &Client, body: Value) -> (u16, Value) {
    let answer = client.clone().post("/api/v1/orders", body).await;
    (answer.status, answer.json())
}

fn market(symbol: &str, side: &str, qty: &str) -> Value {
    json!({"symbol": symbol, "side": side, "kind": "market", "qty": qty})
}

/// A house and its trader, once both sides were compared.
async fn opened(wants: Wants) -> (House, Client) {
    let house = House::with_people(wants).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    (house, trader)
}

/// The grade of a part of health, which is told once a second; null while it is not told.
async fn health_of(client: &Client, name: &str) -> Value {
    let health = client.clone().get("/api/v1/health").await.json();
    let mut parts = health["parts"].as_array().unwrap().iter();
    let part = parts.find(|part| part["name"] == name);
    part.map_or(Value::Null, |part| part["grade"].clone())
}

// GATE-20
#[tokio::test(flavor = "multi_thread")]
async fn nothing_opens_before_the_first_whole_round() {
    let shut = json!({"route": "GET /api/v3/openOrders", "fault": "unavailableNotExecuted", "times": 1000});
    let house = House::with_people(Wants {
        faults: vec![shut],
        ..Wants::default()
    })
    .await;
    let trader = house.signed(Role::Trader).await;
    house
        .until(|| async {
            let mut asking = trader.clone();
            let book = asking.get("/api/v1/book/BTC-USDT").await;
            let told = asking.get("/api/v1/balances").await.json();
            book.status == 200
                && !book.json()["asks"].as_array().unwrap().is_empty()
                && !told["balances"].as_array().unwrap().is_empty()
        })
        .await;
    assert_eq!(standing(&trader).await["start_gate"], "closed");
    let (status, refused) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(
        (status, refused["rule"].as_str()),
        (422, Some("GATE-20.not-compared"))
    );
    house
        .until(|| async { health_of(&trader, "reconciliation").await == "degraded" })
        .await;

    house.lever("DELETE", "/_sim/faults", json!({})).await;
    house
        .standing_until(&trader, |told| told["start_gate"] == "open")
        .await;
    let (status, placed) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(status, 201, "{placed}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_from_outside_is_a_movement_and_no_break() {
    let (house, trader) = opened(Wants::default()).await;
    let before = balance(&trader, "USDT").await;
    let after = before.plus(Amount::parse("100").unwrap()).unwrap();
    let deposit = json!({"key": simex::DEFAULT_KEY, "asset": "USDT", "qty": "100"});
    house.lever("POST", "/_sim/deposit", deposit).await;
    house
        .until(|| async { balance(&trader, "USDT").await == after })
        .await;
    let told = house.round(&trader).await;
    assert_eq!((names(&told), &told["suspects"]), (Vec::new(), &json!(0)));
    let (status, placed) = place(&trader, market("ETH-USDT", "buy", "0.01")).await;
    assert_eq!(status, 201, "{placed}");
    house.stop().await;
}

// ORD-09: what a person does at the exchange by hand is recognised.
#[tokio::test(flavor = "multi_thread")]
async fn orders_and_trades_of_another_program_are_adopted() {
    let (house, trader) = opened(Wants::default()).await;
    let path = "/api/v3/order";
    let resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=30000";
    house.outside("POST", path, resting).await;
    let told = house.round(&trader).await;
    let foreign = told["foreign_orders"].as_array().unwrap();
    assert_eq!(foreign.len(), 1, "{told}");
    assert_eq!(
        (&foreign[0]["qty"], &foreign[0]["side"]),
        (&json!("0.01"), &json!("buy"))
    );

    // A position of ours, closed by hand.
    let (status, placed) = place(&trader, market("ETH-USDT", "buy", "0.05")).await;
    assert_eq!(status, 201, "{placed}");
    house
        .until(|| async { !net(&trader, "ETH/USDT").await.is_zero() })
        .await;
    let before = net(&trader, "ETH/USDT").await;
    let close = "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.0499";
    house.outside("POST", path, close).await;
    let after = before.minus(Amount::parse("0.0499").unwrap()).unwrap();
    house
        .until(|| async { net(&trader, "ETH/USDT").await == after })
        .await;
    let told = house.round(&trader).await;
    assert_eq!((names(&told), &told["suspects"]), (Vec::new(), &json!(0)));
    let (status, placed) = place(&trader, market("ETH-USDT", "buy", "0.01")).await;
    assert_eq!(status, 201, "{placed}");
    house.stop().await;
}

// GATE-20
#[tokio::test(flavor = "multi_thread")]
async fn by_policy_an_order_of_another_program_pauses_its_symbol() {
    let trading = TradingConfig::default().with_foreign(ForeignPolicy::Block);
    let (house, trader) = opened(Wants {
        trading,
        ..Wants::default()
    })
    .await;
    let resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=30000";
    let placed = house.outside("POST", "/api/v3/order", resting).await;
    let told = house
        .standing_until(&trader, |told| !names(told).is_empty())
        .await;
    let id = placed["orderId"].as_u64().unwrap();
    assert_eq!(names(&told), [format!("foreign-order:BTC/USDT:{id}")]);
    let (status, refused) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(
        (status, refused["rule"].as_str()),
        (422, Some("GATE-10.halted"))
    );
    let (status, placed) = place(&trader, market("ETH-USDT", "buy", "0.01")).await;
    assert_eq!(status, 201, "{placed}");

    // Gone by hand, the sides agree again; the pause is a person's to end.
    let cancel = format!("symbol=BTCUSDT&orderId={id}");
    house.outside("DELETE", "/api/v3/order", &cancel).await;
    house.round(&trader).await;
    house
        .standing_until(&trader, |told| names(told).is_empty())
        .await;
    let (status, _) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(status, 422);
    let release = json!({"scope": "symbol:BTC/USDT", "reason": "looked"});
    let mut owner = house.signed(Role::Owner).await;
    let released = owner.post("/api/v1/halts/release", release).await;
    assert_eq!(released.status, 204, "{}", released.text());
    let (status, placed) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(status, 201, "{placed}");
    house.stop().await;
}

/// A fill that the venue's list tells otherwise, once it is a break.
async fn told_otherwise(fault: &str) -> (House, Client, String) {
    let (house, trader) = opened(Wants::default()).await;
    let spoil = json!({"route": "GET /api/v3/myTrades", "symbol": "BTCUSDT", "fault": fault, "times": 1000});
    house.lever("POST", "/_sim/faults", spoil).await;
    let (status, placed) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(status, 201, "{placed}");
    let filled = || async { !net(&trader, "BTC/USDT").await.is_zero() };
    house.until(filled).await;
    house.round(&trader).await;
    let told = house
        .standing_until(&trader, |told| !names(told).is_empty())
        .await;
    let found = &told["breaks"][0];
    let name = found["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("trade:BTC/USDT:"), "{told}");
    assert_eq!(told["breaks"].as_array().unwrap().len(), 1, "{told}");
    assert!(
        found["ours"].is_string() && found["first_seen"].is_i64(),
        "{told}"
    );
    assert_ne!(found["ours"], found["venue"], "{told}");
    let (status, refused) = place(&trader, market("BTC-USDT", "buy", "0.001")).await;
    assert_eq!(
        (status, refused["rule"].as_str()),
        (422, Some("GATE-10.halted"))
    );
    let (status, placed) = place(&trader, market("ETH-USDT", "buy", "0.01")).await;
    assert_eq!(status, 201, "{placed}");
    (house, trader, name)
}

// GATE-20: a fill altered at the venue is found within one cycle; it ends when the venue tells the truth again.
#[tokio::test(flavor = "multi_thread")]
async fn an_altered_fill_is_a_break_until_the_truth_returns() {
    let (house, trader, _) = told_otherwise("alteredRow").await;
    house.lever("DELETE", "/_sim/faults", json!({})).await;
    let told = house.round(&trader).await;
    assert_eq!((names(&told), &told["suspects"]), (Vec::new(), &json!(0)));
    house.stop().await;
}

// GATE-20
#[tokio::test(flavor = "multi_thread")]
async fn a_fill_left_out_is_a_break_until_a_person_accepts() {
    let (house, trader, name) = told_otherwise("omittedRow").await;
    let body = json!({"break": name, "reason": "the venue took it back"});
    let path = "/api/v1/reconciliation/accept";
    // Taking the venue's word is no trader's right, needs a reason, and a break.
    assert_eq!(trader.clone().post(path, body.clone()).await.status, 403);
    let mut owner = house.signed(Role::Owner).await;
    for (wrong, status) in [
        (json!({"break": name, "reason": " "}), 422),
        (json!({"break": "balance:XYZ", "reason": "no"}), 409),
        (json!({"break": "nothing", "reason": "no"}), 422),
    ] {
        let answer = owner.post(path, wrong).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let accepted = owner.post(path, body).await;
    assert_eq!(accepted.status, 204, "{}", accepted.text());
    house.lever("DELETE", "/_sim/faults", json!({})).await;
    let told = house.round(&trader).await;
    assert_eq!((names(&told), &told["suspects"]), (Vec::new(), &json!(0)));
    house.stop().await;
}
