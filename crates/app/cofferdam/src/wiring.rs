//! The one place where the house is put together: the gate, the actors of the house, the way to the venue.
//! Every maker of a proof that is forbidden elsewhere is called here, and nothing is decided here.

use crate::key_watch;
use crate::settings::judging::Judging;
use crate::settings::{Foreign, Limits, Orders, Settings};
use crate::venue_place;
use anyhow::{Context, Result, bail};
use api::AccountPlace;
use desk::credentials::{KeyRing, KeyUse, Place};
use desk::watchdog::SweepConfig;
use desk::{
    BackupConfig, Desk, DeskConfig, ForeignPolicy, MarginedConfig, Running, StaleRules, StartError,
    TradingConfig, Upkeep,
};
use domain::{AccountId, Asset, Instrument, MarginMode, Scope, VenueId};
use gate::{
    AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, HaltWatch, LimitSet, LiveConsent,
    MarginRules, Product, ReferenceRules,
};
use identity::{Actor, SystemTask};
use std::path::Path;
use std::sync::Arc;
use store::{Location, StoreError};
use vault::{KeyName, Vault};

/// The account that trades spot.
pub(crate) const SPOT_ACCOUNT: u64 = 1;
/// The one that trades contracts.
pub(crate) const MARGIN_ACCOUNT: u64 = 2;
/// The one at the backup of the first.
pub(crate) const BACKUP_ACCOUNT: u64 = 3;
/// The asset in which values and equity are counted.
const VALUE_ASSET: &str = "USDT";

/// Starts a desk that trades there, with the keys of this ring.
pub(crate) async fn desk_at(
    settings: &Settings,
    data: &Path,
    (ring, place): (&KeyRing, &Place),
    consents: Vec<LiveConsent>,
) -> Result<Running> {
    let venue = VenueId::new(venue_place::venue_name(place))?;
    let value_asset = Asset::new(VALUE_ASSET)?;
    let account = AccountId::new(SPOT_ACCOUNT);
    let mut vault = Vault::new();
    let spot = settings.venue.credential.as_deref();
    let spot = ("venue.credential", spot, KeyUse::Spot);
    let key = match key_watch::load((ring, place), spot, &mut vault)? {
        Some(name) => name,
        None => play_key(&mut vault, ("paper", place))?,
    };
    let margined = margined(settings, (ring, place), &mut vault)?;
    let margin_account = margined.as_ref().map(|margined| margined.account);
    let backup = backup(settings, (ring, place), &mut vault)?;
    let backup_place = backup.as_ref().map(|backup| (backup.account, backup.venue));
    let (limits, judging) = (settings.limits, settings.judging.clone());
    let kind = venue_place::account_kind(place);
    let make_gate = move |instruments| {
        let mut accounts = accounts(limits, (venue, kind), (account, margin_account));
        accounts.extend(backup_place.map(|place| spot_account(limits, (place, kind))));
        let told = (accounts, value_asset, consents.clone());
        house_gate((limits, &judging), told, instruments)
    };
    let config = DeskConfig {
        location: Location::Sqlite(data.to_path_buf()),
        venue,
        hosts: place.hosts(KeyUse::Spot)?,
        account,
        vault: Arc::new(vault),
        key,
        symbols: settings.venue.symbols.clone(),
        margined,
        backup,
        equity_asset: value_asset,
        upkeep: Upkeep {
            order_entry: settings.venue.order_entry,
            listing_every: settings.venue.listing_every,
            histories: Some(settings.venue.histories),
            commands_waiting_max: settings.server.commands_waiting_max,
            dead_man: settings.orders.dead_man,
        },
        trading: trading_config(settings.orders, &settings.limits),
        market: settings.market,
        gate: Box::new(make_gate),
    };
    let started = Desk::start(config).await;
    started.map_err(|error| {
        let since = held_since(&error).unwrap_or_default();
        anyhow::Error::from(error).context(format!("the desk did not start{since}"))
    })
}

/// Since when another engine has the store, where that is why.
fn held_since(error: &StartError) -> Option<String> {
    let StartError::Store(StoreError::InUse { lease, .. }) = error else {
        return None;
    };
    let since = lease.as_ref()?.since;
    Some(format!(": another has its store since {}", api::utc(since)))
}

/// Where the accounts of a desk trade.
pub(crate) fn places(settings: &Settings, place: &Place) -> Result<Vec<AccountPlace>> {
    let venue = VenueId::new(venue_place::venue_name(place))?;
    let margined = (MARGIN_ACCOUNT, KeyUse::Futures);
    let margined = (!settings.venue.contracts.is_empty()).then_some(margined);
    let accounts = std::iter::once((SPOT_ACCOUNT, KeyUse::Spot)).chain(margined);
    accounts
        .map(|(account, wanted)| {
            let hosts = place.hosts(wanted)?;
            Ok(AccountPlace {
                account: AccountId::new(account),
                venue,
                host: hosts.host().to_owned(),
                environment: hosts.environment().name(),
            })
        })
        .collect()
}

/// Puts the simulated exchange's play key into the vault; it opens nothing anywhere else.
fn play_key(vault: &mut Vault, (name, place): (&str, &Place)) -> Result<KeyName> {
    if !matches!(place, Place::Simulated(_)) {
        bail!(
            "no credential is named, and only a simulated exchange has a play key; nothing was started"
        );
    }
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
    Ok(of_nobody(settings)?.halt_watch())
}

/// A gate that knows no account: it clears ends of orders, and no order.
fn of_nobody(settings: &Settings) -> Result<Gate> {
    let of_nobody = (Vec::new(), Asset::new(VALUE_ASSET)?, Vec::new());
    let limits = (settings.limits, &settings.judging);
    Ok(house_gate(limits, of_nobody, Vec::new()))
}

fn trading_config(orders: Orders, limits: &Limits) -> TradingConfig {
    let foreign = match orders.foreign {
        Foreign::Adopt => ForeignPolicy::Adopt,
        Foreign::Block => ForeignPolicy::Block,
    };
    let stale = StaleRules {
        warn_after: orders.stale_warn_after,
        cancel_after: orders.stale_cancel_after,
    };
    TradingConfig::with_stale(stale)
        .with_foreign(foreign)
        .with_losses(limits.losses.day_offset)
        .with_on_loss(limits.losses.on_loss)
        .with_ticket_life(orders.ticket_life)
        .with_venue_breakers(limits.losses.breakers)
        .with_persons(orders.persons)
}

/// How a watchdog reaches every account of a desk: each with a gate of nobody, which clears no order.
pub(crate) fn sweeps(
    settings: &Settings,
    (ring, place): (&KeyRing, &Place),
) -> Result<Vec<SweepConfig>> {
    let mut vault = Vault::new();
    let spot = (
        "venue.credential",
        settings.venue.credential.as_deref(),
        KeyUse::Spot,
    );
    let key = match key_watch::load((ring, place), spot, &mut vault)? {
        Some(name) => name,
        None => play_key(&mut vault, ("paper", place))?,
    };
    let margined = margined(settings, (ring, place), &mut vault)?;
    let (venue, vault) = (venue_of(place)?, Arc::new(vault));
    let spot = (SPOT_ACCOUNT, desk::Product::Spot, key, KeyUse::Spot);
    let margined = margined.map(|m| (MARGIN_ACCOUNT, desk::Product::UsdM, m.key, KeyUse::Futures));
    let all = std::iter::once(spot).chain(margined);
    all.map(|(account, product, key, wanted)| {
        Ok(SweepConfig {
            account: AccountId::new(account),
            product,
            venue,
            hosts: place.hosts(wanted)?,
            vault: Arc::clone(&vault),
            key,
            gate: of_nobody(settings)?,
        })
    })
    .collect()
}

/// The account on margin, where contracts are to be traded. Its key is its own: of its credential, or a play key that opens
/// the same play account.
fn margined(
    settings: &Settings,
    (ring, place): (&KeyRing, &Place),
    vault: &mut Vault,
) -> Result<Option<MarginedConfig>> {
    let symbols = settings.venue.contracts.clone();
    if symbols.is_empty() {
        return Ok(None);
    }
    let futures = settings.venue.contracts_credential.as_deref();
    let futures = ("venue.contracts_credential", futures, KeyUse::Futures);
    let key = match key_watch::load((ring, place), futures, vault)? {
        Some(name) => name,
        None => play_key(vault, ("paper-margin", place))?,
    };
    Ok(Some(MarginedConfig {
        account: AccountId::new(MARGIN_ACCOUNT),
        hosts: place.hosts(KeyUse::Futures)?,
        key,
        symbols,
    }))
}

/// The accounts of a desk: one on spot, and where contracts are traded one on margin.
fn accounts(
    limits: Limits,
    (venue, kind): (VenueId, AccountKind),
    (spot, margined): (AccountId, Option<AccountId>),
) -> Vec<AccountConfig> {
    let spot = spot_account(limits, ((spot, venue), kind));
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

/// An account that trades spot.
const fn spot_account(
    limits: Limits,
    ((account, venue), kind): ((AccountId, VenueId), AccountKind),
) -> AccountConfig {
    AccountConfig {
        account,
        venue,
        kind,
        taker_fee: limits.taker_fee,
        product: Product::Spot,
    }
}

/// The backup of the venue on spot, where the settings name one: beside a simulated exchange another one. Its key is its own, of
/// its credential, or a play key.
fn backup(
    settings: &Settings,
    (ring, beside): (&KeyRing, &Place),
    vault: &mut Vault,
) -> Result<Option<BackupConfig>> {
    let Some(backup) = &settings.venue.backup else {
        return Ok(None);
    };
    if !matches!(beside, Place::Simulated(_)) {
        bail!(
            "backup.name is set, and the venue is no simulated exchange: a simulated backup holds nothing of it; \
             nothing was started"
        );
    }
    if backup.name.as_str() == venue_place::venue_name(beside) {
        bail!("backup.name is the name of the venue itself; nothing was started");
    }
    let place = Place::Simulated(backup.url.clone());
    let credential = backup.credential.as_deref();
    let credential = ("backup.credential", credential, KeyUse::Spot);
    let key = match key_watch::load((ring, &place), credential, vault)? {
        Some(name) => name,
        None => play_key(vault, ("paper-backup", &place))?,
    };
    Ok(Some(BackupConfig {
        account: AccountId::new(BACKUP_ACCOUNT),
        venue: backup.name,
        hosts: place.hosts(KeyUse::Spot).context("backup.url")?,
        key,
        symbols: backup.symbols.clone(),
        rules: backup.rules,
    }))
}

/// The gate of a desk.
fn house_gate(
    (limits, judging): (Limits, &Judging),
    (accounts, value_asset, live_consents): (Vec<AccountConfig>, Asset, Vec<LiveConsent>),
    instruments: Vec<Instrument>,
) -> Gate {
    let told = (accounts, value_asset, live_consents);
    let config = gate_config((limits, judging), told, instruments);
    #[expect(
        clippy::disallowed_methods,
        reason = "the one line that makes the gate of this house"
    )]
    let gate = Gate::new(config);
    gate.with_rules(judging.rules.clone())
}

/// The venue's name in this house.
pub(crate) fn venue_of(place: &Place) -> Result<VenueId> {
    Ok(VenueId::new(venue_place::venue_name(place))?)
}

/// What the gate of a desk there is told, without a backup and without consents.
pub(crate) fn told(
    settings: &Settings,
    place: &Place,
    instruments: Vec<Instrument>,
) -> Result<GateConfig> {
    let limits = settings.limits;
    let has_contracts = !settings.venue.contracts.is_empty();
    let margined = has_contracts.then_some(AccountId::new(MARGIN_ACCOUNT));
    let at = (venue_of(place)?, venue_place::account_kind(place));
    let accounts = accounts(limits, at, (AccountId::new(SPOT_ACCOUNT), margined));
    let told = (accounts, Asset::new(VALUE_ASSET)?, Vec::new());
    Ok(gate_config((limits, &settings.judging), told, instruments))
}

/// What the gate of a desk is told.
fn gate_config(
    (limits, judging): (Limits, &Judging),
    (accounts, value_asset, live_consents): (Vec<AccountConfig>, Asset, Vec<LiveConsent>),
    instruments: Vec<Instrument>,
) -> GateConfig {
    let open_orders_max = u64::from(limits.open_orders_max);
    let everywhere = LimitSet {
        order_qty_max: Some(limits.order_qty_max),
        ..limits.losses.everywhere(judging.everywhere)
    };
    let of_accounts = accounts.iter().filter_map(|account| {
        let set = limits.losses.of_account()?;
        Some((Scope::Account(account.account), set))
    });
    let limits_by_scope = of_accounts.chain([(Scope::Global, everywhere)]).collect();
    GateConfig {
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
        limits_by_scope,
        reference: ReferenceRules {
            quote_age_max: limits.quote_age_max,
            market_slippage: limits.slippage,
        },
        live_consents,
    }
}

/// Whoever sits at the terminal of this machine and may open the data folder.
#[expect(
    clippy::disallowed_methods,
    reason = "the one line that makes the actor of the terminal"
)]
pub(crate) fn terminal() -> Actor {
    Actor::system(SystemTask::Terminal)
}
