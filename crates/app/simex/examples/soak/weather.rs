//! What goes wrong and when: spells of fair weather, chance, faults on routes and events, cuts, a wrong clock, closed
//! doors, leaping prices. Never judges.

use crate::caller::Callers;
use crate::feeds::Weather;
use crate::oracle;
use anyhow::Result;
use domain::{Span, Time};
use exchange::chance::{Chance, Hit, Odds};
use serde_json::{Value, json};

/// How long after the last fault things may still come late.
const CLEARING: Span = Span::from_secs(150);
/// How often the weather changes, in a million steps.
const CHANGES: Odds = Odds::per_million(4_000);

/// Faults of requests by their words.
const REQUEST_FAULTS: [&str; 26] = [
    "lostAnswer",
    "lateAnswer",
    "lateExecution",
    "serverErrorExecuted",
    "serverErrorNotExecuted",
    "internalErrorExecuted",
    "internalErrorNotExecuted",
    "unexpectedResponseExecuted",
    "unexpectedResponseNotExecuted",
    "timeoutExecuted",
    "timeoutNotExecuted",
    "unavailableExecuted",
    "unavailableNotExecuted",
    "htmlExecuted",
    "htmlNotExecuted",
    "busy",
    "tooManyRequests",
    "banned",
    "cutAnswer",
    "slowBody",
    "wrongType",
    "emptyBody",
    "omittedRow",
    "doubledRow",
    "reversedRows",
    "disconnect",
];
/// Faults of events by their words.
const EVENT_FAULTS: [&str; 5] = ["missing", "doubled", "reordered", "late", "disconnect"];
/// What they strike.
const ROUTES: [&str; 14] = [
    "POST /api/v3/order",
    "POST /api/v3/orderList/*",
    "POST /api/v3/order/cancelReplace",
    "PUT /api/v3/order/amend/keepPriority",
    "DELETE /api/v3/*",
    "GET /api/v3/*",
    "order.place",
    "order.cancel",
    "/fapi/v1/algoOrder",
    "/fapi/*",
    "/sapi/v1/asset/*",
    "/sapi/v1/capital/*",
    "/sapi/v1/sub-account/*",
    "/sapi/*",
];
const EVENTS: [&str; 6] = [
    "market",
    "account",
    "btcusdt@depth*",
    "*@trade",
    "executionReport",
    "ORDER_TRADE_UPDATE",
];

/// The weather and what follows from it.
#[derive(Debug, Default)]
pub(crate) struct Sky {
    /// When it is fair again.
    clearing: Option<Time>,
    /// Since when it is fair.
    fair: Option<Time>,
    /// Fair spells that were judged.
    pub(crate) spells: u64,
    /// Lines of accounts that were judged in them.
    pub(crate) lines: u64,
}

impl Sky {
    /// Lets the weather change, now and then.
    pub(crate) fn pass(&mut self, callers: &mut Callers, chance: &mut Chance) -> Result<()> {
        let now = callers.exchange.now();
        if self.clearing.is_some_and(|until| until <= now) {
            self.clearing = None;
            self.fair = Some(now);
            callers.weather = Weather::Fair;
            callers.feeds.begin_anew();
            callers.private.begin_anew();
            // What is judged happens after this instant.
            callers.advance(Span::from_millis(1))?;
        }
        if chance.hits(CHANGES) == Hit::Yes {
            self.clear(callers)?;
            if chance.below(5) > 1 {
                self.clearing = None;
                foul(callers, chance)?;
            }
        }
        Ok(())
    }

    /// Ends what goes wrong; it is fair when what is late has come.
    pub(crate) fn clear(&mut self, callers: &mut Callers) -> Result<()> {
        if let Some(since) = self.fair.take() {
            self.lines += oracle::told::everything(callers, since)?;
            self.spells += 1;
        }
        callers.weather = Weather::Foul;
        callers.lever("DELETE", "/_sim/faults", &Value::Null)?;
        callers.lever("POST", "/_sim/maintenance", &json!({ "on": false }))?;
        self.clearing = Some(callers.exchange.now().plus(CLEARING));
        Ok(())
    }
}

fn pick<'w>(words: &[&'w str], chance: &mut Chance) -> Result<&'w str> {
    let at = usize::try_from(chance.below(u64::try_from(words.len())?))?;
    Ok(words.get(at).copied().unwrap_or_default())
}

/// Something goes wrong.
fn foul(callers: &mut Callers, chance: &mut Chance) -> Result<()> {
    let odds = json!({ "kind": "odds", "perMillion": 1_000 });
    let faults = "/_sim/faults";
    match chance.below(9) {
        0 => drop(callers.lever(
            "POST",
            faults,
            &json!({ "kind": "odds", "perMillion": 20_000 }),
        )?),
        1 => drop(callers.lever("POST", faults, &odds)?),
        2..=3 => {
            for _ in 0..4 {
                let fault = json!({
                    "route": pick(&ROUTES, chance)?, "fault": pick(&REQUEST_FAULTS, chance)?,
                    "perMillion": 200_000, "forMs": 600_000, "ms": chance.between(50, 4_000),
                });
                callers.lever("POST", faults, &fault)?;
            }
        }
        4 => {
            for _ in 0..2 {
                let fault = json!({
                    "stream": pick(&EVENTS, chance)?, "fault": pick(&EVENT_FAULTS, chance)?,
                    "perMillion": 30_000, "forMs": 600_000, "ms": chance.between(50, 4_000),
                });
                callers.lever("POST", faults, &fault)?;
            }
        }
        5 => {
            callers.lever("POST", faults, &odds)?;
            callers.lever("POST", "/_sim/shutdown", &Value::Null)?;
            callers.lever("POST", "/_sim/disconnect", &json!({ "streams": "all" }))?;
        }
        6 => {
            let ahead = i64::try_from(chance.below(3_000))?.saturating_sub(1_500);
            let skew = json!({ "aheadMs": ahead, "driftMsPerSecond": 1 });
            callers.lever("POST", "/_sim/skew", &skew)?;
        }
        7 => drop(callers.lever("POST", "/_sim/maintenance", &json!({ "on": true }))?),
        _ => {
            callers.lever("POST", faults, &odds)?;
            let symbol = pick(&["BTCUSDT", "ETHUSDT", "LTCUSDT"], chance)?;
            let leap = i64::try_from(chance.below(80))?.saturating_sub(40);
            let shock = json!({ "symbol": symbol, "thousandths": leap });
            callers.lever("POST", "/_sim/shock", &shock)?;
        }
    }
    Ok(())
}
