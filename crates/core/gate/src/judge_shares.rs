//! Control 16: how much of everything may lie in one asset, in one class of assets, and in what moves together. What cannot be
//! known is a no.
// GATE-05 GATE-06

use crate::figure::Figure;
use crate::gate::Gate;
use crate::judge::Place;
use crate::limits::{Bound, Limits};
use crate::refusal::{Refusal, Rule};
use crate::sheet::{Sheet, exact};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{Amount, Asset, ContractKind, NewOrder, Price, Rate, Scope, Side, Symbol, Time};

/// The class of assets that are in no other.
pub(crate) const OTHER_CLASS: &str = "other";

impl Gate {
    /// GATE-05: with everything that works filled, the asset and its class are worth no more than their share of all equity.
    /// `mark` is what one of the order's base is worth in the value asset.
    pub(crate) fn judge_shares(
        &self,
        now: Time,
        (order, place, mark): (&NewOrder, &Place<'_>, Price),
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let of_asset = limits.tightest_of_sets(|set| set.asset_share_max);
        let of_class = limits.tightest_of_sets(|set| set.class_share_max);
        let base = place.instrument.base;
        if (of_asset.is_none() && of_class.is_none()) || !opens(order, place) {
            return Ok(());
        }
        let equity = match self.equity(now) {
            Ok(equity) => equity.max(Amount::ZERO),
            Err(refusal) => return sheet.broken(refusal),
        };
        let exposure = self.exposure(base, Some(order))?;
        let asset_value = exact(exposure.valued(mark))?;
        if let Some(bound) = of_asset {
            self.at_most_share(Rule::AssetShare, (asset_value, equity), bound, sheet)?;
        }
        let Some(bound) = of_class else {
            return Ok(());
        };
        let mut class_value = asset_value;
        let mates = self.class_mates.get(&base).map_or(&[][..], Vec::as_slice);
        for asset in mates {
            let value = match self.exposure_value(now, *asset) {
                Ok(value) => value,
                Err(refusal) => return sheet.broken(refusal),
            };
            class_value = exact(class_value.plus(value))?;
        }
        self.at_most_share(Rule::ClassShare, (class_value, equity), bound, sheet)
    }

    fn at_most_share(
        &self,
        rule: Rule,
        (value, equity): (Amount, Amount),
        (scope, share): Bound<Rate>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let most = exact(equity.share(share))?;
        let asset = self.config().value_asset;
        let figure = |amount| Figure::Amount(amount, asset);
        sheet.at_most(rule, value, (scope, most), figure)
    }

    /// The class of an asset, as the operator named it.
    #[must_use]
    pub fn class_of(&self, asset: Asset) -> &str {
        let found = self.rules.classes.get(&asset);
        found.map_or(OTHER_CLASS, |class| class.as_str())
    }

    /// The other assets of each asset's class that are traded here. What values are counted in is of no class.
    pub(crate) fn mates_by_class(&self) -> BTreeMap<Asset, Vec<Asset>> {
        let config = self.config();
        let bases = config.instruments.iter().map(|instrument| instrument.base);
        let bases: BTreeSet<Asset> = bases.filter(|base| *base != config.value_asset).collect();
        let mates = |asset: Asset| {
            let others = bases.iter().filter(|other| **other != asset);
            let same = others.filter(|other| self.class_of(**other) == self.class_of(asset));
            same.copied().collect()
        };
        bases.iter().map(|asset| (*asset, mates(*asset))).collect()
    }

    /// GATE-06: what the order opens moves no more together with anything else held on the same side than allowed.
    pub(crate) fn judge_correlation(
        &self,
        now: Time,
        (order, place): (&NewOrder, &Place<'_>),
        limits: &Limits<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Refusal> {
        let limit = limits.tightest_of_sets(|set| set.correlation_max);
        let Some((scope, limit)) = limit.filter(|_| opens(order, place)) else {
            return Ok(());
        };
        let symbol = order.terms().symbol;
        let side = order.terms().side;
        let mine = (place.account.venue, symbol);
        for other in self
            .held_on(side)
            .into_iter()
            .filter(|other| *other != symbol)
        {
            let beside = self.venue_of(other).map(|venue| (venue, other));
            let correlation = beside.and_then(|beside| self.closes.correlation(now, mine, beside));
            let Some(correlation) = correlation else {
                let other = Scope::Symbol(other);
                sheet.broken(Refusal::plain(Rule::CorrelationUnknown, other))?;
                continue;
            };
            sheet.at_most(Rule::Correlation, correlation, (scope, limit), Figure::Rate)?;
        }
        Ok(())
    }

    /// The symbols in which any account holds a position on a side.
    fn held_on(&self, side: Side) -> BTreeSet<Symbol> {
        let held = self.positions.iter().filter(|(key, net)| {
            let same = match side {
                Side::Buy => !net.is_negative(),
                Side::Sell => net.is_negative(),
            };
            same && self.is_worth_the_name(**key)
        });
        held.map(|(key, _)| key.symbol).collect()
    }
}

/// Whether an order may make what is held of its base larger: on spot only a buy does.
fn opens(order: &NewOrder, place: &Place<'_>) -> bool {
    match place.instrument.kind {
        ContractKind::Spot => order.terms().side == Side::Buy,
        ContractKind::Linear { .. } => true,
    }
}

#[cfg(test)]
mod tests;
