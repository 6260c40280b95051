//! Needs that are met and that cannot be. Never installs anything.

use super::Need;

#[test]
fn any_of_the_programs_serves() {
    let need = Need {
        programs: &["no-such-program-anywhere", "sh"],
        package: "dash",
        serves: "this test",
    };
    assert!(need.is_met());
    let unmet = Need {
        programs: &["no-such-program-anywhere"],
        ..need
    };
    assert!(!unmet.is_met());
    assert!(super::meet(&[need]).unwrap().is_empty());
}
