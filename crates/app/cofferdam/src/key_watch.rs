//! The credentials a desk trades with: where they lie, opened at start, asked about every hour while it runs. Never decides
//! what is wide.

use crate::settings::Settings;
use crate::wiring;
use anyhow::{Context, Result};
use desk::Desk;
use desk::credentials::{KeyRing, KeyUse, Place, RingConfig};
use domain::AccountId;
use identity::Actor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vault::{KeyName, MasterKey, Vault, write_private};

/// Name of the file of sealed credentials inside the data folder.
const FILE_NAME: &str = "credentials.json";
/// Name of the file of a demo's own master key, beside the folder of the demo.
const DEMO_MASTER_NAME: &str = "demo-master-key";
/// How often the venue is asked again what the keys may do.
// KEY-08
const ASKED_EVERY: Duration = Duration::from_secs(3_600);

/// The ring over a data folder; `exchange` is the simulated exchange that the house trades at.
///
/// # Errors
/// A setting holds what is no name.
pub(crate) fn ring(settings: &Settings, data: &Path, exchange: Option<&str>) -> Result<KeyRing> {
    Ok(KeyRing::of(RingConfig {
        file: data.join(FILE_NAME),
        master: settings.vault.master_key_file.clone(),
        exchange: exchange.map(str::to_owned),
        halts: wiring::no_halts(settings)?,
        used: used(settings)?,
    }))
}

/// The credentials that accounts trade with.
fn used(settings: &Settings) -> Result<BTreeMap<KeyName, AccountId>> {
    let mut used = BTreeMap::new();
    let venue = &settings.venue;
    for (setting, text, account) in [
        ("venue.credential", &venue.credential, wiring::SPOT_ACCOUNT),
        (
            "venue.contracts_credential",
            &venue.contracts_credential,
            wiring::MARGIN_ACCOUNT,
        ),
        (
            "backup.credential",
            &venue
                .backup
                .as_ref()
                .and_then(|backup| backup.credential.clone()),
            wiring::BACKUP_ACCOUNT,
        ),
    ] {
        if let Some(text) = text {
            used.insert(named(setting, text)?, AccountId::new(account));
        }
    }
    Ok(used)
}

fn named(setting: &str, text: &str) -> Result<KeyName> {
    KeyName::new(text).map_err(|_| anyhow::anyhow!("{setting}: \"{text}\" is no name"))
}

/// Puts the key of the credential that a setting names into the vault; none where none is named.
///
/// # Errors
/// It is not there, is for another use or place, or does not open.
pub(crate) fn load(
    (ring, place): (&KeyRing, &Place),
    (setting, text, wanted): (&str, Option<&str>, KeyUse),
    vault: &mut Vault,
) -> Result<Option<KeyName>> {
    let Some(text) = text else {
        return Ok(None);
    };
    let name = named(setting, text)?;
    let all = ring.try_open().context("the credentials do not open")?;
    all.load(vault, name, (wanted, place))
        .with_context(|| format!("{setting} cannot be used"))?;
    Ok(Some(name))
}

/// Asks about the keys in use at once and then every hour, as long as the desk runs.
pub(crate) async fn watch(ring: KeyRing, desk: &Desk, actor: &Actor) {
    loop {
        for name in ring.used() {
            if let Err(error) = ring.watch((desk, actor), name).await {
                let words = format!("{:#}", anyhow::Error::from(error));
                tracing::warn!(key.name = %name, error = words, "the venue could not be asked what the key may do");
            }
        }
        tokio::time::sleep(ASKED_EVERY).await;
    }
}

/// The master key of a demo, made when it is not there: what a demo keeps opens nothing anywhere else.
///
/// # Errors
/// The folder or the file cannot be made.
pub(crate) fn demo_master(folder: &Path) -> Result<PathBuf> {
    let file = folder.join(DEMO_MASTER_NAME);
    if !file.exists() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        write_private(&file, &MasterKey::invent()?)?;
    }
    Ok(file)
}
