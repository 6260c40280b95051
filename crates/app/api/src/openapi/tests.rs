//! The document against the table: nothing missing, nothing more, every reference held, every view with its shape.

use super::{described, document};
use crate::route_table::{Access, Verb};
use serde_json::Value;
use std::collections::BTreeSet;

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match (key.as_str(), field) {
                    ("$ref", Value::String(target)) => {
                        found.insert(target.clone());
                    }
                    _ => references(field, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

// DOC-01
#[test]
fn the_document_has_the_rows_of_the_table_and_no_others() {
    let document = document();
    let mut in_document = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys() {
            in_document.insert(format!("{} {path}", verb.to_uppercase()));
        }
    }
    let in_table: BTreeSet<String> = described()
        .map(|row| format!("{} {}", row.verb.name(), row.path))
        .collect();
    assert_eq!(in_document, in_table);
    assert!(in_table.len() > 20);
}

#[test]
fn every_operation_says_who_may_and_what_it_takes() {
    let document = document();
    let mut ids = BTreeSet::new();
    for row in described() {
        let operation = &document["paths"][row.path][row.verb.name().to_lowercase()];
        let name = format!("{} {}", row.verb.name(), row.path);
        assert_eq!(operation["x-permission"], row.access.name(), "{name}");
        let open = operation["security"].as_array().unwrap().is_empty();
        assert_eq!(open, row.access == Access::Public, "{name}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{name}"
        );
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
        let takes =
            operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
        assert_eq!(
            takes.map(|target| target.rsplit('/').next().unwrap()),
            row.takes,
            "{name}"
        );
        assert!(
            operation["responses"][row.status.to_string()].is_object(),
            "{name}"
        );
        if row.access != Access::Public {
            assert!(operation["responses"]["401"].is_object(), "{name}");
        }
        for part in row.path.split('/').filter(|part| part.starts_with('{')) {
            let part = part.trim_matches(['{', '}']);
            let has = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .any(|parameter| parameter["in"] == "path" && parameter["name"] == part);
            assert!(has, "{name} {part}");
        }
    }
}

#[test]
fn every_reference_is_held_and_every_schema_is_used() {
    let document = document();
    let mut targets = BTreeSet::new();
    references(&document, &mut targets);
    let held: BTreeSet<String> = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .map(|name| format!("#/components/schemas/{name}"))
        .collect();
    assert_eq!(targets, held);
}

// DOC-01: every body that is taken shows an example, and the example is one that the view reads.
#[test]
fn every_body_has_an_example_that_is_taken() {
    let document = document();
    for row in described().filter(|row| row.verb == Verb::Post) {
        let Some(view) = row.takes else {
            let bare = [
                "/api/v1/reconciliation/check",
                "/api/v1/histories/read",
                "/api/v1/orders/{id}/confirm",
                "/api/v1/credentials/{name}/probe",
            ];
            assert!(bare.contains(&row.path), "{} takes no body", row.path);
            continue;
        };
        let example = document["components"]["schemas"][view]["example"].clone();
        assert!(example.is_object(), "{view} has no example");
        let taken = match view {
            "PlaceBody" => serde_json::from_value::<crate::views::PlaceBody>(example).map(|_| ()),
            "OcoBody" => serde_json::from_value::<crate::views::OcoBody>(example).map(|_| ()),
            "AmendBody" => serde_json::from_value::<crate::views::AmendBody>(example).map(|_| ()),
            "HaltBody" => serde_json::from_value::<crate::views::HaltBody>(example).map(|_| ()),
            "StopBody" => serde_json::from_value::<crate::views::StopBody>(example).map(|_| ()),
            "ReleaseBody" => {
                serde_json::from_value::<crate::views::ReleaseBody>(example).map(|_| ())
            }
            "SettleBody" => serde_json::from_value::<crate::views::SettleBody>(example).map(|_| ()),
            "LimitsBody" => serde_json::from_value::<crate::views::LimitsBody>(example).map(|_| ()),
            "SwitchBody" => serde_json::from_value::<crate::views::SwitchBody>(example).map(|_| ()),
            "AgreeBody" => serde_json::from_value::<crate::views::AgreeBody>(example).map(|_| ()),
            "WithdrawBody" => {
                serde_json::from_value::<crate::views::WithdrawBody>(example).map(|_| ())
            }
            "CheckBody" => serde_json::from_value::<crate::views::CheckBody>(example).map(|_| ()),
            "SettingBody" => {
                serde_json::from_value::<crate::views::SettingBody>(example).map(|_| ())
            }
            "FailoverBody" => {
                serde_json::from_value::<crate::views::FailoverBody>(example).map(|_| ())
            }
            "AcceptBody" => serde_json::from_value::<crate::views::AcceptBody>(example).map(|_| ()),
            "ExplainBody" => {
                serde_json::from_value::<crate::views::ExplainBody>(example).map(|_| ())
            }
            "TestKeyBody" => {
                serde_json::from_value::<crate::views::TestKeyBody>(example).map(|_| ())
            }
            "AddKeyBody" => serde_json::from_value::<crate::views::AddKeyBody>(example).map(|_| ()),
            "RotateKeyBody" => {
                serde_json::from_value::<crate::views::RotateKeyBody>(example).map(|_| ())
            }
            "RemoveKeyBody" => {
                serde_json::from_value::<crate::views::RemoveKeyBody>(example).map(|_| ())
            }
            "SignInBody" => serde_json::from_value::<crate::views::SignInBody>(example).map(|_| ()),
            "SetUpBody" => serde_json::from_value::<crate::views::SetUpBody>(example).map(|_| ()),
            other => panic!("{other} is not in this test"),
        };
        taken.unwrap_or_else(|error| panic!("{view}: {error}"));
    }
}
