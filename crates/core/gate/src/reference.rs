//! Prices an order is judged by: the touch, the middle, and what the known levels would give. Never older than allowed
//! without saying so.

use crate::quote::Quote;
use domain::{NumberError, OrderKind, OrderTerms, Price, Qty, Rate, Side};

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
    let (mut left, mut worst) = (terms.qty, touch.far(terms.side));
    for (price, qty) in levels {
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

/// The price an order is valued at, never too low: a buy at the most it may pay, a sell at the most it may bring.
/// `met` is the worst price it would meet in the book.
pub(crate) fn valuation(
    terms: &OrderTerms,
    touch: Touch,
    met: Price,
    slippage: Rate,
) -> Result<Price, NumberError> {
    let priced = match terms.kind {
        OrderKind::Limit { price, .. }
        | OrderKind::LimitMaker { price }
        | OrderKind::StopLimit { price, .. } => Some(price),
        OrderKind::Market | OrderKind::Stop { .. } => None,
    };
    match (terms.side, priced) {
        (Side::Buy, Some(price)) => Ok(price),
        (Side::Sell, Some(price)) => Ok(price.max(touch.bid)),
        (Side::Buy, None) => {
            let start = terms.kind.trigger().map_or(touch.ask, |t| t.max(touch.ask));
            Ok(start.moved(slippage)?.max(met))
        }
        (Side::Sell, None) => Ok(terms.kind.trigger().map_or(touch.bid, |t| t.max(touch.bid))),
    }
}
