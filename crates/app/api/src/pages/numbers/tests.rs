//! Numbers as people read them, case by case.

use super::{amount, exact, holding, narrow_price, price, qty, signed, units};
use domain::{Amount, Price, Qty};

fn a(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

#[test]
fn prices_have_the_places_of_their_tick() {
    for (text, places, shown, narrow) in [
        ("94370.3", 2, "94,370.30", "94370.30"),
        ("0.00002481", 8, "0.00002481", "0.00002481"),
        ("1234567", 0, "1,234,567", "1234567"),
        ("999", 1, "999.0", "999.0"),
        ("1000.12345", 2, "1,000.12345", "1000.12345"),
    ] {
        let value = Price::parse(text).unwrap();
        assert_eq!(price(value, places), shown);
        assert_eq!(narrow_price(value, places), narrow);
    }
    assert_eq!(qty(Qty::parse("0.1").unwrap(), 5), "0.10000");
}

#[test]
fn holdings_are_never_rounded_up() {
    assert_eq!(holding(Qty::parse("1.999999").unwrap(), 2), "1.99");
    assert_eq!(holding(Qty::parse("184210.4499").unwrap(), 2), "184,210.44");
}

#[test]
fn a_profit_says_its_sign_beside_its_colour() {
    for (text, shown, tone) in [
        ("12.3", "+12.30", "up"),
        ("-1234.5", "−1,234.50", "down"),
        ("0", "0.00", ""),
        ("-0.004", "0.00", ""),
        ("0.005", "0.00", ""),
        ("0.015", "+0.02", "up"),
    ] {
        let profit = signed(a(text), 2);
        assert_eq!((profit.text.as_str(), profit.tone), (shown, tone));
    }
    assert_eq!(amount(a("-0.5"), 2), "−0.50");
}

#[test]
fn units_align_scales() {
    assert_eq!(units((125, 2), 4), 12_500);
    assert_eq!(units((12_599, 4), 2), 125);
    assert_eq!(units((i128::MAX, 0), 20), i128::MAX);
}

#[test]
fn a_fee_is_never_shown_as_nothing() {
    assert_eq!(exact(a("0.000001"), 5), "0.000001");
    assert_eq!(exact(a("2.5"), 2), "2.50");
}
