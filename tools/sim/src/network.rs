//! What the network does to each message: nothing, late, lost, twice. Decided once per message, from the seed.

use crate::plan::Weather;
use domain::{Span, Time};
use exchange::chance::Chance;

/// How long the house waits for an answer before it calls it lost.
pub(crate) const ANSWER_LIFE: Span = Span::from_secs(12);

/// The fate of a request and of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// No connection: the house knows that it never left.
    NotSent,
    /// It never arrives; the house hears nothing.
    Lost,
    /// It arrives and is refused before the engine looks: a 429, or a 5xx that executed nothing.
    Refused {
        /// Until it arrives.
        travel: Span,
    },
    /// It arrives and is executed; what the house hears of it is in `answer`.
    Executed {
        /// Until it arrives.
        travel: Span,
        /// How long the venue's engine takes.
        engine: Span,
        /// What becomes of the answer.
        answer: AnswerFate,
    },
}

/// The fate of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerFate {
    /// It comes after this span.
    Comes(Span),
    /// It never comes, or comes unreadable.
    Lost,
}

/// The fate of a report of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportFate {
    /// It comes after this span.
    Once(Span),
    /// It comes twice.
    Twice(Span, Span),
    /// It never comes.
    Never,
}

/// Decides fates.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) weather: Weather,
    /// Until then the venue turns everybody away or cannot be reached.
    pub(crate) dark_until: Option<Time>,
    chance: Chance,
}

impl Network {
    pub(crate) const fn new(weather: Weather, chance: Chance) -> Self {
        Self {
            weather,
            dark_until: None,
            chance,
        }
    }

    fn hits(&mut self, thousandths: u64) -> bool {
        self.chance.below(1_000) < thousandths
    }

    fn millis(&mut self, low: u64, high: u64) -> Span {
        let millis = self.chance.between(low, high);
        Span::from_millis(i64::try_from(millis).unwrap_or(0))
    }

    fn is_dark(&self, now: Time) -> bool {
        self.dark_until.is_some_and(|until| now < until)
    }

    /// The fate of a request.
    pub(crate) fn request(&mut self, now: Time) -> Fate {
        let weather = self.weather;
        if self.is_dark(now) {
            return match self.chance.below(4) {
                0 => Fate::NotSent,
                1 => Fate::Lost,
                _ => Fate::Refused {
                    travel: self.millis(1, 40),
                },
            };
        }
        if self.hits(weather.request_lost) {
            return if self.hits(300) {
                Fate::NotSent
            } else {
                Fate::Lost
            };
        }
        let travel = if self.hits(weather.request_late) {
            self.millis(200, 6_000)
        } else {
            self.millis(1, 40)
        };
        if self.hits(weather.request_refused) {
            return Fate::Refused { travel };
        }
        let engine = if self.hits(weather.request_late / 2) {
            self.millis(100, 4_000)
        } else {
            self.millis(0, 5)
        };
        let answer = if self.hits(weather.answer_lost) {
            AnswerFate::Lost
        } else if self.hits(weather.answer_late) {
            AnswerFate::Comes(self.millis(500, 20_000))
        } else {
            AnswerFate::Comes(self.millis(1, 40))
        };
        Fate::Executed {
            travel,
            engine,
            answer,
        }
    }

    /// The fate of a report.
    pub(crate) fn report(&mut self, now: Time) -> ReportFate {
        let weather = self.weather;
        if self.is_dark(now) || self.hits(weather.report_lost) {
            return ReportFate::Never;
        }
        let first = if self.hits(weather.report_late) {
            self.millis(100, 8_000)
        } else {
            self.millis(1, 30)
        };
        if self.hits(weather.report_doubled) {
            return ReportFate::Twice(first, self.millis(1, 10_000));
        }
        ReportFate::Once(first)
    }
}
