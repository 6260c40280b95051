//! The drill of a failover through the real program, in its short form. Never a core called directly.
// ORD-13

use super::program::program;
use serde_json::Value;

#[test]
fn the_death_of_a_venue_is_played_and_everything_holds() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let played = program()
        .args([
            "drill",
            "failover",
            "--away-seconds",
            "3",
            "--back-seconds",
            "3",
        ])
        .arg("--json")
        .arg(&report)
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&played.stdout);
    let complained = String::from_utf8_lossy(&played.stderr);
    assert!(played.status.success(), "{said}\n{complained}");
    let told: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    assert_eq!(told["passed"], true);
    let checks = told["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 12, "{told:#}");
    for words in [
        "the venue is killed",
        "a death of the desk places nothing a second time",
        "nothing was sold twice",
        "the backup has what it had",
        "passed: 12 of 12 checks hold",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "the drill's own folder is gone: {left:?}");
}
