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
    file: File,
    /// The lock beside the database itself, where the folder only points at it.
    beside: Option<File>,
    /// The highest number of a writer that the folder remembers.
    token: u64,
}

/// What shows, without asking the database, whether a writer still has its folder: the file it locked, with its number in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseFile {
    path: PathBuf,
    file: DatabaseFile,
    token: u64,
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

/// Takes the folder for writing, and the folder that the database lies in where this one only points at it.
pub(crate) fn lock(folder: &Path) -> Result<FolderLock, StoreError> {
    require(folder)?;
    let path = database(folder);
    if names(&path) > 1 {
        return Err(StoreError::SecondName { file: path });
    }
    let (mut file, mut token) = take(folder)?;
    let mut beside = None;
    if let Some(real) = lies_elsewhere(folder, &path) {
        let (taken, known) = take(&real)?;
        token = token.max(known);
        beside = Some(taken);
    }
    let mut all = std::iter::once(&mut file).chain(&mut beside);
    all.try_for_each(|file| sign(file, token))
        .map_err(|e| not_writable(folder, e))?;
    Ok(FolderLock {
        file,
        beside,
        token,
    })
}

/// Locks one folder; with the number that its file remembers.
fn take(folder: &Path) -> Result<(File, u64), StoreError> {
    let mut file = open_private(&folder.join(LOCK_FILE)).map_err(|e| not_writable(folder, e))?;
    let taken = file.try_lock();
    let (process, token) = signed(&mut file);
    match taken {
        Ok(()) => Ok((file, token.unwrap_or_default())),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
            what: folder.display().to_string(),
            process,
            lease: None,
        }),
        Err(TryLockError::Error(error)) => Err(not_writable(folder, error)),
    }
}

/// The folder that the database lies in, where the name in the data folder only points at it.
fn lies_elsewhere(folder: &Path, database: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(database).ok()?.parent()?.to_owned();
    let own = fs::canonicalize(folder).ok()?;
    (real != own).then_some(real)
}

/// How many names the database has; one that is not there has none.
#[cfg(unix)]
fn names(database: &Path) -> u64 {
    fs::metadata(database).map_or(0, |found| std::os::unix::fs::MetadataExt::nlink(&found))
}

/// On other systems it is taken to have one.
#[cfg(not(unix))]
fn names(_: &Path) -> u64 {
    1
}

impl FolderLock {
    /// The highest number that the folder remembers.
    pub(crate) const fn token(&self) -> u64 {
        self.token
    }

    /// Writes down the number of the writer that has the folder.
    pub(crate) fn remember(&mut self, folder: &Path, token: u64) -> Result<(), StoreError> {
        self.token = token;
        let all = std::iter::once(&mut self.file).chain(&mut self.beside);
        for file in all {
            sign(file, token).map_err(|e| not_writable(folder, e))?;
        }
        Ok(())
    }

    /// What shows whether it is still this writer's.
    pub(crate) fn lease_file(&self, folder: &Path) -> Option<LeaseFile> {
        let path = folder.join(LOCK_FILE);
        let file = DatabaseFile::at(&path)?;
        Some(LeaseFile {
            path,
            file,
            token: self.token,
        })
    }
}

impl LeaseFile {
    /// Whether the writer still has the folder. What cannot be read is somebody else's.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        let said = || {
            let mut text = String::new();
            File::open(&self.path)
                .ok()?
                .read_to_string(&mut text)
                .ok()?;
            signature(&text).1
        };
        DatabaseFile::at(&self.path) == Some(self.file) && said() == Some(self.token)
    }
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
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        Self::at(&database(folder))
    }

    /// The file of this name.
    #[cfg(unix)]
    fn at(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let found = fs::metadata(path).ok()?;
        Some(Self {
            device: found.dev(),
            number: found.ino(),
        })
    }

    /// The file of this name; on systems that forbid removing an open file it is always the same.
    #[cfg(not(unix))]
    fn at(path: &Path) -> Option<Self> {
        let _found = fs::metadata(path).ok()?;
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

/// Who has the folder, with the number of the writer. Written over what was there and then cut, so that it is never empty.
fn sign(file: &mut File, token: u64) -> std::io::Result<()> {
    let text = format!("{} {token}\n", std::process::id());
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(u64::try_from(text.len()).unwrap_or(u64::MAX))
}

fn signed(file: &mut File) -> (Option<u32>, Option<u64>) {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) => signature(&text),
        Err(_) => (None, None),
    }
}

/// The process and the number of a writer that a file names.
fn signature(text: &str) -> (Option<u32>, Option<u64>) {
    let mut words = text.split_whitespace();
    let process = words.next().and_then(|word| word.parse().ok());
    (process, words.next().and_then(|word| word.parse().ok()))
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
