//! The acts that need a permit, each as a type, so that a permit for one is no permit for another. Never who may do them.

use core::fmt;

/// An act as a value, for tables and logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// Send an order, or ask what the gate would say to it.
    Place,
    /// Cancel a working order.
    Cancel,
    /// Halt trading in a scope.
    Halt,
    /// Release a halt.
    Release,
    /// Turn a trading switch.
    SetSwitch,
    /// Propose new limits, and agree to what another person proposed.
    SetLimits,
    /// See orders, fills, positions, balances, markets, and the house's health in detail.
    ReadTrading,
    /// See the audit log.
    ReadAudit,
    /// Add people, change their roles, lock and unlock them.
    ManageUsers,
    /// See, test, add, rotate, probe and remove the credentials of venues.
    ManageKeys,
    /// Sign in, sign out, redeem the set-up token.
    SignIn,
}

impl ActionKind {
    /// All acts.
    pub const ALL: [Self; 11] = [
        Self::Place,
        Self::Cancel,
        Self::Halt,
        Self::Release,
        Self::SetSwitch,
        Self::SetLimits,
        Self::ReadTrading,
        Self::ReadAudit,
        Self::ManageUsers,
        Self::ManageKeys,
        Self::SignIn,
    ];

    /// The short name: `place`, `set-switch` …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Cancel => "cancel",
            Self::Halt => "halt",
            Self::Release => "release",
            Self::SetSwitch => "set-switch",
            Self::SetLimits => "set-limits",
            Self::ReadTrading => "read-trading",
            Self::ReadAudit => "read-audit",
            Self::ManageUsers => "manage-users",
            Self::ManageKeys => "manage-keys",
            Self::SignIn => "sign-in",
        }
    }
}

impl fmt::Display for ActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An act as a type. Only the acts of this crate can be one.
pub trait Action: sealed::Sealed {
    /// The act as a value.
    const KIND: ActionKind;
}

mod sealed {
    /// Keeps the list of acts closed.
    pub trait Sealed {}
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Action for $name {
            const KIND: ActionKind = ActionKind::$name;
        }
    )+};
}

actions!(
    /// Marks a permit to send orders.
    Place,
    /// Marks a permit to cancel orders.
    Cancel,
    /// Marks a permit to halt trading.
    Halt,
    /// Marks a permit to release a halt.
    Release,
    /// Marks a permit to turn trading switches.
    SetSwitch,
    /// Marks a permit to change limits, and to agree to changes.
    SetLimits,
    /// Marks a permit to see trading.
    ReadTrading,
    /// Marks a permit to see the audit log.
    ReadAudit,
    /// Marks a permit to manage people.
    ManageUsers,
    /// Marks a permit to manage the credentials of venues.
    ManageKeys,
    /// Marks a permit for the sign-in itself.
    SignIn,
);
