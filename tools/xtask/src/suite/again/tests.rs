//! A failure's words stand at the end, and those of a part that passed do not.

use super::{Again, LINES_MAX};

fn said(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("line {number}")).collect()
}

#[test]
fn the_end_of_a_failed_part_and_what_names_its_failures_are_told_again() {
    let again = Again::default();
    let mut lines = said(100);
    lines[3] = "        FAIL [   2.1s] desk streams::a_name".to_owned();
    again.keep_whole("tests", &lines);
    let told = again.lines();
    assert!(told[0].contains("tests"));
    assert!(told[1].contains("desk streams::a_name"));
    assert_eq!(told.len(), 2 + LINES_MAX);
    assert_eq!(told.last().map(String::as_str), Some("   line 99"));
}

#[test]
fn what_a_part_kept_itself_is_not_drowned_by_what_came_after() {
    let again = Again::default();
    again.add("faults", vec!["one order was lost".to_owned()]);
    again.keep_whole("faults", &said(100));
    assert_eq!(again.lines().len(), 2);
}

#[test]
fn nothing_is_told_again_when_nothing_failed() {
    assert!(Again::default().lines().is_empty());
}
