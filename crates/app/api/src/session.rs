//! From a cookie to the person behind it. The secret in the cookie is hashed at once and never logged.

use crate::config::Front;
use crate::log::RequestId;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use desk::{PeopleChange, SessionRow, TokenHash, UserRow};
use domain::Time;
use identity::{
    Action, Actor, CsrfToken, Permit, Role, Secret, SecretHash, Session, SessionRules, SignIn,
    Touch, UserStanding,
};
use std::net::IpAddr;
use std::sync::Arc;

/// Longest `Cookie` header looked at, in bytes.
const COOKIE_HEADER_BYTES_MAX: usize = 4_096;
/// Name of the session's cookie behind TLS; the prefix makes browsers refuse it for other hosts and paths.
const SESSION_COOKIE_TLS: &str = "__Host-cofferdam";
/// Name of the session's cookie on a loopback address without TLS.
const SESSION_COOKIE_PLAIN: &str = "cofferdam";
/// Name of the cookie from which a visitor's form word comes, behind TLS.
const FORM_COOKIE_TLS: &str = "__Host-cofferdam-form";
/// Name of the cookie from which a visitor's form word comes, without TLS.
const FORM_COOKIE_PLAIN: &str = "cofferdam-form";

/// A person behind a live session.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// Who acts, for permits.
    pub actor: Actor,
    /// The word that this session's forms carry.
    pub csrf: CsrfToken,
    /// What the person is called.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// The person's role at this moment.
    pub role: Role,
    pub(crate) secret: Arc<Secret>,
}

/// Somebody at a public page: perhaps signed in, perhaps not.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// The word that this visitor's forms carry.
    pub csrf: CsrfToken,
    /// The person, if one is signed in.
    pub signed: Option<Signed>,
}

/// Where a request came from: the network address of the visitor, and the session it presented, if any.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) address: IpAddr,
    pub(crate) presented: Option<Arc<Secret>>,
}

/// The two cookies of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CookieKind {
    Session,
    Form,
}

impl Signed {
    /// Asks for a permit in this person's name.
    ///
    /// # Errors
    /// The role does not carry the act.
    pub(crate) fn permit<A: Action>(&self) -> Result<Permit<A>, Problem> {
        Permit::ask(&self.actor).map_err(Problem::Denied)
    }
}

impl Source {
    /// The key under which tries and requests from here are counted: an IPv4 address, or an IPv6 network of 64 bits
    /// (one visitor commands a whole network of them).
    pub(crate) fn key(&self) -> String {
        match self.address {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
                Some(ip) => ip.to_string(),
                None => {
                    let [a, b, c, d, ..] = ip.segments();
                    format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
                }
            },
        }
    }
}

/// The person behind a session's secret.
///
/// # Errors
/// No such session, over, revoked, its person shut out; or the database did not answer.
pub(crate) async fn load(state: &AppState, secret: Arc<Secret>) -> Result<Signed, Problem> {
    let reader = state.desk().people(sign_in_permit()?);
    let row = reader
        .session(TokenHash(*secret.hash().bytes()))
        .await
        .map_err(database_silent)?
        .filter(|row| row.revoked.is_none())
        .ok_or(Problem::NotSignedIn)?;
    let user = reader
        .user(row.user)
        .await
        .map_err(database_silent)?
        .ok_or(Problem::NotSignedIn)?;
    let (rules, now) = (&state.config().sessions, state.now());
    let session = session_of(&row);
    let standing = standing(&user)?;
    let (actor, touch) = session
        .admit(&secret, standing, rules, now)
        .map_err(|_| Problem::NotSignedIn)?;
    let role = actor.role().ok_or(Problem::NotSignedIn)?;
    if touch == Touch::Due {
        touch_session(state, &session, (role, now)).await?;
    }
    Ok(Signed {
        actor,
        csrf: secret.csrf(),
        name: user.name,
        email: user.email,
        role,
        secret,
    })
}

/// Writes down that a session was used. A database that cannot be written refuses orders by itself; it does not sign
/// people out, so that they can still see what stands.
async fn touch_session(
    state: &AppState,
    session: &Session,
    (role, now): (Role, Time),
) -> Result<(), Problem> {
    let used = Session {
        seen: now,
        ..*session
    };
    let change = PeopleChange::TouchSession {
        token: TokenHash(*session.hash.bytes()),
        last_seen: now,
        expires: used.ends(role, &state.config().sessions),
    };
    match state
        .desk()
        .record_sign_in(sign_in_permit()?, vec![change])
        .await
    {
        Ok(()) => Ok(()),
        Err(desk::CommandError::Conflict) => Err(Problem::NotSignedIn),
        Err(error) => {
            tracing::warn!(%error, "the use of a session was not written down");
            Ok(())
        }
    }
}

/// A permit for the sign-in itself, which every visitor has.
pub(crate) fn sign_in_permit() -> Result<Permit<SignIn>, Problem> {
    Permit::ask(&Actor::visitor()).map_err(Problem::Denied)
}

pub(crate) fn database_silent(error: desk::StoreError) -> Problem {
    tracing::error!(%error, "the database did not answer");
    Problem::DatabaseSilent
}

fn session_of(row: &SessionRow) -> Session {
    Session {
        hash: SecretHash::from_bytes(row.token.0),
        user: row.user,
        opened: row.created,
        seen: row.last_seen,
    }
}

/// The row that is stored of a new session.
pub(crate) fn session_row(
    session: &Session,
    role: Role,
    rules: &SessionRules,
) -> Result<SessionRow, Problem> {
    Ok(SessionRow {
        token: TokenHash(*session.hash.bytes()),
        id: session.hash.session_id().map_err(|_| Problem::Internal)?,
        user: session.user,
        created: session.opened,
        last_seen: session.seen,
        expires: session.ends(role, rules),
        revoked: None,
    })
}

/// What a stored person may be; a role that this program does not know gives no rights.
pub(crate) fn standing(user: &UserRow) -> Result<UserStanding, Problem> {
    if user.disabled.is_some() {
        return Ok(UserStanding::Disabled);
    }
    user.role
        .parse()
        .map(UserStanding::Active)
        .map_err(|error| {
            tracing::error!(user.id = %user.id, %error, "a stored role is not known to this program");
            Problem::Internal
        })
}

/// The secret in one of our cookies, if exactly one well-formed one is there.
pub(crate) fn cookie(state: &AppState, headers: &HeaderMap, kind: CookieKind) -> Option<Secret> {
    let name = cookie_name(&state.config().front, kind);
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter(|value| value.len() <= COOKIE_HEADER_BYTES_MAX)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next()?;
    if found.next().is_some() {
        return None;
    }
    Secret::parse(first).ok()
}

/// The header that gives a visitor one of our cookies.
pub(crate) fn set_cookie(
    state: &AppState,
    kind: CookieKind,
    secret: &Secret,
) -> Result<HeaderValue, Problem> {
    let front = &state.config().front;
    let (name, secure) = (cookie_name(front, kind), secure(front));
    let life_secs = match kind {
        CookieKind::Session => {
            let life = state.config().sessions.other.absolute;
            life.millis().div_euclid(1_000)
        }
        CookieKind::Form => 43_200,
    };
    let text = format!(
        "{name}={}; Path=/; Max-Age={life_secs}; HttpOnly; SameSite=Lax{secure}",
        secret.reveal().as_str()
    );
    let mut value = HeaderValue::from_str(&text).map_err(|_| Problem::Internal)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The header that takes the session's cookie away.
pub(crate) fn clear_cookie(state: &AppState) -> Result<HeaderValue, Problem> {
    let front = &state.config().front;
    let (name, secure) = (cookie_name(front, CookieKind::Session), secure(front));
    HeaderValue::from_str(&format!(
        "{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"
    ))
    .map_err(|_| Problem::Internal)
}

const fn cookie_name(front: &Front, kind: CookieKind) -> &'static str {
    match (front, kind) {
        (Front::Plain, CookieKind::Session) => SESSION_COOKIE_PLAIN,
        (Front::Plain, CookieKind::Form) => FORM_COOKIE_PLAIN,
        (Front::TlsProxy { .. }, CookieKind::Session) => SESSION_COOKIE_TLS,
        (Front::TlsProxy { .. }, CookieKind::Form) => FORM_COOKIE_TLS,
    }
}

const fn secure(front: &Front) -> &'static str {
    match front {
        Front::Plain => "",
        Front::TlsProxy { .. } => "; Secure",
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Problem::NotSignedIn)
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            let id = parts.extensions.get::<RequestId>().map(ToString::to_string);
            tracing::error!(
                request.id = id,
                "a route without a guard asked for its visitor"
            );
            Problem::Internal
        })
    }
}

impl FromRequestParts<AppState> for Source {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Problem::Internal)
    }
}
