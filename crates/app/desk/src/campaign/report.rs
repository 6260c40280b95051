//! What a campaign did and found, as it is signed: every order, every error, both books. Sums are never written beside
//! what they are sums of; whoever reads the report adds up.

use super::trade::Trade;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, OrderId, Price, Qty, Side, Symbol, Time, VenueId,
};
use serde::{Deserialize, Serialize};

/// A whole campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The campaign's own name: when it began and which house ran it.
    pub run: String,
    /// Which house, which program, which settings.
    pub house: HouseFacts,
    /// Where it traded.
    pub place: TradingPlace,
    /// What it traded.
    pub traded: Traded,
    /// Who was signed in.
    pub by: String,
    /// Filled orders that were wished for.
    pub wanted: u32,
    /// Most that it might cost, in quote.
    pub cost_max: Amount,
    /// When it began.
    pub started: Time,
    /// When it ended.
    pub ended: Time,
    /// How it ended.
    pub outcome: Outcome,
    /// Every order it placed or had placed, in order of number.
    pub orders: Vec<OrderLine>,
    /// Every error it provoked.
    pub errors: Vec<ErrorLine>,
    /// Errors that could not be provoked here.
    pub unprovoked: Vec<Unprovoked>,
    /// Our book against the venue's.
    pub books: Books,
}

/// Which house ran it, and as which program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseFacts {
    /// The house's own id.
    pub instance: String,
    /// The program's version.
    pub version: String,
    /// SHA-256 of the running program, in hexadecimal digits.
    pub build: String,
    /// SHA-256 of all settings in force, in hexadecimal digits.
    pub settings: String,
}

/// Where a campaign traded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradingPlace {
    /// The account.
    pub account: AccountId,
    /// The venue's name in this house.
    pub venue: VenueId,
    /// Host and port that orders went to.
    pub host: String,
    /// `simulated`, `testnet` or `demo`.
    pub environment: String,
}

/// What a campaign traded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traded {
    /// The symbol.
    pub symbol: Symbol,
    /// What is bought and sold.
    pub base: Asset,
    /// What it is priced in.
    pub quote: Asset,
    /// The grid of quantities; less than this cannot be sold.
    pub qty_step: Qty,
    /// What it is; a report that does not say is of an asset.
    #[serde(default, skip_serializing_if = "TradedKind::is_asset")]
    pub kind: TradedKind,
}

/// What a campaign trades.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TradedKind {
    /// An asset, on spot.
    #[default]
    Asset,
    /// A contract, on margin.
    Contract,
}

impl TradedKind {
    /// Whether it is an asset.
    #[must_use]
    pub const fn is_asset(&self) -> bool {
        matches!(self, Self::Asset)
    }
}

/// How a campaign ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "how",
    content = "why",
    rename_all = "kebab-case",
    deny_unknown_fields
)]
pub enum Outcome {
    /// It did all it set out to do.
    Finished,
    /// A person ended it early.
    Interrupted,
    /// It could not go on.
    Stopped(String),
}

/// One order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// Its number at the desk.
    pub order: OrderId,
    /// Its id at the venue, chosen by the house.
    pub client_id: ClientOrderId,
    /// The venue's id, where it gave one.
    pub venue_id: Option<String>,
    /// What it was placed for.
    pub trade: Trade,
    /// Its side.
    pub side: Side,
    /// Its kind, as the API names it.
    pub kind: String,
    /// How long it may live, where it says so.
    pub time_in_force: Option<String>,
    /// What was ordered.
    pub qty: Qty,
    /// Its limit.
    pub price: Option<Price>,
    /// What wakes it.
    pub trigger: Option<Price>,
    /// How it ended, as the API names it.
    pub state: String,
    /// What traded.
    pub filled: Qty,
    /// What that was worth, in quote.
    pub value: Amount,
    /// What the venue charged.
    pub fees: Vec<FeeLine>,
    /// Trades at the venue.
    pub fills: u32,
    /// When it was opened.
    pub opened: Time,
    /// From the request to the desk's answer, on disk by then, in microseconds; absent for orders of the house.
    pub answered_us: Option<u64>,
    /// From its opening to the venue's first word, in microseconds.
    pub acknowledged_us: Option<u64>,
    /// From its opening to its first fill, in microseconds.
    pub first_fill_us: Option<u64>,
    /// The venue's words at its end, where it gave some.
    pub words: Option<VenueWords>,
    /// Contradictions and unresolved doubts in its life.
    pub doubts: u32,
}

/// What was charged of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// Of what.
    pub asset: Asset,
    /// How much; negative is a rebate.
    pub amount: Amount,
}

/// A code of the venue and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueWords {
    /// The code.
    pub code: i64,
    /// The words.
    pub text: String,
}

/// One provoked error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorLine {
    /// What was provoked.
    pub what: String,
    /// Who said no.
    pub by: AnsweredBy,
    /// The house's rule or problem, or the venue's code.
    pub code: String,
    /// The words that came with it.
    pub words: String,
    /// What the house concluded.
    pub concluded: String,
    /// The refusal of the venue that the house's stands before, where there is one.
    pub spares: Option<String>,
    /// The order that was placed for it, where one was.
    pub order: Option<OrderId>,
    /// Whether it was answered as it must be.
    pub expectation: Expectation,
}

/// Who said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnsweredBy {
    /// The house, before anything was sent.
    House,
    /// The venue.
    Venue,
    /// Nobody.
    Nobody,
}

/// Whether an error was answered as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// It was.
    Met,
    /// It was not.
    Missed,
}

/// An error that could not be provoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unprovoked {
    /// Which.
    pub what: String,
    /// Why not.
    pub why: String,
}

/// Our book against the venue's at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// When the last comparison was asked for that all sides answered; absent when none was.
    pub compared: Option<Time>,
    /// Disagreements in force, by name.
    pub breaks: Vec<String>,
    /// Disagreements seen once.
    pub suspects: u32,
    /// Every asset that moved: the campaign's own sum against the balances.
    pub assets: Vec<AssetLine>,
    /// Orders of the campaign that are still open.
    pub open_orders: Vec<OrderId>,
    /// Base bought and not sold: dust under one step.
    pub rest: Amount,
}

/// One asset before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetLine {
    /// Which.
    pub asset: Asset,
    /// What the account held, free and locked.
    pub before: Amount,
    /// What it holds.
    pub after: Amount,
    /// What the campaign's fills and fees add up to.
    pub moved: Amount,
}

/// What the lines of one kind of trade add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Orders.
    pub orders: u32,
    /// Orders that were filled whole.
    pub filled: u32,
    /// Orders that were cancelled.
    pub cancelled: u32,
    /// Trades at the venue.
    pub fills: u32,
    /// From opening to the venue's first word, sorted, in microseconds.
    pub acknowledged_us: Vec<u64>,
    /// From opening to the first fill, sorted, in microseconds.
    pub first_fill_us: Vec<u64>,
}

impl OrderLine {
    /// Whether all of it traded.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        self.state == "filled"
    }
}

impl AssetLine {
    /// What the balances moved by and no fill explains; `None` where it does not fit exactly.
    #[must_use]
    pub fn unexplained(&self) -> Option<Amount> {
        let moved = self.after.minus(self.before).ok()?;
        moved.minus(self.moved).ok()
    }
}

impl Report {
    /// What the orders of one kind of trade add up to.
    #[must_use]
    pub fn found(&self, trade: Trade) -> Found {
        let mut found = Found::default();
        for line in self.orders.iter().filter(|line| line.trade == trade) {
            found.orders = found.orders.saturating_add(1);
            found.fills = found.fills.saturating_add(line.fills);
            if line.is_filled() {
                found.filled = found.filled.saturating_add(1);
            }
            if line.state == "cancelled" {
                found.cancelled = found.cancelled.saturating_add(1);
            }
            found.acknowledged_us.extend(line.acknowledged_us);
            if trade.at_once() {
                found.first_fill_us.extend(line.first_fill_us);
            }
        }
        found.acknowledged_us.sort_unstable();
        found.first_fill_us.sort_unstable();
        found
    }

    /// Whether one of these orders counts for its kind of trade.
    #[must_use]
    pub fn has(&self, trade: Trade) -> bool {
        let found = self.found(trade);
        match trade {
            Trade::Cancel => found.cancelled > 0,
            Trade::Market
            | Trade::LimitGtc
            | Trade::LimitIoc
            | Trade::LimitFok
            | Trade::LimitGtd
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
            | Trade::Provocation
            | Trade::Tidy => found.filled > 0,
        }
    }

    /// Orders that were filled whole.
    #[must_use]
    pub fn filled(&self) -> u32 {
        let count = self.orders.iter().filter(|line| line.is_filled()).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// What traded in all, in quote; `None` where it does not fit exactly.
    #[must_use]
    pub fn notional(&self) -> Option<Amount> {
        let mut sum = Amount::ZERO;
        for line in &self.orders {
            sum = sum.plus(line.value).ok()?;
        }
        Some(sum)
    }

    /// What was charged, by asset; `None` where it does not fit exactly.
    #[must_use]
    pub fn fees(&self) -> Option<Vec<FeeLine>> {
        let mut sums: Vec<FeeLine> = Vec::new();
        for fee in self.orders.iter().flat_map(|line| &line.fees) {
            match sums.iter_mut().find(|sum| sum.asset == fee.asset) {
                Some(sum) => sum.amount = sum.amount.plus(fee.amount).ok()?,
                None => sums.push(*fee),
            }
        }
        Some(sums)
    }
}

impl Found {
    /// The value that so many of a hundred do not exceed, of a sorted list.
    #[must_use]
    pub fn percentile(sorted: &[u64], hundredths: usize) -> Option<u64> {
        let last = sorted.len().checked_sub(1)?;
        let rank = sorted.len().saturating_mul(hundredths).div_ceil(100);
        sorted.get(rank.saturating_sub(1).min(last)).copied()
    }
}
