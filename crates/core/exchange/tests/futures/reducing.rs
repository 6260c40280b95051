//! Liquidation by brackets: large positions are brought down, small ones closed at once; in every mode, to the last atom.

use crate::margin::{isolated, leverage};
use crate::stage::{Stage, TAG, amount, asset, btc, eth, place, price, qty, stage, who};
use domain::{Amount, Price, Side};
use exchange::chance::Chance;
use exchange::futures::{
    AssetsMode, FuturesEffect, FuturesExecution, FuturesInput, FuturesOrder, FuturesOrderStatus,
    IncomeKind, MarginType, OrderOrigin, PositionMode, PositionSide, PositionView,
};
use exchange::{HouseLevel, Refill, SetLevels};

/// Orders with which the last step closed positions.
fn closed(stage: &Stage) -> Vec<FuturesOrder> {
    let closed = stage.said.iter().filter_map(|effect| {
        let FuturesEffect::Liquidation(order) = effect else {
            return None;
        };
        Some(**order)
    });
    closed.collect()
}

/// The book is one level of so much on either side of a price, and the index is there too.
fn market(stage: &mut Stage, to: &str, much: &str) {
    let book = stage.futures.book(btc(), 200).unwrap();
    let tick = amount("0.1");
    let at = |by: Amount| {
        let sum = price(to).amount().plus(by).unwrap();
        Price::parse(&sum.to_string()).unwrap()
    };
    let level = |side, price, qty| HouseLevel { side, price, qty };
    let mut levels: Vec<HouseLevel> = Vec::new();
    for (price, _) in &book.bids {
        levels.push(level(Side::Buy, *price, domain::Qty::ZERO));
    }
    for (price, _) in &book.asks {
        levels.push(level(Side::Sell, *price, domain::Qty::ZERO));
    }
    levels.push(level(Side::Buy, at(tick.negated()), qty(much)));
    levels.push(level(Side::Sell, at(tick), qty(much)));
    stage.done(FuturesInput::SetLevels(SetLevels {
        tag: TAG,
        symbol: btc(),
        refill: Refill::Named,
        levels,
    }));
    stage.index(btc(), to);
}

/// Account 1 with 110,000 is long 30 BTC at 50,000 with twenty times leverage.
fn large(margin: MarginType) -> Stage {
    let mut stage = stage();
    stage.fund(1, "USDT", "100000");
    if margin == MarginType::Isolated {
        stage.done(isolated(btc(), 1));
    }
    stage.done(leverage(1, 20));
    stage.house(&["ask 30@50000"]);
    stage.done(place("buy 30 market"));
    stage
}

fn cleared(stage: &Stage) -> Vec<Amount> {
    let rows = stage.incomes(1, Some(IncomeKind::InsuranceClear));
    rows.iter().map(|row| row.amount).collect()
}

#[test]
fn f61_a_large_isolated_position_is_brought_down_to_the_bracket_its_margin_suffices_for() {
    let mut stage = large(MarginType::Isolated);
    assert_eq!(stage.wallet(1), "109250");
    market(&mut stage, "48161", "20");
    stage.pass(1);
    assert_eq!(closed(&stage), []);
    // 75,000 − 30 × 1,840 is less than 2.5 % of 1,444,800 less 16,300.
    market(&mut stage, "48160", "20");
    stage.pass(1);
    let orders = closed(&stage);
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].origin, OrderOrigin::Liquidation);
    assert!(orders[0].client_id.as_str().starts_with("autoclose-"));
    // 20.764 × 48,160 is the most below one million.
    assert_eq!(orders[0].qty, qty("9.236"));
    assert_eq!(orders[0].status, FuturesOrderStatus::Filled);
    assert_eq!(orders[0].average, Some(price("48159.9")));
    let position = stage.position(1);
    assert_eq!(position.qty, amount("20.764"));
    assert_eq!(position.entry, Some(price("50000")));
    // 444,804.8364 × 1.25 %.
    assert_eq!(cleared(&stage), [amount("-5560.060455")]);
    // What the part freed paid its loss of 16,995.1636 and its fee; the rest of it stayed.
    assert_eq!(position.isolated_wallet, amount("52444.775945"));
    assert_eq!(stage.wallet(1), "86694.775945");
    assert_eq!(stage.futures.ledger()[0].insurance, amount("5560.060455"));
    // It stays there, and is closed for good where the rest lacks its margin.
    stage.pass(5);
    assert_eq!(closed(&stage), []);
    let at = position.liquidation.unwrap();
    assert!(at < price("48160"), "{at}");
    market(&mut stage, "47000", "50");
    stage.pass(1);
    assert_eq!(stage.position(1).qty, amount("0"));
    assert_eq!(closed(&stage).len(), 1);
}

#[test]
fn f61_a_large_cross_position_is_brought_down_and_its_orders_end_first() {
    let mut stage = large(MarginType::Cross);
    stage.fund(1, "USDT", "-30000");
    stage.done(place("buy 0.1 @47600 as low"));
    stage.house_at(eth(), &["ask 3@2000", "bid 3@1999.9"]);
    stage.done(place("buy 1 market eth"));
    let at = stage.position(1).liquidation.unwrap();
    let to = Price::parse(&at.amount().rounded(0, domain::Rounding::Down).to_string()).unwrap();
    market(&mut stage, &to.to_string(), "30");
    stage.pass(1);
    assert_eq!(
        stage.named("low").status,
        FuturesOrderStatus::Expired(exchange::futures::FuturesExpiry::Liquidation)
    );
    let position = stage.position(1);
    assert!(position.notional < amount("1000000"), "{position:?}");
    assert!(position.notional > amount("999900"), "{position:?}");
    let first = stage
        .said
        .iter()
        .position(|effect| matches!(effect, FuturesEffect::Liquidation(_)));
    let ended = stage.said.iter().position(|effect| {
        let FuturesEffect::Report(report) = effect else {
            return false;
        };
        report.execution == FuturesExecution::Expired
    });
    assert!(ended < first, "{ended:?} {first:?}");
    // Nothing but the part that was needed.
    let eth = &stage.futures.positions(who(1), Some(eth()))[0];
    assert_eq!(eth.qty, amount("1"));
    stage.pass(5);
    assert_eq!(closed(&stage), []);
}

#[test]
fn f61_a_book_without_room_for_the_part_loses_the_whole_position() {
    let mut stage = large(MarginType::Isolated);
    market(&mut stage, "48160", "9.235");
    stage.pass(1);
    let orders = closed(&stage);
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].qty, qty("30"));
    assert_eq!(stage.position(1).qty, amount("0"));
    // 110,000 − 750 − 75,000, and 9.235 × 659.9 above the bankruptcy price less the fee of 1.25 %.
    assert_eq!(stage.wallet(1), "34784.71804375");
}

#[test]
fn f61_where_the_fee_is_more_than_what_a_bracket_frees_all_is_closed_at_once() {
    // 20 BTC lie in the bracket of 1 %, whose fee is 1.25 %.
    let mut stage = stage();
    stage.fund(1, "USDT", "100000");
    stage.done(isolated(btc(), 1));
    stage.done(leverage(1, 50));
    stage.house(&["ask 18@50000"]);
    stage.done(place("buy 18 market"));
    market(&mut stage, "49420", "30");
    stage.pass(1);
    let orders = closed(&stage);
    assert_eq!(orders.len(), 1, "{:?}", stage.position(1));
    assert_eq!(orders[0].qty, qty("18"));
}

#[test]
fn f61_a_hedged_account_keeps_its_other_side() {
    let mut stage = stage();
    stage.fund(1, "USDT", "100000");
    stage.done(FuturesInput::SetPositionMode {
        tag: TAG,
        account: who(1),
        mode: PositionMode::Hedge,
    });
    stage.done(leverage(1, 20));
    stage.house(&["ask 40@50000", "bid 5@49999.9"]);
    stage.done(place("sell 2 market short"));
    stage.done(place("buy 38 market long"));
    let all = stage.futures.positions(who(1), Some(btc()));
    let of = |side: PositionSide, all: &[PositionView]| {
        *all.iter().find(|p| p.position_side == side).unwrap()
    };
    let at = of(PositionSide::Long, &all).liquidation.unwrap();
    let to = at.amount().rounded(0, domain::Rounding::Down).to_string();
    market(&mut stage, &to, "60");
    stage.pass(1);
    let orders = closed(&stage);
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].position_side, PositionSide::Long);
    let all = stage.futures.positions(who(1), Some(btc()));
    assert_eq!(of(PositionSide::Short, &all).qty, amount("-2"));
    let long = of(PositionSide::Long, &all);
    assert!(!long.qty.is_zero() && long.notional < amount("1000000"));
}

#[test]
fn f61_in_multi_assets_mode_the_sum_of_all_assets_counts() {
    let mut stage = stage();
    stage.fund(1, "BTC", "2");
    stage.fund(1, "USDT", "-10000");
    stage.done(FuturesInput::SetAssetsMode {
        tag: TAG,
        account: who(1),
        mode: AssetsMode::Multi,
    });
    stage.done(leverage(1, 20));
    stage.house(&["ask 30@50000"]);
    stage.done(place("buy 30 market"));
    let at = stage.position(1).liquidation.unwrap();
    let to = at.amount().rounded(0, domain::Rounding::Down).to_string();
    market(&mut stage, &to, "60");
    stage.pass(1);
    let orders = closed(&stage);
    assert_eq!(orders.len(), 1);
    let position = stage.position(1);
    assert!(!position.qty.is_zero() && position.notional < amount("1000000"));
    // The fee is owed in dollars, for which BTC stands: it is taken whole.
    let fee = cleared(&stage);
    assert_eq!(fee.len(), 1);
    let quote = orders[0].quote_filled;
    let share = domain::Rate::parse("0.0125").unwrap();
    let whole = quote
        .share(share)
        .unwrap()
        .rounded(8, domain::Rounding::Down);
    assert_eq!(fee[0], whole.negated());
}

#[test]
fn f62_a_debt_of_a_multi_assets_account_stays_while_its_other_assets_are_worth_it() {
    let mut stage = stage();
    stage.fund(1, "BTC", "0.01");
    stage.fund(1, "USDT", "-10000");
    stage.done(FuturesInput::SetAssetsMode {
        tag: TAG,
        account: who(1),
        mode: AssetsMode::Multi,
    });
    stage.house(&["ask 0.1@50000", "bid 1@49700"]);
    stage.done(place("buy 0.1 market"));
    stage.done(place("sell 0.1 market"));
    // 2.5 of fee, 30 of loss, 2.485 of fee: above the bound of 100, at which assets are sold by themselves.
    assert_eq!(stage.wallet(1), "-34.985");
    stage.pass(5);
    assert_eq!(stage.wallet(1), "-34.985");
    assert_eq!(cleared(&stage), []);
    // 0.01 × 3,000 less 5 % is less: it is sold, and the fund, which has nothing, and the house bear the rest.
    stage.done(FuturesInput::SetAssetIndex {
        tag: TAG,
        asset: asset("BTC"),
        price: price("3000"),
    });
    stage.pass(1);
    let wallets = stage.futures.wallets(who(1));
    assert!(wallets.iter().all(|view| view.wallet.is_zero()));
    assert_eq!(cleared(&stage), [amount("6.485")]);
}

/// What is left of all positions, by contract and side.
fn sizes(stage: &Stage) -> Vec<(domain::Symbol, PositionSide, Amount)> {
    let all = stage.futures.positions(who(1), None);
    all.iter()
        .map(|p| (p.symbol, p.position_side, p.qty))
        .collect()
}

/// Nothing grew and nothing turned.
fn judge_sizes(before: &[(domain::Symbol, PositionSide, Amount)], stage: &Stage, seed: u64) {
    for (symbol, side, qty) in sizes(stage) {
        let old = before
            .iter()
            .find(|(s, p, _)| (*s, *p) == (symbol, side))
            .map_or(Amount::ZERO, |(_, _, qty)| *qty);
        let turned = !qty.is_zero() && qty.is_negative() != old.is_negative();
        assert!(!turned, "seed {seed}: {old} became {qty}");
        let grew = qty.is_negative() && qty < old || qty > old.max(Amount::ZERO);
        assert!(!grew, "seed {seed}: {old} became {qty}");
    }
}

/// Every scope that keeps a position keeps more than its maintenance margin.
fn judge_margins(stage: &Stage, seed: u64) {
    let totals = stage.futures.totals(who(1)).unwrap();
    for view in stage.futures.positions(who(1), None) {
        if view.qty.is_zero() {
            continue;
        }
        if view.margin_type == MarginType::Isolated {
            let left = view.isolated_margin;
            assert!(left > view.maintenance, "seed {seed}: {view:?}");
        } else {
            let cross: Amount = stage.futures.wallets(who(1))[0].cross_wallet;
            let unrealised = stage.futures.wallets(who(1))[0].cross_unrealised;
            let single = cross.plus(unrealised).unwrap();
            let multi = totals.margin_balance;
            let most = single.max(multi);
            assert!(most > view.maintenance, "seed {seed}: {view:?}");
        }
    }
}

/// An account of a seed: its mode, margin type, side and size.
fn someone(chance: &mut Chance) -> (Stage, Side) {
    let mut stage = stage();
    stage.fund(1, "USDT", &chance.between(150_000, 600_000).to_string());
    let hedge = chance.below(3) == 0;
    match chance.below(3) {
        0 => stage.done(isolated(btc(), 1)),
        1 => stage.done(FuturesInput::SetAssetsMode {
            tag: TAG,
            account: who(1),
            mode: AssetsMode::Multi,
        }),
        _ => {}
    }
    if hedge {
        stage.done(FuturesInput::SetPositionMode {
            tag: TAG,
            account: who(1),
            mode: PositionMode::Hedge,
        });
    }
    stage.done(leverage(1, 10));
    stage.house(&["ask 400@50000", "bid 400@49999.9"]);
    let (side, words) = match (chance.below(2), hedge) {
        (0, false) => (Side::Buy, ("buy", "")),
        (0, true) => (Side::Buy, ("buy", " long")),
        (_, false) => (Side::Sell, ("sell", "")),
        (_, true) => (Side::Sell, ("sell", " short")),
    };
    let lots = chance.between(15_000, 90_000);
    let much = format!("{}.{:03}", lots / 1_000, lots % 1_000);
    stage.step(place(&format!("{} {much} market{}", words.0, words.1)));
    (stage, side)
}

#[test]
fn f61_random_large_positions_shrink_never_turn_and_keep_their_margin() {
    let (mut parts, mut wholes) = (0, 0);
    for seed in 0..120 {
        let mut chance = Chance::new(seed);
        let (mut stage, side) = someone(&mut chance);
        let mut at = 500_000_i128;
        for _ in 0..60 {
            let step = i128::from(chance.between(500, 6_000));
            at += if side == Side::Buy { -step } else { step };
            let to = Price::from_parts(at, 1).unwrap().to_string();
            let deep = chance.between(1, 80).to_string();
            let before = sizes(&stage);
            market(&mut stage, &to, &deep);
            stage.pass(1);
            judge_sizes(&before, &stage, seed);
            judge_margins(&stage, seed);
            let left = stage.futures.positions(who(1), Some(btc()));
            let open = left.iter().any(|view| !view.qty.is_zero());
            match (closed(&stage).is_empty(), open) {
                (false, true) => parts += 1,
                (false, false) => wholes += 1,
                (true, _) => {}
            }
            let all = stage.incomes(1, None);
            let usdt = all.iter().filter(|row| row.asset == asset("USDT"));
            let sum = usdt.fold(Amount::ZERO, |sum, row| sum.plus(row.amount).unwrap());
            assert_eq!(stage.wallet(1), sum.to_string(), "seed {seed}");
            if !open {
                break;
            }
        }
    }
    assert!(parts > 30 && wholes > 30, "{parts} parts, {wholes} wholes");
}
