//! One whole round of questions about the account: balances first, then its trades, then its open orders.
//! All of it is answered or none of it counts; nothing is compared here.

use super::VenueLink;
use crate::product::Product;
use domain::{PositionSide, Symbol, Time, VenueTradeId};
use gate::{BalanceCoverage, BalanceReport};
use protocols::binance_spot::{VenueFill, VenueOrder, ask, facts, read};
use protocols::{Answer, Call};
use trading::{
    Haste, Input, StatedMargin, StatedOrder, StatedTrade, Statement, StatementAnswer, TradeList,
    TradesFrom,
};

/// Most pages of trades read for one symbol in one round; the next round goes on.
pub(super) const PAGES_MAX: usize = 20;

impl VenueLink {
    /// Asks the whole round and brings it in.
    pub(super) async fn fetch_statement(
        &self,
        (wanted, payments): (&[(Symbol, TradesFrom)], Option<Time>),
        haste: Haste,
    ) {
        let stated = match self.product {
            Product::Spot => self.statement(wanted, haste).await,
            Product::UsdM => self.contract_statement((wanted, payments), haste).await,
        };
        let answer = match stated {
            Some(statement) => StatementAnswer::Complete(statement),
            None => StatementAnswer::NoAnswer,
        };
        self.bring(Input::Stated {
            account: self.account,
            answer,
        })
        .await;
    }

    async fn statement(&self, wanted: &[(Symbol, TradesFrom)], haste: Haste) -> Option<Statement> {
        let asked_at = self.clock.now();
        let answer = self.kept(haste, "account", ask::account()).await?;
        let account = self.understood(read::account(&answer))?;
        let mut trades = Vec::with_capacity(wanted.len());
        for (symbol, from) in wanted {
            trades.push(self.trades((*symbol, *from), haste).await?);
        }
        let answer = self.kept(haste, "open-orders", ask::open_orders()).await?;
        let open = self.understood(read::open_orders(&answer))?;
        let open_orders = open.iter().filter_map(|order| self.stated_order(order));
        Some(Statement {
            asked_at,
            balances: BalanceReport {
                account: self.account,
                as_of: account.updated,
                coverage: BalanceCoverage::Whole,
                balances: account.balances,
            },
            trades,
            open_orders: open_orders.collect(),
            margin: StatedMargin::default(),
        })
    }

    /// The trades of one symbol, page after page.
    async fn trades(
        &self,
        (symbol, from): (Symbol, TradesFrom),
        haste: Haste,
    ) -> Option<TradeList> {
        let instrument = self.instrument(symbol)?;
        let mut trades: Vec<StatedTrade> = Vec::new();
        let mut call = match from {
            TradesFrom::Latest => ask::fills_latest(instrument),
            TradesFrom::Since(since) => ask::fills_since(instrument, since),
            TradesFrom::After(last) => ask::fills_from(instrument, after(last)?),
        };
        for _ in 0..PAGES_MAX {
            let answer = self.kept(haste, "fills", call).await?;
            let page = self.understood(read::fills(&answer))?;
            trades.extend(page.iter().map(|fill| stated_trade(symbol, fill)));
            let full = usize::try_from(facts::FILLS_PAGE_MAX).is_ok_and(|max| page.len() >= max);
            let goes_on = from != TradesFrom::Latest && full;
            let Some(last) = trades.last().filter(|_| goes_on) else {
                break;
            };
            call = ask::fills_from(instrument, after(last.trade)?);
        }
        Some(TradeList { symbol, trades })
    }

    /// A reading call whose answer is kept as it came.
    pub(super) async fn kept(&self, haste: Haste, what: &str, call: Call) -> Option<Answer> {
        let call = match haste {
            Haste::OpensTheStartGate => call,
            Haste::CanWait => call.that_can_wait(),
        };
        let answer = self.ask(call).await?;
        let raw = self.raw(what, &answer);
        self.bring_raw(raw).await;
        Some(answer)
    }

    pub(super) fn understood<T>(&self, read: Result<T, protocols::Trouble>) -> Option<T> {
        read.inspect_err(|trouble| {
            tracing::warn!(reason = %trouble, "a part of the account's statement could not be read");
            self.health.trouble("venue", &trouble.to_string());
        })
        .ok()
    }

    /// An order of a symbol that this desk does not trade locks money all the same, but belongs to no book here.
    fn stated_order(&self, order: &VenueOrder) -> Option<StatedOrder> {
        Some(StatedOrder {
            client_id: order.client_id,
            venue_id: order.venue_id,
            symbol: self.symbol(order.symbol)?,
            side: order.side,
            price: order.price,
            qty: order.qty,
            filled: order.filled,
            at: order.at,
        })
    }
}

/// The first id after one; the venue counts its trades up within a symbol.
pub(super) fn after(trade: VenueTradeId) -> Option<u64> {
    trade.as_str().parse::<u64>().ok()?.checked_add(1)
}

fn stated_trade(symbol: Symbol, fill: &VenueFill) -> StatedTrade {
    StatedTrade {
        trade: fill.trade,
        venue_order: fill.venue_order,
        symbol,
        side: fill.side,
        position: PositionSide::Both,
        price: fill.price,
        qty: fill.qty,
        fee: fill.fee,
        fee_asset: fill.fee_asset,
        liquidity: fill.liquidity,
        at: fill.at,
    }
}
