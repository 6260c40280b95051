//! What opens and what does not.

use super::*;

const PLACE: SealPlace<'static> = SealPlace {
    table: "credential",
    row: "main",
    bound: "spot live",
};

fn key() -> MasterKey {
    MasterKey::parse(&"0f".repeat(32)).unwrap()
}

#[test]
fn k4_what_was_sealed_opens_at_its_place_and_nowhere_else() {
    // KEY-01
    let sealed = key().seal(PLACE, b"the secret").unwrap();
    assert_eq!(
        key().open(PLACE, &sealed).unwrap().as_slice(),
        b"the secret"
    );
    let elsewhere = [
        SealPlace {
            table: "totp",
            ..PLACE
        },
        SealPlace {
            row: "other",
            ..PLACE
        },
        SealPlace {
            bound: "spot testnet",
            ..PLACE
        },
        SealPlace {
            row: "mainspot",
            bound: " live",
            ..PLACE
        },
    ];
    for place in elsewhere {
        assert_eq!(
            key().open(place, &sealed).unwrap_err(),
            SealError::DoesNotOpen
        );
    }
    let other = MasterKey::parse(&"f0".repeat(32)).unwrap();
    assert_eq!(
        other.open(PLACE, &sealed).unwrap_err(),
        SealError::DoesNotOpen
    );
}

#[test]
fn k2_no_byte_of_a_sealed_record_can_be_altered() {
    let sealed = STANDARD
        .decode(key().seal(PLACE, b"secret").unwrap())
        .unwrap();
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        let altered = STANDARD.encode(altered);
        assert!(key().open(PLACE, &altered).is_err(), "byte {at}");
    }
    for length in 0..sealed.len() {
        let cut = STANDARD.encode(&sealed[..length]);
        assert!(key().open(PLACE, &cut).is_err(), "length {length}");
    }
}

#[test]
fn k3_the_same_secret_is_never_sealed_the_same_way() {
    let one = key().seal(PLACE, b"secret").unwrap();
    assert_ne!(one, key().seal(PLACE, b"secret").unwrap());
    assert!(!one.contains("secret"));
}

#[test]
fn a_record_sealed_by_the_written_format_opens() {
    // Made by following docs/spec/vault-format.md with another program's AES-GCM and HKDF.
    let sealed = include_str!("sample.txt").trim();
    assert_eq!(
        key().open(PLACE, sealed).unwrap().as_slice(),
        b"written by hand"
    );
}

#[test]
fn k1_a_master_key_is_64_hexadecimal_digits() {
    // KEY-04
    let text = MasterKey::invent().unwrap();
    assert_eq!(text.len(), 64);
    assert!(MasterKey::parse(&format!(" {}\n", text.as_str())).is_ok());
    assert_ne!(text, MasterKey::invent().unwrap());
    for wrong in [
        "",
        "0f",
        &"0f".repeat(31),
        &"0f".repeat(33),
        &"zz".repeat(32),
        &"é".repeat(32),
    ] {
        assert_eq!(
            MasterKey::parse(wrong).unwrap_err(),
            SealError::MalformedKey
        );
    }
    assert_eq!(format!("{:?}", key()), "MasterKey(…)");
}
