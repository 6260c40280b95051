//! What is asked for and what became of it: every order, list and movement of money by its name. Never judges.

use crate::accounts::ACCOUNTS;
use crate::caller::{Callers, Came};
use crate::{money, perpetual, spot};
use anyhow::Result;
use exchange::chance::Chance;
use serde_json::Value;
use std::collections::BTreeMap;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The exchange said it is done.
    Taken,
    /// The exchange said it is not.
    Refused,
    /// It never said.
    Unknown,
}

/// What has a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Order,
    List,
    FuturesOrder,
    Algo,
    /// Between wallets of one account, by asset and an amount of its own.
    Transfer,
    /// Between accounts, in the same way.
    Family,
    Withdrawal,
    /// By the number of its quote.
    Conversion,
    /// By the number of its record; nameless while unanswered.
    Dust,
}

/// Counts, and the fate of everything since the last judgement, by account and name.
#[derive(Debug, Default)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    pub(crate) taken: u64,
    pub(crate) refused: u64,
    pub(crate) unanswered: u64,
    pub(crate) events: u64,
    pub(crate) fates: BTreeMap<(Kind, usize), BTreeMap<String, Fate>>,
    /// How often each kind was taken.
    pub(crate) by_kind: BTreeMap<Kind, u64>,
    names: u64,
}

const NONSENSE: [&str; 8] = [
    "/api/v3/order?symbol=BTCUSDT&side=UP",
    "/api/v3/order?symbol=%ff",
    "/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999",
    "/api/v3/klines?symbol=BTCUSDT&interval=7m",
    "/api/v3/account?timestamp=NaN&signature=00",
    "/fapi/v1/order?symbol=BTCUSDT&quantity=1e99",
    "/sapi/v1/asset/transfer?type=MAIN_MOON",
    "/nowhere",
];

impl Load {
    /// One request of one account, with the questions it needs.
    pub(crate) fn one(&mut self, callers: &mut Callers, chance: &mut Chance) -> Result<()> {
        let account = usize::try_from(chance.below(u64::try_from(ACCOUNTS)?))?;
        self.requests += 1;
        match chance.below(100) {
            0..=47 => spot::one(self, (callers, account), chance),
            48..=67 => perpetual::one(self, (callers, account), chance),
            68..=81 => money::one(self, (callers, account), chance),
            82..=96 => look((callers, account), chance),
            _ => {
                let at = usize::try_from(chance.below(8))?;
                let target = NONSENSE.get(at).copied().unwrap_or("/");
                let method = ["GET", "POST", "PUT", "DELETE"];
                let method = method.get(usize::try_from(chance.below(4))?);
                callers.raw(account, method.copied().unwrap_or("GET"), target)?;
                Ok(())
            }
        }
    }

    /// A name that nothing had before.
    pub(crate) fn name(&mut self) -> String {
        self.names += 1;
        format!("soak-{}", self.names)
    }

    /// An amount of eight places that nothing had before: a base in hundred millionths and a little.
    pub(crate) fn amount(&mut self, base: u64) -> String {
        self.names += 1;
        spot::decimal(base.saturating_add(self.names), 8)
    }

    /// Files what became of something that was asked for.
    pub(crate) fn file(&mut self, kind: Kind, (account, name): (usize, String), fate: Fate) {
        match fate {
            Fate::Taken => {
                self.taken += 1;
                *self.by_kind.entry(kind).or_default() += 1;
            }
            Fate::Refused => self.refused += 1,
            Fate::Unknown => self.unanswered += 1,
        }
        self.fates
            .entry((kind, account))
            .or_default()
            .insert(name, fate);
    }
}

impl Came {
    /// What that means for what was asked for.
    pub(crate) const fn fate(&self) -> Fate {
        match self {
            Self::Done(_) => Fate::Taken,
            Self::Refused(_) => Fate::Refused,
            Self::Unknown => Fate::Unknown,
        }
    }

    pub(crate) fn done(self) -> Option<Value> {
        match self {
            Self::Done(value) => Some(value),
            Self::Refused(_) | Self::Unknown => None,
        }
    }
}

/// A question.
fn look((callers, account): (&mut Callers, usize), chance: &mut Chance) -> Result<()> {
    const SIGNED: [(&str, &str); 14] = [
        ("/api/v3/account", ""),
        ("/api/v3/myTrades", "symbol=BTCUSDT"),
        ("/api/v3/allOrders", "symbol=ETHUSDT"),
        ("/api/v3/allOrderList", ""),
        ("/api/v3/myPreventedMatches", "symbol=BTCUSDT&orderId=1"),
        ("/fapi/v3/account", ""),
        ("/fapi/v3/positionRisk", ""),
        ("/fapi/v1/income", ""),
        ("/fapi/v1/userTrades", "symbol=BTCUSDT"),
        ("/fapi/v1/allAlgoOrders", "symbol=BTCUSDT"),
        ("/sapi/v1/capital/deposit/hisrec", ""),
        ("/sapi/v1/capital/withdraw/history", ""),
        ("/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE"),
        ("/sapi/v1/asset/wallet/balance", ""),
    ];
    const PUBLIC: [&str; 5] = [
        "/api/v3/depth?symbol=LTCUSDT&limit=100",
        "/api/v3/klines?symbol=BTCUSDT&interval=1m",
        "/api/v3/ticker/24hr?symbol=BNBUSDT",
        "/fapi/v1/premiumIndex",
        "/fapi/v1/klines?symbol=ETHUSDT&interval=1m",
    ];
    let at = usize::try_from(chance.below(19))?;
    match (SIGNED.get(at), PUBLIC.get(at.saturating_sub(SIGNED.len()))) {
        (Some((path, params)), _) => callers.signed(account, ("GET", path), params)?,
        (None, Some(target)) => callers.raw(account, "GET", target)?,
        (None, None) => return Ok(()),
    };
    Ok(())
}
