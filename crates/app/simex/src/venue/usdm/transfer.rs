//! Money between an account's spot and futures wallets: moved once or not at all. Never another wallet.

use super::trade::refusal;
use crate::venue::Venue;
use domain::{AccountId, Amount, Asset};
use exchange::futures::{FuturesInput, FuturesRefusal, Transfer};

impl Venue {
    /// Moves money into the futures wallet, or out of it, below zero. Its other end is the caller's.
    ///
    /// # Errors
    /// Why nothing was moved.
    pub(crate) fn move_futures(
        &mut self,
        account: AccountId,
        asset: Asset,
        amount: Amount,
    ) -> Result<(), FuturesRefusal> {
        let tag = self.tag();
        let effects = self.step_futures(FuturesInput::Transfer(Transfer {
            tag,
            account,
            asset,
            amount,
        }));
        refusal(&effects).map_or(Ok(()), Err)
    }
}
