//! Index, mark price, premium and funding of a contract. Never reads a clock; money moves only from position to position.

use super::Futures;
use super::account::SIDES;
use super::arena::{Arena, BASIS_SAMPLES_MAX, FUNDING_KEPT_MAX, next_multiple};
use super::effect::{FuturesEffect, UpdateReason};
use super::listing::FuturesStatus;
use super::refusal::FuturesRefusal;
use super::rules::INTEREST_HOURS;
use super::turn::Touched;
use super::units::{self, WHOLE};
use super::view::{FundingView, IncomeKind, MarginType, MarkView, PositionSide};
use alloc::vec::Vec;
use domain::{Asset, Price, Rate, Side, Span, Symbol, Time};

/// How far the basis may move the mark price, in parts of the index: 0.5 %.
const BASIS_BOUND: i128 = WHOLE / 200;
/// How far interest may pull the rate from the premium, in parts: 0.05 %.
const INTEREST_BOUND: i128 = WHOLE / 2_000;

/// How often the prices are kept for a restart, beside each payment.
const KEPT_EVERY: Span = Span::from_secs(60);

impl Futures {
    pub(crate) fn set_index(&mut self, symbol: Symbol, price: Price) -> Result<(), FuturesRefusal> {
        let market = self.market_index(symbol)?;
        let points = units::points(price).ok_or(FuturesRefusal::PriceTooLow)?;
        if let Some(arena) = self.markets.get_mut(market) {
            arena.prices.index = points;
        }
        Ok(())
    }

    pub(crate) fn set_asset_index(
        &mut self,
        asset: Asset,
        price: Price,
    ) -> Result<(), FuturesRefusal> {
        let index = self.asset(asset)?;
        let points = units::points(price).ok_or(FuturesRefusal::PriceTooLow)?;
        if let Some(state) = self.assets.get_mut(index) {
            state.index = points;
        }
        self.keep_asset_index(asset, points);
        Ok(())
    }

    /// Sets the mark price of a contract and takes a premium.
    pub(crate) fn mark(&mut self, market: usize) {
        let now = self.turn.now;
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        if arena.status == FuturesStatus::Closed {
            return;
        }
        let sample = premium(arena);
        let prices = &mut arena.prices;
        prices.premium_count = prices.premium_count.saturating_add(1);
        let weighted = sample.saturating_mul(i128::from(prices.premium_count));
        prices.premium_sum = prices.premium_sum.saturating_add(weighted);
        arena.prices.mark = marked(arena, now);
        arena.prices.marked = now;
        let view = arena.mark_view();
        if now == now.floor_to(KEPT_EVERY) {
            self.turn.keep(Touched::Prices(market));
        }
        if let Some(view) = view {
            self.turn.say(FuturesEffect::Mark(view));
        }
    }

    /// Pays the funding that is due at a contract, and begins its next interval.
    pub(crate) fn fund(&mut self, market: usize) {
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let (rate, due) = (arena.rate(), arena.prices.next_funding);
        arena.prices.next_funding = next_multiple(due, arena.listing.funding.interval);
        arena.prices.premium_sum = 0;
        arena.prices.premium_count = 0;
        self.settle_funding(market, rate, due);
    }

    /// Pays funding of a contract beside its schedule, at a rate or at the one that stands.
    pub(crate) fn fund_at_once(
        &mut self,
        symbol: Symbol,
        rate: Option<Rate>,
    ) -> Result<(), FuturesRefusal> {
        let market = self.market_index(symbol)?;
        let arena = self.markets.get(market);
        let arena = arena.ok_or(FuturesRefusal::UnknownSymbol)?;
        if arena.status == FuturesStatus::Closed {
            return Err(FuturesRefusal::NotTrading);
        }
        let rate = match rate {
            None => arena.rate(),
            Some(rate) => units::parts(rate).ok_or(FuturesRefusal::FundingRate)?,
        };
        let now = self.turn.now;
        self.settle_funding(market, rate, now);
        self.check_margins();
        Ok(())
    }

    /// Pays funding of a contract from position to position; what rounding leaves stays in the pool.
    fn settle_funding(&mut self, market: usize, rate: i128, at: Time) {
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let (mark, asset) = (arena.prices.mark, arena.asset);
        arena.prices.last_rate = rate;
        let paid = FundingView {
            symbol: arena.listing.instrument.symbol,
            rate: units::rate(rate),
            mark: match units::price(mark) {
                Some(price) => price,
                None => return,
            },
            at,
        };
        crate::accounts::keep(&mut arena.prices.paid, paid, FUNDING_KEPT_MAX);
        self.turn.keep(Touched::Prices(market));
        self.turn.say(FuturesEffect::Funding(paid));
        for owner in 0..self.accounts.len() {
            for side in SIDES {
                self.pay_funding((owner, market, side), (asset, rate, mark));
            }
        }
    }

    fn pay_funding(
        &mut self,
        (owner, market, side): (usize, usize, PositionSide),
        (asset, rate, mark): (usize, i128, i128),
    ) {
        let (Some(account), Some(arena)) = (self.accounts.get_mut(owner), self.markets.get(market))
        else {
            return;
        };
        let Some(seat) = account.seats.get_mut(&market) else {
            return;
        };
        let margin = seat.margin;
        let Some(position) = seat.position_mut(side).filter(|p| p.lots != 0) else {
            return;
        };
        let value = arena.rules.value(position.size(), mark);
        let direction = position.lots.signum();
        let got = units::share(value, rate)
            .saturating_mul(direction)
            .saturating_neg();
        if got == 0 {
            return;
        }
        position.sunk = position.sunk.saturating_sub(got);
        if margin == MarginType::Isolated {
            position.isolated = position.isolated.saturating_add(got).max(0);
        }
        self.turn.keep(Touched::Position(owner, market, side));
        self.move_wallet(owner, asset, got);
        if let Some(pool) = self.assets.pool_mut(asset) {
            pool.funding = pool.funding.saturating_sub(got);
        }
        self.turn.keep(Touched::Pool(asset));
        let of = (IncomeKind::FundingFee, asset, got);
        self.record(owner, of, (Some(market), None));
        let isolated = [(market, side)];
        let positions: &[(usize, PositionSide)] = match margin {
            MarginType::Cross => &[],
            MarginType::Isolated => &isolated,
        };
        self.tell_account(
            owner,
            UpdateReason::FundingFee,
            (&[(asset, got)], positions),
        );
    }

    /// Contracts whose funding is due, in the order they were listed.
    pub(crate) fn funding_due(&self, now: Time) -> Vec<usize> {
        let due = self
            .markets
            .iter()
            .filter(|arena| arena.status != FuturesStatus::Closed)
            .filter(|arena| arena.prices.next_funding <= now);
        due.map(|arena| arena.index).collect()
    }
}

impl Arena {
    /// The middle of the best prices in points.
    fn middle(&self) -> Option<i128> {
        let best = |side| {
            self.book
                .best(side)
                .map(|(ticks, _)| self.rules.points(ticks))
        };
        Some(best(Side::Buy)?.saturating_add(best(Side::Sell)?) / 2)
    }

    /// The rate the next payment would have as things stand, in parts.
    pub(crate) fn rate(&self) -> i128 {
        let prices = &self.prices;
        let count = i128::from(prices.premium_count);
        let weights = count.saturating_mul(count.saturating_add(1)) / 2;
        let premium = prices.premium_sum.checked_div(weights).unwrap_or(0);
        let pull = self
            .rules
            .interest
            .saturating_sub(premium)
            .clamp(-INTEREST_BOUND, INTEREST_BOUND);
        let eight_hours = premium.saturating_add(pull);
        units::scaled(eight_hours, self.rules.interval_hours, INTEREST_HOURS)
            .clamp(self.rules.rate_floor, self.rules.rate_cap)
    }

    /// The prices as others see them.
    pub(crate) fn mark_view(&self) -> Option<MarkView> {
        let prices = &self.prices;
        let interest = units::scaled(
            self.rules.interest,
            self.rules.interval_hours,
            INTEREST_HOURS,
        );
        Some(MarkView {
            symbol: self.listing.instrument.symbol,
            mark: units::price(prices.mark)?,
            index: units::price(prices.index)?,
            rate: units::rate(self.rate()),
            last_rate: units::rate(prices.last_rate),
            interest: units::rate(interest),
            next_funding: prices.next_funding,
            at: prices.marked,
        })
    }
}

/// The mark price in points: the middle one of index with funding to come, index with its basis, and the last price.
fn marked(arena: &mut Arena, now: Time) -> i128 {
    let index = arena.prices.index;
    let basis = arena
        .middle()
        .map_or(0, |middle| middle.saturating_sub(index));
    let samples = &mut arena.prices.basis;
    crate::accounts::keep(samples, basis, BASIS_SAMPLES_MAX);
    let sum = samples
        .iter()
        .fold(0, |sum: i128, one| sum.saturating_add(*one));
    let count = i128::try_from(samples.len()).unwrap_or(1);
    let bound = units::scaled(index, BASIS_BOUND, WHOLE);
    let moved = sum.checked_div(count).unwrap_or(0).clamp(-bound, bound);
    let with_basis = index.saturating_add(moved);
    let interval = i128::from(arena.listing.funding.interval.nanos().max(1));
    let ahead = i128::from(arena.prices.next_funding.since(now).nanos()).clamp(0, interval);
    let carry = units::scaled(arena.prices.last_rate, ahead, interval);
    let with_funding = units::scaled(index, WHOLE.saturating_add(carry), WHOLE);
    let last = arena
        .last
        .map_or(with_basis, |(ticks, _)| arena.rules.points(ticks));
    let (low, high) = (with_basis.min(with_funding), with_basis.max(with_funding));
    last.clamp(low, high).max(1)
}

/// How far the book stands above the index (or below), in parts: at the price its impact notional trades at.
fn premium(arena: &Arena) -> i128 {
    let index = arena.prices.index;
    let bid = impact(arena, Side::Buy).map_or(0, |bid| bid.saturating_sub(index).max(0));
    let ask = impact(arena, Side::Sell).map_or(0, |ask| index.saturating_sub(ask).max(0));
    units::scaled(bid.saturating_sub(ask), WHOLE, index)
}

/// The average price in points at which the impact notional would trade with one side of the book.
fn impact(arena: &Arena, side: Side) -> Option<i128> {
    let grid = &arena.rules.grid;
    let (mut value, mut base) = (0_i128, 0_i128);
    for (ticks, level) in arena.book.levels(side) {
        let wanted = arena.rules.impact_notional.saturating_sub(value);
        if wanted <= 0 {
            break;
        }
        let lots = level.displayed();
        let worth = grid.quote(ticks, lots);
        if worth <= wanted {
            value = value.saturating_add(worth);
            base = base.saturating_add(grid.base(lots));
        } else {
            base = base.saturating_add(units::scaled(grid.base(lots), wanted, worth));
            value = value.saturating_add(wanted);
        }
    }
    (base > 0).then(|| units::scaled(value, WHOLE, base))
}
