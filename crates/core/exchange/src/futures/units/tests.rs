//! Products wider than the numbers they are of, and roundings by name.

use super::*;
use crate::chance::Chance;

/// `value × times ÷ by` by long multiplication in base 2³² and long division bit by bit.
fn slow(value: u128, times: u128, by: u128) -> Option<u128> {
    let mut digits = [0_u64; 8];
    let part = |n: u128, i: u32| u64::try_from((n >> (32 * i)) & 0xFFFF_FFFF).unwrap();
    for i in 0..4 {
        let mut carry = 0_u128;
        for j in 0..4 {
            let at = usize::try_from(i + j).unwrap();
            let sum = u128::from(digits[at])
                + u128::from(part(value, i)) * u128::from(part(times, j))
                + carry;
            digits[at] = u64::try_from(sum & 0xFFFF_FFFF).unwrap();
            carry = sum >> 32;
        }
        digits[usize::try_from(i).unwrap() + 4] = u64::try_from(carry).unwrap();
    }
    let (mut rest, mut quotient) = (0_u128, 0_u128);
    for digit in digits.iter().rev() {
        for bit in (0..32).rev() {
            rest = rest.checked_mul(2)? + u128::from((digit >> bit) & 1);
            quotient = quotient.checked_mul(2)?;
            if rest >= by {
                rest -= by;
                quotient += 1;
            }
        }
    }
    Some(quotient)
}

#[test]
fn f25_wide_products_are_divided_exactly() {
    let mut chance = Chance::new(1);
    let mut wide = 0;
    for _ in 0..20_000 {
        let mut draw = || {
            let bits = chance.below(126);
            let both = (i128::from(chance.next() >> 1) << 63) | i128::from(chance.next() >> 1);
            (both & ((1_i128 << bits) - 1)).max(1)
        };
        let (value, times, by) = (draw(), draw(), draw());
        let same = |n: i128| u128::try_from(n).unwrap();
        let Some(slow) = slow(same(value), same(times), same(by)) else {
            continue;
        };
        let expected = i128::try_from(slow).unwrap_or(i128::MAX);
        wide += i32::from(value.checked_mul(times).is_none());
        assert_eq!(scaled(value, times, by), expected, "{value} {times} {by}");
        assert_eq!(scaled(-value, times, by), -expected);
        assert_eq!(scaled(value, times, -by), -expected);
    }
    assert!(wide > 3_000, "{wide}");
}

#[test]
fn f25_each_rounding_does_what_its_name_says() {
    assert_eq!(
        (cut(19_999), cut(-19_999), cut(20_000)),
        (10_000, -10_000, 20_000)
    );
    assert_eq!(
        (raised(10_001), raised(10_000), raised(0)),
        (20_000, 10_000, 0)
    );
    let shown = |quote, base| average(quote, base).map(|price| alloc::format!("{price}"));
    assert_eq!(shown(1, 3), Some("0.33333333".into()));
    assert_eq!(shown(1, 200_000_000), None);
    assert_eq!(shown(3, 200_000_000), Some("0.00000002".into()));
    assert_eq!((shown(0, 3), shown(1, 0)), (None, None));
}
