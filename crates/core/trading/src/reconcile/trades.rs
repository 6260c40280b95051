//! The trades of one round against the book: booked from the list, of nobody of ours, altered or missing. Never moves a break.

use super::{Finding, Round};
use crate::account_book;
use crate::breaks::{BreakKey, Sides};
use crate::effect::Effect;
use crate::event::{ComparedTrades, Event};
use crate::input::VenueFill;
use crate::statement::{StatedTrade, TradeList};
use crate::trading::Trading;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, OrderId, Side, Symbol, Time, VenueOrderId, VenueTradeId};

impl Trading {
    /// Every trade of the list is ours and booked, or is booked from it, or is of no order of ours; and none is missing.
    pub(super) fn compare_trades(
        &mut self,
        round: &Round<'_>,
        list: &TradeList,
        findings: &mut Vec<Finding>,
        out: &mut Vec<Effect>,
    ) {
        let ours = self.orders_by_venue_id(round.account, list.symbol);
        let mut last = None;
        let mut seen = Vec::new();
        // What is disputed stays in the lists to come, so that the truth can return.
        let missing = self.find_missing(round, list, findings);
        let mut is_chain = true;
        for trade in &list.trades {
            let finding = self.compare_trade(round, trade, &ours, out);
            is_chain &= finding.is_none() && missing.is_none_or(|first| trade.at < first);
            findings.extend(finding);
            if is_chain {
                last = Some(trade.trade);
                seen.push(trade.trade);
            }
        }
        let Some(last) = last else { return };
        let event = Event::Compared {
            account: round.account,
            trades: ComparedTrades {
                symbol: list.symbol,
                last,
                seen,
            },
            at: round.now,
        };
        self.record(event, out);
    }

    fn compare_trade(
        &mut self,
        round: &Round<'_>,
        trade: &StatedTrade,
        ours: &BTreeMap<VenueOrderId, OrderId>,
        out: &mut Vec<Effect>,
    ) -> Option<Finding> {
        let key = (trade.symbol, trade.trade);
        let book = self.state.books.get(&round.account)?;
        if let Some(booked) = book.unconfirmed.get(&key) {
            let agree = account_book::same(trade, booked);
            let value = |price: domain::Price, qty| price.times(qty).ok();
            let sides = Sides {
                ours: value(booked.price, booked.qty),
                venue: value(trade.price, trade.qty),
                trades: None,
            };
            return (!agree).then_some((BreakKey::Trade(trade.symbol, trade.trade), sides));
        }
        if trade.at <= book.since || book.counts_as_foreign(trade.symbol, trade.trade) {
            return None;
        }
        if let Some(order) = ours.get(&trade.venue_order) {
            let fill = VenueFill {
                trade: trade.trade,
                price: trade.price,
                qty: trade.qty,
                fee: trade.fee,
                fee_asset: trade.fee_asset,
                liquidity: trade.liquidity,
                at: trade.at,
            };
            self.book(round.now, *order, &fill, out);
            self.settle(round.now, *order, out);
            return None;
        }
        if book
            .closes
            .iter()
            .any(|close| close.venue_order == trade.venue_order)
        {
            let (account, at, trade) = (round.account, round.now, *trade);
            self.record(Event::ForeignTrade { account, trade, at }, out);
            return None;
        }
        let signed = match trade.side {
            Side::Buy => trade.qty.amount(),
            Side::Sell => trade.qty.amount().negated(),
        };
        let sides = Sides {
            ours: None,
            venue: Some(signed),
            trades: None,
        };
        Some((BreakKey::ForeignTrade(trade.symbol, trade.trade), sides))
    }

    /// What is booked and older than the question must be in the list; when the first that is not traded.
    fn find_missing(
        &self,
        round: &Round<'_>,
        list: &TradeList,
        findings: &mut Vec<Finding>,
    ) -> Option<Time> {
        let book = self.state.books.get(&round.account)?;
        let mut first = None;
        let listed: BTreeSet<VenueTradeId> = list.trades.iter().map(|t| t.trade).collect();
        let missing = book
            .unconfirmed
            .iter()
            .filter(|((symbol, trade), _)| *symbol == list.symbol && !listed.contains(trade));
        for ((symbol, trade), fill) in missing {
            first = Some(first.map_or(fill.at, |first: Time| first.min(fill.at)));
            let sides = Sides {
                ours: fill.price.times(fill.qty).ok(),
                venue: None,
                trades: None,
            };
            findings.push((BreakKey::Trade(*symbol, *trade), sides));
        }
        first
    }

    fn orders_by_venue_id(
        &self,
        account: AccountId,
        symbol: Symbol,
    ) -> BTreeMap<VenueOrderId, OrderId> {
        let tracked = self.state.orders.iter().filter(|(_, tracked)| {
            tracked.wish().account() == account && tracked.wish().terms().symbol == symbol
        });
        tracked
            .filter_map(|(id, tracked)| Some((tracked.venue_id?, *id)))
            .collect()
    }
}
