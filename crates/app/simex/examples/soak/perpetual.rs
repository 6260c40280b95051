//! What accounts ask for on futures: orders, batches, conditional orders, changes of them, settings, margin. Never judges.

use crate::caller::{Callers, Operation};
use crate::load::{Fate, Kind, Load};
use crate::spot::{decimal, pick, row, touch_at};
use anyhow::Result;
use exchange::chance::Chance;
use serde_json::{Value, json};

const ORDER: &str = "/fapi/v1/order";
const PLACE: Operation = Operation("POST", ORDER, Some("order.place"));
const MODIFY: Operation = Operation("PUT", ORDER, Some("order.modify"));
const CANCEL: Operation = Operation("DELETE", ORDER, Some("order.cancel"));
const BATCH: Operation = Operation("POST", "/fapi/v1/batchOrders", None);
const ALGO: Operation = Operation("POST", "/fapi/v1/algoOrder", Some("algoOrder.place"));
const CANCEL_ALGO: Operation = Operation("DELETE", "/fapi/v1/algoOrder", Some("algoOrder.cancel"));

/// Orders of one batch.
const BATCH_ORDERS: usize = 3;

/// The account that holds both sides of a contract at once.
const HEDGER: usize = 3;

struct Market {
    symbol: &'static str,
    price_places: u32,
    /// Usual quantities, in thousandths.
    qty: (u64, u64),
}

const MARKETS: [Market; 2] = [
    Market {
        symbol: "BTCUSDT",
        price_places: 1,
        qty: (2, 300),
    },
    Market {
        symbol: "ETHUSDT",
        price_places: 2,
        qty: (20, 4_000),
    },
];

/// One request on futures.
pub(crate) fn one(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let [first, second] = &MARKETS;
    let market = if chance.below(3) == 0 { second } else { first };
    let who = (callers, account);
    match chance.below(20) {
        0..=6 => place(load, who, (market, chance)),
        7 => batch(load, who, (market, chance)),
        8..=10 => algo(load, who, (market, chance)),
        11..=12 => modify(who, (market, chance)),
        13 => cancel(who, (market, chance)),
        14 => cancel_algo(who, (market, chance)),
        15 => sweep(who, (market, chance)),
        16..=17 => margin(who, (market, chance)),
        _ => settings(who, (market, chance)),
    }
}

/// Prices and quantities of the moment.
struct Moment {
    touch: u64,
    places: u32,
}

impl Moment {
    fn of(callers: &mut Callers, market: &Market) -> Result<Option<Self>> {
        let path = "/fapi/v1/ticker/bookTicker";
        let places = market.price_places;
        let touch = touch_at(callers, (path, market.symbol), places)?;
        Ok(touch.map(|touch| Self { touch, places }))
    }

    /// A price up to a fiftieth away.
    fn price(&self, chance: &mut Chance) -> String {
        let span = self.touch / 50;
        let price = self.touch.saturating_sub(span);
        let price = price.saturating_add(chance.below(span.saturating_mul(2).max(1)));
        decimal(price, self.places)
    }
}

fn base(account: usize, market: &Market, chance: &mut Chance) -> String {
    let side = pick(&["BUY", "SELL"], chance);
    let (least, most) = market.qty;
    let qty = decimal(chance.between(least, most), 3);
    let base = format!("symbol={}&side={side}&quantity={qty}", market.symbol);
    match account {
        HEDGER => format!("{base}&positionSide={}", pick(&["LONG", "SHORT"], chance)),
        _ if chance.below(6) == 0 => format!("{base}&reduceOnly=true"),
        _ => base,
    }
}

fn order(moment: &Moment, (account, market): (usize, &Market), chance: &mut Chance) -> String {
    let base = base(account, market, chance);
    let price = moment.price(chance);
    match chance.below(8) {
        0..=3 => format!("{base}&type=MARKET"),
        4..=5 => format!("{base}&type=LIMIT&timeInForce=GTC&price={price}"),
        6 => format!("{base}&type=LIMIT&timeInForce=GTX&price={price}"),
        _ => {
            let life = pick(&["IOC", "FOK"], chance);
            format!("{base}&type=LIMIT&timeInForce={life}&price={price}")
        }
    }
}

fn place(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(moment) = Moment::of(callers, market)? else {
        return Ok(());
    };
    let name = load.name();
    let order = order(&moment, (account, market), chance);
    let came = callers.ask(account, PLACE, &format!("{order}&newClientOrderId={name}"))?;
    load.file(Kind::FuturesOrder, (account, name), came.fate());
    Ok(())
}

/// Some orders in one request, each with an answer of its own.
fn batch(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(moment) = Moment::of(callers, market)? else {
        return Ok(());
    };
    let mut names = Vec::new();
    let mut orders = Vec::new();
    for _ in 0..BATCH_ORDERS {
        let name = load.name();
        let order = order(&moment, (account, market), chance);
        let order = format!("{order}&newClientOrderId={name}");
        let fields = order.split('&').filter_map(|pair| pair.split_once('='));
        let fields = fields.map(|(name, value)| (name.to_owned(), json!(value)));
        orders.push(Value::Object(fields.collect()));
        names.push(name);
    }
    let orders = encoded(&Value::Array(orders).to_string());
    let came = callers.ask(account, BATCH, &format!("batchOrders={orders}"))?;
    let fate = came.fate();
    let rows = came.done();
    for name in names {
        let fate = match rows.as_ref().and_then(Value::as_array) {
            None => fate,
            Some(rows) => of_batch(rows, &name),
        };
        load.file(Kind::FuturesOrder, (account, name), fate);
    }
    Ok(())
}

/// What a batch's answer says of one of its orders. A fault may leave a row out, so a name that is missing is refused
/// only where all rows are there.
fn of_batch(rows: &[Value], name: &str) -> Fate {
    let named = |row: &Value| row.get("clientOrderId").and_then(Value::as_str) == Some(name);
    if rows.iter().any(named) {
        Fate::Taken
    } else if rows.len() == BATCH_ORDERS {
        Fate::Refused
    } else {
        Fate::Unknown
    }
}

/// Text as a parameter's value.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let one = |byte: u8| {
        if keep(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(one).collect()
}

fn algo(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let Some(moment) = Moment::of(callers, market)? else {
        return Ok(());
    };
    let name = load.name();
    let (price, trigger) = (moment.price(chance), moment.price(chance));
    let base = base(account, market, chance);
    let side = pick(&["BUY", "SELL"], chance);
    let whole = format!("symbol={}&side={side}", market.symbol);
    let what = match chance.below(6) {
        0 => format!("{base}&type=STOP_MARKET&triggerPrice={trigger}"),
        1 => {
            format!("{base}&type=TAKE_PROFIT_MARKET&triggerPrice={trigger}&workingType=MARK_PRICE")
        }
        2 => format!("{base}&type=STOP&timeInForce=GTC&triggerPrice={trigger}&price={price}"),
        3 => {
            format!("{base}&type=TAKE_PROFIT&timeInForce=GTC&triggerPrice={trigger}&price={price}")
        }
        4 => format!("{base}&type=TRAILING_STOP_MARKET&callbackRate=0.5"),
        _ => format!("{whole}&type=STOP_MARKET&closePosition=true&triggerPrice={trigger}"),
    };
    let params = format!("algoType=CONDITIONAL&{what}&clientAlgoId={name}");
    let came = callers.ask(account, ALGO, &params)?;
    load.file(Kind::Algo, (account, name), came.fate());
    Ok(())
}

fn some_open(
    (callers, account): (&mut Callers, usize),
    (path, market): (&'static str, &Market),
    chance: &mut Chance,
) -> Result<Option<Value>> {
    let params = format!("symbol={}", market.symbol);
    let open = callers.signed(account, ("GET", path), &params)?.done();
    Ok(open.and_then(|open| row(&open, chance)))
}

fn modify(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let open = some_open((callers, account), ("/fapi/v1/openOrders", market), chance)?;
    let Some(moment) = Moment::of(callers, market)? else {
        return Ok(());
    };
    let field = |name: &str| open.as_ref().and_then(|order| order.get(name)).cloned();
    if let (Some(id), Some(side)) = (field("orderId"), field("side")) {
        let side = side.as_str().unwrap_or_default().to_owned();
        let (least, most) = market.qty;
        let qty = decimal(chance.between(least, most), 3);
        let price = moment.price(chance);
        let params = format!(
            "symbol={}&orderId={id}&side={side}&quantity={qty}&price={price}",
            market.symbol
        );
        callers.ask(account, MODIFY, &params)?;
    }
    Ok(())
}

fn cancel(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let open = some_open((callers, account), ("/fapi/v1/openOrders", market), chance)?;
    if let Some(id) = open.as_ref().and_then(|order| order.get("orderId")) {
        let params = format!("symbol={}&orderId={id}", market.symbol);
        callers.ask(account, CANCEL, &params)?;
    }
    Ok(())
}

fn cancel_algo(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let at = ("/fapi/v1/openAlgoOrders", market);
    let open = some_open((callers, account), at, chance)?;
    if let Some(id) = open.as_ref().and_then(|order| order.get("algoId")) {
        callers.ask(account, CANCEL_ALGO, &format!("algoId={id}"))?;
    }
    Ok(())
}

/// Ends everything of a contract, at once or later.
fn sweep(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let symbol = format!("symbol={}", market.symbol);
    let (what, params) = match chance.below(3) {
        0 => (("DELETE", "/fapi/v1/allOpenOrders"), symbol),
        1 => (("DELETE", "/fapi/v1/algoOpenOrders"), symbol),
        _ => {
            let wait = chance.between(1_000, 60_000);
            let params = format!("{symbol}&countdownTime={wait}");
            (("POST", "/fapi/v1/countdownCancelAll"), params)
        }
    };
    callers.signed(account, what, &params)?;
    Ok(())
}

/// Leverage, the kind of margin, and margin put to a position or taken from it.
fn margin(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let symbol = format!("symbol={}", market.symbol);
    let (path, params) = match chance.below(3) {
        0 => {
            let leverage = chance.between(1, 125);
            ("/fapi/v1/leverage", format!("{symbol}&leverage={leverage}"))
        }
        1 => {
            let kind = pick(&["ISOLATED", "CROSSED"], chance);
            ("/fapi/v1/marginType", format!("{symbol}&marginType={kind}"))
        }
        _ => {
            let way = chance.between(1, 2);
            let amount = decimal(chance.between(1, 50_000), 2);
            let side = match account {
                HEDGER => "&positionSide=LONG",
                _ => "",
            };
            let params = format!("{symbol}&amount={amount}&type={way}{side}");
            ("/fapi/v1/positionMargin", params)
        }
    };
    callers.signed(account, ("POST", path), &params)?;
    Ok(())
}

/// Settings of the whole account.
fn settings(
    (callers, account): (&mut Callers, usize),
    (market, chance): (&Market, &mut Chance),
) -> Result<()> {
    let (path, params) = match chance.below(3) {
        0 if account == HEDGER => ("/fapi/v1/positionSide/dual", "dualSidePosition=true"),
        1 if market.price_places == 1 => {
            let multi = pick(
                &["multiAssetsMargin=true", "multiAssetsMargin=false"],
                chance,
            );
            ("/fapi/v1/multiAssetsMargin", multi)
        }
        _ => {
            let burn = pick(&["feeBurn=true", "feeBurn=false"], chance);
            ("/fapi/v1/feeBurn", burn)
        }
    };
    callers.signed(account, ("POST", path), params)?;
    Ok(())
}
