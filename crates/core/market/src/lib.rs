//! The market as we saw it: order books kept from snapshots and differences, candles folded from trades, holes in them
//! found and filled.
//! Pure decisions. Never a clock, a socket, a file, a source of chance, or an invented price.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod absent;
mod backfill;
mod book;
mod book_diff;
mod book_sync;
mod candles;
mod integrity;
mod missing;
mod series;
mod sync_rules;
mod trade;
mod walk;

pub use absent::{Cells, SETTLED_AFTER, absent_runs};
pub use backfill::{
    Backfill, BackfillEffect, BackfillInput, CANDLES_PER_ASK_MAX, Gap, GapReason, GapState,
};
pub use book::{Book, Depth, LEVELS_PER_SIDE_MAX, Level, Levels, Top};
pub use book_diff::{BookDiff, BookSnapshot, DiffIds};
pub use book_sync::{BookEffect, BookInput, BookSync, LossReason, SyncState};
pub use candles::{
    CandleCounts, CandleEffect, CandleInput, CandleRules, Candles, ClosedCandle, Coverage,
};
pub use integrity::{Finding, Flaw, against, look, sums};
pub use sync_rules::{SyncCounts, SyncRules};
pub use trade::{Trade, TradeIds};
pub use walk::Walk;
