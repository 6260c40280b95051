//! Checks, tests, measures and evidence for the house, from one command. Never shipped.

mod check;
mod metadata;
mod rust_text;
mod say;
mod tree;

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
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Check { only } => check::run(only.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::line(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
