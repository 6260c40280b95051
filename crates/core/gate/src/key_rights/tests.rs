//! Which keys are taken, and what counts as wider.

use super::*;
use alloc::string::{String, ToString};

const NOW: Time = Time::from_millis(1_780_000_000_000);

fn facts(rights: &[KeyRight]) -> KeyFacts {
    KeyFacts {
        rights: rights.iter().copied().collect(),
        reach: KeyReach::ListedAddresses,
        created: None,
        expires: None,
    }
}

fn words(rights: &[KeyRight], wanted: KeyUse) -> (Vec<String>, Vec<String>) {
    let judged = judge_key(&facts(rights), wanted, NOW);
    let faults = judged.faults.iter().map(ToString::to_string);
    let warnings = judged.warnings.iter().map(ToString::to_string);
    (faults.collect(), warnings.collect())
}

#[test]
fn a_key_is_taken_with_the_rights_it_is_wanted_for_and_never_with_withdrawal() {
    use KeyRight::{Futures, InternalTransfer, Read, Spot, Withdraw};
    // KEY-07
    for (rights, wanted, faults, warnings) in [
        (&[Read, Spot][..], KeyUse::Spot, 0, 0),
        (&[Read, Spot], KeyUse::Futures, 1, 0),
        (&[Read, Futures], KeyUse::Futures, 0, 0),
        (&[Spot], KeyUse::Spot, 1, 0),
        (&[], KeyUse::Spot, 2, 0),
        (&[Read, Spot, Withdraw], KeyUse::Spot, 1, 0),
        (&[Read, Spot, InternalTransfer], KeyUse::Spot, 0, 1),
    ] {
        let (found, told) = words(rights, wanted);
        assert_eq!(
            (found.len(), told.len()),
            (faults, warnings),
            "{rights:?}: {found:?} {told:?}"
        );
    }
    let (faults, _) = words(&[Read, Spot, Withdraw], KeyUse::Spot);
    assert!(faults[0].contains("may withdraw"), "{faults:?}");
    let (faults, _) = words(&[Read, Spot], KeyUse::Futures);
    assert_eq!(faults, ["the key lacks the right `futures`"]);
}

#[test]
fn the_end_of_a_key_is_told_before_it_comes() {
    let with_end = |end| KeyFacts {
        expires: Some(end),
        reach: KeyReach::Anywhere,
        ..facts(&[KeyRight::Read, KeyRight::Spot])
    };
    let judge = |end| judge_key(&with_end(end), KeyUse::Spot, NOW);
    assert_eq!(judge(NOW).faults, [KeyFault::Expired(NOW)]);
    let near = NOW.plus(Span::from_secs(86_400));
    assert_eq!(
        judge(near).warnings,
        [KeyWarning::ExpiresSoon(near), KeyWarning::AnyAddress]
    );
    let far = NOW.plus(EXPIRY_NEAR);
    assert_eq!(judge(far).warnings, [KeyWarning::AnyAddress]);
}

#[test]
fn wider_is_any_gained_right_or_a_lost_list_of_addresses() {
    let taken = facts(&[KeyRight::Read, KeyRight::Spot]);
    assert_eq!(widened(&taken, &taken), []);
    assert_eq!(widened(&taken, &facts(&[KeyRight::Read])), []);
    let mut wide = facts(&[KeyRight::Read, KeyRight::Spot, KeyRight::Withdraw]);
    wide.reach = KeyReach::Anywhere;
    assert_eq!(
        widened(&taken, &wide),
        [Widening::Gained(KeyRight::Withdraw), Widening::Anywhere]
    );
    assert_eq!(widened(&wide, &taken), []);
}

#[test]
fn every_right_is_found_by_its_word() {
    for right in KeyRight::ALL {
        assert_eq!(KeyRight::of(right.as_str()), Some(right));
    }
    assert_eq!(KeyRight::of("everything"), None);
}
