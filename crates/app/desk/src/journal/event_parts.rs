//! What events carry, in the journal's own form: holds, refusals, causes, reports, breaches.

use super::JournalError;
use super::order_view::BalanceView;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Liquidity, Origin, Price, Qty, Scope, Symbol, Time,
    UserId, VenueOrderId, VenueTradeId,
};
use gate::{BalanceCoverage, BalanceReport, Figure, Hold, Refusal, Rule, SwitchOf, SwitchPosition};
use serde::{Deserialize, Serialize};
use trading::{
    Breach, Cause, FillTiming, HaltReach, TimeBound, VenueFill, VenueReport, VenueStatus,
    VenueWords,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldView {
    asset: Asset,
    unit: Amount,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalView {
    rule: String,
    scope: Scope,
    value: String,
    limit: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsView {
    code: i64,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseView {
    origin: Origin,
    reason: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TimingView {
    InLife,
    AfterEnd,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BoundView {
    StaleWarning,
    StaleEnd,
    GoodTill,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ReachView {
    NewOnly,
    AndCancel,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "of", content = "which", rename_all = "kebab-case")]
pub(super) enum SwitchView {
    User(UserId),
    Account(AccountId),
    Symbol(Symbol),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PositionOfSwitch {
    On,
    Off,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BalancesView {
    account: AccountId,
    as_of: Time,
    coverage: CoverageView,
    balances: Vec<BalanceView>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CoverageView {
    Whole,
    Changed,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StatusView {
    Working,
    Filled,
    Cancelled,
    Expired,
    Rejected,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VenueFillView {
    trade: VenueTradeId,
    price: Price,
    qty: Qty,
    fee: Amount,
    fee_asset: Asset,
    liquidity: Liquidity,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportView {
    account: AccountId,
    client_id: ClientOrderId,
    venue_id: VenueOrderId,
    symbol: Symbol,
    status: StatusView,
    filled_total: Qty,
    fill: Option<VenueFillView>,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "breach", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum BreachView {
    Overfilled {
        filled: Qty,
        ordered: Qty,
    },
    FilledBeyondReport {
        booked: Qty,
        reported: Qty,
    },
    FillDiffers {
        trade: VenueTradeId,
        price: Price,
        qty: Qty,
    },
    Denied,
    SentAfterAll,
    RefusedButSeen,
    OtherVenueId {
        venue_id: VenueOrderId,
    },
    Arithmetic {
        amount: Amount,
    },
}

impl HoldView {
    pub(super) const fn of(hold: &Hold) -> Self {
        Self {
            asset: hold.asset,
            unit: hold.unit,
        }
    }

    pub(super) const fn hold(self) -> Hold {
        Hold {
            asset: self.asset,
            unit: self.unit,
        }
    }
}

impl RefusalView {
    pub(super) fn of(refusal: &Refusal) -> Self {
        Self {
            rule: refusal.rule.code().to_owned(),
            scope: refusal.scope,
            value: refusal.value.canonical(),
            limit: refusal.limit.canonical(),
        }
    }

    pub(super) fn refusal(self) -> Result<Refusal, JournalError> {
        let figure = |text: &str| {
            text.parse::<Figure>()
                .map(Box::new)
                .map_err(|_| JournalError::Value { what: "figure" })
        };
        Ok(Refusal {
            rule: self
                .rule
                .parse::<Rule>()
                .map_err(|_| JournalError::Value { what: "rule" })?,
            scope: self.scope,
            value: figure(&self.value)?,
            limit: figure(&self.limit)?,
        })
    }
}

impl WordsView {
    pub(super) fn of(words: &VenueWords) -> Self {
        Self {
            code: words.code,
            text: words.text.clone(),
        }
    }

    pub(super) fn words(self) -> VenueWords {
        VenueWords {
            code: self.code,
            text: self.text,
        }
    }
}

impl CauseView {
    pub(super) fn of(cause: &Cause) -> Self {
        Self {
            origin: cause.origin,
            reason: cause.reason.clone(),
        }
    }

    pub(super) fn cause(self) -> Cause {
        Cause {
            origin: self.origin,
            reason: self.reason,
        }
    }
}

/// Two enums with the same variants, turned into each other.
macro_rules! same_variants {
    ($view:ident, $of:ident, $back:ident, $real:ty, $real_name:ident, [$($variant:ident),+]) => {
        impl $view {
            pub(super) const fn $of(real: $real) -> Self {
                match real { $($real_name::$variant => Self::$variant),+ }
            }

            pub(super) const fn $back(self) -> $real {
                match self { $(Self::$variant => $real_name::$variant),+ }
            }
        }
    };
}

same_variants!(
    TimingView,
    of,
    timing,
    FillTiming,
    FillTiming,
    [InLife, AfterEnd]
);
same_variants!(
    BoundView,
    of,
    bound,
    TimeBound,
    TimeBound,
    [StaleWarning, StaleEnd, GoodTill]
);
same_variants!(
    ReachView,
    of,
    reach,
    HaltReach,
    HaltReach,
    [NewOnly, AndCancel]
);
same_variants!(
    PositionOfSwitch,
    of,
    position,
    SwitchPosition,
    SwitchPosition,
    [On, Off]
);
same_variants!(
    CoverageView,
    of,
    coverage,
    BalanceCoverage,
    BalanceCoverage,
    [Whole, Changed]
);
same_variants!(
    StatusView,
    of,
    status,
    VenueStatus,
    VenueStatus,
    [Working, Filled, Cancelled, Expired, Rejected]
);

impl SwitchView {
    pub(super) const fn of(switch: &SwitchOf) -> Self {
        match switch {
            SwitchOf::User(user) => Self::User(*user),
            SwitchOf::Account(account) => Self::Account(*account),
            SwitchOf::Symbol(symbol) => Self::Symbol(*symbol),
        }
    }

    pub(super) const fn switch(self) -> SwitchOf {
        match self {
            Self::User(user) => SwitchOf::User(user),
            Self::Account(account) => SwitchOf::Account(account),
            Self::Symbol(symbol) => SwitchOf::Symbol(symbol),
        }
    }
}

impl BalancesView {
    pub(super) fn of(report: &BalanceReport) -> Self {
        Self {
            account: report.account,
            as_of: report.as_of,
            coverage: CoverageView::of(report.coverage),
            balances: report.balances.iter().map(BalanceView::of).collect(),
        }
    }

    pub(super) fn report(self) -> BalanceReport {
        BalanceReport {
            account: self.account,
            as_of: self.as_of,
            coverage: self.coverage.coverage(),
            balances: self
                .balances
                .into_iter()
                .map(BalanceView::balance)
                .collect(),
        }
    }
}

impl ReportView {
    pub(super) fn of(report: &VenueReport) -> Self {
        Self {
            account: report.account,
            client_id: report.client_id,
            venue_id: report.venue_id,
            symbol: report.symbol,
            status: StatusView::of(report.status),
            filled_total: report.filled_total,
            fill: report.fill.as_ref().map(VenueFillView::of),
            at: report.at,
        }
    }

    pub(super) fn report(self) -> VenueReport {
        VenueReport {
            account: self.account,
            client_id: self.client_id,
            venue_id: self.venue_id,
            symbol: self.symbol,
            status: self.status.status(),
            filled_total: self.filled_total,
            fill: self.fill.map(VenueFillView::fill),
            at: self.at,
        }
    }
}

impl VenueFillView {
    pub(super) const fn of(fill: &VenueFill) -> Self {
        Self {
            trade: fill.trade,
            price: fill.price,
            qty: fill.qty,
            fee: fill.fee,
            fee_asset: fill.fee_asset,
            liquidity: fill.liquidity,
            at: fill.at,
        }
    }

    pub(super) const fn fill(self) -> VenueFill {
        VenueFill {
            trade: self.trade,
            price: self.price,
            qty: self.qty,
            fee: self.fee,
            fee_asset: self.fee_asset,
            liquidity: self.liquidity,
            at: self.at,
        }
    }
}

impl BreachView {
    pub(super) const fn of(breach: &Breach) -> Self {
        match breach {
            Breach::Overfilled { filled, ordered } => Self::Overfilled {
                filled: *filled,
                ordered: *ordered,
            },
            Breach::FilledBeyondReport { booked, reported } => Self::FilledBeyondReport {
                booked: *booked,
                reported: *reported,
            },
            Breach::FillDiffers { trade, price, qty } => Self::FillDiffers {
                trade: *trade,
                price: *price,
                qty: *qty,
            },
            Breach::Denied => Self::Denied,
            Breach::SentAfterAll => Self::SentAfterAll,
            Breach::RefusedButSeen => Self::RefusedButSeen,
            Breach::OtherVenueId { venue_id } => Self::OtherVenueId {
                venue_id: *venue_id,
            },
            Breach::Arithmetic { amount } => Self::Arithmetic { amount: *amount },
        }
    }

    pub(super) const fn breach(self) -> Breach {
        match self {
            Self::Overfilled { filled, ordered } => Breach::Overfilled { filled, ordered },
            Self::FilledBeyondReport { booked, reported } => {
                Breach::FilledBeyondReport { booked, reported }
            }
            Self::FillDiffers { trade, price, qty } => Breach::FillDiffers { trade, price, qty },
            Self::Denied => Breach::Denied,
            Self::SentAfterAll => Breach::SentAfterAll,
            Self::RefusedButSeen => Breach::RefusedButSeen,
            Self::OtherVenueId { venue_id } => Breach::OtherVenueId { venue_id },
            Self::Arithmetic { amount } => Breach::Arithmetic { amount },
        }
    }
}
