//! The lines of orders, order lists, amendments and prevented matches. Never a guess at a broken line.

use super::line::{FactError, Form, Maybe, Words};
use crate::order_type::Labels;
use crate::view::{
    Amendment, ExpireReason, ListedOrder, ListedOrders, OrderListView, OrderStatus, OrderView,
    PreventedMatch, Tracking,
};
use core::fmt;
use domain::{Amount, Qty, Side};

pub(super) fn write_order(f: &mut fmt::Formatter<'_>, order: &OrderView) -> fmt::Result {
    write!(
        f,
        "order2 {} {} {} {} {} {}",
        order.id, order.client_id, order.account, order.symbol, order.side, order.kind
    )?;
    write!(
        f,
        " {} {} {} {} {}",
        order.qty,
        order.self_trade,
        status_word(order.status),
        order.filled,
        order.quote_filled
    )?;
    write!(
        f,
        " {} {} {} {}",
        order.opened,
        order.updated,
        Maybe(order.working_since),
        Maybe(order.priority)
    )?;
    write!(
        f,
        " {} {} {} {} {} {}",
        Maybe(order.quote_ordered),
        Maybe(order.iceberg),
        order.hidden,
        Maybe(order.labels.strategy_id),
        Maybe(order.labels.strategy_type),
        Maybe(order.list)
    )?;
    write!(
        f,
        " {} {} {} {}",
        Maybe(order.last_trade),
        order.prevented,
        Maybe(order.prevented_match),
        Maybe(order.pegged_price)
    )?;
    write!(
        f,
        " {} {} {} {} {}",
        Maybe(order.tracking.map(|tracking| tracking.since)),
        Maybe(order.tracking.and_then(|tracking| tracking.best)),
        order.locked,
        order.held,
        order.amends
    )
}

pub(super) fn read_order(words: &mut Words<'_>, form: Form) -> Result<OrderView, FactError> {
    let mut order = OrderView {
        id: words.read()?,
        client_id: words.read()?,
        account: words.read()?,
        symbol: words.read()?,
        side: words.read()?,
        kind: words.read()?,
        qty: words.read()?,
        self_trade: words.read()?,
        status: words.with(read_status)?,
        filled: words.read()?,
        quote_filled: words.read()?,
        opened: words.read()?,
        updated: words.read()?,
        working_since: words.optional()?,
        priority: words.optional()?,
        quote_ordered: None,
        iceberg: None,
        hidden: Qty::ZERO,
        labels: Labels::default(),
        list: None,
        last_trade: None,
        prevented: Qty::ZERO,
        prevented_match: None,
        pegged_price: None,
        tracking: None,
        locked: Amount::ZERO,
        held: Amount::ZERO,
        amends: 0,
    };
    match form {
        Form::First => order.locked = locked_at_first(&order).ok_or(FactError::TooShort)?,
        Form::Second => read_rest(words, &mut order)?,
    }
    Ok(order)
}

fn read_rest(words: &mut Words<'_>, order: &mut OrderView) -> Result<(), FactError> {
    order.quote_ordered = words.optional()?;
    order.iceberg = words.optional()?;
    order.hidden = words.read()?;
    order.labels = Labels {
        strategy_id: words.optional()?,
        strategy_type: words.optional()?,
    };
    order.list = words.optional()?;
    order.last_trade = words.optional()?;
    order.prevented = words.read()?;
    order.prevented_match = words.optional()?;
    order.pegged_price = words.optional()?;
    let since = words.optional()?;
    let best = words.optional()?;
    order.tracking = since.map(|since| Tracking { since, best });
    order.locked = words.read()?;
    order.held = words.read()?;
    order.amends = words.read()?;
    Ok(())
}

/// What an order of the first form has locked: such lines know limits and plain triggers only.
fn locked_at_first(order: &OrderView) -> Option<Amount> {
    let Ok(left) = order.qty.minus(order.filled) else {
        return Some(Amount::ZERO);
    };
    if !order.status.is_open() {
        return Some(Amount::ZERO);
    }
    let price = order.kind.limit_price().or(order.kind.trigger());
    match (order.side, price) {
        (Side::Sell, _) => Some(left.amount()),
        (Side::Buy, Some(price)) => price.times(left).ok(),
        (Side::Buy, None) => Some(Amount::ZERO),
    }
}

pub(super) fn write_list(f: &mut fmt::Formatter<'_>, list: &OrderListView) -> fmt::Result {
    write!(
        f,
        "list {} {} {} {} {} {} {} {}",
        list.id,
        list.client_id,
        list.account,
        list.symbol,
        list.kind,
        list.status,
        list.opened,
        list.updated
    )?;
    let mut orders = list.orders.iter();
    for _ in 0..LISTED_ORDERS_MAX {
        match orders.next() {
            Some(order) => write!(f, " {} {}", order.id, order.client_id)?,
            None => f.write_str(" -")?,
        }
    }
    Ok(())
}

/// Orders a list may have.
const LISTED_ORDERS_MAX: usize = 3;

pub(super) fn read_list(words: &mut Words<'_>) -> Result<OrderListView, FactError> {
    Ok(OrderListView {
        id: words.read()?,
        client_id: words.read()?,
        account: words.read()?,
        symbol: words.read()?,
        kind: words.read()?,
        status: words.read()?,
        opened: words.read()?,
        updated: words.read()?,
        orders: {
            let first = read_listed(words)?.ok_or(FactError::TooShort)?;
            let second = read_listed(words)?.ok_or(FactError::TooShort)?;
            ListedOrders::new(first, second, read_listed(words)?)
        },
    })
}

fn read_listed(words: &mut Words<'_>) -> Result<Option<ListedOrder>, FactError> {
    Ok(match words.optional()? {
        None => None,
        Some(id) => Some(ListedOrder {
            id,
            client_id: words.read()?,
        }),
    })
}

pub(super) fn write_amendment(f: &mut fmt::Formatter<'_>, one: &Amendment) -> fmt::Result {
    write!(
        f,
        "amended {} {} {} {} {} {} {} {} {}",
        one.account,
        one.symbol,
        one.order,
        one.execution,
        one.orig_client_id,
        one.client_id,
        one.orig_qty,
        one.qty,
        one.at
    )
}

pub(super) fn read_amendment(words: &mut Words<'_>) -> Result<Amendment, FactError> {
    Ok(Amendment {
        account: words.read()?,
        symbol: words.read()?,
        order: words.read()?,
        execution: words.read()?,
        orig_client_id: words.read()?,
        client_id: words.read()?,
        orig_qty: words.read()?,
        qty: words.read()?,
        at: words.read()?,
    })
}

pub(super) fn write_prevented(f: &mut fmt::Formatter<'_>, one: &PreventedMatch) -> fmt::Result {
    write!(
        f,
        "prevented {} {} {} {} {} {} {} {} {} {} {} {}",
        one.id,
        one.symbol,
        one.taker,
        one.taker_order,
        one.maker,
        one.maker_order,
        Maybe(one.group),
        one.mode,
        one.price,
        Maybe(one.taker_lost),
        Maybe(one.maker_lost),
        one.at
    )
}

pub(super) fn read_prevented(words: &mut Words<'_>) -> Result<PreventedMatch, FactError> {
    Ok(PreventedMatch {
        id: words.read()?,
        symbol: words.read()?,
        taker: words.read()?,
        taker_order: words.read()?,
        maker: words.read()?,
        maker_order: words.read()?,
        group: words.optional()?,
        mode: words.read()?,
        price: words.read()?,
        taker_lost: words.optional()?,
        maker_lost: words.optional()?,
        at: words.read()?,
    })
}

/// Every status with its word.
pub(super) const STATUS_WORDS: [(OrderStatus, &str); 16] = [
    (OrderStatus::Pending, "pending"),
    (OrderStatus::Sleeping, "sleeping"),
    (OrderStatus::New, "new"),
    (OrderStatus::PartiallyFilled, "partially-filled"),
    (OrderStatus::Filled, "filled"),
    (OrderStatus::Cancelled, "cancelled"),
    (
        OrderStatus::Expired(ExpireReason::ImmediateOrCancel),
        "expired:immediate-or-cancel",
    ),
    (
        OrderStatus::Expired(ExpireReason::FillOrKill),
        "expired:fill-or-kill",
    ),
    (
        OrderStatus::Expired(ExpireReason::NoLiquidity),
        "expired:no-liquidity",
    ),
    (
        OrderStatus::Expired(ExpireReason::SelfTrade),
        "expired:self-trade",
    ),
    (
        OrderStatus::Expired(ExpireReason::InsufficientBalance),
        "expired:insufficient-balance",
    ),
    (
        OrderStatus::Expired(ExpireReason::Rejected),
        "expired:rejected",
    ),
    (
        OrderStatus::Expired(ExpireReason::OcoTrigger),
        "expired:oco-trigger",
    ),
    (
        OrderStatus::Expired(ExpireReason::WorkingExpired),
        "expired:working-expired",
    ),
    (
        OrderStatus::Expired(ExpireReason::ExchangeCancelled),
        "expired:exchange-cancelled",
    ),
    (
        OrderStatus::Expired(ExpireReason::PriceRange),
        "expired:price-range",
    ),
];

pub(super) const fn status_word(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "pending",
        OrderStatus::Sleeping => "sleeping",
        OrderStatus::New => "new",
        OrderStatus::PartiallyFilled => "partially-filled",
        OrderStatus::Filled => "filled",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Expired(ExpireReason::ImmediateOrCancel) => "expired:immediate-or-cancel",
        OrderStatus::Expired(ExpireReason::FillOrKill) => "expired:fill-or-kill",
        OrderStatus::Expired(ExpireReason::NoLiquidity) => "expired:no-liquidity",
        OrderStatus::Expired(ExpireReason::SelfTrade) => "expired:self-trade",
        OrderStatus::Expired(ExpireReason::InsufficientBalance) => "expired:insufficient-balance",
        OrderStatus::Expired(ExpireReason::Rejected) => "expired:rejected",
        OrderStatus::Expired(ExpireReason::OcoTrigger) => "expired:oco-trigger",
        OrderStatus::Expired(ExpireReason::WorkingExpired) => "expired:working-expired",
        OrderStatus::Expired(ExpireReason::ExchangeCancelled) => "expired:exchange-cancelled",
        OrderStatus::Expired(ExpireReason::PriceRange) => "expired:price-range",
    }
}

fn read_status(word: &str) -> Option<OrderStatus> {
    let found = STATUS_WORDS.iter().find(|(_, name)| *name == word);
    found.map(|(status, _)| *status)
}
