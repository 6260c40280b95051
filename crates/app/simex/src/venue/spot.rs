//! Binance's spot surface: `/api/v3` and the same operations of its WebSocket API.

pub(crate) mod account;
pub(crate) mod market;
pub(crate) mod order_params;
pub(crate) mod tickers;
pub(crate) mod trade;
pub(crate) mod views;
