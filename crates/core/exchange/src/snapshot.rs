//! Everything worth keeping as it stands, as facts: the short form of a long log. Never what the house shows.

use crate::effect::{AccountTrade, IdMarks, OrderView};
use crate::exchange::Exchange;
use crate::fact::Fact;
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use alloc::vec::Vec;
use domain::Balance;

impl Exchange {
    /// Facts that restore this exchange without any that came before.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self
            .markets
            .iter()
            .map(|m| Fact::Listed(m.listing))
            .collect();
        facts.extend(self.last_prices());
        for market in &self.markets {
            let (trade, update) = market.ids.marks();
            facts.push(Fact::Ids(IdMarks {
                symbol: market.listing.instrument.symbol,
                order: ExchangeOrderId::new(self.ids.order.mark()),
                trade: ExchangeTradeId::new(trade),
                update: UpdateId::new(update),
            }));
        }
        for (id, account) in self.accounts.iter() {
            facts.push(Fact::AccountOpened(account.terms));
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
                    .map(|(_, order)| Fact::Order(**order)),
            );
            let open: Vec<OrderView> = self.open_orders(*id, None);
            facts.extend(open.into_iter().map(Fact::Order));
            let trades = (0..self.markets.len())
                .filter_map(|market| account.seat(market))
                .flat_map(|seat| seat.trades.iter());
            facts.extend(trades.map(|trade: &AccountTrade| Fact::Trade(*trade)));
        }
        facts
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
