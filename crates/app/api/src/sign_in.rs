//! Signing in, setting up, signing out. Known and unknown people get the same words after the same work;
//! tries are counted before they are judged. Passwords and tokens are never logged.

use crate::entropy;
use crate::problem::{KeyProblem, Problem};
use crate::session::{
    CookieKind, Signed, Source, clear_cookie, database_silent, session_row, set_cookie,
    sign_in_permit, standing,
};
use crate::state::AppState;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponseParts, ResponseParts};
use desk::{CommandError, Desk, PasswordHash, PeopleChange, TokenHash, UserRow};
use domain::{Time, UserId};
use identity::{
    Checked, Email, NewPassword, Rehash, Role, SECRET_BYTES, Secret, SecretHash, Session, SetUp,
    SetUpRefused, UserName, UserStanding, check_password,
};
use std::convert::Infallible;
use zeroize::Zeroizing;

mod tries;
use tries::Judged;

/// Longest password looked at, in bytes (128 characters of up to 4 bytes).
const PASSWORD_BYTES_MAX: usize = 512;

/// A session that was just opened; as part of a response it sets the cookie.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    cookie: HeaderValue,
    /// What the person is called.
    pub name: String,
    /// The person's role.
    pub role: Role,
}

/// A session that was just ended; as part of a response it takes the cookie away.
#[derive(Debug, Clone)]
pub(crate) struct SignedOut {
    cookie: HeaderValue,
}

/// Whether the house has nobody who could sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetUpNeeded {
    /// Nobody was ever added.
    Yes,
    /// Somebody can sign in.
    No,
}

/// What the first person types into the set-up page.
#[derive(Debug)]
pub(crate) struct SetUpWish {
    /// The token that was printed on the terminal.
    pub token: Zeroizing<String>,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The password.
    pub password: Zeroizing<String>,
}

/// Whether nobody was ever added.
///
/// # Errors
/// The database did not answer.
pub(crate) async fn needs_set_up(desk: &Desk) -> Result<SetUpNeeded, Problem> {
    let last = desk
        .people(sign_in_permit()?)
        .last_user_id()
        .await
        .map_err(database_silent)?;
    Ok(match last {
        Some(_) => SetUpNeeded::No,
        None => SetUpNeeded::Yes,
    })
}

/// Makes the first owner and signs them in.
///
/// # Errors
/// The token is wrong, old or spent; the house has an owner; a field or the password is not taken.
pub(crate) async fn set_up(
    state: &AppState,
    source: &Source,
    wish: SetUpWish,
) -> Result<Opened, Problem> {
    let turn = state.sign_in_turn().lock().await;
    if needs_set_up(state.desk()).await? == SetUpNeeded::No {
        return Err(Problem::SetUp(SetUpRefused::Done));
    }
    let token = redeemed(state, &wish.token).await?;
    let email = Email::new(&wish.email).map_err(|why| Problem::value("email", why))?;
    let name = UserName::new(&wish.name).map_err(|why| Problem::value("name", why))?;
    let password = NewPassword::new(&wish.password, &[email.as_str(), name.as_str()])
        .map_err(Problem::Weak)?;
    let now = state.now();
    let user = UserRow {
        id: UserId::new(1),
        email: email.as_str().to_owned(),
        name: name.as_str().to_owned(),
        password: hashed(state, password).await?,
        role: Role::Owner.name().to_owned(),
        created: now,
        disabled: None,
    };
    let before = vec![
        PeopleChange::UseSetupToken { token, at: now },
        PeopleChange::AddUser(user.clone()),
    ];
    let opened = open(state, source, (&user, Role::Owner), before).await;
    drop(turn);
    match opened {
        Err(Problem::Conflict) => Err(Problem::SetUp(SetUpRefused::Done)),
        other => other,
    }
}

async fn redeemed(state: &AppState, typed: &str) -> Result<TokenHash, Problem> {
    let wrong = Problem::SetUp(SetUpRefused::Wrong);
    let presented = Secret::parse(typed.trim()).map_err(|_| wrong.clone())?;
    let token = TokenHash(*presented.hash().bytes());
    let row = state
        .desk()
        .people(sign_in_permit()?)
        .setup_token(token)
        .await
        .map_err(database_silent)?
        .ok_or_else(|| wrong.clone())?;
    if row.used.is_some() {
        return Err(wrong);
    }
    let printed = SetUp {
        hash: SecretHash::from_bytes(row.token.0),
        issued: row.created,
    };
    printed
        .redeem(&presented, state.now())
        .map_err(Problem::SetUp)?;
    Ok(token)
}

/// Signs a person in by address and password.
///
/// # Errors
/// One and the same for wrong, unknown, shut out and locked; or the database did not answer.
// AUTH-02 AUTH-09
pub(crate) async fn by_password(
    state: &AppState,
    source: &Source,
    typed_email: &str,
    typed_password: &str,
) -> Result<Opened, Problem> {
    if typed_password.len() > PASSWORD_BYTES_MAX {
        return Err(Problem::SignInFailed);
    }
    let tries = tries::charge(state, source, typed_email).await?;
    let user = known(state, typed_email).await?;
    let stored = user.as_ref().and_then(|user| {
        identity::PasswordHash::parse(user.password.expose())
            .inspect_err(|error| tracing::error!(user.id = %user.id, %error, "a stored password hash is damaged"))
            .ok()
    });
    let checked = check(state, stored, typed_password).await?;
    let (Judged::Counted, Checked::Right(rehash), Some(user)) = (tries.judged(), checked, user)
    else {
        tracing::warn!(source = source.key(), "a sign-in failed");
        return Err(Problem::SignInFailed);
    };
    let UserStanding::Active(role) = standing(&user)? else {
        tracing::warn!(user.id = %user.id, "a person who was shut out tried to sign in");
        return Err(Problem::SignInFailed);
    };
    let (turn, mut before) = tries.cleared(state).await?;
    if rehash == Rehash::Due
        && let Ok(password) = NewPassword::new(typed_password, &[&user.email, &user.name])
    {
        before.push(PeopleChange::ChangeUser(UserRow {
            password: hashed(state, password).await?,
            ..user.clone()
        }));
    }
    let opened = open(state, source, (&user, role), before).await;
    drop(turn);
    opened
}

/// Asks a person who is signed in for their password once more, before an act that a stolen session must not do.
///
/// # Errors
/// It does not fit, or too many tries failed; or the database did not answer.
pub(crate) async fn confirm(
    state: &AppState,
    (signed, source): (&Signed, &Source),
    typed: &str,
) -> Result<(), Problem> {
    let wrong = || Problem::Key(KeyProblem::NotConfirmed);
    if typed.len() > PASSWORD_BYTES_MAX {
        return Err(wrong());
    }
    let tries = tries::charge(state, source, &signed.email).await?;
    let user = known(state, &signed.email).await?;
    let stored = user.and_then(|user| identity::PasswordHash::parse(user.password.expose()).ok());
    let checked = check(state, stored, typed).await?;
    let (Judged::Counted, Checked::Right(_)) = (tries.judged(), checked) else {
        tracing::warn!(actor = %signed.actor, "a password that was asked for once more did not fit");
        return Err(wrong());
    };
    let (turn, changes) = tries.cleared(state).await?;
    let cleared = record(state.desk(), changes).await;
    drop(turn);
    cleared
}

/// Ends the session for good.
///
/// # Errors
/// The journal could not be written: the session still lives.
pub(crate) async fn sign_out(state: &AppState, signed: &Signed) -> Result<SignedOut, Problem> {
    let id = signed.actor.session().ok_or(Problem::NotSignedIn)?;
    let at = state.now();
    match state
        .desk()
        .record_sign_in(
            sign_in_permit()?,
            vec![PeopleChange::RevokeSession { id, at }],
        )
        .await
    {
        Ok(()) | Err(CommandError::Conflict) => {}
        Err(error) => return Err(error.into()),
    }
    state.session_ended();
    tracing::info!(actor = %signed.actor, "a person signed out");
    Ok(SignedOut {
        cookie: clear_cookie(state)?,
    })
}

async fn known(state: &AppState, typed: &str) -> Result<Option<UserRow>, Problem> {
    let reader = state.desk().people(sign_in_permit()?);
    match Email::new(typed) {
        Ok(email) => reader
            .user_by_email(email.as_str())
            .await
            .map_err(database_silent),
        Err(_) => Ok(None),
    }
}

/// Opens a session with all that goes with it in one commit; a session that the browser held before ends.
async fn open(
    state: &AppState,
    source: &Source,
    (user, role): (&UserRow, Role),
    mut changes: Vec<PeopleChange>,
) -> Result<Opened, Problem> {
    let (secret, now) = (fresh_secret()?, state.now());
    let opened = Session::open(&secret, user.id, now);
    let row = session_row(&opened, role, &state.config().sessions)?;
    changes.push(PeopleChange::OpenSession(row));
    // AUTH-05: whatever session the browser came with is dead afterwards.
    if let Some(old) = replaced(state, source).await? {
        changes.push(PeopleChange::RevokeSession { id: old, at: now });
    }
    changes.push(PeopleChange::ForgetEnded {
        before: forgotten_before(now),
    });
    record(state.desk(), changes).await?;
    state.session_ended();
    tracing::info!(user.id = %user.id, role = %role, "a person signed in");
    Ok(Opened {
        cookie: set_cookie(state, CookieKind::Session, &secret)?,
        name: user.name.clone(),
        role,
    })
}

/// Ended sessions and tokens are kept this long, so that a look back finds them.
fn forgotten_before(now: Time) -> Time {
    const KEPT_SECS: i64 = 30 * 24 * 3_600;
    now.plus(domain::Span::from_secs(-KEPT_SECS))
}

async fn replaced(state: &AppState, source: &Source) -> Result<Option<domain::SessionId>, Problem> {
    let Some(secret) = &source.presented else {
        return Ok(None);
    };
    let row = state
        .desk()
        .people(sign_in_permit()?)
        .session(TokenHash(*secret.hash().bytes()))
        .await
        .map_err(database_silent)?;
    Ok(row.filter(|row| row.revoked.is_none()).map(|row| row.id))
}

async fn record(desk: &Desk, changes: Vec<PeopleChange>) -> Result<(), Problem> {
    desk.record_sign_in(sign_in_permit()?, changes)
        .await
        .map_err(Problem::from)
}

fn fresh_secret() -> Result<Secret, Problem> {
    let bytes = Zeroizing::new(entropy::bytes::<SECRET_BYTES>()?);
    Ok(Secret::new(*bytes))
}

/// Checks a password beside the async threads, a few at a time.
async fn check(
    state: &AppState,
    stored: Option<identity::PasswordHash>,
    typed: &str,
) -> Result<Checked, Problem> {
    let typed = Zeroizing::new(typed.to_owned());
    let _place = state
        .hashing()
        .acquire()
        .await
        .map_err(|_| Problem::Stopping)?;
    tokio::task::spawn_blocking(move || check_password(stored.as_ref(), &typed))
        .await
        .map_err(|_| Problem::Internal)?
        .map_err(|error| {
            tracing::error!(%error, "a password could not be checked");
            Problem::Internal
        })
}

/// Hashes a password beside the async threads, a few at a time.
async fn hashed(state: &AppState, password: NewPassword) -> Result<PasswordHash, Problem> {
    let salt = entropy::bytes()?;
    let _place = state
        .hashing()
        .acquire()
        .await
        .map_err(|_| Problem::Stopping)?;
    let hash = tokio::task::spawn_blocking(move || identity::PasswordHash::new(&password, salt))
        .await
        .map_err(|_| Problem::Internal)?
        .map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Problem::Internal
        })?;
    Ok(PasswordHash::new(hash.to_text()))
}

impl IntoResponseParts for Opened {
    type Error = Infallible;
    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response
            .headers_mut()
            .append(header::SET_COOKIE, self.cookie);
        Ok(response)
    }
}

impl IntoResponseParts for SignedOut {
    type Error = Infallible;
    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response
            .headers_mut()
            .append(header::SET_COOKIE, self.cookie);
        Ok(response)
    }
}
