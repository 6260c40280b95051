//! Spans of market data that lacked something, and spans of which the venue has nothing. Kept through restarts, never guessed.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, long_page};
use crate::sql::market_gaps as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time, time_or_null};
use domain::{Interval, Symbol, Time};
use std::fmt;
use std::str::FromStr;

/// What lacked something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// Kept candles of one interval.
    Candles,
    /// Public trades.
    Trades,
    /// Differences of an order book.
    Depth,
}

/// Where a gap stands, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapStanding {
    /// It lasts, or some of it is still to be fetched.
    Open,
    /// What it lacked is there again.
    Repaired,
    /// The venue was asked and has nothing of it.
    Absent,
}

/// A span of market data that lacked something. Named by kind, symbol, interval, start and when it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    /// What lacked something.
    pub kind: GapKind,
    /// The symbol.
    pub symbol: Symbol,
    /// The length of the candles; trades and books have none.
    pub interval: Option<Interval>,
    /// Since when.
    pub from: Time,
    /// Until when; `None` while it lasts.
    pub until: Option<Time>,
    /// Why, as a fixed word.
    pub reason: String,
    /// When it was found, by our clock.
    pub found: Time,
    /// Questions for it that failed.
    pub failures: u32,
    /// Where it stands.
    pub standing: GapStanding,
    /// When it was closed.
    pub closed: Option<Time>,
    /// Candles the venue had for it.
    pub candles: Option<u64>,
}

/// A span of which the venue has no candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Of this symbol.
    pub symbol: Symbol,
    /// Of this length.
    pub interval: Interval,
    /// Start of the first.
    pub from: Time,
    /// End of the last.
    pub until: Time,
    /// When the venue first said so of any part of it.
    pub told: Time,
}

macro_rules! named {
    ($name:ty { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// Its fixed word.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownName),
                }
            }
        }
    };
}
pub(crate) use named;

/// A word that is none of the known ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a known word")]
pub struct UnknownName;

named!(GapKind {
    Candles = "candles",
    Trades = "trades",
    Depth = "depth",
});
named!(GapStanding {
    Open = "open",
    Repaired = "repaired",
    Absent = "absent",
});

/// Inserts gaps or brings them up to date.
pub(crate) async fn write_gaps(conn: &mut Conn, gaps: &[GapRow]) -> Result<(), StepError> {
    for gap in gaps {
        let candles = gap.candles.map(i64::try_from).transpose();
        let args = vec![
            Arg::text(gap.kind),
            Arg::text(gap.symbol),
            Arg::text(gap.interval.map_or("", Interval::name)),
            Arg::time(gap.from),
            Arg::time(gap.found),
            Arg::time_or_null(gap.until),
            Arg::text(&gap.reason),
            Arg::text(gap.standing),
            Arg::Int(i64::from(gap.failures)),
            Arg::time_or_null(gap.closed),
            Arg::IntOrNull(candles.map_err(|_| StepError::TooLarge)?),
        ];
        conn.execute(sql::PUT_GAP, args).await?;
    }
    Ok(())
}

/// Adds spans of which the venue has nothing; what touches becomes one.
pub(crate) async fn write_absences(conn: &mut Conn, spans: &[Absence]) -> Result<(), StepError> {
    for span in spans {
        let of = |from: Time, until: Time| {
            vec![
                Arg::text(span.symbol),
                Arg::text(span.interval),
                Arg::time(from),
                Arg::time(until),
            ]
        };
        let touching = conn
            .all(sql::TOUCHING, of(span.from, span.until), absence)
            .await?;
        if touching
            .iter()
            .any(|known| known.from <= span.from && span.until <= known.until)
        {
            continue;
        }
        let mut whole = *span;
        for known in &touching {
            whole.from = whole.from.min(known.from);
            whole.until = whole.until.max(known.until);
            whole.told = whole.told.min(known.told);
            let mut args = of(known.from, known.until);
            args.truncate(3);
            conn.execute(sql::FORGET_ABSENCE, args).await?;
        }
        let mut args = of(whole.from, whole.until);
        args.push(Arg::time(whole.told));
        conn.execute(sql::PUT_ABSENCE, args).await?;
    }
    Ok(())
}

/// The instant before which rows are wanted; the end of time where none is named.
pub(crate) fn before_or_end(before: Option<Time>) -> Arg {
    Arg::Int(before.map_or(i64::MAX, Time::nanos))
}

fn absence(row: &dyn Columns) -> Result<Absence, BadColumn> {
    Ok(Absence {
        symbol: parsed(row, "symbol")?,
        interval: parsed(row, "interval")?,
        from: time(row, "from_time")?,
        until: time(row, "until_time")?,
        told: time(row, "told")?,
    })
}

fn gap(row: &dyn Columns) -> Result<GapRow, BadColumn> {
    let interval = match row.text("interval")? {
        "" => None,
        _ => Some(parsed(row, "interval")?),
    };
    let failures = number(row, "failures")?;
    let candles = row.int_or_null("candles")?.map(u64::try_from).transpose();
    Ok(GapRow {
        kind: parsed(row, "kind")?,
        symbol: parsed(row, "symbol")?,
        interval,
        from: time(row, "from_time")?,
        until: time_or_null(row, "until_time")?,
        reason: row.text("reason")?.to_owned(),
        found: time(row, "found")?,
        failures: u32::try_from(failures).map_err(|_| BadColumn::new("failures", failures))?,
        standing: parsed(row, "state")?,
        closed: time_or_null(row, "closed")?,
        candles: candles.map_err(|error| BadColumn::new("candles", error))?,
    })
}

impl Reader {
    /// The gaps found before an instant, newest first, at most 5,000; of one standing where it is named.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn market_gaps(
        &self,
        standing: Option<GapStanding>,
        (before, limit): (Option<Time>, u32),
    ) -> Result<Vec<GapRow>, StoreError> {
        let newest = [before_or_end(before), long_page(limit)];
        match standing {
            None => self.all(sql::GAPS, newest.to_vec(), gap).await,
            Some(standing) => {
                let mut args = vec![Arg::text(standing)];
                args.extend(newest);
                self.all(sql::GAPS_IN_STATE, args, gap).await
            }
        }
    }

    /// The spans without a candle at the venue that were told before an instant, newest first, at most 5,000.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn absences(
        &self,
        (before, limit): (Option<Time>, u32),
    ) -> Result<Vec<Absence>, StoreError> {
        let args = vec![before_or_end(before), long_page(limit)];
        self.all(sql::ABSENCES, args, absence).await
    }

    /// The spans without a candle at the venue that meet `from` … `until`, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn absences_of(
        &self,
        (symbol, interval): (Symbol, Interval),
        (from, until): (Time, Time),
    ) -> Result<Vec<Absence>, StoreError> {
        let args = vec![
            Arg::text(symbol),
            Arg::text(interval),
            Arg::time(from),
            Arg::time(until),
        ];
        self.all(sql::ABSENCES_OF, args, absence).await
    }
}
