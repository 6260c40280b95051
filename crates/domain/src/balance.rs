//! What an account holds of one asset. Never negative parts.

use crate::asset::Asset;
use crate::decimal::NumberError;
use crate::money::Qty;

/// Free and locked holdings of one asset, as the venue reports them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// The asset.
    pub asset: Asset,
    /// What may be spent.
    pub free: Qty,
    /// What open orders hold.
    pub locked: Qty,
}

impl Balance {
    /// Free and locked together, exact.
    ///
    /// # Errors
    /// The sum does not fit.
    pub fn total(&self) -> Result<Qty, NumberError> {
        self.free.plus(self.locked)
    }
}
