//! Cofferdam: one program for people who trade crypto with real money. Reads settings, wires the house, runs commands.
//! Holds no rule of trading, of people or of books.

mod campaign;
mod commands;
mod control_socket;
mod drill;
mod halt_presses;
mod house;
mod instance;
mod key_watch;
mod latch;
mod logging;
mod people;
mod say;
mod self_test;
mod settings;
mod venue_place;
mod wiring;

use anyhow::Result;
use clap::{CommandFactory, Parser};
use commands::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(cli.command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the last words of a command that failed"
)]
fn complain(error: &anyhow::Error) {
    eprintln!("cofferdam: {error:#}");
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(args) => commands::demo::run(args).await,
        Command::Serve(args) => commands::serve::run(args).await,
        Command::Simex(args) => commands::simex::run(args).await,
        Command::Check(args) => commands::check::run(args).await,
        Command::Migrate(args) => commands::migrate::run(args).await,
        Command::User(args) => commands::user::run(args).await,
        Command::Keys(args) => commands::keys::run(args).await,
        Command::Latch(args) => commands::latch::run(args).await,
        Command::Halt(args) => commands::control::halt(args).await,
        Command::Flatten(args) => commands::stop::flatten(args).await,
        Command::Presses(args) => commands::stop::presses(args).await,
        Command::Release(args) => commands::control::release(args).await,
        Command::Limits(args) => commands::limits::run(args).await,
        Command::Gate(args) => commands::gate::run(args).await,
        Command::Switch(args) => commands::limits::switch(args).await,
        Command::Settle(args) => commands::control::settle(args).await,
        Command::Failover(args) => commands::failover::run(args).await,
        Command::Reconcile(args) => commands::reconcile::run(args).await,
        Command::Place(args) => commands::place::run(*args).await,
        Command::Pair(args) => commands::place::run_pair(args).await,
        Command::Amend(args) => commands::amend::run(args).await,
        Command::Confirm(args) => commands::confirm::run(args).await,
        Command::Cancel(args) => commands::cancel::run(args).await,
        Command::Candles(args) => commands::candles::run(args).await,
        Command::Campaign(args) => commands::campaign::run(*args).await,
        Command::Drill(args) => commands::drill::run(args).await,
        Command::Contracts(args) => commands::contracts::run(args).await,
        Command::Histories(args) => commands::histories::run(args).await,
        Command::Losses(args) => commands::losses::run(args).await,
        Command::Accounts(args) => commands::state::accounts(args).await,
        Command::Surveillance(args) => commands::surveillance::run(args).await,
        Command::Health(args) => commands::state::health(args).await,
        Command::Watchdog(args) => commands::watchdog::run(args).await,
        Command::Orders(args) => commands::orders::run(args).await,
        Command::Version => say::say(concat!("cofferdam ", env!("CARGO_PKG_VERSION"))),
        Command::Completions { shell } => {
            let mut cli = Cli::command();
            clap_complete::generate(shell, &mut cli, "cofferdam", &mut std::io::stdout());
            Ok(())
        }
    }
}
