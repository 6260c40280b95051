//! Accounts with their ways to the venue as programs see them. Never a key, only its name.

use super::millis;
use desk::{
    BreakerState, Charge, Environment, FieldCount, Health, LinkRole, ListingState, Portfolio,
    Product, SessionStanding, StartGate, Usage, VenueState,
};
use domain::{AccountId, Scope};
use serde::Serialize;
use utoipa::ToSchema;

/// Every account of this desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountsView {
    /// Spot first.
    accounts: Vec<AccountStateView>,
}

/// One account and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountStateView {
    /// Its number.
    #[schema(example = 1)]
    account: u64,
    /// Its venue's name in this house.
    #[schema(example = "simex")]
    venue: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    #[schema(example = "simulated")]
    environment: &'static str,
    /// `spot` or `usd-m`.
    #[schema(example = "spot")]
    product: &'static str,
    /// The name of its key in the vault.
    #[schema(example = "paper")]
    key: String,
    /// `open`, `not-compared` or `halted`.
    #[schema(example = "open")]
    gate: &'static str,
    /// The scopes of the halts that cover it.
    halts: Vec<String>,
    /// When it was last compared with its venue; `null` before the first time.
    compared: Option<i64>,
    /// Disagreements in force.
    breaks: usize,
    /// What it is worth in `equity_asset`; `null` while something of it has no price.
    equity: Option<String>,
    /// The asset in which that is counted.
    #[schema(example = "USDT")]
    equity_asset: String,
}

/// Every way to a venue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VenuesView {
    /// When this was looked at.
    as_of: i64,
    /// One for each account, spot first.
    venues: Vec<WayView>,
    /// Spans of kept candles that lack something, per symbol.
    candle_gaps: Vec<OpenGapsView>,
}

/// Open gaps of a symbol's kept candles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenGapsView {
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// How many are open.
    open: usize,
}

/// One account's way to its venue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayView {
    /// The account's number.
    account: u64,
    /// The venue's name in this house.
    venue: String,
    /// `spot` or `usd-m`.
    product: &'static str,
    /// `home`, or `backup` for the venue that stands in for another.
    #[schema(example = "home")]
    role: &'static str,
    /// How its orders leave: `rest`, `websocket`, or `websocket-away` while they leave by REST because no connection stands.
    #[schema(example = "rest")]
    order_entry: &'static str,
    /// How far the venue's clock is ahead of ours, in milliseconds; `null` before it is known.
    clock_offset_ms: Option<i64>,
    /// `closed`, `open` (the venue is let rest) or `probing`.
    #[schema(example = "closed")]
    breaker: &'static str,
    /// What is taken of each limit of the venue.
    limits: Vec<LimitView>,
    /// What the answers of each operation were like.
    fields: Vec<FieldView>,
    /// The venue's list as last read.
    listing: ListingView,
}

/// One limit of a venue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitView {
    /// `weight`, `requests` or `orders`.
    #[schema(example = "weight")]
    counts: &'static str,
    /// Length of its window, in seconds.
    #[schema(example = 60)]
    every_s: i64,
    /// Taken in the running window.
    used: u32,
    /// How much may be taken.
    most: u32,
    /// How much of it is kept back for cancels.
    reserve: u32,
}

/// What the answers of one operation were like.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// Method and path.
    #[schema(example = "GET /api/v3/account")]
    operation: String,
    /// Answers looked at.
    answers: u64,
    /// Fields that the documents do not name; they are passed over.
    unknown: u64,
    /// The first of them.
    unknown_first: Option<String>,
    /// Answers that lacked a field which every answer has.
    lacking: u64,
    /// The first such field.
    missing_first: Option<String>,
    /// When an answer last lacked one.
    missing_last: Option<i64>,
}

/// The venue's list as last read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListingView {
    /// When.
    read: Option<i64>,
    /// Versions kept with their raw bytes since the start.
    versions: u64,
    /// Symbols of this desk that the venue does not trade: nothing opens there.
    closed: Vec<String>,
    /// The last changes, newest first.
    changes: Vec<ListingChangeView>,
}

/// One change of a venue's list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListingChangeView {
    /// When it was seen.
    at: i64,
    /// The symbol.
    symbol: String,
    /// What, in words.
    #[schema(example = "price tick 0.01 → 0.1")]
    words: String,
}

/// The word for whose money an account holds.
pub(crate) const fn environment(environment: Environment) -> &'static str {
    match environment {
        Environment::Simulated => "simulated",
        Environment::Testnet => "testnet",
        Environment::Demo => "demo",
        Environment::Live => "live",
    }
}

/// The word for a breaker.
pub(crate) const fn breaker(state: BreakerState) -> &'static str {
    match state {
        BreakerState::Closed => "closed",
        BreakerState::Open { .. } => "open",
        BreakerState::Probing { .. } => "probing",
    }
}

/// The word for how orders leave.
pub(crate) const fn order_entry(standing: SessionStanding) -> &'static str {
    match standing {
        SessionStanding::NotUsed => "rest",
        SessionStanding::Stands => "websocket",
        SessionStanding::Away => "websocket-away",
    }
}

/// The word for what a limit counts.
pub(crate) const fn counted(charge: Charge) -> &'static str {
    match charge {
        Charge::Weight => "weight",
        Charge::Request => "requests",
        Charge::Order => "orders",
    }
}

/// The scopes of the halts that cover all of an account's trading.
pub(crate) fn halts_over(portfolio: &Portfolio, state: &VenueState) -> Vec<String> {
    let covers = |scope: &Scope| {
        *scope == Scope::Global
            || *scope == Scope::Venue(state.venue)
            || *scope == Scope::Account(state.account)
    };
    let halts = portfolio.halts.iter().map(|halt| halt.scope);
    halts
        .filter(covers)
        .map(|scope| scope.to_string())
        .collect()
}

/// Whether what opens may pass on an account.
pub(crate) fn gate(portfolio: &Portfolio, halts: &[String]) -> &'static str {
    match portfolio.reconciliation.start_gate {
        StartGate::Closed => "not-compared",
        StartGate::Open if halts.is_empty() => "open",
        StartGate::Open => "halted",
    }
}

/// What an account is worth in the asset that equity is counted in.
pub(crate) fn equity(
    portfolio: &Portfolio,
    account: AccountId,
    product: Product,
) -> Option<String> {
    let amount = match product {
        Product::Spot => portfolio.equity,
        Product::UsdM => {
            let margined = portfolio.margined.as_ref();
            margined.filter(|m| m.account == account)?.equity
        }
    };
    amount.map(|amount| amount.to_string())
}

impl AccountsView {
    pub(crate) fn new(portfolio: &Portfolio, states: &[VenueState]) -> Self {
        // A backup opens nothing: how it stands is told by `/api/v1/failover`.
        let homes = states.iter().filter(|state| state.role == LinkRole::Home);
        let accounts = homes.map(|state| {
            let halts = halts_over(portfolio, state);
            AccountStateView {
                account: state.account.get(),
                venue: state.venue.to_string(),
                environment: environment(state.environment),
                product: state.product.name(),
                key: state.key.clone(),
                gate: gate(portfolio, &halts),
                halts,
                compared: portfolio.reconciliation.asked_at.map(millis),
                breaks: portfolio.reconciliation.breaks.len(),
                equity: equity(portfolio, state.account, state.product),
                equity_asset: portfolio.equity_asset.to_string(),
            }
        });
        Self {
            accounts: accounts.collect(),
        }
    }
}

impl VenuesView {
    pub(crate) fn new(health: &Health, states: &[VenueState]) -> Self {
        Self {
            as_of: millis(health.as_of),
            venues: states.iter().map(WayView::from).collect(),
            candle_gaps: open_gaps(health)
                .map(|(symbol, open)| OpenGapsView { symbol, open })
                .collect(),
        }
    }
}

/// Symbols with open gaps in their kept candles, and how many.
pub(crate) fn open_gaps(health: &Health) -> impl Iterator<Item = (String, usize)> {
    let mut open: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for (symbol, gap) in &health.gaps {
        if gap.state == desk::GapState::Open {
            let count = open.entry(symbol.to_string()).or_default();
            *count = count.saturating_add(1);
        }
    }
    open.into_iter()
}

impl From<&VenueState> for WayView {
    fn from(state: &VenueState) -> Self {
        Self {
            account: state.account.get(),
            venue: state.venue.to_string(),
            product: state.product.name(),
            role: state.role.name(),
            order_entry: order_entry(state.order_entry),
            clock_offset_ms: state.clock_offset.map(|offset| offset.millis()),
            breaker: breaker(state.breaker),
            limits: state.usage.iter().map(LimitView::from).collect(),
            fields: state.fields.iter().map(FieldView::from).collect(),
            listing: ListingView::from(&state.listing),
        }
    }
}

impl From<&Usage> for LimitView {
    fn from(usage: &Usage) -> Self {
        Self {
            counts: counted(usage.charge),
            every_s: usage.every.millis() / 1_000,
            used: usage.used,
            most: usage.most,
            reserve: usage.reserve,
        }
    }
}

impl From<&FieldCount> for FieldView {
    fn from(count: &FieldCount) -> Self {
        Self {
            operation: count.operation.clone(),
            answers: count.answers,
            unknown: count.unknown,
            unknown_first: count.unknown_first.clone(),
            lacking: count.lacking,
            missing_first: count.missing_first.clone(),
            missing_last: count.missing_last.map(millis),
        }
    }
}

impl From<&ListingState> for ListingView {
    fn from(listing: &ListingState) -> Self {
        let changes = listing.changes.iter().rev();
        Self {
            read: listing.read.map(millis),
            versions: listing.versions,
            closed: listing.closed.iter().map(ToString::to_string).collect(),
            changes: changes
                .map(|change| ListingChangeView {
                    at: millis(change.at),
                    symbol: change.symbol.to_string(),
                    words: change.words.clone(),
                })
                .collect(),
        }
    }
}
