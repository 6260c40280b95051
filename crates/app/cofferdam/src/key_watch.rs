//! The credential a desk trades with: opened at start, asked about once a day, its account halted when it got wider. Never
//! decides what is wide.

use crate::control_socket::{self, CancelWorking, Request};
use crate::settings::Settings;
use crate::wiring;
use anyhow::{Context, Result, bail};
use desk::credentials::{Credentials, Found, Place};
use desk::{Desk, HaltReach};
use domain::{AccountId, Scope};
use gate::{HaltWatch, KeyUse};
use identity::{Actor, Halt, Permit, ReadTrading};
use std::path::PathBuf;
use std::time::Duration;
use vault::{KeyName, MasterKey, Vault, private_text};

/// Name of the file of sealed credentials inside the data folder.
const FILE_NAME: &str = "credentials.json";
/// How often the venue is asked again what the key may do.
const ASKED_EVERY: Duration = Duration::from_secs(86_400);

/// Where credentials and their master key lie.
#[derive(Debug, Clone)]
pub(crate) struct KeyRing {
    file: PathBuf,
    master: PathBuf,
}

impl KeyRing {
    /// # Errors
    /// No master key is named.
    pub(crate) fn of(settings: &Settings) -> Result<Self> {
        let Some(master) = settings.vault.master_key_file.clone() else {
            bail!(
                "no master key is named: make one with `cofferdam keys master FILE` and set vault.master_key_file"
            );
        };
        Ok(Self {
            file: settings.data_folder.join(FILE_NAME),
            master,
        })
    }

    /// # Errors
    /// The master key or the file cannot be used.
    pub(crate) fn open(&self) -> Result<Credentials> {
        let text = private_text(&self.master).context("the master key")?;
        let master = MasterKey::parse(&text)
            .with_context(|| format!("the master key in {}", self.master.display()))?;
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        Ok(Credentials::open(&self.file, master)?)
    }

    /// Asks a running desk that trades with this credential to halt its account; says what came of it.
    pub(crate) async fn halt_running(
        &self,
        settings: &Settings,
        name: &str,
        wider: &[String],
    ) -> Result<String> {
        if settings.venue.credential.as_deref() != Some(name) {
            return Ok("no account of these settings trades with it".to_owned());
        }
        let request = Request::Halt {
            scope: Scope::Account(AccountId::new(wiring::PAPER_ACCOUNT)),
            cancel_working: CancelWorking::No,
            reason: reason(name, wider),
        };
        let asked = control_socket::ask(&settings.data_folder, &request).await?;
        Ok(asked.unwrap_or_else(|| "no desk runs; the next start halts the account".to_owned()))
    }
}

fn reason(name: &str, wider: &[String]) -> String {
    format!(
        "the key {name} may do more than when it was taken: {}",
        wider.join("; ")
    )
}

/// The credential of the running desk.
pub(crate) struct KeyWatch {
    ring: KeyRing,
    name: KeyName,
    halts: HaltWatch,
}

impl KeyWatch {
    /// The credential that settings name, with its key put into the vault; none where none is named.
    ///
    /// # Errors
    /// It is not there, is for another use or place, or does not open.
    pub(crate) fn of(settings: &Settings, url: &str, vault: &mut Vault) -> Result<Option<Self>> {
        let Some(text) = &settings.venue.credential else {
            return Ok(None);
        };
        let name = KeyName::new(text)
            .map_err(|_| anyhow::anyhow!("venue.credential: \"{text}\" is no name"))?;
        let ring = KeyRing::of(settings)?;
        let place = Place::Simulated(url.to_owned());
        ring.open()?.load(vault, name, (KeyUse::Spot, &place))?;
        Ok(Some(Self {
            ring,
            name,
            halts: wiring::no_halts(settings)?,
        }))
    }

    pub(crate) const fn name(&self) -> KeyName {
        self.name
    }

    /// Asks about the key at once and then every day, as long as the desk runs.
    pub(crate) async fn watch(self, desk: &Desk, actor: &Actor) {
        loop {
            if let Err(error) = self.look(desk, actor).await {
                tracing::warn!(key.name = %self.name, error = %format!("{error:#}"), "the venue could not be asked what the key may do");
            }
            tokio::time::sleep(ASKED_EVERY).await;
        }
    }

    async fn look(&self, desk: &Desk, actor: &Actor) -> Result<()> {
        let found = self.ring.open()?.ask_again(self.name, &self.halts).await?;
        let Found::Wider(wider) = found else {
            return Ok(());
        };
        let words: Vec<String> = wider.iter().map(ToString::to_string).collect();
        let reason = reason(self.name.as_str(), &words);
        tracing::error!(key.name = %self.name, reason, "the account is halted");
        let scope = Scope::Account(AccountId::new(wiring::PAPER_ACCOUNT));
        let known = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
        if known.halts.iter().all(|halt| halt.scope != scope) {
            let permit = Permit::<Halt>::ask(actor)?;
            desk.halt(permit, (scope, HaltReach::NewOnly), &reason)
                .await?;
        }
        Ok(())
    }
}
