//! Sets the checks of kept candles and the end of what is kept for a while going. Decides neither.

use crate::candle_check::{CheckAsk, Checker};
use crate::handle::Shared;
use crate::market_keeping::{Keeper, MarketKeeping};
use crate::venue_link::VenueLink;
use domain::Symbol;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Checks and ends market data, until it is aborted.
pub(super) fn look_after(
    (links, rules): (Vec<Arc<VenueLink>>, MarketKeeping),
    shared: &Shared,
    checks: mpsc::Receiver<CheckAsk>,
) -> JoinHandle<()> {
    let symbols: Vec<Symbol> = shared.instruments.iter().map(|i| i.symbol).collect();
    let keeper = links.first().map(|link| Keeper {
        rules,
        link: Arc::clone(link),
        reader: shared.reader.clone(),
        clock: Arc::clone(&shared.clock),
        symbols: symbols.clone(),
    });
    let checker = Checker {
        links,
        reader: shared.reader.clone(),
        clock: Arc::clone(&shared.clock),
        symbols,
        standing: BTreeSet::new(),
    };
    tokio::spawn(async move {
        let kept = async {
            if let Some(keeper) = keeper {
                keeper.run().await;
            }
        };
        tokio::join!(checker.run(checks), kept);
    })
}
