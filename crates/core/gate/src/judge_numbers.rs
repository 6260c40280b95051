//! The rules with numbers: reference price, collars, order and position size, counts, collateral.
//! Every rule answers by the sheet; anything that cannot be known is a no.

use crate::figure::Figure;
use crate::gate::Gate;
use crate::holds::Hold;
use crate::judge::{Place, clock_backwards};
use crate::limits::Limits;
use crate::open_orders::scopes;
use crate::quote::Quote;
use crate::reference::{Touch, valuation, worst_met};
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use crate::verdict::Money;
use domain::{
    Amount, HedgeSide, NewOrder, NumberError, PositionEffect, PositionKey, Price, Qty, Rate, Scope,
    Side, Symbol, Time, VenueId,
};

/// An order with the prices it is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced {
    pub(crate) touch: Touch,
    /// The worst price it would meet in the known book.
    pub(crate) met: Price,
    /// The price it is valued at.
    pub(crate) price: Price,
}

impl Gate {
    /// GATE-17: a fresh price on both sides that do not cross.
    pub(crate) fn judge_reference(
        &self,
        now: Time,
        order: &NewOrder,
        place: &Place<'_>,
        sheet: &mut Sheet,
    ) -> Result<Option<Priced>, Refusal> {
        let terms = order.terms();
        let key = (place.account.venue, terms.symbol);
        let Some((quote, touch)) = self.touch(key) else {
            sheet.broken(no_reference(terms.symbol))?;
            return Ok(None);
        };
        if quote.received > now {
            sheet.broken(clock_backwards(now, quote.received))?;
        }
        let (age_max, slippage) = {
            let rules = &self.config().reference;
            (rules.quote_age_max, rules.market_slippage)
        };
        let scope = Scope::Symbol(terms.symbol);
        let age = now.since(quote.received);
        sheet.at_most(Rule::ReferenceStale, age, (scope, age_max), Figure::Span)?;
        if touch.bid >= touch.ask {
            let asset = place.instrument.quote;
            sheet.broken(Refusal::new(
                Rule::ReferenceCrossed,
                scope,
                Figure::Price(touch.bid, asset),
                Figure::Price(touch.ask, asset),
            ))?;
        }
        let met = exact(worst_met(terms, quote, touch, slippage))?;
        let price = exact(valuation(terms, touch, met, slippage))?;
        let value = exact(price.times(terms.qty))?;
        let asset = place.instrument.quote;
        let fee = exact(value.share(place.account.taker_fee))?;
        sheet.verdict.price = Some(price);
        sheet.verdict.value = Some(Money {
            amount: value,
            asset,
        });
        sheet.verdict.fee = Some(Money { amount: fee, asset });
        Ok(Some(Priced { touch, met, price }))
    }

    /// GATE-02, GATE-03, GATE-17: collar, size of the order and of the position, counts.
    pub(crate) fn judge_limits(
        &self,
        now: Time,
        order: &NewOrder,
        (place, priced): (&Place<'_>, Option<&Priced>),
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let limits = Limits::new(self, scopes(order, place.account.venue));
        let base = place.instrument.base;
        let of_base = |qty| Figure::Qty(qty, base);
        if let Some(bound) = limits.order_qty() {
            sheet.at_most(Rule::OrderQty, order.terms().qty, bound, of_base)?;
        }
        let worst = self.worst_position(order)?;
        if let Some(bound) = limits.position_qty() {
            sheet.at_most(Rule::PositionQty, worst, bound, of_base)?;
        }
        self.judge_allowed(order, place, sheet)?;
        if let Some(priced) = priced {
            judge_collar(order, (place, priced), limits.price_collar(), sheet)?;
            self.judge_drift(now, (order, place), (&limits, priced), sheet)?;
            self.judge_own_crossing(order, (place, priced), sheet)?;
            let value = exact(priced.price.times(order.terms().qty))?;
            let mark = priced.price.max(priced.touch.ask);
            let position = exact(mark.times(worst))?;
            let asset = self.config().value_asset;
            let of_value = |amount| Figure::Amount(amount, asset);
            if let Some(rate) = self.value_rate(now, place, sheet)? {
                let value = exact(value.valued(rate))?;
                let position = exact(position.valued(rate))?;
                sheet.at_most(Rule::OrderValue, value, limits.order_value(), of_value)?;
                self.judge_new_symbol(order, (&limits, value), sheet)?;
                let unsaid = limits.tightest_of_sets(|set| set.unconfirmed_order_value_max);
                if let Some(bound) = unsaid {
                    sheet.ask_twice((value, bound));
                }
                self.judge_liquidity((order, place), (&limits, priced), rate, sheet)?;
                let mark = exact(Price::new(exact(mark.amount().valued(rate))?.get()))?;
                self.judge_shares(now, (order, place, mark), &limits, sheet)?;
                let bound = limits.position_value();
                sheet.at_most(Rule::PositionValue, position, bound, of_value)?;
            }
        }
        self.judge_losses(now, &limits, sheet)?;
        self.judge_symbol_day(now, (order, place.instrument.quote), &limits, sheet)?;
        self.judge_correlation(now, (order, place), &limits, sheet)?;
        self.judge_counts(order, &limits, sheet)?;
        self.judge_rates(now, &limits, sheet)?;
        self.judge_repetition(now, order, &limits, sheet)
    }

    /// How large the position can become on the order's side: held, with everything that works on that side. In hedge mode
    /// the long and the short one stand beside each other and take nothing off each other: each counts at its worst.
    fn worst_position(&self, order: &NewOrder) -> Result<Qty, Refusal> {
        let (key, terms) = (order.position(), order.terms());
        let (side, added) = match terms.effect {
            PositionEffect::Any | PositionEffect::ReduceOnly => (terms.side, terms.qty),
            // A close adds nothing to what its own position can become.
            PositionEffect::Of(side) if terms.only_closes() => (side.opened_by(), Qty::ZERO),
            PositionEffect::Of(side) => (side.opened_by(), terms.qty),
        };
        let mut worst = exact(self.worst_on(key, side))?;
        worst = exact(worst.plus(added.amount()))?;
        for side in [HedgeSide::Long, HedgeSide::Short] {
            let position = side.position();
            if position != key.side {
                let beside = PositionKey {
                    side: position,
                    ..key
                };
                let other = exact(self.worst_on(beside, side.opened_by()))?;
                worst = exact(worst.plus(other.max(Amount::ZERO)))?;
            }
        }
        Ok(worst.qty().unwrap_or(Qty::ZERO))
    }

    /// What a position holds on one side, with everything about it that works on that side; below zero on the other.
    pub(crate) fn worst_on(&self, key: PositionKey, side: Side) -> Result<Amount, NumberError> {
        let net = self.held(key);
        let held = match side {
            Side::Buy => net,
            Side::Sell => net.negated(),
        };
        held.plus(self.orders.working(key).on(side).amount())
    }

    /// GATE-03 and the number of open orders.
    fn judge_counts(
        &self,
        order: &NewOrder,
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let here = (order.account(), order.terms().symbol);
        let global = limits.global();
        if !self.is_occupied(order.position()) {
            for (scope, limit) in
                limits.counts(global.open_positions_max, |set| set.open_positions_max)
            {
                let count = self
                    .positions_open(scope, order.account())
                    .saturating_add(1);
                sheet.at_most(Rule::OpenPositions, count, (scope, limit), Figure::Count)?;
            }
        }
        for (scope, limit) in limits.counts(global.open_orders_max, |set| set.open_orders_max) {
            let count = self.orders.count(scope).saturating_add(sheet.opens());
            sheet.at_most(Rule::OpenOrders, count, (scope, limit), Figure::Count)?;
        }
        let account = Scope::Account(order.account());
        let count = self.orders.count(account).saturating_add(sheet.opens());
        let bound = (account, global.open_orders_per_account_max);
        sheet.at_most(Rule::OpenOrders, count, bound, Figure::Count)?;
        let count = self.orders.count_in(here.0, here.1);
        let count = count.saturating_add(sheet.opens());
        let bound = (Scope::Symbol(here.1), global.open_orders_per_symbol_max);
        sheet.at_most(Rule::OpenOrders, count, bound, Figure::Count)?;
        Ok(())
    }

    /// GATE-07: what the order needs must be there and not held by another.
    pub(crate) fn judge_collateral(
        &self,
        order: &NewOrder,
        place: &Place<'_>,
        priced: Option<&Priced>,
        sheet: &mut Sheet,
    ) -> Result<Hold, Refusal> {
        let terms = order.terms();
        let hold = match terms.side {
            Side::Sell => Hold {
                asset: place.instrument.base,
                unit: Amount::ONE,
            },
            Side::Buy => {
                let price = priced.map(|priced| priced.price);
                let price = price.or(terms.kind.limit_price());
                let price = price.ok_or_else(|| no_reference(terms.symbol))?;
                let fee = place.account.taker_fee.max(Rate::ZERO);
                Hold {
                    asset: place.instrument.quote,
                    unit: exact(price.moved(fee))?.amount(),
                }
            }
        };
        let asset = hold.asset;
        let need = exact(hold.amount(terms.qty))?;
        sheet.verdict.hold = Some(Money {
            amount: need,
            asset,
        });
        let account = Scope::Account(order.account());
        let total = exact(self.balances.total(order.account(), asset))?;
        let total = total.ok_or(Refusal::new(
            Rule::BalanceUnknown,
            account,
            Figure::Amount(need, asset),
            Figure::Nothing,
        ))?;
        let available = exact(self.left_of(total, order.account(), asset))?;
        sheet.verdict.available = Some(Money {
            amount: available,
            asset,
        });
        let figure = |amount| Figure::Amount(amount, asset);
        sheet.at_most(Rule::Collateral, need, (account, available), figure)?;
        Ok(hold)
    }

    fn touch(&self, key: (VenueId, Symbol)) -> Option<(&Quote, Touch)> {
        let quote = self.quotes.get(&key)?;
        Some((quote, Touch::of(quote)?))
    }

    /// What one unit of the instrument's quote is worth in the value asset; `None` when a verdict goes on without it.
    fn value_rate(
        &self,
        now: Time,
        place: &Place<'_>,
        sheet: &mut Sheet,
    ) -> Result<Option<Price>, Refusal> {
        let (from, to) = (place.instrument.quote, self.config().value_asset);
        if from == to {
            return exact(Price::from_parts(1, 0)).map(Some);
        }
        let symbol = Symbol::spot(from, to).unwrap_or(place.instrument.symbol);
        match self.conversion(now, (place.account.venue, symbol)) {
            Some(rate) => Ok(Some(rate)),
            None => {
                sheet.broken(no_reference(symbol))?;
                Ok(None)
            }
        }
    }

    /// The ask of a pair, while it is fresh and does not cross.
    fn conversion(&self, now: Time, pair: (VenueId, Symbol)) -> Option<Price> {
        let (quote, touch) = self.touch(pair)?;
        let age = now.since(quote.received);
        let age_max = self.config().reference.quote_age_max;
        let good = quote.received <= now && age <= age_max && touch.bid < touch.ask;
        good.then_some(touch.ask)
    }
}

/// GATE-17: every price the order names or would meet lies within the collar.
fn judge_collar(
    order: &NewOrder,
    (place, priced): (&Place<'_>, &Priced),
    (scope, collar): (Scope, Rate),
    sheet: &mut Sheet,
) -> Result<(), Refusal> {
    let middle = exact(priced.touch.middle())?;
    let middle_amount = exact(Amount::new(middle.get()))?;
    let width = exact(middle_amount.share(collar))?;
    let high = exact(middle_amount.plus(width))?;
    let low = exact(middle_amount.minus(width))?;
    let kind = &order.terms().kind;
    let named = [kind.limit_price(), kind.trigger()];
    let met = match kind.limit_price().or(kind.trigger()) {
        Some(_) => None,
        None => Some(priced.met),
    };
    let asset = place.instrument.quote;
    let figure = |amount| Figure::Amount(amount, asset);
    for price in named.into_iter().chain([met]).flatten() {
        let price = exact(Amount::new(price.get()))?;
        sheet.at_most(Rule::PriceCollarHigh, price, (scope, high), figure)?;
        if price < low {
            sheet.broken(Refusal::new(
                Rule::PriceCollarLow,
                scope,
                figure(price),
                figure(low),
            ))?;
        }
    }
    Ok(())
}

pub(crate) fn no_reference(symbol: Symbol) -> Refusal {
    Refusal::plain(Rule::ReferenceMissing, Scope::Symbol(symbol))
}
