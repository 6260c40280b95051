//! What venues say about orders, by themselves or when asked: twice, late, out of order or with gaps. A fill counts
//! once, an end counts when all its fills are known, and what contradicts is recorded for a person to see.

use crate::contract_event::ContractEvent;
use crate::effect::Effect;
use crate::event::{Breach, Event, FillTiming};
use crate::input::{VenueFill, VenueReport, VenueStatus};
use crate::pursuit::{Denial, EndSeen, delay};
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{EndReason, Fill, OrderId, OrderState, Qty, Time, VenueOrderId};

/// What a venue said about one of our orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) venue_id: VenueOrderId,
    pub(crate) status: VenueStatus,
    pub(crate) filled_total: Qty,
}

/// Whether what was said can be taken further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Admitted {
    Yes,
    No,
}

impl Told {
    pub(crate) const fn working(venue_id: VenueOrderId) -> Self {
        Self {
            venue_id,
            status: VenueStatus::Working,
            filled_total: Qty::ZERO,
        }
    }
}

impl VenueStatus {
    /// Why an order of this status is over; `None` while it may still trade.
    #[must_use]
    pub const fn end_reason(self) -> Option<EndReason> {
        match self {
            Self::Working => None,
            Self::Filled => Some(EndReason::Filled),
            Self::Cancelled => Some(EndReason::Cancelled),
            Self::Expired => Some(EndReason::Expired),
            Self::Rejected => Some(EndReason::Rejected),
        }
    }
}

impl Trading {
    /// A venue reported by itself.
    pub(crate) fn reported(&mut self, now: Time, report: &VenueReport, out: &mut Vec<Effect>) {
        let ours = self.order_by_client_id(report.client_id);
        let ours = ours.filter(|o| {
            o.order.account() == report.account && o.order.terms().symbol == report.symbol
        });
        let Some(order) = ours.map(|o| o.order.id()) else {
            let report = *report;
            self.saw_foreign(now, report.account);
            return self.record(Event::Foreign { report, at: now }, out);
        };
        let told = Told {
            venue_id: report.venue_id,
            status: report.status,
            filled_total: report.filled_total,
        };
        if self.admit(now, order, &told, out) == Admitted::No {
            return;
        }
        if let Some(fill) = &report.fill {
            self.book(now, order, fill, out);
        }
        self.take_status(now, order, &told, out);
    }

    /// A venue said where an order stands.
    pub(crate) fn told(&mut self, now: Time, order: OrderId, told: &Told, out: &mut Vec<Effect>) {
        if self.admit(now, order, told, out) == Admitted::Yes {
            self.take_status(now, order, told, out);
        }
    }

    /// Makes an order that the venue has shown to have one that the venue has.
    fn admit(&mut self, now: Time, order: OrderId, told: &Told, out: &mut Vec<Effect>) -> Admitted {
        let Some(state) = self.order(order).map(|o| o.state) else {
            return Admitted::No;
        };
        let (venue_id, at) = (told.venue_id, now);
        match (state, told.status) {
            (OrderState::Asked { .. }, _) => {
                let event = Event::Accepted {
                    order,
                    venue_id,
                    at,
                };
                self.record(event, out);
                self.accepted(now, order);
                Admitted::Yes
            }
            (
                OrderState::Working {
                    venue_id: known, ..
                },
                _,
            ) if known != venue_id => {
                if self.wakes_as_another(order) {
                    let event = ContractEvent::Woken {
                        order,
                        venue_id,
                        at,
                    };
                    self.record(Event::Contract(event), out);
                    return Admitted::Yes;
                }
                self.breach(now, order, Breach::OtherVenueId { venue_id }, out);
                Admitted::No
            }
            (OrderState::Working { .. }, _) => Admitted::Yes,
            (OrderState::Ended { reason, filled, .. }, status) => match reason {
                EndReason::Filled | EndReason::Cancelled | EndReason::Expired => Admitted::Yes,
                // It was there and refused later, as a conditional order is that wakes without its margin: what says that it
                // works was said before.
                EndReason::Rejected if self.was_accepted(order) => Admitted::Yes,
                EndReason::Rejected
                | EndReason::NotSent
                | EndReason::NeverSeen
                | EndReason::Settled => {
                    if status == VenueStatus::Rejected && told.filled_total <= filled {
                        return Admitted::No;
                    }
                    self.reopen(now, order, (venue_id, reason), out);
                    Admitted::Yes
                }
            },
        }
    }

    /// Whether the venue ever had the order.
    fn was_accepted(&self, order: OrderId) -> bool {
        let tracked = self.state.orders.get(&order);
        tracked.is_some_and(|tracked| tracked.venue_id.is_some())
    }

    /// The venue has the order: a cancel that could not find it yet is sent again.
    fn accepted(&mut self, now: Time, order: OrderId) {
        let wished_away = self.order(order).is_some_and(|o| o.cancel_asked.is_some());
        let silence_max = self.silence_max();
        self.pursuits.change(order, |p| {
            p.never_seen = 0;
            p.known();
            p.ask.start(now.plus(silence_max));
            if wished_away {
                p.cancel.start(now);
            }
        });
    }

    /// An order that was taken for over lives at the venue: it is counted again, and a person should look why.
    fn reopen(
        &mut self,
        now: Time,
        order: OrderId,
        (venue_id, reason): (VenueOrderId, EndReason),
        out: &mut Vec<Effect>,
    ) {
        let at = now;
        let event = Event::Reopened {
            order,
            venue_id,
            at,
        };
        self.record(event, out);
        let breach = match reason {
            EndReason::Rejected => Breach::RefusedButSeen,
            EndReason::Filled
            | EndReason::Cancelled
            | EndReason::Expired
            | EndReason::NotSent
            | EndReason::NeverSeen
            | EndReason::Settled => Breach::SentAfterAll,
        };
        self.breach(now, order, breach, out);
        self.accepted(now, order);
        self.watch_times(order);
        self.end_again(now, order, out);
        if let Some(account) = self.order(order).map(|o| o.order.account()) {
            self.refresh.want(account, now);
        }
    }

    /// Counts a fill, unless it is counted already.
    pub(crate) fn book(
        &mut self,
        now: Time,
        order: OrderId,
        venue_fill: &VenueFill,
        out: &mut Vec<Effect>,
    ) {
        let Some(tracked) = self.state.orders.get(&order) else {
            return;
        };
        let VenueFill {
            trade, price, qty, ..
        } = *venue_fill;
        let known = tracked.fills.get(&trade).copied();
        if let Some(known) = known
            && !self.config.counts_fills_twice()
        {
            if known != (price, qty) {
                let breach = Breach::FillDiffers { trade, price, qty };
                self.breach(now, order, breach, out);
            }
            return;
        }
        let wish = *tracked.wish();
        let timing = match tracked.order.state {
            OrderState::Ended { .. } => FillTiming::AfterEnd,
            OrderState::Asked { .. } | OrderState::Working { .. } => FillTiming::InLife,
        };
        let fill = Fill {
            trade,
            order,
            account: wish.account(),
            symbol: wish.terms().symbol,
            side: wish.terms().side,
            position: wish.position().side,
            price,
            qty,
            fee: venue_fill.fee,
            fee_asset: venue_fill.fee_asset,
            liquidity: venue_fill.liquidity,
            at: venue_fill.at,
        };
        let fits = self.state.position_after(&self.gate, &fill).is_some();
        let at = now;
        self.record(Event::FillBooked { fill, timing, at }, out);
        if !fits {
            let amount = qty.amount();
            self.breach(now, order, Breach::Arithmetic { amount }, out);
        }
        if timing == FillTiming::AfterEnd {
            self.refresh.want(fill.account, now);
        }
        let tracked = self.state.orders.get(&order);
        let filled = tracked.map_or(Qty::ZERO, |tracked| self.state.filled_of_pair(tracked));
        let ordered = wish.terms().qty;
        if filled > ordered {
            self.breach(now, order, Breach::Overfilled { filled, ordered }, out);
        }
    }

    fn take_status(&mut self, now: Time, order: OrderId, told: &Told, out: &mut Vec<Effect>) {
        let filled_total = told.filled_total;
        let (is_open, silence_max) = (self.is_open(order), self.silence_max());
        self.pursuits.change(order, |p| {
            p.never_seen = 0;
            p.denial = Denial::No;
            p.reported = p.reported.max(filled_total);
            if !is_open {
                return;
            }
            p.ask.start(now.plus(silence_max));
            let known = p.end_seen.as_ref().map(|end| end.filled_total);
            if let Some(reason) = told.status.end_reason()
                && known.is_none_or(|known| known < filled_total)
            {
                p.end_seen = Some(EndSeen {
                    reason,
                    filled_total,
                    words: None,
                });
            }
        });
        self.settle(now, order, out);
    }

    /// Ends an order whose fills are all known, and fetches those that are missing.
    pub(crate) fn settle(&mut self, now: Time, order: OrderId, out: &mut Vec<Effect>) {
        let Some(pursuit) = self.pursuits.get(order) else {
            return;
        };
        let (end_seen, reported) = (pursuit.end_seen.clone(), pursuit.reported);
        let Some(found) = self.order(order) else {
            return;
        };
        let (filled, ordered) = (found.state.filled(), found.order.terms().qty);
        let is_open = !found.state.is_ended();
        if filled < reported {
            self.pursuits.change(order, |p| {
                if p.fetch.at().is_none() {
                    p.fetch.start(now.plus(delay(0)));
                }
            });
            return;
        }
        // Where it stands is known, and every fill of it that was told of is booked.
        self.pursuits.change(order, |p| {
            p.fetch.stop();
            p.known();
        });
        if !is_open {
            return;
        }
        if let Some(end) = end_seen {
            if filled > end.filled_total {
                let breach = Breach::FilledBeyondReport {
                    booked: filled,
                    reported: end.filled_total,
                };
                self.breach(now, order, breach, out);
            }
            self.end(now, order, (end.reason, end.words), out);
        } else if filled >= ordered {
            // Every part of it is known to have traded; no further word of the venue is needed.
            self.end(now, order, (EndReason::Filled, None), out);
        }
    }

    /// Records what must not happen, once.
    pub(crate) fn breach(
        &mut self,
        now: Time,
        order: OrderId,
        breach: Breach,
        out: &mut Vec<Effect>,
    ) {
        let said = self.pursuits.change(order, |p| {
            let said = p.breach == Some(breach);
            p.breach = Some(breach);
            said
        });
        if said != Some(true) {
            let at = now;
            self.record(Event::Broken { order, breach, at }, out);
        }
    }
}

#[cfg(test)]
mod tests;
