//! Every cut is kept with its reason and its end.

use super::*;

fn at(seconds: i64) -> Time {
    Time::from_millis(1_800_000_000_000).plus(Span::from_secs(seconds))
}

fn cut(seconds: i64, reason: CutReason) -> StreamEvent {
    StreamEvent::Cut {
        connection: 1,
        at: at(seconds),
        reason,
        retry_in: Span::ZERO,
    }
}

fn opened(seconds: i64) -> StreamEvent {
    StreamEvent::Opened {
        connection: 1,
        at: at(seconds),
    }
}

// L12
#[test]
fn l12_a_cut_has_a_reason_a_length_and_the_attempts_it_took() {
    let mut all = Connections::default();
    let mut hear = |event| all.heard_of("market-stream", &event);
    hear(opened(0));
    hear(cut(60, CutReason::Closed));
    hear(cut(61, CutReason::Refused("no route".to_owned())));
    hear(cut(63, CutReason::Refused("no route".to_owned())));
    hear(opened(70));
    hear(StreamEvent::Renewed {
        connection: 5,
        before: 4,
        at: at(80),
    });
    hear(cut(90, CutReason::Silent));
    let log = all.logs().remove(0);
    assert_eq!((log.cut_count, log.renewed_count), (2, 1));
    assert_eq!(log.standing_since, None);
    let first = Cut {
        since: at(60),
        until: Some(at(70)),
        reason: "the venue closed the connection".to_owned(),
        failed_attempts: 2,
    };
    assert_eq!(log.cuts[0], first);
    assert_eq!(first.lasted(at(900)), Span::from_secs(10));
    assert_eq!(log.cuts[1].until, None);
    assert_eq!(log.cuts[1].lasted(at(100)), Span::from_secs(10));
}

// L12
#[test]
fn l12_old_cuts_are_counted_and_let_go() {
    let mut all = Connections::default();
    for round in 0..300 {
        all.heard_of("account-stream", &cut(round * 10, CutReason::Closed));
        all.heard_of("account-stream", &opened(round * 10 + 1));
    }
    let log = all.logs().remove(0);
    assert_eq!((log.cut_count, log.cuts.len()), (300, CUTS_MAX));
    assert_eq!(log.cuts[0].since, at(1_000));
}
