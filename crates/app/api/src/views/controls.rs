//! Limits, switches and changes of both, as programs see and wish them. Never a type of a core.

use super::millis;
use desk::{
    ControlsView, LimitForm, LimitInForce, LimitSense, LimitValue, Persons, Proposal,
    ProposalStage, Proposed, VoidCause,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Limits in force, switches that are off, and changes that wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitsView {
    /// How many changes of limits came into force.
    version: u64,
    /// How many persons it takes to make the house looser: `one` or `two`.
    #[schema(example = "two")]
    persons: &'static str,
    /// Every limit in force, widest scope first.
    limits: Vec<LimitView>,
    /// Scopes in which trading is switched off.
    switches_off: Vec<String>,
    /// Proposals that wait for a person or for their time.
    waiting: Vec<ProposalView>,
    /// The last that were decided, newest first.
    decided: Vec<ProposalView>,
}

/// One limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitView {
    /// How far it reaches.
    #[schema(example = "symbol:BTC/USDT")]
    scope: String,
    /// Which, by its name in the settings.
    #[schema(example = "order_value_max")]
    limit: &'static str,
    /// `amount` of the value asset, `qty` of base, `rate`, `count` or `milliseconds`.
    form: &'static str,
    /// `at-most` or `at-least`.
    sense: &'static str,
    /// What the settings say; people cannot go beyond.
    configured: Option<String>,
    /// What people set.
    of_people: Option<String>,
    /// The tighter of the two: what holds.
    in_force: Option<String>,
    /// How much of it is used now, where it has a use beyond single orders.
    used: Option<String>,
    /// The same in hundredths of the limit, rounded down.
    percent: Option<u64>,
}

/// A proposed change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalView {
    /// Its number.
    number: u64,
    /// What it changes, in the words that a second person agrees to.
    #[schema(example = "order_value_max of symbol:BTC/USDT to 600")]
    text: String,
    /// What people had set before, of each limit that it changes.
    replaces: Vec<Option<String>>,
    /// From when on it holds.
    from: i64,
    /// Who proposed it.
    by: String,
    /// Why.
    reason: String,
    /// When.
    at: i64,
    /// How many persons it takes: `one` or `two`.
    persons: &'static str,
    /// `open`, `agreed`, `in-force`, `withdrawn` or `void`.
    stage: &'static str,
    /// Who agreed to it or withdrew it.
    second: Option<String>,
    /// Their reason.
    second_reason: Option<String>,
    /// Why it is void: `time` (nobody agreed) or `moved` (the limit was changed in between).
    void: Option<&'static str>,
    /// When it came to this stage.
    stage_at: i64,
}

/// A proposal that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposedView {
    /// Its number.
    number: u64,
    /// `open`: it waits for a second person. `agreed`: for its time. `in-force`: it holds.
    stage: &'static str,
}

/// A wish for new limits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"changes": [{"scope": "symbol:BTC/USDT", "limit": "order_value_max", "value": "600"}], "from": null, "reason": "smaller until the weekend is over"}))]
pub(crate) struct LimitsBody {
    /// The limits, at most 16.
    pub(crate) changes: Vec<LimitChangeBody>,
    /// From when on, in milliseconds UTC; `null` is at once.
    #[serde(default)]
    pub(crate) from: Option<i64>,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// One limit of such a wish.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitChangeBody {
    /// How far it reaches.
    pub(crate) scope: String,
    /// Which, by its name.
    pub(crate) limit: String,
    /// The number; `null` takes what people set away.
    pub(crate) value: Option<String>,
}

/// A wish to turn a trading switch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scope": "symbol:BTC/USDT", "position": "off", "reason": "delisting announced"}))]
pub(crate) struct SwitchBody {
    /// `user:…`, `account:…` or `symbol:…`.
    pub(crate) scope: String,
    /// `on` or `off`.
    pub(crate) position: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// A second person's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "order_value_max of symbol:BTC/USDT to 600", "reason": "checked against the risk report"}))]
pub(crate) struct AgreeBody {
    /// The text of the proposal, exactly as it was read.
    pub(crate) text: String,
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// A no to a proposal, or its proposer's second thought.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "not before the audit"}))]
pub(crate) struct WithdrawBody {
    /// Why, in your words; at most 200 characters.
    pub(crate) reason: String,
}

/// `one` or `two`.
pub(crate) const fn persons(persons: Persons) -> &'static str {
    match persons {
        Persons::One => "one",
        Persons::Two => "two",
    }
}

impl From<&ControlsView> for LimitsView {
    fn from(controls: &ControlsView) -> Self {
        let off = controls.switches_off.iter();
        Self {
            version: controls.version,
            persons: persons(controls.persons),
            limits: controls.limits.iter().map(LimitView::from).collect(),
            switches_off: off.map(|switch| switch.scope().to_string()).collect(),
            waiting: controls.waiting.iter().map(ProposalView::from).collect(),
            decided: controls.decided.iter().map(ProposalView::from).collect(),
        }
    }
}

impl From<&LimitInForce> for LimitView {
    fn from(limit: &LimitInForce) -> Self {
        let text = |value: Option<LimitValue>| value.map(LimitValue::text);
        Self {
            scope: limit.scope.to_string(),
            limit: limit.kind.name(),
            form: match limit.kind.form() {
                LimitForm::Amount => "amount",
                LimitForm::Qty => "qty",
                LimitForm::Rate => "rate",
                LimitForm::Count => "count",
                LimitForm::Span => "milliseconds",
            },
            sense: match limit.kind.sense() {
                LimitSense::AtMost => "at-most",
                LimitSense::AtLeast => "at-least",
            },
            configured: text(limit.configured),
            of_people: text(limit.of_people),
            in_force: text(limit.value()),
            used: text(limit.used),
            percent: limit.percent(),
        }
    }
}

impl From<&Proposal> for ProposalView {
    fn from(proposal: &Proposal) -> Self {
        let (second, void, stage_at) = match &proposal.stage {
            ProposalStage::Open => (None, None, proposal.at),
            ProposalStage::Agreed { by, at } | ProposalStage::InForce { by, at } => {
                (by.as_ref(), None, *at)
            }
            ProposalStage::Withdrawn { by, at } => (Some(by), None, *at),
            ProposalStage::Void { why, at } => {
                let why = match why {
                    VoidCause::Time => "time",
                    VoidCause::Moved => "moved",
                };
                (None, Some(why), *at)
            }
        };
        let replaces = proposal.replaces.iter();
        Self {
            number: proposal.number,
            text: proposal.change.text(),
            replaces: replaces.map(|value| value.map(LimitValue::text)).collect(),
            from: millis(proposal.from),
            by: proposal.cause.origin.to_string(),
            reason: proposal.cause.reason.clone(),
            at: millis(proposal.at),
            persons: persons(proposal.needs),
            stage: proposal.stage.name(),
            second: second.map(|cause| cause.origin.to_string()),
            second_reason: second.map(|cause| cause.reason.clone()),
            void,
            stage_at: millis(stage_at),
        }
    }
}

impl From<&Proposed> for ProposedView {
    fn from(proposed: &Proposed) -> Self {
        Self {
            number: proposed.number,
            stage: proposed.stage.name(),
        }
    }
}
