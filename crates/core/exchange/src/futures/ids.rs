//! Numbers only futures give out. Never reused, also not after a restart.

use core::fmt;
use core::num::ParseIntError;
use core::str::FromStr;

macro_rules! futures_id {
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

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    };
}

futures_id!(
    /// A conditional order; a space of its own beside the orders of the book.
    AlgoId
);
futures_id!(
    /// A movement of an account's money; rises over all accounts and kinds.
    TranId
);
futures_id!(
    /// A change of an order's price or quantity; rises over all symbols.
    AmendmentId
);
