//! Two ways to halt everything that need no page, session or socket: a file in the data folder, and a signal. Never releases.
// GATE-10

use crate::wiring;
use anyhow::Result;
use desk::{CommandError, Desk, HaltReach, Kept};
use domain::Scope;
use identity::{Actor, Halt, Permit, ReadTrading};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The file's name in the data folder. While it is there everything stays halted.
pub(crate) const FILE_NAME: &str = "halt";
/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Most of the file that is read as a reason, in bytes.
const REASON_BYTES_MAX: u64 = 200;
/// What the journal says of a file that names no reason.
const FILE_SAYS_NOTHING: &str = "a file named halt lies in the data folder";
/// What the journal says of the signal.
const SIGNAL_REASON: &str = "the signal USR1 came";

/// The two ways.
pub(crate) struct Presses {
    desk: Desk,
    actor: Actor,
    file: PathBuf,
    /// Whether the file that lies there was acted on in this life.
    acted: Acted,
    signals: Option<Signal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acted {
    Yes,
    No,
    /// The journal did not take it.
    InVain,
}

impl Presses {
    /// The ways of this data folder; from here on the signal no longer ends the process.
    pub(crate) fn of(data: &Path, desk: Desk) -> Self {
        let signals = signal(SignalKind::user_defined1()).inspect_err(|error| {
            tracing::warn!(error = %error, "the signal USR1 halts nothing; the file, the terminal and the pages do");
        });
        Self {
            signals: signals.ok(),
            desk,
            actor: wiring::terminal(),
            file: data.join(FILE_NAME),
            acted: Acted::No,
        }
    }

    /// Looks for the file once: before anything is served, so that a desk with the file in its folder never opens.
    pub(crate) async fn look(&mut self) {
        let Some(reason) = reason_in(&self.file) else {
            self.acted = Acted::No;
            return;
        };
        if self.acted == Acted::Yes && self.is_halted() {
            return;
        }
        self.acted = match self.press(&reason).await {
            Ok(()) => Acted::Yes,
            Err(error) => {
                // Once, not at every look: the reason may be a full disk, where the log may lie too.
                if self.acted != Acted::InVain {
                    tracing::error!(error = %format!("{error:#}"), "a halt by file did not come through; it is tried again until it does");
                }
                Acted::InVain
            }
        };
    }

    /// Halts at the file and at the signal for as long as it is awaited.
    pub(crate) async fn watch(mut self) {
        loop {
            let came = async {
                match self.signals.as_mut() {
                    Some(signals) => signals.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = came => {
                    if let Err(error) = self.press(SIGNAL_REASON).await {
                        tracing::error!(error = %format!("{error:#}"), "a halt by signal did not come through; send it again");
                    }
                }
                () = tokio::time::sleep(LOOK_EVERY) => self.look().await,
            }
        }
    }

    async fn press(&self, reason: &str) -> Result<()> {
        let permit = Permit::<Halt>::ask(&self.actor)?;
        let halt = (Scope::Global, HaltReach::AndCancel);
        match self.desk.halt(permit, halt, reason).await {
            Ok(_) => tracing::warn!(
                reason,
                "everything is halted, and what works is being cancelled"
            ),
            Err(held @ CommandError::HeldByLatch(Kept::InFile)) => {
                tracing::error!(
                    reason,
                    "everything is {held}; what works is being cancelled"
                );
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Whether everything is halted already.
    fn is_halted(&self) -> bool {
        let Ok(permit) = Permit::<ReadTrading>::ask(&self.actor) else {
            return false;
        };
        let portfolio = self.desk.portfolio(permit);
        portfolio
            .halts
            .iter()
            .any(|halt| halt.scope == Scope::Global)
    }
}

/// The reason in the file; none only where certainly no file is. What cannot be read halts all the same.
fn reason_in(file: &Path) -> Option<String> {
    match std::fs::symlink_metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        // A pipe or a link would be waited for or followed.
        Ok(found) if found.is_file() => {}
        Ok(_) | Err(_) => return Some(FILE_SAYS_NOTHING.to_owned()),
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(file)
        .and_then(|file| file.take(REASON_BYTES_MAX).read_to_end(&mut bytes));
    let words = String::from_utf8_lossy(&bytes);
    let line = words.lines().next().unwrap_or_default().trim();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    match (read, line.is_empty()) {
        (Ok(_), false) => Some(line),
        (Ok(_), true) | (Err(_), _) => Some(FILE_SAYS_NOTHING.to_owned()),
    }
}

#[cfg(test)]
mod tests;
