//! What the page of a problem says, and that it cannot be made to say anything else.
// SEC-04

use super::page;
use crate::problem::Problem;

#[test]
fn a_problem_says_what_happened_and_the_request_id() {
    let html = page(&Problem::Busy, "0123abcd");
    assert!(html.contains("The desk is busy"));
    assert!(html.contains("Nothing was done"));
    assert!(html.contains("0123abcd"));
    assert!(html.contains("503 Service Unavailable"));
}

#[test]
fn words_of_strangers_stay_words() {
    let html = page(
        &Problem::UnknownSymbol("<script>alert(1)</script>".to_owned()),
        "<b>",
    );
    assert!(!html.contains("<script>alert"));
    assert!(!html.contains("request <span class=\"mono\"><b>"));
}

#[test]
fn a_stranger_is_led_to_the_sign_in() {
    assert!(page(&Problem::NotSignedIn, "").contains("href=\"/sign-in\""));
}
