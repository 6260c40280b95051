//! Says the countdowns of an account on margin to its venue, as long as the loop turns. Never says them for a loop that stands
//! still, and never decides which are due: `trading` does.
// Control 5 of the trading controls.

use crate::clock::Clock;
use crate::handle::Shared;
use crate::portfolio::{Grade, Portfolio};
use crate::venue_link::VenueLink;
use domain::{AccountId, Span, Symbol, Time};
use protocols::binance_usdm::{ask, read};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use trading::{ContractInput, Countdowns, DeadMan, Heartbeat, Input};
use wire::Outcome;

/// How often the countdowns are looked at while nothing changes.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// A loop that has shown nothing for this long stands still, and nobody speaks for it.
const LOOP_SILENCE_MAX: Span = Span::from_secs(5);
/// How long a heartbeat is waited for.
const BEAT_LIFE: Duration = Duration::from_secs(5);
/// Name of the part in the health of the house.
const PART: &str = "dead-mans-switch";

/// Keeps the countdowns of a way until the task is dropped.
async fn keep(
    (link, clock): (Arc<VenueLink>, Arc<Clock>),
    mut seen: watch::Receiver<Arc<Portfolio>>,
    countdown: Span,
) {
    let mut dead_man = DeadMan::new(countdown);
    let mut told = Countdowns::Run;
    loop {
        tokio::select! {
            changed = seen.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let (as_of, open) = open(&seen.borrow_and_update(), link.account);
        let now = clock.now();
        let mut failed = None;
        if now.since(as_of) <= LOOP_SILENCE_MAX {
            failed = say_all(&link, &mut dead_man, (now, &open)).await;
        }
        let now = clock.now();
        let standing = dead_man.standing(now);
        if standing != told {
            told = standing;
            let account = link.account;
            let input = ContractInput::Counting { account, standing };
            link.bring(Input::Contract(input)).await;
        }
        tell(&link, (&dead_man, standing), failed, now);
    }
}

/// The contracts in whose book orders of an account are open, and as of when.
fn open(portfolio: &Portfolio, account: AccountId) -> (Time, BTreeSet<Symbol>) {
    let margined = portfolio.margined.as_ref();
    let of_account = margined.filter(|margined| margined.account == account);
    let open = of_account.map(|margined| margined.in_the_book.clone());
    (portfolio.as_of, open.unwrap_or_default())
}

/// Says what is due, each contract at once; the words of one that failed.
async fn say_all(
    link: &Arc<VenueLink>,
    dead_man: &mut DeadMan,
    (now, open): (Time, &BTreeSet<Symbol>),
) -> Option<String> {
    let mut under_way = JoinSet::new();
    for beat in dead_man.beats(now, open) {
        let link = Arc::clone(link);
        under_way.spawn(async move {
            let said = tokio::time::timeout(BEAT_LIFE, say(&link, beat)).await;
            (
                beat,
                said.unwrap_or_else(|_| Err("no answer in time".to_owned())),
            )
        });
    }
    let mut failed = None;
    while let Some(done) = under_way.join_next().await {
        match done {
            Ok((beat, Ok(()))) => dead_man.heard(now, beat),
            Ok((beat, Err(why))) => failed = Some(format!("{}: {why}", beat.symbol)),
            Err(error) => failed = Some(error.to_string()),
        }
    }
    failed
}

async fn say(link: &VenueLink, beat: Heartbeat) -> Result<(), String> {
    let instrument = link.instrument(beat.symbol);
    let instrument = instrument.ok_or_else(|| "it is not traded here".to_owned())?;
    match link
        .client
        .send(ask::dead_man(instrument, beat.countdown))
        .await
    {
        Outcome::Answer(answer) => read::dead_man(&answer).map_err(|trouble| trouble.to_string()),
        Outcome::NotSent(why) => Err(why.to_string()),
        Outcome::Unknown(why) => Err(why.to_string()),
    }
}

fn tell(
    link: &VenueLink,
    (dead_man, standing): (&DeadMan, Countdowns),
    failed: Option<String>,
    now: Time,
) {
    let counting: Vec<String> = dead_man
        .counting()
        .map(|symbol| symbol.to_string())
        .collect();
    let (grade, words) = match (standing, failed) {
        (Countdowns::MayHaveRunOut, _) => (
            Grade::Unhealthy,
            "a countdown at the venue may have run out; nothing opens until it runs again and the account was compared"
                .to_owned(),
        ),
        (Countdowns::Run, Some(why)) => {
            (Grade::Degraded, format!("a heartbeat failed ({why}); it is said again"))
        }
        (Countdowns::Run, None) if counting.is_empty() => {
            (Grade::Healthy, "no order is open in the book of a contract".to_owned())
        }
        (Countdowns::Run, None) => {
            (Grade::Healthy, format!("the venue counts down in {}", counting.join(", ")))
        }
    };
    link.health.say(PART, grade, words, Some(now));
}

/// Keeps the countdowns of the account on margin, where there is one and the settings want it.
pub(crate) fn begin(
    margined: Option<&Arc<VenueLink>>,
    shared: &Shared,
    countdown: Option<Span>,
) -> Option<tokio::task::JoinHandle<()>> {
    let (link, countdown) = (margined?, countdown?);
    let kept = keep(
        (Arc::clone(link), Arc::clone(&shared.clock)),
        shared.portfolio.clone(),
        countdown,
    );
    Some(tokio::spawn(kept))
}
