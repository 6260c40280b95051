//! The simulated exchange as a server: Binance's REST and WebSocket surface over the `exchange` engine.
//! It knows nothing of the desk and keeps nothing but its accounts.

mod account_log;
mod ask;
mod capture;
mod clock;
mod config;
mod cut_body;
mod driver;
mod engine;
mod floor;
mod history;
mod keep;
mod keeper;
mod latency;
mod offline;
mod patient;
mod people;
mod ports;
mod replay;
mod serve;
mod slow_body;
mod start;
mod symbols;
mod venue;

pub use account_log::LogError;
pub use capture::CaptureError;
pub use clock::Clock;
pub use config::{AccountSeed, Config, DEFAULT_KEY, DEFAULT_SECRET, Market, Temper, VenueLimits};
pub use keep::{Keep, KeepError};
pub use keeper::KeeperError;
pub use latency::{Latency, LatencyError};
pub use offline::{Happened, Offline, Operation};
pub use people::{KeySeed, PeopleError};
pub use replay::{Progress, ReplayReport, Speed};
pub use start::{Running, Simex, StartError};
pub use symbols::{SymbolError, SymbolSpec};
pub use venue::{Wording, wordings};

pub use history::{History, HistoryError};
