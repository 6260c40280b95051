//! Presses of the switch in the journal's own form: what was pressed, what was sent to close positions, and how it stands.

use super::JournalError;
use super::event_parts::{CauseView, ReachView};
use super::position_side;
use domain::{
    AccountId, Amount, EndReason, OrderId, PositionKey, PositionSide, PressId, Qty, Scope, Symbol,
    Time,
};
use serde::{Deserialize, Serialize};
use trading::{Leg, LegEnd, LegOutcome, OrderEnd, Press, StopEvent, StopVerb};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "stop", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum StopView {
    Pressed {
        press: PressId,
        verb: VerbView,
        scope: Scope,
        orders: Vec<OrderId>,
        legs: Vec<(PlaceView, Amount)>,
        cause: CauseView,
        at: Time,
    },
    LegSent {
        press: PressId,
        place: PlaceView,
        order: OrderId,
        at: Time,
    },
    LegRefused {
        press: PressId,
        place: PlaceView,
        words: String,
        at: Time,
    },
    LegEnded {
        press: PressId,
        place: PlaceView,
        outcome: OutcomeView,
        left: Amount,
        at: Time,
    },
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum VerbView {
    Halt { reach: ReachView },
    Cancel,
    Flatten,
}

/// Which position.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceView {
    account: AccountId,
    symbol: Symbol,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    side: PositionSide,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OutcomeView {
    Flat,
    Dust,
    GivenUp,
}

/// A press as a snapshot keeps it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PressView {
    press: PressId,
    verb: VerbView,
    scope: Scope,
    cause: CauseView,
    at: Time,
    orders: Vec<(OrderId, Option<EndView>)>,
    legs: Vec<LegView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndView {
    reason: EndReason,
    filled: Qty,
    words: Option<String>,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegView {
    place: PlaceView,
    wanted: Amount,
    orders: Vec<OrderId>,
    sent: Qty,
    filled: Qty,
    dry: u32,
    said: Option<String>,
    not_before: Time,
    end: Option<LegEndView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegEndView {
    outcome: OutcomeView,
    left: Amount,
    at: Time,
}

impl VerbView {
    const fn of(verb: StopVerb) -> Self {
        match verb {
            StopVerb::Halt(reach) => Self::Halt {
                reach: ReachView::of(reach),
            },
            StopVerb::Cancel => Self::Cancel,
            StopVerb::Flatten => Self::Flatten,
        }
    }

    const fn verb(self) -> StopVerb {
        match self {
            Self::Halt { reach } => StopVerb::Halt(reach.reach()),
            Self::Cancel => StopVerb::Cancel,
            Self::Flatten => StopVerb::Flatten,
        }
    }
}

impl PlaceView {
    const fn of(key: PositionKey) -> Self {
        let PositionKey {
            account,
            symbol,
            side,
        } = key;
        Self {
            account,
            symbol,
            side,
        }
    }

    const fn key(self) -> PositionKey {
        let Self {
            account,
            symbol,
            side,
        } = self;
        PositionKey {
            account,
            symbol,
            side,
        }
    }
}

impl OutcomeView {
    const fn of(outcome: LegOutcome) -> Self {
        match outcome {
            LegOutcome::Flat => Self::Flat,
            LegOutcome::Dust => Self::Dust,
            LegOutcome::GivenUp => Self::GivenUp,
        }
    }

    const fn outcome(self) -> LegOutcome {
        match self {
            Self::Flat => LegOutcome::Flat,
            Self::Dust => LegOutcome::Dust,
            Self::GivenUp => LegOutcome::GivenUp,
        }
    }
}

impl StopView {
    pub(super) fn of(event: &StopEvent) -> Self {
        match event {
            StopEvent::Pressed {
                press,
                verb,
                scope,
                orders,
                legs,
                cause,
                at,
            } => Self::Pressed {
                press: *press,
                verb: VerbView::of(*verb),
                scope: *scope,
                orders: orders.clone(),
                legs: legs
                    .iter()
                    .map(|(key, held)| (PlaceView::of(*key), *held))
                    .collect(),
                cause: CauseView::of(cause),
                at: *at,
            },
            StopEvent::LegSent {
                press,
                key,
                order,
                at,
            } => Self::LegSent {
                press: *press,
                place: PlaceView::of(*key),
                order: *order,
                at: *at,
            },
            StopEvent::LegRefused {
                press,
                key,
                words,
                at,
            } => Self::LegRefused {
                press: *press,
                place: PlaceView::of(*key),
                words: words.clone(),
                at: *at,
            },
            StopEvent::LegEnded {
                press,
                key,
                outcome,
                left,
                at,
            } => Self::LegEnded {
                press: *press,
                place: PlaceView::of(*key),
                outcome: OutcomeView::of(*outcome),
                left: *left,
                at: *at,
            },
        }
    }

    pub(super) fn event(self) -> StopEvent {
        match self {
            Self::Pressed {
                press,
                verb,
                scope,
                orders,
                legs,
                cause,
                at,
            } => StopEvent::Pressed {
                press,
                verb: verb.verb(),
                scope,
                orders,
                legs: legs
                    .into_iter()
                    .map(|(at, held)| (at.key(), held))
                    .collect(),
                cause: cause.cause(),
                at,
            },
            Self::LegSent {
                press,
                place,
                order,
                at,
            } => StopEvent::LegSent {
                press,
                key: place.key(),
                order,
                at,
            },
            Self::LegRefused {
                press,
                place,
                words,
                at,
            } => StopEvent::LegRefused {
                press,
                key: place.key(),
                words,
                at,
            },
            Self::LegEnded {
                press,
                place,
                outcome,
                left,
                at,
            } => StopEvent::LegEnded {
                press,
                key: place.key(),
                outcome: outcome.outcome(),
                left,
                at,
            },
        }
    }
}

impl PressView {
    pub(super) fn of(press: &Press) -> Self {
        let orders = press.orders.iter();
        Self {
            press: press.id,
            verb: VerbView::of(press.verb),
            scope: press.scope,
            cause: CauseView::of(&press.cause),
            at: press.at,
            orders: orders
                .map(|(order, end)| (*order, end.as_ref().map(EndView::of)))
                .collect(),
            legs: press.legs.iter().map(LegView::of).collect(),
        }
    }

    /// # Errors
    /// An order is named twice.
    pub(super) fn press(self) -> Result<Press, JournalError> {
        let named = self.orders.len();
        let orders = self.orders.into_iter();
        let press = Press {
            id: self.press,
            verb: self.verb.verb(),
            scope: self.scope,
            cause: self.cause.cause(),
            at: self.at,
            orders: orders
                .map(|(order, end)| (order, end.map(EndView::end)))
                .collect(),
            legs: self.legs.into_iter().map(LegView::leg).collect(),
        };
        let what = "press: an order is named twice";
        if press.orders.len() != named {
            return Err(JournalError::Value { what });
        }
        Ok(press)
    }
}

impl EndView {
    fn of(end: &OrderEnd) -> Self {
        Self {
            reason: end.reason,
            filled: end.filled,
            words: end.words.clone(),
            at: end.at,
        }
    }

    fn end(self) -> OrderEnd {
        OrderEnd {
            reason: self.reason,
            filled: self.filled,
            words: self.words,
            at: self.at,
        }
    }
}

impl LegView {
    fn of(leg: &Leg) -> Self {
        Self {
            place: PlaceView::of(leg.key),
            wanted: leg.wanted,
            orders: leg.orders.clone(),
            sent: leg.sent,
            filled: leg.filled,
            dry: leg.dry,
            said: leg.said.clone(),
            not_before: leg.not_before,
            end: leg.end.map(|end| LegEndView {
                outcome: OutcomeView::of(end.outcome),
                left: end.left,
                at: end.at,
            }),
        }
    }

    fn leg(self) -> Leg {
        Leg {
            key: self.place.key(),
            wanted: self.wanted,
            orders: self.orders,
            sent: self.sent,
            filled: self.filled,
            dry: self.dry,
            said: self.said,
            not_before: self.not_before,
            end: self.end.map(|end| LegEnd {
                outcome: end.outcome.outcome(),
                left: end.left,
                at: end.at,
            }),
        }
    }
}
