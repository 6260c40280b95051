//! How likely others' positions are closed against a loss in a contract, when markets of traded stocks are open, and the
//! signature their contracts ask for. Never closes anything.

use super::contracts::Contract;
use super::market::OPEN;
use super::orders::READ;
use crate::venue::Venue;
use crate::venue::boards::figures;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use exchange::faults::Endpoint;
use serde_json::{Value, json};

/// Levels of a side that count as what the book can take.
const LEVELS: usize = 1_000;

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/fapi/v1/symbolAdlRisk",
        handler: adl_risk,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/tradingSchedule",
        weight: Weight::Fixed(5),
        handler: schedule,
        ..OPEN
    },
    Route {
        method: Method::Post,
        path: "/fapi/v1/stock/contract",
        weight: Weight::Fixed(50),
        door: Endpoint::Account,
        handler: sign,
        ..READ
    },
];

fn adl_risk(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let at = call.time(call.now);
    let row = |contract: &Contract| {
        json!({
            "symbol": contract.name, "adlRisk": venue.adl_rating(contract), "updateTime": at,
        })
    };
    Ok(match named {
        Some(contract) => row(&contract),
        None => venue.usdm.contracts.all().map(row).collect::<Value>(),
    }
    .into())
}

/// No contract here is of a traded stock or commodity: their markets have no sessions.
fn schedule(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let closed = json!({ "sessions": [] });
    Ok(json!({
        "updateTime": call.time(call.now),
        "marketSchedules": { "EQUITY": closed, "COMMODITY": closed },
    })
    .into())
}

/// The agreement on contracts of traded stocks: whoever asks has signed, and there is none to trade.
fn sign(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    Ok(json!({ "code": 200, "msg": "success" }).into())
}

impl Venue {
    /// What accounts hold of a contract beside what could take it: the fund, and the thinner side of the book.
    fn adl_rating(&self, contract: &Contract) -> &'static str {
        let symbol = contract.symbol;
        let mark = self.futures.mark_price(symbol);
        let mark = mark.map_or(0, |view| figures::of_price(view.mark));
        let held = self.futures.open_interest(symbol);
        let held = figures::value(mark, held.map_or(0, figures::of_qty));
        let side = |levels: &[(domain::Price, domain::Qty)]| {
            levels.iter().fold(0_i128, |sum, (price, qty)| {
                let value = figures::value(figures::of_price(*price), figures::of_qty(*qty));
                sum.saturating_add(value)
            })
        };
        let book = self.futures.book(symbol, LEVELS);
        let takes = book.map_or(0, |book| side(&book.bids).min(side(&book.asks)));
        let asset = self.futures.listing(symbol);
        let asset = asset.map(|(listing, _)| listing.instrument.quote);
        let fund = asset.and_then(|asset| self.futures.insurance(asset));
        let fund = fund.map_or(0, |fund| figures::units(fund.parts()));
        let fund = i128::from(fund.max(0)).saturating_mul(figures::power(figures::UNIT_PLACES));
        let bears = takes.saturating_add(fund);
        if held <= bears {
            "low"
        } else if held <= bears.saturating_mul(2) {
            "medium"
        } else {
            "high"
        }
    }
}
