//! A secret goes in and never comes out. ORD-21

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 4, "only {} vectors", vectors.len());
    for vector in vectors {
        let kind = vector["kind"].as_str().unwrap();
        assert!(kind.ends_with("hmac"), "a vector of another kind: {kind}");
        let payload = vector["payload"].as_str().unwrap();
        let vault = holding(vector["secret"].as_str().unwrap());
        let signature = vault.sign(name("k"), payload.as_bytes()).unwrap();
        assert_eq!(signature.as_str(), vector["signature"], "{payload}");
    }
}

/// RFC 8032, section 7.1, test 2: seed, public key, and the signature of the one byte 0x72.
const RFC_SEED: [&str; 2] = [
    "4ccd089b28ff96da9db6c346ec114e0f",
    "5b8a319f35aba624da8cf6ed4fb8a6fb",
];
const RFC_PUBLIC: [&str; 2] = [
    "3d4017c3e843895a92b70aa74d1b7ebc",
    "9c982ccf2ec4968cc0cd55f12af4660c",
];
const RFC_SIGNATURE: [&str; 4] = [
    "92a009a9f0d4cab8720e820b5f642540",
    "a2b27b5416503f8fb3762223ebdb69da",
    "085ac1e43e15996e458f3613d0f11d8c",
    "387b2eaeb4302aeeb00d291612bb0c00",
];

fn from_hex(parts: &[&str]) -> Vec<u8> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).unwrap()).unwrap();
    parts
        .concat()
        .as_bytes()
        .chunks(2)
        .map(|pair| digit(pair[0]) * 16 + digit(pair[1]))
        .collect()
}

fn armour(label: &str, der: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(der::pem(label, der))
}

fn ed25519_pem() -> Zeroizing<String> {
    let mut der = from_hex(&["302e020100300506032b657004220420"]);
    der.extend(from_hex(&RFC_SEED));
    armour("PRIVATE KEY", &der)
}

fn holding_pem(pem: Zeroizing<String>) -> Vault {
    let mut vault = Vault::new();
    vault.insert_pem(name("k"), "public".into(), pem).unwrap();
    vault
}

#[test]
fn ed25519_signs_as_its_standard_says() {
    let vault = holding_pem(ed25519_pem());
    assert_eq!(vault.kind(name("k")), Ok(KeyKind::Ed25519));
    let signature = vault.sign(name("k"), &[0x72]).unwrap();
    let bytes = STANDARD.decode(signature.as_str()).unwrap();
    assert_eq!(bytes, from_hex(&RFC_SIGNATURE));
    let spoken = vault.public_pem(name("k")).unwrap().unwrap();
    let mut der = from_hex(&["302a300506032b6570032100"]);
    der.extend(from_hex(&RFC_PUBLIC));
    assert_eq!(spoken, der::pem("PUBLIC KEY", &der));
}

/// What OpenSSL, the tool people make their keys with, answers; `None` where it is not installed.
fn openssl(words: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut child = Command::new("openssl")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {words:?}");
    Some(output.stdout)
}

#[test]
fn keys_made_by_openssl_sign_what_their_public_half_verifies() {
    let making: [(&[&str], KeyKind); 4] = [
        (&["genpkey", "-algorithm", "ed25519"], KeyKind::Ed25519),
        (&["genpkey", "-algorithm", "rsa"], KeyKind::Rsa),
        (&["genrsa", "-traditional", "2048"], KeyKind::Rsa),
        (&["genrsa", "3072"], KeyKind::Rsa),
    ];
    for (words, kind) in making {
        let Some(made) = openssl(words, b"") else {
            eprintln!("SKIPPED: no openssl here to make keys with");
            return;
        };
        let vault = holding_pem(Zeroizing::new(String::from_utf8(made.clone()).unwrap()));
        assert_eq!(vault.kind(name("k")), Ok(kind), "{words:?}");
        let spoken = vault.public_pem(name("k")).unwrap().unwrap();
        let theirs = openssl(&["pkey", "-pubout"], &made).unwrap();
        assert_eq!(spoken.as_bytes(), theirs, "{words:?}");
        let payload = "symbol=１２３４５６&timestamp=1".as_bytes();
        let signature = vault.sign(name("k"), payload).unwrap();
        let bytes = STANDARD.decode(signature.as_str()).unwrap();
        assert!(verifies(kind, &spoken, payload, &bytes), "{words:?}");
        assert!(!verifies(kind, &spoken, b"another payload", &bytes));
    }
}

fn verifies(kind: KeyKind, pem: &str, payload: &[u8], signature: &[u8]) -> bool {
    use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    let inner: String = pem.lines().filter(|line| !line.contains("-----")).collect();
    let der = STANDARD.decode(inner).unwrap();
    let verified = match kind {
        KeyKind::Ed25519 => UnparsedPublicKey::new(&ED25519, &der[12..]).verify(payload, signature),
        // The header of a SubjectPublicKeyInfo of RSA is 24 bytes long for every modulus accepted here.
        KeyKind::Rsa => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der[24..])
            .verify(payload, signature),
        KeyKind::Hmac => panic!("a shared secret has no public half"),
    };
    verified.is_ok()
}

#[test]
fn a_pem_that_is_no_key_is_refused_by_its_trouble() {
    let unfit = VaultError::UnfitKey(name("k"));
    let mut broken = from_hex(&["302e020100300506032b657004220420"]);
    broken.extend([7; 31]);
    let public = holding_pem(ed25519_pem())
        .public_pem(name("k"))
        .unwrap()
        .unwrap();
    for (pem, refusal) in [
        (Zeroizing::new(String::new()), unfit),
        (Zeroizing::new("hello".to_owned()), unfit),
        (Zeroizing::new(public), unfit),
        (armour("PRIVATE KEY", &broken), unfit),
        (armour("RSA PRIVATE KEY", &broken), unfit),
        (
            armour("ENCRYPTED PRIVATE KEY", &[1; 64]),
            VaultError::Encrypted(name("k")),
        ),
        (
            armour("PRIVATE KEY", &[1; 9_000]),
            VaultError::Malformed(name("k")),
        ),
    ] {
        let got = Vault::new().insert_pem(name("k"), "p".into(), pem);
        assert_eq!(got, Err(refusal));
    }
    let mut vault = holding_pem(ed25519_pem());
    let again = vault.insert_pem(name("k"), "p".into(), ed25519_pem());
    assert_eq!(again, Err(VaultError::NameTaken(name("k"))));
    let unsaid = vault.insert_pem(name("l"), "p\n".into(), ed25519_pem());
    assert_eq!(unsaid, Err(VaultError::Malformed(name("l"))));
}

#[test]
fn a_shared_secret_has_no_public_half_to_register() {
    let vault = holding(SECRET);
    assert_eq!(vault.kind(name("k")), Ok(KeyKind::Hmac));
    assert_eq!(vault.public_pem(name("k")), Ok(None));
    let kinds = [KeyKind::Hmac, KeyKind::Ed25519, KeyKind::Rsa].map(|kind| kind.to_string());
    assert_eq!(kinds, ["hmac", "ed25519", "rsa"]);
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
