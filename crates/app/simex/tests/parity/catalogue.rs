//! Binance's operations with their example payloads, read from the shared data. Never part of this repository.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Which operation: product, door, name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// Method and path.
    Rest(String, String),
    /// Product and method of the WebSocket API.
    Session(String, String),
    /// Product and stream, with `<…>` in place of what varies.
    Stream(String, String),
}

/// The operations and their examples; none where the documentation has none.
pub(crate) type Catalogue = BTreeMap<Name, Option<Value>>;

/// Where the shared data is.
pub(crate) fn shared() -> PathBuf {
    std::env::var_os("COFFERDAM_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    )
}

/// Reads the catalogue; none when it is not there.
pub(crate) fn read() -> Option<Catalogue> {
    let shared = shared();
    let mut catalogue = Catalogue::new();
    for product in ["spot", "usdm", "wallet", "sub_account", "margin"] {
        let path = shared.join("data/binance").join(format!("{product}.json"));
        let text = std::fs::read_to_string(path).ok()?;
        let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
        for row in rows {
            let example = row.get("example").cloned().filter(|e| !e.is_null());
            let name = name(product, &row);
            let example = example.filter(|_| !is_misplaced(&name));
            catalogue.insert(name, example);
        }
    }
    Some(catalogue)
}

/// Whether the example stands at the wrong operation: this one shows an index of assets, and its page sessions of markets.
fn is_misplaced(name: &Name) -> bool {
    matches!(name, Name::Rest(_, path) if path == "/fapi/v1/tradingSchedule")
}

fn name(product: &str, row: &Value) -> Name {
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    match text("kind").as_str() {
        "rest_api" => Name::Rest(text("method"), text("path")),
        "websocket_api" => {
            let method = text("ws_method");
            Name::Session(
                product.to_owned(),
                method.trim_start_matches('/').to_owned(),
            )
        }
        _ => {
            let stream = text("stream");
            Name::Stream(
                product.to_owned(),
                stream.trim_start_matches('/').to_owned(),
            )
        }
    }
}
