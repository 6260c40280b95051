//! The rules of contracts on margin: settings, marks, margin, leverage, distance to liquidation, and settings to be changed.
//! An order that truly reduces needs none of it; for every other order whatever cannot be known is a no.

use crate::figure::Figure;
use crate::gate::Gate;
use crate::holds::Hold;
use crate::judge::{Place, clock_backwards};
use crate::judge_numbers::Priced;
use crate::margin::{ContractTerms, MARGIN_PLACES, MarginRules, Product, settle_of, taken_by};
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Reach, Sheet, exact};
use crate::verdict::Money;
use domain::{
    AccountId, Amount, Asset, AssetsMode, Instrument, Leverage, MarginMode, NewOrder, NumberError,
    Position, PositionEffect, PositionKey, PositionMode, Price, Qty, Rate, Rounding, Scope,
    Setting, SettingChange, Symbol, Time, VenueId,
};

impl Gate {
    /// GATE-04, GATE-07: what an order for a contract would hold, and whether the account can bear it.
    pub(crate) fn judge_margin(
        &self,
        now: Time,
        order: &NewOrder,
        (place, priced): (&Place<'_>, Option<&Priced>),
        sheet: &mut Sheet,
    ) -> Result<Hold, Refusal> {
        let symbol = order.terms().symbol;
        let refused = |rule| Refusal::plain(rule, Scope::Symbol(symbol));
        let settle = settle_of(place.instrument).ok_or_else(|| refused(Rule::SpotNotTraded))?;
        match sheet.reach() {
            // It gives margin back; the venue itself keeps it from opening anything.
            Reach::OnlyReduces => {
                return Ok(Hold {
                    asset: settle,
                    unit: Amount::ZERO,
                });
            }
            Reach::MayOpen => {}
        }
        let rules = match place.account.product {
            Product::Spot => return Err(refused(Rule::ContractsNotTraded)),
            Product::Linear(rules) => rules,
        };
        let account = order.account();
        let terms = self.judge_settings(order, &rules, sheet)?;
        let mark = self.fresh_mark(now, (place.account.venue, symbol), &rules)?;
        for key in PositionKey::all(account, symbol) {
            let liquidation = self.contract_terms(key).and_then(|told| told.liquidation);
            if let Some(liquidation) = liquidation {
                judge_distance(place, (mark, liquidation), &rules, sheet)?;
            }
        }
        let price = priced.map(|priced| priced.price.max(mark)).unwrap_or(mark);
        let leverage = terms.leverage.min(rules.leverage_max);
        let fee = place.account.taker_fee.max(Rate::ZERO);
        let unit = exact(unit_margin(price, leverage, fee))?;
        let hold = Hold {
            asset: settle,
            unit,
        };
        let need = exact(hold.amount(order.terms().qty))?;
        sheet.verdict.hold = Some(Money {
            amount: need,
            asset: settle,
        });
        let available = self.free_margin(now, (account, settle), &rules)?;
        sheet.verdict.available = Some(Money {
            amount: available,
            asset: settle,
        });
        // Where the account is set higher than it may go, it is the cap that the money does not suffice for.
        let rule = if terms.leverage > rules.leverage_max {
            Rule::ImpliedLeverage
        } else {
            Rule::Collateral
        };
        let figure = |amount| Figure::Amount(amount, settle);
        sheet.at_most(rule, need, (Scope::Account(account), available), figure)?;
        Ok(hold)
    }

    /// What counts two orders for a contract as one is not judged here, so it does not pass.
    pub(crate) fn judge_one_by_one(&self, order: &NewOrder) -> Result<(), Refusal> {
        if !self.is_margined(order.account()) {
            return Ok(());
        }
        let scope = Scope::Symbol(order.terms().symbol);
        Err(Refusal::plain(Rule::OneByOne, scope))
    }

    /// What is set must be known, and be what this house can judge.
    fn judge_settings(
        &self,
        order: &NewOrder,
        rules: &MarginRules,
        sheet: &mut Sheet,
    ) -> Result<ContractTerms, Refusal> {
        let PositionKey {
            account, symbol, ..
        } = order.position();
        let whole = Scope::Account(account);
        let modes = self.contracts.modes.get(&account);
        let (positions, assets) =
            modes.ok_or_else(|| Refusal::plain(Rule::SettingsUnknown, whole))?;
        judge_mode_fixed(*positions, rules, whole).or_else(|no| sheet.broken(no))?;
        judge_position_side(*positions, order).or_else(|no| sheet.broken(no))?;
        judge_assets(*assets, whole).or_else(|no| sheet.broken(no))?;
        let scope = Scope::Symbol(symbol);
        let terms = self.contract_terms(order.position());
        let terms = terms.ok_or_else(|| Refusal::plain(Rule::SettingsUnknown, scope))?;
        judge_mode(terms.margin, rules, scope).or_else(|no| sheet.broken(no))?;
        let mut positions = PositionKey::all(account, symbol).into_iter();
        if positions.any(|key| self.in_doubt(key)) {
            sheet.broken(Refusal::plain(Rule::PositionInDoubt, scope))?;
        }
        Ok(*terms)
    }

    fn fresh_mark(
        &self,
        now: Time,
        key: (VenueId, Symbol),
        rules: &MarginRules,
    ) -> Result<Price, Refusal> {
        let scope = Scope::Symbol(key.1);
        let mark = self.contracts.marks.get(&key);
        let mark = mark.ok_or_else(|| Refusal::plain(Rule::MarkMissing, scope))?;
        if mark.received > now {
            return Err(clock_backwards(now, mark.received));
        }
        let age = now.since(mark.received);
        if age > rules.mark_age_max {
            let (age, most) = (Figure::Span(age), Figure::Span(rules.mark_age_max));
            return Err(Refusal::new(Rule::MarkStale, scope, age, most));
        }
        Ok(mark.price)
    }

    /// What of a margin asset may stand for something new: the wallet without what orders hold, positions need, and
    /// positions have lost.
    fn free_margin(
        &self,
        now: Time,
        (account, settle): (AccountId, Asset),
        rules: &MarginRules,
    ) -> Result<Amount, Refusal> {
        let scope = Scope::Account(account);
        let total = exact(self.balances.total(account, settle))?;
        let total = total.ok_or_else(|| Refusal::plain(Rule::BalanceUnknown, scope))?;
        let mut free = exact(self.left_of(total, account, settle))?;
        for position in self.contracts.held(account) {
            let symbol = position.symbol;
            let unknown = || Refusal::plain(Rule::SettingsUnknown, Scope::Symbol(symbol));
            let instrument = self.instrument(account, symbol).ok_or_else(unknown)?;
            if settle_of(instrument) != Some(settle) {
                continue;
            }
            let terms = self.contract_terms(position.key());
            let terms = terms.ok_or_else(unknown)?;
            let mark = self.fresh_mark(now, (instrument.venue, symbol), rules)?;
            let leverage = terms.leverage.min(rules.leverage_max);
            let taken = exact(taken_by(position, (mark, leverage), terms.isolated))?;
            free = exact(free.minus(taken))?;
        }
        Ok(free)
    }

    /// Whether an account is on margin.
    #[must_use]
    pub fn is_margined(&self, account: AccountId) -> bool {
        self.account(account)
            .is_some_and(|account| matches!(account.product, Product::Linear(_)))
    }

    /// Whether an instrument is of the product an account trades.
    #[must_use]
    pub fn trades(&self, account: AccountId, instrument: &Instrument) -> bool {
        self.is_margined(account) == settle_of(instrument).is_some()
    }

    /// What a position takes of its account at the last mark, for showing; `None` while mark or leverage is unknown.
    #[must_use]
    pub fn margin_taken(&self, position: &Position) -> Option<Amount> {
        let account = self.account(position.account)?;
        let rules = match account.product {
            Product::Spot => return None,
            Product::Linear(rules) => rules,
        };
        let terms = self.contract_terms(position.key())?;
        let at = (account.venue, position.symbol);
        let mark = self.contracts.marks.get(&at)?.price;
        let leverage = terms.leverage.min(rules.leverage_max);
        taken_by(position, (mark, leverage), terms.isolated).ok()
    }

    /// What of a margin asset is free, for showing; `None` while something of it is unknown.
    #[must_use]
    pub fn margin_free(&self, now: Time, account: AccountId, asset: Asset) -> Option<Amount> {
        match self.account(account)?.product {
            Product::Spot => None,
            Product::Linear(rules) => self.free_margin(now, (account, asset), &rules).ok(),
        }
    }
}

/// Whether a setting lies within the rules of its account.
pub(crate) fn judge_setting(product: &Product, change: &SettingChange) -> Result<(), Refusal> {
    let (account, setting) = (change.account, &change.setting);
    let scope = setting
        .symbol()
        .map_or(Scope::Account(account), Scope::Symbol);
    let rules = match product {
        Product::Spot => return Err(Refusal::plain(Rule::ContractsNotTraded, scope)),
        Product::Linear(rules) => rules,
    };
    match setting {
        Setting::Leverage { leverage, .. } => {
            if *leverage <= rules.leverage_max {
                return Ok(());
            }
            let times = |l: Leverage| Figure::Count(u64::from(l.get()));
            let (asked, most) = (times(*leverage), times(rules.leverage_max));
            Err(Refusal::new(Rule::LeverageMax, scope, asked, most))
        }
        Setting::Margin { mode, .. } => judge_mode(*mode, rules, scope),
        Setting::Positions(mode) => judge_mode_fixed(*mode, rules, scope),
        // In a mode that is not judged here nothing opens, so that setting it takes no risk.
        Setting::Assets(_) | Setting::PositionMargin { .. } => Ok(()),
    }
}

/// An order that opens at `price` sets aside its margin, rounded up, and the fee for taking, per unit.
fn unit_margin(price: Price, leverage: Leverage, fee: Rate) -> Result<Amount, NumberError> {
    let one = Qty::from_parts(1, 0)?;
    let times = Qty::from_parts(i128::from(leverage.get()), 0)?;
    let value = price.amount();
    let margin = value.prorated(one, times, (MARGIN_PLACES, Rounding::Up))?;
    margin.plus(value.share(fee)?)
}

/// A position that is near to being closed by the venue is not added to.
fn judge_distance(
    place: &Place<'_>,
    (mark, liquidation): (Price, Price),
    rules: &MarginRules,
    sheet: &mut Sheet,
) -> Result<(), Refusal> {
    let distance = exact(mark.amount().minus(liquidation.amount()))?.size();
    let least = exact(mark.amount().share(rules.liquidation_distance_min))?;
    if distance >= least {
        return Ok(());
    }
    let quote = place.instrument.quote;
    let figure = |amount| Figure::Amount(amount, quote);
    let scope = Scope::Symbol(place.instrument.symbol);
    sheet.broken(Refusal::new(
        Rule::LiquidationNear,
        scope,
        figure(distance),
        figure(least),
    ))
}

fn judge_mode(mode: MarginMode, rules: &MarginRules, scope: Scope) -> Result<(), Refusal> {
    match rules.margin {
        Some(fixed) if fixed != mode => Err(Refusal::plain(Rule::MarginMode, scope)),
        Some(_) | None => Ok(()),
    }
}

/// Whether the account is in the position mode that the operator fixed, where one is.
fn judge_mode_fixed(mode: PositionMode, rules: &MarginRules, scope: Scope) -> Result<(), Refusal> {
    match rules.positions {
        Some(fixed) if fixed != mode => Err(Refusal::plain(Rule::PositionMode, scope)),
        Some(_) | None => Ok(()),
    }
}

/// In hedge mode an order says which position it is about, in one-way mode it does not.
fn judge_position_side(mode: PositionMode, order: &NewOrder) -> Result<(), Refusal> {
    let refused = |rule| Refusal::plain(rule, Scope::Symbol(order.terms().symbol));
    match (mode, order.terms().effect) {
        (PositionMode::OneWay, PositionEffect::Any | PositionEffect::ReduceOnly)
        | (PositionMode::Hedge, PositionEffect::Of(_)) => Ok(()),
        (PositionMode::Hedge, PositionEffect::Any | PositionEffect::ReduceOnly) => {
            Err(refused(Rule::HedgeMode))
        }
        (PositionMode::OneWay, PositionEffect::Of(_)) => Err(refused(Rule::OneWayMode)),
    }
}

fn judge_assets(mode: AssetsMode, scope: Scope) -> Result<(), Refusal> {
    match mode {
        AssetsMode::Single => Ok(()),
        AssetsMode::Multi => Err(Refusal::plain(Rule::MultiAssets, scope)),
    }
}
