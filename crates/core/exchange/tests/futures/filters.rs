//! The grid, the bounds, the bands and the counts of a contract.

use crate::stage::{
    TAG, algo, amount, brackets, btc, listing, margin_asset, order, place, price, rate, stage, who,
};
use domain::{Qty, Side};
use exchange::futures::{
    AlgoKind, FuturesInput, FuturesListing, FuturesRefusal, FuturesStatus, FuturesTerms,
    PositionSide, Reduce, Transfer,
};
use exchange::{HouseLevel, Refill, SetLevels};

#[test]
fn f14_prices_and_quantities_lie_on_the_grid_and_inside_the_bounds() {
    let mut stage = stage();
    stage.house(&["ask 500@50000", "bid 500@49999"]);
    for (line, reason) in [
        ("buy 0.1 @49000.05", FuturesRefusal::PriceOffTick),
        ("buy 0.1 @49.9", FuturesRefusal::PriceTooLow),
        ("buy 0.1 @500000.1", FuturesRefusal::PriceTooHigh),
        ("buy 0.0005 @49000", FuturesRefusal::QtyOffStep),
        ("buy 1000.001 @49000", FuturesRefusal::QtyTooLarge),
        ("buy 120.001 market", FuturesRefusal::QtyTooLarge),
        ("buy 0 @49000", FuturesRefusal::QtyTooSmall),
    ] {
        assert_eq!(stage.refused(place(line)), reason, "{line}");
    }
}

#[test]
fn f15_a_price_stays_in_its_band_around_the_mark_price() {
    let mut stage = stage();
    assert_eq!(
        stage.refused(place("buy 0.1 @52500.1")),
        FuturesRefusal::PriceAboveBand
    );
    stage.done(place("buy 0.1 @52500"));
    assert_eq!(
        stage.refused(place("sell 0.1 @47499.9")),
        FuturesRefusal::PriceBelowBand
    );
    stage.done(place("sell 0.1 @60000"));
    stage.done(place("buy 0.1 @40000"));
}

#[test]
fn f15_an_order_without_a_price_trades_inside_the_market_bound() {
    let mut stage = stage();
    assert_eq!(
        stage.refused(place("buy 0.1 market")),
        FuturesRefusal::NoMarketPrice
    );
    stage.house(&["ask 1@52500.1"]);
    assert_eq!(
        stage.refused(place("buy 0.1 market")),
        FuturesRefusal::NoMarketPrice
    );
    stage.house(&["ask 0.05@52500"]);
    stage.done(place("buy 0.1 market"));
    assert_eq!(stage.last_order().filled, Qty::parse("0.05").unwrap());
}

#[test]
fn f16_an_order_is_worth_enough_unless_it_reduces() {
    let mut stage = stage();

    stage.done(place("buy 0.001 @49000"));
    assert_eq!(
        stage.refused(place("buy 0.009 @1999 eth")),
        FuturesRefusal::NotionalTooSmall
    );
    stage.house_at(crate::stage::eth(), &["ask 1@2000", "bid 1@1999"]);
    assert_eq!(
        stage.refused(place("buy 0.009 market eth")),
        FuturesRefusal::NotionalTooSmall
    );
    stage.done(place("buy 0.01 market eth"));
    stage.done(place("sell 0.005 market eth reduce"));
}

#[test]
fn f16_a_conditional_close_may_be_worth_less_in_both_position_modes() {
    let least = Qty::parse("0.001").unwrap();
    for position in [PositionSide::Both, PositionSide::Long] {
        let mut stage = stage();
        if position == PositionSide::Long {
            stage.hedge(1);
        }
        // Worth 10 of the 20 that an order must be.
        let stop = AlgoKind::StopMarket {
            trigger: price("10000"),
        };
        let mut wanted = algo(Side::Sell, stop, Some("0.001"));
        assert_eq!(wanted.qty, Some(least));
        wanted.position_side = position;
        wanted.reduce = Reduce::Free;
        if position == PositionSide::Both {
            let input = FuturesInput::PlaceAlgo(wanted);
            assert_eq!(stage.refused(input), FuturesRefusal::NotionalTooSmall);
            wanted.reduce = Reduce::Only;
        }
        stage.done(FuturesInput::PlaceAlgo(wanted));
        // What opens must be worth it in either mode.
        wanted.side = Side::Buy;
        wanted.kind = AlgoKind::TakeProfitMarket {
            trigger: price("10000"),
        };
        wanted.reduce = Reduce::Free;
        let input = FuturesInput::PlaceAlgo(wanted);
        assert_eq!(stage.refused(input), FuturesRefusal::NotionalTooSmall);
    }
}

#[test]
fn f17_open_orders_have_a_bound_that_immediate_ones_pass() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    for _ in 0..6 {
        stage.done(place("buy 0.001 @49000"));
    }
    assert_eq!(
        stage.refused(place("buy 0.001 @49000")),
        FuturesRefusal::TooManyOrders
    );
    stage.done(place("buy 0.001 @50000 ioc"));
    stage.done(place("buy 0.001 market"));
    stage.done(place("buy 0.02 @1990 eth"));
}

#[test]
fn f18_a_listing_that_contradicts_itself_is_refused() {
    let mut stage = stage();
    let mut list = |change: &dyn Fn(&mut FuturesListing)| {
        let symbol = domain::Symbol::new("LTC/USDT:USDT").unwrap();
        let mut listing = listing(symbol, "LTC", ("0.1", "0.001"));
        change(&mut listing);
        stage.step(FuturesInput::ListSymbol {
            tag: TAG,
            listing: Box::new(listing),
            index: price("100"),
        });
        stage.refusal()
    };
    let bad = Some(FuturesRefusal::BadListing);
    assert_eq!(list(&|l| l.brackets.clear()), bad);
    assert_eq!(list(&|l| l.brackets[1].floor = amount("50001")), bad);
    assert_eq!(list(&|l| l.brackets[1].maintenance = rate("0.004")), bad);
    assert_eq!(list(&|l| l.brackets[1].leverage = 126), bad);
    assert_eq!(
        list(&|l| l.instrument.rules.price_tick = price("0.0000001")),
        bad
    );
    assert_eq!(
        list(&|l| l.funding.interval = domain::Span::from_secs(1_800)),
        bad
    );
    assert_eq!(
        list(&|l| l.instrument.kind = domain::ContractKind::Spot),
        bad
    );
    assert_eq!(list(&|_| ()), None);
    assert_eq!(list(&|_| ()), Some(FuturesRefusal::SymbolListed));
    let listed = FuturesInput::ListAsset {
        tag: TAG,
        asset: margin_asset("USDT", "0"),
        index: price("1"),
    };
    assert_eq!(stage.refused(listed), FuturesRefusal::AssetListed);
}

#[test]
fn f19_what_is_taken_off_a_brackets_margin_makes_it_steady() {
    let mut stage = stage();
    let (listed, _) = stage.futures.listing(btc()).unwrap();
    let cums: Vec<String> = listed.brackets.iter().map(|b| b.cum.to_string()).collect();
    // 50,000 × 0.1 %; + 250,000 × 0.5 %; + 1,000,000 × 1.5 %; + 10,000,000 × 2.5 %.
    assert_eq!(cums, ["0", "50", "1300", "16300", "266300"]);
    // The venue's own two lowest brackets of BTC: 300.
    let mut real = listing(
        domain::Symbol::new("XRP/USDT:USDT").unwrap(),
        "XRP",
        ("0.1", "0.001"),
    );
    real.brackets = brackets(&[
        ("0", "300000", 125, "0.004"),
        ("300000", "800000", 100, "0.005"),
    ]);
    let symbol = real.instrument.symbol;
    stage.done(FuturesInput::ListSymbol {
        tag: TAG,
        listing: Box::new(real),
        index: price("100"),
    });
    let (listing, _) = stage.futures.listing(symbol).unwrap();
    assert_eq!(listing.brackets[1].cum.to_string(), "300");
}

#[test]
fn f20_a_contract_that_does_not_trade_takes_no_orders() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 1@49999"]);
    stage.done(place("buy 0.2 market"));
    stage.done(place("buy 0.1 @49000 as open"));
    let status = |status| FuturesInput::SetStatus {
        tag: TAG,
        symbol: btc(),
        status,
    };
    stage.done(status(FuturesStatus::PreSettle));
    assert_eq!(
        stage.refused(place("buy 0.1 market")),
        FuturesRefusal::ReduceOnlyStatus
    );
    stage.done(place("sell 0.1 market reduce"));
    stage.done(status(FuturesStatus::Settling));
    assert_eq!(
        stage.refused(place("sell 0.1 market reduce")),
        FuturesRefusal::NotTrading
    );
    let cancel = stage.cancel("open");
    stage.done(cancel);
    stage.done(status(FuturesStatus::Trading));
    assert_eq!(
        stage.refused(status(FuturesStatus::Trading)),
        FuturesRefusal::StatusForbidden
    );
}

#[test]
fn f14_triggers_lie_on_the_grid_too() {
    let mut stage = stage();
    let stop = |at: &str| {
        let kind = AlgoKind::StopMarket { trigger: price(at) };
        FuturesInput::PlaceAlgo(algo(Side::Sell, kind, Some("0.1")))
    };
    assert_eq!(
        stage.refused(stop("49000.05")),
        FuturesRefusal::TriggerOffTick
    );
    assert_eq!(
        stage.refused(stop("500000.1")),
        FuturesRefusal::TriggerOutOfRange
    );
}

#[test]
fn f17_an_account_has_a_bound_over_all_contracts() {
    let mut stage = stage();
    let symbol = domain::Symbol::new("LTC/USDT:USDT").unwrap();
    let mut wide = listing(symbol, "LTC", ("0.1", "0.001"));
    wide.limits.open_max = 5_000;
    stage.done(FuturesInput::ListSymbol {
        tag: TAG,
        listing: Box::new(wide),
        index: price("100"),
    });
    let mut one = order("buy 0.3 @99.9");
    one.symbol = symbol;
    for _ in 0..2_000 {
        stage.done(FuturesInput::Place(one));
    }
    let refused = stage.refused(FuturesInput::Place(one));
    assert_eq!(refused, FuturesRefusal::TooManyOrdersOfAccount);
}

#[test]
fn f18_an_account_is_opened_once_and_fees_are_not_too_fine() {
    let mut stage = stage();
    let terms = |number: u64, maker: &str| FuturesTerms {
        account: who(number),
        fee_tier: 0,
        maker: rate(maker),
        taker: rate("0.0005"),
    };
    let open = |terms| FuturesInput::AddAccount { tag: TAG, terms };
    assert_eq!(
        stage.refused(open(terms(1, "0"))),
        FuturesRefusal::AccountOpen
    );
    let fine = terms(4, "0.000000001");
    assert_eq!(stage.refused(open(fine)), FuturesRefusal::FeeTooFine);
    let other = FuturesInput::SetTerms {
        tag: TAG,
        terms: terms(1, "0.0001"),
    };
    stage.done(other);
    let config = stage.futures.config(who(1)).unwrap();
    assert_eq!(config.maker, rate("0.0001"));
}

#[test]
fn f18_sums_and_batches_have_bounds() {
    let mut stage = stage();
    let much = FuturesInput::Transfer(Transfer {
        tag: TAG,
        account: who(1),
        asset: domain::Asset::new("USDT").unwrap(),
        amount: amount("10000000000000001"),
    });
    assert_eq!(stage.refused(much), FuturesRefusal::TooLarge);
    let level = HouseLevel {
        side: Side::Buy,
        price: price("49000"),
        qty: Qty::ZERO,
    };
    let batch = FuturesInput::SetLevels(SetLevels {
        tag: TAG,
        symbol: btc(),
        refill: Refill::Named,
        levels: vec![level; 20_001],
    });
    assert_eq!(stage.refused(batch), FuturesRefusal::BatchTooLong);
}

#[test]
fn f64_other_brackets_hold_at_once_and_a_leverage_beyond_them_opens_nothing() {
    let mut stage = stage();
    stage.house(&["ask 9@50000"]);
    stage.done(place("buy 1 market"));
    assert_eq!(stage.position(1).maintenance, amount("200"));
    let set = |lines: &[(&str, &str, u32, &str)]| FuturesInput::SetBrackets {
        tag: TAG,
        symbol: btc(),
        brackets: brackets(lines),
    };
    let gap = set(&[("0", "100", 10, "0.01"), ("200", "300", 5, "0.02")]);
    assert_eq!(stage.refused(gap), FuturesRefusal::BadListing);
    assert_eq!(stage.position(1).maintenance, amount("200"));
    stage.done(set(&[
        ("0", "40000", 25, "0.01"),
        ("40000", "90000", 10, "0.05"),
    ]));
    // 50,000 × 5 % − 40,000 × 4 %.
    assert_eq!(stage.position(1).maintenance, amount("900"));
    // A leverage beyond all brackets lets nothing be opened.
    assert_eq!(
        stage.refused(crate::margin::leverage(1, 26)),
        FuturesRefusal::LeverageOutOfRange
    );
    stage.step(place("buy 1 market"));
    assert_eq!(stage.refusal(), Some(FuturesRefusal::LeverageCap));
}
