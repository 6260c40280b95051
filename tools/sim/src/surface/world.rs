//! Everything that is under way between the desk's link and the exchange's surface, in the order of the true time.
//! One queue, one thread.

use super::exchange::Surface;
use super::faults::Victim;
use super::figures::figures;
use super::judge::Judge;
use super::life::{Answering, Life};
use crate::guards::{GuardOracle, Held};
use crate::house::{House, TurnFate};
use crate::network::ANSWER_LIFE;
use crate::plan::{Figures, Weather};
use crate::trace::Trace;
use crate::world::Wrong;
use domain::{
    AccountId, Amount, Instrument, Position, PositionKey, PositionMode, PositionSide, Price, Span,
    Symbol, Time, VenueId,
};
use exchange::chance::Chance;
use protocols::{Call, Purpose};
use std::collections::BTreeMap;
use trading::{ContractInput, Effect, Input, RequestId, TradingConfig};
use wire::{Lost, NotSent, Outcome};

/// Something that will happen.
pub(super) enum Happening {
    /// Time passes at the exchange.
    Tick,
    /// Somebody at the house wants something.
    Person,
    /// Somebody wishes for an order.
    Wish,
    /// Something goes wrong.
    Strike,
    /// The desk wanted to be stepped again by now.
    Wake,
    /// The machine's clock jumps.
    ClockJump,
    /// The desk learns the exchange's clock anew.
    ClockSync,
    /// A call of a life reaches its socket.
    Leave(Box<Flight>),
    /// A call reaches the exchange.
    Arrive(Box<Flight>),
    /// What became of a call is heard by a life.
    Hear(u64, Box<(Answering, Outcome)>),
    /// Nobody waits for the answer of this number any longer.
    GiveUp(u64),
    /// A frame of a socket is heard.
    Frame(u64, String),
    /// A life connects its private stream.
    Connect(u64),
    /// A life keeps the key of its private stream alive.
    KeepKey(u64),
    /// A life asks for wallets, settings and positions.
    Look(u64),
    /// The process starts.
    Start,
    /// The exchange dies and stays away for long, alone or with the desk.
    Away(Victim),
    /// The exchange's clock is right again.
    Unskew,
    /// The contracts' index follows its market again.
    Unshock,
}

/// A call under way.
pub(super) struct Flight {
    /// The life that makes it.
    pub(super) life: u64,
    pub(super) call: Call,
    pub(super) answering: Answering,
    /// When it left, in true time.
    pub(super) sent: Time,
    /// The time it bears, and how long after it the exchange takes it up.
    pub(super) stamped: (Time, Span),
}

/// An answer that is to come.
pub(super) struct Waiting {
    pub(super) life: u64,
    pub(super) answering: Answering,
}

/// House, exchange and all between them.
pub(super) struct World {
    pub(super) figures: Figures,
    pub(super) instruments: Vec<Instrument>,
    pub(super) mode: PositionMode,
    pub(super) house: House,
    pub(super) life: Option<Life>,
    pub(super) surface: Surface,
    pub(super) judge: Judge,
    pub(super) guards: GuardOracle,
    pub(super) trace: Trace,
    pub(super) chance: Chance,
    pub(super) weather: Weather,
    pub(super) truth: Time,
    queue: BTreeMap<(Time, u64), Happening>,
    number: u64,
    request: u64,
    woken_for: Option<Time>,
    /// After this instant nobody wants anything and nothing goes wrong.
    pub(super) people_until: Time,
    pub(super) waiting: BTreeMap<u64, Waiting>,
    /// The socket of the private stream, and when its last frame is heard.
    pub(super) stream: Option<(u64, Time)>,
    /// The exchange asked for silence until then.
    pub(super) silent_until: Time,
    /// The exchange is down until then.
    pub(super) down_until: Time,
    /// Marks are silent until then.
    pub(super) marks_until: Time,
    pub(super) last: BTreeMap<Symbol, Price>,
}

impl World {
    pub(super) fn new(seed: u64, config: TradingConfig, start: Time) -> anyhow::Result<Self> {
        let mut chance = Chance::new(seed).branch(0x5EA);
        let mut surface = Surface::new(AccountId::new(1), &mut chance, start)?;
        let instruments = surface.contracts(VenueId::new("simex")?)?;
        let figures = figures(VenueId::new("simex")?, &instruments)?;
        let mode = match chance.below(3) {
            0 => PositionMode::Hedge,
            _ => PositionMode::OneWay,
        };
        if mode == PositionMode::Hedge {
            surface.set_hedge()?;
        }
        let weather = Weather::of(&mut chance);
        Ok(Self {
            figures,
            instruments,
            mode,
            house: House::new(config),
            life: None,
            surface,
            judge: Judge::default(),
            guards: GuardOracle::default(),
            trace: Trace::new(),
            chance,
            weather,
            truth: start,
            queue: BTreeMap::new(),
            number: 0,
            request: 0,
            woken_for: None,
            people_until: start,
            waiting: BTreeMap::new(),
            stream: None,
            silent_until: start,
            down_until: start,
            marks_until: start,
            last: BTreeMap::new(),
        })
    }

    /// Puts something into the queue.
    pub(super) fn at(&mut self, when: Time, happening: Happening) {
        self.number = self.number.saturating_add(1);
        self.queue
            .insert((when.max(self.truth), self.number), happening);
    }

    pub(super) fn after(&mut self, span: Span, happening: Happening) {
        self.at(self.truth.plus(span), happening);
    }

    pub(super) fn millis(&mut self, low: u64, high: u64) -> Span {
        let millis = self.chance.between(low, high);
        Span::from_millis(i64::try_from(millis).unwrap_or(0))
    }

    pub(super) fn next_request(&mut self) -> RequestId {
        self.request = self.request.saturating_add(1);
        RequestId(self.request)
    }

    /// Lets everything happen up to `until`.
    pub(super) fn run(&mut self, until: Time) -> Result<(), Wrong> {
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((when, _), happening) = entry.remove_entry();
            self.truth = when;
            self.pass()?;
            self.happen(happening)?;
        }
        self.truth = until;
        self.pass()
    }

    /// The exchange lives up to this instant.
    fn pass(&mut self) -> Result<(), Wrong> {
        let happened = self.surface.pass(self.truth);
        self.told(happened)
    }

    /// The desk's clock, told to its link too.
    pub(super) fn clock(&mut self) -> Time {
        let now = self.house.clock(self.truth);
        if let Some(life) = &self.life {
            life.move_to(now);
        }
        now
    }

    /// A turn with these inputs, and whatever follows from it at once.
    pub(super) fn turn(&mut self, inputs: Vec<Input>) -> Result<(), Wrong> {
        self.step(inputs)?;
        self.settle()
    }

    /// Lets the link's tasks go on until nothing moves any more.
    pub(super) fn settle(&mut self) -> Result<(), Wrong> {
        loop {
            self.clock();
            let Some(life) = self.life.as_mut() else {
                return Ok(());
            };
            let (calls, inputs) = life.go_on();
            if calls.is_empty() && inputs.is_empty() {
                self.set_alarm();
                return Ok(());
            }
            for (call, answering) in calls {
                self.sets_out(call, answering);
            }
            if !inputs.is_empty() {
                self.step(inputs)?;
            }
        }
    }

    fn step(&mut self, inputs: Vec<Input>) -> Result<(), Wrong> {
        if self.house.trading().is_none() {
            return Ok(());
        }
        self.clock();
        let fate = self.turn_fate();
        if fate != TurnFate::Fine {
            self.trace.say(self.truth, "turn-fate", &fate);
        }
        for input in &inputs {
            if !is_noise(input) {
                self.trace.say(self.truth, "input", input);
            }
        }
        let turned = self.house.turn(self.truth, inputs, fate)?;
        for event in &turned.recorded {
            self.trace
                .say(self.truth, desk::journal::kind(event), event);
            self.lived(event);
        }
        self.judge.recorded(self.truth, &turned.recorded)?;
        self.guards.recorded(&turned.recorded, &self.figures)?;
        if let Some(trading) = self.house.trading() {
            let (last, now) = (&self.last, (self.truth, self.house.life));
            let worth = |symbol| last.get(&symbol).copied();
            // Only what buys is wished with exits.
            let side = match self.mode {
                PositionMode::OneWay => PositionSide::Both,
                PositionMode::Hedge => PositionSide::Long,
            };
            let account = self.figures.account;
            let held = |symbol| {
                let key = PositionKey {
                    account,
                    symbol,
                    side,
                };
                let net = trading.position_of(key).map_or(Amount::ZERO, Position::net);
                Held::AtMost(net.max(Amount::ZERO))
            };
            self.guards.covered(now, &self.figures, worth, held)?;
        }
        if let Some(trading) = self.house.trading() {
            crate::oracle::Oracle::holds(trading, &self.figures)?;
        }
        self.leave(turned.effects, fate);
        Ok(())
    }

    /// Effects leave; a process that died in the turn is gone with all its tasks.
    fn leave(&mut self, effects: Vec<Effect>, fate: TurnFate) {
        if let Some(life) = &self.life {
            for effect in effects {
                life.hand_out(effect);
            }
            if fate == TurnFate::NotWritten || fate == TurnFate::WrittenUnknown {
                life.look();
            }
        }
        if self.house.trading().is_none() {
            // What had left before it died is on its way.
            let calls = self.life.as_mut().map(|life| life.go_on().0);
            for (call, answering) in calls.unwrap_or_default() {
                self.sets_out(call, answering);
            }
            self.dies();
        }
    }

    /// The process is gone; it starts again after a while.
    pub(super) fn dies(&mut self) {
        self.house.die();
        self.life = None;
        if let Some((conn, _)) = self.stream.take() {
            self.surface.close(conn);
        }
        self.trace.say(self.truth, "dead", &());
        let down = self.millis(50, 30_000);
        self.after(down, Happening::Start);
    }

    fn turn_fate(&mut self) -> TurnFate {
        if self.truth >= self.people_until {
            return TurnFate::Fine;
        }
        if self.chance.below(10_000) < self.weather.commit_fails {
            return match self.chance.below(2) {
                0 => TurnFate::NotWritten,
                _ => TurnFate::WrittenUnknown,
            };
        }
        if self.chance.below(10_000) < self.weather.crash {
            return match self.chance.below(3) {
                0 => TurnFate::DiesBefore,
                _ => TurnFate::DiesAfter(usize::try_from(self.chance.below(4)).unwrap_or(0)),
            };
        }
        TurnFate::Fine
    }

    /// Wakes the house when it wants to be woken, by its own clock.
    fn set_alarm(&mut self) {
        use domain::Machine;
        let wish = self.house.trading().and_then(trading::Trading::wake_at);
        let Some(wish) = wish else { return };
        let back = Span::from_nanos(self.house.offset.nanos().saturating_neg());
        let when = wish.plus(back).max(self.truth.plus(Span::from_millis(1)));
        if self
            .woken_for
            .is_none_or(|set| when < set || set <= self.truth)
        {
            self.woken_for = Some(when);
            self.at(when, Happening::Wake);
        }
    }

    pub(super) const fn woken(&mut self) {
        self.woken_for = None;
    }

    /// A call sets out, at once or after a while.
    fn sets_out(&mut self, call: Call, answering: Answering) {
        let pause = match self.chance.below(50) {
            0 => self.millis(10, 2_500),
            _ => Span::ZERO,
        };
        let life = self.house.life;
        let flight = Flight {
            life,
            call,
            answering,
            sent: self.truth,
            stamped: (self.truth, Span::ZERO),
        };
        self.after(pause, Happening::Leave(Box::new(flight)));
    }

    /// The last look, the stamp, and the way to the exchange.
    pub(super) fn left(&mut self, mut flight: Flight) -> Result<(), Wrong> {
        let life = flight.life;
        let now = self.clock();
        let Some(trading) = self.house.trading().filter(|_| life == self.house.life) else {
            self.trace.tally.count("effect of a dead process");
            return Ok(());
        };
        let epoch = match flight.call.purpose() {
            Purpose::Place { halt_epoch, .. } | Purpose::Change { halt_epoch, .. } => {
                Some(halt_epoch)
            }
            Purpose::Question
            | Purpose::Read
            | Purpose::Survey
            | Purpose::Cancel
            | Purpose::Reduce { .. } => None,
        };
        let halted = epoch.is_some_and(|epoch| trading.halt_watch().moved_since(epoch));
        let lasts = flight.call.life_at(now);
        let not_sent = if halted {
            self.trace.tally.count("stopped by the last look");
            Some(NotSent::Halted)
        } else if self.truth < self.silent_until {
            let until = now.plus(self.silent_until.since(self.truth));
            Some(NotSent::Paused { until })
        } else if self.truth < self.down_until {
            Some(NotSent::Connect("nobody listens".to_owned()))
        } else if lasts.is_none() {
            Some(NotSent::TooLate)
        } else {
            None
        };
        if let Some(why) = not_sent {
            return self.heard(life, flight.answering, Outcome::NotSent(why));
        }
        flight.sent = self.truth;
        let stamp = self.house.venue_time(self.truth);
        flight.stamped = (stamp, lasts.unwrap_or(Span::ZERO));
        let travel = match self.chance.below(40) {
            0 => self.millis(200, 2_500),
            _ => self.millis(1, 40),
        };
        self.after(travel, Happening::Arrive(Box::new(flight)));
        Ok(())
    }

    /// A call reaches the exchange.
    pub(super) fn arrived(&mut self, flight: Flight) -> Result<(), Wrong> {
        let life = flight.life;
        if self.truth < self.down_until {
            let lost = Outcome::Unknown(Lost::Broken("the connection broke".to_owned()));
            let back = Box::new((flight.answering, lost));
            self.after(Span::from_millis(5), Happening::Hear(life, back));
            return Ok(());
        }
        if let Purpose::Place { .. } = flight.call.purpose() {
            self.judge.arrives(&flight.call, flight.sent)?;
        }
        let (ticket, happened) = self.surface.send(&flight.call, flight.stamped)?;
        let answering = flight.answering;
        self.waiting.insert(ticket, Waiting { life, answering });
        self.at(flight.sent.plus(ANSWER_LIFE), Happening::GiveUp(ticket));
        self.told(happened)
    }

    /// What became of a call is heard by the life that made it.
    pub(super) fn heard(
        &mut self,
        life: u64,
        answering: Answering,
        outcome: Outcome,
    ) -> Result<(), Wrong> {
        if life != self.house.life || self.life.is_none() {
            self.trace.tally.count("message to a dead process");
            return Ok(());
        }
        self.clock();
        // Who asked may have stopped waiting.
        drop(answering.send(outcome));
        self.settle()
    }
}

/// Inputs that come all the time and tell a reader nothing.
const fn is_noise(input: &Input) -> bool {
    matches!(
        input,
        Input::Quote(_)
            | Input::Wake
            | Input::Contract(ContractInput::Mark { .. } | ContractInput::Margin(_))
            | Input::Stated { .. }
    )
}
