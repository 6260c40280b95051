//! What each answer means and what it must never mean: each status, kind, life and code by table.

use super::*;
use crate::binance_usdm::facts::fields::Shape;
use crate::binance_usdm::*;
use crate::limits::Charge;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use domain::{
    Amount, ClientOrderId, MarginMode, PositionEffect, PositionSide, Side, Time, VenueId,
};

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.as_bytes().to_vec(),
    }
}

fn ok(body: &str) -> Answer {
    answer(200, body)
}

fn error(code: i64) -> Answer {
    answer(400, &format!(r#"{{"code":{code},"msg":"words"}}"#))
}

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../samples/", $name, ".json"))
    };
}

const ORDER: &str = sample!("order");
const ALGO: &str = sample!("algo_order");

fn found(body: &str) -> VenueOrder {
    let QueryReply::Found(order) = query(&ok(body)) else {
        panic!("not read: {body}");
    };
    order
}

#[test]
fn an_order_is_read_whole() {
    let order = found(ORDER);
    assert_eq!(order.symbol.as_str(), "BTCUSDT");
    assert_eq!(order.client_id.as_str(), "hand-made-1");
    assert_eq!(order.venue_id.as_str(), "42");
    assert_eq!(
        (order.status, order.kind),
        (OrderStatus::PartiallyFilled, OrderType::Limit)
    );
    assert_eq!((order.life, order.side), (OrderLife::Gtc, Side::Buy));
    assert_eq!(
        (order.position, order.effect),
        (PositionSide::Both, PositionEffect::Any)
    );
    assert_eq!(order.qty.to_string(), "0.03");
    assert_eq!(order.filled.to_string(), "0.01");
    assert_eq!(order.quote_filled, Amount::parse("600").ok());
    assert_eq!(order.average.unwrap().to_string(), "60000");
    assert_eq!(order.price.unwrap().to_string(), "60000.5");
    assert_eq!(order.opened, Some(Time::from_millis(1_780_000_000_000)));
    assert_eq!(order.at, Time::from_millis(1_780_000_001_000));
    assert_eq!(order.origin, OrderOrigin::Foreign);
}

#[test]
fn each_status_of_an_order_is_known_and_no_other() {
    for (word, status) in words::STATUSES {
        let order = found(&ORDER.replace("PARTIALLY_FILLED", word));
        assert_eq!(order.status, *status, "{word}");
        let open = matches!(*word, "NEW" | "PARTIALLY_FILLED");
        assert_eq!(order.status.is_open(), open, "{word}");
    }
    let strange = ok(&ORDER.replace("PARTIALLY_FILLED", "DREAMING"));
    assert!(matches!(place(&strange), PlaceReply::Unknown(_)));
    assert!(matches!(query(&strange), QueryReply::NoAnswer(_)));
    assert!(matches!(cancel(&strange), CancelReply::Unknown(_)));
    assert!(matches!(amend(&strange), AmendReply::Unknown(_)));
    let list = format!(
        "[{ORDER},{}]",
        ORDER.replace("PARTIALLY_FILLED", "DREAMING")
    );
    assert!(
        open_orders(&ok(&list)).is_err(),
        "a list with a hole is no list"
    );
}

#[test]
fn each_kind_life_side_and_position_is_known() {
    for (word, kind) in words::TYPES.iter().chain([&("NEWS", OrderType::Other)]) {
        let body = ORDER.replace(r#""type": "LIMIT""#, &format!(r#""type": "{word}""#));
        assert_eq!(found(&body).kind, *kind, "{word}");
    }
    for (word, life) in words::LIVES.iter().chain([&("NEWS", OrderLife::Other)]) {
        let body = ORDER.replace(r#""GTC""#, &format!(r#""{word}""#));
        assert_eq!(found(&body).life, *life, "{word}");
    }
    for (word, side) in words::SIDES {
        let body = ORDER.replace(r#""BUY""#, &format!(r#""{word}""#));
        assert_eq!(found(&body).side, *side);
    }
    for (word, position) in words::POSITIONS {
        let body = ORDER.replace(r#""BOTH""#, &format!(r#""{word}""#));
        assert_eq!(found(&body).position, *position);
    }
    for word in [r#""BUY""#, r#""BOTH""#] {
        let body = ORDER.replace(word, r#""UP""#);
        assert!(
            matches!(query(&ok(&body)), QueryReply::NoAnswer(_)),
            "{word}"
        );
    }
}

#[test]
fn orders_of_the_venue_itself_are_told_by_their_ids() {
    let ours = ClientOrderId::of(
        Time::from_millis(1),
        domain::AccountId::new(1),
        domain::OrderId::new(1),
    );
    for (id, origin) in [
        (ours.as_str(), OrderOrigin::House),
        ("autoclose-1596107620040000020", OrderOrigin::Liquidation),
        ("adl_autoclose", OrderOrigin::Deleveraging),
        ("adl_autoclose_12345", OrderOrigin::Deleveraging),
        ("settlement_autoclose-9999", OrderOrigin::Settlement),
        ("delivery_autoclose-12345", OrderOrigin::Delivery),
        ("web_0815", OrderOrigin::Foreign),
        ("autoclose", OrderOrigin::Foreign),
    ] {
        let order = found(&ORDER.replace("hand-made-1", id));
        assert_eq!(order.origin, origin, "{id}");
        let forced = !matches!(origin, OrderOrigin::House | OrderOrigin::Foreign);
        assert_eq!(origin.is_forced(), forced);
    }
}

#[test]
fn every_field_that_is_read_must_be_there() {
    let whole: serde_json::Map<String, serde_json::Value> = serde_json::from_str(ORDER).unwrap();
    let optional = ["cumQuote", "avgPrice", "time"];
    let unread = [
        "stopPrice",
        "closePosition",
        "origType",
        "workingType",
        "priceProtect",
    ];
    for name in whole.keys() {
        let mut less = whole.clone();
        less.remove(name);
        let body = serde_json::Value::Object(less).to_string();
        let read = matches!(query(&ok(&body)), QueryReply::Found(_));
        let may_lack = optional.contains(&name.as_str()) || unread.contains(&name.as_str());
        assert_eq!(read, may_lack, "{name}");
    }
}

// ORD-04
#[test]
fn a_conditional_order_is_read_whole_and_each_of_its_statuses_is_known() {
    let QueryReply::Found(algo) = query_algo(&ok(ALGO)) else {
        panic!("not read");
    };
    assert_eq!(
        (algo.kind, algo.status),
        (OrderType::StopMarket, AlgoStatus::Triggered)
    );
    assert_eq!(algo.trigger.unwrap().to_string(), "58000");
    assert_eq!((algo.price, algo.became.unwrap().as_str()), (None, "77"));
    assert_eq!(algo.qty.unwrap().to_string(), "0.01");
    assert_eq!(algo.effect, PositionEffect::ReduceOnly);
    for (word, status) in words::ALGO_STATUSES {
        let body = ALGO.replace("TRIGGERED", word);
        let PlaceReply::Placed(algo) = place_algo(&ok(&body)) else {
            panic!("{word}");
        };
        assert_eq!(algo.status, *status, "{word}");
        let open = matches!(*word, "NEW" | "TRIGGERING" | "TRIGGERED");
        assert_eq!(algo.status.is_open(), open, "{word}");
    }
    let strange = ok(&ALGO.replace("TRIGGERED", "DREAMING"));
    assert!(matches!(place_algo(&strange), PlaceReply::Unknown(_)));
    // One that closes the whole position names no quantity, one that has not begun to trail no trigger.
    let body = ALGO
        .replace(r#""quantity": "0.01""#, r#""quantity": "0""#)
        .replace(r#""triggerPrice": "58000""#, r#""triggerPrice": "0""#)
        .replace(r#""actualOrderId": "77""#, r#""actualOrderId": """#);
    let QueryReply::Found(algo) = query_algo(&ok(&body)) else {
        panic!("not read");
    };
    assert_eq!((algo.qty, algo.trigger, algo.became), (None, None, None));
}

/// What the four kinds of answers about orders make of a trouble.
fn of(answer: &Answer) -> [&'static str; 4] {
    let placed = match place(answer) {
        PlaceReply::Placed(_) => "placed",
        PlaceReply::Refused(_) => "refused",
        PlaceReply::NotTaken(_) => "not taken",
        PlaceReply::Unknown(_) => "unknown",
    };
    let cancelled = match cancel(answer) {
        CancelReply::Cancelled(_) => "cancelled",
        CancelReply::NotOpen(_) => "not open",
        CancelReply::NotTaken(_) => "not taken",
        CancelReply::Unknown(_) => "unknown",
    };
    let amended = match amend(answer) {
        AmendReply::Amended(_) => "amended",
        AmendReply::Unchanged(_) => "unchanged",
        AmendReply::NotOpen(_) => "not open",
        AmendReply::Refused(_) => "refused",
        AmendReply::Unknown(_) => "unknown",
    };
    let queried = match query(answer) {
        QueryReply::Found(_) => "found",
        QueryReply::NeverSeen => "never seen",
        QueryReply::NoAnswer(_) => "no answer",
    };
    [placed, cancelled, amended, queried]
}

// ORD-03 ORD-07
#[test]
fn only_a_decision_makes_a_refusal() {
    assert_eq!(of(&ok(ORDER)), ["placed", "cancelled", "amended", "found"]);
    let doubt = ["unknown", "unknown", "unknown", "no answer"];
    let later = ["unknown", "not taken", "unknown", "no answer"];
    let no = ["refused", "not taken", "refused", "no answer"];
    for (code, expected) in [
        (-2019, no),
        (-2021, no),
        (-4164, no),
        (-4120, no),
        (-5022, no),
        (-1022, no),
        (-2015, no),
        (-2011, ["refused", "not open", "not open", "no answer"]),
        (-2013, ["refused", "not open", "not open", "never seen"]),
        (-5027, ["refused", "not taken", "unchanged", "no answer"]),
        (-1003, later),
        (-1021, ["not taken", "not taken", "unknown", "no answer"]),
        (-5028, ["not taken", "not taken", "unknown", "no answer"]),
        (-1007, doubt),
        (-4116, doubt),
        (-9999, doubt),
    ] {
        assert_eq!(of(&error(code)), expected, "{code}");
    }
    for (status, body, expected) in [
        (500, r#"{"code":-2019,"msg":"x"}"#, doubt),
        (502, "<html>", doubt),
        (503, r#"{"code":-1008,"msg":"x"}"#, later),
        (403, "<html>", doubt),
        (429, r#"{"code":-1003,"msg":"x"}"#, later),
        (429, r#"{"code":-1021,"msg":"x"}"#, later),
        (500, r#"{"code":-1021,"msg":"x"}"#, doubt),
        (200, "", doubt),
        (200, r#"{"orderId":1"#, doubt),
        (200, "[]", doubt),
    ] {
        assert_eq!(of(&answer(status, body)), expected, "{status} {body}");
    }
}

#[test]
fn a_setting_that_is_so_already_is_no_trouble() {
    let done = |body: &str| matches!(set(&ok(body)), SettingReply::Done);
    assert!(done(r#"{"code":200,"msg":"success"}"#));
    assert!(done(r#"{"code":"200","msg":"success"}"#));
    assert!(done(
        r#"{"leverage":20,"maxNotionalValue":"1000","symbol":"BTCUSDT"}"#
    ));
    assert!(done(r#"{"amount":100.0,"code":200,"msg":"x","type":1}"#));
    for (answer, expected) in [
        (error(-4046), "unchanged"),
        (error(-4059), "unchanged"),
        (error(-4171), "unchanged"),
        (error(-4067), "refused"),
        (error(-4028), "refused"),
        (error(-2015), "refused"),
        (error(-1007), "unknown"),
        (error(-1003), "unknown"),
        (answer(502, ""), "unknown"),
        (ok("{}"), "unknown"),
        (ok(r#"{"code":201}"#), "unknown"),
    ] {
        let said = match set(&answer) {
            SettingReply::Done => "done",
            SettingReply::Unchanged => "unchanged",
            SettingReply::Refused(_) => "refused",
            SettingReply::Unknown(_) => "unknown",
        };
        assert_eq!(said, expected, "{answer:?}");
    }
}

#[test]
fn ends_of_many_orders_and_of_conditional_ones_are_read() {
    let all = ok(r#"{"code":200,"msg":"The operation of cancel all open order is done."}"#);
    assert_eq!(cancel_all(&all), Ok(()));
    assert!(cancel_all(&ok("{}")).is_err() && cancel_all(&error(-2012)).is_err());
    let armed = ok(r#"{"symbol":"BTCUSDT","countdownTime":"120000"}"#);
    assert_eq!(dead_man(&armed), Ok(()));
    assert!(dead_man(&ok("{}")).is_err());
    let ended = ok(r#"{"algoId":1,"clientAlgoId":"mine","code":"200","msg":"success"}"#);
    let CancelReply::Cancelled(id) = cancel_algo(&ended) else {
        panic!("not read");
    };
    assert_eq!(id.as_str(), "mine");
    assert!(matches!(
        cancel_algo(&error(-2011)),
        CancelReply::NotOpen(_)
    ));
}

fn venue() -> VenueId {
    VenueId::new("binance-usdm").unwrap()
}

#[test]
fn only_perpetuals_that_trade_and_are_understood_are_listed() {
    let listing = instruments(&ok(sample!("exchange_info")), venue()).unwrap();
    assert_eq!(
        listing
            .limits
            .iter()
            .map(|l| (l.charge, l.every.millis() / 1_000, l.most))
            .collect::<Vec<_>>(),
        [
            (Charge::Weight, 60, 2_400),
            (Charge::Order, 60, 1_200),
            (Charge::Order, 10, 300)
        ]
    );
    let [btc] = listing.instruments.as_slice() else {
        panic!("{:?}", listing.instruments);
    };
    assert_eq!(btc.symbol.as_str(), "BTC/USDT:USDT");
    let domain::ContractKind::Linear { size, settle } = btc.kind else {
        panic!("no contract");
    };
    assert_eq!((size.to_string().as_str(), settle.as_str()), ("1", "USDT"));
    let rules = &btc.rules;
    assert_eq!(rules.price_tick.to_string(), "0.1");
    assert_eq!(rules.qty_step.to_string(), "0.001");
    assert_eq!(rules.market_qty_max.to_string(), "120");
    assert_eq!(rules.notional_min.to_string(), "100");
    let reasons: Vec<_> = listing.skipped.iter().map(|s| s.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "its contract is CURRENT_QUARTER",
            "its status is SETTLING",
            "it has no LOT_SIZE",
            "its PRICE_FILTER has no tick",
        ]
    );
}

#[test]
fn settings_and_fees_are_read() {
    let body = r#"{"feeTier":0,"canTrade":true,"canDeposit":true,"canWithdraw":false,"dualSidePosition":true,"updateTime":0,"multiAssetsMargin":false,"tradeGroupId":-1}"#;
    let read = account_settings(&ok(body)).unwrap();
    assert_eq!(read.positions, domain::PositionMode::Hedge);
    assert_eq!(read.assets, domain::AssetsMode::Single);
    assert_eq!((read.trading, read.withdrawing), (Switch::On, Switch::Off));
    for (word, mode) in [
        ("CROSSED", MarginMode::Cross),
        ("ISOLATED", MarginMode::Isolated),
    ] {
        let body = format!(
            r#"[{{"symbol":"BTCUSDT","marginType":"{word}","isAutoAddMargin":false,"leverage":21,"maxNotionalValue":"1000000"}}]"#
        );
        let read = symbol_settings(&ok(&body)).unwrap();
        assert_eq!((read[0].margin, read[0].leverage.get()), (mode, 21));
    }
    let body =
        r#"[{"symbol":"BTCUSDT","marginType":"CROSSED","leverage":0,"maxNotionalValue":"1"}]"#;
    assert!(symbol_settings(&ok(body)).is_err());
}

#[test]
fn pages_say_where_the_next_one_begins() {
    let row = |id: u64, at: i64| {
        format!(
            r#"{{"symbol":"","incomeType":"TRANSFER","income":"-1","asset":"USDT","info":"","time":{at},"tranId":{id},"tradeId":""}}"#
        )
    };
    let page = |rows: Vec<String>| income(&ok(&format!("[{}]", rows.join(",")))).unwrap();
    assert_eq!(page(Vec::new()).next, Next::End);
    assert_eq!(page((0..999).map(|n| row(n, 5)).collect()).next, Next::End);
    let full: Vec<_> = (0..1_000).map(|n| row(n, 5 + i64::from(n > 3))).collect();
    assert_eq!(page(full).next, Next::At(Time::from_millis(6)));
    let crowded: Vec<_> = (0..1_000).map(|n| row(n, 5)).collect();
    assert_eq!(page(crowded).next, Next::Crowded(Time::from_millis(5)));

    let order = |id: u64| ORDER.replace(r#""orderId": 42"#, &format!(r#""orderId": {id}"#));
    let page = |count: u64| {
        let rows: Vec<_> = (1..=count).map(order).collect();
        orders(&ok(&format!("[{}]", rows.join(",")))).unwrap()
    };
    assert_eq!(page(3).next, Next::End);
    let full = page(1_000);
    assert_eq!((full.rows.len(), full.next), (1_000, Next::From(1_001)));
}

#[test]
fn every_word_for_income_is_known_and_others_are_kept() {
    for kind in IncomeKind::ALL {
        assert_eq!(IncomeKind::of(kind.word().unwrap()), *kind);
    }
    let body = r#"[{"symbol":"BTCUSDT","incomeType":"NEWS","income":"1","asset":"USDT","info":"","time":1,"tranId":2,"tradeId":"9"}]"#;
    let page = income(&ok(body)).unwrap();
    assert_eq!(
        (page.rows[0].kind, page.rows[0].word.as_str()),
        (IncomeKind::Other, "NEWS")
    );
    assert_eq!(page.rows[0].trade.unwrap().as_str(), "9");
}

#[test]
fn a_contract_without_funding_has_none() {
    let body = r#"{"symbol":"BTCUSDT_270625","markPrice":"1.5","indexPrice":"1.4","estimatedSettlePrice":"1","lastFundingRate":"","interestRate":"","nextFundingTime":0,"time":7}"#;
    let read = mark(&ok(body)).unwrap();
    assert_eq!((read.funding, read.next_funding), (None, None));
}

#[test]
fn a_candle_that_contradicts_itself_is_refused() {
    let candle =
        |high: &str| format!(r#"[[60000,"10","{high}","9","10","1",119999,"10",3,"0","0","0"]]"#);
    let listing = instruments(&ok(sample!("exchange_info")), venue()).unwrap();
    let read = |body: &str| candles(&ok(body), &listing.instruments[0], domain::Interval::M1);
    assert_eq!(read(&candle("11")).unwrap()[0].trade_count, 3);
    assert!(read(&candle("9.5")).is_err());
    assert!(read(&candle("11").replace("60000", "60001")).is_err());
}

#[test]
fn what_the_documents_do_not_name_is_counted() {
    assert_eq!(drift(Shape::Order, ORDER.as_bytes()), Drift::default());
    let news = ORDER.replacen('{', r#"{"mood":{"side":"BUY","depth":3},"#, 1);
    let found = drift(Shape::Order, format!("[{news},{news}]").as_bytes());
    assert_eq!((found.count, found.names.len()), (4, 2));
    assert!(
        matches!(query(&ok(&news)), QueryReply::Found(_)),
        "and is no trouble"
    );
    assert_eq!(drift(Shape::Order, b"<html>"), Drift::default());
    for shape in Shape::ALL {
        let fields = shape.fields();
        assert!(fields.is_sorted() && !fields.is_empty(), "{shape:?}");
    }
}

#[test]
fn a_listen_key_is_read() {
    let key = listen_key(&ok(r#"{"listenKey":"abc"}"#)).unwrap();
    assert_eq!(key.expose(), "abc");
    assert!(listen_key(&ok("{}")).is_err() && listen_key(&error(-1125)).is_err());
}

#[test]
fn own_trades_are_told_in_the_order_of_their_numbers_however_they_are_listed() {
    let row = |id: u64| {
        format!(
            r#"{{"baseQty":"0","buyer":true,"commission":"0.1","commissionAsset":"USDT","id":{id},"maker":false,
            "marginAsset":"USDT","orderId":4,"pair":"BTCUSDT","positionSide":"BOTH","price":"64292.50","qty":"0.002",
            "quoteQty":"128.58500","realizedPnl":"0","side":"BUY","symbol":"BTCUSDT","time":1795348383669}}"#
        )
    };
    let listed = format!("[{},{},{}]", row(10), row(9), row(101));
    let told = fills(&ok(&listed)).unwrap().rows;
    let told: Vec<&str> = told.iter().map(|fill| fill.trade.as_str()).collect();
    assert_eq!(told, ["9", "10", "101"]);
}
