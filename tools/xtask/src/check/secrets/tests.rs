//! Planted secrets, put together at run time so that this file holds none. Never reads the disk.
// KEY-10: a planted key fails the scan.

use super::{EXCEPTIONS, check};
use crate::tree::Tree;

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let findings = check(&Tree::of(files)).unwrap().findings;
    findings.iter().map(ToString::to_string).collect()
}

fn drawn() -> String {
    "Zx9".repeat(12)
}

#[test]
fn each_planted_secret_is_found() {
    let planted = [
        format!("-----BEGIN {} KEY-----", "RSA PRIVATE"),
        format!("id = AK{}", "IA0123456789ABCDEF"),
        format!("gh{}_{}", "p", drawn()),
        format!("xo{}-{}", "xb", drawn()),
        format!("ey{0}.ey{0}.{1}", "JhbGciOiJIUzI1NiJ9", drawn()),
        format!("let api_secret = \"{}\";", drawn()),
        format!("\"apiKey\": \"{}\"", drawn()),
        format!("PASSWORD='{}'", drawn()),
        format!("let venue_secret =\n    \"{}\";\nlet token = 1;", drawn()),
        format!("Secret::new(b\"{}\")", drawn()).replace("::new", ""),
    ];
    for secret in planted {
        let hits = found(&[("a.rs", &secret)]);
        assert_eq!(hits.len(), 1, "{secret}: {hits:?}");
        assert!(!hits[0].contains(&drawn()), "the scan repeats the secret");
    }
}

#[test]
fn names_and_short_words_pass() {
    for fine in [
        "let token = \"open-sesame-and-come-in\";",
        "let password = \"short\";",
        "// the secret lies in the vault",
        "let order = \"cf01ARZ3NDEKTSV4RRFFQ69G5FAV\";",
    ] {
        assert!(found(&[("a.rs", fine)]).is_empty(), "{fine}");
    }
}

#[test]
fn exceptions_only_shrink() {
    let secret = format!("let api_secret = \"{}\";", drawn());
    let row = format!("a.rs\t{}\tan example of the venue's manual\n", "Zx9Zx9Zx");
    let excepted = found(&[("a.rs", &secret), (EXCEPTIONS, &row)]);
    assert!(
        excepted.iter().all(|hit| hit.contains("at most")),
        "{excepted:?}"
    );
    let unneeded = found(&[("a.rs", ""), (EXCEPTIONS, &row)]);
    assert!(unneeded.iter().any(|hit| hit.contains("no longer needed")));
    assert!(check(&Tree::of(&[(EXCEPTIONS, "a.rs\tZx9\n")])).is_err());
    assert!(check(&Tree::of(&[(EXCEPTIONS, "a.rs\tZx9\t \n")])).is_err());
}
