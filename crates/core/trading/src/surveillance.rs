//! Surveillance of our own trading, after the fact: patterns that a venue or a supervisor would call abuse, found in our own orders
//! and fills. Pure: it reads what is given and says what it found; it stops nothing and changes nothing.
// Control 28 of the trading controls (RTS 6, article 13).

mod ignition;
mod layering;
mod ratio;
mod wash;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use domain::{Fill, Order, OrderId, Rate, Span, Symbol, Time};

/// Most orders that a finding names; it counts all.
pub const FINDING_ORDERS_MAX: usize = 50;

/// What kind of pattern was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Own buys and own sells that met, or as good as met.
    Wash,
    /// Many orders on one side that never traded, withdrawn when the other side had.
    Layering,
    /// Far more messages than trades.
    OrderToTrade,
    /// A burst that moved the price, and its reversal.
    MomentumIgnition,
}

impl FindingKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Wash,
        Self::Layering,
        Self::OrderToTrade,
        Self::MomentumIgnition,
    ];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wash => "wash",
            Self::Layering => "layering",
            Self::OrderToTrade => "order-to-trade",
            Self::MomentumIgnition => "momentum-ignition",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// From where on a pattern is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurveillanceRules {
    /// Own trades at one price and of one quantity, of both sides, no further apart count as a meeting.
    pub wash_apart: Span,
    /// Meetings of that kind within the layering window that are a finding; one trade of the venue with ourselves always is.
    pub wash_meetings_min: u64,
    /// How long the orders of one pattern may be spread.
    pub layer_window: Span,
    /// Untraded, cancelled orders of one side that are a finding.
    pub layer_orders_min: u64,
    /// How long such an order lives at most.
    pub layer_life_max: Span,
    /// How many times more is withdrawn on that side than on the other, and than traded on the other.
    pub layer_times_min: u64,
    /// Orders and cancels within an hour from which the ratio is looked at.
    pub messages_min: u64,
    /// Messages for each trade from which it is a finding.
    pub messages_per_trade_max: u64,
    /// How long a burst may last.
    pub burst_span: Span,
    /// Orders of one side that take from the book within it.
    pub burst_orders_min: u64,
    /// How far the burst moves the price it trades at, as a share.
    pub burst_move_min: Rate,
    /// How soon after it at least half of it is traded back, at better than its own average price.
    pub reversal_span: Span,
}

/// One pattern that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub kind: FindingKind,
    /// In which symbol.
    pub symbol: Symbol,
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// The orders it is about, the first ones.
    pub orders: Vec<OrderId>,
    /// How much was found: meetings, orders, messages for each trade, taking orders.
    pub value: u64,
    /// From how much on it is a finding.
    pub limit: u64,
}

impl Finding {
    /// Its name: the same pattern always has the same one.
    #[must_use]
    pub fn name(&self) -> String {
        let first = self.orders.first().map_or(0, |order| order.get());
        alloc::format!("{}:{}:{first}", self.kind, self.symbol)
    }

    /// What was found, in one sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let Self {
            symbol,
            value,
            limit,
            ..
        } = self;
        match self.kind {
            FindingKind::Wash => alloc::format!(
                "own buys and own sells of {symbol} met {value} times; from {limit} on that is a finding"
            ),
            FindingKind::Layering => alloc::format!(
                "{value} orders on one side of {symbol} were withdrawn untraded while the other side traded; from {limit} on that is a finding"
            ),
            FindingKind::OrderToTrade => alloc::format!(
                "{value} messages for each trade in {symbol} within an hour; more than {limit} are a finding"
            ),
            FindingKind::MomentumIgnition => alloc::format!(
                "{value} taking orders moved {symbol} within seconds, and were traded back soon after; from {limit} on that is a finding"
            ),
        }
    }
}

/// What of one symbol is looked at: lives of orders by their beginning, fills by their instant.
#[derive(Debug)]
struct Scene<'a> {
    symbol: Symbol,
    orders: Vec<&'a Order>,
    fills: Vec<&'a Fill>,
    rules: &'a SurveillanceRules,
}

/// Everything that is found in these orders and fills, of all accounts together. What belongs to one pattern is one finding.
#[must_use]
pub fn survey(orders: &[Order], fills: &[Fill], rules: &SurveillanceRules) -> Vec<Finding> {
    let mut scenes: BTreeMap<Symbol, Scene<'_>> = BTreeMap::new();
    let scene = |symbol| Scene {
        symbol,
        orders: Vec::new(),
        fills: Vec::new(),
        rules,
    };
    for order in orders {
        let symbol = order.order.terms().symbol;
        let found = scenes.entry(symbol).or_insert_with(|| scene(symbol));
        found.orders.push(order);
    }
    for fill in fills {
        let found = scenes.entry(fill.symbol);
        found.or_insert_with(|| scene(fill.symbol)).fills.push(fill);
    }
    let mut all = Vec::new();
    for scene in scenes.values_mut() {
        scene
            .orders
            .sort_by_key(|order| (order.opened, order.order.id()));
        scene.fills.sort_by_key(|fill| (fill.at, fill.order));
        all.extend(wash::find(scene));
        all.extend(layering::find(scene));
        all.extend(ratio::find(scene));
        all.extend(ignition::find(scene));
    }
    all
}

impl Scene<'_> {
    /// A finding about these orders.
    fn finding(
        &self,
        kind: FindingKind,
        (from, until): (Time, Time),
        orders: impl IntoIterator<Item = OrderId>,
        (value, limit): (u64, u64),
    ) -> Finding {
        let mut orders: Vec<OrderId> = orders.into_iter().collect();
        orders.sort_unstable();
        orders.dedup();
        orders.truncate(FINDING_ORDERS_MAX);
        Finding {
            kind,
            symbol: self.symbol,
            from,
            until,
            orders,
            value,
            limit,
        }
    }
}

/// How many there are.
fn count<T>(of: &[T]) -> u64 {
    u64::try_from(of.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
