//! Years of a past for the first account of a fresh venue: deposits, trades, transfers, conversions, through the real
//! engines at past instants, and a book of its own kept beside them. Never reads back what the engines say to write it.

mod books;
mod calendar;
mod conversions;
mod departures;
mod money;
mod past;
mod perpetuals;
mod prices;
mod reckoning;
mod spot;

use crate::config::Config;
use crate::floor::Floor;
use crate::start::StartError;
use books::Books;
use calendar::Day;
use domain::{AccountId, Span, Time};
use exchange::chance::Chance;
use past::Past;
use prices::Prices;
use std::path::PathBuf;

/// Days of a year of the past.
const YEAR_DAYS: u32 = 365;
/// Most years of a past.
pub(crate) const YEARS_MAX: u32 = 20;
/// A day.
const DAY: Span = Span::from_secs(86_400);

/// A past to make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// How many years of 365 days, at most 20.
    pub years: u32,
    /// The same seed, the same past.
    pub seed: u64,
    /// Where the book kept beside the engines is written, as JSON.
    pub truth: Option<PathBuf>,
}

/// Why no past could be made up.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// No account to give a past to.
    #[error("a past needs an account")]
    NoAccount,
    /// More years than can be kept.
    #[error("a past has 1 to 20 years")]
    Years,
    /// The engines and the book kept beside them disagree.
    #[error("the engines and the book kept beside them disagree: {0}")]
    Differs(String),
    /// The truth file cannot be written.
    #[error("{path}: the truth file cannot be written")]
    Truth {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl History {
    /// The instant at which the past begins: the start of a UTC day.
    pub(crate) fn begin(&self, now: Time) -> Time {
        let days = i64::from(self.years.saturating_mul(YEAR_DAYS));
        let back = DAY.times(days.saturating_neg());
        now.floor_to(DAY).plus(back)
    }
}

/// Gives the first account its past, up to the floor's own instant, and writes the truth file.
///
/// # Errors
/// Nothing to give a past to, a file that cannot be written, or a disagreement with the engines.
pub(crate) fn write(
    floor: &mut Floor,
    config: &Config,
    (history, end): (&History, Time),
) -> Result<(), StartError> {
    let books = live(floor, config, (history, end))?;
    let Some(path) = &history.truth else {
        return Ok(());
    };
    let truth = books.truth(history, end).to_string();
    let written = std::fs::write(path, truth);
    written.map_err(|source| {
        let path = path.clone();
        StartError::from(HistoryError::Truth { path, source })
    })
}

/// The past itself; what it kept in its own book.
pub(crate) fn live(
    floor: &mut Floor,
    config: &Config,
    (history, end): (&History, Time),
) -> Result<Books, StartError> {
    if history.years == 0 || history.years > YEARS_MAX {
        return Err(HistoryError::Years.into());
    }
    let seed = config.accounts.first().ok_or(HistoryError::NoAccount)?;
    let begin = history.begin(end);
    let chance = Chance::new(history.seed);
    let days = usize::try_from(history.years.saturating_mul(YEAR_DAYS)).unwrap_or(0);
    let prices = Prices::new(&chance, days);
    let mut books = Books::new(begin, seed);
    let mut past = Past::new(floor, &mut books, (seed.account, prices));
    past.settle_in()?;
    for index in 0..days {
        let offset = i64::try_from(index).unwrap_or(0);
        let day = Day::new(index, begin.plus(DAY.times(offset)));
        let mut chance = chance.branch(u64::try_from(index).unwrap_or(0));
        past.live_day(&day, &mut chance)?;
    }
    past.close_all(&mut chance.branch(u64::MAX))?;
    past.pass_to(end)?;
    past.compare_balances()?;
    floor.now = end;
    Ok(books)
}

impl Past<'_> {
    /// One day, each kind of thing at its own hour so that none waits for another.
    fn live_day(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        self.begin_day(day)?;
        self.arrivals(day, chance)?;
        self.gifts(day, chance)?;
        self.moves(day, chance)?;
        self.trades(day, chance)?;
        self.perpetuals(day, chance)?;
        self.conversions(day, chance)?;
        self.departures(day, chance)?;
        self.end_day(day)
    }
}

/// The number of a sub-account of a past: behind the account it belongs to.
pub(crate) fn sub_account(master: AccountId, number: u64) -> AccountId {
    AccountId::new(master.get().saturating_mul(1_000).saturating_add(number))
}

#[cfg(test)]
mod tests;
