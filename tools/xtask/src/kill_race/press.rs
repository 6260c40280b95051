//! The ways in which a person presses the kill switch. Never looks whether it held.

use super::STATE_BOUND;
use crate::house::House;
use crate::http::Caller;
use crate::ledgers::text;
use crate::process::{self, Echo, Ending};
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// What is halted.
pub(super) const SCOPE: &str = "global";
/// What the gate then answers.
pub(super) const RULE: &str = "GATE-10.halted";

/// How often it is looked whether a press without an answer came through.
const GLANCE: Duration = Duration::from_millis(2);

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// A program.
    Api,
    /// The form of the page, as a browser without scripts sends it.
    Page,
    /// The terminal of the machine.
    Terminal,
    /// A file in the data folder.
    File,
    /// A signal to the process.
    Signal,
}

impl Way {
    /// All, the first first.
    pub(super) const ALL: [Self; 5] = [
        Self::Api,
        Self::Page,
        Self::Terminal,
        Self::File,
        Self::Signal,
    ];

    /// The way of a race: each in turn.
    pub(super) fn of(race: u64) -> Self {
        let ways = Self::ALL.iter().cycle();
        let turn = usize::try_from(race % 5).unwrap_or(0);
        ways.copied().nth(turn).unwrap_or(Self::Api)
    }

    /// Presses and waits for the answer; where there is none, until the halt is shown.
    ///
    /// # Errors
    /// It is no acknowledgement, or none comes within a minute.
    pub(super) fn press(self, house: &House, (caller, desk): (&mut Caller, u32)) -> Result<()> {
        match self {
            Self::Api => by_api(caller),
            Self::Page => by_page(caller),
            Self::Terminal => by_terminal(house),
            Self::File => {
                let reason = "a race";
                fs::write(file(house), reason).context("the file cannot be written")?;
                shown(caller)
            }
            Self::Signal => {
                let mut kill = Command::new("kill");
                kill.args(["-USR1", &desk.to_string()]);
                if !kill.status()?.success() {
                    bail!("the signal could not be sent");
                }
                shown(caller)
            }
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Api => "API",
            Self::Page => "page",
            Self::Terminal => "terminal",
            Self::File => "file",
            Self::Signal => "signal",
        })
    }
}

/// The file that halts while it is there.
fn file(house: &House) -> PathBuf {
    house.folder().join("desk/halt")
}

/// Takes the file away, if there is one: a release does not hold beside it.
///
/// # Errors
/// It cannot be removed.
pub(super) fn take_file_away(house: &House) -> Result<()> {
    match fs::remove_file(file(house)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether the halt is in force.
///
/// # Errors
/// The desk does not say.
pub(super) fn is_shown(caller: &mut Caller) -> Result<bool> {
    let told = caller.get("/api/v1/halts")?.ok()?.json()?;
    let halts = told.get("halts").and_then(Value::as_array);
    let mut halts = halts.context("no `halts`")?.iter();
    Ok(halts.any(|halt| text(halt, "scope").is_ok_and(|scope| scope == SCOPE)))
}

fn shown(caller: &mut Caller) -> Result<()> {
    let until = Instant::now() + STATE_BOUND;
    while !is_shown(caller)? {
        if Instant::now() >= until {
            bail!("nothing was halted");
        }
        thread::sleep(GLANCE);
    }
    Ok(())
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
    if answer.status != 303 && answer.status != 202 {
        bail!("the form was answered {}: {}", answer.status, answer.text());
    }
    Ok(())
}

fn by_terminal(house: &House) -> Result<()> {
    let words = ["halt", SCOPE, "--cancel", "--no-wait", "--reason", "a race"].map(str::to_owned);
    let ran = process::run(&mut house.program(&words), STATE_BOUND, Echo::Silent)?;
    if ran.ending != Ending::Success {
        bail!("the terminal said: {}", ran.lines.join(" "));
    }
    Ok(())
}
