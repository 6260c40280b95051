//! What the gate lets through while a venue is away.

use super::*;
use crate::fixture::*;
use alloc::string::String;
use domain::*;

const BACKUP: AccountId = AccountId::new(9);

fn backup_venue() -> VenueId {
    VenueId::new("second").unwrap()
}

/// A gate with a backup of the paper account, which holds two coins bought at home.
fn house() -> Gate {
    let mut config = config();
    let home = config.accounts[0];
    config.accounts.push(crate::AccountConfig {
        account: BACKUP,
        venue: backup_venue(),
        ..home
    });
    let spot = instrument("BTC/USDT", ContractKind::Spot);
    config.instruments.push(Instrument {
        venue: backup_venue(),
        ..spot
    });
    let mut gate = gate_of(config);
    gate.quote(crate::Quote {
        venue: backup_venue(),
        ..quote("BTC/USDT", "99.99", "100.01")
    });
    let list = [("BTC", "5"), ("USDT", "1000")];
    gate.balances(&balances(BACKUP, at(-10), &list));
    let entry = paper(1, "buy 2 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(0), entry)), "ok");
    gate.fill(&fill(&entry, 1, "2 100 0 USDT", at(0)));
    gate.ended(entry.id());
    gate
}

fn exit(id: u64, words: &str) -> NewOrder {
    order(id, BACKUP, Origin::House, words)
}

fn never() -> Moved {
    Moved {
        from: PAPER,
        doubling: Doubling::Never,
    }
}

fn moved(gate: &mut Gate, id: u64, words: &str) -> String {
    said(&gate.clear_moved(at(0), exit(id, words), never()))
}

// ORD-13
#[test]
fn g47_nothing_is_placed_at_a_venue_that_is_away() {
    let mut gate = house();
    gate.venue_away(PAPER);
    let refused = "ORD-13.venue-away";
    let buy = paper(2, "buy 1 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(0), buy)), refused);
    let reduce = paper(3, "sell 1 BTC/USDT limit 101 reduce");
    assert_eq!(said(&gate.clear(at(0), reduce)), refused);
    // What left before and came back unsent is not sent on.
    gate.venue_home(PAPER);
    assert_eq!(
        said(&gate.clear(at(0), paper(4, "buy 1 BTC/USDT limit 100"))),
        "ok"
    );
    gate.venue_away(PAPER);
    assert_eq!(said(&gate.reaffirm(OrderId::new(4))), refused);
    let setting = SettingChange {
        account: PAPER,
        setting: Setting::Assets(AssetsMode::Single),
    };
    assert_eq!(said(&gate.clear_setting(setting)), refused);
    // Other accounts trade on, cancels pass, and home all is as before.
    let other = order(5, OTHER, PERSON, "buy 1 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(0), other)), "ok");
    let cancel = CancelOrder {
        id: OrderId::new(4),
        client_id: paper(4, "buy 1 BTC/USDT limit 100").client_id(),
        account: PAPER,
        symbol: btc(),
    };
    assert_eq!(gate.clear_cancel(cancel).get().account, PAPER);
    gate.venue_home(PAPER);
    let back = paper(6, "sell 1 BTC/USDT limit 101 reduce");
    assert_eq!(said(&gate.clear(at(0), back)), "ok");
}

#[test]
fn g48_an_exit_elsewhere_closes_no_more_than_is_there_for_certain() {
    let mut gate = house();
    let stop = "sell 2 BTC/USDT stop 95 reduce";
    // Not while the venue is there, not for the account itself, not as an order that may open.
    assert_eq!(
        moved(&mut gate, 10, stop),
        "ORD-13.not-an-exit-of-an-absent-venue"
    );
    gate.venue_away(PAPER);
    let no_exit = "ORD-13.not-an-exit-of-an-absent-venue";
    assert_eq!(moved(&mut gate, 11, "sell 2 BTC/USDT stop 95"), no_exit);
    let excess = "ORD-13.moved-excess";
    assert_eq!(
        moved(&mut gate, 12, "sell 2.00001 BTC/USDT stop 95 reduce"),
        excess
    );
    assert_eq!(
        moved(&mut gate, 13, "buy 1 BTC/USDT stop 105 reduce"),
        excess
    );
    // To the last digit, and what stands at the backup already counts.
    assert_eq!(
        moved(&mut gate, 14, "sell 1.5 BTC/USDT stop 95 reduce"),
        "ok"
    );
    assert_eq!(
        moved(&mut gate, 15, "sell 0.50001 BTC/USDT stop 95 reduce"),
        excess
    );
    assert_eq!(
        moved(&mut gate, 16, "sell 0.5 BTC/USDT stop 95 reduce"),
        "ok"
    );
    assert_eq!(
        moved(&mut gate, 17, "sell 0.0001 BTC/USDT stop 95 reduce"),
        excess
    );
    // What traded there is closed: no room comes of it.
    let first = exit(14, "sell 1.5 BTC/USDT stop 95 reduce");
    gate.fill(&fill(&first, 2, "1.5 95 0 USDT", at(0)));
    gate.ended(first.id());
    assert_eq!(
        moved(&mut gate, 18, "sell 0.0001 BTC/USDT stop 95 reduce"),
        excess
    );
}

#[test]
fn g48_what_may_trade_at_the_silent_venue_counts_unless_the_operator_said_so() {
    let mut gate = house();
    // A stop for half of it stands at home, and a stranger's order locks a quarter.
    assert_eq!(
        said(&gate.clear(at(0), paper(2, "sell 1 BTC/USDT stop 95 reduce"))),
        "ok"
    );
    gate.locked_by_others
        .insert((PAPER, asset("BTC")), amount("0.5"));
    gate.venue_away(PAPER);
    let words = "sell 0.50001 BTC/USDT stop 95 reduce";
    assert_eq!(moved(&mut gate, 10, words), "ORD-13.moved-excess");
    assert_eq!(
        moved(&mut gate, 11, "sell 0.5 BTC/USDT stop 95 reduce"),
        "ok"
    );
    let allowed = Moved {
        doubling: Doubling::WithinHolding,
        ..never()
    };
    let rest = exit(12, "sell 1.5 BTC/USDT stop 95 reduce");
    assert_eq!(said(&gate.clear_moved(at(0), rest, allowed)), "ok");
    let more = exit(13, "sell 0.0001 BTC/USDT stop 95 reduce");
    assert_eq!(
        said(&gate.clear_moved(at(0), more, allowed)),
        "ORD-13.moved-excess",
        "never more than the position, whatever is allowed"
    );
}

#[test]
fn g48_possession_switches_and_the_grid_hold_and_halts_do_not() {
    let mut gate = house();
    gate.venue_away(PAPER);
    gate.halt(Scope::Symbol(btc()));
    gate.balances(&balances(BACKUP, at(-1), &[("BTC", "1")]));
    assert_eq!(
        moved(&mut gate, 10, "sell 2 BTC/USDT stop 95 reduce"),
        "GATE-07.collateral",
        "what the backup account does not hold it does not sell"
    );
    let off_grid = "sell 1 BTC/USDT stop 95.001 reduce";
    assert_eq!(moved(&mut gate, 11, off_grid), "ORD-05.price-tick");
    assert_eq!(moved(&mut gate, 12, "sell 1 BTC/USDT stop 95 reduce"), "ok");
    gate.ended(OrderId::new(12));
    gate.set_switch(crate::SwitchOf::Account(BACKUP), crate::SwitchPosition::Off);
    assert_eq!(
        moved(&mut gate, 13, "sell 1 BTC/USDT stop 95 reduce"),
        "GATE-13.trading-switch"
    );
}
