//! Facts of futures in the account log: their lines, and what of a long log is still needed. Never a spot account.

use exchange::futures::{FuturesEffect, FuturesFact};
use std::collections::BTreeMap;

/// Before every line of futures, so that those of other engines read as they did.
const PREFIX: &str = "futures ";

/// The fact a line holds, where the line is one of futures.
pub(super) fn fact(line: &str) -> Option<Result<FuturesFact, String>> {
    let text = line.strip_prefix(PREFIX)?;
    Some(text.parse().map_err(|error| format!("{error}")))
}

fn line(fact: &FuturesFact) -> String {
    format!("{PREFIX}{fact}")
}

/// The lines that the effects of one step leave to be kept.
pub(crate) fn kept(effects: &[FuturesEffect]) -> Vec<String> {
    let facts = effects.iter().flat_map(FuturesFact::of);
    facts.map(|fact| line(&fact)).collect()
}

/// The lines that are still needed: of everything that changed, how it stands last, in the place where it began.
pub(super) fn compact(facts: &[FuturesFact]) -> Vec<String> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match subject(fact).and_then(|subject| {
            let fresh = lines.len();
            let place = *places.entry(subject).or_insert(fresh);
            lines.get_mut(place)
        }) {
            Some(earlier) => *earlier = line(fact),
            None => lines.push(line(fact)),
        }
    }
    lines
}

/// What a fact is about, where a later one about the same replaces it.
fn subject(fact: &FuturesFact) -> Option<String> {
    let subject = match fact {
        FuturesFact::Asset(terms) => format!("asset {}", terms.asset),
        FuturesFact::Listed(listing, _) => format!("listed {}", listing.instrument.symbol),
        FuturesFact::Terms(terms) => format!("terms {}", terms.account),
        FuturesFact::Settings(settings) => format!("settings {}", settings.account),
        FuturesFact::Seat(seat) => format!("seat {} {}", seat.account, seat.symbol),
        FuturesFact::Wallet(wallet) => format!("wallet {} {}", wallet.account, wallet.asset),
        FuturesFact::Position(held) => format!(
            "position {} {} {:?}",
            held.account, held.symbol, held.position_side
        ),
        FuturesFact::Order(order) => format!("order {}", order.id),
        FuturesFact::Algo(algo) => format!("algo {}", algo.id),
        FuturesFact::Countdown(count) => format!("countdown {} {}", count.account, count.symbol),
        FuturesFact::Pool(pool) => format!("pool {}", pool.asset),
        FuturesFact::Prices(prices) => format!("prices {}", prices.symbol),
        FuturesFact::AssetIndex(asset, _) => format!("index {asset}"),
        FuturesFact::Ids(marks) => format!("ids {}", marks.symbol),
        FuturesFact::Trade(_)
        | FuturesFact::Income(_)
        | FuturesFact::Amendment(_)
        | FuturesFact::MarginChange(_)
        | FuturesFact::Funding(_) => return None,
    };
    Some(subject)
}
