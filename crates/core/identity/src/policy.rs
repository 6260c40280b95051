//! Which passwords are taken: one rule for set-up, change and reset. Length and guessability, no composition rules.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use zeroize::Zeroizing;

mod common_words;
use common_words::COMMON;

/// Fewest characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Most characters.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// A password of fewer different characters than this is guessed as a pattern.
const DIFFERENT_CHARS_MIN: usize = 5;
/// A person's name of fewer characters than this may stand in a password by accident.
const NAME_CHARS_MIN: usize = 4;
/// Rows of the keyboard and of the number line along which people slide.
const ROWS: [&str; 5] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
];

/// A password that passed the policy; wiped when dropped, its debug text says nothing. Hashing takes only this.
pub struct NewPassword(Zeroizing<String>);

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    /// Fewer than 12 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// It holds a control character.
    ControlCharacter,
    /// A common word with little around it.
    Common,
    /// A run along the keyboard or the number line, one piece repeated, or very few different characters.
    Pattern,
    /// It holds the person's own name, address, or the name of this program.
    HoldsName,
}

impl NewPassword {
    /// Judges a password; `names` are the person's user name and e-mail address.
    ///
    /// # Errors
    /// Why it is not taken.
    // AUTH-07: the one policy function.
    pub fn new(text: &str, names: &[&str]) -> Result<Self, WeakPassword> {
        let count = text.chars().count();
        if count < PASSWORD_CHARS_MIN {
            return Err(WeakPassword::TooShort);
        }
        if count > PASSWORD_CHARS_MAX {
            return Err(WeakPassword::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(WeakPassword::ControlCharacter);
        }
        let folded: Zeroizing<Vec<char>> =
            Zeroizing::new(text.chars().flat_map(char::to_lowercase).collect());
        if is_pattern(&folded) {
            return Err(WeakPassword::Pattern);
        }
        if is_common(&folded) {
            return Err(WeakPassword::Common);
        }
        if holds_name(&folded, names) {
            return Err(WeakPassword::HoldsName);
        }
        Ok(Self(Zeroizing::new(String::from(text))))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

fn is_pattern(folded: &[char]) -> bool {
    let mut different = folded.to_vec();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT_CHARS_MIN {
        return true;
    }
    let repeats = (1..=folded.len() / 2).any(|piece| {
        folded
            .iter()
            .zip(folded.iter().skip(piece))
            .all(|(a, b)| a == b)
    });
    if repeats {
        return true;
    }
    let slides = folded
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if slides_to(*a, *b)))
        .count();
    let steps = folded.len().saturating_sub(1);
    slides.saturating_mul(4) >= steps.saturating_mul(3)
}

/// Whether `b` repeats `a` or lies next to it on a row.
fn slides_to(a: char, b: char) -> bool {
    a == b
        || ROWS.iter().any(|row| {
            row.chars()
                .zip(row.chars().skip(1))
                .any(|(left, right)| (a, b) == (left, right) || (b, a) == (left, right))
        })
}

/// Whether nothing but common words remains when digits and signs at both ends and look-alike signs are undone.
fn is_common(folded: &[char]) -> bool {
    let trimmed = {
        let letter = |c: &char| c.is_alphabetic();
        let from = folded.iter().position(letter).unwrap_or(folded.len());
        let to = folded
            .iter()
            .rposition(letter)
            .map_or(from, |last| last + 1);
        folded.get(from..to).unwrap_or(&[])
    };
    if trimmed.is_empty() {
        // Digits and signs only: twelve of them are fewer guesses than six letters unless there are many.
        return folded.len() < 20;
    }
    [trimmed, folded].into_iter().any(|text| {
        let plain: Zeroizing<String> = Zeroizing::new(
            text.iter()
                .map(|c| unlike(*c))
                .filter(|c| c.is_alphanumeric())
                .collect(),
        );
        only_common(&plain)
    })
}

/// Whether a text is one to three common words in a row with at most four other characters.
fn only_common(text: &str) -> bool {
    let mut rest = text;
    let mut found = 0_usize;
    while let Some(tail) = COMMON
        .iter()
        .filter_map(|word| rest.strip_prefix(word))
        .min_by_key(|tail| tail.len())
    {
        rest = tail;
        found = found.saturating_add(1);
    }
    (1..=3).contains(&found) && rest.chars().count() <= 4
}

/// The letter a look-alike sign stands for.
const fn unlike(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn holds_name(folded: &[char], names: &[&str]) -> bool {
    let text: Zeroizing<String> = Zeroizing::new(folded.iter().collect());
    let parts = names
        .iter()
        .flat_map(|name| core::iter::once(*name).chain(name.split('@').take(1)))
        .chain(core::iter::once("cofferdam"));
    parts
        .filter(|part| part.chars().count() >= NAME_CHARS_MIN)
        .any(|part| text.contains(&part.to_lowercase()))
}

impl fmt::Display for WeakPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "a password has at least 12 characters; four unrelated words are good",
            Self::TooLong => "a password has at most 128 characters",
            Self::ControlCharacter => "a password holds no control characters such as tabs or line ends",
            Self::Common => "this is a common word or number with little around it; four unrelated words are good",
            Self::Pattern => "this is a run along the keyboard, one piece repeated, or very few different characters",
            Self::HoldsName => "a password does not hold your name, your address or the name of this program",
        })
    }
}

impl core::error::Error for WeakPassword {}

#[cfg(test)]
mod tests;
