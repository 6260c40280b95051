//! The rows of a page, raw, with the name and instant of each, and what is wrong with the page. Never drops a record that
//! was not seen before.

use super::Page;
use super::source::{Layout, Source};
use crate::answer::Answer;
use crate::trouble::Trouble;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::Time;
use serde::de::Error as _;
use serde_json::Value;
use serde_json::value::RawValue;

/// One record of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The venue's name of it, unique within its history.
    pub id: String,
    /// When, by the venue's clock.
    pub at: Time,
    /// The record as the venue wrote it.
    pub raw: String,
    /// Where in the bytes of its page it begins.
    pub start: usize,
}

/// Something wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// A record came again.
    Doubled {
        /// Its name.
        id: String,
    },
    /// A record stands before one that is older.
    OutOfOrder {
        /// Its name.
        id: String,
    },
    /// A record lies outside what was asked for.
    Outside {
        /// Its name.
        id: String,
    },
    /// The venue counts more records than it gave.
    Missing {
        /// What it counts.
        told: u64,
        /// What it gave.
        given: u64,
    },
    /// The venue no longer tells of a stretch that was not read while it did.
    Forgotten {
        /// Its first instant.
        from: Time,
        /// Its last instant.
        to: Time,
    },
    /// More records bear one instant than one answer can hold; some of them cannot be asked for.
    TooDense {
        /// The instant.
        at: Time,
    },
}

/// A page as it came.
pub(super) struct Sheet {
    pub(super) rows: Vec<Record>,
    /// How many records the venue counts, where it does.
    total: Option<u64>,
    /// Whether the window holds more than the answer could.
    pub(super) is_full: bool,
}

impl Record {
    /// Its name as a number.
    pub(super) fn number(&self) -> Option<u64> {
        self.id.parse().ok()
    }
}

/// Reads a page.
pub(super) fn sheet(answer: &Answer, source: &impl Source) -> Result<Sheet, Trouble> {
    if !answer.is_success() {
        return Err(source.trouble(answer));
    }
    let layout = source.layout();
    let read = || -> Result<Sheet, serde_json::Error> {
        let (list, total, more) = match layout.list {
            None => (
                serde_json::from_slice::<Vec<&RawValue>>(&answer.body)?,
                None,
                false,
            ),
            Some(name) => {
                let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(&answer.body)?;
                let list = fields
                    .get(name)
                    .ok_or_else(|| serde_json::Error::missing_field(name))?;
                let total = fields
                    .get("total")
                    .and_then(|total| serde_json::from_str(total.get()).ok());
                let more = fields
                    .get("moreData")
                    .is_some_and(|more| more.get() == "true");
                (serde_json::from_str(list.get())?, total, more)
            }
        };
        let given = u64::try_from(list.len()).unwrap_or(u64::MAX);
        let rows: Result<Vec<Record>, _> = list
            .into_iter()
            .map(|raw| record(&answer.body, raw, &layout))
            .collect();
        let rows_max = u64::from(layout.rows_max);
        Ok(Sheet {
            rows: rows?,
            is_full: more || given >= rows_max || total.is_some_and(|told| told > rows_max),
            total,
        })
    };
    read().map_err(|error| source.unreadable(answer, &error))
}

fn record(body: &[u8], raw: &RawValue, layout: &Layout) -> Result<Record, serde_json::Error> {
    let fields: Value = serde_json::from_str(raw.get())?;
    let field = |name: &'static str| {
        fields
            .get(name)
            .ok_or_else(|| serde_json::Error::missing_field(name))
    };
    let word = |name: &'static str| -> Result<String, serde_json::Error> {
        let named = field(name)?;
        Ok(named
            .as_str()
            .map_or_else(|| named.to_string(), ToString::to_string))
    };
    let id: Result<Vec<String>, _> = layout.id.iter().copied().map(word).collect();
    let said = field(layout.at)?;
    let at = said
        .as_i64()
        .map(Time::from_millis)
        .or_else(|| said.as_str().and_then(instant))
        .ok_or_else(|| serde_json::Error::custom("a record has no instant"))?;
    // The record is a part of the body: how far behind its beginning says where.
    let start = raw.get().as_ptr().addr();
    Ok(Record {
        id: id?.join(":"),
        at,
        raw: raw.get().to_string(),
        start: start.saturating_sub(body.as_ptr().addr()),
    })
}

/// A page of a history by numbers: each number once, rising from the one asked for.
pub(super) fn numbered(rows: Vec<Record>, from: u64) -> Page {
    let mut kept: BTreeMap<u64, Record> = BTreeMap::new();
    let mut breaks = Vec::new();
    for row in rows {
        let id = row.id.clone();
        let Some(number) = row.number().filter(|number| *number >= from) else {
            breaks.push(Break::Outside { id });
            continue;
        };
        if kept
            .last_key_value()
            .is_some_and(|(last, _)| number < *last)
        {
            breaks.push(Break::OutOfOrder { id: id.clone() });
        }
        if kept.insert(number, row).is_some() {
            breaks.push(Break::Doubled { id });
        }
    }
    Page {
        records: kept.into_values().collect(),
        breaks,
    }
}

/// A page of a window: each name once, oldest first, within it.
pub(super) fn timed(sheet: Sheet, (from, to): (Time, Time)) -> Page {
    let mut breaks = Vec::new();
    let given = u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX);
    if sheet.is_full {
        breaks.push(Break::TooDense { at: to });
    } else if let Some(told) = sheet.total.filter(|told| *told != given) {
        breaks.push(Break::Missing { told, given });
    }
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    for row in sheet.rows {
        let id = row.id.clone();
        if row.at < from || row.at > to {
            breaks.push(Break::Outside { id });
        } else if seen.insert(id.clone()) {
            records.push(row);
        } else {
            breaks.push(Break::Doubled { id });
        }
    }
    records.sort_by_key(|record| record.at);
    Page { records, breaks }
}

/// `2019-10-12 11:12:02`, in UTC.
fn instant(text: &str) -> Option<Time> {
    let (date, time) = text.split_once(' ')?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let mut time = time.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let sound = (1_970..=9_999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !sound {
        return None;
    }
    // Days since the epoch of a Gregorian date, with years that begin in March.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    let seconds = (days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(Time::from_millis(seconds * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_in_words_are_read() {
        for (text, seconds) in [
            ("1970-01-01 00:00:00", 0),
            ("2019-10-12 11:12:02", 1_570_878_722),
            ("2000-02-29 23:59:59", 951_868_799),
            ("2100-03-01 00:00:00", 4_107_542_400),
        ] {
            assert_eq!(
                instant(text),
                Some(Time::from_millis(seconds * 1_000)),
                "{text}"
            );
        }
        for text in [
            "",
            "2019-10-12",
            "2019-13-12 11:12:02",
            "2019-10-12T11:12:02",
            "x-y-z 1:2:3",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
