//! What an account must hold by our own count: a first word of the venue, then every trade and every movement it told.
//! Never set by a later balance of the venue: that is what it is compared with.

use crate::payment::{CLOSES_KEPT_MAX, PAYMENTS_KEPT_MAX, Payment, VenueClose};
use crate::statement::{StatedTrade, moves};
use alloc::collections::{BTreeMap, BTreeSet};
use domain::{Amount, Asset, Fill, NumberError, PositionSide, Side, Symbol, Time, VenueTradeId};

/// A movement of money that is no trade, as the venue told it: a deposit, a withdrawal, a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Movement {
    /// Of what.
    pub asset: Asset,
    /// How much; negative went out.
    pub amount: Amount,
    /// When, by the venue's clock.
    pub at: Time,
}

/// Most movements kept to know a repeated one by.
const MOVEMENTS_KEPT_MAX: usize = 1_024;
/// Most foreign trades kept to know by, should one turn out to be ours after all.
const FOREIGN_KEPT_MAX: usize = 4_096;

/// The count of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBook {
    /// The venue's instant from which on this book counts; what happened up to it is in the first numbers.
    pub since: Time,
    /// What must be there, per asset.
    pub balances: BTreeMap<Asset, Amount>,
    /// What the first numbers and the trades alone come to, per asset: the third side.
    pub traded: BTreeMap<Asset, Amount>,
    /// The last trade of each symbol that was compared.
    pub cursors: BTreeMap<Symbol, VenueTradeId>,
    /// Our executions that no list of the venue has shown yet.
    pub unconfirmed: BTreeMap<(Symbol, VenueTradeId), Fill>,
    /// Trades that the venue's list may show without being compared: of no order of ours and counted from the list, or
    /// accepted by a person as the venue tells them.
    pub foreign: BTreeSet<(Symbol, VenueTradeId)>,
    /// Movements counted, to know a repeated one by.
    pub movements: BTreeSet<Movement>,
    /// What the first numbers and the trades alone come to, per position: its third side.
    pub held: BTreeMap<(Symbol, PositionSide), Amount>,
    /// Movements of money on margin that are of no trade, as the venue lists them.
    pub payments: BTreeSet<Payment>,
    /// Positions that the venue closed by itself.
    pub closes: BTreeSet<VenueClose>,
}

impl AccountBook {
    /// A book that begins with what the venue says, as of `since`.
    #[must_use]
    pub fn new(since: Time, balances: BTreeMap<Asset, Amount>) -> Self {
        Self {
            since,
            traded: balances.clone(),
            balances,
            cursors: BTreeMap::new(),
            unconfirmed: BTreeMap::new(),
            foreign: BTreeSet::new(),
            movements: BTreeSet::new(),
            held: BTreeMap::new(),
            payments: BTreeSet::new(),
            closes: BTreeSet::new(),
        }
    }

    /// What must be there of an asset.
    #[must_use]
    pub fn balance(&self, asset: Asset) -> Amount {
        self.balances.get(&asset).copied().unwrap_or(Amount::ZERO)
    }

    /// Whether a trade was counted as one of nobody's.
    #[must_use]
    pub fn counts_as_foreign(&self, symbol: Symbol, trade: VenueTradeId) -> bool {
        self.foreign.contains(&(symbol, trade))
    }

    /// Counts one of our executions (its money where it exchanges `assets`), unless the first numbers or the venue's list brought it already.
    pub(crate) fn filled(
        &mut self,
        fill: &Fill,
        assets: Option<(Asset, Asset)>,
    ) -> Result<(), NumberError> {
        let key = (fill.symbol, fill.trade);
        if fill.at <= self.since || self.foreign.contains(&key) {
            return Ok(());
        }
        self.unconfirmed.insert(key, *fill);
        self.traded(fill, assets)
    }

    fn traded(&mut self, fill: &Fill, assets: Option<(Asset, Asset)>) -> Result<(), NumberError> {
        let Some(assets) = assets else {
            let at = (fill.symbol, fill.position);
            let held = self.held.get(&at).copied();
            let sum = held.unwrap_or(Amount::ZERO).plus(signed(fill))?;
            self.held.insert(at, sum);
            return Ok(());
        };
        for (asset, amount) in moves(fill, assets)? {
            add(&mut self.balances, asset, amount)?;
            add(&mut self.traded, asset, amount)?;
        }
        Ok(())
    }

    /// Counts a trade of no order of ours.
    pub(crate) fn traded_by_others(
        &mut self,
        fill: &Fill,
        assets: Option<(Asset, Asset)>,
    ) -> Result<(), NumberError> {
        self.traded(fill, assets)?;
        self.keep_foreign((fill.symbol, fill.trade));
        Ok(())
    }

    /// Counts a movement that is no trade, once.
    pub(crate) fn moved(&mut self, movement: Movement) -> Result<(), NumberError> {
        if movement.at <= self.since || !self.movements.insert(movement) {
            return Ok(());
        }
        while self.movements.len() > MOVEMENTS_KEPT_MAX {
            let oldest = self.movements.iter().min_by_key(|m| m.at).copied();
            if let Some(oldest) = oldest {
                self.movements.remove(&oldest);
            }
        }
        add(&mut self.balances, movement.asset, movement.amount)
    }

    /// What a position in a contract holds before the first trade that this book counts.
    pub(crate) fn begins_with(&mut self, at: (Symbol, PositionSide), held: Amount) {
        self.held.insert(at, held);
    }

    /// Keeps a payment, once.
    pub(crate) fn paid(&mut self, payment: Payment) {
        self.payments.insert(payment);
        while self.payments.len() > PAYMENTS_KEPT_MAX {
            self.payments.pop_first();
        }
    }

    /// Keeps that the venue closed a position, once.
    pub(crate) fn closed(&mut self, close: VenueClose) {
        self.closes.insert(close);
        while self.closes.len() > CLOSES_KEPT_MAX {
            self.closes.pop_first();
        }
    }

    /// From when on movements of money are to be asked for: those of that very instant are known by their numbers.
    pub(crate) fn paid_until(&self) -> Time {
        let last = self.payments.last().map(|payment| payment.at);
        last.unwrap_or(self.since).max(self.since)
    }

    /// The trades of a symbol up to `last` were compared.
    pub(crate) fn compared(&mut self, symbol: Symbol, last: VenueTradeId, seen: &[VenueTradeId]) {
        self.cursors.insert(symbol, last);
        for trade in seen {
            self.unconfirmed.remove(&(symbol, *trade));
        }
    }

    /// A person took the venue's word about a trade: it is not looked at again.
    pub(crate) fn let_be(&mut self, symbol: Symbol, trade: VenueTradeId) {
        self.unconfirmed.remove(&(symbol, trade));
        self.keep_foreign((symbol, trade));
    }

    fn keep_foreign(&mut self, key: (Symbol, VenueTradeId)) {
        self.foreign.insert(key);
        while self.foreign.len() > FOREIGN_KEPT_MAX {
            self.foreign.pop_first();
        }
    }

    /// Takes the venue's number for an asset.
    pub(crate) fn accept(&mut self, asset: Asset, by: Amount) -> Result<(), NumberError> {
        add(&mut self.balances, asset, by)
    }

    /// What must be there of an asset as of a venue's instant, and what the trades alone come to: what our executions
    /// moved after it is taken off.
    pub(crate) fn balance_at(
        &self,
        asset: Asset,
        as_of: Time,
        assets_of: &dyn Fn(Symbol) -> Option<(Asset, Asset)>,
    ) -> Result<(Amount, Amount), NumberError> {
        let mut balance = self.balance(asset);
        let mut traded = self.traded.get(&asset).copied().unwrap_or(Amount::ZERO);
        for fill in self.unconfirmed.values().filter(|fill| fill.at > as_of) {
            let Some(assets) = assets_of(fill.symbol) else {
                continue;
            };
            for (moved, amount) in moves(fill, assets)? {
                if moved == asset {
                    balance = balance.minus(amount)?;
                    traded = traded.minus(amount)?;
                }
            }
        }
        let later = self.movements.iter();
        for movement in later.filter(|m| m.at > as_of && m.asset == asset) {
            balance = balance.minus(movement.amount)?;
        }
        Ok((balance, traded))
    }
}

/// Base that an execution of a contract moves.
pub(crate) fn signed(fill: &Fill) -> Amount {
    match fill.side {
        Side::Buy => fill.qty.amount(),
        Side::Sell => fill.qty.amount().negated(),
    }
}

fn add(
    sums: &mut BTreeMap<Asset, Amount>,
    asset: Asset,
    amount: Amount,
) -> Result<(), NumberError> {
    let before = sums.get(&asset).copied().unwrap_or(Amount::ZERO);
    let sum = before.plus(amount)?;
    if sum.is_zero() {
        sums.remove(&asset);
    } else {
        sums.insert(asset, sum);
    }
    Ok(())
}

/// Whether two trades say the same.
pub(crate) fn same(stated: &StatedTrade, booked: &Fill) -> bool {
    let StatedTrade {
        side,
        position,
        price,
        qty,
        fee,
        fee_asset,
        ..
    } = *stated;
    (side, position, price, qty, fee, fee_asset)
        == (
            booked.side,
            booked.position,
            booked.price,
            booked.qty,
            booked.fee,
            booked.fee_asset,
        )
}
