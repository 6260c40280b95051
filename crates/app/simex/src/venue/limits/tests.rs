//! Counters at their edges, and bans that grow.

use super::*;
use std::net::Ipv4Addr;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const SPOT: (Product, IpAddr) = (Product::Spot, HERE);
const ACCOUNT: AccountId = AccountId::new(1);
const BEGIN: Time = Time::from_millis(1_800_000_000_000);

fn limits() -> Limits {
    Limits::new(VenueLimits {
        weight_per_minute: 100,
        orders_per_ten_seconds: 10,
        orders_per_day: 25,
        requests_per_five_minutes: 1_000,
        connections_per_five_minutes: 3,
        ..VenueLimits::default()
    })
}

fn later(seconds: i64) -> Time {
    BEGIN.plus(Span::from_secs(seconds))
}

#[test]
fn v12_weight_is_counted_by_the_minute_and_by_product() {
    let mut limits = limits();
    let mut ask = |at, product, weight| limits.admit(at, (product, HERE), Cost::Address(weight));
    assert_eq!(ask(later(0), Product::Spot, 60), Ok(Used::Address(60)));
    assert_eq!(ask(later(59), Product::Spot, 40), Ok(Used::Address(100)));
    assert_eq!(ask(later(59), Product::Usdm, 60), Ok(Used::Address(60)));
    let shut = ask(later(59), Product::Spot, 1).unwrap_err();
    assert_eq!(shut.refusal, Refusal::TooMuchWeight { most: 100 });
    assert_eq!(shut.after, Span::from_secs(1));
    assert_eq!(ask(later(60), Product::Spot, 1), Ok(Used::Address(1)));
}

/// Asks until the address is shut out; the length of the ban.
fn ban(limits: &mut Limits, at: Time) -> Span {
    for _ in 0..=STRIKES_MAX {
        let shut = limits.admit(at, SPOT, Cost::Address(101)).unwrap_err();
        if let Refusal::Banned { until } = shut.refusal {
            assert_eq!(until.since(at), shut.after);
            return shut.after;
        }
    }
    panic!("never banned");
}

#[test]
fn v16_whoever_goes_on_is_banned_and_each_ban_is_longer() {
    let mut limits = limits();
    let mut at = BEGIN;
    let mut spans = Vec::new();
    for _ in 0..14 {
        let span = ban(&mut limits, at);
        spans.push(span.millis() / 60_000);
        let during = at.plus(Span::from_nanos(span.nanos() - 1));
        let still = limits.admit(during, SPOT, Cost::Address(1)).unwrap_err();
        assert!(matches!(still.refusal, Refusal::Banned { .. }));
        at = at.plus(span);
        limits.admit(at, SPOT, Cost::Address(1)).unwrap();
    }
    assert_eq!(spans[..5], [2, 4, 8, 16, 32]);
    assert_eq!(spans[13], 3 * 1_440);
    // Three days of peace, and the next ban is the first again.
    at = at.plus(Span::from_secs(3 * 86_400 + 1));
    assert_eq!(ban(&mut limits, at), BAN_FIRST);
}

#[test]
fn v13_requests_are_bounded_whatever_they_weigh() {
    let mut limits = limits();
    for _ in 0..1_000 {
        limits.admit(BEGIN, SPOT, Cost::Address(0)).unwrap();
    }
    let shut = limits.admit(BEGIN, SPOT, Cost::Address(0)).unwrap_err();
    assert_eq!(shut.refusal, Refusal::TooManyRequests);
}

#[test]
fn v13_connections_are_bounded() {
    let mut limits = limits();
    for _ in 0..3 {
        limits.admit_connection(BEGIN, SPOT).unwrap();
    }
    assert!(limits.admit_connection(BEGIN, SPOT).is_err());
    assert!(limits.admit_connection(later(300), SPOT).is_ok());
}

#[test]
fn v14_the_wallet_counts_addresses_and_accounts_apart() {
    let mut limits = limits();
    let at = (Product::Wallet, HERE);
    assert_eq!(
        limits.admit(BEGIN, at, Cost::Account(150_000)),
        Ok(Used::Address(0))
    );
    let first = limits.admit_account(BEGIN, ACCOUNT, 150_000);
    assert_eq!(first, Ok(Used::Account(150_000)));
    let shut = limits.admit_account(BEGIN, ACCOUNT, 30_001).unwrap_err();
    assert_eq!(shut.refusal, Refusal::TooMuchWeight { most: 180_000 });
    assert!(limits.admit_account(later(60), ACCOUNT, 1).is_ok());
}

#[test]
fn v15_orders_left_unfilled_are_bounded_and_fills_give_room_back() {
    let mut limits = limits();
    let place = |limits: &mut Limits, at| limits.admit_orders(at, (Product::Spot, ACCOUNT), 1);
    for count in 1..=10 {
        assert_eq!(place(&mut limits, BEGIN), Ok((count, count)));
    }
    let refused = place(&mut limits, BEGIN).unwrap_err();
    assert_eq!(
        refused.said().words,
        "Too many new orders; current limit is 10 orders per 10 SECOND."
    );
    limits.first_fill(BEGIN, ACCOUNT, Liquidity::Taker);
    assert_eq!(limits.orders(BEGIN, Product::Spot, ACCOUNT), (9, 9));
    limits.first_fill(BEGIN, ACCOUNT, Liquidity::Maker);
    assert_eq!(limits.orders(BEGIN, Product::Spot, ACCOUNT), (4, 4));
    // In a later window the order that filled was no part of the short count.
    for _ in 0..6 {
        place(&mut limits, later(10)).unwrap();
    }
    assert_eq!(limits.orders(later(10), Product::Spot, ACCOUNT), (6, 10));
    for window in 2..4 {
        for _ in 0..10 {
            let placed = place(&mut limits, later(window * 10));
            if let Err(refused) = placed {
                assert!(refused.said().words.ends_with("25 orders per 1 DAY."));
            }
        }
    }
    assert_eq!(limits.orders(later(30), Product::Spot, ACCOUNT).1, 25);
    let futures = limits.orders_max(Product::Usdm);
    assert_eq!(futures, (300, 1_200));
}

#[test]
fn v17_addresses_are_forgotten_by_silence_and_memory_is_bounded() {
    let mut limits = limits();
    for number in 0..5_000_u32 {
        let address = IpAddr::V4(Ipv4Addr::from(number));
        let at = BEGIN.plus(Span::from_millis(i64::from(number)));
        limits
            .admit(at, (Product::Spot, address), Cost::Address(1))
            .unwrap();
    }
    assert_eq!(limits.callers.len(), COUNTED_MAX);
    let last = (Product::Spot, IpAddr::V4(Ipv4Addr::from(4_999)));
    assert!(limits.callers.contains_key(&last));
}
