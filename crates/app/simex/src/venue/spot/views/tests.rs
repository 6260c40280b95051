//! Numbers are written with at least eight places and never lose one.

use super::*;

#[test]
fn numbers_are_exact_text() {
    for (text, shown) in [
        ("0", "0.00000000"),
        ("1", "1.00000000"),
        ("0.00000001", "0.00000001"),
        ("61837.63", "61837.63000000"),
        ("-1.5", "-1.50000000"),
        ("-0.00000001", "-0.00000001"),
        ("0.0000000012", "0.0000000012"),
        ("123456789012345678.12345678", "123456789012345678.12345678"),
    ] {
        assert_eq!(amount(Amount::parse(text).unwrap()), shown);
    }
}
