//! What a market looked like before it began: candles far back and trades just before, made from a seed by the crowd's
//! own walk going backwards from the first price. Never a trade of an account, and never a trade that an engine knew.

use super::symbols::{PROFILES, Profile};
use super::temper::Manner;
use super::walk::{self, Walk};
use super::{CrowdPlan, crossed};
use crate::chance::Chance;
use crate::exchange::Exchange;
use crate::futures::Futures;
use crate::ids::ExchangeTradeId;
use alloc::vec::Vec;
use domain::{Price, Qty, Side, Span, Symbol, Time};

/// The last minutes before the start are told trade by trade.
const TRADES_SPAN: Span = Span::from_secs(1_260);
/// Most trades of one second of those minutes.
const TRADES_A_SECOND_MAX: u64 = 3;
/// Moves of the walk within one bar.
const MOVES_A_BAR: i64 = 4;
/// Trades a minute in a bar, at least and at most.
const TRADES_A_MINUTE: (u64, u64) = (60, 160);
/// Lots of an average trade, in thousandths of a level.
const LOTS_A_TRADE: (u64, u64) = (150, 350);
/// What buyers took of a bar, in thousandths.
const BOUGHT: (u64, u64) = (400, 600);

/// Trades of an engine begin at this number, so that its past has room before it.
pub const FIRST_TRADE: ExchangeTradeId = ExchangeTradeId::new(1_000_000_000);

/// How long bars are, how far back they go in days, and the grid their first one stands on.
const EPOCHS: [(Span, i64, Span); 5] = [
    (Span::from_secs(60), 8, Span::from_secs(900)),
    (Span::from_secs(900), 22, Span::from_secs(3_600)),
    (Span::from_secs(3_600), 85, Span::from_secs(7_200)),
    (Span::from_secs(7_200), 340, DAY),
    (Span::from_secs(43_200), 1_002, DAY),
];
const DAY: Span = Span::from_secs(86_400);

/// The past of one symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMarket {
    /// Which.
    pub symbol: Symbol,
    /// The unit of its prices.
    pub tick: Price,
    /// The unit of its quantities.
    pub lot: Qty,
    /// What happened long ago, oldest first, without a hole up to the first trade.
    pub bars: Vec<PastBar>,
    /// What happened just before the start, oldest first.
    pub trades: Vec<PastTrade>,
}

/// What traded in a stretch of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastBar {
    /// Its first instant.
    pub start: Time,
    /// How long it is.
    pub span: Span,
    /// First, highest, lowest and last price, in ticks.
    pub open: u64,
    /// The highest.
    pub high: u64,
    /// The lowest.
    pub low: u64,
    /// The last.
    pub close: u64,
    /// What traded, in lots, and its value in ticks times lots.
    pub lots: u64,
    /// The value.
    pub value: u128,
    /// What buyers took of it.
    pub bought_lots: u64,
    /// The value of that.
    pub bought_value: u128,
    /// How many trades.
    pub trades: u64,
}

/// One trade of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastTrade {
    /// When.
    pub at: Time,
    /// Price in ticks.
    pub ticks: u64,
    /// Quantity in lots.
    pub lots: u64,
    /// The side that took.
    pub taker: Side,
}

/// One symbol on the way back.
struct Traveller {
    symbol: Symbol,
    profile: Profile,
    walk: Walk,
    chance: Chance,
    /// Newest first.
    bars: Vec<PastBar>,
    trades: Vec<PastTrade>,
    /// Prices of the bar in hand, newest first, in ticks.
    moves: Vec<u64>,
}

/// The past of every symbol of a plan's crowd, up to an instant at which it stands at its first or its `last` price.
#[must_use]
pub fn past(plan: CrowdPlan, now: Time, last: &[(Symbol, Price)]) -> Vec<PastMarket> {
    let manner = plan.temper.manner();
    let root = Chance::new(plan.seed).branch(u64::MAX - 1);
    let mut travellers: Vec<Traveller> = PROFILES
        .iter()
        .zip(1_u64..)
        .filter_map(|(profile, label)| {
            Traveller::begin(profile, manner, (root.branch(label), last))
        })
        .collect();
    let second = Span::from_secs(1);
    let first_trade = now
        .floor_to(EPOCHS[0].0)
        .plus(Span::from_nanos(TRADES_SPAN.nanos().saturating_neg()));
    let mut at = now;
    while at > first_trade {
        let from = at.plus(Span::from_secs(-1)).max(first_trade);
        go_back(&mut travellers, (second, manner));
        for one in &mut travellers {
            one.trade(from, at);
        }
        at = from;
    }
    for (span, days, grid) in EPOCHS {
        let end = first_trade
            .plus(DAY.times(days.saturating_neg()))
            .floor_to(grid);
        let moves = Span::from_nanos(span.nanos() / MOVES_A_BAR);
        for one in &mut travellers {
            one.walk = one.walk.at_pace(moves, manner);
        }
        while at > end {
            at = at.plus(Span::from_nanos(span.nanos().saturating_neg()));
            for one in &mut travellers {
                one.moves.clear();
                one.moves.push(one.ticks());
            }
            for _ in 0..MOVES_A_BAR {
                go_back(&mut travellers, (moves, manner));
                for one in &mut travellers {
                    one.moves.push(one.ticks());
                }
            }
            for one in &mut travellers {
                one.bar(at, span);
            }
        }
    }
    travellers
        .into_iter()
        .filter_map(Traveller::arrive)
        .collect()
}

/// Every symbol takes one move back; those that are crossed follow the two they are crossed from.
fn go_back(travellers: &mut [Traveller], (pace, manner): (Span, Manner)) {
    for index in 0..travellers.len() {
        let cross = travellers.get(index).and_then(|one| {
            let find = |name: &str| {
                let found = travellers.iter().find(|t| t.profile.symbol == name)?;
                Some((found.walk.fair(), found.profile))
            };
            let (above, below) = one.profile.cross?;
            crossed(&one.profile, find(above)?, find(below)?)
        });
        if let Some(one) = travellers.get_mut(index) {
            match cross {
                Some(fair) => {
                    one.walk = Walk::standing(fair, one.profile.start_ticks, (pace, manner))
                }
                None => one.walk.advance(&mut one.chance, None, None),
            }
        }
    }
}

impl Traveller {
    fn begin(
        usual: &Profile,
        manner: Manner,
        (chance, last): (Chance, &[(Symbol, Price)]),
    ) -> Option<Self> {
        let symbol = Symbol::new(usual.symbol).ok()?;
        let known = last.iter().find(|(name, _)| *name == symbol);
        let first = usual.ticks_of(known.map(|(_, price)| *price))?;
        Some(Self {
            symbol,
            profile: manner.of(usual),
            walk: Walk::new(first, usual.start_ticks, (Span::from_secs(1), manner)),
            chance,
            bars: Vec::new(),
            trades: Vec::new(),
            moves: Vec::new(),
        })
    }

    fn ticks(&self) -> u64 {
        walk::ticks(self.walk.fair())
    }

    /// The trades of the second that begins at `from`, newest first.
    fn trade(&mut self, from: Time, until: Time) {
        let quote = self.walk.quote(&self.profile);
        let count = self.chance.below(TRADES_A_SECOND_MAX.saturating_add(1));
        let span = u64::try_from(until.since(from).millis()).unwrap_or(0);
        let mut millis: Vec<u64> = (0..count).map(|_| self.chance.below(span.max(1))).collect();
        millis.sort_unstable_by(|a, b| b.cmp(a));
        for millis in millis {
            let millis = i64::try_from(millis).unwrap_or(0);
            let (taker, ticks) = match self.chance.below(2) {
                0 => (Side::Buy, quote.ask),
                _ => (Side::Sell, quote.bid),
            };
            let thousandths = self.chance.between(2, 900);
            let lots = self.profile.level_lots.saturating_mul(thousandths) / 1_000;
            self.trades.push(PastTrade {
                at: from.plus(Span::from_millis(millis)),
                ticks: ticks.max(1),
                lots: lots.max(1),
                taker,
            });
        }
    }

    /// The bar whose prices are in hand.
    fn bar(&mut self, start: Time, span: Span) {
        let (Some(close), Some(open)) = (self.moves.first(), self.moves.last()) else {
            return;
        };
        let (close, open) = (*close, *open);
        let high = self.moves.iter().copied().max().unwrap_or(open);
        let low = self.moves.iter().copied().min().unwrap_or(open);
        let minutes = u64::try_from(span.millis() / 60_000).unwrap_or(1).max(1);
        let (fewest, most) = TRADES_A_MINUTE;
        let trades = self.chance.between(fewest, most).saturating_mul(minutes);
        let (least, largest) = LOTS_A_TRADE;
        let size = self.chance.between(least, largest);
        let lots = trades
            .saturating_mul(size)
            .saturating_mul(self.profile.level_lots)
            / 1_000;
        let lots = lots.max(trades);
        let (rarely, often) = BOUGHT;
        let bought_lots = lots / 1_000 * self.chance.between(rarely, often);
        // The average of the four prices lies between the highest and the lowest.
        let four = [open, high, low, close]
            .map(u128::from)
            .iter()
            .sum::<u128>();
        let value = |lots: u64| four.saturating_mul(u128::from(lots)) / 4;
        self.bars.push(PastBar {
            start,
            span,
            open,
            high,
            low,
            close,
            lots,
            value: value(lots),
            bought_lots,
            bought_value: value(bought_lots),
            trades,
        });
    }

    fn arrive(mut self) -> Option<PastMarket> {
        self.bars.reverse();
        self.trades.reverse();
        Some(PastMarket {
            symbol: self.symbol,
            tick: self.profile.price(1)?,
            lot: self.profile.qty(1)?,
            bars: self.bars,
            trades: self.trades,
        })
    }
}

impl Exchange {
    /// Leaves room for the trades of a symbol's past: its own begin at this number, or later where they already do.
    pub fn begin_trades(&mut self, symbol: Symbol, first: ExchangeTradeId) {
        if let Some(index) = self.symbols.get(&symbol)
            && let Some(market) = self.markets.get_mut(*index)
        {
            market.ids.begin_trades(first.get());
        }
    }

    /// The number of a symbol's next trade.
    #[must_use]
    pub fn next_trade(&self, symbol: Symbol) -> Option<ExchangeTradeId> {
        let market = self.markets.get(*self.symbols.get(&symbol)?)?;
        Some(ExchangeTradeId::new(market.ids.upcoming_trade()))
    }
}

impl Futures {
    /// Leaves room for the trades of a contract's past: its own begin at this number, or later where they already do.
    pub fn begin_trades(&mut self, symbol: Symbol, first: ExchangeTradeId) {
        if let Some(index) = self.symbols.get(&symbol)
            && let Some(arena) = self.markets.get_mut(*index)
        {
            arena.ids.begin_trades(first.get());
        }
    }

    /// The number of a contract's next trade.
    #[must_use]
    pub fn next_trade(&self, symbol: Symbol) -> Option<ExchangeTradeId> {
        let arena = self.markets.get(*self.symbols.get(&symbol)?)?;
        Some(ExchangeTradeId::new(arena.ids.upcoming_trade()))
    }
}

impl PastMarket {
    /// The same past of another symbol with another grid; prices and quantities are cut to it.
    #[must_use]
    pub fn on_grid(&self, symbol: Symbol, tick: Price, lot: Qty) -> Option<Self> {
        let from = (points(self.tick.parts())?, points(self.lot.parts())?);
        let to = (points(tick.parts())?, points(lot.parts())?);
        let price = |ticks: u64| cut(ticks, (from.0, to.0));
        let bar = |bar: &PastBar| {
            let (open, high) = (price(bar.open), price(bar.high));
            let (low, close) = (price(bar.low), price(bar.close));
            let lots = cut(bar.lots, (from.1, to.1)).max(bar.trades);
            let bought_lots = cut(bar.bought_lots, (from.1, to.1)).min(lots);
            let four = [open, high, low, close]
                .map(u128::from)
                .iter()
                .sum::<u128>();
            let value = |lots: u64| four.saturating_mul(u128::from(lots)) / 4;
            PastBar {
                open,
                high,
                low,
                close,
                lots,
                value: value(lots),
                bought_lots,
                bought_value: value(bought_lots),
                ..*bar
            }
        };
        let trade = |trade: &PastTrade| PastTrade {
            ticks: price(trade.ticks),
            lots: cut(trade.lots, (from.1, to.1)),
            ..*trade
        };
        Some(Self {
            symbol,
            tick,
            lot,
            bars: self.bars.iter().map(bar).collect(),
            trades: self.trades.iter().map(trade).collect(),
        })
    }

    /// How many trades all of it is.
    #[must_use]
    pub fn trade_count(&self) -> u64 {
        let bars: u64 = self.bars.iter().map(|bar| bar.trades).sum();
        bars.saturating_add(u64::try_from(self.trades.len()).unwrap_or(u64::MAX))
    }
}

/// Units of the eighteenth decimal place.
fn points((units, places): (i128, u32)) -> Option<u128> {
    let finer = 10_i128.checked_pow(18_u32.checked_sub(places)?)?;
    u128::try_from(units.checked_mul(finer)?).ok()
}

/// So many of one unit in another, at least one.
fn cut(count: u64, (from, to): (u128, u128)) -> u64 {
    let points = u128::from(count).saturating_mul(from);
    let cut = points.checked_div(to).unwrap_or(0);
    u64::try_from(cut).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests;
