//! What the settings say of loss limits, breakers and a symbol's hard stops. Judges no loss.
// GATE-08 GATE-09 GATE-15

use super::layers::{Key, Layers, key};
use desk::{OnLoss, VenueBreakers};
use domain::{Amount, Rate, Span};
use gate::{LimitKind, LimitSet, LimitValue};
use std::str::FromStr;

/// The keys of this page.
pub(super) const KEYS: &[Key] = &[
    key(
        "limits.daily_loss_max",
        "",
        "most that all accounts together may lose a day, in the value asset, with what is not realised; empty: not limited (GATE-08)",
    ),
    key(
        "limits.account_daily_loss_max",
        "",
        "the same of each account by itself; empty: not limited (GATE-08)",
    ),
    key(
        "limits.drawdown_max",
        "",
        "how far the equity of all accounts together may fall from its highest since the last reset; 0.2 is 20 %; empty: not limited (GATE-09)",
    ),
    key(
        "limits.loss_flatten",
        "off",
        "on: where a loss of a day or a drawdown came to its limit, everything open there ends and what is held is closed at the market (GATE-11); off: nothing new opens there, what is held stays",
    ),
    key(
        "limits.day_offset_minutes",
        "0",
        "by how much the day of loss limits begins before 00:00 UTC: 120 for a zone of UTC+2 (-840 to 840; summer time is not followed)",
    ),
    key(
        "limits.symbol_stops",
        "off",
        "on: the three hard stops of a symbol hold from 00:00 UTC to the next (GATE-15); off: a desk that is tried out would stand still after six trades",
    ),
    key(
        "limits.symbol_trades_max",
        "6",
        "most trades a day in one symbol, where its hard stops are on (GATE-15)",
    ),
    key(
        "limits.symbol_losses_max",
        "3",
        "how many positions in a row may be closed with a loss in one symbol, where its hard stops are on (GATE-15)",
    ),
    key(
        "limits.symbol_loss_max",
        "25",
        "most that one symbol may lose a day, realised, in its quote, where its hard stops are on (GATE-15)",
    ),
    key(
        "limits.breaker_window_seconds",
        "60",
        "the window in which a venue's failures are counted (1 to 3600)",
    ),
    key(
        "limits.breaker_refusals_max",
        "50",
        "so many orders refused by the venue within the window halt it until a person releases it; 0: never",
    ),
    key(
        "limits.breaker_errors_max",
        "20",
        "so many placing and cancelling requests without an answer within the window halt it; 0: never",
    ),
    key(
        "limits.breaker_slow_max",
        "20",
        "so many orders taken slowly within the window halt it; 0: never",
    ),
    key(
        "limits.breaker_latency_ms",
        "5000",
        "an order taken later than this after it was cleared was taken slowly (1 to 60000)",
    ),
];

/// Loss limits and breakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Losses {
    /// Of everything together.
    pub(crate) daily_loss_max: Option<Amount>,
    /// Of each account.
    pub(crate) account_daily_loss_max: Option<Amount>,
    pub(crate) drawdown_max: Option<Rate>,
    pub(crate) on_loss: OnLoss,
    pub(crate) day_offset: Span,
    pub(crate) symbol_stops: Option<SymbolStops>,
    pub(crate) breakers: VenueBreakers,
}

/// The hard stops of each symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SymbolStops {
    trades_max: u64,
    losses_max: u64,
    loss_max: Amount,
}

/// A limit that may be left out.
struct Perhaps(Option<LimitValue>);

/// Whether something is to be done.
struct Switch(bool);

/// A whole number within bounds.
struct Whole<const MIN: i64, const MAX: i64>(i64);

impl FromStr for Switch {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "on" => Ok(Self(true)),
            "off" => Ok(Self(false)),
            _ => Err("must be on or off".to_owned()),
        }
    }
}

impl<const MIN: i64, const MAX: i64> FromStr for Whole<MIN, MAX> {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(number) if (MIN..=MAX).contains(&number) => Ok(Self(number)),
            Ok(_) | Err(_) => Err(format!("must be {MIN} to {MAX}")),
        }
    }
}

/// Reads what the settings say.
pub(super) fn read(layers: &mut Layers) -> Option<Losses> {
    let daily = limit(layers, "limits.daily_loss_max", LimitKind::DailyLossMax);
    let of_account = "limits.account_daily_loss_max";
    let of_account = limit(layers, of_account, LimitKind::DailyLossMax);
    let drawdown = limit(layers, "limits.drawdown_max", LimitKind::DrawdownMax);
    let flatten: Option<Switch> = layers.take("limits.loss_flatten");
    let offset: Option<Whole<-840, 840>> = layers.take("limits.day_offset_minutes");
    let symbol_stops = stops(layers);
    let breakers = breakers(layers);
    Some(Losses {
        daily_loss_max: amount(daily?),
        account_daily_loss_max: amount(of_account?),
        drawdown_max: match drawdown?.0 {
            Some(LimitValue::Rate(share)) => Some(share),
            Some(_) | None => None,
        },
        on_loss: if flatten?.0 {
            OnLoss::Flatten
        } else {
            OnLoss::Halt
        },
        day_offset: Span::from_secs(60).times(offset?.0),
        symbol_stops: symbol_stops?,
        breakers: breakers?,
    })
}

/// A limit by the bounds of its kind; empty: there is none.
fn limit(layers: &mut Layers, name: &'static str, kind: LimitKind) -> Option<Perhaps> {
    let text = layers.text(name)?;
    if text.is_empty() {
        return Some(Perhaps(None));
    }
    match kind.parse(&text) {
        Ok(value) => Some(Perhaps(Some(value))),
        Err(fault) => {
            layers.wrong(format!("{name} = \"{text}\": {fault}"));
            None
        }
    }
}

const fn amount(limit: Perhaps) -> Option<Amount> {
    match limit.0 {
        Some(LimitValue::Amount(amount)) => Some(amount),
        Some(_) | None => None,
    }
}

fn stops(layers: &mut Layers) -> Option<Option<SymbolStops>> {
    let stops: Option<Switch> = layers.take("limits.symbol_stops");
    let trades: Option<Whole<1, 1_000_000>> = layers.take("limits.symbol_trades_max");
    let losses: Option<Whole<1, 1_000_000>> = layers.take("limits.symbol_losses_max");
    let loss = limit(layers, "limits.symbol_loss_max", LimitKind::SymbolLossMax);
    let loss_max = loss.and_then(amount);
    if loss_max.is_none() {
        layers.wrong("limits.symbol_loss_max: must be an amount".to_owned());
    }
    let set = SymbolStops {
        trades_max: u64::try_from(trades?.0).ok()?,
        losses_max: u64::try_from(losses?.0).ok()?,
        loss_max: loss_max?,
    };
    Some(stops?.0.then_some(set))
}

fn breakers(layers: &mut Layers) -> Option<VenueBreakers> {
    let window: Option<Whole<1, 3_600>> = layers.take("limits.breaker_window_seconds");
    let refusals_max = layers.take("limits.breaker_refusals_max");
    let errors_max = layers.take("limits.breaker_errors_max");
    let slow_max = layers.take("limits.breaker_slow_max");
    let latency: Option<Whole<1, 60_000>> = layers.take("limits.breaker_latency_ms");
    Some(VenueBreakers {
        window: Span::from_secs(window?.0),
        refusals_max: refusals_max?,
        errors_max: errors_max?,
        slow_max: slow_max?,
        latency_max: Span::from_millis(latency?.0),
    })
}

impl Losses {
    /// These limits beside others of everything.
    pub(crate) fn everywhere(&self, set: LimitSet) -> LimitSet {
        LimitSet {
            daily_loss_max: self.daily_loss_max,
            drawdown_max: self.drawdown_max,
            symbol_trades_max: self.symbol_stops.map(|stops| stops.trades_max),
            symbol_losses_max: self.symbol_stops.map(|stops| stops.losses_max),
            symbol_loss_max: self.symbol_stops.map(|stops| stops.loss_max),
            ..set
        }
    }

    /// The limits of one account.
    pub(crate) fn of_account(&self) -> Option<LimitSet> {
        let daily_loss_max = self.account_daily_loss_max;
        daily_loss_max.is_some().then(|| LimitSet {
            daily_loss_max,
            ..LimitSet::default()
        })
    }
}
