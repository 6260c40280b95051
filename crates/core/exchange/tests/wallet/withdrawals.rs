//! Money on its way out.

use crate::toy::{
    House, MASTER, OUTSIDE, STRANGER, SUB, TAG, amount, arrival, asset, qty, withdrawal,
};
use domain::Qty;
use exchange::wallet::{
    Choice, FeeBack, MemberChange, Outcome, Pace, Passage, Purse, SavedAddress, SettingChange,
    Verdict, WalletInput, WalletRefusal, WithdrawRequest, Withdrawal, WithdrawalState,
};

/// Verdicts with whether each is heard, the number of the last state, and what is in the balance then.
type Row = (Vec<(Verdict, bool)>, u32, &'static str);

fn funded() -> House {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "1000");
    house
}

fn last(house: &House) -> Withdrawal {
    let mut rows = house.wallet.withdrawals(MASTER);
    rows.next_back().unwrap().clone()
}

fn out(house: &mut House, request: WithdrawRequest) -> Result<Outcome, WalletRefusal> {
    house.ask(WalletInput::Withdraw(request))
}

fn decide(house: &mut House, verdict: Verdict) -> Result<Outcome, WalletRefusal> {
    let withdrawal = last(house).number;
    house.ask(WalletInput::Decide {
        tag: TAG,
        withdrawal,
        verdict,
    })
}

#[test]
fn w6_a_withdrawal_goes_through_its_states_by_itself() {
    let mut house = funded();
    out(&mut house, withdrawal("USDT", "100")).unwrap();
    assert_eq!(house.spot(MASTER, "USDT"), qty("900"), "taken at once");
    let asked = last(&house);
    assert_eq!(
        (asked.state.code(), asked.qty, asked.fee),
        (0, qty("98"), qty("2"))
    );
    assert_eq!(asked.id.len(), 32);
    let usdt = asset("USDT");
    assert_eq!(
        house.wallet.withdrawing(MASTER, Purse::Spot, usdt),
        qty("100")
    );
    house.wait(1_000);
    assert_eq!(last(&house).state.code(), 2);
    house.wait(2_000);
    assert_eq!(last(&house).state.code(), 4);
    // Six confirmations of twelve seconds.
    house.wait(71_999);
    assert_eq!(last(&house).state.code(), 4);
    house.wait(1);
    let done = last(&house);
    assert_eq!((done.state.code(), done.completed), (6, Some(house.now())));
    assert!(
        done.tx.starts_with("0x") && done.tx.len() == 66,
        "{}",
        done.tx
    );
    assert_eq!(
        house.wallet.withdrawing(MASTER, Purse::Spot, usdt),
        Qty::ZERO
    );
    let sums = house.wallet.money().find(|row| row.asset == usdt).unwrap();
    assert_eq!((sums.withdrawn, sums.fees), (amount("98"), amount("2")));
    assert_eq!(sums.spot, amount("900"));
}

#[test]
fn w6_a_venue_on_verdict_waits() {
    let mut house = funded();
    house.drive(WalletInput::SetPace(Pace::OnVerdict));
    out(&mut house, withdrawal("USDT", "100")).unwrap();
    house.wait(30 * 86_400_000);
    assert_eq!(last(&house).state, WithdrawalState::AwaitingApproval);
    decide(&mut house, Verdict::Approve).unwrap();
    house.wait(72_000);
    assert_eq!(last(&house).state, WithdrawalState::Completed);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn w7_what_does_not_go_out_comes_back_once() {
    let no = |text: &str| text.to_owned();
    let cases: Vec<Row> = vec![
        (
            vec![(Verdict::Cancel, true), (Verdict::Cancel, false)],
            1,
            "1000",
        ),
        (
            vec![
                (Verdict::Reject { info: no("risk") }, true),
                (Verdict::Complete { tx: None }, false),
            ],
            3,
            "1000",
        ),
        (
            vec![
                (Verdict::Approve, true),
                (Verdict::Cancel, false),
                (Verdict::Reject { info: no("late") }, false),
                (
                    Verdict::Fail {
                        info: no("no such address"),
                    },
                    true,
                ),
                (Verdict::Fail { info: no("again") }, false),
            ],
            5,
            "1000",
        ),
        (
            vec![
                (
                    Verdict::Complete {
                        tx: Some(no("0xabc")),
                    },
                    true,
                ),
                (
                    Verdict::Fail {
                        info: no("too late"),
                    },
                    false,
                ),
                (Verdict::Cancel, false),
            ],
            6,
            "900",
        ),
    ];
    for (verdicts, code, balance) in cases {
        let mut house = funded();
        out(&mut house, withdrawal("USDT", "100")).unwrap();
        for (verdict, heard) in &verdicts {
            let answer = decide(&mut house, verdict.clone());
            let expected = if *heard {
                Ok(Outcome::Withdrawal(last(&house).number))
            } else {
                Err(WalletRefusal::WrongState)
            };
            assert_eq!(answer, expected, "{verdict:?} in {verdicts:?}");
        }
        house.wait(86_400_000);
        assert_eq!(last(&house).state.code(), code, "{verdicts:?}");
        assert_eq!(house.spot(MASTER, "USDT"), qty(balance), "{verdicts:?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn w8_what_may_not_leave_is_refused() {
    let good = || withdrawal("USDT", "100");
    let cases = [
        (
            WithdrawRequest {
                qty: qty("9.999999"),
                ..good()
            },
            WalletRefusal::BelowMin { min: qty("10") },
        ),
        (
            WithdrawRequest {
                qty: qty("50000001"),
                ..good()
            },
            WalletRefusal::AboveMax {
                max: qty("50000000"),
            },
        ),
        (
            WithdrawRequest {
                qty: qty("10.0000001"),
                ..good()
            },
            WalletRefusal::OffStep {
                step: qty("0.000001"),
            },
        ),
        (
            WithdrawRequest {
                address: "0x12".to_owned(),
                ..good()
            },
            WalletRefusal::BadAddress,
        ),
        (
            WithdrawRequest {
                address_tag: "1".to_owned(),
                ..good()
            },
            WalletRefusal::BadTag,
        ),
        (
            WithdrawRequest {
                network: Some("BTC".to_owned()),
                ..good()
            },
            WalletRefusal::UnknownNetwork,
        ),
        (
            WithdrawRequest {
                asset: asset("NOPE"),
                ..good()
            },
            WalletRefusal::UnknownAsset,
        ),
        (
            WithdrawRequest {
                account: SUB,
                ..good()
            },
            WalletRefusal::MasterOnly,
        ),
        (
            WithdrawRequest {
                purse: Purse::UmFutures,
                ..good()
            },
            WalletRefusal::SamePurse,
        ),
        (
            WithdrawRequest {
                worth: amount("8000000.01"),
                ..good()
            },
            WalletRefusal::OverQuota,
        ),
        (
            WithdrawRequest {
                qty: qty("1000.000001"),
                ..good()
            },
            WalletRefusal::Insufficient,
        ),
        (
            WithdrawRequest {
                purse: Purse::Funding,
                ..good()
            },
            WalletRefusal::Insufficient,
        ),
    ];
    let mut house = funded();
    for (request, reason) in cases {
        assert_eq!(out(&mut house, request), Err(reason));
    }
    assert_eq!(house.spot(MASTER, "USDT"), qty("1000"));
    assert_eq!(house.wallet.withdrawals(MASTER).count(), 0);
    let all = WithdrawRequest {
        qty: qty("1000"),
        ..good()
    };
    assert!(out(&mut house, all).is_ok(), "all of it may leave");
}

#[test]
fn w8_a_name_is_used_once_even_when_the_money_came_back() {
    let mut house = funded();
    let named = || WithdrawRequest {
        order_id: Some("rent-2026-01".to_owned()),
        ..withdrawal("USDT", "100")
    };
    out(&mut house, named()).unwrap();
    assert_eq!(out(&mut house, named()), Err(WalletRefusal::OrderIdTaken));
    decide(&mut house, Verdict::Cancel).unwrap();
    assert_eq!(out(&mut house, named()), Err(WalletRefusal::OrderIdTaken));
}

#[test]
fn w8_the_quota_looks_back_a_day_and_forgets_what_came_back() {
    let mut house = funded();
    let half = || WithdrawRequest {
        worth: amount("4000000"),
        ..withdrawal("USDT", "100")
    };
    out(&mut house, half()).unwrap();
    out(&mut house, half()).unwrap();
    assert_eq!(house.wallet.quota_used(MASTER), amount("8000000"));
    assert_eq!(out(&mut house, half()), Err(WalletRefusal::OverQuota));
    decide(&mut house, Verdict::Cancel).unwrap();
    out(&mut house, half()).unwrap();
    house.wait(86_400_001);
    assert!(out(&mut house, half()).is_ok());
    assert!(out(&mut house, half()).is_ok());
}

#[test]
fn w8_with_the_list_switched_on_money_goes_to_listed_addresses_only() {
    let mut house = funded();
    house
        .ask(WalletInput::Set {
            tag: TAG,
            account: MASTER,
            change: SettingChange::ListedOnly(Choice::On),
        })
        .unwrap();
    let request = || withdrawal("USDT", "100");
    assert_eq!(out(&mut house, request()), Err(WalletRefusal::NotListed));
    for (listed, outcome) in [(false, Some(WalletRefusal::NotListed)), (true, None)] {
        house
            .ask(WalletInput::SaveAddress {
                tag: TAG,
                address: SavedAddress {
                    account: MASTER,
                    asset: asset("USDT"),
                    network: "ETH".to_owned(),
                    address: OUTSIDE.to_owned(),
                    address_tag: String::new(),
                    name: "cold store".to_owned(),
                    listed,
                },
            })
            .unwrap();
        assert_eq!(out(&mut house, request()).err(), outcome);
    }
    assert_eq!(house.wallet.saved_addresses(MASTER).count(), 1);
}

#[test]
fn w5_a_credited_deposit_may_not_leave_before_it_is_final() {
    let mut house = funded();
    house
        .ask(WalletInput::Arrive(arrival(MASTER, "USDT", "500")))
        .unwrap();
    house.wait(72_000);
    assert_eq!(house.spot(MASTER, "USDT"), qty("1500"));
    let more = || withdrawal("USDT", "1000.000001");
    assert_eq!(out(&mut house, more()), Err(WalletRefusal::Insufficient));
    assert!(out(&mut house, withdrawal("USDT", "1000")).is_ok());
    house.wait(58 * 12_000);
    assert!(out(&mut house, withdrawal("USDT", "500")).is_ok());
}

#[test]
fn w9_what_stays_inside_the_venue_costs_nothing_and_arrives_at_once() {
    for (fee_back, left, arrives) in [
        (FeeBack::Sender, "902", "98"),
        (FeeBack::Receiver, "900", "100"),
    ] {
        let mut house = funded();
        let usdt = asset("USDT");
        let there = house.wallet.deposit_address(STRANGER, usdt, Some("ETH"));
        let request = WithdrawRequest {
            address: there.unwrap().address,
            fee_back,
            ..withdrawal("USDT", "100")
        };
        out(&mut house, request).unwrap();
        house.wait(4_000);
        let row = last(&house);
        assert_eq!((row.passage, row.fee), (Passage::Internal, Qty::ZERO));
        assert_eq!(row.state, WithdrawalState::Completed);
        assert_eq!(house.spot(MASTER, "USDT"), qty(left));
        assert_eq!(house.spot(STRANGER, "USDT"), qty(arrives));
        let deposit = house.wallet.deposits(STRANGER).next().unwrap();
        assert_eq!(
            (deposit.passage, deposit.state.code()),
            (Passage::Internal, 1)
        );
        assert_eq!(deposit.tx, row.tx);
    }
}

#[test]
fn w11_a_stopped_account_moves_nothing() {
    let mut house = funded();
    house.fund(SUB, "USDT", "50");
    for (account, refused) in [(MASTER, true), (SUB, false)] {
        house
            .ask(WalletInput::Allow {
                tag: TAG,
                account,
                change: MemberChange::Freeze,
            })
            .unwrap();
        let answer = out(&mut house, withdrawal("USDT", "100"));
        assert_eq!(
            answer.is_err(),
            refused || house.wallet.find(MASTER).unwrap().frozen
        );
        house
            .ask(WalletInput::Allow {
                tag: TAG,
                account,
                change: MemberChange::Thaw,
            })
            .unwrap();
    }
    assert!(out(&mut house, withdrawal("USDT", "100")).is_ok());
}
