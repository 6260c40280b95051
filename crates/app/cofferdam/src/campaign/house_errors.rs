//! Refusals of the house: each rule and each problem that a person's request can meet, asked for on purpose. Whatever would be
//! let through is followed to its end like any order, and the case is missed.

use super::door::{Door, Trouble};
use super::facts::{No, Placed};
use super::house_cases::{Row, collar_rows, price_rows, qty_rows, text_rows, value_rows};
use super::market::Market;
use super::run_log::LogLine;
use super::runner::Runner;
use super::wish::Wish;
use desk::campaign::{AnsweredBy, ErrorLine, Expectation, Trade, TradedKind, Unprovoked};
use domain::{AccountId, OrderId, Qty, Rate, Rounding, Side, Symbol};
use serde_json::{Value, json};
use wire::DeskVerb;

/// A request that must be refused.
struct Case {
    what: &'static str,
    path: String,
    body: Value,
    /// Rules or problems that are right answers.
    codes: &'static [&'static str],
    /// The refusal of the venue that it stands before.
    spares: Option<&'static str>,
}

/// An order that no desk has.
const NO_ORDER: u64 = u64::MAX;
/// Why a halt of the campaign was pressed; one that a run left is known by it.
pub(super) const HALT_REASON: &str = "a campaign provokes the refusal of a halted symbol";

impl Runner {
    /// Every refusal of the house that can be had here.
    pub(super) async fn house_errors(&mut self) -> Result<(), Trouble> {
        let market = self.market().await?;
        let mut rows = text_rows(&market)?;
        rows.extend(self.reach_rows(&market)?);
        rows.extend(price_rows(&market)?);
        rows.extend(qty_rows(&market)?);
        rows.extend(value_rows(&market)?);
        rows.extend(collar_rows(&market)?);
        for row in rows {
            let case = self.placing(row);
            self.provoke_house(case).await?;
        }
        for case in self.stranger_cases(&market)? {
            self.provoke_house(case).await?;
        }
        self.too_little_money(&market).await?;
        self.ended_order().await?;
        self.same_name(&market).await?;
        self.halted(&market).await
    }

    fn body(&mut self, wish: Wish) -> Value {
        let name = self.name();
        wish.body(self.account, &name)
    }

    fn placing(&mut self, (what, wish, codes, spares): Row) -> Case {
        Case {
            what,
            path: "/api/v1/orders".to_owned(),
            body: self.body(wish),
            codes,
            spares,
        }
    }

    /// What reaches too far, in time or in position.
    fn reach_rows(&self, market: &Market) -> Result<Vec<Row>, Trouble> {
        let (symbol, unit) = (market.symbol(), market.unit()?);
        let past = Wish::new(symbol, Side::Buy, ("limit", unit)).price(market.away(Side::Buy)?);
        let past = past.life("gtd");
        let past = past.with("good_till", self.now_ms().saturating_sub(60_000));
        let reducing = Wish::new(symbol, Side::Sell, ("market", self.more_than_held(market)?));
        let reducing = reducing.with("effect", "reduce-only");
        Ok(vec![
            (
                "good till an instant that is over",
                past,
                &["GATE-01.good-till-passed"],
                None,
            ),
            (
                "reducing a position by more than there is",
                reducing,
                &["GATE-10.reduce-only-excess"],
                Some("-2022"),
            ),
        ])
    }

    /// More base than the campaign has bought.
    fn more_than_held(&self, market: &Market) -> Result<Qty, Trouble> {
        let held = self.moved(market.instrument.base)?;
        Ok(market.sellable(held)?.plus(market.unit()?)?)
    }

    /// What names somebody or something that is not there.
    fn stranger_cases(&mut self, market: &Market) -> Result<[Case; 2], Trouble> {
        let wish = market.market(Side::Buy, market.unit()?);
        let stranger = AccountId::new(self.account.get().saturating_add(9_000));
        let name = self.name();
        let body = self.body(wish.clone());
        Ok([
            Case {
                what: "another account",
                path: "/api/v1/orders".to_owned(),
                body: wish.body(stranger, &name),
                codes: &["unknown-account"],
                spares: None,
            },
            Case {
                what: "replacing an order that is not there",
                path: format!("/api/v1/orders/{NO_ORDER}/replace"),
                body,
                codes: &["unknown-order"],
                spares: Some("-2022"),
            },
        ])
    }

    async fn provoke_house(&mut self, case: Case) -> Result<(), Trouble> {
        let Case {
            what,
            path,
            body,
            codes,
            spares,
        } = case;
        self.log.write(&LogLine::Asking {
            path: path.clone(),
            body: body.clone(),
        })?;
        match self.door.place(&path, &body).await {
            Ok(placed) => self.let_through(what, &placed).await,
            Err(Trouble::No(no)) => {
                self.log.write(&LogLine::Refused)?;
                self.refused(what, &no, (codes, spares));
                Ok(())
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// What should have been refused was not: the order is followed and ended, and the case is missed.
    async fn let_through(&mut self, what: &str, placed: &Placed) -> Result<(), Trouble> {
        self.follow(&[placed.order], Trade::Provocation, Some(placed.took))?;
        let life = self.end(placed.order).await?;
        self.errors.push(ErrorLine {
            what: what.to_owned(),
            by: AnsweredBy::Nobody,
            code: "none".to_owned(),
            words: "it was let through".to_owned(),
            concluded: life.order.state,
            spares: None,
            order: Some(placed.order),
            expectation: Expectation::Missed,
        });
        Ok(())
    }

    fn refused(&mut self, what: &str, no: &No, (codes, spares): (&[&str], Option<&str>)) {
        let expectation = if codes.contains(&no.code()) {
            Expectation::Met
        } else {
            Expectation::Missed
        };
        self.errors.push(ErrorLine {
            what: what.to_owned(),
            by: AnsweredBy::House,
            code: no.code().to_owned(),
            words: no.detail.clone(),
            concluded: "nothing was sent".to_owned(),
            spares: spares.map(str::to_owned),
            order: None,
            expectation,
        });
    }

    /// An order for more than the account has, where that is less than the house allows for one order.
    async fn too_little_money(&mut self, market: &Market) -> Result<(), Trouble> {
        let what = "an order for more than the account has";
        let rules = market.instrument.clone();
        let balances = self.balances().await?;
        let free = |asset| {
            balances
                .iter()
                .find(|row| row.asset == asset)
                .map_or(Qty::ZERO, |row| row.free)
        };
        let more = Rate::from_parts(5, 2)?;
        let quote = free(rules.quote).amount();
        let quote = quote.plus(quote.share(more)?)?;
        let buy = quote.affords(market.ask, rules.qty_step)?;
        let base = free(rules.base).amount();
        let sell = base
            .plus(base.share(more)?)?
            .qty()?
            .to_step(rules.qty_step, Rounding::Up)?;
        let sell = sell.max(market.unit()?);
        let (side, qty) = match self.traded {
            // A contract is bought for the margin that stands for it.
            TradedKind::Contract => (Side::Buy, buy),
            TradedKind::Asset if sell < buy => (Side::Sell, sell),
            TradedKind::Asset => (Side::Buy, buy),
        };
        let wish = Wish::new(market.symbol(), side, ("limit", qty));
        let body = self.body(wish.price(market.away(side)?).life("gtc"));
        let path = "/api/v1/orders";
        self.log.write(&LogLine::Asking {
            path: path.to_owned(),
            body: body.clone(),
        })?;
        match self.door.place(path, &body).await {
            Ok(placed) => self.let_through(what, &placed).await,
            Err(Trouble::No(no)) => {
                self.log.write(&LogLine::Refused)?;
                if no.code() == "GATE-07.collateral" {
                    self.refused(
                        what,
                        &no,
                        (&["GATE-07.collateral"], Some("-2010 insufficient balance")),
                    );
                } else {
                    let why = format!("{} stands before it", no.code());
                    self.unprovoked.push(Unprovoked {
                        what: what.to_owned(),
                        why,
                    });
                }
                Ok(())
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Cancelling what is not there and what is over.
    async fn ended_order(&mut self) -> Result<(), Trouble> {
        let over = |line: &&desk::campaign::OrderLine| !super::runner::is_open(line);
        let ended = self.lines.values().find(over).map(|line| line.order);
        let cases = [
            (
                "cancelling an order that is not there",
                Some(OrderId::new(NO_ORDER)),
                "unknown-order",
            ),
            ("cancelling an order that is over", ended, "already-ended"),
        ];
        for (what, order, code) in cases {
            let Some(order) = order else {
                continue;
            };
            match self.door.cancel(order).await {
                Err(Trouble::No(no)) => self.refused(what, &no, (&[code], Some("-2011"))),
                Err(trouble) => return Err(trouble),
                Ok(()) => self.missed(what, "it was taken"),
            }
        }
        Ok(())
    }

    fn missed(&mut self, what: &str, words: &str) {
        self.errors.push(ErrorLine {
            what: what.to_owned(),
            by: AnsweredBy::Nobody,
            code: "none".to_owned(),
            words: words.to_owned(),
            concluded: words.to_owned(),
            spares: None,
            order: None,
            expectation: Expectation::Missed,
        });
    }

    /// The same request twice is one order; another order under its name is refused.
    async fn same_name(&mut self, market: &Market) -> Result<(), Trouble> {
        let wish = self.resting(market)?.life("gtc");
        let order = self.send(Trade::Provocation, wish.clone()).await?;
        let name = format!("{}-{}", self.run, self.requests);
        let path = "/api/v1/orders";
        let again = self
            .door
            .place(path, &wish.clone().body(self.account, &name))
            .await?;
        if again.order != order || !again.repeated {
            self.missed("the same request twice", "it became another order");
            self.follow(&[again.order], Trade::Provocation, None)?;
        }
        let other = wish.with("qty", market.unit()?.plus(market.instrument.qty_step)?);
        match self
            .door
            .place(path, &other.body(self.account, &name))
            .await
        {
            Err(Trouble::No(no)) => {
                let answers = (&["key-reused"][..], Some("-2010 duplicate order"));
                self.refused("another order under the name of one", &no, answers);
            }
            Err(trouble) => return Err(trouble),
            Ok(placed) => {
                self.let_through("another order under the name of one", &placed)
                    .await?
            }
        }
        self.heard_of(order).await?;
        for order in self.open_provocations() {
            self.end(order).await?;
        }
        Ok(())
    }

    pub(super) fn open_provocations(&self) -> Vec<OrderId> {
        let of_kind = |order: &OrderId| {
            let tracked = self.tracked.get(order);
            tracked.is_some_and(|tracked| tracked.trade == Trade::Provocation)
        };
        self.open().into_iter().filter(of_kind).collect()
    }

    /// An order in a halted symbol; the halt is ended at once.
    async fn halted(&mut self, market: &Market) -> Result<(), Trouble> {
        let what = "an order in a halted symbol";
        let scope = format!("symbol:{}", market.symbol());
        let press = json!({"scope": scope, "reach": "new-only", "reason": HALT_REASON});
        match self
            .door
            .tell((DeskVerb::Post, "/api/v1/halts"), Some(press))
            .await
        {
            Ok(()) => {}
            Err(Trouble::No(no)) => {
                let why = format!("whoever is signed in may not halt: {}", no.code());
                self.unprovoked.push(Unprovoked {
                    what: what.to_owned(),
                    why,
                });
                return Ok(());
            }
            Err(trouble) => return Err(trouble),
        }
        let wish = market.market(Side::Buy, market.unit()?);
        let case = self.placing((what, wish, &["GATE-10.halted"], None));
        let asked = self.provoke_house(case).await;
        let released = release(&mut self.door, market.symbol()).await;
        asked.and(released)
    }
}

/// Ends the campaign's halt of a symbol.
pub(super) async fn release(door: &mut Door, symbol: Symbol) -> Result<(), Trouble> {
    let body =
        json!({"scope": format!("symbol:{symbol}"), "reason": "the campaign has provoked it"});
    let told = door.tell((DeskVerb::Post, "/api/v1/halts/release"), Some(body));
    told.await
}
