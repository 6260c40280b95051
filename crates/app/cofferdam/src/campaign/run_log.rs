//! What a campaign is about to do and what it was told, on disk before and after each order, so that a run that died can be
//! cleared up. It is gone when a run ended in good order. Never a secret.

use anyhow::{Context, Result};
use domain::{OrderId, Symbol};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the file inside the folder of reports.
const FILE_NAME: &str = "running.log";

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub(super) enum LogLine {
    /// A run began.
    Began { run: String, symbol: Symbol },
    /// A request is about to leave.
    Asking { path: String, body: Value },
    /// The desk answered with these orders.
    Placed { orders: Vec<OrderId> },
    /// The desk refused, so there is no order.
    Refused,
}

/// The file of a run; there is none before the run begins.
#[derive(Debug)]
pub(super) struct RunLog {
    folder: PathBuf,
    file: Option<File>,
}

/// What a run that died has left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unfinished {
    pub(super) run: String,
    pub(super) symbol: Symbol,
    pub(super) orders: Vec<OrderId>,
    /// A request of which no answer was written down.
    pub(super) unanswered: Option<(String, Value)>,
}

impl RunLog {
    /// In this folder; nothing is written.
    pub(super) fn of(folder: PathBuf) -> Self {
        Self { folder, file: None }
    }

    /// A fresh file, in the place of any other.
    pub(super) fn begin(&mut self, run: &str, symbol: Symbol) -> Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true);
        self.open(file)?;
        let run = run.to_owned();
        self.write(&LogLine::Began { run, symbol })
    }

    /// The file of a run that died, to be written on while it is cleared up.
    pub(super) fn again(&mut self) -> Result<()> {
        self.open(OpenOptions::new().append(true))
    }

    fn open(&mut self, options: &OpenOptions) -> Result<()> {
        let path = self.path();
        let file = options.open(&path);
        self.file = Some(file.with_context(|| format!("cannot write {}", path.display()))?);
        Ok(())
    }

    /// On disk when it answers.
    pub(super) fn write(&mut self, line: &LogLine) -> Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let path = self.path();
        let file = self.file.as_mut().context("the run has not begun")?;
        let written = file.write_all(text.as_bytes());
        written
            .and_then(|()| file.sync_data())
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// The run ended in good order.
    pub(super) fn end(&mut self) -> Result<()> {
        self.file = None;
        let path = self.path();
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }
}

impl Unfinished {
    /// What an earlier run has left; `None` where none died. A last line that was cut is as if it was never written.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let mut lines = text
            .lines()
            .map_while(|line| serde_json::from_str(line).ok());
        let Some(LogLine::Began { run, symbol }) = lines.next() else {
            return Ok(None);
        };
        let mut left = Self {
            run,
            symbol,
            orders: Vec::new(),
            unanswered: None,
        };
        for line in lines {
            match line {
                LogLine::Began { .. } => {}
                LogLine::Asking { path, body } => left.unanswered = Some((path, body)),
                LogLine::Placed { orders } => {
                    left.orders.extend(orders);
                    left.unanswered = None;
                }
                LogLine::Refused => left.unanswered = None,
            }
        }
        Ok(Some(left))
    }
}

#[cfg(test)]
mod tests;
