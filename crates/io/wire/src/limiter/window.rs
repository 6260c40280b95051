//! One limit and what is taken of it in the running window: by the venue's word, and by what is still under way.
//! Never counts less than the venue does, as long as nobody else asks in our name.

use domain::Time;
use protocols::{Charge, OrderWeight, Purpose, RateLimit};

/// The share of a window kept for cancels, in hundredths.
const CANCEL_RESERVE_PERCENT: u32 = 20;
/// The share of a window that other reading leaves to cancels, orders and questions about orders, in hundredths.
const READ_RESERVE_PERCENT: u32 = 35;
/// The share of a window that what can wait leaves to all others, in hundredths.
const SURVEY_RESERVE_PERCENT: u32 = 50;

/// A limit and its running window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    rule: RateLimit,
    most: u32,
    start: Time,
    /// Taken by requests that were answered.
    counted: u32,
    /// Taken by requests that were lost on the way: they may still arrive.
    doubtful: u32,
    /// Taken by requests of this window that are under way.
    under_way: u32,
    /// Taken by requests of the window before that are under way: they may be counted in this one.
    carried: u32,
    /// Requests that began in this window.
    begun: u64,
}

/// What one request took.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    cost: u32,
    window: Time,
    /// Its number among those of its window.
    number: u64,
    company: Company,
    when_done: OrderWeight,
}

/// Whether other requests were under way when one was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Company {
    Others,
    None,
}

/// Which window a request belongs to.
enum Membership {
    /// The running one.
    Running,
    /// One that is over.
    Over,
}

impl Window {
    pub(super) const fn new(rule: RateLimit) -> Self {
        Self {
            most: rule.most,
            rule,
            start: Time::from_nanos(i64::MIN),
            counted: 0,
            doubtful: 0,
            under_way: 0,
            carried: 0,
            begun: 0,
        }
    }

    pub(super) const fn rule(&self) -> &RateLimit {
        &self.rule
    }

    pub(super) const fn most(&self) -> u32 {
        self.most
    }

    pub(super) const fn allow(&mut self, most: u32) {
        self.most = most;
    }

    pub(super) const fn used(&self) -> u32 {
        self.counted
            .saturating_add(self.doubtful)
            .saturating_add(self.under_way)
            .saturating_add(self.carried)
    }

    /// When the next window begins.
    pub(super) const fn ends(&self) -> Time {
        self.start.plus(self.rule.every)
    }

    /// Begins the window of `now`. A clock that steps back a little opens no window twice.
    pub(super) fn turn(&mut self, now: Time) {
        let start = now.floor_to(self.rule.every);
        let stepped_far_back = self.start.since(start) > self.rule.every.times(2);
        if start <= self.start && !stepped_far_back {
            return;
        }
        let follows = start == self.ends();
        self.carried = if follows { self.under_way } else { 0 };
        self.start = start;
        self.counted = 0;
        self.doubtful = 0;
        self.under_way = 0;
        self.begun = 0;
    }

    /// Whether so much may be taken for this purpose.
    pub(super) fn has_room(&self, cost: u32, purpose: Purpose) -> bool {
        let reserve = match purpose {
            Purpose::Cancel => 0,
            Purpose::Survey => self.kept(SURVEY_RESERVE_PERCENT),
            Purpose::Read => self.kept(READ_RESERVE_PERCENT),
            Purpose::Question
            | Purpose::Place { .. }
            | Purpose::Change { .. }
            | Purpose::Reduce { .. } => self.reserve(),
        };
        self.used().saturating_add(cost) <= self.most.saturating_sub(reserve)
    }

    /// How much only cancels may take; they take nothing of a limit on orders.
    pub(super) const fn reserve(&self) -> u32 {
        self.kept(CANCEL_RESERVE_PERCENT)
    }

    /// So many hundredths of the limit; nothing of one on orders.
    const fn kept(&self, percent: u32) -> u32 {
        match self.rule.charge {
            Charge::Order => 0,
            Charge::Weight | Charge::Request => {
                self.most / 100 * percent + self.most % 100 * percent / 100
            }
        }
    }

    pub(super) fn take(&mut self, cost: u32, purpose: Purpose) -> Taken {
        let company = match self.under_way.saturating_add(self.carried) {
            0 => Company::None,
            _ => Company::Others,
        };
        self.begun = self.begun.saturating_add(1);
        self.under_way = self.under_way.saturating_add(cost);
        let when_done = match (self.rule.charge, purpose) {
            (
                Charge::Weight,
                Purpose::Place { .. }
                | Purpose::Change { .. }
                | Purpose::Reduce { .. }
                | Purpose::Cancel,
            ) => self.rule.orders,
            (Charge::Weight, Purpose::Question | Purpose::Read | Purpose::Survey)
            | (Charge::Request | Charge::Order, _) => OrderWeight::Charged,
        };
        Taken {
            cost,
            window: self.start,
            number: self.begun,
            company,
            when_done,
        }
    }

    /// An answer came; `told` is the venue's own count in it, which is believed as it stands where nothing else was under
    /// way, and else as the least that can be true.
    pub(super) fn answered(&mut self, taken: Taken, told: Option<u32>, end: End) {
        let cost = match (taken.when_done, end) {
            (OrderWeight::FreeWhenDone, End::Done) => 0,
            (OrderWeight::FreeWhenDone, End::Refused) | (OrderWeight::Charged, _) => taken.cost,
        };
        let alone = taken.company == Company::None && taken.number == self.begun;
        match (self.close(&taken), told) {
            (Membership::Running, Some(told)) if alone => self.counted = told,
            (Membership::Running, Some(told)) => self.counted = self.counted.max(told),
            // The count told may be that of the window before; the request itself may be in this one.
            (Membership::Over, _) | (Membership::Running, None) => {
                self.counted = self.counted.saturating_add(cost);
            }
        }
    }

    /// The venue's count came by itself: at least so much is taken.
    pub(super) fn told(&mut self, told: u32) {
        self.counted = self.counted.max(told);
    }

    /// No whole answer came: the venue may have counted it, or may still.
    pub(super) fn lost(&mut self, taken: &Taken) {
        self.close(taken);
        self.doubtful = self.doubtful.saturating_add(taken.cost);
    }

    /// It certainly never left.
    pub(super) fn given_back(&mut self, taken: &Taken) {
        self.close(taken);
    }

    fn close(&mut self, taken: &Taken) -> Membership {
        if taken.window == self.start {
            self.under_way = self.under_way.saturating_sub(taken.cost);
            return Membership::Running;
        }
        if taken.window.plus(self.rule.every) == self.start {
            self.carried = self.carried.saturating_sub(taken.cost);
        }
        Membership::Over
    }
}

/// How the venue decided on an answered request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It did what was asked.
    Done,
    /// It did not.
    Refused,
}
