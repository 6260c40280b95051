//! Futures of a past: money moved there and back, positions held over a few funding instants, their fees, funding and profits.

use super::books::{Leg, Role};
use super::calendar::Day;
use super::past::{Past, TAG, differs, same};
use super::reckoning::{self, ONE, amount, cut, share, stepped, ticked, times, units};
use crate::keeper::futures::kept;
use crate::start::StartError;
use domain::{
    Asset, ClientOrderId, Instrument, Liquidity, Machine, Price, SelfTradePrevention, Side, Span,
    Symbol, Time,
};
use exchange::chance::Chance;
use exchange::futures::{
    FuturesEffect, FuturesInput, FuturesLife, FuturesTrade, Income, IncomeKind, OrderPrice,
    PlaceOrder, PositionSide, Reduce,
};
use exchange::wallet::Purse;
use exchange::{HouseLevel, Refill, SetLevels, Take};
use serde_json::json;

/// Contracts of a past, with the asset whose price is their index.
const CONTRACTS: [(&str, &str); 2] = [("BTC/USDT:USDT", "BTC"), ("ETH/USDT:USDT", "ETH")];
/// Fees: so many ten-thousandths of the notional.
const MAKER_PARTS: i128 = 2;
const TAKER_PARTS: i128 = 5;
/// Funding of an interval while the book shows no premium: one ten-thousandth.
const FUNDING_PARTS: i128 = 1;
/// Ten-thousandths of one.
const WHOLE: i128 = 10_000;
/// Between two payments of funding.
const FUNDING_EVERY: Span = Span::from_secs(8 * 3_600);
/// Worth of a position, in cents.
const CENTS_MIN: u64 = 40_000;
const CENTS_MAX: u64 = 200_000;

/// An open position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    instrument: Instrument,
    base: Asset,
    side: Side,
    units: i128,
    entry: Price,
    /// The index price the engine was told last.
    index: Price,
    /// When funding is paid next.
    funding: Time,
}

/// A fill as it must come.
#[derive(Debug, Clone, Copy)]
struct Foreseen {
    side: Side,
    price: Price,
    units: i128,
    liquidity: Liquidity,
    realised: i128,
}

/// What a step of the engine said of the account.
#[derive(Debug, Default)]
struct Said {
    trades: Vec<FuturesTrade>,
    funding: Vec<Income>,
}

impl Past<'_> {
    /// The futures of a day: money moves on the 11th and 27th, positions are opened on some days and closed a day or two later.
    pub(super) fn perpetuals(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        self.pass_to(day.at(16, chance.below(3_000)))?;
        let usdt = Asset::new("USDT").map_err(|error| differs(error.to_string()))?;
        let size = i128::from(chance.between(5_000, 25_000)) * (ONE / 100);
        match day.of_month() {
            11 if self.books.held(self.account, Purse::Spot, usdt) > size => {
                self.transfer(Purse::Spot, Purse::UmFutures, (usdt, size))?;
            }
            27 if self.position.is_none() => {
                let back = cut(self.books.held(self.account, Purse::UmFutures, usdt) / 20);
                if back > 0 {
                    self.transfer(Purse::UmFutures, Purse::Spot, (usdt, back))?;
                }
            }
            _ => {}
        }
        match self.position {
            Some(open) if chance.below(2) == 0 => self.close(&open, chance),
            Some(_) => Ok(()),
            None if chance.below(4) == 0 => self.open(chance),
            None => Ok(()),
        }
    }

    /// Funding instants up to an instant, each when it is due.
    pub(super) fn pass_funding(&mut self, until: Time) -> Result<(), StartError> {
        while let Some(open) = self.position.filter(|open| open.funding <= until) {
            self.floor.now = self.floor.now.max(open.funding);
            let said = self.futures(FuturesInput::Wake)?;
            let value = times(open.units, open.index);
            let paid = share(value, FUNDING_PARTS, WHOLE);
            let paid = match open.side {
                Side::Buy => -paid,
                Side::Sell => paid,
            };
            let [income] = said.funding[..] else {
                let count = said.funding.len();
                return Err(differs(format!("{count} payments of funding, not one")));
            };
            same("funding", income.amount, paid)?;
            let facts = json!({
                "symbol": open.instrument.venue_symbol.as_str(), "tranId": income.id.get(),
                "asset": income.asset.as_str(), "income": amount(paid).to_string(),
                "mark": open.index.to_string(), "rate": "0.0001",
            });
            let leg = self.futures_leg((income.asset, paid), Role::Funding);
            self.books.enter("funding", (income.at, facts), &[leg]);
            if let Some(position) = &mut self.position {
                position.funding = open.funding.plus(FUNDING_EVERY);
            }
        }
        Ok(())
    }

    fn futures_leg(&self, (asset, units): (Asset, i128), role: Role) -> Leg {
        Leg {
            account: self.account,
            purse: Purse::UmFutures,
            asset,
            units,
            role,
        }
    }

    /// A step of the futures engine that must not be refused.
    fn futures(&mut self, input: FuturesInput) -> Result<Said, StartError> {
        let said = format!("{input:?}");
        let mut effects = Vec::new();
        let now = self.floor.now;
        self.floor.futures.step(now, input, &mut effects);
        self.floor.keeper.stage_lines(&kept(&effects))?;
        let mut heard = Said::default();
        for effect in &effects {
            if let FuturesEffect::Refused { reason, .. } = effect {
                return Err(differs(format!("{said} was refused: {reason:?}")));
            }
            if let FuturesEffect::Report(report) = effect {
                heard.trades.extend(report.trade());
            }
            if let FuturesEffect::Income(income) = effect
                && income.kind == IncomeKind::FundingFee
            {
                heard.funding.push(**income);
            }
        }
        Ok(heard)
    }

    fn open(&mut self, chance: &mut Chance) -> Result<(), StartError> {
        let [one, other] = CONTRACTS;
        let (contract, base) = if chance.below(2) == 0 { one } else { other };
        let symbol = Symbol::new(contract).map_err(|error| differs(error.to_string()))?;
        let base = Asset::new(base).map_err(|error| differs(error.to_string()))?;
        let listing = self.floor.futures.listing(symbol);
        let instrument = listing.map(|(listing, _)| listing.instrument);
        let instrument = instrument.ok_or_else(|| differs(format!("{symbol} is not listed")))?;
        let Some(price) = self.index_of(base, &instrument) else {
            return Ok(());
        };
        self.tell_index(symbol, price)?;
        let cents = i128::from(chance.between(CENTS_MIN, CENTS_MAX));
        let cents_each = self.prices.cents(base, self.today).unwrap_or(1).max(1);
        let size = stepped(cents * ONE / cents_each, instrument.rules.qty_step);
        let least = reckoning::signed_units(instrument.rules.notional_min) * 2;
        if size == 0 || times(size, price) < least {
            return Ok(());
        }
        let side = if chance.below(100) < 60 {
            Side::Buy
        } else {
            Side::Sell
        };
        let liquidity = self.meet((instrument, side), (price, size), chance)?;
        let first = Foreseen {
            side,
            price,
            units: size,
            liquidity: liquidity.0,
            realised: 0,
        };
        self.filled(&instrument, &liquidity.1, &first)?;
        let now = self.now();
        self.position = Some(Open {
            instrument,
            base,
            side,
            units: size,
            entry: price,
            index: price,
            funding: now.floor_to(FUNDING_EVERY).plus(FUNDING_EVERY),
        });
        Ok(())
    }

    /// Nothing is left open at the end of a past.
    pub(super) fn close_all(&mut self, chance: &mut Chance) -> Result<(), StartError> {
        match self.position {
            Some(open) => self.close(&open, chance),
            None => Ok(()),
        }
    }

    fn close(&mut self, open: &Open, chance: &mut Chance) -> Result<(), StartError> {
        let instrument = open.instrument;
        let Some(price) = self.index_of(open.base, &instrument) else {
            return Ok(());
        };
        self.tell_index(instrument.symbol, price)?;
        let side = match open.side {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        };
        let gained = times(open.units, price) - times(open.units, open.entry);
        let realised = match open.side {
            Side::Buy => gained,
            Side::Sell => -gained,
        };
        let (liquidity, trades) = self.meet((instrument, side), (price, open.units), chance)?;
        let foreseen = Foreseen {
            side,
            price,
            units: open.units,
            liquidity,
            realised,
        };
        self.filled(&instrument, &trades, &foreseen)?;
        self.position = None;
        Ok(())
    }

    /// Today's price of a base on the contract's tick.
    fn index_of(&self, base: Asset, instrument: &Instrument) -> Option<Price> {
        let price = self.prices.dollars(base, self.today)?;
        ticked(price, instrument.rules.price_tick)
    }

    /// Another index price, and the second in which the mark price follows it.
    fn tell_index(&mut self, symbol: Symbol, price: Price) -> Result<(), StartError> {
        self.futures(FuturesInput::SetIndex {
            tag: TAG,
            symbol,
            price,
        })?;
        // Funding may fall into these seconds, and is paid by the price just told.
        if let Some(open) = &mut self.position {
            open.index = price;
        }
        let next = self.now().plus(Span::from_secs(2));
        self.pass_to(next)?;
        self.futures(FuturesInput::Wake).map(drop)
    }

    /// An order that takes what the house shows, or rests until the house takes it.
    fn meet(
        &mut self,
        (instrument, side): (Instrument, Side),
        (price, size): (Price, i128),
        chance: &mut Chance,
    ) -> Result<(Liquidity, Vec<FuturesTrade>), StartError> {
        let symbol = instrument.symbol;
        let qty = reckoning::qty(size);
        let other = match side {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        };
        if chance.below(2) == 0 {
            let level = HouseLevel {
                side: other,
                price,
                qty,
            };
            self.futures(FuturesInput::SetLevels(SetLevels {
                tag: TAG,
                symbol,
                refill: Refill::Named,
                levels: vec![level],
            }))?;
            let said = self.futures_order((symbol, side), OrderPrice::Market, size)?;
            return Ok((Liquidity::Taker, said.trades));
        }
        let life = FuturesLife::Gtc;
        let limit = OrderPrice::Limit { price, life };
        self.futures_order((symbol, side), limit, size)?;
        let said = self.futures(FuturesInput::Take(Take {
            tag: TAG,
            symbol,
            side: other,
            qty,
            limit: Some(price),
        }))?;
        Ok((Liquidity::Maker, said.trades))
    }

    fn futures_order(
        &mut self,
        (symbol, side): (Symbol, Side),
        price: OrderPrice,
        size: i128,
    ) -> Result<Said, StartError> {
        self.orders = self.orders.saturating_add(1);
        let name = ClientOrderId::new(&format!("past-{}", self.orders));
        self.futures(FuturesInput::Place(PlaceOrder {
            tag: TAG,
            account: self.account,
            client_id: name.ok(),
            symbol,
            side,
            position_side: PositionSide::Both,
            price,
            qty: reckoning::qty(size),
            reduce: Reduce::Free,
            self_trade: SelfTradePrevention::ExpireMaker,
        }))
    }

    /// The one fill of an order must be the one foreseen; then it is entered.
    fn filled(
        &mut self,
        instrument: &Instrument,
        trades: &[FuturesTrade],
        foreseen: &Foreseen,
    ) -> Result<(), StartError> {
        let [trade] = trades else {
            return Err(differs(format!("{} fills, not one", trades.len())));
        };
        let fill = &trade.fill;
        let told = (fill.price, units(fill.qty), fill.liquidity);
        if told != (foreseen.price, foreseen.units, foreseen.liquidity) {
            return Err(differs(format!("{fill:?}, not {foreseen:?}")));
        }
        let parts = match foreseen.liquidity {
            Liquidity::Maker => MAKER_PARTS,
            Liquidity::Taker => TAKER_PARTS,
        };
        let fee = share(times(foreseen.units, foreseen.price), parts, WHOLE);
        same("a futures fee", fill.fee, fee)?;
        same("a realised profit", fill.realised, foreseen.realised)?;
        let facts = json!({
            "symbol": instrument.venue_symbol.as_str(), "id": fill.trade.get(),
            "orderId": trade.order.get(), "clientOrderId": trade.client_id.as_str(),
            "side": foreseen.side.to_string(), "price": foreseen.price.to_string(),
            "qty": reckoning::qty(foreseen.units).to_string(),
            "realizedPnl": amount(foreseen.realised).to_string(),
            "commission": amount(fee).to_string(), "commissionAsset": fill.fee_asset.as_str(),
            "maker": foreseen.liquidity == Liquidity::Maker,
        });
        let legs = [
            self.futures_leg((fill.fee_asset, foreseen.realised), Role::Profit),
            self.futures_leg((fill.fee_asset, -fee), Role::Fee),
        ];
        self.books.enter("futuresTrade", (trade.at, facts), &legs);
        Ok(())
    }
}
