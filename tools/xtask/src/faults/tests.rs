//! Shares as the command line takes them. Never starts a process.

use super::share;

#[test]
fn shares_are_thousandths() {
    assert_eq!(share("0.2"), Ok(200));
    assert_eq!(share("0.125"), Ok(125));
    assert_eq!(share("1"), Ok(1_000));
    assert_eq!(share("0"), Ok(0));
    for wrong in ["1.1", "0.0001", "-1", "a", "0.x", ""] {
        assert!(share(wrong).is_err(), "{wrong}");
    }
}
