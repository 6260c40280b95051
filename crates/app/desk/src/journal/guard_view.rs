//! Protected positions in the journal's own form.

use super::JournalError;
use super::order_view::{KindView, TermsView};
use domain::{AccountId, Exits, IfBare, OrderId, Protection, Qty, Time};
use serde::{Deserialize, Serialize};
use trading::{BareCause, Course, EntryLife, Event, Exit, Guard, GuardStep, Purpose, Standing};

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProtectionView {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stop: Option<KindView>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<KindView>,
    if_bare: IfBare,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PurposeView {
    Protect,
    Flatten,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CauseOfBare {
    ExitEnded,
    Late,
    Unknown,
    NotFlattened,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", deny_unknown_fields)]
enum StepView {
    Wished {
        protection: ProtectionView,
    },
    ExitSent {
        order: OrderId,
        purpose: PurposeView,
    },
    Bare {
        cause: CauseOfBare,
        qty: Qty,
    },
    Covered {},
    Over {},
}

/// What happened to the protection of one position.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardRow {
    entry: OrderId,
    guard: StepView,
    at: Time,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EntryLifeView {
    Open,
    Over,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StandingView {
    Kept,
    Bare,
    Lifted,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CourseView {
    Sound,
    Withdrawn,
    Broken,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExitView {
    order: OrderId,
    open: Vec<OrderId>,
    qty: Qty,
    filled: Qty,
    purpose: PurposeView,
    course: CourseView,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardView {
    entry: OrderId,
    account: AccountId,
    terms: TermsView,
    protection: ProtectionView,
    entry_life: EntryLifeView,
    opened: Qty,
    closed: Qty,
    exits: Vec<ExitView>,
    standing: StandingView,
    told: Option<Time>,
    flattens: u32,
    orders: Vec<OrderId>,
}

/// Two enums of the same words, each way.
macro_rules! mirrored {
    ($($own:ident = $theirs:ident { $($word:ident),+ })+) => {$(
        impl $own {
            const fn of(value: $theirs) -> Self {
                match value {
                    $($theirs::$word => Self::$word,)+
                }
            }

            const fn value(self) -> $theirs {
                match self {
                    $(Self::$word => $theirs::$word,)+
                }
            }
        }
    )+};
}

mirrored! {
    PurposeView = Purpose { Protect, Flatten }
    CauseOfBare = BareCause { ExitEnded, Late, Unknown, NotFlattened }
    EntryLifeView = EntryLife { Open, Over }
    StandingView = Standing { Kept, Bare, Lifted }
    CourseView = Course { Sound, Withdrawn, Broken }
}

impl ProtectionView {
    fn of(protection: &Protection) -> Self {
        Self {
            stop: protection.stop().map(KindView::of),
            target: protection.target().map(KindView::of),
            if_bare: protection.if_bare(),
        }
    }

    fn protection(self) -> Result<Protection, JournalError> {
        let what = "protection";
        let impossible = || JournalError::Value { what };
        let kind = KindView::kind;
        let exits = match (self.stop.map(kind), self.target.map(kind)) {
            (Some(stop), None) => Exits::Stop(stop),
            (None, Some(target)) => Exits::Target(target),
            (Some(stop), Some(target)) => Exits::Both { target, stop },
            (None, None) => return Err(impossible()),
        };
        Protection::from_parts(exits, self.if_bare).map_err(|_| impossible())
    }
}

impl StepView {
    fn of(step: &GuardStep) -> Self {
        match *step {
            GuardStep::Wished(protection) => Self::Wished {
                protection: ProtectionView::of(&protection),
            },
            GuardStep::ExitSent { order, purpose } => Self::ExitSent {
                order,
                purpose: PurposeView::of(purpose),
            },
            GuardStep::Bare { cause, qty } => Self::Bare {
                cause: CauseOfBare::of(cause),
                qty,
            },
            GuardStep::Covered => Self::Covered {},
            GuardStep::Over => Self::Over {},
        }
    }

    fn step(self) -> Result<GuardStep, JournalError> {
        Ok(match self {
            Self::Wished { protection } => GuardStep::Wished(protection.protection()?),
            Self::ExitSent { order, purpose } => GuardStep::ExitSent {
                order,
                purpose: purpose.value(),
            },
            Self::Bare { cause, qty } => GuardStep::Bare {
                cause: cause.value(),
                qty,
            },
            Self::Covered {} => GuardStep::Covered,
            Self::Over {} => GuardStep::Over,
        })
    }
}

impl GuardRow {
    pub(super) fn of(entry: OrderId, step: &GuardStep, at: Time) -> Self {
        let guard = StepView::of(step);
        Self { entry, guard, at }
    }

    pub(super) fn event(self) -> Result<Event, JournalError> {
        Ok(Event::Guard {
            entry: self.entry,
            step: self.guard.step()?,
            at: self.at,
        })
    }
}

impl ExitView {
    fn of(exit: &Exit) -> Self {
        Self {
            order: exit.order,
            open: exit.open.clone(),
            qty: exit.qty,
            filled: exit.filled,
            purpose: PurposeView::of(exit.purpose),
            course: CourseView::of(exit.course),
        }
    }

    fn exit(self) -> Exit {
        Exit {
            order: self.order,
            open: self.open,
            qty: self.qty,
            filled: self.filled,
            purpose: self.purpose.value(),
            course: self.course.value(),
        }
    }
}

impl GuardView {
    pub(super) fn of(guard: &Guard) -> Self {
        Self {
            entry: guard.entry,
            account: guard.account,
            terms: TermsView::of(&guard.terms),
            protection: ProtectionView::of(&guard.protection),
            entry_life: EntryLifeView::of(guard.entry_life),
            opened: guard.opened,
            closed: guard.closed,
            exits: guard.exits.iter().map(ExitView::of).collect(),
            standing: StandingView::of(guard.standing),
            told: guard.told,
            flattens: guard.flattens,
            orders: guard.orders.clone(),
        }
    }

    pub(super) fn guard(self) -> Result<Guard, JournalError> {
        Ok(Guard {
            entry: self.entry,
            account: self.account,
            terms: self.terms.terms(),
            protection: self.protection.protection()?,
            entry_life: self.entry_life.value(),
            opened: self.opened,
            closed: self.closed,
            exits: self.exits.into_iter().map(ExitView::exit).collect(),
            standing: self.standing.value(),
            told: self.told,
            flattens: self.flattens,
            orders: self.orders,
        })
    }
}
