//! The halts in force, in a file beside the database: neither a database that cannot be written nor an older one put in its
//! place forgets a halt. Read once at a start; never a second truth of anything else.
// GATE-10

use domain::{Origin, Scope, Time};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use store::Location;
use trading::{Cause, HaltInForce, HaltReach};

/// The file's name in the data folder.
pub const LATCH_NAME: &str = "halts.latch";
/// The name of what takes its place: made beforehand, so that a full disk still has room for it.
const NEXT_NAME: &str = "halts.latch.next";
/// Where a file that could not be read is kept, for whoever wants to know why.
const UNREADABLE_NAME: &str = "halts.latch.unreadable";
/// The first line.
const HEADER: &str = "cofferdam halts 1\n";
/// Before the digest in the last line.
const DIGEST: &str = "sha256 ";
/// The file is a multiple of this, so that what is made beforehand fits.
const BLOCK: usize = 4_096;
/// Longest file that is read or written, in bytes.
const FILE_BYTES_MAX: usize = 1 << 20;
/// Why everything is halted when the file cannot be read.
const UNREADABLE: &str = "the file of halts cannot be read";
/// Why everything is halted at the next start when there are more halts than the file holds.
const TOO_MANY: &str = "there are more halts than the file of halts holds";
/// Before the reason of a halt that the journal did not know.
const KEPT_BY: &str = "kept by the file of halts: ";

/// A halt as the file keeps it, one in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Latched {
    scope: Scope,
    reach: Reach,
    origin: Origin,
    reason: String,
    at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reach {
    NewOnly,
    AndCancel,
}

/// The file of one data folder; none where the database is elsewhere.
#[derive(Debug)]
pub(crate) struct HaltLatch {
    folder: Option<PathBuf>,
}

impl HaltLatch {
    pub(crate) fn of(location: &Location) -> Self {
        let folder = match location {
            Location::Sqlite(folder) => Some(folder.clone()),
            Location::Memory | Location::Postgres(_) => None,
        };
        if let Some(folder) = &folder {
            make_room(folder);
        }
        Self { folder }
    }

    /// The halts that the file keeps. What cannot be read halts everything.
    pub(crate) fn read(&self) -> Vec<HaltInForce> {
        self.folder.as_deref().map_or_else(Vec::new, read)
    }

    /// Keeps exactly these halts; on disk when it returns.
    ///
    /// # Errors
    /// They are not on disk; or there is no folder for them.
    pub(crate) fn keep<'a>(&self, halts: impl Iterator<Item = &'a HaltInForce>) -> Result<()> {
        match &self.folder {
            Some(folder) => write(folder, halts.cloned().collect()),
            None => Err(ErrorKind::Unsupported.into()),
        }
    }

    /// Whether there is a folder for it.
    pub(crate) const fn is_kept(&self) -> bool {
        self.folder.is_some()
    }
}

/// The scopes that the file of a folder keeps halted; everything where it cannot be read.
#[must_use]
pub fn halted(folder: &Path) -> Vec<Scope> {
    read(folder).into_iter().map(|halt| halt.scope).collect()
}

/// Puts a halt into the file of a desk that does not run.
///
/// # Errors
/// The file cannot be written.
pub fn add(folder: &Path, halt: HaltInForce) -> Result<()> {
    let mut halts = read(folder);
    halts.retain(|known| known.scope != halt.scope);
    halts.push(halt);
    write(folder, halts)
}

/// Takes the halt of exactly this scope out of the file of a desk that does not run.
///
/// # Errors
/// The file cannot be written.
pub fn release(folder: &Path, scope: Scope) -> Result<()> {
    let mut halts = read(folder);
    halts.retain(|halt| halt.scope != scope);
    write(folder, halts)
}

/// The halt as the journal is told of it when it did not know it.
pub(crate) fn told_again(halt: HaltInForce) -> HaltInForce {
    let Cause { origin, reason } = halt.cause;
    let reason = match reason.strip_prefix(KEPT_BY) {
        Some(_) => reason,
        None => format!("{KEPT_BY}{reason}"),
    };
    HaltInForce {
        cause: Cause { origin, reason },
        ..halt
    }
}

fn read(folder: &Path) -> Vec<HaltInForce> {
    match parsed(&folder.join(LATCH_NAME)) {
        Ok(halts) => halts.into_iter().map(Latched::halt).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            tracing::error!(error = %error, "the file of halts cannot be read, so everything is halted");
            let kept = fs::copy(folder.join(LATCH_NAME), folder.join(UNREADABLE_NAME));
            if let Err(error) = kept {
                tracing::warn!(error = %error, "no copy of the file of halts could be kept");
            }
            vec![everything(UNREADABLE)]
        }
    }
}

/// What a sound file says.
fn parsed(path: &Path) -> Result<Vec<Latched>> {
    let bound = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut text = String::new();
    let file = File::open(path)?;
    file.take(bound.saturating_add(1))
        .read_to_string(&mut text)?;
    if text.len() > FILE_BYTES_MAX {
        return Err(unsound("it is too long"));
    }
    let (body, digest) = text
        .rsplit_once(DIGEST)
        .ok_or_else(|| unsound("it has no digest"))?;
    if vault::digest(body.as_bytes())? != digest.trim_end() {
        return Err(unsound("its digest is of another text"));
    }
    let lines = body
        .strip_prefix(HEADER)
        .ok_or_else(|| unsound("it is of another program"))?;
    let halts = lines.lines().map(serde_json::from_str);
    Ok(halts.collect::<core::result::Result<_, _>>()?)
}

fn unsound(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}

/// A halt of everything, by the house.
fn everything(reason: &str) -> HaltInForce {
    HaltInForce {
        scope: Scope::Global,
        reach: HaltReach::NewOnly,
        cause: Cause::house(reason.to_owned()),
        at: Time::from_nanos(0),
    }
}

fn write(folder: &Path, halts: Vec<HaltInForce>) -> Result<()> {
    let mut text = text_of(halts)?;
    if text.len() > FILE_BYTES_MAX {
        // Rather everything than not all of it.
        text = text_of(vec![everything(TOO_MANY)])?;
    }
    let next = folder.join(NEXT_NAME);
    let mut file = opened(&next)?;
    file.write_all(text.as_bytes())?;
    file.set_len(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
    file.sync_all()?;
    fs::rename(&next, folder.join(LATCH_NAME))?;
    File::open(folder)?.sync_all()?;
    make_room(folder);
    Ok(())
}

/// The whole file, filled up with blanks.
fn text_of(halts: Vec<HaltInForce>) -> Result<String> {
    let mut text = HEADER.to_owned();
    for halt in halts {
        text.push_str(&serde_json::to_string(&Latched::of(halt))?);
        text.push('\n');
    }
    let digest = vault::digest(text.as_bytes())?;
    text.push_str(DIGEST);
    text.push_str(&digest);
    text.push('\n');
    let whole = text.len().next_multiple_of(BLOCK);
    text.extend(core::iter::repeat_n(' ', whole.saturating_sub(text.len())));
    Ok(text)
}

/// Makes the file that takes the place of the other beforehand. Where that fails a full disk may have no room for a halt.
fn make_room(folder: &Path) {
    let made = opened(&folder.join(NEXT_NAME)).and_then(|mut file| {
        file.write_all(&[b' '; BLOCK])?;
        file.sync_all()
    });
    if let Err(error) = made {
        tracing::warn!(error = %error, "no room is kept for the file of halts; a full disk may have none");
    }
}

fn opened(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    options.open(path)
}

impl Latched {
    fn of(halt: HaltInForce) -> Self {
        Self {
            scope: halt.scope,
            reach: match halt.reach {
                HaltReach::NewOnly => Reach::NewOnly,
                HaltReach::AndCancel => Reach::AndCancel,
            },
            origin: halt.cause.origin,
            reason: halt.cause.reason,
            at: halt.at,
        }
    }

    fn halt(self) -> HaltInForce {
        HaltInForce {
            scope: self.scope,
            reach: match self.reach {
                Reach::NewOnly => HaltReach::NewOnly,
                Reach::AndCancel => HaltReach::AndCancel,
            },
            cause: Cause {
                origin: self.origin,
                reason: self.reason,
            },
            at: self.at,
        }
    }
}

#[cfg(test)]
mod tests;
