//! The table of controls is whole, and what nextest says is read.

use super::*;

#[test]
fn thirty_controls_stand_in_order() {
    let numbers: Vec<u32> = all().map(|control| control.number).collect();
    assert_eq!(numbers, (1..=30).collect::<Vec<u32>>());
}

#[test]
fn what_has_no_test_is_never_shown() {
    let results = Results::default();
    for control in all() {
        assert_eq!(results.of(control), Outcome::NotRun, "{}", control.title);
    }
}

#[test]
fn one_failure_outweighs_what_passed() {
    let control = all().find(|control| control.tests().count() > 1);
    let control = control.unwrap();
    let mut results = Results::default();
    for (_, name) in control.tests() {
        results.tests.insert(name.to_owned(), Outcome::Passed);
    }
    for campaign in control.campaigns() {
        results.campaigns.insert(campaign, Outcome::Passed);
    }
    assert_eq!(results.of(control), Outcome::Passed);
    let (_, first) = control.tests().next().unwrap();
    results.tests.insert(first.to_owned(), Outcome::Failed);
    assert_eq!(results.of(control), Outcome::Failed);
}

#[test]
fn the_lines_of_nextest_are_read() {
    let passed = "        PASS [  71.650s] (384/384) desk streams::tests::l12_a_day";
    assert_eq!(told(passed), Some(("l12_a_day", Outcome::Passed)));
    let failed = "        FAIL [   0.002s] gate gate::tests::g3_a_limit";
    assert_eq!(told(failed), Some(("g3_a_limit", Outcome::Failed)));
    let plain = "        PASS [   0.002s] gate alone";
    assert_eq!(told(plain), Some(("alone", Outcome::Passed)));
    for other in [
        "SLOW [> 60.000s] desk a::b",
        "",
        "PASSED",
        "     Summary [ 1 s] 3 passed",
    ] {
        assert_eq!(told(other), None, "{other}");
    }
}
