//! One campaign as it runs: what it has placed, what came of it, what it holds and what it has cost. Every order goes through
//! the desk's API, is written down before it is asked for, and is followed to its end.

use super::door::{Door, Trouble};
use super::facts::{BalanceFacts, InstrumentFacts, LifeFacts, PlacedPair, WalletFacts};
use super::line::{moved, order_line};
use super::market::Market;
use super::run_log::{LogLine, RunLog};
use super::wish::{self, Wish};
use crate::say::say;
use desk::campaign::{ErrorLine, OrderLine, Trade, TradedKind, Unprovoked};
use domain::{AccountId, Amount, NumberError, OrderId, Price, Qty, Side};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often the desk is asked how an order stands.
const LOOK: Duration = Duration::from_millis(120);
/// How long an order that trades at once may take, and one that is asked to end.
pub(super) const SOON: Duration = Duration::from_secs(10);

/// The rule that holds what opens back until the venue counts the position that our fills add up to.
const COUNT_AWAITED: &str = "GATE-04.position-in-doubt";

/// A campaign under way.
pub(super) struct Runner {
    pub(super) door: Door,
    pub(super) account: AccountId,
    pub(super) instrument: InstrumentFacts,
    pub(super) traded: TradedKind,
    /// When it began, in milliseconds.
    pub(super) began: i64,
    pub(super) run: String,
    pub(super) wanted: u32,
    pub(super) cost_max: Amount,
    /// The bid when the market was last looked at: what is held is worth that.
    pub(super) bid: Option<Price>,
    pub(super) log: RunLog,
    pub(super) requests: u32,
    pub(super) tracked: BTreeMap<OrderId, Tracked>,
    pub(super) lines: BTreeMap<OrderId, OrderLine>,
    pub(super) errors: Vec<ErrorLine>,
    pub(super) unprovoked: Vec<Unprovoked>,
}

/// An order of the campaign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tracked {
    pub(super) trade: Trade,
    /// From the request to the answer; none for an order of the house.
    pub(super) took: Option<Duration>,
}

impl From<NumberError> for Trouble {
    fn from(error: NumberError) -> Self {
        Self::Stopped(format!("a number does not fit: {error}"))
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Stopped(format!("{error:#}"))
    }
}

impl Runner {
    /// The market at this moment.
    pub(super) async fn market(&mut self) -> Result<Market, Trouble> {
        let symbol = self.instrument.symbol;
        loop {
            let book = self.door.book(symbol).await?;
            let last = self.door.last(symbol).await?;
            if let Some(market) = Market::new(&self.instrument, &book, last) {
                self.bid = Some(market.bid);
                return Ok(market);
            }
            self.door.pause(LOOK).await?;
        }
    }

    /// A name for the next request.
    pub(super) fn name(&mut self) -> String {
        self.requests = self.requests.saturating_add(1);
        format!("{}-{}", self.run, self.requests)
    }

    /// Sends a wish; the order it makes is followed from here on.
    pub(super) async fn send(&mut self, trade: Trade, wish: Wish) -> Result<OrderId, Trouble> {
        self.send_to("/api/v1/orders", trade, wish).await
    }

    /// Sends a wish; while the house waits for the venue's own count of a position, it is asked again as another request.
    pub(super) async fn send_to(
        &mut self,
        path: &str,
        trade: Trade,
        wish: Wish,
    ) -> Result<OrderId, Trouble> {
        let began = Instant::now();
        loop {
            let sent = self.send_once(path, trade, wish.clone()).await;
            let waits = matches!(&sent, Err(Trouble::No(no)) if no.code() == COUNT_AWAITED);
            if !waits || began.elapsed() >= SOON {
                return sent;
            }
            self.door.pause(LOOK).await?;
        }
    }

    async fn send_once(
        &mut self,
        path: &str,
        trade: Trade,
        wish: Wish,
    ) -> Result<OrderId, Trouble> {
        self.check_cost(trade)?;
        let name = self.name();
        let body = wish.body(self.account, &name);
        self.log.write(&asking(path, &body))?;
        let placed = self.door.place(path, &body).await;
        let placed = match placed {
            Ok(placed) => placed,
            Err(trouble) => return Err(self.not_placed(trouble)),
        };
        self.follow(&[placed.order], trade, Some(placed.took))?;
        Ok(placed.order)
    }

    /// Sends a pair of one unit; both orders are followed from here on.
    pub(super) async fn send_pair(
        &mut self,
        trade: Trade,
        (side, qty): (Side, Qty),
        prices: (Price, Price),
    ) -> Result<PlacedPair, Trouble> {
        self.check_cost(trade)?;
        let name = self.name();
        let what = (self.instrument.symbol, side, qty);
        let body = wish::pair(what, prices, (self.account, &name));
        self.log.write(&asking("/api/v1/oco", &body))?;
        let placed = match self.door.place_pair(&body).await {
            Ok(placed) => placed,
            Err(trouble) => return Err(self.not_placed(trouble)),
        };
        self.follow(&[placed.target, placed.stop], trade, Some(placed.took))?;
        Ok(placed)
    }

    /// A no of the house is an answer; of anything else it is not known what came of the request.
    fn not_placed(&mut self, trouble: Trouble) -> Trouble {
        if let Trouble::No(_) = trouble
            && let Err(error) = self.log.write(&LogLine::Refused)
        {
            return error.into();
        }
        trouble
    }

    /// From here on these orders are the campaign's.
    pub(super) fn follow(
        &mut self,
        orders: &[OrderId],
        trade: Trade,
        took: Option<Duration>,
    ) -> Result<(), Trouble> {
        let placed = LogLine::Placed {
            orders: orders.to_vec(),
        };
        self.log.write(&placed)?;
        for order in orders {
            self.tracked.insert(*order, Tracked { trade, took });
        }
        Ok(())
    }

    /// Looks at an order until it is over, or for as long as this.
    pub(super) async fn settle(
        &mut self,
        order: OrderId,
        patience: Duration,
    ) -> Result<LifeFacts, Trouble> {
        self.look_until(order, patience, |life| life.order.is_over())
            .await
    }

    /// Looks at an order until the venue has said something of it, or for as long as this.
    pub(super) async fn heard_of(&mut self, order: OrderId) -> Result<LifeFacts, Trouble> {
        self.look_until(order, SOON, |life| life.order.state != "asked")
            .await
    }

    async fn look_until(
        &mut self,
        order: OrderId,
        patience: Duration,
        enough: fn(&LifeFacts) -> bool,
    ) -> Result<LifeFacts, Trouble> {
        let began = Instant::now();
        loop {
            let life = self.door.life(order).await?;
            self.note(&life)?;
            if enough(&life) || began.elapsed() >= patience {
                return Ok(life);
            }
            self.door.pause(LOOK).await?;
        }
    }

    /// Waits until none of these orders is open, or for as long as this; then each is noted as it stands.
    pub(super) async fn wait_for_all(
        &mut self,
        orders: &[OrderId],
        patience: Duration,
    ) -> Result<(), Trouble> {
        let began = Instant::now();
        loop {
            let open = self.door.open_orders(self.instrument.symbol).await?;
            let waiting = open.iter().any(|order| orders.contains(&order.id));
            if !waiting || began.elapsed() >= patience {
                break;
            }
            self.door.pause(LOOK).await?;
        }
        for order in orders {
            let life = self.door.life(*order).await?;
            self.note(&life)?;
        }
        Ok(())
    }

    /// Has an order cancelled, unless it is over, and sees it end.
    pub(super) async fn end(&mut self, order: OrderId) -> Result<LifeFacts, Trouble> {
        match self.door.cancel(order).await {
            Ok(()) => {}
            Err(Trouble::No(no)) if no.problem == "already-ended" => {}
            Err(trouble) => return Err(trouble),
        }
        self.settle(order, SOON).await
    }

    /// Follows an order that should trade at once to its end; what does not is cancelled.
    pub(super) async fn finish(&mut self, order: OrderId) -> Result<(), Trouble> {
        let life = self.settle(order, SOON).await?;
        if life.order.is_over() {
            return Ok(());
        }
        self.end(order).await.map(drop)
    }

    /// Writes down how an order stands, and says so when it is over.
    pub(super) fn note(&mut self, life: &LifeFacts) -> Result<(), Trouble> {
        let order = life.order.id;
        let Some(tracked) = self.tracked.get(&order).copied() else {
            return Ok(());
        };
        let line = order_line(life, tracked)?;
        let news = self.lines.get(&order) != Some(&line);
        let over = life.order.is_over();
        self.lines.insert(order, line.clone());
        if news && over {
            let words = line.words.as_ref();
            let words = words.map_or_else(String::new, |words| format!(": {}", words.text));
            let count = self.filled();
            let text = format!(
                "[{count:>3}/{}] {} {} {} {} {}{words}",
                self.wanted, line.trade, line.side, line.qty, self.instrument.base, line.state
            );
            say(&text)?;
        }
        Ok(())
    }

    /// Orders that were filled whole so far.
    pub(super) fn filled(&self) -> u32 {
        let count = self.lines.values().filter(|line| line.is_filled()).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether an order of this kind was filled whole.
    pub(super) fn has(&self, trade: Trade) -> bool {
        let mut of_kind = self.lines.values().filter(|line| line.trade == trade);
        of_kind.any(OrderLine::is_filled)
    }

    /// What the fills so far moved of an asset, fees included.
    pub(super) fn moved(&self, asset: domain::Asset) -> Result<Amount, NumberError> {
        let sides = (self.instrument.base, self.instrument.quote);
        let mut sum = Amount::ZERO;
        for line in self.lines.values() {
            sum = sum.plus(moved(line, sides, asset)?)?;
        }
        Ok(sum)
    }

    /// Base that was bought, not sold, and is in no open order to sell.
    pub(super) fn free_base(&self) -> Result<Amount, NumberError> {
        let mut free = self.moved(self.instrument.base)?;
        for line in self.lines.values() {
            if line.side == Side::Sell && is_open(line) {
                free = free.minus(line.qty.minus(line.filled)?.amount())?;
            }
        }
        Ok(free)
    }

    /// Orders that may still trade, as far as is known.
    pub(super) fn open(&self) -> Vec<OrderId> {
        let open = |order: &OrderId| self.lines.get(order).is_none_or(is_open);
        self.tracked.keys().copied().filter(open).collect()
    }

    /// What the next order of one unit does: sell what is held, or buy.
    pub(super) fn next(&self, market: &Market) -> Result<(Side, Qty), NumberError> {
        let held = market.sellable(self.free_base()?)?;
        if market.is_enough(held) {
            Ok((Side::Sell, held))
        } else {
            Ok((Side::Buy, market.unit()?))
        }
    }

    /// Sells at the market what is held; of a contract, buys back what is owed.
    pub(super) async fn sell_down(&mut self, trade: Trade) -> Result<(), Trouble> {
        let market = self.market().await?;
        let free = self.free_base()?;
        let (side, qty) = if free.is_negative() {
            (Side::Buy, market.sellable(free.negated())?)
        } else {
            (Side::Sell, market.sellable(free)?)
        };
        let wish = match self.traded {
            TradedKind::Asset if side == Side::Buy || !market.is_enough(qty) => return Ok(()),
            TradedKind::Contract if qty.is_zero() => return Ok(()),
            TradedKind::Asset | TradedKind::Contract => market.market(side, qty),
        };
        let order = self.send(trade, self.closing(wish)).await?;
        self.finish(order).await
    }

    /// What closes may do nothing else, where there is such a thing.
    pub(super) fn closing(&self, wish: Wish) -> Wish {
        match self.traded {
            TradedKind::Asset => wish,
            TradedKind::Contract => wish.with("effect", "reduce-only"),
        }
    }

    /// An order of one unit, or of what is held, that closes where it sells.
    pub(super) fn by_turns(&self, wish: Wish, side: Side) -> Wish {
        match side {
            Side::Buy => wish,
            Side::Sell => self.closing(wish),
        }
    }

    /// What the account has, free and locked; of one on margin its wallets.
    pub(super) async fn balances(&mut self) -> Result<Vec<BalanceFacts>, Trouble> {
        match self.traded {
            TradedKind::Asset => self.door.balances().await,
            TradedKind::Contract => {
                let margined = self.door.margined().await?;
                let wallet = |wallet: &WalletFacts| BalanceFacts {
                    asset: wallet.asset,
                    free: wallet.total,
                    locked: Qty::ZERO,
                };
                Ok(margined.wallets.iter().map(wallet).collect())
            }
        }
    }

    /// Buys until a unit is held.
    pub(super) async fn hold_a_unit(&mut self) -> Result<(Market, Qty), Trouble> {
        let market = self.market().await?;
        let (side, qty) = self.next(&market)?;
        if side == Side::Buy {
            let wish = market.market(Side::Buy, qty);
            let order = self.send(Trade::Market, wish).await?;
            self.finish(order).await?;
        }
        let held = market.sellable(self.free_base()?)?;
        if market.is_enough(held) {
            Ok((market, held))
        } else {
            let why = "an order at the market brought in nothing to go on with";
            Err(Trouble::Stopped(why.to_owned()))
        }
    }

    /// Stops before an order that opens when the campaign has cost what it may.
    fn check_cost(&self, trade: Trade) -> Result<(), Trouble> {
        let Some(bid) = self.bid.filter(|_| trade != Trade::Tidy) else {
            return Ok(());
        };
        let worth = self.moved(self.instrument.base)?.valued(bid)?;
        let cost = self.moved(self.instrument.quote)?.plus(worth)?.negated();
        if cost > self.cost_max {
            let quote = self.instrument.quote;
            let (cost, most) = (cost.rounded(2, domain::Rounding::Up), self.cost_max);
            let why = format!("it has cost {cost} {quote}, and {most} {quote} was the most");
            return Err(Trouble::Stopped(why));
        }
        Ok(())
    }
}

/// Whether an order may still trade.
pub(super) fn is_open(line: &OrderLine) -> bool {
    matches!(line.state.as_str(), "asked" | "working")
}

fn asking(path: &str, body: &Value) -> LogLine {
    LogLine::Asking {
        path: path.to_owned(),
        body: body.clone(),
    }
}
