//! Keys written down and read again; what is no line of a key; secrets that no text shows.

use super::*;
use std::net::Ipv4Addr;

fn keys() -> Keys {
    let mut keys = Keys::default();
    let pem = include_str!("../samples/ed25519.pub.pem");
    let mut permissions = Permissions::trader(Time::from_millis(7));
    permissions
        .addresses
        .insert(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let shared = Secret::Hmac(b"a secret\xff".to_vec());
    let public = Secret::Public(PublicKey::from_pem(pem).unwrap());
    for (name, secret) in [("shared", shared), ("public", public)] {
        let holder = (AccountId::new(3), permissions.clone());
        keys.create(name, secret, holder).unwrap();
    }
    keys
}

#[test]
fn v7_keys_read_back_as_they_were_written() {
    let keys = keys();
    let mut again = Keys::default();
    again.insert("gone", "x", AccountId::new(1));
    let words: Vec<KeptKey> = ["shared", "public", "gone"]
        .iter()
        .map(|name| read(&keys.word_on(name).line()).unwrap().unwrap())
        .collect();
    again.recall(words.iter());
    assert!(again.permissions("gone").is_none());
    for name in ["shared", "public"] {
        assert_eq!(again.word_on(name), keys.word_on(name));
        assert_eq!(again.permissions(name), keys.permissions(name));
        assert_eq!(again.account(name), Some(AccountId::new(3)));
    }
}

#[test]
fn v6_what_is_no_line_of_a_key_is_told_without_its_secret() {
    assert!(read("keys {}").is_none());
    for broken in [
        "key ",
        "key {}",
        r#"key {"key":"k","holder":{"account":1,"kind":"hmac","material":"c2VjcmV0!","rights":[],"addresses":[],"createdNanos":1}}"#,
        r#"key {"key":"k","holder":{"account":1,"kind":"hmac","material":"c2VjcmV0","rights":["fly"],"addresses":[],"createdNanos":1}}"#,
        r#"key {"key":"k","holder":{"account":1,"kind":"what","material":"c2VjcmV0","rights":[],"addresses":[],"createdNanos":1}}"#,
    ] {
        let told = read(broken).unwrap().unwrap_err();
        assert!(!told.contains("c2VjcmV0"), "{told}");
    }
    let shown = format!("{:?}", keys().word_on("shared"));
    assert!(!shown.contains("YSBzZWNyZXT"), "{shown}");
}
