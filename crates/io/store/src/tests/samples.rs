//! Batches and rows to write in tests, made from small numbers.

use crate::{
    AuditRecord, BalanceRow, Batch, CandleMark, HaltChange, HaltRow, HistoryName, HistoryPage,
    HistoryStep, JournalRow, KeptCandle, MessageOutcome, NewHistoryRecord, NewMessage, NewRefusal,
    OrderLink, OrderRow, PasswordHash, PeopleChange, RawArrival, RequestKeyRow, SessionRow,
    SetupTokenRow, SigninFailureRow, SwitchRow, TokenHash, UserRow, content_hash,
};
use domain::{
    AccountId, Amount, Asset, Balance, Candle, ClientOrderId, EndReason, Exposure, Fill, Interval,
    Liquidity, NewOrder, Order, OrderId, OrderKind, OrderState, OrderTerms, Origin, Position,
    PositionEffect, PositionKey, PositionSide, Price, Qty, RawSource, Scope, SelfTradePrevention,
    SessionId, Side, StrategyId, Symbol, Time, TimeInForce, UserId, VenueId, VenueOrderId,
    VenueTradeId,
};

pub(crate) fn at(seconds: i64) -> Time {
    Time::from_millis(seconds * 1_000)
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

pub(crate) fn symbol(text: &str) -> Symbol {
    Symbol::new(text).unwrap()
}

pub(crate) fn btc() -> Symbol {
    symbol("BTC/USDT")
}

pub(crate) fn eth() -> Symbol {
    symbol("ETH/USDT")
}

pub(crate) fn asset(text: &str) -> Asset {
    Asset::new(text).unwrap()
}

pub(crate) fn account(number: u64) -> AccountId {
    AccountId::new(number)
}

pub(crate) fn person() -> Origin {
    Origin::Person(UserId::new(1))
}

pub(crate) fn journal(kind: &str, order: Option<u64>) -> JournalRow {
    JournalRow {
        at: at(10),
        kind: kind.to_owned(),
        order: order.map(OrderId::new),
        body: format!("{{\"kind\":\"{kind}\",\"words\":\"größer als 2^64 \u{1F980}\"}}"),
    }
}

pub(crate) fn terms(symbol: Symbol, kind: OrderKind) -> OrderTerms {
    OrderTerms {
        symbol,
        side: Side::Buy,
        qty: qty("0.00010000"),
        kind,
        self_trade: SelfTradePrevention::ExpireMaker,
        effect: PositionEffect::Any,
    }
}

pub(crate) fn limit() -> OrderKind {
    OrderKind::Limit {
        price: price("64123.45"),
        time_in_force: TimeInForce::Gtc,
    }
}

pub(crate) fn asked() -> OrderState {
    OrderState::Asked {
        since: at(10),
        deadline: at(15),
    }
}

pub(crate) fn working(venue_id: &str, filled: &str) -> OrderState {
    OrderState::Working {
        venue_id: VenueOrderId::new(venue_id).unwrap(),
        filled: qty(filled),
    }
}

pub(crate) fn ended(reason: EndReason, filled: &str) -> OrderState {
    OrderState::Ended {
        filled: qty(filled),
        reason,
        at: at(20),
    }
}

/// Order `id` of account `of` in a state.
pub(crate) fn order_in(id: u64, of: u64, terms: OrderTerms, state: OrderState) -> OrderRow {
    let ids = (
        OrderId::new(id),
        ClientOrderId::of(at(10), account(of), OrderId::new(id)),
    );
    OrderRow {
        order: Order {
            order: NewOrder::new(ids, account(of), person(), terms).unwrap(),
            opened: at(10),
            state,
            cancel_asked: None,
            stale_since: None,
            list: None,
        },
        venue_id: None,
        updated: at(20),
    }
}

/// Order `id` of account 1, limit, BTC, asked.
pub(crate) fn order(id: u64) -> OrderRow {
    order_in(id, 1, terms(btc(), limit()), asked())
}

/// Trade `trade` of order `of`, account 1, BTC.
pub(crate) fn fill(of: u64, trade: &str) -> Fill {
    Fill {
        trade: VenueTradeId::new(trade).unwrap(),
        order: OrderId::new(of),
        account: account(1),
        symbol: btc(),
        side: Side::Buy,
        position: PositionSide::Both,
        price: price("64123.45"),
        qty: qty("0.0001"),
        fee: amount("-0.000000000000000001"),
        fee_asset: asset("BNB"),
        liquidity: Liquidity::Maker,
        at: at(11),
    }
}

pub(crate) fn balance(of: u64, name: &str, free: &str) -> BalanceRow {
    BalanceRow {
        account: account(of),
        balance: Balance {
            asset: asset(name),
            free: qty(free),
            locked: qty("12345678901234567.12345678"),
        },
        updated: at(12),
    }
}

pub(crate) fn candle(minute: i64, close: &str) -> Candle {
    Candle {
        symbol: btc(),
        interval: Interval::M1,
        open_time: at(minute * 60),
        open: price("10"),
        high: price("20"),
        low: price("9.5"),
        close: price(close),
        volume: qty("0.3"),
        quote_volume: amount("4.4"),
        trade_count: 7,
    }
}

/// A candle folded from every trade.
pub(crate) const fn kept(candle: Candle) -> KeptCandle {
    KeptCandle {
        candle,
        mark: CandleMark::Whole,
    }
}

pub(crate) fn raw(seconds: i64, bytes: &[u8]) -> RawArrival {
    RawArrival {
        source: RawSource::new("simex/api/v3/order").unwrap(),
        received: at(seconds),
        bytes: bytes.to_vec(),
    }
}

pub(crate) fn audit(record: &str) -> AuditRecord {
    AuditRecord {
        at: at(13),
        record: record.to_owned(),
    }
}

pub(crate) fn refusal(of: u64, rule: &str) -> NewRefusal {
    NewRefusal {
        at: at(14),
        account: account(of),
        symbol: eth(),
        origin: Origin::Strategy(StrategyId::new(3), UserId::new(1)),
        rule: rule.to_owned(),
        words: "order value 2 is above the limit 1".to_owned(),
        detail: "{\"limit\":\"1\"}".to_owned(),
    }
}

pub(crate) fn halt(scope: Scope) -> HaltRow {
    HaltRow {
        scope,
        since: at(15),
        origin: Origin::House,
        reason: "drawdown; 'quoted' \"words\"".to_owned(),
    }
}

pub(crate) fn venue() -> Scope {
    Scope::Venue(VenueId::new("simex").unwrap())
}

pub(crate) fn switch(name: &str, position: &str) -> SwitchRow {
    SwitchRow {
        name: name.to_owned(),
        position: position.to_owned(),
        since: at(16),
        origin: person(),
    }
}

pub(crate) fn token(byte: u8) -> TokenHash {
    TokenHash([byte; 32])
}

pub(crate) fn user(id: u64, email: &str) -> UserRow {
    UserRow {
        id: UserId::new(id),
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password: PasswordHash::new("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA".to_owned()),
        role: "owner".to_owned(),
        created: at(1),
        disabled: None,
    }
}

pub(crate) fn session(byte: u8, of: u64) -> SessionRow {
    SessionRow {
        token: token(byte),
        id: SessionId::new(&format!("s-{byte}")).unwrap(),
        user: UserId::new(of),
        created: at(i64::from(byte)),
        last_seen: at(i64::from(byte)),
        expires: at(1_000),
        revoked: None,
    }
}

pub(crate) fn setup_token(byte: u8) -> SetupTokenRow {
    SetupTokenRow {
        token: token(byte),
        created: at(i64::from(byte)),
        expires: at(100),
        used: None,
    }
}

pub(crate) fn failures(subject: &str, failures: u64) -> SigninFailureRow {
    SigninFailureRow {
        subject: subject.to_owned(),
        failures,
        window_start: at(5),
        locked_until: (failures > 4).then(|| at(50)),
    }
}

pub(crate) fn positions() -> Vec<Position> {
    let flat = Position::flat(PositionKey::both(account(1), eth()));
    let long = Position {
        exposure: Exposure::Long {
            qty: qty("1.5"),
            cost: amount("-0.25"),
        },
        realised: amount("-3.000000000001"),
        fees: amount("0.1"),
        fees_other_count: 2,
        ..Position::flat(PositionKey::both(account(1), btc()))
    };
    let short = Position {
        exposure: Exposure::Short {
            qty: qty("2"),
            proceeds: amount("79228162514264337593543950335"),
        },
        ..Position::flat(PositionKey::both(account(2), btc()))
    };
    // The two of hedge mode beside each other, in an account of their own.
    let hedged = |side, exposure| Position {
        exposure,
        ..Position::flat(PositionKey {
            side,
            ..PositionKey::both(account(3), btc())
        })
    };
    let (of_long, of_short) = (
        hedged(
            PositionSide::Long,
            Exposure::Long {
                qty: qty("3"),
                cost: amount("300"),
            },
        ),
        hedged(
            PositionSide::Short,
            Exposure::Short {
                qty: qty("2"),
                proceeds: amount("200"),
            },
        ),
    );
    vec![long, flat, short, of_long, of_short]
}

/// A batch with something of everything, for order `id` (1 to 90).
pub(crate) fn everything(id: u64) -> Batch {
    let name = id.to_string();
    let byte = u8::try_from(id).unwrap();
    Batch {
        journal: vec![journal("opened", Some(id)), journal("halted", None)],
        snapshot: Some(format!("state {id}")),
        orders: vec![order(id)],
        fills: vec![fill(id, &name)],
        positions: positions(),
        balances: vec![balance(1, "BTC", "0.1"), balance(1, "USDT", &name)],
        halts: vec![HaltChange::Set(halt(Scope::Global))],
        switches: vec![switch("trading", &name)],
        refusals: vec![refusal(1, "GATE-02.order-value")],
        request_keys: vec![RequestKeyRow {
            user: UserId::new(1),
            name: name.clone(),
            order: OrderId::new(id),
        }],
        candles: vec![kept(candle(i64::from(byte), "11"))],
        raw_records: vec![raw(3, name.as_bytes())],
        histories: vec![history(id)],
        messages: vec![message(id, name.as_bytes())],
        links: vec![link(id, id)],
        audit: vec![audit(&format!("{{\"seq\":{id}}}"))],
        people: vec![
            PeopleChange::AddUser(user(id, &format!("{id}@example.org"))),
            PeopleChange::OpenSession(session(byte, id)),
            PeopleChange::IssueSetupToken(setup_token(byte)),
            PeopleChange::PutSigninFailures(failures("203.0.113.7", id)),
        ],
        ..Batch::new(at(30))
    }
}

/// A page of a history with one record.
fn history(id: u64) -> HistoryStep {
    let record = format!("{{\"id\":{id}}}");
    HistoryStep {
        name: HistoryName {
            account: AccountId::new(1),
            kind: "trades".to_owned(),
            subject: "BTCUSDT".to_owned(),
        },
        since: at(0),
        cursor_id: id,
        cursor_at: at(0),
        whole_until: Some(at(3)),
        trouble: None,
        rests_until: None,
        page: Some(HistoryPage {
            raw: raw(3, format!("[{record}]").as_bytes()),
            records: vec![NewHistoryRecord {
                id: id.to_string(),
                at: at(2),
                start: 1,
                length: record.len(),
            }],
            breaks: Vec::new(),
        }),
    }
}

/// An answer to the placing request of order `id`.
pub(crate) fn message(id: u64, bytes: &[u8]) -> NewMessage {
    NewMessage {
        order: OrderId::new(id),
        deed: "place".to_owned(),
        request: Some("POST /api/v3/order?symbol=BTCUSDT&side=BUY".to_owned()),
        begun: at(3),
        ended: at(4),
        outcome: MessageOutcome::Answered { status: 200 },
        words: None,
        hash: Some(content_hash(bytes)),
    }
}

/// Order `id` as the exit of what `other` opens.
pub(crate) fn link(id: u64, other: u64) -> OrderLink {
    OrderLink {
        order: OrderId::new(id),
        kind: "exit".to_owned(),
        other: OrderId::new(other),
    }
}

/// A batch of journal rows only.
pub(crate) fn turn(kinds: &[&str]) -> Batch {
    Batch {
        journal: kinds.iter().map(|kind| journal(kind, None)).collect(),
        ..Batch::new(at(30))
    }
}
