//! The stage of a drill: two simulated exchanges on loopback ports and a desk that trades at the first, all in a folder of its own.
//! Never at a venue outside this process.

use crate::commands::Place;
use crate::key_watch;
use crate::settings::Settings;
use crate::wiring;
use anyhow::{Context, Result, bail};
use desk::credentials::Place as Venue;
use desk::{Desk, FailoverView, OrderFilter, Portfolio, Running, Via, Wish};
use domain::{AccountId, Asset, Order, OrderId, OrderTerms, Protection, Qty, Symbol, Time};
use identity::{Actor, Permit, Place as PlaceRight, ReadTrading};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The account at the first exchange, and the one at the backup.
pub(super) const HOME: AccountId = AccountId::new(wiring::SPOT_ACCOUNT);
pub(super) const BACKUP: AccountId = AccountId::new(wiring::BACKUP_ACCOUNT);
/// Longest wait for something that must come by itself.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Orders of a drill are few; all of them are looked at.
const ORDERS_MAX: u32 = 200;
/// What the backup account has, so that it can stand in: asset, units, decimal places.
const MEANS: [(&str, i128, u32); 4] = [
    ("USDT", 20_000, 0),
    ("BTC", 5, 1),
    ("ETH", 5, 0),
    ("LTC", 50, 0),
];

/// What a drill is played on.
pub(super) struct Stage {
    folder: PathBuf,
    settings: Settings,
    first: Option<simex::Running>,
    first_at: SocketAddr,
    second: simex::Running,
    desk: Option<Running>,
    actor: Actor,
}

/// When the venue counts as away and as back, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds {
    /// Without a sign.
    pub(crate) away: u16,
    /// Of steady signs.
    pub(crate) back: u16,
}

impl Stage {
    /// Two exchanges and a desk that stands at both.
    pub(super) async fn open(folder: &Path, seconds: Seconds) -> Result<Self> {
        let nowhere = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let first = exchange(folder, ("first", nowhere)).await?;
        let second = exchange(folder, ("second", nowhere)).await?;
        let first_at = first.public_addr();
        let settings = settings(folder, (first_at, second.public_addr()), seconds)?;
        let mut stage = Self {
            folder: folder.to_path_buf(),
            settings,
            first: Some(first),
            first_at,
            second,
            desk: None,
            actor: wiring::terminal(),
        };
        stage.start_desk().await?;
        Ok(stage)
    }

    /// Starts the desk on what its folder holds.
    pub(super) async fn start_desk(&mut self) -> Result<()> {
        let data = self.folder.join("desk");
        std::fs::create_dir_all(&data)?;
        let url = format!("http://{}", self.first_at);
        let ring = key_watch::ring(&self.settings, &data, Some(&url))?;
        let place = Venue::Simulated(url);
        self.desk =
            Some(wiring::desk_at(&self.settings, &data, (&ring, &place), Vec::new()).await?);
        Ok(())
    }

    /// Stops the desk.
    pub(super) async fn stop_desk(&mut self) {
        if let Some(desk) = self.desk.take() {
            desk.stop().await;
        }
    }

    /// The first exchange is gone: its port is closed and every connection is cut.
    pub(super) async fn kill(&mut self) -> Result<()> {
        let first = self
            .first
            .take()
            .context("the first exchange is gone already")?;
        first.stop().await?;
        Ok(())
    }

    /// The first exchange is there again, on its port and with its accounts.
    pub(super) async fn revive(&mut self) -> Result<()> {
        self.first = Some(exchange(&self.folder, ("first", self.first_at)).await?);
        Ok(())
    }

    /// Ends everything.
    pub(super) async fn close(mut self) -> Result<()> {
        self.stop_desk().await;
        if let Some(first) = self.first {
            first.stop().await?;
        }
        self.second.stop().await?;
        Ok(())
    }

    pub(super) fn desk(&self) -> Result<&Desk> {
        let running = self.desk.as_ref();
        Ok(&running.context("the desk does not run")?.desk)
    }

    /// The house's clock.
    pub(super) fn now(&self) -> Time {
        desk::Clock::default().now()
    }

    pub(super) fn portfolio(&self) -> Result<Arc<Portfolio>> {
        let permit = Permit::<ReadTrading>::ask(&self.actor)?;
        Ok(self.desk()?.portfolio(permit))
    }

    /// How the venue and its backup stand.
    pub(super) fn standing(&self) -> Result<FailoverView> {
        let portfolio = self.portfolio()?;
        portfolio
            .failover
            .clone()
            .context("the desk shows no backup")
    }

    /// Every order of the house at an account, oldest first.
    pub(super) async fn orders(&self, account: AccountId) -> Result<Vec<Order>> {
        let permit = Permit::<ReadTrading>::ask(&self.actor)?;
        let filter = OrderFilter {
            account: Some(account),
            ..OrderFilter::newest(ORDERS_MAX)
        };
        let rows = self.desk()?.records(permit).orders(&filter).await?;
        let mut orders: Vec<Order> = rows.into_iter().map(|row| row.order).collect();
        orders.sort_by_key(|order| order.order.id());
        Ok(orders)
    }

    /// What of them may still trade, in one symbol.
    pub(super) async fn open_in(&self, account: AccountId, symbol: Symbol) -> Result<Vec<Order>> {
        let all = self.orders(account).await?;
        let open = all.into_iter().filter(|order| !order.state.is_ended());
        Ok(open
            .filter(|order| order.order.terms().symbol == symbol)
            .collect())
    }

    /// Places an order of the house's own account.
    pub(super) async fn place(
        &self,
        terms: OrderTerms,
        protection: Option<Protection>,
    ) -> Result<OrderId> {
        let permit = Permit::<PlaceRight>::ask(&self.actor)?;
        let wish = Wish {
            account: HOME,
            terms,
            protection,
            via: Via::Page,
            request_key: None,
        };
        Ok(self.desk()?.place(permit, wish).await?.order)
    }

    /// Has every account compared with its venue.
    pub(super) async fn compare(&self) -> Result<()> {
        let permit = Permit::<ReadTrading>::ask(&self.actor)?;
        Ok(self.desk()?.compare(permit).await?)
    }

    /// Waits until something is so.
    pub(super) async fn until(
        &self,
        what: &str,
        is_so: impl AsyncFn(&Self) -> Result<bool>,
    ) -> Result<()> {
        let begun = Instant::now();
        while !is_so(self).await? {
            if begun.elapsed() > PATIENCE {
                bail!("{what}: it never came to be");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

async fn exchange(folder: &Path, (name, at): (&str, SocketAddr)) -> Result<simex::Running> {
    let mut config = simex::Config {
        public: at,
        data: Some(folder.join(name)),
        ..simex::Config::default()
    };
    for account in &mut config.accounts {
        account.balances = MEANS
            .iter()
            .map(|(asset, units, places)| {
                Ok((Asset::new(asset)?, Qty::from_parts(*units, *places)?))
            })
            .collect::<Result<_>>()?;
    }
    let running = simex::Simex::start(config).await;
    running.with_context(|| format!("the {name} exchange did not start"))
}

fn settings(
    folder: &Path,
    (first, second): (SocketAddr, SocketAddr),
    seconds: Seconds,
) -> Result<Settings> {
    let flags = [
        ("data.folder", folder.join("desk").display().to_string()),
        ("venue.url", format!("http://{first}")),
        ("venue.symbols", "BTC/USDT,ETH/USDT,LTC/USDT".to_owned()),
        ("venue.contracts", String::new()),
        ("venue.credential", String::new()),
        ("backup.name", "second".to_owned()),
        ("backup.url", format!("http://{second}")),
        ("backup.credential", String::new()),
        ("backup.reads_move", "BTC/USDT,LTC/USDT".to_owned()),
        ("backup.exits_move", "BTC/USDT".to_owned()),
        ("backup.exits_move_within_holding", "LTC/USDT".to_owned()),
        ("backup.away_seconds", seconds.away.to_string()),
        ("backup.back_seconds", seconds.back.to_string()),
        // The crowds of both exchanges are lively; the drill is about silence, not about prices.
        ("limits.collar", "0.5".to_owned()),
    ];
    Ok(Settings::of(&Place::default(), &[], &flags)?)
}
