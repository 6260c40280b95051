//! The house signs its own reports, and nobody else does in its name. ORD-12

use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("report-key-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder.join("report-key.json")
}

fn master(digits: &str) -> MasterKey {
    MasterKey::parse(&digits.repeat(32)).unwrap()
}

#[test]
fn e1_a_report_key_is_made_once_and_opens_only_with_its_master_key_and_its_instance() {
    let path = file("once");
    let made = ReportKey::open(&path, "house-1", &master("0f")).unwrap();
    let again = ReportKey::open(&path, "house-1", &master("0f")).unwrap();
    assert_eq!(made.verifier(), again.verifier());
    assert_eq!(
        ReportVerifier::beside(&path).unwrap(),
        Some(made.verifier())
    );
    let other_master = ReportKey::open(&path, "house-1", &master("1f"));
    assert!(matches!(
        other_master,
        Err(ShelfError::Seal(SealError::DoesNotOpen))
    ));
    let other_house = ReportKey::open(&path, "house-2", &master("0f"));
    assert!(matches!(
        other_house,
        Err(ShelfError::Seal(SealError::DoesNotOpen))
    ));
}

#[test]
fn e1_the_private_half_is_not_in_the_file_and_others_may_not_read_it() {
    let path = file("sealed");
    let key = ReportKey::open(&path, "house-1", &master("0f")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    // The prefix of an Ed25519 private key in PKCS#8, as base64 begins it.
    assert!(!text.contains("MFEC") && !text.contains("MC4C"), "{text}");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(format!("{key:?}"), "ReportKey(house-1)");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let open = ReportKey::open(&path, "house-1", &master("0f"));
    assert!(matches!(open, Err(ShelfError::Open(_))));
    assert!(matches!(
        ReportVerifier::beside(&path),
        Err(ShelfError::Open(_))
    ));
}

#[test]
fn e1_another_public_half_put_beside_it_does_not_open() {
    let (path, other) = (file("swapped"), file("other"));
    ReportKey::open(&path, "house-1", &master("0f")).unwrap();
    let mine = ReportVerifier::beside(&path).unwrap().unwrap();
    let theirs = ReportKey::open(&other, "house-1", &master("0f")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let swapped = text.replace(&mine.to_string(), &theirs.verifier().to_string());
    assert_ne!(text, swapped);
    fs::write(&path, swapped).unwrap();
    let opened = ReportKey::open(&path, "house-1", &master("0f"));
    assert!(matches!(
        opened,
        Err(ShelfError::Seal(SealError::DoesNotOpen))
    ));
}

#[test]
fn a_signature_holds_for_its_bytes_and_its_key_only() {
    let mine = ReportKey::open(&file("mine"), "house-1", &master("0f")).unwrap();
    let theirs = ReportKey::open(&file("theirs"), "house-1", &master("0f")).unwrap();
    let signature = mine.sign(b"a report");
    mine.verifier().verify(b"a report", &signature).unwrap();
    for (verifier, bytes, signature) in [
        (mine.verifier(), &b"a report."[..], signature.as_str()),
        (theirs.verifier(), b"a report", &signature),
        (mine.verifier(), b"a report", ""),
        (mine.verifier(), b"a report", "no base64"),
    ] {
        let judged = verifier.verify(bytes, signature);
        assert_eq!(judged, Err(ReportForged::Signature));
    }
}

/// RFC 8032, section 7.1, test 2, as base64.
const RFC_PUBLIC: [&str; 2] = ["PUAXw+hDiVqStwqnTRt+vJ", "yYLM8uxJaMwM1V8Sr0Zgw="];
const RFC_SIGNATURE: [&str; 4] = [
    "kqAJqfDUyrhyDoILX2QlQK",
    "Kye1QWUD+Ps3YiI+vbadoI",
    "WsHkPhWZbkWPNhPQ8R2MOH",
    "surrQwKu6wDSkWErsMAA==",
];

#[test]
fn a_signature_is_judged_as_the_standard_says() {
    let public = RFC_PUBLIC.concat();
    let verifier = ReportVerifier::parse(&public).unwrap();
    let signature = RFC_SIGNATURE.concat();
    verifier.verify(&[0x72], &signature).unwrap();
    assert_eq!(verifier.to_string(), public);
    let wrong = verifier.verify(&[0x73], &signature);
    assert_eq!(wrong, Err(ReportForged::Signature));
    let short = ReportVerifier::parse("PUAX");
    assert_eq!(short, Err(ReportForged::MalformedKey));
}
