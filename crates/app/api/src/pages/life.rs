//! What happened to an order, told to people: what, and what it means. One journal row in, one line of the page out.

use super::moment::moment;
use super::numbers::{Places, UNKNOWN, price, qty};
use super::rows::by;
use super::view_orders::LifeEvent;
use desk::{
    AmendEvent, Breach, Break, Cause, ContractEvent, Event, FailoverEvent, FillTiming, GuardStep,
    JournalEntry, Purpose, Stays, StopEvent, TimeBound, VenueWords,
};
use domain::{
    Amount, EndReason, Fill, IfBare, Liquidity, OrderId, Origin, PressId, Qty, Time, UserId,
    VenueOrderId,
};

/// One journal row of an order.
pub(super) fn event(entry: &JournalEntry, (places, reader): (Places, Option<UserId>)) -> LifeEvent {
    let (tone, what, means) = match desk::journal::event(&entry.row.body) {
        Ok(event) => words(&event, (places, reader)),
        Err(error) => {
            tracing::error!(journal.seq = %entry.seq, %error, "a journal row cannot be read");
            (
                "down",
                entry.row.kind.clone(),
                "The journal holds this row, and it cannot be read. Run the check command."
                    .to_owned(),
            )
        }
    };
    LifeEvent {
        at: moment(entry.row.at),
        tone,
        what,
        means,
        since: String::new(),
        exchange: None,
    }
}

type Words = (&'static str, String, String);

#[expect(clippy::too_many_lines, reason = "one arm a kind of event")]
fn words(event: &Event, (places, reader): (Places, Option<UserId>)) -> Words {
    match event {
        Event::Opened {
            order, deadline, ..
        } => opened(&by(order.origin(), reader), *deadline),
        Event::Reaffirmed { deadline, .. } => reaffirmed(*deadline),
        Event::Refused { refusal, .. } => (
            "down",
            "Refused by the gate".to_owned(),
            format!("{refusal}. Nothing was sent and nothing is held."),
        ),
        Event::Accepted { venue_id, .. } => accepted(*venue_id),
        Event::CancelAsked { origin, .. } => (
            "warn",
            format!("Cancel asked by {}", by(*origin, reader)),
            "The venue is asked to end it. Until it answers, it may still trade.".to_owned(),
        ),
        Event::ReplaceAsked {
            by: new, origin, ..
        } => replace_asked(*new, *origin, reader),
        Event::Amend(event) => amended(event, (places, reader)),
        Event::Confirmed { refused, .. } => confirmed(*refused),
        Event::Guard { step, .. } => guarded(step, places),
        Event::TimeUp { bound, .. } => time_up(*bound),
        Event::FillBooked { fill, timing, .. } => filled(fill, *timing, places),
        Event::Ended {
            reason,
            filled,
            words,
            ..
        } => ended(*reason, (*filled, places), words.as_ref()),
        Event::Unresolved { since, .. } => unresolved(*since),
        Event::Settled { cause, filled, .. } => settled(cause, (*filled, places, reader)),
        Event::Reopened { venue_id, .. } => (
            "down",
            format!("Found alive at the venue as {venue_id}"),
            "It was taken for over and is not; it is counted again.".to_owned(),
        ),
        Event::Broken { breach, .. } => (
            "down",
            "Something that must not happen".to_owned(),
            breach_words(breach, places),
        ),
        Event::BreakFound { found } => disagreed(found),
        Event::Contract(ContractEvent::Woken { venue_id, .. }) => woken(*venue_id),
        Event::Failover(FailoverEvent::Stays { why, .. }) => stays(*why),
        Event::Stop(StopEvent::LegSent { press, .. }) => closes(*press),
        Event::Halted { .. }
        | Event::Stop(_)
        | Event::Failover(_)
        | Event::Breaker(_)
        | Event::Proposal(_)
        | Event::Released { .. }
        | Event::SwitchSet { .. }
        | Event::BalancesSeen { .. }
        | Event::Foreign { .. }
        | Event::Contract(_)
        | Event::BreakEnded { .. }
        | Event::BookOpened { .. }
        | Event::Compared { .. }
        | Event::ForeignTrade { .. }
        | Event::Moved { .. } => plain(of_no_order(event)),
    }
}

fn closes(press: PressId) -> Words {
    (
        "accent",
        format!("Sent by press {press} of the switch"),
        "It closes a position at the market and can only make it smaller.".to_owned(),
    )
}

fn woken(venue_id: VenueOrderId) -> Words {
    let means = "Its trigger was reached; from here on the venue knows it under another number.";
    let what = format!("It woke and is order {venue_id} at the venue");
    ("accent", what, means.to_owned())
}

fn opened(by: &str, deadline: Time) -> Words {
    let means = format!(
        "Written down before anything left the house. The request's own life ends at {} UTC.",
        clock(deadline)
    );
    ("accent", format!("Cleared by the gate for {by}"), means)
}

/// What became of the exits that hold what an order opened.
fn guarded(step: &GuardStep, places: Places) -> Words {
    match step {
        GuardStep::Wished(protection) => (
            "accent",
            "To be protected".to_owned(),
            format!(
                "As soon as it has traded, {} for it. If that cannot be had within 5 s, or ends from outside, {}.",
                match (protection.target().is_some(), protection.stop().is_some()) {
                    (true, true) =>
                        "a target and a stop of which one ends the other are placed at the venue",
                    (true, false) => "a target is placed at the venue",
                    (false, _) => "a stop is placed at the venue",
                },
                match protection.if_bare() {
                    IfBare::Flatten => "the position is closed at the market",
                    IfBare::Alarm => "its symbol is halted and a person must look",
                }
            ),
        ),
        GuardStep::ExitSent { order, purpose } => match purpose {
            Purpose::Protect => (
                "accent",
                format!("Exit sent as order {order}"),
                "Written down before it left; it holds the position at the venue.".to_owned(),
            ),
            Purpose::Flatten => (
                "warn",
                format!("Closed at the market by order {order}"),
                "Its exit could not be had, and the wish said to close it then.".to_owned(),
            ),
        },
        GuardStep::Bare { cause, qty: bare } => (
            "down",
            "Not protected".to_owned(),
            format!("For {} {}.", qty(*bare, places.qty), cause.words()),
        ),
        GuardStep::Covered => (
            "",
            "Protected again, or closed".to_owned(),
            "Nothing of the position is without an exit.".to_owned(),
        ),
        GuardStep::Over => (
            "",
            "Protection over".to_owned(),
            "Nothing is left of the position that an order could close.".to_owned(),
        ),
    }
}

fn reaffirmed(deadline: Time) -> Words {
    let means = format!(
        "A halt stopped it on its way out, and the gate agreed again. The new request's life ends at {} UTC.",
        clock(deadline)
    );
    ("accent", "Cleared once more by the gate".to_owned(), means)
}

/// A large order that was said a second time.
fn confirmed(refused: OrderId) -> Words {
    (
        "accent",
        format!("Confirmed: it was wished first as {refused}"),
        "It is over the size that needs no second word; whoever wished it said it again, as it stood.".to_owned(),
    )
}

fn disagreed(found: &Break) -> Words {
    let means = format!(
        "{}. Its symbol is paused until a person has looked; see Reconciliation.",
        found.sides
    );
    (
        "down",
        "The three-way check found a break".to_owned(),
        means,
    )
}

/// The venue has an order.
fn accepted(venue_id: VenueOrderId) -> Words {
    (
        "",
        format!("Accepted by the venue as {venue_id}"),
        "The venue has it; what is left may trade.".to_owned(),
    )
}

/// A protected position whose venue is away, and for which nothing is placed.
fn stays(why: Stays) -> Words {
    (
        "down",
        "Its venue is away and nothing is placed for it".to_owned(),
        format!("{}.", why.words()),
    )
}

/// What happened to the house and to no single order.
const fn of_no_order(event: &Event) -> &'static str {
    match event {
        Event::Halted { .. } => "Trading was halted",
        Event::Released { .. } => "A halt was released",
        Event::SwitchSet { .. } => "A trading switch was set",
        Event::BalancesSeen { .. } => "The venue told the balances",
        Event::Foreign { .. } => "The venue reported an order that is not ours",
        Event::BreakFound { .. } => "The three-way check found a break",
        Event::BreakEnded { .. } => "A break of the three-way check ended",
        Event::BookOpened { .. } => "The account's book was opened",
        Event::Compared { .. } => "Trades were compared with the venue's list",
        Event::ForeignTrade { .. } => "Something traded that is of no order of ours",
        Event::Moved { .. } => "The venue told a movement of money",
        Event::Contract(_) => "Something about the account on margin",
        Event::Failover(_) => "A venue went away or came home",
        Event::Breaker(_) => "A day was opened, or a breaker saw something",
        Event::Proposal(_) => "A change of controls",
        Event::Stop(_) => "The switch was pressed, or did something",
        Event::Opened { .. }
        | Event::Reaffirmed { .. }
        | Event::Refused { .. }
        | Event::Confirmed { .. }
        | Event::Accepted { .. }
        | Event::CancelAsked { .. }
        | Event::TimeUp { .. }
        | Event::ReplaceAsked { .. }
        | Event::Amend(_)
        | Event::Guard { .. }
        | Event::FillBooked { .. }
        | Event::Ended { .. }
        | Event::Unresolved { .. }
        | Event::Settled { .. }
        | Event::Reopened { .. }
        | Event::Broken { .. } => "A step of the order's life",
    }
}

fn replace_asked(new: OrderId, origin: Origin, reader: Option<UserId>) -> Words {
    (
        "accent",
        format!("Replacement by order {new} asked by {}", by(origin, reader)),
        "The venue is asked to end it and, only if it does, to take the other in. Until it answers, either may trade."
            .to_owned(),
    )
}

fn amended(event: &AmendEvent, (places, reader): (Places, Option<UserId>)) -> Words {
    let amount = |of: Qty| qty(of, places.qty);
    match event {
        AmendEvent::Asked { qty, origin, .. } => (
            "accent",
            format!("Reduction to {} asked by {}", amount(*qty), by(*origin, reader)),
            "The venue is asked to make it smaller where it stands. Until it says so, the order is of what it was."
                .to_owned(),
        ),
        AmendEvent::Refused { words, .. } => (
            "warn",
            "Not reduced".to_owned(),
            format!("It is of what it was: {}.", words.text.trim_end_matches('.')),
        ),
        AmendEvent::Amended { from, to, .. } => (
            "",
            format!("Reduced from {} to {}", amount(*from), amount(*to)),
            "The venue says so. It keeps its price and its place; what it held for the rest is free."
                .to_owned(),
        ),
    }
}

fn unresolved(since: Time) -> Words {
    let means = format!(
        "Since {} UTC nobody could tell where it stands. What it may cost stays held, and its symbol takes nothing new until a person releases it.",
        clock(since)
    );
    ("down", "Unknown for a minute".to_owned(), means)
}

fn settled(cause: &Cause, (filled, places, reader): (Qty, Places, Option<UserId>)) -> Words {
    let means = format!(
        "The venue had it and denies it. {} traded in all. Reason: {}.",
        qty(filled, places.qty),
        cause.reason.trim_end_matches('.')
    );
    let what = format!("Declared over by {}", by(cause.origin, reader));
    ("down", what, means)
}

fn time_up(bound: TimeBound) -> Words {
    let (tone, what, means) = match bound {
        TimeBound::StaleWarning => (
            "warn",
            "Open for a long time",
            "It may still trade, and a person should look. The house cancels it later.",
        ),
        TimeBound::StaleEnd => (
            "warn",
            "Open for too long",
            "The house asks the venue to end it.",
        ),
        TimeBound::GoodTill => (
            "",
            "The instant till which it was good",
            "The house asks the venue to end what is left.",
        ),
    };
    (tone, what.to_owned(), means.to_owned())
}

fn plain(what: &str) -> Words {
    ("", what.to_owned(), String::new())
}

fn clock(at: Time) -> String {
    moment(at).utc
}

fn filled(fill: &Fill, timing: FillTiming, places: Places) -> Words {
    let (tone, late) = match timing {
        FillTiming::InLife => ("up", ""),
        FillTiming::AfterEnd => (
            "warn",
            " It was learned after the order's end had been booked.",
        ),
    };
    let role = match fill.liquidity {
        Liquidity::Maker => "maker",
        Liquidity::Taker => "taker",
    };
    (
        tone,
        format!(
            "Traded {} at {}",
            qty(fill.qty, places.qty),
            price(fill.price, places.price)
        ),
        format!(
            "As {role}; fee {} {}; the venue's trade {}, by its clock {} UTC.{late}",
            fill.fee,
            fill.fee_asset,
            fill.trade,
            moment(fill.at).millis
        ),
    )
}

fn ended(reason: EndReason, (filled, places): (Qty, Places), words: Option<&VenueWords>) -> Words {
    let (tone, what, means) = match reason {
        EndReason::Filled => ("up", "Filled", "All of it traded. Its hold is free."),
        EndReason::Cancelled => (
            "",
            "Cancelled at the venue",
            "What was left trades no more. Its hold is free.",
        ),
        EndReason::Expired => (
            "",
            "Ended by the venue",
            "The venue ended what was left, by the order's own terms. Its hold is free.",
        ),
        EndReason::Rejected => (
            "down",
            "Rejected by the venue",
            "The venue decided no. Its hold is free.",
        ),
        EndReason::NotSent => (
            "",
            "Never sent",
            "It certainly never left this house. Its hold is free.",
        ),
        EndReason::NeverSeen => (
            "down",
            "Never seen by the venue",
            "Asked after the request's own deadline, the venue had never seen it. Its hold is free.",
        ),
        EndReason::Settled => (
            "down",
            "Declared over",
            "The venue had it and denies it, and a person declared it over. Its hold is free.",
        ),
    };
    let said = words.map_or_else(String::new, |words| {
        format!(" The venue's words: {} ({}).", words.text, words.code)
    });
    let means = format!("{means} {} traded in all.{said}", qty(filled, places.qty));
    (tone, what.to_owned(), means)
}

fn breach_words(breach: &Breach, places: Places) -> String {
    let shown = |value: &Qty| qty(*value, places.qty);
    match breach {
        Breach::Overfilled { filled, ordered } => format!(
            "{} traded, more than the {} that was ordered. Compare with the venue.",
            shown(filled),
            shown(ordered)
        ),
        Breach::FilledBeyondReport { booked, reported } => format!(
            "{} is booked and the venue says {} traded in all. Compare with the venue.",
            shown(booked),
            shown(reported)
        ),
        Breach::FillDiffers { trade, price: told, qty: told_qty } => format!(
            "The venue tells trade {trade} as {} at {}, unlike what is booked.",
            shown(told_qty),
            price(*told, places.price)
        ),
        Breach::Denied => "The venue denies an order that it had accepted. It stays counted until a person has looked.".to_owned(),
        Breach::SentAfterAll => "The sender was certain that it never left, and the venue has it.".to_owned(),
        Breach::RefusedButSeen => "The venue refused it and also reported it as its own.".to_owned(),
        Breach::OtherVenueId { venue_id } => format!("The venue gave it another id: {venue_id}."),
        Breach::Arithmetic { amount } => {
            let size: Amount = *amount;
            let text = if size.is_zero() { UNKNOWN.to_owned() } else { size.to_string() };
            format!("A sum no longer fits; the position stands without {text}.")
        }
    }
}
