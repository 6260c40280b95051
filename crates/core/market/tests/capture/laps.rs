//! A million differences of real captures, lap after lap, with some lost, doubled, repeated late or put out of order, and
//! the connection cut: our book beside a reference that sees every difference once. Never our own book as the reference.

use crate::frames::{Dice, Frame, frames, path};
use domain::{Machine, Price, Qty, Side, Span, Time};
use market::{
    BookDiff, BookEffect, BookInput, BookSnapshot, BookSync, DiffIds, Level, SyncRules, SyncState,
};
use std::collections::{BTreeMap, VecDeque};

/// Differences that each of the three captures brings: a million together.
const DIFFS: u64 = 333_334;
/// The last ones come as they were made, so that the end can be compared.
const CALM_AT_THE_END: u64 = 300;
/// In a fair lap the chain breaks no sooner than this after its last break and return: the spacing of asks has no say.
const BREAKS_APART: Span = Span::from_secs(11);
/// Longest that a book may be away after a break in a fair lap, from the difference that showed it; after a cut, from the
/// first one.
const RESYNC_MAX: Span = Span::from_secs(1);
/// The same in a rough lap, where breaks come within breaks: asks are spaced by up to 4 s, and some are in vain.
const ROUGH_RESYNC_MAX: Span = Span::from_secs(30);
/// Every level is compared at each of these differences, and at each return.
const WHOLE_EVERY: u64 = 1_000;
/// Tops remembered: a book may show an update or two less than was made.
const TOPS: usize = 64;

/// One side of the reference: prices in order in a plain list.
#[derive(Debug, Clone, Default)]
struct List(Vec<(Price, Qty)>);

impl List {
    fn lay(&mut self, rows: &[Level]) {
        for row in rows {
            match self.0.binary_search_by_key(&row.price, |(price, _)| *price) {
                Ok(at) if row.qty.is_zero() => drop(self.0.remove(at)),
                Ok(at) => self.0[at].1 = row.qty,
                Err(_) if row.qty.is_zero() => {}
                Err(at) => self.0.insert(at, (row.price, row.qty)),
            }
        }
    }

    fn rows(&self) -> Vec<Level> {
        let level = |(price, qty): &(Price, Qty)| Level {
            price: *price,
            qty: *qty,
        };
        self.0.iter().map(level).collect()
    }

    /// The rows that make this list out of another.
    fn change_from(&self, other: &Self) -> Vec<Level> {
        let gone = other.0.iter().filter_map(|(price, _)| {
            let stays = self.0.binary_search_by_key(price, |(price, _)| *price);
            stays.is_err().then_some(Level {
                price: *price,
                qty: Qty::ZERO,
            })
        });
        gone.chain(self.rows()).collect()
    }
}

/// The venue: every difference up to the last one made is in its lists.
struct Venue {
    start: (List, List),
    lap: Vec<(Time, BookDiff)>,
    /// Numbers and time that one lap takes.
    stride: (u64, Span),
    bids: List,
    asks: List,
    made: u64,
    last: u64,
    tops: BTreeMap<u64, [Option<(Price, Qty)>; 2]>,
}

impl Venue {
    fn of(frames: Vec<(Time, Frame)>) -> Self {
        let (mut lap, mut start, mut last) = (Vec::new(), (List::default(), List::default()), 0);
        for (received, frame) in frames {
            match frame {
                Frame::Diff(diff) => lap.push((received, diff)),
                Frame::Snapshot(snapshot) => {
                    start.0.lay(&snapshot.bids);
                    start.1.lay(&snapshot.asks);
                    last = snapshot.last;
                }
                Frame::Trade(_) | Frame::Other => {}
            }
        }
        lap.retain(|(_, diff)| diff.ids.last() > last);
        let (began, first) = lap.first_mut().unwrap();
        let began = *began;
        first.ids = numbered(first.ids, [last, last + 1, first.ids.last()]);
        let (ended, newest) = lap.last().unwrap();
        let stride = (
            newest.ids.last() + 1 - last,
            ended.plus(Span::from_millis(100)).since(began),
        );
        Self {
            bids: start.0.clone(),
            asks: start.1.clone(),
            start,
            lap,
            stride,
            made: 0,
            last,
            tops: BTreeMap::new(),
        }
    }

    /// Differences of a lap, with the one that leads back to its start.
    fn lap_length(&self) -> u64 {
        u64::try_from(self.lap.len()).unwrap() + 1
    }

    /// When the next difference is received, at the earliest.
    fn next_at(&self) -> Time {
        let (round, place) = (self.made / self.lap_length(), self.made % self.lap_length());
        let row = self.lap.get(usize::try_from(place).unwrap());
        let (received, _) = row.or(self.lap.last()).unwrap();
        received.plus(self.stride.1.times(i64::try_from(round).unwrap()))
    }

    /// The next difference, with the moment it is received.
    fn make(&mut self) -> (Time, BookDiff) {
        let length = self.lap_length();
        let (round, place) = (
            self.made / length,
            usize::try_from(self.made % length).unwrap(),
        );
        let shift = |id: u64| id + round * self.stride.0;
        let later = self.stride.1.times(i64::try_from(round).unwrap());
        let (received, diff) = if let Some((received, diff)) = self.lap.get(place) {
            let previous = match diff.ids {
                DiffIds::Chained { previous, .. } => previous,
                DiffIds::Contiguous { first, .. } => first - 1,
            };
            let ids = [previous, diff.ids.first(), diff.ids.last()].map(shift);
            let ids = numbered(diff.ids, ids);
            let diff = diff.clone();
            (received.plus(later), BookDiff { ids, ..diff })
        } else {
            // What leads from the end of a lap back to its start, as one more difference.
            let (received, diff) = self.lap.last().unwrap();
            let ids = numbered(diff.ids, [self.last, self.last + 1, self.last + 1]);
            let bridge = BookDiff {
                ids,
                at: diff.at,
                bids: self.start.0.change_from(&self.bids),
                asks: self.start.1.change_from(&self.asks),
            };
            let received = received.plus(later).plus(Span::from_millis(50));
            (received, bridge)
        };
        self.bids.lay(&diff.bids);
        self.asks.lay(&diff.asks);
        self.last = diff.ids.last();
        self.made += 1;
        let top = [self.bids.0.last().copied(), self.asks.0.first().copied()];
        self.tops.insert(self.last, top);
        if self.tops.len() > TOPS {
            self.tops.pop_first();
        }
        (received, diff)
    }

    fn snapshot(&self) -> BookSnapshot {
        BookSnapshot {
            last: self.last,
            bids: self.bids.rows(),
            asks: self.asks.rows(),
        }
    }
}

/// Numbers of the same kind as `like`.
fn numbered(like: DiffIds, [previous, first, last]: [u64; 3]) -> DiffIds {
    match like {
        DiffIds::Contiguous { .. } => DiffIds::Contiguous { first, last },
        DiffIds::Chained { .. } => DiffIds::Chained {
            previous,
            first,
            last,
        },
    }
}

/// What happens to a difference on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Comes,
    Twice,
    AgainLater,
    Lost,
    AfterTheNext,
    Cut,
}

/// How rough the way is in a lap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lap {
    Fair,
    Rough,
}

/// A snapshot on its way: made at one moment, received at a later one.
struct Fetch {
    made: Time,
    due: Time,
    answer: Option<BookSnapshot>,
}

/// What happened, told at the end.
#[derive(Debug, Default)]
struct Tally {
    lost: u64,
    doubled: u64,
    late: u64,
    reordered: u64,
    cuts: u64,
    tops_compared: u64,
    wholes_compared: u64,
}

struct Way {
    sync: BookSync,
    dice: Dice,
    lap: Lap,
    /// The lap in which the chain was last spoiled; the difference that shows it may be the next lap's.
    spoiled: Lap,
    fetch: Option<Fetch>,
    broken: Option<(Time, Lap)>,
    /// A cut connection is open again and has said nothing yet: what follows is counted from its first word.
    reopened: Option<Lap>,
    quiet_since: Time,
    held: Option<BookDiff>,
    repeats: VecDeque<(u64, BookDiff)>,
    away: Vec<(Lap, Span)>,
    tally: Tally,
}

impl Way {
    fn new(seed: u64) -> Self {
        Self {
            sync: BookSync::new(SyncRules::USUAL),
            dice: Dice(seed),
            lap: Lap::Fair,
            spoiled: Lap::Fair,
            fetch: None,
            broken: None,
            reopened: None,
            quiet_since: Time::from_millis(0),
            held: None,
            repeats: VecDeque::new(),
            away: Vec::new(),
            tally: Tally::default(),
        }
    }

    fn fate(&mut self, now: Time) -> Fate {
        let break_sides = match self.lap {
            Lap::Fair
                if now.since(self.quiet_since) < BREAKS_APART || self.sync.book().is_none() =>
            {
                0
            }
            Lap::Fair => 5,
            Lap::Rough => 60,
        };
        if break_sides > 0 && self.dice.roll(break_sides) == 0 {
            (self.quiet_since, self.spoiled) = (now, self.lap);
            return match self.dice.roll(9) {
                0..4 => Fate::Lost,
                4..8 => Fate::AfterTheNext,
                _ => Fate::Cut,
            };
        }
        match self.dice.roll(40) {
            0 => Fate::Twice,
            1 => Fate::AgainLater,
            _ => Fate::Comes,
        }
    }

    /// Gives an input and notes what it did.
    fn give(&mut self, now: Time, input: BookInput) {
        let mut out = Vec::new();
        self.sync.step(now, input, &mut out);
        for effect in out {
            match effect {
                BookEffect::AskSnapshot => {
                    let wait = 40 + i64::try_from(self.dice.roll(460)).unwrap();
                    self.fetch = Some(Fetch {
                        made: now.plus(Span::from_millis(wait / 2)),
                        due: now.plus(Span::from_millis(wait)),
                        answer: None,
                    });
                }
                BookEffect::Lost(_) => {
                    self.broken.get_or_insert((now, self.spoiled));
                }
                BookEffect::Live { .. } => {
                    (self.quiet_since, self.reopened) = (now, None);
                    if let Some((since, lap)) = self.broken.take() {
                        self.away.push((lap, now.since(since)));
                    }
                }
                BookEffect::TopChanged(_) | BookEffect::Silent { .. } => {}
            }
        }
    }

    /// What was due before `now`: a snapshot, and the book's own wish to be woken.
    fn pass_time(&mut self, now: Time, venue: &Venue) {
        if let Some(fetch) = &mut self.fetch
            && fetch.made <= now
            && fetch.answer.is_none()
        {
            fetch.answer = Some(venue.snapshot());
        }
        if let Some(fetch) = self.fetch.take_if(|fetch| fetch.due <= now) {
            let live = self.sync.counts().lives;
            self.give(fetch.due, BookInput::Snapshot(fetch.answer.unwrap()));
            if self.sync.counts().lives > live {
                self.compare_whole(venue);
            }
        }
        if let Some(at) = self.sync.wake_at().filter(|at| *at <= now) {
            self.give(at, BookInput::Wake);
        }
    }

    fn deliver(&mut self, now: Time, diff: BookDiff, venue: &Venue) {
        if let Some(lap) = self.reopened.take() {
            self.broken.get_or_insert((now, lap));
        }
        self.give(now, BookInput::Diff(diff));
        self.compare_top(venue);
    }

    fn travel(&mut self, now: Time, (diff, fate): (BookDiff, Fate), venue: &Venue) {
        let before = self.held.take();
        match fate {
            Fate::Comes => self.deliver(now, diff, venue),
            Fate::Twice => {
                self.tally.doubled += 1;
                self.deliver(now, diff.clone(), venue);
                self.deliver(now, diff, venue);
            }
            Fate::AgainLater => {
                self.tally.late += 1;
                self.repeats.push_back((venue.made + 3, diff.clone()));
                self.deliver(now, diff, venue);
            }
            Fate::Lost => self.tally.lost += 1,
            Fate::AfterTheNext => {
                self.tally.reordered += 1;
                self.held = Some(diff);
            }
            Fate::Cut => {
                self.tally.cuts += 1;
                self.give(now, BookInput::Closed);
                self.give(now, BookInput::Opened);
                (self.broken, self.reopened) = (None, Some(self.lap));
            }
        }
        if let Some(before) = before {
            self.deliver(now, before, venue);
        }
        let due = |(when, _): &mut (u64, BookDiff)| *when <= venue.made;
        if let Some((_, repeat)) = self.repeats.pop_front_if(due) {
            self.deliver(now, repeat, venue);
        }
    }

    fn compare_top(&mut self, venue: &Venue) {
        if let (Some(book), SyncState::Live { last }) = (self.sync.book(), self.sync.state()) {
            let top = book.top();
            let ours = [top.bid, top.ask].map(|level| level.map(|level| (level.price, level.qty)));
            assert_eq!(Some(&ours), venue.tops.get(&last), "at {last}");
            self.tally.tops_compared += 1;
        }
    }

    fn compare_whole(&mut self, venue: &Venue) {
        if let (Some(book), SyncState::Live { last }) = (self.sync.book(), self.sync.state())
            && last == venue.last
        {
            let pair = |level: Level| (level.price, level.qty);
            let (bids, asks) = (book.levels(Side::Buy), book.levels(Side::Sell));
            assert!(bids.map(pair).eq(venue.bids.0.iter().rev().copied()));
            assert!(asks.map(pair).eq(venue.asks.0.iter().copied()));
            self.tally.wholes_compared += 1;
        }
    }
}

/// Times away in laps of a kind, shortest first.
fn sorted(away: &[(Lap, Span)], of: Lap) -> Vec<Span> {
    let of = away.iter().filter(|(lap, _)| *lap == of);
    let mut spans: Vec<Span> = of.map(|(_, span)| *span).collect();
    spans.sort_unstable();
    spans
}

fn laps(capture: &str, seed: u64) {
    let Some(path) = path(capture) else { return };
    let mut venue = Venue::of(frames(&path));
    let mut way = Way::new(seed);
    while venue.made < DIFFS {
        way.lap = match (venue.made / venue.lap_length()) % 4 {
            3 => Lap::Rough,
            _ => Lap::Fair,
        };
        // Until the next difference is made the venue's book stands as it is: snapshots are of that.
        way.pass_time(venue.next_at(), &venue);
        let (now, diff) = venue.make();
        let fate = match DIFFS - venue.made {
            0..CALM_AT_THE_END => Fate::Comes,
            _ => way.fate(now),
        };
        way.travel(now, (diff, fate), &venue);
        if venue.made.is_multiple_of(WHOLE_EVERY) {
            way.compare_whole(&venue);
        }
    }
    assert_eq!(way.sync.state(), SyncState::Live { last: venue.last });
    way.compare_whole(&venue);
    judge(capture, &way);
}

fn judge(capture: &str, way: &Way) {
    let (fair, rough) = (sorted(&way.away, Lap::Fair), sorted(&way.away, Lap::Rough));
    let share = |spans: &[Span], percent: usize| spans[(spans.len() - 1) * percent / 100].millis();
    let told = |spans: &[Span]| {
        let [half, most, all] = [50, 99, 100].map(|percent| share(spans, percent));
        format!(
            "{} times, p50 {half} ms, p99 {most} ms, longest {all} ms",
            spans.len()
        )
    };
    println!("{capture}: {:?} {:?}", way.tally, way.sync.counts());
    println!(
        "away in fair laps {}; in rough laps {}",
        told(&fair),
        told(&rough)
    );
    let counts = way.sync.counts();
    assert!(way.tally.tops_compared > DIFFS * 8 / 10, "mostly live");
    assert!(way.tally.wholes_compared > counts.lives);
    assert!(fair.len() > 200 && rough.len() > 200, "many breaks");
    assert!(way.tally.cuts > 20 && way.tally.lost > 100 && way.tally.reordered > 100);
    assert!(way.tally.doubled > 1_000 && way.tally.late > 1_000 && counts.stale > 2_000);
    assert!(fair.last() <= Some(&RESYNC_MAX));
    assert!(rough.last() <= Some(&ROUGH_RESYNC_MAX));
}

// MKT-04
#[test]
fn m5_a_third_of_a_million_spoiled_differences_of_btc_show_no_wrong_book() {
    laps("binance_spot_btcusdt_20240808.ws.gz", 11);
}

// MKT-04
#[test]
fn m5_a_third_of_a_million_spoiled_differences_of_eth_show_no_wrong_book() {
    laps("binance_spot_ethusdt_20240808.ws.gz", 12);
}

// MKT-04: differences of futures, chained by the number before them.
#[test]
fn m5_a_third_of_a_million_spoiled_differences_of_futures_show_no_wrong_book() {
    laps("binance_usdm_btcusdt_20240808.ws.gz", 13);
}
