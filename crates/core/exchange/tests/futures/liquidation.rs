//! Calls, liquidation, the fund, and others' positions against losses.

use crate::margin::{isolated, leverage};
use crate::stage::{Stage, algo, amount, btc, place, price, rate, stage, who};
use domain::{Amount, Machine, Side};
use exchange::futures::{
    AlgoKind, FuturesEffect, FuturesExpiry, FuturesInput, FuturesOrder, FuturesOrderStatus,
    FuturesStatus, IncomeKind, OrderOrigin,
};

impl Stage {
    /// Orders with which the last step closed positions.
    fn closed(&self) -> Vec<FuturesOrder> {
        let closed = self.said.iter().filter_map(|effect| {
            let FuturesEffect::Liquidation(order) = effect else {
                return None;
            };
            Some(**order)
        });
        closed.collect()
    }

    fn insurance(&self) -> Amount {
        self.futures.ledger()[0].insurance
    }

    fn bid_levels_gone(&mut self) {
        let book = self.futures.book(btc(), 50).unwrap();
        let gone: Vec<String> = book
            .bids
            .iter()
            .map(|(p, _)| format!("bid 0@{p}"))
            .collect();
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        self.house(&gone);
    }
}

/// Account 1 is long 1 BTC at 50,000, isolated with 500.
fn long() -> Stage {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    stage.done(leverage(1, 100));
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage
}

#[test]
fn f48_an_isolated_position_that_lacks_margin_is_closed_and_costs_what_was_set_aside() {
    let mut stage = long();
    stage.market_at("49698.8");
    stage.pass(1);
    assert_eq!(stage.closed(), []);
    stage.market_at("49698.7");
    stage.pass(1);
    let closed = stage.closed();
    assert_eq!(closed[0].origin, OrderOrigin::Liquidation);
    assert_eq!(closed[0].price, Some(price("49500")));
    assert_eq!(closed[0].average, Some(price("49698.6")));
    assert!(closed[0].client_id.as_str().starts_with("autoclose-"));
    assert_eq!(stage.futures.forced_orders(who(1)), closed);
    // 10,000 − 25 of fee − 500; what was left of the 500 went to the fund.
    assert_eq!(stage.wallet(1), "9475");
    assert_eq!(stage.insurance(), amount("198.6"));
    let cleared = stage.incomes(1, Some(IncomeKind::InsuranceClear));
    assert_eq!(cleared[0].amount, amount("-198.6"));
}

#[test]
fn f48_the_fee_is_no_more_than_its_share_of_the_notional() {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    stage.done(leverage(1, 50));
    stage.house(&["ask 0.1@50000"]);
    stage.done(place("buy 0.1 market"));
    stage.index(btc(), "49190");
    stage.house(&["ask 0@50000", "bid 5@49189", "ask 5@49191"]);
    stage.pass(1);
    // 100 set aside; at 49,190 the loss is 81 and 19.676 are needed.
    assert_eq!(stage.closed().len(), 1);
    // 81.1 lost; 4,918.9 × 1.25 % = 61.48625 is more than the 18.9 left.
    assert_eq!(stage.insurance(), amount("18.9"));
    assert_eq!(stage.wallet(1), "9897.5");
}

#[test]
fn f48_orders_of_the_scope_end_first() {
    let mut stage = long();
    stage.done(place("buy 0.01 @48000 as low"));
    let stop = AlgoKind::StopMarket {
        trigger: price("40000"),
    };
    stage.done(FuturesInput::PlaceAlgo(algo(Side::Sell, stop, None)));
    stage.done(place("buy 0.1 @1900 eth as far"));
    stage.market_at("49600");
    stage.pass(1);
    let gone = FuturesOrderStatus::Expired(FuturesExpiry::Liquidation);
    assert_eq!(stage.named("low").status, gone);
    assert_eq!(stage.futures.open_algos(who(1), None), []);
    assert_eq!(stage.futures.open_orders(who(1), None).len(), 1);
}

#[test]
fn f49_what_the_book_does_not_take_goes_to_the_fund_while_it_can_bear_it() {
    let mut stage = long();
    stage.bid_levels_gone();
    stage.index(btc(), "49600");
    stage.house(&["ask 5@49600.1", "bid 5@49000"]);
    stage.pass(1);
    let mark = stage.mark().mark;
    assert!(mark < price("49698"), "{mark}");
    let closed = stage.closed();
    assert_eq!(closed[0].average, Some(price("49500")));
    assert_eq!(stage.wallet(1), "9475");
    // The fund took it at 49,500 and handed it on at the mark price.
    let gain = mark.amount().minus(amount("49500")).unwrap();
    assert_eq!(stage.insurance(), gain);
}

#[test]
fn f50_a_loss_the_fund_cannot_bear_closes_the_most_profitable_others() {
    let mut stage = long();
    for (number, times) in [(2, 10), (3, 50)] {
        stage.done(leverage(number, times));
        stage.house(&["bid 0.6@50000"]);
        stage.done(place(&format!("sell 0.6 market of {number}")));
    }
    stage.bid_levels_gone();
    stage.index(btc(), "49000");
    stage.house(&["ask 5@49000.1", "bid 5@48999.9"]);
    stage.take(Side::Sell, "0.001");
    stage.pass(1);
    let closed = stage.closed();
    let who_was: Vec<(u64, String, &str)> = closed
        .iter()
        .map(|o| {
            let word = o.client_id.as_str().split('-').next().unwrap();
            (o.account.get(), o.filled.to_string(), word)
        })
        .collect();
    // The higher leverage first, at the bankruptcy price.
    assert_eq!(
        who_was,
        [
            (3, "0.6".into(), "adl_autoclose"),
            (2, "0.4".into(), "adl_autoclose"),
            (1, "1".into(), "autoclose")
        ]
    );
    assert!(closed.iter().all(|o| o.average == Some(price("49500"))));
    assert_eq!(stage.wallet(1), "9475");
    // 10,000 − 30,000 × 0.05 % + 0.6 × 500.
    assert_eq!(stage.wallet(3), "10285");
    assert_eq!(stage.position(2).qty, amount("-0.2"));
    assert_eq!(stage.insurance(), amount("0"));
}

#[test]
fn f50_where_no_account_stands_against_it_the_house_does() {
    let mut stage = long();
    stage.bid_levels_gone();
    stage.index(btc(), "49000");
    stage.house(&["ask 5@49000.1", "bid 5@48999.9"]);
    stage.pass(1);
    assert_eq!(stage.closed()[0].average, Some(price("49500")));
    assert_eq!(stage.wallet(1), "9475");
}

#[test]
fn f50_the_queue_is_shown_in_fifths() {
    let mut stage = stage();
    for number in 4..=8 {
        stage.open(number);
        stage.fund(number, "USDT", "10000");
    }
    for number in 4..=8 {
        let at = 50_000 + 10 * number;
        stage.house(&[&format!("ask 0.1@{at}")]);
        stage.done(place(&format!("buy 0.1 market of {number}")));
    }
    stage.market_at("51000");
    stage.pass(1);
    let marks: Vec<u8> = (4..=8).map(|n| stage.position(n).adl).collect();
    assert_eq!(marks, [4, 3, 2, 1, 0]);
    assert_eq!(stage.futures.adl(who(4))[0].both, Some(4));
}

#[test]
fn f51_a_cross_account_loses_its_neediest_position_first_until_the_rest_suffices() {
    let mut stage = stage();
    stage.fund(1, "USDT", "-8000");
    stage.house(&["ask 0.5@50000"]);
    stage.done(place("buy 0.5 market"));
    stage.house_at(crate::stage::eth(), &["ask 3@2000", "bid 3@1999.9"]);
    stage.done(place("buy 3 market eth"));
    let at = stage.position(1).liquidation.unwrap();
    stage.market_at("46260");
    assert!(price("46260") < at, "{at}");
    stage.pass(1);
    let closed = stage.closed();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].symbol, btc());
    let eth = &stage.futures.positions(who(1), Some(crate::stage::eth()))[0];
    assert_eq!(eth.qty, amount("3"));
}

#[test]
fn f51_the_liquidation_price_is_where_it_happens() {
    for (line, side) in [("buy", Side::Buy), ("sell", Side::Sell)] {
        for much in ["0.3", "1", "3.9"] {
            let mut stage = stage();
            stage.house(&["ask 5@50000", "bid 5@49999.9"]);
            stage.done(place(&format!("{line} {much} market")));
            let at = stage.position(1).liquidation;
            let Some(at) = at.filter(|at| *at < price("400000")) else {
                continue;
            };
            let nudged = |way: &str| at.moved(rate(way)).unwrap();
            let (safe, fatal) = match side {
                Side::Buy => (nudged("0.00001"), nudged("-0.00001")),
                Side::Sell => (nudged("-0.00001"), nudged("0.00001")),
            };
            stage.bid_levels_gone();
            stage.house(&["ask 0@50000"]);
            let to = |stage: &mut Stage, to: domain::Price| {
                let cut = to.amount().rounded(8, domain::Rounding::Down);
                stage.index(btc(), &cut.to_string());
                stage.pass(1);
            };
            // A trade in between lets the mark price follow the index alone.
            to(&mut stage, safe);
            assert_eq!(stage.closed(), [], "{line} {much} {at}");
            to(&mut stage, fatal);
            assert_eq!(stage.closed().len(), 1, "{line} {much} {at}");
            assert_eq!(stage.position(1).qty, amount("0"));
        }
    }
}

#[test]
fn f52_an_account_is_called_before_it_is_closed_and_not_every_second() {
    let mut stage = long();
    let calls = |stage: &Stage| {
        let calls = stage
            .said
            .iter()
            .filter(|e| matches!(e, FuturesEffect::MarginCall(_)));
        calls.count()
    };
    // 500 − 255 = 245, of which 80 % are less than the 198.98 needed.
    stage.market_at("49745");
    stage.pass(1);
    assert_eq!((calls(&stage), stage.closed().len()), (1, 0));
    stage.pass(1);
    assert_eq!(calls(&stage), 0);
    stage.pass(60);
    assert_eq!(calls(&stage), 1);
}

#[test]
fn f52_a_contract_that_closes_settles_its_positions_at_the_mark_price() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("buy 0.1 @49000 as open"));
    stage.market_at("50500");
    stage.pass(1);
    stage.done(FuturesInput::SetStatus {
        tag: crate::stage::TAG,
        symbol: btc(),
        status: FuturesStatus::Closed,
    });
    assert_eq!(stage.position(1).qty, amount("0"));
    assert_eq!(stage.wallet(1), "10475");
    let gone = FuturesOrderStatus::Expired(FuturesExpiry::Settlement);
    assert_eq!(stage.named("open").status, gone);
    let next = stage.futures.wake_at();
    assert!(next.is_some());
}

/// Moves BTC's index alone: the book stays empty, so that the mark price is the index.
fn marked(stage: &mut Stage, at: domain::Price) {
    let cut = at.amount().rounded(8, domain::Rounding::Down);
    stage.index(btc(), &cut.to_string());
    stage.pass(1);
}

#[test]
fn f29_in_random_accounts_the_shown_price_parts_the_safe_from_the_closed() {
    let mut parted = 0;
    for seed in 0..60 {
        let mut chance = exchange::chance::Chance::new(seed);
        let mut stage = stage();
        let alone = chance.below(2) == 0;
        if alone {
            stage.done(isolated(btc(), 1));
        }
        let times = u32::try_from(chance.between(5, 50)).unwrap();
        stage.done(leverage(1, times));
        stage.house(&["ask 9@50000", "bid 9@49999.9"]);
        let (side, word) = match chance.below(2) {
            0 => (Side::Buy, "buy"),
            _ => (Side::Sell, "sell"),
        };
        let lots = chance.between(20, 180) * u64::from(times.min(20));
        let much = format!("{}.{:03}", lots / 1_000, lots % 1_000);
        stage.step(place(&format!("{word} {much} market")));
        stage.house_at(crate::stage::eth(), &["ask 9@2000"]);
        stage.step(place(&format!("buy {}.5 market eth", chance.below(9))));
        stage.house(&["ask 0@50000", "bid 0@49999.9"]);
        let shown = stage.position(1).liquidation;
        let Some(at) = shown.filter(|at| *at < price("400000") && *at > price("100")) else {
            continue;
        };
        let (safe, fatal) = match side {
            Side::Buy => ("0.000001", "-0.000001"),
            Side::Sell => ("-0.000001", "0.000001"),
        };
        marked(&mut stage, at.moved(rate(safe)).unwrap());
        let closed = |stage: &Stage| stage.closed().iter().any(|o| o.symbol == btc());
        assert!(!closed(&stage), "seed {seed} {at}");
        marked(&mut stage, at.moved(rate(fatal)).unwrap());
        assert!(closed(&stage), "seed {seed} {at}");
        parted += 1;
    }
    assert!(parted > 20, "{parted}");
}
