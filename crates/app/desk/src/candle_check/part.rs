//! One page of a check: the kept candles of some cells beside the venue's. Never writes: it says what to write.

use super::{Checker, pause};
use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::{Candle, Symbol, Time};
use market::{Cells, Finding, Flaw, absent_runs};
use protocols::Answer;
use protocols::binance_spot::{ask, read};
use protocols::binance_usdm as usdm;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{
    Absence, CandleMark, CandleRange, FlawRow, FlawState, GapStanding, KeptCandle, MarketNotes,
    StoreError, content_hash,
};

/// Open gaps that are looked at.
const OPEN_GAPS_MAX: u32 = 5_000;
/// Kept candles of one page that are looked at: there are more than cells only where some lie off the grid.
const KEPT_MAX: u32 = 5_000;

/// Whether the venue gave its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Answered,
    InVain,
}

/// What one page of a check found.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) looked: u64,
    pub(super) compared: u64,
    pub(super) asked: Asked,
    pub(super) flaws: Vec<FlawRow>,
    /// The venue's candles that take the place of what is wrong.
    pub(super) repairs: Vec<KeptCandle>,
    /// What else is to be kept, the flaws aside.
    pub(super) notes: MarketNotes,
    /// The candles as they stand after the repair, oldest first.
    pub(super) candles: Vec<Candle>,
}

/// The venue's page.
struct Page {
    answer: Answer,
    candles: Vec<Candle>,
}

impl Part {
    /// Looks at the kept candles of these cells and asks the venue for its own.
    pub(super) async fn look(
        checker: &Checker,
        symbol: Symbol,
        cells: Cells,
    ) -> Result<Self, StoreError> {
        let range = CandleRange {
            symbol,
            interval: cells.interval,
            from: cells.from,
            to: cells.until,
            limit: KEPT_MAX,
        };
        let kept = checker.reader.kept_candles(&range).await?;
        let open = open_gaps(checker, symbol, cells).await?;
        let mut excused = open.clone();
        let of = (symbol, cells.interval);
        let absences = checker.reader.absences_of(of, (cells.from, cells.until));
        excused.extend(absences.await?.iter().map(|span| (span.from, span.until)));
        let page = page(checker, symbol, cells).await;
        // What the back-fill has not fetched yet is no flaw.
        let counts = |finding: &Finding| {
            finding.flaw != Flaw::Hole
                || !open
                    .iter()
                    .any(|(from, until)| meets(finding, (*from, *until)))
        };
        let plain: Vec<Candle> = kept.iter().map(|kept| kept.candle).collect();
        let own = market::look(cells, &plain, &excused);
        let now = checker.clock.now();
        let mut part = Self {
            looked: u64::try_from(kept.len()).unwrap_or(u64::MAX),
            compared: 0,
            asked: Asked::InVain,
            flaws: Vec::new(),
            repairs: Vec::new(),
            notes: MarketNotes::nothing(),
            candles: plain.clone(),
        };
        let Some(page) = page else {
            let standing = |finding: &Finding| flaw(symbol, finding, (now, FlawState::Standing));
            part.flaws = own.iter().map(standing).collect();
            return Ok(part);
        };
        part.asked = Asked::Answered;
        part.compared = u64::try_from(page.candles.len()).unwrap_or(u64::MAX);
        let theirs = market::against(cells, &plain, &page.candles, now);
        let theirs: Vec<Finding> = theirs.into_iter().filter(counts).collect();
        part.mend(symbol, &kept, &theirs);
        let absent = absent_runs(cells, &page.candles, now);
        part.stand((symbol, now), &own, (&theirs, &absent));
        part.absent((symbol, now), cells, &absent);
        part.evidence((checker, symbol), &page, now, theirs);
        Ok(part)
    }

    /// What the venue has takes the place of what is wrong.
    fn mend(&mut self, symbol: Symbol, kept: &[KeptCandle], theirs: &[Finding]) {
        let mark = |at: Time| {
            let mut mine = kept.iter().filter(|kept| kept.candle.open_time == at);
            mine.next().map(|kept| kept.mark)
        };
        let mut after: BTreeMap<Time, Candle> = self
            .candles
            .iter()
            .map(|candle| (candle.open_time, *candle))
            .collect();
        for finding in theirs {
            match (finding.venue, finding.kept) {
                (Some(candle), _) => {
                    let mark = CandleMark::Venue;
                    self.repairs.push(KeptCandle { candle, mark });
                    after.insert(candle.open_time, candle);
                }
                (None, Some(mine)) if takes_out(finding, mark(mine.open_time)) => {
                    let named = (symbol, finding.cells.interval, mine.open_time);
                    self.notes.removed.push(named);
                    after.remove(&mine.open_time);
                }
                (None, _) => {}
            }
        }
        self.candles = after.into_values().collect();
    }

    /// What is wrong by itself and could not be mended stands.
    fn stand(
        &mut self,
        (symbol, now): (Symbol, Time),
        own: &[Finding],
        (theirs, absent): (&[Finding], &[(Time, Time)]),
    ) {
        let mended: BTreeSet<Time> = theirs.iter().map(|finding| finding.cells.from).collect();
        let told = |at: Time| {
            let silent = absent
                .iter()
                .any(|(from, until)| *from <= at && at < *until);
            silent || mended.contains(&at)
        };
        for finding in own {
            let span = finding.cells.interval.span();
            let (mut from, until) = (finding.cells.from, finding.cells.until);
            while from < until && told(from) {
                from = from.plus(span);
            }
            if from < until {
                self.flaws
                    .push(flaw(symbol, finding, (now, FlawState::Standing)));
            }
        }
    }

    /// What the venue has none of is known once and for all.
    fn absent(&mut self, (symbol, now): (Symbol, Time), cells: Cells, absent: &[(Time, Time)]) {
        self.notes
            .absences
            .extend(absent.iter().map(|(from, until)| Absence {
                symbol,
                interval: cells.interval,
                from: *from,
                until: *until,
                told: now,
            }));
    }

    /// Each difference with the page that shows it.
    fn evidence(
        &mut self,
        (checker, symbol): (&Checker, Symbol),
        page: &Page,
        now: Time,
        theirs: Vec<Finding>,
    ) {
        if theirs.is_empty() {
            return;
        }
        let (body, received) = (&page.answer.body, page.answer.received);
        let hash = content_hash(body);
        let raw = way(checker, symbol).and_then(|link| link.raw_bytes("candles", received, body));
        self.notes.pages.extend(raw);
        for finding in joined(theirs) {
            let removed = |mine: Candle| {
                let at = mine.open_time;
                self.notes.removed.iter().any(|(_, _, time)| *time == at)
            };
            let repaired = finding.venue.is_some()
                || finding.flaw == Flaw::Hole
                || finding.kept.is_some_and(removed);
            let state = match repaired {
                true => FlawState::Repaired,
                false => FlawState::Standing,
            };
            let mut row = flaw(symbol, &finding, (now, state));
            row.page = Some(hash);
            self.flaws.push(row);
        }
    }
}

/// A candle off the grid goes, whoever said it; one that the venue does not have goes unless the venue once had it.
fn takes_out(finding: &Finding, mark: Option<CandleMark>) -> bool {
    finding.flaw == Flaw::Misaligned || mark != Some(CandleMark::Venue)
}

/// Holes side by side are one.
fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for finding in findings {
        match all.last_mut() {
            Some(last)
                if last.flaw == Flaw::Hole
                    && finding.flaw == Flaw::Hole
                    && last.cells.until == finding.cells.from =>
            {
                last.cells.until = finding.cells.until;
                last.venue = None;
            }
            _ => all.push(finding),
        }
    }
    all
}

async fn open_gaps(
    checker: &Checker,
    symbol: Symbol,
    cells: Cells,
) -> Result<Vec<(Time, Time)>, StoreError> {
    let open = Some(GapStanding::Open);
    let rows = checker.reader.market_gaps(open, (None, OPEN_GAPS_MAX));
    let rows = rows.await?.into_iter();
    let mine = rows.filter(|row| row.symbol == symbol && row.interval == Some(cells.interval));
    Ok(mine
        .filter_map(|row| Some((row.from, row.until?)))
        .collect())
}

/// The way on which a symbol is traded.
fn way(checker: &Checker, symbol: Symbol) -> Option<&Arc<VenueLink>> {
    let mut ways = checker.links.iter();
    ways.find(|link| link.instrument(symbol).is_some())
}

async fn page(checker: &Checker, symbol: Symbol, cells: Cells) -> Option<Page> {
    let link = way(checker, symbol)?;
    let instrument = link.instrument(symbol)?;
    pause(link.product).await;
    let call = match link.product {
        Product::Spot => ask::candles(instrument, cells.interval, cells.from),
        Product::UsdM => usdm::ask::candles(instrument, cells.interval, cells.from).ok()?,
    };
    let answer = link.read_call(call).await?;
    let read = match link.product {
        Product::Spot => read::candles(&answer, symbol, cells.interval),
        Product::UsdM => usdm::read::candles(&answer, instrument, cells.interval),
    };
    let candles = read
        .inspect_err(|trouble| {
            tracing::warn!(symbol = %symbol, interval = %cells.interval, reason = %trouble, "candles could not be read");
        })
        .ok()?;
    Some(Page { answer, candles })
}

fn meets(finding: &Finding, (from, until): (Time, Time)) -> bool {
    from < finding.cells.until && finding.cells.from < until
}

/// A finding as it is kept.
pub(super) fn flaw(
    symbol: Symbol,
    finding: &Finding,
    (found, state): (Time, FlawState),
) -> FlawRow {
    let Cells {
        interval,
        from,
        until,
    } = finding.cells;
    FlawRow {
        symbol,
        interval,
        from,
        until,
        flaw: finding.flaw.name().to_owned(),
        found,
        kept: finding.kept.as_ref().map(words),
        venue: finding.venue.as_ref().map(words),
        page: None,
        state,
    }
}

/// A candle in words, as evidence.
fn words(candle: &Candle) -> String {
    format!(
        "starts {} open {} high {} low {} close {} volume {} quote volume {} trades {}",
        candle.open_time.millis(),
        candle.open,
        candle.high,
        candle.low,
        candle.close,
        candle.volume,
        candle.quote_volume,
        candle.trade_count
    )
}
