//! Runs other programs with a bound on their time, repeating their words as they come. Never leaves one running.

use crate::say;
use anyhow::{Context as _, Result};
use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program told to end may take before it is killed.
const FAREWELL: Duration = Duration::from_secs(5);
/// How often a silent program is looked at.
const GLANCE: Duration = Duration::from_millis(200);

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It said it succeeded.
    Success,
    /// It said it failed.
    Failure,
    /// It was ended at its bound.
    TimedOut,
}

/// A program that has ended.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    /// How.
    pub(crate) ending: Ending,
    /// Every line it wrote, both streams as they came.
    pub(crate) lines: Vec<String>,
}

/// Whether what a program writes is repeated on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Echo {
    /// Every line, as it comes.
    Aloud,
    /// Not at all.
    Silent,
}

/// Runs a program to its end or to its bound, and gathers its lines.
///
/// # Errors
/// The program cannot be started.
pub(crate) fn run(command: &mut Command, bound: Duration, echo: Echo) -> Result<Ran> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be started", name_of(command)))?;
    let (sender, lines_of_both) = mpsc::channel();
    gather(child.stdout.take(), sender.clone());
    gather(child.stderr.take(), sender);
    let ends_at = Instant::now() + bound;
    let mut lines = Vec::new();
    let mut ending = None;
    loop {
        match lines_of_both.recv_timeout(GLANCE) {
            Ok(line) => {
                if echo == Echo::Aloud {
                    say::line(&line);
                }
                lines.push(line);
            }
            // Both streams are closed; or the program has ended and a grandchild keeps them open.
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if ending.is_some() => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if ending.is_none() {
            ending = child.try_wait()?.map(of_status);
        }
        if ending.is_none() && Instant::now() >= ends_at {
            end(&mut child)?;
            ending = Some(Ending::TimedOut);
        }
    }
    let ending = match ending {
        Some(ending) => ending,
        None => of_status(child.wait()?),
    };
    Ok(Ran { ending, lines })
}

/// Whether a program of this name can be found.
pub(crate) fn found(program: &str) -> bool {
    path_of(program).is_some()
}

/// Where a program of this name lies.
pub(crate) fn path_of(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn of_status(status: ExitStatus) -> Ending {
    if status.success() {
        Ending::Success
    } else {
        Ending::Failure
    }
}

fn gather(stream: Option<impl Read + Send + 'static>, sender: Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut bytes = Vec::new();
        while lines
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|count| count > 0)
        {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if sender.send(line).is_err() {
                return;
            }
        }
    });
}

/// Asks a child to end, then makes it.
fn end(child: &mut Child) -> Result<()> {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    let until = Instant::now() + FAREWELL;
    while asked.is_ok() && Instant::now() < until {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        thread::sleep(GLANCE);
    }
    child.kill().context("a program cannot be ended")?;
    child.wait().context("a program cannot be waited for")?;
    Ok(())
}

#[cfg(test)]
mod tests;
