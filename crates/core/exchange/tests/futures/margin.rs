//! Positions and what stands for them: entry, profit, margins, isolated money, liquidation price.

use crate::stage::{Stage, TAG, amount, btc, eth, place, price, stage, who};
use exchange::futures::{
    AccountTotals, FuturesInput, FuturesRefusal, MarginChangeKind, MarginType, PositionSide,
};

pub(crate) fn isolated(symbol: domain::Symbol, number: u64) -> FuturesInput {
    FuturesInput::SetMarginType {
        tag: TAG,
        account: who(number),
        symbol,
        margin: MarginType::Isolated,
    }
}

pub(crate) fn leverage(number: u64, times: u32) -> FuturesInput {
    FuturesInput::SetLeverage {
        tag: TAG,
        account: who(number),
        symbol: btc(),
        leverage: times,
    }
}

fn adjust(much: &str) -> FuturesInput {
    FuturesInput::AdjustMargin {
        tag: TAG,
        account: who(1),
        symbol: btc(),
        position_side: PositionSide::Both,
        amount: amount(much),
    }
}

fn totals(stage: &Stage) -> AccountTotals {
    stage.futures.totals(who(1)).unwrap()
}

#[test]
fn f23_entry_is_the_average_and_closing_does_not_move_it() {
    let mut stage = stage();
    stage.house(&["ask 0.1@50000", "ask 0.2@50001", "bid 5@49000"]);
    stage.done(place("buy 0.3 market"));
    // (5,000 + 10,000.2) ÷ 0.3.
    let entry = Some(price("50000.66666667"));
    assert_eq!(stage.position(1).entry, entry);
    stage.done(place("sell 0.1 market"));
    assert_eq!(stage.position(1).entry, entry);
    // What stays cost 10,000.13333333, cut on the eighth place; what was closed the rest.
    assert_eq!(stage.position(1).realised, amount("-100.06666667"));
    stage.done(place("sell 0.2 market"));
    // Over its life: 14,700 − 15,000.2.
    assert_eq!(stage.position(1).realised, amount("-300.2"));
    assert_eq!(stage.position(1).entry, None);
}

#[test]
fn f23_an_order_beyond_the_position_turns_it() {
    let mut stage = stage();
    stage.house(&["ask 0.1@50000", "bid 5@49000"]);
    stage.done(place("buy 0.1 market"));
    stage.done(place("sell 0.3 market"));
    let position = stage.position(1);
    assert_eq!(position.qty, amount("-0.2"));
    assert_eq!(position.entry, Some(price("49000")));
    assert_eq!(position.realised, amount("-100"));
}

#[test]
fn f24_breakeven_earns_back_fees_and_what_was_lost() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 5@49000"]);
    stage.done(place("buy 0.2 market"));
    // 10,000 + 5 of fee, over 0.2.
    assert_eq!(stage.position(1).breakeven, Some(price("50025")));
    stage.done(place("sell 0.1 market"));
    // Half cost 5,000, lost 100, fees 5 and 2.45: 5,107.45 over 0.1.
    assert_eq!(stage.position(1).breakeven, Some(price("51074.5")));
}

#[test]
fn f25_profit_and_margins_follow_the_mark_price() {
    let mut stage = stage();
    stage.house(&["ask 2@50000"]);
    stage.done(place("buy 2 market"));
    stage.market_at("51000");
    stage.pass(1);
    let position = stage.position(1);
    assert_eq!(position.mark, price("51000"));
    assert_eq!(position.unrealised, amount("2000"));
    assert_eq!(position.notional, amount("102000"));
    // 102,000 ÷ 20, and 102,000 × 0.5 % − 50.
    assert_eq!(position.position_margin, amount("5100"));
    assert_eq!(position.maintenance, amount("460"));
    let all = totals(&stage);
    assert_eq!(all.wallet, amount("9950"));
    assert_eq!(all.margin_balance, amount("11950"));
    // 9,950 + 2,000 − 5,100; unreal profit does not leave.
    assert_eq!(all.available, amount("6850"));
    assert_eq!(all.withdrawable, amount("6850"));
    stage.market_at("53000");
    stage.pass(1);
    // 9,950 + 6,000 − 5,300 = 10,650, and no more than the wallet.
    assert_eq!(totals(&stage).withdrawable, amount("9950"));
}

#[test]
fn f26_orders_need_margin_only_for_what_they_can_add() {
    let mut stage = stage();
    stage.done(place("buy 1 @49000"));
    stage.done(place("sell 0.5 @51000"));
    // The larger side alone: 49,000 ÷ 20.
    assert_eq!(totals(&stage).order_initial, amount("2450"));
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    // The position at 50,000 and the bid together reach 99,000.
    assert_eq!(totals(&stage).initial, amount("4950"));
    assert_eq!(totals(&stage).position_initial, amount("2500"));
    assert_eq!(totals(&stage).order_initial, amount("2450"));
    // A seller of 1 on top only turns the position; the reach stays.
    stage.done(place("sell 0.4 @51000"));
    assert_eq!(totals(&stage).order_initial, amount("2450"));
}

#[test]
fn f26_an_order_beyond_the_available_balance_is_refused() {
    let mut stage = stage();
    stage.done(place("buy 4 @50000"));
    assert_eq!(stage.available(1), "0");
    assert_eq!(
        stage.refused(place("buy 0.001 @50000")),
        FuturesRefusal::InsufficientMargin
    );
    stage.done(place("sell 3.9 @50000.1 of 2"));
    // An order above the mark price begins with a loss that counts: 4.1 × 2,500 ÷ 20 … + 0.1 × 2,000 per unit.
    assert_eq!(
        stage.refused(place("buy 3.9 @52000 of 3")),
        FuturesRefusal::InsufficientMargin
    );
}

#[test]
fn f27_leverage_bounds_the_notional() {
    let mut stage = stage();
    stage.fund(1, "USDT", "1000000");
    stage.done(leverage(1, 100));
    assert_eq!(
        stage.refused(place("buy 5.001 @50000")),
        FuturesRefusal::LeverageCap
    );
    stage.done(place("buy 5 @50000"));
    assert_eq!(
        stage.refused(place("buy 0.001 @50000")),
        FuturesRefusal::LeverageCap
    );
    assert_eq!(stage.refused(leverage(1, 125)), FuturesRefusal::LeverageCap);
    stage.done(leverage(1, 50));
    stage.done(place("buy 1 @50000"));
    let config = stage.futures.symbol_config(who(1), btc()).unwrap();
    assert_eq!(
        (config.leverage, config.notional_max),
        (50, amount("1000000"))
    );
}

#[test]
fn f28_isolated_margin_is_set_aside_at_the_fill_and_comes_back_by_share() {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    stage.house(&["ask 1@50000", "bid 5@50000"]);
    stage.house(&["bid 5@49999.9"]);
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    assert_eq!(stage.position(1).isolated_wallet, amount("2500"));
    let wallet = stage.futures.wallets(who(1))[0];
    assert_eq!(
        (wallet.wallet, wallet.cross_wallet),
        (amount("9975"), amount("7475"))
    );
    stage.done(place("sell 0.4 market"));
    assert_eq!(stage.position(1).isolated_wallet, amount("1500"));
    stage.done(place("sell 0.6 market"));
    assert_eq!(stage.position(1).isolated_wallet, amount("0"));
    let wallet = stage.futures.wallets(who(1))[0];
    assert_eq!(wallet.wallet, wallet.cross_wallet);
    let kinds: Vec<String> = stage
        .futures
        .margin_changes(who(1), btc(), (crate::stage::START, stage.now))
        .iter()
        .map(|change| format!("{:?} {}", change.kind, change.amount))
        .collect();
    assert_eq!(kinds, ["Trade 2500", "Trade -1000", "Trade -1500"]);
}

#[test]
fn f28_isolated_margin_can_be_added_and_taken_out_down_to_the_initial_margin() {
    let mut stage = stage();
    assert_eq!(stage.refused(adjust("1")), FuturesRefusal::NotIsolated);
    stage.done(isolated(btc(), 1));
    assert_eq!(stage.refused(adjust("1")), FuturesRefusal::NoPosition);
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    assert_eq!(
        stage.refused(adjust("0")),
        FuturesRefusal::AmountNotPositive
    );
    assert_eq!(
        stage.refused(adjust("7475.01")),
        FuturesRefusal::CrossTooSmall
    );
    stage.done(adjust("475"));
    assert_eq!(stage.position(1).isolated_wallet, amount("2975"));
    assert_eq!(
        stage.refused(adjust("-475.01")),
        FuturesRefusal::IsolatedTooSmall
    );
    stage.done(adjust("-475"));
    let all = stage
        .futures
        .margin_changes(who(1), btc(), (crate::stage::START, stage.now));
    assert_eq!(all.last().unwrap().kind, MarginChangeKind::UserAdjust);
    assert_eq!(all.last().unwrap().amount, amount("-475"));
}

#[test]
fn f29_liquidation_prices_of_worked_examples() {
    let mut stage = stage();
    stage.house(&["ask 2@50000"]);
    stage.done(place("buy 2 market"));
    // (9,950 + 50 − 100,000) ÷ (2 × 0.005 − 2).
    assert_eq!(stage.position(1).liquidation, Some(price("45226.13065326")));
    stage.house(&["bid 1@49000"]);
    stage.done(place("sell 1 market of 2"));
    // In the bracket at that price, not the one at entry: (9,975.5 + 50 + 49,000) ÷ 1.005.
    assert_eq!(stage.position(2).liquidation, Some(price("58731.84079601")));
    stage.done(isolated(btc(), 3));
    stage.done(leverage(3, 100));
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market of 3"));
    // (500 − 50,000) ÷ (0.004 − 1).
    assert_eq!(stage.position(3).liquidation, Some(price("49698.79518072")));
}

#[test]
fn f29_other_contracts_profits_and_needs_count_for_a_cross_position() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.house_at(eth(), &["ask 20@2000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("buy 20 market eth"));
    stage.index(eth(), "1990");
    stage.pass(1);
    // Wallet 10,000 − 25 − 20; ETH: −200 of profit, 39,800 × 0.4 % of maintenance.
    let beside = amount("9955").minus(amount("200")).unwrap();
    let beside = beside.minus(amount("159.2")).unwrap();
    assert_eq!(beside, amount("9595.8"));
    // (9,595.8 − 50,000) ÷ (0.004 − 1).
    assert_eq!(stage.position(1).liquidation, Some(price("40566.46586345")));
}

#[test]
fn f26_in_hedge_mode_each_side_needs_margin_for_its_own_orders() {
    let mut stage = stage();
    stage.hedge(1);
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 0.1 market long"));
    stage.done(place("buy 0.1 @49000 long"));
    stage.done(place("sell 0.1 @51000 short"));
    // What only closes the long one needs nothing.
    stage.done(place("sell 0.1 @51000 long"));
    let both = stage.futures.positions(who(1), Some(btc()));
    let margins: Vec<String> = both
        .iter()
        .map(|p| format!("{} {}", p.position_margin, p.order_margin))
        .collect();
    assert_eq!(margins, ["250 245", "0 255"]);
    assert_eq!(totals(&stage).initial, amount("750"));
}
