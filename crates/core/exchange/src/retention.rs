//! How much of the past the engines remember for those who ask. Never what is open: that is always remembered.

/// How many of each thing that is over are remembered; the oldest are forgotten first, and stay in the account log.
///
/// Binance bounds its answers by age (orders that never traded for 90 days, futures income for three months); these
/// bounds are counts, so that memory has a bound whatever a client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Ended orders per account, of spot and of futures each.
    pub ended_orders: usize,
    /// Ended order lists of spot per account.
    pub ended_lists: usize,
    /// Ended conditional orders of futures per account.
    pub ended_algos: usize,
    /// Trades per account and symbol.
    pub trades: usize,
    /// Prevented matches per account and symbol.
    pub prevented: usize,
    /// Movements of money on futures per account.
    pub income: usize,
    /// Amendments of futures orders per account; those of spot go with their order.
    pub amendments: usize,
    /// Movements of isolated margin per account.
    pub margin_changes: usize,
    /// Records of each kind at the wallet per account; those that can still change are never forgotten.
    pub wallet_records: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Retention {
    /// What an exchange remembers unless it is told otherwise.
    pub const USUAL: Self = Self {
        ended_orders: 20_000,
        ended_lists: 5_000,
        ended_algos: 5_000,
        trades: 50_000,
        prevented: 5_000,
        income: 100_000,
        amendments: 10_000,
        margin_changes: 10_000,
        wallet_records: 20_000,
    };
}
