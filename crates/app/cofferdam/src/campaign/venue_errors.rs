//! Refusals of the venue: orders that the gate lets through and that the venue must refuse or end. Each is one unit, and what
//! the venue takes after all is cancelled.

use super::door::Trouble;
use super::facts::LifeFacts;
use super::market::Market;
use super::runner::{Runner, SOON};
use super::wish::Wish;
use desk::campaign::{AnsweredBy, ErrorLine, Expectation, Trade, TradedKind, Unprovoked};
use domain::{OrderId, Side};

/// How far on the wrong side of the market a trigger lies, in hundred-thousandths.
const WRONG_SIDE: i128 = 500;
/// How far under the market sleeping orders lie that only count, in hundred-thousandths.
const ASLEEP: i128 = 3_000;
/// Sleeping orders that are tried before a venue is said to set no bound on them.
const ASLEEP_MAX: usize = 12;

/// How an order must end.
#[derive(Debug, Clone, Copy)]
struct Must {
    state: &'static str,
    /// The venue's code, where it must give one.
    code: Option<i64>,
}

const REFUSED: Must = Must {
    state: "rejected",
    code: Some(-2010),
};
/// Of contracts the venue says which: it would have been no maker, or would have woken at once.
const NO_MAKER: i64 = -5022;
const WAKES_AT_ONCE: i64 = -2021;
/// Of contracts what cannot trade whole at once is refused, not ended.
const NOT_WHOLE: Must = Must {
    state: "rejected",
    code: Some(-5021),
};
const ALL_OR_NOTHING: &str = "all or nothing, where nobody sells";
const EXPIRED: Must = Must {
    state: "expired",
    code: None,
};

impl Runner {
    /// Every refusal of the venue that passes the gate.
    pub(super) async fn venue_errors(&mut self) -> Result<(), Trouble> {
        let market = self.market().await?;
        for (what, wish, must) in single_cases(&market)? {
            let must = self.must_of(what, must);
            let sent = self.send(Trade::Provocation, wish).await;
            let order = match sent {
                Ok(order) => order,
                Err(Trouble::No(no)) => {
                    self.stands_before(what, no.code());
                    continue;
                }
                Err(trouble) => return Err(trouble),
            };
            let life = self.settle(order, SOON).await?;
            self.judge(what, &life, must).await?;
        }
        match self.traded {
            TradedKind::Asset => {
                self.crossed_pair().await?;
                self.refused_replacement().await?;
            }
            TradedKind::Contract => {}
        }
        self.too_many_asleep().await?;
        self.sell_down(Trade::Tidy).await
    }

    /// Contracts have codes of their own for what spot refuses by one.
    fn must_of(&self, what: &str, must: Must) -> Must {
        if self.traded == TradedKind::Contract && what == ALL_OR_NOTHING {
            return NOT_WHOLE;
        }
        let code = match (self.traded, must.code) {
            (TradedKind::Asset, code) => code,
            (TradedKind::Contract, None) => None,
            (TradedKind::Contract, Some(_)) if what.contains("wake") => Some(WAKES_AT_ONCE),
            (TradedKind::Contract, Some(_)) => Some(NO_MAKER),
        };
        Must { code, ..must }
    }

    fn stands_before(&mut self, what: &str, code: &str) {
        self.unprovoked.push(Unprovoked {
            what: what.to_owned(),
            why: format!("{code} of the house stands before it"),
        });
    }

    /// Writes down how the venue ended an order, and ends one that it let be.
    async fn judge(&mut self, what: &str, life: &LifeFacts, must: Must) -> Result<(), Trouble> {
        let order = life.order.id;
        if !life.order.is_over() {
            self.end(order).await?;
        }
        let words = self.lines.get(&order).and_then(|line| line.words.clone());
        let code = words.as_ref().map(|words| words.code);
        let met = life.order.state == must.state && (must.code.is_none() || code == must.code);
        let none = || format!("ended as {}", life.order.state);
        self.errors.push(ErrorLine {
            what: what.to_owned(),
            by: AnsweredBy::Venue,
            code: code.map_or_else(|| life.order.state.clone(), |code| code.to_string()),
            words: words.map_or_else(none, |words| words.text),
            concluded: life.order.state.clone(),
            spares: None,
            order: Some(order),
            expectation: if met {
                Expectation::Met
            } else {
                Expectation::Missed
            },
        });
        Ok(())
    }

    /// A pair whose prices lie on the wrong side of the market.
    async fn crossed_pair(&mut self) -> Result<(), Trouble> {
        let what = "a pair with both prices over the market";
        let market = self.market().await?;
        let prices = (
            market.beside_last(WRONG_SIDE)?,
            market.beside_last(2 * WRONG_SIDE)?,
        );
        let unit = (Side::Buy, market.unit()?);
        let pair = match self.send_pair(Trade::Provocation, unit, prices).await {
            Ok(pair) => pair,
            Err(Trouble::No(no)) => {
                self.stands_before(what, no.code());
                return Ok(());
            }
            Err(trouble) => return Err(trouble),
        };
        let target = self.settle(pair.target, SOON).await?;
        self.settle(pair.stop, SOON).await?;
        self.judge(what, &target, REFUSED).await?;
        for order in self.open_provocations() {
            self.end(order).await?;
        }
        Ok(())
    }

    /// A replacement that the venue refuses after it has ended the old order.
    async fn refused_replacement(&mut self) -> Result<(), Trouble> {
        let what = "a replacement that would match although it only makes";
        let market = self.market().await?;
        let rest = self.resting(&market)?.life("gtc");
        let old = self.send(Trade::Provocation, rest).await?;
        self.heard_of(old).await?;
        let wish = Wish::new(market.symbol(), Side::Buy, ("limit-maker", market.unit()?));
        let wish = wish.price(market.reaching(Side::Buy)?);
        let path = format!("/api/v1/orders/{old}/replace");
        let by = match self.send_to(&path, Trade::Provocation, wish).await {
            Ok(by) => by,
            Err(Trouble::No(no)) => {
                self.stands_before(what, no.code());
                return self.end(old).await.map(drop);
            }
            Err(trouble) => return Err(trouble),
        };
        let life = self.settle(by, SOON).await?;
        self.judge(what, &life, REFUSED).await?;
        let old = self.end(old).await?;
        if old.order.state != "cancelled" {
            let why = format!(
                "the order that was to be replaced ended as {}",
                old.order.state
            );
            self.unprovoked.push(Unprovoked {
                what: "the end of a replaced order".to_owned(),
                why,
            });
        }
        Ok(())
    }

    /// Sleeping orders until the venue takes no more.
    async fn too_many_asleep(&mut self) -> Result<(), Trouble> {
        let what = "more sleeping orders than the venue takes";
        let market = self.market().await?;
        let trigger = market.beside_last(-ASLEEP)?;
        let mut asleep: Vec<OrderId> = Vec::new();
        let mut refused = None;
        while refused.is_none() && asleep.len() < ASLEEP_MAX {
            let wish = Wish::new(market.symbol(), Side::Buy, ("take-profit", market.unit()?));
            let order = match self.send(Trade::Provocation, wish.trigger(trigger)).await {
                Ok(order) => order,
                Err(Trouble::No(no)) => {
                    self.stands_before(what, no.code());
                    break;
                }
                Err(trouble) => return Err(trouble),
            };
            let life = self.heard_of(order).await?;
            if life.order.is_over() {
                refused = Some(life);
            }
            asleep.push(order);
        }
        match refused {
            Some(life) => {
                let must = Must {
                    state: "rejected",
                    code: Some(-1013),
                };
                self.judge(what, &life, must).await?;
            }
            None if asleep.len() == ASLEEP_MAX => {
                let why = format!("the venue took {ASLEEP_MAX}");
                let what = what.to_owned();
                self.unprovoked.push(Unprovoked { what, why });
            }
            None => {}
        }
        for order in self.open_provocations() {
            self.end(order).await?;
        }
        Ok(())
    }
}

type Single = (&'static str, Wish, Must);

fn single_cases(market: &Market) -> Result<Vec<Single>, Trouble> {
    let (symbol, unit) = (market.symbol(), market.unit()?);
    let wish = |kind: &str| Wish::new(symbol, Side::Buy, (kind, unit));
    let reaching = market.reaching(Side::Buy)?;
    let (over, under) = (
        market.beside_last(WRONG_SIDE)?,
        market.beside_last(-WRONG_SIDE)?,
    );
    let away = market.away(Side::Buy)?;
    Ok(vec![
        (
            "a limit maker that would match at once",
            wish("limit-maker").price(reaching),
            REFUSED,
        ),
        (
            "a stop that would wake at once",
            wish("stop").trigger(under),
            REFUSED,
        ),
        (
            "a take-profit that would wake at once",
            wish("take-profit").trigger(over),
            REFUSED,
        ),
        (
            "a stop limit that would wake at once",
            wish("stop-limit").trigger(under).price(under).life("gtc"),
            REFUSED,
        ),
        (
            "at once or not, where nobody sells",
            wish("limit").price(away).life("ioc"),
            EXPIRED,
        ),
        (
            ALL_OR_NOTHING,
            wish("limit").price(away).life("fok"),
            EXPIRED,
        ),
    ])
}
