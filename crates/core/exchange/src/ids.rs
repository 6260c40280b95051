//! Numbers the exchange gives out. Never reused, also not after a restart.

use core::fmt;
use core::num::ParseIntError;
use core::str::FromStr;

macro_rules! exchange_id {
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

pub(crate) use exchange_id;

exchange_id!(
    /// An order at the exchange; rises over all symbols.
    ExchangeOrderId
);
exchange_id!(
    /// A trade of the exchange; rises within its symbol.
    ExchangeTradeId
);
exchange_id!(
    /// A change of one displayed level; rises by exactly one within its symbol.
    UpdateId
);
exchange_id!(
    /// What the sender of an input wants its answer to bear; the exchange never looks at it.
    Tag
);
exchange_id!(
    /// An order list at the exchange; rises over all symbols.
    OrderListId
);
exchange_id!(
    /// One thing that happened to an order; rises within its symbol.
    ExecutionId
);
exchange_id!(
    /// A match that was prevented between orders of one account or trade group; rises within its symbol.
    PreventedMatchId
);
