//! The password policy, case by case.

use crate::{NewPassword, WeakPassword};
use alloc::format;

const NAMES: [&str; 2] = ["ana.gomez", "ana.gomez@example.com"];

fn judge(text: &str) -> Result<(), WeakPassword> {
    NewPassword::new(text, &NAMES).map(|_| ())
}

fn refused(why: WeakPassword, texts: &[&str]) {
    for text in texts {
        assert_eq!(judge(text), Err(why), "{text:?}");
    }
}

// AUTH-07
#[test]
fn unrelated_words_are_taken_whatever_their_composition() {
    for good in [
        "plum ladder orbit tin",
        "correct horse pelican staple",
        "vulkan tide 9 granite",
        "JR7k-Zp3q-Vw8m",
        "пчела дорога сумрак",
        "𝔘nicode is ƒine hёre",
        "no digits or signs needed at all",
    ] {
        assert_eq!(judge(good), Ok(()), "{good:?}");
    }
    assert_eq!(
        judge(
            &"plum ladder orbit tin, "
                .repeat(6)
                .chars()
                .take(128)
                .collect::<alloc::string::String>()
        ),
        Err(WeakPassword::Pattern)
    );
}

#[test]
fn length_counts_characters_at_both_ends() {
    assert_eq!(judge("kR7-plum-orb"), Ok(()));
    assert_eq!(judge("kR7-plum-or"), Err(WeakPassword::TooShort));
    assert_eq!(judge(""), Err(WeakPassword::TooShort));
    // Eleven characters of four bytes each are eleven characters.
    assert_eq!(judge("🦀🐝🌊🔑🏔🌲🎻🍋🛰🧭🪐"), Err(WeakPassword::TooShort));
    let long: alloc::string::String = ('\u{4e00}'..).take(128).collect();
    assert_eq!(judge(&long), Ok(()));
    assert_eq!(judge(&format!("{long}x")), Err(WeakPassword::TooLong));
}

#[test]
fn what_guessers_try_first_is_refused() {
    refused(
        WeakPassword::Common,
        &[
            "password1234",
            "Password1234!",
            "P@ssw0rd2026",
            "passwordpass",
            "welcome12345",
            "iloveyou1234",
            "letmein!!2026",
            "bitcoin20262026",
            "BitcoinWallet1",
            "changemechangeme1",
            "tothemoon2026",
            "195807231942",
            "2026-11-21 13:00",
            "correcthorsebatterystaple",
        ],
    );
    refused(
        WeakPassword::Pattern,
        &[
            "aaaaaaaaaaaa",
            "123456789012",
            "abcdefghijkl",
            "qwertyuiopas",
            "qwertyuiop12",
            "zyxwvutsrqponm",
            "abc7abc7abc7abc7",
            "hello7hello7",
            "ababababcdab",
        ],
    );
    refused(
        WeakPassword::HoldsName,
        &[
            "ana.gomez-rides",
            "xxANA.GOMEZ2026",
            "my ana.gomez@example.com",
            "cofferdam orbit tin",
        ],
    );
    refused(
        WeakPassword::ControlCharacter,
        &[
            "plum\tladder orbit",
            "plum ladder\0orbit",
            "plum ladder\norbit",
        ],
    );
}

#[test]
fn debug_text_says_nothing() {
    let password = NewPassword::new("plum ladder orbit tin", &NAMES).unwrap();
    assert_eq!(format!("{password:?}"), "NewPassword(…)");
}
