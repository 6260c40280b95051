//! `cofferdam campaign`: trades every kind of order and provokes every error on a test exchange, through the running desk, and
//! writes the signed report; or judges a report. Never where money is real.

use super::Place;
use crate::campaign::{Entry, Interrupts, Ready, Wanted};
use crate::instance;
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use desk::campaign::{CampaignShelf, Report, Standing, embedded, judge, sign, verify};
use domain::{AccountId, Amount, Symbol};
use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Read, Write as _};
use std::path::{Path, PathBuf};
use vault::{MasterKey, ReportKey, ReportVerifier, private_text};
use wire::OwnDesk;
use zeroize::Zeroizing;

/// Longest password read from a pipe, in bytes.
const PASSWORD_BYTES_MAX: u64 = 1_024;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct CampaignArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    deed: Option<Deed>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Say whether a report is this house's own, and which conditions of the live latch it meets
    Verify {
        /// The report: its JSON or its page
        file: PathBuf,
        /// Judge by this public key instead of this house's
        #[arg(long, value_name = "BASE64")]
        key: Option<String>,
    },
}

#[derive(Debug, Args)]
struct RunArgs {
    /// The account that trades; it must be on a test exchange or on the simulated one
    #[arg(long, value_name = "N")]
    account: Option<u64>,
    /// Orders that must be filled
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    orders: u32,
    /// What is traded [default: BTC/USDT, on margin BTC/USDT:USDT]
    #[arg(long, value_name = "SYMBOL")]
    symbol: Option<Symbol>,
    /// E-mail address to sign in with; the password is asked for, or read from standard input when that is no terminal
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Where the desk is [default: the setting server.listen]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Most that it may cost, in quote: fees and what buying and selling lose
    #[arg(long, value_name = "AMOUNT", default_value = "25")]
    cost_max: Amount,
    /// Minutes after which it stops and clears up
    #[arg(long, value_name = "N", default_value_t = 45, value_parser = clap::value_parser!(u32).range(1..=1_440))]
    minutes: u32,
    /// File of the master key under which the report key is sealed [default: the setting vault.master_key_file]
    #[arg(long, value_name = "FILE")]
    master_key: Option<PathBuf>,
    /// Begin without asking
    #[arg(long)]
    yes: bool,
}

/// Runs or judges.
pub(crate) async fn run(args: CampaignArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    match args.deed {
        Some(Deed::Verify { file, key }) => judged(&settings, &file, key.as_deref()),
        None => trade(&settings, args.run).await,
    }
}

async fn trade(settings: &Settings, args: RunArgs) -> Result<()> {
    let (Some(account), Some(email)) = (args.account, args.email.clone()) else {
        bail!("name the account with --account and who signs in with --email");
    };
    let shelf = CampaignShelf::of(&settings.data_folder);
    let key = report_key(settings, &args, &shelf)?;
    let base = args.url.clone();
    let base = base.unwrap_or_else(|| format!("http://{}", settings.server.listen));
    let entry = Entry {
        desk: OwnDesk::new(&base)?,
        email,
        password: password()?,
    };
    let wanted = Wanted {
        account: AccountId::new(account),
        symbol: args.symbol,
        orders: args.orders,
        cost_max: args.cost_max,
        minutes_max: args.minutes,
    };
    let interrupts = Interrupts::default();
    let pressed = interrupts.clone();
    let listening = tokio::spawn(async move {
        loop {
            super::interrupted().await;
            pressed.press();
        }
    });
    let ready = Ready::new(entry, wanted, (shelf.clone(), interrupts)).await?;
    say(ready.words())?;
    if !args.yes && !agreed()? {
        return say("nothing was sent");
    }
    let report = ready.run().await?;
    listening.abort();
    kept(&shelf, &report, &key)
}

/// Signs a report, writes it with its page, and says what it shows.
fn kept(shelf: &CampaignShelf, report: &Report, key: &ReportKey) -> Result<()> {
    let document = sign(report, key)?;
    let verified = verify(&document, &key.verifier())?;
    let page = api::campaign_page(&verified, &document)?;
    let (json, html) = shelf.keep(&report.run, (&document, &page))?;
    let mut text = conditions(report)?;
    write!(text, "\n{}\n{}", json.display(), html.display())?;
    say(&text)?;
    if report.outcome == desk::campaign::Outcome::Finished {
        Ok(())
    } else {
        bail!("the campaign did not come to its end; the report says how far it came");
    }
}

/// How a report stands to each condition.
fn conditions(report: &Report) -> Result<String> {
    let mut text = format!(
        "campaign {} on account {} at {}",
        report.run, report.place.account, report.place.host
    );
    for judged in judge(report, wire::now()) {
        let mark = match judged.standing {
            Standing::Met => "yes",
            Standing::Unmet => "NO ",
        };
        write!(text, "\n  {mark}  {}: {}", judged.condition, judged.shows)?;
    }
    Ok(text)
}

fn judged(settings: &Settings, file: &Path, key: Option<&str>) -> Result<()> {
    let about = std::fs::metadata(file).with_context(|| format!("{}", file.display()))?;
    if about.len() > 16 * 1_024 * 1_024 {
        bail!("{} is longer than any report", file.display());
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    let shelf = CampaignShelf::of(&settings.data_folder);
    let key = match key {
        Some(key) => Some(ReportVerifier::parse(key)?),
        None => ReportVerifier::beside(&shelf.key_file())?,
    };
    let Some(key) = key else {
        bail!("this house has no report key yet; name the key to judge by with --key");
    };
    let document = embedded(&text);
    let verified = verify(document, &key)?;
    if document.len() < text.trim().len()
        && api::campaign_page(&verified, document)? != text.trim_end()
    {
        bail!(
            "the page shows something else than the signed report inside it, or another version of this program wrote it"
        );
    }
    let mut text = format!("signed by {key}: nothing was altered\n");
    text.push_str(&conditions(verified.report())?);
    match verified.passed(wire::now()) {
        Ok(passed) => {
            write!(
                text,
                "\nit meets every condition of the live latch for account {} until {}",
                passed.account(),
                api::utc(passed.until())
            )?;
            say(&text)
        }
        Err(unmet) => {
            say(&text)?;
            bail!(
                "it does not meet {} of the conditions of the live latch",
                unmet.len()
            )
        }
    }
}

fn report_key(settings: &Settings, args: &RunArgs, shelf: &CampaignShelf) -> Result<ReportKey> {
    let file = args.master_key.clone();
    let file = file.or_else(|| settings.vault.master_key_file.clone());
    let Some(file) = file else {
        bail!(
            "a report is signed with a key that is sealed under a master key: make one with `cofferdam keys master FILE` and name it with --master-key or vault.master_key_file"
        );
    };
    let text = private_text(&file).context("the master key")?;
    let master =
        MasterKey::parse(&text).with_context(|| format!("the master key in {}", file.display()))?;
    let instance = instance::known(&settings.data_folder)?;
    ReportKey::open(&shelf.key_file(), &instance, &master)
        .context("the key with which this house signs its reports")
}

/// Unseen from a terminal, else the first line of standard input.
fn password() -> Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        return Ok(Zeroizing::new(rpassword::prompt_password("password: ")?));
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin()
        .take(PASSWORD_BYTES_MAX)
        .read_to_string(&mut text)
        .context("the password on standard input is not readable")?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Zeroizing::new(line.to_owned()))
}

/// Whether a person says yes.
fn agreed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to agree; say --yes");
    }
    let mut out = std::io::stdout();
    write!(out, "begin? [yes/no] ")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}
