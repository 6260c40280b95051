//! The deeds of a session through Binance's own Rust SDK: parameters and answers in Binance's JSON. Never decides anything.

use crate::session::bounded;
use anyhow::{Context as _, Result, ensure};
use binance_sdk::config::{ConfigurationRestApi, ConfigurationWebsocketApi};
use binance_sdk::spot::rest_api::{
    self, DeleteOrderListParams, DeleteOrderParams, DepthParams, ExchangeInfoParams,
    GetAccountParams, GetOpenOrdersParams, GetOrderParams, MyTradesParams, NewOrderParams,
    OrderCancelReplaceParams, OrderListOcoParams,
};
use binance_sdk::spot::websocket_api::{
    self, OrderCancelParams, OrderCancelReplaceParams as SocketReplaceParams, OrderPlaceParams,
    OrderStatusParams, UserDataStreamSubscribeSignatureParams,
};
use binance_sdk::spot::{SpotRestApi, SpotWsApi};
use serde_json::{Value, json};
use std::env;
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// Where the exchange listens.
pub(crate) fn url() -> String {
    env::var("SIMEX_URL").unwrap_or_else(|_| "http://127.0.0.1:8621".to_owned())
}

/// The same for sockets.
pub(crate) fn sockets() -> String {
    url().replacen("http", "ws", 1)
}

fn key() -> (String, String) {
    let or = |name: &str, usual: &str| env::var(name).unwrap_or_else(|_| usual.to_owned());
    (or("SIMEX_KEY", "testkey"), or("SIMEX_SECRET", "testsecret"))
}

/// Asks over REST: the parameters' type is made from JSON, the answer is given back as JSON.
macro_rules! ask {
    ($api:expr, $method:ident, $params:ty, $json:expr) => {{
        let params: $params = serde_json::from_value($json).context(stringify!($method))?;
        let answer = $api.$method(params).await?;
        let told = answer.data().await.context(stringify!($method))?;
        Ok(serde_json::to_value(told)?)
    }};
}

/// Sends over the socket; the answer must come with its rate limits.
macro_rules! send {
    ($api:expr, $method:ident, $params:ty, $json:expr) => {{
        let params: $params = serde_json::from_value($json).context(stringify!($method))?;
        let answer = bounded($api.$method(params), stringify!($method)).await?;
        ensure!(
            answer
                .rate_limits
                .as_ref()
                .is_some_and(|limits| !limits.is_empty()),
            "rate limits come with the answer"
        );
        Ok(serde_json::to_value(answer.data()?)?)
    }};
}

/// Spot over REST.
pub(crate) struct Rest(rest_api::RestApi);

impl Rest {
    /// The SDK, told where the exchange listens.
    pub(crate) fn new() -> Result<Self> {
        let (key, secret) = key();
        let told = ConfigurationRestApi::builder()
            .api_key(key)
            .api_secret(secret)
            .base_path(url())
            .retries(0u32)
            .timeout(10_000u64)
            .build()?;
        Ok(Self(SpotRestApi::from_config(told)))
    }

    pub(crate) async fn exchange_info(&self) -> Result<Value> {
        ask!(self.0, exchange_info, ExchangeInfoParams, json!({}))
    }

    pub(crate) async fn book(&self, symbol: &str) -> Result<Value> {
        ask!(
            self.0,
            depth,
            DepthParams,
            json!({"symbol": symbol, "limit": 50})
        )
    }

    pub(crate) async fn account(&self) -> Result<Value> {
        ask!(self.0, get_account, GetAccountParams, json!({}))
    }

    pub(crate) async fn place(&self, params: Value) -> Result<Value> {
        ask!(self.0, new_order, NewOrderParams, params)
    }

    pub(crate) async fn query(&self, params: Value) -> Result<Value> {
        ask!(self.0, get_order, GetOrderParams, params)
    }

    pub(crate) async fn cancel(&self, params: Value) -> Result<Value> {
        ask!(self.0, delete_order, DeleteOrderParams, params)
    }

    pub(crate) async fn replace(&self, params: Value) -> Result<Value> {
        ask!(
            self.0,
            order_cancel_replace,
            OrderCancelReplaceParams,
            params
        )
    }

    pub(crate) async fn open_orders(&self, symbol: &str) -> Result<Value> {
        ask!(
            self.0,
            get_open_orders,
            GetOpenOrdersParams,
            json!({"symbol": symbol})
        )
    }

    pub(crate) async fn trades(&self, symbol: &str) -> Result<Value> {
        ask!(
            self.0,
            my_trades,
            MyTradesParams,
            json!({"symbol": symbol, "limit": 1000})
        )
    }

    pub(crate) async fn place_oco(&self, params: Value) -> Result<Value> {
        ask!(self.0, order_list_oco, OrderListOcoParams, params)
    }

    pub(crate) async fn cancel_list(&self, params: Value) -> Result<Value> {
        ask!(self.0, delete_order_list, DeleteOrderListParams, params)
    }
}

/// The WebSocket API, with the account stream on the same connection.
pub(crate) struct Socket(websocket_api::WebsocketApi);

impl Socket {
    /// Connects and subscribes to the events of the account.
    pub(crate) async fn open() -> Result<(Self, UnboundedReceiver<Value>)> {
        let (key, secret) = key();
        let told = ConfigurationWebsocketApi::builder()
            .api_key(key)
            .api_secret(secret)
            .ws_url(sockets() + "/ws-api/v3")
            .build()?;
        let api = bounded(SpotWsApi::from_config(told).connect(), "connection").await?;
        let (sender, events) = mpsc::unbounded_channel();
        let asked =
            api.user_data_stream_subscribe_signature(
                UserDataStreamSubscribeSignatureParams::default(),
            );
        let (_, stream) = bounded(asked, "account stream").await?;
        stream.on_message(move |event| {
            // A session that has ended reads no more events.
            let _ended = serde_json::to_value(event).map(|event| sender.send(named(event)));
        });
        Ok((Self(api), events))
    }

    pub(crate) async fn place(&self, params: Value) -> Result<Value> {
        send!(self.0, order_place, OrderPlaceParams, params)
    }

    pub(crate) async fn query(&self, params: Value) -> Result<Value> {
        send!(self.0, order_status, OrderStatusParams, params)
    }

    pub(crate) async fn cancel(&self, params: Value) -> Result<Value> {
        send!(self.0, order_cancel, OrderCancelParams, params)
    }

    pub(crate) async fn replace(&self, params: Value) -> Result<Value> {
        send!(self.0, order_cancel_replace, SocketReplaceParams, params)
    }

    pub(crate) async fn close(self) -> Result<()> {
        bounded(self.0.disconnect(), "end of the connection").await
    }
}

/// The SDK writes an event under its kind: the kind goes back into the event, as the exchange sent it.
fn named(event: Value) -> Value {
    let Value::Object(kinds) = event else {
        return event;
    };
    let mut named = Value::Null;
    for (kind, mut body) in kinds {
        body["e"] = json!(kind);
        named = body;
    }
    named
}
