//! Cases of `journal.rs`: whatever happened reads back as it was written, and what is no journal text is refused.

use super::*;
use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, EndReason, Exposure, Fill, IfBare, Liquidity,
    ListId, NewOrder, Order, OrderKind, OrderState, OrderTerms, Origin, Position, PositionEffect,
    PositionKey, PositionSide, PressId, Price, Protection, Qty, Scope, SelfTradePrevention, Side,
    StrategyId, Symbol, TimeInForce, TrailingDelta, UserId, VenueId, VenueOrderId, VenueTradeId,
};
use gate::{
    BalanceCoverage, BalanceReport, CountedMessages, Figure, Hold, KeptPrices, KeptShape,
    KnownSymbol, LatelyKept, Refusal, Rule, SeenPrice, Shape, ShapeOrigin, SwitchOf,
    SwitchPosition,
};
use trading::{
    AccountBook, Away, AwayCause, BalanceKnown, BareCause, BookKept, Breach, Break, BreakEnd,
    BreakKey, Cause, ComparedTrades, Course, EntryLife, Exit, FailoverEvent, FillTiming, Guard,
    GuardStep, HaltInForce, HaltReach, Leg, LegEnd, LegOutcome, Movement, OrderEnd, OrderSnapshot,
    Press, Purpose, Sides, Sold, Stage, Standing, StatedTrade, Stays, StopEvent, StopVerb,
    TimeBound, VenueFill, VenueReport, VenueStatus, VenueWords,
};

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn usdt() -> Asset {
    Asset::new("USDT").unwrap()
}

fn time(nanos: i64) -> Time {
    Time::from_nanos(nanos)
}

fn venue_id() -> VenueOrderId {
    VenueOrderId::new("28").unwrap()
}

fn terms(kind: OrderKind) -> OrderTerms {
    OrderTerms {
        symbol: symbol(),
        side: Side::Buy,
        qty: qty("0.12345678"),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

fn kinds() -> Vec<OrderKind> {
    let (price, trigger, time_in_force) = (price("50000.01"), price("49000"), TimeInForce::Ioc);
    vec![
        OrderKind::Market,
        OrderKind::Limit {
            price,
            time_in_force,
        },
        OrderKind::LimitMaker { price },
        OrderKind::Stop { trigger },
        OrderKind::StopLimit {
            trigger,
            price,
            time_in_force: TimeInForce::Gtc,
        },
        OrderKind::TakeProfit { trigger },
        OrderKind::TakeProfitLimit {
            trigger,
            price,
            time_in_force: TimeInForce::Gtd(time(9)),
        },
        OrderKind::TrailingStop {
            delta: TrailingDelta::new(150).unwrap(),
        },
    ]
}

fn new_order(kind: OrderKind) -> NewOrder {
    let (account, id) = (AccountId::new(1), OrderId::new(7));
    let client_id = ClientOrderId::of(time(1_000_000), account, id);
    let origin = Origin::Strategy(StrategyId::new(3), UserId::new(9));
    NewOrder::new((id, client_id), account, origin, terms(kind)).unwrap()
}

fn fill() -> Fill {
    Fill {
        trade: VenueTradeId::new("991").unwrap(),
        order: OrderId::new(7),
        account: AccountId::new(1),
        symbol: symbol(),
        side: Side::Sell,
        position: PositionSide::Both,
        price: price("50000.01"),
        qty: qty("0.00000001"),
        fee: Amount::parse("-0.000000001").unwrap(),
        fee_asset: usdt(),
        liquidity: Liquidity::Maker,
        at: time(-5),
    }
}

fn hold() -> Hold {
    Hold {
        asset: usdt(),
        unit: price("50050.06001").amount(),
    }
}

fn cause() -> Cause {
    Cause {
        origin: Origin::House,
        reason: "a \"quoted\" word, a\nline, and ünïcode".to_owned(),
    }
}

fn report(fill: Option<VenueFill>) -> VenueReport {
    VenueReport {
        account: AccountId::new(1),
        client_id: ClientOrderId::new("someone-elses").unwrap(),
        venue_id: venue_id(),
        symbol: symbol(),
        status: VenueStatus::Expired,
        filled_total: qty("0.5"),
        fill,
        at: time(77),
    }
}

fn balances() -> BalanceReport {
    BalanceReport {
        account: AccountId::new(1),
        as_of: time(3),
        coverage: BalanceCoverage::Whole,
        balances: vec![Balance {
            asset: usdt(),
            free: qty("19999.12345678"),
            locked: Qty::ZERO,
        }],
    }
}

fn breaches() -> Vec<Breach> {
    vec![
        Breach::Overfilled {
            filled: qty("2"),
            ordered: qty("1"),
        },
        Breach::FilledBeyondReport {
            booked: qty("2"),
            reported: qty("1"),
        },
        Breach::FillDiffers {
            trade: VenueTradeId::new("5").unwrap(),
            price: price("1"),
            qty: qty("1"),
        },
        Breach::Denied,
        Breach::SentAfterAll,
        Breach::RefusedButSeen,
        Breach::OtherVenueId {
            venue_id: venue_id(),
        },
        Breach::Arithmetic {
            amount: Amount::parse("-1.5").unwrap(),
        },
    ]
}

fn figures() -> Vec<Figure> {
    vec![
        Figure::Nothing,
        Figure::Amount(Amount::parse("-1.25").unwrap(), usdt()),
        Figure::Qty(qty("0.1"), usdt()),
        Figure::Price(price("3"), usdt()),
        Figure::Count(12),
        Figure::Span(domain::Span::from_millis(5)),
        Figure::Time(time(8)),
        Figure::Order(OrderId::new(4)),
    ]
}

fn protections() -> Vec<Protection> {
    let entry = terms(OrderKind::Market);
    let stops = [
        OrderKind::Stop {
            trigger: price("40000"),
        },
        OrderKind::TrailingStop {
            delta: TrailingDelta::new(150).unwrap(),
        },
    ];
    let target = OrderKind::LimitMaker {
        price: price("60000"),
    };
    let both = stops.map(|stop| Protection::new(&entry, (Some(stop), Some(target)), IfBare::Alarm));
    let target = Protection::new(&entry, (None, Some(target)), IfBare::Flatten);
    let stop = Protection::new(&entry, (Some(stops[0]), None), IfBare::Flatten);
    let all = both.into_iter().chain([target, stop]);
    all.map(Result::unwrap).collect()
}

fn guards() -> Vec<Guard> {
    let exit = |course| Exit {
        order: OrderId::new(9),
        open: vec![OrderId::new(9), OrderId::new(10)],
        qty: qty("0.1"),
        filled: qty("0.01"),
        purpose: Purpose::Protect,
        course,
    };
    let of = |protection| Guard {
        entry: OrderId::new(7),
        account: AccountId::new(1),
        terms: terms(OrderKind::Market),
        protection,
        entry_life: EntryLife::Over,
        opened: qty("0.12345678"),
        closed: qty("0.01"),
        exits: [Course::Sound, Course::Withdrawn, Course::Broken]
            .map(exit)
            .into(),
        standing: Standing::Kept,
        told: Some(time(8)),
        flattens: 2,
        orders: vec![OrderId::new(9), OrderId::new(10)],
    };
    let mut guards: Vec<Guard> = protections().into_iter().map(of).collect();
    guards[0].standing = Standing::Bare;
    guards[1].standing = Standing::Lifted;
    guards[1].entry_life = EntryLife::Open;
    guards
}

fn guard_steps() -> Vec<GuardStep> {
    let order = OrderId::new(9);
    let purposes = [Purpose::Protect, Purpose::Flatten];
    let causes = [
        BareCause::ExitEnded,
        BareCause::Late,
        BareCause::Unknown,
        BareCause::NotFlattened,
    ];
    let wished = protections().into_iter().map(GuardStep::Wished);
    let sent = purposes.map(|purpose| GuardStep::ExitSent { order, purpose });
    let bare = causes.map(|cause| GuardStep::Bare {
        cause,
        qty: qty("0.1"),
    });
    let steps = wished.chain(sent).chain(bare);
    steps.chain([GuardStep::Covered, GuardStep::Over]).collect()
}

/// At least one event of every kind, with every variant of what it carries.
#[expect(
    clippy::too_many_lines,
    reason = "one line a case; a list to be read, not a deed to be cut"
)]
fn events() -> Vec<Event> {
    let at = time(1_723_161_253_937_085_768);
    let order = OrderId::new(7);
    let execution = VenueFill {
        trade: VenueTradeId::new("5").unwrap(),
        price: price("1"),
        qty: qty("1"),
        fee: Amount::parse("0.001").unwrap(),
        fee_asset: usdt(),
        liquidity: Liquidity::Taker,
        at,
    };
    let mut events: Vec<Event> = kinds()
        .into_iter()
        .map(|kind| Event::Opened {
            order: new_order(kind),
            hold: hold(),
            list: None,
            at,
            deadline: time(9),
        })
        .collect();
    let guard = |step| Event::Guard {
        entry: order,
        step,
        at,
    };
    events.extend(guard_steps().into_iter().map(guard));
    events.push(Event::Opened {
        order: new_order(OrderKind::Market),
        hold: hold(),
        list: Some(ListId::new(6)),
        at,
        deadline: time(9),
    });
    events.extend(figures().into_iter().map(|figure| Event::Refused {
        order,
        account: AccountId::new(1),
        origin: Origin::Person(UserId::new(2)),
        terms: terms(OrderKind::Market),
        refusal: Refusal {
            rule: Rule::OrderValue,
            scope: Scope::Symbol(symbol()),
            value: Box::new(figure),
            limit: Box::new(figure),
        },
        at,
    }));
    events.extend(
        breaches()
            .into_iter()
            .map(|breach| Event::Broken { order, breach, at }),
    );
    events.extend([
        Event::Reaffirmed {
            order,
            at,
            deadline: time(1),
        },
        Event::Accepted {
            order,
            venue_id: venue_id(),
            at,
        },
        Event::Confirmed {
            refused: OrderId::new(7),
            order,
            origin: Origin::Person(UserId::new(7)),
            at,
        },
        Event::CancelAsked {
            order,
            origin: Origin::Program(UserId::new(1)),
            at,
        },
        Event::ReplaceAsked {
            order,
            by: OrderId::new(9),
            origin: Origin::Program(UserId::new(1)),
            at,
        },
        Event::Amend(trading::AmendEvent::Asked {
            order,
            qty: qty("0.5"),
            origin: Origin::Person(UserId::new(1)),
            at,
        }),
        Event::Amend(trading::AmendEvent::Refused {
            order,
            words: VenueWords {
                code: -2038,
                text: "no".to_owned(),
            },
            at,
        }),
        Event::Amend(trading::AmendEvent::Amended {
            order,
            from: qty("1"),
            to: qty("0.5"),
            at,
        }),
        Event::TimeUp {
            order,
            bound: TimeBound::StaleWarning,
            at,
        },
        Event::TimeUp {
            order,
            bound: TimeBound::StaleEnd,
            at,
        },
        Event::TimeUp {
            order,
            bound: TimeBound::GoodTill,
            at,
        },
        Event::FillBooked {
            fill: fill(),
            timing: FillTiming::AfterEnd,
            at,
        },
        Event::FillBooked {
            fill: fill(),
            timing: FillTiming::InLife,
            at,
        },
        Event::Ended {
            order,
            reason: EndReason::NeverSeen,
            filled: Qty::ZERO,
            words: Some(VenueWords {
                code: -2010,
                text: "no".to_owned(),
            }),
            at,
        },
        Event::Ended {
            order,
            reason: EndReason::Filled,
            filled: qty("1"),
            words: None,
            at,
        },
        Event::Unresolved {
            order,
            since: time(1),
            at,
        },
        Event::Settled {
            order,
            filled: qty("1"),
            cause: Cause {
                origin: Origin::House,
                reason: "the venue denies it".to_owned(),
            },
            at,
        },
        Event::Reopened {
            order,
            venue_id: venue_id(),
            at,
        },
        Event::Halted {
            scope: Scope::Global,
            reach: HaltReach::AndCancel,
            cause: cause(),
            at,
        },
        Event::Released {
            scope: Scope::Account(AccountId::new(1)),
            cause: cause(),
            at,
        },
        Event::BalancesSeen {
            report: balances(),
            at,
        },
        Event::Foreign {
            report: report(Some(execution)),
            at,
        },
        Event::Foreign {
            report: report(None),
            at,
        },
    ]);
    events.extend(
        [
            SwitchOf::User(UserId::new(1)),
            SwitchOf::Account(AccountId::new(1)),
            SwitchOf::Symbol(symbol()),
        ]
        .into_iter()
        .zip([SwitchPosition::On, SwitchPosition::Off, SwitchPosition::On])
        .map(|(switch, position)| Event::SwitchSet {
            switch,
            position,
            cause: cause(),
            at,
        }),
    );
    events.extend(
        compared()
            .into_iter()
            .chain(of_backups())
            .chain(of_presses()),
    );
    events.extend(breaker_view::tests::events());
    events.extend(
        compared()
            .into_iter()
            .chain(of_backups())
            .chain(proposal_tests::events()),
    );
    events
}

fn away() -> Away {
    let sold = Sold {
        backup: qty("0.5"),
        home: qty("0.25"),
        doubled: qty("0.1"),
    };
    let stays = [Stays::Policy, Stays::MayStand, Stays::Alarm];
    let refused = Stays::Refused(Rule::MovedExcess);
    let stays = stays.into_iter().chain([refused]);
    Away {
        account: AccountId::new(1),
        cause: AwayCause::Called(cause()),
        since: time(8),
        stage: Stage::Answers(time(9)),
        release: Some(cause()),
        sold: [(symbol(), sold)].into(),
        stays: (1..).map(OrderId::new).zip(stays).collect(),
    }
}

const SIDES: [PositionSide; 3] = [PositionSide::Both, PositionSide::Long, PositionSide::Short];

fn of_presses() -> Vec<Event> {
    let (press, at) = (PressId::new(3), time(12));
    let key = |side| PositionKey {
        side,
        ..PositionKey::both(AccountId::new(1), symbol())
    };
    let left = Amount::parse("-0.5").unwrap();
    let verbs = [
        StopVerb::Halt(HaltReach::NewOnly),
        StopVerb::Halt(HaltReach::AndCancel),
        StopVerb::Cancel,
        StopVerb::Flatten,
    ];
    let pressed = verbs.map(|verb| StopEvent::Pressed {
        press,
        verb,
        scope: Scope::Global,
        orders: vec![OrderId::new(4), OrderId::new(5)],
        legs: SIDES.map(|side| (key(side), left)).into(),
        cause: cause(),
        at,
    });
    let ended = [LegOutcome::Flat, LegOutcome::Dust, LegOutcome::GivenUp];
    let ended = ended.into_iter().zip(SIDES);
    let ended = ended.map(|(outcome, side)| StopEvent::LegEnded {
        press,
        key: key(side),
        outcome,
        left,
        at,
    });
    let sent = StopEvent::LegSent {
        press,
        key: key(PositionSide::Both),
        order: OrderId::new(6),
        at,
    };
    let refused = StopEvent::LegRefused {
        press,
        key: key(PositionSide::Long),
        words: "no".to_owned(),
        at,
    };
    let all = pressed.into_iter().chain(ended).chain([sent, refused]);
    all.map(Event::Stop).collect()
}

fn presses() -> Vec<Press> {
    let end = OrderEnd {
        reason: EndReason::Cancelled,
        filled: qty("0.25"),
        words: Some("gone".to_owned()),
        at: time(14),
    };
    let leg = Leg {
        key: PositionKey::both(AccountId::new(1), symbol()),
        wanted: Amount::parse("2").unwrap(),
        orders: vec![OrderId::new(6)],
        sent: qty("2"),
        filled: qty("1"),
        dry: 1,
        said: Some("nobody traded against it".to_owned()),
        not_before: time(15),
        end: None,
    };
    let over = Leg {
        end: Some(LegEnd {
            outcome: LegOutcome::Dust,
            left: Amount::parse("0.1").unwrap(),
            at: time(16),
        }),
        said: None,
        ..leg.clone()
    };
    vec![Press {
        id: PressId::new(3),
        verb: StopVerb::Flatten,
        scope: Scope::Global,
        cause: cause(),
        at: time(12),
        orders: [(OrderId::new(4), None), (OrderId::new(5), Some(end))].into(),
        legs: vec![leg, over],
    }]
}

// What was written before presses had numbers reads as a house in which none was pressed.
#[test]
fn z1_a_state_without_presses_reads_as_one_in_which_none_was_pressed() {
    let text = snapshot_text(&Snapshot::empty()).unwrap();
    let old = text.replace("\"press_next\":\"1\",\"presses\":[],", "");
    assert_ne!(old, text);
    assert_eq!(snapshot(&old).unwrap(), Snapshot::empty());
}

fn of_backups() -> Vec<Event> {
    let (account, at) = (AccountId::new(1), time(11));
    let mut all = vec![
        FailoverEvent::WentAway {
            account,
            cause: AwayCause::Silence { since: time(4) },
            at,
        },
        FailoverEvent::WentAway {
            account,
            cause: AwayCause::Called(cause()),
            at,
        },
        FailoverEvent::ReleaseAsked {
            account,
            cause: cause(),
            at,
        },
        FailoverEvent::Answers { account, at },
        FailoverEvent::SilentAgain { account, at },
        FailoverEvent::CameHome {
            account,
            compared: time(10),
            at,
        },
    ];
    all.extend(
        away()
            .stays
            .into_iter()
            .map(|(entry, why)| FailoverEvent::Stays {
                account,
                entry,
                why,
                qty: qty("0.5"),
                at,
            }),
    );
    all.into_iter().map(Event::Failover).collect()
}

fn trade() -> StatedTrade {
    StatedTrade {
        trade: VenueTradeId::new("77").unwrap(),
        venue_order: venue_id(),
        symbol: symbol(),
        side: Side::Sell,
        position: PositionSide::Both,
        price: price("50000.01"),
        qty: qty("0.5"),
        fee: Amount::parse("-0.001").unwrap(),
        fee_asset: usdt(),
        liquidity: Liquidity::Maker,
        at: time(8),
    }
}

fn movement() -> Movement {
    Movement {
        asset: usdt(),
        amount: Amount::parse("-12.5").unwrap(),
        at: time(8),
    }
}

fn found(key: BreakKey) -> Break {
    Break {
        account: AccountId::new(1),
        key,
        sides: Sides {
            ours: Some(Amount::parse("1.5").unwrap()),
            venue: None,
            trades: Some(Amount::ZERO),
        },
        first_seen: time(7),
        at: time(9),
    }
}

fn keys() -> [BreakKey; 5] {
    let trade = VenueTradeId::new("77").unwrap();
    [
        BreakKey::Order(symbol(), OrderId::new(7)),
        BreakKey::Trade(symbol(), trade),
        BreakKey::ForeignOrder(symbol(), venue_id()),
        BreakKey::ForeignTrade(symbol(), trade),
        BreakKey::Balance(usdt()),
    ]
}

fn book() -> BookKept {
    let mut book = AccountBook::new(time(3), [(usdt(), Amount::parse("100").unwrap())].into());
    let trade = VenueTradeId::new("76").unwrap();
    book.cursors.insert(symbol(), trade);
    book.foreign.insert((symbol(), trade));
    book.unconfirmed.insert((symbol(), fill().trade), fill());
    book.movements.insert(movement());
    BookKept {
        account: AccountId::new(1),
        book,
    }
}

/// What the three-way check records.
fn compared() -> Vec<Event> {
    let (account, at) = (AccountId::new(1), time(9));
    let last = VenueTradeId::new("77").unwrap();
    let mut events = vec![
        Event::BookOpened {
            account,
            since: time(3),
            balances: vec![(usdt(), Amount::parse("20000").unwrap())],
            cursors: vec![(symbol(), last)],
            at,
        },
        Event::Compared {
            account,
            trades: ComparedTrades {
                symbol: symbol(),
                last,
                seen: vec![last],
            },
            at,
        },
        Event::ForeignTrade {
            account,
            trade: trade(),
            at,
        },
        Event::Moved {
            account,
            movement: movement(),
            at,
        },
    ];
    for key in keys() {
        events.push(Event::BreakFound { found: found(key) });
        for end in [BreakEnd::Agreed, BreakEnd::Accepted(cause())] {
            events.push(Event::BreakEnded {
                account,
                key,
                end,
                adjusted: Some(Amount::parse("-7").unwrap()),
                at,
            });
        }
    }
    events
}

#[test]
fn every_event_reads_back_as_it_was_written() {
    for event in events() {
        let row = row(&event).unwrap();
        assert_eq!(super::event(&row.body).unwrap(), event, "{}", row.body);
        assert_eq!(row.at, at(&event));
        assert_eq!(row.kind, kind(&event));
        assert_eq!(row.order, order(&event));
        let audited: serde_json::Value = serde_json::from_str(&audit_text(&row)).unwrap();
        assert_eq!(audited["kind"], row.kind);
    }
}

#[test]
fn every_kind_of_event_is_among_the_cases() {
    let kinds: std::collections::BTreeSet<_> = events().iter().map(kind).collect();
    assert_eq!(kinds.len(), 49);
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one line a case; a list to be read, not a deed to be cut"
)]
fn a_state_reads_back_as_it_was_written() {
    let states = [
        OrderState::Asked {
            since: time(1),
            deadline: time(2),
        },
        OrderState::Working {
            venue_id: venue_id(),
            filled: qty("0.1"),
        },
        OrderState::Ended {
            filled: qty("0.1"),
            reason: EndReason::Cancelled,
            at: time(5),
        },
    ];
    let exposures = [
        Exposure::Flat,
        Exposure::Long {
            qty: qty("1"),
            cost: Amount::parse("50000.123456789012").unwrap(),
        },
        Exposure::Short {
            qty: qty("1"),
            proceeds: Amount::parse("1").unwrap(),
        },
    ];
    let snapshot = Snapshot {
        margins: Vec::new(),
        away: vec![away()],
        losses: breaker_view::tests::losses(),
        controls: proposal_tests::controls(),
        press_next: PressId::new(4),
        presses: presses(),
        order_next: OrderId::new(8),
        orders: states
            .into_iter()
            .zip(kinds())
            .map(|(state, kind)| OrderSnapshot {
                order: Order {
                    order: new_order(kind),
                    opened: time(1),
                    state,
                    cancel_asked: Some(time(3)),
                    stale_since: Some(time(4)),
                    list: Some(ListId::new(6)),
                },
                venue_id: Some(venue_id()),
                hold: hold(),
                fills: vec![(VenueTradeId::new("5").unwrap(), price("1"), qty("1"))],
            })
            .collect(),
        positions: exposures
            .into_iter()
            .map(|exposure| Position {
                exposure,
                ..Position::flat(PositionKey::both(AccountId::new(1), symbol()))
            })
            .collect(),
        halts: vec![HaltInForce {
            scope: Scope::Global,
            reach: HaltReach::NewOnly,
            cause: cause(),
            at: time(4),
        }],
        switches_off: vec![SwitchOf::Symbol(symbol())],
        balances: vec![BalanceKnown {
            account: AccountId::new(1),
            balance: balances().balances[0],
            as_of: time(6),
        }],
        books: vec![book()],
        breaks: vec![found(BreakKey::Balance(usdt()))],
        guards: guards(),
        lately: lately(),
        as_of: time(9),
    };
    let text = snapshot_text(&snapshot).unwrap();
    assert_eq!(super::snapshot(&text).unwrap(), snapshot);
    // Programs before this one kept nothing of the last minutes.
    let (before, rest) = text.split_once("\"lately\":").unwrap();
    let (_, after) = rest.split_once(",\"controls\"").unwrap();
    let older = super::snapshot(&format!("{before}\"controls\"{after}")).unwrap();
    let nothing = LatelyKept::NOTHING;
    assert_eq!(
        older,
        Snapshot {
            lately: nothing,
            ..snapshot
        }
    );
}

#[test]
fn text_that_is_not_of_the_journal_is_refused() {
    let good = row(&events()[0]).unwrap().body;
    let cases = [
        String::new(),
        "{}".to_owned(),
        "null".to_owned(),
        good.replace("\"0.12345678\"", "\"0\""),
        good.replace("\"0.12345678\"", "0.12345678"),
        good.replace("\"0.12345678\"", "\"NaN\""),
        good.replace("\"opened\"", "\"opened-twice\""),
        good.replace("{\"event\"", "{\"more\":1,\"event\""),
        good.get(..good.len() / 2).unwrap().to_owned(),
    ];
    for case in cases {
        assert!(event(&case).is_err(), "{case}");
    }
}

fn lately() -> LatelyKept {
    let shape = |origin| Shape {
        origin,
        account: AccountId::new(1),
        symbol: symbol(),
        side: Side::Buy,
        qty: qty("1"),
    };
    let origins = [
        ShapeOrigin::Person(UserId::new(7)),
        ShapeOrigin::Program(UserId::new(7)),
        ShapeOrigin::Strategy(StrategyId::new(3)),
        ShapeOrigin::House,
    ];
    LatelyKept {
        messages: vec![CountedMessages {
            scope: Scope::Global,
            day: 20_000,
            of_day: 3,
            cancels_of_day: 2,
            by_tenth: vec![(17_280_000_001, 1), (17_280_000_004, 2)],
            by_second: vec![(1_728_000_000, 3)],
        }],
        prices: vec![KeptPrices {
            venue: VenueId::new("simex").unwrap(),
            symbol: symbol(),
            side: Side::Sell,
            prices: vec![SeenPrice {
                price: price("1.5"),
                at: time(7),
            }],
        }],
        shapes: origins
            .into_iter()
            .map(|origin| KeptShape {
                shape: shape(origin),
                sent: vec![time(7), time(8)],
            })
            .collect(),
        symbols: vec![KnownSymbol {
            account: AccountId::new(1),
            symbol: symbol(),
            trades: 3,
        }],
        confirmed: vec![symbol()],
    }
}
