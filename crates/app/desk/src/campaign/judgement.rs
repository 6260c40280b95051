//! What a report must show before real money may be traded, and the proof that it does. A figure that cannot be added up
//! never counts in its favour.

use super::document::Verified;
use super::report::{Expectation, Outcome, Report};
use super::trade::Trade;
use domain::{AccountId, Span, Time};
use std::fmt;

/// Filled orders that a report must show (ORD-12).
pub const FILLED_MIN: u32 = 100;
/// How long a report counts.
pub const AGE_MAX: Span = Span::from_secs(30 * 24 * 3_600);

/// Something a report must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// It traded at a venue's own test exchange.
    Testnet,
    /// It did all it set out to do.
    Finished,
    /// Enough orders were filled.
    Filled,
    /// Every kind of order was.
    EveryType,
    /// Every provoked error was answered as it must be.
    Errors,
    /// Our book and the venue's say the same, and every balance is explained.
    Unexplained,
    /// No order and no position is left.
    NothingLeft,
    /// It is not too old, and not of the future.
    Age,
}

/// How a report stands to a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The condition.
    pub condition: Condition,
    /// Whether it is met.
    pub standing: Standing,
    /// What the report shows, in words.
    pub shows: String,
}

/// Whether a condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Met,
    /// It is not.
    Unmet,
}

/// The proof that a report signed by this house meets every condition. Its one maker is [`Verified::passed`].
#[derive(Debug, PartialEq, Eq)]
pub struct CampaignPassed {
    account: AccountId,
    host: String,
    ended: Time,
}

impl CampaignPassed {
    /// The account it was for.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Where it traded.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Until when it counts.
    #[must_use]
    pub fn until(&self) -> Time {
        self.ended.plus(AGE_MAX)
    }
}

impl Verified {
    /// The proof, where every condition is met at this instant.
    ///
    /// # Errors
    /// The conditions that are not met.
    // GATE-12 ORD-12
    pub fn passed(&self, now: Time) -> Result<CampaignPassed, Vec<Judged>> {
        let report = self.report();
        let mut unmet = judge(report, now);
        unmet.retain(|judged| judged.standing == Standing::Unmet);
        if unmet.is_empty() {
            Ok(CampaignPassed {
                account: report.place.account,
                host: report.place.host.clone(),
                ended: report.ended,
            })
        } else {
            Err(unmet)
        }
    }
}

impl Condition {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Testnet,
        Self::Finished,
        Self::Filled,
        Self::EveryType,
        Self::Errors,
        Self::Unexplained,
        Self::NothingLeft,
        Self::Age,
    ];

    /// What it asks, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Testnet => "at a venue's own test exchange",
            Self::Finished => "all that it set out to do",
            Self::Filled => "at least 100 filled orders",
            Self::EveryType => "every kind of order",
            Self::Errors => "every error answered as it must be",
            Self::Unexplained => "nothing unexplained",
            Self::NothingLeft => "nothing left behind",
            Self::Age => "no older than 30 days",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// How a report stands to every condition at this instant.
#[must_use]
pub fn judge(report: &Report, now: Time) -> Vec<Judged> {
    let judged = |condition| {
        let shows = match condition {
            Condition::Testnet => testnet(report),
            Condition::Finished => finished(report),
            Condition::Filled => filled(report),
            Condition::EveryType => every_type(report),
            Condition::Errors => errors(report),
            Condition::Unexplained => unexplained(report),
            Condition::NothingLeft => nothing_left(report),
            Condition::Age => age(report, now),
        };
        let (standing, shows) = match shows {
            Ok(shows) => (Standing::Met, shows),
            Err(shows) => (Standing::Unmet, shows),
        };
        Judged {
            condition,
            standing,
            shows,
        }
    };
    Condition::ALL.into_iter().map(judged).collect()
}

type Shows = Result<String, String>;

fn testnet(report: &Report) -> Shows {
    let place = &report.place;
    match place.environment.as_str() {
        "testnet" => Ok(format!("the test exchange at {}", place.host)),
        "simulated" => Err(format!(
            "a rehearsal on the simulated exchange at {}",
            place.host
        )),
        other => Err(format!("{other} at {}", place.host)),
    }
}

fn finished(report: &Report) -> Shows {
    match &report.outcome {
        Outcome::Finished => Ok("it went through to its end".to_owned()),
        Outcome::Interrupted => Err("a person ended it early".to_owned()),
        Outcome::Stopped(why) => Err(format!("it stopped: {why}")),
    }
}

fn filled(report: &Report) -> Shows {
    let filled = report.filled();
    let shows = format!("{filled} filled orders");
    if filled >= FILLED_MIN {
        Ok(shows)
    } else {
        Err(shows)
    }
}

fn every_type(report: &Report) -> Shows {
    let wanted = Trade::wanted(report.traded.kind);
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|trade| !report.has(**trade))
        .map(|trade| trade.words())
        .collect();
    if missing.is_empty() {
        Ok(format!("all {} kinds", wanted.len()))
    } else {
        Err(format!("without {}", missing.join(", ")))
    }
}

fn errors(report: &Report) -> Shows {
    let met = |line: &&super::ErrorLine| line.expectation == Expectation::Met;
    let count = report.errors.iter().filter(met).count();
    let missed: Vec<&str> = report
        .errors
        .iter()
        .filter(|line| !met(line))
        .map(|line| line.what.as_str())
        .collect();
    if report.errors.is_empty() {
        Err("no error was provoked".to_owned())
    } else if missed.is_empty() {
        Ok(format!("{count} errors provoked"))
    } else {
        Err(format!("answered otherwise: {}", missed.join(", ")))
    }
}

fn unexplained(report: &Report) -> Shows {
    let books = &report.books;
    let mut found = Vec::new();
    if books.compared.is_none_or(|at| at < report.started) {
        found.push("our book was not compared with the venue's at the end".to_owned());
    }
    if !books.breaks.is_empty() {
        found.push(format!("breaks: {}", books.breaks.join(", ")));
    }
    if books.suspects > 0 {
        found.push(format!("{} differences to be confirmed", books.suspects));
    }
    for line in &books.assets {
        match line.unexplained() {
            Some(amount) if amount.is_zero() => {}
            Some(amount) => found.push(format!("{amount} {} that no fill explains", line.asset)),
            None => found.push(format!("{} cannot be added up", line.asset)),
        }
    }
    let doubts = report.orders.iter().filter(|line| line.doubts > 0).count();
    if doubts > 0 {
        found.push(format!("{doubts} orders with contradictions"));
    }
    if report.notional().is_none() || report.fees().is_none() {
        found.push("the orders cannot be added up".to_owned());
    }
    if found.is_empty() {
        Ok("our book, the venue's word and the sum of the fills say the same".to_owned())
    } else {
        Err(found.join("; "))
    }
}

fn nothing_left(report: &Report) -> Shows {
    let books = &report.books;
    let step = report.traded.qty_step.amount();
    let open = books.open_orders.len();
    let (rest, base) = (books.rest, report.traded.base);
    if open > 0 {
        Err(format!("{open} orders are still open"))
    } else if rest.size() >= step {
        Err(format!("{rest} {base} are still held"))
    } else {
        Ok(format!("no order; {rest} {base}, less than can be sold"))
    }
}

fn age(report: &Report, now: Time) -> Shows {
    let age = now.since(report.ended);
    let days = age.millis() / 86_400_000;
    if report.ended > now || report.started > report.ended {
        Err("it ended in the future".to_owned())
    } else if age > AGE_MAX {
        Err(format!("{days} days old"))
    } else if days == 0 {
        Ok("of the last 24 hours".to_owned())
    } else {
        Ok(format!("{days} days old"))
    }
}
