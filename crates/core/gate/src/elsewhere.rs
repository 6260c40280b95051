//! What passes while a venue does not answer: nothing at that venue, and at its backup only exits of what is held there for
//! certain. Never lets an exit through that could close the same thing twice, unless the operator allowed exactly that.

use crate::cleared::Cleared;
use crate::figure::Figure;
use crate::gate::Gate;
use crate::judge::Place;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Reach, Sheet, exact};
use domain::{
    AccountId, Amount, NewOco, NewOrder, PositionEffect, PositionKey, Qty, Scope, Side, Time,
};

/// What an exit at a backup is an exit of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The account that holds what it closes, at a venue that is away.
    pub from: AccountId,
    /// Whether what may still rest at that venue counts.
    pub doubling: Doubling,
}

/// Whether an exit at a backup may trade beside one that may rest at the silent venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubling {
    /// Never: all that may trade at either venue together closes no more than there is.
    Never,
    /// It may, by the operator's word: what trades at the backup is bounded by what is held there.
    WithinHolding,
}

impl Gate {
    /// The venue of an account is away: nothing is placed there until it is home.
    pub fn venue_away(&mut self, account: AccountId) {
        self.away.insert(account);
    }

    /// The venue of an account is home again.
    pub fn venue_home(&mut self, account: AccountId) {
        self.away.remove(&account);
    }

    /// Whether the venue of an account is away.
    #[must_use]
    pub fn is_away(&self, account: AccountId) -> bool {
        self.away.contains(&account)
    }

    /// Judges an exit at a backup of what an account at an absent venue holds. It passes as an order that only reduces
    /// when it truly does, counted over both venues; possession, grid, switches and the live latch hold as ever.
    ///
    /// # Errors
    /// The first rule that says no; nothing is counted.
    pub fn clear_moved(
        &mut self,
        now: Time,
        order: NewOrder,
        moved: Moved,
    ) -> Result<Cleared<NewOrder>, Refusal> {
        self.clear_by(now, order, Sheet::first_no().of_moved(Some(moved)))
    }

    /// The same for a pair of exits of which only one can trade.
    ///
    /// # Errors
    /// The first rule that says no to either; nothing is counted.
    pub fn clear_moved_oco(
        &mut self,
        now: Time,
        oco: NewOco,
        moved: Moved,
    ) -> Result<Cleared<NewOco>, Refusal> {
        self.clear_oco_by(now, oco, Some(moved))
    }

    /// Whether an exit at a backup closes no more than is there for certain: what the absent account holds, less what is
    /// sold at the backup already and, where nothing may be doubled, less all that may still trade at the absent venue.
    /// `closing` is what may trade at the backup, the order included.
    pub(crate) fn judge_moved(
        &self,
        order: &NewOrder,
        place: &Place<'_>,
        (closing, moved): (Qty, Moved),
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let (symbol, side) = (order.terms().symbol, order.terms().side);
        let refused = |rule| Refusal::plain(rule, Scope::Symbol(symbol));
        match order.terms().effect {
            PositionEffect::ReduceOnly => {}
            // A backup keeps no long beside a short.
            PositionEffect::Any | PositionEffect::Of(_) => return Err(refused(Rule::NotMoved)),
        }
        if !self.is_away(moved.from) || moved.from == order.account() {
            return Err(refused(Rule::NotMoved));
        }
        let there = self.instrument(moved.from, symbol);
        let same = there.is_some_and(|i| {
            (i.base, i.quote, i.kind)
                == (
                    place.instrument.base,
                    place.instrument.quote,
                    place.instrument.kind,
                )
        });
        if !same {
            return Err(refused(Rule::NotMoved));
        }
        let towards = |net: Amount| match side {
            Side::Sell => net,
            Side::Buy => net.negated(),
        };
        let held = towards(self.position(moved.from, symbol));
        // What the backup account holds by its own trades adds nothing; what was closed there takes away.
        let sold = towards(self.position(order.account(), symbol)).min(Amount::ZERO);
        let mut certain = exact(held.plus(sold))?;
        match moved.doubling {
            Doubling::Never => {
                let key = PositionKey::both(moved.from, symbol);
                let may_trade = self.orders.working(key).on(side);
                certain = exact(certain.minus(may_trade.amount()))?;
                let locked = (moved.from, place.instrument.base);
                if let Some(locked) = self.locked_by_others.get(&locked) {
                    certain = exact(certain.minus(*locked))?;
                }
            }
            Doubling::WithinHolding => {}
        }
        let bound = (Scope::Symbol(symbol), certain.max(Amount::ZERO));
        let figure = |amount| Figure::Amount(amount, place.instrument.base);
        sheet.at_most(Rule::MovedExcess, closing.amount(), bound, figure)?;
        sheet.set_reach(Reach::OnlyReduces);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
