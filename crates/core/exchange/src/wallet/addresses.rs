//! What addresses and transaction names look like, made from numbers alone and judged by their form. Never a real address.

use crate::chance::Chance;
use alloc::format;
use alloc::string::String;
use domain::AccountId;

/// Letters of base 58: no zero, no capital O, no capital I, no small l.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Hexadecimal digits.
const HEX: &[u8; 16] = b"0123456789abcdef";
/// Digits of an address of the Ethereum kind.
const HEX_ADDRESS_DIGITS: usize = 40;
/// Digits of a transaction's name.
const TX_DIGITS: usize = 64;
/// Digits of a withdrawal's name.
const WITHDRAWAL_DIGITS: usize = 32;
/// Fewest letters of a base 58 address.
const BASE58_LEN_MIN: usize = 25;
/// Largest tag.
const TAG_MAX: u64 = 4_294_967_295;

/// What addresses of a network look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `0x` and forty hexadecimal digits.
    Hex,
    /// Letters of base 58 behind a prefix.
    Base58 {
        /// How every address begins.
        prefix: &'static str,
        /// Most letters, the prefix included.
        len: usize,
    },
}

impl Shape {
    /// What an address must match, as a regular expression.
    #[must_use]
    pub fn regex(self) -> String {
        match self {
            Self::Hex => String::from("^(0x)[0-9A-Fa-f]{40}$"),
            Self::Base58 { prefix, len } => {
                let least = BASE58_LEN_MIN.saturating_sub(prefix.len());
                let most = len.saturating_sub(prefix.len());
                format!("^{prefix}[1-9A-HJ-NP-Za-km-z]{{{least},{most}}}$")
            }
        }
    }

    /// Whether a text has this form.
    #[must_use]
    pub fn fits(self, address: &str) -> bool {
        match self {
            Self::Hex => address.strip_prefix("0x").is_some_and(|digits| {
                digits.len() == HEX_ADDRESS_DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit())
            }),
            Self::Base58 { prefix, len } => {
                address.starts_with(prefix)
                    && (BASE58_LEN_MIN..=len).contains(&address.len())
                    && address.bytes().all(|b| BASE58.contains(&b))
            }
        }
    }

    /// The address of a number.
    pub(crate) fn address(self, chance: &mut Chance) -> String {
        match self {
            Self::Hex => format!("0x{}", letters(chance, HEX, HEX_ADDRESS_DIGITS)),
            Self::Base58 { prefix, len } => {
                let rest = len.saturating_sub(prefix.len());
                format!("{prefix}{}", letters(chance, BASE58, rest))
            }
        }
    }
}

/// What an address is made for: the same three always give the same one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AddressOf {
    pub(crate) account: AccountId,
    pub(crate) shape: Shape,
    /// Zero for the first address of an account.
    pub(crate) number: u64,
}

impl AddressOf {
    /// Networks of one form share their addresses, as they do in the field.
    pub(crate) fn text(self) -> String {
        let form = match self.shape {
            Shape::Hex => 1,
            Shape::Base58 { prefix, .. } => prefix
                .bytes()
                .fold(2_u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(byte)),
        };
        let mut chance = Chance::new(0xADD2_E550)
            .branch(self.account.get())
            .branch(form)
            .branch(self.number);
        self.shape.address(&mut chance)
    }

    /// The tag that tells the account apart at a shared address.
    pub(crate) fn tag(self) -> u64 {
        Chance::new(0x7A60_7A60)
            .branch(self.account.get())
            .branch(self.number)
            .between(1, TAG_MAX)
    }
}

/// Whether a text is a tag of digits.
#[must_use]
pub(crate) fn is_number_tag(tag: &str) -> bool {
    (1..=10).contains(&tag.len())
        && !tag.starts_with('0')
        && tag.bytes().all(|b| b.is_ascii_digit())
}

/// The name of a transaction on a chain, from a number.
pub(crate) fn tx_name(shape: Shape, number: u64) -> String {
    let mut chance = Chance::new(0x7C5A_0001).branch(number);
    let digits = letters(&mut chance, HEX, TX_DIGITS);
    match shape {
        Shape::Hex => format!("0x{digits}"),
        Shape::Base58 { .. } => digits,
    }
}

/// The name of a withdrawal, from its number.
pub(crate) fn withdrawal_name(number: u64) -> String {
    let mut chance = Chance::new(0x3174_D2A3).branch(number);
    letters(&mut chance, HEX, WITHDRAWAL_DIGITS)
}

fn letters(chance: &mut Chance, alphabet: &[u8], count: usize) -> String {
    let most = u64::try_from(alphabet.len()).unwrap_or(0);
    (0..count)
        .map(|_| {
            let at = usize::try_from(chance.below(most)).unwrap_or(0);
            char::from(alphabet.get(at).copied().unwrap_or(b'1'))
        })
        .collect()
}
