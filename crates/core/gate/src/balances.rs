//! What the venue says each account holds, moved by our fills until it says again. Never counts a fill twice.
//!
//! A venue's number is absolute and contains every fill up to its instant. A fill after that instant moves the number
//! until the next absolute that contains it. A fill *at* the instant may or may not be contained: what it took is
//! taken off and what it brought is not added, so that nothing is free that might be gone; the next absolute settles it.

use alloc::collections::{BTreeMap, VecDeque};
use domain::{AccountId, Amount, Asset, NumberError, Time};

/// Most movements remembered per account and asset between two absolutes.
const MOVES_KEPT_MAX: usize = 512;

/// One asset of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Holding {
    /// The venue's last number and its instant, with the folded movements added.
    absolute: Option<(Time, Amount)>,
    /// Movements that the absolute does not contain, in order of arrival.
    moves: VecDeque<(Time, Amount)>,
    /// The sum of `moves`.
    moved: Option<Amount>,
    /// The latest instant of a movement that was folded away; an absolute before it is out of date.
    folded: Option<Time>,
}

/// All holdings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Balances {
    holdings: BTreeMap<(AccountId, Asset), Holding>,
    /// When an account last said everything it holds; what it did not list it does not hold.
    whole: BTreeMap<AccountId, Time>,
}

impl Holding {
    fn total(&self) -> Result<Option<Amount>, NumberError> {
        let moved = self.moved.unwrap_or(Amount::ZERO);
        let absolute = self.absolute.map(|(_, amount)| amount.plus(moved));
        absolute.transpose()
    }

    fn set(&mut self, as_of: Time, amount: Amount) -> Result<(), NumberError> {
        let known = self.absolute.map(|(at, _)| at).max(self.folded);
        if known.is_some_and(|known| as_of < known) {
            return Ok(());
        }
        self.absolute = Some((as_of, amount));
        self.folded = None;
        self.moves.retain(|(at, _)| *at > as_of);
        let mut moves = self.moves.iter();
        let sum = moves.try_fold(Amount::ZERO, |sum, (_, moved)| sum.plus(*moved))?;
        self.moved = Some(sum);
        Ok(())
    }

    fn moved(&mut self, at: Time, amount: Amount) -> Result<(), NumberError> {
        let as_of = self.absolute.map(|(as_of, _)| as_of);
        let contained = as_of.is_some_and(|as_of| at < as_of);
        let perhaps = as_of == Some(at);
        if amount.is_zero() || contained || (perhaps && !amount.is_negative()) {
            return Ok(());
        }
        self.moved = Some(self.moved.unwrap_or(Amount::ZERO).plus(amount)?);
        self.moves.push_back((at, amount));
        if self.moves.len() > MOVES_KEPT_MAX {
            self.fold_oldest()?;
        }
        Ok(())
    }

    fn fold_oldest(&mut self) -> Result<(), NumberError> {
        let Some((at, moved)) = self.moves.pop_front() else {
            return Ok(());
        };
        self.moved = Some(self.moved.unwrap_or(Amount::ZERO).minus(moved)?);
        if let Some((as_of, amount)) = self.absolute {
            self.absolute = Some((as_of, amount.plus(moved)?));
        }
        self.folded = self.folded.max(Some(at));
        Ok(())
    }
}

impl Balances {
    /// What an account has; `None` while the venue has not said.
    pub(crate) fn total(
        &self,
        account: AccountId,
        asset: Asset,
    ) -> Result<Option<Amount>, NumberError> {
        match self.holdings.get(&(account, asset)) {
            Some(holding) => holding.total(),
            None => Ok(self.whole.get(&account).map(|_| Amount::ZERO)),
        }
    }

    /// What every account has of every asset that was ever told or moved.
    pub(crate) fn totals(
        &self,
    ) -> impl Iterator<Item = (AccountId, Asset, Result<Option<Amount>, NumberError>)> + '_ {
        let holdings = self.holdings.iter();
        holdings.map(|((account, asset), holding)| (*account, *asset, holding.total()))
    }

    /// The venue's absolute number.
    pub(crate) fn set(
        &mut self,
        (account, asset): (AccountId, Asset),
        as_of: Time,
        amount: Amount,
    ) -> Result<(), NumberError> {
        self.holding(account, asset).set(as_of, amount)
    }

    /// The venue listed everything as of an instant: what is not in `listed` is not held.
    pub(crate) fn set_whole(
        &mut self,
        account: AccountId,
        as_of: Time,
        listed: &[Asset],
    ) -> Result<(), NumberError> {
        let whole = self.whole.entry(account).or_insert(as_of);
        *whole = as_of.max(*whole);
        for ((holder, asset), holding) in &mut self.holdings {
            if *holder == account && !listed.contains(asset) {
                holding.set(as_of, Amount::ZERO)?;
            }
        }
        Ok(())
    }

    /// A fill of ours moved an asset.
    pub(crate) fn moved(
        &mut self,
        (account, asset): (AccountId, Asset),
        at: Time,
        amount: Amount,
    ) -> Result<(), NumberError> {
        self.holding(account, asset).moved(at, amount)
    }

    fn holding(&mut self, account: AccountId, asset: Asset) -> &mut Holding {
        let whole = self.whole.get(&account).copied();
        self.holdings
            .entry((account, asset))
            .or_insert_with(|| Holding {
                absolute: whole.map(|as_of| (as_of, Amount::ZERO)),
                ..Holding::default()
            })
    }
}

#[cfg(test)]
mod tests;
