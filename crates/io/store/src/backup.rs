//! A copy of the whole store while it is in use. Never a torn copy: the file takes its name only when it is whole and on disk.

use crate::engine::Engine;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::sql::system::sqlite as sql;
use crate::value::Arg;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

impl Reader {
    /// Copies the store as it stands at one instant into the new file `path`; the writer goes on meanwhile. Its size in bytes.
    ///
    /// # Errors
    /// The path is taken or cannot be written; the disk is full; the database is damaged or is PostgreSQL.
    pub async fn backup_to(&self, path: &Path) -> Result<u64, StoreError> {
        if self.pool().engine() == Engine::Postgres {
            return Err(StoreError::NotHere {
                deed: "making a backup",
            });
        }
        let failed = |source: Error| StoreError::CopyPath {
            path: path.to_owned(),
            source,
        };
        let partial = reserve(path).map_err(failed)?;
        let copied = self
            .pool()
            .execute(sql::COPY, vec![Arg::text(partial.display())])
            .await;
        let finished = match copied {
            Ok(_) => finish(&partial, path).map_err(failed),
            Err(error) => Err(error.into()),
        };
        if finished.is_err() {
            // The first error is the one to report; a leftover with this name is refused by the next attempt.
            fs::remove_file(&partial).ok();
        }
        finished
    }
}

/// An empty file beside `path`, readable by its owner only, for the engine to fill.
fn reserve(path: &Path) -> Result<PathBuf, Error> {
    if fs::exists(path)? {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut name = path
        .file_name()
        .ok_or(ErrorKind::InvalidFilename)?
        .to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    if partial.to_str().is_none() {
        return Err(ErrorKind::InvalidFilename.into());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&partial)?;
    Ok(partial)
}

/// Brings the copy to disk and gives it its name.
fn finish(partial: &Path, path: &Path) -> Result<u64, Error> {
    let file = File::open(partial)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    fs::rename(partial, path)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        Some(_) | None => Path::new("."),
    };
    File::open(folder)?.sync_all()?;
    Ok(bytes)
}
