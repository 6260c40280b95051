//! The simulated disk: journal rows in the real text form, and a snapshot. Keeps what was committed, and nothing else.

use desk::journal;
use trading::{Event, Snapshot};

/// Rows after which the whole state is kept too.
const SNAPSHOT_EVERY: usize = 200;

/// What is durable.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    rows: Vec<String>,
    snapshot: Option<(usize, String)>,
}

/// From which a start reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadFrom {
    /// The first row.
    Beginning,
    /// The last snapshot and what came after it.
    Snapshot,
}

impl Disk {
    /// Writes a turn's events, all of them.
    pub(crate) fn commit(&mut self, events: &[Event]) -> anyhow::Result<()> {
        for event in events {
            self.rows.push(journal::row(event)?.body);
        }
        Ok(())
    }

    /// Whether the state should be kept now.
    pub(crate) fn wants_snapshot(&self) -> bool {
        let kept = self.snapshot.as_ref().map_or(0, |(rows, _)| *rows);
        self.rows.len() >= kept.saturating_add(SNAPSHOT_EVERY)
    }

    /// Keeps the state that all rows make.
    pub(crate) fn keep(&mut self, snapshot: &Snapshot) -> anyhow::Result<()> {
        self.snapshot = Some((self.rows.len(), journal::snapshot_text(snapshot)?));
        Ok(())
    }

    /// What a start reads.
    pub(crate) fn read(&self, from: ReadFrom) -> anyhow::Result<(Snapshot, Vec<Event>)> {
        let (snapshot, skip) = match (&self.snapshot, from) {
            (Some((rows, text)), ReadFrom::Snapshot) => (journal::snapshot(text)?, *rows),
            (Some(_), ReadFrom::Beginning) | (None, _) => (Snapshot::empty(), 0),
        };
        let events = self
            .rows
            .iter()
            .skip(skip)
            .map(|row| journal::event(row))
            .collect::<Result<_, _>>()?;
        Ok((snapshot, events))
    }
}
