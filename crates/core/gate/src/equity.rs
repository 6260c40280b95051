//! What all accounts are worth together, and what of one asset they hold or may come to hold. What has no price counts for
//! nothing where that can only make a share larger, and is a no where it could make one smaller.
// GATE-05

use crate::gate::Gate;
use crate::judge_numbers::no_reference;
use crate::refusal::{Refusal, Rule};
use crate::sheet::exact;
use domain::{
    Amount, Asset, ContractKind, NewOrder, PositionKey, Price, Rounding, Scope, Side, Span, Symbol,
    Time, VenueId,
};

/// Oldest price by which something that is held is valued; an order's own symbol must be fresher.
const HELD_PRICE_AGE_MAX: Span = Span::from_secs(60);
/// Decimals of a value that is summed up.
const VALUE_PLACES: u32 = 8;

impl Gate {
    /// What all accounts are worth in the value asset: balances at the middle of their price, and what positions in contracts
    /// won or lost at the mark. An asset without a fresh price counts for nothing.
    ///
    /// # Errors
    /// A debt or a position in a contract has no price, or a sum does not fit.
    pub fn equity(&self, now: Time) -> Result<Amount, Refusal> {
        let mut equity = Amount::ZERO;
        for (account, asset, total) in self.balances.totals() {
            let total = exact(total)?.unwrap_or(Amount::ZERO);
            let venue = self.account(account).map(|account| account.venue);
            let price = venue.and_then(|venue| self.price_of(now, (venue, asset)));
            let value = match price {
                Some(price) => exact(total.valued(price))?.rounded(VALUE_PLACES, Rounding::Down),
                None if total.is_negative() => return Err(unknown(Scope::Account(account))),
                None => Amount::ZERO,
            };
            equity = exact(equity.plus(value))?;
        }
        for position in self.contracts.positions.values() {
            let scope = Scope::Symbol(position.symbol);
            let instrument = self.instrument(position.account, position.symbol);
            let instrument = instrument.ok_or_else(|| unknown(scope))?;
            let at = (instrument.venue, position.symbol);
            let mark = self.contracts.marks.get(&at);
            let mark = mark.filter(|mark| is_fresh(now, mark.received));
            let rate = self.price_of(now, (instrument.venue, instrument.quote));
            let (Some(mark), Some(rate)) = (mark, rate) else {
                return Err(unknown(scope));
            };
            let won = exact(exact(position.unrealised(mark.price))?.valued(rate))?;
            equity = exact(equity.plus(won.rounded(VALUE_PLACES, Rounding::Down)))?;
        }
        Ok(equity)
    }

    /// What of an asset all accounts hold at the most once everything that works about it has traded, with an order of which
    /// nobody knows yet. Positions in contracts count with their size, whichever way they stand.
    pub(crate) fn exposure(
        &self,
        asset: Asset,
        order: Option<&NewOrder>,
    ) -> Result<Amount, Refusal> {
        let mut sum = Amount::ZERO;
        for account in self.config().accounts.iter().map(|account| account.account) {
            let total = exact(self.balances.total(account, asset))?;
            let total = total.unwrap_or(Amount::ZERO).max(Amount::ZERO);
            sum = exact(sum.plus(total))?;
        }
        for (venue, symbol, kind) in self.symbols_of(asset) {
            for account in &self.config().accounts {
                if account.venue != *venue {
                    continue;
                }
                for key in PositionKey::all(account.account, *symbol) {
                    let may_become = self.may_become(key, *kind, order)?;
                    sum = exact(sum.plus(may_become))?;
                }
            }
        }
        Ok(sum)
    }

    /// What a position adds to what is held: on spot all that may still be bought, of a contract its size at the worst.
    fn may_become(
        &self,
        key: PositionKey,
        kind: ContractKind,
        order: Option<&NewOrder>,
    ) -> Result<Amount, Refusal> {
        let working = self.orders.working(key);
        let (mut buys, mut sells) = (working.buys.amount(), working.sells.amount());
        if let Some(order) = order.filter(|order| order.position() == key) {
            let side = match order.terms().side {
                Side::Buy => &mut buys,
                Side::Sell => &mut sells,
            };
            *side = exact(side.plus(order.terms().qty.amount()))?;
        }
        match kind {
            ContractKind::Spot => Ok(buys),
            ContractKind::Linear { .. } => {
                let net = self.held(key);
                let (long, short) = (exact(net.plus(buys))?, exact(sells.minus(net))?);
                Ok(long.max(short).max(Amount::ZERO))
            }
        }
    }

    /// What one of an asset is worth in the value asset at a venue; `None` without a price that is fresh.
    pub(crate) fn price_of(&self, now: Time, (venue, asset): (VenueId, Asset)) -> Option<Price> {
        let value_asset = self.config().value_asset;
        if asset == value_asset {
            return Price::from_parts(1, 0).ok();
        }
        let symbol = Symbol::spot(asset, value_asset).ok()?;
        let quote = self.quote_of(venue, symbol)?;
        let (bid, ask) = (quote.bid?, quote.ask?);
        let good = is_fresh(now, quote.received) && bid < ask;
        good.then_some(())?;
        bid.middle(ask).ok()
    }

    /// What all accounts may come to hold of an asset is worth so much.
    pub(crate) fn exposure_value(&self, now: Time, asset: Asset) -> Result<Amount, Refusal> {
        let exposure = self.exposure(asset, None)?;
        if exposure.is_zero() {
            return Ok(Amount::ZERO);
        }
        let mut accounts = self.config().accounts.iter();
        let price = accounts.find_map(|account| self.price_of(now, (account.venue, asset)));
        let symbol = Symbol::spot(asset, self.config().value_asset);
        let price = match (price, symbol) {
            (Some(price), _) => price,
            (None, Ok(symbol)) => return Err(no_reference(symbol)),
            (None, Err(_)) => return Err(unknown(Scope::Global)),
        };
        let value = exact(exposure.valued(price))?;
        Ok(value.rounded(VALUE_PLACES, Rounding::Up))
    }
}

fn is_fresh(now: Time, received: Time) -> bool {
    received <= now && now.since(received) <= HELD_PRICE_AGE_MAX
}

fn unknown(scope: Scope) -> Refusal {
    Refusal::plain(Rule::EquityUnknown, scope)
}
