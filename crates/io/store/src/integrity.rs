//! What was found wrong with kept candles, with its evidence, and the end of what is kept for a while only: seconds, the
//! venue's public pages, gaps that are closed. Never touches a raw record: the books need those.

use crate::candles::{self, CandleMark};
use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::market_gaps::{UnknownName, before_or_end, named};
use crate::raw_records::{RawArrival, content_hash};
use crate::reader::{Reader, long_page, page};
use crate::sql::integrity as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number, parsed, time};
use domain::{Candle, ContentHash, Interval, Symbol, Time};
use std::fmt;
use std::str::FromStr;

/// One check of kept candles, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// Its number; zero before it is written. Later checks have higher numbers.
    pub number: u64,
    /// Who asked for it, as a fixed word.
    pub asked_by: String,
    /// When it began.
    pub began: Time,
    /// When it ended.
    pub ended: Time,
    /// Candles from here on were looked at.
    pub since: Time,
    /// Symbols that were looked at.
    pub symbols: u64,
    /// Kept candles that were looked at.
    pub looked: u64,
    /// Candles of the venue that were compared with ours.
    pub compared: u64,
    /// Flaws that were found.
    pub flaws: u64,
    /// Flaws that were repaired.
    pub repaired: u64,
    /// Pages of the venue that did not come: that part was not compared.
    pub unasked: u64,
}

/// Whether a flaw was repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlawState {
    /// The venue's own candles stand in its place.
    Repaired,
    /// It stands: the venue did not answer, or contradicts itself.
    Standing,
}

named!(FlawState {
    Repaired = "repaired",
    Standing = "standing",
});

/// Something wrong with kept candles, with what we kept and what the venue says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlawRow {
    /// Of this symbol.
    pub symbol: Symbol,
    /// Of this length.
    pub interval: Interval,
    /// Start of the first candle.
    pub from: Time,
    /// End of the last candle.
    pub until: Time,
    /// What is wrong, as a fixed word.
    pub flaw: String,
    /// When it was found.
    pub found: Time,
    /// What was kept, in words.
    pub kept: Option<String>,
    /// What the venue says, in words.
    pub venue: Option<String>,
    /// The venue's page that says so.
    pub page: Option<ContentHash>,
    /// Whether it was repaired.
    pub state: FlawState,
}

/// What stood in a candle's place before it was replaced or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeRow {
    /// Later changes have higher numbers.
    pub number: u64,
    /// The candle as it stood.
    pub candle: Candle,
    /// Where it came from.
    pub mark: CandleMark,
    /// What was done to it.
    pub deed: ChangeDeed,
}

/// What was done to a kept candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeDeed {
    /// Another one stands in its place.
    Replaced,
    /// It was taken out: the venue has none there.
    Removed,
}

named!(ChangeDeed {
    Replaced = "replaced",
    Removed = "removed",
});

/// What ends because it was kept for a while only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Candles of one second of this symbol that start before this instant.
    Seconds(Symbol, Time),
    /// Pages of the venue's public candles that arrived before this instant.
    Pages(Time),
    /// Closed gaps that were found before this instant.
    Gaps(Time),
}

/// What a check of candles and the keeping of market data write.
#[derive(Debug, Clone)]
pub struct MarketNotes {
    /// Gaps as they stand.
    pub gaps: Vec<crate::GapRow>,
    /// Spans of which the venue has no candle.
    pub absences: Vec<crate::Absence>,
    /// Candles to take out.
    pub removed: Vec<(Symbol, Interval, Time)>,
    /// Checks that ended.
    pub checks: Vec<CheckRow>,
    /// Flaws that were found.
    pub flaws: Vec<FlawRow>,
    /// Pages of the venue that show a flaw.
    pub pages: Vec<RawArrival>,
    /// What ends.
    pub endings: Vec<Ending>,
}

impl MarketNotes {
    /// Nothing to write yet.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            gaps: Vec::new(),
            absences: Vec::new(),
            removed: Vec::new(),
            checks: Vec::new(),
            flaws: Vec::new(),
            pages: Vec::new(),
            endings: Vec::new(),
        }
    }

    /// Takes everything of `other` in.
    pub fn append(&mut self, other: Self) {
        self.gaps.extend(other.gaps);
        self.absences.extend(other.absences);
        self.removed.extend(other.removed);
        self.checks.extend(other.checks);
        self.flaws.extend(other.flaws);
        self.pages.extend(other.pages);
        self.endings.extend(other.endings);
    }

    /// How many things it writes.
    pub(crate) fn count(&self) -> usize {
        let parts = [
            self.gaps.len(),
            self.absences.len(),
            self.removed.len(),
            self.checks.len(),
            self.flaws.len(),
            self.pages.len(),
            self.endings.len(),
        ];
        parts.into_iter().fold(0, usize::saturating_add)
    }
}

/// Writes everything of it.
pub(crate) async fn write(conn: &mut Conn, notes: &MarketNotes) -> Result<(), StepError> {
    crate::market_gaps::write_gaps(conn, &notes.gaps).await?;
    crate::market_gaps::write_absences(conn, &notes.absences).await?;
    candles::remove(conn, &notes.removed).await?;
    for arrival in &notes.pages {
        let args = vec![
            Arg::Bytes(content_hash(&arrival.bytes).0.to_vec()),
            Arg::text(arrival.source),
            Arg::time(arrival.received),
            Arg::Bytes(arrival.bytes.clone()),
        ];
        conn.execute(sql::PUT_PAGE, args).await?;
    }
    for flaw in &notes.flaws {
        write_flaw(conn, flaw).await?;
    }
    for check in &notes.checks {
        write_check(conn, check).await?;
    }
    for ending in &notes.endings {
        match ending {
            Ending::Seconds(symbol, before) => {
                let args = vec![Arg::text(symbol), Arg::time(*before)];
                conn.execute(sql::END_SECONDS, args).await?;
            }
            Ending::Pages(before) => {
                conn.execute(sql::END_PAGES, vec![Arg::time(*before)])
                    .await?;
            }
            Ending::Gaps(before) => {
                conn.execute(sql::END_GAPS, vec![Arg::time(*before)])
                    .await?;
            }
        }
    }
    Ok(())
}

async fn write_flaw(conn: &mut Conn, flaw: &FlawRow) -> Result<(), StepError> {
    let args = vec![
        Arg::text(flaw.symbol),
        Arg::text(flaw.interval),
        Arg::time(flaw.from),
        Arg::text(&flaw.flaw),
        Arg::time(flaw.found),
        Arg::time(flaw.until),
        Arg::text_or_null(flaw.kept.as_ref()),
        Arg::text_or_null(flaw.venue.as_ref()),
        Arg::Bytes(flaw.page.map_or_else(Vec::new, |page| page.0.to_vec())),
        Arg::text(flaw.state),
    ];
    conn.execute(sql::PUT_FLAW, args).await?;
    Ok(())
}

async fn write_check(conn: &mut Conn, check: &CheckRow) -> Result<(), StepError> {
    let args = vec![
        Arg::text(&check.asked_by),
        Arg::time(check.began),
        Arg::time(check.ended),
        Arg::time(check.since),
        Arg::number(check.symbols)?,
        Arg::number(check.looked)?,
        Arg::number(check.compared)?,
        Arg::number(check.flaws)?,
        Arg::number(check.repaired)?,
        Arg::number(check.unasked)?,
    ];
    conn.execute(sql::PUT_CHECK, args).await?;
    Ok(())
}

fn check(row: &dyn Columns) -> Result<CheckRow, BadColumn> {
    Ok(CheckRow {
        number: number(row, "number")?,
        asked_by: row.text("asked_by")?.to_owned(),
        began: time(row, "began")?,
        ended: time(row, "ended")?,
        since: time(row, "since")?,
        symbols: number(row, "symbols")?,
        looked: number(row, "looked")?,
        compared: number(row, "compared")?,
        flaws: number(row, "flaws")?,
        repaired: number(row, "repaired")?,
        unasked: number(row, "unasked")?,
    })
}

fn flaw(row: &dyn Columns) -> Result<FlawRow, BadColumn> {
    let page = match row.bytes("page")? {
        [] => None,
        _ => Some(ContentHash(hash(row, "page")?)),
    };
    Ok(FlawRow {
        symbol: parsed(row, "symbol")?,
        interval: parsed(row, "interval")?,
        from: time(row, "from_time")?,
        until: time(row, "until_time")?,
        flaw: row.text("flaw")?.to_owned(),
        found: time(row, "found")?,
        kept: row.text_or_null("kept")?.map(str::to_owned),
        venue: row.text_or_null("venue")?.map(str::to_owned),
        page,
        state: parsed(row, "state")?,
    })
}

fn change(row: &dyn Columns) -> Result<ChangeRow, BadColumn> {
    Ok(ChangeRow {
        number: number(row, "number")?,
        candle: candles::unchecked(row)?,
        mark: parsed(row, "mark")?,
        deed: parsed(row, "deed")?,
    })
}

impl Reader {
    /// The last checks of kept candles, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn candle_checks(&self, limit: u32) -> Result<Vec<CheckRow>, StoreError> {
        let args = vec![before_or_end(None), page(limit)];
        self.all(sql::CHECKS, args, check).await
    }

    /// The flaws of kept candles found before an instant, newest first, at most 500.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn candle_flaws(
        &self,
        (before, limit): (Option<Time>, u32),
    ) -> Result<Vec<FlawRow>, StoreError> {
        let args = vec![before_or_end(before), page(limit)];
        self.all(sql::FLAWS, args, flaw).await
    }

    /// What stood in a candle's place before, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn candle_changes(
        &self,
        (symbol, interval): (Symbol, Interval),
        open_time: Time,
        limit: u32,
    ) -> Result<Vec<ChangeRow>, StoreError> {
        let args = vec![
            Arg::text(symbol),
            Arg::text(interval),
            Arg::time(open_time),
            page(limit),
        ];
        self.all(sql::CHANGES_OF, args, change).await
    }

    /// A page of the venue's public candles that showed a flaw, as long as it is kept.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn market_page(&self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
        let args = vec![Arg::Bytes(hash.0.to_vec())];
        self.one(sql::PAGE_BY_HASH, args, |row| {
            row.bytes("bytes").map(<[u8]>::to_vec)
        })
        .await
    }

    /// The start of the oldest kept candle of one second, and how many there are.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn seconds_held(&self, symbol: Symbol) -> Result<Option<(Time, u64)>, StoreError> {
        let of = || vec![Arg::text(symbol)];
        let oldest = self.one(sql::OLDEST_SECOND, of(), |row| time(row, "open_time"));
        let Some(oldest) = oldest.await? else {
            return Ok(None);
        };
        let held = self.one(sql::SECONDS_HELD, of(), |row| number(row, "found"));
        Ok(held.await?.map(|held| (oldest, held)))
    }

    /// The start of the kept candle of one second that has `newer` newer ones.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn second_at(&self, symbol: Symbol, newer: u64) -> Result<Option<Time>, StoreError> {
        let Ok(newer) = Arg::number(newer) else {
            return Ok(None);
        };
        let args = vec![Arg::text(symbol), newer];
        self.one(sql::SECOND_AT, args, |row| time(row, "open_time"))
            .await
    }

    /// When the newest pages of the venue's public candles arrived, newest first, each with its size in bytes.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn market_page_sizes(&self, limit: u32) -> Result<Vec<(Time, u64)>, StoreError> {
        let size = |row: &dyn Columns| Ok((time(row, "received")?, number(row, "size")?));
        let args = vec![before_or_end(None), long_page(limit)];
        self.all(sql::PAGES_SIZES, args, size).await
    }
}
