//! The local door to a running desk: a socket in the data folder that only its owner can open. Never on the network.

use crate::commands::place::{PairWish, PlaceWish};
use anyhow::{Context, Result, bail};
use domain::{PressId, Scope, UserId};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

/// Longest request or answer, in bytes.
const LINE_BYTES_MAX: u64 = 16 * 1_024;
/// How long one exchange may take.
const EXCHANGE_LIFE: Duration = Duration::from_secs(10);
/// Name of the socket inside the data folder.
const SOCKET_NAME: &str = "control.sock";

/// What may be asked through the socket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Request {
    /// Stop everything new in a scope.
    Halt {
        scope: Scope,
        cancel_working: CancelWorking,
        reason: String,
    },
    /// Cancel or flatten a scope.
    Stop {
        word: StopWord,
        scope: Scope,
        reason: String,
    },
    /// Say what came of a press of the switch, or of the latest ones.
    Press { press: Option<PressId> },
    /// End a halt.
    Release { scope: Scope, reason: String },
    /// Place an order.
    Place(Box<PlaceWish>),
    /// Place a pair.
    Pair(Box<PairWish>),
    /// Ask for a working order to be of less.
    Amend {
        order: domain::OrderId,
        qty: domain::Qty,
    },
    /// The second word for an order, or what waits for one.
    Confirm { order: Option<domain::OrderId> },
    /// Ask for the end of one order.
    Cancel { order: domain::OrderId },
    /// Ask for the end of everything open.
    CancelAll { symbol: Option<domain::Symbol> },
    /// Declare over an order that the venue denies.
    Settle {
        order: domain::OrderId,
        reason: String,
    },
    /// Compare the account with its venue at once.
    Reconcile,
    /// Check kept candles against the venue's own.
    CheckCandles { days: u32 },
    /// Say how every account stands.
    Accounts,
    /// Say how every part and connection serves.
    Health,
    /// Say how far the past of every account is kept.
    Histories,
    /// Say what the day brought against what it may lose.
    Losses,
    /// Ask the venue for the past of every account at once.
    ReadHistories,
    /// Take the venue's word in a break.
    AcceptBreak { name: String, reason: String },
    /// Say how the venue on spot and its backup stand.
    Failover,
    /// Call the venue on spot away, or wish it home.
    WishVenue { wish: VenueWord, reason: String },
    /// Look at the own trading at once, and say what was ever found.
    Surveillance,
    /// Keep a person's word about a finding.
    Explain { finding: String, reason: String },
    /// Say how the account on margin stands.
    Contracts,
    /// Set the account on margin.
    Set { setting: String, reason: String },
    /// Put an act on a credential into the audit log.
    KeyAct { act: desk::credentials::KeyAct },
    /// Say what the gate would say to an order.
    ExplainOrder(Box<crate::commands::gate::OrderFile>),
    /// Limits, switches and changes of both.
    Control(crate::commands::limits::ControlRequest),
    /// Say that the desk is there.
    Ping,
    /// Add a person, with the password already hashed.
    AddUser(NewPerson),
    /// Keep a person out, and end all their sessions.
    DisableUser { user: UserId },
    /// Keep the hash of a fresh set-up token.
    SetupToken { hash: String, expires: domain::Time },
}

/// A person to add.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NewPerson {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) password_hash: String,
}

/// What a person wishes of a venue with a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum VenueWord {
    /// It counts as away.
    Call,
    /// It comes home, with proof.
    Release,
}

/// A verb of the switch that is no halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StopWord {
    /// Everything open ends.
    Cancel,
    /// Everything held is closed.
    Flatten,
}

/// How far a press is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PressState {
    /// Its number.
    pub(crate) press: PressId,
    /// Whether nothing of it is open any more.
    pub(crate) settled: bool,
    /// Whether a position of it was given up.
    pub(crate) given_up: bool,
}

/// Whether a halt also cancels what works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CancelWorking {
    Yes,
    No,
}

/// The answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reply {
    pub(crate) done: Done,
    pub(crate) message: String,
    /// The press it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) press: Option<PressState>,
}

/// Whether the deed was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Done {
    Yes,
    No,
}

/// Path of the socket of a data folder.
pub(crate) fn path(data: &Path) -> PathBuf {
    data.join(SOCKET_NAME)
}

/// Opens the socket. Whoever has the store has the folder: a socket that is there belongs to a process that is dead or was replaced.
///
/// # Errors
/// The folder cannot be written.
pub(crate) async fn open(data: &Path) -> Result<UnixListener> {
    let path = path(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove {}", path.display()));
        }
        Ok(()) | Err(_) => {}
    }
    let listener = UnixListener::bind(&path)
        .with_context(|| format!("cannot open the control socket {}", path.display()))?;
    let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&path, owner_only)
        .with_context(|| format!("cannot close {} to others", path.display()))?;
    Ok(listener)
}

/// Answers requests one after the other until the process ends.
pub(crate) async fn serve<F>(listener: UnixListener, act: F)
where
    F: AsyncFn(Request) -> Reply,
{
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        if let Err(error) = answer(stream, &act).await {
            tracing::warn!(error = %error, "a control request was not answered");
        }
    }
}

async fn answer<F>(stream: UnixStream, act: &F) -> Result<()>
where
    F: AsyncFn(Request) -> Reply,
{
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let mut bounded = BufReader::new(read.take(LINE_BYTES_MAX));
    tokio::time::timeout(EXCHANGE_LIFE, bounded.read_line(&mut line)).await??;
    let reply = match serde_json::from_str(&line) {
        Ok(request) => act(request).await,
        Err(error) => Reply::no(format!("not a request: {error}; nothing was done")),
    };
    let mut text = serde_json::to_string(&reply)?;
    text.push('\n');
    tokio::time::timeout(EXCHANGE_LIFE, write.write_all(text.as_bytes())).await??;
    Ok(())
}

/// Asks a running desk; `None` when none runs on this data folder.
///
/// # Errors
/// It runs but does not answer, or it says no.
pub(crate) async fn ask(data: &Path, request: &Request) -> Result<Option<String>> {
    let reply = ask_reply(data, request).await?;
    Ok(reply.map(|reply| reply.message))
}

/// Asks a running desk, and gives its whole answer; `None` when none runs on this data folder.
///
/// # Errors
/// It runs but does not answer, or it says no.
pub(crate) async fn ask_reply(data: &Path, request: &Request) -> Result<Option<Reply>> {
    let path = path(data);
    let Ok(stream) = UnixStream::connect(&path).await else {
        return Ok(None);
    };
    let (read, mut write) = stream.into_split();
    let mut text = serde_json::to_string(request)?;
    text.push('\n');
    tokio::time::timeout(EXCHANGE_LIFE, write.write_all(text.as_bytes())).await??;
    let mut line = String::new();
    let mut bounded = BufReader::new(read.take(LINE_BYTES_MAX));
    tokio::time::timeout(EXCHANGE_LIFE, bounded.read_line(&mut line))
        .await
        .context("the desk runs but did not answer in 10 s")??;
    let reply: Reply = serde_json::from_str(&line).context("the desk's answer is not readable")?;
    match reply.done {
        Done::Yes => Ok(Some(reply)),
        Done::No => bail!(reply.message),
    }
}

impl Reply {
    pub(crate) fn yes(message: impl Into<String>) -> Self {
        Self {
            done: Done::Yes,
            message: message.into(),
            press: None,
        }
    }

    pub(crate) fn no(message: impl Into<String>) -> Self {
        Self {
            done: Done::No,
            message: message.into(),
            press: None,
        }
    }
}

/// Takes the socket away at the end; a later start would take it over anyway.
pub(crate) fn remove(data: &Path) {
    if let Err(error) = std::fs::remove_file(path(data)) {
        tracing::debug!(error = %error, "the control socket was gone already");
    }
}
