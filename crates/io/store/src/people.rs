//! Users, their sessions, set-up tokens and failed sign-ins. Secrets only as hashes; who may do what is decided elsewhere.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::people as sql;
use crate::value::{Arg, BadColumn, Columns, hash, number, parsed, time, time_or_null};
use domain::{SessionId, Time, UserId};
use std::fmt;

/// The hash of a password with its salt and parameters, as text. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// SHA-256 of a secret that the holder keeps (a session cookie, a set-up token).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenHash(pub [u8; 32]);

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The number.
    pub id: UserId,
    /// The address in its canonical form; no two users share one.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// The password's hash.
    pub password: PasswordHash,
    /// The role, by its canonical name.
    pub role: String,
    /// Since when.
    pub created: Time,
    /// Since when they may not sign in, if so.
    pub disabled: Option<Time>,
}

/// A signed-in browser or program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of its secret.
    pub token: TokenHash,
    /// Its public handle.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Since when.
    pub created: Time,
    /// When it was last used.
    pub last_seen: Time,
    /// When it ends by itself.
    pub expires: Time,
    /// When it was ended by hand, if so.
    pub revoked: Option<Time>,
}

/// A one-time token that lets the first user be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetupTokenRow {
    /// The hash of the token.
    pub token: TokenHash,
    /// Since when.
    pub created: Time,
    /// When it is worth nothing any more.
    pub expires: Time,
    /// When it was used, if so.
    pub used: Option<Time>,
}

/// How often signing in failed for one subject (an address, a network) in a window of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigninFailureRow {
    /// The subject, in identity's own words.
    pub subject: String,
    /// How often.
    pub failures: u64,
    /// Since when it is counted.
    pub window_start: Time,
    /// Until when no attempt is taken, if so.
    pub locked_until: Option<Time>,
}

/// One change of people and their sessions. A change whose row is not there refuses the batch, but where said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleChange {
    /// A new user; the number and the address must be free.
    AddUser(UserRow),
    /// The user with this number, as it stands after the change.
    ChangeUser(UserRow),
    /// A new session.
    OpenSession(SessionRow),
    /// A live session was used; one that was revoked or forgotten stays as it is and changes nothing.
    TouchSession {
        /// Which.
        token: TokenHash,
        /// When it was used.
        last_seen: Time,
        /// When it ends by itself from then on.
        expires: Time,
    },
    /// A session ended by hand; one that is revoked already changes nothing.
    RevokeSession {
        /// Which.
        id: SessionId,
        /// When.
        at: Time,
    },
    /// All sessions of a user ended by hand; none to end changes nothing.
    RevokeSessionsOf {
        /// Whose.
        user: UserId,
        /// When.
        at: Time,
    },
    /// A new set-up token; those that stand unused are worth nothing from then on.
    IssueSetupToken(SetupTokenRow),
    /// A set-up token is spent; one that is unknown, expired or spent already refuses the batch.
    UseSetupToken {
        /// Which.
        token: TokenHash,
        /// When.
        at: Time,
    },
    /// Failed sign-ins of a subject as they stand.
    PutSigninFailures(SigninFailureRow),
    /// A subject starts afresh; none to clear changes nothing.
    ClearSigninFailures {
        /// Which.
        subject: String,
    },
    /// Sessions and set-up tokens that ended before this instant are forgotten.
    ForgetEnded {
        /// The instant.
        before: Time,
    },
}

impl PasswordHash {
    /// The hash with its salt and parameters.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, to check a password against.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(hidden)")
    }
}

impl TokenHash {
    fn arg(self) -> Arg {
        Arg::Bytes(self.0.to_vec())
    }
}

/// Makes changes, in order.
pub(crate) async fn write(conn: &mut Conn, changes: &[PeopleChange]) -> Result<(), StepError> {
    for change in changes {
        let (statement, args, found) = statement(change)?;
        let touched = conn.execute(statement, args).await?;
        if touched == 0 && found == Found::Needed {
            return Err(StepError::NoSuchRow);
        }
        match change {
            PeopleChange::ForgetEnded { before } => {
                let args = vec![Arg::time(*before)];
                conn.execute(sql::FORGET_SETUP_TOKENS, args).await?;
            }
            PeopleChange::IssueSetupToken(row) => {
                conn.execute(sql::INSERT_SETUP_TOKEN, token_args(row))
                    .await?;
            }
            PeopleChange::AddUser(_)
            | PeopleChange::ChangeUser(_)
            | PeopleChange::OpenSession(_)
            | PeopleChange::TouchSession { .. }
            | PeopleChange::RevokeSession { .. }
            | PeopleChange::RevokeSessionsOf { .. }
            | PeopleChange::UseSetupToken { .. }
            | PeopleChange::PutSigninFailures(_)
            | PeopleChange::ClearSigninFailures { .. } => {}
        }
    }
    Ok(())
}

/// Whether a change must find the row it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Needed,
    Optional,
}

fn statement(change: &PeopleChange) -> Result<(&'static str, Vec<Arg>, Found), StepError> {
    use Found::{Needed, Optional};
    Ok(match change {
        PeopleChange::AddUser(user) => (sql::INSERT_USER, user_args(user)?, Needed),
        PeopleChange::ChangeUser(user) => (sql::UPDATE_USER, user_args(user)?, Needed),
        PeopleChange::OpenSession(row) => (sql::INSERT_SESSION, session_args(row)?, Needed),
        PeopleChange::TouchSession {
            token,
            last_seen,
            expires,
        } => {
            let args = vec![token.arg(), Arg::time(*last_seen), Arg::time(*expires)];
            (sql::TOUCH_SESSION, args, Optional)
        }
        PeopleChange::RevokeSession { id, at } => (
            sql::REVOKE_SESSION,
            vec![Arg::text(id), Arg::time(*at)],
            Needed,
        ),
        PeopleChange::RevokeSessionsOf { user, at } => {
            let args = vec![Arg::number(user.get())?, Arg::time(*at)];
            (sql::REVOKE_SESSIONS_OF, args, Optional)
        }
        PeopleChange::IssueSetupToken(row) => (
            sql::VOID_SETUP_TOKENS,
            vec![Arg::time(row.created)],
            Optional,
        ),
        PeopleChange::UseSetupToken { token, at } => (
            sql::USE_SETUP_TOKEN,
            vec![token.arg(), Arg::time(*at)],
            Needed,
        ),
        PeopleChange::PutSigninFailures(row) => {
            let args = vec![
                Arg::text(&row.subject),
                Arg::number(row.failures)?,
                Arg::time(row.window_start),
                Arg::time_or_null(row.locked_until),
            ];
            (sql::PUT_SIGNIN_FAILURES, args, Needed)
        }
        PeopleChange::ClearSigninFailures { subject } => (
            sql::CLEAR_SIGNIN_FAILURES,
            vec![Arg::text(subject)],
            Optional,
        ),
        PeopleChange::ForgetEnded { before } => {
            (sql::FORGET_SESSIONS, vec![Arg::time(*before)], Optional)
        }
    })
}

fn user_args(user: &UserRow) -> Result<Vec<Arg>, StepError> {
    Ok(vec![
        Arg::number(user.id.get())?,
        Arg::text(&user.email),
        Arg::text(&user.name),
        Arg::text(user.password.expose()),
        Arg::text(&user.role),
        Arg::time(user.created),
        Arg::time_or_null(user.disabled),
    ])
}

fn session_args(row: &SessionRow) -> Result<Vec<Arg>, StepError> {
    Ok(vec![
        row.token.arg(),
        Arg::text(row.id),
        Arg::number(row.user.get())?,
        Arg::time(row.created),
        Arg::time(row.last_seen),
        Arg::time(row.expires),
        Arg::time_or_null(row.revoked),
    ])
}

fn token_args(row: &SetupTokenRow) -> Vec<Arg> {
    vec![
        row.token.arg(),
        Arg::time(row.created),
        Arg::time(row.expires),
        Arg::time_or_null(row.used),
    ]
}

fn user(row: &dyn Columns) -> Result<UserRow, BadColumn> {
    Ok(UserRow {
        id: UserId::new(number(row, "id")?),
        email: row.text("email")?.to_owned(),
        name: row.text("name")?.to_owned(),
        password: PasswordHash::new(row.text("password_hash")?.to_owned()),
        role: row.text("role")?.to_owned(),
        created: time(row, "created")?,
        disabled: time_or_null(row, "disabled")?,
    })
}

fn session(row: &dyn Columns) -> Result<SessionRow, BadColumn> {
    Ok(SessionRow {
        token: TokenHash(hash(row, "token")?),
        id: parsed(row, "public_id")?,
        user: UserId::new(number(row, "user_id")?),
        created: time(row, "created")?,
        last_seen: time(row, "last_seen")?,
        expires: time(row, "expires")?,
        revoked: time_or_null(row, "revoked")?,
    })
}

fn setup_token(row: &dyn Columns) -> Result<SetupTokenRow, BadColumn> {
    Ok(SetupTokenRow {
        token: TokenHash(hash(row, "token")?),
        created: time(row, "created")?,
        expires: time(row, "expires")?,
        used: time_or_null(row, "used")?,
    })
}

fn signin_failures(row: &dyn Columns) -> Result<SigninFailureRow, BadColumn> {
    Ok(SigninFailureRow {
        subject: row.text("subject")?.to_owned(),
        failures: number(row, "failures")?,
        window_start: time(row, "window_start")?,
        locked_until: time_or_null(row, "locked_until")?,
    })
}

impl Reader {
    /// The user with this address (canonical form).
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserRow>, StoreError> {
        self.one(sql::USER_BY_EMAIL, vec![Arg::text(email)], user)
            .await
    }

    /// The user with this number.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        let Ok(id) = Arg::number(id.get()) else {
            return Ok(None);
        };
        self.one(sql::USER_BY_ID, vec![id], user).await
    }

    /// Users numbered above `after`, by number.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn users(
        &self,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserRow>, StoreError> {
        let Ok(after) = Arg::number(after.map_or(0, UserId::get)) else {
            return Ok(Vec::new());
        };
        self.all(sql::USERS, vec![after, page(limit)], user).await
    }

    /// The highest user number in use.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn last_user_id(&self) -> Result<Option<UserId>, StoreError> {
        let last = self
            .one(sql::LAST_USER_ID, Vec::new(), |row| number(row, "id"))
            .await?;
        Ok(last.map(UserId::new))
    }

    /// The session whose secret has this hash, revoked or expired ones included.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn session(&self, token: TokenHash) -> Result<Option<SessionRow>, StoreError> {
        self.one(sql::SESSION, vec![token.arg()], session).await
    }

    /// The sessions of a user, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn sessions_of(
        &self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let Ok(user) = Arg::number(user.get()) else {
            return Ok(Vec::new());
        };
        self.all(sql::SESSIONS_OF, vec![user, page(limit)], session)
            .await
    }

    /// The set-up token with this hash, spent or expired ones included.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn setup_token(&self, token: TokenHash) -> Result<Option<SetupTokenRow>, StoreError> {
        self.one(sql::SETUP_TOKEN, vec![token.arg()], setup_token)
            .await
    }

    /// Failed sign-ins of a subject.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn signin_failures(
        &self,
        subject: &str,
    ) -> Result<Option<SigninFailureRow>, StoreError> {
        self.one(
            sql::SIGNIN_FAILURES,
            vec![Arg::text(subject)],
            signin_failures,
        )
        .await
    }
}
