//! Money on its way out: asked for, let out, gone, or back. Never gone and back at once.

use super::addresses::{tx_name, withdrawal_name};
use super::assets::Route;
use super::book::{atoms, positive_atoms, qty};
use super::deposits::millis;
use super::fact::WalletFact;
use super::input::{Arrival, Outcome, Pace, Verdict, WithdrawRequest};
use super::members::check_address;
use super::records::{FeeBack, MemberKind, Passage, Purse, Withdrawal, WithdrawalState};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use super::{Due, Wallet};
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Qty, Span};

/// What one account may let out in any 24 hours, in dollars.
pub const QUOTA_USD: i64 = 8_000_000;
/// The time the quota looks back, in milliseconds.
const QUOTA_MS: i64 = 86_400_000;
/// From the wish to its confirmation, in milliseconds.
const CONFIRM_MS: i64 = 1_000;
/// From the confirmation to the venue's consent, in milliseconds.
const CONSENT_MS: i64 = 2_000;
/// Longest name an owner may give a withdrawal, in bytes.
const ORDER_ID_BYTES_MAX: usize = 64;

impl Wallet {
    pub(crate) fn withdraw(&mut self, request: WithdrawRequest) {
        let tag = request.tag;
        match self.judge_withdrawal(&request) {
            Ok(way) => self.take_out(request, way),
            Err(reason) => self.refuse(tag, reason),
        }
    }

    fn judge_withdrawal(&self, request: &WithdrawRequest) -> Result<&'static Route, WalletRefusal> {
        let member = self.mover(request.account)?;
        if member.kind() == MemberKind::Sub {
            return Err(WalletRefusal::MasterOnly);
        }
        if request.purse == Purse::UmFutures {
            return Err(WalletRefusal::SamePurse);
        }
        let way = self.way(request.asset, request.network.as_deref())?;
        check_address(way, &request.address, &request.address_tag)?;
        self.judge_listed(request, way)?;
        positive_atoms(request.qty).ok_or(WalletRefusal::BadQty)?;
        if request.qty < way.min() {
            return Err(WalletRefusal::BelowMin { min: way.min() });
        }
        if request.qty > way.max() {
            return Err(WalletRefusal::AboveMax { max: way.max() });
        }
        if !request.qty.on_step(way.step()) {
            return Err(WalletRefusal::OffStep { step: way.step() });
        }
        self.judge_order_id(request)?;
        let used = self.quota_used(request.account);
        let sum = used.plus(request.worth).ok();
        if sum.is_none_or(|sum| sum > quota()) {
            return Err(WalletRefusal::OverQuota);
        }
        Ok(way)
    }

    fn judge_order_id(&self, request: &WithdrawRequest) -> Result<(), WalletRefusal> {
        let Some(name) = &request.order_id else {
            return Ok(());
        };
        let taken = self
            .books
            .get(&request.account)
            .is_some_and(|book| book.order_ids.contains(name));
        if taken || name.len() > ORDER_ID_BYTES_MAX {
            return Err(WalletRefusal::OrderIdTaken);
        }
        Ok(())
    }

    fn judge_listed(&self, request: &WithdrawRequest, way: &Route) -> Result<(), WalletRefusal> {
        if !self.settings(request.account).listed_only {
            return Ok(());
        }
        let key = (
            request.asset,
            way.chain.network.to_string(),
            request.address.clone(),
            request.address_tag.clone(),
        );
        let listed = self
            .books
            .get(&request.account)
            .and_then(|book| book.addresses.get(&key))
            .is_some_and(|address| address.listed);
        if listed {
            Ok(())
        } else {
            Err(WalletRefusal::NotListed)
        }
    }

    /// Dollars asked out in the last 24 hours, without what came back.
    #[must_use]
    pub fn quota_used(&self, account: AccountId) -> Amount {
        let since = self.now().plus(Span::from_millis(-QUOTA_MS));
        let Some(book) = self.books.get(&account) else {
            return Amount::ZERO;
        };
        let recent = book
            .withdrawals
            .iter()
            .rev()
            .take_while(|withdrawal| withdrawal.applied > since);
        let mut sum = Amount::ZERO;
        for withdrawal in recent {
            match withdrawal.state {
                WithdrawalState::Cancelled
                | WithdrawalState::Rejected
                | WithdrawalState::Failure => {}
                WithdrawalState::EmailSent
                | WithdrawalState::AwaitingApproval
                | WithdrawalState::Processing
                | WithdrawalState::Completed => {
                    sum = sum.plus(withdrawal.worth).unwrap_or_else(|_| quota());
                }
            }
        }
        sum
    }

    /// Asks the purse for the money; the record is written when it is there.
    fn take_out(&mut self, request: WithdrawRequest, way: &'static Route) {
        let number = self.number();
        let inside = self.owner_of(&request.address, &request.address_tag);
        let fee = way.fee();
        let net = request.qty.minus(fee).unwrap_or(Qty::ZERO);
        // What stays inside the venue costs nothing: the fee goes to one of the two, or is not taken at all.
        let (passage, net, fee) = match (inside, request.fee_back) {
            (None, _) => (Passage::Chain, net, fee),
            (Some(_), FeeBack::Sender) => (Passage::Internal, net, Qty::ZERO),
            (Some(_), FeeBack::Receiver) => (Passage::Internal, request.qty, Qty::ZERO),
        };
        let withdrawal = Withdrawal {
            number,
            id: withdrawal_name(number),
            account: request.account,
            purse: request.purse,
            asset: request.asset,
            qty: net,
            fee,
            network: way.chain.network.to_string(),
            address: request.address,
            address_tag: request.address_tag,
            tx: String::new(),
            applied: self.now(),
            completed: None,
            state: WithdrawalState::EmailSent,
            passage,
            order_id: request.order_id,
            info: String::new(),
            confirms: way.confirms,
            fee_back: request.fee_back,
            worth: request.worth,
            next: Some(self.now().plus(Span::from_millis(CONFIRM_MS))),
        };
        let leg = Leg {
            keep: self.not_to_leave(request.account, (request.purse, request.asset)),
            ..leg_of(&withdrawal)
        };
        self.begin(Plan {
            tag: Some(request.tag),
            purpose: Purpose::Withdrawal(Box::new(withdrawal)),
            takes: vec![leg],
            gives: Vec::new(),
        });
    }

    /// The purse gave it: the withdrawal stands.
    pub(crate) fn withdrawal_taken(&mut self, tag: Option<Tag>, withdrawal: Withdrawal) {
        let total = total(&withdrawal);
        let pool = self.money.pool(withdrawal.asset);
        pool.transit = pool.transit.saturating_sub(total);
        pool.withdrawing = pool.withdrawing.saturating_add(total);
        let number = withdrawal.number;
        self.write_withdrawal(withdrawal);
        self.granted(tag, Outcome::Withdrawal(number));
    }

    fn write_withdrawal(&mut self, withdrawal: Withdrawal) {
        self.keep(WalletFact::Withdrawal(withdrawal.clone()));
        self.index_withdrawal(&withdrawal);
        let book = self.book_mut(withdrawal.account);
        let forgotten = book.withdrawals.put(withdrawal.number, withdrawal);
        for name in forgotten.into_iter().filter_map(|old| old.order_id) {
            book.order_ids.remove(&name);
        }
    }

    /// The indexes that a withdrawal stands in.
    pub(crate) fn index_withdrawal(&mut self, withdrawal: &Withdrawal) {
        let account = withdrawal.account;
        if let Some(at) = withdrawal.next {
            self.due
                .insert((at, Due::Withdrawal, account, withdrawal.number));
        }
        if let Some(name) = &withdrawal.order_id {
            self.book_mut(account).order_ids.insert(name.clone());
        }
    }

    /// The time of a withdrawal has come.
    pub(crate) fn withdrawal_due(&mut self, account: AccountId, number: u64) {
        let found = self
            .books
            .get(&account)
            .and_then(|book| book.withdrawals.get(number));
        let Some(mut withdrawal) = found.cloned() else {
            return;
        };
        match withdrawal.state {
            WithdrawalState::EmailSent => {
                withdrawal.state = WithdrawalState::AwaitingApproval;
                withdrawal.next = match self.pace {
                    Pace::ByItself => Some(self.now().plus(Span::from_millis(CONSENT_MS))),
                    Pace::OnVerdict => None,
                };
                self.write_withdrawal(withdrawal);
            }
            WithdrawalState::AwaitingApproval => self.send(withdrawal),
            WithdrawalState::Processing => self.complete(withdrawal, None),
            WithdrawalState::Cancelled
            | WithdrawalState::Rejected
            | WithdrawalState::Failure
            | WithdrawalState::Completed => {}
        }
    }

    fn send(&mut self, mut withdrawal: Withdrawal) {
        let way = self.way(withdrawal.asset, Some(&withdrawal.network));
        let chain_ms = way.map_or(CONSENT_MS, |way| {
            millis(way.chain.block_ms).saturating_mul(i64::from(way.confirms.max(1)))
        });
        let wait_ms = match withdrawal.passage {
            Passage::Chain => chain_ms,
            Passage::Internal => CONFIRM_MS,
        };
        withdrawal.state = WithdrawalState::Processing;
        withdrawal.next = Some(self.now().plus(Span::from_millis(wait_ms)));
        self.write_withdrawal(withdrawal);
    }

    /// It is out: amount and fee leave the venue's books, or reach the account inside it.
    fn complete(&mut self, mut withdrawal: Withdrawal, tx: Option<String>) {
        let way = self.way(withdrawal.asset, Some(&withdrawal.network)).ok();
        withdrawal.tx = tx.unwrap_or_else(|| match (withdrawal.passage, way) {
            (Passage::Chain, Some(way)) => tx_name(way.chain.shape, withdrawal.number),
            (Passage::Chain | Passage::Internal, _) => {
                alloc::format!("Internal transfer {}", withdrawal.number)
            }
        });
        self.end(&mut withdrawal, WithdrawalState::Completed);
        let (net, fee) = (atoms(withdrawal.qty), atoms(withdrawal.fee));
        let pool = self.money.pool(withdrawal.asset);
        pool.withdrawing = pool.withdrawing.saturating_sub(net.saturating_add(fee));
        pool.withdrawn = pool.withdrawn.saturating_add(net);
        pool.fees = pool.fees.saturating_add(fee);
        let receiver = self.owner_of(&withdrawal.address, &withdrawal.address_tag);
        let inside = match withdrawal.passage {
            Passage::Internal => receiver.zip(way),
            Passage::Chain => None,
        };
        let arrival = inside.map(|(account, way)| {
            let arrival = Arrival {
                tag: Tag::new(0),
                account,
                purse: Purse::Spot,
                asset: withdrawal.asset,
                qty: withdrawal.qty,
                network: None,
                tx: Some(withdrawal.tx.clone()),
                passage: Passage::Internal,
            };
            (arrival, way)
        });
        self.write_withdrawal(withdrawal);
        if let Some((arrival, way)) = arrival {
            self.see(arrival, way);
        }
    }

    /// It is not going out: all of it goes back where it came from.
    fn give_back(&mut self, mut withdrawal: Withdrawal, state: WithdrawalState, info: String) {
        withdrawal.info = info;
        self.end(&mut withdrawal, state);
        let total = total(&withdrawal);
        let pool = self.money.pool(withdrawal.asset);
        pool.withdrawing = pool.withdrawing.saturating_sub(total);
        pool.transit = pool.transit.saturating_add(total);
        let leg = leg_of(&withdrawal);
        self.write_withdrawal(withdrawal);
        self.begin(Plan {
            tag: None,
            purpose: Purpose::Refund,
            takes: Vec::new(),
            gives: vec![leg],
        });
    }

    fn end(&mut self, withdrawal: &mut Withdrawal, state: WithdrawalState) {
        self.forget_withdrawal_due(withdrawal);
        withdrawal.next = None;
        withdrawal.completed = Some(self.now());
        withdrawal.state = state;
    }

    fn forget_withdrawal_due(&mut self, withdrawal: &Withdrawal) {
        if let Some(at) = withdrawal.next {
            let (account, number) = (withdrawal.account, withdrawal.number);
            self.due.remove(&(at, Due::Withdrawal, account, number));
        }
    }

    pub(crate) fn decide(&mut self, tag: Tag, number: u64, verdict: Verdict) {
        let found = self
            .books
            .values()
            .find_map(|book| book.withdrawals.get(number).cloned());
        let Some(withdrawal) = found else {
            return self.refuse(tag, WalletRefusal::UnknownRecord);
        };
        let waits = match withdrawal.state {
            WithdrawalState::EmailSent | WithdrawalState::AwaitingApproval => Standing::Waits,
            WithdrawalState::Processing => Standing::Goes,
            WithdrawalState::Cancelled
            | WithdrawalState::Rejected
            | WithdrawalState::Failure
            | WithdrawalState::Completed => Standing::Over,
        };
        match (waits, verdict) {
            (Standing::Waits, Verdict::Approve) => {
                self.forget_withdrawal_due(&withdrawal);
                self.send(withdrawal);
            }
            (Standing::Waits, Verdict::Reject { info }) => {
                self.give_back(withdrawal, WithdrawalState::Rejected, info);
            }
            (Standing::Waits, Verdict::Cancel) => {
                self.give_back(withdrawal, WithdrawalState::Cancelled, String::new());
            }
            (Standing::Waits | Standing::Goes, Verdict::Fail { info }) => {
                self.give_back(withdrawal, WithdrawalState::Failure, info);
            }
            (Standing::Waits | Standing::Goes, Verdict::Complete { tx }) => {
                self.complete(withdrawal, tx);
            }
            (Standing::Goes, Verdict::Approve | Verdict::Reject { .. } | Verdict::Cancel)
            | (Standing::Over, _) => return self.refuse(tag, WalletRefusal::WrongState),
        }
        self.granted(Some(tag), Outcome::Withdrawal(number));
    }

    /// Whose address of this venue it is.
    fn owner_of(&self, address: &str, tag: &str) -> Option<AccountId> {
        let key = (address.to_string(), tag.to_string());
        self.by_address.get(&key).copied()
    }

    /// What is on its way out of a purse.
    #[must_use]
    pub fn withdrawing(&self, account: AccountId, purse: Purse, asset: domain::Asset) -> Qty {
        let Some(book) = self.books.get(&account) else {
            return Qty::ZERO;
        };
        let mut sum = 0_i128;
        for withdrawal in book.withdrawals.iter() {
            let here = withdrawal.purse == purse && withdrawal.asset == asset;
            if here && withdrawal.state.is_live() {
                sum = sum.saturating_add(total(withdrawal));
            }
        }
        qty(sum)
    }
}

/// How far a withdrawal is, as far as verdicts care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Waits,
    Goes,
    Over,
}

fn quota() -> Amount {
    Amount::from_parts(i128::from(QUOTA_USD), 0).unwrap_or(Amount::ZERO)
}

/// Amount and fee, in atoms.
fn total(withdrawal: &Withdrawal) -> i128 {
    atoms(withdrawal.qty).saturating_add(atoms(withdrawal.fee))
}

/// What a withdrawal takes out of its purse, and what goes back there.
fn leg_of(withdrawal: &Withdrawal) -> Leg {
    Leg {
        account: withdrawal.account,
        purse: withdrawal.purse,
        asset: withdrawal.asset,
        qty: qty(total(withdrawal)),
        keep: Qty::ZERO,
    }
}
