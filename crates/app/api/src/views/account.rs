//! Positions, balances and halts as programs see them. Never a value without its instant.

use super::{TripView, millis};
use desk::{ContractPosition, Margined, MarkedPosition, Payment, Portfolio, Product, VenueClose};
use domain::{Balance, Exposure, Qty, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Positions as of one turn of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PositionsView {
    /// When this was true.
    as_of: i64,
    /// One per position ever traded, on spot and of contracts.
    positions: Vec<PositionView>,
    /// The account on margin, where there is one.
    margined: Option<MarginedView>,
    /// Realised profit since 00:00 UTC, in `equity_asset`.
    realised_today: String,
    /// Everything valued at the last mid prices; absent while a price is missing.
    equity: Option<String>,
    /// The asset equity is counted in.
    equity_asset: String,
}

/// The position in one symbol.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PositionView {
    /// Canonical symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// The account.
    account: u64,
    /// What the account trades: `spot` or `usd-m`.
    product: &'static str,
    /// Which of the account's positions in the symbol: `both` for the one net position, `long` or `short` in hedge mode.
    #[schema(example = "both")]
    position_side: String,
    /// What belongs to a contract alone.
    contract: Option<ContractView>,
    /// `flat`, `long` or `short`.
    exposure: &'static str,
    /// Base held or owed.
    qty: String,
    /// Quote paid (long) or received (short).
    cost: String,
    /// Average price; absent when flat.
    average_price: Option<String>,
    /// Mid price it is marked at; absent while there is none.
    mark: Option<String>,
    /// Profit if closed at the mark.
    unrealised: Option<String>,
    /// Profit of what was closed, in quote.
    realised: String,
    /// Fees paid, in quote.
    fees: String,
}

/// What a contract's position has beside what any position has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContractView {
    /// The leverage that is set; absent while the venue has not said.
    leverage: Option<u8>,
    /// `cross` or `isolated`; absent while the venue has not said.
    margin_mode: Option<String>,
    /// Margin the position takes, with its loss at the mark, rounded up; absent while that cannot be known.
    margin: Option<String>,
    /// Price at which the venue closes it; absent where no price is.
    liquidation: Option<String>,
    /// Whether the venue counts another position: then only orders that reduce pass.
    in_doubt: bool,
}

/// An account on margin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarginedView {
    /// The account.
    account: u64,
    /// Its wallets as the venue last said, one per asset: what came in, with every profit, fee and payment since.
    wallets: Vec<WalletView>,
    /// What may stand for something new, in `equity_asset`; absent while that cannot be known.
    available: Option<String>,
    /// Wallet with profit and loss at the marks, in `equity_asset`; absent while a mark is missing.
    equity: Option<String>,
    /// `one-way` or `hedge`; absent while the venue has not said.
    position_mode: Option<String>,
    /// The latest movements of its money that were of no trade, newest first.
    payments: Vec<PaymentView>,
    /// The latest positions that the venue closed by itself, newest first.
    closes: Vec<CloseView>,
}

/// A wallet of an account on margin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WalletView {
    /// The asset.
    #[schema(example = "USDT")]
    asset: String,
    /// What it holds, profit that is not realised left out; absent where it does not fit.
    total: Option<String>,
}

/// A movement of money on margin that was of no trade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentView {
    /// When, by the venue's clock.
    at: i64,
    /// `funding`, `transfer`, `insurance`, `exchange` or `other`.
    kind: &'static str,
    /// The contract it is about, if any.
    symbol: Option<String>,
    /// The asset.
    asset: String,
    /// What came, or below zero what went.
    amount: String,
}

/// A position that the venue closed by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CloseView {
    /// When, by the venue's clock.
    at: i64,
    /// The contract.
    symbol: String,
    /// Which of its positions: `both`, `long` or `short`.
    #[schema(example = "both")]
    position_side: String,
    /// Why, in words.
    reason: &'static str,
    /// The venue's id of its order.
    venue_order: String,
}

/// Sets an account on margin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"setting": "leverage:BTC/USDT:USDT:5", "reason": "less at stake over the weekend"}))]
pub(crate) struct SettingBody {
    /// `leverage:SYMBOL:TIMES`, `margin:SYMBOL:cross`, `margin:SYMBOL:isolated`, `positions:one-way` or `positions:hedge`.
    pub(crate) setting: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// Balances as of one turn of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BalancesView {
    /// When this was true.
    as_of: i64,
    /// One per asset.
    balances: Vec<BalanceView>,
}

/// What the account holds of one asset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BalanceView {
    /// The asset.
    #[schema(example = "USDT")]
    asset: String,
    /// What may be spent at the venue.
    #[schema(example = "10000")]
    free: String,
    /// What the venue's open orders lock.
    locked: String,
    /// What our own open orders hold at the gate.
    held: String,
}

/// Halts in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HaltsView {
    /// When this was true.
    pub(crate) as_of: i64,
    /// All halts.
    pub(crate) halts: Vec<HaltView>,
}

/// One halt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HaltView {
    /// `global`, `venue:simex`, `account:1`, `user:1`, `symbol:BTC/USDT` …
    #[schema(example = "global")]
    scope: String,
    /// Who pressed it.
    by: String,
    /// Why.
    reason: String,
    /// When.
    at: i64,
    /// Breakers that tripped there; released with the halt.
    breakers: Vec<TripView>,
}

/// A wish to halt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scope": "global", "reach": "and-cancel", "reason": "prices look wrong"}))]
pub(crate) struct HaltBody {
    /// What it covers: `global`, `venue:…`, `account:…`, `user:…`, `strategy:…`, `symbol:BTC/USDT`.
    pub(crate) scope: String,
    /// `new-only`: working orders stay. `and-cancel`: they are asked to be cancelled.
    pub(crate) reach: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// A wish to release a halt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scope": "global", "reason": "prices are right again"}))]
pub(crate) struct ReleaseBody {
    /// The scope of the halt, exactly.
    pub(crate) scope: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

impl From<&Portfolio> for PositionsView {
    fn from(portfolio: &Portfolio) -> Self {
        Self {
            as_of: millis(portfolio.as_of),
            positions: portfolio
                .positions
                .iter()
                .map(PositionView::from)
                .chain(contracts(portfolio).map(PositionView::from))
                .collect(),
            margined: portfolio.margined.as_ref().map(MarginedView::from),
            realised_today: portfolio.realised_today.to_string(),
            equity: portfolio.equity.map(|equity| equity.to_string()),
            equity_asset: portfolio.equity_asset.to_string(),
        }
    }
}

impl From<&MarkedPosition> for PositionView {
    fn from(marked: &MarkedPosition) -> Self {
        let position = &marked.position;
        let (exposure, qty, cost) = match position.exposure {
            Exposure::Flat => ("flat", Qty::ZERO, domain::Amount::ZERO),
            Exposure::Long { qty, cost } => ("long", qty, cost),
            Exposure::Short { qty, proceeds } => ("short", qty, proceeds),
        };
        Self {
            symbol: position.symbol.to_string(),
            account: position.account.get(),
            product: Product::Spot.name(),
            position_side: position.side.to_string(),
            contract: None,
            exposure,
            qty: qty.to_string(),
            cost: cost.to_string(),
            average_price: position.average_price().map(|price| price.to_string()),
            mark: marked.mark.map(|price| price.to_string()),
            unrealised: marked.unrealised.map(|amount| amount.to_string()),
            realised: position.realised.to_string(),
            fees: position.fees.to_string(),
        }
    }
}

/// The contracts that are held or were traded.
fn contracts(portfolio: &Portfolio) -> impl Iterator<Item = &ContractPosition> {
    let all = portfolio.margined.iter().flat_map(|m| &m.contracts);
    all.filter(|contract| contract.is_in_use())
}

impl From<&ContractPosition> for PositionView {
    fn from(contract: &ContractPosition) -> Self {
        let terms = contract.terms.as_ref();
        Self {
            product: Product::UsdM.name(),
            contract: Some(ContractView {
                leverage: terms.map(|terms| terms.leverage.get()),
                margin_mode: terms.map(|terms| terms.margin.to_string()),
                margin: contract.margin.map(|margin| margin.to_string()),
                liquidation: terms.and_then(|t| t.liquidation).map(|p| p.to_string()),
                in_doubt: contract.in_doubt,
            }),
            ..Self::from(&contract.marked())
        }
    }
}

impl From<&Margined> for MarginedView {
    fn from(margined: &Margined) -> Self {
        Self {
            account: margined.account.get(),
            wallets: margined.wallets.iter().map(WalletView::from).collect(),
            available: margined.available.map(|amount| amount.to_string()),
            equity: margined.equity.map(|amount| amount.to_string()),
            position_mode: margined.position_mode.map(|mode| mode.to_string()),
            payments: margined.payments.iter().map(PaymentView::from).collect(),
            closes: margined.closes.iter().map(CloseView::from).collect(),
        }
    }
}

impl From<&Balance> for WalletView {
    fn from(wallet: &Balance) -> Self {
        Self {
            asset: wallet.asset.to_string(),
            total: wallet.total().ok().map(|total| total.to_string()),
        }
    }
}

impl From<&Payment> for PaymentView {
    fn from(payment: &Payment) -> Self {
        Self {
            at: millis(payment.at),
            kind: payment.kind.name(),
            symbol: payment.symbol.map(|symbol| symbol.to_string()),
            asset: payment.asset.to_string(),
            amount: payment.amount.to_string(),
        }
    }
}

impl From<&VenueClose> for CloseView {
    fn from(close: &VenueClose) -> Self {
        Self {
            at: millis(close.at),
            symbol: close.symbol.to_string(),
            position_side: close.side.to_string(),
            reason: close.kind.words(),
            venue_order: close.venue_order.to_string(),
        }
    }
}

impl From<&Portfolio> for BalancesView {
    fn from(portfolio: &Portfolio) -> Self {
        let held = |asset| {
            portfolio
                .holds
                .iter()
                .find(|(held, _)| *held == asset)
                .map_or(Qty::ZERO, |(_, qty)| *qty)
        };
        let balances = portfolio
            .balances
            .iter()
            .map(|balance| BalanceView {
                asset: balance.asset.to_string(),
                free: balance.free.to_string(),
                locked: balance.locked.to_string(),
                held: held(balance.asset).to_string(),
            })
            .collect();
        Self {
            as_of: millis(portfolio.as_of),
            balances,
        }
    }
}

/// The breakers that stopped a scope.
fn trips_in(portfolio: &Portfolio, scope: Scope) -> Vec<TripView> {
    let trips = portfolio.trips.iter();
    trips
        .filter(|trip| trip.scope == scope)
        .map(TripView::from)
        .collect()
}

impl From<&Portfolio> for HaltsView {
    fn from(portfolio: &Portfolio) -> Self {
        let halts = portfolio
            .halts
            .iter()
            .map(|halt| HaltView {
                scope: halt.scope.to_string(),
                by: halt.by.clone(),
                reason: halt.reason.clone(),
                at: millis(halt.at),
                breakers: trips_in(portfolio, halt.scope),
            })
            .collect();
        Self {
            as_of: millis(portfolio.as_of),
            halts,
        }
    }
}
