//! The desk as a campaign sees it: the API of programs, its answers as facts, its limits obeyed. Never another way in than
//! everybody's, and never an order under two names.

use super::facts::{
    BalanceFacts, BalancesFacts, BookFacts, House, InstrumentFacts, InstrumentsFacts, LifeFacts,
    MarginedFacts, No, OrderFacts, OrdersFacts, Placed, PlacedPair, PositionsFacts,
    ReconciliationFacts, Session, TradesFacts,
};
use domain::{OrderId, Price, Symbol};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};
use wire::{DeskSilent, DeskVerb, OwnDesk};

/// How long a desk that does not answer is asked again.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// Pause before it is asked again.
const SILENCE_PAUSE: Duration = Duration::from_millis(500);
/// Longest slice of a pause: so soon an interrupt is seen.
const SLICE: Duration = Duration::from_millis(50);
/// Longest wait that a limit of the desk may ask for, in seconds.
const LIMIT_SECS_MAX: u64 = 120;

/// Why a campaign does not go on as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The house said no; nothing was sent.
    #[error("the house said no: {} ({})", .0.detail, .0.code())]
    No(No),
    /// The desk is not there.
    #[error("the desk does not answer: {0}")]
    Gone(String),
    /// It answers what cannot be read.
    #[error("an answer of the desk cannot be read: {0}")]
    Unreadable(String),
    /// A person ended the campaign.
    #[error("a person ended it")]
    Interrupted,
    /// The time is up.
    #[error("the time that was set for it is up")]
    Late,
    /// Something in the way of going on.
    #[error("{0}")]
    Stopped(String),
}

/// How often a person has asked the campaign to end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupts(Arc<AtomicU8>);

/// Who may end a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duty {
    /// Trading goes on until a person or the clock ends it.
    Trading,
    /// Clearing up is ended only by a second word.
    ClearingUp,
}

/// The way in.
pub(crate) struct Door {
    desk: OwnDesk,
    interrupts: Interrupts,
    deadline: Instant,
    duty: Duty,
}

impl Interrupts {
    pub(crate) fn press(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn pressed(&self, times: u8) -> bool {
        self.0.load(Ordering::SeqCst) >= times
    }
}

impl Door {
    pub(crate) fn new(desk: OwnDesk, interrupts: Interrupts, time_max: Duration) -> Self {
        let now = Instant::now();
        Self {
            desk,
            interrupts,
            deadline: now.checked_add(time_max).unwrap_or(now),
            duty: Duty::Trading,
        }
    }

    /// From here on only a second interrupt ends a pause.
    pub(crate) fn clear_up(&mut self) {
        self.duty = Duty::ClearingUp;
    }

    /// Waits, unless there is a reason to end.
    pub(crate) async fn pause(&self, span: Duration) -> Result<(), Trouble> {
        let until = Instant::now() + span;
        loop {
            let now = Instant::now();
            match self.duty {
                Duty::Trading if self.interrupts.pressed(1) => return Err(Trouble::Interrupted),
                Duty::Trading if now >= self.deadline => return Err(Trouble::Late),
                Duty::ClearingUp if self.interrupts.pressed(2) => return Err(Trouble::Interrupted),
                Duty::Trading | Duty::ClearingUp if now >= until => return Ok(()),
                Duty::Trading | Duty::ClearingUp => {}
            }
            tokio::time::sleep(SLICE.min(until.saturating_duration_since(now))).await;
        }
    }

    pub(crate) async fn sign_in(
        &mut self,
        email: &str,
        password: &str,
    ) -> Result<Session, Trouble> {
        let body = json!({"email": email, "password": password});
        self.ask((DeskVerb::Post, "/api/v1/session"), Some(body))
            .await
    }

    pub(crate) async fn sign_out(&mut self) -> Result<(), Trouble> {
        self.tell((DeskVerb::Delete, "/api/v1/session"), None).await
    }

    pub(crate) async fn house(&mut self) -> Result<House, Trouble> {
        self.get("/api/v1/house").await
    }

    pub(crate) async fn instruments(&mut self) -> Result<Vec<InstrumentFacts>, Trouble> {
        let all: InstrumentsFacts = self.get("/api/v1/instruments").await?;
        Ok(all.instruments)
    }

    pub(crate) async fn balances(&mut self) -> Result<Vec<BalanceFacts>, Trouble> {
        let all: BalancesFacts = self.get("/api/v1/balances").await?;
        Ok(all.balances)
    }

    /// The account on margin: its wallets and what moved them without a trade.
    pub(crate) async fn margined(&mut self) -> Result<MarginedFacts, Trouble> {
        let all: PositionsFacts = self.get("/api/v1/positions").await?;
        let none = || Trouble::Stopped("the desk shows no account on margin".to_owned());
        all.margined.ok_or_else(none)
    }

    pub(crate) async fn book(&mut self, symbol: Symbol) -> Result<BookFacts, Trouble> {
        self.get(&format!("/api/v1/book/{}", path_symbol(symbol)))
            .await
    }

    /// The price of the last trade, where there was one.
    pub(crate) async fn last(&mut self, symbol: Symbol) -> Result<Option<Price>, Trouble> {
        let path = format!("/api/v1/trades?symbol={}", path_symbol(symbol));
        let tape: TradesFacts = self.get(&path).await?;
        Ok(tape.trades.last().map(|trade| trade.price))
    }

    pub(crate) async fn life(&mut self, order: OrderId) -> Result<LifeFacts, Trouble> {
        self.get(&format!("/api/v1/orders/{order}")).await
    }

    /// Open orders of a symbol, newest first.
    pub(crate) async fn open_orders(&mut self, symbol: Symbol) -> Result<Vec<OrderFacts>, Trouble> {
        let path = format!(
            "/api/v1/orders?state=open&limit=100&symbol={}",
            path_symbol(symbol)
        );
        let all: OrdersFacts = self.get(&path).await?;
        Ok(all.orders)
    }

    /// The newest orders of a symbol, newest first.
    pub(crate) async fn newest_orders(
        &mut self,
        symbol: Symbol,
    ) -> Result<Vec<OrderFacts>, Trouble> {
        let path = format!("/api/v1/orders?limit=20&symbol={}", path_symbol(symbol));
        let all: OrdersFacts = self.get(&path).await?;
        Ok(all.orders)
    }

    pub(crate) async fn place(&mut self, path: &str, body: &Value) -> Result<Placed, Trouble> {
        let began = Instant::now();
        let mut placed: Placed = self.ask((DeskVerb::Post, path), Some(body.clone())).await?;
        placed.took = began.elapsed();
        Ok(placed)
    }

    pub(crate) async fn place_pair(&mut self, body: &Value) -> Result<PlacedPair, Trouble> {
        let began = Instant::now();
        let asked = self.ask((DeskVerb::Post, "/api/v1/oco"), Some(body.clone()));
        let mut placed: PlacedPair = asked.await?;
        placed.took = began.elapsed();
        Ok(placed)
    }

    pub(crate) async fn cancel(&mut self, order: OrderId) -> Result<(), Trouble> {
        let path = format!("/api/v1/orders/{order}");
        self.tell((DeskVerb::Delete, &path), None).await
    }

    pub(crate) async fn compare(&mut self) -> Result<(), Trouble> {
        self.tell((DeskVerb::Post, "/api/v1/reconciliation/check"), None)
            .await
    }

    pub(crate) async fn reconciliation(&mut self) -> Result<ReconciliationFacts, Trouble> {
        self.get("/api/v1/reconciliation").await
    }

    async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, Trouble> {
        self.ask((DeskVerb::Get, path), None).await
    }

    /// A deed whose answer says nothing but that it was taken.
    pub(crate) async fn tell(
        &mut self,
        request: (DeskVerb, &str),
        body: Option<Value>,
    ) -> Result<(), Trouble> {
        self.answer(request, body).await.map(drop)
    }

    pub(crate) async fn ask<T: DeserializeOwned>(
        &mut self,
        request: (DeskVerb, &str),
        body: Option<Value>,
    ) -> Result<T, Trouble> {
        let text = self.answer(request, body).await?;
        serde_json::from_str(&text).map_err(|error| Trouble::Unreadable(error.to_string()))
    }

    /// Asks until there is an answer that is none of haste. What is asked twice bears the same name twice.
    async fn answer(
        &mut self,
        (verb, path): (DeskVerb, &str),
        body: Option<Value>,
    ) -> Result<String, Trouble> {
        let body = body.map(|body| body.to_string());
        let began = Instant::now();
        loop {
            let asked = self.desk.ask((verb, path), body.clone()).await;
            let silent = match asked {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(answer.body),
                Ok(answer) => {
                    let no = No::read(&answer);
                    match wait_for(&no, answer.retry_after_secs) {
                        Some(wait) => {
                            self.pause(wait).await?;
                            continue;
                        }
                        None => return Err(Trouble::No(no)),
                    }
                }
                Err(DeskSilent::Malformed(address)) => return Err(Trouble::Gone(address)),
                Err(DeskSilent::Unreachable(why) | DeskSilent::Lost(why)) => why,
            };
            if began.elapsed() > SILENCE_MAX {
                return Err(Trouble::Gone(silent));
            }
            self.pause(SILENCE_PAUSE).await?;
        }
    }
}

/// How long to wait before the same is asked again; `None` where the answer stands.
fn wait_for(no: &No, retry_after_secs: Option<u64>) -> Option<Duration> {
    match no.problem.as_str() {
        "too-many" => Some(Duration::from_secs(
            retry_after_secs.unwrap_or(1).clamp(1, LIMIT_SECS_MAX),
        )),
        "busy" | "no-market-yet" | "database-silent" => Some(SILENCE_PAUSE),
        _ => None,
    }
}

/// A symbol as paths take it.
fn path_symbol(symbol: Symbol) -> String {
    symbol.as_str().replace('/', "-")
}
