//! Where a sign-in may lead.
// UI-03

use super::own_path;

#[test]
fn a_sign_in_leads_only_to_paths_of_this_house() {
    for own in ["/orders", "/desk?symbol=BTC%2FUSDT&interval=1m", "/"] {
        assert_eq!(own_path(own), own);
    }
    for foreign in [
        "",
        "desk",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/desk\r\nset-cookie: a=b",
        "javascript:alert(1)",
    ] {
        assert_eq!(own_path(foreign), "/desk", "{foreign:?}");
    }
    assert_eq!(own_path(&format!("/{}", "a".repeat(600))), "/desk");
}
