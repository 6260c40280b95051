//! What the ledger tells of futures: orders, conditional orders, positions and balances as they stand from then on, each by
//! its own kind. Never an event of its own.

use super::{Note, Written};
use domain::AccountId;
use serde_json::Value;

/// The notes that an event of an account leaves.
pub(crate) fn notes(account: AccountId, event: &str, json: &Value) -> Vec<Note> {
    let told = |what, body: &Value| Note::Told(Some(account), what, Written::of(body));
    let part = |at| json.pointer(at).unwrap_or(&Value::Null);
    match event {
        "ORDER_TRADE_UPDATE" => vec![told("futuresOrder", part("/o"))],
        "ALGO_UPDATE" => vec![told("algoOrder", part("/o"))],
        "ACCOUNT_UPDATE" => {
            let reason = part("/a/m");
            let rows = |at: &str, what: &'static str| -> Vec<Note> {
                let rows = json.pointer(at).and_then(Value::as_array);
                let rows = rows.into_iter().flatten();
                rows.map(|row| told(what, &with_reason(row, reason)))
                    .collect()
            };
            let mut notes = rows("/a/B", "futuresBalance");
            notes.extend(rows("/a/P", "position"));
            notes
        }
        _ => vec![Note::Said(account, Written::of(json))],
    }
}

/// A row with the reason of its change, under the name the event has for it.
fn with_reason(row: &Value, reason: &Value) -> Value {
    let mut row = row.clone();
    if let Some(fields) = row.as_object_mut() {
        fields.insert("m".to_owned(), reason.clone());
    }
    row
}
