//! What is said to the venue, byte for byte, and that only what the gate cleared can be said. GATE-01 ORD-06

use super::*;
use crate::binance_usdm::facts::Door;
use crate::binance_usdm::{IncomeKind, ListenKey};
use alloc::collections::BTreeMap;
use alloc::format;
use domain::{
    AccountId, AmendOrder, Amount, Asset, AssetsMode, Balance, CancelOrder, ClientOrderId,
    ContractKind, HedgeSide, InstrumentRules, Leverage, MarginMode, MarginMove, NewOrder, OrderId,
    OrderKind, OrderTerms, Origin, PositionEffect, PositionMode, Price, Qty, Rate,
    SelfTradePrevention, Setting, SettingChange, Span, Text, TimeInForce, VenueId, VenueOrderId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Cleared, ContractTerms, Depth,
    Gate, GateConfig, GlobalLimits, MarginReport, MarginRules, MarkPrice, Product, Quote,
    ReferenceRules,
};

const ACCOUNT: AccountId = AccountId::new(1);
/// An account on margin; orders are cleared on the other, which needs no market to be told.
const MARGINED: AccountId = AccountId::new(2);
const NOW: Time = Time::from_millis(1_700_000_000_000);
const DEADLINE: Time = NOW.plus(Span::from_secs(5));

fn contract(base: &str) -> Instrument {
    let (base, quote) = (Asset::new(base).unwrap(), Asset::new("USDT").unwrap());
    let price = |text| Price::parse(text).unwrap();
    let qty = |text| Qty::parse(text).unwrap();
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::new(&format!("{base}/{quote}:{quote}")).unwrap(),
        venue_symbol: Text::new(&format!("{base}{quote}")).unwrap(),
        base,
        quote,
        kind: ContractKind::Linear {
            size: qty("1"),
            settle: quote,
        },
        rules: InstrumentRules {
            price_tick: price("0.1"),
            price_min: price("0.1"),
            price_max: price("1000000"),
            qty_step: qty("0.001"),
            qty_min: qty("0.001"),
            qty_max: qty("1000"),
            market_qty_max: qty("120"),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    }
}

fn margin_rules() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(20).unwrap(),
        margin: None,
        positions: None,
        mark_age_max: Span::from_secs(10),
        liquidation_distance_min: Rate::ZERO,
    }
}

/// A gate that judges by holdings; told of the contract under its own symbol, it clears orders for it.
#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
fn gate() -> Gate {
    let instrument = Instrument {
        kind: ContractKind::Spot,
        ..contract("BTC")
    };
    let mut gate = Gate::new(GateConfig {
        accounts: [
            (ACCOUNT, Product::Spot),
            (MARGINED, Product::Linear(margin_rules())),
        ]
        .map(|(account, product)| AccountConfig {
            account,
            venue: instrument.venue,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.0005").unwrap(),
            product,
        })
        .to_vec(),
        instruments: vec![instrument],
        value_asset: instrument.quote,
        limits: GlobalLimits {
            order_value_max: Amount::parse("1000000").unwrap(),
            position_value_max: Amount::parse("1000000").unwrap(),
            open_positions_max: 5,
            open_orders_max: 100,
            open_orders_per_account_max: 100,
            open_orders_per_symbol_max: 100,
            price_collar: Rate::parse("0.5").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(10),
            market_slippage: Rate::parse("0.01").unwrap(),
        },
        live_consents: Vec::new(),
    });
    gate.compared(ACCOUNT);
    gate.compared(MARGINED);
    let balance = |asset| Balance {
        asset,
        free: Qty::parse("1000000").unwrap(),
        locked: Qty::ZERO,
    };
    gate.balances(&BalanceReport {
        account: ACCOUNT,
        as_of: NOW,
        coverage: BalanceCoverage::Whole,
        balances: vec![balance(instrument.base), balance(instrument.quote)],
    });
    gate.quote(Quote {
        venue: instrument.venue,
        symbol: instrument.symbol,
        bid: Price::parse("60000").ok(),
        ask: Price::parse("60000.1").ok(),
        last: Price::parse("60000").ok(),
        received: NOW,
        depth: Depth::default(),
    });
    gate
}

fn client_id() -> ClientOrderId {
    ClientOrderId::of(NOW, ACCOUNT, OrderId::new(7))
}

fn cleared(
    gate: &mut Gate,
    (side, effect): (Side, PositionEffect),
    kind: OrderKind,
) -> Cleared<NewOrder> {
    let order = NewOrder::new(
        (OrderId::new(7), client_id()),
        ACCOUNT,
        Origin::House,
        OrderTerms {
            symbol: contract("BTC").symbol,
            side,
            qty: Qty::parse("0.012").unwrap(),
            kind,
            self_trade: SelfTradePrevention::ExpireMaker,
            effect,
        },
    )
    .unwrap();
    gate.clear(NOW, order).unwrap()
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

/// Method, path and parameters, without what signing adds.
fn words(call: &Call) -> String {
    let payload = call.payload(NOW, call.life());
    let payload = payload.split("&recvWindow=").next().unwrap();
    let payload = payload.split("recvWindow=").next().unwrap();
    format!("{:?} {}?{payload}", call.method(), call.path())
}

fn said(side: Side, kind: OrderKind) -> String {
    let mut gate = gate();
    let order = cleared(&mut gate, (side, PositionEffect::Any), kind);
    let btc = contract("BTC");
    let call = place(order, &btc, DEADLINE).unwrap();
    let halt_epoch = gate.halt_watch().epoch();
    let deadline = DEADLINE;
    let purpose = Purpose::Place {
        halt_epoch,
        deadline,
    };
    assert_eq!(call.purpose(), purpose);
    words(&call)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn each_kind_is_said_at_its_door_with_exactly_its_own_parameters() {
    let id = client_id();
    let tail = "quantity=0.012&selfTradePreventionMode=EXPIRE_MAKER&newOrderRespType=RESULT";
    let book = format!("{tail}&newClientOrderId={id}");
    let algo = format!("{tail}&algoType=CONDITIONAL&workingType=CONTRACT_PRICE&clientAlgoId={id}");
    let limit = |time_in_force| OrderKind::Limit {
        price: price("61000.5"),
        time_in_force,
    };
    let trigger = price("55000");
    for (side, kind, path, expected) in [
        (
            Side::Buy,
            OrderKind::Market,
            "order",
            format!("side=BUY&type=MARKET&{book}"),
        ),
        (
            Side::Sell,
            limit(TimeInForce::Gtc),
            "order",
            format!("side=SELL&type=LIMIT&timeInForce=GTC&price=61000.5&{book}"),
        ),
        (
            Side::Sell,
            limit(TimeInForce::Ioc),
            "order",
            format!("side=SELL&type=LIMIT&timeInForce=IOC&price=61000.5&{book}"),
        ),
        (
            Side::Sell,
            limit(TimeInForce::Fok),
            "order",
            format!("side=SELL&type=LIMIT&timeInForce=FOK&price=61000.5&{book}"),
        ),
        (
            Side::Buy,
            OrderKind::LimitMaker {
                price: price("59000"),
            },
            "order",
            format!("side=BUY&type=LIMIT&timeInForce=GTX&price=59000&{book}"),
        ),
        (
            Side::Sell,
            OrderKind::Stop { trigger },
            "algoOrder",
            format!("side=SELL&type=STOP_MARKET&triggerPrice=55000&{algo}"),
        ),
        (
            Side::Sell,
            OrderKind::StopLimit {
                trigger,
                price: price("54000"),
                time_in_force: TimeInForce::Gtc,
            },
            "algoOrder",
            format!("side=SELL&type=STOP&timeInForce=GTC&price=54000&triggerPrice=55000&{algo}"),
        ),
        (
            Side::Sell,
            OrderKind::TakeProfit {
                trigger: price("65000"),
            },
            "algoOrder",
            format!("side=SELL&type=TAKE_PROFIT_MARKET&triggerPrice=65000&{algo}"),
        ),
        (
            Side::Sell,
            OrderKind::TakeProfitLimit {
                trigger: price("65000"),
                price: price("65500"),
                time_in_force: TimeInForce::Gtc,
            },
            "algoOrder",
            format!(
                "side=SELL&type=TAKE_PROFIT&timeInForce=GTC&price=65500&triggerPrice=65000&{algo}"
            ),
        ),
        (
            Side::Sell,
            OrderKind::TrailingStop {
                delta: domain::TrailingDelta::new(150).unwrap(),
            },
            "algoOrder",
            format!("side=SELL&type=TRAILING_STOP_MARKET&callbackRate=1.50&{algo}"),
        ),
    ] {
        let expected = format!("Post /fapi/v1/{path}?symbol=BTCUSDT&{expected}");
        assert_eq!(said(side, kind), expected);
    }
}

// ORD-06: in one-way mode the word reduces; in hedge mode the side does, and the word is not said at either door.
#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn an_order_says_its_position_where_there_are_two_and_reduce_only_where_there_is_one() {
    let (long, short) = (
        PositionEffect::Of(HedgeSide::Long),
        PositionEffect::Of(HedgeSide::Short),
    );
    let stop = OrderKind::Stop {
        trigger: price("55000"),
    };
    let market = OrderKind::Market;
    for (side, effect, kind, expected) in [
        (
            Side::Sell,
            PositionEffect::Any,
            market,
            "side=SELL&type=MARKET",
        ),
        (
            Side::Sell,
            PositionEffect::ReduceOnly,
            market,
            "side=SELL&reduceOnly=true&type=MARKET",
        ),
        (
            Side::Sell,
            PositionEffect::ReduceOnly,
            stop,
            "side=SELL&reduceOnly=true&type=STOP_MARKET",
        ),
        (
            Side::Buy,
            long,
            market,
            "side=BUY&positionSide=LONG&type=MARKET",
        ),
        (
            Side::Sell,
            long,
            market,
            "side=SELL&positionSide=LONG&type=MARKET",
        ),
        (
            Side::Sell,
            short,
            market,
            "side=SELL&positionSide=SHORT&type=MARKET",
        ),
        (
            Side::Buy,
            short,
            market,
            "side=BUY&positionSide=SHORT&type=MARKET",
        ),
        (
            Side::Sell,
            long,
            stop,
            "side=SELL&positionSide=LONG&type=STOP_MARKET",
        ),
    ] {
        let btc = contract("BTC");
        let mode = match effect.position().hedge() {
            None => PositionMode::OneWay,
            Some(_) => PositionMode::Hedge,
        };
        let mut gate = margined(mode);
        let order = NewOrder::new(
            (OrderId::new(7), client_id()),
            MARGINED,
            Origin::House,
            OrderTerms {
                symbol: btc.symbol,
                side,
                qty: Qty::parse("0.012").unwrap(),
                kind,
                self_trade: SelfTradePrevention::ExpireMaker,
                effect,
            },
        );
        let cleared = gate.clear(NOW, order.unwrap()).unwrap();
        let said = words(&place(cleared, &btc, DEADLINE).unwrap());
        let door = match facts::door(&kind) {
            Door::Book => "order",
            Door::Conditional => "algoOrder",
        };
        let expected = format!("Post /fapi/v1/{door}?symbol=BTCUSDT&{expected}&");
        assert!(said.starts_with(&expected), "{said}");
    }
}

/// A gate with an account on margin that holds 1 of each of its positions.
#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
fn margined(mode: PositionMode) -> Gate {
    let btc = contract("BTC");
    let known = gate();
    let mut gate = Gate::new(GateConfig {
        instruments: vec![btc],
        ..known.config().clone()
    });
    gate.compared(MARGINED);
    gate.quote(known.quote_of(btc.venue, btc.symbol).unwrap().clone());
    gate.balances(&BalanceReport {
        account: MARGINED,
        as_of: NOW,
        coverage: BalanceCoverage::Whole,
        balances: vec![Balance {
            asset: btc.quote,
            free: Qty::parse("1000000").unwrap(),
            locked: Qty::ZERO,
        }],
    });
    let mark = MarkPrice {
        price: price("60000"),
        received: NOW,
    };
    gate.mark((btc.venue, btc.symbol), mark);
    let sides: &[(PositionSide, &str)] = match mode {
        PositionMode::OneWay => &[(PositionSide::Both, "1")],
        PositionMode::Hedge => &[(PositionSide::Long, "1"), (PositionSide::Short, "-1")],
    };
    let contracts = sides.iter().map(|(side, held)| ContractTerms {
        symbol: btc.symbol,
        side: *side,
        leverage: Leverage::new(5).unwrap(),
        margin: MarginMode::Cross,
        held: held.parse().unwrap(),
        entry: None,
        isolated: Amount::ZERO,
        liquidation: None,
    });
    let report = MarginReport {
        account: MARGINED,
        positions: mode,
        assets: AssetsMode::Single,
        contracts: contracts.collect(),
    };
    for terms in &report.contracts {
        gate.restore_position(terms.key(MARGINED), terms.held);
    }
    gate.margin(&report);
    gate
}

#[test]
fn nothing_is_said_about_another_contract() {
    let mut gate = gate();
    let eth = contract("ETH");
    let order = cleared(
        &mut gate,
        (Side::Buy, PositionEffect::Any),
        OrderKind::Market,
    );
    let refused = place(order, &eth, DEADLINE).unwrap_err();
    assert!(matches!(refused, Unsayable::OtherInstrument { .. }));
    assert!(cancel(gate.clear_cancel(cancelling()), &eth, Door::Book).is_err());
    let about = |setting| {
        let change = SettingChange {
            account: MARGINED,
            setting,
        };
        gate.clear_setting(change).unwrap()
    };
    let symbol = contract("BTC").symbol;
    let leverage = Leverage::new(5).unwrap();
    let levered = || about(Setting::Leverage { symbol, leverage });
    assert!(matches!(
        set(levered(), Some(&eth), DEADLINE),
        Err(Unsayable::OtherInstrument { .. })
    ));
    assert_eq!(set(levered(), None, DEADLINE), Err(Unsayable::Instrument));
    let hedge = about(Setting::Positions(PositionMode::Hedge));
    assert_eq!(set(hedge, Some(&eth), DEADLINE), Err(Unsayable::Instrument));
}

fn cancelling() -> CancelOrder {
    CancelOrder {
        id: OrderId::new(7),
        client_id: client_id(),
        account: ACCOUNT,
        symbol: contract("BTC").symbol,
    }
}

#[test]
fn orders_are_named_by_our_id_at_their_door() {
    let gate = gate();
    let (btc, id) = (contract("BTC"), client_id());
    let ended = |door| {
        let call = cancel(gate.clear_cancel(cancelling()), &btc, door).unwrap();
        assert_eq!(call.purpose(), Purpose::Cancel);
        assert_eq!(call.life(), facts::CANCEL_LIFE);
        words(&call)
    };
    for (said, expected) in [
        (
            ended(Door::Book),
            format!("Delete /fapi/v1/order?symbol=BTCUSDT&origClientOrderId={id}"),
        ),
        (
            ended(Door::Conditional),
            format!("Delete /fapi/v1/algoOrder?clientAlgoId={id}"),
        ),
        (
            words(&query(&btc, id, Door::Book)),
            format!("Get /fapi/v1/order?symbol=BTCUSDT&origClientOrderId={id}"),
        ),
        (
            words(&query(&btc, id, Door::Conditional)),
            format!("Get /fapi/v1/algoOrder?clientAlgoId={id}"),
        ),
        (
            words(&cancel_all(&btc, Door::Book)),
            "Delete /fapi/v1/allOpenOrders?symbol=BTCUSDT".to_string(),
        ),
        (
            words(&cancel_all(&btc, Door::Conditional)),
            "Delete /fapi/v1/algoOpenOrders?symbol=BTCUSDT".to_string(),
        ),
        (
            words(&dead_man(&btc, Span::from_secs(120))),
            "Post /fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=120000".to_string(),
        ),
    ] {
        assert_eq!(said, expected);
    }
}

#[test]
fn an_order_is_changed_by_what_the_gate_cleared() {
    let mut gate = gate();
    let kind = OrderKind::LimitMaker {
        price: price("59000"),
    };
    let order = cleared(&mut gate, (Side::Buy, PositionEffect::Any), kind);
    let order = order.spend();
    let change = AmendOrder {
        id: order.id(),
        client_id: order.client_id(),
        account: ACCOUNT,
        symbol: order.terms().symbol,
        side: Side::Buy,
        qty: Qty::parse("0.01").unwrap(),
        price: price("59000"),
    };
    let call = amend(
        gate.clear_amend(change).unwrap(),
        &contract("BTC"),
        DEADLINE,
    )
    .unwrap();
    let id = client_id();
    assert_eq!(
        words(&call),
        format!(
            "Put /fapi/v1/order?symbol=BTCUSDT&side=BUY&origClientOrderId={id}&quantity=0.01&price=59000"
        )
    );
    assert_eq!(call.purpose(), Purpose::Reduce { deadline: DEADLINE });
    assert_eq!(call.life_at(DEADLINE), None);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn each_setting_is_said_by_what_the_gate_cleared() {
    let gate = gate();
    let btc = contract("BTC");
    let (symbol, position) = (btc.symbol, PositionSide::Long);
    let amount = Qty::parse("12.5").unwrap();
    for (setting, expected) in [
        (
            Setting::Leverage {
                symbol,
                leverage: Leverage::new(20).unwrap(),
            },
            "leverage?symbol=BTCUSDT&leverage=20",
        ),
        (
            Setting::Margin {
                symbol,
                mode: MarginMode::Isolated,
            },
            "marginType?symbol=BTCUSDT&marginType=ISOLATED",
        ),
        (
            Setting::Margin {
                symbol,
                mode: MarginMode::Cross,
            },
            "marginType?symbol=BTCUSDT&marginType=CROSSED",
        ),
        (
            Setting::PositionMargin {
                symbol,
                position,
                change: MarginMove::Add(amount),
            },
            "positionMargin?symbol=BTCUSDT&positionSide=LONG&amount=12.5&type=1",
        ),
        (
            Setting::PositionMargin {
                symbol,
                position,
                change: MarginMove::Take(amount),
            },
            "positionMargin?symbol=BTCUSDT&positionSide=LONG&amount=12.5&type=2",
        ),
        (
            Setting::Positions(PositionMode::Hedge),
            "positionSide/dual?dualSidePosition=true",
        ),
        (
            Setting::Positions(PositionMode::OneWay),
            "positionSide/dual?dualSidePosition=false",
        ),
        (
            Setting::Assets(AssetsMode::Multi),
            "multiAssetsMargin?multiAssetsMargin=true",
        ),
        (
            Setting::Assets(AssetsMode::Single),
            "multiAssetsMargin?multiAssetsMargin=false",
        ),
    ] {
        let change = SettingChange {
            account: MARGINED,
            setting,
        };
        let cleared = gate.clear_setting(change).unwrap();
        let call = set(cleared, setting.symbol().map(|_| &btc), DEADLINE).unwrap();
        assert_eq!(words(&call), format!("Post /fapi/v1/{expected}"));
        assert!(matches!(call.purpose(), Purpose::Change { .. }));
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn reads_say_who_asks_and_what_it_costs() {
    let btc = contract("BTC");
    let order = VenueOrderId::new("12").unwrap();
    let from = Time::from_millis(1_600_000_000_000);
    let m5 = candles(&btc, Interval::M5, from).unwrap();
    for (call, expected, auth, cost) in [
        (server_time(), "time?", Auth::Open, 1),
        (instruments(), "exchangeInfo?", Auth::Open, 1),
        (
            depth(&btc),
            "depth?symbol=BTCUSDT&limit=1000",
            Auth::Open,
            20,
        ),
        (
            m5,
            "klines?symbol=BTCUSDT&interval=5m&startTime=1600000000000&limit=1000",
            Auth::Open,
            5,
        ),
        (mark(&btc), "premiumIndex?symbol=BTCUSDT", Auth::Open, 1),
        (marks(), "premiumIndex?", Auth::Open, 10),
        (
            funding_paid(&btc, from),
            "fundingRate?symbol=BTCUSDT&startTime=1600000000000&limit=1000",
            Auth::Open,
            1,
        ),
        (funding_rules(), "fundingInfo?", Auth::Open, 1),
        (
            open_interest(&btc),
            "openInterest?symbol=BTCUSDT",
            Auth::Open,
            1,
        ),
        (open_orders(Door::Book), "openOrders?", SIGNED, 40),
        (
            open_orders(Door::Conditional),
            "openAlgoOrders?",
            SIGNED,
            40,
        ),
        (
            open_orders_of(&btc, Door::Book),
            "openOrders?symbol=BTCUSDT",
            SIGNED,
            1,
        ),
        (
            open_orders_of(&btc, Door::Conditional),
            "openAlgoOrders?symbol=BTCUSDT",
            SIGNED,
            1,
        ),
        (account_settings(), "accountConfig?", SIGNED, 5),
        (
            symbol_settings(&btc),
            "symbolConfig?symbol=BTCUSDT",
            SIGNED,
            5,
        ),
        (fees(&btc), "commissionRate?symbol=BTCUSDT", SIGNED, 20),
        (
            fills_of(&btc, order),
            "userTrades?symbol=BTCUSDT&orderId=12&limit=1000",
            SIGNED,
            5,
        ),
        (
            fills_from(&btc, 3),
            "userTrades?symbol=BTCUSDT&fromId=3&limit=1000",
            SIGNED,
            5,
        ),
        (
            fills_since(&btc, from),
            "userTrades?symbol=BTCUSDT&startTime=1600000000000&endTime=1600604800000&limit=1000",
            SIGNED,
            5,
        ),
        (
            orders_from(&btc, 3),
            "allOrders?symbol=BTCUSDT&orderId=3&limit=1000",
            SIGNED,
            5,
        ),
        (
            algos_from(&btc, 3),
            "allAlgoOrders?symbol=BTCUSDT&algoId=3&limit=1000",
            SIGNED,
            5,
        ),
        (
            forced_orders(&btc, from),
            "forceOrders?symbol=BTCUSDT&startTime=1600000000000&endTime=1600604800000&limit=100",
            SIGNED,
            20,
        ),
        (
            income(from, None),
            "income?startTime=1600000000000&limit=1000",
            SIGNED,
            30,
        ),
        (
            income(from, Some(IncomeKind::FundingFee)),
            "income?incomeType=FUNDING_FEE&startTime=1600000000000&limit=1000",
            SIGNED,
            30,
        ),
    ] {
        assert_eq!(words(&call), format!("Get /fapi/v1/{expected}"));
        assert_eq!((call.auth(), call.weight()), (auth, cost), "{expected}");
        let asks_for_one = expected.starts_with("time?")
            || expected.starts_with("order?")
            || expected.starts_with("algoOrder?")
            || expected.contains("orderId=12");
        let purpose = if asks_for_one {
            Purpose::Question
        } else {
            Purpose::Read
        };
        assert_eq!(call.purpose(), purpose, "{expected}");
    }
    for (call, expected) in [
        (balances(), "balance?"),
        (account(), "account?"),
        (positions(), "positionRisk?"),
        (positions_of(&btc), "positionRisk?symbol=BTCUSDT"),
    ] {
        assert_eq!(words(&call), format!("Get /fapi/v3/{expected}"));
        assert_eq!((call.auth(), call.weight()), (SIGNED, 5));
    }
    let refused = candles(&btc, Interval::S1, from).unwrap_err();
    assert_eq!(refused, Unsayable::NoSuchInterval(Interval::S1));
}

#[test]
fn streams_are_named_below_the_path_of_their_kind() {
    let both = [contract("BTC"), contract("ETH")];
    assert_eq!(
        public_streams(&both),
        "/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/ethusdt@depth@100ms/ethusdt@bookTicker"
    );
    assert_eq!(
        market_streams(&both[..1], Interval::M1).unwrap(),
        "/market/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s/btcusdt@forceOrder/btcusdt@kline_1m"
    );
    assert!(market_streams(&both, Interval::S1).is_err());
    let key = ListenKey::new("abc");
    assert_eq!(private_stream(&key), "/private/ws?listenKey=abc");
    assert!(!format!("{key:?}").contains("abc"));
    for (call, method) in [
        (open_listen_key(), Method::Post),
        (keep_listen_key(), Method::Put),
        (close_listen_key(), Method::Delete),
    ] {
        assert_eq!((call.method(), call.path()), (method, "/fapi/v1/listenKey"));
        assert_eq!(call.auth(), Auth::Key { header: KEY_HEADER });
        assert_eq!(call.payload(NOW, call.life()), "");
    }
}
