//! Adding and changing people, for pages and the command line. The house never loses its last owner; a change of rights
//! ends the person's sessions. Never shows a password or its hash.

use crate::entropy;
use crate::problem::Problem;
use crate::session::{database_silent, sign_in_permit};
use desk::{Desk, PasswordHash, PeopleChange, UserRow};
use domain::UserId;
use identity::{Actor, Email, ManageUsers, NewPassword, Permit, Role, UserName};
use zeroize::Zeroizing;

/// People read in one look through all of them.
const PEOPLE_PAGE: u32 = 200;

/// Somebody who shall be able to sign in.
#[derive(Debug)]
pub struct NewPerson {
    /// The address.
    pub email: String,
    /// The user name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The password.
    pub password: Zeroizing<String>,
}

/// A person as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number.
    pub id: UserId,
    /// The address.
    pub email: String,
    /// The user name.
    pub name: String,
    /// The role, by its name.
    pub role: String,
    /// Whether they may sign in.
    pub standing: Standing,
}

/// Whether a person may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They may.
    Active,
    /// An admin shut them out.
    Disabled,
}

/// Adds a person.
///
/// # Errors
/// The actor may not, a field or the password is not taken, or the address is.
pub async fn add(desk: &Desk, actor: &Actor, person: NewPerson) -> Result<UserId, Problem> {
    let permit = permit(actor)?;
    let email = Email::new(&person.email).map_err(|why| Problem::value("email", why))?;
    let name = UserName::new(&person.name).map_err(|why| Problem::value("name", why))?;
    let password = NewPassword::new(&person.password, &[email.as_str(), name.as_str()])
        .map_err(Problem::Weak)?;
    let password = hashed(password).await?;
    let last = desk
        .people(sign_in_permit()?)
        .last_user_id()
        .await
        .map_err(database_silent)?;
    let id = UserId::new(last.map_or(0, UserId::get).saturating_add(1));
    let user = UserRow {
        id,
        email: email.as_str().to_owned(),
        name: name.as_str().to_owned(),
        password,
        role: person.role.name().to_owned(),
        created: desk.now(),
        disabled: None,
    };
    desk.change_people(permit, vec![PeopleChange::AddUser(user)])
        .await?;
    Ok(id)
}

/// Everyone, by number.
///
/// # Errors
/// The actor may not, or the database did not answer.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<Person>, Problem> {
    permit(actor)?;
    let people = all(desk).await?;
    Ok(people.into_iter().map(shown).collect())
}

/// Gives a person another role; their sessions end.
///
/// # Errors
/// The actor may not, there is no such person, or they are the last owner.
// ADM-01
pub async fn set_role(
    desk: &Desk,
    actor: &Actor,
    email: &str,
    role: Role,
) -> Result<(), Problem> {
    let user = found(desk, email).await?;
    if role != Role::Owner {
        keep_an_owner(desk, &user).await?;
    }
    let changed = UserRow {
        role: role.name().to_owned(),
        ..user
    };
    change(desk, actor, changed).await
}

/// Gives a person another password; their sessions end.
///
/// # Errors
/// The actor may not, there is no such person, or the password is not taken.
pub async fn set_password(
    desk: &Desk,
    actor: &Actor,
    email: &str,
    password: &str,
) -> Result<(), Problem> {
    let user = found(desk, email).await?;
    let password = NewPassword::new(password, &[&user.email, &user.name]).map_err(Problem::Weak)?;
    let changed = UserRow {
        password: hashed(password).await?,
        ..user
    };
    change(desk, actor, changed).await
}

/// Shuts a person out, or lets them in again; their sessions end.
///
/// # Errors
/// The actor may not, there is no such person, or they are the last owner.
pub async fn set_standing(
    desk: &Desk,
    actor: &Actor,
    email: &str,
    standing: Standing,
) -> Result<(), Problem> {
    let user = found(desk, email).await?;
    let disabled = match standing {
        Standing::Active => None,
        Standing::Disabled => {
            keep_an_owner(desk, &user).await?;
            Some(desk.now())
        }
    };
    change(desk, actor, UserRow { disabled, ..user }).await
}

/// Lets a person try to sign in again before their lock ends.
///
/// # Errors
/// The actor may not, or the journal could not be written.
// AUTH-09
pub async fn unlock(desk: &Desk, actor: &Actor, email: &str) -> Result<(), Problem> {
    let subject = format!("subject:{}", Email::failure_key(email));
    desk.change_people(
        permit(actor)?,
        vec![PeopleChange::ClearSigninFailures { subject }],
    )
    .await
    .map_err(Problem::from)
}

fn permit(actor: &Actor) -> Result<Permit<ManageUsers>, Problem> {
    Permit::ask(actor).map_err(Problem::Denied)
}

async fn change(desk: &Desk, actor: &Actor, user: UserRow) -> Result<(), Problem> {
    let ended = PeopleChange::RevokeSessionsOf {
        user: user.id,
        at: desk.now(),
    };
    desk.change_people(permit(actor)?, vec![PeopleChange::ChangeUser(user), ended])
        .await
        .map_err(Problem::from)
}

async fn found(desk: &Desk, email: &str) -> Result<UserRow, Problem> {
    let email = Email::new(email).map_err(|why| Problem::value("email", why))?;
    desk.people(sign_in_permit()?)
        .user_by_email(email.as_str())
        .await
        .map_err(database_silent)?
        .ok_or_else(|| Problem::value("email", "nobody has this address"))
}

async fn all(desk: &Desk) -> Result<Vec<UserRow>, Problem> {
    let mut people: Vec<UserRow> = Vec::new();
    loop {
        let after = people.last().map(|user| user.id);
        let page = desk
            .people(sign_in_permit()?)
            .users(after, PEOPLE_PAGE)
            .await
            .map_err(database_silent)?;
        if page.is_empty() {
            return Ok(people);
        }
        people.extend(page);
    }
}

/// Refuses what would leave the house without anyone who may do everything.
async fn keep_an_owner(desk: &Desk, user: &UserRow) -> Result<(), Problem> {
    let is_owner = |user: &UserRow| user.role == Role::Owner.name() && user.disabled.is_none();
    let another = all(desk)
        .await?
        .iter()
        .any(|other| other.id != user.id && is_owner(other));
    if is_owner(user) && !another {
        return Err(Problem::value(
            "email",
            "this is the last owner; make another one first",
        ));
    }
    Ok(())
}

async fn hashed(password: NewPassword) -> Result<PasswordHash, Problem> {
    let salt = entropy::bytes()?;
    let hash = tokio::task::spawn_blocking(move || identity::PasswordHash::new(&password, salt))
        .await
        .map_err(|_| Problem::Internal)?
        .map_err(|_| Problem::Internal)?;
    Ok(PasswordHash::new(hash.to_text()))
}

fn shown(user: UserRow) -> Person {
    let standing = match user.disabled {
        None => Standing::Active,
        Some(_) => Standing::Disabled,
    };
    Person {
        id: user.id,
        email: user.email,
        name: user.name,
        role: user.role,
        standing,
    }
}
