//! Keeps accounts: turns the effects of each step into facts on disk, and facts on disk into an exchange at start.
//! Never keeps the market: it comes back by itself.

pub(crate) mod futures;

use crate::account_log::{AccountLog, LogError, ReadLog};
use exchange::futures::{Futures, FuturesFact};
use exchange::wallet::{Wallet, WalletFact};
use exchange::{Effect, Exchange, Fact};
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
pub(crate) struct Kept {
    pub(crate) spot: Exchange,
    pub(crate) wallet: Wallet,
    pub(crate) futures: Futures,
}

impl Keeper {
    /// Brings accounts back from `folder`, or begins with none.
    pub(crate) fn open(folder: Option<&Path>) -> Result<(Self, Kept), KeeperError> {
        let Some(folder) = folder else {
            let kept = Kept {
                spot: Exchange::new(),
                wallet: Wallet::new(),
                futures: Futures::new(),
            };
            return Ok((Self::Memory, kept));
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
        let lines = spot.chain(wallet).chain(futures);
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
}

impl Facts {
    fn understood(lines: &[Vec<String>]) -> Result<Self, KeeperError> {
        let mut facts = Self::default();
        for (index, line) in lines.iter().enumerate() {
            for text in line {
                let told = facts.hear(text);
                told.map_err(|error| KeeperError::Fact {
                    line: index.saturating_add(1),
                    reason: format!("{error}: {text}"),
                })?;
            }
        }
        Ok(facts)
    }

    /// The first word of a line tells whose it is.
    fn hear(&mut self, text: &str) -> Result<(), String> {
        if let Some(fact) = futures::fact(text) {
            self.futures.push(fact?);
        } else if text.starts_with("wallet ") {
            let fact: Result<WalletFact, _> = text.parse();
            self.wallet.push(fact.map_err(|error| error.to_string())?);
        } else {
            let fact: Result<Fact, _> = text.parse();
            self.spot.push(fact.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    fn restored(self) -> Result<Kept, KeeperError> {
        Ok(Kept {
            spot: Exchange::restore(self.spot).map_err(KeeperError::Contradiction)?,
            wallet: Wallet::restore(self.wallet).map_err(KeeperError::WalletContradiction)?,
            futures: Futures::restore(self.futures).map_err(KeeperError::FuturesContradiction)?,
        })
    }
}
