//! Numbers only futures give out. Never reused, also not after a restart.

use crate::ids::exchange_id;
use core::fmt;
use core::num::ParseIntError;
use core::str::FromStr;

exchange_id!(
    /// A conditional order; a space of its own beside the orders of the book.
    AlgoId
);
exchange_id!(
    /// A movement of an account's money; rises over all accounts and kinds.
    TranId
);
exchange_id!(
    /// A change of an order's price or quantity; rises over all symbols.
    AmendmentId
);
