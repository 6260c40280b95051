//! Two engines made of one table each, and a wallet over them. Never a second opinion on the wallet's own books.

use domain::{AccountId, Amount, Asset, Machine as _, Price, Qty, Time};
use exchange::Tag;
use exchange::wallet::{
    Arrival, FeeBack, MoveAnswer, MoveReason, Movement, OpenMember, Outcome, Passage, Purse,
    Purses, Snapshot, SnapshotBalance, Wallet, WalletEffect, WalletFact, WalletInput,
    WalletRefusal, WithdrawRequest, drive,
};
use std::collections::BTreeMap;

pub(crate) const MASTER: AccountId = AccountId::new(1);
pub(crate) const SUB: AccountId = AccountId::new(2);
pub(crate) const OTHER_SUB: AccountId = AccountId::new(3);
pub(crate) const STRANGER: AccountId = AccountId::new(4);
/// An address of the Ethereum kind that nobody of the venue has.
pub(crate) const OUTSIDE: &str = "0x00000000000000000000000000000000000000ff";
/// The first instant: 2026-01-05, 00:00 UTC, a Monday.
pub(crate) const START_MS: i64 = 1_767_571_200_000;
/// The only tag ever asked with.
pub(crate) const TAG: Tag = Tag::new(7);

pub(crate) fn asset(name: &str) -> Asset {
    Asset::new(name).unwrap()
}

pub(crate) fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// What both engines hold, and which movements they will refuse.
#[derive(Debug, Clone, Default)]
pub(crate) struct Engines {
    pub(crate) held: BTreeMap<(AccountId, Purse, Asset), Qty>,
    pub(crate) refuse_gives_for: Option<MoveReason>,
    pub(crate) asked: Vec<Movement>,
}

impl Engines {
    pub(crate) fn of(&self, account: AccountId, purse: Purse, name: &str) -> Qty {
        let key = (account, purse, asset(name));
        self.held.get(&key).copied().unwrap_or(Qty::ZERO)
    }
}

impl Purses for Engines {
    fn take(&mut self, _now: Time, movement: &Movement) -> MoveAnswer {
        assert_ne!(
            movement.purse,
            Purse::Funding,
            "the wallet's own purse is never asked for"
        );
        self.asked.push(*movement);
        let key = (movement.account, movement.purse, movement.asset);
        let held = self.held.get(&key).copied().unwrap_or(Qty::ZERO);
        match held.minus(movement.qty) {
            Ok(left) if left >= movement.keep => {
                self.held.insert(key, left);
                MoveAnswer::Done
            }
            Ok(_) | Err(_) => MoveAnswer::Refused,
        }
    }

    fn give(&mut self, _now: Time, movement: &Movement) -> MoveAnswer {
        assert_ne!(
            movement.purse,
            Purse::Funding,
            "the wallet's own purse is never asked for"
        );
        self.asked.push(*movement);
        if self.refuse_gives_for == Some(movement.reason) {
            return MoveAnswer::Refused;
        }
        let key = (movement.account, movement.purse, movement.asset);
        let held = self.held.entry(key).or_insert(Qty::ZERO);
        *held = held.plus(movement.qty).unwrap();
        MoveAnswer::Done
    }

    fn snapshots(&mut self, wallet: &Wallet, at: Time) -> Vec<Snapshot> {
        let of = |account: AccountId| Snapshot {
            account,
            at,
            total_btc: Amount::ZERO,
            balances: self
                .held
                .iter()
                .filter(|((owner, purse, _), _)| *owner == account && *purse == Purse::Spot)
                .map(|((.., asset), free)| SnapshotBalance {
                    asset: *asset,
                    free: *free,
                    locked: Qty::ZERO,
                })
                .collect(),
            margins: Vec::new(),
            positions: Vec::new(),
        };
        wallet.members().map(|member| of(member.account)).collect()
    }
}

/// A wallet over the two engines, with what it kept.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub(crate) wallet: Wallet,
    pub(crate) engines: Engines,
    pub(crate) facts: Vec<WalletFact>,
    pub(crate) now_ms: i64,
}

impl House {
    /// A master with two sub-accounts, and a stranger.
    pub(crate) fn new() -> Self {
        let mut house = Self {
            wallet: Wallet::new(),
            engines: Engines::default(),
            facts: Vec::new(),
            now_ms: START_MS,
        };
        for (account, master, email) in [
            (MASTER, None, "master@example.com"),
            (SUB, Some(MASTER), "sub@example.com"),
            (OTHER_SUB, Some(MASTER), "other@example.com"),
            (STRANGER, None, "stranger@example.com"),
        ] {
            let open = OpenMember {
                tag: TAG,
                account,
                master,
                email: email.to_owned(),
                remark: String::new(),
            };
            let outcome = house.ask(WalletInput::Open(open)).unwrap();
            assert_eq!(outcome, Outcome::Opened(account));
        }
        house
    }

    pub(crate) fn now(&self) -> Time {
        Time::from_millis(self.now_ms)
    }

    /// One wish to its end.
    pub(crate) fn ask(&mut self, input: WalletInput) -> Result<Outcome, WalletRefusal> {
        let mut answer = None;
        for effect in self.drive(input) {
            match effect {
                WalletEffect::Granted { tag, outcome } => {
                    assert_eq!((tag, answer.replace(Ok(outcome))), (TAG, None));
                }
                WalletEffect::Refused { tag, reason } => {
                    assert_eq!((tag, answer.replace(Err(reason))), (TAG, None));
                }
                WalletEffect::Take(_)
                | WalletEffect::Give(_)
                | WalletEffect::SnapshotDue { .. }
                | WalletEffect::Keep(_) => {}
            }
        }
        answer.expect("every wish has one answer")
    }

    /// An input with all that follows from it.
    pub(crate) fn drive(&mut self, input: WalletInput) -> Vec<WalletEffect> {
        let mut effects = Vec::new();
        let at = (self.now(), input);
        drive(&mut self.wallet, &mut self.engines, at, &mut effects);
        for effect in &effects {
            if let WalletEffect::Keep(fact) = effect {
                self.facts.push(fact.clone());
            }
        }
        effects
    }

    /// Goes on by so much time, stopping wherever the wallet wants to.
    pub(crate) fn wait(&mut self, ms: i64) {
        let until = self.now_ms + ms;
        while let Some(at) = self.wallet.wake_at().filter(|at| at.millis() <= until) {
            self.now_ms = self.now_ms.max(at.millis());
            self.drive(WalletInput::Wake);
        }
        self.now_ms = until;
    }

    /// Money from outside, in the balance for good.
    pub(crate) fn fund(&mut self, account: AccountId, name: &str, text: &str) {
        let outcome = self.ask(WalletInput::Arrive(Arrival {
            passage: Passage::Internal,
            ..arrival(account, name, text)
        }));
        assert!(matches!(outcome, Ok(Outcome::Deposit(_))), "{outcome:?}");
    }

    pub(crate) fn spot(&self, account: AccountId, name: &str) -> Qty {
        self.engines.of(account, Purse::Spot, name)
    }

    pub(crate) fn funding(&self, account: AccountId, name: &str) -> Qty {
        let mut rows = self.wallet.funding(account);
        rows.find(|row| row.asset == asset(name))
            .map_or(Qty::ZERO, |row| row.free)
    }
}

pub(crate) fn arrival(account: AccountId, name: &str, text: &str) -> Arrival {
    Arrival {
        tag: TAG,
        account,
        purse: Purse::Spot,
        asset: asset(name),
        qty: qty(text),
        network: None,
        tx: None,
        passage: Passage::Chain,
    }
}

pub(crate) fn withdrawal(name: &str, text: &str) -> WithdrawRequest {
    WithdrawRequest {
        tag: TAG,
        account: MASTER,
        purse: Purse::Spot,
        asset: asset(name),
        qty: qty(text),
        network: Some("ETH".to_owned()),
        address: OUTSIDE.to_owned(),
        address_tag: String::new(),
        order_id: None,
        fee_back: FeeBack::Sender,
        worth: amount("100"),
    }
}
