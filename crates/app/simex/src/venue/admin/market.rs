//! Levers for the market and the service: symbols, their status, the crowd, maintenance. Never an account's money.

use super::{Lever, done, read, refused, wrong};
use crate::symbols::SymbolSpec;
use crate::venue::Venue;
use crate::venue::crowd::Paused;
use crate::venue::http::{HttpRequest, Method, Reply};
use crate::venue::refusal::Refusal;
use crate::venue::spot::trade;
use domain::Symbol;
use exchange::{Input, SymbolStatus};
use serde::Deserialize;
use serde_json::{Value, json};

/// Symbols that may be listed.
const SYMBOLS_MAX: usize = 1_000;

/// The levers of this file.
pub(super) const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Get,
        path: "/_sim/symbols",
        pull: list,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/symbols",
        pull: add,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/status",
        pull: status,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/market",
        pull: market,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/filters",
        pull: super::filters::set,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/execution",
        pull: super::execution::set,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/shock",
        pull: shock,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/maintenance",
        pull: maintenance,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/shutdown",
        pull: shutdown,
    },
];

fn list(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let rows = venue.names.iter().map(|(symbol, name)| {
        let last = venue.spot.last_price(*symbol);
        json!({
            "symbol": name,
            "status": venue.spot.status(*symbol).map(word),
            "last": last.map(|price| price.to_string()),
        })
    });
    done(&rows.collect::<Value>())
}

const fn word(status: SymbolStatus) -> &'static str {
    match status {
        SymbolStatus::Trading => "TRADING",
        SymbolStatus::Break => "BREAK",
        SymbolStatus::CancelOnly => "CANCEL_ONLY",
    }
}

fn add(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let spec: SymbolSpec = read(request)?;
    let listing = spec.listing().map_err(|error| wrong(&error.to_string()))?;
    if venue.names.len() >= SYMBOLS_MAX {
        return Err(wrong("1000 symbols are listed already"));
    }
    let tag = venue.tag();
    let effects = venue.step(Input::AddInstrument { tag, listing });
    if let Some(reason) = trade::refusal(&effects) {
        return Err(wrong(&format!("this symbol cannot be listed: {reason}")));
    }
    let name = listing.instrument.venue_symbol.as_str().to_owned();
    venue.names.insert(listing.instrument.symbol, name.clone());
    venue.listings.insert(name, listing);
    let now = venue.machine();
    let crowd = venue.crowd.as_mut();
    let trades = crowd.is_some_and(|crowd| crowd.join(now, &listing, spec.price));
    done(&json!({ "crowd": trades }))
}

/// A symbol's status from here on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    /// All of them where absent.
    symbol: Option<String>,
    status: Word,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Word {
    Trading,
    Break,
    CancelOnly,
}

fn status(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Status = read(request)?;
    let status = match wish.status {
        Word::Trading => SymbolStatus::Trading,
        Word::Break => SymbolStatus::Break,
        Word::CancelOnly => SymbolStatus::CancelOnly,
    };
    let symbols: Vec<Symbol> = match &wish.symbol {
        None => venue.names.keys().copied().collect(),
        Some(name) => {
            let listing = venue.listings.get(name);
            let listing = listing.ok_or_else(|| wrong("no such symbol"))?;
            vec![listing.instrument.symbol]
        }
    };
    for symbol in symbols {
        let tag = venue.tag();
        let effects = venue.step(Input::SetStatus {
            tag,
            symbol,
            status,
        });
        if let Some(reason) = trade::refusal(&effects) {
            return Err(refused(&Refusal::from(reason)));
        }
    }
    done(&json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Market {
    paused: bool,
}

/// Lets the crowd stand still, or go on.
fn market(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Market = read(request)?;
    let now = venue.machine();
    let crowd = venue.crowd.as_mut();
    let crowd = crowd.ok_or_else(|| wrong("no crowd trades here"))?;
    let paused = if wish.paused { Paused::Yes } else { Paused::No };
    crowd.set_paused(now, paused);
    if let Some(crowd) = &mut venue.usdm.crowd {
        crowd.set_paused(paused);
    }
    done(&json!({ "paused": wish.paused }))
}

/// A jump of the fair price.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shock {
    symbol: String,
    /// −100 takes a tenth away.
    thousandths: i64,
}

fn shock(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Shock = read(request)?;
    if !(-900..=9_000).contains(&wish.thousandths) {
        return Err(wrong("`thousandths` lies between -900 and 9000"));
    }
    let listing = venue.listings.get(&wish.symbol);
    let symbol = listing
        .ok_or_else(|| wrong("no such symbol"))?
        .instrument
        .symbol;
    let crowd = venue.crowd.as_mut();
    let crowd = crowd.ok_or_else(|| wrong("no crowd trades here"))?;
    if crowd.shock(symbol, wish.thousandths) {
        done(&json!({}))
    } else {
        Err(wrong("the crowd does not trade that symbol"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

/// Closes the service, or opens it again.
fn maintenance(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Switch = read(request)?;
    venue.service = if wish.on {
        Service::Closed
    } else {
        Service::Open
    };
    done(&json!({ "on": wish.on }))
}

/// Whether the service is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Service {
    /// It is.
    #[default]
    Open,
    /// It is under maintenance: only its status, the time and what is listed are told.
    Closed,
}

/// Announces an end on every socket; nothing ends by it.
fn shutdown(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let told = venue.announce_shutdown();
    done(&json!({ "told": told }))
}
