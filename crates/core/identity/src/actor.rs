//! Who acts: a person behind a live session, the house itself, or a visitor nobody knows. Never what they may do.

use crate::role::Role;
use core::fmt;
use domain::{SessionId, UserId};

/// Who acts. A person comes only from a session that was checked (`Session::admit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Visitor,
    Person {
        user: UserId,
        role: Role,
        session: SessionId,
    },
    System(SystemTask),
}

/// What the house does without a signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemTask {
    /// A command typed at the terminal of the machine that runs the house.
    Terminal,
    /// The house's own work: schedules, recovery, protective exits.
    House,
}

impl Actor {
    /// Somebody who has not signed in.
    #[must_use]
    pub const fn visitor() -> Self {
        Self(Kind::Visitor)
    }

    /// The house itself. Only the line that wires the house calls this.
    #[must_use]
    pub const fn system(task: SystemTask) -> Self {
        Self(Kind::System(task))
    }

    /// A person behind a session that `Session::admit` has just checked.
    pub(crate) const fn person(user: UserId, role: Role, session: SessionId) -> Self {
        Self(Kind::Person {
            user,
            role,
            session,
        })
    }

    pub(crate) const fn kind(&self) -> Kind {
        self.0
    }

    /// The person, if it is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self.0 {
            Kind::Person { user, .. } => Some(user),
            Kind::Visitor | Kind::System(_) => None,
        }
    }

    /// The person's role, if it is a person.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self.0 {
            Kind::Person { role, .. } => Some(role),
            Kind::Visitor | Kind::System(_) => None,
        }
    }

    /// The person's session, if it is a person.
    #[must_use]
    pub const fn session(&self) -> Option<SessionId> {
        match self.0 {
            Kind::Person { session, .. } => Some(session),
            Kind::Visitor | Kind::System(_) => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Visitor => f.write_str("visitor"),
            Kind::Person { user, role, .. } => write!(f, "person:{user}:{role}"),
            Kind::System(SystemTask::Terminal) => f.write_str("terminal"),
            Kind::System(SystemTask::House) => f.write_str("house"),
        }
    }
}
