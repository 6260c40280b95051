//! A campaign: every kind of order and every error, traded for real on a test exchange through the desk's own API, and the
//! signed report of it. Never where money is real, and never by another door than everybody's.

mod books;
mod clear_up;
mod door;
mod facts;
mod house_cases;
mod house_errors;
mod line;
mod market;
mod plan;
mod run_log;
mod runner;
mod trades;
mod venue_errors;
mod wish;

pub(crate) use door::Interrupts;
pub(crate) use plan::Wanted;

use crate::say::say;
use anyhow::{Context, Result, bail};
use desk::campaign::{
    Books, CampaignShelf, HouseFacts, Outcome, Report, Traded, TradedKind, TradingPlace,
};
use domain::{Amount, Side, Time};
use door::{Door, Trouble};
use facts::BalanceFacts;
use plan::Plan;
use run_log::{RunLog, Unfinished};
use runner::Runner;
use std::collections::BTreeMap;
use std::time::Duration;
use wire::OwnDesk;
use zeroize::Zeroizing;

/// Who signs in where.
pub(crate) struct Entry {
    pub(crate) desk: OwnDesk,
    pub(crate) email: String,
    pub(crate) password: Zeroizing<String>,
}

/// A campaign that may begin.
pub(crate) struct Ready {
    runner: Runner,
    plan: Plan,
    wanted: Wanted,
    left: Option<Unfinished>,
    words: String,
}

impl Ready {
    /// Signs in, looks whether a campaign may run here, and says what it would do. Nothing is sent.
    ///
    /// # Errors
    /// It may not run, and why.
    pub(crate) async fn new(
        entry: Entry,
        wanted: Wanted,
        (shelf, interrupts): (CampaignShelf, Interrupts),
    ) -> Result<Self> {
        let time_max = Duration::from_secs(u64::from(wanted.minutes_max).saturating_mul(60));
        let mut door = Door::new(entry.desk, interrupts, time_max);
        let session = door.sign_in(&entry.email, &entry.password).await?;
        let plan = Plan::make(&mut door, session, wanted).await?;
        let left = Unfinished::read(&shelf.folder())?;
        let chosen = plan.instrument.symbol;
        if let Some(left) = left.as_ref().filter(|left| left.symbol != chosen) {
            let symbol = left.symbol;
            bail!(
                "a campaign on {symbol} died; run one with --symbol {symbol} first, which clears up; nothing was sent"
            );
        }
        let began = wire::now();
        let house = plan.house.instance.chars().take(8).collect::<String>();
        let run = format!("{}-{house}", began.millis());
        let mut runner = Runner {
            door,
            account: wanted.account,
            instrument: plan.instrument.clone(),
            traded: plan.traded,
            began: began.millis(),
            run,
            wanted: wanted.orders,
            cost_max: wanted.cost_max,
            bid: None,
            log: RunLog::of(shelf.folder()),
            requests: 0,
            tracked: BTreeMap::new(),
            lines: BTreeMap::new(),
            errors: Vec::new(),
            unprovoked: Vec::new(),
        };
        let market = runner.market().await?;
        let words = plan.words(wanted, &market)?;
        if left.is_none() {
            let balances = runner.balances().await?;
            plan.check_money(&market, &balances)?;
        }
        Ok(Self {
            runner,
            plan,
            wanted,
            left,
            words,
        })
    }

    /// What will be done, for a person to agree to.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// Runs the campaign to whatever end it comes to; its report is of that end.
    ///
    /// # Errors
    /// There is nothing to report: an earlier run could not be cleared up, or the desk is gone.
    pub(crate) async fn run(mut self) -> Result<Report> {
        if let Some(left) = self.left.take() {
            self.runner.log.again()?;
            let cleared = self.runner.clear_up_after(&left).await;
            cleared.context("what an earlier campaign left could not be cleared up")?;
            self.runner.log.end()?;
        }
        let before = self.begin().await?;
        let run = self.runner.run.clone();
        self.runner.log.begin(&run, self.plan.instrument.symbol)?;
        let started = wire::now();
        let went = self.runner.all().await;
        let outcome = match went {
            Ok(()) => Outcome::Finished,
            Err(Trouble::Interrupted) => Outcome::Interrupted,
            Err(trouble) => Outcome::Stopped(trouble.to_string()),
        };
        if outcome != Outcome::Finished {
            say("clearing up; once more Ctrl-C leaves everything as it is")?;
        }
        let (outcome, books) = self.end(outcome, &before).await?;
        if books.compared.is_some() {
            // The report does not depend on the session's end, which comes by itself too.
            drop(self.runner.door.sign_out().await);
        }
        let report = self.report((started, outcome), books);
        if report.books.open_orders.is_empty() && report.books.compared.is_some() {
            self.runner.log.end()?;
        }
        Ok(report)
    }

    /// The books agree and nothing is in the way; the balances as they are then.
    async fn begin(&mut self) -> Result<Vec<BalanceFacts>> {
        let told = self.runner.compared().await?;
        if told.start_gate != "open" || !told.breaks.is_empty() || told.suspects > 0 {
            bail!(
                "the desk's book and the venue's do not agree; see `cofferdam reconcile`; nothing was sent"
            );
        }
        let balances = self.runner.balances().await?;
        let market = self.runner.market().await?;
        self.plan.check_money(&market, &balances)?;
        Ok(balances)
    }

    async fn end(&mut self, outcome: Outcome, before: &[BalanceFacts]) -> Result<(Outcome, Books)> {
        let cleared = self.runner.clear_up().await;
        let books = match &cleared {
            Ok(()) => self.runner.books(before).await,
            Err(trouble) => Err(trouble.clone()),
        };
        match (books, outcome) {
            (Ok(books), outcome) => Ok((outcome, books)),
            (Err(trouble), outcome) => {
                let before = match outcome {
                    Outcome::Finished => String::new(),
                    Outcome::Interrupted => "a person ended it; ".to_owned(),
                    Outcome::Stopped(why) => format!("{why}; "),
                };
                let why = format!("{before}it could not be cleared up: {trouble}");
                Ok((Outcome::Stopped(why), self.unknown_books()))
            }
        }
    }

    /// Nothing is known of the end; what was open stays named.
    fn unknown_books(&self) -> Books {
        Books {
            compared: None,
            breaks: Vec::new(),
            suspects: 0,
            assets: Vec::new(),
            open_orders: self.runner.open(),
            rest: self
                .runner
                .moved(self.runner.instrument.base)
                .unwrap_or(Amount::ZERO),
        }
    }

    fn report(&mut self, (started, outcome): (Time, Outcome), books: Books) -> Report {
        let runner = &mut self.runner;
        let (house, place) = (&self.plan.house, &self.plan.place);
        Report {
            run: runner.run.clone(),
            house: HouseFacts {
                instance: house.instance.clone(),
                version: house.version.clone(),
                build: house.build.clone(),
                settings: house.settings.clone(),
            },
            place: TradingPlace {
                account: place.account,
                venue: place.venue,
                host: place.host.clone(),
                environment: place.environment.clone(),
            },
            traded: Traded {
                symbol: runner.instrument.symbol,
                base: runner.instrument.base,
                quote: runner.instrument.quote,
                qty_step: runner.instrument.qty_step,
                kind: runner.traded,
            },
            by: self.plan.by.clone(),
            wanted: self.wanted.orders,
            cost_max: self.wanted.cost_max,
            started,
            ended: wire::now(),
            outcome,
            orders: std::mem::take(&mut runner.lines).into_values().collect(),
            errors: std::mem::take(&mut runner.errors),
            unprovoked: std::mem::take(&mut runner.unprovoked),
            books,
        }
    }
}

impl Runner {
    /// Everything in its order: what waits for the market begins as early as it can and ends last. A contract has one net
    /// position, which what trails would share with a short and with exits: there it begins after them.
    async fn all(&mut self) -> Result<(), Trouble> {
        match self.traded {
            TradedKind::Asset => {
                self.start_trailing().await?;
                self.cancelled().await?;
                self.house_errors().await?;
                self.venue_errors().await?;
                self.replaced().await?;
                self.pair().await?;
                self.protected(Side::Buy).await?;
            }
            TradedKind::Contract => {
                self.cancelled().await?;
                self.house_errors().await?;
                self.venue_errors().await?;
                self.short().await?;
                self.protected(Side::Buy).await?;
                self.protected(Side::Sell).await?;
                self.start_trailing().await?;
            }
        }
        self.maker().await?;
        self.sleepers().await?;
        self.fill_up().await?;
        self.await_trailing().await
    }
}
