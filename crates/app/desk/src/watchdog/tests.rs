//! The judgement of a breath, look by look.

use super::*;

fn seen(vigil: &mut Vigil, texts: &[Option<&str>]) -> Vec<Judgement> {
    let mut told = Vec::new();
    for text in texts {
        told.push(vigil.look(text.map(str::to_owned)));
    }
    told
}

#[test]
fn y7_an_engine_is_silent_only_after_a_whole_bound_of_looks() {
    use Judgement::{Breathes, NeverSeen, Stopped};
    let mut vigil = Vigil::new(3);
    assert_eq!(seen(&mut vigil, &[None, None, None, None]), [NeverSeen; 4]);
    let breaths = [
        Some("runs 1 1"),
        Some("runs 1 1"),
        Some("runs 1 1"),
        Some("runs 1 2"),
    ];
    assert_eq!(seen(&mut vigil, &breaths), [Breathes; 4]);
    let silent = [
        Some("runs 1 2"),
        Some("runs 1 2"),
        Some("runs 1 2"),
        Some("runs 1 2"),
    ];
    assert_eq!(
        seen(&mut vigil, &silent),
        [Breathes, Breathes, Stopped, Stopped]
    );
    // Another start breathes again.
    assert_eq!(seen(&mut vigil, &[Some("runs 2 3")]), [Breathes]);
    // A file that somebody took away is silence too.
    assert_eq!(
        seen(&mut vigil, &[None, None, None]),
        [Breathes, Breathes, Stopped]
    );
}

#[test]
fn y7_an_engine_that_ended_in_good_order_is_never_silent() {
    use Judgement::{Breathes, EndedWell, Stopped};
    let mut vigil = Vigil::new(2);
    let ended = [
        Some("runs 1 1"),
        Some("ended 1 2"),
        Some("ended 1 2"),
        Some("ended 1 2"),
    ];
    let told = seen(&mut vigil, &ended);
    assert_eq!(told, [Breathes, EndedWell, EndedWell, EndedWell]);
    // What was left by a death before the watchdog began is found as well.
    let dead = [Some("runs 3 4"), Some("runs 3 4"), Some("runs 3 4")];
    assert_eq!(seen(&mut vigil, &dead), [Breathes, Breathes, Stopped]);
}
