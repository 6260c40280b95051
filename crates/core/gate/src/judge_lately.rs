//! The rules over time: message rates, the drift of our own prices, orders repeated too often. What cannot be counted
//! exactly is counted too high, never too low.
// Controls 7, 10, 11

use crate::figure::Figure;
use crate::gate::Gate;
use crate::judge::Place;
use crate::judge_numbers::Priced;
use crate::lately::messages::Stretch;
use crate::lately::prices::shown_by;
use crate::lately::shapes::{Shape, ShapeOrigin};
use crate::limit_sets::LimitSet;
use crate::limits::Limits;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use domain::{NewOrder, OrderKind, Time};

/// A rule on a rate, over what it counts, and where its limit stands.
type RateRule = (Rule, Stretch, fn(&LimitSet) -> Option<u64>);

/// The rates of messages that have a limit.
const RATES: [RateRule; 3] = [
    (Rule::MessagesPerSecond, Stretch::Second, |set| {
        set.messages_per_second_max
    }),
    (Rule::MessagesPerMinute, Stretch::Minute, |set| {
        set.messages_per_minute_max
    }),
    (Rule::MessagesPerDay, Stretch::Day, |set| {
        set.messages_per_day_max
    }),
];

impl Gate {
    /// Control 10: orders and changes per second, minute and day. Cancels are never refused.
    pub(crate) fn judge_rates(
        &self,
        now: Time,
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        for (rule, stretch, pick) in RATES {
            for (scope, limit) in limits.of_sets(pick) {
                let sent = self.lately.messages.sent(now, scope, stretch);
                let sent = sent.saturating_add(sheet.opens());
                sheet.at_most(rule, sent, (scope, limit), Figure::Count)?;
            }
        }
        Ok(())
    }

    /// Control 11: the same order again and again. Who repeats it is halted by the house until a person releases him.
    pub(crate) fn judge_repetition(
        &self,
        now: Time,
        order: &NewOrder,
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let shape = Shape::of(order);
        let limit = match shape.origin {
            ShapeOrigin::Person(_) => limits.tightest_of_sets(|set| set.same_orders_by_hand_max),
            ShapeOrigin::Program(_) | ShapeOrigin::Strategy(_) | ShapeOrigin::House => {
                limits.tightest_of_sets(|set| set.same_orders_max)
            }
        };
        let Some((_, limit)) = limit else {
            return Ok(());
        };
        let window = self.rules.same_orders_window;
        let sent = self.lately.shapes.sent((now, window), &shape);
        let sent = sent.saturating_add(sheet.opens());
        let bound = (shape.scope(), limit);
        sheet.at_most(Rule::RepeatedOrders, sent, bound, Figure::Count)
    }

    /// Control 7: the price of an order against the first that our own orders had within the window, on the same side.
    pub(crate) fn judge_drift(
        &self,
        now: Time,
        (order, place): (&NewOrder, &Place<'_>),
        (limits, priced): (&Limits<'_>, &Priced),
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let Some((scope, collar)) = limits.tightest_of_sets(|set| set.drift_collar) else {
            return Ok(());
        };
        let terms = order.terms();
        let price = match terms.kind {
            OrderKind::Market => Some(priced.met),
            OrderKind::Limit { .. }
            | OrderKind::LimitMaker { .. }
            | OrderKind::Stop { .. }
            | OrderKind::StopLimit { .. }
            | OrderKind::TakeProfit { .. }
            | OrderKind::TakeProfitLimit { .. }
            | OrderKind::TrailingStop { .. } => shown_by(terms),
        };
        let side = (place.account.venue, terms.symbol, terms.side);
        let window = self.rules.drift_window;
        let first = self.lately.prices.first((now, window), side);
        let (Some(price), Some(first)) = (price, first) else {
            return Ok(());
        };
        let width = exact(first.price.amount().share(collar))?;
        let drift = exact(price.amount().minus(first.price.amount()))?.size();
        let quote = place.instrument.quote;
        let figure = |amount| Figure::Amount(amount, quote);
        sheet.at_most(Rule::DriftCollar, drift, (scope, width), figure)
    }
}

#[cfg(test)]
mod tests;
