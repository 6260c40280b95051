//! The data folder: its lock, its files, and the temporary folders of tests. Never reads the database.

use crate::error::StoreError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The database file in a data folder.
const DATABASE_FILE: &str = "cofferdam.db";
/// The file whose lock says that a process writes to the folder.
const LOCK_FILE: &str = "cofferdam.lock";
/// The file that says that a database was made here, so that one that vanished is not taken for an empty one.
const MARK_FILE: &str = "cofferdam.made";
/// Only the owner may read what is on disk.
#[cfg(unix)]
const FILE_MODE: u32 = 0o600;

/// The right to write to a data folder: held while this lives, let go by the system when the process dies.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

/// Which file the database is, whatever its name: a file put in its place is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DatabaseFile {
    device: u64,
    number: u64,
}

/// A folder that is removed when the last handle to it goes.
#[derive(Debug)]
pub(crate) struct TemporaryFolder(PathBuf);

/// The database file of a folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE_FILE)
}

/// Checks that the folder is there.
pub(crate) fn require(folder: &Path) -> Result<(), StoreError> {
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(not_writable(folder, ErrorKind::NotADirectory.into())),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(StoreError::NoFolder {
            folder: folder.to_owned(),
        }),
        Err(error) => Err(not_writable(folder, error)),
    }
}

/// Whether a database was ever made in the folder.
pub(crate) fn is_begun(folder: &Path) -> bool {
    folder.join(MARK_FILE).exists() || database(folder).exists()
}

/// Takes the folder for writing.
pub(crate) fn lock(folder: &Path) -> Result<FolderLock, StoreError> {
    require(folder)?;
    let mut file = open_private(&folder.join(LOCK_FILE)).map_err(|e| not_writable(folder, e))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(StoreError::InUse {
                what: folder.display().to_string(),
                process: holder(&mut file),
            });
        }
        Err(TryLockError::Error(error)) => return Err(not_writable(folder, error)),
    }
    // The number of the holder is a courtesy to whoever is refused: a full disk must not keep the folder shut.
    if sign(&mut file).is_err() {
        file.set_len(0).map_err(|e| not_writable(folder, e))?;
    }
    Ok(FolderLock { _file: file })
}

/// Makes the database file when it is missing, readable by its owner only.
pub(crate) fn prepare_database(folder: &Path) -> Result<PathBuf, StoreError> {
    let path = database(folder);
    match open_private(&path) {
        Ok(_) => Ok(path),
        Err(error) => Err(not_writable(folder, error)),
    }
}

/// Checks that a database that was made here is still here.
pub(crate) fn require_database(folder: &Path) -> Result<(), StoreError> {
    let made = fs::exists(folder.join(MARK_FILE)).map_err(|e| not_writable(folder, e))?;
    let bytes = fs::metadata(database(folder)).map_or(0, |found| found.len());
    if made && bytes == 0 {
        return Err(StoreError::Damaged {
            detail: format!("{DATABASE_FILE} is missing or empty"),
        });
    }
    Ok(())
}

impl DatabaseFile {
    /// The file that bears the database's name, or none where there is none.
    #[cfg(unix)]
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let found = fs::metadata(database(folder)).ok()?;
        Some(Self {
            device: found.dev(),
            number: found.ino(),
        })
    }

    /// The file that bears the database's name; on systems that forbid removing an open file it is always the same.
    #[cfg(not(unix))]
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let _found = fs::metadata(database(folder)).ok()?;
        Some(Self {
            device: 0,
            number: 0,
        })
    }
}

/// Remembers that a database was made here.
pub(crate) fn mark(folder: &Path) -> Result<(), StoreError> {
    let marked = open_private(&folder.join(MARK_FILE));
    marked.map(drop).map_err(|e| not_writable(folder, e))
}

fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    options.open(path)
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn not_writable(folder: &Path, source: std::io::Error) -> StoreError {
    StoreError::NotWritable {
        folder: folder.to_owned(),
        source,
    }
}

impl TemporaryFolder {
    /// A folder that nobody else has.
    pub(crate) fn make() -> Result<Self, StoreError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let parent = std::env::temp_dir();
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let folder = parent.join(format!("cofferdam-{}-{number}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(not_writable(&folder, error)),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Nobody can act on a failure here, and the system clears temporary folders.
        fs::remove_dir_all(&self.0).ok();
    }
}
