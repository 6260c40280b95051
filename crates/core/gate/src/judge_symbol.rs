//! Control 23: which symbols may be traded, whether there is anybody to trade with, and small first steps in a symbol that an
//! account does not know yet.

use crate::figure::Figure;
use crate::gate::Gate;
use crate::judge::Place;
use crate::judge_numbers::Priced;
use crate::limits::Limits;
use crate::open_orders::scopes;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use domain::{Amount, NewOrder, Price, Scope, Side};

impl Gate {
    /// The symbol stands in the list of every scope that has one.
    pub(crate) fn judge_allowed(
        &self,
        order: &NewOrder,
        place: &Place<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        if self.rules.symbols_allowed.is_empty() {
            return Ok(());
        }
        for scope in scopes(order, place.account.venue).into_iter().flatten() {
            let allowed = self.rules.symbols_allowed.get(&scope);
            if allowed.is_some_and(|allowed| !allowed.contains(&order.terms().symbol)) {
                sheet.broken(Refusal::plain(Rule::SymbolNotAllowed, scope))?;
            }
        }
        Ok(())
    }

    /// What stands in the known book within the collar, on the side the order would trade with, is worth enough. A book that is
    /// not known is worth nothing.
    pub(crate) fn judge_liquidity(
        &self,
        (order, place): (&NewOrder, &Place<'_>),
        (limits, priced): (&Limits<'_>, &Priced),
        rate: Price,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let Some((scope, floor)) = limits.highest_of_sets(|set| set.liquidity_min) else {
            return Ok(());
        };
        let (side, symbol) = (order.terms().side, order.terms().symbol);
        let (_, collar) = limits.price_collar();
        let middle = exact(priced.touch.middle())?.amount();
        let width = exact(middle.share(collar))?;
        let quote = self.quote_of(place.account.venue, symbol);
        let levels = quote.map(|quote| match side {
            Side::Buy => quote.depth.asks.as_slice(),
            Side::Sell => quote.depth.bids.as_slice(),
        });
        let mut there = Amount::ZERO;
        for (price, qty) in levels.unwrap_or_default() {
            if exact(price.amount().minus(middle))?.size() > width {
                break;
            }
            let value = exact(exact(price.times(*qty))?.valued(rate))?;
            there = exact(there.plus(value))?;
        }
        let asset = self.config().value_asset;
        let figure = |amount| Figure::Amount(amount, asset);
        let refusal = || Refusal::new(Rule::Liquidity, scope, figure(there), figure(floor));
        if there >= floor {
            sheet.kept(refusal);
            return Ok(());
        }
        sheet.broken(refusal())
    }

    /// In a symbol that an account does not know and no person confirmed orders are small.
    pub(crate) fn judge_new_symbol(
        &self,
        order: &NewOrder,
        (limits, value): (&Limits<'_>, Amount),
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let most = limits.tightest_of_sets(|set| set.new_symbol_order_value_max);
        let Some((_, most)) = most else {
            return Ok(());
        };
        let (account, symbol) = (order.account(), order.terms().symbol);
        let known = &self.lately.symbols;
        let trades = known.trades(account, symbol);
        if known.is_confirmed(symbol) || trades >= self.rules.new_symbol_trades {
            return Ok(());
        }
        let asset = self.config().value_asset;
        let bound = (Scope::Symbol(symbol), most);
        sheet.at_most(Rule::NewSymbol, value, bound, |amount| {
            Figure::Amount(amount, asset)
        })
    }
}

#[cfg(test)]
mod tests;
