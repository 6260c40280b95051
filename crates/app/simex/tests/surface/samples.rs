//! The recorded payloads that `protocols` tests itself with have the form of what this exchange says.
//! `SIMEX_RECORD=1` records them anew.

use crate::house::*;
use domain::{CancelOrder, OrderId};
use protocols::Call;
use protocols::binance_spot::ask;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use wire::StreamEvent;

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../core/protocols/src/binance_spot/samples"
    ))
}

/// The form of a value: names and kinds, lists by their first element.
fn form(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), form(value)))
            .collect(),
        Value::Array(items) => items.first().map(form).into_iter().collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => Value::Null,
    }
}

struct Recorder {
    house: House,
    said: BTreeMap<&'static str, String>,
}

impl Recorder {
    async fn answer(&mut self, name: &'static str, call: Call) {
        let answer = send(&self.house.client, call).await;
        let text = String::from_utf8(answer.body).unwrap();
        self.said.insert(name, text);
    }

    async fn frames(
        &mut self,
        events: &mut mpsc::Receiver<StreamEvent>,
        wanted: &[(&'static str, &str)],
    ) {
        let mut left = wanted.to_vec();
        while !left.is_empty() {
            let event = timeout(Duration::from_secs(10), events.recv())
                .await
                .unwrap()
                .unwrap();
            if let StreamEvent::Frame { bytes, .. } = event {
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                if let Some(at) = left.iter().position(|(_, mark)| text.contains(mark)) {
                    let (name, _) = left.remove(at);
                    self.said.insert(name, text);
                }
            }
        }
    }
}

async fn said() -> BTreeMap<&'static str, String> {
    let house = House::start(crowd()).await;
    let client = house.client.clone();
    let instrument = house.instrument;
    let mut recorder = Recorder {
        house,
        said: BTreeMap::new(),
    };
    let (out, mut market) = mpsc::channel(4_096);
    let _market = client.market_stream(&ask::market_streams(&[instrument]), out);
    let marks = [
        ("stream_depth", "depthUpdate"),
        ("stream_trade", "\"trade\""),
        ("stream_quote", "@bookTicker"),
    ];
    recorder.frames(&mut market, &marks).await;
    let (out, mut private) = mpsc::channel(4_096);
    let _private = client.account_stream(ask::subscribe_account, out);
    recorder
        .frames(&mut private, &[("session_subscribed", "subscriptionId")])
        .await;
    recorder.orders(&mut private).await;
    recorder.said
}

impl Recorder {
    /// Every answer to a call, and the private frames that orders bring.
    async fn orders(&mut self, private: &mut mpsc::Receiver<StreamEvent>) {
        let recorder = self;
        let instrument = recorder.house.instrument;
        recorder.answer("server_time", ask::server_time()).await;
        recorder.answer("exchange_info", ask::instruments()).await;
        recorder.answer("depth", ask::depth(&instrument)).await;
        let (call, filled) = recorder.house.placing("buy 0.01 market");
        recorder.answer("order_filled", call).await;
        recorder
            .frames(
                private,
                &[
                    ("session_new", "\"x\":\"NEW\""),
                    ("session_trade", "\"x\":\"TRADE\""),
                    ("session_balances", "outboundAccountPosition"),
                ],
            )
            .await;
        let (call, resting) = recorder.house.placing("buy 0.01 limit 40000");
        recorder.answer("order_resting", call).await;
        recorder
            .answer("order_query", ask::query(&instrument, resting))
            .await;
        recorder.answer("open_orders", ask::open_orders()).await;
        recorder.answer("account", ask::account()).await;
        recorder
            .answer("my_trades", ask::fills_from(&instrument, 0))
            .await;
        for name in ["order_cancelled", "error_not_open"] {
            let cleared = recorder.house.gate.clear_cancel(CancelOrder {
                id: OrderId::new(1),
                client_id: resting,
                account: ACCOUNT,
                symbol: instrument.symbol,
            });
            recorder
                .answer(name, ask::cancel(cleared, &instrument).unwrap())
                .await;
        }
        recorder
            .frames(private, &[("session_cancelled", "\"x\":\"CANCELED\"")])
            .await;
        let (call, _) = recorder.house.placing("buy 9 limit 40000");
        recorder.answer("error_balance", call).await;
        let never =
            domain::ClientOrderId::of(domain::Time::from_millis(0), ACCOUNT, OrderId::new(9));
        recorder
            .answer("error_never_seen", ask::query(&instrument, never))
            .await;
        assert_ne!(filled, resting);
    }
}

#[tokio::test]
async fn recorded_payloads_have_the_form_of_what_is_said() {
    let record = std::env::var_os("SIMEX_RECORD").is_some();
    for (name, text) in said().await {
        let path = folder().join(format!("{name}.json"));
        if record {
            std::fs::write(&path, format!("{text}\n")).unwrap();
        }
        let recorded = std::fs::read_to_string(&path).unwrap();
        let recorded: Value = serde_json::from_str(&recorded).unwrap();
        let now: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(form(&recorded), form(&now), "{name}");
    }
}
