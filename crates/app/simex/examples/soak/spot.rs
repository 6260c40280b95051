//! What accounts ask for on spot: orders and lists of every kind, replaced, amended and cancelled. Never judges.

use crate::accounts::MASTERS;
use crate::caller::{Callers, Came, Operation};
use crate::load::{Fate, Kind, Load};
use anyhow::Result;
use exchange::chance::Chance;
use serde_json::Value;

/// A symbol with the tick's places, the step's places and a usual quantity in steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Market {
    pub(crate) symbol: &'static str,
    pub(crate) base: &'static str,
    pub(crate) quote: &'static str,
    pub(crate) price_places: u32,
    pub(crate) qty_places: u32,
    pub(crate) usual: u64,
}

const fn market(
    (symbol, base, quote): (&'static str, &'static str, &'static str),
    (price_places, qty_places): (u32, u32),
    usual: u64,
) -> Market {
    Market {
        symbol,
        base,
        quote,
        price_places,
        qty_places,
        usual,
    }
}

/// Sub-accounts trade all but the last: what they hold of its base is dust.
pub(crate) const MARKETS: [Market; 5] = [
    market(("BTCUSDT", "BTC", "USDT"), (2, 5), 200),
    market(("ETHUSDT", "ETH", "USDT"), (2, 4), 500),
    market(("BNBUSDT", "BNB", "USDT"), (2, 3), 100),
    market(("ETHBTC", "ETH", "BTC"), (5, 3), 50),
    market(("LTCUSDT", "LTC", "USDT"), (2, 3), 500),
];

const PLACE: Operation = Operation("POST", "/api/v3/order", Some("order.place"));
const REPLACE: Operation = Operation(
    "POST",
    "/api/v3/order/cancelReplace",
    Some("order.cancelReplace"),
);
const AMEND: Operation = Operation(
    "PUT",
    "/api/v3/order/amend/keepPriority",
    Some("order.amend.keepPriority"),
);
const CANCEL: Operation = Operation("DELETE", "/api/v3/order", Some("order.cancel"));
const CANCEL_ALL: Operation =
    Operation("DELETE", "/api/v3/openOrders", Some("openOrders.cancelAll"));
const OPEN: Operation = Operation("GET", "/api/v3/openOrders", Some("openOrders.status"));
const OPEN_LISTS: Operation = Operation(
    "GET",
    "/api/v3/openOrderList",
    Some("openOrderLists.status"),
);
const CANCEL_LIST: Operation = Operation("DELETE", "/api/v3/orderList", Some("orderList.cancel"));

/// Units of a last place as text.
pub(crate) fn decimal(units: u64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let width = usize::try_from(places).unwrap_or(0);
    format!("{}.{:0width$}", units / scale, units % scale)
}

/// One of several words.
pub(crate) fn pick(words: &[&'static str], chance: &mut Chance) -> &'static str {
    let count = u64::try_from(words.len()).unwrap_or(0);
    let at = usize::try_from(chance.below(count)).unwrap_or(0);
    words.get(at).copied().unwrap_or_default()
}

/// One request on spot.
pub(crate) fn one(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let markets = MARKETS.len() - usize::from(account >= MASTERS);
    let at = usize::try_from(chance.below(u64::try_from(markets)?))?;
    let Some(market) = MARKETS.get(at) else {
        return Ok(());
    };
    let who = (callers, account);
    match chance.below(48) {
        0..=19 => place(load, who, (market, chance)),
        20..=26 => list(load, who, (market, chance)),
        27..=31 => replace(load, who, (market, chance)),
        32..=35 => amend(who, (market, chance)),
        36..=42 => cancel(who, (market, chance)),
        43..=44 => cancel_list(who, chance),
        _ => {
            let params = format!("symbol={}", market.symbol);
            who.0.ask(account, CANCEL_ALL, &params)?;
            Ok(())
        }
    }
}

/// Prices around the touch, in ticks.
struct Around {
    touch: u64,
    places: u32,
}

impl Around {
    fn of(callers: &mut Callers, market: &Market) -> Result<Option<Self>> {
        let path = "/api/v3/ticker/bookTicker";
        let places = market.price_places;
        let touch = touch_at(callers, (path, market.symbol), places)?;
        Ok(touch.map(|touch| Self { touch, places }))
    }

    /// A price up to so many thousandths away, on either side.
    fn near(&self, chance: &mut Chance, thousandths: u64) -> String {
        let span = self.touch.saturating_mul(thousandths) / 1_000;
        let price = self
            .touch
            .saturating_add(chance.below(span.saturating_mul(2).max(1)));
        decimal(price.saturating_sub(span), self.places)
    }

    fn above(&self, thousandths: u64) -> String {
        decimal(
            self.touch
                .saturating_add(self.touch.saturating_mul(thousandths) / 1_000),
            self.places,
        )
    }

    fn below(&self, thousandths: u64) -> String {
        decimal(
            self.touch
                .saturating_sub(self.touch.saturating_mul(thousandths) / 1_000),
            self.places,
        )
    }
}

/// The best bid in ticks.
pub(crate) fn touch_at(
    callers: &mut Callers,
    (path, symbol): (&str, &str),
    places: u32,
) -> Result<Option<u64>> {
    let target = format!("{path}?symbol={symbol}");
    let touch = callers.raw(0, "GET", &target)?.done();
    Ok(touch.and_then(|touch| {
        let (whole, part) = touch.get("bidPrice")?.as_str()?.split_once('.')?;
        let part = part.get(..usize::try_from(places).ok()?)?;
        format!("{whole}{part}").parse().ok()
    }))
}

/// What an order is, but its name.
fn order(around: &Around, market: &Market, chance: &mut Chance) -> String {
    let side = pick(&["BUY", "SELL"], chance);
    let qty = decimal(
        chance.between(market.usual / 4, market.usual),
        market.qty_places,
    );
    let part = decimal(market.usual / 8, market.qty_places);
    let life = pick(&["GTC", "GTC", "IOC", "FOK"], chance);
    let (near, far) = (around.near(chance, 2), around.near(chance, 30));
    let stp = pick(
        &[
            "NONE",
            "EXPIRE_TAKER",
            "EXPIRE_MAKER",
            "EXPIRE_BOTH",
            "DECREMENT",
        ],
        chance,
    );
    let base = format!(
        "symbol={}&side={side}&selfTradePreventionMode={stp}",
        market.symbol
    );
    match chance.below(13) {
        0..=1 => format!("{base}&type=MARKET&quantity={qty}"),
        2 => format!("{base}&type=MARKET&quoteOrderQty={}", around.quote(market)),
        3..=5 => format!("{base}&type=LIMIT&timeInForce={life}&quantity={qty}&price={near}"),
        6 => format!("{base}&type=LIMIT_MAKER&quantity={qty}&price={far}"),
        7 => format!("{base}&type=STOP_LOSS&quantity={qty}&stopPrice={far}"),
        8 => format!(
            "{base}&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity={qty}&price={near}&stopPrice={far}"
        ),
        9 => format!("{base}&type=TAKE_PROFIT&quantity={qty}&trailingDelta=200"),
        10 => format!(
            "{base}&type=LIMIT&timeInForce=GTC&quantity={qty}&price={near}&icebergQty={part}"
        ),
        11 => format!("{base}&type=LIMIT&timeInForce=GTC&quantity={qty}&pegPriceType=PRIMARY_PEG"),
        _ => format!("{base}&type=LIMIT&timeInForce=GTC&quantity={qty}&price={far}"),
    }
}

impl Around {
    /// A usual sum of the quote asset.
    fn quote(&self, market: &Market) -> String {
        let places = self.places.saturating_add(market.qty_places);
        let units = self.touch.saturating_mul(market.usual / 2);
        // Cut to as many places as the exchange takes.
        let cut = 10_u64.pow(places.saturating_sub(2));
        decimal(units / cut.max(1), 2)
    }
}

fn place(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(around) = Around::of(callers, market)? else {
        return Ok(());
    };
    let name = load.name();
    let order = order(&around, market, chance);
    let params = format!("{order}&newClientOrderId={name}");
    let came = callers.ask(account, PLACE, &params)?;
    load.file(Kind::Order, (account, name), came.fate());
    Ok(())
}

/// A list of any kind; its name goes to its orders too.
fn list(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(around) = Around::of(callers, market)? else {
        return Ok(());
    };
    let name = load.name();
    let qty = decimal(
        chance.between(market.usual / 2, market.usual),
        market.qty_places,
    );
    let near = around.near(chance, 3);
    let (up, down) = (
        around.above(chance.between(1, 20)),
        around.below(chance.between(1, 20)),
    );
    let working = format!(
        "workingType=LIMIT&workingSide=BUY&workingPrice={near}&workingQuantity={qty}&workingTimeInForce=GTC&workingClientOrderId={name}-w&pendingSide=SELL"
    );
    let one = format!(
        "pendingType=LIMIT&pendingPrice={up}&pendingTimeInForce=GTC&pendingClientOrderId={name}-p"
    );
    let pair = format!(
        "pendingAboveType=LIMIT_MAKER&pendingAbovePrice={up}&pendingAboveClientOrderId={name}-a&pendingBelowType=STOP_LOSS&pendingBelowStopPrice={down}&pendingBelowClientOrderId={name}-b"
    );
    let pending = format!("pendingQuantity={qty}");
    let (kind, fields, legs): (&str, String, &[&str]) = match chance.below(6) {
        0 => (
            "oco",
            format!(
                "side=SELL&quantity={qty}&aboveType=LIMIT_MAKER&abovePrice={up}&aboveClientOrderId={name}-a&belowType=STOP_LOSS_LIMIT&belowPrice={down}&belowStopPrice={down}&belowTimeInForce=GTC&belowClientOrderId={name}-b"
            ),
            &["a", "b"],
        ),
        1 => (
            "oco",
            format!(
                "side=BUY&quantity={qty}&aboveType=STOP_LOSS&aboveStopPrice={up}&aboveClientOrderId={name}-a&belowType=LIMIT_MAKER&belowPrice={down}&belowClientOrderId={name}-b"
            ),
            &["a", "b"],
        ),
        2 => ("oto", format!("{working}&{one}&{pending}"), &["w", "p"]),
        3 => (
            "otoco",
            format!("{working}&{pair}&{pending}"),
            &["w", "a", "b"],
        ),
        4 => ("opo", format!("{working}&{one}"), &["w", "p"]),
        _ => ("opoco", format!("{working}&{pair}"), &["w", "a", "b"]),
    };
    let params = format!("symbol={}&listClientOrderId={name}&{fields}", market.symbol);
    let came = callers.ask(account, listed(kind), &params)?;
    let fate = came.fate();
    for leg in legs {
        load.file(Kind::Order, (account, format!("{name}-{leg}")), fate);
    }
    load.file(Kind::List, (account, name), fate);
    Ok(())
}

const fn listed(kind: &str) -> Operation {
    match kind.as_bytes() {
        b"oco" => Operation("POST", "/api/v3/orderList/oco", Some("orderList.place.oco")),
        b"oto" => Operation("POST", "/api/v3/orderList/oto", Some("orderList.place.oto")),
        b"otoco" => Operation(
            "POST",
            "/api/v3/orderList/otoco",
            Some("orderList.place.otoco"),
        ),
        b"opo" => Operation("POST", "/api/v3/orderList/opo", Some("orderList.place.opo")),
        _ => Operation(
            "POST",
            "/api/v3/orderList/opoco",
            Some("orderList.place.opoco"),
        ),
    }
}

/// One of the account's open orders.
fn some_open(
    (callers, account): (&mut Callers, usize),
    market: &Market,
    chance: &mut Chance,
) -> Result<Option<Value>> {
    let params = format!("symbol={}", market.symbol);
    let open = callers.ask(account, OPEN, &params)?.done();
    Ok(open.and_then(|open| row(&open, chance)))
}

/// One row of a list.
pub(crate) fn row(rows: &Value, chance: &mut Chance) -> Option<Value> {
    let count = rows.as_array().map_or(0, Vec::len);
    let at = chance.below(u64::try_from(count).ok()?.max(1));
    rows.get(usize::try_from(at).ok()?).cloned()
}

fn replace(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let (Some(around), Some(old)) = (
        Around::of(callers, market)?,
        some_open((callers, account), market, chance)?,
    ) else {
        return Ok(());
    };
    let id = old.get("orderId").and_then(Value::as_u64).unwrap_or(0);
    // Now and then an order that is not there.
    let id = if chance.below(5) == 0 {
        u64::MAX / 2
    } else {
        id
    };
    let mode = pick(&["STOP_ON_FAILURE", "ALLOW_FAILURE"], chance);
    let name = load.name();
    let order = order(&around, market, chance);
    let params =
        format!("{order}&cancelReplaceMode={mode}&cancelOrderId={id}&newClientOrderId={name}");
    let came = callers.ask(account, REPLACE, &params)?;
    let fate = match &came {
        Came::Done(_) => Fate::Taken,
        Came::Unknown => Fate::Unknown,
        Came::Refused(why) => {
            let half = why.get("data").and_then(|data| data.get("newOrderResult"));
            match half.and_then(Value::as_str) {
                Some("SUCCESS") => Fate::Taken,
                Some(_) | None => Fate::Refused,
            }
        }
    };
    load.file(Kind::Order, (account, name), fate);
    Ok(())
}

/// Makes an open order smaller; it keeps its name.
fn amend(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(old) = some_open((callers, account), market, chance)? else {
        return Ok(());
    };
    let (Some(id), Some(name)) = (
        old.get("orderId").and_then(Value::as_u64),
        old.get("clientOrderId").and_then(Value::as_str),
    ) else {
        return Ok(());
    };
    let qty = decimal(
        chance.between(market.usual / 8, market.usual),
        market.qty_places,
    );
    let params = format!(
        "symbol={}&orderId={id}&newQty={qty}&newClientOrderId={name}",
        market.symbol
    );
    callers.ask(account, AMEND, &params)?;
    Ok(())
}

fn cancel(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let open = some_open((callers, account), market, chance)?;
    if let Some(id) = open.as_ref().and_then(|order| order.get("orderId")) {
        let params = format!("symbol={}&orderId={id}", market.symbol);
        callers.ask(account, CANCEL, &params)?;
    }
    Ok(())
}

fn cancel_list((callers, account): (&mut Callers, usize), chance: &mut Chance) -> Result<()> {
    let open = callers.ask(account, OPEN_LISTS, "")?.done();
    let list = open.and_then(|open| row(&open, chance));
    let field = |name: &str| list.as_ref().and_then(|list| list.get(name)).cloned();
    if let (Some(id), Some(symbol)) = (field("orderListId"), field("symbol")) {
        let symbol = symbol.as_str().unwrap_or_default().to_owned();
        callers.ask(
            account,
            CANCEL_LIST,
            &format!("symbol={symbol}&orderListId={id}"),
        )?;
    }
    Ok(())
}
