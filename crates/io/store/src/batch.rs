//! One turn of the desk as plain data: everything that must reach the disk together or not at all. Never written in parts.

use crate::audit::{AuditHead, AuditRecord};
use crate::candles::KeptCandle;
use crate::controls::{HaltChange, NewRefusal, SwitchRow};
use crate::findings::FindingChange;
use crate::histories::HistoryStep;
use crate::holdings::BalanceRow;
use crate::integrity::MarketNotes;
use crate::journal::{JournalRow, Seq};
use crate::leases::Lease;
use crate::messages::{NewMessage, OrderLink};
use crate::orders::{OrderRow, RequestKeyRow};
use crate::people::PeopleChange;
use crate::raw_records::RawArrival;
use domain::{Fill, Position, Time};

/// What one commit writes. Orders are written before the fills and request keys that point at them.
#[derive(Debug, Clone)]
pub struct Batch {
    /// When the turn was made, by the desk's clock: the `updated` of every projection row it touches.
    pub at: Time,
    /// New journal rows, in order; they get the next numbers without a gap.
    pub journal: Vec<JournalRow>,
    /// The whole state after this batch's journal, to start from next time.
    pub snapshot: Option<String>,
    /// Orders as they stand after this turn (inserted or brought up to date by id).
    pub orders: Vec<OrderRow>,
    /// New fills; one that is there already refuses the whole batch.
    pub fills: Vec<Fill>,
    /// Positions as they stand after this turn.
    pub positions: Vec<Position>,
    /// Balances as they stand after this turn.
    pub balances: Vec<BalanceRow>,
    /// Halts set and lifted.
    pub halts: Vec<HaltChange>,
    /// Switches as they stand after this turn.
    pub switches: Vec<SwitchRow>,
    /// Refusals of the gate.
    pub refusals: Vec<NewRefusal>,
    /// Callers' own names for requests that made orders.
    pub request_keys: Vec<RequestKeyRow>,
    /// Candles (inserted or brought up to date by symbol, interval, open time).
    pub candles: Vec<KeptCandle>,
    /// What is known of the quality of market data.
    pub market: MarketNotes,
    /// Bytes that arrived from outside.
    pub raw_records: Vec<RawArrival>,
    /// Pages of the accounts' histories with their records, and how far each is read after them.
    pub histories: Vec<HistoryStep>,
    /// What was said to the venue about orders and what came back.
    pub messages: Vec<NewMessage>,
    /// Orders that were made because of others; one that is there already is passed over.
    pub links: Vec<OrderLink>,
    /// What surveillance found, and what people said to it.
    pub findings: Vec<FindingChange>,
    /// Audit records, in order; each becomes one leaf of the hash chain.
    pub audit: Vec<AuditRecord>,
    /// That an engine has the store from here on.
    pub lease: Option<Lease>,
    /// Changes of users, sessions, set-up tokens and sign-in failures.
    pub people: Vec<PeopleChange>,
}

impl Batch {
    /// Nothing to write yet, for a turn made at `at`.
    #[must_use]
    pub const fn new(at: Time) -> Self {
        Self {
            at,
            journal: Vec::new(),
            snapshot: None,
            orders: Vec::new(),
            fills: Vec::new(),
            positions: Vec::new(),
            balances: Vec::new(),
            halts: Vec::new(),
            switches: Vec::new(),
            refusals: Vec::new(),
            request_keys: Vec::new(),
            candles: Vec::new(),
            market: MarketNotes::nothing(),
            raw_records: Vec::new(),
            histories: Vec::new(),
            messages: Vec::new(),
            links: Vec::new(),
            findings: Vec::new(),
            audit: Vec::new(),
            lease: None,
            people: Vec::new(),
        }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.snapshot.is_none() && self.row_count() == 0
    }

    /// How many rows it writes, the snapshot aside.
    pub(crate) fn row_count(&self) -> u64 {
        let parts = [
            self.journal.len(),
            self.orders.len(),
            self.fills.len(),
            self.positions.len(),
            self.balances.len(),
            self.halts.len(),
            self.switches.len(),
            self.refusals.len(),
            self.request_keys.len(),
            self.candles.len(),
            self.market.count(),
            self.raw_records.len(),
            self.histories.iter().map(HistoryStep::count).sum(),
            self.messages.len(),
            self.links.len(),
            self.findings.len(),
            self.audit.len(),
            usize::from(self.lease.is_some()),
            self.people.len(),
        ];
        let rows = parts.into_iter().fold(0, usize::saturating_add);
        u64::try_from(rows).unwrap_or(u64::MAX)
    }
}

/// What is certainly on disk after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitReceipt {
    /// The last journal row of the store, zero when there is none.
    pub journal_last: Seq,
    /// The tip of the audit log.
    pub audit: AuditHead,
}
