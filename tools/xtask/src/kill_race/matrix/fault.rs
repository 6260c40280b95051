//! The faults through which the switch is pressed: how each strikes the house and how it ends. Never presses by itself but where a
//! session is over.

use crate::house::House;
use crate::http::Caller;
use crate::kill_race::press::{self, Way};
use anyhow::{Context as _, Result, bail};
use serde_json::json;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Callers at the same time; more of them where they have to fill the queue.
const RACERS: (u64, u64) = (2, 16);
/// The database in the data folder, and what SQLite keeps beside it.
const DATABASE: [&str; 3] = ["cofferdam.db", "cofferdam.db-wal", "cofferdam.db-shm"];

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The database is taken away under the desk.
    DatabaseAway,
    /// More orders wait than the desk takes.
    QueueFull,
    /// The exchange answers everything with 500 and does nothing.
    VenueBroken,
    /// The session that presses is over.
    SessionOver,
    /// The desk is killed upon the answer.
    Killed,
    /// The desk is killed upon the answer, and a database from before the halt is put in place.
    OlderDatabase,
}

impl Fault {
    /// All, the first first.
    pub(super) const ALL: [Self; 6] = [
        Self::DatabaseAway,
        Self::QueueFull,
        Self::VenueBroken,
        Self::SessionOver,
        Self::Killed,
        Self::OlderDatabase,
    ];

    /// How many callers race.
    pub(super) const fn racers(self) -> u64 {
        match self {
            Self::QueueFull => RACERS.1,
            Self::DatabaseAway
            | Self::VenueBroken
            | Self::SessionOver
            | Self::Killed
            | Self::OlderDatabase => RACERS.0,
        }
    }

    /// Whether the callers go on for a while after the answer.
    pub(super) const fn goes_on(self) -> bool {
        match self {
            Self::DatabaseAway | Self::QueueFull | Self::VenueBroken | Self::SessionOver => true,
            Self::Killed | Self::OlderDatabase => false,
        }
    }

    /// Whether the journal afterwards does not know all that was sent before the answer.
    pub(super) const fn forgets(self) -> bool {
        match self {
            Self::DatabaseAway | Self::OlderDatabase => true,
            Self::QueueFull | Self::VenueBroken | Self::SessionOver | Self::Killed => false,
        }
    }

    /// Strikes before the press.
    ///
    /// # Errors
    /// It cannot be done.
    pub(super) fn strike(self, house: &House) -> Result<()> {
        match self {
            Self::DatabaseAway => {
                let (here, away) = database(house);
                fs::rename(here, away).context("the database cannot be taken away")
            }
            Self::VenueBroken => {
                let fault = json!({"route": "*", "fault": "serverErrorNotExecuted",
                    "perMillion": 1_000_000, "name": "the venue is broken"});
                let answer = house.levers().send("POST", "/_sim/faults", &fault, &[])?;
                answer.ok().map(drop)
            }
            Self::QueueFull | Self::SessionOver | Self::Killed | Self::OlderDatabase => Ok(()),
        }
    }

    /// Ends what struck.
    ///
    /// # Errors
    /// It cannot be done.
    pub(super) fn lift(self, house: &House) -> Result<()> {
        match self {
            Self::DatabaseAway => {
                let (here, away) = database(house);
                match fs::rename(away, here) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                    Ok(()) | Err(_) => Ok(()),
                }
            }
            Self::VenueBroken => {
                let answer = house
                    .levers()
                    .send("DELETE", "/_sim/faults", &json!({}), &[])?;
                answer.ok().map(drop)
            }
            Self::QueueFull | Self::SessionOver | Self::Killed | Self::OlderDatabase => Ok(()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::DatabaseAway => "database away",
            Self::QueueFull => "queue full",
            Self::VenueBroken => "venue answers 5xx",
            Self::SessionOver => "session over",
            Self::Killed => "killed upon answer",
            Self::OlderDatabase => "older database",
        })
    }
}

fn database(house: &House) -> (PathBuf, PathBuf) {
    let [name, ..] = DATABASE;
    let here = house.folder().join("desk").join(name);
    let away = here.with_extension("away");
    (here, away)
}

/// A database as it was.
pub(super) struct Older(PathBuf);

impl Older {
    /// Keeps the database of a desk that does not run.
    ///
    /// # Errors
    /// It cannot be copied.
    pub(super) fn keep(house: &House) -> Result<Self> {
        let folder = house.folder().join("older");
        fs::create_dir_all(&folder)?;
        for name in DATABASE {
            let (from, to) = (house.folder().join("desk").join(name), folder.join(name));
            take_away(&to)?;
            if from.exists() {
                fs::copy(&from, &to).with_context(|| format!("{name} cannot be copied"))?;
            }
        }
        Ok(Self(folder))
    }

    /// Puts it in the place of what a desk that was killed left.
    ///
    /// # Errors
    /// It cannot be copied.
    pub(super) fn put_back(&self, house: &House) -> Result<()> {
        for name in DATABASE {
            let (from, to) = (self.0.join(name), house.folder().join("desk").join(name));
            take_away(&to)?;
            if from.exists() {
                fs::copy(&from, &to).with_context(|| format!("{name} cannot be put back"))?;
            }
        }
        Ok(())
    }
}

fn take_away(file: &std::path::Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A caller whose session is over.
///
/// # Errors
/// It cannot sign in or out.
pub(super) fn ended_session(house: &House) -> Result<Caller> {
    let caller = house.sign_in()?;
    let mut ending = caller.twin();
    let answer = ending.send("DELETE", "/api/v1/session", &json!({}), &[])?;
    answer.ok()?;
    Ok(caller)
}

/// Presses with a session that is over: page and API must say so and halt nothing, and the terminal then does it.
///
/// # Errors
/// A press without a session halted, or one that needs none did not.
pub(super) fn pressed_without_session(
    house: &House,
    way: Way,
    (ended, watcher, desk): (&Caller, &Caller, u32),
) -> Result<&'static str> {
    let mut watcher = watcher.twin();
    match way {
        Way::Terminal | Way::File | Way::Signal => {
            way.press(house, (&mut watcher, desk))?;
            return Ok("; it asks for no session");
        }
        Way::Api | Way::Page => {}
    }
    let told = way.press(house, (&mut ended.twin(), desk));
    if told.is_ok() {
        bail!("a press without a session was taken");
    }
    if press::is_shown(&mut watcher)? {
        bail!("a press without a session halted");
    }
    Way::Terminal.press(house, (&mut watcher, desk))?;
    Ok("; refused without a session, then by the terminal")
}
