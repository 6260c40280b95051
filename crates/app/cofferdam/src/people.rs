//! Changes of people from the terminal, by the running desk or on the disk itself. Never shows a hash or a token twice.

use crate::control_socket::{self, NewPerson, Request};
use anyhow::{Context, Result, bail};
use domain::{Time, UserId};
use identity::{SECRET_BYTES, SET_UP_LIFE, Secret};
use std::fmt::Write;
use std::path::Path;
use store::{
    Batch, Location, PasswordHash, PeopleChange, Reader, SetupTokenRow, Store, TokenHash, UserRow,
};

/// People shown by `user list`.
const LIST_MAX: u32 = 500;

/// Bytes from the system's source of chance.
pub(crate) fn chance<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system gives no randomness: {error}"))?;
    Ok(bytes)
}

/// A fresh set-up token and the request that makes it valid.
pub(crate) fn setup_token(now: Time) -> Result<(Secret, Request)> {
    let secret = Secret::new(chance::<SECRET_BYTES>()?);
    let mut hash = String::new();
    for byte in secret.hash().bytes() {
        write!(hash, "{byte:02x}")?;
    }
    let expires = now.plus(SET_UP_LIFE);
    Ok((secret, Request::SetupToken { hash, expires }))
}

/// Has the running desk do it, or does it on the disk when none runs.
pub(crate) async fn ask_or_do(data: &Path, request: Request) -> Result<String> {
    if let Some(answer) = control_socket::ask(data, &request).await? {
        return Ok(answer);
    }
    let (mut writer, reader) = Store::open(Location::Sqlite(data.to_path_buf())).await?;
    let now = desk::Clock::default().now();
    let (changes, said) = changes(&reader, &request, now).await?;
    let mut batch = Batch::new(now);
    batch.people = changes;
    writer.commit(&batch).await.context("nothing was changed")?;
    Ok(said)
}

/// What a request changes, and the words when it is done.
pub(crate) async fn changes(
    reader: &Reader,
    request: &Request,
    now: Time,
) -> Result<(Vec<PeopleChange>, String)> {
    match request {
        Request::AddUser(person) => {
            let next = reader
                .last_user_id()
                .await?
                .map_or(1, |last| last.get().saturating_add(1));
            let said = format!("added person {next}: {} ({})", person.email, person.role);
            let row = user_row(UserId::new(next), person, now);
            Ok((vec![PeopleChange::AddUser(row)], said))
        }
        Request::DisableUser { user } => disabled(reader, *user, now).await,
        Request::SetupToken { hash, expires } => {
            if reader.last_user_id().await?.is_some() {
                bail!("there is an owner already; add people with `cofferdam user add`");
            }
            let issued = vec![PeopleChange::IssueSetupToken(token_row(
                hash, now, *expires,
            )?)];
            Ok((issued, "a set-up token is ready".to_owned()))
        }
        Request::Halt { .. }
        | Request::Place(_)
        | Request::Pair(_)
        | Request::Amend { .. }
        | Request::Confirm { .. }
        | Request::Cancel { .. }
        | Request::CancelAll { .. }
        | Request::Release { .. }
        | Request::Stop { .. }
        | Request::Press { .. }
        | Request::Settle { .. }
        | Request::Reconcile
        | Request::CheckCandles { .. }
        | Request::Failover
        | Request::WishVenue { .. }
        | Request::Contracts
        | Request::Set { .. }
        | Request::Accounts
        | Request::Health
        | Request::Histories
        | Request::Losses
        | Request::Surveillance
        | Request::Explain { .. }
        | Request::ReadHistories
        | Request::AcceptBreak { .. }
        | Request::KeyAct { .. }
        | Request::Control(_)
        | Request::ExplainOrder(_)
        | Request::Ping => bail!("this is no change of people"),
    }
}

/// A person who may not sign in any more.
async fn disabled(reader: &Reader, user: UserId, now: Time) -> Result<(Vec<PeopleChange>, String)> {
    let Some(mut row) = reader.user(user).await? else {
        bail!("there is no person {user}; nothing was changed");
    };
    refuse_last_owner(reader, &row).await?;
    row.disabled = Some(now);
    let said = format!(
        "{} may not sign in any more; all sessions are ended",
        row.email
    );
    let revoke = PeopleChange::RevokeSessionsOf { user, at: now };
    Ok((vec![PeopleChange::ChangeUser(row), revoke], said))
}

/// A set-up token that nobody has used.
fn token_row(hash: &str, created: Time, expires: Time) -> Result<SetupTokenRow> {
    Ok(SetupTokenRow {
        token: TokenHash(unhex(hash)?),
        created,
        expires,
        used: None,
    })
}

async fn refuse_last_owner(reader: &Reader, row: &UserRow) -> Result<()> {
    let people = reader.users(None, LIST_MAX).await?;
    let others = people
        .iter()
        .filter(|other| other.id != row.id && other.role == "owner" && other.disabled.is_none());
    if row.role == "owner" && others.count() == 0 {
        bail!("{} is the last owner; nothing was changed", row.email);
    }
    Ok(())
}

fn user_row(id: UserId, person: &NewPerson, now: Time) -> UserRow {
    UserRow {
        id,
        email: person.email.clone(),
        name: person.name.clone(),
        password: PasswordHash::new(person.password_hash.clone()),
        role: person.role.clone(),
        created: now,
        disabled: None,
    }
}

/// One line a person.
pub(crate) async fn list(data: &Path) -> Result<String> {
    let reader = Store::open_reader(Location::Sqlite(data.to_path_buf())).await?;
    let mut text = String::new();
    for user in reader.users(None, LIST_MAX).await? {
        let state = match user.disabled {
            None => "active",
            Some(_) => "disabled",
        };
        writeln!(
            text,
            "{:>4}  {:<12} {:<9} {}  ({})",
            user.id, user.role, state, user.email, user.name
        )?;
    }
    if text.is_empty() {
        text.push_str(
            "nobody yet: open the page /setup with the token of `cofferdam user setup-token`",
        );
    }
    Ok(text.trim_end().to_owned())
}

fn unhex(text: &str) -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != bytes.len() * 2 || !text.is_ascii() {
        bail!("not a hash of 64 hexadecimal digits");
    }
    for (slot, at) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
        let pair = text.get(at..at + 2).unwrap_or_default();
        *slot = u8::from_str_radix(pair, 16).context("not a hash of hexadecimal digits")?;
    }
    Ok(bytes)
}
