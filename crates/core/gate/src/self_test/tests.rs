//! Every rule refuses its bad order, and a rule that does not is found. GATE-12 GATE-19

use super::*;
use crate::config::AccountKind;
use crate::fixture::{LIVE, amount, at, config, qty, rate};
use crate::limit_sets::LimitSet;
use crate::margin::Product;
use domain::{ContractKind, Leverage, PositionMode, Scope, Span};

fn failed(config: &GateConfig) -> Vec<Rule> {
    SelfTest::of((config, &JudgeRules::default()), at(0))
        .failed()
        .collect()
}

fn skipped(config: &GateConfig) -> Vec<(Rule, &'static str)> {
    let tested = SelfTest::of((config, &JudgeRules::default()), at(0));
    let skipped = tested.tried().iter().filter_map(|tried| match tried.trial {
        Trial::NotApplicable(why) => Some((tried.rule, why)),
        Trial::Refused | Trial::Failed(_) => None,
    });
    skipped.collect()
}

/// The fixture with every kind of limit.
fn limited() -> GateConfig {
    let mut config = config();
    config.limits_by_scope.insert(
        Scope::Global,
        LimitSet {
            order_qty_max: Some(qty("1000")),
            position_qty_max: Some(qty("2000")),
            daily_loss_max: Some(amount("500")),
            drawdown_max: Some(rate("0.2")),
            symbol_trades_max: Some(6),
            symbol_losses_max: Some(3),
            symbol_loss_max: Some(amount("25")),
            messages_per_second_max: Some(5),
            messages_per_minute_max: Some(50),
            messages_per_day_max: Some(1_000),
            drift_collar: Some(rate("0.1")),
            same_orders_max: Some(10),
            same_orders_by_hand_max: Some(10),
            asset_share_max: Some(rate("0.3")),
            class_share_max: Some(rate("0.5")),
            correlation_max: Some(rate("0.7")),
            liquidity_min: Some(amount("1000")),
            new_symbol_order_value_max: Some(amount("100")),
            unconfirmed_order_value_max: Some(amount("500")),
            ..LimitSet::default()
        },
    );
    config
}

fn spot_only(mut config: GateConfig) -> GateConfig {
    config.accounts.retain(|one| one.product == Product::Spot);
    config
        .instruments
        .retain(|one| one.kind == ContractKind::Spot);
    config
}

#[test]
fn i3_every_rule_refuses_its_bad_order() {
    let config = limited();
    let tested = SelfTest::of((&config, &JudgeRules::default()), at(0));
    let trials: Vec<&Tried> = tested
        .tried()
        .iter()
        .filter(|tried| tried.trial != Trial::Refused)
        .collect();
    let only = Tried {
        rule: Rule::NoQty,
        trial: Trial::NotApplicable("an order of nothing is no order and reaches no gate"),
    };
    assert_eq!(trials, [&only]);
    assert_eq!(tested.tried().len(), Rule::ALL.len());
    assert!(tested.passed().is_some());
}

#[test]
fn i3_a_spot_only_house_is_tested_without_contracts_and_says_so() {
    let config = spot_only(limited());
    assert_eq!(failed(&config), []);
    for (rule, why) in skipped(&config) {
        let margin = why == "no account trades contracts";
        assert!(margin || rule == Rule::NoQty, "{rule}: {why}");
    }
}

#[test]
fn i3_other_sizes_of_limits_and_accounts_are_tested_too() {
    for (order, position, most) in [
        ("1", "1", "0.001"),
        ("25", "1000000", "5"),
        ("5000000", "5000", "100000"),
    ] {
        let mut config = limited();
        config.limits.order_value_max = amount(order);
        config.limits.position_value_max = amount(position);
        for set in config.limits_by_scope.values_mut() {
            set.order_qty_max = Some(qty(most));
            set.position_qty_max = None;
        }
        assert_eq!(failed(&config), [], "{order} {position} {most}");
    }
    let mut config = limited();
    for account in &mut config.accounts {
        account.kind = AccountKind::Live;
        if let Product::Linear(rules) = &mut account.product {
            rules.positions = Some(PositionMode::Hedge);
            rules.leverage_max = Leverage::new(1).unwrap();
        }
    }
    config.live_consents = [crate::latch::tests::consent(LIVE)].into();
    assert_eq!(failed(&config), []);
}

/// A gate in which one rule never speaks: its bad order passes, and the self-test finds exactly that.
#[test]
fn i3_a_rule_that_is_deaf_is_found_whichever_it_is() {
    let config = limited();
    for tried in SelfTest::of((&config, &JudgeRules::default()), at(0)).tried() {
        let deaf = tried.rule;
        let tested = SelfTest::by((&config, &JudgeRules::default()), at(0), |said| {
            said.filter(|rule| *rule != deaf)
        });
        let found: Vec<Rule> = tested.failed().collect();
        let wanted: Vec<Rule> = [deaf]
            .into_iter()
            .filter(|_| tried.trial == Trial::Refused)
            .collect();
        assert_eq!(found, wanted);
        assert_eq!(tested.passed().is_none(), !wanted.is_empty());
    }
}

/// Limits that nothing can reach are no limits.
#[test]
fn i3_a_limit_that_nothing_reaches_fails() {
    type Sabotage = fn(&mut GateConfig);
    let rows: [(Sabotage, &[Rule]); 4] = [
        (
            |config| config.limits.price_collar = rate("1"),
            &[Rule::PriceCollarLow],
        ),
        (|config| config.limits.open_orders_max = 1_000_000, &[]),
        (
            |config| config.limits.open_positions_max = 1_000_000,
            &[Rule::OpenPositions],
        ),
        (
            |config| config.reference.quote_age_max = Span::from_nanos(i64::MAX),
            &[Rule::ReferenceStale],
        ),
    ];
    for (place, (sabotage, rules)) in rows.into_iter().enumerate() {
        let mut config = limited();
        sabotage(&mut config);
        assert_eq!(failed(&config), rules, "row {place}");
    }
}

#[test]
fn i3_where_nothing_can_be_tested_nothing_passed() {
    let mut config = limited();
    config.accounts.clear();
    assert_eq!(failed(&config), []);
    assert!(
        SelfTest::of((&config, &JudgeRules::default()), at(0))
            .passed()
            .is_none()
    );
}
