//! Control 22: no order leaves that could trade with one of our own at the same venue, whoever placed either. Never holds
//! back what only reduces.

use crate::figure::Figure;
use crate::gate::Gate;
use crate::judge::Place;
use crate::judge_numbers::Priced;
use crate::judge_rules::OwnCrossing;
use crate::own_book::{Meets, OwnSides, Wait};
use crate::reference::Touch;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use domain::{NewOrder, NumberError, Price, Rate, Scope, Side};

/// The lowest and the highest price at which a waiting order may trade once it wakes.
type Band = (Price, Price);

impl Gate {
    /// Refuses an order that could meet an own one on the other side of the same symbol at the same venue.
    pub(crate) fn judge_own_crossing(
        &self,
        order: &NewOrder,
        (place, priced): (&Place<'_>, &Priced),
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        match self.rules.own_crossing {
            OwnCrossing::Refused => {}
            OwnCrossing::LeftToVenue => return Ok(()),
        }
        let terms = order.terms();
        let Some(own) = self.orders.own_at(place.account.venue, terms.symbol) else {
            return Ok(());
        };
        let slippage = self.config().reference.market_slippage;
        let reach = match Meets::of(&terms.kind) {
            Meets::After(Wait::Nothing) => {
                exact(self.reach_at_once(order, (place, priced), slippage))?
            }
            Meets::At(price) => price,
            Meets::After(wait) => exact(band(wait, (terms.side, priced.touch), slippage))?.0,
        };
        let met = exact(met_by(order, own, (priced.touch, slippage), reach))?;
        let quote = place.instrument.quote;
        let figure = |price| Figure::Price(price, quote);
        let refusal = |own| {
            let (value, limit) = (figure(reach), figure(own));
            Refusal::new(Rule::OwnCrossing, Scope::Symbol(terms.symbol), value, limit)
        };
        match met {
            Some(price) => sheet.broken(refusal(price)),
            None => {
                if let Some(nearest) = own.best(terms.side.opposite()) {
                    sheet.kept(|| refusal(nearest));
                }
                Ok(())
            }
        }
    }

    /// The worst price an order that trades at once may meet: in the known book, or without one as far as it may slip.
    fn reach_at_once(
        &self,
        order: &NewOrder,
        (place, priced): (&Place<'_>, &Priced),
        slippage: Rate,
    ) -> Result<Price, NumberError> {
        let (symbol, side) = (order.terms().symbol, order.terms().side);
        let quote = self.quote_of(place.account.venue, symbol);
        let is_known = quote.is_some_and(|quote| match side {
            Side::Buy => !quote.depth.asks.is_empty(),
            Side::Sell => !quote.depth.bids.is_empty(),
        });
        if is_known {
            return Ok(priced.met);
        }
        worse(side, priced.met, slippage)
    }
}

/// The price of an own order on the other side that `order`, trading as far as `reach`, could meet.
fn met_by(
    order: &NewOrder,
    own: &OwnSides,
    (touch, slippage): (Touch, Rate),
    reach: Price,
) -> Result<Option<Price>, NumberError> {
    let (side, other) = (order.terms().side, order.terms().side.opposite());
    let meets = Meets::of(&order.terms().kind);
    let stands = match meets {
        Meets::After(Wait::Nothing) | Meets::At(_) => {
            own.best(other).filter(|own| side.reaches(reach, *own))
        }
        Meets::After(wait) => own.within(other, band(wait, (side, touch), slippage)?),
    };
    if stands.is_some() {
        return Ok(stands);
    }
    for wait in own.waiting(other) {
        let band_of_own = band(wait, (other, touch), slippage)?;
        let stands = awake(wait, (other, touch), slippage)?;
        let stands = stands.filter(|own| side.reaches(reach, *own));
        let met = match meets {
            // Two orders that take never meet.
            Meets::After(Wait::Nothing) if wait == Wait::Nothing => None,
            Meets::After(Wait::Nothing) => stands,
            Meets::At(price) => stands.or(within(price, band_of_own)),
            Meets::After(mine) if mine.has_limit() || wait.has_limit() => {
                overlap(band(mine, (side, touch), slippage)?, band_of_own)
            }
            Meets::After(_) => None,
        };
        if met.is_some() {
            return Ok(met);
        }
    }
    Ok(None)
}

impl Wait {
    /// Whether it may stand in the book once it is awake.
    const fn has_limit(self) -> bool {
        match self {
            Self::StopLimit(..) => true,
            Self::Nothing | Self::Stop(_) | Self::Trailing(_) => false,
        }
    }
}

/// How far an order reaches that may be under way already: at the market, or woken as the market shows.
fn awake(
    wait: Wait,
    (side, touch): (Side, Touch),
    slippage: Rate,
) -> Result<Option<Price>, NumberError> {
    match (wait, side) {
        (Wait::Nothing, _) => worse(side, touch.far(side), slippage).map(Some),
        (Wait::StopLimit(trigger, limit), Side::Buy) => {
            Ok((touch.ask > trigger.min(limit)).then_some(limit))
        }
        (Wait::StopLimit(trigger, limit), Side::Sell) => {
            Ok((touch.bid < trigger.max(limit)).then_some(limit))
        }
        (Wait::Stop(_) | Wait::Trailing(_), _) => Ok(None),
    }
}

/// Between which prices an order that waits may trade once its price is met: from there to its limit, or as far as it may
/// slip. A trailing one may wake anywhere between the market and its distance from it.
fn band(wait: Wait, (side, touch): (Side, Touch), slippage: Rate) -> Result<Band, NumberError> {
    let (from, to) = match wait {
        Wait::Nothing => (touch.far(side), worse(side, touch.far(side), slippage)?),
        Wait::Stop(trigger) => (trigger, worse(side, trigger, slippage)?),
        Wait::StopLimit(trigger, limit) => (trigger, limit),
        Wait::Trailing(delta) => {
            let from = touch.far(side);
            let back = worse(side, from, delta.share()?)?;
            (from, worse(side, back, slippage)?)
        }
    };
    Ok((from.min(to), from.max(to)))
}

/// A price moved against whoever trades on `side`.
fn worse(side: Side, price: Price, by: Rate) -> Result<Price, NumberError> {
    match side {
        Side::Buy => price.moved(by),
        Side::Sell => price.moved(by.negated()),
    }
}

fn within(price: Price, (low, high): Band) -> Option<Price> {
    (low <= price && price <= high).then_some(price)
}

fn overlap(a: Band, b: Band) -> Option<Price> {
    let (low, high) = (a.0.max(b.0), a.1.min(b.1));
    (low <= high).then_some(low)
}

/// Whether two orders on opposite sides meet.
trait Reaches {
    /// Whether an order on this side with the price `mine` meets one on the other side that stands at `own`.
    fn reaches(self, mine: Price, own: Price) -> bool;
}

impl Reaches for Side {
    fn reaches(self, mine: Price, own: Price) -> bool {
        match self {
            Self::Buy => mine >= own,
            Self::Sell => mine <= own,
        }
    }
}

#[cfg(test)]
mod tests;
