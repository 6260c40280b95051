//! Orders above a size wait for a second word of the person who answers for them. Never takes a word for another order than
//! the one it was given for.
// GATE-14

use crate::figure::Figure;
use crate::gate::Gate;
use crate::limits::Bound;
use crate::refusal::{Refusal, Rule};
use crate::sheet::Sheet;
use alloc::vec::Vec;
use domain::{AccountId, Amount, NewOrder, OrderTerms, Origin};

/// What a person said a second time: these terms, on this account, as whose they were first wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// On which account.
    pub account: AccountId,
    /// Whose wish it is.
    pub origin: Origin,
    /// Each order of the wish: one, or both of a pair.
    pub terms: Vec<OrderTerms>,
}

/// What an order is worth, and what goes without a second word.
pub(crate) type Unsaid = (Amount, Bound<Amount>);

impl Gate {
    /// Exactly these orders are confirmed until the gate is told otherwise; `None`: nothing is.
    pub fn confirm(&mut self, confirmed: Option<Confirmed>) {
        self.confirmed = confirmed;
    }

    /// Whether any scope holds orders to a second word.
    #[must_use]
    pub fn asks_twice(&self) -> bool {
        let configured = self.config().limits_by_scope.values();
        let mut sets = configured.chain(self.limits_of_people.values());
        sets.any(|set| set.unconfirmed_order_value_max.is_some())
    }

    /// The last rule of all, so that nobody is asked to confirm what another rule refuses: an order above the size is
    /// confirmed. The house asks nobody.
    pub(crate) fn judge_confirmed(
        &self,
        order: &NewOrder,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let Some((value, bound)) = sheet.unsaid() else {
            return Ok(());
        };
        if order.origin() == Origin::House || self.is_confirmed(order) {
            return Ok(());
        }
        let asset = self.config().value_asset;
        let figure = |amount| Figure::Amount(amount, asset);
        sheet.at_most(Rule::Unconfirmed, value, bound, figure)
    }

    fn is_confirmed(&self, order: &NewOrder) -> bool {
        self.confirmed.as_ref().is_some_and(|said| {
            said.account == order.account()
                && said.origin == order.origin()
                && said.terms.contains(order.terms())
        })
    }
}

#[cfg(test)]
mod tests;
