//! Cases of `atoms.rs`.

use super::{AtomScale, Atoms, AtomsError};
use crate::money::Amount;
use crate::reference::{decimals, power_of_ten};
use num_bigint::BigInt;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use std::string::ToString;

fn scale(places: u8) -> AtomScale {
    AtomScale::new(places).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    // D9: atoms of an amount are exact and come back as the same amount, or are refused.
    #[test]
    fn d9_atoms_are_exact(value in decimals(), places in 0_u8..=36) {
        let value = Amount::new(value).unwrap();
        let (units, decimals) = value.parts();
        match Atoms::of(value, scale(places)) {
            Ok(atoms) => {
                let truth = BigInt::from(units) * power_of_ten(u32::from(places) - decimals);
                prop_assert_eq!(atoms.to_string(), truth.to_string());
                prop_assert_eq!(atoms.amount(scale(places)), Ok(value));
                prop_assert_eq!(atoms.to_string().parse::<Atoms>(), Ok(atoms));
                prop_assert_eq!(atoms.is_zero(), value.is_zero());
            }
            Err(error) => {
                prop_assert_eq!(error, AtomsError::FinerThanAtom);
                prop_assert!(decimals > u32::from(places));
            }
        }
    }
}

// D9 at the sizes of real ledgers: a hundred trillion units of an 18-decimals token, to the last wei.
#[test]
fn d9_a_hundred_trillion_units_to_the_last_wei() {
    let wei = scale(18);
    let whole = Atoms::of(amount("100000000000000"), wei).unwrap();
    assert_eq!(whole.to_string(), "100000000000000000000000000000000");
    let and_one_wei = whole.plus(Atoms::new(1)).unwrap();
    assert_eq!(and_one_wei.to_string(), "100000000000000000000000000000001");
    // A trading value has 28 digits: the ledger keeps what trading cannot say, and says so.
    assert_eq!(and_one_wei.amount(wei), Err(AtomsError::TooLargeForTrading));
    assert_eq!(whole.amount(wei), Ok(amount("100000000000000")));
    let minus = and_one_wei
        .plus(Atoms::new(-100_000_000_000_000_000_000_000_000_000_000))
        .unwrap();
    assert_eq!(minus.amount(wei), Ok(amount("0.000000000000000001")));
}

#[test]
fn finer_than_an_atom_is_refused() {
    assert_eq!(
        Atoms::of(amount("0.000000001"), scale(8)),
        Err(AtomsError::FinerThanAtom)
    );
    assert_eq!(Atoms::of(amount("0.00000001"), scale(8)), Ok(Atoms::new(1)));
    assert_eq!(
        Atoms::of(amount("-0.5"), scale(0)),
        Err(AtomsError::FinerThanAtom)
    );
    assert_eq!(AtomScale::new(36).map(AtomScale::places), Ok(36));
    assert_eq!(AtomScale::new(37), Err(AtomsError::ScaleTooFine));
}

#[test]
fn sums_past_256_bits_are_refused() {
    let largest = "57896044618658097711785492504343953926634992332820282019728792003956564819967";
    let atoms: Atoms = largest.parse().unwrap();
    assert_eq!(atoms.to_string(), largest);
    assert_eq!(atoms.plus(Atoms::new(1)), Err(AtomsError::TooLarge));
    assert_eq!(
        atoms.plus(Atoms::new(-1)).unwrap().plus(Atoms::new(1)),
        Ok(atoms)
    );
    let least: Atoms =
        "-57896044618658097711785492504343953926634992332820282019728792003956564819968"
            .parse()
            .unwrap();
    assert_eq!(least.plus(Atoms::new(-1)), Err(AtomsError::TooLarge));
    assert_eq!(least.amount(scale(18)), Err(AtomsError::TooLargeForTrading));
    // The largest trading amount at the finest scale still fits.
    let most = Atoms::of(amount("79228162514264337593543950335"), scale(36)).unwrap();
    assert_eq!(
        most.amount(scale(36)),
        Ok(amount("79228162514264337593543950335"))
    );
}

#[test]
fn only_plain_whole_numbers_are_atoms() {
    for text in [
        "", "-", "+1", "-0", "01", "1.0", "1e3", " 1", "abc", "0x10", "1_0",
    ] {
        assert_eq!(text.parse::<Atoms>(), Err(AtomsError::NotANumber), "{text}");
    }
    let past = "57896044618658097711785492504343953926634992332820282019728792003956564819968";
    assert_eq!(past.parse::<Atoms>(), Err(AtomsError::TooLarge));
    assert_eq!("0".parse::<Atoms>(), Ok(Atoms::ZERO));
}
