//! Asks a venue for its list now and then, and at once when a refusal says that it may have changed: every version is kept as it
//! came, and what changed is brought to trading. Never changes a rule by itself.

use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::{Span, Symbol, VenueId};
use gate::Listed;
use protocols::binance::{Listing, SkippedSymbol};
use protocols::{Answer, Call, ListedLimit, Trouble, binance_spot, binance_usdm};
use std::sync::Arc;
use std::time::Duration;
use trading::Input;

/// The list is not asked for again sooner than this, whatever refusals say.
const PAUSE_MIN: Duration = Duration::from_secs(2);
/// Wait after a list that did not come or could not be read.
const AGAIN: Duration = Duration::from_secs(10);
/// The wait is scattered by up to a tenth of itself to either side, in these shares.
const SHARES: u64 = 1_000;

/// A version of the list, as far as a change of it means anything.
#[derive(Debug, PartialEq, Eq)]
struct Version {
    instruments: Vec<domain::Instrument>,
    skipped: Vec<SkippedSymbol>,
    limits: Vec<ListedLimit>,
}

/// Keeps the list of a way fresh until the task is dropped.
// ORD-05
pub(crate) async fn keep(link: Arc<VenueLink>, every: Span) {
    let mut kept = None;
    loop {
        let mut next = AGAIN;
        if let Some(answer) = link.ask(ask(link.product)).await {
            match read(link.product, &answer, link.venue) {
                Ok(listing) => {
                    take(&link, &answer, listing, &mut kept).await;
                    next = scattered(every, wire::chance());
                }
                Err(trouble) => {
                    tracing::warn!(reason = %trouble, "the venue's list cannot be read; the one known holds");
                }
            }
        }
        tokio::time::sleep(PAUSE_MIN).await;
        tokio::select! {
            () = tokio::time::sleep(next) => {}
            () = link.sight.listing_doubted.notified() => {
                tracing::info!(account = %link.account, "a refusal doubts the venue's list; it is asked for anew");
            }
        }
    }
}

/// From nine tenths to eleven tenths of a span.
fn scattered(every: Span, chance: u64) -> Duration {
    let whole = u64::try_from(every.millis()).unwrap_or(0);
    let tenth = whole / 10;
    let share = tenth.saturating_mul(2).saturating_mul(chance % SHARES) / SHARES;
    Duration::from_millis(whole.saturating_sub(tenth).saturating_add(share))
}

pub(crate) fn ask(product: Product) -> Call {
    match product {
        Product::Spot => binance_spot::ask::instruments(),
        Product::UsdM => binance_usdm::ask::instruments(),
    }
}

pub(crate) fn read(product: Product, answer: &Answer, venue: VenueId) -> Result<Listing, Trouble> {
    match product {
        Product::Spot => binance_spot::read::instruments(answer, venue),
        Product::UsdM => binance_usdm::read::instruments(answer, venue),
    }
}

async fn take(link: &VenueLink, answer: &Answer, listing: Listing, kept: &mut Option<Version>) {
    link.sight.listing_read(answer.received);
    link.client.learn_limits(&listing.limits);
    let found = found(link, &listing);
    for (symbol, listed) in &found {
        match listed {
            Listed::Closed { reason } => link.sight.closed(answer.received, *symbol, reason),
            Listed::Trading(rules) => {
                let start = link.instrument(*symbol).map(|i| i.rules).unwrap_or(*rules);
                link.sight.trades(answer.received, *symbol, (start, *rules));
            }
        }
    }
    let version = Version {
        instruments: listing.instruments,
        skipped: listing.skipped,
        limits: listing.limits,
    };
    if kept.as_ref() == Some(&version) {
        return;
    }
    *kept = Some(version);
    link.sight.version_kept();
    let name = VenueLink::listing_name(link.product);
    link.bring_raw(link.raw_bytes(name, answer.received, &answer.body))
        .await;
    link.bring(Input::Listed {
        venue: link.venue,
        found,
    })
    .await;
}

/// How the venue lists what this way trades.
fn found(link: &VenueLink, listing: &Listing) -> Vec<(Symbol, Listed)> {
    let of = |known: &domain::Instrument| {
        let symbol = known.symbol;
        let mut listed = listing.instruments.iter();
        if let Some(now) = listed.find(|now| now.symbol == symbol) {
            return (symbol, Listed::Trading(now.rules));
        }
        let mut skipped = listing.skipped.iter();
        let skipped = skipped.find(|skipped| skipped.symbol == known.venue_symbol.as_str());
        let reason = skipped.map_or_else(
            || "it is no longer listed".to_owned(),
            |skipped| skipped.reason.clone(),
        );
        (symbol, Listed::Closed { reason })
    };
    link.instruments().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_scattered_by_a_tenth_to_either_side() {
        let hour = Span::from_secs(3_600);
        assert_eq!(scattered(hour, 0), Duration::from_secs(3_240));
        assert_eq!(scattered(hour, 500), Duration::from_secs(3_600));
        assert!(scattered(hour, 999) < Duration::from_secs(3_960));
    }
}
