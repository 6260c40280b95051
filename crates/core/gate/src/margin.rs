//! What the gate knows of contracts on margin: rules, marks, what the venue says an account is set to, and positions with
//! what they cost. Anything the venue has not said is unknown, and nothing opens on it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, AssetsMode, Leverage, MarginMode, NumberError, Position, PositionKey,
    PositionMode, PositionSide, Price, Qty, Rate, Rounding, Span, Symbol, Time, VenueId,
};

/// Decimal places kept of a margin; it is rounded up, so that what is set aside never falls short.
pub(crate) const MARGIN_PLACES: u32 = 12;

/// What an account trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Base against quote, at once, with what it holds.
    Spot,
    /// Linear perpetual contracts on margin, within these rules.
    Linear(MarginRules),
}

/// How far an account may go on margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarginRules {
    /// Highest leverage, both what the account is set to and what its positions and orders come to.
    pub leverage_max: Leverage,
    /// The one margin mode its contracts may have; `None` lets each be as it is set.
    pub margin: Option<MarginMode>,
    /// The one position mode the account may be in; `None` follows whichever it is set to.
    pub positions: Option<PositionMode>,
    /// Oldest mark price that still counts.
    pub mark_age_max: Span,
    /// How near to its liquidation price a position may be, as a share of the mark, while anything is added.
    pub liquidation_distance_min: Rate,
}

/// What a venue says of an account on margin: its modes, and every contract that is set or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginReport {
    /// The account.
    pub account: AccountId,
    /// One net position per contract, or two.
    pub positions: PositionMode,
    /// Whether margin assets stand for each other.
    pub assets: AssetsMode,
    /// Position by position: in one-way mode one for each contract, in hedge mode two. One that is not listed has no settings
    /// that are known.
    pub contracts: Vec<ContractTerms>,
}

/// What an account is set to for one position of a contract, and holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractTerms {
    /// The contract.
    pub symbol: Symbol,
    /// Which of its positions.
    pub side: PositionSide,
    /// Its leverage.
    pub leverage: Leverage,
    /// Cross or isolated.
    pub margin: MarginMode,
    /// Base held by the venue's count: above zero long, below zero short.
    pub held: Amount,
    /// Average price it was opened at; absent when it is flat.
    pub entry: Option<Price>,
    /// Money set aside for the position alone.
    pub isolated: Amount,
    /// Price at which the venue closes the position; absent when no price is.
    pub liquidation: Option<Price>,
}

impl ContractTerms {
    /// Which position it is about.
    #[must_use]
    pub const fn key(&self, account: AccountId) -> PositionKey {
        PositionKey {
            account,
            symbol: self.symbol,
            side: self.side,
        }
    }
}

/// The price by which a venue values positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkPrice {
    /// The price.
    pub price: Price,
    /// When it arrived, by our clock.
    pub received: Time,
}

/// Everything known of contracts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Contracts {
    /// Positions by our fills; flat ones are left out.
    pub(crate) positions: BTreeMap<PositionKey, Position>,
    pub(crate) modes: BTreeMap<AccountId, (PositionMode, AssetsMode)>,
    pub(crate) terms: BTreeMap<PositionKey, ContractTerms>,
    pub(crate) marks: BTreeMap<(VenueId, Symbol), MarkPrice>,
    /// Where the venue counts another position than we do.
    pub(crate) doubts: BTreeSet<PositionKey>,
}

impl Contracts {
    /// Takes the whole statement of a venue about an account.
    pub(crate) fn take(&mut self, report: &MarginReport) {
        let account = report.account;
        self.modes
            .insert(account, (report.positions, report.assets));
        self.terms.retain(|key, _| key.account != account);
        let rows = report.contracts.iter();
        self.terms.extend(rows.map(|row| (row.key(account), *row)));
    }

    /// Forgets what a contract, or the whole account, is set to: a setting is on its way.
    pub(crate) fn forget(&mut self, account: AccountId, symbol: Option<Symbol>) {
        match symbol {
            Some(symbol) => {
                for key in PositionKey::all(account, symbol) {
                    self.terms.remove(&key);
                }
            }
            None => {
                self.modes.remove(&account);
            }
        }
    }

    pub(crate) fn set_position(&mut self, position: &Position) {
        let key = position.key();
        if position.net().is_zero() {
            self.positions.remove(&key);
        } else {
            self.positions.insert(key, *position);
        }
    }

    /// The positions of an account.
    pub(crate) fn held(&self, account: AccountId) -> impl Iterator<Item = &Position> + '_ {
        let all = self.positions.values();
        all.filter(move |position| position.account == account)
    }
}

/// The margin that `value` needs at a leverage, rounded up.
pub(crate) fn margin_of(value: Amount, leverage: Leverage) -> Result<Amount, NumberError> {
    let times = Qty::from_parts(i128::from(leverage.get()), 0)?;
    let one = Qty::from_parts(1, 0)?;
    value.prorated(one, times, (MARGIN_PLACES, Rounding::Up))
}

/// What an open position takes of the account: its margin at the dearer of mark and entry, or what is set aside for it where
/// that is more, and its loss at the mark. Profit that is not realised counts for nothing.
pub(crate) fn taken_by(
    position: &Position,
    (mark, leverage): (Price, Leverage),
    isolated: Amount,
) -> Result<Amount, NumberError> {
    let (qty, cost) = match position.exposure {
        domain::Exposure::Flat => return Ok(Amount::ZERO),
        domain::Exposure::Long { qty, cost } => (qty, cost),
        domain::Exposure::Short { qty, proceeds } => (qty, proceeds),
    };
    let value = mark.times(qty)?.max(cost);
    let margin = margin_of(value, leverage)?.max(isolated);
    let profit = position.unrealised(mark)?;
    let loss = profit.negated().max(Amount::ZERO);
    margin.plus(loss)
}

/// The asset a contract is margined in.
pub(crate) const fn settle_of(instrument: &domain::Instrument) -> Option<Asset> {
    match instrument.kind {
        domain::ContractKind::Spot => None,
        domain::ContractKind::Linear { settle, .. } => Some(settle),
    }
}

#[cfg(test)]
mod hedge_tests;
#[cfg(test)]
mod tests;
