//! From the life of an order to its line in the report, and what the line moved. Never a figure that the desk did not tell.

use super::facts::{EventFacts, LifeFacts};
use super::runner::Tracked;
use desk::campaign::{FeeLine, OrderLine, VenueWords};
use domain::{Amount, Asset, NumberError, Side, Time};
use serde_json::Value;
use std::time::Duration;

/// The line of an order as it stands.
pub(super) fn order_line(life: &LifeFacts, tracked: Tracked) -> Result<OrderLine, NumberError> {
    let order = &life.order;
    let (mut value, mut fees) = (Amount::ZERO, Vec::<FeeLine>::new());
    for fill in &life.fills {
        value = value.plus(fill.price.times(fill.qty)?)?;
        match fees.iter_mut().find(|fee| fee.asset == fill.fee_asset) {
            Some(fee) => fee.amount = fee.amount.plus(fill.fee)?,
            None => fees.push(FeeLine {
                asset: fill.fee_asset,
                amount: fill.fee,
            }),
        }
    }
    let opened = first(life, &["opened"]).unwrap_or(Time::from_millis(order.opened));
    let since = |at: Option<Time>| at.map(|at| micros(at, opened));
    let doubts = life.life.iter().filter(|event| is_doubt(event)).count();
    Ok(OrderLine {
        order: order.id,
        client_id: order.client_id,
        venue_id: order.venue_id.clone(),
        trade: tracked.trade,
        side: order.side,
        kind: order.kind.clone(),
        time_in_force: order.time_in_force.clone(),
        qty: order.qty,
        price: order.price,
        trigger: order.trigger,
        state: order.state.clone(),
        filled: order.filled,
        value,
        fees,
        fills: u32::try_from(life.fills.len()).unwrap_or(u32::MAX),
        opened,
        answered_us: tracked.took.map(whole_micros),
        acknowledged_us: since(first(life, &["accepted", "fill-booked", "ended"])),
        first_fill_us: since(first(life, &["fill-booked"])),
        words: life.life.iter().rev().find_map(words),
        doubts: u32::try_from(doubts).unwrap_or(u32::MAX),
    })
}

/// What the fills of an order moved of one asset, fees included.
pub(super) fn moved(
    line: &OrderLine,
    (base, quote): (Asset, Asset),
    asset: Asset,
) -> Result<Amount, NumberError> {
    let mut sum = Amount::ZERO;
    let (bought, paid) = (line.filled.amount(), line.value);
    let (of_base, of_quote) = match line.side {
        Side::Buy => (bought, paid.negated()),
        Side::Sell => (bought.negated(), paid),
    };
    if asset == base {
        sum = sum.plus(of_base)?;
    }
    if asset == quote {
        sum = sum.plus(of_quote)?;
    }
    for fee in line.fees.iter().filter(|fee| fee.asset == asset) {
        sum = sum.minus(fee.amount)?;
    }
    Ok(sum)
}

fn first(life: &LifeFacts, kinds: &[&str]) -> Option<Time> {
    let mut events = life.life.iter();
    events
        .find(|event| kinds.contains(&event.kind.as_str()))
        .map(EventFacts::time)
}

fn is_doubt(event: &EventFacts) -> bool {
    matches!(event.kind.as_str(), "broken" | "unresolved" | "settled")
}

/// The venue's words at the end of an order.
fn words(event: &EventFacts) -> Option<VenueWords> {
    let words = event.body.get("words")?;
    Some(VenueWords {
        code: words.get("code").and_then(Value::as_i64)?,
        text: words.get("text").and_then(Value::as_str)?.to_owned(),
    })
}

fn micros(at: Time, since: Time) -> u64 {
    let nanos = at.since(since).nanos().max(0);
    u64::try_from(nanos / 1_000).unwrap_or(u64::MAX)
}

fn whole_micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}
