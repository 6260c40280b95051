//! Orders as they stand, folded from the journal. Terms are written once; only the state moves.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::orders as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, parsed_or_null, time, time_or_null};
use domain::{
    AccountId, ClientOrderId, ListId, NewOrder, Order, OrderId, OrderKind, OrderState, OrderTerms,
    Symbol, Time, TrailingDelta, UserId, VenueOrderId,
};

/// An order as the store holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRow {
    /// The order with where it stands.
    pub order: Order,
    /// The venue's id of it, once known; writing `None` keeps the one that is stored.
    pub venue_id: Option<VenueOrderId>,
    /// When it last changed, by the desk's clock.
    pub updated: Time,
}

/// A caller's own name for the request that made an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKeyRow {
    /// Whose name it is.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The order the request made.
    pub order: OrderId,
}

/// Which part of their life orders are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderPhase {
    /// Asked or working.
    Open,
    /// Over.
    Ended,
}

/// Which orders to read, newest first; `None` means any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// In this symbol.
    pub symbol: Option<Symbol>,
    /// In this part of their life.
    pub phase: Option<OrderPhase>,
    /// Numbered below this one (the last of the page before).
    pub before: Option<OrderId>,
    /// At most this many, and never more than [`crate::PAGE_ROWS_MAX`].
    pub limit: u32,
}

impl OrderFilter {
    /// The newest `limit` orders of all accounts.
    #[must_use]
    pub const fn newest(limit: u32) -> Self {
        Self {
            account: None,
            symbol: None,
            phase: None,
            before: None,
            limit,
        }
    }
}

/// Inserts orders, or moves the state of those that are there; terms that differ are refused.
pub(crate) async fn write(conn: &mut Conn, rows: &[OrderRow]) -> Result<(), StepError> {
    for row in rows {
        if conn.execute(sql::PUT, args(row)?).await? == 0 {
            return Err(StepError::NoSuchRow);
        }
    }
    Ok(())
}

/// Remembers the names of requests; a name that is there already is refused.
pub(crate) async fn write_keys(
    conn: &mut Conn,
    rows: &[RequestKeyRow],
    at: Time,
) -> Result<(), StepError> {
    for row in rows {
        let args = vec![
            Arg::number(row.user.get())?,
            Arg::text(&row.name),
            Arg::number(row.order.get())?,
            Arg::time(at),
        ];
        conn.execute(sql::INSERT_KEY, args).await?;
    }
    Ok(())
}

fn args(row: &OrderRow) -> Result<Vec<Arg>, StepError> {
    let (order, terms) = (&row.order.order, row.order.order.terms());
    let mut args = vec![
        Arg::number(order.id().get())?,
        Arg::text(order.client_id()),
        Arg::number(order.account().get())?,
        Arg::text(order.origin()),
        Arg::text(terms.symbol),
        Arg::text(terms.side),
        Arg::text(terms.qty),
        Arg::text(terms.kind.name()),
        Arg::text_or_null(terms.kind.limit_price()),
        Arg::text_or_null(terms.kind.trigger()),
        Arg::text_or_null(terms.kind.time_in_force()),
        Arg::text(terms.self_trade),
        Arg::text(terms.effect),
        Arg::time(row.order.opened),
    ];
    args.extend(state_args(row));
    args.push(Arg::time_or_null(row.order.cancel_asked));
    args.push(Arg::time(row.updated));
    let delta = terms.kind.trailing().map(|delta| delta.bips());
    args.push(Arg::IntOrNull(delta.map(i64::from)));
    args.push(Arg::time_or_null(row.order.stale_since));
    args.push(match row.order.list {
        Some(list) => Arg::number(list.get())?,
        None => Arg::IntOrNull(None),
    });
    Ok(args)
}

/// state, asked_since, deadline, venue_id, filled, end_reason, ended.
fn state_args(row: &OrderRow) -> [Arg; 7] {
    let state = &row.order.state;
    let (name, asked, ended) = match *state {
        OrderState::Asked { since, deadline } => ("asked", Some((since, deadline)), None),
        OrderState::Working { .. } => ("working", None, None),
        OrderState::Ended { reason, at, .. } => ("ended", None, Some((reason, at))),
    };
    let venue_id = match *state {
        OrderState::Working { venue_id, .. } => Some(venue_id),
        OrderState::Asked { .. } | OrderState::Ended { .. } => row.venue_id,
    };
    [
        Arg::text(name),
        Arg::time_or_null(asked.map(|(since, _)| since)),
        Arg::time_or_null(asked.map(|(_, deadline)| deadline)),
        Arg::text_or_null(venue_id),
        Arg::text(state.filled()),
        Arg::text_or_null(ended.map(|(reason, _)| reason)),
        Arg::time_or_null(ended.map(|(_, at)| at)),
    ]
}

fn row(row: &dyn Columns) -> Result<OrderRow, BadColumn> {
    let terms = OrderTerms {
        symbol: parsed(row, "symbol")?,
        side: parsed(row, "side")?,
        qty: parsed(row, "qty")?,
        kind: kind(row)?,
        self_trade: parsed(row, "self_trade")?,
        effect: parsed(row, "effect")?,
    };
    let ids = (
        OrderId::new(number(row, "id")?),
        parsed::<ClientOrderId>(row, "client_id")?,
    );
    let account = AccountId::new(number(row, "account")?);
    let order = NewOrder::new(ids, account, parsed(row, "origin")?, terms)
        .map_err(|error| BadColumn::new("qty", error))?;
    Ok(OrderRow {
        order: Order {
            order,
            opened: time(row, "opened")?,
            state: state(row)?,
            cancel_asked: time_or_null(row, "cancel_asked")?,
            stale_since: time_or_null(row, "stale_since")?,
            list: list(row)?,
        },
        venue_id: parsed_or_null(row, "venue_id")?,
        updated: time(row, "updated")?,
    })
}

fn kind(row: &dyn Columns) -> Result<OrderKind, BadColumn> {
    match row.text("kind")? {
        "market" => Ok(OrderKind::Market),
        "limit" => Ok(OrderKind::Limit {
            price: parsed(row, "price")?,
            time_in_force: parsed(row, "time_in_force")?,
        }),
        "limit-maker" => Ok(OrderKind::LimitMaker {
            price: parsed(row, "price")?,
        }),
        "stop" => Ok(OrderKind::Stop {
            trigger: parsed(row, "trigger_price")?,
        }),
        "stop-limit" => Ok(OrderKind::StopLimit {
            trigger: parsed(row, "trigger_price")?,
            price: parsed(row, "price")?,
            time_in_force: parsed(row, "time_in_force")?,
        }),
        "take-profit" => Ok(OrderKind::TakeProfit {
            trigger: parsed(row, "trigger_price")?,
        }),
        "take-profit-limit" => Ok(OrderKind::TakeProfitLimit {
            trigger: parsed(row, "trigger_price")?,
            price: parsed(row, "price")?,
            time_in_force: parsed(row, "time_in_force")?,
        }),
        "trailing-stop" => Ok(OrderKind::TrailingStop {
            delta: trailing_delta(row)?,
        }),
        other => Err(BadColumn::new("kind", format_args!("{other:?}"))),
    }
}

fn list(row: &dyn Columns) -> Result<Option<ListId>, BadColumn> {
    let Some(number) = row.int_or_null("list_id")? else {
        return Ok(None);
    };
    let id = u64::try_from(number).map_err(|_| BadColumn::new("list_id", number))?;
    Ok(Some(ListId::new(id)))
}

fn trailing_delta(row: &dyn Columns) -> Result<TrailingDelta, BadColumn> {
    let bips = number(row, "trailing_delta")?;
    let delta = u32::try_from(bips).ok().map(TrailingDelta::new);
    let delta = delta.and_then(Result::ok);
    delta.ok_or_else(|| BadColumn::new("trailing_delta", bips))
}

fn state(row: &dyn Columns) -> Result<OrderState, BadColumn> {
    match row.text("state")? {
        "asked" => Ok(OrderState::Asked {
            since: time(row, "asked_since")?,
            deadline: time(row, "deadline")?,
        }),
        "working" => Ok(OrderState::Working {
            venue_id: parsed(row, "venue_id")?,
            filled: parsed(row, "filled")?,
        }),
        "ended" => Ok(OrderState::Ended {
            filled: parsed(row, "filled")?,
            reason: parsed(row, "end_reason")?,
            at: time(row, "ended")?,
        }),
        other => Err(BadColumn::new("state", format_args!("{other:?}"))),
    }
}

impl Reader {
    /// Orders, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn orders(&self, filter: &OrderFilter) -> Result<Vec<OrderRow>, StoreError> {
        let before = filter.before.map_or(u64::MAX, OrderId::get);
        let mut args = vec![
            Arg::Int(i64::try_from(before).unwrap_or(i64::MAX)),
            page(filter.limit),
        ];
        let whose = match (filter.account, filter.symbol) {
            (None, None) => &sql::OF_ALL,
            (Some(_), None) => &sql::OF_ACCOUNT,
            (None, Some(_)) => &sql::OF_SYMBOL,
            (Some(_), Some(_)) => &sql::OF_ACCOUNT_SYMBOL,
        };
        if let Some(account) = filter.account {
            let Ok(account) = Arg::number(account.get()) else {
                return Ok(Vec::new());
            };
            args.push(account);
        }
        args.extend(filter.symbol.map(Arg::text));
        let statement = match filter.phase {
            None => whose.any,
            Some(OrderPhase::Open) => whose.open,
            Some(OrderPhase::Ended) => whose.ended,
        };
        self.all(statement, args, row).await
    }

    /// The order with this number.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn order(&self, id: OrderId) -> Result<Option<OrderRow>, StoreError> {
        let Ok(id) = Arg::number(id.get()) else {
            return Ok(None);
        };
        self.one(sql::BY_ID, vec![id], row).await
    }

    /// The order with this id at the venue (the one we chose).
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn order_by_client_id(
        &self,
        id: ClientOrderId,
    ) -> Result<Option<OrderRow>, StoreError> {
        self.one(sql::BY_CLIENT_ID, vec![Arg::text(id)], row).await
    }

    /// The highest order number in use.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn last_order_id(&self) -> Result<Option<OrderId>, StoreError> {
        let last = self
            .one(sql::LAST_ID, Vec::new(), |row| number(row, "id"))
            .await?;
        Ok(last.map(OrderId::new))
    }

    /// The order that a user's request of this name made.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn order_of_request(
        &self,
        user: UserId,
        name: &str,
    ) -> Result<Option<OrderId>, StoreError> {
        let Ok(user) = Arg::number(user.get()) else {
            return Ok(None);
        };
        let id = self
            .one(sql::BY_KEY, vec![user, Arg::text(name)], |row| {
                number(row, "order_id")
            })
            .await?;
        Ok(id.map(OrderId::new))
    }
}
