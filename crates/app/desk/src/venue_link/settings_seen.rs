//! What the venue last said is set on an account on margin. Fills move positions and never settings, so that these are asked
//! for again only when something may have set them, or after a while. Never decides what may be traded with them.

use super::VenueLink;
use domain::{Span, Time};
use protocols::Trouble;
use protocols::binance_usdm::{AccountSettings, SymbolSettings, VenueSymbol, ask, read};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long what was read counts, though nothing told of a change.
const SETTINGS_AGE_MAX: Span = Span::from_secs(30);

/// What is set on an account.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) modes: AccountSettings,
    pub(super) contracts: BTreeMap<VenueSymbol, SymbolSettings>,
}

/// How often something may have set anything before settings were asked for: what was read counts until it happens again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SettingsStamp(u64);

/// What was read last, and how often something may have set anything.
#[derive(Debug, Default)]
pub(super) struct SettingsSeen(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    moves: u64,
    read: Option<(Time, Settings)>,
}

impl SettingsSeen {
    /// Something may have set anything: what was read does not count any more, nor does what is being read.
    fn moved(&self) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.moves = seen.moves.wrapping_add(1);
        seen.read = None;
    }

    /// What was read has to be read again, though nothing told of a change.
    fn forget(&self) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.read = None;
    }

    /// What counts at `now` and how often something had moved before it, or only that when it has to be asked for.
    fn at(&self, now: Time) -> Result<(u64, Settings), u64> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = seen.read.as_ref().filter(|(at, _)| {
            let age = now.since(*at);
            age >= Span::ZERO && age <= SETTINGS_AGE_MAX
        });
        let settings = fresh.map(|(_, settings)| settings.clone());
        settings.map_or(Err(seen.moves), |settings| Ok((seen.moves, settings)))
    }

    /// Whether nothing has moved since it had moved so often.
    fn is_still(&self, moves: u64) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.moves == moves
    }

    /// Keeps what was read, unless something moved since it was asked for.
    fn keep(&self, (moves, asked_at): (u64, Time), settings: &Settings) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.moves == moves {
            seen.read = Some((asked_at, settings.clone()));
        }
    }
}

impl VenueLink {
    /// Something may have set the account otherwise.
    pub(crate) fn settings_moved(&self) {
        self.settings_seen.moved();
    }

    /// What is set has to be asked for again.
    pub(super) fn settings_forgotten(&self) {
        self.settings_seen.forget();
    }

    /// Whether nothing may have set the account otherwise since what was read at this stamp.
    pub(super) fn settings_stand(&self, SettingsStamp(moves): SettingsStamp) -> bool {
        self.settings_seen.is_still(moves)
    }

    /// What is set, and a stamp of when; asked for unless it was read lately. `None` without an answer.
    pub(super) async fn settings(&self) -> Option<Result<(SettingsStamp, Settings), Trouble>> {
        let asked_at = self.clock.now();
        let moves = match self.settings_seen.at(asked_at) {
            Ok((moves, settings)) => return Some(Ok((SettingsStamp(moves), settings))),
            Err(moves) => moves,
        };
        let answer = self.read_call(ask::account_settings()).await?;
        let modes = match read::account_settings(&answer) {
            Ok(modes) => modes,
            Err(trouble) => return Some(Err(trouble)),
        };
        let mut contracts = BTreeMap::new();
        for instrument in self.instruments() {
            let call = ask::symbol_settings(instrument);
            match read::symbol_settings(&self.read_call(call).await?) {
                Ok(rows) => contracts.extend(rows.into_iter().map(|row| (row.symbol, row))),
                Err(trouble) => return Some(Err(trouble)),
            }
        }
        let settings = Settings { modes, contracts };
        self.settings_seen.keep((moves, asked_at), &settings);
        Some(Ok((SettingsStamp(moves), settings)))
    }
}

#[cfg(test)]
mod tests;
