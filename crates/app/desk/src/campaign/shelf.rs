//! Where reports lie: files in a folder of the house, each written whole. Never deletes one.

use super::document::{DocumentError, Verified, verify};
use super::judgement::CampaignPassed;
use domain::{AccountId, Time};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use vault::{ReportVerifier, ShelfError};

/// Name of the folder of reports inside the data folder.
const FOLDER: &str = "campaigns";
/// Name of the file of the report key inside the data folder.
const KEY_FILE: &str = "report-key.json";
/// Longest report read back, in bytes.
const REPORT_BYTES_MAX: u64 = 4 * 1_024 * 1_024;

/// The reports of one house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignShelf {
    data: PathBuf,
}

/// Why there is no report to show.
#[derive(Debug, thiserror::Error)]
pub enum ShelfTrouble {
    /// A file cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The report key cannot be read.
    #[error(transparent)]
    Key(#[from] ShelfError),
    /// There is a report, and no key of this house to judge it by.
    #[error("there is a report, but this house has no report key to judge it by")]
    NoKey,
    /// It is not what this house signed.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl CampaignShelf {
    /// The shelf in a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
        }
    }

    /// The file of the report key.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.data.join(KEY_FILE)
    }

    /// The folder of reports.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.data.join(FOLDER)
    }

    /// Writes a report beside its page; both are on disk when this answers. Gives their paths.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn keep(
        &self,
        run: &str,
        (document, page): (&str, &str),
    ) -> Result<(PathBuf, PathBuf), ShelfTrouble> {
        let folder = self.folder();
        fs::create_dir_all(&folder).map_err(|source| trouble(&folder, source))?;
        let json = folder.join(format!("{run}.json"));
        let html = folder.join(format!("{run}.html"));
        for (path, text) in [(&html, page), (&json, document)] {
            whole(path, text).map_err(|source| trouble(path, source))?;
        }
        Ok((json, html))
    }

    /// The newest report that this house signed, and its document; `None` while there is none.
    ///
    /// # Errors
    /// It cannot be read, or is not what this house signed.
    pub fn last(&self) -> Result<Option<(Verified, String)>, ShelfTrouble> {
        let Some(path) = self.newest()? else {
            return Ok(None);
        };
        let key = ReportVerifier::beside(&self.key_file())?.ok_or(ShelfTrouble::NoKey)?;
        Ok(Some(Self::read(&path, &key)?))
    }

    /// The proof of the newest report about one account, where it meets every condition at this instant. An older report of the
    /// account never stands in for a newer one.
    ///
    /// # Errors
    /// Why there is none, in words.
    // GATE-12 ORD-12
    pub fn passed(&self, account: AccountId, now: Time) -> Result<CampaignPassed, String> {
        let words = |trouble: ShelfTrouble| trouble.to_string();
        let key = ReportVerifier::beside(&self.key_file());
        let key = key.map_err(|error| error.to_string())?;
        let mut all = self.all().map_err(words)?;
        all.sort_unstable();
        for path in all.iter().rev() {
            let key = key.as_ref().ok_or_else(|| words(ShelfTrouble::NoKey))?;
            let verified = Self::read(path, key).map_err(words)?.0;
            if verified.report().place.account != account {
                continue;
            }
            return verified.passed(now).map_err(|unmet| {
                let unmet = unmet.iter();
                let unmet: Vec<String> = unmet
                    .map(|judged| format!("{}: {}", judged.condition, judged.shows))
                    .collect();
                format!("the newest report does not count: {}", unmet.join("; "))
            });
        }
        Err(format!(
            "no campaign of account {account} lies in {}",
            self.folder().display()
        ))
    }

    fn read(path: &Path, key: &ReportVerifier) -> Result<(Verified, String), ShelfTrouble> {
        let about = fs::metadata(path).map_err(|source| trouble(path, source))?;
        if about.len() > REPORT_BYTES_MAX {
            let long = io::Error::other("longer than 4 MiB");
            return Err(trouble(path, long));
        }
        let document = fs::read_to_string(path).map_err(|source| trouble(path, source))?;
        let document = document.trim_end().to_owned();
        Ok((verify(&document, key)?, document))
    }

    /// Names begin with the instant of the start, in as many digits each.
    fn newest(&self) -> Result<Option<PathBuf>, ShelfTrouble> {
        Ok(self.all()?.into_iter().max())
    }

    /// The documents of all reports.
    fn all(&self) -> Result<Vec<PathBuf>, ShelfTrouble> {
        let folder = self.folder();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(trouble(&folder, source)),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(|source| trouble(&folder, source))?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                all.push(path);
            }
        }
        Ok(all)
    }
}

fn trouble(path: &Path, source: io::Error) -> ShelfTrouble {
    ShelfTrouble::File {
        path: path.to_owned(),
        source,
    }
}

/// Beside it, synced, and renamed over it.
fn whole(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("part");
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
