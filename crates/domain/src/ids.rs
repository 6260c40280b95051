//! Typed identities. Never interchangeable, never made from chance or a clock.

use crate::text::{Text, TextError, scalar_text};
use crate::time::Time;
use core::fmt;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The id with this number.
            #[must_use]
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// Its number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        scalar_text!($name, TextError, |text| {
            let canonical = text == "0" || !text.starts_with(['0', '+']);
            if !canonical {
                return Err(TextError::BadCharacter);
            }
            text.parse().map(Self).map_err(|_| TextError::BadCharacter)
        });
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text<$max>);

        impl $name {
            /// Takes printable ASCII without spaces.
            ///
            /// # Errors
            /// Empty, too long, or another character.
            pub fn new(text: &str) -> Result<Self, TextError> {
                Text::new(text).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        scalar_text!($name, TextError, $name::new);
    };
}

number_id!(
    /// One press of the switch in this house: a halt, a cancel of a scope, a flatten.
    PressId
);
number_id!(
    /// An order of ours: its number in the journal of its desk.
    OrderId
);
number_id!(
    /// An account of ours at one venue.
    AccountId
);
number_id!(
    /// A person who signs in.
    UserId
);
number_id!(
    /// A strategy with its version.
    StrategyId
);
number_id!(
    /// A pair of orders of ours: its number in the journal of its desk. Its orders bear the next two numbers.
    ListId
);
text_id!(
    /// A venue by its short name: `simex`, `binance-spot`.
    VenueId,
    24
);
text_id!(
    /// The id a venue gave an order.
    VenueOrderId,
    40
);
text_id!(
    /// The id a venue gave a trade; unique within its symbol.
    VenueTradeId,
    40
);
text_id!(
    /// The public handle of a signed-in session (never the secret in the cookie).
    SessionId,
    40
);

impl ListId {
    /// The number of the order that takes the profit.
    #[must_use]
    pub const fn target(self) -> OrderId {
        OrderId::new(self.0.saturating_add(1))
    }

    /// The number of the order that bounds the loss.
    #[must_use]
    pub const fn stop(self) -> OrderId {
        OrderId::new(self.0.saturating_add(2))
    }

    /// The number of the other order of the pair.
    #[must_use]
    pub const fn other(self, order: OrderId) -> OrderId {
        if order.0 == self.target().0 {
            self.stop()
        } else {
            self.target()
        }
    }

    /// The id the pair bears at the venue.
    #[must_use]
    pub fn client_id(self, opened: Time, account: AccountId) -> ClientOrderId {
        ClientOrderId::of(opened, account, OrderId::new(self.0))
    }
}

/// The id an order bears at the venue, chosen by us before it leaves and kept for ever: `cf` and 26 base-32 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientOrderId(Text<36>);

/// Crockford's base 32: no I, L, O, U.
const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of 128 bits in base 32.
const BASE32_DIGITS: u32 = 26;

impl ClientOrderId {
    /// The id of order `order` of `account`, opened at `opened`: the same three always give the same id.
    ///
    /// 48 bits of milliseconds, 24 bits of account, 56 bits of order number: ULID-shaped, so ids sort by time.
    #[must_use]
    pub fn of(opened: Time, account: AccountId, order: OrderId) -> Self {
        let millis = u128::from(opened.millis().unsigned_abs()) & 0xFFFF_FFFF_FFFF;
        let account = u128::from(account.get()) & 0x00FF_FFFF;
        let order = u128::from(order.get()) & 0x00FF_FFFF_FFFF_FFFF;
        let bits = (millis << 80) | (account << 56) | order;
        let digits = (0..BASE32_DIGITS).rev().map(|digit| {
            let index = usize::try_from((bits >> (digit * 5)) & 31).unwrap_or_default();
            BASE32.get(index).copied().unwrap_or(b'0')
        });
        Self(Text::collect(b"cf".iter().copied().chain(digits)))
    }

    /// Takes an id as a venue reports it (ours or a stranger's).
    ///
    /// # Errors
    /// Empty, longer than 36 bytes, or another character.
    pub fn new(text: &str) -> Result<Self, TextError> {
        Text::new(text).map(Self)
    }

    /// Whether the id has the shape of one of ours.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        let text = self.as_str();
        text.len() == 28
            && text
                .strip_prefix("cf")
                .is_some_and(|digits| digits.bytes().all(|b| BASE32.contains(&b)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ClientOrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

scalar_text!(ClientOrderId, TextError, ClientOrderId::new);

#[cfg(test)]
mod tests;
