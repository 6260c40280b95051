//! `cofferdam keys`: the venue credentials of this house, sealed under a master key. Secrets come in by a file or unseen by
//! the terminal, never as an argument, and never go out.

use super::Place;
use crate::control_socket::{self, CancelWorking, Request};
use crate::key_watch;
use crate::say::say;
use crate::settings::Settings;
use crate::wiring;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use desk::Clock;
use desk::credentials::{
    self, CredentialView, Draft, Found, KeyAct, KeyActKind, KeyRing, KeyUse, ProbeReport,
};
use domain::Scope;
use identity::{ManageKeys, Permit};
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use store::{Batch, Location, Store};
use vault::{KeyMaterial, KeyName, MasterKey, private_text, write_private};
use zeroize::Zeroizing;

/// Longest secret read from a pipe, in bytes: an RSA key as PEM fits.
const SECRET_BYTES_MAX: u64 = 8_192;

#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(flatten)]
    place: Place,
    /// File of the master key [default: the setting vault.master_key_file]
    #[arg(long, value_name = "FILE", global = true)]
    master_key: Option<PathBuf>,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Make a master key in a file that is not there yet; keep a copy elsewhere, nothing opens without it
    Master {
        /// The file
        file: PathBuf,
    },
    /// List credentials; no secret, and of each key the last four characters
    List,
    /// Ask the venue what a key may do, and store nothing
    Test {
        #[command(flatten)]
        spot: Spot,
        #[command(flatten)]
        given: Given,
    },
    /// Ask the venue what a key may do, and keep it sealed if it is fit; one that may withdraw is not kept
    Add {
        /// Its name in this house
        name: String,
        /// What you call it
        #[arg(long)]
        label: String,
        #[command(flatten)]
        spot: Spot,
        #[command(flatten)]
        given: Given,
    },
    /// Put another key in the place of a credential's, once the venue has proven it
    Rotate {
        /// The credential
        name: String,
        #[command(flatten)]
        given: Given,
    },
    /// Ask the venue again; a key that may do more than when it was taken halts its account
    Probe {
        /// The credential
        name: String,
    },
    /// Take a credential away
    Remove {
        /// The credential
        name: String,
    },
}

/// Where a key is taken, and what for.
#[derive(Debug, Args)]
struct Spot {
    /// What it is for; keys of spot and of futures live apart
    #[arg(long = "for", value_enum)]
    wanted: Wanted,
    /// Where it is taken
    #[arg(long = "at", value_enum)]
    at: At,
    /// Address of the simulated exchange, with --at simulated
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// A key; its secret comes by a file or by standard input.
#[derive(Debug, Args)]
struct Given {
    /// The public half, which requests name
    #[arg(long, value_name = "KEY")]
    public: String,
    /// File of the HMAC secret or of the private key as PEM, closed to others (chmod 600) [default: asked for]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Spot,
    Futures,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum At {
    /// A simulated exchange on this machine
    Simulated,
    /// The venue's test exchange
    Testnet,
    /// The venue's demo
    Demo,
    /// Real money: kept, and not used while live trading stays shut
    Live,
}

impl Spot {
    fn wanted(&self) -> KeyUse {
        match self.wanted {
            Wanted::Spot => KeyUse::Spot,
            Wanted::Futures => KeyUse::Futures,
        }
    }

    fn place(&self) -> Result<credentials::Place> {
        match (self.at, &self.url) {
            (At::Simulated, Some(url)) => Ok(credentials::Place::Simulated(url.clone())),
            (At::Simulated, None) => bail!("--at simulated needs --url http://127.0.0.1:PORT"),
            (At::Testnet | At::Demo | At::Live, Some(_)) => {
                bail!("--url is for --at simulated; the hosts of a venue are built in")
            }
            (At::Testnet, None) => Ok(credentials::Place::Testnet),
            (At::Demo, None) => Ok(credentials::Place::Demo),
            (At::Live, None) => Ok(credentials::Place::Live),
        }
    }
}

impl Given {
    fn material(&self) -> Result<KeyMaterial> {
        let secret = match &self.secret_file {
            Some(file) => private_text(file)?,
            None => typed()?,
        };
        Ok(KeyMaterial {
            public: self.public.clone(),
            secret: Zeroizing::new(secret.trim().to_owned()),
        })
    }
}

/// Unseen from a terminal, else all of standard input.
fn typed() -> Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        return Ok(Zeroizing::new(rpassword::prompt_password("secret: ")?));
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin()
        .take(SECRET_BYTES_MAX)
        .read_to_string(&mut text)
        .context("the secret on standard input is not readable")?;
    Ok(text)
}

fn name(text: &str) -> Result<KeyName> {
    KeyName::new(text).map_err(|_| {
        anyhow::anyhow!("\"{text}\" is no name: 1 to 40 printable characters without spaces")
    })
}

/// Does what was asked.
pub(crate) async fn run(args: KeysArgs) -> Result<()> {
    if let Deed::Master { file } = &args.deed {
        return make_master(file);
    }
    let mut flags = Vec::new();
    if let Some(file) = &args.master_key {
        flags.push(("vault.master_key_file", file.display().to_string()));
    }
    let settings = Settings::of(&args.place, &[], &flags)?;
    let ring = key_watch::ring(&settings, &settings.data_folder, None)?;
    if let Deed::Test { spot, given } = &args.deed {
        let (wanted, place, key) = (spot.wanted(), spot.place()?, given.material()?);
        let report = ring.test(permit()?, (&key, wanted, &place)).await?;
        return say(&tested(&report, wanted));
    }
    std::fs::create_dir_all(&settings.data_folder).with_context(|| {
        let folder = settings.data_folder.display();
        format!("cannot make the folder {folder}")
    })?;
    change(args.deed, &settings, &ring).await
}

/// Whoever sits at the terminal may.
fn permit() -> Result<Permit<ManageKeys>> {
    Ok(Permit::ask(&wiring::terminal())?)
}

/// What is done with kept credentials.
async fn change(deed: Deed, settings: &Settings, ring: &KeyRing) -> Result<()> {
    match deed {
        Deed::Master { .. } | Deed::Test { .. } => Ok(()),
        Deed::List => {
            let rows: Vec<String> = ring.list(permit()?).await?.iter().map(line).collect();
            say(&if rows.is_empty() {
                "no credential is kept".to_owned()
            } else {
                rows.join("\n")
            })
        }
        Deed::Add {
            name: called,
            label,
            spot,
            given,
        } => {
            let draft = Draft {
                name: name(&called)?,
                label,
                wanted: spot.wanted(),
                place: spot.place()?,
                key: given.material()?,
            };
            let proven = ring.prove(draft).await?;
            record(settings, &proven.act()).await?;
            say(&format!("kept\n{}", line(&ring.keep(proven).await?)))
        }
        Deed::Rotate {
            name: called,
            given,
        } => {
            let key = given.material()?;
            let proven = ring.prove_successor(name(&called)?, key).await?;
            record(settings, &proven.act()).await?;
            say(&format!("replaced\n{}", line(&ring.keep(proven).await?)))
        }
        Deed::Remove { name: called } => {
            let name = name(&called)?;
            let old = ring.removable(name).await?;
            let detail = KeyAct::detail_of(&old);
            let act = KeyAct::new(KeyActKind::CredentialRemoved, name, detail);
            record(settings, &act).await?;
            ring.remove(name).await?;
            say("removed")
        }
        Deed::Probe { name: called } => {
            let name = name(&called)?;
            let found = ring.ask_again(name).await?;
            probed((settings, ring), name, &found).await
        }
    }
}

/// Puts an act into the audit log: of the desk that runs, or of the one that stands still.
async fn record(settings: &Settings, act: &KeyAct) -> Result<()> {
    let data = &settings.data_folder;
    let request = Request::KeyAct { act: act.clone() };
    if control_socket::ask(data, &request).await?.is_some() {
        return Ok(());
    }
    let (mut writer, _) = Store::open(Location::Sqlite(data.clone())).await?;
    let at = Clock::default().now();
    let mut batch = Batch::new(at);
    batch
        .audit
        .push(act.record(&wiring::terminal().to_string(), at));
    writer.commit(&batch).await.context("nothing was changed")?;
    writer.close().await?;
    Ok(())
}

fn make_master(file: &Path) -> Result<()> {
    write_private(file, &MasterKey::invent()?)?;
    say(&format!(
        "a master key is in {}; name it in vault.master_key_file and keep a copy elsewhere",
        file.display()
    ))
}

/// Says what was found; a running desk that trades with a key which got wider or died halts its account at once.
async fn probed(
    (settings, ring): (&Settings, &KeyRing),
    name: KeyName,
    found: &Found,
) -> Result<()> {
    let halted = match (found.reason(name), ring.used_by(name)) {
        (None, _) => None,
        (Some(_), None) => Some("no account of these settings trades with it".to_owned()),
        (Some(reason), Some(account)) => {
            let request = Request::Halt {
                scope: Scope::Account(account),
                cancel_working: CancelWorking::No,
                reason,
            };
            let asked = control_socket::ask(&settings.data_folder, &request).await?;
            let asleep = || "no desk runs; the next start halts the account".to_owned();
            Some(asked.unwrap_or_else(asleep))
        }
    };
    let act = KeyAct::new(KeyActKind::CredentialProbed, name, found.to_string());
    record(settings, &act).await?;
    match halted {
        None => say(&found.to_string()),
        Some(halted) => bail!("{name}: {found}; {halted}"),
    }
}

fn tested(report: &ProbeReport, wanted: KeyUse) -> String {
    let Some(facts) = &report.facts else {
        return match report.at {
            Some(_) => format!(
                "the venue takes the key ({}); it does not tell here what the key may do; nothing was stored",
                report.kind
            ),
            None => format!(
                "a well-formed key ({}); hosts of real money stay shut, so nobody was asked; nothing was stored",
                report.kind
            ),
        };
    };
    let rights: Vec<&str> = facts.rights.iter().map(|right| right.as_str()).collect();
    let mut text = format!(
        "the venue takes the key ({}); it may: {}; nothing was stored",
        report.kind,
        rights.join(", ")
    );
    for warning in report.warnings(wanted) {
        text.push_str(&format!("\nnote: {warning}"));
    }
    text
}

/// A credential in one line and what is worth a word in more.
fn line(view: &CredentialView) -> String {
    let note = &view.note;
    let moment = |at: Option<domain::Time>| {
        let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at.millis()).ok());
        at.map_or_else(|| "never".to_owned(), |at| at.to_string())
    };
    let mut text = format!(
        "{}  {} {}  {}  …{}  \"{}\"  asked about {}",
        view.name,
        note.wanted.as_str(),
        note.place.word(),
        note.kind,
        view.ending,
        note.label,
        moment(note.asked)
    );
    if let Some(facts) = &note.taken {
        let rights: Vec<&str> = facts.rights.iter().map(|right| right.as_str()).collect();
        text.push_str(&format!("\n    may: {}", rights.join(", ")));
        if facts.expires.is_some() {
            text.push_str(&format!("; trades until {}", moment(facts.expires)));
        }
    }
    for warning in view.warnings(Clock::default().now()) {
        text.push_str(&format!("\n    note: {warning}"));
    }
    for word in &note.wider {
        text.push_str(&format!("\n    WIDER than when it was taken: {word}"));
    }
    for word in &note.faults {
        text.push_str(&format!("\n    OF NO USE: {word}"));
    }
    text
}
