//! Lines count whole or not at all.

use super::*;

fn lines(texts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in texts {
        push_line(&mut bytes, &[text]).unwrap();
    }
    bytes
}

fn read(bytes: &[u8]) -> Result<(Vec<Vec<String>>, usize), LogError> {
    read_lines(Path::new("accounts.log"), bytes)
}

#[test]
fn what_is_written_is_read() {
    let (read, torn) = read(&lines(&["a", "b \"\n c"])).unwrap();
    assert_eq!(
        (read, torn),
        (vec![vec!["a".to_owned()], vec!["b \"\n c".to_owned()]], 0)
    );
    assert_eq!(
        read_lines::<Vec<String>>(Path::new("x"), b"").unwrap(),
        (Vec::new(), 0)
    );
}

#[test]
fn any_cut_of_the_last_line_leaves_the_others() {
    let first = lines(&["one"]);
    let both = lines(&["one", "two"]);
    for end in first.len()..both.len() {
        let (read, torn) = read(&both[..end]).unwrap();
        assert_eq!(read, [["one"]], "cut at {end}");
        assert_eq!(torn, end - first.len());
    }
}

// A crash cuts an append short; it never ends it properly. So a whole line that does not hold is damage, also the last.
#[test]
fn a_damaged_last_line_is_not_taken_for_a_torn_one() {
    let mut bytes = lines(&["one", "two"]);
    let at = bytes.len() - 4;
    bytes[at] ^= 1;
    assert!(matches!(
        read(&bytes),
        Err(LogError::Damaged { line: 2, .. })
    ));
}

#[test]
fn any_changed_byte_before_the_last_line_is_found() {
    let both = lines(&["one", "two"]);
    let first = lines(&["one"]).len();
    for at in 0..first {
        for change in [1_u8, 0x20, 0x80] {
            let mut bytes = both.clone();
            bytes[at] ^= change;
            let outcome = read(&bytes);
            let Err(LogError::Damaged { line: 1, .. }) = outcome else {
                panic!("byte {at} ^ {change}: {outcome:?}");
            };
        }
    }
}
