//! What the gate is told once, when the house is wired: accounts, instruments, limits. Never changed by the gate itself.

use crate::latch::LiveConsent;
use crate::limit_sets::LimitSet;
use crate::margin::Product;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Instrument, Rate, Scope, Span, VenueId};

/// Everything the gate judges by, beside what it sees happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateConfig {
    /// The accounts that may trade at all.
    pub accounts: Vec<AccountConfig>,
    /// What may be traded, with each venue's grid.
    pub instruments: Vec<Instrument>,
    /// The asset in which value limits are counted: `USDT`.
    pub value_asset: Asset,
    /// Limits that hold everywhere.
    pub limits: GlobalLimits,
    /// Tighter limits by scope; where several hold, the tightest wins.
    pub limits_by_scope: BTreeMap<Scope, LimitSet>,
    /// What makes a reference price good enough to judge by.
    pub reference: ReferenceRules,
    /// What the live latch opened; a live account without it trades nothing.
    pub live_consents: Vec<LiveConsent>,
}

/// One account and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountConfig {
    /// The account.
    pub account: AccountId,
    /// Its venue.
    pub venue: VenueId,
    /// Whether its money is real.
    pub kind: AccountKind,
    /// The venue's fee for taking liquidity: 0.001 is 0.1 %.
    pub taker_fee: Rate,
    /// What it trades.
    pub product: Product,
}

/// Whether an account's money is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKind {
    /// Simulated venue, simulated money.
    Paper,
    /// A venue's own test network.
    Testnet,
    /// Real money.
    Live,
}

impl AccountKind {
    /// The short name: `paper`, `testnet`, `live`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Testnet => "testnet",
            Self::Live => "live",
        }
    }
}

/// Limits that hold for every order. None may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalLimits {
    /// Largest value of one order, in the value asset.
    pub order_value_max: Amount,
    /// Largest worst-case value of one position, in the value asset.
    pub position_value_max: Amount,
    /// Most open positions (an account in a symbol counts once).
    pub open_positions_max: u64,
    /// Most orders that are asked or working, in all.
    pub open_orders_max: u64,
    /// Most orders that are asked or working in one account.
    pub open_orders_per_account_max: u64,
    /// Most orders that are asked or working in one symbol of one account.
    pub open_orders_per_symbol_max: u64,
    /// Farthest a price may lie from the reference, as a share of it.
    pub price_collar: Rate,
}

/// What makes a reference price good enough to judge by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceRules {
    /// Oldest quote that still counts.
    pub quote_age_max: Span,
    /// How much worse than the touch an order without a price is valued, as a share.
    pub market_slippage: Rate,
}

impl GlobalLimits {
    /// Open positions allowed where nobody chose a number.
    pub const OPEN_POSITIONS_MAX: u64 = 5;
}
