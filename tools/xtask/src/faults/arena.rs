//! The exchange and the desk of a campaign as processes that are killed and started again, and when they were away.
//! Never judges.

use super::matrix::{Product, Victim};
use super::watcher::Watcher;
use super::wishes::MARKETS;
use crate::chance::Chance;
use crate::house::{House, Running};
use crate::http::Caller;
use crate::reading;
use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// Longest wait for a started desk to be ready to trade.
const READY_BOUND: Duration = Duration::from_secs(60);
/// How often it is asked.
const LOOK: Duration = Duration::from_millis(20);
/// How long a skewed clock stays skewed.
const SKEW_LASTS: Duration = Duration::from_millis(2_500);
/// Longest life of a starting process before it is killed once more.
const NEWBORN_MS: u64 = 250;

/// A span in which something was wrong for everybody, in milliseconds of the machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outage {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) of: OutageKind,
}

/// What was wrong for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutageKind {
    /// Streams were cut, or clocks were off.
    Disturbed,
    /// A process was dead: it befalls every order that is under way.
    Killed,
}

/// The running processes.
#[derive(Debug)]
struct Processes {
    desk: Option<Running>,
    exchange: Option<Running>,
}

/// The house of a campaign.
#[derive(Debug)]
pub(super) struct Arena<'a> {
    pub(super) house: &'a House,
    pub(super) watcher: Watcher,
    processes: Mutex<Processes>,
    outages: Mutex<Vec<Outage>>,
    start_ups: Mutex<Vec<Duration>>,
    /// One skew at a time.
    skewing: Mutex<()>,
}

impl<'a> Arena<'a> {
    /// Starts exchange and desk.
    pub(super) fn open(house: &'a House) -> Result<Self> {
        let exchange = house.start_exchange()?;
        let desk = house.start_desk()?;
        Ok(Self {
            house,
            watcher: Watcher::default(),
            processes: Mutex::new(Processes {
                desk: Some(desk),
                exchange: Some(exchange),
            }),
            outages: Mutex::new(Vec::new()),
            start_ups: Mutex::new(Vec::new()),
            skewing: Mutex::new(()),
        })
    }

    /// Orders faults at the exchange; while it is away nothing is ordered.
    pub(super) fn order(&self, orders: &[Value]) -> Result<()> {
        let mut levers = self.house.levers();
        for order in orders {
            let Ok(answer) = levers.send("POST", "/_sim/faults", order, &[]) else {
                return Ok(());
            };
            if answer.status != 200 {
                bail!("the exchange does not take {order}: {}", answer.text());
            }
        }
        Ok(())
    }

    /// Cuts every stream of the exchange.
    pub(super) fn cut(&self) {
        let from = now_ms();
        let wish = json!({"streams": "all"});
        // An exchange that is away has no stream to cut.
        drop(
            self.house
                .levers()
                .send("POST", "/_sim/disconnect", &wish, &[]),
        );
        self.note(from, OutageKind::Disturbed);
    }

    /// Ends the key of the account's stream of contracts, as another program of the same account could.
    pub(super) fn end_listen_key(&self) {
        let header = [("X-MBX-APIKEY", reading::ACCOUNT_KEY)];
        let mut exchange = Caller::new(self.house.exchange());
        // An exchange that is away has no stream; one that turns everybody away keeps it.
        drop(exchange.send("DELETE", "/fapi/v1/listenKey", &json!({}), &header));
    }

    /// Has funding paid for every contract at this rate.
    pub(super) fn pay_funding(&self, rate: &str) {
        let mut levers = self.house.levers();
        for market in MARKETS
            .iter()
            .filter(|market| market.product == Product::Contract)
        {
            let wish = json!({"symbol": market.at_venue, "rate": rate});
            // An exchange that is away pays none.
            drop(levers.send("POST", "/_sim/funding", &wish, &[]));
        }
    }

    /// Moves the exchange's clock for a while and back.
    pub(super) fn skew(&self, ahead_ms: i64) -> Result<()> {
        let _alone = held(&self.skewing);
        let from = now_ms();
        let mut levers = self.house.levers();
        let wish = json!({"aheadMs": ahead_ms});
        if levers.send("POST", "/_sim/skew", &wish, &[]).is_err() {
            return Ok(());
        }
        thread::sleep(SKEW_LASTS);
        self.straighten()?;
        self.note(from, OutageKind::Disturbed);
        Ok(())
    }

    /// Puts the exchange's clock right; one that is away comes back with a right one.
    pub(super) fn straighten(&self) -> Result<()> {
        let wish = json!({"aheadMs": 0});
        match self.house.levers().send("POST", "/_sim/skew", &wish, &[]) {
            Ok(answer) => answer.ok().map(|_| ()),
            Err(_) => Ok(()),
        }
    }

    /// Kills and starts again; sometimes kills the starting desk once more.
    pub(super) fn kill(&self, victim: Victim, chance: &mut Chance) -> Result<()> {
        let mut processes = held(&self.processes);
        let from = now_ms();
        if matches!(victim, Victim::Desk | Victim::Both) {
            let desk = processes.desk.take().context("no desk runs")?;
            desk.kill().context("the desk")?;
        }
        if matches!(victim, Victim::Exchange | Victim::Both) {
            let exchange = processes.exchange.take().context("no exchange runs")?;
            self.watcher.catch_up(self.house);
            exchange.kill().context("the exchange")?;
            self.watcher.begin_anew();
            processes.exchange = Some(self.house.start_exchange()?);
        }
        if processes.desk.is_none() {
            if chance.between(1, 6) == 1 {
                let newborn = self.house.launch_desk()?;
                thread::sleep(Duration::from_millis(chance.between(0, NEWBORN_MS)));
                newborn.kill().context("the starting desk")?;
            }
            let desk = self.house.start_desk()?;
            held(&self.start_ups).push(desk.start_up);
            processes.desk = Some(desk);
        }
        self.ready()?;
        self.note(from, OutageKind::Killed);
        Ok(())
    }

    /// Waits until the desk can trade.
    pub(super) fn ready(&self) -> Result<()> {
        let until = Instant::now() + READY_BOUND;
        let mut caller = self.house.caller();
        while !caller
            .get("/ready")
            .is_ok_and(|answer| answer.status == 200)
        {
            if Instant::now() >= until {
                bail!("the desk is not ready after {} s", READY_BOUND.as_secs());
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    fn note(&self, from: i64, of: OutageKind) {
        let until = now_ms();
        held(&self.outages).push(Outage { from, until, of });
    }

    /// The longest start of the desk so far, and how many there were.
    pub(super) fn start_ups(&self) -> (Duration, usize) {
        let start_ups = held(&self.start_ups);
        let longest = start_ups.iter().max().copied().unwrap_or_default();
        (longest, start_ups.len())
    }

    /// When something was wrong for everybody.
    pub(super) fn outages(&self) -> Vec<Outage> {
        held(&self.outages).clone()
    }

    /// Ends both; both lived until here.
    pub(super) fn close(self) -> Result<()> {
        let processes = self
            .processes
            .into_inner()
            .map_err(|_| anyhow!("a worker broke down"))?;
        processes.desk.map_or(Ok(()), Running::kill)?;
        processes.exchange.map_or(Ok(()), Running::kill)
    }
}

/// A lock's value, also after a worker that held it broke down: that worker is told of elsewhere.
pub(super) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The machine's clock in milliseconds.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
