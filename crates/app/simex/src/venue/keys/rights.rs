//! What a key may do, from where, and since when. Never who asks.

use crate::venue::route::Right;
use domain::Time;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Rights and their names in requests to the levers.
const NAMES: &[(&str, Right)] = &[
    ("read", Right::Read),
    ("spotTrade", Right::SpotTrade),
    ("margin", Right::Margin),
    ("futures", Right::Futures),
    ("withdraw", Right::Withdraw),
    ("internalTransfer", Right::InternalTransfer),
    ("universalTransfer", Right::Transfer),
    ("options", Right::Options),
];

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// Its rights.
    pub(crate) rights: BTreeSet<Right>,
    /// The addresses it may be used from; none means from anywhere.
    pub(crate) addresses: BTreeSet<IpAddr>,
    /// When it was made.
    pub(crate) created: Time,
}

impl Permissions {
    /// What a trader's key may do: look, trade, move money between wallets; never withdraw.
    pub(crate) fn trader(created: Time) -> Self {
        let rights = [
            Right::Read,
            Right::SpotTrade,
            Right::Futures,
            Right::InternalTransfer,
            Right::Transfer,
        ];
        Self {
            rights: rights.into_iter().collect(),
            addresses: BTreeSet::new(),
            created,
        }
    }

    /// Whether it has a right.
    pub(crate) fn has(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Whether it may be used from an address.
    pub(super) fn covers(&self, peer: IpAddr) -> bool {
        self.addresses.is_empty() || self.addresses.contains(&peer)
    }
}

impl Right {
    /// The right of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, right)| *right)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, right)| *right == self)
            .map_or("", |(name, _)| name)
    }
}
