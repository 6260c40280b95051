//! `cofferdam halt` and `cofferdam release`: on a running desk through its socket, on a stopped one in its journal.
//! `cofferdam settle`: on a running desk only, for it alone knows what the venue says.

use super::{Place, stop};
use crate::control_socket::{self, CancelWorking, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result};
use clap::Args;
use desk::{Cause, Event, HaltInForce, HaltReach, Persons, halt_latch};
use domain::{OrderId, Origin, Scope};
use std::path::Path;
use store::{AuditRecord, Batch, HaltChange, HaltRow, Location, Store};

#[derive(Debug, Args)]
pub(crate) struct HaltArgs {
    #[command(flatten)]
    place: Place,
    /// What to halt: global, venue:NAME, account:N, user:N, symbol:BTC/USDT
    #[arg(default_value = "global")]
    scope: Scope,
    /// Also cancel every working order in scope
    #[arg(long)]
    cancel: bool,
    /// Why, for whoever reads it later
    #[arg(long, default_value = "from the terminal")]
    reason: String,
    /// Do not wait until the venue has confirmed what is cancelled
    #[arg(long)]
    no_wait: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseArgs {
    #[command(flatten)]
    place: Place,
    /// The halted scope, as it was halted
    #[arg(default_value = "global")]
    scope: Scope,
    /// Why, for whoever reads it later
    #[arg(long, default_value = "from the terminal")]
    reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct SettleArgs {
    #[command(flatten)]
    place: Place,
    /// The number of the order
    order: OrderId,
    /// How you know that it is gone, for whoever reads it later
    #[arg(long)]
    reason: String,
}

/// Declares a denied order over.
pub(crate) async fn settle(args: SettleArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let SettleArgs { order, reason, .. } = args;
    let request = Request::Settle { order, reason };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!(
            "no desk runs, so nobody can ask the venue whether it denies order {order}; nothing was changed"
        ),
    }
}

/// Halts.
pub(crate) async fn halt(args: HaltArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let cancel_working = if args.cancel {
        CancelWorking::Yes
    } else {
        CancelWorking::No
    };
    let request = Request::Halt {
        scope: args.scope,
        cancel_working,
        reason: args.reason.clone(),
    };
    if let Some(reply) = control_socket::ask_reply(&data, &request).await? {
        say(&reply.message)?;
        let wait = (args.cancel && !args.no_wait).then_some(stop::CONFIRM_WAIT);
        return stop::confirm(&data, reply, wait).await;
    }
    let reach = match cancel_working {
        CancelWorking::Yes => HaltReach::AndCancel,
        CancelWorking::No => HaltReach::NewOnly,
    };
    let at = desk::Clock::default().now();
    let cause = cause(args.reason);
    let row = HaltRow {
        scope: args.scope,
        since: at,
        origin: cause.origin,
        reason: cause.reason.clone(),
    };
    let halt = HaltInForce {
        scope: args.scope,
        reach,
        cause: cause.clone(),
        at,
    };
    let latched = halt_latch::add(&data, halt);
    let event = Event::Halted {
        scope: args.scope,
        reach,
        cause,
        at,
    };
    let written = write(&data, &event, HaltChange::Set(row)).await;
    say(&halted(args.scope, (written, latched))?)
}

/// What is said of a halt of a desk that does not run.
fn halted(scope: Scope, (written, latched): (Result<()>, std::io::Result<()>)) -> Result<String> {
    match (written, latched) {
        (Ok(()), Ok(())) => Ok(format!(
            "no desk runs; {scope} is halted in the journal and stays halted when one starts"
        )),
        (Ok(()), Err(error)) => Ok(format!(
            "no desk runs; {scope} is halted in the journal and stays halted when one starts; the latch beside it could not be \
             written: {error}"
        )),
        (Err(error), Ok(())) => Ok(format!(
            "no desk runs; {scope} is held by the latch and stays halted when one starts; the journal could not be written: \
             {error:#}"
        )),
        (Err(error), Err(_)) => {
            Err(error.context("neither the latch nor the journal could be written"))
        }
    }
}

/// Releases.
pub(crate) async fn release(args: ReleaseArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    let data = settings.data_folder;
    let request = Request::Release {
        scope: args.scope,
        reason: args.reason.clone(),
    };
    if let Some(answer) = control_socket::ask(&data, &request).await? {
        return say(&answer);
    }
    if settings.orders.persons == Persons::Two {
        anyhow::bail!(
            "two persons release a halt here (controls.persons); start the desk, and let one propose and another agree; \
             nothing was changed"
        );
    }
    let reader = Store::open_reader(Location::Sqlite(data.clone())).await?;
    let halted = reader
        .halts()
        .await?
        .iter()
        .any(|halt| halt.scope == args.scope);
    reader.close().await;
    anyhow::ensure!(
        halted || !halt_latch::halted(&data).contains(&args.scope),
        "the latch holds {}, and the journal does not know of it: start the desk, which sets it again, and release it there; \
         nothing was changed",
        args.scope
    );
    anyhow::ensure!(halted, "{} is not halted; nothing was changed", args.scope);
    let event = Event::Released {
        scope: args.scope,
        cause: cause(args.reason),
        at: desk::Clock::default().now(),
    };
    write(&data, &event, HaltChange::Lifted(args.scope)).await?;
    halt_latch::release(&data, args.scope)
        .context("the halt is ended in the journal, but the latch holds it still: the next start sets it again")?;
    say(&format!(
        "no desk runs; the halt of {} is ended in the journal",
        args.scope
    ))
}

const fn cause(reason: String) -> Cause {
    Cause {
        origin: Origin::House,
        reason,
    }
}

async fn write(data: &Path, event: &Event, change: HaltChange) -> Result<()> {
    let (mut writer, _) = Store::open(Location::Sqlite(data.to_path_buf())).await?;
    let row = desk::journal::row(event)?;
    let mut batch = Batch::new(row.at);
    batch.audit.push(AuditRecord {
        at: row.at,
        record: desk::journal::audit_text(&row),
    });
    batch.journal.push(row);
    batch.halts.push(change);
    writer.commit(&batch).await.context("nothing was changed")?;
    writer.close().await?;
    Ok(())
}
