//! How facts of futures become one line of words and come back, field by field. Never a guess at a broken line.

use super::FuturesFact;
use core::fmt;
use core::str::{FromStr, SplitAsciiWhitespace};

/// A line that is no fact of futures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuturesFactError {
    /// The first word names no fact.
    UnknownKind,
    /// The line ends too early.
    TooShort,
    /// The line goes on after its last word.
    TooLong,
    /// A word is not of the kind its place asks for.
    BadWord {
        /// Its place, the first word being zero.
        place: usize,
    },
}

impl fmt::Display for FuturesFactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind => f.write_str("the line names no kind of futures fact"),
            Self::TooShort => f.write_str("the line of futures ends too early"),
            Self::TooLong => f.write_str("the line of futures goes on after its last word"),
            Self::BadWord { place } => write!(f, "word {place} of the futures line is unreadable"),
        }
    }
}

impl core::error::Error for FuturesFactError {}

/// The words of a line, read one after another.
pub(super) struct Words<'t> {
    words: SplitAsciiWhitespace<'t>,
    place: usize,
}

/// Something that is written as one word or several, each after a space.
pub(super) trait Said: Sized {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError>;
}

impl<'t> Words<'t> {
    pub(super) fn word(&mut self) -> Result<&'t str, FuturesFactError> {
        self.place = self.place.saturating_add(1);
        self.words.next().ok_or(FuturesFactError::TooShort)
    }

    pub(super) fn parsed<T: FromStr>(&mut self) -> Result<T, FuturesFactError> {
        let word = self.word()?;
        word.parse().map_err(|_| self.bad())
    }

    /// The word read last is not what its place asks for.
    pub(super) const fn bad(&self) -> FuturesFactError {
        FuturesFactError::BadWord {
            place: self.place.saturating_sub(1),
        }
    }

    fn end(mut self) -> Result<(), FuturesFactError> {
        let more = self.words.next();
        more.map_or(Ok(()), |_| Err(FuturesFactError::TooLong))
    }
}

/// An absent value is `-`; a value's own first word never is.
impl<T: Said + FromStr> Said for Option<T> {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.say(f),
            None => f.write_str(" -"),
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "-" => Ok(None),
            word => word.parse().map(Some).map_err(|_| words.bad()),
        }
    }
}

impl<A: Said, B: Said> Said for (A, B) {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.say(f)?;
        self.1.say(f)
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        Ok((A::hear(words)?, B::hear(words)?))
    }
}

impl fmt::Display for FuturesFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        self.say_rest(f)
    }
}

impl FromStr for FuturesFact {
    type Err = FuturesFactError;

    fn from_str(line: &str) -> Result<Self, FuturesFactError> {
        let mut words = Words {
            words: line.split_ascii_whitespace(),
            place: 0,
        };
        let kind = words.word()?;
        let fact = Self::hear_rest(kind, &mut words)?;
        words.end()?;
        Ok(fact)
    }
}

#[cfg(test)]
mod tests;
