//! Connections are made, replaced and given up as promised (L8 … L11).

use super::*;

/// A stream with its clock.
struct Bench {
    stream: Supervision,
    now: Time,
}

impl Bench {
    fn new() -> Self {
        let now = Time::from_millis(1_800_000_000_000);
        let stream = Supervision::new(Patience::USUAL, now);
        Self { stream, now }
    }

    /// A stream whose first connection stands.
    fn standing() -> Self {
        let mut bench = Self::new();
        assert_eq!(bench.give(LineInput::Wake), [LineEffect::Connect(1)]);
        assert_eq!(bench.give(LineInput::Up(1)), [LineEffect::Opened(1)]);
        bench
    }

    fn give(&mut self, input: LineInput) -> Vec<LineEffect> {
        let mut out = Vec::new();
        self.stream.step(self.now, 0, input, &mut out);
        out
    }

    /// Time passes, with a sign of life of the serving connection before each silence ends.
    fn pass(&mut self, span: Span, alive: u64) -> Vec<LineEffect> {
        let (end, mut out) = (self.now.plus(span), Vec::new());
        while self.now < end {
            let step = self.stream.wake_at().unwrap_or(end).min(end);
            self.now = step.min(self.now.plus(Span::from_secs(20))).max(self.now);
            out.extend(self.give(LineInput::Heard(alive)));
        }
        out
    }
}

fn cut(connection: u64, reason: CutReason, retry_ms: i64) -> LineEffect {
    LineEffect::Cut {
        connection,
        reason,
        retry_in: Span::from_millis(retry_ms),
    }
}

const RENEWED: LineEffect = LineEffect::Renewed {
    connection: 2,
    before: 1,
};

// L8
#[test]
fn l8_a_failing_line_is_tried_again_ever_more_slowly_and_within_the_venues_count() {
    let mut bench = Bench::new();
    let (mut attempts, mut line) = (Vec::new(), 0);
    while attempts.len() < 400 {
        for effect in bench.give(LineInput::Wake) {
            if let LineEffect::Connect(number) = effect {
                attempts.push(bench.now);
                line = number;
            }
        }
        // Each connection stands for a moment, says something, and is closed: that is no success.
        bench.give(LineInput::Up(line));
        bench.give(LineInput::Heard(line));
        bench.give(LineInput::Down(line, CutReason::Closed));
        bench.now = bench.stream.wake_at().unwrap();
    }
    let most = attempts.windows(8).map(|eight| eight[7].since(eight[0]));
    assert!(most.min().unwrap() > Span::from_secs(10));
    for run in attempts.windows(300) {
        assert!(run[299].since(run[0]) > Span::from_secs(300));
    }
    let last = attempts[399].since(attempts[398]);
    assert!(last >= Span::from_millis(7_500) && last <= Span::from_secs(15));
}

// L8
#[test]
fn l8_a_line_that_stood_is_made_again_soon() {
    let mut bench = Bench::standing();
    bench.pass(Span::from_secs(11), 1);
    let out = bench.give(LineInput::Down(1, CutReason::Closed));
    assert_eq!(out, [cut(1, CutReason::Closed, 125)]);
    bench.now = bench.stream.wake_at().unwrap();
    assert_eq!(bench.give(LineInput::Wake), [LineEffect::Connect(2)]);
    let refused = CutReason::Refused("no".to_owned());
    let out = bench.give(LineInput::Down(2, refused.clone()));
    assert_eq!(out, [cut(2, refused, 250)]);
}

// L9
#[test]
fn l9_an_old_connection_serves_until_its_successor_has_spoken_and_a_moment_longer() {
    let mut bench = Bench::standing();
    assert_eq!(
        bench.pass(Span::from_secs(23 * 3_600 + 3_000), 1),
        [LineEffect::Connect(2)]
    );
    assert_eq!(bench.give(LineInput::Up(2)), []);
    assert!(bench.stream.carries(1) && !bench.stream.carries(2));
    assert_eq!(bench.give(LineInput::Heard(2)), [RENEWED]);
    assert!(bench.stream.carries(1) && bench.stream.carries(2));
    bench.now = bench.stream.wake_at().unwrap();
    assert_eq!(bench.give(LineInput::Wake), [LineEffect::Drop(1)]);
    assert!(!bench.stream.carries(1) && bench.stream.carries(2));
    // What the old one still said of its end changes nothing.
    assert_eq!(bench.give(LineInput::Down(1, CutReason::Closed)), []);
    assert_eq!(
        bench.stream.wake_at().unwrap().since(bench.now),
        Span::from_secs(58)
    );
}

// L9
#[test]
fn l9_an_announced_end_is_met_with_a_successor() {
    let mut bench = Bench::standing();
    bench.pass(Span::from_secs(1), 1);
    assert_eq!(bench.give(LineInput::Renew), [LineEffect::Connect(2)]);
    assert_eq!(bench.give(LineInput::Renew), []);
    bench.give(LineInput::Up(2));
    assert_eq!(bench.give(LineInput::Heard(2)), [RENEWED]);
    assert_eq!(bench.give(LineInput::Down(1, CutReason::Closed)), []);
}

// L9
#[test]
fn l9_an_old_connection_that_falls_before_its_successor_has_spoken_is_a_cut() {
    let mut bench = Bench::standing();
    bench.give(LineInput::Renew);
    let out = bench.give(LineInput::Down(1, CutReason::Closed));
    assert_eq!(out, [cut(1, CutReason::Closed, 0)]);
    assert_eq!(bench.give(LineInput::Up(2)), [LineEffect::Opened(2)]);
    let mut bench = Bench::standing();
    bench.give(LineInput::Renew);
    bench.give(LineInput::Up(2));
    let out = bench.give(LineInput::Down(1, CutReason::Closed));
    assert_eq!(out, [cut(1, CutReason::Closed, 0), LineEffect::Opened(2)]);
}

// L9
#[test]
fn l9_a_successor_that_fails_leaves_the_old_one_alone_and_is_tried_again() {
    let mut bench = Bench::standing();
    bench.give(LineInput::Renew);
    assert_eq!(bench.give(LineInput::Down(2, CutReason::Closed)), []);
    assert!(bench.stream.carries(1));
    assert_eq!(
        bench.pass(Span::from_millis(200), 1),
        [LineEffect::Connect(3)]
    );
    bench.give(LineInput::Up(3));
    let out = bench.pass(Span::from_secs(60), 1);
    assert_eq!(
        out[0],
        LineEffect::Drop(3),
        "one that says nothing does not take over"
    );
    assert!(bench.stream.carries(1));
}

// L10
#[test]
fn l10_a_silent_connection_is_given_up_and_a_ping_is_a_word() {
    let mut bench = Bench::standing();
    assert_eq!(bench.pass(Span::from_secs(600), 1), []);
    bench.now = bench.now.plus(Span::from_secs(60));
    let out = bench.give(LineInput::Wake);
    assert_eq!(out, [LineEffect::Drop(1), cut(1, CutReason::Silent, 125)]);
}

// L11
#[test]
fn l11_what_is_no_longer_trusted_ends_at_once_and_is_not_made_in_a_hurry() {
    let mut bench = Bench::standing();
    bench.pass(Span::from_secs(11), 1);
    let out = bench.give(LineInput::Fresh);
    let at_once = [
        LineEffect::Drop(1),
        cut(1, CutReason::Asked, 0),
        LineEffect::Connect(2),
    ];
    assert_eq!(out, at_once);
    bench.give(LineInput::Up(2));
    let out = bench.give(LineInput::Fresh);
    assert_eq!(out, [LineEffect::Drop(2), cut(2, CutReason::Asked, 125)]);
}
