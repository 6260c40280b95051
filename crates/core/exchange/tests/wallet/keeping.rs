//! Snapshots, facts, restarts, and what is forgotten.

use crate::toy::{House, MASTER, START_MS, SUB, TAG, arrival, asset, qty, withdrawal};
use domain::{Machine as _, Span};
use exchange::Retention;
use exchange::wallet::{
    Arrival, MoveAnswer, Outcome, Passage, Purse, SNAPSHOT_DAYS_MAX, Wallet, WalletFact,
    WalletFactError, WalletInput, WalletRestoreError, WithdrawRequest,
};

const DAY_MS: i64 = 86_400_000;

#[test]
fn w15_every_day_ends_with_what_was_held_at_midnight() {
    let mut house = House::new();
    house.fund(MASTER, "BTC", "1");
    house.wait(DAY_MS - 1);
    assert_eq!(house.wallet.snapshots(MASTER).count(), 0);
    // A wish that comes at midnight finds the day written down before it.
    house.now_ms += 1;
    house.fund(MASTER, "BTC", "5");
    let row = house.wallet.snapshots(MASTER).next().unwrap();
    assert_eq!(row.at.millis(), START_MS + DAY_MS - 1_000);
    assert_eq!(row.balances[0].free, qty("1"));
    house.wait(3 * DAY_MS);
    let days: Vec<i64> = house
        .wallet
        .snapshots(SUB)
        .map(|row| (row.at.millis() + 1_000 - START_MS) / DAY_MS)
        .collect();
    assert_eq!(days, [1, 2, 3, 4]);
}

#[test]
fn w15_days_over_which_the_venue_stood_still_are_written_down_too() {
    let mut house = House::new();
    house.now_ms += 10 * DAY_MS;
    house.drive(WalletInput::Wake);
    assert_eq!(house.wallet.snapshots(MASTER).count(), 10);
    house.now_ms += 1_000 * DAY_MS;
    house.drive(WalletInput::Wake);
    assert_eq!(house.wallet.snapshots(MASTER).count(), SNAPSHOT_DAYS_MAX);
    let next = house.wallet.wake_at().unwrap();
    assert!(next > house.now() && next <= house.now().plus(Span::from_millis(DAY_MS)));
}

#[test]
fn w18_the_oldest_ended_records_are_forgotten_and_open_ones_stay() {
    let mut house = House::new();
    let retention = Retention {
        wallet_records: 40,
        ..Retention::default()
    };
    house.wallet = house.wallet.keeping(retention);
    let outcome = house.ask(WalletInput::Arrive(Arrival {
        network: Some("BTC".to_owned()),
        ..arrival(MASTER, "BTC", "1")
    }));
    let Ok(Outcome::Deposit(open)) = outcome else {
        panic!("{outcome:?}");
    };
    for _ in 0..45 {
        house.fund(MASTER, "USDT", "1");
    }
    let rows = || house.wallet.deposits(MASTER);
    assert_eq!(rows().count(), 40);
    assert_eq!(rows().next().map(|row| row.id), Some(open));
    assert!(rows().nth(1).unwrap().id > open + 1);
}

/// A wallet with a record of every kind.
fn busy() -> House {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "1000");
    house
        .ask(WalletInput::Arrive(Arrival {
            tx: Some("100 % odd; 'name'".to_owned()),
            ..arrival(MASTER, "ETH", "1.00000001")
        }))
        .unwrap();
    house
        .ask(WalletInput::Withdraw(WithdrawRequest {
            order_id: Some("-".to_owned()),
            ..withdrawal("USDT", "100")
        }))
        .unwrap();
    house
        .ask(WalletInput::Transfer {
            tag: TAG,
            account: MASTER,
            between: (Purse::Spot, Purse::Funding),
            asset: asset("USDT"),
            qty: qty("1.5"),
        })
        .unwrap();
    house
        .ask(WalletInput::Grant {
            tag: TAG,
            account: SUB,
            asset: asset("BNB"),
            qty: qty("0.1"),
            info: "Dividende für März".to_owned(),
        })
        .unwrap();
    house.wait(DAY_MS);
    house
}

#[test]
fn w16_every_fact_reads_back_from_its_line() {
    for fact in busy().facts {
        let line = fact.to_string();
        assert!(!line.contains('\n'), "{line}");
        assert_eq!(line.parse(), Ok(fact), "{line}");
    }
}

#[test]
fn w16_a_cut_or_lengthened_line_is_refused() {
    for fact in busy().facts {
        let line = fact.to_string();
        let longer: Result<WalletFact, _> = format!("{line} 1").parse();
        assert_eq!(longer, Err(WalletFactError::TooLong), "{line}");
        let words: Vec<&str> = line.split(' ').collect();
        for count in 0..words.len() {
            let cut: Result<WalletFact, _> = words[..count].join(" ").parse();
            assert!(cut.is_err(), "{line} cut to {count} words");
        }
    }
    let stranger: Result<WalletFact, _> = "wallet nonsense 1".parse();
    assert_eq!(stranger, Err(WalletFactError::UnknownKind));
    let broken: Result<WalletFact, _> = "wallet numbers 1x".parse();
    assert_eq!(broken, Err(WalletFactError::BadWord { place: 2 }));
}

#[test]
fn w16_a_restored_wallet_goes_on_like_one_that_never_ended() {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "1000");
    house
        .ask(WalletInput::Arrive(arrival(MASTER, "ETH", "2")))
        .unwrap();
    house
        .ask(WalletInput::Withdraw(withdrawal("USDT", "100")))
        .unwrap();
    let mut again = house.clone();
    again.wallet = Wallet::restore(house.facts.clone()).unwrap();
    house.wait(3 * DAY_MS);
    again.wait(3 * DAY_MS);
    let shown = |house: &House| -> Vec<String> {
        house.wallet.facts().map(|fact| fact.to_string()).collect()
    };
    assert_eq!(shown(&house), shown(&again));
    assert_eq!(house.engines.held, again.engines.held);
    let short = Wallet::restore(house.wallet.facts()).unwrap();
    let short: Vec<String> = short.facts().map(|fact| fact.to_string()).collect();
    assert_eq!(shown(&house), short);
}

#[test]
fn w16_facts_that_contradict_are_refused_by_name() {
    let house = busy();
    let usdt = asset("USDT");
    let broken = |change: fn(&mut Vec<WalletFact>)| {
        let mut facts: Vec<WalletFact> = house.wallet.facts().collect();
        change(&mut facts);
        Wallet::restore(facts).map(drop)
    };
    assert_eq!(broken(|_| {}), Ok(()));
    let funding = broken(|facts| facts.retain(|fact| !matches!(fact, WalletFact::Funding(_))));
    assert_eq!(funding, Err(WalletRestoreError::FundingMismatch(usdt)));
    let stranger = broken(|facts| facts.retain(|fact| !matches!(fact, WalletFact::Member(_))));
    assert!(matches!(
        stranger,
        Err(WalletRestoreError::UnknownAccount(_))
    ));
    let sums = broken(|facts| {
        for fact in facts {
            if let WalletFact::Pool(pool) = fact {
                pool.deposited += i128::from(pool.asset.as_str() == "USDT");
            }
        }
    });
    assert_eq!(sums, Err(WalletRestoreError::SumMismatch(usdt)));
    let half = broken(|facts| {
        for fact in facts {
            if let WalletFact::Pool(pool) = fact {
                let one = i128::from(pool.asset.as_str() == "USDT");
                pool.spot -= one;
                pool.transit += one;
            }
        }
    });
    assert_eq!(half, Err(WalletRestoreError::HalfMoved(usdt)));
}

#[test]
fn w2_a_word_on_a_movement_nobody_waits_for_changes_nothing() {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "10");
    let before: Vec<WalletFact> = house.wallet.facts().collect();
    for ticket in [0, 1, 2, 999] {
        for answer in [MoveAnswer::Done, MoveAnswer::Refused] {
            let effects = house.drive(WalletInput::Moved { ticket, answer });
            assert_eq!(effects, []);
        }
    }
    let after: Vec<WalletFact> = house.wallet.facts().collect();
    assert_eq!(before, after);
}

#[test]
fn w9_an_internal_deposit_needs_no_confirmation() {
    let mut house = House::new();
    house
        .ask(WalletInput::Arrive(Arrival {
            passage: Passage::Internal,
            ..arrival(MASTER, "BTC", "1")
        }))
        .unwrap();
    let row = house.wallet.deposits(MASTER).next().unwrap();
    assert_eq!((row.state.code(), row.credited), (1, Some(house.now())));
}
