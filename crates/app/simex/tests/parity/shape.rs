//! The shape of JSON: which names, which kinds, whatever the values. Shapes of several answers add up. Rows of several
//! kinds in one list are told apart by the field that names their kind; names that are data stand as one name.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The field by which rows of one list are of different kinds.
const KIND: &str = "filterType";

/// Names that are data where they stand: the objects that begin with this field are each an asset.
const BY_ASSET: &str = "minWithdrawAmount";

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
                let by_asset = fields.values().any(|value| value.get(BY_ASSET).is_some());
                let mine = self.fields.get_or_insert_default();
                for (name, value) in fields {
                    let name = if by_asset { "<asset>" } else { name };
                    mine.entry(name.to_owned()).or_default().add(value);
                }
            }
            Value::Array(items) if items.iter().any(|item| item.get(KIND).is_some()) => {
                let mine = self.fields.get_or_insert_default();
                for item in items {
                    let kind = item[KIND].as_str().unwrap_or_default();
                    mine.entry(format!("<{kind}>")).or_default().add(item);
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

    fn is_empty_list(&self) -> bool {
        let empty = self.items.as_ref().is_some_and(|items| items.is_unseen());
        empty && self.fields.is_none()
    }

    /// Whether a field is seen at a place that is written as differences write it.
    pub(crate) fn shows(&self, place: &str) -> bool {
        if place.is_empty() {
            return true;
        }
        if let Some(rest) = place.strip_prefix("[]") {
            return self.items.as_ref().is_some_and(|items| items.shows(rest));
        }
        let Some(fields) = &self.fields else {
            return false;
        };
        let rest = place.strip_prefix('.').unwrap_or(place);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        fields.get(name).is_some_and(|field| field.shows(rest))
    }

    /// Where another shape differs from this one, the example.
    pub(crate) fn differences(&self, ours: &Self, at: &str, found: &mut Vec<String>) {
        if self.is_unseen() || self.is_empty_list() {
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
        let by_kind = |fields: &BTreeMap<String, Self>| fields.keys().all(|k| k.starts_with('<'));
        if self.fields.as_ref().is_some_and(by_kind) && ours.fields.is_none() {
            found.push(format!("{at} nothing seen"));
            return;
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
            (Some(_), None) if self.items.as_ref().is_some_and(|items| items.is_unseen()) => {}
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

#[test]
fn rows_are_told_apart_by_their_kind() {
    let example = Shape::of(&serde_json::json!([{ "filterType": "A", "a": 1 }]));
    let ours = Shape::of(
        &serde_json::json!([{ "filterType": "A", "a": "1" }, { "filterType": "B", "b": 1 }]),
    );
    let mut found = Vec::new();
    example.differences(&ours, "", &mut found);
    let wanted = [r#".<A>.a kind {"number"} is {"text"}"#, ".<B> unknown"];
    assert_eq!(found, wanted);
    assert!(ours.shows(".<B>.b") && !ours.shows(".<B>.c"));
}
