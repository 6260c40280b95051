//! Random days of one house and a simple venue: requests and reports lost, late, doubled and reordered, halts, crashes.
//! What must hold is looked at after every step, and after the storm both sides must agree to the last digit.

use crate::fixture::*;
use crate::*;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::{BalanceCoverage, BalanceReport, Rule};
use proptest::prelude::*;

/// What the position of the fixture's limits may be at most.
const POSITION_MAX: &str = "13";

#[derive(Debug, Clone)]
enum Op {
    Place(usize),
    Cancel(usize),
    /// The venue trades a part, in tenths, of one of its working orders.
    Trade(usize, i128),
    /// The venue ends one of its working orders.
    Expire(usize),
    Deliver(usize),
    DeliverTwice(usize),
    Lose(usize),
    NotSent(usize, NotSentReason),
    Advance(i64),
    Halt(HaltReach),
    /// Everything open in a symbol ends without a halt.
    CancelScope,
    /// Everything held in a symbol, or everywhere, is closed.
    Flatten(Scope),
    Release(Scope),
    ReportsMissed,
    Crash,
}

const SHAPES: [&str; 8] = [
    "buy 3 BTC/USDT 100",
    "buy 1 BTC/USDT 99.5",
    "buy 7 BTC/USDT 100",
    "sell 2 BTC/USDT 100",
    "sell 5 BTC/USDT 101",
    "sell 1 BTC/USDT 99 reduce",
    "buy 4 ETH/USDT 99",
    "sell 3 ETH/USDT 102",
];

fn op() -> impl Strategy<Value = Op> {
    let any = 0_usize..1_000;
    let not_sent = prop_oneof![
        Just(NotSentReason::Halted),
        Just(NotSentReason::NoConnection)
    ];
    prop_oneof![
        8 => (0..SHAPES.len()).prop_map(Op::Place),
        3 => any.clone().prop_map(Op::Cancel),
        8 => (any.clone(), 1_i128..=10).prop_map(|(which, tenths)| Op::Trade(which, tenths)),
        2 => any.clone().prop_map(Op::Expire),
        20 => any.clone().prop_map(Op::Deliver),
        3 => any.clone().prop_map(Op::DeliverTwice),
        4 => any.clone().prop_map(Op::Lose),
        2 => (any, not_sent).prop_map(|(which, reason)| Op::NotSent(which, reason)),
        8 => (1_i64..6_000).prop_map(Op::Advance),
        1 => prop_oneof![Just(HaltReach::NewOnly), Just(HaltReach::AndCancel)].prop_map(Op::Halt),
        1 => Just(Op::CancelScope),
        1 => prop_oneof![Just(Op::Flatten(Scope::Symbol(btc()))), Just(Op::Flatten(Scope::Global))],
        3 => prop_oneof![Just(Op::Release(Scope::Symbol(btc()))), Just(Op::Release(Scope::Global))],
        1 => Just(Op::ReportsMissed),
        1 => Just(Op::Crash),
    ]
}

/// A message on its way.
#[derive(Debug, Clone)]
enum Message {
    Place(NewOrder, Time),
    Cancel(CancelOrder),
    Query(OrderId, Time),
    FetchFills(OrderId),
    FetchBalances,
    /// A round of questions; each arrival answers the next of its three parts.
    Ask(Box<Asked>),
    ToHouse(Input),
}

/// A round of questions on its way.
#[derive(Debug, Clone)]
struct Asked {
    asked_at: Time,
    from: Vec<(Symbol, TradesFrom)>,
    balances: Option<BalanceReport>,
    trades: Option<Vec<TradeList>>,
}

#[derive(Debug, Clone)]
struct VenueOrder {
    order: NewOrder,
    status: VenueStatus,
    filled: Qty,
    fills: Vec<VenueFill>,
    changed: Time,
}

/// Whether a day is judged after every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watched {
    Yes,
    No,
}

struct Day {
    house: House,
    now: Time,
    wire: Vec<Message>,
    venue: BTreeMap<OrderId, VenueOrder>,
    totals: BTreeMap<Asset, Amount>,
    changed: Time,
    /// All trades of the account, oldest first.
    trades: Vec<StatedTrade>,
    ticks: i64,
    /// Whether what must never happen is looked for after every step.
    is_watched: Watched,
    /// Orders handed out to be sent and not known to have stayed at home.
    sent: BTreeSet<OrderId>,
}

impl Day {
    fn new(config: TradingConfig) -> Self {
        let totals = [("USDT", "1500"), ("BTC", "6"), ("ETH", "3")];
        let mut day = Self {
            house: House::unfunded(config),
            now: at(0),
            wire: Vec::new(),
            venue: BTreeMap::new(),
            totals: totals
                .map(|(name, total)| (asset(name), amount(total)))
                .into(),
            changed: at(0),
            trades: Vec::new(),
            ticks: 0,
            is_watched: Watched::Yes,
            sent: BTreeSet::new(),
        };
        day.wake_up();
        for _ in 0..4 {
            for message in core::mem::take(&mut day.wire) {
                day.arrive(message);
            }
        }
        day
    }

    fn wake_up(&mut self) {
        for name in ["BTC/USDT", "ETH/USDT"] {
            self.tell(Input::Quote(quote(name)));
        }
        self.tell(Input::Wake);
    }

    /// A venue instant of its own for every change.
    fn tick(&mut self) -> Time {
        self.ticks += 1;
        self.changed = self.now.plus(Span::from_nanos(self.ticks));
        self.changed
    }

    fn tell(&mut self, input: Input) {
        for effect in self.house.effects(self.now, input) {
            match effect {
                Effect::Record(_) | Effect::Answer { .. } | Effect::Set { .. } => {}
                Effect::Place {
                    cleared, deadline, ..
                } => {
                    let order = cleared.spend();
                    assert!(self.sent.insert(order.id()), "sent twice: {order:?}");
                    self.wire.push(Message::Place(order, deadline));
                }
                Effect::Cancel { cleared, .. } => self.wire.push(Message::Cancel(cleared.spend())),
                // The request travels as one; in a storm each part of it may be lost for itself.
                Effect::CancelAll { orders, .. } => {
                    let cancels = orders.into_iter().map(|(one, _)| Message::Cancel(one));
                    self.wire.extend(cancels);
                }
                Effect::Query { order, .. } => self.wire.push(Message::Query(order, self.now)),
                Effect::FetchFills { order, .. } => self.wire.push(Message::FetchFills(order)),
                Effect::FetchBalances { .. } => self.wire.push(Message::FetchBalances),
                Effect::FetchStatement { trades, .. } => {
                    self.wire.push(Message::Ask(Box::new(Asked {
                        asked_at: self.now,
                        from: trades,
                        balances: None,
                        trades: None,
                    })))
                }
                // Nobody in a storm wishes for these; days of `tools/sim` have them.
                Effect::PlaceOco { .. } | Effect::Replace { .. } | Effect::Amend { .. } => {}
            }
        }
        self.check();
    }

    fn reply(&mut self, input: Input) {
        self.wire.push(Message::ToHouse(input));
    }

    fn arrive(&mut self, message: Message) {
        match message {
            Message::ToHouse(input) => self.tell(input),
            Message::Place(order, deadline) => self.arrive_place(order, deadline),
            Message::Cancel(cancel) => self.arrive_cancel(cancel.id),
            Message::Query(order, asked_at) => {
                let answer = self
                    .venue
                    .get(&order)
                    .map_or(QueryAnswer::NeverSeen, |known| QueryAnswer::Found {
                        venue_id: venue_id(order.get()),
                        status: known.status,
                        filled_total: known.filled,
                        at: known.changed,
                    });
                self.reply(Input::Queried {
                    order,
                    asked_at,
                    answer,
                });
            }
            Message::FetchFills(order) => {
                let fills = self.venue.get(&order).map(|known| known.fills.clone());
                let answer = FillsAnswer::Complete(fills.unwrap_or_default());
                self.reply(Input::Fills { order, answer });
            }
            Message::FetchBalances => {
                let report = self.balances(BalanceCoverage::Whole);
                self.reply(Input::Balances(report));
            }
            Message::Ask(asked) => self.arrive_asked(asked),
        }
    }

    /// One part of a round is answered; the next is asked for after it.
    fn arrive_asked(&mut self, mut asked: Box<Asked>) {
        let Some(balances) = asked.balances.clone() else {
            asked.balances = Some(self.balances(BalanceCoverage::Whole));
            return self.wire.push(Message::Ask(asked));
        };
        let Some(trades) = asked.trades.clone() else {
            let lists = asked
                .from
                .iter()
                .map(|(symbol, from)| self.list(*symbol, *from));
            asked.trades = Some(lists.collect());
            return self.wire.push(Message::Ask(asked));
        };
        let open = self
            .venue
            .values()
            .filter(|o| o.status == VenueStatus::Working);
        let open_orders = open.map(|known| {
            let (order, terms) = (known.order, known.order.terms());
            StatedOrder {
                client_id: order.client_id(),
                venue_id: venue_id(order.id().get()),
                symbol: terms.symbol,
                side: terms.side,
                price: terms.kind.limit_price(),
                qty: terms.qty,
                filled: known.filled,
                at: known.changed,
            }
        });
        let statement = Statement {
            asked_at: asked.asked_at,
            balances,
            trades,
            open_orders: open_orders.collect(),
            margin: StatedMargin::default(),
        };
        let (account, answer) = (PAPER, StatementAnswer::Complete(statement));
        self.reply(Input::Stated { account, answer });
    }

    fn list(&self, symbol: Symbol, from: TradesFrom) -> TradeList {
        let all = self.trades.iter().filter(|trade| trade.symbol == symbol);
        let trades = match from {
            TradesFrom::Latest => all.copied().collect(),
            TradesFrom::Since(since) => all.filter(|t| t.at >= since).copied().collect(),
            TradesFrom::After(last) => all
                .skip_while(|trade| trade.trade != last)
                .skip(1)
                .copied()
                .collect(),
        };
        TradeList { symbol, trades }
    }

    fn balances(&self, coverage: BalanceCoverage) -> BalanceReport {
        let balances = self.totals.iter().map(|(asset, total)| Balance {
            asset: *asset,
            free: total.qty().unwrap(),
            locked: Qty::ZERO,
        });
        BalanceReport {
            account: PAPER,
            as_of: self.changed,
            coverage,
            balances: balances.collect(),
        }
    }

    fn arrive_place(&mut self, order: NewOrder, deadline: Time) {
        let id = order.id();
        if self.now > deadline || self.venue.contains_key(&id) {
            let answer = PlaceAnswer::Unknown;
            return self.reply(Input::Answered { order: id, answer });
        }
        let terms = order.terms();
        if terms.kind == OrderKind::Market && id.get().is_multiple_of(5) {
            let words = VenueWords {
                code: -2010,
                text: "no".to_string(),
            };
            let answer = PlaceAnswer::Refused(words);
            return self.reply(Input::Answered { order: id, answer });
        }
        let (need_asset, need) = need(&order, terms.qty);
        let free = self.totals[&need_asset]
            .minus(self.locked(need_asset))
            .unwrap();
        assert!(
            need <= free,
            "the venue lacks {need} {need_asset}, has {free}: {order:?}"
        );
        let changed = self.tick();
        let known = VenueOrder {
            order,
            status: VenueStatus::Working,
            filled: Qty::ZERO,
            fills: Vec::new(),
            changed,
        };
        self.venue.insert(id, known);
        self.check_position(terms.symbol);
        let answer = PlaceAnswer::Accepted {
            venue_id: venue_id(id.get()),
            at: changed,
        };
        self.reply(Input::Answered { order: id, answer });
        self.report(id, None);
        if terms.kind == OrderKind::Market {
            self.trade_at_market(id);
        }
    }

    /// What closes a position meets a book that is sometimes thin or empty. It never closes more than is held here.
    fn trade_at_market(&mut self, id: OrderId) {
        let order = self.venue[&id].order;
        let (symbol, wanted) = (order.terms().symbol, order.terms().qty);
        let held = self.net(symbol);
        assert!(wanted.amount() <= held, "{wanted} of {held} {symbol}");
        match id.get() % 4 {
            0 => {}
            1 => self.trade(id, 1),
            _ => self.trade(id, 1_000),
        }
        let known = self.venue.get_mut(&id).unwrap();
        if known.status == VenueStatus::Working {
            known.status = VenueStatus::Expired;
            self.report(id, None);
        }
    }

    /// What the venue's own trades add up to.
    fn net(&self, symbol: Symbol) -> Amount {
        let trades = self.trades.iter().filter(|trade| trade.symbol == symbol);
        trades.fold(Amount::ZERO, |sum, trade| {
            let moved = match trade.side {
                Side::Buy => trade.qty.amount(),
                Side::Sell => trade.qty.amount().negated(),
            };
            sum.plus(moved).unwrap()
        })
    }

    /// What the venue's own working orders need of an asset.
    fn locked(&self, asset: Asset) -> Amount {
        let open = self
            .venue
            .values()
            .filter(|o| o.status == VenueStatus::Working);
        let needs = open.map(|o| need(&o.order, o.order.terms().qty.minus(o.filled).unwrap()));
        needs
            .filter(|(needed, _)| *needed == asset)
            .fold(Amount::ZERO, |sum, (_, need)| sum.plus(need).unwrap())
    }

    /// The venue's own position with everything that works there never passes the limit.
    fn check_position(&self, symbol: Symbol) {
        let (mut long, mut short) = (Amount::ZERO, Amount::ZERO);
        for known in self
            .venue
            .values()
            .filter(|o| o.order.terms().symbol == symbol)
        {
            let terms = known.order.terms();
            let rest = match known.status {
                VenueStatus::Working => terms.qty.minus(known.filled).unwrap().amount(),
                VenueStatus::Filled
                | VenueStatus::Cancelled
                | VenueStatus::Expired
                | VenueStatus::Rejected => Amount::ZERO,
            };
            let filled = known.filled.amount();
            let (up, down) = match terms.side {
                Side::Buy => (filled.plus(rest).unwrap(), filled.negated()),
                Side::Sell => (filled.negated(), filled.plus(rest).unwrap()),
            };
            long = long.plus(up).unwrap();
            short = short.plus(down).unwrap();
        }
        let max = amount(POSITION_MAX);
        assert!(
            long <= max && short <= max,
            "{symbol}: {long} long, {short} short"
        );
    }

    fn arrive_cancel(&mut self, id: OrderId) {
        let changed = self.changed;
        let answer = match self.venue.get_mut(&id) {
            Some(known) if known.status == VenueStatus::Working => {
                known.status = VenueStatus::Cancelled;
                CancelAnswer::Cancelled {
                    venue_id: venue_id(id.get()),
                    filled_total: known.filled,
                    at: changed,
                }
            }
            Some(_) | None => CancelAnswer::NotOpen,
        };
        let cancelled = matches!(answer, CancelAnswer::Cancelled { .. });
        self.reply(Input::CancelAnswered { order: id, answer });
        if cancelled {
            self.report(id, None);
        }
    }

    fn report(&mut self, id: OrderId, fill: Option<VenueFill>) {
        let known = &self.venue[&id];
        let report = VenueReport {
            account: PAPER,
            client_id: known.order.client_id(),
            venue_id: venue_id(id.get()),
            symbol: known.order.terms().symbol,
            status: known.status,
            filled_total: known.filled,
            fill,
            at: known.changed,
        };
        self.reply(Input::Venue(report));
    }

    fn working(&self) -> Vec<OrderId> {
        let working = self
            .venue
            .values()
            .filter(|o| o.status == VenueStatus::Working);
        working.map(|o| o.order.id()).collect()
    }

    fn trade(&mut self, id: OrderId, tenths: i128) {
        let changed = self.tick();
        let known = self.venue.get_mut(&id).unwrap();
        let terms = *known.order.terms();
        let rest = terms.qty.minus(known.filled).unwrap();
        let part = Qty::from_parts(tenths, 1).unwrap().min(rest);
        let price = terms.kind.limit_price().unwrap_or(price("100"));
        let value = price.times(part).unwrap();
        let fee = value.share(Rate::parse("0.001").unwrap()).unwrap();
        let trade = format!("{id}-{}", known.fills.len());
        let fill = VenueFill {
            trade: VenueTradeId::new(&trade).unwrap(),
            price,
            qty: part,
            fee,
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Maker,
            at: changed,
        };
        known.fills.push(fill);
        self.trades.push(StatedTrade {
            position: PositionSide::Both,
            trade: fill.trade,
            venue_order: venue_id(id.get()),
            symbol: terms.symbol,
            side: terms.side,
            price,
            qty: part,
            fee,
            fee_asset: fill.fee_asset,
            liquidity: fill.liquidity,
            at: changed,
        });
        known.changed = changed;
        known.filled = known.filled.plus(part).unwrap();
        if known.filled == terms.qty {
            known.status = VenueStatus::Filled;
        }
        let base = asset(terms.symbol.as_str().split('/').next().unwrap());
        let (base_moved, quote_moved) = match terms.side {
            Side::Buy => (part.amount(), value.negated()),
            Side::Sell => (part.amount().negated(), value),
        };
        for (asset, moved) in [
            (base, base_moved),
            (asset("USDT"), quote_moved.minus(fee).unwrap()),
        ] {
            let total = self.totals[&asset].plus(moved).unwrap();
            assert!(!total.is_negative(), "{asset} {total}");
            self.totals.insert(asset, total);
        }
        self.report(id, Some(fill));
        let report = self.balances(BalanceCoverage::Changed);
        self.reply(Input::Balances(report));
    }

    fn advance(&mut self, end: Time) {
        while let Some(due) = self.house.trading.wake_at().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.tell(Input::Wake);
        }
        self.now = end;
    }

    fn lose(&mut self, message: Message) {
        match message {
            // A lost request, or a lost answer to it: nobody knows which.
            Message::Place(order, _) => {
                let (order, answer) = (order.id(), PlaceAnswer::Unknown);
                self.reply(Input::Answered { order, answer });
            }
            Message::Cancel(cancel) => {
                let (order, answer) = (cancel.id, CancelAnswer::Unknown);
                self.reply(Input::CancelAnswered { order, answer });
            }
            Message::Query(order, asked_at) => {
                let answer = QueryAnswer::NoAnswer;
                self.reply(Input::Queried {
                    order,
                    asked_at,
                    answer,
                });
            }
            Message::FetchFills(order) => {
                let answer = FillsAnswer::NoAnswer;
                self.reply(Input::Fills { order, answer });
            }
            Message::ToHouse(Input::Answered { order, .. }) => {
                let answer = PlaceAnswer::Unknown;
                self.tell(Input::Answered { order, answer });
            }
            Message::FetchBalances | Message::Ask(_) | Message::ToHouse(_) => {}
        }
    }

    fn run(&mut self, op: Op) {
        match op {
            Op::Place(_)
            | Op::Cancel(_)
            | Op::Halt(_)
            | Op::CancelScope
            | Op::Flatten(_)
            | Op::Release(_)
            | Op::ReportsMissed
            | Op::Crash => {
                self.run_house(op);
            }
            Op::Trade(which, tenths) => {
                if let Some(order) = pick(&self.working(), which) {
                    self.trade(order, tenths);
                }
            }
            Op::Expire(which) => {
                if let Some(order) = pick(&self.working(), which) {
                    self.venue.get_mut(&order).unwrap().status = VenueStatus::Expired;
                    self.report(order, None);
                }
            }
            Op::Deliver(which) => {
                if let Some(message) = self.take(which) {
                    self.arrive(message);
                }
            }
            Op::DeliverTwice(which) => {
                if let Some(message) = self.take(which) {
                    if matches!(message, Message::ToHouse(_)) {
                        self.arrive(message.clone());
                    }
                    self.arrive(message);
                }
            }
            Op::Lose(which) => {
                if let Some(message) = self.take(which) {
                    self.lose(message);
                }
            }
            Op::NotSent(which, reason) => self.not_sent(which, reason),
            Op::Advance(millis) => self.advance(self.now.plus(Span::from_millis(millis))),
        }
    }

    fn take(&mut self, which: usize) -> Option<Message> {
        let count = self.wire.len();
        (count > 0).then(|| self.wire.remove(which % count))
    }

    /// What people and accidents do to the house.
    fn run_house(&mut self, op: Op) {
        let (request, account, origin) = (RequestId(1), PAPER, PERSON);
        let (scope, cause) = (Scope::Symbol(btc()), cause());
        let open = self.house.trading.open_orders().map(|o| o.order.id());
        let open: Vec<OrderId> = open.collect();
        let input = match op {
            Op::Place(shape) => Input::Place {
                request,
                account,
                origin,
                terms: terms(SHAPES[shape]),
            },
            Op::Cancel(which) => match pick(&open, which) {
                None => Input::Wake,
                Some(order) => Input::Cancel {
                    request,
                    order,
                    origin,
                },
            },
            Op::Halt(reach) => Input::Halt {
                request,
                scope,
                reach,
                cause,
            },
            Op::CancelScope => Input::Stop(StopInput::Cancel {
                request,
                scope,
                cause,
            }),
            Op::Flatten(scope) => Input::Stop(StopInput::Flatten {
                request,
                scope,
                cause,
            }),
            Op::Release(scope) => Input::Release {
                request,
                scope,
                cause,
            },
            Op::ReportsMissed => Input::ReportsMissed { account },
            Op::Crash => return self.crash(),
            Op::Trade(..)
            | Op::Expire(_)
            | Op::Deliver(_)
            | Op::DeliverTwice(_)
            | Op::Lose(_)
            | Op::NotSent(..)
            | Op::Advance(_) => Input::Wake,
        };
        self.tell(input);
    }

    fn crash(&mut self) {
        // Whatever was on its way to the house is gone; what was on its way to the venue may still arrive.
        self.wire
            .retain(|message| matches!(message, Message::Place(..) | Message::Cancel(_)));
        self.house = self.house.restarted();
        self.wake_up();
    }

    /// A request that certainly never left; only its sender can say so, and only of one still on the wire.
    fn not_sent(&mut self, which: usize, reason: NotSentReason) {
        let places = self.wire.iter().enumerate().filter_map(|(index, message)| {
            let Message::Place(order, _) = message else {
                return None;
            };
            Some((index, order.id()))
        });
        let places: Vec<(usize, OrderId)> = places.collect();
        if let Some((index, order)) = pick(&places, which) {
            self.wire.remove(index);
            self.sent.remove(&order);
            let answer = PlaceAnswer::NotSent(reason);
            self.tell(Input::Answered { order, answer });
        }
    }

    /// What must hold after every step.
    fn check(&self) {
        if self.is_watched == Watched::No {
            return;
        }
        let trading = &self.house.trading;
        for (_, held) in trading.gate().holds(PAPER) {
            assert!(!held.is_negative());
        }
        for order in self.venue.keys() {
            let known = self.house.journal.iter().any(|event| matches!(event, Event::Opened { order: opened, .. } if opened.id() == *order));
            assert!(known, "{order} is at the venue and not in the journal");
        }
        let reopened =
            |event: &Event| matches!(event, Event::Reopened { .. } | Event::Broken { .. });
        if let Some(event) = self.house.journal.last().filter(|event| reopened(event)) {
            panic!("{event:?}");
        }
        if let Some(Event::ForeignTrade { .. }) = self.house.journal.last() {
            panic!("{:?}", self.house.journal.last());
        }
        for found in trading.breaks() {
            // An order's reports may be lost for long; money and trades are right in every storm.
            assert!(matches!(found.key, BreakKey::Order(..)), "{found:?}");
        }
    }

    /// After the storm everything arrives, everybody cancels, and time passes.
    fn calm(&mut self) {
        for _ in 0..200 {
            let open: Vec<OrderId> = self
                .house
                .trading
                .open_orders()
                .map(|o| o.order.id())
                .collect();
            let closes = self.house.trading.presses().any(|p| p.is_flattening());
            if open.is_empty() && self.wire.is_empty() && !closes {
                break;
            }
            for order in open {
                let (request, origin) = (RequestId(9), PERSON);
                self.tell(Input::Cancel {
                    request,
                    order,
                    origin,
                });
            }
            for message in core::mem::take(&mut self.wire) {
                self.arrive(message);
            }
            self.advance(self.now.plus(Span::from_secs(1)));
        }
        let account = PAPER;
        self.tell(Input::ReportsMissed { account });
        for _ in 0..8 {
            self.advance(self.now.plus(Span::from_secs(1)));
            for message in core::mem::take(&mut self.wire) {
                self.arrive(message);
            }
        }
    }

    /// Both sides agree: every order, every position, every balance; nothing is held.
    fn check_agreement(&self) {
        let trading = &self.house.trading;
        assert_eq!(
            trading.open_orders().count(),
            0,
            "{:?}",
            trading.open_orders().collect::<Vec<_>>()
        );
        assert_eq!(trading.gate().holds(PAPER), []);
        assert_eq!(self.working(), []);
        assert_eq!(trading.breaks().count(), 0);
        assert_eq!(trading.comparison(PAPER).suspects, 0);
        assert!(trading.gate().is_compared(PAPER));
        let compared = trading.comparison(PAPER).asked_at.unwrap();
        assert!(self.now.since(compared) < Span::from_secs(10));
        self.check_presses();
        let mut net: BTreeMap<Symbol, Amount> = BTreeMap::new();
        for known in self.venue.values() {
            let terms = known.order.terms();
            let ours = trading.order(known.order.id()).unwrap();
            assert_eq!(ours.state.filled(), known.filled);
            let OrderState::Ended { reason, .. } = ours.state else {
                panic!("{ours:?}");
            };
            assert_eq!(known.status.end_reason(), Some(reason));
            let moved = match terms.side {
                Side::Buy => known.filled.amount(),
                Side::Sell => known.filled.amount().negated(),
            };
            let sum = net.entry(terms.symbol).or_insert(Amount::ZERO);
            *sum = sum.plus(moved).unwrap();
        }
        for (symbol, expected) in net {
            let position = trading
                .position(PAPER, symbol)
                .map_or(Amount::ZERO, Position::net);
            assert_eq!(position, expected, "{symbol}");
        }
        for (asset, total) in &self.totals {
            assert_eq!(trading.gate().total(PAPER, *asset), Some(*total), "{asset}");
        }
        self.house.check_replay();
    }
}

impl Day {
    /// Z2, Z4, Z5: every press is done, says what the venue says of its orders, and left nothing without a word why.
    fn check_presses(&self) {
        for press in self.house.trading.presses() {
            assert!(press.is_settled(), "{press:?}");
            for (order, end) in &press.orders {
                let end = end.as_ref().unwrap();
                let there = self.venue.get(order);
                let reason = there.and_then(|known| known.status.end_reason());
                match reason {
                    Some(reason) => assert_eq!(end.reason, reason),
                    None => assert_ne!(end.reason, EndReason::Cancelled),
                }
            }
            for leg in &press.legs {
                let end = leg.end.unwrap();
                match end.outcome {
                    LegOutcome::Flat => assert!(end.left.is_zero() || end.left.is_negative()),
                    LegOutcome::Dust => assert!(end.left < amount("0.051"), "{leg:?}"),
                    LegOutcome::GivenUp => {
                        assert!(leg.dry == DRY_TRIES_MAX || leg.orders.len() == LEG_ORDERS_MAX);
                    }
                }
                assert!(leg.filled <= leg.sent);
            }
        }
    }
}

fn pick<T: Copy>(list: &[T], which: usize) -> Option<T> {
    list.get(which % list.len().max(1)).copied()
}

/// What a quantity of an order needs at the venue.
fn need(order: &NewOrder, qty: Qty) -> (Asset, Amount) {
    let terms = order.terms();
    let base = asset(terms.symbol.as_str().split('/').next().unwrap());
    match terms.side {
        Side::Sell => (base, qty.amount()),
        Side::Buy => {
            let price = terms.kind.limit_price().unwrap();
            (asset("USDT"), price.times(qty).unwrap())
        }
    }
}

fn live_through(config: TradingConfig, ops: Vec<Op>) {
    let mut day = Day::new(config);
    for op in ops {
        day.run(op);
    }
    day.house.check_replay();
    day.calm();
    day.check_agreement();
}

proptest! {
    // ORD-03, GATE-02, GATE-07
    #[test]
    fn o11_no_storm_breaks_the_house(ops in prop::collection::vec(op(), 1..160)) {
        live_through(TradingConfig::default(), ops);
    }
}

/// What somebody does at the venue behind the house's back after a storm.
#[derive(Debug, Clone, Copy)]
enum Behind {
    /// Money goes out and nobody tells.
    Money,
    /// A person trades by hand.
    Trade,
    /// The list tells another price of a trade than the stream did.
    Altered,
    /// An order is ended and neither report nor question tells.
    Ended,
}

impl Day {
    /// Does it; false where the day has nothing to do it to.
    fn behind_the_back(&mut self, what: Behind) -> bool {
        // A round that was answered before cannot show what comes after it.
        self.wire.retain(|message| {
            let is_stated = matches!(message, Message::ToHouse(Input::Stated { .. }));
            !is_stated && !matches!(message, Message::Ask(_))
        });
        let changed = self.tick();
        let usdt = asset("USDT");
        let small = amount("0.01");
        if self.totals[&usdt] < small || self.totals[&asset("ETH")] < small {
            return false;
        }
        match what {
            Behind::Money => {
                let less = self.totals[&usdt].minus(amount("0.00000001")).unwrap();
                self.totals.insert(usdt, less);
                true
            }
            Behind::Trade => {
                let sold = self.totals[&asset("ETH")].minus(amount("0.001")).unwrap();
                let paid = self.totals[&usdt].plus(amount("0.1")).unwrap();
                self.totals.insert(asset("ETH"), sold);
                self.totals.insert(usdt, paid);
                self.trades.push(StatedTrade {
                    position: PositionSide::Both,
                    trade: VenueTradeId::new("by-hand").unwrap(),
                    venue_order: venue_id(9_999),
                    symbol: Symbol::new("ETH/USDT").unwrap(),
                    side: Side::Sell,
                    price: price("100"),
                    qty: qty("0.001"),
                    fee: Amount::ZERO,
                    fee_asset: usdt,
                    liquidity: Liquidity::Taker,
                    at: changed,
                });
                true
            }
            Behind::Altered => {
                let unconfirmed = self.house.trading.snapshot().books;
                let unconfirmed = unconfirmed.first().map(|kept| &kept.book.unconfirmed);
                let key = unconfirmed.and_then(|fills| fills.keys().next().copied());
                let mut trades = self.trades.iter_mut();
                let trade = trades.find(|trade| Some((trade.symbol, trade.trade)) == key);
                let Some(trade) = trade else { return false };
                trade.price = price("98");
                true
            }
            Behind::Ended => {
                let working = self.house.trading.open_orders().find_map(|open| {
                    let id = open.order.id();
                    let is_working = matches!(open.state, OrderState::Working { .. });
                    let there = self.venue.get(&id).map(|known| known.status);
                    (is_working && there == Some(VenueStatus::Working)).then_some(id)
                });
                let Some(order) = working else { return false };
                self.venue.remove(&order);
                true
            }
        }
    }

    /// One minute and its patience in which everything is delivered.
    fn a_cycle(&mut self) {
        for _ in 0..110 {
            self.advance(self.now.plus(Span::from_secs(1)));
            for _ in 0..4 {
                for message in core::mem::take(&mut self.wire) {
                    self.arrive(message);
                }
            }
        }
    }
}

// GATE-20: 1,000 planted breaks are found, all of them, and 1,000 days without one find none (o11 judges those too).
#[test]
fn t10_every_planted_break_is_found_within_a_cycle() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let storms = prop::collection::vec(op(), 1..60);
    let kinds = [Behind::Money, Behind::Trade, Behind::Altered, Behind::Ended];
    let mut planted = 0_usize;
    let mut tried = 0_usize;
    while planted < 1_000 {
        tried += 1;
        assert!(tried < 20_000, "only {planted} could be planted");
        let what = kinds[tried % kinds.len()];
        let mut day = Day::new(TradingConfig::default());
        day.is_watched = Watched::No;
        for op in storms.new_tree(&mut runner).unwrap().current() {
            day.run(op);
        }
        // What is still to be delivered arrives first, so that what is found is what was planted.
        match what {
            Behind::Money | Behind::Trade => day.calm(),
            Behind::Altered | Behind::Ended => {
                for _ in 0..6 {
                    for message in core::mem::take(&mut day.wire) {
                        day.arrive(message);
                    }
                }
            }
        }
        if !day.behind_the_back(what) {
            continue;
        }
        planted += 1;
        let before = day.house.journal.len();
        day.a_cycle();
        let found = day.house.journal[before..]
            .iter()
            .any(|event| match (what, event) {
                (Behind::Money, Event::BreakFound { found }) => {
                    found.key == BreakKey::Balance(asset("USDT"))
                }
                (Behind::Trade, Event::ForeignTrade { trade, .. }) => {
                    trade.trade == VenueTradeId::new("by-hand").unwrap()
                }
                (Behind::Altered, Event::BreakFound { found }) => {
                    matches!(found.key, BreakKey::Trade(..))
                }
                (Behind::Ended, Event::BreakFound { found }) => {
                    matches!(found.key, BreakKey::Order(..))
                }
                _ => false,
            });
        let journal = day.house.journal[before..].iter().map(told_event);
        let journal: Vec<_> = journal.collect();
        assert!(found, "{what:?} was not found in {journal:#?}");
    }
}

/// The same storm twice is the same house: nothing depends on chance.
#[test]
fn a_day_is_its_inputs_and_nothing_else() {
    let ops = || {
        (0..300_usize).map(|n| match n * 7 % 11 {
            0 | 1 => Op::Place(n % SHAPES.len()),
            2 => Op::Trade(n, 7),
            3 => Op::Lose(n * 31),
            4 => Op::Advance(700),
            5 => Op::Cancel(n),
            _ => Op::Deliver(n * 17),
        })
    };
    let journal = || {
        let mut day = Day::new(TradingConfig::default());
        ops().for_each(|op| day.run(op));
        assert!(day.venue.len() > 5 && day.house.journal.len() > 50);
        day.house.journal
    };
    assert_eq!(journal(), journal());
}

/// A start from a snapshot of any moment and the events after it is the start from all events.
#[test]
fn o9_a_snapshot_of_any_moment_and_the_rest_is_the_whole() {
    let mut day = Day::new(TradingConfig::default());
    for n in 0..250_usize {
        day.run(Op::Place(n % SHAPES.len()));
        day.run(Op::Deliver(n * 17));
        match n % 10 {
            0..3 => day.run(Op::Trade(n, 7)),
            3 => day.run(Op::Advance(200_000)),
            4 => day.run(Op::Cancel(n)),
            5 => day.run(Op::Halt(HaltReach::AndCancel)),
            6 => day.run(Op::Release(Scope::Symbol(btc()))),
            _ => day.run(Op::Deliver(n)),
        }
    }
    let journal = &day.house.journal;
    let whole = day.house.trading.snapshot();
    let is_opened = |event: &&Event| matches!(event, Event::Opened { .. });
    let opened = journal.iter().filter(is_opened).count();
    assert!(journal.len() > 300 && opened > whole.orders.len());
    for moment in (0..=journal.len()).step_by(7) {
        let (head, tail) = journal.split_at(moment);
        let recover = |kept, events: &[Event]| {
            Trading::restore(day.house.config, gate(), kept, events.to_vec()).unwrap()
        };
        let kept = recover(Snapshot::empty(), head).snapshot();
        let restored = recover(kept, tail);
        assert_eq!(restored.snapshot(), whole);
        assert_eq!(
            restored.gate().holds(PAPER),
            day.house.trading.gate().holds(PAPER)
        );
    }
}

/// Storms in which the gate says no for every reason that a storm can bring, so that the property is not empty.
#[test]
fn storms_reach_the_limits() {
    let mut day = Day::new(TradingConfig::default());
    let mut rules = BTreeSet::new();
    for n in 0..400_usize {
        day.run(Op::Place(n % SHAPES.len()));
        if n % 3 == 0 {
            day.run(Op::Deliver(n));
        }
        if n % 5 == 0 {
            day.run(Op::Trade(n, 9));
        }
    }
    for event in &day.house.journal {
        if let Event::Refused { refusal, .. } = event {
            rules.insert(refusal.rule.to_string());
        }
    }
    for rule in [Rule::Collateral, Rule::PositionQty, Rule::ReduceOnlyExcess] {
        assert!(rules.contains(rule.code()), "{rules:?}");
    }
}

/// Storms close positions in every way, and some of their presses are met by orders of each fate, so that z9 is not empty.
// GATE-11
#[test]
fn z9_storms_flatten_in_every_way() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let storms = prop::collection::vec(op(), 40..160);
    let (mut outcomes, mut ends, mut tries) = (BTreeSet::new(), BTreeSet::new(), 0);
    for _ in 0..200 {
        let mut day = Day::new(TradingConfig::default());
        for op in storms.new_tree(&mut runner).unwrap().current() {
            day.run(op);
        }
        day.calm();
        day.check_agreement();
        for press in day.house.trading.presses() {
            outcomes.extend(press.legs.iter().filter_map(|leg| Some(leg.end?.outcome)));
            ends.extend(press.orders.values().flatten().map(|end| end.reason));
            tries = tries.max(
                press
                    .legs
                    .iter()
                    .map(|leg| leg.orders.len())
                    .max()
                    .unwrap_or(0),
            );
        }
    }
    assert!(outcomes.contains(&LegOutcome::Flat), "{outcomes:?}");
    assert!(tries > 2, "{tries}");
    for reason in [
        EndReason::Cancelled,
        EndReason::Filled,
        EndReason::NeverSeen,
    ] {
        assert!(ends.contains(&reason), "{ends:?}");
    }
}

/// Every planted fault is caught by the same storms.
#[cfg(feature = "planted-faults")]
#[test]
fn o11_every_planted_fault_is_caught() {
    use proptest::test_runner::{Config, TestRunner};
    let faults = [
        Planted::TimeoutTakenForRejection,
        Planted::NeverSeenBelievedEarly,
        Planted::FillCountedTwice,
        Planted::HoldReleasedEarly,
    ];
    for fault in faults {
        let config = Config {
            cases: 2_000,
            max_shrink_iters: 0,
            failure_persistence: None,
            ..Config::default()
        };
        let storms = prop::collection::vec(op(), 1..160);
        let caught = TestRunner::new(config).run(&storms, |ops| {
            live_through(TradingConfig::with_planted(fault), ops);
            Ok(())
        });
        assert!(caught.is_err(), "{fault:?} was not seen");
    }
}
