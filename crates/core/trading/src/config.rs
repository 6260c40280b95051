//! The spans and bounds of an order's life, as named constants, and what a simulation may plant.

use crate::proposals::Persons;
use crate::tickets::TICKET_LIFE;
use crate::venue_breaker::VenueBreakers;
use domain::Span;

/// Longest time between clearing an order and its request leaving; a sender that is later must not send.
pub const SEND_WITHIN: Span = Span::from_secs(2);
/// How long the venue accepts a request after the time it bears.
pub const RECV_WINDOW: Span = Span::from_secs(5);
/// How long the venue may work on a request it accepted.
pub const VENUE_TIMEOUT: Span = Span::from_secs(10);
/// How far the venue's clock and ours may be apart.
pub const CLOCK_SLACK: Span = Span::from_secs(1);
/// From clearing to the end of the request's own life: after this the venue can no longer execute it.
pub const REQUEST_LIFE: Span = Span::from_secs(18);
/// Waits between questions about an order: the last one repeats.
pub const QUERY_DELAYS: [Span; 6] = [
    Span::from_millis(200),
    Span::from_millis(500),
    Span::from_secs(1),
    Span::from_secs(2),
    Span::from_secs(4),
    Span::from_secs(8),
];
/// How many "never seen" in a row, each asked after the deadline, end an order.
pub const NEVER_SEEN_COUNT: u32 = 2;
/// How long a working order may be silent before it is asked about.
pub const WORKING_SILENCE_MAX: Span = Span::from_secs(60);
/// With many open orders each may be silent for this long per open order, where that is longer.
pub const WORKING_SILENCE_PER_ORDER: Span = Span::from_secs(1);
/// Most questions (queries and fetches of fills) handed out in one step.
pub const QUESTIONS_PER_STEP_MAX: usize = 32;
/// Pause between two steps that both hand out the most questions.
pub const QUESTIONS_PAUSE: Span = Span::from_millis(500);
/// How long an ended order stays in memory, so that late reports find it.
pub const REPORT_WINDOW: Span = Span::from_secs(600);
/// Most ended orders that stay in memory.
pub const ENDED_KEPT_MAX: usize = 10_000;
/// How often an order that a halt stopped on the way out is sent on after the gate agreed again.
pub const REAFFIRM_COUNT_MAX: u32 = 3;
/// Longest reason or venue's word that is kept, in bytes.
pub const WORDS_BYTES_MAX: usize = 200;
/// While an order is asked, time is looked at this often, so that a leap of the clock shows.
pub const WATCH_PACE: Span = Span::from_secs(1);
/// How long an order's fate may be unknown before its symbol is halted until a person looks.
pub const UNRESOLVED_MAX: Span = Span::from_secs(60);
/// A step that comes this much later than it was due shows that time passed unwatched (or the clock jumped).
pub const LATENESS_MAX: Span = Span::from_secs(2);

/// How long an order without an end of its own may stay open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaleRules {
    /// After this it is shown as stale, and a person should look.
    pub warn_after: Span,
    /// After this the house cancels it.
    pub cancel_after: Span,
}

impl Default for StaleRules {
    fn default() -> Self {
        let hour = Span::from_secs(3_600);
        Self {
            warn_after: hour.times(24),
            cancel_after: hour.times(48),
        }
    }
}

/// How often each account is compared with its venue (GATE-20).
pub const CHECK_EVERY: Span = Span::from_secs(60);
/// Pauses between rounds that show a disagreement: the last one repeats.
pub const CONFIRM_DELAYS: [Span; 4] = [
    Span::from_secs(1),
    Span::from_secs(2),
    Span::from_secs(4),
    Span::from_secs(8),
];
/// How long an order or a trade may be told otherwise before it is a break: its own questions settle it until then.
pub const ORDER_PATIENCE: Span = Span::from_secs(30);
/// How long a balance may be off by the same amount before it is a break.
pub const BALANCE_PATIENCE: Span = Span::from_secs(5);
/// After this long the start gate opens although some disagreement is still to be confirmed.
pub const START_PATIENCE: Span = Span::from_secs(35);
/// After this many rounds in a row a balance that is off by ever other amounts is a break as well.
pub const BALANCE_ROUNDS_MAX: u32 = 10;
/// Symbols not in use whose trades are asked for in one round; large houses are walked through in turn.
pub const SYMBOLS_PER_ROUND: usize = 10;
/// Symbols asked for more while a balance is off: those that could have moved it, most telling first.
pub const SYMBOLS_DOUBTED_MAX: usize = 20;
/// What a pause for something that is not ours begins with.
pub(crate) const FOREIGN_WORDS: &str = "something at the venue was not done by this house";

/// What is done about orders and trades of an account that are not this house's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ForeignPolicy {
    /// They count in position and book and are shown; trading goes on.
    #[default]
    Adopt,
    /// The same, and each pauses its symbol until a person has looked.
    Block,
}

/// What is done where a loss came to its limit (GATE-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum OnLoss {
    /// Nothing new opens there until a person releases it; what is held stays as it is.
    #[default]
    Halt,
    /// The same, everything open there ends, and what is held is closed at the market.
    Flatten,
}

/// Settings of a [`crate::Trading`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TradingConfig {
    /// When open orders are too old.
    pub stale: StaleRules,
    foreign: ForeignPolicy,
    day_offset: Option<Span>,
    venue_breakers: Option<VenueBreakers>,
    on_loss: OnLoss,
    ticket_life: Option<Span>,
    /// How many persons a change takes that makes the house looser.
    pub persons: Persons,
    #[cfg(feature = "planted-faults")]
    planted: Planted,
}

/// A classic fault, planted so that a simulation can show that it is caught.
#[cfg(feature = "planted-faults")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planted {
    /// None.
    #[default]
    Nothing,
    /// A lost answer is taken for the venue's no.
    TimeoutTakenForRejection,
    /// The first "never seen" is believed, even while the request is in flight.
    NeverSeenBelievedEarly,
    /// A fill that is reported twice counts twice.
    FillCountedTwice,
    /// The hold is freed when the venue accepts.
    HoldReleasedEarly,
    /// An exit that is over counts as if it still held its position.
    ExitEndOverlooked,
}

impl TradingConfig {
    /// The usual settings with these times for open orders.
    #[must_use]
    pub fn with_stale(stale: StaleRules) -> Self {
        Self::default().and_stale(stale)
    }

    const fn and_stale(mut self, stale: StaleRules) -> Self {
        self.stale = stale;
        self
    }

    /// Settings with a fault planted.
    #[cfg(feature = "planted-faults")]
    #[must_use]
    pub fn with_planted(planted: Planted) -> Self {
        Self {
            planted,
            ..Self::default()
        }
    }

    /// The same with a policy for what is not this house's.
    #[must_use]
    pub const fn with_foreign(self, foreign: ForeignPolicy) -> Self {
        Self { foreign, ..self }
    }

    /// The same with losses counted, in days that begin so much before 00:00 UTC. Without this nobody counts them, and where
    /// they are limited nothing opens.
    #[must_use]
    pub const fn with_losses(self, day_offset: Span) -> Self {
        Self {
            day_offset: Some(day_offset),
            ..self
        }
    }

    /// The same with a watch on how venues serve.
    #[must_use]
    pub const fn with_venue_breakers(self, breakers: VenueBreakers) -> Self {
        Self {
            venue_breakers: Some(breakers),
            ..self
        }
    }

    /// The same with what is done where a loss came to its limit.
    #[must_use]
    pub const fn with_on_loss(self, on_loss: OnLoss) -> Self {
        Self { on_loss, ..self }
    }

    /// The same with how long the second word for an order may take.
    #[must_use]
    pub const fn with_ticket_life(self, life: Span) -> Self {
        Self {
            ticket_life: Some(life),
            ..self
        }
    }

    pub(crate) fn ticket_life(self) -> Span {
        self.ticket_life.unwrap_or(TICKET_LIFE)
    }

    pub(crate) const fn on_loss(self) -> OnLoss {
        self.on_loss
    }

    pub(crate) const fn day_offset(self) -> Option<Span> {
        self.day_offset
    }

    pub(crate) const fn venue_breakers(self) -> Option<VenueBreakers> {
        self.venue_breakers
    }

    /// The same with so many persons for what makes the house looser.
    #[must_use]
    pub const fn with_persons(self, persons: Persons) -> Self {
        Self { persons, ..self }
    }

    pub(crate) const fn foreign_policy(self) -> ForeignPolicy {
        self.foreign
    }

    pub(crate) const fn takes_timeouts_for_rejections(self) -> bool {
        #[cfg(feature = "planted-faults")]
        return matches!(self.planted, Planted::TimeoutTakenForRejection);
        #[cfg(not(feature = "planted-faults"))]
        return false;
    }

    pub(crate) const fn believes_never_seen_early(self) -> bool {
        #[cfg(feature = "planted-faults")]
        return matches!(self.planted, Planted::NeverSeenBelievedEarly);
        #[cfg(not(feature = "planted-faults"))]
        return false;
    }

    pub(crate) const fn counts_fills_twice(self) -> bool {
        #[cfg(feature = "planted-faults")]
        return matches!(self.planted, Planted::FillCountedTwice);
        #[cfg(not(feature = "planted-faults"))]
        return false;
    }

    pub(crate) const fn overlooks_exit_ends(self) -> bool {
        #[cfg(feature = "planted-faults")]
        return matches!(self.planted, Planted::ExitEndOverlooked);
        #[cfg(not(feature = "planted-faults"))]
        return false;
    }

    pub(crate) const fn frees_holds_early(self) -> bool {
        #[cfg(feature = "planted-faults")]
        return matches!(self.planted, Planted::HoldReleasedEarly);
        #[cfg(not(feature = "planted-faults"))]
        return false;
    }
}
