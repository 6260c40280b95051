//! Rows of the book, of holdings and of orders, from what the desk tells.

use super::{available, balance_rows, book_rows, held, terms_words};
use crate::pages::numbers::Places;
use desk::{BookView, Portfolio};
use domain::{
    Amount, Asset, Balance, OrderKind, OrderTerms, PositionEffect, Price, Qty, SelfTradePrevention,
    Side, Symbol, Time, TimeInForce,
};

const PLACES: Places = Places {
    price: 2,
    qty: 3,
    value: 2,
};

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn asset(name: &str) -> Asset {
    Asset::new(name).unwrap()
}

fn portfolio() -> Portfolio {
    Portfolio {
        as_of: Time::from_millis(0),
        balances: vec![
            Balance {
                asset: asset("USDT"),
                free: qty("1000.999"),
                locked: qty("50"),
            },
            Balance {
                asset: asset("ETH"),
                free: Qty::ZERO,
                locked: Qty::ZERO,
            },
        ],
        holds: vec![(asset("USDT"), qty("60.5"))],
        positions: Vec::new(),
        margined: None,
        halts: Vec::new(),
        controls: desk::ControlsView::unknown(),
        presses: Vec::new(),
        reconciliation: desk::Reconciliation {
            start_gate: desk::StartGate::Open,
            asked_at: None,
            suspects: 0,
            breaks: Vec::new(),
            foreign: Vec::new(),
        },
        failover: None,
        open_orders: 1,
        equity: None,
        equity_asset: asset("USDT"),
        realised_today: Amount::ZERO,
        losses: Vec::new(),
        trips: Vec::new(),
    }
}

#[test]
fn the_best_prices_meet_in_the_middle_and_depth_adds_up() {
    let book = BookView {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        bids: vec![(price("99.9"), qty("1")), (price("99.8"), qty("3"))],
        asks: vec![(price("100.1"), qty("2")), (price("100.2"), qty("6"))],
        update_id: 7,
        received: Time::from_millis(0),
    };
    let rows = book_rows(Some(&book), PLACES);
    assert_eq!(rows.asks.last().unwrap().price, "100.10");
    assert_eq!(rows.bids.first().unwrap().price, "99.90");
    assert_eq!(rows.asks.first().unwrap().sum, "8.000");
    assert_eq!(rows.asks.first().unwrap().twentieths, 20);
    assert_eq!(rows.bids.last().unwrap().twentieths, 10);
    assert_eq!(rows.spread, "0.20");
}

#[test]
fn an_unknown_book_is_no_row() {
    let rows = book_rows(None, PLACES);
    assert!(rows.asks.is_empty() && rows.bids.is_empty());
    assert_eq!(rows.spread, "–");
}

#[test]
fn what_may_be_used_is_what_is_there_less_what_is_held() {
    let portfolio = portfolio();
    assert_eq!(held(&portfolio, asset("USDT")), qty("60.5"));
    assert_eq!(available(&portfolio, asset("USDT")), qty("990.499"));
    assert_eq!(available(&portfolio, asset("BTC")), Qty::ZERO);
    let rows = balance_rows(&portfolio, &[]);
    assert_eq!(
        rows.len(),
        1,
        "an asset of which there is nothing is left out"
    );
    assert_eq!(rows[0].available_plain, "990.499");
}

#[test]
fn terms_read_as_one_phrase() {
    let terms = |kind| OrderTerms {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side: Side::Sell,
        qty: qty("0.1"),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let says = |kind| terms_words(&terms(kind), PLACES);
    assert_eq!(says(OrderKind::Market), "sell 0.1 BTC/USDT at the market");
    assert_eq!(
        says(OrderKind::Limit {
            price: price("94120"),
            time_in_force: TimeInForce::Gtc
        }),
        "sell 0.1 BTC/USDT at 94,120.00"
    );
    assert_eq!(
        says(OrderKind::StopLimit {
            trigger: price("90000"),
            price: price("89900"),
            time_in_force: TimeInForce::Gtc
        }),
        "sell 0.1 BTC/USDT at 89,900.00 once 90,000.00 trades"
    );
}
