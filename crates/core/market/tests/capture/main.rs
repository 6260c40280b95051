//! Our candles and books over real captures, compared with a second implementation in another language.
//! MKT-04. Says so, loudly, and passes when the captures or `python3` are not there.

#[cfg(test)]
mod frames;
#[cfg(test)]
mod laps;

#[cfg(test)]
mod capture {
    use crate::frames::{CAPTURES, Dice, Frame, frames, path, root};
    use domain::{Interval, Machine, Side, Span, Symbol, Time};
    use market::{
        Book, BookDiff, BookEffect, BookInput, BookSnapshot, BookSync, CandleEffect, CandleInput,
        CandleRules, Candles, Coverage, Level, SyncRules, SyncState, Top, TradeIds,
    };
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    /// What the second implementation prints, line by line.
    #[expect(
        clippy::disallowed_methods,
        reason = "the second implementation is another program"
    )]
    fn truth(script: &str, capture: &PathBuf) -> Option<Vec<String>> {
        let script = root().join("tools/truth").join(script);
        let Ok(ran) = std::process::Command::new("python3")
            .arg(&script)
            .arg(capture)
            .output()
        else {
            eprintln!("SKIPPED: no python3 to run {}", script.display());
            return None;
        };
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let text = String::from_utf8(ran.stdout).unwrap();
        Some(text.lines().map(String::from).collect())
    }

    /// Whether a candle may still change.
    struct Forming(bool);

    /// The same words as the second implementation prints.
    fn candle_line(candle: &domain::Candle, coverage: Coverage, forming: Forming) -> String {
        let domain::Candle {
            interval,
            open,
            high,
            low,
            close,
            volume,
            quote_volume,
            trade_count,
            ..
        } = candle;
        let (start, whole) = (candle.open_time.millis(), coverage == Coverage::Whole);
        let Forming(forming) = forming;
        format!(
            r#"{{"close":"{close}","forming":{forming},"high":"{high}","interval":"{interval}","low":"{low}","open":"{open}","open_time_ms":{start},"quote_volume":"{quote_volume}","trade_count":{trade_count},"volume":"{volume}","whole":{whole}}}"#
        )
    }

    /// When candles are closed: by the next trade alone, or by the clock too.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Clock {
        Unused,
        Woken,
    }

    fn candle_lines(frames: &[(Time, Frame)], clock: Clock) -> Vec<String> {
        let mut candles = Candles::new(CandleRules {
            symbol: Symbol::new("BTC/USDT").unwrap(),
            intervals: Interval::ALL.to_vec(),
            ids: TradeIds::Consecutive,
            grace: Span::from_secs(2),
        });
        let mut out = Vec::new();
        for (received, frame) in frames {
            if clock == Clock::Woken && candles.wake_at().is_some_and(|at| at <= *received) {
                candles.step(*received, CandleInput::Wake, &mut out);
            }
            if let Frame::Trade(trade) = frame {
                candles.step(*received, CandleInput::Trade(*trade), &mut out);
            }
        }
        let mut rows: BTreeMap<Interval, Vec<String>> = BTreeMap::new();
        for effect in out {
            let (interval, line) = match effect {
                CandleEffect::Closed(closed) => (
                    closed.candle.interval,
                    candle_line(&closed.candle, closed.coverage, Forming(false)),
                ),
                CandleEffect::Empty {
                    interval,
                    from,
                    until,
                    coverage,
                } => {
                    assert_eq!(coverage, Coverage::Whole);
                    let (from, until) = (from.millis(), until.millis());
                    (
                        interval,
                        format!(r#"{{"empty":"{interval}","from":{from},"until":{until}}}"#),
                    )
                }
                other @ (CandleEffect::Missing { .. } | CandleEffect::Late { .. }) => {
                    panic!("{other:?}")
                }
            };
            rows.entry(interval).or_default().push(line);
        }
        for interval in Interval::ALL {
            if let Some(candle) = candles.forming(interval) {
                let coverage = candles.forming_coverage(interval).unwrap();
                rows.entry(interval).or_default().push(candle_line(
                    &candle,
                    coverage,
                    Forming(true),
                ));
            }
        }
        rows.into_values().flatten().collect()
    }

    fn assert_same(ours: &[String], truth: &[String], what: &str) {
        for (number, (ours, truth)) in ours.iter().zip(truth).enumerate() {
            assert_eq!(ours, truth, "{what}, line {}", number + 1);
        }
        assert_eq!(ours.len(), truth.len(), "{what}");
    }

    // M14: over a real capture our candles are those that another language works out.
    #[test]
    fn m14_candles_equal_the_second_implementation() {
        for name in CAPTURES {
            let Some(path) = path(name) else { return };
            let Some(truth) = truth("candles.py", &path) else {
                return;
            };
            let frames = frames(&path);
            assert!(truth.len() > 300, "{name} holds candles of minutes");
            assert_same(&candle_lines(&frames, Clock::Unused), &truth, name);
            // The futures capture was received on a clock 1.27 s behind the venue's: it must not matter. What the
            // clock closes stays closed, so only a candle that was forming at the end may be told as closed.
            let woken: Vec<String> = candle_lines(&frames, Clock::Woken);
            assert_same(&woken, &truth, name);
        }
    }

    fn rows(book: &Book, side: Side, word: &str) -> Vec<String> {
        let line = |level: Level| format!(r#"{{"{word}":["{}","{}"]}}"#, level.price, level.qty);
        book.levels(side).map(line).collect()
    }

    fn top_line(book: &Book, last: u64) -> String {
        let top = book.top();
        let (bid, ask) = (top.bid.unwrap(), top.ask.unwrap());
        let (asks, bids) = (book.level_count(Side::Sell), book.level_count(Side::Buy));
        format!(
            r#"{{"ask":["{}","{}"],"asks":{asks},"bid":["{}","{}"],"bids":{bids},"last":{last}}}"#,
            ask.price, ask.qty, bid.price, bid.qty
        )
    }

    /// Gives an input; true when the book asked for a snapshot.
    fn asks(sync: &mut BookSync, now: Time, input: BookInput) -> bool {
        let mut out = Vec::new();
        sync.step(now, input, &mut out);
        out.contains(&BookEffect::AskSnapshot)
    }

    // M14: over a real capture our book is, after every difference, the one that another language works out
    // (which in turn compared its top with the venue's own best-price stream).
    #[test]
    fn m14_books_equal_the_second_implementation() {
        for name in CAPTURES {
            let Some(path) = path(name) else { return };
            let Some(truth) = truth("book.py", &path) else {
                return;
            };
            let mut sync = BookSync::new(SyncRules::USUAL);
            let (mut ours, mut told) = (Vec::new(), 0);
            for (received, frame) in frames(&path) {
                match frame {
                    Frame::Diff(diff) => asks(&mut sync, received, BookInput::Diff(diff)),
                    Frame::Snapshot(snapshot) => {
                        told = snapshot.last;
                        asks(&mut sync, received, BookInput::Snapshot(snapshot))
                    }
                    Frame::Trade(_) | Frame::Other => continue,
                };
                if let (Some(book), SyncState::Live { last }) = (sync.book(), sync.state())
                    && last > told
                {
                    assert!(!book.is_crossed());
                    ours.push(top_line(book, last));
                    told = last;
                }
            }
            let book = sync.book().unwrap();
            ours.extend(rows(book, Side::Buy, "bid"));
            ours.extend(rows(book, Side::Sell, "ask"));
            // What was kept until the snapshot came is laid on at once: its tops in between are not told.
            let first = truth.iter().position(|line| *line == ours[0]);
            let first = first.filter(|first| *first <= 3);
            assert!(first.is_some(), "{name}: {} is no early top", ours[0]);
            assert_same(&ours, &truth[first.unwrap_or(0)..], name);
            let counts = sync.counts();
            assert_eq!(
                (counts.gaps, counts.losses, counts.overlaps, counts.lives),
                (0, 0, 0, 1),
                "{name}"
            );
        }
    }

    /// The differences of a capture with some lost, doubled or put after the next one.
    fn spoiled(diffs: &[(Time, BookDiff)], dice: &mut Dice) -> Vec<(Time, usize, BookDiff)> {
        let mut line: Vec<(Time, usize, BookDiff)> = Vec::new();
        for (place, (received, diff)) in diffs.iter().enumerate() {
            let delivery = (*received, place, diff.clone());
            match dice.roll(60) {
                0 => {}
                1 => line.extend([delivery.clone(), delivery]),
                2 => line.insert(line.len().saturating_sub(1), delivery),
                _ => line.push(delivery),
            }
        }
        line
    }

    /// The venue of a capture: every difference up to the one being delivered is in its book.
    struct Venue {
        diffs: Vec<(Time, BookDiff)>,
        book: Book,
        made: usize,
        last: u64,
        tops: BTreeMap<u64, Top>,
    }

    impl Venue {
        fn of(frames: Vec<(Time, Frame)>) -> Self {
            let (mut diffs, mut book, mut last) = (Vec::new(), Book::new(), 0);
            for (received, frame) in frames {
                match frame {
                    Frame::Diff(diff) => diffs.push((received, diff)),
                    Frame::Snapshot(snapshot) => {
                        book.apply_snapshot(&snapshot.bids, &snapshot.asks);
                        last = snapshot.last;
                    }
                    Frame::Trade(_) | Frame::Other => {}
                }
            }
            diffs.retain(|(_, diff)| diff.ids.last() > last);
            Self {
                diffs,
                book,
                made: 0,
                last,
                tops: BTreeMap::new(),
            }
        }

        fn make(&mut self, place: usize) {
            while self.made <= place {
                let (_, diff) = &self.diffs[self.made];
                self.book.apply_diff(&diff.bids, &diff.asks);
                self.last = diff.ids.last();
                self.tops.insert(self.last, self.book.top());
                self.made += 1;
            }
        }

        fn snapshot(&self) -> BookSnapshot {
            let depth = self.book.depth(usize::MAX);
            BookSnapshot {
                last: self.last,
                bids: depth.bids,
                asks: depth.asks,
            }
        }

        /// All differences, spoiled but for the last 300.
        fn bad_line(&self, seed: u64) -> Vec<(Time, usize, BookDiff)> {
            let storm = self.diffs.len() - 300;
            let mut line = spoiled(&self.diffs[..storm], &mut Dice(seed));
            let rest = self.diffs.iter().enumerate().skip(storm);
            line.extend(rest.map(|(place, (received, diff))| (*received, place, diff.clone())));
            line
        }
    }

    // MKT-04: a replay with dropped, doubled and reordered differences resyncs, and ends with the venue's book.
    #[test]
    fn m5_a_spoiled_capture_ends_with_the_same_book() {
        for (name, seed) in CAPTURES.into_iter().zip(1..) {
            let Some(path) = path(name) else { return };
            let mut venue = Venue::of(frames(&path));
            let mut sync = BookSync::new(SyncRules::USUAL);
            let mut answer: Option<(Time, BookSnapshot)> = None;
            for (received, place, diff) in venue.bad_line(seed) {
                venue.make(place);
                let mut asked = asks(&mut sync, received, BookInput::Diff(diff));
                asked |= asks(&mut sync, received, BookInput::Wake);
                if asked {
                    answer = Some((received.plus(Span::from_millis(350)), venue.snapshot()));
                }
                if let Some((_, snapshot)) = answer.take_if(|(due, _)| *due <= received) {
                    asks(&mut sync, received, BookInput::Snapshot(snapshot));
                }
                if let (Some(book), SyncState::Live { last }) = (sync.book(), sync.state()) {
                    assert!(!book.is_crossed(), "{name}");
                    assert_eq!(venue.tops.get(&last), Some(&book.top()), "{name} at {last}");
                }
            }
            let counts = *sync.counts();
            println!("{name}: {counts:?}");
            assert_eq!(sync.state(), SyncState::Live { last: venue.last }, "{name}");
            assert_eq!(sync.book(), Some(&venue.book), "{name}");
            assert!(
                counts.losses >= 20 && counts.gaps >= counts.losses,
                "{name}"
            );
            assert!(
                counts.lives == counts.losses + 1 && counts.stale > 10,
                "{name}"
            );
        }
    }
}
