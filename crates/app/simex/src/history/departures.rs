//! Withdrawals of a past, of every fate: gone out, failed, called off, refused. Each end is foreseen with its instant.

use super::books::{Leg, Role};
use super::calendar::Day;
use super::money::{asset, confirmed, way};
use super::past::{Past, TAG, differs, same};
use super::reckoning::{self, ONE, amount, cut, units};
use crate::start::StartError;
use domain::{Asset, Span, Time};
use exchange::chance::Chance;
use exchange::wallet::{FeeBack, Purse, Route, Verdict, WalletInput, WithdrawRequest};
use serde_json::json;

/// An address outside the venue, of the Ethereum kind.
const OUTSIDE: &str = "0x00000000000000000000000000000000000000a1";
/// From a withdrawal's wish until it goes out, in milliseconds.
const OUT_AFTER_MS: i64 = 3_000;

/// What becomes of a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Completes,
    Fails,
    IsCancelled,
    IsRejected,
}

impl Fate {
    /// The state's number at its end.
    const fn code(self) -> u32 {
        match self {
            Self::Completes => 6,
            Self::Fails => 5,
            Self::IsCancelled => 1,
            Self::IsRejected => 3,
        }
    }
}

/// A withdrawal on its way.
#[derive(Debug, Clone)]
pub(super) struct Leaving {
    number: u64,
    name: String,
    asset: Asset,
    net: i128,
    fee: i128,
    applied: Time,
    /// When it must be over.
    due: Time,
}

impl Past<'_> {
    /// Withdrawals: about every three weeks, of every fate.
    pub(super) fn departures(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        if chance.below(20) != 0 {
            return Ok(());
        }
        self.pass_to(day.at(20, chance.below(3_000)))?;
        let name = if chance.below(3) == 0 { "ETH" } else { "USDT" };
        let asset = asset(name)?;
        let way = way(asset, "ETH")?;
        let step = units(way.step()).max(1);
        let wished = match name {
            "ETH" => i128::from(chance.between(200_000, 4_000_000)) * reckoning::EIGHTH,
            _ => i128::from(chance.between(2_000, 60_000)) * (ONE / 100),
        };
        let total = wished - wished % step;
        let fate = match chance.below(10) {
            0 => Fate::Fails,
            1 => Fate::IsCancelled,
            2 => Fate::IsRejected,
            _ => Fate::Completes,
        };
        if self.spot_held(asset) <= total || total < units(way.min()) {
            return Ok(());
        }
        self.depart((asset, total), way, fate)
    }

    fn depart(
        &mut self,
        (asset, total): (Asset, i128),
        way: &'static Route,
        fate: Fate,
    ) -> Result<(), StartError> {
        let cents = self.prices.cents(asset, self.today).unwrap_or(0);
        let outcome = self.wish(WalletInput::Withdraw(WithdrawRequest {
            tag: TAG,
            account: self.account,
            purse: Purse::Spot,
            asset,
            qty: reckoning::qty(total),
            network: Some(way.chain.network.to_owned()),
            address: OUTSIDE.to_owned(),
            address_tag: String::new(),
            order_id: Some(format!("out-{}", self.now().millis())),
            fee_back: FeeBack::Sender,
            worth: amount(cut(total.saturating_mul(cents) / 100)),
        }))?;
        let applied = self.now();
        let fee = units(way.fee());
        let number = outcome.number().unwrap_or(0);
        let legs = [
            self.leg(Purse::Spot, asset, fee - total),
            Leg {
                role: Role::Fee,
                ..self.leg(Purse::Spot, asset, -fee)
            },
        ];
        self.books.post(&legs);
        let mut rows = self.floor.wallet.withdrawals(self.account).rev();
        let row = rows.find(|row| row.number == number);
        let name = row.map(|row| row.id.clone()).unwrap_or_default();
        drop(rows);
        let after = Span::from_millis(OUT_AFTER_MS);
        let leaving = Leaving {
            number,
            name,
            asset,
            net: total - fee,
            fee,
            applied,
            due: applied.plus(after).plus(confirmed(way)),
        };
        if fate == Fate::Completes {
            self.leaving.push(leaving);
            return Ok(());
        }
        self.turn_back(leaving, fate)
    }

    /// The venue's, the chain's or the owner's no: everything comes back.
    fn turn_back(&mut self, leaving: Leaving, fate: Fate) -> Result<(), StartError> {
        let info = "Withdrawal could not be processed".to_owned();
        let (after_ms, verdict) = match fate {
            Fate::IsCancelled => (500, Verdict::Cancel),
            Fate::IsRejected => (2_000, Verdict::Reject { info }),
            Fate::Fails | Fate::Completes => (10_000, Verdict::Fail { info }),
        };
        self.pass_to(leaving.applied.plus(Span::from_millis(after_ms)))?;
        self.wish(WalletInput::Decide {
            tag: TAG,
            withdrawal: leaving.number,
            verdict,
        })?;
        let over = self.now();
        self.over(&leaving, (over, fate))
    }

    /// Enters a withdrawal that is over, when the wallet says the same.
    fn over(&mut self, leaving: &Leaving, (at, fate): (Time, Fate)) -> Result<(), StartError> {
        let mut rows = self.floor.wallet.withdrawals(self.account).rev();
        let row = rows.find(|row| row.number == leaving.number);
        let row = row.ok_or_else(|| differs(format!("{} is unknown", leaving.name)))?;
        if (row.state.code(), row.completed) != (fate.code(), Some(at)) {
            return Err(differs(format!("{row:?} is not over as {fate:?} at {at}")));
        }
        same("a withdrawal", row.qty.amount(), leaving.net)?;
        same("a withdrawal's fee", row.fee.amount(), leaving.fee)?;
        let (order_id, tx) = (row.order_id.clone(), row.tx.clone());
        drop(rows);
        let out = |units: i128, role: Role| Leg {
            role,
            ..self.leg(Purse::Spot, leaving.asset, units)
        };
        let mut legs = vec![
            (leaving.applied, out(-leaving.net, Role::Principal)),
            (leaving.applied, out(-leaving.fee, Role::Fee)),
        ];
        if fate != Fate::Completes {
            let back = [
                out(leaving.net, Role::Principal),
                out(leaving.fee, Role::Fee),
            ];
            self.books.post(&back);
            legs.extend(back.map(|leg| (at, leg)));
        }
        let facts = json!({
            "id": leaving.name, "withdrawOrderId": order_id, "asset": leaving.asset.as_str(),
            "amount": amount(leaving.net).to_string(), "transactionFee": amount(leaving.fee).to_string(),
            "network": "ETH", "status": fate.code(), "txId": tx,
            "applyTime": leaving.applied.millis(), "completeTime": at.millis(),
        });
        self.books.note("withdrawal", (at, facts), &legs);
        Ok(())
    }

    /// Enters withdrawals that are out.
    pub(super) fn look_at_departures(&mut self) -> Result<(), StartError> {
        let now = self.now();
        let due: Vec<Leaving> = self
            .leaving
            .iter()
            .filter(|one| one.due <= now)
            .cloned()
            .collect();
        self.leaving.retain(|one| one.due > now);
        for one in due {
            self.over(&one, (one.due, Fate::Completes))?;
        }
        Ok(())
    }
}
