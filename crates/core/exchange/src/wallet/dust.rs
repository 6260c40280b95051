//! Small balances into one asset: what they are worth, less the venue's charge. Quantities are cut, the charge is rounded up.

use super::Wallet;
use super::book::positive_atoms;
use super::fact::WalletFact;
use super::input::{DustLot, Outcome};
use super::records::{DustConversion, DustPart, Purse};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use crate::ids::Tag;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Qty, Rate, Rounding};

/// A balance worth this much bitcoin is dust no longer, in hundred millionths.
pub const DUST_BTC_MAX: i64 = 100_000;
/// The venue's charge, in hundredths of the worth.
pub const DUST_CHARGE: i64 = 2;
/// Balances of one conversion.
const DUST_LOTS_MAX: usize = 100;
/// Decimal places of what comes out.
const DUST_PLACES: u32 = 8;

impl Wallet {
    pub(crate) fn dust(
        &mut self,
        tag: Tag,
        (account, target): (AccountId, Asset),
        lots: &[DustLot],
    ) {
        let parts = match self.judge_dust(account, target, lots) {
            Ok(parts) => parts,
            Err(reason) => return self.refuse(tag, reason),
        };
        let mut got = Qty::ZERO;
        for part in &parts {
            got = match got.plus(part.got) {
                Ok(sum) => sum,
                Err(_) => return self.refuse(tag, WalletRefusal::BadQty),
            };
        }
        let id = self.number();
        let spot = |asset: Asset, qty: Qty| Leg {
            account,
            purse: Purse::Spot,
            asset,
            qty,
            keep: Qty::ZERO,
        };
        let takes = parts.iter().map(|part| spot(part.asset, part.qty));
        let takes: Vec<Leg> = takes.collect();
        self.begin(Plan {
            tag: Some(tag),
            takes,
            gives: vec![spot(target, got)],
            purpose: Purpose::Dust(DustConversion {
                id,
                account,
                target,
                at: self.now(),
                parts,
            }),
        });
    }

    fn judge_dust(
        &mut self,
        account: AccountId,
        target: Asset,
        lots: &[DustLot],
    ) -> Result<Vec<DustPart>, WalletRefusal> {
        self.mover(account)?;
        super::assets::asset_info(target).ok_or(WalletRefusal::UnknownAsset)?;
        let names: BTreeSet<Asset> = lots.iter().map(|lot| lot.asset).collect();
        let twice = names.len() != lots.len();
        if lots.is_empty() || lots.len() > DUST_LOTS_MAX || twice || names.contains(&target) {
            return Err(WalletRefusal::BadDust);
        }
        let mut parts = Vec::new();
        for lot in lots {
            parts.push(self.part_of(lot)?);
        }
        Ok(parts)
    }

    fn part_of(&mut self, lot: &DustLot) -> Result<DustPart, WalletRefusal> {
        positive_atoms(lot.qty).ok_or(WalletRefusal::BadQty)?;
        let most = Amount::from_parts(i128::from(DUST_BTC_MAX), DUST_PLACES);
        if most.is_ok_and(|most| lot.btc >= most) {
            return Err(WalletRefusal::DustTooLarge);
        }
        let (got, charge) = dust_worth(lot).ok_or(WalletRefusal::DustTooSmall)?;
        Ok(DustPart {
            id: self.number(),
            asset: lot.asset,
            qty: lot.qty,
            got,
            charge,
        })
    }

    pub(crate) fn dust_converted(&mut self, tag: Option<Tag>, dust: DustConversion) {
        let id = dust.id;
        self.keep(WalletFact::Dust(dust.clone()));
        self.book_mut(dust.account).dust.put(id, dust);
        self.granted(tag, Outcome::Dust(id));
    }
}

/// What comes for a small balance and what the venue keeps, in the target; none when nothing would come.
#[must_use]
pub fn dust_worth(lot: &DustLot) -> Option<(Qty, Qty)> {
    let gross = lot.qty.amount().valued(lot.price).ok()?;
    let gross = gross.rounded(DUST_PLACES, Rounding::Down);
    let share = Rate::from_parts(i128::from(DUST_CHARGE), 2).ok()?;
    let charge = gross.share(share).ok()?.rounded(DUST_PLACES, Rounding::Up);
    let got = gross.minus(charge).ok()?.qty().ok()?;
    if got.is_zero() {
        return None;
    }
    Some((got, charge.qty().ok()?))
}
