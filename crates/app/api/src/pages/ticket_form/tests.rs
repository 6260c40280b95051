//! What the fields of the ticket mean, and how the gate's verdict reads.
// GATE-19 UI-04

use super::{TicketFields, escaped, limit_use, limit_uses, rule_words};
use desk::{Figure, Rule, RuleUse, Standing};
use domain::{Amount, Asset, Scope};

fn fields(kind: &str) -> TicketFields {
    TicketFields {
        symbol: "BTC/USDT".to_owned(),
        side: "sell".to_owned(),
        kind: kind.to_owned(),
        price: "94,120.50".to_owned(),
        trigger: "95000".to_owned(),
        qty: " 1,000.5 ".to_owned(),
        time_in_force: "ioc".to_owned(),
        ..TicketFields::default()
    }
}

#[test]
fn fields_that_a_kind_hides_are_left_out_of_the_terms() {
    for (kind, price, trigger, life) in [
        ("market", None, None, None),
        ("limit", Some("94120.50"), None, Some("ioc")),
        ("limit-maker", Some("94120.50"), None, None),
        ("stop", None, Some("95000"), None),
        ("stop-limit", Some("94120.50"), Some("95000"), Some("ioc")),
        ("take-profit", None, Some("95000"), None),
        (
            "take-profit-limit",
            Some("94120.50"),
            Some("95000"),
            Some("ioc"),
        ),
        ("trailing-stop", None, None, None),
    ] {
        let terms = fields(kind).terms_text();
        assert_eq!(terms.price.as_deref(), price, "{kind}");
        assert_eq!(terms.trigger.as_deref(), trigger, "{kind}");
        assert_eq!(terms.time_in_force.as_deref(), life, "{kind}");
        assert_eq!(terms.qty, "1000.5");
        assert_eq!(terms.side, "sell");
    }
}

#[test]
fn the_end_and_the_distance_go_only_with_the_kinds_that_have_them() {
    let typed = |kind: &str, life: &str| {
        let fields = TicketFields {
            time_in_force: life.to_owned(),
            good_till: "2030-01-01T00:00".to_owned(),
            trailing_delta: "1,50".to_owned(),
            ..fields(kind)
        };
        let terms = fields.terms_text();
        (terms.good_till.is_some(), terms.trailing_delta)
    };
    assert_eq!(typed("limit", "gtd"), (true, None));
    assert_eq!(typed("limit", "gtc"), (false, None));
    assert_eq!(typed("market", "gtd"), (false, None));
    assert_eq!(
        typed("trailing-stop", "gtd"),
        (false, Some("150".to_owned()))
    );
}

#[test]
fn an_empty_ticket_is_a_limit_to_buy() {
    let terms = TicketFields::default().terms_text();
    assert_eq!((terms.side.as_str(), terms.kind.as_str()), ("buy", "limit"));
    assert_eq!(terms.self_trade, None);
}

#[test]
fn the_way_back_carries_what_was_typed() {
    let back = fields("stop").back();
    assert!(
        back.starts_with("/desk?symbol=BTC%2FUSDT&side=sell&kind=stop&"),
        "{back}"
    );
    assert!(back.ends_with("#ticket"), "{back}");
    assert_eq!(escaped("a b&c=\"<é"), "a%20b%26c%3D%22%3C%C3%A9");
}

#[test]
fn codes_read_as_words() {
    assert_eq!(rule_words("GATE-02.order-value"), "Order value");
    assert_eq!(rule_words("GATE-02.position-qty"), "Position quantity");
    assert_eq!(rule_words(""), "");
}

#[test]
fn the_share_of_a_limit_never_leaves_its_bar() {
    let usdt = Asset::new("USDT").unwrap();
    let sum = |text: &str| Figure::Amount(Amount::parse(text).unwrap(), usdt);
    let use_of = |value: &str, limit: &str, standing| {
        let rule = RuleUse {
            rule: Rule::OrderValue,
            scope: Scope::Global,
            value: sum(value),
            limit: sum(limit),
            standing,
        };
        limit_use(&rule, &[]).unwrap()
    };
    assert_eq!(use_of("12500", "25000", Standing::Kept).percent, 50);
    assert_eq!(use_of("0", "25000", Standing::Kept).percent, 0);
    let broken = use_of("94120", "25000", Standing::Broken);
    assert!(broken.over);
    assert_eq!(broken.percent, 100);
    assert_eq!(use_of("1", "0", Standing::Broken).percent, 100);
}

#[test]
fn a_rule_that_holds_in_several_scopes_is_drawn_once_by_its_nearest_limit() {
    let count = |value, limit| RuleUse {
        rule: Rule::OpenOrders,
        scope: Scope::Global,
        value: Figure::Count(value),
        limit: Figure::Count(limit),
        standing: Standing::Kept,
    };
    let uses = limit_uses(&[count(3, 100), count(3, 10), count(3, 50)], &[]);
    assert_eq!(uses.len(), 1);
    assert_eq!(
        (uses[0].value.as_str(), uses[0].limit.as_str()),
        ("3", "10")
    );
}
