//! The only door to a venue: switches, halts, grids, collars, limits and collateral, judged before anything leaves.
//! Makes the proof that an order was let through. Never sends, never reads a clock, never frees a hold without a report.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod balances;
mod changes;
mod cleared;
mod closes;
mod config;
mod confirmation;
mod elsewhere;
mod equity;
mod figure;
mod gate;
mod holds;
mod judge;
mod judge_lately;
mod judge_margin;
mod judge_numbers;
mod judge_rules;
mod judge_shares;
mod judge_symbol;
mod key_rights;
mod latch;
mod lately;
mod limit_sets;
mod limits;
mod limits_in_force;
mod listing;
mod losses;
mod margin;
mod observe;
mod open_orders;
mod own_book;
mod own_crossing;
mod pairs;
mod positions;
mod quote;
mod reference;
mod refusal;
mod self_test;
mod share;
mod sheet;
mod verdict;

pub use cleared::{Cleared, HaltWatch};
pub use closes::CORRELATION_RETURNS;
pub use config::{AccountConfig, AccountKind, GateConfig, GlobalLimits, ReferenceRules};
pub use confirmation::Confirmed;
pub use elsewhere::{Doubling, Moved};
pub use figure::{Figure, NotAFigure};
pub use gate::{Gate, SwitchOf, SwitchPosition};
pub use holds::Hold;
pub use judge_rules::{JudgeRules, OwnCrossing};
pub use key_rights::{
    EXPIRY_NEAR, KeyFacts, KeyFault, KeyJudgement, KeyReach, KeyRight, KeyUse, KeyWarning,
    Widening, judge_key, widened,
};
pub use latch::{
    LatchFact, LatchFacts, LatchShut, LiveConsent, LiveLatch, LiveMark, MARKED_BY_BYTES_MAX,
};
pub use lately::{
    CountedMessages, KeptPrices, KeptShape, KnownSymbol, LatelyKept, Message, SeenPrice, Shape,
    ShapeOrigin,
};
pub use limit_sets::{
    LimitFault, LimitForm, LimitKind, LimitSense, LimitSet, LimitValue, UnknownLimit,
};
pub use limits_in_force::LimitInForce;
pub use listing::{Listed, Relisting};
pub use losses::{LOSS_AGE_MAX, LossStanding, SYMBOL_DAY, SymbolDay, allowed};
pub use margin::{ContractTerms, MarginReport, MarginRules, MarkPrice, Product};
pub use observe::{BalanceCoverage, BalanceReport, Doubt};
pub use quote::{Depth, Quote};
pub use refusal::{Refusal, Rule, UnknownRule};
pub use self_test::{SelfTest, SelfTestPassed, Trial, Tried};
pub use verdict::{Money, RuleUse, Standing, Verdict};

#[cfg(test)]
mod fixture;
