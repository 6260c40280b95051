//! One day from one seed: a storm, then calm until everything is resolved, then the last judgement.

use crate::plan::Weather;
use crate::trace::Tally;
use crate::world::{Question, World, Wrong};
use domain::{Span, Time};
use std::fmt;
use trading::{HaltReach, Input, TradingConfig};

/// A day of 2026 begins here; every simulated day does.
const DAWN_MS: i64 = 1_767_225_600_000;
/// How long people want things.
const DAY: Span = Span::from_secs(86_400);
/// How long the calm after it may last.
const CALM: Span = Span::from_secs(3_600);
/// How often the calm is looked at.
const LOOK: Span = Span::from_secs(60);

/// A day that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    /// Its seed.
    pub seed: u64,
    /// One number that differs when anything that happened differs.
    pub hash: u64,
    /// What happened, counted.
    pub tally: Tally,
}

/// A day that did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its seed: the same seed fails the same way.
    pub seed: u64,
    /// What is wrong.
    pub words: String,
    /// The last things that happened before it.
    pub lines: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "seed {}: {}", self.seed, self.words)
    }
}

impl std::error::Error for Failure {}

/// Lives the day of a seed.
///
/// # Errors
/// What an oracle found, with the seed and the last lines of the trace.
pub fn live(seed: u64, config: TradingConfig) -> Result<DayReport, Box<Failure>> {
    let start = Time::from_millis(DAWN_MS);
    let mut world = World::new(seed, config, start).map_err(|error| {
        Box::new(Failure {
            seed,
            words: format!("{error:#}"),
            lines: Vec::new(),
        })
    })?;
    match whole_day(&mut world, start) {
        Ok(()) => Ok(DayReport {
            seed,
            hash: world.trace.hash(),
            tally: world.trace.tally,
        }),
        Err(Wrong(words)) => Err(Box::new(Failure {
            seed,
            words,
            lines: world.trace.last_lines(),
        })),
    }
}

fn whole_day(world: &mut World, start: Time) -> Result<(), Wrong> {
    let dusk = start.plus(DAY);
    world.people_until = dusk;
    world.dawn()?;
    world.run(dusk)?;
    world.network.weather = Weather::CALM;
    world.trace.say(dusk, "calm", &());
    let end = dusk.plus(CALM);
    let mut now = dusk;
    let mut cancelled = false;
    while now < end {
        now = now.plus(LOOK);
        world.run(now)?;
        let Some(trading) = world.house.trading() else {
            continue;
        };
        let open: Vec<_> = trading.open_orders().map(|o| o.order.id()).collect();
        if open.is_empty() && cancelled {
            break;
        }
        let halt = Input::Halt {
            request: world.next_request(),
            scope: domain::Scope::Global,
            reach: HaltReach::AndCancel,
            cause: crate::world::cause("the day is over"),
        };
        cancelled = true;
        // A halt leaves the exits of positions; a person ends those too.
        let mut inputs = vec![halt];
        inputs.extend(open.into_iter().map(|order| Input::Cancel {
            request: world.next_request(),
            order,
            origin: domain::Origin::Person(domain::UserId::new(1)),
        }));
        world.turn(inputs)?;
    }
    world.ask(Question::Balances);
    world.run(now.plus(LOOK))?;
    let trading = world
        .house
        .trading()
        .ok_or_else(|| "the house is down after the calm".to_owned())?;
    world
        .oracle
        .day_end(trading, &world.venue, &world.figures)?;
    if world.house.replay_equals_life(&world.figures)? {
        Ok(())
    } else {
        Err(Wrong(
            "the journal's replay is not the living state".to_owned(),
        ))
    }
}
