//! The accounts that trade: their keys, their signatures, what came of each request. Never decides what is asked.

use anyhow::{Context as _, Result, bail, ensure};
use domain::{AccountId, Asset, Qty, Span, Time};
use exchange::chance::Chance;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simex::{AccountSeed, Config, Happened, Market, Offline, VenueLimits};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that trade.
pub(crate) const ACCOUNTS: usize = 8;
/// What each holds at first.
pub(crate) const HOLDINGS: [(&str, &str); 5] = [
    ("USDT", "200000"),
    ("BTC", "3"),
    ("ETH", "40"),
    ("BNB", "50"),
    ("LTC", "200"),
];

/// How long nothing is asked for after a refusal for asking too often.
const PATIENCE: Span = Span::from_secs(600);

/// What is listened to.
const STREAMS: [&str; 4] = [
    "/market/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s/!forceOrder@arr",
    "/public/stream?streams=ethusdt@depth@100ms",
    "/stream?streams=btcusdt@depth@100ms/btcusdt@trade",
    "/stream?streams=ethbtc@bookTicker/ethusdt@trade",
];

/// What each holds on futures at first, in USDT.
const FUTURES_USDT: &str = "20000";

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Came {
    /// It was done.
    Done(Value),
    /// It was refused for good.
    Refused,
    /// Nobody can know: no whole answer, or a server's error.
    Unknown,
}

/// The exchange and its callers.
pub(crate) struct Callers {
    pub(crate) exchange: Offline,
    /// The open sockets and what they listen to.
    listening: BTreeMap<u64, &'static str>,
    /// What was heard beside answers and not looked at yet.
    heard: Vec<Happened>,
    /// Before this no socket is asked for: the last one was refused for being asked too often.
    again: Time,
}

pub(crate) fn key(account: usize) -> String {
    format!("soak-key-{account}")
}

fn secret(account: usize) -> String {
    format!("soak-secret-{account}")
}

impl Callers {
    pub(crate) fn new(seed: u64, start: Time) -> Result<Self> {
        let holdings = HOLDINGS.iter();
        let balances = holdings
            .map(|(asset, qty)| Ok((Asset::new(asset)?, Qty::parse(qty)?)))
            .collect::<Result<Vec<_>>>()?;
        let accounts = (0..ACCOUNTS)
            .map(|account| {
                Ok(AccountSeed {
                    account: AccountId::new(u64::try_from(account)?.saturating_add(1)),
                    key: key(account),
                    secret: secret(account),
                    balances: balances.clone(),
                    futures: vec![(Asset::new("USDT")?, Qty::parse(FUTURES_USDT)?)],
                    more_keys: Vec::new(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let config = Config {
            market: Market::Crowd { seed },
            accounts,
            limits: VenueLimits {
                weight_per_minute: u32::MAX,
                orders_per_ten_seconds: 1_000,
                ..VenueLimits::default()
            },
            ..Config::default()
        };
        let mut callers = Self {
            exchange: Offline::new(&config, start)?,
            listening: BTreeMap::new(),
            heard: Vec::new(),
            again: start,
        };
        callers.listen()?;
        ensure!(
            callers.listening.len() == STREAMS.len(),
            "streams were refused on a calm day"
        );
        Ok(callers)
    }

    /// Opens what is not open; what is refused for being asked too often is asked for again later.
    fn listen(&mut self) -> Result<()> {
        if self.exchange.now() < self.again {
            return Ok(());
        }
        let open: BTreeSet<&str> = self.listening.values().copied().collect();
        for streams in STREAMS.iter().filter(|streams| !open.contains(*streams)) {
            match self.exchange.open(streams) {
                Ok(conn) => drop(self.listening.insert(conn, streams)),
                Err(429 | 418) => self.again = self.exchange.now().plus(PATIENCE),
                Err(status) => bail!("{streams} was refused: {status}"),
            }
        }
        Ok(())
    }

    /// Lets time pass, and opens again what was cut; how many messages came.
    pub(crate) fn advance(&mut self, by: Span) -> Result<usize> {
        let mut happened = std::mem::take(&mut self.heard);
        happened.extend(self.exchange.advance(by));
        for one in &happened {
            if let Happened::Closed(conn) = one {
                self.listening.remove(conn);
            }
        }
        self.listen()?;
        Ok(happened.len())
    }

    /// Signs a request and sends it.
    pub(crate) fn signed(
        &mut self,
        account: usize,
        (method, path): (&str, &str),
        params: &str,
    ) -> Result<Came> {
        let stamp = self.exchange.now().millis();
        let payload = match params {
            "" => format!("timestamp={stamp}"),
            params => format!("{params}&timestamp={stamp}"),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret(account).as_bytes())?;
        mac.update(payload.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let signature: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let target = format!("{path}?{payload}&signature={signature}");
        Ok(self.raw(account, method, &target))
    }

    /// Sends a request as it is.
    pub(crate) fn raw(&mut self, account: usize, method: &str, target: &str) -> Came {
        let key = key(account);
        let (answer, beside) = self.exchange.request(method, target, "", Some(&key));
        self.heard.extend(beside);
        let Some((status, body)) = answer else {
            return Came::Unknown;
        };
        let value: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
        match status {
            200 => Came::Done(value),
            400..=499 => Came::Refused,
            _ => Came::Unknown,
        }
    }

    /// Changes how often things go wrong.
    pub(crate) fn weather(&mut self, chance: &mut Chance) -> Result<()> {
        let storm = [0, 0, 1_000, 20_000].get(usize::try_from(chance.below(4))?);
        let odds = json!({ "kind": "odds", "perMillion": storm.copied().unwrap_or(0) });
        self.lever("POST", "/_sim/faults", &odds)?;
        Ok(())
    }

    /// Lets nothing go wrong any more, and what is under way come to its end.
    pub(crate) fn calm(&mut self) -> Result<()> {
        self.lever("DELETE", "/_sim/faults", &Value::Null)?;
        self.advance(Span::from_secs(120))?;
        Ok(())
    }

    pub(crate) fn lever(&mut self, method: &str, target: &str, body: &Value) -> Result<Value> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (status, text) = self
            .exchange
            .lever(method, target, &body)
            .context("a lever gave no answer")?;
        ensure!(status == 200, "{method} {target}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }
}
