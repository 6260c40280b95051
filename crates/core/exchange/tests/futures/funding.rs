//! Index, mark price, premium and funding.

use crate::margin::isolated;
use crate::stage::{Stage, amount, btc, eth, place, price, rate, stage, who};
use domain::{Amount, Machine, Side, Span, Time};
use exchange::Tag;
use exchange::futures::{
    FuturesEffect, FuturesInput, Income, IncomeKind, IncomeQuery, MarkView, UpdateReason,
};

impl Stage {
    pub(crate) fn mark(&self) -> MarkView {
        self.futures.mark_price(btc()).unwrap()
    }

    /// Lets time pass until just after the next payment.
    pub(crate) fn pass_to_funding(&mut self) {
        let next = self.mark().next_funding;
        self.now = next;
        self.step(FuturesInput::Wake);
    }

    pub(crate) fn incomes(&self, number: u64, kind: Option<IncomeKind>) -> Vec<Income> {
        self.futures.income(&IncomeQuery {
            account: who(number),
            symbol: None,
            kind,
            from: Time::from_millis(0),
            to: Time::from_millis(i64::MAX / 1_000_000),
            skip: 0,
            limit: usize::MAX,
        })
    }
}

#[test]
fn f41_the_mark_price_is_set_each_second_and_not_between() {
    let mut stage = stage();
    stage.market_at("50500");
    assert_eq!(stage.mark().mark, price("50000"));
    stage.pass(1);
    assert_eq!(stage.mark().mark, price("50500"));
    assert_eq!(stage.mark().at, stage.now);
    let marks = stage
        .said
        .iter()
        .filter(|e| matches!(e, FuturesEffect::Mark(_)));
    assert_eq!(marks.count(), 2);
    assert_eq!(
        stage.futures.wake_at(),
        Some(stage.now.plus(Span::from_secs(1)))
    );
}

#[test]
fn f41_the_mark_price_is_the_middle_of_three_and_its_basis_is_bounded() {
    let mut stage = stage();
    stage.house(&["bid 5@50090", "ask 5@50110"]);
    stage.pass(1);
    // No trade yet: index with its basis.
    assert_eq!(stage.mark().mark, price("50100"));
    stage.take(Side::Sell, "0.001");
    stage.pass(1);
    assert_eq!(stage.mark().mark, price("50090"));
    stage.house(&["bid 0@50090", "ask 0@50110", "bid 5@51990", "ask 5@52010"]);
    stage.take(Side::Buy, "0.001");
    for _ in 0..40 {
        stage.pass(1);
    }
    // 0.5 % of 50,000 at most.
    assert_eq!(stage.mark().mark, price("50250"));
}

#[test]
fn f42_without_a_premium_longs_pay_the_interest_to_shorts() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 @50000 of 2"));
    stage.done(place("buy 1 @50000 of 3"));
    stage.market_at("50000");
    stage.pass(1);
    let before: Vec<Amount> = (1..=3).map(|n| amount(&stage.wallet(n))).collect();
    stage.pass_to_funding();
    let paid = stage
        .futures
        .funding_rates(btc(), (stage.now, stage.now), 10);
    assert_eq!(paid[0].rate, rate("0.0001"));
    let after: Vec<Amount> = (1..=3).map(|n| amount(&stage.wallet(n))).collect();
    let got: Vec<String> = before
        .iter()
        .zip(&after)
        .map(|(before, after)| after.minus(*before).unwrap().to_string())
        .collect();
    assert_eq!(got, ["-5", "5", "-5"]);
    let pool = stage.futures.ledger()[0].funding;
    assert_eq!(pool, amount("5"));
    assert_eq!(
        stage.incomes(2, Some(IncomeKind::FundingFee))[0].amount,
        amount("5")
    );
    let told = stage.said.iter().filter(|effect| {
        matches!(effect, FuturesEffect::Account(update) if update.reason == UpdateReason::FundingFee)
    });
    assert_eq!(told.count(), 3);
}

#[test]
fn f42_the_rate_follows_the_premium_and_is_clamped() {
    let mut stage = stage();
    stage.house(&["bid 5@50100", "ask 5@50200"]);
    stage.pass(1);
    // Premium 0.2 %, interest may pull it by 0.05 %.
    assert_eq!(stage.mark().rate, rate("0.0015"));
    stage.house(&["bid 0@50100", "ask 0@50200", "bid 5@49000", "ask 5@49900"]);
    stage.pass(1);
    // (1 × 0.2 % − 2 × 0.2 %) ÷ 3 and 0.05 %.
    assert_eq!(stage.mark().rate, rate("-0.00016666"));
    stage.index(btc(), "40000");
    for _ in 0..200 {
        stage.pass(1);
    }
    assert_eq!(stage.mark().rate, rate("0.02"));
}

#[test]
fn f43_every_interval_that_passed_is_paid() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.market_at("50000");
    stage.pass(24 * 3_600);
    let paid = stage
        .futures
        .funding_rates(btc(), (Time::from_millis(0), stage.now), 10);
    let times: Vec<i64> = paid
        .iter()
        .map(|p| p.at.millis() % (8 * 3_600_000))
        .collect();
    assert_eq!(times, [0, 0, 0]);
    assert_eq!(stage.incomes(1, Some(IncomeKind::FundingFee)).len(), 3);
    assert_eq!(
        stage
            .futures
            .funding_rates(eth(), (Time::from_millis(0), stage.now), 2)
            .len(),
        2
    );
}

#[test]
fn f43_an_isolated_position_pays_from_what_is_set_aside() {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.market_at("50000");
    stage.pass_to_funding();
    assert_eq!(stage.position(1).isolated_wallet, amount("2495"));
    // 25 of fee and 5 of funding to earn back.
    assert_eq!(stage.position(1).breakeven, Some(price("50030")));
}

#[test]
fn f69_funding_on_demand_is_paid_at_once_and_leaves_the_schedule() {
    let mut stage = stage();
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 1 market"));
    stage.done(place("sell 1 @50000 of 2"));
    stage.done(place("buy 1 @50000 of 3"));
    stage.market_at("50000");
    stage.pass(7);
    let due = stage.mark().next_funding;
    let fund = |rate| FuturesInput::Fund {
        tag: Tag::new(9),
        symbol: btc(),
        rate,
    };
    for (asked, paid_at, got) in [
        (Some(rate("-0.0002")), rate("-0.0002"), "10"),
        (None, rate("0.0001"), "-5"),
    ] {
        let before = amount(&stage.wallet(1));
        stage.pass(1);
        stage.step(fund(asked));
        let paid = stage
            .futures
            .funding_rates(btc(), (stage.now, stage.now), 10);
        assert_eq!((paid[0].rate, paid[0].at), (paid_at, stage.now));
        let after = amount(&stage.wallet(1));
        assert_eq!(after.minus(before).unwrap(), amount(got));
    }
    assert_eq!(stage.mark().next_funding, due);
    assert_eq!(stage.incomes(2, Some(IncomeKind::FundingFee)).len(), 2);
    stage.pass_to_funding();
    assert_eq!(stage.incomes(2, Some(IncomeKind::FundingFee)).len(), 3);
    let before = stage.wallet(1);
    stage.step(fund(Some(rate("0.000000001"))));
    assert_eq!(stage.wallet(1), before);
}
