//! The roles a person can have. Never what a role may do: that is in `permit`.

use core::fmt;
use core::str::FromStr;

/// What a person is in this house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Owns the house: everything.
    Owner,
    /// Runs the house: people, switches, halts, trading.
    Admin,
    /// Trades and halts.
    Trader,
    /// Keeps the books: reads trading.
    Accountant,
    /// Reads trading and the audit log.
    Auditor,
    /// Reads trading.
    Viewer,
}

/// The text is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleError;

impl Role {
    /// All roles, widest rights first.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Admin,
        Self::Trader,
        Self::Accountant,
        Self::Auditor,
        Self::Viewer,
    ];

    /// The short name: `owner`, `admin`, `trader`, `accountant`, `auditor`, `viewer`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Trader => "trader",
            Self::Accountant => "accountant",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Role {
    type Err = RoleError;
    fn from_str(text: &str) -> Result<Self, RoleError> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or(RoleError)
    }
}

impl fmt::Display for RoleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role is one of owner, admin, trader, accountant, auditor, viewer")
    }
}

impl core::error::Error for RoleError {}
