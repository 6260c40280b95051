//! Sums as runners write them. Never runs a test runner.

use super::Tally;
use crate::process::{Ending, Ran};

fn tally(ending: Ending, lines: &[&str]) -> (u64, u64, u64) {
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    let tally = Tally::of(&Ran { ending, lines }).unwrap();
    (tally.passed, tally.failed, tally.skipped)
}

#[test]
fn sums_of_each_runner_are_read() {
    for (line, counts) in [
        (
            "     Summary [   1.204s] 35 tests run: 35 passed, 2 skipped",
            (35, 0, 2),
        ),
        (
            "     Summary [  60.004s] 9/12 tests run: 5 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 1 exec failed, 3 skipped",
            (5, 4, 3),
        ),
        (
            "test result: FAILED. 7 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            (7, 1, 2),
        ),
        ("31 passed, 0 failed, 4 skipped", (31, 0, 4)),
        ("41 passed, 2 failed", (41, 2, 0)),
        ("the 31 passed, as they say", (0, 0, 0)),
    ] {
        assert_eq!(tally(Ending::Success, &[line]), counts, "{line}");
    }
}

#[test]
fn the_words_of_a_failed_test_are_not_counted_again() {
    let lines = [
        "        FAIL [   0.838s] (3/3) store reads",
        "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out",
        "     Summary [   1.732s] 3 tests run: 2 passed, 1 failed, 0 skipped",
    ];
    assert_eq!(tally(Ending::Failure, &lines), (2, 1, 0));
}

#[test]
fn several_sums_are_added() {
    let one = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
    assert_eq!(tally(Ending::Success, &[one, "", one]), (4, 0, 2));
}

#[test]
fn a_run_that_never_came_to_its_tests_counts_as_a_failure() {
    assert_eq!(
        tally(Ending::Failure, &["error: could not compile"]),
        (0, 1, 0)
    );
    assert_eq!(
        tally(Ending::TimedOut, &["3 passed, 0 failed, 0 skipped"]),
        (3, 1, 0)
    );
    assert_eq!(
        tally(Ending::Failure, &["3 passed, 2 failed, 0 skipped"]),
        (3, 2, 0)
    );
}

#[test]
fn the_sum_is_written_in_the_plain_form() {
    let mut sum = Tally::PASSED;
    sum += Tally::FAILED;
    sum += Tally::SKIPPED;
    assert_eq!(sum.to_string(), "1 passed, 1 failed, 1 skipped");
}
