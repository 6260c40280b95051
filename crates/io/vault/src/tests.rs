//! A secret goes in and never comes out. ORD-21

use super::*;

/// The key pair of Binance's own published signing example.
const SECRET: &str = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

fn name(text: &str) -> KeyName {
    KeyName::new(text).unwrap()
}

fn holding(secret: &str) -> Vault {
    let mut vault = Vault::new();
    let secret = Zeroizing::new(secret.to_owned());
    vault.insert(name("k"), "public".into(), secret).unwrap();
    vault
}

#[test]
fn signs_the_published_example() {
    let payload = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    let signature = holding(SECRET).sign(name("k"), payload.as_bytes()).unwrap();
    assert_eq!(
        signature.as_str(),
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
    );
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the place of the venue's vectors is the tester's to say"
)]
fn signs_every_vector_of_the_venue() {
    let shared = std::env::var("COFFERDAM_SHARED").map_or_else(
        |_| std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        std::path::PathBuf::from,
    );
    let path = shared.join("data/binance/signature_vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no signing vectors at {}", path.display());
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut count = 0;
    for vector in vectors.as_array().unwrap() {
        if !vector["kind"].as_str().unwrap().ends_with("hmac") {
            continue;
        }
        let payload = vector["payload"].as_str().unwrap();
        let vault = holding(vector["secret"].as_str().unwrap());
        let signature = vault.sign(name("k"), payload.as_bytes()).unwrap();
        assert_eq!(signature.as_str(), vector["signature"], "{payload}");
        count += 1;
    }
    assert!(count >= 4, "only {count} vectors");
}

#[test]
fn no_text_form_holds_a_secret() {
    let vault = holding(SECRET);
    let signature = vault.sign(name("k"), b"x").unwrap();
    let shown = format!("{vault:?} {vault:#?} {signature:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(!shown.contains(signature.as_str()), "{shown}");
    assert!(shown.contains("\"k\""), "{shown}");
}

#[test]
fn refusals_name_the_key_and_not_the_secret() {
    let mut vault = holding(SECRET);
    for (label, public, secret, refusal) in [
        ("k", "p", "s", VaultError::NameTaken(name("k"))),
        ("x", "", "s", VaultError::Malformed(name("x"))),
        ("x", "p", "", VaultError::Malformed(name("x"))),
        ("x", "p\r\nh: v", "s", VaultError::Malformed(name("x"))),
        ("x", "p", "se cret", VaultError::Malformed(name("x"))),
    ] {
        let got = vault.insert(name(label), public.into(), Zeroizing::new(secret.into()));
        assert_eq!(got, Err(refusal));
        assert!(!refusal.to_string().contains("se cret"), "{refusal}");
    }
    assert_eq!(
        vault.sign(name("x"), b"").unwrap_err(),
        VaultError::NoSuchKey(name("x"))
    );
    vault.remove(name("k")).unwrap();
    assert!(vault.public_key(name("k")).is_err());
    assert!(vault.remove(name("k")).is_err());
}
