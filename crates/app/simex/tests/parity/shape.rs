//! The shape of JSON: which names, which kinds, whatever the values. Shapes of several answers add up.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen at one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) fields: Option<BTreeMap<String, Shape>>,
    pub(crate) items: Option<Box<Shape>>,
    pub(crate) kinds: BTreeSet<&'static str>,
}

impl Shape {
    pub(crate) fn of(value: &Value) -> Self {
        let mut shape = Self::default();
        shape.add(value);
        shape
    }

    /// Adds what another value shows.
    pub(crate) fn add(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                let mine = self.fields.get_or_insert_default();
                for (name, value) in fields {
                    mine.entry(name.clone()).or_default().add(value);
                }
            }
            Value::Array(items) => {
                let mine = self.items.get_or_insert_default();
                for item in items {
                    mine.add(item);
                }
            }
            Value::String(_) => drop(self.kinds.insert("text")),
            Value::Number(_) => drop(self.kinds.insert("number")),
            Value::Bool(_) => drop(self.kinds.insert("bool")),
            Value::Null => drop(self.kinds.insert("null")),
        }
    }

    fn is_unseen(&self) -> bool {
        self.fields.is_none() && self.items.is_none() && self.kinds.iter().all(|k| *k == "null")
    }

    /// Where another shape differs from this one, the example.
    pub(crate) fn differences(&self, ours: &Self, at: &str, found: &mut Vec<String>) {
        if self.is_unseen() {
            return;
        }
        if ours.is_unseen() {
            found.push(format!("{at} nothing seen"));
            return;
        }
        let (mut theirs, mut mine) = (self.kinds.clone(), ours.kinds.clone());
        theirs.remove("null");
        mine.remove("null");
        if theirs != mine {
            found.push(format!("{at} kind {theirs:?} is {mine:?}"));
        }
        match (&self.fields, &ours.fields) {
            (Some(theirs), Some(mine)) => {
                for (name, shape) in theirs {
                    match mine.get(name) {
                        None => found.push(format!("{at}.{name} missing")),
                        Some(mine) => shape.differences(mine, &format!("{at}.{name}"), found),
                    }
                }
                let extra = mine.keys().filter(|name| !theirs.contains_key(*name));
                found.extend(extra.map(|name| format!("{at}.{name} unknown")));
            }
            (Some(_), None) => found.push(format!("{at} is no object")),
            (None, Some(_)) => found.push(format!("{at} is an object")),
            (None, None) => {}
        }
        match (&self.items, &ours.items) {
            (Some(theirs), Some(mine)) => theirs.differences(mine, &format!("{at}[]"), found),
            (Some(_), None) => found.push(format!("{at} is no list")),
            (None, Some(_)) => found.push(format!("{at} is a list")),
            (None, None) => {}
        }
    }
}

#[test]
fn differences_are_named() {
    let example = Shape::of(&serde_json::json!({ "a": [{ "b": "1", "c": 1 }], "d": null, "e": 1 }));
    let ours = Shape::of(&serde_json::json!({ "a": [{ "b": 1, "x": 1 }], "d": 7, "e": 1 }));
    let mut found = Vec::new();
    example.differences(&ours, "", &mut found);
    assert_eq!(
        found,
        [
            r#".a[].b kind {"text"} is {"number"}"#,
            ".a[].c missing",
            ".a[].x unknown"
        ]
    );
}
