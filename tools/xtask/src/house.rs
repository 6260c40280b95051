//! The real program as processes on this machine: a simulated exchange and a desk, started, killed and started again.
//! Never shares memory with them: everything goes through sockets and signals.

use crate::http::Caller;
use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use serde_json::json;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many houses this run has made.
static HOUSES: AtomicU32 = AtomicU32::new(0);
/// Longest wait for a process to answer.
const START_BOUND: Duration = Duration::from_secs(60);
/// Longest wait for what a started process prints.
const WORDS_BOUND: Duration = Duration::from_secs(5);
/// How often a starting process is asked whether it answers.
const KNOCK: Duration = Duration::from_millis(2);
/// The person who trades.
const EMAIL: &str = "load@example.com";
/// The classes of requests that the desk limits.
const LIMIT_CLASSES: [&str; 7] = [
    "AUTH", "TRADING", "SAFETY", "DATA", "PAGE", "STREAMS", "PUBLIC",
];
/// The highest leverage the gate lets through: what the loads hold of contracts fits the exchange's play money with it.
const LEVERAGE_MAX: &str = "20";
/// A load repeats a few orders as fast as it can on both sides of the market: what keeps people from that is off.
const OF_A_LOAD: [(&str, &str); 7] = [
    ("COFFERDAM__LIMITS__OWN_CROSSING", "venue"),
    ("COFFERDAM__LIMITS__MESSAGES_PER_SECOND_MAX", "0"),
    ("COFFERDAM__LIMITS__MESSAGES_PER_MINUTE_MAX", "0"),
    ("COFFERDAM__LIMITS__MESSAGES_PER_DAY_MAX", "0"),
    ("COFFERDAM__LIMITS__DRIFT_COLLAR", "0"),
    ("COFFERDAM__LIMITS__SAME_ORDERS_MAX", "0"),
    ("COFFERDAM__LIMITS__SAME_ORDERS_BY_HAND_MAX", "0"),
];
/// How many requests a minute the load may make: far more than it does.
const UNBOUNDED: &str = "100000000";

/// By which way the desk's spot orders leave; those of contracts leave by requests of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderEntry {
    /// Each by a request of its own.
    Rest,
    /// On one signed session.
    Websocket,
}

impl OrderEntry {
    /// The word of the desk's setting.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Websocket => "websocket",
        }
    }
}

/// Where the house stands and on which ports.
#[derive(Debug)]
pub(crate) struct House {
    program: PathBuf,
    folder: PathBuf,
    exchange: SocketAddr,
    levers: SocketAddr,
    desk: SocketAddr,
    password: String,
    order_entry: OrderEntry,
    /// How many commands may wait for the desk, where not as many as it sets itself.
    commands_waiting: Option<u32>,
}

/// A process of the house; dropping it kills it.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    /// From its start to its first answer.
    pub(crate) start_up: Duration,
}

impl House {
    /// A house in a fresh folder, with free ports, run by this program.
    ///
    /// # Errors
    /// The program is not there, or the folder cannot be made.
    pub(crate) fn new(program: &Path) -> Result<Self> {
        // The processes run in the house's folder.
        let program = fs::canonicalize(program)
            .with_context(|| format!("{} is not built", program.display()))?;
        // Each has its own: what a failed one leaves is evidence.
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let name = format!("cofferdam-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let [exchange, levers, desk] = free_ports()?;
        Ok(Self {
            program,
            folder,
            exchange,
            levers,
            desk,
            password: format!("a long word for {}", std::process::id()),
            order_entry: OrderEntry::Rest,
            commands_waiting: None,
        })
    }

    /// The same house, whose spot orders leave by this way.
    pub(crate) fn leaving_by(self, order_entry: OrderEntry) -> Self {
        Self {
            order_entry,
            ..self
        }
    }

    /// The same house, in which no more commands may wait for the desk.
    pub(crate) fn waiting_at_most(self, commands: u32) -> Self {
        Self {
            commands_waiting: Some(commands),
            ..self
        }
    }

    /// Starts the exchange and waits until it answers.
    ///
    /// # Errors
    /// It does not start within a minute.
    pub(crate) fn start_exchange(&self) -> Result<Running> {
        let mut command = self.command("exchange", &["simex"])?;
        command
            .arg("--data")
            .arg(self.folder.join("exchange"))
            .args(["--port", &self.exchange.port().to_string()])
            .args(["--admin-port", &self.levers.port().to_string()])
            .args(["--orders-per-ten-seconds", "1000000"])
            .args(["--weight-per-minute", "100000000"]);
        Running::wait(command, self.exchange, "/api/v3/ping")
    }

    /// Starts the desk and waits until it answers.
    ///
    /// # Errors
    /// It does not start within a minute.
    pub(crate) fn start_desk(&self) -> Result<Running> {
        self.start_desk_at(self.exchange)
    }

    /// Starts the desk with its venue at this address and waits until it answers.
    ///
    /// # Errors
    /// It does not start within a minute.
    pub(crate) fn start_desk_at(&self, venue: SocketAddr) -> Result<Running> {
        Running::wait(self.desk_command(venue)?, self.desk, "/live")
    }

    /// Where the exchange listens.
    pub(crate) const fn exchange(&self) -> SocketAddr {
        self.exchange
    }

    /// Starts everything in one process, as the first command of a newcomer does, and gives the set-up token.
    ///
    /// # Errors
    /// It does not start within a minute, or prints no token.
    pub(crate) fn start_demo(&self) -> Result<(Running, String)> {
        let mut command = self.command("demo", &["demo"])?;
        command.args(["--listen", &self.desk.to_string()]);
        let running = Running::wait(command, self.desk, "/live")?;
        // The pages answer a moment before the terminal is written.
        let until = Instant::now() + WORDS_BOUND;
        loop {
            let words = fs::read_to_string(self.folder.join("demo.log"))?;
            let mut lines = words.lines();
            let token = lines.find_map(|line| line.trim().strip_prefix("set-up token"));
            if let Some(token) = token {
                return Ok((running, token.trim().to_owned()));
            }
            if Instant::now() > until {
                bail!("no set-up token: {words}");
            }
            thread::sleep(KNOCK);
        }
    }

    /// Starts `serve` or `demo` with these words and waits until it answers.
    ///
    /// # Errors
    /// It does not start within a minute.
    pub(crate) fn start(&self, verb: &str, words: &[String]) -> Result<Running> {
        let mut command = self.command(verb, &[verb])?;
        command
            .args(words)
            .env("COFFERDAM__SERVER__LISTEN", self.desk.to_string());
        Running::wait(command, self.desk, "/live")
    }

    /// The program with these words, on the data of this house, its words not yet caught.
    pub(crate) fn program(&self, words: &[String]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .env("COFFERDAM__DATA__FOLDER", self.folder.join("desk"))
            .current_dir(&self.folder);
        command
    }

    /// Where the exchange is.
    pub(crate) fn exchange_url(&self) -> String {
        format!("http://{}", self.exchange)
    }

    /// Where the pages are.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.desk)
    }

    /// Starts the desk and does not wait.
    ///
    /// # Errors
    /// It cannot be started.
    pub(crate) fn launch_desk(&self) -> Result<Running> {
        Running::launch(self.desk_command(self.exchange)?)
    }

    fn desk_command(&self, venue: SocketAddr) -> Result<Command> {
        let mut command = self.command("desk", &["serve"])?;
        command
            .args(["--venue-url", &format!("http://{venue}")])
            .env("COFFERDAM__SERVER__LISTEN", self.desk.to_string())
            .env("COFFERDAM__LIMITS__OPEN_ORDERS_MAX", "2000")
            .env("COFFERDAM__LIMITS__LEVERAGE_MAX", LEVERAGE_MAX)
            // Campaigns strike the venue on purpose: its breakers would end them.
            .env("COFFERDAM__LIMITS__BREAKER_REFUSALS_MAX", "0")
            .env("COFFERDAM__LIMITS__BREAKER_ERRORS_MAX", "0")
            .env("COFFERDAM__LIMITS__BREAKER_SLOW_MAX", "0")
            .envs(OF_A_LOAD)
            .env("COFFERDAM__VENUE__ORDER_ENTRY", self.order_entry.word());
        if let Some(commands) = self.commands_waiting {
            let most = commands.to_string();
            command.env("COFFERDAM__SERVER__COMMANDS_WAITING_MAX", most);
        }
        for class in LIMIT_CLASSES {
            command.env(format!("COFFERDAM__SERVER__{class}_PER_MINUTE"), UNBOUNDED);
        }
        Ok(command)
    }

    fn command(&self, log: &str, arguments: &[&str]) -> Result<Command> {
        let log = self.folder.join(format!("{log}.log"));
        let log: File = OpenOptions::new().create(true).append(true).open(log)?;
        let words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let mut command = self.program(&words);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(command)
    }

    /// Adds the person who trades, through the running desk.
    ///
    /// # Errors
    /// The desk does not take them.
    pub(crate) fn add_person(&self) -> Result<()> {
        let mut child = self
            .command(
                "person",
                &[
                    "user", "add", "--email", EMAIL, "--name", "load", "--role", "owner",
                ],
            )?
            .stdin(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{}", self.password)?;
        }
        if !child.wait()?.success() {
            bail!("a person could not be added: {}", self.log("person"));
        }
        Ok(())
    }

    /// A caller of the desk, signed in.
    ///
    /// # Errors
    /// The desk does not let them in.
    pub(crate) fn sign_in(&self) -> Result<Caller> {
        let mut caller = self.caller();
        let body = json!({"email": EMAIL, "password": self.password});
        caller.send("POST", "/api/v1/session", &body, &[])?.ok()?;
        Ok(caller)
    }

    /// A caller of the desk that is nobody yet.
    pub(crate) const fn caller(&self) -> Caller {
        Caller::new(self.desk)
    }

    /// A caller of the exchange's levers.
    pub(crate) const fn levers(&self) -> Caller {
        Caller::new(self.levers)
    }

    /// The last words of a process.
    pub(crate) fn log(&self, name: &str) -> String {
        let text = fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines
            .get(lines.len().saturating_sub(5)..)
            .unwrap_or_default()
            .join("\n")
    }

    /// Where the house keeps its data.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes the house down to the ground.
    ///
    /// # Errors
    /// The folder cannot be removed.
    pub(crate) fn raze(self) -> Result<()> {
        fs::remove_dir_all(&self.folder).with_context(|| format!("{} stays", self.folder.display()))
    }
}

impl Running {
    fn launch(mut command: Command) -> Result<Self> {
        let child = command.spawn().context("the program cannot be started")?;
        Ok(Self {
            child,
            start_up: Duration::ZERO,
        })
    }

    fn wait(command: Command, address: SocketAddr, path: &str) -> Result<Self> {
        let began = Instant::now();
        let mut running = Self::launch(command)?;
        loop {
            if Caller::new(address)
                .get(path)
                .is_ok_and(|answer| answer.status == 200)
            {
                running.start_up = began.elapsed();
                return Ok(running);
            }
            if let Some(status) = running.child.try_wait()? {
                bail!("the program ended while it started: {status}");
            }
            if began.elapsed() > START_BOUND {
                bail!("the program does not answer {path} after a minute");
            }
            thread::sleep(KNOCK);
        }
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process as a power cut would: no signal handler, no last words.
    ///
    /// # Errors
    /// It had ended before, by itself.
    pub(crate) fn kill(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the process had ended by itself: {status}");
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Running {
    /// Asks the process to end as Ctrl-C does, and holds it to ending well.
    ///
    /// # Errors
    /// It does not end within a minute, or says that it failed.
    pub(crate) fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()?;
        let began = Instant::now();
        while asked.success() && began.elapsed() < START_BOUND {
            if let Some(status) = self.child.try_wait()? {
                if status.success() {
                    return Ok(());
                }
                bail!("the process ended with {status}");
            }
            thread::sleep(KNOCK);
        }
        bail!("the process does not end when it is asked to");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Three ports nobody listens on.
fn free_ports() -> Result<[SocketAddr; 3]> {
    let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let listeners = [bind()?, bind()?, bind()?];
    let mut addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)); 3];
    for (address, listener) in addresses.iter_mut().zip(&listeners) {
        *address = listener.local_addr()?;
    }
    Ok(addresses)
}
