//! The market of every symbol at its venue and at the backup, and which of the two people are shown. Never an input of the gate:
//! each feed tells the gate of its own venue only.

use crate::board::Board;
use crate::link_role::LinkRole;
use domain::Symbol;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Both boards, and the symbols whose market is shown from the backup; cheap to clone, shared by all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Boards {
    pub(crate) home: Board,
    pub(crate) backup: Board,
    moved: Arc<RwLock<BTreeSet<Symbol>>>,
}

impl Boards {
    /// The board that shows a symbol.
    pub(crate) fn shown(&self, symbol: Symbol) -> &Board {
        match self.source(symbol) {
            LinkRole::Home => &self.home,
            LinkRole::Backup => &self.backup,
        }
    }

    /// Where the market of a symbol that is shown comes from.
    pub(crate) fn source(&self, symbol: Symbol) -> LinkRole {
        let moved = self.moved.read().unwrap_or_else(PoisonError::into_inner);
        if moved.contains(&symbol) {
            LinkRole::Backup
        } else {
            LinkRole::Home
        }
    }

    /// From here on the market of exactly these symbols is shown from the backup.
    pub(crate) fn show_from_backup(&self, symbols: BTreeSet<Symbol>) {
        *self.moved.write().unwrap_or_else(PoisonError::into_inner) = symbols;
    }

    /// The boards for a feed of the venue itself.
    #[cfg(test)]
    pub(crate) fn at_home(&self) -> (LinkRole, Self) {
        (LinkRole::Home, self.clone())
    }

    /// The board that a way to a venue fills.
    pub(crate) const fn of(&self, role: LinkRole) -> &Board {
        match role {
            LinkRole::Home => &self.home,
            LinkRole::Backup => &self.backup,
        }
    }
}

#[cfg(test)]
mod tests;
