//! Money of a past that comes and moves without a trade: deposits, gifts, transfers, loans to sub-accounts.

use super::books::{Leg, Role};
use super::calendar::Day;
use super::past::{Past, TAG, differs};
use super::reckoning::{self, ONE, cut};
use super::sub_account;
use crate::start::StartError;
use domain::{AccountId, Asset, Rate, Span, Time};
use exchange::chance::Chance;
use exchange::wallet::{
    Arrival, Channel, Choice, FamilyRequest, Passage, Purse, Route, SettingChange, WalletInput,
    asset_info,
};
use exchange::{AccountTerms, Discount, Input};
use serde_json::json;

/// A deposit on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arriving {
    id: u64,
    asset: Asset,
    units: i128,
    network: &'static str,
    seen: Time,
    /// When it must come into the balance.
    due: Time,
}

pub(super) fn asset(name: &str) -> Result<Asset, StartError> {
    Asset::new(name).map_err(|error| differs(error.to_string()))
}

pub(super) fn way(asset: Asset, network: &str) -> Result<&'static Route, StartError> {
    let info = asset_info(asset);
    let way = info.and_then(|info| info.route(Some(network)));
    way.ok_or_else(|| differs(format!("{asset} does not travel over {network}")))
}

/// So many confirmations of a way.
pub(super) fn confirmed(way: &Route) -> Span {
    let ms = way
        .chain
        .block_ms
        .saturating_mul(u64::from(way.confirms.max(1)));
    Span::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))
}

impl Past<'_> {
    pub(super) fn leg(&self, purse: Purse, asset: Asset, units: i128) -> Leg {
        Leg {
            account: self.account,
            purse,
            asset,
            units,
            role: Role::Principal,
        }
    }

    pub(super) fn spot_held(&self, asset: Asset) -> i128 {
        self.books.held(self.account, Purse::Spot, asset)
    }

    /// Deposits: every month, every Monday, and now and then in other assets.
    pub(super) fn arrivals(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        self.pass_to(day.at(1, 0))?;
        if day.begins_month() {
            let cents = chance.between(150_000, 300_000);
            self.arrive("USDT", "TRX", i128::from(cents) * (ONE / 100))?;
        }
        if day.is_monday() {
            let cents = chance.between(10_000, 40_000);
            self.arrive("USDT", "ETH", i128::from(cents) * (ONE / 100))?;
        }
        if chance.below(45) == 0 {
            let (name, network, most) = [
                ("BTC", "BTC", 3_000_000),
                ("ETH", "ETH", 40_000_000),
                ("LTC", "LTC", 300_000_000),
            ]
            .get(usize::try_from(chance.below(3)).unwrap_or(0))
            .copied()
            .unwrap_or(("BTC", "BTC", 3_000_000));
            let eighths = chance.between(most / 10, most);
            self.arrive(name, network, i128::from(eighths) * reckoning::EIGHTH)?;
        }
        Ok(())
    }

    fn arrive(
        &mut self,
        name: &'static str,
        network: &'static str,
        units: i128,
    ) -> Result<(), StartError> {
        let asset = asset(name)?;
        let outcome = self.wish(WalletInput::Arrive(Arrival {
            tag: TAG,
            account: self.account,
            purse: Purse::Spot,
            asset,
            qty: reckoning::qty(units),
            network: Some(network.to_owned()),
            tx: None,
            passage: Passage::Chain,
        }))?;
        let seen = self.now();
        self.arriving.push(Arriving {
            id: outcome.number().unwrap_or(0),
            asset,
            units,
            network,
            seen,
            due: seen.plus(confirmed(way(asset, network)?)),
        });
        // The next wish comes a little later.
        self.pass_to(seen.plus(Span::from_secs(2)))
    }

    /// Enters deposits whose time has come, when the wallet says the same.
    pub(super) fn look_at_arrivals(&mut self) -> Result<(), StartError> {
        let now = self.now();
        let due: Vec<Arriving> = self
            .arriving
            .iter()
            .copied()
            .filter(|one| one.due <= now)
            .collect();
        self.arriving.retain(|one| one.due > now);
        for one in due {
            let mut rows = self.floor.wallet.deposits(self.account).rev();
            let row = rows.find(|row| row.id == one.id);
            let row = row.ok_or_else(|| differs(format!("deposit {} is unknown", one.id)))?;
            if row.credited != Some(one.due) {
                let found = row.credited;
                return Err(differs(format!(
                    "deposit {} was credited {found:?}",
                    one.id
                )));
            }
            let facts = json!({
                "id": one.id.to_string(), "asset": one.asset.as_str(), "network": one.network,
                "txId": row.tx, "insertTime": one.seen.millis(), "completeTime": one.due.millis(),
            });
            let leg = self.leg(Purse::Spot, one.asset, one.units);
            self.books.enter("deposit", (one.due, facts), &[leg]);
        }
        Ok(())
    }

    /// What the venue gives.
    pub(super) fn gifts(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        if chance.below(9) != 0 {
            return Ok(());
        }
        self.pass_to(day.at(3, chance.below(3_000)))?;
        let (name, info) = if chance.below(3) == 0 {
            ("USDT", "Flexible savings interest")
        } else {
            ("BNB", "Launchpool distribution")
        };
        let units = i128::from(chance.between(10_000, 900_000)) * reckoning::EIGHTH;
        let asset = asset(name)?;
        let outcome = self.wish(WalletInput::Grant {
            tag: TAG,
            account: self.account,
            asset,
            qty: reckoning::qty(units),
            info: info.to_owned(),
        })?;
        let facts = json!({ "id": outcome.number(), "asset": name, "info": info });
        let leg = self.leg(Purse::Spot, asset, units);
        let at = self.now();
        self.books.enter("dividend", (at, facts), &[leg]);
        Ok(())
    }

    /// Transfers between wallets and accounts, and the switch that pays fees in BNB.
    pub(super) fn moves(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        self.pass_to(day.at(5, chance.below(3_000)))?;
        let usdt = asset("USDT")?;
        let size = i128::from(chance.between(2_000, 15_000)) * (ONE / 100);
        match day.of_month() {
            2 if day.month() % 2 == 0 => self.set_burn(Choice::On),
            2 => self.set_burn(Choice::Off),
            5 => self.lend(1 + chance.below(2), size),
            10 if self.spot_held(usdt) > size => {
                self.transfer(Purse::Spot, Purse::Funding, (usdt, size))
            }
            20 => {
                let held = self.books.held(self.account, Purse::Funding, usdt);
                let back = cut(held / 2);
                if back == 0 {
                    return Ok(());
                }
                self.transfer(Purse::Funding, Purse::Spot, (usdt, back))
            }
            25 => self.take_back(1 + chance.below(2)),
            _ => Ok(()),
        }
    }

    pub(super) fn transfer(
        &mut self,
        from: Purse,
        to: Purse,
        (asset, units): (Asset, i128),
    ) -> Result<(), StartError> {
        let outcome = self.wish(WalletInput::Transfer {
            tag: TAG,
            account: self.account,
            between: (from, to),
            asset,
            qty: reckoning::qty(units),
        })?;
        let facts = json!({
            "tranId": outcome.number(), "asset": asset.as_str(), "from": from.as_str(), "to": to.as_str(),
        });
        let legs = [self.leg(from, asset, -units), self.leg(to, asset, units)];
        let at = self.now();
        self.books.enter("transfer", (at, facts), &legs);
        Ok(())
    }

    fn lend(&mut self, number: u64, units: i128) -> Result<(), StartError> {
        let usdt = asset("USDT")?;
        if self.spot_held(usdt) <= units {
            return Ok(());
        }
        let sub = sub_account(self.account, number);
        self.family((self.account, sub), (usdt, units), Channel::Universal)
    }

    /// A third of what a sub-account has comes back, asked for by the sub-account.
    fn take_back(&mut self, number: u64) -> Result<(), StartError> {
        let usdt = asset("USDT")?;
        let sub = sub_account(self.account, number);
        let units = cut(self.books.held(sub, Purse::Spot, usdt) / 3);
        if units == 0 {
            return Ok(());
        }
        self.family((sub, self.account), (usdt, units), Channel::SubToMaster)
    }

    fn family(
        &mut self,
        (from, to): (AccountId, AccountId),
        (asset, units): (Asset, i128),
        channel: Channel,
    ) -> Result<(), StartError> {
        let outcome = self.wish(WalletInput::FamilyTransfer(FamilyRequest {
            tag: TAG,
            by: match channel {
                Channel::SubToMaster | Channel::SubToSub => from,
                Channel::Universal | Channel::FuturesInternal | Channel::Futures => self.account,
            },
            from: (from, Purse::Spot),
            to: (to, Purse::Spot),
            asset,
            qty: reckoning::qty(units),
            client_id: None,
            channel,
        }))?;
        let leg = |account: AccountId, units: i128| Leg {
            account,
            purse: Purse::Spot,
            asset,
            units,
            role: Role::Principal,
        };
        let facts = json!({
            "tranId": outcome.number(), "asset": asset.as_str(), "channel": channel.as_str(),
            "from": from.get(), "to": to.get(),
        });
        let legs = [leg(from, -units), leg(to, units)];
        let at = self.now();
        self.books.enter("familyTransfer", (at, facts), &legs);
        Ok(())
    }

    /// Fees in BNB from here on, or not.
    fn set_burn(&mut self, choice: Choice) -> Result<(), StartError> {
        let burns = choice == Choice::On;
        self.wish(WalletInput::Set {
            tag: TAG,
            account: self.account,
            change: SettingChange::SpotBurn(choice),
        })?;
        let mut all = self.floor.exchange.accounts();
        let terms = all.find(|terms| terms.account == self.account);
        drop(all);
        let terms = terms.ok_or_else(|| differs("the account is not open".to_owned()))?;
        let off = Rate::from_parts(25, 2).map_err(|error| differs(error.to_string()))?;
        let asset = asset("BNB")?;
        let discount = burns.then_some(Discount { asset, off });
        self.spot(Input::SetTerms {
            tag: TAG,
            terms: AccountTerms { discount, ..terms },
        })?;
        self.burns = burns;
        Ok(())
    }
}
