//! Where a desk trades, as the settings say: a simulated exchange on this machine, the venue's test exchange or its demo, or the
//! venue itself, which the live latch keeps shut. A data folder belongs to one of them for ever: books of play money never go on with other money.

use crate::instance;
use anyhow::{Context, Result, bail};
use api::Mode;
use desk::credentials::Place;
use gate::AccountKind;
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr;

/// Name of the file that says where the books of a data folder are traded.
const FILE_NAME: &str = "traded-at";

/// The word for a simulated exchange.
const SIMULATED: &str = "simulated";
/// The word for the venue's test exchange.
const TESTNET: &str = "testnet";
/// The word for the venue's demo.
const DEMO: &str = "demo";
/// The word for real money.
const LIVE: &str = "live";

/// The word of `venue.at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// A simulated exchange on this machine.
    Simulated,
    /// The venue's test exchange.
    Testnet,
    /// The venue's demo: its own prices, play money.
    Demo,
    /// The venue with real money, behind the latch.
    Live,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Simulated => SIMULATED,
            Self::Testnet => TESTNET,
            Self::Demo => DEMO,
            Self::Live => LIVE,
        })
    }
}

impl FromStr for At {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            SIMULATED => Ok(Self::Simulated),
            TESTNET => Ok(Self::Testnet),
            DEMO => Ok(Self::Demo),
            LIVE => Ok(Self::Live),
            _ => Err("must be simulated, testnet, demo or live".to_owned()),
        }
    }
}

/// Where a desk trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum VenuePlace {
    /// At a simulated exchange: the one at this address, or an embedded one.
    Simulated {
        /// Its base address.
        url: Option<String>,
    },
    /// At the venue's test exchange.
    Testnet,
    /// At the venue's demo.
    Demo,
    /// At the venue, with real money, behind the latch.
    Live,
}

impl VenuePlace {
    /// The word of the setting.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Simulated { .. } => SIMULATED,
            Self::Testnet => TESTNET,
            Self::Demo => DEMO,
            Self::Live => LIVE,
        }
    }
}

/// The venue's name in this house: books of different money never share one.
pub(crate) const fn venue_name(place: &Place) -> &'static str {
    match place {
        Place::Simulated(_) => "simex",
        Place::Testnet => "binance-testnet",
        Place::Demo => "binance-demo",
        Place::Live => "binance",
    }
}

/// What the gate takes the account for.
pub(crate) const fn account_kind(place: &Place) -> AccountKind {
    match place {
        Place::Simulated(_) => AccountKind::Paper,
        Place::Testnet | Place::Demo => AccountKind::Testnet,
        Place::Live => AccountKind::Live,
    }
}

/// The badge on every page.
pub(crate) const fn mode(place: &Place) -> Mode {
    match place {
        Place::Simulated(_) => Mode::Paper,
        Place::Testnet | Place::Demo => Mode::Testnet,
        Place::Live => Mode::Live,
    }
}

/// Binds a data folder to where its books are traded, or finds it bound so already.
///
/// # Errors
/// It holds the books of a desk elsewhere, or the file cannot be used.
pub(crate) fn bind(data: &Path, word: &str) -> Result<()> {
    let path = data.join(FILE_NAME);
    let bound = if path.exists() {
        let text = fs::read_to_string(&path);
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        Some(text.trim().to_owned())
    } else {
        // A house that has run without the file traded at a simulated exchange: nothing else was open to it.
        instance::has_begun(data).then(|| SIMULATED.to_owned())
    };
    match bound {
        Some(bound) if bound != word => bail!(
            "{} holds the books of a desk that trades at: {bound}. One that trades at: {word} needs a folder of its own; \
             nothing was started. Name another with --data or data.folder",
            data.display()
        ),
        Some(_) if path.exists() => Ok(()),
        Some(_) | None => {
            // It gets its name when it is whole: a death or a full disk in between leaves none, and the next start makes it.
            let unfinished = data.join(format!("{FILE_NAME}.new"));
            let made = fs::File::create(&unfinished).and_then(|mut file| {
                file.write_all(word.as_bytes())?;
                file.sync_all()?;
                fs::rename(&unfinished, &path)
            });
            made.with_context(|| format!("cannot write {}; nothing was started", path.display()))
        }
    }
}

#[cfg(test)]
mod tests;
