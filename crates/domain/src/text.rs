//! Short ASCII text kept in place: names that are copied often (assets, symbols, ids). Never grows past its bound.

use core::fmt;

/// Printable ASCII of 1 to `N` bytes, stored inline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextError {
    /// It holds nothing.
    Empty,
    /// It is longer than its bound, in bytes.
    TooLong {
        /// The bound.
        max: usize,
    },
    /// It holds a character that is not allowed in such a name.
    BadCharacter,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name is missing"),
            Self::TooLong { max } => write!(f, "the name is longer than {max} characters"),
            Self::BadCharacter => f.write_str("the name holds a character that is not allowed"),
        }
    }
}

impl core::error::Error for TextError {}

impl<const N: usize> Text<N> {
    /// Takes printable ASCII without spaces.
    ///
    /// # Errors
    /// Empty, too long, or a character outside `!` … `~`.
    pub fn new(text: &str) -> Result<Self, TextError> {
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.len() > N {
            return Err(TextError::TooLong { max: N });
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(TextError::BadCharacter);
        }
        let len = u8::try_from(text.len()).map_err(|_| TextError::TooLong { max: N })?;
        let mut bytes = [0; N];
        for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
            *slot = byte;
        }
        Ok(Self { bytes, len })
    }

    /// Collects bytes that the caller built from printable ASCII; those past the bound are left out.
    pub(crate) fn collect(source: impl Iterator<Item = u8>) -> Self {
        let mut text = Self {
            bytes: [0; N],
            len: 0,
        };
        for (slot, byte) in text.bytes.iter_mut().zip(source) {
            *slot = byte;
            text.len = text.len.saturating_add(1);
        }
        text
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes
            .get(..usize::from(self.len))
            .and_then(|bytes| core::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Gives a scalar its one text form on every boundary: `Display`, `FromStr`, `Serialize`, `Deserialize`.
macro_rules! scalar_text {
    ($name:ty, $error:ty, $parse:expr) => {
        impl core::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let parse: fn(&str) -> Result<Self, $error> = $parse;
                parse(text)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("the text of a ", stringify!($name)))
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                d.deserialize_str(Visitor)
            }
        }
    };
}
pub(crate) use scalar_text;
