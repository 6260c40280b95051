//! What the house keeps on disk: journal, projections, candles, raw records, audit leaves, people. Keeps, never judges.
#![forbid(unsafe_code)]

mod audit;
mod backup;
mod batch;
mod candles;
mod checkpoint;
mod controls;
mod engine;
mod error;
mod fills;
mod findings;
mod folder;
mod histories;
mod holdings;
mod integrity;
mod journal;
mod leases;
mod location;
mod market_gaps;
mod messages;
mod migrations;
mod orders;
mod people;
mod raw_records;
mod reader;
mod sql;
mod store;
mod value;
mod writer;

#[cfg(test)]
mod tests;

pub use audit::{AuditCheck, AuditHead, AuditLeaf, AuditRecord};
pub use batch::{Batch, CommitReceipt};
pub use candles::{CandleMark, CandleRange, KeptCandle};
pub use controls::{HaltChange, HaltRow, NewRefusal, RefusalFilter, RefusalRow, SwitchRow};
pub use error::{CommitError, Conflict, StoreError};
pub use fills::{FillFilter, FillRow};
pub use findings::{FindingChange, FindingRow, FindingState, FindingWord};
pub use folder::LeaseFile;
pub use histories::{
    HistoryName, HistoryPage, HistoryRecordRow, HistoryStep, HistoryVersions, HistoryWalkRow,
    NewHistoryRecord,
};
pub use holdings::{BalanceRow, PositionRow};
pub use integrity::{ChangeDeed, ChangeRow, CheckRow, Ending, FlawRow, FlawState, MarketNotes};
pub use journal::{JournalEntry, JournalRow, Seq, Snapshot};
pub use leases::Lease;
pub use location::Location;
pub use market_gaps::{Absence, GapKind, GapRow, GapStanding, UnknownName};
pub use messages::{MessageOutcome, MessageRow, NewMessage, OrderLink};
pub use migrations::{Losses, MigrationReport, SchemaVersion};
pub use orders::{OrderFilter, OrderPhase, OrderRow, RequestKeyRow};
pub use people::{
    PasswordHash, PeopleChange, SessionRow, SetupTokenRow, SigninFailureRow, TokenHash, UserRow,
};
pub use raw_records::{RawArrival, RawArrivalRow, content_hash};
pub use reader::{Counts, Health, PAGE_ROWS_MAX, Reader};
pub use store::Store;
pub use writer::Writer;
