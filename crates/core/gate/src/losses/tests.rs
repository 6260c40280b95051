//! Loss limits and a symbol's hard stops, as tables: what was told, what is limited, what an order hears.

use crate::fixture::*;
use crate::*;
use alloc::string::{String, ToString};
use domain::*;

fn standing(loss: &str, drawdown: Option<(&str, &str)>) -> LossStanding {
    LossStanding {
        loss: amount(loss),
        drawdown: drawdown.map(|(drop, highest)| (amount(drop), amount(highest))),
        at: at(0),
    }
}

/// A gate with this set of limits in a scope.
fn limited(scope: &str, set: LimitSet) -> Gate {
    let mut config = config();
    config.limits_by_scope.insert(scope.parse().unwrap(), set);
    gate_of(config)
}

fn says(gate: &Gate, now: Time, words: &str) -> String {
    match gate.verdict(now, &paper(1, words)).refusal {
        None => "ok".into(),
        Some(refusal) => refusal.rule.code().into(),
    }
}

const BUY: &str = "buy 1 BTC/USDT limit 100";

fn daily(limit: &str) -> LimitSet {
    LimitSet {
        daily_loss_max: Some(amount(limit)),
        ..LimitSet::default()
    }
}

// GATE-08: it blocks at the limit itself, and no profit of any size comes to it.
#[test]
fn n1_the_days_loss_blocks_at_its_limit_and_a_profit_never_does() {
    for (loss, said) in [
        ("-1000000", "ok"),
        ("-100", "ok"),
        ("0", "ok"),
        ("99.99999999", "ok"),
        ("100", "GATE-08.daily-loss"),
        ("100.00000001", "GATE-08.daily-loss"),
    ] {
        for scope in ["global", "venue:simex", "account:1"] {
            let mut gate = limited(scope, daily("100"));
            gate.set_loss(scope.parse().unwrap(), Some(standing(loss, None)));
            assert_eq!(says(&gate, at(1), BUY), said, "{loss} in {scope}");
        }
    }
}

#[test]
fn n1_the_refusal_names_loss_limit_and_scope() {
    let mut gate = limited("account:1", daily("100"));
    gate.set_loss(Scope::Account(PAPER), Some(standing("120.5", None)));
    let refusal = gate.clear(at(1), paper(1, BUY)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "The loss of account 1 today is 120.5 USDT, at or over the limit of 100 USDT; only cancels and orders that reduce a \
         position pass [GATE-08.daily-loss]"
    );
}

#[test]
fn n1_use_against_limit_is_part_of_the_verdict() {
    let mut gate = limited("global", daily("100"));
    gate.set_loss(Scope::Global, Some(standing("40", None)));
    let verdict = gate.verdict(at(1), &paper(1, BUY));
    let found = verdict.uses.iter().find(|one| one.rule == Rule::DailyLoss);
    let found = found.map(|one| (one.value, one.limit, one.standing));
    let usdt = |text| Figure::Amount(amount(text), asset("USDT"));
    assert_eq!(found, Some((usdt("40"), usdt("100"), Standing::Kept)));
}

// GATE-21: a loss nobody counted, or counted too long ago, might be over its limit.
#[test]
fn n4_a_loss_that_nobody_can_tell_refuses_what_opens() {
    let mut gate = limited("account:1", daily("100"));
    assert_eq!(says(&gate, at(1), BUY), "GATE-08.loss-unknown");
    gate.set_loss(Scope::Account(PAPER), Some(standing("-5", None)));
    assert_eq!(says(&gate, at(1), BUY), "ok");
    for (secs, said) in [(30, "ok"), (31, "GATE-08.loss-unknown")] {
        let mut fresh = quote("BTC/USDT", "99.99", "100.01");
        fresh.received = at(secs);
        gate.quote(fresh);
        assert_eq!(says(&gate, at(secs), BUY), said, "after {secs} s");
    }
    gate.set_loss(Scope::Account(PAPER), None);
    assert_eq!(says(&gate, at(31), BUY), "GATE-08.loss-unknown");
    assert_eq!(
        says(&limited("user:7", daily("1")), at(1), BUY),
        "GATE-08.loss-unknown"
    );
    assert_eq!(says(&limited("user:8", daily("1")), at(1), BUY), "ok");
}

#[test]
fn n4_what_reduces_passes_every_one_of_these_rules() {
    let set = LimitSet {
        drawdown_max: Some(rate("0.1")),
        symbol_trades_max: Some(0),
        symbol_losses_max: Some(0),
        symbol_loss_max: Some(Amount::ZERO),
        ..daily("1")
    };
    for told in [None, Some(standing("100", Some(("50", "100"))))] {
        let mut gate = limited("global", set);
        gate.set_loss(Scope::Global, told);
        gate.restore_position(PositionKey::both(PAPER, btc()), amount("1"));
        let close = paper(1, "sell 1 BTC/USDT limit 100 reduce");
        assert_eq!(said(&gate.clear(at(1), close)), "ok");
        let cancel = CancelOrder {
            id: OrderId::new(1),
            client_id: ClientOrderId::of(at(0), PAPER, OrderId::new(1)),
            account: PAPER,
            symbol: btc(),
        };
        assert_eq!(gate.clear_cancel(cancel).get().id, OrderId::new(1));
        assert_ne!(says(&gate, at(1), BUY), "ok");
    }
}

// GATE-09
#[test]
fn n6_the_drawdown_blocks_at_its_share_of_the_highest() {
    let set = LimitSet {
        drawdown_max: Some(rate("0.1")),
        ..LimitSet::default()
    };
    for (drop, highest, said) in [
        ("0", "1000", "ok"),
        ("99.99999999", "1000", "ok"),
        ("100", "1000", "GATE-09.drawdown"),
        ("99.99999999", "999", "GATE-09.drawdown"),
        ("0", "-5", "GATE-09.drawdown"),
    ] {
        let mut gate = limited("account:1", set);
        let told = standing("-5000", Some((drop, highest)));
        gate.set_loss(Scope::Account(PAPER), Some(told));
        assert_eq!(says(&gate, at(1), BUY), said, "{drop} of {highest}");
    }
}

fn day(trades: u64, losses_in_row: u64, result: &str) -> SymbolDay {
    SymbolDay {
        trades,
        losses_in_row,
        result: amount(result),
        ..SymbolDay::new(at(0))
    }
}

// GATE-15
#[test]
fn n8_each_hard_stop_of_a_symbol_holds_to_the_last_one() {
    let set = LimitSet {
        symbol_trades_max: Some(6),
        symbol_losses_max: Some(3),
        symbol_loss_max: Some(amount("25")),
        ..LimitSet::default()
    };
    for (day, said) in [
        (day(0, 0, "0"), "ok"),
        (day(5, 2, "-24.99999999"), "ok"),
        (day(5, 2, "9999"), "ok"),
        (day(6, 0, "0"), "GATE-15.trades"),
        (
            SymbolDay {
                pending: 1,
                ..day(4, 0, "0")
            },
            "ok",
        ),
        (
            SymbolDay {
                pending: 1,
                ..day(5, 0, "0")
            },
            "GATE-15.trades",
        ),
        (day(0, 3, "0"), "GATE-15.losses-in-a-row"),
        (day(0, 0, "-25"), "GATE-15.loss"),
    ] {
        let mut gate = limited("global", set);
        gate.set_symbol_day(btc(), day);
        assert_eq!(says(&gate, at(1), BUY), said, "{day:?}");
        assert_eq!(says(&gate, at(1), "buy 1 ETH/USDT limit 100"), "ok");
    }
}

// GATE-15: the reset is 00:00 UTC and nothing else.
#[test]
fn n8_a_symbols_day_is_over_at_midnight_and_not_a_moment_before() {
    let mut gate = limited(
        "global",
        LimitSet {
            symbol_losses_max: Some(3),
            ..LimitSet::default()
        },
    );
    gate.set_symbol_day(btc(), day(9, 3, "-1"));
    let midnight = SymbolDay::new(at(0)).from.plus(SYMBOL_DAY);
    for (now, said) in [
        (
            midnight.plus(Span::from_nanos(-1)),
            "GATE-15.losses-in-a-row",
        ),
        (midnight, "ok"),
    ] {
        let mut fresh = quote("BTC/USDT", "99.99", "100.01");
        fresh.received = now;
        gate.quote(fresh);
        assert_eq!(says(&gate, now, BUY), said);
    }
}

#[test]
fn n4_worth_is_the_fresh_middle_of_a_two_sided_price() {
    let mut gate = gate();
    let age = Span::from_secs(30);
    let btc_here = (venue(), asset("BTC"));
    assert_eq!(gate.worth(at(30), btc_here, age), Some(price("100")));
    assert_eq!(gate.worth(at(31), btc_here, age), None);
    assert_eq!(gate.worth(at(-1), btc_here, age), None);
    let elsewhere = (VenueId::new("other").unwrap(), asset("BTC"));
    assert_eq!(gate.worth(at(30), elsewhere, age), Some(price("100")));
    assert_eq!(
        gate.worth(at(99), (venue(), asset("USDT")), age),
        Some(price("1"))
    );
    assert_eq!(gate.worth(at(1), (venue(), asset("DOGE")), age), None);
    gate.quote(quote("BTC/USDT", "101", "100"));
    assert_eq!(gate.worth(at(1), btc_here, age), None);
    gate.quote_lost(venue(), btc());
    assert_eq!(gate.worth(at(1), btc_here, age), None);
}
