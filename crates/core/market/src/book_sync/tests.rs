//! Cases of `book_sync.rs`. MKT-04: a book fed dropped, doubled and reordered differences becomes the venue's again.

use super::{
    BUFFERED_DIFFS_MAX, BookEffect, BookInput, BookSync, LossReason, REPEATS_IN_A_ROW_MAX,
    SyncState,
};
use crate::book::tests::levels;
use crate::{Book, BookDiff, BookSnapshot, DiffIds, Level, SyncRules};
use domain::{Machine, Price, Qty, Side, Span, Time};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

fn ms(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn diff(ids: DiffIds, text: &str) -> BookInput {
    let (bids, asks) = text.split_once('|').unwrap();
    BookInput::Diff(BookDiff {
        ids,
        at: ms(0),
        bids: levels(bids),
        asks: levels(asks),
    })
}

fn spot(first: u64, last: u64, text: &str) -> BookInput {
    diff(DiffIds::Contiguous { first, last }, text)
}

fn snapshot(last: u64, text: &str) -> BookInput {
    let (bids, asks) = text.split_once('|').unwrap();
    BookInput::Snapshot(BookSnapshot {
        last,
        bids: levels(bids),
        asks: levels(asks),
    })
}

fn told(effect: &BookEffect) -> String {
    let level = |level: Option<Level>| {
        level.map_or(String::from("none"), |level| {
            std::format!("{}:{}", level.price, level.qty)
        })
    };
    match effect {
        BookEffect::AskSnapshot => String::from("ask"),
        BookEffect::Live { last } => std::format!("live {last}"),
        BookEffect::TopChanged(top) => std::format!("top {} {}", level(top.bid), level(top.ask)),
        BookEffect::Lost(LossReason::Gap { have, came }) => std::format!("lost {have}..{came}"),
        BookEffect::Lost(reason) => std::format!("lost {reason:?}"),
        BookEffect::Silent { since } => std::format!("silent since {}", since.millis()),
    }
}

/// Steps a book and tells what it said, separated by commas.
fn say(sync: &mut BookSync, millis: i64, input: BookInput) -> String {
    let mut out = Vec::new();
    sync.step(ms(millis), input, &mut out);
    let words: Vec<String> = out.iter().map(told).collect();
    words.join(", ")
}

fn script(sync: &mut BookSync, lines: Vec<(i64, BookInput, &str)>) {
    for (millis, input, expected) in lines {
        let shown = std::format!("{input:?}");
        assert_eq!(
            say(sync, millis, input),
            expected,
            "at {millis} ms: {shown}"
        );
    }
}

fn live_at(last: u64) -> BookSync {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, spot(last - 5, last - 1, "99:9 |"), "ask"),
            (
                50,
                snapshot(last, "100:1 99:1 | 101:1 102:1"),
                &std::format!("live {last}, top 100:1 101:1"),
            ),
        ],
    );
    sync
}

// M5: the spot walk of venues.md: keep differences, snapshot, drop what it holds, chain the rest.
#[test]
fn m5_a_book_becomes_live_and_stays_so() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    assert_eq!(
        (sync.state(), sync.book().is_some(), sync.wake_at()),
        (SyncState::Closed, false, None)
    );
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, spot(10, 12, "90:1 |"), "ask"),
            (20, spot(13, 15, "91:1 |"), ""),
            (30, spot(16, 20, "92:0 | 101:0 102:5"), ""),
        ],
    );
    assert_eq!(sync.state(), SyncState::CatchingUp { buffered: 3 });
    assert!(sync.book().is_none());
    script(
        &mut sync,
        vec![
            (
                40,
                snapshot(14, "92:1 91:2 | 101:1"),
                "live 20, top 91:1 102:5",
            ),
            (50, spot(21, 21, "91:0 |"), "top none 102:5"),
            (60, spot(22, 25, "| 103:1"), ""),
            (70, spot(26, 26, "95:1 |"), "top 95:1 102:5"),
            (80, spot(26, 26, "95:7 |"), ""),
        ],
    );
    let counts = sync.counts();
    assert_eq!((counts.diffs, counts.applied, counts.stale), (7, 5, 2));
    assert_eq!(
        (
            counts.lives,
            counts.losses,
            counts.gaps,
            counts.snapshots_asked
        ),
        (1, 0, 0, 1)
    );
    assert_eq!(
        (sync.state(), sync.heard()),
        (SyncState::Live { last: 26 }, Some(ms(80)))
    );
    assert_eq!(sync.age(ms(1_080)), Some(Span::from_millis(1_000)));
    assert_eq!(
        sync.book()
            .unwrap()
            .qty_at(Side::Buy, "95".parse().unwrap())
            .to_string(),
        "1"
    );
}

#[test]
fn m5_a_gap_starts_over_and_hides_the_book() {
    let mut sync = live_at(100);
    script(
        &mut sync,
        vec![
            (60, spot(101, 105, "100:2 |"), "top 100:2 101:1"),
            (70, spot(107, 110, "100:3 |"), "lost 105..107"),
        ],
    );
    assert!(sync.book().is_none());
    // The spacing between asks holds: the first ask was at 10 ms, failures in a row double it.
    assert_eq!(sync.wake_at(), Some(ms(2_010)));
    script(
        &mut sync,
        vec![
            (1_000, spot(111, 111, "100:4 |"), ""),
            (2_009, BookInput::Wake, ""),
            (2_010, BookInput::Wake, "ask"),
            (
                2_020,
                snapshot(108, "100:9 | 101:9"),
                "live 111, top 100:4 101:9",
            ),
        ],
    );
    assert_eq!(
        (
            sync.counts().gaps,
            sync.counts().losses,
            sync.counts().lives
        ),
        (1, 1, 2)
    );
}

#[test]
fn m5_a_snapshot_too_old_is_asked_for_again() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, spot(50, 55, "90:1 |"), "ask"),
            (20, snapshot(48, "89:1 | 101:1"), ""),
            (21, snapshot(54, "89:1 | 101:1"), ""),
            (2_010, BookInput::Wake, "ask"),
            (
                2_020,
                snapshot(49, "89:1 | 101:1"),
                "live 55, top 90:1 101:1",
            ),
        ],
    );
    assert_eq!(
        (
            sync.counts().snapshots_too_old,
            sync.counts().snapshots_unasked
        ),
        (1, 1)
    );
}

#[test]
fn m5_a_gap_among_what_was_kept_starts_over_after_it() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, spot(50, 55, "90:1 |"), "ask"),
            (11, spot(58, 59, "91:1 |"), ""),
            (12, spot(60, 61, "92:1 |"), ""),
            (20, snapshot(52, "89:1 | 101:1"), ""),
        ],
    );
    assert_eq!(
        (sync.state(), sync.counts().gaps),
        (SyncState::CatchingUp { buffered: 2 }, 1)
    );
    script(
        &mut sync,
        vec![
            (2_010, BookInput::Wake, "ask"),
            (
                2_020,
                snapshot(57, "89:1 | 101:1"),
                "live 61, top 92:1 101:1",
            ),
        ],
    );
}

#[test]
fn m5_reordered_differences_are_put_in_order_while_catching_up() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, spot(56, 57, "91:1 |"), "ask"),
            (11, spot(50, 55, "90:1 91:0 |"), ""),
            (12, spot(56, 57, "91:1 |"), ""),
            (20, snapshot(52, "| 101:1"), "live 57, top 91:1 101:1"),
        ],
    );
    assert_eq!(sync.counts().stale, 1);
}

#[test]
fn m5_futures_chain_by_the_one_before() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    let chained = |previous, first, last, text: &str| {
        diff(
            DiffIds::Chained {
                previous,
                first,
                last,
            },
            text,
        )
    };
    script(
        &mut sync,
        vec![
            (0, BookInput::Opened, ""),
            (10, chained(90, 95, 100, "90:1 |"), "ask"),
            (20, chained(100, 104, 110, "91:1 |"), ""),
            (30, snapshot(102, "| 101:1"), "live 110, top 91:1 101:1"),
            (40, chained(110, 190, 200, "92:1 |"), "top 92:1 101:1"),
            (50, chained(110, 190, 200, "93:1 |"), ""),
            (60, chained(205, 206, 210, "94:1 |"), "lost 200..206"),
        ],
    );
}

// M6: a book that cannot be true is not shown.
#[test]
fn m6_a_crossed_book_starts_over() {
    let mut sync = live_at(100);
    script(
        &mut sync,
        vec![
            (60, spot(101, 101, "101:1 |"), "lost Crossed"),
            (2_010, BookInput::Wake, "ask"),
            (2_020, snapshot(103, "105:1 | 104:1"), ""),
        ],
    );
    assert!(sync.book().is_none());
    assert_eq!(sync.counts().crossed, 2);
    script(
        &mut sync,
        vec![
            (6_010, BookInput::Wake, "ask"),
            (
                6_020,
                snapshot(104, "103:1 | 104:1"),
                "live 104, top 103:1 104:1",
            ),
        ],
    );
}

#[test]
fn m6_a_closed_stream_hides_the_book_at_once() {
    let mut sync = live_at(100);
    script(&mut sync, vec![(60, BookInput::Closed, "lost StreamEnded")]);
    assert_eq!(
        (sync.state(), sync.book().is_some(), sync.wake_at()),
        (SyncState::Closed, false, None)
    );
    script(
        &mut sync,
        vec![
            (70, BookInput::Closed, ""),
            (80, snapshot(101, "| 1:1"), ""),
            (20_000, BookInput::Opened, ""),
            (20_010, spot(300, 301, "|"), "ask"),
        ],
    );
    let mut reopened = live_at(100);
    script(
        &mut reopened,
        vec![(60, BookInput::Opened, "lost StreamEnded")],
    );
    assert_eq!(reopened.state(), SyncState::CatchingUp { buffered: 0 });
}

#[test]
fn m6_a_difference_on_a_closed_stream_opens_it() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(
        &mut sync,
        vec![
            (5, spot(7, 8, "|"), "ask"),
            (6, snapshot(8, "1:1 | 2:1"), "live 8, top 1:1 2:1"),
        ],
    );
}

#[test]
fn m6_numbers_that_start_anew_are_found_out() {
    let mut sync = live_at(1_000_000);
    for repeat in 0..u64::from(REPEATS_IN_A_ROW_MAX) {
        assert_eq!(
            say(&mut sync, 20_000, spot(repeat + 1, repeat + 1, "50:1 |")),
            ""
        );
    }
    script(
        &mut sync,
        vec![
            (
                20_001,
                spot(500, 500, "50:1 |"),
                "lost NumbersRestarted, ask",
            ),
            (
                20_010,
                snapshot(501, "50:1 | 60:1"),
                "live 501, top 50:1 60:1",
            ),
        ],
    );
    // A difference in between that fits begins the count anew.
    for next in 0..300 {
        let last = if next % 2 == 0 { 502 + next / 2 } else { 3 };
        assert_eq!(say(&mut sync, 20_100, spot(last, last, "|")), "");
    }
    assert_eq!(sync.counts().losses, 1);
}

// M7: waits end, asks are spaced, what is kept is bounded.
#[test]
fn m7_without_differences_a_snapshot_is_still_asked_for() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    script(&mut sync, vec![(0, BookInput::Opened, "")]);
    assert_eq!(sync.wake_at(), Some(ms(1_000)));
    script(
        &mut sync,
        vec![
            (999, BookInput::Wake, ""),
            (1_000, BookInput::Wake, "ask"),
            (1_100, snapshot(5, "1:1 | 2:1"), "live 5, top 1:1 2:1"),
            (1_200, spot(6, 6, "1:2 |"), "top 1:2 2:1"),
        ],
    );
}

#[test]
fn m7_asks_are_spaced_ever_wider() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    let mut asked = Vec::new();
    assert_eq!(say(&mut sync, 0, BookInput::Opened), "");
    while asked.len() < 9 {
        let now = sync.wake_at().unwrap().millis();
        if say(&mut sync, now, BookInput::Wake) == "ask" {
            asked.push(now);
            // Some fail with an answer, some in silence.
            if asked.len() % 2 == 0 {
                assert_eq!(say(&mut sync, now + 1, BookInput::SnapshotFailed), "");
            }
        }
    }
    let spans: Vec<i64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(
        spans,
        [
            10_000, 4_000, 10_000, 16_000, 30_000, 30_000, 30_000, 30_000
        ]
    );
    assert_eq!(
        (
            sync.counts().snapshots_asked,
            sync.counts().snapshots_failed
        ),
        (9, 8)
    );
    assert_eq!(
        say(&mut sync, asked[8] + 2, snapshot(1, "1:1 | 2:1")),
        "live 1, top 1:1 2:1"
    );
    assert_eq!(say(&mut sync, asked[8] + 3, BookInput::SnapshotFailed), "");
}

#[test]
fn m7_what_is_kept_is_bounded() {
    let mut sync = BookSync::new(SyncRules::USUAL);
    let many = u64::try_from(BUFFERED_DIFFS_MAX).unwrap() + 7;
    assert_eq!(say(&mut sync, 0, spot(1, 1, "|")), "ask");
    for last in 2..=many {
        assert_eq!(say(&mut sync, 1, spot(last, last, "1:1 |")), "");
    }
    assert_eq!(
        sync.state(),
        SyncState::CatchingUp {
            buffered: BUFFERED_DIFFS_MAX
        }
    );
    assert_eq!(sync.counts().diffs_let_go, 7);
    // A snapshot from before what was let go cannot be caught up with; one from after it can.
    script(
        &mut sync,
        vec![
            (2, snapshot(3, "| 2:1"), ""),
            (2_000, BookInput::Wake, "ask"),
            (
                2_001,
                snapshot(9, "| 2:1"),
                &std::format!("live {many}, top 1:1 2:1"),
            ),
        ],
    );
}

#[test]
fn m7_silence_is_told_once() {
    let mut sync = live_at(100);
    assert_eq!(sync.wake_at(), Some(ms(5_050)));
    script(
        &mut sync,
        vec![
            (5_049, BookInput::Wake, ""),
            (5_050, BookInput::Wake, "silent since 50"),
            (6_000, BookInput::Wake, ""),
        ],
    );
    assert_eq!((sync.wake_at(), sync.book().is_some()), (None, true));
    script(
        &mut sync,
        vec![
            (7_000, spot(101, 101, "|"), ""),
            (12_000, BookInput::Wake, "silent since 7000"),
        ],
    );
}

/// What becomes of a difference on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    IsLost,
    ArrivesTwice,
    /// After the next one.
    ArrivesLate,
    StreamBreaks,
}

/// What becomes of a snapshot that was asked for.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// The book some updates ago.
    Lagging(usize),
    Fails,
    Never,
}

#[derive(Debug, Clone)]
struct Step {
    updates: Vec<(Side, i128, i128)>,
    fate: Fate,
    answer: Answer,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let updates = proptest::collection::vec((side, 0_i128..8, 0_i128..4), 1..5);
    let fate = prop_oneof![
        12 => Just(Fate::Arrives),
        1 => Just(Fate::IsLost),
        1 => Just(Fate::ArrivesTwice),
        1 => Just(Fate::ArrivesLate),
        1 => Just(Fate::StreamBreaks),
    ];
    let answer = prop_oneof![
        4 => (0_usize..12).prop_map(Answer::Lagging),
        1 => Just(Answer::Fails),
        1 => Just(Answer::Never),
    ];
    let step = (updates, fate, answer);
    proptest::collection::vec(
        step.prop_map(|(updates, fate, answer)| Step {
            updates,
            fate,
            answer,
        }),
        1..120,
    )
}

/// A venue that knows every state its book ever had.
struct Venue {
    book: Book,
    next: u64,
    stride: u64,
    states: BTreeMap<u64, Book>,
    previous: u64,
}

impl Venue {
    fn new(stride: u64) -> Self {
        let states = BTreeMap::from([(0, Book::new())]);
        Self {
            book: Book::new(),
            next: stride,
            stride,
            states,
            previous: 0,
        }
    }

    fn diff(&mut self, updates: &[(Side, i128, i128)]) -> BookDiff {
        let (mut bids, mut asks) = (BTreeMap::new(), BTreeMap::new());
        let first = self.next;
        for (side, price, qty) in updates {
            // Buyers below 100, sellers above: a true book is never crossed.
            let (rows, price) = match side {
                Side::Buy => (&mut bids, 99 - price),
                Side::Sell => (&mut asks, 101 + price),
            };
            let price = Price::from_parts(price, 0).unwrap();
            let level = Level {
                price,
                qty: Qty::from_parts(*qty, 0).unwrap(),
            };
            rows.insert(price, level);
            self.book.set(*side, level);
            self.states.insert(self.next, self.book.clone());
            self.next += self.stride;
        }
        let last = self.next - self.stride;
        let ids = if self.stride == 1 {
            DiffIds::Contiguous { first, last }
        } else {
            DiffIds::Chained {
                previous: self.previous,
                first,
                last,
            }
        };
        self.previous = last;
        BookDiff {
            ids,
            at: ms(0),
            bids: bids.into_values().collect(),
            asks: asks.into_values().collect(),
        }
    }

    fn snapshot(&self, lag: usize) -> BookSnapshot {
        let (last, book) = self
            .states
            .iter()
            .rev()
            .nth(lag.min(self.states.len() - 1))
            .unwrap();
        let depth = book.depth(usize::MAX);
        BookSnapshot {
            last: *last,
            bids: depth.bids,
            asks: depth.asks,
        }
    }
}

/// A book on a bad line, with what it is owed.
struct Line {
    sync: BookSync,
    now: i64,
    asked: Vec<i64>,
    owed: u32,
    shown: bool,
}

impl Line {
    fn step(
        &mut self,
        input: BookInput,
        venue: &Venue,
    ) -> Result<(), proptest::test_runner::TestCaseError> {
        let mut out = Vec::new();
        self.sync.step(ms(self.now), input, &mut out);
        for effect in &out {
            match effect {
                BookEffect::AskSnapshot => {
                    prop_assert!(!self.shown, "a live book asked");
                    if let Some(before) = self.asked.last() {
                        prop_assert!(self.now - before >= 1_000, "asked twice within a second");
                    }
                    self.asked.push(self.now);
                    self.owed += 1;
                }
                BookEffect::Live { .. } => self.shown = true,
                BookEffect::Lost(_) => self.shown = false,
                BookEffect::TopChanged(top) => {
                    prop_assert_eq!(Some(*top), self.sync.book().map(Book::top))
                }
                BookEffect::Silent { .. } => {}
            }
        }
        // M5, M6: a book that is shown is the venue's at the update it names, and never crossed.
        match self.sync.state() {
            SyncState::Live { last } => {
                let book = self.sync.book().unwrap();
                prop_assert_eq!(Some(book), venue.states.get(&last));
                prop_assert!(self.shown && !book.is_crossed());
            }
            SyncState::Closed | SyncState::CatchingUp { .. } => {
                prop_assert!(self.sync.book().is_none() && !self.shown);
            }
        }
        Ok(())
    }

    /// Lets 100 ms pass.
    fn tick(
        &mut self,
        answer: Answer,
        venue: &Venue,
    ) -> Result<(), proptest::test_runner::TestCaseError> {
        self.now += 100;
        if self.sync.wake_at().is_some_and(|at| at <= ms(self.now)) {
            self.step(BookInput::Wake, venue)?;
            prop_assert!(
                self.sync.wake_at().is_none_or(|at| at > ms(self.now)),
                "it would wake for ever"
            );
        }
        if core::mem::take(&mut self.owed) > 0 {
            match answer {
                Answer::Lagging(lag) => {
                    self.step(BookInput::Snapshot(venue.snapshot(lag)), venue)?
                }
                Answer::Fails => self.step(BookInput::SnapshotFailed, venue)?,
                Answer::Never => {}
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    // M5, M6, M7 on any bad line: whenever the book is shown it is the venue's, and after the storm it is shown.
    #[test]
    fn m5_whatever_is_lost_doubled_or_reordered_the_book_becomes_the_venues(
        steps in steps(), futures in any::<bool>(),
    ) {
        let mut venue = Venue::new(if futures { 3 } else { 1 });
        let sync = BookSync::new(SyncRules::USUAL);
        let mut line = Line { sync, now: 0, asked: Vec::new(), owed: 0, shown: false };
        line.step(BookInput::Opened, &venue)?;
        let mut late: Option<BookDiff> = None;
        for step in steps {
            let diff = venue.diff(&step.updates);
            let waiting = late.take();
            match step.fate {
                Fate::Arrives => line.step(BookInput::Diff(diff), &venue)?,
                Fate::IsLost => {}
                Fate::ArrivesTwice => {
                    line.step(BookInput::Diff(diff.clone()), &venue)?;
                    line.step(BookInput::Diff(diff), &venue)?;
                }
                Fate::ArrivesLate => late = Some(diff),
                Fate::StreamBreaks => {
                    line.step(BookInput::Closed, &venue)?;
                    line.step(BookInput::Opened, &venue)?;
                }
            }
            if let Some(diff) = waiting {
                line.step(BookInput::Diff(diff), &venue)?;
            }
            line.tick(step.answer, &venue)?;
        }
        // The storm is over: a minute and a half of clean differences and honest answers.
        for _ in 0..900 {
            let diff = venue.diff(&[(Side::Buy, 0, 1)]);
            line.step(BookInput::Diff(diff), &venue)?;
            line.tick(Answer::Lagging(0), &venue)?;
        }
        prop_assert_eq!(line.sync.state(), SyncState::Live { last: venue.previous });
        prop_assert_eq!(line.sync.book(), Some(&venue.book));
    }
}
