//! Every kind of order there is, traded for real and in the smallest quantity. What needs the market to move waits for it,
//! near the market, and is placed anew where it went away.

use super::door::Trouble;
use super::facts::OrderFacts;
use super::market::Market;
use super::runner::{Runner, SOON, Tracked};
use super::wish::Wish;
use desk::campaign::{Trade, TradedKind};
use domain::{OrderId, Price, Qty, Side};
use std::time::Duration;

/// Kinds that trade as soon as they arrive.
const AT_ONCE: [Trade; 5] = [
    Trade::Market,
    Trade::LimitGtc,
    Trade::LimitIoc,
    Trade::LimitFok,
    Trade::LimitGtd,
];
/// Kinds that sleep until the price is met.
const SLEEPERS: [Trade; 4] = [
    Trade::Stop,
    Trade::TakeProfit,
    Trade::StopLimit,
    Trade::TakeProfitLimit,
];
/// Sleepers that sleep beside each other: venues take five, and two trailing stops sleep all the while.
const SLEEPERS_AT_ONCE: usize = 2;
/// How often a kind that waits for the market is placed anew.
const TRIES_MAX: u32 = 20;
/// How long a limit maker stands before it is placed anew.
const MAKER_STANDS: Duration = Duration::from_secs(5);
/// How long a sleeper sleeps before it is placed anew.
const SLEEP: Duration = Duration::from_secs(12);
/// How long a trailing stop trails before its fate is looked at again.
const TRAIL: Duration = Duration::from_secs(5);
/// How far beside the last trade sleepers wait, in hundred-thousandths.
const BESIDE: i128 = 8;
/// How far a trailing stop trails, in basis points: the least that a venue takes.
const TRAIL_BIPS: u32 = 10;
/// How long an order good till an instant is good that shall trade, and one that shall end by it.
const GOOD_FOR_MS: i64 = 300_000;
const GOOD_SHORTLY_MS: i64 = 2_000;

impl Runner {
    /// Orders that wait for the market to come back all through the campaign: one each way, so that one wakes.
    pub(super) async fn start_trailing(&mut self) -> Result<(), Trouble> {
        let (market, held) = self.hold_a_unit().await?;
        for (side, qty) in [(Side::Buy, market.unit()?), (Side::Sell, held)] {
            let wish = Wish::new(market.symbol(), side, ("trailing-stop", qty));
            let wish = self.by_turns(wish.with("trailing_delta", TRAIL_BIPS), side);
            let order = self.send(Trade::TrailingStop, wish).await?;
            self.heard_of(order).await?;
        }
        Ok(())
    }

    /// Waits until a trailing stop was filled; the other one is ended.
    pub(super) async fn await_trailing(&mut self) -> Result<(), Trouble> {
        loop {
            let trailing = self.open_of(Trade::TrailingStop);
            if self.has(Trade::TrailingStop) {
                for order in trailing {
                    self.end(order).await?;
                }
                return self.sell_down(Trade::Market).await;
            }
            if trailing.is_empty() {
                self.start_trailing().await?;
            }
            self.door.pause(TRAIL).await?;
            for order in trailing {
                self.settle(order, Duration::ZERO).await?;
            }
        }
    }

    fn open_of(&self, trade: Trade) -> Vec<OrderId> {
        let kind = |order: &OrderId| {
            let tracked: Option<&Tracked> = self.tracked.get(order);
            tracked.is_some_and(|tracked| tracked.trade == trade)
        };
        self.open().into_iter().filter(kind).collect()
    }

    /// One order that rests and is cancelled by us, and one that the house ends at its instant.
    pub(super) async fn cancelled(&mut self) -> Result<(), Trouble> {
        let market = self.market().await?;
        let rest = self.resting(&market)?.life("gtc");
        let order = self.send(Trade::Cancel, rest).await?;
        self.heard_of(order).await?;
        self.end(order).await?;
        let soon = self.now_ms().saturating_add(GOOD_SHORTLY_MS);
        let rest = self.resting(&market)?.life("gtd").with("good_till", soon);
        let order = self.send(Trade::Cancel, rest).await?;
        self.finish(order).await
    }

    /// A buy of one unit that rests under the market.
    pub(super) fn resting(&self, market: &Market) -> Result<Wish, Trouble> {
        let wish = Wish::new(market.symbol(), Side::Buy, ("limit", market.unit()?));
        Ok(wish.price(market.away(Side::Buy)?))
    }

    /// An order that rests and one in its place that trades.
    pub(super) async fn replaced(&mut self) -> Result<(), Trouble> {
        let market = self.market().await?;
        let rest = self.resting(&market)?.life("gtc");
        let old = self.send(Trade::Replace, rest).await?;
        self.heard_of(old).await?;
        let market = self.market().await?;
        let wish = Wish::new(market.symbol(), Side::Buy, ("limit", market.unit()?));
        let wish = wish.price(market.reaching(Side::Buy)?).life("gtc");
        let path = format!("/api/v1/orders/{old}/replace");
        let by = self.send_to(&path, Trade::Replace, wish).await?;
        self.finish(by).await?;
        self.settle(old, SOON).await?;
        self.sell_down(Trade::Market).await
    }

    /// A limit that makes the market, first in line until somebody trades with it.
    pub(super) async fn maker(&mut self) -> Result<(), Trouble> {
        for _ in 0..TRIES_MAX {
            let market = self.market().await?;
            let (side, qty) = self.next(&market)?;
            let wish = Wish::new(market.symbol(), side, ("limit-maker", qty));
            let wish = self.by_turns(wish.price(market.first_in_line(side)?), side);
            let order = self.send(Trade::LimitMaker, wish).await?;
            let life = self.settle(order, MAKER_STANDS).await?;
            if !life.order.is_over() {
                self.end(order).await?;
            }
            if self.has(Trade::LimitMaker) {
                break;
            }
        }
        self.sell_down(Trade::Market).await
    }

    /// Stops over the market and take-profits under it: whichever way it goes, some wake.
    pub(super) async fn sleepers(&mut self) -> Result<(), Trouble> {
        for _ in 0..TRIES_MAX {
            let missing: Vec<Trade> = SLEEPERS
                .into_iter()
                .filter(|trade| !self.has(*trade))
                .take(SLEEPERS_AT_ONCE)
                .collect();
            if missing.is_empty() {
                break;
            }
            let market = self.market().await?;
            let mut sleeping = Vec::new();
            for trade in missing {
                let wish = sleeper(&market, trade)?;
                sleeping.push(self.send(trade, wish).await?);
            }
            self.wait_for_all(&sleeping, SLEEP).await?;
            for order in self.still_open(&sleeping) {
                self.end(order).await?;
            }
            self.sell_down(Trade::Market).await?;
        }
        Ok(())
    }

    fn still_open(&self, orders: &[OrderId]) -> Vec<OrderId> {
        let open = self.open();
        let open = orders.iter().filter(|order| open.contains(order));
        open.copied().collect()
    }

    /// A pair round the market: a buy under it, a stop over it.
    pub(super) async fn pair(&mut self) -> Result<(), Trouble> {
        for _ in 0..TRIES_MAX {
            let market = self.market().await?;
            let under = market.beside_last(-BESIDE)?.min(market.bid);
            let over = market
                .beside_last(BESIDE)?
                .max(market.ticks(market.ask, 2)?);
            let what = (Side::Buy, market.unit()?);
            let pair = self.send_pair(Trade::Oco, what, (under, over)).await?;
            let both = [pair.target, pair.stop];
            self.wait_for_all(&both, SLEEP).await?;
            if !self.still_open(&both).is_empty() {
                self.end(pair.target).await?;
                self.settle(pair.stop, SOON).await?;
            }
            if self.has(Trade::Oco) {
                break;
            }
        }
        self.sell_down(Trade::Market).await
    }

    /// A contract that is sold without being held, and bought back.
    pub(super) async fn short(&mut self) -> Result<(), Trouble> {
        let market = self.market().await?;
        let wish = market.market(Side::Sell, market.unit()?);
        let order = self.send(Trade::Short, wish).await?;
        self.finish(order).await?;
        self.sell_down(Trade::Short).await
    }

    /// An order that is held by a stop and a target until one of them trades.
    pub(super) async fn protected(&mut self, side: Side) -> Result<(), Trouble> {
        for _ in 0..TRIES_MAX {
            let market = self.market().await?;
            let under = |much: i128| market.beside_last(-much * BESIDE);
            let over = |much: i128| market.beside_last(much * BESIDE);
            let (stop, target) = match side {
                Side::Buy => (
                    under(2)?.min(market.ticks(market.bid, -2)?),
                    over(1)?.max(market.ticks(market.ask, 1)?),
                ),
                Side::Sell => (
                    over(2)?.max(market.ticks(market.ask, 2)?),
                    under(1)?.min(market.ticks(market.bid, -1)?),
                ),
            };
            let wish = market.market(side, market.unit()?);
            let wish = wish.protected(stop, self.target(target));
            let entry = self.send(Trade::Protect, wish).await?;
            self.finish(entry).await?;
            let exits = self.exits_of(entry).await?;
            self.wait_for_all(&exits, SLEEP).await?;
            for order in self.still_open(&exits) {
                self.end(order).await?;
            }
            self.exits_of(entry).await?;
            let done = |exit: &OrderId| self.lines.get(exit).is_some_and(|line| line.is_filled());
            if exits.iter().any(done) {
                break;
            }
            self.sell_down(Trade::Market).await?;
        }
        self.sell_down(Trade::Market).await
    }

    /// What takes the profit: on spot an order that stands, of a contract one that sleeps until its price is met.
    fn target(&self, at: Price) -> (&'static str, &'static str, Price) {
        match self.traded {
            TradedKind::Asset => ("limit-maker", "price", at),
            TradedKind::Contract => ("take-profit", "trigger", at),
        }
    }

    /// The orders of the house that hold what an order opened; they are followed like our own.
    async fn exits_of(&mut self, entry: OrderId) -> Result<Vec<OrderId>, Trouble> {
        let newest = self.door.newest_orders(self.instrument.symbol).await?;
        let of_house = newest.iter().filter(|order| is_of_house(order, entry));
        let exits: Vec<OrderId> = of_house.map(|order| order.id).collect();
        let fresh = |exit: &&OrderId| !self.tracked.contains_key(exit);
        let fresh: Vec<OrderId> = exits.iter().filter(fresh).copied().collect();
        self.follow(&fresh, Trade::Protect, None)?;
        for exit in fresh {
            self.settle(exit, Duration::ZERO).await?;
        }
        Ok(exits)
    }

    /// Orders that trade at once, by turns, until enough were filled.
    pub(super) async fn fill_up(&mut self) -> Result<(), Trouble> {
        let tries_max = self.wanted.saturating_mul(2).saturating_add(TRIES_MAX);
        let kinds = AT_ONCE.into_iter().cycle();
        for trade in kinds.take(usize::try_from(tries_max).unwrap_or(usize::MAX)) {
            let each = AT_ONCE.into_iter().all(|trade| self.has(trade));
            if each && self.filled() >= self.wanted {
                return Ok(());
            }
            let market = self.market().await?;
            let (side, qty) = self.next(&market)?;
            let wish = self.by_turns(self.at_once(&market, trade, (side, qty))?, side);
            let order = self.send(trade, wish).await?;
            self.finish(order).await?;
        }
        let why = format!("{} orders were sent and too few were filled", tries_max);
        Err(Trouble::Stopped(why))
    }

    fn at_once(
        &self,
        market: &Market,
        trade: Trade,
        (side, qty): (Side, Qty),
    ) -> Result<Wish, Trouble> {
        let limit = |life: &str| -> Result<Wish, Trouble> {
            let wish = Wish::new(market.symbol(), side, ("limit", qty));
            Ok(wish.price(market.reaching(side)?).life(life))
        };
        Ok(match trade {
            Trade::LimitGtc => limit("gtc")?,
            Trade::LimitIoc => limit("ioc")?,
            Trade::LimitFok => limit("fok")?,
            Trade::LimitGtd => {
                let till = self.now_ms().saturating_add(GOOD_FOR_MS);
                limit("gtd")?.with("good_till", till)
            }
            Trade::Market
            | Trade::LimitMaker
            | Trade::Stop
            | Trade::StopLimit
            | Trade::TakeProfit
            | Trade::TakeProfitLimit
            | Trade::TrailingStop
            | Trade::Oco
            | Trade::Short
            | Trade::Protect
            | Trade::Replace
            | Trade::Cancel
            | Trade::Provocation
            | Trade::Tidy => market.market(side, qty),
        })
    }

    pub(super) fn now_ms(&self) -> i64 {
        wire::now().millis()
    }
}

/// Whether the house placed an order after this one: the exits of a protected order are the house's.
pub(super) fn is_of_house(order: &OrderFacts, after: OrderId) -> bool {
    order.id > after && order.origin == "house"
}

/// A buy that wakes over the market (a stop) or under it (a take-profit); its limit, where it has one, trades when it wakes.
fn sleeper(market: &Market, trade: Trade) -> Result<Wish, Trouble> {
    let over = market.beside_last(BESIDE)?;
    let under = market.beside_last(-BESIDE)?;
    let limit = market.reaching(Side::Buy)?.max(market.ticks(over, 1)?);
    let (kind, trigger, price) = match trade {
        Trade::Stop => ("stop", over, None),
        Trade::StopLimit => ("stop-limit", over, Some(limit)),
        Trade::TakeProfit => ("take-profit", under, None),
        Trade::TakeProfitLimit => ("take-profit-limit", under, Some(limit)),
        Trade::Market
        | Trade::LimitGtc
        | Trade::LimitIoc
        | Trade::LimitFok
        | Trade::LimitGtd
        | Trade::LimitMaker
        | Trade::TrailingStop
        | Trade::Oco
        | Trade::Short
        | Trade::Protect
        | Trade::Replace
        | Trade::Cancel
        | Trade::Provocation
        | Trade::Tidy => return Err(Trouble::Stopped(format!("{trade} does not sleep"))),
    };
    let wish = Wish::new(market.symbol(), Side::Buy, (kind, market.unit()?)).trigger(trigger);
    Ok(match price {
        Some(price) => wish.price(price).life("gtc"),
        None => wish,
    })
}
