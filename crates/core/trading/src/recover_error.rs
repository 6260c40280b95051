//! Why a journal cannot be read back. Never about the disk it stands on.

use core::fmt;
use domain::{AccountId, OrderId};

/// Why a journal is not the history of one house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoverError {
    /// An event speaks of an order that was never opened or is no longer in memory.
    UnknownOrder(OrderId),
    /// An event does not follow from the order's state.
    OutOfOrder(OrderId),
    /// The order's hold cannot be counted: its account or instrument is not configured, or a sum does not fit.
    NotHeld(OrderId),
    /// A sum does not fit.
    Arithmetic(OrderId),
    /// An account's book was never opened, or a sum in it does not fit.
    Book(AccountId),
}

impl fmt::Display for RecoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOrder(order) => {
                write!(
                    f,
                    "the journal speaks of order {order}, which it never opened"
                )
            }
            Self::OutOfOrder(order) => {
                write!(
                    f,
                    "the journal's events of order {order} do not follow from each other"
                )
            }
            Self::NotHeld(order) => write!(
                f,
                "the hold of order {order} cannot be counted; is its account configured?"
            ),
            Self::Book(account) => write!(
                f,
                "the journal moves a book of account {account} that it never opened, or a sum in it does not fit"
            ),
            Self::Arithmetic(order) => write!(f, "the sums of order {order} do not fit"),
        }
    }
}

impl core::error::Error for RecoverError {}
