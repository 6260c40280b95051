//! Prices and quantities of a campaign's orders: the smallest that the venue takes, on its grid, near the market. Every
//! rounding is named.

use super::facts::{BookFacts, InstrumentFacts};
use super::wish::Wish;
use domain::{Amount, NumberError, Price, Qty, Rate, Rounding, Side, Symbol};

/// The value of a unit over the venue's smallest: fees and a falling price must leave enough to sell.
const UNIT_OVER_SMALLEST: i128 = 13;
const UNIT_OVER_SMALLEST_PLACES: u32 = 1;
/// How far over the market a limit lies that shall trade at once: 0.3 %.
const REACH: (i128, u32) = (3, 3);
/// How far under the market an order lies that shall rest: 2 %.
const AWAY: (i128, u32) = (2, 2);

/// A grid and the market at one moment.
#[derive(Debug, Clone)]
pub(super) struct Market {
    pub(super) instrument: InstrumentFacts,
    pub(super) bid: Price,
    pub(super) ask: Price,
    pub(super) last: Price,
}

impl Market {
    /// The market as a book and the last trade tell it; `None` while a side is empty.
    pub(super) fn new(
        instrument: &InstrumentFacts,
        book: &BookFacts,
        last: Option<Price>,
    ) -> Option<Self> {
        let (bid, ask) = (book.bids.first()?.0, book.asks.first()?.0);
        Some(Self {
            instrument: instrument.clone(),
            bid,
            ask,
            last: last.unwrap_or(ask),
        })
    }

    pub(super) const fn symbol(&self) -> Symbol {
        self.instrument.symbol
    }

    /// The smallest quantity whose value is safely over the venue's smallest.
    pub(super) fn unit(&self) -> Result<Qty, NumberError> {
        let over = Qty::from_parts(UNIT_OVER_SMALLEST, UNIT_OVER_SMALLEST_PLACES)?;
        let value = self.instrument.notional_min.times(over)?;
        let step = self.instrument.qty_step;
        let bought = value.affords(self.bid, step)?.plus(step)?;
        let smallest = self.instrument.qty_min.plus(step)?;
        Ok(bought.max(smallest))
    }

    /// What of an amount of base can be sold.
    pub(super) fn sellable(&self, held: Amount) -> Result<Qty, NumberError> {
        match held.qty() {
            Ok(held) => held.to_step(self.instrument.qty_step, Rounding::Down),
            Err(_) => Ok(Qty::ZERO),
        }
    }

    /// Whether the venue would take an order of this size at the bid.
    pub(super) fn is_enough(&self, qty: Qty) -> bool {
        let value = self.bid.times(qty);
        qty >= self.instrument.qty_min
            && value.is_ok_and(|value| value >= self.instrument.notional_min)
    }

    /// A price that trades at once.
    pub(super) fn reaching(&self, side: Side) -> Result<Price, NumberError> {
        let reach = Rate::from_parts(REACH.0, REACH.1)?;
        match side {
            Side::Buy => self.on_tick(self.ask.moved(reach)?, Rounding::Up),
            Side::Sell => self.on_tick(self.bid.moved(reach.negated())?, Rounding::Down),
        }
    }

    /// A price that rests.
    pub(super) fn away(&self, side: Side) -> Result<Price, NumberError> {
        let away = Rate::from_parts(AWAY.0, AWAY.1)?;
        match side {
            Side::Buy => self.on_tick(self.bid.moved(away.negated())?, Rounding::Down),
            Side::Sell => self.on_tick(self.ask.moved(away)?, Rounding::Up),
        }
    }

    /// The best price at which a limit maker may stand.
    pub(super) fn first_in_line(&self, side: Side) -> Result<Price, NumberError> {
        let tick = self.instrument.price_tick;
        let (own, better) = match side {
            Side::Buy => (self.bid, self.ticks(self.bid, 1)?),
            Side::Sell => (self.ask, self.ticks(self.ask, -1)?),
        };
        let inside = better > self.bid && better < self.ask;
        self.on_tick(if inside { better } else { own }, Rounding::Down)
            .map(|price| price.max(tick))
    }

    /// So many ticks from a price.
    pub(super) fn ticks(&self, from: Price, count: i128) -> Result<Price, NumberError> {
        let tick = self.instrument.price_tick.amount();
        let moved = tick.times(Qty::from_parts(
            count.unsigned_abs().try_into().unwrap_or(1),
            0,
        )?)?;
        let moved = if count < 0 { moved.negated() } else { moved };
        Price::new(from.amount().plus(moved)?.get())
    }

    /// A price so many hundred-thousandths over (or, below nothing, under) the last trade.
    pub(super) fn beside_last(&self, hundred_thousandths: i128) -> Result<Price, NumberError> {
        let rate = Rate::from_parts(hundred_thousandths, 5)?;
        let way = if hundred_thousandths < 0 {
            Rounding::Down
        } else {
            Rounding::Up
        };
        self.on_tick(self.last.moved(rate)?, way)
    }

    pub(super) fn on_tick(&self, price: Price, way: Rounding) -> Result<Price, NumberError> {
        price.to_tick(self.instrument.price_tick, way)
    }

    /// An order of one unit at the market.
    pub(super) fn market(&self, side: Side, qty: Qty) -> Wish {
        Wish::new(self.symbol(), side, ("market", qty))
    }
}
