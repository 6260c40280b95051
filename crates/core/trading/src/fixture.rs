//! A small house for tests: one paper account, two symbols around 100, and effects told in one line each.

use crate::{
    AmendEvent, Answer, Breach, BreakEnd, BreakerEvent, Cause, Effect, Event, FailoverEvent,
    GuardStep, Input, RequestId, Snapshot, StatedMargin, StatedOrder, Statement, StatementAnswer,
    StopEvent, Trading, TradingConfig, Trip,
};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use gate::*;

pub(crate) const PAPER: AccountId = AccountId::new(1);
/// The account on margin.
pub(crate) const MARGINED: AccountId = AccountId::new(2);
pub(crate) const PERSON: Origin = Origin::Person(UserId::new(7));

pub(crate) fn at(secs: i64) -> Time {
    Time::from_millis(1_800_000_000_000).plus(Span::from_secs(secs))
}

pub(crate) fn ms(millis: i64) -> Time {
    at(0).plus(Span::from_millis(millis))
}

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

pub(crate) fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(crate) fn asset(text: &str) -> Asset {
    Asset::new(text).unwrap()
}

pub(crate) fn btc() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

pub(crate) fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

pub(crate) fn venue_id(order: u64) -> VenueOrderId {
    VenueOrderId::new(&format!("v{order}")).unwrap()
}

pub(crate) fn id(order: u64) -> OrderId {
    OrderId::new(order)
}

pub(crate) fn instrument(name: &str) -> Instrument {
    let (base, quote) = name.split_once('/').unwrap();
    Instrument {
        venue: venue(),
        symbol: Symbol::new(name).unwrap(),
        venue_symbol: Text::new(&name.replace('/', "")).unwrap(),
        base: asset(base),
        quote: asset(quote),
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("100000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.0001"),
            qty_max: qty("9000"),
            market_qty_max: qty("500"),
            notional_min: amount("5"),
            notional_max: amount("900000"),
        },
    }
}

/// A perpetual of one base each, margined in its quote.
fn contract(name: &str) -> Instrument {
    let spot = instrument(name.split(':').next().unwrap());
    Instrument {
        symbol: Symbol::new(name).unwrap(),
        kind: ContractKind::Linear {
            size: qty("1"),
            settle: spot.quote,
        },
        ..spot
    }
}

fn margin_rules() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(10).unwrap(),
        margin: None,
        positions: None,
        mark_age_max: Span::from_secs(1_000_000),
        liquidation_distance_min: Rate::ZERO,
    }
}

fn account(account: AccountId, product: Product) -> AccountConfig {
    AccountConfig {
        account,
        venue: venue(),
        kind: AccountKind::Paper,
        taker_fee: Rate::parse("0.001").unwrap(),
        product,
    }
}

pub(crate) fn config() -> GateConfig {
    let mut limits_by_scope = BTreeMap::new();
    let set = LimitSet {
        position_qty_max: Some(qty("13")),
        ..LimitSet::default()
    };
    limits_by_scope.insert(Scope::Global, set);
    GateConfig {
        accounts: [account(PAPER, Product::Spot)].into(),
        instruments: [instrument("BTC/USDT"), instrument("ETH/USDT")].into(),
        value_asset: asset("USDT"),
        limits: GlobalLimits {
            order_value_max: amount("1000"),
            position_value_max: amount("5000"),
            open_positions_max: GlobalLimits::OPEN_POSITIONS_MAX,
            open_orders_max: 100,
            open_orders_per_account_max: 100,
            open_orders_per_symbol_max: 100,
            price_collar: Rate::parse("0.1").unwrap(),
        },
        limits_by_scope,
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(1_000_000),
            market_slippage: Rate::parse("0.005").unwrap(),
        },
        live_consents: Vec::new(),
    }
}

#[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
pub(crate) fn gate() -> Gate {
    Gate::new(config())
}

/// A gate of a house with an account on margin beside the one on spot.
#[expect(clippy::disallowed_methods, reason = "tests wire houses of their own")]
pub(crate) fn margined_gate() -> Gate {
    let mut config = config();
    let product = Product::Linear(margin_rules());
    config.accounts.push(account(MARGINED, product));
    config.instruments.push(contract("BTC/USDT:USDT"));
    Gate::new(config)
}

pub(crate) fn balances(as_of: Time, list: &[(&str, &str)]) -> BalanceReport {
    BalanceReport {
        account: PAPER,
        as_of,
        coverage: BalanceCoverage::Whole,
        balances: list
            .iter()
            .map(|(name, total)| Balance {
                asset: asset(name),
                free: qty(total),
                locked: Qty::ZERO,
            })
            .collect(),
    }
}

pub(crate) fn quote(name: &str) -> Quote {
    Quote {
        venue: venue(),
        symbol: Symbol::new(name).unwrap(),
        bid: Some(price("99.99")),
        ask: Some(price("100.01")),
        last: None,
        received: at(0),
        depth: Depth::default(),
    }
}

/// Terms in words: `buy 1 BTC/USDT 100` (limit) or `buy 1 BTC/USDT market`, with `reduce` at the end for reduce-only.
pub(crate) fn terms(words: &str) -> OrderTerms {
    let words: Vec<&str> = words.split(' ').collect();
    let kind = match words[3] {
        "market" => OrderKind::Market,
        "till" => OrderKind::Limit {
            price: price(words[5]),
            time_in_force: TimeInForce::Gtd(at(words[4].parse().unwrap())),
        },
        limit => OrderKind::Limit {
            price: price(limit),
            time_in_force: TimeInForce::Gtc,
        },
    };
    OrderTerms {
        symbol: Symbol::new(words[2]).unwrap(),
        side: words[0].parse().unwrap(),
        qty: qty(words[1]),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: match words.last() {
            Some(&"reduce") => PositionEffect::ReduceOnly,
            Some(&"long") => PositionEffect::Of(HedgeSide::Long),
            Some(&"short") => PositionEffect::Of(HedgeSide::Short),
            Some(_) | None => PositionEffect::Any,
        },
    }
}

pub(crate) fn cause() -> Cause {
    Cause {
        origin: PERSON,
        reason: "a test".into(),
    }
}

/// One house with its journal.
pub(crate) struct House {
    pub(crate) trading: Trading,
    pub(crate) journal: Vec<Event>,
    pub(crate) config: TradingConfig,
    pub(crate) make_gate: fn() -> Gate,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(TradingConfig::default())
    }

    pub(crate) fn with(config: TradingConfig) -> Self {
        Self::behind(config, gate)
    }

    /// A house with an account on margin, which knows the market of the one on spot only.
    pub(crate) fn margined() -> Self {
        Self::behind(TradingConfig::default(), margined_gate)
    }

    fn behind(config: TradingConfig, make_gate: fn() -> Gate) -> Self {
        let trading = Trading::recover(config, make_gate(), []).unwrap();
        let mut house = Self {
            trading,
            journal: Vec::new(),
            config,
            make_gate,
        };
        house.meet_market();
        house.wake(at(0));
        house
    }

    /// Quotes and balances, as after every start.
    pub(crate) fn meet_market(&mut self) {
        for name in ["BTC/USDT", "ETH/USDT"] {
            self.step(at(0), Input::Quote(quote(name)));
        }
        let list = [("BTC", "100"), ("ETH", "100"), ("USDT", "100000")];
        let answer = StatementAnswer::Complete(Statement {
            asked_at: at(0),
            balances: balances(at(-1), &list),
            trades: Vec::new(),
            open_orders: self.stated_orders(),
            margin: StatedMargin::default(),
        });
        let account = PAPER;
        self.step(at(0), Input::Stated { account, answer });
    }

    /// The working orders as the venue would list them.
    fn stated_orders(&self) -> Vec<StatedOrder> {
        let working = self.trading.open_orders().filter_map(|open| {
            let OrderState::Working { venue_id, filled } = open.state else {
                return None;
            };
            let terms = open.order.terms();
            Some(StatedOrder {
                client_id: open.order.client_id(),
                venue_id,
                symbol: terms.symbol,
                side: terms.side,
                price: terms.kind.limit_price(),
                qty: terms.qty,
                filled,
                at: open.opened,
            })
        });
        working.collect()
    }

    /// A house whose balances nobody has told.
    pub(crate) fn unfunded(config: TradingConfig) -> Self {
        Self::unmet(config, gate)
    }

    /// A house behind a gate of its own, which has met no market.
    pub(crate) fn unmet(config: TradingConfig, make_gate: fn() -> Gate) -> Self {
        let trading = Trading::recover(config, make_gate(), []).unwrap();
        Self {
            trading,
            journal: Vec::new(),
            config,
            make_gate,
        }
    }

    /// The same house after its process died.
    pub(crate) fn restarted(&self) -> Self {
        let journal = self.journal.clone();
        Self {
            trading: Trading::recover(self.config, (self.make_gate)(), journal.clone()).unwrap(),
            journal,
            config: self.config,
            make_gate: self.make_gate,
        }
    }

    pub(crate) fn effects(&mut self, now: Time, input: Input) -> Vec<Effect> {
        let mut out: Vec<Effect> = Vec::new();
        self.trading.step(now, input, &mut out);
        for effect in &out {
            if let Effect::Record(event) = effect {
                self.journal.push(event.clone());
            }
        }
        out
    }

    /// Takes an input; what it led to, one line each.
    pub(crate) fn step(&mut self, now: Time, input: Input) -> Vec<String> {
        let effects = self.effects(now, input);
        effects.iter().filter_map(told).collect()
    }

    pub(crate) fn wake(&mut self, now: Time) -> Vec<String> {
        self.step(now, Input::Wake)
    }

    /// Wakes whenever trading wants to be, up to an instant; what happened, with the milliseconds.
    pub(crate) fn wake_until(&mut self, end: Time) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(due) = self.trading.wake_at().filter(|due| *due <= end) {
            let told = self.wake(due);
            let millis = due.since(at(0)).millis();
            lines.extend(told.into_iter().map(|line| format!("{millis} {line}")));
        }
        lines
    }

    pub(crate) fn place(&mut self, now: Time, words: &str) -> Vec<String> {
        let (request, account, origin) = (RequestId(1), PAPER, PERSON);
        let terms = terms(words);
        self.step(
            now,
            Input::Place {
                request,
                account,
                origin,
                terms,
            },
        )
    }

    pub(crate) fn cancel(&mut self, now: Time, order: u64) -> Vec<String> {
        let (request, order, origin) = (RequestId(2), id(order), PERSON);
        self.step(
            now,
            Input::Cancel {
                request,
                order,
                origin,
            },
        )
    }

    pub(crate) fn state(&self, order: u64) -> String {
        let Some(found) = self.trading.order(id(order)) else {
            return "not in memory".into();
        };
        format!("{} {}", found.state.name(), found.state.filled())
    }

    pub(crate) fn held(&self, name: &str) -> Amount {
        let holds = self.trading.gate().holds(PAPER);
        let found = holds.into_iter().find(|(held, _)| *held == asset(name));
        found.map_or(Amount::ZERO, |(_, amount)| amount)
    }

    /// Whether a start from the journal, at any point, gives this very house.
    pub(crate) fn check_replay(&self) {
        let live = self.trading.snapshot();
        let replayed = self.restarted();
        assert_eq!(replayed.trading.snapshot(), live);
        let holds = |trading: &Trading| trading.gate().holds(PAPER);
        assert_eq!(holds(&replayed.trading), holds(&self.trading));
        let tail = self.journal.len() / 2;
        let (head, tail) = self.journal.split_at(tail);
        let head = Trading::recover(self.config, (self.make_gate)(), head.to_vec()).unwrap();
        let kept: Snapshot = head.snapshot();
        let restored =
            Trading::restore(self.config, (self.make_gate)(), kept, tail.to_vec()).unwrap();
        assert_eq!(restored.snapshot(), live);
        assert_eq!(holds(&restored), holds(&self.trading));
        for position in self.trading.positions() {
            let key = position.key();
            for trading in [&self.trading, &replayed.trading, &restored] {
                assert_eq!(trading.gate().held(key), position.net());
            }
        }
    }
}

fn told(effect: &Effect) -> Option<String> {
    Some(match effect {
        // Every account is compared now and then whatever else happens; tests of that look at the effects.
        Effect::FetchStatement { .. } => return None,
        Effect::Record(event) => told_event(event),
        Effect::Place { cleared, .. } => format!("> place {}", cleared.get().id()),
        Effect::PlaceOco { cleared, .. } => format!("> place pair {}", cleared.get().list()),
        Effect::Replace { cleared, .. } => {
            let replace = cleared.get();
            format!("> replace {} by {}", replace.cancel.id, replace.order.id())
        }
        Effect::Amend { cleared, .. } => {
            format!("> amend {} to {}", cleared.get().id, cleared.get().qty)
        }
        Effect::Cancel { cleared, .. } => format!("> cancel {}", cleared.get().id),
        Effect::CancelAll { cleared, orders } => {
            let ids: Vec<String> = orders.iter().map(|(one, _)| one.id.to_string()).collect();
            format!("> cancel all {}: {}", cleared.get().symbol, ids.join(" "))
        }
        Effect::Query { order, .. } => format!("> query {order}"),
        Effect::FetchFills { order, .. } => format!("> fills {order}"),
        Effect::FetchBalances { account } => format!("> balances {account}"),
        Effect::Set { cleared, .. } => format!("> set {}", cleared.get().account),
        Effect::Answer { request, answer } => {
            let answer = match answer {
                Answer::Accepted { order, .. } => format!("accepted {order}"),
                Answer::OcoAccepted(pair) => {
                    format!("accepted {} and {}", pair.target().id(), pair.stop().id())
                }
                Answer::Refused { refusal, .. } => format!("refused {}", refusal.rule),
                Answer::CancelsAsked(orders) => {
                    orders.iter().fold("cancels".into(), |text: String, order| {
                        format!("{text} {order}")
                    })
                }
                Answer::Done => "done".into(),
                Answer::Pressed(press) => format!("press {press}"),
                Answer::NotFlattened(why) => format!("not flattened {why:?}"),
                Answer::NoTicket(order) => format!("no ticket {order}"),
                Answer::UnknownOrder(order) => format!("unknown {order}"),
                Answer::AlreadyEnded(order) => format!("over {order}"),
                Answer::NotDenied(order) => format!("not denied {order}"),
                Answer::NotReplaceable(order) => format!("not replaceable {order}"),
                Answer::NotAmendable(order) => format!("not amendable {order}"),
                Answer::NotHalted(scope) => format!("not halted {scope}"),
                Answer::NoSuchBreak => "no such break".into(),
                Answer::NotTaken(why) => format!("not taken {why:?}"),
                Answer::Proposed { number, stage } => format!("proposed {number} {}", stage.name()),
                Answer::NotProposed(why) => format!("not proposed {why:?}"),
                Answer::NotSet(refusal) => format!("not set {}", refusal.rule),
            };
            format!("@{} {answer}", request.0)
        }
    })
}

pub(crate) fn told_event(event: &Event) -> String {
    match event {
        Event::Opened { order, .. } => format!("opened {}", order.id()),
        Event::Reaffirmed { order, .. } => format!("reaffirmed {order}"),
        Event::Refused { order, refusal, .. } => format!("refused {order} {}", refusal.rule),
        Event::Accepted {
            order, venue_id, ..
        } => format!("accepted {order} as {venue_id}"),
        Event::CancelAsked { order, .. } => format!("cancel asked {order}"),
        Event::Guard { entry, step, .. } => match step {
            GuardStep::Wished(_) => format!("guard {entry} wished"),
            GuardStep::ExitSent { order, purpose } => format!("guard {entry} {purpose:?} {order}"),
            GuardStep::Bare { cause, qty } => format!("guard {entry} bare {qty} {cause:?}"),
            GuardStep::Covered => format!("guard {entry} covered"),
            GuardStep::Over => format!("guard {entry} over"),
        },
        Event::TimeUp { order, bound, .. } => format!("time up {order} {bound:?}"),
        Event::ReplaceAsked { order, by, .. } => format!("replace asked {order} by {by}"),
        Event::Amend(event) => told_amend(event),
        Event::FillBooked { fill, timing, .. } => {
            format!(
                "fill {} {} at {} {timing:?}",
                fill.order, fill.qty, fill.price
            )
        }
        Event::Ended {
            order,
            reason,
            filled,
            ..
        } => format!("ended {order} {reason} {filled}"),
        Event::Unresolved { order, since, .. } => {
            format!("unresolved {order} since {}", since.since(at(0)).millis())
        }
        Event::Settled { order, filled, .. } => format!("settled {order} {filled}"),
        Event::Reopened { order, .. } => format!("reopened {order}"),
        Event::Halted { scope, .. } => format!("halted {scope}"),
        Event::Released { scope, .. } => format!("released {scope}"),
        Event::SwitchSet {
            switch, position, ..
        } => format!("switch {} {position:?}", switch.scope()),
        Event::BalancesSeen { .. } => "balances".into(),
        Event::Foreign { report, .. } => format!("foreign {}", report.client_id),
        Event::Broken { order, breach, .. } => format!("broken {order} {}", told_breach(breach)),
        Event::BookOpened { account, .. } => format!("book of {account} opened"),
        Event::Compared { trades, .. } => format!("compared {} to {}", trades.symbol, trades.last),
        Event::ForeignTrade { trade, .. } => format!("foreign trade {}", trade.trade),
        Event::Moved { movement, .. } => format!("moved {} {}", movement.amount, movement.asset),
        Event::BreakFound { found } => format!("break: {}: {}", found.key, found.sides),
        Event::BreakEnded { key, end, .. } => match end {
            BreakEnd::Agreed => format!("agreed: {key}"),
            BreakEnd::Accepted(_) => format!("accepted: {key}"),
        },
        Event::Contract(event) => event.kind().into(),
        Event::Failover(event) => told_failover(event),
        Event::Breaker(event) => told_breaker(event),
        Event::Proposal(event) => format!("{} {}", event.kind(), event.number()),
        Event::Confirmed { refused, order, .. } => format!("confirmed {refused} as {order}"),
        Event::Stop(event) => told_stop(event),
    }
}

fn told_stop(event: &StopEvent) -> String {
    match event {
        StopEvent::Pressed {
            press, verb, scope, ..
        } => format!("press {press} {} {scope}", verb.name()),
        StopEvent::LegSent { key, order, .. } => format!("leg {} sent {order}", key.symbol),
        StopEvent::LegRefused { key, .. } => format!("leg {} refused", key.symbol),
        StopEvent::LegEnded {
            key, outcome, left, ..
        } => format!("leg {} {} {left}", key.symbol, outcome.name()),
    }
}

fn told_breaker(event: &BreakerEvent) -> String {
    match event {
        BreakerEvent::DayOpened {
            account, equity, ..
        } => format!("day of {account} at {equity}"),
        BreakerEvent::Transferred { amount, value, .. } => {
            format!("transferred {amount} for {value}")
        }
        BreakerEvent::Highest { scope, equity, .. } => format!("highest {scope} {equity}"),
        BreakerEvent::Warned { trip } => told_trip("warned", trip),
        BreakerEvent::Tripped { trip } => told_trip("tripped", trip),
    }
}

fn told_trip(what: &str, trip: &Trip) -> String {
    let (breaker, scope) = (trip.breaker.name(), trip.scope);
    format!("{what} {breaker} {scope} {} of {}", trip.value, trip.limit)
}

fn told_failover(event: &FailoverEvent) -> String {
    match event {
        FailoverEvent::Stays {
            entry, why, qty, ..
        } => format!("stays {entry} {qty} {why:?}"),
        FailoverEvent::WentAway { .. }
        | FailoverEvent::ReleaseAsked { .. }
        | FailoverEvent::Answers { .. }
        | FailoverEvent::SilentAgain { .. }
        | FailoverEvent::CameHome { .. } => event.kind().into(),
    }
}

fn told_amend(event: &AmendEvent) -> String {
    match event {
        AmendEvent::Asked { order, qty, .. } => format!("amend asked {order} to {qty}"),
        AmendEvent::Refused { order, words, .. } => {
            format!("amend refused {order} {}: {}", words.code, words.text)
        }
        AmendEvent::Amended {
            order, from, to, ..
        } => format!("amended {order} from {from} to {to}"),
    }
}

fn told_breach(breach: &Breach) -> String {
    let text = format!("{breach:?}");
    let name = text.split([' ', '{']).next().unwrap_or_default();
    name.to_string()
}
