//! A whole day of spot trading in the exchange's own words. Never knows how the words travel.

use crate::session::{Inbox, exact, fresh_id, level, money, moved, refused, rows, same, say, text};
use crate::venue::{Rest, Socket};
use anyhow::{Context as _, Result, bail, ensure};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::sleep;

const SYMBOL: &str = "BTCUSDT";
const SYMBOLS: [&str; 5] = ["BTCUSDT", "ETHUSDT", "LTCUSDT", "BNBUSDT", "ETHBTC"];
/// Levels a side that a book has from the first second.
const LEVELS_MIN: usize = 20;
/// How often the first levels may be too deep, or gone, before a partial fill is called impossible.
const TRIES: usize = 100;
/// How long the market is given to change its first levels.
const GLANCE: Duration = Duration::from_millis(100);

/// What the day works with.
pub(crate) struct Day {
    pub(crate) rest: Rest,
    pub(crate) events: Inbox,
    tick: Decimal,
    depth_max: Decimal,
}

fn limit(side: &str, qty: &str, price: Decimal, name: &str) -> Value {
    json!({"symbol": SYMBOL, "side": side, "type": "LIMIT", "timeInForce": "GTC", "quantity": qty, "price": price.to_string(), "newClientOrderId": name})
}

fn by_name(name: &str) -> Value {
    json!({"symbol": SYMBOL, "origClientOrderId": name})
}

fn totals(account: &Value) -> Result<BTreeMap<String, Decimal>> {
    rows(&account["balances"])?
        .iter()
        .map(|row| {
            Ok((
                text(row, "asset")?.to_owned(),
                money(row, "free")? + money(row, "locked")?,
            ))
        })
        .collect()
}

fn locked(account: &Value, asset: &str) -> Result<Decimal> {
    let row = rows(&account["balances"])?
        .iter()
        .find(|row| row["asset"] == asset);
    money(row.with_context(|| format!("no {asset}"))?, "locked")
}

impl Day {
    /// Begins a day: the symbols are listed and the account is fresh.
    pub(crate) async fn begin(rest: Rest, events: Inbox) -> Result<Self> {
        let listing = rest.exchange_info().await?;
        let listed: Vec<&Value> = rows(&listing["symbols"])?.iter().collect();
        for symbol in SYMBOLS {
            ensure!(
                listed.iter().any(|row| row["symbol"] == symbol),
                "{symbol} is listed"
            );
        }
        let found = listed
            .iter()
            .find(|row| row["symbol"] == SYMBOL)
            .context("the symbol")?;
        let filters = rows(&found["filters"])?;
        let filter = filters
            .iter()
            .find_map(|row| row.get("tickSize"))
            .and_then(Value::as_str);
        let tick = exact(filter.context("no tick size")?)?;
        say(format!("{} markets, tick {tick}", listed.len()));
        let start = totals(&rest.account().await?)?;
        same(
            (start.get("USDT"), start.get("BTC")),
            (Some(&Decimal::from(20_000)), Some(&Decimal::new(5, 1))),
            "the account at the start",
        )?;
        Ok(Self {
            rest,
            events,
            tick,
            depth_max: Decimal::new(8, 2),
        })
    }

    async fn best(&self) -> Result<(Decimal, Decimal)> {
        let book = self.rest.book(SYMBOL).await?;
        ensure!(
            rows(&book["bids"])?.len() >= LEVELS_MIN && rows(&book["asks"])?.len() >= LEVELS_MIN,
            "the book has levels"
        );
        let (bid, ask) = (level(&book, "bids", 0)?.0, level(&book, "asks", 0)?.0);
        ensure!(bid < ask, "the book is not crossed: {bid} {ask}");
        Ok((bid, ask))
    }

    async fn cancelled(&mut self, name: &str) -> Result<()> {
        same(
            text(&self.rest.cancel(by_name(name)).await?, "status")?,
            "CANCELED",
            "a cancelled order",
        )?;
        self.events.report(name, "CANCELED").await
    }

    /// An order that rests holds exactly its worth, and gives it back.
    pub(crate) async fn rest_and_cancel(&mut self) -> Result<()> {
        let (bid, ask) = self.best().await?;
        say(format!("book {bid} / {ask}"));
        let (price, name) = (moved(bid, -10, self.tick), fresh_id("rest"));
        let before = locked(&self.rest.account().await?, "USDT")?;
        let placed = self
            .rest
            .place(limit("BUY", "0.00123", price, &name))
            .await?;
        same(text(&placed, "status")?, "NEW", "a far order rests")?;
        self.events.report(&name, "NEW").await?;
        let open = self.rest.open_orders(SYMBOL).await?;
        same(rows(&open)?.len(), 1, "open orders")?;
        let held = locked(&self.rest.account().await?, "USDT")? - before;
        same(held, price * exact("0.00123")?, "held for the order")?;
        self.cancelled(&name).await?;
        same(
            locked(&self.rest.account().await?, "USDT")?,
            before,
            "nothing is held after the cancel",
        )?;
        let found = self.rest.query(by_name(&name)).await?;
        same(
            (text(&found, "status")?, money(&found, "executedQty")?),
            ("CANCELED", Decimal::ZERO),
            "the order afterwards",
        )?;
        refused(
            self.rest.cancel(by_name(&name)).await,
            &["-2011", "Unknown order"],
            "a second cancel",
        )?;
        say(format!(
            "limit at {price} rests, holds {held} USDT, is cancelled once"
        ));
        Ok(())
    }

    /// An order larger than what stands up to its price fills in part.
    pub(crate) async fn partial_fill(&mut self) -> Result<()> {
        let mut seen = Vec::new();
        for _ in 0..TRIES {
            let book = self.rest.book(SYMBOL).await?;
            let (mut depth, mut price) = (Decimal::ZERO, None);
            for row in 0..LEVELS_MIN {
                let (ask, standing) = level(&book, "asks", row)?;
                if depth + standing > self.depth_max {
                    break;
                }
                (depth, price) = (depth + standing, Some(ask));
            }
            let Some(price) = price else {
                sleep(GLANCE).await;
                continue;
            };
            let (qty, name) = (depth + self.depth_max, fresh_id("part"));
            let placed = self
                .rest
                .place(limit("BUY", &qty.to_string(), price, &name))
                .await?;
            let status = text(&placed, "status")?.to_owned();
            seen.push(format!("{status} of {qty}"));
            if status == "NEW" {
                self.rest.cancel(by_name(&name)).await?;
            }
            if status == "FILLED" {
                // The market came towards it: what was bought goes back.
                let back = json!({"symbol": SYMBOL, "side": "SELL", "type": "MARKET", "quantity": qty.to_string()});
                self.rest.place(back).await?;
            }
            if status != "PARTIALLY_FILLED" {
                continue;
            }
            self.events.report(&name, "TRADE").await?;
            let Ok(gone) = self.rest.cancel(by_name(&name)).await else {
                continue;
            };
            let filled = money(&gone, "executedQty")?;
            ensure!(
                money(&placed, "executedQty")? <= filled && filled < qty,
                "what was filled stays: {gone}"
            );
            self.events.report(&name, "CANCELED").await?;
            say(format!(
                "limit {qty} fills {filled} in part, the rest is cancelled"
            ));
            return Ok(());
        }
        bail!("no partial fill in {TRIES} tries: {seen:?}")
    }

    /// Market orders by quantity and by money.
    pub(crate) async fn market(&mut self) -> Result<()> {
        let name = fresh_id("market");
        let order = json!({"symbol": SYMBOL, "side": "BUY", "type": "MARKET", "quantity": "0.01", "newClientOrderId": name});
        let bought = self.rest.place(order).await?;
        same(
            (text(&bought, "status")?, money(&bought, "executedQty")?),
            ("FILLED", Decimal::new(1, 2)),
            "a market order",
        )?;
        let fills: Result<Vec<Decimal>> = rows(&bought["fills"])?
            .iter()
            .map(|fill| Ok(money(fill, "price")? * money(fill, "qty")?))
            .collect();
        same(
            money(&bought, "cummulativeQuoteQty")?,
            fills?.iter().sum(),
            "what was paid is the sum of the fills",
        )?;
        self.events.report(&name, "TRADE").await?;
        let name = fresh_id("money");
        let order = json!({"symbol": "ETHUSDT", "side": "BUY", "type": "MARKET", "quoteOrderQty": "250", "newClientOrderId": name});
        let spent = self.rest.place(order).await?;
        let paid = money(&spent, "cummulativeQuoteQty")?;
        ensure!(
            text(&spent, "status")? == "FILLED"
                && paid > Decimal::from(225)
                && paid <= Decimal::from(250),
            "no more than the money is spent: {spent}"
        );
        self.events.report(&name, "TRADE").await?;
        say(format!(
            "market by quantity, and for 250 USDT, which spends {paid}"
        ));
        Ok(())
    }

    /// IOC, FOK and post-only.
    pub(crate) async fn at_once_or_not(&mut self) -> Result<()> {
        let (bid, ask) = self.best().await?;
        let (far, near) = (moved(bid, -5, self.tick), moved(ask, 2, self.tick));
        for life in ["IOC", "FOK"] {
            for (price, status, kind, filled) in [
                (far, "EXPIRED", "EXPIRED", Decimal::ZERO),
                (near, "FILLED", "TRADE", Decimal::new(2, 3)),
            ] {
                let name = fresh_id("life");
                let mut order = limit("BUY", "0.002", price, &name);
                order["timeInForce"] = json!(life);
                let placed = self.rest.place(order).await?;
                same(
                    (text(&placed, "status")?, money(&placed, "executedQty")?),
                    (status, filled),
                    life,
                )?;
                self.events.report(&name, kind).await?;
            }
        }
        let post = json!({"symbol": SYMBOL, "side": "BUY", "type": "LIMIT_MAKER", "quantity": "0.002", "price": near.to_string()});
        refused(
            self.rest.place(post).await,
            &["-2010", "immediately match"],
            "a post-only order that would take",
        )?;
        say("IOC and FOK fill at once or expire; post-only that would take is refused");
        Ok(())
    }

    /// A stop rests until its price is met.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        let (bid, _) = self.best().await?;
        let (trigger, name) = (moved(bid, -7, self.tick), fresh_id("stop"));
        let mut order = limit("SELL", "0.004", moved(bid, -8, self.tick), &name);
        order["type"] = json!("STOP_LOSS_LIMIT");
        order["stopPrice"] = json!(trigger.to_string());
        self.rest.place(order).await?;
        self.events.report(&name, "NEW").await?;
        let found = self.rest.query(by_name(&name)).await?;
        same(
            (
                text(&found, "status")?,
                text(&found, "type")?,
                money(&found, "stopPrice")?,
            ),
            ("NEW", "STOP_LOSS_LIMIT", trigger),
            "the stop as kept",
        )?;
        self.cancelled(&name).await?;
        say(format!(
            "stop-loss limit waits at {trigger} and is cancelled"
        ));
        Ok(())
    }

    /// One cancels the other: both legs stand, both go.
    pub(crate) async fn oco(&mut self) -> Result<()> {
        let (bid, ask) = self.best().await?;
        let [above, below, price] = [
            moved(ask, 5, self.tick),
            moved(bid, -5, self.tick),
            moved(bid, -6, self.tick),
        ]
        .map(|price| price.to_string());
        let list = json!({
            "symbol": SYMBOL, "side": "SELL", "quantity": "0.003", "listClientOrderId": fresh_id("oco"),
            "aboveType": "LIMIT_MAKER", "abovePrice": above,
            "belowType": "STOP_LOSS_LIMIT", "belowStopPrice": below, "belowPrice": price, "belowTimeInForce": "GTC",
        });
        let placed = self.rest.place_oco(list).await?;
        same(
            (
                text(&placed, "contingencyType")?,
                text(&placed, "listOrderStatus")?,
            ),
            ("OCO", "EXECUTING"),
            "the list",
        )?;
        let open = self.rest.open_orders(SYMBOL).await?;
        same(
            rows(&open)?
                .iter()
                .filter(|leg| leg["orderListId"] == placed["orderListId"])
                .count(),
            2,
            "legs that stand",
        )?;
        same(
            locked(&self.rest.account().await?, "BTC")?,
            Decimal::new(3, 3),
            "the list holds its quantity once",
        )?;
        let gone = self
            .rest
            .cancel_list(json!({"symbol": SYMBOL, "orderListId": placed["orderListId"]}))
            .await?;
        same(
            text(&gone, "listOrderStatus")?,
            "ALL_DONE",
            "the list after its cancel",
        )?;
        same(
            rows(&self.rest.open_orders(SYMBOL).await?)?.len(),
            0,
            "open orders after the cancel",
        )?;
        self.events
            .wait_for(|event| event["e"] == "listStatus", "list status")
            .await?;
        say(format!(
            "OCO {above} / {below} stands, holds once, and goes as one"
        ));
        Ok(())
    }

    /// Cancel and place in one request, over REST.
    pub(crate) async fn replace(&mut self) -> Result<()> {
        let (bid, _) = self.best().await?;
        let (first, second) = (fresh_id("before"), fresh_id("after"));
        let placed = self
            .rest
            .place(limit("BUY", "0.002", moved(bid, -10, self.tick), &first))
            .await?;
        let both = self
            .rest
            .replace(replacement(&placed, moved(bid, -9, self.tick), &second))
            .await?;
        same(
            (text(&both, "cancelResult")?, text(&both, "newOrderResult")?),
            ("SUCCESS", "SUCCESS"),
            "both halves",
        )?;
        self.events.report(&second, "NEW").await?;
        self.cancelled(&second).await?;
        say("cancelReplace moves an order");
        Ok(())
    }

    /// The deeds that also go through the WebSocket API.
    pub(crate) async fn over_socket(&mut self, socket: &Socket) -> Result<()> {
        let (bid, _) = self.best().await?;
        let (first, second, third) = (fresh_id("ws"), fresh_id("ws"), fresh_id("ws"));
        let placed = socket
            .place(limit("BUY", "0.002", moved(bid, -10, self.tick), &first))
            .await?;
        self.events.report(&first, "NEW").await?;
        same(
            text(&socket.query(by_name(&first)).await?, "status")?,
            "NEW",
            "the order asked for over the socket",
        )?;
        let both = socket
            .replace(replacement(&placed, moved(bid, -9, self.tick), &second))
            .await?;
        same(
            (text(&both, "cancelResult")?, text(&both, "newOrderResult")?),
            ("SUCCESS", "SUCCESS"),
            "both halves over the socket",
        )?;
        self.events.report(&second, "NEW").await?;
        same(
            text(&socket.cancel(by_name(&second)).await?, "status")?,
            "CANCELED",
            "a cancel over the socket",
        )?;
        let sold = socket.place(json!({"symbol": SYMBOL, "side": "SELL", "type": "MARKET", "quantity": "0.001", "newClientOrderId": third})).await?;
        same(
            text(&sold, "status")?,
            "FILLED",
            "a market order over the socket",
        )?;
        self.events.report(&third, "TRADE").await?;
        refused(
            socket.cancel(by_name(&second)).await,
            &["-2011", "Unknown order"],
            "a second cancel over the socket",
        )?;
        say("over the WebSocket API: placed, asked for, replaced, cancelled, filled, refused");
        Ok(())
    }

    /// Start plus trades less fees is the end, per asset, to the last digit.
    pub(crate) async fn reconcile(&mut self) -> Result<()> {
        let mut wanted = BTreeMap::from([
            ("USDT".to_owned(), Decimal::from(20_000)),
            ("BTC".to_owned(), Decimal::new(5, 1)),
        ]);
        let mut count = 0;
        for symbol in SYMBOLS {
            let (base, quote) = symbol.split_at(3);
            for trade in rows(&self.rest.trades(symbol).await?)? {
                count += 1;
                let (qty, paid) = (money(trade, "qty")?, money(trade, "quoteQty")?);
                same(paid, money(trade, "price")? * qty, "a trade's worth")?;
                let sign = if trade["isBuyer"] == true {
                    Decimal::ONE
                } else {
                    Decimal::NEGATIVE_ONE
                };
                *wanted.entry(base.to_owned()).or_default() += sign * qty;
                *wanted.entry(quote.to_owned()).or_default() -= sign * paid;
                *wanted
                    .entry(text(trade, "commissionAsset")?.to_owned())
                    .or_default() -= money(trade, "commission")?;
            }
        }
        ensure!(count >= 5, "the trades of the day: {count}");
        let end = totals(&self.rest.account().await?)?;
        for asset in wanted.keys().chain(end.keys()) {
            let of =
                |side: &BTreeMap<String, Decimal>| side.get(asset).copied().unwrap_or_default();
            same(of(&end), of(&wanted), &format!("{asset} at the end"))?;
        }
        say(format!(
            "{count} trades reconcile, {} events came",
            self.events.count()
        ));
        Ok(())
    }
}

fn replacement(placed: &Value, price: Decimal, name: &str) -> Value {
    let mut order = limit("BUY", "0.003", price, name);
    order["cancelReplaceMode"] = json!("STOP_ON_FAILURE");
    order["cancelOrderId"] = placed["orderId"].clone();
    order
}
