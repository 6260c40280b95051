//! The command line: what it takes and what it teaches. Each command is a file of its own below.

pub(crate) mod amend;
pub(crate) mod campaign;
pub(crate) mod cancel;
pub(crate) mod candles;
pub(crate) mod check;
pub(crate) mod confirm;
pub(crate) mod contracts;
pub(crate) mod control;
pub(crate) mod demo;
pub(crate) mod drill;
pub(crate) mod failover;
pub(crate) mod gate;
pub(crate) mod histories;
pub(crate) mod keys;
pub(crate) mod latch;
pub(crate) mod limits;
pub(crate) mod losses;
pub(crate) mod migrate;
pub(crate) mod orders;
pub(crate) mod place;
pub(crate) mod reconcile;
pub(crate) mod serve;
pub(crate) mod simex;
pub(crate) mod state;
pub(crate) mod stop;
pub(crate) mod surveillance;
pub(crate) mod user;
pub(crate) mod watchdog;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Trade through one gate, keep complete books, prove what was done.
#[derive(Debug, Parser)]
#[command(
    name = "cofferdam",
    version,
    about,
    long_about = "Cofferdam trades crypto for people who stake their own money on it: every order passes one gate, \
is on disk before it leaves, and is never sent twice. It trades on paper until you say otherwise in three places.",
    after_help = "First time? Run `cofferdam demo`, open the address it prints, and use the set-up token beside it."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where settings come from; shared by the commands that need them.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Place {
    /// TOML file with settings (see `cofferdam check --keys`)
    #[arg(
        long,
        short,
        value_name = "FILE",
        env = "COFFERDAM_CONFIG",
        global = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the journal and all records [default: data]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start everything at once on paper: database, simulated exchange, desk, pages
    #[command(
        after_help = "Data is kept between runs in the data folder; `--fresh` starts over. \
`--replay FILE` plays a real capture of Binance streams (plain or .gz) instead of the seeded market."
    )]
    Demo(demo::DemoArgs),
    /// Start the desk and its pages against a venue that runs by itself
    Serve(serve::ServeArgs),
    /// Start the simulated exchange alone
    Simex(simex::SimexArgs),
    /// Say whether settings and data are in order, and change nothing
    Check(check::CheckArgs),
    /// Bring the database to the schema of this program, or to an earlier one
    Migrate(migrate::MigrateArgs),
    /// Add, list, disable people; make a set-up token
    User(user::UserArgs),
    /// Venue credentials: test, add, list, rotate, probe, remove; sealed under a master key
    Keys(keys::KeysArgs),
    /// Show what trading real money asks for and what of it is there, or mark an account
    #[command(
        after_help = "Real money is traded only with every fact there at the start of the desk; any one missing keeps it shut. \
No fact opens anything alone, and this command opens nothing."
    )]
    Latch(latch::LatchArgs),
    /// Stop everything new, at once, and keep it stopped until released
    #[command(
        after_help = "Works on a running desk through its control socket, and on a stopped one by writing its journal. \
Scopes: global, venue:NAME, account:N, user:N, symbol:BTC/USDT."
    )]
    Halt(control::HaltArgs),
    /// Halt a scope, end everything open in it, and close its positions at the market
    #[command(
        after_help = "Needs a running desk. Scopes: global, venue:NAME, account:N, symbol:BTC/USDT. Each position is closed by orders \
that can only make it smaller; ends with 1 where one could not be closed."
    )]
    Flatten(stop::FlattenArgs),
    /// Show what came of a halt, a cancel or a flatten: order by order, position by position
    Presses(stop::PressesArgs),
    /// End a halt
    Release(control::ReleaseArgs),
    /// Show every limit with its use; propose one, agree to another person's, take one back
    #[command(
        after_help = "Needs a running desk. A limit set here is never looser than the settings; what tightens holds at once. With \
controls.persons = two, what loosens waits for another person."
    )]
    Limits(limits::LimitsArgs),
    /// Ask the gate of a running desk what it would say to an order, rule by rule
    #[command(
        after_help = "Needs a running desk. Nothing is held or sent. ORDER.json is what `POST /api/v1/orders` takes: \
{\"symbol\": \"BTC-USDT\", \"side\": \"buy\", \"kind\": \"limit\", \"qty\": \"0.01\", \"price\": \"60000\"}"
    )]
    Gate(gate::GateArgs),
    /// Turn the trading switch of an account, a person or a symbol
    #[command(
        after_help = "Needs a running desk. Off holds at once: only cancels and orders that reduce a position pass."
    )]
    Switch(limits::SwitchArgs),
    /// Show the venue on spot and its backup, call the venue away, or wish it home
    #[command(
        after_help = "Needs a running desk. A venue that was called away comes home only by a person's word, and as any other with \
proof: it answers steadily, its account was compared, no exit stands at the backup."
    )]
    Failover(failover::FailoverArgs),
    /// Declare over an order that the venue had accepted and denies for good
    Settle(control::SettleArgs),
    /// Compare the account with its venue at once, or take the venue's word in a break
    #[command(
        after_help = "Our book, the venue's word and the sum of the trades are held against each other, as every minute. \
Ends with 1 while a break is in force. A break that is accepted stays paused until it is released."
    )]
    Reconcile(reconcile::ReconcileArgs),
    /// Place an order: at the market, or with --price, --trigger or --trailing
    #[command(
        after_help = "Needs a running desk; its gate judges the order. With --exit-stop or --exit-target what is bought is held at \
the venue by exits; with --replaces the order takes the place of a working one."
    )]
    Place(Box<place::PlaceArgs>),
    /// Place a pair of orders of which only one may trade: a target and a stop
    Pair(place::PairArgs),
    /// Ask the venue to make a working limit order smaller, where it stands
    #[command(
        after_help = "Needs a running desk. The order keeps its price and its place; it can only become smaller. `cofferdam orders ID` \
tells what came of it."
    )]
    Amend(amend::AmendArgs),
    /// Say the second word for a large order that waits for it
    #[command(
        after_help = "Needs a running desk. Without a number it lists what waits. The order goes before every rule once more and is sent \
as it was wished; its time is short."
    )]
    Confirm(confirm::ConfirmArgs),
    /// Ask the venue to end one order, or with --all everything open
    #[command(
        after_help = "Needs a running desk. Exits that hold a position stay with --all; a halt stops no cancel."
    )]
    Cancel(cancel::CancelArgs),
    /// Check kept candles against the venue's own, or show gaps, checks and flaws of market data
    Candles(candles::CandlesArgs),
    /// Trade every kind of order and provoke every error on a test exchange, and sign the report that live trading asks for
    #[command(
        after_help = "It trades through the running desk, in the smallest quantities, and leaves no order and no position. \
It refuses wherever money could be real. `cofferdam campaign verify FILE` judges a report."
    )]
    Campaign(Box<campaign::CampaignArgs>),
    /// Rehearse the death of a venue on two simulated exchanges, and print what held
    #[command(
        after_help = "Touches nothing but a temporary folder and free ports of this machine. Ends with 1 when something did not hold."
    )]
    Drill(drill::DrillArgs),
    /// Show the account on margin, or set its leverage, margin or position mode
    #[command(
        after_help = "Settings: leverage:BTC/USDT:USDT:5, margin:BTC/USDT:USDT:cross, margin:BTC/USDT:USDT:isolated, \
positions:one-way, positions:hedge. The gate refuses what is over its limits."
    )]
    Contracts(contracts::ContractsArgs),
    /// Show how far the past of every account is kept, or have the venue asked for it at once
    #[command(
        after_help = "Trades, deposits, withdrawals, transfers, gifts, dust, conversions, snapshots, income and forced orders, as the \
venue tells them; every page is kept byte for byte. Set from when on by venue.history_since."
    )]
    Histories(histories::HistoriesArgs),
    /// Show what the day brought against what it may lose, and breakers that tripped
    #[command(
        after_help = "Needs a running desk. Ends with 1 while a breaker waits for a person; release its scope to end it."
    )]
    Losses(losses::LossesArgs),
    /// Look at our own orders and trades for patterns a venue would ask about, or explain one that was found
    #[command(
        after_help = "Needs a running desk. Nothing is stopped by a finding; a person says what it was."
    )]
    Surveillance(surveillance::SurveillanceArgs),
    /// Show every account: venue, money, key, gate, last comparison, worth
    Accounts(state::StateArgs),
    /// Show every part and connection: cuts, limits, breaker, clock, fields, changes of the venue's list
    #[command(after_help = "Ends with 1 while a part does not serve.")]
    Health(state::StateArgs),
    /// Watch the breath of a desk, and end what is open at its venue when it stops breathing
    #[command(
        after_help = "Runs beside the desk as a process of its own, with the same settings. It cancels and places nothing; exits that \
hold a position stay. A desk that is stopped in good order keeps its orders."
    )]
    Watchdog(watchdog::WatchdogArgs),
    /// List orders, or show one with its whole life
    Orders(orders::OrdersArgs),
    /// Say which program this is
    Version,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Says where everything is, serves, and ends in good order at the first interrupt.
pub(crate) async fn run_until_signal(what: &str, house: crate::house::House) -> anyhow::Result<()> {
    let mut lines = format!(
        "Cofferdam {} — {what}\n  open          {}",
        env!("CARGO_PKG_VERSION"),
        house.address
    );
    if let Some(token) = &house.setup_token {
        lines.push_str(&format!(
            "\n  set-up token  {token}\n                (works once, for an hour, at the page above)"
        ));
    }
    lines.push_str(&format!(
        "\n  exchange      {} ({})\n  Ctrl-C stops it; everything is kept",
        house.exchange_address, house.environment
    ));
    crate::say::say(&lines)?;
    house.run(interrupted()).await
}

/// Ready at Ctrl-C or when the system asks the process to end.
pub(crate) async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(error = %error, "only Ctrl-C ends this process in good order");
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
