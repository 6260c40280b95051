//! Binance USD-M futures: its facts, how to ask it, how to read it, what its streams say. Never sends.

pub mod ask;
pub mod facts;
pub mod feed;
pub mod history;
pub mod read;
mod refusals;
mod replies;
pub mod session;

pub use replies::account::{
    AccountPosition, AccountSettings, AccountState, SymbolSettings, TradingFees, VenueBalance,
    VenuePosition,
};
pub use replies::history::{Income, IncomeKind, Next, Page};
pub use replies::market::{
    CandleState, DepthSnapshot, FundingPaid, FundingRule, Listing, Mark, OpenInterest,
    SkippedSymbol, VenueCandle,
};
pub use replies::order::{
    AlgoStatus, OrderLife, OrderOrigin, OrderStatus, OrderType, VenueAlgo, VenueFill, VenueOrder,
};
pub use replies::{
    AmendReply, CancelReply, ListenKey, PlaceReply, QueryReply, SettingReply, Switch, VenueSymbol,
};
