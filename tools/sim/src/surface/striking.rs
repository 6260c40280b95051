//! What goes wrong, drawn from the rows of the fault campaign, and done as the campaign does it. Never what people wish for.

use super::faults::{self, Door, Row, Strike, Victim};
use super::world::{Happening, World};
use crate::world::Wrong;
use domain::{Rate, Rounding, Span};
use protocols::binance_usdm::ask;
use serde_json::json;
use simex::Happened;
use trading::Input;

/// Pause between two strikes, in milliseconds, at least and at most, on the worst of days.
const STRIKE_MS: (u64, u64) = (5_000, 240_000);
/// How long marks are silent, in milliseconds, at least and at most.
const MARKS_MS: (u64, u64) = (7_000, 60_000);
/// How long the exchange is down, in milliseconds, at least and at most: mostly, and once in a while.
const DOWN_MS: (u64, u64) = (500, 20_000);
pub(super) const DOWN_LONG_MS: (u64, u64) = (60_000, 150_000);
/// How long its clock is off, in milliseconds, at least and at most.
const SKEW_MS: (u64, u64) = (20_000, 180_000);
/// How long a shock of the market lasts.
const SHOCK: Span = Span::from_secs(600);

/// What a market does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shock {
    /// Its index leaps by so many hundredths.
    Leap(i64),
    /// It follows its market again.
    Over,
}

impl World {
    /// Something goes wrong, and somebody wishes for what it can befall.
    pub(super) fn strike(&mut self) -> Result<(), Wrong> {
        if self.truth >= self.people_until {
            return Ok(());
        }
        let pause = self.millis(STRIKE_MS.0, STRIKE_MS.1);
        self.after(pause, Happening::Strike);
        if self.truth < self.down_until {
            return Ok(());
        }
        if self.chance.below(60) == 0 {
            let hundredths = i64::try_from(self.chance.between(5, 40)).unwrap_or(5);
            let sign = if self.chance.below(2) == 0 { -1 } else { 1 };
            return self.shock(Shock::Leap(hundredths.saturating_mul(sign)));
        }
        let Some(row) = faults::drawn(&mut self.chance) else {
            return Ok(());
        };
        self.trace.say(self.truth, "strike", &row.name);
        self.befall(row)?;
        let wish = match row.strike {
            Strike::Request(Door::Cancel, _) => self.cancel_wish(),
            Strike::Request(Door::Setting, _) => self.setting_wish(),
            Strike::Request(Door::Amend, _) => self.amending_wish(),
            Strike::Request(Door::Place | Door::Query | Door::Fills, _)
            | Strike::Event(..)
            | Strike::Marks
            | Strike::Depth
            | Strike::ListenKey
            | Strike::Skew(_)
            | Strike::Cut
            | Strike::Kill(_)
            | Strike::OnSpot(_) => self.wish(),
        };
        let mut inputs = self.market()?;
        inputs.extend(wish);
        self.turn(inputs)
    }

    fn befall(&mut self, row: &'static Row) -> Result<(), Wrong> {
        for order in row.orders(&mut self.chance) {
            self.surface.order_fault(&order)?;
        }
        match row.strike {
            Strike::Request(..) | Strike::Event(..) => {}
            Strike::OnSpot(_) => return Ok(()),
            Strike::Marks => {
                let silent = self.millis(MARKS_MS.0, MARKS_MS.1);
                self.marks_until = self.truth.plus(silent);
                // The wish comes when the last mark is too old.
                let old = Span::from_millis(7_000);
                self.after(old, Happening::Wish);
                self.trace.tally.count(row.name);
            }
            Strike::Depth => {
                self.trace.tally.count(row.name);
                let (venue, mut lost) = (self.figures.venue, Vec::new());
                for instrument in &self.instruments {
                    let symbol = instrument.symbol;
                    lost.push(Input::QuoteLost { venue, symbol });
                }
                self.turn(lost)?;
            }
            Strike::ListenKey => {
                self.trace.tally.count(row.name);
                self.surface.ask(&ask::close_listen_key())?;
            }
            Strike::Skew(millis) => {
                self.trace.tally.count(row.name);
                self.surface.skew_to(Span::from_millis(millis))?;
                let lasts = self.millis(SKEW_MS.0, SKEW_MS.1);
                self.after(lasts, Happening::Unskew);
            }
            Strike::Cut => {
                self.trace.tally.count(row.name);
                self.surface
                    .lever("/_sim/disconnect", &json!({"streams": "all"}))?;
            }
            Strike::Kill(victim) => {
                self.trace.tally.count(row.name);
                if victim == Victim::Desk || self.chance.below(2) == 0 {
                    return self.kill(victim, DOWN_MS);
                }
                // The order that is wished for is taken in, nobody hears of it, and then nobody can be asked for long.
                for last in [
                    json!({"endpoint": "place", "fault": "lostAnswer"}),
                    json!({"stream": "account", "fault": "missing", "forMs": 400}),
                ] {
                    self.surface.order_fault(&last)?;
                }
                self.after(Span::from_millis(300), Happening::Away(victim));
            }
        }
        Ok(())
    }

    /// A process dies with everything it had under way.
    pub(super) fn kill(&mut self, victim: Victim, lasts: (u64, u64)) -> Result<(), Wrong> {
        match victim {
            Victim::Desk => {}
            Victim::Exchange | Victim::Both => {
                let down = self.millis(lasts.0, lasts.1);
                self.down_until = self.truth.plus(down);
                // What it did is on its disk; nothing it was about to say is said.
                let lost = std::mem::take(&mut self.waiting);
                let lost = lost.into_keys().map(|request| Happened::Answer {
                    request,
                    answer: None,
                });
                let lost: Vec<_> = lost.collect();
                self.surface
                    .lever("/_sim/disconnect", &json!({"streams": "all"}))?;
                self.told(lost)?;
                self.fell();
            }
        }
        match victim {
            Victim::Desk | Victim::Both if self.house.trading().is_some() => self.dies(),
            Victim::Desk | Victim::Both | Victim::Exchange => {}
        }
        Ok(())
    }

    /// The index of a contract leaps, and its marks with it: positions may be liquidated.
    pub(super) fn shock(&mut self, shock: Shock) -> Result<(), Wrong> {
        let pick = usize::try_from(self.chance.below(2)).unwrap_or(0);
        let Some(instrument) = self.instruments.get(pick).copied() else {
            return Ok(());
        };
        let name = instrument.venue_symbol.as_str();
        match shock {
            Shock::Over => {
                for instrument in &self.instruments {
                    let name = instrument.venue_symbol.as_str();
                    self.surface
                        .lever("/_sim/futures/index", &json!({"symbol": name}))?;
                }
            }
            Shock::Leap(hundredths) => {
                let share = Rate::from_parts(i128::from(hundredths), 2).ok();
                let last = self.last.get(&instrument.symbol);
                let moved = last.zip(share).and_then(|(last, share)| {
                    let moved = last.moved(share).ok()?;
                    let tick = instrument.rules.price_tick;
                    moved.to_tick(tick, Rounding::HalfEven).ok()
                });
                let Some(price) = moved else { return Ok(()) };
                self.trace.say(self.truth, "shock", &(name, price));
                let words = json!({"symbol": name, "price": price.to_string()});
                self.surface.lever("/_sim/futures/index", &words)?;
                self.after(SHOCK, Happening::Unshock);
            }
        }
        Ok(())
    }
}
