//! Checks, tests, measures and evidence for the house, from one command. Never shipped.

mod bench;
mod build;
mod chance;
mod check;
mod closing;
mod controls;
mod crash;
mod faults;
mod house;
mod http;
mod kill_race;
mod ledgers;
mod lost_ack;
mod metadata;
mod process;
mod reading;
mod runbooks;
mod rust_text;
mod say;
mod sim;
mod soak;
mod suite;
mod ticket;
mod tree;
mod vendor;
mod venue;
mod web_socket;

use clap::{Parser, Subcommand};
use crash::Plan;
use house::OrderEntry;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

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
    Test {
        /// Only parts whose name contains this, with programs as they are built.
        only: Option<String>,
    },
    /// Lives whole days from one seed, judged after every turn.
    Sim {
        /// How many days.
        #[arg(long, default_value_t = 2_000)]
        days: u64,
        /// Seed of the first day.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Lives hours of the simulated exchange in virtual time under load and faults, and judges what is left.
    SimexSoak {
        /// How many hours.
        #[arg(long, default_value_t = 24)]
        hours: u64,
        /// Seed of the market, the load and the faults.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Kills the real process under load at drawn moments, then compares every order, fill and balance.
    Crash {
        /// How many kills.
        #[arg(long, default_value_t = 200)]
        runs: u64,
        /// Seed of all moments and deeds.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Longest start-up that passes, in milliseconds.
        #[arg(long, default_value_t = 1_000)]
        start_ms_max: u64,
        /// By which way the spot orders leave.
        #[arg(long, value_enum, default_value = "rest")]
        order_entry: OrderEntry,
        /// The program to kill [default: built for release].
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Places orders with everything going wrong around them, then compares every order, fill, position and balance.
    Faults {
        /// How many orders.
        #[arg(long, default_value_t = 10_000)]
        orders: u64,
        /// The share of orders with a fault, from 0 to 1.
        #[arg(long, default_value = "0.2", value_parser = faults::share)]
        rate: u64,
        /// Seed of all orders and faults.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many silences about one order are lived at the end, each longer than a minute but the first.
        #[arg(long, default_value_t = faults::SILENCES.len())]
        silences: usize,
        /// By which way the spot orders leave.
        #[arg(long, value_enum, default_value = "rest")]
        order_entry: OrderEntry,
        /// Where the figures are written as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
        /// The program that is struck [default: built for release].
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Races orders against the kill switch, pressed in every way, and holds the exchange's ledger against its answer.
    KillRace {
        #[command(flatten)]
        plan: kill_race::Plan,
        #[command(flatten)]
        instead: kill_race::Instead,
        /// The program that is raced [default: built for release].
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Runs what shows the thirty trading controls, and writes docs/evidence/controls.md.
    Controls {
        #[command(flatten)]
        plan: controls::Plan,
    },
    /// Lets the exchange lose the answer to a buy, and counts what the desk and another program then know of it.
    LostAck {
        /// The program to run [default: built for release].
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Measures the cores and the program on this machine, beside the aims.
    Bench {
        /// Only this part.
        only: Option<bench::Part>,
        /// The program to measure [default: built for release].
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Begins a venue: a folder that compiles, to be filled in the order of docs/adding-a-venue.md.
    Venue {
        /// The folder's name: small letters, digits and `_`.
        name: String,
    },
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
        Task::Test { only } => suite::run(only.as_deref()),
        Task::Sim { days, seed } => sim::run(days, seed),
        Task::SimexSoak { hours, seed } => soak::run(hours, seed),
        Task::Crash {
            runs,
            seed,
            start_ms_max,
            order_entry,
            program,
        } => crash::run_of(
            program,
            Plan {
                runs,
                seed,
                start_up_max: Duration::from_millis(start_ms_max),
                order_entry,
            },
        ),
        Task::Faults {
            orders,
            rate,
            seed,
            silences,
            order_entry,
            json,
            program,
        } => faults::run_of(
            program,
            &faults::Plan {
                orders,
                rate,
                seed,
                silences: faults::SILENCES.get(..silences).unwrap_or(faults::SILENCES),
                order_entry,
                json,
            },
        ),
        Task::KillRace {
            plan,
            instead,
            program,
        } => kill_race::run_of(program, &plan, &instead),
        Task::Controls { plan } => controls::run(&plan),
        Task::LostAck { program } => lost_ack::run(program),
        Task::Bench { only, program } => bench::run(only, program),
        Task::Venue { name } => venue::begin(&name),
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
