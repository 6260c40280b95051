//! What orders set aside while they may still trade. Released only by reports.

use domain::{Amount, Asset, NumberError, Qty};

/// What an order sets aside for each unit of its quantity that may still trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// The asset set aside: quote for a buy, base for a sell; the margin asset for a contract.
    pub asset: Asset,
    /// How much of it per unit of base: price with taker fee for a buy, one for a sell; margin with taker fee for a contract,
    /// nothing for an order that reduces one. Never below zero.
    pub unit: Amount,
}

impl Hold {
    /// What is set aside for `remaining`.
    ///
    /// # Errors
    /// The exact value does not fit.
    pub fn amount(&self, remaining: Qty) -> Result<Amount, NumberError> {
        self.unit.times(remaining)
    }
}
