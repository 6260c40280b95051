//! Hedge mode through a whole house, over sockets against the simulated exchange: the mode is set and read back, both positions
//! are opened, filled in part and closed each for itself, shown by program and by page, and an answer that was lost or a
//! liquidation moves the one it is about.

use crate::client::{Asked, Client};
use crate::entry::word;
use crate::house::{House, MARGINED, PATIENCE, Wants, terminal};
use desk::{CommandError, ContractPosition, Margined, Via, Wish};
use domain::*;
use gate::MarginRules;
use identity::{Permit, Role};
use serde_json::json;
use std::time::{Duration, Instant};

const LONG: PositionEffect = PositionEffect::Of(HedgeSide::Long);
const SHORT: PositionEffect = PositionEffect::Of(HedgeSide::Short);

fn rules() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(20).unwrap(),
        margin: Some(MarginMode::Cross),
        positions: None,
        mark_age_max: Span::from_secs(30),
        liquidation_distance_min: Rate::ZERO,
    }
}

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn margined(house: &House) -> Margined {
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    portfolio.margined.clone().unwrap()
}

fn position(house: &House, side: PositionSide) -> Option<ContractPosition> {
    let mut all = margined(house).contracts.into_iter();
    all.find(|c| (c.position.symbol, c.position.side) == (perpetual(), side))
}

/// What is held of the long and of the short position, once the venue counts the same.
fn held(house: &House) -> Option<[Amount; 2]> {
    let one = |side| {
        let found = position(house, side)?;
        let net = found.position.net();
        let agreed = found.terms.map(|terms| terms.held) == Some(net) && !found.in_doubt;
        agreed.then_some(net)
    };
    Some([one(PositionSide::Long)?, one(PositionSide::Short)?])
}

async fn holds(house: &House, long: &str, short: &str) {
    let wanted = Some([amount(long), amount(short)]);
    house.until(|| async { held(house) == wanted }).await;
}

fn wish(house: &House, words: &str, effect: PositionEffect) -> Wish {
    let (side, qty) = words.split_once(' ').unwrap();
    Wish {
        account: house.desk.account_of(perpetual()),
        terms: OrderTerms {
            symbol: perpetual(),
            side: side.parse().unwrap(),
            qty: Qty::parse(qty).unwrap(),
            kind: OrderKind::Market,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect,
        },
        protection: None,
        via: Via::Program,
        request_key: None,
    }
}

/// What the gate says to an order, without placing it.
async fn says(house: &House, words: &str, effect: PositionEffect) -> String {
    let permit = Permit::ask(&terminal()).unwrap();
    let verdict = house.desk.verdict(permit, wish(house, words, effect)).await;
    let refusal = verdict.unwrap().refusal;
    refusal.map_or("ok".to_owned(), |no| no.rule.code().to_owned())
}

async fn place(house: &House, words: &str, effect: PositionEffect) -> OrderId {
    let permit = Permit::ask(&terminal()).unwrap();
    let placed = house.desk.place(permit, wish(house, words, effect)).await;
    placed.unwrap().order
}

/// Wishes for a position mode; the code of the rule that refuses.
async fn mode(house: &House, mode: PositionMode) -> Result<(), String> {
    let permit = Permit::ask(&terminal()).unwrap();
    let setting = (MARGINED, Setting::Positions(mode));
    match house.desk.set(permit, setting, "a test").await {
        Ok(()) => Ok(()),
        Err(CommandError::Refused(no)) => Err(no.rule.code().to_owned()),
        Err(other) => panic!("{other}"),
    }
}

async fn until_it_says(house: &House, words: &str, effect: PositionEffect, wanted: &str) {
    let begun = Instant::now();
    loop {
        let said = says(house, words, effect).await;
        if said == wanted {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "the gate still says {said} to {words}, not {wanted}"
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// A house whose account on margin is in hedge mode, where both positions may be opened.
async fn hedged() -> House {
    let house = House::with_people(Wants {
        margin: Some(rules()),
        ..Wants::default()
    })
    .await;
    until_it_says(&house, "buy 0.01", PositionEffect::Any, "ok").await;
    assert_eq!(mode(&house, PositionMode::Hedge).await, Ok(()));
    until_it_says(&house, "buy 0.01", LONG, "ok").await;
    house
}

/// Pulls a lever of the simulated exchange.
async fn pull(house: &House, path: &str, body: serde_json::Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let pulled = levers.post(path, body).await;
    assert_eq!(pulled.status, 200, "{}", pulled.text());
}

// ORD-06 GATE-04
#[tokio::test(flavor = "multi_thread")]
async fn both_positions_are_opened_and_closed_each_for_itself_and_none_is_turned_round() {
    let house = hedged().await;
    let any = PositionEffect::Any;
    assert_eq!(says(&house, "buy 0.01", any).await, "GATE-04.hedge-mode");
    let nothing = "GATE-10.reduce-only-excess";
    assert_eq!(says(&house, "sell 0.01", LONG).await, nothing);
    place(&house, "buy 0.03", LONG).await;
    holds(&house, "0.03", "0").await;
    place(&house, "sell 0.02", SHORT).await;
    holds(&house, "0.03", "-0.02").await;
    // Each is bounded by itself: the other one does not help.
    assert_eq!(says(&house, "sell 0.031", LONG).await, nothing);
    assert_eq!(says(&house, "buy 0.021", SHORT).await, nothing);
    let in_use = Err("GATE-04.mode-in-use".to_owned());
    assert_eq!(mode(&house, PositionMode::OneWay).await, in_use);
    place(&house, "sell 0.01", LONG).await;
    holds(&house, "0.02", "-0.02").await;
    place(&house, "buy 0.02", SHORT).await;
    holds(&house, "0.02", "0").await;
    assert_eq!(says(&house, "buy 0.001", SHORT).await, nothing);
    place(&house, "sell 0.02", LONG).await;
    holds(&house, "0", "0").await;
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    assert_eq!(portfolio.reconciliation.breaks, []);
    // With nothing held and nothing open the account goes back to one net position.
    assert_eq!(mode(&house, PositionMode::OneWay).await, Ok(()));
    until_it_says(&house, "buy 0.01", any, "ok").await;
    assert_eq!(says(&house, "buy 0.01", LONG).await, "GATE-04.one-way-mode");
    house.stop().await;
}

// ORD-06 ORD-08: the answer is lost after the venue took the order; it is asked for, counted once, and on its own side.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_answer_was_lost_moves_the_position_it_named() {
    let house = hedged().await;
    place(&house, "buy 0.02", LONG).await;
    holds(&house, "0.02", "0").await;
    let fault = json!({"kind": "request", "endpoint": "place", "fault": "lostAnswer"});
    pull(&house, "/_sim/faults", fault).await;
    place(&house, "sell 0.01", SHORT).await;
    holds(&house, "0.02", "-0.01").await;
    let fault = json!({"kind": "request", "endpoint": "place", "fault": "lostAnswer"});
    pull(&house, "/_sim/faults", fault).await;
    place(&house, "sell 0.005", LONG).await;
    holds(&house, "0.015", "-0.01").await;
    house.stop().await;
}

// GATE-20 ORD-06: by hand on the exchange, and by the exchange itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_others_do_to_one_position_leaves_the_other_as_it_was() {
    let house = hedged().await;
    place(&house, "buy 0.03", LONG).await;
    place(&house, "sell 0.01", SHORT).await;
    holds(&house, "0.03", "-0.01").await;
    let by_hand = "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=0.010&newClientOrderId=web_1";
    house.outside("POST", "/fapi/v1/order", by_hand).await;
    holds(&house, "0.02", "-0.01").await;
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    assert_eq!(portfolio.reconciliation.breaks, []);
    // The wallet is emptied and the price falls: the long position cannot stand.
    let free = margined(&house).available.unwrap();
    let taken = free.minus(amount("60")).unwrap().rounded(2, Rounding::Down);
    let grant = json!({"key": simex::DEFAULT_KEY, "incomeType": "WELCOME_BONUS", "asset": "USDT", "amount": taken.negated().to_string()});
    pull(&house, "/_sim/futures/grant", grant).await;
    let mark = position(&house, PositionSide::Long).unwrap().mark.unwrap();
    let index = mark.moved(Rate::parse("-0.35").unwrap()).unwrap();
    let index = index
        .to_tick(Price::parse("0.1").unwrap(), Rounding::Down)
        .unwrap();
    let body = json!({"symbol": "BTCUSDT", "price": index.to_string()});
    pull(&house, "/_sim/futures/index", body).await;
    house
        .until(|| async { !margined(&house).closes.is_empty() })
        .await;
    let closes = margined(&house).closes;
    let long = closes.iter().find(|close| close.side == PositionSide::Long);
    assert_eq!(
        long.map(|close| close.kind.words()),
        Some("liquidated by the venue"),
        "{closes:?}"
    );
    house
        .until(|| async { held(&house).is_some_and(|held| held[0] == Amount::ZERO) })
        .await;
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    let halts: Vec<&str> = portfolio.halts.iter().map(|h| h.reason.as_str()).collect();
    assert_eq!(
        halts,
        ["the long position in BTC/USDT:USDT was liquidated by the venue"]
    );
    assert_eq!(portfolio.reconciliation.breaks, []);
    house.stop().await;
}

// ORD-06
#[tokio::test(flavor = "multi_thread")]
async fn both_positions_are_chosen_and_shown_by_program_and_by_page() {
    let house = hedged().await;
    let mut trader = house.signed(Role::Trader).await;
    let order = |side: &str, effect: &str| json!({"symbol": "BTC/USDT:USDT", "side": side, "kind": "market", "qty": "0.01", "effect": effect});
    let refused = trader.post("/api/v1/orders", order("buy", "any")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("GATE-04.hedge-mode"),
        "{}",
        refused.text()
    );
    let placed = trader.post("/api/v1/orders", order("buy", "long")).await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let number = placed.json()["order"].to_string();
    let told = trader.get(&format!("/api/v1/orders/{number}")).await.json();
    let told = &told["order"];
    assert_eq!(
        (&told["effect"], &told["position_side"]),
        (&json!("long"), &json!("long"))
    );
    holds(&house, "0.01", "0").await;
    // By the form of the ticket, without a script.
    let desk = trader.get("/desk?symbol=BTC/USDT:USDT").await;
    for part in [
        r#"name="effect" value="long""#,
        r#"name="effect" value="short""#,
    ] {
        assert!(desk.text().contains(part), "{part}");
    }
    assert!(!desk.text().contains("Only reduce a position"));
    let csrf = word(&desk.text());
    let form = [
        ("csrf", csrf.as_str()),
        ("symbol", "BTC/USDT:USDT"),
        ("side", "sell"),
        ("kind", "market"),
        ("qty", "0.02"),
        ("effect", "short"),
    ];
    let review = trader.send(Asked::post("/ticket/review").form(&form)).await;
    assert_eq!(review.status, 200, "{}", review.text());
    for part in ["opens the short position", r#"name="effect" value="short""#] {
        assert!(review.text().contains(part), "{part} in {}", review.text());
    }
    let sent = trader.send(Asked::post("/ticket/send").form(&form)).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    holds(&house, "0.01", "-0.02").await;
    both_are_shown(&mut trader).await;
    house.stop().await;
}

/// A long position of 0.01 and a short one of 0.02 stand beside each other, for programs and on the page.
async fn both_are_shown(trader: &mut Client) {
    let told = trader.get("/api/v1/positions").await.json();
    assert_eq!(told["margined"]["position_mode"], "hedge");
    let positions = told["positions"].as_array().unwrap();
    for (side, qty) in [("long", "0.01"), ("short", "0.02")] {
        let found = positions
            .iter()
            .find(|p| p["position_side"] == side)
            .unwrap();
        let said = (&found["exposure"], &found["qty"]);
        assert_eq!(said, (&json!(side), &json!(qty)), "{found}");
        assert!(found["contract"]["margin"].is_string(), "{found}");
        assert!(found["contract"]["leverage"].is_u64(), "{found}");
    }
    let page = trader.get("/contracts").await.text();
    for part in ["hedge positions", ">long<", ">short<", "-0.02"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("<option>BTC/USDT:USDT</option>").count(), 2);
}
