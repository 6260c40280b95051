//! When a venue counts as silent and when as speaking, to the nanosecond.

use super::*;
use crate::fixture::*;

fn rules() -> SignRules {
    SignRules::default()
}

fn signs(answered: Option<i64>, heard: Option<i64>, streams: Streams) -> VenueSigns {
    VenueSigns {
        answered: answered.map(at),
        heard: heard.map(at),
        streams,
    }
}

/// Looks once a second from `from` to `to` with the same signs; the last word.
fn watch(vigil: &mut Vigil, (from, to): (i64, i64), signs: &VenueSigns) -> Judged {
    let mut last = Judged::Wavers;
    for second in from..=to {
        last = vigil.judge(at(second), rules(), signs);
    }
    last
}

// ORD-13
#[test]
fn b1_away_is_the_whole_time_without_answer_and_without_stream() {
    let one = Span::from_nanos(1);
    let heard = signs(Some(0), Some(3), Streams::Stand);
    let mut vigil = Vigil::new(at(0));
    assert_eq!(watch(&mut vigil, (0, 17), &heard), Judged::Wavers);
    let just_before = at(18).plus(one.times(-1));
    assert_eq!(vigil.judge(just_before, rules(), &heard), Judged::Wavers);
    assert_eq!(
        vigil.judge(at(18), rules(), &heard),
        Judged::Silent(at(3)),
        "fifteen seconds after the last frame"
    );
    // A stream that carries something keeps a venue that answers nothing from being away, while requests do not fail.
    let mut vigil = Vigil::new(at(0));
    for second in 0..100 {
        let heard = signs(Some(0), Some(second), Streams::Stand);
        assert_eq!(vigil.judge(at(second), rules(), &heard), Judged::Wavers);
    }
    // Where requests fail or a stream is cut, only answers count.
    let mut vigil = Vigil::new(at(0));
    let mut last = Judged::Wavers;
    for second in 0..=17 {
        let heard = signs(Some(2), Some(second), Streams::Broken);
        last = vigil.judge(at(second), rules(), &heard);
    }
    assert_eq!(last, Judged::Silent(at(2)));
    // One that was never heard is away that long after the first look, not at once.
    let mut vigil = Vigil::new(at(0));
    let nothing = signs(None, None, Streams::Broken);
    assert_eq!(watch(&mut vigil, (0, 14), &nothing), Judged::Wavers);
    assert_eq!(watch(&mut vigil, (15, 15), &nothing), Judged::Silent(at(0)));
}

#[test]
fn b2_back_is_thirty_steady_seconds_and_one_pause_begins_them_anew() {
    let mut vigil = Vigil::new(at(0));
    let speaks = |second| signs(Some(second), None, Streams::Stand);
    for second in 100..130 {
        vigil.judge(at(second), rules(), &speaks(second));
    }
    assert_eq!(vigil.judge(at(130), rules(), &speaks(130)), Judged::Speaks);
    // An answer six seconds old is a pause.
    let paused = vigil.judge(at(131), rules(), &speaks(125));
    assert_eq!(paused, Judged::Wavers);
    for second in 132..162 {
        let judged = vigil.judge(at(second), rules(), &speaks(second));
        assert_eq!(judged, Judged::Wavers, "{second}");
    }
    assert_eq!(vigil.judge(at(162), rules(), &speaks(162)), Judged::Speaks);
    // So is a stream that is cut, whatever the answers say.
    let cut = signs(Some(163), Some(163), Streams::Broken);
    assert_eq!(vigil.judge(at(163), rules(), &cut), Judged::Wavers);
}

#[test]
fn b2_time_that_nobody_watched_counts_for_neither_side() {
    let mut vigil = Vigil::new(at(0));
    let heard = signs(Some(0), Some(0), Streams::Stand);
    assert_eq!(watch(&mut vigil, (0, 3), &heard), Judged::Wavers);
    // The machine slept for an hour, or its clock leapt.
    assert_eq!(watch(&mut vigil, (3_600, 3_614), &heard), Judged::Wavers);
    assert_eq!(
        watch(&mut vigil, (3_615, 3_615), &heard),
        Judged::Silent(at(3_600))
    );
    let mut vigil = Vigil::new(at(100));
    let fresh = signs(Some(50), None, Streams::Stand);
    assert_eq!(watch(&mut vigil, (50, 52), &fresh), Judged::Wavers);
    // A sign from the future is none.
    let ahead = signs(Some(500), Some(500), Streams::Stand);
    assert_eq!(watch(&mut vigil, (53, 64), &ahead), Judged::Wavers);
    assert_eq!(watch(&mut vigil, (65, 65), &ahead), Judged::Silent(at(50)));
}
