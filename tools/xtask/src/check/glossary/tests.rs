//! Planted synonyms. Never reads the disk.

use super::{Entry, check, in_file, parse, snake};
use crate::tree::Tree;

const GLOSSARY: &str = "\
| word | meaning | not |
|---|---|---|
| `qty` | how much of the base | `quantity` `size of order` |
| `halt` | stop new orders | `kill switch` |
| `Fill` | a trade of ours |  |
";

#[test]
fn rows_are_read() {
    let entries = parse(GLOSSARY).unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(
        entries[0],
        Entry {
            word: "qty".to_owned(),
            refused: vec![
                ("quantity".to_owned(), "_quantity_".to_owned()),
                ("size of order".to_owned(), "_size_of_order_".to_owned()),
            ],
        }
    );
    assert!(parse("| `a` | b |\n").is_err());
    assert!(parse("| `a` |  | |\n").is_err());
    assert!(parse("| `a` | b | |\n| `a` | c | |\n").is_err());
}

#[test]
fn synonyms_in_names_are_found() {
    let entries = parse(GLOSSARY).unwrap();
    let found = |code: &str| in_file("a.rs", code, &entries).len();
    assert_eq!(found("let order_quantity = 1;"), 1);
    assert_eq!(found("struct KillSwitch;"), 1);
    assert_eq!(found("const KILL_SWITCH: u8 = 1;"), 1);
    assert_eq!(found("let quantity_of_kill_switch = 1;"), 2);
    assert_eq!(found("// the quantity\nlet qty = \"quantity\";"), 0);
    assert_eq!(found("fn quantities() {}"), 0);
}

#[test]
fn names_are_brought_to_one_form() {
    assert_eq!(snake("ClientOrderId"), "client_order_id");
    assert_eq!(snake("CLIENT_ORDER_ID"), "client_order_id");
    assert_eq!(snake("kill switch"), "kill_switch");
}

#[test]
fn foreign_words_are_left_to_the_outside_parties() {
    let tree = Tree::of(&[
        ("docs/glossary.md", GLOSSARY),
        ("crates/core/protocols/src/ask.rs", "let quantity = 1;"),
        ("crates/core/gate/src/lib.rs", "let quantity = 1;"),
    ]);
    let found = check(&tree).unwrap().findings;
    assert_eq!(
        found.len(),
        2,
        "the synonym and the thin glossary: {found:?}"
    );
    assert!(check(&Tree::of(&[])).is_err());
}
