//! Programs that end well, badly and never. Never waits longer than a second.

use super::{Echo, Ending, found, run};
use std::process::Command;
use std::time::Duration;

fn shell(script: &str, bound: Duration) -> (Ending, Vec<String>) {
    let mut command = Command::new("sh");
    let ran = run(command.args(["-c", script]), bound, Echo::Silent).unwrap();
    (ran.ending, ran.lines)
}

#[test]
fn lines_and_endings_are_gathered() {
    let bound = Duration::from_secs(20);
    let (ending, mut lines) = shell("echo one; echo two >&2", bound);
    lines.sort();
    assert_eq!(
        (ending, lines),
        (Ending::Success, vec!["one".to_owned(), "two".to_owned()])
    );
    assert_eq!(shell("exit 3", bound).0, Ending::Failure);
}

#[test]
fn a_program_that_does_not_end_is_ended() {
    let (ending, lines) = shell("echo begun; exec sleep 60", Duration::from_millis(300));
    assert_eq!(ending, Ending::TimedOut);
    assert_eq!(lines, ["begun"]);
}

#[test]
fn programs_are_looked_for_in_the_path() {
    assert!(found("sh"));
    assert!(!found("no-such-program-anywhere"));
    let missing = run(
        &mut Command::new("no-such-program-anywhere"),
        Duration::ZERO,
        Echo::Silent,
    );
    assert!(missing.is_err());
}
