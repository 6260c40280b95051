//! Checks kept candles against themselves and against the venue's own, and puts the venue's in the place of what is wrong.
//! Never overwrites in silence: what stood there and the page that shows it are kept. Never touches an order.

mod part;

use crate::clock::Clock;
use crate::inbox::Arrival;
use crate::portfolio::Grade;
use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::{Candle, Interval, Symbol, Time};
use market::{Cells, SETTLED_AFTER};
use part::{Asked, Part};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::{CheckRow, FlawRow, FlawState, MarketNotes, Reader, StoreError};
use tokio::sync::mpsc;

/// Checks that may wait.
pub(crate) const CHECKS_WAITING_MAX: usize = 4;
/// Most days a check may look back.
pub const CHECK_DAYS_MAX: u32 = 90;
/// How long after the start the first check begins: what was missed while the desk was down is being fetched.
const FIRST_AFTER: Duration = Duration::from_secs(300);
/// How often the last day is checked.
const CHECK_EVERY: Duration = Duration::from_secs(3_600);
/// Days that a scheduled check looks back.
const SCHEDULED_DAYS: u32 = 1;
/// Time between two asks for candles: with the back-fill less than half of the venue's weight, of which a page of contracts
/// takes a far greater part.
const SPOT_EVERY: Duration = Duration::from_millis(125);
const CONTRACTS_EVERY: Duration = Duration::from_millis(700);
/// Candles of one ask.
const PAGE_CELLS: i64 = 1_000;
/// Flaws that stand and are remembered, so that each is kept once.
const STANDING_MAX: usize = 10_000;
/// The name under which health shows it.
const PART: &str = "candles";

/// A wish for a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CheckAsk {
    /// Whole days to look back; bounded by [`CHECK_DAYS_MAX`].
    pub(crate) days: u32,
}

/// What a checker is made of.
#[derive(Debug)]
pub(crate) struct Checker {
    /// The ways to the venue, one for each account.
    pub(crate) links: Vec<Arc<VenueLink>>,
    pub(crate) reader: Reader,
    pub(crate) clock: Arc<Clock>,
    pub(crate) symbols: Vec<Symbol>,
    /// Flaws that were kept and stand.
    pub(crate) standing: BTreeSet<(Symbol, Interval, Time, String)>,
}

/// The figures of a check while it runs.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    looked: u64,
    compared: u64,
    flaws: u64,
    repaired: u64,
    unasked: u64,
}

impl Tally {
    fn add(&mut self, part: &Part) {
        self.looked += part.looked;
        self.compared += part.compared;
        self.unasked += u64::from(part.asked == Asked::InVain);
    }

    fn count(&mut self, flaws: &[FlawRow]) {
        for flaw in flaws {
            self.flaws += 1;
            self.repaired += u64::from(flaw.state == FlawState::Repaired);
        }
    }
}

impl Checker {
    /// Checks now and then, and whenever it is wished, until it is dropped.
    pub(crate) async fn run(mut self, mut asks: mpsc::Receiver<CheckAsk>) {
        let mut wait = FIRST_AFTER;
        loop {
            let (asked_by, days) = tokio::select! {
                ask = asks.recv() => match ask {
                    Some(ask) => ("person", ask.days),
                    None => return,
                },
                () = tokio::time::sleep(wait) => {
                    wait = CHECK_EVERY;
                    ("schedule", SCHEDULED_DAYS)
                }
            };
            match self.check(asked_by, days.clamp(1, CHECK_DAYS_MAX)).await {
                Ok(row) => self.tell(&row),
                Err(error) => {
                    if let Some(link) = self.links.first() {
                        link.health.trouble(PART, &error.to_string());
                    }
                }
            }
        }
    }

    fn tell(&self, row: &CheckRow) {
        let standing = row.flaws.saturating_sub(row.repaired);
        let words = format!(
            "{} kept candles checked against {} of the venue: {} flaws, {} repaired, {} pages did not come",
            row.looked, row.compared, row.flaws, row.repaired, row.unasked
        );
        tracing::info!(
            flaws = row.flaws,
            repaired = row.repaired,
            unasked = row.unasked,
            "kept candles were checked"
        );
        let grade = match (standing, row.unasked) {
            (0, 0) => Grade::Healthy,
            _ => Grade::Degraded,
        };
        // It stands until the next check: its age is no trouble.
        if let Some(link) = self.links.first() {
            link.health.say(PART, grade, words, None);
        }
    }

    /// One check of all symbols from the start of a day on.
    pub(crate) async fn check(
        &mut self,
        asked_by: &'static str,
        days: u32,
    ) -> Result<CheckRow, StoreError> {
        let began = self.clock.now();
        let back = Interval::D1.span().times(i64::from(days));
        let since = began.plus(back.times(-1)).floor_to(Interval::D1.span());
        let mut tally = Tally::default();
        for symbol in self.symbols.clone() {
            self.symbol(symbol, since, &mut tally).await?;
        }
        let row = CheckRow {
            number: 0,
            asked_by: asked_by.to_owned(),
            began,
            ended: self.clock.now(),
            since,
            symbols: u64::try_from(self.symbols.len()).unwrap_or(u64::MAX),
            looked: tally.looked,
            compared: tally.compared,
            flaws: tally.flaws,
            repaired: tally.repaired,
            unasked: tally.unasked,
        };
        let mut notes = MarketNotes::nothing();
        notes.checks.push(row.clone());
        self.keep(Vec::new(), notes).await;
        Ok(row)
    }

    async fn symbol(
        &mut self,
        symbol: Symbol,
        since: Time,
        tally: &mut Tally,
    ) -> Result<(), StoreError> {
        let (mut minutes, mut settled) = (None, Vec::new());
        for interval in Interval::ALL
            .into_iter()
            .filter(|interval| *interval != Interval::S1)
        {
            let whole = self.interval(symbol, (interval, since), tally).await?;
            match interval {
                Interval::M1 => minutes = whole,
                Interval::S1
                | Interval::M5
                | Interval::M15
                | Interval::M30
                | Interval::H1
                | Interval::H2
                | Interval::H4
                | Interval::D1 => settled.extend(whole.map(|whole| whole.candles)),
            }
        }
        let Some(minutes) = minutes else {
            return Ok(());
        };
        let covered = |from: Time, until: Time| minutes.from <= from && until <= minutes.until;
        let mut flaws = Vec::new();
        for longer in settled {
            let wrong = market::sums(&longer, &minutes.candles, covered);
            flaws.extend(wrong.iter().map(|finding| {
                part::flaw(symbol, finding, (self.clock.now(), FlawState::Standing))
            }));
        }
        self.note(flaws, tally).await;
        Ok(())
    }

    /// One interval of a symbol: its candles as they stand after the repair, where all of them could be compared.
    async fn interval(
        &mut self,
        symbol: Symbol,
        (interval, since): (Interval, Time),
        tally: &mut Tally,
    ) -> Result<Option<Whole>, StoreError> {
        let span = interval.span();
        let first = self.reader.first_candle(symbol, interval).await?;
        let settled = self.clock.now().plus(SETTLED_AFTER.times(-2));
        let until = settled.floor_to(span);
        let Some(first) = first else {
            return Ok(None);
        };
        let from = first.floor_to(span).max(since);
        let mut whole = Whole {
            from,
            until,
            candles: Vec::new(),
        };
        let (mut next, mut complete) = (from, true);
        while next < until {
            let end = next.plus(span.times(PAGE_CELLS)).min(until);
            let cells = Cells {
                interval,
                from: next,
                until: end,
            };
            let part = Part::look(self, symbol, cells).await?;
            tally.add(&part);
            complete &= part.asked == Asked::Answered;
            whole.candles.extend(part.candles.iter().copied());
            self.repair(part, tally).await;
            next = end;
        }
        Ok(complete.then_some(whole))
    }

    /// Keeps what a part found, with the venue's candles in the place of what is wrong.
    async fn repair(&mut self, part: Part, tally: &mut Tally) {
        tally.count(&part.flaws);
        let mut notes = part.notes;
        notes.flaws = self.fresh(part.flaws);
        self.keep(part.repairs, notes).await;
    }

    /// Keeps flaws for which there is no repair.
    async fn note(&mut self, flaws: Vec<FlawRow>, tally: &mut Tally) {
        tally.count(&flaws);
        let mut notes = MarketNotes::nothing();
        notes.flaws = self.fresh(flaws);
        self.keep(Vec::new(), notes).await;
    }

    /// The flaws that are not known to stand.
    fn fresh(&mut self, flaws: Vec<FlawRow>) -> Vec<FlawRow> {
        let fresh = flaws.into_iter().filter(|flaw| {
            if flaw.state == FlawState::Repaired {
                return true;
            }
            let room = self.standing.len() < STANDING_MAX;
            let named = (flaw.symbol, flaw.interval, flaw.from, flaw.flaw.clone());
            room && self.standing.insert(named)
        });
        fresh.collect()
    }

    async fn keep(&self, candles: Vec<store::KeptCandle>, notes: MarketNotes) {
        // Every way leads into the one inbox.
        if let Some(link) = self.links.first() {
            let arrival = Arrival::Market(Box::new((candles, notes)));
            link.keep(arrival).await;
        }
    }
}

/// The candles of one interval after a check.
#[derive(Debug)]
struct Whole {
    from: Time,
    until: Time,
    candles: Vec<Candle>,
}

/// Waits as long as a check must between two asks.
async fn pause(product: Product) {
    let every = match product {
        Product::Spot => SPOT_EVERY,
        Product::UsdM => CONTRACTS_EVERY,
    };
    tokio::time::sleep(every).await;
}

#[cfg(test)]
mod tests;
