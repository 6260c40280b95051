//! Money on its way in: seen, in the balance, free to leave again. Never in the balance twice.

use super::addresses::tx_name;
use super::assets::Route;
use super::book::positive_atoms;
use super::fact::WalletFact;
use super::input::{Arrival, Outcome};
use super::records::{Deposit, DepositState, Passage, Purse};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use super::{Due, Wallet};
use crate::ids::Tag;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, Asset, Qty, Span};

/// Longest name of a transaction, in bytes.
const TX_BYTES_MAX: usize = 128;

impl Wallet {
    pub(crate) fn arrive(&mut self, arrival: Arrival) {
        let tag = arrival.tag;
        match self.judge_arrival(&arrival) {
            Ok(way) => {
                let id = self.see(arrival, way);
                self.granted(Some(tag), Outcome::Deposit(id));
            }
            Err(reason) => self.refuse(tag, reason),
        }
    }

    fn judge_arrival(&self, arrival: &Arrival) -> Result<&'static Route, WalletRefusal> {
        self.member(arrival.account)?;
        let way = self.way(arrival.asset, arrival.network.as_deref())?;
        positive_atoms(arrival.qty).ok_or(WalletRefusal::BadQty)?;
        let named = arrival.tx.as_ref().map_or(0, String::len);
        if named > TX_BYTES_MAX {
            return Err(WalletRefusal::BadAddress);
        }
        match arrival.purse {
            Purse::Spot | Purse::Funding => Ok(way),
            Purse::UmFutures => Err(WalletRefusal::NotTaken),
        }
    }

    /// Writes a deposit down as it is first seen; what travels inside the venue is credited at once.
    pub(crate) fn see(&mut self, arrival: Arrival, way: &'static Route) -> u64 {
        let id = self.number();
        let (address, address_tag) = self.address_text(arrival.account, way, 0);
        let (confirms, unlock_confirms) = match arrival.passage {
            Passage::Chain => (way.confirms, way.unlock_confirms),
            Passage::Internal => (0, 0),
        };
        let wait = Span::from_millis(millis(way.chain.block_ms)).times(i64::from(confirms));
        let next = match arrival.passage {
            Passage::Chain => Some(self.now().plus(wait)),
            Passage::Internal => None,
        };
        let deposit = Deposit {
            id,
            account: arrival.account,
            purse: arrival.purse,
            asset: arrival.asset,
            qty: arrival.qty,
            network: way.chain.network.to_string(),
            address,
            address_tag,
            tx: arrival.tx.unwrap_or_else(|| tx_name(way.chain.shape, id)),
            seen: self.now(),
            credited: None,
            state: DepositState::Pending,
            passage: arrival.passage,
            confirms,
            unlock_confirms,
            block_ms: way.chain.block_ms,
            next,
        };
        let account = deposit.account;
        self.write_deposit(deposit);
        if arrival.passage == Passage::Internal {
            self.credit(account, id);
        }
        id
    }

    /// Keeps a deposit as it stands and the time at which it moves on.
    pub(crate) fn write_deposit(&mut self, deposit: Deposit) {
        self.index_deposit(&deposit);
        self.keep(WalletFact::Deposit(deposit.clone()));
        self.book_mut(deposit.account)
            .deposits
            .put(deposit.id, deposit);
    }

    pub(crate) fn index_deposit(&mut self, deposit: &Deposit) {
        if let Some(at) = deposit.next {
            self.due
                .insert((at, Due::Deposit, deposit.account, deposit.id));
        }
    }

    fn deposit(&self, account: AccountId, id: u64) -> Option<Deposit> {
        self.books.get(&account)?.deposits.get(id).cloned()
    }

    /// The time of a deposit has come: into the balance, or free to leave.
    pub(crate) fn deposit_due(&mut self, account: AccountId, id: u64) {
        let Some(mut deposit) = self.deposit(account, id) else {
            return;
        };
        match deposit.state {
            DepositState::Pending => self.credit(account, id),
            DepositState::Credited => {
                deposit.state = DepositState::Success;
                deposit.next = None;
                self.write_deposit(deposit);
            }
            DepositState::Success
            | DepositState::Rejected
            | DepositState::Wrong
            | DepositState::Waiting => {}
        }
    }

    /// Gives a deposit to its purse. It leaves the state *pending* when the purse has it.
    fn credit(&mut self, account: AccountId, id: u64) {
        let Some(mut deposit) = self.deposit(account, id) else {
            return;
        };
        if deposit.credited.is_some() {
            return;
        }
        self.forget_due(&deposit);
        deposit.next = None;
        deposit.credited = Some(self.now());
        self.receive(deposit.asset, deposit.qty);
        let leg = Leg {
            account,
            purse: deposit.purse,
            asset: deposit.asset,
            qty: deposit.qty,
            keep: Qty::ZERO,
        };
        self.write_deposit(deposit);
        self.begin(Plan {
            tag: None,
            purpose: Purpose::Deposit { account, id },
            takes: Vec::new(),
            gives: vec![leg],
        });
    }

    fn receive(&mut self, asset: Asset, qty: Qty) {
        let atoms = super::book::atoms(qty);
        let pool = self.money.pool(asset);
        pool.deposited = pool.deposited.saturating_add(atoms);
        pool.transit = pool.transit.saturating_add(atoms);
    }

    /// The purse has it: it may leave again after the rest of its confirmations.
    pub(crate) fn deposit_credited(&mut self, account: AccountId, id: u64) {
        let Some(mut deposit) = self.deposit(account, id) else {
            return;
        };
        let rest = deposit.unlock_confirms.saturating_sub(deposit.confirms);
        if rest == 0 {
            deposit.state = DepositState::Success;
        } else {
            let wait = Span::from_millis(millis(deposit.block_ms)).times(i64::from(rest));
            deposit.state = DepositState::Credited;
            deposit.next = Some(self.now().plus(wait));
        }
        self.write_deposit(deposit);
    }

    fn forget_due(&mut self, deposit: &Deposit) {
        if let Some(at) = deposit.next {
            self.due
                .remove(&(at, Due::Deposit, deposit.account, deposit.id));
        }
    }

    /// The venue's own word on a deposit.
    pub(crate) fn settle(&mut self, tag: Tag, id: u64, state: DepositState) {
        let found = self
            .books
            .values()
            .find_map(|book| book.deposits.get(id).cloned());
        let Some(deposit) = found else {
            return self.refuse(tag, WalletRefusal::UnknownRecord);
        };
        let judged = self.settle_as(deposit, state);
        self.answer(tag, judged.map(|()| Outcome::Deposit(id)));
    }

    fn settle_as(
        &mut self,
        mut deposit: Deposit,
        state: DepositState,
    ) -> Result<(), WalletRefusal> {
        let uncredited = deposit.credited.is_none() && is_open(deposit.state);
        match state {
            DepositState::Pending => return Err(WalletRefusal::WrongState),
            DepositState::Credited if uncredited => {
                deposit.state = DepositState::Pending;
                let (account, id) = (deposit.account, deposit.id);
                self.forget_due(&deposit);
                deposit.next = None;
                self.write_deposit(deposit);
                self.credit(account, id);
            }
            DepositState::Success if uncredited => {
                deposit.state = DepositState::Pending;
                deposit.unlock_confirms = deposit.confirms;
                let (account, id) = (deposit.account, deposit.id);
                self.forget_due(&deposit);
                deposit.next = None;
                self.write_deposit(deposit);
                self.credit(account, id);
            }
            DepositState::Success if deposit.state == DepositState::Credited => {
                self.forget_due(&deposit);
                deposit.next = None;
                deposit.state = DepositState::Success;
                self.write_deposit(deposit);
            }
            DepositState::Rejected | DepositState::Wrong | DepositState::Waiting if uncredited => {
                self.forget_due(&deposit);
                deposit.next = None;
                deposit.state = state;
                self.write_deposit(deposit);
            }
            DepositState::Credited
            | DepositState::Success
            | DepositState::Rejected
            | DepositState::Wrong
            | DepositState::Waiting => return Err(WalletRefusal::WrongState),
        }
        Ok(())
    }

    /// What is in the balance and may not leave yet.
    pub(crate) fn not_to_leave(&self, account: AccountId, (purse, asset): (Purse, Asset)) -> Qty {
        let Some(book) = self.books.get(&account) else {
            return Qty::ZERO;
        };
        let mut atoms = 0_i128;
        for deposit in book.deposits.iter() {
            let here = deposit.purse == purse && deposit.asset == asset;
            if here && deposit.state == DepositState::Credited {
                atoms = atoms.saturating_add(super::book::atoms(deposit.qty));
            }
        }
        super::book::qty(atoms)
    }

    /// The way of an asset over a network, or over its first one.
    pub(crate) fn way(
        &self,
        asset: Asset,
        network: Option<&str>,
    ) -> Result<&'static Route, WalletRefusal> {
        let info = super::assets::asset_info(asset).ok_or(WalletRefusal::UnknownAsset)?;
        info.route(network).ok_or(WalletRefusal::UnknownNetwork)
    }
}

/// Whether a deposit may still be decided over.
const fn is_open(state: DepositState) -> bool {
    match state {
        DepositState::Pending | DepositState::Waiting => true,
        DepositState::Credited
        | DepositState::Success
        | DepositState::Rejected
        | DepositState::Wrong => false,
    }
}

/// Milliseconds as spans count them.
pub(crate) fn millis(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
