//! Answers as recorded and as the venue documents them: what each means, and what it must never mean.

use super::*;
use alloc::format;
use alloc::vec;

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

macro_rules! sample {
    ($name:literal) => {
        ok(include_str!(concat!("../samples/", $name, ".json")))
    };
}

fn error(code: i64, text: &str) -> String {
    format!(r#"{{"code":{code},"msg":"{text}"}}"#)
}

/// The short name of what a placing answer means.
fn placed(status: u16, body: &str) -> &'static str {
    match place(&answer(status, body)) {
        PlaceReply::Placed { .. } => "placed",
        PlaceReply::Refused(_) => "refused",
        PlaceReply::NotTaken(_) => "not taken",
        PlaceReply::Unknown(_) => "unknown",
    }
}

/// Status, code and words of the venue, and what they say of the order.
const ANSWERS: [(u16, i64, &str, &str); 29] = [
    (400, -1013, "Filter failure: LOT_SIZE", "refused"),
    (
        400,
        -2010,
        "Account has insufficient balance for requested action.",
        "refused",
    ),
    (
        400,
        -2010,
        "Order would immediately match and take.",
        "refused",
    ),
    (400, -2010, "Order would trigger immediately.", "refused"),
    (400, -2010, "Market is closed.", "refused"),
    (400, -2010, "Something nobody has heard of.", "refused"),
    (
        400,
        -1102,
        "Mandatory parameter 'price' was not sent.",
        "refused",
    ),
    (
        400,
        -1111,
        "Parameter 'price' has too much precision.",
        "refused",
    ),
    (400, -1121, "Invalid symbol.", "refused"),
    (
        400,
        -1022,
        "Signature for this request is not valid.",
        "refused",
    ),
    (401, -2014, "API-key format invalid.", "refused"),
    (
        401,
        -2015,
        "Invalid API-key, IP, or permissions for action.",
        "refused",
    ),
    (400, -2010, "Duplicate order sent.", "unknown"),
    (400, -1000, "An unknown error occurred.", "unknown"),
    (400, -1001, "Internal error.", "unknown"),
    (
        400,
        -1006,
        "An unexpected response was received.",
        "unknown",
    ),
    (
        400,
        -1007,
        "Timeout waiting for response from backend server.",
        "unknown",
    ),
    (
        400,
        -1021,
        "Timestamp for this request is outside of the recvWindow.",
        "not taken",
    ),
    (400, -9999, "A code of tomorrow.", "unknown"),
    (
        409,
        -2021,
        "Order cancel-replace partially failed.",
        "unknown",
    ),
    (
        418,
        -1003,
        "Way too much request weight used; IP banned.",
        "unknown",
    ),
    (429, -1003, "Too much request weight used.", "unknown"),
    (429, -1015, "Too many new orders.", "unknown"),
    (403, -2010, "Forbidden.", "unknown"),
    (451, -1, "Unavailable.", "unknown"),
    (
        500,
        -2010,
        "Account has insufficient balance for requested action.",
        "unknown",
    ),
    (503, -1008, "Server is currently overloaded.", "unknown"),
    (
        503,
        -1016,
        "This service is no longer available.",
        "unknown",
    ),
    (302, -2010, "Elsewhere.", "unknown"),
];

// ORD-03: only a decision of the venue refuses an order.
#[test]
fn doubt_about_a_placing_call_is_never_a_refusal() {
    for (status, code, text, meaning) in ANSWERS {
        assert_eq!(
            placed(status, &error(code, text)),
            meaning,
            "{status} {code} {text}"
        );
    }
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, "<html>"),
        (200, r#"{"symbol":"BTCUSDT","orderId":1}"#),
        (400, ""),
        (400, "<html>"),
        (403, "<html>"),
        (502, "<html>"),
        (504, ""),
        (0, ""),
    ] {
        assert_eq!(placed(status, body), "unknown", "{status} {body}");
    }
}

#[test]
fn dispositions_say_what_the_caller_does_next() {
    let say = |status, code, text: &str| {
        format!(
            "{:?}",
            trouble(&answer(status, &error(code, text))).disposition
        )
    };
    for (status, code, text, disposition) in [
        (
            400,
            -1013,
            "Filter failure: PRICE_FILTER",
            "Rejected(Filter)",
        ),
        (400, -2011, "Unknown order sent.", "Rejected(NotOpen)"),
        (400, -2013, "Order does not exist.", "Rejected(NeverSeen)"),
        (400, -1021, "Timestamp …", "Retry { after: None }"),
        (429, -1003, "", "Retry { after: None }"),
        (418, -1003, "", "Banned { after: None }"),
        (503, -1008, "", "Retry { after: None }"),
        (503, -1001, "", "Ambiguous"),
        (400, -1022, "", "Fatal"),
        (451, -1, "", "Fatal"),
        (400, -77, "", "Protocol"),
    ] {
        assert_eq!(say(status, code, text), disposition, "{status} {code}");
    }
    let mut throttled = answer(429, &error(-1003, ""));
    throttled.retry_after = Some(domain::Span::from_secs(7));
    let after = Some(domain::Span::from_secs(7));
    assert_eq!(
        trouble(&throttled).disposition,
        Disposition::Retry { after }
    );
}

#[test]
fn the_venues_words_are_kept_but_bounded() {
    let kept = trouble(&answer(400, &error(-1013, &"x".repeat(5_000))));
    assert_eq!(kept.text.len(), 200);
    assert_eq!(kept.code, Some(-1013));
}

#[test]
fn a_recorded_fill_is_read_to_the_last_digit() {
    let PlaceReply::Placed { order, fills } = place(&sample!("order_filled")) else {
        panic!("not placed");
    };
    assert_eq!(order.status, OrderStatus::Filled);
    assert_eq!(order.price, None);
    assert_eq!(order.filled, order.qty);
    let quote = fills.iter().try_fold(Amount::ZERO, |sum, fill| {
        fill.price.times(fill.qty).and_then(|value| sum.plus(value))
    });
    assert_eq!(order.quote_filled, quote.ok());
    assert!(
        fills
            .iter()
            .all(|fill| fill.fee_asset.as_str() == "BTC" && !fill.fee.is_zero())
    );
    assert!(order.client_id.is_ours());
    assert_eq!(fills, self::fills(&sample!("my_trades")).unwrap());
}

#[test]
fn recorded_orders_are_read_alike_wherever_they_come_from() {
    let PlaceReply::Placed { order, fills } = place(&sample!("order_resting")) else {
        panic!("not placed");
    };
    assert!(fills.is_empty());
    let QueryReply::Found(found) = query(&sample!("order_query")) else {
        panic!("not found");
    };
    assert_eq!(found, order);
    assert_eq!(
        open_orders(&sample!("open_orders")).unwrap(),
        vec![order.clone()]
    );
    let CancelReply::Cancelled(ended) = cancel(&sample!("order_cancelled")) else {
        panic!("not cancelled");
    };
    // The answer bears the cancel's own id first; the order keeps its own.
    assert_eq!(ended.client_id, order.client_id);
    assert_eq!(ended.status, OrderStatus::Cancelled);
}

#[test]
fn cancels_and_questions_have_their_own_noes() {
    let name = |reply| match reply {
        CancelReply::Cancelled(_) => "cancelled",
        CancelReply::NotOpen(_) => "not-open",
        CancelReply::NotTaken(_) => "not-taken",
        CancelReply::Unknown(_) => "unknown",
    };
    let mut not_open = sample!("error_not_open");
    not_open.status = 400;
    assert_eq!(name(cancel(&not_open)), "not-open");
    for (status, code, meaning) in [
        (400, -2013, "not-open"),
        (400, -1102, "not-taken"),
        (400, -1021, "not-taken"),
        (429, -1003, "not-taken"),
        (418, -1003, "not-taken"),
        (401, -2015, "not-taken"),
        (400, -1007, "unknown"),
        (500, -1000, "unknown"),
        (403, -1, "not-taken"),
    ] {
        assert_eq!(
            name(cancel(&answer(status, &error(code, "")))),
            meaning,
            "{status} {code}"
        );
    }
    assert_eq!(name(cancel(&ok("{}"))), "unknown");
    assert_eq!(name(cancel(&answer(403, "<html>"))), "unknown");
    let mut never = sample!("error_never_seen");
    never.status = 400;
    assert_eq!(query(&never), QueryReply::NeverSeen);
    for (status, code) in [
        (500, -2013),
        (429, -2013),
        (400, -2026),
        (400, -2011),
        (400, -1121),
    ] {
        let reply = query(&answer(status, &error(code, "")));
        assert!(
            matches!(reply, QueryReply::NoAnswer(_)),
            "{status} {code}: {reply:?}"
        );
    }
    assert!(matches!(query(&ok("{}")), QueryReply::NoAnswer(_)));
}

#[test]
fn a_recorded_account_and_clock_are_read() {
    let state = account(&sample!("account")).unwrap();
    assert_eq!(
        (state.trading, state.withdrawing),
        (Switch::On, Switch::Off)
    );
    assert_eq!(state.taker_fee.to_string(), "0.001");
    let assets: Vec<_> = state.balances.iter().map(|b| b.asset.to_string()).collect();
    assert_eq!(assets, ["BTC", "USDT"]);
    assert!(server_time(&sample!("server_time")).unwrap() > Time::from_millis(0));
    let book = depth(&sample!("depth")).unwrap();
    assert!(book.bids.len() >= 20 && book.asks.len() >= 20);
    assert!(book.bids[0].0 < book.asks[0].0);
    assert!(book.bids.is_sorted_by(|a, b| a.0 > b.0));
    assert!(book.asks.is_sorted_by(|a, b| a.0 < b.0));
}

fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

#[test]
fn a_recorded_listing_becomes_instruments() {
    let listing = instruments(&sample!("exchange_info"), venue()).unwrap();
    assert!(listing.limits.contains(&crate::ListedLimit {
        charge: crate::Charge::Weight,
        every: domain::Span::from_secs(60),
        most: 6_000,
    }));
    assert!(listing.skipped.is_empty());
    let btc = listing
        .instruments
        .iter()
        .find(|i| i.venue_symbol.as_str() == "BTCUSDT")
        .unwrap();
    assert_eq!(btc.symbol.as_str(), "BTC/USDT");
    assert_eq!(btc.rules.price_tick.to_string(), "0.01");
    assert_eq!(btc.rules.qty_step.to_string(), "0.00001");
    assert_eq!(btc.rules.notional_min.to_string(), "5");
}

fn listed(status: &str, filters: &str) -> Listing {
    let body = format!(
        r#"{{"serverTime":1,"symbols":[{{"symbol":"LTCBTC","status":"{status}","baseAsset":"LTC","quoteAsset":"BTC","filters":[{filters}]}}]}}"#
    );
    instruments(&ok(&body), venue()).unwrap()
}

const PRICE: &str = r#"{"filterType":"PRICE_FILTER","minPrice":"0.00000100","maxPrice":"100000.00000000","tickSize":"0.00000100"}"#;
const LOT: &str = r#"{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"900","stepSize":"0.001"}"#;

// ORD-05
#[test]
fn filters_become_rules_and_unknown_ones_are_passed_over() {
    let more = r#"{"filterType":"MARKET_LOT_SIZE","minQty":"0","maxQty":"12.5","stepSize":"0"},{"filterType":"OF_TOMORROW","x":[1]},{"filterType":"MIN_NOTIONAL","minNotional":"0.0001"}"#;
    let listing = listed("TRADING", &format!("{PRICE},{LOT},{more}"));
    let rules = listing.instruments[0].rules;
    assert_eq!(rules.market_qty_max.to_string(), "12.5");
    assert_eq!(rules.notional_min.to_string(), "0.0001");
    let open = PRICE
        .replace("100000.00000000", "0")
        .replace("\"minPrice\":\"0.00000100\"", "\"minPrice\":\"0\"");
    let rules = listed("TRADING", &format!("{open},{LOT}")).instruments[0].rules;
    assert_eq!(rules.price_min, rules.price_tick);
    assert!(rules.price_max > Price::parse("1000000000000").unwrap());
    assert_eq!(rules.market_qty_max, rules.qty_max);
}

#[test]
fn a_symbol_that_is_not_understood_is_left_out_with_its_reason() {
    for (status, filters, reason) in [
        ("BREAK", format!("{PRICE},{LOT}"), "status is BREAK"),
        ("TRADING", LOT.into(), "no PRICE_FILTER"),
        ("TRADING", PRICE.into(), "no LOT_SIZE"),
        (
            "TRADING",
            format!(
                "{},{LOT}",
                PRICE.replace("\"tickSize\":\"0.00000100\"", "\"tickSize\":\"0\"")
            ),
            "no tick",
        ),
    ] {
        let listing = listed(status, &filters);
        assert!(listing.instruments.is_empty());
        assert!(
            listing.skipped[0].reason.contains(reason),
            "{:?}",
            listing.skipped
        );
    }
}

#[test]
fn own_trades_are_told_in_the_order_of_their_numbers_however_they_are_listed() {
    let row = |id: &str| {
        let one = include_str!("../samples/my_trades.json");
        let row = one.trim().trim_matches(['[', ']']);
        row.replacen("\"id\":2", &format!("\"id\":{id}"), 1)
    };
    let told = fills(&ok(&format!("[{},{},{}]", row("10"), row("9"), row("101")))).unwrap();
    let told: Vec<&str> = told.iter().map(|fill| fill.trade.as_str()).collect();
    assert_eq!(told, ["9", "10", "101"]);
}

#[test]
fn a_list_with_a_row_that_cannot_be_read_is_no_list() {
    let good = include_str!("../samples/open_orders.json");
    let broken = good.replacen("\"NEW\"", "\"FLYING\"", 1);
    let refused = open_orders(&ok(&broken)).unwrap_err();
    assert_eq!(refused.disposition, Disposition::Protocol);
    assert!(refused.text.contains("FLYING"), "{refused}");
    let trades = include_str!("../samples/my_trades.json").replacen(
        "\"qty\":\"0.01000000\"",
        "\"qty\":\"1e3\"",
        1,
    );
    assert_eq!(
        fills(&ok(&trades)).unwrap_err().disposition,
        Disposition::Protocol
    );
}

/// As the venue documents it.
const PAIR: &str = r#"{"orderListId":1,"contingencyType":"OCO","listStatusType":"EXEC_STARTED","listOrderStatus":"EXECUTING","listClientOrderId":"lH1YDkuQKWiXVXHPSKYEIp","transactionTime":1710485608839,"symbol":"LTCBTC","orders":[{"symbol":"LTCBTC","orderId":10,"clientOrderId":"44nZvqpemY7sVYgPYbvPih"},{"symbol":"LTCBTC","orderId":11,"clientOrderId":"NuMp0nVYnciDiFmVqfpBqK"}],"orderReports":[{"symbol":"LTCBTC","orderId":10,"orderListId":1,"clientOrderId":"44nZvqpemY7sVYgPYbvPih","transactTime":1710485608839,"price":"1.00000000","origQty":"5.00000000","executedQty":"0.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"STOP_LOSS_LIMIT","side":"SELL","stopPrice":"1.00000000","workingTime":-1,"icebergQty":"1.00000000","selfTradePreventionMode":"NONE"},{"symbol":"LTCBTC","orderId":11,"orderListId":1,"clientOrderId":"NuMp0nVYnciDiFmVqfpBqK","transactTime":1710485608839,"price":"3.00000000","origQty":"5.00000000","executedQty":"0.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT_MAKER","side":"SELL","workingTime":1710485608839,"selfTradePreventionMode":"NONE"}]}"#;

// ORD-04
#[test]
fn an_answer_to_a_pair_names_both_orders() {
    let OcoReply::Placed(orders) = place_oco(&ok(PAIR)) else {
        panic!("not placed");
    };
    let told: Vec<(&str, &str, OrderStatus)> = orders
        .iter()
        .map(|order| {
            (
                order.client_id.as_str(),
                order.venue_id.as_str(),
                order.status,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("44nZvqpemY7sVYgPYbvPih", "10", OrderStatus::New),
            ("NuMp0nVYnciDiFmVqfpBqK", "11", OrderStatus::New)
        ]
    );
}

#[test]
fn doubt_about_a_pair_stays_doubt() {
    for (status, code, text, expected) in ANSWERS {
        // Of a pair, not taken is as certain a no as any.
        let expected = match expected {
            "not taken" => "refused",
            other => other,
        };
        let told = match place_oco(&answer(status, &error(code, text))) {
            OcoReply::Placed(_) => "placed",
            OcoReply::Refused(_) => "refused",
            OcoReply::Unknown(_) => "unknown",
        };
        assert_eq!(told, expected, "{status} {code} {text}");
    }
    for body in ["", "{}", r#"{"orderReports":[{}]}"#, "[]"] {
        assert!(
            matches!(place_oco(&ok(body)), OcoReply::Unknown(_)),
            "{body}"
        );
    }
}

#[test]
fn what_a_key_may_do_is_read_and_never_guessed() {
    // KEY-07
    let text = r#"{"ipRestrict":true,"createTime":1623840271000,"tradingAuthorityExpirationTime":1628985600000,
        "enableReading":true,"enableWithdrawals":true,"enableInternalTransfer":true,"enableMargin":false,
        "enableFutures":false,"permitsUniversalTransfer":true,"enableVanillaOptions":false,
        "enableFixReadOnly":true,"enableSpotAndMarginTrading":false}"#;
    let facts = key_facts(&ok(text)).unwrap();
    let words: Vec<&str> = facts.rights.iter().map(|right| right.as_str()).collect();
    assert_eq!(
        words,
        [
            "read",
            "internal-transfer",
            "universal-transfer",
            "withdraw"
        ]
    );
    assert_eq!(facts.reach, gate::KeyReach::ListedAddresses);
    assert_eq!(facts.created, Some(Time::from_millis(1_623_840_271_000)));
    assert_eq!(facts.expires, Some(Time::from_millis(1_628_985_600_000)));
    for field in [
        "enableWithdrawals",
        "enableReading",
        "ipRestrict",
        "enableFutures",
    ] {
        let without = text.replace(field, "somethingElse");
        let trouble = key_facts(&ok(&without)).unwrap_err();
        assert_eq!(trouble.disposition, Disposition::Protocol, "{field}");
    }
    let refused = answer(
        401,
        &error(-2015, "Invalid API-key, IP, or permissions for action."),
    );
    let trouble = key_facts(&refused).unwrap_err();
    assert_eq!(trouble.disposition, Disposition::Fatal);
}
