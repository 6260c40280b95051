//! What the gate is told: prices, balances, fills, ends. The only ways in which a hold becomes smaller are here.

use crate::gate::Gate;
use crate::quote::Quote;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, Balance, Fill, Instrument, NumberError, OrderId, Side, Symbol, Time,
};

/// How much of an account a list of balances covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceCoverage {
    /// Everything: an asset that is not listed is not held.
    Whole,
    /// Only what changed: an asset that is not listed is as before.
    Changed,
}

/// Absolute balances as a venue reported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceReport {
    /// The account.
    pub account: AccountId,
    /// The venue's instant up to which every fill is contained in the numbers: of the account's last change
    /// (`updateTime`, `u`), by the clock that also dates fills; never the instant of arrival.
    pub as_of: Time,
    /// Whether all assets are listed.
    pub coverage: BalanceCoverage,
    /// The numbers.
    pub balances: Vec<Balance>,
}

impl Gate {
    /// Takes the latest prices of a symbol; older ones than those known are left aside.
    pub fn quote(&mut self, quote: Quote) {
        let key = (quote.venue, quote.symbol);
        let newer = self.quotes.get(&key);
        if newer.is_none_or(|known| known.received <= quote.received) {
            self.quotes.insert(key, quote);
        }
    }

    /// Forgets the prices of a symbol: its book can no longer be trusted.
    pub fn quote_lost(&mut self, venue: domain::VenueId, symbol: Symbol) {
        self.quotes.remove(&(venue, symbol));
    }

    /// Takes absolute balances.
    pub fn balances(&mut self, report: &BalanceReport) {
        let taken = self.take_balances(report);
        self.break_books(report.account, taken);
    }

    fn take_balances(&mut self, report: &BalanceReport) -> Result<(), NumberError> {
        let (account, as_of) = (report.account, report.as_of);
        for balance in &report.balances {
            let total = balance.total()?.amount();
            self.balances.set((account, balance.asset), as_of, total)?;
        }
        match report.coverage {
            BalanceCoverage::Changed => Ok(()),
            BalanceCoverage::Whole => {
                let listed: Vec<Asset> = report.balances.iter().map(|b| b.asset).collect();
                self.balances.set_whole(account, as_of, &listed)
            }
        }
    }

    /// Takes a fill of an order of ours, once: moves position and balances and frees the filled part of the hold.
    pub fn fill(&mut self, fill: &Fill) {
        let account = fill.account;
        let Some(instrument) = self.instrument(account, fill.symbol).copied() else {
            self.broken.insert(account);
            return;
        };
        let freed = self.orders.traded(fill.order, fill.qty);
        self.break_books(account, freed);
        let moved = self.moved(fill, &instrument);
        self.break_books(account, moved);
    }

    fn moved(&mut self, fill: &Fill, instrument: &Instrument) -> Result<(), NumberError> {
        let (base, quote) = (fill.qty.amount(), fill.price.times(fill.qty)?);
        let (base, quote) = match fill.side {
            Side::Buy => (base, quote.negated()),
            Side::Sell => (base.negated(), quote),
        };
        let mut held = base;
        if fill.fee_asset == instrument.base {
            held = held.minus(fill.fee)?;
        }
        let key = (fill.account, fill.symbol);
        let net = self.position(fill.account, fill.symbol).plus(held)?;
        self.restore_position(key.0, key.1, net);
        for (asset, amount) in net_moves([
            (instrument.base, base),
            (instrument.quote, quote),
            (fill.fee_asset, fill.fee.negated()),
        ])? {
            self.balances
                .moved((fill.account, asset), fill.at, amount)?;
        }
        Ok(())
    }

    /// Takes the end of an order: frees the rest of its hold.
    pub fn ended(&mut self, order: OrderId) {
        let Some(account) = self.orders.get(order).map(|open| open.order.account()) else {
            return;
        };
        let freed = self.orders.remove(order);
        self.break_books(account, freed);
    }

    /// Sets the net position, as an earlier life left it.
    pub fn restore_position(&mut self, account: AccountId, symbol: Symbol, net: Amount) {
        if net.is_zero() {
            self.positions.remove(&(account, symbol));
        } else {
            self.positions.insert((account, symbol), net);
        }
    }
}

/// Movements with those of the same asset added up, so that a fee and what it was taken from move as one.
fn net_moves(moves: [(Asset, Amount); 3]) -> Result<Vec<(Asset, Amount)>, NumberError> {
    let mut net: Vec<(Asset, Amount)> = Vec::with_capacity(moves.len());
    for (asset, amount) in moves {
        match net.iter_mut().find(|(known, _)| *known == asset) {
            Some((_, sum)) => *sum = sum.plus(amount)?,
            None => net.push((asset, amount)),
        }
    }
    Ok(net)
}

#[cfg(test)]
mod tests;
