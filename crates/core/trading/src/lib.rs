//! The life of orders and positions: from a wish through the gate to a report that ends it, and back from the journal.
//! Never sends, never waits, never reads a clock; silence of a venue never ends an order.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod account_book;
mod accounts;
mod amending;
mod amendment;
mod answers;
mod breaker_event;
mod breaks;
mod cancelling;
mod checks;
mod comparing;
mod config;
mod contract_event;
mod contract_folding;
mod contracts;
mod dead_man;
mod effect;
mod event;
mod failover;
mod guard;
mod hearing;
mod input;
mod keeping;
mod lately;
mod listing;
mod losses;
mod pairs;
mod payment;
mod proposals;
mod protecting;
mod pursuit;
mod reconcile;
mod recover_error;
mod refresh;
mod replacing;
mod reports;
mod settling;
mod snapshot;
mod state;
mod statement;
mod stopping;
mod surveillance;
mod tickets;
mod time_bounds;
mod trading;
mod tripping;
mod venue_breaker;
mod waking;
mod wishes;

pub use account_book::{AccountBook, Movement};
pub use amendment::{AmendAnswer, AmendEvent, AmendInput};
pub use breaker_event::{Breaker, BreakerEvent, Trip};
pub use breaks::{Break, BreakEnd, BreakKey, NotABreak, Sides};
#[cfg(feature = "planted-faults")]
pub use config::Planted;
pub use config::{
    BALANCE_PATIENCE, BALANCE_ROUNDS_MAX, CHECK_EVERY, CLOCK_SLACK, CONFIRM_DELAYS, ENDED_KEPT_MAX,
    ForeignPolicy, LATENESS_MAX, NEVER_SEEN_COUNT, ORDER_PATIENCE, OnLoss, QUERY_DELAYS,
    QUESTIONS_PAUSE, QUESTIONS_PER_STEP_MAX, REAFFIRM_COUNT_MAX, RECV_WINDOW, REPORT_WINDOW,
    REQUEST_LIFE, SEND_WITHIN, START_PATIENCE, SYMBOLS_DOUBTED_MAX, SYMBOLS_PER_ROUND, StaleRules,
    TradingConfig, UNRESOLVED_MAX, VENUE_TIMEOUT, WATCH_PACE, WORDS_BYTES_MAX, WORKING_SILENCE_MAX,
    WORKING_SILENCE_PER_ORDER,
};
pub use contract_event::{ContractEvent, SettingAnswer};
pub use dead_man::{Countdowns, DeadMan, Heartbeat};
pub use effect::{Answer, Effect, Haste, TradesFrom};
pub use event::{Breach, ComparedTrades, Event, FillTiming, TimeBound};
pub use failover::{
    Away, AwayCause, BackupPlan, BackupPolicy, ExitsPolicy, FailoverEvent, FailoverInput,
    MOVED_PAUSE, NotTaken, ReadsPolicy, SIGN_GAP_MAX, SignRules, Sold, Stage, Stays, Streams,
    VenueSigns,
};
pub use guard::{BareCause, Course, EntryLife, Exit, Guard, GuardStep, Purpose, Standing};
pub use input::{
    CancelAnswer, Cause, ContractInput, FillsAnswer, HaltReach, Input, NotSentReason, PlaceAnswer,
    QueryAnswer, RequestId, VenueFill, VenueReport, VenueStatus, VenueWords,
};
pub use losses::{DayResult, LossLedger, LossesKept};
pub use payment::{CalledPosition, CloseKind, MarginCall, Payment, PaymentKind, VenueClose};
pub use proposals::{
    AHEAD_MAX, Change, Controls, LIMITS_PER_PROPOSAL_MAX, LimitChange, NotProposed, PROPOSAL_LIFE,
    PROPOSALS_DECIDED_KEPT, PROPOSALS_OPEN_MAX, Persons, Proposal, ProposalEvent, ProposalInput,
    ProposalStage, VoidCause,
};
pub use protecting::{BARE_MAX, EXIT_PAUSE, EXITS_MAX, FLATTENS_MAX, GATHER, LATE_PAUSE};
pub use reconcile::Comparison;
pub use recover_error::RecoverError;
pub use snapshot::{BalanceKnown, BookKept, HaltInForce, OrderSnapshot, Snapshot};
pub use statement::{
    StatedMargin, StatedOrder, StatedPosition, StatedTrade, Statement, StatementAnswer, TradeList,
};
pub use stopping::{
    DRY_TRIES_MAX, LEG_ORDERS_MAX, Leg, LegEnd, LegOutcome, NotFlattened, OrderEnd,
    PRESSES_KEPT_MAX, Press, StopEvent, StopInput, StopVerb, Tally,
};
pub use surveillance::{FINDING_ORDERS_MAX, Finding, FindingKind, SurveillanceRules, survey};
pub use tickets::{TICKET_LIFE, TICKETS_MAX, Ticket};
pub use trading::Trading;
pub use venue_breaker::VenueBreakers;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod storm;
