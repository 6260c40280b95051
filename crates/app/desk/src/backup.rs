//! A backup venue of the account on spot: how a desk is told of it, the watch of its venue's signs, and how both stand as people
//! see it. Never judges a sign and never moves an exit: `trading` does.

use crate::Desk;
use crate::link_role::LinkRole;
use crate::portfolio::Grade;
use crate::turn_parts::TurnParts;
use crate::venue_link::VenueLink;
use domain::{AccountId, Balance, Order, Position, Symbol, Time, VenueId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use trading::{
    Away, AwayCause, BackupPlan, BackupPolicy, ExitsPolicy, FailoverInput, Input, ReadsPolicy,
    SignRules, Stage, Trading,
};
use vault::KeyName;
use wire::Hosts;

/// How often what was heard of the venue is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);
/// How often the venue is asked for its time while a backup stands beside it.
const ASKED_EVERY: Duration = Duration::from_secs(2);

/// A backup of the venue on spot, as the settings say.
#[derive(Debug, Clone)]
pub struct BackupConfig {
    /// The account at the backup.
    pub account: AccountId,
    /// The backup's name in this house.
    pub venue: VenueId,
    /// Where its hosts are.
    pub hosts: Hosts,
    /// The key of its account.
    pub key: KeyName,
    /// Symbol by symbol what is done while the venue is away; empty: everything stays.
    pub symbols: BTreeMap<Symbol, BackupPolicy>,
    /// When the venue counts as away and as back.
    pub rules: SignRules,
}

impl BackupConfig {
    /// The plan for trading; `account` is the one whose venue may be away.
    pub(crate) fn plan(&self, account: AccountId) -> BackupPlan {
        BackupPlan {
            account,
            backup: self.account,
            symbols: self.symbols.clone(),
            rules: self.rules,
        }
    }
}

/// How the account on spot, its venue and its backup stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverView {
    /// The account on spot.
    pub account: AccountId,
    /// Its venue.
    pub venue: VenueId,
    /// The venue's being away; `None` while it is home.
    pub away: Option<Away>,
    /// When the account was last compared with its venue.
    pub compared: Option<Time>,
    /// The backup, where the settings name one.
    pub backup: Option<BackupView>,
}

/// A backup and its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupView {
    /// The account there.
    pub account: AccountId,
    /// Its name.
    pub venue: VenueId,
    /// What is done, symbol by symbol.
    pub symbols: BTreeMap<Symbol, BackupPolicy>,
    /// When the venue counts as away and as back.
    pub rules: SignRules,
    /// When the account was last compared.
    pub compared: Option<Time>,
    /// Orders of the house that may still trade there.
    pub orders: Vec<Order>,
    /// What the account has.
    pub balances: Vec<Balance>,
    /// What was traded there.
    pub positions: Vec<Position>,
}

impl FailoverView {
    /// How it stands, for the health of the house.
    pub(crate) fn standing(&self) -> (Grade, String) {
        let Some(away) = &self.away else {
            let backup = self.backup.as_ref();
            let beside = backup.map_or(String::new(), |b| format!("; {} stands by", b.venue));
            return (Grade::Healthy, format!("{} is home{beside}", self.venue));
        };
        let since = away.since;
        let stage = match away.stage {
            Stage::Gone => "nothing is placed there",
            Stage::Answers(_) => "it answers; it is compared, and exits are taken back",
        };
        (
            Grade::Unhealthy,
            format!("{} is away since {since}; {stage}", self.venue),
        )
    }

    /// Why the venue is away, in plain words.
    #[must_use]
    pub fn cause(&self) -> Option<String> {
        Some(match &self.away.as_ref()?.cause {
            AwayCause::Silence { since } => format!("nothing was heard of it since {since}"),
            AwayCause::Called(cause) => {
                format!("{} called it away: {}", cause.origin, cause.reason)
            }
        })
    }
}

/// Where the market of a symbol that is shown comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketSource {
    /// The venue.
    pub venue: VenueId,
    /// Whether it is the account's own or the backup.
    pub role: LinkRole,
}

impl Desk {
    /// Where the book, the tape and the prices of a symbol come from at this moment.
    #[must_use]
    pub fn source(&self, symbol: Symbol) -> Option<MarketSource> {
        let role = self.shared.boards.source(symbol);
        let mut links = self.shared.links.iter();
        let link = links.find(|link| link.role == role && link.instrument(symbol).is_some())?;
        Some(MarketSource {
            venue: link.venue,
            role,
        })
    }
}

/// How both stand after a turn.
pub(crate) fn view(trading: &Trading, parts: &TurnParts) -> Option<FailoverView> {
    let account = parts.link.account;
    let away = trading.away().find(|away| away.account == account);
    let backup = trading
        .backup()
        .zip(parts.backup.as_deref())
        .map(|(plan, link)| backup_view(trading, plan, link));
    if away.is_none() && backup.is_none() {
        return None;
    }
    Some(FailoverView {
        account,
        venue: parts.link.venue,
        away: away.cloned(),
        compared: trading.comparison(account).asked_at,
        backup,
    })
}

fn backup_view(trading: &Trading, plan: &BackupPlan, link: &VenueLink) -> BackupView {
    let account = plan.backup;
    let orders = trading.open_orders();
    let balances = trading.balances();
    let positions = trading.positions();
    BackupView {
        account,
        venue: link.venue,
        symbols: plan.symbols.clone(),
        rules: plan.rules,
        compared: trading.comparison(account).asked_at,
        orders: orders
            .filter(|order| order.order.account() == account)
            .copied()
            .collect(),
        balances: balances
            .filter(|known| known.account == account)
            .map(|known| known.balance)
            .collect(),
        positions: positions
            .filter(|position| position.account == account)
            .copied()
            .collect(),
    }
}

/// The symbols whose market is shown from the backup.
pub(crate) fn moved_reads(trading: &Trading) -> BTreeSet<Symbol> {
    let Some(plan) = trading.backup() else {
        return BTreeSet::new();
    };
    if !trading.away().any(|away| away.account == plan.account) {
        return BTreeSet::new();
    }
    let moved = plan.symbols.iter();
    let moved = moved.filter(|(_, policy)| match policy.reads {
        ReadsPolicy::Move => true,
        ReadsPolicy::Stay => false,
    });
    moved.map(|(symbol, _)| *symbol).collect()
}

/// The short name of what becomes of exits: `freeze`, `move`, `move-within-holding`.
#[must_use]
pub const fn exits_name(policy: ExitsPolicy) -> &'static str {
    match policy {
        ExitsPolicy::Freeze => "freeze",
        ExitsPolicy::Move(gate::Doubling::Never) => "move",
        ExitsPolicy::Move(gate::Doubling::WithinHolding) => "move-within-holding",
    }
}

/// Asks the venue for its time and tells trading what was heard of it, until it is aborted.
pub(crate) async fn watch(link: Arc<VenueLink>) {
    let asking = async {
        loop {
            link.probe().await;
            tokio::time::sleep(ASKED_EVERY).await;
        }
    };
    let telling = async {
        loop {
            let (account, signs) = (link.account, link.signs());
            let signs = FailoverInput::Signs { account, signs };
            link.bring(Input::Failover(signs)).await;
            tokio::time::sleep(TOLD_EVERY).await;
        }
    };
    tokio::join!(asking, telling);
}
