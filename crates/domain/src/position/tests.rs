//! Cases of `position.rs`.

use super::{Exposure, Position};
use crate::asset::{Asset, Symbol};
use crate::contract::PositionSide;
use crate::decimal::NumberError;
use crate::fill::{Fill, Liquidity};
use crate::hedge::PositionKey;
use crate::ids::{AccountId, OrderId, VenueTradeId};
use crate::money::{Amount, Price, Qty, Rate};
use crate::order::Side;
use crate::time::Time;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert_eq, prop_oneof, proptest};
use std::string::ToString;
use std::vec::Vec;

fn asset(name: &str) -> Asset {
    Asset::new(name).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn flat() -> Position {
    Position::flat(PositionKey::both(
        AccountId::new(1),
        Symbol::new("BTC/USDT").unwrap(),
    ))
}

fn fill(side: Side, qty: Qty, price: Price, (fee, fee_asset): (Amount, &str)) -> Fill {
    Fill {
        trade: VenueTradeId::new("1").unwrap(),
        order: OrderId::new(1),
        account: AccountId::new(1),
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side,
        position: PositionSide::Both,
        price,
        qty,
        fee,
        fee_asset: asset(fee_asset),
        liquidity: Liquidity::Taker,
        at: Time::from_millis(1),
    }
}

/// `buy 2 @ 100 fee 0.002 BTC`, one fill a line.
fn read(line: &str) -> Fill {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (fee, fee_asset) = match words[..] {
        [_, _, _, _, "fee", fee, asset] => (amount(fee), asset),
        _ => (Amount::ZERO, "USDT"),
    };
    let (qty, price) = (words[1].parse().unwrap(), words[3].parse().unwrap());
    fill(words[0].parse().unwrap(), qty, price, (fee, fee_asset))
}

fn after(position: &Position, fill: &Fill) -> Result<Position, NumberError> {
    position.after(fill, asset("BTC"), asset("USDT"))
}

fn folded(lines: &[&str]) -> Position {
    lines.iter().fold(flat(), |position, line| {
        after(&position, &read(line)).unwrap()
    })
}

fn told(position: &Position) -> std::string::String {
    let held = match position.exposure {
        Exposure::Flat => "flat".to_string(),
        Exposure::Long { qty, cost } => std::format!("long {qty} cost {cost}"),
        Exposure::Short { qty, proceeds } => std::format!("short {qty} proceeds {proceeds}"),
    };
    let Position {
        realised,
        fees,
        fees_other_count,
        ..
    } = position;
    std::format!("{held}; realised {realised}; fees {fees}; other {fees_other_count}")
}

type Cases = &'static [(&'static [&'static str], &'static str)];

const ADDS_AND_CLOSES: Cases = &[
    (&[], "flat; realised 0; fees 0; other 0"),
    (
        &["buy 2 @ 100"],
        "long 2 cost 200; realised 0; fees 0; other 0",
    ),
    (
        &["sell 2 @ 100"],
        "short 2 proceeds 200; realised 0; fees 0; other 0",
    ),
    (
        &["buy 2 @ 100", "buy 1 @ 130"],
        "long 3 cost 330; realised 0; fees 0; other 0",
    ),
    (
        &["sell 2 @ 100", "sell 1 @ 130"],
        "short 3 proceeds 330; realised 0; fees 0; other 0",
    ),
    // Partial closes realise their share of the cost.
    (
        &["buy 2 @ 100", "sell 1 @ 110"],
        "long 1 cost 100; realised 10; fees 0; other 0",
    ),
    (
        &["buy 2 @ 100", "sell 1 @ 110", "sell 1 @ 90"],
        "flat; realised 0; fees 0; other 0",
    ),
    (
        &["sell 2 @ 100", "buy 0.5 @ 90"],
        "short 1.5 proceeds 150; realised 5; fees 0; other 0",
    ),
    // A third of a cost that has no exact third: the rest stays with what is held, nothing is lost.
    (
        &["buy 3 @ 33.34", "sell 1 @ 33.34"],
        "long 2 cost 66.68; realised 0; fees 0; other 0",
    ),
    (
        &["buy 1 @ 100", "buy 2 @ 50", "sell 1 @ 70"],
        "long 2 cost 133.333333333334; realised 3.333333333334; fees 0; other 0",
    ),
    (
        &[
            "buy 1 @ 100",
            "buy 2 @ 50",
            "sell 1 @ 70",
            "sell 1 @ 70",
            "sell 1 @ 70",
        ],
        "flat; realised 10; fees 0; other 0",
    ),
];

const FLIPS: Cases = &[
    // Flips: what closes is realised, what opens costs its own share.
    (
        &["buy 1 @ 100", "sell 3 @ 120"],
        "short 2 proceeds 240; realised 20; fees 0; other 0",
    ),
    (
        &["sell 1 @ 100", "buy 3 @ 120"],
        "long 2 cost 240; realised -20; fees 0; other 0",
    ),
    (
        &["buy 1 @ 100", "sell 3 @ 120", "buy 2 @ 110"],
        "flat; realised 40; fees 0; other 0",
    ),
];

const FEES: Cases = &[
    // Fees in quote: paid on a buy they cost, taken from a sale they lessen it.
    (
        &["buy 2 @ 100 fee 0.2 USDT"],
        "long 2 cost 200.2; realised 0; fees 0.2; other 0",
    ),
    (
        &["sell 2 @ 100 fee 0.2 USDT"],
        "short 2 proceeds 199.8; realised 0; fees 0.2; other 0",
    ),
    (
        &["buy 2 @ 100 fee 0.2 USDT", "sell 2 @ 110 fee 0.22 USDT"],
        "flat; realised 19.58; fees 0.42; other 0",
    ),
    (
        &["buy 1 @ 100 fee 0.1 USDT", "sell 3 @ 120 fee 0.36 USDT"],
        "short 2 proceeds 239.76; realised 19.78; fees 0.46; other 0",
    ),
    // Fees in base: fewer coins for the same cost, more coins gone for the same proceeds.
    (
        &["buy 2 @ 100 fee 0.002 BTC"],
        "long 1.998 cost 200; realised 0; fees 0.2; other 0",
    ),
    (
        &["buy 2 @ 100 fee 0.002 BTC", "sell 1.998 @ 110"],
        "flat; realised 19.78; fees 0.2; other 0",
    ),
    (
        &["buy 2 @ 100", "sell 1 @ 110 fee 0.5 BTC"],
        "long 0.5 cost 50; realised -40; fees 55; other 0",
    ),
    (
        &["sell 1 @ 100 fee 0.001 BTC"],
        "short 1.001 proceeds 100; realised 0; fees 0.1; other 0",
    ),
    // The fee took everything: what was paid is lost.
    (
        &["buy 1 @ 100 fee 1 BTC"],
        "flat; realised -100; fees 100; other 0",
    ),
    (
        &["buy 2 @ 100", "buy 1 @ 100 fee 1 BTC"],
        "long 2 cost 300; realised 0; fees 100; other 0",
    ),
];

const OTHER_FEES_AND_REBATES: Cases = &[
    // Fees in another asset are counted, not valued.
    (
        &["buy 2 @ 100 fee 0.001 BNB"],
        "long 2 cost 200; realised 0; fees 0; other 1",
    ),
    (
        &[
            "buy 2 @ 100 fee 0.001 BNB",
            "sell 2 @ 100 fee 0.001 BNB",
            "buy 1 @ 9 fee 0 BNB",
        ],
        "long 1 cost 9; realised 0; fees 0; other 2",
    ),
    // Rebates are negative fees.
    (
        &["buy 2 @ 100 fee -0.02 USDT"],
        "long 2 cost 199.98; realised 0; fees -0.02; other 0",
    ),
    (
        &["sell 2 @ 100 fee -0.02 USDT"],
        "short 2 proceeds 200.02; realised 0; fees -0.02; other 0",
    ),
    (
        &["buy 2 @ 100 fee -0.002 BTC"],
        "long 2.002 cost 200; realised 0; fees -0.2; other 0",
    ),
];

// D12: the hand tables. Every line was worked out on paper.
#[test]
fn d12_positions_by_hand() {
    for cases in [ADDS_AND_CLOSES, FLIPS, FEES, OTHER_FEES_AND_REBATES] {
        for (lines, expected) in cases {
            assert_eq!(told(&folded(lines)), *expected, "{lines:?}");
        }
    }
}

#[test]
fn marks_value_what_is_held() {
    for (lines, mark, net, average, unrealised) in [
        (&["buy 2 @ 100"][..], "110", "2", Some("100"), "20"),
        (&["buy 2 @ 100"], "90", "2", Some("100"), "-20"),
        (&["sell 2 @ 100"], "110", "-2", Some("100"), "-20"),
        (&["sell 2 @ 100"], "90", "-2", Some("100"), "20"),
        (
            &["buy 2 @ 100 fee 0.002 BTC"],
            "100",
            "1.998",
            Some("100.1001001"),
            "-0.2",
        ),
        (&["buy 3 @ 100", "sell 3 @ 90"], "50", "0", None, "0"),
    ] {
        let position = folded(lines);
        assert_eq!(position.net(), amount(net), "{lines:?}");
        assert_eq!(
            position.average_price(),
            average.map(|text| text.parse().unwrap()),
            "{lines:?}"
        );
        assert_eq!(
            position.unrealised(mark.parse().unwrap()),
            Ok(amount(unrealised)),
            "{lines:?}"
        );
    }
}

#[test]
fn what_does_not_fit_leaves_the_position_as_it_was() {
    let held = folded(&["buy 1 @ 100"]);
    for line in [
        "buy 79228162514264337593543950335 @ 2",
        "sell 1 @ 100 fee -2 BTC",
        "buy 1 @ 100 fee 2 BTC",
    ] {
        assert!(after(&held, &read(line)).is_err(), "{line}");
    }
    assert_eq!(held, folded(&["buy 1 @ 100"]));
}

#[test]
fn a_very_large_position_can_be_closed_in_parts() {
    let mut position = folded(&[
        "buy 1234567.12345678 @ 98765.43",
        "sell 0.00000001 @ 98765.43",
    ]);
    for _ in 0..50 {
        position = after(&position, &read("sell 12345.67123456 @ 99999.99")).unwrap();
    }
    assert!(matches!(position.exposure, Exposure::Long { .. }));
}

/// Quote that came in, base that came in.
fn cash(fills: &[Fill]) -> (Amount, Amount) {
    fills
        .iter()
        .fold((Amount::ZERO, Amount::ZERO), |(quote, base), fill| {
            let value = fill.price.times(fill.qty).unwrap();
            let (mut quote, mut base) = match fill.side {
                Side::Buy => (
                    quote.minus(value).unwrap(),
                    base.plus(fill.qty.amount()).unwrap(),
                ),
                Side::Sell => (
                    quote.plus(value).unwrap(),
                    base.minus(fill.qty.amount()).unwrap(),
                ),
            };
            if fill.fee_asset == asset("USDT") {
                quote = quote.minus(fill.fee).unwrap();
            } else if fill.fee_asset == asset("BTC") {
                base = base.minus(fill.fee).unwrap();
            }
            (quote, base)
        })
}

fn fills() -> impl Strategy<Value = Vec<Fill>> {
    let one = (
        prop_oneof![Just(Side::Buy), Just(Side::Sell)],
        1_i128..500_000_000,
        1_i128..10_000_000,
        -10_i128..1_000,
        prop_oneof![Just("BTC"), Just("USDT"), Just("BNB")],
    );
    let one = one.prop_map(|(side, qty, price, fee, fee_asset)| {
        let (qty, price) = (
            Qty::from_parts(qty, 8).unwrap(),
            Price::from_parts(price, 2).unwrap(),
        );
        let taken_from = match fee_asset {
            "BTC" => qty.amount(),
            _ => price.times(qty).unwrap(),
        };
        // From a rebate of 0.1 % to a fee of 10 %.
        let fee = taken_from.share(Rate::from_parts(fee, 4).unwrap()).unwrap();
        fill(side, qty, price, (fee, fee_asset))
    });
    proptest::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    // D12: when nothing is held, realised profit is exactly the cash that came in; while something is held,
    // realised profit less its cost (or plus its proceeds) is.
    #[test]
    fn d12_realised_equals_cash(fills in fills(), closing in 1_i128..10_000_000) {
        let mut position = flat();
        let mut done: Vec<Fill> = Vec::new();
        for fill in fills {
            position = after(&position, &fill).unwrap();
            done.push(fill);
            let (quote, base) = cash(&done);
            prop_assert_eq!(position.net(), base);
            let accounted = match position.exposure {
                Exposure::Flat => position.realised,
                Exposure::Long { cost, .. } => position.realised.minus(cost).unwrap(),
                Exposure::Short { proceeds, .. } => position.realised.plus(proceeds).unwrap(),
            };
            prop_assert_eq!(accounted, quote);
        }
        let (side, qty) = match position.exposure {
            Exposure::Flat => return Ok(()),
            Exposure::Long { qty, .. } => (Side::Sell, qty),
            Exposure::Short { qty, .. } => (Side::Buy, qty),
        };
        let last = fill(side, qty, Price::from_parts(closing, 2).unwrap(), (Amount::ZERO, "USDT"));
        position = after(&position, &last).unwrap();
        done.push(last);
        prop_assert_eq!(position.exposure, Exposure::Flat);
        prop_assert_eq!((position.realised, Amount::ZERO), cash(&done));
        let others = done.iter().filter(|fill| fill.fee_asset == asset("BNB") && !fill.fee.is_zero()).count();
        prop_assert_eq!(position.fees_other_count, u64::try_from(others).unwrap());
    }
}

// ORD-06
#[test]
fn d12_a_fee_of_a_contract_is_taken_from_the_wallet_and_never_from_the_cost() {
    let usdt = asset("USDT");
    let steps = [
        (
            "buy 2 @ 100 fee 0.1 USDT",
            "long 2 cost 200; realised -0.1; fees 0.1; other 0",
        ),
        (
            "buy 2 @ 110 fee 0.1 BNB",
            "long 4 cost 420; realised -0.1; fees 0.1; other 1",
        ),
        (
            "sell 1 @ 120 fee 0.2 USDT",
            "long 3 cost 315; realised 14.7; fees 0.3; other 1",
        ),
        (
            "sell 5 @ 90 fee 0.3 USDT",
            "short 2 proceeds 180; realised -30.6; fees 0.6; other 1",
        ),
    ];
    let mut position = flat();
    for (line, expected) in steps {
        position = position.after_contract(&read(line), usdt).unwrap();
        assert_eq!(told(&position), expected, "{line}");
    }
}
