//! The hold of this desk on its store: written down at each start, and looked at as each order leaves. Never takes back what
//! another engine took over.
// Control 30 of the trading controls.

use domain::Time;
use serde::Serialize;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use store::{AuditRecord, Batch, CommitError, Lease, LeaseFile, Location, Writer};
use wire::LeaseWatch;

/// Where the system says what this machine is called.
const HOST_FILE: &str = "/proc/sys/kernel/hostname";

/// What is known of the hold while the desk runs.
#[derive(Debug, Clone)]
pub(crate) struct Hold(Arc<RwLock<Standing>>);

#[derive(Debug)]
enum Standing {
    /// There is no file that would show it: the store's own number says all.
    Unseen,
    /// The file shows it.
    Seen(LeaseFile),
    /// The writer is gone, and no other has been opened yet.
    Open,
}

/// The record of a start in the audit log; its fields stand in the order of their names.
#[derive(Serialize)]
struct Record<'a> {
    at: String,
    folder: &'a str,
    host: &'a str,
    kind: &'a str,
    lease: u64,
    process: u32,
}

impl Hold {
    /// The hold of a writer.
    fn of(writer: &Writer) -> Self {
        Self(Arc::new(RwLock::new(Standing::of(writer))))
    }

    /// The writer is gone.
    pub(crate) fn let_go(&self) {
        self.set(Standing::Open);
    }

    /// Another writer was opened.
    pub(crate) fn take(&self, writer: &Writer) {
        self.set(Standing::of(writer));
    }

    fn set(&self, standing: Standing) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// What an order asks as it leaves.
    pub(crate) fn watch(&self) -> LeaseWatch {
        let hold = self.clone();
        LeaseWatch::new(move || hold.stands())
    }

    fn stands(&self) -> bool {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Standing::Unseen => true,
            Standing::Seen(file) => file.is_ours(),
            Standing::Open => false,
        }
    }
}

impl Standing {
    fn of(writer: &Writer) -> Self {
        writer.lease_file().map_or(Self::Unseen, Self::Seen)
    }
}

/// Writes down that this process has the store, and holds it.
///
/// # Errors
/// As for every commit.
pub(crate) async fn taken(
    writer: &mut Writer,
    location: &Location,
    since: Time,
) -> Result<Hold, CommitError> {
    sign(writer, location, since).await?;
    Ok(Hold::of(writer))
}

/// Writes down that this process has the store from here on.
///
/// # Errors
/// As for every commit.
pub(crate) async fn sign(
    writer: &mut Writer,
    location: &Location,
    since: Time,
) -> Result<(), CommitError> {
    let lease = Lease {
        token: writer.token(),
        process: std::process::id(),
        host: host(),
        folder: folder(location),
        since,
    };
    let record = Record {
        at: since.to_string(),
        folder: &lease.folder,
        host: &lease.host,
        kind: "lease",
        lease: lease.token,
        process: lease.process,
    };
    let record = serde_json::to_string(&record).unwrap_or_default();
    let mut batch = Batch::new(since);
    batch.audit.push(AuditRecord { at: since, record });
    batch.lease = Some(lease);
    writer.commit(&batch).await.map(drop)
}

fn host() -> String {
    let read = std::fs::read_to_string(HOST_FILE).unwrap_or_default();
    let name = read.trim();
    if name.is_empty() {
        "a machine without a name"
    } else {
        name
    }
    .to_owned()
}

/// The folder in full, so that it says the same wherever it is read.
fn folder(location: &Location) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match location {
        Location::Sqlite(path) => whole(path).display().to_string(),
        Location::Memory => "memory".to_owned(),
        Location::Postgres(_) => "a database server".to_owned(),
    }
}
