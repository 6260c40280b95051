//! How much of what is over an exchange remembers, as people write it. Never what is open, and nothing on disk.

use exchange::Retention;

/// Entries of the ledger that are remembered unless told otherwise.
const LEDGER_ENTRIES: usize = 32_768;
/// Public trades per symbol that are remembered unless told otherwise.
const PUBLIC_TRADES: usize = 20_000;
/// The largest bound that may be asked for.
const BOUND_MAX: usize = 10_000_000;

/// How many things that are over are remembered; more forget the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// What the engines remember.
    pub retention: Retention,
    /// Public trades per symbol, and as many aggregates of them.
    pub public_trades: usize,
    /// Entries of the ledger of everything that happened.
    pub ledger_entries: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            retention: Retention::USUAL,
            public_trades: PUBLIC_TRADES,
            ledger_entries: LEDGER_ENTRIES,
        }
    }
}

/// Why bounds make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no bound: write for example orders=500,trades=2000 with numbers from 1 to 10000000; there are orders, \
lists, algos, trades, prevented, income, amendments, margin, wallet, tape and ledger"
)]
pub struct KeepError(String);

impl Keep {
    /// Reads `orders=500,trades=2000`; what is not named keeps its usual bound.
    ///
    /// # Errors
    /// The first part that names nothing that is kept, or no number within the bounds.
    pub fn parse(text: &str) -> Result<Self, KeepError> {
        let mut keep = Self::default();
        for part in text.split(',') {
            let set = part.split_once('=').and_then(|(name, bound)| {
                let bound: usize = bound.trim().parse().ok()?;
                let place = keep.place(name.trim())?;
                (1..=BOUND_MAX).contains(&bound).then(|| *place = bound)
            });
            set.ok_or_else(|| KeepError(part.to_owned()))?;
        }
        Ok(keep)
    }

    fn place(&mut self, name: &str) -> Option<&mut usize> {
        let retention = &mut self.retention;
        Some(match name {
            "orders" => &mut retention.ended_orders,
            "lists" => &mut retention.ended_lists,
            "algos" => &mut retention.ended_algos,
            "trades" => &mut retention.trades,
            "prevented" => &mut retention.prevented,
            "income" => &mut retention.income,
            "amendments" => &mut retention.amendments,
            "margin" => &mut retention.margin_changes,
            "wallet" => &mut retention.wallet_records,
            "tape" => &mut self.public_trades,
            "ledger" => &mut self.ledger_entries,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
