//! A deterministic exchange: order books, accounts, fees, filters, and the market that lives on it.
//! Never a clock, a socket, a file or a source of chance: instants, seeds and captures come in as arguments.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod accounts;
mod average;
mod book;
pub mod chance;
pub mod crowd;
mod effect;
mod exchange;
mod fact;
pub mod faults;
mod fees;
pub mod futures;
mod grid;
mod ids;
mod input;
mod listing;
mod market;
mod order;
mod order_type;
mod pit;
mod prices;
mod query;
mod reference;
mod refusal;
mod restore;
mod retention;
mod slab;
mod snapshot;
mod terms;
mod turn;
mod view;
pub mod wallet;

pub use effect::{
    AccountTrade, Effect, Execute, Execution, IdMarks, LevelChange, ListEvent, ListReport,
    OrderReport, Prevention, ReplaceHalf, Replaced, Trade, TradeSource, Trail,
};
pub use exchange::Exchange;
pub use fact::{Fact, FactError};
pub use ids::{
    ExchangeOrderId, ExchangeTradeId, ExecutionId, OrderListId, PreventedMatchId, Tag, UpdateId,
};
pub use input::{
    Amend, Cancel, CancelList, CancelRestriction, HouseLevel, Input, Leg, ListKey, ListShape,
    OrderKey, Pair, Place, PlaceList, Print, Refill, Replace, ReplaceMode, SetLevels, Single, Take,
};
pub use listing::{
    AVERAGE_MINUTES_MAX, Applies, Collar, Filters, Listing, Multiplier, OrderLimits, SymbolRules,
    SymbolState, SymbolStatus, TrailingBounds,
};
pub use order_type::{
    Approach, BIPS, Labels, LimitPrice, OrderQty, OrderType, PEG_LEVEL_MAX, Peg, PegSide,
    SelfTradeMode, Trigger, UnknownWord,
};
pub use pit::ACCOUNT_OPEN_MAX;
pub use query::{BestView, BookView, LedgerView, LevelView};
pub use reference::{BUCKETS_MAX, ExecutionRules, PriceRange, ReferenceSource, ReferenceView};
pub use refusal::RefuseReason;
pub use restore::RestoreError;
pub use retention::Retention;
pub use terms::{AccountTerms, Discount, FeeRates, TradePermission};
pub use view::{
    Amendment, ExpireReason, ListKind, ListStatus, ListedOrder, ListedOrders, OrderListView,
    OrderStatus, OrderView, PreventedMatch, Tracking,
};
