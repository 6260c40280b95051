//! What each happening does, and what the exchange lets out. One function a kind.

use super::life::Life;
use super::world::{Happening, World};
use crate::disk::ReadFrom;
use crate::world::Wrong;
use desk::virtual_link::StreamSays;
use domain::{Span, Time};
use gate::{Depth, MarkPrice, Quote};
use protocols::binance_usdm::{ask, read};
use protocols::{Answer, Demand};
use simex::Happened;
use trading::{ContractInput, Input};
use wire::{Lost, Outcome};

/// How often time passes at the exchange where nothing else happens.
const TICK: Span = Span::from_secs(5);
/// How often the desk learns the exchange's clock anew.
const SYNC: Span = Span::from_secs(60);
/// How soon a stream that broke is opened again.
const KEY_PAUSE: Span = Span::from_secs(1);
/// How often the key of the stream is kept alive.
const KEEP_KEY: Span = Span::from_secs(30 * 60);
/// How soon wallets and positions are asked for after something moved them.
const LOOK_SOON: Span = Span::from_secs(1);
/// How long the desk is silent after a demand that names no span.
const SILENCE: Span = Span::from_secs(5);

impl World {
    pub(super) fn happen(&mut self, happening: Happening) -> Result<(), Wrong> {
        let lives = |world: &Self, life| life == world.house.life && world.life.is_some();
        match happening {
            Happening::Tick => {
                self.after(TICK, Happening::Tick);
                Ok(())
            }
            Happening::Person => self.person(),
            Happening::Wish => {
                let mut inputs = self.market()?;
                inputs.extend(self.wish());
                self.turn(inputs)
            }
            Happening::Strike => self.strike(),
            Happening::Wake => {
                self.woken();
                self.turn(vec![Input::Wake])
            }
            Happening::ClockJump => {
                self.jump();
                Ok(())
            }
            Happening::ClockSync => {
                self.sync();
                self.after(SYNC, Happening::ClockSync);
                Ok(())
            }
            Happening::Leave(flight) => self.left(*flight),
            Happening::Arrive(flight) => self.arrived(*flight),
            Happening::Hear(life, heard) => {
                let (answering, outcome) = *heard;
                self.heard(life, answering, outcome)
            }
            Happening::GiveUp(ticket) => match self.waiting.remove(&ticket) {
                Some(waiting) => {
                    let lost = Outcome::Unknown(Lost::Timeout);
                    self.heard(waiting.life, waiting.answering, lost)
                }
                None => Ok(()),
            },
            Happening::Frame(conn, text) => self.frame(conn, &text),
            Happening::Connect(life) if lives(self, life) => self.connect(),
            Happening::KeepKey(life) if lives(self, life) => self.keep_key(),
            Happening::Look(life) if lives(self, life) => {
                if let Some(life) = &self.life {
                    life.look();
                }
                self.settle()
            }
            Happening::Connect(_) | Happening::KeepKey(_) | Happening::Look(_) => Ok(()),
            Happening::Start => self.start(),
            Happening::Away(victim) => self.kill(victim, super::striking::DOWN_LONG_MS),
            Happening::Unskew => {
                self.surface.skew_to(Span::ZERO)?;
                Ok(())
            }
            Happening::Unshock => self.shock(super::striking::Shock::Over),
        }
    }

    /// The first happenings of a day.
    pub(super) fn dawn(&mut self) -> Result<(), Wrong> {
        self.start()?;
        self.at(self.truth.plus(TICK), Happening::Tick);
        let first = self.millis(20_000, 60_000);
        self.after(first, Happening::Person);
        self.after(first, Happening::Strike);
        let jump = self.millis(3_600_000, 40_000_000);
        self.after(jump, Happening::ClockJump);
        self.after(SYNC, Happening::ClockSync);
        Ok(())
    }

    /// The process starts: it reads the disk, connects, and asks for what it may have missed.
    fn start(&mut self) -> Result<(), Wrong> {
        if self.truth < self.down_until {
            // A process whose exchange is away comes up all the same, and asks in vain.
            self.trace.tally.count("started while the exchange is down");
        }
        let from = match self.chance.below(2) {
            0 => ReadFrom::Beginning,
            _ => ReadFrom::Snapshot,
        };
        self.trace.say(self.truth, "start", &from);
        self.house.start(&self.figures, from)?;
        self.sync();
        let (figures, instruments) = (&self.figures, &self.instruments);
        let halts = self.house.trading().map(trading::Trading::halt_watch);
        if let Some(halts) = halts {
            let of = (figures.venue, figures.account);
            self.life = Some(Life::begin(of, instruments, halts)?);
        }
        self.clock();
        let mut inputs = self.market()?;
        inputs.push(Input::Wake);
        self.turn(inputs)?;
        self.after(KEY_PAUSE, Happening::Connect(self.house.life));
        Ok(())
    }

    /// The prices of all contracts, as the house would see them now; none while the exchange turns everybody away.
    pub(super) fn market(&mut self) -> Result<Vec<Input>, Wrong> {
        let received = self.clock();
        let (venue, mut inputs) = (self.figures.venue, Vec::new());
        if self.truth < self.down_until {
            return Ok(inputs);
        }
        for instrument in &self.instruments {
            let Some((bid, ask)) = self.surface.touch(instrument)? else {
                continue;
            };
            self.last.insert(instrument.symbol, bid);
            inputs.push(Input::Quote(Quote {
                venue,
                symbol: instrument.symbol,
                bid: Some(bid),
                ask: Some(ask),
                last: Some(bid),
                received,
                depth: Depth::default(),
            }));
        }
        if self.truth < self.marks_until {
            return Ok(inputs);
        }
        for mark in self.surface.marks()? {
            let found = self
                .instruments
                .iter()
                .find(|one| one.venue_symbol == mark.symbol);
            let Some(instrument) = found else { continue };
            inputs.push(Input::Contract(ContractInput::Mark {
                venue,
                symbol: instrument.symbol,
                mark: MarkPrice {
                    price: mark.mark,
                    received,
                },
            }));
        }
        Ok(inputs)
    }

    fn jump(&mut self) {
        let back = self.chance.below(2) == 0;
        let size = self.millis(50, 5_000);
        let jump = if back {
            Span::from_nanos(size.nanos().saturating_neg())
        } else {
            size
        };
        self.house.offset =
            Span::from_nanos(self.house.offset.nanos().saturating_add(jump.nanos()));
        self.trace.say(self.truth, "clock-jump", &jump);
        if self.truth < self.people_until {
            let next = self.millis(3_600_000, 40_000_000);
            self.after(next, Happening::ClockJump);
        }
    }

    /// The desk learns how far the machine's clock is ahead of the exchange's.
    pub(super) fn sync(&mut self) {
        if self.truth >= self.down_until {
            let ahead = self.house.offset.nanos();
            let skew = self.surface.skew.nanos();
            self.house.believed = Span::from_nanos(ahead.saturating_sub(skew));
        }
    }

    /// The private stream is asked for and opened.
    fn connect(&mut self) -> Result<(), Wrong> {
        if let Some((conn, _)) = self.stream.take() {
            self.surface.close(conn);
        }
        let again = Happening::Connect(self.house.life);
        if self.truth < self.down_until || self.truth < self.silent_until {
            self.after(KEY_PAUSE, again);
            return Ok(());
        }
        let key = self.surface.listen_key(&ask::open_listen_key())?;
        let Some(conn) = key.and_then(|key| self.surface.open(&key)) else {
            self.after(KEY_PAUSE, again);
            return Ok(());
        };
        self.stream = Some((conn, self.truth));
        self.trace.say(self.truth, "stream", &"stands");
        self.after(KEEP_KEY, Happening::KeepKey(self.house.life));
        if let Some(life) = &self.life {
            life.opened();
        }
        self.settle()
    }

    fn keep_key(&mut self) -> Result<(), Wrong> {
        if self.truth < self.down_until || self.truth < self.silent_until {
            self.after(KEY_PAUSE, Happening::KeepKey(self.house.life));
            return Ok(());
        }
        if self.surface.listen_key(&ask::keep_listen_key())?.is_none() {
            self.after(KEY_PAUSE, Happening::Connect(self.house.life));
            return Ok(());
        }
        self.after(KEEP_KEY, Happening::KeepKey(self.house.life));
        Ok(())
    }

    /// The stream is over, from either side.
    pub(super) fn fell(&mut self) {
        if let Some((conn, _)) = self.stream.take() {
            self.surface.close(conn);
            self.trace.say(self.truth, "stream", &"broke");
            self.after(KEY_PAUSE, Happening::Connect(self.house.life));
        }
    }

    fn frame(&mut self, conn: u64, text: &str) -> Result<(), Wrong> {
        if self.stream.is_none_or(|(stands, _)| stands != conn) {
            self.trace.tally.count("message to a dead process");
            return Ok(());
        }
        let received = self.clock();
        let Some(life) = &self.life else {
            return Ok(());
        };
        match life.frame(received, text) {
            StreamSays::GoesOn => {}
            StreamSays::Moved => self.after(LOOK_SOON, Happening::Look(self.house.life)),
            StreamSays::Over => self.fell(),
        }
        self.settle()
    }

    /// What the exchange let out goes its way.
    pub(super) fn told(&mut self, happened: Vec<Happened>) -> Result<(), Wrong> {
        for one in happened {
            match one {
                Happened::Answer { request, answer } => self.answered(request, answer),
                Happened::Text(conn, text) => self.said(conn, text),
                Happened::Ping(_) => {}
                Happened::Closed(conn) => {
                    if self.stream.is_some_and(|(stands, _)| stands == conn) {
                        self.fell();
                    }
                }
            }
        }
        Ok(())
    }

    /// A frame is heard a little later, never before the one that was said before it.
    fn said(&mut self, conn: u64, text: String) {
        let travel = self.millis(1, 30);
        if let Some((stands, last)) = self.stream.as_mut().filter(|(stands, _)| *stands == conn) {
            let at = self.truth.plus(travel).max(*last);
            *last = at;
            let conn = *stands;
            self.at(at, Happening::Frame(conn, text));
        }
    }

    fn answered(&mut self, ticket: u64, answer: Option<(u16, String)>) {
        let Some(waiting) = self.waiting.remove(&ticket) else {
            return;
        };
        let back = match self.chance.below(40) {
            0 => self.millis(200, 2_500),
            _ => self.millis(1, 40),
        };
        let received = self.truth.plus(back).plus(self.house.offset);
        let outcome = match answer {
            Some((status, body)) => {
                let answer = Answer {
                    status,
                    retry_after: None,
                    used_weight: None,
                    received,
                    body: body.into_bytes(),
                };
                self.heed(&answer);
                Outcome::Answer(answer)
            }
            None => Outcome::Unknown(Lost::Broken("the answer broke off".to_owned())),
        };
        let heard = Box::new((waiting.answering, outcome));
        self.after(back, Happening::Hear(waiting.life, heard));
    }

    /// Does what an answer demands of whoever calls.
    fn heed(&mut self, answer: &Answer) {
        match read::demand(answer) {
            Demand::Nothing => {}
            Demand::MendClock => self.sync(),
            Demand::FewerOrders { after }
            | Demand::Silence { after }
            | Demand::Absence { after } => {
                self.trace.tally.count("asked for silence");
                let until: Time = self.truth.plus(after.unwrap_or(SILENCE));
                self.silent_until = self.silent_until.max(until);
            }
        }
    }
}
