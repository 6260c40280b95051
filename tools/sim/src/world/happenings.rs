//! What each happening does. One function a kind.

use super::{Happening, Question, World, Wrong};
use crate::disk::ReadFrom;
use crate::orders;
use domain::{OrderKind, OrderState, Origin, PositionEffect, Scope, Side, Span, UserId};
use trading::{AmendInput, Cause, HaltReach, Input};

/// Pause between two wishes of the people, in milliseconds, at least and at most.
const PERSON_MS: (u64, u64) = (5_000, 900_000);
/// Pause between two jumps of the machine's clock.
const JUMP_MS: (u64, u64) = (3_600_000, 40_000_000);
/// How long the venue is dark, in milliseconds, at least and at most: some spells are longer than an order may be unknown.
const DARK_MS: (u64, u64) = (1_000, 180_000);
/// Milliseconds of the day in which spells begin.
const DAY_MS: u64 = 86_400_000;
/// How often the desk learns the venue's clock anew.
const SYNC: Span = Span::from_secs(60);

impl World {
    pub(super) fn happen(&mut self, happening: Happening) -> Result<(), Wrong> {
        match happening {
            Happening::Crowd => self.crowd(),
            Happening::Person => self.person(),
            Happening::Wake => {
                self.woken_for = None;
                self.turn(vec![Input::Wake])
            }
            Happening::ClockJump => {
                self.jump();
                Ok(())
            }
            Happening::ClockSync => {
                self.house.believed = self.house.offset;
                Ok(())
            }
            Happening::Dark => {
                self.dark();
                Ok(())
            }
            Happening::Light => self.light(),
            Happening::Leave(life, leaving) => self.left(life, *leaving),
            Happening::Arrive(request) => self.arrived(*request),
            Happening::Engine(request) => self.executed(*request),
            Happening::Hear(life, inputs) => {
                if life == self.house.life {
                    self.turn(inputs)
                } else {
                    self.trace.tally.count("message to a dead process");
                    Ok(())
                }
            }
            Happening::Start => self.start(),
        }
    }

    fn crowd(&mut self) -> Result<(), Wrong> {
        let said = self.venue.crowd(self.truth);
        self.spread(said)?;
        if let Some(next) = self.venue.crowd_at() {
            self.at(
                next.max(self.truth.plus(Span::from_millis(1))),
                Happening::Crowd,
            );
        }
        let quotes = self.quotes();
        self.turn(quotes)
    }

    /// The process starts: it reads the disk, connects, and asks for what it may have missed.
    pub(crate) fn start(&mut self) -> Result<(), Wrong> {
        let from = match self.chance.below(2) {
            0 => ReadFrom::Beginning,
            _ => ReadFrom::Snapshot,
        };
        self.trace.say(self.truth, "start", &from);
        self.house.start(&self.figures, from)?;
        self.house.believed = self.house.offset;
        let mut inputs = self.quotes();
        inputs.push(Input::ReportsMissed {
            account: self.figures.account,
        });
        inputs.push(Input::Wake);
        self.ask(Question::Balances);
        self.turn(inputs)
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
        let until = self.millis(0, 60_000);
        self.after(until.max(Span::from_millis(1)), Happening::ClockSync);
        if self.truth < self.people_until {
            let next = self.millis(JUMP_MS.0, JUMP_MS.1);
            self.after(next, Happening::ClockJump);
        }
    }

    /// The venue goes dark for a while.
    fn dark(&mut self) {
        let lasts = self.millis(DARK_MS.0, DARK_MS.1);
        self.network.dark_until = Some(self.truth.plus(lasts));
        self.trace.say(self.truth, "dark", &lasts);
        self.after(lasts, Happening::Light);
    }

    /// The streams are back, and what they told meanwhile is lost.
    fn light(&mut self) -> Result<(), Wrong> {
        let account = self.figures.account;
        self.turn(vec![Input::ReportsMissed { account }])
    }

    /// The first happenings of a day.
    pub(crate) fn dawn(&mut self) -> Result<(), Wrong> {
        self.start()?;
        self.after(Span::from_millis(1), Happening::Crowd);
        let first = self.millis(1_000, 60_000);
        self.after(first, Happening::Person);
        let jump = self.millis(JUMP_MS.0, JUMP_MS.1);
        self.after(jump, Happening::ClockJump);
        self.after(SYNC, Happening::ClockSync);
        for _ in 0..self.network.weather.dark_spells {
            let begins = self.millis(1, DAY_MS);
            self.after(begins, Happening::Dark);
        }
        Ok(())
    }

    fn person(&mut self) -> Result<(), Wrong> {
        if self.truth < self.people_until {
            let pause = match self.chance.below(6) {
                0 => self.millis(1, 200),
                _ => self.millis(PERSON_MS.0, PERSON_MS.1),
            };
            self.after(pause, Happening::Person);
        }
        let input = match self.chance.below(27) {
            0..=8 => self.wish(),
            9..=11 => self.protected_wish(),
            12..=15 => self.cancel_wish(),
            16 => Some(self.halt(HaltReach::NewOnly)),
            17 => Some(self.halt(HaltReach::AndCancel)),
            18 => self.reducing_wish(),
            19 | 20 => self.pair_wish(),
            21 | 22 => self.replacing_wish(),
            23..=25 => self.amending_wish(),
            _ => Some(Input::ReportsMissed {
                account: self.figures.account,
            }),
        };
        let mut inputs: Vec<Input> = input.into_iter().collect();
        inputs.extend(self.release());
        if inputs.is_empty() {
            return Ok(());
        }
        self.turn(inputs)
    }

    fn wish(&mut self) -> Option<Input> {
        let now = self.house.clock(self.truth);
        let venue = &self.venue;
        let terms = orders::wish(now, (&mut self.chance, &self.figures), |instrument| {
            venue.last_price(instrument.symbol)
        })?;
        Some(Input::Place {
            request: self.next_request(),
            account: self.figures.account,
            origin: Origin::Person(UserId::new(1)),
            terms,
        })
    }

    /// An order that buys, with exits.
    fn protected_wish(&mut self) -> Option<Input> {
        let now = self.house.clock(self.truth);
        let venue = &self.venue;
        let mut terms = orders::wish(now, (&mut self.chance, &self.figures), |instrument| {
            venue.last_price(instrument.symbol)
        })?;
        terms.side = Side::Buy;
        let last = venue.last_price(terms.symbol)?;
        let protection = orders::exits((&mut self.chance, &self.figures), &terms, last)?;
        Some(Input::PlaceProtected {
            request: self.next_request(),
            account: self.figures.account,
            origin: Origin::Person(UserId::new(1)),
            terms,
            protection,
        })
    }

    /// Another order in the place of an open one.
    fn replacing_wish(&mut self) -> Option<Input> {
        let now = self.house.clock(self.truth);
        let trading = self.house.trading()?;
        let open: Vec<(domain::OrderId, domain::Symbol)> = trading
            .open_orders()
            .map(|order| (order.order.id(), order.order.terms().symbol))
            .collect();
        let pick = self.chance.below(u64::try_from(open.len()).ok()?.max(1));
        let (order, symbol) = *open.get(usize::try_from(pick).ok()?)?;
        let venue = &self.venue;
        let terms = orders::wish(now, (&mut self.chance, &self.figures), |instrument| {
            venue.last_price(instrument.symbol)
        })?;
        (terms.symbol == symbol).then(|| Input::Replace {
            request: self.next_request(),
            order,
            origin: Origin::Person(UserId::new(1)),
            terms,
        })
    }

    /// A limit order that works, of less; one that is of no less now and then.
    fn amending_wish(&mut self) -> Option<Input> {
        let trading = self.house.trading()?;
        let (order, terms) = trading.open_orders().find_map(|order| {
            let terms = *order.order.terms();
            let rests = match terms.kind {
                OrderKind::Limit { .. } | OrderKind::LimitMaker { .. } => true,
                OrderKind::Market
                | OrderKind::Stop { .. }
                | OrderKind::StopLimit { .. }
                | OrderKind::TakeProfit { .. }
                | OrderKind::TakeProfitLimit { .. }
                | OrderKind::TrailingStop { .. } => false,
            };
            let works = matches!(order.state, OrderState::Working { .. });
            (works && rests).then_some((order.order.id(), terms))
        })?;
        let step = self.figures.instrument(terms.symbol)?.rules.qty_step;
        let tenths = i128::from(self.chance.between(2, 10));
        let share = domain::Rate::from_parts(tenths, 1).ok()?;
        let less = terms.qty.amount().share(share).ok()?.qty().ok()?;
        let qty = less.to_step(step, domain::Rounding::Down).ok()?;
        (!qty.is_zero()).then(|| {
            Input::Amend(AmendInput::Wish {
                request: self.next_request(),
                order,
                qty,
                origin: Origin::Person(UserId::new(1)),
            })
        })
    }

    /// A target and a stop round the market.
    fn pair_wish(&mut self) -> Option<Input> {
        let now = self.house.clock(self.truth);
        let venue = &self.venue;
        let terms = orders::pair(now, (&mut self.chance, &self.figures), |instrument| {
            venue.last_price(instrument.symbol)
        })?;
        Some(Input::PlaceOco {
            request: self.next_request(),
            account: self.figures.account,
            origin: Origin::Person(UserId::new(1)),
            terms: Box::new(terms),
        })
    }

    /// An order that makes a position smaller; it must pass a halt.
    fn reducing_wish(&mut self) -> Option<Input> {
        let trading = self.house.trading()?;
        let position = trading
            .positions()
            .find(|position| !position.net().is_zero())?;
        let (symbol, net) = (position.symbol, position.net());
        let side = if net.is_negative() {
            Side::Buy
        } else {
            Side::Sell
        };
        let now = self.house.clock(self.truth);
        let venue = &self.venue;
        let mut terms = orders::wish(now, (&mut self.chance, &self.figures), |instrument| {
            venue.last_price(instrument.symbol)
        })?;
        let instrument = self.figures.instrument(symbol)?;
        let qty = net.size().qty().ok()?;
        terms.symbol = symbol;
        terms.side = side;
        terms.kind = OrderKind::Market;
        terms.effect = PositionEffect::ReduceOnly;
        terms.qty = qty
            .to_step(instrument.rules.qty_step, domain::Rounding::Down)
            .ok()?;
        if terms.qty.is_zero() {
            return None;
        }
        Some(Input::Place {
            request: self.next_request(),
            account: self.figures.account,
            origin: Origin::House,
            terms,
        })
    }

    fn cancel_wish(&mut self) -> Option<Input> {
        let open: Vec<_> = self
            .house
            .trading()?
            .open_orders()
            .map(|order| order.order.id())
            .collect();
        let count = u64::try_from(open.len()).ok()?;
        let pick = usize::try_from(self.chance.below(count)).ok()?;
        let order = *open.get(pick)?;
        Some(Input::Cancel {
            request: self.next_request(),
            order,
            origin: Origin::Person(UserId::new(1)),
        })
    }

    pub(crate) fn halt(&mut self, reach: HaltReach) -> Input {
        let scope = match self.chance.below(2) {
            0 => Scope::Global,
            _ => self
                .figures
                .position_qty_max
                .keys()
                .next()
                .map_or(Scope::Global, |symbol| Scope::Symbol(*symbol)),
        };
        Input::Halt {
            request: self.next_request(),
            scope,
            reach,
            cause: cause("a person pressed it"),
        }
    }

    /// Halts are mostly ended soon, so that the day goes on.
    fn release(&mut self) -> Option<Input> {
        let scope = self.house.trading()?.halts().next()?.scope;
        if self.chance.below(3) != 0 {
            return None;
        }
        Some(Input::Release {
            request: self.next_request(),
            scope,
            cause: cause("a person ended it"),
        })
    }
}

pub(crate) fn cause(reason: &str) -> Cause {
    Cause {
        origin: Origin::Person(UserId::new(1)),
        reason: reason.to_owned(),
    }
}
