//! A day with Binance's own SDK for Rust: spot over REST, orders over the WebSocket API, account and market streams.
//! Never part of the product: it is a stranger's program that the simulated exchange is tried with.

mod plan;
mod session;
mod venue;

use anyhow::{Context as _, Result, ensure};
use binance_sdk::config::ConfigurationWebsocketStreams;
use binance_sdk::spot::SpotWsStreams;
use binance_sdk::spot::websocket_streams::{KlineParams, PartialBookDepthParams, TradeParams};
use plan::Day;
use serde_json::{Value, json};
use session::{Inbox, bounded, say, steps};
use std::process::ExitCode;
use tokio::sync::mpsc;
use venue::{Rest, Socket, sockets};

/// Public streams.
async fn markets() -> Result<()> {
    let told = ConfigurationWebsocketStreams::builder()
        .ws_url(sockets())
        .build()?;
    let streams = bounded(
        SpotWsStreams::from_config(told).connect(),
        "market connection",
    )
    .await?;
    let (sender, events) = mpsc::unbounded_channel();
    macro_rules! listen {
        ($method:ident, $params:ty, $json:tt) => {{
            let params: $params = serde_json::from_value(json!($json))?;
            let stream = bounded(streams.$method(params), stringify!($method)).await?;
            let sender = sender.clone();
            stream.on_message(move |data| {
                // A session that has ended reads no more events.
                let _ended = serde_json::to_value(data)
                    .map(|data| sender.send(json!([stringify!($method), data])));
            });
        }};
    }
    listen!(trade, TradeParams, {"symbol": "btcusdt"});
    listen!(partial_book_depth, PartialBookDepthParams, {"symbol": "btcusdt", "levels": "20"});
    listen!(kline, KlineParams, {"symbol": "btcusdt", "interval": "1m"});
    let mut inbox = Inbox::new(events);
    inbox
        .wait_for(
            |event| event[0] == "trade" && event[1]["s"] == "BTCUSDT",
            "trade",
        )
        .await?;
    let levels = |event: &Value, side: &str| event[1][side].as_array().map_or(0, Vec::len);
    inbox
        .wait_for(
            |event| {
                event[0] == "partial_book_depth"
                    && levels(event, "bids") == 20
                    && levels(event, "asks") == 20
            },
            "depth",
        )
        .await?;
    inbox
        .wait_for(
            |event| event[0] == "kline" && event[1]["k"]["i"] == "1m",
            "candle",
        )
        .await?;
    bounded(streams.disconnect(), "end of the connection").await?;
    say("market streams: trade, depth, candles");
    Ok(())
}

async fn session() -> Result<()> {
    let (socket, events) = Socket::open().await.context("the WebSocket API")?;
    let mut day = Day::begin(Rest::new()?, Inbox::new(events)).await?;
    day.rest_and_cancel().await?;
    day.partial_fill().await?;
    day.market().await?;
    day.at_once_or_not().await?;
    day.stop().await?;
    day.oco().await?;
    day.replace().await?;
    day.over_socket(&socket).await?;
    day.reconcile().await?;
    socket.close().await?;
    markets().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = session().await.and_then(|()| {
        ensure!(steps() > 0, "the session did something");
        Ok(())
    });
    match done {
        Ok(()) => {
            println!("binance-sdk: {} steps", steps());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("FAIL binance-sdk: {error:#}");
            ExitCode::FAILURE
        }
    }
}
