//! Two orders of which only one can trade: each must pass alone, and together they count once. Never lets one through
//! without the other having been judged.

use crate::cleared::Cleared;
use crate::elsewhere::Moved;
use crate::gate::{Gate, not_counted};
use crate::open_orders::{OpenOrder, is_exit};
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use domain::{NewOco, NewOrder, Scope, Time};

impl Gate {
    /// Judges a pair of which only one order can trade: each must pass every rule alone, and the pair counts once in
    /// position and collateral, with the larger hold of the two. Both count as open orders.
    ///
    /// # Errors
    /// The first rule that says no to either; nothing is counted.
    pub fn clear_oco(&mut self, now: Time, oco: NewOco) -> Result<Cleared<NewOco>, Refusal> {
        self.clear_oco_by(now, oco, None)
    }

    pub(crate) fn clear_oco_by(
        &mut self,
        now: Time,
        oco: NewOco,
        moved: Option<Moved>,
    ) -> Result<Cleared<NewOco>, Refusal> {
        self.judge_one_by_one(oco.target())?;
        self.count_pair(now, &oco, moved)?;
        Ok(Cleared::new(oco, self.halt_watch().epoch()))
    }

    /// Judges the exits of a position on margin, a target and a stop, and lets both through, each for a request of its own:
    /// both must be reduce-only, so that whichever trades second finds nothing left to turn. They count as a pair.
    ///
    /// # Errors
    /// The first rule that says no to either; nothing is counted.
    pub fn clear_exits(
        &mut self,
        now: Time,
        exits: NewOco,
    ) -> Result<[Cleared<NewOrder>; 2], Refusal> {
        let (target, stop) = (*exits.target(), *exits.stop());
        if !self.is_margined(target.account()) || ![target, stop].iter().all(is_exit) {
            let scope = Scope::Symbol(target.terms().symbol);
            return Err(Refusal::plain(Rule::OneByOne, scope));
        }
        self.count_pair(now, &exits, None)?;
        let epoch = self.halt_watch().epoch();
        Ok([Cleared::new(target, epoch), Cleared::new(stop, epoch)])
    }

    /// Puts both orders of a pair before every rule and counts them as one.
    fn count_pair(&mut self, now: Time, oco: &NewOco, moved: Option<Moved>) -> Result<(), Refusal> {
        let sheet = || Sheet::first_no_to_pair().of_moved(moved);
        let target = self.judge(now, oco.target(), &mut sheet());
        let stop = self.judge(now, oco.stop(), &mut sheet());
        self.seen(now);
        let (target, stop) = (target?, stop?);
        let order = *oco.target();
        let Some(account) = self.account(order.account()) else {
            return Err(not_counted(order.id()));
        };
        let hold = if target.unit < stop.unit {
            stop
        } else {
            target
        };
        exact(self.orders.add(OpenOrder {
            order,
            second: Some(*oco.stop()),
            venue: account.venue,
            hold,
            remaining: order.terms().qty,
        }))
    }
}
