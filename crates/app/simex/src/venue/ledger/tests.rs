//! Pages, accounts, and an end to memory.

use super::*;

fn lever(number: usize) -> Note {
    Note::Lever(format!("lever {number}"))
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let mut ledger = Ledger::keeping(1_000);
    for number in 0..25 {
        ledger.note(Time::from_millis(7), lever(number));
    }
    let names = BTreeMap::new();
    let mut from = 0;
    let mut seen = Vec::new();
    loop {
        let page = ledger.page(from, (None, 10), &names);
        if page.rows.is_empty() {
            break;
        }
        seen.extend(page.rows.iter().map(|row| row["n"].as_u64().unwrap()));
        from = page.next;
    }
    assert_eq!(seen, (0..25).collect::<Vec<u64>>());
}

#[test]
fn the_oldest_is_forgotten_and_the_reader_told() {
    let mut ledger = Ledger::keeping(64);
    for number in 0..74 {
        ledger.note(Time::from_millis(7), lever(number));
    }
    let page = ledger.page(0, (None, 1), &BTreeMap::new());
    assert_eq!((page.first, page.next), (10, 11));
    assert_eq!(page.rows[0]["lever"]["lever"], "lever 10");
    ledger.clear();
    let page = ledger.page(0, (None, 1), &BTreeMap::new());
    assert_eq!(page.rows.len(), 0);
    assert_eq!(page.first, page.next);
}

#[test]
fn one_account_sees_its_own() {
    let mut ledger = Ledger::keeping(1_000);
    let (one, two) = (AccountId::new(1), AccountId::new(2));
    for account in [one, two, one] {
        let said = Written::of(&json!({ "e": "x" }));
        ledger.note(Time::from_millis(7), Note::Said(account, said));
    }
    let page = ledger.page(0, (Some(two), 10), &BTreeMap::new());
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.rows[0]["n"].as_u64(), page.next), (Some(1), 3));
}
