//! Cases of `instrument.rs`.

use super::{ContractKind, FitError, Instrument, InstrumentRules};
use crate::asset::{Asset, Symbol};
use crate::hedge::{HedgeSide, PositionEffect};
use crate::ids::VenueId;
use crate::money::{Amount, Price, Qty};
use crate::order::{OrderKind, OrderTerms, SelfTradePrevention, Side, TimeInForce};
use crate::text::Text;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use std::string::{String, ToString};
use std::vec::Vec;

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

fn qty(text: &str) -> Qty {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn btc() -> Instrument {
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::new("BTC/USDT").unwrap(),
        venue_symbol: Text::new("BTCUSDT").unwrap(),
        base: Asset::new("BTC").unwrap(),
        quote: Asset::new("USDT").unwrap(),
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("1000000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.00001"),
            qty_max: qty("9000"),
            market_qty_max: qty("120"),
            notional_min: amount("5"),
            notional_max: amount("9000000"),
        },
    }
}

fn terms(side: Side, quantity: &str, kind: OrderKind) -> OrderTerms {
    OrderTerms {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side,
        qty: qty(quantity),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

/// `limit 60000.01`, `stop 59999.99`, `stop-limit 59999.99 60000`, `market`.
fn kind(text: &str) -> OrderKind {
    let words: Vec<&str> = text.split_whitespace().collect();
    let time_in_force = TimeInForce::Gtc;
    match words[..] {
        ["market"] => OrderKind::Market,
        ["limit", at] => OrderKind::Limit {
            price: price(at),
            time_in_force,
        },
        ["limit-maker", at] => OrderKind::LimitMaker { price: price(at) },
        ["stop", at] => OrderKind::Stop { trigger: price(at) },
        ["stop-limit", trigger, at] => OrderKind::StopLimit {
            trigger: price(trigger),
            price: price(at),
            time_in_force,
        },
        ["take-profit", at] => OrderKind::TakeProfit { trigger: price(at) },
        ["take-profit-limit", trigger, at] => OrderKind::TakeProfitLimit {
            trigger: price(trigger),
            price: price(at),
            time_in_force,
        },
        ["trailing-stop", delta] => OrderKind::TrailingStop {
            delta: delta.parse().unwrap(),
        },
        _ => panic!("no kind: {text}"),
    }
}

fn told<T>(result: Result<T, FitError>) -> String {
    match result {
        Ok(_) => String::from("fits"),
        Err(error) => error.to_string(),
    }
}

// D11: a close of a contract may be worth anything, whatever it is called in either position mode.
#[test]
fn d11_only_a_close_of_a_contract_has_no_smallest_value() {
    let spot = btc();
    let contract = Instrument {
        kind: ContractKind::Linear {
            size: qty("1"),
            settle: Asset::new("USDT").unwrap(),
        },
        ..spot
    };
    let small = |side, effect| OrderTerms {
        effect,
        ..terms(side, "0.00001", kind("market"))
    };
    let least = "order value 0.5 lies outside 5 to 9000000";
    let close = PositionEffect::ReduceOnly;
    let long = PositionEffect::Of(HedgeSide::Long);
    for (instrument, side, effect, said) in [
        (contract, Side::Sell, close, "fits"),
        (contract, Side::Sell, long, "fits"),
        (contract, Side::Buy, long, least),
        (contract, Side::Sell, PositionEffect::Any, least),
        (spot, Side::Sell, close, least),
    ] {
        let checked = instrument.check(&small(side, effect), price("50000"));
        assert_eq!(told(checked), said, "{side} {effect:?}");
    }
}

// D11: on the bound is inside, one tick or step past it is named with its numbers.
// Ticks of 0.01 from 0.01 to 1,000,000; steps of 0.00001 from 0.00001 to 9,000 (market 120); value 5 to 9,000,000.
const BOUNDS: &[(&str, &str, &str)] = &[
    ("500", "limit 0.01", "fits"),
    ("500", "limit 0.02", "fits"),
    (
        "500",
        "limit 0.009",
        "price 0.009 lies outside 0.01 to 1000000",
    ),
    ("1", "limit 1000000", "fits"),
    ("1", "limit 999999.99", "fits"),
    (
        "1",
        "limit 1000000.01",
        "price 1000000.01 lies outside 0.01 to 1000000",
    ),
    ("1", "limit 60000.01", "fits"),
    (
        "1",
        "limit 60000.001",
        "price 60000.001 is not a multiple of the tick 0.01",
    ),
    (
        "1",
        "limit 60000.019999999999999999",
        "price 60000.019999999999999999 is not a multiple of the tick 0.01",
    ),
    (
        "1",
        "stop 60000.005",
        "price 60000.005 is not a multiple of the tick 0.01",
    ),
    (
        "1",
        "stop-limit 60000 60000.005",
        "price 60000.005 is not a multiple of the tick 0.01",
    ),
    (
        "1",
        "stop-limit 60000.005 60000",
        "price 60000.005 is not a multiple of the tick 0.01",
    ),
    (
        "1",
        "stop-limit 60000 0.001",
        "price 0.001 lies outside 0.01 to 1000000",
    ),
    ("0.00001", "limit 500000", "fits"),
    (
        "0.000009",
        "limit 1000000",
        "quantity 0.000009 lies outside 0.00001 to 9000",
    ),
    (
        "0",
        "limit 1000000",
        "quantity 0 lies outside 0.00001 to 9000",
    ),
    ("9000", "limit 1000", "fits"),
    ("8999.99999", "limit 1000", "fits"),
    (
        "9000.00001",
        "limit 1",
        "quantity 9000.00001 lies outside 0.00001 to 9000",
    ),
    ("120", "market", "fits"),
    (
        "120.00001",
        "market",
        "quantity 120.00001 lies outside 0.00001 to 120",
    ),
    (
        "120.00001",
        "stop 100",
        "quantity 120.00001 lies outside 0.00001 to 120",
    ),
    ("120.00001", "stop-limit 100 100", "fits"),
    ("120.00001", "limit-maker 100", "fits"),
    ("0.00002", "limit 500000", "fits"),
    (
        "0.000015",
        "limit 500000",
        "quantity 0.000015 is not a multiple of the step 0.00001",
    ),
    (
        "1.000000000000000001",
        "limit 500000",
        "quantity 1.000000000000000001 is not a multiple of the step 0.00001",
    ),
    ("0.0001", "limit 50000", "fits"),
    (
        "0.0001",
        "limit 49999.99",
        "order value 4.999999 lies outside 5 to 9000000",
    ),
    (
        "0.00009",
        "limit 50000",
        "order value 4.5 lies outside 5 to 9000000",
    ),
    ("9", "limit 1000000", "fits"),
    (
        "9.00001",
        "limit 1000000",
        "order value 9000010 lies outside 5 to 9000000",
    ),
    // Without a price of its own an order is valued at its trigger or at the reference, here 60,000.
    ("0.00009", "market", "fits"),
    (
        "0.00008",
        "market",
        "order value 4.8 lies outside 5 to 9000000",
    ),
    (
        "0.0001",
        "stop 49999.99",
        "order value 4.999999 lies outside 5 to 9000000",
    ),
    (
        "0.0001",
        "stop-limit 60000 49999.99",
        "order value 4.999999 lies outside 5 to 9000000",
    ),
];

#[test]
fn d11_bounds_one_tick_and_one_step_either_side() {
    for (quantity, kind_text, expected) in BOUNDS {
        let terms = terms(Side::Buy, quantity, kind(kind_text));
        let found = told(btc().check(&terms, price("60000")));
        assert_eq!(found, *expected, "{quantity} {kind_text}");
    }
}

const FITS: &[(Side, &str, &str, &str, &str)] = &[
    (
        Side::Buy,
        "0.123456789",
        "limit 60000.019",
        "0.12345",
        "limit 60000.01",
    ),
    (
        Side::Sell,
        "0.123456789",
        "limit 60000.011",
        "0.12345",
        "limit 60000.02",
    ),
    (Side::Buy, "1", "limit 60000.01", "1", "limit 60000.01"),
    (Side::Buy, "1.000009", "market", "1", "market"),
    (Side::Sell, "1", "stop 59999.995", "1", "stop 60000"),
    (Side::Sell, "1", "stop 59999.985", "1", "stop 59999.98"),
    (Side::Sell, "1", "stop 59999.996", "1", "stop 60000"),
    (
        Side::Buy,
        "1",
        "stop-limit 59999.996 60000.019",
        "1",
        "stop-limit 60000 60000.01",
    ),
    (
        Side::Sell,
        "1",
        "limit-maker 60000.0001",
        "1",
        "limit-maker 60000.01",
    ),
];

const DOES_NOT_FIT: &[(Side, &str, &str, &str)] = &[
    (
        Side::Buy,
        "0.0000099",
        "limit 60000",
        "quantity 0 lies outside 0.00001 to 9000",
    ),
    (
        Side::Buy,
        "1",
        "limit 0.001",
        "the number must be greater than zero",
    ),
    (
        Side::Sell,
        "1",
        "limit 1000000.001",
        "price 1000000.01 lies outside 0.01 to 1000000",
    ),
    (
        Side::Buy,
        "0.00008999",
        "limit 55555.56",
        "order value 4.4444448 lies outside 5 to 9000000",
    ),
    (
        Side::Buy,
        "120.00001",
        "market",
        "quantity 120.00001 lies outside 0.00001 to 120",
    ),
];

#[test]
fn d11_fitting_moves_only_in_the_safe_direction() {
    let instrument = btc();
    let fit =
        |side, quantity, text| instrument.fit(terms(side, quantity, kind(text)), price("60000"));
    for (side, quantity, text, fitted_qty, fitted_kind) in FITS {
        let expected = terms(*side, fitted_qty, kind(fitted_kind));
        assert_eq!(
            fit(*side, quantity, text),
            Ok(expected),
            "{side} {quantity} {text}"
        );
    }
    for (side, quantity, text, expected) in DOES_NOT_FIT {
        assert_eq!(
            told(fit(*side, quantity, text)),
            *expected,
            "{side} {quantity} {text}"
        );
    }
}

#[test]
fn refusals_carry_their_numbers() {
    let refusal = btc().check(
        &terms(Side::Buy, "1", kind("limit 60000.001")),
        price("60000"),
    );
    let (at, tick) = (price("60000.001"), price("0.01"));
    assert_eq!(refusal, Err(FitError::PriceOffTick { price: at, tick }));
    let refusal = btc().check(
        &terms(Side::Buy, "9000.00001", kind("limit 1")),
        price("60000"),
    );
    let (quantity, min, max) = (qty("9000.00001"), qty("0.00001"), qty("9000"));
    assert_eq!(
        refusal,
        Err(FitError::QtyOutOfRange {
            qty: quantity,
            min,
            max
        })
    );
}

#[test]
fn a_zero_step_accepts_every_quantity() {
    let mut instrument = btc();
    instrument.rules.qty_step = Qty::ZERO;
    let odd = terms(Side::Buy, "0.123456789012345678", kind("limit 60000"));
    assert_eq!(instrument.check(&odd, price("60000")), Ok(()));
    assert_eq!(instrument.fit(odd, price("60000")), Ok(odd));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    // D11: what was fitted passes the check, fits to itself, and never asks for more than was wished.
    #[test]
    fn d11_fitted_terms_stay_fitted(
        units in 1_i128..200_000_000_000, at in 1_i128..2_000_000_000_000, sell in proptest::bool::ANY,
    ) {
        let side = if sell { Side::Sell } else { Side::Buy };
        let wished = OrderTerms {
            qty: Qty::from_parts(units, 9).unwrap(),
            ..terms(side, "1", OrderKind::LimitMaker { price: Price::from_parts(at, 6).unwrap() })
        };
        let reference = price("60000");
        let Ok(fitted) = btc().fit(wished, reference) else { return Ok(()) };
        prop_assert_eq!(btc().check(&fitted, reference), Ok(()));
        prop_assert_eq!(btc().fit(fitted, reference), Ok(fitted));
        prop_assert!(fitted.qty <= wished.qty);
        let (before, after) = (wished.kind.limit_price(), fitted.kind.limit_price());
        let safe = if sell { after >= before } else { after <= before };
        prop_assert!(safe, "{:?} {:?}", wished, fitted);
        prop_assert_eq!((fitted.side, fitted.symbol), (wished.side, wished.symbol));
    }
}
