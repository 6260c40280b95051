//! What was said to the venue about an order, told to people beside what it did to the order. Never reads the journal.

use super::moment::moment;
use super::view_orders::{Exchange, LifeEvent};
use desk::{MessageOutcome, MessageRow};
use domain::{Span, Time};

/// One message as an event of the order's life.
pub(super) fn event(row: &MessageRow) -> LifeEvent {
    let message = &row.message;
    let took = message.ended.since(message.begun);
    let deed = match message.deed.as_str() {
        "place" => "Placing request",
        "change" => "Changing request",
        "cancel" => "Cancelling request",
        "ask" => "Question",
        _ => "Report of the venue's stream",
    };
    let (tone, what, means) = match message.outcome {
        MessageOutcome::Answered { status } if status < 400 => (
            "",
            format!("{deed} answered"),
            format!("Status {status} after {}.", span(took)),
        ),
        MessageOutcome::Answered { status } => (
            "warn",
            format!("{deed} answered with {status}"),
            format!("After {}.", span(took)),
        ),
        MessageOutcome::Reported => ("", deed.to_owned(), reported(message.begun, took)),
        MessageOutcome::NotSent => (
            "warn",
            format!("{deed} not sent"),
            format!("It never left this house: {}.", because(row)),
        ),
        MessageOutcome::Lost => (
            "warn",
            format!("{deed} without an answer"),
            format!(
                "After {} nobody knows whether it was heard: {}. Silence is not an answer.",
                span(took),
                because(row)
            ),
        ),
    };
    LifeEvent {
        at: moment(message.ended),
        tone,
        what,
        means,
        since: String::new(),
        exchange: Some(Exchange {
            request: message.request.clone(),
            answer: row.bytes.as_deref().map(desk::shown),
        }),
    }
}

/// Everything that happened to an order and everything that was said about it, first to last, with its distance from the wish.
pub(super) fn whole(
    journal: impl Iterator<Item = (Time, LifeEvent)>,
    messages: &[MessageRow],
) -> Vec<LifeEvent> {
    let said = messages.iter().map(|row| (row.message.ended, event(row)));
    // What was heard stands before what it did to the order in the turn that heard it.
    let mut all: Vec<(Time, LifeEvent)> = said.chain(journal).collect();
    all.sort_by_key(|(at, _)| *at);
    let begun = all.first().map(|(at, _)| *at);
    let distance = |at: Time| {
        let since = begun.map(|begun| at.since(begun));
        since.filter(|since| since.nanos() > 0).map(span)
    };
    let placed = all.into_iter().map(|(at, event)| LifeEvent {
        since: distance(at).map_or_else(String::new, |since| format!("+{since}")),
        ..event
    });
    placed.collect()
}

fn reported(at: Time, took: Span) -> String {
    format!(
        "It happened at {} UTC by the venue's clock; heard {} later by ours.",
        moment(at).millis,
        span(took)
    )
}

fn because(row: &MessageRow) -> &str {
    let words = row.message.words.as_deref();
    words.unwrap_or("no reason was kept").trim_end_matches('.')
}

/// A span as people read it: `830 µs`, `12.4 ms`, `3.20 s`, `2 min 5 s`.
pub(super) fn span(span: Span) -> String {
    let micros = span.nanos() / 1_000;
    let (sign, size) = if micros < 0 {
        ("−", -micros)
    } else {
        ("", micros)
    };
    let text = match size {
        0..1_000 => format!("{size} µs"),
        1_000..1_000_000 => format!("{}.{} ms", size / 1_000, size % 1_000 / 100),
        1_000_000..60_000_000 => {
            format!("{}.{:02} s", size / 1_000_000, size % 1_000_000 / 10_000)
        }
        _ => format!("{} min {} s", size / 60_000_000, size / 1_000_000 % 60),
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests;
