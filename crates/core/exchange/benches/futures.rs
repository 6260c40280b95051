//! How fast the futures engine is: orders, mark prices over a thousand positions, and a fall that closes them all.
//! Prints figures of one thread, with every check, fee, report and record in them. Never a test of what is right.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark is the one thing in a core that must read the clock"
)]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark with a wrong word in it shall stop"
)]

use domain::{
    AccountId, Amount, Asset, Machine, Price, Qty, Rate, SelfTradePrevention, Side, Span, Symbol,
    Time, VenueId,
};
use exchange::chance::Chance;
use exchange::crowd::perpetual::PerpetualCrowd;
use exchange::futures::{
    Futures, FuturesEffect, FuturesInput, FuturesLife, FuturesTerms, OrderPrice, PlaceOrder,
    PositionSide, Reduce, Transfer,
};
use exchange::{ExchangeOrderId, HouseLevel, OrderKey, Refill, SetLevels, Tag};
use std::time::Instant;

const TRADERS: u64 = 16;
const STEPS: usize = 400_000;
const WARM_UP: usize = 40_000;
const OPEN_EACH_MAX: usize = 100;
const HOLDERS: u64 = 1_000;
const SECONDS: u32 = 300;

struct Day {
    futures: Futures,
    symbol: Symbol,
    now: Time,
    effects: Vec<FuturesEffect>,
}

impl Day {
    fn new(accounts: u64, money: &str) -> Self {
        let mut day = Self {
            futures: Futures::new(),
            symbol: Symbol::new("BTC/USDT:USDT").unwrap(),
            now: Time::from_millis(1_800_003_601_000),
            effects: Vec::new(),
        };
        let tag = Tag::new(0);
        for (asset, index) in PerpetualCrowd::margin_assets() {
            day.step(FuturesInput::ListAsset { tag, asset, index });
        }
        for (listing, _) in PerpetualCrowd::listings(VenueId::new("simex").unwrap()) {
            day.step(FuturesInput::ListSymbol {
                tag,
                listing: Box::new(listing),
                index: Price::parse("60000").unwrap(),
            });
        }
        for number in 1..=accounts {
            let account = AccountId::new(number);
            let terms = FuturesTerms {
                account,
                fee_tier: 0,
                maker: Rate::parse("0.0002").unwrap(),
                taker: Rate::parse("0.0005").unwrap(),
            };
            day.step(FuturesInput::AddAccount { tag, terms });
            day.step(FuturesInput::Transfer(Transfer {
                tag,
                account,
                asset: Asset::new("USDT").unwrap(),
                amount: Amount::parse(money).unwrap(),
            }));
        }
        day
    }

    fn step(&mut self, input: FuturesInput) {
        self.effects.clear();
        self.futures.step(self.now, input, &mut self.effects);
    }

    fn pass(&mut self, span: Span) {
        self.now = self.now.plus(span);
        self.step(FuturesInput::Wake);
    }

    fn index(&mut self, dollars: u64) {
        let price = Price::from_parts(i128::from(dollars), 0).unwrap();
        self.step(FuturesInput::SetIndex {
            tag: Tag::new(0),
            symbol: self.symbol,
            price,
        });
    }

    /// The house shows so many lots at a price of whole dollars.
    fn level(&mut self, side: Side, dollars: u64, qty: &str) {
        self.step(FuturesInput::SetLevels(SetLevels {
            tag: Tag::new(0),
            symbol: self.symbol,
            refill: Refill::Named,
            levels: vec![HouseLevel {
                side,
                price: Price::from_parts(i128::from(dollars), 0).unwrap(),
                qty: Qty::parse(qty).unwrap(),
            }],
        }));
    }

    fn order(&self, account: u64, (side, lots): (Side, u64), price: OrderPrice) -> FuturesInput {
        FuturesInput::Place(PlaceOrder {
            tag: Tag::new(1),
            account: AccountId::new(account),
            client_id: None,
            symbol: self.symbol,
            side,
            position_side: PositionSide::Both,
            price,
            qty: Qty::from_parts(i128::from(lots), 3).unwrap(),
            reduce: Reduce::Free,
            self_trade: SelfTradePrevention::ExpireMaker,
        })
    }

    fn leverage(&mut self, account: u64, leverage: u32) {
        self.step(FuturesInput::SetLeverage {
            tag: Tag::new(0),
            account: AccountId::new(account),
            symbol: self.symbol,
            leverage,
        });
    }

    /// Open positions of all accounts.
    fn positions(&self) -> usize {
        let accounts = self.futures.accounts();
        let held = accounts.map(|account| self.futures.positions(account, Some(self.symbol)));
        held.flatten().filter(|view| !view.qty.is_zero()).count()
    }
}

/// Those who place and cancel, with what they have open.
struct Traders {
    chance: Chance,
    open: Vec<Vec<ExchangeOrderId>>,
}

impl Traders {
    /// Six in ten rest or cross around the middle, three cancel, one takes at market.
    fn input(&mut self, day: &Day) -> FuturesInput {
        let chance = &mut self.chance;
        let account = chance.below(TRADERS);
        let mine = &mut self.open[account as usize];
        let die = chance.below(10);
        if (mine.len() >= OPEN_EACH_MAX || die >= 7) && !mine.is_empty() {
            let at = chance.below(mine.len() as u64) as usize;
            return FuturesInput::Cancel {
                tag: Tag::new(1),
                account: AccountId::new(account + 1),
                symbol: day.symbol,
                order: OrderKey::Exchange(mine.swap_remove(at)),
            };
        }
        let side = [Side::Buy, Side::Sell][chance.below(2) as usize];
        let near = 599_000 + chance.below(2_000);
        let ticks = match side {
            Side::Buy => near - 900,
            Side::Sell => near + 900,
        };
        let price = match die {
            6 => OrderPrice::Market,
            _ => OrderPrice::Limit {
                price: Price::from_parts(i128::from(ticks), 1).unwrap(),
                life: FuturesLife::Gtc,
            },
        };
        let lots = chance.between(2, 500);
        day.order(account + 1, (side, lots), price)
    }

    fn learn(&mut self, effects: &[FuturesEffect]) {
        for effect in effects {
            let FuturesEffect::Report(report) = effect else {
                continue;
            };
            let mine = &mut self.open[report.order.account.get() as usize - 1];
            if !report.order.status.is_open() {
                mine.retain(|id| *id != report.order.id);
            } else if !mine.contains(&report.order.id) {
                mine.push(report.order.id);
            }
        }
    }
}

fn orders() {
    let mut day = Day::new(TRADERS, "100000000");
    let mut traders = Traders {
        chance: Chance::new(42),
        open: vec![Vec::new(); TRADERS as usize],
    };
    let mut nanos: Vec<u64> = Vec::with_capacity(STEPS);
    let mut trades = 0;
    for step in 0..WARM_UP + STEPS {
        let input = traders.input(&day);
        day.now = day.now.plus(Span::from_nanos(1_000));
        day.effects.clear();
        let begun = Instant::now();
        day.futures.step(day.now, input, &mut day.effects);
        let took = begun.elapsed();
        if step >= WARM_UP {
            nanos.push(took.as_nanos() as u64);
            let all = day.effects.iter();
            trades += all.filter(|e| matches!(e, FuturesEffect::Trade(_))).count();
        }
        traders.learn(&day.effects);
    }
    let sum: u64 = nanos.iter().sum();
    nanos.sort_unstable();
    let at = |thousandths: usize| nanos[(nanos.len() - 1) * thousandths / 1_000];
    println!(
        "futures: {} orders/s  p50 {} ns  p99 {} ns  ({STEPS} steps, {trades} trades)",
        STEPS as u64 * 1_000_000_000 / sum.max(1),
        at(500),
        at(990),
    );
}

/// A thousand accounts are long with so many times leverage, each at its own place between the two.
fn holders(least: u32, most: u32) -> Day {
    let mut day = Day::new(HOLDERS, "3000");
    for number in 1..=HOLDERS {
        let step = (u64::from(most - least) * number / HOLDERS) as u32;
        day.leverage(number, least + step);
        day.level(Side::Sell, 60_000, "1");
        let lots = 3_000 * u64::from(least + step) * 9 / 10 / 60;
        let order = day.order(number, (Side::Buy, lots), OrderPrice::Market);
        day.step(order);
    }
    day.level(Side::Sell, 60_000, "0");
    assert_eq!(day.positions(), HOLDERS as usize);
    day
}

/// Mark prices, each second, while a thousand positions are held and none is near its end.
fn marks() {
    let mut day = holders(2, 10);
    let mut nanos: Vec<u64> = Vec::new();
    for second in 0..SECONDS {
        day.index(60_000 + u64::from(second % 7));
        let begun = Instant::now();
        day.pass(Span::from_secs(1));
        nanos.push(begun.elapsed().as_nanos() as u64);
    }
    assert_eq!(day.positions(), HOLDERS as usize);
    let sum: u64 = nanos.iter().sum();
    nanos.sort_unstable();
    println!(
        "marks over {HOLDERS} positions: {} sweeps/s  p50 {} ns  p99 {} ns",
        u64::from(SECONDS) * 1_000_000_000 / sum.max(1),
        nanos[nanos.len() / 2],
        nanos[nanos.len() * 99 / 100],
    );
}

/// The index falls a dollar in a thousand each second until nobody holds anything.
fn cascade() {
    let mut day = holders(10, 100);
    let mut dollars = 60_000_u64;
    let (mut closed, mut took, mut longest) = (0_u64, 0_u64, 0_u64);
    while day.positions() > 0 {
        dollars -= dollars / 1_000;
        day.level(Side::Buy, dollars - 1, "5");
        day.index(dollars);
        let begun = Instant::now();
        day.pass(Span::from_secs(1));
        let nanos = begun.elapsed().as_nanos() as u64;
        let ended = day.effects.iter();
        let ended = ended.filter(|e| matches!(e, FuturesEffect::Liquidation(_)));
        closed += ended.count() as u64;
        took += nanos;
        longest = longest.max(nanos);
        assert!(dollars > 30_000, "somebody holds on");
    }
    println!(
        "cascade of {HOLDERS} positions: {} closings/s  longest second {} us  ({closed} closed in {} ms)",
        closed * 1_000_000_000 / took.max(1),
        longest / 1_000,
        took / 1_000_000,
    );
}

fn main() {
    orders();
    marks();
    cascade();
}
