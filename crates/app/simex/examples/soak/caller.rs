//! How accounts ask: by REST or on a session, signed; what came of each request; what sockets said meanwhile. Never
//! decides what is asked.

use crate::accounts::{self, key, secret};
use crate::feeds::{Feeds, Weather};
use crate::private::{Line, Private};
use anyhow::{Context as _, Result, bail, ensure};
use domain::{Span, Time};
use exchange::chance::Chance;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use simex::{Happened, Offline};
use std::collections::BTreeMap;

/// How long nothing is asked for after a refusal for asking too often.
const PATIENCE: Span = Span::from_secs(600);
/// How often listen keys are kept alive.
const KEEP_ALIVE: Span = Span::from_secs(1_500);
/// Of so many requests that a session could make, one is made by a session.
const SESSION_SHARE: u64 = 3;

/// Something an account may ask for: method, path, and its name on a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) Option<&'static str>,
);

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Came {
    /// It was done.
    Done(Value),
    /// It was refused, with these words.
    Refused(Value),
    /// Nobody can know: no whole answer, or a server's error.
    Unknown,
}

/// The exchange and its callers.
pub(crate) struct Callers {
    pub(crate) exchange: Offline,
    pub(crate) feeds: Feeds,
    pub(crate) private: Private,
    pub(crate) weather: Weather,
    /// Requests made on sessions.
    pub(crate) by_session: u64,
    /// What was heard beside answers and not looked at yet.
    heard: Vec<Happened>,
    ways: Chance,
    number: u64,
    /// Before this no socket is asked for: the last one was refused for being asked too often.
    again: Time,
    keep_alive: Time,
}

impl Callers {
    pub(crate) fn new(seed: u64, start: Time) -> Result<Self> {
        let exchange = Offline::new(&accounts::config(seed)?, start)?;
        let mut callers = Self {
            exchange,
            feeds: Feeds::default(),
            private: Private::default(),
            weather: Weather::Foul,
            by_session: 0,
            heard: Vec::new(),
            ways: Chance::new(seed).branch(0x3a5),
            number: 0,
            again: start,
            keep_alive: start.plus(KEEP_ALIVE),
        };
        for (method, target, body) in accounts::openings()? {
            callers.lever(method, target, &body)?;
        }
        for sub in accounts::MASTERS..accounts::ACCOUNTS {
            let params = format!("email={}", accounts::email(sub));
            let path = "/sapi/v1/sub-account/futures/enable";
            let master = accounts::master_of(sub).unwrap_or(0);
            let came = callers.signed(master, ("POST", path), &params)?;
            ensure!(
                matches!(came, Came::Done(_)),
                "no futures for {sub}: {came:?}"
            );
        }
        callers.listen()?;
        callers.feeds.all_open()?;
        ensure!(
            callers.private.missing().is_empty(),
            "sessions were refused"
        );
        Ok(callers)
    }

    /// Opens what is not open; what is refused for being asked too often is asked for again later.
    fn listen(&mut self) -> Result<()> {
        if self.exchange.now() < self.again {
            return Ok(());
        }
        for target in self.feeds.missing() {
            if let Some(conn) = self.open(target)? {
                self.feeds.opened(conn, target);
            }
        }
        for (account, line) in self.private.missing() {
            self.open_line(account, line)?;
        }
        Ok(())
    }

    fn open(&mut self, target: &str) -> Result<Option<u64>> {
        match self.exchange.open(target) {
            Ok(conn) => Ok(Some(conn)),
            Err((429 | 418 | 503, _)) => {
                self.again = self.exchange.now().plus(PATIENCE);
                Ok(None)
            }
            Err((status, _)) => bail!("{target} was refused: {status}"),
        }
    }

    fn open_line(&mut self, account: usize, line: Line) -> Result<()> {
        let target = match line {
            Line::Spot => "/ws-api/v3".to_owned(),
            Line::Usdm => "/ws-fapi/v1".to_owned(),
            Line::UsdmEvents => {
                let Came::Done(made) = self.raw(account, "POST", "/fapi/v1/listenKey")? else {
                    return Ok(());
                };
                let key = made.get("listenKey").and_then(Value::as_str);
                format!("/private/ws?listenKey={}", key.context("no listen key")?)
            }
        };
        let Some(conn) = self.open(&target)? else {
            return Ok(());
        };
        if line == Line::Spot {
            let method = "userDataStream.subscribe.signature";
            match self.on_session(account, (conn, method), "")? {
                Came::Done(_) => {}
                Came::Refused(_) | Came::Unknown => {
                    self.exchange.close(conn);
                    return Ok(());
                }
            }
        }
        self.private
            .opened((account, line), conn, self.exchange.now());
        Ok(())
    }

    /// Lets time pass, and opens again what was cut; how many messages came.
    pub(crate) fn advance(&mut self, by: Span) -> Result<usize> {
        let mut happened = std::mem::take(&mut self.heard);
        happened.extend(self.exchange.advance(by));
        for one in &happened {
            match one {
                Happened::Closed(conn) => self.closed(*conn),
                Happened::Text(conn, text) => {
                    self.feeds.hear((*conn, text), self.weather)?;
                    if let Some(conn) = self.private.hear(*conn, text) {
                        self.exchange.close(conn);
                        self.closed(conn);
                    }
                }
                Happened::Answer { .. } | Happened::Ping(_) => {}
            }
        }
        self.listen()?;
        self.keep_alive()?;
        for (stream, target) in self.feeds.wanted() {
            if let Came::Done(snapshot) = self.raw(0, "GET", &target)? {
                self.feeds.begin(&stream, &snapshot)?;
            }
        }
        Ok(happened.len())
    }

    fn closed(&mut self, conn: u64) {
        self.feeds.closed(conn);
        self.private.closed(conn);
    }

    fn keep_alive(&mut self) -> Result<()> {
        if self.exchange.now() < self.keep_alive {
            return Ok(());
        }
        self.keep_alive = self.exchange.now().plus(KEEP_ALIVE);
        for account in 0..accounts::ACCOUNTS {
            self.raw(account, "PUT", "/fapi/v1/listenKey")?;
        }
        Ok(())
    }

    /// Holds every kept book against the exchange's own, at an instant at which streams were just told.
    pub(crate) fn compare_books(&mut self) -> Result<()> {
        let past = self.exchange.now().millis().rem_euclid(100);
        self.advance(Span::from_millis(100_i64.saturating_sub(past)))?;
        if self.weather == Weather::Foul {
            return Ok(());
        }
        for (stream, target) in self.feeds.checks() {
            if let Came::Done(snapshot) = self.raw(0, "GET", &target)? {
                self.feeds.compare(&stream, &snapshot)?;
            }
        }
        Ok(())
    }

    /// Asks for something, signed, by REST or on a session.
    pub(crate) fn ask(&mut self, account: usize, what: Operation, params: &str) -> Result<Came> {
        let Operation(method, path, name) = what;
        let line = if path.starts_with("/fapi") {
            Line::Usdm
        } else {
            Line::Spot
        };
        let by_session = name.is_some() && self.ways.below(SESSION_SHARE) == 0;
        match (name, self.private.conn((account, line))) {
            (Some(name), Some(conn)) if by_session => {
                self.by_session += 1;
                self.on_session(account, (conn, name), params)
            }
            (_, _) => self.signed(account, (method, path), params),
        }
    }

    fn on_session(
        &mut self,
        account: usize,
        (conn, method): (u64, &str),
        params: &str,
    ) -> Result<Came> {
        let (key, stamp) = (key(account), self.exchange.now().millis().to_string());
        let pairs = params.split('&').filter_map(|pair| pair.split_once('='));
        let mut fields: BTreeMap<&str, &str> = pairs.collect();
        fields.insert("apiKey", &key);
        fields.insert("timestamp", &stamp);
        let payload: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut all: Map<String, Value> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        all.insert("timestamp".to_owned(), self.exchange.now().millis().into());
        all.insert(
            "signature".to_owned(),
            signature(account, &payload.join("&"))?.into(),
        );
        self.number += 1;
        let id = json!(self.number);
        let text = json!({ "id": id, "method": method, "params": all }).to_string();
        let happened = self.exchange.say(conn, &text);
        let mut came = Came::Unknown;
        for one in &happened {
            if let Happened::Text(at, text) = one
                && *at == conn
                && let Ok(answer) = serde_json::from_str::<Value>(text)
                && answer.get("id") == Some(&id)
            {
                came = session_came(answer);
            }
        }
        self.heard.extend(happened);
        self.known(came, &text)
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
        let signature = signature(account, &payload)?;
        let target = format!("{path}?{payload}&signature={signature}");
        self.raw(account, method, &target)
    }

    /// Sends a request as it is.
    pub(crate) fn raw(&mut self, account: usize, method: &str, target: &str) -> Result<Came> {
        let key = key(account);
        let (answer, beside) = self.exchange.request(method, target, "", Some(&key));
        self.heard.extend(beside);
        let came = match answer {
            None => Came::Unknown,
            Some((status, body)) => {
                let value: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
                match status {
                    200 if value.is_null() => Came::Unknown,
                    200 => Came::Done(value),
                    // A timeout does not say what was done.
                    400..=407 | 409..=499 => Came::Refused(value),
                    _ => Came::Unknown,
                }
            }
        };
        self.known(came, target)
    }

    /// In fair weather every request has an answer.
    fn known(&self, came: Came, asked: &str) -> Result<Came> {
        let lost = matches!((&came, self.weather), (Came::Unknown, Weather::Fair));
        ensure!(!lost, "no answer in fair weather: {asked}");
        Ok(came)
    }

    pub(crate) fn lever(&mut self, method: &str, target: &str, body: &Value) -> Result<Value> {
        let (status, value) = self.try_lever(method, target, body)?;
        ensure!(status == 200, "{method} {target} {body}: {status} {value}");
        Ok(value)
    }

    /// Pulls a lever that may refuse.
    pub(crate) fn try_lever(
        &mut self,
        method: &str,
        target: &str,
        body: &Value,
    ) -> Result<(u16, Value)> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (status, text) = self
            .exchange
            .lever(method, target, &body)
            .context("a lever gave no answer")?;
        Ok((status, serde_json::from_str(&text)?))
    }
}

fn signature(account: usize, payload: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret(account).as_bytes())?;
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn session_came(mut answer: Value) -> Came {
    let status = answer.get("status").and_then(Value::as_u64);
    let mut part = |name: &str| answer.get_mut(name).map_or(Value::Null, Value::take);
    match status {
        Some(200) => Came::Done(part("result")),
        Some(400..=407 | 409..=499) => Came::Refused(part("error")),
        _ => Came::Unknown,
    }
}
