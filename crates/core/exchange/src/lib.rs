//! A deterministic exchange: order books, accounts, fees, filters, and the market that lives on it.
//! Never a clock, a socket, a file or a source of chance: instants, seeds and captures come in as arguments.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod accounts;
mod book;
pub mod chance;
pub mod crowd;
mod effect;
mod exchange;
mod fact;
pub mod faults;
pub mod futures;
mod grid;
mod ids;
mod input;
mod market;
mod order;
mod pit;
mod query;
mod refusal;
mod restore;
mod slab;
mod snapshot;
mod turn;
pub mod wallet;

pub use effect::{
    AccountTrade, Effect, Execute, Execution, ExpireReason, IdMarks, LevelChange, OrderReport,
    OrderStatus, OrderView, Trade, TradeSource,
};
pub use exchange::Exchange;
pub use fact::{Fact, FactError};
pub use ids::{ExchangeOrderId, ExchangeTradeId, Tag, UpdateId};
pub use input::{
    AccountTerms, Cancel, HouseLevel, Input, Listing, OrderKey, OrderLimits, Place, Print, Refill,
    SetLevels, Take,
};
pub use query::{BestView, BookView, LedgerView, LevelView};
pub use refusal::RefuseReason;
pub use restore::RestoreError;
