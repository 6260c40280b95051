//! How values go into columns and come back: whole numbers, canonical text, bytes. Never a float, never a guess.

use domain::Time;
use std::fmt;
use std::str::FromStr;

/// A value on its way into a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arg {
    Int(i64),
    IntOrNull(Option<i64>),
    Text(String),
    TextOrNull(Option<String>),
    Bytes(Vec<u8>),
}

impl Arg {
    pub(crate) fn text(value: impl fmt::Display) -> Self {
        Self::Text(value.to_string())
    }

    pub(crate) fn text_or_null(value: Option<impl fmt::Display>) -> Self {
        Self::TextOrNull(value.map(|value| value.to_string()))
    }

    pub(crate) const fn time(value: Time) -> Self {
        Self::Int(value.nanos())
    }

    pub(crate) fn time_or_null(value: Option<Time>) -> Self {
        Self::IntOrNull(value.map(Time::nanos))
    }

    /// A count or id, which the databases hold as signed 64-bit numbers.
    pub(crate) fn number(value: u64) -> Result<Self, TooLarge> {
        i64::try_from(value).map(Self::Int).map_err(|_| TooLarge)
    }
}

/// A number above what a column holds (2^63 − 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// A stored value that is none of ours: the file was changed by another hand, or damaged.
#[derive(Debug, thiserror::Error)]
#[error("column `{column}` holds {what}")]
pub(crate) struct BadColumn {
    pub(crate) column: &'static str,
    pub(crate) what: String,
}

impl BadColumn {
    pub(crate) fn new(column: &'static str, what: impl fmt::Display) -> Self {
        Self {
            column,
            what: what.to_string(),
        }
    }
}

/// A row of either engine, read by column name.
pub(crate) trait Columns {
    fn int(&self, column: &'static str) -> Result<i64, BadColumn>;
    fn int_or_null(&self, column: &'static str) -> Result<Option<i64>, BadColumn>;
    fn text(&self, column: &'static str) -> Result<&str, BadColumn>;
    fn text_or_null(&self, column: &'static str) -> Result<Option<&str>, BadColumn>;
    fn bytes(&self, column: &'static str) -> Result<&[u8], BadColumn>;
}

/// The value whose canonical text the column holds.
pub(crate) fn parsed<T>(row: &dyn Columns, column: &'static str) -> Result<T, BadColumn>
where
    T: FromStr<Err: fmt::Display>,
{
    parse(column, row.text(column)?)
}

/// The value whose canonical text the column holds, if it holds any.
pub(crate) fn parsed_or_null<T>(
    row: &dyn Columns,
    column: &'static str,
) -> Result<Option<T>, BadColumn>
where
    T: FromStr<Err: fmt::Display>,
{
    row.text_or_null(column)?
        .map(|text| parse(column, text))
        .transpose()
}

fn parse<T>(column: &'static str, text: &str) -> Result<T, BadColumn>
where
    T: FromStr<Err: fmt::Display>,
{
    text.parse()
        .map_err(|error: T::Err| BadColumn::new(column, format_args!("{text:?}: {error}")))
}

/// The instant the column holds.
pub(crate) fn time(row: &dyn Columns, column: &'static str) -> Result<Time, BadColumn> {
    row.int(column).map(Time::from_nanos)
}

/// The instant the column holds, if it holds any.
pub(crate) fn time_or_null(
    row: &dyn Columns,
    column: &'static str,
) -> Result<Option<Time>, BadColumn> {
    Ok(row.int_or_null(column)?.map(Time::from_nanos))
}

/// The count or id the column holds.
pub(crate) fn number(row: &dyn Columns, column: &'static str) -> Result<u64, BadColumn> {
    let value = row.int(column)?;
    u64::try_from(value).map_err(|_| BadColumn::new(column, value))
}

/// The 32 bytes the column holds.
pub(crate) fn hash(row: &dyn Columns, column: &'static str) -> Result<[u8; 32], BadColumn> {
    let bytes = row.bytes(column)?;
    bytes
        .try_into()
        .map_err(|_| BadColumn::new(column, format_args!("{} bytes, not 32", bytes.len())))
}
