//! What the accounts ask for: orders of every kind at prices near and far, cancels, questions, and nonsense.

use crate::caller::{ACCOUNTS, Callers, Came};
use anyhow::Result;
use exchange::chance::Chance;
use std::collections::BTreeMap;

/// What became of an order's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The exchange said it has it.
    Taken,
    /// The exchange said it has not.
    Refused,
    /// It never said.
    Unknown,
}

/// Counts, and the fate of every order by account and name.
#[derive(Debug, Default)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    pub(crate) taken: u64,
    pub(crate) refused: u64,
    pub(crate) unanswered: u64,
    pub(crate) events: u64,
    pub(crate) fates: BTreeMap<(usize, String), (&'static str, Fate)>,
    names: u64,
}

/// Symbols with the tick's places, the step's places and a usual quantity in steps.
pub(crate) const SYMBOLS: [(&str, u32, u32, u64); 4] = [
    ("BTCUSDT", 2, 5, 200),
    ("ETHUSDT", 2, 4, 500),
    ("LTCUSDT", 2, 3, 500),
    ("BNBUSDT", 2, 3, 100),
];

const NONSENSE: [&str; 8] = [
    "/api/v3/order?symbol=BTCUSDT&side=UP",
    "/api/v3/order?symbol=%ff",
    "/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999",
    "/api/v3/klines?symbol=BTCUSDT&interval=7m",
    "/api/v3/account?timestamp=NaN&signature=00",
    "/fapi/v1/order?symbol=BTCUSDT&quantity=1e99",
    "/sapi/v1/asset/transfer?type=MAIN_MOON",
    "/nowhere",
];

impl Load {
    /// One request of one account.
    pub(crate) fn one(&mut self, callers: &mut Callers, chance: &mut Chance) -> Result<()> {
        let account = usize::try_from(chance.below(u64::try_from(ACCOUNTS)?))?;
        let at = usize::try_from(chance.below(u64::try_from(SYMBOLS.len())?))?;
        let Some(symbol) = SYMBOLS.get(at).copied() else {
            return Ok(());
        };
        self.requests += 1;
        match chance.below(100) {
            0..=34 => self.place(callers, (account, symbol), chance),
            35..=54 => futures(callers, account, chance),
            55..=69 => self.cancel(callers, (account, symbol.0), chance),
            70..=74 => {
                let params = format!("symbol={}", symbol.0);
                callers.signed(account, ("DELETE", "/api/v3/openOrders"), &params)?;
                Ok(())
            }
            75..=95 => look(callers, (account, symbol.0), chance),
            _ => {
                let at = usize::try_from(chance.below(8))?;
                let target = NONSENSE.get(at).copied().unwrap_or("/");
                let method = ["GET", "POST", "PUT", "DELETE"];
                let method = method.get(usize::try_from(chance.below(4))?);
                callers.raw(account, method.copied().unwrap_or("GET"), target);
                Ok(())
            }
        }
    }

    fn place(
        &mut self,
        callers: &mut Callers,
        (account, (symbol, price_places, qty_places, usual)): (
            usize,
            (&'static str, u32, u32, u64),
        ),
        chance: &mut Chance,
    ) -> Result<()> {
        let Some(touch) = touch(callers, account, symbol, price_places) else {
            return Ok(());
        };
        let side = if chance.below(2) == 0 { "BUY" } else { "SELL" };
        // Up to three per cent away, on either side of the touch.
        let away = |chance: &mut Chance, thousandths: u64| {
            let span = touch.saturating_mul(thousandths) / 1_000;
            let price = touch.saturating_add(chance.below(span.saturating_mul(2).max(1)));
            decimal(price.saturating_sub(span), price_places)
        };
        let qty = decimal(chance.between(usual / 4, usual), qty_places);
        let (near, far) = (away(chance, 2), away(chance, 30));
        let life = ["GTC", "GTC", "IOC", "FOK"];
        let life = life
            .get(usize::try_from(chance.below(4))?)
            .copied()
            .unwrap_or("GTC");
        self.names += 1;
        let name = format!("soak-{}", self.names);
        let base = format!("symbol={symbol}&side={side}&newClientOrderId={name}");
        let params = match chance.below(10) {
            0..=1 => format!("{base}&type=MARKET&quantity={qty}"),
            2..=5 => format!("{base}&type=LIMIT&timeInForce={life}&quantity={qty}&price={near}"),
            6 => format!("{base}&type=LIMIT_MAKER&quantity={qty}&price={far}"),
            7 => format!("{base}&type=STOP_LOSS&quantity={qty}&stopPrice={far}"),
            8 => format!(
                "{base}&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity={qty}&price={near}&stopPrice={far}"
            ),
            _ => format!("{base}&type=LIMIT&timeInForce=GTC&quantity={qty}&price={far}"),
        };
        let fate = match callers.signed(account, ("POST", "/api/v3/order"), &params)? {
            Came::Done(_) => {
                self.taken += 1;
                Fate::Taken
            }
            Came::Refused => {
                self.refused += 1;
                Fate::Refused
            }
            Came::Unknown => {
                self.unanswered += 1;
                Fate::Unknown
            }
        };
        self.fates.insert((account, name), (symbol, fate));
        Ok(())
    }

    /// Cancels one of the account's open orders.
    fn cancel(
        &mut self,
        callers: &mut Callers,
        (account, symbol): (usize, &str),
        chance: &mut Chance,
    ) -> Result<()> {
        let params = format!("symbol={symbol}");
        let open = callers.signed(account, ("GET", "/api/v3/openOrders"), &params)?;
        let Came::Done(open) = open else {
            return Ok(());
        };
        let rows = open.as_array().map_or(0, Vec::len);
        let at = usize::try_from(chance.below(u64::try_from(rows)?.max(1)))?;
        if let Some(id) = open.get(at).and_then(|order| order.get("orderId")) {
            let params = format!("symbol={symbol}&orderId={id}");
            callers.signed(account, ("DELETE", "/api/v3/order"), &params)?;
        }
        Ok(())
    }
}

/// Something on the perpetuals: orders that open, close and wait, and changed settings.
fn futures(callers: &mut Callers, account: usize, chance: &mut Chance) -> Result<()> {
    let touch = "/fapi/v1/ticker/bookTicker";
    let Some(touch) = touch_at(callers, account, (touch, "BTCUSDT"), 1) else {
        return Ok(());
    };
    let side = if chance.below(2) == 0 { "BUY" } else { "SELL" };
    let span = touch / 50;
    let price = touch
        .saturating_sub(span)
        .saturating_add(chance.below(span.saturating_mul(2)));
    let (price, qty) = (decimal(price, 1), decimal(chance.between(2, 400), 3));
    let base = format!("symbol=BTCUSDT&side={side}&quantity={qty}");
    let order = ("POST", "/fapi/v1/order");
    let algo = ("POST", "/fapi/v1/algoOrder");
    let (to, params) = match chance.below(12) {
        0..=3 => (order, format!("{base}&type=MARKET")),
        4..=6 => (
            order,
            format!("{base}&type=LIMIT&timeInForce=GTC&price={price}"),
        ),
        7 => (
            order,
            format!("{base}&type=LIMIT&timeInForce=GTX&price={price}"),
        ),
        8 => (
            algo,
            format!("algoType=CONDITIONAL&{base}&type=STOP_MARKET&triggerPrice={price}"),
        ),
        9 => {
            let leverage = chance.between(1, 125);
            (
                ("POST", "/fapi/v1/leverage"),
                format!("symbol=BTCUSDT&leverage={leverage}"),
            )
        }
        10 => (("GET", "/fapi/v3/account"), String::new()),
        _ => (
            ("DELETE", "/fapi/v1/allOpenOrders"),
            "symbol=BTCUSDT".to_owned(),
        ),
    };
    callers.signed(account, to, &params)?;
    Ok(())
}

/// A question.
fn look(
    callers: &mut Callers,
    (account, symbol): (usize, &str),
    chance: &mut Chance,
) -> Result<()> {
    let params = format!("symbol={symbol}");
    match chance.below(6) {
        0 => callers.signed(account, ("GET", "/api/v3/account"), "")?,
        1 => callers.signed(account, ("GET", "/api/v3/myTrades"), &params)?,
        2 => callers.signed(account, ("GET", "/api/v3/allOrders"), &params)?,
        3 => callers.raw(account, "GET", &format!("/api/v3/depth?{params}&limit=100")),
        4 => callers.raw(
            account,
            "GET",
            &format!("/api/v3/klines?{params}&interval=1m"),
        ),
        _ => callers.raw(account, "GET", &format!("/api/v3/ticker/24hr?{params}")),
    };
    Ok(())
}

/// The best bid in ticks.
fn touch(callers: &mut Callers, account: usize, symbol: &str, places: u32) -> Option<u64> {
    let path = "/api/v3/ticker/bookTicker";
    touch_at(callers, account, (path, symbol), places)
}

fn touch_at(
    callers: &mut Callers,
    account: usize,
    (path, symbol): (&str, &str),
    places: u32,
) -> Option<u64> {
    let target = format!("{path}?symbol={symbol}");
    let Came::Done(touch) = callers.raw(account, "GET", &target) else {
        return None;
    };
    let (whole, part) = touch.get("bidPrice")?.as_str()?.split_once('.')?;
    let part = part.get(..usize::try_from(places).ok()?)?;
    format!("{whole}{part}").parse().ok()
}

/// Units of a last place as text.
fn decimal(units: u64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let width = usize::try_from(places).unwrap_or(0);
    format!("{}.{:0width$}", units / scale, units % scale)
}
