//! The one place where the house is put together: the gate, the actors of the house, the way to the venue.
//! Every maker of a proof that is forbidden elsewhere is called here, and nothing is decided here.

use crate::key_watch;
use crate::settings::{Foreign, Limits, Orders, Settings};
use anyhow::{Context, Result};
use api::AccountPlace;
use desk::credentials::{KeyRing, KeyUse};
use desk::{
    Desk, DeskConfig, ForeignPolicy, MarginedConfig, Running, StaleRules, TradingConfig, Upkeep,
};
use domain::{AccountId, Asset, Instrument, MarginMode, Scope, VenueId};
use gate::{
    AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, HaltWatch, LimitSet, MarginRules,
    Product, ReferenceRules,
};
use identity::{Actor, SystemTask};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::Location;
use vault::{KeyName, Vault};
use wire::Hosts;

/// The account of a desk on paper that trades spot.
pub(crate) const PAPER_ACCOUNT: u64 = 1;
/// The one that trades contracts.
pub(crate) const PAPER_MARGIN_ACCOUNT: u64 = 2;
/// The simulated exchange's name in this house.
const PAPER_VENUE: &str = "simex";
/// The asset in which values and equity are counted.
const VALUE_ASSET: &str = "USDT";

/// Starts a desk on paper against the simulated exchange that the ring of its keys names.
pub(crate) async fn paper_desk(
    settings: &Settings,
    data: &Path,
    ring: &KeyRing,
) -> Result<Running> {
    let url = ring.exchange().context("no exchange is named")?;
    let venue = VenueId::new(PAPER_VENUE)?;
    let value_asset = Asset::new(VALUE_ASSET)?;
    let account = AccountId::new(PAPER_ACCOUNT);
    let mut vault = Vault::new();
    let spot = settings.venue.credential.as_deref();
    let spot = ("venue.credential", spot, KeyUse::Spot);
    let key = match key_watch::load(ring, spot, &mut vault)? {
        Some(name) => name,
        None => play_key(&mut vault, "paper")?,
    };
    let margined = margined(settings, ring, &mut vault)?;
    let margin_account = margined.as_ref().map(|margined| margined.account);
    let limits = settings.limits;
    let make_gate = move |instruments| {
        let accounts = accounts(limits, venue, (account, margin_account));
        paper_gate(limits, (accounts, value_asset), instruments)
    };
    let config = DeskConfig {
        location: Location::Sqlite(data.to_path_buf()),
        venue,
        hosts: Hosts::simulated(url)?,
        account,
        vault: Arc::new(vault),
        key,
        symbols: settings.venue.symbols.clone(),
        margined,
        equity_asset: value_asset,
        upkeep: Upkeep {
            order_entry: settings.venue.order_entry,
            listing_every: settings.venue.listing_every,
        },
        trading: trading_config(settings.orders),
        market: settings.market,
        gate: Box::new(make_gate),
    };
    Desk::start(config).await.context("the desk did not start")
}

/// Where the accounts of a desk on paper trade.
pub(crate) fn places(settings: &Settings, url: &str) -> Result<Vec<AccountPlace>> {
    let (hosts, venue) = (Hosts::simulated(url)?, VenueId::new(PAPER_VENUE)?);
    let margined = (!settings.venue.contracts.is_empty()).then_some(PAPER_MARGIN_ACCOUNT);
    let place = |account| AccountPlace {
        account: AccountId::new(account),
        venue,
        host: hosts.host().to_owned(),
        environment: hosts.environment().name(),
    };
    let accounts = std::iter::once(PAPER_ACCOUNT).chain(margined);
    Ok(accounts.map(place).collect())
}

/// Puts the simulated exchange's play key into the vault; it opens nothing anywhere else.
fn play_key(vault: &mut Vault, name: &str) -> Result<KeyName> {
    let key = KeyName::new(name)?;
    vault.insert(
        key,
        simex::DEFAULT_KEY.to_owned(),
        zeroize::Zeroizing::new(simex::DEFAULT_SECRET.to_owned()),
    )?;
    Ok(key)
}

/// The halts of a house that trades nothing, for calls that only read.
pub(crate) fn no_halts(settings: &Settings) -> Result<HaltWatch> {
    let of_nobody = (Vec::new(), Asset::new(VALUE_ASSET)?);
    Ok(paper_gate(settings.limits, of_nobody, Vec::new()).halt_watch())
}

fn trading_config(orders: Orders) -> TradingConfig {
    let foreign = match orders.foreign {
        Foreign::Adopt => ForeignPolicy::Adopt,
        Foreign::Block => ForeignPolicy::Block,
    };
    let stale = StaleRules {
        warn_after: orders.stale_warn_after,
        cancel_after: orders.stale_cancel_after,
    };
    TradingConfig::with_stale(stale).with_foreign(foreign)
}

/// The account on margin, where contracts are to be traded. Its key is its own: of its credential, or a play key that opens
/// the same play account.
fn margined(
    settings: &Settings,
    ring: &KeyRing,
    vault: &mut Vault,
) -> Result<Option<MarginedConfig>> {
    let symbols = settings.venue.contracts.clone();
    if symbols.is_empty() {
        return Ok(None);
    }
    let futures = settings.venue.contracts_credential.as_deref();
    let futures = ("venue.contracts_credential", futures, KeyUse::Futures);
    let key = match key_watch::load(ring, futures, vault)? {
        Some(name) => name,
        None => play_key(vault, "paper-margin")?,
    };
    Ok(Some(MarginedConfig {
        account: AccountId::new(PAPER_MARGIN_ACCOUNT),
        hosts: Hosts::simulated(ring.exchange().context("no exchange is named")?)?,
        key,
        symbols,
    }))
}

/// The accounts of a desk on paper: one on spot, and where contracts are traded one on margin.
fn accounts(
    limits: Limits,
    venue: VenueId,
    (spot, margined): (AccountId, Option<AccountId>),
) -> Vec<AccountConfig> {
    let spot = AccountConfig {
        account: spot,
        venue,
        kind: AccountKind::Paper,
        taker_fee: limits.taker_fee,
        product: Product::Spot,
    };
    let rules = MarginRules {
        leverage_max: limits.leverage_max,
        margin: Some(MarginMode::Cross),
        positions: limits.position_mode,
        mark_age_max: limits.quote_age_max,
        liquidation_distance_min: limits.liquidation_distance_min,
    };
    let margined = margined.map(|account| AccountConfig {
        account,
        taker_fee: limits.contract_taker_fee,
        product: Product::Linear(rules),
        ..spot
    });
    core::iter::once(spot).chain(margined).collect()
}

/// The gate of a desk on paper.
fn paper_gate(
    limits: Limits,
    (accounts, value_asset): (Vec<AccountConfig>, Asset),
    instruments: Vec<Instrument>,
) -> Gate {
    let open_orders_max = u64::from(limits.open_orders_max);
    let everywhere = LimitSet {
        order_qty_max: Some(limits.order_qty_max),
        ..LimitSet::default()
    };
    let config = GateConfig {
        accounts,
        instruments,
        value_asset,
        limits: GlobalLimits {
            order_value_max: limits.order_value_max,
            position_value_max: limits.position_value_max,
            open_positions_max: u64::from(limits.open_positions_max),
            open_orders_max,
            open_orders_per_account_max: open_orders_max,
            open_orders_per_symbol_max: open_orders_max,
            price_collar: limits.collar,
        },
        limits_by_scope: BTreeMap::from([(Scope::Global, everywhere)]),
        reference: ReferenceRules {
            quote_age_max: limits.quote_age_max,
            market_slippage: limits.slippage,
        },
        live_consents: Vec::new(),
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the one line that makes the gate of this house"
    )]
    Gate::new(config)
}

/// Whoever sits at the terminal of this machine and may open the data folder.
#[expect(
    clippy::disallowed_methods,
    reason = "the one line that makes the actor of the terminal"
)]
pub(crate) fn terminal() -> Actor {
    Actor::system(SystemTask::Terminal)
}
