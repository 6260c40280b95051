//! Hostile parameters get Binance's words.

use super::*;

fn parse(query: &str, body: &str) -> Result<Params, Refusal> {
    Params::parse(query, body)
}

#[test]
fn v10_query_and_body_are_read_together() {
    let params = parse("a=1&b=%C3%A9%2B+x", "c=3").unwrap();
    assert_eq!(params.required("a").unwrap(), "1");
    assert_eq!(params.required("b").unwrap(), "é+ x");
    assert_eq!(params.number("c").unwrap(), Some(3));
    assert_eq!(params.optional("d").unwrap(), None);
    params.nothing_left().unwrap();
}

#[test]
fn v10_what_stands_in_both_counts_as_the_query_says() {
    let params = parse("a=1", "a=2&b=3").unwrap();
    assert_eq!(params.required("a").unwrap(), "1");
    assert_eq!(params.required("b").unwrap(), "3");
    params.nothing_left().unwrap();
}

#[test]
fn v11_what_nobody_reads_is_told() {
    let params = parse("a=1&b=2&c=3", "").unwrap();
    params.required("b").unwrap();
    let refused = params.nothing_left().unwrap_err();
    assert_eq!(refused, Refusal::UnreadParameters { read: 1, sent: 3 });
    assert_eq!(refused.code(), -1104);
}

#[test]
fn v11_malformed_parameters_are_refused() {
    let many: String = (0..70).map(|n| format!("p{n}=1&")).collect();
    let long = format!("a={}", "x".repeat(9_000));
    for (query, code) in [
        ("a=%", -1100),
        ("a=%g0", -1100),
        ("a=%ff", -1100),
        ("a=1&a=1", -1101),
        (many.as_str(), -1101),
        (long.as_str(), -1100),
    ] {
        assert_eq!(parse(query, "").unwrap_err().code(), code, "{query}");
    }
    assert_eq!(parse("", "a=1&a=1").unwrap_err().code(), -1101);
    let params = parse("n=12x&m=-1&e=&big=99999999999999999999", "").unwrap();
    for (name, code) in [("n", -1100), ("m", -1100), ("e", -1105), ("big", -1100)] {
        assert_eq!(params.number(name).unwrap_err().code(), code, "{name}");
    }
    assert_eq!(params.required("none").unwrap_err().code(), -1102);
}

#[test]
fn a_signature_is_cut_off_only_at_the_end() {
    for (text, before, signature) in [
        ("a=1&signature=ff", "a=1", Some("ff")),
        ("signature=ff", "", Some("ff")),
        ("a=1", "a=1", None),
        ("signature=ff&a=1", "signature=ff&a=1", None),
        ("", "", None),
    ] {
        assert_eq!(split_signature(text), (before, signature), "{text}");
    }
}
