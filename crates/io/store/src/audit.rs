//! The audit log: records with their RFC 6962 leaf hashes in a chain. Append-only; never says what a record means.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::journal::{Seq, seek};
use crate::reader::{PAGE_ROWS_MAX, Reader, page};
use crate::sql::audit as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number, time};
use domain::Time;
use sha2::{Digest, Sha256};

/// A record on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// When it happened.
    pub at: Time,
    /// The record as canonical JSON; the leaf hash is over exactly these bytes.
    pub record: String,
}

/// A record as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLeaf {
    /// Its number.
    pub seq: Seq,
    /// The record.
    pub record: AuditRecord,
    /// SHA-256 of a zero byte and the record (RFC 6962, section 2.1).
    pub leaf: [u8; 32],
    /// The head of the chain with this leaf.
    pub head: [u8; 32],
}

/// The tip of the log: how many leaves, and the hash that binds them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// The last leaf, zero when there is none.
    pub seq: Seq,
    /// SHA-256 of a one byte, the head before, and the leaf; of nothing when there is no leaf.
    pub hash: [u8; 32],
}

/// What a walk over the whole log found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditCheck {
    /// Every leaf and the chain agree; compare the head with one that was kept elsewhere.
    Whole(AuditHead),
    /// This leaf is missing, edited, or does not follow from the one before.
    Broken {
        /// The first leaf that is wrong.
        at: Seq,
    },
}

impl AuditHead {
    /// The tip of an empty log.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            seq: Seq::ZERO,
            hash: Sha256::digest([]).into(),
        }
    }

    /// The tip after one more leaf.
    #[must_use]
    pub fn with(self, leaf: [u8; 32]) -> Self {
        let hash = Sha256::new()
            .chain_update([1])
            .chain_update(self.hash)
            .chain_update(leaf)
            .finalize();
        Self {
            seq: self.seq.next(),
            hash: hash.into(),
        }
    }
}

impl AuditRecord {
    /// The hash of this record as a leaf.
    #[must_use]
    pub fn leaf(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update([0])
            .chain_update(self.record.as_bytes())
            .finalize()
            .into()
    }
}

/// Writes records after `tip`; the new tip.
pub(crate) async fn write(
    conn: &mut Conn,
    mut tip: AuditHead,
    records: &[AuditRecord],
) -> Result<AuditHead, StepError> {
    for record in records {
        let leaf = record.leaf();
        tip = tip.with(leaf);
        let args = vec![
            Arg::number(tip.seq.get())?,
            Arg::time(record.at),
            Arg::text(&record.record),
            Arg::Bytes(leaf.to_vec()),
            Arg::Bytes(tip.hash.to_vec()),
        ];
        conn.execute(sql::INSERT, args).await?;
    }
    Ok(tip)
}

pub(crate) fn tip(row: &dyn Columns) -> Result<AuditHead, BadColumn> {
    Ok(AuditHead {
        seq: Seq::new(number(row, "seq")?),
        hash: hash(row, "head")?,
    })
}

fn leaf(row: &dyn Columns) -> Result<AuditLeaf, BadColumn> {
    Ok(AuditLeaf {
        seq: Seq::new(number(row, "seq")?),
        record: AuditRecord {
            at: time(row, "at")?,
            record: row.text("record")?.to_owned(),
        },
        leaf: hash(row, "leaf")?,
        head: hash(row, "head")?,
    })
}

impl Reader {
    /// Leaves from `first` on, in order.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn audit_from(&self, first: Seq, limit: u32) -> Result<Vec<AuditLeaf>, StoreError> {
        self.all(sql::FROM, vec![seek(first), page(limit)], leaf)
            .await
    }

    /// The newest leaves below `before`, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn audit_before(
        &self,
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<AuditLeaf>, StoreError> {
        let before = before.unwrap_or(Seq::new(u64::MAX));
        self.all(sql::BEFORE, vec![seek(before), page(limit)], leaf)
            .await
    }

    /// The tip of the log as stored.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let stored = self.one(sql::TIP, Vec::new(), tip).await?;
        Ok(stored.unwrap_or_else(AuditHead::empty))
    }

    /// Walks the whole log and computes every hash again.
    ///
    /// A cut at the end leaves a shorter whole log: compare the head with one kept elsewhere.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn verify_audit(&self) -> Result<AuditCheck, StoreError> {
        let mut tip = AuditHead::empty();
        loop {
            let leaves = self.audit_from(tip.seq.next(), PAGE_ROWS_MAX).await?;
            if leaves.is_empty() {
                return Ok(AuditCheck::Whole(tip));
            }
            for stored in leaves {
                let next = tip.with(stored.record.leaf());
                let sound = stored.seq == next.seq
                    && stored.leaf == stored.record.leaf()
                    && stored.head == next.hash;
                if !sound {
                    return Ok(AuditCheck::Broken { at: next.seq });
                }
                tip = next;
            }
        }
    }
}
