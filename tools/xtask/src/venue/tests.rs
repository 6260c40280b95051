//! A venue is begun in a copy of the protocols, and nothing that is there is touched. ORD-01

use super::*;
use std::path::PathBuf;

fn copy(name: &str) -> PathBuf {
    let root = std::env::temp_dir().join(format!("venue-{}-{name}", std::process::id()));
    let (from, to) = (tree::root().unwrap().join(FOLDER), root.join(FOLDER));
    fs::create_dir_all(to.join(TEMPLATE)).unwrap();
    for file in FILES {
        let file = format!("{TEMPLATE}/{file}");
        fs::copy(from.join(&file), to.join(&file)).unwrap();
    }
    for file in ["lib.rs", "venue_template.rs"] {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
    root
}

#[test]
fn every_file_of_the_template_is_copied_under_the_name() {
    let root = copy("kraken_spot");
    let made = write(&root, "kraken_spot").unwrap();
    assert_eq!(made.len(), FILES.len() + 1);
    let templates = fs::read_dir(tree::root().unwrap().join(FOLDER).join(TEMPLATE)).unwrap();
    assert_eq!(
        templates.count(),
        FILES.len(),
        "the list of files is the folder"
    );
    for path in &made {
        let text = fs::read_to_string(root.join(path)).unwrap();
        assert!(text.starts_with("//! "), "{path}");
        assert!(!text.contains(TEMPLATE), "{path}");
        assert!(!text.contains("does not exist"), "{path}");
    }
    let crate_file = fs::read_to_string(root.join(FOLDER).join("lib.rs")).unwrap();
    let named: Vec<&str> = crate_file
        .lines()
        .filter(|line| line.contains("mod "))
        .collect();
    let at = |word: &str| named.iter().position(|line| line.contains(word)).unwrap();
    assert!(at("pub mod kraken_spot;") < at("mod limits;"), "{named:?}");
    assert!(at("mod call;") < at("pub mod kraken_spot;"), "{named:?}");
    let again = write(&root, "kraken_spot").unwrap_err().to_string();
    assert!(again.contains("there already"), "{again}");
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn a_name_that_is_none_writes_nothing() {
    let root = copy("names");
    let long = "a".repeat(33);
    for name in [
        "",
        "Kraken",
        "9x",
        "../up",
        "a b",
        "a-b",
        long.as_str(),
        TEMPLATE,
        "binance_spot/x",
    ] {
        assert!(write(&root, name).is_err(), "{name:?}");
    }
    let files = fs::read_dir(root.join(FOLDER)).unwrap().count();
    assert_eq!(files, 3);
    fs::remove_dir_all(root).unwrap();
}
