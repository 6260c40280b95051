//! `cofferdam user`: people from the terminal of the machine. Works on a running desk through its socket, else on the disk.

use super::Place;
use crate::control_socket::{NewPerson, Request};
use crate::people;
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use domain::UserId;
use identity::{Email, NewPassword, PasswordHash, Role, SALT_BYTES, UserName};
use std::io::{IsTerminal, Read};
use zeroize::Zeroizing;

/// Longest password read from a pipe, in bytes.
const PASSWORD_BYTES_MAX: u64 = 1_024;

#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Add a person; the password is asked for, or read from standard input when that is no terminal
    Add {
        /// E-mail address to sign in with
        #[arg(long)]
        email: String,
        /// What the person is called: 2 to 32 of a-z 0-9 . _ -
        #[arg(long)]
        name: String,
        /// owner, admin, trader, accountant, auditor or viewer
        #[arg(long, default_value = "trader")]
        role: String,
    },
    /// List people
    List,
    /// Keep a person out, and end all their sessions
    Disable {
        /// The person's number (see `user list`)
        user: u64,
    },
    /// Print a one-time token that lets the first owner be made at the page /setup
    SetupToken,
}

/// Does what was asked.
pub(crate) async fn run(args: UserArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    let data = settings.data_folder;
    match args.deed {
        Deed::Add { email, name, role } => {
            let request = Request::AddUser(new_person(&email, &name, &role)?);
            say(&people::ask_or_do(&data, request).await?)
        }
        Deed::List => say(&people::list(&data).await?),
        Deed::Disable { user } => {
            let user = UserId::new(user);
            say(&people::ask_or_do(&data, Request::DisableUser { user }).await?)
        }
        Deed::SetupToken => {
            let (token, request) = people::setup_token(desk::Clock::default().now())?;
            people::ask_or_do(&data, request).await?;
            say(&format!(
                "set-up token (works once, for an hour): {}",
                token.reveal().as_str()
            ))
        }
    }
}

fn new_person(email: &str, name: &str, role: &str) -> Result<NewPerson> {
    let email =
        Email::new(email).map_err(|error| anyhow::anyhow!("the e-mail address: {error}"))?;
    let name = UserName::new(name).map_err(|error| anyhow::anyhow!("the name: {error}"))?;
    let role: Role = role.parse().map_err(|_| {
        anyhow::anyhow!("\"{role}\" is no role: owner, admin, trader, accountant, auditor, viewer")
    })?;
    let typed = password()?;
    let password = NewPassword::new(&typed, &[email.as_str(), email.local(), name.as_str()])
        .map_err(|error| anyhow::anyhow!("the password: {error}; nobody was added"))?;
    let salt: [u8; SALT_BYTES] = people::chance()?;
    let hash = PasswordHash::new(&password, salt)
        .map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    Ok(NewPerson {
        email: email.as_str().to_owned(),
        name: name.as_str().to_owned(),
        role: role.name().to_owned(),
        password_hash: hash.to_text(),
    })
}

/// From a terminal twice and unseen, else the first line of standard input.
fn password() -> Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        let first = Zeroizing::new(rpassword::prompt_password("password: ")?);
        let again = Zeroizing::new(rpassword::prompt_password("again: ")?);
        if first != again {
            bail!("the two passwords differ; nobody was added");
        }
        return Ok(first);
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin()
        .take(PASSWORD_BYTES_MAX)
        .read_to_string(&mut text)
        .context("the password on standard input is not readable")?;
    Ok(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}
