//! What a venue says of its list while the house runs: the gate judges by it at once. After a start the list is asked for anew,
//! so the journal need not bring it back. Never ends an order.

use crate::trading::Trading;
use domain::{Symbol, VenueId};
use gate::Listed;

impl Trading {
    /// A venue said how it lists some symbols; those that no account trades are left aside.
    // ORD-05
    pub(crate) fn listed(&mut self, venue: VenueId, found: &[(Symbol, Listed)]) {
        for (symbol, listed) in found {
            if self.gate.relisting(venue, *symbol, listed).is_some() {
                self.gate.relist(venue, *symbol, listed);
            }
        }
    }
}

#[cfg(test)]
mod tests;
