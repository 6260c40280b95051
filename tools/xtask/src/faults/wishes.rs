//! What a person asks the desk for, in the words of its API, at prices that the market has at that moment. Never sends it.

use super::arena::now_ms;
use super::matrix::{Effect, Product, Task, Wish};
use crate::http::Caller;
use crate::ticket::{best_cents, cents};
use serde_json::{Value, json};

/// What is traded.
pub(super) const MARKETS: [Market; 4] = [
    Market {
        symbol: "BTC-USDT",
        at_venue: "BTCUSDT",
        step: "0.00",
        tick: 1,
        product: Product::Spot,
    },
    Market {
        symbol: "ETH-USDT",
        at_venue: "ETHUSDT",
        step: "0.0",
        tick: 1,
        product: Product::Spot,
    },
    Market {
        symbol: "BTC-USDT:USDT",
        at_venue: "BTCUSDT",
        step: "0.00",
        tick: 10,
        product: Product::Contract,
    },
    Market {
        symbol: "ETH-USDT:USDT",
        at_venue: "ETHUSDT",
        step: "0.0",
        tick: 1,
        product: Product::Contract,
    },
];
/// How long an order is good that names an instant, in milliseconds.
const TILL_MS: i64 = 1_500;

/// One market.
#[derive(Debug, Clone, Copy)]
pub(super) struct Market {
    /// As paths have it.
    pub(super) symbol: &'static str,
    /// The exchange's name for it.
    pub(super) at_venue: &'static str,
    /// The step of quantities as text before the drawn digit.
    step: &'static str,
    /// The step of prices in hundredths.
    tick: u64,
    pub(super) product: Product,
}

impl Market {
    /// One of the markets of a product.
    pub(super) fn drawn(task: &mut Task) -> Self {
        let [bitcoin, ether, bitcoin_contract, ether_contract] = MARKETS;
        match (task.product, task.chance.between(0, 1)) {
            (Product::Spot, 0) => bitcoin,
            (Product::Spot, _) => ether,
            (Product::Contract, 0) => bitcoin_contract,
            (Product::Contract, _) => ether_contract,
        }
    }

    /// As the house writes it.
    pub(super) fn canonical(self) -> String {
        self.symbol.replacen('-', "/", 1)
    }

    /// A price as requests write it, on the grid.
    fn price(self, hundredths: u64) -> String {
        let off = hundredths.checked_rem(self.tick).unwrap_or(0);
        cents(hundredths.saturating_sub(off))
    }
}

/// What a request for an order of this task says; `None` while the desk tells no prices.
pub(super) fn order(caller: &mut Caller, task: &mut Task, market: Market) -> Option<Value> {
    let path = format!("/api/v1/book/{}", market.symbol);
    let book = caller.get(&path).ok()?.json().ok()?;
    let chance = &mut task.chance;
    let [buy, sell] = Side::BOTH;
    let drawn = if chance.between(0, 1) == 0 { buy } else { sell };
    // A thousandth of a bitcoin is less than contracts are traded in.
    let least = match market.product {
        Product::Spot => 1,
        Product::Contract => 2,
    };
    let steps = chance.between(least, 4);
    let reduces = match task.effect {
        Effect::Any => None,
        Effect::Reduce => reducing(caller, market)?,
    };
    let side = reduces.unwrap_or(drawn);
    let (own, other) = (best_cents(&book, side.own)?, best_cents(&book, side.other)?);
    let at = Touch {
        market,
        side,
        own,
        other,
        share: task.chance.between(5, 60),
        near: task.chance.between(0, 4),
    };
    let qty = format!("{}{steps}", market.step);
    let mut body = json!({"symbol": market.symbol, "side": side.name, "qty": qty});
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), kind(task.wish, &at)?) {
        body.extend(more);
        if reduces.is_some() {
            body.insert("effect".to_owned(), json!("reduce-only"));
        }
    }
    Some(body)
}

/// The side that reduces what is held of a contract; `Some(None)` where nothing is.
fn reducing(caller: &mut Caller, market: Market) -> Option<Option<Side>> {
    let told = caller.get("/api/v1/positions").ok()?.json().ok()?;
    let rows = told.get("positions")?.as_array()?;
    let symbol = market.canonical();
    let row = rows
        .iter()
        .find(|row| row.get("symbol").and_then(Value::as_str) == Some(&symbol));
    let [buy, sell] = Side::BOTH;
    let exposure = row.and_then(|row| row.get("exposure")?.as_str());
    Some(match exposure {
        Some("long") => Some(sell),
        Some("short") => Some(buy),
        Some(_) | None => None,
    })
}

/// Where an order stands to the market.
struct Touch {
    market: Market,
    side: Side,
    own: u64,
    other: u64,
    /// Ten-thousandths that one that rests lies behind.
    share: u64,
    /// Ten-thousandths that one that wakes soon lies beyond.
    near: u64,
}

impl Touch {
    fn beyond(&self, share: u64) -> String {
        self.market.price(self.side.beyond(self.other, share))
    }

    fn behind(&self, share: u64) -> String {
        self.market.price(self.side.behind(self.own, share))
    }

    fn limit(&self, price: &str, time_in_force: &str) -> Value {
        json!({"kind": "limit", "price": price, "time_in_force": time_in_force})
    }
}

fn kind(wish: Wish, at: &Touch) -> Option<Value> {
    let near = at.near;
    Some(match wish {
        Wish::Market => json!({"kind": "market"}),
        Wish::Crossing => at.limit(&at.beyond(1), "gtc"),
        Wish::Resting | Wish::Replaced => at.limit(&at.behind(at.share), "gtc"),
        Wish::Racing => at.limit(&at.behind(0), "gtc"),
        Wish::ImmediateOrCancel => at.limit(&at.beyond(0), "ioc"),
        Wish::FillOrKill => at.limit(&at.beyond(5), "fok"),
        Wish::Maker => json!({"kind": "limit-maker", "price": at.behind(at.share)}),
        Wish::Stop => json!({"kind": "stop", "trigger": at.beyond(1 + near)}),
        Wish::StopLimit => json!({
            "kind": "stop-limit", "trigger": at.beyond(1 + near), "price": at.beyond(8),
        }),
        Wish::TakeProfit => json!({"kind": "take-profit", "trigger": at.behind(1 + near)}),
        Wish::TakeProfitLimit => json!({
            "kind": "take-profit-limit", "trigger": at.behind(1 + near), "price": at.behind(near),
        }),
        Wish::Trailing => {
            // Contracts come back by tenths of a per cent.
            let delta = (10 + at.share) / 10 * 10;
            json!({"kind": "trailing-stop", "trailing_delta": delta.to_string()})
        }
        Wish::GoodTill => {
            let mut kind = at.limit(&at.behind(at.share), "gtd");
            let till = now_ms().saturating_add(TILL_MS).to_string();
            kind.as_object_mut()?
                .insert("good_till".to_owned(), json!(till));
            kind
        }
        Wish::Pair => json!({
            "target": {"kind": "limit-maker", "price": at.behind(at.share)},
            "stop": {"kind": "stop", "trigger": at.beyond(5 + near)},
        }),
    })
}

/// A side of the market, with the lists of a book that it joins and takes from.
#[derive(Debug, Clone, Copy)]
struct Side {
    name: &'static str,
    own: &'static str,
    other: &'static str,
}

impl Side {
    const BOTH: [Self; 2] = [
        Self {
            name: "buy",
            own: "bids",
            other: "asks",
        },
        Self {
            name: "sell",
            own: "asks",
            other: "bids",
        },
    ];

    /// A price worse for us by so many ten-thousandths: it takes, or triggers.
    fn beyond(self, price: u64, share: u64) -> u64 {
        match self.name {
            "buy" => price + price / 10_000 * share,
            _ => price - price / 10_000 * share,
        }
    }

    /// A price better for us by so many ten-thousandths: it rests.
    fn behind(self, price: u64, share: u64) -> u64 {
        match self.name {
            "buy" => price - price / 10_000 * share,
            _ => price + price / 10_000 * share,
        }
    }
}
