//! How long a session lives and how a stored one becomes an actor. Never the secret itself, never a clock.

use crate::actor::Actor;
use crate::role::Role;
use crate::secret::{Secret, SecretHash};
use core::fmt;
use domain::{Span, Time, UserId};

const HOUR_SECS: i64 = 3_600;
const MINUTE_SECS: i64 = 60;
/// A use is written down at most this often: often enough to be true to the minute, seldom enough to cost nothing.
const TOUCH_EVERY: Span = Span::from_secs(MINUTE_SECS);

/// A session as it is stored: the hash of its secret, whose it is, since when, last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The hash of the secret in the cookie.
    pub hash: SecretHash,
    /// Whose it is.
    pub user: UserId,
    /// When it was opened.
    pub opened: Time,
    /// When it was last used, to the minute.
    pub seen: Time,
}

/// What is known of a person when a session of theirs is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStanding {
    /// May act, in this role.
    Active(Role),
    /// Was shut out by an admin.
    Disabled,
}

/// How long sessions of one kind of role live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// From sign-in to the end, whatever happens.
    pub absolute: Span,
    /// From the last use to the end.
    pub idle: Span,
}

/// How long sessions live, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// Owners and admins.
    pub admin: SessionLife,
    /// Everyone else.
    pub other: SessionLife,
}

/// Whether a use should be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// The stored time of last use is old enough to be moved.
    Due,
    /// It was written within the last minute.
    NotDue,
}

/// Which life ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expired {
    /// Too long since sign-in.
    Absolute,
    /// Too long since last use.
    Idle,
}

/// Why a session gives no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionRefused {
    /// The secret is not this session's.
    WrongSecret,
    /// Its life is over.
    Expired(Expired),
    /// Its person was shut out.
    Disabled,
}

impl SessionRules {
    /// The house's rules: 12 hours and 30 minutes idle for owners and admins, 7 days and 24 hours for others.
    // SEC-04 AUTH-06: figures of the security decisions.
    pub const HOUSE: Self = Self {
        admin: SessionLife {
            absolute: Span::from_secs(12 * HOUR_SECS),
            idle: Span::from_secs(30 * MINUTE_SECS),
        },
        other: SessionLife {
            absolute: Span::from_secs(7 * 24 * HOUR_SECS),
            idle: Span::from_secs(24 * HOUR_SECS),
        },
    };

    /// The life of a session in this role.
    #[must_use]
    pub const fn life(&self, role: Role) -> SessionLife {
        match role {
            Role::Owner | Role::Admin => self.admin,
            Role::Trader | Role::Accountant | Role::Auditor | Role::Viewer => self.other,
        }
    }
}

impl Session {
    /// A session opened at `now`.
    #[must_use]
    pub fn open(secret: &Secret, user: UserId, now: Time) -> Self {
        Self {
            hash: secret.hash(),
            user,
            opened: now,
            seen: now,
        }
    }

    /// When this session ends by itself if it is not used after `seen`.
    #[must_use]
    pub fn ends(&self, role: Role, rules: &SessionRules) -> Time {
        let life = rules.life(role);
        self.opened
            .plus(life.absolute)
            .min(self.seen.plus(life.idle))
    }

    /// The actor behind this session, if the secret is its own, its life is not over and its person may act.
    /// The role is the person's role of this moment, so a change of rights holds at once.
    ///
    /// # Errors
    /// Why there is none.
    pub fn admit(
        &self,
        secret: &Secret,
        standing: UserStanding,
        rules: &SessionRules,
        now: Time,
    ) -> Result<(Actor, Touch), SessionRefused> {
        if secret.hash() != self.hash {
            return Err(SessionRefused::WrongSecret);
        }
        let role = match standing {
            UserStanding::Active(role) => role,
            UserStanding::Disabled => return Err(SessionRefused::Disabled),
        };
        let life = rules.life(role);
        if now.since(self.opened) >= life.absolute || now < self.opened {
            return Err(SessionRefused::Expired(Expired::Absolute));
        }
        if now.since(self.seen) >= life.idle {
            return Err(SessionRefused::Expired(Expired::Idle));
        }
        let touch = if now.since(self.seen) >= TOUCH_EVERY {
            Touch::Due
        } else {
            Touch::NotDue
        };
        let name = self
            .hash
            .session_id()
            .map_err(|_| SessionRefused::WrongSecret)?;
        Ok((Actor::person(self.user, role, name), touch))
    }
}

impl fmt::Display for SessionRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongSecret => "the session is not known",
            Self::Expired(Expired::Absolute) => "the session's whole life is over",
            Self::Expired(Expired::Idle) => "the session was idle too long",
            Self::Disabled => "the person was shut out",
        })
    }
}

impl core::error::Error for SessionRefused {}

#[cfg(test)]
mod tests;
