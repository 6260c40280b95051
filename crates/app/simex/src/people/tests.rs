//! Files of accounts, and what is wrong with them.

use super::*;

#[test]
fn a_file_of_accounts_is_read() {
    let people = AccountSeed::read_file(
        r#"
        [[account]]
        id = 2
        key = "second"
        secret = "secret"
        spot = { USDT = "100.5", BTC = "1" }
        [[account.moreKeys]]
        key = "reader"
        secret = "other"
        rights = ["read"]
        addresses = ["127.0.0.1"]
        [[account]]
        id = 3
        key = "third"
        secret = "secret"
        "#,
    )
    .unwrap();
    assert_eq!(people.len(), 2);
    assert_eq!(people[0].balances.len(), 2);
    let (_, permissions) = people[0].more_keys[0].read(Time::from_nanos(7)).unwrap();
    assert!(permissions.has(Right::Read) && !permissions.has(Right::SpotTrade));
    let shown = format!("{:?}", people[0].more_keys);
    assert!(!shown.contains("other"), "{shown}");
}

#[test]
fn what_is_wrong_is_named() {
    for (text, words) in [
        ("[[account]]\nid = 1", "missing field `key`"),
        (
            "[[account]]\nid = 1\nkey = \"a\"\nsecret = \"b\"\nmore = 1",
            "unknown field `more`",
        ),
        (
            "[[account]]\nid = 1\nkey = \"a\"\nsecret = \"b\"\nspot = { USDT = \"x\" }",
            "cannot be read",
        ),
        (
            "[[account]]\nid = 1\nkey = \"a\"\nsecret = \"b\"\n[[account]]\nid = 1\nkey = \"c\"\nsecret = \"b\"",
            "`1` stands there twice",
        ),
        (
            "[[account]]\nid = 1\nkey = \"a\"\nsecret = \"b\"\n[[account]]\nid = 2\nkey = \"a\"\nsecret = \"b\"",
            "`a` stands there twice",
        ),
    ] {
        let error = AccountSeed::read_file(text).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
    let seed = |secret: Option<&str>, pem: Option<&str>, right: &str| KeySeed {
        key: "k".to_owned(),
        secret: secret.map(ToOwned::to_owned),
        public_key: pem.map(ToOwned::to_owned),
        rights: Some(vec![right.to_owned()]),
        addresses: BTreeSet::new(),
    };
    let now = Time::from_nanos(0);
    assert!(seed(Some("s"), None, "read").read(now).is_ok());
    assert!(seed(Some("s"), None, "fly").read(now).is_err());
    assert!(seed(None, None, "read").read(now).is_err());
    assert!(seed(Some("s"), Some("p"), "read").read(now).is_err());
    assert!(seed(None, Some("p"), "read").read(now).is_err());
}
