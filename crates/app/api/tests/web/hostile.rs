//! What hostile or careless senders send: everything is answered with words, nothing is done, nothing breaks.

use crate::client::{Answer, Asked};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};

fn order() -> Value {
    json!({"symbol": "BTC-USDT", "side": "buy", "kind": "limit", "qty": "0.01", "price": "30000"})
}

fn with(field: &str, value: Value) -> Value {
    let mut order = order();
    order[field] = value;
    order
}

/// Field, its wrong value as JSON, and what is answered: status, problem, words.
type Wrong = (
    &'static str,
    &'static str,
    (u16, &'static str, &'static str),
);

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    ("qty", r#"0.01"#, (400, "body", "expected a string")),
    ("qty", r#"1"#, (400, "body", "expected a string")),
    ("qty", r#"null"#, (400, "body", "expected a string")),
    ("qty", r#"["1"]"#, (400, "body", "expected a string")),
    ("qty", r#"{"a": 1}"#, (400, "body", "expected a string")),
    ("qty", r#"true"#, (400, "body", "expected a string")),
    ("price", r#"30000"#, (400, "body", "expected a string")),
    ("leverage", r#""100""#, (400, "body", "unknown field")),
    ("account", r#"-1"#, (400, "body", "invalid value")),
    ("account", r#""1""#, (400, "body", "invalid type")),
    ("qty", r#""""#, (422, "value", "missing")),
    ("qty", r#""NaN""#, (422, "value", "plain decimal")),
    ("qty", r#""inf""#, (422, "value", "plain decimal")),
    ("qty", r#""1e30""#, (422, "value", "plain decimal")),
    ("qty", r#""0x10""#, (422, "value", "plain decimal")),
    ("qty", r#""1,5""#, (422, "value", "plain decimal")),
    ("qty", r#""+1""#, (422, "value", "plain decimal")),
    ("qty", r#"".5""#, (422, "value", "plain decimal")),
    ("qty", r#""١٢""#, (422, "value", "plain decimal")),
    ("qty", r#""0.1234567890123456789""#, (422, "value", "18 decimal places")),
    ("qty", r#""0""#, (422, "value", "greater than zero")),
    ("qty", r#""-1""#, (422, "value", "negative")),
    ("price", r#""0""#, (422, "value", "greater than zero")),
    ("price", r#""-3""#, (422, "value", "greater than zero")),
    ("side", r#""long""#, (422, "value", "buy or sell")),
    ("side", r#""BUY""#, (422, "value", "buy or sell")),
    ("kind", r#""iceberg""#, (422, "value", "must be market, limit")),
    ("kind", r#""market""#, (422, "value", "has none; leave it out")),
    ("kind", r#""stop""#, (422, "value", "has none; leave it out")),
    ("kind", r#""stop-limit""#, (422, "value", "needs it")),
    ("trigger", r#""1""#, (422, "value", "has none; leave it out")),
    ("time_in_force", r#""day""#, (422, "value", "gtc, ioc, fok or gtd")),
    ("self_trade", r#""no""#, (422, "value", "expire-taker")),
    ("effect", r#""open""#, (422, "value", "any, reduce-only, long or short")),
    ("request_id", r#""""#, (422, "value", "1 to 64")),
    ("request_id", r#""a b""#, (422, "value", "1 to 64")),
    ("symbol", r#""DOGE-MOON""#, (404, "unknown-symbol", "not traded")),
    ("symbol", r#""BTCUSDT""#, (404, "unknown-symbol", "not traded")),
    ("symbol", r#""'; DROP TABLE orders;--""#, (404, "unknown-symbol", "not traded")),
    ("symbol", r#""<script>alert(1)</script>""#, (404, "unknown-symbol", "not traded")),
    ("account", r#"7"#, (404, "unknown-account", "no account 7")),
];

// SEC-03 SEC-04
#[tokio::test(flavor = "multi_thread")]
async fn wrong_values_are_named_and_nothing_is_sent() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let long = [
        ("qty", "9".repeat(29), "28 significant digits"),
        ("qty", "9".repeat(41), "40 characters"),
        ("request_id", "x".repeat(65), "1 to 64"),
    ]
    .map(|(field, text, words)| (with(field, json!(text)), (422, "value", words)));
    let whole = [
        (json!({}), (400, "body", "missing field")),
        (json!([]), (400, "body", "")),
        (json!("buy"), (400, "body", "")),
        (json!(null), (400, "body", "")),
    ];
    let wrong = WRONG
        .iter()
        .map(|(field, text, answer)| (with(field, serde_json::from_str(text).unwrap()), *answer));
    let cases: Vec<(Value, (u16, &str, &str))> = wrong.chain(long).chain(whole).collect();
    for path in ["/api/v1/orders", "/api/v1/verdict"] {
        for (body, (status, name, words)) in &cases {
            let answer = trader.post(path, body.clone()).await;
            check(&answer, (*status, name, words), &body.to_string());
        }
    }
    assert_eq!(
        trader.get("/api/v1/orders").await.json()["orders"],
        json!([])
    );
    house.stop().await;
}

fn check(answer: &Answer, (status, name, words): (u16, &str, &str), what: &str) {
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (status, name),
        "{what}: {}",
        answer.text()
    );
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(words), "{what}: {detail}");
    assert!(detail.len() < 500, "{what}");
    assert!(detail.to_lowercase().contains("nothing was"), "{detail}");
}

// SEC-03
#[tokio::test(flavor = "multi_thread")]
async fn broken_bodies_are_refused_before_they_are_believed() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let post = |kind: &str, body: &[u8]| Asked::post("/api/v1/orders").body(kind, body);
    let json_type = "application/json";
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let duplicate =
        r#"{"symbol":"BTC-USDT","side":"buy","side":"sell","kind":"limit","qty":"1","price":"1"}"#;
    for (body, words) in [
        (&b"{"[..], "EOF"),
        (b"", "EOF"),
        (b"not json", "expected"),
        (b"{\"symbol\":\"BTC-USDT\",}", "trailing comma"),
        (b"\xff\xfe\x00", "expected"),
        (b"{\"symbol\":\"\xff\"}", "unicode"),
        (deep.as_bytes(), "nested too deep"),
        (duplicate.as_bytes(), "duplicate field"),
    ] {
        let answer = trader.send(post(json_type, body)).await;
        check(
            &answer,
            (400, "body", words),
            &String::from_utf8_lossy(&body[..body.len().min(40)]),
        );
    }
    let order = order().to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
    ] {
        let answer = trader.send(post(kind, order.as_bytes())).await;
        check(&answer, (415, "media-type", "application/json"), kind);
    }
    for size in [16 * 1024 + 1, 200_000, 3_000_000] {
        let answer = trader.send(post(json_type, &vec![b' '; size])).await;
        check(&answer, (413, "body-too-large", "16 KiB"), "oversized");
    }
    // Without a stated length the bound holds as well.
    let mut head = format!("POST /api/v1/orders HTTP/1.1\r\nhost: {}\r\ncookie: cofferdam={}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n", trader.address, trader.cookies["cofferdam"]).into_bytes();
    for _ in 0..20 {
        head.extend(b"400\r\n");
        head.extend([b' '; 1_024]);
        head.extend(b"\r\n");
    }
    head.extend(b"0\r\n\r\n");
    let answer = Answer::read(&trader.raw(&head).await);
    check(&answer, (413, "body-too-large", "16 KiB"), "chunked");
    house.stop().await;
}

// AUTH-16: rubbish where a session should be is no session.
#[tokio::test(flavor = "multi_thread")]
async fn bad_cookies_are_no_session() {
    let house = House::with_people(Wants::default()).await;
    let trader = house.signed(Role::Trader).await;
    let secret = &trader.cookies["cofferdam"];
    let altered = format!(
        "{}{}",
        secret.get(..63).unwrap(),
        if secret.ends_with('0') { '1' } else { '0' }
    );
    for cookie in [
        "cofferdam".to_owned(),
        "cofferdam=".to_owned(),
        format!("cofferdam={altered}"),
        format!(
            "cofferdam={}",
            secret
                .to_uppercase()
                .replace(|c: char| c.is_ascii_digit(), "A")
        ),
        format!("cofferdam={secret}0"),
        format!("cofferdam=\"{secret}\""),
        format!("Cofferdam={secret}"),
        format!("__Host-cofferdam={secret}"),
        format!("cofferdam={secret}; cofferdam={altered}"),
        format!("cofferdam={altered}; cofferdam={secret}"),
        format!("cofferdam={}", "é".repeat(32)),
        format!("cofferdam={secret}; x={}", "y".repeat(5_000)),
    ] {
        let answer = house
            .stranger()
            .send(Asked::get("/api/v1/session").header("cookie", &cookie))
            .await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "not-signed-in"),
            "{cookie:.90}"
        );
    }
    let good = format!("a=b; cofferdam={secret}; theme=dark");
    let answer = house
        .stranger()
        .send(Asked::get("/api/v1/session").header("cookie", &good))
        .await;
    assert_eq!(answer.status, 200);
    // Not as a query, not as a bearer token.
    let path = format!("/api/v1/session?cofferdam={secret}");
    assert_eq!(house.stranger().get(&path).await.status, 401);
    let bearer = Asked::get("/api/v1/session").header("authorization", &format!("Bearer {secret}"));
    assert_eq!(house.stranger().send(bearer).await.status, 401);
    house.stop().await;
}

/// Method and path of every route that changes something.
fn changing() -> Vec<(String, String)> {
    include_str!("../golden/permissions.txt")
        .lines()
        .skip(1)
        .map(|line| {
            let mut words = line.split_whitespace();
            let method = words.next().unwrap().to_owned();
            (method, words.next().unwrap().replace("{id}", "999"))
        })
        .filter(|(method, _)| method != "GET")
        .collect()
}

/// A request of the right shape for a changing route, with the session's word where it is a form.
fn shaped(method: &str, path: &str, word: &str) -> Asked {
    let asked = Asked::new(method, path);
    match (path.starts_with("/api/"), method) {
        (true, "POST") => asked.json(&json!({})),
        (true, _) => asked,
        (false, _) => asked.form(&[("csrf", word)]),
    }
}

// AUTH-19
#[tokio::test(flavor = "multi_thread")]
async fn what_other_sites_send_is_refused_on_every_changing_route() {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    let own = format!("http://{}", owner.address);
    let page = owner.get("/about").await;
    let word = crate::entry::word(&page.text());
    let changing = changing();
    assert!(changing.len() > 12);
    for (method, path) in &changing {
        let asked = || shaped(method, path, &word);
        let name = format!("{method} {path}");
        let session = owner.cookies.clone();
        for (header, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "nonsense"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", &own.replace("http:", "https:")),
            ("origin", &format!("{own}.evil.example")),
            ("origin", &format!("{own}1")),
        ] {
            let answer = owner.send(asked().header(header, value)).await;
            assert_eq!(
                answer.status,
                403,
                "{name} {header}: {value}: {}",
                answer.text()
            );
            let said = answer.text();
            assert!(
                said.contains("another site") || said.contains("cross-site"),
                "{name}: {said}"
            );
        }
        // A browser that lies in one header only.
        let lying = asked()
            .header("sec-fetch-site", "same-origin")
            .header("origin", "https://evil.example");
        assert_eq!(owner.send(lying).await.status, 403, "{name}");
        owner.cookies = session;
    }
    // The same requests from a page of ours are not refused for where they come from.
    for (method, path) in changing
        .iter()
        .filter(|(_, path)| !path.contains("session") && !path.contains("sign-out"))
    {
        let asked = shaped(method, path, &word)
            .header("origin", &own)
            .header("sec-fetch-site", "same-origin");
        let answer = owner.send(asked).await;
        assert!(
            !answer.text().contains("another site"),
            "{method} {path}: {}",
            answer.text()
        );
    }
    house.stop().await;
}

// AUTH-19: forms without the session's word, with another's, or with two.
#[tokio::test(flavor = "multi_thread")]
async fn forms_need_the_word_of_their_session() {
    let house = House::with_people(Wants::default()).await;
    let (mut owner, mut trader) = (
        house.signed(Role::Owner).await,
        house.signed(Role::Trader).await,
    );
    let own = crate::entry::word(&owner.get("/about").await.text());
    let others = crate::entry::word(&trader.get("/about").await.text());
    let halt = |words: &[&str]| {
        let mut fields = vec![
            ("scope", "global"),
            ("reach", "new-only"),
            ("reason", "test"),
        ];
        fields.extend(words.iter().map(|word| ("csrf", *word)));
        Asked::post("/halt").form(&fields)
    };
    for words in [
        &[][..],
        &[""],
        &[others.as_str()],
        &["0"],
        &[own.as_str(), own.as_str()],
        &[own.as_str(), others.as_str()],
    ] {
        let answer = owner.send(halt(words)).await;
        assert_eq!(answer.status, 403, "{words:?}");
        assert!(
            answer.text().contains("not of this session"),
            "{}",
            answer.text()
        );
    }
    assert_eq!(owner.get("/api/v1/halts").await.json()["halts"], json!([]));
    let answer = owner.send(halt(&[&own])).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(
        owner.get("/api/v1/halts").await.json()["halts"][0]["scope"],
        "global"
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_is_no_host_of_ours() {
    let house = House::with_people(Wants::default()).await;
    let port = house.address.port();
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("localhost.evil.example:{port}"),
        String::new(),
        format!("127.0.0.1:{port}@evil.example"),
    ] {
        for path in ["/live", "/api/v1/orders", "/sign-in", "/nothing"] {
            let answer = house.stranger().send(Asked::get(path).host(&host)).await;
            assert_eq!(answer.status, 421, "{host} {path}");
        }
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("LocalHost:{port}"),
        format!("[::1]:{port}"),
    ] {
        assert_eq!(
            house
                .stranger()
                .send(Asked::get("/live").host(&host))
                .await
                .status,
            200,
            "{host}"
        );
    }
    let two = format!(
        "GET /live HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nhost: evil.example\r\nconnection: close\r\n\r\n"
    );
    let status = Answer::read(&house.stranger().raw(two.as_bytes()).await).status;
    assert!(status == 421 || status == 400, "{status}");
    house.stop().await;
}

// UI-07 PRIV-04: the same strict headers on everything, problems included.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    let mut asked = vec![
        Asked::get("/live"),
        Asked::get("/openapi.json"),
        Asked::get("/nothing/here"),
        Asked::get("/api/v1/nothing"),
        Asked::new("PATCH", "/api/v1/orders"),
        Asked::new("TRACE", "/live"),
        Asked::get("/live").host("evil.example"),
        Asked::get("/api/v1/balances"),
        Asked::get("/about"),
        Asked::get("/stream"),
    ];
    asked.push(Asked::get("/nothing/here").header("accept", "text/html"));
    for asked in asked {
        let answer = owner.send(asked.clone()).await;
        let csp = answer
            .header("content-security-policy")
            .unwrap_or_else(|| panic!("{asked:?}"));
        assert!(
            csp.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
            "{csp}"
        );
        assert!(
            !csp.contains("unsafe") && csp.contains("frame-ancestors 'none'"),
            "{csp}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin")
        );
        assert_eq!(
            answer.header("cache-control"),
            Some("no-store"),
            "{asked:?}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(answer.all("x-request-id").len(), 1);
    }
    let page = owner
        .send(Asked::get("/nothing/here").header("accept", "text/html"))
        .await;
    assert_eq!(page.status, 404);
    assert!(
        page.header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    let program = owner.get("/nothing/here").await;
    assert_eq!(
        (program.status, program.problem().as_str()),
        (404, "not-found")
    );
    let method = owner.send(Asked::new("PATCH", "/api/v1/orders")).await;
    assert_eq!((method.status, method.problem().as_str()), (405, "method"));
    house.stop().await;
}

#[rustfmt::skip]
const WRONG_PATHS: &[(&str, u16, &str)] = &[
    ("/api/v1/orders/0", 404, "unknown-order"),
    ("/api/v1/orders/12", 404, "unknown-order"),
    ("/api/v1/orders/-1", 404, "unknown-order"),
    ("/api/v1/orders/007", 404, "unknown-order"),
    ("/api/v1/orders/1e3", 404, "unknown-order"),
    ("/api/v1/orders/99999999999999999999999", 404, "unknown-order"),
    ("/api/v1/orders/18446744073709551615", 404, "unknown-order"),
    ("/api/v1/orders/%00", 404, "unknown-order"),
    ("/api/v1/orders/%ff", 404, "not-found"),
    ("/api/v1/orders/..%2f..%2fetc", 404, "unknown-order"),
    ("/api/v1/book/XXX-YYY", 404, "unknown-symbol"),
    ("/api/v1/book/btc-usdt", 404, "unknown-symbol"),
    ("/api/v1/orders?limit=0", 422, "value"),
    ("/api/v1/orders?limit=501", 422, "value"),
    ("/api/v1/orders?limit=-1", 422, "value"),
    ("/api/v1/orders?limit=ten", 422, "value"),
    ("/api/v1/orders?state=closed", 422, "value"),
    ("/api/v1/orders?colour=red", 422, "value"),
    ("/api/v1/orders?symbol=NOPE-NOPE", 404, "unknown-symbol"),
    ("/api/v1/orders?before=18446744073709551616", 422, "value"),
    ("/api/v1/candles?symbol=BTC-USDT", 422, "value"),
    ("/api/v1/candles?symbol=BTC-USDT&interval=7m", 422, "value"),
    ("/api/v1/candles?symbol=BTC-USDT&interval=1m&limit=100000", 422, "value"),
    ("/api/v1/trades", 422, "value"),
];

#[tokio::test(flavor = "multi_thread")]
async fn wrong_paths_and_queries_are_answered_with_words() {
    let house = House::with_people(Wants::default()).await;
    let mut viewer = house.signed(Role::Viewer).await;
    for (path, status, name) in WRONG_PATHS {
        let answer = viewer.get(path).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (*status, *name),
            "{path}: {}",
            answer.text()
        );
    }
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_halts_are_named_by_their_field() {
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    for (body, words) in [
        (
            json!({"scope": "everything", "reach": "new-only", "reason": "x"}),
            "scope",
        ),
        (
            json!({"scope": "global", "reach": "all", "reason": "x"}),
            "reach",
        ),
        (
            json!({"scope": "global", "reach": "new-only", "reason": "  "}),
            "reason",
        ),
        (
            json!({"scope": "global", "reach": "new-only", "reason": "a\nb"}),
            "reason",
        ),
        (
            json!({"scope": "global", "reach": "new-only", "reason": "x".repeat(201)}),
            "reason",
        ),
    ] {
        let answer = owner.post("/api/v1/halts", body).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "value"));
        assert_eq!(answer.json()["field"], words);
    }
    house.stop().await;
}
