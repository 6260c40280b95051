//! Where a store lies. Never opens anything.

use std::path::PathBuf;

/// Where a store lies.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A data folder on this machine; the folder must exist, the database in it is made when missing.
    Sqlite(PathBuf),
    /// A database of its own for one test: a temporary folder, removed with the last handle; not safe from power loss.
    Memory,
    /// A PostgreSQL database by its URL (`postgres://user:password@host/database`).
    Postgres(String),
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(folder) => f.debug_tuple("Sqlite").field(folder).finish(),
            Self::Memory => f.write_str("Memory"),
            // The URL may hold a password.
            Self::Postgres(_) => f.write_str("Postgres(hidden)"),
        }
    }
}
