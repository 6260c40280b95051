//! Money on its way in, and what the venue gives.

use crate::toy::{House, MASTER, SUB, TAG, arrival, asset, qty};
use domain::Qty;
use exchange::wallet::{
    Arrival, Deposit, DepositState, Endowment, MoveReason, Outcome, Passage, Purse, WalletInput,
    WalletRefusal,
};

fn last(house: &House) -> Deposit {
    house.wallet.deposits(MASTER).next_back().unwrap().clone()
}

#[test]
fn w4_a_deposit_is_seen_then_credited_then_free_to_leave() {
    let mut house = House::new();
    // ETH over its own chain: a block in 12 s, credited after 6, free after 64.
    house
        .ask(WalletInput::Arrive(arrival(MASTER, "ETH", "2.5")))
        .unwrap();
    let seen = last(&house);
    assert_eq!((seen.state.code(), seen.seen_confirms(house.now())), (0, 0));
    assert_eq!(house.spot(MASTER, "ETH"), Qty::ZERO);
    house.wait(71_999);
    assert_eq!(last(&house).state, DepositState::Pending);
    assert_eq!(last(&house).seen_confirms(house.now()), 5);
    house.wait(1);
    let credited = last(&house);
    assert_eq!(credited.state.code(), 6);
    assert_eq!(credited.credited, Some(house.now()));
    assert_eq!(house.spot(MASTER, "ETH"), qty("2.5"));
    house.wait(58 * 12_000 - 1);
    assert_eq!(last(&house).state, DepositState::Credited);
    house.wait(1);
    let done = last(&house);
    assert_eq!((done.state.code(), done.next), (1, None));
    assert_eq!(done.credited, credited.credited);
    house.wait(86_400_000);
    assert_eq!(house.spot(MASTER, "ETH"), qty("2.5"), "credited once");
}

#[test]
fn w4_the_venue_decides_over_a_deposit() {
    use DepositState::{Credited, Pending, Rejected, Success, Waiting, Wrong};
    // Each row: the words of the venue in order, whether each is heard, and what is in the balance at the end.
    let cases: [(&[(DepositState, bool)], &str); 8] = [
        (&[(Credited, true), (Credited, false), (Success, true)], "1"),
        (
            &[(Success, true), (Credited, false), (Rejected, false)],
            "1",
        ),
        (&[(Rejected, true), (Success, false), (Waiting, false)], "0"),
        (&[(Wrong, true), (Credited, false)], "0"),
        (&[(Waiting, true), (Waiting, true), (Success, true)], "1"),
        (&[(Waiting, true), (Rejected, true), (Success, false)], "0"),
        (&[(Pending, false), (Success, true), (Pending, false)], "1"),
        (&[(Credited, true), (Wrong, false), (Waiting, false)], "1"),
    ];
    for (words, balance) in cases {
        let mut house = House::new();
        let outcome = house.ask(WalletInput::Arrive(arrival(MASTER, "ETH", "1")));
        let Ok(Outcome::Deposit(deposit)) = outcome else {
            panic!("{outcome:?}");
        };
        for (state, heard) in words {
            let answer = house.ask(WalletInput::Settle {
                tag: TAG,
                deposit,
                state: *state,
            });
            let expected = if *heard {
                Ok(Outcome::Deposit(deposit))
            } else {
                Err(WalletRefusal::WrongState)
            };
            assert_eq!(answer, expected, "{words:?} at {state:?}");
        }
        house.wait(86_400_000);
        assert_eq!(house.spot(MASTER, "ETH"), qty(balance), "{words:?}");
    }
}

#[test]
fn w4_what_cannot_arrive_is_refused() {
    let mut house = House::new();
    let good = arrival(MASTER, "USDT", "5");
    let cases = [
        (
            Arrival {
                qty: Qty::ZERO,
                ..good.clone()
            },
            WalletRefusal::BadQty,
        ),
        (
            Arrival {
                asset: asset("NOPE"),
                ..good.clone()
            },
            WalletRefusal::UnknownAsset,
        ),
        (
            Arrival {
                network: Some("LTC".to_owned()),
                ..good.clone()
            },
            WalletRefusal::UnknownNetwork,
        ),
        (
            Arrival {
                purse: Purse::UmFutures,
                ..good.clone()
            },
            WalletRefusal::NotTaken,
        ),
        (
            Arrival {
                account: domain::AccountId::new(99),
                ..good.clone()
            },
            WalletRefusal::UnknownAccount,
        ),
        (
            Arrival {
                qty: qty("0.0000000000001"),
                ..good
            },
            WalletRefusal::BadQty,
        ),
    ];
    for (arrival, reason) in cases {
        assert_eq!(house.ask(WalletInput::Arrive(arrival)), Err(reason));
    }
    assert_eq!(house.wallet.deposits(MASTER).count(), 0);
}

#[test]
fn w4_a_deposit_may_go_to_the_funding_wallet_and_bears_its_tag() {
    let mut house = House::new();
    house
        .ask(WalletInput::Arrive(Arrival {
            purse: Purse::Funding,
            tx: Some("my-own".to_owned()),
            ..arrival(MASTER, "XRP", "30")
        }))
        .unwrap();
    house.wait(60_000);
    let deposit = last(&house);
    assert_eq!(house.funding(MASTER, "XRP"), qty("30"));
    assert_eq!(house.spot(MASTER, "XRP"), Qty::ZERO);
    assert_eq!((deposit.tx.as_str(), deposit.state.code()), ("my-own", 1));
    let here = house
        .wallet
        .deposit_address(MASTER, asset("XRP"), None)
        .unwrap();
    assert_eq!(
        (here.address, here.address_tag),
        (deposit.address, deposit.address_tag)
    );
}

#[test]
fn w3_what_an_engine_will_not_take_lands_in_the_funding_wallet() {
    let mut house = House::new();
    house.engines.refuse_gives_for = Some(MoveReason::Deposit);
    house
        .ask(WalletInput::Arrive(Arrival {
            passage: Passage::Internal,
            ..arrival(SUB, "BTC", "0.7")
        }))
        .unwrap();
    assert_eq!(house.funding(SUB, "BTC"), qty("0.7"));
    assert_eq!(house.spot(SUB, "BTC"), Qty::ZERO);
}

#[test]
fn w12_what_an_account_begins_with_lies_in_its_funding_wallet() {
    let mut house = House::new();
    let endow = |name: &str, text: &str| {
        WalletInput::Endow(Endowment {
            tag: TAG,
            account: MASTER,
            asset: asset(name),
            qty: qty(text),
        })
    };
    assert_eq!(house.ask(endow("USDT", "12.5")), Ok(Outcome::Done));
    assert_eq!(house.ask(endow("USDT", "1")), Ok(Outcome::Done));
    let held: Vec<_> = house.wallet.funding(MASTER).collect();
    assert_eq!((held.len(), held[0].free), (1, qty("13.5")));
    assert_eq!(house.wallet.deposits(MASTER).count(), 0);
    assert_eq!(house.wallet.dividends(MASTER).count(), 0);
    assert_eq!(house.ask(endow("USDT", "0")), Err(WalletRefusal::BadQty));
    let unknown = house.ask(endow("NOPE", "1"));
    assert_eq!(unknown, Err(WalletRefusal::UnknownAsset));
    let again = exchange::wallet::Wallet::restore(house.facts.clone()).unwrap();
    assert_eq!(again.funding(MASTER).collect::<Vec<_>>(), held);
}

#[test]
fn w12_a_gift_is_paid_to_spot_and_remembered() {
    let mut house = House::new();
    let gift = |name: &str, text: &str| WalletInput::Grant {
        tag: TAG,
        account: MASTER,
        asset: asset(name),
        qty: qty(text),
        info: "Launch pool, day 3".to_owned(),
    };
    let outcome = house.ask(gift("BNB", "0.12345678"));
    let row = house.wallet.dividends(MASTER).next().unwrap();
    assert_eq!(outcome, Ok(Outcome::Dividend(row.id)));
    assert_eq!(row.info, "Launch pool, day 3");
    assert_ne!(row.id, row.tran);
    assert_eq!(house.spot(MASTER, "BNB"), qty("0.12345678"));
    assert_eq!(house.ask(gift("BNB", "0")), Err(WalletRefusal::BadQty));
    assert_eq!(
        house.ask(gift("NOPE", "1")),
        Err(WalletRefusal::UnknownAsset)
    );
}
