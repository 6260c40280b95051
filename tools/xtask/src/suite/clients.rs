//! Other people's programs, installed as their makers ship them, each trading for a day on a simulated exchange of its own.
//! Never lets one of them reach beyond this machine.
// ORD-10

mod exchange;
mod homes;
mod snippets;

use super::{Bench, Tally};
use crate::process::{self, Echo, Ending, Ran};
use crate::say;
use anyhow::{Context as _, Result, anyhow};
use exchange::Exchange;
use homes::{Home, Homes};
use snippets::{Language, Snippet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Where the sessions lie.
const FOLDER: &str = "tools/clients";
/// Longest that one session may take.
const SESSION_BOUND: Duration = Duration::from_secs(180);
/// Sessions at a time: most of them wait for the exchange most of the time.
const AT_A_TIME: usize = 3;
/// Where nobody listens: what is sent to any host but this one ends there.
const NOWHERE: &str = "http://127.0.0.1:9";
/// Stands among a session's words for the example of the documentation that it is given.
const EXAMPLE: &str = "{example}";

/// One program that trades.
struct Session {
    name: String,
    home: Home,
    words: Vec<String>,
    example: Option<Snippet>,
}

/// What became of one session.
struct Told {
    name: String,
    tally: Tally,
    lines: Vec<String>,
    seconds: u64,
}

/// Runs every client's session and every example of the documentation.
///
/// # Errors
/// The exchange cannot be started, or a client cannot.
pub(super) fn run(bench: &Bench) -> Result<Tally> {
    let target = bench.target.join("clients");
    fs::create_dir_all(&target).with_context(|| format!("no {}", target.display()))?;
    let homes = Homes::install(bench, &target)?;
    let mut sum = Tally {
        skipped: homes.missing(),
        ..Tally::default()
    };
    let mut sessions = sessions(&target, &snippets::gather(&bench.root)?);
    sessions.retain(|session| homes.has(session.home));
    let waiting = Mutex::new(sessions.into_iter());
    let told = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(session) = next(&waiting) {
                    let done = session.run(bench, &homes, &target);
                    if let Ok(mut told) = told.lock() {
                        told.push(done);
                    }
                }
            });
        }
    });
    let told = told
        .into_inner()
        .map_err(|_| anyhow!("a session's watcher fell"))?;
    for done in told {
        sum += done?.tally;
    }
    Ok(sum)
}

fn next(waiting: &Mutex<impl Iterator<Item = Session>>) -> Option<Session> {
    waiting.lock().ok().and_then(|mut sessions| sessions.next())
}

/// The whole sessions, the longest first, then the examples.
fn sessions(target: &Path, snippets: &[Snippet]) -> Vec<Session> {
    let of_language = |language| {
        snippets
            .iter()
            .filter(move |snippet| snippet.language == language)
    };
    let mut sessions = Vec::new();
    for configuration in of_language(Language::Json) {
        for kind in ["futures", "spot"] {
            let session = Session::new(
                "freqtrade",
                kind,
                Home::Freqtrade,
                &["freqtrade/session.py", kind, EXAMPLE],
            );
            sessions.push(session.with(configuration));
        }
    }
    sessions.extend(ccxts_own(target));
    sessions.extend(ccxts_requests(target));
    for script in [
        "ccxt_pro",
        "ccxt_rest",
        "python_binance_sockets",
        "python_binance_rest",
        "sdk_spot",
    ] {
        sessions.push(Session::new(
            "python",
            script,
            Home::Python,
            &[&format!("python/{script}.py")],
        ));
    }
    for script in ["ccxt_session", "sdk_spot"] {
        sessions.push(Session::new(
            "js",
            script,
            Home::Node,
            &[&format!("js/{script}.mjs")],
        ));
    }
    sessions.push(Session::new("rust", "binance-sdk", Home::Rust, &[]));
    for (language, home) in [
        (Language::Python, Home::Python),
        (Language::JavaScript, Home::Node),
        (Language::Rust, Home::RustExample),
    ] {
        for snippet in of_language(language) {
            sessions.push(Session::new("example", &snippet.title, home, &[EXAMPLE]).with(snippet));
        }
    }
    sessions
}

/// What this house would send beside what ccxt would; nothing of it is sent.
fn ccxts_requests(target: &Path) -> Option<Session> {
    let ours = target.parent()?.join("debug/examples/requests");
    let words = ["python/ccxt_requests.py", &ours.display().to_string()];
    Some(Session::new(
        "python",
        "ccxt_requests",
        Home::Python,
        &words,
    ))
}

/// The tests that ccxt brings along for each exchange.
fn ccxts_own(target: &Path) -> Vec<Session> {
    let mut sessions = Vec::new();
    for kind in ["ws", "rest", "sync"] {
        for market in ["spot", "swap"] {
            let folder = target.join(format!("ccxt-{kind}-{market}"));
            let folder = folder.display().to_string();
            let words = ["python/ccxt_suite.py", kind, market, &folder];
            let name = format!("{kind} {market}");
            let session = Session::new("ccxt's own tests", &name, Home::Python, &words);
            sessions.push(session);
        }
    }
    sessions
}

impl Session {
    fn new(kind: &str, name: &str, home: Home, words: &[&str]) -> Self {
        Self {
            name: format!("{kind} {name}"),
            home,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            example: None,
        }
    }

    fn with(mut self, snippet: &Snippet) -> Self {
        self.example = Some(snippet.clone());
        self
    }

    /// Runs the session on a fresh exchange, and holds it to having stayed on this machine.
    fn run(self, bench: &Bench, homes: &Homes, target: &Path) -> Result<Told> {
        let began = Instant::now();
        let exchange = Exchange::start(bench, target, &self.name)?;
        let mut command = self.command(bench, homes, &exchange)?;
        let ran = process::run(&mut command, SESSION_BOUND, Echo::Silent)?;
        let mut tally = tally_of(&ran)?;
        let mut lines = ran.lines;
        let mut fail = |what: String| {
            lines.push(format!("FAIL {}: {what}", self.name));
            tally.failed += 1;
        };
        if ran.ending == Ending::TimedOut {
            fail(format!("not over after {} s", SESSION_BOUND.as_secs()));
        }
        let outside = exchange.outside();
        if !outside.is_empty() {
            fail(format!("it asked for hosts beyond this machine: {outside}"));
        }
        let words = exchange.last_words();
        if let Err(error) = exchange.stop() {
            fail(format!("{error:#}"));
        }
        if tally.failed > 0 {
            lines.push(format!("last words of its exchange: {words}"));
        }
        let told = Told {
            name: self.name,
            tally,
            lines,
            seconds: began.elapsed().as_secs(),
        };
        told.say();
        Ok(told)
    }

    fn command(&self, bench: &Bench, homes: &Homes, exchange: &Exchange) -> Result<Command> {
        let mut command = homes.command(bench, self.home)?;
        for word in &self.words {
            match &self.example {
                Some(snippet) if word == EXAMPLE => {
                    let text = snippet.at(exchange.address());
                    homes.give(
                        bench,
                        &mut command,
                        self.home,
                        &exchange.keep(snippet, &text)?,
                    )?;
                }
                Some(_) | None => {
                    command.arg(word);
                }
            }
        }
        at_home(bench, &mut command, exchange.address());
        command.env("SIMEX_OUTSIDE_LOG", exchange.outside_log());
        Ok(command)
    }
}

/// What every client is told: where the exchange is, and that there is nothing beyond this machine.
fn at_home(bench: &Bench, command: &mut Command, address: &str) {
    command
        .current_dir(bench.root.join(FOLDER))
        .env("SIMEX_URL", format!("http://{address}"))
        .env("PYTHONPATH", bench.root.join(FOLDER).join("python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(
            ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map(|name| (name, NOWHERE)),
        )
        .envs(["NO_PROXY", "no_proxy"].map(|name| (name, "127.0.0.1,localhost")));
}

/// freqtrade about to trade on the exchange at an address, its configuration kept in a folder; `None` where it cannot be
/// installed.
///
/// # Errors
/// The configuration cannot be read from the documentation or written.
pub(super) fn freqtrade(
    bench: &Bench,
    (script, address): (&str, &str),
    folder: &Path,
) -> Result<Option<Command>> {
    let target = bench.target.join("clients");
    fs::create_dir_all(&target).with_context(|| format!("no {}", target.display()))?;
    let Some(python) = homes::environment(bench, &target, "freqtrade")? else {
        return Ok(None);
    };
    let snippets = snippets::gather(&bench.root)?;
    let given = snippets
        .iter()
        .find(|snippet| snippet.language == Language::Json)
        .context("the documentation gives no configuration")?;
    let configuration = folder.join("freqtrade.json");
    fs::write(&configuration, given.at(address))?;
    let mut command = Command::new(python);
    command.arg(script).arg(configuration);
    at_home(bench, &mut command, address);
    Ok(Some(command))
}

/// A session that counts its tests tells them; any other is one test.
fn tally_of(ran: &Ran) -> Result<Tally> {
    let counted = Tally::of(ran)?;
    if ran.ending == Ending::Success && counted == Tally::default() {
        return Ok(Tally::PASSED);
    }
    Ok(counted)
}

impl Told {
    /// Everything at once, so that sessions that run side by side do not mix their words.
    fn say(&self) {
        let mut text = self.lines.join("\n");
        let verdict = if self.tally.failed > 0 {
            "FAIL"
        } else {
            "ok  "
        };
        text.push_str(&format!(
            "\n{verdict} {}: {} ({} s)",
            self.name, self.tally, self.seconds
        ));
        say::line(text.trim_start());
    }
}
