//! A day of cuts in virtual time: the desk's own link, trading, market feed and supervision against the simulated exchange,
//! with nothing but sockets, disk and clock put on.
//! Every hour a cut; at the end every fill, order and level is the exchange's, and every cut stands in health.

use super::*;
use crate::Board;
use crate::boards::Boards;
use crate::connections::Cut;
use crate::health::HealthBoard;
use crate::venue_link::LinkParts;
use domain::{
    AccountId, Amount, Asset, OrderKind, OrderTerms, Origin, PositionEffect, Price, Qty, Rate,
    SelfTradePrevention, Side, TimeInForce, UserId, VenueId, VenueTradeId,
};
use domain::{Machine, OrderId};
use gate::{AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, Product, ReferenceRules};
use protocols::{Answer, Auth, Call, Method};
use simex::{AccountSeed, Config, Happened, Market, Offline, VenueLimits};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{CandleMark, GapKind, GapStanding, KeptCandle};
use tokio::sync::broadcast;
use trading::{Cause, Effect, Event, RequestId, Trading, TradingConfig};
use vault::{KeyName, Vault};
use wire::{
    AddressLimits, Client, ClientConfig, CutReason, Hosts, Limits, LineEffect, LineInput, Lost,
    NotSent, Outcome, Patience, Supervision,
};

const ACCOUNT: AccountId = AccountId::new(1);
const KEY: &str = "ann";
const HOURS: u64 = 24;
const STEP: Span = Span::from_secs(1);
const HOUR_STEPS: u64 = 3_600;

/// A small generator of chance from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// How the way to the exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// Nothing connects, and what stood is closed.
    Away,
    /// What stands stands, and nothing passes.
    Mute,
}

/// The exchange behind a way that may be gone.
struct Net {
    exchange: Offline,
    way: Way,
    happened: Vec<Happened>,
    vault: Arc<Vault>,
}

impl Net {
    fn open(exchange: Offline, vault: Arc<Vault>) -> Self {
        Self {
            exchange,
            way: Way::Open,
            happened: Vec::new(),
            vault,
        }
    }

    /// Sends a call as `wire` would.
    fn send(&mut self, call: &Call) -> Outcome {
        match self.way {
            Way::Open => {}
            Way::Away => return Outcome::NotSent(NotSent::Connect("no way".to_owned())),
            Way::Mute => return Outcome::Unknown(Lost::Timeout),
        }
        let now = self.exchange.now();
        let payload = call.payload(now, call.life());
        let signed = matches!(call.auth(), Auth::Signed { .. });
        let payload = match signed {
            true => {
                let name = KeyName::new(KEY).unwrap();
                let signature = self.vault.sign(name, payload.as_bytes()).unwrap();
                Call::sealed(&payload, signature.as_str())
            }
            false => payload,
        };
        let (method, inline) = match call.method() {
            Method::Get => ("GET", true),
            Method::Delete => ("DELETE", true),
            Method::Post => ("POST", false),
            Method::Put => ("PUT", false),
        };
        let (target, body) = match inline {
            true => (format!("{}?{payload}", call.path()), String::new()),
            false => (call.path().to_owned(), payload),
        };
        let (answer, happened) = self.exchange.request(method, &target, &body, Some(KEY));
        self.happened.extend(happened);
        let (status, body) = answer.unwrap();
        Outcome::Answer(Answer {
            status,
            retry_after: None,
            used_weight: None,
            received: now,
            body: body.into_bytes(),
        })
    }

    /// Somebody else does something.
    fn other(&mut self, who: &str, method: &str, path: &str, words: &str) -> u16 {
        let now = self.exchange.now().millis();
        let payload = format!("{words}&recvWindow=5000&timestamp={now}");
        let signature = self
            .vault
            .sign(KeyName::new(who).unwrap(), payload.as_bytes())
            .unwrap();
        let sealed = Call::sealed(&payload, signature.as_str());
        let target = format!("{path}?{sealed}");
        let (answer, happened) = self.exchange.request(method, &target, "", Some(who));
        self.happened.extend(happened);
        answer.unwrap().0
    }
}

/// One stream with its supervision.
struct Line {
    name: &'static str,
    path: String,
    supervision: Supervision,
    /// Sockets at the exchange by the supervision's numbers.
    sockets: BTreeMap<u64, u64>,
    handle: StreamHandle,
    wishes: mpsc::Receiver<LineInput>,
}

impl Line {
    fn new(name: &'static str, path: String, now: Time) -> Self {
        let (wish, wishes) = mpsc::channel(8);
        Self {
            name,
            path,
            supervision: Supervision::new(Patience::USUAL, now),
            sockets: BTreeMap::new(),
            handle: StreamHandle::led_by(wish),
            wishes,
        }
    }

    fn line_of(&self, socket: u64) -> Option<u64> {
        let mut lines = self.sockets.iter();
        lines.find_map(|(line, of)| (*of == socket).then_some(*line))
    }
}

/// A cut that was made, to be found in health.
#[derive(Debug)]
struct Made {
    at: Time,
    reason: CutReason,
    shortest: Span,
    longest: Span,
}

struct Day {
    net: Arc<Mutex<Net>>,
    link: Arc<VenueLink>,
    clock: Arc<Clock>,
    arrivals: mpsc::Receiver<Arrival>,
    lines: [Line; 2],
    feed: MarketFeed,
    board: Board,
    trading: Trading,
    instrument: Instrument,
    booked: Vec<VenueTradeId>,
    answers: mpsc::Receiver<MarketInput>,
    answers_in: mpsc::Sender<MarketInput>,
    kept: BTreeMap<(Interval, Time), KeptCandle>,
    notes: MarketNotes,
    dice: Dice,
    made: Vec<Made>,
    compared: u64,
    placed: u64,
    live_since: Option<Time>,
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn exchange(now: Time) -> Offline {
    let holds = |asset: &str, held: &str| (Asset::new(asset).unwrap(), qty(held));
    let seed = |number, key: &str| AccountSeed {
        account: AccountId::new(number),
        key: key.to_owned(),
        secret: format!("{key}-secret"),
        balances: vec![holds("USDT", "100000000"), holds("BTC", "1000")],
        futures: Vec::new(),
        more_keys: Vec::new(),
    };
    let config = Config {
        market: Market::Still,
        accounts: vec![seed(1, KEY), seed(2, "bob"), seed(3, "carl")],
        limits: VenueLimits {
            weight_per_minute: 10_000_000,
            orders_per_ten_seconds: 1_000_000,
            orders_per_day: 100_000_000,
            requests_per_five_minutes: 100_000_000,
            ..VenueLimits::default()
        },
        ..Config::default()
    };
    Offline::new(&config, now).unwrap()
}

fn vault() -> Arc<Vault> {
    let mut vault = Vault::new();
    for who in [KEY, "bob", "carl"] {
        let secret = format!("{who}-secret").into();
        let name = KeyName::new(who).unwrap();
        vault.insert(name, who.to_owned(), secret).unwrap();
    }
    Arc::new(vault)
}

#[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
fn gate(instrument: Instrument) -> Gate {
    let amount = |text| Amount::parse(text).unwrap();
    Gate::new(GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: instrument.venue,
            product: Product::Spot,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
        }],
        instruments: vec![instrument],
        value_asset: instrument.quote,
        limits: GlobalLimits {
            order_value_max: amount("100000000"),
            position_value_max: amount("100000000"),
            open_positions_max: 5,
            open_orders_max: 1_000,
            open_orders_per_account_max: 1_000,
            open_orders_per_symbol_max: 1_000,
            price_collar: Rate::parse("0.5").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(60),
            market_slippage: Rate::parse("0.05").unwrap(),
        },
        live_consents: Vec::new(),
    })
}

fn instrument(exchange: &mut Offline) -> Instrument {
    let (answer, _) = exchange.request("GET", "/api/v3/exchangeInfo", "", None);
    let (status, body) = answer.unwrap();
    let answer = Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: exchange.now(),
        body: body.into_bytes(),
    };
    let listing = read::instruments(&answer, VenueId::new("simex").unwrap()).unwrap();
    let mut all = listing.instruments.into_iter();
    all.find(|one| one.venue_symbol.as_str() == "BTCUSDT")
        .unwrap()
}

fn locked(net: &Mutex<Net>) -> MutexGuard<'_, Net> {
    net.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Day {
    fn new(seed: u64) -> Self {
        let clock = Arc::new(Clock::default());
        let now = clock.now().floor_to(Span::from_secs(60));
        let mut exchange = exchange(now);
        let instrument = instrument(&mut exchange);
        let trading = Trading::recover(TradingConfig::default(), gate(instrument), []).unwrap();
        let vault = vault();
        let client = Client::new(ClientConfig {
            hosts: Hosts::simulated("http://127.0.0.1:9").unwrap(),
            vault: Arc::clone(&vault),
            key: Some(KeyName::new(KEY).unwrap()),
            halts: trading.halt_watch(),
            limits: Limits::default(),
            address: AddressLimits::new(protocols::binance_spot::facts::MANNERS),
        });
        let (arrivals_in, arrivals) = mpsc::channel(100_000);
        let link = VenueLink::new(LinkParts {
            client: Arc::new(client.unwrap()),
            venue: instrument.venue,
            account: ACCOUNT,
            product: crate::product::Product::Spot,
            role: LinkRole::Home,
            instruments: [instrument].into(),
            arrivals: arrivals_in,
            clock: Arc::clone(&clock),
            health: HealthBoard::default(),
            key: KeyName::new(KEY).unwrap(),
            order_entry: crate::venues::OrderEntry::Rest,
        });
        let net = Arc::new(Mutex::new(Net::open(exchange, vault)));
        let behind = Arc::clone(&net);
        link.send_by(move |call| locked(&behind).send(&call));
        let boards = Boards::default();
        let (live, _) = broadcast::channel(16);
        let (answers_in, answers) = mpsc::channel(1_000);
        Self {
            net,
            link,
            clock,
            arrivals,
            lines: [
                Line::new("market-stream", ask::market_streams(&[instrument]), now),
                Line::new("account-stream", "/ws-api/v3".to_owned(), now),
            ],
            feed: MarketFeed::new(std::iter::once(instrument.symbol), boards.at_home(), live),
            board: boards.home,
            trading,
            instrument,
            booked: Vec::new(),
            answers,
            answers_in,
            kept: BTreeMap::new(),
            notes: MarketNotes::nothing(),
            dice: Dice(seed),
            made: Vec::new(),
            compared: 0,
            placed: 0,
            live_since: None,
        }
    }

    fn now(&self) -> Time {
        locked(&self.net).exchange.now()
    }

    /// One second: the exchange, the streams, the desk, and everybody who trades.
    async fn second(&mut self) {
        let happened = {
            let mut net = locked(&self.net);
            let mut happened = std::mem::take(&mut net.happened);
            happened.extend(net.exchange.advance(STEP));
            happened
        };
        let now = self.now();
        self.clock.move_to(now);
        for at in 0..self.lines.len() {
            self.drive(at, LineInput::Wake).await;
            while let Ok(wish) = self.lines[at].wishes.try_recv() {
                self.drive(at, wish).await;
            }
        }
        for one in happened {
            self.take(one).await;
        }
        self.step_market(MarketInput::Wake).await;
        self.settle().await;
    }

    /// Something came from the exchange.
    async fn take(&mut self, happened: Happened) {
        let (socket, text) = match happened {
            Happened::Text(socket, text) => (socket, Some(text)),
            Happened::Ping(socket) => (socket, None),
            Happened::Closed(socket) => return self.fall(socket, CutReason::Closed).await,
            Happened::Answer { .. } => return,
        };
        if locked(&self.net).way == Way::Mute {
            return;
        }
        let found =
            (0..self.lines.len()).find_map(|at| Some((at, self.lines[at].line_of(socket)?)));
        let Some((at, line)) = found else { return };
        self.drive(at, LineInput::Heard(line)).await;
        if let Some(text) = text.filter(|_| self.lines[at].supervision.carries(line)) {
            let event = StreamEvent::Frame {
                connection: line,
                received: self.now(),
                bytes: text.into_bytes().into(),
            };
            self.tell(at, event).await;
        }
    }

    /// A socket is gone, and our side knows it.
    async fn fall(&mut self, socket: u64, reason: CutReason) {
        for at in 0..self.lines.len() {
            if let Some(line) = self.lines[at].line_of(socket) {
                self.lines[at].sockets.remove(&line);
                self.drive(at, LineInput::Down(line, reason.clone())).await;
            }
        }
    }

    /// Gives a stream's supervision an input and does what it says.
    async fn drive(&mut self, at: usize, input: LineInput) {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let (now, chance) = (self.now(), self.dice.roll(1 << 20));
            let mut effects = Vec::new();
            let supervision = &mut self.lines[at].supervision;
            supervision.step(now, chance, input, &mut effects);
            for effect in effects {
                match effect {
                    LineEffect::Connect(line) => inputs.push_back(self.connect(at, line)),
                    LineEffect::Drop(line) => {
                        if let Some(socket) = self.lines[at].sockets.remove(&line) {
                            locked(&self.net).exchange.close(socket);
                        }
                    }
                    LineEffect::Opened(connection) => {
                        let opened = StreamEvent::Opened {
                            connection,
                            at: now,
                        };
                        self.tell(at, opened).await;
                    }
                    LineEffect::Renewed { connection, before } => {
                        let renewed = StreamEvent::Renewed {
                            connection,
                            before,
                            at: now,
                        };
                        self.tell(at, renewed).await;
                    }
                    LineEffect::Cut {
                        connection,
                        reason,
                        retry_in,
                    } => {
                        let cut = StreamEvent::Cut {
                            connection,
                            at: now,
                            reason,
                            retry_in,
                        };
                        self.tell(at, cut).await;
                    }
                }
            }
        }
    }

    fn connect(&mut self, at: usize, line: u64) -> LineInput {
        let mut net = locked(&self.net);
        if net.way != Way::Open {
            return LineInput::Down(line, CutReason::Refused("no way".to_owned()));
        }
        let socket = net.exchange.open(&self.lines[at].path).unwrap();
        if self.lines[at].name == "account-stream" {
            let (now, hello) = (net.exchange.now(), ask::subscribe_account("account"));
            let name = KeyName::new(KEY).unwrap();
            let signature = net
                .vault
                .sign(name, hello.payload(KEY, now).as_bytes())
                .unwrap();
            let frame = hello.frame(KEY, now, signature.as_str());
            let said = net.exchange.say(socket, &frame);
            net.happened.extend(said);
        }
        drop(net);
        self.lines[at].sockets.insert(line, socket);
        LineInput::Up(line)
    }

    /// What the desk does with an event of a stream.
    async fn tell(&mut self, at: usize, event: StreamEvent) {
        let link = Arc::clone(&self.link);
        link.health.heard_of(self.lines[at].name, &event);
        if self.lines[at].name == "market-stream" {
            for input in market_inputs(&link, &self.lines[at].handle, event) {
                self.step_market(input).await;
            }
        } else if let StreamEvent::Frame {
            bytes, received, ..
        } = event
        {
            account_frame(&link, &self.lines[at].handle, received, &bytes).await;
        }
    }

    async fn step_market(&mut self, input: MarketInput) {
        let (now, mut wishes) = (self.now(), Vec::new());
        self.feed.step(now, input, &mut wishes);
        for wish in wishes {
            grant(&self.link, wish, &self.answers_in).await;
        }
    }

    /// Lets the desk work until nothing is left to do: asked snapshots, arrivals, effects, and the calls they start.
    async fn settle(&mut self) {
        self.turn(Input::Wake);
        loop {
            // Each call that was started runs to its end: nothing in it waits for the world.
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            if let Ok(answer) = self.answers.try_recv() {
                self.step_market(answer).await;
                continue;
            }
            match self.arrivals.try_recv() {
                Ok(Arrival::Trading(input)) => self.turn(*input),
                Ok(Arrival::Candle(kept)) => {
                    let of = (kept.candle.interval, kept.candle.open_time);
                    let before = self.kept.get(&of).map(|before| before.mark);
                    // As the store does: the venue's own gives way to nothing but the venue's own.
                    if before != Some(CandleMark::Venue) || kept.mark == CandleMark::Venue {
                        self.kept.insert(of, kept);
                    }
                }
                Ok(Arrival::Market(market)) => self.notes.append(market.1),
                Ok(Arrival::Raw(_) | Arrival::Message(_) | Arrival::History(_)) => {}
                Err(_) => return,
            }
        }
    }

    fn turn(&mut self, input: Input) {
        let (now, mut effects) = (self.now(), Vec::new());
        self.trading.step(now, input, &mut effects);
        for effect in effects {
            if let Effect::Record(Event::FillBooked { fill, .. }) = &effect {
                self.booked.push(fill.trade);
            }
            self.link.hand_out(effect);
        }
    }

    /// Strangers keep a market about 60,000 and trade in it.
    fn strangers(&mut self, step: u64) {
        let price = 60_000 + self.dice.roll(9);
        let (what, side) = (
            self.dice.roll(8),
            ["BUY", "SELL"][usize::from(step.is_multiple_of(2))],
        );
        let mut net = locked(&self.net);
        if step.is_multiple_of(600) {
            net.other("bob", "DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
        }
        let away = match side {
            "BUY" => price - 10,
            _ => price + 10,
        };
        if step % 600 < 4 || what == 0 {
            let words = format!(
                "symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce=GTC&quantity=0.5&price={away}"
            );
            net.other("bob", "POST", "/api/v3/order", &words);
        } else if what == 1 {
            let words = format!("symbol=BTCUSDT&side={side}&type=MARKET&quantity=0.01");
            net.other("carl", "POST", "/api/v3/order", &words);
        }
    }

    /// The desk wishes for an order now and then, at a price that somebody meets sooner or later; old ones are cancelled.
    async fn wish(&mut self, step: u64) {
        let Some(book) = self.board.book(self.instrument.symbol) else {
            return;
        };
        // An order that nobody could ask about for a minute has stopped its symbol; a person lets it go on.
        let halts: Vec<_> = self.trading.halts().map(|halt| halt.scope).collect();
        for scope in halts {
            self.turn(Input::Release {
                request: RequestId(step),
                scope,
                cause: Cause {
                    origin: Origin::Person(UserId::new(7)),
                    reason: "the way is back".to_owned(),
                },
            });
        }
        let open: Vec<OrderId> = self
            .trading
            .open_orders()
            .map(|order| order.order.id())
            .collect();
        if let (true, Some(order)) = (open.len() > 6, open.first()) {
            let origin = Origin::Person(UserId::new(7));
            self.turn(Input::Cancel {
                request: RequestId(step),
                order: *order,
                origin,
            });
        }
        // A tick better than the best: whoever trades next meets this one.
        let (Some((bid, _)), Some((ask, _))) = (book.bids.first(), book.asks.first()) else {
            return;
        };
        let tick = Amount::parse("0.01").unwrap();
        let (side, price) = match self.dice.roll(2) {
            0 => (Side::Buy, bid.amount().plus(tick)),
            _ => (Side::Sell, ask.amount().minus(tick)),
        };
        let price = Price::parse(&price.unwrap().to_string()).unwrap();
        let terms = OrderTerms {
            symbol: self.instrument.symbol,
            side,
            qty: qty("0.005"),
            kind: OrderKind::Limit {
                price,
                time_in_force: TimeInForce::Gtc,
            },
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: PositionEffect::Any,
        };
        self.placed += 1;
        self.turn(Input::Place {
            request: RequestId(step),
            account: ACCOUNT,
            origin: Origin::Person(UserId::new(7)),
            terms,
        });
        self.settle().await;
    }

    /// While the book is shown it is the exchange's.
    fn compare(&mut self) {
        let now = self.now();
        let Some(book) = self.board.book(self.instrument.symbol) else {
            self.live_since = None;
            return;
        };
        // A mute way shows a book that nobody has contradicted yet: its age says so.
        if locked(&self.net).way != Way::Open
            || now.since(*self.live_since.get_or_insert(now)) < STEP
        {
            return;
        }
        let touches = locked(&self.net).exchange.touches();
        let mut touches = touches.into_iter();
        // A side can be empty for a moment: then there is nothing to compare.
        let Some((_, bid, ask)) = touches.find(|touch| touch.0 == self.instrument.symbol) else {
            return;
        };
        let ours = (book.bids.first().unwrap().0, book.asks.first().unwrap().0);
        assert_eq!(ours, (bid, ask), "at {now}");
        self.compared += 1;
    }

    /// The cut of an hour; the kinds take turns.
    async fn cut(&mut self, hour: u64) {
        let now = self.now();
        let lasts = i64::try_from(5 + self.dice.roll(80)).unwrap();
        let sockets: Vec<u64> = self
            .lines
            .iter()
            .flat_map(|line| line.sockets.values().copied())
            .collect();
        let (way, reason, silence) = match hour % 3 {
            0 => (Way::Away, CutReason::Closed, 0),
            1 => (Way::Mute, CutReason::Silent, 60),
            _ => (Way::Open, CutReason::Broken("reset by peer".to_owned()), 0),
        };
        locked(&self.net).way = way;
        if way != Way::Mute {
            for socket in sockets {
                locked(&self.net).exchange.close(socket);
                self.fall(socket, reason.clone()).await;
            }
        }
        let lasts = match way {
            Way::Open => 0,
            Way::Away => lasts,
            Way::Mute => 62 + lasts,
        };
        for step in 0..lasts {
            self.strangers(u64::try_from(step).unwrap() + 7);
            self.second().await;
        }
        locked(&self.net).way = Way::Open;
        self.made.push(Made {
            at: now.plus(Span::from_secs(silence)),
            reason,
            shortest: Span::from_secs((lasts - silence - 1).max(0)),
            // The longest wait before an attempt, and a step of this test for each side of it.
            longest: Span::from_secs(lasts - silence + 17),
        });
    }

    /// An hour with its cut, and an announced end that is none.
    async fn hour(&mut self, hour: u64) {
        let cut_at = 300 + self.dice.roll(2_400);
        for step in 0..HOUR_STEPS {
            if step == cut_at {
                self.cut(hour).await;
            }
            if step == 3_300 {
                // The exchange announces its end and keeps its word: no cut, since a successor stands by then.
                let answer = locked(&self.net)
                    .exchange
                    .lever("POST", "/_sim/shutdown", "");
                assert_eq!(answer.unwrap().0, 200);
            }
            self.strangers(step);
            self.second().await;
            self.compare();
            if step.is_multiple_of(11) {
                self.wish(step).await;
            }
        }
    }

    /// Every candle of the day that is over is kept as the exchange has it, and nothing is left in doubt; how many minutes.
    async fn assert_candles(&self, began: Time) -> usize {
        let (now, mut minutes) = (self.now(), 0);
        for interval in Interval::ALL.into_iter().filter(|one| *one != Interval::S1) {
            let mut from = began.floor_to(interval.span());
            while from < now {
                let symbol = self.instrument.symbol;
                let page = candles(&self.link, (symbol, interval), from).await.unwrap();
                for candle in &page {
                    let end = candle.open_time.plus(interval.span());
                    // Of a minute that has just ended the last word may not be said.
                    if candle.trade_count > 0 && end.plus(Span::from_secs(10)) < now {
                        let kept = self.kept.get(&(interval, candle.open_time));
                        let kept = kept.map(|kept| &kept.candle);
                        assert_eq!(kept, Some(candle), "{interval} at {}", candle.open_time);
                        minutes += usize::from(interval == Interval::M1);
                    }
                }
                let last = page.last().unwrap().open_time;
                from = last.plus(interval.span());
            }
        }
        let open = self.feed.gaps().into_iter();
        let over = open.filter(|(_, gap)| gap.state == market::GapState::Open && gap.until < now);
        assert_eq!(over.collect::<Vec<_>>(), []);
        minutes
    }

    /// Each cut is a gap of trades and one of the book, and all of them are over.
    fn assert_registry(&self) {
        for kind in [GapKind::Trades, GapKind::Depth] {
            let rows = self.notes.gaps.iter().filter(|row| row.kind == kind);
            let last: BTreeMap<_, _> = rows.map(|row| ((row.from, row.found), row)).collect();
            let cuts = last.values().filter(|row| row.reason == "cut").count();
            assert_eq!(u64::try_from(cuts).unwrap(), HOURS, "{kind}");
            let open = last.values();
            let open = open.filter(|row| row.standing == GapStanding::Open);
            assert_eq!(open.collect::<Vec<_>>(), Vec::<&&store::GapRow>::new());
        }
    }

    /// Every trade of ours at the exchange.
    async fn venue_trades(&self) -> Vec<VenueTradeId> {
        let (mut all, mut from) = (Vec::new(), 0);
        loop {
            let call = ask::fills_from(&self.instrument, from);
            let answer = self.link.read_call(call).await.unwrap();
            let page = read::fills(&answer).unwrap();
            let Some(last) = page.last() else { return all };
            from = last.trade.as_str().parse::<u64>().unwrap() + 1;
            all.extend(page.iter().map(|fill| fill.trade));
        }
    }
}

/// A silence is counted from the last ping, which came up to 20 s before the way went mute.
fn is_found(made: &Made, cut: &Cut) -> bool {
    let early = if made.reason == CutReason::Silent {
        21
    } else {
        1
    };
    let (at, lasted) = (cut.since.since(made.at), cut.lasted(cut.until.unwrap()));
    cut.reason == made.reason.to_string()
        && at >= Span::from_secs(-early)
        && at <= Span::from_secs(1)
        && lasted >= made.shortest
        && lasted.nanos() <= made.longest.nanos() + Span::from_secs(early).nanos()
}

// MKT-05: 24 hours with a cut in each of them.
#[tokio::test]
async fn l12_a_day_with_a_cut_each_hour_loses_no_event_and_tells_every_cut() {
    let mut day = Day::new(5);
    let began = day.now();
    for hour in 0..HOURS {
        day.hour(hour).await;
    }
    for step in 0..120 {
        day.strangers(step);
        day.second().await;
    }
    let theirs = day.venue_trades().await;
    let booked: BTreeSet<_> = day.booked.iter().copied().collect();
    assert_eq!(booked.len(), day.booked.len(), "no trade is booked twice");
    assert_eq!(
        booked,
        theirs.iter().copied().collect(),
        "no trade is missing"
    );
    let answer = day.link.read_call(ask::open_orders()).await.unwrap();
    let open = read::open_orders(&answer).unwrap();
    let open: BTreeSet<_> = open.iter().map(|order| order.client_id).collect();
    let ours = day
        .trading
        .open_orders()
        .map(|order| order.order.client_id());
    assert_eq!(ours.collect::<BTreeSet<_>>(), open);
    let minutes = day.assert_candles(began).await;
    day.assert_registry();
    let health = day.link.health.look(day.now());
    println!(
        "{} orders, {} trades, {} books compared, {minutes} minutes",
        day.placed,
        theirs.len(),
        day.compared
    );
    assert!(day.placed > 5_000 && theirs.len() > 1_000 && day.compared > 70_000);
    assert_eq!(health.connections.len(), 2);
    for log in &health.connections {
        println!(
            "{}: {} cuts, {} successors",
            log.name, log.cut_count, log.renewed_count
        );
        assert_eq!(
            (log.cut_count, log.renewed_count),
            (HOURS, HOURS),
            "{}",
            log.name
        );
        assert!(log.standing_since.is_some());
        for (made, cut) in day.made.iter().zip(&log.cuts) {
            assert!(is_found(made, cut), "{}: {made:?} {cut:?}", log.name);
        }
    }
}
