//! Perpetual contracts through a whole house: opened, added to, reduced, turned round and closed; settings; conditional orders;
//! and a position that the exchange itself closes. Everything over sockets against the simulated exchange.

use crate::client::{Asked, Client};
use crate::entry::word;
use crate::house::{House, MARGINED, Wants, terminal};
use desk::{CommandError, ContractPosition, Margined, OrderEntry, Upkeep, Via, Wish};
use domain::*;
use gate::MarginRules;
use identity::{Permit, Role};
use serde_json::json;

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

fn margined(house: &House) -> Margined {
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    portfolio.margined.clone().unwrap()
}

pub(crate) fn contract(house: &House) -> ContractPosition {
    let mut all = margined(house).contracts.into_iter();
    all.find(|c| c.position.symbol == perpetual()).unwrap()
}

pub(crate) fn net(house: &House) -> Amount {
    contract(house).position.net()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// A house on margin whose market is there, and which was compared with its venue.
pub(crate) async fn open() -> House {
    open_by(OrderEntry::Rest).await
}

/// The same, whose orders leave by this way.
pub(crate) async fn open_by(order_entry: OrderEntry) -> House {
    let house = House::with_people(Wants {
        margin: Some(rules()),
        upkeep: Upkeep {
            order_entry,
            ..Upkeep::default()
        },
        ..Wants::default()
    })
    .await;
    house
        .until(|| async {
            let passes = ask(&house, "buy 0.01", OrderKind::Market, PositionEffect::Any);
            let permit = Permit::ask(&terminal()).unwrap();
            let verdict = house.desk.verdict(permit, passes).await.unwrap();
            verdict.refusal.is_none()
        })
        .await;
    house
}

fn ask(house: &House, words: &str, kind: OrderKind, effect: PositionEffect) -> Wish {
    let (side, qty) = words.split_once(' ').unwrap();
    Wish {
        account: house.desk.account_of(perpetual()),
        terms: OrderTerms {
            symbol: perpetual(),
            side: side.parse().unwrap(),
            qty: Qty::parse(qty).unwrap(),
            kind,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect,
        },
        protection: None,
        via: Via::Program,
        request_key: None,
    }
}

pub(crate) async fn place(
    house: &House,
    words: &str,
    kind: OrderKind,
    effect: PositionEffect,
) -> Result<OrderId, CommandError> {
    let permit = Permit::ask(&terminal()).unwrap();
    let placed = house
        .desk
        .place(permit, ask(house, words, kind, effect))
        .await;
    placed.map(|placed| placed.order)
}

/// Trades at market, and waits until the position is what it must be and the venue counts the same.
async fn trade(house: &House, words: &str, effect: PositionEffect, then: &str) {
    place(house, words, OrderKind::Market, effect)
        .await
        .unwrap();
    house.until(|| async { net(house) == amount(then) }).await;
    agreed(house).await;
}

/// Waits until the venue's own count has come and is ours.
pub(crate) async fn agreed(house: &House) {
    house
        .until(|| async {
            let contract = contract(house);
            let held = contract.terms.map(|terms| terms.held);
            held == Some(contract.position.net()) && !contract.in_doubt
        })
        .await;
}

fn code(refused: Result<OrderId, CommandError>) -> String {
    match refused {
        Err(CommandError::Refused(refusal)) => refusal.rule.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

// ORD-06 ORD-16 GATE-04
#[tokio::test(flavor = "multi_thread")]
async fn a_position_is_opened_added_to_reduced_turned_round_and_closed() {
    let house = open().await;
    assert_eq!(house.desk.account_of(perpetual()), MARGINED);
    let (any, reduce) = (PositionEffect::Any, PositionEffect::ReduceOnly);
    let flat = place(&house, "sell 0.01", OrderKind::Market, reduce).await;
    assert_eq!(code(flat), "GATE-10.reduce-only-excess");
    trade(&house, "buy 0.01", any, "0.01").await;
    trade(&house, "buy 0.01", any, "0.02").await;
    let more = place(&house, "sell 0.021", OrderKind::Market, reduce).await;
    assert_eq!(code(more), "GATE-10.reduce-only-excess");
    trade(&house, "sell 0.005", reduce, "0.015").await;
    let long = contract(&house);
    assert!(long.margin.unwrap() > Amount::ZERO && long.mark.is_some());
    assert_eq!(long.position.average_price(), long.terms.unwrap().entry);
    trade(&house, "sell 0.025", any, "-0.01").await;
    trade(&house, "buy 0.01", reduce, "0").await;
    let closed = margined(&house);
    let wallet = closed.wallets.iter().find(|w| w.asset.as_str() == "USDT");
    // Flat again, all of the wallet is free.
    let wallet = wallet.unwrap().total().unwrap().amount();
    assert_eq!(
        (closed.available, closed.equity),
        (Some(wallet), Some(wallet))
    );
    house.stop().await;
}

// ORD-06 GATE-04
#[tokio::test(flavor = "multi_thread")]
async fn a_leverage_is_set_through_the_gate_and_read_back() {
    let house = open().await;
    let leverage = |times| Setting::Leverage {
        symbol: perpetual(),
        leverage: Leverage::new(times).unwrap(),
    };
    let set = async |times| {
        let permit = Permit::ask(&terminal()).unwrap();
        house
            .desk
            .set(permit, (MARGINED, leverage(times)), "a test")
            .await
    };
    let Err(CommandError::Refused(refusal)) = set(21).await else {
        panic!("a leverage over the cap was taken");
    };
    assert_eq!(refusal.rule.code(), "GATE-04.leverage");
    set(3).await.unwrap();
    house
        .until(|| async {
            contract(&house)
                .terms
                .is_some_and(|t| t.leverage.get() == 3)
        })
        .await;
    let (any, reduce) = (PositionEffect::Any, PositionEffect::ReduceOnly);
    trade(&house, "buy 0.01", any, "0.01").await;
    trade(&house, "sell 0.01", reduce, "0").await;
    house.stop().await;
}

// ORD-01 ORD-06
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_sleeps_behind_its_own_door_and_is_cancelled_or_wakes() {
    let house = open().await;
    let (any, reduce) = (PositionEffect::Any, PositionEffect::ReduceOnly);
    trade(&house, "buy 0.01", any, "0.01").await;
    let mark = contract(&house).mark.unwrap();
    let below = |share: &str| OrderKind::Stop {
        trigger: mark
            .moved(Rate::parse(share).unwrap())
            .unwrap()
            .to_tick(Price::parse("0.1").unwrap(), Rounding::Down)
            .unwrap(),
    };
    let sleeping = place(&house, "sell 0.01", below("-0.2"), reduce)
        .await
        .unwrap();
    let state = async |order| {
        let records = house.desk.records(Permit::ask(&terminal()).unwrap());
        let row = records.order(order).await.unwrap().unwrap();
        row.order.state.name().to_owned()
    };
    house
        .until(|| async { state(sleeping).await == "working" })
        .await;
    let permit = Permit::ask(&terminal()).unwrap();
    house.desk.cancel(permit, sleeping).await.unwrap();
    house
        .until(|| async { state(sleeping).await == "cancelled" })
        .await;
    let waking = place(&house, "sell 0.01", below("-0.003"), reduce)
        .await
        .unwrap();
    house
        .until(|| async { state(waking).await == "working" })
        .await;
    pull(
        &house,
        "/_sim/futures/take",
        json!({"symbol": "BTCUSDT", "side": "SELL", "qty": "400"}),
    )
    .await;
    index(&house, "-0.04").await;
    house
        .until(|| async { state(waking).await == "filled" })
        .await;
    house.until(|| async { net(&house) == Amount::ZERO }).await;
    agreed(&house).await;
    house.stop().await;
}

/// Pulls a lever of the simulated exchange.
pub(crate) async fn pull(house: &House, path: &str, body: serde_json::Value) {
    let mut levers = Client::new(house.exchange.admin_addr());
    let pulled = levers.post(path, body).await;
    assert_eq!(pulled.status, 200, "{}", pulled.text());
}

/// Moves the index of the contract by a share of its mark.
pub(crate) async fn index(house: &House, share: &str) {
    let mark = contract(house).mark.unwrap();
    let price = mark.moved(Rate::parse(share).unwrap()).unwrap();
    let price = price
        .to_tick(Price::parse("0.1").unwrap(), Rounding::Down)
        .unwrap();
    let body = json!({"symbol": "BTCUSDT", "price": price.to_string()});
    pull(house, "/_sim/futures/index", body).await;
}

// GATE-20 ORD-09
#[tokio::test(flavor = "multi_thread")]
async fn a_liquidation_is_recognised_and_counted() {
    let house = open().await;
    trade(&house, "buy 0.03", PositionEffect::Any, "0.03").await;
    let free = margined(&house).available.unwrap();
    let taken = free.minus(amount("60")).unwrap().rounded(2, Rounding::Down);
    let grant = json!({"key": simex::DEFAULT_KEY, "incomeType": "WELCOME_BONUS", "asset": "USDT", "amount": taken.negated().to_string()});
    pull(&house, "/_sim/futures/grant", grant).await;
    index(&house, "-0.2").await;
    house.until(|| async { net(&house) == Amount::ZERO }).await;
    agreed(&house).await;
    house
        .until(|| async { margined(&house).closes.len() == 1 })
        .await;
    let closed = margined(&house);
    let close = closed.closes.first().unwrap();
    assert_eq!(close.symbol, perpetual());
    assert_eq!(close.kind.words(), "liquidated by the venue");
    // Known for what it is: a pause, and no break.
    let portfolio = house.desk.portfolio(Permit::ask(&terminal()).unwrap());
    let halts: Vec<&str> = portfolio.halts.iter().map(|h| h.reason.as_str()).collect();
    assert_eq!(
        halts,
        ["a position in BTC/USDT:USDT was liquidated by the venue"]
    );
    assert_eq!(portfolio.reconciliation.breaks, []);
    house.stop().await;
}

// ORD-06 GATE-04
#[tokio::test(flavor = "multi_thread")]
async fn settings_pass_the_gate_by_program_and_by_page() {
    let house = open().await;
    let path = "/api/v1/contracts/settings";
    let leverage = |times: u8| {
        let setting = format!("leverage:BTC/USDT:USDT:{times}");
        json!({"setting": setting, "reason": "a test"})
    };
    let mut viewer = house.signed(Role::Viewer).await;
    assert_eq!(viewer.post(path, leverage(3)).await.status, 403);
    let mut trader = house.signed(Role::Trader).await;
    for (wrong, status) in [
        (leverage(21), 422),
        (
            json!({"setting": "margin:BTC/USDT:USDT:isolated", "reason": "not allowed here"}),
            422,
        ),
        (
            json!({"setting": "leverage:3", "reason": "of nothing"}),
            422,
        ),
        (
            json!({"setting": "leverage:BTC/USDT:USDT:3", "reason": " "}),
            422,
        ),
    ] {
        let answer = trader.post(path, wrong).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let set = trader.post(path, leverage(3)).await;
    assert_eq!(set.status, 202, "{}", set.text());
    let is_set = |times| {
        let contract = contract(&house);
        contract.terms.is_some_and(|t| t.leverage.get() == times)
    };
    house.until(|| async { is_set(3) }).await;
    let page = trader.get("/contracts").await;
    assert_eq!(page.status, 200);
    for part in [
        "3× cross",
        "one-way positions",
        "Set leverage",
        "None. A liquidation",
    ] {
        assert!(page.text().contains(part), "{part} in {}", page.text());
    }
    let csrf = word(&page.text());
    let form = [
        ("csrf", csrf.as_str()),
        ("kind", "leverage"),
        ("symbol", "BTC/USDT:USDT"),
        ("value", "4"),
        ("reason", "by hand"),
    ];
    let sent = trader.send(Asked::post("/contracts/set").form(&form)).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    house.until(|| async { is_set(4) }).await;
    house.stop().await;
}

// GATE-20 ORD-09
#[tokio::test(flavor = "multi_thread")]
async fn what_others_do_on_the_account_is_counted_and_what_the_venue_pays_is_shown() {
    let house = open().await;
    let mut trader = house.signed(Role::Trader).await;
    trade(&house, "buy 0.02", PositionEffect::Any, "0.02").await;
    // Half of it is closed by hand, on the exchange itself.
    let by_hand = "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010&newClientOrderId=web_1";
    house.outside("POST", "/fapi/v1/order", by_hand).await;
    house
        .until(|| async { net(&house) == amount("0.01") })
        .await;
    agreed(&house).await;
    // A long position pays at a rate above zero.
    let funding = json!({"symbol": "BTCUSDT", "rate": "0.001"});
    pull(&house, "/_sim/funding", funding).await;
    house
        .until(|| async { !margined(&house).payments.is_empty() })
        .await;
    let paid = margined(&house).payments;
    assert!(paid.iter().all(|p| p.amount < Amount::ZERO), "{paid:?}");
    let paid: Vec<_> = paid.iter().map(|p| p.kind.name()).collect();
    assert_eq!(paid, ["funding"]);
    let told = trader.get("/api/v1/positions").await.json();
    assert_eq!(told["margined"]["payments"][0]["kind"], "funding");
    let wallets: Vec<_> = margined(&house)
        .wallets
        .iter()
        .map(|wallet| json!({"asset": wallet.asset.to_string(), "total": wallet.total().unwrap().to_string()}))
        .collect();
    assert!(wallets.iter().any(|wallet| wallet["asset"] == "USDT"));
    assert_eq!(told["margined"]["wallets"], json!(wallets));
    assert_eq!(told["margined"]["position_mode"], "one-way");
    let told = trader.get("/api/v1/reconciliation").await.json();
    assert_eq!(told["breaks"], json!([]), "{told}");
    house.stop().await;
}
