//! The account log: what the exchange owes its accounts, one step per line, on disk before any answer leaves.
//! Never half a step: a line counts whole or not at all; a torn last line is what a crash leaves, any other is refused.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The log in its folder.
const FILE_NAME: &str = "accounts.log";
/// The log while it is being written anew.
const FRESH_NAME: &str = "accounts.log.new";
/// Held by the process that owns the folder.
const LOCK_NAME: &str = "accounts.lock";
/// Hexadecimal digits of a line's checksum.
const SUM_DIGITS: usize = 16;

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder or a file in it cannot be used.
    #[error("{path}: {doing} failed")]
    Io {
        /// Folder or file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process keeps its accounts there.
    #[error("{path}: another simulated exchange keeps its accounts in this folder")]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// A line that is not the last cannot be read: the accounts would be wrong.
    #[error(
        "{path}: line {line} is damaged ({reason}); restore the file from a copy, or move it away to begin with fresh accounts"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A fact cannot be written as text.
    #[error("a fact could not be encoded")]
    Encode(#[source] serde_json::Error),
}

/// The open log: lines are staged and then committed together.
#[derive(Debug)]
pub(crate) struct AccountLog {
    path: PathBuf,
    file: Arc<File>,
    staged: Vec<u8>,
    /// Keeps the folder ours until this is dropped.
    _lock: File,
}

/// A log that was read: its lines, and the folder's lock.
pub(crate) struct ReadLog<T> {
    folder: PathBuf,
    lock: File,
    /// One entry per whole line, oldest first.
    pub(crate) lines: Vec<T>,
    /// Bytes of a torn last line that were left out.
    pub(crate) torn_bytes: usize,
}

impl<T: DeserializeOwned> ReadLog<T> {
    /// Takes the folder and reads its log, if there is one.
    pub(crate) fn open(folder: &Path) -> Result<Self, LogError> {
        fs::create_dir_all(folder).map_err(at(folder, "making the folder"))?;
        let lock = locked(folder)?;
        let path = folder.join(FILE_NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(at(&path, "reading")(error)),
        };
        let (lines, torn_bytes) = read_lines(&path, &bytes)?;
        Ok(Self {
            folder: folder.to_owned(),
            lock,
            lines,
            torn_bytes,
        })
    }
}

impl<T> ReadLog<T> {
    /// Writes the log anew with `lines` alone, replaces the old one in one move, and opens it for appending.
    pub(crate) fn compact<L: Serialize>(
        self,
        lines: impl Iterator<Item = L>,
    ) -> Result<AccountLog, LogError> {
        let fresh = self.folder.join(FRESH_NAME);
        let path = self.folder.join(FILE_NAME);
        let mut bytes = Vec::new();
        for line in lines {
            push_line(&mut bytes, &line)?;
        }
        let mut file = private(&fresh).map_err(at(&fresh, "making the file"))?;
        file.write_all(&bytes).map_err(at(&fresh, "writing"))?;
        file.sync_all().map_err(at(&fresh, "syncing"))?;
        fs::rename(&fresh, &path).map_err(at(&path, "replacing the log"))?;
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(at(&self.folder, "syncing the folder"))?;
        let file = OpenOptions::new()
            .append(true)
            .open(&path)
            .map_err(at(&path, "opening"))?;
        Ok(AccountLog {
            path,
            file: Arc::new(file),
            staged: Vec::new(),
            _lock: self.lock,
        })
    }
}

impl AccountLog {
    /// Stages one step.
    pub(crate) fn stage<T: Serialize>(&mut self, step: &T) -> Result<(), LogError> {
        push_line(&mut self.staged, step)
    }

    /// Puts everything staged on disk, durably, in one go.
    pub(crate) async fn commit(&mut self) -> Result<(), LogError> {
        if self.staged.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.staged);
        let file = Arc::clone(&self.file);
        let done = tokio::task::spawn_blocking(move || {
            let mut file = &*file;
            file.write_all(&bytes)?;
            file.sync_data()
        })
        .await;
        done.unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(at(&self.path, "appending"))
    }
}

/// A file of its own that nobody but its owner reads: the log holds secrets of keys.
fn private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn locked(folder: &Path) -> Result<File, LogError> {
    let path = folder.join(LOCK_NAME);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(at(&path, "opening"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(LogError::Taken {
            path: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(at(&path, "locking")(error)),
    }
}

fn read_lines<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<(Vec<T>, usize), LogError> {
    let mut lines = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (line, after) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                let (line, after) = rest.split_at(end);
                (line, after.get(1..).unwrap_or_default())
            }
            None => return Ok((lines, rest.len())),
        };
        match read_line(line) {
            Ok(value) => lines.push(value),
            Err(reason) => {
                return Err(LogError::Damaged {
                    path: path.to_owned(),
                    line: lines.len().saturating_add(1),
                    reason,
                });
            }
        }
        rest = after;
    }
    Ok((lines, 0))
}

fn read_line<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
    let (sum, json) = text.split_once(' ').ok_or("it has no checksum")?;
    if sum != checksum(json.as_bytes()) {
        return Err("its checksum does not hold".to_owned());
    }
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn push_line<T: Serialize>(bytes: &mut Vec<u8>, line: &T) -> Result<(), LogError> {
    let json = serde_json::to_vec(line).map_err(LogError::Encode)?;
    bytes.extend_from_slice(checksum(&json).as_bytes());
    bytes.push(b' ');
    bytes.extend_from_slice(&json);
    bytes.push(b'\n');
    Ok(())
}

fn checksum(bytes: &[u8]) -> String {
    let mut text: String = Sha256::digest(bytes)
        .iter()
        .take(SUM_DIGITS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    text.truncate(SUM_DIGITS);
    text
}

fn at(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> LogError + use<> {
    let path = path.to_owned();
    move |source| LogError::Io {
        path,
        doing,
        source,
    }
}

#[cfg(test)]
mod tests;
