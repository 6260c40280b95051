//! What orders did lately, in the journal's own form.

use domain::{AccountId, Price, Qty, Scope, Side, StrategyId, Symbol, Time, UserId, VenueId};
use gate::{
    CountedMessages, KeptPrices, KeptShape, KnownSymbol, LatelyKept, SeenPrice, Shape, ShapeOrigin,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LatelyView {
    #[serde(default)]
    messages: Vec<MessagesView>,
    #[serde(default)]
    prices: Vec<PricesView>,
    #[serde(default)]
    shapes: Vec<ShapeView>,
    #[serde(default)]
    symbols: Vec<(AccountId, Symbol, u64)>,
    #[serde(default)]
    confirmed: Vec<Symbol>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessagesView {
    scope: Scope,
    day: i64,
    of_day: u64,
    cancels_of_day: u64,
    by_tenth: Vec<(i64, u64)>,
    by_second: Vec<(i64, u64)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PricesView {
    venue: VenueId,
    symbol: Symbol,
    side: Side,
    prices: Vec<(Time, Price)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeView {
    origin: OriginView,
    account: AccountId,
    symbol: Symbol,
    side: Side,
    qty: Qty,
    sent: Vec<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OriginView {
    Person(UserId),
    Program(UserId),
    Strategy(StrategyId),
    House,
}

impl LatelyView {
    pub(super) fn of(kept: &LatelyKept) -> Self {
        Self {
            messages: kept.messages.iter().map(MessagesView::of).collect(),
            prices: kept.prices.iter().map(PricesView::of).collect(),
            shapes: kept.shapes.iter().map(ShapeView::of).collect(),
            symbols: kept
                .symbols
                .iter()
                .map(|known| (known.account, known.symbol, known.trades))
                .collect(),
            confirmed: kept.confirmed.clone(),
        }
    }

    pub(super) fn kept(self) -> LatelyKept {
        LatelyKept {
            messages: self.messages.into_iter().map(MessagesView::kept).collect(),
            prices: self.prices.into_iter().map(PricesView::kept).collect(),
            shapes: self.shapes.into_iter().map(ShapeView::kept).collect(),
            symbols: self
                .symbols
                .into_iter()
                .map(|(account, symbol, trades)| KnownSymbol {
                    account,
                    symbol,
                    trades,
                })
                .collect(),
            confirmed: self.confirmed,
        }
    }
}

impl MessagesView {
    fn of(kept: &CountedMessages) -> Self {
        Self {
            scope: kept.scope,
            day: kept.day,
            of_day: kept.of_day,
            cancels_of_day: kept.cancels_of_day,
            by_tenth: kept.by_tenth.clone(),
            by_second: kept.by_second.clone(),
        }
    }

    fn kept(self) -> CountedMessages {
        CountedMessages {
            scope: self.scope,
            day: self.day,
            of_day: self.of_day,
            cancels_of_day: self.cancels_of_day,
            by_tenth: self.by_tenth,
            by_second: self.by_second,
        }
    }
}

impl PricesView {
    fn of(kept: &KeptPrices) -> Self {
        Self {
            venue: kept.venue,
            symbol: kept.symbol,
            side: kept.side,
            prices: kept
                .prices
                .iter()
                .map(|seen| (seen.at, seen.price))
                .collect(),
        }
    }

    fn kept(self) -> KeptPrices {
        let prices = self.prices.into_iter();
        KeptPrices {
            venue: self.venue,
            symbol: self.symbol,
            side: self.side,
            prices: prices.map(|(at, price)| SeenPrice { price, at }).collect(),
        }
    }
}

impl ShapeView {
    fn of(kept: &KeptShape) -> Self {
        let shape = kept.shape;
        Self {
            origin: match shape.origin {
                ShapeOrigin::Person(user) => OriginView::Person(user),
                ShapeOrigin::Program(user) => OriginView::Program(user),
                ShapeOrigin::Strategy(strategy) => OriginView::Strategy(strategy),
                ShapeOrigin::House => OriginView::House,
            },
            account: shape.account,
            symbol: shape.symbol,
            side: shape.side,
            qty: shape.qty,
            sent: kept.sent.clone(),
        }
    }

    fn kept(self) -> KeptShape {
        let origin = match self.origin {
            OriginView::Person(user) => ShapeOrigin::Person(user),
            OriginView::Program(user) => ShapeOrigin::Program(user),
            OriginView::Strategy(strategy) => ShapeOrigin::Strategy(strategy),
            OriginView::House => ShapeOrigin::House,
        };
        KeptShape {
            shape: Shape {
                origin,
                account: self.account,
                symbol: self.symbol,
                side: self.side,
                qty: self.qty,
            },
            sent: self.sent,
        }
    }
}
