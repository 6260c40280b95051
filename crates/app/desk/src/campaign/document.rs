//! A report on its way out and back in: one canonical text, signed; alone or inside a page. What does not verify is never
//! given out as a report.

use super::report::Report;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use vault::{ReportForged, ReportKey, ReportVerifier};

/// What every document begins its life as; another format is another name.
const FORMAT: &str = "cofferdam-campaign-1";
/// Longest document, in bytes.
const DOCUMENT_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// Where a page holds its document.
const BEGIN: &str = "<script type=\"application/json\" id=\"report\">";
const END: &str = "</script>";

/// A report whose signature was checked against a key. Its one maker is [`verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    report: Report,
    signed_by: ReportVerifier,
}

/// Why a document is no report of ours.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is no document of this format.
    #[error("this is no signed report of a campaign: {0}")]
    Malformed(String),
    /// It bears the key of another house.
    #[error("it is signed with the key {0}, which is not this house's")]
    OtherKey(String),
    /// It was not signed like this.
    #[error("its signature does not hold: it was altered, or never signed by the key it names")]
    Forged(#[from] ReportForged),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    report: Value,
    signature: SignatureView,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureView {
    algorithm: String,
    public_key: String,
    value: String,
}

impl Verified {
    /// What was signed.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The key that signed it.
    #[must_use]
    pub const fn signed_by(&self) -> ReportVerifier {
        self.signed_by
    }
}

/// The signed document of a report, as one line of canonical JSON.
///
/// # Errors
/// The report cannot be written as JSON.
pub fn sign(report: &Report, key: &ReportKey) -> Result<String, DocumentError> {
    let malformed = |error: serde_json::Error| DocumentError::Malformed(error.to_string());
    let report = serde_json::to_value(report).map_err(malformed)?;
    let document = Document {
        format: FORMAT.to_owned(),
        signature: SignatureView {
            algorithm: "Ed25519".to_owned(),
            public_key: key.verifier().to_string(),
            value: key.sign(&signed_bytes(&report)),
        },
        report,
    };
    let document = serde_json::to_value(&document).map_err(malformed)?;
    Ok(canonical(&document))
}

/// The report of a document that the house of this key signed.
///
/// # Errors
/// It is no such document, bears another key, or was altered.
pub fn verify(document: &str, key: &ReportVerifier) -> Result<Verified, DocumentError> {
    let malformed = |error: serde_json::Error| DocumentError::Malformed(error.to_string());
    if document.len() > DOCUMENT_BYTES_MAX {
        return Err(DocumentError::Malformed("longer than 4 MiB".to_owned()));
    }
    let document: Document = serde_json::from_str(document).map_err(malformed)?;
    let signature = document.signature;
    if document.format != FORMAT || signature.algorithm != "Ed25519" {
        let what = format!("the format {} is not known", document.format);
        return Err(DocumentError::Malformed(what));
    }
    if signature.public_key != key.to_string() {
        return Err(DocumentError::OtherKey(signature.public_key));
    }
    key.verify(&signed_bytes(&document.report), &signature.value)?;
    let report = serde_json::from_value(document.report).map_err(malformed)?;
    Ok(Verified {
        report,
        signed_by: *key,
    })
}

/// The document inside a page that shows it, or the text itself where it is no page.
#[must_use]
pub fn embedded(text: &str) -> &str {
    let inside = text
        .split_once(BEGIN)
        .and_then(|(_, rest)| rest.split_once(END))
        .map(|(inside, _)| inside);
    inside.unwrap_or(text).trim()
}

/// What the signature is over: the format's name, so that it holds for nothing else, and the report.
fn signed_bytes(report: &Value) -> Vec<u8> {
    let mut text = String::from(FORMAT);
    text.push('\n');
    text.push_str(&canonical(report));
    text.into_bytes()
}

/// JSON without spaces, keys in the order of their characters, nothing that could end the element of a page it lies in.
fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
        Value::String(_) => text.push_str(&escaped(value)),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(map) => write_object(map, text),
    }
}

fn write_object(map: &Map<String, Value>, text: &mut String) {
    let sorted: BTreeMap<&String, &Value> = map.iter().collect();
    text.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&escaped(&Value::String(name.clone())));
        text.push(':');
        write(value, text);
    }
    text.push('}');
}

fn escaped(text: &Value) -> String {
    text.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
