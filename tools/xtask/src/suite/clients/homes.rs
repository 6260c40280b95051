//! Where other people's programs live: environments of Python, packages of npm, a Rust program, each installed once for each
//! list of versions. Never installs anything outside the target folder and the folder of the npm packages.

use super::{Bench, FOLDER};
use crate::process::{self, Echo, Ending};
use crate::say;
use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Longest that one installation may take.
const INSTALL_BOUND: Duration = Duration::from_secs(600);
/// Written when an environment is whole.
const WHOLE: &str = "whole";
/// Digits of the versions' fingerprint in a folder's name.
const FINGERPRINT_BYTES: usize = 6;

/// What a session runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// The Python clients.
    Python,
    /// freqtrade, apart from them.
    Freqtrade,
    /// The JavaScript clients.
    Node,
    /// The session with the Rust client.
    Rust,
    /// An example of the Rust client, built when it is run.
    RustExample,
}

/// What could be installed.
pub(super) struct Homes {
    python: Option<PathBuf>,
    freqtrade: Option<PathBuf>,
    node: Option<PathBuf>,
    rust: Option<PathBuf>,
    rust_target: PathBuf,
}

impl Homes {
    /// Installs what is not there; says what cannot be had.
    ///
    /// # Errors
    /// A program that was found cannot be started, or a list of versions cannot be read.
    pub(super) fn install(bench: &Bench, target: &Path) -> Result<Self> {
        let rust_target = target.join("rust");
        Ok(Self {
            python: environment(bench, target, "python")?,
            freqtrade: environment(bench, target, "freqtrade")?,
            node: packages(bench)?,
            rust: rust(bench, &rust_target)?,
            rust_target,
        })
    }

    /// How many could not be had.
    pub(super) fn missing(&self) -> u64 {
        let homes = [&self.python, &self.freqtrade, &self.node, &self.rust];
        homes.iter().map(|home| u64::from(home.is_none())).sum()
    }

    /// Whether this one can be had.
    pub(super) fn has(&self, home: Home) -> bool {
        self.program(home).is_some()
    }

    fn program(&self, home: Home) -> Option<&PathBuf> {
        match home {
            Home::Python => self.python.as_ref(),
            Home::Freqtrade => self.freqtrade.as_ref(),
            Home::Node => self.node.as_ref(),
            Home::Rust | Home::RustExample => self.rust.as_ref(),
        }
    }

    /// The beginning of a command that runs in this one.
    ///
    /// # Errors
    /// It could not be had.
    pub(super) fn command(&self, bench: &Bench, home: Home) -> Result<Command> {
        let program = self.program(home).context("it is not installed")?;
        if home == Home::RustExample {
            return Ok(cargo(
                bench,
                &self.rust_target,
                &["run", "--quiet", "--example", "snippet"],
            ));
        }
        let mut command = Command::new(program);
        if home == Home::Node {
            command.args(["--import", "./js/at_home.mjs"]);
        }
        Ok(command)
    }

    /// Gives an example to a command, in the way of its language.
    ///
    /// # Errors
    /// It cannot be laid where its language looks for it.
    pub(super) fn give(
        &self,
        bench: &Bench,
        command: &mut Command,
        home: Home,
        example: &Path,
    ) -> Result<()> {
        match home {
            Home::Python | Home::Freqtrade | Home::Rust => {
                command.arg(example);
            }
            Home::Node => {
                // Node looks for what a program imports in the folders above the program.
                let beside = bench.root.join(FOLDER).join("js/node_modules/.examples");
                fs::create_dir_all(&beside)?;
                let name = example.file_name().context("an example has a name")?;
                let laid = beside.join(name);
                fs::copy(example, &laid).with_context(|| format!("no {}", laid.display()))?;
                command.arg(laid);
            }
            Home::RustExample => {
                command.env("SIMEX_SNIPPET", example);
            }
        }
        Ok(())
    }
}

/// A Python environment with what the folder's list of requirements names, and its interpreter.
///
/// # Errors
/// The list of requirements cannot be read, or what was found cannot be started.
pub(super) fn environment(bench: &Bench, target: &Path, name: &str) -> Result<Option<PathBuf>> {
    let Some(python) = process::path_of("python3") else {
        return Ok(unavailable(name, "no python3 here"));
    };
    let requirements = bench.root.join(FOLDER).join(name).join("requirements.txt");
    let constraints = bench.root.join(FOLDER).join("python/constraints.txt");
    let version = process::run(
        Command::new(&python).arg("--version"),
        INSTALL_BOUND,
        Echo::Silent,
    )?;
    let mut versions = Sha256::new();
    versions.update(fs::read(&requirements)?);
    versions.update(fs::read(&constraints)?);
    versions.update(version.lines.join("\n"));
    let stamp: String = versions
        .finalize()
        .iter()
        .take(FINGERPRINT_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let folder = target.join(format!("{name}-{stamp}"));
    let interpreter = folder.join("bin/python");
    if folder.join(WHOLE).is_file() {
        return Ok(Some(interpreter));
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    say::line(format_args!("installing the clients of {name}"));
    let mut make = Command::new(python);
    make.args(["-m", "venv"]).arg(&folder);
    let mut fill = Command::new(&interpreter);
    fill.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--prefer-binary",
        "--requirement",
    ])
    .arg(&requirements)
    .arg("--constraint")
    .arg(&constraints);
    for mut step in [make, fill] {
        let ran = process::run(&mut step, INSTALL_BOUND, Echo::Silent)?;
        if ran.ending != Ending::Success {
            return Ok(unavailable(
                name,
                ran.lines.last().map_or("it said nothing", String::as_str),
            ));
        }
    }
    fs::write(folder.join(WHOLE), "")?;
    Ok(Some(interpreter))
}

/// The npm packages, and node.
fn packages(bench: &Bench) -> Result<Option<PathBuf>> {
    let node = process::path_of("node").or_else(|| process::path_of("nodejs"));
    let (Some(node), true) = (node, process::found("npm")) else {
        return Ok(unavailable("js", "no node or npm here"));
    };
    let folder = bench.root.join(FOLDER).join("js");
    let mut fetch = Command::new("npm");
    fetch
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder);
    let ran = process::run(&mut fetch, INSTALL_BOUND, Echo::Silent)?;
    if ran.ending != Ending::Success {
        return Ok(unavailable(
            "js",
            ran.lines.last().map_or("it said nothing", String::as_str),
        ));
    }
    Ok(Some(node))
}

/// The Rust session, built apart from the workspace: what it depends on is no dependency of the product.
fn rust(bench: &Bench, target: &Path) -> Result<Option<PathBuf>> {
    let mut fetch = cargo(bench, target, &["fetch"]);
    let fetched = process::run(&mut fetch, INSTALL_BOUND, Echo::Silent)?;
    if fetched.ending != Ending::Success {
        return Ok(unavailable(
            "rust",
            fetched
                .lines
                .last()
                .map_or("it said nothing", String::as_str),
        ));
    }
    let mut build = cargo(bench, target, &["build", "--quiet"]);
    let built = process::run(&mut build, INSTALL_BOUND, Echo::Aloud)?;
    anyhow::ensure!(
        built.ending == Ending::Success,
        "the session with the Rust client does not build"
    );
    Ok(Some(target.join("debug/official-rust-client")))
}

fn cargo(bench: &Bench, target: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(words)
        .args(["--locked", "--manifest-path"])
        .arg(bench.root.join(FOLDER).join("rust/Cargo.toml"))
        .env("CARGO_TARGET_DIR", target);
    command
}

fn unavailable(name: &str, why: &str) -> Option<PathBuf> {
    say::line(format_args!(
        "skipped: the clients of {name} cannot be installed: {why}"
    ));
    None
}
