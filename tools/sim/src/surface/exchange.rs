//! The simulated exchange with one account of ours: its bytes in and out, its levers, and what is asked beside the desk.
//! Never decides what befalls a request.

use anyhow::{Context, ensure};
use domain::{AccountId, Asset, Instrument, Qty, Span, Time, VenueId};
use exchange::chance::Chance;
use protocols::binance_usdm::{ListenKey, Mark, ask, read};
use protocols::{Answer, Auth, Call, Method};
use serde_json::{Value, json};
use simex::{AccountSeed, Config, Happened, Market, Offline, Temper, VenueLimits};
use vault::{KeyName, Vault};

/// The name of our key, in the vault and at the exchange.
const KEY: &str = "days";
/// How long the crowds rest between two moves.
const CROWD_REST: Span = Span::from_secs(60);
/// How long the exchange takes up what the day itself asks.
const WINDOW: Span = Span::from_secs(60);
/// Contracts that are traded, by the exchange's names.
const TRADED: [&str; 2] = ["BTCUSDT", "ETHUSDT"];

/// The exchange and the key to it.
pub(super) struct Surface {
    offline: Offline,
    vault: Vault,
    /// What happened while something else was asked.
    kept: Vec<Happened>,
    /// How far its clock is ahead of the true time.
    pub(super) skew: Span,
}

/// Whether a request bears its parameters in its address or in its body.
fn placed(call: &Call, payload: String) -> (&'static str, String, String) {
    let (method, inline) = match call.method() {
        Method::Get => ("GET", true),
        Method::Delete => ("DELETE", true),
        Method::Post => ("POST", false),
        Method::Put => ("PUT", false),
    };
    if inline {
        (method, format!("{}?{payload}", call.path()), String::new())
    } else {
        (method, call.path().to_owned(), payload)
    }
}

impl Surface {
    /// An exchange of a seed.
    pub(super) fn new(account: AccountId, chance: &mut Chance, now: Time) -> anyhow::Result<Self> {
        let name = KeyName::new(KEY)?;
        let mut vault = Vault::new();
        vault.insert(name, KEY.to_owned(), format!("{KEY}-secret").into())?;
        let seed = chance.next();
        let config = Config {
            market: Market::Crowd { seed },
            temper: Temper::Lively,
            seed,
            accounts: vec![AccountSeed {
                account,
                key: KEY.to_owned(),
                secret: format!("{KEY}-secret"),
                balances: Vec::new(),
                futures: vec![(Asset::new("USDT")?, Qty::parse("2000")?)],
                more_keys: Vec::new(),
            }],
            limits: VenueLimits {
                weight_per_minute: 10_000_000,
                requests_per_five_minutes: 100_000_000,
                futures_weight_per_minute: 10_000_000,
                futures_orders_per_ten_seconds: 1_000_000,
                futures_orders_per_minute: 1_000_000,
                connections_per_five_minutes: 1_000_000,
                ..VenueLimits::default()
            },
            ..Config::default()
        };
        let mut offline = Offline::new(&config, now)?;
        offline.crowds_rest(CROWD_REST);
        Ok(Self {
            offline,
            vault,
            kept: Vec::new(),
            skew: Span::ZERO,
        })
    }

    /// The name of the key.
    pub(super) fn key() -> anyhow::Result<KeyName> {
        Ok(KeyName::new(KEY)?)
    }

    /// Lets time pass up to an instant; what happened on the way.
    pub(super) fn pass(&mut self, until: Time) -> Vec<Happened> {
        let mut all = std::mem::take(&mut self.kept);
        let by = until.since(self.offline.now());
        if by > Span::ZERO {
            all.extend(self.offline.advance(by));
        }
        all
    }

    /// The call as it is on the wire, stamped and signed: method, address and body.
    fn sealed(
        &self,
        call: &Call,
        (stamp, window): (Time, Span),
    ) -> anyhow::Result<(&'static str, String, String)> {
        let payload = call.payload(stamp, window);
        let payload = match call.auth() {
            Auth::Signed { .. } => {
                let signature = self.vault.sign(Self::key()?, payload.as_bytes())?;
                Call::sealed(&payload, signature.as_str())
            }
            Auth::Open | Auth::Key { .. } => payload,
        };
        Ok(placed(call, payload))
    }

    /// A call arrives; the number under which its answer comes, and what happened at once.
    pub(super) fn send(
        &mut self,
        call: &Call,
        stamped: (Time, Span),
    ) -> anyhow::Result<(u64, Vec<Happened>)> {
        let (method, target, body) = self.sealed(call, stamped)?;
        Ok(self.offline.send(method, &target, &body, Some(KEY)))
    }

    /// A question of the day itself, that nothing befalls but a ban; `None` where it was turned away.
    pub(super) fn ask(&mut self, call: &Call) -> anyhow::Result<Option<Answer>> {
        let now = self.offline.now();
        let stamp = now.plus(self.skew);
        let (method, target, body) = self.sealed(call, (stamp, WINDOW))?;
        let (answer, happened) = self.offline.request(method, &target, &body, Some(KEY));
        self.kept.extend(happened);
        Ok(answer.map(|(status, body)| Answer {
            status,
            retry_after: None,
            used_weight: None,
            received: now,
            body: body.into_bytes(),
        }))
    }

    /// Pulls a lever of the exchange.
    pub(super) fn lever(&mut self, path: &str, words: &Value) -> anyhow::Result<()> {
        let answer = self.offline.lever("POST", path, &words.to_string());
        let (status, body) = answer.context("a lever that answers nothing")?;
        ensure!(status == 200, "the lever {path} said {status}: {body}");
        Ok(())
    }

    /// Forgets every fault that was ordered.
    pub(super) fn clear_faults(&mut self) {
        self.offline.lever("DELETE", "/_sim/faults", "");
    }

    /// What the exchange's ledger says under a query.
    pub(super) fn ledger(&mut self, query: &str) -> anyhow::Result<Value> {
        let target = format!("/_sim/ledger?{query}");
        let answer = self.offline.lever("GET", &target, "");
        let (_, body) = answer.context("the ledger says nothing")?;
        Ok(serde_json::from_str(&body)?)
    }

    /// All that our account ordered, traded, holds and was paid.
    pub(super) fn everything(&mut self) -> anyhow::Result<Value> {
        let all = self.ledger(&format!("key={KEY}"))?;
        Ok(all.get("futures").cloned().unwrap_or_default())
    }

    /// The contracts that are traded here.
    pub(super) fn contracts(&mut self, venue: VenueId) -> anyhow::Result<Vec<Instrument>> {
        let answer = self.ask(&ask::instruments())?.context("no listing")?;
        let mut listed = read::instruments(&answer, venue)?.instruments;
        listed.retain(|one| TRADED.contains(&one.venue_symbol.as_str()));
        ensure!(listed.len() == TRADED.len(), "not all contracts are listed");
        Ok(listed)
    }

    /// Best bid and ask of a contract.
    pub(super) fn touch(
        &mut self,
        instrument: &Instrument,
    ) -> anyhow::Result<Option<(domain::Price, domain::Price)>> {
        let depth = self.ask(&ask::depth(instrument))?;
        let depth = depth.and_then(|answer| read::depth(&answer).ok());
        Ok(depth.and_then(|depth| Some((depth.bids.first()?.0, depth.asks.first()?.0))))
    }

    /// The marks of all contracts.
    pub(super) fn marks(&mut self) -> anyhow::Result<Vec<Mark>> {
        let answer = self.ask(&ask::marks())?;
        Ok(answer
            .and_then(|answer| read::marks(&answer).ok())
            .unwrap_or_default())
    }

    /// The key of the private stream.
    pub(super) fn listen_key(&mut self, how: &Call) -> anyhow::Result<Option<ListenKey>> {
        let answer = self.ask(how)?;
        Ok(answer.and_then(|answer| read::listen_key(&answer).ok()))
    }

    /// Opens the private stream; its number.
    pub(super) fn open(&mut self, key: &ListenKey) -> Option<u64> {
        self.offline.open(&ask::private_stream(key)).ok()
    }

    /// Closes a socket from our side.
    pub(super) fn close(&mut self, conn: u64) {
        self.offline.close(conn);
    }

    /// Sets how many positions the account may have in a contract, before anything is held.
    pub(super) fn set_hedge(&mut self) -> anyhow::Result<()> {
        let stamp = self.offline.now().millis();
        let payload = format!("dualSidePosition=true&recvWindow=5000&timestamp={stamp}");
        let signature = self.vault.sign(Self::key()?, payload.as_bytes())?;
        let body = Call::sealed(&payload, signature.as_str());
        let path = "/fapi/v1/positionSide/dual";
        let (answer, happened) = self.offline.request("POST", path, &body, Some(KEY));
        self.kept.extend(happened);
        let (status, body) = answer.context("no answer to the position mode")?;
        ensure!(status == 200, "the position mode was not set: {body}");
        Ok(())
    }

    /// Orders a fault.
    pub(super) fn order_fault(&mut self, words: &Value) -> anyhow::Result<()> {
        self.lever("/_sim/faults", words)
    }

    /// Sets the exchange's clock so far ahead of the true time.
    pub(super) fn skew_to(&mut self, ahead: Span) -> anyhow::Result<()> {
        self.skew = ahead;
        self.lever("/_sim/skew", &json!({ "aheadMs": ahead.millis() }))
    }
}
