//! What stands between the cases and the exchange: a gate, a key, a clock of its own, requests signed and sent without ports.

use domain::*;
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Cleared, ContractTerms, Depth,
    Gate, GateConfig, GlobalLimits, JudgeRules, MarginReport, MarginRules, MarkPrice, OwnCrossing,
    Product, Quote, ReferenceRules,
};
use hmac::{Hmac, KeyInit, Mac};
use protocols::{Answer, Auth, Call, Method, SessionCall};
use sha2::Sha256;
use simex::{AccountSeed, Config, Happened, Market, Offline};
use std::collections::BTreeMap;

pub(crate) const ACCOUNT: AccountId = AccountId::new(1);
/// The account whose settings are changed: on margin, where the gate knows settings.
pub(crate) const MARGINED: AccountId = AccountId::new(2);
const START: Time = Time::from_millis(1_780_000_000_000);
const KEY: &str = "ann";

/// One house at the exchange, with others who trade there.
pub(crate) struct House {
    pub(crate) exchange: Offline,
    pub(crate) gate: Gate,
    pub(crate) instrument: Instrument,
    /// How far the house's clock is ahead of the exchange's.
    pub(crate) ahead: Span,
    pub(crate) secret: String,
    heard: Vec<(u64, String)>,
    next: u64,
}

fn signature(secret: &str, payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn exchange() -> Offline {
    let holds = |asset: &str, qty: &str| (Asset::new(asset).unwrap(), Qty::parse(qty).unwrap());
    let seed = |number, key: &str, usdt| AccountSeed {
        account: AccountId::new(number),
        key: key.to_owned(),
        secret: format!("{key}-secret"),
        balances: vec![holds("USDT", usdt), holds("BTC", "1")],
        futures: vec![holds("USDT", usdt)],
        more_keys: Vec::new(),
    };
    let config = Config {
        market: Market::Still,
        accounts: vec![
            seed(1, KEY, "10000"),
            seed(2, "bob", "1000000"),
            seed(3, "carl", "1000000"),
        ],
        ..Config::default()
    };
    Offline::new(&config, START).unwrap()
}

fn any_margin() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(125).unwrap(),
        margin: None,
        positions: None,
        mark_age_max: Span::from_secs(60),
        liquidation_distance_min: Rate::ZERO,
    }
}

/// A gate that judges by holdings and is generous; a contract is told to it as something that is held.
#[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
fn gate_of(instrument: &Instrument) -> Gate {
    let amount = |text| Amount::parse(text).unwrap();
    let mut instrument = *instrument;
    instrument.kind = ContractKind::Spot;
    instrument.rules.notional_min = Amount::ZERO;
    instrument.rules.qty_min = instrument.rules.qty_step;
    let gate = Gate::new(GateConfig {
        accounts: [
            (ACCOUNT, Product::Spot),
            (MARGINED, Product::Linear(any_margin())),
        ]
        .map(|(account, product)| AccountConfig {
            account,
            venue: instrument.venue,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
            product,
        })
        .to_vec(),
        instruments: vec![instrument],
        value_asset: instrument.quote,
        limits: GlobalLimits {
            order_value_max: amount("100000000"),
            position_value_max: amount("100000000"),
            open_positions_max: 5,
            open_orders_max: 10_000,
            open_orders_per_account_max: 10_000,
            open_orders_per_symbol_max: 10_000,
            price_collar: Rate::parse("0.99").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(60),
            market_slippage: Rate::parse("0.01").unwrap(),
        },
        live_consents: Vec::new(),
    });
    let mut gate = left_to_the_exchange(gate);
    gate.compared(ACCOUNT);
    let million = Qty::parse("1000000").unwrap();
    let balance = |asset| Balance {
        asset,
        free: million,
        locked: Qty::ZERO,
    };
    gate.balances(&BalanceReport {
        account: ACCOUNT,
        as_of: START,
        coverage: BalanceCoverage::Whole,
        balances: vec![balance(instrument.base), balance(instrument.quote)],
    });
    gate
}

fn verb(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    }
}

impl House {
    /// A house that trades the instrument found in the listing that `ask` asks for and `read` reads.
    pub(crate) fn new(ask: Call, read: impl FnOnce(&Answer) -> Instrument) -> Self {
        let mut exchange = exchange();
        let target = ask.path().to_owned();
        let (answer, _) = exchange.request("GET", &target, "", None);
        let (status, body) = answer.unwrap();
        let instrument = read(&Answer {
            status,
            retry_after: None,
            used_weight: None,
            received: exchange.now(),
            body: body.into_bytes(),
        });
        Self {
            gate: gate_of(&instrument),
            exchange,
            instrument,
            ahead: Span::ZERO,
            secret: format!("{KEY}-secret"),
            heard: Vec::new(),
            next: 0,
        }
    }

    /// Forgets what was ordered, as after a loss of memory; what is ordered next bears the number of what was ordered last.
    pub(crate) fn forget(&mut self) {
        self.gate = gate_of(&self.instrument);
        self.next -= 1;
    }

    pub(crate) fn pass(&mut self, millis: i64) {
        let happened = self.exchange.advance(Span::from_millis(millis));
        self.note(happened);
    }

    fn note(&mut self, happened: Vec<Happened>) {
        for one in happened {
            if let Happened::Text(conn, text) = one {
                self.heard.push((conn, text));
            }
        }
    }

    /// What a socket heard since last asked.
    pub(crate) fn heard(&mut self, conn: u64) -> Vec<String> {
        let all = std::mem::take(&mut self.heard);
        let (mine, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(of, _)| *of == conn);
        self.heard = others;
        mine.into_iter().map(|(_, text)| text).collect()
    }

    /// Sends a call as `wire` would; nothing when no whole answer came.
    pub(crate) fn try_send(&mut self, call: &Call) -> Option<Answer> {
        let now = self.exchange.now().plus(self.ahead);
        let payload = call.payload(now, call.life());
        let (payload, key) = match call.auth() {
            Auth::Open => (payload, None),
            Auth::Key { .. } => (payload, Some(KEY)),
            Auth::Signed { .. } => {
                let signed = signature(&self.secret, &payload);
                (Call::sealed(&payload, &signed), Some(KEY))
            }
        };
        let (target, body) = match call.method() {
            Method::Get | Method::Delete => (format!("{}?{payload}", call.path()), String::new()),
            Method::Post | Method::Put => (call.path().to_owned(), payload),
        };
        let method = verb(call.method());
        let (answer, happened) = self.exchange.request(method, &target, &body, key);
        self.note(happened);
        answer.map(|(status, body)| Answer {
            status,
            retry_after: None,
            used_weight: None,
            received: self.exchange.now(),
            body: body.into_bytes(),
        })
    }

    /// Sends a call that is answered.
    #[expect(clippy::needless_pass_by_value, reason = "a call is sent once")]
    pub(crate) fn send(&mut self, call: Call) -> Answer {
        let what = format!("{:?} {}", call.method(), call.path());
        self.try_send(&call)
            .unwrap_or_else(|| panic!("{what}: no answer"))
    }

    /// Says something on a session.
    pub(crate) fn say(&mut self, conn: u64, call: &SessionCall) {
        let now = self.exchange.now();
        let signed = signature(&self.secret, &call.payload(KEY, now));
        let happened = self.exchange.say(conn, &call.frame(KEY, now, &signed));
        self.note(happened);
    }

    /// Somebody else, or the house's holder by hand, asks for something; it must be done.
    pub(crate) fn by_hand(&mut self, who: &str, asked: &str) {
        let (method, target) = asked.split_once(' ').unwrap();
        let (path, params) = target.split_once('?').unwrap();
        let payload = format!("{params}&timestamp={}", self.exchange.now().millis());
        let signed = signature(&format!("{who}-secret"), &payload);
        let target = format!("{path}?{payload}&signature={signed}");
        let (answer, happened) = self.exchange.request(method, &target, "", Some(who));
        self.note(happened);
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200, "{asked}: {body}");
    }

    /// Pulls a lever that must work.
    pub(crate) fn lever(&mut self, method: &str, path: &str, body: &str) -> String {
        let (status, text) = self.exchange.lever(method, path, body).unwrap();
        assert_eq!(status, 200, "{path} {body}: {text}");
        self.pass(0);
        text
    }

    /// Orders a fault against the next placing.
    pub(crate) fn fault(&mut self, fault: &str) {
        let body =
            format!(r#"{{"kind":"request","endpoint":"place","fault":"{fault}","ms":1000}}"#);
        self.lever("POST", "/_sim/faults", &body);
    }

    /// An order in words, let through by the gate: `buy 0.01 limit 60000 fok`.
    pub(crate) fn cleared(&mut self, words: &str) -> (Cleared<NewOrder>, ClientOrderId) {
        self.next += 1;
        let now = self.exchange.now();
        let price = |text: &str| Price::parse(text).ok();
        self.gate.quote(Quote {
            venue: self.instrument.venue,
            symbol: self.instrument.symbol,
            bid: price("59999"),
            ask: price("60001"),
            last: price("60000"),
            received: now,
            depth: Depth::default(),
        });
        let id = OrderId::new(self.next);
        let client_id = ClientOrderId::of(now, ACCOUNT, id);
        let terms = terms(self.instrument.symbol, words);
        let order = NewOrder::new((id, client_id), ACCOUNT, Origin::House, terms).unwrap();
        let cleared = self.gate.clear(now, order);
        (
            cleared.unwrap_or_else(|no| panic!("{words}: {no}")),
            client_id,
        )
    }

    /// An order in words for one of the two positions of hedge mode, let through by a gate that believes much of each is held.
    pub(crate) fn hedged(
        &mut self,
        words: &str,
        side: HedgeSide,
    ) -> (Cleared<NewOrder>, ClientOrderId) {
        self.next += 1;
        let (now, symbol) = (self.exchange.now(), self.instrument.symbol);
        let mut gate = self.hedged_gate(now);
        let id = OrderId::new(self.next);
        let client_id = ClientOrderId::of(now, MARGINED, id);
        let terms = OrderTerms {
            effect: PositionEffect::Of(side),
            ..terms(symbol, words)
        };
        let order = NewOrder::new((id, client_id), MARGINED, Origin::House, terms).unwrap();
        let cleared = gate.clear(now, order);
        let cleared = cleared.unwrap_or_else(|no| panic!("{words}: {no}"));
        (cleared, client_id)
    }

    #[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
    fn hedged_gate(&self, now: Time) -> Gate {
        let price = |text: &str| Price::parse(text).ok();
        let mut instrument = self.instrument;
        instrument.rules.notional_min = Amount::ZERO;
        let (venue, symbol) = (instrument.venue, instrument.symbol);
        let gate = Gate::new(GateConfig {
            instruments: vec![instrument],
            ..self.gate.config().clone()
        });
        let mut gate = left_to_the_exchange(gate);
        gate.compared(MARGINED);
        gate.quote(Quote {
            venue,
            symbol,
            bid: price("59999"),
            ask: price("60001"),
            last: price("60000"),
            received: now,
            depth: Depth::default(),
        });
        let mark = MarkPrice {
            price: Price::parse("60000").unwrap(),
            received: now,
        };
        gate.mark((venue, symbol), mark);
        gate.balances(&BalanceReport {
            account: MARGINED,
            as_of: START,
            coverage: BalanceCoverage::Whole,
            balances: vec![Balance {
                asset: instrument.quote,
                free: Qty::parse("1000000").unwrap(),
                locked: Qty::ZERO,
            }],
        });
        let report = both_held(symbol);
        for terms in &report.contracts {
            gate.restore_position(terms.key(MARGINED), terms.held);
        }
        gate.margin(&report);
        gate
    }

    /// A cancel, let through by the gate.
    pub(crate) fn cancelling(&self, client_id: ClientOrderId) -> Cleared<CancelOrder> {
        self.gate.clear_cancel(CancelOrder {
            id: OrderId::new(self.next),
            client_id,
            account: ACCOUNT,
            symbol: self.instrument.symbol,
        })
    }

    pub(crate) fn deadline(&self) -> Time {
        self.exchange.now().plus(Span::from_secs(5))
    }
}

/// What a venue says of an account in hedge mode that holds 100 of each position.
fn both_held(symbol: Symbol) -> MarginReport {
    let sides = [(PositionSide::Long, "100"), (PositionSide::Short, "-100")];
    let contracts = sides.map(|(side, held)| ContractTerms {
        symbol,
        side,
        leverage: Leverage::new(20).unwrap(),
        margin: MarginMode::Cross,
        held: held.parse().unwrap(),
        entry: None,
        isolated: Amount::ZERO,
        liquidation: None,
    });
    MarginReport {
        account: MARGINED,
        positions: PositionMode::Hedge,
        assets: AssetsMode::Single,
        contracts: contracts.into(),
    }
}

fn terms(symbol: Symbol, words: &str) -> OrderTerms {
    let words: Vec<&str> = words.split(' ').collect();
    let price = |at: usize| Price::parse(words[at]).unwrap();
    let time_in_force = match words.last() {
        Some(&"ioc") => TimeInForce::Ioc,
        Some(&"fok") => TimeInForce::Fok,
        Some(_) | None => TimeInForce::Gtc,
    };
    let kind = match words[2] {
        "market" => OrderKind::Market,
        "limit" => OrderKind::Limit {
            price: price(3),
            time_in_force,
        },
        "maker" => OrderKind::LimitMaker { price: price(3) },
        "stop" => OrderKind::Stop { trigger: price(3) },
        "stop-limit" => OrderKind::StopLimit {
            trigger: price(3),
            price: price(4),
            time_in_force,
        },
        other => panic!("{other}"),
    };
    OrderTerms {
        symbol,
        side: words[0].parse().unwrap(),
        qty: Qty::parse(words[1]).unwrap(),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: match words.last() {
            Some(&"reduce") => PositionEffect::ReduceOnly,
            Some(_) | None => PositionEffect::Any,
        },
    }
}

/// A gate that leaves orders which could meet our own to the exchange: its own prevention is what is tried.
fn left_to_the_exchange(gate: Gate) -> Gate {
    gate.with_rules(JudgeRules {
        own_crossing: OwnCrossing::LeftToVenue,
        ..JudgeRules::default()
    })
}
