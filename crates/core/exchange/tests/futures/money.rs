//! Wallets, fees, income, multi-assets mode.

use crate::stage::{TAG, amount, asset, btc, place, stage, who};
use domain::Amount;
use exchange::futures::{
    AssetsMode, FeeBurn, FuturesEffect, FuturesInput, FuturesRefusal, Grant, IncomeKind,
    IncomeQuery, Transfer, UpdateReason,
};

fn transfer(name: &str, much: &str) -> FuturesInput {
    FuturesInput::Transfer(Transfer {
        tag: TAG,
        account: who(1),
        asset: asset(name),
        amount: amount(much),
    })
}

fn grant(kind: IncomeKind, much: &str) -> FuturesInput {
    FuturesInput::Grant(Grant {
        tag: TAG,
        account: who(1),
        kind,
        asset: asset("USDT"),
        amount: amount(much),
        symbol: Some(btc()),
    })
}

#[test]
fn f44_no_more_leaves_than_may() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    // 10,000 − 25 − 2,500.
    assert_eq!(
        stage.refused(transfer("USDT", "-7475.00000001")),
        FuturesRefusal::NotWithdrawable
    );
    stage.done(transfer("USDT", "-7475"));
    assert_eq!(stage.available(1), "0");
    assert_eq!(
        stage.refused(transfer("USDT", "0")),
        FuturesRefusal::AmountNotPositive
    );
    assert_eq!(
        stage.refused(transfer("USDT", "0.000000001")),
        FuturesRefusal::TooFine
    );
    assert_eq!(
        stage.refused(transfer("DOGE", "1")),
        FuturesRefusal::UnknownAsset
    );
    assert_eq!(
        stage.refused(transfer("BTC", "-1")),
        FuturesRefusal::NotWithdrawable
    );
}

#[test]
fn f44_movements_are_told_with_their_reason() {
    let mut stage = stage();
    stage.done(transfer("USDT", "5"));
    let reason = |said: &[FuturesEffect]| {
        said.iter().find_map(|effect| {
            let FuturesEffect::Account(update) = effect else {
                return None;
            };
            Some((update.reason, update.balances[0].change))
        })
    };
    assert_eq!(
        reason(&stage.said),
        Some((UpdateReason::Deposit, amount("5")))
    );
    stage.done(transfer("USDT", "-5"));
    assert_eq!(
        reason(&stage.said),
        Some((UpdateReason::Withdraw, amount("-5")))
    );
    stage.done(grant(IncomeKind::WelcomeBonus, "3"));
    assert_eq!(
        reason(&stage.said),
        Some((UpdateReason::AdminDeposit, amount("3")))
    );
}

#[test]
fn f45_every_movement_of_a_wallet_has_its_record() {
    let mut stage = stage();
    stage.house(&["ask 1@50000", "bid 1@49000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 market"));
    stage.done(grant(IncomeKind::ReferralKickback, "1.5"));
    stage.done(grant(IncomeKind::PositionLimitIncreaseFee, "-0.5"));
    let all = stage.incomes(1, None);
    let text: Vec<String> = all
        .iter()
        .map(|i| format!("{:?} {}", i.kind, i.amount))
        .collect();
    assert_eq!(
        text,
        [
            "Transfer 10000",
            "Commission -25",
            "RealizedPnl -1000",
            "Commission -24.5",
            "ReferralKickback 1.5",
            "PositionLimitIncreaseFee -0.5",
        ]
    );
    let sum = all
        .iter()
        .fold(Amount::ZERO, |sum, i| sum.plus(i.amount).unwrap());
    assert_eq!(sum.to_string(), stage.wallet(1));
    assert!(all.windows(2).all(|two| two[0].id < two[1].id));
    assert!(all[1].trade.is_some() && all[1].symbol == Some(btc()));
}

#[test]
fn f45_records_are_found_by_kind_symbol_time_and_page() {
    let mut stage = stage();
    for _ in 0..5 {
        stage.done(grant(IncomeKind::ApiRebate, "1"));
        stage.pass(1);
    }
    let ask = |kind, skip, limit, from: i64| {
        let begin = crate::stage::START;
        let found = stage.futures.income(&IncomeQuery {
            account: who(1),
            symbol: Some(btc()),
            kind,
            from: begin.plus(domain::Span::from_secs(from)),
            to: begin.plus(domain::Span::from_secs(3)),
            skip,
            limit,
        });
        found.len()
    };
    assert_eq!(ask(None, 0, 100, 0), 4);
    assert_eq!(ask(Some(IncomeKind::ApiRebate), 1, 2, 0), 2);
    assert_eq!(ask(Some(IncomeKind::ApiRebate), 3, 2, 0), 1);
    assert_eq!(ask(Some(IncomeKind::Commission), 0, 2, 0), 0);
    assert_eq!(ask(None, 0, 100, 2), 2);
}

#[test]
fn f45_kinds_that_arise_by_themselves_cannot_be_granted() {
    let mut stage = stage();
    for kind in [
        IncomeKind::Transfer,
        IncomeKind::RealizedPnl,
        IncomeKind::InsuranceClear,
    ] {
        assert_eq!(
            stage.refused(grant(kind, "1")),
            FuturesRefusal::NotGrantable
        );
    }
    let much = stage.refused(grant(IncomeKind::FeeReturn, "-10000.01"));
    assert_eq!(much, FuturesRefusal::NotWithdrawable);
}

#[test]
fn f46_fees_in_bnb_are_a_tenth_less_while_there_is_enough() {
    let mut stage = stage();
    stage.fund(1, "BNB", "0.05");
    stage.done(FuturesInput::SetFeeBurn {
        tag: TAG,
        account: who(1),
        burn: FeeBurn::On,
    });
    stage.house(&["ask 2@50000"]);
    stage.done(place("buy 1 market"));
    // 25 × 0.9 ÷ 500.
    let wallets = stage.futures.wallets(who(1));
    assert_eq!(wallets[0].wallet, amount("10000"));
    assert_eq!(wallets[1].wallet, amount("0.005"));
    stage.done(place("buy 1 market"));
    let wallets = stage.futures.wallets(who(1));
    assert_eq!(wallets[0].wallet, amount("9975"));
    assert_eq!(wallets[1].wallet, amount("0.005"));
}

#[test]
fn f47_in_multi_assets_mode_assets_stand_for_each_other_less_a_buffer() {
    let mut stage = stage();
    stage.fund(1, "BTC", "1");
    stage.fund(1, "USDT", "-10000");
    stage.house(&["ask 9@50000"]);
    assert_eq!(
        stage.refused(place("buy 1 market")),
        FuturesRefusal::InsufficientMargin
    );
    stage.done(FuturesInput::SetAssetsMode {
        tag: TAG,
        account: who(1),
        mode: AssetsMode::Multi,
    });
    // 50,000 less 5 %.
    let totals = stage.futures.totals(who(1)).unwrap();
    assert_eq!(totals.available, amount("47500"));
    stage.done(place("buy 1 market"));
    // The fee is owed: −25 at an index of 1 without a buffer.
    let totals = stage.futures.totals(who(1)).unwrap();
    assert_eq!(totals.available, amount("44975"));
    assert_eq!(stage.wallet(1), "-25");
    assert_eq!(
        stage.refused(transfer("BTC", "-0.95")),
        FuturesRefusal::NotWithdrawable
    );
    stage.done(transfer("BTC", "-0.9"));
}

#[test]
fn f47_a_large_debt_is_covered_from_other_assets() {
    let mut stage = stage();
    stage.fund(1, "BTC", "1");
    stage.fund(1, "USDT", "-10000");
    stage.done(FuturesInput::SetAssetsMode {
        tag: TAG,
        account: who(1),
        mode: AssetsMode::Multi,
    });
    stage.house(&["ask 9@50000", "bid 9@49900"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 market"));
    // −25 − 100 − 24.95 is beyond the bound of 100; nothing happens before the next second.
    assert_eq!(stage.wallet(1), "-149.95");
    stage.pass(1);
    assert_eq!(stage.wallet(1), "0");
    let covered = stage.incomes(1, Some(IncomeKind::AutoExchange));
    // 149.95 ÷ (50,000 × 0.95), up on the eighth place.
    assert_eq!(covered[0].amount, amount("-0.00315685"));
    assert_eq!(covered[1].amount, amount("149.95"));
}
