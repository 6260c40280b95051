//! What the wallet holds in memory: one book of records per account, and the money it answers for. Never a rule.

use super::records::{
    Conversion, ConvertQuote, Deposit, DepositState, Dividend, DustConversion, FamilyTransfer,
    Purse, SavedAddress, Settings, Transfer, Withdrawal,
};
use super::snapshot::Snapshot;
use crate::grid;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Qty};

/// Daily snapshots kept in memory per account; the venue shows a month.
pub const SNAPSHOT_DAYS_MAX: usize = 62;

/// A record that may have to stay.
pub(crate) trait Remembered {
    /// Whether it can still change: then it is not forgotten.
    fn is_live(&self) -> bool {
        false
    }
}

impl Remembered for Transfer {}
impl Remembered for FamilyTransfer {}
impl Remembered for Dividend {}
impl Remembered for DustConversion {}
impl Remembered for Conversion {}
impl Remembered for ConvertQuote {}

impl Remembered for Deposit {
    fn is_live(&self) -> bool {
        match self.state {
            DepositState::Pending | DepositState::Credited | DepositState::Waiting => true,
            DepositState::Success | DepositState::Rejected | DepositState::Wrong => false,
        }
    }
}

impl Remembered for Withdrawal {
    fn is_live(&self) -> bool {
        self.state.is_live()
    }
}

/// Records by rising number, the oldest ended ones forgotten past the bound.
#[derive(Debug, Clone)]
pub(crate) struct History<T> {
    records: BTreeMap<u64, T>,
    most: usize,
}

impl<T: Remembered> History<T> {
    const fn keeping(most: usize) -> Self {
        Self {
            records: BTreeMap::new(),
            most,
        }
    }

    /// Keeps a record, in place of an older word on it; gives back those forgotten for it.
    pub(crate) fn put(&mut self, id: u64, record: T) -> Vec<T> {
        self.records.insert(id, record);
        let mut forgotten = Vec::new();
        while self.records.len() > self.most {
            let ended = self.records.iter().find(|(_, record)| !record.is_live());
            let Some(oldest) = ended.map(|(id, _)| *id) else {
                break;
            };
            forgotten.extend(self.records.remove(&oldest));
        }
        forgotten
    }

    pub(crate) fn get(&self, id: u64) -> Option<&T> {
        self.records.get(&id)
    }

    pub(crate) fn remove(&mut self, id: u64) -> Option<T> {
        self.records.remove(&id)
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Oldest first; the other way round from its end.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.records.values()
    }
}

/// Everything one account has at the wallet.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) settings: Option<Settings>,
    pub(crate) addresses: BTreeMap<(Asset, String, String, String), SavedAddress>,
    pub(crate) deposits: History<Deposit>,
    pub(crate) withdrawals: History<Withdrawal>,
    /// The owner's names of its withdrawals.
    pub(crate) order_ids: BTreeSet<String>,
    pub(crate) transfers: History<Transfer>,
    /// Between the accounts of this master.
    pub(crate) family: History<FamilyTransfer>,
    /// The askers' names of those.
    pub(crate) client_ids: BTreeSet<String>,
    pub(crate) dividends: History<Dividend>,
    pub(crate) dust: History<DustConversion>,
    pub(crate) quotes: History<ConvertQuote>,
    pub(crate) conversions: History<Conversion>,
    pub(crate) snapshots: BTreeMap<i64, Snapshot>,
}

impl Book {
    /// An empty book that remembers so many ended records of each kind.
    pub(crate) const fn keeping(most: usize) -> Self {
        Self {
            settings: None,
            addresses: BTreeMap::new(),
            deposits: History::keeping(most),
            withdrawals: History::keeping(most),
            order_ids: BTreeSet::new(),
            transfers: History::keeping(most),
            family: History::keeping(most),
            client_ids: BTreeSet::new(),
            dividends: History::keeping(most),
            dust: History::keeping(most),
            quotes: History::keeping(most),
            conversions: History::keeping(most),
            snapshots: BTreeMap::new(),
        }
    }

    /// Remembers so many from here on; what is too much goes when the next of its kind comes.
    pub(crate) const fn keep(&mut self, most: usize) {
        self.deposits.most = most;
        self.withdrawals.most = most;
        self.transfers.most = most;
        self.family.most = most;
        self.dividends.most = most;
        self.dust.most = most;
        self.quotes.most = most;
        self.conversions.most = most;
    }
}

/// Where all atoms of one asset are that passed the wallet. `deposited + granted` is always the sum of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pool {
    /// Came from outside.
    pub(crate) deposited: i128,
    /// The venue gave.
    pub(crate) granted: i128,
    /// Went out.
    pub(crate) withdrawn: i128,
    /// Fees of withdrawals.
    pub(crate) fees: i128,
    /// What the conversion desk gained; below zero when it gave more.
    pub(crate) desk: i128,
    /// Given to the spot engine, less what was taken from it.
    pub(crate) spot: i128,
    /// Given to the futures engine, less what was taken from it.
    pub(crate) futures: i128,
    /// In the accounts' funding wallets.
    pub(crate) funding: i128,
    /// Taken and not yet given.
    pub(crate) transit: i128,
    /// In withdrawals that are not out yet.
    pub(crate) withdrawing: i128,
}

impl Pool {
    /// What came in less what is there and what went out: always zero.
    pub(crate) fn missing(&self) -> i128 {
        let rest = [
            self.withdrawn,
            self.fees,
            self.desk,
            self.spot,
            self.futures,
            self.funding,
            self.transit,
            self.withdrawing,
        ];
        let came = self.deposited.saturating_add(self.granted);
        rest.into_iter().fold(came, i128::saturating_sub)
    }

    /// What the engine behind a purse, or the wallet itself, was given on balance.
    pub(crate) const fn purse_mut(&mut self, purse: Purse) -> &mut i128 {
        match purse {
            Purse::Spot => &mut self.spot,
            Purse::Funding => &mut self.funding,
            Purse::UmFutures => &mut self.futures,
        }
    }
}

/// The money of all accounts that the wallet answers for, and what was touched in a step.
#[derive(Debug, Clone, Default)]
pub(crate) struct Money {
    pools: BTreeMap<Asset, Pool>,
    funding: BTreeMap<(AccountId, Asset), i128>,
    touched_pools: BTreeSet<Asset>,
    touched_funding: BTreeSet<(AccountId, Asset)>,
}

impl Money {
    /// The pool of an asset, to be changed.
    pub(crate) fn pool(&mut self, asset: Asset) -> &mut Pool {
        self.touched_pools.insert(asset);
        self.pools.entry(asset).or_default()
    }

    /// The pools, to be read.
    pub(crate) fn pools(&self) -> impl Iterator<Item = (Asset, Pool)> {
        self.pools.iter().map(|(asset, pool)| (*asset, *pool))
    }

    /// What an account holds in its funding wallet.
    pub(crate) fn held(&self, account: AccountId, asset: Asset) -> i128 {
        self.funding.get(&(account, asset)).copied().unwrap_or(0)
    }

    /// Everything an account holds in its funding wallet.
    pub(crate) fn all_held(&self, account: AccountId) -> impl Iterator<Item = (Asset, i128)> {
        self.funding
            .iter()
            .filter(move |((owner, _), atoms)| *owner == account && **atoms > 0)
            .map(|((_, asset), atoms)| (*asset, *atoms))
    }

    /// Everything held in funding wallets.
    pub(crate) fn everything_held(&self) -> impl Iterator<Item = (AccountId, Asset, i128)> {
        self.funding
            .iter()
            .map(|((account, asset), atoms)| (*account, *asset, *atoms))
    }

    pub(crate) fn set_held(&mut self, (account, asset): (AccountId, Asset), atoms: i128) {
        self.touched_funding.insert((account, asset));
        if atoms == 0 {
            self.funding.remove(&(account, asset));
        } else {
            self.funding.insert((account, asset), atoms);
        }
    }

    pub(crate) fn set_pool(&mut self, asset: Asset, pool: Pool) {
        self.pools.insert(asset, pool);
    }

    /// What changed since this was asked last.
    pub(crate) fn touched(&mut self) -> (BTreeSet<Asset>, BTreeSet<(AccountId, Asset)>) {
        (
            core::mem::take(&mut self.touched_pools),
            core::mem::take(&mut self.touched_funding),
        )
    }

    pub(crate) fn pool_of(&self, asset: Asset) -> Pool {
        self.pools.get(&asset).copied().unwrap_or_default()
    }
}

/// A quantity in atoms: above zero and no finer or larger than the venue counts.
pub(crate) fn positive_atoms(qty: Qty) -> Option<i128> {
    grid::atoms(qty.parts()).ok().filter(|atoms| *atoms > 0)
}

/// A quantity in atoms; nothing when it is finer than an atom, which no record of the wallet is.
pub(crate) fn atoms(qty: Qty) -> i128 {
    grid::whole_atoms(qty.parts()).unwrap_or(0)
}

/// Atoms as a quantity.
pub(crate) fn qty(atoms: i128) -> Qty {
    grid::qty_of(atoms)
}

/// Atoms as a signed amount.
pub(crate) fn amount(atoms: i128) -> Amount {
    grid::amount_of(atoms)
}
