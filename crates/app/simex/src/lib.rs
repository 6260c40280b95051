//! The simulated exchange as a server: Binance's REST and WebSocket surface over the `exchange` engine.
//! It knows nothing of the desk and keeps nothing but its accounts.

mod account_log;
mod admin;
mod ask;
mod books;
mod capture;
mod clock;
mod config;
mod crowd;
mod cut_body;
mod driver;
mod engine;
mod faults;
mod hub;
mod keeper;
mod orders;
mod outlet;
mod params;
mod refusal;
mod replay;
mod rest;
mod serve;
mod session;
mod shop;
mod signing;
mod sockets;
mod start;
mod streams;
mod views;

pub use account_log::LogError;
pub use capture::CaptureError;
pub use config::{AccountSeed, Config, DEFAULT_KEY, DEFAULT_SECRET, Market, VenueLimits};
pub use keeper::KeeperError;
pub use replay::{Progress, ReplayReport, Speed};
pub use start::{Running, Simex, StartError};
