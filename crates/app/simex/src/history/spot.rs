//! Spot trades of a past: orders of many fates against a house that stands for the rest of the world. Each fill is foreseen, then compared.

use super::books::{Leg, Role};
use super::calendar::Day;
use super::past::{Past, TAG, differs, same};
use super::reckoning::{self, amount, cut, over, share, stepped, ticked, times, units};
use crate::start::StartError;
use domain::{
    Asset, ClientOrderId, Instrument, Liquidity, OrderKind, Price, SelfTradePrevention, Side,
    Symbol, TimeInForce,
};
use exchange::chance::Chance;
use exchange::wallet::Purse;
use exchange::{AccountTrade, Cancel, HouseLevel, Input, OrderKey, Place, Refill, SetLevels, Take};
use serde_json::json;

/// The symbols of a past, the common ones more often.
const SYMBOLS: [&str; 8] = [
    "BTC/USDT", "BTC/USDT", "ETH/USDT", "ETH/USDT", "BNB/USDT", "LTC/USDT", "LTC/USDT", "ETH/BTC",
];
/// Most orders of a day.
const ORDERS_MAX: u64 = 6;
/// A fee of one in so many of what is received.
const FEE_ONE_IN: i128 = 1_000;
/// Spread of prices within a day, in parts of a million on either side.
const SPREAD_PARTS: u64 = 6_000;
/// Worth of an order, in cents.
const CENTS_MIN: u64 = 1_500;
const CENTS_MAX: u64 = 40_000;

/// What becomes of an order that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is filled in one to three parts.
    Filled,
    /// It is filled in part, and called off.
    PartThenCancel,
    /// It is called off.
    Cancel,
}

/// An order about to be placed.
#[derive(Debug, Clone, Copy)]
struct Plan {
    instrument: Instrument,
    side: Side,
    price: Price,
    /// Units of base.
    units: i128,
}

/// A fill as it must come.
#[derive(Debug, Clone, Copy)]
struct Foreseen {
    price: Price,
    units: i128,
    liquidity: Liquidity,
}

impl Past<'_> {
    /// The orders of a day.
    pub(super) fn trades(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        let count = chance.below(ORDERS_MAX + 1);
        for (_, hour) in (0..count).zip(9..) {
            let second = chance.below(3_000);
            self.pass_to(day.at(hour, second))?;
            self.order(chance)?;
        }
        Ok(())
    }

    fn order(&mut self, chance: &mut Chance) -> Result<(), StartError> {
        let Some(plan) = self.plan(chance) else {
            return Ok(());
        };
        match chance.below(20) {
            0..=8 => self.takes(&plan, chance),
            9..=15 => self.rests(&plan, Fate::Filled, chance),
            16 | 17 => self.rests(&plan, Fate::PartThenCancel, chance),
            18 => self.rests(&plan, Fate::Cancel, chance),
            _ => self.immediate(&plan),
        }
    }

    /// Sells all whole steps of a symbol's base at once: what is left is dust.
    pub(super) fn sell_out(&mut self, symbol: &str) -> Result<(), StartError> {
        let symbol = Symbol::new(symbol).map_err(|error| differs(error.to_string()))?;
        let listing = self.floor.exchange.listing(symbol);
        let Some(instrument) = listing.map(|listing| listing.instrument) else {
            return Ok(());
        };
        let held = self.books.held(self.account, Purse::Spot, instrument.base);
        let size = stepped(held, instrument.rules.qty_step);
        let price = self.prices.dollars(instrument.base, self.today);
        let least = reckoning::signed_units(instrument.rules.notional_min) * 2;
        match price.filter(|price| times(size, *price) > least) {
            None => Ok(()),
            Some(price) => {
                let plan = Plan {
                    instrument,
                    side: Side::Sell,
                    price,
                    units: size,
                };
                let foreseen = [Foreseen {
                    price,
                    units: size,
                    liquidity: Liquidity::Taker,
                }];
                self.house(&plan, &foreseen)?;
                let (name, trades) = self.place(&plan, OrderKind::Market)?;
                self.compare(&plan, (&name, &trades), &foreseen)
            }
        }
    }

    /// Some order that the account can pay for.
    fn plan(&self, chance: &mut Chance) -> Option<Plan> {
        let at = usize::try_from(chance.below(8)).ok()?;
        let symbol = Symbol::new(SYMBOLS.get(at)?).ok()?;
        let instrument = self.floor.exchange.listing(symbol)?.instrument;
        let (base, quote) = (instrument.base, instrument.quote);
        let dollars = |asset| self.prices.cents(asset, self.today);
        let noise = i128::from(chance.between(1_000_000 - SPREAD_PARTS, 1_000_000 + SPREAD_PARTS));
        // Price in quote: cents over cents, moved by the day's noise, on the tick.
        let fair = dollars(base)?
            .checked_mul(reckoning::ONE)?
            .checked_div(dollars(quote)?)?;
        let fair = fair.checked_mul(noise)?.checked_div(1_000_000)?;
        let price = Price::new(amount(fair).get()).ok()?;
        let price = ticked(price, instrument.rules.price_tick)?;
        let cents = i128::from(chance.between(CENTS_MIN, CENTS_MAX));
        let wanted = cents
            .checked_mul(reckoning::ONE)?
            .checked_div(dollars(base)?)?;
        let size = stepped(wanted, instrument.rules.qty_step);
        let value = times(size, price);
        if size == 0 || value < reckoning::signed_units(instrument.rules.notional_min) * 2 {
            return None;
        }
        let held = |asset| self.books.held(self.account, Purse::Spot, asset);
        // A little more than the value: takers climb up to two ticks.
        let can_buy = held(quote) > value.saturating_add(value / 50);
        let can_sell = held(base) > size;
        let side = match (can_buy, can_sell, chance.below(100) < 54) {
            (true, _, true) | (true, false, false) => Side::Buy,
            (_, true, false) | (false, true, true) => Side::Sell,
            (false, false, _) => return None,
        };
        Some(Plan {
            instrument,
            side,
            price,
            units: size,
        })
    }

    /// A market order through one to three levels of the house.
    fn takes(&mut self, plan: &Plan, chance: &mut Chance) -> Result<(), StartError> {
        let parts = split(plan, 1 + chance.below(3));
        let mut foreseen = Vec::new();
        let mut price = plan.price;
        for part in parts {
            foreseen.push(Foreseen {
                price,
                units: part,
                liquidity: Liquidity::Taker,
            });
            price = worse(plan, price);
        }
        self.house(plan, &foreseen)?;
        let (name, trades) = self.place(plan, OrderKind::Market)?;
        self.compare(plan, (&name, &trades), &foreseen)
    }

    /// A limit order that takes the little there is and lets go of the rest.
    fn immediate(&mut self, plan: &Plan) -> Result<(), StartError> {
        let there = stepped(plan.units / 2, plan.instrument.rules.qty_step);
        if there == 0 {
            return Ok(());
        }
        let foreseen = [Foreseen {
            price: plan.price,
            units: there,
            liquidity: Liquidity::Taker,
        }];
        self.house(plan, &foreseen)?;
        let kind = OrderKind::Limit {
            price: plan.price,
            time_in_force: TimeInForce::Ioc,
        };
        let (name, trades) = self.place(plan, kind)?;
        self.compare(plan, (&name, &trades), &foreseen)
    }

    /// A limit order that rests; what comes of it depends on its fate.
    fn rests(&mut self, plan: &Plan, fate: Fate, chance: &mut Chance) -> Result<(), StartError> {
        let kind = OrderKind::Limit {
            price: plan.price,
            time_in_force: TimeInForce::Gtc,
        };
        let (name, trades) = self.place(plan, kind)?;
        self.compare(plan, (&name, &trades), &[])?;
        let mut parts = split(plan, 1 + chance.below(3));
        match fate {
            Fate::Filled => {}
            Fate::PartThenCancel => parts = split(plan, 2).into_iter().take(1).collect(),
            Fate::Cancel => parts = Vec::new(),
        }
        let filled: i128 = parts.iter().sum();
        for part in parts {
            let second = i64::try_from(chance.between(1, 90)).unwrap_or(1);
            let at = self.now().plus(domain::Span::from_secs(second));
            self.pass_to(at)?;
            let trades = self.spot(Input::Take(Take {
                tag: TAG,
                symbol: plan.instrument.symbol,
                side: opposite(plan.side),
                qty: reckoning::qty(part),
                limit: Some(plan.price),
            }))?;
            let foreseen = [Foreseen {
                price: plan.price,
                units: part,
                liquidity: Liquidity::Maker,
            }];
            self.compare(plan, (&name, &trades), &foreseen)?;
        }
        if filled < plan.units {
            self.spot(Input::Cancel(cancel(self.account, plan, name)))?;
        }
        Ok(())
    }

    /// Shows what the account is to meet.
    fn house(&mut self, plan: &Plan, foreseen: &[Foreseen]) -> Result<(), StartError> {
        let levels = foreseen.iter().map(|fill| HouseLevel {
            side: opposite(plan.side),
            price: fill.price,
            qty: reckoning::qty(fill.units),
        });
        let levels = SetLevels {
            tag: TAG,
            symbol: plan.instrument.symbol,
            refill: Refill::Named,
            levels: levels.collect(),
        };
        self.spot(Input::SetLevels(levels)).map(drop)
    }

    fn place(
        &mut self,
        plan: &Plan,
        kind: OrderKind,
    ) -> Result<(ClientOrderId, Vec<AccountTrade>), StartError> {
        self.orders = self.orders.saturating_add(1);
        let name = ClientOrderId::new(&format!("past-{}", self.orders));
        let name = name.map_err(|error| differs(error.to_string()))?;
        let place = Place::plain(
            TAG,
            (self.account, Some(name)),
            plan.instrument.symbol,
            (plan.side, reckoning::qty(plan.units)),
            (kind, SelfTradePrevention::ExpireMaker),
        );
        let trades = self.spot(Input::Place(place))?;
        Ok((name, trades))
    }

    /// The fills that came must be those foreseen, to the last digit; then they are entered.
    fn compare(
        &mut self,
        plan: &Plan,
        (name, trades): (&ClientOrderId, &[AccountTrade]),
        foreseen: &[Foreseen],
    ) -> Result<(), StartError> {
        if trades.len() != foreseen.len() {
            let (found, wanted) = (trades.len(), foreseen.len());
            return Err(differs(format!("{name} has {found} fills, not {wanted}")));
        }
        for (trade, fill) in trades.iter().zip(foreseen) {
            let execution = &trade.execution;
            let role = (execution.price, execution.liquidity);
            if role != (fill.price, fill.liquidity) || units(execution.qty) != fill.units {
                return Err(differs(format!("{name}: {execution:?}, not {fill:?}")));
            }
            self.fill(plan, trade, fill)?;
        }
        Ok(())
    }

    fn fill(
        &mut self,
        plan: &Plan,
        trade: &AccountTrade,
        fill: &Foreseen,
    ) -> Result<(), StartError> {
        let instrument = &plan.instrument;
        let value = times(fill.units, fill.price);
        let (base, quote) = (instrument.base, instrument.quote);
        let (got, gave) = match plan.side {
            Side::Buy => ((base, fill.units), (quote, value)),
            Side::Sell => ((quote, value), (base, fill.units)),
        };
        // The fee is worth what its own trade says.
        self.last.insert(instrument.symbol, fill.price);
        let fee = self.fee(got);
        let execution = &trade.execution;
        same("the fee", execution.fee, fee.1)?;
        same("the value", execution.quote, value)?;
        if execution.fee_asset != fee.0 {
            let (found, wanted) = (execution.fee_asset, fee.0);
            return Err(differs(format!("a fee was taken in {found}, not {wanted}")));
        }
        let leg = |(asset, units): (Asset, i128), role: Role| Leg {
            account: self.account,
            purse: Purse::Spot,
            asset,
            units,
            role,
        };
        let legs = [
            leg(got, Role::Principal),
            leg((gave.0, -gave.1), Role::Principal),
            leg((fee.0, -fee.1), Role::Fee),
        ];
        let facts = json!({
            "symbol": instrument.venue_symbol.as_str(), "id": execution.trade.get(),
            "orderId": trade.order.get(), "clientOrderId": trade.client_id.as_str(),
            "side": plan.side.to_string(), "price": fill.price.to_string(),
            "qty": reckoning::qty(fill.units).to_string(), "quoteQty": amount(value).to_string(),
            "commission": amount(fee.1).to_string(), "commissionAsset": fee.0.as_str(),
            "isMaker": fill.liquidity == Liquidity::Maker,
        });
        self.books.enter("trade", (trade.at, facts), &legs);
        Ok(())
    }

    /// The fee on what is received: three quarters of it in BNB when the account wants that and has enough.
    fn fee(&self, (asset, received): (Asset, i128)) -> (Asset, i128) {
        let full = (asset, share(received, 1, FEE_ONE_IN));
        if !self.burns {
            return full;
        }
        let Ok(bnb) = Asset::new("BNB") else {
            return full;
        };
        let three_quarters = received.saturating_mul(75) / (100 * FEE_ONE_IN);
        let brought = if asset == bnb { received } else { 0 };
        let held = self.books.held(self.account, Purse::Spot, bnb);
        match self.in_bnb(asset, three_quarters).map(cut) {
            Some(fee) if fee <= held.saturating_add(brought) => (bnb, fee),
            Some(_) | None => full,
        }
    }

    /// Units of an asset in BNB at the last prices; none while one is missing.
    fn in_bnb(&self, asset: Asset, units: i128) -> Option<i128> {
        let last = |base: &str| {
            let symbol = Symbol::new(&format!("{base}/USDT")).ok()?;
            self.last.get(&symbol).copied()
        };
        match asset.as_str() {
            "BNB" => Some(units),
            "USDT" => Some(over(units, last("BNB")?)),
            other => Some(over(times(units, last(other)?), last("BNB")?)),
        }
    }
}

const fn cancel(account: domain::AccountId, plan: &Plan, name: ClientOrderId) -> Cancel {
    Cancel::plain(
        TAG,
        (account, plan.instrument.symbol),
        OrderKey::Client(name),
    )
}

/// The whole in so many steps of the grid, the last part the largest.
fn split(plan: &Plan, parts: u64) -> Vec<i128> {
    let parts = i128::from(parts);
    let one = stepped(plan.units / parts, plan.instrument.rules.qty_step);
    if one == 0 || parts == 1 {
        return vec![plan.units];
    }
    let mut all = vec![one; usize::try_from(parts - 1).unwrap_or(0)];
    all.push(plan.units - one * (parts - 1));
    all
}

/// One tick worse for who takes.
fn worse(plan: &Plan, price: Price) -> Price {
    let tick = plan.instrument.rules.price_tick.amount();
    let moved = match plan.side {
        Side::Buy => price.amount().plus(tick),
        Side::Sell => price.amount().minus(tick),
    };
    moved
        .ok()
        .and_then(|amount| Price::new(amount.get()).ok())
        .unwrap_or(price)
}

const fn opposite(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}
