//! The desk: one loop that takes inputs, steps the cores, commits once, and only then lets effects leave.
//! It joins; it holds no trading rule, no SQL and no HTTP server type.

mod alarms;
mod backup;
mod belonging;
mod board;
mod boards;
pub mod campaign;
mod candle_check;
mod clock;
mod command;
mod connections;
mod contract_facts;
mod contract_market;
mod contract_streams;
mod controls;
pub mod credentials;
mod day;
mod dead_man;
pub mod halt_latch;
mod handle;
mod health;
mod histories;
mod inbox;
pub mod journal;
mod lease;
mod link_role;
mod listing_watch;
mod live;
#[cfg(test)]
mod market_bench;
mod market_data;
mod market_feed;
mod market_keeping;
mod messages;
mod order_session;
mod own_commit;
mod portfolio;
mod product;
mod projection;
mod running;
mod self_test;
mod showcase;
mod sight;
mod start;
mod streams;
mod surveillance;
mod switch;
mod turn;
mod turn_parts;
mod venue_link;
mod venues;
#[cfg(feature = "virtual-time")]
pub mod virtual_link;
pub mod watchdog;

pub use backup::{BackupConfig, BackupView, FailoverView, MarketSource, exits_name};
pub use belonging::{Belonging, belonging};
pub use board::Board;
pub use candle_check::CHECK_DAYS_MAX;
pub use clock::Clock;
pub use command::{
    CommandError, HaltReach, Kept, OcoPlaced, OcoWish, Placed, Repeated, RequestKey, VenueWish,
    Via, Wish,
};
pub use connections::{ConnectionLog, Cut};
pub use contract_market::{
    ContractFacts, Freshness, LIQUIDATIONS_MAX, LiquidationFact, MarkFact, OpenInterestFact,
};
pub use controls::{ControlsView, Proposed};
pub use gate::{Figure, Money, Refusal, Rule, RuleUse, Standing, Verdict};
pub use gate::{
    LimitForm, LimitInForce, LimitKind, LimitSense, LimitValue, SwitchOf, SwitchPosition,
};
pub use handle::{Desk, INBOX_COMMANDS_MAX, LIVE_BACKLOG_MAX};
pub use histories::{HistoryRules, HistoryStanding, HistoryState};
pub use link_role::LinkRole;
pub use live::{BOOK_VIEW_LEVELS, BookView, Live, TAPE_TRADES_MAX, TapeTrade};
pub use market::{Gap, GapReason, GapState};
pub use market_keeping::MarketKeeping;
pub use messages::{SHOWN_BYTES_MAX, shown};
pub use portfolio::{
    ContractPosition, Grade, HaltView, Health, Margined, MarkedPosition, Part, Portfolio,
    QuoteView, Reconciliation, StartGate,
};
pub use product::Product;
pub use protocols::Charge;
pub use running::Running;
pub use self_test::StartFacts;
pub use sight::{FieldCount, ListingChange, ListingState};
pub use start::{DeskConfig, MarginedConfig, StartError};
pub use store::{
    Absence, CheckRow, FillFilter, FillRow, FlawRow, FlawState, GapKind, GapRow, GapStanding,
    HistoryName, HistoryRecordRow, HistoryVersions, HistoryWalkRow, JournalEntry, MessageOutcome,
    MessageRow, OrderFilter, OrderLink, OrderPhase, OrderRow, PasswordHash, PeopleChange, Reader,
    Seq, SessionRow, SetupTokenRow, SigninFailureRow, StoreError, TokenHash, UserRow,
};
pub use store::{FindingRow, FindingState};
pub use surveillance::{LookError, watch_trading};
pub use trading::SurveillanceRules;
pub use trading::{
    AmendEvent, BareCause, Breach, Break, BreakEnd, BreakKey, Breaker, BreakerEvent, Cause,
    ContractEvent, DayResult, Event, FillTiming, ForeignPolicy, GuardStep, HaltInForce, OnLoss,
    Payment, Purpose, Sides, StaleRules, StatedOrder, Ticket, TimeBound, TradingConfig, Trip,
    VenueBreakers, VenueClose, VenueWords,
};
pub use trading::{
    Away, AwayCause, BackupPlan, BackupPolicy, ExitsPolicy, FailoverEvent, NotTaken, ReadsPolicy,
    SignRules, Sold, Stage, Stays,
};
pub use trading::{Change, LimitChange, NotProposed, Persons, Proposal, ProposalStage, VoidCause};
pub use trading::{Leg, LegEnd, LegOutcome, OrderEnd, Press, StopEvent, StopVerb, Tally};
pub use venues::{OrderEntry, SessionStanding, Upkeep, VenueState};
pub use wire::{BreakerState, Environment, Usage};
