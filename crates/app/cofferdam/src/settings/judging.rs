//! The settings of the gate's judgement beside sizes and prices: what our orders may do to each other and over time. Never
//! half-valid.

use super::layers::Layers;
use domain::{Asset, Scope, Span, Symbol};
use gate::{JudgeRules, LimitKind, LimitSet, LimitValue, OwnCrossing};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// How the gate judges orders beside their size and price.
#[derive(Debug, Clone)]
pub(crate) struct Judging {
    /// What holds for the whole gate.
    pub(crate) rules: JudgeRules,
    /// Limits that hold everywhere.
    pub(crate) everywhere: LimitSet,
}

/// The keys of limits that hold everywhere; where one is 0 there is no such limit.
const LIMITS: [(&str, LimitKind); 12] = [
    (
        "limits.messages_per_second_max",
        LimitKind::MessagesPerSecondMax,
    ),
    (
        "limits.messages_per_minute_max",
        LimitKind::MessagesPerMinuteMax,
    ),
    ("limits.messages_per_day_max", LimitKind::MessagesPerDayMax),
    ("limits.drift_collar", LimitKind::DriftCollar),
    ("limits.same_orders_max", LimitKind::SameOrdersMax),
    (
        "limits.same_orders_by_hand_max",
        LimitKind::SameOrdersByHandMax,
    ),
    ("limits.asset_share_max", LimitKind::AssetShareMax),
    ("limits.class_share_max", LimitKind::ClassShareMax),
    ("limits.correlation_max", LimitKind::CorrelationMax),
    ("limits.liquidity_min", LimitKind::LiquidityMin),
    (
        "limits.new_symbol_order_value_max",
        LimitKind::NewSymbolOrderValueMax,
    ),
    (
        "limits.unconfirmed_order_value_max",
        LimitKind::UnconfirmedOrderValueMax,
    ),
];

/// A word for who keeps our orders from meeting each other.
struct OwnCrossingWord(OwnCrossing);

impl FromStr for OwnCrossingWord {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "refuse" => Ok(Self(OwnCrossing::Refused)),
            "venue" => Ok(Self(OwnCrossing::LeftToVenue)),
            _ => Err("must be refuse or venue".to_owned()),
        }
    }
}

/// Seconds over which something counts.
struct WindowSeconds(Span);

impl FromStr for WindowSeconds {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(seconds @ 1..=3_600) => Ok(Self(Span::from_secs(seconds))),
            Ok(_) | Err(_) => Err("must be 1 to 3600 seconds".to_owned()),
        }
    }
}

/// A symbol that may be traded: everywhere, or in one scope, like `user:7=BTC/USDT`.
struct AllowedSymbol(Scope, Symbol);

impl FromStr for AllowedSymbol {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (scope, symbol) = match text.split_once('=') {
            Some((scope, symbol)) => {
                let scope: Scope = scope.parse().map_err(|_| "no such scope".to_owned())?;
                (scope, symbol)
            }
            None => (Scope::Global, text),
        };
        let symbol = Symbol::new(symbol).map_err(|error| error.to_string())?;
        Ok(Self(scope, symbol))
    }
}

/// An asset with its class, like `BTC=major`.
struct Classed(Asset, String);

impl FromStr for Classed {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split_once('=').filter(|(_, class)| {
            let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            (1..=24).contains(&class.len()) && class.bytes().all(is_word)
        });
        let (asset, class) =
            words.ok_or("must be an asset and its class in small letters, like BTC=major")?;
        let asset = Asset::new(asset).map_err(|error| error.to_string())?;
        Ok(Self(asset, class.to_owned()))
    }
}

/// How many trades make a symbol known.
struct KnownAfter(u64);

impl FromStr for KnownAfter {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<u64>() {
            Ok(trades @ 1..=1_000) => Ok(Self(trades)),
            Ok(_) | Err(_) => Err("must be 1 to 1000 trades".to_owned()),
        }
    }
}

/// Reads the keys.
pub(super) fn read(layers: &mut Layers) -> Option<Judging> {
    let own_crossing: Option<OwnCrossingWord> = layers.take("limits.own_crossing");
    let drift: Option<WindowSeconds> = layers.take("limits.drift_window_seconds");
    let same: Option<WindowSeconds> = layers.take("limits.same_orders_window_seconds");
    let allowed: Option<Vec<AllowedSymbol>> = layers.list("limits.symbols_allowed");
    let classes: Option<Vec<Classed>> = layers.list("limits.classes");
    let known_after: Option<KnownAfter> = layers.take("limits.new_symbol_trades");
    let everywhere = everywhere(layers);
    let mut symbols_allowed: BTreeMap<Scope, BTreeSet<Symbol>> = BTreeMap::new();
    for AllowedSymbol(scope, symbol) in allowed? {
        symbols_allowed.entry(scope).or_default().insert(symbol);
    }
    let classes = classes?.into_iter();
    Some(Judging {
        rules: JudgeRules {
            own_crossing: own_crossing?.0,
            drift_window: drift?.0,
            same_orders_window: same?.0,
            symbols_allowed,
            new_symbol_trades: known_after?.0,
            classes: classes
                .map(|Classed(asset, class)| (asset, class))
                .collect(),
        },
        everywhere: everywhere?,
    })
}

fn everywhere(layers: &mut Layers) -> Option<LimitSet> {
    let (mut set, mut good) = (LimitSet::default(), true);
    for (key, kind) in LIMITS {
        let text = layers.text(key).unwrap_or_default();
        let value = number(kind, &text).and_then(|value| {
            let set = set.set(kind, value);
            set.map_err(|fault| fault.to_string())
        });
        if let Err(fault) = value {
            layers.wrong(format!(
                "{key} = \"{text}\": {fault}, or 0 for no such limit"
            ));
            good = false;
        }
    }
    good.then_some(set)
}

/// The number of a limit; none where it is 0.
fn number(kind: LimitKind, text: &str) -> Result<Option<LimitValue>, String> {
    if text == "0" {
        return Ok(None);
    }
    let value = kind.parse(text).map_err(|fault| fault.to_string())?;
    Ok(Some(value))
}
