//! Reading `deny.toml`. Never reads any file but the project's own.

use super::{Policy, Skip};

#[test]
fn the_projects_own_policy_is_read() {
    let policy = Policy::parse(include_str!("../../../../../deny.toml")).unwrap();
    assert!(policy.licenses.allow.contains(&"Apache-2.0".to_owned()));
    let reqwest = policy
        .bans
        .deny
        .iter()
        .find(|ban| ban.name == "reqwest")
        .unwrap();
    assert_eq!(reqwest.wrappers, ["simex", "wire"]);
    assert!(policy.bans.deny.iter().all(|ban| !ban.reason.is_empty()));
    assert!(policy.bans.skip.iter().all(|skip| !skip.reason.is_empty()));
}

#[test]
fn a_broken_policy_is_refused() {
    assert!(Policy::parse("[licenses]\n").is_err());
    assert!(Policy::parse("licenses = ").is_err());
}

#[test]
fn a_skip_covers_its_version_only() {
    let skip = |spec: &str| Skip {
        spec: spec.to_owned(),
        reason: String::new(),
    };
    assert!(skip("sha2@0.10").covers("sha2", "0.10.9"));
    assert!(skip("sha2@0.10.9").covers("sha2", "0.10.9"));
    assert!(skip("sha2").covers("sha2", "0.11.1"));
    assert!(!skip("sha2@0.1").covers("sha2", "0.10.9"));
    assert!(!skip("sha2@0.10").covers("sha1", "0.10.9"));
}
