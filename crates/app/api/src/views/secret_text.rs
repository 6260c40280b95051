//! Reads a text that is a secret out of a body. Never repeats it in an error.

use serde::Deserializer;
use serde::de::{Error, Visitor};
use std::fmt;
use zeroize::Zeroizing;

/// A text whose value no error repeats.
pub(crate) fn secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Zeroizing<String>, D::Error> {
    struct Words;
    impl Visitor<'_> for Words {
        type Value = Zeroizing<String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Zeroizing::new(text.to_owned()))
        }
        fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
            Ok(Zeroizing::new(text))
        }
        fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
            Err(E::custom("a secret must be a text"))
        }
        fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
            Err(E::custom("a secret must be a text"))
        }
        fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
            Err(E::custom("a secret must be a text"))
        }
        fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
            Err(E::custom("a secret must be a text"))
        }
    }
    // Asked for a text, a parser repeats what it found in its place; asked for anything, it leaves the words to us.
    deserializer.deserialize_any(Words)
}

#[cfg(test)]
mod tests {
    use super::super::SignInBody;

    // SEC-09
    #[test]
    fn no_error_repeats_a_secret() {
        for wrong in [
            r#"{"email": "a@b.c", "password": 4815162342}"#,
            r#"{"email": "a@b.c", "password": -4815162342}"#,
            r#"{"email": "a@b.c", "password": 4815162342.5}"#,
            r#"{"email": "a@b.c", "password": ["4815162342"]}"#,
            r#"{"email": "a@b.c", "password": {"4815162342": 1}}"#,
            r#"{"email": "a@b.c", "password": "4815162342"#,
        ] {
            let error = serde_json::from_str::<SignInBody>(wrong).err().unwrap();
            assert!(!error.to_string().contains("4815162342"), "{error}");
        }
        let right = r#"{"email": "a@b.c", "password": "4815162342"}"#;
        let taken: SignInBody = serde_json::from_str(right).unwrap();
        assert_eq!(taken.password.as_str(), "4815162342");
    }
}
