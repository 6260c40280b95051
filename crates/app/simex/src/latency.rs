//! How long answers are on their way: fixed, spread, or mostly short and sometimes long. Drawn from a seed; never waits.

use domain::Span;
use exchange::chance::{Chance, Hit, Odds};

/// Longest latency that may be asked for.
const LATENCY_MAX_MS: i64 = 600_000;

/// How long answers are on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Latency {
    /// Not at all.
    #[default]
    None,
    /// Always this long.
    Fixed(Span),
    /// Anything between these two.
    Uniform(Span, Span),
    /// Mostly the first, now and then the second.
    Spikes {
        /// The usual latency.
        usual: Span,
        /// The latency of a spike.
        spike: Span,
        /// How often, in parts of a million.
        per_million: u32,
    },
}

/// Why a latency makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no latency: none, fixed:5ms, uniform:1-20ms or spikes:5ms+200ms@1%")]
pub struct LatencyError(String);

impl Latency {
    /// Reads `none`, `fixed:5ms`, `uniform:1-20ms`, `spikes:5ms+200ms@1%`.
    ///
    /// # Errors
    /// The text is none of these, or a latency is longer than ten minutes.
    pub fn parse(text: &str) -> Result<Self, LatencyError> {
        Self::read(text).ok_or_else(|| LatencyError(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::None);
        }
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "fixed" => Some(Self::Fixed(span(rest)?)),
            "uniform" => {
                let (low, high) = rest.split_once('-')?;
                let (low, high) = (span(low)?, span(high)?);
                (low <= high).then_some(Self::Uniform(low, high))
            }
            "spikes" => {
                let (usual, rest) = rest.split_once('+')?;
                let (spike, often) = rest.split_once('@')?;
                let often: u32 = often.strip_suffix('%')?.parse().ok()?;
                (often <= 100).then_some(Self::Spikes {
                    usual: span(usual)?,
                    spike: span(spike)?,
                    per_million: often * 10_000,
                })
            }
            _ => None,
        }
    }

    /// The latency of one answer.
    pub(crate) fn draw(self, chance: &mut Chance) -> Span {
        match self {
            Self::None => Span::ZERO,
            Self::Fixed(span) => span,
            Self::Uniform(low, high) => {
                let micros = |span: Span| u64::try_from(span.nanos() / 1_000).unwrap_or(0);
                let drawn = chance.between(micros(low), micros(high));
                Span::from_nanos(i64::try_from(drawn).unwrap_or(0).saturating_mul(1_000))
            }
            Self::Spikes {
                usual,
                spike,
                per_million,
            } => match chance.hits(Odds::per_million(per_million)) {
                Hit::Yes => spike,
                Hit::No => usual,
            },
        }
    }
}

/// `5ms` or `5`, in milliseconds.
fn span(text: &str) -> Option<Span> {
    let digits = text.strip_suffix("ms").unwrap_or(text);
    let millis: i64 = digits.parse().ok()?;
    (0..=LATENCY_MAX_MS)
        .contains(&millis)
        .then(|| Span::from_millis(millis))
}

#[cfg(test)]
mod tests;
