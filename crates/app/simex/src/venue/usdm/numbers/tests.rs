//! Numbers keep every digit they have.

use super::exact;

#[test]
fn a_number_has_at_least_the_places_of_its_contract_and_loses_none() {
    let cases = [
        ((0, 0), 0, "0"),
        ((0, 0), 5, "0.00000"),
        ((431_870, 1), 2, "43187.00"),
        ((1, 3), 3, "0.001"),
        ((-1, 3), 2, "-0.001"),
        ((12_345_678_901, 8), 5, "123.45678901"),
        ((-5, 0), 8, "-5.00000000"),
    ];
    for (parts, least, text) in cases {
        assert_eq!(exact(parts, least), text);
    }
}
