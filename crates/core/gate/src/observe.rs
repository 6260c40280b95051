//! What the gate is told: prices, balances, fills, ends. The only ways in which a hold becomes smaller are here.

use crate::gate::Gate;
use crate::margin::{ContractTerms, MarginReport, MarkPrice, settle_of};
use crate::quote::Quote;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, Balance, ContractKind, Fill, Instrument, NumberError, OrderId,
    Position, PositionKey, PositionMode, Side, Symbol, Time, VenueId,
};

/// Whether a position is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The venue counts another one than we do.
    Standing,
    /// Both count the same.
    Settled,
}

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
            if let (Some(bid), Some(ask)) = (quote.bid, quote.ask)
                && let Ok(middle) = bid.middle(ask)
            {
                self.closes.observe(key, quote.received, middle);
            }
            self.quotes.insert(key, quote);
        }
    }

    /// Forgets the prices of a symbol: its book can no longer be trusted.
    pub fn quote_lost(&mut self, venue: VenueId, symbol: Symbol) {
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
        let moved = match instrument.kind {
            ContractKind::Spot => self.moved(fill, &instrument),
            ContractKind::Linear { settle, .. } => self.contract_moved(fill, settle),
        };
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
        let net = self.held(fill.key()).plus(held)?;
        self.restore_position(fill.key(), net);
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

    /// A fill of a contract moves the position and, by its profit and fee, the wallet.
    fn contract_moved(&mut self, fill: &Fill, settle: Asset) -> Result<(), NumberError> {
        let before = self.contract_position(fill.key());
        let after = before.after_contract(fill, settle)?;
        self.restore(&after);
        let gain = after.realised.minus(before.realised)?;
        if fill.fee_asset != settle {
            let fee = fill.fee.negated();
            let asset = (fill.account, fill.fee_asset);
            self.balances.moved(asset, fill.at, fee)?;
        }
        self.balances.moved((fill.account, settle), fill.at, gain)
    }

    /// A position in a contract, with what it cost.
    #[must_use]
    pub fn contract_position(&self, key: PositionKey) -> Position {
        let found = self.contracts.positions.get(&key);
        found.copied().unwrap_or(Position::flat(key))
    }

    /// Sets a position, as an earlier life or the venue's word left it.
    pub fn restore(&mut self, position: &Position) {
        self.restore_position(position.key(), position.net());
        let instrument = self.instrument(position.account, position.symbol);
        if instrument.is_some_and(|i| settle_of(i).is_some()) {
            self.contracts.set_position(position);
        }
    }

    /// Takes the price by which a venue values a contract; an older one than is known is left aside.
    pub fn mark(&mut self, (venue, symbol): (VenueId, Symbol), mark: MarkPrice) {
        let known = self.contracts.marks.get(&(venue, symbol));
        if known.is_none_or(|known| known.received <= mark.received) {
            self.contracts.marks.insert((venue, symbol), mark);
        }
    }

    /// The price by which a venue last valued a contract.
    #[must_use]
    pub fn mark_of(&self, venue: VenueId, symbol: Symbol) -> Option<MarkPrice> {
        self.contracts.marks.get(&(venue, symbol)).copied()
    }

    /// Takes what a venue says an account on margin is set to and holds.
    pub fn margin(&mut self, report: &MarginReport) {
        self.contracts.take(report);
    }

    /// What the venue last said of a position in a contract.
    #[must_use]
    pub fn contract_terms(&self, key: PositionKey) -> Option<&ContractTerms> {
        self.contracts.terms.get(&key)
    }

    /// How many positions per contract the venue last said an account may have; `None` while it is not known.
    #[must_use]
    pub fn position_mode(&self, account: AccountId) -> Option<PositionMode> {
        let modes = self.contracts.modes.get(&account)?;
        Some(modes.0)
    }

    /// Forgets what a contract (or, without one, the account) is set to, until the venue says it again.
    pub fn margin_unknown(&mut self, account: AccountId, symbol: Option<Symbol>) {
        self.contracts.forget(account, symbol);
    }

    /// Says whether the venue counts another position than our fills add up to; while it does, nothing opens there.
    pub fn set_doubt(&mut self, key: PositionKey, doubt: Doubt) {
        match doubt {
            Doubt::Standing => self.contracts.doubts.insert(key),
            Doubt::Settled => self.contracts.doubts.remove(&key),
        };
    }

    /// Whether a position is in doubt.
    #[must_use]
    pub fn in_doubt(&self, key: PositionKey) -> bool {
        self.contracts.doubts.contains(&key)
    }

    /// Frees the filled part of a hold; position and balances have counted this trade already, as one of nobody's.
    pub fn filled_only(&mut self, fill: &Fill) {
        let freed = self.orders.traded(fill.order, fill.qty);
        self.break_books(fill.account, freed);
    }

    /// The account's orders, trades and balances were compared with the venue's: what opens may pass from here on.
    pub fn compared(&mut self, account: AccountId) {
        self.compared.insert(account);
    }

    /// What is open at the venue may have changed without a word: until the account is compared again, nothing opens.
    pub fn compare_again(&mut self, account: AccountId) {
        self.compared.remove(&account);
    }

    /// Whether an account was compared with its venue since this gate was made.
    #[must_use]
    pub fn is_compared(&self, account: AccountId) -> bool {
        self.compared.contains(&account)
    }

    /// What orders that are not ours lock of an account's assets; it replaces what was said before.
    pub fn locked_by_others(&mut self, account: AccountId, locked: &[(Asset, Amount)]) {
        self.locked_by_others
            .retain(|(holder, _), _| *holder != account);
        for (asset, amount) in locked {
            self.locked_by_others.insert((account, *asset), *amount);
        }
    }

    /// Takes the end of an order: frees the rest of its hold.
    pub fn ended(&mut self, order: OrderId) {
        let Some(account) = self.orders.get(order).map(|open| open.order.account()) else {
            return;
        };
        let freed = self.orders.remove(order);
        self.break_books(account, freed);
    }

    /// Sets what a position holds, as an earlier life left it.
    pub fn restore_position(&mut self, key: PositionKey, net: Amount) {
        if net.is_zero() {
            self.positions.remove(&key);
        } else {
            self.positions.insert(key, net);
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
