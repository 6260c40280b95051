//! What outside parties sent, byte for byte, once per content, with every arrival. Never edited, never dropped.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::raw_records as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number, parsed, time};
use domain::{ContentHash, RawRecord, RawSource, Time};
use sha2::{Digest, Sha256};

/// Bytes from outside on their way to disk; the store computes their identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArrival {
    /// Who said it.
    pub source: RawSource,
    /// When it arrived, by our clock.
    pub received: Time,
    /// What was said.
    pub bytes: Vec<u8>,
}

/// One arrival of a record, without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawArrivalRow {
    /// Its number; later arrivals have higher numbers.
    pub number: u64,
    /// Which record.
    pub hash: ContentHash,
    /// Who said it.
    pub source: RawSource,
    /// When it arrived.
    pub received: Time,
}

/// SHA-256 of exact bytes: the identity of a raw record.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

/// Keeps bytes once per content, and every arrival.
pub(crate) async fn write(conn: &mut Conn, arrivals: &[RawArrival]) -> Result<(), StepError> {
    for arrival in arrivals {
        let hash = content_hash(&arrival.bytes);
        let args = vec![
            Arg::Bytes(hash.0.to_vec()),
            Arg::text(arrival.source),
            Arg::time(arrival.received),
            Arg::Bytes(arrival.bytes.clone()),
        ];
        conn.execute(sql::KEEP, args).await?;
        let args = vec![
            Arg::Bytes(hash.0.to_vec()),
            Arg::text(arrival.source),
            Arg::time(arrival.received),
        ];
        conn.execute(sql::INSERT_ARRIVAL, args).await?;
    }
    Ok(())
}

fn record(row: &dyn Columns) -> Result<RawRecord, BadColumn> {
    let (hash, bytes) = (ContentHash(hash(row, "hash")?), row.bytes("bytes")?);
    if content_hash(bytes) != hash {
        return Err(BadColumn::new(
            "bytes",
            "bytes that are not those of its hash",
        ));
    }
    Ok(RawRecord {
        hash,
        source: parsed(row, "source")?,
        received: time(row, "received")?,
        bytes: bytes.to_vec(),
    })
}

fn arrival(row: &dyn Columns) -> Result<RawArrivalRow, BadColumn> {
    Ok(RawArrivalRow {
        number: number(row, "number")?,
        hash: ContentHash(hash(row, "hash")?),
        source: parsed(row, "source")?,
        received: time(row, "received")?,
    })
}

impl Reader {
    /// The record with this content, as it first arrived; its bytes are checked against its hash.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn raw_record(&self, hash: ContentHash) -> Result<Option<RawRecord>, StoreError> {
        self.one(sql::BY_HASH, vec![Arg::Bytes(hash.0.to_vec())], record)
            .await
    }

    /// The record that arrived last from one source, with the instant of that arrival.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn last_raw_record(
        &self,
        source: RawSource,
    ) -> Result<Option<RawRecord>, StoreError> {
        self.one(sql::LAST_OF, vec![Arg::text(source)], record)
            .await
    }

    /// Arrivals from one source, numbered above `after`, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn raw_arrivals(
        &self,
        source: RawSource,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<RawArrivalRow>, StoreError> {
        let Ok(after) = Arg::number(after.unwrap_or_default()) else {
            return Ok(Vec::new());
        };
        let args = vec![Arg::text(source), after, page(limit)];
        self.all(sql::ARRIVALS, args, arrival).await
    }
}
