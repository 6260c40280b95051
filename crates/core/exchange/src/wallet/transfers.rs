//! Money between the wallets of one account, and between the accounts of one master. Never to a stranger.

use super::Wallet;
use super::book::positive_atoms;
use super::fact::WalletFact;
use super::input::{FamilyRequest, Outcome};
use super::records::{Channel, FamilyTransfer, Member, MemberKind, Purse, Transfer};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::vec;
use domain::{AccountId, Asset, Qty};

/// Longest name an asker may give a transfer, in bytes.
const CLIENT_ID_BYTES_MAX: usize = 64;

impl Wallet {
    pub(crate) fn transfer(
        &mut self,
        tag: Tag,
        (account, (from, to)): (AccountId, (Purse, Purse)),
        (asset, qty): (Asset, Qty),
    ) {
        let ends = ((account, from), (account, to));
        if let Err(reason) = self.judge_ends(ends, asset, qty) {
            return self.refuse(tag, reason);
        }
        let transfer = Transfer {
            id: self.number(),
            account,
            from,
            to,
            asset,
            qty,
            at: self.now(),
        };
        self.begin(Plan {
            tag: Some(tag),
            purpose: Purpose::Transfer(transfer),
            takes: vec![leg(ends.0, asset, qty)],
            gives: vec![leg(ends.1, asset, qty)],
        });
    }

    fn judge_ends(
        &self,
        (from, to): ((AccountId, Purse), (AccountId, Purse)),
        asset: Asset,
        qty: Qty,
    ) -> Result<(), WalletRefusal> {
        for (account, purse) in [from, to] {
            let member = self.mover(account)?;
            if purse == Purse::UmFutures && !member.futures {
                return Err(WalletRefusal::FuturesOff);
            }
        }
        if from == to {
            return Err(WalletRefusal::SamePurse);
        }
        super::assets::asset_info(asset).ok_or(WalletRefusal::UnknownAsset)?;
        positive_atoms(qty).ok_or(WalletRefusal::BadQty).map(drop)
    }

    pub(crate) fn transferred(&mut self, tag: Option<Tag>, transfer: Transfer) {
        let id = transfer.id;
        self.keep(WalletFact::Transfer(transfer.clone()));
        self.book_mut(transfer.account).transfers.put(id, transfer);
        self.granted(tag, Outcome::Transfer(id));
    }

    pub(crate) fn family_transfer(&mut self, request: FamilyRequest) {
        let tag = request.tag;
        let master = match self.judge_family(&request) {
            Ok(master) => master,
            Err(reason) => return self.refuse(tag, reason),
        };
        let (from, to) = (request.from, request.to);
        let transfer = FamilyTransfer {
            id: self.number(),
            master,
            from: from.0,
            from_purse: from.1,
            to: to.0,
            to_purse: to.1,
            asset: request.asset,
            qty: request.qty,
            at: self.now(),
            client_id: request.client_id,
            channel: request.channel,
        };
        self.begin(Plan {
            tag: Some(tag),
            takes: vec![leg(from, transfer.asset, transfer.qty)],
            gives: vec![leg(to, transfer.asset, transfer.qty)],
            purpose: Purpose::Family(Box::new(transfer)),
        });
    }

    /// Whether the asker may move money between the two, and the master of all three.
    fn judge_family(&self, request: &FamilyRequest) -> Result<AccountId, WalletRefusal> {
        let asker = self.mover(request.by)?;
        let master = head(asker);
        for account in [request.from.0, request.to.0] {
            if head(self.member(account)?) != master {
                return Err(WalletRefusal::NotFamily);
            }
        }
        match (request.channel, asker.kind()) {
            (
                Channel::Universal | Channel::FuturesInternal | Channel::Futures,
                MemberKind::Master,
            ) => {}
            (Channel::Universal | Channel::FuturesInternal | Channel::Futures, MemberKind::Sub) => {
                return Err(WalletRefusal::MasterOnly);
            }
            (Channel::SubToMaster | Channel::SubToSub, MemberKind::Master) => {
                return Err(WalletRefusal::SubOnly);
            }
            // A sub-account gives its own only.
            (Channel::SubToMaster | Channel::SubToSub, MemberKind::Sub) => {
                if request.from.0 != request.by {
                    return Err(WalletRefusal::NotFamily);
                }
            }
        }
        self.judge_ends((request.from, request.to), request.asset, request.qty)?;
        if let Some(name) = &request.client_id {
            let taken = self
                .books
                .get(&master)
                .is_some_and(|book| book.client_ids.contains(name));
            if taken || name.len() > CLIENT_ID_BYTES_MAX {
                return Err(WalletRefusal::ClientIdTaken);
            }
        }
        Ok(master)
    }

    pub(crate) fn family_transferred(&mut self, tag: Option<Tag>, transfer: FamilyTransfer) {
        let id = transfer.id;
        self.keep(WalletFact::Family(transfer.clone()));
        self.note_family(transfer);
        self.granted(tag, Outcome::FamilyTransfer(id));
    }

    pub(crate) fn note_family(&mut self, transfer: FamilyTransfer) {
        let book = self.book_mut(transfer.master);
        if let Some(name) = &transfer.client_id {
            book.client_ids.insert(name.clone());
        }
        let forgotten = book.family.put(transfer.id, transfer);
        for name in forgotten.into_iter().filter_map(|old| old.client_id) {
            book.client_ids.remove(&name);
        }
    }
}

/// The master an account belongs to: itself, when it is one.
pub(crate) fn head(member: &Member) -> AccountId {
    member.master.unwrap_or(member.account)
}

fn leg((account, purse): (AccountId, Purse), asset: Asset, qty: Qty) -> Leg {
    Leg {
        account,
        purse,
        asset,
        qty,
        keep: Qty::ZERO,
    }
}
