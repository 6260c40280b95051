//! The table of bad orders: one for every rule, so that a rule without one does not compile. Never more than one thing is wrong
//! with each.

use super::bench::{Bench, MOMENT, ORDER, Provoked, Skip, order, said};
use super::{
    lately_cases as lately, limit_cases as limit, loss_cases as loss, margin_cases as margin,
};
use crate::config::{AccountConfig, AccountKind};
use crate::elsewhere::{Doubling, Moved};
use crate::gate::{SwitchOf, SwitchPosition};
use crate::listing::Listed;
use crate::refusal::Rule;
use alloc::string::String;
use domain::{
    AccountId, AmendOrder, Amount, ContractKind, HedgeSide, OrderId, OrderKind, OrderTerms,
    PositionEffect, Price, Qty, Scope, Side, TimeInForce,
};

/// An account that no configuration has.
const NOBODY: AccountId = AccountId::new(u64::MAX);
/// An account beside the one under test, for what moves between two.
const TWIN: AccountId = AccountId::new(u64::MAX - 1);

/// Puts one bad order before scratch gates.
pub(super) type Case = fn(&Bench) -> Provoked;

macro_rules! cases {
    ($($rule:ident => $case:expr;)+) => {
        /// The case of a rule.
        pub(super) fn case(rule: Rule) -> Case {
            match rule { $(Rule::$rule => $case,)+ }
        }
    };
}

cases! {
    UnknownAccount => unknown_account;
    UnknownInstrument => unknown_instrument;
    ContractsNotTraded => contracts_not_traded;
    SpotNotTraded => margin::spot_not_traded;
    NoQty => |_| Err(Skip::NotApplicable("an order of nothing is no order and reaches no gate"));
    GoodTillPassed => good_till_passed;
    DuplicateOrder => duplicate;
    NotCounted => not_counted;
    Arithmetic => arithmetic;
    ClockBackwards => clock_backwards;
    BooksBroken => books_broken;
    LiveLatch => live_latch;
    TradingSwitch => switched_off;
    Halted => halted;
    NotCompared => not_compared;
    NotTrading => not_trading;
    VenueAway => venue_away;
    NotMoved => not_moved;
    MovedExcess => moved_excess;
    ReduceOnlyExcess => reduce_only_excess;
    VenuePriceTick => price_tick;
    VenuePriceMin => price_min;
    VenuePriceMax => price_max;
    VenueQtyStep => qty_step;
    VenueQtyMin => qty_min;
    VenueQtyMax => qty_max;
    VenueNotionalMin => notional_min;
    VenueNotionalMax => notional_max;
    ReferenceMissing => reference_missing;
    ReferenceStale => reference_stale;
    ReferenceCrossed => reference_crossed;
    PriceCollarHigh => limit::collar_high;
    PriceCollarLow => limit::collar_low;
    OrderValue => limit::order_value;
    OrderQty => limit::order_qty;
    PositionValue => limit::position_value;
    PositionQty => limit::position_qty;
    OpenPositions => limit::open_positions;
    OpenOrders => limit::open_orders;
    OwnCrossing => lately::own_crossing;
    MessagesPerSecond => lately::per_second;
    MessagesPerMinute => lately::per_minute;
    MessagesPerDay => lately::per_day;
    DriftCollar => lately::drift;
    EquityUnknown => lately::equity_unknown;
    AssetShare => lately::asset_share;
    ClassShare => lately::class_share;
    Correlation => lately::correlation;
    CorrelationUnknown => lately::correlation_unknown;
    SymbolNotAllowed => lately::not_allowed;
    Liquidity => lately::liquidity;
    NewSymbol => lately::new_symbol;
    Unconfirmed => lately::unconfirmed;
    RepeatedOrders => lately::repeated;
    DailyLoss => loss::daily_loss;
    LossUnknown => loss::loss_unknown;
    Drawdown => loss::drawdown;
    SymbolTrades => loss::symbol_trades;
    SymbolLosses => loss::symbol_losses;
    SymbolLoss => loss::symbol_loss;
    BalanceUnknown => balance_unknown;
    Collateral => collateral;
    OneByOne => margin::one_by_one;
    SettingsUnknown => margin::settings_unknown;
    HedgeMode => margin::hedge_mode;
    OneWayMode => one_way_mode;
    PositionMode => margin::position_mode;
    ModeInUse => margin::mode_in_use;
    MultiAssets => margin::multi_assets;
    MarginMode => margin::margin_mode;
    LeverageMax => margin::leverage_max;
    PositionInDoubt => margin::in_doubt;
    MarkMissing => margin::mark_missing;
    MarkStale => margin::mark_stale;
    LiquidationNear => margin::liquidation_near;
    ImpliedLeverage => margin::implied_leverage;
    AmendQty => amend_qty;
    AmendPrice => amend_price;
}

fn unknown_account(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let order = order(scratch.now, (ORDER, NOBODY), scratch.buy())?;
    Ok(said(&scratch.gate.clear(scratch.now, order)))
}

fn unknown_instrument(bench: &Bench) -> Provoked {
    let stage = bench.any()?;
    let mut scratch = bench.scratch_of(stage, |config| {
        config
            .instruments
            .retain(|one| one.symbol != stage.instrument.symbol);
    })?;
    scratch.clear_sound()
}

/// A contract of two units a piece is judged by nobody.
fn contracts_not_traded(bench: &Bench) -> Provoked {
    let stage = bench.any()?;
    let (size, settle) = (Qty::from_parts(2, 0)?, stage.instrument.quote);
    let mut scratch = bench.scratch_of(stage, |config| {
        for one in &mut config.instruments {
            one.kind = ContractKind::Linear { size, settle };
        }
    })?;
    scratch.clear_sound()
}

fn good_till_passed(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let terms = OrderTerms {
        kind: OrderKind::Limit {
            price: scratch.stage.price,
            time_in_force: TimeInForce::Gtd(scratch.now),
        },
        ..scratch.buy()
    };
    scratch.clear(terms)
}

fn duplicate(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    match scratch.clear_sound()? {
        None => scratch.clear_sound(),
        Some(_) => Err(Skip::Unmade),
    }
}

fn not_counted(bench: &Bench) -> Provoked {
    let scratch = bench.scratch(bench.any()?)?;
    Ok(said(&scratch.gate.reaffirm(OrderId::new(ORDER))))
}

/// More than 28 digits of value.
fn arithmetic(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let qty = Qty::from_parts(70_000_000_000_000_000_000_000_000_000, 1)?;
    let terms = scratch.buy();
    scratch.clear(OrderTerms { qty, ..terms })
}

fn clock_backwards(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let first = scratch.order(ORDER.saturating_add(1), scratch.buy())?;
    let later = scratch.now.plus(MOMENT);
    if said(&scratch.gate.clear(later, first)).is_some() {
        return Err(Skip::Unmade);
    }
    scratch.clear_sound()
}

fn books_broken(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.gate.broken.insert(scratch.stage.account.account);
    scratch.clear_sound()
}

fn live_latch(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch_of(bench.any()?, |config| {
        config.live_consents.clear();
        for account in &mut config.accounts {
            account.kind = AccountKind::Live;
        }
    })?;
    scratch.clear_sound()
}

fn switched_off(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let switch = SwitchOf::Account(scratch.stage.account.account);
    scratch.gate.set_switch(switch, SwitchPosition::Off);
    scratch.clear_sound()
}

fn halted(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.gate.halt(Scope::Global);
    scratch.clear_sound()
}

fn not_compared(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.gate.compared.clear();
    scratch.clear_sound()
}

fn not_trading(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let instrument = scratch.stage.instrument;
    let closed = Listed::Closed {
        reason: String::from("self-test"),
    };
    scratch
        .gate
        .relist(instrument.venue, instrument.symbol, &closed);
    scratch.clear_sound()
}

fn venue_away(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.gate.venue_away(scratch.stage.account.account);
    scratch.clear_sound()
}

fn reducing(terms: OrderTerms) -> OrderTerms {
    OrderTerms {
        side: Side::Sell,
        effect: PositionEffect::ReduceOnly,
        ..terms
    }
}

/// An exit of what an account holds whose venue is not away.
fn not_moved(bench: &Bench) -> Provoked {
    moved(bench, |_| {})
}

/// An exit of more than is held there.
fn moved_excess(bench: &Bench) -> Provoked {
    moved(bench, |gate| gate.venue_away(TWIN))
}

fn moved(bench: &Bench, prepare: impl FnOnce(&mut crate::gate::Gate)) -> Provoked {
    let stage = bench.any()?;
    let mut scratch = bench.scratch_of(stage, |config| {
        config.accounts.push(AccountConfig {
            account: TWIN,
            ..stage.account
        });
    })?;
    prepare(&mut scratch.gate);
    let order = scratch.order(ORDER, reducing(scratch.buy()))?;
    let moved = Moved {
        from: TWIN,
        doubling: Doubling::Never,
    };
    Ok(said(&scratch.gate.clear_moved(scratch.now, order, moved)))
}

fn reduce_only_excess(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.clear(reducing(scratch.buy()))
}

fn price_tick(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, stage| {
        rules.price_tick = twice(stage.price)?;
        Ok(())
    })
}

fn price_min(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, stage| {
        rules.price_min = twice(stage.price)?;
        Ok(())
    })
}

fn price_max(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, _| {
        rules.price_max = rules.price_tick;
        Ok(())
    })
}

fn qty_step(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, stage| {
        rules.qty_step = stage.qty.plus(stage.qty)?;
        Ok(())
    })
}

fn qty_min(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, stage| {
        rules.qty_min = stage.qty.plus(stage.qty)?;
        Ok(())
    })
}

fn qty_max(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, _| {
        rules.qty_max = Qty::ZERO;
        rules.qty_min = Qty::ZERO;
        Ok(())
    })
}

fn notional_min(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, _| {
        rules.notional_min = rules.notional_max;
        Ok(())
    })
}

fn notional_max(bench: &Bench) -> Provoked {
    limit::on_grid(bench, |rules, _| {
        rules.notional_max = Amount::ZERO;
        Ok(())
    })
}

fn twice(price: Price) -> Result<Price, Skip> {
    Ok(Price::new(price.amount().plus(price.amount())?.get())?)
}

fn amend_qty(bench: &Bench) -> Provoked {
    amend(bench, |amend| {
        amend.qty = amend.qty.plus(amend.qty)?;
        Ok(())
    })
}

fn amend_price(bench: &Bench) -> Provoked {
    amend(bench, |amend| {
        amend.price = twice(amend.price)?;
        Ok(())
    })
}

fn reference_missing(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let instrument = scratch.stage.instrument;
    scratch.gate.quote_lost(instrument.venue, instrument.symbol);
    scratch.clear_sound()
}

fn reference_stale(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let age = scratch.gate.config().reference.quote_age_max;
    let later = scratch.now.plus(age).plus(MOMENT);
    let order = scratch.order(ORDER, scratch.buy())?;
    Ok(said(&scratch.gate.clear(later, order)))
}

fn reference_crossed(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let stage = scratch.stage;
    let quote = scratch
        .gate
        .quote_of(stage.account.venue, stage.instrument.symbol);
    let mut quote = quote.cloned().ok_or(Skip::Unmade)?;
    core::mem::swap(&mut quote.bid, &mut quote.ask);
    scratch.gate.quote(quote);
    scratch.clear_sound()
}

fn balance_unknown(bench: &Bench) -> Provoked {
    let mut scratch = bench.bare(bench.any()?, |_| {});
    scratch.tell_prices(scratch.now)?;
    let report = scratch.report()?;
    scratch.tell_settings(&report);
    scratch.clear_sound()
}

fn collateral(bench: &Bench) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    scratch.tell_purse(Amount::ZERO)?;
    scratch.clear_sound()
}

/// The long position is named where there is one net position.
fn one_way_mode(bench: &Bench) -> Provoked {
    let Ok(stage) = bench.spot() else {
        return margin::one_way_mode(bench);
    };
    let mut scratch = bench.scratch(stage)?;
    let terms = scratch.buy();
    scratch.clear(OrderTerms {
        effect: PositionEffect::Of(HedgeSide::Long),
        ..terms
    })
}

fn amend(bench: &Bench, change: impl FnOnce(&mut AmendOrder) -> Result<(), Skip>) -> Provoked {
    let mut scratch = bench.scratch(bench.any()?)?;
    let order = scratch.order(ORDER, scratch.buy())?;
    if scratch.clear_sound()?.is_some() {
        return Err(Skip::Unmade);
    }
    let mut amend = AmendOrder {
        id: order.id(),
        client_id: order.client_id(),
        account: order.account(),
        symbol: order.terms().symbol,
        side: order.terms().side,
        qty: order.terms().qty,
        price: scratch.stage.price,
    };
    change(&mut amend)?;
    Ok(said(&scratch.gate.clear_amend(amend)))
}
