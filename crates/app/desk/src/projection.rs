//! What one turn writes beside its journal: rows that answer questions fast. Never a fact that is not in the journal.

use crate::belonging::{REPLACEMENT, exit_name};
use crate::journal::{self, JournalError};
use domain::{OrderId, PositionKey, Scope, Time, VenueOrderId};
use gate::BalanceReport;
use std::collections::{BTreeMap, BTreeSet};
use store::{
    AuditRecord, BalanceRow, Batch, HaltChange, HaltRow, NewRefusal, OrderLink, OrderRow, SwitchRow,
};
use trading::{BreakKey, Cause, ContractEvent, Event, GuardStep, Trading};

/// The rows of one turn while it is being made.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) batch: Batch,
    orders: BTreeSet<OrderId>,
    positions: BTreeSet<PositionKey>,
    /// Ids the venue gave in this turn; the store keeps those of earlier turns.
    venue_ids: BTreeMap<OrderId, VenueOrderId>,
}

impl Rows {
    pub(crate) fn new(at: Time) -> Self {
        Self {
            batch: Batch::new(at),
            orders: BTreeSet::new(),
            positions: BTreeSet::new(),
            venue_ids: BTreeMap::new(),
        }
    }

    /// Takes an event down.
    ///
    /// # Errors
    /// The event cannot be put into text.
    pub(crate) fn record(&mut self, event: &Event) -> Result<(), JournalError> {
        let row = journal::row(event)?;
        if is_audited(event) {
            self.batch.audit.push(AuditRecord {
                at: row.at,
                record: journal::audit_text(&row),
            });
        }
        self.batch.journal.push(row);
        self.project(event);
        Ok(())
    }

    /// The venue's id of an order, the orders that belong to it, and a position that no fill moved, where an event brings them.
    fn note_ties(&mut self, event: &Event) {
        if let Event::Accepted {
            order, venue_id, ..
        }
        | Event::Reopened {
            order, venue_id, ..
        }
        | Event::Contract(ContractEvent::Woken {
            order, venue_id, ..
        }) = event
        {
            self.venue_ids.insert(*order, *venue_id);
        }
        self.batch.links.extend(link(event));
        // A position that moves without a fill: it was there before, or a person took the venue's word.
        if let Event::Contract(ContractEvent::PositionTaken {
            account,
            symbol,
            side,
            ..
        })
        | Event::BreakEnded {
            account,
            key: BreakKey::Position(symbol, side),
            ..
        } = event
        {
            self.positions.insert(PositionKey {
                account: *account,
                symbol: *symbol,
                side: *side,
            });
        }
    }

    fn project(&mut self, event: &Event) {
        self.note_ties(event);
        match event {
            Event::Opened { .. }
            | Event::Reaffirmed { .. }
            | Event::Accepted { .. }
            | Event::CancelAsked { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Amend(_)
            | Event::Guard { .. }
            | Event::Ended { .. }
            | Event::Unresolved { .. }
            | Event::Settled { .. }
            | Event::Reopened { .. }
            | Event::Broken { .. } => self.orders.extend(journal::order(event)),
            Event::FillBooked { fill, .. } => {
                self.batch.fills.push(*fill);
                self.orders.insert(fill.order);
                self.positions.insert(fill.key());
            }
            Event::Refused { .. } => self.batch.refusals.extend(refusal(event)),
            Event::Halted {
                scope, cause, at, ..
            } => self.batch.halts.push(halted((*scope, *at), cause)),
            Event::Released { scope, .. } => self.batch.halts.push(HaltChange::Lifted(*scope)),
            Event::SwitchSet {
                switch,
                position,
                cause,
                at,
            } => self.batch.switches.push(SwitchRow {
                name: format!("{switch:?}"),
                position: format!("{position:?}"),
                since: *at,
                origin: cause.origin,
            }),
            Event::BalancesSeen { report, at } => {
                self.batch.balances.extend(balances(report, *at));
            }
            Event::ForeignTrade { account, trade, .. } => {
                self.positions.insert(PositionKey {
                    account: *account,
                    symbol: trade.symbol,
                    side: trade.position,
                });
            }
            Event::Foreign { .. }
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. }
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_) => {}
            Event::Contract(event) => self.orders.extend(event.order()),
        }
    }

    /// Takes the orders and positions that moved as they stand after the turn.
    pub(crate) fn finish(&mut self, trading: &Trading) {
        let at = self.batch.at;
        let moved = trading
            .orders()
            .filter(|order| self.orders.contains(&order.order.id()));
        self.batch.orders.extend(moved.map(|order| OrderRow {
            order: *order,
            venue_id: self.venue_ids.get(&order.order.id()).copied(),
            updated: at,
        }));
        self.batch.positions.extend(
            self.positions
                .iter()
                .filter_map(|key| trading.position_of(*key))
                .copied(),
        );
    }

    /// The orders that moved.
    pub(crate) fn orders(&self) -> &BTreeSet<OrderId> {
        &self.orders
    }
}

/// The order that an event says was made because of another.
fn link(event: &Event) -> Option<OrderLink> {
    let made = |order: OrderId, kind: &str, other: OrderId| {
        Some(OrderLink {
            order,
            kind: kind.to_owned(),
            other,
        })
    };
    if let Event::ReplaceAsked { order, by, .. } = event {
        return made(*by, REPLACEMENT, *order);
    }
    let Event::Guard { entry, step, .. } = event else {
        return None;
    };
    let GuardStep::ExitSent { order, purpose } = step else {
        return None;
    };
    made(*order, exit_name(*purpose), *entry)
}

fn halted((scope, since): (Scope, Time), cause: &Cause) -> HaltChange {
    HaltChange::Set(HaltRow {
        scope,
        since,
        origin: cause.origin,
        reason: cause.reason.clone(),
    })
}

fn balances(report: &BalanceReport, at: Time) -> impl Iterator<Item = BalanceRow> + '_ {
    report.balances.iter().map(move |balance| BalanceRow {
        account: report.account,
        balance: *balance,
        updated: at,
    })
}

fn refusal(event: &Event) -> Option<NewRefusal> {
    let Event::Refused {
        account,
        origin,
        terms,
        refusal,
        at,
        ..
    } = event
    else {
        return None;
    };
    Some(NewRefusal {
        at: *at,
        account: *account,
        symbol: terms.symbol,
        origin: *origin,
        rule: refusal.rule.code().to_owned(),
        words: refusal.to_string(),
        detail: format!(
            "value {}, limit {}, scope {}",
            refusal.value, refusal.limit, refusal.scope
        ),
    })
}

/// What an outsider may ask to be proved: every wish, its fate, and every act of a person. Venue chatter is raw records.
const fn is_audited(event: &Event) -> bool {
    match event {
        Event::Opened { .. }
        | Event::Reaffirmed { .. }
        | Event::Refused { .. }
        | Event::Confirmed { .. }
        | Event::CancelAsked { .. }
        | Event::TimeUp { .. }
        | Event::ReplaceAsked { .. }
        | Event::Amend(_)
        | Event::Guard { .. }
        | Event::Ended { .. }
        | Event::Unresolved { .. }
        | Event::Settled { .. }
        | Event::Reopened { .. }
        | Event::Halted { .. }
        | Event::Released { .. }
        | Event::SwitchSet { .. }
        | Event::Foreign { .. }
        | Event::Broken { .. }
        | Event::BookOpened { .. }
        | Event::ForeignTrade { .. }
        | Event::Moved { .. }
        | Event::BreakFound { .. }
        | Event::BreakEnded { .. }
        | Event::Failover(_)
        | Event::Breaker(_)
        | Event::Proposal(_)
        | Event::Stop(_) => true,
        Event::Contract(event) => is_audited_of_contracts(event),
        Event::Accepted { .. }
        | Event::FillBooked { .. }
        | Event::BalancesSeen { .. }
        | Event::Compared { .. } => false,
    }
}

const fn is_audited_of_contracts(event: &ContractEvent) -> bool {
    match event {
        ContractEvent::SettingAsked { .. }
        | ContractEvent::SettingRefused { .. }
        | ContractEvent::SettingAnswered { .. }
        | ContractEvent::PositionTaken { .. }
        | ContractEvent::Paid { .. }
        | ContractEvent::ClosedByVenue { .. }
        | ContractEvent::Called { .. } => true,
        ContractEvent::Woken { .. } | ContractEvent::MarginSeen { .. } => false,
    }
}
