//! The margin assets: their index, how they count, and where their money is beside the wallets. Never an account.

use super::listing::{MarginAsset, MarginUse};
use super::refusal::FuturesRefusal;
use super::units::{self, WHOLE};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::Asset;

/// Where an asset's money is beside the wallets, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pool {
    pub(crate) deposited: i128,
    pub(crate) fees: i128,
    pub(crate) funding: i128,
    pub(crate) insurance: i128,
    /// Cash the anonymous traders gained by trading; what their positions cost is in it.
    pub(crate) house: i128,
}

/// One margin asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MarginState {
    pub(crate) terms: MarginAsset,
    /// Index price in points of a dollar.
    pub(crate) index: i128,
    pub(crate) pool: Pool,
}

/// All margin assets in the order they were listed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assets {
    names: BTreeMap<Asset, usize>,
    list: Vec<MarginState>,
}

impl MarginState {
    /// What owning so many atoms counts for, or owing them when below zero, in atoms of a dollar.
    pub(crate) fn dollars(&self, atoms: i128) -> i128 {
        let rate = if atoms >= 0 {
            self.rate(self.terms.bid_buffer, -1)
        } else {
            self.rate(self.terms.ask_buffer, 1)
        };
        match self.terms.margin {
            MarginUse::Idle if atoms >= 0 => 0,
            MarginUse::Counts | MarginUse::Idle => units::scaled(atoms, rate, WHOLE),
        }
    }

    /// How many atoms so many atoms of a dollar are, at the price of owning them.
    pub(crate) fn atoms_of(&self, dollars: i128) -> i128 {
        match self.terms.margin {
            MarginUse::Idle => 0,
            MarginUse::Counts => {
                let rate = self.rate(self.terms.bid_buffer, -1);
                units::cut(units::scaled(dollars, WHOLE, rate))
            }
        }
    }

    /// The index moved by a buffer, in points.
    pub(crate) fn rate(&self, buffer: domain::Rate, way: i128) -> i128 {
        let buffer = units::parts(buffer).unwrap_or(0).saturating_mul(way);
        units::scaled(self.index, WHOLE.saturating_add(buffer), WHOLE).max(1)
    }
}

impl Assets {
    pub(crate) const fn new() -> Self {
        Self {
            names: BTreeMap::new(),
            list: Vec::new(),
        }
    }

    /// Lists an asset.
    ///
    /// # Errors
    /// It is listed already.
    pub(crate) fn list(&mut self, terms: MarginAsset, index: i128) -> Result<(), FuturesRefusal> {
        if self.names.contains_key(&terms.asset) {
            return Err(FuturesRefusal::AssetListed);
        }
        self.names.insert(terms.asset, self.list.len());
        self.list.push(MarginState {
            terms,
            index,
            pool: Pool::default(),
        });
        Ok(())
    }

    pub(crate) fn find(&self, asset: Asset) -> Option<usize> {
        self.names.get(&asset).copied()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&MarginState> {
        self.list.get(index)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut MarginState> {
        self.list.get_mut(index)
    }

    pub(crate) fn pool_mut(&mut self, index: usize) -> Option<&mut Pool> {
        self.list.get_mut(index).map(|state| &mut state.pool)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &MarginState)> {
        self.list.iter().enumerate()
    }
}
