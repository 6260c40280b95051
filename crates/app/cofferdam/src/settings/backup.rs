//! The settings of a backup venue: who it is, and symbol by symbol what is done while the venue is away. Never half-valid.

use super::layers::Layers;
use desk::{BackupPolicy, ExitsPolicy, ReadsPolicy, SignRules};
use domain::{Span, Symbol, VenueId};
use gate::Doubling;
use std::collections::BTreeMap;
use std::str::FromStr;

/// A backup of the venue on spot.
#[derive(Debug, Clone)]
pub(crate) struct Backup {
    /// Its name in this house.
    pub(crate) name: VenueId,
    /// Where it is.
    pub(crate) url: String,
    /// The credential of the account there; none: the play key of a simulated exchange.
    pub(crate) credential: Option<String>,
    /// What is done, symbol by symbol; what is not named stays and freezes.
    pub(crate) symbols: BTreeMap<Symbol, BackupPolicy>,
    /// When the venue counts as away and as back.
    pub(crate) rules: SignRules,
}

/// Seconds without a sign, or of steady signs.
struct SignSeconds(Span);

impl FromStr for SignSeconds {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(seconds @ 2..=3_600) => Ok(Self(Span::from_secs(seconds))),
            Ok(_) | Err(_) => Err("must be 2 to 3600 seconds".to_owned()),
        }
    }
}

/// The texts of the section, and the lists of symbols of each policy.
struct Section {
    name: String,
    url: String,
    credential: String,
    reads: Vec<Symbol>,
    exits: Vec<(Symbol, ExitsPolicy)>,
    rules: SignRules,
}

/// Reads the section; `traded` is what the venue trades here. The inner `None` says that there is no backup.
pub(super) fn read(layers: &mut Layers, traded: Option<&[Symbol]>) -> Option<Option<Backup>> {
    let section = section(layers);
    let section = section?;
    if section.name.is_empty() {
        return match section.is_silent() {
            true => Some(None),
            false => {
                let what = "backup.name is empty, and other keys of the section are not: name the backup, or take them away";
                layers.refuse(what);
                None
            }
        };
    }
    let named = VenueId::new(&section.name);
    if named.is_err() {
        layers.refuse(&format!(
            "backup.name = \"{}\": no name of a venue",
            section.name
        ));
    }
    let mut good = named.is_ok();
    if section.url.is_empty() {
        layers.refuse("backup.url is empty: a backup is a venue of its own");
        good = false;
    }
    let symbols = policies(layers, &section, traded);
    good.then_some(())?;
    Some(Some(Backup {
        name: named.ok()?,
        url: section.url,
        credential: (!section.credential.is_empty()).then_some(section.credential),
        symbols: symbols?,
        rules: section.rules,
    }))
}

impl Section {
    /// Whether nothing of it is said.
    fn is_silent(&self) -> bool {
        self.url.is_empty()
            && self.credential.is_empty()
            && self.reads.is_empty()
            && self.exits.is_empty()
    }
}

fn section(layers: &mut Layers) -> Option<Section> {
    let name = layers.text("backup.name");
    let url = layers.text("backup.url");
    let credential = layers.text("backup.credential");
    let reads = layers.list("backup.reads_move");
    let moved = layers.list::<Symbol>("backup.exits_move");
    let within = layers.list::<Symbol>("backup.exits_move_within_holding");
    let away: Option<SignSeconds> = layers.take("backup.away_seconds");
    let back: Option<SignSeconds> = layers.take("backup.back_seconds");
    let by = |symbols: Vec<Symbol>, doubling| {
        let policy = ExitsPolicy::Move(doubling);
        symbols.into_iter().map(move |symbol| (symbol, policy))
    };
    let never = by(moved?, Doubling::Never);
    Some(Section {
        name: name?,
        url: url?,
        credential: credential?,
        reads: reads?,
        exits: never.chain(by(within?, Doubling::WithinHolding)).collect(),
        rules: SignRules {
            away_after: away?.0,
            back_after: back?.0,
        },
    })
}

/// Policy by policy: every symbol is traded here on spot, and has one word about its exits.
fn policies(
    layers: &mut Layers,
    section: &Section,
    traded: Option<&[Symbol]>,
) -> Option<BTreeMap<Symbol, BackupPolicy>> {
    let mut all: BTreeMap<Symbol, BackupPolicy> = BTreeMap::new();
    let mut good = Some(());
    for (symbol, exits) in &section.exits {
        let policy = all.entry(*symbol).or_default();
        if policy.exits != ExitsPolicy::Freeze && policy.exits != *exits {
            layers.refuse(&format!(
                "{symbol} stands in backup.exits_move and in backup.exits_move_within_holding: only one of them can be meant"
            ));
            good = None;
        }
        policy.exits = *exits;
    }
    for symbol in &section.reads {
        all.entry(*symbol).or_default().reads = ReadsPolicy::Move;
    }
    let traded = traded.filter(|traded| !traded.is_empty());
    for symbol in all.keys() {
        if traded.is_some_and(|traded| !traded.contains(symbol)) {
            layers.refuse(&format!(
                "the section backup names {symbol}, and venue.symbols does not"
            ));
            good = None;
        }
    }
    good.map(|()| all)
}
