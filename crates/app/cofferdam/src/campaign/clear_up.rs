//! Leaving nothing behind: every order of a campaign ended, what it bought sold; of a run that died as of one that ends. What
//! cannot be ended is said, never passed over.

use super::door::Trouble;
use super::house_errors::{HALT_REASON, release};
use super::run_log::Unfinished;
use super::runner::{Runner, SOON};
use super::trades::is_of_house;
use crate::say::say;
use desk::campaign::Trade;
use domain::{OrderId, Side, Symbol};
use serde::Deserialize;
use std::time::Duration;
use wire::DeskVerb;

/// How often what is left is looked for again.
const ROUNDS_MAX: u32 = 3;

#[derive(Deserialize)]
struct Halts {
    halts: Vec<HaltFacts>,
}

#[derive(Deserialize)]
struct HaltFacts {
    scope: String,
    reason: String,
}

impl Runner {
    /// Ends what is open and sells what is held.
    pub(super) async fn clear_up(&mut self) -> Result<(), Trouble> {
        self.door.clear_up();
        for _ in 0..ROUNDS_MAX {
            self.follow_exits().await?;
            let open = self.open();
            for order in &open {
                self.end(*order).await?;
            }
            self.sell_the_rest().await?;
            self.follow_exits().await?;
            if self.open().is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Sells what is held; what is too little to be an order is made enough first.
    async fn sell_the_rest(&mut self) -> Result<(), Trouble> {
        self.sell_down(Trade::Tidy).await?;
        let market = self.market().await?;
        let held = market.sellable(self.free_base()?)?;
        if held.is_zero() {
            return Ok(());
        }
        let wish = market.market(Side::Buy, market.unit()?);
        let order = self.send(Trade::Tidy, wish).await?;
        self.finish(order).await?;
        self.sell_down(Trade::Tidy).await
    }

    /// Exits that the house placed for orders of the campaign and that were not seen yet.
    async fn follow_exits(&mut self) -> Result<(), Trouble> {
        let of_kind = |(order, tracked): (&OrderId, &super::runner::Tracked)| {
            (tracked.trade == Trade::Protect && tracked.took.is_some()).then_some(*order)
        };
        let Some(first) = self.tracked.iter().find_map(of_kind) else {
            return Ok(());
        };
        let open = self.door.open_orders(self.instrument.symbol).await?;
        let exits = open.iter().filter(|order| is_of_house(order, first));
        let exits: Vec<OrderId> = exits
            .map(|order| order.id)
            .filter(|order| !self.tracked.contains_key(order))
            .collect();
        self.follow(&exits, Trade::Protect, None)?;
        for exit in exits {
            self.settle(exit, Duration::ZERO).await?;
        }
        Ok(())
    }

    /// Clears up what a run left that died. Its last request is made again under the name it had, which tells what came of it.
    pub(super) async fn clear_up_after(&mut self, left: &Unfinished) -> Result<(), Trouble> {
        say(&format!(
            "the campaign {} died; what it left is cleared up first",
            left.run
        ))?;
        self.release_left(left.symbol).await?;
        for order in &left.orders {
            self.follow(&[*order], Trade::Tidy, None)?;
        }
        if let Some((path, body)) = &left.unanswered {
            self.ask_again(path, body).await?;
        }
        let orders: Vec<OrderId> = self.tracked.keys().copied().collect();
        for order in &orders {
            self.settle(*order, Duration::ZERO).await?;
        }
        if let Some(first) = orders.first().copied() {
            let newest = self.door.newest_orders(left.symbol).await?;
            let exits = newest.iter().filter(|order| is_of_house(order, first));
            let exits: Vec<OrderId> = exits.map(|order| order.id).collect();
            self.follow(&exits, Trade::Tidy, None)?;
            for exit in exits {
                self.settle(exit, Duration::ZERO).await?;
            }
        }
        for order in self.open() {
            self.end(order).await?;
        }
        self.sell_the_rest().await?;
        self.tracked.clear();
        self.lines.clear();
        Ok(())
    }

    async fn ask_again(&mut self, path: &str, body: &serde_json::Value) -> Result<(), Trouble> {
        let placed = if path == "/api/v1/oco" {
            let pair = self.door.place_pair(body).await;
            pair.map(|pair| vec![pair.target, pair.stop])
        } else {
            let placed = self.door.place(path, body).await;
            placed.map(|placed| vec![placed.order])
        };
        match placed {
            Ok(orders) => self.follow(&orders, Trade::Tidy, None),
            Err(Trouble::No(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Ends the halt that a run pressed and did not live to end.
    async fn release_left(&mut self, symbol: Symbol) -> Result<(), Trouble> {
        let halts: Halts = self
            .door
            .ask((DeskVerb::Get, "/api/v1/halts"), None)
            .await?;
        let scope = format!("symbol:{symbol}");
        let ours = |halt: &HaltFacts| halt.scope == scope && halt.reason == HALT_REASON;
        if halts.halts.iter().any(ours) {
            release(&mut self.door, symbol).await?;
        }
        Ok(())
    }

    /// Orders that are open although everything was done to end them.
    pub(super) async fn left_open(&mut self) -> Result<Vec<OrderId>, Trouble> {
        for order in self.open() {
            self.settle(order, SOON).await?;
        }
        Ok(self.open())
    }
}
