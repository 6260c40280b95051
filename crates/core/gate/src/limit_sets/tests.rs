//! Every kind of limit can be named, read, set and taken away, and only by a number of its own form.

use super::*;
use alloc::vec::Vec;

fn sample(kind: LimitKind) -> &'static str {
    match kind.form() {
        LimitForm::Amount | LimitForm::Qty => "12.5",
        LimitForm::Rate => "0.05",
        LimitForm::Count | LimitForm::Span => "7",
    }
}

#[test]
fn every_kind_reads_its_own_text_and_name() {
    let mut names: Vec<&str> = LimitKind::ALL.iter().map(|kind| kind.name()).collect();
    for kind in LimitKind::ALL {
        let value = kind.parse(sample(*kind)).unwrap();
        assert_eq!(value.text(), sample(*kind), "{kind}");
        assert_eq!(kind.name().parse(), Ok(*kind));
        let mut set = LimitSet::default();
        set.set(*kind, Some(value)).unwrap();
        assert_eq!(set.get(*kind), Some(value));
        assert!(!set.is_empty());
        set.set(*kind, None).unwrap();
        assert!(set.is_empty(), "{kind} was taken away");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), LimitKind::ALL.len());
}

#[test]
fn a_number_of_another_form_or_of_nothing_is_no_limit() {
    for kind in LimitKind::ALL {
        let other = match kind.form() {
            LimitForm::Count => LimitValue::Rate("0.1".parse().unwrap()),
            LimitForm::Amount | LimitForm::Qty | LimitForm::Rate | LimitForm::Span => {
                LimitValue::Count(3)
            }
        };
        let mut set = LimitSet::default();
        assert_eq!(set.set(*kind, Some(other)), Err(LimitFault::Form));
        assert_eq!(kind.parse("0"), Err(LimitFault::Bounds), "{kind}");
        assert!(kind.parse("-1").is_err(), "{kind}");
        assert_eq!(kind.parse("much"), Err(LimitFault::Form));
        assert!(set.is_empty());
    }
}

#[test]
fn tighter_is_lower_or_higher_as_the_kind_says_and_none_is_loosest() {
    for kind in LimitKind::ALL {
        let (low, high) = match kind.form() {
            LimitForm::Rate => ("0.1", "0.2"),
            LimitForm::Amount | LimitForm::Qty | LimitForm::Count | LimitForm::Span => ("1", "2"),
        };
        let (low, high) = (kind.parse(low).ok(), kind.parse(high).ok());
        let (tight, loose) = match kind.sense() {
            LimitSense::AtMost => (low, high),
            LimitSense::AtLeast => (high, low),
        };
        assert!(kind.as_tight(tight, loose) && !kind.as_tight(loose, tight));
        assert!(kind.as_tight(tight, tight) && kind.as_tight(tight, None));
        assert!(!kind.as_tight(None, loose) && kind.as_tight(None, None));
    }
}
