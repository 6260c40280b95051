//! What the gate would say to an order, rule by rule, for whoever fills in a ticket. Holds nothing and promises nothing.

use crate::figure::Figure;
use crate::refusal::{Refusal, Rule};
use alloc::vec::Vec;
use domain::{Amount, Asset, Price, Scope};

/// The gate's opinion of an order that nobody has sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The first rule that would refuse; `None` when the order would be cleared.
    pub refusal: Option<Refusal>,
    /// Price the order is valued at; `None` while there is none.
    pub price: Option<Price>,
    /// Value at that price, in quote.
    pub value: Option<Money>,
    /// What would be set aside until the order ends.
    pub hold: Option<Money>,
    /// What of that asset is free before the order.
    pub available: Option<Money>,
    /// The venue's fee if all of it takes liquidity, in quote.
    pub fee: Option<Money>,
    /// Every rule with a number that was judged, in order.
    pub uses: Vec<RuleUse>,
}

/// A sum of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub asset: Asset,
}

/// How an order stands to one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleUse {
    /// The rule.
    pub rule: Rule,
    /// How far its limit reaches.
    pub scope: Scope,
    /// What the order has or would lead to.
    pub value: Figure,
    /// What is allowed.
    pub limit: Figure,
    /// Whether it is kept.
    pub standing: Standing,
}

/// Whether a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Within the limit.
    Kept,
    /// Over the limit: the order would be refused.
    Broken,
    /// Over the limit, but the order only reduces a position and passes.
    Waived,
}
