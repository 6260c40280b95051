//! The watchdog of an engine: the breath that an engine leaves in its data folder, the judgement that it stopped, and the sweep of
//! what is open. It only ends orders: nothing here can place one.
// Control 5 of the trading controls.

mod sweep;

pub use sweep::{SweepConfig, Sweeper, Swept};

use crate::Desk;
use domain::Time;
use identity::{Actor, Permit, ReadTrading};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file inside the data folder.
const FILE_NAME: &str = "breath";
/// How often an engine breathes, and how often a watchdog looks.
pub const BREATH_EVERY: Duration = Duration::from_millis(500);
/// What the file begins with while an engine runs, and after it ended in good order.
const RUNS: &str = "runs";
const ENDED: &str = "ended";

/// How an engine stands, as far as its breath says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// None has run on this folder.
    NeverSeen,
    /// It breathes, or has been silent for less than the bound.
    Breathes,
    /// It was stopped in good order: what it left open was left on purpose.
    EndedWell,
    /// It has been silent for the whole bound.
    Stopped,
}

/// A look at the breath again and again. It counts looks, not time: a watchdog that slept itself knows nothing of that time.
#[derive(Debug)]
pub struct Vigil {
    silent_looks_max: u32,
    silent_looks: u32,
    last: Option<String>,
}

impl Vigil {
    /// Nothing was seen yet; silence is this many looks without a change.
    #[must_use]
    pub const fn new(silent_looks_max: u32) -> Self {
        Self {
            silent_looks_max,
            silent_looks: 0,
            last: None,
        }
    }

    /// Looks at what the file holds.
    pub fn look(&mut self, text: Option<String>) -> Judgement {
        let Some(text) = text else {
            // A file that was taken away says as little as one that does not change.
            return match self.last {
                Some(_) => self.silent(),
                None => Judgement::NeverSeen,
            };
        };
        if text.starts_with(ENDED) {
            *self = Self::new(self.silent_looks_max);
            return Judgement::EndedWell;
        }
        if self.last.as_ref() != Some(&text) {
            self.last = Some(text);
            self.silent_looks = 0;
            return Judgement::Breathes;
        }
        self.silent()
    }

    const fn silent(&mut self) -> Judgement {
        self.silent_looks = self.silent_looks.saturating_add(1);
        if self.silent_looks >= self.silent_looks_max {
            Judgement::Stopped
        } else {
            Judgement::Breathes
        }
    }
}

/// What an engine left in its folder; none where there is nothing or it cannot be read.
#[must_use]
pub fn read(data: &Path) -> Option<String> {
    std::fs::read_to_string(path(data)).ok()
}

/// Leaves a breath in the data folder as long as the loop of a desk turns.
pub async fn breathe(desk: &Desk, actor: &Actor, data: &Path) {
    let mut last = None;
    loop {
        let shown = Permit::<ReadTrading>::ask(actor).map(|permit| desk.portfolio(permit).as_of);
        if let Ok(as_of) = shown
            && last != Some(as_of)
        {
            last = Some(as_of);
            leave(data, (RUNS, as_of));
        }
        tokio::time::sleep(BREATH_EVERY).await;
    }
}

/// Says that the engine ended in good order.
pub fn end(data: &Path, at: Time) {
    leave(data, (ENDED, at));
}

/// Written beside and renamed, so that nobody reads half of it.
fn leave(data: &Path, (word, at): (&str, Time)) {
    let text = format!("{word} {} {}\n", std::process::id(), at.nanos());
    let beside = path(data).with_extension("part");
    let left = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path(data)));
    if let Err(error) = left {
        tracing::warn!(error = %error, "no breath could be left in the data folder; a watchdog will think that this engine stopped");
    }
}

fn path(data: &Path) -> PathBuf {
    data.join(FILE_NAME)
}

#[cfg(test)]
mod tests;
