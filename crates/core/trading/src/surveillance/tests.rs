//! Labelled streams by seed: what is planted is found, what is honest is let be. Control 28: recall at least 95 %, at most 5 % false.

use super::*;
use alloc::string::ToString;
use domain::*;

const START: Time = Time::from_millis(1_800_000_000_000);
/// Streams of each label.
const STREAMS: u64 = 200;

fn rules() -> SurveillanceRules {
    SurveillanceRules {
        wash_apart: Span::from_secs(1),
        wash_meetings_min: 3,
        layer_window: Span::from_secs(60),
        layer_orders_min: 4,
        layer_life_max: Span::from_secs(10),
        layer_times_min: 3,
        messages_min: 200,
        messages_per_trade_max: 50,
        burst_span: Span::from_secs(10),
        burst_orders_min: 5,
        burst_move_min: Rate::parse("0.005").unwrap(),
        reversal_span: Span::from_secs(60),
    }
}

/// Chance by a seed: the same seed, the same stream.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, from: u64, to: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        from + (self.0 >> 33) % (to - from + 1)
    }

    fn side(&mut self) -> Side {
        if self.roll(0, 1) == 0 {
            Side::Buy
        } else {
            Side::Sell
        }
    }
}

/// A stream while it is made. Prices are in hundredths, quantities in thousandths, times in milliseconds.
struct Stream {
    dice: Dice,
    orders: Vec<Order>,
    fills: Vec<Fill>,
    trades: u64,
}

const fn other(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}

impl Stream {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        dice.roll(0, 9);
        Self {
            dice,
            orders: Vec::new(),
            fills: Vec::new(),
            trades: 0,
        }
    }

    fn place(&mut self, account: u64, (side, price, qty): (Side, u64, u64), ms: u64) -> usize {
        let opened = START.plus(Span::from_millis(i64::try_from(ms).unwrap()));
        let id = OrderId::new(u64::try_from(self.orders.len()).unwrap() + 1);
        let account = AccountId::new(account);
        let terms = OrderTerms {
            symbol: Symbol::new("BTC/USDT").unwrap(),
            side,
            qty: Qty::from_parts(i128::from(qty), 3).unwrap(),
            kind: OrderKind::Limit {
                price: Price::from_parts(i128::from(price), 2).unwrap(),
                time_in_force: TimeInForce::Gtc,
            },
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: PositionEffect::Any,
        };
        let ids = (id, ClientOrderId::of(opened, account, id));
        self.orders.push(Order {
            order: NewOrder::new(ids, account, Origin::House, terms).unwrap(),
            opened,
            state: OrderState::Asked {
                since: opened,
                deadline: opened,
            },
            cancel_asked: None,
            stale_since: None,
            list: None,
        });
        self.orders.len() - 1
    }

    fn cancel(&mut self, order: usize, ms: u64) {
        self.orders[order].state = OrderState::Ended {
            filled: Qty::ZERO,
            reason: EndReason::Cancelled,
            at: START.plus(Span::from_millis(i64::try_from(ms).unwrap())),
        };
    }

    /// Fills all of an order at its price, as a trade of this number.
    fn fill(&mut self, order: usize, (liquidity, trade): (Liquidity, u64), ms: u64) {
        let of = self.orders[order];
        let terms = *of.order.terms();
        let at = START.plus(Span::from_millis(i64::try_from(ms).unwrap()));
        self.orders[order].state = OrderState::Ended {
            filled: terms.qty,
            reason: EndReason::Filled,
            at,
        };
        self.fills.push(Fill {
            trade: VenueTradeId::new(&trade.to_string()).unwrap(),
            order: of.order.id(),
            account: of.order.account(),
            symbol: terms.symbol,
            side: terms.side,
            position: PositionSide::Both,
            price: terms.kind.limit_price().unwrap(),
            qty: terms.qty,
            fee: Amount::ZERO,
            fee_asset: Asset::new("USDT").unwrap(),
            liquidity,
            at,
        });
    }

    fn trade(&mut self) -> u64 {
        self.trades += 1;
        self.trades
    }

    fn traded(&mut self, account: u64, what: (Side, u64, u64), (liquidity, ms): (Liquidity, u64)) {
        let order = self.place(account, what, ms);
        let trade = self.trade();
        self.fill(order, (liquidity, trade), ms);
    }

    fn found(&self) -> Vec<FindingKind> {
        survey(&self.orders, &self.fills, &rules())
            .into_iter()
            .map(|finding| finding.kind)
            .collect()
    }
}

// What is honest.

/// Quotes on both sides that follow the price, one in six or so traded.
fn market_maker(stream: &mut Stream) {
    let (mut middle, mut ms) = (1_000_000, 0);
    while ms < 1_800_000 {
        middle = middle + stream.dice.roll(0, 200) - 100;
        let life = stream.dice.roll(1_500, 9_000);
        for side in [Side::Buy, Side::Sell] {
            let half = stream.dice.roll(300, 900);
            let price = if side == Side::Buy {
                middle - half
            } else {
                middle + half
            };
            let qty = stream.dice.roll(90, 110);
            let order = stream.place(1, (side, price, qty), ms);
            if stream.dice.roll(0, 5) == 0 {
                let trade = stream.trade();
                let after = stream.dice.roll(1, life);
                stream.fill(order, (Liquidity::Maker, trade), ms + after);
            } else {
                stream.cancel(order, ms + life);
            }
        }
        ms += life;
    }
}

/// A person's orders, minutes apart.
fn person(stream: &mut Stream) {
    let mut ms = 0;
    for _ in 0..stream.dice.roll(3, 30) {
        ms += stream.dice.roll(20_000, 600_000);
        let side = stream.dice.side();
        let price = stream.dice.roll(990_000, 1_010_000);
        let qty = stream.dice.roll(1, 500);
        let order = stream.place(1, (side, price, qty), ms);
        if stream.dice.roll(0, 2) == 0 {
            let life = stream.dice.roll(30_000, 900_000);
            stream.cancel(order, ms + life);
        } else {
            let trade = stream.trade();
            stream.fill(order, (Liquidity::Taker, trade), ms + 50);
        }
    }
}

/// A large order in slices, one side alone.
fn slices(stream: &mut Stream) {
    let (side, mut price, mut ms) = (stream.dice.side(), 1_000_000, 0);
    for _ in 0..stream.dice.roll(20, 60) {
        ms += stream.dice.roll(1_000, 20_000);
        price = price + stream.dice.roll(0, 300) - 150;
        stream.traded(1, (side, price, 100), (Liquidity::Taker, ms));
    }
}

/// A burst into a trend that is held, or left at a loss.
fn trend(stream: &mut Stream) {
    let (side, mut ms) = (stream.dice.side(), 1_000);
    let step = stream.dice.roll(1_500, 4_000);
    let count = stream.dice.roll(5, 9);
    let at = |number: u64| {
        if side == Side::Buy {
            1_000_000 + number * step
        } else {
            1_000_000 - number * step
        }
    };
    for number in 0..count {
        stream.traded(1, (side, at(number), 100), (Liquidity::Taker, ms));
        ms += stream.dice.roll(200, 1_000);
    }
    let held = stream.dice.roll(0, 1) == 0;
    let (later, price) = match (held, side) {
        (true, _) => (stream.dice.roll(120_000, 3_000_000), at(count + 5)),
        (false, Side::Buy) => (stream.dice.roll(2_000, 40_000), at(0) - step),
        (false, Side::Sell) => (stream.dice.roll(2_000, 40_000), at(0) + step),
    };
    stream.traded(
        1,
        (other(side), price, 100 * count),
        (Liquidity::Taker, ms + later),
    );
}

/// Small gains, in and out again within seconds.
fn scalper(stream: &mut Stream) {
    let mut ms = 0;
    for _ in 0..stream.dice.roll(10, 60) {
        ms += stream.dice.roll(3_000, 40_000);
        let (price, gain) = (
            stream.dice.roll(995_000, 1_005_000),
            stream.dice.roll(1, 400),
        );
        stream.traded(1, (Side::Buy, price, 100), (Liquidity::Maker, ms));
        ms += stream.dice.roll(200, 5_000);
        stream.traded(1, (Side::Sell, price + gain, 100), (Liquidity::Maker, ms));
    }
}

/// A ladder on one side that rests for minutes and is taken away.
fn grid(stream: &mut Stream) {
    let side = stream.dice.side();
    let orders: Vec<usize> = (1..=stream.dice.roll(5, 15))
        .map(|level| stream.place(1, (side, 1_000_000 - level * 700, 100), level * 40))
        .collect();
    stream.traded(1, (other(side), 1_010_000, 50), (Liquidity::Taker, 30_000));
    for order in orders {
        let life = stream.dice.roll(60_000, 3_000_000);
        stream.cancel(order, life);
    }
}

// What is planted.

/// Buys and sells of two accounts of one price and quantity, or one trade of the venue with ourselves.
fn wash(stream: &mut Stream) {
    let mut ms = stream.dice.roll(0, 60_000);
    let one_trade = stream.dice.roll(0, 3) == 0;
    let meetings = if one_trade {
        1
    } else {
        stream.dice.roll(3, 10)
    };
    for _ in 0..meetings {
        let (price, qty) = (
            stream.dice.roll(990_000, 1_010_000),
            stream.dice.roll(1, 900),
        );
        let first = stream.dice.side();
        let resting = stream.place(1, (first, price, qty), ms);
        let apart = stream.dice.roll(0, 900);
        let second = if one_trade { 1 } else { 2 };
        let taking = stream.place(second, (other(first), price, qty), ms + apart);
        let trade = stream.trade();
        let same = if one_trade { trade } else { stream.trade() };
        stream.fill(resting, (Liquidity::Maker, trade), ms + 5);
        stream.fill(taking, (Liquidity::Taker, same), ms + 5 + apart);
        ms += stream.dice.roll(1_500, 30_000);
    }
}

/// Large orders of one side that vanish as soon as the small one of the other side has traded.
fn layering(stream: &mut Stream) {
    let (side, ms) = (stream.dice.side(), stream.dice.roll(0, 60_000));
    let count = stream.dice.roll(4, 12);
    let orders: Vec<usize> = (1..=count)
        .map(|level| {
            let qty = stream.dice.roll(400, 2_000);
            let price = if side == Side::Buy {
                1_000_000 - level * 50
            } else {
                1_000_000 + level * 50
            };
            stream.place(1, (side, price, qty), ms + level * 150)
        })
        .collect();
    let filled = ms + count * 150 + stream.dice.roll(10, 3_000);
    let qty = stream.dice.roll(20, 200);
    stream.traded(1, (other(side), 1_000_010, qty), (Liquidity::Maker, filled));
    for order in orders {
        let after = stream.dice.roll(50, 2_500);
        stream.cancel(order, filled + after);
    }
}

/// Hundreds of orders that come and go, and next to no trade.
fn flicker(stream: &mut Stream) {
    let mut ms = 0;
    for number in 0..stream.dice.roll(250, 900) {
        ms += stream.dice.roll(200, 3_000);
        let (side, price) = (stream.dice.side(), stream.dice.roll(990_000, 1_010_000));
        let order = stream.place(1, (side, price, 100), ms);
        if number % 400 == 399 {
            let trade = stream.trade();
            stream.fill(order, (Liquidity::Maker, trade), ms + 20);
        } else {
            let life = stream.dice.roll(100, 20_000);
            stream.cancel(order, ms + life);
        }
    }
}

/// A burst that moves the price, and out of it at a gain.
fn ignition(stream: &mut Stream) {
    let (side, mut ms) = (stream.dice.side(), stream.dice.roll(0, 60_000));
    let (count, step) = (stream.dice.roll(5, 10), stream.dice.roll(1_300, 5_000));
    let at = |number: u64| {
        if side == Side::Buy {
            1_000_000 + number * step
        } else {
            1_000_000 - number * step
        }
    };
    for number in 0..count {
        stream.traded(1, (side, at(number), 100), (Liquidity::Taker, ms));
        ms += stream.dice.roll(50, 900);
    }
    for _ in 0..count {
        ms += stream.dice.roll(200, 3_000);
        stream.traded(1, (other(side), at(count), 80), (Liquidity::Maker, ms));
    }
}

type Make = fn(&mut Stream);
const HONEST: [(&str, Make); 6] = [
    ("market maker", market_maker),
    ("person", person),
    ("slices", slices),
    ("trend", trend),
    ("scalper", scalper),
    ("grid", grid),
];
const PLANTED: [(FindingKind, Make); 4] = [
    (FindingKind::Wash, wash),
    (FindingKind::Layering, layering),
    (FindingKind::OrderToTrade, flicker),
    (FindingKind::MomentumIgnition, ignition),
];

#[test]
fn u1_what_is_planted_is_found() {
    for (kind, plant) in PLANTED {
        let found = (0..STREAMS).filter(|seed| {
            let mut stream = Stream::new(*seed);
            // Planted among honest trading.
            if seed % 2 == 0 {
                person(&mut stream);
            }
            plant(&mut stream);
            stream.found().contains(&kind)
        });
        let found = u64::try_from(found.count()).unwrap();
        assert!(found * 100 >= STREAMS * 95, "{kind}: {found} of {STREAMS}");
    }
}

#[test]
fn u2_what_is_honest_is_let_be() {
    for (name, make) in HONEST {
        let mut wrong = Vec::new();
        for seed in 0..STREAMS {
            let mut stream = Stream::new(seed);
            make(&mut stream);
            let found = stream.found();
            if !found.is_empty() {
                wrong.push((seed, found));
            }
        }
        let count = u64::try_from(wrong.len()).unwrap();
        assert!(count * 100 <= STREAMS * 5, "{name}: {wrong:?}");
    }
}

#[test]
fn u3_one_less_than_the_threshold_is_no_finding() {
    let meetings = |count: u64| {
        let mut stream = Stream::new(1);
        for number in 0..count {
            for (account, side) in [(1, Side::Buy), (2, Side::Sell)] {
                stream.traded(
                    account,
                    (side, 1_000_000, 100 + number),
                    (Liquidity::Taker, number * 5_000),
                );
            }
        }
        stream.found()
    };
    assert_eq!(meetings(2), []);
    assert_eq!(meetings(3), [FindingKind::Wash]);
    let layers = |count: u64| {
        let mut stream = Stream::new(1);
        let orders: Vec<usize> = (0..count)
            .map(|level| stream.place(1, (Side::Buy, 990_000 - level, 400), level))
            .collect();
        stream.traded(1, (Side::Sell, 1_000_000, 10), (Liquidity::Maker, 1_000));
        for order in orders {
            stream.cancel(order, 2_000);
        }
        stream.found()
    };
    assert_eq!(layers(3), []);
    assert_eq!(layers(4), [FindingKind::Layering]);
}

#[test]
fn u3_the_same_pattern_has_the_same_name_however_often_it_is_looked_for() {
    let mut stream = Stream::new(7);
    layering(&mut stream);
    let name = |stream: &Stream| survey(&stream.orders, &stream.fills, &rules())[0].name();
    let before = name(&stream);
    stream.traded(
        1,
        (Side::Buy, 1_000_000, 100),
        (Liquidity::Taker, 3_000_000),
    );
    stream.orders.reverse();
    stream.fills.reverse();
    assert_eq!(name(&stream), before);
    assert!(before.starts_with("layering:BTC/USDT:"), "{before}");
}
