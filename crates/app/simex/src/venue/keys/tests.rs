//! Signatures and windows, at their edges.

use super::*;

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

fn check(query: &str, body: &str, now: Time) -> Result<Signer, Refusal> {
    keys()
        .check_rest(Some(KEY), (query, body), now)
        .map(|(signer, _)| signer)
}

#[test]
fn the_published_example_holds_in_query_body_and_both() {
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
fn what_is_not_signed_is_refused() {
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
    for (key, code) in [(None, -2014), (Some(""), -2014), (Some("stranger"), -2015)] {
        let refused = keys().check_rest(key, (&signed, ""), STAMP).unwrap_err();
        assert_eq!(refused.code(), code, "{key:?}");
    }
}

#[test]
fn time_is_judged_to_the_millisecond() {
    let signed = format!("{QUERY}&signature={SIGNATURE}");
    let at = |millis| check(&signed, "", STAMP.plus(Span::from_millis(millis)));
    assert!(at(5_000).is_ok());
    assert_eq!(at(5_001), Err(Refusal::OutsideWindow));
    assert!(at(-999).is_ok());
    assert_eq!(at(-1_000), Err(Refusal::Ahead));
}

#[test]
fn windows_have_their_own_form() {
    for (text, expected) in [
        ("5000", Ok(Span::from_millis(5_000))),
        ("60000", Ok(Span::from_millis(60_000))),
        ("0.125", Ok(Span::from_nanos(125_000))),
        ("60001", Err(Refusal::BadWindow)),
        ("1.2345", Err(Refusal::IllegalCharacters("recvWindow"))),
        ("-1", Err(Refusal::IllegalCharacters("recvWindow"))),
        (".5", Err(Refusal::IllegalCharacters("recvWindow"))),
        ("9999999999", Err(Refusal::IllegalCharacters("recvWindow"))),
    ] {
        assert_eq!(window_ms(text), expected, "{text}");
    }
}

#[test]
fn microseconds_are_told_apart_from_milliseconds() {
    let params = Params::parse("timestamp=1499827319559000", "").unwrap();
    assert_eq!(window(&params, STAMP), Ok(STAMP.plus(WINDOW_DEFAULT)));
}

#[test]
fn a_session_signs_its_sorted_parameters() {
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
        keys().check_session(&params, now).unwrap().account,
        AccountId::new(3)
    );
}

#[test]
fn no_text_form_holds_a_secret() {
    let shown = format!("{:?}", keys());
    assert!(shown.contains(KEY) && !shown.contains(SECRET), "{shown}");
}
