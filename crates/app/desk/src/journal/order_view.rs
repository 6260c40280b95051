//! Orders, fills and positions in the journal's own form.

use super::{JournalError, position_side};
use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, EndReason, Exposure, Fill, Liquidity, ListId,
    NewOrder, Order, OrderId, OrderKind, OrderState, OrderTerms, Origin, Position, PositionEffect,
    PositionSide, Price, Qty, SelfTradePrevention, Side, Symbol, Time, TimeInForce, TrailingDelta,
    VenueOrderId, VenueTradeId,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum KindView {
    Market,
    Limit {
        price: Price,
        time_in_force: TimeInForce,
    },
    LimitMaker {
        price: Price,
    },
    Stop {
        trigger: Price,
    },
    StopLimit {
        trigger: Price,
        price: Price,
        time_in_force: TimeInForce,
    },
    TakeProfit {
        trigger: Price,
    },
    TakeProfitLimit {
        trigger: Price,
        price: Price,
        time_in_force: TimeInForce,
    },
    TrailingStop {
        delta: TrailingDelta,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsView {
    symbol: Symbol,
    side: Side,
    qty: Qty,
    kind: KindView,
    self_trade: SelfTradePrevention,
    effect: PositionEffect,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrderView {
    id: OrderId,
    client_id: ClientOrderId,
    account: AccountId,
    origin: Origin,
    terms: TermsView,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FillView {
    trade: VenueTradeId,
    order: OrderId,
    account: AccountId,
    symbol: Symbol,
    side: Side,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    position: PositionSide,
    price: Price,
    qty: Qty,
    fee: Amount,
    fee_asset: Asset,
    liquidity: Liquidity,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
enum StateView {
    Asked {
        since: Time,
        deadline: Time,
    },
    Working {
        venue_id: VenueOrderId,
        filled: Qty,
    },
    Ended {
        filled: Qty,
        reason: EndReason,
        at: Time,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderView {
    order: NewOrderView,
    opened: Time,
    state: StateView,
    cancel_asked: Option<Time>,
    #[serde(default)]
    stale_since: Option<Time>,
    #[serde(default)]
    list: Option<ListId>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "exposure", rename_all = "kebab-case", deny_unknown_fields)]
enum ExposureView {
    Flat,
    Long { qty: Qty, cost: Amount },
    Short { qty: Qty, proceeds: Amount },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionView {
    account: AccountId,
    symbol: Symbol,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    side: PositionSide,
    exposure: ExposureView,
    realised: Amount,
    fees: Amount,
    fees_other_count: u64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BalanceView {
    asset: Asset,
    free: Qty,
    locked: Qty,
}

impl KindView {
    pub(super) const fn of(kind: OrderKind) -> Self {
        match kind {
            OrderKind::Market => Self::Market,
            OrderKind::Limit {
                price,
                time_in_force,
            } => Self::Limit {
                price,
                time_in_force,
            },
            OrderKind::LimitMaker { price } => Self::LimitMaker { price },
            OrderKind::Stop { trigger } => Self::Stop { trigger },
            OrderKind::StopLimit {
                trigger,
                price,
                time_in_force,
            } => Self::StopLimit {
                trigger,
                price,
                time_in_force,
            },
            OrderKind::TakeProfit { trigger } => Self::TakeProfit { trigger },
            OrderKind::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            } => Self::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            },
            OrderKind::TrailingStop { delta } => Self::TrailingStop { delta },
        }
    }

    pub(super) const fn kind(self) -> OrderKind {
        match self {
            Self::Market => OrderKind::Market,
            Self::Limit {
                price,
                time_in_force,
            } => OrderKind::Limit {
                price,
                time_in_force,
            },
            Self::LimitMaker { price } => OrderKind::LimitMaker { price },
            Self::Stop { trigger } => OrderKind::Stop { trigger },
            Self::StopLimit {
                trigger,
                price,
                time_in_force,
            } => OrderKind::StopLimit {
                trigger,
                price,
                time_in_force,
            },
            Self::TakeProfit { trigger } => OrderKind::TakeProfit { trigger },
            Self::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            } => OrderKind::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            },
            Self::TrailingStop { delta } => OrderKind::TrailingStop { delta },
        }
    }
}

impl TermsView {
    pub(super) fn of(terms: &OrderTerms) -> Self {
        Self {
            symbol: terms.symbol,
            side: terms.side,
            qty: terms.qty,
            kind: KindView::of(terms.kind),
            self_trade: terms.self_trade,
            effect: terms.effect,
        }
    }

    pub(super) fn terms(self) -> OrderTerms {
        OrderTerms {
            symbol: self.symbol,
            side: self.side,
            qty: self.qty,
            kind: self.kind.kind(),
            self_trade: self.self_trade,
            effect: self.effect,
        }
    }
}

impl NewOrderView {
    pub(super) fn of(order: &NewOrder) -> Self {
        Self {
            id: order.id(),
            client_id: order.client_id(),
            account: order.account(),
            origin: order.origin(),
            terms: TermsView::of(order.terms()),
        }
    }

    pub(super) fn order(self) -> Result<NewOrder, JournalError> {
        let names = (self.id, self.client_id);
        NewOrder::new(names, self.account, self.origin, self.terms.terms())
            .map_err(|_| JournalError::Value { what: "order" })
    }
}

impl FillView {
    pub(super) fn of(fill: &Fill) -> Self {
        Self {
            trade: fill.trade,
            order: fill.order,
            account: fill.account,
            symbol: fill.symbol,
            side: fill.side,
            position: fill.position,
            price: fill.price,
            qty: fill.qty,
            fee: fill.fee,
            fee_asset: fill.fee_asset,
            liquidity: fill.liquidity,
            at: fill.at,
        }
    }

    pub(super) fn fill(self) -> Fill {
        Fill {
            trade: self.trade,
            order: self.order,
            account: self.account,
            symbol: self.symbol,
            side: self.side,
            position: self.position,
            price: self.price,
            qty: self.qty,
            fee: self.fee,
            fee_asset: self.fee_asset,
            liquidity: self.liquidity,
            at: self.at,
        }
    }
}

impl OrderView {
    pub(super) fn of(order: &Order) -> Self {
        let state = match order.state {
            OrderState::Asked { since, deadline } => StateView::Asked { since, deadline },
            OrderState::Working { venue_id, filled } => StateView::Working { venue_id, filled },
            OrderState::Ended { filled, reason, at } => StateView::Ended { filled, reason, at },
        };
        Self {
            order: NewOrderView::of(&order.order),
            opened: order.opened,
            state,
            cancel_asked: order.cancel_asked,
            stale_since: order.stale_since,
            list: order.list,
        }
    }

    pub(super) fn order(self) -> Result<Order, JournalError> {
        let state = match self.state {
            StateView::Asked { since, deadline } => OrderState::Asked { since, deadline },
            StateView::Working { venue_id, filled } => OrderState::Working { venue_id, filled },
            StateView::Ended { filled, reason, at } => OrderState::Ended { filled, reason, at },
        };
        Ok(Order {
            order: self.order.order()?,
            opened: self.opened,
            state,
            cancel_asked: self.cancel_asked,
            stale_since: self.stale_since,
            list: self.list,
        })
    }
}

impl PositionView {
    pub(super) fn of(position: &Position) -> Self {
        let exposure = match position.exposure {
            Exposure::Flat => ExposureView::Flat,
            Exposure::Long { qty, cost } => ExposureView::Long { qty, cost },
            Exposure::Short { qty, proceeds } => ExposureView::Short { qty, proceeds },
        };
        Self {
            account: position.account,
            symbol: position.symbol,
            side: position.side,
            exposure,
            realised: position.realised,
            fees: position.fees,
            fees_other_count: position.fees_other_count,
        }
    }

    pub(super) fn position(self) -> Position {
        let exposure = match self.exposure {
            ExposureView::Flat => Exposure::Flat,
            ExposureView::Long { qty, cost } => Exposure::Long { qty, cost },
            ExposureView::Short { qty, proceeds } => Exposure::Short { qty, proceeds },
        };
        Position {
            account: self.account,
            symbol: self.symbol,
            side: self.side,
            exposure,
            realised: self.realised,
            fees: self.fees,
            fees_other_count: self.fees_other_count,
        }
    }
}

impl BalanceView {
    pub(super) const fn of(balance: &Balance) -> Self {
        Self {
            asset: balance.asset,
            free: balance.free,
            locked: balance.locked,
        }
    }

    pub(super) const fn balance(self) -> Balance {
        Balance {
            asset: self.asset,
            free: self.free,
            locked: self.locked,
        }
    }
}
