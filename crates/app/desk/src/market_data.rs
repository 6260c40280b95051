//! What may be asked of the desk about the quality of its market data. Never decides, never stores.

use crate::candle_check::{CHECK_DAYS_MAX, CheckAsk};
use crate::command::CommandError;
use crate::contract_market::ContractFacts;
use crate::handle::Desk;
use identity::{Permit, ReadTrading};
use tokio::sync::mpsc::error::TrySendError;

impl Desk {
    /// Marks, funding, open interest and liquidations of the perpetual contracts here, by symbol.
    #[must_use]
    pub fn contracts(&self) -> Vec<ContractFacts> {
        self.shared.boards.home.contracts().all()
    }

    /// Has kept candles checked from so many days ago on, [`CHECK_DAYS_MAX`] at most; what came of it is in the records
    /// when it is over.
    ///
    /// # Errors
    /// Busy: enough checks wait already; or stopping.
    pub fn check_candles(
        &self,
        _permit: Permit<ReadTrading>,
        days: u32,
    ) -> Result<(), CommandError> {
        let days = days.clamp(1, CHECK_DAYS_MAX);
        let asked = self.shared.checks.try_send(CheckAsk { days });
        asked.map_err(|error| match error {
            TrySendError::Full(_) => CommandError::Busy,
            TrySendError::Closed(_) => CommandError::Closed,
        })
    }
}
