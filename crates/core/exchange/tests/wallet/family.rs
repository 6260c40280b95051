//! Transfers between wallets and between accounts.

use crate::toy::{House, MASTER, OTHER_SUB, STRANGER, SUB, TAG, asset, qty};
use domain::{AccountId, Qty};
use exchange::wallet::{
    Channel, FamilyRequest, MemberChange, MoveReason, OpenMember, Outcome, Purse, WalletInput,
    WalletRefusal,
};

const PURSES: [Purse; 3] = [Purse::Spot, Purse::Funding, Purse::UmFutures];

fn held(house: &House, account: AccountId, purse: Purse) -> Qty {
    match purse {
        Purse::Funding => house.funding(account, "USDT"),
        Purse::Spot | Purse::UmFutures => house.engines.of(account, purse, "USDT"),
    }
}

fn transfer(
    house: &mut House,
    between: (Purse, Purse),
    text: &str,
) -> Result<Outcome, WalletRefusal> {
    house.ask(WalletInput::Transfer {
        tag: TAG,
        account: MASTER,
        between,
        asset: asset("USDT"),
        qty: qty(text),
    })
}

fn family(
    by: AccountId,
    channel: Channel,
    from: (AccountId, Purse),
    to: (AccountId, Purse),
) -> FamilyRequest {
    FamilyRequest {
        tag: TAG,
        by,
        from,
        to,
        asset: asset("USDT"),
        qty: qty("10"),
        client_id: None,
        channel,
    }
}

#[test]
fn w10_money_moves_between_any_two_wallets_of_an_account() {
    for from in PURSES {
        for to in PURSES {
            let mut house = House::new();
            house.fund(MASTER, "USDT", "100");
            if from != Purse::Spot {
                transfer(&mut house, (Purse::Spot, from), "100").unwrap();
            }
            let answer = transfer(&mut house, (from, to), "40");
            if from == to {
                assert_eq!(answer, Err(WalletRefusal::SamePurse));
                continue;
            }
            assert!(matches!(answer, Ok(Outcome::Transfer(_))), "{answer:?}");
            assert_eq!(held(&house, MASTER, from), qty("60"));
            assert_eq!(held(&house, MASTER, to), qty("40"));
            let too_much = transfer(&mut house, (from, to), "60.00000001");
            assert_eq!(too_much, Err(WalletRefusal::Insufficient));
            let row = house.wallet.transfers(MASTER).next_back().unwrap();
            assert_eq!((row.from, row.to, row.qty), (from, to, qty("40")));
        }
    }
}

#[test]
fn w2_all_is_taken_before_anything_is_given() {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "100");
    house.engines.asked.clear();
    transfer(&mut house, (Purse::Spot, Purse::UmFutures), "30").unwrap();
    let purses: Vec<Purse> = house.engines.asked.iter().map(|row| row.purse).collect();
    assert_eq!(purses, [Purse::Spot, Purse::UmFutures]);
    house.engines.asked.clear();
    let refused = transfer(&mut house, (Purse::Spot, Purse::UmFutures), "71");
    assert_eq!(refused, Err(WalletRefusal::Insufficient));
    assert_eq!(house.engines.asked.len(), 1, "nothing was given");
    assert_eq!(house.wallet.transfers(MASTER).count(), 1);
}

#[test]
fn w3_a_transfer_that_is_not_taken_goes_back() {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "100");
    house.engines.refuse_gives_for = Some(MoveReason::Transfer);
    let refused = transfer(&mut house, (Purse::Spot, Purse::UmFutures), "30");
    assert_eq!(refused, Err(WalletRefusal::NotTaken));
    assert_eq!(house.spot(MASTER, "USDT"), qty("100"));
    assert_eq!(house.wallet.transfers(MASTER).count(), 0);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read top down")]
fn w11_who_may_move_money_between_accounts() {
    use Channel::{Futures, FuturesInternal, SubToMaster, SubToSub, Universal};
    use Purse::{Spot, UmFutures};
    let cases = [
        (
            family(MASTER, Universal, (SUB, Spot), (OTHER_SUB, UmFutures)),
            None,
        ),
        (family(MASTER, Universal, (MASTER, Spot), (SUB, Spot)), None),
        (family(MASTER, Futures, (SUB, Spot), (SUB, UmFutures)), None),
        (
            family(
                MASTER,
                FuturesInternal,
                (SUB, UmFutures),
                (MASTER, UmFutures),
            ),
            None,
        ),
        (family(SUB, SubToMaster, (SUB, Spot), (MASTER, Spot)), None),
        (family(SUB, SubToSub, (SUB, Spot), (OTHER_SUB, Spot)), None),
        (
            family(SUB, Universal, (SUB, Spot), (OTHER_SUB, Spot)),
            Some(WalletRefusal::MasterOnly),
        ),
        (
            family(MASTER, SubToMaster, (MASTER, Spot), (SUB, Spot)),
            Some(WalletRefusal::SubOnly),
        ),
        (
            family(SUB, SubToSub, (OTHER_SUB, Spot), (SUB, Spot)),
            Some(WalletRefusal::NotFamily),
        ),
        (
            family(MASTER, Universal, (STRANGER, Spot), (MASTER, Spot)),
            Some(WalletRefusal::NotFamily),
        ),
        (
            family(MASTER, Universal, (MASTER, Spot), (STRANGER, Spot)),
            Some(WalletRefusal::NotFamily),
        ),
        (
            family(MASTER, Universal, (SUB, Spot), (SUB, Spot)),
            Some(WalletRefusal::SamePurse),
        ),
    ];
    for (request, refusal) in cases {
        let mut house = House::new();
        for account in [MASTER, SUB, OTHER_SUB, STRANGER] {
            house.fund(account, "USDT", "100");
        }
        for account in [SUB, OTHER_SUB] {
            let change = MemberChange::EnableFutures;
            house
                .ask(WalletInput::Allow {
                    tag: TAG,
                    account,
                    change,
                })
                .unwrap();
        }
        if request.from.1 == UmFutures {
            let fill = family(MASTER, Futures, (SUB, Spot), (SUB, UmFutures));
            house.ask(WalletInput::FamilyTransfer(fill)).unwrap();
        }
        let (from, to) = (request.from, request.to);
        let before = (held(&house, from.0, from.1), held(&house, to.0, to.1));
        let answer = house.ask(WalletInput::FamilyTransfer(request.clone()));
        assert_eq!(answer.err(), refusal, "{request:?}");
        if refusal.is_none() {
            let after = (held(&house, from.0, from.1), held(&house, to.0, to.1));
            let moved = (before.0.minus(qty("10")), before.1.plus(qty("10")));
            assert_eq!((Ok(after.0), Ok(after.1)), moved);
            let row = house.wallet.family_transfers(MASTER).next_back().unwrap();
            assert_eq!((row.from, row.to, row.master), (from.0, to.0, MASTER));
        }
    }
}

#[test]
fn w11_an_askers_name_is_used_once() {
    let mut house = House::new();
    house.fund(MASTER, "USDT", "100");
    let named = FamilyRequest {
        client_id: Some("x1".to_owned()),
        ..family(
            MASTER,
            Channel::Universal,
            (MASTER, Purse::Spot),
            (SUB, Purse::Spot),
        )
    };
    house
        .ask(WalletInput::FamilyTransfer(named.clone()))
        .unwrap();
    let again = house.ask(WalletInput::FamilyTransfer(named));
    assert_eq!(again, Err(WalletRefusal::ClientIdTaken));
    assert_eq!(house.spot(SUB, "USDT"), qty("10"));
}

#[test]
fn w11_accounts_are_opened_once_and_only_under_masters() {
    let mut house = House::new();
    let open = |account: u64, master: Option<AccountId>, email: &str| {
        WalletInput::Open(OpenMember {
            tag: TAG,
            account: AccountId::new(account),
            master,
            email: email.to_owned(),
            remark: String::new(),
        })
    };
    let cases = [
        (
            open(1, None, "new@example.com"),
            WalletRefusal::AccountTaken,
        ),
        (
            open(9, None, "sub@example.com"),
            WalletRefusal::AccountTaken,
        ),
        (
            open(9, Some(SUB), "new@example.com"),
            WalletRefusal::MasterOnly,
        ),
        (
            open(9, Some(AccountId::new(77)), "new@example.com"),
            WalletRefusal::UnknownAccount,
        ),
        (open(9, None, "nobody"), WalletRefusal::BadEmail),
        (open(9, None, "@example.com"), WalletRefusal::BadEmail),
    ];
    for (input, reason) in cases {
        assert_eq!(house.ask(input), Err(reason));
    }
    assert!(house.ask(open(9, Some(MASTER), "new@example.com")).is_ok());
    assert_eq!(house.wallet.subs(MASTER).count(), 3);
    let found = house.wallet.find_email("new@example.com").unwrap();
    assert_eq!(
        (found.account, found.master),
        (AccountId::new(9), Some(MASTER))
    );
}

#[test]
fn w11_a_frozen_account_neither_gives_nor_takes() {
    let mut house = House::new();
    house.fund(SUB, "USDT", "100");
    house
        .ask(WalletInput::Allow {
            tag: TAG,
            account: SUB,
            change: MemberChange::Freeze,
        })
        .unwrap();
    for (from, to) in [(SUB, MASTER), (MASTER, SUB)] {
        let request = family(
            MASTER,
            Channel::Universal,
            (from, Purse::Spot),
            (to, Purse::Spot),
        );
        let answer = house.ask(WalletInput::FamilyTransfer(request));
        assert_eq!(answer, Err(WalletRefusal::Frozen));
    }
}
