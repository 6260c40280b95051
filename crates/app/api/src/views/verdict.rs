//! What the gate would say to an order, as programs see it. Never a promise.

use desk::{Figure, Money, Refusal, RuleUse, Standing, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// The gate's opinion of an order that nobody has sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerdictView {
    /// `cleared` or `refused`.
    #[schema(example = "cleared")]
    verdict: &'static str,
    /// The first rule that would refuse.
    refusal: Option<RefusalView>,
    /// Price the order is valued at.
    price: Option<String>,
    /// Value at that price, in quote.
    value: Option<MoneyView>,
    /// What would be set aside until the order ends.
    hold: Option<MoneyView>,
    /// What of that asset is free before the order.
    available: Option<MoneyView>,
    /// The venue's fee if all of it takes liquidity, in quote.
    fee: Option<MoneyView>,
    /// The rule that is kept and whose limit is nearest to being reached.
    nearest: Option<RuleUseView>,
    /// Every rule with a number that was judged, in order.
    uses: Vec<RuleUseView>,
}

/// A no of the gate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalView {
    /// The rule's stable code.
    #[schema(example = "GATE-02.order-value")]
    rule: String,
    /// How far the limit reaches.
    scope: String,
    /// What the order has or would lead to.
    value: Option<String>,
    /// What is allowed.
    limit: Option<String>,
    /// One plain sentence.
    sentence: String,
}

/// A sum of one asset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"amount": "600", "asset": "USDT"}))]
pub(crate) struct MoneyView {
    /// How much.
    amount: String,
    /// Of what.
    asset: String,
}

/// How the order stands to one rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleUseView {
    /// The rule's stable code.
    rule: String,
    /// How far its limit reaches.
    scope: String,
    /// What the order has or would lead to.
    value: Option<String>,
    /// What is allowed.
    limit: Option<String>,
    /// How many hundredths of the limit the value is, rounded down.
    percent: Option<u64>,
    /// `kept`, `broken`, or `waived` for an order that only reduces a position.
    standing: &'static str,
}

/// A figure in people's words; the rule may have none.
fn figure(figure: &Figure) -> Option<String> {
    (*figure != Figure::Nothing).then(|| figure.to_string())
}

impl From<&Verdict> for VerdictView {
    fn from(verdict: &Verdict) -> Self {
        let money = |money: &Option<Money>| money.as_ref().map(MoneyView::from);
        Self {
            verdict: match verdict.refusal {
                Some(_) => "refused",
                None => "cleared",
            },
            refusal: verdict.refusal.as_ref().map(RefusalView::from),
            price: verdict.price.map(|price| price.to_string()),
            value: money(&verdict.value),
            hold: money(&verdict.hold),
            available: money(&verdict.available),
            fee: money(&verdict.fee),
            nearest: verdict.nearest().map(RuleUseView::from),
            uses: verdict.uses.iter().map(RuleUseView::from).collect(),
        }
    }
}

impl From<&Money> for MoneyView {
    fn from(money: &Money) -> Self {
        Self {
            amount: money.amount.to_string(),
            asset: money.asset.to_string(),
        }
    }
}

impl From<&Refusal> for RefusalView {
    fn from(refusal: &Refusal) -> Self {
        Self {
            rule: refusal.rule.to_string(),
            scope: refusal.scope.to_string(),
            value: figure(&refusal.value),
            limit: figure(&refusal.limit),
            sentence: refusal.to_string(),
        }
    }
}

impl From<&RuleUse> for RuleUseView {
    fn from(rule_use: &RuleUse) -> Self {
        Self {
            rule: rule_use.rule.to_string(),
            scope: rule_use.scope.to_string(),
            value: figure(&rule_use.value),
            limit: figure(&rule_use.limit),
            percent: rule_use.percent(),
            standing: match rule_use.standing {
                Standing::Kept => "kept",
                Standing::Broken => "broken",
                Standing::Waived => "waived",
            },
        }
    }
}
