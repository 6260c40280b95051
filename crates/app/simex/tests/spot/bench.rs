//! What every test here asks with: an exchange stepped by hand, signed requests, a session.

use domain::{AccountId, Asset, Qty, Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simex::{AccountSeed, Config, Happened, Market, Offline};

/// The key of the account that makes the market.
pub(crate) const MAKER: &str = "makerkey";
pub(crate) const START: Time = Time::from_millis(1_780_000_000_000);

/// An exchange and who asks it.
pub(crate) struct Bench {
    pub(crate) exchange: Offline,
    /// What happened on sockets and was not looked at yet.
    heard: Vec<(u64, Value)>,
    next_id: u64,
}

impl Bench {
    /// An exchange where nobody trades by himself.
    pub(crate) fn still() -> Self {
        Self::new(&Config {
            market: Market::Still,
            ..Config::default()
        })
    }

    /// A still exchange with a second account that stands on both sides of BTCUSDT, and a last price of 50,000.
    pub(crate) fn made() -> Self {
        let holding = |asset, text| (Asset::new(asset).unwrap(), Qty::parse(text).unwrap());
        let mut config = Config {
            market: Market::Still,
            ..Config::default()
        };
        config.accounts.push(AccountSeed {
            account: AccountId::new(2),
            key: MAKER.to_owned(),
            secret: simex::DEFAULT_SECRET.to_owned(),
            balances: vec![holding("BTC", "100"), holding("USDT", "10000000")],
            futures: Vec::new(),
            more_keys: Vec::new(),
        });
        let mut bench = Self::new(&config);
        for (side, price, qty) in [
            ("SELL", "50000", "0.001"),
            ("SELL", "50010", "1"),
            ("SELL", "50020", "2"),
            ("BUY", "49990", "1"),
            ("BUY", "49980", "2"),
        ] {
            bench.make(side, price, qty);
        }
        bench.done(
            "POST",
            "/api/v3/order",
            "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001",
        );
        bench
    }

    /// The other account places a limit order.
    pub(crate) fn make(&mut self, side: &str, price: &str, qty: &str) -> Value {
        let params = format!(
            "symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce=GTC&quantity={qty}&price={price}"
        );
        let (status, body) = self.signed_by(MAKER, "POST", "/api/v3/order", &params);
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) fn new(config: &Config) -> Self {
        Self {
            exchange: Offline::new(config, START).unwrap(),
            heard: Vec::new(),
            next_id: 0,
        }
    }

    pub(crate) fn millis(&self) -> i64 {
        self.exchange.now().millis()
    }

    pub(crate) fn pass(&mut self, millis: i64) {
        let happened = self.exchange.advance(Span::from_millis(millis));
        self.note(happened);
    }

    fn note(&mut self, happened: Vec<Happened>) {
        for one in happened {
            if let Happened::Text(conn, text) = one {
                self.heard
                    .push((conn, serde_json::from_str(&text).unwrap()));
            }
        }
    }

    /// An unsigned request.
    pub(crate) fn open(&mut self, method: &str, target: &str) -> (u16, Value) {
        let (answer, happened) = self.exchange.request(method, target, "", None);
        self.note(happened);
        let (status, body) = answer.unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// A request signed with the default key.
    pub(crate) fn signed(&mut self, method: &str, path: &str, params: &str) -> (u16, Value) {
        self.signed_by(simex::DEFAULT_KEY, method, path, params)
    }

    pub(crate) fn signed_by(
        &mut self,
        key: &str,
        method: &str,
        path: &str,
        params: &str,
    ) -> (u16, Value) {
        let sep = if params.is_empty() { "" } else { "&" };
        let payload = format!("{params}{sep}timestamp={}", self.millis());
        let signature = sign(&payload);
        let target = format!("{path}?{payload}&signature={signature}");
        let (answer, happened) = self.exchange.request(method, &target, "", Some(key));
        self.note(happened);
        let (status, body) = answer.unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// A signed request that must be done.
    pub(crate) fn done(&mut self, method: &str, path: &str, params: &str) -> Value {
        let (status, body) = self.signed(method, path, params);
        assert_eq!(status, 200, "{method} {path} {params}: {body}");
        body
    }

    /// A signed request that must be refused.
    pub(crate) fn refused(&mut self, method: &str, path: &str, params: &str) -> (u16, i64, String) {
        let (status, body) = self.signed(method, path, params);
        assert!(status >= 400, "{method} {path} {params}: {body}");
        (
            status,
            body["code"].as_i64().unwrap(),
            body["msg"].as_str().unwrap().to_owned(),
        )
    }

    /// Opens a session.
    pub(crate) fn session(&mut self, target: &str) -> u64 {
        self.exchange.open(target).unwrap()
    }

    /// Says something on a session; its answer.
    pub(crate) fn say(&mut self, conn: u64, text: &str) -> Value {
        let happened = self.exchange.say(conn, text);
        self.note(happened);
        let at = self
            .heard
            .iter()
            .position(|(of, text)| *of == conn && text.get("status").is_some());
        self.heard.remove(at.expect("no answer")).1
    }

    /// Asks a method of a session without a signature.
    pub(crate) fn ask(&mut self, conn: u64, method: &str, params: &Value) -> Value {
        self.next_id += 1;
        let request = json!({ "id": self.next_id, "method": method, "params": params });
        let answer = self.say(conn, &request.to_string());
        assert_eq!(answer["id"], self.next_id);
        answer
    }

    /// Asks a method of a session, signed with the default key.
    pub(crate) fn ask_signed(&mut self, conn: u64, method: &str, params: &Value) -> Value {
        let mut params = params.clone();
        params["apiKey"] = simex::DEFAULT_KEY.into();
        params["timestamp"] = self.millis().into();
        params["signature"] = sign(&session_payload(&params)).into();
        self.ask(conn, method, &params)
    }

    /// What a session was told and has not looked at yet.
    pub(crate) fn told(&mut self, conn: u64) -> Vec<Value> {
        self.pass(0);
        let (mine, others) = std::mem::take(&mut self.heard)
            .into_iter()
            .partition(|(of, _)| *of == conn);
        self.heard = others;
        let mine: Vec<(u64, Value)> = mine;
        mine.into_iter().map(|(_, text)| text).collect()
    }
}

/// The parameters of a session's request as they are signed.
pub(crate) fn session_payload(params: &Value) -> String {
    let members = params.as_object().unwrap();
    let mut pairs: Vec<String> = members
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}={text}"),
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => format!("{name}={other}"),
        })
        .collect();
    pairs.sort();
    pairs.join("&")
}

pub(crate) fn sign(payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(simex::DEFAULT_SECRET.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
