//! What every test here asks with: an exchange stepped by hand, two accounts, signed requests, a private stream.

use domain::{AccountId, Amount, Asset, Qty, Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simex::{AccountSeed, Config, Happened, Market, Offline};

pub(crate) const START: Time = Time::from_millis(1_780_000_000_000);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Ann,
    Bob,
}

impl Who {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Ann => "ann",
            Self::Bob => "bob",
        }
    }
}

/// An exchange and those who ask it.
pub(crate) struct Bench {
    pub(crate) exchange: Offline,
    heard: Vec<(u64, Value)>,
    next_id: u64,
}

pub(crate) fn signature(secret: &str, payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON as a parameter's value.
pub(crate) fn encoded(value: &Value) -> String {
    let text = value.to_string();
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let one = |byte: u8| match keep(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// A decimal number of an answer, exact.
pub(crate) fn number(value: &Value) -> Amount {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"));
    Amount::parse(text).unwrap_or_else(|_| panic!("{text} is no number"))
}

pub(crate) fn sum(parts: impl Iterator<Item = Amount>) -> Amount {
    parts.fold(Amount::ZERO, |sum, part| sum.plus(part).unwrap())
}

impl Bench {
    /// An exchange where nobody trades by himself, with BTCUSDT at an index of 60,000.
    pub(crate) fn still() -> Self {
        let mut bench = Self::new(Market::Still);
        bench.index("60000");
        bench.pass(2_000);
        bench
    }

    pub(crate) fn new(market: Market) -> Self {
        let holds = |asset: &str, qty: &str| (Asset::new(asset).unwrap(), Qty::parse(qty).unwrap());
        let seed = |number, who: Who| AccountSeed {
            account: AccountId::new(number),
            key: who.key().to_owned(),
            secret: format!("{}-secret", who.key()),
            balances: vec![holds("USDT", "10000")],
            futures: vec![holds("USDT", "5000")],
            more_keys: Vec::new(),
        };
        let config = Config {
            market,
            accounts: vec![seed(1, Who::Ann), seed(2, Who::Bob)],
            ..Config::default()
        };
        Self {
            exchange: Offline::new(&config, START).unwrap(),
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

    /// What a socket heard since last asked.
    pub(crate) fn heard(&mut self, conn: u64) -> Vec<Value> {
        let all = std::mem::take(&mut self.heard);
        let (mine, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(of, _)| *of == conn);
        self.heard = others;
        mine.into_iter().map(|(_, text)| text).collect()
    }

    fn ask(&mut self, method: &str, target: &str, key: Option<&str>) -> (u16, Value) {
        let (answer, happened) = self.exchange.request(method, target, "", key);
        self.note(happened);
        let (status, body) = answer.unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    /// A request that only names its key.
    pub(crate) fn keyed(&mut self, who: Who, method: &str, target: &str) -> (u16, Value) {
        self.ask(method, target, Some(who.key()))
    }

    /// A signed request: status and body.
    pub(crate) fn signed(&mut self, who: Who, asked: &str) -> (u16, Value) {
        let (method, target) = asked.split_once(' ').unwrap();
        let (path, params) = target.split_once('?').unwrap_or((target, ""));
        let stamp = self.millis();
        let payload = if params.is_empty() {
            format!("timestamp={stamp}")
        } else {
            format!("{params}&timestamp={stamp}")
        };
        let signature = signature(&format!("{}-secret", who.key()), &payload);
        let path = match path.strip_prefix("../") {
            Some(elsewhere) => format!("/{elsewhere}"),
            None => format!("/fapi/{path}"),
        };
        let target = format!("{path}?{payload}&signature={signature}");
        self.ask(method, &target, Some(who.key()))
    }

    /// A signed request that must be done.
    pub(crate) fn done(&mut self, who: Who, asked: &str) -> Value {
        let (status, body) = self.signed(who, asked);
        assert_eq!(status, 200, "{asked}: {body}");
        body
    }

    /// A signed request that must be refused: its code and words.
    pub(crate) fn refused(&mut self, who: Who, asked: &str) -> (i64, String) {
        let (status, body) = self.signed(who, asked);
        assert_eq!(status, 400, "{asked}: {body}");
        let words = body["msg"].as_str().unwrap_or_default().to_owned();
        (body["code"].as_i64().unwrap_or(0), words)
    }

    /// A lever that must work.
    pub(crate) fn lever(&mut self, path: &str, body: &Value) {
        let pulled = self.exchange.lever("POST", path, &body.to_string());
        let (status, text) = pulled.unwrap();
        assert_eq!(status, 200, "{path} {body}: {text}");
        self.pass(0);
    }

    /// Sets the index price of BTCUSDT, which stays.
    pub(crate) fn index(&mut self, price: &str) {
        let body = json!({ "symbol": "BTCUSDT", "price": price });
        self.lever("/_sim/futures/index", &body);
    }

    /// The house shows a quantity at a price.
    pub(crate) fn level(&mut self, side: &str, price: &str, qty: &str) {
        let level = json!({ "side": side, "price": price, "qty": qty });
        let body = json!({ "symbol": "BTCUSDT", "levels": [level] });
        self.lever("/_sim/futures/levels", &body);
    }

    /// Opens the private stream of an account.
    pub(crate) fn listen(&mut self, who: Who) -> u64 {
        let (status, body) = self.keyed(who, "POST", "/fapi/v1/listenKey");
        assert_eq!(status, 200);
        let key = body["listenKey"].as_str().unwrap();
        let target = format!("/private/ws/{key}");
        self.exchange.open(&target).unwrap()
    }

    /// Asks on a session; the answer.
    pub(crate) fn session(&mut self, conn: u64, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        let text = json!({ "id": id, "method": method, "params": params }).to_string();
        let happened = self.exchange.say(conn, &text);
        self.note(happened);
        let answer = self.heard(conn).into_iter().find(|one| one["id"] == id);
        answer.unwrap()
    }

    /// A session's parameters, signed.
    pub(crate) fn params(&self, who: Who, params: Value) -> Value {
        let mut params = params;
        params["apiKey"] = who.key().into();
        params["timestamp"] = self.millis().into();
        let object = params.as_object().unwrap();
        let mut pairs: Vec<String> = object
            .iter()
            .map(|(name, value)| match value.as_str() {
                Some(text) => format!("{name}={text}"),
                None => format!("{name}={value}"),
            })
            .collect();
        pairs.sort();
        let signature = signature(&format!("{}-secret", who.key()), &pairs.join("&"));
        params["signature"] = signature.into();
        params
    }

    /// Where all money is, asset by asset: it must add up to what came in.
    pub(crate) fn judge_money(&mut self) {
        let (status, text) = self
            .exchange
            .lever("GET", "/_sim/futures/pools", "")
            .unwrap();
        assert_eq!(status, 200);
        let pools: Vec<Value> = serde_json::from_str(&text).unwrap();
        for pool in pools {
            let parts = ["wallets", "fees", "funding", "insurance", "house"];
            let parts = parts.iter().map(|part| number(&pool[*part]));
            assert_eq!(sum(parts), number(&pool["deposited"]), "{pool}");
        }
    }
}
