//! Binance's spot surface: `/api/v3` and the same operations of its WebSocket API.

pub(crate) mod account;
pub(crate) mod lists;
pub(crate) mod market;
pub(crate) mod order_params;
mod refusal;
pub(crate) mod replace;
pub(crate) mod rules;
pub(crate) mod tell;
pub(crate) mod tickers;
pub(crate) mod trade;
pub(crate) mod views;
mod window;
mod words;

pub(crate) use refusal::{EngineRefusal, SpotRefusal, spot_wordings};
