//! The open orders of one round against ours, and the strangers' among them. Never cancels one and never drops one of ours.

use super::{Finding, Round};
use crate::breaks::{BreakKey, Sides};
use crate::effect::Effect;
use crate::reports::Told;
use crate::statement::StatedOrder;
use crate::trading::Trading;
use crate::{ForeignPolicy, VenueStatus};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, ContractKind, OrderId, OrderState, Side};

impl Trading {
    pub(super) fn compare_orders(
        &mut self,
        round: &Round<'_>,
        findings: &mut Vec<Finding>,
        out: &mut Vec<Effect>,
    ) {
        let account = round.account;
        let mut listed = BTreeSet::new();
        let mut foreign = Vec::new();
        for stated in &round.statement.open_orders {
            let ours = self.order_by_client_id(stated.client_id).filter(|o| {
                o.order.account() == round.account && o.order.terms().symbol == stated.symbol
            });
            let Some(order) = ours.map(|o| o.order.id()) else {
                foreign.push(*stated);
                continue;
            };
            listed.insert(order);
            let named = (account, stated.client_id);
            self.told_qty(round.now, named, stated.qty, out);
            let told = Told {
                venue_id: stated.venue_id,
                status: VenueStatus::Working,
                filled_total: stated.filled,
            };
            self.told(round.now, order, &told, out);
            findings.extend(self.differs(order, stated));
        }
        let unlisted = self.open_orders().filter(|o| {
            let is_working = matches!(o.state, OrderState::Working { .. });
            o.order.account() == account && is_working && !listed.contains(&o.order.id())
        });
        let unlisted: Vec<_> = unlisted
            .map(|o| (o.order.id(), o.order.terms().symbol, o.state.filled()))
            .collect();
        for (order, symbol, filled) in unlisted {
            self.pursuits.change(order, |p| p.ask.start_by(round.now));
            let sides = Sides {
                ours: Some(filled.amount()),
                venue: None,
                trades: None,
            };
            findings.push((BreakKey::Order(symbol, order), sides));
        }
        self.take_foreign(round, foreign, findings);
    }

    /// What one of our orders says otherwise than the venue's list.
    pub(super) fn differs(&self, order: OrderId, stated: &StatedOrder) -> Option<Finding> {
        let known = self.order(order)?;
        let (filled, terms) = (known.state.filled(), known.order.terms());
        let same = filled == stated.filled
            && terms.qty == stated.qty
            && terms.side == stated.side
            && !known.state.is_ended();
        // Of what differs: what has traded, or of how much it is.
        let (ours, venue) = if filled == stated.filled {
            (terms.qty, stated.qty)
        } else {
            (filled, stated.filled)
        };
        let sides = Sides {
            ours: Some(ours.amount()),
            venue: Some(venue.amount()),
            trades: None,
        };
        (!same).then_some((BreakKey::Order(stated.symbol, order), sides))
    }

    /// Open orders that are not ours: shown, what they lock is not ours to spend, and by policy they are a break.
    fn take_foreign(
        &mut self,
        round: &Round<'_>,
        foreign: Vec<StatedOrder>,
        findings: &mut Vec<Finding>,
    ) {
        let mut locked: BTreeMap<Asset, Amount> = BTreeMap::new();
        for stated in &foreign {
            if let Some((asset, amount)) = self.lock_of(round.account, stated) {
                let sum = locked.get(&asset).copied().unwrap_or(Amount::ZERO);
                locked.insert(asset, sum.plus(amount).unwrap_or(amount));
            }
            match self.config.foreign_policy() {
                ForeignPolicy::Adopt => {}
                ForeignPolicy::Block => {
                    let key = BreakKey::ForeignOrder(stated.symbol, stated.venue_id);
                    let sides = Sides {
                        ours: None,
                        venue: Some(stated.qty.amount()),
                        trades: None,
                    };
                    findings.push((key, sides));
                }
            }
        }
        let locked: Vec<(Asset, Amount)> = locked.into_iter().collect();
        self.gate.locked_by_others(round.account, &locked);
        if let Some(check) = self.checks.get_mut(round.account) {
            check.foreign = foreign;
        }
    }

    /// What a stranger's open order locks; a buy without a limit price locks nothing before it triggers.
    fn lock_of(&self, account: AccountId, stated: &StatedOrder) -> Option<(Asset, Amount)> {
        let instrument = self.gate.instrument(account, stated.symbol)?;
        let rest = stated.qty.minus(stated.filled).ok()?;
        if let ContractKind::Linear { settle, .. } = instrument.kind {
            // Its margin is at most its value.
            return Some((settle, stated.price?.times(rest).ok()?));
        }
        match stated.side {
            Side::Sell => Some((instrument.base, rest.amount())),
            Side::Buy => Some((instrument.quote, stated.price?.times(rest).ok()?)),
        }
    }
}
