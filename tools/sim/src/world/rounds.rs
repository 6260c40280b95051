//! Rounds of questions about the account: balances, then trades, then open orders, each through the network.
//! Never more than one round at a time.

use super::{Question, Request, World};
use crate::venue::{self, Venue};
use domain::Symbol;
use exchange::{AccountTrade, OrderView};
use gate::BalanceReport;
use trading::{Input, StatedOrder, StatedTrade, Statement, StatementAnswer, TradeList, TradesFrom};

/// The round under way.
#[derive(Debug)]
pub(crate) struct Round {
    id: u64,
    asked_at: domain::Time,
    wanted: Vec<(Symbol, TradesFrom)>,
    balances: Option<BalanceReport>,
    trades: Option<Vec<TradeList>>,
}

impl World {
    /// A round begins; one that is still under way is forgotten.
    pub(crate) fn begin_round(&mut self, wanted: Vec<(Symbol, TradesFrom)>) -> Question {
        let id = self
            .round
            .as_ref()
            .map_or(1, |round| round.id.saturating_add(1));
        self.round = Some(Round {
            id,
            asked_at: self.house.clock(self.truth),
            wanted,
            balances: None,
            trades: None,
        });
        Question::Stated(id)
    }

    /// The engine answers the next part of a round; what the house hears once it is whole.
    pub(super) fn answer_round(&mut self, request: &Request, id: u64) -> Vec<Input> {
        let account = self.figures.account;
        let Some(round) = self.round.as_mut().filter(|round| round.id == id) else {
            return Vec::new();
        };
        if round.balances.is_none() {
            round.balances = Some(self.venue.balances(self.truth));
            self.ask_on(request);
            return Vec::new();
        }
        if round.trades.is_none() {
            let lists = round.wanted.iter().map(|(symbol, from)| TradeList {
                symbol: *symbol,
                trades: self.venue.trades_from(*symbol, *from),
            });
            round.trades = Some(lists.collect());
            self.ask_on(request);
            return Vec::new();
        }
        let Some(round) = self.round.take() else {
            return Vec::new();
        };
        let answer = match (round.balances, round.trades) {
            (Some(balances), Some(trades)) => StatementAnswer::Complete(Statement {
                asked_at: round.asked_at,
                balances,
                trades,
                open_orders: self.venue.open_orders(),
                margin: trading::StatedMargin::default(),
            }),
            (Some(_) | None, _) => StatementAnswer::NoAnswer,
        };
        vec![Input::Stated { account, answer }]
    }

    /// The part that was answered is heard by whoever asks on; a house that died asks nothing.
    fn ask_on(&mut self, request: &Request) {
        if request.life == self.house.life {
            self.ask(request.question);
        }
    }
}

impl Venue {
    fn trades_from(&self, symbol: Symbol, from: TradesFrom) -> Vec<StatedTrade> {
        let all = self.all_trades(symbol);
        // Found by the end that is asked for: every minute of a day asks, and only for what is new.
        let first = match from {
            TradesFrom::Latest => 0,
            TradesFrom::Since(since) => all.partition_point(|trade| trade.at < since),
            TradesFrom::After(last) => all
                .iter()
                .rposition(|trade| venue::fill(trade).trade == last)
                .map_or(all.len(), |place| place.saturating_add(1)),
        };
        all.iter().skip(first).map(stated_trade).collect()
    }

    fn open_orders(&self) -> Vec<StatedOrder> {
        self.open_views().iter().map(stated_order).collect()
    }
}

fn stated_trade(trade: &AccountTrade) -> StatedTrade {
    let fill = venue::fill(trade);
    StatedTrade {
        trade: fill.trade,
        venue_order: venue::venue_id(trade.order),
        symbol: trade.symbol,
        side: trade.side,
        position: domain::PositionSide::Both,
        price: fill.price,
        qty: fill.qty,
        fee: fill.fee,
        fee_asset: fill.fee_asset,
        liquidity: fill.liquidity,
        at: fill.at,
    }
}

fn stated_order(view: &OrderView) -> StatedOrder {
    StatedOrder {
        client_id: view.client_id,
        venue_id: venue::venue_id(view.id),
        symbol: view.symbol,
        side: view.side,
        price: view.kind.limit_price(),
        qty: view.qty,
        filled: view.filled,
        at: view.updated,
    }
}
