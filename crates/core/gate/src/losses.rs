//! What each part of trading has lost and how every symbol's day went, as trading last counted it, and the rules that hold by
//! it (GATE-08, GATE-09, GATE-15). Never values anything itself; a loss that nobody can tell is a no.

use crate::figure::Figure;
use crate::gate::Gate;
use crate::limits::Limits;
use crate::margin::settle_of;
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use domain::{
    AccountId, Amount, Asset, NewOrder, NumberError, Price, Rate, Scope, Span, Symbol, Time,
    VenueId,
};

/// How old a loss may be that an order is judged by. It is counted again with every price, so an older one says that prices
/// are missing.
pub const LOSS_AGE_MAX: Span = Span::from_secs(30);
/// The day of a symbol: from 00:00 UTC to the next.
pub const SYMBOL_DAY: Span = Span::from_secs(86_400);

/// What a part of trading has lost, in the value asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossStanding {
    /// What the day has lost so far; below zero it has won.
    pub loss: Amount,
    /// How far the equity is below its highest, and that highest; `None` where nobody asks.
    pub drawdown: Option<(Amount, Amount)>,
    /// The instant of the prices it was counted at.
    pub at: Time,
}

/// How one symbol's day went so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymbolDay {
    /// The 00:00 UTC it counts from.
    pub from: Time,
    /// Orders that opened something.
    pub trades: u64,
    /// Orders of any day that may yet open something: each is counted before the venue says a word.
    pub pending: u64,
    /// Positions closed with a loss since the last one that was closed with a profit.
    pub losses_in_row: u64,
    /// What was realised, after fees in base or quote, in quote.
    pub result: Amount,
}

impl SymbolDay {
    /// A day on which nothing happened yet.
    #[must_use]
    pub const fn new(now: Time) -> Self {
        Self {
            from: now.floor_to(SYMBOL_DAY),
            trades: 0,
            pending: 0,
            losses_in_row: 0,
            result: Amount::ZERO,
        }
    }
}

impl Gate {
    /// Takes what a part of trading has lost; `None` forgets it, and nothing opens there while a loss is limited.
    pub fn set_loss(&mut self, scope: Scope, standing: Option<LossStanding>) {
        match standing {
            Some(standing) => self.losses.insert(scope, standing),
            None => self.losses.remove(&scope),
        };
    }

    /// What a part of trading has lost, as last counted.
    #[must_use]
    pub fn loss_of(&self, scope: Scope) -> Option<LossStanding> {
        self.losses.get(&scope).copied()
    }

    /// Takes how a symbol's day went so far.
    pub fn set_symbol_day(&mut self, symbol: Symbol, day: SymbolDay) {
        self.symbol_days.insert(symbol, day);
    }

    /// How a symbol's day went so far; of an earlier day nothing is left but what may yet trade.
    #[must_use]
    pub fn symbol_day(&self, now: Time, symbol: Symbol) -> SymbolDay {
        let today = SymbolDay::new(now);
        match self.symbol_days.get(&symbol) {
            None => today,
            Some(known) if known.from >= today.from => *known,
            Some(known) => SymbolDay {
                pending: known.pending,
                ..today
            },
        }
    }

    /// What one unit of an asset is worth in the value asset: halfway between a fresh bid and ask that do not cross, at this
    /// venue or else at another one of ours. `None` while nobody says.
    #[must_use]
    pub fn worth(
        &self,
        now: Time,
        (venue, asset): (VenueId, Asset),
        age_max: Span,
    ) -> Option<Price> {
        let value_asset = self.config().value_asset;
        if asset == value_asset {
            return Price::from_parts(1, 0).ok();
        }
        let pair = Symbol::spot(asset, value_asset).ok()?;
        let others = self.config().accounts.iter().map(|account| account.venue);
        let mut venues = core::iter::once(venue).chain(others.filter(|other| *other != venue));
        venues.find_map(|venue| {
            let quote = self.quote_of(venue, pair)?;
            let is_fresh = quote.received <= now && now.since(quote.received) <= age_max;
            let (bid, ask) = (quote.bid?, quote.ask?);
            (is_fresh && bid < ask).then(|| bid.middle(ask).ok())?
        })
    }

    /// Whether an instrument of a venue names an asset, so that somebody could say what it is worth.
    #[must_use]
    pub fn names(&self, venue: VenueId, asset: Asset) -> bool {
        let mut instruments = self.config().instruments.iter();
        instruments.any(|i| i.venue == venue && (i.base == asset || i.quote == asset))
    }

    /// The asset in which a contract of an account is margined; `None` of what is none.
    #[must_use]
    pub fn settle(&self, account: AccountId, symbol: Symbol) -> Option<Asset> {
        self.instrument(account, symbol).and_then(settle_of)
    }

    /// The limits of losses that hold for an order, and how it stands to each.
    pub(crate) fn judge_losses(
        &self,
        now: Time,
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let asset = self.config().value_asset;
        let figure = |amount| Figure::Amount(amount, asset);
        for bound in limits.each(|set| set.daily_loss_max) {
            if let Some(standing) = self.told(now, bound.0, sheet)? {
                sheet.below(Rule::DailyLoss, standing.loss, bound, figure)?;
            }
        }
        for (scope, share) in limits.each(|set| set.drawdown_max) {
            let Some(standing) = self.told(now, scope, sheet)? else {
                continue;
            };
            if let Some((drop, highest)) = standing.drawdown {
                let bound = (scope, exact(allowed(highest, share))?);
                sheet.below(Rule::Drawdown, drop, bound, figure)?;
            }
        }
        Ok(())
    }

    /// A loss that is known and fresh. Any other is a no: what cannot be told might be over its limit.
    fn told(
        &self,
        now: Time,
        scope: Scope,
        sheet: &mut Sheet,
    ) -> Result<Option<LossStanding>, Refusal> {
        let Some(standing) = self.loss_of(scope) else {
            sheet.broken(Refusal::plain(Rule::LossUnknown, scope))?;
            return Ok(None);
        };
        let age = now.since(standing.at);
        sheet.at_most(Rule::LossUnknown, age, (scope, LOSS_AGE_MAX), Figure::Span)?;
        Ok(Some(standing))
    }

    /// GATE-15: how a symbol's day went, held against its hard stops.
    pub(crate) fn judge_symbol_day(
        &self,
        now: Time,
        (order, quote): (&NewOrder, Asset),
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let symbol = order.terms().symbol;
        let day = self.symbol_day(now, symbol);
        if let Some((_, limit)) = limits.least(|set| set.symbol_trades_max) {
            let bound = (Scope::Symbol(symbol), limit);
            let count = day.trades.saturating_add(day.pending).saturating_add(1);
            sheet.at_most(Rule::SymbolTrades, count, bound, Figure::Count)?;
        }
        if let Some((_, limit)) = limits.least(|set| set.symbol_losses_max) {
            let bound = (Scope::Symbol(symbol), limit);
            sheet.below(Rule::SymbolLosses, day.losses_in_row, bound, Figure::Count)?;
        }
        if let Some((_, limit)) = limits.least(|set| set.symbol_loss_max) {
            let bound = (Scope::Symbol(symbol), limit);
            let figure = |amount| Figure::Amount(amount, quote);
            sheet.below(Rule::SymbolLoss, day.result.negated(), bound, figure)?;
        }
        Ok(())
    }
}

/// How far an equity may fall from its highest.
///
/// # Errors
/// The exact share does not fit.
pub fn allowed(highest: Amount, share: Rate) -> Result<Amount, NumberError> {
    highest.max(Amount::ZERO).share(share)
}

#[cfg(test)]
mod tests;
