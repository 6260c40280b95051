//! What is kept of losses reads back as it was written, and what was kept before anybody counted them reads too.

use super::*;
use trading::Event;

fn time(nanos: i64) -> Time {
    Time::from_nanos(nanos)
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn usdt() -> Asset {
    Asset::new("USDT").unwrap()
}

fn trips() -> Vec<Trip> {
    let all = Breaker::ALL.into_iter();
    all.map(|breaker| Trip {
        scope: Scope::Account(AccountId::new(1)),
        breaker,
        value: Figure::Amount(amount("100.5"), usdt()),
        limit: Figure::Count(20),
        at: time(5),
    })
    .collect()
}

/// One of each kind.
pub(in crate::journal) fn events() -> Vec<Event> {
    let (account, at) = (AccountId::new(1), time(9));
    let trip = trips()[0];
    let all = vec![
        BreakerEvent::DayOpened {
            account,
            day: time(1),
            equity: amount("-1.000000000001"),
            at,
        },
        BreakerEvent::Transferred {
            account,
            asset: usdt(),
            amount: amount("-5"),
            value: amount("-5"),
            at,
        },
        BreakerEvent::Highest {
            scope: Scope::Global,
            equity: amount("7"),
            at,
        },
        BreakerEvent::Warned { trip },
        BreakerEvent::Tripped { trip },
    ];
    all.into_iter().map(Event::Breaker).collect()
}

/// Something of everything.
pub(in crate::journal) fn losses() -> LossesKept {
    let symbol = Symbol::new("BTC/USDT:USDT").unwrap();
    let account = AccountId::new(1);
    let round = |side| PositionKey {
        account,
        symbol,
        side,
    };
    LossesKept {
        ledgers: vec![LossLedger {
            account,
            day: time(1),
            opened: time(2),
            equity: amount("120000.00000000000000000001"),
            transfers: amount("-3"),
            pending: vec![(usdt(), amount("4"))],
            money: [(usdt(), amount("5"))].into(),
            since: time(3),
            unvalued: [Asset::new("BNB").unwrap()].into(),
        }],
        highest: vec![(Scope::Global, amount("9"))],
        warned: vec![(Scope::Global, Breaker::Drawdown)],
        trips: trips(),
        excused: vec![Scope::Account(account)],
        days: vec![(
            symbol,
            SymbolDay {
                from: time(0),
                trades: 1,
                pending: 2,
                losses_in_row: 3,
                result: amount("-24.5"),
            },
        )],
        pending: vec![(symbol, vec![OrderId::new(4), OrderId::new(5)])],
        rounds: vec![
            (round(PositionSide::Both), amount("1")),
            (round(PositionSide::Short), amount("2")),
        ],
    }
}

#[test]
fn n7_a_snapshot_of_a_program_that_counted_no_losses_reads() {
    let with = crate::journal::snapshot_text(&trading::Snapshot::empty()).unwrap();
    let empty = serde_json::to_string(&LossesView::default()).unwrap();
    let before = with.replace(&format!("\"losses\":{empty},"), "");
    assert!(
        before.len() < with.len() && !before.contains("losses"),
        "{before}"
    );
    let read = crate::journal::snapshot(&before).unwrap();
    assert_eq!(read.losses, LossesKept::default());
}

#[test]
fn a_breaker_or_a_figure_that_nobody_knows_is_refused() {
    let text = serde_json::to_string(&TripView::of(&trips()[0])).unwrap();
    for (known, other) in [("daily-loss", "weekly-loss"), ("count:20", "count:many")] {
        let text = text.replace(known, other);
        let view: TripView = serde_json::from_str(&text).unwrap();
        assert!(view.trip().is_err(), "{text}");
    }
}
