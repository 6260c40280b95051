//! Surveillance of our own trading while the desk runs: looks at the orders and trades of the last hours, keeps what it finds, and
//! takes a person's word about it. Stops nothing by itself.
// Control 28 of the trading controls.

use crate::Desk;
use crate::command::CommandError;
use crate::own_commit::OwnCommit;
use crate::portfolio::Grade;
use domain::{Fill, Order, Span, Time};
use identity::{Actor, Denied, Permit, ReadTrading, Release};
use serde::Serialize;
use std::time::Duration;
use store::{
    AuditRecord, FillFilter, FindingChange, FindingRow, FindingState, FindingWord, OrderFilter,
    PAGE_ROWS_MAX, StoreError,
};
use trading::{Finding, SurveillanceRules, survey};

/// Name of the part in the health of the house.
const PART: &str = "surveillance";
/// How far back is looked, from the beginning of the hour.
const LOOK_BACK: Span = Span::from_secs(-2 * 3_600);
/// What begins nearer to the edge of that than this is left to the look before, which saw all of it.
const EDGE: Span = Span::from_secs(3_600);
const HOUR: Span = Span::from_secs(3_600);
/// Pages of orders and of trades read for one look.
const PAGES_MAX: u32 = 40;

/// Why a look was not made.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The records cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was found cannot be kept.
    #[error(transparent)]
    Desk(#[from] CommandError),
    /// Whoever asked may not.
    #[error("{0}")]
    Denied(#[from] Denied),
}

/// A record of the audit log; its fields stand in the order of their names.
#[derive(Serialize)]
struct Record<'a> {
    actor: &'a str,
    at: String,
    detail: &'a str,
    kind: &'a str,
    name: &'a str,
}

/// Looks again and again, as long as the desk runs.
pub async fn watch_trading(
    (desk, actor): (&Desk, &Actor),
    rules: &SurveillanceRules,
    every: Duration,
) {
    loop {
        tokio::time::sleep(every).await;
        if let Err(error) = desk.look_for_abuse(actor, rules).await {
            tracing::warn!(error = %error, "surveillance could not look");
        }
    }
}

impl Desk {
    /// Looks once at the orders and trades of the last hours, and keeps what is found. The number of findings that were not known.
    ///
    /// # Errors
    /// The records cannot be read, or what was found cannot be kept.
    pub async fn look_for_abuse(
        &self,
        actor: &Actor,
        rules: &SurveillanceRules,
    ) -> Result<usize, LookError> {
        let now = self.now();
        let since = now.floor_to(HOUR).plus(LOOK_BACK);
        let (orders, fills) = self.lately(since).await?;
        let mut own = OwnCommit::default();
        let rules = *rules;
        // Thousands of orders take a while: the runtime goes on with what trades.
        let looked = tokio::task::spawn_blocking(move || survey(&orders, &fills, &rules));
        let found = looked.await.unwrap_or_default();
        for finding in found.iter().filter(|one| one.from >= since.plus(EDGE)) {
            if self.shared.reader.finding(&finding.name()).await?.is_some() {
                continue;
            }
            let row = row(finding, now);
            tracing::warn!(finding = row.name, "{}", row.words);
            own.audit.push(record(
                &actor.to_string(),
                now,
                ("finding-made", &row.name, &row.words),
            ));
            own.findings.push(FindingChange::Found(row));
        }
        let count = own.findings.len();
        if count > 0 {
            self.keep(own).await?;
        }
        self.say_findings(now).await?;
        Ok(count)
    }

    /// A person's word about a finding, on disk when it answers. It is given once.
    ///
    /// # Errors
    /// There is no open finding of this name; busy, not recorded, or stopping.
    pub async fn explain(
        &self,
        permit: Permit<Release>,
        name: &str,
        reason: &str,
    ) -> Result<(), CommandError> {
        let (by, at) = (permit.actor().to_string(), self.now());
        let word = FindingWord {
            at,
            by: by.clone(),
            reason: reason.to_owned(),
        };
        self.keep(OwnCommit {
            audit: vec![record(&by, at, ("finding-explained", name, reason))],
            findings: vec![FindingChange::Explained(name.to_owned(), word)],
        })
        .await
    }

    /// What was found, newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn findings(
        &self,
        _permit: Permit<ReadTrading>,
        state: FindingState,
    ) -> Result<Vec<FindingRow>, StoreError> {
        self.shared.reader.findings(state, PAGE_ROWS_MAX).await
    }

    async fn say_findings(&self, now: Time) -> Result<(), StoreError> {
        let open = self
            .shared
            .reader
            .findings(FindingState::Open, PAGE_ROWS_MAX);
        let words = match open.await?.len() {
            0 => "nothing waits for a word".to_owned(),
            1 => "1 finding waits for a word".to_owned(),
            count => format!("{count} findings wait for a word"),
        };
        if let Some(link) = self.shared.links.first() {
            link.health.say(
                PART,
                Grade::Healthy,
                format!("{words}, looked at {now}"),
                None,
            );
        }
        Ok(())
    }

    /// The orders that were opened, and the trades that were made, since an instant.
    async fn lately(&self, since: Time) -> Result<(Vec<Order>, Vec<Fill>), StoreError> {
        let reader = &self.shared.reader;
        let (mut orders, mut fills): (Vec<Order>, Vec<Fill>) = (Vec::new(), Vec::new());
        let mut filter = OrderFilter::newest(PAGE_ROWS_MAX);
        for _ in 0..PAGES_MAX {
            let page = reader.orders(&filter).await?;
            filter.before = page.last().map(|row| row.order.order.id());
            let found = page.iter().map(|row| row.order);
            orders.extend(found.filter(|order| order.opened >= since));
            if filter.before.is_none() || page.iter().any(|row| row.order.opened < since) {
                break;
            }
        }
        let mut filter = FillFilter::newest(PAGE_ROWS_MAX);
        for _ in 0..PAGES_MAX {
            let page = reader.fills(&filter).await?;
            filter.before = page.last().map(|row| row.number);
            let found = page.iter().map(|row| row.fill);
            fills.extend(found.filter(|fill| fill.at >= since));
            if filter.before.is_none() || page.iter().any(|row| row.fill.at < since) {
                break;
            }
        }
        Ok((orders, fills))
    }
}

fn row(finding: &Finding, found: Time) -> FindingRow {
    FindingRow {
        name: finding.name(),
        kind: finding.kind.to_string(),
        symbol: finding.symbol,
        found,
        from: finding.from,
        until: finding.until,
        orders: finding.orders.clone(),
        value: finding.value,
        limit: finding.limit,
        words: finding.words(),
        word: None,
    }
}

fn record(actor: &str, at: Time, (kind, name, detail): (&str, &str, &str)) -> AuditRecord {
    let record = Record {
        actor,
        at: at.to_string(),
        detail,
        kind,
        name,
    };
    AuditRecord {
        at,
        record: serde_json::to_string(&record).unwrap_or_default(),
    }
}
