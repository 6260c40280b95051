//! What was taken is in the ledger once; what was refused is not; nothing is there that nobody asked for; what was there at
//! an earlier judgement goes only to make room.

use super::{rows, text};
use crate::accounts::{self, KEEP};
use crate::load::{Fate, Kind, Load};
use crate::money::called;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the exchange remembered at the last judgement, by kind and account.
pub(crate) type Seen = BTreeMap<(Kind, usize), BTreeSet<String>>;

/// Where a kind of thing stands in the ledger, and how many ended ones are remembered.
struct Place {
    kind: Kind,
    path: &'static str,
    bound: usize,
}

/// What is asked for since the last judgement, and what was there at it.
pub(super) struct Judge<'j> {
    pub(super) load: &'j Load,
    pub(super) seen: &'j mut Seen,
    pub(super) account: usize,
    pub(super) ledger: &'j Value,
}

impl Judge<'_> {
    pub(super) fn all(mut self) -> Result<()> {
        let keep = KEEP.retention;
        let place = |kind, path, bound| Place { kind, path, bound };
        let orders = place(Kind::Order, "orders", keep.ended_orders);
        self.named(orders, |row| named(row, "clientOrderId"))?;
        let lists = place(Kind::List, "orderLists", keep.ended_lists);
        self.named(lists, |row| named(row, "listClientOrderId"))?;
        self.futures_orders()?;
        let algos = place(Kind::Algo, "futures.algoOrders", keep.ended_algos);
        self.named(algos, |row| named(row, "clientAlgoId"))?;
        let moved = place(Kind::Transfer, "wallet.transfers", keep.wallet_records);
        self.named(moved, amount)?;
        let out = place(Kind::Withdrawal, "wallet.withdrawals", keep.wallet_records);
        self.named(out, |row| named(row, "withdrawOrderId"))?;
        let made = place(Kind::Conversion, "wallet.conversions", keep.wallet_records);
        self.named(made, |row| Ok(super::number(row, "quoteId")?.to_string()))?;
        self.family()?;
        self.dust()
    }

    fn fates(&self, kind: Kind) -> impl Iterator<Item = (&String, Fate)> {
        let fates = self.load.fates.get(&(kind, self.account));
        let fates = fates.into_iter().flatten();
        fates.map(|(name, fate)| (name, *fate))
    }

    fn seen(&mut self, kind: Kind) -> &mut BTreeSet<String> {
        self.seen.entry((kind, self.account)).or_default()
    }

    fn named(&mut self, place: Place, name: impl Fn(&Value) -> Result<String>) -> Result<()> {
        let there = names(self.ledger, place.path, name)?;
        self.judge(&place, there)
    }

    /// What a conditional order places bears its name; the exchange itself has names of its own.
    fn futures_orders(&mut self) -> Result<()> {
        let mut algos: BTreeSet<String> = self.seen(Kind::Algo).clone();
        algos.extend(self.fates(Kind::Algo).map(|(name, _)| name.clone()));
        let place = Place {
            kind: Kind::FuturesOrder,
            path: "futures.orders",
            bound: KEEP.retention.ended_orders,
        };
        let mut there = names(self.ledger, place.path, |row| named(row, "clientOrderId"))?;
        there.retain(|name| name.starts_with("soak-"));
        // Its order may be remembered for longer than the conditional order is.
        let placed: Vec<String> = there.intersection(&algos).cloned().collect();
        self.seen(place.kind).extend(placed);
        self.judge(&place, there)
    }

    fn judge(&mut self, place: &Place, there: BTreeSet<String>) -> Result<()> {
        let at = (place.kind, self.account);
        // Names of the exchange's own take room too.
        let full = rows(self.ledger, place.path)?.len() >= place.bound;
        let mut unasked = there.clone();
        for (name, fate) in self.fates(place.kind) {
            let is_there = unasked.remove(name);
            match fate {
                Fate::Taken => ensure!(is_there, "{at:?} lost {name}"),
                Fate::Refused => ensure!(!is_there, "{at:?}: {name} was refused and is there"),
                Fate::Unknown => {}
            }
        }
        let seen = self.seen(place.kind);
        unasked.retain(|name| !seen.contains(name));
        ensure!(unasked.is_empty(), "{at:?}: nobody asked for {unasked:?}");
        let gone: Vec<&String> = seen.difference(&there).collect();
        ensure!(
            gone.is_empty() || full,
            "{at:?}: {gone:?} went, though there is room"
        );
        *seen = there;
        Ok(())
    }

    /// What moved between accounts of one master is judged with the master.
    fn family(&mut self) -> Result<()> {
        let account = self.account;
        let has_subs = accounts::subs_of(account).next().is_some();
        let own = rows(self.ledger, "wallet.familyTransfers")?;
        ensure!(has_subs || accounts::master_of(account).is_some() || own.is_empty());
        if !has_subs {
            return Ok(());
        }
        let there = names(self.ledger, "wallet.familyTransfers", amount)?;
        let mut asked = self.seen(Kind::Family).clone();
        asked.extend(self.fates(Kind::Family).map(|(name, _)| name.clone()));
        ensure!(there.is_subset(&asked), "nobody asked for one of {there:?}");
        *self.seen(Kind::Family) = there;
        Ok(())
    }

    /// Dust is named by its records: an unanswered request made one more at most.
    fn dust(&mut self) -> Result<()> {
        let account = self.account;
        let there = names(self.ledger, "wallet.dust", |row| {
            Ok(super::number(row, "transId")?.to_string())
        })?;
        let mut unasked = there.clone();
        let mut unknown = 0_usize;
        for (name, fate) in self.fates(Kind::Dust) {
            match fate {
                Fate::Taken => ensure!(unasked.remove(name), "dust {name} of {account} is lost"),
                Fate::Refused => {}
                Fate::Unknown => unknown += 1,
            }
        }
        let seen = self.seen(Kind::Dust);
        unasked.retain(|name| !seen.contains(name));
        ensure!(
            unasked.len() <= unknown,
            "account {account} has dust nobody asked for: {unasked:?}"
        );
        *seen = there;
        Ok(())
    }
}

fn named(row: &Value, name: &str) -> Result<String> {
    Ok(text(row, name)?.to_owned())
}

fn amount(row: &Value) -> Result<String> {
    Ok(called(text(row, "asset")?, text(row, "amount")?))
}

fn names(
    ledger: &Value,
    place: &str,
    name: impl Fn(&Value) -> Result<String>,
) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for row in rows(ledger, place)? {
        let name = name(row)?;
        ensure!(!names.contains(&name), "{place} has {name} twice");
        names.insert(name);
    }
    Ok(names)
}
