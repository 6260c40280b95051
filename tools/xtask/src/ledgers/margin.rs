//! The account on margin in either ledger, and what must be equal between them. Never asks either: it compares what was read.

use super::{Difference, Ledger, Wrong};
use anyhow::{Result, anyhow};
use domain::Amount;
use std::collections::{BTreeMap, BTreeSet};

/// Everything one side knows of the account on margin, beside its orders and trades.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Margin {
    /// What each wallet holds, by asset.
    pub(crate) wallets: BTreeMap<String, Amount>,
    /// What this side itself counts as held of each contract; nothing where that is nothing.
    pub(crate) held: BTreeMap<String, Amount>,
    /// What trades made real less what they cost in fees, by contract.
    pub(crate) earned: BTreeMap<String, Amount>,
    /// Leverage and margin mode, by contract.
    pub(crate) settings: BTreeMap<String, String>,
    /// Movements of money without a trade; of the desk the latest, of the exchange all.
    pub(crate) payments: Vec<Payment>,
}

/// A movement of money on margin that was of no trade.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Payment {
    /// When, in milliseconds of the exchange's clock.
    pub(crate) at: i64,
    /// Why: `funding`, or what else the side calls it.
    pub(crate) kind: String,
    /// The contract; empty where it is about none.
    pub(crate) symbol: String,
    /// What came, or below zero what went.
    pub(crate) amount: Amount,
}

/// Funding's name among payments.
pub(crate) const FUNDING: &str = "funding";

impl Margin {
    /// What was in a wallet before everything that was earned and paid.
    fn opening(&self, asset: &str) -> Result<Amount> {
        let now = self.wallets.get(asset).copied().unwrap_or(Amount::ZERO);
        let moved = self.earned.values();
        let moved = moved.chain(self.payments.iter().map(|payment| &payment.amount));
        let mut opening = now;
        for amount in moved {
            opening = opening.minus(*amount).map_err(|error| anyhow!("{error}"))?;
        }
        Ok(opening)
    }

    /// The funding it tells, in a fixed order.
    pub(crate) fn funding(&self) -> Vec<&Payment> {
        let all = self.payments.iter();
        let mut all: Vec<&Payment> = all.filter(|payment| payment.kind == FUNDING).collect();
        all.sort();
        all
    }

    /// Whether nothing is held.
    pub(crate) fn is_flat(&self) -> bool {
        self.held.is_empty()
    }
}

/// The asset that contracts are margined in.
const SETTLED_IN: &str = "USDT";

/// What is wrong between the two.
pub(super) fn compare(desk: &Ledger, exchange: &Ledger, found: &mut Vec<Difference>) -> Result<()> {
    let (ours, theirs) = (&desk.margin, &exchange.margin);
    each(&ours.wallets, &theirs.wallets, |asset, sides| {
        found.push(Wrong::Balance.found(format!("{asset} on margin: {sides}")));
    });
    // The exchange's own count against the sum of its trades, which the desk's is compared with beside.
    let traded: BTreeMap<String, Amount> = exchange
        .positions
        .iter()
        .filter(|(symbol, _)| symbol.contains(':'))
        .map(|(symbol, net)| (symbol.clone(), *net))
        .collect();
    each(&traded, &theirs.held, |symbol, sides| {
        found.push(Wrong::Position.found(format!("{symbol}: by the trades {sides}")));
    });
    each(&ours.held, &theirs.held, |symbol, sides| {
        found.push(Wrong::Position.found(format!("{symbol}: held {sides}")));
    });
    for (symbol, set) in &ours.settings {
        if theirs.settings.get(symbol) != Some(set) {
            let there = theirs.settings.get(symbol);
            let words = format!("{symbol} is set to {set}, at the exchange to {there:?}");
            found.push(Wrong::Differs.found(words));
        }
    }
    payments(ours, theirs, found);
    // What part of a position's cost a part of it takes along is a matter of rounding; of all of it nothing is.
    if ours.is_flat() && theirs.is_flat() {
        each(&ours.earned, &theirs.earned, |symbol, sides| {
            found.push(Wrong::Balance.found(format!("{symbol} has earned {sides}")));
        });
        let (ours, theirs) = (ours.opening(SETTLED_IN)?, theirs.opening(SETTLED_IN)?);
        if ours != theirs {
            found.push(Wrong::Balance.found(format!(
                "{SETTLED_IN} on margin before everything: {ours}, at the exchange {theirs}"
            )));
        }
    }
    Ok(())
}

/// Tells every key whose amounts differ; an absent one is nothing.
fn each(
    ours: &BTreeMap<String, Amount>,
    theirs: &BTreeMap<String, Amount>,
    mut tell: impl FnMut(&str, String),
) {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for key in keys {
        let of = |side: &BTreeMap<String, Amount>| side.get(key).copied().unwrap_or(Amount::ZERO);
        let (ours, theirs) = (of(ours), of(theirs));
        if ours != theirs {
            tell(key, format!("{ours}, at the exchange {theirs}"));
        }
    }
}

/// Funding is told by both sides alike.
fn payments(ours: &Margin, theirs: &Margin, found: &mut Vec<Difference>) {
    let mut unheard = theirs.funding();
    for payment in ours.funding() {
        match unheard.iter().position(|their| *their == payment) {
            Some(place) => drop(unheard.remove(place)),
            None => found.push(Wrong::Doubled.found(format!(
                "a payment that the exchange does not have: {payment:?}"
            ))),
        }
    }
    for payment in unheard {
        found.push(Wrong::Lost.found(format!(
            "a payment that the desk does not know: {payment:?}"
        )));
    }
}

#[cfg(test)]
mod tests;
