//! How records become one line of words and come back, field by field. Never a guess at a broken line.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::str::SplitAsciiWhitespace;
use domain::{AccountId, Amount, Asset, Price, Qty, Time};

/// A line that is no fact of a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletFactError {
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

impl fmt::Display for WalletFactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind => f.write_str("the line names no kind of wallet fact"),
            Self::TooShort => f.write_str("the line of the wallet ends too early"),
            Self::TooLong => f.write_str("the line of the wallet goes on after its last word"),
            Self::BadWord { place } => {
                write!(f, "word {place} of the wallet's line cannot be read")
            }
        }
    }
}

impl core::error::Error for WalletFactError {}

/// The words of a line, read one after another.
pub(crate) struct Words<'t> {
    words: SplitAsciiWhitespace<'t>,
    place: usize,
}

impl<'t> Words<'t> {
    pub(crate) fn of(line: &'t str) -> Self {
        Self {
            words: line.split_ascii_whitespace(),
            place: 0,
        }
    }

    pub(crate) fn word(&mut self) -> Result<&'t str, WalletFactError> {
        self.place = self.place.saturating_add(1);
        self.words.next().ok_or(WalletFactError::TooShort)
    }

    /// The word read last is not what its place asks for.
    pub(crate) const fn bad(&self) -> WalletFactError {
        WalletFactError::BadWord {
            place: self.place.saturating_sub(1),
        }
    }

    pub(crate) fn end(mut self) -> Result<(), WalletFactError> {
        match self.words.next() {
            None => Ok(()),
            Some(_) => Err(WalletFactError::TooLong),
        }
    }
}

/// A value with one form as words.
pub(crate) trait Worded: Sized {
    /// Puts its words behind `line`, each after a space.
    fn write(&self, line: &mut String);

    /// Reads its words.
    fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError>;
}

macro_rules! worded_scalars {
    ($($scalar:ty),*) => {
        $(impl Worded for $scalar {
            fn write(&self, line: &mut String) {
                line.push(' ');
                line.push_str(&self.to_string());
            }

            fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError> {
                let word = words.word()?;
                word.parse().map_err(|_| words.bad())
            }
        })*
    };
}

worded_scalars!(
    u32, u64, i64, i128, Asset, Qty, Price, Amount, AccountId, Time
);

impl Worded for bool {
    fn write(&self, line: &mut String) {
        line.push_str(if *self { " yes" } else { " no" });
    }

    fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError> {
        match words.word()? {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(words.bad()),
        }
    }
}

/// Free text begins with a quotation mark, so that it is never empty and never the sign of an absent value.
impl Worded for String {
    fn write(&self, line: &mut String) {
        line.push_str(" '");
        for byte in self.bytes() {
            if byte.is_ascii_graphic() && byte != b'%' {
                line.push(char::from(byte));
            } else if write!(line, "%{byte:02X}").is_err() {
                // Writing into a string cannot fail; an unwritten byte would be found when the line is read.
                return;
            }
        }
    }

    fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError> {
        let word = words.word()?;
        let text = word.strip_prefix('\'').and_then(unescaped);
        text.ok_or_else(|| words.bad())
    }
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

impl<T: Worded> Worded for Option<T> {
    fn write(&self, line: &mut String) {
        match self {
            Some(value) => {
                line.push_str(" +");
                value.write(line);
            }
            None => line.push_str(" -"),
        }
    }

    fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError> {
        match words.word()? {
            "+" => T::read(words).map(Some),
            "-" => Ok(None),
            _ => Err(words.bad()),
        }
    }
}

/// A list begins with the count of its items.
impl<T: Worded> Worded for Vec<T> {
    fn write(&self, line: &mut String) {
        u64::try_from(self.len()).unwrap_or(u64::MAX).write(line);
        for item in self {
            item.write(line);
        }
    }

    fn read(words: &mut Words<'_>) -> Result<Self, WalletFactError> {
        let count = u64::read(words)?;
        // No room is set aside by the count: a broken line must not cost memory.
        let mut items = Self::new();
        for _ in 0..count {
            items.push(T::read(words)?);
        }
        Ok(items)
    }
}

/// A struct whose words are those of its fields in their order.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident { $( $(#[$field_doc:meta])* $field:ident : $kind:ty ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$field_doc])* pub $field: $kind, )*
        }

        impl $crate::wallet::words::Worded for $name {
            fn write(&self, line: &mut alloc::string::String) {
                $( $crate::wallet::words::Worded::write(&self.$field, line); )*
            }

            fn read(
                words: &mut $crate::wallet::words::Words<'_>,
            ) -> Result<Self, $crate::wallet::words::WalletFactError> {
                Ok(Self { $( $field: $crate::wallet::words::Worded::read(words)?, )* })
            }
        }
    };
}
pub(crate) use record;

/// An enum without data, each variant with its one word.
macro_rules! word_enum {
    (
        $(#[$doc:meta])*
        $name:ident { $( $(#[$variant_doc:meta])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $( $(#[$variant_doc])* $variant, )*
        }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),*];

            /// Its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }

            /// The variant of a word.
            #[must_use]
            pub fn of_word(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }

        impl $crate::wallet::words::Worded for $name {
            fn write(&self, line: &mut alloc::string::String) {
                line.push(' ');
                line.push_str(self.as_str());
            }

            fn read(
                words: &mut $crate::wallet::words::Words<'_>,
            ) -> Result<Self, $crate::wallet::words::WalletFactError> {
                let word = words.word()?;
                Self::of_word(word).ok_or_else(|| words.bad())
            }
        }
    };
}
pub(crate) use word_enum;
