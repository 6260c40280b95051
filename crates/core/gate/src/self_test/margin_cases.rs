//! Bad orders for the rules of contracts: settings, marks, leverage, distance to liquidation. Where no account trades contracts they
//! are not applicable, never passed over in silence.

use super::bench::{Bench, MOMENT, ORDER, Provoked, Scratch, Skip, said};
use super::stage::Stage;
use crate::config::GateConfig;
use crate::margin::{MarginReport, MarginRules, Product};
use crate::observe::Doubt;
use domain::{
    Amount, AssetsMode, CancelOrder, ContractKind, HedgeSide, Leverage, MarginMode, OrderTerms,
    PositionEffect, PositionMode, ReplaceOrder, Setting, SettingChange,
};

/// The rules of the account on margin.
fn rules(stage: &Stage) -> Result<MarginRules, Skip> {
    match stage.account.product {
        Product::Linear(rules) => Ok(rules),
        Product::Spot => Err(Skip::Unmade),
    }
}

/// A scratch gate whose account on margin has other rules.
fn ruled(bench: &Bench, change: impl Fn(&mut MarginRules)) -> Result<Scratch, Skip> {
    let stage = bench.margined()?;
    bench.scratch_of(stage, |config: &mut GateConfig| {
        for account in &mut config.accounts {
            if let Product::Linear(rules) = &mut account.product {
                change(rules);
            }
        }
    })
}

/// The sound order after the venue told other settings.
fn told(mut scratch: Scratch, change: impl FnOnce(&mut MarginReport)) -> Provoked {
    let mut report = scratch.report()?;
    change(&mut report);
    scratch.tell_settings(&report);
    scratch.clear_sound()
}

fn of_long(mut scratch: Scratch, mode: PositionMode) -> Provoked {
    let mut report = scratch.report()?;
    report.positions = mode;
    scratch.tell_settings(&report);
    let terms = scratch.buy();
    scratch.clear(OrderTerms {
        effect: PositionEffect::Of(HedgeSide::Long),
        ..terms
    })
}

pub(super) fn spot_not_traded(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch_of(bench.margined()?, |config| {
        for one in &mut config.instruments {
            one.kind = ContractKind::Spot;
        }
    })?;
    scratch.clear_sound()
}

pub(super) fn one_by_one(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    let old = scratch.order(ORDER, scratch.buy())?;
    let order = scratch.order(ORDER.saturating_add(1), scratch.buy())?;
    let cancel = CancelOrder {
        id: old.id(),
        client_id: old.client_id(),
        account: old.account(),
        symbol: old.terms().symbol,
    };
    let replace = ReplaceOrder { cancel, order };
    Ok(said(&scratch.gate.clear_replace(scratch.now, replace)))
}

pub(super) fn settings_unknown(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    let account = scratch.stage.account.account;
    scratch.gate.margin_unknown(account, None);
    scratch.clear_sound()
}

/// In hedge mode an order names no position.
pub(super) fn hedge_mode(bench: &Bench) -> Provoked {
    let mut scratch = ruled(bench, |rules| rules.positions = None)?;
    let mut report = scratch.report()?;
    report.positions = PositionMode::Hedge;
    scratch.tell_settings(&report);
    let terms = scratch.buy();
    scratch.clear(OrderTerms {
        effect: PositionEffect::Any,
        ..terms
    })
}

/// In one-way mode an order names the long position.
pub(super) fn one_way_mode(bench: &Bench) -> Provoked {
    let scratch = ruled(bench, |rules| rules.positions = None)?;
    of_long(scratch, PositionMode::OneWay)
}

pub(super) fn position_mode(bench: &Bench) -> Provoked {
    let fixed = PositionMode::OneWay;
    let scratch = ruled(bench, |rules| rules.positions = Some(fixed))?;
    of_long(scratch, PositionMode::Hedge)
}

pub(super) fn mode_in_use(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    if scratch.clear_sound()?.is_some() {
        return Err(Skip::Unmade);
    }
    let fixed = rules(&scratch.stage)?.positions;
    let change = SettingChange {
        account: scratch.stage.account.account,
        setting: Setting::Positions(fixed.unwrap_or(PositionMode::Hedge)),
    };
    Ok(said(&scratch.gate.clear_setting(change)))
}

pub(super) fn multi_assets(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.margined()?)?;
    told(scratch, |report| report.assets = AssetsMode::Multi)
}

pub(super) fn margin_mode(bench: &Bench) -> Provoked {
    let scratch = ruled(bench, |rules| rules.margin = Some(MarginMode::Cross))?;
    told(scratch, |report| {
        for contract in &mut report.contracts {
            contract.margin = MarginMode::Isolated;
        }
    })
}

/// One more than the cap, where a leverage can be more.
fn over_cap(stage: &Stage) -> Result<Leverage, Skip> {
    let cap = rules(stage)?.leverage_max.get();
    let over = cap.checked_add(1).map(Leverage::new);
    let none = "the cap is the highest leverage there is";
    over.and_then(Result::ok).ok_or(Skip::NotApplicable(none))
}

pub(super) fn leverage_max(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.margined()?)?;
    let change = SettingChange {
        account: scratch.stage.account.account,
        setting: Setting::Leverage {
            symbol: scratch.stage.instrument.symbol,
            leverage: over_cap(&scratch.stage)?,
        },
    };
    Ok(said(&scratch.gate.clear_setting(change)))
}

pub(super) fn in_doubt(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    let order = scratch.order(ORDER, scratch.buy())?;
    scratch.gate.set_doubt(order.position(), Doubt::Standing);
    scratch.clear_sound()
}

pub(super) fn mark_missing(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    scratch.gate.contracts.marks.clear();
    scratch.clear_sound()
}

/// The mark is too old where the quote is fresh.
pub(super) fn mark_stale(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    let age = rules(&scratch.stage)?.mark_age_max;
    scratch.now = scratch.now.plus(age).plus(MOMENT);
    let mark = scratch.gate.contracts.marks.clone();
    scratch.tell_prices(scratch.now)?;
    scratch.tell_losses();
    scratch.gate.contracts.marks = mark;
    scratch.clear_sound()
}

/// The venue closes the position at the mark.
pub(super) fn liquidation_near(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.margined()?)?;
    let price = scratch.stage.price;
    told(scratch, |report| {
        for contract in &mut report.contracts {
            contract.liquidation = Some(price);
        }
    })
}

/// The account is set over the cap and holds nothing to stand for the order.
pub(super) fn implied_leverage(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.margined()?)?;
    let leverage = over_cap(&scratch.stage)?;
    scratch.tell_purse(Amount::ZERO)?;
    told(scratch, |report| {
        for contract in &mut report.contracts {
            contract.leverage = leverage;
        }
    })
}
