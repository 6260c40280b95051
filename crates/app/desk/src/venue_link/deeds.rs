//! What the venue holds and did by itself on an account on margin, read for one round: positions, movements of money that are
//! of no trade, and the orders by which it closed positions. Never compares, never adds up.

use super::VenueLink;
use super::statement::PAGES_MAX;
use domain::{PositionSide, Price, Symbol, Time};
use gate::MarginReport;
use protocols::binance_usdm::facts::FORCED_WINDOW;
use protocols::binance_usdm::{
    AccountState, Income, IncomeKind, Next, OrderOrigin, VenueOrder, ask, read,
};
use trading::{CloseKind, Haste, Payment, PaymentKind, StatedPosition, TradeList, VenueClose};

impl VenueLink {
    /// The positions of the account, as of the same instant as its wallets; what they cost is asked for apart.
    pub(super) fn stated_positions(
        &self,
        state: &AccountState,
        margin: &MarginReport,
    ) -> Vec<StatedPosition> {
        let entry = |symbol: Symbol, side: PositionSide| -> Option<Price> {
            let mut terms = margin.contracts.iter();
            terms
                .find(|terms| (terms.symbol, terms.side) == (symbol, side))?
                .entry
        };
        let held = state.positions.iter().filter(|held| !held.qty.is_zero());
        held.filter_map(|held| {
            let symbol = self.symbol(held.symbol)?;
            Some(StatedPosition {
                symbol,
                side: held.position,
                held: held.qty,
                entry: entry(symbol, held.position),
                at: held.at,
            })
        })
        .collect()
    }

    /// Movements of money since an instant, those of trades left out.
    pub(super) async fn payments(&self, since: Option<Time>, haste: Haste) -> Option<Vec<Payment>> {
        let Some(mut since) = since else {
            return Some(Vec::new());
        };
        let mut payments = Vec::new();
        for _ in 0..PAGES_MAX {
            let answer = self.kept(haste, "income", ask::income(since, None)).await?;
            let page = self.understood(read::income(&answer))?;
            payments.extend(page.rows.iter().filter_map(|row| self.payment(row)));
            match page.next {
                Next::At(at) | Next::Crowded(at) if at > since => since = at,
                Next::End | Next::From(_) | Next::At(_) | Next::Crowded(_) => break,
            }
        }
        Some(payments)
    }

    fn payment(&self, row: &Income) -> Option<Payment> {
        Some(Payment {
            at: row.at,
            id: row.id,
            kind: kind(row.kind)?,
            symbol: row.symbol.and_then(|symbol| self.symbol(symbol)),
            asset: row.asset,
            amount: row.amount,
        })
    }

    /// The orders by which the venue closed positions of the contracts that traded.
    pub(super) async fn closes(
        &self,
        (lists, now): (&[TradeList], Time),
        haste: Haste,
    ) -> Option<Vec<VenueClose>> {
        let mut closes = Vec::new();
        let traded = lists.iter().filter(|list| !list.trades.is_empty());
        for list in traded {
            let instrument = self.instrument(list.symbol)?;
            let oldest = list.trades.iter().map(|trade| trade.at).min();
            let week = now.plus(FORCED_WINDOW.times(-1));
            let call = ask::forced_orders(instrument, oldest.unwrap_or(now).max(week));
            let answer = self.kept(haste, "forced-orders", call).await?;
            let page = self.understood(read::forced_orders(&answer))?;
            closes.extend(page.rows.iter().filter_map(|row| close(list.symbol, row)));
        }
        Some(closes)
    }
}

/// The order by which the venue closed a position, if it is one.
pub(crate) fn close(symbol: Symbol, order: &VenueOrder) -> Option<VenueClose> {
    let kind = match order.origin {
        OrderOrigin::House | OrderOrigin::Foreign => return None,
        OrderOrigin::Liquidation => CloseKind::Liquidated,
        OrderOrigin::Deleveraging => CloseKind::Deleveraged,
        OrderOrigin::Settlement | OrderOrigin::Delivery => CloseKind::Settled,
    };
    Some(VenueClose {
        at: order.opened.unwrap_or(order.at),
        venue_order: order.venue_id,
        symbol,
        side: order.position,
        kind,
    })
}

/// Why money moved; `None` for what trades moved, which is counted with them.
const fn kind(kind: IncomeKind) -> Option<PaymentKind> {
    match kind {
        IncomeKind::RealisedPnl | IncomeKind::Commission => None,
        IncomeKind::FundingFee => Some(PaymentKind::Funding),
        IncomeKind::InsuranceClear => Some(PaymentKind::Insurance),
        IncomeKind::Transfer
        | IncomeKind::InternalTransfer
        | IncomeKind::StrategyTransfer
        | IncomeKind::CrossCollateralTransfer => Some(PaymentKind::Transfer),
        IncomeKind::AutoExchange | IncomeKind::SwapDeposit | IncomeKind::SwapWithdraw => {
            Some(PaymentKind::Exchange)
        }
        IncomeKind::WelcomeBonus
        | IncomeKind::ReferralKickback
        | IncomeKind::CommissionRebate
        | IncomeKind::ApiRebate
        | IncomeKind::ContestReward
        | IncomeKind::OptionsPremiumFee
        | IncomeKind::OptionsSettleProfit
        | IncomeKind::DeliveredSettlement
        | IncomeKind::PositionLimitIncreaseFee
        | IncomeKind::FuturesPresent
        | IncomeKind::FeeReturn
        | IncomeKind::BfusdReward
        | IncomeKind::Other => Some(PaymentKind::Other),
    }
}
