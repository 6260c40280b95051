//! The simulated desk: turns of the real trading core over the simulated disk, and deaths between any two steps.

use crate::disk::{Disk, ReadFrom};
use crate::plan::Figures;
use anyhow::Context;
use domain::{Machine, Span, Time};
use trading::{Effect, Event, Input, Trading, TradingConfig};

/// What goes wrong in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TurnFate {
    /// Nothing.
    Fine,
    /// The commit fails and nothing is written.
    NotWritten,
    /// The commit fails and everything is written all the same.
    WrittenUnknown,
    /// The process dies before the commit.
    DiesBefore,
    /// The process dies after the commit, when this many effects have left.
    DiesAfter(usize),
}

/// What came of a turn.
#[derive(Debug, Default)]
pub(crate) struct Turned {
    /// Effects that left, in order.
    pub(crate) effects: Vec<Effect>,
    /// Events that became durable.
    pub(crate) recorded: Vec<Event>,
}

/// The desk.
#[derive(Debug)]
pub(crate) struct House {
    config: TradingConfig,
    trading: Option<Trading>,
    pub(crate) disk: Disk,
    /// How far the machine's clock is ahead of the true time.
    pub(crate) offset: Span,
    /// How far the desk believes it is.
    pub(crate) believed: Span,
    seen: Time,
    /// Counts its lives.
    pub(crate) life: u64,
}

impl House {
    pub(crate) fn new(config: TradingConfig) -> Self {
        Self {
            config,
            trading: None,
            disk: Disk::default(),
            offset: Span::ZERO,
            believed: Span::ZERO,
            seen: Time::from_nanos(0),
            life: 0,
        }
    }

    /// The desk's clock: never backwards inside one life.
    pub(crate) fn clock(&mut self, truth: Time) -> Time {
        self.seen = self.seen.max(truth.plus(self.offset));
        self.seen
    }

    /// The venue's time as the desk believes it to be.
    pub(crate) fn venue_time(&mut self, truth: Time) -> Time {
        let back = Span::from_nanos(self.believed.nanos().saturating_neg());
        self.clock(truth).plus(back)
    }

    /// The core, while the process lives.
    pub(crate) const fn trading(&self) -> Option<&Trading> {
        self.trading.as_ref()
    }

    /// The process dies.
    pub(crate) fn die(&mut self) {
        self.trading = None;
        self.seen = Time::from_nanos(0);
    }

    /// The process starts: everything it knows is what the disk says.
    pub(crate) fn start(&mut self, figures: &Figures, from: ReadFrom) -> anyhow::Result<()> {
        let (snapshot, events) = self.disk.read(from)?;
        let trading = Trading::restore(self.config, figures.gate(), snapshot, events)
            .map_err(|error| anyhow::anyhow!("the journal cannot be read back: {error}"))?;
        self.trading = Some(trading);
        self.life = self.life.saturating_add(1);
        Ok(())
    }

    /// One turn: step, commit, let effects leave, as its fate has it.
    pub(crate) fn turn(
        &mut self,
        truth: Time,
        inputs: Vec<Input>,
        fate: TurnFate,
    ) -> anyhow::Result<Turned> {
        let now = self.clock(truth);
        let Some(trading) = self.trading.as_mut() else {
            return Ok(Turned::default());
        };
        let (mut events, mut effects) = (Vec::new(), Vec::new());
        for input in inputs {
            let mut out = Vec::new();
            trading.step(now, input, &mut out);
            for effect in out {
                match effect {
                    Effect::Record(event) => events.push(event),
                    other @ (Effect::Place { .. }
                    | Effect::PlaceOco { .. }
                    | Effect::Replace { .. }
                    | Effect::Amend { .. }
                    | Effect::Cancel { .. }
                    | Effect::CancelAll { .. }
                    | Effect::Query { .. }
                    | Effect::FetchFills { .. }
                    | Effect::FetchBalances { .. }
                    | Effect::FetchStatement { .. }
                    | Effect::Set { .. }
                    | Effect::Answer { .. }) => effects.push(other),
                }
            }
        }
        match fate {
            TurnFate::DiesBefore => {
                self.die();
                return Ok(Turned::default());
            }
            TurnFate::NotWritten => {
                self.go_back()?;
                return Ok(Turned::default());
            }
            TurnFate::Fine | TurnFate::WrittenUnknown | TurnFate::DiesAfter(_) => {
                self.disk.commit(&events)?;
            }
        }
        self.after_commit(fate, effects, events)
    }

    fn after_commit(
        &mut self,
        fate: TurnFate,
        mut effects: Vec<Effect>,
        recorded: Vec<Event>,
    ) -> anyhow::Result<Turned> {
        match fate {
            TurnFate::WrittenUnknown => {
                self.go_back()?;
                effects.clear();
            }
            TurnFate::DiesAfter(left) => {
                effects.truncate(left);
                self.die();
            }
            TurnFate::Fine | TurnFate::NotWritten | TurnFate::DiesBefore => {
                if let Some(trading) = &self.trading
                    && self.disk.wants_snapshot()
                {
                    self.disk.keep(&trading.snapshot())?;
                }
            }
        }
        Ok(Turned { effects, recorded })
    }

    /// After a turn that could not be written: everything is what the disk says.
    fn go_back(&mut self) -> anyhow::Result<()> {
        let (snapshot, events) = self.disk.read(ReadFrom::Snapshot)?;
        let trading = self.trading.take().context("the process is down")?;
        let rebuilt = trading
            .rebuild(snapshot, events)
            .map_err(|error| anyhow::anyhow!("the journal cannot be read back: {error}"))?;
        self.trading = Some(rebuilt);
        Ok(())
    }

    /// Whether what the whole journal makes is what lives.
    pub(crate) fn replay_equals_life(&self, figures: &Figures) -> anyhow::Result<bool> {
        let (snapshot, events) = self.disk.read(ReadFrom::Beginning)?;
        let replayed = Trading::restore(self.config, figures.gate(), snapshot, events)
            .map_err(|error| anyhow::anyhow!("the journal cannot be read back: {error}"))?;
        let living = self.trading.as_ref().context("the process is down")?;
        Ok(replayed.snapshot() == living.snapshot())
    }
}
