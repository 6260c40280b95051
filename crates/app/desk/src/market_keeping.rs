//! Ends what is kept for a while only: candles of one second, the venue's public pages, gaps that are closed.
//! Never touches a raw record, an order, or a candle of a minute and more: those are kept for ever.

use crate::clock::Clock;
use crate::inbox::Arrival;
use crate::portfolio::Grade;
use crate::venue_link::VenueLink;
use domain::{Span, Symbol, Time};
use std::sync::Arc;
use std::time::Duration;
use store::{Ending, MarketNotes, Reader, StoreError};

/// How often it is looked whether something ends.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// Pause between two turns of ending, so that orders are never kept waiting by them.
const NEXT_AFTER: Duration = Duration::from_millis(500);
/// Most seconds of one symbol that end in one turn.
const SECONDS_AT_ONCE: Span = Span::from_secs(3_600);
/// Pages whose sizes are looked at.
const PAGES_MAX: u32 = 5_000;
/// The name under which health shows it.
const PART: &str = "market-data";

/// How long market data is kept, and how much of it. Candles of a minute and more are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketKeeping {
    /// Age at which a candle of one second ends.
    pub seconds: Span,
    /// Most candles of one second of all symbols together.
    pub seconds_rows_max: u64,
    /// Age at which the venue's page that showed a flaw ends; the flaw itself stays.
    pub pages: Span,
    /// Most bytes of such pages.
    pub pages_bytes_max: u64,
    /// Age at which a closed gap ends.
    pub gaps: Span,
}

impl MarketKeeping {
    /// A week of seconds and at most 10 million of them (1.5 GiB), a year of evidence in 256 MiB, a year of closed gaps.
    pub const USUAL: Self = Self {
        seconds: Span::from_secs(7 * 86_400),
        seconds_rows_max: 10_000_000,
        pages: Span::from_secs(365 * 86_400),
        pages_bytes_max: 256 * 1_024 * 1_024,
        gaps: Span::from_secs(365 * 86_400),
    };
}

/// What a keeper is made of.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) rules: MarketKeeping,
    pub(crate) link: Arc<VenueLink>,
    pub(crate) reader: Reader,
    pub(crate) clock: Arc<Clock>,
    pub(crate) symbols: Vec<Symbol>,
}

/// What is kept, and what of it ends in this turn.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) endings: Vec<Ending>,
    seconds: u64,
    oldest: Option<Time>,
    pages: u64,
    pages_bytes: u64,
    more: More,
}

/// Whether another turn has something to end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum More {
    Yes,
    #[default]
    No,
}

impl Keeper {
    /// Looks now and then, until it is dropped.
    pub(crate) async fn run(self) {
        loop {
            let wait = match self.plan().await {
                Ok(plan) => self.carry_out(plan).await,
                Err(error) => {
                    self.link.health.trouble(PART, &error.to_string());
                    LOOK_EVERY
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    async fn carry_out(&self, plan: Plan) -> Duration {
        let oldest = plan
            .oldest
            .map_or_else(|| "none".to_owned(), |oldest| oldest.to_string());
        let words = format!(
            "{} candles of one second (at most {}, for {} days), the oldest {oldest}; {} pages of evidence, {} bytes (at most {}, for {} days)",
            plan.seconds,
            self.rules.seconds_rows_max,
            days(self.rules.seconds),
            plan.pages,
            plan.pages_bytes,
            self.rules.pages_bytes_max,
            days(self.rules.pages),
        );
        self.link.health.say(PART, Grade::Healthy, words, None);
        let mut notes = MarketNotes::nothing();
        notes.endings = plan.endings;
        self.link
            .keep(Arrival::Market(Box::new((Vec::new(), notes))))
            .await;
        match plan.more {
            More::Yes => NEXT_AFTER,
            More::No => LOOK_EVERY,
        }
    }

    /// What ends now.
    pub(crate) async fn plan(&self) -> Result<Plan, StoreError> {
        let (now, mut plan) = (self.clock.now(), Plan::default());
        let count = u64::try_from(self.symbols.len()).unwrap_or(u64::MAX);
        let rows_each = self.rules.seconds_rows_max / count.max(1);
        for symbol in &self.symbols {
            let Some((oldest, held)) = self.reader.seconds_held(*symbol).await? else {
                continue;
            };
            plan.seconds = plan.seconds.saturating_add(held);
            plan.oldest = Some(plan.oldest.map_or(oldest, |known| known.min(oldest)));
            let mut before = back(now, self.rules.seconds);
            if held > rows_each {
                let newest_out = self.reader.second_at(*symbol, rows_each).await?;
                before = before.max(newest_out.map_or(before, |out| out.plus(Span::from_secs(1))));
            }
            if oldest >= before {
                continue;
            }
            let step = oldest.plus(SECONDS_AT_ONCE);
            if step < before {
                plan.more = More::Yes;
            }
            plan.endings
                .push(Ending::Seconds(*symbol, before.min(step)));
        }
        let before = self.pages_before(now, &mut plan).await?;
        plan.endings.push(Ending::Pages(before));
        plan.endings.push(Ending::Gaps(back(now, self.rules.gaps)));
        Ok(plan)
    }

    /// Pages that arrived before this instant end: they are too old, or newer ones fill the room.
    async fn pages_before(&self, now: Time, plan: &mut Plan) -> Result<Time, StoreError> {
        let mut before = back(now, self.rules.pages);
        let mut bytes = 0_u64;
        for (received, size) in self.reader.market_page_sizes(PAGES_MAX).await? {
            bytes = bytes.saturating_add(size);
            if bytes > self.rules.pages_bytes_max {
                before = before.max(received.plus(Span::from_nanos(1)));
                break;
            }
            if received >= before {
                plan.pages += 1;
                plan.pages_bytes = bytes;
            }
        }
        Ok(before)
    }
}

fn back(now: Time, span: Span) -> Time {
    now.plus(span.times(-1))
}

const fn days(span: Span) -> i64 {
    span.millis() / 86_400_000
}

#[cfg(test)]
mod tests;
