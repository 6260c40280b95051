//! What the venue gives away: distributions, airdrops, interest. Never out of an account.

use super::Wallet;
use super::book::positive_atoms;
use super::fact::WalletFact;
use super::input::{Endowment, Outcome};
use super::records::{Dividend, Purse};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use crate::ids::Tag;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, Asset, Qty};

/// Longest word on a gift, in bytes.
const INFO_BYTES_MAX: usize = 200;

impl Wallet {
    pub(crate) fn grant(
        &mut self,
        tag: Tag,
        account: AccountId,
        (asset, qty): (Asset, Qty),
        info: String,
    ) {
        let atoms = match self.judge_grant(account, (asset, qty), &info) {
            Ok(atoms) => atoms,
            Err(reason) => return self.refuse(tag, reason),
        };
        let dividend = Dividend {
            id: self.number(),
            tran: self.number(),
            account,
            asset,
            qty,
            at: self.now(),
            info,
        };
        let pool = self.money.pool(asset);
        pool.granted = pool.granted.saturating_add(atoms);
        pool.transit = pool.transit.saturating_add(atoms);
        self.begin(Plan {
            tag: Some(tag),
            purpose: Purpose::Dividend(dividend),
            takes: Vec::new(),
            gives: vec![Leg {
                account,
                purse: Purse::Spot,
                asset,
                qty,
                keep: Qty::ZERO,
            }],
        });
    }

    /// What an account holds in its funding wallet from the beginning.
    pub(crate) fn endow(&mut self, endowment: &Endowment) {
        let Endowment {
            tag,
            account,
            asset,
            qty,
        } = *endowment;
        let judged = self.judge_grant(account, (asset, qty), "").map(|atoms| {
            let held = self.money.held(account, asset);
            let more = held.saturating_add(atoms);
            self.money.set_held((account, asset), more);
            let pool = self.money.pool(asset);
            pool.granted = pool.granted.saturating_add(atoms);
            pool.funding = pool.funding.saturating_add(atoms);
            Outcome::Done
        });
        self.answer(tag, judged);
    }

    fn judge_grant(
        &self,
        account: AccountId,
        (asset, qty): (Asset, Qty),
        info: &str,
    ) -> Result<i128, WalletRefusal> {
        self.member(account)?;
        super::assets::asset_info(asset).ok_or(WalletRefusal::UnknownAsset)?;
        let short = info.len() <= INFO_BYTES_MAX;
        positive_atoms(qty)
            .filter(|_| short)
            .ok_or(WalletRefusal::BadQty)
    }

    pub(crate) fn dividend_paid(&mut self, tag: Option<Tag>, dividend: Dividend) {
        let id = dividend.id;
        self.keep(WalletFact::Dividend(dividend.clone()));
        self.book_mut(dividend.account).dividends.put(id, dividend);
        self.granted(tag, Outcome::Dividend(id));
    }
}
