//! Checks, tests, measures and evidence for the house, from one command. Never shipped.

mod check;
mod metadata;
mod process;
mod rust_text;
mod say;
mod suite;
mod tree;
mod vendor;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Checks, tests and measures Cofferdam.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Task {
    /// Checks the laws of the house: format, lints, floors, sizes, words, links, secrets, licences.
    Check {
        /// Only checks whose name contains this.
        only: Option<String>,
    },
    /// Runs every test; installs what they need where that is possible, and says what it skips.
    Test,
    /// Compares the vendored web files.
    Vendor {
        /// Fetch each package again with npm and compare byte for byte.
        #[arg(long, required = true)]
        verify: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Check { only } => check::run(only.as_deref()),
        Task::Test => suite::run(),
        Task::Vendor { .. } => vendor::verify(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::line(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
