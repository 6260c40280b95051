//! Orders, conditional orders, positions and money as others see them. Values only; never a judgement.

mod money;
mod order;

pub use money::{
    AccountConfig, AccountTotals, AdlView, AssetView, FundingView, FuturesLedger, HoldersView,
    Income, IncomeKind, IncomeQuery, MarginChange, MarginChangeKind, MarkView, PositionView,
    SymbolConfig,
};
pub use order::{
    AlgoKind, AlgoOrder, AlgoPrice, AlgoStatus, Amendment, FuturesExpiry, FuturesFill, FuturesLife,
    FuturesOrder, FuturesOrderStatus, FuturesTrade, OrderOrigin, PriceMatch, Protect, Reduce,
    Working,
};

/// Which position of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionSide {
    /// The one net position.
    Both,
    /// The long one.
    Long,
    /// The short one.
    Short,
}

/// How many positions an account has per contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionMode {
    /// One net position.
    OneWay,
    /// A long and a short one.
    Hedge,
}

/// Whether margin assets stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetsMode {
    /// Each for the contracts it settles.
    Single,
    /// All together, at their index less a buffer.
    Multi,
}

/// What stands for a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarginType {
    /// The whole wallet.
    Cross,
    /// Money set aside for it.
    Isolated,
}

/// Whether fees are paid in BNB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeBurn {
    /// They are, with a discount, while there is enough.
    On,
    /// They are not.
    Off,
}
