//! One day on contracts from one seed: a storm, then calm until everything is resolved, then the last judgement.

use super::world::World;
use crate::day::{DayReport, Failure};
use crate::world::{Wrong, cause};
use domain::{OrderId, Origin, Scope, Span, Time, UserId};
use trading::{HaltReach, Input, TradingConfig};

/// A day of 2026 begins here, shortly before funding is paid.
const DAWN_MS: i64 = 1_767_225_600_000 - 1_800_000;
/// How long people want things and things go wrong.
const STORM: Span = Span::from_secs(4 * 3_600);
/// How long the calm after it may last.
const CALM: Span = Span::from_secs(3_600);
/// How often the calm is looked at.
const LOOK: Span = Span::from_secs(60);

/// Lives the day on contracts of a seed.
///
/// # Errors
/// What an oracle found, with the seed and the last lines of the trace.
pub fn live_contracts(seed: u64, config: TradingConfig) -> Result<DayReport, Box<Failure>> {
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
    let dusk = start.plus(STORM);
    world.people_until = dusk;
    world.dawn()?;
    world.run(dusk)?;
    world.struck()?;
    world.surface.clear_faults();
    world.surface.skew_to(Span::ZERO)?;
    world.trace.say(dusk, "calm", &());
    let end = dusk.plus(CALM);
    let (mut now, mut quiet) = (dusk, 0_u32);
    while now < end && quiet < 2 {
        now = now.plus(LOOK);
        world.run(now)?;
        let Some(trading) = world.house.trading() else {
            continue;
        };
        let open: Vec<OrderId> = trading.open_orders().map(|o| o.order.id()).collect();
        if open.is_empty() {
            quiet = quiet.saturating_add(1);
        }
        let halt = Input::Halt {
            request: world.next_request(),
            scope: Scope::Global,
            reach: HaltReach::AndCancel,
            cause: cause("the day is over"),
        };
        // A halt leaves the exits of positions; a person ends those too.
        let mut inputs = vec![halt];
        inputs.extend(open.into_iter().map(|order| Input::Cancel {
            request: world.next_request(),
            order,
            origin: Origin::Person(UserId::new(1)),
        }));
        world.turn(inputs)?;
    }
    let check = Input::CheckNow {
        request: world.next_request(),
        account: world.figures.account,
    };
    world.turn(vec![check])?;
    world.run(now.plus(LOOK))?;
    world.day_end()?;
    if world.house.replay_equals_life(&world.figures)? {
        Ok(())
    } else {
        Err(Wrong(
            "the journal's replay is not the living state".to_owned(),
        ))
    }
}
