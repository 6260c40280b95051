//! Takes down what the venue tells of perpetual contracts: marks as they come, open interest as it is asked for.
//! Never touches an order.

use crate::contract_market::{ContractMarket, MarkFact, OpenInterestFact};
use crate::venue_link::VenueLink;
use domain::{Instrument, Time};
use protocols::binance_usdm::{Mark, ask, read};
use std::time::Duration;

/// How often the open interest of all contracts is asked for: one question weighs 1 of 2,400 a minute.
const ROUND_EVERY: Duration = Duration::from_secs(60);
/// Most questions of one round that may leave in a second.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// A mark was told.
pub(crate) fn mark(link: &VenueLink, contracts: &ContractMarket, (mark, received): (&Mark, Time)) {
    let Some(symbol) = link.symbol(mark.symbol) else {
        return;
    };
    let told = MarkFact {
        mark: mark.mark,
        index: mark.index,
        funding: mark.funding,
        next_funding: mark.next_funding,
        at: mark.at,
        received,
    };
    contracts.mark(symbol, told);
}

/// Asks for the open interest of every contract, round after round, until it is dropped.
pub(crate) async fn open_interest(
    link: &VenueLink,
    contracts: &ContractMarket,
    instruments: &[Instrument],
) {
    loop {
        for instrument in instruments {
            if let Some(answer) = link.read_call(ask::open_interest(instrument)).await {
                match read::open_interest(&answer) {
                    Ok(told) => {
                        let told = OpenInterestFact {
                            qty: told.qty,
                            at: told.at,
                            received: answer.received,
                        };
                        contracts.open_interest(instrument.symbol, told);
                    }
                    Err(trouble) => {
                        tracing::warn!(symbol = %instrument.symbol, reason = %trouble, "open interest could not be read");
                    }
                }
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        tokio::time::sleep(ROUND_EVERY).await;
    }
}
