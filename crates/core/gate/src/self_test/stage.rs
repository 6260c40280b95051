//! Where the self-test plays: one account with one instrument, on a grid of its own, and a sound order sized so that every limit can be
//! reached without another before it. Never an order.

use super::bench::{ORDER, Skip, huge, order};
use crate::cleared::HaltWatch;
use crate::config::{AccountConfig, GateConfig};
use crate::gate::Gate;
use crate::judge_rules::JudgeRules;
use crate::limits::Limits;
use crate::margin::Product;
use crate::open_orders::scopes;
use domain::{
    Amount, ContractKind, HedgeSide, Instrument, InstrumentRules, NumberError, OrderKind,
    OrderTerms, PositionEffect, PositionMode, Price, Qty, Rate, Rounding, Scope,
    SelfTradePrevention, Side, Symbol, Time, VenueId,
};

/// One account with one instrument, and a sound order for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    pub(super) account: AccountConfig,
    pub(super) instrument: Instrument,
    pub(super) price: Price,
    pub(super) qty: Qty,
    /// What the account holds of what it pays with.
    pub(super) purse: Amount,
    pub(super) effect: PositionEffect,
}

/// What an account trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Traded {
    Spot,
    Contracts,
}

/// A grid that every sound order is on.
pub(super) fn grid() -> Result<InstrumentRules, NumberError> {
    let least = Qty::from_parts(1, 8)?;
    let most = huge()?.qty()?;
    let tick = Price::from_parts(1, 8)?;
    Ok(InstrumentRules {
        price_tick: tick,
        price_min: tick,
        price_max: Price::from_parts(1_000_000_000_000_000, 0)?,
        qty_step: least,
        qty_min: least,
        qty_max: most,
        market_qty_max: most,
        notional_min: Amount::ZERO,
        notional_max: Amount::from_parts(1_000_000_000_000_000_000_000_000, 0)?,
    })
}

/// The first account of a kind with the first instrument that it trades, preferably one that is quoted in the value asset.
pub(super) fn stage(
    (config, rules): (&GateConfig, &JudgeRules),
    wanted: Traded,
) -> Result<Stage, Skip> {
    let none = match wanted {
        Traded::Spot => "no account trades spot",
        Traded::Contracts => "no account trades contracts",
    };
    let trades = |product: &Product| match product {
        Product::Spot => Traded::Spot,
        Product::Linear(_) => Traded::Contracts,
    };
    let is = |kind: &ContractKind| match kind {
        ContractKind::Spot => Traded::Spot,
        ContractKind::Linear { .. } => Traded::Contracts,
    };
    let mut accounts = config.accounts.iter();
    let account = accounts.find(|one| trades(&one.product) == wanted);
    let account = *account.ok_or(Skip::NotApplicable(none))?;
    let allowed = |symbol: Symbol| {
        let whole = [
            Scope::Global,
            Scope::Venue(account.venue),
            Scope::Account(account.account),
        ];
        let lists = whole
            .iter()
            .filter_map(|scope| rules.symbols_allowed.get(scope));
        lists.into_iter().all(|list| list.contains(&symbol))
    };
    let here = |one: &&Instrument| {
        one.venue == account.venue && is(&one.kind) == wanted && allowed(one.symbol)
    };
    let listed = || config.instruments.iter().filter(here);
    let mut valued = listed().filter(|one| one.quote == config.value_asset);
    let instrument = valued.next().or_else(|| listed().next());
    let instrument = *instrument.ok_or(Skip::NotApplicable(none))?;
    let effect = match account.product {
        Product::Linear(rules) if rules.positions == Some(PositionMode::Hedge) => {
            PositionEffect::Of(HedgeSide::Long)
        }
        Product::Linear(_) | Product::Spot => PositionEffect::Any,
    };
    let start = Stage {
        account,
        instrument,
        price: Price::from_parts(100, 0)?,
        qty: Qty::from_parts(1, 0)?,
        purse: Amount::from_parts(1_000_000_000, 0)?,
        effect,
    };
    sized(config, start)
}

/// The price and the quantity with which every limit of the configuration can be reached without another before it.
fn sized(config: &GateConfig, start: Stage) -> Result<Stage, Skip> {
    let venue: VenueId = start.account.venue;
    let terms = OrderTerms {
        symbol: start.instrument.symbol,
        side: Side::Buy,
        qty: start.qty,
        kind: OrderKind::Market,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: start.effect,
    };
    let probe = order(Time::from_millis(0), (ORDER, start.account.account), terms)?;
    let gate = Gate::with(config.clone(), HaltWatch::new());
    let limits = Limits::new(&gate, scopes(&probe, venue));
    let (value, position) = (limits.order_value().1, limits.position_value().1);
    let qtys = [limits.order_qty(), limits.position_qty()];
    let least = qtys.into_iter().flatten().map(|(_, qty)| qty).min();
    let mut price = start.price;
    if let Some(least) = least {
        let four = Qty::from_parts(4, 0)?;
        let wide = value
            .max(position)
            .times(four)?
            .per(least, (0, Rounding::Up))?;
        price = price.max(wide);
    }
    let small = value.min(position).share(Rate::from_parts(125, 3)?)?;
    let qty = small.affords(price, Qty::from_parts(1, 8)?)?;
    if qty.is_zero() {
        return Err(Skip::Unmade);
    }
    Ok(Stage {
        price,
        qty,
        purse: start.purse.max(value),
        ..start
    })
}
