//! What a venue tells of an account's past: every record with the page that told it, and how far each history was read.
//! A page, its records and the cursor behind it reach the disk together. Never edits a record, never reads what it says.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::raw_records::{self, RawArrival, content_hash};
use crate::reader::{Reader, page};
use crate::sql::histories as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number, time, time_or_null};
use domain::{AccountId, ContentHash, Time};

/// Which history of which account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryName {
    /// The account.
    pub account: AccountId,
    /// What it tells of, in one word: `deposits`.
    pub kind: String,
    /// What of that kind, a symbol or a route; empty where there is one history of the kind.
    pub subject: String,
}

/// One record on its way to disk: a part of the bytes of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHistoryRecord {
    /// The venue's name of it, unique within its history.
    pub id: String,
    /// When, by the venue's clock.
    pub at: Time,
    /// Where in the page's bytes it begins.
    pub start: usize,
    /// How many bytes it has.
    pub length: usize,
}

/// One page on its way to disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// Its bytes as they came.
    pub raw: RawArrival,
    /// Its records.
    pub records: Vec<NewHistoryRecord>,
    /// What is wrong with it, in words.
    pub breaks: Vec<String>,
}

/// One step of a walk: how far the history is read after it, and the page that was read, if one was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStep {
    /// Which history.
    pub name: HistoryName,
    /// From when on it was asked for.
    pub since: Time,
    /// The next number to ask for, where the venue numbers.
    pub cursor_id: u64,
    /// The next instant to ask for, where it does not.
    pub cursor_at: Time,
    /// Up to when everything is kept; none before the first walk reached its end.
    pub whole_until: Option<Time>,
    /// Why the walk stands still, in words.
    pub trouble: Option<String>,
    /// Until when it is not asked for.
    pub rests_until: Option<Time>,
    /// The page.
    pub page: Option<HistoryPage>,
}

/// How far a history was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryWalkRow {
    /// Which history.
    pub name: HistoryName,
    /// From when on it was asked for.
    pub since: Time,
    /// The next number to ask for.
    pub cursor_id: u64,
    /// The next instant to ask for.
    pub cursor_at: Time,
    /// Up to when everything is kept.
    pub whole_until: Option<Time>,
    /// Pages read.
    pub pages: u64,
    /// Records kept, each once however often it changed.
    pub records: u64,
    /// Times a kept record was told otherwise.
    pub changed: u64,
    /// Things found wrong with pages.
    pub breaks: u64,
    /// The last of them, in words.
    pub break_last: Option<String>,
    /// When the last page arrived.
    pub page_last: Option<Time>,
    /// Why the walk stands still, in words.
    pub trouble: Option<String>,
    /// Until when it is not asked for.
    pub rests_until: Option<Time>,
}

/// A record as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRecordRow {
    /// Its number in the store; of one id the row with the highest counts.
    pub number: u64,
    /// The venue's name of it.
    pub id: String,
    /// When, by the venue's clock.
    pub at: Time,
    /// SHA-256 of its own bytes.
    pub hash: ContentHash,
    /// The raw record of the page that told it.
    pub page: ContentHash,
    /// Where in the page's bytes it begins.
    pub start: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// Which of the records kept are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryVersions {
    /// Everything that was ever told.
    All,
    /// Of each record what was told last.
    Counting,
}

impl HistoryStep {
    /// How many rows it writes.
    pub(crate) fn count(&self) -> usize {
        let page = self.page.as_ref();
        page.map_or(1, |page| page.records.len().saturating_add(3))
    }
}

impl HistoryName {
    fn args(&self) -> Result<Vec<Arg>, StepError> {
        Ok(vec![
            Arg::number(self.account.get())?,
            Arg::text(&self.kind),
            Arg::text(&self.subject),
        ])
    }
}

/// What a page added.
#[derive(Debug, Clone, Copy, Default)]
struct Added {
    records: u64,
    changed: u64,
}

/// Writes steps in order.
pub(crate) async fn write(conn: &mut Conn, steps: &[HistoryStep]) -> Result<(), StepError> {
    for step in steps {
        let added = match &step.page {
            Some(page) => write_page(conn, &step.name, page).await?,
            None => Added::default(),
        };
        let breaks = step.page.as_ref().map_or(&[][..], |page| &page.breaks);
        let mut args = step.name.args()?;
        args.extend([
            Arg::time(step.since),
            Arg::number(step.cursor_id)?,
            Arg::time(step.cursor_at),
            Arg::time_or_null(step.whole_until),
            Arg::Int(i64::from(step.page.is_some())),
            Arg::number(added.records)?,
            Arg::number(added.changed)?,
            Arg::Int(i64::try_from(breaks.len()).unwrap_or(i64::MAX)),
            Arg::text_or_null(breaks.last()),
            Arg::time_or_null(step.page.as_ref().map(|page| page.raw.received)),
            Arg::text_or_null(step.trouble.as_ref()),
            Arg::time_or_null(step.rests_until),
        ]);
        conn.execute(sql::PUT_WALK, args).await?;
    }
    Ok(())
}

async fn write_page(
    conn: &mut Conn,
    name: &HistoryName,
    page: &HistoryPage,
) -> Result<Added, StepError> {
    raw_records::write(conn, std::slice::from_ref(&page.raw)).await?;
    let of_page = content_hash(&page.raw.bytes);
    let mut added = Added::default();
    for record in &page.records {
        let end = record.start.saturating_add(record.length);
        let bytes = page.raw.bytes.get(record.start..end);
        let own = content_hash(bytes.ok_or(StepError::TooLarge)?);
        let mut args = name.args()?;
        args.push(Arg::text(&record.id));
        let newest = conn
            .all(sql::NEWEST_OF_ID, args.clone(), |row| hash(row, "hash"))
            .await?;
        match newest.first() {
            Some(known) if *known == own.0 => continue,
            Some(_) => added.changed = added.changed.saturating_add(1),
            None => added.records = added.records.saturating_add(1),
        }
        args.extend([
            Arg::time(record.at),
            Arg::Bytes(own.0.to_vec()),
            Arg::Bytes(of_page.0.to_vec()),
            Arg::Int(i64::try_from(record.start).unwrap_or(i64::MAX)),
            Arg::Int(i64::try_from(record.length).unwrap_or(i64::MAX)),
        ]);
        conn.execute(sql::INSERT_RECORD, args).await?;
    }
    Ok(added)
}

fn walk(row: &dyn Columns) -> Result<HistoryWalkRow, BadColumn> {
    let words = |column| Ok::<_, BadColumn>(row.text_or_null(column)?.map(str::to_owned));
    Ok(HistoryWalkRow {
        name: HistoryName {
            account: AccountId::new(number(row, "account")?),
            kind: row.text("kind")?.to_owned(),
            subject: row.text("subject")?.to_owned(),
        },
        since: time(row, "since")?,
        cursor_id: number(row, "cursor_id")?,
        cursor_at: time(row, "cursor_at")?,
        whole_until: time_or_null(row, "whole_until")?,
        pages: number(row, "pages")?,
        records: number(row, "records")?,
        changed: number(row, "changed")?,
        breaks: number(row, "breaks")?,
        break_last: words("break_last")?,
        page_last: time_or_null(row, "page_last")?,
        trouble: words("trouble")?,
        rests_until: time_or_null(row, "rests_until")?,
    })
}

fn record(row: &dyn Columns) -> Result<HistoryRecordRow, BadColumn> {
    Ok(HistoryRecordRow {
        number: number(row, "number")?,
        id: row.text("id")?.to_owned(),
        at: time(row, "at")?,
        hash: ContentHash(hash(row, "hash")?),
        page: ContentHash(hash(row, "page")?),
        start: number(row, "start")?,
        length: number(row, "length")?,
    })
}

impl Reader {
    /// How far every history was read, of this account and those after it.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn history_walks(
        &self,
        from: AccountId,
        limit: u32,
    ) -> Result<Vec<HistoryWalkRow>, StoreError> {
        let Ok(from) = Arg::number(from.get()) else {
            return Ok(Vec::new());
        };
        self.all(sql::HISTORY_WALKS, vec![from, page(limit)], walk)
            .await
    }

    /// Records of one history, numbered above `after`, in the order in which they were told.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn history_records(
        &self,
        (name, versions): (&HistoryName, HistoryVersions),
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<HistoryRecordRow>, StoreError> {
        let (Ok(mut args), Ok(after)) = (name.args(), Arg::number(after.unwrap_or_default()))
        else {
            return Ok(Vec::new());
        };
        args.extend([after, page(limit)]);
        let statement = match versions {
            HistoryVersions::All => sql::RECORDS,
            HistoryVersions::Counting => sql::RECORDS_THAT_COUNT,
        };
        self.all(statement, args, record).await
    }

    /// The bytes of one record, as the venue wrote them, cut from its page and held against their hash.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn history_bytes(&self, record: &HistoryRecordRow) -> Result<Vec<u8>, StoreError> {
        let whole = self.raw_record(record.page).await?;
        let part = || {
            let start = usize::try_from(record.start).ok()?;
            let length = usize::try_from(record.length).ok()?;
            let bytes = whole?.bytes;
            let part = bytes.get(start..start.checked_add(length)?)?.to_vec();
            (content_hash(&part) == record.hash).then_some(part)
        };
        part().ok_or_else(|| StoreError::Damaged {
            detail: format!("record {} is not a part of its page", record.number),
        })
    }
}
