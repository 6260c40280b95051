//! Prices an order is judged by: the touch, the middle, and what the known levels would give. Never older than allowed
//! without saying so.

use crate::quote::Quote;
use domain::{NumberError, OrderTerms, Price, Qty, Rate, Side};

/// A two-sided price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) bid: Price,
    pub(crate) ask: Price,
}

impl Touch {
    /// The price on both sides, when there is one.
    pub(crate) fn of(quote: &Quote) -> Option<Self> {
        Some(Self {
            bid: quote.bid?,
            ask: quote.ask?,
        })
    }

    /// What an order of this side would meet first.
    pub(crate) const fn far(&self, side: Side) -> Price {
        match side {
            Side::Buy => self.ask,
            Side::Sell => self.bid,
        }
    }

    /// Halfway between bid and ask, exact.
    pub(crate) fn middle(&self) -> Result<Price, NumberError> {
        let half = Qty::from_parts(5, 1)?;
        let sum = self.bid.times(half)?.plus(self.ask.times(half)?)?;
        Price::new(sum.get())
    }
}

/// The worst price an order without a price of its own would meet among the known levels; the touch where none are
/// known. What the known levels cannot fill is taken to meet the last of them, worse by `slippage`.
pub(crate) fn worst_met(
    terms: &OrderTerms,
    quote: &Quote,
    touch: Touch,
    slippage: Rate,
) -> Result<Price, NumberError> {
    let levels = match terms.side {
        Side::Buy => &quote.depth.asks,
        Side::Sell => &quote.depth.bids,
    };
    let touch = far_after_trailing(terms, touch)?;
    let (mut left, mut worst) = (terms.qty, touch);
    for (price, qty) in levels {
        let price = &trailed(terms, *price)?;
        worst = match terms.side {
            Side::Buy => worst.max(*price),
            Side::Sell => worst.min(*price),
        };
        if left <= *qty {
            return Ok(worst);
        }
        left = left.minus(*qty)?;
    }
    if levels.is_empty() {
        return Ok(worst);
    }
    match terms.side {
        Side::Buy => worst.moved(slippage),
        Side::Sell => worst.moved(slippage.negated()),
    }
}

/// What a trailing order meets first when it wakes at its worst: the touch, come back by the whole distance. The
/// best price so far is no worse than the price at its placing, so the trigger never lies farther off than this.
fn far_after_trailing(terms: &OrderTerms, touch: Touch) -> Result<Price, NumberError> {
    trailed(terms, touch.far(terms.side))
}

/// A price moved against the holder by the distance of a trailing order; as it is for all others.
fn trailed(terms: &OrderTerms, price: Price) -> Result<Price, NumberError> {
    match (terms.kind.trailing(), terms.side) {
        (None, _) => Ok(price),
        (Some(delta), Side::Buy) => price.moved(delta.share()?),
        (Some(delta), Side::Sell) => price.moved(delta.share()?.negated()),
    }
}

/// The price an order is valued at, never too low: a buy at the most it may pay, a sell at the most it may bring.
/// `met` is the worst price it would meet in the book.
pub(crate) fn valuation(
    terms: &OrderTerms,
    touch: Touch,
    met: Price,
    slippage: Rate,
) -> Result<Price, NumberError> {
    match (terms.side, terms.kind.limit_price()) {
        (Side::Buy, Some(price)) => Ok(price),
        (Side::Sell, Some(price)) => Ok(price.max(touch.bid)),
        (Side::Buy, None) => {
            let ask = far_after_trailing(terms, touch)?;
            let start = terms.kind.trigger().map_or(ask, |trigger| trigger.max(ask));
            Ok(start.moved(slippage)?.max(met))
        }
        (Side::Sell, None) => Ok(terms.kind.trigger().map_or(touch.bid, |t| t.max(touch.bid))),
    }
}
