//! Credentials on disk: sealed, kept whole, gone when removed.

use super::*;

const PLANTED: &str = "PLANTEDsecretPLANTEDsecretPLANTED";
const PUBLIC: &str = "publicpublicpublic1234";

fn folder() -> PathBuf {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("shelf-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn master() -> MasterKey {
    MasterKey::parse(&"0f".repeat(32)).unwrap()
}

fn name(text: &str) -> KeyName {
    KeyName::new(text).unwrap()
}

fn key(secret: &str) -> KeyMaterial {
    KeyMaterial {
        public: PUBLIC.to_owned(),
        secret: Zeroizing::new(secret.to_owned()),
    }
}

/// What the key of a name signs with, after a new start.
fn signs(path: &Path, text: &str) -> Result<String, ShelfError> {
    signs_of(&Shelf::open(path, master())?, text)
}

fn signs_of(shelf: &Shelf, text: &str) -> Result<String, ShelfError> {
    let mut vault = Vault::new();
    shelf.load(&mut vault, name(text))?;
    Ok(vault.sign(name(text), b"payload")?.as_str().to_owned())
}

#[test]
fn k5_a_credential_lives_on_disk_sealed_and_dies_alone() {
    // KEY-01 KEY-06
    let path = folder().join("credentials.json");
    let mut shelf = Shelf::open(&path, master()).unwrap();
    shelf
        .add(name("a"), ("spot live", "{}"), &key(PLANTED))
        .unwrap();
    shelf
        .add(name("b"), ("futures live", "{}"), &key("another"))
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("PLANTED") && !text.contains(PUBLIC),
        "{text}"
    );
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(shelf.credential(name("a")).unwrap().ending, "1234");
    assert!(!format!("{shelf:?}").contains("PLANTED"));
    drop(shelf);
    let before = signs(&path, "b").unwrap();
    let mut shelf = Shelf::open(&path, master()).unwrap();
    assert!(matches!(
        Shelf::open(&path, master()),
        Err(ShelfError::Busy(_))
    ));
    shelf.remove(name("a")).unwrap();
    assert!(matches!(
        shelf.remove(name("a")),
        Err(ShelfError::Missing(_))
    ));
    drop(shelf);
    assert!(matches!(signs(&path, "a"), Err(ShelfError::Missing(_))));
    assert_eq!(signs(&path, "b").unwrap(), before);
}

#[test]
fn a_replaced_key_signs_otherwise_and_an_unfit_one_changes_nothing() {
    // KEY-05
    let path = folder().join("credentials.json");
    let mut shelf = Shelf::open(&path, master()).unwrap();
    shelf
        .add(name("a"), ("spot live", "one"), &key("first"))
        .unwrap();
    assert!(matches!(
        shelf.add(name("a"), ("spot live", ""), &key("x")),
        Err(ShelfError::Taken(_))
    ));
    let first = signs_of(&shelf, "a").unwrap();
    let word = "PRIVATE KEY";
    let no_pem = format!("-----BEGIN {word}-----\nno\n-----END {word}-----");
    for unfit in ["", "with space", &no_pem] {
        assert!(matches!(
            shelf.replace(name("a"), "", &key(unfit)),
            Err(ShelfError::Key(_))
        ));
    }
    assert_eq!(signs_of(&shelf, "a").unwrap(), first);
    shelf.replace(name("a"), "two", &key("second")).unwrap();
    assert_ne!(signs_of(&shelf, "a").unwrap(), first);
    shelf.note(name("a"), "three").unwrap();
    assert_eq!(shelf.credential(name("a")).unwrap().note, "three");
}

#[test]
fn a_wrong_master_key_and_altered_rows_are_known_at_once() {
    // KEY-01 KEY-04
    let path = folder().join("credentials.json");
    let mut shelf = Shelf::open(&path, master()).unwrap();
    shelf
        .add(name("a"), ("spot testnet", "{}"), &key(PLANTED))
        .unwrap();
    drop(shelf);
    let other = MasterKey::parse(&"f0".repeat(32)).unwrap();
    assert!(matches!(
        Shelf::open(&path, other),
        Err(ShelfError::Seal(_))
    ));
    let text = fs::read_to_string(&path).unwrap();
    for (from, to) in [("spot testnet", "spot live"), ("\"a\"", "\"c\"")] {
        fs::write(&path, text.replace(from, to)).unwrap();
        assert!(
            matches!(Shelf::open(&path, master()), Err(ShelfError::Seal(_))),
            "{to}"
        );
    }
    fs::write(&path, "{").unwrap();
    assert!(matches!(
        Shelf::open(&path, master()),
        Err(ShelfError::Malformed(_))
    ));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        Shelf::open(&path, master()),
        Err(ShelfError::Open(_))
    ));
}

#[test]
fn a_private_file_is_written_once_and_read_only_when_it_is_private() {
    let path = folder().join("master.key");
    write_private(&path, "text").unwrap();
    assert_eq!(private_text(&path).unwrap().as_str(), "text");
    assert!(write_private(&path, "other").is_err());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(private_text(&path), Err(ShelfError::Open(_))));
}
