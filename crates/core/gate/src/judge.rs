//! The rules in their order: who, whether trading is on, what the venue takes. The numbers are judged in `judge_numbers`.
//! Every rule answers by the sheet; anything that cannot be known is a no.

use crate::config::{AccountConfig, AccountKind};
use crate::figure::Figure;
use crate::gate::{Gate, SwitchOf};
use crate::holds::Hold;
use crate::judge_numbers::Priced;
use crate::margin::Product;
use crate::open_orders::{is_exit, scopes};
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Reach, Sheet, exact};
use domain::{
    Amount, ContractKind, FitError, Instrument, InstrumentRules, NewOrder, PositionEffect, Price,
    Qty, Scope, Side, Time,
};

/// Where an order would trade.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) account: &'a AccountConfig,
    pub(crate) instrument: &'a Instrument,
}

impl Gate {
    /// Puts an order before every rule; what it would hold when it passes.
    pub(crate) fn judge(
        &self,
        now: Time,
        order: &NewOrder,
        sheet: &mut Sheet,
    ) -> Result<Hold, Refusal> {
        let place = self.place(order)?;
        if self.orders.knows(order) {
            return Err(duplicate(order));
        }
        judge_good_till(now, order, sheet)?;
        let closing = self.closing_on_side(order, &place);
        let closing = exact(closing.plus(order.terms().qty))?;
        self.judge_reach(order, &place, closing, sheet)?;
        self.judge_health(now, order, sheet)?;
        self.judge_permission(order, &place, sheet)?;
        let priced = self.judge_reference(now, order, &place, sheet)?;
        judge_grid(order, &place, priced.as_ref(), sheet)?;
        if !sheet.may_skip_limits() {
            let judged = self.judge_limits(now, order, (&place, priced.as_ref()), sheet);
            match sheet.reach() {
                Reach::MayOpen => judged?,
                // What it cannot compute about an order that passes anyway holds nothing back.
                Reach::OnlyReduces => judged.unwrap_or_default(),
            }
        }
        let hold = match place.instrument.kind {
            ContractKind::Spot => self.judge_collateral(order, &place, priced.as_ref(), sheet)?,
            ContractKind::Linear { .. } => {
                self.judge_margin(now, order, (&place, priced.as_ref()), sheet)?
            }
        };
        self.judge_confirmed(order, sheet)?;
        Ok(hold)
    }

    /// Whether a counted order that never left may still leave: the rules that a halt or a person moved since.
    pub(crate) fn judge_again(&self, order: &NewOrder, sheet: &mut Sheet) -> Result<(), Refusal> {
        let place = self.place(order)?;
        let closing = self.closing_on_side(order, &place);
        self.judge_reach(order, &place, closing, sheet)?;
        self.judge_permission(order, &place, sheet)
    }

    fn place(&self, order: &NewOrder) -> Result<Place<'_>, Refusal> {
        let account = self.account(order.account()).ok_or(Refusal::plain(
            Rule::UnknownAccount,
            Scope::Account(order.account()),
        ))?;
        if self.is_away(order.account()) {
            let scope = Scope::Venue(account.venue);
            return Err(Refusal::plain(Rule::VenueAway, scope));
        }
        let symbol = order.terms().symbol;
        let refused = |rule| Refusal::plain(rule, Scope::Symbol(symbol));
        let instrument = self.instrument_at(account.venue, symbol);
        let instrument = instrument.ok_or_else(|| refused(Rule::UnknownInstrument))?;
        match (instrument.kind, account.product) {
            (ContractKind::Spot, Product::Spot) => match order.terms().effect {
                PositionEffect::Any | PositionEffect::ReduceOnly => {}
                PositionEffect::Of(_) => return Err(refused(Rule::OneWayMode)),
            },
            (ContractKind::Spot, Product::Linear(_)) => return Err(refused(Rule::SpotNotTraded)),
            (ContractKind::Linear { size, settle }, Product::Linear(_))
                if settle == instrument.quote && size.amount() == Amount::ONE => {}
            (ContractKind::Linear { .. }, Product::Linear(_) | Product::Spot) => {
                return Err(refused(Rule::ContractsNotTraded));
            }
        }
        Ok(Place {
            account,
            instrument,
        })
    }

    /// What already works on an order's side. The exits that the house keeps for a contract are reduce-only at the venue too,
    /// so they can never turn what somebody closes into more: they stand in nobody's way but each other's.
    fn closing_on_side(&self, order: &NewOrder, place: &Place<'_>) -> Qty {
        let working = self.orders.working(order.position());
        let side = order.terms().side;
        match place.account.product {
            Product::Linear(_) if !is_exit(order) => working.on_beside_exits(side),
            Product::Linear(_) | Product::Spot => working.on(side),
        }
    }

    /// A reduce-only order must do what its name says, with every order that already works on its side. In hedge mode that is
    /// every order against the side of its position.
    fn judge_reach(
        &self,
        order: &NewOrder,
        place: &Place<'_>,
        closing: Qty,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        if let Some(moved) = sheet.moved() {
            return self.judge_moved(order, place, (closing, moved), sheet);
        }
        if !order.terms().only_closes() {
            return Ok(());
        }
        let net = self.held(order.position());
        let there = match order.terms().side {
            Side::Sell => net,
            Side::Buy => net.negated(),
        };
        let there = if there.is_negative() {
            Amount::ZERO
        } else {
            there
        };
        let base = place.instrument.base;
        let figure = |amount| Figure::Amount(amount, base);
        let bound = (Scope::Symbol(order.terms().symbol), there);
        sheet.at_most(Rule::ReduceOnlyExcess, closing.amount(), bound, figure)?;
        if closing.amount() <= there {
            sheet.set_reach(Reach::OnlyReduces);
        }
        Ok(())
    }

    /// Whether time and the gate's own sums can be relied on.
    fn judge_health(&self, now: Time, order: &NewOrder, sheet: &mut Sheet) -> Result<(), Refusal> {
        if let Some(seen) = self.clock
            && now < seen
        {
            sheet.broken(clock_backwards(now, seen))?;
        }
        if self.broken.contains(&order.account()) {
            sheet.broken(Refusal::plain(
                Rule::BooksBroken,
                Scope::Account(order.account()),
            ))?;
        }
        Ok(())
    }

    /// Whether people let this trade.
    fn judge_permission(
        &self,
        order: &NewOrder,
        place: &Place<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let account = place.account.account;
        let refused = |rule, scope| Refusal::plain(rule, scope);
        match place.account.kind {
            AccountKind::Paper | AccountKind::Testnet => {}
            AccountKind::Live => {
                let mut consents = self.config().live_consents.iter();
                if !consents.any(|consent| consent.account() == account) {
                    sheet.broken(refused(Rule::LiveLatch, Scope::Account(account)))?;
                }
            }
        }
        let switches = [
            order.origin().user().map(SwitchOf::User),
            Some(SwitchOf::Account(account)),
            Some(SwitchOf::Symbol(order.terms().symbol)),
        ];
        for switch in switches.into_iter().flatten() {
            if self.switches_off.contains(&switch) {
                sheet.broken(refused(Rule::TradingSwitch, switch.scope()))?;
            }
        }
        for scope in scopes(order, place.account.venue).into_iter().flatten() {
            if self.halts.contains(&scope) {
                sheet.broken(refused(Rule::Halted, scope))?;
            }
        }
        if !self.compared.contains(&account) {
            sheet.broken(refused(Rule::NotCompared, Scope::Account(account)))?;
        }
        let symbol = order.terms().symbol;
        if self.is_closed(place.account.venue, symbol) {
            sheet.broken(refused(Rule::NotTrading, Scope::Symbol(symbol)))?;
        }
        Ok(())
    }
}

/// An order with an end of its own must have some life before it.
fn judge_good_till(now: Time, order: &NewOrder, sheet: &mut Sheet) -> Result<(), Refusal> {
    match order.terms().kind.good_till() {
        Some(until) if until <= now => sheet.broken(Refusal::new(
            Rule::GoodTillPassed,
            Scope::Symbol(order.terms().symbol),
            Figure::Time(until),
            Figure::Time(now),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Whether the venue's grid and bounds take the order.
fn judge_grid(
    order: &NewOrder,
    place: &Place<'_>,
    priced: Option<&Priced>,
    sheet: &mut Sheet,
) -> Result<(), Refusal> {
    let terms = order.terms();
    let instrument = place.instrument;
    let checked = match priced {
        Some(priced) => instrument.check(terms, priced.touch.far(terms.side)),
        None => match terms.kind.limit_price().or(terms.kind.trigger()) {
            Some(price) => instrument.check(terms, price),
            // Only an order that reduces comes here: with no price at all, its value cannot be held against it.
            None => {
                exact(unvalued(instrument, terms.qty))?.check(terms, instrument.rules.price_tick)
            }
        },
    };
    let scope = Scope::Symbol(terms.symbol);
    if let Err(error) = checked {
        return sheet.broken(unfit(error, instrument, scope));
    }
    let qty = |qty| Figure::Qty(qty, instrument.base);
    sheet.kept(|| {
        Refusal::new(
            Rule::VenueQtyMin,
            scope,
            qty(terms.qty),
            qty(instrument.rules.qty_min),
        )
    });
    Ok(())
}

/// The instrument with notional bounds that any order of `qty` valued at one tick keeps.
fn unvalued(instrument: &Instrument, qty: Qty) -> Result<Instrument, domain::NumberError> {
    let rules = InstrumentRules {
        notional_min: Amount::ZERO,
        notional_max: instrument.rules.price_tick.times(qty)?,
        ..instrument.rules
    };
    Ok(Instrument {
        rules,
        ..*instrument
    })
}

/// The rule of the venue that terms break, with its numbers.
pub(crate) fn unfit(error: FitError, instrument: &Instrument, scope: Scope) -> Refusal {
    let price = |p: Price| Figure::Price(p, instrument.quote);
    let qty = |q: Qty| Figure::Qty(q, instrument.base);
    let amount = |a: Amount| Figure::Amount(a, instrument.quote);
    let (rule, value, limit) = match error {
        FitError::PriceOffTick { price: p, tick } => (Rule::VenuePriceTick, price(p), price(tick)),
        FitError::PriceOutOfRange { price: p, min, .. } if p < min => {
            (Rule::VenuePriceMin, price(p), price(min))
        }
        FitError::PriceOutOfRange { price: p, max, .. } => {
            (Rule::VenuePriceMax, price(p), price(max))
        }
        FitError::QtyOffStep { qty: q, step } => (Rule::VenueQtyStep, qty(q), qty(step)),
        FitError::QtyOutOfRange { qty: q, min, .. } if q < min => {
            (Rule::VenueQtyMin, qty(q), qty(min))
        }
        FitError::QtyOutOfRange { qty: q, max, .. } => (Rule::VenueQtyMax, qty(q), qty(max)),
        FitError::NotionalOutOfRange { notional, min, .. } if notional < min => {
            (Rule::VenueNotionalMin, amount(notional), amount(min))
        }
        FitError::NotionalOutOfRange { notional, max, .. } => {
            (Rule::VenueNotionalMax, amount(notional), amount(max))
        }
        FitError::Number(_) => (Rule::Arithmetic, Figure::Nothing, Figure::Nothing),
    };
    Refusal::new(rule, scope, value, limit)
}

fn duplicate(order: &NewOrder) -> Refusal {
    Refusal::new(
        Rule::DuplicateOrder,
        Scope::Account(order.account()),
        Figure::Order(order.id()),
        Figure::Nothing,
    )
}

/// The refusal of an order that comes before what was already seen.
pub(crate) fn clock_backwards(now: Time, seen: Time) -> Refusal {
    Refusal::new(
        Rule::ClockBackwards,
        Scope::Global,
        Figure::Time(now),
        Figure::Time(seen),
    )
}
