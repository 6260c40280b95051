//! One simulated exchange as a process of its own, on ports that were free. Never outlives the session it serves.

use super::Bench;
use super::snippets::Snippet;
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for the line that tells its address.
const START_BOUND: Duration = Duration::from_secs(20);
/// Longest that it may take to end.
const STOP_BOUND: Duration = Duration::from_secs(10);
/// How often an ending process is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// Lines of its log that a failure shows.
const LAST_LINES: usize = 15;

/// The running exchange; dropping it kills it.
pub(super) struct Exchange {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Exchange {
    /// Starts an exchange for this session and waits until it says where it listens.
    ///
    /// # Errors
    /// It does not start, or says nothing in time.
    pub(super) fn start(bench: &Bench, target: &Path, session: &str) -> Result<Self> {
        let folder = target.join("sessions").join(plain(session));
        if folder.is_dir() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let mut child = bench
            .built("cofferdam", &["simex", "--port", "0", "--admin-port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(folder.join("exchange.log"))?)
            .spawn()
            .context("the simulated exchange cannot be started")?;
        let told = child.stdout.take().and_then(address);
        let mut exchange = Self {
            child,
            address: String::new(),
            folder,
        };
        let Some(told) = told else {
            bail!("the exchange tells no address: {}", exchange.last_words());
        };
        exchange.address = told;
        Ok(exchange)
    }

    /// Host and port where it listens.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Where its client's process writes down whom it asked for beyond this machine.
    pub(super) fn outside_log(&self) -> PathBuf {
        self.folder.join("outside.log")
    }

    /// Whom its client's process asked for beyond this machine.
    pub(super) fn outside(&self) -> String {
        fs::read_to_string(self.outside_log()).unwrap_or_default()
    }

    /// Writes an example into the session's folder.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep(&self, snippet: &Snippet, text: &str) -> Result<PathBuf> {
        let name = plain(&snippet.title);
        let path = self
            .folder
            .join(name)
            .with_extension(snippet.language.ending());
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }

    /// Its last words.
    pub(super) fn last_words(&self) -> String {
        let text = fs::read_to_string(self.folder.join("exchange.log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(LAST_LINES);
        lines.get(from..).unwrap_or_default().join("\n")
    }

    /// Asks it to end as Ctrl-C does, and holds it to having lived until then.
    ///
    /// # Errors
    /// It had ended by itself, or ends badly.
    pub(super) fn stop(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the exchange had ended by itself: {status}");
        }
        let number = self.child.id().to_string();
        Command::new("kill").args(["-INT", &number]).status()?;
        let until = Instant::now() + STOP_BOUND;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                if !status.success() {
                    bail!("the exchange ended badly: {status}");
                }
                return Ok(());
            }
            thread::sleep(GLANCE);
        }
        bail!("the exchange does not end when asked");
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A name as a file's name.
fn plain(name: &str) -> String {
    let letters = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    letters.collect()
}

/// The address that the first line tells; the rest is read on, so that the exchange never waits for a reader.
fn address(out: ChildStdout) -> Option<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            // Nobody reads beyond the first line.
            drop(sender.send(line));
        }
    });
    let line = lines.recv_timeout(START_BOUND).ok()?;
    let (_, address) = line.split_once("http://")?;
    Some(address.trim().to_owned())
}
