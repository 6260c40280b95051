//! Thousands of requests, texts and levers that nobody would send, honest ones among them: every one gets a well-formed
//! answer, nothing panics, and books and money hold afterwards. `SIMEX_FUZZ_SEED` and `SIMEX_FUZZ_ROUNDS` change the run.

mod chance;
mod words;

use crate::bench::{Bench, sign};
use chance::Chance;
use serde_json::{Value, json};
use simex::{Config, Happened, Market, Offline, Operation, VenueLimits};
use std::collections::BTreeMap;
use words::{KNOWN, LEVER_NAMES, LEVER_VALUES, SESSION_METHODS, STREAMS, value};

/// Orders and moves of money that are good, for harm to be done to.
const HONEST: &[&str] = &[
    "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=60000",
    "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=20",
    "POST /api/v3/order?symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.001&trailingDelta=100",
    "POST /api/v3/orderList/oco?symbol=BTCUSDT&side=SELL&quantity=0.001&aboveType=LIMIT_MAKER&abovePrice=90000&belowType=STOP_LOSS&belowStopPrice=40000",
    "POST /api/v3/orderList/otoco?symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingPrice=50000&workingQuantity=0.001&workingTimeInForce=GTC&pendingSide=SELL&pendingQuantity=0.001&pendingAboveType=LIMIT_MAKER&pendingAbovePrice=90000&pendingBelowType=STOP_LOSS&pendingBelowStopPrice=40000",
    "POST /api/v3/order/cancelReplace?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=59000&cancelReplaceMode=ALLOW_FAILURE&cancelOrigClientOrderId=a1",
    "PUT /api/v3/order/amend/keepPriority?symbol=BTCUSDT&origClientOrderId=a1&newQty=0.0005",
    "DELETE /api/v3/openOrders?symbol=BTCUSDT",
    "POST /fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010",
    "POST /fapi/v1/order?symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.100&price=2700",
    "POST /fapi/v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.010&triggerPrice=50000",
    "POST /fapi/v1/leverage?symbol=BTCUSDT&leverage=20",
    "POST /fapi/v1/positionMargin?symbol=BTCUSDT&amount=1&type=1",
    "POST /fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=1000",
    "POST /sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=1",
    "POST /sapi/v1/capital/withdraw/apply?coin=USDT&network=ETH&address=0x00000000219ab540356cbb839cbe05303d7705fa&amount=50",
    "POST /sapi/v1/convert/getQuote?fromAsset=USDT&toAsset=BTC&fromAmount=20",
    "POST /sapi/v1/asset/dust?asset=ETH",
    "POST /sapi/v1/sub-account/virtualSubAccount?subAccountString=one",
];

/// How many rounds a run has, and its seed.
fn run() -> (usize, u64) {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let rounds = usize::try_from(number("SIMEX_FUZZ_ROUNDS", 12_000)).unwrap();
    (rounds, number("SIMEX_FUZZ_SEED", 20_260_401))
}

/// An exchange that counts, and refuses nobody for asking too often.
fn bench(market: Market) -> Bench {
    const MANY: u32 = 1_000_000_000;
    let config = Config {
        market,
        limits: VenueLimits {
            weight_per_minute: MANY,
            orders_per_ten_seconds: MANY,
            orders_per_day: MANY,
            requests_per_five_minutes: MANY,
            wallet_weight_per_minute: MANY,
            wallet_account_weight_per_minute: MANY,
            futures_weight_per_minute: MANY,
            futures_orders_per_ten_seconds: MANY,
            futures_orders_per_minute: MANY,
            connections_per_five_minutes: MANY,
        },
        ..Config::default()
    };
    let mut bench = Bench::new(&config);
    let rights = json!({ "account": 1, "key": "all", "secret": "all", "rights": [
        "read", "spotTrade", "margin", "futures", "withdraw", "internalTransfer", "universalTransfer", "options"] });
    bench.pull("POST", "/_sim/keys", &rights.to_string());
    (bench.key, bench.secret) = ("all".into(), "all".into());
    bench.done(
        "POST",
        "/sapi/v1/sub-account/virtualSubAccount?subAccountString=one",
    );
    bench
}

/// Parameters of an operation: those of an honest request bent, or a handful of any.
fn params(chance: &mut Chance, honest: Option<&str>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = honest
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let few = match honest {
        Some(_) => 3,
        None => chance.pick(&[1, 1, 2, 9]),
    };
    for _ in 0..chance.below(few) {
        let (name, usual) = chance.pick(KNOWN);
        let fresh = value(chance, usual);
        match chance.below(4) {
            0 if !all.is_empty() => {
                let at = chance.below(all.len());
                all[at].1 = fresh;
            }
            1 if !all.is_empty() => drop(all.remove(chance.below(all.len()))),
            _ => all.push((name.to_owned(), fresh)),
        }
    }
    if honest.is_none() && chance.below(3) > 0 {
        all.push(("symbol".to_owned(), "BTCUSDT".to_owned()));
    }
    all
}

/// Percent-encoded as clients do it, or left as it is.
fn written(chance: &mut Chance, pairs: &[(String, String)]) -> String {
    let raw = chance.below(8) == 0;
    let encoded = |text: &str| -> String {
        if raw {
            return text.to_owned();
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
        let one = |byte: u8| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        text.bytes().map(one).collect()
    };
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    pairs.join("&")
}

/// Query and body of a request, signed mostly.
fn signed(chance: &mut Chance, bench: &Bench, pairs: &[(String, String)]) -> (String, String) {
    let mut query = written(chance, pairs);
    let sep = if query.is_empty() { "" } else { "&" };
    let now = bench.exchange.now().millis();
    match chance.below(10) {
        0 => {}
        1 => query.push_str(&format!(
            "{sep}timestamp={}",
            chance.pick(&["", "x", "0", "1e9", "-1"])
        )),
        _ => query.push_str(&format!("{sep}timestamp={now}")),
    }
    let at = chance.below(query.len() + 1);
    let (query, body) = match chance.below(6) {
        0 => (String::new(), query),
        1 if query.is_char_boundary(at) => {
            let (query, body) = query.split_at(at);
            (query.to_owned(), body.to_owned())
        }
        _ => (query, String::new()),
    };
    let signature = match chance.below(12) {
        0 => return (query, body),
        1 => "00".repeat(32),
        _ => sign(&bench.secret, &format!("{query}{body}")),
    };
    if body.is_empty() {
        (format!("{query}&signature={signature}"), body)
    } else {
        (query, format!("{body}&signature={signature}"))
    }
}

/// What is wrong with an answer, if anything.
fn ill_formed(status: u16, body: &str) -> Option<String> {
    let words = |what: &str| Some(format!("{what}: {status} {body}"));
    if status == 403 || body.is_empty() {
        return match status {
            403 if body.starts_with("<html>") => None,
            _ => words("no body"),
        };
    }
    let Ok(said) = serde_json::from_str::<Value>(body) else {
        return words("no JSON");
    };
    match status {
        200 => None,
        400 | 401 | 409 | 429 | 418 | 503 => {
            let code = said["code"].as_i64().unwrap_or(0);
            let told = said["msg"].as_str().is_some_and(|text| !text.is_empty());
            // Binance's codes are below zero, but for those of conversions.
            if code != 0 && told {
                None
            } else {
                words("no code or no words")
            }
        }
        _ => words("a status nobody expects"),
    }
}

fn one_request(chance: &mut Chance, bench: &mut Bench, all: &[Operation]) -> (u16, String) {
    let honest = (chance.below(3) == 0).then(|| chance.pick(HONEST));
    let (method, path, query) = match honest {
        Some(honest) => {
            let (method, target) = honest.split_once(' ').unwrap();
            let (path, query) = target.split_once('?').unwrap();
            (method, path, Some(query))
        }
        None => {
            let operation = chance.pick(all);
            (operation.method, operation.path, None)
        }
    };
    let pairs = params(chance, query);
    let (query, body) = signed(chance, bench, &pairs);
    let key = match chance.below(30) {
        0 => None,
        1 => Some("stranger"),
        2 => Some("k\u{e9}y"),
        _ => Some("all"),
    };
    let target = format!("{path}?{query}");
    let (answer, _) = bench.exchange.request(method, &target, &body, key);
    let asked = format!("{method} {target} body `{body}` key {key:?}");
    let (status, said) = answer.unwrap_or_else(|| panic!("no answer to {asked}"));
    if let Some(wrong) = ill_formed(status, &said) {
        panic!("{wrong}\n{asked}");
    }
    (status, asked)
}

/// Books are not crossed, and every asset is somewhere, to the last digit.
fn holds(bench: &mut Bench) {
    for (symbol, bid, ask) in bench.exchange.touches() {
        assert!(bid < ask, "{symbol}: {bid} {ask}");
    }
    let pools = bench.pull("GET", "/_sim/futures/pools", "");
    let parts = ["wallets", "fees", "funding", "insurance", "house"];
    for pool in pools.as_array().unwrap() {
        let part = |name: &str| domain::Amount::parse(pool[name].as_str().unwrap()).unwrap();
        let sum = parts.iter().fold(domain::Amount::ZERO, |sum, name| {
            sum.plus(part(name)).unwrap()
        });
        assert_eq!(sum, part("deposited"), "{pool}");
    }
    for row in bench.exchange.sums() {
        let sum = [row.fees, row.house]
            .into_iter()
            .fold(row.held, |sum, part| sum.plus(part).unwrap());
        assert_eq!(sum, row.deposited, "{row:?}");
    }
}

#[test]
fn v31_any_request_gets_a_well_formed_answer() {
    let (rounds, seed) = run();
    println!("{rounds} requests of seed {seed}");
    let mut chance = Chance::new(seed);
    let mut bench = bench(Market::Crowd { seed: 3 });
    let all = Offline::operations();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for round in 0..rounds {
        let (status, _) = one_request(&mut chance, &mut bench, &all);
        *statuses.entry(status).or_default() += 1;
        if round % 50 == 0 {
            bench.pass(i64::try_from(chance.below(3_000)).unwrap());
            holds(&mut bench);
        }
    }
    println!("{} operations, answers by status: {statuses:?}", all.len());
    // A run in which nothing succeeds proves nothing.
    assert!(
        statuses.get(&200).copied().unwrap_or(0) > rounds / 10,
        "{statuses:?}"
    );
}

/// A text for a session: a request bent, or bytes of one cut and mixed.
fn session_text(chance: &mut Chance, bench: &Bench, method: &str) -> String {
    let honest = (method == "order.place" && chance.below(2) == 0)
        .then(|| HONEST[0].split_once('?').unwrap().1);
    let mut pairs = params(chance, honest);
    pairs.retain(|(name, _)| name != "apiKey" && name != "timestamp");
    if chance.below(8) > 0 {
        pairs.push(("apiKey".to_owned(), bench.key.clone()));
        pairs.push((
            "timestamp".to_owned(),
            bench.exchange.now().millis().to_string(),
        ));
        let mut sorted = pairs.clone();
        sorted.sort();
        let payload: Vec<String> = sorted.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.push((
            "signature".to_owned(),
            sign(&bench.secret, &payload.join("&")),
        ));
    }
    let params: Vec<String> = pairs
        .iter()
        .map(|(name, value)| match chance.below(12) {
            0 => format!(
                "{}:{}",
                json!(name),
                chance.pick(&["null", "1", "-1.5", "true", "[]", "{\"a\":[]}"])
            ),
            _ => format!("{}:{}", json!(name), json!(value)),
        })
        .collect();
    let id = chance.pick(&[
        "1",
        "1",
        "1",
        "2",
        "3",
        "4",
        "\"a-b\"",
        "null",
        "-1",
        "1.5",
        "[]",
        "{}",
        "\"\"",
        "18446744073709551616",
    ]);
    let text = format!(
        r#"{{"id":{id},"method":{},"params":{{{}}}}}"#,
        json!(method),
        params.join(",")
    );
    broken(chance, text)
}

/// A text as it is, or with a stretch of it cut out, doubled or made deep.
fn broken(chance: &mut Chance, text: String) -> String {
    let all: Vec<char> = text.chars().collect();
    let at = chance.below(all.len());
    let to = (at + chance.below(20)).min(all.len());
    let part = |from: usize, to: usize| -> String { all[from..to].iter().collect() };
    match chance.below(24) {
        0 => format!("{}{}", part(0, at), part(to, all.len())),
        1 => format!("{}{}", part(0, to), part(at, all.len())),
        2 => format!(
            "{}{}{}",
            part(0, at),
            "[".repeat(chance.below(5_000)),
            part(to, all.len())
        ),
        3 => part(0, at),
        _ => text,
    }
}

/// What was said on a socket.
fn texts(said: &[Happened], conn: u64) -> Vec<Value> {
    let mut texts = Vec::new();
    for one in said {
        if let Happened::Text(to, text) = one
            && *to == conn
        {
            texts.push(serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}")));
        }
    }
    texts
}

#[test]
fn v31_any_text_of_a_session_gets_a_well_formed_answer() {
    let (rounds, seed) = run();
    let rounds = rounds / 3;
    println!("{rounds} texts of seed {seed}");
    let mut chance = Chance::new(seed ^ 1);
    let mut bench = bench(Market::Crowd { seed: 3 });
    let mut methods: Vec<(&str, &str)> = Offline::operations()
        .iter()
        .filter_map(|operation| operation.session)
        .collect();
    for own in SESSION_METHODS {
        methods.extend([("/ws-api/v3", *own), ("/ws-fapi/v1", *own)]);
    }
    let mut statuses: BTreeMap<u64, usize> = BTreeMap::new();
    let mut conns: BTreeMap<&str, u64> = BTreeMap::new();
    for round in 0..rounds {
        let (door, method) = match chance.below(5) {
            0 => ("/ws-api/v3", "order.place"),
            _ => chance.pick(&methods),
        };
        let conn = *conns
            .entry(door)
            .or_insert_with(|| bench.exchange.open(door).unwrap());
        let text = session_text(&mut chance, &bench, method);
        let said = bench.exchange.say(conn, &text);
        if said.contains(&Happened::Closed(conn)) {
            conns.remove(door);
        } else {
            let answers = texts(&said, conn);
            let answer = answers
                .first()
                .unwrap_or_else(|| panic!("no answer to {text}"));
            let status = answer["status"]
                .as_u64()
                .unwrap_or_else(|| panic!("{text}: {answer}"));
            let refused = answer["error"]["code"]
                .as_i64()
                .is_some_and(|code| code != 0);
            assert_eq!(status != 200, refused, "{text}: {answer}");
            *statuses.entry(status).or_default() += 1;
        }
        if round % 4 == 0 {
            bench.pass(1_000);
        }
        if round % 200 == 0 {
            holds(&mut bench);
        }
    }
    println!("{} methods, answers by status: {statuses:?}", methods.len());
    assert!(
        statuses.get(&200).copied().unwrap_or(0) > rounds / 50,
        "{statuses:?}"
    );
}

#[test]
fn v31_any_text_of_a_stream_gets_a_well_formed_answer() {
    let (rounds, seed) = run();
    let rounds = rounds / 6;
    let mut chance = Chance::new(seed ^ 2);
    let mut bench = bench(Market::Crowd { seed: 3 });
    let doors = [
        "/ws",
        "/stream",
        "/public/ws",
        "/market/stream",
        "/private/ws",
    ];
    let mut conns: BTreeMap<&str, u64> = BTreeMap::new();
    let mut done = 0_usize;
    for round in 0..rounds {
        let door = chance.pick(&doors);
        let method = chance.pick(&[
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "LIST_SUBSCRIPTIONS",
            "SET_PROPERTY",
            "GET_PROPERTY",
            "what",
        ]);
        let count = chance.below(5);
        let mut params: Vec<Value> = (0..count).map(|_| json!(chance.pick(STREAMS))).collect();
        match chance.below(10) {
            0 => params.push(json!(7)),
            1 => params.push(json!({ "a": [1] })),
            2 => params = vec![json!("combined"), json!(chance.below(2) == 0)],
            3 => params.extend((0..2_000).map(|number| json!(format!("s{number}@trade")))),
            _ => {}
        }
        let id = chance.pick(&["1", "\"x\"", "null", "-5", "1.5", "{}"]);
        let text = format!(
            r#"{{"method":"{method}","params":{},"id":{id}}}"#,
            json!(params)
        );
        let text = broken(&mut chance, text);
        let conn = *conns
            .entry(door)
            .or_insert_with(|| bench.exchange.open(door).unwrap_or(0));
        let said = bench.exchange.say(conn, &text);
        if conn == 0 || said.contains(&Happened::Closed(conn)) {
            conns.remove(door);
        } else {
            let answers = texts(&said, conn);
            let answer = answers
                .into_iter()
                .find(|answer| answer.get("result").is_some() || answer.get("error").is_some());
            let answer =
                answer.unwrap_or_else(|| panic!("no answer to {text} on {door}: {said:?}"));
            done += usize::from(answer.get("result").is_some());
        }
        if round % 4 == 0 {
            bench.pass(1_000);
        }
    }
    println!("{rounds} texts of streams, {done} done");
    assert!(done > rounds / 20);
}

/// Paths of sockets that make no sense end in a refusal or in a socket, never worse.
#[test]
fn v31_any_path_of_a_socket_is_opened_or_refused() {
    let (rounds, seed) = run();
    let mut chance = Chance::new(seed ^ 3);
    let mut bench = bench(Market::Still);
    let heads = [
        "/ws",
        "/stream",
        "/ws-api/v3",
        "/ws-fapi/v1",
        "/public",
        "/market",
        "/private",
        "/public/ws",
        "/market/stream",
        "/private/stream",
        "/stream/ws",
        "",
        "/",
    ];
    let (mut opened, mut refused) = (0_usize, 0_usize);
    for _ in 0..rounds {
        let mut path = chance.pick(&heads).to_string();
        for _ in 0..chance.below(4) {
            path.push_str(chance.pick(&[
                "/",
                "?",
                "?streams=",
                "?listenKey=",
                "&",
                "%",
                "%ff",
                "&events=",
                "?timeUnit=",
                "MICROSECOND",
            ]));
            path.push_str(chance.pick(STREAMS));
        }
        match bench.exchange.open(&path) {
            Ok(conn) => {
                opened += 1;
                bench.exchange.close(conn);
            }
            Err((status, _)) => {
                assert!((400..=503).contains(&status), "{path}: {status}");
                refused += 1;
            }
        }
    }
    println!("{opened} sockets opened, {refused} refused");
    assert!(opened > 0 && refused > 0);
}

#[test]
fn v31_any_body_of_a_lever_gets_a_well_formed_answer() {
    let (rounds, seed) = run();
    let mut chance = Chance::new(seed ^ 4);
    let mut bench = bench(Market::Crowd { seed: 3 });
    let levers = Offline::levers();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for round in 0..rounds / 2 {
        let (method, path) = chance.pick(&levers);
        // What stops the crowd or the service for good would stop the test with it.
        if ["/_sim/maintenance", "/_sim/market"].contains(&path) {
            continue;
        }
        let mut members = BTreeMap::new();
        for _ in 0..chance.below(5) {
            members.insert(chance.pick(LEVER_NAMES), chance.pick(LEVER_VALUES));
        }
        let members: Vec<String> = members
            .iter()
            .map(|(n, v)| format!("\"{n}\":{v}"))
            .collect();
        let body = broken(&mut chance, format!("{{{}}}", members.join(",")));
        let query = format!(
            "{path}?{}={}",
            chance.pick(LEVER_NAMES),
            chance.pick(&["testkey", "1", "%", "\u{e9}", ""])
        );
        let target = if chance.below(2) == 0 { path } else { &query };
        let Some((status, said)) = bench.exchange.lever(method, target, &body) else {
            panic!("no answer to {method} {target} {body}");
        };
        assert!(
            [200, 400, 401, 404].contains(&status),
            "{method} {target} {body}: {status} {said}"
        );
        serde_json::from_str::<Value>(&said)
            .unwrap_or_else(|_| panic!("{method} {target} {body}: {said}"));
        *statuses.entry(status).or_default() += 1;
        if round % 100 == 0 {
            bench.pull("DELETE", "/_sim/faults", "");
            bench.pass(1_000);
        }
    }
    println!("{} levers, answers by status: {statuses:?}", levers.len());
    assert!(statuses.len() >= 2);
}
