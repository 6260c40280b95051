//! Looks for the facts of the live latch: in the environment, in what is stored, in the settings, at the keys, at the
//! campaign's report. Whether they are enough is the gate's to judge; nothing is opened here.

use crate::instance;
use crate::self_test;
use crate::settings::Settings;
use crate::venue_place;
use crate::wiring::{MARGIN_ACCOUNT, SPOT_ACCOUNT};
use anyhow::{Context, Result, bail};
use desk::campaign::CampaignShelf;
use desk::credentials::{KeyRing, KeyUse, Place};
use domain::{AccountId, Origin, Text, Time, VenueId};
use gate::{LatchFact, LatchFacts, LiveConsent, LiveLatch, LiveMark, SelfTest};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::Path;
use store::{AuditRecord, Batch, Location, Store, SwitchRow};

/// The variable of the environment that a live desk is started with, and its one word.
const VARIABLE: (&str, &str) = ("ENABLE_LIVE_TRADING", "1");
/// Longest reason of a mark, in characters.
const REASON_CHARS_MAX: usize = 200;

/// How one account stands to the latch.
pub(crate) struct Looked {
    facts: LatchFacts,
    account: AccountId,
    venue: VenueId,
    wanted: KeyUse,
    /// Every fact with what was seen, or what is missing and who can change that.
    rows: Vec<(LatchFact, Result<String, String>)>,
}

/// Where an account is marked or unmarked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Marking {
    /// It may trade real money, as far as this person goes.
    Marked,
    /// It may not.
    Unmarked,
}

/// A person's word about an account, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkNote {
    pub(crate) by: String,
    pub(crate) live: Marking,
    pub(crate) reason: String,
}

/// The record of it in the audit log; its fields stand in the order of their names.
#[derive(Serialize)]
struct MarkRecord<'a> {
    account: u64,
    at: String,
    by: &'a str,
    kind: &'a str,
    live: Marking,
    reason: &'a str,
}

/// The sentence that a person writes out to mark an account.
pub(crate) fn sentence(account: AccountId) -> String {
    let venue = venue_place::venue_name(&Place::Live);
    format!("trade real money on account {account} at {venue}")
}

/// The accounts of these settings that would trade real money.
fn accounts(settings: &Settings) -> Vec<(AccountId, KeyUse)> {
    let spot = (AccountId::new(SPOT_ACCOUNT), KeyUse::Spot);
    let margined = (AccountId::new(MARGIN_ACCOUNT), KeyUse::Futures);
    let margined = (!settings.venue.contracts.is_empty()).then_some(margined);
    std::iter::once(spot).chain(margined).collect()
}

/// How every account stands.
///
/// # Errors
/// What is stored cannot be read.
pub(crate) async fn look(settings: &Settings, data: &Path, ring: &KeyRing) -> Result<Vec<Looked>> {
    let venue = VenueId::new(venue_place::venue_name(&Place::Live))?;
    let marks = marks(data).await?;
    let tested = self_test::of(settings, &Place::Live)?;
    let mut all = Vec::new();
    for (account, wanted) in accounts(settings) {
        let mark = marks.iter().find(|row| row.name == switch_name(account));
        let mark = marked(mark, account);
        let rows = vec![
            (LatchFact::Environment, environment()),
            (LatchFact::AccountMark, seen(&mark)),
            (LatchFact::VenueTerms, terms(settings, venue)),
            (LatchFact::LiveKey, live_key(settings, ring, wanted)),
            (LatchFact::Instance, house(settings, data)),
            (LatchFact::Campaign, campaign(settings, account)),
            (LatchFact::SelfTest, tried(&tested)),
        ];
        let mut facts = LatchFacts::nothing(account, venue);
        for (fact, found) in &rows {
            if found.is_ok() {
                facts = facts.with(*fact);
            }
        }
        if let Ok(mark) = mark {
            facts = facts.marked(mark);
        }
        if let Some(passed) = tested.passed() {
            facts = facts.tested(&passed);
        }
        all.push(Looked {
            facts,
            account,
            venue,
            wanted,
            rows,
        });
    }
    Ok(all)
}

/// The consents of a house that is to trade real money; of any other there are none.
///
/// # Errors
/// The latch of an account stays shut: every missing fact is named, and nothing is started.
// GATE-12
pub(crate) async fn consents(
    settings: &Settings,
    data: &Path,
    (ring, place): (&KeyRing, &Place),
) -> Result<Vec<LiveConsent>> {
    match place {
        Place::Simulated(_) | Place::Testnet | Place::Demo => return Ok(Vec::new()),
        Place::Live => {}
    }
    let (mut consents, mut shut) = (Vec::new(), String::new());
    for looked in look(settings, data, ring).await? {
        match LiveLatch::judge(&looked.facts) {
            Ok(consent) => consents.push(consent),
            Err(why) => write!(shut, "\n{why}")?,
        }
    }
    if shut.is_empty() {
        return Ok(consents);
    }
    bail!(
        "real money stays shut (GATE-12); nothing was started; `cofferdam latch` shows every fact and how it comes about{shut}"
    )
}

impl Looked {
    /// The table of its facts.
    pub(crate) fn table(&self) -> String {
        let standing = match LiveLatch::judge(&self.facts) {
            Ok(_) => "open",
            Err(_) => "shut",
        };
        let product = self.wanted.as_str();
        let mut text = format!(
            "account {} at {} ({product}): {standing}",
            self.account, self.venue
        );
        for (fact, found) in &self.rows {
            let (word, words) = match found {
                Ok(seen) => ("there", seen),
                Err(missing) => ("missing", missing),
            };
            text.push_str(&format!("\n  {word:<8} {:<13} {words}", fact.code()));
        }
        text
    }
}

fn environment() -> Result<String, String> {
    let (name, word) = VARIABLE;
    match std::env::var(name) {
        Ok(value) if value == word => Ok(format!("{name}={word}")),
        Ok(_) | Err(_) => Err(format!("start it with {name}={word}")),
    }
}

fn terms(settings: &Settings, venue: VenueId) -> Result<String, String> {
    match settings.live.terms.contains(&venue) {
        true => Ok(format!("live.venue_terms names {venue}")),
        false => Err(format!(
            "read the terms of {venue}, and name it in live.venue_terms"
        )),
    }
}

fn live_key(settings: &Settings, ring: &KeyRing, wanted: KeyUse) -> Result<String, String> {
    let (setting, name) = match wanted {
        KeyUse::Spot => ("venue.credential", &settings.venue.credential),
        KeyUse::Futures => (
            "venue.contracts_credential",
            &settings.venue.contracts_credential,
        ),
    };
    let name = name
        .as_deref()
        .ok_or_else(|| format!("{setting} names no credential"))?;
    let key = desk::credentials::KeyName::new(name)
        .map_err(|_| format!("{setting}: \"{name}\" is no name"))?;
    let view = ring.try_open().and_then(|all| all.view(key));
    let view = view.map_err(|error| format!("{name}: {error}"))?;
    let note = view.note;
    if note.place == Place::Live && note.wanted == wanted {
        return Ok(format!("{name}, key ending {}", view.ending));
    }
    Err(format!(
        "{name} is a key for {} at: {}; keep one with `cofferdam keys add --at live`",
        note.wanted.as_str(),
        note.place.word()
    ))
}

fn house(settings: &Settings, data: &Path) -> Result<String, String> {
    let id = instance::known(data).map_err(|error| format!("{error:#}"))?;
    match settings.live.instance == id {
        true => Ok(format!("live.instance is {id}")),
        false => Err(format!(
            "this house is {id}, and live.instance does not say so"
        )),
    }
}

fn campaign(settings: &Settings, account: AccountId) -> Result<String, String> {
    let folder = settings.live.campaign_folder.as_ref();
    let folder = folder.ok_or("live.campaign_folder names no house that has run a campaign")?;
    let now = desk::Clock::default().now();
    let passed = CampaignShelf::of(folder).passed(account, now)?;
    Ok(format!(
        "passed at {}, counts until {}",
        passed.host(),
        moment(passed.until())
    ))
}

fn tried(tested: &SelfTest) -> Result<String, String> {
    let failed: Vec<&str> = tested.failed().map(gate::Rule::code).collect();
    match tested.passed() {
        Some(_) => Ok(format!("{} rules tried", tested.tried().len())),
        None => Err(format!(
            "did not refuse their bad order: {}",
            failed.join(", ")
        )),
    }
}

fn moment(at: Time) -> String {
    let at = jiff::Timestamp::from_millisecond(at.millis());
    at.map_or_else(|_| "?".to_owned(), |at| at.to_string())
}

fn seen(mark: &Result<LiveMark, String>) -> Result<String, String> {
    mark.as_ref()
        .map(|mark| format!("by {} at {}", mark.by, moment(mark.at)))
        .map_err(Clone::clone)
}

fn marked(row: Option<&SwitchRow>, account: AccountId) -> Result<LiveMark, String> {
    let how = format!("a person marks it: `cofferdam latch mark --account {account}`");
    let row = row.ok_or_else(|| how.clone())?;
    let note: MarkNote = serde_json::from_str(&row.position)
        .map_err(|_| "what is stored of the mark cannot be read".to_owned())?;
    let by =
        Text::new(&note.by).map_err(|error| format!("who marked it cannot be read: {error}"))?;
    match note.live {
        Marking::Marked => Ok(LiveMark { by, at: row.since }),
        Marking::Unmarked => Err(format!("{} took the mark away; {how}", note.by)),
    }
}

fn switch_name(account: AccountId) -> String {
    format!("live:account:{account}")
}

/// The switches of a folder; one where nothing was ever stored has none.
async fn marks(data: &Path) -> Result<Vec<SwitchRow>> {
    let location = Location::Sqlite(data.to_path_buf());
    if !Store::is_begun(&location) {
        return Ok(Vec::new());
    }
    let reader = Store::open_reader(location).await;
    let reader = reader.context("the marks of the accounts cannot be read")?;
    let switches = reader.switches().await?;
    reader.close().await;
    Ok(switches)
}

/// Keeps a person's word about an account, with its record in the audit log, while no desk runs.
///
/// # Errors
/// A desk runs on the folder, the reason is none, or nothing can be written.
pub(crate) async fn mark(data: &Path, account: AccountId, note: &MarkNote) -> Result<()> {
    Text::<{ gate::MARKED_BY_BYTES_MAX }>::new(&note.by)
        .map_err(|error| anyhow::anyhow!("--by: {error}"))?;
    let chars = note.reason.chars().count();
    if chars == 0 || chars > REASON_CHARS_MAX || note.reason.chars().any(char::is_control) {
        bail!("a reason is 1 to {REASON_CHARS_MAX} characters on one line");
    }
    let opened = Store::open(Location::Sqlite(data.to_path_buf())).await;
    let (mut writer, _) = opened.context("the mark is kept while no desk runs; stop it first")?;
    let at = desk::Clock::default().now();
    let record = MarkRecord {
        account: account.get(),
        at: at.to_string(),
        by: &note.by,
        kind: "live-mark",
        live: note.live,
        reason: &note.reason,
    };
    let mut batch = Batch::new(at);
    batch.audit.push(AuditRecord {
        at,
        record: serde_json::to_string(&record)?,
    });
    batch.switches.push(SwitchRow {
        name: switch_name(account),
        position: serde_json::to_string(note)?,
        since: at,
        origin: Origin::House,
    });
    writer.commit(&batch).await.context("nothing was changed")?;
    writer.close().await?;
    Ok(())
}
