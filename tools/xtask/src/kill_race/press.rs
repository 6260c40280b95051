//! The ways in which a person presses the kill switch. Never looks whether it held.

use super::STATE_BOUND;
use crate::house::House;
use crate::http::Caller;
use crate::process::{self, Echo, Ending};
use anyhow::{Context as _, Result, bail};
use serde_json::json;
use std::fmt;

/// What is halted.
pub(super) const SCOPE: &str = "global";
/// What the gate then answers.
pub(super) const RULE: &str = "GATE-10.halted";

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// A program.
    Api,
    /// The form of the page, as a browser without scripts sends it.
    Page,
    /// The terminal of the machine.
    Terminal,
}

impl Way {
    /// All, the first first.
    pub(super) const ALL: [Self; 3] = [Self::Api, Self::Page, Self::Terminal];

    /// The way of a race: each in turn.
    pub(super) fn of(race: u64) -> Self {
        let ways = Self::ALL.iter().cycle();
        let turn = usize::try_from(race % 3).unwrap_or(0);
        ways.copied().nth(turn).unwrap_or(Self::Api)
    }

    /// Presses and waits for the answer.
    ///
    /// # Errors
    /// It is no acknowledgement.
    pub(super) fn press(self, house: &House, caller: &mut Caller) -> Result<()> {
        match self {
            Self::Api => by_api(caller),
            Self::Page => by_page(caller),
            Self::Terminal => by_terminal(house),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Api => "API",
            Self::Page => "page",
            Self::Terminal => "terminal",
        })
    }
}

fn by_api(caller: &mut Caller) -> Result<()> {
    let wish = json!({"scope": SCOPE, "reach": "and-cancel", "reason": "a race"});
    let answer = caller.send("POST", "/api/v1/halts", &wish, &[])?;
    answer.ok().map(drop)
}

fn by_page(caller: &mut Caller) -> Result<()> {
    let page = caller.get("/halt")?.ok()?.text();
    let word = page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .context("the page of halts has no form")?;
    let form = format!("csrf={word}&scope={SCOPE}&reach=and-cancel&reason=a+race");
    let answer = caller.submit("/halt", &form)?;
    if answer.status != 303 {
        bail!("the form was answered {}: {}", answer.status, answer.text());
    }
    Ok(())
}

fn by_terminal(house: &House) -> Result<()> {
    let words = ["halt", SCOPE, "--cancel", "--reason", "a race"].map(str::to_owned);
    let ran = process::run(&mut house.program(&words), STATE_BOUND, Echo::Silent)?;
    if ran.ending != Ending::Success {
        bail!("the terminal said: {}", ran.lines.join(" "));
    }
    Ok(())
}
