//! Where the rules write down how an order stands to them. Stops at the first no, or keeps all for a verdict.

use crate::confirmation::Unsaid;
use crate::elsewhere::Moved;
use crate::figure::Figure;
use crate::refusal::{Refusal, Rule};
use crate::verdict::{RuleUse, Standing, Verdict};
use alloc::vec::Vec;
use domain::{NumberError, Scope};

/// How far judging goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thoroughness {
    FirstNo,
    EveryRule,
}

/// Whether the order passes rules because it only makes a position smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It may make a position larger: every rule holds.
    MayOpen,
    /// It truly reduces: limits and halts do not hold it back.
    OnlyReduces,
}

/// One order's standing, rule by rule.
#[derive(Debug)]
pub(crate) struct Sheet {
    thoroughness: Thoroughness,
    reach: Reach,
    /// How many orders the wish opens at the venue.
    opens: u64,
    /// What it is an exit of, where it is placed at a backup.
    moved: Option<Moved>,
    /// What the order is worth and what goes without a second word, where one is asked for.
    unsaid: Option<Unsaid>,
    pub(crate) verdict: Verdict,
}

impl Sheet {
    /// Stops at the first no.
    pub(crate) const fn first_no() -> Self {
        Self::new(Thoroughness::FirstNo)
    }

    /// Stops at the first no to a wish of two orders.
    pub(crate) const fn first_no_to_pair() -> Self {
        let mut sheet = Self::first_no();
        sheet.opens = 2;
        sheet
    }

    /// The sheet of an exit at a backup.
    pub(crate) const fn of_moved(mut self, moved: Option<Moved>) -> Self {
        self.moved = moved;
        self
    }

    /// What the order is an exit of, where it is placed at a backup.
    pub(crate) const fn moved(&self) -> Option<Moved> {
        self.moved
    }

    /// How many orders the wish opens at the venue.
    pub(crate) const fn opens(&self) -> u64 {
        self.opens
    }

    /// Keeps the standing to every rule.
    pub(crate) const fn every_rule() -> Self {
        Self::new(Thoroughness::EveryRule)
    }

    const fn new(thoroughness: Thoroughness) -> Self {
        Self {
            thoroughness,
            reach: Reach::MayOpen,
            opens: 1,
            moved: None,
            unsaid: None,
            verdict: Verdict {
                refusal: None,
                price: None,
                value: None,
                hold: None,
                available: None,
                fee: None,
                uses: Vec::new(),
            },
        }
    }

    /// Notes what goes without a second word.
    pub(crate) const fn ask_twice(&mut self, unsaid: Unsaid) {
        self.unsaid = Some(unsaid);
    }

    /// What goes without a second word, where one is asked for.
    pub(crate) const fn unsaid(&self) -> Option<Unsaid> {
        self.unsaid
    }

    pub(crate) const fn set_reach(&mut self, reach: Reach) {
        self.reach = reach;
    }

    pub(crate) const fn reach(&self) -> Reach {
        self.reach
    }

    /// Whether limits can be left out: nobody wants to see them and they hold nothing back.
    pub(crate) fn may_skip_limits(&self) -> bool {
        self.reach == Reach::OnlyReduces && self.thoroughness == Thoroughness::FirstNo
    }

    /// Notes a rule with numbers, kept when `value` is at most `limit`.
    pub(crate) fn at_most<T: Ord + Copy>(
        &mut self,
        rule: Rule,
        value: T,
        (scope, limit): (Scope, T),
        figure: impl Fn(T) -> Figure,
    ) -> Result<(), Refusal> {
        let refusal = || Refusal::new(rule, scope, figure(value), figure(limit));
        if value <= limit {
            self.kept(refusal);
            return Ok(());
        }
        self.broken(refusal())
    }

    /// Notes a rule with numbers, kept while `value` is below `limit`: what has come to it stands still.
    pub(crate) fn below<T: Ord + Copy>(
        &mut self,
        rule: Rule,
        value: T,
        (scope, limit): (Scope, T),
        figure: impl Fn(T) -> Figure,
    ) -> Result<(), Refusal> {
        let refusal = || Refusal::new(rule, scope, figure(value), figure(limit));
        if value < limit {
            self.kept(refusal);
            return Ok(());
        }
        self.broken(refusal())
    }

    /// Notes a rule that is kept.
    pub(crate) fn kept(&mut self, of: impl FnOnce() -> Refusal) {
        if self.thoroughness == Thoroughness::EveryRule {
            self.note(&of(), Standing::Kept);
        }
    }

    /// Notes a rule that is broken: an error when it holds the order back and judging stops there.
    pub(crate) fn broken(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        let waived = self.reach == Reach::OnlyReduces && refusal.rule.lets_reducing_pass();
        match (self.thoroughness, waived) {
            (Thoroughness::FirstNo, true) => {}
            (Thoroughness::FirstNo, false) => return Err(refusal),
            (Thoroughness::EveryRule, true) => self.note(&refusal, Standing::Waived),
            (Thoroughness::EveryRule, false) => {
                self.note(&refusal, Standing::Broken);
                self.verdict.refusal.get_or_insert(refusal);
            }
        }
        Ok(())
    }

    fn note(&mut self, refusal: &Refusal, standing: Standing) {
        self.verdict.uses.push(RuleUse {
            rule: refusal.rule,
            scope: refusal.scope,
            value: *refusal.value,
            limit: *refusal.limit,
            standing,
        });
    }
}

/// The value of a sum, or the refusal that it does not fit.
pub(crate) fn exact<T>(result: Result<T, NumberError>) -> Result<T, Refusal> {
    result.map_err(|_| Refusal::plain(Rule::Arithmetic, Scope::Global))
}
