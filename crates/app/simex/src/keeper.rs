//! Keeps accounts: turns the effects of each step into facts on disk, and facts on disk into an exchange at start.
//! Never keeps the market: it comes back by itself.

pub(crate) mod futures;

use crate::account_log::{AccountLog, LogError, ReadLog};
use crate::venue::keys::kept::{self as key, KeptKey};
use crate::venue::spot::tell;
use crate::venue::usdm::listen_keys::{self, KeptListenKey};
use domain::{AccountId, Time};
use exchange::futures::{Futures, FuturesFact};
use exchange::wallet::{Wallet, WalletFact};
use exchange::{Effect, Exchange, Fact};
use std::collections::BTreeMap;
use std::path::Path;

/// The accounts of one process.
pub(crate) enum Keeper {
    /// On disk.
    Disk(AccountLog),
    /// As long as the process lives.
    Memory,
}

/// Why accounts could not be brought back or kept.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// The log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A line of the log is whole but its fact is not understood.
    #[error("line {line} of the account log holds a fact that is not understood: {reason}")]
    Fact {
        /// The line, counted from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// The facts contradict each other.
    #[error("the account log contradicts itself: {0}")]
    Contradiction(exchange::RestoreError),
    /// The wallet's facts contradict each other.
    #[error("the account log contradicts itself: {0}")]
    WalletContradiction(exchange::wallet::WalletRestoreError),
    /// The facts of futures contradict each other.
    #[error("the account log contradicts itself: {0}")]
    FuturesContradiction(exchange::futures::FuturesRestoreError),
}

/// What the log brought back.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) spot: Exchange,
    pub(crate) wallet: Wallet,
    pub(crate) futures: Futures,
    pub(crate) beside: Beside,
}

/// What is kept beside the engines: the last words on keys of levers and on listen keys, and when accounts last changed.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) signing: BTreeMap<String, KeptKey>,
    pub(crate) listening: BTreeMap<AccountId, KeptListenKey>,
    pub(crate) touched: BTreeMap<AccountId, Time>,
}

impl Beside {
    fn lines(&self) -> impl Iterator<Item = String> {
        let listening = self.listening.values().map(KeptListenKey::line);
        let touched = self.touched.iter();
        let touched = touched.map(|(account, at)| tell::touched_line(*account, *at));
        let keys = self.signing.values().map(KeptKey::line);
        keys.chain(listening).chain(touched)
    }
}

impl Keeper {
    /// Brings accounts back from `folder`, or begins with none.
    pub(crate) fn open(folder: Option<&Path>) -> Result<(Self, Kept), KeeperError> {
        let Some(folder) = folder else {
            return Ok((Self::Memory, Kept::default()));
        };
        let log: ReadLog<Vec<String>> = ReadLog::open(folder)?;
        if log.torn_bytes > 0 {
            tracing::warn!(
                bytes = log.torn_bytes,
                "the last line of the account log was cut by a sudden end and is left out; no answer had been given for it"
            );
        }
        let facts = Facts::understood(&log.lines)?;
        let futures = futures::compact(&facts.futures);
        let kept = facts.restored()?;
        let spot = kept.spot.facts();
        let spot = spot.iter().map(ToString::to_string);
        let wallet = kept.wallet.facts().map(|fact| fact.to_string());
        let beside = kept.beside.lines();
        let lines = spot.chain(wallet).chain(futures).chain(beside);
        let log = log.compact(lines.map(|line| [line]))?;
        Ok((Self::Disk(log), kept))
    }

    /// Stages the facts of one step, which stand or fall together.
    pub(crate) fn stage_lines(&mut self, lines: &[String]) -> Result<(), LogError> {
        match self {
            Self::Disk(log) if !lines.is_empty() => log.stage(&lines),
            Self::Disk(_) | Self::Memory => Ok(()),
        }
    }

    /// Stages what the effects of one step leave to be kept.
    pub(crate) fn stage(&mut self, effects: &[Effect]) -> Result<(), LogError> {
        let lines: Vec<String> = effects
            .iter()
            .flat_map(Fact::of)
            .map(|fact| fact.to_string())
            .collect();
        self.stage_lines(&lines)
    }

    /// Puts everything staged on disk.
    pub(crate) async fn commit(&mut self) -> Result<(), LogError> {
        match self {
            Self::Disk(log) => log.commit().await,
            Self::Memory => Ok(()),
        }
    }
}

/// The facts of a log, by whom they belong to.
#[derive(Default)]
struct Facts {
    spot: Vec<Fact>,
    wallet: Vec<WalletFact>,
    futures: Vec<FuturesFact>,
    beside: Beside,
}

impl Facts {
    fn understood(lines: &[Vec<String>]) -> Result<Self, KeeperError> {
        let mut facts = Self::default();
        for (index, line) in lines.iter().enumerate() {
            for text in line {
                let told = facts.hear(text);
                told.map_err(|error| KeeperError::Fact {
                    line: index.saturating_add(1),
                    reason: error,
                })?;
            }
        }
        Ok(facts)
    }

    /// The first word of a line tells whose it is.
    fn hear(&mut self, text: &str) -> Result<(), String> {
        let quoted = |error: String| format!("{error}: {text}");
        if let Some(fact) = futures::fact(text) {
            self.futures.push(fact.map_err(quoted)?);
        } else if let Some(key) = key::read(text) {
            // A line of a key is never quoted: it holds a secret.
            let key = key?;
            self.beside.signing.insert(key.key.clone(), key);
        } else if let Some(key) = listen_keys::read(text) {
            let key = key.map_err(quoted)?;
            self.beside.listening.insert(key.account(), key);
        } else if let Some(touched) = tell::touched(text) {
            let (account, at) = touched.map_err(quoted)?;
            self.beside.touched.insert(account, at);
        } else if text.starts_with("wallet ") {
            let fact: Result<WalletFact, _> = text.parse();
            let fact = fact.map_err(|error| quoted(error.to_string()))?;
            self.wallet.push(fact);
        } else {
            let fact: Result<Fact, _> = text.parse();
            let fact = fact.map_err(|error| quoted(error.to_string()))?;
            self.spot.push(fact);
        }
        Ok(())
    }

    fn restored(self) -> Result<Kept, KeeperError> {
        Ok(Kept {
            spot: Exchange::restore(self.spot).map_err(KeeperError::Contradiction)?,
            wallet: Wallet::restore(self.wallet).map_err(KeeperError::WalletContradiction)?,
            futures: Futures::restore(self.futures).map_err(KeeperError::FuturesContradiction)?,
            beside: self.beside,
        })
    }
}
