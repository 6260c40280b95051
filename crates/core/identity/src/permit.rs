//! The one decision about rights, and the proof that it was taken. Deny by default; a permit has one maker.
//!
//! A permit cannot be built, copied or conjured:
//! ```compile_fail
//! let permit = identity::Permit::<identity::Place> { actor: identity::Actor::visitor(), action: core::marker::PhantomData };
//! ```
//! ```compile_fail
//! fn twice(permit: identity::Permit<identity::Place>) -> (identity::Permit<identity::Place>, identity::Permit<identity::Place>) {
//!     (permit.clone(), permit)
//! }
//! ```
//! ```compile_fail
//! let permit: identity::Permit<identity::Place> = Default::default();
//! ```
//! ```compile_fail
//! let permit: identity::Permit<identity::Place> = identity::Actor::visitor().into();
//! ```
//! A permit for one act is none for another:
//! ```compile_fail
//! fn place(_: identity::Permit<identity::Place>) {}
//! let visitor = identity::Actor::visitor();
//! place(identity::Permit::<identity::SignIn>::ask(&visitor).unwrap());
//! ```
//! Nobody outside adds an act, and nobody outside makes a person:
//! ```compile_fail
//! enum Everything {}
//! impl identity::Action for Everything { const KIND: identity::ActionKind = identity::ActionKind::Place; }
//! ```
//! ```compile_fail
//! let actor = identity::Actor::person(domain::UserId::new(1), identity::Role::Owner, domain::SessionId::new("s").unwrap());
//! ```
//! The honest way:
//! ```
//! use identity::{Actor, Denied, Permit, Place, SignIn};
//! let visitor = Actor::visitor();
//! assert!(Permit::<SignIn>::ask(&visitor).is_ok());
//! assert_eq!(Permit::<Place>::ask(&visitor).err(), Some(Denied::NotSignedIn));
//! ```

use crate::action::{Action, ActionKind};
use crate::actor::{Actor, Kind, SystemTask};
use crate::role::Role;
use core::fmt;
use core::marker::PhantomData;

/// Proof that `can` said yes to this actor and act `A`. Spent by value; one maker, `Permit::ask`.
#[derive(Debug)]
pub struct Permit<A: Action> {
    actor: Actor,
    action: PhantomData<fn() -> A>,
}

/// Why an act was denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Nobody is signed in.
    NotSignedIn,
    /// The person's role does not carry the act.
    RoleLacks {
        /// The role.
        role: Role,
        /// The act.
        action: ActionKind,
    },
    /// The house's own task does not carry the act: a person must do it.
    TaskLacks {
        /// The act.
        action: ActionKind,
    },
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSignedIn => f.write_str("nobody is signed in"),
            Self::RoleLacks { role, action } => write!(f, "the role {role} may not {action}"),
            Self::TaskLacks { action } => write!(f, "only a person may {action}"),
        }
    }
}

impl core::error::Error for Denied {}

impl<A: Action> Permit<A> {
    /// Asks for a permit.
    ///
    /// # Errors
    /// The actor may not do `A`.
    pub fn ask(actor: &Actor) -> Result<Self, Denied> {
        can(actor, A::KIND).map(|()| Self {
            actor: *actor,
            action: PhantomData,
        })
    }

    /// Who holds it.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
}

/// Whether this actor may do this act. Every decision about rights in the house is this one.
///
/// # Errors
/// Why not.
pub const fn can(actor: &Actor, action: ActionKind) -> Result<(), Denied> {
    match actor.kind() {
        Kind::Visitor => match action {
            ActionKind::SignIn => Ok(()),
            ActionKind::Place
            | ActionKind::Cancel
            | ActionKind::Halt
            | ActionKind::Release
            | ActionKind::SetSwitch
            | ActionKind::SetLimits
            | ActionKind::ReadTrading
            | ActionKind::ReadAudit
            | ActionKind::ManageUsers
            | ActionKind::ManageKeys => Err(Denied::NotSignedIn),
        },
        Kind::Person { role, .. } => match role_allows(role, action) {
            Allowed::Yes => Ok(()),
            Allowed::No => Err(Denied::RoleLacks { role, action }),
        },
        Kind::System(task) => match task_allows(task, action) {
            Allowed::Yes => Ok(()),
            Allowed::No => Err(Denied::TaskLacks { action }),
        },
    }
}

/// An answer that must be read by name.
enum Allowed {
    Yes,
    No,
}

const fn role_allows(role: Role, action: ActionKind) -> Allowed {
    match (action, role) {
        (ActionKind::SignIn | ActionKind::ReadTrading, _)
        | (_, Role::Owner | Role::Admin)
        | (ActionKind::Place | ActionKind::Cancel | ActionKind::Halt, Role::Trader)
        | (ActionKind::ReadAudit, Role::Auditor) => Allowed::Yes,
        (
            ActionKind::Place
            | ActionKind::Cancel
            | ActionKind::Halt
            | ActionKind::Release
            | ActionKind::SetSwitch
            | ActionKind::SetLimits
            | ActionKind::ReadAudit
            | ActionKind::ManageUsers
            | ActionKind::ManageKeys,
            Role::Trader | Role::Accountant | Role::Auditor | Role::Viewer,
        ) => Allowed::No,
    }
}

/// The terminal of the machine may do what its owner may; the house's own tasks never open what a person closed.
const fn task_allows(task: SystemTask, action: ActionKind) -> Allowed {
    match (task, action) {
        (SystemTask::Terminal, _)
        | (
            SystemTask::House,
            ActionKind::Place
            | ActionKind::Cancel
            | ActionKind::Halt
            | ActionKind::ReadTrading
            | ActionKind::ReadAudit
            | ActionKind::SignIn,
        ) => Allowed::Yes,
        (
            SystemTask::House,
            ActionKind::Release
            | ActionKind::SetSwitch
            | ActionKind::SetLimits
            | ActionKind::ManageUsers
            | ActionKind::ManageKeys,
        ) => Allowed::No,
    }
}

#[cfg(test)]
mod tests;
