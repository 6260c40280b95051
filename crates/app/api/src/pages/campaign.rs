//! The page of the last campaign, and the same report as a page that stands alone. What is shown is read from the signed
//! report and nothing else.

use super::frame::{PageName, html, shell};
use super::moment::moment;
use super::view_campaign::{
    AssetRow, CampaignAlone, CampaignBody, CampaignPage, ConditionRow, ErrorRow, Figure, KindRow,
    Mark, OrderRow,
};
use super::view_shell::Line;
use crate::problem::Problem;
use crate::rest::campaign::{Last, read};
use crate::session::Signed;
use crate::state::AppState;
use askama::Template as _;
use axum::extract::State;
use axum::response::Html;
use desk::campaign::{
    AnsweredBy, AssetLine, Condition, ErrorLine, Expectation, FeeLine, Found, Judged, OrderLine,
    Report, Standing, Trade, Verified, judge,
};
use domain::{Amount, Time};
use identity::ReadTrading;

/// The style of the page that stands alone.
const STYLE: &str = include_str!("../../templates/campaign_alone.css");

/// A report could not be made into a page.
#[derive(Debug, thiserror::Error)]
#[error("the page of the report could not be made")]
pub struct CampaignPageError(#[from] askama::Error);

/// The page of a verified report that can be read without the house, its document inside it. The same report gives the same
/// page: it is judged at the instant of its own end.
///
/// # Errors
/// The template failed.
pub fn campaign_page(verified: &Verified, document: &str) -> Result<String, CampaignPageError> {
    let report = verified.report();
    let page = CampaignAlone {
        body: body(verified, report.ended),
        style: STYLE,
        document,
    };
    Ok(page.render()?)
}

/// An instant as people read it, UTC.
#[must_use]
pub fn utc(at: Time) -> String {
    let at = moment(at);
    format!("{} {} UTC", at.day, at.utc)
}

// ORD-12 GATE-12
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Html<String>, Problem> {
    signed.permit::<ReadTrading>()?;
    let name = PageName {
        title: "Campaign",
        entry: "campaign",
        symbol: None,
        said: None,
    };
    let (shown, trouble) = match read(&state).await? {
        Last::None => (None, None),
        Last::Trouble(words) => (None, Some(words)),
        Last::Verified(verified, _) => (Some(body(&verified, state.now())), None),
    };
    html(&CampaignPage {
        shell: shell(&state, &signed, name)?,
        body: shown,
        trouble,
    })
}

fn body(verified: &Verified, now: Time) -> CampaignBody {
    let report = verified.report();
    let judged = judge(report, now);
    let (verdict, tone, means) = verdict(report, &judged);
    CampaignBody {
        verdict,
        tone,
        means,
        started: moment(report.started),
        ended: moment(report.ended),
        figures: figures(report),
        conditions: judged.into_iter().map(condition_row).collect(),
        kinds: Trade::ALL
            .into_iter()
            .filter_map(|trade| kind_row(report, trade))
            .collect(),
        errors: report.errors.iter().map(error_row).collect(),
        unprovoked: report.unprovoked.iter().map(unprovoked_line).collect(),
        assets: report.books.assets.iter().map(asset_row).collect(),
        facts: facts(verified),
        orders: report
            .orders
            .iter()
            .map(|line| order_row(report, line))
            .collect(),
    }
}

/// The verdict, its colour, and what it means.
fn verdict(report: &Report, judged: &[Judged]) -> (&'static str, &'static str, String) {
    let unmet: Vec<Condition> = judged
        .iter()
        .filter(|judged| judged.standing == Standing::Unmet)
        .map(|judged| judged.condition)
        .collect();
    let (account, host) = (report.place.account, &report.place.host);
    match unmet.as_slice() {
        [] => (
            "passed",
            "up",
            format!(
                "Account {account} traded every kind of order at {host}, and every figure is accounted for."
            ),
        ),
        [Condition::Testnet] => (
            "rehearsal passed",
            "accent",
            format!(
                "All that the live latch asks was shown, but at {host}, which is no test exchange of a venue: a rehearsal."
            ),
        ),
        [..] => (
            "not passed",
            "down",
            format!(
                "{} of {} conditions of the live latch are not met.",
                unmet.len(),
                judged.len()
            ),
        ),
    }
}

fn figures(report: &Report) -> Vec<Figure> {
    let quote = report.traded.quote;
    let wanted = Trade::wanted(report.traded.kind);
    let kinds = wanted.iter().filter(|trade| report.has(**trade)).count();
    let met = |line: &&ErrorLine| line.expectation == Expectation::Met;
    let by_venue = |line: &&ErrorLine| line.by == AnsweredBy::Venue;
    let errors = report.errors.iter().filter(met).count();
    let venue = report.errors.iter().filter(by_venue).count();
    let fills: u64 = report.orders.iter().map(|line| u64::from(line.fills)).sum();
    let lasted = report.ended.since(report.started).millis() / 1_000;
    let unexplained = report
        .books
        .assets
        .iter()
        .filter(|line| !explained(line))
        .count();
    let notional = report
        .notional()
        .map_or_else(|| "?".to_owned(), |sum| cents(sum).to_string());
    vec![
        figure(
            "Filled orders",
            report.filled(),
            format!("of {} wanted; {fills} trades", report.wanted),
        ),
        figure("Kinds of order", kinds, format!("of {}", wanted.len())),
        figure(
            "Errors provoked",
            errors,
            format!("of {}; {venue} by the venue", report.errors.len()),
        ),
        figure(
            "Unexplained",
            unexplained.saturating_add(report.books.breaks.len()),
            "balances and breaks".to_owned(),
        ),
        figure("Traded", notional, quote.to_string()),
        figure(
            "Lasted",
            format!("{}:{:02}", lasted / 60, lasted % 60),
            "minutes".to_owned(),
        ),
    ]
}

fn figure(name: &'static str, value: impl ToString, note: String) -> Figure {
    Figure {
        name,
        value: value.to_string(),
        note,
    }
}

/// Cents, for the eye.
fn cents(sum: Amount) -> Amount {
    sum.rounded(2, domain::Rounding::HalfEven)
}

fn condition_row(judged: Judged) -> ConditionRow {
    let (standing, tone) = match judged.standing {
        Standing::Met => ("met", "up"),
        Standing::Unmet => ("not met", "down"),
    };
    ConditionRow {
        asks: judged.condition.words(),
        standing,
        tone,
        shows: judged.shows,
    }
}

fn kind_row(report: &Report, trade: Trade) -> Option<KindRow> {
    let found = report.found(trade);
    let asked = Trade::wanted(report.traded.kind).contains(&trade);
    if found.orders == 0 && !asked {
        return None;
    }
    let of_kind = report.orders.iter().filter(|line| line.trade == trade);
    let marks = of_kind.clone().map(|line| mark(report, line));
    Some(KindRow {
        name: trade.words(),
        orders: found.orders,
        filled: found.filled,
        fills: found.fills,
        fee: fees(of_kind.clone().flat_map(|line| &line.fees)),
        acknowledged: spread(&found.acknowledged_us),
        first_fill: spread(&found.first_fill_us),
        marks: marks.collect(),
    })
}

/// Fees by asset, added up.
fn fees<'l>(lines: impl Iterator<Item = &'l FeeLine>) -> String {
    let mut sums: Vec<FeeLine> = Vec::new();
    for fee in lines {
        match sums.iter_mut().find(|sum| sum.asset == fee.asset) {
            Some(sum) => match sum.amount.plus(fee.amount) {
                Ok(amount) => sum.amount = amount,
                Err(_) => return "?".to_owned(),
            },
            None => sums.push(*fee),
        }
    }
    let parts = sums.iter().filter(|sum| !sum.amount.is_zero());
    let parts: Vec<String> = parts
        .map(|sum| format!("{} {}", sum.amount, sum.asset))
        .collect();
    if parts.is_empty() {
        "–".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Median and the 99th of a hundred.
fn spread(sorted: &[u64]) -> String {
    match (Found::percentile(sorted, 50), Found::percentile(sorted, 99)) {
        (Some(half), Some(most)) => format!("{} · {}", millis(half), millis(most)),
        (_, _) => "–".to_owned(),
    }
}

/// Microseconds as milliseconds with a tenth, or as whole seconds where they are many.
fn millis(micros: u64) -> String {
    if micros >= 10_000_000 {
        format!("{} s", micros / 1_000_000)
    } else {
        format!("{}.{} ms", micros / 1_000, micros / 100 % 10)
    }
}

fn mark(report: &Report, line: &OrderLine) -> Mark {
    let whole = report.ended.since(report.started).millis().max(1);
    let at = line.opened.since(report.started).millis().clamp(0, whole);
    let at = at.saturating_mul(996) / whole;
    Mark {
        at: u64::try_from(at).unwrap_or(0),
        state: line.state.clone(),
    }
}

fn error_row(line: &ErrorLine) -> ErrorRow {
    let (standing, tone) = match line.expectation {
        Expectation::Met => ("as it must be", "up"),
        Expectation::Missed => ("otherwise", "down"),
    };
    ErrorRow {
        what: line.what.clone(),
        by: match line.by {
            AnsweredBy::House => "the house",
            AnsweredBy::Venue => "the venue",
            AnsweredBy::Nobody => "nobody",
        },
        code: line.code.clone(),
        words: line.words.clone(),
        concluded: line.concluded.clone(),
        spares: line.spares.clone().unwrap_or_else(|| "–".to_owned()),
        tone,
        standing,
    }
}

fn unprovoked_line(line: &desk::campaign::Unprovoked) -> Line {
    Line {
        name: line.what.clone(),
        value: line.why.clone(),
    }
}

fn explained(line: &AssetLine) -> bool {
    line.unexplained().is_some_and(|sum| sum.is_zero())
}

fn asset_row(line: &AssetLine) -> AssetRow {
    let unexplained = line.unexplained();
    AssetRow {
        asset: line.asset.to_string(),
        before: line.before.to_string(),
        after: line.after.to_string(),
        moved: line.moved.to_string(),
        unexplained: unexplained.map_or_else(|| "?".to_owned(), |sum| sum.to_string()),
        tone: if explained(line) { "" } else { "down" },
    }
}

fn facts(verified: &Verified) -> Vec<Line> {
    let report = verified.report();
    let (house, place, books) = (&report.house, &report.place, &report.books);
    let compared = books.compared.map_or_else(|| "never".to_owned(), utc);
    let rows = [
        ("Campaign", report.run.clone()),
        (
            "Account",
            format!(
                "{} at {} ({})",
                place.account, place.venue, place.environment
            ),
        ),
        ("Host", place.host.clone()),
        ("Traded", report.traded.symbol.to_string()),
        ("Run by", report.by.clone()),
        (
            "Might cost",
            format!("{} {}", report.cost_max, report.traded.quote),
        ),
        ("Compared with the venue", compared),
        (
            "Base left",
            format!("{} {}", books.rest, report.traded.base),
        ),
        ("House", house.instance.clone()),
        ("Version", house.version.clone()),
        ("Program, SHA-256", house.build.clone()),
        ("Settings, SHA-256", house.settings.clone()),
        ("Signed by (Ed25519)", verified.signed_by().to_string()),
    ];
    let line = |(name, value): (&str, String)| Line {
        name: name.to_owned(),
        value,
    };
    rows.into_iter().map(line).collect()
}

fn order_row(report: &Report, line: &OrderLine) -> OrderRow {
    let traded = &report.traded;
    let at = line
        .price
        .map_or_else(String::new, |price| format!(" at {price}"));
    let when = line
        .trigger
        .map_or_else(String::new, |price| format!(" from {price}"));
    OrderRow {
        order: line.order.get(),
        trade: line.trade.words(),
        asks: format!("{} {}{when}{at}", line.side, line.qty),
        state: line.state.clone(),
        traded: if line.filled.is_zero() {
            "–".to_owned()
        } else {
            format!("{} for {} {}", line.filled, line.value, traded.quote)
        },
        acknowledged: line.acknowledged_us.map_or_else(|| "–".to_owned(), millis),
        client_id: line.client_id.to_string(),
    }
}

#[cfg(test)]
mod tests;
