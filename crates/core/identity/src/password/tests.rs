//! Password hashes: known answer from another implementation, equal work for nobody, damaged texts.

use super::{HashError, SALT_BYTES};
use crate::{Checked, NewPassword, PasswordHash, Rehash, check_password};
use alloc::format;

const PASSWORD: &str = "plum ladder orbit tin";

fn hash(salt: u8) -> PasswordHash {
    let password = NewPassword::new(PASSWORD, &[]).unwrap();
    PasswordHash::new(&password, [salt; SALT_BYTES]).unwrap()
}

fn check(stored: &str, typed: &str) -> Result<Checked, HashError> {
    check_password(Some(&PasswordHash::parse(stored)?), typed)
}

#[test]
fn right_is_right_and_all_else_is_wrong() {
    let text = hash(1).to_text();
    assert!(
        text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{text}"
    );
    assert_eq!(check(&text, PASSWORD), Ok(Checked::Right(Rehash::NotDue)));
    assert_eq!(check(&text, "plum ladder orbit Tin"), Ok(Checked::Wrong));
    assert_eq!(check(&text, ""), Ok(Checked::Wrong));
    assert_ne!(text, hash(2).to_text());
}

#[test]
fn nobody_is_always_wrong() {
    assert_eq!(check_password(None, PASSWORD), Ok(Checked::Wrong));
}

/// Made by the reference C implementation with the salt `somesaltsomesalt`, type id, 2 passes, 19456 KiB, 1 lane, 32 bytes.
const BY_REFERENCE: &str = include_str!("password_of_reference.txt");

#[test]
fn a_hash_of_the_reference_implementation_is_accepted() {
    assert_eq!(
        check(BY_REFERENCE.trim(), PASSWORD),
        Ok(Checked::Right(Rehash::NotDue))
    );
}

#[test]
fn weaker_hashes_are_right_but_due_for_another() {
    let weaker = include_str!("weaker_of_reference.txt").trim();
    assert_eq!(check(weaker, PASSWORD), Ok(Checked::Right(Rehash::Due)));
}

#[test]
fn damaged_and_unbounded_hashes_are_refused() {
    let good = hash(1).to_text();
    let cut = good.get(..good.len() - 4).unwrap();
    for wrong in [
        "",
        "plain",
        cut,
        &good.replace("argon2id", "argon2i"),
        &good.replace("v=19", "v=16"),
        &good.replace("m=19456", "m=4000000000"),
        &good.replace("m=19456", "m=2097152"),
        &good.replace("t=2", "t=1000"),
    ] {
        assert_eq!(
            PasswordHash::parse(wrong).err(),
            Some(HashError::Damaged),
            "{wrong:?}"
        );
    }
}

#[test]
fn debug_text_says_nothing() {
    assert_eq!(format!("{:?}", hash(1)), "PasswordHash(…)");
}
