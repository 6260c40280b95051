//! A venue, its backup and how both stand, as programs see them. Never a value without its instant.

use super::millis;
use desk::{
    Away, BackupView, FailoverView as Standing, Portfolio, ReadsPolicy, Sold, Stage, exits_name,
};
use domain::{Balance, Order, Symbol};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The account on spot, its venue and its backup.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailoverView {
    /// When this was true.
    as_of: i64,
    /// `none` without a backup, `home`, `away`, or `coming-home` while exits are taken back.
    #[schema(example = "home")]
    state: &'static str,
    /// The venue's name in this house; absent without a backup.
    venue: Option<String>,
    /// The venue's being away; absent while it is home.
    away: Option<AwayView>,
    /// When the account was last compared with its venue.
    compared_at: Option<i64>,
    /// The backup; absent where the settings name none.
    backup: Option<BackupStateView>,
}

/// A venue that is away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwayView {
    /// Since when, as recorded.
    since: i64,
    /// Why, in words.
    cause: String,
    /// Since when it answers steadily again; absent while it does not.
    answers_since: Option<i64>,
    /// Whether a person asked for it to come home; what a person called away waits for that.
    release_asked: bool,
    /// Protected positions for which nothing is placed.
    stays: Vec<StaysView>,
    /// What exits sold meanwhile.
    sold: Vec<SoldView>,
}

/// A protected position that stays as it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaysView {
    /// The order that opened it.
    order: u64,
    /// Why, in words.
    why: &'static str,
}

/// What exits of one symbol sold while its venue was away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SoldView {
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// At the backup.
    backup: String,
    /// At the venue itself, as was learned later.
    home: String,
    /// More than the positions held: sold at both.
    doubled: String,
}

/// A backup and its account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BackupStateView {
    /// Its name in this house.
    venue: String,
    /// The account there.
    account: u64,
    /// What is done while the venue is away; what is not named stays and freezes.
    policies: Vec<PolicyView>,
    /// Milliseconds without a sign after which the venue counts as away.
    away_after_ms: i64,
    /// Milliseconds of steady signs after which it counts as back.
    back_after_ms: i64,
    /// When the account there was last compared.
    compared_at: Option<i64>,
    /// Orders of the house that may still trade there.
    orders: Vec<MovedOrderView>,
    /// What the account there has.
    balances: Vec<HeldView>,
}

/// What is done for one symbol.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyView {
    /// The symbol.
    #[schema(example = "BTC/USDT")]
    symbol: String,
    /// `stay` or `move`.
    #[schema(example = "move")]
    reads: &'static str,
    /// `freeze`, `move` or `move-within-holding`.
    #[schema(example = "freeze")]
    exits: &'static str,
}

/// An order at the backup.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MovedOrderView {
    /// Its number; its life is at `/api/v1/orders/{id}`.
    order: u64,
    /// The symbol.
    symbol: String,
    /// `buy` or `sell`.
    side: String,
    /// What was ordered.
    qty: String,
    /// What has traded of it.
    filled: String,
    /// Where it stands.
    state: &'static str,
}

/// What is held of an asset at the backup.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldView {
    /// The asset.
    asset: String,
    /// What is free.
    free: String,
    /// What its own orders lock.
    locked: String,
}

/// Why a venue is called away or wished home.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "its status page says that matching is down"}))]
pub(crate) struct FailoverBody {
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// The short name of how a venue with a backup stands.
pub(crate) const fn state_name(standing: Option<&Standing>) -> &'static str {
    let Some(standing) = standing else {
        return "none";
    };
    match &standing.away {
        None => "home",
        Some(Away {
            stage: Stage::Gone, ..
        }) => "away",
        Some(Away {
            stage: Stage::Answers(_),
            ..
        }) => "coming-home",
    }
}

/// Where market data come from, in a word.
pub(crate) const fn reads_name(policy: ReadsPolicy) -> &'static str {
    match policy {
        ReadsPolicy::Stay => "stay",
        ReadsPolicy::Move => "move",
    }
}

impl From<&Portfolio> for FailoverView {
    fn from(portfolio: &Portfolio) -> Self {
        let standing = portfolio.failover.as_ref();
        Self {
            as_of: millis(portfolio.as_of),
            state: state_name(standing),
            venue: standing.map(|one| one.venue.to_string()),
            away: standing.and_then(away),
            compared_at: standing.and_then(|one| one.compared).map(millis),
            backup: standing.and_then(|one| one.backup.as_ref()).map(backup),
        }
    }
}

fn away(standing: &Standing) -> Option<AwayView> {
    let away = standing.away.as_ref()?;
    Some(AwayView {
        since: millis(away.since),
        cause: standing.cause().unwrap_or_default(),
        answers_since: match away.stage {
            Stage::Gone => None,
            Stage::Answers(since) => Some(millis(since)),
        },
        release_asked: away.release.is_some(),
        stays: away
            .stays
            .iter()
            .map(|(order, why)| StaysView {
                order: order.get(),
                why: why.words(),
            })
            .collect(),
        sold: away.sold.iter().map(sold).collect(),
    })
}

fn sold((symbol, sold): (&Symbol, &Sold)) -> SoldView {
    SoldView {
        symbol: symbol.to_string(),
        backup: sold.backup.to_string(),
        home: sold.home.to_string(),
        doubled: sold.doubled.to_string(),
    }
}

fn backup(backup: &BackupView) -> BackupStateView {
    BackupStateView {
        venue: backup.venue.to_string(),
        account: backup.account.get(),
        policies: backup
            .symbols
            .iter()
            .map(|(symbol, policy)| PolicyView {
                symbol: symbol.to_string(),
                reads: reads_name(policy.reads),
                exits: exits_name(policy.exits),
            })
            .collect(),
        away_after_ms: backup.rules.away_after.millis(),
        back_after_ms: backup.rules.back_after.millis(),
        compared_at: backup.compared.map(millis),
        orders: backup.orders.iter().map(moved).collect(),
        balances: backup.balances.iter().map(held).collect(),
    }
}

fn moved(order: &Order) -> MovedOrderView {
    let terms = order.order.terms();
    MovedOrderView {
        order: order.order.id().get(),
        symbol: terms.symbol.to_string(),
        side: terms.side.to_string(),
        qty: terms.qty.to_string(),
        filled: order.state.filled().to_string(),
        state: order.state.name(),
    }
}

fn held(balance: &Balance) -> HeldView {
    HeldView {
        asset: balance.asset.to_string(),
        free: balance.free.to_string(),
        locked: balance.locked.to_string(),
    }
}
