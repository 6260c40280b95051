//! Everything that is under way between house and venue, in the order of the true time. One queue, one thread.

mod amending;
mod happenings;
pub(crate) use happenings::cause;
mod requests;
mod rounds;

use crate::guards::{GuardOracle, Held};
use crate::house::{House, TurnFate, Turned};
use crate::network::Network;
use crate::oracle::Oracle;
use crate::plan::{Figures, Weather};
use crate::trace::Trace;
use crate::venue::{Said, Venue};
use domain::{
    AmendOrder, CancelOrder, ClientOrderId, NewOco, NewOrder, OrderId, ReplaceOrder, Span, Symbol,
    Time,
};
use exchange::chance::Chance;
use gate::{BalanceCoverage, BalanceReport, Cleared, Depth, Quote};
use std::collections::BTreeMap;
use trading::{Effect, Input, RequestId, TradingConfig, VenueStatus};

/// Something that will happen.
#[derive(Debug)]
pub(crate) enum Happening {
    /// The crowd moves.
    Crowd,
    /// Somebody at the house wants something.
    Person,
    /// The desk wanted to be stepped again by now.
    Wake,
    /// The machine's clock jumps.
    ClockJump,
    /// The desk learns the venue's clock anew.
    ClockSync,
    /// The venue turns everybody away, or cannot be reached.
    Dark,
    /// It can be reached again.
    Light,
    /// An effect reaches the house's socket.
    Leave(u64, Box<Leaving>),
    /// A request reaches the venue.
    Arrive(Box<Request>),
    /// The venue's engine takes a request up.
    Engine(Box<Request>),
    /// A message reaches a life of the house.
    Hear(u64, Vec<Input>),
    /// The process starts.
    Start,
}

/// An effect on its way to the socket.
#[derive(Debug)]
pub(crate) enum Leaving {
    Place {
        cleared: Cleared<NewOrder>,
        send_by: Time,
        deadline: Time,
    },
    PlaceOco {
        cleared: Cleared<NewOco>,
        send_by: Time,
        deadline: Time,
    },
    Replace {
        cleared: Cleared<ReplaceOrder>,
        send_by: Time,
        deadline: Time,
    },
    Amend {
        cleared: Cleared<AmendOrder>,
        send_by: Time,
        deadline: Time,
    },
    Other(Question),
}

/// What is asked of the venue.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Question {
    Place(NewOrder),
    PlaceOco(NewOco),
    Replace(ReplaceOrder),
    Amend(AmendOrder),
    Cancel(CancelOrder),
    Query(OrderId, ClientOrderId, Symbol),
    Fills(OrderId, ClientOrderId, Symbol),
    Balances,
    /// The next part of a round about the account.
    Stated(u64),
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) question: Question,
    /// The life of the house that asked.
    pub(crate) life: u64,
    /// When it left, in true time.
    pub(crate) sent: Time,
    /// When it left, by the house's clock.
    pub(crate) asked_at: Time,
    /// The time it bears, and how long after it the venue takes it up.
    pub(crate) stamp: Time,
    pub(crate) window: Span,
    pub(crate) answer: crate::network::AnswerFate,
    pub(crate) engine: Span,
    /// Whether the venue refuses before its engine looks.
    pub(crate) refused: Refused,
}

/// Whether a request is turned away before the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Yes,
    No,
}

/// What makes a day fail.
#[derive(Debug)]
pub(crate) struct Wrong(pub(crate) String);

impl From<String> for Wrong {
    fn from(words: String) -> Self {
        Self(words)
    }
}

impl From<anyhow::Error> for Wrong {
    fn from(error: anyhow::Error) -> Self {
        Self(format!("{error:#}"))
    }
}

/// House, venue and all between them.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) figures: Figures,
    pub(crate) house: House,
    pub(crate) venue: Venue,
    pub(crate) network: Network,
    pub(crate) oracle: Oracle,
    pub(crate) guards: GuardOracle,
    pub(crate) trace: Trace,
    pub(crate) chance: Chance,
    pub(crate) truth: Time,
    queue: BTreeMap<(Time, u64), Happening>,
    number: u64,
    request: u64,
    woken_for: Option<Time>,
    round: Option<rounds::Round>,
    /// After this instant nobody wants anything new.
    pub(crate) people_until: Time,
}

impl World {
    pub(crate) fn new(seed: u64, config: TradingConfig, start: Time) -> anyhow::Result<Self> {
        let mut chance = Chance::new(seed);
        let figures = Figures::new()?;
        let venue = Venue::new(&figures, &mut chance, start);
        let weather = Weather::of(&mut chance);
        let network = Network::new(weather, chance.branch(1));
        Ok(Self {
            figures,
            house: House::new(config),
            venue,
            network,
            oracle: Oracle::default(),
            guards: GuardOracle::default(),
            trace: Trace::new(),
            chance,
            truth: start,
            queue: BTreeMap::new(),
            number: 0,
            request: 0,
            woken_for: None,
            round: None,
            people_until: start,
        })
    }

    /// Puts something into the queue.
    pub(crate) fn at(&mut self, when: Time, happening: Happening) {
        self.number = self.number.saturating_add(1);
        self.queue
            .insert((when.max(self.truth), self.number), happening);
    }

    pub(crate) fn after(&mut self, span: Span, happening: Happening) {
        self.at(self.truth.plus(span), happening);
    }

    pub(crate) fn millis(&mut self, low: u64, high: u64) -> Span {
        let millis = self.chance.between(low, high);
        Span::from_millis(i64::try_from(millis).unwrap_or(0))
    }

    /// Lets everything happen up to `until`.
    pub(crate) fn run(&mut self, until: Time) -> Result<(), Wrong> {
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > until {
                break;
            }
            let ((when, _), happening) = entry.remove_entry();
            self.truth = when;
            self.happen(happening)?;
        }
        self.truth = until;
        Ok(())
    }

    /// A turn of the house with these inputs, whatever the weather does to it.
    pub(crate) fn turn(&mut self, inputs: Vec<Input>) -> Result<(), Wrong> {
        if self.house.trading().is_none() {
            return Ok(());
        }
        let fate = self.turn_fate();
        if fate != TurnFate::Fine {
            self.trace.say(self.truth, "turn-fate", &fate);
        }
        for input in &inputs {
            if !matches!(input, Input::Quote(_) | Input::Wake) {
                self.trace.say(self.truth, "input", input);
            }
        }
        let turned = self.house.turn(self.truth, inputs, fate)?;
        self.judge(&turned)?;
        let life = self.house.life;
        for effect in turned.effects {
            self.leave(life, effect);
        }
        if self.house.trading().is_none() {
            let down = self.millis(50, 30_000);
            self.after(down, Happening::Start);
            return Ok(());
        }
        if fate == TurnFate::NotWritten || fate == TurnFate::WrittenUnknown {
            self.ask(Question::Balances);
        }
        self.set_alarm();
        Ok(())
    }

    fn judge(&mut self, turned: &Turned) -> Result<(), Wrong> {
        for event in &turned.recorded {
            self.trace
                .say(self.truth, desk::journal::kind(event), event);
        }
        self.oracle.recorded(self.truth, &turned.recorded)?;
        self.guards.recorded(&turned.recorded, &self.figures)?;
        if self.house.trading().is_some() {
            let venue = &self.venue;
            let now = (self.truth, self.house.life);
            self.guards.covered(
                now,
                &self.figures,
                |symbol| venue.last_price(symbol),
                |_| Held::Opened,
            )?;
        }
        if let Some(trading) = self.house.trading() {
            Oracle::holds(trading, &self.figures)?;
        }
        Ok(())
    }

    fn turn_fate(&mut self) -> TurnFate {
        let weather = self.network.weather;
        if self.chance.below(10_000) < weather.commit_fails {
            return match self.chance.below(2) {
                0 => TurnFate::NotWritten,
                _ => TurnFate::WrittenUnknown,
            };
        }
        if self.chance.below(10_000) < weather.crash {
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

    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of effect; a list to be read, not a deed to be cut"
    )]
    fn leave(&mut self, life: u64, effect: Effect) {
        let leaving = match effect {
            Effect::Place {
                cleared,
                send_by,
                deadline,
            } => Leaving::Place {
                cleared,
                send_by,
                deadline,
            },
            Effect::PlaceOco {
                cleared,
                send_by,
                deadline,
            } => Leaving::PlaceOco {
                cleared,
                send_by,
                deadline,
            },
            Effect::Replace {
                cleared,
                send_by,
                deadline,
            } => Leaving::Replace {
                cleared,
                send_by,
                deadline,
            },
            Effect::Amend {
                cleared,
                send_by,
                deadline,
            } => Leaving::Amend {
                cleared,
                send_by,
                deadline,
            },
            Effect::Cancel { cleared, .. } => Leaving::Other(Question::Cancel(cleared.spend())),
            // The request travels as one; here each part of it may be late or lost for itself.
            Effect::CancelAll { orders, .. } => {
                for (one, _) in orders {
                    self.depart(life, Leaving::Other(Question::Cancel(one)));
                }
                return;
            }
            Effect::Query {
                order,
                client_id,
                symbol,
                ..
            } => Leaving::Other(Question::Query(order, client_id, symbol)),
            Effect::FetchFills {
                order,
                client_id,
                symbol,
                ..
            } => Leaving::Other(Question::Fills(order, client_id, symbol)),
            Effect::FetchBalances { .. } => Leaving::Other(Question::Balances),
            Effect::FetchStatement { trades, .. } => Leaving::Other(self.begin_round(trades)),
            Effect::Record(_) | Effect::Answer { .. } | Effect::Set { .. } => return,
        };
        self.depart(life, leaving);
    }

    /// A request sets out, at once or after a while.
    fn depart(&mut self, life: u64, leaving: Leaving) {
        let pause = match self.chance.below(50) {
            0 => self.millis(10, 2_500),
            _ => Span::from_millis(1),
        };
        self.after(pause, Happening::Leave(life, Box::new(leaving)));
    }

    /// A question of the desk itself.
    pub(crate) fn ask(&mut self, question: Question) {
        let life = self.house.life;
        self.after(
            Span::from_millis(1),
            Happening::Leave(life, Box::new(Leaving::Other(question))),
        );
    }

    /// What the venue said by itself goes out on the stream, and the market moves.
    pub(crate) fn spread(&mut self, said: Said) -> Result<(), Wrong> {
        self.oracle.traded(&said.trades, &self.figures)?;
        self.oracle.within_limits(&self.venue, &self.figures)?;
        for (report, qty) in said.reports {
            let mut inputs = Vec::new();
            // A report says of what quantity an order is when it is no trade, and when it is the last.
            if report.fill.is_none() || report.status != VenueStatus::Working {
                let of = (report.account, report.client_id);
                inputs.extend(amending::told_qty(of, (qty, report.filled_total)));
            }
            inputs.push(Input::Venue(report));
            self.report(inputs);
        }
        if !said.balances.is_empty() {
            self.report(vec![Input::Balances(BalanceReport {
                account: self.figures.account,
                as_of: self.truth,
                coverage: BalanceCoverage::Changed,
                balances: said.balances,
            })]);
        }
        Ok(())
    }

    fn report(&mut self, inputs: Vec<Input>) {
        use crate::network::ReportFate;
        let life = self.house.life;
        match self.network.report(self.truth) {
            ReportFate::Never => self.trace.tally.count("report lost"),
            ReportFate::Once(span) => self.after(span, Happening::Hear(life, inputs)),
            ReportFate::Twice(first, second) => {
                self.trace.tally.count("report doubled");
                self.after(first, Happening::Hear(life, inputs.clone()));
                self.after(second, Happening::Hear(life, inputs));
            }
        }
    }

    /// The prices of all symbols, as the house would see them now.
    pub(crate) fn quotes(&mut self) -> Vec<Input> {
        let received = self.house.clock(self.truth);
        let venue = self.figures.venue;
        self.figures
            .listings
            .iter()
            .filter_map(|listing| {
                let symbol = listing.instrument.symbol;
                let best = self.venue.exchange.best(symbol)?;
                Some(Input::Quote(Quote {
                    venue,
                    symbol,
                    bid: best.bid.map(|(price, _)| price),
                    ask: best.ask.map(|(price, _)| price),
                    last: self.venue.last_price(symbol),
                    received,
                    depth: Depth::default(),
                }))
            })
            .collect()
    }

    pub(crate) fn next_request(&mut self) -> RequestId {
        self.request = self.request.saturating_add(1);
        RequestId(self.request)
    }
}
