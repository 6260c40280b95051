//! What a campaign asks of the desk, as the JSON of its API. Never a rule of what is allowed: that is the house's to say.

use domain::{AccountId, Price, Qty, Side, Symbol};
use serde_json::{Map, Value, json};

/// A wish to trade.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    fields: Map<String, Value>,
}

impl Wish {
    pub(super) fn new(symbol: Symbol, side: Side, (kind, qty): (&str, Qty)) -> Self {
        let mut fields = Map::new();
        for (name, text) in [
            ("symbol", symbol.to_string()),
            ("side", side.to_string()),
            ("kind", kind.to_owned()),
            ("qty", qty.to_string()),
        ] {
            fields.insert(name.to_owned(), Value::String(text));
        }
        Self { fields }
    }

    /// With another field; what is there already is put aside.
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        let text = Value::String(value.to_string());
        self.fields.insert(name.to_owned(), text);
        self
    }

    pub(super) fn price(self, price: Price) -> Self {
        self.with("price", price)
    }

    pub(super) fn trigger(self, price: Price) -> Self {
        self.with("trigger", price)
    }

    pub(super) fn life(self, word: &str) -> Self {
        self.with("time_in_force", word)
    }

    /// With exits: a stop and a target.
    pub(super) fn protected(
        mut self,
        stop: Price,
        (kind, field, target): (&str, &str, Price),
    ) -> Self {
        let exits = json!({
            "stop": {"kind": "stop", "trigger": stop.to_string()},
            "target": {"kind": kind, field: target.to_string()},
            "if_bare": "flatten",
        });
        self.fields.insert("protect".to_owned(), exits);
        self
    }

    /// The body of the request, in the name of an account and under a name of its own.
    pub(super) fn body(mut self, account: AccountId, request: &str) -> Value {
        self.fields
            .insert("account".to_owned(), json!(account.get()));
        self.fields.insert("request_id".to_owned(), json!(request));
        Value::Object(self.fields)
    }
}

/// A wish for a pair: a target and a stop.
pub(super) fn pair(
    (symbol, side, qty): (Symbol, Side, Qty),
    (target, stop): (Price, Price),
    (account, request): (AccountId, &str),
) -> Value {
    json!({
        "symbol": symbol.to_string(),
        "side": side.to_string(),
        "qty": qty.to_string(),
        "target": {"kind": "limit-maker", "price": target.to_string()},
        "stop": {"kind": "stop", "trigger": stop.to_string()},
        "account": account.get(),
        "request_id": request,
    })
}
