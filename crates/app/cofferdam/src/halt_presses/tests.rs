//! What in the data folder counts as a wish to halt.

use super::{FILE_NAME, FILE_SAYS_NOTHING, REASON_BYTES_MAX, reason_in};
use std::fs;

// GATE-10: what cannot be read halts, for nobody can say that it was not meant.
#[test]
fn whatever_lies_under_the_name_halts_and_says_why_where_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE_NAME);
    assert_eq!(reason_in(&file), None);
    let most = usize::try_from(REASON_BYTES_MAX).unwrap();
    for (words, reason) in [
        (&b""[..], FILE_SAYS_NOTHING),
        (b"\n\n", FILE_SAYS_NOTHING),
        (b"  quotes look wrong \r\nand more", "quotes look wrong"),
        (b"a\x1b[31mred", "a[31mred"),
    ] {
        fs::write(&file, words).unwrap();
        assert_eq!(reason_in(&file).as_deref(), Some(reason));
    }
    fs::write(&file, "x".repeat(most * 3)).unwrap();
    assert_eq!(reason_in(&file).unwrap().len(), most);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(reason_in(&file).as_deref(), Some(FILE_SAYS_NOTHING));
    fs::remove_dir(&file).unwrap();
    std::os::unix::fs::symlink("nowhere", &file).unwrap();
    assert_eq!(reason_in(&file).as_deref(), Some(FILE_SAYS_NOTHING));
}
