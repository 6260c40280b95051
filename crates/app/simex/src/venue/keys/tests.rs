//! Signatures and windows, at their edges.

use super::window::*;
use super::*;
use domain::Span;
use std::net::Ipv4Addr;

const SECRET: &str = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
const KEY: &str = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
const QUERY: &str = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
const SIGNATURE: &str = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
const STAMP: Time = Time::from_millis(1_499_827_319_559);

fn keys() -> Keys {
    let mut keys = Keys::default();
    keys.insert(KEY, SECRET, AccountId::new(3));
    keys
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn asker(key: Option<&str>) -> Asker<'_> {
    Asker {
        key,
        right: Some(Right::SpotTrade),
        peer: HERE,
    }
}

fn check(query: &str, body: &str, now: Time) -> Result<Signer, Refusal> {
    keys()
        .check_rest(asker(Some(KEY)), (query, body), now)
        .map(|(signer, _)| signer)
}

#[test]
fn v1_the_published_example_holds_in_query_body_and_both() {
    let signer = Signer {
        account: AccountId::new(3),
        expires: STAMP.plus(Span::from_millis(5_000)),
    };
    let signed = format!("{QUERY}&signature={SIGNATURE}");
    assert_eq!(check(&signed, "", STAMP), Ok(signer));
    assert_eq!(check("", &signed, STAMP), Ok(signer));
    let upper = format!("{QUERY}&signature={}", SIGNATURE.to_uppercase());
    assert_eq!(check(&upper, "", STAMP), Ok(signer));
    // Query and body are signed one after the other, with nothing between them.
    let (front, back) = QUERY.split_once("&quantity").unwrap();
    let back = format!("&quantity{back}&signature={SIGNATURE}");
    assert_eq!(check(front, &back, STAMP), Ok(signer));
}

#[test]
fn v2_what_is_not_signed_is_refused() {
    for (query, code) in [
        (QUERY.to_owned(), -1102),
        (format!("{QUERY}&signature="), -1022),
        (format!("{QUERY}&signature=xyz"), -1022),
        (format!("{QUERY}&signature={}", "0".repeat(64)), -1022),
        (format!("{QUERY}0&signature={SIGNATURE}"), -1022),
        (format!("{QUERY}&signature={SIGNATURE}0"), -1022),
    ] {
        assert_eq!(
            check(&query, "", STAMP).unwrap_err().code(),
            code,
            "{query}"
        );
    }
    let signed = format!("{QUERY}&signature={SIGNATURE}");
    for (key, code) in [
        (None, -2014),
        (Some(""), -2014),
        (Some("no key"), -2014),
        (Some("stranger"), -2015),
    ] {
        let refused = keys()
            .check_rest(asker(key), (&signed, ""), STAMP)
            .unwrap_err();
        assert_eq!(refused.code(), code, "{key:?}");
    }
}

#[test]
fn v8_time_is_judged_to_the_millisecond() {
    let signed = format!("{QUERY}&signature={SIGNATURE}");
    let at = |millis| check(&signed, "", STAMP.plus(Span::from_millis(millis)));
    assert!(at(5_000).is_ok());
    assert_eq!(at(5_001), Err(Refusal::OutsideWindow));
    assert!(at(-999).is_ok());
    assert_eq!(at(-1_000), Err(Refusal::Ahead));
}

#[test]
fn v9_windows_have_their_own_form() {
    for (text, expected) in [
        ("5000", Ok(Span::from_millis(5_000))),
        ("60000", Ok(Span::from_millis(60_000))),
        ("0.125", Ok(Span::from_nanos(125_000))),
        ("60001", Err(Refusal::BadWindow)),
        ("60000.001", Err(Refusal::BadWindow)),
        ("59999.999", Ok(Span::from_nanos(59_999_999_000))),
        ("1.2345", Err(Refusal::Illegal("recvWindow", WINDOW))),
        ("-1", Err(Refusal::Illegal("recvWindow", WINDOW))),
        (".5", Err(Refusal::Illegal("recvWindow", WINDOW))),
        ("9999999999", Err(Refusal::Illegal("recvWindow", WINDOW))),
    ] {
        assert_eq!(window_ms(text), expected, "{text}");
    }
}

#[test]
fn v8_microseconds_are_told_apart_from_milliseconds() {
    let params = Params::parse("timestamp=1499827319559000", "").unwrap();
    assert_eq!(window(&params, STAMP), Ok(STAMP.plus(WINDOW_DEFAULT)));
}

#[test]
fn v3_a_session_signs_its_sorted_parameters() {
    let pairs = [
        ("timestamp", "1645423376532"),
        ("apiKey", KEY),
        ("symbol", "BTCUSDT"),
        ("side", "SELL"),
        ("type", "LIMIT"),
        ("timeInForce", "GTC"),
        ("quantity", "0.01000000"),
        ("price", "52000.00"),
        ("recvWindow", "100"),
        (
            "signature",
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24",
        ),
    ];
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let params = Params::from_pairs(pairs).unwrap();
    let now = Time::from_millis(1_645_423_376_600);
    assert_eq!(
        keys()
            .check_session(&params, (Some(Right::SpotTrade), HERE), now)
            .unwrap()
            .account,
        AccountId::new(3)
    );
}

#[test]
fn v6_no_text_form_holds_a_secret() {
    let shown = format!("{:?}", keys());
    assert!(shown.contains(KEY) && !shown.contains(SECRET), "{shown}");
}

const PUBLIC_PAYLOAD: &str = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2&timestamp=1668481559918&recvWindow=5000";
const PUBLIC_STAMP: Time = Time::from_millis(1_668_481_559_918);

fn encoded(signature: &str) -> String {
    signature
        .trim()
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

/// A key of somebody who signs with a private key of their own.
fn with_public_key(pem: &str) -> Keys {
    let mut keys = Keys::default();
    let secret = Secret::Public(PublicKey::from_pem(pem).unwrap());
    let permissions = Permissions::trader(Time::from_nanos(0));
    keys.create("public", secret, (AccountId::new(4), permissions))
        .unwrap();
    keys
}

#[test]
fn v4_signatures_of_private_keys_are_verified_by_their_public_half() {
    for (pem, signature, may_log_on) in [
        (
            include_str!("samples/rsa.pub.pem"),
            include_str!("samples/rsa.signature"),
            false,
        ),
        (
            include_str!("samples/ed25519.pub.pem"),
            include_str!("samples/ed25519.signature"),
            true,
        ),
    ] {
        let keys = with_public_key(pem);
        assert_eq!(keys.kind_unfit_for_sessions("public").is_none(), may_log_on);
        let check = |text: &str| {
            keys.check_rest(asker(Some("public")), (text, ""), PUBLIC_STAMP)
                .map(|(signer, _)| signer.account)
        };
        let signed = format!("{PUBLIC_PAYLOAD}&signature={}", encoded(signature));
        assert_eq!(check(&signed), Ok(AccountId::new(4)));
        // Base64 is told apart by case, and a payload changed by one digit is not the one signed.
        let swapped = format!(
            "{PUBLIC_PAYLOAD}&signature={}",
            encoded(&signature.to_uppercase())
        );
        assert_eq!(check(&swapped), Err(Refusal::BadSignature));
        let changed = signed.replace("price=0.2", "price=0.3");
        assert_eq!(check(&changed), Err(Refusal::BadSignature));
        let hex = format!("{PUBLIC_PAYLOAD}&signature={SIGNATURE}");
        assert_eq!(check(&hex), Err(Refusal::BadSignature));
    }
}

#[test]
fn v4_what_is_no_public_key_is_not_taken() {
    let rsa = include_str!("samples/rsa.pub.pem");
    for text in [
        "",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n%%%%\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        &rsa.replace("PUBLIC", "PRIVATE"),
        &rsa.replacen("MII", "MIJ", 1),
        // A length of four gigabytes, a curve nobody signs with here, a key of 1,024 bits, bytes after the end.
        "-----BEGIN PUBLIC KEY-----\nMIT/////AAAA\n-----END PUBLIC KEY-----",
        include_str!("samples/p256.pub.pem"),
        include_str!("samples/rsa1024.pub.pem"),
        &include_str!("samples/ed25519.pub.pem").replace("=\n", "=AAAA\n"),
        &"A".repeat(5_000),
    ] {
        assert_eq!(PublicKey::from_pem(text), None, "{text}");
    }
}

#[test]
fn v2_what_was_not_encoded_before_it_was_signed_is_refused() {
    // The published example of a symbol beyond ASCII: signed encoded it holds, signed raw it does not.
    let rest = "&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    let encoded = format!("symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96{rest}");
    let signature = "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3";
    let signed = format!("{encoded}&signature={signature}");
    assert!(check(&signed, "", STAMP).is_ok());
    for raw in [
        format!("symbol=１２３４５６{rest}"),
        format!("symbol=[X]{rest}"),
        format!("symbol=X Y{rest}"),
    ] {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(raw.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let signature: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let signed = format!("{raw}&signature={signature}");
        assert_eq!(
            check(&signed, "", STAMP),
            Err(Refusal::BadSignature),
            "{raw}"
        );
    }
}

#[test]
fn v2_a_signature_stands_last_in_its_text() {
    let first = format!("signature={SIGNATURE}&{QUERY}");
    assert_eq!(check(&first, "", STAMP), Err(Refusal::BadSignature));
}

#[test]
fn v5_a_key_does_what_it_may_from_where_it_may() {
    let signed = format!("{QUERY}&signature={SIGNATURE}");
    let mut keys = keys();
    let may = |keys: &Keys, right, peer| {
        let asker = Asker {
            key: Some(KEY),
            right: Some(right),
            peer,
        };
        keys.check_rest(asker, (&signed, ""), STAMP).is_ok()
    };
    assert!(may(&keys, Right::SpotTrade, HERE));
    assert!(!may(&keys, Right::Withdraw, HERE));
    keys.permissions_mut(KEY)
        .unwrap()
        .rights
        .insert(Right::Withdraw);
    assert!(may(&keys, Right::Withdraw, HERE));
    let other = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    keys.permissions_mut(KEY).unwrap().addresses.insert(other);
    assert!(!may(&keys, Right::SpotTrade, HERE));
    assert!(may(&keys, Right::SpotTrade, other));
    assert!(keys.delete(KEY));
    assert!(!may(&keys, Right::SpotTrade, other));
}

#[test]
fn v1_all_published_vectors_hold() {
    let root = std::env::var("COFFERDAM_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared").to_owned());
    let path = format!("{root}/data/binance/signature_vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no vectors at {path}");
        return;
    };
    let vectors: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let secret = Secret::Hmac(text("secret").into_bytes());
        let payload = text("payload");
        let (payload, kind) = (payload.as_str(), text("kind"));
        assert_eq!(
            secret.verify(payload.as_bytes(), &text("signature")),
            Ok(()),
            "{kind}"
        );
        if kind.starts_with("wsapi") {
            let pairs = payload.split('&').rev().map(|part| {
                let (name, value) = part.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            });
            let params = Params::from_pairs(pairs).unwrap();
            assert_eq!(params.sorted_payload(), payload);
        }
    }
}
