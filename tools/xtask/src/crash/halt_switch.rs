//! A person who halts and releases between crashes, and looks whether it held. Never halts what the load trades.
// GATE-10: a halt outlives kill -9, and so does its release.

use crate::chance::Chance;
use crate::http::Caller;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

/// A scope that the load does not need.
const SCOPE: &str = "symbol:ETH/USDT";

/// What was last acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HaltSwitch {
    state: State,
    /// Halts and releases acknowledged.
    pub(super) count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Halted,
    Released,
}

impl HaltSwitch {
    /// Nothing was halted yet.
    pub(super) const fn new() -> Self {
        Self {
            state: State::Released,
            count: 0,
        }
    }

    /// Sometimes halts what is released, or releases what is halted.
    pub(super) fn turn(&mut self, caller: &mut Caller, chance: &mut Chance) -> Result<()> {
        if chance.between(1, 3) > 1 {
            return Ok(());
        }
        let (path, next) = match self.state {
            State::Released => ("/api/v1/halts", State::Halted),
            State::Halted => ("/api/v1/halts/release", State::Released),
        };
        let mut wish = json!({"scope": SCOPE, "reason": "crash run"});
        if let (Some(wish), State::Halted) = (wish.as_object_mut(), next) {
            wish.insert("reach".to_owned(), json!("new-only"));
        }
        caller.send("POST", path, &wish, &[])?.ok().context(path)?;
        self.state = next;
        self.count += 1;
        Ok(())
    }

    /// Whether the desk has in force what it acknowledged.
    pub(super) fn look(&self, caller: &mut Caller) -> Result<()> {
        let answer = caller.get("/api/v1/halts")?.ok()?.json()?;
        let halts = answer
            .get("halts")
            .and_then(Value::as_array)
            .context("no `halts`")?;
        let found = halts
            .iter()
            .any(|halt| halt.get("scope").and_then(Value::as_str) == Some(SCOPE));
        match (self.state, found) {
            (State::Halted, true) | (State::Released, false) => Ok(()),
            (State::Halted, false) => {
                bail!("a halt was acknowledged and is not in force after the crash")
            }
            (State::Released, true) => {
                bail!("a release was acknowledged and the halt is in force after the crash")
            }
        }
    }
}
