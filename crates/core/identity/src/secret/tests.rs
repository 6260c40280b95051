//! Secrets: one text form, hashes that differ by use, debug texts that say nothing.

use super::hex;
use crate::{Secret, SecretHash};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};

fn secret(byte: u8) -> Secret {
    Secret::new([byte; 32])
}

#[test]
fn the_text_form_is_read_back_and_nothing_else_is() {
    let text = secret(0xAB).reveal();
    assert_eq!(text.as_str(), "ab".repeat(32));
    assert_eq!(Secret::parse(&text).unwrap().hash(), secret(0xAB).hash());
    let upper = "AB".repeat(32);
    let long = format!("{}00", text.as_str());
    for wrong in ["", "ab", &upper, &long, &"g".repeat(64), &"é".repeat(32)] {
        assert!(Secret::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn what_is_stored_named_and_put_into_forms_are_different_things() {
    let one = secret(1);
    let texts: BTreeSet<String> = [
        one.reveal().to_string(),
        one.hash().to_string(),
        one.csrf().to_string(),
        one.hash().session_id().unwrap().to_string(),
    ]
    .into();
    assert_eq!(texts.len(), 4);
    assert_ne!(one.hash(), secret(2).hash());
    assert_ne!(one.csrf().to_string(), secret(2).csrf().to_string());
}

// Known answer, computed with another implementation: printf 'cofferdam stored secret 1\0' and 32 bytes 0x01, sha256sum.
#[test]
fn the_stored_hash_is_sha256_of_label_zero_and_secret() {
    assert_eq!(
        secret(1).hash().to_string(),
        include_str!("stored_hash_of_ones.txt").trim()
    );
}

#[test]
fn hashes_come_back_from_their_text_and_bytes() {
    let hash = secret(3).hash();
    assert_eq!(hash.to_string().parse::<SecretHash>().unwrap(), hash);
    assert_eq!(SecretHash::from_bytes(*hash.bytes()), hash);
}

#[test]
fn only_its_own_word_fits_a_session() {
    let word = secret(4).csrf();
    assert!(word.check(&word.to_string()).is_ok());
    assert!(word.check(&secret(5).csrf().to_string()).is_err());
    assert!(word.check("").is_err());
    assert!(word.check(&"0".repeat(64)).is_err());
}

// KEY-10
#[test]
fn debug_texts_hold_no_secret() {
    let secret = secret(0x5A);
    let shown = format!("{secret:?} {:?} {:?}", secret.csrf(), secret.hash());
    assert!(!shown.contains(&hex(&[0x5A; 4])), "{shown}");
    assert!(!shown.contains(&secret.csrf().to_string()), "{shown}");
    assert!(!shown.contains(&secret.hash().to_string()), "{shown}");
}
