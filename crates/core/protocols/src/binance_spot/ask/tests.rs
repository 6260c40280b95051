//! What is said to the venue, byte for byte, and that only a cleared order can be said. GATE-01

use super::*;
use alloc::collections::BTreeMap;
use alloc::format;
use domain::{
    AccountId, Amount, Asset, Balance, ContractKind, InstrumentRules, ListId, OcoTerms, OrderId,
    OrderTerms, Origin, Price, Qty, Rate, Span, Text, VenueId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Depth, Gate, GateConfig,
    GlobalLimits, Quote, ReferenceRules,
};

const ACCOUNT: AccountId = AccountId::new(1);
pub(crate) const NOW: Time = Time::from_millis(1_700_000_000_000);

pub(crate) fn instrument(base: &str, quote: &str) -> Instrument {
    let (base, quote) = (Asset::new(base).unwrap(), Asset::new(quote).unwrap());
    let price = |text| Price::parse(text).unwrap();
    let qty = |text| Qty::parse(text).unwrap();
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::spot(base, quote).unwrap(),
        venue_symbol: Text::new(&format!("{base}{quote}")).unwrap(),
        base,
        quote,
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("1000000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.00001"),
            qty_max: qty("9000"),
            market_qty_max: qty("100"),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    }
}

#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
pub(crate) fn gate() -> Gate {
    let instrument = instrument("BTC", "USDT");
    let mut gate = Gate::new(GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: instrument.venue,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
            product: gate::Product::Spot,
        }],
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
        ask: Price::parse("60000.01").ok(),
        last: Price::parse("60000").ok(),
        received: NOW,
        depth: Depth::default(),
    });
    gate
}

pub(crate) fn cleared(gate: &mut Gate, side: Side, kind: OrderKind) -> Cleared<NewOrder> {
    let order = NewOrder::new(
        (
            OrderId::new(7),
            ClientOrderId::of(NOW, ACCOUNT, OrderId::new(7)),
        ),
        ACCOUNT,
        Origin::House,
        OrderTerms {
            symbol: instrument("BTC", "USDT").symbol,
            side,
            qty: Qty::parse("0.012").unwrap(),
            kind,
            self_trade: SelfTradePrevention::ExpireMaker,
            effect: PositionEffect::Any,
        },
    )
    .unwrap();
    gate.clear(NOW, order).unwrap()
}

fn said(side: Side, kind: OrderKind) -> String {
    let mut gate = gate();
    let cleared = cleared(&mut gate, side, kind);
    let deadline = NOW.plus(Span::from_secs(5));
    let call = place(cleared, &instrument("BTC", "USDT"), deadline).unwrap();
    assert_eq!(
        (call.method(), call.path()),
        (Method::Post, "/api/v3/order")
    );
    let halt_epoch = gate.halt_watch().epoch();
    let purpose = Purpose::Place {
        halt_epoch,
        deadline,
    };
    assert_eq!(call.purpose(), purpose);
    call.payload(NOW, call.life())
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

/// Side, target and stop of pairs, and how the request says them.
fn said_pairs(
    target: ClientOrderId,
    stop: ClientOrderId,
) -> [(Side, OrderKind, OrderKind, String); 2] {
    [
        (
            Side::Sell,
            OrderKind::LimitMaker {
                price: price("65000"),
            },
            OrderKind::StopLimit {
                trigger: price("55000"),
                price: price("54000"),
                time_in_force: TimeInForce::Gtc,
            },
            format!(
                "side=SELL&quantity=0.012&aboveType=LIMIT_MAKER&abovePrice=65000&aboveClientOrderId={}&belowType=STOP_LOSS_LIMIT&belowTimeInForce=GTC&belowPrice=54000&belowStopPrice=55000&belowClientOrderId={}",
                target, stop
            ),
        ),
        (
            Side::Buy,
            OrderKind::TakeProfit {
                trigger: price("55000"),
            },
            OrderKind::TrailingStop {
                delta: "150".parse().unwrap(),
            },
            format!(
                "side=BUY&quantity=0.012&aboveType=STOP_LOSS&aboveTrailingDelta=150&aboveClientOrderId={}&belowType=TAKE_PROFIT&belowStopPrice=55000&belowClientOrderId={}",
                stop, target
            ),
        ),
    ]
}

// ORD-04
#[test]
fn a_pair_is_said_in_one_request_with_an_id_for_each() {
    let (list, account) = (ListId::new(40), ACCOUNT);
    let terms = |side, kind| OrderTerms {
        symbol: instrument("BTC", "USDT").symbol,
        side,
        qty: Qty::parse("0.012").unwrap(),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let id = |number| ClientOrderId::of(NOW, account, OrderId::new(number));
    for (side, target, stop, words) in said_pairs(id(41), id(42)) {
        let pair = OcoTerms::new(terms(side, target), terms(side, stop)).unwrap();
        let pair = NewOco::new((list, NOW), account, Origin::House, &pair).unwrap();
        let cleared = gate().clear_oco(NOW, pair).unwrap();
        let deadline = NOW.plus(Span::from_secs(5));
        let call = place_oco(cleared, &instrument("BTC", "USDT"), deadline).unwrap();
        assert_eq!(
            (call.method(), call.path()),
            (Method::Post, "/api/v3/orderList/oco")
        );
        assert!(matches!(call.purpose(), Purpose::Place { .. }));
        assert_eq!(
            call.payload(NOW, call.life()),
            format!(
                "symbol=BTCUSDT&listClientOrderId={}&{words}&newOrderRespType=RESULT&selfTradePreventionMode=EXPIRE_TAKER&recvWindow=5000&timestamp=1700000000000",
                id(40)
            )
        );
    }
}

#[test]
fn a_replacement_says_both_orders_and_stops_at_a_failure() {
    let kind = OrderKind::LimitMaker {
        price: price("59000"),
    };
    let mut gate = gate();
    let id = |number| ClientOrderId::of(NOW, ACCOUNT, OrderId::new(number));
    let terms = OrderTerms {
        symbol: instrument("BTC", "USDT").symbol,
        side: Side::Buy,
        qty: Qty::parse("0.012").unwrap(),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let order = NewOrder::new((OrderId::new(9), id(9)), ACCOUNT, Origin::House, terms).unwrap();
    let cancel = CancelOrder {
        id: OrderId::new(8),
        client_id: id(8),
        account: ACCOUNT,
        symbol: terms.symbol,
    };
    let cleared = gate
        .clear_replace(NOW, ReplaceOrder { cancel, order })
        .unwrap();
    let deadline = NOW.plus(Span::from_secs(5));
    let call = replace(cleared, &instrument("BTC", "USDT"), deadline).unwrap();
    assert_eq!(
        (call.method(), call.path()),
        (Method::Post, "/api/v3/order/cancelReplace")
    );
    assert!(matches!(call.purpose(), Purpose::Place { .. }));
    assert_eq!(
        call.payload(NOW, call.life()),
        format!(
            "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&price=59000&quantity=0.012&newClientOrderId={}&newOrderRespType=FULL&selfTradePreventionMode=EXPIRE_TAKER&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId={}&recvWindow=5000&timestamp=1700000000000",
            id(9),
            id(8)
        )
    );
}

/// Each kind with the parameters that say it.
fn sayings() -> [(Side, OrderKind, &'static str); 8] {
    let time_in_force = TimeInForce::Ioc;
    [
        (Side::Buy, OrderKind::Market, "side=BUY&type=MARKET"),
        (
            Side::Sell,
            OrderKind::Limit {
                price: price("61000.5"),
                time_in_force,
            },
            "side=SELL&type=LIMIT&timeInForce=IOC&price=61000.5",
        ),
        (
            Side::Buy,
            OrderKind::LimitMaker {
                price: price("59000"),
            },
            "side=BUY&type=LIMIT_MAKER&price=59000",
        ),
        (
            Side::Sell,
            OrderKind::Stop {
                trigger: price("55000"),
            },
            "side=SELL&type=STOP_LOSS&stopPrice=55000",
        ),
        (
            Side::Sell,
            OrderKind::StopLimit {
                trigger: price("55000"),
                price: price("54000"),
                time_in_force: TimeInForce::Gtc,
            },
            "side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&price=54000&stopPrice=55000",
        ),
        (
            Side::Sell,
            OrderKind::TakeProfit {
                trigger: price("65000"),
            },
            "side=SELL&type=TAKE_PROFIT&stopPrice=65000",
        ),
        (
            Side::Buy,
            OrderKind::TakeProfitLimit {
                trigger: price("55000"),
                price: price("55100"),
                time_in_force: TimeInForce::Gtd(NOW.plus(Span::from_secs(60))),
            },
            "side=BUY&type=TAKE_PROFIT_LIMIT&timeInForce=GTC&price=55100&stopPrice=55000",
        ),
        (
            Side::Sell,
            OrderKind::TrailingStop {
                delta: "150".parse().unwrap(),
            },
            "side=SELL&type=STOP_LOSS&trailingDelta=150",
        ),
    ]
}

#[test]
fn each_kind_is_said_with_exactly_its_own_parameters() {
    let id = ClientOrderId::of(NOW, ACCOUNT, OrderId::new(7));
    let tail = format!(
        "quantity=0.012&newClientOrderId={id}&newOrderRespType=FULL&selfTradePreventionMode=EXPIRE_MAKER&recvWindow=5000&timestamp=1700000000000"
    );
    for (side, kind, words) in sayings() {
        assert_eq!(said(side, kind), format!("symbol=BTCUSDT&{words}&{tail}"));
    }
}

#[test]
fn an_order_for_another_instrument_is_not_said() {
    let mut gate = gate();
    let order = cleared(&mut gate, Side::Buy, OrderKind::Market);
    let other = instrument("ETH", "USDT");
    let refused = place(order, &other, NOW).unwrap_err();
    assert!(matches!(refused, Unsayable::OtherInstrument { .. }));
    let cancel_order = CancelOrder {
        id: OrderId::new(7),
        client_id: ClientOrderId::of(NOW, ACCOUNT, OrderId::new(7)),
        account: ACCOUNT,
        symbol: instrument("BTC", "USDT").symbol,
    };
    let cleared = gate.clear_cancel(cancel_order);
    assert!(cancel(cleared, &other).is_err());
}

#[test]
fn cancels_and_questions_name_the_order_by_our_id() {
    let gate = gate();
    let btc = instrument("BTC", "USDT");
    let id = ClientOrderId::of(NOW, ACCOUNT, OrderId::new(7));
    let cancel_order = CancelOrder {
        id: OrderId::new(7),
        client_id: id,
        account: ACCOUNT,
        symbol: btc.symbol,
    };
    let call = cancel(gate.clear_cancel(cancel_order), &btc).unwrap();
    assert_eq!(
        (call.method(), call.purpose()),
        (Method::Delete, Purpose::Cancel)
    );
    let tail = "recvWindow=2000&timestamp=1700000000000";
    let named = format!("symbol=BTCUSDT&origClientOrderId={id}&{tail}");
    assert_eq!(call.payload(NOW, call.life()), named);
    let call = query(&btc, id);
    assert_eq!(
        (call.method(), call.purpose()),
        (Method::Get, Purpose::Question)
    );
    assert!(
        call.payload(NOW, call.life())
            .starts_with(&format!("symbol=BTCUSDT&origClientOrderId={id}&"))
    );
}

#[test]
fn the_list_of_symbols_is_asked_for_without_who_may_trade_them() {
    let call = instruments();
    assert_eq!(call.path(), "/api/v3/exchangeInfo");
    assert_eq!((call.auth(), call.weight()), (Auth::Open, 20));
    assert_eq!(call.payload(NOW, call.life()), "showPermissionSets=false");
}

#[test]
fn reads_say_who_asks_and_what_it_costs() {
    let btc = instrument("BTC", "USDT");
    let order = VenueOrderId::new("12").unwrap();
    for (call, path, payload, auth, cost) in [
        (server_time(), "/api/v3/time", "", Auth::Open, 1),
        (
            depth(&btc),
            "/api/v3/depth",
            "symbol=BTCUSDT&limit=1000",
            Auth::Open,
            50,
        ),
        (open_orders(), "/api/v3/openOrders", "", SIGNED, 80),
        (
            open_orders_of(&btc),
            "/api/v3/openOrders",
            "symbol=BTCUSDT",
            SIGNED,
            6,
        ),
        (account(), "/api/v3/account", "", SIGNED, 20),
        (
            fills_of(&btc, order),
            "/api/v3/myTrades",
            "symbol=BTCUSDT&orderId=12&limit=1000",
            SIGNED,
            5,
        ),
        (
            fills_from(&btc, 3),
            "/api/v3/myTrades",
            "symbol=BTCUSDT&fromId=3&limit=1000",
            SIGNED,
            20,
        ),
        (
            fills_since(&btc, Time::from_millis(1_700_000_000_000)),
            "/api/v3/myTrades",
            "symbol=BTCUSDT&startTime=1700000000000&limit=1000",
            SIGNED,
            20,
        ),
    ] {
        assert_eq!(
            (call.path(), call.auth(), call.weight()),
            (path, auth, cost)
        );
        let said = call.payload(NOW, call.life());
        match auth {
            Auth::Open | Auth::Key { .. } => assert_eq!(said, payload),
            Auth::Signed { .. } => assert!(
                said.starts_with(payload) && said.contains("timestamp="),
                "{said}"
            ),
        }
    }
}

#[test]
fn streams_are_named_in_one_path() {
    let path = market_streams(&[instrument("BTC", "USDT"), instrument("ETH", "USDT")]);
    assert_eq!(
        path,
        "/stream?streams=btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker/ethusdt@depth@100ms/ethusdt@trade/ethusdt@bookTicker"
    );
}
