//! One whole round of questions about an account on margin: wallets and positions first, then its trades, then its open orders
//! behind both doors. All of it is answered or none of it counts; nothing is compared here.

use super::VenueLink;
use super::contracts::{fill, wallets};
use super::statement::{PAGES_MAX, after};
use domain::{Instrument, Qty, Symbol, Time, VenueTradeId};
use protocols::binance_usdm::facts::{Door, TRADES_KEPT, TRADES_WINDOW};
use protocols::binance_usdm::{Next, VenueAlgo, VenueFill, VenueOrder, ask, read};
use protocols::{Answer, Call, Trouble};
use trading::{
    ContractInput, Haste, Input, StatedMargin, StatedOrder, StatedTrade, Statement, TradeList,
    TradesFrom,
};

/// Most windows of time without a trade that are looked through: as many as there are in what the venue keeps.
const WINDOWS_MAX: usize = 26;

impl VenueLink {
    pub(super) async fn contract_statement(
        &self,
        (wanted, payments): (&[(Symbol, TradesFrom)], Option<Time>),
        haste: Haste,
    ) -> Option<Statement> {
        let asked_at = self.clock.now();
        let answer = self.kept(haste, "account", ask::account()).await?;
        let state = self.understood(read::account(&answer))?;
        self.settings_forgotten();
        let (stamp, margin) = self.understood(self.margin_report().await?)?;
        let mut trades = Vec::with_capacity(wanted.len());
        for (symbol, from) in wanted {
            trades.push(self.contract_trades((*symbol, *from), haste).await?);
        }
        let stated = StatedMargin {
            positions: self.stated_positions(&state, &margin),
            payments: self.payments(payments, haste).await?,
            closes: self.closes((&trades, asked_at), haste).await?,
        };
        let orders = self.open_at((Door::Book, "open-orders", read::open_orders), haste);
        let orders = orders.await?;
        let algos = self.open_at(
            (Door::Conditional, "open-algo-orders", read::open_algos),
            haste,
        );
        let algos = algos.await?;
        let booked = orders.iter().filter_map(|order| self.stated_booked(order));
        let asleep = algos.iter().filter_map(|algo| self.stated_asleep(algo));
        // A list may take long: what somebody set meanwhile is not told as it was before.
        if self.settings_stand(stamp) {
            self.bring(Input::Contract(ContractInput::Margin(margin)))
                .await;
        }
        Some(Statement {
            asked_at,
            balances: wallets(self.account, &state),
            trades,
            open_orders: booked.chain(asleep).collect(),
            margin: stated,
        })
    }

    /// The open orders behind one door: contract by contract where that costs less than all that the venue lists.
    async fn open_at<T>(
        &self,
        (door, what, read): (Door, &str, impl Fn(&Answer) -> Result<Vec<T>, Trouble>),
        haste: Haste,
    ) -> Option<Vec<T>> {
        let mut calls: Vec<_> = self
            .instruments()
            .map(|instrument| ask::open_orders_of(instrument, door))
            .collect();
        let all = ask::open_orders(door);
        if calls.iter().map(Call::weight).sum::<u32>() >= all.weight() {
            calls = vec![all];
        }
        let mut open = Vec::new();
        for call in calls {
            let answer = self.kept(haste, what, call).await?;
            open.extend(self.understood(read(&answer))?);
        }
        Some(open)
    }

    /// The trades of one contract, page after page.
    async fn contract_trades(
        &self,
        (symbol, from): (Symbol, TradesFrom),
        haste: Haste,
    ) -> Option<TradeList> {
        let instrument = self.instrument(symbol)?;
        let mut trades: Vec<StatedTrade> = Vec::new();
        let mut cursor = match from {
            TradesFrom::Latest => Cursor::Latest,
            TradesFrom::Since(since) => {
                Cursor::At(since.max(self.clock.now().plus(TRADES_KEPT.times(-1))))
            }
            TradesFrom::After(last) => Cursor::From(after(last)?),
        };
        for _ in 0..PAGES_MAX.saturating_add(WINDOWS_MAX) {
            let call = match cursor {
                Cursor::Latest => ask::fills_latest(instrument),
                Cursor::At(since) => ask::fills_since(instrument, since),
                Cursor::From(id) => ask::fills_from(instrument, id),
            };
            let answer = self.kept(haste, "fills", call).await?;
            let page = self.understood(read::fills(&answer))?;
            trades.extend(page.rows.iter().map(|row| stated_trade(instrument, row)));
            let last = page.rows.last().map(|row| row.trade);
            let Some(next) = cursor.next((last, page.next), self.clock.now()) else {
                break;
            };
            cursor = next;
        }
        Some(TradeList { symbol, trades })
    }

    fn stated_booked(&self, order: &VenueOrder) -> Option<StatedOrder> {
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

    /// A conditional order that sleeps; one that woke is listed as the order it became.
    fn stated_asleep(&self, algo: &VenueAlgo) -> Option<StatedOrder> {
        if algo.became.is_some() {
            return None;
        }
        Some(StatedOrder {
            client_id: algo.client_id,
            venue_id: algo.algo_id,
            symbol: self.symbol(algo.symbol)?,
            side: algo.side,
            price: algo.price,
            qty: algo.qty.unwrap_or(Qty::ZERO),
            filled: Qty::ZERO,
            at: algo.at,
        })
    }
}

/// Where the next page of trades begins.
#[derive(Debug, Clone, Copy)]
enum Cursor {
    Latest,
    At(Time),
    From(u64),
}

impl Cursor {
    /// Windows of time until there is a trade, from there on by its id.
    fn next(self, (last, told): (Option<VenueTradeId>, Next), now: Time) -> Option<Self> {
        let over = |since: Time| since.plus(TRADES_WINDOW);
        match (self, last) {
            (Self::Latest, _) => None,
            (Self::At(_), Some(last)) => after(last).map(Self::From),
            (Self::At(since), None) => (over(since) < now).then(|| Self::At(over(since))),
            (Self::From(_), _) => match told {
                Next::From(id) => Some(Self::From(id)),
                Next::End | Next::At(_) | Next::Crowded(_) => None,
            },
        }
    }
}

fn stated_trade(instrument: &Instrument, row: &VenueFill) -> StatedTrade {
    let told = fill(instrument, row);
    StatedTrade {
        trade: told.trade,
        venue_order: row.venue_order,
        symbol: instrument.symbol,
        side: row.side,
        position: row.position,
        price: told.price,
        qty: told.qty,
        fee: told.fee,
        fee_asset: told.fee_asset,
        liquidity: told.liquidity,
        at: told.at,
    }
}
