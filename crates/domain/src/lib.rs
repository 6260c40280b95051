//! The words of the house: money, ids, time, instruments, orders, fills, candles, raw records, balanced entries.
//! Values, facts and proofs only. Never a clock, a socket, a file, a source of chance, or a deed.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod amendment;
mod asset;
mod atoms;
mod balance;
mod candle;
mod contract;
mod decimal;
mod entry;
mod fill;
mod hedge;
mod ids;
mod instrument;
mod machine;
mod money;
mod oco;
mod order;
mod order_state;
mod position;
mod protection;
mod raw_record;
#[cfg(test)]
mod reference;
mod rounding;
mod scope;
mod text;
mod time;

pub use amendment::{AmendOrder, CancelAll, ReplaceOrder};
pub use asset::{Asset, Symbol};
pub use atoms::{AtomScale, Atoms, AtomsError};
pub use balance::Balance;
pub use candle::{Candle, CandleError, Interval};
pub use contract::{
    AssetsMode, Leverage, LeverageError, MarginMode, MarginMove, PositionMode, PositionSide,
    Setting, SettingChange, SettingError,
};
pub use decimal::NumberError;
pub use entry::{Entry, EntryError, EntryLine, LedgerAccount};
pub use fill::{Fill, Liquidity};
pub use hedge::{HedgeSide, PositionEffect, PositionKey};
pub use ids::{
    AccountId, ClientOrderId, ListId, OrderId, PressId, SessionId, StrategyId, UserId, VenueId,
    VenueOrderId, VenueTradeId,
};
pub use instrument::{ContractKind, FitError, Instrument, InstrumentRules};
pub use machine::Machine;
pub use money::{Amount, Price, Qty, Rate};
pub use oco::{NewOco, OcoShapeError, OcoTerms};
pub use order::{
    CancelOrder, NewOrder, OrderKind, OrderShapeError, OrderTerms, Origin, SelfTradePrevention,
    Side, TimeInForce, TrailingDelta,
};
pub use order_state::{EndReason, Order, OrderState};
pub use position::{Exposure, Position};
pub use protection::{ExitTerms, Exits, IfBare, Protection, ProtectionError};
pub use raw_record::{ContentHash, RawRecord, RawSource};
pub use rounding::Rounding;
pub use scope::Scope;
pub use text::{Text, TextError};
pub use time::{Span, Time};
