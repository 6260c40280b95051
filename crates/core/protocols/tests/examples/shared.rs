//! The venue's endpoint map, where it lies beside the tree.

use serde_json::Value;
use std::path::PathBuf;

/// One operation: its file, kind and name, and what reads its example.
pub(crate) type Row = (
    &'static str,
    &'static str,
    &'static str,
    fn(&[u8]) -> Result<(), String>,
);

/// The operations of a file; `None`, loudly, where it does not lie here.
#[expect(
    clippy::disallowed_methods,
    reason = "the place of the venue's examples is the tester's to say"
)]
pub(crate) fn operations(file: &str) -> Option<Vec<Value>> {
    let shared = std::env::var("COFFERDAM_SHARED").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("data/binance").join(format!("{file}.json"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no examples at {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// The example of an operation.
pub(crate) fn example<'a>(operations: &'a [Value], kind: &str, op: &str) -> &'a Value {
    let found = operations
        .iter()
        .find(|operation| operation["kind"] == kind && operation["op"] == op)
        .unwrap_or_else(|| panic!("no operation {kind} {op}"));
    let example = &found["example"];
    assert!(!example.is_null(), "{kind} {op} has no example");
    example
}
