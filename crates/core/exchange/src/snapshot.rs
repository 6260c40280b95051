//! Everything worth keeping as it stands, as facts: the short form of a long log. Never what the house shows.

use crate::effect::AccountTrade;
use crate::exchange::Exchange;
use crate::fact::Fact;
use crate::listing::{SymbolRules, SymbolState, SymbolStatus};
use crate::view::OrderView;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::Balance;

impl Exchange {
    /// Facts that restore this exchange without any that came before.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self
            .markets
            .iter()
            .map(|m| Fact::Listed(Box::new(m.listing)))
            .collect();
        facts.extend(self.last_prices());
        for (index, market) in self.markets.iter().enumerate() {
            facts.extend(self.id_marks(index).map(Fact::Ids));
            let symbol = market.listing.instrument.symbol;
            let status = market.status;
            if status != SymbolStatus::Trading {
                facts.push(Fact::StatusSet(SymbolState { symbol, status }));
            }
            if let Some(rules) = market.rules {
                facts.push(Fact::RulesSet(Box::new(SymbolRules { symbol, rules })));
            }
            let rules = market.references.rules;
            if rules.reference.is_some() || rules.range.is_some() {
                facts.push(Fact::ExecutionSet(Box::new(rules)));
            }
        }
        for (id, account) in self.accounts.iter() {
            facts.push(Fact::AccountOpened(Box::new(account.terms)));
            let balances = self.balances(*id).unwrap_or_default();
            let kept = |balance: Balance| Fact::Balance {
                account: *id,
                balance,
            };
            facts.extend(balances.into_iter().map(kept));
            facts.extend(
                account
                    .ended
                    .values()
                    .map(|(_, order)| Fact::Order(order.clone())),
            );
            let open: Vec<OrderView> = self.open_orders(*id, None);
            facts.extend(open.into_iter().map(|order| Fact::Order(Box::new(order))));
            let lists = account.ended_lists.values();
            let lists = lists.chain(account.open_lists.values().map(|(_, list)| list));
            facts.extend(lists.map(|list| Fact::List(Box::new(*list))));
            let amendments = account.amendments.values();
            facts.extend(amendments.map(|amendment| Fact::Amended(Box::new(*amendment))));
            let trades = (0..self.markets.len())
                .filter_map(|market| account.seat(market))
                .flat_map(|seat| seat.trades.iter());
            facts.extend(trades.map(|trade: &AccountTrade| Fact::Trade(Box::new(*trade))));
        }
        facts.extend(self.prevented_facts());
        facts
    }

    /// Every remembered prevented match once, though two accounts may remember it.
    fn prevented_facts(&self) -> impl Iterator<Item = Fact> {
        let mut all = BTreeMap::new();
        for (_, account) in self.accounts.iter() {
            for (at, _) in self.markets.iter().enumerate() {
                let seat = account.seat(at).into_iter();
                let prevented = seat.flat_map(|seat| seat.prevented.iter());
                all.extend(prevented.map(|one| ((at, one.id), *one)));
            }
        }
        all.into_values().map(|one| Fact::Prevented(Box::new(one)))
    }

    /// The last price of every symbol that has one, to be kept from time to time.
    pub fn last_prices(&self) -> impl Iterator<Item = Fact> {
        self.markets.iter().filter_map(|market| {
            let symbol = market.listing.instrument.symbol;
            let (_, price) = market.last?;
            Some(Fact::LastPrice { symbol, price })
        })
    }
}
